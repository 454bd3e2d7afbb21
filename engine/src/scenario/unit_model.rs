//! The solved consequences of one content: events, branches, footprints, zones.

use super::basis::Content;
use super::blast::explosive_events;
use super::cloud::{CloudSource, FLAMMABLE_AVERAGING_S, Pool, flash_fire_footprint, toxic_footprint};
use super::ignition::{ignition, tree};
use super::liquid::{Spill, ground_assumed, pool_fire_left_out, pool_wind_m_s};
use super::radial::fireball_outcome;
use super::reason::NotAssessedReason;
use super::release::{airborne_and_rest, refused, releases};
use super::weather_air::label;
use super::zones::{Zone, flash_zone, lethality_zones};
use crate::city::BilingualName;
use crate::dispersion::Atmosphere;
use crate::fire::{Fireball, lfl_concentration_kg_m3};
use crate::frequency::{EventTree, LossOfContainment, Outcome, VesselKind, vessel_frequencies};
use crate::progress::{Cancelled, ProgressToken};
use crate::provenance::{Caveat, CaveatCode, Origin, Solved, push_caveat};
use crate::risk::{Footprint, HazardSet, WindOutcome};
use crate::source::{PoolVapour, VesselRelease};
use crate::substance::StorageState;
use crate::units::STANDARD_ATMOSPHERE_PA;
use crate::vulnerability::{Exposure, FLASH_FIRE_INDOOR_FRAC, ToxicProbit, toxic_lethality_prob};
use std::sync::Arc;

/// A branch of an event tree, and whether its harm is in the risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ModelledBranch {
    pub outcome: Outcome,
    pub conditional_prob: f64,
    pub modelled: bool,
}

/// One event of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EventModel {
    pub id: &'static str,
    pub title: BilingualName,
    pub frequency_per_year: f64,
    pub origin: Origin,
    pub source: &'static str,
    pub branches: Vec<ModelledBranch>,
    pub zones: Vec<Zone>,
    pub caveats: Vec<Caveat>,
}

/// All that a content can do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnitModel {
    pub events: Vec<EventModel>,
    pub hazards: HazardSet,
}

/// Why a solution is not there.
#[derive(Debug)]
pub(super) enum SolveStop {
    Cancelled,
    NotAssessed(NotAssessedReason),
}

impl From<Cancelled> for SolveStop {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<NotAssessedReason> for SolveStop {
    fn from(reason: NotAssessedReason) -> Self {
        Self::NotAssessed(reason)
    }
}

/// Solves a content in all classes of weather.
pub(super) fn solve(
    content: &Content<'_>,
    air: &[Atmosphere],
    progress: &ProgressToken,
) -> Result<UnitModel, SolveStop> {
    match content.state {
        StorageState::Solid => Err(NotAssessedReason::Solid.into()),
        StorageState::CondensedExplosive => Ok(explosive_events(content)?),
        _ => VesselSolver::new(content, air, progress)?.run(),
    }
}

struct VesselSolver<'a> {
    content: &'a Content<'a>,
    air: &'a [Atmosphere],
    progress: &'a ProgressToken,
    probit: Option<ToxicProbit>,
    lfl_kg_m3: Option<f64>,
    /// The liquid that runs out; `None` for a gas.
    spill: Option<Spill<'a>>,
    model: UnitModel,
}

impl<'a> VesselSolver<'a> {
    fn new(
        content: &'a Content<'a>,
        air: &'a [Atmosphere],
        progress: &'a ProgressToken,
    ) -> Result<Self, NotAssessedReason> {
        let substance = content.substance;
        let constants = substance.toxic_probit.as_ref();
        let probit = constants.map(|c| ToxicProbit::new(c.k1, c.k2, c.n)).transpose().map_err(refused)?;
        let first = air.first().copied();
        let lfl_kg_m3 = substance.lfl_mole_frac.zip(first).map(|(lfl, air)| {
            lfl_concentration_kg_m3(lfl, substance.molar_mass_kg_mol, air.temperature_k, air.pressure_pa)
        });
        if probit.is_none() && lfl_kg_m3.is_none() {
            return Err(NotAssessedReason::NoHazardFigures);
        }
        let is_liquid = content.state != StorageState::CompressedGas;
        let spill = first.filter(|_| is_liquid).map(|air| Spill::of(content, &air)).transpose()?;
        let model = UnitModel { events: Vec::new(), hazards: HazardSet::default() };
        Ok(Self { content, air, progress, probit, lfl_kg_m3, spill, model })
    }

