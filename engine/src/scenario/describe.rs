//! What one unit holds and what it can do: the answer to a click on a facility.

use super::answer::SubstanceName;
use super::assess::AssessmentError;
use super::basis::{basis, state_words};
use super::reason::NotAssessedReason;
use super::settings::AssessmentSettings;
use super::unit_model::{EventModel, SolveStop, solve};
use super::weather_air::atmospheres;
use super::zones::Zone;
use crate::city::{BilingualName, City, HazardUnit};
use crate::frequency::Outcome;
use crate::progress::{Cancelled, ProgressToken};
use crate::provenance::{Caveat, Origin, push_caveat};
use crate::substance::SubstanceLibrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A branch of an event tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BranchDescription {
    /// Where it ends.
    pub outcome: Outcome,
    /// Probability given the event, 0 to 1; the branches of an event sum to one.
    pub conditional_prob: f64,
    /// Whether its harm is in the risk.
    pub modelled: bool,
}

/// An event of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventDescription {
    /// Key.
    pub id: String,
    /// Title.
    pub title: BilingualName,
    /// How often, per year.
    pub frequency_per_year: f64,
    /// Mark of origin of the frequency.
    pub origin: Origin,
    /// Where the frequency comes from.
    pub source: String,
    /// What follows, with probabilities.
    pub branches: Vec<BranchDescription>,
    /// How far harm reaches, by weather.
    pub zones: Vec<Zone>,
    /// What to tell beside it.
    pub caveats: Vec<Caveat>,
}

/// What a unit holds and can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitHazards {
    /// Key of the unit.
    pub unit_id: String,
    /// Whether it is in the risk.
    pub assessed: bool,
    /// Why not; `None` when it is, or when it takes no part.
    pub reason_not_assessed: Option<NotAssessedReason>,
    /// What it holds; `None` when the library does not know it.
    pub substance: Option<SubstanceName>,
    /// Storage state that was taken.
    pub storage: Option<BilingualName>,
    /// Storage temperature that was taken, K.
    pub temperature_k: Option<f64>,
    /// Storage pressure that was taken, Pa absolute.
    pub pressure_pa: Option<f64>,
    /// Its events.
    pub events: Vec<EventDescription>,
    /// What to tell beside all of it.
    pub caveats: Vec<Caveat>,
}

/// Events, frequencies and distances of one unit in all classes of weather of the city.
///
/// A unit that cannot be assessed is described with the reason, not refused.
///
/// # Errors
/// [`AssessmentError::NoWeather`] when the city has no weather.
pub fn unit_hazards(
    city: &City,
    library: &SubstanceLibrary,
    unit: &HazardUnit,
) -> Result<UnitHazards, AssessmentError> {
    let settings = AssessmentSettings::default();
    let weather = city.weather.as_ref().ok_or(AssessmentError::NoWeather)?;
    weather.validate()?;
    let mut described = UnitHazards::empty(unit, library);
    let basis = match basis(unit, library, &settings) {
        Ok(basis) => basis,
        Err(reason) => return Ok(described.not_assessed(reason)),
    };
    let (en, zh) = state_words(basis.content.state);
    described.storage = Some(BilingualName { zh: zh.into(), en: en.into() });
    described.temperature_k = Some(basis.content.temperature_k);
    described.pressure_pa = Some(basis.content.pressure_pa);
    described.caveats = basis.caveats;
    match solve(&basis.content, &atmospheres(city, weather, &settings), &ProgressToken::new()) {
        Ok(model) => {
            described.assessed = unit.active;
            for event in model.events {
                event.caveats.iter().for_each(|caveat| push_caveat(&mut described.caveats, caveat.clone()));
                described.events.push(EventDescription::from(event));
            }
            Ok(described)
        }
        Err(SolveStop::NotAssessed(reason)) => Ok(described.not_assessed(reason)),
        Err(SolveStop::Cancelled) => Err(Cancelled.into()),
    }
}

impl UnitHazards {
    fn empty(unit: &HazardUnit, library: &SubstanceLibrary) -> Self {
        let substance = unit.substance_id.as_deref().and_then(|id| library.get(id));
        Self {
            unit_id: unit.id.clone(),
            assessed: false,
            reason_not_assessed: None,
            substance: substance.map(SubstanceName::of),
            storage: None,
            temperature_k: None,
            pressure_pa: None,
            events: Vec::new(),
            caveats: Vec::new(),
        }
    }

    fn not_assessed(mut self, reason: NotAssessedReason) -> Self {
        self.reason_not_assessed = Some(reason);
        self
    }
}

impl From<EventModel> for EventDescription {
    fn from(event: EventModel) -> Self {
        let branch = |b: super::unit_model::ModelledBranch| BranchDescription {
            outcome: b.outcome,
            conditional_prob: b.conditional_prob,
            modelled: b.modelled,
        };
        Self {
            id: event.id.into(),
            title: event.title,
            frequency_per_year: event.frequency_per_year,
            origin: event.origin,
            source: event.source.into(),
            branches: event.branches.into_iter().map(branch).collect(),
            zones: event.zones,
            caveats: event.caveats,
        }
    }
}
