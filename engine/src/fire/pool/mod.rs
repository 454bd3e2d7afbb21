//! Pool fire: a tilted solid flame over a burning pool.

mod burning;
mod field;
mod notes;
mod shape;

pub use burning::BurningRateBasis;
pub use field::{PoolFireField, Reach};
pub use shape::{FlameLength, FlameTilt};

use super::{HumidAir, TwoDiscFlame, heat_of_combustion_j_kg};
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::substance::{MOLAR_MASS_AIR_KG_MOL, Substance};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use burning::{Shine, burning_rate_kg_m2_s, refused, shine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shape::{Burning, air_viscosity_m2_s};

/// Solid-flame pool fire.
pub const POOL_FIRE: ModelCard = ModelCard {
    id: "pool_fire",
    version: 1,
    title_en: "Pool fire (tilted solid flame)",
    title_zh: "池火(倾斜固体火焰模型)",
    citation: "TNO Yellow Book CPR 14E (2005) section 6.5.4: burning rate eq. 6.66 with table 6.5 (Babrauskas 1983) or 6.67 (Burgess), \
               flame length 6.12-6.14 (Thomas 1963), tilt 6.16, soot 6.19 (Mudan & Croce), radiated share 6.20 and 6.71; \
               Heskestad (1983); drag Moorhouse (1982), LNG brightness Rew et al. (1997), AGA (1974) tilt: recalled; transmissivity 6.29 \
               (Bagster & Pitblado 1989)",
    domain: "free-burning round pool of 0.2 to 80 m, steady; the flame of even brightness; receiver turned to the flame; \
             smoke formula for pools above 15 m; nothing on the way",
    verification: "tests/verification/pool_fire.rs: Yellow Book example 6.6.3; docs/validation.md: LNG fires of Montoir and Phoenix",
    origin: Origin::Source,
};

/// Where the pool lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FireSurface {
    /// Ground, concrete, a pan.
    #[default]
    Land,
    /// Water.
    Water,
}

/// What makes the flame as bright as it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum FlameBrightness {
    /// The published rule for the fuel.
    #[default]
    ByFuel,
    /// A share of the heat is radiated from the surface, a part of which is hidden by soot at 20 kW/m2.
    RadiatedShare {
        /// Share of the heat of combustion that is radiated.
        radiative_frac: f64,
        /// Share of the surface that soot hides; 0.8 for oil products (Yellow Book), 0 for clear flames.
        soot_frac: f64,
    },
    /// Measured.
    Given {
        /// Heat given off by the surface, W/m2.
        surface_emissive_power_w_m2: f64,
    },
}

/// A burning pool.
///
/// # Example
/// ```no_run
/// # let substance: cordon_engine::substance::Substance = unimplemented!();
/// use cordon_engine::fire::PoolFire;
/// let solved = PoolFire::new(20.0, 3.0).light(&substance).unwrap();
/// let flux_w_m2 = solved.field.incident_flux_w_m2([50.0, 0.0, 1.5]); // 50 m downwind of the centre
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoolFire {
    /// Diameter, m.
    pub diameter_m: f64,
    /// Where it lies.
    pub surface: FireSurface,
    /// Wind at 10 m, m/s.
    pub wind_speed_m_s: f64,
    /// Air on the way and round the fire.
    pub air: HumidAir,
    /// Pressure of the air, Pa.
    pub air_pressure_pa: f64,
    /// Burning rate where it is known, kg/m2/s.
    pub burning_rate_kg_m2_s: Option<f64>,
    /// Length of the flame.
    pub flame_length: FlameLength,
    /// Tilt of the flame.
    pub flame_tilt: FlameTilt,
    /// Whether the wind drags the base of the flame beyond the pool.
    pub flame_drag: bool,
    /// Brightness.
    pub brightness: FlameBrightness,
}

/// Emissive power of soot, W/m2 (Yellow Book eq. 6.19 and 6.20; Hagglund & Persson 1976).
const SOOT_W_M2: f64 = 20_000.0;
/// Emissive power of a small sooty flame, W/m2 (Yellow Book eq. 6.19).
const SMOKELESS_W_M2: f64 = 140_000.0;

impl PoolFire {
    /// A pool on land with all defaults; the wind is that at 10 m.
    #[must_use]
    pub fn new(diameter_m: f64, wind_speed_m_s: f64) -> Self {
        Self {
            diameter_m,
            surface: FireSurface::Land,
            wind_speed_m_s,
            air: HumidAir::default(),
            air_pressure_pa: STANDARD_ATMOSPHERE_PA,
            burning_rate_kg_m2_s: None,
            flame_length: FlameLength::default(),
            flame_tilt: FlameTilt::default(),
            flame_drag: true,
            brightness: FlameBrightness::default(),
        }
    }

