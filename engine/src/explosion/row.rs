//! Overpressure on rows of a map grid: a table over the square of the distance, one multiplication and one addition a cell.

use crate::math::SimdLevel;
use crate::progress::{Cancelled, ProgressToken};
use crate::spatial::{GridSpec, LocalPoint};
use rayon::prelude::*;

/// Intervals of the table in an octave of the squared distance, as a power of two.
const STEP_BITS: u32 = 7;
/// Bits of a float below the table's index.
const SHIFT: u32 = 52 - STEP_BITS;
/// Cells treated at once: eight doubles fill one AVX-512 register or two AVX2 registers.
const LANES: usize = 8;
/// Rows that one thread takes at once.
const BAND: usize = 16;

/// Overpressure against distance as straight pieces in the square of the distance, 128 for each octave of it.
///
/// Within 1e-4 of a curve that falls no faster than the third power of the distance. Nearer than the table the value at
/// its near end is held, farther there is none (0 Pa).
#[derive(Debug, Clone, PartialEq)]
pub struct OverpressureTable {
    first: usize,
    /// Value at a squared distance of nought, and slope, Pa and Pa/m2, of each interval.
    lines: Vec<[f64; 2]>,
    far_m2: f64,
    near_m2: f64,
}

impl OverpressureTable {
    /// Prepares a curve for a range of distances; evaluates it some 130 times for an octave of the squared distance.
    ///
    /// # Panics
    /// In debug builds when the range is not positive and rising.
    #[must_use]
    pub fn new([near_m, far_m]: [f64; 2], overpressure_pa: impl Fn(f64) -> f64) -> Self {
        debug_assert!(0.0 < near_m && near_m < far_m);
        let (near_m2, far_m2) = (near_m * near_m, far_m * far_m);
        let (first, last) = (place(near_m2), place(far_m2));
        let at = |square_m2: f64| overpressure_pa(square_m2.clamp(near_m2, far_m2).sqrt());
        let line = |index: usize| {
            let [left_m2, right_m2] = [index, index + 1].map(|step| f64::from_bits((step as u64) << SHIFT));
            let [left_m2, right_m2] = [left_m2.max(near_m2), right_m2.min(far_m2)];
            let width_m2 = right_m2 - left_m2;
            let slope = if width_m2 > 0.0 { (at(right_m2) - at(left_m2)) / width_m2 } else { 0.0 };
            [at(left_m2) - slope * left_m2, slope]
        };
        Self { first, lines: (first..=last).map(line).collect(), far_m2, near_m2 }
    }

    /// Overpressure at a squared distance, Pa.
    #[inline]
    #[must_use]
    pub fn at_square_pa(&self, square_m2: f64) -> f64 {
        let held_m2 = square_m2.max(self.near_m2);
        let line = self.lines.get(place(held_m2).wrapping_sub(self.first));
        match line {
            Some([start, slope]) if held_m2 <= self.far_m2 => start + slope * held_m2,
            _ => 0.0,
        }
    }

    /// A row of cells: centres `x0_m`, `x0_m + step_m`, ... at `y_m` from the explosion, all from the explosion.
    pub fn overpressure_row(&self, y_m: f64, x0_m: f64, step_m: f64, out: &mut [f64]) {
        self.overpressure_row_at(SimdLevel::best(), y_m, [x0_m, step_m], out);
    }

    /// [`Self::overpressure_row`] at a named instruction set, for tests and benchmarks.
    pub fn overpressure_row_at(&self, level: SimdLevel, y_m: f64, [x0_m, step_m]: [f64; 2], out: &mut [f64]) {
        level.run(
            #[inline(always)]
            || self.fill_row(y_m * y_m, [x0_m, step_m], out),
        );
    }

