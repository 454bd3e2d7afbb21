//! What `scenario` answers: clouds with zones, frames and a table, exposure of sites, time line, calculation sheet.

use super::ProcessError;
use super::exposure::{Exposures, Receptor, ReceptorAnswer, exponent_assumed, probit_caveats};
use super::geometry::GeoJson;
use super::scenario_effects::{EffectAnswer, TreeAnswer, effects};
use super::zone_outline::{Outline, Pen};
use crate::consequence::{
    CONSEQUENCE_CHAIN, Cloud, CloudField, CloudOrigin, Consequence, Entry, Level, LevelValue, Moment, Purpose,
};
use crate::dispersion::{PassageHistory, Passing, ZonePart};
use crate::math::pow;
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem, Origin};
use crate::substance::{BilingualName, Substance};
use crate::units::LonLat;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Frames that are drawn when none are asked for.
const DEFAULT_FRAMES: u32 = 6;
/// Rows of the table of a cloud.
const TABLE_ROWS: u32 = 16;
/// Nearest distance of the table, m.
const TABLE_NEAREST_M: f64 = 10.0;
/// Farthest distance of the table where nothing is reached, m.
const TABLE_LEAST_M: f64 = 100.0;

/// A place whose exposure is asked for: downwind and across, or on the map.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Site {
    /// Name.
    #[serde(default)]
    #[schemars(length(max = 200))]
    name: String,
    /// Downwind, m; or give `lon_deg` and `lat_deg`.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    x_m: Option<f64>,
    /// To the left of the wind, m.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    y_m: f64,
    /// Longitude, degrees east.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    lon_deg: Option<f64>,
    /// Latitude, degrees north.
    #[serde(default)]
    #[schemars(range(min = -85.0, max = 85.0))]
    lat_deg: Option<f64>,
    /// Above ground, m.
    #[serde(default = "breathing_m")]
    #[schemars(range(min = 0.0, max = 1e4))]
    z_m: f64,
    /// Air changes of the building with windows closed, per hour; 1 is assumed, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 100.0))]
    air_changes_per_h: Option<f64>,
    /// When the windows are opened, s; never when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    ventilate_from_s: Option<f64>,
    /// Air changes with windows open, per hour; needed with `ventilate_from_s`.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 100.0))]
    ventilated_air_changes_per_h: Option<f64>,
    /// When people leave the building for clean air, s; when not given they breathe all of it.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    leave_s: Option<f64>,
}

fn breathing_m() -> f64 {
    1.5
}

impl Site {
    /// A site needs one way to say where it is, and the map one where the source is.
    pub(super) fn problem(&self, index: usize, located: bool) -> Option<FieldProblem> {
        let field = format!("receptors[{index}].x_m");
        match (self.x_m, self.lon_deg.zip(self.lat_deg)) {
            (Some(_), None) if self.lon_deg.is_none() && self.lat_deg.is_none() => None,
            (None, Some(_)) if located => None,
            (None, Some(_)) => {
                let field = format!("receptors[{index}].lon_deg");
                let allowed = "place and weather.wind_from_deg of the scenario beside it";
                Some(FieldProblem::new(field, self.lon_deg.unwrap_or_default(), allowed, "missing"))
            }
            _ => Some(FieldProblem::new(field, "", "either x_m or both lon_deg and lat_deg", "missing")),
        }
    }

