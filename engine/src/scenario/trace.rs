//! From fields of concentration to footprints in plume coordinates.

use crate::math::{cos, pow, sin};
use crate::provenance::InvalidInput;
use crate::risk::Footprint;
use std::f64::consts::{FRAC_PI_2, PI};

/// Rings from the source to four fifths of the reach, equally spaced in the logarithm.
const BODY_RINGS: usize = 40;
/// Rings of the last fifth, closer towards the tip, where the half-angle falls like a root.
const TIP_RINGS: usize = 14;
/// First ring, as a part of the reach.
const FIRST_RING_FRAC: f64 = 1e-3;
/// Bisections of a half-angle: 90 degrees to 0.1 arc seconds.
const BISECTIONS: usize = 22;

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

/// Largest angle from the axis at which `inside(x, y)` still holds on a ring, 0 when not even there.
fn half_angle_rad(distance_m: f64, inside: impl Fn(f64, f64) -> bool) -> f64 {
    let holds = |angle: f64| inside(distance_m * cos(angle), distance_m * sin(angle));
    if !holds(0.0) {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

/// Footprint of a cloud that starts at the source and lies downwind: `inside(x, y)` bounds it, and
/// `lethality(x, y)` is sampled `samples` times from the axis to the bound of each ring.
///
/// # Errors
/// Never for a `lethality` within 0..=1.
pub(super) fn trace_cloud(
    reach_m: f64,
    samples: usize,
    inside: impl Fn(f64, f64) -> bool,
    lethality: impl Fn(f64, f64) -> f64,
) -> Result<Footprint, InvalidInput> {
    let distance_m = ring_distances_m(reach_m);
    let mut half_angles = Vec::with_capacity(distance_m.len());
    let mut values = Vec::with_capacity(distance_m.len() * samples);
    for &distance in &distance_m {
        let half_angle = half_angle_rad(distance, &inside);
        half_angles.push(half_angle);
        for sample in 0..samples {
            let angle = half_angle * sample as f64 / (samples.max(2) - 1) as f64;
            values.push(lethality(distance * cos(angle), distance * sin(angle)).clamp(0.0, 1.0));
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

    #[test]
    fn a_parabola_is_traced_to_its_edge() {
        // |y| <= 20 sqrt(1 - x/1000), 0 <= x <= 1000.
        let inside = |x: f64, y: f64| x >= 0.0 && y.abs() <= 20.0 * (1.0 - x / 1000.0).max(0.0).sqrt();
        let print = trace_cloud(1000.0, 1, inside, |_, _| 1.0).unwrap();
        for x in [30.0, 200.0, 700.0, 950.0] {
            let edge = 20.0 * f64::sqrt(1.0 - x / 1000.0);
            let at = |y: f64| print.lethality_prob((x * x + y * y).sqrt(), crate::math::atan2(y, x));
            assert_eq!((at(0.97 * edge), at(1.03 * edge)), (1.0, 0.0), "{x}");
        }
    }
}
