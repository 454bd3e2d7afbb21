//! Frames against PROJ (through GDAL), buffers and distances against Karney's geodesics.

use cordon_engine::spatial::{
    GridSpec, Interpolation, LocalFrame, LocalPoint, buffer_lon_lat, distance_between_m, distance_m, isobands,
};
use cordon_engine::units::{LonLat, LonLatBox};
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::{Area, Contains, CoordsIter, GeodesicArea, Orient, Validation};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon, polygon};
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

fn place(lon_deg: f64, lat_deg: f64) -> LonLat {
    LonLat { lon_deg, lat_deg }
}

fn geodesic_m(a: LonLat, b: LonLat) -> f64 {
    Geodesic::wgs84().inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)
}

fn transform(from: u32, to: u32) -> CoordTransform {
    let [from, to] = [from, to].map(|code| {
        let mut reference = SpatialRef::from_epsg(code).unwrap();
        reference.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        reference
    });
    CoordTransform::new(&from, &to).unwrap()
}

/// The value that PROJ, PostGIS and cs2cs agree on to 0.1 mm.
#[test]
fn cgcs2000_zone_38_as_published() {
    let frame = LocalFrame::cgcs2000_3deg(114.3);
    let point = frame.to_local(place(114.3, 30.6));
    assert!((point.x_m - 528_770.237_2).abs() < 1e-4, "{point:?}");
    assert!((point.y_m - 3_386_666.250_6).abs() < 1e-4, "{point:?}");
}

/// Every zone against PROJ, all over its width and half a zone beyond: 1 um.
#[test]
fn frames_agree_with_proj() {
    for central in (75..=135).step_by(3).map(f64::from) {
        check_against_proj(4490, LocalFrame::cgcs2000_3deg(central), central, 3.0, &[3.5, 18.2, 30.6, 45.1, 53.4]);
    }
    for (central, lats) in [(-177.0, [0.5, 59.9, 83.0]), (-93.0, [29.7, 12.0, 70.0]), (117.0, [31.0, 48.0, 5.0])] {
        check_against_proj(4326, LocalFrame::utm_for(place(central, 10.0)), central, 5.0, &lats);
    }
    check_against_proj(4326, LocalFrame::utm_for(place(151.2, -33.9)), 153.0, 4.0, &[-33.9, -5.0, -60.0]);
}

fn check_against_proj(geographic: u32, frame: LocalFrame, central_deg: f64, half_width_deg: f64, lats_deg: &[f64]) {
    let code = frame.epsg_code().unwrap();
    let proj = transform(geographic, code);
    for &lat_deg in lats_deg {
        for step in -4..=4 {
            let lon_deg = central_deg + f64::from(step) * half_width_deg / 4.0;
            let lon_deg = if lon_deg < -180.0 { lon_deg + 360.0 } else { lon_deg };
            let (mut x, mut y) = ([lon_deg], [lat_deg]);
            proj.transform_coords(&mut x, &mut y, &mut []).unwrap();
            let ours = frame.to_local(place(lon_deg, lat_deg));
            let apart_m = (ours.x_m - x[0]).abs().max((ours.y_m - y[0]).abs());
            assert!(apart_m < 1e-6, "EPSG:{code} ({lon_deg}, {lat_deg}): {ours:?} against {x:?} {y:?}");
        }
    }
}

/// There and back within 1 um, to 500 km from the central meridian.
#[test]
fn round_trips_within_a_micrometre() {
    for lat_deg in [-60.0, -20.0, 0.0, 30.6, 45.0, 60.0, 80.0] {
        let frame = LocalFrame::centred_on(place(114.3, lat_deg));
        for east_km in [-500.0, -60.0, 0.0, 0.1, 60.0, 500.0] {
            for north_km in [-500.0, 0.0, 0.001, 200.0] {
                let point = LocalPoint { x_m: east_km * 1e3, y_m: north_km * 1e3 };
                let back = frame.to_local(frame.to_lon_lat(point));
                assert!(point.distance_m(back) < 1e-6, "{lat_deg} {point:?} {back:?}");
            }
        }
    }
}

/// Distances against geodesics: 1e-5 to 60 km, 1e-4 to 300 km, in every direction.
#[test]
fn distances_agree_with_geodesics() {
    for lat_deg in [-45.0, 0.0, 29.7, 60.0] {
        for azimuth_deg in (0..360).step_by(30).map(f64::from) {
            for (length_m, tolerance) in [(1.0, 1e-5), (5_000.0, 1e-5), (60_000.0, 1e-5), (300_000.0, 1e-4)] {
                let (lat2, lon2): (f64, f64) = Geodesic::wgs84().direct(lat_deg, 179.9, azimuth_deg, length_m);
                let found_m = distance_between_m(place(179.9, lat_deg), place(lon2, lat2));
                assert!((found_m / length_m - 1.0).abs() < tolerance, "{lat_deg} {azimuth_deg} {length_m}: {found_m}");
            }
        }
    }
}