    fn receptor(&self, pen: &Pen) -> Receptor {
        let place = self.lon_deg.zip(self.lat_deg).map(|(lon_deg, lat_deg)| LonLat { lon_deg, lat_deg });
        let (x_m, y_m) = match self.x_m {
            Some(x_m) => (x_m, self.y_m),
            None => place.and_then(|place| pen.plume_coordinates_m(place)).unwrap_or_default(),
        };
        Receptor {
            x_m,
            y_m,
            z_m: self.z_m,
            air_changes_per_h: self.air_changes_per_h,
            ventilate_from_s: self.ventilate_from_s,
            ventilated_air_changes_per_h: self.ventilated_air_changes_per_h,
            leave_s: self.leave_s,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Title of the scenario.
    title: String,
    /// Substance.
    substance: BilingualName,
    /// Mass that leaves the containment, kg.
    released_mass_kg: f64,
    /// Mass that gets into the air while it is followed, kg.
    airborne_mass_kg: f64,
    /// Where the source is, longitude and latitude; none without a place.
    source: Option<GeoJson>,
    /// Height above ground of the zones, m.
    zone_height_m: f64,
    /// Clouds: one, or one from the containment and one from the pool.
    clouds: Vec<CloudAnswer>,
    /// Whether it is lit, and what each branch does.
    tree: TreeAnswer,
    /// What the branches do, in the order in which `tree` names them.
    effects: Vec<EffectAnswer>,
    /// Exposure at each site, in order: the sum of the clouds.
    receptors: Vec<SiteAnswer>,
    /// What happens when.
    timeline: Vec<Moment>,
    /// The calculation sheet.
    sheet: Vec<Entry>,
}

/// A cloud.
#[derive(Debug, Serialize, JsonSchema)]
struct CloudAnswer {
    /// Where its gas comes from.
    origin: CloudOrigin,
    /// Model that spreads it.
    model: String,
    /// Its gas, kg.
    mass_kg: f64,
    /// What each level reaches at any time.
    zones: Vec<Zone>,
    /// What each level reaches at the moments asked for.
    frames: Vec<Frame>,
    /// The axis at the height of the zones.
    table: Vec<TableRow>,
}

/// The cloud at a moment.
#[derive(Debug, Serialize, JsonSchema)]
struct Frame {
    /// Time, s.
    time_s: f64,
    /// Gas that has entered the air until then, kg.
    emitted_mass_kg: f64,
    /// Zones, first of toxic then of flammable levels; empty ones left out.
    zones: Vec<Zone>,
}

/// What a level reaches.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// Level: `aegl_2`, `lower_flammable_limit`, `concentration` ...
    level: String,
    /// Exposure for which a limit is published, s.
    exposure_s: Option<f64>,
    /// Harm to which it belongs.
    purpose: Purpose,
    /// Averaging time in force, s.
    averaging_time_s: f64,
    /// Concentration, kg/m3.
    threshold_kg_m3: f64,
    /// Mole fraction of a flammable limit.
    threshold_mole_frac: Option<f64>,
    /// How the figure of the level came to us.
    origin: Origin,
    /// Farthest distance downwind, m; none where it is reached nowhere.
    reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// Its outline.
    #[serde(flatten)]
    outline: Outline,
}

/// A row of the table of a cloud.
#[derive(Debug, Serialize, JsonSchema)]
struct TableRow {
    /// Distance downwind, m.
    x_m: f64,
    /// Greatest concentration at the averaging time of toxic levels, kg/m3.
    peak_kg_m3: f64,
    /// Greatest concentration at that of flammable levels, kg/m3; none where there are none.
    peak_flammable_kg_m3: Option<f64>,
    /// First time at a hundredth of the peak, s.
    arrival_s: Option<f64>,
    /// Last time at a hundredth of the peak, s.
    departure_s: Option<f64>,
}

/// Exposure at a site.
#[derive(Debug, Serialize, JsonSchema)]
struct SiteAnswer {
    /// Name.
    name: String,
    /// Downwind, m.
    x_m: f64,
    /// To the left of the wind, m.
    y_m: f64,
    /// Place on the map; none without a place and a wind direction.
    place: Option<GeoJson>,
    /// What passes there.
    exposure: ReceptorAnswer,
}

impl Output {
    pub(super) fn has_zones(&self) -> bool {
        self.clouds.iter().flat_map(|cloud| &cloud.zones).any(|zone| zone.reach_m.is_some())
    }
}

/// What is needed to draw the answer.
pub(super) struct Drawing<'a> {
    pub consequence: &'a Consequence,
    pub substance: &'a Substance,
    pub height_m: f64,
    pub pen: Pen,
}

