//! A release or evaporation over time, as the mass that has come out so far: straight lines between knots.

use crate::dispersion::ReleasePeriod;
use crate::math::fullest_window;

/// Knots of a sampled course: 4 % of the mass each.
const KNOTS: u32 = 25;
/// Halvings of the search for the time of a share.
const HALVINGS: u32 = 60;
/// Shortest period that the models of dispersion take, s.
const SHORTEST_PERIOD_S: f64 = 1e-3;

/// Mass that has come out until a time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    time_s: f64,
    mass_kg: f64,
}

/// A release over time. Mass is exact at the knots and between them rises on a line, so that sums, cuts and means keep it.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    knots: Vec<Knot>,
}

/// A steady rate that stands for a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SteadyEquivalent {
    /// Greatest mean rate over the window, kg/s.
    pub rate_kg_s: f64,
    /// Time for which that rate gives the whole mass, s.
    pub duration_s: f64,
    /// When the window begins, s.
    pub from_s: f64,
}

impl Course {
    /// A constant rate from 0 s on.
    #[must_use]
    pub fn constant(rate_kg_s: f64, duration_s: f64) -> Self {
        Self::of_knots([(0.0, 0.0), (duration_s, rate_kg_s * duration_s)])
    }

    /// From pairs of time and mass so far, in time; pairs at one time or that fall back are left out.
    pub fn of_knots(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut knots: Vec<Knot> = Vec::new();
        for (time_s, mass_kg) in pairs {
            match knots.last() {
                Some(last) if time_s <= last.time_s || mass_kg < last.mass_kg => {}
                _ => knots.push(Knot { time_s, mass_kg }),
            }
        }
        Self { knots }
    }

    /// Samples the mass so far, a function that does not fall, at equal shares of the mass: where the release is strong the
    /// knots are close.
    #[must_use]
    pub fn sampled(end_s: f64, released_kg: impl Fn(f64) -> f64) -> Self {
        let total_kg = released_kg(end_s);
        let time_of = |mass_kg: f64| {
            let (mut early_s, mut late_s) = (0.0, end_s);
            for _ in 0..HALVINGS {
                let middle_s = 0.5 * (early_s + late_s);
                if released_kg(middle_s) < mass_kg { early_s = middle_s } else { late_s = middle_s }
            }
            late_s
        };
        let inner = (1..KNOTS).map(|knot| time_of(total_kg * f64::from(knot) / f64::from(KNOTS)));
        let times_s: Vec<f64> = std::iter::once(0.0).chain(inner).collect();
        let knots = times_s.into_iter().map(|time_s| (time_s, released_kg(time_s)));
        let mut course = Self::of_knots(knots.filter(|&(time_s, _)| time_s < end_s));
        course.knots.push(Knot { time_s: end_s, mass_kg: total_kg });
        course
    }

