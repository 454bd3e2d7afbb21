//! What a unit lets out in one of its events, as the assessment takes it.

use super::basis::basis;
use super::reason::NotAssessedReason;
use super::release::{releases, vessel_of};
use super::settings::AssessmentSettings;
use crate::city::HazardUnit;
use crate::frequency::LossOfContainment;
use crate::provenance::{Caveat, push_caveat};
use crate::source::VesselRelease;
use crate::substance::{StorageState, Substance, SubstanceLibrary};

/// A unit that fails: what is in it, with the stated defaults where its record is silent, and what its event releases.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRelease<'a> {
    /// What it holds.
    pub substance: &'a Substance,
    /// How much of it, kg.
    pub quantity_kg: f64,
    /// In which state.
    pub state: StorageState,
    /// Temperature of the content, K.
    pub temperature_k: f64,
    /// Pressure of the content, Pa absolute.
    pub pressure_pa: f64,
    /// Height of the liquid above the hole, m; 0 where the pressure alone drives it out.
    pub liquid_head_m: f64,
    /// What the event releases, in the assessment.
    pub release: VesselRelease,
    /// Rate through a hole of 10 mm in the same unit, kg/s.
    pub ten_millimetre_kg_s: Option<f64>,
    /// What was assumed, and what the models tell.
    pub caveats: Vec<Caveat>,
}

/// What a unit releases in an event, exactly as [`super::assess`] takes it.
///
/// # Errors
/// [`NotAssessedReason`]: what is not known of the unit, solids and explosives, which release nothing into the air here.
pub fn unit_release<'a>(
    unit: &HazardUnit,
    library: &'a SubstanceLibrary,
    settings: &AssessmentSettings,
    event: LossOfContainment,
) -> Result<UnitRelease<'a>, NotAssessedReason> {
    let known = basis(unit, library, settings)?;
    let (content, mut caveats) = (known.content, known.caveats);
    match content.state {
        StorageState::Solid => return Err(NotAssessedReason::Solid),
        StorageState::CondensedExplosive => {
            let detail = "a condensed explosive releases nothing into the air: see the process kingery_bulmash".into();
            return Err(NotAssessedReason::RefusedInput { detail });
        }
        _ => {}
    }
    let (vessel, ..) = vessel_of(&content)?;
    let all = releases(&content)?;
    let leak = all.iter().find(|(of, _)| *of == LossOfContainment::TenMillimetreHole).map(|(_, solved)| solved.field);
    let ten_millimetre_kg_s = match leak {
        Some(VesselRelease::Continuous { release_rate_kg_s, .. }) => Some(release_rate_kg_s),
        _ => None,
    };
    let solved = all.into_iter().find(|(of, _)| *of == event).map(|(_, solved)| solved);
    let Some(solved) = solved else {
        return Err(NotAssessedReason::RefusedInput { detail: format!("no event {event:?}") });
    };
    solved.caveats.into_iter().for_each(|caveat| push_caveat(&mut caveats, caveat));
    Ok(UnitRelease {
        substance: content.substance,
        quantity_kg: content.quantity_kg,
        state: content.state,
        temperature_k: content.temperature_k,
        pressure_pa: content.pressure_pa,
        liquid_head_m: vessel.liquid_head_m,
        release: solved.field,
        ten_millimetre_kg_s,
        caveats,
    })
}
