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
        pieces.push(sector(line[0], first + quarter, 2.0 * quarter, first - quarter, radius_m));
        pieces.push(sector(line[line.len() - 1], last - quarter, 2.0 * quarter, last + quarter, radius_m));
    }
}

/// Both sides of an edge, counter-clockwise.
fn rectangle(a: Coord, b: Coord, direction_rad: f64, radius_m: f64) -> Polygon {
    let quarter = std::f64::consts::FRAC_PI_2;
    let (right, left) = (direction_rad - quarter, direction_rad + quarter);
    // The ends of the edge are vertices too: neighbouring pieces then share whole edges, and no
    // sliver opens between them when the union snaps to its integer grid.
    let ring = vec![at(a, right, radius_m), at(b, right, radius_m), b, at(b, left, radius_m), at(a, left, radius_m), a];
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
        Some(sector(vertex, before_rad - quarter, turn, after_rad - quarter, radius_m))
    } else {
        Some(sector(vertex, after_rad + quarter, -turn, before_rad + quarter, radius_m))
    }
}

/// A sector from an angle counter-clockwise over a sweep. Its last point is taken at `end_rad`, the
/// same angle but for rounding, at which the neighbouring rectangle has its corner.
fn sector(centre: Coord, start_rad: f64, sweep_rad: f64, end_rad: f64, radius_m: f64) -> Polygon {
    let mut ring = vec![centre];
    ring.extend(arc(centre, radius_m, start_rad, sweep_rad));
    if let Some(end) = ring.last_mut() {
        *end = at(centre, end_rad, radius_m);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Euclidean, unary_union};
    use geo_types::Point;

    /// A gentle curve, as a long line has in metres, and a hairpin: no vertex of the union nearer
    /// to the line than the radius.
    #[test]
    fn no_cracks_reach_the_line() {
        let curve: Vec<Coord> =
            (0..100).map(|i| 543.0 * f64::from(i)).map(|x| Coord { x: x - 27_000.0, y: 1.36e-7 * x * x }).collect();
        let hairpin: Vec<Coord> =
            [(0.0, 0.0), (2_000.0, 0.0), (2_010.0, 30.0), (0.0, 60.0)].iter().map(|&(x, y)| Coord { x, y }).collect();
        for (line, radius_m) in [(curve, 200.0), (hairpin, 50.0)] {
            let mut pieces = Vec::new();
            stroke(&line, radius_m, false, &mut pieces);
            let union = unary_union(&pieces);
            let line = LineString(line);
            let nearest = |c: &Coord| Euclidean.distance(&Point(*c), &line);
            for polygon in &union {
                assert_eq!(polygon.interiors().len(), 0, "{:?}", polygon.interiors());
                let worst = polygon.exterior().0.iter().map(nearest).fold(f64::INFINITY, f64::min);
                assert!((worst / radius_m - 1.0).abs() < 1e-3, "{worst}");
            }
        }
    }
}
