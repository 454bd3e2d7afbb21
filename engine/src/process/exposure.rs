//! Exposure of receptors while a cloud passes: outdoors, and in a building there.

use super::ProcessError;
use crate::dispersion::{
    ASSUMED_AIR_CHANGES_PER_S, INDOOR_INFILTRATION, IndoorHistory, Indoors, PassageHistory, Passing,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, ModelCard, Origin};
use crate::substance::{Substance, ToxicProbitConstants};
use crate::vulnerability::{ToxicLoad, ToxicProbit};
use rayon::prelude::*;
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
    pub(super) arrival_s: Option<f64>,
    /// Last time at a hundredth of the peak, s; none for a release that lasts.
    pub(super) departure_s: Option<f64>,
    /// Greatest concentration outdoors, kg/m3.
    pub(super) peak_kg_m3: f64,
    /// When it is there, s.
    peak_time_s: Option<f64>,
    /// Toxic load of the whole passage outdoors, (mg/m3)^n min.
    toxic_load: ToxicLoad,
    /// Probability of death outdoors; none without a probit of this exponent.
    pub(super) lethality_prob: Option<f64>,
    /// The same in the building.
    pub(super) indoors: IndoorAnswer,
    /// Concentration outdoors and indoors over time.
    course: Vec<Moment>,
}

/// What is breathed in the building.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IndoorAnswer {
    /// Air changes with windows closed, per hour.
    air_changes_per_h: f64,
    /// Greatest concentration, kg/m3.
    peak_kg_m3: f64,
    /// Toxic load until people leave, (mg/m3)^n min.
    toxic_load: ToxicLoad,
    /// Probability of death; none without a probit of this exponent.
    pub(super) lethality_prob: Option<f64>,
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
    /// What passes a place: downwind, left of the wind, above ground, m.
    pub(super) passage: &'a (dyn Fn((f64, f64, f64)) -> PassageHistory + Sync),
    /// Whether the release lasts, so that the cloud does not leave.
    pub(super) lasting: bool,
    pub(super) n: f64,
    pub(super) probit: Option<&'a ToxicProbitConstants>,
}

/// What passes a receptor, without its course.
pub(super) struct ExposureFigures {
    pub(super) arrival_s: Option<f64>,
    pub(super) departure_s: Option<f64>,
    pub(super) peak_kg_m3: f64,
    pub(super) lethality_prob: Option<f64>,
    pub(super) indoor_lethality_prob: Option<f64>,
}

