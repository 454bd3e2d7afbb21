//! Ignition of a release and the tree that follows.

use super::release::airborne_and_rest;
use crate::fire::Ignitability;
use crate::frequency::{EventTree, LossOfContainment, ReleaseSize};
use crate::provenance::InvalidInput;
use crate::source::VesselRelease;
use crate::substance::{StorageState, Substance};

/// Probabilities of ignition of one release.
pub(super) fn ignition(substance: &Substance, state: StorageState, release: &VesselRelease) -> Ignitability {
    let (airborne, rest) = airborne_and_rest(release);
    let size = match release {
        VesselRelease::Instantaneous { .. } => ReleaseSize::Instantaneous { mass_kg: airborne + rest },
        VesselRelease::Continuous { .. } => ReleaseSize::Continuous { release_rate_kg_s: airborne + rest },
    };
    Ignitability::of(substance, state == StorageState::AtmosphericLiquid, size)
}

/// Tree of an event; its branches sum to one. A release of which nothing is in the air at once burns as a pool when lit
/// at once.
pub(super) fn tree(
    ignition: &Ignitability,
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
