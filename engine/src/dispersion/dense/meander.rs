//! Meandering: how much wider a plume is on average over a time than at a moment (UCRL-MA-105607 eq. 49 to 52).

use super::entrainment::{LATERAL_DECAY_PER_M, LATERAL_RATIO};
use super::field::Release;
use super::station::DenseStation;
use crate::math::{atan2, cbrt, exp, ln, pow};
use std::f64::consts::FRAC_PI_6;

/// Averaging time below which meandering adds nothing, s (eq. 49b).
const SHORTEST_AVERAGE_S: f64 = 10.0;
/// Exponent of the averaging-time law (eq. 36a).
const AVERAGING_EXPONENT: f64 = 0.2;

/// Averaging-time function over its value at zero (eq. 49b).
fn averaging_ratio(averaging_time_s: f64) -> f64 {
    let fading = SHORTEST_AVERAGE_S * exp(-averaging_time_s / SHORTEST_AVERAGE_S);
    pow((averaging_time_s + fading) / SHORTEST_AVERAGE_S, AVERAGING_EXPONENT)
}

/// Standard deviation that meandering adds over an averaging time, over the width at no averaging (eq. 50 to 52).
pub(super) fn meander_widening(averaging_time_s: f64) -> f64 {
    let ratio = averaging_ratio(averaging_time_s);
    (ratio * ratio - 1.0).max(0.0).sqrt()
}

impl Release {
    /// Standard deviation of a plume without averaging at a distance from the source, as far as it meanders, m.
    pub(super) fn meander_m(&self, station: &DenseStation, travelled_m: f64) -> f64 {
        let growth = (1.0 + LATERAL_DECAY_PER_M * travelled_m).sqrt() - 1.0;
        let plume_m = 2.0 * LATERAL_RATIO * self.lateral_stability / LATERAL_DECAY_PER_M * growth;
        plume_m * self.jet_share(station)
    }

    /// Share of the meander that a jet feels: none while its own momentum rules.
    fn jet_share(&self, station: &DenseStation) -> f64 {
        let Some(jet) = self.jet_density_speed else { return 1.0 };
        let air = self.air_density_kg_m3 * station.wind_speed_m_s * (1.0 - station.mass_frac);
        let ratio = cbrt(air / (jet * station.mass_frac.max(1e-12)));
        if ratio < 0.1 {
            return 0.0;
        }
        let root = 3.0_f64.sqrt();
        let logarithm = ln((1.0 - ratio + ratio * ratio) / ((1.0 + ratio) * (1.0 + ratio)));
        let angle = atan2(2.0 * ratio - 1.0, root) + FRAC_PI_6;
        (1.0 - 2.0 / (3.0 * ratio * ratio) * (0.5 * logarithm + root * angle)).clamp(0.0, 1.0)
    }
}
