//! Rings of a table: computed finely, kept as coarsely as interpolation allows.

use super::footprint::RingArc;
use super::hazard::HazardSet;
use super::kernel::{ArcMoments, Scratch};
use super::phases::Phases;
use super::rose::WindRoses;

/// Directions of a ring whose clouds are wide: one degree or less.
const BASE_ANGLES: usize = 360;
/// Half-angles below which a ring is computed on two and four times as many directions, radians (10 and
/// 5 degrees).
const FINE_BELOW_RAD: [f64; 2] = [0.175, 0.0875];
/// A ring is thinned down to this part of the base at most.
const LARGEST_STEP: usize = 4;
/// First tolerance of thinning, relative; raised until the table fits.
const TOLERANCE_RATIO: f64 = 1e-3;
/// Part of the tolerance that interpolation between rings may take.
const RADIAL_FRAC: f64 = 0.5;
/// Factor by which the tolerance is raised.
const RELAX_RATIO: f64 = 1.1;
/// Risk beside which interpolation errors do not matter, per year.
const FLOOR_PER_YEAR: f64 = 1e-11;

/// A ring on its fine directions.
pub(super) struct FineRow {
    risk_per_year: Vec<f64>,
}

impl FineRow {
    /// Values at every `step`-th direction.
    pub fn thinned(&self, step: usize) -> impl Iterator<Item = f64> + '_ {
        self.risk_per_year.iter().copied().step_by(step)
    }

    /// Directions kept with a step.
    pub fn angles(&self, step: usize) -> usize {
        self.risk_per_year.len() / step
    }
}

/// Weights of the four nodes around a position between the second and the third.
#[inline(always)]
pub(super) fn catmull_rom(t: f64) -> [f64; 4] {
    let t2 = t * t;
    [((1.0 - 0.5 * t) * t - 0.5) * t, (1.5 * t - 2.5) * t2 + 1.0, ((2.0 - 1.5 * t) * t + 0.5) * t, (0.5 * t - 0.5) * t2]
}

/// Value between the second and the third of four nodes.
#[inline(always)]
pub(super) fn blend(weights: [f64; 4], nodes: &[f64]) -> f64 {
    weights[0] * nodes[0] + weights[1] * nodes[1] + weights[2] * nodes[2] + weights[3] * nodes[3]
}

/// Step of thinning of every ring, so that all rings with `padding` entries each fit into `entries`; none where the ring
/// itself is left out. `without_ratio` is the error of a table without the ring (see [`super::nodes::Radius`]).
///
/// One tolerance, raised until the table fits, rules rings and directions alike. Were only directions left out, a table of
/// many rings and narrow clouds would be exact along a ray and several per cent off across it.
pub(super) fn thinning_steps(
    rows: &[FineRow],
    without_ratio: &[f64],
    padding: usize,
    entries: usize,
) -> Vec<Option<usize>> {
    let mut phases = Phases::default();
    let errors: Vec<Vec<(usize, f64)>> = rows.iter().map(|row| step_errors(row, &mut phases)).collect();
    let mut tolerance = TOLERANCE_RATIO;
    loop {
        let kept = errors.iter().zip(without_ratio).map(|(row, &without)| (row, without > RADIAL_FRAC * tolerance));
        let steps: Vec<_> = kept.map(|(row, kept)| kept.then(|| largest_step(row, tolerance))).collect();
        let size = |(row, step): (&FineRow, &Option<usize>)| step.map_or(0, |step| row.angles(step) + padding);
        if rows.iter().zip(&steps).map(size).sum::<usize>() <= entries || tolerance > 1e6 {
            return steps;
        }
        tolerance *= RELAX_RATIO;
    }
}

/// Steps that divide a ring, with the error each makes; a step of one makes none.
fn step_errors(row: &FineRow, phases: &mut Phases) -> Vec<(usize, f64)> {
    let fewest = BASE_ANGLES / LARGEST_STEP;
    let count = row.risk_per_year.len();
    let fits = |step: &usize| count.is_multiple_of(*step) && count / step >= fewest;
    let steps: Vec<usize> = [1, 2, 4, 8, 16].into_iter().filter(fits).collect();
    let largest = steps.iter().copied().max().unwrap_or(1);
    phases.fill(&row.risk_per_year, largest, FLOOR_PER_YEAR);
    steps.into_iter().map(|step| (step, phases.error_ratio(step))).collect()
}

fn largest_step(errors: &[(usize, f64)], tolerance: f64) -> usize {
    errors.iter().filter(|(_, error)| *error <= tolerance).map(|(step, _)| *step).max().unwrap_or(1)
}

