//! The one report of an import: what was taken, what was not and why.

use cordon_engine::provenance::FieldProblem;
use serde::{Serialize, Serializer, ser::SerializeSeq};

/// Problems listed in full at most; beyond that they are counted only, so that a broken file of a
/// million rows does not fill the memory.
pub const LISTED_PROBLEMS: usize = 10_000;

/// A problem of one row (row 0: of the file as a whole).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowProblem {
    /// Row as a spreadsheet shows it: the first header row is 1. Without header rows, the feature number.
    pub row: u64,
    /// Field, value, what is allowed, code.
    #[serde(flatten)]
    pub problem: FieldProblem,
}

/// Problems with a bound on how many are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProblemList {
    listed: Vec<RowProblem>,
    total: u64,
}

impl ProblemList {
    /// Adds a problem of a row.
    pub fn push(&mut self, row: u64, problem: FieldProblem) {
        self.total += 1;
        if self.listed.len() < LISTED_PROBLEMS {
            self.listed.push(RowProblem { row, problem });
        }
    }
    /// The problems that are listed.
    #[must_use]
    pub fn listed(&self) -> &[RowProblem] {
        &self.listed
    }
    /// How many there were in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }
}

impl Serialize for ProblemList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(Some(self.listed.len()))?;
        for problem in &self.listed {
            sequence.serialize_element(problem)?;
        }
        sequence.end()
    }
}

/// How a field of the layer was filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedColumn {
    /// Field of the layer.
    pub field: String,
    /// Column of the file.
    pub column: String,
    /// Unit the column was read in; empty where there is none.
    pub unit: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// Rows taken.
    pub accepted: u64,
    /// Rows not taken.
    pub refused: u64,
    /// Why rows were refused.
    pub problems: ProblemList,
    /// What is worth a look and was taken all the same.
    pub warnings: ProblemList,
    /// Rows that repeat another row in every imported field, merged into it.
    pub repeated: u64,
    /// Whether the store now holds the accepted rows.
    pub committed: bool,
    /// Whether this was a trial (`--dry-run`).
    pub dry_run: bool,
    /// Layer of the city.
    pub layer: String,
    /// File that was read.
    pub file: String,
    /// CRS it was read in.
    pub source_crs: String,
    /// Encoding of its text.
    pub encoding: String,
    /// Which column filled which field.
    pub columns: Vec<UsedColumn>,
    /// Columns of the file that were not used.
    pub unused_columns: Vec<String>,
    /// What else is good to know (people in a raster, hours of a weather file).
    pub notes: Vec<String>,
    /// Where the refused rows were written, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_file: Option<String>,
}

impl ImportReport {
    /// Adds a refusing problem (the caller counts the row).
    pub fn refuse(&mut self, row: u64, problem: FieldProblem) {
        self.problems.push(row, problem);
    }
    /// Adds a warning.
    pub fn warn(&mut self, row: u64, problem: FieldProblem) {
        self.warnings.push(row, problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_of_a_problem_has_the_five_agreed_keys() {
        let mut report = ImportReport { accepted: 1, refused: 1, ..ImportReport::default() };
        report.refuse(3, FieldProblem::new("lon", 95.3, "-96 to -94", "missing_minus_sign"));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["accepted"], 1);
        let expected = serde_json::json!([
            {"row": 3, "field": "lon", "value": "95.3", "allowed": "-96 to -94", "code": "missing_minus_sign"}
        ]);
        assert_eq!(json["problems"], expected);
    }

    #[test]
    fn problems_beyond_the_bound_are_counted() {
        let mut list = ProblemList::default();
        for row in 0..LISTED_PROBLEMS as u64 + 5 {
            list.push(row, FieldProblem::new("f", 1, "2", "c"));
        }
        assert_eq!((list.listed().len(), list.total()), (LISTED_PROBLEMS, LISTED_PROBLEMS as u64 + 5));
    }
}
