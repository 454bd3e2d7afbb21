//! Reading a folder of trials: typed cells; every problem is kept, none stops the reading.

use super::ValidationError;
use crate::hash::edition_of;
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use csv::StringRecord;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A folder being read: what was wrong so far, and which files were used.
#[derive(Debug)]
pub(super) struct Reader {
    folder: PathBuf,
    problems: Vec<FieldProblem>,
    editions: BTreeMap<&'static str, String>,
}

impl Reader {
    /// Opens a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, ValidationError> {
        let fault = |reason: String| ValidationError::Folder { folder: folder.into(), reason };
        let found = std::fs::metadata(folder).map_err(|error| fault(error.to_string()))?;
        if !found.is_dir() {
            return Err(fault("it is a file; a folder of CSV files is needed".into()));
        }
        Ok(Self { folder: folder.into(), problems: Vec::new(), editions: BTreeMap::new() })
    }

    /// Whether a file is there.
    pub(super) fn has(&self, file: &str) -> bool {
        self.folder.join(file).exists()
    }

    /// Whether nothing was refused so far.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Keeps a problem, once.
    pub(super) fn refuse(&mut self, problem: FieldProblem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Keeps the problems that a model has with a trial.
    pub(super) fn refuse_trial(&mut self, file: &str, trial: &str, refused: InvalidInput) {
        for problem in refused.problems {
            self.refuse(FieldProblem { field: format!("{file}, {trial}, {}", problem.field), ..problem });
        }
    }

    /// Editions of the files that were read, or all problems.
    pub(super) fn finish(self) -> Result<BTreeMap<&'static str, String>, InvalidInput> {
        InvalidInput::check(self.problems)?;
        Ok(self.editions)
    }

    /// The rows of a file, each made from its cells. Only when [`Self::is_clean`] afterwards do they mean anything.
    pub(super) fn rows<T>(&mut self, file: &'static str, read: impl Fn(&mut Cells) -> T) -> Vec<T> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let before = self.problems.len();
        let header = table.headers().cloned().unwrap_or_default();
        for (place, column) in header.iter().enumerate() {
            if header.iter().take(place).any(|earlier| earlier == column) {
                self.refuse(FieldProblem::new(
                    format!("{file}, header"),
                    column,
                    "each column once",
                    "duplicate_column",
                ));
            }
        }
        let mut rows = Vec::new();
        for record in table.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let mut cells = Cells { file, line, header: &header, record: &record, reader: self };
                    rows.push(read(&mut cells));
                }
                Err(error) => self.refuse_row(file, header.len(), &error),
            }
        }
        if rows.is_empty() && self.problems.len() == before {
            self.refuse(FieldProblem::new(file, "no rows", "a header and at least one row", "empty_file"));
        }
        rows
    }

    fn refuse_row(&mut self, file: &str, columns: usize, error: &csv::Error) {
        let line = error.position().map_or(0, csv::Position::line);
        let value = match error.kind() {
            csv::ErrorKind::UnequalLengths { len, .. } => format!("{len} cells"),
            _ => error.to_string(),
        };
        let place = format!("{file}, line {line}");
        self.refuse(FieldProblem::new(place, value, format!("{columns} cells, as in the header"), "ragged_row"));
    }

    fn text(&mut self, file: &'static str) -> Option<String> {
        let read = std::fs::read(self.folder.join(file)).map_err(|error| ("unreadable", error.to_string()));
        let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|error| ("not_utf8", error.to_string())));
        match text {
            Ok(text) => {
                self.editions.insert(file, edition_of(&[&text]));
                Some(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
            }
            Err((code, reason)) => {
                self.refuse(FieldProblem::new(file, reason, "a readable CSV file in UTF-8", code));
                None
            }
        }
    }
}

/// The cells of one row. A cell that is refused reads as NaN or empty: the rows are then thrown away whole.
pub(super) struct Cells<'a> {
    file: &'static str,
    line: u64,
    header: &'a StringRecord,
    record: &'a StringRecord,
    reader: &'a mut Reader,
}

