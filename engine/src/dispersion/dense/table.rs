//! A cloud along the wind as short straight pieces, for the grid kernel.

use super::field::{DenseField, Measure, Passage};
use crate::math::ln;
use std::f64::consts::SQRT_2;

/// Bits of the fraction of a double.
const FRACTION_BITS: u32 = 52;
/// Bits of a double that is 1.
const ONE: u64 = 1.0_f64.to_bits();
/// Bits of a distance that name its piece within an octave: 512 pieces, over which a power law and the edges of the
/// profile are straight to some 1e-5 and a bend between two stations is cut by less than 5e-4.
const PIECE_BITS: u32 = 9;
/// Pieces of an instantaneous cloud over its length.
const PUFF_PIECES: u64 = 4096;
/// Stands for nothing, and its logarithm.
const LEAST: f64 = 1e-300;
const LN_NOTHING: f64 = -690.775_527_898_213_7;
/// Logarithm of the axis value below which a place does not count for the width of the cloud, 1e-30.
const LN_LEAST_HELD: f64 = -69.1;
/// 2^52: numbers from there on have no fraction.
const WHOLE: f64 = 4_503_599_627_370_496.0;
/// Beyond the flat part, what lies this many `1 / per_m` away is taken as nothing: erfc(5) is 1.5e-12.
const HELD_EDGES: f64 = 5.0;
/// A puff ends this many widths of its edge beyond its flat part.
const PUFF_EDGES: f64 = 9.0;

/// What is asked: a measure, at a time or (none) its greatest value, at a height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) measure: Measure,
    pub(super) t_s: Option<f64>,
    pub(super) z_m: f64,
}

/// The cloud across the wind at one place: `exp(ln_peak) [erf((y+flat) per_m) - erf((y-flat) per_m)]`, not above the cap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Across {
    /// A logarithm, since below or beside a cloud aloft the value changes by powers of ten on a short way.
    pub(super) ln_peak: f64,
    pub(super) flat_m: f64,
    pub(super) per_m: f64,
}

/// A stretch of the wind's way over which all three are linear.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: Across,
    pub(super) rise: Across,
    /// Half-width that holds what counts of the cloud from its beginning to the end of this piece, m.
    pub(super) holds_m: f64,
}

/// From places along the wind to pieces and the shares of them that lie behind.
pub(super) trait Key {
    /// A place as the number of its piece (which may be past the last) and the share behind.
    fn locate(&self, x_m: f64) -> (u64, f64);
}

/// Pieces of equal ratio: the leading bits of `x - shift_m` name them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Octaves {
    shift_m: f64,
    least_m: f64,
    drop_bits: u32,
    first: u64,
}

/// Pieces of equal length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Even {
    from_m: f64,
    per_m: f64,
}

impl Key for Octaves {
    #[inline(always)]
    fn locate(&self, x_m: f64) -> (u64, f64) {
        let distance_m = x_m - self.shift_m;
        let bits = (if distance_m > self.least_m { distance_m } else { self.least_m }).to_bits();
        let behind = bits.wrapping_shl(u64::BITS - self.drop_bits) >> (u64::BITS - FRACTION_BITS);
        (bits.wrapping_shr(self.drop_bits).wrapping_sub(self.first), f64::from_bits(behind | ONE) - 1.0)
    }
}

impl Key for Even {
    #[inline(always)]
    fn locate(&self, x_m: f64) -> (u64, f64) {
        let place = (x_m - self.from_m) * self.per_m;
        // adding 2^52 leaves the whole part in the low bits: no conversion, which older instruction sets lack for lanes
        let shifted = (if place > 0.5 { place - 0.5 } else { 0.0 }) + WHOLE;
        (shifted.to_bits().wrapping_sub(WHOLE.to_bits()), place - (shifted - WHOLE))
    }
}

/// Either key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keys {
    Octaves(Octaves),
    Even(Even),
}

/// A cloud along the wind at one height and time.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) keys: Keys,
    pub(super) pieces: Vec<Piece>,
    /// Nothing lies upwind of here.
    pub(super) from_m: f64,
    /// Nothing lies downwind of here (a puff), or the table ends.
    pub(super) to_m: f64,
}

impl Across {
    const NOTHING: Self = Self { ln_peak: LN_NOTHING, flat_m: 1.0, per_m: 1.0 };