impl Drawing<'_> {
    /// The answer, and what to tell beside it.
    pub(super) fn output(
        &self,
        title: &str,
        times_s: &[f64],
        sites: &[Site],
        progress: &ProgressToken,
    ) -> Result<(Output, Vec<Caveat>), ProcessError> {
        progress.set_total((self.consequence.clouds.len() + sites.len()) as u64);
        let mut clouds = Vec::new();
        for cloud in &self.consequence.clouds {
            progress.check()?;
            clouds.push(self.cloud(cloud, times_s));
            progress.advance(1);
        }
        let (receptors, assumed) = self.sites(sites, progress)?;
        let probit = probit_caveats(self.substance, !sites.is_empty());
        let exponent =
            (self.substance.toxic_probit.is_none() && !sites.is_empty()).then(|| exponent_assumed(&CONSEQUENCE_CHAIN));
        let told = assumed.into_iter().chain(probit).chain(exponent).collect();
        let output = Output {
            title: title.into(),
            substance: self.substance.name.clone(),
            released_mass_kg: self.consequence.released_mass_kg,
            airborne_mass_kg: self.consequence.airborne_mass_kg,
            source: self.pen.point(0.0, 0.0),
            zone_height_m: self.height_m,
            clouds,
            tree: TreeAnswer::of(&self.consequence.tree),
            effects: effects(&self.consequence.tree, self.height_m, &self.pen),
            receptors,
            timeline: self.consequence.timeline.clone(),
            sheet: self.consequence.sheet.entries.clone(),
        };
        Ok((output, told))
    }

    fn cloud(&self, cloud: &Cloud, times_s: &[f64]) -> CloudAnswer {
        let levels = &self.consequence.levels;
        let over_time = |level: &Level| {
            let solution = cloud.solution(level.purpose)?;
            Some(self.zone(solution, level, &solution.2.zone_over_time(level, self.height_m)))
        };
        let zones: Vec<Zone> = levels.par_iter().filter_map(over_time).collect();
        let reach_m = zones.iter().filter_map(|zone| zone.reach_m).fold(0.0, f64::max);
        let times_s = if times_s.is_empty() { frame_times_s(cloud, reach_m) } else { times_s.to_vec() };
        CloudAnswer {
            origin: cloud.origin,
            model: cloud.model.into(),
            mass_kg: cloud.course.total_kg(),
            frames: times_s.into_par_iter().map(|time_s| self.frame(cloud, time_s)).collect(),
            table: self.table(cloud, reach_m),
            zones,
        }
    }

    fn frame(&self, cloud: &Cloud, time_s: f64) -> Frame {
        let of_solution = |solution: &Solution| {
            let levels: Vec<&Level> =
                self.consequence.levels.iter().filter(|level| level.purpose == solution.0).collect();
            let parts = solution.2.zones_at(&levels, self.height_m, time_s);
            let drawn = levels.into_iter().zip(parts).filter(|(_, parts)| !parts.is_empty());
            drawn.map(|(level, parts)| self.zone(solution, level, &parts)).collect::<Vec<_>>()
        };
        let zones = cloud.solutions.iter().flat_map(of_solution).collect();
        Frame { time_s, emitted_mass_kg: cloud.course.released_kg(time_s), zones }
    }

    fn zone(&self, (_, averaging_time_s, field): &Solution, level: &Level, parts: &[ZonePart]) -> Zone {
        let pen = if field.is_disc() { &self.pen.still() } else { &self.pen };
        Zone {
            level: level.key.clone(),
            exposure_s: level.exposure_s,
            purpose: level.purpose,
            averaging_time_s: *averaging_time_s,
            threshold_kg_m3: level.concentration_kg_m3(),
            threshold_mole_frac: match level.value {
                LevelValue::MoleFrac { mole_frac, .. } => Some(mole_frac),
                LevelValue::Concentration { .. } => None,
            },
            origin: level.origin,
            reach_m: parts.last().map(ZonePart::reach_m),
            half_width_m: parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            outline: pen.outline(parts),
        }
    }

    /// The axis at distances in equal ratios out to half as far again as the farthest zone.
    fn table(&self, cloud: &Cloud, reach_m: f64) -> Vec<TableRow> {
        let far_m = 1.5 * reach_m.max(TABLE_LEAST_M);
        let of = |purpose| cloud.solution(purpose).map(|(_, _, field)| field);
        let Some(toxic) = of(Purpose::Toxic) else { return Vec::new() };
        let row = |index: u32| {
            let share = f64::from(index) / f64::from(TABLE_ROWS - 1);
            let x_m = TABLE_NEAREST_M * pow(far_m / TABLE_NEAREST_M, share);
            let passing = toxic.passing(x_m, 0.0, self.height_m);
            TableRow {
                x_m,
                peak_kg_m3: passing.map_or(0.0, |passing| passing.peak_kg_m3),
                peak_flammable_kg_m3: of(Purpose::Flammable).map(|field| field.peak_kg_m3(x_m, 0.0, self.height_m)),
                arrival_s: passing.map(|passing| passing.arrival_s),
                departure_s: passing.map(|passing| passing.departure_s),
            }
        };
        (0..TABLE_ROWS).into_par_iter().map(row).collect()
    }

    /// Exposure at each site: the sum of the clouds.
    fn sites(
        &self,
        sites: &[Site],
        progress: &ProgressToken,
    ) -> Result<(Vec<SiteAnswer>, Option<Caveat>), ProcessError> {
        let receptors: Vec<Receptor> = sites.iter().map(|site| site.receptor(&self.pen)).collect();
        let exposures = Exposures {
            passage: &|place| self.passage(place),
            lasting: false,
            n: self.consequence.toxic_load_exponent,
            probit: self.substance.toxic_probit.as_ref(),
        };
        let (exposed, assumed) = exposures.of(&receptors, progress)?;
        let answer = |((site, receptor), exposure): ((&Site, &Receptor), ReceptorAnswer)| SiteAnswer {
            name: site.name.clone(),
            x_m: receptor.x_m,
            y_m: receptor.y_m,
            place: self.pen.point(receptor.x_m, receptor.y_m),
            exposure,
        };
        Ok((sites.iter().zip(&receptors).zip(exposed).map(answer).collect(), assumed))
    }

    /// What passes a place in three figures; none where nothing passes. Of several clouds by their whole passages, which add.
    pub(super) fn passing(&self, place: (f64, f64, f64)) -> Option<Passing> {
        if let [cloud] = &self.consequence.clouds[..] {
            let (_, _, field) = cloud.solution(Purpose::Toxic)?;
            return field.passing(place.0, place.1, place.2);
        }
        let passage = self.passage(place);
        let (arrival_s, departure_s) = passage.arrival_and_departure_s()?;
        Some(Passing { peak_kg_m3: passage.peak()?.concentration_kg_m3, arrival_s, departure_s })
    }

    /// What passes a place: the sum of the clouds.
    pub(super) fn passage(&self, (x_m, y_m, z_m): (f64, f64, f64)) -> PassageHistory {
        let clouds = self.consequence.clouds.iter();
        let passages: Vec<PassageHistory> = clouds
            .filter_map(|cloud| cloud.solution(Purpose::Toxic))
            .map(|(_, _, field)| field.passage(x_m, y_m, z_m))
            .filter(|passage| !passage.times_s.is_empty())
            .collect();
        together(&passages)
    }
}

