//! The complementary error function for vectorised loops.

use super::decay_lane;

/// Where the variable of the fit is zero.
const PIVOT: f64 = 3.0;
/// Beyond this the function is below the smallest normal number.
const FARTHEST: f64 = 26.7;

/// erfc(x) for x >= 0: branch-free, the same bits at every [`SimdLevel`](super::SimdLevel), relative error below 2e-8
/// (tested against [`erfc`](super::erfc)). Beyond 26.7 it is 0; below 0 it means nothing.
///
/// `erfc(x) = exp(-x^2) p(s) / (1 + 2x)` with `s = (x - 3) / (x + 3)`, the mapping of J. L. Schonfelder (1978), Math.
/// Comp. 32, 1232-1240; p meets `(1 + 2x) exp(x^2) erfc(x)` at twelve Chebyshev nodes of s (our own fit, in 40 digits).
#[inline(always)]
#[must_use]
pub fn erfc_lane(x: f64) -> f64 {
    let x = if x < FARTHEST { x } else { FARTHEST };
    let (above, below) = (x + PIVOT, 1.0 + 2.0 * x);
    let over_both = 1.0 / (above * below);
    let s = (x - PIVOT) * below * over_both;
    // written out: a loop in here would keep the compiler from vectorising the loop around it
    let p = 8.007_454_974_776e-5 * s - 9.253_769_126_415e-5;
    let p = p * s - 7.340_820_503_933e-4;
    let p = p * s + 1.875_060_245_868e-3;
    let p = p * s + 2.506_778_671_86e-3;
    let p = p * s - 2.376_355_970_217e-2;
    let p = p * s + 6.831_319_671_956e-2;
    let p = p * s - 1.192_752_813_688e-1;
    let p = p * s + 1.296_447_209_154e-1;
    let p = p * s - 4.756_215_614_635e-2;
    let p = p * s - 1.356_211_000_584e-1;
    let p = p * s + 1.253_008_056_351;
    p * above * over_both * decay_lane(-(x * x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{SimdLevel, erfc};

    #[test]
    fn within_its_promise_of_libm() {
        for i in 0..260_000 {
            let x = f64::from(i) * 1e-4;
            assert!((erfc_lane(x) / erfc(x) - 1.0).abs() < 2e-8, "{x}");
        }
        assert_eq!((erfc_lane(27.0), erfc_lane(1e300), erfc_lane(f64::INFINITY)), (0.0, 0.0, 0.0));
    }

    #[test]
    fn all_levels_give_the_same_bits() {
        let x: Vec<f64> = (0..1003).map(|i| 0.03 * f64::from(i)).collect();
        let filled = |level: SimdLevel| {
            let mut out = vec![0.0; x.len()];
            level.run(
                #[inline(always)]
                || out.iter_mut().zip(&x).for_each(|(value, &at)| *value = erfc_lane(at)),
            );
            out
        };
        let reference = filled(SimdLevel::scalar());
        for level in SimdLevel::available() {
            assert!(filled(level).iter().zip(&reference).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", level.name());
        }
    }
}
