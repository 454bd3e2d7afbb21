//! What `incident` answers: zones with who is inside, named places, units within domino reach, and what is not known.

use super::CityView;
use super::blast_answer::BlastSourceAnswer;
use super::geometry::GeoJson;
use super::incident_domino::DominoAnswer;
use super::incident_places::{PlaceAnswer, ZoneCount};
use super::incident_source::{Note, Source};
use super::incident_unit::UnitAnswer;
use super::incident_weather::WeatherAnswer;
use super::incident_zones::Drawn;
use crate::consequence::{Consequence, EffectKind, Entry, Moment, ReleaseEvent, TreeBranch};
use crate::exposed::{Kind, PeopleBasis, PeopleInside};
use crate::frequency::Outcome;
use crate::provenance::Origin;
use crate::substance::BilingualName;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Title of the incident.
    pub(super) title: String,
    /// Substance.
    pub(super) substance: BilingualName,
    /// The record that it starts from; none for a place of the user's.
    pub(super) unit: Option<UnitAnswer>,
    /// Where it is, longitude and latitude.
    pub(super) source: GeoJson,
    /// Weather in force.
    pub(super) weather: WeatherAnswer,
    /// Release in force, as `scenario` takes it.
    pub(super) release: ReleaseEvent,
    /// Mass that leaves the containment, kg.
    pub(super) released_mass_kg: f64,
    /// Mass that gets into the air while it is followed, kg.
    pub(super) airborne_mass_kg: f64,
    /// How it can go on, with probabilities that sum to one.
    pub(super) branches: Vec<BranchAnswer>,
    /// What each effect reaches.
    pub(super) zones: Vec<ZoneAnswer>,
    /// Where blasts begin, in the order of their effects.
    pub(super) blast_sources: Vec<BlastSourceAnswer>,
    /// From what people are counted.
    pub(super) people_basis: PeopleBasis,
    /// Named places inside the zones or their confidence lines, the worst first, at most 500.
    pub(super) places: Vec<PlaceAnswer>,
    /// How many such places there are.
    pub(super) places_total: usize,
    /// Other units within reach of heat or blast that can make them fail.
    pub(super) domino: Vec<DominoAnswer>,
    /// What is not known and the answer does without.
    pub(super) not_known: Vec<Note>,
    /// What happens when.
    pub(super) timeline: Vec<Moment>,
    /// The calculation sheet.
    pub(super) sheet: Vec<Entry>,
}

/// One way in which it can go on.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BranchAnswer {
    /// Where it ends.
    outcome: Outcome,
    /// Whether it is ignited at once.
    immediate: bool,
    /// Probability given the release.
    conditional_prob: f64,
    /// Ids of the zones that are reached in it.
    zones: Vec<String>,
}

impl BranchAnswer {
    /// A branch with the zones that are reached in it.
    pub(super) fn of(branch: &TreeBranch, zones: &[Drawn]) -> Self {
        let mine = zones.iter().filter(|zone| zone.reach_m.is_some() && zone.is_of(branch));
        Self {
            outcome: branch.outcome,
            immediate: branch.immediate,
            conditional_prob: branch.conditional_prob,
            zones: mine.map(|zone| zone.id.clone()).collect(),
        }
    }
}

/// A zone with who is inside.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ZoneAnswer {
    /// Key of the zone in this answer.
    id: String,
    /// What does the harm.
    effect: EffectKind,
    /// Level: `aegl_2`, `lower_flammable_limit`.
    level: String,
    /// Exposure for which a toxic level is published, s.
    exposure_s: Option<f64>,
    /// What the level is and means, English.
    label_en: String,
    /// The same in Chinese.
    label_zh: String,
    /// How bad it is to be inside, 1 to 5, as `/harm-levels` ranks it.
    rank: u8,
    /// Value of the level.
    threshold: f64,
    /// Its unit.
    unit: String,
    /// Mark of origin of the level.
    origin: Origin,
    /// Probability that the effect happens at all, given the release: the sum of the branches that do it.
    conditional_prob: Option<f64>,
    /// Farthest reach downwind, m; none where the level is not reached.
    reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// Area, m2.
    area_m2: f64,
    /// The zone in longitude and latitude; none where the level is not reached.
    geometry: Option<GeoJson>,
    /// Where the zone lies in 95 of 100 cases as the wind turns.
    confidence_geometry: Option<GeoJson>,
    /// People inside; none where nobody can be counted.
    people_inside: Option<PeopleInside>,
    /// People inside the zone or its confidence line.
    people_inside_confidence: Option<PeopleInside>,
    /// Protected objects and emergency resources inside.
    vulnerable_inside: usize,
}

