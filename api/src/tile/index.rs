//! The spatial index of a layer's tiles and its rules of thinning.
//!
//! An R-tree finds the features of a tile by their bounds. Where a tile of a zoom would hold more than
//! [`FEATURE_BUDGET`] features, that zoom is thinned: the largest features are drawn one by one, of
//! the others one stands for all in its cell and says for how many. Who stands for whom is settled
//! once, at load, along the Morton order of the features' middles, in which the features of any tile,
//! and of any cell of a tile, lie side by side: a tile then reads its cells, never all its features.

use super::prepare::Prepared;
use super::{MAX_ZOOM, TileId, World};
use rayon::prelude::*;
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

/// A feature with what thinning looks at, all in one place.
#[derive(Debug, Clone, Copy)]
struct Sized {
    size: f64,
    bounds: [f64; 4],
    row: u32,
}

/// The feature that stands for all of a cell.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// Morton code of a feature of the cell.
    code: u64,
    bounds: [f64; 4],
    drawn: Drawn,
}

/// What a thinned zoom draws.
#[derive(Debug)]
struct Thinning {
    /// The first so many of the features by size are drawn one by one.
    large: usize,
    /// Of the others, one for each cell, by Morton code.
    standing: Box<[Standing]>,
}

/// Index of the prepared features of one layer.
#[derive(Debug)]
pub struct TileIndex {
    tree: RTree<Entry>,
    /// Largest first; equal sizes by row.
    by_size: Box<[Sized]>,
    /// Per zoom; `None` when every feature is drawn.
    thinned: Vec<Option<Thinning>>,
}

impl TileIndex {
    /// Builds the index; rows without geometry are in no tile.
    #[must_use]
    pub fn new(rows: &[Option<Prepared>]) -> Self {
        let present = || rows.iter().enumerate().filter_map(|(row, shape)| Some((row as u32, shape.as_ref()?)));
        let tree = RTree::bulk_load(present().map(|(row, shape)| Entry::new(rectangle(shape.bounds), row)).collect());
        let sized = |(row, shape): (u32, &Prepared)| Sized { size: shape.size(), bounds: shape.bounds, row };
        let mut by_size: Vec<Sized> = present().map(sized).collect();
        by_size.sort_unstable_by(|a, b| b.size.total_cmp(&a.size).then(a.row.cmp(&b.row)));
        // the rank in `by_size` stands for the feature: the lower of two ranks is the larger feature
        let mut morton: Vec<(u64, u32)> =
            by_size.iter().enumerate().map(|(rank, one)| (morton_code(middle(one.bounds)), rank as u32)).collect();
        morton.par_sort_unstable();
        let thinned = (0..=MAX_ZOOM).into_par_iter().map(|z| thinning(&by_size, &morton, z)).collect();
        Self { tree, by_size: by_size.into(), thinned }
    }

    /// Whether features are thinned at a zoom.
    #[must_use]
    pub fn is_thinned(&self, z: u32) -> bool {
        self.thinned.get(z as usize).is_some_and(Option::is_some)
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
        let mut drawn = match &self.thinned[tile.z as usize] {
            None => self.rows_within(bounds).map(|row| Drawn { row, count: 1 }).collect(),
            Some(thinning) => self.thinned(thinning, tile, bounds),
        };
        drawn.sort_unstable();
        drawn
    }

    /// Rows whose bounds meet the world bounds, in no order.
    pub fn rows_within(&self, bounds: [f64; 4]) -> impl Iterator<Item = u32> + '_ {
        let envelope = AABB::from_corners([bounds[0], bounds[1]], [bounds[2], bounds[3]]);
        self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data)
    }

    fn thinned(&self, thinning: &Thinning, tile: TileId, bounds: [f64; 4]) -> Vec<Drawn> {
        let large = self.by_size[..thinning.large].iter().filter(|one| meet(one.bounds, bounds));
        let mut drawn: Vec<Drawn> = large.map(|one| Drawn { row: one.row, count: 1 }).collect();
        for neighbour in neighbourhood(tile) {
            let cells = thinning.of_tile(neighbour).iter().filter(|cell| meet(cell.bounds, bounds));
            drawn.extend(cells.map(|cell| cell.drawn));
        }
        drawn
    }
}

impl Thinning {
    fn of_tile(&self, tile: TileId) -> &[Standing] {
        let shift = 2 * (AXIS_BITS - tile.z);
        let prefix = interleave(tile.x, tile.y);
        let start = self.standing.partition_point(|cell| cell.code >> shift < prefix);
        let end = self.standing.partition_point(|cell| cell.code >> shift <= prefix);
        &self.standing[start..end]
    }
}

/// What is drawn at a zoom; `None` where no tile is too full.
fn thinning(by_size: &[Sized], morton: &[(u64, u32)], z: u32) -> Option<Thinning> {
    let shift = 2 * (AXIS_BITS - z);
    let fullest = morton.chunk_by(|a, b| a.0 >> shift == b.0 >> shift).map(<[_]>::len).max().unwrap_or(0);
    if fullest <= FEATURE_BUDGET {
        return None;
    }
    let large = largest(by_size, z);
    let cell_shift = 2 * AXIS_BITS.saturating_sub(z + CELL_BITS);
    let small: Vec<(u64, u32)> = morton.iter().copied().filter(|&(_, rank)| rank as usize >= large).collect();
    let cells = small.chunk_by(|a, b| a.0 >> cell_shift == b.0 >> cell_shift);
    let standing = cells.filter_map(|cell| {
        let &(code, rank) = cell.iter().min_by_key(|(_, rank)| rank)?;
        let one = &by_size[rank as usize];
        let drawn = Drawn { row: one.row, count: cell.len() as u32 };
        Some(Standing { code, bounds: one.bounds, drawn })
    });
    Some(Thinning { large, standing: standing.collect() })
}

/// How many features, largest first, are drawn one by one so that no tile of the zoom holds more than
/// its budget of them. Points have no size and are never among them.
fn largest(by_size: &[Sized], z: u32) -> usize {
    let mut in_tile: HashMap<(u32, u32), usize> = HashMap::new();
    let full = by_size.iter().position(|one| {
        let held = in_tile.entry(tile_of(middle(one.bounds), z)).or_default();
        *held += 1;
        one.size <= 0.0 || *held > LARGE_BUDGET
    });
    // features of the size of the first that is too much are left out together
    let limit = full.map_or(0.0, |full| by_size[full].size);
    by_size.partition_point(|one| one.size > limit)
}

fn middle([west, north, east, south]: [f64; 4]) -> World {
    [0.5 * (west + east), 0.5 * (north + south)]
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
