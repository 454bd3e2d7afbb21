//! The event tree of one release: whether and when it is lit, and what each branch does.

use super::cloud::{Cloud, JetDirection, Purpose};
use super::congested::{CongestedRegion, LitCloud};
use super::effect::{
    Effect, EffectField, EffectKind, Exploding, ExplosionChoice, Explosions, Jet, Liquid, Vessel, cloud_explosion,
    congested_explosion, fireball, jet_fire, pool_fire, regions_missed, vessel_burst,
};
use super::event::{Ground, ReleaseEvent};
use super::ground::Pool;
use super::letdown::LetDown;
use super::outflow::{Form, Outflow, Phase};
use super::quantity::Quantity;
use super::sheet::{Sheet, Step};
use super::zone::Level;
use crate::dispersion::{Atmosphere, FlammableMoment, ZonePart};
use crate::fire::{HumidAir, Ignitability};
use crate::frequency::{EventTree, IGNITION, Outcome, ReleaseSize};
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::PoolSurface;
use crate::substance::Substance;
use crate::vulnerability::MAX_THERMAL_EXPOSURE_S;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A branch of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TreeBranch {
    /// Where it ends.
    pub outcome: Outcome,
    /// Lit at the release itself; else later or never.
    pub immediate: bool,
    /// Probability given the release, 0 to 1; those of all branches sum to one.
    pub conditional_prob: f64,
    /// What it does: places in the list of effects. Empty where its harm is not modelled, which a caveat tells, or nothing harms.
    pub effects: Vec<usize>,
}

/// What a release comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseTree {
    /// Probability that it is lit at once, 0 to 1.
    pub immediate_ignition_prob: f64,
    /// Probability that it is lit later, given that it was not at once, 0 to 1.
    pub delayed_ignition_prob: f64,
    /// Branches.
    pub branches: Vec<TreeBranch>,
    /// What they do.
    pub effects: Vec<Effect>,
}

/// A release whose clouds are solved.
pub(super) struct Released<'a> {
    pub event: &'a ReleaseEvent,
    pub ground: &'a Ground,
    pub outflow: &'a Outflow,
    pub let_down: &'a LetDown,
    pub pool: Option<&'a Pool>,
    pub clouds: &'a [Cloud],
    pub levels: &'a [Level],
    /// Lower flammable limit; none for what does not burn.
    pub lower: Option<&'a Level>,
    /// Upper flammable limit.
    pub upper: Option<&'a Level>,
    /// When most of each cloud can burn; none where that is not known.
    pub burning: &'a [Option<FlammableMoment>],
    pub substance: &'a Substance,
    pub air: &'a Atmosphere,
    pub humid: HumidAir,
    pub release_height_m: f64,
    pub jet: JetDirection,
    pub explosion: ExplosionChoice,
    /// Places full of obstacles about the release.
    pub congested: &'a [CongestedRegion],
}

/// The tree of a release with all its effects.
///
/// # Errors
/// Probabilities that do not make a tree.
pub(super) fn tree(released: &Released<'_>, sheet: &mut Sheet) -> Result<ReleaseTree, InvalidInput> {
    let ignition = released.ignition();
    let (immediate, delayed) = released.probabilities(&ignition, sheet);
    let tree = released.shape(immediate, delayed)?;
    let mut grown = Grown { released, sheet, effects: Vec::new() };
    let burst = grown.vessel_burst();
    let mut branches = Vec::with_capacity(tree.branches().len());
    for branch in tree.branches() {
        let mut effects = grown.effects_of(branch.outcome, branch.immediate);
        effects.extend(burst);
        branches.push(TreeBranch {
            outcome: branch.outcome,
            immediate: branch.immediate,
            conditional_prob: branch.conditional_prob,
            effects,
        });
    }
    let effects = grown.effects;
    if ignition.flammable {
        sheet.tell(ignition.caveats());
    }
    Ok(ReleaseTree { immediate_ignition_prob: immediate, delayed_ignition_prob: delayed, branches, effects })
}

