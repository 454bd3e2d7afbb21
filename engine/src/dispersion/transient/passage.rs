//! What passes a place: concentration over time, peak, arrival, departure, toxic load.

use super::field::TransientField;
use super::outline::crossing_within;
use crate::math::pow;
use crate::vulnerability::ToxicLoad;

/// Reach of the passage of an edge, in sigma-x: beyond it less than 1e-6 of the step is missing.
const PASSAGE_DEVIATIONS: f64 = 5.0;
/// Knots to a deviation.
const KNOTS_PER_DEVIATION: i32 = 8;
/// Knots closer than this share of the passing time of an edge are one.
const CLOSEST_RATIO: f64 = 0.03;
/// Longest path that is followed, m.
const LONGEST_PATH_M: f64 = 1e7;
/// Share of the peak at which a cloud counts as arrived.
pub(in crate::dispersion) const ARRIVAL_RATIO: f64 = 0.01;
/// How close arrival and departure are found, as a share of the time between two looks.
pub(in crate::dispersion) const CLOSE_TIME_RATIO: f64 = 1e-7;
/// Milligrams in a kilogram.
const MG_PER_KG: f64 = 1e6;
/// Seconds in a minute.
const S_PER_MIN: f64 = 60.0;

/// Concentration at a place over the whole passage of a cloud, as knots joined by straight lines; nothing before the first
/// and after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageHistory {
    /// Times, s, rising.
    pub times_s: Vec<f64>,
    /// Concentration at each, kg/m3.
    pub concentrations_kg_m3: Vec<f64>,
}

/// A greatest concentration and when it is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// Time, s.
    pub time_s: f64,
    /// Concentration, kg/m3.
    pub concentration_kg_m3: f64,
}

/// What passes a place in three figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passing {
    /// Greatest concentration, kg/m3.
    pub peak_kg_m3: f64,
    /// First time at a hundredth of it, s.
    pub arrival_s: f64,
    /// Last time at a hundredth of it, s.
    pub departure_s: f64,
}

impl TransientField {
    /// The whole passage at a place. Knots stand where the edges of the release pass, eight to a deviation, so that the
    /// straight lines between them leave less than 1e-3 of the plateau of each step.
    #[must_use]
    pub fn passage(&self, x_m: f64, y_m: f64, z_m: f64) -> PassageHistory {
        let unit_kg_m3 = if x_m > 0.0 { self.unit_kg_m3(x_m, y_m, z_m) } else { 0.0 };
        if unit_kg_m3.is_nan() || unit_kg_m3 <= 0.0 {
            return PassageHistory { times_s: Vec::new(), concentrations_kg_m3: Vec::new() };
        }
        let times_s = self.knots_s(x_m);
        let concentrations_kg_m3 = times_s.iter().map(|&t_s| unit_kg_m3 * self.quick_rate_kg_s(x_m, t_s)).collect();
        PassageHistory { times_s, concentrations_kg_m3 }
    }

    fn knots_s(&self, x_m: f64) -> Vec<f64> {
        let last = (PASSAGE_DEVIATIONS * f64::from(KNOTS_PER_DEVIATION)) as i32;
        let paths_m: Vec<f64> =
            (-last..=last).map(|knot| self.path_m(x_m, f64::from(knot) / f64::from(KNOTS_PER_DEVIATION))).collect();
        let mut knots_s: Vec<f64> = self
            .steps()
            .iter()
            .flat_map(|step| paths_m.iter().map(|path_m| step.time_s + path_m / self.wind_speed_m_s()))
            .collect();
        knots_s.sort_by(f64::total_cmp);
        let closest_s = CLOSEST_RATIO * self.sigma_x_m(x_m) / self.wind_speed_m_s();
        knots_s.dedup_by(|next_s, kept_s| *next_s - *kept_s < closest_s);
        knots_s
    }

    pub(super) fn path_m(&self, x_m: f64, deviations: f64) -> f64 {
        self.along().path_m(x_m, deviations, LONGEST_PATH_M.max(2.0 * x_m))
    }

