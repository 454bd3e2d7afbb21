//! Local metric frames on the ellipsoid.

use super::transverse_mercator::{Ellipsoid, Krueger};
use crate::math::atan2;
use crate::units::LonLat;
use geo::{CoordsIter, MapCoords};
use geo_types::{Coord, Geometry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Half the piece of meridian that shows where north is, degrees (about 100 m).
const MERIDIAN_STEP_DEG: f64 = 1e-3;

/// A point in metres in a [`LocalFrame`]: x to the east, y to the north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LocalPoint {
    /// Easting, m.
    pub x_m: f64,
    /// Northing, m.
    pub y_m: f64,
}

impl LocalPoint {
    /// Straight distance to another point of the same frame, m.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        crate::math::hypot(self.x_m - other.x_m, self.y_m - other.y_m)
    }
}

/// What defines a transverse Mercator frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FrameSpec {
    /// Ellipsoid.
    pub ellipsoid: Ellipsoid,
    /// Central meridian, degrees east.
    pub central_meridian_deg: f64,
    /// Latitude whose northing is the false northing, degrees north.
    pub origin_lat_deg: f64,
    /// Scale on the central meridian.
    pub scale_ratio: f64,
    /// Easting of the central meridian, m.
    pub false_easting_m: f64,
    /// Northing of the origin, m.
    pub false_northing_m: f64,
}

/// A metric frame: transverse Mercator, x east, y north, metres.
///
/// # Accuracy
/// The projection itself is exact to well under a micrometre. Distances in it are true distances
/// times the point scale: 1 + x^2 / (2 R^2) at x metres from the central meridian of a frame centred
/// on a place (1.1e-5 at 30 km), 0.9996 to 1.0004 within a UTM zone at middle latitudes.
///
/// # Example
/// ```
/// use cordon_engine::spatial::LocalFrame;
/// use cordon_engine::units::LonLat;
/// let frame = LocalFrame::cgcs2000_3deg(114.3);
/// let point = frame.to_local(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
/// assert!((point.x_m - 528_770.237_2).abs() < 1e-3 && (point.y_m - 3_386_666.250_6).abs() < 1e-3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "FrameSpec", into = "FrameSpec")]
pub struct LocalFrame {
    spec: FrameSpec,
    krueger: Krueger,
    /// Northing per unit scale of the origin latitude, m.
    origin_northing_m: f64,
}

impl JsonSchema for LocalFrame {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        FrameSpec::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        FrameSpec::json_schema(generator)
    }
}

impl From<FrameSpec> for LocalFrame {
    fn from(spec: FrameSpec) -> Self {
        let krueger = Krueger::new(spec.ellipsoid);
        let (_, origin_northing_m) = krueger.forward_m(0.0, spec.origin_lat_deg.to_radians());
        Self { spec, krueger, origin_northing_m }
    }
}

impl From<LocalFrame> for FrameSpec {
    fn from(frame: LocalFrame) -> Self {
        frame.spec
    }
}

impl LocalFrame {
    /// The UTM zone of a place (WGS 84, regular zones of 6 degrees).
    #[must_use]
    pub fn utm_for(place: LonLat) -> Self {
        let zone = ((place.lon_deg + 180.0) / 6.0).floor().clamp(0.0, 59.0);
        Self::from(FrameSpec {
            ellipsoid: Ellipsoid::Wgs84,
            central_meridian_deg: zone * 6.0 - 177.0,
            origin_lat_deg: 0.0,
            scale_ratio: 0.9996,
            false_easting_m: 500_000.0,
            false_northing_m: if place.lat_deg < 0.0 { 10_000_000.0 } else { 0.0 },
        })
    }

    /// A frame with unit scale on the meridian of `place`, which is its origin (0, 0).
    #[must_use]
    pub fn centred_on(place: LonLat) -> Self {
        Self::from(FrameSpec {
            ellipsoid: Ellipsoid::Wgs84,
            central_meridian_deg: place.lon_deg,
            origin_lat_deg: place.lat_deg,
            scale_ratio: 1.0,
            false_easting_m: 0.0,
            false_northing_m: 0.0,
        })
    }

