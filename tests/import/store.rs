//! The store: what other programs see in the file, transactions, refusals, editions.

use super::store_fixture::{anlan, facility, files_in, run, small_city, unit};
use cordon_datasets::layers::{FieldValue, LAYERS, Properties, find};
use cordon_datasets::store::{Feature, Query, RecordSource, Store, StoreError};
use cordon_engine::provenance::Origin;
use cordon_engine::units::LonLatBox;
use cordon_engine::weather::{JointFrequencyTable, StabilityClass, WeatherClass};
use gdal::vector::LayerAccess;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use geo_types::{Geometry, LineString, Point};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[test]
fn ogrinfo_and_gdal_read_a_closed_city() {
    let folder = TempDir::new().unwrap();
    small_city(folder.path()).close().unwrap();
    assert_eq!(files_in(folder.path()), ["city.gpkg"], "a clean close leaves one file");
    let path = folder.path().join("city.gpkg");
    if let Some(text) = run("ogrinfo", &["-ro", "-al", "-so", path.to_str().unwrap()]) {
        for expected in
            ["Layer name: facility", "Layer name: hazard_unit", "Geometry: Multi Line String", "China Geodetic"]
        {
            assert!(text.contains(expected), "{expected} not in {text}");
        }
        assert!(!text.to_lowercase().contains("warning") && !text.contains("ERROR"), "{text}");
        let facility = text.split("Layer name: facility").nth(1).unwrap();
        assert!(
            facility.contains("Feature Count: 2")
                && facility.contains("(104.100000, 39.500000) - (104.200000, 39.600000)"),
            "{facility}"
        );
    }
    let dataset = Dataset::open(&path).unwrap();
    let mut layer = dataset.layer_by_name("facility").unwrap();
    let spatial_ref = layer.spatial_ref().unwrap();
    assert_eq!(spatial_ref.auth_code().unwrap(), 4490);
    layer.set_spatial_filter_rect(104.15, 39.55, 104.3, 39.7);
    let found: Vec<_> = layer
        .features()
        .map(|f| {
            let name = f.field_index("name_zh").and_then(|index| f.field_as_string(index)).unwrap();
            let (x, y, _) = f.geometry().unwrap().get_point(0);
            (name, x, y)
        })
        .collect();
    assert_eq!(found, [(Some("企业 2".to_string()), 104.2, 39.6)]);
}

/// GDAL's own validator of the standard, where its script is there; otherwise the rules by hand.
#[test]
fn the_file_follows_the_geopackage_standard() {
    let folder = TempDir::new().unwrap();
    small_city(folder.path()).close().unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("city.gpkg")).unwrap();
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(number("PRAGMA user_version"), 10_300);
    assert_eq!(connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0)).unwrap(), "delete");
    assert_eq!(number("SELECT count(*) FROM gpkg_geometry_columns") as usize, LAYERS.len());
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(number("SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)"), 3);
    // Every user table is in gpkg_contents, every layer has an R-tree entry and metadata.
    assert_eq!(
        number(
            "SELECT count(*) FROM sqlite_schema s WHERE type = 'table' AND name NOT LIKE 'gpkg%' \
        AND name NOT LIKE 'rtree%' AND name NOT LIKE 'sqlite%' AND name NOT IN (SELECT table_name FROM gpkg_contents)"
        ),
        0
    );
    assert_eq!(
        number("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'") as usize,
        LAYERS.len()
    );
    assert_eq!(
        number("SELECT count(*) FROM gpkg_metadata_reference JOIN gpkg_metadata ON id = md_file_id") as usize,
        LAYERS.len()
    );
    // The R-tree holds the geometry, rounded outward to single precision at most.
    let (west, east): (f64, f64) = connection
        .query_row("SELECT minx, maxx FROM rtree_pipeline_geom", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert!(west <= 104.0 && west > 103.999 && (104.3..104.301).contains(&east), "{west} {east}");
}

