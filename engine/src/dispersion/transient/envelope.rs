//! Where a zone may lie when the wind turns: confidence lines about a zone.

use super::outline::{ZonePart, ZoneStation};
use crate::math::{atan2, cos, hypot, sin};
use crate::provenance::{Caveat, CaveatCode};
use crate::weather::StabilityClass;
use std::f64::consts::PI;

/// Deviations on either side within which a normal variable lies in 95 of 100 cases.
const DEVIATIONS_95: f64 = 1.959_963_984_540_054;
/// Standard deviation of the wind direction by class A to F, degrees: the middle of the class limits 22.5, 17.5, 12.5, 7.5 and
/// 3.8 degrees, 25 for A and, on the side of caution, the whole 3.8 for F (memory: EPA-454/R-99-005 table 6-8a).
const DIRECTION_DEVIATIONS_DEG: [f64; 6] = [25.0, 20.0, 15.0, 10.0, 5.65, 3.8];
/// Radii at which an envelope is measured.
const RADII: u32 = 96;
/// Steps of an arc, rad (3 degrees).
const ARC_STEP_RAD: f64 = PI / 60.0;

/// Half the angle within which the wind direction stays in 95 of 100 cases, rad: 1.96 standard deviations of the class.
#[must_use]
pub fn confidence_angle_rad(stability: StabilityClass) -> f64 {
    DEVIATIONS_95 * DIRECTION_DEVIATIONS_DEG[stability.index()] * (PI / 180.0)
}

/// What to tell beside a confidence envelope.
#[must_use]
pub fn confidence_caveat(subject: &str, stability: StabilityClass) -> Caveat {
    let deviation_deg = DIRECTION_DEVIATIONS_DEG[stability.index()];
    Caveat::new(
        CaveatCode::MemoryFigure,
        subject,
        format!(
            "confidence lines: standard deviation of the wind direction of {deviation_deg} degrees for class {stability:?}, recalled \
             from EPA-454/R-99-005 table 6-8a; meandering in light wind and forecast errors are wider"
        ),
        format!(
            "置信线:{stability:?} 类风向标准差取 {deviation_deg}°(EPA-454/R-99-005 表 6-8a,记忆值);微风摆动和预报误差更大"
        ),
    )
}

/// The area that a zone sweeps when the wind turns by up to an angle on either side: a closed ring, (downwind, left) in m from
/// the source, anticlockwise; empty for an empty zone.
///
/// Turning keeps the distance from the source. At each radius the zone reaches an angle from the axis, found from its outline;
/// the envelope reaches that angle more. From half a turn on it is the whole disc. Gaps between parts and behind a detached
/// cloud are closed on the side of caution: the envelope begins at the source. Where a zone lies upwind of the source too, all
/// around it is inside.
#[must_use]
pub fn confidence_ring(parts: &[ZonePart], angle_rad: f64) -> Vec<[f64; 2]> {
    let farthest_m = parts.iter().map(ZonePart::farthest_m).fold(0.0, f64::max);
    if farthest_m <= 0.0 {
        return Vec::new();
    }
    // what is inside all around needs no look: the radii beyond it are close to each other
    let inside_m = parts.iter().map(around_m).fold(0.0, f64::max).min(farthest_m);
    let left: Vec<(f64, f64)> = reaches_rad(parts, [inside_m, farthest_m])
        .map(|(radius_m, reach_rad)| (radius_m, (reach_rad + angle_rad).min(PI)))
        .collect();
    if left.iter().all(|&(_, angle)| angle >= PI) {
        return closed(arc(farthest_m, -PI, PI));
    }
    // the radii that lie inside all around are one area: only the last of them is part of the outline
    let around = left.iter().take_while(|&&(_, angle)| angle >= PI).count().saturating_sub(1);
    let outline = with_steps(&left[around..]);
    let side: Vec<[f64; 2]> = outline.iter().map(|&(radius_m, angle)| place(radius_m, angle)).collect();
    let widest = outline.last().map_or(0.0, |&(_, angle)| angle);
    let mut ring: Vec<[f64; 2]> = side.iter().map(|&[x_m, y_m]| [x_m, -y_m]).collect();
    ring.extend(arc(farthest_m, -widest, widest));
    ring.extend(side.into_iter().rev());
    ring.dedup();
    closed(ring)
}

