//! A block of results as Parquet, and blocks joined to one file.

use super::cell::{Cell, Kind};
use super::column::Column;
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A computed row: number, name, cells, caveats.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub number: u64,
    pub id: Option<String>,
    pub cells: Vec<Cell>,
    pub caveats: String,
}

/// Layout of the output.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    kinds: Vec<Kind>,
}

fn leaf(name: &str, kind: Kind, repetition: Repetition) -> Result<TypePtr> {
    let (physical, converted) = match kind {
        Kind::Number => (Physical::DOUBLE, ConvertedType::NONE),
        Kind::Integer => (Physical::INT64, ConvertedType::NONE),
        Kind::Boolean => (Physical::BOOLEAN, ConvertedType::NONE),
        Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
    };
    let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
    builder.with_converted_type(converted).build().map(Arc::new)
}

impl Layout {
    /// Columns `row`, `id`, those of the results and `caveats`; `notes` go into the foot of the file.
    pub fn new(columns: &[Column], notes: &[(String, String)]) -> Result<Self> {
        let mut fields =
            vec![leaf("row", Kind::Integer, Repetition::REQUIRED)?, leaf("id", Kind::Text, Repetition::OPTIONAL)?];
        for column in columns {
            fields.push(leaf(&column.name, column.kind, Repetition::OPTIONAL)?);
        }
        fields.push(leaf("caveats", Kind::Text, Repetition::REQUIRED)?);
        let schema = Type::group_type_builder("cordon").with_fields(fields).build()?;
        let notes = notes.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("cordon".into())
            .set_key_value_metadata(Some(notes))
            .build();
        Ok(Self {
            schema: Arc::new(schema),
            properties: Arc::new(properties),
            kinds: columns.iter().map(|column| column.kind).collect(),
        })
    }

    fn writer(&self, file: File) -> Result<SerializedFileWriter<File>> {
        SerializedFileWriter::new(file, self.schema.clone(), self.properties.clone())
    }

    /// Writes a block and gives the file back.
    pub fn write(&self, file: File, lines: &[Line]) -> Result<File> {
        let mut writer = self.writer(file)?;
        let mut group = writer.next_row_group()?;
        let mut place = 0;
        while let Some(mut column) = group.next_column()? {
            self.column(&mut column, place, lines)?;
            column.close()?;
            place += 1;
        }
        group.close()?;
        writer.into_inner()
    }

    fn column(&self, column: &mut SerializedColumnWriter<'_>, place: usize, lines: &[Line]) -> Result<()> {
        let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        match (column.untyped(), place) {
            (ColumnWriter::Int64ColumnWriter(typed), 0) => {
                let numbers: Vec<i64> = lines.iter().map(|line| line.number as i64).collect();
                typed.write_batch(&numbers, None, None)?;
            }
            (ColumnWriter::ByteArrayColumnWriter(typed), 1) => {
                let (values, levels) = present(lines, |line| line.id.as_deref().map(text));
                typed.write_batch(&values, Some(&levels), None)?;
            }
            (ColumnWriter::ByteArrayColumnWriter(typed), last) if last == self.kinds.len() + 2 => {
                let values: Vec<ByteArray> = lines.iter().map(|line| text(&line.caveats)).collect();
                typed.write_batch(&values, None, None)?;
            }
            (ColumnWriter::DoubleColumnWriter(typed), _) => {
                let number =
                    |line: &Line| if let Cell::Number(value) = line.cells[place - 2] { Some(value) } else { None };
                let (values, levels) = present(lines, number);
                typed.write_batch(&values, Some(&levels), None)?;
            }
            (ColumnWriter::Int64ColumnWriter(typed), _) => {
                let whole =
                    |line: &Line| if let Cell::Integer(value) = line.cells[place - 2] { Some(value) } else { None };
                let (values, levels) = present(lines, whole);
                typed.write_batch(&values, Some(&levels), None)?;
            }
            (ColumnWriter::BoolColumnWriter(typed), _) => {
                let truth =
                    |line: &Line| if let Cell::Boolean(value) = line.cells[place - 2] { Some(value) } else { None };
                let (values, levels) = present(lines, truth);
                typed.write_batch(&values, Some(&levels), None)?;
            }
            (ColumnWriter::ByteArrayColumnWriter(typed), _) => {
                let written =
                    |line: &Line| if let Cell::Text(value) = &line.cells[place - 2] { Some(text(value)) } else { None };
                let (values, levels) = present(lines, written);
                typed.write_batch(&values, Some(&levels), None)?;
            }
            _ => return Err(ParquetError::General(format!("column {place} has a type that is not written"))),
        }
        Ok(())
    }

    /// Joins blocks in their order, as they are, without decoding them.
    pub fn join(&self, file: File, blocks: &[PathBuf]) -> Result<File> {
        use parquet::column::writer::ColumnCloseResult;
        let mut writer = self.writer(file)?;
        for path in blocks {
            let block = File::open(path)?;
            let reader = SerializedFileReader::new(block.try_clone()?)?;
            for source in reader.metadata().row_groups() {
                let mut group = writer.next_row_group()?;
                for column in source.columns() {
                    let closed = ColumnCloseResult {
                        bytes_written: column.compressed_size() as u64,
                        rows_written: source.num_rows() as u64,
                        metadata: column.clone(),
                        bloom_filter: None,
                        column_index: None,
                        offset_index: None,
                    };
                    group.append_column(&block, closed)?;
                }
                group.close()?;
            }
        }
        writer.into_inner()
    }
}

/// The values that are there, and which lines have one.
fn present<T>(lines: &[Line], value: impl Fn(&Line) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let mut levels = Vec::with_capacity(lines.len());
    let values = lines.iter().filter_map(|line| {
        let value = value(line);
        levels.push(i16::from(value.is_some()));
        value
    });
    (values.collect(), levels)
}

/// How many rows a block holds.
pub(super) fn rows_in(path: &Path) -> Result<u64> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    Ok(reader.metadata().file_metadata().num_rows() as u64)
}
