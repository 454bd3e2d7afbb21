//! The rows of a user's file, from JSON or CSV, as text cells.

use super::columns::SPECIFICATION;
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use serde_json::Value;
use std::collections::BTreeMap;

/// Column of a CSV file that names the table of a row.
const TABLE: &str = "table";
/// Mark of every figure of such a file.
const USER: &str = "user";
/// Words that stand where a row names no source.
const NO_SOURCE: &str = "file of the user";

/// A row as it was given.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Where it stands (`constants[2]`).
    pub place: String,
    /// Cells that are not empty, by column.
    pub cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell; empty when it is not given.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
    /// The name of a cell in a problem.
    pub fn field(&self, column: &str) -> String {
        format!("{}.{column}", self.place)
    }
}

/// All rows by table.
#[derive(Debug, Default)]
pub(super) struct Tables {
    rows: BTreeMap<String, Vec<Row>>,
}

impl Tables {
    /// The rows of a table.
    pub fn rows(&self, table: &str) -> &[Row] {
        self.rows.get(table).map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, table: &str, cells: BTreeMap<String, String>) {
        let rows = self.rows.entry(table.into()).or_default();
        rows.push(Row { place: format!("{table}[{}]", rows.len()), cells });
    }

    /// A table in the very layout of the built-in one, every figure marked as the user's.
    pub fn to_csv(&self, table: &str) -> String {
        let columns = SPECIFICATION.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, columns)| columns);
        let mut lines = vec![columns.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>().join(",")];
        for row in self.rows(table) {
            let cell = |name: &str| match (name, row.cell(name)) {
                ("origin" | "name_zh_origin", _) => USER,
                ("un_origin", _) if !row.cell("un_number").is_empty() => USER,
                ("acutely_toxic", "") => "0",
                ("source", "") => NO_SOURCE,
                (_, given) => given,
            };
            lines.push(columns.iter().map(|column| quoted(cell(column.name))).collect::<Vec<_>>().join(","));
        }
        lines.join("\n")
    }
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// Reads a text: JSON when it begins with a brace, CSV otherwise.
pub(super) fn read(text: &str) -> Result<Tables, InvalidInput> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') { from_json(text) } else { from_csv(text) }
}

fn refused(field: &str, value: impl std::fmt::Display, allowed: String, code: &str) -> InvalidInput {
    InvalidInput { problems: vec![FieldProblem::new(field, value, allowed, code)] }
}

fn known_tables() -> String {
    let names: Vec<&str> = SPECIFICATION.iter().map(|(table, _)| *table).collect();
    format!("one of: {}", names.join(", "))
}

fn is_table(name: &str) -> bool {
    SPECIFICATION.iter().any(|(table, _)| *table == name)
}

fn from_json(text: &str) -> Result<Tables, InvalidInput> {
    let document: Value = serde_json::from_str(text)
        .map_err(|error| refused("file", "", format!("valid JSON ({error})"), "malformed_json"))?;
    let mut tables = Tables::default();
    let mut problems = Vec::new();
    for (table, rows) in document.as_object().into_iter().flatten() {
        match rows.as_array() {
            Some(rows) if is_table(table) => {
                rows.iter().for_each(|row| push_json(&mut tables, table, row, &mut problems));
            }
            Some(_) => problems.push(FieldProblem::new(table, "", known_tables(), "unknown_field")),
            None => problems.push(FieldProblem::new(table, rows, "a list of rows", "wrong_type")),
        }
    }
    InvalidInput::check(problems)?;
    Ok(tables)
}

fn push_json(tables: &mut Tables, table: &str, row: &Value, problems: &mut Vec<FieldProblem>) {
    let Some(object) = row.as_object() else {
        problems.push(FieldProblem::new(table, row, "an object with the columns of the table", "wrong_type"));
        return;
    };
    let mut cells = BTreeMap::new();
    for (column, value) in object {
        let cell = match value {
            Value::Null => continue,
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(flag) => u8::from(*flag).to_string(),
            Value::Number(number) => number.to_string(),
            Value::Array(_) | Value::Object(_) => {
                let field = format!("{table}[{}].{column}", tables.rows(table).len());
                problems.push(FieldProblem::new(field, value, "a text or a number", "wrong_type"));
                continue;
            }
        };
        if !cell.is_empty() {
            cells.insert(column.clone(), cell);
        }
    }
    tables.push(table, cells);
}

fn from_csv(text: &str) -> Result<Tables, InvalidInput> {
    let malformed = |error: csv::Error| refused("file", "", format!("valid CSV ({error})"), "malformed_csv");
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(malformed)?.clone();
    if !header.iter().any(|name| name == TABLE) {
        let allowed = format!("a column `{TABLE}` that says for each row which table it belongs to");
        return Err(refused("file", header.iter().collect::<Vec<_>>().join(","), allowed, "missing"));
    }
    let mut tables = Tables::default();
    let mut problems = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(malformed)?;
        let given = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let mut cells: BTreeMap<String, String> =
            given.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
        let table = cells.remove(TABLE).unwrap_or_default();
        if is_table(&table) {
            tables.push(&table, cells);
        } else {
            let field = format!("row {}.{TABLE}", index + 1);
            problems.push(FieldProblem::new(field, table, known_tables(), "not_allowed"));
        }
    }
    InvalidInput::check(problems)?;
    Ok(tables)
}
