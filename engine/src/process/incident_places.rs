//! Who and what is inside the zones of an incident: counts, and the list of named places with their exposure.

use super::exposure::{ExposureFigures, Exposures, Receptor};
use super::incident_domino::{DominoAnswer, Reached, domino};
use super::incident_zones::Drawn;
use super::scenario_answer::Drawing;
use super::{CityView, ProcessError};
use crate::dispersion::INDOOR_INFILTRATION;
use crate::exposed::{Area, Inside, Kind, PeopleInside};
use crate::math::{atan2, hypot};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, ModelCard};
use crate::spatial::LocalFrame;
use crate::substance::BilingualName;
use crate::units::LonLat;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Places that are listed, at most.
pub(super) const MAX_PLACES: usize = 500;

/// People and things inside a zone.
pub(super) struct ZoneCount {
    pub(super) people: PeopleInside,
    pub(super) people_confidence: PeopleInside,
    pub(super) vulnerable: usize,
}

/// The worst zone that holds a place.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Worst {
    /// Its id.
    zone: String,
    /// Whether only its confidence line holds the place, and no zone at this wind does.
    only_confidence: bool,
}

/// A named place inside a zone or its confidence line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct PlaceAnswer {
    /// Key in its layer.
    id: String,
    /// Layer: `populated_place`, `protected_object` or `emergency_resource`.
    layer: Kind,
    /// Name.
    name: BilingualName,
    /// Class, use or kind, as the record words it.
    class: String,
    /// Longitude of its representative point, degrees east.
    lon_deg: f64,
    /// Latitude of its representative point, degrees north.
    lat_deg: f64,
    /// From the source to its representative point, m.
    distance_m: f64,
    /// From the source to its representative point, degrees clockwise from true north.
    bearing_deg: f64,
    /// People on record; none when not known.
    people: Option<f64>,
    /// The worst zone that holds it at this wind; where none does, the worst whose confidence line does.
    worst: Worst,
    /// Share of it inside that zone, or inside its confidence line: 1 for a point.
    inside_frac: f64,
    /// First time at a hundredth of the greatest concentration, s; none where no gas passes.
    arrival_s: Option<f64>,
    /// Last time at a hundredth of the greatest concentration, s.
    departure_s: Option<f64>,
    /// Greatest concentration outdoors, kg/m3; none where no gas passes.
    peak_kg_m3: Option<f64>,
    /// Probability of death in a building with its windows closed; none without a probit.
    indoor_lethality_prob: Option<f64>,
    /// Probability of death outdoors for who stays there; none without a probit.
    outdoor_lethality_prob: Option<f64>,
}

/// A place in a zone: which, and how. Smaller is worse.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hit {
    only_confidence: bool,
    rank: usize,
    zone: usize,
    inside_frac: f64,
    nearest: LonLat,
}

/// Counts of each zone, and the places.
#[derive(Default)]
pub(super) struct Found {
    pub(super) counts: Vec<ZoneCount>,
    pub(super) places: Vec<PlaceAnswer>,
    pub(super) places_total: usize,
    pub(super) domino: Vec<DominoAnswer>,
    pub(super) caveats: Vec<Caveat>,
    pub(super) cards: Vec<&'static ModelCard>,
}

/// The zones over a city.
pub(super) struct Survey<'a> {
    pub(super) view: CityView<'a>,
    pub(super) source: LonLat,
    /// The unit that fails, which is not in its own reach.
    pub(super) own: Option<&'a str>,
    pub(super) zones: &'a [Drawn],
    pub(super) drawing: &'a Drawing<'a>,
}

