//! Tiles of a layer: which features a tile holds, how they are cut, thinned and encoded.
//!
//! World coordinates are web-mercator (EPSG:3857) scaled to [0, 1], x east and y **south**, so that
//! tile `(z, x, y)` covers `[x, x + 1] / 2^z`. Inside a tile, coordinates are integers of
//! 1/[`EXTENT`] of its side, as vector tiles want them.

pub mod build;
pub mod cache;
pub mod clip;
pub mod encode;
pub mod geojson;
pub mod index;
pub mod prepare;
pub mod rings;
mod values;

use cordon_engine::math;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::{LonLat, LonLatBox};
use std::f64::consts::PI;

/// Units along the side of a tile (Mapbox vector tile specification 2.1, `extent`).
pub const EXTENT: i32 = 4096;
/// Units drawn beyond the edge, so that strokes and symbols join at tile borders.
pub const BUFFER: i32 = 80;
/// Deepest zoom that is served.
pub const MAX_ZOOM: u32 = 22;
/// Deepest zoom advertised: clients magnify it further. 1/4096 of it is about 0.6 m at the equator.
pub const ADVERTISED_MAX_ZOOM: u32 = 14;
/// Latitude at which the square web-mercator world ends, degrees: atan(sinh(pi)).
pub const MERCATOR_LIMIT_DEG: f64 = 85.051_128_779_806_59;

/// A point in world coordinates: x east, y south, both 0 to 1.
pub type World = [f64; 2];

/// Web-mercator world coordinates of a place; latitudes beyond the square are moved to its edge.
#[must_use]
pub fn to_world(place: LonLat) -> World {
    let lat_rad = place.lat_deg.clamp(-MERCATOR_LIMIT_DEG, MERCATOR_LIMIT_DEG).to_radians();
    let y = math::ln(math::tan(0.25 * PI + 0.5 * lat_rad)) / (2.0 * PI);
    [place.lon_deg / 360.0 + 0.5, (0.5 - y).clamp(0.0, 1.0)]
}

/// The place of a point in world coordinates; the inverse of [`to_world`].
#[must_use]
pub fn to_lon_lat(world: World) -> LonLat {
    let t = math::exp((0.5 - world[1]) * 2.0 * PI);
    let lat_rad = 2.0 * math::atan2(t, 1.0) - 0.5 * PI;
    LonLat { lon_deg: (world[0] - 0.5) * 360.0, lat_deg: lat_rad.to_degrees() }
}

/// Address of a tile in the web-mercator quad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    /// Zoom, 0 to [`MAX_ZOOM`].
    pub z: u32,
    /// Column from the west.
    pub x: u32,
    /// Row from the north.
    pub y: u32,
}

impl TileId {
    /// A checked address.
    ///
    /// # Errors
    /// All problems: zoom beyond [`MAX_ZOOM`], column or row outside the zoom's square.
    pub fn new(z: u32, x: u32, y: u32) -> Result<Self, Vec<FieldProblem>> {
        if z > MAX_ZOOM {
            return Err(vec![FieldProblem::new("z", z, format!("0 to {MAX_ZOOM}"), "out_of_range")]);
        }
        let last = (1_u32 << z) - 1;
        let problems: Vec<_> = [("x", x), ("y", y)]
            .into_iter()
            .filter(|&(_, value)| value > last)
            .map(|(name, value)| FieldProblem::new(name, value, format!("0 to {last} at zoom {z}"), "out_of_range"))
            .collect();
        if problems.is_empty() { Ok(Self { z, x, y }) } else { Err(problems) }
    }

    /// Side of the tile in world coordinates.
    #[must_use]
    pub fn side(self) -> f64 {
        1.0 / f64::from(1_u32 << self.z)
    }

    /// North-western corner in world coordinates.
    #[must_use]
    pub fn origin(self) -> World {
        [f64::from(self.x) * self.side(), f64::from(self.y) * self.side()]
    }