    /// The fire of a substance: x downwind, y to the left, z up from the middle of the pool.
    ///
    /// # Errors
    /// All problems: figures not finite or out of range, a substance without a heat of combustion, without the heats of
    /// the burning rate or without a published brightness where none is given, a flame without length (Heskestad).
    pub fn light(&self, substance: &Substance) -> Result<Solved<PoolFireField>, InvalidInput> {
        InvalidInput::check(self.problems())?;
        let heat_of_combustion_j_kg = heat_of_combustion_j_kg(substance)?;
        let (rate_kg_m2_s, basis) = match self.burning_rate_kg_m2_s {
            Some(given) => (given, BurningRateBasis::Given),
            None => burning_rate_kg_m2_s(substance, self.diameter_m, self.air.temperature_k)?,
        };
        let burning = self.burning(substance, rate_kg_m2_s, heat_of_combustion_j_kg);
        let (length_m, tilt_rad) = (burning.length_m(self.flame_length), burning.tilt_rad(self.flame_tilt));
        if length_m <= 0.0 {
            let allowed = "thomas: this correlation has no flame at so weak a fire";
            let problem = FieldProblem::new("flame_length", "heskestad", allowed, "out_of_range");
            return Err(InvalidInput { problems: vec![problem] });
        }
        let drag_ratio = if self.flame_drag { burning.drag_ratio() } else { 1.0 };
        let power_w_m2 = self.emissive_power_w_m2(substance, &burning, length_m)?;
        let field = PoolFireField {
            flame: self.flame(length_m, tilt_rad, drag_ratio)?,
            flame_length_m: length_m,
            tilt_rad,
            drag_ratio,
            diameter_m: self.diameter_m,
            burning_rate_kg_m2_s: rate_kg_m2_s,
            burning_rate_basis: basis,
            heat_of_combustion_j_kg,
            surface_emissive_power_w_m2: power_w_m2,
            water_vapour_pressure_pa: self.air.water_vapour_pressure_pa()?,
        };
        Ok(Solved { caveats: self.caveats(substance, &field), field })
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "pool_diameter_m", self.diameter_m, 0.05, 500.0, "m");
        FieldProblem::check_range(&mut problems, "wind_speed_m_s", self.wind_speed_m_s, 0.0, 50.0, "m/s");
        FieldProblem::check_range(&mut problems, "air_pressure_pa", self.air_pressure_pa, 5e4, 1.2e5, "Pa");
        if let Some(rate) = self.burning_rate_kg_m2_s {
            FieldProblem::check_range(&mut problems, "burning_rate_kg_m2_s", rate, 1e-3, 1.0, "kg/m2/s");
        }
        match self.brightness {
            FlameBrightness::ByFuel => {}
            FlameBrightness::RadiatedShare { radiative_frac, soot_frac } => {
                FieldProblem::check_range(&mut problems, "radiative_frac", radiative_frac, 0.01, 0.6, "");
                FieldProblem::check_range(&mut problems, "soot_frac", soot_frac, 0.0, 1.0, "");
            }
            FlameBrightness::Given { surface_emissive_power_w_m2: power } => {
                FieldProblem::check_range(&mut problems, "surface_emissive_power_w_m2", power, 1e3, 5e5, "W/m2");
            }
        }
        self.air.check(&mut problems);
        problems
    }

    fn burning(&self, substance: &Substance, rate_kg_m2_s: f64, heat_of_combustion_j_kg: f64) -> Burning {
        let temperature_k = self.air.temperature_k;
        let air_density_kg_m3 = self.air_pressure_pa * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * temperature_k);
        Burning {
            diameter_m: self.diameter_m,
            rate_kg_m2_s,
            heat_of_combustion_j_kg,
            wind_speed_m_s: self.wind_speed_m_s,
            air_density_kg_m3,
            air_viscosity_m2_s: air_viscosity_m2_s(temperature_k, air_density_kg_m3),
            vapour_density_kg_m3: substance.gas_density_kg_m3(substance.boiling_point_k, self.air_pressure_pa),
        }
    }

    /// Heat given off by the surface, W/m2.
    fn emissive_power_w_m2(
        &self,
        substance: &Substance,
        burning: &Burning,
        length_m: f64,
    ) -> Result<f64, InvalidInput> {
        let radiated = |radiative_frac: f64, soot_frac: f64| {
            let heat_w_m2 = radiative_frac * burning.rate_kg_m2_s * burning.heat_of_combustion_j_kg;
            let clear_w_m2 = heat_w_m2 / (1.0 + 4.0 * length_m / self.diameter_m);
            clear_w_m2 * (1.0 - soot_frac) + SOOT_W_M2 * soot_frac
        };
        let by_fuel = || match shine(substance) {
            Shine::Smoky => {
                let seen = math::exp(-0.12 * self.diameter_m);
                Ok(SMOKELESS_W_M2 * seen + SOOT_W_M2 * (1.0 - seen))
            }
            Shine::Bright { greatest_w_m2, growth_per_m } => {
                Ok(greatest_w_m2 * (1.0 - math::exp(-growth_per_m * self.diameter_m)))
            }
            Shine::Clear { radiative_frac: Some(radiative_frac) } => Ok(radiated(radiative_frac, 0.0)),
            Shine::Clear { radiative_frac: None } => {
                let allowed = "radiative_frac or surface_emissive_power_w_m2: no published figure for this fuel";
                Err(refused("radiative_frac", &format!("not given for {}", substance.id), allowed))
            }
        };
        match self.brightness {
            FlameBrightness::ByFuel => by_fuel(),
            FlameBrightness::RadiatedShare { radiative_frac, soot_frac } => Ok(radiated(radiative_frac, soot_frac)),
            FlameBrightness::Given { surface_emissive_power_w_m2 } => Ok(surface_emissive_power_w_m2),
        }
    }

    /// The flame: discs with the area of the dragged base, whose upwind edge stays at the pool.
    fn flame(&self, length_m: f64, tilt_rad: f64, drag_ratio: f64) -> Result<TwoDiscFlame, InvalidInput> {
        let radius_m = 0.5 * self.diameter_m * drag_ratio.sqrt();
        let middle_m = 0.5 * (drag_ratio - 1.0) * self.diameter_m;
        let (along_m, up_m) = (length_m * math::sin(tilt_rad), length_m * math::cos(tilt_rad));
        TwoDiscFlame::new([middle_m, 0.0, 0.0], radius_m, [middle_m + along_m, 0.0, up_m], radius_m, [0.0, 0.0, 1.0])
    }
}