    fn run(mut self) -> Result<UnitModel, SolveStop> {
        for (event, solved) in releases(self.content)? {
            self.event(event, solved)?;
        }
        Ok(self.model)
    }

    fn event(&mut self, event: LossOfContainment, release: Solved<VesselRelease>) -> Result<(), SolveStop> {
        let leak = vessel_frequencies(self.vessel_kind())[event as usize];
        debug_assert_eq!(leak.event, event);
        let mut caveats = release.caveats;
        push_caveat(&mut caveats, frequencies_recalled());
        let (airborne, rest) = airborne_and_rest(&release.field);
        if rest > 0.0 {
            push_caveat(&mut caveats, ground_assumed());
        }
        if rest > 0.0 && airborne > 0.0 && self.lfl_kg_m3.is_some() {
            push_caveat(&mut caveats, pool_fire_left_out());
        }
        let ignition = ignition(self.content.substance, self.content.state, &release.field);
        let tree = tree(&ignition, event, &release.field).map_err(refused)?;
        self.model.events.push(EventModel {
            id: event_id(leak.event),
            title: BilingualName { zh: event.title_zh().into(), en: event.title_en().into() },
            frequency_per_year: leak.frequency_per_year,
            origin: leak.origin,
            source: leak.source,
            branches: self.branches(&tree),
            zones: Vec::new(),
            caveats,
        });
        self.note(ignition.caveats());
        self.note(branch_caveats(&tree));
        self.fireball(&release.field, &tree)?;
        self.clouds(&release.field, &tree)
    }

    fn vessel_kind(&self) -> VesselKind {
        match self.content.state {
            StorageState::AtmosphericLiquid | StorageState::RefrigeratedLiquefiedGas => VesselKind::AtmosphericTank,
            _ => VesselKind::PressureVessel,
        }
    }

    fn branches(&self, tree: &EventTree) -> Vec<ModelledBranch> {
        let modelled = |outcome| match outcome {
            Outcome::Fireball => self.content.substance.heat_of_combustion_j_kg.is_some(),
            Outcome::FlashFire | Outcome::Explosion => true,
            Outcome::Dispersion => true,
            Outcome::JetFire | Outcome::PoolFire => false,
        };
        let branch = |b: &crate::frequency::Branch| ModelledBranch {
            outcome: b.outcome,
            conditional_prob: b.conditional_prob,
            modelled: modelled(b.outcome),
        };
        tree.branches().iter().map(branch).collect()
    }

    /// Adds caveats to the event in hand.
    fn note(&mut self, caveats: impl IntoIterator<Item = Caveat>) {
        if let Some(event) = self.model.events.last_mut() {
            caveats.into_iter().for_each(|caveat| push_caveat(&mut event.caveats, caveat));
        }
    }

    fn zones(&mut self, zones: impl IntoIterator<Item = Zone>) {
        if let Some(event) = self.model.events.last_mut() {
            event.zones.extend(zones);
        }
    }

    fn index(&self) -> usize {
        self.model.events.len() - 1
    }

    fn frequency_per_year(&self, conditional_prob: f64) -> f64 {
        self.model.events[self.index()].frequency_per_year * conditional_prob
    }

    fn fireball(&mut self, release: &VesselRelease, tree: &EventTree) -> Result<(), SolveStop> {
        let conditional_prob = tree.outcome_prob(Outcome::Fireball);
        let heat = self.content.substance.heat_of_combustion_j_kg;
        let (&VesselRelease::Instantaneous { mass_kg, .. }, Some(heat_j_kg), true) =
            (release, heat, conditional_prob > 0.0)
        else {
            return Ok(());
        };
        let solved = Fireball::new(mass_kg, heat_j_kg).solve().map_err(refused)?;
        self.note(solved.caveats);
        let frequency_per_year = self.frequency_per_year(conditional_prob);
        let outcome = fireball_outcome(&solved.field, self.index(), frequency_per_year).map_err(refused)?;
        self.zones(super::zones::fireball_zones(&solved.field));
        self.model.hazards.radial.push(outcome);
        Ok(())
    }