#[test]
fn records_come_back_as_they_were() {
    let folder = TempDir::new().unwrap();
    let store = small_city(folder.path());
    let found = store.feature("facility", "F00001").unwrap().unwrap();
    let expected = facility(1, 104.1, 39.5, "在产");
    assert_eq!(found.geometry, expected.geometry);
    assert_eq!(found.source, expected.source);
    let mut properties = expected.properties;
    properties.insert("active", FieldValue::Bool(true));
    assert_eq!(found.properties, properties);
    let pipeline = store.feature("pipeline", "PL1").unwrap().unwrap();
    assert!(matches!(pipeline.geometry, Some(Geometry::MultiLineString(_))));
    assert_eq!(store.feature("facility", "nobody").unwrap(), None);
}

#[test]
fn queries_filter_by_box_field_limit_and_offset() {
    let folder = TempDir::new().unwrap();
    let store = Store::create(&folder.path().join("city.gpkg"), &anlan()).unwrap();
    let mut write = store.write().unwrap();
    let all: Vec<Feature> = (0..1_000)
        .map(|i| facility(i, 104.0 + 0.0001 * i as f64, 39.5, if i % 2 == 0 { "active" } else { "closed" }))
        .collect();
    write.insert("facility", &all).unwrap();
    write.commit().unwrap();
    let bbox = LonLatBox { west_deg: 104.009_95, south_deg: 39.0, east_deg: 104.019_95, north_deg: 40.0 };
    let query = Query::in_box(bbox).with("status", "active");
    assert_eq!(store.count("facility", &query).unwrap(), 50);
    let page = store.features("facility", &Query { limit: Some(3), offset: 10, ..query }).unwrap();
    assert_eq!(page.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["F00120", "F00122", "F00124"]);
    assert_eq!(store.count("facility", &Query::default().with("largest_shift_staff", "7")).unwrap(), 1);
    assert_eq!(store.count("facility", &Query::default().with("active", "false")).unwrap(), 500);
    let bad = Query::default().with("colour", "red").with("largest_shift_staff", "many");
    let error = store.features("facility", &bad).unwrap_err();
    assert_eq!(error.problems().iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["unknown_field", "wrong_type"]);
    // A name that is not a field never reaches SQL.
    assert!(store.features("facility", &Query::default().with("id\" = '' OR \"1", "1")).is_err());
    assert_eq!(store.features("nonsense", &Query::default()).unwrap_err().code(), "unknown_layer");
}

#[test]
fn a_dropped_transaction_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let store = small_city(folder.path());
    let before = store.edition().unwrap();
    let mut write = store.write().unwrap();
    write.clear("hazard_unit").unwrap();
    write.insert("facility", &[facility(3, 104.0, 39.5, "")]).unwrap();
    assert_eq!(store.count("facility", &Query::default()).unwrap(), 2, "readers see the last commit");
    drop(write);
    assert_eq!(store.count("hazard_unit", &Query::default()).unwrap(), 2);
    assert_eq!(store.edition().unwrap(), before);
    assert!(store.write().unwrap().commit().unwrap() == before, "an empty transaction changes nothing");
}

