//! `cordon batch`: a table of inputs, row by row, into a Parquet file.

use super::assess::peak_memory_bytes;
use super::output::{complain, say};
use super::{CliError, calc, file};
use clap::Args;
use cordon_datasets::batch::{BatchError, Column, InputFormat, Plan, Pulse, Summary, columns_of, run, selection};
use cordon_engine::process::{Process, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::vulnerability::{HARM_LEVELS, LevelEntry};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Compute a table of scenarios, one row each, into a Parquet file.
///
/// Columns of the table are fields of the model's input, with points for fields within fields (`weather.wind_speed_m_s`); a
/// column `id` names the rows. Refused rows go to FILE.rejected.jsonl with their reasons. A run that was stopped goes on when the
/// same command is given again. docs/batch.md has examples.
#[derive(Debug, Args)]
pub struct Batch {
    /// Table: .csv, .jsonl or .parquet.
    table: PathBuf,
    /// File to write, .parquet.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Model that computes a row (`cordon calc --list`).
    #[arg(long, value_name = "MODEL", default_value = "scenario")]
    model: String,
    /// Further column: `name=/path/into/the/result`, as in `far_m=/clouds/*/zones/level=aegl_3/reach_m`.
    #[arg(long, value_name = "NAME=PATH")]
    select: Vec<String>,
    /// Only the selected columns.
    #[arg(long, requires = "select")]
    only_selected: bool,
    /// Rows of a block: what a kill can cost, and what is held in memory three times.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    block_rows: u32,
    /// Threads; all cores when not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Batch {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let registry = Registry::standard();
        let process = calc::find(&registry, &self.model)?;
        let (format, columns) = self.check(process)?;
        let context = calc::context();
        let plan = Plan {
            input: &self.table,
            format,
            output: &self.output,
            process,
            context,
            columns,
            block_rows: self.block_rows as usize,
        };
        let start = Instant::now();
        let summary = self.on_threads(&plan, &Report::new(json, start))?;
        answer(&summary, &self.output, start.elapsed(), json)
    }

    /// Everything that can be refused before the work.
    fn check(&self, process: &dyn Process) -> Result<(InputFormat, Vec<Column>), CliError> {
        let mut problems = Vec::new();
        let format = InputFormat::of(&self.table);
        if format.is_none() {
            let allowed = "a file ending in .csv, .jsonl or .parquet";
            problems.push(FieldProblem::new("TABLE", self.table.display(), allowed, "unknown_format"));
        }
        if !self.output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
            let allowed = "a file ending in .parquet";
            problems.push(FieldProblem::new("--output", self.output.display(), allowed, "unknown_format"));
        }
        problems.extend(file::unwritable("--output", &self.output));
        if same_file(&self.table, &self.output) {
            let allowed = "another file than the table";
            problems.push(FieldProblem::new("--output", self.output.display(), allowed, "same_file"));
        }
        let schema = process.output_schema();
        let mut columns = if self.only_selected { Vec::new() } else { usual_columns(process.id(), &schema) };
        for text in &self.select {
            match selection(text, &schema) {
                Ok(column) if !is_taken(&column.name, &columns) => columns.push(column),
                Ok(column) => {
                    problems.push(FieldProblem::new("--select", column.name, "a name that is not taken", "twice"));
                }
                Err(problem) => problems.push(problem),
            }
        }
        match format {
            Some(format) if problems.is_empty() => Ok((format, columns)),
            _ => Err(CliError::Refused { problems }),
        }
    }

    fn on_threads(&self, plan: &Plan<'_>, report: &Report) -> Result<Summary, CliError> {
        let cancel = ProgressToken::new();
        let work = || run(plan, &cancel, &|pulse| report.tell(pulse));
        let Some(threads) = self.threads else { return work().map_err(told) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build();
        pool.map_err(|error| CliError::failed("--threads", error))?.install(work).map_err(told)
    }
}

fn is_taken(name: &str, columns: &[Column]) -> bool {
    ["row", "id", "caveats"].contains(&name) || columns.iter().any(|column| column.name == name)
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn usual_columns(model: &str, schema: &Value) -> Vec<Column> {
    let mut columns = columns_of(schema);
    if model == "scenario" {
        // every level that a cloud can reach: the rows of a table need not be of one substance
        let reach = |level: &LevelEntry| {
            let id = level.id;
            selection(&format!("{id}_reach_m=/clouds/*/zones/level={id}/reach_m"), schema).ok()
        };
        columns.extend(HARM_LEVELS.iter().filter(|level| level.is_of_cloud()).filter_map(reach));
    }
    columns
}

fn told(error: BatchError) -> CliError {
    match error {
        BatchError::Refused { problems } => CliError::Refused { problems },
        other => CliError::failed("batch", other),
    }
}

/// Tells how far the run is: a bar on a terminal, plain lines otherwise, nothing where the answer is for a program.
struct Report {
    quiet: bool,
    bar: Option<indicatif::ProgressBar>,
    start: Instant,
    told: Mutex<Told>,
}

/// What was told last.
struct Told {
    at: Instant,
    /// Rows that were there when the run began: they are no work of this one.
    before: Option<u64>,
}

/// Time between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

impl Report {
    fn new(quiet: bool, start: Instant) -> Self {
        let is_terminal = !quiet && std::io::stderr().is_terminal();
        let bar = is_terminal.then(indicatif::ProgressBar::new_spinner);
        Self { quiet, bar, start, told: Mutex::new(Told { at: start, before: None }) }
    }

    fn tell(&self, pulse: Pulse) {
        let mut last = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *last.before.get_or_insert(pulse.rows);
        let rate = (pulse.rows - before) as f64 / self.start.elapsed().as_secs_f64().max(1e-3);
        let line = format!("{} rows, {} refused, {rate:.0} rows a second", pulse.rows, pulse.rejected);
        if let Some(bar) = &self.bar {
            bar.set_message(line);
            bar.tick();
        } else if !self.quiet && last.at.elapsed() >= LINE_EVERY {
            last.at = Instant::now();
            complain(format_args!("{line}"));
        }
    }
}

fn answer(summary: &Summary, output: &Path, took: Duration, json: bool) -> Result<(), CliError> {
    let seconds = took.as_secs_f64();
    let rate = (summary.rows - summary.resumed_rows) as f64 / seconds.max(1e-3);
    if json {
        return say!(
            "{:#}",
            json!({
                "rows": summary.rows,
                "accepted": summary.accepted,
                "rejected": summary.rejected,
                "resumed_rows": summary.resumed_rows,
                "output": output,
                "rejected_file": summary.rejected_file,
                "seconds": seconds,
                "rows_per_s": rate,
                "peak_memory_bytes": peak_memory_bytes(),
            })
        );
    }
    say!("{}: {} rows in {seconds:.2} s, {rate:.0} a second", output.display(), summary.accepted)?;
    if summary.resumed_rows > 0 {
        say!("{} rows were there from an earlier run", summary.resumed_rows)?;
    }
    match &summary.rejected_file {
        Some(path) => say!("{} rows refused, with reasons: {}", summary.rejected, path.display()),
        None => Ok(()),
    }
}