impl Released<'_> {
    fn ignition(&self) -> Ignitability {
        let size = match &self.outflow.form {
            Form::Burst { mass_kg } => ReleaseSize::Instantaneous { mass_kg: *mass_kg },
            Form::Flow(course) => ReleaseSize::Continuous { release_rate_kg_s: course.first_rate_kg_s() },
        };
        let boiling_k = self.substance.boiling_point_at_k(self.air.pressure_pa);
        let evaporates = self.outflow.phase == Phase::Liquid && boiling_k > self.air.temperature_k;
        Ignitability::of(self.substance, evaporates, size)
    }

    /// Both probabilities as they are in force; 0 for what cannot burn, and for a cloud that is nowhere between its limits.
    fn probabilities(&self, ignition: &Ignitability, sheet: &mut Sheet) -> (f64, f64) {
        if !ignition.flammable {
            return (0.0, 0.0);
        }
        let never_burns = self.burning.iter().all(|moment| moment.is_some_and(|moment| moment.mass_kg <= 0.0));
        let by_rule = if never_burns { 0.0 } else { ignition.delayed_prob };
        let mut enter = |quantity, value| sheet.computed(Step::Ignition, quantity, value, &IGNITION);
        let immediate = enter(Quantity::ImmediateIgnitionProb, ignition.immediate_prob);
        (immediate, enter(Quantity::DelayedIgnitionProb, by_rule))
    }

    fn shape(&self, immediate: f64, delayed: f64) -> Result<EventTree, InvalidInput> {
        match (&self.let_down.airborne, &self.outflow.form) {
            (None, _) => EventTree::liquid_pool(immediate, delayed),
            (Some(_), Form::Burst { .. }) => EventTree::instantaneous_pressurised(immediate, delayed),
            (Some(_), Form::Flow(_)) => EventTree::continuous_gas(immediate, delayed),
        }
    }

    /// The cloud with the greatest mass between its limits, and when.
    fn most_flammable(&self) -> Option<(usize, FlammableMoment)> {
        let known = self.burning.iter().enumerate().filter_map(|(index, moment)| Some((index, (*moment)?)));
        let burns = known.filter(|(_, moment)| moment.mass_kg > 0.0);
        burns.reduce(|best, next| if next.1.mass_kg > best.1.mass_kg { next } else { best })
    }

    /// Middle of what can burn of a cloud at a time, m downwind.
    fn middle_m(&self, cloud: usize, time_s: f64) -> f64 {
        let parts = self.burning_parts(cloud, time_s);
        let from_m = parts.iter().flat_map(|part| part.stations.first()).map(|first| first.x_m).reduce(f64::min);
        let to_m = parts.iter().map(ZonePart::reach_m).reduce(f64::max);
        0.5 * (from_m.unwrap_or(0.0) + to_m.unwrap_or(0.0))
    }

    /// The cloud over the congested regions where its blast is to be that of regions: asked for, or where it covers one of which the
    /// volume is known and nothing else was asked for.
    fn explodes_in_regions(&self, cloud: usize, greatest: FlammableMoment, sheet: &mut Sheet) -> Option<LitCloud> {
        let asked = match self.explosion {
            ExplosionChoice::CongestedRegions => true,
            ExplosionChoice::Auto => false,
            ExplosionChoice::TntEquivalence | ExplosionChoice::MultiEnergy { .. } => return None,
        };
        if !asked && self.congested.is_empty() {
            return None;
        }
        let lit = self.lit_over_regions(cloud, greatest);
        if asked || lit.covered.iter().any(|one| one.volume_m3.is_some_and(|volume_m3| volume_m3 > 0.0)) {
            return Some(lit);
        }
        sheet.tell([regions_missed(self.congested.len(), lit.covered.len())]);
        None
    }

    fn air(&self) -> (&Atmosphere, HumidAir) {
        (self.air, self.humid)
    }

    /// The jet of a flow through a hole, or of a known rate.
    fn burning_jet(&self) -> Option<Jet> {
        let Some(Form::Flow(course)) = &self.let_down.airborne else { return None };
        let steady = course.steady(MAX_THERMAL_EXPOSURE_S)?;
        let is_gas = self.outflow.phase == Phase::Gas;
        Some(Jet {
            rate_kg_s: steady.rate_kg_s,
            duration_s: course.end_s(),
            temperature_k: self.let_down.cloud_k,
            gas_hole_m: if is_gas { gas_hole_m(self.event) } else { None },
            flashing_m_s: if is_gas { None } else { self.let_down.jet_m_s },
            height_m: self.release_height_m,
            is_upward: self.jet == JetDirection::Up,
        })
    }

    fn liquid(&self) -> Option<Liquid> {
        let (pool, form) = (self.pool?, self.let_down.liquid.as_ref()?);
        let (mass_kg, supply_kg_s, supply_s) = match form {
            Form::Burst { mass_kg } => (*mass_kg, None, 0.0),
            Form::Flow(course) => {
                let duration_s = course.end_s().max(1.0);
                (course.total_kg(), Some(course.total_kg() / duration_s), duration_s)
            }
        };
        let spread_m = pool.field.iter().flat_map(|field| field.steps()).map(|step| 2.0 * step.radius_m);
        let widest_m = spread_m.fold(pool.diameter_m, f64::max);
        let on_water = matches!(self.ground.surface, PoolSurface::Water);
        Some(Liquid { mass_kg, supply_kg_s, supply_s, widest_m, on_water })
    }

    /// The vessel of a burst.
    fn vessel(&self) -> Option<Vessel> {
        let ReleaseEvent::Rupture(rupture) = self.event else { return None };
        (self.outflow.phase != Phase::Liquid).then_some(Vessel {
            mass_kg: rupture.mass_kg,
            temperature_k: rupture.temperature_k,
            pressure_pa: rupture.pressure_pa,
            fill_frac: rupture.fill_frac,
            is_gas: rupture.is_gas,
        })
    }
}