    /// What [`Self::passage`] comes to at a place, without its knots: the greatest concentration, no more than `densest_kg_m3`, with the
    /// first and last time at a hundredth of it; none where nothing passes.
    #[must_use]
    pub fn passing(&self, x_m: f64, y_m: f64, z_m: f64, densest_kg_m3: f64) -> Option<Passing> {
        let unit_kg_m3 = if x_m > 0.0 { self.unit_kg_m3(x_m, y_m, z_m) } else { 0.0 };
        let peak_kg_m3 = (unit_kg_m3 * self.greatest_effective_rate_kg_s(x_m)).min(densest_kg_m3);
        if peak_kg_m3.is_nan() || peak_kg_m3 <= 0.0 {
            return None;
        }
        let least_kg_s = ARRIVAL_RATIO * peak_kg_m3 / unit_kg_m3;
        let excess_kg_s = |t_s: f64| self.quick_rate_kg_s(x_m, t_s) - least_kg_s;
        let mut times_s = self.passing_times_s(x_m);
        times_s.sort_by(f64::total_cmp);
        let there = |t_s: &f64| excess_kg_s(*t_s) > 0.0;
        let (first, last) = (times_s.iter().position(there)?, times_s.iter().rposition(there)?);
        let border_s = |inside: usize, outside: Option<usize>| {
            let outside_s = outside.and_then(|index| times_s.get(index));
            let between =
                |&outside_s: &f64| crossing_within(CLOSE_TIME_RATIO, (times_s[inside], outside_s), excess_kg_s);
            outside_s.map_or(times_s[inside], between)
        };
        let (arrival_s, departure_s) = (border_s(first, first.checked_sub(1)), border_s(last, Some(last + 1)));
        Some(Passing { peak_kg_m3, arrival_s, departure_s })
    }

    /// The greatest concentration at a place over the whole passage, kg/m3.
    #[must_use]
    pub fn peak_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        if x_m > 0.0 { self.unit_kg_m3(x_m, y_m, z_m) * self.greatest_effective_rate_kg_s(x_m) } else { 0.0 }
    }

    /// Times at which each edge is whole deviations before and past a place, and the best moment of each pair, s.
    fn passing_times_s(&self, x_m: f64) -> Vec<f64> {
        let last = PASSAGE_DEVIATIONS as i32;
        let passing_s = |deviations: i32| self.path_m(x_m, f64::from(deviations)) / self.wind_speed_m_s();
        let offsets_s: Vec<f64> = (-last..=last).map(passing_s).collect();
        self.steps().iter().flat_map(|step| offsets_s.iter().map(|offset_s| step.time_s + offset_s)).collect()
    }
}

impl PassageHistory {
    /// The greatest concentration; none where nothing passes.
    #[must_use]
    pub fn peak(&self) -> Option<Peak> {
        let knots = self.times_s.iter().zip(&self.concentrations_kg_m3);
        let greatest = knots.fold(None, |best: Option<Peak>, (&time_s, &concentration_kg_m3)| match best {
            Some(peak) if peak.concentration_kg_m3 >= concentration_kg_m3 => best,
            _ => Some(Peak { time_s, concentration_kg_m3 }),
        });
        greatest.filter(|peak| peak.concentration_kg_m3 > 0.0)
    }

    /// First and last time at which a concentration is reached, s, by the straight lines between the knots.
    #[must_use]
    pub fn span_above_s(&self, concentration_kg_m3: f64) -> Option<(f64, f64)> {
        let reached = |value: &f64| *value >= concentration_kg_m3;
        let first = self.concentrations_kg_m3.iter().position(reached)?;
        let last = self.concentrations_kg_m3.iter().rposition(reached)?;
        let start_s = if first == 0 { self.times_s[0] } else { self.crossing_s(first - 1, concentration_kg_m3) };
        let end_s = if last + 1 == self.times_s.len() {
            self.times_s[last]
        } else {
            self.crossing_s(last, concentration_kg_m3)
        };
        Some((start_s, end_s))
    }

