//! Tables and vector files.

use super::destination::Destination;
use super::{ImportOptions, new_report, stamp};
use crate::import::bounds::CityBounds;
use crate::import::crs::{self, Placer};
use crate::import::error::ImportError;
use crate::import::judge::{Judge, Record, Verdict, coordinate_of};
use crate::import::mapping::Plan;
use crate::import::refused::RefusedFile;
use crate::import::report::ImportReport;
use crate::import::row::{Cell, Row};
use crate::import::source::{self, RowSource};
use crate::layers::LayerDefinition;
use crate::store::{Feature, RecordSource, WriteTransaction};
use crate::substances::library;
use cordon_engine::provenance::FieldProblem;
use geo::CoordsIter;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;

/// Rows looked at before any is judged: they settle CRS, axis order and where the city may be.
const SAMPLE_ROWS: usize = 1000;
/// Records handed to the store at a time.
const BATCH: usize = 500;
/// Progress is told each so many rows.
const PROGRESS_EACH: u64 = 1000;

pub fn import(
    options: &ImportOptions,
    layer: &'static LayerDefinition,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportReport, ImportError> {
    let destination = Destination::open(options)?;
    let mut source = source::open(&options.file, &options.open)?;
    let plan = Plan::new(layer, &source.info().columns, &options.mapping)?;
    check_columns(options, layer, &plan, source.as_ref())?;
    let sample = read_sample(source.as_mut())?;
    if sample.is_empty() {
        return Err(ImportError::Empty { path: options.file.display().to_string() });
    }
    let placer = placer(options, &plan, source.as_ref(), &sample)?;
    let mut report = new_report(options);
    let bounds = bounds(options, &destination, &plan, &placer, &sample, &mut report)?;
    describe(&mut report, source.as_ref(), &plan, &placer);
    let parents = layer.parent.map(|parent| destination.keys(parent.layer)).transpose()?;
    let judge = Judge {
        layer,
        plan: &plan,
        placer: &placer,
        bounds: bounds.as_ref(),
        parents,
        library: library(),
        stand_in: stand_in(options, &plan),
        seen: HashMap::new(),
    };
    let stamp = stamp::record_source(&options.file, &placer.name)?;
    let mut work =
        Work { options, judge, report, stamp, batch: Vec::new(), refused: refused_file(options, source.as_ref())? };
    let mut transaction = destination.begin(options.dry_run)?;
    if let Some(transaction) = transaction.as_mut().filter(|_| options.replace) {
        transaction.clear(layer.name).map_err(|error| destination.failed(&error))?;
    }
    let ran = work.run(source.as_mut(), sample, transaction.as_mut(), &destination, progress);
    if let Err(error) = ran {
        work.abandon();
        return Err(error);
    }
    let report = finish(work, transaction, &destination)?;
    destination.close(report.committed)?;
    Ok(report)
}

/// Rows on their way from the source to the store.
struct Work<'a> {
    options: &'a ImportOptions,
    judge: Judge<'a>,
    report: ImportReport,
    stamp: RecordSource,
    batch: Vec<Feature>,
    refused: Option<RefusedFile>,
}

