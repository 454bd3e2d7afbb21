//! The chain of one release.

use super::cloud::{Cloud, JetDirection, ModelChoice, Purpose, Setting, clouds};
use super::congested::CongestedRegion;
use super::effect::ExplosionChoice;
use super::event::{Ground, ReleaseEvent};
use super::ground::pool;
use super::letdown::let_down;
use super::outflow::{Form, outflow};
use super::quantity::Quantity;
use super::sheet::{Basis, FinishedSheet, Override, Sheet, Step};
use super::timeline::{Timeline, timeline};
use super::tree::{ReleaseTree, Released, tree};
use super::zone::{Level, Threshold, default_thresholds, levels};
use crate::dispersion::{
    Atmosphere, BRITTER_MCQUAID, CALM_RELEASE, DENSE_GAS, FlammableMoment, INDOOR_INFILTRATION, TRANSIENT_PLUME,
};
use crate::explosion::{
    BLEVE_BLAST, CONGESTED_REGIONS, KINGERY_BULMASH, MULTI_ENERGY, TNT_EQUIVALENCE, VESSEL_BURST_BLAST,
};
use crate::fire::{FIREBALL, HumidAir, JET_FIRE, JET_FIRE_MULTI_SOURCE, JET_FIRE_WEIGHTED_SOURCES, POOL_FIRE};
use crate::frequency::IGNITION;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin};
use crate::source::{
    FLASH, GAS_BLOWDOWN, LIQUID_ORIFICE, PIPELINE_RELEASE, POOL_EVAPORATION, TWO_PHASE_ORIFICE, VESSEL_DISCHARGE,
};
use crate::substance::Substance;

/// Card of the chain: the rules between its models. The models have their own.
pub const CONSEQUENCE_CHAIN: ModelCard = ModelCard {
    id: "scenario",
    version: 2,
    title_en: "Release scenario from source to zones",
    title_zh: "泄漏情景:由源到影响区",
    citation: "dense or passive by the criterion of Britter and McQuaid 1988 (limits recalled); jet at the pressure of the air by mass and \
               momentum balance of its expansion; airborne share of a flashing liquid after TNO Purple Book CPR 18E (recalled); a varying \
               release in a steady model as its greatest mean over the averaging time, mass kept (after ALOHA's sustained rate); event tree and \
               its shares after the Purple Book (recalled)",
    domain: "one release over flat open ground in one steady weather; the ranges of its models",
    verification: "tests/verification/consequence.rs: each step against its own process and by hand; mass from vessel to cloud",
    origin: Origin::Source,
};

/// Every model that may take part: the chain's own rules first, the air indoors of those exposed last.
pub const CHAIN_MODELS: [&ModelCard; 25] = [
    &CONSEQUENCE_CHAIN,
    &GAS_BLOWDOWN,
    &PIPELINE_RELEASE,
    &LIQUID_ORIFICE,
    &TWO_PHASE_ORIFICE,
    &VESSEL_DISCHARGE,
    &FLASH,
    &POOL_EVAPORATION,
    &BRITTER_MCQUAID,
    &DENSE_GAS,
    &TRANSIENT_PLUME,
    &CALM_RELEASE,
    &IGNITION,
    &JET_FIRE,
    &JET_FIRE_MULTI_SOURCE,
    &JET_FIRE_WEIGHTED_SOURCES,
    &POOL_FIRE,
    &FIREBALL,
    &TNT_EQUIVALENCE,
    &KINGERY_BULMASH,
    &MULTI_ENERGY,
    &CONGESTED_REGIONS,
    &BLEVE_BLAST,
    &VESSEL_BURST_BLAST,
    &INDOOR_INFILTRATION,
];

/// A release and what it happens in.
#[derive(Debug, Clone, PartialEq)]
pub struct Accident {
    /// What fails and how.
    pub event: ReleaseEvent,
    /// What liquid runs out on.
    pub ground: Ground,
    /// Weather.
    pub air: Atmosphere,
    /// Relative humidity of the air, 0 to 1.
    pub relative_humidity_frac: f64,
    /// Height of the release above ground, m, 0 to 200.
    pub release_height_m: f64,
    /// Which model of dispersion is to be taken.
    pub choice: ModelChoice,
    /// Where a jet points; has a part in a dense one only.
    pub jet: JetDirection,
    /// How the blast of a burning cloud is worked out.
    pub explosion: ExplosionChoice,
    /// Places full of obstacles about the release, in its own coordinates.
    pub congested: Vec<CongestedRegion>,
    /// Levels to be drawn; those of the substance when there are none.
    pub thresholds: Vec<Threshold>,
    /// Figures of the user's in the place of computed ones.
    pub overrides: Vec<Override>,
}

/// A solved release.
#[derive(Debug, Clone)]
pub struct Consequence {
    /// Its clouds: one, or one from the containment and one from the pool.
    pub clouds: Vec<Cloud>,
    /// Levels to be drawn.
    pub levels: Vec<Level>,
    /// Exponent of the toxic load in force.
    pub toxic_load_exponent: f64,
    /// Mass that leaves the containment, kg.
    pub released_mass_kg: f64,
    /// Mass that gets into the air while it is followed, kg.
    pub airborne_mass_kg: f64,
    /// Whether it is lit, and what then.
    pub tree: ReleaseTree,
    /// What happens when.
    pub timeline: Timeline,
    /// The calculation sheet.
    pub sheet: FinishedSheet,
}

