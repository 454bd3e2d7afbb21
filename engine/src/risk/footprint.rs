//! Footprints: lethality around a release point, in plume coordinates or by distance alone.

use crate::provenance::{FieldProblem, InvalidInput};

/// Position of a distance among ascending distances: index of the lower one and the fraction.
/// Equal neighbours mark a step; the upper side counts at the step itself.
fn bracket(distance_m: &[f64], at_m: f64) -> Option<(usize, f64)> {
    let last = distance_m.len().checked_sub(1)?;
    if at_m > distance_m[last] {
        return None;
    }
    let above = distance_m.partition_point(|&d| d <= at_m);
    if above == 0 || last == 0 {
        return Some((0, 0.0));
    }
    let low = (above - 1).min(last - 1);
    let span = distance_m[low + 1] - distance_m[low];
    Some((low, if span > 0.0 { (at_m - distance_m[low]) / span } else { 1.0 }))
}

fn check_distances(problems: &mut Vec<FieldProblem>, distance_m: &[f64]) {
    let ascending = distance_m.windows(2).all(|w| w[0] <= w[1]);
    let positive = distance_m.iter().all(|d| d.is_finite() && *d >= 0.0);
    if distance_m.is_empty() || !ascending || !positive {
        let given = format!("{} distances", distance_m.len());
        problems.push(FieldProblem::new("distance_m", given, "at least one, finite, ascending", "not_ascending"));
    }
}

fn check_lethality(problems: &mut Vec<FieldProblem>, lethality_prob: &[f64], expected: usize) {
    if lethality_prob.len() != expected {
        let allowed = format!("{expected} values");
        problems.push(FieldProblem::new("lethality_prob", lethality_prob.len(), allowed, "wrong_length"));
    }
    if let Some(bad) = lethality_prob.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        problems.push(FieldProblem::new("lethality_prob", bad, "0 to 1", "out_of_range"));
    }
}

/// FNV-1a over the bits of numbers: the content hash by which equal footprints are shared.
pub(super) fn hash_bits(mut state: u64, values: impl IntoIterator<Item = u64>) -> u64 {
    for value in values {
        for byte in value.to_le_bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    state
}

/// Start value of [`hash_bits`].
pub(super) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Lethality of one outcome in plume coordinates, symmetric about the wind axis.
///
/// On a ring around the release point it lies within `half_angle_rad` of the axis; across that
/// arc the lethality follows `samples` equally spaced values from the axis to the edge (one value:
/// a step, the arc fraction of a flash fire). Between rings the half-angle and the values are
/// linear in distance; two rings at one distance are a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Footprint {
    distance_m: Vec<f64>,
    half_angle_rad: Vec<f64>,
    samples: usize,
    lethality_prob: Vec<f64>,
}

/// One ring of a footprint: half-angle and the lethality values across it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RingArc {
    pub half_angle_rad: f64,
    pub lethality_prob: Vec<f64>,
}

impl RingArc {
    /// Lethality at an angle from the axis, given as a part of the half-angle from 0 to 1.
    #[inline]
    pub(super) fn lethality_prob_at(&self, part: f64) -> f64 {
        let intervals = self.lethality_prob.len() - 1;
        if intervals == 0 {
            return self.lethality_prob[0];
        }
        let position = part * intervals as f64;
        let low = (position as usize).min(intervals - 1);
        let (a, b) = (self.lethality_prob[low], self.lethality_prob[low + 1]);
        a + (position - low as f64) * (b - a)
    }
}

impl Footprint {
    /// A checked footprint; `lethality_prob` holds `samples` values a ring, ring by ring.
    ///
    /// # Errors
    /// Distances that do not ascend, half-angles outside 0..=pi, lethality outside 0..=1, lengths that
    /// do not fit: all problems at once.
    pub fn new(
        distance_m: Vec<f64>,
        half_angle_rad: Vec<f64>,
        samples: usize,
        lethality_prob: Vec<f64>,
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        check_distances(&mut problems, &distance_m);
        check_lethality(&mut problems, &lethality_prob, distance_m.len() * samples.max(1));
        if half_angle_rad.len() != distance_m.len() {
            let allowed = format!("{} values", distance_m.len());
            problems.push(FieldProblem::new("half_angle_rad", half_angle_rad.len(), allowed, "wrong_length"));
        }
        if let Some(bad) = half_angle_rad.iter().find(|a| !(0.0..=std::f64::consts::PI).contains(*a)) {
            problems.push(FieldProblem::new("half_angle_rad", bad, "0 to pi", "out_of_range"));
        }
        InvalidInput::check(problems)?;
        Ok(Self { distance_m, half_angle_rad, samples: samples.max(1), lethality_prob })
    }

