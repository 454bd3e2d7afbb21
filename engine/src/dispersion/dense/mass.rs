//! Mass in a dense cloud at one moment: all of it, and the part that burns.

use super::course::{DenseCourse, DenseMoment};
use super::field::{Measure, Slice};
use super::zones::DenseLevel;
use crate::dispersion::transient::FlammableMoment;

/// Even cells over the length of the cloud.
const EVEN_CELLS: u32 = 32;
/// Even cells over the length of a puff.
const PUFF_CELLS: u32 = 64;
/// Deviations of the edges that are looked at, and borders to a deviation.
const EDGE_DEVIATIONS: i32 = 6;
/// Farthest place looked at, m.
const FARTHEST_M: f64 = 1e5;
/// Times at which the flammable mass is looked at before the best is refined.
const SEARCH_TIMES: u32 = 24;
/// Rounds in which the best is refined by thirds.
const ROUNDS: u32 = 6;
/// Of so many borders of slices one is kept in the sketch that weighs moments, and in outlines.
const SKETCHED_EVERY: usize = 3;
const DRAWN_EVERY: usize = 2;
/// Factor on the section's own peak up to which a cloud may hold more than its section.
const CROWDING_RATIO: f64 = 1.5;

/// Mass between two limits over the life of a cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct FlammableCourse {
    /// The mass at times from the start until the lower limit is reached nowhere any more.
    pub moments: Vec<FlammableMoment>,
    /// The greatest.
    pub greatest: FlammableMoment,
}

/// The cloud of one moment cut into slices, from which its masses and zones are read.
#[derive(Debug, Clone)]
pub struct DenseFrame<'a> {
    moment: &'a DenseMoment<'a>,
    /// Middle and length of each cell, m, and the slice there.
    cells: Vec<(f64, f64, Option<Slice>)>,
}

impl DenseFrame<'_> {
    /// Mass in the air, kg: the integral of the field over all space within 100 km, by midpoints.
    #[must_use]
    pub fn airborne_mass_kg(&self) -> f64 {
        self.slices().fold(0.0, |mass_kg, (length_m, slice)| mass_kg + length_m * slice.mass(None).airborne_kg_m)
    }

    /// Mass where the mole fraction lies between two limits (LFL and UFL), kg.
    #[must_use]
    pub fn mass_between_kg(&self, lower_mole_frac: f64, upper_mole_frac: f64) -> f64 {
        let limits = Some((lower_mole_frac, upper_mole_frac));
        let burning = self.slices().filter(|(_, slice)| slice.reaches(Measure::Mole, lower_mole_frac));
        burning.fold(0.0, |mass_kg, (length_m, slice)| mass_kg + length_m * slice.mass(limits).between_kg_m)
    }

    fn sketched_between_kg(&self, limits: (f64, f64)) -> f64 {
        let burning = self.slices().filter(|(_, slice)| slice.reaches(Measure::Mole, limits.0));
        burning.fold(0.0, |mass_kg, (length_m, slice)| mass_kg + length_m * slice.sketched_between_kg_m(limits))
    }

    /// Whether a slice holds a level, or nearly: half of it.
    #[must_use]
    pub fn nearly_reaches(&self, level: DenseLevel) -> bool {
        let (measure, threshold) = level.parts();
        self.slices().any(|(_, slice)| slice.reaches(measure, 0.5 * threshold))
    }

    fn slices(&self) -> impl Iterator<Item = (f64, &Slice)> {
        self.cells.iter().filter_map(|(_, length_m, slice)| Some((*length_m, slice.as_ref()?)))
    }

    pub(super) fn cells(&self) -> &[(f64, f64, Option<Slice>)] {
        &self.cells
    }

    pub(super) fn moment(&self) -> &DenseMoment<'_> {
        self.moment
    }
}

