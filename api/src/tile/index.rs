//! The spatial index of a layer's tiles and its rules of thinning.
//!
//! Two orders of the same features: an R-tree by bounds, and a Morton order of their middles, in
//! which the features of any tile, and of any cell of a tile, lie side by side. Where a tile of a
//! zoom would hold more than [`FEATURE_BUDGET`] features, that zoom is thinned: the largest features
//! are drawn one by one, of the others one stands for all in its cell and says for how many.

use super::prepare::Prepared;
use super::{MAX_ZOOM, TileId, World};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::HashMap;

/// A tile with more features than this is thinned.
pub const FEATURE_BUDGET: usize = 5_000;
/// Features drawn one by one in a thinned tile, at most.
const LARGE_BUDGET: usize = 2_500;
/// Cells along the side of a thinned tile, as a power of two.
const CELL_BITS: u32 = 6;
/// Bits of a Morton code along one axis.
const AXIS_BITS: u32 = 31;

type Entry = GeomWithData<Rectangle<World>, u32>;

/// One feature of a thinned tile with the number it stands for (itself included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawn {
    /// Row of the feature in its layer.
    pub row: u32,
    /// Features it stands for.
    pub count: u32,
}

/// Index of the prepared features of one layer.
#[derive(Debug)]
pub struct TileIndex {
    tree: RTree<Entry>,
    /// `(morton code of the middle, row)`, ascending.
    morton: Box<[(u64, u32)]>,
    /// `(size, row)`, largest first; equal sizes by row.
    by_size: Box<[(f64, u32)]>,
    bounds: Box<[[f64; 4]]>,
    sizes: Box<[f64]>,
    /// Per zoom: features smaller than this are thinned; `None` when every feature is drawn.
    thinned_below: Vec<Option<f64>>,
}

impl TileIndex {
    /// Builds the index; rows without geometry are in no tile.
    #[must_use]
    pub fn new(rows: &[Option<Prepared>]) -> Self {
        let present = || rows.iter().enumerate().filter_map(|(row, shape)| Some((row as u32, shape.as_ref()?)));
        let tree = RTree::bulk_load(present().map(|(row, shape)| Entry::new(rectangle(shape.bounds), row)).collect());
        let mut morton: Vec<_> = present().map(|(row, shape)| (morton_code(shape.middle()), row)).collect();
        morton.sort_unstable();
        let mut by_size: Vec<_> = present().map(|(row, shape)| (shape.size(), row)).collect();
        by_size.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let sizes: Box<[f64]> = rows.iter().map(|shape| shape.as_ref().map_or(0.0, Prepared::size)).collect();
        let bounds = rows.iter().map(|shape| shape.as_ref().map_or([f64::NAN; 4], |shape| shape.bounds)).collect();
        let mut index =
            Self { tree, morton: morton.into(), by_size: by_size.into(), bounds, sizes, thinned_below: vec![] };
        index.thinned_below = (0..=MAX_ZOOM).map(|z| index.thinning_size(z)).collect();
        index
    }

    /// Whether features are thinned at a zoom.
    #[must_use]
    pub fn is_thinned(&self, z: u32) -> bool {
        self.thinned_below.get(z as usize).is_some_and(Option::is_some)
    }

    /// Deepest zoom that is thinned.
    #[must_use]
    pub fn deepest_thinned(&self) -> Option<u32> {
        (0..=MAX_ZOOM).rev().find(|&z| self.is_thinned(z))
    }

    /// Features to draw in a tile, by row.
    #[must_use]
    pub fn drawn(&self, tile: TileId, buffer_units: f64) -> Vec<Drawn> {
        let bounds = tile.bounds_with_margin(buffer_units);
        let mut drawn = match self.thinned_below[tile.z as usize] {
            None => self.rows_within(bounds).map(|row| Drawn { row, count: 1 }).collect(),
            Some(limit) => self.thinned(tile, bounds, limit),
        };
        drawn.sort_unstable();
        drawn
    }

