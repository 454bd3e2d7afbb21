//! Liquid from a hole, driven by pressure and head.

use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::{STANDARD_ATMOSPHERE_PA, STANDARD_GRAVITY_M_S2};

/// Liquid outflow through an orifice.
pub const LIQUID_ORIFICE: ModelCard = ModelCard {
    id: "liquid_orifice",
    version: 1,
    title_en: "Liquid outflow through an orifice",
    title_zh: "液体经孔口泄漏",
    citation: "Bernoulli with a discharge coefficient, m = Cd A rho sqrt(2 (p - p0)/rho + 2 g h): CCPS (1996) Guidelines for use of \
               vapor cloud dispersion models, 2nd ed., p. 29 eq. 4-10; same form in AQ/T 3046-2013",
    domain: "liquid that does not flash before the outer edge of the hole (hole in a wall, path under 0.1 m); steady, at the start of \
             the leak, so an upper bound as the level sinks",
    verification: "tests/verification/source.rs: butane sphere worked example (selenized.github.io, after CCPS)",
    origin: Origin::Source,
};

/// Discharge coefficient of a sharp-edged hole for liquid when none is given (CCPS 1999 p. 27: 0.61
/// at Reynolds numbers above 30 000).
pub const DEFAULT_LIQUID_DISCHARGE_COEFFICIENT: f64 = 0.61;

/// Liquid upstream of a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiquidOrifice {
    /// Pressure above the liquid, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature of the liquid, K; decides its density when a substance gives it.
    pub temperature_k: f64,
    /// Height of the liquid above the hole, m.
    pub liquid_head_m: f64,
    /// Diameter of the hole, m.
    pub orifice_diameter_m: f64,
    /// Discharge coefficient, 0 to 1.
    pub discharge_coefficient: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
}

/// Outflow of liquid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LiquidRelease {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Velocity in the jet without friction, m/s.
    pub velocity_m_s: f64,
}

impl LiquidOrifice {
    /// A sharp-edged hole to the standard atmosphere.
    #[must_use]
    pub fn to_atmosphere(pressure_pa: f64, temperature_k: f64, liquid_head_m: f64, orifice_diameter_m: f64) -> Self {
        Self {
            pressure_pa,
            temperature_k,
            liquid_head_m,
            orifice_diameter_m,
            discharge_coefficient: DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            ambient_pressure_pa: STANDARD_ATMOSPHERE_PA,
        }
    }

    /// Outflow of a liquid of the given density.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range, nothing that drives the flow outward.
    pub fn release_with(&self, density_kg_m3: f64) -> Result<Solved<LiquidRelease>, InvalidInput> {
        InvalidInput::check(self.problems(density_kg_m3))?;
        let velocity_m_s = self.velocity_squared(density_kg_m3).sqrt();
        let area_m2 = std::f64::consts::FRAC_PI_4 * self.orifice_diameter_m * self.orifice_diameter_m;
        let release_rate_kg_s = self.discharge_coefficient * area_m2 * density_kg_m3 * velocity_m_s;
        Ok(Solved { field: LiquidRelease { release_rate_kg_s, velocity_m_s }, caveats: Vec::new() })
    }

    fn velocity_squared(&self, density_kg_m3: f64) -> f64 {
        2.0 * (self.pressure_pa - self.ambient_pressure_pa) / density_kg_m3
            + 2.0 * STANDARD_GRAVITY_M_S2 * self.liquid_head_m
    }

    fn problems(&self, density_kg_m3: f64) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("pressure_pa", self.pressure_pa, 1.0, 1e9, "Pa");
        check("liquid_head_m", self.liquid_head_m, 0.0, 1000.0, "m");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-5, 10.0, "m");
        check("discharge_coefficient", self.discharge_coefficient, 0.01, 1.0, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 1.0, 1e8, "Pa");
        check("density_kg_m3", density_kg_m3, 10.0, 25_000.0, "kg/m3");
        if problems.is_empty() && self.velocity_squared(density_kg_m3) < 0.0 {
            problems.push(FieldProblem::new(
                "pressure_pa",
                self.pressure_pa,
                "pressure and head that together exceed the ambient pressure",
                "out_of_range",
            ));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torricelli() {
        // 5 m of water: sqrt(2 * 9.80665 * 5) = 9.902853 m/s.
        let leak = LiquidOrifice::to_atmosphere(101_325.0, 293.15, 5.0, 0.1);
        let release = leak.release_with(998.2).unwrap().field;
        assert!((release.velocity_m_s - 9.902_853).abs() < 1e-6);
        let by_hand_kg_s = 0.61 * 0.007_853_981_634 * 998.2 * 9.902_853;
        assert!((release.release_rate_kg_s / by_hand_kg_s - 1.0).abs() < 1e-7);
    }

    #[test]
    fn vacuum_does_not_leak_out() {
        let leak = LiquidOrifice::to_atmosphere(50_000.0, 293.15, 1.0, 0.1);
        assert_eq!(leak.release_with(998.2).unwrap_err().problems[0].field, "pressure_pa");
    }

    #[test]
    fn no_head_no_flow() {
        let leak = LiquidOrifice::to_atmosphere(101_325.0, 293.15, 0.0, 0.1);
        assert_eq!(leak.release_with(998.2).unwrap().field.release_rate_kg_s, 0.0);
    }
}
