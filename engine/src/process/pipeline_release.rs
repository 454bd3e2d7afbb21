//! Process `pipeline_release`.

use super::fields::{SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa};
use super::moments::{Asked, times_s};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::source::{PIPELINE_RELEASE, PipelineField, PipelineRelease};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Release of a broken gas pipeline.
pub(super) struct PipelineReleaseProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Inner diameter of the pipe, m.
    #[schemars(range(min = 1e-3, max = 5.0))]
    pipe_diameter_m: f64,
    /// Length of pipe from the break to the closed valve or end, m; for a hole the whole length between the valves.
    #[schemars(range(min = 1.0, max = 1e6))]
    length_m: f64,
    /// Length on the other side of a full break, m; 0 where there is none.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e6))]
    other_length_m: f64,
    /// Diameter of the hole, m; a full break of the pipe when not given.
    #[serde(default)]
    #[schemars(range(min = 1e-4, max = 5.0))]
    hole_diameter_m: Option<f64>,
    /// Discharge coefficient of the hole; 1 when not given, the upper bound.
    #[serde(default = "one")]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: f64,
    /// Darcy friction factor of the pipe (four times Fanning's).
    #[schemars(range(min = 1e-3, max = 0.2))]
    darcy_friction_factor: f64,
    /// Pressure in the pipe at the start, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e8))]
    pressure_pa: f64,
    /// Temperature of the gas, K.
    #[schemars(range(min = 100.0, max = 1000.0))]
    temperature_k: f64,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 1.0, max = 1e8))]
    ambient_pressure_pa: f64,
    /// Time until the valve at the end of length_m is shut (detection and closing), s; until then the line feeds its steady flow
    /// through length and hole. 0: shut at once.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    isolation_time_s: f64,
    /// Moments at which the release is asked for; 21 of them, denser at the start, when not given.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    moments: Vec<Asked>,
}

fn one() -> f64 {
    1.0
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow at the start, both sides of a full break together, kg/s.
    initial_rate_kg_s: f64,
    /// What the line feeds until it is shut, kg/s; 0 where it is shut at once.
    feed_rate_kg_s: f64,
    /// Content of the pipe at the start, kg.
    content_kg: f64,
    /// Mass released until the pressure outside is reached, what the line fed included, kg.
    released_mass_kg: f64,
    /// Time until then, s.
    duration_s: f64,
    /// Time constant of the slow part of the release, of the longer side, s.
    time_constant_s: f64,
    /// The release at the times asked for, in order.
    course: Vec<Moment>,
}

/// The release at one time.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// Time since the break, s.
    time_s: f64,
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Mass released so far, kg.
    released_mass_kg: f64,
}

fn course(field: &PipelineField, asked: &[Asked]) -> Vec<Moment> {
    let moment = |time_s| Moment {
        time_s,
        release_rate_kg_s: field.release_rate_kg_s(time_s),
        released_mass_kg: field.released_mass_kg(time_s),
    };
    times_s(asked, field.duration_s()).into_iter().map(moment).collect()
}

impl Model for PipelineReleaseProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: PIPELINE_RELEASE.id,
        title: Title { zh: PIPELINE_RELEASE.title_zh, en: PIPELINE_RELEASE.title_en },
        description: Title {
            zh: "两端阀门关闭的燃气管段全断裂或穿孔后的泄放过程:流量随时间按两个指数项衰减(Bell、Wilson 模型),可计入阀门关闭前的补给。",
            en: "A gas pipeline between closed valves that breaks or is holed: flow over time as two exponentials (Bell, Wilson), \
                 and what the line feeds until it is isolated.",
        },
        cards: &[&PIPELINE_RELEASE],
        example: r#"{"substance": "methane", "pipe_diameter_m": 0.2, "length_m": 1000, "darcy_friction_factor": 0.0164, "pressure_pa": 1000000, "temperature_k": 288.15, "moments": [{"time_s": 0}, {"time_s": 10}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let pipe = PipelineRelease {
            pipe_diameter_m: input.pipe_diameter_m,
            length_m: input.length_m,
            other_length_m: input.other_length_m,
            hole_diameter_m: input.hole_diameter_m.unwrap_or(input.pipe_diameter_m),
            discharge_coefficient: input.discharge_coefficient,
            darcy_friction_factor: input.darcy_friction_factor,
            pressure_pa: input.pressure_pa,
            temperature_k: input.temperature_k,
            ambient_pressure_pa: input.ambient_pressure_pa,
            isolation_time_s: input.isolation_time_s,
        };
        let solved = pipe.release(substance)?;
        let field = solved.field;
        let output = Output {
            initial_rate_kg_s: field.release_rate_kg_s(0.0),
            feed_rate_kg_s: field.feed_rate_kg_s(),
            content_kg: field.content_kg(),
            released_mass_kg: field.released_mass_kg(field.duration_s()),
            duration_s: field.duration_s(),
            time_constant_s: field.time_constant_s(),
            course: course(&field, &input.moments),
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(condensed_caveat(substance, pipe.pressure_pa, pipe.temperature_k, &PIPELINE_RELEASE))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
