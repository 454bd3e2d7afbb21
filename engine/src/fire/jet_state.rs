//! The jet of a jet fire where it has come to the pressure of the air.

use crate::math;
use crate::provenance::FieldProblem;
use crate::source::GasProperties;
use crate::substance::MOLAR_MASS_AIR_KG_MOL;
use crate::units::GAS_CONSTANT_J_MOL_K;
use std::f64::consts::{FRAC_PI_4, PI};

/// Hole that feeds a jet fire. The flow, the pressure or both are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetFireSource {
    /// Mass flow, kg/s; none: that of the orifice at the pressure.
    pub release_rate_kg_s: Option<f64>,
    /// Pressure before the hole, gas at rest, Pa absolute; none: that which drives the flow through the hole.
    pub pressure_pa: Option<f64>,
    /// Temperature before the hole, K.
    pub temperature_k: f64,
    /// Diameter of the hole, m.
    pub orifice_diameter_m: f64,
    /// Discharge coefficient of the hole, 0.01 to 1.
    pub discharge_coefficient: f64,
}

/// A jet at the pressure of the air: one velocity and temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BurningJet {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Pressure before the hole, Pa absolute.
    pub pressure_pa: f64,
    /// Whether the flow is choked in the hole.
    pub choked: bool,
    /// Velocity, m/s.
    pub velocity_m_s: f64,
    /// Temperature, K.
    pub temperature_k: f64,
    /// Diameter of a hole that lets the same flow of mass and momentum through with the density of air, m: the
    /// effective source `sqrt(4 m / (pi rho_air u))`, the same as `d sqrt(rho_jet / rho_air)`.
    pub source_diameter_m: f64,
}

/// Ideal-gas figures of a fuel that the expansion needs.
#[derive(Debug, Clone, Copy)]
struct Ideal {
    specific_j_kg_k: f64,
    ratio: f64,
}

impl Ideal {
    fn of(gas: GasProperties) -> Self {
        Self { specific_j_kg_k: GAS_CONSTANT_J_MOL_K / gas.molar_mass_kg_mol, ratio: gas.heat_capacity_ratio }
    }
    fn heat_capacity_j_kg_k(self) -> f64 {
        self.specific_j_kg_k * self.ratio / (self.ratio - 1.0)
    }
    /// Pressure in the throat over that at rest when the flow is choked.
    fn critical_ratio(self) -> f64 {
        math::pow(2.0 / (self.ratio + 1.0), self.ratio / (self.ratio - 1.0))
    }
    /// Choked mass flux, kg/(m2 s), at 1 Pa and a temperature.
    fn choked_flux_per_pa(self, temperature_k: f64) -> f64 {
        let exponent = 0.5 * (self.ratio + 1.0) / (self.ratio - 1.0);
        (self.ratio / (self.specific_j_kg_k * temperature_k)).sqrt() * math::pow(2.0 / (self.ratio + 1.0), exponent)
    }
}

/// Density of air, kg/m3, as an ideal gas.
pub(super) fn air_density_kg_m3(temperature_k: f64, pressure_pa: f64) -> f64 {
    pressure_pa * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * temperature_k)
}

