//! Points that stand for the extent of a thing.

use super::area::Area;
use crate::spatial::{LocalFrame, LocalPoint};
use crate::units::LonLat;
use geo::{Area as _, BoundingRect, InteriorPoint};
use geo_types::{Coord, Geometry, LineString, MultiPolygon};

/// Points that a polygon gets, about.
const POINTS: f64 = 64.0;
/// Points that are tried for a polygon, at most: a narrow one gets fewer.
const TRIED: f64 = 4096.0;

/// Points spread over a geometry in metres, never none but for an empty one: a point for itself; a polygon by a square net of
/// about 64 points inside, or by one point inside it where the net misses it; a line by its corners.
pub(super) fn points_of(geometry: &Geometry) -> Vec<Coord> {
    match geometry {
        Geometry::Point(point) => vec![point.0],
        Geometry::MultiPoint(points) => points.iter().map(|point| point.0).collect(),
        Geometry::Line(line) => vec![line.start, line.end],
        Geometry::LineString(line) => line.0.clone(),
        Geometry::MultiLineString(lines) => lines.iter().flat_map(|line| line.0.clone()).collect(),
        Geometry::Polygon(polygon) => net(&MultiPolygon(vec![polygon.clone()])),
        Geometry::MultiPolygon(polygons) => net(polygons),
        Geometry::Rect(rect) => net(&MultiPolygon(vec![rect.to_polygon()])),
        Geometry::Triangle(triangle) => net(&MultiPolygon(vec![triangle.to_polygon()])),
        Geometry::GeometryCollection(parts) => parts.iter().flat_map(points_of).collect(),
    }
}

/// The place half-way along the longest line of a geometry in longitude and latitude; none where it has no line.
#[must_use]
pub fn middle_of_line(geometry: &Geometry) -> Option<LonLat> {
    let frame = LocalFrame::centred_on_geometry(geometry)?;
    let lines: Vec<LineString> = match frame.geometry_to_local(geometry) {
        Geometry::Line(line) => vec![LineString(vec![line.start, line.end])],
        Geometry::LineString(line) => vec![line],
        Geometry::MultiLineString(lines) => lines.0,
        _ => Vec::new(),
    };
    let longest = lines.iter().max_by(|a, b| length_m(a).total_cmp(&length_m(b)))?;
    let mut left_m = 0.5 * length_m(longest);
    for pair in longest.0.windows(2) {
        let edge_m = edge_m(pair);
        if edge_m >= left_m && edge_m > 0.0 {
            let point = pair[0] + (pair[1] - pair[0]) * (left_m / edge_m);
            return Some(frame.to_lon_lat(LocalPoint { x_m: point.x, y_m: point.y }));
        }
        left_m -= edge_m;
    }
    longest.0.last().map(|end| frame.to_lon_lat(LocalPoint { x_m: end.x, y_m: end.y }))
}

fn edge_m(pair: &[Coord]) -> f64 {
    crate::math::hypot(pair[1].x - pair[0].x, pair[1].y - pair[0].y)
}

fn length_m(line: &LineString) -> f64 {
    line.0.windows(2).map(edge_m).sum()
}

fn net(polygons: &MultiPolygon) -> Vec<Coord> {
    let Some(bounds) = polygons.bounding_rect() else { return Vec::new() };
    let whole_m2 = bounds.width() * bounds.height();
    let step_m = (polygons.unsigned_area() / POINTS).max(whole_m2 / TRIED).sqrt();
    let area = Area::of_metres(polygons);
    let mut found = Vec::new();
    if step_m.is_finite() && step_m > 0.0 {
        // whole steps fit the bounds, so that no side of it gets more points than the other
        let count = |length_m: f64| (length_m / step_m).ceil().max(1.0);
        let (rows, columns) = (count(bounds.height()), count(bounds.width()));
        for row in 0..rows as u32 {
            for column in 0..columns as u32 {
                let along = |first_m: f64, length_m: f64, index: u32| first_m + (f64::from(index) + 0.5) * length_m;
                let x = along(bounds.min().x, bounds.width() / columns, column);
                let point = Coord { x, y: along(bounds.min().y, bounds.height() / rows, row) };
                if area.contains(point) {
                    found.push(point);
                }
            }
        }
    }
    if found.is_empty() {
        found.extend(polygons.interior_point().map(|point| point.0).or_else(|| Some(bounds.min())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    #[test]
    fn a_square_gets_an_even_net_and_a_splinter_one_point() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 80.0, y: 0.0), (x: 80.0, y: 80.0), (x: 0.0, y: 80.0)];
        let points = points_of(&square.into());
        assert_eq!(points.len(), 64);
        assert_eq!((points[0].x, points[0].y), (5.0, 5.0));
        let splinter = polygon![(x: 0.0, y: 0.0), (x: 1e4, y: 1e4), (x: 1e4, y: 1e4 + 1e-6)];
        assert!(!points_of(&splinter.into()).is_empty());
    }
}
