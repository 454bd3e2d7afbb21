//! Ignition of a release and the tree that follows.

use super::release::airborne_and_rest;
use crate::frequency::{EventTree, IGNITION, IgnitionClass, LossOfContainment, ReleaseSize, immediate_ignition_prob};
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::VesselRelease;
use crate::substance::{Reactivity, StorageState, Substance};

/// Probabilities of ignition of one release.
pub(super) struct Ignition {
    immediate_prob: f64,
    delayed_prob: f64,
    flammable: bool,
    toxic: bool,
}

impl Ignition {
    /// Immediate ignition by the Purple Book's classes. A cloud that is not lit at once burns at its
    /// greatest extent, as that book takes it for individual risk without located sources; a toxic
    /// cloud drifts on instead, since its toxic effect reaches further than its fire.
    pub fn of(substance: &Substance, state: StorageState, release: &VesselRelease) -> Self {
        let flammable = substance.lfl_mole_frac.is_some();
        let toxic = substance.toxic_probit.is_some();
        let (airborne, rest) = airborne_and_rest(release);
        let size = match release {
            VesselRelease::Instantaneous { .. } => ReleaseSize::Instantaneous { mass_kg: airborne + rest },
            VesselRelease::Continuous { .. } => ReleaseSize::Continuous { release_rate_kg_s: airborne + rest },
        };
        let immediate_prob =
            if flammable { immediate_ignition_prob(ignition_class(substance, state), size) } else { 0.0 };
        let delayed_prob = if flammable && !toxic { 1.0 } else { 0.0 };
        Self { immediate_prob, delayed_prob, flammable, toxic }
    }

    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if self.flammable {
            caveats.push(Caveat::new(
                CaveatCode::MemoryFigure,
                IGNITION.id,
                "ignition probabilities are recalled from the Purple Book; without located sources every drifting flammable \
                 cloud burns at its greatest extent",
                "点火概率按记忆中的紫皮书取值;无点火源位置时,未立即点燃的可燃云团按最大范围燃烧",
            ));
        }
        if self.flammable && self.toxic {
            caveats.push(Caveat::new(
                CaveatCode::NotModelled,
                "event_tree",
                "delayed ignition of a toxic cloud is left out: the cloud drifts on and acts by its toxicity",
                "未计入有毒云团的延迟点火:云团继续扩散并以毒性致害",
            ));
        }
        caveats
    }
}

fn ignition_class(substance: &Substance, state: StorageState) -> IgnitionClass {
    match substance.reactivity {
        _ if state == StorageState::AtmosphericLiquid => IgnitionClass::K1Liquid,
        Some(Reactivity::Low) => IgnitionClass::LowReactivityGas,
        Some(Reactivity::Average | Reactivity::High) | None => IgnitionClass::AverageOrHighReactivityGas,
    }
}

/// Tree of an event; its branches sum to one. A release of which nothing is in the air at once burns as a pool when lit
/// at once.
pub(super) fn tree(
    ignition: &Ignition,
    event: LossOfContainment,
    release: &VesselRelease,
) -> Result<EventTree, InvalidInput> {
    match event {
        _ if airborne_and_rest(release).0 <= 0.0 => {
            EventTree::liquid_pool(ignition.immediate_prob, ignition.delayed_prob)
        }
        LossOfContainment::Instantaneous => {
            EventTree::instantaneous_pressurised(ignition.immediate_prob, ignition.delayed_prob)
        }
        LossOfContainment::WithinTenMinutes | LossOfContainment::TenMillimetreHole => {
            EventTree::continuous_gas(ignition.immediate_prob, ignition.delayed_prob)
        }
    }
}
