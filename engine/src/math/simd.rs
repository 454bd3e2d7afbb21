//! Run-time choice of the instruction set, and vectorised kernels with the same bits at every choice.
//!
//! A kernel is plain Rust over slices; [`SimdLevel::run`] compiles it once for every instruction set and
//! picks one at run time. Only IEEE + - x / and sqrt occur, in the written order, never a fused
//! multiply-add: an addition has one correct result at any vector width, so all levels agree to the bit.

use pulp::{Arch, Simd, WithSimd};

/// An instruction set that kernels can be run with.
#[derive(Debug, Clone, Copy)]
pub struct SimdLevel {
    arch: Arch,
}

struct Kernel<F>(F);

impl<R, F: FnOnce() -> R> WithSimd for Kernel<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) -> R {
        (self.0)()
    }
}

impl SimdLevel {
    /// The best level of this machine (the detection is done once and kept).
    #[must_use]
    pub fn best() -> Self {
        Self { arch: Arch::new() }
    }

    /// The level that every machine has.
    #[must_use]
    pub fn scalar() -> Self {
        Self { arch: Arch::Scalar }
    }

    /// All levels of this machine, the scalar one first, the best one last.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut levels = vec![Self::scalar()];
        #[cfg(target_arch = "x86_64")]
        levels.extend(pulp::x86::V3::try_new().map(|simd| Self { arch: Arch::V3(simd) }));
        if !levels.iter().any(|level| level.name() == Self::best().name()) {
            levels.push(Self::best());
        }
        levels
    }

    /// Name for reports.
    #[must_use]
    pub fn name(self) -> String {
        let words = format!("{:?}", self.arch);
        words.split('(').next().unwrap_or_default().to_lowercase()
    }

    /// Runs a kernel with this instruction set. What the closure calls must be inlined into it to profit.
    #[inline(always)]
    pub fn run<R>(self, kernel: impl FnOnce() -> R) -> R {
        self.arch.dispatch(Kernel(kernel))
    }
}

/// 1.5 * 2^52: adding and subtracting it rounds to the nearest integer and leaves that integer in the
/// low bits in between.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the first has its low bits clear, so that its product with an exponent is exact
/// (the split of FreeBSD's msun).
pub(super) const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
pub(super) const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Above this exp overflows.
const EXP_OVERFLOW: f64 = 709.782_712_893_384;
/// Below this exp would be subnormal.
const EXP_UNDERFLOW: f64 = -708.396_418_532_264_1;

/// Natural exponential for use inside vectorised loops: branch-free, the same bits at every [`SimdLevel`].
///
/// exp(x) = 2^k exp(r) with k the nearest integer to x / ln 2 and |r| <= ln 2 / 2; exp(r) by the Taylor
/// polynomial of degree 13, whose remainder 4e-18 is below rounding. Within 1 unit in the last place of
/// [`exp`](super::exp) over the normal range (tested). Overflow gives infinity, NaN gives NaN. A result
/// that would be subnormal (x < -708.396) is 0.
#[inline(always)]
#[must_use]
pub fn exp_lane(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let rest = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let scaled = f64::from_bits(exp_of_rest(rest).to_bits().wrapping_add(shifted.to_bits() << 52));
    let scaled = if x < EXP_UNDERFLOW { 0.0 } else { scaled };
    let scaled = if x > EXP_OVERFLOW { f64::INFINITY } else { scaled };
    if x.is_nan() { x } else { scaled }
}

/// exp(r) for |r| <= 0.35 by its Taylor polynomial, coefficients 1/n!. Written out: a loop in here would keep
/// the compiler from vectorising the loop around it.
#[inline(always)]
fn exp_of_rest(rest: f64) -> f64 {
    let tail = 1.0 / 6_227_020_800.0;
    let tail = tail * rest + 1.0 / 479_001_600.0;
    let tail = tail * rest + 1.0 / 39_916_800.0;
    let tail = tail * rest + 1.0 / 3_628_800.0;
    let tail = tail * rest + 1.0 / 362_880.0;
    let tail = tail * rest + 1.0 / 40_320.0;
    let tail = tail * rest + 1.0 / 5_040.0;
    let tail = tail * rest + 1.0 / 720.0;
    let tail = tail * rest + 1.0 / 120.0;
    let tail = tail * rest + 1.0 / 24.0;
    let tail = tail * rest + 1.0 / 6.0;
    let tail = tail * rest + 0.5;
    1.0 + (rest + rest * rest * tail)
}