impl Accident {
    /// Solves the chain.
    ///
    /// # Errors
    /// [`InvalidInput`] with what its models refuse, thresholds that the substance does not have and overrides without a part.
    pub fn solve(&self, substance: &Substance) -> Result<Consequence, InvalidInput> {
        let mut problems: Vec<FieldProblem> = self.air.problems().into_iter().map(of_weather).collect();
        FieldProblem::check_range(&mut problems, "release_height_m", self.release_height_m, 0.0, 200.0, "m");
        let asked = match self.thresholds.is_empty() {
            true => default_thresholds(substance),
            false => self.thresholds.clone(),
        };
        let levels = levels(&asked, substance, &self.air).unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        let sheet = Sheet::new(self.overrides.clone());
        let mut sheet = sheet.unwrap_or_else(|refused| {
            problems.extend(refused.problems);
            Sheet::default()
        });
        InvalidInput::check(problems)?;
        sheet.uses(&CONSEQUENCE_CHAIN);
        let outflow = outflow(&self.event, substance, &self.air, &mut sheet)?;
        let let_down = let_down(&outflow, substance, &self.air, &mut sheet)?;
        let pool = pool(&let_down, &self.ground, substance, &self.air, &mut sheet)?;
        let setting = Setting {
            substance,
            air: &self.air,
            relative_humidity_frac: self.relative_humidity_frac,
            release_height_m: self.release_height_m,
            choice: self.choice,
            jet: self.jet,
            purposes: self.purposes(&levels, substance, &sheet),
        };
        let clouds = clouds(&let_down, pool.as_ref(), &setting, &mut sheet)?;
        let toxic_load_exponent = exponent(substance, &mut sheet);
        sheet.tell(levels.iter().filter_map(recalled));
        let limits = flammable_limits(substance, &self.air);
        let burning: Vec<_> = clouds.iter().map(|cloud| burning(cloud, &limits)).collect();
        let released = Released {
            event: &self.event,
            ground: &self.ground,
            outflow: &outflow,
            let_down: &let_down,
            pool: pool.as_ref(),
            clouds: &clouds,
            levels: &levels,
            lower: limits.first(),
            upper: limits.get(1),
            burning: &burning,
            substance,
            air: &self.air,
            humid: HumidAir {
                temperature_k: self.air.temperature_k,
                relative_humidity_frac: self.relative_humidity_frac,
            },
            release_height_m: self.release_height_m,
            jet: self.jet,
            explosion: self.explosion,
            congested: &self.congested,
        };
        let tree = tree(&released, &mut sheet)?;
        let timeline = timeline(&outflow.form, pool.as_ref(), &burning, &tree);
        Ok(Consequence {
            airborne_mass_kg: clouds.iter().fold(0.0, |mass_kg, cloud| mass_kg + cloud.course.total_kg()),
            clouds,
            levels,
            toxic_load_exponent,
            released_mass_kg: match &outflow.form {
                Form::Burst { mass_kg } => *mass_kg,
                Form::Flow(course) => course.total_kg(),
            },
            tree,
            timeline,
            sheet: sheet.finish()?,
        })
    }

    /// The harms for which clouds are solved: breathing always, so that receptors have a cloud; burning where such a level is asked
    /// for or the cloud may be lit later.
    fn purposes(&self, levels: &[Level], substance: &Substance, sheet: &Sheet) -> Vec<Purpose> {
        let drawn = levels.iter().any(|level| level.purpose == Purpose::Flammable);
        let lit = substance.toxic_probit.is_none() || sheet.is_overridden(Quantity::DelayedIgnitionProb);
        let flammable = substance.lfl_mole_frac.is_some() && (drawn || lit);
        std::iter::once(Purpose::Toxic).chain(flammable.then_some(Purpose::Flammable)).collect()
    }
}

fn of_weather(mut problem: FieldProblem) -> FieldProblem {
    problem.field = match problem.field.as_str() {
        "temperature_k" => "weather.air_temperature_k".into(),
        field => format!("weather.{field}"),
    };
    problem
}

/// Lower and upper flammable limit, where the substance has them.
fn flammable_limits(substance: &Substance, air: &Atmosphere) -> Vec<Level> {
    let limits = [Threshold::LowerFlammableLimit { share_frac: 1.0 }, Threshold::UpperFlammableLimit];
    limits.iter().flat_map(|limit| levels(std::slice::from_ref(limit), substance, air).unwrap_or_default()).collect()
}

/// When most of a cloud can burn; none where that is not known.
fn burning(cloud: &Cloud, limits: &[Level]) -> Option<FlammableMoment> {
    let [lower, upper] = limits else { return None };
    let (_, _, field) = cloud.solution(Purpose::Flammable)?;
    field.greatest_mass_between(lower, upper)
}

fn exponent(substance: &Substance, sheet: &mut Sheet) -> f64 {
    let known = substance.toxic_probit.as_ref().map(|probit| probit.n);
    let basis = if known.is_some() { Basis::Library } else { Basis::Assumed };
    sheet.enter(Step::Dispersion, Quantity::ToxicLoadExponent, known.unwrap_or(1.0), basis, "substances")
}

fn recalled(level: &Level) -> Option<Caveat> {
    (level.origin == Origin::Memory).then(|| {
        Caveat::new(
            CaveatCode::MemoryFigure,
            level.key.clone(),
            format!("{} is recalled, not checked in its source ({})", level.key, level.source),
            format!("{} 为记忆值,未经原文核对({})", level.key, level.source),
        )
    })
}