    fn clouds(&mut self, release: &VesselRelease, tree: &EventTree) -> Result<(), SolveStop> {
        let burning = tree.outcome_prob(Outcome::FlashFire) + tree.outcome_prob(Outcome::Explosion);
        let drifting = tree.outcome_prob(Outcome::Dispersion);
        let vapour_density_kg_m3 = self.vapour_density_kg_m3();
        let mut known: Vec<(&Atmosphere, Pool)> = Vec::new();
        for (class, air) in self.air.iter().enumerate() {
            self.progress.check()?;
            // a pool feels the wind, not the stability: classes of one wind share it
            let alike = known.iter().find(|(other, _)| same_pool(other, air)).map(|&(_, pool)| pool);
            let pool = alike.map_or_else(|| self.pool(release, air), Ok)?;
            known.push((air, pool));
            let source = |pool| CloudSource { release, vapour_density_kg_m3, pool };
            if let (Some(lfl_kg_m3), true) = (self.lfl_kg_m3, burning > 0.0) {
                let burns = pool.flammable.filter(|vapour| self.can_burn(vapour, air));
                let solved = flash_fire_footprint(source(burns), air, lfl_kg_m3).map_err(refused)?;
                let zones = solved.field.iter().map(|print| flash_zone(print, label(air))).collect();
                self.cloud(class, burning, solved, zones, FLASH_FIRE_INDOOR_FRAC);
            }
            if let (Some(probit), true) = (self.probit, drifting > 0.0) {
                let solved = toxic_footprint(source(pool.toxic), air, &probit).map_err(refused)?;
                let zones = solved.field.iter().flat_map(|print| lethality_zones(print, label(air))).collect();
                self.cloud(class, drifting, solved, zones, toxic_lethality_prob(1.0, Exposure::IndoorSocietal));
            }
        }
        self.note(self.cloud_caveats());
        Ok(())
    }

    /// What the pool of a release gives off in one class of weather.
    fn pool(&mut self, release: &VesselRelease, air: &Atmosphere) -> Result<Pool, SolveStop> {
        let Some(spill) = &self.spill else { return Ok(Pool::default()) };
        let Some(solved) = spill.pool(release, air).map_err(refused)? else { return Ok(Pool::default()) };
        let pool = Pool::of(&solved.field);
        self.note_once(solved.caveats);
        Ok(pool)
    }

    fn can_burn(&self, vapour: &PoolVapour, air: &Atmosphere) -> bool {
        self.spill.as_ref().is_some_and(|spill| spill.can_burn(vapour.temperature_k, air.pressure_pa))
    }

    /// Adds caveats whose figures differ from class to class: of each code and subject the first stands for all.
    fn note_once(&mut self, caveats: Vec<Caveat>) {
        if let Some(event) = self.model.events.last_mut() {
            for caveat in caveats {
                let said = |other: &Caveat| (other.code, &other.subject) == (caveat.code, &caveat.subject);
                if !event.caveats.iter().any(said) {
                    event.caveats.push(caveat);
                }
            }
        }
    }

    fn cloud(
        &mut self,
        class: usize,
        conditional_prob: f64,
        solved: Solved<Option<Footprint>>,
        zones: Vec<Zone>,
        indoor_frac: f64,
    ) {
        self.note(solved.caveats);
        self.zones(zones);
        if let Some(footprint) = solved.field {
            let frequency_per_year = self.frequency_per_year(conditional_prob);
            let (event, footprint) = (self.index(), Arc::new(footprint));
            self.model.hazards.wind.push(WindOutcome { event, class, frequency_per_year, footprint, indoor_frac });
        }
    }

    /// Temperature of the undiluted cloud: that of the store, or the boiling point where a liquid boils off.
    fn cloud_temperature_k(&self) -> f64 {
        match self.content.state {
            StorageState::CompressedGas => self.content.temperature_k,
            _ => self.content.substance.boiling_point_k.min(self.content.temperature_k),
        }
    }

    /// Density of the undiluted vapour at the pressure of the air.
    fn vapour_density_kg_m3(&self) -> f64 {
        let pressure_pa = self.air.first().map_or(STANDARD_ATMOSPHERE_PA, |air| air.pressure_pa);
        self.content.substance.vapour_density_kg_m3(self.cloud_temperature_k(), pressure_pa)
    }