impl Exposures<'_> {
    /// Figures of each receptor in order, with a caveat where an air change was assumed: as [`Self::of`], but where no probability of death
    /// is known nobody needs to breathe, and `passing` tells a passage in three figures.
    pub(super) fn figures_of(
        &self,
        receptors: &[Receptor],
        passing: &(dyn Fn((f64, f64, f64)) -> Option<Passing> + Sync),
        progress: &ProgressToken,
    ) -> Result<(Vec<ExposureFigures>, Option<Caveat>), ProcessError> {
        if self.lethality_prob(ToxicLoad::default()).is_some() {
            let (answers, assumed) = self.of(receptors, progress)?;
            return Ok((answers.into_iter().map(ExposureFigures::from).collect(), assumed));
        }
        let figures = |receptor: &Receptor| {
            progress.check()?;
            let passing = passing((receptor.x_m, receptor.y_m, receptor.z_m));
            progress.advance(1);
            Ok(ExposureFigures {
                arrival_s: passing.map(|passing| passing.arrival_s),
                departure_s: passing.filter(|_| !self.lasting).map(|passing| passing.departure_s),
                peak_kg_m3: passing.map_or(0.0, |passing| passing.peak_kg_m3),
                lethality_prob: None,
                indoor_lethality_prob: None,
            })
        };
        let found: Vec<Result<ExposureFigures, ProcessError>> = receptors.par_iter().map(figures).collect();
        let assumed = receptors.iter().any(|receptor| receptor.air_changes_per_h.is_none()).then(air_change_assumed);
        Ok((found.into_iter().collect::<Result<Vec<_>, _>>()?, assumed))
    }

    /// Exposure of each receptor in order, with a caveat where an air change was assumed.
    pub(super) fn of(
        &self,
        receptors: &[Receptor],
        progress: &ProgressToken,
    ) -> Result<(Vec<ReceptorAnswer>, Option<Caveat>), ProcessError> {
        let mut problems = Vec::new();
        for (index, receptor) in receptors.iter().enumerate() {
            if receptor.ventilate_from_s.is_some() && receptor.ventilated_air_changes_per_h.is_none() {
                let field = format!("receptors[{index}].ventilated_air_changes_per_h");
                let allowed = "air changes per hour with windows open, with ventilate_from_s";
                problems.push(FieldProblem::new(field, "", allowed, "missing"));
            }
        }
        crate::provenance::InvalidInput::check(problems)?;
        let answer = |receptor: &Receptor| {
            progress.check()?;
            let answer = self.answer(receptor)?;
            progress.advance(1);
            Ok(answer)
        };
        // all first, then in their order: of several refusals always the same one is told
        let answers: Vec<Result<ReceptorAnswer, ProcessError>> = receptors.par_iter().map(answer).collect();
        let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        let assumed = receptors.iter().any(|receptor| receptor.air_changes_per_h.is_none()).then(air_change_assumed);
        Ok((answers, assumed))
    }

    fn answer(&self, receptor: &Receptor) -> Result<ReceptorAnswer, ProcessError> {
        let outdoors = (self.passage)((receptor.x_m, receptor.y_m, receptor.z_m));
        let building = receptor.building();
        let indoors = building.breathe(&outdoors, self.n)?;
        let (peak, span_s) = (outdoors.peak(), outdoors.arrival_and_departure_s());
        let toxic_load = outdoors.toxic_load(self.n);
        Ok(ReceptorAnswer {
            arrival_s: span_s.map(|(arrival_s, _)| arrival_s),
            departure_s: span_s.filter(|_| !self.lasting).map(|(_, departure_s)| departure_s),
            peak_kg_m3: peak.map_or(0.0, |peak| peak.concentration_kg_m3),
            peak_time_s: peak.map(|peak| peak.time_s),
            toxic_load,
            lethality_prob: self.lethality_prob(toxic_load),
            course: course(&outdoors, &indoors, building.sheltered_per_s),
            indoors: IndoorAnswer {
                air_changes_per_h: building.sheltered_per_s * S_PER_H,
                peak_kg_m3: indoors.peak().0,
                toxic_load: indoors.toxic_load,
                lethality_prob: self.lethality_prob(indoors.toxic_load),
            },
        })
    }

    /// Only where the load has the exponent of the probit.
    fn lethality_prob(&self, load: ToxicLoad) -> Option<f64> {
        let known = self.probit.filter(|known| known.n == self.n)?;
        let probit = ToxicProbit::new(known.k1, known.k2, known.n).ok()?;
        Some(if load.value() > 0.0 { probit.lethality_of_load_prob(load) } else { 0.0 })
    }
}

impl From<ReceptorAnswer> for ExposureFigures {
    fn from(answer: ReceptorAnswer) -> Self {
        Self {
            arrival_s: answer.arrival_s,
            departure_s: answer.departure_s,
            peak_kg_m3: answer.peak_kg_m3,
            lethality_prob: answer.lethality_prob,
            indoor_lethality_prob: answer.indoors.lethality_prob,
        }
    }
}

impl Receptor {
    /// A place of which nothing but the place is known.
    pub(super) fn outdoors(x_m: f64, y_m: f64, z_m: f64) -> Self {
        Self {
            x_m,
            y_m,
            z_m,
            air_changes_per_h: None,
            ventilate_from_s: None,
            ventilated_air_changes_per_h: None,
            leave_s: None,
        }
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

fn air_change_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        INDOOR_INFILTRATION.id,
        "air changes of a building not given: 1 per hour assumed",
        "未给出建筑换气次数:假定为每小时 1 次",
    )
}

/// The caveat of a toxic load without a known exponent.
pub(super) fn exponent_assumed(card: &ModelCard) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        card.id,
        "toxic load exponent not given and no probit known: 1 taken, the load is the plain dose",
        "未给出毒性负荷指数且无概率函数常数:取 1,即浓度时间积分",
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