impl Cells<'_> {
    fn refuse(&mut self, column: &str, value: &str, allowed: &str, code: &str) {
        let field = format!("{}, line {}, {column}", self.file, self.line);
        self.reader.refuse(FieldProblem::new(field, value, allowed, code));
    }

    /// A cell as text, blank or not; a column that is not there is refused once for the file.
    pub(super) fn blank_or_text(&mut self, column: &str) -> String {
        if let Some(place) = self.header.iter().position(|name| name == column) {
            return self.record.get(place).unwrap_or_default().to_owned();
        }
        let found = self.header.iter().collect::<Vec<_>>().join(", ");
        let problem = FieldProblem::new(
            format!("{}, header", self.file),
            found,
            format!("a column `{column}`"),
            "missing_column",
        );
        self.reader.refuse(problem);
        String::new()
    }

    fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// A cell that must not be blank.
    pub(super) fn text(&mut self, column: &str) -> String {
        let text = self.blank_or_text(column);
        if text.is_empty() && self.has(column) {
            self.refuse(column, "blank", "a text", "missing");
        }
        text
    }

    fn parsed(&mut self, column: &str, least: f64, allowed: &str) -> Option<f64> {
        let text = self.blank_or_text(column);
        if text.is_empty() {
            return None;
        }
        match text.parse::<f64>() {
            Ok(value) if !value.is_finite() => self.refuse(column, &text, allowed, "not_finite"),
            Ok(value) if value < least => self.refuse(column, &text, allowed, "out_of_range"),
            Ok(value) => return Some(value),
            Err(_) => self.refuse(column, &text, allowed, "wrong_type"),
        }
        Some(f64::NAN)
    }

    fn needed(&mut self, column: &str, least: f64, allowed: &str) -> f64 {
        self.parsed(column, least, allowed).unwrap_or_else(|| {
            if self.has(column) {
                self.refuse(column, "blank", allowed, "missing");
            }
            f64::NAN
        })
    }

    /// A number, or blank.
    pub(super) fn number_or_blank(&mut self, column: &str) -> Option<f64> {
        self.parsed(column, f64::NEG_INFINITY, "a finite number, or blank")
    }

    /// A number above zero, or blank.
    pub(super) fn positive_or_blank(&mut self, column: &str) -> Option<f64> {
        self.parsed(column, f64::MIN_POSITIVE, "a number above 0, or blank")
    }

    /// A number.
    pub(super) fn number(&mut self, column: &str) -> f64 {
        self.needed(column, f64::NEG_INFINITY, "a finite number")
    }

    /// A number above zero.
    pub(super) fn positive(&mut self, column: &str) -> f64 {
        self.needed(column, f64::MIN_POSITIVE, "a number above 0")
    }

    /// A number not below zero.
    pub(super) fn not_negative(&mut self, column: &str) -> f64 {
        self.needed(column, 0.0, "a number, 0 or more")
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, column: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.blank_or_text(column);
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() && self.has(column) {
            let allowed = words.iter().map(|(word, _)| if word.is_empty() { "blank" } else { word });
            let allowed = format!("one of: {}", allowed.collect::<Vec<_>>().join(", "));
            self.refuse(column, if text.is_empty() { "blank" } else { &text }, &allowed, "unknown_word");
        }
        found
    }

    /// Whether the row is marked as recalled (`memory`), not read in a source.
    pub(super) fn recalled(&mut self) -> bool {
        self.word("provenance", &[("source", false), ("memory", true)]).unwrap_or_default()
    }

    /// A printed figure: a number, `A to B` or `about A`.
    pub(super) fn printed(&mut self, column: &str) {
        let text = self.blank_or_text(column);
        let numbers: Vec<&str> = match text.split_once(" to ") {
            Some((least, greatest)) => vec![least, greatest],
            None => vec![text.strip_prefix("about ").unwrap_or(&text)],
        };
        let is_number = |text: &&str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
        if !text.is_empty() && !numbers.iter().all(is_number) {
            self.refuse(column, &text, "a finite number, `A to B` or `about A`", "wrong_type");
        }
    }
}
