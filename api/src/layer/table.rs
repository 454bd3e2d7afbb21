//! Values of a layer, each distinct value kept once, with its vector-tile encoding beside it.

use serde_json::Value;
use std::collections::HashMap;

/// Row-major cells that point into a dictionary of values.
///
/// The dictionary is ordered for tiles: null, then the values that stand in several cells (a tile has
/// to look up whether it holds them already), then those of one cell only (which it just appends).
#[derive(Debug)]
pub struct Table {
    names: Vec<String>,
    cells: Vec<u32>,
    dictionary: Vec<Value>,
    /// Dictionary numbers below this may stand in several cells.
    shared: u32,
    /// All values as they stand in a tile, end to end.
    encoded: Vec<u8>,
    /// Where each value ends in `encoded`.
    ends: Vec<usize>,
}

impl Table {
    /// Names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.names.len()).unwrap_or(0)
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

    /// How many dictionary numbers, counted from 0, may stand in several cells.
    #[must_use]
    pub fn shared(&self) -> usize {
        self.shared as usize
    }

    /// A dictionary entry as the `values` field of a vector-tile layer, key and length included.
    #[must_use]
    pub fn encoded(&self, cell: u32) -> &[u8] {
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.encoded[start..self.ends[cell as usize]]
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
        let Self { names, mut cells, mut dictionary, .. } = self;
        let (order, shared) = shared_first(&cells, dictionary.len());
        let mut place = vec![0_u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        cells.iter_mut().for_each(|cell| *cell = place[*cell as usize]);
        let dictionary: Vec<Value> = order.iter().map(|&old| dictionary[old as usize].take()).collect();
        let (mut encoded, mut ends) = (Vec::new(), Vec::with_capacity(dictionary.len()));
        for value in &dictionary {
            crate::tile::encode::put_value(&mut encoded, value);
            ends.push(encoded.len());
        }
        Table { names, cells, dictionary, shared, encoded, ends }
    }
}

/// The dictionary numbers in their new order, and how many of them are shared (null is one of them).
fn shared_first(cells: &[u32], entries: usize) -> (Vec<u32>, u32) {
    let mut uses = vec![0_u32; entries];
    cells.iter().for_each(|&cell| uses[cell as usize] += 1);
    let is_shared = |cell: &u32| *cell == 0 || uses[*cell as usize] > 1;
    let (mut order, alone): (Vec<u32>, Vec<u32>) = (0..entries as u32).partition(is_shared);
    let shared = order.len() as u32;
    order.extend(alone);
    (order, shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_keep_their_values_when_shared_ones_move_to_the_front() {
        let mut builder = TableBuilder::new(["id", "kind"].map(str::to_owned).to_vec());
        let rows = [[json!("a"), json!("tank")], [json!("b"), Value::Null], [json!("c"), json!("tank")]];
        rows.iter().for_each(|row| builder.push(row.to_vec()));
        let table = builder.finish();
        for (index, row) in rows.iter().enumerate() {
            assert!(table.row(index).eq(row), "{index}");
        }
        assert_eq!(table.shared(), 2); // null and "tank"
        assert_eq!(table.cells_of(1)[1], 0);
        // field 4 of the layer, 3 bytes: field 1 of the value, 1 byte, "b"
        assert_eq!(table.encoded(table.cells_of(1)[0]), [0x22, 3, 0x0a, 1, b'b']);
    }
}
