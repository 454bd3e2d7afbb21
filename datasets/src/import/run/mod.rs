//! One import from file to store: one report, one transaction.

mod destination;
mod features;
mod grid;
mod stamp;
mod station;

use super::error::ImportError;
use super::mapping::MappingWishes;
use super::raster::CellMeaning;
use super::report::ImportReport;
use super::source::{OpenOptions, extension};
use crate::layers::{self, LAYERS, LayerDefinition};
use crate::weather::StationPlace;
use cordon_engine::units::LonLatBox;
use std::path::{Path, PathBuf};

/// Name under which hourly weather is imported; it becomes a station with its joint frequency table.
pub const WEATHER: &str = "weather";

/// What is to be imported, from where, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The city's store; created when it is not there.
    pub data: PathBuf,
    /// Layer of the city, or [`WEATHER`].
    pub layer: String,
    /// The file.
    pub file: PathBuf,
    /// CRS of its coordinates, when it is not the one the file declares.
    pub crs: Option<String>,
    /// How the file is opened.
    pub open: OpenOptions,
    /// Columns and fields.
    pub mapping: MappingWishes,
    /// Words on quantities that stand in for unknown ones; `None` when they are real.
    pub stand_in: Option<String>,
    /// Bounds of the city, kept in the store when it has none.
    pub extent: Option<LonLatBox>,
    /// Take the good rows although others are refused.
    pub accept_valid: bool,
    /// Only report.
    pub dry_run: bool,
    /// Empty the layer first.
    pub replace: bool,
    /// Where refused rows go with `accept_valid`; beside the store by default.
    pub refused_file: Option<PathBuf>,
    /// Name of the city, Chinese and English, when the store is created.
    pub city_name: Option<(String, String)>,
    /// What the numbers of a raster are.
    pub cells: CellMeaning,
    /// Direction sectors of a joint frequency table; 0 for the default of 36.
    pub sectors: usize,
    /// Place and clock of a weather station, when the file does not tell.
    pub station: Option<StationPlace>,
}

/// Imports a file.
///
/// `progress` hears the number of rows read from time to time.
///
/// # Errors
/// [`ImportError`] when the file, the store or the wish cannot be worked with. Rows that cannot be taken
/// are no error: the report tells of them. In both cases the store is unchanged, unless the report says
/// `committed`.
pub fn import(options: &ImportOptions, progress: &mut dyn FnMut(u64)) -> Result<ImportReport, ImportError> {
    refuse_own_store(options)?;
    if options.layer == WEATHER || options.layer == "weather_station" && is_hourly_weather(&options.file) {
        return station::import(options);
    }
    let layer = layer_of(&options.layer)?;
    if layer.name == "population_grid" && is_raster(&options.file) {
        return grid::import(options, layer, progress);
    }
    features::import(options, layer, progress)
}

fn layer_of(name: &str) -> Result<&'static LayerDefinition, ImportError> {
    layers::find(name).ok_or_else(|| {
        let names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).chain([WEATHER]).collect();
        ImportError::UnknownLayer { layer: name.into(), allowed: names.join(", ") }
    })
}

fn is_raster(path: &Path) -> bool {
    ["tif", "tiff", "asc"].contains(&extension(path).as_str())
}

fn is_hourly_weather(path: &Path) -> bool {
    ["epw", "tmy3"].contains(&extension(path).as_str())
}

/// GDAL must never open the live store.
fn refuse_own_store(options: &ImportOptions) -> Result<(), ImportError> {
    match (options.data.canonicalize(), options.file.canonicalize()) {
        (Ok(data), Ok(file)) if data == file => Err(ImportError::Unreadable {
            path: options.file.display().to_string(),
            reason: "it is the store itself".into(),
        }),
        _ => Ok(()),
    }
}

fn new_report(options: &ImportOptions) -> ImportReport {
    ImportReport {
        layer: options.layer.clone(),
        file: options.file.display().to_string(),
        dry_run: options.dry_run,
        ..ImportReport::default()
    }
}

/// Keeps the extent that was asked for in a city that states none.
fn keep_extent(
    transaction: &mut crate::store::WriteTransaction<'_>,
    options: &ImportOptions,
    destination: &destination::Destination,
) -> Result<(), ImportError> {
    let Some(extent) = options.extent else { return Ok(()) };
    let mut info = transaction.info().map_err(|error| destination.failed(&error))?;
    if info.extent.is_some() {
        return Ok(());
    }
    info.extent = Some(extent);
    transaction.set_info(&info).map_err(|error| destination.failed(&error))
}