impl ZoneAnswer {
    /// A drawn zone with its counts; `counted` tells whether people can be counted at all.
    pub(super) fn of(drawn: Drawn, count: Option<&ZoneCount>, counted: bool) -> Self {
        let reached = drawn.reach_m.is_some();
        let people = |inside: fn(&ZoneCount) -> PeopleInside| count.filter(|_| counted).map(inside);
        Self {
            people_inside: people(|count| count.people),
            people_inside_confidence: people(|count| count.people_confidence),
            vulnerable_inside: count.map_or(0, |count| count.vulnerable),
            id: drawn.id,
            effect: drawn.effect,
            level: drawn.level,
            exposure_s: drawn.exposure_s,
            label_en: drawn.label.0,
            label_zh: drawn.label.1,
            rank: drawn.rank,
            threshold: drawn.threshold,
            unit: drawn.unit.into(),
            origin: drawn.origin,
            conditional_prob: drawn.conditional_prob,
            reach_m: drawn.reach_m,
            half_width_m: drawn.half_width_m,
            area_m2: drawn.outline.area_m2,
            geometry: drawn.outline.geometry.filter(|_| reached),
            confidence_geometry: drawn.outline.confidence_geometry.filter(|_| reached),
        }
    }
}

/// What the data of the city and the models of the release do not hold.
pub(super) fn not_known(view: Option<CityView<'_>>, source: &Source<'_>, consequence: &Consequence) -> Vec<Note> {
    let mut notes = Vec::new();
    match view {
        None => notes.push(Note::new(
            "no city is loaded: people, places and units were not looked for",
            "未载入城市数据:未统计人口、地点与危险单元",
        )),
        Some(view) => of_city(view, source, &mut notes),
    }
    let explodes = consequence.tree.effects.iter().any(|effect| effect.kind == EffectKind::Explosion);
    if explodes && view.is_some_and(|view| view.city.congested_regions.is_empty()) {
        notes.push(Note::new(
            "the city has no congested regions on record: where a cloud would explode strongly is not known",
            "本市无拥塞区数据:云团在何处会强烈爆炸未知",
        ));
    }
    if consequence.levels.is_empty() {
        notes.push(Note::new(
            "no toxic or flammable limit of this substance is at hand: no zone can be drawn",
            "该物质无毒性或燃爆限值:无法绘制影响区",
        ));
    }
    notes
}

fn of_city(view: CityView<'_>, source: &Source<'_>, notes: &mut Vec<Note>) {
    let exposed = view.exposed;
    if !exposed.is_near(source.place) {
        notes.push(Note::new(
            "the place lies more than 300 km from the city: its people and places are not known",
            "该地点距本市超过 300 km:其人口与地点未知",
        ));
        return;
    }
    if !view.city.extent.contains(source.place) {
        notes.push(Note::new(
            "the place lies outside the city: who is there may not be on record",
            "该地点在市域之外:当地人口可能不在数据中",
        ));
    }
    match exposed.people_basis() {
        PeopleBasis::None => notes.push(Note::new(
            "the city has neither a population grid nor populated places: people are not counted",
            "本市无人口网格也无人口聚集点:未统计人数",
        )),
        PeopleBasis::PopulationGrid => notes.push(Note::new(
            "people are residents by the population grid, spread evenly over each cell, at any hour",
            "人数为人口网格的常住人口,在网格内均匀分布,不分时段",
        )),
        PeopleBasis::PopulatedPlaces => notes.push(Note::new(
            "people are residents of the populated places on record, at any hour; who lives between them is not on record",
            "人数为已登记人口聚集点的常住人口,不分时段;散居人口不在数据中",
        )),
    }
    if exposed.has(Kind::ProtectedObject) || exposed.has(Kind::EmergencyResource) {
        notes.push(Note::new(
            "people in schools, hospitals and other protected objects stand beside their names and are not added to the residents: \
             they may be the same people",
            "学校、医院等防护目标内的人数单列于名称旁,不与常住人口相加(可能为同一批人)",
        ));
    } else {
        notes.push(Note::new(
            "the city has no protected objects or emergency resources on record: schools and hospitals are not searched",
            "本市无防护目标与应急资源数据:未搜索学校、医院等",
        ));
    }
    if !exposed.has(Kind::HazardUnit) {
        notes.push(Note::new(
            "the city has no hazard units on record: none within domino reach were searched",
            "本市无危险单元数据:未搜索多米诺影响范围内的单元",
        ));
    }
    if source.unit.is_some() && !source.caveats.is_empty() {
        let assumed = source.caveats.iter().filter(|caveat| {
            use crate::provenance::CaveatCode::{AssumedValue, StandInQuantity};
            matches!(caveat.code, AssumedValue | StandInQuantity)
        });
        notes.extend(assumed.map(|caveat| Note::new(caveat.message_en.clone(), caveat.message_zh.clone())));
    }
}