    #[inline(always)]
    fn fill_row(&self, y_m2: f64, [x0_m, step_m]: [f64; 2], out: &mut [f64]) {
        let mut column = 0.0;
        let (blocks, rest) = out.as_chunks_mut::<LANES>();
        for cells in blocks {
            self.fill_block(y_m2, [x0_m, step_m], column, cells);
            column += LANES as f64;
        }
        let mut cells = [0.0; LANES];
        self.fill_block(y_m2, [x0_m, step_m], column, &mut cells);
        rest.copy_from_slice(&cells[..rest.len()]);
    }

    /// Eight cells: their places in the table together, then the lines one by one, then the values together.
    #[allow(clippy::needless_range_loop, reason = "over an iterator the lanes are not vectorised")]
    #[inline(always)]
    fn fill_block(&self, y_m2: f64, [x0_m, step_m]: [f64; 2], column: f64, out: &mut [f64; LANES]) {
        let (mut square_m2, mut index) = ([0.0; LANES], [0_u64; LANES]);
        for lane in 0..LANES {
            let x_m = x0_m + step_m * (column + lane as f64);
            let held_m2 = x_m * x_m + y_m2;
            let held_m2 = if held_m2 > self.near_m2 { held_m2 } else { self.near_m2 };
            let inside_m2 = if held_m2 < self.far_m2 { held_m2 } else { self.far_m2 };
            square_m2[lane] = held_m2;
            index[lane] = (inside_m2.to_bits() >> SHIFT).wrapping_sub(self.first as u64);
        }
        let (mut start, mut slope) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            [start[lane], slope[lane]] = self.lines[index[lane] as usize];
        }
        for lane in 0..LANES {
            let value = start[lane] + slope[lane] * square_m2[lane];
            out[lane] = if square_m2[lane] <= self.far_m2 { value } else { 0.0 };
        }
    }

    /// Overpressure at every cell centre of a grid, Pa, row-major from the south-west.
    ///
    /// # Errors
    /// [`Cancelled`] once the owner of the token cancels; `out` is then half filled.
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill(
        &self,
        grid: &GridSpec,
        centre: LocalPoint,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        assert_eq!(out.len(), grid.len(), "one place for each cell");
        let x0_m = grid.column_x_m(0) - centre.x_m;
        let (level, columns) = (SimdLevel::best(), grid.columns.max(1));
        out.par_chunks_mut(BAND * columns).enumerate().try_for_each(|(band, rows)| {
            progress.check()?;
            for (row, cells) in rows.chunks_exact_mut(columns).enumerate() {
                let y_m = grid.row_y_m(band * BAND + row) - centre.y_m;
                self.overpressure_row_at(level, y_m, [x0_m, grid.cell_m], cells);
            }
            Ok(())
        })
    }
}

/// Index of a positive number: exponent and leading bits of the mantissa.
#[inline]
fn place(square_m2: f64) -> usize {
    (square_m2.to_bits() >> SHIFT) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steep_curve_is_met_within_a_ten_thousandth() {
        let curve = |r: f64| 1e6 / (r * r * r);
        let table = OverpressureTable::new([0.7, 400.0], curve);
        let mut r_m = 0.7;
        while r_m < 400.0 {
            let ratio = table.at_square_pa(r_m * r_m) / curve(r_m);
            assert!((ratio - 1.0).abs() < 1e-4, "{ratio} at {r_m}");
            r_m *= 1.0013;
        }
        assert_eq!(table.at_square_pa(0.0), table.at_square_pa(0.7 * 0.7));
        assert_eq!(table.at_square_pa(401.0 * 401.0), 0.0);
    }

    #[test]
    fn a_row_is_its_cells_at_every_level() {
        let table = OverpressureTable::new([1.0, 30.0], |r| 1e5 / r);
        for level in SimdLevel::available() {
            for count in [1, 7, 8, 64, 83] {
                let mut row = vec![f64::NAN; count];
                table.overpressure_row_at(level, 3.0, [-32.0, 1.0], &mut row);
                for (column, value) in row.iter().enumerate() {
                    let x_m = column as f64 - 32.0;
                    assert_eq!(*value, table.at_square_pa(x_m * x_m + 9.0));
                }
            }
        }
    }
}
