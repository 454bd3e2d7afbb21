//! CSV and its relatives, row by row in bounded memory.

use super::decode::DecodingReader;
use super::header::{self, Header};
use super::{OpenOptions, RowSource, SourceInfo};
use crate::import::error::ImportError;
use crate::import::row::{Cell, Row};
use crate::import::text_encoding;
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::Path;

type Records = csv::StringRecordsIntoIter<DecodingReader<File>>;

/// A delimited text file.
pub struct DelimitedSource {
    info: SourceInfo,
    path: String,
    waiting: VecDeque<Vec<Cell>>,
    records: Records,
    row: u64,
}

impl DelimitedSource {
    /// Opens the file; finds encoding, delimiter and header.
    pub fn open(path: &Path, options: &OpenOptions) -> Result<Self, ImportError> {
        let shown = path.display().to_string();
        let unreadable = |reason: String| ImportError::Unreadable { path: shown.clone(), reason };
        let sample = read_sample(path).map_err(|error| unreadable(error.to_string()))?;
        let encoding = match &options.encoding {
            Some(name) => text_encoding::by_name(name).ok_or_else(|| unreadable(format!("unknown encoding {name}")))?,
            None => text_encoding::detect(&sample),
        };
        let text = encoding.decode(&sample).0;
        if text.trim().is_empty() {
            return Err(ImportError::Empty { path: shown });
        }
        if !text_encoding::is_utf16(encoding) && sample.contains(&0) {
            return Err(unreadable("it is not text".into()));
        }
        let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let mut records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter_of(&text))
            .from_reader(DecodingReader::new(file, encoding))
            .into_records();
        let mut waiting = VecDeque::new();
        while waiting.len() < header::LOOK_AHEAD {
            let Some(cells) = next_cells(&mut records, &shown)? else { break };
            waiting.push_back(cells);
        }
        let Header { columns, rows } = header::find(waiting.make_contiguous(), options.header_rows);
        waiting.drain(..rows.min(waiting.len()));
        let info =
            SourceInfo { columns, encoding: encoding.name().into(), format: "CSV".into(), ..SourceInfo::default() };
        Ok(Self { info, path: shown, waiting, records, row: rows as u64 })
    }
}

impl RowSource for DelimitedSource {
    fn info(&self) -> &SourceInfo {
        &self.info
    }

    fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        loop {
            let cells = match self.waiting.pop_front() {
                Some(cells) => cells,
                None => match next_cells(&mut self.records, &self.path)? {
                    Some(cells) => cells,
                    None => return Ok(None),
                },
            };
            self.row += 1;
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some(Row { number: self.row, cells, geometry: None }));
            }
        }
    }
}

fn read_sample(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut sample = Vec::new();
    File::open(path)?.take(text_encoding::SAMPLE_BYTES as u64).read_to_end(&mut sample)?;
    Ok(sample)
}

fn next_cells(records: &mut Records, path: &str) -> Result<Option<Vec<Cell>>, ImportError> {
    match records.next() {
        None => Ok(None),
        Some(Ok(record)) => Ok(Some(record.iter().map(Cell::from_text).collect())),
        Some(Err(error)) => Err(ImportError::Damaged { path: path.into(), reason: error.to_string() }),
    }
}

/// The delimiter: of comma, tab, semicolon and bar the one that the first lines hold most of.
fn delimiter_of(text: &str) -> u8 {
    let head: String = text.lines().take(5).collect::<Vec<_>>().join("\n");
    let count = |delimiter: u8| head.bytes().filter(|&b| b == delimiter).count();
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found() {
        assert_eq!(delimiter_of("a,b\n1,2"), b',');
        assert_eq!(delimiter_of("a;b;c\n1,5;2;3"), b';');
        assert_eq!(delimiter_of("a\tb\n1\t2"), b'\t');
        assert_eq!(delimiter_of("single"), b',');
    }
}