impl JetFireSource {
    /// Records what is wrong with it.
    pub(super) fn check(&self, air_pressure_pa: f64, problems: &mut Vec<FieldProblem>) {
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(problems, field, value, min, max, unit);
        if let Some(rate_kg_s) = self.release_rate_kg_s {
            check("release_rate_kg_s", rate_kg_s, 1e-6, 1e4, "kg/s");
        }
        if let Some(pressure_pa) = self.pressure_pa {
            check("pressure_pa", pressure_pa, 1.001 * air_pressure_pa, 1e8, "Pa");
        }
        check("temperature_k", self.temperature_k, 30.0, 1500.0, "K");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-4, 2.0, "m");
        check("discharge_coefficient", self.discharge_coefficient, 0.01, 1.0, "");
        if self.release_rate_kg_s.is_none() && self.pressure_pa.is_none() {
            let allowed = "a mass flow, or pressure_pa";
            problems.push(FieldProblem::new("release_rate_kg_s", "", allowed, "missing"));
        }
    }

    fn area_m2(&self) -> f64 {
        self.discharge_coefficient * FRAC_PI_4 * self.orifice_diameter_m * self.orifice_diameter_m
    }

    /// Pressure at rest that drives the flow: given, or from the flow by the ideal-gas orifice turned round.
    pub(super) fn rest_pressure_pa(&self, gas: GasProperties, air_pressure_pa: f64) -> f64 {
        if let Some(pressure_pa) = self.pressure_pa {
            return pressure_pa;
        }
        let ideal = Ideal::of(gas);
        let flux_kg_m2_s = self.release_rate_kg_s.unwrap_or(0.0) / self.area_m2();
        let choked_pa = flux_kg_m2_s / ideal.choked_flux_per_pa(self.temperature_k);
        if choked_pa * ideal.critical_ratio() >= air_pressure_pa {
            return choked_pa;
        }
        // subsonic: energy with u = G R T / p_air gives a square of the temperature at the mouth
        let speed_per_k = flux_kg_m2_s * ideal.specific_j_kg_k / air_pressure_pa;
        let square = 0.5 * speed_per_k * speed_per_k / ideal.heat_capacity_j_kg_k();
        let mouth_k = 2.0 * self.temperature_k / (1.0 + (1.0 + 4.0 * square * self.temperature_k).sqrt());
        air_pressure_pa * math::pow(self.temperature_k / mouth_k, ideal.ratio / (ideal.ratio - 1.0))
    }

    /// Flow of the ideal-gas orifice at the pressure before the hole, kg/s.
    pub(super) fn orifice_rate_kg_s(&self, gas: GasProperties, air_pressure_pa: f64) -> f64 {
        let ideal = Ideal::of(gas);
        let rest_pa = self.rest_pressure_pa(gas, air_pressure_pa);
        if rest_pa * ideal.critical_ratio() >= air_pressure_pa {
            return self.area_m2() * rest_pa * ideal.choked_flux_per_pa(self.temperature_k);
        }
        let (velocity_m_s, temperature_k) = self.expanded(ideal, rest_pa, air_pressure_pa);
        self.area_m2() * air_pressure_pa / (ideal.specific_j_kg_k * temperature_k) * velocity_m_s
    }

    /// Velocity and temperature after the isentropic expansion to the pressure of the air (Assael and
    /// Kakosimos 2010 p. 108): `Tj = T (pa/p)^((g-1)/g)`, `uj = Mj sqrt(g R Tj / M)`, which is `sqrt(2 cp (T - Tj))`.
    fn expanded(&self, ideal: Ideal, rest_pa: f64, air_pressure_pa: f64) -> (f64, f64) {
        let share = math::pow(air_pressure_pa / rest_pa, (ideal.ratio - 1.0) / ideal.ratio);
        let drop_k = self.temperature_k * (1.0 - share).max(0.0);
        ((2.0 * ideal.heat_capacity_j_kg_k() * drop_k).sqrt(), self.temperature_k * share)
    }

    /// The jet after an isentropic expansion, as the Yellow Book has it for the flame of Chamberlain.
    pub(super) fn isentropic_jet(&self, gas: GasProperties, (air_k, air_pa): (f64, f64)) -> BurningJet {
        let ideal = Ideal::of(gas);
        let pressure_pa = self.rest_pressure_pa(gas, air_pa);
        let (velocity_m_s, temperature_k) = self.expanded(ideal, pressure_pa, air_pa);
        let release_rate_kg_s = self.release_rate_kg_s.unwrap_or_else(|| self.orifice_rate_kg_s(gas, air_pa));
        BurningJet {
            release_rate_kg_s,
            pressure_pa,
            choked: pressure_pa * ideal.critical_ratio() >= air_pa,
            velocity_m_s,
            temperature_k,
            source_diameter_m: source_diameter_m(release_rate_kg_s, velocity_m_s, air_density_kg_m3(air_k, air_pa)),
        }
    }
}

/// Diameter of the effective source, m.
pub(super) fn source_diameter_m(release_rate_kg_s: f64, velocity_m_s: f64, air_kg_m3: f64) -> f64 {
    (4.0 * release_rate_kg_s / (PI * air_kg_m3 * velocity_m_s)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHANE: GasProperties = GasProperties { molar_mass_kg_mol: 0.016_043, heat_capacity_ratio: 1.31 };
    const AIR: (f64, f64) = (288.15, 101_325.0);

    fn hole() -> JetFireSource {
        JetFireSource {
            release_rate_kg_s: None,
            pressure_pa: Some(1.2e6),
            temperature_k: 280.0,
            orifice_diameter_m: 0.05,
            discharge_coefficient: 0.8,
        }
    }

    #[test]
    fn the_mach_number_of_the_yellow_book() {
        // Pc = 1.2e6 (2/2.31)^(1.31/0.31) = 652 712 Pa; (Pc/Pa)^(0.31/1.31) = 6.441771^0.236641 = 1.553975;
        // Mj = sqrt((2.31 * 1.553975 - 2)/0.31) = 2.264510; Tj = 280 (101325/1.2e6)^0.236641 = 156.003 K;
        // uj = Mj sqrt(1.31 * 8.314463/0.016043 * 156.003) = 2.264510 * 325.444 = 736.97 m/s.
        let jet = hole().isentropic_jet(METHANE, AIR);
        assert!((jet.temperature_k - 156.003).abs() < 0.001, "{}", jet.temperature_k);
        assert!((jet.velocity_m_s - 736.97).abs() < 0.01, "{}", jet.velocity_m_s);
        assert!(jet.choked);
    }

    #[test]
    fn flow_and_pressure_are_each_others_inverse_on_both_sides_of_sound() {
        for pressure_pa in [1.05e5, 1.5e5, 1.85e5, 1.9e5, 5e6] {
            let known = JetFireSource { pressure_pa: Some(pressure_pa), ..hole() };
            let rate_kg_s = known.orifice_rate_kg_s(METHANE, AIR.1);
            let turned = JetFireSource { release_rate_kg_s: Some(rate_kg_s), pressure_pa: None, ..hole() };
            let back_pa = turned.rest_pressure_pa(METHANE, AIR.1);
            assert!((back_pa / pressure_pa - 1.0).abs() < 1e-9, "{pressure_pa} {back_pa}");
        }
    }

    #[test]
    fn the_orifice_is_that_of_the_source_module() {
        use crate::source::GasOrifice;
        for pressure_pa in [1.3e5, 1.2e6] {
            let hole = JetFireSource { pressure_pa: Some(pressure_pa), ..hole() };
            let other =
                GasOrifice { discharge_coefficient: 0.8, ..GasOrifice::to_atmosphere(pressure_pa, 280.0, 0.05) };
            let other_kg_s = other.release_with(METHANE).unwrap().field.release_rate_kg_s;
            assert!((hole.orifice_rate_kg_s(METHANE, AIR.1) / other_kg_s - 1.0).abs() < 1e-9);
        }
    }
}
