//! Averaging time: a longer average sees more meandering, hence a wider mean plume.

use crate::math::pow;
use crate::weather::StabilityClass;

/// Averaging time for which the plume sigma-y sets hold, s (10 minutes).
pub const REFERENCE_AVERAGING_TIME_S: f64 = 600.0;
/// Exponent of the averaging-time law (Spicer and Havens 1989; Gifford 1975).
const EXPONENT: f64 = 0.2;
/// Shortest averaging time by class, s: below it sigma-y no longer falls (Spicer and Havens 1989, pp. 45-46).
const SHORTEST_S: [f64; 6] = [18.4, 18.4, 18.4, 18.3, 11.4, 4.6];
/// Longest averaging time for which the exponent 0.2 is recommended, s (memory: Hanna, Briggs and Hosker 1982).
const LONGEST_S: f64 = 3600.0;

/// The averaging time in force: what was asked for, cut to the release duration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AveragingTime {
    /// Averaging time in force, s.
    pub averaging_time_s: f64,
    /// Whether the release duration cut it.
    pub cut_by_duration: bool,
}

impl AveragingTime {
    /// The asked averaging time, never longer than the release.
    #[must_use]
    pub fn new(asked_s: f64, release_duration_s: Option<f64>) -> Self {
        let averaging_time_s = release_duration_s.map_or(asked_s, |duration_s| asked_s.min(duration_s));
        Self { averaging_time_s, cut_by_duration: averaging_time_s < asked_s }
    }

    /// Factor on sigma-y, (max(t, t_min) / 600 s)^0.2.
    ///
    /// Spicer and Havens 1989 (DEGADIS 2.1 user's guide, EPA-450/4-89-019, pp. 45-46), with their t_min by class.
    #[must_use]
    pub fn sigma_y_ratio(self, stability: StabilityClass) -> f64 {
        let effective_s = self.averaging_time_s.max(SHORTEST_S[stability.index()]);
        pow(effective_s / REFERENCE_AVERAGING_TIME_S, EXPONENT)
    }

    /// Whether the averaging time lies beyond one hour, where the exponent is not supported.
    #[must_use]
    pub fn beyond_validity(self) -> bool {
        self.averaging_time_s > LONGEST_S
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_minutes_is_the_reference() {
        assert_eq!(AveragingTime::new(600.0, None).sigma_y_ratio(StabilityClass::D), 1.0);
    }

    #[test]
    fn one_hour_widens_by_six_to_the_fifth_root() {
        // 6^0.2 = 1.430969
        let ratio = AveragingTime::new(3600.0, None).sigma_y_ratio(StabilityClass::D);
        assert!((ratio - 1.430_969).abs() < 1e-6);
    }

    #[test]
    fn never_longer_than_the_release_nor_shorter_than_the_floor() {
        let cut = AveragingTime::new(600.0, Some(60.0));
        assert_eq!((cut.averaging_time_s, cut.cut_by_duration), (60.0, true));
        let instant = AveragingTime::new(1.0, None);
        // F: (4.6 / 600)^0.2 = 0.377504
        assert!((instant.sigma_y_ratio(StabilityClass::F) - 0.377_504).abs() < 1e-5);
    }
}
