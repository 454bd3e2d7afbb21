//! Distances on the ellipsoid in metres.

use super::densify::densify;
use super::frame::{LocalFrame, LocalPoint};
use super::rings::ring_contains;
use crate::units::LonLat;
use geo_types::{Coord, Geometry, LineString, Polygon};

/// Edges may bow away from their true course by this much, m.
const EDGE_TOLERANCE_M: f64 = 0.01;

/// Distance between two places, m.
///
/// Computed in a frame half-way between them; within 1e-5 of the geodesic distance up to 60 km,
/// 1e-4 up to 300 km. Not meant for more than 1,000 km.
#[must_use]
pub fn distance_between_m(a: LonLat, b: LonLat) -> f64 {
    let lon_difference_deg = (b.lon_deg - a.lon_deg + 180.0).rem_euclid(360.0) - 180.0;
    let frame = LocalFrame::centred_on(LonLat {
        lon_deg: a.lon_deg + 0.5 * lon_difference_deg,
        lat_deg: 0.5 * (a.lat_deg + b.lat_deg),
    });
    frame.to_local(a).distance_m(frame.to_local(b))
}

/// Shortest distance from a place to a lon/lat geometry, m; zero inside a polygon, infinite for an
/// empty geometry. Edges are straight in longitude and latitude, as in GeoJSON.
#[must_use]
pub fn distance_m(place: LonLat, geometry: &Geometry) -> f64 {
    let frame = LocalFrame::centred_on(place);
    let Some(nearest) = nearest(&frame, geometry) else { return f64::INFINITY };
    if nearest == ORIGIN { 0.0 } else { distance_between_m(place, frame.to_lon_lat(nearest)) }
}

const ORIGIN: LocalPoint = LocalPoint { x_m: 0.0, y_m: 0.0 };

/// The point of the geometry nearest to the origin of the frame; the origin itself when inside.
fn nearest(frame: &LocalFrame, geometry: &Geometry) -> Option<LocalPoint> {
    match geometry {
        Geometry::Point(point) => Some(local(frame, point.0)),
        Geometry::Line(line) => nearest_on_line(frame, &LineString(vec![line.start, line.end])),
        Geometry::LineString(line) => nearest_on_line(frame, line),
        Geometry::Polygon(polygon) => nearest_in_polygon(frame, polygon),
        Geometry::MultiPoint(points) => closest(points.iter().map(|point| local(frame, point.0))),
        Geometry::MultiLineString(lines) => closest(lines.iter().filter_map(|line| nearest_on_line(frame, line))),
        Geometry::MultiPolygon(areas) => closest(areas.iter().filter_map(|area| nearest_in_polygon(frame, area))),
        Geometry::GeometryCollection(parts) => closest(parts.iter().filter_map(|part| nearest(frame, part))),
        Geometry::Rect(rect) => nearest_in_polygon(frame, &rect.to_polygon()),
        Geometry::Triangle(triangle) => nearest_in_polygon(frame, &triangle.to_polygon()),
    }
}

fn local(frame: &LocalFrame, coord: Coord) -> LocalPoint {
    let coord = frame.coord_to_local(coord);
    LocalPoint { x_m: coord.x, y_m: coord.y }
}

fn closest(points: impl Iterator<Item = LocalPoint>) -> Option<LocalPoint> {
    points.min_by(|a, b| a.distance_m(ORIGIN).total_cmp(&b.distance_m(ORIGIN)))
}

fn nearest_on_line(frame: &LocalFrame, line: &LineString) -> Option<LocalPoint> {
    let dense: Vec<LocalPoint> = densify(line, EDGE_TOLERANCE_M).into_iter().map(|coord| local(frame, coord)).collect();
    if let [only] = dense[..] {
        return Some(only);
    }
    closest(dense.windows(2).map(|edge| nearest_on_edge(edge[0], edge[1])))
}

/// The point of a segment nearest to the origin.
fn nearest_on_edge(a: LocalPoint, b: LocalPoint) -> LocalPoint {
    let (dx, dy) = (b.x_m - a.x_m, b.y_m - a.y_m);
    let length2_m2 = dx * dx + dy * dy;
    let part = if length2_m2 > 0.0 { (-(a.x_m * dx + a.y_m * dy) / length2_m2).clamp(0.0, 1.0) } else { 0.0 };
    LocalPoint { x_m: a.x_m + part * dx, y_m: a.y_m + part * dy }
}

fn nearest_in_polygon(frame: &LocalFrame, polygon: &Polygon) -> Option<LocalPoint> {
    let origin = frame.coord_to_lon_lat(Coord { x: 0.0, y: 0.0 });
    let in_ring = |ring: &LineString| ring_contains(&ring.0, origin);
    if in_ring(polygon.exterior()) && !polygon.interiors().iter().any(in_ring) {
        return Some(ORIGIN);
    }
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    closest(rings.filter_map(|ring| nearest_on_line(frame, ring)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPoint, Rect};

    const PLACE: LonLat = LonLat { lon_deg: 114.0, lat_deg: 30.0 };

    #[test]
    fn inside_is_zero_and_empty_is_infinite() {
        let around = Rect::new((113.9, 29.9), (114.1, 30.1));
        assert_eq!(distance_m(PLACE, &around.into()), 0.0);
        assert_eq!(distance_m(PLACE, &MultiPoint::<f64>(Vec::new()).into()), f64::INFINITY);
    }

    /// A degree of latitude at 30 N on WGS 84 is 110,852 m (111,132.95 - 559.85 cos 60 + 1.18 cos 120).
    #[test]
    fn a_tenth_of_a_degree_north() {
        let line = LineString::from(vec![(113.0, 30.1), (115.0, 30.1)]);
        let distance = distance_m(PLACE, &line.into());
        assert!((distance - 11_085.2).abs() < 1.0, "{distance}");
    }
}
