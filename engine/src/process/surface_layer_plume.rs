//! Process `surface_layer_plume`.

use super::fields::{SUBSTANCES, dense_gas_caveat, find_substance, reference_averaging_time_s, ten_metres};
use super::points::{PlumePoint, downwind_range_m};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{
    Atmosphere, SURFACE_LAYER_PLUME, SurfaceLayer, SurfaceLayerField, SurfaceLayerPlume, SurfaceWind,
    class_inverse_obukhov_per_m,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::weather::StabilityClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steady plume from near the ground by surface-layer similarity.
pub(super) struct SurfaceLayerPlumeProcess;

/// Points evaluated between two looks at the progress token.
const POINTS_PER_CHECK: usize = 1024;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Release rate, kg/s.
    #[schemars(range(min = 1e-12, max = 1e6))]
    release_rate_kg_s: f64,
    /// Height of the release above ground, m; the theory puts it on the ground.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    release_height_m: f64,
    /// Friction velocity, m/s; either this or a wind reading.
    #[serde(default)]
    #[schemars(range(min = 1e-3, max = 3.0))]
    friction_velocity_m_s: Option<f64>,
    /// Mean wind speed at the reference height, m/s; either this or the friction velocity.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: Option<f64>,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Inverse Obukhov length, 1/m, negative when unstable; either this or a Pasquill class.
    #[serde(default)]
    #[schemars(range(min = -1.0, max = 1.0))]
    inverse_obukhov_per_m: Option<f64>,
    /// Pasquill class; its middle is taken over this roughness.
    #[serde(default)]
    stability: Option<StabilityClass>,
    /// Roughness length, m.
    #[schemars(range(min = 1e-5, max = 3.0))]
    roughness_length_m: f64,
    /// Mixing height, m; a default for neutral and unstable air, none for stable air when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Deviation of the crosswind wind component near the ground, m/s, where it was measured.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 10.0))]
    crosswind_turbulence_m_s: Option<f64>,
    /// Averaging time of the concentration, s.
    #[serde(default = "reference_averaging_time_s")]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    averaging_time_s: f64,
    /// Duration of the release, s; the averaging time never exceeds it.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    release_duration_s: Option<f64>,
    /// Substance, only to tell whether the gas is heavier than air.
    #[serde(default)]
    substance: Option<String>,
    /// Where the concentration is asked for.
    #[schemars(length(min = 1, max = 100_000))]
    points: Vec<PlumePoint>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Concentration at each point, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
    /// Concentration integrated across the wind at the distance and height of each point, kg/m2.
    crosswind_integral_kg_m2: Vec<f64>,
    /// Crosswind deviation at the distance of each point, m.
    sigma_y_m: Vec<f64>,
    /// Mean height of the plume at the distance of each point, m.
    mean_plume_height_m: Vec<f64>,
    /// Friction velocity in use, m/s.
    friction_velocity_m_s: f64,
    /// Inverse Obukhov length in use, 1/m.
    inverse_obukhov_per_m: f64,
    /// Deviation of the crosswind wind component in use, m/s.
    crosswind_turbulence_m_s: f64,
    /// Mixing height in use, m; none where there is no lid.
    mixing_height_m: Option<f64>,
}

/// The one of two ways of saying a thing, or the problem that none or both were used.
fn one_of<T>(first: (&str, Option<T>), second: (&str, Option<T>)) -> Result<T, FieldProblem> {
    let allowed = format!("one of {} and {}", first.0, second.0);
    match (first.1, second.1) {
        (Some(value), None) | (None, Some(value)) => Ok(value),
        (None, None) => Err(FieldProblem::new(first.0, "", allowed, "missing")),
        (Some(_), Some(_)) => Err(FieldProblem::new(first.0, "given twice", allowed, "not_allowed")),
    }
}

impl Input {
    fn wind(&self) -> Result<SurfaceWind, FieldProblem> {
        let friction = |friction_velocity_m_s| SurfaceWind::Friction { friction_velocity_m_s };
        let reading = |wind_speed_m_s| SurfaceWind::Reading { wind_speed_m_s, height_m: self.wind_reference_height_m };
        one_of(
            ("friction_velocity_m_s", self.friction_velocity_m_s.map(friction)),
            ("wind_speed_m_s", self.wind_speed_m_s.map(reading)),
        )
    }

    fn inverse_obukhov_per_m(&self) -> Result<f64, FieldProblem> {
        let middle = |stability| class_inverse_obukhov_per_m(stability, self.roughness_length_m);
        one_of(("inverse_obukhov_per_m", self.inverse_obukhov_per_m), ("stability", self.stability.map(middle)))
    }

