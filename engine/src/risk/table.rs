//! The compact polar table of one unit: risk per year by distance and direction.

use super::footprint::RingArc;
use super::hazard::HazardSet;
use super::kernel::ArcMoments;
use super::nodes::choose_radii;
use super::rose::WindRoses;
use crate::math::bearing_turns;
use crate::progress::{Cancelled, ProgressToken};

/// Entries of a table: with its radii and index it stays under [`PolarTable::MAX_BYTES`].
const MAX_ENTRIES: usize = 31_500;
/// Entries by which a row is continued past its ends: one before, two after.
const PADDING: usize = 3;
/// Steps of the index from distance to radius.
const INDEX_STEPS: usize = 1024;
/// Coarsest angular step: one degree.
const MIN_ANGLES: usize = 360;
/// Finest angular step: half a degree.
const MAX_ANGLES: usize = 720;
/// Bits of an `f32` dropped to store it in 16.
const DROPPED_BITS: u32 = 12;
/// Stored form of 1.0 is 65535, of the smallest kept root 2^-32 is 1.
const CODE_OFFSET: u32 = (0x3F80_0000 >> DROPPED_BITS) - 65_535;

/// Risk of one unit around its release point.
///
/// Stored are square roots relative to the greatest, as 16-bit floats (11 bits of mantissa), by
/// angle fastest. Interpolation of the roots keeps the risk positive; it is linear in distance and
/// cubic (Catmull-Rom) in angle, where the convolved risk is smooth. Relative rounding of the risk
/// is at most 5e-4.
#[derive(Debug, Clone, PartialEq)]
pub struct PolarTable {
    reach_m: f64,
    angles: usize,
    radius_m: Vec<f64>,
    per_span: Vec<f64>,
    first_radius: Vec<u8>,
    index_per_m: f64,
    greatest_per_year: f64,
    code: Vec<u16>,
}

fn encode(root_ratio: f64) -> u16 {
    let bits = (root_ratio as f32).to_bits() + (1 << (DROPPED_BITS - 1));
    (bits >> DROPPED_BITS).saturating_sub(CODE_OFFSET).min(65_535) as u16
}

#[inline]
fn decode(code: u16) -> f64 {
    f64::from(f32::from_bits((u32::from(code) + CODE_OFFSET) << DROPPED_BITS))
}

/// A row of codes, continued past both ends so that a look-up never wraps.
fn padded(row: &[f64], scale: f64) -> impl Iterator<Item = u16> {
    let root = move |risk: &f64| encode((risk.max(0.0) * scale).sqrt());
    let (last, first) = (&row[row.len() - 1..], &row[..row.len().min(2)]);
    last.iter().chain(row).chain(first).map(root)
}

