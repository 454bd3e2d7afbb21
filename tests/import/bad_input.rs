//! What must not get in: a clear reason for each, the store unchanged.

use super::support::{codes, file, in_city, maps, options, run};
use cordon_datasets::import::{ImportError, ImportOptions};
use cordon_datasets::store::Store;
use cordon_engine::provenance::Origin;
use cordon_tests::shared_dir;
use std::path::Path;

/// A city with one facility.
fn city() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let facility = file(folder.path(), "good.csv", "id,name,lon,lat\nF1,Works,114.3,30.6\n");
    assert!(run(&in_city(folder.path(), "facility", &facility)).unwrap().committed);
    folder
}

fn bytes(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join("city.gpkg")).unwrap()
}

fn edition(folder: &Path) -> String {
    Store::open(&folder.join("city.gpkg")).unwrap().edition().unwrap()
}

/// The error of an import that must leave the store as it was.
fn error(folder: &Path, options: &ImportOptions) -> &'static str {
    let before = edition(folder);
    let error = run(options).unwrap_err();
    assert_eq!(edition(folder), before, "{error}");
    error.code()
}

#[test]
fn every_fault_of_every_row_comes_in_one_report() {
    let folder = city();
    let text = "id,name,lon,lat\n\
                A,good,114.31,30.61\n\
                A,same key,114.32,30.62\n\
                B,no coordinates,,\n\
                C,NaN,NaN,30.6\n\
                D,infinite,inf,30.6\n\
                E,exchanged,30.6,114.3\n\
                F,sign,-114.3,30.6\n\
                G,far away,2.3,48.9\n\
                ,no key,114.3,30.6\n\
                H,words,here,there\n\
                I,half,114.3,\n";
    let before = bytes(folder.path());
    let mut options = in_city(folder.path(), "facility", &file(folder.path(), "bad.csv", text));
    let report = run(&options).unwrap();
    assert_eq!((report.accepted, report.refused, report.committed), (1, 10, false));
    assert_eq!(
        codes(&report),
        [
            "duplicate_id",
            "missing_coordinates",
            "not_finite",
            "not_finite",
            "swapped_axes",
            "missing_minus_sign",
            "outside_city",
            "missing",
            "not_a_coordinate",
            "missing"
        ]
    );
    // Rows as a spreadsheet shows them: the header is row 1.
    assert_eq!(report.problems.listed()[0].row, 3);
    assert_eq!(edition(folder.path()), edition(folder.path()));
    options.dry_run = true;
    options.accept_valid = true;
    assert!(!run(&options).unwrap().committed);
    options.dry_run = false;
    assert!(run(&options).unwrap().committed);
    assert_ne!(bytes(folder.path()), before);
    let refused = std::fs::read_to_string(folder.path().join("city.facility.refused.csv")).unwrap();
    assert_eq!(refused.lines().count(), 11);
}

#[test]
fn quantities_and_owners_are_checked() {
    let folder = city();
    let text = "facility_id,substance,quantity,temperature\n\
                F1,Chlorine,-5,25\n\
                F1,Chlorine,1e12,25\n\
                F1,Chlorine,NaN,25\n\
                F1,Chlorine,some,25\n\
                F1,Chlorine,5,-400\n\
                F9,Chlorine,5,25\n\
                F1,,5,25\n\
                F1,Unobtainium,5,25\n";
    let mut options = in_city(folder.path(), "hazard_unit", &file(folder.path(), "u.csv", text));
    options.mapping.maps = maps(&["quantity=quantity:t", "temperature=temperature:degC"]);
    let report = run(&options).unwrap();
    assert_eq!(
        codes(&report),
        ["out_of_range", "out_of_range", "not_finite", "wrong_type", "out_of_range", "unknown_parent", "missing"]
    );
    assert_eq!(report.problems.listed()[0].problem.value, "-5 t");
    // An unknown substance is imported and will be shown as not assessed.
    assert_eq!(report.accepted, 1);
    assert_eq!(report.warnings.listed()[0].problem.code, "unknown_substance");
}