    fn cloud_caveats(&self) -> Vec<Caveat> {
        let substance = self.content.substance;
        let mut caveats = Vec::new();
        let air_k = self.air.first().map_or(self.content.temperature_k, |air| air.temperature_k);
        let cloud_k = self.cloud_temperature_k();
        // the mist of a flashing liquid makes even ammonia heavy (Kaiser and Walker 1978)
        let mist = self.content.state == StorageState::PressurisedLiquefiedGas;
        if mist || substance.is_denser_than_air(cloud_k, air_k) {
            caveats.push(dense_by_passive(&substance.name.en, &substance.name.zh));
        }
        if substance.lfl_mole_frac.is_some() {
            caveats.push(flammable_averaging_recalled());
        }
        if let Some(constants) = &substance.toxic_probit
            && constants.origin == Origin::Memory
        {
            caveats.push(probit_recalled(&substance.name.en, &substance.name.zh));
        }
        if substance.acutely_toxic && substance.toxic_probit.is_none() {
            caveats.push(toxicity_left_out(&substance.name.en, &substance.name.zh));
        }
        caveats
    }
}

fn event_id(event: LossOfContainment) -> &'static str {
    match event {
        LossOfContainment::Instantaneous => "instantaneous",
        LossOfContainment::WithinTenMinutes => "within_ten_minutes",
        LossOfContainment::TenMillimetreHole => "ten_millimetre_hole",
    }
}

fn frequencies_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        crate::frequency::LEAK_FREQUENCIES.id,
        "failure frequencies are recalled from the Purple Book, not checked in it",
        "失效频率按记忆中的紫皮书取值,未经原文核对",
    )
}

/// Branches that carry probability and are not, or only partly, in the risk.
fn branch_caveats(tree: &EventTree) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let mut left_out = |outcome, en: &str, zh: &str| {
        if tree.outcome_prob(outcome) > 0.0 {
            caveats.push(Caveat::new(CaveatCode::NotModelled, "event_tree", en, zh));
        }
    };
    left_out(Outcome::JetFire, "jet fires are not modelled yet and left out of the risk", "喷射火暂无模型,未计入风险");
    left_out(Outcome::PoolFire, "pool fires are not modelled yet and left out of the risk", "池火暂无模型,未计入风险");
    left_out(
        Outcome::Explosion,
        "of a vapour-cloud explosion only the burning cloud is in the risk; its blast is not modelled yet",
        "蒸气云爆炸只计入燃烧云团,冲击波暂无模型",
    );
    caveats
}

fn dense_by_passive(name_en: &str, name_zh: &str) -> Caveat {
    Caveat::new(
        CaveatCode::DenseGasByPassiveModel,
        "dispersion",
        format!(
            "{name_en}: the cloud is heavier than air and was run by a passive model; near the source it is too narrow"
        ),
        format!("{name_zh}:云团重于空气,按中性气体模型计算,近场宽度偏小"),
    )
}

fn flammable_averaging_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        "flash_fire",
        format!(
            "flammable clouds are averaged over {FLAMMABLE_AVERAGING_S} s, recalled from the Purple Book, not checked in it"
        ),
        format!("可燃云团平均时间取 {FLAMMABLE_AVERAGING_S} s(紫皮书,记忆值,未经原文核对)"),
    )
}

fn probit_recalled(name_en: &str, name_zh: &str) -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        "toxic_probit",
        format!("{name_en}: the constants of the toxic probit are recalled, not checked in a source"),
        format!("{name_zh}:毒性概率函数常数为记忆值,未经原文核对"),
    )
}

fn toxicity_left_out(name_en: &str, name_zh: &str) -> Caveat {
    Caveat::new(
        CaveatCode::NotAssessed,
        "toxic_probit",
        format!("{name_en} is acutely toxic, but no probit is at hand: its toxic effect is not assessed"),
        format!("{name_zh}具有急性毒性,但缺少概率函数:毒性后果未评估"),
    )
}

/// Whether a pool is the same under both airs.
fn same_pool(a: &Atmosphere, b: &Atmosphere) -> bool {
    let felt = |air: &Atmosphere| (pool_wind_m_s(air), air.temperature_k, air.pressure_pa);
    felt(a) == felt(b)
}
