//! Process `pool_fire`.

use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::points::PlumePoint;
use super::pool_fire_answer::{Output, Person};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::fire::{
    FireSurface, FlameBrightness, FlameLength, FlameTilt, HumidAir, POOL_FIRE, PoolFire, SOLID_FLAME_VIEW_FACTOR,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::vulnerability::{Escape, MAX_THERMAL_EXPOSURE_S, VULNERABILITY_RULES};
use schemars::JsonSchema;
use serde::Deserialize;

/// Fire of a pool.
pub(super) struct PoolFireProcess;

/// Share of the surface that soot hides where a radiated share is given and nothing else: clear.
const CLEAR: f64 = 0.0;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Diameter of the pool, m; or its area, or length and width of its bund.
    #[serde(default)]
    #[schemars(range(min = 0.05, max = 500.0))]
    pool_diameter_m: Option<f64>,
    /// Area of the pool, m2: stands for the circle of this area.
    #[serde(default)]
    #[schemars(range(min = 0.002, max = 190_000.0))]
    pool_area_m2: Option<f64>,
    /// Length of a rectangular bund, m; with its width: stands for the circle of its area.
    #[serde(default)]
    #[schemars(range(min = 0.05, max = 1000.0))]
    bund_length_m: Option<f64>,
    /// Width of a rectangular bund, m.
    #[serde(default)]
    #[schemars(range(min = 0.05, max = 1000.0))]
    bund_width_m: Option<f64>,
    /// Where the pool lies.
    #[serde(default)]
    surface: FireSurface,
    /// Wind speed at 10 m, m/s.
    #[schemars(range(min = 0.0, max = 50.0))]
    wind_speed_m_s: f64,
    /// Places of receivers: x downwind, y across, z above the pool, from its middle.
    #[schemars(length(min = 1, max = 1000))]
    receptors: Vec<PlumePoint>,
    /// Air temperature, K.
    #[serde(default = "air_temperature_k")]
    #[schemars(range(min = 220.0, max = 330.0))]
    air_temperature_k: f64,
    /// Relative humidity, 0 to 1.
    #[serde(default = "relative_humidity_frac")]
    #[schemars(range(min = 0.0, max = 1.0))]
    relative_humidity_frac: f64,
    /// Air pressure, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    air_pressure_pa: f64,
    /// Burning rate where it is known, kg/m2/s; else that of the table, else from the heats.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 1.0))]
    burning_rate_kg_m2_s: Option<f64>,
    /// Correlation for the flame length.
    #[serde(default)]
    flame_length: FlameLength,
    /// Correlation for the tilt.
    #[serde(default)]
    flame_tilt: FlameTilt,
    /// Whether the wind drags the base of the flame beyond the pool.
    #[serde(default = "yes")]
    flame_drag: bool,
    /// Share of the heat that is radiated, in place of the rule for the fuel.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 0.6))]
    radiative_frac: Option<f64>,
    /// Share of the flame that soot hides, with `radiative_frac`: 0.8 for oil products, 0 when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    soot_frac: Option<f64>,
    /// Heat given off by the surface where it is known, W/m2.
    #[serde(default)]
    #[schemars(range(min = 1000.0, max = 500_000.0))]
    surface_emissive_power_w_m2: Option<f64>,
    /// How long people are exposed, s; with an escape, how long the fire lasts.
    #[serde(default = "exposure_s")]
    #[schemars(range(min = 0.1, max = 86_400.0))]
    exposure_s: f64,
    /// How people run away; when not given they stay.
    #[serde(default)]
    escape: Option<EscapeInput>,
}

/// How somebody escapes.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EscapeInput {
    /// Time until somebody runs, s.
    #[serde(default = "reaction_s")]
    #[schemars(range(min = 0.0, max = 600.0))]
    reaction_s: f64,
    /// Speed, m/s.
    #[serde(default = "speed_m_s")]
    #[schemars(range(min = 0.1, max = 10.0))]
    speed_m_s: f64,
    /// Heat flux that is taken for safe, W/m2.
    #[serde(default = "safe_flux_w_m2")]
    #[schemars(range(min = 100.0, max = 10_000.0))]
    safe_flux_w_m2: f64,
}

fn air_temperature_k() -> f64 {
    HumidAir::default().temperature_k
}
fn relative_humidity_frac() -> f64 {
    HumidAir::default().relative_humidity_frac
}
fn yes() -> bool {
    true
}
fn exposure_s() -> f64 {
    MAX_THERMAL_EXPOSURE_S
}
fn reaction_s() -> f64 {
    Escape::default().reaction_s
}
fn speed_m_s() -> f64 {
    Escape::default().speed_m_s
}
fn safe_flux_w_m2() -> f64 {
    Escape::default().safe_flux_w_m2
}