    /// Beyond this distance nobody is hurt.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.distance_m.last().copied().unwrap_or(0.0)
    }

    /// Lethality at a distance and an angle from the wind axis.
    #[must_use]
    pub fn lethality_prob(&self, distance_m: f64, angle_rad: f64) -> f64 {
        let mut arc = RingArc::default();
        if !self.arc_at(distance_m, &mut arc) || angle_rad.abs() > arc.half_angle_rad {
            return 0.0;
        }
        let part = if arc.half_angle_rad > 0.0 { angle_rad.abs() / arc.half_angle_rad } else { 0.0 };
        arc.lethality_prob_at(part)
    }

    /// Interpolates the ring at a distance into `arc`; false beyond the reach.
    pub(super) fn arc_at(&self, distance_m: f64, arc: &mut RingArc) -> bool {
        let Some((low, fraction)) = bracket(&self.distance_m, distance_m) else { return false };
        let high = (low + 1).min(self.distance_m.len() - 1);
        let lerp = |a: f64, b: f64| a + fraction * (b - a);
        arc.half_angle_rad = lerp(self.half_angle_rad[low], self.half_angle_rad[high]);
        let row = |ring: usize| &self.lethality_prob[ring * self.samples..(ring + 1) * self.samples];
        arc.lethality_prob.clear();
        arc.lethality_prob.extend(row(low).iter().zip(row(high)).map(|(&a, &b)| lerp(a, b)));
        true
    }

    /// Integral of the lethality over the angle at a distance, radians.
    pub(super) fn arc_lethality_rad(&self, distance_m: f64, arc: &mut RingArc) -> f64 {
        if !self.arc_at(distance_m, arc) {
            return 0.0;
        }
        let values = &arc.lethality_prob;
        let intervals = values.len() - 1;
        if intervals == 0 {
            return 2.0 * arc.half_angle_rad * values[0];
        }
        let ends = 0.5 * (values[0] + values[intervals]);
        let sum: f64 = ends + values[1..intervals].iter().sum::<f64>();
        2.0 * arc.half_angle_rad * sum / intervals as f64
    }

    /// Distances of the rings, ascending.
    #[must_use]
    pub fn ring_distances_m(&self) -> &[f64] {
        &self.distance_m
    }

    /// Hash of the content: equal footprints have equal hashes.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        let numbers = self.distance_m.iter().chain(&self.half_angle_rad).chain(&self.lethality_prob);
        let sizes = [self.distance_m.len() as u64, self.samples as u64];
        hash_bits(HASH_START, sizes.into_iter().chain(numbers.map(|v| v.to_bits())))
    }
}

/// Lethality of one outcome that does not ask for the wind (fireball, blast): by distance alone,
/// linear between points, two points at one distance are a step.
#[derive(Debug, Clone, PartialEq)]
pub struct RadialProfile {
    distance_m: Vec<f64>,
    lethality_prob: Vec<f64>,
}

impl RadialProfile {
    /// A checked profile.
    ///
    /// # Errors
    /// Distances that do not ascend, lethality outside 0..=1, lengths that differ.
    pub fn new(distance_m: Vec<f64>, lethality_prob: Vec<f64>) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        check_distances(&mut problems, &distance_m);
        check_lethality(&mut problems, &lethality_prob, distance_m.len());
        InvalidInput::check(problems)?;
        Ok(Self { distance_m, lethality_prob })
    }

    /// Beyond this distance nobody is hurt.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.distance_m.last().copied().unwrap_or(0.0)
    }

    /// Lethality at a distance.
    #[must_use]
    pub fn lethality_prob(&self, distance_m: f64) -> f64 {
        let Some((low, fraction)) = bracket(&self.distance_m, distance_m) else { return 0.0 };
        let high = (low + 1).min(self.distance_m.len() - 1);
        self.lethality_prob[low] + fraction * (self.lethality_prob[high] - self.lethality_prob[low])
    }

    /// Distances of the points, ascending.
    #[must_use]
    pub fn distances_m(&self) -> &[f64] {
        &self.distance_m
    }

    /// Hash of the content: equal profiles have equal hashes.
    #[must_use]
    pub fn content_hash(&self) -> u64 {
        let numbers = self.distance_m.iter().chain(&self.lethality_prob).map(|v| v.to_bits());
        hash_bits(HASH_START, std::iter::once(self.distance_m.len() as u64).chain(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wedge() -> Footprint {
        Footprint::new(vec![0.0, 1000.0], vec![0.2, 0.2], 1, vec![1.0, 1.0]).unwrap()
    }

    #[test]
    fn a_wedge_is_one_inside_and_zero_outside() {
        let wedge = wedge();
        assert_eq!(wedge.lethality_prob(500.0, -0.199), 1.0);
        assert_eq!(wedge.lethality_prob(500.0, 0.201), 0.0);
        assert_eq!(wedge.lethality_prob(1000.0, 0.0), 1.0);
        assert_eq!(wedge.lethality_prob(1000.1, 0.0), 0.0);
    }

    #[test]
    fn across_the_arc_values_are_linear() {
        let print = Footprint::new(vec![10.0, 20.0], vec![0.2, 0.4], 3, vec![1.0, 0.5, 0.0, 1.0, 0.5, 0.0]).unwrap();
        // At 15 m the half-angle is 0.3; at a quarter of it the lethality is 0.75.
        assert!((print.lethality_prob(15.0, 0.075) - 0.75).abs() < 1e-12);
        let mut arc = RingArc { half_angle_rad: 0.0, lethality_prob: vec![] };
        // Triangle of height 1 and half-base 0.3.
        assert!((print.arc_lethality_rad(15.0, &mut arc) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_double_distance_is_a_step() {
        let profile = RadialProfile::new(vec![0.0, 50.0, 50.0, 100.0], vec![1.0, 1.0, 0.5, 0.0]).unwrap();
        assert_eq!(profile.lethality_prob(49.999), 1.0);
        assert_eq!(profile.lethality_prob(50.0), 0.5);
        assert_eq!(profile.lethality_prob(75.0), 0.25);
        assert_eq!(profile.lethality_prob(100.5), 0.0);
    }

    #[test]
    fn bad_footprints_are_refused_with_all_problems() {
        let problems = Footprint::new(vec![2.0, 1.0], vec![4.0], 1, vec![1.5]).unwrap_err().problems;
        let codes: Vec<_> = problems.iter().map(|p| p.code.as_str()).collect();
        assert_eq!(codes, ["not_ascending", "wrong_length", "out_of_range", "wrong_length", "out_of_range"]);
    }
}
