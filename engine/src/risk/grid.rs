//! Location-specific individual risk on a raster, added up in order-free fixed point.

use super::lookup::LANES;
use super::source::RiskSource;
use crate::math::SimdLevel;
use crate::progress::{Cancelled, ProgressToken};
use crate::provenance::{FieldProblem, InvalidInput};
use crate::spatial::{GridSpec, Interpolation, Isoband, LocalPoint, isobands};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Units of the fixed point in one per year: 2^60.
pub(super) const UNITS_PER_YEAR: f64 = 1_152_921_504_606_846_976.0;
/// Bands of rows of equal cost that each thread is handed. More would share the work out more evenly, but a band reads the
/// tables of all its sources anew: with 48 a thread the assessment of a city of distinct units took a fifth longer.
const BANDS_PER_THREAD: usize = 6;

/// Location-specific individual risk (a person always outdoors, unprotected) by cell.
///
/// Cells hold multiples of 2^-60 per year as integers: sums do not depend on the order of the
/// units or on the number of threads, and a unit that is taken out leaves no trace.
#[derive(Debug, Clone, PartialEq)]
pub struct LsirGrid {
    spec: GridSpec,
    cells: Vec<u64>,
}

/// What a grid will cost, before it is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridCost {
    /// Cells of the raster.
    pub cells: u64,
    /// Look-ups: cells in reach, added over the units.
    pub look_ups: u64,
    /// Memory of the raster, bytes.
    pub bytes: u64,
}

impl LsirGrid {
    /// More cells than this are refused (2 GB of raster).
    pub const MAX_CELLS: u64 = 250_000_000;
    /// More look-ups than this are refused (about ten minutes on one core).
    pub const MAX_LOOK_UPS: u64 = 40_000_000_000;

    /// A grid without risk.
    #[must_use]
    pub fn zero(spec: GridSpec) -> Self {
        Self { cells: vec![0; spec.columns * spec.rows], spec }
    }

    /// Cost of a grid over the given sources.
    #[must_use]
    pub fn cost(spec: &GridSpec, sources: &[RiskSource]) -> GridCost {
        let cells = spec.columns as u64 * spec.rows as u64;
        let in_reach = |source: &RiskSource| {
            let radius_cells = source.table.reach_m() / spec.cell_m;
            (std::f64::consts::PI * radius_cells * radius_cells) as u64
        };
        let look_ups = sources.iter().map(|source| in_reach(source).min(cells)).sum();
        GridCost { cells, look_ups, bytes: 8 * cells }
    }

    /// Refuses a grid that cannot be computed in reasonable time and memory.
    ///
    /// # Errors
    /// [`InvalidInput`] with the field, its value and what is allowed.
    pub fn check_cost(spec: &GridSpec, sources: &[RiskSource]) -> Result<GridCost, InvalidInput> {
        let cost = Self::cost(spec, sources);
        let mut problems = Vec::new();
        let mut refuse = |what: &str, value: u64, limit: u64| {
            if value > limit {
                let allowed = format!("a cell that gives at most {limit} {what} (this one gives {value})");
                problems.push(FieldProblem::new("cell_m", spec.cell_m, allowed, "grid_too_large"));
            }
        };
        refuse("cells", cost.cells, Self::MAX_CELLS);
        refuse("look-ups", cost.look_ups, Self::MAX_LOOK_UPS);
        InvalidInput::check(problems)?;
        Ok(cost)
    }

    /// Adds up all sources.
    ///
    /// # Errors
    /// [`Cancelled`] when the owner of the work asked for it.
    pub fn compute(spec: GridSpec, sources: &[RiskSource], progress: &ProgressToken) -> Result<Self, Cancelled> {
        let mut grid = Self::zero(spec);
        grid.add(sources, progress)?;
        Ok(grid)
    }

