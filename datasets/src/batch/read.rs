//! Tables of inputs, row by row: CSV, JSON lines, Parquet.

use super::input_schema::{CellReader, InputSchema, put};
use super::run::BatchError;
use cordon_engine::provenance::FieldProblem;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// Comma-separated, UTF-8, one line of names of fields.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

impl InputFormat {
    /// By the ending of a file's name; none when it tells none that is read.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// What the table calls it in its column `id`.
    pub id: Option<String>,
    /// The input of the process, or why there is none.
    pub input: Result<Value, FieldProblem>,
}

/// Column that names a row instead of being a field.
const ID: &str = "id";
/// Longest piece of a bad line that is quoted back, characters.
const QUOTED: usize = 80;

/// Reads the rows of a table in their order.
pub struct RowReader {
    source: Source,
    /// Whether the process itself has a field `id`.
    has_id: bool,
    number: u64,
}

enum Source {
    Csv { columns: Vec<CsvColumn>, records: csv::ByteRecordsIntoIter<File> },
    JsonLines(std::io::Split<BufReader<File>>),
    Parquet(RowIter<'static>),
}

fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}

impl RowReader {
    /// Opens a table.
    ///
    /// # Errors
    /// [`BatchError::File`] when it cannot be read, [`BatchError::Refused`] with every column that the process does not know.
    pub fn open(path: &Path, format: InputFormat, schema: InputSchema) -> Result<Self, BatchError> {
        let fault = |reason: &dyn std::fmt::Display| BatchError::file(path, reason);
        let file = File::open(path).map_err(|error| fault(&error))?;
        let has_id = schema.has(ID);
        let source = match format {
            InputFormat::Csv => {
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
                let names = reader.headers().map_err(|error| fault(&error))?;
                let columns: Vec<String> =
                    names.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
                check_columns(&columns, &schema)?;
                let columns = columns.into_iter().map(|name| CsvColumn::new(name, &schema)).collect();
                Source::Csv { columns, records: reader.into_byte_records() }
            }
            InputFormat::JsonLines => Source::JsonLines(BufReader::new(file).split(b'\n')),
            InputFormat::Parquet => {
                let reader = SerializedFileReader::new(file).map_err(|error| fault(&error))?;
                let fields = reader.metadata().file_metadata().schema().get_fields();
                let columns: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
                check_columns(&columns, &schema)?;
                Source::Parquet(RowIter::from_file_into(Box::new(reader)))
            }
        };
        Ok(Self { source, has_id, number: 0 })
    }

    /// The next rows, at most so many; none at the end.
    ///
    /// # Errors
    /// [`BatchError::Input`] when the file itself fails; a bad row is a row.
    pub fn block(&mut self, most: usize) -> Result<Vec<Row>, BatchError> {
        let mut rows = Vec::with_capacity(most.min(1 << 16));
        while rows.len() < most {
            match self.next_row()? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }

    /// Passes over rows.
    ///
    /// # Errors
    /// As [`Self::block`].
    pub fn skip(&mut self, count: u64) -> Result<(), BatchError> {
        for _ in 0..count {
            if self.next_row()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn next_row(&mut self) -> Result<Option<Row>, BatchError> {
        let found = match &mut self.source {
            Source::Csv { columns, records } => match records.next() {
                Some(record) => Some(of_record(columns, &record.map_err(BatchError::input)?)),
                None => None,
            },
            Source::JsonLines(lines) => loop {
                match lines.next().transpose().map_err(BatchError::input)? {
                    Some(line) if line.trim_ascii().is_empty() => {}
                    Some(line) => break Some(of_line(line.trim_ascii())),
                    None => break None,
                }
            },
            Source::Parquet(rows) => match rows.next() {
                Some(row) => Some(Ok(of_parquet(&row.map_err(BatchError::input)?))),
                None => None,
            },
        };
        let Some(fields) = found else { return Ok(None) };
        self.number += 1;
        let (mut id, has_id) = (None, self.has_id);
        let input = fields.map(|mut fields| {
            if !has_id && let Some(named) = fields.remove(ID) {
                id = Some(named.as_str().map_or_else(|| named.to_string(), str::to_owned));
            }
            Value::Object(fields)
        });
        Ok(Some(Row { number: self.number, id, input }))
    }
}

/// Every column that is unknown or there twice.
fn check_columns(columns: &[String], schema: &InputSchema) -> Result<(), BatchError> {
    let mut seen = BTreeSet::new();
    let mut problem = |column: &str| {
        if !seen.insert(column.to_owned()) {
            Some(FieldProblem::new("column", column, "a name that is there once", "twice"))
        } else if column != ID && !schema.has(column) {
            let allowed =
                "`id` or a field of the model, with points for fields within fields (cordon calc --schema MODEL)";
            Some(FieldProblem::new("column", column, allowed, "unknown_field"))
        } else {
            None
        }
    };
    let problems: Vec<FieldProblem> = columns.iter().filter_map(|column| problem(column)).collect();
    if problems.is_empty() { Ok(()) } else { Err(BatchError::Refused { problems }) }
}

type Fields = Result<Map<String, Value>, FieldProblem>;

/// A column of a CSV file.
struct CsvColumn {
    name: String,
    /// How its cells are read; none for the names of rows.
    cells: Option<CellReader>,
}

impl CsvColumn {
    fn new(name: String, schema: &InputSchema) -> Self {
        let cells = schema.has(&name).then(|| schema.cells_of(&name));
        Self { name, cells }
    }
}

fn of_record(columns: &[CsvColumn], record: &csv::ByteRecord) -> Fields {
    if record.len() != columns.len() {
        let allowed = format!("{} cells, as many as the first line has", columns.len());
        return Err(FieldProblem::new("row", format!("{} cells", record.len()), allowed, "wrong_length"));
    }
    let mut fields = Map::new();
    for (column, cell) in columns.iter().zip(record) {
        let text = std::str::from_utf8(cell).map_err(|_| {
            FieldProblem::new(&column.name, quoted(&String::from_utf8_lossy(cell)), "text in UTF-8", "not_utf8")
        })?;
        let value = match column.cells {
            Some(cells) => cells.value(text),
            None => Some(Value::from(text)).filter(|_| !text.is_empty()),
        };
        if let Some(value) = value {
            put(&mut fields, &column.name, value);
        }
    }
    Ok(fields)
}

fn of_line(line: &[u8]) -> Fields {
    let told = || quoted(&String::from_utf8_lossy(line));
    match serde_json::from_slice(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(FieldProblem::new("row", told(), "a JSON object", "wrong_type")),
        Err(error) => Err(FieldProblem::new("row", told(), format!("valid JSON ({error})"), "malformed_json")),
    }
}

fn of_parquet(row: &parquet::record::Row) -> Map<String, Value> {
    let mut fields = Map::new();
    for (column, field) in row.get_column_iter() {
        if let Some(value) = told(field.to_json_value()) {
            put(&mut fields, column, value);
        }
    }
    fields
}

/// A value without the fields that are null: in a table with columns a null is an empty cell.
fn told(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(fields) => {
            let fields: Map<String, Value> =
                fields.into_iter().filter_map(|(name, field)| Some((name, told(field)?))).collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        other => Some(other),
    }
}
