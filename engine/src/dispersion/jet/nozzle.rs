//! From the vessel to a jet at the pressure of the air: the throat of the hole, and the notional nozzle that stands for
//! the shocks behind it.
//!
//! | model | mass | momentum | energy | reference |
//! |---|---|---|---|---|
//! | [`NotionalNozzle::YuceilOtugen`] | kept | kept | kept | Yuceil and Otugen, Phys. Fluids 14 (2002) 4206-4215 |
//! | [`NotionalNozzle::Birch1987`] | kept | kept | temperature of the vessel | Birch, Hughes and Swaffield, Combust. Sci. Technol. 52 (1987) 161-171 |
//! | [`NotionalNozzle::EwanMoodie`] | kept | speed of sound | temperature of the throat | Ewan and Moodie, Combust. Sci. Technol. 45 (1986) 275-288 |
//! | [`NotionalNozzle::Birch1984`] | kept | speed of sound | temperature of the vessel | Birch, Brown, Dodson and Swaffield, Combust. Sci. Technol. 36 (1984) 249-261 |

use crate::math::pow;
use crate::source::AbelNobleGas;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::FRAC_PI_4;

/// What stands for the expansion of an underexpanded jet to the pressure of the air.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotionalNozzle {
    /// Mass, momentum and energy are kept (Yuceil and Otugen 2002).
    #[default]
    YuceilOtugen,
    /// Mass and momentum are kept, the gas is at the temperature of the vessel (Birch et al. 1987).
    Birch1987,
    /// Speed of sound at the temperature of the throat (Ewan and Moodie 1986).
    EwanMoodie,
    /// Speed of sound at the temperature of the vessel (Birch et al. 1984).
    Birch1984,
}

/// Gas in the throat of a hole, without friction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetThroat {
    /// Pressure, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature, K.
    pub temperature_k: f64,
    /// Density, kg/m3.
    pub density_kg_m3: f64,
    /// Velocity, m/s.
    pub velocity_m_s: f64,
    /// Whether it is the speed of sound.
    pub choked: bool,
}

/// The jet where it has come to the pressure of the air: one velocity, density and temperature over a round hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetOrigin {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Velocity, m/s.
    pub velocity_m_s: f64,
    /// Temperature, K.
    pub temperature_k: f64,
    /// Density, kg/m3.
    pub density_kg_m3: f64,
    /// Diameter, m.
    pub diameter_m: f64,
}

impl JetOrigin {
    pub(super) fn new(
        gas: AbelNobleGas,
        rate_kg_s: f64,
        (velocity_m_s, temperature_k): (f64, f64),
        air_pa: f64,
    ) -> Self {
        let density_kg_m3 = air_pa / (gas.gas_constant_j_kg_k() * temperature_k);
        let area_m2 = rate_kg_s / (density_kg_m3 * velocity_m_s);
        let diameter_m = (area_m2 / FRAC_PI_4).sqrt();
        Self { release_rate_kg_s: rate_kg_s, velocity_m_s, temperature_k, density_kg_m3, diameter_m }
    }

    /// Flow of momentum, N.
    pub(super) fn momentum_n(&self) -> f64 {
        self.release_rate_kg_s * self.velocity_m_s
    }
}

/// State on the isentrope from rest at a ratio of pressures: the heat capacities are constant, enthalpy is `cp T + b p`.
fn expanded(gas: AbelNobleGas, (pressure_pa, temperature_k): (f64, f64), ratio: f64) -> JetThroat {
    let g = gas.gas.heat_capacity_ratio;
    let capacity_j_kg_k = gas.gas_constant_j_kg_k() * g / (g - 1.0);
    let cooled_k = temperature_k * pow(ratio, (g - 1.0) / g);
    let drop_j_kg = capacity_j_kg_k * (temperature_k - cooled_k) + gas.co_volume_m3_kg * pressure_pa * (1.0 - ratio);
    JetThroat {
        pressure_pa: ratio * pressure_pa,
        temperature_k: cooled_k,
        density_kg_m3: gas.density_kg_m3(ratio * pressure_pa, cooled_k),
        velocity_m_s: (2.0 * drop_j_kg.max(0.0)).sqrt(),
        choked: true,
    }
}

/// Speed of sound of the gas, m/s: `sqrt(g R T) / (1 - b rho)`.
fn sound_m_s(gas: AbelNobleGas, state: &JetThroat) -> f64 {
    let free = 1.0 - gas.co_volume_m3_kg * state.density_kg_m3;
    (gas.gas.heat_capacity_ratio * gas.gas_constant_j_kg_k() * state.temperature_k).sqrt() / free
}