    /// Adds sources to what is there.
    ///
    /// # Errors
    /// [`Cancelled`]; the grid is then partly changed and must be dropped.
    pub fn add(&mut self, sources: &[RiskSource], progress: &ProgressToken) -> Result<(), Cancelled> {
        self.apply(sources, progress, |cell, units| cell.saturating_add(units))
    }

    /// Takes sources out that were added before: the same bytes as if they had never been there.
    ///
    /// # Errors
    /// [`Cancelled`]; the grid is then partly changed and must be dropped.
    pub fn remove(&mut self, sources: &[RiskSource], progress: &ProgressToken) -> Result<(), Cancelled> {
        self.apply(sources, progress, |cell, units| cell.saturating_sub(units))
    }

    fn apply(
        &mut self,
        sources: &[RiskSource],
        progress: &ProgressToken,
        combine: impl Fn(u64, u64) -> u64 + Sync,
    ) -> Result<(), Cancelled> {
        let stacks = Stack::group(sources);
        let spec = self.spec;
        let mut rest = self.cells.as_mut_slice();
        let mut bands = Vec::new();
        for rows in equal_cost_bands(&spec, &stacks).windows(2) {
            let (band, after) = rest.split_at_mut((rows[1] - rows[0]) * spec.columns);
            bands.push((rows[0], band));
            rest = after;
        }
        bands.into_par_iter().try_for_each(|(first_row, band)| {
            stacks.iter().try_for_each(|stack| stack.apply(&spec, first_row, band, progress, &combine))
        })
    }

    /// Raster of the grid.
    #[must_use]
    pub fn spec(&self) -> &GridSpec {
        &self.spec
    }

    /// Cells in multiples of 2^-60 per year, row by row from the south-west.
    #[must_use]
    pub fn units(&self) -> &[u64] {
        &self.cells
    }

    /// Risk of a cell, per year; 0 outside the raster.
    #[must_use]
    pub fn risk_per_year(&self, column: usize, row: usize) -> f64 {
        let inside = column < self.spec.columns && row < self.spec.rows;
        if inside { self.cells[row * self.spec.columns + column] as f64 / UNITS_PER_YEAR } else { 0.0 }
    }

    /// Risk of all cells, per year, row by row from the south-west.
    #[must_use]
    pub fn values_per_year(&self) -> Vec<f64> {
        self.cells.iter().map(|&units| units as f64 / UNITS_PER_YEAR).collect()
    }

    /// Greatest risk of a cell, per year.
    #[must_use]
    pub fn max_per_year(&self) -> f64 {
        self.cells.iter().copied().max().unwrap_or(0) as f64 / UNITS_PER_YEAR
    }

    /// Areas between ascending levels of risk, in local metres.
    ///
    /// # Errors
    /// [`InvalidInput`] when the levels do not ascend.
    pub fn isobands(&self, levels_per_year: &[f64]) -> Result<Vec<Isoband>, InvalidInput> {
        isobands(&self.spec, &self.values_per_year(), levels_per_year, Interpolation::Logarithmic)
    }
}

/// Units with one table at one place: looked up once and counted.
struct Stack<'a> {
    source: &'a RiskSource,
    count: u64,
}

impl<'a> Stack<'a> {
    fn group(sources: &'a [RiskSource]) -> Vec<Self> {
        let mut stacks: Vec<Self> = Vec::new();
        let mut position = BTreeMap::new();
        for source in sources.iter().filter(|source| source.table.reach_m() > 0.0) {
            let key = (source.place.x_m.to_bits(), source.place.y_m.to_bits(), Arc::as_ptr(&source.table) as usize);
            let index = *position.entry(key).or_insert_with(|| {
                stacks.push(Self { source, count: 0 });
                stacks.len() - 1
            });
            stacks[index].count += 1;
        }
        stacks
    }

    /// Rows in reach, clipped to the raster.
    fn rows(&self, spec: &GridSpec) -> std::ops::Range<usize> {
        let reach_m = self.source.table.reach_m();
        span(self.source.place.y_m - spec.origin_y_m, reach_m, spec.cell_m, spec.rows)
    }