impl Work<'_> {
    fn run(
        &mut self,
        source: &mut dyn RowSource,
        mut sample: VecDeque<Row>,
        mut transaction: Option<&mut WriteTransaction<'_>>,
        destination: &Destination,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ImportError> {
        let mut rows = 0;
        loop {
            let row = match sample.pop_front() {
                Some(row) => row,
                None => match source.next_row()? {
                    Some(row) => row,
                    None => break,
                },
            };
            rows += 1;
            if rows % PROGRESS_EACH == 0 {
                progress(rows);
            }
            self.take(&row)?;
            if self.batch.len() >= BATCH {
                self.write(transaction.as_deref_mut(), destination)?;
            }
        }
        self.write(transaction, destination)
    }

    fn take(&mut self, row: &Row) -> Result<(), ImportError> {
        let judged = self.judge.judge(row);
        match judged.verdict {
            Verdict::Accepted(record) => {
                self.report.accepted += 1;
                for warning in judged.warnings {
                    self.report.warn(row.number, warning);
                }
                if self.options.accept_valid || self.report.refused == 0 {
                    self.batch.push(feature(*record, &self.stamp));
                }
            }
            Verdict::Repeated => self.report.repeated += 1,
            Verdict::Refused(problems) => {
                self.report.refused += 1;
                if let Some(file) = &mut self.refused {
                    file.add(row, &problems)?;
                }
                for problem in problems {
                    self.report.refuse(row.number, problem);
                }
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        transaction: Option<&mut WriteTransaction<'_>>,
        destination: &Destination,
    ) -> Result<(), ImportError> {
        if let Some(transaction) = transaction {
            transaction.replace(self.judge.layer.name, &self.batch).map_err(|error| destination.failed(&error))?;
        }
        self.batch.clear();
        Ok(())
    }

    fn abandon(self) {
        if let Some(file) = self.refused {
            file.abandon();
        }
    }
}

fn feature(record: Record, stamp: &RecordSource) -> Feature {
    Feature { id: record.id, geometry: record.geometry, properties: record.properties, source: stamp.clone() }
}

/// Commits when the rows allow it; else leaves the store as it was.
fn finish(
    work: Work<'_>,
    transaction: Option<WriteTransaction<'_>>,
    destination: &Destination,
) -> Result<ImportReport, ImportError> {
    let Work { options, mut report, refused, .. } = work;
    let take = report.accepted > 0 && (report.refused == 0 || options.accept_valid);
    if let Some(file) = refused {
        report.refused_file = file.finish()?.map(|path| path.display().to_string());
    }
    if let Some(mut transaction) = transaction {
        if take {
            super::keep_extent(&mut transaction, options, destination)?;
            transaction.commit().map_err(|error| destination.failed(&error))?;
            report.committed = true;
        } else {
            drop(transaction);
        }
    }
    Ok(report)
}

fn refused_file(options: &ImportOptions, source: &dyn RowSource) -> Result<Option<RefusedFile>, ImportError> {
    if !options.accept_valid || options.dry_run {
        return Ok(None);
    }
    let path = options.refused_file.clone().unwrap_or_else(|| default_refused(options));
    RefusedFile::create(&path, &source.info().columns, source.info().has_geometry).map(Some)
}

/// `city.gpkg` and layer facility: `city.facility.refused.csv`.
fn default_refused(options: &ImportOptions) -> PathBuf {
    options.data.with_extension(format!("{}.refused.csv", options.layer))
}

fn read_sample(source: &mut dyn RowSource) -> Result<VecDeque<Row>, ImportError> {
    let mut sample = VecDeque::new();
    while sample.len() < SAMPLE_ROWS {
        let Some(row) = source.next_row()? else { break };
        sample.push_back(row);
    }
    Ok(sample)
}

/// Every required field needs a column, and records need a place.
fn check_columns(
    options: &ImportOptions,
    layer: &LayerDefinition,
    plan: &Plan,
    source: &dyn RowSource,
) -> Result<(), ImportError> {
    let missing = |field: &str| ImportError::NoColumn {
        path: options.file.display().to_string(),
        field: field.into(),
        columns: source.info().columns.join(", "),
    };
    if let Some(field) = layer.fields.iter().find(|field| field.required && !plan.fills(field.name)) {
        return Err(missing(field.name));
    }
    if layer.geometry_required && !source.info().has_geometry {
        for axis in ["lon", "lat"] {
            if !plan.fills(axis) {
                return Err(missing(axis));
            }
        }
    }
    Ok(())
}

fn placer(
    options: &ImportOptions,
    plan: &Plan,
    source: &dyn RowSource,
    sample: &VecDeque<Row>,
) -> Result<Placer, ImportError> {
    let pairs: Vec<(f64, f64)> = sample.iter().filter_map(|row| pair(row, plan)).collect();
    let declared = source.info().crs_wkt.as_deref();
    crs::settle(options.crs.as_deref(), declared, &pairs, &options.file.display().to_string())
}

/// A coordinate pair of a row, in the file's own CRS.
fn pair(row: &Row, plan: &Plan) -> Option<(f64, f64)> {
    if let Some(geometry) = &row.geometry {
        return geometry.coords_iter().next().map(|coord| (coord.x, coord.y));
    }
    let value = |target: &str| {
        let cell = row.cells.get(plan.column_of(target)?.column).unwrap_or(&Cell::Empty);
        coordinate_of(cell, true).or_else(|_| coordinate_of(cell, false)).ok().flatten().filter(|v| v.is_finite())
    };
    Some((value("lon")?, value("lat")?))
}

/// Where the city is; guessed from the sample when nothing tells, and then said so.
fn bounds(
    options: &ImportOptions,
    destination: &Destination,
    plan: &Plan,
    placer: &Placer,
    sample: &VecDeque<Row>,
    report: &mut ImportReport,
) -> Result<Option<CityBounds>, ImportError> {
    if let Some(known) = destination.bounds(options.extent)? {
        return Ok(Some(known));
    }
    let places: Vec<_> =
        sample.iter().filter_map(|row| pair(row, plan)).filter_map(|(x, y)| placer.place(x, y)).collect();
    let guessed = CityBounds::guess(&places);
    if let Some(bounds) = guessed.as_ref().filter(|_| options.layer != "boundary") {
        let e = bounds.extent();
        let value = format!("{:.2} {:.2} {:.2} {:.2}", e.west_deg, e.south_deg, e.east_deg, e.north_deg);
        let allowed =
            "the city's boundary imported first, or --extent west,south,east,north: this is a guess from the file";
        report.warn(0, FieldProblem::new("extent", value, allowed, "guessed_extent"));
    }
    Ok(guessed)
}

fn describe(report: &mut ImportReport, source: &dyn RowSource, plan: &Plan, placer: &Placer) {
    let info = source.info();
    report.source_crs = placer.name.clone();
    report.encoding = info.encoding.clone();
    report.columns = plan.used();
    report.unused_columns = plan.unused();
    for (field, value, allowed, code) in &plan.remarks {
        report.warn(0, FieldProblem::new(field, value, allowed, *code));
    }
    if placer.axes_turned {
        let allowed = "easting first; the file has northing first and was read so";
        report.warn(0, FieldProblem::new("lon, lat", &placer.name, allowed, "northing_first"));
    }
}

/// Words on a stand-in: as given; also when the quantity column calls itself a threshold.
fn stand_in(options: &ImportOptions, plan: &Plan) -> Option<String> {
    let column = plan.column_of("quantity_kg").map(|bound| plan.column_name(bound).to_owned());
    let words = |column: &str| format!("stand-in, not an inventory: {column} of {}", file_name(options));
    match (&options.stand_in, column) {
        (Some(words), _) if !words.trim().is_empty() => Some(words.clone()),
        (Some(_), column) => Some(words(column.as_deref().unwrap_or("assumed"))),
        (None, Some(column)) if is_threshold(&column) => Some(words(&column)),
        (None, _) => None,
    }
}

fn is_threshold(column: &str) -> bool {
    let lower = column.to_lowercase();
    ["threshold", "临界", "critical_quantity"].iter().any(|word| lower.contains(word))
}

fn file_name(options: &ImportOptions) -> String {
    options.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
