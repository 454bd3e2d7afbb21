//! Radii of a table: few, placed where the risk bends.

use super::footprint::RingArc;
use super::hazard::HazardSet;
use super::rose::{DirectionDensity, WindRoses};

/// Neighbouring candidates differ by at most this factor.
const FILL_RATIO: f64 = 1.015;
/// Candidates closer than this factor are merged (steps are kept).
const MERGE_RATIO: f64 = 1.002;
/// Distance, relative, between the two sides of a step.
const STEP_RATIO: f64 = 1e-9;
/// Candidates before the end of an outcome, where the risk falls to nothing like a root: parts of the
/// end that are left, each 0.7 of the one before.
const TIP_FIRST_FRAC: f64 = 0.15;
const TIP_RATIO: f64 = 0.7;
const TIP_CANDIDATES: usize = 12;
/// Below this distance the risk is taken as at it.
const FIRST_RADIUS_M: f64 = 1.0;
/// Interpolation error, relative, at which no more radii are added.
const TOLERANCE_RATIO: f64 = 5e-4;
/// Risk beside which interpolation errors do not matter, per year.
const FLOOR_PER_YEAR: f64 = 1e-13;
/// A class is interpolated within its tolerance only where it makes at least this part of the total.
const CLASS_FLOOR_FRAC: f64 = 0.05;

/// One candidate radius with the direction mean of the risk from each class and in total.
struct Candidate {
    radius_m: f64,
    risk_per_year: Vec<f64>,
    root: Vec<f64>,
    edges: Vec<Edge>,
}

/// Where the cloud of one outcome ends on a ring, and how much the rose shows through when that changes.
#[derive(Debug, Clone, Copy)]
struct Edge {
    half_angle_rad: f64,
    /// Bound of the second derivative of the risk in any direction with the half-angle, per year and radian squared.
    ///
    /// With `s` the angle as part of the half-angle `h`, the risk is the integral of `h L(s) w(theta - h s)` over `s`, and
    /// its second derivative with `h` holds `s^2 L(s)` times the bends of the density `w` at its knots; a bend is at most
    /// twice the greatest slope. For a cloud that ends in a jump this is `L (w'(theta + h) - w'(theta - h))`.
    bend_per_year_rad2: f64,
}

/// A radius of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Radius {
    pub radius_m: f64,
    /// Interpolation error, relative, that is left without this radius and all that were picked after it.
    pub without_ratio: f64,
}

/// Picks at most `limit` radii between the source and the reach, ascending.
pub(super) fn choose_radii(hazards: &HazardSet, roses: &WindRoses, limit: usize) -> Vec<Radius> {
    let candidates = evaluate(candidate_radii(hazards), hazards, roses);
    let last = candidates.len() - 1;
    let mut chosen = vec![(0, f64::INFINITY), (last, f64::INFINITY)];
    let mut worst: Vec<Option<(f64, usize)>> = vec![worst_between(&candidates, 0, last)];
    let mut least_error = f64::INFINITY;
    while chosen.len() < limit {
        let Some((error, position, index)) = next_split(&worst) else { break };
        // A new radius may raise the error beside it: what counts is whether fewer radii ever did as well.
        least_error = error.min(least_error);
        let (low, high) = (chosen[position].0, chosen[position + 1].0);
        chosen.insert(position + 1, (index, least_error));
        worst[position] = worst_between(&candidates, low, index);
        worst.insert(position + 1, worst_between(&candidates, index, high));
    }
    let radius = |(index, without_ratio): (usize, f64)| Radius { radius_m: candidates[index].radius_m, without_ratio };
    chosen.into_iter().map(radius).collect()
}

/// Where interpolation errs most, if by more than the tolerance: the error, the position among the chosen, the candidate.
fn next_split(worst: &[Option<(f64, usize)>]) -> Option<(f64, usize, usize)> {
    let found = worst.iter().enumerate().filter_map(|(position, w)| w.map(|(error, index)| (error, position, index)));
    found.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(error, ..)| *error > TOLERANCE_RATIO)
}

