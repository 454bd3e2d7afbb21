//! The run: read, compute, write, join.

use super::cell::Cell;
use super::column::Column;
use super::input_schema::InputSchema;
use super::parts::{Parts, place, rejected_path};
use super::read::{InputFormat, Row, RowReader};
use super::write::{Layout, Line, rows_in};
use cordon_engine::process::{Context, Process, ProcessError};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::{Caveat, FieldProblem};
use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Why a batch did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// A file cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The table breaks off.
    #[error("the table cannot be read to its end: {reason}")]
    Input {
        /// Why not.
        reason: String,
    },
    /// Columns are refused, all of them listed.
    #[error("the table has columns that are not understood")]
    Refused {
        /// All problems.
        problems: Vec<FieldProblem>,
    },
    /// Blocks of a run with another plan are beside the output.
    #[error(
        "{} holds blocks of a run with another table, model, choice of columns or version: finish it, remove it, or write elsewhere",
        folder.display()
    )]
    OtherRun {
        /// The folder.
        folder: PathBuf,
    },
    /// Another process is at it.
    #[error("another run is writing to {}", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// The caller gave up; what is finished stays for the next run.
    #[error("stopped; the same command goes on from here")]
    Cancelled,
}

impl BatchError {
    pub(super) fn file(path: &Path, reason: impl std::fmt::Display) -> Self {
        Self::File { path: path.into(), reason: reason.to_string() }
    }

    pub(super) fn input(reason: impl std::fmt::Display) -> Self {
        Self::Input { reason: reason.to_string() }
    }
}

/// What is to be computed, and where to.
pub struct Plan<'a> {
    /// Table of inputs.
    pub input: &'a Path,
    /// Its format.
    pub format: InputFormat,
    /// File of results.
    pub output: &'a Path,
    /// Process that computes a row.
    pub process: &'a dyn Process,
    /// Substances and tables.
    pub context: Context<'a>,
    /// Columns of the output.
    pub columns: Vec<Column>,
    /// Rows of a block.
    pub block_rows: usize,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Rows done, those of earlier runs among them.
    pub rows: u64,
    /// Of these refused.
    pub rejected: u64,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Rows of the table.
    pub rows: u64,
    /// Rows with results.
    pub accepted: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Rows that an earlier run had done.
    pub resumed_rows: u64,
    /// File of the refused rows; none when there are none.
    pub rejected_file: Option<PathBuf>,
}

/// A block that is computed but not yet written.
struct Done {
    lines: Vec<Line>,
    rejected: String,
    rejected_rows: u64,
}

/// Computes a table; the same call after a kill goes on where the finished blocks end.
///
/// # Errors
/// [`BatchError`]; a row that is refused is none.
pub fn run(plan: &Plan<'_>, cancel: &ProgressToken, pulse: &(dyn Fn(Pulse) + Sync)) -> Result<Summary, BatchError> {
    let schema = InputSchema::new(plan.process.input_schema());
    let mut reader = RowReader::open(plan.input, plan.format, schema)?;
    let written = plan.written()?;
    let notes = [("cordon.plan".to_owned(), written.to_string())];
    let layout = Layout::new(&plan.columns, &notes).map_err(|error| BatchError::file(plan.output, error))?;
    let parts = Parts::open(plan.output, &written)?;
    let mut state = plan.earlier(&parts)?;
    let (resumed_rows, mut blocks) = (state.rows, parts.finished());
    reader.skip(resumed_rows)?;
    pulse(state);
    let mut rows = reader.block(plan.block_rows)?;
    let mut waiting: Option<Done> = None;
    while !rows.is_empty() || waiting.is_some() {
        let finish = |done: Option<Done>| -> Result<Pulse, BatchError> {
            let Some(done) = done else { return Ok(Pulse::default()) };
            let path = parts.block(blocks);
            let write = |file: File| layout.write(file, &done.lines).map_err(|error| BatchError::file(&path, error));
            parts.finish(blocks, &done.rejected, write)?;
            Ok(Pulse { rows: done.lines.len() as u64 + done.rejected_rows, rejected: done.rejected_rows })
        };
        let last = waiting.take();
        let was_waiting = last.is_some();
        // while one block is computed the one before is written and the next is read
        let (done, (finished, next)) =
            rayon::join(|| plan.compute(&rows, cancel), || (finish(last), reader.block(plan.block_rows)));
        let finished = finished?;
        state = Pulse { rows: state.rows + finished.rows, rejected: state.rejected + finished.rejected };
        blocks += usize::from(was_waiting);
        pulse(state);
        waiting = if rows.is_empty() { None } else { Some(done?) };
        rows = next?;
    }
    plan.join(parts, &layout, blocks, state, resumed_rows)
}

