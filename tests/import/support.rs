//! Shared by the import tests.

use cordon_datasets::import::mapping::MapArgument;
use cordon_datasets::import::report::ImportReport;
use cordon_datasets::import::{ImportError, ImportOptions, import};
use cordon_datasets::store::{Feature, Query, Store};
use cordon_engine::units::LonLatBox;
use std::path::{Path, PathBuf};

/// The fictitious city of these tests: around (114.3, 30.6).
pub const CITY: LonLatBox = LonLatBox { west_deg: 114.0, south_deg: 30.3, east_deg: 114.7, north_deg: 30.9 };

/// An import into `city.gpkg` of a folder.
pub fn options(folder: &Path, layer: &str, file: &Path) -> ImportOptions {
    ImportOptions {
        data: folder.join("city.gpkg"),
        layer: layer.into(),
        file: file.to_owned(),
        ..ImportOptions::default()
    }
}

/// The same within the bounds of [`CITY`].
pub fn in_city(folder: &Path, layer: &str, file: &Path) -> ImportOptions {
    ImportOptions { extent: Some(CITY), ..options(folder, layer, file) }
}

pub fn run(options: &ImportOptions) -> Result<ImportReport, ImportError> {
    import(options, &mut |_| {})
}

pub fn maps(texts: &[&str]) -> Vec<MapArgument> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Writes a file into the folder.
pub fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// All records of a layer.
pub fn records(folder: &Path, layer: &str) -> Vec<Feature> {
    Store::open(&folder.join("city.gpkg")).unwrap().features(layer, &Query::default()).unwrap()
}

/// Place of a point record.
pub fn place(feature: &Feature) -> (f64, f64) {
    match feature.geometry {
        Some(geo_types::Geometry::Point(point)) => (point.x(), point.y()),
        ref other => panic!("not a point: {other:?}"),
    }
}

/// Codes of the refusing problems, in order.
pub fn codes(report: &ImportReport) -> Vec<&str> {
    report.problems.listed().iter().map(|problem| problem.problem.code.as_str()).collect()
}
