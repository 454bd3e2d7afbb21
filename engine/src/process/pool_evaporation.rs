//! Process `pool_evaporation`.

use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa, ten_metres};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::Atmosphere;
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem};
use crate::source::{
    MINIMUM_POOL_DEPTH_M, POOL_EVAPORATION, PoolAir, PoolField, PoolRelease, PoolStep, PoolSupply, PoolSurface,
};
use crate::substance::Substance;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Spreading and evaporation of a pool.
pub(super) struct PoolEvaporationProcess;

/// Height of the wind that the model takes, m.
const WIND_HEIGHT_M: f64 = 10.0;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance of the library: CAS number, name or UN number.
    substance: String,
    /// Rate at which liquid feeds the pool, kg/s; with a duration.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e5))]
    release_rate_kg_s: Option<f64>,
    /// Duration of the release, s.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e6))]
    duration_s: Option<f64>,
    /// Mass poured out at once, kg, in place of a rate.
    #[serde(default)]
    #[schemars(range(min = 1e-3, max = 1e9))]
    mass_kg: Option<f64>,
    /// Temperature of the liquid, K; the lower of boiling point and air when not given.
    #[serde(default)]
    #[schemars(range(min = 10.0, max = 1000.0))]
    temperature_k: Option<f64>,
    /// What the pool lies on.
    #[serde(default)]
    surface: PoolSurface,
    /// Area of the bund, m2; the pool runs out to the minimum depth when not given.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1e7))]
    bund_area_m2: Option<f64>,
    /// Depth at which spreading ends, m.
    #[serde(default = "minimum_depth_m")]
    #[schemars(range(min = 1e-4, max = 1.0))]
    minimum_depth_m: f64,
    /// Temperature of ground or water, K; that of the air when not given.
    #[serde(default)]
    #[schemars(range(min = 200.0, max = 350.0))]
    ground_temperature_k: Option<f64>,
    /// Heat of the sun that the pool takes up, W/m2.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1500.0))]
    solar_flux_w_m2: f64,
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
    /// How long the pool is followed, s.
    #[serde(default = "an_hour_s")]
    #[schemars(range(min = 10.0, max = 1e6))]
    end_time_s: f64,
    /// Averaging time of the steady rate that stands for the pool, s.
    #[serde(default = "ten_minutes_s")]
    #[schemars(range(min = 1.0, max = 1e6))]
    averaging_time_s: f64,
}

fn minimum_depth_m() -> f64 {
    MINIMUM_POOL_DEPTH_M
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}

fn an_hour_s() -> f64 {
    3600.0
}

fn ten_minutes_s() -> f64 {
    600.0
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Highest mean evaporation rate over the averaging time, kg/s: the steady source for a plume.
    evaporation_rate_kg_s: f64,
    /// Time for which that rate gives all vapour, s.
    duration_s: f64,
    /// Diameter of the pool then, m.
    pool_diameter_m: f64,
    /// Highest temperature of the liquid then, K.
    pool_temperature_k: f64,
    /// What the pool got, kg.
    released_mass_kg: f64,
    /// Vapour until the end, kg.
    evaporated_mass_kg: f64,
    /// Liquid left at the end, kg.
    liquid_mass_kg: f64,
    /// When the pool was dry, or when it was no longer followed, s.
    end_time_s: f64,
    /// The pool over time.
    steps: Vec<PoolStep>,
}

impl Output {
    fn of(field: &PoolField, averaging_time_s: f64) -> Self {
        let vapour = field.vapour(averaging_time_s);
        let last = field.steps().last();
        Self {
            evaporation_rate_kg_s: vapour.map_or(0.0, |vapour| vapour.evaporation_rate_kg_s),
            duration_s: vapour.map_or(0.0, |vapour| vapour.duration_s),
            pool_diameter_m: vapour.map_or_else(|| last.map_or(0.0, |step| 2.0 * step.radius_m), |v| v.diameter_m),
            pool_temperature_k: vapour.map_or_else(|| last.map_or(0.0, |step| step.temperature_k), |v| v.temperature_k),
            released_mass_kg: field.released_mass_kg(),
            evaporated_mass_kg: field.evaporated_mass_kg(),
            liquid_mass_kg: field.liquid_mass_kg(),
            end_time_s: field.end_time_s(),
            steps: field.steps().to_vec(),
        }
    }
}

