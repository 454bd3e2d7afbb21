//! The along-wind part of a plume as short polynomials, for the grid kernel.

use super::plume::PlumeField;
use crate::math::{decay_lane, fit_monomials, ln};

/// Cells treated at once. Eight doubles fill one AVX-512 register or two AVX2 registers.
pub(super) const LANES: usize = 8;
/// Pieces start here, m; nearer cells are evaluated directly. A power of two.
const START_M: f64 = 1.0;
/// Bits of a double below those that name its sixteenth of an octave.
const PIECE_SHIFT: u32 = 48;
/// Terms of the fitted logarithm.
const LOG_TERMS: usize = 8;
/// Stands for the logarithm of zero.
const LOG_OF_NOTHING: f64 = -1e4;
/// A piece whose ends lie below this is taken as zero (the promise of the kernel starts at 1e-30).
const SMALLEST_KG_M3: f64 = 1e-250;

/// One sixteenth of an octave of downwind distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<const SPREAD: usize> {
    middle_m: f64,
    /// Powers of (x - middle) of the logarithm of the centreline concentration.
    log: [f64; LOG_TERMS],
    /// Powers of (x - middle) of (x / sigma_y)^2 / 2.
    spread: [f64; SPREAD],
}

/// A plume at one height as `exp(p(x) - (y / x)^2 w(x))`, with p and w polynomials on pieces of x.
///
/// A piece is found from the leading bits of x. On an interval of ratio 17/16 both functions are analytic
/// inside an ellipse of size 66 around it, so that 8 terms leave an error near 66^-8 = 3e-15 times the size of
/// the logarithm; for the Briggs curves w is linear in x, and two terms are exact.
#[derive(Debug, Clone)]
pub(super) struct OctaveTable<const SPREAD: usize> {
    field: PlumeField,
    z_m: f64,
    pieces: Vec<Piece<SPREAD>>,
}

/// Downwind and crosswind coordinates of some neighbouring cells, m.
pub(super) struct Cells<'a> {
    pub(super) x_along_m: &'a [f64; LANES],
    pub(super) y_along_m: &'a [f64; LANES],
    pub(super) x_row_m: f64,
    pub(super) y_row_m: f64,
}

impl Cells<'_> {
    #[inline(always)]
    fn x_m(&self, lane: usize) -> f64 {
        self.x_along_m[lane] + self.x_row_m
    }
    #[inline(always)]
    fn y_m(&self, lane: usize) -> f64 {
        self.y_row_m - self.y_along_m[lane]
    }
}

impl<const SPREAD: usize> OctaveTable<SPREAD> {
    /// Pieces from 1 m to `reach_m`.
    pub(super) fn new(field: &PlumeField, z_m: f64, reach_m: f64) -> Self {
        let last = reach_m.max(START_M).to_bits() >> PIECE_SHIFT;
        let pieces = (START_M.to_bits() >> PIECE_SHIFT..=last).map(|key| fit(field, z_m, key)).collect();
        Self { field: *field, z_m, pieces }
    }

    #[inline(always)]
    fn index(x_m: f64) -> usize {
        ((x_m.to_bits() >> PIECE_SHIFT) - (START_M.to_bits() >> PIECE_SHIFT)) as usize
    }

    /// Concentration of the cells, kg/m3. x must be monotonic along them.
    #[allow(clippy::needless_range_loop, reason = "over an iterator the lanes are not vectorised: four times slower")]
    #[inline(always)]
    pub(super) fn fill(&self, cells: &Cells, out: &mut [f64; LANES]) {
        let (first_m, last_m) = (cells.x_m(0), cells.x_m(LANES - 1));
        if first_m.max(last_m) <= 0.0 {
            *out = [0.0; LANES];
        } else if first_m.min(last_m) < START_M {
            self.fill_near_source(cells, out);
        } else if Self::index(first_m) == Self::index(last_m) {
            let piece = self.pieces[Self::index(first_m)];
            for lane in 0..LANES {
                out[lane] = piece.concentration_kg_m3(cells.x_m(lane), cells.y_m(lane));
            }
        } else if Self::index(first_m).abs_diff(Self::index(last_m)) == 1 {
            self.fill_two(Self::index(first_m.min(last_m)), cells, out);
        } else {
            self.fill_mixed(cells, out);
        }
    }

    /// Cells from two neighbouring pieces: both are worked out, and each cell takes its own.
    #[allow(clippy::needless_range_loop, reason = "over an iterator the lanes are not vectorised: four times slower")]
    #[inline(always)]
    fn fill_two(&self, nearer: usize, cells: &Cells, out: &mut [f64; LANES]) {
        let (near, far) = (self.pieces[nearer], self.pieces[nearer + 1]);
        let border_m =
            f64::from_bits((START_M.to_bits() >> PIECE_SHIFT).wrapping_add(nearer as u64 + 1) << PIECE_SHIFT);
        for lane in 0..LANES {
            let (x_m, y_m) = (cells.x_m(lane), cells.y_m(lane));
            let (near_exponent, far_exponent) = (near.exponent(x_m, y_m), far.exponent(x_m, y_m));
            out[lane] = decay_lane(if x_m < border_m { near_exponent } else { far_exponent });
        }
    }

