//! A release rate that varies in time, as steps.

use crate::provenance::FieldProblem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most periods of one history: every evaluation runs through them.
const MOST_PERIODS: usize = 1000;
/// Gaps and overlaps of this share of the time are rounding of the one who wrote the list.
const TIME_TOLERANCE: f64 = 1e-9;

/// A stretch of constant release rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleasePeriod {
    /// Start, s, 0 to 1e7.
    #[schemars(range(min = 0.0, max = 1e7))]
    pub start_s: f64,
    /// Duration, s, 0.001 to 1e7.
    #[schemars(range(min = 1e-3, max = 1e7))]
    pub duration_s: f64,
    /// Release rate, kg/s, 0 to 1e6.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub rate_kg_s: f64,
}

impl ReleasePeriod {
    /// End, s.
    #[must_use]
    pub fn end_s(&self) -> f64 {
        self.start_s + self.duration_s
    }
}

/// A moment at which the rate steps, and the rate from then on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub time_s: f64,
    pub rate_kg_s: f64,
}

/// Every value of a history that is out of its range, and every overlap.
pub(super) fn problems(periods: &[ReleasePeriod]) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    if periods.is_empty() || periods.len() > MOST_PERIODS {
        let allowed = format!("1 to {MOST_PERIODS} periods");
        found.push(FieldProblem::new("periods", periods.len(), allowed, "wrong_length"));
    }
    for (index, period) in periods.iter().enumerate() {
        let mut check = |name: &str, value, min, max, unit| {
            FieldProblem::check_range(&mut found, &format!("periods[{index}].{name}"), value, min, max, unit);
        };
        check("start_s", period.start_s, 0.0, 1e7, "s");
        check("duration_s", period.duration_s, 1e-3, 1e7, "s");
        check("rate_kg_s", period.rate_kg_s, 0.0, 1e6, "kg/s");
    }
    for (index, pair) in periods.windows(2).enumerate() {
        let earliest_s = pair[0].end_s();
        if pair[1].start_s < earliest_s * (1.0 - TIME_TOLERANCE) {
            let field = format!("periods[{}].start_s", index + 1);
            let allowed = format!("from {earliest_s} s, the end of the period before it");
            found.push(FieldProblem::new(field, pair[1].start_s, allowed, "overlapping"));
        }
    }
    if found.is_empty() && periods.iter().all(|period| period.rate_kg_s == 0.0) {
        found.push(FieldProblem::new("periods", 0.0, "a rate above 0 kg/s in one period", "out_of_range"));
    }
    found
}

/// The steps of a checked history, in time; equal rates are joined, the last step is to nothing.
pub(super) fn steps(periods: &[ReleasePeriod]) -> Box<[Step]> {
    let mut steps: Vec<Step> = Vec::with_capacity(2 * periods.len());
    let mut step_to = |time_s: f64, rate_kg_s: f64| {
        if steps.last().map_or(0.0, |last| last.rate_kg_s) != rate_kg_s {
            steps.push(Step { time_s, rate_kg_s });
        }
    };
    for (index, period) in periods.iter().enumerate() {
        step_to(period.start_s, period.rate_kg_s);
        let next_s = periods.get(index + 1).map_or(f64::INFINITY, |next| next.start_s);
        if next_s > period.end_s() * (1.0 + TIME_TOLERANCE) {
            step_to(period.end_s(), 0.0);
        }
    }
    steps.into_boxed_slice()
}

/// What a search for the greatest may expect of a history.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Extremes {
    /// Greatest rate of each period and all before it, kg/s.
    until_kg_s: Box<[f64]>,
    /// Greatest rate of each period and all after it, kg/s.
    from_kg_s: Box<[f64]>,
    /// The period with the greatest rate: from its step to the next.
    pub(super) greatest: usize,
    /// Shortest period, s.
    pub(super) shortest_s: f64,
}

