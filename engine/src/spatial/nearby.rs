//! The way from a local frame to longitude and latitude near its origin, by polynomials: for outlines with thousands of corners.

use super::frame::{LocalFrame, LocalPoint};
use super::transverse_mercator::Krueger;
use crate::math::{cos, fit_monomials, hypot, sin};
use crate::units::LonLat;
use std::f64::consts::{FRAC_PI_2, PI};

/// Terms of each polynomial.
const TERMS: usize = 9;
/// Reaches that are tried, m: the first that holds the error is taken.
const REACHES_M: [f64; 3] = [1e5, 2.5e4, 5e3];
/// Greatest error that is let pass on the rim of the reach, m.
const GREATEST_ERROR_M: f64 = 1e-4;
/// Directions in which the rim is looked at, of half a turn: the other half is its mirror image.
const RIM_PLACES: u32 = 8;
/// Share by which the latitudes of the rim may lie farther out than those of the meridian.
const WIDER_RATIO: f64 = 1.05;
/// Mean length of a radian on the ground, m.
const RADIAN_M: f64 = 6.371e6;

/// A frame centred on a place, and polynomials that take its points near the place to longitude and latitude.
///
/// Transverse Mercator is conformal: isometric latitude + i longitude is an analytic function of northing + i easting, real on the
/// central meridian (Krueger 1912; Karney 2011, section 2). A polynomial that meets it on the meridian therefore serves beside it, and its
/// error, itself analytic, is greatest on the rim of a disc (maximum modulus): it is measured there and held below 0.1 mm, ten times under
/// the millimetre promised. Beyond the rim the projection itself is taken.
#[derive(Debug, Clone, Copy)]
pub struct NearbyMap {
    frame: LocalFrame,
    centre: LonLat,
    reach_m: f64,
    /// Of the isometric latitude by northing, rad/m^k, from the centre.
    isometric: [f64; TERMS],
    /// Of the latitude by isometric latitude, from the centre, rad.
    latitude: [f64; TERMS],
}

impl NearbyMap {
    /// The frame of unit scale on the meridian of a place ([`LocalFrame::centred_on`]) with polynomials about it.
    #[must_use]
    pub fn centred_on(centre: LonLat) -> Self {
        let frame = LocalFrame::centred_on(centre);
        let none = Self { frame, centre, reach_m: 0.0, isometric: [0.0; TERMS], latitude: [0.0; TERMS] };
        let mut tried = REACHES_M.into_iter().map(|reach_m| none.fitted(reach_m));
        tried.find(|map| map.rim_error_m() <= GREATEST_ERROR_M).unwrap_or(none)
    }

    /// The frame itself.
    #[must_use]
    pub fn frame(&self) -> &LocalFrame {
        &self.frame
    }

    /// The place of a local point, as [`LocalFrame::to_lon_lat`] within a millimetre.
    #[must_use]
    pub fn to_lon_lat(&self, point: LocalPoint) -> LonLat {
        if point.x_m * point.x_m + point.y_m * point.y_m <= self.reach_m * self.reach_m {
            self.by_polynomials(point)
        } else {
            self.frame.to_lon_lat(point)
        }
    }

    fn by_polynomials(&self, LocalPoint { x_m, y_m }: LocalPoint) -> LonLat {
        let (mut north, mut east) = (0.0, 0.0);
        for coefficient in self.isometric.iter().rev() {
            (north, east) = (north * y_m - east * x_m + coefficient, north * x_m + east * y_m);
        }
        let lat_rad = self.latitude.iter().rev().fold(0.0, |sum, coefficient| sum * north + coefficient);
        LonLat { lon_deg: self.centre.lon_deg + east.to_degrees(), lat_deg: lat_rad.to_degrees() }
    }

