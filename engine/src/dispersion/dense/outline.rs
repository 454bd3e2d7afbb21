//! Outlines of what a level reaches in a dense cloud: at a moment, and at any time.

use super::field::{DenseField, Measure, Passage, Slice};
use super::mass::DenseFrame;
use super::sweep::Sweep;
use super::zones::DenseLevel;
use crate::dispersion::transient::{Drawing, ZonePart, ZoneStation};

/// Places near the end of a zone, in the last part of its reach.
const TIP_PLACES: u32 = 16;
const TIP_SHARE: f64 = 0.3;
/// Distances at which the zone of a puff over all time is measured.
const PUFF_WIDTHS: u32 = 64;
/// Edges beyond the flat part that a puff is taken to reach.
const OUTER_EDGES: f64 = 5.0;

impl DenseFrame<'_> {
    /// What a level reaches at a height: connected parts, symmetric about the axis.
    #[must_use]
    pub fn zone(&self, level: DenseLevel, z_m: f64) -> Vec<ZonePart> {
        let (measure, threshold) = level.parts();
        let of_slice = |slice: Option<&Slice>| slice.map_or(0.0, |slice| slice.half_width_m(measure, threshold, z_m));
        let slice_at = |x_m: f64| self.moment().slice(x_m);
        let excess = |x_m: f64| slice_at(x_m).map_or(0.0, |slice| slice.above_axis(measure, z_m)) - threshold;
        let [(first_m, length_m, _), ..] = self.cells() else { return Vec::new() };
        let mut drawing = Drawing::starting_at(first_m - 0.5 * length_m);
        for (x_m, _, slice) in self.cells() {
            drawing.add(ZoneStation { x_m: *x_m, half_width_m: of_slice(slice.as_ref()) }, excess);
        }
        let end_m = self.cells().last().map_or(*first_m, |(x_m, length_m, _)| x_m + 0.5 * length_m);
        drawing.add(ZoneStation { x_m: end_m, half_width_m: of_slice(slice_at(end_m).as_ref()) }, excess);
        drawing.finish()
    }
}

/// Parts from half-widths at rising distances; the ends are found between them.
fn drawn(places_m: &[f64], width_m: impl Fn(f64) -> f64, excess: impl Fn(f64) -> f64) -> Vec<ZonePart> {
    let Some(&first_m) = places_m.first() else { return Vec::new() };
    let mut drawing = Drawing::starting_at(first_m);
    for &x_m in places_m {
        drawing.add(ZoneStation { x_m, half_width_m: width_m(x_m) }, &excess);
    }
    drawing.finish()
}

impl DenseField {
    /// What a level reaches at a height at any time, averaged over the averaging time as [`DenseField::reach_m`] is; the part
    /// upwind of the source included.
    #[must_use]
    pub fn zone_over_time(&self, level: DenseLevel, z_m: f64) -> Vec<ZonePart> {
        let (measure, threshold) = level.parts();
        let Some(reach_m) = self.reach_m(level, z_m) else { return Vec::new() };
        if self.passage_kind() == Passage::Puff {
            return self.puff_zone(measure, threshold, z_m, reach_m);
        }
        let width_m = |x_m: f64| self.slice(x_m, None).map_or(0.0, |slice| slice.half_width_m(measure, threshold, z_m));
        let mut places_m: Vec<f64> = self.stations().iter().map(|station| station.x_m).collect();
        let middles = self.stations().windows(2).map(|pair| 0.5 * (pair[0].x_m + pair[1].x_m));
        places_m.extend(middles.chain([reach_m, 1.01 * reach_m.abs() + reach_m]));
        // the tip narrows like a root: places that close up towards it keep it round
        let tip_m = |place: u32| {
            let share = f64::from(place) / f64::from(TIP_PLACES);
            reach_m * (1.0 - TIP_SHARE * share * share)
        };
        places_m.extend((1..=TIP_PLACES).filter(|_| reach_m > 0.0).map(tip_m));
        places_m.sort_by(f64::total_cmp);
        places_m.dedup();
        let excess = |x_m: f64| self.slice(x_m, None).map_or(0.0, |slice| slice.above_axis(measure, z_m)) - threshold;
        drawn(&places_m, width_m, excess)
    }

    fn puff_zone(&self, measure: Measure, threshold: f64, z_m: f64, reach_m: f64) -> Vec<ZonePart> {
        let sweep = Sweep::new(self, (measure, threshold), z_m);
        let outer_m = |section: &Slice| {
            let (middle_m, half_m, smear_m) = section.along_m();
            let most = section.with_passage(section.along_gain());
            let from_m = middle_m - half_m - OUTER_EDGES * smear_m;
            if most.reaches(measure, threshold) { from_m } else { reach_m }
        };
        let from_m = sweep.sections().map(outer_m).fold(reach_m, f64::min);
        let to_m = reach_m + 0.02 * (reach_m - from_m);
        let step_m = (to_m - from_m) / f64::from(PUFF_WIDTHS);
        let places_m: Vec<f64> = (0..=PUFF_WIDTHS).map(|place| from_m + f64::from(place) * step_m).collect();
        let widest_m = sweep.widest_m();
        drawn(&places_m, |x_m| sweep.half_width_m(&widest_m, x_m), |x_m| sweep.excess(x_m))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{air, chlorine_pool, propane_cloud, propane_jet};
    use super::*;

    const LEVEL: DenseLevel = DenseLevel::MoleFraction { mole_frac: 0.01 };

    #[test]
    fn the_edge_of_a_zone_has_the_level_asked_for() {
        for (gas, substance) in [chlorine_pool(Some(300.0)), propane_jet(Some(60.0)), propane_cloud()] {
            let field = gas.solve(&substance, &air()).unwrap().field;
            let course = gas.course(&field);
            let moment = course.at(40.0);
            let parts = moment.frame().zone(LEVEL, 0.5);
            assert_eq!(parts.len(), 1, "{:?}", gas.source);
            for station in parts[0].stations.iter().filter(|station| station.half_width_m > 0.0) {
                let value = moment.mole_frac(station.x_m, station.half_width_m, 0.5);
                assert!((value / 0.01 - 1.0).abs() < 1e-6, "{:?} {station:?}: {value}", gas.source);
            }
        }
    }

    #[test]
    fn the_zone_over_time_reaches_as_far_and_as_wide_as_told_and_lies_upwind_too() {
        for (gas, substance) in [chlorine_pool(None), propane_jet(Some(60.0)), propane_cloud()] {
            let field = gas.solve(&substance, &air()).unwrap().field;
            let parts = field.zone_over_time(LEVEL, 0.5);
            let reach_m = field.reach_m(LEVEL, 0.5).unwrap();
            assert!((parts.last().unwrap().reach_m() / reach_m - 1.0).abs() < 1e-3, "{:?}", gas.source);
            let half_width_m = parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max);
            assert!((half_width_m / field.greatest_half_width_m(LEVEL, 0.5) - 1.0).abs() < 0.02, "{half_width_m}");
        }
        let (gas, substance) = propane_cloud();
        let field = gas.solve(&substance, &air()).unwrap().field;
        assert!(field.zone_over_time(LEVEL, 0.5)[0].stations[0].x_m < -10.0);
        assert!(field.zone_over_time(DenseLevel::MoleFraction { mole_frac: 1.5 }, 0.5).is_empty());
    }
}
