//! `cordon assess`: the individual risk of a city, as figures and as a raster or bands.

use super::CliError;
use crate::load;
use crate::risk::levels::standard_levels;
use clap::Args;
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::scenario::{Assessment, AssessmentSettings, assess};
use cordon_engine::spatial::{Ellipsoid, GridSpec, Interpolation, LocalPoint, isobands};
use geo::MapCoords;
use geo_types::{Coord, Geometry};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Assess the individual risk of a city.
#[derive(Debug, Args)]
pub struct Assess {
    /// Store of the city (GeoPackage).
    #[arg(long)]
    data: PathBuf,
    /// File to write: .tif (raster, per year) or .geojson (bands of the levels).
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Side of a cell, m.
    #[arg(long, default_value_t = 100.0)]
    cell_m: f64,
}

impl Assess {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let start = Instant::now();
        let city = load::city(&self.data)?;
        let load_s = start.elapsed().as_secs_f64();
        let settings = AssessmentSettings { cell_m: self.cell_m, ..AssessmentSettings::default() };
        let library = cordon_datasets::substances::library();
        let start = Instant::now();
        let assessment = assess(&city, library, &settings, &progress(json))
            .map_err(|error| CliError::failed(self.data.display(), error))?;
        let assess_s = start.elapsed().as_secs_f64();
        if let Some(path) = &self.output {
            write_risk(path, &assessment)?;
        }
        let report = json!({
            "city": city.name,
            "demonstration": city.demonstration,
            "counts": assessment.counts(),
            "not_assessed": assessment.not_assessed(),
            "grid": assessment.grid().spec(),
            "max_risk_per_year": assessment.grid().max_per_year(),
            "times": {"load_s": load_s, "assess_s": assess_s},
            "peak_memory_bytes": peak_memory_bytes(),
            "output": self.output,
            "caveats": assessment.caveats(),
            "manifest": assessment.manifest(),
        });
        if json {
            println!("{report:#}")
        } else {
            print_plain(&report)
        }
        Ok(())
    }
}

/// Progress on standard error when it is a terminal and the answer is not for a program.
fn progress(json: bool) -> ProgressToken {
    let token = ProgressToken::new();
    if json || !std::io::stderr().is_terminal() {
        return token;
    }
    let shown = token.clone();
    std::thread::spawn(move || {
        let bar = indicatif::ProgressBar::new(0);
        loop {
            let (done, total) = shown.state();
            bar.set_length(total.max(1));
            bar.set_position(done);
            if total > 0 && done >= total {
                return bar.finish_and_clear();
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    });
    token
}

fn print_plain(report: &Value) {
    let counts = &report["counts"];
    println!("{} / {}", report["city"]["zh"].as_str().unwrap_or(""), report["city"]["en"].as_str().unwrap_or(""));
    if report["demonstration"] == json!(true) {
        println!("{}", crate::DEMONSTRATION_MARK);
    }
    println!("facilities {}, units {}", counts["facilities"], counts["units"]);
    println!(
        "assessed {}, not assessed {}, taking no part {}",
        counts["assessed"], counts["not_assessed"], counts["inactive"]
    );
    println!("greatest individual risk {} per year", report["max_risk_per_year"]);
    println!(
        "loaded in {} s, assessed in {} s, peak memory {} bytes",
        report["times"]["load_s"], report["times"]["assess_s"], report["peak_memory_bytes"]
    );
    for caveat in report["caveats"].as_array().into_iter().flatten() {
        println!("caveat: {}", caveat["message_en"].as_str().unwrap_or(""));
    }
}

/// Highest resident memory of this process so far, bytes; null where the system does not tell.
fn peak_memory_bytes() -> Value {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kibibytes.map_or(Value::Null, |kibibytes| json!(kibibytes * 1024))
}

fn write_risk(path: &Path, assessment: &Assessment) -> Result<(), CliError> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("tif" | "tiff") => geotiff(path, assessment).map_err(|error| CliError::file(path, error)),
        Some("geojson" | "json") => {
            let text = bands(assessment)?.to_string();
            std::fs::write(path, text + "\n").map_err(|error| CliError::file(path, error))
        }
        _ => {
            let problem =
                FieldProblem::new("--output", path.display(), "a file ending in .tif or .geojson", "unknown_format");
            Err(CliError::Refused { problems: vec![problem] })
        }
    }
}

