//! Convex pieces whose union is everything within a distance of a line, in local metres.

use crate::math;
use geo_types::{Coord, LineString, Polygon};

/// Largest angle between neighbouring vertices of an arc, radians: the chord then stays within
/// 0.06 % of the distance (1 - cos(step / 2)).
const ARC_STEP_RAD: f64 = 4.0 * std::f64::consts::PI / 180.0;

/// The circle around a point.
pub(super) fn circle(centre: Coord, radius_m: f64) -> Polygon {
    let start = Coord { x: centre.x + radius_m, y: centre.y };
    let mut ring = arc(centre, radius_m, 0.0, 2.0 * std::f64::consts::PI);
    ring.pop();
    ring.insert(0, start);
    ring.push(start);
    Polygon::new(LineString(ring), Vec::new())
}

/// Rectangles along the edges, sectors at the turns and half circles at the ends of an open line.
pub(super) fn stroke(line: &[Coord], radius_m: f64, closed: bool, pieces: &mut Vec<Polygon>) {
    let directions: Vec<f64> = line.windows(2).map(|e| math::atan2(e[1].y - e[0].y, e[1].x - e[0].x)).collect();
    let (Some(&first), Some(&last)) = (directions.first(), directions.last()) else {
        pieces.extend(line.first().map(|&point| circle(point, radius_m)));
        return;
    };
    for (edge, &direction) in line.windows(2).zip(&directions) {
        pieces.push(rectangle(edge[0], edge[1], direction, radius_m));
    }
    for (turn, &vertex) in directions.windows(2).zip(&line[1..]) {
        pieces.extend(turn_sector(vertex, turn[0], turn[1], radius_m));
    }
    let quarter = std::f64::consts::FRAC_PI_2;
    if closed {
        pieces.extend(turn_sector(line[0], last, first, radius_m));
    } else {
        pieces.push(sector(line[0], first + quarter, 2.0 * quarter, radius_m));
        pieces.push(sector(line[line.len() - 1], last - quarter, 2.0 * quarter, radius_m));
    }
}

/// Both sides of an edge, counter-clockwise.
fn rectangle(a: Coord, b: Coord, direction_rad: f64, radius_m: f64) -> Polygon {
    let quarter = std::f64::consts::FRAC_PI_2;
    let (right, left) = (direction_rad - quarter, direction_rad + quarter);
    let ring = vec![at(a, right, radius_m), at(b, right, radius_m), at(b, left, radius_m), at(a, left, radius_m)];
    Polygon::new(LineString(ring), Vec::new())
}

/// The sector on the outer side of a turn.
fn turn_sector(vertex: Coord, before_rad: f64, after_rad: f64, radius_m: f64) -> Option<Polygon> {
    let pi = std::f64::consts::PI;
    let turn = (after_rad - before_rad + pi).rem_euclid(2.0 * pi) - pi;
    let quarter = std::f64::consts::FRAC_PI_2;
    if turn == 0.0 {
        None
    } else if turn > 0.0 {
        Some(sector(vertex, before_rad - quarter, turn, radius_m))
    } else {
        Some(sector(vertex, after_rad + quarter, -turn, radius_m))
    }
}

/// A sector from an angle counter-clockwise over a sweep.
fn sector(centre: Coord, start_rad: f64, sweep_rad: f64, radius_m: f64) -> Polygon {
    let mut ring = vec![centre];
    ring.extend(arc(centre, radius_m, start_rad, sweep_rad));
    Polygon::new(LineString(ring), Vec::new())
}

/// Points of an arc, both ends included.
fn arc(centre: Coord, radius_m: f64, start_rad: f64, sweep_rad: f64) -> Vec<Coord> {
    let steps = (sweep_rad / ARC_STEP_RAD).ceil().max(1.0);
    (0..=steps as usize).map(|step| at(centre, start_rad + sweep_rad * (step as f64 / steps), radius_m)).collect()
}

fn at(centre: Coord, angle_rad: f64, radius_m: f64) -> Coord {
    Coord { x: centre.x + radius_m * math::cos(angle_rad), y: centre.y + radius_m * math::sin(angle_rad) }
}
