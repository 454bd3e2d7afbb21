//! Convolution of a ring of lethality with the direction density, exact on the table's nodes.
//!
//! With the density piecewise linear between nodes, `R(theta) = integral of L(phi) w(theta - phi)`
//! is a sum of node densities times the integral of `L` against a hat; with it constant in bins, a
//! sum of bin densities times the integral of `L` over bins. Both follow from the first two moments
//! of `L` in each bin, so the cumulative weight is integrated without quadrature: a narrow plume
//! cannot fall between directions, and there are no petals.

use super::footprint::RingArc;
use super::rose::RoseDensity;
use crate::math::SimdLevel;
use std::f64::consts::{PI, TAU};

/// Moments of the lethality on one side of the axis, bin by bin of the table's angular grid.
#[derive(Debug, Clone)]
pub(super) struct ArcMoments {
    bin_rad: f64,
    /// One over it.
    per_bin: f64,
    /// Integral of `L` over the bin, radians.
    mass_rad: Vec<f64>,
    /// Integral of `L` times the position in the bin (0 to 1), radians.
    lever_rad: Vec<f64>,
    /// Bins in use.
    used: usize,
}

/// Space and instruction set of the convolution, kept between rings.
#[derive(Debug)]
pub(super) struct Scratch {
    /// Densities at the knots of the rose, three times round.
    knots: Vec<f64>,
    /// Hat of a knot on the nodes.
    tent: Vec<f64>,
    /// Response of the nodes around a knot to a density of one at it.
    response: Vec<f64>,
    /// Convolutions added up so far, phase by phase: all nodes that lie alike between their knots together.
    phased: Vec<f64>,
    level: SimdLevel,
}

impl Scratch {
    pub fn new() -> Self {
        let empty = Vec::new;
        Self { knots: empty(), tent: empty(), response: empty(), phased: empty(), level: SimdLevel::best() }
    }

    /// Makes room for the sums of a ring of `nodes`.
    pub fn start(&mut self, nodes: usize) {
        self.phased.clear();
        self.phased.resize(nodes, 0.0);
    }

    /// Adds to `out` the convolutions since [`Self::start`], node by node.
    pub fn finish(&self, per_knot: usize, out: &mut [f64]) {
        let count = out.len() / per_knot;
        for (phase, sums) in self.phased.chunks_exact(count).enumerate() {
            for (value, sum) in out[phase..].iter_mut().step_by(per_knot).zip(sums) {
                *value += sum;
            }
        }
    }
}

/// Adds to `sums` the densities from a knot on, times a weight.
#[inline(always)]
fn add_weighted(densities: &[f64], weight: f64, sums: &mut [f64]) {
    for (sum, density) in sums.iter_mut().zip(densities) {
        *sum += weight * density;
    }
}

impl ArcMoments {
    /// For a grid of `nodes` (even) equal steps around the circle.
    pub fn new(nodes: usize) -> Self {
        let half = nodes / 2;
        let bin_rad = TAU / nodes as f64;
        Self { bin_rad, per_bin: 1.0 / bin_rad, mass_rad: vec![0.0; half], lever_rad: vec![0.0; half], used: 0 }
    }

