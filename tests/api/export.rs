//! `cordon export` by the real binary, read by GDAL's own tools.

use super::binary::{cordon, run, text};
use super::support::{gdalinfo, ogrinfo};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// A synthetic city of four facilities.
fn city() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let city = folder.path().join("city.gpkg");
    let made = run(&["synth", "--facilities", "4", "--places", "5", "-o", city.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    (folder, city)
}

fn export(city: &Path, output: &Path, more: &[&str]) -> Output {
    cordon().args(["--json", "export", "--data"]).arg(city).arg("-o").arg(output).args(more).output().unwrap()
}

fn exported(city: &Path, output: &Path, more: &[&str]) -> Value {
    let done = export(city, output, more);
    assert_eq!(done.status.code(), Some(0), "{} {}", text(&done.stdout), text(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// Features of a layer by the report of an export.
fn count(report: &Value, layer: &str) -> Option<u64> {
    report["layers"].as_array().unwrap().iter().find(|one| one["layer"] == layer)?["features"].as_u64()
}

fn files(folder: &TempDir) -> Vec<String> {
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_whole_city_is_a_geopackage_with_its_risk() {
    let (folder, city) = city();
    let output = folder.path().join("out.gpkg");
    let report = exported(&city, &output, &["--cell-m", "500"]);
    assert_eq!((count(&report, "facility"), count(&report, "populated_place")), (Some(4), Some(5)));
    let bands = count(&report, "individual_risk").unwrap();
    assert!(bands > 0, "{report}");
    assert_eq!(files(&folder), ["city.gpkg", "out.gpkg"]);
    let Some(info) = ogrinfo(&["-ro", "-al", "-so", output.to_str().unwrap()]) else { return };
    assert!(!info.to_lowercase().contains("warning") && !info.contains("ERROR"), "{info}");
    let facility = info.split("Layer name: facility").nth(1).unwrap();
    assert!(facility.contains("Feature Count: 4"), "{facility}");
    let risk = info.split("Layer name: individual_risk").nth(1).unwrap();
    assert!(risk.contains("Geometry: Multi Polygon") && risk.contains(&format!("Feature Count: {bands}")), "{risk}");
    for column in
        ["level: Integer", "lower_per_year: Real", "label_zh: String", "label_en: String", "provenance: String"]
    {
        assert!(risk.contains(column), "{column} not in {risk}");
    }
    let features = ogrinfo(&["-ro", "-al", output.to_str().unwrap(), "individual_risk"]).unwrap();
    assert!(features.contains("origin (String) = memory") && features.contains("MULTIPOLYGON"), "{features}");
}

#[test]
fn an_exported_city_is_a_city_again() {
    let (folder, city) = city();
    let (first, second) = (folder.path().join("first.gpkg"), folder.path().join("second.gpkg"));
    let report = exported(&city, &first, &[]);
    let again = exported(&first, &second, &[]);
    assert_eq!(report["layers"], again["layers"]);
    let edition = |path: &Path| cordon_datasets::store::Store::open(path).unwrap().edition().unwrap();
    assert_eq!(edition(&first), edition(&city));
    assert_eq!(edition(&second), edition(&city));
}

/// What a server has committed and not yet folded into the file is in the snapshot.
#[test]
fn a_snapshot_holds_the_last_commit_of_an_open_store() {
    use cordon_datasets::store::{ExportLayer, Store};
    let (folder, city) = city();
    let store = Store::open(&city).unwrap();
    let mut write = store.write().unwrap();
    let removed = write.clear("populated_place").unwrap();
    write.commit().unwrap();
    assert_eq!(removed, 5);
    let report = exported(&city, &folder.path().join("out.gpkg"), &[]);
    assert_eq!(count(&report, "populated_place"), Some(0));
    let copy = Store::open(&folder.path().join("out.gpkg")).unwrap();
    assert_eq!(copy.edition().unwrap(), store.edition().unwrap());
    let onto_itself = store.export_layers(&city, &[] as &[ExportLayer<'_>]).unwrap_err();
    assert_eq!(onto_itself.problems()[0].code, "own_store");
}

#[test]
fn one_layer_stands_alone_in_its_geopackage() {
    let (folder, city) = city();
    let output = folder.path().join("units.gpkg");
    let report = exported(&city, &output, &["--layer", "hazard_unit"]);
    let units = count(&report, "hazard_unit").unwrap();
    let Some(info) = ogrinfo(&["-ro", "-al", "-so", output.to_str().unwrap()]) else { return };
    assert_eq!(info.matches("Layer name:").count(), 1, "{info}");
    assert!(info.contains(&format!("Feature Count: {units}")) && info.contains("China Geodetic"), "{info}");
    assert!(!info.to_lowercase().contains("warning") && !info.contains("ERROR"), "{info}");
    exported(&city, &output, &["--layer", "risk", "--cell-m", "500"]);
    let info = ogrinfo(&["-ro", "-al", "-so", output.to_str().unwrap()]).unwrap();
    assert!(info.contains("Layer name: individual_risk") && !info.contains("hazard_unit"), "{info}");
}

#[test]
fn the_raster_of_risk_has_its_reference_system() {
    let (folder, city) = city();
    let output = folder.path().join("risk.tif");
    exported(&city, &output, &["--cell-m", "500"]);
    assert_eq!(files(&folder), ["city.gpkg", "risk.tif"]);
    let Some(info) = gdalinfo(&[output.to_str().unwrap()]) else { return };
    for expected in
        ["LAYOUT=COG", "PROJCRS", "Pixel Size = (500", "Type=Float64", "individual risk, per year", "CAVEATS="]
    {
        assert!(info.contains(expected), "{expected} not in {info}");
    }
}

#[test]
fn layers_and_bands_are_geojson() {
    let (folder, city) = city();
    let output = folder.path().join("out.geojson");
    exported(&city, &output, &["--layer", "facility"]);
    let read = || -> Value { serde_json::from_slice(&std::fs::read(&output).unwrap()).unwrap() };
    assert_eq!(read()["features"].as_array().unwrap().len(), 4);
    exported(&city, &output, &["--layer", "risk", "--cell-m", "500"]);
    let bands = read();
    assert_eq!(bands["features"][1]["properties"]["origin"], "memory");
    assert!(bands["manifest"]["cordon_version"].is_string());
}

#[test]
fn wishes_that_cannot_be_are_refused_with_what_is_allowed() {
    let (folder, city) = city();
    let refused = |name: &str, more: &[&str]| -> Vec<(String, String)> {
        let path = folder.path().join(name);
        std::fs::write(&path, "old").unwrap();
        let output = export(&city, &path, more);
        assert_eq!(output.status.code(), Some(1), "{name} {more:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old", "the old file stays");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let word = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
        answer["problems"].as_array().unwrap().iter().map(|p| (word(p, "code"), word(p, "allowed"))).collect()
    };
    let tiles = refused("city.pmtiles", &["--layer", "nonsense"]);
    assert_eq!(tiles.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["unknown_format", "unknown_layer"]);
    assert!([".geojson", ".tif", ".gpkg"].iter().all(|ending| tiles[0].1.contains(ending)), "{tiles:?}");
    assert_eq!(refused("a.geojson", &[])[0].0, "missing");
    assert_eq!(refused("a.tif", &["--layer", "facility"])[0].0, "not_allowed");
    let output = export(&city, &city, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("own_store"), "{}", text(&output.stdout));
}

/// A city without weather has layers and no risk: the export says so.
#[test]
fn a_city_that_cannot_be_assessed_is_exported_without_risk() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, city) = (folder.path().join("one.csv"), folder.path().join("city.gpkg"));
    std::fs::write(&rows, "id,name,lon,lat\nF1,Works,114.3,30.6\n").unwrap();
    let data = city.to_str().unwrap();
    assert!(run(&["import", "--data", data, "--layer", "facility", rows.to_str().unwrap()]).status.success());
    let report = exported(&city, &folder.path().join("out.gpkg"), &[]);
    assert_eq!(report["left_out"][0]["layer"], "individual_risk");
    assert!(report["left_out"][0]["reason"].as_str().unwrap().contains("weather"), "{report}");
    assert_eq!(export(&city, &folder.path().join("risk.tif"), &[]).status.code(), Some(1));
}