impl DenseMoment<'_> {
    /// The cloud cut into slices.
    #[must_use]
    pub fn frame(&self) -> DenseFrame<'_> {
        self.frame_by(self.borders_m())
    }

    /// The same with half as many slices, but for a puff, which has few: enough for outlines, whose ends are sought between them.
    #[must_use]
    pub fn drawing(&self) -> DenseFrame<'_> {
        if self.puff().is_some() { self.frame() } else { self.frame_of_every(DRAWN_EVERY) }
    }

    /// The same with fewer slices: to weigh one moment against another.
    fn sketch(&self) -> DenseFrame<'_> {
        self.frame_of_every(SKETCHED_EVERY)
    }

    fn frame_of_every(&self, every: usize) -> DenseFrame<'_> {
        let borders_m = self.borders_m();
        let last = borders_m.len().saturating_sub(1);
        let kept = borders_m.into_iter().enumerate().filter(|(index, _)| index % every == 0 || *index == last);
        self.frame_by(kept.map(|(_, border_m)| border_m).collect())
    }

    fn frame_by(&self, borders_m: Vec<f64>) -> DenseFrame<'_> {
        let cell = |pair: &[f64]| {
            let middle_m = 0.5 * (pair[0] + pair[1]);
            (middle_m, pair[1] - pair[0], self.slice(middle_m))
        };
        DenseFrame { moment: self, cells: borders_m.windows(2).map(cell).collect() }
    }

    /// Borders of cells short enough for the cloud of the moment, m, rising.
    fn borders_m(&self) -> Vec<f64> {
        let mut borders_m = match (self.edges_s(), self.puff()) {
            (Some(edges_s), _) => self.borders_between_m(edges_s),
            (None, Some(puff)) => {
                let (middle_m, half_m, smear_m) = puff.along_m();
                let reach_m = half_m + f64::from(EDGE_DEVIATIONS) * smear_m;
                even(middle_m - reach_m, middle_m + reach_m, PUFF_CELLS).collect()
            }
            (None, None) => Vec::new(),
        };
        borders_m.retain(|x_m| x_m.is_finite());
        borders_m.sort_by(f64::total_cmp);
        borders_m.dedup();
        borders_m
    }

    /// Stations, even cells over the length, and finer ones at the edges.
    fn borders_between_m(&self, (front_s, tail_s, smear_s): (f64, f64, f64)) -> Vec<f64> {
        let course = self.course();
        let outer_s = f64::from(EDGE_DEVIATIONS) * smear_s + course.half_source_s() * 2.0;
        let stations = course.field().stations();
        let first_m = stations.first().map_or(0.0, |first| first.x_m);
        let (from_m, to_m) = (
            course.place_m(tail_s - outer_s).max(first_m),
            course.place_m(front_s + outer_s).clamp(first_m, FARTHEST_M),
        );
        let inside = |x_m: &f64| *x_m > from_m && *x_m < to_m;
        let mut borders_m: Vec<f64> = even(from_m, to_m, EVEN_CELLS).collect();
        borders_m.extend(stations.iter().map(|station| station.x_m).filter(inside));
        let width_s = smear_s.max(course.half_source_s() / f64::from(EDGE_DEVIATIONS));
        for edge_s in [tail_s, front_s] {
            let near =
                (-2 * EDGE_DEVIATIONS..=2 * EDGE_DEVIATIONS).map(|half| edge_s + 0.5 * f64::from(half) * width_s);
            borders_m.extend(near.map(|one_s| course.place_m(one_s)).filter(inside));
        }
        borders_m
    }
}

fn even(from_m: f64, to_m: f64, cells: u32) -> impl Iterator<Item = f64> {
    (0..=cells).map(move |cell| from_m + (to_m - from_m) * f64::from(cell) / f64::from(cells))
}

/// The greatest found by thirds of a stretch of time about the best.
fn refined(
    mut best: FlammableMoment,
    (mut from_s, mut to_s): (f64, f64),
    mass_kg: impl Fn(f64) -> f64,
) -> FlammableMoment {
    for _ in 0..ROUNDS {
        let third_s = (to_s - from_s) / 3.0;
        let times_s = [from_s + third_s, to_s - third_s];
        let masses_kg = times_s.map(&mass_kg);
        for (time_s, mass_kg) in times_s.into_iter().zip(masses_kg) {
            if mass_kg > best.mass_kg {
                best = FlammableMoment { time_s, mass_kg };
            }
        }
        if masses_kg[0] < masses_kg[1] { from_s += third_s } else { to_s -= third_s }
    }
    best
}

/// The greatest of some moments, refined between its neighbours.
fn greatest(moments: &[FlammableMoment], mass_kg: impl Fn(f64) -> f64) -> FlammableMoment {
    let nothing = FlammableMoment { time_s: 0.0, mass_kg: 0.0 };
    let best = moments.iter().fold(nothing, |best, one| if one.mass_kg > best.mass_kg { *one } else { best });
    match moments.iter().position(|one| *one == best) {
        Some(index) if best.mass_kg > 0.0 => {
            let before_s = index.checked_sub(1).map_or(0.0, |index| moments[index].time_s);
            let after_s = moments.get(index + 1).map_or(best.time_s, |next| next.time_s);
            refined(best, (before_s, after_s), mass_kg)
        }
        _ => nothing,
    }
}

