//! Process `calm_release`.

use super::fields::{SUBSTANCES, dense_gas_caveat, find_substance, ten_metres};
use super::points::PuffPoint;
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{Atmosphere, CALM_RELEASE, CalmRelease, ReleasePeriod};
use crate::progress::ProgressToken;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Release in calm and light wind.
pub(super) struct CalmReleaseProcess;

/// Points evaluated between two looks at the progress token.
const POINTS_PER_CHECK: usize = 256;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The release rate as periods of constant rate in time.
    #[schemars(length(min = 1, max = 1000))]
    periods: Vec<ReleasePeriod>,
    /// Height of the release above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    release_height_m: f64,
    /// Mean wind speed at the reference height, m/s; below 1 m/s at the release.
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
    /// Substance, only to tell whether the gas is heavier than air.
    #[serde(default)]
    substance: Option<String>,
    /// Where and when the concentration is asked for.
    #[schemars(length(min = 1, max = 100_000))]
    points: Vec<PuffPoint>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Concentration at each point and time, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
    /// Speed at which the cloud drifts, m/s; 0 in a calm.
    drift_m_s: f64,
    /// Mass released in all, kg.
    released_mass_kg: f64,
}

impl Model for CalmReleaseProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: CALM_RELEASE.id,
        title: Title { zh: CALM_RELEASE.title_zh, en: CALM_RELEASE.title_en },
        description: Title {
            zh: "静风或微风(低于 1 m/s)时非重气泄漏在给定点和时刻的浓度。",
            en: "Concentration of a passive gas released in calm or light wind (below 1 m/s) at given points and times.",
        },
        cards: &[&CALM_RELEASE],
        example: r#"{"periods": [{"start_s": 0, "duration_s": 600, "rate_kg_s": 0.5}], "wind_speed_m_s": 0.3, "stability": "F", "terrain": "rural", "points": [{"x_m": 100, "z_m": 1.5, "t_s": 900}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let air = Atmosphere::new(input.stability, input.wind_speed_m_s, input.wind_reference_height_m, input.terrain);
        let substance = input.substance.as_deref().map(|name| find_substance(context, name)).transpose();
        let substance = substance.map_err(ProcessError::one)?;
        let release = CalmRelease { periods: input.periods, release_height_m: input.release_height_m };
        let solved = release.solve(&air)?;
        progress.set_total(input.points.len() as u64);
        let mut concentration_kg_m3 = Vec::with_capacity(input.points.len());
        for chunk in input.points.chunks(POINTS_PER_CHECK) {
            progress.check()?;
            let value =
                |point: &PuffPoint| solved.field.concentration_kg_m3(point.x_m, point.y_m, point.z_m, point.t_s);
            concentration_kg_m3.extend(chunk.iter().map(value));
            progress.advance(chunk.len() as u64);
        }
        let output = Output {
            concentration_kg_m3,
            drift_m_s: solved.field.drift_m_s(),
            released_mass_kg: solved.field.released_mass_kg(f64::INFINITY),
        };
        let answer = Answer::new(output).with_caveats(solved.caveats);
        Ok(match substance {
            Some(substance) => answer
                .with_caveats(dense_gas_caveat(substance, &CALM_RELEASE, air.temperature_k))
                .with_data(SUBSTANCES, context.library.edition()),
            None => answer,
        })
    }
}