/// The throat of a hole: the pressure outside, or the speed of sound where the gas would be faster there.
pub(super) fn throat(gas: AbelNobleGas, rest: (f64, f64), air_pa: f64) -> JetThroat {
    const HALVINGS: usize = 52;
    let outside = expanded(gas, rest, air_pa / rest.0);
    if outside.velocity_m_s < sound_m_s(gas, &outside) {
        return JetThroat { choked: false, ..outside };
    }
    // the velocity falls and the speed of sound rises with the ratio of pressures
    let (mut fast, mut slow) = (air_pa / rest.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (fast + slow);
        let state = expanded(gas, rest, middle);
        if state.velocity_m_s > sound_m_s(gas, &state) {
            fast = middle;
        } else {
            slow = middle;
        }
    }
    expanded(gas, rest, fast)
}

impl NotionalNozzle {
    /// The jet at the pressure of the air; `rest` is pressure and temperature in the vessel, `area_m2` the area of the
    /// hole times the discharge coefficient.
    pub(super) fn origin(
        self,
        gas: AbelNobleGas,
        rest: (f64, f64),
        throat: &JetThroat,
        (area_m2, discharge_coefficient): (f64, f64),
        air_pa: f64,
    ) -> JetOrigin {
        let rate_kg_s = area_m2 * throat.density_kg_m3 * throat.velocity_m_s;
        if !throat.choked {
            return JetOrigin::new(gas, rate_kg_s, (throat.velocity_m_s, throat.temperature_k), air_pa);
        }
        let g = gas.gas.heat_capacity_ratio;
        let sonic_m_s = |at_k: f64| (g * gas.gas_constant_j_kg_k() * at_k).sqrt();
        let thrust_m_s = (throat.pressure_pa - air_pa) / (throat.density_kg_m3 * throat.velocity_m_s);
        let expanded_m_s = throat.velocity_m_s + thrust_m_s / discharge_coefficient;
        let state = match self {
            Self::YuceilOtugen => {
                let capacity_j_kg_k = gas.gas_constant_j_kg_k() * g / (g - 1.0);
                let held_j_kg = gas.co_volume_m3_kg * (rest.0 - air_pa) - 0.5 * expanded_m_s * expanded_m_s;
                (expanded_m_s, rest.1 + held_j_kg / capacity_j_kg_k)
            }
            Self::Birch1987 => (expanded_m_s, rest.1),
            Self::EwanMoodie => (sonic_m_s(throat.temperature_k), throat.temperature_k),
            Self::Birch1984 => (sonic_m_s(rest.1), rest.1),
        };
        JetOrigin::new(gas, rate_kg_s, state, air_pa)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{GasBlowdown, GasProperties, HYDROGEN_CO_VOLUME_M3_KG};

    const HYDROGEN: AbelNobleGas = AbelNobleGas {
        gas: GasProperties { molar_mass_kg_mol: 2.015_88e-3, heat_capacity_ratio: 1.405 },
        co_volume_m3_kg: HYDROGEN_CO_VOLUME_M3_KG,
    };

    #[test]
    fn the_throat_lets_through_what_the_orifice_model_does() {
        for pressure_pa in [1.05e5, 1.5e5, 1.9e5, 1e6, 4e7, 9e7] {
            let vessel = GasBlowdown::to_atmosphere(1.0, pressure_pa, 290.0, 0.01);
            let rate_kg_s = vessel.solve_with(HYDROGEN).unwrap().field.first_rate_kg_s();
            let state = throat(HYDROGEN, (pressure_pa, 290.0), 101_325.0);
            let ours_kg_s = FRAC_PI_4 * 1e-4 * state.density_kg_m3 * state.velocity_m_s;
            assert!((ours_kg_s / rate_kg_s - 1.0).abs() < 1e-9, "{pressure_pa}: {ours_kg_s} {rate_kg_s}");
            assert_eq!(state.choked, pressure_pa > 1.93e5);
        }
    }

    #[test]
    fn momentum_and_energy_are_kept_through_the_expansion() {
        let (rest, air_pa, area_m2) = ((2e7, 300.0), 101_325.0, 1e-6);
        let state = throat(HYDROGEN, rest, air_pa);
        let origin = NotionalNozzle::YuceilOtugen.origin(HYDROGEN, rest, &state, (area_m2, 1.0), air_pa);
        let thrust_n = origin.release_rate_kg_s * state.velocity_m_s + (state.pressure_pa - air_pa) * area_m2;
        assert!((origin.momentum_n() / thrust_n - 1.0).abs() < 1e-12);
        let capacity_j_kg_k = HYDROGEN.gas_constant_j_kg_k() * 1.405 / 0.405;
        let before_j_kg = capacity_j_kg_k * 300.0 + HYDROGEN_CO_VOLUME_M3_KG * (2e7 - air_pa);
        let after_j_kg = capacity_j_kg_k * origin.temperature_k + 0.5 * origin.velocity_m_s * origin.velocity_m_s;
        assert!((after_j_kg / before_j_kg - 1.0).abs() < 1e-12);
        let warm = NotionalNozzle::Birch1987.origin(HYDROGEN, rest, &state, (area_m2, 1.0), air_pa);
        assert!((warm.momentum_n() / origin.momentum_n() - 1.0).abs() < 1e-12);
    }
}
