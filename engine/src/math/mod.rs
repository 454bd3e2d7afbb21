//! Elementary functions and vectorised kernels: the only place they come from.
//!
//! The standard library's `exp`, `ln`, `powf`, `sin` ... call whatever libm the machine has, whose
//! last bits differ between machines; they are banned by clippy. These are the pure-Rust ones.

mod bearing;
mod chebyshev;
mod lanes;
mod quick_erf;
mod simd;
mod statistics;
mod tail;
mod window;

pub use bearing::bearing_turns;
pub use chebyshev::fit_monomials;
pub use lanes::{atan2_lane, ln_lane};
pub use quick_erf::{quick_erf, quick_erf_integral};
pub use simd::{SimdLevel, decay_lane, exp_lane, exp_slice, exp_slice_at};
pub use statistics::Agreement;
pub use tail::erfc_lane;
pub use window::fullest_window;

/// Natural exponential.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}
/// Natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}
/// Decimal logarithm.
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}
/// `x` to the power `y`.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}
/// Cube root.
#[inline]
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}
/// Sine of an angle in radians.
#[inline]
pub fn sin(x_rad: f64) -> f64 {
    libm::sin(x_rad)
}
/// Cosine of an angle in radians.
#[inline]
pub fn cos(x_rad: f64) -> f64 {
    libm::cos(x_rad)
}
/// Tangent of an angle in radians.
#[inline]
pub fn tan(x_rad: f64) -> f64 {
    libm::tan(x_rad)
}
/// Angle of the vector (x, y) from the x axis, radians in (-pi, pi].
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}
/// Error function.
#[inline]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}
/// Complementary error function.
#[inline]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}
/// Gamma function.
#[inline]
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}
/// Hyperbolic sine.
#[inline]
pub fn sinh(x: f64) -> f64 {
    libm::sinh(x)
}
/// Hyperbolic cosine.
#[inline]
pub fn cosh(x: f64) -> f64 {
    libm::cosh(x)
}
/// Arc sine, radians.
#[inline]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}
/// Inverse hyperbolic sine.
#[inline]
pub fn asinh(x: f64) -> f64 {
    libm::asinh(x)
}
/// Inverse hyperbolic tangent, for arguments in (-1, 1).
#[inline]
pub fn atanh(x: f64) -> f64 {
    libm::atanh(x)
}
/// Length of the vector (x, y) without overflow.
#[inline]
pub fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}