    /// The layer, or everything that keeps it from being known.
    fn layer(&self) -> Result<SurfaceLayer, ProcessError> {
        let layer = |wind, inverse_obukhov_per_m| SurfaceLayer {
            wind,
            inverse_obukhov_per_m,
            roughness_length_m: self.roughness_length_m,
            mixing_height_m: self.mixing_height_m,
            crosswind_turbulence_m_s: self.crosswind_turbulence_m_s,
        };
        match (self.wind(), self.inverse_obukhov_per_m()) {
            (Ok(wind), Ok(inverse_obukhov_per_m)) => Ok(layer(wind, inverse_obukhov_per_m)),
            (wind, inverse) => {
                let problems = wind.err().into_iter().chain(inverse.err()).collect();
                Err(ProcessError::InvalidInput(InvalidInput { problems }))
            }
        }
    }

    /// What to tell when the class stands for the Obukhov length.
    fn class_caveat(&self, layer: &SurfaceLayer) -> Option<Caveat> {
        let stability = self.stability?;
        let inverse_per_m = layer.inverse_obukhov_per_m;
        Some(Caveat::new(
            CaveatCode::AssumedValue,
            SURFACE_LAYER_PLUME.id,
            format!(
                "1/L of {inverse_per_m:.4} 1/m is the middle of class {stability:?} (Golder 1972): a class is a wide band"
            ),
            format!("1/L = {inverse_per_m:.4} 1/m 取稳定度 {stability:?} 类的中值(Golder 1972):同一类别跨度较大"),
        ))
    }
}

fn evaluate(
    field: &SurfaceLayerField,
    points: &[PlumePoint],
    progress: &ProgressToken,
) -> Result<Output, ProcessError> {
    progress.set_total(points.len() as u64);
    let mut output = Output::default();
    for chunk in points.chunks(POINTS_PER_CHECK) {
        progress.check()?;
        for &PlumePoint { x_m, y_m, z_m } in chunk {
            output.concentration_kg_m3.push(field.concentration_kg_m3(x_m, y_m, z_m));
            output.crosswind_integral_kg_m2.push(field.crosswind_integral_kg_m2(x_m, z_m));
            output.sigma_y_m.push(field.sigma_y_m(x_m));
            output.mean_plume_height_m.push(field.mean_plume_height_m(x_m));
        }
        progress.advance(chunk.len() as u64);
    }
    Ok(output)
}

impl Model for SurfaceLayerPlumeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: SURFACE_LAYER_PLUME.id,
        title: Title { zh: SURFACE_LAYER_PLUME.title_zh, en: SURFACE_LAYER_PLUME.title_en },
        description: Title {
            zh: "近地面连续稳定泄漏的非重气在给定点的浓度,以摩擦速度、奥布霍夫长度和粗糙度描述近地层。",
            en: "Concentration of a steady release of a passive gas near the ground, from friction velocity, Obukhov length and roughness.",
        },
        cards: &[&SURFACE_LAYER_PLUME],
        example: r#"{"release_rate_kg_s": 0.1, "release_height_m": 0.5, "wind_speed_m_s": 5, "wind_reference_height_m": 10, "inverse_obukhov_per_m": -0.02, "roughness_length_m": 0.03, "mixing_height_m": 1000, "points": [{"x_m": 200, "z_m": 1.5}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = input.substance.as_deref().map(|name| find_substance(context, name)).transpose();
        let substance = substance.map_err(ProcessError::one)?;
        let layer = input.layer()?;
        let plume = SurfaceLayerPlume {
            release_rate_kg_s: input.release_rate_kg_s,
            release_height_m: input.release_height_m,
            averaging_time_s: input.averaging_time_s,
            release_duration_s: input.release_duration_s,
        };
        let solved = plume.solve(&layer)?;
        let output = Output {
            friction_velocity_m_s: layer.friction_velocity_m_s(),
            inverse_obukhov_per_m: layer.inverse_obukhov_per_m,
            crosswind_turbulence_m_s: solved.field.crosswind_turbulence_m_s(),
            mixing_height_m: Some(solved.field.mixing_height_m()).filter(|height_m| height_m.is_finite()),
            ..evaluate(&solved.field, &input.points, progress)?
        };
        let distances = downwind_range_m(input.points.iter().map(|point| point.x_m))
            .map(|(near_m, far_m)| solved.field.distance_caveats(near_m, far_m));
        let answer = Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(input.class_caveat(&layer))
            .with_caveats(distances.into_iter().flatten());
        Ok(match substance {
            Some(substance) => answer
                .with_caveats(dense_gas_caveat(substance, &SURFACE_LAYER_PLUME, Atmosphere::DEFAULT_TEMPERATURE_K))
                .with_data(SUBSTANCES, context.library.edition()),
            None => answer,
        })
    }
}
