//! How much of an edge has passed, from a small table: for sums and searches that ask it by the thousand.

use super::field::TransientField;
use crate::math::{erfc, exp};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};
use std::sync::LazyLock;

/// Nodes to a deviation.
const NODES_PER_DEVIATION: i32 = 16;
/// Deviations beyond which an edge is whole or nothing: what is missing is below 1e-16.
const FARTHEST_DEVIATIONS: i32 = 8;
const NODES: usize = (2 * FARTHEST_DEVIATIONS * NODES_PER_DEVIATION + 1) as usize;
/// Steps from which on those that have passed are looked for first.
const MANY_STEPS: usize = 8;
/// Share of the greatest rate below which a rate is summed without the table: its error stays below 1e-9 of what is told.
const SMALL_RATIO: f64 = 1e-3;

/// The normal distribution and its density at the nodes.
static TABLE: LazyLock<[(f64, f64); NODES]> = LazyLock::new(|| {
    std::array::from_fn(|node| {
        let deviations = node as f64 / f64::from(NODES_PER_DEVIATION) - f64::from(FARTHEST_DEVIATIONS);
        let density = exp(-0.5 * deviations * deviations) / TAU.sqrt();
        (0.5 * erfc(-deviations * FRAC_1_SQRT_2), density)
    })
});

/// The normal distribution within 1e-12 (absolute, tests): its Taylor series about the nearest of the nodes, whose derivatives are the
/// density times Hermite's polynomials.
#[inline]
fn passed_frac(table: &[(f64, f64); NODES], deviations: f64) -> f64 {
    let farthest = f64::from(FARTHEST_DEVIATIONS);
    if deviations.is_nan() || deviations <= -farthest {
        return 0.0;
    }
    if deviations >= farthest {
        return 1.0;
    }
    let node = ((deviations + farthest) * f64::from(NODES_PER_DEVIATION) + 0.5) as usize;
    let w = node as f64 / f64::from(NODES_PER_DEVIATION) - farthest;
    let (passed, density) = table[node];
    let (d, w2) = (deviations - w, w * w);
    let sixth = -w * (w2 * w2 - 10.0 * w2 + 15.0) / 720.0;
    let fifth = (w2 * w2 - 6.0 * w2 + 3.0) / 120.0;
    let fourth = w * (3.0 - w2) / 24.0;
    passed + density * d * (1.0 + d * (-0.5 * w + d * ((w2 - 1.0) / 6.0 + d * (fourth + d * (fifth + d * sixth)))))
}

impl TransientField {
    /// [`Self::effective_rate_kg_s`] within 2e-12 of the sum of all changes of the rate: many times as fast.
    #[inline]
    pub(super) fn quick_rate_kg_s(&self, x_m: f64, t_s: f64) -> f64 {
        let table = &*TABLE;
        let steps = self.steps();
        // of a long history nearly all has passed: of what is whole only the last counts
        let gone = if steps.len() > MANY_STEPS {
            let gone_s = t_s - self.along().whole_path_m(x_m) / self.wind_speed_m_s();
            steps.partition_point(|step| step.time_s < gone_s)
        } else {
            0
        };
        let (mut rate_kg_s, mut before, mut before_kg_s) = match gone.checked_sub(1) {
            Some(last) => (0.0, 1.0, steps[last].rate_kg_s),
            None => (0.0, 0.0, 0.0),
        };
        for step in &steps[gone..] {
            let path_m = self.wind_speed_m_s() * (t_s - step.time_s);
            let passed = if path_m > 0.0 { passed_frac(table, (path_m - x_m) / self.sigma_x_m(path_m)) } else { 0.0 };
            rate_kg_s += before_kg_s * (before - passed).max(0.0);
            (before, before_kg_s) = (passed, step.rate_kg_s);
            if passed == 0.0 {
                break;
            }
        }
        rate_kg_s
    }

    /// The same, and where it is small the full sum: within 1e-9 of itself.
    #[inline]
    pub(super) fn sound_rate_kg_s(&self, x_m: f64, t_s: f64) -> f64 {
        let rate_kg_s = self.quick_rate_kg_s(x_m, t_s);
        let is_small = rate_kg_s < SMALL_RATIO * self.greatest_rate_kg_s();
        if is_small { self.effective_rate_kg_s(x_m, t_s) } else { rate_kg_s }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::Atmosphere;
    use crate::dispersion::transient::{ReleasePeriod, Spread, TransientOptions, TransientPlume};
    use crate::weather::{StabilityClass, Terrain};

    #[test]
    fn the_table_is_the_normal_distribution() {
        for step in -100_000..=100_000 {
            let deviations = f64::from(step) * 1.003e-4;
            let (found, exact) = (passed_frac(&TABLE, deviations), 0.5 * erfc(-deviations * FRAC_1_SQRT_2));
            assert!((found - exact).abs() < 1e-12, "{deviations}: {found} {exact}");
        }
        assert_eq!((passed_frac(&TABLE, f64::NAN), passed_frac(&TABLE, f64::INFINITY)), (0.0, 1.0));
    }

    #[test]
    fn quick_rates_are_the_rates() {
        let rates_kg_s = [9.0, 4.0, 0.5, 30.0, 0.01];
        let period = |(index, &rate_kg_s): (usize, &f64)| ReleasePeriod {
            start_s: 40.0 * index as f64,
            duration_s: 35.0,
            rate_kg_s,
        };
        let periods: Vec<ReleasePeriod> = rates_kg_s.iter().enumerate().map(period).collect();
        let air = Atmosphere::new(StabilityClass::D, 4.0, 10.0, Terrain::Rural);
        for spread in [Spread::Plume, Spread::Puff] {
            let release = TransientPlume { periods: periods.clone(), release_height_m: 0.0, averaging_time_s: 600.0 };
            let field = release.solve(&air, TransientOptions { spread, ..TransientOptions::default() }).unwrap().field;
            for (x_m, t_s) in (0..4000).map(|index| (0.3 * f64::from(index % 100 + 1), 0.11 * f64::from(index))) {
                for x_m in [x_m, 100.0 * x_m] {
                    let exact = field.effective_rate_kg_s(x_m, t_s);
                    assert!((field.quick_rate_kg_s(x_m, t_s) - exact).abs() < 1e-10, "{spread:?} {x_m} {t_s}");
                    let sound = field.sound_rate_kg_s(x_m, t_s);
                    assert!((sound - exact).abs() <= 1e-9 * exact, "{spread:?} {x_m} {t_s}: {sound} {exact}");
                }
            }
        }
    }
}
