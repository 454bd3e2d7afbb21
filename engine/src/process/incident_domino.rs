//! Units that the heat or blast of an incident can make fail in their turn.
//!
//! Thresholds after Cozzani, Gubinelli and Salzano, J. Hazard. Mater. A129 (2006) 1-21 (recalled): 15 kW/m2 for tanks at the
//! pressure of the air and 45 kW/m2 for vessels under pressure; 22 kPa and 16 kPa. A unit is named from the greatest drawn level
//! that is not above its threshold, which is on the side of caution: 12.5 and 37.5 kW/m2, and 10 kPa for both.

use super::CityView;
use super::incident_zones::Drawn;
use crate::city::StorageState;
use crate::consequence::EffectKind;
use crate::exposed::InsideThing;
use crate::fire::HeatedVessel;
use crate::math::hypot;
use crate::provenance::{Caveat, CaveatCode};
use crate::spatial::LocalFrame;
use crate::substance::BilingualName;
use crate::units::LonLat;
use crate::vulnerability::{Effect as HarmUnit, HarmLevel};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Blast that makes tanks and vessels under pressure fail, Pa.
const BLAST_THRESHOLDS_PA: [f64; 2] = [22_000.0, 16_000.0];

/// A unit within domino reach.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct DominoAnswer {
    /// Key of the unit.
    id: String,
    /// Key of its facility.
    facility_id: String,
    /// Name; that of its facility where it has none.
    name: BilingualName,
    /// From the source, m.
    distance_m: f64,
    /// Effect that reaches it.
    effect: EffectKind,
    /// Level that it reaches.
    level: String,
    /// Zone that holds it.
    zone: String,
    /// Whether only the confidence line of that zone holds it: a jet that points its way, a wind that turns.
    only_confidence: bool,
}

/// A unit in a zone.
pub(super) struct Reached<'a> {
    pub(super) zone: &'a Drawn,
    pub(super) rank: usize,
    pub(super) thing: InsideThing,
}

/// Units that can fail, each with the worst zone that can make it, the nearest first; with the caveat of the thresholds.
pub(super) fn domino(
    view: CityView<'_>,
    source: LonLat,
    own: Option<&str>,
    reached: &[Reached<'_>],
) -> (Vec<DominoAnswer>, Option<Caveat>) {
    let states: BTreeMap<&str, Option<StorageState>> =
        view.city.hazard_units.iter().map(|unit| (unit.id.as_str(), unit.storage_state)).collect();
    let mut worst: BTreeMap<usize, &Reached<'_>> = BTreeMap::new();
    let order = |one: &Reached<'_>| (one.thing.zone_frac == 0.0, one.rank);
    for one in reached {
        let id = view.exposed.things()[one.thing.index].id.as_str();
        let state = states.get(id).copied().flatten();
        if Some(id) == own || !can_fail(one.zone, state) {
            continue;
        }
        let known = worst.entry(one.thing.index).or_insert(one);
        if order(one) < order(known) {
            *known = one;
        }
    }
    let frame = LocalFrame::centred_on(source);
    let mut units: Vec<DominoAnswer> = worst.into_values().map(|one| answer(view, &frame, one)).collect();
    units.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let told = (!units.is_empty()).then(thresholds_recalled);
    (units, told)
}

fn answer(view: CityView<'_>, frame: &LocalFrame, one: &Reached<'_>) -> DominoAnswer {
    let thing = &view.exposed.things()[one.thing.index];
    let point = frame.to_local(view.exposed.place_of(one.thing.index));
    DominoAnswer {
        id: thing.id.clone(),
        facility_id: thing.class.clone(),
        name: thing.name.clone(),
        distance_m: hypot(point.x_m, point.y_m),
        effect: one.zone.effect,
        level: one.zone.level.clone(),
        zone: one.zone.id.clone(),
        only_confidence: one.thing.zone_frac == 0.0,
    }
}

/// Whether a zone can make a unit in this state fail; one whose state is not known is taken for a tank, the weaker in a fire, and
/// for a vessel under pressure, the weaker in a blast. A flash fire is over too soon.
fn can_fail(zone: &Drawn, state: Option<StorageState>) -> bool {
    use StorageState::{CompressedGas, PressurisedLiquefiedGas};
    let pressurised = matches!(state, Some(CompressedGas | PressurisedLiquefiedGas));
    let vessel = if pressurised { HeatedVessel::Pressurised } else { HeatedVessel::Atmospheric };
    let [tank_pa, vessel_pa] = BLAST_THRESHOLDS_PA;
    let (levels, threshold): (&[HarmLevel], f64) = match zone.effect {
        EffectKind::ToxicCloud | EffectKind::FlashFire => return false,
        EffectKind::JetFire | EffectKind::PoolFire | EffectKind::Fireball => {
            (&HarmLevel::HEAT, vessel.threshold_w_m2())
        }
        EffectKind::Explosion | EffectKind::VesselBurst => {
            (&HarmLevel::BLAST, if pressurised || state.is_none() { vessel_pa } else { tank_pa })
        }
    };
    let drawn = levels.iter().filter(|level| level.value <= threshold).map(|level| level.value);
    let least = drawn.fold(0.0, f64::max);
    debug_assert!(
        levels.iter().all(|level| { matches!(level.effect, HarmUnit::ThermalRadiation | HarmUnit::Overpressure) })
    );
    zone.threshold >= least
}

fn thresholds_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        "domino",
        "domino reach: thresholds of escalation of 15 kW/m2 (tanks) and 45 kW/m2 (vessels under pressure), 22 and 16 kPa, after Cozzani \
         et al. 2006, recalled; units are named from the drawn level below theirs: 12.5 and 37.5 kW/m2, 10 kPa. Whether one fails takes \
         minutes of heat and is not computed; fragments are not searched",
        "多米诺:升级阈值 15 kW/m2(常压储罐)与 45 kW/m2(压力容器)、22 与 16 kPa(Cozzani 等 2006,记忆值);按其下已绘等级 12.5、37.5 kW/m2 \
         与 10 kPa 列出单元。是否失效取决于受热时间,未计算;未搜索碎片",
    )
}
