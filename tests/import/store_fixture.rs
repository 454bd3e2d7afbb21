//! A small city for the tests of the store.

use cordon_datasets::layers::{FieldValue, Properties};
use cordon_datasets::store::{CityInfo, Feature, RecordSource, StorageCrs, Store};
use geo_types::{Geometry, LineString, Point, polygon};
use std::path::Path;
use std::process::Command;

pub(super) fn anlan() -> CityInfo {
    CityInfo { crs: StorageCrs::Cgcs2000, demonstration: true, ..CityInfo::named("安澜市", "Anlan City") }
}

pub(super) fn facility(number: usize, lon_deg: f64, lat_deg: f64, status: &str) -> Feature {
    Feature {
        id: format!("F{number:05}"),
        geometry: Some(Point::new(lon_deg, lat_deg).into()),
        properties: Properties::from([
            ("name_zh", FieldValue::from(format!("企业 {number}"))),
            ("name_en", FieldValue::from(format!("Works {number}"))),
            ("status", FieldValue::from(status)),
            ("largest_shift_staff", FieldValue::from(number as i64)),
        ]),
        source: RecordSource {
            imported_at: "2026-11-22T04:00:00Z".into(),
            ..RecordSource::of("facility.csv", "EPSG:4490")
        },
    }
}

pub(super) fn unit(number: usize, facility: &str) -> Feature {
    Feature {
        id: format!("U{number:05}"),
        geometry: None,
        properties: Properties::from([
            ("facility_id", FieldValue::from(facility)),
            ("substance", FieldValue::from("chlorine")),
            ("cas", FieldValue::from("7782-50-5")),
            ("quantity_kg", FieldValue::from(1134.0)),
            ("quantity_origin", FieldValue::from("assumed")),
        ]),
        source: RecordSource::of("units.csv", ""),
    }
}

/// A new city with two facilities (one closed), a unit of each, a pipeline and a boundary.
pub(super) fn small_city(folder: &Path) -> Store {
    let store = Store::create(&folder.join("city.gpkg"), &anlan()).unwrap();
    let mut write = store.write().unwrap();
    // Owners after owned: the order within a transaction is free.
    write.insert("hazard_unit", &[unit(1, "F00001"), unit(2, "F00002")]).unwrap();
    write.insert("facility", &[facility(1, 104.1, 39.5, "在产"), facility(2, 104.2, 39.6, "已关停")]).unwrap();
    let plain = |id: &str, geometry: Geometry| Feature {
        id: id.into(),
        geometry: Some(geometry),
        properties: Properties::new(),
        source: RecordSource::of("lines.geojson", "EPSG:4490"),
    };
    write.insert("pipeline", &[plain("PL1", LineString::from(vec![(104.0, 39.5), (104.3, 39.7)]).into())]).unwrap();
    let park = polygon![(x: 104.0, y: 39.4), (x: 104.4, y: 39.4), (x: 104.4, y: 39.8), (x: 104.0, y: 39.8)];
    write.insert("boundary", &[plain("P01", park.into())]).unwrap();
    write.commit().unwrap();
    store
}

pub(super) fn files_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs a program; `None`, and a line on standard error, where it is not installed.
pub(super) fn run(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program} {arguments:?}: {text}");
            Some(text)
        }
        Err(error) => {
            eprintln!("skipped: {program}: {error}");
            None
        }
    }
}
