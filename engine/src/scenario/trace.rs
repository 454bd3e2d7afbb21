//! From fields of concentration to footprints in plume coordinates.

use crate::math::{asin, cos, ln, pow, sin};
use crate::provenance::InvalidInput;
use crate::risk::Footprint;
use std::f64::consts::PI;

/// Rings from the source to four fifths of the reach, equally spaced in the logarithm.
const BODY_RINGS: usize = 40;
/// Rings of the last fifth, closer towards the tip, where the half-angle falls like a root.
const TIP_RINGS: usize = 14;
/// First ring, as a part of the reach.
const FIRST_RING_FRAC: f64 = 1e-3;
/// An edge is found where the effect is within this part of its bound: far below what rings and samples lose.
const EDGE_TOLERANCE: f64 = 1e-9;
/// Steps towards an edge; the bracket is halved in the last of them, so that a jump is found too.
const EDGE_STEPS: usize = 60;
/// From this step on the bracket is halved.
const HALVED_FROM: usize = 16;
/// Logarithm beyond which an effect counts as this: nothing at all has no logarithm.
const LARGEST_LN: f64 = 60.0;
/// First guess of the edge of the first ring, as the squared sine of its angle.
const FIRST_GUESS: f64 = 1e-2;

/// Distances of the rings of a cloud that starts at its source.
fn ring_distances_m(reach_m: f64) -> Vec<f64> {
    let body_end = 0.8;
    let body = (0..BODY_RINGS).map(|i| {
        let part = i as f64 / BODY_RINGS as f64;
        FIRST_RING_FRAC * pow(body_end / FIRST_RING_FRAC, part)
    });
    let tip = (0..=TIP_RINGS).map(|i| {
        let left = 1.0 - i as f64 / TIP_RINGS as f64;
        1.0 - (1.0 - body_end) * left * left
    });
    body.chain(tip).map(|part| part * reach_m).collect()
}

/// An end of a bracket.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Low,
    High,
}

/// An effect in plume coordinates, and the least of it that counts.
pub(super) struct Edge<F> {
    effect: F,
    least: f64,
}

impl<F: Fn(f64, f64) -> f64> Edge<F> {
    /// `least` is in the unit of the effect.
    pub(super) fn new(effect: F, least: f64) -> Self {
        Self { effect, least }
    }

    /// Logarithm of the effect over the least, at a squared sine of the angle from the axis.
    fn excess_ln(&self, distance_m: f64, sine2: f64) -> f64 {
        let (x_m, y_m) = (distance_m * (1.0 - sine2).max(0.0).sqrt(), distance_m * sine2.sqrt());
        let ratio = (self.effect)(x_m, y_m) / self.least;
        if ratio > 0.0 { ln(ratio).clamp(-LARGEST_LN, LARGEST_LN) } else { -LARGEST_LN }
    }

    /// Squared sine of the angle at which the effect falls to the least on a ring; 0 when it does not even reach it on
    /// the axis, 1 when it still holds abeam.
    ///
    /// Across a bell the logarithm falls with the square of the distance from the axis: in the squared sine it is nearly
    /// a straight line, on which a chord finds the edge in a few steps from the edge of the ring before.
    fn sine2(&self, distance_m: f64, guess: f64) -> f64 {
        let axis = self.excess_ln(distance_m, 0.0);
        if axis < 0.0 {
            return 0.0;
        }
        let (mut low, mut at) = ((0.0, axis), guess);
        loop {
            let excess = self.excess_ln(distance_m, at);
            if excess < 0.0 {
                return self.between(distance_m, low, (at, excess));
            }
            if at >= 1.0 {
                return 1.0;
            }
            // a little beyond where the chord ends, so that the edge is likely passed
            let ahead = if low.1 > excess { at + 1.1 * excess * (at - low.0) / (low.1 - excess) } else { 1.0 };
            low = (at, excess);
            at = ahead.clamp(1.5 * at, 16.0 * at).min(1.0);
        }
    }

    /// The edge between a place inside and one outside, by chords (regula falsi, the Illinois rule).
    fn between(&self, distance_m: f64, mut low: (f64, f64), mut high: (f64, f64)) -> f64 {
        let mut moved = None;
        for step in 0..EDGE_STEPS {
            let chord = low.0 + (high.0 - low.0) * low.1 / (low.1 - high.1);
            let at = if step < HALVED_FROM && low.1 > high.1 { chord } else { 0.5 * (low.0 + high.0) };
            let excess = self.excess_ln(distance_m, at);
            if excess.abs() <= EDGE_TOLERANCE || at <= low.0 || at >= high.0 {
                return at;
            }
            let side = if excess < 0.0 { Side::High } else { Side::Low };
            // an end that stays twice is weighed half, or the chord would creep
            let weight = if moved.replace(side) == Some(side) { 0.5 } else { 1.0 };
            match side {
                Side::High => (high, low.1) = ((at, excess), weight * low.1),
                Side::Low => (low, high.1) = ((at, excess), weight * high.1),
            }
        }
        low.0
    }
}

