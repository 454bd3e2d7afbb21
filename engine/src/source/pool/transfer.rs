//! How fast vapour leaves a liquid below its boiling point, and heat reaches it from the air.

use crate::math::{ln, pow};
use crate::substance::MOLAR_MASS_AIR_KG_MOL;
use crate::units::GAS_CONSTANT_J_MOL_K;

/// Coefficient of Mackay and Matsugu, m^0.33 / s^0.22 (Yellow Book eq. 3.24).
const MACKAY_MATSUGU: f64 = 0.004_786;
/// Exponent of the wind at 10 m (Yellow Book eq. 3.24).
const WIND_EXPONENT: f64 = 0.78;
/// Exponent of the diameter (Yellow Book eq. 3.24).
const DIAMETER_EXPONENT: f64 = -0.11;
/// Exponent of the Schmidt number (Yellow Book eq. 3.24).
const SCHMIDT_EXPONENT: f64 = -0.67;
/// Diffusivity of water vapour in air, m2/s (ALOHA Technical Documentation 3.3.1, after Thibodeaux 1979).
const WATER_DIFFUSIVITY_M2_S: f64 = 2.39e-5;
/// Molar mass of water, kg/mol.
const WATER_MOLAR_MASS_KG_MOL: f64 = 0.018_015;
/// Kinematic viscosity of air near 20 C, m2/s.
const AIR_VISCOSITY_M2_S: f64 = 1.5e-5;
/// Prandtl number of air.
const AIR_PRANDTL_RATIO: f64 = 0.71;
/// Heat capacity of air, J/(kg K) (ALOHA Technical Documentation 3.3.3.5).
const AIR_HEAT_CAPACITY_J_KG_K: f64 = 1004.0;
/// Limit of the correction for volatile liquids, beyond which a pool boils (ALOHA Technical Documentation 3.3.1).
const GREATEST_VOLATILITY_RATIO: f64 = 4.0;

/// Schmidt number of a vapour in air, `Sc = nu / D`, a pure number.
///
/// The diffusivity is that of water vapour by Graham's law, `D = D_w sqrt(M_w / M)` (ALOHA Technical Documentation
/// 3.3.1). A vapour of the molar mass of air gets 0.80, the Yellow Book's figure for vapours in general.
#[must_use]
pub fn schmidt_ratio(molar_mass_kg_mol: f64) -> f64 {
    AIR_VISCOSITY_M2_S / (WATER_DIFFUSIVITY_M2_S * (WATER_MOLAR_MASS_KG_MOL / molar_mass_kg_mol).sqrt())
}

/// What the flow of a volatile vapour adds to its own transfer: `-(p / p_v) ln(1 - p_v / p)`, 1 for a heavy oil, 4
/// at most. `vapour_pressure_ratio` is p_v / p, 0 or more.
///
/// Stefan flow; ALOHA Technical Documentation 3.3.1, which ends the model of a pool that does not boil at 4.
#[must_use]
pub fn volatility_ratio(vapour_pressure_ratio: f64) -> f64 {
    if vapour_pressure_ratio < 1e-9 {
        1.0
    } else if vapour_pressure_ratio >= 1.0 {
        GREATEST_VOLATILITY_RATIO
    } else {
        (-ln(1.0 - vapour_pressure_ratio) / vapour_pressure_ratio).min(GREATEST_VOLATILITY_RATIO)
    }
}

/// Transfer between a pool and the wind over it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoolTransfer {
    /// Mass transfer coefficient of a pool of 1 m diameter, m/s.
    mass_at_one_metre_m_s: f64,
    /// Heat transfer coefficient of a pool of 1 m diameter, W/(m2 K).
    heat_at_one_metre_w_m2_k: f64,
}

impl PoolTransfer {
    /// Coefficients for a wind at 10 m, m/s, a vapour, and air of a temperature (K) and pressure (Pa).
    ///
    /// `k = 0.004786 u10^0.78 D^-0.11 Sc^-0.67` m/s (Mackay and Matsugu 1973; Yellow Book CPR 14E eq. 3.24). Heat
    /// follows by analogy with the Prandtl number of air in the place of Sc: `h = rho cp k (Pr)`.
    #[must_use]
    pub fn new(wind_speed_10m_m_s: f64, molar_mass_kg_mol: f64, air_temperature_k: f64, pressure_pa: f64) -> Self {
        let wind = MACKAY_MATSUGU * pow(wind_speed_10m_m_s, WIND_EXPONENT);
        let air_density_kg_m3 = pressure_pa * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * air_temperature_k);
        let heat_m_s = wind * pow(AIR_PRANDTL_RATIO, SCHMIDT_EXPONENT);
        Self {
            mass_at_one_metre_m_s: wind * pow(schmidt_ratio(molar_mass_kg_mol), SCHMIDT_EXPONENT),
            heat_at_one_metre_w_m2_k: air_density_kg_m3 * AIR_HEAT_CAPACITY_J_KG_K * heat_m_s,
        }
    }

    /// Mass transfer coefficient, m/s, of a pool of a diameter, m, more than 0.
    #[must_use]
    pub fn mass_coefficient_m_s(&self, diameter_m: f64) -> f64 {
        self.mass_at_one_metre_m_s * pow(diameter_m, DIAMETER_EXPONENT)
    }

    /// Mass (m/s) and heat (W/(m2 K)) transfer coefficients at a diameter, m.
    pub(super) fn at(&self, diameter_m: f64) -> (f64, f64) {
        let size = pow(diameter_m, DIAMETER_EXPONENT);
        (self.mass_at_one_metre_m_s * size, self.heat_at_one_metre_w_m2_k * size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mackay_matsugu_by_hand() {
        // Sc of air-like vapour: 1.5e-5 / (2.39e-5 sqrt(0.018015/0.029)) = 0.796301; u 5 m/s, D 10 m:
        // 0.004786 * 5^0.78 (3.509158) * 10^-0.11 (0.776247) * 0.796301^-0.67 (1.164910) = 0.015187
        assert!((schmidt_ratio(0.029) - 0.796_301).abs() < 1e-5, "{}", schmidt_ratio(0.029));
        let transfer = PoolTransfer::new(5.0, 0.029, 293.15, 101_325.0);
        assert!((transfer.mass_coefficient_m_s(10.0) / 0.015_187 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn volatility_starts_at_one_and_ends_at_four() {
        // -ln(1 - 0.5) / 0.5 = 1.386294; at 0.98: 3.912023 / 0.98 = 3.991860
        assert!((volatility_ratio(0.5) - 1.386_294).abs() < 1e-6);
        assert!((volatility_ratio(0.98) - 3.991_860).abs() < 1e-6);
        assert_eq!((volatility_ratio(0.0), volatility_ratio(0.99), volatility_ratio(1.0)), (1.0, 4.0, 4.0));
        assert!((volatility_ratio(1e-6) - 1.0).abs() < 1e-6);
    }
}