/// A solution of a cloud: harm, averaging time in force, field.
type Solution = (Purpose, f64, CloudField);

/// Moments over the life of a cloud, denser at its start.
fn frame_times_s(cloud: &Cloud, reach_m: f64) -> Vec<f64> {
    let life = |(_, _, field): &Solution| field.life_s(reach_m);
    let life_s = cloud.solutions.iter().map(life).fold(0.0, f64::max);
    let time_s = |index: u32| {
        let share = f64::from(index) / f64::from(DEFAULT_FRAMES);
        (life_s * share * share).round().max(f64::from(index))
    };
    (1..=DEFAULT_FRAMES).map(time_s).collect()
}

/// Passages of several clouds at one place: concentrations add.
fn together(passages: &[PassageHistory]) -> PassageHistory {
    if let [only] = passages {
        return only.clone();
    }
    let mut times_s: Vec<f64> = passages.iter().flat_map(|passage| passage.times_s.iter().copied()).collect();
    times_s.sort_by(f64::total_cmp);
    times_s.dedup();
    let sum = |time_s: f64| passages.iter().fold(0.0, |sum, passage| sum + passage.concentration_kg_m3(time_s));
    let concentrations_kg_m3 = times_s.iter().map(|&time_s| sum(time_s)).collect();
    PassageHistory { times_s, concentrations_kg_m3 }
}
