//! Every format, encoding and coordinate form, on files that the tests write themselves.

use super::support::{codes, file, in_city, maps, place, records, run};
use cordon_datasets::import::china_offset;
use cordon_engine::units::LonLat;
use encoding_rs::GB18030;
use gdal::DriverManager;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use std::path::Path;

/// (114.3, 30.6) in the 3-degree zone with central meridian 114 E (EPSG:4547): PostGIS and cs2cs agree.
const EAST: f64 = 528_770.237_2;
const NORTH: f64 = 3_386_666.250_6;

fn assert_at_the_place(feature: &cordon_datasets::store::Feature, tolerance_deg: f64) {
    let (lon, lat) = place(feature);
    assert!((lon - 114.3).abs() < tolerance_deg && (lat - 30.6).abs() < tolerance_deg, "{lon} {lat}");
}

#[test]
fn a_gb18030_register_with_title_two_row_header_and_units() {
    let folder = tempfile::tempdir().unwrap();
    let text = "安澜市重大危险源台账,,,,,,\n\
                企业编号,单元名称,物质,,储存条件,,\n\
                ,,化学品名称,CAS号,存量（吨）,温度(℃),压力\n\
                AL-01,1号罐,液氯,7782-50-5,\"1,250\",25,1.6\n";
    let (bytes, _, _) = GB18030.encode(text);
    let facility =
        file(folder.path(), "企业.csv", GB18030.encode("企业编号,企业名称,经度,纬度\nAL-01,安澜氯碱,114.3,30.6\n").0);
    let report = run(&in_city(folder.path(), "facility", &facility)).unwrap();
    assert_eq!((report.accepted, report.encoding.as_str()), (1, "gb18030"));
    assert_eq!(records(folder.path(), "facility")[0].text("name_zh"), "安澜氯碱");

    let register = file(folder.path(), "台账.csv", bytes);
    let mut options = in_city(folder.path(), "hazard_unit", &register);
    options.mapping.maps = maps(&["pressure=压力:MPa_gauge"]);
    let report = run(&options).unwrap();
    assert_eq!((report.accepted, report.refused), (1, 0), "{report:?}");
    let unit = &records(folder.path(), "hazard_unit")[0];
    assert_eq!(unit.text("substance"), "液氯");
    assert_eq!(unit.text("substance_id"), "chlorine");
    assert_eq!(unit.real("quantity_kg"), Some(1_250_000.0));
    assert_eq!(unit.real("temperature_k"), Some(298.15));
    assert_eq!(unit.real("pressure_pa"), Some(1_701_325.0));
}

#[test]
fn degrees_minutes_seconds_gcj02_and_bd09() {
    let cases = [
        (None, "114°18′00″E".to_owned(), "北纬30°36′".to_owned()),
        (Some("gcj02"), shifted(china_offset::to_gcj02).0, shifted(china_offset::to_gcj02).1),
        (Some("bd09"), shifted(china_offset::to_bd09).0, shifted(china_offset::to_bd09).1),
    ];
    for (crs, lon, lat) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "f.csv", format!("id,name,lon,lat\n1,a,{lon},{lat}\n"));
        let mut options = in_city(folder.path(), "facility", &path);
        options.crs = crs.map(str::to_owned);
        assert!(run(&options).unwrap().committed);
        assert_at_the_place(&records(folder.path(), "facility")[0], 1e-8);
    }
}

fn shifted(to: fn(LonLat) -> LonLat) -> (String, String) {
    let place = to(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    (place.lon_deg.to_string(), place.lat_deg.to_string())
}

#[test]
fn cgcs2000_with_zone_prefix_northing_first_or_named() {
    let prefixed = EAST + 38e6;
    let cases = [
        (None, prefixed, NORTH),
        (None, NORTH, prefixed),
        (Some("EPSG:4547"), EAST, NORTH),
        (Some("EPSG:4547"), NORTH, EAST),
    ];
    for (crs, x, y) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "f.csv", format!("编号,名称,X坐标,Y坐标\n1,甲,{x},{y}\n"));
        let mut options = in_city(folder.path(), "facility", &path);
        options.crs = crs.map(str::to_owned);
        let report = run(&options).unwrap();
        assert!(report.committed, "{x} {y}: {report:?}");
        assert_at_the_place(&records(folder.path(), "facility")[0], 1e-8);
    }
}

/// A vector file with one point in a driver's format, written by GDAL.
fn write_point(driver: &str, path: &Path, epsg: u32, x: f64, y: f64, options: &[&str]) {
    let mut dataset = DriverManager::get_driver_by_name(driver).unwrap().create_vector_only(path).unwrap();
    let mut srs = SpatialRef::from_epsg(epsg).unwrap();
    srs.set_axis_mapping_strategy(gdal::spatial_ref::AxisMappingStrategy::TraditionalGisOrder);
    let layer = dataset
        .create_layer(LayerOptions {
            name: "points",
            srs: Some(&srs),
            ty: OGRwkbGeometryType::wkbPoint,
            options: (!options.is_empty()).then_some(options),
        })
        .unwrap();
    for (name, kind) in [("id", OGRFieldType::OFTString), ("name", OGRFieldType::OFTString)] {
        FieldDefn::new(name, kind).unwrap().add_to_layer(&layer).unwrap();
    }
    let mut feature = gdal::vector::Feature::new(layer.defn()).unwrap();
    feature.set_field_string(0, "1").unwrap();
    feature.set_field_string(1, "液氨储罐区").unwrap();
    feature.set_geometry(Geometry::from_wkt(&format!("POINT ({x} {y})")).unwrap()).unwrap();
    feature.create(&layer).unwrap();
}

