//! Pasquill class of an hour from wind, sun and cloud by Turner's method.
//!
//! # Source
//! Turner D. B., A diffusion model for an urban area, J. Appl. Meteorol. 3 (1964) 83-91, as printed in
//! US EPA, Meteorological Monitoring Guidance for Regulatory Modeling Applications, EPA-454/R-99-005
//! (2000), section 6.4.1, tables 6-4 to 6-6. Classes 6 and 7 are both F, as that guidance asks.

use cordon_engine::weather::StabilityClass;

/// 7,000 and 16,000 feet in metres: the ceilings of Turner's rules.
const LOW_CEILING_M: f64 = 2133.6;
const HIGH_CEILING_M: f64 = 4876.8;
/// Cloud cover is recorded in tenths; half a tenth separates two of them.
const HALF_TENTH: f64 = 0.05;

/// Table 6-4: upper bound of the wind class in m/s, class 1-7 for net radiation index 4, 3, 2, 1, 0, -1, -2.
const TURNER_KEY: [(f64, [u8; 7]); 9] = [
    (0.75, [1, 1, 2, 3, 4, 6, 7]),
    (1.85, [1, 2, 2, 3, 4, 6, 7]),
    (2.85, [1, 2, 3, 4, 4, 5, 6]),
    (3.35, [2, 2, 3, 4, 4, 5, 6]),
    (3.85, [2, 2, 3, 4, 4, 4, 5]),
    (4.85, [2, 3, 3, 4, 4, 4, 5]),
    (5.45, [3, 3, 4, 4, 4, 4, 5]),
    (5.95, [3, 3, 4, 4, 4, 4, 4]),
    (f64::INFINITY, [3, 4, 4, 4, 4, 4, 4]),
];

/// Turner's night runs from an hour before sunset to an hour after sunrise. The sun needs about an
/// hour for 15 degrees of hour angle; what decides here is its elevation an hour off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// Elevation at the middle of the hour, degrees.
    pub elevation_deg: f64,
    /// Elevation one hour earlier, degrees.
    pub hour_before_deg: f64,
    /// Elevation one hour later, degrees.
    pub hour_after_deg: f64,
}

impl Sun {
    /// Day in Turner's sense: up now, an hour ago and an hour from now.
    #[must_use]
    pub fn is_turner_day(&self) -> bool {
        self.elevation_deg > 0.0 && self.hour_before_deg > 0.0 && self.hour_after_deg > 0.0
    }
}

/// Stability class of an hour; `None` when the ceiling is needed and not known.
///
/// `total_cloud_frac` is 0 to 1, `ceiling_m` infinite when unlimited.
#[must_use]
pub fn turner_class(
    wind_speed_m_s: f64,
    sun: Sun,
    total_cloud_frac: f64,
    ceiling_m: Option<f64>,
) -> Option<StabilityClass> {
    let index = net_radiation_index(sun, total_cloud_frac, ceiling_m)?;
    let (_, row) = TURNER_KEY.iter().find(|(upper, _)| wind_speed_m_s < *upper)?;
    let class = row[usize::try_from(4 - index).ok()?];
    Some(StabilityClass::ALL[usize::from(class.min(6)) - 1])
}

/// Table 6-6: net radiation index, 4 (strong sun) to -2 (clear night).
fn net_radiation_index(sun: Sun, cloud_frac: f64, ceiling_m: Option<f64>) -> Option<i32> {
    let overcast = cloud_frac > 1.0 - HALF_TENTH;
    if overcast && ceiling_m? < LOW_CEILING_M {
        return Some(0);
    }
    if !sun.is_turner_day() {
        return Some(if cloud_frac < 0.4 + HALF_TENTH { -2 } else { -1 });
    }
    let insolation = insolation_class(sun.elevation_deg);
    if cloud_frac < 0.5 + HALF_TENTH {
        return Some(insolation);
    }
    let ceiling_m = ceiling_m?;
    let lowered = if ceiling_m < LOW_CEILING_M {
        2
    } else if ceiling_m < HIGH_CEILING_M || overcast {
        1
    } else {
        0
    };
    Some((insolation - lowered).max(1))
}

/// Table 6-5: insolation class by solar elevation.
fn insolation_class(elevation_deg: f64) -> i32 {
    match elevation_deg {
        e if e > 60.0 => 4,
        e if e > 35.0 => 3,
        e if e > 15.0 => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StabilityClass::{A, B, C, D, E, F};

    const HIGH_SUN: Sun = Sun { elevation_deg: 70.0, hour_before_deg: 60.0, hour_after_deg: 60.0 };
    const LOW_SUN: Sun = Sun { elevation_deg: 20.0, hour_before_deg: 8.0, hour_after_deg: 30.0 };
    const NIGHT: Sun = Sun { elevation_deg: -20.0, hour_before_deg: -10.0, hour_after_deg: -30.0 };
    const DUSK: Sun = Sun { elevation_deg: 5.0, hour_before_deg: 17.0, hour_after_deg: -7.0 };
    const OPEN: Option<f64> = Some(f64::INFINITY);

    fn class(speed: f64, sun: Sun, tenths: f64, ceiling: Option<f64>) -> Option<StabilityClass> {
        turner_class(speed, sun, tenths / 10.0, ceiling)
    }

    /// Each value read off table 6-4 by hand.
    #[test]
    fn read_off_the_table() {
        assert_eq!(class(1.0, HIGH_SUN, 0.0, OPEN), Some(A)); // index 4, 2-3 kn
        assert_eq!(class(3.1, HIGH_SUN, 5.0, OPEN), Some(B)); // index 4, 6 kn
        assert_eq!(class(7.0, HIGH_SUN, 0.0, OPEN), Some(C)); // index 4, 12 kn
        assert_eq!(class(2.0, LOW_SUN, 0.0, OPEN), Some(C)); // index 2, 4-5 kn
        assert_eq!(class(1.0, NIGHT, 0.0, OPEN), Some(F)); // index -2: class 7
        assert_eq!(class(3.6, NIGHT, 4.0, OPEN), Some(E)); // index -2, 7 kn
        assert_eq!(class(2.0, NIGHT, 5.0, OPEN), Some(E)); // index -1, 4-5 kn
        assert_eq!(class(6.5, NIGHT, 0.0, OPEN), Some(D));
    }

    #[test]
    fn cloud_lowers_the_index() {
        assert_eq!(class(2.0, HIGH_SUN, 10.0, Some(300.0)), Some(D)); // low overcast: index 0
        assert_eq!(class(1.0, HIGH_SUN, 8.0, Some(1000.0)), Some(B)); // 4 - 2 = 2
        assert_eq!(class(1.0, HIGH_SUN, 8.0, Some(3000.0)), Some(B)); // 4 - 1 = 3
        assert_eq!(class(1.0, HIGH_SUN, 10.0, OPEN), Some(B)); // 4 - 1 = 3
        assert_eq!(class(1.0, LOW_SUN, 8.0, Some(1000.0)), Some(C)); // not below 1
    }

    #[test]
    fn the_hour_before_sunset_counts_as_night() {
        assert_eq!(class(1.0, DUSK, 0.0, OPEN), Some(F));
    }

    #[test]
    fn an_unknown_ceiling_matters_only_under_much_cloud() {
        assert_eq!(class(1.0, HIGH_SUN, 3.0, None), Some(A));
        assert_eq!(class(1.0, HIGH_SUN, 8.0, None), None);
        assert_eq!(class(1.0, NIGHT, 8.0, None), Some(F)); // index -1, 2-3 kn: class 6
    }
}
