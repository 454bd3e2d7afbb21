//! Gas from a hole: choked or subsonic flow of an ideal gas.

use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};

/// Gas outflow through an orifice.
pub const GAS_ORIFICE: ModelCard = ModelCard {
    id: "gas_orifice",
    version: 1,
    title_en: "Gas outflow through an orifice",
    title_zh: "气体经孔口泄漏",
    citation: "AQ/T 3046-2013 equations E.13 to E.17 (read in public code that cites them); same as CCPS (1999) Guidelines for \
               consequence analysis of chemical releases, isentropic flow of an ideal gas",
    domain: "ideal gas, hole in a thin wall, upstream at rest; pressure above ambient and up to about 0.9 of the critical state \
             (real-gas effects are not in it)",
    verification: "tests/verification/source.rs: CCPS 1999 p. 47 within its printed digits",
    origin: Origin::Source,
};

/// Discharge coefficient taken for gas through a round hole when none is given (AQ/T 3046, recalled).
pub const DEFAULT_GAS_DISCHARGE_COEFFICIENT: f64 = 1.0;

/// Above this absolute pressure the ideal-gas law is doubtful for most gases, Pa.
const IDEAL_GAS_PRESSURE_PA: f64 = 5e6;

/// Gas upstream of a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GasOrifice {
    /// Pressure in the vessel, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature in the vessel, K.
    pub temperature_k: f64,
    /// Diameter of the hole, m.
    pub orifice_diameter_m: f64,
    /// Discharge coefficient, 0 to 1.
    pub discharge_coefficient: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
}

/// What the outflow needs to know of the gas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GasProperties {
    /// Molar mass, kg/mol.
    pub molar_mass_kg_mol: f64,
    /// Ratio of the heat capacities, cp/cv.
    pub heat_capacity_ratio: f64,
}

/// Outflow of gas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GasRelease {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Whether the flow is choked (speed of sound in the throat).
    pub choked: bool,
    /// Pressure in the throat, Pa absolute.
    pub throat_pressure_pa: f64,
    /// Temperature in the throat, K.
    pub throat_temperature_k: f64,
    /// Velocity in the throat without friction, m/s; times the discharge coefficient it is the mean
    /// velocity over the hole.
    pub throat_velocity_m_s: f64,
}

impl GasOrifice {
    /// A hole to the standard atmosphere with the default discharge coefficient.
    #[must_use]
    pub fn to_atmosphere(pressure_pa: f64, temperature_k: f64, orifice_diameter_m: f64) -> Self {
        Self {
            pressure_pa,
            temperature_k,
            orifice_diameter_m,
            discharge_coefficient: DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            ambient_pressure_pa: STANDARD_ATMOSPHERE_PA,
        }
    }

    /// Outflow of a gas with the given properties.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range, a vessel not above ambient pressure.
    pub fn release_with(&self, gas: GasProperties) -> Result<Solved<GasRelease>, InvalidInput> {
        InvalidInput::check(self.problems(gas))?;
        let mut caveats = Vec::new();
        if self.pressure_pa > IDEAL_GAS_PRESSURE_PA {
            caveats.push(high_pressure(self.pressure_pa));
        }
        Ok(Solved { field: self.flow(gas), caveats })
    }

    fn problems(&self, gas: GasProperties) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("pressure_pa", self.pressure_pa, 1.0, 1e9, "Pa");
        check("temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-5, 10.0, "m");
        check("discharge_coefficient", self.discharge_coefficient, 0.01, 1.0, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 1.0, 1e8, "Pa");
        check("molar_mass_kg_mol", gas.molar_mass_kg_mol, 1e-3, 2.0, "kg/mol");
        check("heat_capacity_ratio", gas.heat_capacity_ratio, 1.01, 1.7, "");
        if problems.is_empty() && self.pressure_pa <= self.ambient_pressure_pa {
            problems.push(FieldProblem::new(
                "pressure_pa",
                self.pressure_pa,
                format!("above the ambient pressure of {} Pa", self.ambient_pressure_pa),
                "out_of_range",
            ));
        }
        problems
    }

