//! Look-ups in a polar table, several points side by side.
//!
//! One point and a batch run through the same arithmetic, so a point on the map and its cell in the raster have the same
//! bits. The loops over lanes stay index loops without branches: that is what the compiler turns into vectors.

use super::rows::{blend, catmull_rom};
use super::table::PolarTable;
use crate::math::bearing_turns;

/// Points that a raster looks up side by side.
pub(super) const LANES: usize = 16;

/// Where the points of a batch lie in a table.
struct Position<const N: usize> {
    /// Lower ring.
    ring: [usize; N],
    /// Fraction towards the upper ring.
    along: [f64; N],
    /// Bearing, turns.
    turns: [f64; N],
}

impl PolarTable {
    /// Risk per year at an offset from the release point: one interpolated look-up.
    #[inline]
    #[must_use]
    pub fn risk_per_year(&self, east_m: f64, north_m: f64) -> f64 {
        let [risk_per_year] = self.risks_per_year([east_m], [north_m]);
        risk_per_year
    }

    /// Risk per year at offsets from the release point.
    #[inline(always)]
    pub(super) fn risks_per_year<const N: usize>(&self, east_m: [f64; N], north_m: [f64; N]) -> [f64; N] {
        if self.greatest_per_year() <= 0.0 {
            return [0.0; N];
        }
        let (mut distance_m, mut turns) = ([0.0; N], [0.0; N]);
        for lane in 0..N {
            distance_m[lane] = (east_m[lane] * east_m[lane] + north_m[lane] * north_m[lane]).sqrt();
            turns[lane] = bearing_turns(east_m[lane], north_m[lane]);
        }
        let mut position = Position { ring: [0; N], along: [0.0; N], turns };
        for (lane, &distance_m) in distance_m.iter().enumerate() {
            (position.ring[lane], position.along[lane]) = self.ring(distance_m);
        }
        let near = self.roots::<N>(&position, 0);
        let far = self.roots::<N>(&position, 1);
        let mut risk_per_year = [0.0; N];
        for lane in 0..N {
            let root = near[lane] + position.along[lane] * (far[lane] - near[lane]);
            let inside = if distance_m[lane] <= self.reach_m() { self.greatest_per_year() } else { 0.0 };
            risk_per_year[lane] = root * root * inside;
        }
        risk_per_year
    }

    /// Interpolated roots on the lower rings (`side` 0) or the upper ones (`side` 1).
    #[inline(always)]
    fn roots<const N: usize>(&self, position: &Position<N>, side: usize) -> [f64; N] {
        let (mut start, mut angles) = ([0.0; N], [0.0; N]);
        for lane in 0..N {
            (start[lane], angles[lane]) = self.ring_codes(position.ring[lane] + side);
        }
        let mut place = [0_i32; N];
        let mut past = [0.0; N];
        for lane in 0..N {
            let turn = position.turns[lane] * angles[lane];
            // a bearing is below one turn, but its product with the directions may round up to all of them
            let whole = turn.floor().min(angles[lane] - 1.0);
            place[lane] = (start[lane] + whole) as i32;
            past[lane] = turn - whole;
        }
        let mut codes = [0; N];
        for lane in 0..N {
            codes[lane] = self.four_codes(place[lane] as usize);
        }
        let mut root = [0.0; N];
        for lane in 0..N {
            root[lane] = blend(catmull_rom(past[lane]), &decode_four(codes[lane]));
        }
        root
    }
}

/// Four neighbouring codes, the first in the lowest bits.
#[inline(always)]
fn decode_four(codes: u64) -> [f64; 4] {
    let code = |index: u32| super::table::decode(codes >> (16 * index) & 0xffff);
    [code(0), code(1), code(2), code(3)]
}
