//! The offsets that public web maps in China add to true coordinates: GCJ-02 and, on top of it, BD-09.
//!
//! # Formula
//! GCJ-02 = true place + (dlat, dlon), a sum of sines on the Krasovsky ellipsoid; BD-09 turns and
//! shifts GCJ-02 once more. There is no closed inverse: it is found by fixed-point iteration.
//!
//! # Source
//! Constants of GCJ-02 as used alike by the public packages gcj-tool 1.0.3 (npm) and PyWGS84ToGCJ02;
//! constants of BD-09 (pi 3000/180, 0.0065, 0.006) as used alike by coordtransform and gcoord. None of
//! them is published by an authority: expect a metre, not a centimetre.

use cordon_engine::math;
use cordon_engine::units::LonLat;
use std::f64::consts::PI;

/// Semi-major axis of the Krasovsky ellipsoid as GCJ-02 uses it.
const SEMI_MAJOR_AXIS_M: f64 = 6_378_245.0;
/// First eccentricity squared that goes with it.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Angular frequency of the BD-09 wobble, radians per degree.
const BD09_WOBBLE: f64 = PI * 3000.0 / 180.0;
/// The inverse stops when a round moves a coordinate by less than this.
const INVERSE_TOLERANCE_DEG: f64 = 1e-11;
/// Rounds of the inverse at most; five are enough everywhere in China.
const INVERSE_ROUNDS: usize = 30;

/// Whether the shift applies: outside this box GCJ-02 equals the true place.
#[must_use]
pub fn is_shifted(place: LonLat) -> bool {
    (72.004..=137.8347).contains(&place.lon_deg) && (0.8293..=55.8271).contains(&place.lat_deg)
}

/// True place (CGCS2000 or WGS 84) to GCJ-02.
#[must_use]
pub fn to_gcj02(place: LonLat) -> LonLat {
    if !is_shifted(place) {
        return place;
    }
    let (dlon_deg, dlat_deg) = gcj02_shift_deg(place);
    LonLat { lon_deg: place.lon_deg + dlon_deg, lat_deg: place.lat_deg + dlat_deg }
}

/// GCJ-02 to the true place, to better than 1e-8 degrees.
#[must_use]
pub fn from_gcj02(shifted: LonLat) -> LonLat {
    invert(shifted, to_gcj02)
}

/// True place to BD-09.
#[must_use]
pub fn to_bd09(place: LonLat) -> LonLat {
    gcj02_to_bd09(to_gcj02(place))
}

/// BD-09 to the true place, to better than 1e-8 degrees.
#[must_use]
pub fn from_bd09(shifted: LonLat) -> LonLat {
    from_gcj02(invert(shifted, gcj02_to_bd09))
}

fn gcj02_to_bd09(gcj: LonLat) -> LonLat {
    let (x, y) = (gcj.lon_deg, gcj.lat_deg);
    let radius = (x * x + y * y).sqrt() + 0.000_02 * math::sin(y * BD09_WOBBLE);
    let angle = math::atan2(y, x) + 0.000_003 * math::cos(x * BD09_WOBBLE);
    LonLat { lon_deg: radius * math::cos(angle) + 0.0065, lat_deg: radius * math::sin(angle) + 0.006 }
}

/// Shift in longitude and latitude, degrees.
fn gcj02_shift_deg(place: LonLat) -> (f64, f64) {
    let (x, y) = (place.lon_deg - 105.0, place.lat_deg - 35.0);
    let common = 20.0 * math::sin(6.0 * PI * x) + 20.0 * math::sin(2.0 * PI * x);
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    let north_m = north + 2.0 / 3.0 * (common + waves(y, 160.0, 320.0));
    let east_m = east + 2.0 / 3.0 * (common + waves(x, 150.0, 300.0));
    let lat_rad = place.lat_deg / 180.0 * PI;
    let m = 1.0 - ECCENTRICITY_SQUARED * math::sin(lat_rad) * math::sin(lat_rad);
    let meridian_m = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (m * m.sqrt());
    let parallel_m = SEMI_MAJOR_AXIS_M / m.sqrt() * math::cos(lat_rad);
    (east_m * 180.0 / (parallel_m * PI), north_m * 180.0 / (meridian_m * PI))
}

