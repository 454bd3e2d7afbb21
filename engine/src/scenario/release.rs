//! What each event of a unit releases, from the content and the properties of its substance.

use super::basis::Content;
use super::reason::NotAssessedReason;
use crate::frequency::LossOfContainment;
use crate::math::cbrt;
use crate::provenance::{Caveat, CaveatCode, InvalidInput, Solved};
use crate::source::{ContentProperties, ContentState, FlashFigures, GasProperties, VesselContent, VesselRelease};
use crate::substance::{PropertyError, StorageState};

/// Ratio of heat capacities where it is not needed (nothing leaves as a gas through an orifice).
const UNUSED_HEAT_CAPACITY_RATIO: f64 = 1.3;
/// Density where it is not needed (no liquid leaves).
const UNUSED_LIQUID_DENSITY_KG_M3: f64 = 1000.0;

fn missing(error: PropertyError) -> NotAssessedReason {
    NotAssessedReason::PropertyMissing { detail: error.to_string() }
}

/// A refusal by a model as a reason.
pub(super) fn refused(error: InvalidInput) -> NotAssessedReason {
    NotAssessedReason::RefusedInput { detail: error.to_string() }
}

/// Releases of the three events, with the caveats of the sources.
pub(super) fn releases(
    content: &Content<'_>,
) -> Result<Vec<(LossOfContainment, Solved<VesselRelease>)>, NotAssessedReason> {
    let (vessel, properties, noted) = vessel_of(content)?;
    let (state, liquid_head_m) = (vessel.state, vessel.liquid_head_m);
    let release = |event| {
        let mut solved = vessel.release_with(event, properties).map_err(refused)?;
        solved.caveats.extend(noted.clone());
        if state == ContentState::Liquid && event == LossOfContainment::TenMillimetreHole {
            solved.caveats.push(head_assumed(liquid_head_m));
        }
        Ok((event, solved))
    };
    LossOfContainment::ALL.into_iter().map(release).collect()
}

/// A content as the vessel that fails, with its properties and what is to be told of them.
pub(super) fn vessel_of(
    content: &Content<'_>,
) -> Result<(VesselContent, ContentProperties, Option<Caveat>), NotAssessedReason> {
    let (properties, noted) = properties(content)?;
    let state = content_state(content.state);
    let liquid_head_m = if state == ContentState::Liquid { tank_head_m(content, properties) } else { 0.0 };
    let vessel = VesselContent {
        mass_kg: content.quantity_kg,
        state,
        temperature_k: content.temperature_k,
        pressure_pa: content.pressure_pa,
        liquid_head_m,
    };
    Ok((vessel, properties, noted))
}

/// Height of the liquid in a tank of unknown shape, m: a full upright cylinder as high as it is wide, `(4 V / pi)^(1/3)`.
/// Nothing but this head drives a liquid out of a tank at the pressure of the air.
fn tank_head_m(content: &Content<'_>, properties: ContentProperties) -> f64 {
    let volume_m3 = content.quantity_kg / properties.liquid_density_kg_m3;
    cbrt(4.0 / std::f64::consts::PI * volume_m3)
}

/// Caveat of the height of the liquid.
fn head_assumed(liquid_head_m: f64) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "liquid_head_m",
        format!(
            "shape of the tank not known: {liquid_head_m:.1} m of liquid above the hole was assumed, a full tank as high as wide"
        ),
        format!("储罐尺寸未知:按高径相等的满罐取孔口以上液位 {liquid_head_m:.1} m"),
    )
}

fn content_state(state: StorageState) -> ContentState {
    match state {
        StorageState::PressurisedLiquefiedGas => ContentState::PressurisedLiquefiedGas,
        StorageState::CompressedGas => ContentState::CompressedGas,
        _ => ContentState::Liquid,
    }
}

fn properties(content: &Content<'_>) -> Result<(ContentProperties, Option<Caveat>), NotAssessedReason> {
    let substance = content.substance;
    let molar_mass_kg_mol = substance.molar_mass_kg_mol;
    if content.state == StorageState::CompressedGas {
        let heat_capacity_ratio = substance.heat_capacity_ratio(content.temperature_k).map_err(missing)?;
        let gas = GasProperties { molar_mass_kg_mol, heat_capacity_ratio };
        let liquid_density_kg_m3 = UNUSED_LIQUID_DENSITY_KG_M3;
        return Ok((ContentProperties { gas, liquid_density_kg_m3, flash_frac: 1.0 }, None));
    }
    let (flash, noted) = match content.temperature_k > substance.boiling_point_k {
        true => {
            let known = FlashFigures::held_to_range(substance, content.temperature_k, substance.boiling_point_k);
            let figures = known.map_err(missing)?;
            (figures.flash_frac(), figures.caveat())
        }
        false => (0.0, None),
    };
    let gas = GasProperties { molar_mass_kg_mol, heat_capacity_ratio: UNUSED_HEAT_CAPACITY_RATIO };
    let liquid_density_kg_m3 = substance.liquid_density_kg_m3(content.temperature_k).map_err(missing)?;
    Ok((ContentProperties { gas, liquid_density_kg_m3, flash_frac: flash }, noted))
}

/// Mass in the air of a release, and the rest that forms a pool, kg or kg/s alike.
pub(super) fn airborne_and_rest(release: &VesselRelease) -> (f64, f64) {
    match *release {
        VesselRelease::Instantaneous { mass_kg, airborne_mass_kg } => (airborne_mass_kg, mass_kg - airborne_mass_kg),
        VesselRelease::Continuous { release_rate_kg_s, airborne_rate_kg_s, .. } => {
            (airborne_rate_kg_s, release_rate_kg_s - airborne_rate_kg_s)
        }
    }
}
