//! Zones as rings, in metres and on the map, with the lines of confidence.

use super::geometry::GeoJson;
use crate::consequence::{Disc, EffectZone};
use crate::dispersion::{Placement, ZonePart, confidence_ring, thinned_line};
use crate::spatial::NearbyMap;
use crate::units::{Bearing, LonLat};
use geo::{Area, ConvexHull, unary_union};
use geo_types::{Coord, LineString, MultiPoint, MultiPolygon, Point, Polygon};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Corners of an outline are left out that lie within this share of the zone's greatest half-width of the line that is left.
const THINNED_FRAC: f64 = 1e-3;

/// A place on the map.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Longitude, degrees east.
    #[schemars(range(min = -180.0, max = 180.0))]
    lon_deg: f64,
    /// Latitude, degrees north.
    #[schemars(range(min = -85.0, max = 85.0))]
    lat_deg: f64,
}

impl Place {
    pub(super) fn at(place: LonLat) -> Self {
        Self { lon_deg: place.lon_deg, lat_deg: place.lat_deg }
    }

    pub(super) fn lon_lat(self) -> LonLat {
        LonLat { lon_deg: self.lon_deg, lat_deg: self.lat_deg }
    }
}

/// The outline of a zone.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Outline {
    /// Area, m2.
    pub(super) area_m2: f64,
    /// Closed rings, (downwind, left of the wind) in m from the source.
    rings_m: Vec<Vec<[f64; 2]>>,
    /// Where the zone lies in 95 of 100 cases as the wind turns: a closed ring as above; empty for an empty zone.
    confidence_ring_m: Vec<[f64; 2]>,
    /// The zone in longitude and latitude; none without a place and a wind direction.
    pub(super) geometry: Option<GeoJson>,
    /// The ring of confidence in longitude and latitude.
    pub(super) confidence_geometry: Option<GeoJson>,
}

/// What is needed to draw the outline of a zone.
pub(super) struct Pen {
    /// Half the angle within which the wind stays, rad.
    pub(super) angle: f64,
    map: Option<(NearbyMap, Placement)>,
}

impl Pen {
    /// With the source on the map where both its place and the direction of the wind are given.
    pub(super) fn new(angle: f64, place: Option<Place>, wind_from_deg: Option<f64>) -> Self {
        let map = place.zip(wind_from_deg).map(|(place, wind_from_deg)| {
            let place = LonLat { lon_deg: place.lon_deg, lat_deg: place.lat_deg };
            let map = NearbyMap::centred_on(place);
            let placement = Placement::new(map.frame().to_local(place), Bearing::from_wind_from_deg(wind_from_deg));
            (map, placement)
        });
        Self { angle, map }
    }

    /// The pen for zones that lie in all directions: no turn of the wind moves them.
    pub(super) fn still(&self) -> Self {
        self.within(0.0)
    }

    /// The pen for zones that may lie turned by an angle to either side, rad.
    pub(super) fn within(&self, angle: f64) -> Self {
        Self { angle, map: self.map }
    }

    /// A place in plume coordinates on the map.
    pub(super) fn point(&self, x_m: f64, y_m: f64) -> Option<GeoJson> {
        let (map, placement) = self.map.as_ref()?;
        let place = map.to_lon_lat(placement.map_point(x_m, y_m));
        Some(GeoJson::Point([place.lon_deg, place.lat_deg]))
    }

    /// A place on the map in plume coordinates, m: downwind, left of the wind.
    pub(super) fn plume_coordinates_m(&self, place: LonLat) -> Option<(f64, f64)> {
        let (map, placement) = self.map.as_ref()?;
        Some(placement.plume_coordinates(map.frame().to_local(place)))
    }

