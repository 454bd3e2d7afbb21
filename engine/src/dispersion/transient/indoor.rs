//! Air indoors while a cloud passes: what leaks in, what stays, what is breathed.

use super::passage::PassageHistory;
use crate::math::{exp, pow};
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin};
use crate::vulnerability::ToxicLoad;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Card of [`Indoors`].
pub const INDOOR_INFILTRATION: ModelCard = ModelCard {
    id: "indoor_infiltration",
    version: 1,
    title_en: "Infiltration of a passing cloud into a building",
    title_zh: "过境气云渗入室内",
    citation: "one well-mixed room, dCi/dt = n (Co - Ci), solved exactly for a straight line of Co (mass balance as in Ott, \
               Klepeis and Switzer 2003, J. Air Waste Manage. Assoc. 53, 918-936, without source, sink or deposition); top-hat \
               clouds and toxic loads: J. Hazard. Mater. 2011 (abstract read: indoor dose tends to that outdoors)",
    domain: "well mixed air, no deposition, no filter, air change of 0.001 to 100 per hour, constant between its changes",
    verification: "tests: verification/transient (closed form of a step cloud, dose indoors against outdoors)",
    origin: Origin::Source,
};

/// Air changes per hour taken when none are given, with a caveat.
pub const ASSUMED_AIR_CHANGES_PER_S: f64 = 1.0 / 3600.0;
/// Longest step in air changes: the fourth-order rule of the load leaves less than 1e-6 of it.
const LONGEST_STEP_RATIO: f64 = 0.02;
/// Below this number of air changes a step is solved by its series.
const SERIES_RATIO: f64 = 1e-3;
/// Air changes after which what is left indoors counts as gone: e^-30 is 1e-13.
const LAST_AIR_CHANGES: f64 = 30.0;
/// Steps of the course that a stretch without knots has at most.
const MOST_STEPS: f64 = 1e5;
/// Milligrams in a kilogram.
const MG_PER_KG: f64 = 1e6;
/// Seconds in a minute.
const S_PER_MIN: f64 = 60.0;

/// A building and when its people do what.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indoors {
    /// Air changes while sheltering, 1/s, 1/3.6e6 to 100/3600.
    pub sheltered_per_s: f64,
    /// Time at which windows are opened, s; never when none.
    pub ventilated_from_s: Option<f64>,
    /// Air changes from then on, 1/s.
    pub ventilated_per_s: f64,
    /// Time at which people leave for clean air, s; when none, all of it is breathed.
    pub leave_s: Option<f64>,
}

/// What is breathed indoors.
#[derive(Debug, Clone, PartialEq)]
pub struct IndoorHistory {
    /// Times, s, rising.
    pub times_s: Vec<f64>,
    /// Concentration indoors at each, kg/m3.
    pub concentrations_kg_m3: Vec<f64>,
    /// Toxic load, (mg/m3)^n min.
    pub toxic_load: ToxicLoad,
}

impl Indoors {
    /// The building with a rate of air change, closed for good.
    #[must_use]
    pub fn sheltered(sheltered_per_s: f64) -> Self {
        Self { sheltered_per_s, ventilated_from_s: None, ventilated_per_s: sheltered_per_s, leave_s: None }
    }