impl Extremes {
    pub(super) fn of(steps: &[Step]) -> Self {
        let rates = || steps.iter().map(|step| step.rate_kg_s);
        let greatest_so_far = |most: &mut f64, rate_kg_s: f64| {
            *most = most.max(rate_kg_s);
            Some(*most)
        };
        let mut from_kg_s: Vec<f64> = rates().rev().scan(0.0, greatest_so_far).collect();
        from_kg_s.reverse();
        let better = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
        let lengths_s = steps.windows(2).map(|pair| pair[1].time_s - pair[0].time_s);
        Self {
            until_kg_s: rates().scan(0.0, greatest_so_far).collect(),
            from_kg_s: from_kg_s.into(),
            greatest: rates().enumerate().fold((0, 0.0), better).0,
            shortest_s: lengths_s.fold(f64::INFINITY, f64::min),
        }
    }

    /// No less than the greatest rate from one period to before another, kg/s: exactly that where rates only fall, or only rise, or rise and
    /// then fall.
    pub(super) fn greatest_between_kg_s(&self, first: usize, end: usize) -> f64 {
        end.checked_sub(1).map_or(0.0, |last| self.until_kg_s[last].min(self.from_kg_s[first]))
    }

    /// The greatest rate from a period on, kg/s.
    pub(super) fn greatest_from_kg_s(&self, first: usize) -> f64 {
        self.from_kg_s[first]
    }
}

/// Mass released until a time, kg.
pub(super) fn released_mass_kg(steps: &[Step], time_s: f64) -> f64 {
    steps.windows(2).map(|pair| pair[0].rate_kg_s * (pair[1].time_s.min(time_s) - pair[0].time_s).max(0.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(start_s: f64, duration_s: f64, rate_kg_s: f64) -> ReleasePeriod {
        ReleasePeriod { start_s, duration_s, rate_kg_s }
    }

    #[test]
    fn borders_between_equal_rates_vanish_and_gaps_stay() {
        let steps = steps(&[period(0.0, 10.0, 2.0), period(10.0, 5.0, 2.0), period(20.0, 5.0, 3.0)]);
        let found: Vec<_> = steps.iter().map(|step| (step.time_s, step.rate_kg_s)).collect();
        assert_eq!(found, [(0.0, 2.0), (15.0, 0.0), (20.0, 3.0), (25.0, 0.0)]);
        assert_eq!(released_mass_kg(&steps, 22.0), 30.0 + 6.0);
        assert_eq!(released_mass_kg(&steps, 1e9), 45.0);
        assert_eq!(released_mass_kg(&steps, -1.0), 0.0);
    }

    #[test]
    fn no_rate_between_two_times_is_above_the_bound() {
        let steps =
            steps(&[period(0.0, 10.0, 2.0), period(10.0, 5.0, 7.0), period(20.0, 5.0, 3.0), period(25.0, 9.0, 4.0)]);
        let extremes = Extremes::of(&steps);
        assert_eq!((extremes.greatest, extremes.shortest_s), (1, 5.0));
        let bound = |first, end| extremes.greatest_between_kg_s(first, end);
        // periods: 2, 7, 0 (the gap), 3, 4 and 0 kg/s
        assert_eq!([bound(0, 0), bound(0, 1), bound(0, 2), bound(1, 3), bound(2, 4)], [0.0, 2.0, 7.0, 7.0, 4.0]);
        assert_eq!([bound(2, 3), bound(4, 5), bound(5, 6)], [4.0, 4.0, 0.0]);
        assert_eq!([0, 2, 5].map(|first| extremes.greatest_from_kg_s(first)), [7.0, 4.0, 0.0]);
    }

    #[test]
    fn every_problem_is_told_with_its_place() {
        let bad = [period(-1.0, 10.0, 2.0), period(5.0, f64::NAN, 2e6), period(1.0, 1.0, 0.0)];
        let found: Vec<_> = problems(&bad).into_iter().map(|problem| (problem.field, problem.code)).collect();
        let expected = [
            ("periods[0].start_s", "out_of_range"),
            ("periods[1].duration_s", "not_finite"),
            ("periods[1].rate_kg_s", "out_of_range"),
            ("periods[1].start_s", "overlapping"),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        assert_eq!(problems(&[])[0].code, "wrong_length");
        assert_eq!(problems(&[period(0.0, 1.0, 0.0)])[0].code, "out_of_range");
    }
}
