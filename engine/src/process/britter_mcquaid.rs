//! Process `britter_mcquaid`.

use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa, ten_metres};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{Atmosphere, BRITTER_MCQUAID, BritterMcQuaid, BritterMcQuaidRelease};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem};
use crate::substance::MOLAR_MASS_AIR_KG_MOL;
use crate::units::GAS_CONSTANT_J_MOL_K;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Britter-McQuaid workbook.
pub(super) struct BritterMcQuaidProcess;

/// Height of the workbook's wind, m.
const WIND_HEIGHT_M: f64 = 10.0;

/// How the substance comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReleaseKind {
    /// Steady release.
    Continuous,
    /// Release at once.
    Instantaneous,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance of the library: CAS number, name or UN number.
    substance: String,
    /// How it comes out: continuous or instantaneous.
    release: ReleaseKind,
    /// Rate of a continuous release, kg/s.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e5))]
    release_rate_kg_s: Option<f64>,
    /// Mass of an instantaneous release, kg.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e8))]
    mass_kg: Option<f64>,
    /// Temperature of the release, K; the lower of boiling point and air when not given.
    #[serde(default)]
    #[schemars(range(min = 50.0, max = 1500.0))]
    temperature_k: Option<f64>,
    /// Density of the release at ambient pressure, kg/m3, for a release with mist; that of the gas when not given.
    #[serde(default)]
    #[schemars(range(min = 0.05, max = 100.0))]
    source_density_kg_m3: Option<f64>,
    /// Duration of a continuous release, s: tells where it no longer counts as continuous.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    duration_s: Option<f64>,
    /// Mean wind speed at the reference height, m/s.
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: f64,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Pasquill class, only to bring the wind to 10 m.
    stability: StabilityClass,
    /// Surroundings, only to bring the wind to 10 m.
    terrain: Terrain,
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    air_temperature_k: f64,
    /// Pressure of the air, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    pressure_pa: f64,
    /// Distances downwind at which the concentration is asked for.
    #[schemars(length(min = 1, max = 100_000))]
    points: Vec<Point>,
}

/// A distance downwind, at ground level on the axis.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Point {
    /// Downwind, m.
    #[schemars(range(min = 0.1, max = 1e6))]
    x_m: f64,
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Greatest concentration at each distance, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
    /// Greatest mole fraction at each distance.
    mole_frac: Vec<f64>,
    /// Half-width of the cloud at each distance, m.
    half_width_m: Vec<f64>,
    /// Distance to the lower flammable limit, m; none for a substance without one.
    lower_flammable_distance_m: Option<f64>,
}

impl Input {
    fn release(&self) -> Result<BritterMcQuaidRelease, ProcessError> {
        let missing = |field: &str, allowed: &str| ProcessError::one(FieldProblem::new(field, "", allowed, "missing"));
        match (self.release, self.release_rate_kg_s, self.mass_kg) {
            (ReleaseKind::Continuous, Some(release_rate_kg_s), _) => {
                Ok(BritterMcQuaidRelease::Continuous { release_rate_kg_s })
            }
            (ReleaseKind::Continuous, None, _) => Err(missing("release_rate_kg_s", "a rate for a continuous release")),
            (ReleaseKind::Instantaneous, _, Some(mass_kg)) => Ok(BritterMcQuaidRelease::Instantaneous { mass_kg }),
            (ReleaseKind::Instantaneous, _, None) => Err(missing("mass_kg", "a mass for an instantaneous release")),
        }
    }

    /// A continuous release that ends before the farthest point is well reached.
    fn short_caveat(&self, wind_m_s: f64) -> Option<Caveat> {
        let farthest_m = self.points.iter().map(|point| point.x_m).fold(0.0, f64::max);
        let duration_s = self.duration_s.filter(|_| self.release == ReleaseKind::Continuous)?;
        (wind_m_s * duration_s < 2.5 * farthest_m).then(|| {
            Caveat::new(
                CaveatCode::OutsideValidity,
                BRITTER_MCQUAID.id,
                format!("a release of {duration_s} s does not count as continuous at {farthest_m} m (u T / x below 2.5, limit recalled)"),
                format!("{duration_s} s 的释放在 {farthest_m} m 处不属连续释放(u T / x 低于 2.5,界限为记忆值)"),
            )
        })
    }
}

impl Model for BritterMcQuaidProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: BRITTER_MCQUAID.id,
        title: Title { zh: BRITTER_MCQUAID.title_zh, en: BRITTER_MCQUAID.title_en },
        description: Title {
            zh: "以 Britter-McQuaid 图表法求重气下风向最大浓度,作为 dense_gas 的独立校核。",
            en: "Greatest concentration of a dense gas downwind by the Britter-McQuaid nomographs: an independent check of dense_gas.",
        },
        cards: &[&BRITTER_MCQUAID],
        example: r#"{"substance": "methane", "release": "continuous", "release_rate_kg_s": 97.9, "temperature_k": 111.7, "wind_speed_m_s": 10.9, "stability": "D", "terrain": "rural", "air_temperature_k": 298, "points": [{"x_m": 367}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let air = Atmosphere::new(input.stability, input.wind_speed_m_s, input.wind_reference_height_m, input.terrain);
        let wind_speed_m_s = air.wind_speed_at_m_s(WIND_HEIGHT_M);
        let temperature_k = input.temperature_k.unwrap_or(substance.boiling_point_k.min(input.air_temperature_k));
        let release = BritterMcQuaid {
            release: input.release()?,
            molar_mass_kg_mol: substance.molar_mass_kg_mol,
            source_density_kg_m3: input
                .source_density_kg_m3
                .unwrap_or_else(|| substance.vapour_density_kg_m3(temperature_k, input.pressure_pa)),
            temperature_k,
            wind_speed_m_s,
            air_density_kg_m3: input.pressure_pa * MOLAR_MASS_AIR_KG_MOL
                / (GAS_CONSTANT_J_MOL_K * input.air_temperature_k),
            air_temperature_k: input.air_temperature_k,
        };
        let solved = release.solve()?;
        let at = |value: fn(&crate::dispersion::BritterMcQuaidField, f64) -> f64| -> Vec<f64> {
            input.points.iter().map(|point| value(&solved.field, point.x_m)).collect()
        };
        let output = Output {
            concentration_kg_m3: at(|field, x_m| field.concentration_kg_m3(x_m)),
            mole_frac: at(|field, x_m| field.mole_frac(x_m)),
            half_width_m: at(|field, x_m| field.half_width_m(x_m)),
            lower_flammable_distance_m: substance
                .lfl_mole_frac
                .map(|limit| solved.field.distance_to_mole_frac_m(limit)),
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(input.short_caveat(wind_speed_m_s))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
