//! Vector formats through GDAL: GeoPackage, Shapefile (also zipped), GeoJSON, DXF ... and spreadsheets.

use super::header::{self, Header};
use super::{OpenOptions, RowSource, SourceInfo, extension, gdal_errors, gdal_path};
use crate::import::error::ImportError;
use crate::import::row::{Cell, Row};
use crate::import::text_encoding;
use encoding_rs::Encoding;
use gdal::vector::{Feature, LayerAccess, OGRFieldType, OwnedFeatureIterator, OwnedLayer};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, Metadata};
use geo_types::Geometry;
use std::collections::VecDeque;
use std::path::Path;

/// Cells of a row, and its geometry where it has one.
type CellsAndShape = (Vec<Cell>, Option<Geometry<f64>>);

/// Drivers that may read a user's file. Others (VRT, network, databases) could reach elsewhere.
const DRIVERS: [&str; 12] = [
    "GPKG",
    "ESRI Shapefile",
    "GeoJSON",
    "GeoJSONSeq",
    "TopoJSON",
    "DXF",
    "XLSX",
    "XLS",
    "ODS",
    "FlatGeobuf",
    "GML",
    "KML",
];
/// Features whose text decides the encoding of a DBF that does not name it.
const ENCODING_SAMPLE: usize = 500;

/// The features of one layer, as rows.
pub struct FeatureSource {
    info: SourceInfo,
    path: String,
    features: OwnedFeatureIterator,
    types: Vec<OGRFieldType::Type>,
    redecode: Option<&'static Encoding>,
    promised: Option<u64>,
    read: u64,
}

impl FeatureSource {
    /// Opens the file and chooses its layer.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, ImportError> {
        gdal_errors::listen();
        let shown = path.display().to_string();
        let layer = open_layer(path, options, None)?;
        let redecode = dbf_encoding(&layer, options, &shown)?;
        let (layer, redecode) = match redecode {
            Redecode::No => (layer, None),
            Redecode::Detect => {
                let mut raw = open_layer(path, options, Some("ISO-8859-1"))?;
                let encoding = text_encoding::detect(&text_sample(&mut raw));
                (raw, Some(encoding))
            }
            Redecode::As(encoding) => (open_layer(path, options, Some("ISO-8859-1"))?, Some(encoding)),
        };
        Ok(Self::over(layer, shown, redecode))
    }

    fn over(layer: OwnedLayer, path: String, redecode: Option<&'static Encoding>) -> Self {
        let decode = |name: String| match redecode {
            Some(encoding) => text_encoding::redecode_latin1(&name, encoding),
            None => name,
        };
        let columns = layer.defn().fields().map(|field| decode(field.name())).collect();
        let types = layer.defn().fields().map(|field| field.field_type()).collect();
        let info = SourceInfo {
            columns,
            crs_wkt: layer.spatial_ref().and_then(|crs| crs.to_wkt().ok()),
            encoding: redecode.map_or("UTF-8", |encoding| encoding.name()).into(),
            has_geometry: layer.defn().geometry_type() != gdal::vector::OGRwkbGeometryType::wkbNone,
            format: "GDAL".into(),
        };
        let promised = layer.try_feature_count();
        Self { info, path, features: layer.owned_features(), types, redecode, promised, read: 0 }
    }

    fn next_cells(&mut self) -> Result<Option<CellsAndShape>, ImportError> {
        let Some(feature) = (&mut self.features).next() else {
            return self.check_complete().map(|()| None);
        };
        let cells =
            self.types.iter().enumerate().map(|(index, &kind)| cell(&feature, index, kind, self.redecode)).collect();
        let geometry = geometry(&feature).map_err(|reason| ImportError::Damaged { path: self.path.clone(), reason })?;
        self.read += 1;
        Ok(Some((cells, geometry)))
    }

    /// The end of the features must be the end of the file.
    fn check_complete(&self) -> Result<(), ImportError> {
        let short = self.promised.filter(|&promised| self.read < promised);
        let reason = match (gdal_errors::first(), short) {
            (Some(error), _) => error,
            (None, Some(promised)) => format!("it promises {promised} features and holds {}", self.read),
            (None, None) => return Ok(()),
        };
        Err(ImportError::Damaged { path: self.path.clone(), reason })
    }
}

impl RowSource for FeatureSource {
    fn info(&self) -> &SourceInfo {
        &self.info
    }

    fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        let row = self.next_cells()?;
        Ok(row.map(|(cells, geometry)| Row { number: self.read, cells, geometry }))
    }
}

/// A sheet of a workbook: the header is found as for CSV.
pub struct SheetSource {
    features: FeatureSource,
    info: SourceInfo,
    waiting: VecDeque<Vec<Cell>>,
    row: u64,
}

impl SheetSource {
    /// Opens the workbook and chooses its sheet.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, ImportError> {
        gdal_errors::listen();
        for driver in ["XLSX", "XLS", "ODS"] {
            // Every row as data and as text: header rows and types are for us to judge.
            for (key, value) in [("HEADERS", "DISABLE"), ("FIELD_TYPES", "STRING")] {
                let _ = gdal::config::set_thread_local_config_option(&format!("OGR_{driver}_{key}"), value);
            }
        }
        let shown = path.display().to_string();
        let mut features = FeatureSource::over(open_layer(path, options, None)?, shown.clone(), None);
        let mut waiting = VecDeque::new();
        while waiting.len() < header::LOOK_AHEAD {
            let Some((cells, _)) = features.next_cells()? else { break };
            waiting.push_back(cells);
        }
        if waiting.is_empty() {
            return Err(ImportError::Empty { path: shown });
        }
        let Header { columns, rows } = header::find(waiting.make_contiguous(), options.header_rows);
        waiting.drain(..rows.min(waiting.len()));
        let info = SourceInfo { columns, has_geometry: false, crs_wkt: None, ..features.info.clone() };
        Ok(Self { features, info, waiting, row: rows as u64 })
    }
}