/// Diameter of the hole of a gas, m; the circle of both ends of a pipe that is broken through.
fn gas_hole_m(event: &ReleaseEvent) -> Option<f64> {
    match event {
        ReleaseEvent::GasVessel(vessel) => Some(vessel.hole_diameter_m),
        ReleaseEvent::EmptyingVessel(vessel) => Some(vessel.hole_diameter_m),
        ReleaseEvent::Pipeline(pipe) => Some(pipe.hole_diameter_m.unwrap_or_else(|| {
            let ends: f64 = if pipe.other_length_m > 0.0 { 2.0 } else { 1.0 };
            pipe.pipe_diameter_m * ends.sqrt()
        })),
        _ => None,
    }
}

/// The effects as they are found; each is worked out once, however many branches have it.
struct Grown<'a, 'b> {
    released: &'a Released<'a>,
    sheet: &'b mut Sheet,
    effects: Vec<Effect>,
}

impl Grown<'_, '_> {
    fn effects_of(&mut self, outcome: Outcome, immediate: bool) -> Vec<usize> {
        let found = match outcome {
            Outcome::Fireball => vec![self.fireball()],
            Outcome::JetFire => vec![self.jet_fire(), self.pool_fire(0.0)],
            Outcome::PoolFire => vec![self.pool_fire(0.0)],
            Outcome::FlashFire => vec![self.clouds(EffectKind::FlashFire), self.pool_fire(self.lit_s(immediate))],
            Outcome::Explosion => {
                let flash = self.clouds(EffectKind::FlashFire);
                vec![self.explosion(), flash, self.pool_fire(self.lit_s(immediate))]
            }
            Outcome::Dispersion => vec![self.clouds(EffectKind::ToxicCloud)],
        };
        found.into_iter().flatten().collect()
    }

    /// When the cloud of a branch is lit, s.
    fn lit_s(&self, immediate: bool) -> f64 {
        if immediate { 0.0 } else { self.released.most_flammable().map_or(0.0, |(_, moment)| moment.time_s) }
    }

    /// The place of an effect of a kind and a begin that is there already, or that of a new one.
    fn once(
        &mut self,
        kind: EffectKind,
        begin_s: Option<f64>,
        found: impl FnOnce(&mut Self) -> Option<Effect>,
    ) -> Option<usize> {
        let same = |effect: &Effect| effect.kind == kind && begin_s.is_none_or(|begin_s| effect.begin_s == begin_s);
        if let Some(known) = self.effects.iter().position(same) {
            return Some(known);
        }
        let effect = found(self)?;
        self.effects.push(effect);
        Some(self.effects.len() - 1)
    }