    /// Rows whose bounds meet the world bounds, in no order.
    pub fn rows_within(&self, bounds: [f64; 4]) -> impl Iterator<Item = u32> + '_ {
        let envelope = AABB::from_corners([bounds[0], bounds[1]], [bounds[2], bounds[3]]);
        self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data)
    }

    fn thinned(&self, tile: TileId, bounds: [f64; 4], limit: f64) -> Vec<Drawn> {
        let mut drawn: Vec<Drawn> = self
            .by_size
            .iter()
            .take_while(|&&(size, _)| size >= limit && size > 0.0)
            .filter(|&&(_, row)| meet(self.bounds[row as usize], bounds))
            .map(|&(_, row)| Drawn { row, count: 1 })
            .collect();
        for neighbour in neighbourhood(tile) {
            self.add_cells(&mut drawn, neighbour, bounds, limit);
        }
        drawn
    }

    /// One feature for each cell of a tile, as far as the cell's standing feature lies in `bounds`.
    fn add_cells(&self, drawn: &mut Vec<Drawn>, tile: TileId, bounds: [f64; 4], limit: f64) {
        let cell_shift = 2 * AXIS_BITS.saturating_sub(tile.z + CELL_BITS);
        let small = self.of_tile(tile).iter().filter(|&&(_, row)| self.is_small(row, limit));
        let mut current: Option<(u64, Drawn)> = None;
        for &(code, row) in small {
            let cell = code >> cell_shift;
            match &mut current {
                Some((of, standing)) if *of == cell => {
                    standing.count += 1;
                    standing.row = self.larger(standing.row, row);
                }
                _ => {
                    let finished = current.replace((cell, Drawn { row, count: 1 }));
                    drawn.extend(
                        finished.map(|(_, standing)| standing).filter(|s| meet(self.bounds[s.row as usize], bounds)),
                    );
                }
            }
        }
        drawn.extend(current.map(|(_, standing)| standing).filter(|s| meet(self.bounds[s.row as usize], bounds)));
    }

    fn is_small(&self, row: u32, limit: f64) -> bool {
        let size = self.sizes[row as usize];
        size < limit || size == 0.0
    }

    fn larger(&self, a: u32, b: u32) -> u32 {
        match self.sizes[a as usize].total_cmp(&self.sizes[b as usize]) {
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Equal => a.min(b),
        }
    }

    fn of_tile(&self, tile: TileId) -> &[(u64, u32)] {
        let shift = 2 * (AXIS_BITS - tile.z);
        let prefix = interleave(tile.x, tile.y);
        let start = self.morton.partition_point(|&(code, _)| code >> shift < prefix);
        let end = self.morton.partition_point(|&(code, _)| code >> shift <= prefix);
        &self.morton[start..end]
    }

    /// The size below which features of a zoom are thinned, so that no tile draws more than the budget.
    fn thinning_size(&self, z: u32) -> Option<f64> {
        let shift = 2 * (AXIS_BITS - z);
        let fullest = self.morton.chunk_by(|a, b| a.0 >> shift == b.0 >> shift).map(<[_]>::len).max().unwrap_or(0);
        if fullest <= FEATURE_BUDGET {
            return None;
        }
        let mut in_tile: HashMap<(u32, u32), usize> = HashMap::new();
        for &(size, row) in &self.by_size {
            let held = in_tile.entry(tile_of(self.middle(row), z)).or_default();
            *held += 1;
            if *held > LARGE_BUDGET {
                return Some(size.next_up());
            }
        }
        None
    }

    fn middle(&self, row: u32) -> World {
        let [west, north, east, south] = self.bounds[row as usize];
        [0.5 * (west + east), 0.5 * (north + south)]
    }
}

fn rectangle(bounds: [f64; 4]) -> Rectangle<World> {
    Rectangle::from_corners([bounds[0], bounds[1]], [bounds[2], bounds[3]])
}

fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

fn axis_cell(value: f64, bits: u32) -> u32 {
    let cells = f64::from(1_u32 << bits);
    ((value * cells) as u32).min((1 << bits) - 1)
}

fn tile_of(world: World, z: u32) -> (u32, u32) {
    (axis_cell(world[0], z), axis_cell(world[1], z))
}

fn morton_code(world: World) -> u64 {
    interleave(axis_cell(world[0], AXIS_BITS), axis_cell(world[1], AXIS_BITS))
}

/// Bits of `x` at the even places, of `y` at the odd ones.
fn interleave(x: u32, y: u32) -> u64 {
    spread(x) | (spread(y) << 1)
}

fn spread(value: u32) -> u64 {
    let mut bits = u64::from(value);
    for (shift, mask) in [
        (16, 0x0000_FFFF_0000_FFFF),
        (8, 0x00FF_00FF_00FF_00FF),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        bits = (bits | (bits << shift)) & mask;
    }
    bits
}

/// The tile and those around it, whose features may reach into its buffer.
fn neighbourhood(tile: TileId) -> impl Iterator<Item = TileId> {
    let around = |value: u32| value.checked_sub(1).into_iter().chain([value, value + 1]);
    around(tile.x)
        .flat_map(move |x| around(tile.y).map(move |y| (x, y)))
        .filter_map(move |(x, y)| TileId::new(tile.z, x, y).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Geometry, Point};

    fn points(count: usize) -> Vec<Option<Prepared>> {
        (0..count)
            .map(|i| {
                let (column, row) = ((i % 400) as f64, (i / 400) as f64);
                Prepared::new(&Geometry::Point(Point::new(114.0 + column * 1e-3, 30.5 + row * 1e-3)))
            })
            .collect()
    }

    #[test]
    fn bits_are_interleaved() {
        assert_eq!(interleave(0b11, 0b00), 0b0101);
        assert_eq!(interleave(0b00, 0b11), 0b1010);
    }

    #[test]
    fn counts_of_a_thinned_tile_add_up_to_all_features() {
        let index = TileIndex::new(&points(20_000));
        let world = TileId { z: 0, x: 0, y: 0 };
        assert!(index.is_thinned(0));
        let drawn = index.drawn(world, 0.0);
        assert_eq!(drawn.iter().map(|drawn| drawn.count).sum::<u32>(), 20_000);
        assert!(drawn.len() <= FEATURE_BUDGET);
    }

    #[test]
    fn a_small_layer_is_never_thinned() {
        let index = TileIndex::new(&points(4_000));
        assert_eq!(index.deepest_thinned(), None);
        assert_eq!(index.drawn(TileId { z: 0, x: 0, y: 0 }, 0.0).len(), 4_000);
    }
}