/// Computes rings; keeps its scratch space between them.
pub(super) struct RowBuilder<'a> {
    hazards: &'a HazardSet,
    roses: &'a WindRoses,
    grids: Vec<Grid>,
    arcs: Vec<(usize, f64, RingArc)>,
    scratch: Scratch,
}

/// One angular grid with the densities of the classes on it.
struct Grid {
    density: Vec<Vec<f64>>,
    moments: ArcMoments,
    angles: usize,
}

impl<'a> RowBuilder<'a> {
    pub fn new(hazards: &'a HazardSet, roses: &'a WindRoses) -> Self {
        let knots = 2 * roses.sectors();
        let base = BASE_ANGLES.div_ceil(knots) * knots;
        let grid = |angles: usize| Grid {
            density: roses.classes().iter().map(|class| class.on_nodes(angles)).collect(),
            moments: ArcMoments::new(angles),
            angles,
        };
        let grids = [base, 2 * base, 4 * base].map(grid).into();
        Self { hazards, roses, grids, arcs: Vec::new(), scratch: Scratch::new() }
    }

    /// The ring at a distance.
    pub fn row(&mut self, radius_m: f64) -> FineRow {
        self.collect_arcs(radius_m);
        let narrowest = self.arcs.iter().map(|(_, _, arc)| arc.half_angle_rad).fold(f64::INFINITY, f64::min);
        let fineness = FINE_BELOW_RAD.iter().filter(|&&limit| narrowest < limit).count();
        let grid = &mut self.grids[fineness];
        let radial = self.hazards.radial.iter().map(|o| o.frequency_per_year * o.profile.lethality_prob(radius_m));
        let mut risk_per_year = vec![radial.sum(); grid.angles];
        let per_knot = grid.angles / (2 * self.roses.sectors());
        self.scratch.start(grid.angles);
        for (class, density) in grid.density.iter().enumerate() {
            grid.moments.clear();
            for (_, weight, arc) in self.arcs.iter().filter(|(arc_class, _, _)| *arc_class == class) {
                grid.moments.add(arc, *weight);
            }
            if !grid.moments.is_empty() {
                grid.moments.convolve(density, per_knot, self.roses.kind(), &mut self.scratch);
            }
        }
        self.scratch.finish(per_knot, &mut risk_per_year);
        FineRow { risk_per_year }
    }

    fn collect_arcs(&mut self, radius_m: f64) {
        self.arcs.clear();
        for outcome in &self.hazards.wind {
            let mut arc = RingArc { half_angle_rad: 0.0, lethality_prob: Vec::new() };
            let reached = outcome.footprint.arc_at(radius_m, &mut arc);
            if reached && arc.half_angle_rad > 0.0 && arc.lethality_prob.iter().any(|p| *p > 0.0) {
                self.arcs.push((outcome.class, outcome.frequency_per_year, arc));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_passes_through_its_nodes_and_keeps_a_constant() {
        assert_eq!(catmull_rom(0.0), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(catmull_rom(1.0), [0.0, 0.0, 1.0, 0.0]);
        let sum: f64 = catmull_rom(0.37).iter().sum();
        assert!((sum - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_constant_ring_is_thinned_all_the_way() {
        let row = FineRow { risk_per_year: vec![4e-6; 720] };
        assert_eq!(thinning_steps(&[row], &[f64::INFINITY], 3, 1000), [Some(8)]);
    }

    #[test]
    fn a_spiky_ring_keeps_its_directions_while_they_fit() {
        let spike = || {
            let mut risk_per_year = vec![1e-9_f64; 720];
            risk_per_year[101] = 1e-5;
            FineRow { risk_per_year }
        };
        assert_eq!(thinning_steps(&[spike()], &[f64::INFINITY], 3, 1000), [Some(1)]);
        assert_eq!(thinning_steps(&[spike()], &[f64::INFINITY], 3, 300), [Some(8)]);
    }

    #[test]
    fn a_ring_that_is_hardly_missed_goes_before_directions_that_are() {
        // Two tight rings of 360 and one that interpolation replaces within 0.3 %; 730 entries hold only two whole rings.
        let tight = || {
            let wave = |i: usize| 1e-6 * (1.01 + crate::math::sin(std::f64::consts::PI * i as f64 / 3.0));
            FineRow { risk_per_year: (0..360).map(wave).collect() }
        };
        let rows = [tight(), tight(), tight()];
        let without_ratio = [f64::INFINITY, 3e-3, f64::INFINITY];
        assert_eq!(thinning_steps(&rows, &without_ratio, 3, 2000), [Some(1); 3]);
        assert_eq!(thinning_steps(&rows, &without_ratio, 3, 730), [Some(1), None, Some(1)]);
    }
}