    /// Toxic cloud or flash fire: the zones are those of the clouds.
    fn clouds(&mut self, kind: EffectKind) -> Option<usize> {
        let purpose = if kind == EffectKind::ToxicCloud { Purpose::Toxic } else { Purpose::Flammable };
        let released = self.released;
        let is_there = match purpose {
            Purpose::Toxic => released.levels.iter().any(|level| level.purpose == purpose),
            // it burns whether or not its limit was asked for
            Purpose::Flammable => released.clouds.iter().any(|cloud| cloud.solution(purpose).is_some()),
        };
        if !is_there {
            return None;
        }
        let model = released.clouds.first()?.model;
        let begin_s = if purpose == Purpose::Flammable { self.lit_s(false) } else { 0.0 };
        self.once(kind, None, |_| {
            let field = EffectField::Clouds((0..released.clouds.len()).collect());
            Some(Effect { kind, model, begin_s, end_s: None, figures: Vec::new(), field })
        })
    }

    fn jet_fire(&mut self) -> Option<usize> {
        let released = self.released;
        let jet = released.burning_jet()?;
        self.once(EffectKind::JetFire, None, |grown| jet_fire(&jet, released.substance, released.air(), grown.sheet))
    }

    /// A pool that is lit at once burns as wide as it is fed; one that is lit later has run out.
    fn pool_fire(&mut self, begin_s: f64) -> Option<usize> {
        let released = self.released;
        let mut liquid = released.liquid()?;
        if begin_s > 0.0 {
            liquid.supply_kg_s = None;
        }
        self.once(EffectKind::PoolFire, Some(begin_s), |grown| {
            pool_fire(&liquid, begin_s, released.substance, released.air(), grown.sheet)
        })
    }

    fn fireball(&mut self) -> Option<usize> {
        let released = self.released;
        let Form::Burst { mass_kg } = released.outflow.form else { return None };
        let stored_k = released.outflow.stored_k;
        let (flash_frac, burst_pressure_pa) = match released.outflow.phase {
            Phase::Superheated => {
                (Some(released.let_down.flash_frac), released.substance.vapour_pressure_pa(stored_k).ok())
            }
            _ => (None, released.vessel().and_then(|vessel| vessel.pressure_pa)),
        };
        self.once(EffectKind::Fireball, None, |grown| {
            fireball(mass_kg, flash_frac, burst_pressure_pa, released.substance, released.humid, grown.sheet)
        })
    }

    fn explosion(&mut self) -> Option<usize> {
        let released = self.released;
        let Some((cloud, moment)) = released.most_flammable() else {
            self.sheet.tell(released.burning.iter().any(Option::is_none).then(flammable_not_known));
            return None;
        };
        self.once(EffectKind::Explosion, None, |grown| {
            let how = Explosions {
                choice: released.explosion,
                substance: released.substance,
                ambient_pressure_pa: released.air.pressure_pa,
            };
            if let Some(lit) = released.explodes_in_regions(cloud, moment, grown.sheet) {
                let middle_m = released.middle_m(cloud, lit.moment.time_s);
                return congested_explosion(&how, &lit, middle_m, released.congested, grown.sheet);
            }
            let middle_m = released.middle_m(cloud, moment.time_s);
            let exploding = Exploding { mass_kg: moment.mass_kg, time_s: moment.time_s, middle_m };
            cloud_explosion(&how, &exploding, grown.sheet)
        })
    }

    fn vessel_burst(&mut self) -> Option<usize> {
        let released = self.released;
        let vessel = released.vessel()?;
        self.once(EffectKind::VesselBurst, None, |grown| {
            vessel_burst(&vessel, released.substance, released.air, grown.sheet)
        })
    }
}

fn flammable_not_known() -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        "explosion",
        "how much of the cloud can burn is not known in a calm or without both flammable limits: the blast of its explosion is left out",
        "静风或缺少爆炸上下限时可燃气体量未知:未计算蒸气云爆炸冲击波",
    )
}
