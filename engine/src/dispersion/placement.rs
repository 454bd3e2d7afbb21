//! From map coordinates to plume coordinates.

use crate::math::{cos, sin};
use crate::spatial::LocalPoint;
use crate::units::Bearing;
use std::f64::consts::PI;

/// A source on the map and the direction its cloud travels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Source, in the local frame.
    pub source: LocalPoint,
    pub(crate) east_ratio: f64,
    pub(crate) north_ratio: f64,
}

impl Placement {
    /// A source whose cloud is carried along `wind`.
    ///
    /// Grid north of the frame stands for true north. Multiples of 90 degrees give exact unit vectors.
    #[must_use]
    pub fn new(source: LocalPoint, wind: Bearing) -> Self {
        let (east_ratio, north_ratio) = unit_vector(wind.to_deg());
        Self { source, east_ratio, north_ratio }
    }

    /// Downwind and crosswind (left positive) coordinates of a point, m.
    #[inline]
    #[must_use]
    pub fn plume_coordinates(&self, point: LocalPoint) -> (f64, f64) {
        let (east_m, north_m) = (point.x_m - self.source.x_m, point.y_m - self.source.y_m);
        (east_m * self.east_ratio + north_m * self.north_ratio, north_m * self.east_ratio - east_m * self.north_ratio)
    }

    /// The point of the map at downwind and crosswind (left positive) coordinates, m: the way back.
    #[must_use]
    pub fn map_point(&self, x_m: f64, y_m: f64) -> LocalPoint {
        LocalPoint {
            x_m: self.source.x_m + x_m * self.east_ratio - y_m * self.north_ratio,
            y_m: self.source.y_m + x_m * self.north_ratio + y_m * self.east_ratio,
        }
    }
}

/// (east, north) of a bearing in [0, 360) degrees, exact at the four points of the compass.
fn unit_vector(bearing_deg: f64) -> (f64, f64) {
    let quarter = (bearing_deg / 90.0).floor();
    let rest_rad = (bearing_deg - 90.0 * quarter) * (PI / 180.0);
    let (along, aside) = if rest_rad == 0.0 { (1.0, 0.0) } else { (cos(rest_rad), sin(rest_rad)) };
    match quarter as i64 {
        0 => (aside, along),
        1 => (along, -aside),
        2 => (-aside, -along),
        _ => (-along, aside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_north_wind_carries_south() {
        let origin = LocalPoint { x_m: 10.0, y_m: 20.0 };
        let placement = Placement::new(origin, Bearing::from_wind_from_deg(0.0));
        // 100 m south and 5 m east of the source: downwind 100 m, to the left 5 m (facing south, east is left)
        let (x_m, y_m) = placement.plume_coordinates(LocalPoint { x_m: 15.0, y_m: -80.0 });
        assert_eq!((x_m, y_m), (100.0, 5.0));
        assert_eq!(placement.map_point(100.0, 5.0), LocalPoint { x_m: 15.0, y_m: -80.0 });
    }

    #[test]
    fn unit_vectors_have_length_one_and_the_right_quadrant() {
        for degrees in [0.0, 30.0, 90.0, 135.0, 180.0, 250.0, 270.0, 359.0] {
            let (east, north) = unit_vector(degrees);
            let radians = degrees * PI / 180.0;
            assert!((east - sin(radians)).abs() < 1e-15 && (north - cos(radians)).abs() < 1e-15);
        }
        assert_eq!(unit_vector(270.0), (-1.0, 0.0));
    }
}
