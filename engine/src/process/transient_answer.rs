//! What `transient_plume` answers: frames with zones, exposure of receptors.

use super::ProcessError;
use super::geometry::GeoJson;
use crate::dispersion::{
    ASSUMED_AIR_CHANGES_PER_S, Atmosphere, INDOOR_INFILTRATION, IndoorHistory, Indoors, PassageHistory, Placement,
    TransientField, ZonePart, confidence_ring,
};
use crate::fire::lfl_concentration_kg_m3;
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, Origin};
use crate::spatial::LocalFrame;
use crate::substance::{Substance, ToxicProbitConstants};
use crate::vulnerability::{ToxicLoad, ToxicProbit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Moments of the course at a receptor.
const COURSE_MOMENTS: u32 = 60;
/// Air changes after the passage that the course still shows.
const SHOWN_AIR_CHANGES: f64 = 2.0;
/// Seconds in an hour.
const S_PER_H: f64 = 3600.0;

/// A place whose exposure is asked for, outdoors and in a building there.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Receptor {
    /// Downwind, m.
    #[schemars(range(min = -1e6, max = 1e6))]
    pub(super) x_m: f64,
    /// Across the wind, m.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    pub(super) y_m: f64,
    /// Above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e4))]
    pub(super) z_m: f64,
    /// Air changes of the building with windows closed, per hour; 1 is assumed, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 100.0))]
    pub(super) air_changes_per_h: Option<f64>,
    /// When the windows are opened, s; never when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(super) ventilate_from_s: Option<f64>,
    /// Air changes with windows open, per hour; needed with `ventilate_from_s`.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 100.0))]
    pub(super) ventilated_air_changes_per_h: Option<f64>,
    /// When people leave the building for clean air, s; when not given they breathe all of it.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    pub(super) leave_s: Option<f64>,
}

/// What passes a receptor.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ReceptorAnswer {
    /// First time at a hundredth of the peak, s; none where nothing passes.
    arrival_s: Option<f64>,
    /// Last time at a hundredth of the peak, s.
    departure_s: Option<f64>,
    /// Greatest concentration outdoors, kg/m3.
    peak_kg_m3: f64,
    /// When it is there, s.
    peak_time_s: Option<f64>,
    /// Toxic load of the whole passage outdoors, (mg/m3)^n min.
    toxic_load: ToxicLoad,
    /// Probability of death outdoors; none without a probit of this exponent.
    lethality_prob: Option<f64>,
    /// The same in the building.
    indoors: IndoorAnswer,
    /// Concentration outdoors and indoors over time.
    course: Vec<Moment>,
}

/// What is breathed in the building.
#[derive(Debug, Serialize, JsonSchema)]
struct IndoorAnswer {
    /// Air changes with windows closed, per hour.
    air_changes_per_h: f64,
    /// Greatest concentration, kg/m3.
    peak_kg_m3: f64,
    /// Toxic load until people leave, (mg/m3)^n min.
    toxic_load: ToxicLoad,
    /// Probability of death; none without a probit of this exponent.
    lethality_prob: Option<f64>,
}

/// Concentrations at a moment.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// Time, s.
    time_s: f64,
    /// Outdoors, kg/m3.
    outdoors_kg_m3: f64,
    /// Indoors, kg/m3; 0 after people have left.
    indoors_kg_m3: f64,
}

/// What is needed to expose receptors.
pub(super) struct Exposures<'a> {
    pub(super) field: &'a TransientField,
    pub(super) n: f64,
    pub(super) probit: Option<&'a ToxicProbitConstants>,
}

impl Exposures<'_> {
    /// Exposure of each receptor in order, with a caveat where an air change was assumed.
    pub(super) fn of(
        &self,
        receptors: &[Receptor],
        progress: &ProgressToken,
    ) -> Result<(Vec<ReceptorAnswer>, Option<Caveat>), ProcessError> {
        let problems = receptors.iter().enumerate().filter_map(|(index, receptor)| receptor.problem(index));
        crate::provenance::InvalidInput::check(problems.collect())?;
        let mut answers = Vec::with_capacity(receptors.len());
        for receptor in receptors {
            progress.check()?;
            answers.push(self.answer(receptor)?);
            progress.advance(1);
        }
        let assumed = receptors.iter().any(|receptor| receptor.air_changes_per_h.is_none()).then(air_change_assumed);
        Ok((answers, assumed))
    }

    fn answer(&self, receptor: &Receptor) -> Result<ReceptorAnswer, ProcessError> {
        let outdoors = self.field.passage(receptor.x_m, receptor.y_m, receptor.z_m);
        exposed(receptor, &outdoors, self.n, self.probit)
    }
}

