//! The commands. Exit code 0: done; 1: refused input or failed check; 2: wrong usage; 3: `validate` found that a held
//! gate does not hold.

pub mod assess;
pub mod batch;
pub mod calc;
pub mod diff;
pub mod export;
mod file;
pub mod import;
pub mod incident;
mod output;
pub mod scenario;
pub mod serve;
pub mod synth;
pub mod validate;

use clap::{Parser, Subcommand};
use cordon_datasets::store::StoreError;
use cordon_datasets::substances::{UserFileError, read_user_file, use_library};
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Open urban-risk one map.
#[derive(Debug, Parser)]
#[command(name = "cordon", version, about, max_term_width = 100)]
struct Arguments {
    /// Print machine-readable JSON, refusals too.
    #[arg(long, global = true)]
    json: bool,
    /// Substances of your own beside the built-in ones: JSON or CSV in the layout of the built-in tables
    /// (docs/models/substances.md). Results that use them say so.
    #[arg(long, global = true, value_name = "FILE")]
    substances: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a file into a layer of the city, all of it or nothing.
    Import(Box<import::ImportArgs>),
    /// Serve a city: map, layers, tiles, risk, models.
    Serve(serve::Serve),
    /// Compute one model by name: `cordon calc gaussian_plume '{...}'`.
    Calc(calc::Calc),
    /// Solve one release from a file: zones, time line, calculation sheet, picture.
    Scenario(scenario::Scenario),
    /// What if it leaked now: zones, people and places inside, units within reach, from a file.
    Incident(incident::Incident),
    /// Tell what changed between two runs of a scenario, and why.
    Diff(diff::Diff),
    /// Compute a table of scenarios, row by row, into a Parquet file.
    Batch(batch::Batch),
    /// Assess the individual risk of a city.
    Assess(assess::Assess),
    /// Write the city, a layer or the risk to a file.
    Export(export::Export),
    /// Write the demonstration city, or a synthetic one of any size.
    Synth(synth::Synth),
    /// Run the models against a folder of trials and show the errors.
    Validate(validate::Validate),
    /// Print the description of the HTTP interface (OpenAPI 3.1).
    Openapi {
        /// File to write instead of standard output.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// Values are refused.
    #[error("refused input:\n{}", problem_lines(.problems))]
    Refused {
        /// All of them.
        problems: Vec<FieldProblem>,
    },
    /// The store cannot be opened, read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reader of standard output is gone: the end of the command, and no fault.
    #[error("standard output is closed")]
    OutputClosed,
    /// A file or model failed.
    #[error("{subject}: {reason}")]
    Failed {
        /// What failed (file, store, model).
        subject: String,
        /// Why.
        reason: String,
    },
}

impl CliError {
    /// A failure of `subject`.
    pub fn failed(subject: impl std::fmt::Display, reason: impl std::fmt::Display) -> Self {
        Self::Failed { subject: subject.to_string(), reason: reason.to_string() }
    }

    /// A failure of a file.
    pub fn file(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::failed(path.display(), reason)
    }

    fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Refused { problems } => {
                json!({"code": "refused_input", "detail": self.to_string(), "problems": problems})
            }
            Self::Store(error) => {
                json!({"code": error.code(), "detail": error.to_string(), "problems": error.problems()})
            }
            Self::OutputClosed | Self::Failed { .. } => {
                json!({"code": "failed", "detail": self.to_string(), "problems": []})
            }
        }
    }
}

impl From<InvalidInput> for CliError {
    fn from(refused: InvalidInput) -> Self {
        Self::Refused { problems: refused.problems }
    }
}

fn problem_lines(problems: &[FieldProblem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

/// Runs the command line of the process.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    match execute(arguments) {
        Ok(code) => code,
        Err(CliError::OutputClosed) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error, json);
            ExitCode::from(1)
        }
    }
}

fn report(error: &CliError, json: bool) {
    if json {
        // with standard output closed the exit code tells it all
        let _ = output::say!("{}", error.to_json());
    } else {
        output::complain(format_args!("cordon: {error}"));
    }
}

/// Reads the user's substances before any command looks one up.
fn use_substances(path: &Path) -> Result<(), CliError> {
    let library = read_user_file(path).map_err(|error| match error {
        UserFileError::Refused(refused) => refused.into(),
        other => CliError::failed("--substances", other),
    })?;
    if use_library(library) { Ok(()) } else { Err(CliError::failed("--substances", "substances were already read")) }
}

fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    let json = arguments.json;
    if let Some(path) = &arguments.substances {
        use_substances(path)?;
    }
    match arguments.command {
        Command::Import(command) => return import::run(&command, json),
        Command::Validate(command) => return command.run(json),
        Command::Serve(command) => command.run(json),
        Command::Calc(command) => command.run(json),
        Command::Scenario(command) => command.run(json),
        Command::Incident(command) => command.run(json),
        Command::Diff(command) => command.run(json),
        Command::Batch(command) => command.run(json),
        Command::Assess(command) => command.run(json),
        Command::Synth(command) => command.run(json),
        Command::Export(command) => command.run(json),
        Command::Openapi { output } => write_openapi(output.as_deref()),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn write_openapi(output: Option<&Path>) -> Result<(), CliError> {
    let text = crate::openapi::document_text().map_err(|error| CliError::failed("OpenAPI", error))?;
    match output {
        None => output::text(&text),
        Some(path) => std::fs::write(path, text).map_err(|error| CliError::file(path, error)),
    }
}
