//! Spreading by gravity.

use crate::units::STANDARD_GRAVITY_M_S2;
use std::f64::consts::PI;

/// What spreads, and where it stops.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    /// Gravity in force, m/s2: reduced for a liquid that floats.
    pub(super) gravity_m_s2: f64,
    /// Depth at which spreading ends, m.
    pub(super) minimum_depth_m: f64,
    /// Area that a bund leaves, m2; infinite without one.
    pub(super) bund_area_m2: f64,
}

impl Spread {
    /// Gravity that drives a liquid of a density over water of another, both kg/m3.
    pub(super) fn floating_m_s2(density_kg_m3: f64, water_kg_m3: f64) -> f64 {
        STANDARD_GRAVITY_M_S2 * (1.0 - density_kg_m3 / water_kg_m3)
    }

    /// Area of a volume poured out at once, before it runs: a cylinder as high as its radius, m2.
    pub(super) fn heap_area_m2(&self, volume_m3: f64) -> f64 {
        let radius_m = crate::math::cbrt(volume_m3 / PI);
        (PI * radius_m * radius_m).min(self.limit_m2(volume_m3))
    }

    fn limit_m2(&self, volume_m3: f64) -> f64 {
        (volume_m3 / self.minimum_depth_m).min(self.bund_area_m2)
    }

    /// Area after a step, m2, while the volume runs from one value to another; it never shrinks.
    ///
    /// The edge runs at `dr/dt = sqrt(2 g d)` with d the mean depth (Briscoe and Shaw 1980; ALOHA Technical
    /// Documentation 3.4.4.2), so that `d(r^2)/dt = 2 sqrt(2 g V / pi)`, here integrated exactly for a volume
    /// that changes evenly.
    pub(super) fn next_area_m2(&self, area_m2: f64, step_s: f64, from_m3: f64, to_m3: f64) -> f64 {
        let rise = (8.0 * self.gravity_m_s2 * PI).sqrt() * step_s * mean_root(from_m3, to_m3);
        (area_m2 + rise).min(self.limit_m2(to_m3)).max(area_m2)
    }
}

/// Mean of the square root of a number that runs evenly from one value to another.
fn mean_root(from: f64, to: f64) -> f64 {
    let (a, b) = (from.max(0.0).sqrt(), to.max(0.0).sqrt());
    // (2/3) (b^3 - a^3) / (b^2 - a^2), without the division by zero at a = b
    if a + b > 0.0 { 2.0 / 3.0 * (a * a + a * b + b * b) / (a + b) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::pow;

    const FREE: Spread =
        Spread { gravity_m_s2: STANDARD_GRAVITY_M_S2, minimum_depth_m: 1e-6, bund_area_m2: f64::INFINITY };

    fn radius_m(area_m2: f64) -> f64 {
        (area_m2 / PI).sqrt()
    }

    #[test]
    fn a_fed_pool_follows_briscoe_and_shaw() {
        // r = (32 g q / 9 pi)^(1/4) t^(3/4): q 0.05 m3/s, 40 s: (32 * 9.80665 * 0.05 / 28.274334)^0.25 * 40^0.75 = 13.7279
        let mut area_m2 = 0.0;
        for step in 0..80 {
            let at = |step: i32| 0.05 * 0.5 * f64::from(step);
            area_m2 = FREE.next_area_m2(area_m2, 0.5, at(step), at(step + 1));
        }
        let expected_m = pow(32.0 * 9.806_65 * 0.05 / (9.0 * PI), 0.25) * pow(40.0, 0.75);
        assert!((expected_m - 13.727_9).abs() < 1e-3, "{expected_m}");
        assert!((radius_m(area_m2) / expected_m - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_poured_pool_follows_briscoe_and_shaw() {
        // r^2 = r0^2 + sqrt(8 g V / pi) t: V 8 m3, 10 s
        let start_m2 = FREE.heap_area_m2(8.0);
        let area_m2 = FREE.next_area_m2(start_m2, 10.0, 8.0, 8.0);
        let expected = pow(8.0 / PI, 2.0 / 3.0) + (8.0 * 9.806_65 * 8.0 / PI).sqrt() * 10.0;
        assert!((area_m2 / (PI * expected) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn depth_and_bund_end_it_and_it_never_shrinks() {
        let thick = Spread { minimum_depth_m: 0.005, ..FREE };
        assert_eq!(thick.next_area_m2(1.0, 1e4, 2.0, 2.0), 400.0);
        let bunded = Spread { bund_area_m2: 120.0, ..thick };
        assert_eq!(bunded.next_area_m2(1.0, 1e4, 2.0, 2.0), 120.0);
        assert_eq!(bunded.next_area_m2(120.0, 1.0, 0.1, 0.0), 120.0);
    }
}
