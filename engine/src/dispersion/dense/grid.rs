//! A dense cloud on a map grid, with the wind at any angle.

use super::field::{DenseField, Measure, Passage};
use super::table::{Across, Key, Keys, Question, Table};
use crate::dispersion::grid::{CELLS_PER_CHECK, Columns, farthest_m};
use crate::dispersion::placement::Placement;
use crate::math::{SimdLevel, decay_lane, erfc_lane};
use crate::progress::{Cancelled, ProgressToken};
use crate::spatial::GridSpec;
use rayon::prelude::*;
use std::f64::consts::FRAC_2_SQRT_PI;

/// Cells treated at once.
const LANES: usize = 8;
/// A logarithm whose exponential is 0 in [`decay_lane`].
const LN_ZERO: f64 = -1e4;
/// Below this share of the edge's width the flat part is so narrow that the profile is a bell with one correction: the
/// next term is below 1e-5 to the last cell that counts, while the difference of error functions would lose digits.
const NARROW: f64 = 0.02;

/// A dense cloud at one height and time (or its greatest value over all times), prepared for any number of grids and
/// wind directions.
///
/// Within 1e-3 relative of [`DenseField::concentration_kg_m3`] (or its fellows) wherever that is 1e-12 kg/m3 (mole
/// fraction 1e-12) or more and at least 1e-6 of the value on the axis beside it; smaller values stay smaller than 1.1e-6 of
/// that. Where the cloud changes abruptly (where a jet lands, at the head and tail of a passing cloud) what is given may
/// belong to a place 1/512 of the distance away. The bits are the same at every [`SimdLevel`] and for any number of
/// threads.
#[derive(Debug, Clone)]
pub struct DenseGrid {
    field: DenseField,
    question: Question,
    reach_m: f64,
    table: Table,
    cap: f64,
}

impl DenseGrid {
    /// Prepares the cloud at height `z_m` and time `t_s` after the release began for cells up to `reach_m` downwind;
    /// some milliseconds.
    #[must_use]
    pub fn at_time(field: &DenseField, measure: Measure, z_m: f64, t_s: f64, reach_m: f64) -> Self {
        Self::new(field, Question { measure, t_s: Some(t_s), z_m }, reach_m)
    }

    /// Prepares the greatest value over all times; none for an instantaneous release, whose greatest value at a place
    /// has no common moment across the wind: [`DenseField::peak_concentration_kg_m3`] seeks it point by point.
    #[must_use]
    pub fn peak(field: &DenseField, measure: Measure, z_m: f64, reach_m: f64) -> Option<Self> {
        let has_peak = field.passage_kind() != Passage::Puff;
        has_peak.then(|| Self::new(field, Question { measure, t_s: None, z_m }, reach_m))
    }

    fn new(field: &DenseField, question: Question, reach_m: f64) -> Self {
        let table = Table::new(field, question, reach_m);
        Self { field: field.clone(), question, reach_m, table, cap: field.greatest(question.measure) }
    }

    /// Concentration (kg/m3) or mole fraction at every cell centre, row-major from the south-west as in [`GridSpec`], on
    /// all threads of the pool at hand.
    ///
    /// # Errors
    /// [`Cancelled`] once the owner of the token cancels; `out` is then half filled.
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill(
        &self,
        grid: &GridSpec,
        placement: &Placement,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        self.fill_at(SimdLevel::best(), grid, placement, progress, out)
    }

