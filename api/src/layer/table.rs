//! Values of a layer, each distinct value kept once, with its vector-tile encoding beside it.

use serde_json::Value;
use std::collections::HashMap;

/// Row-major cells that point into a dictionary of values.
#[derive(Debug)]
pub struct Table {
    names: Vec<String>,
    cells: Vec<u32>,
    dictionary: Vec<Value>,
    encoded: Vec<Box<[u8]>>,
}

impl Table {
    /// Names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Values of a row, column by column.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &Value> {
        self.cells_of(row).iter().map(|&cell| &self.dictionary[cell as usize])
    }

    /// One value.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> &Value {
        &self.dictionary[self.cells_of(row)[column] as usize]
    }

    /// Dictionary numbers of a row; 0 is null.
    #[must_use]
    pub fn cells_of(&self, row: usize) -> &[u32] {
        let width = self.names.len();
        &self.cells[row * width..(row + 1) * width]
    }

    /// Protocol-buffer bytes of a dictionary entry as a vector-tile value.
    #[must_use]
    pub fn encoded(&self, cell: u32) -> &[u8] {
        &self.encoded[cell as usize]
    }

    /// Values of the dictionary that the predicate accepts, as a set of cells.
    #[must_use]
    pub fn matching(&self, accept: impl Fn(&Value) -> bool) -> Vec<bool> {
        self.dictionary.iter().map(accept).collect()
    }
}

/// Collects rows into a [`Table`].
#[derive(Debug)]
pub struct TableBuilder {
    names: Vec<String>,
    cells: Vec<u32>,
    dictionary: Vec<Value>,
    known: HashMap<String, u32>,
}

impl TableBuilder {
    /// A table with these columns and no rows.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self { names, cells: Vec::new(), dictionary: vec![Value::Null], known: HashMap::new() }
    }

    /// Adds a row; missing values are null, surplus ones are left out.
    pub fn push(&mut self, values: Vec<Value>) {
        let mut values = values.into_iter();
        for _ in 0..self.names.len() {
            let cell = self.cell_of(values.next().unwrap_or(Value::Null));
            self.cells.push(cell);
        }
    }

    fn cell_of(&mut self, value: Value) -> u32 {
        if value.is_null() {
            return 0;
        }
        let next = self.dictionary.len() as u32;
        let cell = *self.known.entry(value.to_string()).or_insert(next);
        if cell == next {
            self.dictionary.push(value);
        }
        cell
    }

    /// The finished table.
    #[must_use]
    pub fn finish(self) -> Table {
        let encoded = self.dictionary.iter().map(|value| crate::tile::encode::tile_value(value).into()).collect();
        Table { names: self.names, cells: self.cells, dictionary: self.dictionary, encoded }
    }
}
