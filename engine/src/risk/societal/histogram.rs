//! Frequencies of events by the number of people they kill, added up in order-free fixed point.

use crate::math::pow;
use crate::risk::grid::UNITS_PER_YEAR;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Bins a decade of deaths.
const BINS_PER_DECADE: usize = 64;
/// Decades of deaths: from 1 to 10^8, more people than a city has.
const DECADES: usize = 8;
/// Mantissa bits of a double that choose a cell of the guess.
const GUESS_BITS: u32 = 7;
/// Bits of the exponent and the mantissa that the guess leaves out.
const GUESS_SHIFT: u32 = 52 - GUESS_BITS;

/// A point of an F-N curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FnPoint {
    /// Number of deaths N.
    #[serde(rename = "n")]
    pub dead_people: f64,
    /// Frequency of events that kill N or more, per year.
    #[serde(rename = "f_per_year")]
    pub frequency_per_year: f64,
}

/// Frequencies of events by deaths, 64 bins a decade, and the expected number of deaths a year.
///
/// Bin `k` holds the events that kill more than `10^((k-1)/64)` and at most `10^(k/64)`: N is rounded up, so that a curve is never
/// below the truth. What kills less than `10^(-1/64)` is not on a curve, but in the deaths a year. Everything is an integer number
/// of multiples of 2^-60: sums do not depend on order or threads, and a source taken out leaves the bytes it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FnHistogram {
    /// Up to the highest bin in use: equal content has equal bytes.
    bins: Vec<u64>,
    /// Deaths per year, in a wider integer of the same units.
    death_years: u128,
}

/// Upper ends of the bins, and for each cell of a double the bin of its lower end.
struct Edges {
    /// Below this an event is not on a curve: a bin below one death.
    least_people: f64,
    upper: Vec<f64>,
    guess: Vec<u16>,
    first_cell: u64,
}

static EDGES: LazyLock<Edges> = LazyLock::new(Edges::new);

impl Edges {
    fn new() -> Self {
        let bins = BINS_PER_DECADE * DECADES;
        let edge = |bin: usize| match bin % BINS_PER_DECADE {
            0 => (0..bin / BINS_PER_DECADE).fold(1.0, |power, _| power * 10.0),
            _ => pow(10.0, bin as f64 / BINS_PER_DECADE as f64),
        };
        let upper: Vec<f64> = (0..=bins).map(edge).collect();
        let first_cell = 0.5_f64.to_bits() >> GUESS_SHIFT;
        let last_cell = upper[bins].to_bits() >> GUESS_SHIFT;
        let guess = (first_cell..=last_cell).map(|cell| {
            let low = f64::from_bits(cell << GUESS_SHIFT);
            upper.partition_point(|&edge| edge < low) as u16
        });
        let least_people = pow(10.0, -1.0 / BINS_PER_DECADE as f64);
        Self { least_people, guess: guess.collect(), upper, first_cell }
    }

    /// The bin of a number of deaths above 0.5; the last one for more than the last edge.
    fn bin(&self, dead_people: f64) -> usize {
        let cell = ((dead_people.to_bits() >> GUESS_SHIFT) - self.first_cell) as usize;
        // a cell is narrower than a bin: at most one edge lies inside it
        let low = self.guess.get(cell).map_or(self.upper.len() - 1, |&bin| usize::from(bin));
        if low + 1 < self.upper.len() && dead_people > self.upper[low] { low + 1 } else { low }
    }
}

impl FnHistogram {
    /// Adds events of one kind. Nothing happens for a frequency or a number of deaths that is not above zero.
    pub fn add(&mut self, dead_people: f64, frequency_per_year: f64) {
        if !(dead_people > 0.0 && frequency_per_year > 0.0) {
            return;
        }
        self.death_years += (dead_people * frequency_per_year * UNITS_PER_YEAR).round() as u128;
        if dead_people > EDGES.least_people {
            let bin = EDGES.bin(dead_people);
            if self.bins.len() <= bin {
                self.bins.resize(bin + 1, 0);
            }
            self.bins[bin] = self.bins[bin].saturating_add((frequency_per_year * UNITS_PER_YEAR).round() as u64);
            self.trim();
        }
    }

    /// Adds what another one holds.
    pub fn merge(&mut self, other: &Self) {
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (own, units) in self.bins.iter_mut().zip(&other.bins) {
            *own = own.saturating_add(*units);
        }
        self.death_years += other.death_years;
    }

