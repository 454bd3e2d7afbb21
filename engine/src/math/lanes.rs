//! Logarithm and angle for use inside vectorised loops: branch-free, the same bits at every
//! [`SimdLevel`](super::SimdLevel).

use super::simd::{LN_2_HIGH, LN_2_LOW};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, FRAC_PI_8, PI};

/// Bits of the square root of 1/2 and of 1.
const ROOT_HALF_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
/// Bits of 2^52: a small whole number in its low bits is added to it.
const WHOLE_BITS: u64 = 0x4330_0000_0000_0000;
/// 2^52 and the bias of the exponent.
const WHOLE_BIAS: f64 = 4_503_599_627_370_496.0 + 1023.0;

/// Tangents of pi/16, 2 pi/16 and 3 pi/16.
const TAN_PI_16: f64 = 0.198_912_367_379_658_0;
const TAN_PI_8: f64 = 0.414_213_562_373_095_05;
const TAN_3_PI_16: f64 = 0.668_178_637_919_298_9;

/// Natural logarithm of a normal positive number.
///
/// ln(x) = k ln 2 + 2 artanh((m - 1)/(m + 1)) with m in [sqrt(1/2), sqrt(2)); the series of artanh is cut below
/// 3e-17. Within 2 units in the last place of [`ln`](super::ln) (tested). For 0 it gives -709.1 and stays finite; for
/// other numbers that are not normal and positive it means nothing.
#[inline(always)]
#[must_use]
pub fn ln_lane(x: f64) -> f64 {
    let bits = x.to_bits().wrapping_add(ONE_BITS - ROOT_HALF_BITS);
    let power = f64::from_bits(WHOLE_BITS | (bits >> 52)) - WHOLE_BIAS;
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(ROOT_HALF_BITS));
    let offset = mantissa - 1.0;
    let share = offset / (mantissa + 1.0);
    let square = share * share;
    let tail = 1.0 / 19.0;
    let tail = tail * square + 1.0 / 17.0;
    let tail = tail * square + 1.0 / 15.0;
    let tail = tail * square + 1.0 / 13.0;
    let tail = tail * square + 1.0 / 11.0;
    let tail = tail * square + 1.0 / 9.0;
    let tail = tail * square + 1.0 / 7.0;
    let tail = tail * square + 1.0 / 5.0;
    let tail = tail * square + 1.0 / 3.0;
    // 2 share = offset - offset share, exactly what ln(1 + offset) needs where offset is small
    let rest = share * (offset - 2.0 * square * tail);
    power * LN_2_HIGH + (offset - (rest - power * LN_2_LOW))
}

/// Angle of the vector (x, y) from the x axis, radians in [-pi, pi]; 0 for the vector 0.
///
/// The smaller of |x| and |y| over the larger is turned back by 0, pi/8 or pi/4, so that a tangent below tan(pi/16) is
/// left for the series of arctan, cut below 2e-17. Within 1e-15 rad of [`atan2`](super::atan2), and within 4e-16 of
/// small angles relatively (tested). The sign of a zero is not looked at.
#[inline(always)]
#[must_use]
pub fn atan2_lane(y: f64, x: f64) -> f64 {
    let (up, along) = (y.abs(), x.abs());
    let is_steep = up > along;
    let (less, more) = if is_steep { (along, up) } else { (up, along) };
    let more = if more > f64::MIN_POSITIVE { more } else { f64::MIN_POSITIVE };
    let (tangent, back_rad) = if less > TAN_PI_16 * more { (TAN_PI_8, FRAC_PI_8) } else { (0.0, 0.0) };
    let (tangent, back_rad) = if less > TAN_3_PI_16 * more { (1.0, FRAC_PI_4) } else { (tangent, back_rad) };
    let rest = (less - tangent * more) / (more + tangent * less);
    let octant_rad = back_rad + arctan_of_small(rest);
    let quadrant_rad = if is_steep { FRAC_PI_2 - octant_rad } else { octant_rad };
    let half_turn_rad = if x < 0.0 { PI - quadrant_rad } else { quadrant_rad };
    if y < 0.0 { -half_turn_rad } else { half_turn_rad }
}

/// arctan(t) for |t| up to tan(pi/16) by its series. Written out: a loop in here would keep the compiler from
/// vectorising the loop around it.
#[inline(always)]
fn arctan_of_small(t: f64) -> f64 {
    let square = t * t;
    let tail = 1.0 / 21.0;
    let tail = 1.0 / 19.0 - tail * square;
    let tail = 1.0 / 17.0 - tail * square;
    let tail = 1.0 / 15.0 - tail * square;
    let tail = 1.0 / 13.0 - tail * square;
    let tail = 1.0 / 11.0 - tail * square;
    let tail = 1.0 / 9.0 - tail * square;
    let tail = 1.0 / 7.0 - tail * square;
    let tail = 1.0 / 5.0 - tail * square;
    let tail = 1.0 / 3.0 - tail * square;
    t - t * square * tail
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{self, SimdLevel};

    #[test]
    fn the_logarithm_is_that_of_libm() {
        for i in 0..400_000 {
            // from 1e-300 to 1e300, and densely about 1
            for x in [math::exp(-690.0 + f64::from(i) * (1380.0 / 400_000.0)), 0.5 + f64::from(i) * 5e-6] {
                let (found, known) = (ln_lane(x), math::ln(x));
                assert!(found.to_bits().abs_diff(known.to_bits()) <= 2, "{x}: {found} {known}");
            }
        }
        assert_eq!(ln_lane(1.0), 0.0);
        assert!((ln_lane(0.0) + 709.09).abs() < 0.01);
    }

    #[test]
    fn the_angle_is_that_of_libm() {
        for i in 0..200_000 {
            let turn_rad = -PI + f64::from(i) * (2.0 * PI / 200_000.0);
            for size in [1e-150, 1.0, 3e120] {
                let (y, x) = (size * math::sin(turn_rad), size * math::cos(turn_rad));
                let (found, known) = (atan2_lane(y, x), math::atan2(y, x));
                assert!((found - known).abs() < 1e-15, "{y} {x}: {found} {known}");
            }
            let small = 1e-9 * f64::from(i + 1);
            assert!((atan2_lane(small, 1.0) / math::atan2(small, 1.0) - 1.0).abs() < 4e-16);
        }
        assert_eq!([atan2_lane(0.0, 0.0), atan2_lane(0.0, 2.0), atan2_lane(0.0, -2.0)], [0.0, 0.0, PI]);
        assert_eq!([atan2_lane(3.0, 0.0), atan2_lane(-3.0, 0.0)], [FRAC_PI_2, -FRAC_PI_2]);
    }

    #[test]
    fn all_levels_give_the_same_bits() {
        let at = |level: SimdLevel| {
            let (mut logarithms, mut angles) = ([0.0; 1003], [0.0; 1003]);
            level.run(
                #[inline(always)]
                || {
                    for (i, (logarithm, angle)) in logarithms.iter_mut().zip(&mut angles).enumerate() {
                        let x = 1e-3 + 0.37 * i as f64;
                        *logarithm = ln_lane(x);
                        *angle = atan2_lane(180.0 - x, x - 90.0);
                    }
                },
            );
            (logarithms.map(f64::to_bits), angles.map(f64::to_bits))
        };
        for level in SimdLevel::available() {
            assert!(at(level) == at(SimdLevel::scalar()), "{}", level.name());
        }
    }
}