#[test]
fn geopackage_shapefile_geojson_and_flatgeobuf() {
    for (driver, name, epsg, x, y) in [
        ("GPKG", "p.gpkg", 4547, EAST, NORTH),
        ("GPKG", "q.gpkg", 4490, 114.3, 30.6),
        ("ESRI Shapefile", "p.shp", 4547, EAST, NORTH),
        ("GeoJSON", "p.geojson", 4326, 114.3, 30.6),
        ("FlatGeobuf", "p.fgb", 4547, EAST, NORTH),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let options: &[&str] = if driver == "ESRI Shapefile" { &["ENCODING=UTF-8"] } else { &[] };
        write_point(driver, &path, epsg, x, y, options);
        let report = run(&in_city(folder.path(), "facility", &path)).unwrap();
        assert!(report.committed, "{name}: {report:?}");
        let feature = &records(folder.path(), "facility")[0];
        assert_at_the_place(feature, 1e-7);
        assert_eq!(feature.text("name_zh"), "液氨储罐区", "{name}");
    }
}

#[test]
fn a_dbf_without_cpg_is_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.shp");
    write_point("ESRI Shapefile", &path, 4490, 114.3, 30.6, &["ENCODING=CP936"]);
    let _ = std::fs::remove_file(folder.path().join("p.cpg"));
    // Byte 29 of a DBF is the mark of its language: taken away, nothing tells the encoding.
    let dbf = folder.path().join("p.dbf");
    let mut bytes = std::fs::read(&dbf).unwrap();
    bytes[29] = 0;
    std::fs::write(&dbf, bytes).unwrap();
    let report = run(&in_city(folder.path(), "facility", &path)).unwrap();
    assert_eq!(report.encoding, "gb18030");
    assert_eq!(records(folder.path(), "facility")[0].text("name_zh"), "液氨储罐区");
}

#[test]
fn a_dxf_outline_becomes_an_area() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.dxf");
    {
        let mut dataset = DriverManager::get_driver_by_name("DXF").unwrap().create_vector_only(&path).unwrap();
        let layer = dataset.create_layer(LayerOptions { name: "entities", ..LayerOptions::default() }).unwrap();
        let mut feature = gdal::vector::Feature::new(layer.defn()).unwrap();
        let (e, n) = (EAST, NORTH);
        let ring = format!("LINESTRING ({e} {n}, {} {n}, {} {}, {e} {n})", e + 100.0, e + 100.0, n + 100.0);
        feature.set_geometry(Geometry::from_wkt(&ring).unwrap()).unwrap();
        feature.create(&layer).unwrap();
    }
    let mut options = in_city(folder.path(), "congested_region", &path);
    assert!(run(&options).is_err(), "a drawing names no CRS and its eastings carry no zone");
    options.crs = Some("EPSG:4547".into());
    let report = run(&options).unwrap();
    assert!(report.committed, "{report:?}");
    assert!(matches!(
        records(folder.path(), "congested_region")[0].geometry,
        Some(geo_types::Geometry::MultiPolygon(_))
    ));
}

#[test]
fn a_workbook_with_a_title_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("企业.xlsx");
    {
        let mut dataset = DriverManager::get_driver_by_name("XLSX").unwrap().create_vector_only(&path).unwrap();
        let layer = dataset
            .create_layer(LayerOptions { name: "Sheet1", ty: OGRwkbGeometryType::wkbNone, ..LayerOptions::default() })
            .unwrap();
        // GDAL writes the field names as first row: a title in the first column.
        for name in ["危险企业台账", "b", "c", "d"] {
            FieldDefn::new(name, OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
        }
        for cells in [["编号", "企业名称", "经度", "纬度"], ["A1", "安澜石化", "114.3", "30.6"]] {
            let mut feature = gdal::vector::Feature::new(layer.defn()).unwrap();
            for (index, cell) in cells.iter().enumerate() {
                feature.set_field_string(index, cell).unwrap();
            }
            feature.create(&layer).unwrap();
        }
    }
    let mut options = in_city(folder.path(), "facility", &path);
    options.open.header_rows = Some(2);
    options.mapping.maps = maps(&["id=危险企业台账/编号", "name=b/企业名称", "lon=c/经度", "lat=d/纬度"]);
    let report = run(&options).unwrap();
    assert!(report.committed, "{report:?}");
    assert_at_the_place(&records(folder.path(), "facility")[0], 1e-9);
}

#[test]
fn a_row_that_says_the_same_again_is_merged_and_another_gets_its_own_key() {
    let folder = tempfile::tempdir().unwrap();
    let facility = file(folder.path(), "f.csv", "id,name,lon,lat\nF1,Works,114.3,30.6\n");
    run(&in_city(folder.path(), "facility", &facility)).unwrap();
    let text = "facility_id,substance,cas,quantity (t)\nF1,Chlorine,7782-50-5,1\nF1,Chlorine,7782-50-5,1\nF1,Chlorine,7782-50-5,2\n";
    let report = run(&in_city(folder.path(), "hazard_unit", &file(folder.path(), "u.csv", text))).unwrap();
    assert_eq!((report.accepted, report.repeated, report.refused), (2, 1, 0));
    let ids: Vec<String> = records(folder.path(), "hazard_unit").into_iter().map(|unit| unit.id).collect();
    assert_eq!(ids, ["F1-chlorine", "F1-chlorine-2"]);
    // Once more: the same keys, no more records.
    let report = run(&in_city(folder.path(), "hazard_unit", &folder.path().join("u.csv"))).unwrap();
    assert!(report.committed && codes(&report).is_empty());
    assert_eq!(records(folder.path(), "hazard_unit").len(), 2);
}
