//! A release of liquid onto ground or water.

use super::field::PoolField;
use super::liquid::PoolLiquid;
use super::notes::notes;
use super::spread::Spread;
use super::surface::{PoolSurface, WATER_DENSITY_KG_M3};
use super::transfer::PoolTransfer;
use super::walk::{Setting, walk};
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::substance::Substance;
use crate::units::STANDARD_GRAVITY_M_S2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Card of [`PoolRelease`].
pub const POOL_EVAPORATION: ModelCard = ModelCard {
    id: "pool_evaporation",
    version: 1,
    title_en: "Spreading and evaporation of a liquid pool",
    title_zh: "液池扩展与蒸发",
    citation: "spreading: Briscoe and Shaw 1980 (Prog. Energy Combust. Sci. 6:127) as in ALOHA Technical Documentation, NOAA TM NOS \
               OR&R 43 (2013), 3.4.4.2; transfer to the wind: Mackay and Matsugu 1973 (Can. J. Chem. Eng. 51:434), Yellow Book CPR \
               14E (2005) eq. 3.24, with Stefan flow and diffusivity by ALOHA 3.3.1; ground: Carslaw and Jaeger 1959 2.4, grounds \
               of ALOHA table 9; sky as a black body at the temperature of the air, emissivity of ALOHA 3.3.3.2",
    domain: "one pure liquid, flat level ground or water, wind of 1 m/s or more; pools of metres to about 100 m; no soaking into the \
             ground, no dissolving in water, no freezing, no waves; open fields by night unless the sun's heat is given",
    verification: "tests/verification/pool.rs: Briscoe-Shaw and Carslaw-Jaeger in closed form, EPA's evaporation equation \
                   (EPA-550-B-99-009), 13 printed runs and the benzene example of ALOHA; property: mass to 1e-9",
    origin: Origin::Source,
};

/// Depth at which a pool stops spreading, m (ALOHA Technical Documentation 3.4.4.2).
pub const MINIMUM_POOL_DEPTH_M: f64 = 0.005;

/// How liquid gets onto the ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PoolSupply {
    /// At a rate.
    Continuous {
        /// Rate, kg/s, 1e-6 to 1e8.
        release_rate_kg_s: f64,
        /// Duration, s, 1 to 1e6.
        duration_s: f64,
    },
    /// All at once.
    Instantaneous {
        /// Mass, kg, 1e-3 to 1e10.
        mass_kg: f64,
    },
}

impl PoolSupply {
    pub(super) fn mass_at_once_kg(self) -> f64 {
        match self {
            Self::Continuous { .. } => 0.0,
            Self::Instantaneous { mass_kg } => mass_kg,
        }
    }

    pub(super) fn rate_kg_s(self) -> f64 {
        match self {
            Self::Continuous { release_rate_kg_s, .. } => release_rate_kg_s,
            Self::Instantaneous { .. } => 0.0,
        }
    }

    pub(super) fn duration_s(self) -> f64 {
        match self {
            Self::Continuous { duration_s, .. } => duration_s,
            Self::Instantaneous { .. } => 0.0,
        }
    }

    fn problems(self, problems: &mut Vec<FieldProblem>) {
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(problems, field, value, min, max, unit);
        match self {
            Self::Continuous { release_rate_kg_s, duration_s } => {
                check("release_rate_kg_s", release_rate_kg_s, 1e-6, 1e8, "kg/s");
                check("duration_s", duration_s, 1.0, 1e6, "s");
            }
            Self::Instantaneous { mass_kg } => check("mass_kg", mass_kg, 1e-3, 1e10, "kg"),
        }
    }
}

/// The air over a pool.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoolAir {
    /// Mean wind speed at 10 m, m/s, 0.05 to 60.
    pub wind_speed_10m_m_s: f64,
    /// Temperature, K, 200 to 350.
    pub temperature_k: f64,
    /// Pressure, Pa absolute, 50 000 to 120 000.
    pub pressure_pa: f64,
}

impl PoolAir {
    /// Every value out of its range.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("wind_speed_m_s", self.wind_speed_10m_m_s, 0.05, 60.0, "m/s");
        check("air_temperature_k", self.temperature_k, 200.0, 350.0, "K");
        check("pressure_pa", self.pressure_pa, 5e4, 1.2e5, "Pa");
        problems
    }
}