    /// Mass released until a time, kg.
    #[must_use]
    pub fn released_kg(&self, time_s: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.time_s <= time_s);
        let Some(end) = self.knots.get(after) else { return self.total_kg() };
        let Some(begin) = after.checked_sub(1).and_then(|index| self.knots.get(index)) else { return 0.0 };
        begin.mass_kg + (end.mass_kg - begin.mass_kg) * (time_s - begin.time_s) / (end.time_s - begin.time_s)
    }

    /// Mass in all, kg.
    #[must_use]
    pub fn total_kg(&self) -> f64 {
        self.knots.last().map_or(0.0, |knot| knot.mass_kg)
    }

    /// When it ends, s.
    #[must_use]
    pub fn end_s(&self) -> f64 {
        self.knots.last().map_or(0.0, |knot| knot.time_s)
    }

    /// Mean rate up to the first knot, kg/s.
    #[must_use]
    pub fn first_rate_kg_s(&self) -> f64 {
        self.periods().first().map_or(0.0, |period| period.rate_kg_s)
    }

    /// A share of it.
    #[must_use]
    pub fn share(&self, frac: f64) -> Self {
        Self::of_knots(self.knots.iter().map(|knot| (knot.time_s, frac * knot.mass_kg)))
    }

    /// What comes out until a time.
    #[must_use]
    pub fn until(&self, end_s: f64) -> Self {
        let end_s = end_s.min(self.end_s());
        let before = self.knots.iter().filter(|knot| knot.time_s < end_s).map(|knot| (knot.time_s, knot.mass_kg));
        Self::of_knots(before.chain([(end_s, self.released_kg(end_s))]))
    }

    /// What comes out after a time.
    #[must_use]
    pub fn after(&self, from_s: f64) -> Self {
        let before_kg = self.released_kg(from_s);
        let later = self.knots.iter().filter(|knot| knot.time_s > from_s);
        let later = later.map(|knot| (knot.time_s, knot.mass_kg - before_kg));
        Self::of_knots(std::iter::once((from_s, 0.0)).chain(later))
    }

    /// When a mass has come out, s; the end where it never does.
    #[must_use]
    pub fn time_of_kg(&self, mass_kg: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.mass_kg < mass_kg);
        let Some(end) = self.knots.get(after) else { return self.end_s() };
        let Some(begin) = after.checked_sub(1).and_then(|index| self.knots.get(index)) else { return end.time_s };
        begin.time_s + (end.time_s - begin.time_s) * (mass_kg - begin.mass_kg) / (end.mass_kg - begin.mass_kg)
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut times_s: Vec<f64> = self.knots.iter().chain(&other.knots).map(|knot| knot.time_s).collect();
        times_s.sort_by(f64::total_cmp);
        let sum = |time_s: f64| self.released_kg(time_s) + other.released_kg(time_s);
        Self::of_knots(times_s.into_iter().map(|time_s| (time_s, sum(time_s))))
    }

    /// Periods of constant rate with the same mass; stretches too short for a period join the next.
    #[must_use]
    pub fn periods(&self) -> Vec<ReleasePeriod> {
        let mut periods = Vec::with_capacity(self.knots.len());
        let mut begin = 0;
        for (index, knot) in self.knots.iter().enumerate().skip(1) {
            let start = self.knots[begin];
            let duration_s = knot.time_s - start.time_s;
            if duration_s >= SHORTEST_PERIOD_S {
                let rate_kg_s = (knot.mass_kg - start.mass_kg) / duration_s;
                periods.push(ReleasePeriod { start_s: start.time_s, duration_s, rate_kg_s });
                begin = index;
            }
        }
        periods
    }

    /// The steady rate for a window, s: the greatest mean over any stretch of that length, for as long as it gives the whole mass.
    /// `None` where nothing comes out.
    #[must_use]
    pub fn steady(&self, window_s: f64) -> Option<SteadyEquivalent> {
        let (total_kg, end_s) = (self.total_kg(), self.end_s());
        let window_s = window_s.min(end_s);
        if !(total_kg > 0.0 && window_s > 0.0) {
            return None;
        }
        let knots_s = self.knots.iter().map(|knot| knot.time_s);
        let (from_s, most_kg) = fullest_window(knots_s, (end_s, window_s), |time_s| self.released_kg(time_s));
        let rate_kg_s = most_kg / window_s;
        Some(SteadyEquivalent { rate_kg_s, duration_s: total_kg / rate_kg_s, from_s })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_shares_and_cuts_keep_the_mass() {
        let leak = Course::constant(2.0, 100.0);
        let pool = Course::of_knots([(0.0, 0.0), (50.0, 10.0), (400.0, 80.0)]);
        let both = leak.plus(&pool);
        assert_eq!((both.total_kg(), both.end_s()), (280.0, 400.0));
        assert_eq!(both.released_kg(50.0), 110.0);
        assert_eq!(both.share(0.5).total_kg(), 140.0);
        assert_eq!((leak.until(30.0).total_kg(), leak.after(30.0).total_kg()), (60.0, 140.0));
        let again = leak.until(30.0).plus(&leak.after(30.0));
        assert_eq!((again.released_kg(30.0), again.released_kg(65.0), again.total_kg()), (60.0, 130.0, 200.0));
        assert_eq!(leak.time_of_kg(60.0), 30.0);
        let mass: f64 = both.periods().iter().map(|period| period.rate_kg_s * period.duration_s).sum();
        assert!((mass - 280.0).abs() < 1e-10);
    }

    #[test]
    fn a_sampled_course_has_equal_shares_and_all_the_mass() {
        // an exponential emptying of 100 kg with a time constant of 60 s, cut at 600 s
        let released = |t_s: f64| 100.0 * (1.0 - crate::math::exp(-t_s / 60.0));
        let course = Course::sampled(600.0, released);
        assert!((course.total_kg() - released(600.0)).abs() < 1e-12);
        assert_eq!(course.periods().len(), 25);
        // the first period holds 4 % of the mass: its mean is within 2.1 % of the first rate, 100 / 60
        assert!((course.first_rate_kg_s() / (100.0 / 60.0) - 1.0).abs() < 0.021);
        // half the mass is out after 60 ln 2 s
        assert!((course.time_of_kg(50.0) - 41.589).abs() < 0.05);
    }

    #[test]
    fn the_strongest_window_by_hand() {
        // 1 kg/s for 100 s, 3 kg/s for 100 s, 0.5 kg/s for 200 s
        let course = Course::of_knots([(0.0, 0.0), (100.0, 100.0), (200.0, 400.0), (400.0, 500.0)]);
        let steady = course.steady(100.0).unwrap();
        assert_eq!((steady.rate_kg_s, steady.from_s), (3.0, 100.0));
        assert!((steady.duration_s * steady.rate_kg_s - 500.0).abs() < 1e-9);
        assert_eq!(course.steady(200.0).unwrap().rate_kg_s, 2.0);
        assert_eq!(course.steady(1e9).unwrap().rate_kg_s, 1.25);
        assert_eq!(Course::constant(0.0, 10.0).steady(1.0), None);
    }
}