impl Plan<'_> {
    /// The plan as it stands beside the blocks: what must be the same for a run to go on.
    fn written(&self) -> Result<Value, BatchError> {
        let mut file = File::open(self.input).map_err(|error| BatchError::file(self.input, error))?;
        let mut hasher = Sha256::new();
        std::io::copy(&mut file, &mut hasher).map_err(|error| BatchError::file(self.input, error))?;
        let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let columns: Vec<Value> = self
            .columns
            .iter()
            .map(|column| json!({"name": column.name, "path": column.path, "kind": column.kind.name()}))
            .collect();
        Ok(json!({
            "process": self.process.id(),
            "cordon_version": env!("CARGO_PKG_VERSION"),
            "substances": self.context.library.edition(),
            "tables": self.context.tables.edition,
            "input_sha256": hash,
            "block_rows": self.block_rows,
            "columns": columns,
        }))
    }

    /// What the finished blocks of an earlier run hold.
    fn earlier(&self, parts: &Parts) -> Result<Pulse, BatchError> {
        let mut found = Pulse::default();
        for number in 0..parts.finished() {
            let path = parts.block(number);
            let rejected = parts.rejected_rows(number)?;
            found.rows += rows_in(&path).map_err(|error| BatchError::file(&path, error))? + rejected;
            found.rejected += rejected;
        }
        Ok(found)
    }

    fn compute(&self, rows: &[Row], cancel: &ProgressToken) -> Result<Done, BatchError> {
        let outcomes: Result<Vec<Outcome>, BatchError> = rows.par_iter().map(|row| self.row(row, cancel)).collect();
        let mut done = Done { lines: Vec::with_capacity(rows.len()), rejected: String::new(), rejected_rows: 0 };
        for outcome in outcomes? {
            match outcome {
                Outcome::Line(line) => done.lines.push(line),
                Outcome::Rejected(told) => {
                    done.rejected.push_str(&told.to_string());
                    done.rejected.push('\n');
                    done.rejected_rows += 1;
                }
            }
        }
        Ok(done)
    }

    fn row(&self, row: &Row, cancel: &ProgressToken) -> Result<Outcome, BatchError> {
        cancel.check().map_err(|_| BatchError::Cancelled)?;
        let rejected = |problems: &[FieldProblem]| {
            let input = row.input.as_ref().ok();
            Outcome::Rejected(json!({"row": row.number, "id": row.id, "problems": problems, "input": input}))
        };
        let input = match &row.input {
            Ok(input) => input.clone(),
            Err(problem) => return Ok(rejected(std::slice::from_ref(problem))),
        };
        // one row that breaks a model must not take the others with it
        let solved = catch_unwind(AssertUnwindSafe(|| self.process.execute(&self.context, input, cancel)));
        Ok(match solved {
            Ok(Ok(answer)) => Outcome::Line(Line {
                number: row.number,
                id: row.id.clone(),
                cells: self.columns.iter().map(|column| column.cell(&answer.result)).collect::<Vec<Cell>>(),
                caveats: told(&answer.caveats),
            }),
            Ok(Err(ProcessError::InvalidInput(refused))) => rejected(&refused.problems),
            Ok(Err(ProcessError::Cancelled(_))) => return Err(BatchError::Cancelled),
            Ok(Err(other)) => rejected(&[FieldProblem::new("row", "", other.to_string(), "internal")]),
            Err(_) => rejected(&[FieldProblem::new("row", "", "an input that the model survives", "internal")]),
        })
    }

    fn join(
        &self,
        parts: Parts,
        layout: &Layout,
        blocks: usize,
        state: Pulse,
        resumed_rows: u64,
    ) -> Result<Summary, BatchError> {
        let rejected = rejected_path(self.output);
        let rejected_file = if state.rejected > 0 {
            parts.join_rejected(blocks, &rejected)?;
            Some(rejected)
        } else {
            let _ = std::fs::remove_file(&rejected); // of an earlier output of this name
            None
        };
        let files: Vec<PathBuf> = (0..blocks).map(|number| parts.block(number)).collect();
        place(self.output, |file| layout.join(file, &files).map_err(|error| BatchError::file(self.output, error)))?;
        parts.remove()?;
        Ok(Summary {
            rows: state.rows,
            accepted: state.rows - state.rejected,
            rejected: state.rejected,
            resumed_rows,
            rejected_file,
        })
    }
}

enum Outcome {
    Line(Line),
    Rejected(Value),
}

/// Caveats as `code:subject`, apart by semicolons, in the order in which they were told.
fn told(caveats: &[Caveat]) -> String {
    let name = |caveat: &Caveat| format!("{}:{}", json!(caveat.code).as_str().unwrap_or_default(), caveat.subject);
    caveats.iter().map(name).collect::<Vec<_>>().join(";")
}