    /// Arrival and departure, s: first and last time at a hundredth of the peak.
    #[must_use]
    pub fn arrival_and_departure_s(&self) -> Option<(f64, f64)> {
        self.peak().and_then(|peak| self.span_above_s(ARRIVAL_RATIO * peak.concentration_kg_m3))
    }

    /// Concentration at a time by the straight lines, kg/m3.
    #[must_use]
    pub fn concentration_kg_m3(&self, t_s: f64) -> f64 {
        let after = self.times_s.partition_point(|&knot_s| knot_s <= t_s);
        if after == 0 || after == self.times_s.len() {
            return 0.0;
        }
        let (from_s, to_s) = (self.times_s[after - 1], self.times_s[after]);
        let (from_kg_m3, to_kg_m3) = (self.concentrations_kg_m3[after - 1], self.concentrations_kg_m3[after]);
        from_kg_m3 + (to_kg_m3 - from_kg_m3) * (t_s - from_s) / (to_s - from_s)
    }

    /// The straight line between two times that have no knot between them: concentration at its ends, kg/m3.
    pub(super) fn line_kg_m3(&self, from_s: f64, to_s: f64) -> (f64, f64) {
        let after = self.times_s.partition_point(|&knot_s| knot_s <= from_s);
        if after == 0 || after == self.times_s.len() {
            return (0.0, 0.0);
        }
        let (start_s, end_s) = (self.times_s[after - 1], self.times_s[after]);
        let (start_kg_m3, end_kg_m3) = (self.concentrations_kg_m3[after - 1], self.concentrations_kg_m3[after]);
        let at = |t_s: f64| start_kg_m3 + (end_kg_m3 - start_kg_m3) * (t_s - start_s) / (end_s - start_s);
        (at(from_s), at(to_s))
    }

    /// Toxic load of the whole passage outdoors, the integral of `C^n dt` in (mg/m3)^n min; each straight line in closed
    /// form. `n` is the exponent of the substance, 0.1 to 10.
    #[must_use]
    pub fn toxic_load(&self, n: f64) -> ToxicLoad {
        let lines = self.times_s.windows(2).zip(self.concentrations_kg_m3.windows(2));
        let sum: f64 = lines
            .map(|(t_s, c_kg_m3)| (t_s[1] - t_s[0]) * mean_power(MG_PER_KG * c_kg_m3[0], MG_PER_KG * c_kg_m3[1], n))
            .sum();
        ToxicLoad::from_mg_m3_n_min(sum / S_PER_MIN)
    }

    /// Where the line from a knot to the next has a concentration, s.
    fn crossing_s(&self, knot: usize, concentration_kg_m3: f64) -> f64 {
        let (from_s, to_s) = (self.times_s[knot], self.times_s[knot + 1]);
        let (from_kg_m3, to_kg_m3) = (self.concentrations_kg_m3[knot], self.concentrations_kg_m3[knot + 1]);
        from_s + (to_s - from_s) * (concentration_kg_m3 - from_kg_m3) / (to_kg_m3 - from_kg_m3)
    }
}