/// Bands of the levels as GeoJSON.
fn bands(assessment: &Assessment) -> Result<Value, CliError> {
    let (levels, grid) = (standard_levels(), assessment.grid());
    let limits: Vec<f64> = levels.iter().map(|level| level.per_year).collect();
    let bands = isobands(grid.spec(), &grid.values_per_year(), &limits, Interpolation::Logarithmic)?;
    let features = bands.iter().map(|band| {
        let area = Geometry::from(band.area.map_coords(|coord| lon_lat(grid.spec(), coord)));
        json!({"type": "Feature", "geometry": crate::layer::geometry_json(&area), "properties": {
            "level": band.level, "lower_per_year": limits[band.level], "upper_per_year": limits.get(band.level + 1),
            "label": levels[band.level].label, "colour": levels[band.level].colour}})
    });
    Ok(json!({"type": "FeatureCollection", "features": features.collect::<Vec<_>>(),
        "caveats": assessment.caveats(), "manifest": assessment.manifest()}))
}

fn lon_lat(grid: &GridSpec, coord: Coord<f64>) -> Coord<f64> {
    let place = grid.frame.to_lon_lat(LocalPoint { x_m: coord.x, y_m: coord.y });
    Coord { x: place.lon_deg, y: place.lat_deg }
}

/// The raster as a cloud-optimised GeoTIFF in its own metric frame.
fn geotiff(path: &Path, assessment: &Assessment) -> Result<(), gdal::errors::GdalError> {
    use gdal::Metadata;
    use gdal::raster::{Buffer, RasterCreationOptions};
    let (grid, spec) = (assessment.grid().values_per_year(), assessment.grid().spec());
    let memory = gdal::DriverManager::get_driver_by_name("MEM")?;
    let mut raster = memory.create_with_band_type::<f64, _>("", spec.columns, spec.rows, 1)?;
    let north_m = spec.origin_y_m + spec.rows as f64 * spec.cell_m;
    raster.set_geo_transform(&[spec.origin_x_m, spec.cell_m, 0.0, north_m, 0.0, -spec.cell_m])?;
    let known = spec.frame.epsg_code().map(gdal::spatial_ref::SpatialRef::from_epsg);
    let reference = known.unwrap_or_else(|| gdal::spatial_ref::SpatialRef::from_proj4(&proj_text(spec)))?;
    raster.set_spatial_ref(&reference)?;
    // GeoTIFF counts rows from the north
    let values = grid.chunks(spec.columns).rev().flatten().copied().collect();
    let mut band = raster.rasterband(1)?;
    band.write((0, 0), (spec.columns, spec.rows), &mut Buffer::new((spec.columns, spec.rows), values))?;
    band.set_description("location-specific individual risk, per year")?;
    let cog = gdal::DriverManager::get_driver_by_name("COG")?;
    let options = RasterCreationOptions::from_iter(["COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=NEAREST"]);
    raster.create_copy(&cog, path, &options)?.close()
}

fn proj_text(grid: &GridSpec) -> String {
    let frame = grid.frame.spec();
    format!(
        "+proj=tmerc +lat_0={} +lon_0={} +k={} +x_0={} +y_0={} +ellps={} +units=m +no_defs",
        frame.origin_lat_deg,
        frame.central_meridian_deg,
        frame.scale_ratio,
        frame.false_easting_m,
        frame.false_northing_m,
        if frame.ellipsoid == Ellipsoid::Wgs84 { "WGS84" } else { "GRS80" },
    )
}