/// A liquid that runs onto ground or water.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoolRelease {
    /// How it gets there.
    pub supply: PoolSupply,
    /// What it lies on.
    pub surface: PoolSurface,
    /// Area of the bund, or any other limit of the area, m2, 0.01 to 1e7; `None` lets it run to the minimum depth.
    pub bund_area_m2: Option<f64>,
    /// Depth at which spreading ends, m, 1e-4 to 1.
    pub minimum_depth_m: f64,
    /// Temperature of ground or water, K, 200 to 350; `None` takes that of the air.
    pub ground_temperature_k: Option<f64>,
    /// Heat of the sun that the pool takes up, W/m2, 0 to 1500.
    pub solar_flux_w_m2: f64,
    /// How long the pool is followed, s, 10 to 1e6.
    pub end_time_s: f64,
}

impl PoolRelease {
    /// A pool on a surface without a bund, followed for a time, with the stated defaults for the rest: 5 mm, ground
    /// at the temperature of the air, no sun.
    #[must_use]
    pub fn new(supply: PoolSupply, surface: PoolSurface, end_time_s: f64) -> Self {
        Self {
            supply,
            surface,
            bund_area_m2: None,
            minimum_depth_m: MINIMUM_POOL_DEPTH_M,
            ground_temperature_k: None,
            solar_flux_w_m2: 0.0,
            end_time_s,
        }
    }

    /// Solves for a substance whose liquid arrives at a temperature, K.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range, or a property that the library does not have.
    pub fn solve(
        &self,
        substance: &Substance,
        temperature_k: f64,
        air: &PoolAir,
    ) -> Result<Solved<PoolField>, InvalidInput> {
        let mut problems = self.problems(air);
        FieldProblem::check_range(&mut problems, "temperature_k", temperature_k, 10.0, 1000.0, "K");
        InvalidInput::check(problems)?;
        let liquid = PoolLiquid::new(substance, temperature_k, air.temperature_k, air.pressure_pa)?;
        self.solve_with(&liquid, air)
    }

    /// The same for a liquid that was read before, for the same pressure of the air.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range; a liquid that sinks in water.
    pub fn solve_with(&self, liquid: &PoolLiquid, air: &PoolAir) -> Result<Solved<PoolField>, InvalidInput> {
        let mut problems = self.problems(air);
        if self.surface == PoolSurface::Water && liquid.density_kg_m3 >= WATER_DENSITY_KG_M3 {
            let allowed =
                format!("a surface other than water for a liquid of {:.0} kg/m3, which sinks", liquid.density_kg_m3);
            problems.push(FieldProblem::new("surface", "water", allowed, "sinks"));
        }
        InvalidInput::check(problems)?;
        let field = walk(self, &self.setting(liquid, air));
        Ok(Solved { caveats: notes(self, liquid, air, &field), field })
    }

    fn setting<'a>(&self, liquid: &'a PoolLiquid, air: &PoolAir) -> Setting<'a> {
        let gravity_m_s2 = match self.surface {
            PoolSurface::Water => Spread::floating_m_s2(liquid.density_kg_m3, WATER_DENSITY_KG_M3),
            _ => STANDARD_GRAVITY_M_S2,
        };
        let bund_area_m2 = self.bund_area_m2.unwrap_or(f64::INFINITY);
        Setting {
            liquid,
            supply: self.supply,
            spread: Spread { gravity_m_s2, minimum_depth_m: self.minimum_depth_m, bund_area_m2 },
            transfer: PoolTransfer::new(
                air.wind_speed_10m_m_s,
                liquid.molar_mass_kg_mol,
                air.temperature_k,
                air.pressure_pa,
            ),
            air_temperature_k: air.temperature_k,
            solar_flux_w_m2: self.solar_flux_w_m2,
            end_time_s: self.end_time_s,
        }
    }

    fn problems(&self, air: &PoolAir) -> Vec<FieldProblem> {
        let mut problems = air.problems();
        self.supply.problems(&mut problems);
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        if let Some(area_m2) = self.bund_area_m2 {
            check("bund_area_m2", area_m2, 0.01, 1e7, "m2");
        }
        check("minimum_depth_m", self.minimum_depth_m, 1e-4, 1.0, "m");
        if let Some(ground_k) = self.ground_temperature_k {
            check("ground_temperature_k", ground_k, 200.0, 350.0, "K");
        }
        check("solar_flux_w_m2", self.solar_flux_w_m2, 0.0, 1500.0, "W/m2");
        check("end_time_s", self.end_time_s, 10.0, 1e6, "s");
        problems
    }
}