impl Input {
    fn supply(&self) -> Result<PoolSupply, ProcessError> {
        match (self.release_rate_kg_s, self.duration_s, self.mass_kg) {
            (Some(release_rate_kg_s), Some(duration_s), None) => {
                Ok(PoolSupply::Continuous { release_rate_kg_s, duration_s })
            }
            (None, None, Some(mass_kg)) => Ok(PoolSupply::Instantaneous { mass_kg }),
            (Some(_), None, None) => Err(missing("duration_s", "a duration with the release rate")),
            (Some(rate), _, Some(_)) => {
                Err(refused("release_rate_kg_s", rate, "a rate with a duration, or a mass, not both", "contradiction"))
            }
            (None, Some(duration_s), Some(_)) => {
                Err(refused("duration_s", duration_s, "no duration for a mass poured out at once", "contradiction"))
            }
            (None, _, None) => Err(missing("release_rate_kg_s", "a rate with a duration, or a mass in their place")),
        }
    }

    fn release(&self, supply: PoolSupply) -> PoolRelease {
        PoolRelease {
            bund_area_m2: self.bund_area_m2,
            minimum_depth_m: self.minimum_depth_m,
            ground_temperature_k: self.ground_temperature_k,
            solar_flux_w_m2: self.solar_flux_w_m2,
            ..PoolRelease::new(supply, self.surface, self.end_time_s)
        }
    }

    fn air(&self) -> PoolAir {
        let air = Atmosphere::new(self.stability, self.wind_speed_m_s, self.wind_reference_height_m, self.terrain);
        PoolAir {
            wind_speed_10m_m_s: air.wind_speed_at_m_s(WIND_HEIGHT_M),
            temperature_k: self.air_temperature_k,
            pressure_pa: self.pressure_pa,
        }
    }

    /// Temperature in force, with a caveat when nobody gave it.
    fn temperature(&self, substance: &Substance) -> (f64, Option<Caveat>) {
        let assumed_k = substance.boiling_point_k.min(self.air_temperature_k);
        let caveat = || {
            Caveat::new(
                CaveatCode::AssumedValue,
                POOL_EVAPORATION.id,
                format!(
                    "temperature of the liquid not given: {assumed_k:.1} K taken, the lower of boiling point and air"
                ),
                format!("未给出液体温度:取沸点与气温中较低者 {assumed_k:.1} K"),
            )
        };
        (self.temperature_k.unwrap_or(assumed_k), self.temperature_k.is_none().then(caveat))
    }
}

fn missing(field: &str, allowed: &str) -> ProcessError {
    ProcessError::one(FieldProblem::new(field, "", allowed, "missing"))
}

fn refused(field: &str, value: f64, allowed: &str, code: &str) -> ProcessError {
    ProcessError::one(FieldProblem::new(field, value, allowed, code))
}

impl Model for PoolEvaporationProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: POOL_EVAPORATION.id,
        title: Title { zh: POOL_EVAPORATION.title_zh, en: POOL_EVAPORATION.title_en },
        description: Title {
            zh: "液池随时间的扩展、温度与蒸发量,以及代表该液池的稳态源强;适用于常温液体与冷冻液化气体。",
            en: "Radius, temperature and evaporation of a pool over time, and the steady source that stands for it; for liquids below their boiling point and for boiling ones.",
        },
        cards: &[&POOL_EVAPORATION],
        example: r#"{"substance": "benzene", "mass_kg": 1396, "bund_area_m2": 306, "temperature_k": 299.8, "wind_speed_m_s": 3.13, "stability": "D", "terrain": "rural", "air_temperature_k": 299.8, "averaging_time_s": 60}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let release = input.release(input.supply()?);
        let (temperature_k, assumed) = input.temperature(substance);
        let solved = release.solve(substance, temperature_k, &input.air())?;
        Ok(Answer::new(Output::of(&solved.field, input.averaging_time_s))
            .with_caveats(solved.caveats)
            .with_caveats(assumed)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