    /// World bounds `[west, north, east, south]` with a margin in tile units.
    #[must_use]
    pub fn bounds_with_margin(self, margin_units: f64) -> [f64; 4] {
        let (side, [x, y]) = (self.side(), self.origin());
        let margin = side * margin_units / f64::from(EXTENT);
        [x - margin, y - margin, x + side + margin, y + side + margin]
    }

    /// Tile units of a point in world coordinates.
    #[must_use]
    pub fn units(self, world: World) -> [f64; 2] {
        self.projection().units(world)
    }

    /// The map from world coordinates to tile units, for many points.
    #[must_use]
    pub fn projection(self) -> Projection {
        Projection { origin: self.origin(), units_per_world: f64::from(EXTENT) / self.side() }
    }

    /// World coordinates of a point in tile units.
    #[must_use]
    pub fn world(self, units: [f64; 2]) -> World {
        let scale = self.side() / f64::from(EXTENT);
        let [x, y] = self.origin();
        [x + units[0] * scale, y + units[1] * scale]
    }

    /// The tile's own bounds, degrees.
    #[must_use]
    pub fn lon_lat_box(self) -> LonLatBox {
        let [west, north, east, south] = self.bounds_with_margin(0.0);
        let (north_west, south_east) = (to_lon_lat([west, north]), to_lon_lat([east, south]));
        LonLatBox {
            west_deg: north_west.lon_deg,
            south_deg: south_east.lat_deg,
            east_deg: south_east.lon_deg,
            north_deg: north_west.lat_deg,
        }
    }
}

/// From world coordinates to the units of one tile, worked out once for all its points.
#[derive(Debug, Clone, Copy)]
pub struct Projection {
    origin: World,
    units_per_world: f64,
}

impl Projection {
    /// Tile units of a length in world units.
    #[must_use]
    pub fn length(self, world: f64) -> f64 {
        world * self.units_per_world
    }

    /// Tile units of a point.
    #[must_use]
    #[inline]
    pub fn units(self, world: World) -> [f64; 2] {
        [(world[0] - self.origin[0]) * self.units_per_world, (world[1] - self.origin[1]) * self.units_per_world]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_is_a_square_with_greenwich_in_the_middle() {
        let [x, y] = to_world(LonLat { lon_deg: 0.0, lat_deg: 0.0 });
        assert!((x - 0.5).abs() < 1e-15 && (y - 0.5).abs() < 1e-15);
        let [x, y] = to_world(LonLat { lon_deg: 180.0, lat_deg: MERCATOR_LIMIT_DEG });
        assert!((x - 1.0).abs() < 1e-15 && y.abs() < 1e-12);
    }

    #[test]
    fn world_and_place_are_inverse_to_a_micrometre() {
        for (lon_deg, lat_deg) in [(-95.3, 29.7), (114.3, 30.6), (-179.9, -84.0), (0.1, 0.1)] {
            let back = to_lon_lat(to_world(LonLat { lon_deg, lat_deg }));
            // 1e-11 degree is about one micrometre on the ground
            assert!((back.lon_deg - lon_deg).abs() < 1e-11 && (back.lat_deg - lat_deg).abs() < 1e-11);
        }
    }

    #[test]
    fn the_tile_of_wuhan_is_the_published_one() {
        // OpenStreetMap wiki, "Slippy map tilenames": x = floor(2^z (lon + 180)/360), same rule for y.
        let [x, y] = to_world(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
        let scale = f64::from(1_u32 << 10);
        assert_eq!(((x * scale).floor(), (y * scale).floor()), (837.0, 420.0));
    }

    #[test]
    fn addresses_outside_the_square_are_refused_with_all_problems() {
        assert_eq!(TileId::new(30, 0, 0).unwrap_err()[0].field, "z");
        assert_eq!(TileId::new(3, 8, 9).unwrap_err().len(), 2);
        assert!(TileId::new(22, 0, (1 << 22) - 1).is_ok());
    }
}