impl RowSource for SheetSource {
    fn info(&self) -> &SourceInfo {
        &self.info
    }

    fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        loop {
            let cells = match self.waiting.pop_front() {
                Some(cells) => cells,
                None => match self.features.next_cells()? {
                    Some((cells, _)) => cells,
                    None => return Ok(None),
                },
            };
            self.row += 1;
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some(Row { number: self.row, cells, geometry: None }));
            }
        }
    }
}

fn open_layer(path: &Path, options: &OpenOptions, encoding: Option<&str>) -> Result<OwnedLayer, ImportError> {
    let shown = path.display().to_string();
    let encoding_option = encoding.map(|name| format!("ENCODING={name}"));
    let open_options: Vec<&str> = encoding_option.iter().map(String::as_str).collect();
    let dataset_options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
        allowed_drivers: Some(&DRIVERS),
        open_options: if open_options.is_empty() { None } else { Some(&open_options) },
        sibling_files: None,
    };
    let dataset = Dataset::open_ex(gdal_path(path)?, dataset_options).map_err(|error| unopened(path, &error))?;
    let index = choose_layer(&dataset, options, &shown)?;
    dataset.into_layer(index).map_err(|error| ImportError::Damaged { path: shown, reason: error.to_string() })
}

/// A file that carries the mark of its format and still does not open is damaged, not foreign.
fn unopened(path: &Path, error: &gdal::errors::GdalError) -> ImportError {
    let shown = path.display().to_string();
    let reason = gdal_errors::first().unwrap_or_else(|| error.to_string());
    let known = ["gpkg", "shp", "zip", "geojson", "json", "dxf", "xlsx"].contains(&extension(path).as_str());
    if known { ImportError::Damaged { path: shown, reason } } else { ImportError::Unreadable { path: shown, reason } }
}

fn choose_layer(dataset: &Dataset, options: &OpenOptions, path: &str) -> Result<usize, ImportError> {
    let layers: Vec<(String, bool)> =
        dataset.layers().map(|layer| (layer.name(), layer.try_feature_count() != Some(0))).collect();
    let names = || layers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = &options.source_layer {
        return layers
            .iter()
            .position(|(name, _)| name == wanted)
            .ok_or_else(|| ImportError::ChooseLayer { path: path.into(), layers: names() });
    }
    let filled: Vec<usize> = (0..layers.len()).filter(|&index| layers[index].1).collect();
    match (filled[..].len(), layers.len()) {
        (1, _) => Ok(filled[0]),
        (0, _) => Err(ImportError::Empty { path: path.into() }),
        _ => Err(ImportError::ChooseLayer { path: path.into(), layers: names() }),
    }
}

enum Redecode {
    No,
    Detect,
    As(&'static Encoding),
}

/// Whether the text of a Shapefile is to be decoded by us: asked for, or no `.cpg` and no telling mark.
fn dbf_encoding(layer: &OwnedLayer, options: &OpenOptions, path: &str) -> Result<Redecode, ImportError> {
    /// Language driver "ANSI, whatever the machine has": says nothing.
    const LDID_ANSI: &str = "LDID/87";
    if let Some(name) = &options.encoding {
        let unknown = || ImportError::Unreadable { path: path.into(), reason: format!("unknown encoding {name}") };
        return text_encoding::by_name(name).map(Redecode::As).ok_or_else(unknown);
    }
    let item = |key| layer.metadata_item(key, "SHAPEFILE").filter(|value| !value.is_empty());
    if layer.metadata_domain("SHAPEFILE").is_none() || item("ENCODING_FROM_CPG").is_some() {
        return Ok(Redecode::No);
    }
    let by_mark = layer.metadata_item("LDID_VALUE", "SHAPEFILE").is_some_and(|value| value != "0" && value != "87");
    Ok(if by_mark && item("ENCODING_FROM_LDID").is_some_and(|mark| mark != LDID_ANSI) {
        Redecode::No
    } else {
        Redecode::Detect
    })
}

fn text_sample(layer: &mut OwnedLayer) -> Vec<u8> {
    let mut sample: Vec<u8> =
        layer.defn().fields().flat_map(|field| text_encoding::latin1_bytes(&field.name())).collect();
    for feature in layer.features().take(ENCODING_SAMPLE) {
        for index in 0..feature.field_count() {
            if let Ok(Some(text)) = feature.field_as_string(index) {
                sample.extend(text_encoding::latin1_bytes(&text));
                sample.push(b'\n');
            }
        }
    }
    sample
}

fn cell(feature: &Feature<'_>, index: usize, kind: OGRFieldType::Type, redecode: Option<&'static Encoding>) -> Cell {
    if kind == OGRFieldType::OFTReal {
        return feature.field_as_double(index).ok().flatten().map_or(Cell::Empty, Cell::Number);
    }
    match (feature.field_as_string(index).ok().flatten(), redecode) {
        (Some(text), Some(encoding)) => Cell::from_text(&text_encoding::redecode_latin1(&text, encoding)),
        (Some(text), None) => Cell::from_text(&text),
        (None, _) => Cell::Empty,
    }
}

fn geometry(feature: &Feature<'_>) -> Result<Option<Geometry<f64>>, String> {
    match feature.geometry() {
        Some(found) if !found.is_empty() => {
            let mut flat = found.clone();
            flat.flatten_to_2d();
            Geometry::try_from(&flat).map(Some).map_err(|error| error.to_string())
        }
        _ => Ok(None),
    }
}