#[test]
fn files_that_are_none() {
    let folder = city();
    let at = folder.path();
    let facility = |name: &str, content: &[u8]| in_city(at, "facility", &file(at, name, content));
    assert_eq!(error(at, &in_city(at, "facility", &at.join("missing.csv"))), "unreadable_file");
    assert_eq!(error(at, &facility("empty.csv", b"")), "empty_file");
    assert_eq!(error(at, &facility("blank.csv", b" \n\n")), "empty_file");
    assert_eq!(error(at, &facility("header.csv", b"id,name,lon,lat\n")), "empty_file");
    assert_eq!(error(at, &facility("empty.gpkg", b"")), "empty_file");
    assert_eq!(error(at, &facility("noise.gpkg", &[7; 5000])), "damaged_file");
    assert_eq!(error(at, &facility("noise.csv", b"\0\x01\x02binary\0\0")), "unreadable_file");
    assert_eq!(
        error(at, &facility("broken.geojson", br#"{"type":"FeatureCollection","features":[{"type""#)),
        "damaged_file"
    );
    assert_eq!(error(at, &facility("noise.tif", b"II*\0nonsense")), "unreadable_file");
    assert_eq!(error(at, &facility("nocolumns.csv", b"a,b\n1,2\n")), "missing_column");
    assert_eq!(error(at, &in_city(at, "volcano", &at.join("good.csv"))), "unknown_layer");
    assert_eq!(error(at, &in_city(at, "facility", &at.join("city.gpkg"))), "unreadable_file");
}

#[test]
fn a_truncated_geopackage() {
    let Some(data) = shared_dir().map(|dir| dir.join("data/houston")) else { return };
    let folder = city();
    let whole = std::fs::read(data.join("harris_tracts_epsg32615.gpkg")).unwrap();
    for length in [100, 5000, whole.len() / 2, whole.len() - 5000] {
        let path = file(folder.path(), "cut.gpkg", &whole[..length]);
        let mut options = options(folder.path(), "populated_place", &path);
        options.crs = None;
        assert_eq!(error(folder.path(), &options), "damaged_file", "{length} bytes");
    }
}

#[test]
fn a_wrong_crs() {
    let Some(data) = shared_dir().map(|dir| dir.join("data/houston")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut pipelines = options(folder.path(), "pipeline", &data.join("pipelines_epsg2278.gpkg"));
    for (crs, code) in [
        ("EPSG:4547", "wrong_crs"),
        ("EPSG:32615", "wrong_crs"),
        ("EPSG:4326", "wrong_crs"),
        ("EPSG:123456", "unknown_crs"),
        ("nonsense", "unknown_crs"),
    ] {
        pipelines.crs = Some(crs.into());
        assert_eq!(run(&pipelines).map_err(|error| error.code()).err(), Some(code), "{crs}");
        assert!(!folder.path().join("city.gpkg").exists(), "a refused import makes no store");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn polygons_that_cross_themselves() {
    let folder = city();
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Polygon","coordinates":[[[114.3,30.6],[114.4,30.7],[114.4,30.6],[114.3,30.7],[114.3,30.6]]]}},
        {"type":"Feature","properties":{"id":"b"},"geometry":{"type":"Polygon","coordinates":[[[114.3,30.6],[114.4,30.6],[114.4,30.7],[114.3,30.6]]]}},
        {"type":"Feature","properties":{"id":"c"},"geometry":{"type":"Point","coordinates":[114.3,30.6]}},
        {"type":"Feature","properties":{"id":"d"},"geometry":null}]}"#;
    let report = run(&in_city(folder.path(), "congested_region", &file(folder.path(), "r.geojson", text))).unwrap();
    assert_eq!(report.accepted, 1);
    assert_eq!(codes(&report), ["self_crossing", "wrong_geometry", "missing_coordinates"]);
}

#[test]
fn congested_regions_whose_figures_cannot_be() {
    let folder = city();
    let square =
        |lon: f64| format!("[[[{lon},30.6],[{0},30.6],[{0},30.601],[{lon},30.601],[{lon},30.6]]]", lon + 0.001);
    let row = |id: &str, more: &str, lon: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}"{more}}},"geometry":{{"type":"Polygon","coordinates":{}}}}}"#,
            square(lon)
        )
    };
    let rows = [
        row("weaker than any", r#","blast_class":0"#, 114.3),
        row("stronger than any", r#","blast_class":11"#, 114.3),
        row("less than nothing", r#","volume_m3":-5"#, 114.3),
        row("in another land", r#","volume_m3":500"#, 2.3),
        row("fine", r#","height_m":10,"blockage_frac":0.1"#, 114.3),
    ];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, rows.join(","));
    let mut options = in_city(folder.path(), "congested_region", &file(folder.path(), "r.geojson", &text));
    options.accept_valid = true;
    let report = run(&options).unwrap();
    assert_eq!(codes(&report), ["out_of_range", "out_of_range", "out_of_range", "outside_city"]);
    // the one that goes in: 95.88 m by 110.86 m (to 0.2 %), 10 m high, nine tenths free; class by the guide
    let loaded = Store::open(&folder.path().join("city.gpkg")).unwrap().load_city().unwrap().congested_regions;
    assert_eq!((loaded.len(), loaded[0].id.as_str()), (1, "fine"));
    let volume_m3 = loaded[0].free_volume_m3.unwrap();
    assert!((volume_m3 / (95.88 * 110.86 * 10.0 * 0.9) - 1.0).abs() < 2e-3, "{volume_m3}");
    assert_eq!((loaded[0].volume_origin, loaded[0].strength_factor), (Origin::Computed, 7.0));
}

#[test]
fn wishes_that_fit_neither_file_nor_layer() {
    let folder = city();
    for map in ["colour=name", "name=nothing", "largest_shift_staff=name:t"] {
        let mut options = in_city(folder.path(), "facility", &folder.path().join("good.csv"));
        options.mapping.maps = maps(&[map]);
        assert!(matches!(run(&options), Err(ImportError::Mapping { .. })), "{map}");
    }
}

/// 200 MB of rows in bounded memory, or rather: what bounds it. A million rows of which all are refused
/// keep ten thousand problems.
#[test]
fn problems_are_bounded() {
    let folder = city();
    let mut text = String::from("id,name,lon,lat\n");
    for row in 0..20_000 {
        text.push_str(&format!("{row},x,2.3,48.9\n"));
    }
    let report = run(&in_city(folder.path(), "facility", &file(folder.path(), "big.csv", text))).unwrap();
    assert_eq!((report.refused, report.problems.total()), (20_000, 20_000));
    assert_eq!(report.problems.listed().len(), 10_000);
}