    /// The CGCS2000 3-degree Gauss-Krueger zone whose central meridian is nearest to a longitude,
    /// false easting 500 km without zone prefix (EPSG:4534 to 4554).
    #[must_use]
    pub fn cgcs2000_3deg(lon_deg: f64) -> Self {
        Self::from(FrameSpec {
            ellipsoid: Ellipsoid::Cgcs2000,
            central_meridian_deg: 3.0 * (lon_deg / 3.0 + 0.5).floor(),
            origin_lat_deg: 0.0,
            scale_ratio: 1.0,
            false_easting_m: 500_000.0,
            false_northing_m: 0.0,
        })
    }

    /// The frame in which a city computes: its CGCS2000 3-degree zone in China (central meridians
    /// 75 to 135 degrees, latitudes 3 to 54), its UTM zone elsewhere.
    #[must_use]
    pub fn for_city(centre: LonLat) -> Self {
        let in_china = (73.5..136.5).contains(&centre.lon_deg) && (3.0..54.0).contains(&centre.lat_deg);
        if in_china { Self::cgcs2000_3deg(centre.lon_deg) } else { Self::utm_for(centre) }
    }

    /// What defines this frame.
    #[must_use]
    pub fn spec(&self) -> FrameSpec {
        self.spec
    }

    /// EPSG code, when the frame is one of the UTM zones or CGCS2000 3-degree zones.
    #[must_use]
    pub fn epsg_code(&self) -> Option<u32> {
        let FrameSpec { ellipsoid, central_meridian_deg, origin_lat_deg, scale_ratio, .. } = self.spec;
        if origin_lat_deg != 0.0 || self.spec.false_easting_m != 500_000.0 {
            return None;
        }
        match ellipsoid {
            Ellipsoid::Wgs84 if scale_ratio == 0.9996 => {
                let zone = ((central_meridian_deg + 183.0) / 6.0) as u32;
                Some(if self.spec.false_northing_m == 0.0 { 32_600 + zone } else { 32_700 + zone })
            }
            Ellipsoid::Cgcs2000 if (75.0..=135.0).contains(&central_meridian_deg) => {
                Some(4_534 + ((central_meridian_deg - 75.0) / 3.0) as u32)
            }
            _ => None,
        }
    }

    /// Projects a place. The longitude is taken on the branch nearest to the central meridian.
    #[must_use]
    pub fn to_local(&self, place: LonLat) -> LocalPoint {
        let difference_deg = (place.lon_deg - self.spec.central_meridian_deg + 180.0).rem_euclid(360.0) - 180.0;
        let (easting_m, northing_m) = self.krueger.forward_m(difference_deg.to_radians(), place.lat_deg.to_radians());
        LocalPoint {
            x_m: self.spec.false_easting_m + self.spec.scale_ratio * easting_m,
            y_m: self.spec.false_northing_m + self.spec.scale_ratio * (northing_m - self.origin_northing_m),
        }
    }

    /// Grid bearing of true north at a place, radians clockwise from the y axis (the negative of the meridian
    /// convergence): 0 on the central meridian, about -sin(latitude) times the longitude east of it elsewhere.
    ///
    /// Taken from the projection itself, over 200 m of the meridian: exact to 1e-9 rad.
    #[must_use]
    pub fn north_rad(&self, place: LonLat) -> f64 {
        let at = |lat_deg: f64| self.to_local(LonLat { lat_deg: lat_deg.clamp(-90.0, 90.0), ..place });
        let (south, north) = (at(place.lat_deg - MERIDIAN_STEP_DEG), at(place.lat_deg + MERIDIAN_STEP_DEG));
        atan2(north.x_m - south.x_m, north.y_m - south.y_m)
    }

    /// The place of a local point. The longitude is continuous across the antimeridian: in a frame
    /// near it, it may exceed 180 degrees in size.
    #[must_use]
    pub fn to_lon_lat(&self, point: LocalPoint) -> LonLat {
        let easting_m = (point.x_m - self.spec.false_easting_m) / self.spec.scale_ratio;
        let northing_m = (point.y_m - self.spec.false_northing_m) / self.spec.scale_ratio + self.origin_northing_m;
        let (difference_rad, lat_rad) = self.krueger.inverse_rad(easting_m, northing_m);
        LonLat { lon_deg: self.spec.central_meridian_deg + difference_rad.to_degrees(), lat_deg: lat_rad.to_degrees() }
    }

