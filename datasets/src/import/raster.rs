//! Population rasters: cells with people as points of the layer `population_grid`.

use super::crs::Placer;
use super::error::ImportError;
use super::judge::Record;
use super::source::{check_file, gdal_errors, gdal_path};
use crate::layers::{FieldValue, Properties};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::LonLat;
use gdal::raster::RasterBand;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, GeoTransformEx};
use geo_types::{Geometry, Point};
use std::path::Path;

/// Raster formats that are read.
const DRIVERS: [&str; 4] = ["GTiff", "COG", "AAIGrid", "GPKG"];
/// A raster of more cells than this is not a city's population.
const MAX_CELLS: u64 = 200_000_000;
const KM2_IN_M2: f64 = 1e6;

/// What a cell's number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellMeaning {
    /// People in the cell.
    #[default]
    People,
    /// People per square kilometre.
    PeoplePerKm2,
}

/// What a raster is, before its cells are read.
#[derive(Debug, Clone, PartialEq)]
pub struct RasterInfo {
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// CRS it was read in.
    pub crs: String,
}

/// An open population raster.
pub struct PopulationRaster {
    dataset: Dataset,
    placer: Placer,
    transform: [f64; 6],
    path: String,
    meaning: CellMeaning,
}

/// What a row of cells gave.
#[derive(Debug, Default)]
pub struct RasterRow {
    /// Cells with people.
    pub records: Vec<Record>,
    /// Cells that are refused, with the reason.
    pub problems: Vec<FieldProblem>,
    /// People in the records.
    pub people: f64,
}

impl PopulationRaster {
    /// Opens a raster.
    ///
    /// # Errors
    /// [`ImportError`]: unreadable, damaged, without CRS, too large.
    pub fn open(path: &Path, crs: Option<&str>, meaning: CellMeaning) -> Result<Self, ImportError> {
        check_file(path)?;
        gdal_errors::listen();
        let shown = path.display().to_string();
        let damaged = |error: gdal::errors::GdalError| ImportError::Damaged {
            path: shown.clone(),
            reason: gdal_errors::first().unwrap_or_else(|| error.to_string()),
        };
        let options = DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_RASTER | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
            allowed_drivers: Some(&DRIVERS),
            ..DatasetOptions::default()
        };
        let dataset = Dataset::open_ex(gdal_path(path)?, options).map_err(&damaged)?;
        let transform = dataset.geo_transform().map_err(&damaged)?;
        let (columns, rows) = dataset.raster_size();
        if columns as u64 * rows as u64 > MAX_CELLS {
            let reason = format!("{columns} x {rows} cells, at most {MAX_CELLS} are read: cut out the city first");
            return Err(ImportError::Unreadable { path: shown, reason });
        }
        let corners = [(0.0, 0.0), (columns as f64, rows as f64)].map(|(column, row)| transform.apply(column, row));
        let declared = Some(dataset.projection()).filter(|wkt| !wkt.is_empty());
        let placer = super::crs::settle(crs, declared.as_deref(), &corners, &shown)?;
        Ok(Self { dataset, placer, transform, path: shown, meaning })
    }

    /// What it is.
    #[must_use]
    pub fn info(&self) -> RasterInfo {
        let (columns, rows) = self.dataset.raster_size();
        RasterInfo { columns, rows, crs: self.placer.name.clone() }
    }

    /// Reads one row of cells, from the north.
    ///
    /// # Errors
    /// [`ImportError::Damaged`].
    pub fn read_row(&self, row: usize) -> Result<RasterRow, ImportError> {
        let damaged = |error: gdal::errors::GdalError| ImportError::Damaged {
            path: self.path.clone(),
            reason: gdal_errors::first().unwrap_or_else(|| error.to_string()),
        };
        let band = self.dataset.rasterband(1).map_err(damaged)?;
        let columns = band.x_size();
        let cells = band.read_as::<f64>((0, row as isize), (columns, 1), (columns, 1), None).map_err(damaged)?;
        let mut read = RasterRow::default();
        for (column, &value) in cells.data().iter().enumerate() {
            if !is_nodata(&band, value) && value != 0.0 {
                self.add_cell(column, row, value, &mut read);
            }
        }
        Ok(read)
    }

    fn add_cell(&self, column: usize, row: usize, value: f64, read: &mut RasterRow) {
        let (x, y) = self.transform.apply(column as f64 + 0.5, row as f64 + 0.5);
        let shown = || format!("column {column}: {value}");
        let Some(place) = self.placer.place(x, y).filter(|place| place.lat_deg.abs() <= 90.0) else {
            let allowed = format!("a cell in {}", self.placer.name);
            read.problems.push(FieldProblem::new("population", shown(), allowed, "outside_crs"));
            return;
        };
        let cell_m = self.cell_side_m(column, row);
        let population = match self.meaning {
            CellMeaning::People => value,
            CellMeaning::PeoplePerKm2 => value * cell_m * cell_m / KM2_IN_M2,
        };
        if !population.is_finite() || !(0.0..=1e7).contains(&population) {
            let allowed = "0 to 1e7 people in a cell, or the raster's nodata value";
            let code = if population.is_finite() { "out_of_range" } else { "not_finite" };
            read.problems.push(FieldProblem::new("population", shown(), allowed, code));
            return;
        }
        read.people += population;
        read.records.push(record(column, row, population, cell_m, place));
    }

    /// Side of the square that is as large as the cell, m.
    fn cell_side_m(&self, column: usize, row: usize) -> f64 {
        let place = |dx: f64, dy: f64| {
            let (x, y) = self.transform.apply(column as f64 + dx, row as f64 + dy);
            self.placer.place(x, y).unwrap_or(LonLat { lon_deg: x, lat_deg: y })
        };
        if !self.placer.is_degrees() {
            // The raster's own metres (or feet) are what its maker counted people on.
            return self.projected_side_m();
        }
        let width_m = cordon_engine::spatial::distance_between_m(place(0.0, 0.5), place(1.0, 0.5));
        let height_m = cordon_engine::spatial::distance_between_m(place(0.5, 0.0), place(0.5, 1.0));
        (width_m * height_m).sqrt()
    }

    fn projected_side_m(&self) -> f64 {
        let t = &self.transform;
        let area = (t[1] * t[5] - t[2] * t[4]).abs();
        let metres_per_unit = self.dataset.spatial_ref().map_or(1.0, |crs| crs.linear_units());
        area.sqrt() * metres_per_unit
    }
}

fn is_nodata(band: &RasterBand<'_>, value: f64) -> bool {
    value.is_nan() || band.no_data_value().is_some_and(|nodata| value == nodata || is_float32_of(value, nodata))
}

/// A 32-bit raster gives its nodata value back rounded.
fn is_float32_of(value: f64, nodata: f64) -> bool {
    value == f64::from(nodata as f32)
}

fn record(column: usize, row: usize, population: f64, cell_m: f64, place: LonLat) -> Record {
    let properties = Properties::from([
        ("population", FieldValue::Real(population)),
        ("cell_m", FieldValue::Real(cell_m)),
        ("column", FieldValue::Integer(column as i64)),
        ("row", FieldValue::Integer(row as i64)),
    ]);
    let geometry = Some(Geometry::Point(Point::new(place.lon_deg, place.lat_deg)));
    Record { id: format!("c{column}r{row}"), properties, geometry }
}