/// exp(x) for `x <= 709` by the Taylor polynomial of degree 10: relative error below 3e-13 (tested), about a
/// quarter cheaper than [`exp_lane`]. For long grids whose promise is 1e-9. Below -708 the result is 0; beyond 709
/// and for NaN it means nothing.
#[inline(always)]
#[must_use]
pub fn decay_lane(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let rest = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let sum = 1.0 / 3_628_800.0;
    let sum = sum * rest + 1.0 / 362_880.0;
    let sum = sum * rest + 1.0 / 40_320.0;
    let sum = sum * rest + 1.0 / 5_040.0;
    let sum = sum * rest + 1.0 / 720.0;
    let sum = sum * rest + 1.0 / 120.0;
    let sum = sum * rest + 1.0 / 24.0;
    let sum = sum * rest + 1.0 / 6.0;
    let sum = sum * rest + 0.5;
    let sum = sum * rest + 1.0;
    let sum = sum * rest + 1.0;
    let scaled = f64::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 52));
    if x < -708.0 { 0.0 } else { scaled }
}

/// `out[i] = exp(x[i])` by [`exp_lane`] at the best level, over the shorter of the two slices.
pub fn exp_slice(x: &[f64], out: &mut [f64]) {
    exp_slice_at(SimdLevel::best(), x, out);
}

/// [`exp_slice`] at a named level, for tests and benchmarks.
pub fn exp_slice_at(level: SimdLevel, x: &[f64], out: &mut [f64]) {
    level.run(
        #[inline(always)]
        || {
            for (result, &argument) in out.iter_mut().zip(x) {
                *result = exp_lane(argument);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units_in_last_place(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn within_one_unit_of_libm_over_the_normal_range() {
        let worst = (0..400_000)
            .map(|i| -708.39 + f64::from(i) * ((709.78 + 708.39) / 400_000.0))
            .map(|x| units_in_last_place(exp_lane(x), crate::math::exp(x)))
            .max();
        assert!(worst <= Some(1), "{worst:?} units in the last place");
    }

    #[test]
    fn the_cheaper_exponential_keeps_its_promise() {
        for i in 0..400_000 {
            let x = -707.9 + f64::from(i) * ((709.0 + 707.9) / 400_000.0);
            assert!((decay_lane(x) / crate::math::exp(x) - 1.0).abs() < 3e-13, "{x}");
        }
        assert_eq!((decay_lane(-1e4), decay_lane(-708.1), decay_lane(0.0)), (0.0, 0.0, 1.0));
    }

    #[test]
    fn special_values() {
        assert_eq!(exp_lane(0.0), 1.0);
        assert_eq!(exp_lane(-0.0), 1.0);
        assert_eq!(exp_lane(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp_lane(710.0), f64::INFINITY);
        assert_eq!(exp_lane(1e300), f64::INFINITY);
        assert_eq!(exp_lane(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp_lane(-708.4), 0.0);
        assert_eq!(exp_lane(-1e300), 0.0);
        assert!(exp_lane(f64::NAN).is_nan());
        // the last argument below overflow: exp(709.782712893384) = 1.7976931348622732e308
        assert_eq!(exp_lane(709.782_712_893_384), 1.797_693_134_862_273_2e308);
    }

    #[test]
    fn all_levels_give_the_same_bits() {
        let x: Vec<f64> = (0..1003).map(|i| -760.0 + 1.5 * f64::from(i)).collect();
        let mut reference = vec![0.0; x.len()];
        exp_slice_at(SimdLevel::scalar(), &x, &mut reference);
        for level in SimdLevel::available() {
            let mut out = vec![0.0; x.len()];
            exp_slice_at(level, &x, &mut out);
            assert!(out.iter().zip(&reference).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", level.name());
        }
    }
}
