//! The societal risk of a city, of a facility, and who makes it.

use super::assess::Assessment;
use crate::city::BilingualName;
use crate::exposed::{Exposed, PRESENCE, PeopleBasis, Presence, Residents};
use crate::progress::{Cancelled, ProgressToken};
use crate::provenance::{Caveat, CaveatCode, InvalidInput, ModelCard, ModelUse, Origin, RunManifest};
use crate::risk::{Crowd, FnHistogram, FnPoint, PeriodRoses, SocietalScratch, societal_risk};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Societal risk as a model.
pub const SOCIETAL_RISK: ModelCard = ModelCard {
    id: "societal_risk",
    version: 1,
    title_en: "Societal risk (F-N curve, deaths per year)",
    title_zh: "社会风险(F-N 曲线、潜在生命损失)",
    citation: "every event with its number of deaths after TNO Purple Book CPR 18E (1999) chapter 6 and AQ/T 3046-2013; method and its \
               accuracy: docs/models/risk.md",
    domain: "residents, at home; flat ground; deaths of an event are their expected number, not a distribution",
    verification: "tests/verification/societal.rs: direct sum over 1,440 directions, hand-worked circles and wedges",
    origin: Origin::Source,
};

/// Cards of the models of societal risk, beside those of the assessment.
const CARDS: [&ModelCard; 2] = [&SOCIETAL_RISK, &PRESENCE];

/// Why there is no societal risk.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SocietalError {
    /// The shares of people present, or the table of weather, are refused.
    #[error(transparent)]
    InvalidInput(#[from] InvalidInput),
    /// The city has neither a population grid nor populated places with a number of people.
    #[error("the city has no people on record; import a population grid or populated places with their population")]
    NoPeople,
    /// The owner of the work cancelled it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Deaths a year that a facility makes, and its worst event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FacilityRank {
    /// Key of the facility.
    pub facility_id: String,
    /// Its name.
    pub facility_name: BilingualName,
    /// Expected deaths a year (PLL).
    #[serde(rename = "pll_per_year")]
    pub deaths_per_year: f64,
    /// Its part of the deaths a year of the city, 0 to 1.
    pub share_frac: f64,
    /// Deaths of its worst event, rounded up to the end of its bin; 0 where no event kills one.
    #[serde(rename = "worst_n")]
    pub worst_people: f64,
}

/// Societal risk of a city or of one facility, as it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SocietalSummary {
    /// Expected deaths a year (PLL).
    #[serde(rename = "pll_per_year")]
    pub deaths_per_year: f64,
    /// The F-N curve, rising N.
    pub curve: Vec<FnPoint>,
    /// From what people are counted.
    pub people_basis: PeopleBasis,
    /// Residents counted in the whole city.
    pub total_people: f64,
    /// Shares of residents at home and indoors.
    pub presence: Presence,
    /// What to tell beside it.
    pub caveats: Vec<Caveat>,
}

/// The societal risk of a city, kept by facility.
#[derive(Debug, Clone, PartialEq)]
pub struct SocietalRisk {
    total: FnHistogram,
    by_facility: BTreeMap<String, FnHistogram>,
    names: BTreeMap<String, BilingualName>,
    people_basis: PeopleBasis,
    total_people: f64,
    presence: Presence,
    caveats: Vec<Caveat>,
    manifest: RunManifest,
}

impl Assessment {
    /// Counts every event of every unit with the people it kills, in the weather of the assessment.
    ///
    /// # Errors
    /// [`SocietalError`]: refused shares, nobody on record, cancelled.
    pub fn societal(
        &self,
        exposed: &Exposed,
        presence: &Presence,
        progress: &ProgressToken,
    ) -> Result<SocietalRisk, SocietalError> {
        let mut problems = Vec::new();
        presence.check(&mut problems);
        InvalidInput::check(problems)?;
        let residents = exposed.residents();
        if residents.squares.is_empty() {
            return Err(SocietalError::NoPeople);
        }
        let caveats = caveats(&residents, exposed, presence, self.facility_ids());
        let roses = PeriodRoses::from_table(self.weather(), self.rose_density())?;
        let crowd = Crowd::new(residents.squares, presence);
        let counted = self.count_events(exposed, &roses, &crowd, progress)?;
        let mut by_facility: BTreeMap<String, FnHistogram> = BTreeMap::new();
        let mut total = FnHistogram::default();
        for (facility_id, histogram) in self.facility_ids().zip(&counted) {
            total.merge(histogram);
            by_facility.entry(facility_id.to_owned()).or_default().merge(histogram);
        }
        let name = |id: &String| (id.clone(), self.facility_name(id));
        Ok(SocietalRisk {
            names: by_facility.keys().map(name).collect(),
            total,
            by_facility,
            people_basis: exposed.people_basis(),
            total_people: crowd.total_people(),
            presence: *presence,
            caveats,
            manifest: self.societal_manifest(),
        })
    }

