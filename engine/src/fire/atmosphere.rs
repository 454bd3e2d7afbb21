//! How much heat radiation humid air lets through.

use crate::math::{self, ln_lane};
use crate::provenance::{FieldProblem, InvalidInput};
use crate::units::ZERO_CELSIUS_K;

/// Air between a flame and the people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HumidAir {
    /// Air temperature, K.
    pub temperature_k: f64,
    /// Relative humidity, 0 to 1.
    pub relative_humidity_frac: f64,
}

impl Default for HumidAir {
    /// 15 C and 50 %: dry enough not to hide much.
    fn default() -> Self {
        Self { temperature_k: 288.15, relative_humidity_frac: 0.5 }
    }
}

impl HumidAir {
    /// Records what is wrong with it.
    pub fn check(&self, problems: &mut Vec<FieldProblem>) {
        FieldProblem::check_range(problems, "air_temperature_k", self.temperature_k, 220.0, 330.0, "K");
        FieldProblem::check_range(problems, "relative_humidity_frac", self.relative_humidity_frac, 0.0, 1.0, "");
    }

    /// Partial pressure of water vapour, Pa.
    ///
    /// # Errors
    /// When the air is out of range.
    pub fn water_vapour_pressure_pa(&self) -> Result<f64, InvalidInput> {
        let mut problems = Vec::new();
        self.check(&mut problems);
        InvalidInput::check(problems)?;
        Ok(self.relative_humidity_frac * saturated_water_pressure_pa(self.temperature_k))
    }
}

/// Saturation pressure of water by the Magnus form of Alduchov & Eskridge (1996):
/// `610.94 exp(17.625 t / (t + 243.04))`, t in Celsius; within 0.4 % from -40 to 50 C.
#[must_use]
pub fn saturated_water_pressure_pa(temperature_k: f64) -> f64 {
    let celsius = temperature_k - ZERO_CELSIUS_K;
    610.94 * math::exp(17.625 * celsius / (celsius + 243.04))
}

/// Share of heat radiation that passes a path through humid air: `2.02 (p_w x)^-0.09`, at most 1.
///
/// Source: TNO Yellow Book and Assael & Kakosimos (2010) eq. C-2.47, after Bagster & Pitblado
/// (1989); made for `p_w x` of 1e4 to 1e5 N/m, used below with the limit of 1.
#[inline]
#[must_use]
pub(super) fn transmissivity_frac(water_vapour_pressure_pa: f64, path_m: f64) -> f64 {
    let depth = water_vapour_pressure_pa * path_m;
    // by way of the logarithm: half the time of the power, and within 1e-14 of it
    if depth <= 0.0 { 1.0 } else { (2.02 * math::exp(-0.09 * math::ln(depth))).min(1.0) }
}

/// Logarithm of [`transmissivity_frac`], for vectorised loops.
#[inline(always)]
pub(super) fn log_transmissivity_lane(water_vapour_pressure_pa: f64, path_m: f64) -> f64 {
    /// ln(2.02)
    const LOG_FACTOR: f64 = 0.703_097_511_413_113_4;
    let depth = water_vapour_pressure_pa * path_m;
    let log_passed = LOG_FACTOR - 0.09 * ln_lane(depth);
    let is_clear = (depth <= f64::MIN_POSITIVE) | (log_passed > 0.0);
    if is_clear { 0.0 } else { log_passed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn water_by_the_steam_tables() {
        // Saturation at 20 C is 2339 Pa, at 0 C 611 Pa (IAPWS).
        assert!((saturated_water_pressure_pa(293.15) / 2339.0 - 1.0).abs() < 0.004);
        assert!((saturated_water_pressure_pa(273.15) / 611.2 - 1.0).abs() < 0.004);
    }

    #[test]
    fn transmissivity_by_hand() {
        // 2.02 * (1e5)^-0.09 = 2.02 * 10^-0.45 = 0.716727
        assert!((transmissivity_frac(1000.0, 100.0) - 0.716_73).abs() < 1e-5);
        assert_eq!(transmissivity_frac(0.0, 100.0), 1.0);
        assert_eq!(transmissivity_frac(1000.0, 0.1), 1.0);
    }

    #[test]
    fn bad_air_is_refused() {
        let air = HumidAir { temperature_k: 0.0, relative_humidity_frac: 2.0 };
        assert_eq!(air.water_vapour_pressure_pa().unwrap_err().problems.len(), 2);
    }
}
