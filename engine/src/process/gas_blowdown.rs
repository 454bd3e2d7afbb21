//! Process `gas_blowdown`.

use super::fields::{self, SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa};
use super::moments::{Asked, times_s};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::source::{BlowdownField, DEFAULT_GAS_DISCHARGE_COEFFICIENT, Expansion, GAS_BLOWDOWN, GasBlowdown};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blowdown of a gas vessel.
pub(super) struct GasBlowdownProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Volume of the vessel, m3.
    #[schemars(range(min = 1e-6, max = 1e7))]
    volume_m3: f64,
    /// Pressure in the vessel at the start, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: f64,
    /// Temperature in the vessel at the start, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Discharge coefficient; 1.0 is taken when not given, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: Option<f64>,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 1.0, max = 1e8))]
    ambient_pressure_pa: f64,
    /// How the content expands: adiabatic (no heat from the wall) or isothermal (all of it). A real vessel lies between.
    #[serde(default = "adiabatic")]
    expansion: Expansion,
    /// Time until the feed is shut off (detection and closing), s; until then it holds the pressure. 0: no feed.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    isolation_time_s: f64,
    /// Moments at which the release is asked for; 21 of them, denser at the start, when not given.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    moments: Vec<Asked>,
}

fn adiabatic() -> Expansion {
    Expansion::Adiabatic
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow at the start, kg/s.
    initial_rate_kg_s: f64,
    /// Content at the start, kg.
    content_kg: f64,
    /// Mass released until the end, what the feed brought included, kg.
    released_mass_kg: f64,
    /// Time until the pressure outside is reached, s.
    duration_s: f64,
    /// The release at the times asked for, in order.
    course: Vec<Moment>,
}

/// The release at one time.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// Time since the start, s.
    time_s: f64,
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Whether the flow is choked.
    choked: bool,
    /// Pressure in the vessel, Pa absolute.
    pressure_pa: f64,
    /// Temperature in the vessel, K.
    temperature_k: f64,
    /// Mass left in the vessel, kg.
    mass_kg: f64,
    /// Mass released so far, kg.
    released_mass_kg: f64,
}

fn moment(field: &BlowdownField, time_s: f64) -> Moment {
    let state = field.at(time_s);
    Moment {
        time_s,
        release_rate_kg_s: state.release_rate_kg_s,
        choked: state.choked,
        pressure_pa: state.pressure_pa,
        temperature_k: state.temperature_k,
        mass_kg: state.mass_kg,
        released_mass_kg: state.released_mass_kg,
    }
}

impl Model for GasBlowdownProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GAS_BLOWDOWN.id,
        title: Title { zh: GAS_BLOWDOWN.title_zh, en: GAS_BLOWDOWN.title_en },
        description: Title {
            zh: "气体容器经孔口泄放直至与外界压力相等的全过程:流量、压力、温度和剩余质量随时间的变化,可计入切断前的补给。",
            en: "A gas vessel that empties through a hole until it is at the pressure outside: flow, pressure, temperature and content \
                 over time, with a feed until it is isolated.",
        },
        cards: &[&GAS_BLOWDOWN],
        example: r#"{"substance": "hydrogen", "volume_m3": 0.00363, "pressure_pa": 13450000, "temperature_k": 297, "orifice_diameter_m": 0.00356, "discharge_coefficient": 0.75, "moments": [{"time_s": 0}, {"time_s": 0.5}, {"time_s": 1}, {"time_s": 2}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let (discharge_coefficient, assumed) = fields::discharge_coefficient(
            input.discharge_coefficient,
            DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            &GAS_BLOWDOWN,
            true,
        );
        let vessel = GasBlowdown {
            volume_m3: input.volume_m3,
            pressure_pa: input.pressure_pa,
            temperature_k: input.temperature_k,
            orifice_diameter_m: input.orifice_diameter_m,
            discharge_coefficient,
            ambient_pressure_pa: input.ambient_pressure_pa,
            expansion: input.expansion,
            isolation_time_s: input.isolation_time_s,
        };
        let solved = vessel.release(substance)?;
        let field = &solved.field;
        let times_s = times_s(&input.moments, field.duration_s());
        let output = Output {
            initial_rate_kg_s: field.first_rate_kg_s(),
            content_kg: field.content_kg(),
            released_mass_kg: field.at(field.duration_s()).released_mass_kg,
            duration_s: field.duration_s(),
            course: times_s.into_iter().map(|time_s| moment(field, time_s)).collect(),
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(assumed)
            .with_caveats(condensed_caveat(substance, vessel.pressure_pa, vessel.temperature_k, &GAS_BLOWDOWN))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
