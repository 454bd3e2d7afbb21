//! `cordon assess`: the individual and societal risk of a city, as figures and as a raster or bands.

use super::CliError;
use super::file::{self, Format};
use super::output::say;
use crate::exposed::Surroundings;
use crate::load;
use clap::Args;
use cordon_engine::city::City;
use cordon_engine::exposed::Presence;
use cordon_engine::progress::ProgressToken;
use cordon_engine::scenario::{Assessment, AssessmentError, AssessmentSettings, SocietalError, SocietalRisk, assess};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Facilities that are listed by the deaths they make.
const RANKED: usize = 20;

/// Assess the individual and societal risk of a city.
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
        // a wrong name is told before the work, not after it
        let output = self.output.as_deref().map(|path| Ok::<_, CliError>((path, risk_format(path)?))).transpose()?;
        let start = Instant::now();
        let (city, layers) = load::city_and_layers(&self.data)?;
        let surroundings = Surroundings::new(&city, &layers);
        let load_s = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let assessment = assessment_of(&city, self.cell_m, json)?;
        let assess_s = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let societal = societal_of(&city, &assessment, &surroundings)?;
        let societal_s = start.elapsed().as_secs_f64();
        match output {
            Some((path, Format::Raster)) => file::geotiff(path, &assessment)?,
            Some((path, _)) => {
                file::risk_bands(path, &assessment)?;
            }
            None => {}
        }
        let summary = societal.as_ref().ok().map(SocietalRisk::city);
        let report = json!({
            "city": city.name,
            "demonstration": city.demonstration,
            "counts": assessment.counts(),
            "not_assessed": assessment.not_assessed(),
            "grid": assessment.grid().spec(),
            "max_risk_per_year": assessment.grid().max_per_year(),
            "pll_per_year": summary.as_ref().map(|summary| summary.deaths_per_year),
            "fn": summary.as_ref().map(|summary| &summary.curve),
            "societal": summary,
            "societal_not_known": societal.as_ref().err(),
            "ranking": societal.as_ref().ok().map(|societal| societal.ranking().into_iter().take(RANKED).collect::<Vec<_>>()),
            "times": {"load_s": load_s, "assess_s": assess_s, "societal_s": societal_s},
            "peak_memory_bytes": peak_memory_bytes(),
            "output": self.output,
            "caveats": assessment.caveats(),
            "manifest": societal.as_ref().map_or(assessment.manifest(), SocietalRisk::manifest),
        });
        if json { say!("{report:#}") } else { print_plain(&report) }
    }
}

/// The societal risk, or why it is not known.
fn societal_of(
    city: &City,
    assessment: &Assessment,
    surroundings: &Surroundings,
) -> Result<Result<SocietalRisk, String>, CliError> {
    match assessment.societal(surroundings.exposed(), &Presence::default(), &ProgressToken::new()) {
        Ok(societal) => Ok(Ok(societal)),
        Err(SocietalError::NoPeople) => Ok(Err(SocietalError::NoPeople.to_string())),
        Err(error) => Err(CliError::failed(&city.name.en, error)),
    }
}

/// Assesses a city with the usual settings and a cell of this side.
pub(super) fn assessment_of(city: &City, cell_m: f64, json: bool) -> Result<Assessment, CliError> {
    let settings = AssessmentSettings { cell_m, ..AssessmentSettings::default() };
    let library = cordon_datasets::substances::library();
    assess(city, library, &settings, &progress(json)).map_err(|error| match error {
        AssessmentError::InvalidInput(refused) => refused.into(),
        other => CliError::failed(&city.name.en, other),
    })
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

fn print_plain(report: &Value) -> Result<(), CliError> {
    let counts = &report["counts"];
    say!("{} / {}", report["city"]["zh"].as_str().unwrap_or(""), report["city"]["en"].as_str().unwrap_or(""))?;
    if report["demonstration"] == json!(true) {
        say!("{}", crate::DEMONSTRATION_MARK)?;
    }
    say!("facilities {}, units {}", counts["facilities"], counts["units"])?;
    say!(
        "assessed {}, not assessed {}, taking no part {}",
        counts["assessed"],
        counts["not_assessed"],
        counts["inactive"]
    )?;
    say!("greatest individual risk {} per year", report["max_risk_per_year"])?;
    match report["pll_per_year"].as_f64() {
        Some(deaths) => say!(
            "expected deaths {deaths:.3e} per year, F-N curve of {} points",
            report["fn"].as_array().map_or(0, Vec::len)
        )?,
        None => say!("societal risk not known: {}", report["societal_not_known"].as_str().unwrap_or(""))?,
    }
    say!(
        "loaded in {} s, assessed in {} s, peak memory {} bytes",
        report["times"]["load_s"],
        report["times"]["assess_s"],
        report["peak_memory_bytes"]
    )?;
    let of = |caveats: &Value| caveats.as_array().cloned().unwrap_or_default();
    let caveats = of(&report["caveats"]).into_iter().chain(of(&report["societal"]["caveats"]));
    caveats.into_iter().try_for_each(|caveat| say!("caveat: {}", caveat["message_en"].as_str().unwrap_or("")))
}

/// Highest resident memory of this process so far, bytes; null where the system does not tell.
pub(super) fn peak_memory_bytes() -> Value {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kibibytes.map_or(Value::Null, |kibibytes| json!(kibibytes * 1024))
}

/// The format of a file of risk.
fn risk_format(path: &Path) -> Result<Format, CliError> {
    let format = Format::of(path).filter(|format| matches!(format, Format::Raster | Format::Features));
    format.ok_or_else(|| CliError::Refused {
        problems: vec![file::unknown_format(path, "a file ending in .tif or .geojson")],
    })
}