/// Distance upwind up to which a part holds the axis from the source on, m; 0 where it does not hold the source.
fn around_m(part: &ZonePart) -> f64 {
    let ends = part.stations.first().zip(part.stations.last());
    ends.filter(|(first, last)| first.x_m < 0.0 && last.x_m >= 0.0).map_or(0.0, |(first, _)| -first.x_m)
}

/// Radii and angles with an arc wherever the angle steps: along the nearer radius where it falls, along the farther where it rises, so
/// that no straight line cuts off what lies inside.
fn with_steps(left: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut outline = Vec::with_capacity(left.len());
    for pair in left.windows(2) {
        let ((near_m, from), (far_m, to)) = (pair[0], pair[1]);
        outline.push(pair[0]);
        let steps = ((to - from).abs() / ARC_STEP_RAD).floor() as u32;
        let radius_m = if to < from { near_m } else { far_m };
        outline.extend((1..=steps).map(|step| (radius_m, from + (to - from) * f64::from(step) / f64::from(steps))));
    }
    outline.extend(left.last());
    outline
}

/// The ring with its last place on its first: half a turn to the left and to the right differ by rounding.
fn closed(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    if let [first, .., last] = ring.as_mut_slice()
        && hypot(last[0] - first[0], last[1] - first[1]) <= 1e-9 * hypot(first[0], first[1])
    {
        *last = *first;
    }
    ring
}

fn place(radius_m: f64, angle_rad: f64) -> [f64; 2] {
    [radius_m * cos(angle_rad), radius_m * sin(angle_rad)]
}

/// Points of an arc about the source, ends included.
fn arc(radius_m: f64, from_rad: f64, to_rad: f64) -> Vec<[f64; 2]> {
    let steps = ((to_rad - from_rad) / ARC_STEP_RAD).ceil().max(1.0);
    (0..=steps as u32).map(|index| place(radius_m, from_rad + (to_rad - from_rad) * f64::from(index) / steps)).collect()
}

/// Radii between two, and at each the greatest angle from the axis at which the outline crosses it, rad; half a turn where the zone
/// holds the place upwind of the source, 0 where it does not reach the radius.
fn reaches_rad(parts: &[ZonePart], [nearest_m, farthest_m]: [f64; 2]) -> impl Iterator<Item = (f64, f64)> {
    let radius_m = move |index: u32| nearest_m + (farthest_m - nearest_m) * f64::from(index) / f64::from(RADII);
    // looked at just inside, so that rounding does not leave a whole arc outside
    let ray = |index: u32| Ray { radius_m: radius_m(index) * (1.0 - 1e-9), reach_rad: 0.0 };
    let mut rays: Vec<Ray> = (0..=RADII).map(ray).collect();
    for part in parts {
        let away_m: Vec<f64> = part.stations.iter().map(|station| hypot(station.x_m, station.half_width_m)).collect();
        for (pair, ends_m) in part.stations.windows(2).zip(away_m.windows(2)) {
            let (low_m, high_m) = (ends_m[0].min(ends_m[1]), ends_m[0].max(ends_m[1]));
            let first = rays.partition_point(|ray| ray.radius_m < low_m);
            let crossed = rays[first..].iter_mut().take_while(|ray| ray.radius_m <= high_m);
            crossed.for_each(|ray| ray.widen(pair, ends_m));
        }
        rays.iter_mut().filter(|ray| holds(part, -ray.radius_m)).for_each(|ray| ray.reach_rad = PI);
    }
    (0..=RADII).map(radius_m).zip(rays.into_iter().map(|ray| ray.reach_rad))
}

/// Whether a part that reaches upwind of the source holds a place on the axis.
fn holds(part: &ZonePart, x_m: f64) -> bool {
    let ends = part.stations.first().zip(part.stations.last());
    ends.is_some_and(|(first, last)| first.x_m <= x_m && x_m <= last.x_m && first.x_m < 0.0)
}

/// A radius and the angle to which a zone reaches there.
struct Ray {
    radius_m: f64,
    reach_rad: f64,
}