/// Footprint of a cloud that starts at the source and lies downwind: the edge bounds it, and the `lethality` of the effect
/// is sampled `samples` times from the axis to the edge of each ring.
///
/// # Errors
/// Never for a `lethality` within 0..=1.
pub(super) fn trace_cloud(
    reach_m: f64,
    samples: usize,
    edge: &Edge<impl Fn(f64, f64) -> f64>,
    lethality: impl Fn(f64) -> f64,
) -> Result<Footprint, InvalidInput> {
    let distance_m = ring_distances_m(reach_m);
    let mut half_angles = Vec::with_capacity(distance_m.len());
    let mut values = Vec::with_capacity(distance_m.len() * samples);
    let mut guess = FIRST_GUESS;
    for &distance in &distance_m {
        let sine2 = edge.sine2(distance, guess);
        guess = if sine2 > 0.0 { sine2 } else { guess };
        let half_angle = asin(sine2.sqrt());
        half_angles.push(half_angle);
        let step_rad = half_angle / (samples.max(2) - 1) as f64;
        let (turn_sine, turn_cosine) = (sin(step_rad), cos(step_rad));
        let (mut sine, mut cosine) = (0.0, 1.0);
        for _ in 0..samples {
            values.push(lethality((edge.effect)(distance * cosine, distance * sine)).clamp(0.0, 1.0));
            (sine, cosine) = (sine * turn_cosine + cosine * turn_sine, cosine * turn_cosine - sine * turn_sine);
        }
    }
    Footprint::new(distance_m, half_angles, samples, values)
}

/// Footprint of a circle downwind, lethal all over: a puff that burns at its greatest extent.
///
/// # Errors
/// Never for finite, positive sizes.
pub(super) fn trace_circle(centre_m: f64, radius_m: f64) -> Result<Footprint, InvalidInput> {
    let rings = 2 * (TIP_RINGS + 8);
    let near_m = (centre_m - radius_m).abs();
    let far_m = centre_m + radius_m;
    let mut distance_m = Vec::with_capacity(rings + 3);
    if radius_m > centre_m {
        distance_m.push(0.0);
    }
    for i in 0..=rings {
        // Chebyshev spacing: closer at both ends, where the half-angle changes like a root.
        distance_m.push(near_m + (far_m - near_m) * 0.5 * (1.0 - cos(PI * i as f64 / rings as f64)));
    }
    let half_angles: Vec<f64> = distance_m.iter().map(|&d| circle_half_angle_rad(d, centre_m, radius_m)).collect();
    let values = vec![1.0; distance_m.len()];
    Footprint::new(distance_m, half_angles, 1, values)
}

/// Half-angle at which a ring around the source meets a circle downwind, by the law of cosines.
fn circle_half_angle_rad(distance_m: f64, centre_m: f64, radius_m: f64) -> f64 {
    if distance_m + centre_m <= radius_m {
        return PI;
    }
    let cosine = (distance_m * distance_m + centre_m * centre_m - radius_m * radius_m) / (2.0 * distance_m * centre_m);
    let cosine = cosine.clamp(-1.0, 1.0);
    crate::math::atan2((1.0 - cosine * cosine).sqrt(), cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_traced_to_its_edge() {
        for (centre_m, radius_m) in [(500.0, 100.0), (50.0, 200.0)] {
            let print = trace_circle(centre_m, radius_m).unwrap();
            for step in 0..360 {
                let angle = f64::from(step).to_radians();
                for (ratio, expected) in [(0.97, 1.0), (1.03, 0.0)] {
                    let (x, y) = (centre_m + ratio * radius_m * cos(angle), ratio * radius_m * sin(angle));
                    let found = print.lethality_prob((x * x + y * y).sqrt(), crate::math::atan2(y, x));
                    assert_eq!(found, expected, "{centre_m} {radius_m} {step} {ratio}");
                }
            }
        }
    }

    /// 1 on the edge |y| = 20 sqrt(1 - x/1000), 0 <= x <= 1000.
    fn bell(x: f64, y: f64) -> f64 {
        let half_width2 = 400.0 * (1.0 - x / 1000.0);
        if x >= 0.0 && half_width2 > 0.0 { crate::math::exp(1.0 - y * y / half_width2) } else { 0.0 }
    }

    #[test]
    fn a_parabola_is_traced_to_its_edge() {
        let jump = |x: f64, y: f64| if bell(x, y) >= 1.0 { 2.0 } else { 0.0 };
        let smooth = trace_cloud(1000.0, 1, &Edge::new(bell, 1.0), |_| 1.0).unwrap();
        let steep = trace_cloud(1000.0, 1, &Edge::new(jump, 1.0), |_| 1.0).unwrap();
        for x in [30.0, 200.0, 700.0, 950.0] {
            let edge = 20.0 * f64::sqrt(1.0 - x / 1000.0);
            for print in [&smooth, &steep] {
                let at = |y: f64| print.lethality_prob((x * x + y * y).sqrt(), crate::math::atan2(y, x));
                assert_eq!((at(0.97 * edge), at(1.03 * edge)), (1.0, 0.0), "{x}");
            }
        }
    }

    #[test]
    fn an_edge_is_found_to_the_tolerance_whatever_the_guess() {
        // on the ring through (600, y): y^2 = 400 (1 - 0.6) = 160
        let distance_m = f64::sqrt(600.0 * 600.0 + 160.0);
        let expected = 160.0 / (distance_m * distance_m);
        let edge = Edge::new(bell, 1.0);
        for guess in [1e-9, 1e-4, expected, 0.02, 0.9, 1.0] {
            let found = edge.sine2(distance_m, guess);
            assert!((found / expected - 1.0).abs() < 1e-8, "{guess}: {found} for {expected}");
        }
        assert_eq!(edge.sine2(1001.0, 0.1), 0.0);
        assert_eq!(Edge::new(|_, _| 2.0, 1.0).sine2(10.0, 0.1), 1.0);
    }
}
