//! The outline of a level in the vertical plane and on plan, and the gas within it.

use super::field::{Across, GasJetField};
use crate::dispersion::DenseLevel;
use std::f64::consts::PI;

/// Cross-sections in the zone of flow establishment.
const CORE_STEPS: usize = 4;
/// Points of an outline on plan, each side.
const PLAN_STEPS: usize = 48;
/// Cuts of the way between two stations when mass is summed.
const MASS_CUTS: usize = 4;

/// The space within which a level is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct JetZone {
    /// Farthest distance along the axis, m.
    pub axis_distance_m: f64,
    /// Greatest horizontal distance from the hole, m.
    pub reach_m: f64,
    /// Greatest and least height above ground, m; the least is below 0 where the outline reaches the ground.
    pub highest_m: f64,
    /// Least height above ground, m.
    pub lowest_m: f64,
    /// Greatest half-width across, m.
    pub half_width_m: f64,
    /// Outline in the vertical plane of the axis: horizontal distance and height, m, closed.
    pub vertical: Vec<[f64; 2]>,
    /// Outline seen from above: along and across the direction of the release, m, closed.
    pub plan: Vec<[f64; 2]>,
}

/// A disc across the axis: place, direction, radius.
struct Disc {
    x_m: f64,
    z_m: f64,
    direction: (f64, f64),
    radius_m: f64,
}

impl GasJetField {
    /// Where a level is reached; none where it is nowhere.
    #[must_use]
    pub fn zone(&self, level: DenseLevel) -> Option<JetZone> {
        let axis_distance_m = self.axis_distance_m(level)?;
        let discs = self.discs(level, axis_distance_m);
        let side = |disc: &Disc, sign: f64| {
            let shift_m = sign * disc.radius_m;
            [disc.x_m - shift_m * disc.direction.1, disc.z_m + shift_m * disc.direction.0]
        };
        let mut vertical: Vec<[f64; 2]> = discs.iter().map(|disc| side(disc, -1.0)).collect();
        vertical.extend(discs.iter().rev().map(|disc| side(disc, 1.0)));
        vertical.push(vertical[0]);
        let greatest = |index: usize| vertical.iter().map(|point| point[index]).fold(f64::NEG_INFINITY, f64::max);
        let least = vertical.iter().map(|point| point[1]).fold(f64::INFINITY, f64::min);
        Some(JetZone {
            axis_distance_m,
            reach_m: greatest(0),
            highest_m: greatest(1),
            lowest_m: least,
            half_width_m: discs.iter().map(|disc| disc.radius_m).fold(0.0, f64::max),
            plan: plan(&discs),
            vertical,
        })
    }

    fn discs(&self, level: DenseLevel, end_m: f64) -> Vec<Disc> {
        let disc = |distance_m: f64| {
            let across = self.across(distance_m);
            let radius_m = across.radius_m(self.profile_of(&across, level));
            Disc { x_m: across.x_m, z_m: across.z_m, direction: across.direction, radius_m }
        };
        let first_m = self.establishment_m();
        let core = (0..CORE_STEPS).map(|i| first_m * i as f64 / CORE_STEPS as f64);
        let course = self.stations.iter().map(|station| station.distance_m);
        let mut discs: Vec<Disc> = core.chain(course).filter(|distance_m| *distance_m < end_m).map(disc).collect();
        discs.push(disc(end_m));
        discs
    }

    /// Mass of the gas where its mole fraction lies between two limits, kg.
    #[must_use]
    pub fn mass_between_kg(&self, lower_mole_frac: f64, upper_mole_frac: f64) -> f64 {
        let limits = (lower_mole_frac, upper_mole_frac);
        let first_m = self.establishment_m();
        // the zone of flow establishment is a cone whose sections are alike
        let mut mass_kg = self.mass_per_length(&self.across(first_m), limits) * first_m / 3.0;
        for pair in self.stations.windows(2) {
            let (start_m, step_m) = (pair[0].distance_m, (pair[1].distance_m - pair[0].distance_m) / MASS_CUTS as f64);
            for cut in 0..MASS_CUTS {
                let middle_m = start_m + (cut as f64 + 0.5) * step_m;
                mass_kg += step_m * self.mass_per_length(&self.across(middle_m), limits);
            }
        }
        mass_kg
    }

    /// `pi (lambda B)^2 c (g_upper - g_lower)`, kg/m.
    fn mass_per_length(&self, across: &Across, (lower, upper): (f64, f64)) -> f64 {
        let profile = |mole_frac| self.profile_of(across, DenseLevel::MoleFraction { mole_frac }).min(1.0);
        PI * across.wide_m * across.wide_m * across.axis.0 * (profile(upper) - profile(lower)).max(0.0)
    }
}

/// What the discs cover seen from above: half-widths over x.
fn plan(discs: &[Disc]) -> Vec<[f64; 2]> {
    let tilted = |disc: &Disc| disc.radius_m * disc.direction.1.abs();
    let low_m = discs.iter().map(|disc| disc.x_m - tilted(disc)).fold(f64::INFINITY, f64::min);
    let high_m = discs.iter().map(|disc| disc.x_m + tilted(disc)).fold(f64::NEG_INFINITY, f64::max);
    let at = |i: usize| low_m + (high_m - low_m) * i as f64 / PLAN_STEPS as f64;
    let half_width_m = |x_m: f64| {
        let upright = discs.iter().map(|disc| ellipse_m(disc, tilted(disc), x_m));
        let level = discs.windows(2).map(|pair| between_m(&pair[0], &pair[1], x_m));
        upright.chain(level).fold(0.0, f64::max)
    };
    let mut ring: Vec<[f64; 2]> = (0..=PLAN_STEPS).map(|i| [at(i), -half_width_m(at(i))]).collect();
    ring.extend((0..=PLAN_STEPS).rev().map(|i| [at(i), half_width_m(at(i))]));
    ring.push(ring[0]);
    ring
}

/// Half-width on plan of a disc across a slanting axis: an ellipse with the half-axis `along_m` along x.
fn ellipse_m(disc: &Disc, along_m: f64, x_m: f64) -> f64 {
    let offset_m = (x_m - disc.x_m).abs();
    if offset_m >= along_m {
        return 0.0;
    }
    let share = offset_m / along_m;
    disc.radius_m * (1.0 - share * share).sqrt()
}

/// Half-width between the middles of two discs.
fn between_m(before: &Disc, after: &Disc, x_m: f64) -> f64 {
    let (low, high) = if before.x_m <= after.x_m { (before, after) } else { (after, before) };
    if x_m < low.x_m || x_m > high.x_m || high.x_m <= low.x_m {
        return 0.0;
    }
    low.radius_m + (x_m - low.x_m) / (high.x_m - low.x_m) * (high.radius_m - low.radius_m)
}