/// What a passage does at a receptor, outdoors and indoors.
pub(super) fn exposed(
    receptor: &Receptor,
    outdoors: &PassageHistory,
    n: f64,
    probit: Option<&ToxicProbitConstants>,
) -> Result<ReceptorAnswer, ProcessError> {
    let building = receptor.building();
    let indoors = building.breathe(outdoors, n)?;
    let (peak, span_s) = (outdoors.peak(), outdoors.arrival_and_departure_s());
    let toxic_load = outdoors.toxic_load(n);
    let lethality_prob = |load| lethality_of_load_prob(load, n, probit);
    Ok(ReceptorAnswer {
        arrival_s: span_s.map(|(arrival_s, _)| arrival_s),
        departure_s: span_s.map(|(_, departure_s)| departure_s),
        peak_kg_m3: peak.map_or(0.0, |peak| peak.concentration_kg_m3),
        peak_time_s: peak.map(|peak| peak.time_s),
        toxic_load,
        lethality_prob: lethality_prob(toxic_load),
        course: course(outdoors, &indoors, building.sheltered_per_s),
        indoors: IndoorAnswer {
            air_changes_per_h: building.sheltered_per_s * S_PER_H,
            peak_kg_m3: indoors.peak().0,
            toxic_load: indoors.toxic_load,
            lethality_prob: lethality_prob(indoors.toxic_load),
        },
    })
}

/// Only where the load has the exponent of the probit.
fn lethality_of_load_prob(load: ToxicLoad, n: f64, probit: Option<&ToxicProbitConstants>) -> Option<f64> {
    let known = probit.filter(|known| known.n == n)?;
    let probit = ToxicProbit::new(known.k1, known.k2, known.n).ok()?;
    Some(if load.value() > 0.0 { probit.lethality_of_load_prob(load) } else { 0.0 })
}

impl Receptor {
    /// Open windows whose air changes are not given.
    pub(super) fn problem(&self, index: usize) -> Option<FieldProblem> {
        (self.ventilate_from_s.is_some() && self.ventilated_air_changes_per_h.is_none()).then(|| {
            let field = format!("receptors[{index}].ventilated_air_changes_per_h");
            let allowed = "air changes per hour with windows open, with ventilate_from_s";
            FieldProblem::new(field, "", allowed, "missing")
        })
    }

    fn building(&self) -> Indoors {
        let per_s = |per_h: f64| per_h / S_PER_H;
        let sheltered_per_s = self.air_changes_per_h.map_or(ASSUMED_AIR_CHANGES_PER_S, per_s);
        Indoors {
            sheltered_per_s,
            ventilated_from_s: self.ventilate_from_s,
            ventilated_per_s: self.ventilated_air_changes_per_h.map_or(sheltered_per_s, per_s),
            leave_s: self.leave_s,
        }
    }
}

/// Even moments from the first trace to the end of the passage and some air changes more.
fn course(outdoors: &PassageHistory, indoors: &IndoorHistory, rate_per_s: f64) -> Vec<Moment> {
    let (Some(&first_s), Some(&last_s)) = (outdoors.times_s.first(), outdoors.times_s.last()) else {
        return Vec::new();
    };
    let end_s = last_s + SHOWN_AIR_CHANGES / rate_per_s;
    let time_s = |index: u32| first_s + (end_s - first_s) * f64::from(index) / f64::from(COURSE_MOMENTS);
    let moment = |time_s: f64| Moment {
        time_s,
        outdoors_kg_m3: outdoors.concentration_kg_m3(time_s),
        indoors_kg_m3: indoors.concentration_kg_m3(time_s),
    };
    (0..=COURSE_MOMENTS).map(|index| moment(time_s(index))).collect()
}

pub(super) fn air_change_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        INDOOR_INFILTRATION.id,
        "air changes of a building not given: 1 per hour assumed",
        "未给出建筑换气次数:假定为每小时 1 次",
    )
}

/// Caveats of the probit of a substance.
pub(super) fn probit_caveats(substance: &Substance, load_asked: bool) -> Option<Caveat> {
    let recalled = substance.toxic_probit.as_ref().is_some_and(|known| known.origin == Origin::Memory);
    (recalled && load_asked).then(|| {
        Caveat::new(
            CaveatCode::MemoryFigure,
            &substance.id,
            format!("toxic probit constants of {} are recalled, not checked in their source", substance.name.en),
            format!("{}的毒性概率函数常数系按记忆取值,未经原文核对", substance.name.zh),
        )
    })
}

/// What the threshold of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LevelKind {
    /// One of `thresholds`.
    Threshold,
    /// Upper flammable limit.
    UpperFlammableLimit,
    /// Lower flammable limit.
    LowerFlammableLimit,
}

/// Concentrations for which zones are drawn.
pub(super) struct Levels {
    levels: Vec<(LevelKind, f64)>,
    flammable_kg_m3: Option<(f64, f64)>,
}

impl Levels {
    /// The flammable limits of a flammable substance, then the thresholds.
    pub(super) fn new(thresholds: Vec<f64>, substance: Option<&Substance>, air: &Atmosphere) -> Self {
        let flammable_kg_m3 = substance.and_then(|substance| {
            let (lower, upper) = substance.lfl_mole_frac.zip(substance.ufl_mole_frac)?;
            let mass =
                |limit| lfl_concentration_kg_m3(limit, substance.molar_mass_kg_mol, air.temperature_k, air.pressure_pa);
            Some((mass(lower), mass(upper)))
        });
        let limits = flammable_kg_m3.into_iter().flat_map(|(lower, upper)| {
            [(LevelKind::UpperFlammableLimit, upper), (LevelKind::LowerFlammableLimit, lower)]
        });
        let asked = thresholds.into_iter().map(|level| (LevelKind::Threshold, level));
        Self { levels: limits.chain(asked).collect(), flammable_kg_m3 }
    }