    /// Equations E.13 to E.17: `m = Y Cd A P sqrt(M g/(R T) (2/(g+1))^((g+1)/(g-1)))`, written
    /// through the state in the throat, which is the same thing.
    fn flow(&self, gas: GasProperties) -> GasRelease {
        let g = gas.heat_capacity_ratio;
        let critical_ratio = math::pow(2.0 / (g + 1.0), g / (g - 1.0));
        let ambient_ratio = self.ambient_pressure_pa / self.pressure_pa;
        let choked = ambient_ratio <= critical_ratio;
        let throat_ratio = if choked { critical_ratio } else { ambient_ratio };
        let throat_temperature_k = self.temperature_k * math::pow(throat_ratio, (g - 1.0) / g);
        let gas_constant_j_kg_k = GAS_CONSTANT_J_MOL_K / gas.molar_mass_kg_mol;
        let heat_capacity_j_kg_k = gas_constant_j_kg_k * g / (g - 1.0);
        let throat_velocity_m_s = (2.0 * heat_capacity_j_kg_k * (self.temperature_k - throat_temperature_k)).sqrt();
        let throat_pressure_pa = self.pressure_pa * throat_ratio;
        let throat_density_kg_m3 = throat_pressure_pa / (gas_constant_j_kg_k * throat_temperature_k);
        let area_m2 = std::f64::consts::FRAC_PI_4 * self.orifice_diameter_m * self.orifice_diameter_m;
        GasRelease {
            release_rate_kg_s: self.discharge_coefficient * area_m2 * throat_density_kg_m3 * throat_velocity_m_s,
            choked,
            throat_pressure_pa,
            throat_temperature_k,
            throat_velocity_m_s,
        }
    }
}

fn high_pressure(pressure_pa: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        GAS_ORIFICE.id,
        format!("at {pressure_pa} Pa the ideal-gas law is doubtful (taken to hold up to {IDEAL_GAS_PRESSURE_PA} Pa)"),
        format!("压力 {pressure_pa} Pa 时理想气体假设存疑(按 {IDEAL_GAS_PRESSURE_PA} Pa 以内适用)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const AIR: GasProperties = GasProperties { molar_mass_kg_mol: 0.028_964_4, heat_capacity_ratio: 1.4 };

    #[test]
    fn choked_air_by_the_textbook_constant() {
        // m T^0.5 / (p A) = sqrt(g M/R (2/(g+1))^((g+1)/(g-1))) = 0.040416 s K^0.5/m for air.
        let hole = GasOrifice::to_atmosphere(1e6, 300.0, 0.01);
        let release = hole.release_with(AIR).unwrap().field;
        let area_m2 = 7.853_981_633_974_483e-5;
        let constant = release.release_rate_kg_s * 300.0_f64.sqrt() / (1e6 * area_m2);
        assert!(release.choked);
        assert!((constant - 0.040_414).abs() < 2e-5, "{constant}");
        assert!((release.throat_temperature_k - 250.0).abs() < 1e-9);
    }

    #[test]
    fn the_two_regimes_meet_at_the_critical_ratio() {
        // (2/2.4)^3.5 = 0.528282; a hair on either side of it.
        let rate =
            |pressure_pa: f64| GasOrifice::to_atmosphere(pressure_pa, 300.0, 0.01).release_with(AIR).unwrap().field;
        let (below, above) = (rate(101_325.0 / 0.528_283), rate(101_325.0 / 0.528_281));
        assert!(!below.choked && above.choked);
        assert!((above.release_rate_kg_s / below.release_rate_kg_s - 1.0).abs() < 1e-5);
    }

    #[test]
    fn every_bad_field_is_named() {
        let hole =
            GasOrifice { pressure_pa: f64::NAN, temperature_k: -1.0, ..GasOrifice::to_atmosphere(1e6, 300.0, 0.0) };
        let fields: Vec<String> =
            hole.release_with(AIR).unwrap_err().problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["pressure_pa", "temperature_k", "orifice_diameter_m"]);
    }

    #[test]
    fn no_flow_without_a_difference() {
        assert!(GasOrifice::to_atmosphere(101_325.0, 300.0, 0.01).release_with(AIR).is_err());
    }
}
