//! `cordon import`: a foreign file into the city, all of it or nothing.

use super::CliError;
use super::output::{complain, say};
use clap::Args;
use cordon_datasets::import::mapping::{MapArgument, MappingWishes};
use cordon_datasets::import::raster::CellMeaning;
use cordon_datasets::import::report::{ImportReport, ProblemList};
use cordon_datasets::import::source::OpenOptions;
use cordon_datasets::import::{ImportError, ImportOptions, import};
use cordon_datasets::weather::StationPlace;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::LonLatBox;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Problems printed in full for a reader; `--json` prints all.
const SHOWN_PROBLEMS: usize = 30;

/// Read a file into a layer of the city: CSV, XLSX, GeoJSON, GeoPackage, Shapefile (also zipped), DXF, GeoTIFF,
/// hourly weather (CSV, EPW, TMY3)
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// File to read
    pub file: PathBuf,
    /// The city: a GeoPackage, created when it is not there
    #[arg(long)]
    pub data: PathBuf,
    /// Layer of the city (facility, hazard_unit, boundary ...), or `weather` for hourly weather
    #[arg(long)]
    pub layer: String,
    /// Coordinate system of the file: EPSG:code, gcj02, bd09, PROJ or WKT text; by default the file's own
    #[arg(long)]
    pub crs: Option<String>,
    /// Column of a field, with its unit where it has one: quantity=Menge:t, pressure=p:MPa_gauge, quantity=v:m3@850
    #[arg(long = "map", value_name = "FIELD=COLUMN[:UNIT]")]
    pub maps: Vec<MapArgument>,
    /// Same value for every record: kind=hospital
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub constants: Vec<MapArgument>,
    /// Column with the key of the owner (hazard units: of the facility)
    #[arg(long, value_name = "COLUMN")]
    pub parent_key: Option<String>,
    /// Quantities are stand-ins, not inventories: every result says so, in these words if given
    #[arg(long, value_name = "WORDS", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub stand_in: Option<String>,
    /// Bounds of the city in degrees; kept in the store when it has none
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", value_parser = parse_extent, allow_hyphen_values = true)]
    pub extent: Option<LonLatBox>,
    /// Take the good rows although others are refused; the refused go to a file with their reasons
    #[arg(long)]
    pub accept_valid: bool,
    /// Where refused rows go; by default beside the city
    #[arg(long, value_name = "FILE", requires = "accept_valid")]
    pub refused: Option<PathBuf>,
    /// Only report; nothing is written
    #[arg(long)]
    pub dry_run: bool,
    /// Empty the layer first, in the same transaction
    #[arg(long)]
    pub replace: bool,
    /// Encoding of the text (utf-8, gb18030, gbk ...); by default found
    #[arg(long)]
    pub encoding: Option<String>,
    /// Layer or sheet of a file that has several
    #[arg(long, value_name = "NAME")]
    pub source_layer: Option<String>,
    /// Number of header rows of a table; by default found
    #[arg(long, value_name = "N")]
    pub header_rows: Option<usize>,
    /// The raster holds people per square kilometre, not people per cell
    #[arg(long)]
    pub per_km2: bool,
    /// Direction sectors of a joint frequency table, 16 or 36
    #[arg(long, default_value_t = 36)]
    pub sectors: usize,
    /// Place and clock of the weather station, when the file does not tell
    #[arg(long, value_name = "LON,LAT,UTC_OFFSET", value_parser = parse_station, allow_hyphen_values = true)]
    pub station: Option<StationPlace>,
    /// Name of the city when it is created: Chinese, English
    #[arg(long, value_name = "ZH,EN", value_parser = parse_name)]
    pub city_name: Option<(String, String)>,
}

fn numbers(text: &str, count: usize) -> Result<Vec<f64>, String> {
    let values: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let good = values.len() == count && text.split(',').count() == count && values.iter().all(|v| v.is_finite());
    if good { Ok(values) } else { Err(format!("{count} numbers with commas between them are needed")) }
}

fn parse_extent(text: &str) -> Result<LonLatBox, String> {
    let values = numbers(text, 4)?;
    let extent = LonLatBox { west_deg: values[0], south_deg: values[1], east_deg: values[2], north_deg: values[3] };
    let ordered = extent.west_deg < extent.east_deg && extent.south_deg < extent.north_deg;
    let on_earth = extent.west_deg >= -180.0 && extent.east_deg <= 180.0;
    if ordered && on_earth && extent.south_deg >= -90.0 && extent.north_deg <= 90.0 {
        Ok(extent)
    } else {
        Err("west,south,east,north in degrees, west < east and south < north".into())
    }
}

fn parse_station(text: &str) -> Result<StationPlace, String> {
    let values = numbers(text, 3)?;
    Ok(StationPlace { lon_deg: values[0], lat_deg: values[1], utc_offset_h: values[2] })
}

fn parse_name(text: &str) -> Result<(String, String), String> {
    let (zh, en) = text.split_once([',', '，']).unwrap_or((text, text));
    Ok((zh.trim().to_owned(), en.trim().to_owned()))
}

