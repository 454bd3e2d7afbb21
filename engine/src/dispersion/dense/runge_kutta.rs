//! One step of an explicit Runge-Kutta pair, and the control of its length.

/// Greatest factor by which a step may grow or shrink.
const GROWTH: (f64, f64) = (0.2, 2.5);
/// Share of the step that the error estimate would allow.
const SAFETY: f64 = 0.9;

/// A proposed step: the new state and its error over what is tolerated (1 is just tolerated).
pub(super) struct Proposal<const N: usize> {
    pub(super) state: [f64; N],
    pub(super) error_ratio: f64,
}

/// One step of the 3(2) pair of Bogacki and Shampine (1989), Appl. Math. Lett. 2(4), 321-325.
///
/// `first` is the slope at the start; `floor` the size below which a component's error does not count.
pub(super) fn propose<const N: usize>(
    slope: &mut impl FnMut(f64, &[f64; N]) -> [f64; N],
    (at, step): (f64, f64),
    state: &[f64; N],
    first: &[f64; N],
    (floor, tolerance): (&[f64; N], f64),
) -> Proposal<N> {
    let moved = |weight: f64, k: &[f64; N]| std::array::from_fn(|i| state[i] + step * (weight * k[i]));
    let second = slope(at + 0.5 * step, &moved(0.5, first));
    let third = slope(at + 0.75 * step, &moved(0.75, &second));
    let end = std::array::from_fn(|i| {
        state[i] + step * (2.0 / 9.0 * first[i] + 1.0 / 3.0 * second[i] + 4.0 / 9.0 * third[i])
    });
    let fourth = slope(at + step, &end);
    let mut error_ratio = 0.0_f64;
    for i in 0..N {
        let error = step * (-5.0 / 72.0 * first[i] + second[i] / 12.0 + third[i] / 9.0 - fourth[i] / 8.0);
        let size = floor[i].max(state[i].abs()).max(end[i].abs());
        let ratio = (error / (tolerance * size)).abs();
        error_ratio = if ratio.is_nan() { f64::INFINITY } else { error_ratio.max(ratio) };
        if error_ratio.is_infinite() {
            break;
        }
    }
    Proposal { state: end, error_ratio }
}

/// Length of the next step after one with a given error.
pub(super) fn next_step(step: f64, error_ratio: f64) -> f64 {
    let factor = if error_ratio > 0.0 { SAFETY / crate::math::cbrt(error_ratio) } else { GROWTH.1 };
    step * factor.clamp(GROWTH.0, GROWTH.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    fn decay(steps: u32) -> f64 {
        let step = 1.0 / f64::from(steps);
        let mut slope = |_: f64, y: &[f64; 1]| [-y[0]];
        let mut state = [1.0];
        for i in 0..steps {
            let first = slope(0.0, &state);
            state = propose(&mut slope, (f64::from(i) * step, step), &state, &first, (&[0.0], 1e-6)).state;
        }
        state[0]
    }

    #[test]
    fn third_order_on_decay() {
        let error = |steps| (decay(steps) - exp(-1.0)).abs();
        let order = crate::math::ln(error(20) / error(40)) / crate::math::ln(2.0);
        assert!((order - 3.0).abs() < 0.1, "{order}");
    }

    #[test]
    fn a_slope_that_is_no_number_is_refused() {
        let mut slope = |at: f64, _: &[f64; 1]| [if at > 0.0 { f64::NAN } else { 0.0 }];
        assert!(propose(&mut slope, (0.0, 1.0), &[1.0], &[0.0], (&[1.0], 1e-3)).error_ratio.is_infinite());
        assert_eq!(next_step(1.0, f64::INFINITY), 0.2);
        assert_eq!(next_step(1.0, 0.0), 2.5);
    }
}
