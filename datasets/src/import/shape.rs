//! Geometry of a record: into the kind that its layer has, and valid.

use super::source::gdal_errors;
use crate::layers::GeometryKind;
use cordon_engine::provenance::FieldProblem;
use gdal::vector::ToGdal;
use geo::{CoordsIter, InteriorPoint};
use geo_types::{Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon};

/// A geometry that fits its layer, and whether it had to be reduced to a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The geometry.
    pub geometry: Geometry<f64>,
    /// A point inside was taken in place of a line or area.
    pub reduced: bool,
}

/// Brings a geometry into the kind of its layer.
///
/// # Errors
/// The problem: `not_finite`, `wrong_geometry`, `self_crossing` or `invalid_polygon`.
pub fn fit(geometry: Geometry<f64>, kind: GeometryKind) -> Result<Fitted, FieldProblem> {
    if let Some(coord) = geometry.coords_iter().find(|coord| !coord.x.is_finite() || !coord.y.is_finite()) {
        let value = format!("{}, {}", coord.x, coord.y);
        return Err(FieldProblem::new("geometry", value, "finite coordinates", "not_finite"));
    }
    let name = name_of(&geometry);
    let wrong = || FieldProblem::new("geometry", name, allowed(kind), "wrong_geometry");
    let geometry = single(geometry);
    let fitted = match kind {
        GeometryKind::Point => to_point(&geometry).ok_or_else(wrong)?,
        GeometryKind::Line => Fitted { geometry: to_lines(geometry).ok_or_else(wrong)?, reduced: false },
        GeometryKind::Polygon => Fitted { geometry: to_polygons(geometry).ok_or_else(wrong)?, reduced: false },
        GeometryKind::Any => Fitted { geometry, reduced: false },
    };
    check_polygons(&fitted.geometry)?;
    Ok(fitted)
}

fn allowed(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Point => "a point (of a line or area a point inside is taken)",
        GeometryKind::Line => "a line",
        GeometryKind::Polygon => "an area, or a closed line around one",
        GeometryKind::Any => "a point, line or area",
    }
}

fn name_of(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "point",
        Geometry::MultiPoint(_) => "points",
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => "line",
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "area",
        Geometry::GeometryCollection(_) => "collection",
    }
}

/// A collection or multi-geometry of one is that one.
fn single(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::GeometryCollection(mut parts) if parts.0.len() == 1 => single(parts.0.remove(0)),
        Geometry::MultiPoint(points) if points.0.len() == 1 => Geometry::Point(points.0[0]),
        other => other,
    }
}

fn to_point(geometry: &Geometry<f64>) -> Option<Fitted> {
    let inside: Option<Point<f64>> = match geometry {
        Geometry::Point(point) => return Some(Fitted { geometry: Geometry::Point(*point), reduced: false }),
        Geometry::LineString(line) => line.interior_point(),
        Geometry::MultiLineString(lines) => lines.interior_point(),
        Geometry::Polygon(polygon) => polygon.interior_point(),
        Geometry::MultiPolygon(polygons) => polygons.interior_point(),
        _ => None,
    };
    inside.map(|point| Fitted { geometry: Geometry::Point(point), reduced: true })
}

fn to_lines(geometry: Geometry<f64>) -> Option<Geometry<f64>> {
    let lines = match geometry {
        Geometry::LineString(line) => vec![line],
        Geometry::MultiLineString(lines) => lines.0,
        _ => return None,
    };
    let long_enough = !lines.is_empty() && lines.iter().all(|line| line.0.len() >= 2);
    long_enough.then_some(Geometry::MultiLineString(MultiLineString(lines)))
}

fn to_polygons(geometry: Geometry<f64>) -> Option<Geometry<f64>> {
    let polygons = match geometry {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(polygons) => polygons.0,
        Geometry::LineString(line) => vec![ring(line)?],
        Geometry::MultiLineString(lines) => lines.0.into_iter().map(ring).collect::<Option<_>>()?,
        _ => return None,
    };
    Some(Geometry::MultiPolygon(MultiPolygon(polygons)))
}

/// The area that a closed line surrounds.
fn ring(line: LineString<f64>) -> Option<Polygon<f64>> {
    (line.is_closed() && line.0.len() >= 4).then(|| Polygon::new(line, Vec::new()))
}

/// Whether GEOS finds the outlines valid; its words say where they are not.
fn check_polygons(geometry: &Geometry<f64>) -> Result<(), FieldProblem> {
    let shape = match geometry {
        Geometry::Polygon(polygon) => polygon.to_gdal(),
        Geometry::MultiPolygon(polygons) => polygons.to_gdal(),
        _ => return Ok(()),
    };
    gdal_errors::forget_warning();
    if shape.is_ok_and(|shape| shape.is_valid()) {
        return Ok(());
    }
    let words = gdal_errors::last_warning().unwrap_or_else(|| "invalid outline".into());
    let crossing = words.to_lowercase().contains("self-intersection");
    let code = if crossing { "self_crossing" } else { "invalid_polygon" };
    Err(FieldProblem::new("geometry", words, "an area whose outline does not cross itself", code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};

    #[test]
    fn a_bow_tie_is_self_crossing() {
        gdal_errors::listen();
        let bow_tie = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)];
        let problem = fit(Geometry::Polygon(bow_tie), GeometryKind::Polygon).unwrap_err();
        assert_eq!(problem.code, "self_crossing");
    }

    #[test]
    fn closed_lines_become_areas_and_areas_points() {
        let square = line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)];
        let area = fit(Geometry::LineString(square.clone()), GeometryKind::Polygon).unwrap();
        assert!(matches!(area.geometry, Geometry::MultiPolygon(_)));
        let point = fit(area.geometry, GeometryKind::Point).unwrap();
        assert!(point.reduced && matches!(point.geometry, Geometry::Point(_)));
        let line = fit(Geometry::LineString(square), GeometryKind::Line).unwrap();
        assert!(matches!(line.geometry, Geometry::MultiLineString(_)));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let point = Geometry::Point(Point::new(1.0, 2.0));
        assert_eq!(fit(point, GeometryKind::Line).unwrap_err().code, "wrong_geometry");
        let nowhere = Geometry::Point(Point::new(f64::NAN, 2.0));
        assert_eq!(fit(nowhere, GeometryKind::Point).unwrap_err().code, "not_finite");
    }
}