    /// With polynomials for a reach.
    fn fitted(self, reach_m: f64) -> Self {
        let krueger = Krueger::new(self.frame.spec().ellipsoid);
        let middle = krueger.isometric_rad(self.centre.lat_deg.to_radians());
        let along = |northing_m: f64| {
            let place = self.frame.to_lon_lat(LocalPoint { x_m: 0.0, y_m: northing_m });
            krueger.isometric_rad(place.lat_deg.to_radians()) - middle
        };
        let half = WIDER_RATIO * along(reach_m).abs().max(along(-reach_m).abs());
        Self {
            reach_m,
            isometric: fit_monomials(0.0, reach_m, along),
            latitude: fit_monomials(0.0, half, |isometric| krueger.latitude_rad(middle + isometric)),
            ..self
        }
    }

    /// The greatest distance on the rim between the place by polynomials and by the projection, m.
    fn rim_error_m(&self) -> f64 {
        let error_m = |index: u32| {
            let angle = PI * f64::from(index) / f64::from(RIM_PLACES) - FRAC_PI_2;
            let point = LocalPoint { x_m: self.reach_m * cos(angle), y_m: self.reach_m * sin(angle) };
            let (found, exact) = (self.by_polynomials(point), self.frame.to_lon_lat(point));
            let north_m = RADIAN_M * (found.lat_deg - exact.lat_deg).to_radians();
            let east_m = RADIAN_M * (found.lon_deg - exact.lon_deg).to_radians() * cos(exact.lat_deg.to_radians());
            let error_m = hypot(north_m, east_m);
            if error_m.is_nan() { f64::INFINITY } else { error_m }
        };
        (0..=RIM_PLACES).map(error_m).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::distance_between_m;

    /// Greatest distance to the projection itself over rings of a reach, m.
    fn error_m(map: &NearbyMap, reach_m: f64) -> f64 {
        let frame = map.frame();
        let places = (0..60).flat_map(|turn| [0.01, 0.2, 0.5, 0.8, 0.95, 0.999].map(|share| (turn, share)));
        let errors_m = places.map(|(turn, share)| {
            let angle = PI * f64::from(turn) / 30.0 + 0.013;
            let point = LocalPoint { x_m: share * reach_m * cos(angle), y_m: share * reach_m * sin(angle) };
            distance_between_m(map.to_lon_lat(point), frame.to_lon_lat(point))
        });
        errors_m.fold(0.0, f64::max)
    }

    #[test]
    fn it_is_the_projection_within_a_millimetre() {
        for lat_deg in [-85.0, -60.0, -33.9, 0.0, 0.01, 30.6, 45.0, 70.0, 80.0, 85.0] {
            let map = NearbyMap::centred_on(LonLat { lon_deg: 114.3, lat_deg });
            assert!(map.reach_m >= 5e3, "{lat_deg}: {}", map.reach_m);
            for reach_m in [map.reach_m, 1e3, 2e5] {
                assert!(error_m(&map, reach_m) < 1e-3, "{lat_deg} within {reach_m}: {}", error_m(&map, reach_m));
            }
        }
        // where cities are, the polynomials serve as far as zones are drawn
        let map = NearbyMap::centred_on(LonLat { lon_deg: -95.3, lat_deg: 29.7 });
        assert_eq!(map.reach_m, 1e5);
        assert!(error_m(&map, 1e5) < 1e-5, "{}", error_m(&map, 1e5));
    }

    #[test]
    fn the_centre_is_the_centre_and_the_antimeridian_no_border() {
        let map = NearbyMap::centred_on(LonLat { lon_deg: 179.999, lat_deg: -17.0 });
        let here = map.to_lon_lat(LocalPoint { x_m: 0.0, y_m: 0.0 });
        assert!((here.lon_deg - 179.999).abs() < 1e-12 && (here.lat_deg + 17.0).abs() < 1e-11, "{here:?}");
        assert!(map.to_lon_lat(LocalPoint { x_m: 1e4, y_m: 0.0 }).lon_deg > 180.0);
        let pole = NearbyMap::centred_on(LonLat { lon_deg: 0.0, lat_deg: 90.0 });
        assert!(pole.to_lon_lat(LocalPoint { x_m: 100.0, y_m: -100.0 }).lat_deg < 90.0);
    }
}
