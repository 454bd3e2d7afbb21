//! What the curves of cloud explosions share: energy scaling, shock relations, the way back from a level to a distance.

use super::BlastDistance;
use crate::math;
use crate::provenance::{Caveat, CaveatCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blast of a burning cloud or a burst vessel at one distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CloudBlastPoint {
    /// Distance over `(E/p0)^(1/3)`.
    pub scaled_distance_ratio: f64,
    /// Peak side-on overpressure, Pa.
    pub side_on_overpressure_pa: f64,
    /// Side-on impulse of the positive phase, Pa s.
    pub side_on_impulse_pa_s: f64,
    /// Duration of the positive phase of a triangular pulse, s.
    pub positive_duration_s: f64,
    /// Peak dynamic pressure of the wind behind the front, Pa.
    pub dynamic_pressure_pa: f64,
    /// Peak overpressure on a wall facing the explosion, Pa; none above 1 MPa side-on.
    pub reflected_overpressure_pa: Option<f64>,
}

impl CloudBlastPoint {
    /// A point from its overpressure, its impulse and the duration of its triangular pulse.
    pub(super) fn new(
        scaled_distance_ratio: f64,
        side_on_overpressure_pa: f64,
        (side_on_impulse_pa_s, positive_duration_s): (f64, f64),
        ambient_pressure_pa: f64,
    ) -> Self {
        Self {
            scaled_distance_ratio,
            side_on_overpressure_pa,
            side_on_impulse_pa_s,
            positive_duration_s,
            dynamic_pressure_pa: dynamic_pressure_pa(side_on_overpressure_pa, ambient_pressure_pa),
            reflected_overpressure_pa: reflected_overpressure_pa(side_on_overpressure_pa, ambient_pressure_pa),
        }
    }
}

/// Side-on overpressure up to which the reflection coefficient of an ideal gas is used, Pa.
const MAX_REFLECTION_PA: f64 = 1e6;

/// Length that scales distances, `(E/p0)^(1/3)`, m (Sachs).
#[inline]
#[must_use]
pub fn sachs_length_m(energy_j: f64, ambient_pressure_pa: f64) -> f64 {
    math::cbrt(energy_j / ambient_pressure_pa)
}

/// Peak dynamic pressure behind a shock in air, `2.5 p^2 / (7 p0 + p)`, Pa: the shock relations (Rankine-Hugoniot) for a
/// heat capacity ratio of 1.4.
#[inline]
#[must_use]
pub fn dynamic_pressure_pa(side_on_overpressure_pa: f64, ambient_pressure_pa: f64) -> f64 {
    2.5 * side_on_overpressure_pa * side_on_overpressure_pa / (7.0 * ambient_pressure_pa + side_on_overpressure_pa)
}

/// Peak overpressure of a shock that meets a wall head on, `p (8 p + 14 p0)/(p + 7 p0)`, Pa; none above 1 MPa (MSB document
/// B06-105, eqs. 4.8 and 4.9).
#[inline]
#[must_use]
pub fn reflected_overpressure_pa(side_on_overpressure_pa: f64, ambient_pressure_pa: f64) -> Option<f64> {
    let (p, p0) = (side_on_overpressure_pa, ambient_pressure_pa);
    (p <= MAX_REFLECTION_PA).then(|| p * (8.0 * p + 14.0 * p0) / (p + 7.0 * p0))
}

/// The caveat for a distance outside the range of a model's curves, m; none inside. `whose` tells what the range hangs on, in
/// English and Chinese.
pub(super) fn outside_curves(
    model: &'static str,
    distance_m: f64,
    [near_m, far_m]: [f64; 2],
    whose: (&str, &str),
) -> Option<Caveat> {
    (!(near_m..=far_m).contains(&distance_m)).then(|| {
        Caveat::new(
            CaveatCode::OutsideValidity,
            model,
            format!("distance {distance_m} m lies outside the curves for {}, {near_m:.1} to {far_m:.0} m", whose.0),
            format!("距离 {distance_m} m 超出{}的曲线范围({near_m:.1} 至 {far_m:.0} m)", whose.1),
        )
    })
}

/// Steps in which a range is walked inward from its far end, in equal ratios.
const STEPS: u32 = 256;

/// The farthest distance of a range at which a curve reaches a level. Digitised curves waver, so the way is from outside.
pub(super) fn farthest(
    [near_m, far_m]: [f64; 2],
    level_pa: f64,
    overpressure_pa: impl Fn(f64) -> f64,
) -> BlastDistance {
    if overpressure_pa(far_m) >= level_pa {
        return BlastDistance::FartherThan { distance_m: far_m };
    }
    let ratio = math::pow(near_m / far_m, 1.0 / f64::from(STEPS));
    let mut outer_m = far_m;
    for step in 1..=STEPS {
        let inner_m = if step == STEPS { near_m } else { outer_m * ratio };
        if overpressure_pa(inner_m) >= level_pa {
            return BlastDistance::At { distance_m: crossing_m(inner_m, outer_m, level_pa, overpressure_pa) };
        }
        outer_m = inner_m;
    }
    BlastDistance::NearerThan { distance_m: near_m }
}

/// Where a curve crosses a level between a distance at or above it and one below, m.
fn crossing_m(mut inner_m: f64, mut outer_m: f64, level_pa: f64, overpressure_pa: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..80 {
        let middle_m = 0.5 * (inner_m + outer_m);
        if overpressure_pa(middle_m) >= level_pa { inner_m = middle_m } else { outer_m = middle_m }
    }
    inner_m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_shocks_double_and_strong_ones_do_more() {
        let reflected = |p| reflected_overpressure_pa(p, 101_325.0).unwrap() / p;
        assert!((reflected(1.0) - 2.0).abs() < 1e-5);
        assert!(reflected(1e6) > 4.0 && reflected_overpressure_pa(1.1e6, 101_325.0).is_none());
    }

    #[test]
    fn the_wind_of_a_sound_wave() {
        // p^2 / (2 gamma p0) for weak waves.
        let weak = dynamic_pressure_pa(100.0, 1e5);
        assert!((weak / (1e4 / 2.8e5) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn levels_above_and_below_a_curve() {
        let curve = |r: f64| 1e5 / r;
        assert_eq!(farthest([1.0, 100.0], 2e5, curve), BlastDistance::NearerThan { distance_m: 1.0 });
        assert_eq!(farthest([1.0, 100.0], 500.0, curve), BlastDistance::FartherThan { distance_m: 100.0 });
        let BlastDistance::At { distance_m } = farthest([1.0, 100.0], 1e4, curve) else { panic!("inside") };
        assert!((distance_m - 10.0).abs() < 1e-9);
    }
}
