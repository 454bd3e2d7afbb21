//! GeoJSON geometries (RFC 7946) of process inputs and outputs: positions are longitude, latitude.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

type Position = [f64; 2];

/// A GeoJSON geometry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum GeoJson {
    /// One place.
    Point(Position),
    /// Several places.
    MultiPoint(Vec<Position>),
    /// A line.
    LineString(Vec<Position>),
    /// Several lines.
    MultiLineString(Vec<Vec<Position>>),
    /// An area: outline, then holes.
    Polygon(Vec<Vec<Position>>),
    /// Several areas.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

fn line(positions: &[Position]) -> LineString {
    positions.iter().map(|&[x, y]| Coord { x, y }).collect()
}

fn polygon(rings: &[Vec<Position>]) -> Polygon {
    let mut rings = rings.iter().map(|ring| line(ring));
    let outline = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(outline, rings.collect())
}

fn positions(line: &LineString) -> Vec<Position> {
    line.coords().map(|coord| [coord.x, coord.y]).collect()
}

impl GeoJson {
    pub(super) fn to_geometry(&self) -> Geometry {
        match self {
            Self::Point([x, y]) => Point::new(*x, *y).into(),
            Self::MultiPoint(places) => MultiPoint::new(places.iter().map(|&[x, y]| Point::new(x, y)).collect()).into(),
            Self::LineString(places) => line(places).into(),
            Self::MultiLineString(lines) => {
                MultiLineString::new(lines.iter().map(|places| line(places)).collect()).into()
            }
            Self::Polygon(rings) => polygon(rings).into(),
            Self::MultiPolygon(parts) => MultiPolygon::new(parts.iter().map(|rings| polygon(rings)).collect()).into(),
        }
    }
}

impl From<&MultiPolygon> for GeoJson {
    fn from(areas: &MultiPolygon) -> Self {
        let rings = |area: &Polygon| {
            std::iter::once(area.exterior()).chain(area.interiors()).map(positions).collect::<Vec<_>>()
        };
        Self::MultiPolygon(areas.iter().map(rings).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_with_a_hole_survives_the_round_trip() {
        let square = |a: f64, b: f64| vec![[a, a], [b, a], [b, b], [a, b], [a, a]];
        let text = GeoJson::MultiPolygon(vec![vec![square(0.0, 4.0), square(1.0, 2.0)]]);
        let Geometry::MultiPolygon(areas) = text.to_geometry() else { panic!("areas expected") };
        assert_eq!(areas.0[0].interiors().len(), 1);
        assert_eq!(GeoJson::from(&areas), text);
    }
}