impl Ray {
    /// Widened by a side of an outline that crosses the radius, from one station to the next, whose ends are so far from the source.
    fn widen(&mut self, side: &[ZoneStation], ends_m: &[f64]) {
        let share = if ends_m[0] == ends_m[1] { 1.0 } else { (self.radius_m - ends_m[0]) / (ends_m[1] - ends_m[0]) };
        let x_m = side[0].x_m + share * (side[1].x_m - side[0].x_m);
        let half_width_m = side[0].half_width_m + share * (side[1].half_width_m - side[0].half_width_m);
        self.reach_rad = self.reach_rad.max(atan2(half_width_m, x_m));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wedge(half_angle_rad: f64, reach_m: f64) -> Vec<ZonePart> {
        let slope = crate::math::tan(half_angle_rad);
        let stations = (0..=50)
            .map(|index| {
                let x_m = reach_m * crate::math::cos(half_angle_rad) * f64::from(index) / 50.0;
                ZoneStation { x_m, half_width_m: slope * x_m }
            })
            .collect();
        vec![ZonePart { stations }]
    }

    fn area_m2(ring: &[[f64; 2]]) -> f64 {
        0.5 * ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>()
    }

    #[test]
    fn a_wedge_turned_is_a_wider_sector() {
        // half-angle 0.2 + 0.5 of 1000 m: area r^2 (0.7) = 7e5 m2
        let ring = confidence_ring(&wedge(0.2, 1000.0), 0.5);
        assert!((area_m2(&ring) / 7e5 - 1.0).abs() < 2e-3, "{}", area_m2(&ring));
        assert_eq!(ring.first(), ring.last());
    }

    #[test]
    fn half_a_turn_is_the_whole_disc_and_nothing_is_nothing() {
        let ring = confidence_ring(&wedge(0.2, 100.0), 4.0);
        assert!((area_m2(&ring) / (PI * 1e4) - 1.0).abs() < 2e-3);
        assert_eq!(ring.first(), ring.last());
        assert!(confidence_ring(&[], 0.3).is_empty());
    }

    #[test]
    fn a_zone_around_the_source_stays_inside_its_envelope() {
        // a disc of 50 m about the source, turned: itself, and no slit along the axis upwind
        let disc: Vec<ZoneStation> = (0..=200)
            .map(|index| {
                let x_m = -50.0 * crate::math::cos(PI * f64::from(index) / 200.0);
                ZoneStation { x_m, half_width_m: (2500.0 - x_m * x_m).max(0.0).sqrt() }
            })
            .collect();
        let ring = confidence_ring(&[ZonePart { stations: disc }], 0.3);
        assert!((area_m2(&ring) / (PI * 2500.0) - 1.0).abs() < 2e-3, "{}", area_m2(&ring));
        // 20 m upwind, 200 m downwind, 20 m wide: all of it is inside, the upwind end at half a turn
        let box_part = ZonePart {
            stations: [(-20.0, 0.0), (-20.0, 10.0), (200.0, 10.0), (200.0, 0.0)]
                .map(|(x_m, half_width_m)| ZoneStation { x_m, half_width_m })
                .to_vec(),
        };
        let ring = confidence_ring(&[box_part], 0.1);
        let farthest_upwind_m = ring.iter().map(|place| place[0]).fold(0.0, f64::min);
        assert!(farthest_upwind_m < -17.0 && ring.first() == ring.last(), "{farthest_upwind_m}");
        assert!(!ring.contains(&[0.0, 0.0]), "no slit");
        // a blob that lies about the source a hair farther downwind than upwind: all around it is inside but at the last radius
        let blob: Vec<ZoneStation> = [(-2.83, 0.0), (-2.0, 0.8), (0.0, 1.26), (2.0, 0.8), (2.84, 0.0)]
            .map(|(x_m, half_width_m)| ZoneStation { x_m, half_width_m })
            .to_vec();
        let ring = confidence_ring(&[ZonePart { stations: blob }], 0.05);
        assert!((area_m2(&ring) / (PI * 2.83 * 2.83) - 1.0).abs() < 0.03, "{}", area_m2(&ring));
    }

    #[test]
    fn unstable_air_turns_more() {
        let angles = StabilityClass::ALL.map(confidence_angle_rad);
        assert!(angles.windows(2).all(|pair| pair[1] < pair[0]));
        // class D: 1.96 * 10 degrees = 19.6 degrees
        assert!((angles[3] - 19.6 * PI / 180.0).abs() < 1e-3);
    }
}
