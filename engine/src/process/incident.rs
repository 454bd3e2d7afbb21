//! Process `incident`: what if it leaked now?

use super::blast_answer::{BlastSourceAnswer, blast_sources};
use super::congested_input::of_city;
use super::exposure::{exponent_assumed, probit_caveats};
use super::fields::SUBSTANCES;
use super::geometry::GeoJson;
use super::incident_answer::{BranchAnswer, Output, ZoneAnswer, not_known};
use super::incident_places::{Found, Survey};
use super::incident_source::{Asked, Source};
use super::incident_unit::{EventChoice, UnitAnswer};
use super::incident_weather::{IncidentWeather, WeatherTaken};
use super::incident_zones::Drawn;
use super::scenario::state_caveat;
use super::scenario_answer::Drawing;
use super::zone_outline::{Pen, Place};
use super::{Answer, CityView, Context, Metadata, Model, ProcessError, Title};
use crate::consequence::{
    Accident, CHAIN_MODELS, CONSEQUENCE_CHAIN, CongestedRegion, Consequence, ExplosionChoice, Ground, JetDirection,
    ModelChoice, Override, ReleaseEvent,
};
use crate::dispersion::{confidence_angle_rad, confidence_caveat};
use crate::exposed::PeopleBasis;
use crate::progress::ProgressToken;
use crate::provenance::{FieldProblem, InvalidInput};
use schemars::JsonSchema;
use serde::Deserialize;

/// Height above ground of zones and of who is exposed, m: that of breathing.
const BREATHING_M: f64 = 1.5;

/// A release in a city, now.
pub(super) struct IncidentProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// What the incident is called.
    #[serde(default)]
    #[schemars(length(max = 200))]
    title: String,
    /// Key of a hazard unit, facility or pipeline of the city: it gives place, substance and, with `event`, the release.
    #[serde(default)]
    #[schemars(length(max = 200))]
    unit: Option<String>,
    /// Where it leaks; needed without `unit`, and beside it another place than its own.
    #[serde(default)]
    place: Option<Place>,
    /// Substance: CAS number, name in Chinese or English, or UN number. Needed without `unit`.
    #[serde(default)]
    #[schemars(length(max = 200))]
    substance: Option<String>,
    /// What fails, and how, as in `scenario`; or `unit` with `event`.
    #[serde(default)]
    release: Option<ReleaseEvent>,
    /// What fails at the unit: an event of the assessment, or of a pipeline.
    #[serde(default)]
    event: Option<EventChoice>,
    /// Height of the release above ground, m; a pool lies on the ground.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 200.0))]
    release_height_m: f64,
    /// What liquid runs out on.
    #[serde(default)]
    ground: Ground,
    /// Weather.
    weather: IncidentWeather,
    /// Model of dispersion: chosen by the criterion of density unless it is given.
    #[serde(default)]
    model: ModelChoice,
    /// Where a jet points; has a part in a dense cloud only.
    #[serde(default)]
    jet: JetDirection,
    /// How the blast of a burning cloud is worked out, as in `scenario`; by default in the congested regions of the city where the cloud
    /// covers one, else as TNT.
    #[serde(default = "automatic")]
    explosion: ExplosionChoice,
    /// Figures of the user's in the place of computed ones, each with its reason.
    #[serde(default)]
    #[schemars(length(max = 40))]
    overrides: Vec<Override>,
}

fn automatic() -> ExplosionChoice {
    ExplosionChoice::Auto
}

impl Input {
    fn asked(&self) -> Asked<'_> {
        Asked {
            unit: self.unit.as_deref(),
            place: self.place,
            substance: self.substance.as_deref(),
            release: self.release.as_ref(),
            event: self.event,
        }
    }

    /// Source and weather in force, or every problem there is.
    fn taken<'a>(&self, context: &Context<'a>) -> Result<(Source<'a>, WeatherTaken), InvalidInput> {
        let mut problems = Vec::new();
        let source = self.asked().source(context, &mut problems);
        let weather = self.weather.taken(context, &mut problems);
        match (source, weather) {
            (Some(source), Some(weather)) if problems.is_empty() => Ok((source, weather)),
            _ => Err(InvalidInput { problems }),
        }
    }

    fn accident(&self, source: &Source<'_>, weather: &WeatherTaken, congested: Vec<CongestedRegion>) -> Accident {
        Accident {
            event: source.release.clone(),
            ground: self.ground,
            air: weather.air,
            relative_humidity_frac: weather.relative_humidity_frac,
            release_height_m: self.release_height_m,
            choice: self.model,
            jet: self.jet,
            explosion: self.explosion,
            congested,
            thresholds: Vec::new(),
            overrides: self.overrides.clone(),
        }
    }
}

/// What the models of a unit's own event refuse is a problem of the unit, not of a field that nobody wrote.
fn refused(refused: InvalidInput, event: bool) -> InvalidInput {
    let renamed = |problem: FieldProblem| match problem.field.strip_prefix("release.") {
        Some(field) if event => {
            let allowed = format!("a unit of which the models take {field} ({}); or give release", problem.allowed);
            FieldProblem::new("unit", format!("{field} = {}", problem.value), allowed, problem.code.clone())
        }
        _ => problem,
    };
    InvalidInput { problems: refused.problems.into_iter().map(renamed).collect() }
}