    /// [`Self::fill`] at a named instruction set, for tests and benchmarks.
    ///
    /// # Errors
    /// [`Cancelled`] as [`Self::fill`].
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill_at(
        &self,
        level: SimdLevel,
        grid: &GridSpec,
        placement: &Placement,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        assert_eq!(out.len(), grid.len(), "one place for each cell");
        if farthest_m(grid, placement) > self.reach_m {
            let wider = Self::new(&self.field, self.question, farthest_m(grid, placement));
            return wider.fill_at(level, grid, placement, progress, out);
        }
        let columns = Columns::new(grid, placement);
        let rows_per_check = (CELLS_PER_CHECK / 4 / grid.columns.max(1)).max(1);
        out.par_chunks_mut(rows_per_check * grid.columns.max(1)).enumerate().try_for_each(|(block, rows)| {
            progress.check()?;
            let norths = (block * rows_per_check..).map(|row| grid.row_y_m(row) - placement.source.y_m);
            self.fill_rows(level, placement, &columns, norths.zip(rows.chunks_exact_mut(grid.columns)));
            Ok(())
        })
    }

    fn fill_rows<'a>(
        &self,
        level: SimdLevel,
        placement: &Placement,
        columns: &Columns,
        rows: impl Iterator<Item = (f64, &'a mut [f64])>,
    ) {
        let (to_x, to_y) = (placement.north_ratio, placement.east_ratio);
        // loops, not adapters: the closure of an adapter is compiled apart, without the instruction set
        level.run(
            #[inline(always)]
            || match &self.table.keys {
                Keys::Octaves(key) => {
                    for (north_m, row) in rows {
                        self.fill_row(key, columns, (north_m * to_x, north_m * to_y), row);
                    }
                }
                Keys::Even(key) => {
                    for (north_m, row) in rows {
                        self.fill_row(key, columns, (north_m * to_x, north_m * to_y), row);
                    }
                }
            },
        );
    }

    /// One row. The last cells are reached by a block that overlaps the one before; in a row shorter than a block the
    /// last cell stands in for the missing ones.
    #[inline(always)]
    fn fill_row(&self, key: &impl Key, columns: &Columns, (x_row_m, y_row_m): (f64, f64), row: &mut [f64]) {
        let last = row.len() - 1;
        let mut start = 0;
        while start <= last {
            let first = if start + LANES <= row.len() { start } else { row.len().saturating_sub(LANES) };
            let (mut x_m, mut y_m) = ([0.0; LANES], [0.0; LANES]);
            for lane in 0..LANES {
                let column = (first + lane).min(last);
                x_m[lane] = columns.x_along_m[column] + x_row_m;
                y_m[lane] = y_row_m - columns.y_along_m[column];
            }
            let values = self.block(key, &x_m, &y_m);
            let taken = LANES.min(row.len());
            row[first..first + taken].copy_from_slice(&values[..taken]);
            start += LANES;
        }
    }

    /// Neighbouring cells: x and y are monotonic along them.
    #[inline(always)]
    fn block(&self, key: &impl Key, x_m: &[f64; LANES], y_m: &[f64; LANES]) -> [f64; LANES] {
        let farthest_m = x_m[0].max(x_m[LANES - 1]);
        let crosses_axis = (y_m[0] > 0.0) != (y_m[LANES - 1] > 0.0);
        let nearest_m = if crosses_axis { 0.0 } else { y_m[0].abs().min(y_m[LANES - 1].abs()) };
        let last = self.table.pieces.len() - 1;
        let farthest = &self.table.pieces[(key.locate(farthest_m).0 as usize).min(last)];
        if farthest_m < self.table.from_m || nearest_m > farthest.holds_m {
            return [0.0; LANES];
        }
        let (across, widest) = self.look_up(key, x_m);
        let mut out = [0.0; LANES];
        if widest < NARROW {
            for lane in 0..LANES {
                out[lane] = decay_lane(across.ln_peak[lane]) * bell(y_m[lane], across.flat_m[lane], across.per_m[lane]);
            }
        } else {
            for lane in 0..LANES {
                out[lane] =
                    decay_lane(across.ln_peak[lane]) * plateau(y_m[lane], across.flat_m[lane], across.per_m[lane]);
            }
        }
        for value in &mut out {
            *value = if *value < self.cap { *value } else { self.cap };
        }
        out
    }

