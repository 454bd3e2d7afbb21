//! Placed units, and the risk at one point with who makes it.

use super::footprint::RingArc;
use super::hazard::HazardSet;
use super::kernel::ArcMoments;
use super::rose::WindRoses;
use super::table::PolarTable;
use crate::math::{bearing_turns, cos, sin};
use crate::spatial::LocalPoint;
use std::sync::Arc;

/// Directions used to split the risk of a unit among its events (at least).
const SPLIT_ANGLES: usize = 720;

/// A unit at its place, with its table.
#[derive(Debug, Clone)]
pub struct RiskSource {
    /// Release point in the frame of the map.
    pub place: LocalPoint,
    /// What it can do.
    pub hazards: Arc<HazardSet>,
    /// Its polar table; units with equal content share one.
    pub table: Arc<PolarTable>,
    /// True north in the frame of the map: its x and y.
    north: (f64, f64),
}

impl RiskSource {
    /// A unit at its place. `north_rad` is the bearing of true north there in the frame of the map
    /// ([`crate::spatial::LocalFrame::north_rad`]): winds are read from true north, maps are drawn on grid north.
    #[must_use]
    pub fn new(place: LocalPoint, north_rad: f64, hazards: Arc<HazardSet>, table: Arc<PolarTable>) -> Self {
        Self { place, hazards, table, north: (sin(north_rad), cos(north_rad)) }
    }

    /// Risk this unit makes at a point, per year: one look-up.
    #[inline]
    #[must_use]
    pub fn risk_per_year(&self, at: LocalPoint) -> f64 {
        let (east_m, north_m) = self.true_offset_m(at.x_m - self.place.x_m, at.y_m - self.place.y_m);
        self.table.risk_per_year(east_m, north_m)
    }

    /// An offset in the frame of the map as metres to true east and true north.
    #[inline(always)]
    pub(super) fn true_offset_m(&self, x_m: f64, y_m: f64) -> (f64, f64) {
        let (x, y) = self.north;
        (x_m * y - y_m * x, x_m * x + y_m * y)
    }
}

/// Part of the risk at a point that one unit makes.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceContribution {
    /// Index of the source.
    pub source: usize,
    /// Risk per year; the sum of `event_risk_per_year`.
    pub risk_per_year: f64,
    /// The same by event of the unit.
    pub event_risk_per_year: Vec<f64>,
}

/// Who makes the risk at a point: sources with a part in it, greatest first. The total is the sum
/// of the parts.
#[must_use]
pub fn contributions_at(sources: &[RiskSource], roses: &WindRoses, at: LocalPoint) -> Vec<SourceContribution> {
    let mut found: Vec<SourceContribution> = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let risk_per_year = source.risk_per_year(at);
        if risk_per_year > 0.0 {
            let (east_m, north_m) = source.true_offset_m(at.x_m - source.place.x_m, at.y_m - source.place.y_m);
            let event_risk_per_year = split_by_event(&source.hazards, roses, east_m, north_m, risk_per_year);
            found.push(SourceContribution { source: index, risk_per_year, event_risk_per_year });
        }
    }
    found.sort_by(|a, b| b.risk_per_year.total_cmp(&a.risk_per_year).then(a.source.cmp(&b.source)));
    found
}

/// Splits the looked-up risk in the proportion of the exact risks of the events.
fn split_by_event(hazards: &HazardSet, roses: &WindRoses, east_m: f64, north_m: f64, risk_per_year: f64) -> Vec<f64> {
    let mut parts = event_risks_per_year(hazards, roses, east_m, north_m);
    let sum: f64 = parts.iter().sum();
    if sum > 0.0 {
        parts.iter_mut().for_each(|part| *part *= risk_per_year / sum);
    } else if let Some(part) = parts.get_mut(farthest_event(hazards)) {
        // Between the last ring and the edge of the table only interpolation gives a value.
        *part = risk_per_year;
    }
    parts
}

fn farthest_event(hazards: &HazardSet) -> usize {
    let wind = hazards.wind.iter().map(|o| (o.footprint.reach_m(), o.event));
    let radial = hazards.radial.iter().map(|o| (o.profile.reach_m(), o.event));
    wind.chain(radial).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(0, |(_, event)| event)
}

/// Risk per year by event at an offset from the release point, from the footprints themselves.
#[must_use]
pub fn event_risks_per_year(hazards: &HazardSet, roses: &WindRoses, east_m: f64, north_m: f64) -> Vec<f64> {
    let mut risk = vec![0.0; hazards.events()];
    let distance_m = (east_m * east_m + north_m * north_m).sqrt();
    for outcome in &hazards.radial {
        risk[outcome.event] += outcome.frequency_per_year * outcome.profile.lethality_prob(distance_m);
    }
    let knots = 2 * roses.sectors();
    let angles = SPLIT_ANGLES.div_ceil(knots) * knots;
    let density: Vec<Vec<f64>> = roses.classes().iter().map(|class| class.on_nodes(angles)).collect();
    let turn = bearing_turns(east_m, north_m) * angles as f64;
    let left = (turn as usize).min(angles - 1);
    let mut moments = ArcMoments::new(angles);
    let mut arc = RingArc { half_angle_rad: 0.0, lethality_prob: Vec::new() };
    for outcome in hazards.wind.iter().filter(|o| distance_m <= o.footprint.reach_m()) {
        moments.clear();
        outcome.footprint.arc_at(distance_m, &mut arc);
        moments.add(&arc, outcome.frequency_per_year);
        let node = |node: usize| moments.convolve_node(&density[outcome.class], roses.kind(), node % angles);
        let (a, b) = (node(left), node(left + 1));
        risk[outcome.event] += a + (turn - left as f64) * (b - a);
    }
    risk
}