    /// The outline of the parts of a zone, each with as many corners as it needs: none that is left out lies farther than
    /// [`THINNED_FRAC`] of the half-width of its part from the line drawn. The area is that of all corners.
    pub(super) fn outline(&self, parts: &[ZonePart]) -> Outline {
        let thinned: Vec<ZonePart> = parts.iter().map(|part| part.thinned(THINNED_FRAC)).collect();
        let rings_m: Vec<_> = thinned.iter().map(ZonePart::ring).collect();
        let half_width_m = parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max);
        let confidence_ring_m = thinned_ring(&confidence_ring(&thinned, self.angle), THINNED_FRAC * half_width_m);
        let confidence = (!confidence_ring_m.is_empty()).then(|| std::slice::from_ref(&confidence_ring_m));
        Outline {
            area_m2: parts.iter().fold(0.0, |area_m2, part| area_m2 + part.area_m2()),
            geometry: self.on_map(&rings_m),
            confidence_geometry: self.on_map(confidence.unwrap_or_default()),
            rings_m,
            confidence_ring_m,
        }
    }

    /// The outline of what an effect reaches.
    pub(super) fn outline_of(&self, zone: &EffectZone) -> Outline {
        match zone {
            EffectZone::Axial(parts) => self.outline(parts),
            EffectZone::Discs(discs) => self.outline_of_discs(discs),
        }
    }

    /// Discs as one area, without the gaps that they may close in: what lies between blasts all around counts as inside. The line of
    /// confidence is the convex area about what each sweeps.
    fn outline_of_discs(&self, discs: &[Disc]) -> Outline {
        let filled = |areas: &MultiPolygon| -> Vec<Polygon> {
            areas.iter().map(|area| Polygon::new(area.exterior().clone(), Vec::new())).collect()
        };
        let single: Vec<Polygon> = discs.iter().map(|disc| Polygon::new(line(disc.ring()), Vec::new())).collect();
        let united = unary_union(&filled(&unary_union(&single)));
        let rings_m: Vec<_> = united.iter().map(|area| ring(area.exterior())).collect();
        let swept = discs.iter().flat_map(|disc| disc.swept_ring(self.angle));
        let swept: MultiPoint = swept.map(|[x, y]| Point::new(x, y)).collect();
        let confidence_ring_m = if discs.is_empty() { Vec::new() } else { ring(swept.convex_hull().exterior()) };
        let confidence = (!confidence_ring_m.is_empty()).then(|| std::slice::from_ref(&confidence_ring_m));
        Outline {
            area_m2: united.unsigned_area(),
            geometry: self.on_map(&rings_m),
            confidence_geometry: self.on_map(confidence.unwrap_or_default()),
            rings_m,
            confidence_ring_m,
        }
    }

    /// Rings from plume coordinates to longitude and latitude.
    fn on_map(&self, rings_m: &[Vec<[f64; 2]>]) -> Option<GeoJson> {
        let (map, placement) = self.map.as_ref()?;
        let position = |&[x_m, y_m]: &[f64; 2]| {
            let place = map.to_lon_lat(placement.map_point(x_m, y_m));
            [place.lon_deg, place.lat_deg]
        };
        Some(GeoJson::MultiPolygon(rings_m.iter().map(|ring| vec![ring.iter().map(position).collect()]).collect()))
    }
}

/// A closed ring with fewer corners: thinned from its first corner to the middle one, and from there back.
fn thinned_ring(ring_m: &[[f64; 2]], tolerance_m: f64) -> Vec<[f64; 2]> {
    let middle = ring_m.len() / 2;
    if middle < 2 {
        return ring_m.to_vec();
    }
    let mut ring = thinned_line(&ring_m[..=middle], tolerance_m);
    ring.extend(thinned_line(&ring_m[middle..], tolerance_m).into_iter().skip(1));
    ring
}

fn line(ring: Vec<[f64; 2]>) -> LineString {
    ring.into_iter().map(|[x, y]| Coord { x, y }).collect()
}

fn ring(line: &LineString) -> Vec<[f64; 2]> {
    line.coords().map(|corner| [corner.x, corner.y]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{cos, sin};
    use std::f64::consts::PI;

    fn disc(x_m: f64, y_m: f64, radius_m: f64) -> Disc {
        Disc { x_m, y_m, radius_m }
    }

    #[test]
    fn discs_are_drawn_as_their_union() {
        let pen = Pen::new(0.1, None, None);
        let area_m2 = |discs: Vec<Disc>| pen.outline_of(&EffectZone::Discs(discs)).area_m2;
        // 72 corners: 0.5 * 72 sin(2 pi / 72) of the square of the radius
        let circle = 36.0 * sin(2.0 * PI / 72.0) * 100.0;
        assert!((area_m2(vec![disc(50.0, 20.0, 10.0)]) / circle - 1.0).abs() < 1e-6);
        assert!((area_m2(vec![disc(50.0, 20.0, 10.0), disc(50.0, 60.0, 10.0)]) / circle - 2.0).abs() < 1e-6);
        assert!((area_m2(vec![disc(50.0, 20.0, 10.0), disc(52.0, 20.0, 5.0)]) / circle - 1.0).abs() < 1e-6);
        // two discs whose middles are one radius apart share r2 (2 pi / 3 - sqrt(3) / 2)
        let shared = 100.0 * (2.0 * PI / 3.0 - 3.0_f64.sqrt() / 2.0);
        let both = area_m2(vec![disc(0.0, 0.0, 10.0), disc(0.0, 10.0, 10.0)]);
        assert!((both / (200.0 * PI - shared) - 1.0).abs() < 3e-3, "{both}");
        assert_eq!(area_m2(Vec::new()), 0.0);
    }

    #[test]
    fn gaps_between_blasts_are_inside() {
        let around = (0..8).map(|step| f64::from(step) * PI / 4.0);
        let discs: Vec<Disc> = around.map(|angle| disc(20.0 * cos(angle), 20.0 * sin(angle), 10.0)).collect();
        let outline = Pen::new(0.1, None, None).outline_of(&EffectZone::Discs(discs));
        assert_eq!(outline.rings_m.len(), 1);
        assert!(outline.area_m2 > 400.0 * PI);
    }
}
