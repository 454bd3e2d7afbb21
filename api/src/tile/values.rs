//! Numbers of the values of one vector tile.
//!
//! A tile writes each value once and features point at it by number. The numbers are settled before anything is written, by a
//! census of runs of features, so that the runs can then be written on several cores. They depend on the features alone, not on
//! who counted what.

use super::build::TileFeature;
use super::encode::{TileContent, put_value};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Features that are counted, and written, in one go: fewer would not be worth another thread.
pub(super) const ENCODED_TOGETHER: usize = 256;

/// What a run of features holds.
struct Census {
    /// Shared values of the dictionary, one bit each.
    shared: Vec<u64>,
    counts: BTreeSet<u32>,
    flags: [bool; 2],
    /// Values that stand in one cell of the layer only.
    own: u32,
}

impl Census {
    fn of(content: &TileContent<'_>, features: &[TileFeature]) -> Self {
        let shared = content.table.shared();
        let mut census = Self {
            shared: vec![0; shared.div_ceil(64)],
            counts: BTreeSet::new(),
            flags: [false, content.demonstration],
            own: 0,
        };
        for feature in features {
            let cells = content.table.cells_of(feature.row);
            for cell in content.columns.iter().map(|&column| cells[column] as usize).filter(|cell| *cell != 0) {
                if cell < shared {
                    census.shared[cell / 64] |= 1 << (cell % 64);
                } else {
                    census.own += 1;
                }
            }
            if feature.count > 1 {
                census.counts.insert(feature.count);
            }
            if let Some(assessed) = content.assessed_flag(feature) {
                census.flags[usize::from(assessed)] = true;
            }
        }
        census
    }
}

/// The numbers, and the values that runs have in common as they stand in the tile. The values of one cell only follow
/// them, run by run.
pub(super) struct TileValues {
    of_flag: [u32; 2],
    /// By number in the dictionary; 0 for those that are not in the tile.
    of_shared: Vec<u32>,
    of_count: BTreeMap<u32, u32>,
    /// Number of the first value of one cell only, by run.
    first_own: Vec<u32>,
    pub(super) bytes: Vec<u8>,
}

impl TileValues {
    pub(super) fn of(content: &TileContent<'_>) -> Self {
        let runs: Vec<Census> =
            content.features.par_chunks(ENCODED_TOGETHER).map(|features| Census::of(content, features)).collect();
        let mut values = Self {
            of_flag: [0; 2],
            of_shared: vec![0; content.table.shared()],
            of_count: BTreeMap::new(),
            first_own: Vec::with_capacity(runs.len()),
            bytes: Vec::new(),
        };
        let mut next = 0..;
        for flag in [false, true] {
            if runs.iter().any(|run| run.flags[usize::from(flag)]) {
                put_value(&mut values.bytes, &Value::Bool(flag));
                values.of_flag[usize::from(flag)] = next.next().unwrap_or_default();
            }
        }
        for word in 0..content.table.shared().div_ceil(64) {
            let mut bits = runs.iter().fold(0, |bits, run| bits | run.shared[word]);
            while bits != 0 {
                let cell = 64 * word + bits.trailing_zeros() as usize;
                values.bytes.extend_from_slice(content.table.encoded(cell as u32));
                values.of_shared[cell] = next.next().unwrap_or_default();
                bits &= bits - 1;
            }
        }
        for &count in runs.iter().flat_map(|run| &run.counts) {
            values.of_count.entry(count).or_insert_with(|| {
                put_value(&mut values.bytes, &Value::from(count));
                next.next().unwrap_or_default()
            });
        }
        let mut first = next.next().unwrap_or_default();
        for run in &runs {
            values.first_own.push(first);
            first += run.own;
        }
        values
    }

    pub(super) fn of_flag(&self, flag: bool) -> u32 {
        self.of_flag[usize::from(flag)]
    }

    pub(super) fn of_count(&self, count: u32) -> u32 {
        self.of_count.get(&count).copied().unwrap_or_default()
    }

    /// Number of a shared value; none for one of a single cell.
    pub(super) fn of_shared(&self, cell: u32) -> Option<u32> {
        self.of_shared.get(cell as usize).copied()
    }

    /// Number of the first value of one cell only in a run.
    pub(super) fn first_own(&self, run: usize) -> u32 {
        self.first_own[run]
    }
}
