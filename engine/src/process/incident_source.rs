//! Where and what an incident is: place, substance and release from its input and the record it names.

use super::fields::find_substance;
use super::incident_unit::{EventChoice, Record, UnitAnswer};
use super::zone_outline::Place;
use super::{CityView, Context};
use crate::consequence::ReleaseEvent;
use crate::provenance::{Caveat, FieldProblem};
use crate::substance::Substance;
use crate::units::LonLat;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that is not known and that the answer does without.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub(super) struct Note {
    /// English.
    pub(super) en: String,
    /// The same in Chinese.
    pub(super) zh: String,
}

impl Note {
    pub(super) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}

/// What the input says of the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'i> {
    pub(super) unit: Option<&'i str>,
    pub(super) place: Option<Place>,
    pub(super) substance: Option<&'i str>,
    pub(super) release: Option<&'i ReleaseEvent>,
    pub(super) event: Option<EventChoice>,
}

/// The source in force.
pub(super) struct Source<'a> {
    pub(super) unit: Option<UnitAnswer>,
    pub(super) place: LonLat,
    pub(super) substance: &'a Substance,
    pub(super) release: ReleaseEvent,
    pub(super) caveats: Vec<Caveat>,
}

impl Asked<'_> {
    /// The source in force; none, with every problem, where something is missing.
    pub(super) fn source<'a>(&self, context: &Context<'a>, problems: &mut Vec<FieldProblem>) -> Option<Source<'a>> {
        let record = self.record(context, problems);
        let named = self.unit.is_some();
        let place = self.place.map(Place::lon_lat).or_else(|| record.map(|(_, record)| record.place()));
        if place.is_none() && !named {
            let allowed = "longitude and latitude of the release, or a unit of the city";
            problems.push(FieldProblem::new("place", "", allowed, "missing"));
        }
        let substance = self.substance(context, record.map(|(_, record)| record), problems);
        let release = self.release(context, record.map(|(_, record)| record), problems);
        let (release, caveats) = release?;
        let unit = record.map(|(view, record)| record.answer(view));
        Some(Source { unit, place: place?, substance: substance?, release, caveats })
    }

    fn record<'a>(
        &self,
        context: &Context<'a>,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<(CityView<'a>, Record<'a>)> {
        let id = self.unit?;
        let Some(view) = context.city else {
            let allowed = "no unit: no city is loaded; give place, substance and release";
            problems.push(FieldProblem::new("unit", id, allowed, "no_city"));
            return None;
        };
        let found = Record::find(view, id).map_err(|problem| problems.push(problem)).ok()?;
        Some((view, found))
    }

    fn substance<'a>(
        &self,
        context: &Context<'a>,
        record: Option<Record<'a>>,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<&'a Substance> {
        let own = record.and_then(|record| record.substance(context.library));
        let Some(query) = self.substance else {
            // where the record is not found, or its event refused, that is the problem
            let told = self.unit.is_some() && (record.is_none() || self.release.is_none());
            if own.is_none() && !told {
                let allowed = "a substance of the library; the record of the unit names none that it knows";
                problems.push(FieldProblem::new("substance", "", allowed, "missing"));
            }
            return own;
        };
        let asked = find_substance(context, query).map_err(|problem| problems.push(problem)).ok()?;
        if let (Some(own), None, Some(_)) = (own, self.release, self.event)
            && own.id != asked.id
        {
            let allowed = format!("{}, which the unit holds; for another give release in the place of event", own.id);
            problems.push(FieldProblem::new("substance", query, allowed, "not_allowed"));
            return None;
        }
        Some(asked)
    }

    fn release(
        &self,
        context: &Context<'_>,
        record: Option<Record<'_>>,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<(ReleaseEvent, Vec<Caveat>)> {
        match (self.release, self.event) {
            (Some(_), Some(_)) => {
                let allowed = "either release or event, not both";
                problems.push(FieldProblem::new("event", "", allowed, "not_allowed"));
                None
            }
            (Some(release), None) => Some((release.clone(), Vec::new())),
            (None, Some(event)) if self.unit.is_some() => {
                record?.release(event, context.library).map_err(|problem| problems.push(problem)).ok()
            }
            (None, Some(_)) => {
                let allowed = "release in its place, or beside it the unit to which the event belongs";
                problems.push(FieldProblem::new("event", "", allowed, "not_allowed"));
                None
            }
            (None, None) => {
                let allowed = "what fails and how; or unit with event";
                problems.push(FieldProblem::new("release", "", allowed, "missing"));
                None
            }
        }
    }
}