    /// The cloud across the wind at each cell, and the greatest ratio of its flat part to its edges.
    #[allow(clippy::needless_range_loop, reason = "over an iterator the lanes are not vectorised")]
    #[inline(always)]
    fn look_up(&self, key: &impl Key, x_m: &[f64; LANES]) -> (AcrossLanes, f64) {
        let (mut start, mut rise) = (AcrossLanes::default(), AcrossLanes::default());
        let (mut number, mut share) = ([0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            (number[lane], share[lane]) = key.locate(x_m[lane]);
        }
        let last = self.table.pieces.len() - 1;
        for lane in 0..LANES {
            let piece = &self.table.pieces[(number[lane] as usize).min(last)];
            start.set(lane, &piece.start);
            rise.set(lane, &piece.rise);
        }
        let mut widest = [0.0; LANES];
        for lane in 0..LANES {
            let inside = x_m[lane] >= self.table.from_m && x_m[lane] <= self.table.to_m;
            let ln_peak = start.ln_peak[lane] + share[lane] * rise.ln_peak[lane];
            start.ln_peak[lane] = if inside { ln_peak } else { LN_ZERO };
            start.flat_m[lane] += share[lane] * rise.flat_m[lane];
            start.per_m[lane] += share[lane] * rise.per_m[lane];
            widest[lane] = start.flat_m[lane] * start.per_m[lane];
        }
        let mut greatest = 0.0;
        for ratio in widest {
            greatest = if ratio > greatest { ratio } else { greatest };
        }
        (start, greatest)
    }
}

/// [`Across`] of cells side by side.
#[derive(Default)]
struct AcrossLanes {
    ln_peak: [f64; LANES],
    flat_m: [f64; LANES],
    per_m: [f64; LANES],
}

impl AcrossLanes {
    #[inline(always)]
    fn set(&mut self, lane: usize, across: &Across) {
        (self.ln_peak[lane], self.flat_m[lane], self.per_m[lane]) = (across.ln_peak, across.flat_m, across.per_m);
    }
}

/// `erf((y+b)/s) - erf((y-b)/s)` with 1/s given.
#[inline(always)]
fn plateau(y_m: f64, flat_m: f64, per_m: f64) -> f64 {
    let (inner, outer) = ((y_m.abs() - flat_m) * per_m, (y_m.abs() + flat_m) * per_m);
    let tail = erfc_lane(inner.abs());
    let inner_tail = if inner < 0.0 { 2.0 - tail } else { tail };
    let difference = inner_tail - erfc_lane(outer);
    if difference > 0.0 { difference } else { 0.0 }
}

/// The same for b much smaller than s: `(4/sqrt pi) d exp(-v^2) [1 + d^2 (2 v^2 - 1) / 3]`, v = y/s, d = b/s.
#[inline(always)]
fn bell(y_m: f64, flat_m: f64, per_m: f64) -> f64 {
    let (deviations, half) = (y_m * per_m, flat_m * per_m);
    let square = deviations * deviations;
    let correction = 1.0 + half * half * (2.0 * square - 1.0) * (1.0 / 3.0);
    2.0 * FRAC_2_SQRT_PI * half * decay_lane(-square) * correction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::erf;

    #[test]
    fn both_profiles_are_the_difference_of_error_functions() {
        for ratio in [0.001, 0.019, 0.021, 0.3, 3.0, 50.0] {
            for step in 0..400 {
                let (y_m, flat_m, per_m) = (0.02 * f64::from(step) * (1.0 + ratio), 2.0 * ratio, 0.5);
                let exact = erf((y_m + flat_m) * per_m) - erf((y_m - flat_m) * per_m);
                let top = 2.0 * erf(flat_m * per_m);
                let found = if ratio < NARROW { bell(y_m, flat_m, per_m) } else { plateau(y_m, flat_m, per_m) };
                if exact > 1e-6 * top {
                    assert!((found / exact - 1.0).abs() < 3e-5, "{ratio} {y_m}: {found} {exact}");
                } else {
                    assert!(found < 1.1e-6 * top);
                }
            }
        }
    }
}
