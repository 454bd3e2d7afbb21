//! The line at which a fire's heat falls to a level, for fires that are symmetric about the wind.

use crate::dispersion::{ZonePart, ZoneStation};
use crate::math::{cos, exp, ln, sin};
use std::f64::consts::PI;

/// Directions from straight back to straight ahead.
const DIRECTIONS: u32 = 36;
/// Places on the axis at which the hottest is looked for.
const AXIS_PLACES: u32 = 17;
/// Relative error at which a distance is left.
const TOLERANCE: f64 = 1e-5;
/// Most steps of the search for one distance.
const STEPS: u32 = 60;

/// What is inside the level, with its dents: one part, or none where it is nowhere reached. `flux_w_m2(x, y)` falls outward from the hottest place
/// of the stretch of axis `along_m`; `size_m` is about the size of the flame.
pub(super) fn zone_of_flux(
    flux_w_m2: impl Fn(f64, f64) -> f64,
    level_w_m2: f64,
    along_m: [f64; 2],
    size_m: f64,
) -> Vec<ZonePart> {
    let hottest = hottest_m(&flux_w_m2, along_m);
    if flux_w_m2(hottest, 0.0) < level_w_m2 {
        return Vec::new();
    }
    let mut stations: Vec<ZoneStation> = Vec::with_capacity(DIRECTIONS as usize + 1);
    let mut guess_m = size_m;
    for direction in 0..=DIRECTIONS {
        let angle = PI * (1.0 - f64::from(direction) / f64::from(DIRECTIONS));
        // straight back and straight ahead are on the axis itself, whatever the rounding of pi
        let (along, across) =
            if direction % DIRECTIONS == 0 { (cos(angle).round(), 0.0) } else { (cos(angle), sin(angle)) };
        let on_ray = |distance_m: f64| flux_w_m2(hottest + along * distance_m, across * distance_m);
        guess_m = falls_to_m(on_ray, level_w_m2, guess_m);
        stations.push(ZoneStation { x_m: hottest + along * guess_m, half_width_m: across * guess_m });
    }
    vec![ZonePart { stations: hull(stations) }]
}

/// The convex outline of a line and its mirror image, in rising distance (Andrew's monotone chain). The ground right under a flame that
/// rises is cooler than beside it: such dents count as inside, on the side of caution.
fn hull(mut stations: Vec<ZoneStation>) -> Vec<ZoneStation> {
    stations.sort_by(|a, b| a.x_m.total_cmp(&b.x_m).then(b.half_width_m.total_cmp(&a.half_width_m)));
    stations.dedup_by(|later, earlier| later.x_m <= earlier.x_m);
    let mut outline: Vec<ZoneStation> = Vec::with_capacity(stations.len());
    for station in stations {
        let turns_in = |pair: &[ZoneStation]| {
            let (first, middle) = (pair[0], pair[1]);
            let (dx, dy) = (middle.x_m - first.x_m, middle.half_width_m - first.half_width_m);
            dx * (station.half_width_m - first.half_width_m) >= dy * (station.x_m - first.x_m)
        };
        while outline.len() > 1 && turns_in(&outline[outline.len() - 2..]) {
            outline.pop();
        }
        outline.push(station);
    }
    outline
}

/// The place of a stretch of axis with the most heat, m.
fn hottest_m(flux_w_m2: &impl Fn(f64, f64) -> f64, [from_m, to_m]: [f64; 2]) -> f64 {
    let place = |index: u32| from_m + (to_m - from_m) * f64::from(index) / f64::from(AXIS_PLACES - 1);
    let better = |best: (f64, f64), index: u32| {
        let here = (place(index), flux_w_m2(place(index), 0.0));
        if here.1 > best.1 { here } else { best }
    };
    (0..AXIS_PLACES).fold((0.5 * (from_m + to_m), f64::NEG_INFINITY), better).0
}