fn waves(v: f64, twelfth: f64, thirtieth: f64) -> f64 {
    20.0 * math::sin(PI * v)
        + 40.0 * math::sin(PI * v / 3.0)
        + twelfth * math::sin(PI * v / 12.0)
        + thirtieth * math::sin(PI * v / 30.0)
}

/// Fixed-point inverse of a small shift: guess, shift, correct the guess by what is missing.
fn invert(target: LonLat, forward: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut guess = target;
    for _ in 0..INVERSE_ROUNDS {
        let reached = forward(guess);
        let (dx, dy) = (target.lon_deg - reached.lon_deg, target.lat_deg - reached.lat_deg);
        guess = LonLat { lon_deg: guess.lon_deg + dx, lat_deg: guess.lat_deg + dy };
        if dx.abs().max(dy.abs()) < INVERSE_TOLERANCE_DEG {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon_deg: f64, lat_deg: f64) -> LonLat {
        LonLat { lon_deg, lat_deg }
    }

    #[test]
    fn there_and_back_is_exact_to_1e_8_degrees() {
        for lon in (74..=134).step_by(5) {
            for lat in (4..=52).step_by(4) {
                let place = at(f64::from(lon) + 0.123, f64::from(lat) + 0.456);
                for back in [from_gcj02(to_gcj02(place)), from_bd09(to_bd09(place))] {
                    assert!((back.lon_deg - place.lon_deg).abs() < 1e-8, "{place:?} {back:?}");
                    assert!((back.lat_deg - place.lat_deg).abs() < 1e-8, "{place:?} {back:?}");
                }
            }
        }
    }

    #[test]
    fn the_shift_is_hundreds_of_metres_and_nothing_outside_china() {
        let place = at(114.3, 30.6);
        let shifted = to_gcj02(place);
        let east_m = (shifted.lon_deg - place.lon_deg) * 95_800.0;
        let north_m = (shifted.lat_deg - place.lat_deg) * 110_900.0;
        let shift_m = (east_m * east_m + north_m * north_m).sqrt();
        assert!((50.0..1000.0).contains(&shift_m), "{shift_m}");
        assert_eq!(to_gcj02(at(-95.28, 29.65)), at(-95.28, 29.65));
    }

    /// Values of the independent package eviltransform 0.1.1 (PyPI). It takes the WGS 84 axis (6378137 m)
    /// where others take 6378245 m: the shifts differ by 17 parts in a million, about 1 cm.
    #[test]
    fn agrees_with_an_independent_package() {
        let gcj = to_gcj02(at(114.3, 30.6));
        assert!((gcj.lon_deg - 114.305_438_332_324_56).abs() < 2e-7, "{gcj:?}");
        assert!((gcj.lat_deg - 30.597_584_155_590_997).abs() < 2e-7, "{gcj:?}");
        let bd = to_bd09(at(114.3, 30.6));
        assert!((bd.lon_deg - 114.312_023_990_957_91).abs() < 2e-7, "{bd:?}");
        assert!((bd.lat_deg - 30.603_254_395_353_74).abs() < 2e-7, "{bd:?}");
    }

    /// At x = y = 0 every sine vanishes: east 300 m, north -100 m, worked by hand.
    #[test]
    fn at_105_35_the_shift_is_300_m_east_and_100_m_south() {
        let (dlon, dlat) = gcj02_shift_deg(at(105.0, 35.0));
        let sin2 = 0.573_576_436_351_046_1_f64 * 0.573_576_436_351_046_1;
        let m = 1.0 - 0.006_693_421_622_965_943 * sin2;
        let dlon_hand = 300.0 / (6_378_245.0 / m.sqrt() * 0.819_152_044_288_991_8) * 57.295_779_513_082_32;
        let dlat_hand =
            -100.0 / (6_378_245.0 * (1.0 - 0.006_693_421_622_965_943) / (m * m.sqrt())) * 57.295_779_513_082_32;
        assert!((dlon - dlon_hand).abs() < 1e-12, "{dlon} {dlon_hand}");
        assert!((dlat - dlat_hand).abs() < 1e-12, "{dlat} {dlat_hand}");
    }
}