/// Weights of the four nodes around a position between the second and the third.
#[inline]
fn catmull_rom(t: f64) -> [f64; 4] {
    let t2 = t * t;
    [((1.0 - 0.5 * t) * t - 0.5) * t, (1.5 * t - 2.5) * t2 + 1.0, ((2.0 - 1.5 * t) * t + 0.5) * t, (0.5 * t - 0.5) * t2]
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
        let angles = angle_count(hazards, roses);
        let radius_m = choose_radii(hazards, roses, (MAX_ENTRIES / (angles + PADDING)).min(255));
        let mut rows = RowBuilder::new(hazards, roses, angles);
        let mut risk = Vec::with_capacity(radius_m.len() * angles);
        for &radius in &radius_m {
            progress.check()?;
            rows.append(radius, &mut risk);
        }
        Ok(Self::pack(reach_m, angles, radius_m, &risk))
    }

    fn empty() -> Self {
        Self::pack(0.0, 2, vec![0.0, 0.0], &[0.0; 4])
    }

    fn pack(reach_m: f64, angles: usize, radius_m: Vec<f64>, risk_per_year: &[f64]) -> Self {
        let greatest_per_year = risk_per_year.iter().copied().fold(0.0, f64::max);
        let scale = if greatest_per_year > 0.0 { 1.0 / greatest_per_year } else { 0.0 };
        let code = risk_per_year.chunks(angles).flat_map(|row| padded(row, scale)).collect();
        let per_span = radius_m.windows(2).map(|w| if w[1] > w[0] { 1.0 / (w[1] - w[0]) } else { 0.0 }).collect();
        let index_per_m = if reach_m > 0.0 { INDEX_STEPS as f64 / reach_m } else { 0.0 };
        let first_radius = (0..=INDEX_STEPS).map(|step| first_radius(&radius_m, step as f64 / index_per_m)).collect();
        Self { reach_m, angles, radius_m, per_span, first_radius, index_per_m, greatest_per_year, code }
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
        2 * self.code.len() + 16 * self.radius_m.len() + self.first_radius.len() + size_of::<Self>()
    }

    /// Number of radii and of directions.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.radius_m.len(), self.angles)
    }

    /// Risk per year at an offset from the release point: one interpolated look-up.
    #[inline]
    #[must_use]
    pub fn risk_per_year(&self, east_m: f64, north_m: f64) -> f64 {
        let distance_m = (east_m * east_m + north_m * north_m).sqrt();
        if distance_m > self.reach_m || self.greatest_per_year <= 0.0 {
            return 0.0;
        }
        let (ring, along) = self.ring(distance_m);
        let turn = bearing_turns(east_m, north_m) * self.angles as f64;
        let left = (turn as usize).min(self.angles - 1);
        let weights = catmull_rom(turn - left as f64);
        let stride = self.angles + PADDING;
        let inner = &self.code[ring * stride + left..][..4];
        let outer = &self.code[(ring + 1) * stride + left..][..4];
        let mut root = 0.0;
        for ((&near, &far), weight) in inner.iter().zip(outer).zip(weights) {
            let (near, far) = (decode(near), decode(far));
            root += weight * (near + along * (far - near));
        }
        root * root * self.greatest_per_year
    }

    /// Lower ring and fraction towards the upper one.
    #[inline]
    fn ring(&self, distance_m: f64) -> (usize, f64) {
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

/// Directions of the table: every knot of the density is a node, and a step is at most a third of
/// the narrowest typical half-angle, within 0.5 to 1 degree.
fn angle_count(hazards: &HazardSet, roses: &WindRoses) -> usize {
    let half_angles = hazards.wind.iter().map(|o| o.footprint.typical_half_angle_rad()).filter(|a| *a > 0.0);
    let narrowest_rad = half_angles.fold(std::f64::consts::PI, f64::min);
    let wanted = (3.0 * std::f64::consts::TAU / narrowest_rad).clamp(MIN_ANGLES as f64, MAX_ANGLES as f64);
    let knots = 2 * roses.sectors();
    (wanted as usize).div_ceil(knots) * knots
}

/// Computes rings of the table; keeps its scratch space between them.
struct RowBuilder<'a> {
    hazards: &'a HazardSet,
    roses: &'a WindRoses,
    angles: usize,
    density: Vec<Vec<f64>>,
    moments: ArcMoments,
    arc: RingArc,
    scratch: Vec<f64>,
}

impl<'a> RowBuilder<'a> {
    fn new(hazards: &'a HazardSet, roses: &'a WindRoses, angles: usize) -> Self {
        let density = roses.classes().iter().map(|class| class.on_nodes(angles)).collect();
        let arc = RingArc { half_angle_rad: 0.0, lethality_prob: Vec::new() };
        Self { hazards, roses, angles, density, moments: ArcMoments::new(angles), arc, scratch: Vec::new() }
    }

    fn append(&mut self, radius_m: f64, risk: &mut Vec<f64>) {
        let start = risk.len();
        let radial = self.hazards.radial.iter().map(|o| o.frequency_per_year * o.profile.lethality_prob(radius_m));
        risk.resize(start + self.angles, radial.sum());
        for class in 0..self.density.len() {
            self.moments.clear();
            for outcome in self.hazards.wind.iter().filter(|outcome| outcome.class == class) {
                if outcome.footprint.arc_at(radius_m, &mut self.arc) {
                    self.moments.add(&self.arc, outcome.frequency_per_year);
                }
            }
            if !self.moments.is_empty() {
                let out = &mut risk[start..];
                self.moments.convolve(&self.density[class], self.roses.kind(), &mut self.scratch, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_keep_a_root_within_one_in_four_thousand() {
        assert_eq!(decode(encode(1.0)), 1.0);
        for exponent in 0..60 {
            let root = 0.73 / f64::from(1_u32 << (exponent / 2));
            assert!((decode(encode(root)) / root - 1.0).abs() < 2.5e-4, "{root}");
        }
        assert!(decode(encode(0.0)) < 1e-9);
    }
}
