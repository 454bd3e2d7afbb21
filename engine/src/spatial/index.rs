//! Which features are near a place or in a box.

use super::densify::EARTH_RADIUS_M;
use crate::math;
use crate::units::{LonLat, LonLatBox};
use geo::BoundingRect;
use geo_types::Geometry;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// An R-tree over lon/lat boxes; each entry is the position of its feature in the caller's list.
#[derive(Debug, Clone, Default)]
pub struct SpatialIndex {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl SpatialIndex {
    /// Over the boxes of numbered features.
    #[must_use]
    pub fn from_boxes(boxes: impl IntoIterator<Item = (usize, LonLatBox)>) -> Self {
        let entry = |(number, bounds): (usize, LonLatBox)| {
            let corners = ([bounds.west_deg, bounds.south_deg], [bounds.east_deg, bounds.north_deg]);
            GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), number)
        };
        Self { tree: RTree::bulk_load(boxes.into_iter().map(entry).collect()) }
    }

    /// Over geometries, numbered by their position; empty ones are never found.
    #[must_use]
    pub fn from_geometries(geometries: &[Geometry]) -> Self {
        let boxes = geometries.iter().enumerate();
        Self::from_boxes(boxes.filter_map(|(number, geometry)| Some((number, geometry_box(geometry)?))))
    }

    /// Features whose boxes share a point with `bounds`, in rising order.
    #[must_use]
    pub fn in_box(&self, bounds: &LonLatBox) -> Vec<usize> {
        let envelope = AABB::from_corners([bounds.west_deg, bounds.south_deg], [bounds.east_deg, bounds.north_deg]);
        let mut found: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }

    /// Features that may lie within a distance of a place, in rising order: their boxes reach into
    /// the box around the circle. Ask [`super::distance_m`] for the rest.
    #[must_use]
    pub fn near(&self, place: LonLat, distance_m: f64) -> Vec<usize> {
        self.in_box(&box_around(place, distance_m))
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Bounds of a geometry; `None` when empty.
pub(super) fn geometry_box(geometry: &Geometry) -> Option<LonLatBox> {
    let rect = geometry.bounding_rect()?;
    Some(LonLatBox { west_deg: rect.min().x, south_deg: rect.min().y, east_deg: rect.max().x, north_deg: rect.max().y })
}

/// A box that holds the circle around a place (on a sphere 0.7 % smaller, so never too small).
fn box_around(place: LonLat, distance_m: f64) -> LonLatBox {
    let radius_rad = distance_m / (EARTH_RADIUS_M * 0.993);
    let half_lat_deg = radius_rad.to_degrees();
    let farthest_lat = (place.lat_deg.abs() + half_lat_deg).min(89.9).to_radians();
    let half_lon_deg = (radius_rad / math::cos(farthest_lat)).to_degrees().min(360.0);
    LonLatBox {
        west_deg: place.lon_deg - half_lon_deg,
        south_deg: place.lat_deg - half_lat_deg,
        east_deg: place.lon_deg + half_lon_deg,
        north_deg: place.lat_deg + half_lat_deg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Point;

    #[test]
    fn finds_by_box_and_by_distance() {
        let points: Vec<Geometry> = (0..100).map(|i| Point::new(114.0 + 0.01 * f64::from(i), 30.0).into()).collect();
        let index = SpatialIndex::from_geometries(&points);
        let bounds = LonLatBox { west_deg: 114.095, south_deg: 29.0, east_deg: 114.125, north_deg: 31.0 };
        assert_eq!(index.in_box(&bounds), vec![10, 11, 12]);
        // 0.01 degrees of longitude at 30 N are 965 m.
        assert_eq!(index.near(LonLat { lon_deg: 114.5, lat_deg: 30.0 }, 1_000.0), vec![49, 50, 51]);
        assert_eq!(index.len(), 100);
    }
}