/// Shortest geodesic distance from a place to a line, by dense sampling of its lon/lat edges.
fn sampled_distance_m(from: LonLat, line: &LineString) -> f64 {
    let along = |edge: geo_types::Line, part: f64| edge.start + (edge.end - edge.start) * part;
    let at = |c: Coord| geodesic_m(from, place(c.x, c.y));
    line.lines()
        .map(|edge| {
            let (mut low, mut high) = (0.0, 1.0);
            // Distance along a short edge has one minimum: golden-section search.
            for _ in 0..80 {
                let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
                if at(along(edge, a)) < at(along(edge, b)) { high = b } else { low = a }
            }
            at(along(edge, 0.5 * (low + high)))
        })
        .fold(f64::INFINITY, f64::min)
}

/// Every vertex of the buffer at the distance from the line within 0.1 %; chords not farther
/// inside than 0.1 %.
fn check_buffer(line: &LineString, source: &Geometry, distance: f64) -> MultiPolygon {
    let buffer = buffer_lon_lat(source, distance).unwrap();
    assert!(buffer.is_valid());
    let mut worst = 0.0_f64;
    for ring in buffer.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
        for edge in ring.lines() {
            let vertex = place(edge.start.x, edge.start.y);
            let middle = place(0.5 * (edge.start.x + edge.end.x), 0.5 * (edge.start.y + edge.end.y));
            for at in [vertex, middle] {
                worst = worst.max((sampled_distance_m(at, line) / distance - 1.0).abs());
            }
        }
    }
    assert!(worst < 1e-3, "distance {distance} m: worst {worst:e}");
    buffer
}

#[test]
fn buffers_of_points_are_geodesic_circles() {
    for lat_deg in [0.0, 30.6, 60.0] {
        for distance in [10.0, 500.0, 20_000.0, 100_000.0] {
            let centre = place(114.3, lat_deg);
            let buffer = buffer_lon_lat(&Point::new(114.3, lat_deg).into(), distance).unwrap();
            for vertex in buffer.exterior_coords_iter() {
                let error = geodesic_m(centre, place(vertex.x, vertex.y)) / distance - 1.0;
                assert!(error.abs() < 2e-4, "{lat_deg} {distance}: {error:e}");
            }
        }
    }
}

#[test]
fn buffers_of_lines_keep_their_distance() {
    for lat_deg in [0.0, 30.6, 60.0] {
        // A bend, a hook and a short edge; 2 to 7 km long.
        let bent = LineString::from(vec![
            (114.30, lat_deg),
            (114.34, lat_deg + 0.01),
            (114.34, lat_deg - 0.02),
            (114.3403, lat_deg - 0.0201),
            (114.31, lat_deg - 0.015),
        ]);
        for distance in [50.0, 400.0, 5_000.0] {
            check_buffer(&bent, &bent.clone().into(), distance);
        }
    }
}

#[test]
fn a_line_of_sixty_kilometres_keeps_its_distance() {
    // One edge due east: 60 km at latitude 60 N are 1.0746 degrees.
    let line = LineString::from(vec![(10.0, 60.0), (11.0746, 60.0)]);
    let length_m = geodesic_m(place(10.0, 60.0), place(11.0746, 60.0));
    assert!((59_000.0..61_000.0).contains(&length_m), "{length_m}");
    for distance in [200.0, 1_000.0] {
        check_buffer(&line, &line.clone().into(), distance);
    }
    // And 120 km across, in pieces.
    let line = LineString::from(vec![(113.8, 30.2), (114.9, 30.9)]);
    check_buffer(&line, &line.clone().into(), 300.0);
}

#[test]
fn buffers_of_polygons_keep_their_distance_and_close_small_holes() {
    let area = polygon!(
        exterior: [(x: 114.30, y: 60.00), (x: 114.34, y: 60.00), (x: 114.34, y: 60.02), (x: 114.30, y: 60.02)],
        interiors: [[(x: 114.312, y: 60.007), (x: 114.312, y: 60.013), (x: 114.328, y: 60.013), (x: 114.328, y: 60.007)]],
    );
    let rings = |a: &Polygon| std::iter::once(a.exterior().clone()).chain(a.interiors().to_vec()).collect::<Vec<_>>();
    let outline = rings(&area);
    let buffer = buffer_lon_lat(&area.clone().into(), 100.0).unwrap();
    assert!(buffer.is_valid());
    assert_eq!((buffer.0.len(), buffer.0[0].interiors().len()), (1, 1));
    for vertex in buffer.coords_iter() {
        let at = place(vertex.x, vertex.y);
        let nearest = outline.iter().map(|ring| sampled_distance_m(at, ring)).fold(f64::INFINITY, f64::min);
        assert!((nearest / 100.0 - 1.0).abs() < 1e-3, "{nearest}");
    }
    // The hole is 668 m by 894 m: 400 m close it.
    let wide = buffer_lon_lat(&area.into(), 400.0).unwrap();
    assert_eq!(wide.0[0].interiors().len(), 0);
    assert!(wide.contains(&Point::new(114.32, 60.01)));
}