/// Mean of the n-th power along a straight line from a to b: `(b^(n+1) - a^(n+1)) / ((n + 1) (b - a))`, written with the ratio
/// of the ends, so that only the power itself can leave the range of doubles.
fn mean_power(a: f64, b: f64, n: f64) -> f64 {
    let (low, high) = (a.min(b), a.max(b));
    if high - low > 1e-4 * high {
        let ratio = low / high;
        pow(high, n) * (1.0 - pow(ratio, n + 1.0)) / ((n + 1.0) * (1.0 - ratio))
    } else {
        // the difference of powers would lose its digits; the error here is the square of the step, below 1e-8
        pow(0.5 * (low + high), n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::transient::{ReleasePeriod, Spread, TransientOptions, TransientPlume};
    use crate::dispersion::{Atmosphere, GaussianPuff};
    use crate::weather::{StabilityClass, Terrain};

    fn field(duration_s: f64, rate_kg_s: f64, spread: Spread) -> TransientField {
        let air = Atmosphere::new(StabilityClass::D, 2.0, 10.0, Terrain::Rural);
        let periods = vec![ReleasePeriod { start_s: 0.0, duration_s, rate_kg_s }];
        let release = TransientPlume { periods, release_height_m: 0.0, averaging_time_s: 600.0 };
        release.solve(&air, TransientOptions { spread, ..TransientOptions::default() }).unwrap().field
    }

    #[test]
    fn the_lines_follow_the_field() {
        let field = field(300.0, 1.0, Spread::Plume);
        let passage = field.passage(400.0, 20.0, 1.0);
        let peak = passage.peak().unwrap();
        for index in 0..600 {
            let t_s = f64::from(index) * 1.37;
            let (line, exact) = (passage.concentration_kg_m3(t_s), field.concentration_kg_m3(400.0, 20.0, 1.0, t_s));
            assert!((line - exact).abs() < 1e-3 * peak.concentration_kg_m3, "{t_s}: {line} {exact}");
        }
        let (arrival_s, departure_s) = passage.arrival_and_departure_s().unwrap();
        assert!(arrival_s < 200.0 && departure_s > 500.0 && departure_s < 900.0);
        let passing = field.passing(400.0, 20.0, 1.0, f64::INFINITY).unwrap();
        assert!((passing.peak_kg_m3 / peak.concentration_kg_m3 - 1.0).abs() < 1e-3, "{passing:?} {peak:?}");
        assert!((passing.arrival_s / arrival_s - 1.0).abs() < 0.01, "{passing:?} {arrival_s}");
        assert!((passing.departure_s / departure_s - 1.0).abs() < 0.01, "{passing:?} {departure_s}");
        assert!(field.concentration_kg_m3(400.0, 20.0, 1.0, 0.99 * arrival_s) < 0.01 * peak.concentration_kg_m3);
    }

    #[test]
    fn the_load_of_a_plateau_is_its_power_times_its_time() {
        // 3 h at one place: edges of sigma-x 13 m / 2 m/s = 6.5 s are 0.1 % of it
        let field = field(10_800.0, 1.0, Spread::Plume);
        let plateau_mg_m3 = 1e6 * field.unit_kg_m3(100.0, 0.0, 0.0);
        for n in [1.0, 2.0, 2.75] {
            let expected = pow(plateau_mg_m3, n) * 180.0;
            let load = field.passage(100.0, 0.0, 0.0).toxic_load(n).value();
            assert!((load / expected - 1.0).abs() < 2e-3, "{n}: {load} {expected}");
        }
    }

    #[test]
    fn the_load_of_a_burst_is_near_that_of_the_puff() {
        // the two differ by the growth of the puff while it passes, which a burst takes from the distance
        let burst = field(0.01, 1000.0, Spread::Puff);
        let air = Atmosphere::new(StabilityClass::D, 2.0, 10.0, Terrain::Rural);
        let puff = GaussianPuff { mass_kg: 10.0, release_height_m: 0.0 }.solve(&air).unwrap().field;
        let exposure = puff.passage_exposure(500.0, 0.0, 0.0, 2.0);
        let expected = pow(1e6 * exposure.concentration_kg_m3, 2.0) * exposure.duration_s / 60.0;
        let load = burst.passage(500.0, 0.0, 0.0).toxic_load(2.0).value();
        assert!((load / expected - 1.0).abs() < 0.02, "{load} {expected}");
    }

    #[test]
    fn nothing_passes_upwind() {
        let passage = field(10.0, 1.0, Spread::Plume).passage(-5.0, 0.0, 0.0);
        assert_eq!((passage.peak(), passage.toxic_load(2.0).value()), (None, 0.0));
        assert_eq!(passage.arrival_and_departure_s(), None);
        assert_eq!(passage.concentration_kg_m3(5.0), 0.0);
    }

    #[test]
    fn mean_power_of_a_ramp() {
        // from 0 to 3 with n = 2: 9 / 3 = 3
        assert!((mean_power(0.0, 3.0, 2.0) - 3.0).abs() < 1e-14);
        assert!((mean_power(3.0, 3.0, 2.0) - 9.0).abs() < 1e-14);
        assert_eq!(mean_power(0.0, 0.0, 2.0), 0.0);
    }
}
