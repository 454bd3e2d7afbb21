//! Where the city is, and what to say of a place that is not there.

use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::{LonLat, LonLatBox};
use geo::{BoundingRect, Contains, Intersects, Rect};
use geo_types::{Coord, Geometry, MultiPolygon};

/// Half the side of the box around the median place when nothing else says where the city is, degrees.
const GUESSED_HALF_SIDE_DEG: f64 = 1.5;

/// The city's bounds, as well as they are known.
#[derive(Debug, Clone)]
pub struct CityBounds {
    extent: LonLatBox,
    /// Polygons of the boundary layer, each with its box; empty when there is none.
    polygons: Vec<(LonLatBox, MultiPolygon<f64>)>,
}

impl CityBounds {
    /// A box.
    #[must_use]
    pub fn of_box(extent: LonLatBox) -> Self {
        Self { extent, polygons: Vec::new() }
    }

    /// The boundary polygons of the city; `None` when there are none.
    #[must_use]
    pub fn of_polygons(polygons: impl IntoIterator<Item = MultiPolygon<f64>>) -> Option<Self> {
        let polygons: Vec<(LonLatBox, MultiPolygon<f64>)> =
            polygons.into_iter().filter_map(|polygon| Some((to_box(polygon.bounding_rect()?), polygon))).collect();
        let extent = polygons.iter().map(|(extent, _)| *extent).reduce(|a, b| LonLatBox {
            west_deg: a.west_deg.min(b.west_deg),
            south_deg: a.south_deg.min(b.south_deg),
            east_deg: a.east_deg.max(b.east_deg),
            north_deg: a.north_deg.max(b.north_deg),
        })?;
        Some(Self { extent, polygons })
    }

    /// A box of 3 degrees around the median of a sample: catches a missing sign, not a near miss.
    #[must_use]
    pub fn guess(sample: &[LonLat]) -> Option<Self> {
        let median = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let finite = || sample.iter().filter(|place| place.lon_deg.is_finite() && place.lat_deg.is_finite());
        let lon_deg = median(finite().map(|place| place.lon_deg).collect())?;
        let lat_deg = median(finite().map(|place| place.lat_deg).collect())?;
        Some(Self::of_box(LonLatBox {
            west_deg: lon_deg - GUESSED_HALF_SIDE_DEG,
            south_deg: lat_deg - GUESSED_HALF_SIDE_DEG,
            east_deg: lon_deg + GUESSED_HALF_SIDE_DEG,
            north_deg: lat_deg + GUESSED_HALF_SIDE_DEG,
        }))
    }

    /// The box around the city.
    #[must_use]
    pub fn extent(&self) -> LonLatBox {
        self.extent
    }

    /// Whether the place is in the city.
    #[must_use]
    pub fn contains(&self, place: LonLat) -> bool {
        let point = geo_types::Point::new(place.lon_deg, place.lat_deg);
        self.extent.contains(place)
            && (self.polygons.is_empty()
                || self.polygons.iter().any(|(extent, polygon)| extent.contains(place) && polygon.contains(&point)))
    }

    /// Whether the place is in the box around the city, whatever its outline.
    #[must_use]
    pub fn is_near(&self, place: LonLat) -> bool {
        self.extent.contains(place)
    }

    /// What is wrong with a place, if anything: a missing sign, turned axes, outside.
    #[must_use]
    pub fn check_place(&self, place: LonLat) -> Option<FieldProblem> {
        if self.contains(place) {
            return None;
        }
        let LonLat { lon_deg: x, lat_deg: y } = place;
        let at = |lon_deg, lat_deg| self.contains(LonLat { lon_deg, lat_deg });
        let inside = self.words();
        Some(if at(-x, y) {
            let allowed = format!("{inside}; {} would be inside: is its minus sign missing?", -x);
            FieldProblem::new("lon", x, allowed, "missing_minus_sign")
        } else if at(x, -y) {
            let allowed = format!("{inside}; {} would be inside: is its sign wrong?", -y);
            FieldProblem::new("lat", y, allowed, "missing_minus_sign")
        } else if at(y, x) {
            let allowed = format!("{inside}; {y}, {x} would be inside: are longitude and latitude exchanged?");
            FieldProblem::new("lon, lat", format!("{x}, {y}"), allowed, "swapped_axes")
        } else {
            FieldProblem::new("lon, lat", format!("{x}, {y}"), inside, "outside_city")
        })
    }

    /// What is wrong with a line or area, if anything: it must at least touch the city's box.
    #[must_use]
    pub fn check_geometry(&self, geometry: &Geometry<f64>) -> Option<FieldProblem> {
        if let Geometry::Point(point) = geometry {
            return self.check_place(LonLat { lon_deg: point.x(), lat_deg: point.y() });
        }
        let rect = geometry.bounding_rect()?;
        if self.to_rect().intersects(&rect) {
            return None;
        }
        let Coord { x, y } = rect.center();
        // The middle of a shape stands for it: the same signs and axes can be wrong.
        Some(match self.check_place(LonLat { lon_deg: x, lat_deg: y }) {
            Some(problem) => FieldProblem { field: "geometry".into(), ..problem },
            None => FieldProblem::new("geometry", format!("{x}, {y}"), self.words(), "outside_city"),
        })
    }

    fn words(&self) -> String {
        let e = &self.extent;
        let polygons = if self.polygons.is_empty() { "" } else { ", within its boundary" };
        format!(
            "inside the city (longitude {:.4} to {:.4}, latitude {:.4} to {:.4}{polygons})",
            e.west_deg, e.east_deg, e.south_deg, e.north_deg
        )
    }

    fn to_rect(&self) -> Rect<f64> {
        let e = &self.extent;
        Rect::new(Coord { x: e.west_deg, y: e.south_deg }, Coord { x: e.east_deg, y: e.north_deg })
    }
}

fn to_box(rect: Rect<f64>) -> LonLatBox {
    LonLatBox { west_deg: rect.min().x, south_deg: rect.min().y, east_deg: rect.max().x, north_deg: rect.max().y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn houston() -> CityBounds {
        let triangle = polygon![(x: -96.0, y: 29.0), (x: -95.0, y: 29.0), (x: -95.0, y: 30.0), (x: -96.0, y: 29.0)];
        CityBounds::of_polygons([MultiPolygon(vec![triangle])]).unwrap()
    }

    fn code(lon_deg: f64, lat_deg: f64) -> Option<String> {
        houston().check_place(LonLat { lon_deg, lat_deg }).map(|problem| problem.code)
    }

    #[test]
    fn a_misplaced_point_is_told_what_is_wrong_with_it() {
        assert_eq!(code(-95.2, 29.2), None);
        assert_eq!(code(95.2, 29.2).as_deref(), Some("missing_minus_sign"));
        assert_eq!(code(29.2, -95.2).as_deref(), Some("swapped_axes"));
        assert_eq!(code(0.0, 0.0).as_deref(), Some("outside_city"));
        // In the box and not in the boundary.
        assert_eq!(code(-95.9, 29.9).as_deref(), Some("outside_city"));
    }

    #[test]
    fn the_guess_stands_around_the_median() {
        let at = |lon_deg, lat_deg| LonLat { lon_deg, lat_deg };
        let bounds = CityBounds::guess(&[at(-95.0, 29.5), at(-95.2, 29.6), at(95.1, 29.7)]).unwrap();
        assert!(bounds.contains(at(-95.3, 29.6)) && !bounds.contains(at(95.1, 29.7)));
        assert!(CityBounds::guess(&[]).is_none());
    }
}