    /// Projects every vertex of a lon/lat geometry. Straight edges in degrees become straight edges
    /// in metres: add vertices to long edges first where that matters.
    #[must_use]
    pub fn geometry_to_local<G>(&self, geometry: &G) -> G::Output
    where
        G: MapCoords<f64, f64>,
    {
        geometry.map_coords(|coord| self.coord_to_local(coord))
    }

    /// The inverse of [`Self::geometry_to_local`].
    #[must_use]
    pub fn geometry_to_lon_lat<G>(&self, geometry: &G) -> G::Output
    where
        G: MapCoords<f64, f64>,
    {
        geometry.map_coords(|coord| self.coord_to_lon_lat(coord))
    }

    pub(super) fn coord_to_local(&self, coord: Coord) -> Coord {
        let point = self.to_local(LonLat { lon_deg: coord.x, lat_deg: coord.y });
        Coord { x: point.x_m, y: point.y_m }
    }

    pub(super) fn coord_to_lon_lat(&self, coord: Coord) -> Coord {
        let place = self.to_lon_lat(LocalPoint { x_m: coord.x, y_m: coord.y });
        Coord { x: place.lon_deg, y: place.lat_deg }
    }

    /// A frame of unit scale centred on the middle of the bounds of a geometry; `None` when empty.
    #[must_use]
    pub fn centred_on_geometry(geometry: &Geometry) -> Option<Self> {
        let mut coords = geometry.coords_iter();
        let first = coords.next()?;
        let (min, max) = coords.fold((first, first), |(min, max), c| {
            (Coord { x: min.x.min(c.x), y: min.y.min(c.y) }, Coord { x: max.x.max(c.x), y: max.y.max(c.y) })
        });
        Some(Self::centred_on(LonLat { lon_deg: 0.5 * (min.x + max.x), lat_deg: 0.5 * (min.y + max.y) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centre_is_the_origin() {
        let place = LonLat { lon_deg: -95.3, lat_deg: 29.7 };
        let point = LocalFrame::centred_on(place).to_local(place);
        assert!(point.x_m.abs() < 1e-9 && point.y_m.abs() < 1e-9);
    }

    #[test]
    fn zones_and_codes() {
        let code = |lon_deg, lat_deg| LocalFrame::utm_for(LonLat { lon_deg, lat_deg }).epsg_code();
        assert_eq!(code(-95.3, 29.7), Some(32_615));
        assert_eq!(code(180.0, 10.0), Some(32_660));
        assert_eq!(code(151.2, -33.9), Some(32_756));
        assert_eq!(LocalFrame::cgcs2000_3deg(114.3).epsg_code(), Some(4_547));
        assert_eq!(LocalFrame::cgcs2000_3deg(118.6).epsg_code(), Some(4_549));
        assert_eq!(LocalFrame::for_city(LonLat { lon_deg: -95.3, lat_deg: 29.7 }).epsg_code(), Some(32_615));
        assert_eq!(LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.0 }).epsg_code(), None);
    }

    #[test]
    fn north_turns_away_from_the_central_meridian() {
        // Sphere: tan(convergence) = sin(lat) tan(dlon); 1 degree east at 30 N: atan(0.5 * 0.01745506) = 0.500038
        // degrees; the flattening adds 1e-6. The y axis then points east of north: true north lies to its left.
        let frame = LocalFrame::cgcs2000_3deg(114.0);
        let north = |lon_deg| frame.north_rad(LonLat { lon_deg, lat_deg: 30.0 }).to_degrees();
        assert!((north(115.0) + 0.500_039).abs() < 3e-6, "{}", north(115.0));
        assert!((north(113.0) - 0.500_039).abs() < 3e-6);
        assert!(north(114.0).abs() < 1e-9);
    }

    #[test]
    fn a_frame_survives_json() {
        let frame = LocalFrame::cgcs2000_3deg(114.3);
        let text = serde_json::to_string(&frame).unwrap();
        assert_eq!(serde_json::from_str::<LocalFrame>(&text).unwrap(), frame);
    }

    #[test]
    fn across_the_antimeridian() {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 179.9, lat_deg: -17.0 });
        let east = frame.to_local(LonLat { lon_deg: -179.9, lat_deg: -17.0 });
        assert!(east.x_m > 0.0 && east.x_m < 25_000.0, "{east:?}");
    }
}
