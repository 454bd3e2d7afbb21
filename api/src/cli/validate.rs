//! `cordon validate`: the models against a folder of trials, errors in the open.

use super::output::{complain, say};
use super::{CliError, file};
use clap::Args;
use cordon_datasets::validation::{
    Report, StudyResult, ValidationError, gates_csv, group_rows, markdown, pairs_csv, run as run_trials, scatter_svg,
    statistics_csv,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code when something that is held does not hold any more.
const REGRESSION: u8 = 3;

/// Run the models against a folder of trials and show the errors.
///
/// The folder holds CSV files in the layout of docs/validation-protocol.md; studies without their files are listed as
/// "no data". Exit code 0: done, missed but published gates included; 1: refused input; 3: a held gate or floor fails.
#[derive(Debug, Args)]
pub struct Validate {
    /// Folder of CSV files.
    folder: PathBuf,
    /// Folder to write: report as JSON and Markdown, pairs, statistics and gates as CSV, plots as SVG. It may hold an earlier
    /// report, which is replaced, and nothing else.
    #[arg(short, long, default_value = "validation-out")]
    output: PathBuf,
    /// Also write the report as Markdown to this file (docs/validation.md).
    #[arg(long, value_name = "FILE")]
    docs: Option<PathBuf>,
}

impl Validate {
    pub(super) fn run(self, json: bool) -> Result<ExitCode, CliError> {
        let place = file::ReportFolder::check(&self.output, is_ours)?;
        self.check_docs()?;
        let report = run_trials(&self.folder).map_err(|error| match error {
            ValidationError::Refused(refused) => refused.into(),
            other => CliError::failed("validation", other),
        })?;
        let page = markdown(&report);
        place.write(&files(&report, &page)?)?;
        if let Some(path) = &self.docs {
            file::text(path, &page)?;
        }
        let broken = report.broken();
        if json {
            say!(
                "{}",
                json!({"groups": group_rows(&report), "report": &report, "broken": broken, "output": self.output})
            )?;
        } else {
            print(&report)?;
            say!("written to {}", self.output.display())?;
        }
        if broken.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        complain(format_args!("cordon: {} held limits do not hold (a regression):", broken.len()));
        broken.iter().for_each(|line| complain(format_args!("  {line}")));
        Ok(ExitCode::from(REGRESSION))
    }
}

impl Validate {
    /// Finds out before the work whether the page can be written.
    fn check_docs(&self) -> Result<(), CliError> {
        if let Some(problem) = self.docs.as_deref().and_then(|path| file::unwritable("--docs", path)) {
            return Err(CliError::Refused { problems: vec![problem] });
        }
        Ok(())
    }
}

/// Fixed names of the files of a report.
const NAMES: [&str; 5] = ["validation.json", "validation.md", "pairs.csv", "statistics.csv", "gates.csv"];

/// Whether a report may hold a file of this name: what it writes anew it may replace.
fn is_ours(name: &str) -> bool {
    let is_plot = |id: &str| name.strip_prefix(id).is_some_and(|rest| rest.starts_with('-') && rest.ends_with(".svg"));
    NAMES.contains(&name) || cordon_datasets::validation::STUDIES.iter().any(|study| is_plot(study.id))
}

/// The files of the report by name.
fn files(report: &Report, page: &str) -> Result<BTreeMap<String, String>, CliError> {
    let fault = |error: &dyn std::fmt::Display| CliError::failed("report", error);
    let json = serde_json::to_string_pretty(report).map_err(|error| fault(&error))?;
    let tables = [pairs_csv(report), statistics_csv(report), gates_csv(report)];
    let mut files = BTreeMap::from([(NAMES[0].into(), json + "\n"), (NAMES[1].into(), page.to_owned())]);
    for (name, table) in NAMES[2..].iter().zip(tables) {
        files.insert((*name).into(), table.map_err(|error| fault(&error))?);
    }
    for study in &report.studies {
        for run in study.runs().iter().filter(|run| !run.pairs.is_empty()) {
            let name = format!("{}-{}.svg", study.id, run.model.replace(' ', "-"));
            files.insert(name, scatter_svg(study, run));
        }
    }
    Ok(files)
}

/// The table for a reader at the terminal.
fn print(report: &Report) -> Result<(), CliError> {
    report.studies.iter().try_for_each(print_study)?;
    say!("\ngates")?;
    report.gates.iter().try_for_each(|judged| say!("  {judged}"))
}

fn print_study(study: &StudyResult) -> Result<(), CliError> {
    use cordon_datasets::validation::{Outcome, Series};
    say!("\n{} ({})", study.title, study.id)?;
    match &study.outcome {
        Outcome::NoData { missing } => say!("  no data ({missing})")?,
        Outcome::NoModel { rows, reason } => say!("  no model: {rows} values wait: {reason}")?,
        Outcome::Checked { checks, .. } => {
            for check in checks {
                let verdict = check.is_met().map_or("not judged", |met| if met { "met" } else { "missed" });
                let what = format!("{}, {}", check.case, check.quantity);
                say!("  {what:<80} {:<12} {:>8.1e} {verdict}", check.model, check.difference_frac)?;
            }
        }
        Outcome::Run { .. } => {
            let head = ["n", "FAC2", "MG", "VG", "FB", "NMSE", "worst"].map(|name| format!("{name:>7}")).join(" ");
            say!("  {:<40} {:<32} {head}", "model", "group")?;
            for row in &study.statistics {
                let memory = if row.rows == Series::All { "" } else { ", without memory" };
                let group = format!("{}{memory}", row.group);
                let Some(a) = &row.agreement else {
                    say!("  {:<40} {group:<32} {:>7}", row.model, 0)?;
                    continue;
                };
                let values = [a.fac2_frac, a.mg_ratio, a.vg_ratio, a.fb_ratio, a.nmse_ratio, a.worst_ratio];
                let values = values.map(|value| format!("{value:>7.2}")).join(" ");
                say!("  {:<40} {group:<32} {:>7} {values}  {}", row.model, a.count, row.worst_at)?;
            }
        }
    }
    study
        .left_out()
        .iter()
        .try_for_each(|entry| say!("  not compared: {} ({}): {}", entry.what, entry.rows, entry.reason))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_files_of_a_report_may_be_replaced() {
        for name in
            ["validation.json", "gates.csv", "flat_trials-dense_gas.svg", "blowdown_flow-gas_blowdown-adiabatic.svg"]
        {
            assert!(is_ours(name), "{name}");
        }
        for name in ["dispersion_arcs.csv", "map.svg", "flat_trials.svg", "flat_trials-x.txt", ""] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