#[test]
fn bad_records_are_refused_with_all_their_problems() {
    let folder = TempDir::new().unwrap();
    let store = small_city(folder.path());
    let mut write = store.write().unwrap();
    let mut bad = facility(9, 1_042.0, 39.5, "");
    bad.properties.insert("largest_shift_staff", FieldValue::from(-1_i64));
    bad.properties.insert("colour", FieldValue::from("red"));
    bad.id = " ".into();
    let error = write.insert("facility", &[bad]).unwrap_err();
    assert_eq!(error.problems().len(), 4, "{error}");
    assert_eq!(write.insert("facility", &[facility(1, 104.0, 39.5, "")]).unwrap_err().code(), "duplicate_key");
    let nowhere = Feature { geometry: None, ..facility(8, 0.0, 0.0, "") };
    assert_eq!(write.insert("facility", &[nowhere]).unwrap_err().problems()[0].code, "missing");
    let line =
        Feature { geometry: Some(LineString::from(vec![(1.0, 1.0), (2.0, 2.0)]).into()), ..facility(8, 0.0, 0.0, "") };
    assert_eq!(write.insert("facility", &[line]).unwrap_err().problems()[0].code, "wrong_geometry_type");
    write.insert("hazard_unit", &[unit(7, "F99999")]).unwrap();
    let error = write.commit().unwrap_err();
    assert_eq!(error.code(), "missing_parent");
    assert!(error.to_string().contains("U00007 of F99999"), "{error}");
    assert_eq!(store.count("hazard_unit", &Query::default()).unwrap(), 2);
}

#[test]
fn the_spatial_index_follows_replaced_moved_and_deleted_records() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("city.gpkg");
    let store = small_city(folder.path());
    let mut write = store.write().unwrap();
    write.replace("facility", &[facility(1, 105.0, 40.0, "在产"), facility(3, 105.1, 40.0, "在产")]).unwrap();
    write
        .replace("hazard_unit", &[Feature { geometry: Some(Point::new(105.0, 40.0).into()), ..unit(1, "F00001") }])
        .unwrap();
    write.delete("hazard_unit", &["U00002"]).unwrap();
    write.delete("facility", &["F00002"]).unwrap();
    write.commit().unwrap();
    let old = LonLatBox { west_deg: 104.0, south_deg: 39.0, east_deg: 104.5, north_deg: 39.9 };
    let new = LonLatBox { west_deg: 104.9, south_deg: 39.9, east_deg: 105.2, north_deg: 40.1 };
    assert_eq!(store.count("facility", &Query::in_box(old)).unwrap(), 0);
    assert_eq!(store.count("facility", &Query::in_box(new)).unwrap(), 2);
    assert_eq!(store.count("hazard_unit", &Query::in_box(new)).unwrap(), 1);
    let summary = store.layers().unwrap().into_iter().find(|s| s.definition.name == "facility").unwrap();
    assert_eq!((summary.count, summary.extent.map(|b| (b.west_deg, b.east_deg))), (2, Some((105.0, 105.1))));
    store.close().unwrap();
    Store::open(&path).unwrap();
}

#[test]
fn the_edition_is_the_hash_of_the_content() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    std::fs::create_dir_all(&first).unwrap();
    std::fs::create_dir_all(&second).unwrap();
    let (one, two) = (small_city(&first), small_city(&second));
    assert_eq!(one.edition().unwrap(), two.edition().unwrap());
    assert_eq!(one.edition().unwrap().len(), 64);
    // Another order of rows and another time of import: the same content.
    let mut write = two.write().unwrap();
    let mut again = facility(1, 104.1, 39.5, "在产");
    again.source.imported_at = "2027-01-01T00:00:00Z".into();
    write.delete("facility", &["F00001"]).unwrap();
    write.insert("facility", &[again]).unwrap();
    assert_eq!(write.commit().unwrap(), one.edition().unwrap());
    // Another value, and back.
    let mut write = two.write().unwrap();
    write.replace("facility", &[facility(1, 104.100_000_1, 39.5, "在产")]).unwrap();
    assert_ne!(write.commit().unwrap(), one.edition().unwrap());
    let mut write = two.write().unwrap();
    write.replace("facility", &[facility(1, 104.1, 39.5, "在产")]).unwrap();
    assert_eq!(write.commit().unwrap(), one.edition().unwrap());
}

fn refusal(path: &Path) -> StoreError {
    let before = std::fs::read(path).ok();
    let error = Store::open(path).unwrap_err();
    assert_eq!(std::fs::read(path).ok(), before, "{error}: the file is unchanged");
    error
}