    /// Lower and upper flammable limit, kg/m3.
    pub(super) fn flammable_kg_m3(&self) -> Option<(f64, f64)> {
        self.flammable_kg_m3
    }
}

/// The cloud at a moment.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Frame {
    /// Time, s.
    time_s: f64,
    /// Mass released until then, kg: the integral of the history.
    released_mass_kg: f64,
    /// Mass in the air within 100 km, kg: the integral of the field.
    airborne_mass_kg: f64,
    /// The second to the first; none before the release.
    mass_balance_ratio: Option<f64>,
    /// Mass between the flammable limits, kg; none for a substance without limits.
    flammable_mass_kg: Option<f64>,
    /// Zones: the flammable limits, then the thresholds.
    zones: Vec<Zone>,
}

/// The area within which a threshold is reached at a moment.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// What the threshold is.
    kind: LevelKind,
    /// Threshold, kg/m3.
    threshold_kg_m3: f64,
    /// Farthest distance downwind at which it is reached, m; none when it is reached nowhere.
    reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// Area, m2.
    area_m2: f64,
    /// Closed rings, (downwind, left of the wind) in m from the source.
    rings_m: Vec<Vec<[f64; 2]>>,
    /// Where the zone lies in 95 of 100 cases as the wind turns: a closed ring as above; empty for an empty zone.
    confidence_ring_m: Vec<[f64; 2]>,
    /// The zone in longitude and latitude; none without a place and a wind direction.
    geometry: Option<GeoJson>,
    /// The ring of confidence in longitude and latitude.
    confidence_geometry: Option<GeoJson>,
}

impl Frame {
    /// Farthest distance of each zone, m.
    pub(super) fn reaches_m(&self) -> impl Iterator<Item = f64> + '_ {
        self.zones.iter().filter_map(|zone| zone.reach_m)
    }
    /// Whether any zone is not empty.
    pub(super) fn has_zones(&self) -> bool {
        self.reaches_m().next().is_some()
    }
}

/// What is needed to draw the cloud.
pub(super) struct Drawing<'a> {
    pub(super) field: &'a TransientField,
    pub(super) levels: &'a Levels,
    pub(super) height_m: f64,
    pub(super) angle: f64,
    pub(super) map: Option<(LocalFrame, Placement)>,
}

impl Drawing<'_> {
    /// The cloud at each time.
    pub(super) fn frames(&self, times_s: &[f64], progress: &ProgressToken) -> Result<Vec<Frame>, ProcessError> {
        let mut frames = Vec::with_capacity(times_s.len());
        for &time_s in times_s {
            progress.check()?;
            frames.push(self.frame(time_s));
            progress.advance(1);
        }
        Ok(frames)
    }

    fn frame(&self, time_s: f64) -> Frame {
        let (released_mass_kg, airborne_mass_kg) =
            (self.field.released_mass_kg(time_s), self.field.airborne_mass_kg(time_s));
        let flammable = self.levels.flammable_kg_m3;
        Frame {
            time_s,
            released_mass_kg,
            airborne_mass_kg,
            mass_balance_ratio: (released_mass_kg > 0.0).then(|| airborne_mass_kg / released_mass_kg),
            flammable_mass_kg: flammable.map(|(lower, upper)| self.field.mass_between_kg(time_s, lower, upper)),
            zones: self.levels.levels.iter().map(|&(kind, level)| self.zone(kind, level, time_s)).collect(),
        }
    }

    fn zone(&self, kind: LevelKind, threshold_kg_m3: f64, time_s: f64) -> Zone {
        let parts = self.field.zone(self.height_m, time_s, threshold_kg_m3);
        let rings_m: Vec<_> = parts.iter().map(ZonePart::ring).collect();
        let confidence_ring_m = confidence_ring(&parts, self.angle);
        let confidence = (!confidence_ring_m.is_empty()).then(|| std::slice::from_ref(&confidence_ring_m));
        Zone {
            kind,
            threshold_kg_m3,
            reach_m: parts.last().map(ZonePart::reach_m),
            half_width_m: parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            area_m2: parts.iter().map(ZonePart::area_m2).sum(),
            geometry: self.on_map(&rings_m),
            confidence_geometry: self.on_map(confidence.unwrap_or_default()),
            rings_m,
            confidence_ring_m,
        }
    }

    /// Rings from plume coordinates to longitude and latitude.
    fn on_map(&self, rings_m: &[Vec<[f64; 2]>]) -> Option<GeoJson> {
        let (frame, placement) = self.map.as_ref()?;
        let position = |&[x_m, y_m]: &[f64; 2]| {
            let place = frame.to_lon_lat(placement.map_point(x_m, y_m));
            [place.lon_deg, place.lat_deg]
        };
        Some(GeoJson::MultiPolygon(rings_m.iter().map(|ring| vec![ring.iter().map(position).collect()]).collect()))
    }
}