    fn apply(
        &self,
        spec: &GridSpec,
        first_row: usize,
        band: &mut [u64],
        progress: &ProgressToken,
        combine: impl Fn(u64, u64) -> u64,
    ) -> Result<(), Cancelled> {
        let end_row = first_row + band.len() / spec.columns;
        let rows = self.rows(spec);
        for row in rows.start.max(first_row)..rows.end.min(end_row) {
            progress.check()?;
            let cells = &mut band[(row - first_row) * spec.columns..][..spec.columns];
            self.apply_row(spec, row, cells, &combine);
        }
        Ok(())
    }

    fn apply_row(&self, spec: &GridSpec, row: usize, cells: &mut [u64], combine: impl Fn(u64, u64) -> u64) {
        let table = &*self.source.table;
        let LocalPoint { x_m, y_m } = self.source.place;
        let up_m = spec.origin_y_m + (row as f64 + 0.5) * spec.cell_m - y_m;
        let chord_m = (table.reach_m() * table.reach_m() - up_m * up_m).max(0.0).sqrt();
        let columns = span(x_m - spec.origin_x_m, chord_m, spec.cell_m, spec.columns);
        let (source, count, cell_m) = (self.source, self.count, spec.cell_m);
        SimdLevel::best().run(
            #[inline(always)]
            || {
                for first in columns.clone().step_by(LANES) {
                    // the place of a lane is worked out in floating point: whole numbers with their overflow checks
                    // would not become vectors
                    let (first_column, mut east_m, mut north_m) = (first as f64, [0.0; LANES], [0.0; LANES]);
                    for lane in 0..LANES {
                        let right_m = spec.origin_x_m + (first_column + lane as f64 + 0.5) * cell_m - x_m;
                        (east_m[lane], north_m[lane]) = source.true_offset_m(right_m, up_m);
                    }
                    let risk_per_year = table.risks_per_year(east_m, north_m);
                    // lanes past the end of the row in reach are looked up in vain
                    for (cell, risk) in cells[first..columns.end].iter_mut().zip(risk_per_year) {
                        *cell = combine(*cell, count * (risk * UNITS_PER_YEAR + 0.5) as u64);
                    }
                }
            },
        );
    }
}

/// Cells whose centres lie within `reach` of `centre`, both in metres from the edge of the raster.
fn span(centre_m: f64, reach_m: f64, cell_m: f64, count: usize) -> std::ops::Range<usize> {
    let first = ((centre_m - reach_m) / cell_m - 0.5).ceil().max(0.0) as usize;
    let last = ((centre_m + reach_m) / cell_m - 0.5).floor();
    let end = if last < 0.0 { 0 } else { (last as usize + 1).min(count) };
    first.min(end)..end
}

/// Row numbers that part the raster into bands of about equal cost, from 0 to the number of rows.
fn equal_cost_bands(spec: &GridSpec, stacks: &[Stack<'_>]) -> Vec<usize> {
    let mut change = vec![0.0; spec.rows + 1];
    for stack in stacks {
        let rows = stack.rows(spec);
        let width = (2.0 * stack.source.table.reach_m() / spec.cell_m).min(spec.columns as f64);
        change[rows.start] += width;
        change[rows.end] -= width;
    }
    let mut cost = 0.0;
    let running: Vec<f64> = change[..spec.rows]
        .iter()
        .map(|step| {
            cost += step;
            cost + 1.0
        })
        .collect();
    let bands = BANDS_PER_THREAD * rayon::current_num_threads();
    let share = running.iter().sum::<f64>() / bands as f64;
    let mut bounds = vec![0];
    let mut filled = 0.0;
    for (row, cost) in running.iter().enumerate() {
        filled += cost;
        if filled >= share && row + 1 < spec.rows {
            bounds.push(row + 1);
            filled = 0.0;
        }
    }
    bounds.push(spec.rows);
    bounds
}