#[test]
fn other_files_are_refused_with_their_reason() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    small_city(folder.path()).close().unwrap();
    let whole = std::fs::read(at("city.gpkg")).unwrap();
    std::fs::write(at("empty.gpkg"), b"").unwrap();
    std::fs::write(at("text.gpkg"), "name,lon,lat\n".repeat(100)).unwrap();
    std::fs::write(at("half.gpkg"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(at("header.gpkg"), &whole[..60]).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[middle..].fill(0x5A);
    std::fs::write(at("torn.gpkg"), &torn).unwrap();
    let plain = rusqlite::Connection::open(at("plain.gpkg")).unwrap();
    plain.execute_batch("CREATE TABLE t(a)").unwrap();
    drop(plain);
    let codes = ["missing.gpkg", "empty.gpkg", "text.gpkg", "half.gpkg", "header.gpkg", "torn.gpkg", "plain.gpkg", "."]
        .map(|name| refusal(&at(name)).code());
    assert_eq!(
        codes,
        [
            "store_not_found",
            "store_empty_file",
            "store_not_a_geopackage",
            "store_truncated",
            "store_not_a_geopackage",
            "store_damaged",
            "store_not_a_geopackage",
            "store_not_a_geopackage",
        ]
    );
    let error = Store::create(&at("text.gpkg"), &anlan()).unwrap_err();
    assert_eq!(error.code(), "store_already_exists");
}

#[test]
fn a_newer_schema_and_a_foreign_geopackage_are_refused() {
    let folder = TempDir::new().unwrap();
    small_city(folder.path()).close().unwrap();
    let path = folder.path().join("city.gpkg");
    let change = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    change("UPDATE cordon_city SET value = '99' WHERE key = 'schema_version'");
    assert_eq!(refusal(&path).code(), "store_newer_schema");
    change(
        "UPDATE cordon_city SET value = '1' WHERE key = 'schema_version'; DELETE FROM rtree_facility_geom WHERE id = 1",
    );
    assert_eq!(refusal(&path).code(), "store_damaged");
    let Some(shared) = cordon_tests::shared_dir() else { return };
    let foreign = folder.path().join("tracts.gpkg");
    std::fs::copy(shared.join("data/houston/harris_tracts_epsg32615.gpkg"), &foreign).unwrap();
    let mut permissions = std::fs::metadata(&foreign).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a copy of a read-only file in a folder of our own")]
    permissions.set_readonly(false);
    std::fs::set_permissions(&foreign, permissions).unwrap();
    assert_eq!(refusal(&foreign).code(), "store_not_a_city");
}

#[test]
fn a_city_from_before_a_field_gets_its_column_and_keeps_its_records() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("city.gpkg");
    let change = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    small_city(folder.path()).close().unwrap();
    // as a program wrote it that did not know these fields yet
    change("ALTER TABLE hazard_unit DROP COLUMN bund_area_m2; ALTER TABLE congested_region DROP COLUMN between_planes");
    let store = Store::open(&path).unwrap();
    let units = store.features("hazard_unit", &Query::default()).unwrap();
    assert_eq!(units.len(), 2);
    assert_eq!(units[0].properties.get("quantity_kg"), Some(&FieldValue::from(1134.0)));
    let mut bunded = unit(3, "F00001");
    bunded.properties.insert("bund_area_m2", FieldValue::from(250.0));
    let mut write = store.write().unwrap();
    write.insert("hazard_unit", &[bunded]).unwrap();
    write.commit().unwrap();
    store.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(store.features("congested_region", &Query::default()).unwrap().len(), 0);
    store.close().unwrap();
    assert!(std::fs::read(&path).unwrap() == before, "a city that has every column is not written to");
    change("ALTER TABLE hazard_unit DROP COLUMN substance");
    assert_eq!(refusal(&path).code(), "store_damaged");
}

