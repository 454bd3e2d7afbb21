//! What a puff reaches at a height over all its moments, for one level.

use super::field::{DenseField, Measure, Slice};
use crate::dispersion::transient::summit;

/// Share of a threshold that a puff holds at one of its stations at least where it reaches the threshold between two of them.
const LEAST_RATIO: f64 = 0.5;

/// The sections of a puff at its stations with what does not depend on the place along the wind worked out.
pub(super) struct Sweep<'a> {
    field: &'a DenseField,
    measure: Measure,
    threshold: f64,
    z_m: f64,
    sections: Vec<Section>,
}

/// A section and the value above its axis where all of it is there.
struct Section {
    time_s: f64,
    slice: Slice,
    axis: f64,
}

impl<'a> Sweep<'a> {
    /// A level above all that the puff ever holds has no sections.
    pub(super) fn new(field: &'a DenseField, (measure, threshold): (Measure, f64), z_m: f64) -> Self {
        let is_held = threshold <= field.greatest(measure);
        let stations = field.stations().iter().filter(|_| is_held);
        let section = |time_s: f64| {
            let slice = field.whole(field.between(time_s)?);
            let axis = slice.amplitude(measure) * slice.across(0.0) * slice.upward(z_m);
            Some(Section { time_s, slice, axis })
        };
        let sections = stations.filter_map(|station| section(station.time_s)).collect();
        Self { field, measure, threshold, z_m, sections }
    }

    pub(super) fn sections(&self) -> impl Iterator<Item = &Slice> {
        self.sections.iter().map(|section| &section.slice)
    }

    /// The greatest value above the axis at a place over all moments, less the threshold.
    pub(super) fn excess(&self, x_m: f64) -> f64 {
        match self.best(x_m) {
            Some((best, value)) if value >= LEAST_RATIO * self.threshold => {
                let found = self.slice_at(x_m, self.best_s(x_m, best, value));
                found.map_or(value, |slice| slice.above_axis(self.measure, self.z_m).max(value)) - self.threshold
            }
            best => best.map_or(0.0, |(_, value)| value) - self.threshold,
        }
    }

    /// Half-width of each section where all of it is there, m.
    pub(super) fn widest_m(&self) -> Vec<f64> {
        self.sections().map(|slice| self.width_m(&slice.with_passage(slice.along_gain()))).collect()
    }

    /// The greatest half-width at a place over the moments of the stations and that of the greatest value, m, with
    /// [`Self::widest_m`] given: a section whose widest is no more is not looked at.
    pub(super) fn half_width_m(&self, widest_m: &[f64], x_m: f64) -> f64 {
        let Some((best, value)) = self.best(x_m) else { return 0.0 };
        if value < LEAST_RATIO * self.threshold {
            return 0.0;
        }
        let found = self.slice_at(x_m, self.best_s(x_m, best, value));
        let first_m = found.map_or(0.0, |slice| self.width_m(&slice));
        // the later the wider: from the last on, few are left to look at
        self.sections.iter().zip(widest_m).rev().fold(first_m, |width_m, (section, most_m)| {
            if *most_m <= width_m || section.axis * section.slice.most_along(x_m) < self.threshold {
                return width_m;
            }
            let share = section.slice.averaged_along(x_m);
            if section.axis * share < self.threshold {
                return width_m;
            }
            width_m.max(self.width_m(&section.slice.with_passage(share)))
        })
    }

    /// The station with the greatest value above the axis at a place, the first of equals; that whose middle is there is looked at first,
    /// so that most others need not be.
    fn best(&self, x_m: f64) -> Option<(usize, f64)> {
        let last = self.sections.len().checked_sub(1)?;
        let middle = self.sections.partition_point(|section| section.slice.along_m().0 < x_m).min(last);
        let value = |section: &Section| section.axis * section.slice.averaged_along(x_m);
        let mut best = (middle, value(&self.sections[middle]).max(0.0));
        for (index, section) in self.sections.iter().enumerate() {
            if section.axis.is_nan() || section.axis <= 0.0 || section.axis * section.slice.most_along(x_m) < best.1 {
                continue;
            }
            let here = value(section);
            if here > best.1 || (here == best.1 && index < best.0) {
                best = (index, here);
            }
        }
        (best.1 > 0.0).then_some(best)
    }

    /// The moment of the greatest value about that of a station, s.
    fn best_s(&self, x_m: f64, best: usize, value: f64) -> f64 {
        let time_s = |index: usize| self.sections[index.min(self.sections.len() - 1)].time_s;
        let about_s = (time_s(best.saturating_sub(1)), time_s(best + 1));
        let at = |time_s: f64| self.slice_at(x_m, time_s).map_or(0.0, |slice| slice.above_axis(self.measure, self.z_m));
        summit(about_s, (time_s(best), value), at)
    }

    fn slice_at(&self, x_m: f64, time_s: f64) -> Option<Slice> {
        self.field.slice(x_m, Some(time_s))
    }

    fn width_m(&self, slice: &Slice) -> f64 {
        slice.half_width_m(self.measure, self.threshold, self.z_m)
    }
}