impl Survey<'_> {
    /// Counts and places.
    ///
    /// # Errors
    /// When the caller cancels.
    pub(super) fn found(&self, progress: &ProgressToken) -> Result<Found, ProcessError> {
        let ranks = ranks(self.zones);
        let mut hits: BTreeMap<usize, Hit> = BTreeMap::new();
        let mut reached = Vec::new();
        let mut counts = Vec::with_capacity(self.zones.len());
        for (zone, drawn) in self.zones.iter().enumerate() {
            progress.check()?;
            let inside = self.inside(drawn);
            counts.push(self.count(&inside));
            let units = inside.things.iter().filter(|thing| self.kind(thing.index) == Kind::HazardUnit);
            reached.extend(units.map(|&thing| Reached { zone: drawn, rank: ranks[zone], thing }));
            let places = inside.things.iter().filter(|thing| self.kind(thing.index) != Kind::HazardUnit);
            for thing in places {
                let only_confidence = thing.zone_frac == 0.0;
                let inside_frac = if only_confidence { thing.wider_frac } else { thing.zone_frac };
                let hit = Hit { only_confidence, rank: ranks[zone], zone, inside_frac, nearest: thing.nearest };
                let known = hits.entry(thing.index).or_insert(hit);
                if (hit.only_confidence, hit.rank) < (known.only_confidence, known.rank) {
                    *known = hit;
                }
            }
        }
        let (units, told) = domino(self.view, self.source, self.own, &reached);
        let mut found = self.listed(hits, counts, progress)?;
        found.domino = units;
        found.caveats.extend(told);
        Ok(found)
    }

    fn kind(&self, index: usize) -> Kind {
        self.view.exposed.things()[index].kind
    }

    fn inside(&self, drawn: &Drawn) -> Inside {
        let exposed = self.view.exposed;
        if drawn.reach_m.is_none() || !exposed.is_near(self.source) {
            return Inside::default();
        }
        let (zone, confidence) = drawn.polygons();
        let (zone, confidence): (Area, Area) = (exposed.area(&zone), exposed.area(&confidence));
        exposed.inside(&zone, &confidence, self.source)
    }

    fn count(&self, inside: &Inside) -> ZoneCount {
        let things = self.view.exposed.things();
        let is_vulnerable = |kind| matches!(kind, Kind::ProtectedObject | Kind::EmergencyResource);
        let held = inside.things.iter().filter(|thing| thing.zone_frac > 0.0);
        let vulnerable = held.filter(|thing| is_vulnerable(things[thing.index].kind)).count();
        ZoneCount { people: inside.zone, people_confidence: inside.wider, vulnerable }
    }

    /// The worst places first: by zone, those held at this wind before those of its confidence line, the nearest first.
    fn listed(
        &self,
        hits: BTreeMap<usize, Hit>,
        counts: Vec<ZoneCount>,
        progress: &ProgressToken,
    ) -> Result<Found, ProcessError> {
        let frame = LocalFrame::centred_on(self.source);
        let off_m = |index: usize| {
            let point = frame.to_local(self.view.exposed.place_of(index));
            (point.x_m, point.y_m)
        };
        let mut rows: Vec<(usize, Hit, (f64, f64))> =
            hits.into_iter().map(|(index, hit)| (index, hit, off_m(index))).collect();
        let places_total = rows.len();
        let distance_m = |(east_m, north_m): (f64, f64)| hypot(east_m, north_m);
        rows.sort_by(|(_, a, a_m), (_, b, b_m)| {
            let order = (a.rank, a.only_confidence).cmp(&(b.rank, b.only_confidence));
            order.then(distance_m(*a_m).total_cmp(&distance_m(*b_m)))
        });
        rows.truncate(MAX_PLACES);
        let receptors: Vec<Receptor> = rows.iter().map(|(_, hit, _)| self.receptor(hit.nearest)).collect();
        let exposures = Exposures {
            passage: &|place| self.drawing.passage(place),
            lasting: false,
            n: self.drawing.consequence.toxic_load_exponent,
            probit: self.drawing.substance.toxic_probit.as_ref(),
        };
        let passing = |place| self.drawing.passing(place);
        let (exposed, assumed) = exposures.figures_of(&receptors, &passing, progress)?;
        let places = rows.iter().zip(exposed).map(|(row, exposure)| self.answer(row, &exposure)).collect();
        let cards = if rows.is_empty() { Vec::new() } else { vec![&INDOOR_INFILTRATION] };
        Ok(Found { counts, places, places_total, domino: Vec::new(), caveats: assumed.into_iter().collect(), cards })
    }

    fn receptor(&self, place: LonLat) -> Receptor {
        let (x_m, y_m) = self.drawing.pen.plume_coordinates_m(place).unwrap_or_default();
        Receptor::outdoors(x_m, y_m, self.drawing.height_m)
    }

    fn answer(
        &self,
        &(index, hit, (east_m, north_m)): &(usize, Hit, (f64, f64)),
        exposure: &ExposureFigures,
    ) -> PlaceAnswer {
        let (thing, place) = (&self.view.exposed.things()[index], self.view.exposed.place_of(index));
        let passes = exposure.arrival_s.is_some();
        PlaceAnswer {
            id: thing.id.clone(),
            layer: thing.kind,
            name: thing.name.clone(),
            class: thing.class.clone(),
            lon_deg: place.lon_deg,
            lat_deg: place.lat_deg,
            distance_m: hypot(east_m, north_m),
            bearing_deg: atan2(east_m, north_m).to_degrees().rem_euclid(360.0),
            people: thing.on_record_people,
            worst: Worst { zone: self.zones[hit.zone].id.clone(), only_confidence: hit.only_confidence },
            inside_frac: hit.inside_frac,
            arrival_s: exposure.arrival_s,
            departure_s: exposure.departure_s,
            peak_kg_m3: passes.then_some(exposure.peak_kg_m3),
            indoor_lethality_prob: exposure.indoor_lethality_prob,
            outdoor_lethality_prob: exposure.lethality_prob,
        }
    }
}

/// Rank of each zone, 0 the worst: by its level's rank, then by effect, the greatest threshold first; what is equal keeps its order.
fn ranks(zones: &[Drawn]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..zones.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&zones[a], &zones[b]);
        b.rank.cmp(&a.rank).then(a.effect.cmp(&b.effect)).then(b.threshold.total_cmp(&a.threshold))
    });
    let mut ranks = vec![0; zones.len()];
    for (rank, zone) in order.into_iter().enumerate() {
        ranks[zone] = rank;
    }
    ranks
}