fn table() -> JointFrequencyTable {
    let classes = vec![
        WeatherClass { stability: StabilityClass::D, wind_speed_m_s: 5.0, includes_calm: false },
        WeatherClass { stability: StabilityClass::F, wind_speed_m_s: 1.5, includes_calm: true },
    ];
    JointFrequencyTable {
        station: "Anlan".into(),
        source: "weather.csv".into(),
        origin: Origin::Source,
        sectors: 36,
        classes,
        calm_frac: 0.1,
        hours: 8_760,
        hours_missing: 0,
        probability: vec![1.0 / 144.0; 144],
    }
}

#[test]
fn weather_is_kept_to_the_bit_and_checked() {
    let folder = TempDir::new().unwrap();
    let store = small_city(folder.path());
    let before = store.edition().unwrap();
    let mut write = store.write().unwrap();
    write.save_joint_frequency("hobby", &table()).unwrap();
    let broken = JointFrequencyTable { sectors: 4, ..table() };
    assert_eq!(write.save_joint_frequency("hobby", &broken).unwrap_err().code(), "bad_weather_table");
    assert_ne!(write.commit().unwrap(), before);
    assert_eq!(store.joint_frequency("hobby").unwrap(), Some(table()));
    assert_eq!(store.joint_frequency_stations().unwrap(), ["hobby"]);
    let city = store.load_city().unwrap();
    assert_eq!((city.weather, city.caveats), (Some(table()), vec![]));
}

#[test]
fn the_city_in_memory_has_all_that_takes_part_marked() {
    let folder = TempDir::new().unwrap();
    let store = small_city(folder.path());
    let mut write = store.write().unwrap();
    let magazine = Feature {
        id: "E1".into(),
        geometry: Some(Point::new(104.05, 39.55).into()),
        properties: Properties::from([
            ("tnt_equivalent_kg", FieldValue::from(40_000.0)),
            ("name_zh", FieldValue::from("炸药库")),
        ]),
        source: RecordSource::default(),
    };
    write.insert("explosive_store", &[magazine]).unwrap();
    write.commit().unwrap();
    let city = store.load_city().unwrap();
    assert_eq!((city.name.zh.as_str(), city.demonstration), ("安澜市", true));
    assert_eq!(city.edition, store.edition().unwrap());
    let active: Vec<(&str, bool)> = city.facilities.iter().map(|f| (f.id.as_str(), f.active)).collect();
    assert_eq!(active, [("F00001", true), ("F00002", false), ("E1", true)]);
    let units: Vec<(&str, bool, f64)> =
        city.hazard_units.iter().map(|u| (u.id.as_str(), u.active, u.place.lon_deg)).collect();
    assert_eq!(units, [("U00001", true, 104.1), ("U00002", false, 104.2), ("E1", true, 104.05)]);
    assert_eq!(city.hazard_units[0].quantity_origin, Origin::Assumed);
    assert_eq!(city.hazard_units[2].substance_id.as_deref(), Some("tnt"));
    assert_eq!((city.extent.west_deg, city.extent.north_deg), (104.0, 39.8));
}

/// As many records as Houston has: 480 facilities, 2,000 units. How long it takes: `benches/load.rs`.
#[test]
fn a_city_of_houstons_size_comes_back_whole() {
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join("city.gpkg");
    let store = Store::create(&path, &anlan()).unwrap();
    let mut write = store.write().unwrap();
    let facilities: Vec<Feature> = (0..480).map(|i| facility(i, 104.0 + 0.001 * i as f64, 39.5, "Active")).collect();
    let units: Vec<Feature> = (0..2_000).map(|i| unit(i, &format!("F{:05}", i % 480))).collect();
    write.insert("facility", &facilities).unwrap();
    write.insert("hazard_unit", &units).unwrap();
    write.commit().unwrap();
    store.close().unwrap();
    let city = Store::open(&path).unwrap().load_city().unwrap();
    assert_eq!((city.facilities.len(), city.hazard_units.len()), (480, 2_000));
    let last = city.hazard_units.last().unwrap();
    assert_eq!((last.id.as_str(), last.facility_id.as_str()), ("U01999", "F00079"));
    assert!((last.place.lon_deg - 104.079).abs() < 1e-12, "a unit without a place stands at its facility");
}

