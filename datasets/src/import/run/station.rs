//! Hourly weather: a station with its joint frequency table.

use super::destination::Destination;
use super::{ImportOptions, new_report, stamp};
use crate::import::error::ImportError;
use crate::import::report::ImportReport;
use crate::layers::{FieldValue, Properties};
use crate::store::Feature;
use crate::weather::{
    HourlySeries, StationPlace, TableSettings, WeatherFileError, WeatherFormat, joint_frequency_table, read_hourly,
};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::weather::JointFrequencyTable;
use geo_types::{Geometry, Point};

/// Readings of wind are rounded to 10 degrees: one sector for each.
const DEFAULT_SECTORS: usize = 36;
/// Above this share of missing hours the table may not stand for the year.
const MANY_MISSING: f64 = 0.1;

/// Imports a file of hourly weather.
pub fn import(options: &ImportOptions) -> Result<ImportReport, ImportError> {
    let destination = Destination::open(options)?;
    let (format, series) = read_hourly(&options.file).map_err(|error| refused_file(&error))?;
    let mut report = new_report(options);
    for (row, text) in &series.unreadable {
        let allowed = "an hour: date, hour 1 to 24, wind, cloud";
        report.refuse(*row, FieldProblem::new("hour", text, allowed, "not_an_hour"));
    }
    report.refused = series.unreadable.len() as u64;
    let place = station_place(options, &series, &destination, &mut report)?;
    let table = table(options, &series, place, format)?;
    report.accepted = table.hours - table.hours_missing;
    describe(&mut report, &table);
    if report.refused == 0 || options.accept_valid {
        report.committed = write(options, &destination, &series, place, &table)?;
    }
    destination.close(report.committed)?;
    Ok(report)
}

fn refused_file(error: &WeatherFileError) -> ImportError {
    match error {
        WeatherFileError::Empty { path } => ImportError::Empty { path: path.clone() },
        WeatherFileError::Unreadable { path, reason } => {
            ImportError::Unreadable { path: path.clone(), reason: reason.clone() }
        }
        WeatherFileError::UnknownFormat { .. } => ImportError::Weather { reason: error.to_string() },
    }
}

/// The place asked for, of the file, or the middle of the city, which is then said.
fn station_place(
    options: &ImportOptions,
    series: &HourlySeries,
    destination: &Destination,
    report: &mut ImportReport,
) -> Result<StationPlace, ImportError> {
    if let Some(place) = options.station.or(series.place) {
        return Ok(place);
    }
    let Some(bounds) = destination.bounds(options.extent)? else {
        let reason = "the file does not say where the station is: give --station lon,lat,utc_offset";
        return Err(ImportError::Weather { reason: reason.into() });
    };
    let centre = bounds.extent().centre();
    // A clock zone is 15 degrees of longitude wide; the table moves little with half an hour of sun.
    let utc_offset_h = (centre.lon_deg / 15.0).round();
    let value = format!("{:.3},{:.3},{utc_offset_h}", centre.lon_deg, centre.lat_deg);
    let allowed = "--station lon,lat,utc_offset: the file does not tell, the middle of the city was taken";
    report.warn(0, FieldProblem::new("station", value, allowed, "station_place_assumed"));
    Ok(StationPlace { lon_deg: centre.lon_deg, lat_deg: centre.lat_deg, utc_offset_h })
}

fn table(
    options: &ImportOptions,
    series: &HourlySeries,
    place: StationPlace,
    format: WeatherFormat,
) -> Result<JointFrequencyTable, ImportError> {
    let name = options.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let edition = stamp::file_edition(&options.file)?;
    let settings = TableSettings {
        sectors: if options.sectors == 0 { DEFAULT_SECTORS } else { options.sectors },
        place: Some(place),
        source: format!("{name} ({format:?}, {edition}); Turner classes; six weather classes after the Purple Book"),
    };
    joint_frequency_table(series, &settings).map_err(|error| ImportError::Weather { reason: error.to_string() })
}

fn describe(report: &mut ImportReport, table: &JointFrequencyTable) {
    report.notes.push(format!(
        "{} hours, {} without a needed reading, {:.1} % calm, {} sectors, {} weather classes",
        table.hours,
        table.hours_missing,
        100.0 * table.calm_frac,
        table.sectors,
        table.classes.len()
    ));
    if table.hours_missing as f64 > MANY_MISSING * table.hours as f64 {
        let value = format!("{} of {}", table.hours_missing, table.hours);
        report.warn(0, FieldProblem::new("hours", value, "at most a tenth missing", "many_missing_hours"));
    }
}

/// Writes station and table in one transaction; tells whether it did.
fn write(
    options: &ImportOptions,
    destination: &Destination,
    series: &HourlySeries,
    place: StationPlace,
    table: &JointFrequencyTable,
) -> Result<bool, ImportError> {
    let Some(mut transaction) = destination.begin(options.dry_run)? else { return Ok(false) };
    let id = station_id(&series.station);
    let name_field = if series.station.is_ascii() { "name_en" } else { "name_zh" };
    let station = Feature {
        id: id.clone(),
        geometry: Some(Geometry::Point(Point::new(place.lon_deg, place.lat_deg))),
        properties: Properties::from([(name_field, FieldValue::Text(series.station.clone()))]),
        source: stamp::record_source(&options.file, "EPSG:4326")?,
    };
    let fail = |error| destination.failed(&error);
    transaction.replace("weather_station", &[station]).map_err(fail)?;
    transaction.save_joint_frequency(&id, table).map_err(fail)?;
    super::keep_extent(&mut transaction, options, destination)?;
    transaction.commit().map_err(fail)?;
    Ok(true)
}

/// The number that starts a station's name (`722435 Houston ...`), else the whole name.
fn station_id(station: &str) -> String {
    let first = station.split_whitespace().next().unwrap_or("station");
    if first.bytes().any(|b| b.is_ascii_digit()) { first.to_owned() } else { station.trim().to_owned() }
}