    pub fn clear(&mut self) {
        self.mass_rad[..self.used].fill(0.0);
        self.lever_rad[..self.used].fill(0.0);
        self.used = 0;
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Adds `weight` times the arc.
    pub(super) fn add(&mut self, arc: &RingArc, weight: f64) {
        let values = &arc.lethality_prob;
        if values.len() == 1 {
            self.add_segment(0.0, arc.half_angle_rad, weight * values[0], weight * values[0]);
            return;
        }
        let step_rad = arc.half_angle_rad / (values.len() - 1) as f64;
        for (index, pair) in values.windows(2).enumerate() {
            let start_rad = index as f64 * step_rad;
            self.add_segment(start_rad, start_rad + step_rad, weight * pair[0], weight * pair[1]);
        }
    }

    /// Adds a linear piece from `start` to `end`, split at the bin edges.
    fn add_segment(&mut self, start_rad: f64, end_rad: f64, start_value: f64, end_value: f64) {
        let end_rad = end_rad.min(PI);
        if end_rad <= start_rad || (start_value <= 0.0 && end_value <= 0.0) {
            return;
        }
        let slope = (end_value - start_value) / (end_rad - start_rad);
        let last = self.mass_rad.len() - 1;
        let first_bin = ((start_rad * self.per_bin) as usize).min(last);
        let last_bin = ((end_rad * self.per_bin) as usize).min(last);
        for bin in first_bin..=last_bin {
            let bin_start = bin as f64 * self.bin_rad;
            let a = (start_rad - bin_start).max(0.0);
            let b = (end_rad - bin_start).min(self.bin_rad);
            if b > a {
                let value_a = start_value + slope * (bin_start + a - start_rad);
                self.add_piece(bin, a, b, value_a, value_a + slope * (b - a));
            }
        }
        self.used = self.used.max(last_bin + 1);
    }

    /// Trapezoid of values `p` to `q` over `a..b`, measured from the start of the bin.
    fn add_piece(&mut self, bin: usize, a: f64, b: f64, p: f64, q: f64) {
        let width = b - a;
        self.mass_rad[bin] += 0.5 * (p + q) * width;
        let first_moment = width * (a * 0.5 * (p + q) + width * (p + 2.0 * q) / 6.0);
        self.lever_rad[bin] += first_moment * self.per_bin;
    }

    /// Adds to the sums in `scratch` the convolution with a density given on the nodes (see
    /// `DirectionDensity::on_nodes`), `per_knot` nodes to a knot of the rose.
    pub fn convolve(&self, density: &[f64], per_knot: usize, kind: RoseDensity, scratch: &mut Scratch) {
        match kind {
            RoseDensity::Linear => self.convolve_linear(density, per_knot, scratch),
            RoseDensity::Constant => self.convolve_constant(density, per_knot, &mut scratch.phased),
        }
    }

    /// The density is straight between knots, so each knot adds its density times one response, the lethality against
    /// the hat of the knot: a sum over knots for every node, not over nodes.
    fn convolve_linear(&self, density: &[f64], per_knot: usize, scratch: &mut Scratch) {
        let middle = self.fill_response(per_knot, scratch);
        let Scratch { knots, response, phased, level, .. } = scratch;
        knots.clear();
        (0..3).for_each(|_| knots.extend(density.iter().step_by(per_knot)));
        let count = density.len() / per_knot;
        let reach = middle.div_ceil(per_knot).min(count);
        level.run(
            #[inline(always)]
            || {
                for (phase, sums) in phased.chunks_exact_mut(count).enumerate() {
                    // the node lies so many nodes behind the end of what a knot reaches, knot by knot onwards
                    let first = middle + phase + reach * per_knot;
                    for ahead in 0..=2 * reach {
                        let weight = first.checked_sub(ahead * per_knot).and_then(|node| response.get(node));
                        if let Some(&weight) = weight.filter(|weight| **weight != 0.0) {
                            add_weighted(&knots[count + ahead - reach..][..count], weight, sums);
                        }
                    }
                }
            },
        );
    }

    /// The lethality against the hat of a knot, at nodes from `-middle` to `middle` around it; gives `middle`.
    fn fill_response(&self, per_knot: usize, scratch: &mut Scratch) -> usize {
        let Scratch { tent, response, level, .. } = scratch;
        let middle = self.used + per_knot;
        tent.clear();
        tent.extend((1..2 * per_knot).map(|node| 1.0 - node.abs_diff(per_knot) as f64 / per_knot as f64));
        response.clear();
        response.resize(2 * middle + 1, 0.0);
        level.run(
            #[inline(always)]
            || {
                for shift in 0..=self.used {
                    // at no shift both sides are the same node
                    let weight = 0.5 * self.hat(shift);
                    for side in [middle - shift, middle + shift] {
                        add_weighted(tent, weight, &mut response[side + 1 - per_knot..]);
                    }
                }
            },
        );
        middle
    }

    /// Integral of `L` against the hats at `+shift` and `-shift` together.
    fn hat(&self, shift: usize) -> f64 {
        let falling = if shift < self.mass_rad.len() { self.mass_rad[shift] - self.lever_rad[shift] } else { 0.0 };
        let rising = if shift > 0 { self.lever_rad[shift - 1] } else { 0.0 };
        2.0 * (falling + rising)
    }

    /// The convolution at one node only.
    pub(super) fn convolve_node(&self, density: &[f64], kind: RoseDensity, node: usize) -> f64 {
        let nodes = density.len();
        let at = |steps: usize| density[steps % nodes];
        let pairs: f64 = match kind {
            RoseDensity::Linear => {
                (1..=self.used).map(|shift| 0.5 * self.hat(shift) * (at(node + nodes - shift) + at(node + shift))).sum()
            }
            RoseDensity::Constant => (self.mass_rad[..self.used].iter().enumerate())
                .map(|(bin, mass)| mass * (at(node + nodes - bin - 1) + at(node + bin)))
                .sum(),
        };
        let middle = if kind == RoseDensity::Linear { self.hat(0) * at(node) } else { 0.0 };
        middle + pairs
    }

    fn convolve_constant(&self, density: &[f64], per_knot: usize, phased: &mut [f64]) {
        let nodes = density.len();
        let count = nodes / per_knot;
        for (bin, &mass) in self.mass_rad[..self.used].iter().enumerate() {
            for node in 0..nodes {
                let left = density[(node + nodes - bin - 1) % nodes];
                let right = density[(node + bin) % nodes];
                phased[node % per_knot * count + node / per_knot] += mass * (left + right);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rose::DirectionDensity;
    use super::*;

    fn top_hat(half_angle_rad: f64) -> RingArc {
        RingArc { half_angle_rad, lethality_prob: vec![1.0] }
    }

    fn convolved(prob: &[f64], kind: RoseDensity, arc: &RingArc, nodes: usize) -> Vec<f64> {
        let density = DirectionDensity::from_sectors(prob, kind).unwrap().on_nodes(nodes);
        let mut moments = ArcMoments::new(nodes);
        moments.add(arc, 1.0);
        let (mut out, per_knot) = (vec![0.0; nodes], nodes / (2 * prob.len()));
        let mut scratch = Scratch::new();
        scratch.start(nodes);
        moments.convolve(&density, per_knot, kind, &mut scratch);
        scratch.finish(per_knot, &mut out);
        out
    }

    #[test]
    fn a_uniform_rose_gives_the_arc_fraction_everywhere() {
        for kind in [RoseDensity::Linear, RoseDensity::Constant] {
            for half_angle in [0.01, 0.3, 1.7, PI] {
                let expected = half_angle / PI;
                for value in convolved(&[1.0 / 16.0; 16], kind, &top_hat(half_angle), 384) {
                    assert!((value - expected).abs() < 1e-13 * (1.0 + expected), "{value} for {expected}");
                }
            }
        }
    }

    #[test]
    fn one_sector_constant_rose_is_a_moving_window() {
        // Window of +-3 degrees over the sector -22.5..22.5: 6/45 inside, half at the edge, none far away.
        let mut prob = [0.0; 8];
        prob[0] = 1.0;
        let out = convolved(&prob, RoseDensity::Constant, &top_hat(3.0_f64.to_radians()), 720);
        assert!((out[0] - 6.0 / 45.0).abs() < 1e-12);
        assert!((out[45] - 3.0 / 45.0).abs() < 1e-12);
        assert!(out[60].abs() < 1e-15);
    }

    #[test]
    fn every_node_is_as_worked_out_alone() {
        let prob = [0.3, 0.0, 0.02, 0.0, 0.5, 0.05, 0.13, 0.0];
        for (half_angle_rad, nodes) in [(0.01, 1440), (0.7, 720), (3.1, 1440), (PI, 144), (0.2, 16)] {
            let arc = RingArc { half_angle_rad, lethality_prob: vec![1.0, 0.6, 0.1] };
            let out = convolved(&prob, RoseDensity::Linear, &arc, nodes);
            let density = DirectionDensity::from_sectors(&prob, RoseDensity::Linear).unwrap().on_nodes(nodes);
            let mut moments = ArcMoments::new(nodes);
            moments.add(&arc, 1.0);
            for (node, value) in out.iter().enumerate() {
                let alone = moments.convolve_node(&density, RoseDensity::Linear, node);
                assert!((value - alone).abs() < 1e-14, "{half_angle_rad} {nodes} {node}: {value} for {alone}");
            }
        }
    }

    #[test]
    fn mass_is_kept_whatever_the_rose() {
        let prob = [0.3, 0.0, 0.02, 0.0, 0.5, 0.05, 0.13, 0.0];
        let arc = RingArc { half_angle_rad: 0.7, lethality_prob: vec![1.0, 0.6, 0.1] };
        // Integral of the arc: 2 * 0.7 * (1.0/2 + 0.6 + 0.1/2) / 2 = 0.805.
        for kind in [RoseDensity::Linear, RoseDensity::Constant] {
            let out = convolved(&prob, kind, &arc, 720);
            let integral: f64 = out.iter().sum::<f64>() * TAU / 720.0;
            assert!((integral - 0.805).abs() < 2e-5, "{integral}");
        }
    }
}
