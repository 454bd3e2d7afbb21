//! What an assessment answers, in the words of the wire.

use super::reason::NotAssessedReason;
use crate::city::{BilingualName, HazardUnit};
use crate::substance::Substance;
use crate::units::LonLat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What took part in an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct AssessmentCounts {
    /// Facilities of the city, inactive ones included.
    pub facilities: usize,
    /// Hazard units of the city; the sum of the three below.
    pub units: usize,
    /// Units in the risk.
    pub assessed: usize,
    /// Units that take part but could not be assessed.
    pub not_assessed: usize,
    /// Units that take no part.
    pub inactive: usize,
}

/// A unit that could not be assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotAssessedUnit {
    /// Key of the unit.
    pub unit_id: String,
    /// Key of its facility.
    pub facility_id: String,
    /// Substance as the source names it.
    pub substance_name: String,
    /// Why.
    pub reason: NotAssessedReason,
}

impl NotAssessedUnit {
    pub(super) fn new(unit: &HazardUnit, reason: NotAssessedReason) -> Self {
        Self {
            unit_id: unit.id.clone(),
            facility_id: unit.facility_id.clone(),
            substance_name: unit.substance_name.clone(),
            reason,
        }
    }
}

/// Key and names of a substance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubstanceName {
    /// Key in the library.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl SubstanceName {
    pub(super) fn of(substance: &Substance) -> Self {
        Self { id: substance.id.clone(), zh: substance.name.zh.clone(), en: substance.name.en.clone() }
    }
}

/// Part of the risk that one event of a unit makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventContribution {
    /// Key of the event.
    pub id: String,
    /// Title.
    pub title: BilingualName,
    /// Risk, per year.
    pub risk_per_year: f64,
}

/// Part of the risk that one unit makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contribution {
    /// Key of the unit.
    pub unit_id: String,
    /// Key of its facility.
    pub facility_id: String,
    /// Name of its facility.
    pub facility_name: BilingualName,
    /// What it holds.
    pub substance: SubstanceName,
    /// Risk, per year; the sum of the events.
    pub risk_per_year: f64,
    /// The same by event.
    pub events: Vec<EventContribution>,
}

/// Individual risk at a place, and who makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PointRisk {
    /// The place.
    pub place: LonLat,
    /// Risk of a person always there, outdoors and unprotected, per year: the sum of the parts.
    pub risk_per_year: f64,
    /// The parts, greatest first.
    pub contributions: Vec<Contribution>,
}
