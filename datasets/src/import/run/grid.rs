//! Population rasters.

use super::destination::Destination;
use super::{ImportOptions, new_report, stamp};
use crate::import::bounds::CityBounds;
use crate::import::error::ImportError;
use crate::import::judge::Record;
use crate::import::raster::PopulationRaster;
use crate::import::report::{ImportReport, UsedColumn};
use crate::layers::LayerDefinition;
use crate::store::{Feature, RecordSource, WriteTransaction};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::LonLat;
use geo_types::Geometry;

/// Imports a raster in place of the population grid there is.
pub fn import(
    options: &ImportOptions,
    layer: &'static LayerDefinition,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportReport, ImportError> {
    let destination = Destination::open(options)?;
    let raster = PopulationRaster::open(&options.file, options.crs.as_deref(), options.cells)?;
    let info = raster.info();
    let mut report = new_report(options);
    report.source_crs = info.crs.clone();
    report.columns = vec![UsedColumn { field: "population".into(), column: "band 1".into(), unit: String::new() }];
    let stamp = stamp::record_source(&options.file, &info.crs)?;
    let bounds = destination.bounds(options.extent)?;
    let mut transaction = destination.begin(options.dry_run)?;
    if let Some(transaction) = &mut transaction {
        transaction.clear(layer.name).map_err(|error| destination.failed(&error))?;
    }
    let mut sums = Sums::default();
    for row in 0..info.rows {
        let read = raster.read_row(row)?;
        sums.add(&read.records, read.people, bounds.as_ref());
        report.accepted += read.records.len() as u64;
        report.refused += read.problems.len() as u64;
        for problem in read.problems {
            report.refuse(row as u64 + 1, problem);
        }
        put(transaction.as_mut(), layer, read.records, &stamp).map_err(|error| destination.failed(&error))?;
        progress(row as u64 + 1);
    }
    sums.judge(options, &info.crs)?;
    report.notes.push(format!("{:.0} people in {} cells", sums.people, report.accepted));
    finish(options, &mut report, transaction, &destination)?;
    destination.close(report.committed)?;
    Ok(report)
}

#[derive(Default)]
struct Sums {
    people: f64,
    cells: u64,
    in_city: u64,
}

impl Sums {
    fn add(&mut self, records: &[Record], people: f64, bounds: Option<&CityBounds>) {
        self.people += people;
        self.cells += records.len() as u64;
        let inside = |record: &&Record| match (&record.geometry, bounds) {
            (Some(Geometry::Point(point)), Some(bounds)) => {
                bounds.extent().contains(LonLat { lon_deg: point.x(), lat_deg: point.y() })
            }
            _ => true,
        };
        self.in_city += records.iter().filter(inside).count() as u64;
    }

    /// A raster without people, or with none in the city, is the wrong file or the wrong CRS.
    fn judge(&self, options: &ImportOptions, crs: &str) -> Result<(), ImportError> {
        let path = options.file.display().to_string();
        if self.cells == 0 {
            return Err(ImportError::Empty { path });
        }
        if self.in_city == 0 {
            let reason = "none of its cells lies in the city".into();
            return Err(ImportError::WrongCrs { path, crs: crs.into(), reason });
        }
        Ok(())
    }
}

fn put(
    transaction: Option<&mut WriteTransaction<'_>>,
    layer: &LayerDefinition,
    records: Vec<Record>,
    stamp: &RecordSource,
) -> Result<(), crate::store::StoreError> {
    let Some(transaction) = transaction else { return Ok(()) };
    let feature = |record: Record| Feature {
        id: record.id,
        geometry: record.geometry,
        properties: record.properties,
        source: stamp.clone(),
    };
    let features: Vec<Feature> = records.into_iter().map(feature).collect();
    transaction.insert(layer.name, &features)
}

fn finish(
    options: &ImportOptions,
    report: &mut ImportReport,
    transaction: Option<WriteTransaction<'_>>,
    destination: &Destination,
) -> Result<(), ImportError> {
    let take = report.refused == 0 || options.accept_valid;
    if take && report.refused > 0 {
        let value = format!("{} cells", report.refused);
        report.warn(0, FieldProblem::new("population", value, "their reasons are in this report", "cells_left_out"));
    }
    if let Some(transaction) = transaction.filter(|_| take) {
        transaction.commit().map_err(|error| destination.failed(&error))?;
        report.committed = true;
    }
    Ok(())
}
