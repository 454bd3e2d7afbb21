//! Process `gaussian_plume`.

use super::fields::{SUBSTANCES, dense_gas_caveat, find_substance, reference_averaging_time_s, ten_metres};
use super::points::{PlumePoint, downwind_range_m};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{Atmosphere, GAUSSIAN_PLUME, GaussianPlume, PlumeField, PlumeOptions, PlumeSource};
use crate::progress::ProgressToken;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steady plume of a passive gas.
pub(super) struct GaussianPlumeProcess;

/// Points evaluated between two looks at the progress token.
const POINTS_PER_CHECK: usize = 4096;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Release rate, kg/s.
    #[schemars(range(min = 1e-12, max = 1e6))]
    release_rate_kg_s: f64,
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
    /// Averaging time of the concentration, s.
    #[serde(default = "reference_averaging_time_s")]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    averaging_time_s: f64,
    /// Duration of the release, s; the averaging time never exceeds it.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    release_duration_s: Option<f64>,
    /// Diameter of a round source on the ground (a pool), m; a point when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 4000.0))]
    source_diameter_m: f64,
    /// Mixing height, m; a default by stability is taken when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Substance, only to tell whether the gas is heavier than air.
    #[serde(default)]
    substance: Option<String>,
    /// Where the concentration is asked for.
    #[schemars(length(min = 1, max = 1_000_000))]
    points: Vec<PlumePoint>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Concentration at each point, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
}

fn evaluate(field: &PlumeField, points: &[PlumePoint], progress: &ProgressToken) -> Result<Vec<f64>, ProcessError> {
    progress.set_total(points.len() as u64);
    let mut values = Vec::with_capacity(points.len());
    for chunk in points.chunks(POINTS_PER_CHECK) {
        progress.check()?;
        values.extend(chunk.iter().map(|point| field.concentration_kg_m3(point.x_m, point.y_m, point.z_m)));
        progress.advance(chunk.len() as u64);
    }
    Ok(values)
}

impl Model for GaussianPlumeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GAUSSIAN_PLUME.id,
        title: Title { zh: GAUSSIAN_PLUME.title_zh, en: GAUSSIAN_PLUME.title_en },
        description: Title {
            zh: "连续稳定泄漏的非重气在给定点的浓度。",
            en: "Concentration of a steady release of a passive gas at given points.",
        },
        cards: &[&GAUSSIAN_PLUME],
        example: r#"{"release_rate_kg_s": 1.2, "release_height_m": 2, "wind_speed_m_s": 3, "wind_reference_height_m": 10, "stability": "D", "terrain": "rural", "averaging_time_s": 600, "points": [{"x_m": 500, "y_m": 0, "z_m": 1.5}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let atmosphere = Atmosphere {
            mixing_height_m: input.mixing_height_m,
            ..Atmosphere::new(input.stability, input.wind_speed_m_s, input.wind_reference_height_m, input.terrain)
        };
        let plume = GaussianPlume {
            release_rate_kg_s: input.release_rate_kg_s,
            release_height_m: input.release_height_m,
            averaging_time_s: input.averaging_time_s,
        };
        let options = PlumeOptions {
            release_duration_s: input.release_duration_s,
            source: PlumeSource::round(input.source_diameter_m),
            ..PlumeOptions::default()
        };
        let substance = input.substance.as_deref().map(|name| find_substance(context, name)).transpose();
        let substance = substance.map_err(ProcessError::one)?;
        let solved = plume.solve_with(&atmosphere, options)?;
        let concentration_kg_m3 = evaluate(&solved.field, &input.points, progress)?;
        let answer = Answer::new(Output { concentration_kg_m3 }).with_caveats(solved.caveats);
        let distances = downwind_range_m(input.points.iter().map(|point| point.x_m))
            .map(|(near_m, far_m)| solved.field.distance_caveats(near_m, far_m));
        let answer = answer.with_caveats(distances.into_iter().flatten());
        Ok(match substance {
            Some(substance) => answer
                .with_caveats(dense_gas_caveat(substance, &GAUSSIAN_PLUME, atmosphere.temperature_k))
                .with_data(SUBSTANCES, context.library.edition()),
            None => answer,
        })
    }
}
