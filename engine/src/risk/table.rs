//! The compact polar table of one unit: risk per year by distance and direction.

use super::hazard::HazardSet;
use super::nodes::choose_radii;
use super::rose::WindRoses;
use super::rows::{FineRow, RowBuilder, thinning_steps};
use crate::progress::{Cancelled, ProgressToken};

/// Entries of a table: with its radii and index it stays under [`PolarTable::MAX_BYTES`].
const MAX_ENTRIES: usize = 30_500;
/// Entries by which a row is continued past its ends: one before, two after.
const PADDING: usize = 3;
/// Steps of the index from distance to radius.
const INDEX_STEPS: usize = 1024;
/// Most radii of a table.
const MAX_RADII: usize = 96;
/// Bits of an `f32` dropped to store it in 16.
const DROPPED_BITS: u32 = 12;
/// Stored form of 1.0 is 65535, of the smallest kept root 2^-32 is 1.
const CODE_OFFSET: u32 = (0x3F80_0000 >> DROPPED_BITS) - 65_535;

/// Risk of one unit around its release point.
///
/// Stored are square roots relative to the greatest, as 16-bit floats (11 bits of mantissa), ring by
/// ring, each with as many directions as it needs. Interpolation of the roots keeps the risk positive; it is linear in distance and
/// cubic (Catmull-Rom) in angle, where the convolved risk is smooth. Relative rounding of the risk
/// is at most 5e-4.
#[derive(Debug, Clone, PartialEq)]
pub struct PolarTable {
    reach_m: f64,
    rings: Vec<Ring>,
    radius_m: Vec<f64>,
    per_span: Vec<f64>,
    first_radius: Vec<u8>,
    index_per_m: f64,
    greatest_per_year: f64,
    code: Vec<u16>,
}

/// Where a ring lies in the codes, and its number of directions.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ring {
    start: u32,
    angles: u32,
}

fn encode(root_ratio: f64) -> u16 {
    let bits = (root_ratio as f32).to_bits() + (1 << (DROPPED_BITS - 1));
    (bits >> DROPPED_BITS).saturating_sub(CODE_OFFSET).min(65_535) as u16
}

/// The root of a code of 16 bits.
#[inline(always)]
pub(super) fn decode(code: u64) -> f64 {
    f64::from(f32::from_bits((code as u32 + CODE_OFFSET) << DROPPED_BITS))
}

/// A row of codes, continued past both ends so that a look-up never wraps.
fn padded(row: &[f64], scale: f64) -> impl Iterator<Item = u16> {
    let root = move |risk: &f64| encode((risk.max(0.0) * scale).sqrt());
    let (last, first) = (&row[row.len() - 1..], &row[..row.len().min(2)]);
    last.iter().chain(row).chain(first).map(root)
}

impl PolarTable {
    /// A table never takes more bytes than this.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Convolves every footprint with the direction density of its class and adds up.
    ///
    /// # Errors
    /// [`Cancelled`] when the owner of the work asked for it.
    pub fn build(hazards: &HazardSet, roses: &WindRoses, progress: &ProgressToken) -> Result<Self, Cancelled> {
        let reach_m = hazards.reach_m();
        if reach_m <= 0.0 {
            return Ok(Self::empty());
        }
        let radii = choose_radii(hazards, roses, MAX_RADII);
        let mut builder = RowBuilder::new(hazards, roses);
        let mut rows = Vec::with_capacity(radii.len());
        for radius in &radii {
            progress.check()?;
            rows.push(builder.row(radius.radius_m));
        }
        let without_ratio: Vec<f64> = radii.iter().map(|radius| radius.without_ratio).collect();
        let steps = thinning_steps(&rows, &without_ratio, PADDING, MAX_ENTRIES);
        let kept = radii.iter().zip(&rows).zip(steps);
        let kept = kept.filter_map(|((radius, row), step)| Some((radius.radius_m, row, step?)));
        Ok(Self::pack(reach_m, &kept.collect::<Vec<_>>()))
    }