    /// Concentration indoors and toxic load of exponent `n` for a cloud that passes.
    ///
    /// On each straight line of the outdoor concentration the room has the exact solution
    /// `Ci(t) = Co(t) - s / k + (Ci0 - Co0 + s / k) e^(-k t)`, s the slope and k the air changes. The load is the integral of
    /// `Ci^n dt`, by Simpson's rule on that solution.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn breathe(&self, outdoors: &PassageHistory, n: f64) -> Result<IndoorHistory, InvalidInput> {
        InvalidInput::check(self.problems(n))?;
        let Some(&first_s) = outdoors.times_s.first() else {
            return Ok(IndoorHistory {
                times_s: Vec::new(),
                concentrations_kg_m3: Vec::new(),
                toxic_load: ToxicLoad::default(),
            });
        };
        let mut room =
            Room { time_s: first_s, indoor_kg_m3: 0.0, n, sum: 0.0, times_s: vec![first_s], course: vec![0.0] };
        for border_s in self.borders_s(outdoors) {
            let rate_per_s = self.rate_per_s(room.time_s);
            let (from_kg_m3, to_kg_m3) = outdoors.line_kg_m3(room.time_s, border_s);
            room.advance(border_s, from_kg_m3, to_kg_m3, rate_per_s);
        }
        let toxic_load = ToxicLoad::from_mg_m3_n_min(room.sum / S_PER_MIN);
        Ok(IndoorHistory { times_s: room.times_s, concentrations_kg_m3: room.course, toxic_load })
    }

    /// Every value out of its range.
    #[must_use]
    pub fn problems(&self, n: f64) -> Vec<FieldProblem> {
        let mut found = Vec::new();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut found, field, value, min, max, unit);
        };
        let (least_per_s, most_per_s) = (1e-3 / 3600.0, 100.0 / 3600.0);
        check("sheltered_per_s", self.sheltered_per_s, least_per_s, most_per_s, "1/s");
        check("ventilated_per_s", self.ventilated_per_s, least_per_s, most_per_s, "1/s");
        check("ventilated_from_s", self.ventilated_from_s.unwrap_or(0.0), 0.0, 1e9, "s");
        check("leave_s", self.leave_s.unwrap_or(0.0), 0.0, 1e9, "s");
        check("n", n, 0.1, 10.0, "");
        found
    }

    fn rate_per_s(&self, time_s: f64) -> f64 {
        match self.ventilated_from_s {
            Some(from_s) if time_s >= from_s => self.ventilated_per_s,
            _ => self.sheltered_per_s,
        }
    }

    /// Ends of the stretches of one air change and one straight line each, s: the knots outdoors, the opening of the windows,
    /// and the end.
    fn borders_s(&self, outdoors: &PassageHistory) -> Vec<f64> {
        let (first_s, last_s) = match outdoors.times_s.as_slice() {
            [first_s, .., last_s] => (*first_s, *last_s),
            _ => return Vec::new(),
        };
        let open_s = self.ventilated_from_s.filter(|open_s| *open_s > first_s);
        // without opening, the room empties by its own leaks; with it, from the opening at the latest
        let empty_s = last_s + LAST_AIR_CHANGES / self.sheltered_per_s;
        let empty_s = open_s.map_or(empty_s, |open_s| open_s.max(last_s) + LAST_AIR_CHANGES / self.ventilated_per_s);
        let end_s = self.leave_s.unwrap_or(empty_s);
        let mut borders_s = outdoors.times_s[1..].to_vec();
        borders_s.extend(open_s);
        borders_s.push(end_s);
        borders_s.retain(|border_s| *border_s > first_s && *border_s <= end_s);
        borders_s.sort_by(f64::total_cmp);
        borders_s.dedup();
        borders_s
    }
}

/// The room on its way through time.
#[derive(Debug)]
struct Room {
    time_s: f64,
    indoor_kg_m3: f64,
    n: f64,
    sum: f64,
    times_s: Vec<f64>,
    course: Vec<f64>,
}

