//! Failure frequencies and ignition probabilities (TNO Purple Book and others).

use super::{rows_of, sourced};
use cordon_engine::provenance::Origin;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Where a frequency is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrequencySet {
    /// TNO Purple Book CPR 18E (1999), as in the Dutch Bevi manual.
    PurpleBook,
    /// HJ 169-2018, table E.1.
    Hj169,
    /// API 581 base resource document (2000) and SY/T 6714-2008.
    Api581Syt6714,
}

/// What a frequency counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrequencyBasis {
    /// Per piece of equipment and year.
    PerYear,
    /// Per metre of pipe and year.
    PerMetreYear,
    /// Per hour of use.
    PerHourOfUse,
    /// Per year in which a vehicle stands on site.
    PerYearOnSite,
}

/// Frequency of a loss of containment.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FailureFrequency {
    /// Set it belongs to.
    pub set: FrequencySet,
    /// Equipment.
    pub equipment_en: String,
    /// Equipment, Chinese.
    pub equipment_zh: String,
    /// Release.
    pub release_en: String,
    /// Release, Chinese.
    pub release_zh: String,
    /// Frequency, in the unit that `basis` names.
    pub frequency: f64,
    /// What it counts by.
    pub basis: FrequencyBasis,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

/// Kinds of ignition figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IgnitionKind {
    /// Direct ignition at a stationary installation.
    ImmediateStationary,
    /// Direct ignition of a vehicle's content.
    ImmediateTransport,
    /// A point source that a cloud reaches.
    DelayedSourcePoint,
    /// A line source that a cloud reaches.
    DelayedSourceLine,
    /// A site that a cloud reaches.
    DelayedSourceArea,
    /// People whom a cloud reaches.
    DelayedSourcePopulation,
    /// Split of what follows an ignition.
    EventTreeSplit,
}

/// Size of a release in the tables of direct ignition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseSize {
    /// Below 10 kg/s or 1,000 kg.
    Small,
    /// 10 to 100 kg/s or 1,000 to 10,000 kg.
    Medium,
    /// Above 100 kg/s or 10,000 kg.
    Large,
    /// Any continuous release of a vehicle.
    Continuous,
    /// Any instantaneous release of a vehicle.
    Instantaneous,
}

/// What an ignition probability counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IgnitionBasis {
    /// A plain conditional probability.
    Probability,
    /// Within one minute of the cloud's presence.
    InOneMinute,
    /// For each 100 m of line, within one minute.
    #[serde(rename = "per_100_m_in_one_minute")]
    Per100MInOneMinute,
    /// For each site, within one minute.
    PerSiteInOneMinute,
    /// For each person, within one minute.
    PerPersonInOneMinute,
}

/// An ignition probability.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct IgnitionProbability {
    /// Kind of figure.
    pub kind: IgnitionKind,
    /// Substance class, source or branch.
    pub subject_en: String,
    /// The same, Chinese.
    pub subject_zh: String,
    /// Size of the release, where it matters.
    pub release_size: Option<ReleaseSize>,
    /// Probability, 0 to 1.
    #[serde(rename = "probability")]
    pub ignition_prob: f64,
    /// What it counts by.
    pub basis: IgnitionBasis,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

sourced!(FailureFrequency, IgnitionProbability);

/// Failure frequencies.
#[must_use]
pub fn failure_frequencies() -> &'static [FailureFrequency] {
    static ROWS: OnceLock<Vec<FailureFrequency>> = OnceLock::new();
    rows_of(&ROWS, "failure_frequencies")
}

/// Ignition probabilities.
#[must_use]
pub fn ignition_probabilities() -> &'static [IgnitionProbability] {
    static ROWS: OnceLock<Vec<IgnitionProbability>> = OnceLock::new();
    rows_of(&ROWS, "ignition_probabilities")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_vessels_have_the_three_events() {
        let of = |equipment: &str| -> Vec<f64> {
            let rows = failure_frequencies().iter().filter(|row| row.set == FrequencySet::PurpleBook);
            rows.filter(|row| row.equipment_en == equipment).map(|row| row.frequency).collect()
        };
        assert_eq!(of("stationary pressure vessel, storage"), [5e-7, 5e-7, 1e-5]);
        assert_eq!(of("atmospheric tank, single containment"), [5e-6, 5e-6, 1e-4]);
    }

    #[test]
    fn frequencies_and_probabilities_are_in_range() {
        assert!(failure_frequencies().iter().all(|row| 0.0 < row.frequency && row.frequency < 1.0));
        assert!(ignition_probabilities().iter().all(|row| (0.0..=1.0).contains(&row.ignition_prob)));
        for row in failure_frequencies() {
            assert!(!row.equipment_zh.is_empty() && !row.release_zh.is_empty(), "{}", row.equipment_en);
        }
    }

    #[test]
    fn both_splits_of_the_event_tree_add_up_to_one() {
        let splits: f64 = ignition_probabilities()
            .iter()
            .filter(|row| row.kind == IgnitionKind::EventTreeSplit)
            .map(|row| row.ignition_prob)
            .sum();
        assert!((splits - 2.0).abs() < 1e-12);
    }
}