impl Input {
    /// Diameter of the circle of the area of the pool, m, with a caveat for a rectangle.
    fn diameter_m(&self) -> Result<(f64, Option<Caveat>), InvalidInput> {
        let circle_m = |area_m2: f64| (area_m2 / std::f64::consts::FRAC_PI_4).sqrt();
        match (self.pool_diameter_m, self.pool_area_m2, self.bund_length_m, self.bund_width_m) {
            (Some(diameter_m), None, None, None) => Ok((diameter_m, None)),
            (None, Some(area_m2), None, None) => Ok((circle_m(area_m2), None)),
            (None, None, Some(length_m), Some(width_m)) => {
                Ok((circle_m(length_m * width_m), Some(rectangle(length_m, width_m))))
            }
            _ => {
                let allowed = "exactly one of pool_diameter_m, pool_area_m2, or bund_length_m with bund_width_m";
                Err(InvalidInput {
                    problems: vec![FieldProblem::new("pool_diameter_m", "none or several", allowed, "not_allowed")],
                })
            }
        }
    }

    fn brightness(&self) -> Result<FlameBrightness, InvalidInput> {
        match (self.surface_emissive_power_w_m2, self.radiative_frac, self.soot_frac) {
            (None, None, None) => Ok(FlameBrightness::ByFuel),
            (Some(surface_emissive_power_w_m2), None, None) => {
                Ok(FlameBrightness::Given { surface_emissive_power_w_m2 })
            }
            (None, Some(radiative_frac), soot_frac) => {
                Ok(FlameBrightness::RadiatedShare { radiative_frac, soot_frac: soot_frac.unwrap_or(CLEAR) })
            }
            _ => {
                let allowed = "soot_frac only with radiative_frac, and that not with surface_emissive_power_w_m2";
                let value = "several rules for the brightness";
                Err(InvalidInput { problems: vec![FieldProblem::new("radiative_frac", value, allowed, "not_allowed")] })
            }
        }
    }

    fn fire(&self, diameter_m: f64, brightness: FlameBrightness) -> PoolFire {
        let air =
            HumidAir { temperature_k: self.air_temperature_k, relative_humidity_frac: self.relative_humidity_frac };
        PoolFire {
            diameter_m,
            surface: self.surface,
            wind_speed_m_s: self.wind_speed_m_s,
            air,
            air_pressure_pa: self.air_pressure_pa,
            burning_rate_kg_m2_s: self.burning_rate_kg_m2_s,
            flame_length: self.flame_length,
            flame_tilt: self.flame_tilt,
            flame_drag: self.flame_drag,
            brightness,
        }
    }

    fn person(&self) -> Person {
        let escape = self.escape.map(|own| Escape {
            reaction_s: own.reaction_s,
            speed_m_s: own.speed_m_s,
            safe_flux_w_m2: own.safe_flux_w_m2,
        });
        Person { exposure_s: self.exposure_s, escape }
    }
}

fn rectangle(length_m: f64, width_m: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        POOL_FIRE.id,
        format!(
            "bund of {length_m} m by {width_m} m: the round pool of the same area stands for it; before its long side the heat is \
                 stronger, before its short side weaker"
        ),
        format!("围堰 {length_m} m × {width_m} m:以等面积圆形液池代替;长边前热辐射偏低,短边前偏高"),
    )
}

fn recalled_escape() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        POOL_FIRE.id,
        "escape: the defaults (5 s to react, 4 m/s, safe at 1 kW/m2) are recalled from the TNO Green Book",
        "逃生:默认值(反应 5 s、速度 4 m/s、1 kW/m2 视为安全)系按记忆引用 TNO 绿皮书",
    )
}

impl Model for PoolFireProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: POOL_FIRE.id,
        title: Title { zh: POOL_FIRE.title_zh, en: POOL_FIRE.title_en },
        description: Title {
            zh: "池火的燃烧速率、火焰长度、倾角、拖曳、表面热辐射强度,各点的热通量、热剂量与死亡概率,以及热辐射影响距离。",
            en: "Burning rate, length, tilt, drag and brightness of a pool fire; flux, dose and death at places; reach of heat.",
        },
        cards: &[&POOL_FIRE, &SOLID_FLAME_VIEW_FACTOR, &VULNERABILITY_RULES],
        example: r#"{"substance": "gasoline", "pool_diameter_m": 20, "wind_speed_m_s": 3, "receptors": [{"x_m": 40}, {"x_m": 0, "y_m": 40, "z_m": 1.5}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let (diameter_m, rectangle) = input.diameter_m()?;
        let solved = input.fire(diameter_m, input.brightness()?).light(substance)?;
        let (output, dry_or_wet) = Output::of(&solved.field, diameter_m, &input.receptors, input.person(), progress)?;
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(rectangle)
            .with_caveats(dry_or_wet)
            .with_caveats(input.escape.map(|_| recalled_escape()))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