    /// A table without risk: nothing is ever looked up in it.
    fn empty() -> Self {
        Self::pack(0.0, &[])
    }

    /// From the rings, each with its radius and its step of thinning.
    fn pack(reach_m: f64, kept: &[(f64, &FineRow, usize)]) -> Self {
        let radius_m: Vec<f64> = kept.iter().map(|(radius_m, ..)| *radius_m).collect();
        let values = kept.iter().flat_map(|(_, row, step)| row.thinned(*step));
        let greatest_per_year = values.fold(0.0, f64::max);
        let scale = if greatest_per_year > 0.0 { 1.0 / greatest_per_year } else { 0.0 };
        let (mut rings, mut code) = (Vec::with_capacity(kept.len()), Vec::new());
        for (_, row, step) in kept {
            rings.push(Ring { start: code.len() as u32, angles: row.angles(*step) as u32 });
            let values: Vec<f64> = row.thinned(*step).collect();
            code.extend(padded(&values, scale));
        }
        let per_span = radius_m.windows(2).map(|w| if w[1] > w[0] { 1.0 / (w[1] - w[0]) } else { 0.0 }).collect();
        let index_per_m = if reach_m > 0.0 { INDEX_STEPS as f64 / reach_m } else { 0.0 };
        let first_radius = (0..=INDEX_STEPS).map(|step| first_radius(&radius_m, step as f64 / index_per_m)).collect();
        Self { reach_m, rings, radius_m, per_span, first_radius, index_per_m, greatest_per_year, code }
    }

    /// Beyond this distance the risk is nil.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.reach_m
    }

    /// Greatest risk in the table, per year.
    #[must_use]
    pub fn greatest_per_year(&self) -> f64 {
        self.greatest_per_year
    }

    /// Memory the table takes, bytes.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        2 * self.code.len() + 24 * self.radius_m.len() + self.first_radius.len() + size_of::<Self>()
    }

    /// Number of rings and of entries over all of them.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rings.len(), self.code.len())
    }

    /// Start of a ring in the codes, and its number of directions.
    #[inline(always)]
    pub(super) fn ring_codes(&self, ring: usize) -> (f64, f64) {
        let Ring { start, angles } = self.rings[ring];
        (f64::from(start), f64::from(angles))
    }

    /// The codes from a place on, the first in the lowest bits.
    #[inline(always)]
    pub(super) fn four_codes(&self, place: usize) -> u64 {
        let code = &self.code[place..][..4];
        let bits = |index: usize| u64::from(code[index]) << (16 * index);
        bits(0) | bits(1) | bits(2) | bits(3)
    }

    /// Lower ring and fraction towards the upper one.
    #[inline(always)]
    pub(super) fn ring(&self, distance_m: f64) -> (usize, f64) {
        let step = ((distance_m * self.index_per_m) as usize).min(INDEX_STEPS);
        let mut ring = usize::from(self.first_radius[step]);
        while ring + 2 < self.radius_m.len() && distance_m >= self.radius_m[ring + 1] {
            ring += 1;
        }
        (ring, ((distance_m - self.radius_m[ring]) * self.per_span[ring]).clamp(0.0, 1.0))
    }
}

/// Ring in which a distance lies (the first for less, the last for more).
fn first_radius(radius_m: &[f64], distance_m: f64) -> u8 {
    let above = radius_m.partition_point(|&r| r <= distance_m);
    above.saturating_sub(1).min(radius_m.len().saturating_sub(2)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_keep_a_root_within_one_in_four_thousand() {
        assert_eq!(decode(encode(1.0).into()), 1.0);
        for exponent in 0..60 {
            let root = 0.73 / f64::from(1_u32 << (exponent / 2));
            assert!((decode(encode(root).into()) / root - 1.0).abs() < 2.5e-4, "{root}");
        }
        assert!(decode(encode(0.0).into()) < 1e-9);
    }
}