    fn societal_manifest(&self) -> RunManifest {
        let mut manifest = self.manifest().clone();
        manifest.models.extend(CARDS.map(ModelUse::from));
        manifest
    }

    fn count_events(
        &self,
        exposed: &Exposed,
        roses: &PeriodRoses,
        crowd: &Crowd,
        progress: &ProgressToken,
    ) -> Result<Vec<FnHistogram>, Cancelled> {
        let sources: Vec<_> = self.sources().iter().zip(self.facility_ids()).collect();
        let count = |scratch: &mut SocietalScratch, (source, facility_id): (&crate::risk::RiskSource, &str)| {
            progress.check()?;
            Ok(societal_risk(source, roses, crowd, exposed.site_of(facility_id), scratch))
        };
        sources.into_par_iter().with_max_len(1).map_init(SocietalScratch::default, count).collect()
    }
}

impl SocietalRisk {
    /// The whole city.
    #[must_use]
    pub fn city(&self) -> SocietalSummary {
        self.summary(&self.total)
    }

    /// One facility alone; `None` where none of its units is in the assessment.
    #[must_use]
    pub fn facility(&self, facility_id: &str) -> Option<SocietalSummary> {
        self.by_facility.get(facility_id).map(|histogram| self.summary(histogram))
    }

    /// The facilities that make deaths, the one that makes most first: the order in which to inspect them.
    #[must_use]
    pub fn ranking(&self) -> Vec<FacilityRank> {
        let all = self.total.deaths_per_year();
        let rank = |(id, histogram): (&String, &FnHistogram)| FacilityRank {
            facility_id: id.clone(),
            facility_name: self.names.get(id).cloned().unwrap_or_default(),
            deaths_per_year: histogram.deaths_per_year(),
            share_frac: histogram.deaths_per_year() / all,
            worst_people: histogram.curve().last().map_or(0.0, |point| point.dead_people),
        };
        let makes_deaths = |(_, histogram): &(&String, &FnHistogram)| histogram.deaths_per_year() > 0.0;
        let mut found: Vec<FacilityRank> = self.by_facility.iter().filter(makes_deaths).map(rank).collect();
        found.sort_by(|a, b| {
            b.deaths_per_year.total_cmp(&a.deaths_per_year).then_with(|| a.facility_id.cmp(&b.facility_id))
        });
        found
    }

    /// What to tell beside every figure of it.
    #[must_use]
    pub fn caveats(&self) -> &[Caveat] {
        &self.caveats
    }

    /// What it takes to get the same numbers again.
    #[must_use]
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    fn summary(&self, histogram: &FnHistogram) -> SocietalSummary {
        SocietalSummary {
            deaths_per_year: histogram.deaths_per_year(),
            curve: histogram.curve(),
            people_basis: self.people_basis,
            total_people: self.total_people,
            presence: self.presence,
            caveats: self.caveats.clone(),
        }
    }
}

fn caveats<'a>(
    residents: &Residents,
    exposed: &Exposed,
    presence: &Presence,
    facility_ids: impl Iterator<Item = &'a str>,
) -> Vec<Caveat> {
    let mut found = vec![presence_recalled(presence)];
    if residents.places_without_number > 0 {
        found.push(not_counted(residents.places_without_number));
    }
    let facilities: std::collections::BTreeSet<&str> = facility_ids.collect();
    let open = facilities.iter().filter(|id| exposed.site_of(id).is_empty()).count();
    if open > 0 {
        found.push(without_boundary(open, facilities.len()));
    }
    found
}

fn presence_recalled(presence: &Presence) -> Caveat {
    let percent = |share: f64| (share * 100.0).round();
    let (day, night) = (percent(presence.day_indoor_frac), percent(presence.night_indoor_frac));
    let (there, there_night) = (percent(presence.day_present_frac), percent(presence.night_present_frac));
    Caveat::new(
        CaveatCode::MemoryFigure,
        PRESENCE.id,
        format!(
            "residents at home {there} % by day and {there_night} % by night, of them indoors {day} % and {night} % (indoor shares of the \
             Purple Book, recalled); people at schools, at work and in crowds are not counted there"
        ),
        format!(
            "居民在家比例:昼 {there} %、夜 {there_night} %,其中室内 {day} %、{night} %(室内比例按记忆中的紫皮书);未另计学校、工作场所和人群聚集处的人员"
        ),
    )
}

fn not_counted(places: usize) -> Caveat {
    Caveat::new(
        CaveatCode::NotAssessed,
        "populated_place",
        format!(
            "{places} populated places have no number of people on record: their people are not in the societal risk"
        ),
        format!("{places} 个人口聚集点缺少人数,未计入社会风险"),
    )
}

fn without_boundary(open: usize, all: usize) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "site_boundary",
        format!(
            "{open} of {all} facilities have no site boundary on record: residents counted on their ground count as the public"
        ),
        format!("{all} 个企业中有 {open} 个没有厂界数据:其厂区内登记的居民按公众计算"),
    )
}