fn worst_between(candidates: &[Candidate], low: usize, high: usize) -> Option<(f64, usize)> {
    let bend_per_year = bend_between(&candidates[low].edges, &candidates[high].edges);
    let inside = (low + 1)..high;
    inside
        .map(|index| (error_at(&candidates[low], &candidates[index], &candidates[high], bend_per_year), index))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Most that a chord between two rings errs in one direction, half-way, because the clouds widen over the bends of the
/// rose; the mean over the directions does not show it.
fn bend_between(low: &[Edge], high: &[Edge]) -> f64 {
    let bend = |(low, high): (&Edge, &Edge)| {
        let change_rad = high.half_angle_rad - low.half_angle_rad;
        low.bend_per_year_rad2.max(high.bend_per_year_rad2) * change_rad * change_rad / 8.0
    };
    low.iter().zip(high).map(bend).sum()
}

/// Largest relative error over the classes and the total if `at` is interpolated (in square roots,
/// as the table does it).
fn error_at(low: &Candidate, at: &Candidate, high: &Candidate, bend_per_year: f64) -> f64 {
    let fraction = (at.radius_m - low.radius_m) / (high.radius_m - low.radius_m);
    let total = at.risk_per_year.len() - 1;
    let mut error = 4.0 * fraction * (1.0 - fraction) * bend_per_year / (at.risk_per_year[total] + FLOOR_PER_YEAR);
    for (channel, &truth) in at.risk_per_year.iter().enumerate() {
        let root = low.root[channel] + fraction * (high.root[channel] - low.root[channel]);
        let beside = if channel == total { 0.0 } else { CLASS_FLOOR_FRAC * at.risk_per_year[total] };
        error = error.max((root * root - truth).abs() / (truth + beside + FLOOR_PER_YEAR));
    }
    error
}

fn candidate_radii(hazards: &HazardSet) -> Vec<f64> {
    let mut radii = vec![FIRST_RADIUS_M];
    for outcome in &hazards.wind {
        add_with_steps(&mut radii, outcome.footprint.ring_distances_m());
    }
    for outcome in &hazards.radial {
        add_with_steps(&mut radii, outcome.profile.distances_m());
    }
    radii.retain(|&r| r >= FIRST_RADIUS_M);
    radii.sort_by(f64::total_cmp);
    fill(&merge(&radii))
}

/// Adds the distances; at a step and at the end both sides of it.
fn add_with_steps(radii: &mut Vec<f64>, distance_m: &[f64]) {
    for pair in distance_m.windows(2) {
        let is_step = pair[0] == pair[1];
        radii.push(if is_step { pair[0] * (1.0 - STEP_RATIO) } else { pair[0] });
    }
    if let Some(&end) = distance_m.last() {
        let mut left = TIP_FIRST_FRAC;
        for _ in 0..TIP_CANDIDATES {
            radii.push(end * (1.0 - left));
            left *= TIP_RATIO;
        }
        radii.push(end);
        radii.push(end * (1.0 + STEP_RATIO));
    }
}

/// Drops candidates that nearly repeat the one before, but never one side of a step.
fn merge(sorted: &[f64]) -> Vec<f64> {
    let is_step = |a: f64, b: f64| b - a <= 4.0 * STEP_RATIO * a;
    let mut merged: Vec<f64> = Vec::with_capacity(sorted.len());
    for (index, &radius) in sorted.iter().enumerate() {
        let before = merged.last().copied().unwrap_or(0.0);
        let starts_step = sorted.get(index + 1).is_some_and(|&next| next > radius && is_step(radius, next));
        let ends_step = radius > before && is_step(before, radius);
        if starts_step || ends_step || radius > before * MERGE_RATIO {
            merged.push(radius);
        }
    }
    merged
}

fn fill(radii: &[f64]) -> Vec<f64> {
    let mut filled = vec![radii[0]];
    for pair in radii.windows(2) {
        let mut next = pair[0] * FILL_RATIO;
        while next * MERGE_RATIO < pair[1] {
            filled.push(next);
            next *= FILL_RATIO;
        }
        filled.push(pair[1]);
    }
    filled.dedup();
    filled
}

/// Probability and greatest slope of the direction density of a class.
struct ClassShape {
    prob: f64,
    steepest_per_rad2: f64,
}

fn evaluate(radii: Vec<f64>, hazards: &HazardSet, roses: &WindRoses) -> Vec<Candidate> {
    let shape = |density: &DirectionDensity| ClassShape {
        prob: density.total_prob(),
        steepest_per_rad2: density.steepest_per_rad2(),
    };
    let classes: Vec<ClassShape> = roses.classes().iter().map(shape).collect();
    let mut arc = RingArc { half_angle_rad: 0.0, lethality_prob: Vec::new() };
    radii.into_iter().map(|radius_m| candidate(radius_m, hazards, &classes, &mut arc)).collect()
}

fn candidate(radius_m: f64, hazards: &HazardSet, classes: &[ClassShape], arc: &mut RingArc) -> Candidate {
    let mut risk_per_year = vec![0.0; classes.len() + 1];
    let mut edges = Vec::with_capacity(hazards.wind.len());
    for outcome in &hazards.wind {
        let class = &classes[outcome.class];
        let fraction = outcome.footprint.arc_lethality_rad(radius_m, arc) / std::f64::consts::TAU;
        risk_per_year[outcome.class] += outcome.frequency_per_year * class.prob * fraction;
        let reached = radius_m <= outcome.footprint.reach_m();
        let bend = 2.0 * outcome.frequency_per_year * class.steepest_per_rad2;
        edges.push(if reached { edge(arc, bend) } else { Edge { half_angle_rad: 0.0, bend_per_year_rad2: 0.0 } });
    }
    let radial: f64 = hazards.radial.iter().map(|o| o.frequency_per_year * o.profile.lethality_prob(radius_m)).sum();
    risk_per_year[classes.len()] = risk_per_year[..classes.len()].iter().sum::<f64>() + radial;
    let root = risk_per_year.iter().map(|risk| risk.sqrt()).collect();
    Candidate { radius_m, risk_per_year, root, edges }
}

fn edge(arc: &RingArc, bend_per_year_rad2: f64) -> Edge {
    let last = arc.lethality_prob.len() - 1;
    let part = |index: usize| if last == 0 { 1.0 } else { index as f64 / last as f64 };
    let values = arc.lethality_prob.iter().enumerate();
    let greatest = values.map(|(index, prob)| prob * part(index) * part(index)).fold(0.0, f64::max);
    Edge { half_angle_rad: arc.half_angle_rad, bend_per_year_rad2: bend_per_year_rad2 * greatest }
}

#[cfg(test)]
mod tests {
    use super::super::footprint::Footprint;
    use super::super::hazard::WindOutcome;
    use super::super::rose::RoseDensity;
    use super::*;
    use std::sync::Arc;

    fn radii(sector_prob: &[f64]) -> Vec<Radius> {
        let roses = [DirectionDensity::from_sectors(sector_prob, RoseDensity::Linear).unwrap()];
        let footprint = Footprint::new(vec![0.0, 1000.0], vec![0.6, 0.1], 1, vec![1.0; 2]).unwrap();
        let outcome = WindOutcome {
            event: 0,
            class: 0,
            frequency_per_year: 1e-5,
            footprint: Arc::new(footprint),
            indoor_frac: 1.0,
        };
        let hazards = HazardSet { wind: vec![outcome], radial: vec![] };
        choose_radii(&hazards, &WindRoses::new(roses.into()).unwrap(), 200)
    }

    #[test]
    fn a_cloud_that_narrows_over_a_jagged_rose_gets_more_radii() {
        let jagged: Vec<f64> = (0..36).map(|sector| if sector % 2 == 0 { 1.5 / 36.0 } else { 0.5 / 36.0 }).collect();
        let (even, jagged) = (radii(&[1.0 / 36.0; 36]).len(), radii(&jagged).len());
        assert!(jagged > 2 * even, "{jagged} and {even}");
    }

    #[test]
    fn the_first_and_the_last_radius_are_never_spared() {
        let radii = radii(&[1.0 / 36.0; 36]);
        assert!(radii[0].without_ratio.is_infinite() && radii[radii.len() - 1].without_ratio.is_infinite());
        assert!(radii.windows(2).all(|pair| pair[0].radius_m < pair[1].radius_m));
        assert!(radii.iter().all(|radius| radius.without_ratio > TOLERANCE_RATIO));
    }
}