    /// Takes out what was merged before: the same bytes as if it had never been there.
    pub fn take_out(&mut self, other: &Self) {
        for (own, units) in self.bins.iter_mut().zip(&other.bins) {
            *own = own.saturating_sub(*units);
        }
        self.death_years = self.death_years.saturating_sub(other.death_years);
        self.trim();
    }

    fn trim(&mut self) {
        let used = self.bins.iter().rposition(|&units| units > 0).map_or(0, |last| last + 1);
        self.bins.truncate(used);
    }

    /// Expected number of deaths a year (PLL), of all events, those that kill less than one on average too.
    #[must_use]
    pub fn deaths_per_year(&self) -> f64 {
        self.death_years as f64 / UNITS_PER_YEAR
    }

    /// The F-N curve: at the upper end of each bin that holds events the frequency of those that kill so many or more. Between two
    /// points the frequency is that of the right one; above the last it is zero.
    #[must_use]
    pub fn curve(&self) -> Vec<FnPoint> {
        let mut sum: u128 = 0;
        let mut points = Vec::new();
        for (bin, &units) in self.bins.iter().enumerate().rev().filter(|(_, units)| **units > 0) {
            sum += u128::from(units);
            points.push(FnPoint { dead_people: EDGES.upper[bin], frequency_per_year: sum as f64 / UNITS_PER_YEAR });
        }
        points.reverse();
        points
    }

    /// Frequency of events that kill so many or more, per year, as the curve has it.
    #[must_use]
    pub fn frequency_per_year(&self, dead_people: f64) -> f64 {
        let from = EDGES.upper.partition_point(|&edge| edge < dead_people);
        self.bins.iter().skip(from).map(|&units| u128::from(units)).sum::<u128>() as f64 / UNITS_PER_YEAR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_are_rounded_up_to_the_end_of_their_bin() {
        let ratio = libm::pow(10.0, 1.0 / 64.0);
        for deaths in [0.98, 1.0, 1.01, 2.0, 9.99, 10.0, 10.001, 123.4, 1e3, 4.2e6, 1e7] {
            let mut histogram = FnHistogram::default();
            histogram.add(deaths, 1e-6);
            let curve = histogram.curve();
            assert_eq!(curve.len(), 1);
            let end = curve[0].dead_people;
            assert!(end >= deaths && end < deaths * ratio * (1.0 + 1e-12), "{deaths} in the bin up to {end}");
            assert!((curve[0].frequency_per_year - 1e-6).abs() < 1e-18);
        }
    }

    #[test]
    fn less_than_one_death_is_in_the_sum_alone() {
        let mut histogram = FnHistogram::default();
        histogram.add(0.5, 1e-3);
        histogram.add(0.96, 1e-3);
        histogram.add(20.0, 1e-6);
        assert!((histogram.deaths_per_year() - (0.5e-3 + 0.96e-3 + 20e-6)).abs() < 1e-15);
        assert_eq!(histogram.curve().len(), 1);
        histogram.add(f64::NAN, 1.0);
        histogram.add(1.0, -1.0);
        assert_eq!(histogram.curve().len(), 1);
    }

    #[test]
    fn a_curve_falls_and_starts_with_everything() {
        let mut histogram = FnHistogram::default();
        for (deaths, frequency) in [(1.0, 1e-4), (10.0, 2e-5), (10.0, 1e-5), (300.0, 1e-7)] {
            histogram.add(deaths, frequency);
        }
        let curve = histogram.curve();
        let close = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-9;
        assert!(close(curve[0].frequency_per_year, 1.301e-4) && curve[0].dead_people == 1.0);
        assert!(close(curve[1].frequency_per_year, 3.01e-5) && curve[1].dead_people == 10.0);
        assert!(close(curve[2].frequency_per_year, 1e-7));
        assert!(close(histogram.frequency_per_year(2.0), 3.01e-5));
        assert_eq!(histogram.frequency_per_year(1e4), 0.0);
    }

    #[test]
    fn what_is_taken_out_leaves_no_trace() {
        let (mut all, mut one, mut other) = (FnHistogram::default(), FnHistogram::default(), FnHistogram::default());
        one.add(3.0, 1.3e-5);
        other.add(4000.0, 1e-9);
        all.merge(&one);
        all.merge(&other);
        all.take_out(&other);
        assert_eq!(all, one);
    }

    #[test]
    fn more_than_the_last_bin_is_in_the_last_bin() {
        let mut histogram = FnHistogram::default();
        histogram.add(1e12, 1e-9);
        assert_eq!(histogram.curve()[0].dead_people, 1e8);
    }
}