impl Room {
    /// To a time, along a straight line outdoors.
    fn advance(&mut self, until_s: f64, from_kg_m3: f64, to_kg_m3: f64, rate_per_s: f64) {
        if from_kg_m3 == 0.0 && to_kg_m3 == 0.0 {
            return self.empty(until_s, rate_per_s);
        }
        let span_s = until_s - self.time_s;
        let steps = (span_s * rate_per_s / LONGEST_STEP_RATIO).ceil().clamp(1.0, MOST_STEPS);
        let (step_s, slope_kg_m3_s) = (span_s / steps, (to_kg_m3 - from_kg_m3) / span_s);
        let start_s = self.time_s;
        let mut before = self.power(self.indoor_kg_m3);
        for index in 0..steps as u32 {
            let outdoor_kg_m3 = from_kg_m3 + slope_kg_m3_s * (f64::from(index) * step_s);
            let at = |part_s: f64| exact_kg_m3(self.indoor_kg_m3, outdoor_kg_m3, slope_kg_m3_s, rate_per_s, part_s);
            let (middle_kg_m3, end_kg_m3) = (at(0.5 * step_s), at(step_s));
            let end = self.power(end_kg_m3);
            self.sum += step_s / 6.0 * (before + 4.0 * self.power(middle_kg_m3) + end);
            before = end;
            self.indoor_kg_m3 = end_kg_m3.max(0.0);
            self.times_s.push(start_s + f64::from(index + 1) * step_s);
            self.course.push(self.indoor_kg_m3);
        }
        self.time_s = until_s;
    }

    /// To a time, with clean air outdoors: what is inside leaves as `e^(-k t)`, of which the load has the closed form
    /// `Ci0^n (1 - e^(-n k t)) / (n k)`.
    fn empty(&mut self, until_s: f64, rate_per_s: f64) {
        let span_s = until_s - self.time_s;
        let decays_per_s = self.n * rate_per_s;
        self.sum += self.power(self.indoor_kg_m3) * (1.0 - exp(-decays_per_s * span_s)) / decays_per_s;
        let steps = (span_s * rate_per_s / LONGEST_STEP_RATIO).ceil().clamp(1.0, MOST_STEPS);
        let (step_s, start_s) = (span_s / steps, self.time_s);
        let kept_frac = exp(-rate_per_s * step_s);
        for index in 0..steps as u32 {
            self.indoor_kg_m3 *= kept_frac;
            self.times_s.push(start_s + f64::from(index + 1) * step_s);
            self.course.push(self.indoor_kg_m3);
        }
        self.time_s = until_s;
    }

    /// What a concentration adds to the load in a second, (mg/m3)^n.
    fn power(&self, value_kg_m3: f64) -> f64 {
        pow(MG_PER_KG * value_kg_m3.max(0.0), self.n)
    }
}

/// The exact solution of `dCi/dt = k (Co0 + s t - Ci)` after a time, kg/m3.
fn exact_kg_m3(indoor_kg_m3: f64, outdoor_kg_m3: f64, slope_kg_m3_s: f64, rate_per_s: f64, part_s: f64) -> f64 {
    let changes = rate_per_s * part_s;
    let kept = exp(-changes);
    // (k t - 1 + e^-kt) / k: by its series where the difference would lose its digits
    let ramp_s = if changes < SERIES_RATIO {
        part_s * changes * (0.5 - changes * (1.0 / 6.0 - changes / 24.0))
    } else {
        part_s - (1.0 - kept) / rate_per_s
    };
    indoor_kg_m3 * kept + outdoor_kg_m3 * (1.0 - kept) + slope_kg_m3_s * ramp_s
}

impl IndoorHistory {
    /// The greatest concentration indoors, kg/m3, and when, s; zeros where nothing passes.
    #[must_use]
    pub fn peak(&self) -> (f64, f64) {
        let knots = self.times_s.iter().copied().zip(self.concentrations_kg_m3.iter().copied());
        knots.fold((0.0, 0.0), |best, (t_s, c_kg_m3)| if c_kg_m3 > best.0 { (c_kg_m3, t_s) } else { best })
    }