/// An edit by GDAL on a closed file, as QGIS makes it: noticed at the next open.
#[test]
fn an_edit_by_another_program_gets_a_new_edition() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("city.gpkg");
    let store = small_city(folder.path());
    let before = store.edition().unwrap();
    store.close().unwrap();
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
        ..Default::default()
    };
    let mut dataset = Dataset::open_ex(&path, options).unwrap();
    {
        let layer = dataset.layer_by_name("facility").unwrap();
        let mut feature = layer.feature(2).unwrap();
        feature.set_field_string(feature.field_index("name_en").unwrap(), "Renamed").unwrap();
        feature.set_geometry(gdal::vector::Geometry::from_wkt("POINT (104.25 39.65)").unwrap()).unwrap();
        layer.set_feature(feature).unwrap();
    }
    dataset.flush_cache().unwrap();
    drop(dataset);
    let store = Store::open(&path).unwrap();
    let bbox = LonLatBox { west_deg: 104.24, south_deg: 39.64, east_deg: 104.26, north_deg: 39.66 };
    let found = store.features("facility", &Query::in_box(bbox)).unwrap();
    assert_eq!(found.iter().map(|f| f.text("name_en")).collect::<Vec<_>>(), ["Renamed"]);
    let summary = store.layers().unwrap().into_iter().find(|s| s.definition.name == "facility").unwrap();
    assert_eq!(summary.extent.map(|b| b.east_deg), Some(104.25));
    assert_ne!(store.edition().unwrap(), before);
}

/// A reader and a writer in threads of their own: the reader sees whole commits only.
#[test]
fn readers_see_whole_commits_while_one_writes() {
    let folder = TempDir::new().unwrap();
    let store = Store::create(&folder.path().join("city.gpkg"), &anlan()).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..20 {
                let mut write = store.write().unwrap();
                let batch: Vec<Feature> = (0..50).map(|i| facility(round * 50 + i, 104.0, 39.5, "")).collect();
                write.insert("facility", &batch).unwrap();
                write.commit().unwrap();
            }
        });
        while !writer.is_finished() {
            assert_eq!(store.count("facility", &Query::default()).unwrap() % 50, 0);
        }
    });
    assert_eq!(store.count("facility", &Query::default()).unwrap(), 1_000);
}

#[test]
fn reading_a_store_changes_not_one_byte_of_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("city.gpkg");
    small_city(folder.path()).close().unwrap();
    let before = std::fs::read(&path).unwrap();
    let store = Store::open(&path).unwrap();
    store.features("facility", &Query::default()).unwrap();
    store.load_city().unwrap();
    assert_eq!(files_in(folder.path()), ["city.gpkg"]);
    store.close().unwrap();
    assert!(std::fs::read(&path).unwrap() == before);
}

/// A log left by a killed process is folded in by the next open.
#[test]
fn a_log_left_behind_is_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("city.gpkg");
    let store = small_city(folder.path());
    let edition = store.edition().unwrap();
    let copy = TempDir::new().unwrap();
    for name in files_in(folder.path()).iter().filter(|name| !name.ends_with("-shm")) {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    assert!(copy.path().join("city.gpkg-wal").exists());
    let recovered = Store::open(&copy.path().join("city.gpkg")).unwrap();
    assert_eq!(recovered.edition().unwrap(), edition);
    recovered.close().unwrap();
    assert_eq!(files_in(copy.path()), ["city.gpkg"]);
    drop(store);
    assert_eq!(files_in(folder.path()), ["city.gpkg"]);
    assert!(path.exists() && find("facility").is_some());
}
