//! Fitting a smooth function over a short interval by a polynomial.

use super::cos;
use std::f64::consts::PI;

/// Coefficients c of `sum c_k (x - middle)^k` that meets `function` at the N Chebyshev nodes of
/// `[middle - half, middle + half]`.
///
/// Newton's divided differences in t = (x - middle) / half, then expanded in powers. The error falls like
/// rho^-N, with rho the size of the ellipse around the interval in which the function is analytic
/// (L. N. Trefethen, *Approximation Theory and Approximation Practice*, 2013, theorem 8.2). Well
/// conditioned for N up to about 12.
#[must_use]
pub fn fit_monomials<const N: usize>(middle: f64, half: f64, function: impl Fn(f64) -> f64) -> [f64; N] {
    let nodes: [f64; N] = std::array::from_fn(|i| cos(PI * (i as f64 + 0.5) / N as f64));
    let values = nodes.map(|t| function(middle + half * t));
    let mut powers = expand(&nodes, &divided_differences(&nodes, values));
    let mut scale = 1.0;
    for coefficient in &mut powers {
        *coefficient *= scale;
        scale /= half;
    }
    powers
}

fn divided_differences<const N: usize>(nodes: &[f64; N], mut values: [f64; N]) -> [f64; N] {
    for order in 1..N {
        for i in (order..N).rev() {
            values[i] = (values[i] - values[i - 1]) / (nodes[i] - nodes[i - order]);
        }
    }
    values
}

/// Newton's form to powers of t by repeated multiplication with (t - t_i).
fn expand<const N: usize>(nodes: &[f64; N], differences: &[f64; N]) -> [f64; N] {
    let mut powers = [0.0; N];
    powers[0] = differences[N - 1];
    for i in (0..N - 1).rev() {
        for k in (1..N).rev() {
            powers[k] = powers[k - 1] - nodes[i] * powers[k];
        }
        powers[0] = differences[i] - nodes[i] * powers[0];
    }
    powers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_met_exactly() {
        // 2 + 3 (x - 5) - (x - 5)^3
        let function = |x: f64| 2.0 + 3.0 * (x - 5.0) - (x - 5.0) * (x - 5.0) * (x - 5.0);
        let found = fit_monomials::<5>(5.0, 0.5, function);
        for (value, expected) in found.iter().zip([2.0, 3.0, 0.0, -1.0, 0.0]) {
            assert!((value - expected).abs() < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn a_logarithm_over_a_sixteenth_of_an_octave_is_met_to_rounding() {
        // rho = 66 for [1, 17/16]: the error bound 2 * 66^-8 is 6e-15
        let found = fit_monomials::<8>(1.03125, 0.03125, crate::math::ln);
        let at = |x: f64| found.iter().rev().fold(0.0, |sum, c| sum * (x - 1.03125) + c);
        for x in [1.0, 1.01, 1.03, 1.05, 1.0625] {
            assert!((at(x) - crate::math::ln(x)).abs() < 1e-14);
        }
    }
}
