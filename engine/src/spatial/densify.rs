//! Extra vertices on long lon/lat edges, so that they stay where they are when projected.

use crate::math;
use geo_types::{Coord, LineString};

/// Mean radius of the Earth, m (IUGG: (2 a + b) / 3 of WGS 84).
pub(super) const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Longest part, m, into which an edge is cut at a latitude so that its sagitta (how far the
/// straight line in degrees bows away from the straight line in metres, s^2 tan(lat) / (8 R))
/// stays within `tolerance_m`.
fn longest_part_m(lat_deg: f64, tolerance_m: f64) -> f64 {
    let slope = math::tan(lat_deg.to_radians()).abs().max(0.01);
    (8.0 * tolerance_m * EARTH_RADIUS_M / slope).sqrt().clamp(1.0, 10_000.0)
}

/// Approximate length of an edge in degrees, m.
fn edge_length_m(a: Coord, b: Coord) -> f64 {
    let cos_lat = math::cos((0.5 * (a.y + b.y)).to_radians());
    math::hypot((b.x - a.x) * cos_lat, b.y - a.y).to_radians() * EARTH_RADIUS_M
}

/// Into how many parts an edge is cut.
fn parts_of(start: Coord, end: Coord, tolerance_m: f64) -> f64 {
    let steepest_deg = start.y.abs().max(end.y.abs());
    (edge_length_m(start, end) / longest_part_m(steepest_deg, tolerance_m)).ceil().max(1.0)
}

/// How many vertices would be added to a line, before any is.
pub(super) fn added_vertices(line: &LineString, tolerance_m: f64) -> f64 {
    line.lines().map(|edge| parts_of(edge.start, edge.end, tolerance_m) - 1.0).sum()
}

/// The line with vertices added along its straight lon/lat edges. Repeated vertices are dropped.
pub(super) fn densify(line: &LineString, tolerance_m: f64) -> Vec<Coord> {
    let mut out: Vec<Coord> = line.0.first().copied().into_iter().collect();
    for edge in line.lines().filter(|edge| edge.start != edge.end) {
        let parts = parts_of(edge.start, edge.end, tolerance_m);
        for part in 1..parts as usize {
            out.push(edge.start + (edge.end - edge.start) * (part as f64 / parts));
        }
        out.push(edge.end);
    }
    out
}
