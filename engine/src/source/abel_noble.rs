//! The Abel-Noble gas: ideal but for the room its molecules take; its state and its flow through a hole.
//!
//! `p = rho R T / (1 - b rho)` with the co-volume b. With constant heat capacities its isentropes are
//! `p (1/rho - b)^g = const`, its enthalpy is `cp T + b p` and its speed of sound `sqrt(g R T) / (1 - b rho)`; with
//! b = 0 it is the ideal gas.

use super::GasProperties;
use crate::math;
use crate::units::GAS_CONSTANT_J_MOL_K;

/// Co-volume of hydrogen, m3/kg (Molkov 2012, read in public code that cites it). Against the reference equation of
/// Leachman et al. (2009) the density it gives is within 1.3 % up to 90 MPa (tests/verification/outflow.rs).
pub const HYDROGEN_CO_VOLUME_M3_KG: f64 = 7.691e-3;

/// A gas with a co-volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbelNobleGas {
    /// Molar mass and ratio of heat capacities of the ideal gas.
    pub gas: GasProperties,
    /// Co-volume, m3/kg; 0 is the ideal gas.
    pub co_volume_m3_kg: f64,
}

/// Flow without friction in the throat of a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Throat {
    pub pressure_pa: f64,
    pub temperature_k: f64,
    pub velocity_m_s: f64,
    pub mass_flux_kg_m2_s: f64,
    pub choked: bool,
}

impl AbelNobleGas {
    /// Gas constant by mass, J/(kg K).
    #[must_use]
    pub fn gas_constant_j_kg_k(&self) -> f64 {
        GAS_CONSTANT_J_MOL_K / self.gas.molar_mass_kg_mol
    }

    /// Density, kg/m3: `p / (R T + b p)`.
    #[must_use]
    pub fn density_kg_m3(&self, pressure_pa: f64, temperature_k: f64) -> f64 {
        pressure_pa / (self.gas_constant_j_kg_k() * temperature_k + self.co_volume_m3_kg * pressure_pa)
    }

    /// Temperature on the isentrope through a state when the pressure has fallen to the given ratio, K.
    pub(super) fn isentropic_temperature_k(&self, temperature_k: f64, pressure_ratio: f64) -> f64 {
        let g = self.gas.heat_capacity_ratio;
        temperature_k * math::pow(pressure_ratio, (g - 1.0) / g)
    }

    /// The throat of a hole from rest at the given state towards the pressure outside: speed of sound there, or the
    /// pressure outside where that is higher than the pressure at the speed of sound.
    pub(super) fn throat(&self, pressure_pa: f64, temperature_k: f64, ambient_pressure_pa: f64) -> Throat {
        let g = self.gas.heat_capacity_ratio;
        let gas_constant = self.gas_constant_j_kg_k();
        let free_m3_kg = gas_constant * temperature_k / pressure_pa;
        let crowding = self.co_volume_m3_kg / free_m3_kg;
        let sonic = sonic_expansion(g, crowding);
        let choked = pressure_pa * math::pow(sonic, -g) >= ambient_pressure_pa;
        let expansion = if choked { sonic } else { math::pow(pressure_pa / ambient_pressure_pa, 1.0 / g) };
        let pressure_ratio = math::pow(expansion, -g);
        let enthalpy_drop = g / (g - 1.0) * (1.0 - expansion * pressure_ratio) + crowding * (1.0 - pressure_ratio);
        let velocity_m_s = (2.0 * gas_constant * temperature_k * enthalpy_drop.max(0.0)).sqrt();
        Throat {
            pressure_pa: pressure_pa * pressure_ratio,
            temperature_k: temperature_k * expansion * pressure_ratio,
            velocity_m_s,
            mass_flux_kg_m2_s: velocity_m_s / (free_m3_kg * expansion + self.co_volume_m3_kg),
            choked,
        }
    }
}

/// Ratio z of the free volume `1/rho - b` at the speed of sound to that at rest, with `c = b / (1/rho - b)` at rest:
/// the root of `g/(g-1) (1 - z^(1-g)) + c (1 - z^-g) - g/2 z^(1-g) (1 + c/z)^2`, enthalpy drop less half the speed
/// of sound squared over `R T`. The left side rises; Newton from the root of the ideal gas, which is this one for c = 0.
fn sonic_expansion(g: f64, crowding: f64) -> f64 {
    const STEPS: usize = 20;
    let mut z = math::pow(0.5 * (g + 1.0), 1.0 / (g - 1.0));
    if crowding <= 0.0 {
        return z;
    }
    for _ in 0..STEPS {
        let w = math::pow(z, -g);
        let swell = 1.0 + crowding / z;
        let excess = g / (g - 1.0) * (1.0 - z * w) + crowding * (1.0 - w) - 0.5 * g * z * w * swell * swell;
        let slope = g * w * swell + 0.5 * g * (g - 1.0) * w * swell * swell + g * w * swell * crowding / z;
        let step = excess / slope;
        z -= step;
        if step.abs() < 1e-14 * z {
            break;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::super::GasOrifice;
    use super::*;

    const HYDROGEN: GasProperties = GasProperties { molar_mass_kg_mol: 2.015_88e-3, heat_capacity_ratio: 1.405 };

    #[test]
    fn without_a_co_volume_it_is_the_ideal_gas() {
        let ideal = AbelNobleGas { gas: HYDROGEN, co_volume_m3_kg: 0.0 };
        for pressure_pa in [1.2e5, 1.9e5, 1e6, 5e7] {
            let hole = GasOrifice::to_atmosphere(pressure_pa, 300.0, 0.01).release_with(HYDROGEN).unwrap().field;
            let throat = ideal.throat(pressure_pa, 300.0, 101_325.0);
            let rate_kg_s = throat.mass_flux_kg_m2_s * std::f64::consts::FRAC_PI_4 * 1e-4;
            assert!((rate_kg_s / hole.release_rate_kg_s - 1.0).abs() < 1e-12);
            assert!((throat.temperature_k / hole.throat_temperature_k - 1.0).abs() < 1e-12);
            assert_eq!(throat.choked, hole.choked);
        }
    }

    #[test]
    fn the_throat_carries_the_greatest_flux_of_its_isentrope() {
        let gas = AbelNobleGas { gas: HYDROGEN, co_volume_m3_kg: HYDROGEN_CO_VOLUME_M3_KG };
        let throat = gas.throat(7e7, 288.15, 101_325.0);
        // By hand over the isentrope: enthalpy cp T + b p from rest, mass flux rho sqrt(2 dh).
        let gas_constant = gas.gas_constant_j_kg_k();
        let flux = |pressure_pa: f64| {
            let temperature_k = gas.isentropic_temperature_k(288.15, pressure_pa / 7e7);
            let drop = gas_constant * 1.405 / 0.405 * (288.15 - temperature_k) + 7.691e-3 * (7e7 - pressure_pa);
            gas.density_kg_m3(pressure_pa, temperature_k) * (2.0 * drop).sqrt()
        };
        let greatest = (1..7000).map(|step| flux(1e4 * f64::from(step))).fold(0.0, f64::max);
        // The steps of 10 kPa miss the peak by a relative 1e-8.
        assert!((throat.mass_flux_kg_m2_s / greatest - 1.0).abs() < 1e-7);
        assert!((flux(throat.pressure_pa) / throat.mass_flux_kg_m2_s - 1.0).abs() < 1e-12);
    }
}
