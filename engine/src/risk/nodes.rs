//! Radii of a table: few, placed where the risk bends.

use super::footprint::RingArc;
use super::hazard::HazardSet;
use super::rose::WindRoses;

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
}

/// Picks at most `limit` radii between the source and the reach, ascending.
pub(super) fn choose_radii(hazards: &HazardSet, roses: &WindRoses, limit: usize) -> Vec<f64> {
    let candidates = evaluate(candidate_radii(hazards), hazards, roses);
    let last = candidates.len() - 1;
    let mut chosen = vec![0, last];
    let mut worst: Vec<Option<(f64, usize)>> = vec![worst_between(&candidates, 0, last)];
    while chosen.len() < limit {
        let Some((position, index)) = next_split(&worst) else { break };
        let (low, high) = (chosen[position], chosen[position + 1]);
        chosen.insert(position + 1, index);
        worst[position] = worst_between(&candidates, low, index);
        worst.insert(position + 1, worst_between(&candidates, index, high));
    }
    chosen.into_iter().map(|index| candidates[index].radius_m).collect()
}

fn next_split(worst: &[Option<(f64, usize)>]) -> Option<(usize, usize)> {
    let found = worst.iter().enumerate().filter_map(|(position, w)| w.map(|(error, index)| (error, position, index)));
    let (error, position, index) = found.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (error > TOLERANCE_RATIO).then_some((position, index))
}

fn worst_between(candidates: &[Candidate], low: usize, high: usize) -> Option<(f64, usize)> {
    let inside = (low + 1)..high;
    inside
        .map(|index| (error_at(&candidates[low], &candidates[index], &candidates[high]), index))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Largest relative error over the classes and the total if `at` is interpolated (in square roots,
/// as the table does it).
fn error_at(low: &Candidate, at: &Candidate, high: &Candidate) -> f64 {
    let fraction = (at.radius_m - low.radius_m) / (high.radius_m - low.radius_m);
    let total = at.risk_per_year.len() - 1;
    let mut error = 0.0_f64;
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

fn evaluate(radii: Vec<f64>, hazards: &HazardSet, roses: &WindRoses) -> Vec<Candidate> {
    let class_prob: Vec<f64> = roses.classes().iter().map(|density| density.total_prob()).collect();
    let mut arc = RingArc { half_angle_rad: 0.0, lethality_prob: Vec::new() };
    radii.into_iter().map(|radius_m| candidate(radius_m, hazards, &class_prob, &mut arc)).collect()
}

fn candidate(radius_m: f64, hazards: &HazardSet, class_prob: &[f64], arc: &mut RingArc) -> Candidate {
    let mut risk_per_year = vec![0.0; class_prob.len() + 1];
    for outcome in &hazards.wind {
        let fraction = outcome.footprint.arc_lethality_rad(radius_m, arc) / std::f64::consts::TAU;
        risk_per_year[outcome.class] += outcome.frequency_per_year * class_prob[outcome.class] * fraction;
    }
    let radial: f64 = hazards.radial.iter().map(|o| o.frequency_per_year * o.profile.lethality_prob(radius_m)).sum();
    risk_per_year[class_prob.len()] = risk_per_year[..class_prob.len()].iter().sum::<f64>() + radial;
    let root = risk_per_year.iter().map(|risk| risk.sqrt()).collect();
    Candidate { radius_m, risk_per_year, root }
}