    /// Concentration indoors at a time by straight lines between the steps, kg/m3; 0 before the cloud and after the end.
    #[must_use]
    pub fn concentration_kg_m3(&self, t_s: f64) -> f64 {
        let after = self.times_s.partition_point(|&knot_s| knot_s <= t_s);
        if after == 0 || after == self.times_s.len() {
            return 0.0;
        }
        let share = (t_s - self.times_s[after - 1]) / (self.times_s[after] - self.times_s[after - 1]);
        let (from, to) = (self.concentrations_kg_m3[after - 1], self.concentrations_kg_m3[after]);
        from + share * (to - from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 g/m3 from 0 to 1800 s; the flanks are a millisecond.
    fn step_cloud() -> PassageHistory {
        PassageHistory { times_s: vec![0.0, 1e-3, 1800.0, 1800.001], concentrations_kg_m3: vec![0.0, 1e-3, 1e-3, 0.0] }
    }

    #[test]
    fn half_an_air_change_lets_in_the_known_share() {
        // 1 per hour for half an hour: 1 - e^-0.5 = 0.3934693
        let inside = Indoors::sheltered(1.0 / 3600.0).breathe(&step_cloud(), 1.0).unwrap();
        let (peak_kg_m3, time_s) = inside.peak();
        assert!((peak_kg_m3 / 3.934_693e-4 - 1.0).abs() < 1e-6, "{peak_kg_m3}");
        assert!((time_s - 1800.0).abs() < 0.01);
        assert!((inside.concentration_kg_m3(900.0) / (1e-3 * (1.0 - exp(-0.25))) - 1.0).abs() < 2e-3);
    }

    #[test]
    fn what_is_left_inside_is_breathed_as_it_leaves() {
        // 393.4693 mg/m3 after half an air change, then e^-kt: with n = 2 the rest of the load is C^2 / (2 k), 30 min
        let inside = Indoors::sheltered(1.0 / 3600.0);
        let until_end = Indoors { leave_s: Some(1800.001), ..inside };
        let load = |indoors: Indoors| indoors.breathe(&step_cloud(), 2.0).unwrap().toxic_load.value();
        let rest = load(inside) - load(until_end);
        assert!((rest / (393.4693 * 393.4693 * 30.0) - 1.0).abs() < 1e-5, "{rest}");
        let history = inside.breathe(&step_cloud(), 2.0).unwrap();
        assert!((history.concentration_kg_m3(5400.0) / (3.934_693e-4 * exp(-1.0)) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn opening_the_windows_and_leaving_spare_some() {
        let stay = Indoors::sheltered(1.0 / 3600.0);
        let open = Indoors { ventilated_from_s: Some(1900.0), ventilated_per_s: 10.0 / 3600.0, ..stay };
        let leave = Indoors { leave_s: Some(1900.0), ..stay };
        let load = |indoors: Indoors| indoors.breathe(&step_cloud(), 2.0).unwrap().toxic_load.value();
        assert!(load(leave) < load(open) && load(open) < load(stay), "{} {} {}", load(leave), load(open), load(stay));
    }

    #[test]
    fn bad_values_come_together_and_nothing_is_nothing() {
        let bad = Indoors { sheltered_per_s: 0.0, ventilated_from_s: Some(f64::NAN), ..Indoors::sheltered(1.0) };
        assert_eq!(bad.breathe(&step_cloud(), 1.0).unwrap_err().problems.len(), 3);
        let nothing = PassageHistory { times_s: Vec::new(), concentrations_kg_m3: Vec::new() };
        let inside = Indoors::sheltered(1e-3).breathe(&nothing, 2.0).unwrap();
        assert_eq!((inside.peak(), inside.toxic_load.value()), ((0.0, 0.0), 0.0));
    }

    #[test]
    fn series_and_exponential_agree_where_they_meet() {
        let (below, above) = (0.999_999 * SERIES_RATIO, 1.000_001 * SERIES_RATIO);
        let (low, high) = (exact_kg_m3(0.0, 0.0, 1.0, 1.0, below), exact_kg_m3(0.0, 0.0, 1.0, 1.0, above));
        assert!((high / low - 1.0 - 4e-6).abs() < 1e-8, "{low} {high}");
    }
}