/// Where a flux that falls along a ray reaches a level, m, by false position in logarithms between a place inside and one outside.
fn falls_to_m(on_ray: impl Fn(f64) -> f64, level_w_m2: f64, guess_m: f64) -> f64 {
    let over = |distance_m: f64| ln(on_ray(distance_m).max(1e-9) / level_w_m2);
    let (mut inner_m, mut outer_m) = (guess_m, guess_m);
    let (mut inside, mut outside) = (over(guess_m), over(guess_m));
    while inside < 0.0 && inner_m > 1e-6 * guess_m {
        (outer_m, outside) = (inner_m, inside);
        inner_m *= 0.7;
        inside = over(inner_m);
    }
    while outside >= 0.0 && outer_m < 1e6 * guess_m {
        (inner_m, inside) = (outer_m, outside);
        outer_m *= 1.4;
        outside = over(outer_m);
    }
    let mut kept = 0i32;
    for _ in 0..STEPS {
        if outer_m - inner_m < TOLERANCE * outer_m {
            break;
        }
        let share = (inside / (inside - outside)).clamp(0.02, 0.98);
        let middle_m = exp(ln(inner_m) + share * (ln(outer_m) - ln(inner_m)));
        let here = over(middle_m);
        // Illinois: an end that stays twice counts half, so that both close in
        if here >= 0.0 {
            (inner_m, inside) = (middle_m, here);
            if kept == 1 {
                outside *= 0.5;
            }
            kept = 1;
        } else {
            (outer_m, outside) = (middle_m, here);
            if kept == -1 {
                inside *= 0.5;
            }
            kept = -1;
        }
    }
    inner_m
}

/// A disc about a place on the axis.
pub(super) fn disc_at(middle_m: f64, radius_m: f64) -> ZonePart {
    let mut part = super::super::zone::disc(radius_m);
    part.stations.iter_mut().for_each(|station| station.x_m += middle_m);
    part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::hypot;

    #[test]
    fn a_point_source_gives_a_circle() {
        // 1e6 W spread over spheres about (20, 0): 1e6 / (4 pi r2) = 100 W/m2 at 28.2095 m
        let flux = |x: f64, y: f64| 1e6 / (4.0 * PI * ((x - 20.0) * (x - 20.0) + y * y).max(1.0));
        let zone = zone_of_flux(flux, 100.0, [0.0, 40.0], 5.0);
        let radius_m = 28.209_479;
        for station in &zone[0].stations {
            let away_m = hypot(station.x_m - 20.0, station.half_width_m);
            assert!((away_m / radius_m - 1.0).abs() < 2e-5, "{away_m}");
        }
        assert!((zone[0].reach_m() - 48.209_479).abs() < 1e-3);
        assert!((zone[0].stations[0].x_m + 8.209_479).abs() < 1e-3);
        assert!(zone_of_flux(flux, 1e9, [0.0, 40.0], 5.0).is_empty());
        assert!((zone[0].farthest_m() - zone[0].reach_m()).abs() < 1e-9);
    }

    #[test]
    fn dents_are_inside() {
        // two equal sources abreast: the line between them is dented on the axis
        let from = |x: f64, y: f64, at: f64| 1e6 / (4.0 * PI * (x * x + (y - at) * (y - at)).max(1.0));
        let flux = |x: f64, y: f64| from(x, y, 15.0) + from(x, y, -15.0);
        let zone = zone_of_flux(flux, 700.0, [-10.0, 10.0], 5.0);
        let slopes: Vec<f64> = zone[0]
            .stations
            .windows(2)
            .map(|pair| (pair[1].half_width_m - pair[0].half_width_m) / (pair[1].x_m - pair[0].x_m))
            .collect();
        assert!(slopes.windows(2).all(|pair| pair[1] < pair[0]), "{slopes:?}");
        assert!(zone[0].stations.windows(2).all(|pair| pair[1].x_m > pair[0].x_m));
        assert!(zone[0].half_width_m() > 20.0);
    }

    #[test]
    fn a_disc_beside_the_source() {
        let part = disc_at(30.0, 10.0);
        assert!((part.reach_m() - 40.0).abs() < 1e-9 && (part.stations[0].x_m - 20.0).abs() < 1e-9);
    }
}