    /// Cells from several pieces: their coefficients are laid side by side, then all lanes go on together.
    #[inline(always)]
    fn fill_mixed(&self, cells: &Cells, out: &mut [f64; LANES]) {
        let mut middle_m = [0.0; LANES];
        let mut log = [[0.0; LANES]; LOG_TERMS];
        let mut spread = [[0.0; LANES]; SPREAD];
        for lane in 0..LANES {
            let piece = &self.pieces[Self::index(cells.x_m(lane))];
            middle_m[lane] = piece.middle_m;
            (0..LOG_TERMS).for_each(|term| log[term][lane] = piece.log[term]);
            (0..SPREAD).for_each(|term| spread[term][lane] = piece.spread[term]);
        }
        let mut offset_m = [0.0; LANES];
        (0..LANES).for_each(|lane| offset_m[lane] = cells.x_m(lane) - middle_m[lane]);
        let (log, spread) = (horner_lanes(&log, &offset_m), horner_lanes(&spread, &offset_m));
        for lane in 0..LANES {
            let slope = cells.y_m(lane) / cells.x_m(lane);
            out[lane] = decay_lane(log[lane] - slope * slope * spread[lane]);
        }
    }

    #[inline(never)]
    fn fill_near_source(&self, cells: &Cells, out: &mut [f64; LANES]) {
        for (lane, value) in out.iter_mut().enumerate() {
            let (x_m, y_m) = (cells.x_m(lane), cells.y_m(lane));
            *value = if x_m < START_M {
                self.field.concentration_kg_m3(x_m, y_m, self.z_m)
            } else {
                self.pieces[Self::index(x_m)].concentration_kg_m3(x_m, y_m)
            };
        }
    }
}

impl<const SPREAD: usize> Piece<SPREAD> {
    #[inline(always)]
    fn concentration_kg_m3(&self, x_m: f64, y_m: f64) -> f64 {
        decay_lane(self.exponent(x_m, y_m))
    }

    /// Logarithm of the concentration.
    #[inline(always)]
    fn exponent(&self, x_m: f64, y_m: f64) -> f64 {
        let offset_m = x_m - self.middle_m;
        let slope = y_m / x_m;
        horner(&self.log, offset_m) - slope * slope * horner(&self.spread, offset_m)
    }
}

/// A polynomial of 2 to 8 terms. Written out: a loop in here would keep the compiler from running the cells of
/// a block side by side.
#[inline(always)]
fn horner<const N: usize>(powers: &[f64; N], x: f64) -> f64 {
    const { assert!(N >= 2 && N <= LOG_TERMS) };
    let term = |from_last: usize| powers[N.saturating_sub(1 + from_last)];
    let sum = term(0) * x + term(1);
    let sum = if N > 2 { sum * x + term(2) } else { sum };
    let sum = if N > 3 { sum * x + term(3) } else { sum };
    let sum = if N > 4 { sum * x + term(4) } else { sum };
    let sum = if N > 5 { sum * x + term(5) } else { sum };
    let sum = if N > 6 { sum * x + term(6) } else { sum };
    if N > 7 { sum * x + term(7) } else { sum }
}

/// The same for cells that have each their own powers; the order of operations, and so the bits, are those of
/// [`horner`].
#[inline(always)]
fn horner_lanes<const N: usize>(powers: &[[f64; LANES]; N], x: &[f64; LANES]) -> [f64; LANES] {
    let mut sum = powers[N - 1];
    for term in powers[..N - 1].iter().rev() {
        for lane in 0..LANES {
            sum[lane] = sum[lane] * x[lane] + term[lane];
        }
    }
    sum
}

fn fit<const SPREAD: usize>(field: &PlumeField, z_m: f64, key: u64) -> Piece<SPREAD> {
    let (from_m, to_m) = (f64::from_bits(key << PIECE_SHIFT), f64::from_bits((key + 1) << PIECE_SHIFT));
    let (middle_m, half_m) = (0.5 * (from_m + to_m), 0.5 * (to_m - from_m));
    let centreline = |x_m: f64| field.centreline_kg_m3(x_m, z_m);
    let log = if centreline(from_m).min(centreline(to_m)) < SMALLEST_KG_M3 {
        std::array::from_fn(|term| if term == 0 { LOG_OF_NOTHING } else { 0.0 })
    } else {
        fit_monomials(middle_m, half_m, |x_m| ln(centreline(x_m)))
    };
    let spread = fit_monomials(middle_m, half_m, |x_m| {
        let ratio = x_m / field.sigma_y_m(x_m);
        0.5 * ratio * ratio
    });
    Piece { middle_m, log, spread }
}