impl DenseCourse<'_> {
    /// Mass between two limits over the life of the cloud, and its greatest: even times (denser at the start of an
    /// instantaneous release), then thirds about the best.
    #[must_use]
    pub fn flammable_course(&self, lower_mole_frac: f64, upper_mole_frac: f64) -> FlammableCourse {
        let mass_kg = |time_s: f64| self.at(time_s).frame().mass_between_kg(lower_mole_frac, upper_mole_frac);
        let moments = self.moments(lower_mole_frac, &mass_kg);
        let greatest = greatest(&moments, mass_kg);
        FlammableCourse { moments, greatest }
    }

    /// The greatest mass between two limits over the life of the cloud, and the first moment with nearly all of it: a cloud that is fed
    /// steadily keeps it. Moments are weighed by a sketch of few slices and cells, within 2 % of [`Self::flammable_course`] (tests); the
    /// mass told is that of the frame.
    #[must_use]
    pub fn greatest_mass_between(&self, lower_mole_frac: f64, upper_mole_frac: f64) -> FlammableMoment {
        let limits = (lower_mole_frac, upper_mole_frac);
        let sketched_kg = |time_s: f64| self.at(time_s).sketch().sketched_between_kg(limits);
        let moments = self.moments(lower_mole_frac, &sketched_kg);
        let best = greatest(&moments, sketched_kg);
        let mass_kg = self.at(best.time_s).frame().mass_between_kg(lower_mole_frac, upper_mole_frac);
        let nearly = |moment: &&FlammableMoment| moment.mass_kg >= FlammableMoment::NEARLY_ALL_FRAC * best.mass_kg;
        let first = moments.iter().find(nearly).filter(|first| first.time_s < best.time_s);
        FlammableMoment { time_s: first.map_or(best.time_s, |first| first.time_s), mass_kg }
    }

    fn moments(&self, lower_mole_frac: f64, mass_kg: &impl Fn(f64) -> f64) -> Vec<FlammableMoment> {
        let times_s = self.search_times_s(self.last_above_s(lower_mole_frac));
        times_s.into_iter().map(|time_s| FlammableMoment { time_s, mass_kg: mass_kg(time_s) }).collect()
    }

    fn search_times_s(&self, end_s: f64) -> Vec<f64> {
        let fed_s = self.release_end_s().min(end_s);
        let part = |index: u32| f64::from(index) / f64::from(SEARCH_TIMES);
        let mut times_s: Vec<f64> = (0..=SEARCH_TIMES)
            .map(|index| if fed_s > 0.0 { end_s * part(index) } else { end_s * part(index) * part(index) })
            .chain([fed_s])
            .collect();
        times_s.sort_by(f64::total_cmp);
        times_s.dedup();
        times_s
    }

    /// When a mole fraction is reached for the last time, s, a little late.
    fn last_above_s(&self, mole_frac: f64) -> f64 {
        let field = self.field();
        let reaches = |along: f64| {
            let section = field.between(along).map(|between| field.whole(between));
            section.is_some_and(|section| section.reaches(Measure::Mole, mole_frac / CROWDING_RATIO))
        };
        let stations = field.stations();
        match self.until_s() {
            None => {
                let last = stations.iter().rposition(|station| reaches(station.time_s));
                last.map_or(0.0, |index| stations[(index + 1).min(stations.len() - 1)].time_s + self.lag_s())
            }
            Some(until_s) => {
                let last = stations.iter().rposition(|station| reaches(station.x_m));
                last.map_or(0.0, |index| self.left_behind_s((index + 1).min(stations.len() - 1), until_s))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{chlorine_pool, propane_cloud, propane_jet};

    #[test]
    fn what_was_released_is_in_the_air() {
        for (gas, substance) in
            [chlorine_pool(Some(300.0)), propane_jet(Some(60.0)), propane_jet(None), propane_cloud()]
        {
            let field = gas.solve(&substance, &super::super::sample::air()).unwrap().field;
            let course = gas.course(&field);
            for t_s in [0.5, 5.0, 30.0, 59.0, 61.0, 100.0, 290.0, 310.0, 600.0, 2000.0] {
                let ratio = course.at(t_s).frame().airborne_mass_kg() / course.released_mass_kg(t_s);
                assert!((ratio - 1.0).abs() < 0.01, "{:?} {t_s}: {ratio}", gas.source);
            }
            assert_eq!(course.at(-1.0).frame().airborne_mass_kg(), 0.0);
        }
    }

    #[test]
    fn the_greatest_flammable_mass_is_not_below_any_other() {
        for (gas, substance) in [propane_jet(Some(60.0)), propane_jet(None), propane_cloud()] {
            let field = gas.solve(&substance, &super::super::sample::air()).unwrap().field;
            let course = gas.course(&field);
            let flammable = course.flammable_course(0.021, 0.095);
            assert!(flammable.greatest.mass_kg > 0.0 && flammable.moments.len() > 20);
            for index in 0..60 {
                let t_s = 2.3 * f64::from(index);
                let mass_kg = course.at(t_s).frame().mass_between_kg(0.021, 0.095);
                assert!(mass_kg <= 1.02 * flammable.greatest.mass_kg, "{t_s}: {mass_kg} {:?}", flammable.greatest);
            }
            let sketched = course.greatest_mass_between(0.021, 0.095);
            let ratio = sketched.mass_kg / flammable.greatest.mass_kg;
            assert!((ratio - 1.0).abs() < 0.02, "{:?}: {sketched:?} {:?}", gas.source, flammable.greatest);
        }
    }
}
