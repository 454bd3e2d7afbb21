//! Pasquill stability classes, weather classes and the joint frequency table of a station.

use crate::provenance::{FieldProblem, InvalidInput, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Pasquill stability class: A very unstable ... D neutral ... F moderately stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum StabilityClass {
    /// Very unstable.
    A,
    /// Moderately unstable.
    B,
    /// Slightly unstable.
    C,
    /// Neutral.
    D,
    /// Slightly stable.
    E,
    /// Moderately stable.
    F,
}

impl StabilityClass {
    /// All six, unstable first.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// Position in [`Self::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Surroundings that decide the dispersion coefficients and the wind profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Terrain {
    /// Open country.
    Rural,
    /// Built-up area.
    Urban,
}

/// Part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Sun above the horizon (or the hours the table states).
    Day,
    /// The rest.
    Night,
}

impl Period {
    /// Day, then night.
    pub const ALL: [Self; 2] = [Self::Day, Self::Night];
}

/// A class of weather: one stability with one representative wind speed at 10 m.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeatherClass {
    /// Pasquill class.
    pub stability: StabilityClass,
    /// Representative wind speed at 10 m above ground, m/s.
    pub wind_speed_m_s: f64,
    /// The light-wind class: calms are in it, spread by the light-wind rose.
    pub includes_calm: bool,
}

/// Joint frequency of direction, speed class with stability, and part of the day.
///
/// Directions are those the wind blows **to**: sector `k` of `sectors` is centred on bearing
/// `k * 360 / sectors` degrees. Calms are spread over the sectors by the light-wind rose; they are
/// never put into one direction. All entries over both periods sum to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JointFrequencyTable {
    /// Name of the station and years.
    pub station: String,
    /// Where the hours come from (file name and edition).
    pub source: String,
    /// Mark of origin.
    pub origin: Origin,
    /// Number of equal direction sectors, sector 0 centred on north.
    pub sectors: usize,
    /// The weather classes.
    pub classes: Vec<WeatherClass>,
    /// Fraction of all hours that were calm, for information (they are in the table as said).
    pub calm_frac: f64,
    /// Hours read.
    pub hours: u64,
    /// Hours left out because a needed field was missing.
    pub hours_missing: u64,
    /// Probability by `[period][class][sector]`, flattened in that order.
    pub probability: Vec<f64>,
}

impl JointFrequencyTable {
    /// Sum over the table may differ from one by this much.
    pub const SUM_TOLERANCE: f64 = 1e-9;

    /// Joint probability of a period, a class and a sector.
    ///
    /// # Panics
    /// When an index is outside the table.
    #[must_use]
    pub fn joint_prob(&self, period: Period, class: usize, sector: usize) -> f64 {
        self.probability[(period as usize * self.classes.len() + class) * self.sectors + sector]
    }

    /// Probability of a class in a period over all directions.
    #[must_use]
    pub fn class_prob(&self, period: Period, class: usize) -> f64 {
        (0..self.sectors).map(|sector| self.joint_prob(period, class, sector)).sum()
    }

    /// Probability by sector of one class, both periods together (for individual risk).
    #[must_use]
    pub fn rose(&self, class: usize) -> Vec<f64> {
        (0..self.sectors)
            .map(|sector| Period::ALL.iter().map(|&period| self.joint_prob(period, class, sector)).sum())
            .collect()
    }

    /// Checks shape, signs and the sum.
    ///
    /// # Errors
    /// All problems found.
    pub fn validate(&self) -> Result<(), InvalidInput> {
        let mut problems = Vec::new();
        let expected = 2 * self.classes.len() * self.sectors;
        if self.sectors < 8 {
            problems.push(FieldProblem::new("sectors", self.sectors, "at least 8", "out_of_range"));
        }
        if self.probability.len() != expected || expected == 0 {
            problems.push(FieldProblem::new(
                "probability",
                self.probability.len(),
                format!("{expected} entries, more than 0"),
                "wrong_length",
            ));
        }
        if self.probability.iter().any(|&p| !p.is_finite() || p < 0.0) {
            problems.push(FieldProblem::new("probability", "a negative or non-finite entry", "0 to 1", "out_of_range"));
        }
        let sum: f64 = self.probability.iter().sum();
        if (sum - 1.0).abs() > Self::SUM_TOLERANCE {
            problems.push(FieldProblem::new(
                "probability",
                format!("sum {sum}"),
                "a sum of 1 within 1e-9",
                "does_not_sum_to_one",
            ));
        }
        for (index, class) in self.classes.iter().enumerate() {
            FieldProblem::check_range(
                &mut problems,
                &format!("classes[{index}].wind_speed_m_s"),
                class.wind_speed_m_s,
                0.1,
                60.0,
                "m/s",
            );
        }
        InvalidInput::check(problems)
    }
}
