//! Foreign files as rows: CSV by a streaming reader of our own (encodings, two-row headers), all other
//! vector formats through GDAL.

mod decode;
mod delimited;
pub mod gdal_errors;
mod header;
mod ogr;

use super::error::ImportError;
use super::row::Row;
use std::path::{Path, PathBuf};

/// How a file is to be opened; everything may be left to detection.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Encoding of the text, by name.
    pub encoding: Option<String>,
    /// Layer or sheet of a file with several.
    pub source_layer: Option<String>,
    /// Number of header rows of a table.
    pub header_rows: Option<usize>,
}

/// What is known of a file before its rows are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceInfo {
    /// Column names, in order.
    pub columns: Vec<String>,
    /// CRS that the file declares, as WKT.
    pub crs_wkt: Option<String>,
    /// Encoding of its text.
    pub encoding: String,
    /// Whether its rows may carry a geometry.
    pub has_geometry: bool,
    /// Format, for messages.
    pub format: String,
}

/// Rows of a file, one after the other.
pub trait RowSource {
    /// What is known before reading.
    fn info(&self) -> &SourceInfo;
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// [`ImportError`] when the file turns out damaged.
    fn next_row(&mut self) -> Result<Option<Row>, ImportError>;
}

/// Spreadsheets are unpacked in memory: a larger one is asked for as CSV instead.
pub const MAX_SPREADSHEET_BYTES: u64 = 48 << 20;

/// Opens a file as rows.
///
/// # Errors
/// [`ImportError`]: not there, empty, damaged, or of no readable format.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn RowSource>, ImportError> {
    let length = check_file(path)?;
    match extension(path).as_str() {
        "csv" | "txt" | "tsv" => Ok(Box::new(delimited::DelimitedSource::open(path, options)?)),
        "xlsx" | "xls" | "ods" if length > MAX_SPREADSHEET_BYTES => Err(ImportError::Unreadable {
            path: path.display().to_string(),
            reason: format!(
                "a spreadsheet of {} MB (at most {} MB are read): save it as CSV, which is read row by row",
                length >> 20,
                MAX_SPREADSHEET_BYTES >> 20
            ),
        }),
        "xlsx" | "xls" | "ods" => Ok(Box::new(ogr::SheetSource::open(path, options)?)),
        _ => Ok(Box::new(ogr::FeatureSource::open(path, options)?)),
    }
}

/// Lower-case extension of a path, empty when there is none.
#[must_use]
pub fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Checks that the file is there and holds something; gives its length in bytes.
///
/// # Errors
/// [`ImportError::Unreadable`] or [`ImportError::Empty`].
pub fn check_file(path: &Path) -> Result<u64, ImportError> {
    let shown = path.display().to_string();
    let metadata = std::fs::metadata(path)
        .map_err(|error| ImportError::Unreadable { path: shown.clone(), reason: error.to_string() })?;
    if metadata.is_file() && metadata.len() == 0 {
        return Err(ImportError::Empty { path: shown });
    }
    Ok(metadata.len())
}

/// The path by which GDAL opens a file: zipped ones through `/vsizip/`.
///
/// # Errors
/// [`ImportError::Unreadable`] when a zip holds no readable file, or several without a choice.
pub fn gdal_path(path: &Path) -> Result<PathBuf, ImportError> {
    if extension(path) != "zip" {
        return Ok(path.to_owned());
    }
    let root = PathBuf::from(format!("/vsizip/{}", std::path::absolute(path).unwrap_or(path.to_owned()).display()));
    let shown = path.display().to_string();
    let inside = gdal::vsi::read_dir(&root, true)
        .map_err(|error| ImportError::Damaged { path: shown.clone(), reason: error.to_string() })?;
    let readable: Vec<&PathBuf> = inside
        .iter()
        .filter(|file| ["shp", "gpkg", "geojson", "json", "dxf", "tif"].contains(&extension(file).as_str()))
        .collect();
    match readable[..] {
        [one] => Ok(root.join(one)),
        [] => Err(ImportError::Unreadable {
            path: shown,
            reason: "the zip holds no Shapefile, GeoPackage, GeoJSON, DXF or GeoTIFF".into(),
        }),
        _ => {
            let layers = readable.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
            Err(ImportError::ChooseLayer { path: shown, layers })
        }
    }
}