/// Steiner's formula on a convex outline: A + P r + pi r^2, for a square of 10 km.
#[test]
fn area_of_a_buffer_by_steiner() {
    let frame = LocalFrame::centred_on(place(114.3, 30.6));
    let square = geo_types::Rect::new((-5_000.0, -5_000.0), (5_000.0, 5_000.0)).to_polygon();
    let buffer = buffer_lon_lat(&frame.geometry_to_lon_lat(&square).into(), 1_000.0).unwrap();
    let expected_m2 = 1e8 + 4e4 * 1e3 + std::f64::consts::PI * 1e6;
    let relative = buffer.geodesic_area_unsigned() / expected_m2 - 1.0;
    assert!(relative.abs() < 1e-4, "{relative:e}");
    assert!(buffer.unsigned_area() > 0.0);
    // Shapefiles turn the other way: the same buffer.
    let clockwise = square.orient(geo::orient::Direction::Reversed);
    let reversed = buffer_lon_lat(&frame.geometry_to_lon_lat(&clockwise).into(), 1_000.0).unwrap();
    assert!((reversed.geodesic_area_unsigned() / expected_m2 - 1.0).abs() < 1e-4);
}

#[test]
fn a_county_keeps_its_buffer_outside_and_its_inside_whole() {
    // 2.2 by 1.5 degrees, larger than one frame.
    let county = geo_types::Rect::new((-96.5, 29.0), (-94.3, 30.5)).to_polygon();
    let buffer = buffer_lon_lat(&county.clone().into(), 2_000.0).unwrap();
    assert_eq!((buffer.0.len(), buffer.0[0].interiors().len()), (1, 0));
    for vertex in buffer.exterior_coords_iter() {
        let error = sampled_distance_m(place(vertex.x, vertex.y), county.exterior()) / 2_000.0 - 1.0;
        assert!(error.abs() < 1e-3, "{error:e}");
    }
}

#[test]
fn buffers_refuse_what_has_no_answer() {
    let point: Geometry = Point::new(114.3, 30.6).into();
    for distance in [0.0, -1.0, f64::NAN, f64::INFINITY, 2e5] {
        assert_eq!(buffer_lon_lat(&point, distance).unwrap_err().problems[0].field, "distance_m");
    }
    let nowhere: Geometry = Point::new(f64::NAN, 30.6).into();
    assert_eq!(buffer_lon_lat(&nowhere, -1.0).unwrap_err().problems.len(), 2);
}

#[test]
fn distance_to_a_long_line_follows_its_lon_lat_course() {
    let line = LineString::from(vec![(10.0, 60.0), (12.0, 60.0)]);
    let at = place(11.0, 60.02);
    let expected_m = sampled_distance_m(at, &line);
    let found_m = distance_m(at, &line.into());
    assert!((found_m / expected_m - 1.0).abs() < 1e-4, "{found_m} {expected_m}");
}

/// Contours in longitude and latitude stay valid and where they belong.
#[test]
fn contours_in_degrees_are_valid() {
    let frame = LocalFrame::cgcs2000_3deg(104.0);
    let bounds = LonLatBox { west_deg: 103.9, south_deg: 39.5, east_deg: 104.1, north_deg: 39.7 };
    let grid = GridSpec::covering(frame, &bounds, 0.0, 100.0).unwrap();
    let source = frame.to_local(place(104.0, 39.6));
    let values: Vec<f64> = (0..grid.len())
        .map(|i| grid.cell_centre(i % grid.columns, i / grid.columns).distance_m(source))
        .map(|distance| 1e-3 / (1.0 + distance * distance / 1e4))
        .collect();
    let bands = isobands(&grid, &values, &[3e-7, 3e-6, 1e-5, 3e-5], Interpolation::Logarithmic).unwrap();
    for band in &bands {
        let area = frame.geometry_to_lon_lat(&band.area);
        assert!(area.is_valid());
        for vertex in area.0.iter().flat_map(|p| p.interiors()).flat_map(|ring| ring.0.iter()) {
            // Holes of a band lie where the next level begins.
            let next: f64 = [3e-7, 3e-6, 1e-5, 3e-5][band.level + 1];
            let expected_m = (1e4 * (1e-3 / next - 1.0)).sqrt();
            let found_m = geodesic_m(place(104.0, 39.6), place(vertex.x, vertex.y));
            assert!((found_m - expected_m).abs() < 10.0, "{found_m} {expected_m}");
        }
    }
}
