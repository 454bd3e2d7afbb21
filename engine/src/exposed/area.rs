//! An area in metres that answers fast whether a point is inside.

use geo_types::{Coord, LineString, MultiPolygon};

/// Bands of height in which the edges of an area are looked up.
const BANDS: usize = 128;

/// An area in a metric frame: polygons, any of which may overlap; a point is inside when it is inside one of them.
#[derive(Debug, Clone, Default)]
pub struct Area {
    polygons: Vec<Bands>,
}

impl Area {
    /// Of polygons in metres.
    pub(super) fn of_metres(polygons: &MultiPolygon) -> Self {
        let polygons = polygons
            .iter()
            .filter_map(|polygon| Bands::new(std::iter::once(polygon.exterior()).chain(polygon.interiors())));
        Self { polygons: polygons.collect() }
    }

    /// Whether a point in metres is inside (even-odd rule, half-open edges).
    #[must_use]
    pub fn contains(&self, point: Coord) -> bool {
        self.polygons.iter().any(|polygon| polygon.contains(point))
    }

    /// Lower left and upper right corner of what it covers, m; none for an empty area.
    pub(super) fn bounds(&self) -> Option<(Coord, Coord)> {
        self.polygons.iter().map(|polygon| (polygon.min, polygon.max)).reduce(|a, b| {
            (Coord { x: a.0.x.min(b.0.x), y: a.0.y.min(b.0.y) }, Coord { x: a.1.x.max(b.1.x), y: a.1.y.max(b.1.y) })
        })
    }

    /// Whether nothing is inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }
}

/// The edges of a polygon and its holes by bands of height: a point meets only those of its own band.
#[derive(Debug, Clone)]
struct Bands {
    min: Coord,
    max: Coord,
    bands_per_m: f64,
    edges: Vec<Vec<(Coord, Coord)>>,
}

impl Bands {
    fn new<'a>(rings: impl Iterator<Item = &'a LineString>) -> Option<Self> {
        let edges: Vec<(Coord, Coord)> =
            rings.flat_map(|ring| ring.0.windows(2)).map(|pair| (pair[0], pair[1])).collect();
        let first = edges.first()?.0;
        let (min, max) = edges.iter().fold((first, first), |(min, max), (from, _)| {
            (Coord { x: min.x.min(from.x), y: min.y.min(from.y) }, Coord { x: max.x.max(from.x), y: max.y.max(from.y) })
        });
        // what has no height, or a corner that is no number, has no inside
        if !(max.y > min.y && max.x > min.x && (max.y - min.y).is_finite() && (max.x - min.x).is_finite()) {
            return None;
        }
        let mut found =
            Self { min, max, bands_per_m: BANDS as f64 / (max.y - min.y), edges: vec![Vec::new(); BANDS + 1] };
        for (from, to) in edges.into_iter().filter(|(from, to)| from.y != to.y) {
            let (low, high) = (found.band(from.y.min(to.y)), found.band(from.y.max(to.y)));
            found.edges[low..=high].iter_mut().for_each(|band| band.push((from, to)));
        }
        Some(found)
    }

    fn band(&self, y_m: f64) -> usize {
        (((y_m - self.min.y) * self.bands_per_m) as usize).min(BANDS)
    }

    fn contains(&self, point: Coord) -> bool {
        if !(self.min.x..=self.max.x).contains(&point.x) || !(self.min.y..=self.max.y).contains(&point.y) {
            return false;
        }
        let crossed = self.edges[self.band(point.y)].iter().filter(|(a, b)| {
            (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
        });
        crossed.count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};

    #[test]
    fn a_hole_is_outside_and_overlapping_parts_are_inside() {
        let framed = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 0.0, y: 10.0)],
            interiors: [[(x: 4.0, y: 4.0), (x: 6.0, y: 4.0), (x: 6.0, y: 6.0), (x: 4.0, y: 6.0)]],
        );
        let over: Polygon = polygon![(x: 8.0, y: 8.0), (x: 12.0, y: 8.0), (x: 12.0, y: 12.0), (x: 8.0, y: 12.0)];
        let area = Area::of_metres(&MultiPolygon(vec![framed, over]));
        let inside = |x: f64, y: f64| area.contains(Coord { x, y });
        assert!(inside(1.0, 1.0) && inside(9.0, 9.0) && inside(11.0, 11.0) && inside(3.99, 5.0));
        assert!(!inside(5.0, 5.0) && !inside(11.0, 1.0) && !inside(-1.0, 5.0) && !inside(5.0, f64::NAN));
        assert_eq!(area.bounds(), Some((Coord { x: 0.0, y: 0.0 }, Coord { x: 12.0, y: 12.0 })));
    }

    #[test]
    fn nothing_is_inside_a_line_or_what_is_no_number() {
        let line: Polygon = polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 0.0, y: 0.0)];
        let lost: Polygon = polygon![(x: 0.0, y: f64::NAN), (x: 10.0, y: 0.0), (x: 0.0, y: f64::INFINITY)];
        assert!(Area::of_metres(&MultiPolygon(vec![line])).is_empty());
        let lost = Area::of_metres(&MultiPolygon(vec![lost]));
        assert!(!lost.contains(Coord { x: 1.0, y: 0.5 }));
    }
}