    fn of(field: &DenseField, question: Question, x_m: f64) -> Self {
        let Some(slice) = field.slice(x_m, question.t_s) else { return Self::NOTHING };
        let (flat_m, edge_m) = slice.profile_m();
        let peak = slice.amplitude(question.measure) * slice.upward(question.z_m) * slice.passage();
        Self { ln_peak: ln(peak.max(LEAST)), flat_m, per_m: 1.0 / (SQRT_2 * edge_m) }
    }

    fn zip(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            ln_peak: of(self.ln_peak, other.ln_peak),
            flat_m: of(self.flat_m, other.flat_m),
            per_m: of(self.per_m, other.per_m),
        }
    }
}

impl Piece {
    /// The piece from `at_m` over `length_m` through the cloud at two places of it.
    fn through((near_m, near): (f64, Across), (far_m, far): (f64, Across), (at_m, length_m): (f64, f64)) -> Self {
        let span_m = far_m - near_m;
        if span_m < 1e-9 * length_m {
            return Self { start: far, rise: Across { ln_peak: 0.0, flat_m: 0.0, per_m: 0.0 }, holds_m: 0.0 };
        }
        let rise = near.zip(far, |near, far| (far - near) / span_m * length_m);
        let behind = (at_m - near_m) / length_m;
        Self { start: near.zip(rise, |near, rise| near + behind * rise), rise, holds_m: 0.0 }
    }

    fn at(&self, share: f64) -> Across {
        self.start.zip(self.rise, |start, rise| start + share * rise)
    }
}

impl Table {
    /// A table from the source to `reach_m` downwind.
    pub(super) fn new(field: &DenseField, question: Question, reach_m: f64) -> Self {
        match field.passage_kind() {
            Passage::Puff => Self::of_puff(field, question),
            Passage::Steady | Passage::Passing => Self::of_octaves(field, question, reach_m),
        }
    }

    fn of_octaves(field: &DenseField, question: Question, reach_m: f64) -> Self {
        let (offset_m, scale_m) = field.along_scale_m();
        let shift_m = offset_m - scale_m;
        let to_m = reach_m.max(offset_m + scale_m);
        let drop_bits = FRACTION_BITS - PIECE_BITS;
        let first = scale_m.to_bits() >> drop_bits;
        let last = (to_m - shift_m).to_bits() >> drop_bits;
        let place_m = |name: u64| f64::from_bits(name << drop_bits);
        let at = |distance_m: f64| {
            let distance_m = distance_m.max(scale_m);
            // the first place lies on the source itself, whatever is lost by adding and taking off
            (distance_m, Across::of(field, question, (shift_m + distance_m).max(offset_m)))
        };
        let mut near = at(place_m(first));
        let mut pieces = Vec::with_capacity((last - first + 1) as usize);
        for name in first..=last {
            let (from_m, to_m) = (place_m(name), place_m(name + 1));
            let far = at(to_m);
            pieces.push(Piece::through(near, far, (from_m, to_m - from_m)));
            near = far;
        }
        let keys = Keys::Octaves(Octaves { shift_m, least_m: scale_m, drop_bits, first });
        Self { keys, pieces: held(pieces), from_m: offset_m, to_m }
    }

    fn of_puff(field: &DenseField, question: Question) -> Self {
        let (centre_m, half_m) = field.extent_along_m(question.t_s.unwrap_or(0.0), PUFF_EDGES);
        let (from_m, step_m) = (centre_m - half_m, 2.0 * half_m / PUFF_PIECES as f64);
        let place_m = |index: u64| from_m + index as f64 * step_m;
        let at = |index: u64| (place_m(index), Across::of(field, question, place_m(index)));
        let pieces =
            (0..PUFF_PIECES).map(|index| Piece::through(at(index), at(index + 1), (place_m(index), step_m))).collect();
        let keys = Keys::Even(Even { from_m, per_m: 1.0 / step_m });
        Self { keys, pieces: held(pieces), from_m, to_m: centre_m + half_m }
    }
}

/// Notes in each piece how wide the cloud is up to its end.
fn held(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut holds_m = 0.0_f64;
    for piece in &mut pieces {
        for across in [piece.at(0.0), piece.at(1.0)] {
            if across.ln_peak > LN_LEAST_HELD {
                holds_m = holds_m.max(across.flat_m + HELD_EDGES / across.per_m);
            }
        }
        piece.holds_m = holds_m;
    }
    pieces
}