impl ImportArgs {
    fn options(&self) -> ImportOptions {
        ImportOptions {
            data: self.data.clone(),
            layer: self.layer.clone(),
            file: self.file.clone(),
            crs: self.crs.clone(),
            open: OpenOptions {
                encoding: self.encoding.clone(),
                source_layer: self.source_layer.clone(),
                header_rows: self.header_rows,
            },
            mapping: MappingWishes {
                maps: self.maps.clone(),
                constants: self.constants.clone(),
                parent_key: self.parent_key.clone(),
            },
            stand_in: self.stand_in.clone(),
            extent: self.extent,
            accept_valid: self.accept_valid,
            dry_run: self.dry_run,
            replace: self.replace,
            refused_file: self.refused.clone(),
            city_name: self.city_name.clone(),
            cells: if self.per_km2 { CellMeaning::PeoplePerKm2 } else { CellMeaning::People },
            sectors: self.sectors,
            station: self.station,
        }
    }
}

/// Runs the command. Exit code 0: the rows are in (or would be); 1: refused; 2: wrong usage.
///
/// # Errors
/// When the report cannot be written; the store is then as the import left it.
pub fn run(arguments: &ImportArgs, json: bool) -> Result<ExitCode, CliError> {
    let bar = spinner(json);
    let result = import(&arguments.options(), &mut |rows| bar.set_position(rows));
    bar.finish_and_clear();
    match result {
        Ok(report) => {
            if json {
                say!("{}", json!(report))?;
            } else {
                print_report(&report)?;
            }
            Ok(exit_code(&report, arguments.accept_valid))
        }
        Err(error) => {
            print_error(&error, arguments, json)?;
            Ok(ExitCode::from(if is_wrong_usage(&error) { 2 } else { 1 }))
        }
    }
}

/// A moving line on a terminal, nothing elsewhere.
fn spinner(json: bool) -> ProgressBar {
    if json {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} rows, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn exit_code(report: &ImportReport, accept_valid: bool) -> ExitCode {
    let taken = report.accepted > 0 && (report.refused == 0 || accept_valid);
    ExitCode::from(u8::from(!taken))
}

fn is_wrong_usage(error: &ImportError) -> bool {
    matches!(error, ImportError::UnknownLayer { .. } | ImportError::UnknownCrs { .. })
}

/// A refused file speaks the same JSON as refused rows: row 0 stands for the whole.
fn print_error(error: &ImportError, arguments: &ImportArgs, json: bool) -> Result<(), CliError> {
    if !json {
        complain(format_args!("cordon import: {error}\nnothing was changed"));
        return Ok(());
    }
    let problem = FieldProblem::new("file", arguments.file.display(), error.to_string(), error.code());
    let problem = json!({
        "row": 0, "field": problem.field, "value": problem.value, "allowed": problem.allowed, "code": problem.code
    });
    say!("{}", json!({"accepted": 0, "refused": 0, "problems": [problem], "warnings": [], "committed": false}))
}

fn print_report(report: &ImportReport) -> Result<(), CliError> {
    let repeated = if report.repeated > 0 { format!(", {} repeated (merged)", report.repeated) } else { String::new() };
    say!("{} -> {}: {} accepted, {} refused{repeated}", report.file, report.layer, report.accepted, report.refused)?;
    if !report.source_crs.is_empty() {
        say!("  read in {} {}", report.source_crs, report.encoding)?;
    }
    for column in &report.columns {
        let unit = if column.unit.is_empty() { String::new() } else { format!(" in {}", column.unit) };
        say!("  {} <- {}{unit}", column.field, column.column)?;
    }
    for note in &report.notes {
        say!("  {note}")?;
    }
    print_problems("refused", &report.problems)?;
    print_warnings(&report.warnings)?;
    say!("{}", outcome(report))
}

fn outcome(report: &ImportReport) -> String {
    match (&report.refused_file, report.committed, report.dry_run) {
        (Some(file), true, _) => format!("the accepted rows are in; the refused ones are in {file}"),
        (None, true, _) => "all of it is in".into(),
        (_, false, true) => "a trial: nothing was changed".into(),
        (_, false, false) => "nothing was changed: correct the file, or take the good rows with --accept-valid".into(),
    }
}

fn print_problems(title: &str, problems: &ProblemList) -> Result<(), CliError> {
    for problem in problems.listed().iter().take(SHOWN_PROBLEMS) {
        say!("  {title}: row {}: {}", problem.row, problem.problem)?;
    }
    let more = problems.total().saturating_sub(SHOWN_PROBLEMS as u64);
    if more > 0 {
        say!("  {title}: and {more} more problems (--json lists them)")?;
    }
    Ok(())
}

/// Warnings of one kind and value in one line, with their number.
fn print_warnings(warnings: &ProblemList) -> Result<(), CliError> {
    let mut kinds: BTreeMap<(&str, &str, &str), (u64, &str)> = BTreeMap::new();
    for warning in warnings.listed() {
        let problem = &warning.problem;
        let key = (problem.code.as_str(), problem.field.as_str(), problem.value.as_str());
        kinds.entry(key).or_insert((0, &problem.allowed)).0 += 1;
    }
    for (index, ((code, field, value), (count, allowed))) in kinds.iter().enumerate() {
        if index == SHOWN_PROBLEMS {
            return say!("  note: and {} more kinds (--json lists them)", kinds.len() - SHOWN_PROBLEMS);
        }
        say!("  note: {count} x {field} = {value}: {allowed} [{code}]")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_are_checked() {
        assert!(parse_extent("-96.1,28.8,-94.3,30.7").is_ok());
        for text in ["1,2,3", "-94,28,-96,30", "a,b,c,d", "-200,0,10,10", "1,2,3,4,5"] {
            assert!(parse_extent(text).is_err(), "{text}");
        }
    }
}