/// Who and what the zones hold; nobody where no city is loaded.
fn survey(
    view: Option<CityView<'_>>,
    source: &Source<'_>,
    zones: &[Drawn],
    drawing: &Drawing<'_>,
    progress: &ProgressToken,
) -> Result<Option<Found>, ProcessError> {
    let own = source.unit.as_ref().map(UnitAnswer::key);
    view.map(|view| Survey { view, source: source.place, own, zones, drawing }.found(progress)).transpose()
}

impl Model for IncidentProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: "incident",
        title: Title { zh: "假如此刻泄漏", en: "What if it leaked now" },
        description: Title {
            zh: "城市中某单元或任意地点此刻泄漏:影响区与置信线、到达时间、区内人数与重要场所、多米诺范围内的单元,以及所作假定。",
            en: "A leak now, at a unit of the city or any place: zones with their confidence lines, arrival times, people and named places inside, units within domino reach, and what was assumed.",
        },
        cards: &CHAIN_MODELS,
        example: r#"{"title": "Chlorine tank, 10 mm hole", "substance": "chlorine", "place": {"lon_deg": 114.3, "lat_deg": 30.6}, "release": {"kind": "liquid_vessel", "mass_kg": 6000, "temperature_k": 293.15, "hole_diameter_m": 0.01, "isolation_time_s": 600}, "release_height_m": 1, "weather": {"source": "given", "wind_speed_m_s": 3, "wind_from_deg": 225, "stability": "D", "terrain": "rural"}}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let (source, weather) = input.taken(context)?;
        let stability = weather.answer.stability;
        let pen = || {
            let place = Some(Place::at(source.place));
            Pen::new(confidence_angle_rad(stability), place, Some(weather.answer.wind_from_deg))
        };
        let congested = context.city.map(|view| of_city(view, source.place, &pen())).unwrap_or_default();
        let solved = input.accident(&source, &weather, congested).solve(source.substance);
        let consequence = solved.map_err(|problems| refused(problems, input.release.is_none()))?;
        progress.check()?;
        let zones = Drawn::all(&consequence, &pen(), BREATHING_M);
        let (substance, height_m) = (source.substance, BREATHING_M);
        let drawing = Drawing { consequence: &consequence, substance, height_m, pen: pen() };
        let found = survey(context.city, &source, &zones, &drawing, progress)?;
        let blasts = consequence.tree.effects.iter().flat_map(|effect| blast_sources(effect, &drawing.pen)).collect();
        Ok(answer(&input, context, (source, weather), (zones, found, blasts), consequence))
    }
}

/// The answer, and what to tell beside it.
fn answer(
    input: &Input,
    context: &Context<'_>,
    (source, weather): (Source<'_>, WeatherTaken),
    (zones, found, blast_sources): (Vec<Drawn>, Option<Found>, Vec<BlastSourceAnswer>),
    consequence: Consequence,
) -> Answer<Output> {
    let view = context.city;
    let people_basis = view.map_or(PeopleBasis::None, |view| view.exposed.people_basis());
    let counted = people_basis != PeopleBasis::None && view.is_some_and(|view| view.exposed.is_near(source.place));
    let not_known = not_known(view, &source, &consequence);
    let reached = zones.iter().any(|zone| zone.reach_m.is_some());
    let lines = reached.then(|| confidence_caveat(CONSEQUENCE_CHAIN.id, weather.answer.stability));
    let Found { counts, places, places_total, domino, caveats: told, cards } = found.unwrap_or_default();
    let branches = consequence.tree.branches.iter().map(|branch| BranchAnswer::of(branch, &zones)).collect();
    let exposed = !places.is_empty();
    let exponent = (source.substance.toxic_probit.is_none() && exposed).then(|| exponent_assumed(&CONSEQUENCE_CHAIN));
    let with_count = |(index, drawn)| ZoneAnswer::of(drawn, counts.get(index), counted);
    let sheet = consequence.sheet;
    let output = Output {
        title: input.title.clone(),
        substance: source.substance.name.clone(),
        unit: source.unit,
        source: GeoJson::Point([source.place.lon_deg, source.place.lat_deg]),
        weather: weather.answer,
        released_mass_kg: consequence.released_mass_kg,
        airborne_mass_kg: consequence.airborne_mass_kg,
        branches,
        zones: zones.into_iter().enumerate().map(with_count).collect(),
        blast_sources,
        people_basis,
        places,
        places_total,
        domino,
        not_known,
        timeline: consequence.timeline,
        sheet: sheet.entries,
        release: source.release.clone(),
    };
    let answer = Answer::new(output)
        .with_caveats(sheet.caveats)
        .with_caveats(source.caveats)
        .with_caveats(state_caveat(&source.release, source.substance))
        .with_caveats(weather.caveat)
        .with_caveats(told)
        .with_caveats(probit_caveats(source.substance, exposed))
        .with_caveats(exponent)
        .with_caveats(lines)
        .with_caveats(view.map(|view| view.city.caveats.clone()).unwrap_or_default())
        .with_models(sheet.cards.into_iter().chain(cards).collect())
        .with_data(SUBSTANCES, context.library.edition());
    match view {
        Some(view) => answer.with_data("city", &view.city.edition),
        None => answer,
    }
}
