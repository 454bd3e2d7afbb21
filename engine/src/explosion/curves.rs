//! Families of digitised curves: straight lines in logarithms along a curve and between two of them.

use crate::math;

/// One digitised curve; both lists have one length, distances rise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    /// What tells the curves of a family apart (flame Mach number, burst pressure over ambient).
    pub parameter_ratio: f64,
    /// Scaled distances.
    pub scaled_distance: &'static [f64],
    /// Scaled values there.
    pub value: &'static [f64],
}

impl Curve {
    /// Value at a scaled distance; outside the list its end is held.
    #[inline]
    fn at(&self, ratio: f64) -> f64 {
        let last = self.scaled_distance.len() - 1;
        let upper = self.scaled_distance.partition_point(|&x| x < ratio).clamp(1, last);
        let [x0, x1] = [self.scaled_distance[upper - 1], self.scaled_distance[upper]];
        let share = math::ln(ratio.clamp(x0, x1) / x0) / math::ln(x1 / x0);
        self.value[upper - 1] * math::pow(self.value[upper] / self.value[upper - 1], share)
    }
}

/// A place between two curves of a family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Between {
    lower: usize,
    share: f64,
}

impl Between {
    /// The place of a parameter; outside the family its end is taken.
    pub(super) fn new(curves: &[Curve], parameter_ratio: f64) -> Self {
        let last = curves.len() - 1;
        let lower = curves.partition_point(|curve| curve.parameter_ratio <= parameter_ratio).clamp(1, last) - 1;
        let [low, high] = [curves[lower].parameter_ratio, curves[lower + 1].parameter_ratio];
        Self { lower, share: math::ln(parameter_ratio.clamp(low, high) / low) / math::ln(high / low) }
    }

    /// Value at a scaled distance.
    #[inline]
    pub(super) fn at(self, curves: &[Curve], ratio: f64) -> f64 {
        let low = curves[self.lower].at(ratio);
        if self.share == 0.0 {
            return low;
        }
        low * math::pow(curves[self.lower + 1].at(ratio) / low, self.share)
    }

    /// Nearest and farthest scaled distance that both curves reach.
    pub(super) fn range(self, curves: &[Curve]) -> [f64; 2] {
        let [low, high] = [&curves[self.lower], &curves[self.lower + 1]].map(|curve| curve.scaled_distance);
        [low[0].max(high[0]), low[low.len() - 1].min(high[high.len() - 1])]
    }
}

/// That a family is sound: rising parameters and distances, lists of one length.
#[cfg(test)]
pub(super) fn assert_sound(curves: &[Curve]) {
    assert!(curves.windows(2).all(|pair| pair[0].parameter_ratio < pair[1].parameter_ratio));
    for curve in curves {
        assert_eq!(curve.scaled_distance.len(), curve.value.len());
        assert!(curve.scaled_distance.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(curve.value.iter().all(|&value| value > 0.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: [Curve; 2] = [
        Curve { parameter_ratio: 1.0, scaled_distance: &[1.0, 10.0], value: &[1.0, 0.1] },
        Curve { parameter_ratio: 4.0, scaled_distance: &[2.0, 20.0], value: &[4.0, 0.4] },
    ];

    #[test]
    fn a_power_law_comes_back_and_the_middle_is_the_geometric_mean() {
        assert_sound(&FAMILY);
        let on = Between::new(&FAMILY, 1.0);
        assert!((on.at(&FAMILY, 3.0) - 1.0 / 3.0).abs() < 1e-12);
        // 1/5 and 8/5 at 5: 4 (5/2)^-1
        let middle = Between::new(&FAMILY, 2.0);
        assert!((middle.at(&FAMILY, 5.0) - (0.2_f64 * 1.6).sqrt()).abs() < 1e-12);
        assert_eq!(middle.range(&FAMILY), [2.0, 10.0]);
        assert_eq!(Between::new(&FAMILY, 99.0), Between { lower: 0, share: 1.0 });
    }
}
