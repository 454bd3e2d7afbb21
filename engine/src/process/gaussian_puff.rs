//! Process `gaussian_puff`.

use super::fields::{SUBSTANCES, dense_gas_caveat, find_substance, ten_metres};
use super::points::PuffPoint;
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{Atmosphere, GAUSSIAN_PUFF, GaussianPuff, PuffField, PuffSource};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode};
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Puff of a passive gas.
pub(super) struct GaussianPuffProcess;

/// Points evaluated between two looks at the progress token.
const POINTS_PER_CHECK: usize = 4096;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Mass released at once, kg.
    #[schemars(range(min = 1e-12, max = 1e9))]
    mass_kg: f64,
    /// Height of the release above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    release_height_m: f64,
    /// Mean wind speed at the reference height, m/s.
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: f64,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Pasquill class.
    stability: StabilityClass,
    /// Surroundings.
    terrain: Terrain,
    /// Accepted so that plume input fits; a puff is not averaged, and a caveat says so.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    averaging_time_s: Option<f64>,
    /// Mixing height, m; a default by stability is taken when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Horizontal standard deviation of the cloud at the release, m; 0 is a point source.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    initial_sigma_y_m: f64,
    /// Vertical standard deviation of the cloud at the release, m; 0 is a point source.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    initial_sigma_z_m: f64,
    /// Substance, only to tell whether the gas is heavier than air.
    #[serde(default)]
    substance: Option<String>,
    /// Where and when the concentration is asked for.
    #[schemars(length(min = 1, max = 1_000_000))]
    points: Vec<PuffPoint>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Concentration at each point and time, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
}

fn evaluate(field: &PuffField, points: &[PuffPoint], progress: &ProgressToken) -> Result<Vec<f64>, ProcessError> {
    progress.set_total(points.len() as u64);
    let mut values = Vec::with_capacity(points.len());
    for chunk in points.chunks(POINTS_PER_CHECK) {
        progress.check()?;
        values.extend(chunk.iter().map(|point| field.concentration_kg_m3(point.x_m, point.y_m, point.z_m, point.t_s)));
        progress.advance(chunk.len() as u64);
    }
    Ok(values)
}

fn not_averaged(averaging_time_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        GAUSSIAN_PUFF.id,
        format!(
            "averaging time of {averaging_time_s} s has no part in a puff: concentrations are those of the mean puff at the time asked for"
        ),
        format!("平均时间 {averaging_time_s} s 不参与烟团计算:浓度为所问时刻的平均烟团浓度"),
    )
}

impl Model for GaussianPuffProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GAUSSIAN_PUFF.id,
        title: Title { zh: GAUSSIAN_PUFF.title_zh, en: GAUSSIAN_PUFF.title_en },
        description: Title {
            zh: "瞬时泄漏的非重气在给定点和时刻的浓度。",
            en: "Concentration of an instantaneous release of a passive gas at given points and times.",
        },
        cards: &[&GAUSSIAN_PUFF],
        example: r#"{"mass_kg": 100, "release_height_m": 0, "wind_speed_m_s": 3, "wind_reference_height_m": 10, "stability": "D", "terrain": "rural", "points": [{"x_m": 300, "y_m": 0, "z_m": 0, "t_s": 100}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let atmosphere = Atmosphere {
            mixing_height_m: input.mixing_height_m,
            ..Atmosphere::new(input.stability, input.wind_speed_m_s, input.wind_reference_height_m, input.terrain)
        };
        let puff = GaussianPuff { mass_kg: input.mass_kg, release_height_m: input.release_height_m };
        let substance = input.substance.as_deref().map(|name| find_substance(context, name)).transpose();
        let substance = substance.map_err(ProcessError::one)?;
        let source = PuffSource { sigma_y_m: input.initial_sigma_y_m, sigma_z_m: input.initial_sigma_z_m };
        let solved = puff.solve_with(&atmosphere, source)?;
        let concentration_kg_m3 = evaluate(&solved.field, &input.points, progress)?;
        let answer = Answer::new(Output { concentration_kg_m3 })
            .with_caveats(solved.caveats)
            .with_caveats(input.averaging_time_s.map(not_averaged));
        Ok(match substance {
            Some(substance) => answer
                .with_caveats(dense_gas_caveat(substance, &GAUSSIAN_PUFF, atmosphere.temperature_k))
                .with_data(SUBSTANCES, context.library.edition()),
            None => answer,
        })
    }
}
