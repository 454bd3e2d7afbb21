//! Newtypes for the edges: numbers with two plausible readings.
//!
//! Kernels work in bare SI `f64` with the unit in the name; what comes from a file or a request is
//! parsed once into one of these, which refuse what is not finite or out of range.

use crate::provenance::FieldProblem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One standard atmosphere, pascal (exact by definition, CGPM 1954).
pub const STANDARD_ATMOSPHERE_PA: f64 = 101_325.0;
/// Molar gas constant, J/(mol K) (exact, SI 2019).
pub const GAS_CONSTANT_J_MOL_K: f64 = 8.314_462_618_153_24;
/// Standard acceleration of gravity, m/s2 (exact by definition, CGPM 1901).
pub const STANDARD_GRAVITY_M_S2: f64 = 9.806_65;
/// 0 degrees Celsius in kelvin (exact).
pub const ZERO_CELSIUS_K: f64 = 273.15;

/// A place on the ellipsoid, degrees, longitude first as in GeoJSON (EPSG:4326 or 4490; they agree
/// to well under a metre).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LonLat {
    /// Longitude, degrees east, -180 to 180.
    pub lon_deg: f64,
    /// Latitude, degrees north, -90 to 90.
    pub lat_deg: f64,
}

impl LonLat {
    /// A checked place.
    ///
    /// # Errors
    /// Every [`FieldProblem`] when a coordinate is not finite or out of range.
    pub fn from_degrees(lon_deg: f64, lat_deg: f64) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "lon", lon_deg, -180.0, 180.0, "degrees");
        FieldProblem::check_range(&mut problems, "lat", lat_deg, -90.0, 90.0, "degrees");
        if problems.is_empty() { Ok(Self { lon_deg, lat_deg }) } else { Err(problems) }
    }
}

/// A compass bearing, clockwise from true north, that says which way it is meant.
///
/// Meteorologists name the wind by where it blows *from*; a plume needs where it blows *to*.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Bearing {
    to_deg: f64,
}

impl Bearing {
    /// From the direction the wind blows from.
    #[must_use]
    pub fn from_wind_from_deg(wind_from_deg: f64) -> Self {
        Self { to_deg: (wind_from_deg + 180.0).rem_euclid(360.0) }
    }
    /// From the direction the wind blows to.
    #[must_use]
    pub fn from_wind_to_deg(wind_to_deg: f64) -> Self {
        Self { to_deg: wind_to_deg.rem_euclid(360.0) }
    }
    /// Direction the wind blows to, degrees in [0, 360).
    #[must_use]
    pub fn to_deg(self) -> f64 {
        self.to_deg
    }
    /// Direction the wind blows from, degrees in [0, 360).
    #[must_use]
    pub fn from_deg(self) -> f64 {
        (self.to_deg + 180.0).rem_euclid(360.0)
    }
}

/// A longitude-latitude box, degrees; never crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LonLatBox {
    /// Western edge.
    pub west_deg: f64,
    /// Southern edge.
    pub south_deg: f64,
    /// Eastern edge.
    pub east_deg: f64,
    /// Northern edge.
    pub north_deg: f64,
}

impl LonLatBox {
    /// Whether the place is inside or on the edge.
    #[must_use]
    pub fn contains(&self, place: LonLat) -> bool {
        (self.west_deg..=self.east_deg).contains(&place.lon_deg)
            && (self.south_deg..=self.north_deg).contains(&place.lat_deg)
    }
    /// Whether two boxes share a point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west_deg <= other.east_deg
            && other.west_deg <= self.east_deg
            && self.south_deg <= other.north_deg
            && other.south_deg <= self.north_deg
    }
    /// The middle of the box.
    #[must_use]
    pub fn centre(&self) -> LonLat {
        LonLat { lon_deg: 0.5 * (self.west_deg + self.east_deg), lat_deg: 0.5 * (self.south_deg + self.north_deg) }
    }
}

/// An absolute pressure. Gauge readings come in only through a constructor that says so.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct AbsolutePressure {
    value_pa: f64,
}

impl AbsolutePressure {
    /// From pascal, absolute.
    #[must_use]
    pub fn from_pa(value_pa: f64) -> Self {
        Self { value_pa }
    }
    /// From a gauge reading in pascal above one standard atmosphere.
    #[must_use]
    pub fn from_pa_gauge(gauge_pa: f64) -> Self {
        Self { value_pa: gauge_pa + STANDARD_ATMOSPHERE_PA }
    }
    /// Absolute pressure, pascal.
    #[must_use]
    pub fn pa(self) -> f64 {
        self.value_pa
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn north_wind_blows_south() {
        assert_eq!(Bearing::from_wind_from_deg(0.0).to_deg(), 180.0);
        assert_eq!(Bearing::from_wind_from_deg(360.0).to_deg(), 180.0);
        assert_eq!(Bearing::from_wind_to_deg(90.0).from_deg(), 270.0);
    }

    #[test]
    fn a_place_reports_both_bad_coordinates() {
        let problems = LonLat::from_degrees(f64::NAN, 95.0).unwrap_err();
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].code, "not_finite");
        assert_eq!(problems[1].code, "out_of_range");
    }

    #[test]
    fn gauge_zero_is_one_atmosphere() {
        assert_eq!(AbsolutePressure::from_pa_gauge(0.0).pa(), 101_325.0);
    }
}
