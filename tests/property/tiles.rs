//! Areas in vector tiles are valid, whatever ring they come from and at whatever zoom.

use cordon_api::layer::{Layer, RawFeature};
use cordon_api::tile::build::{TileGeometry, features};
use cordon_api::tile::rings::{is_simple, twice_area};
use cordon_api::tile::{TileId, to_world};
use cordon_engine::city::BilingualName;
use cordon_engine::units::LonLat;
use geo_types::{Geometry, LineString, Polygon};
use proptest::prelude::*;

const MIDDLE: LonLat = LonLat { lon_deg: 114.3, lat_deg: 30.6 };

/// A layer of one area with corners at the given angles (turns) and radii (degrees) around the middle.
fn area(corners: &[(f64, f64)]) -> Layer {
    let corner = |&(turns, radius_deg): &(f64, f64)| {
        let (sin, cos) = (turns * std::f64::consts::TAU).sin_cos();
        (MIDDLE.lon_deg + radius_deg * cos, MIDDLE.lat_deg + radius_deg * sin)
    };
    let ring = LineString::from_iter(corners.iter().map(corner));
    let geometry = Some(Geometry::from(Polygon::new(ring, vec![])));
    let feature = RawFeature { fid: 0, id: "a".into(), geometry, values: vec![] };
    Layer::new("areas", BilingualName::default(), vec![], vec![feature])
}

/// The tile of a zoom that holds the middle.
fn middle_tile(z: u32) -> TileId {
    let cells = f64::from(1_u32 << z);
    let [x, y] = to_world(MIDDLE);
    TileId { z, x: (x * cells) as u32, y: (y * cells) as u32 }
}

fn check(layer: &Layer, z: u32) -> Result<(), TestCaseError> {
    for feature in features(layer, middle_tile(z)) {
        let polygons = match feature.geometry {
            TileGeometry::Polygon(ring) => vec![vec![ring]],
            TileGeometry::Polygons(polygons) => polygons,
            other => return Err(TestCaseError::fail(format!("an area became {other:?}"))),
        };
        for polygon in polygons {
            prop_assert!(is_simple(&polygon), "zoom {}: {:?}", z, polygon);
            for (index, ring) in polygon.iter().enumerate() {
                prop_assert_eq!(twice_area(ring) > 0, index == 0);
            }
        }
    }
    Ok(())
}

proptest! {
    /// Corners in order of their angle: simple, often with narrow notches that rounding can close.
    #[test]
    fn stars_stay_valid(radii_deg in prop::collection::vec(1e-5..2e-3_f64, 3..30), z in 8..17_u32) {
        let step = 1.0 / radii_deg.len() as f64;
        let corners: Vec<_> = radii_deg.iter().enumerate().map(|(index, &radius)| (index as f64 * step, radius)).collect();
        check(&area(&corners), z)?;
    }

    /// Corners anywhere: most such rings cross themselves and are repaired.
    #[test]
    fn tangles_become_valid(corners in prop::collection::vec((0.0..1.0_f64, 1e-5..2e-3_f64), 3..12), z in 8..17_u32) {
        check(&area(&corners), z)?;
    }
}
