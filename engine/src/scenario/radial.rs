//! Outcomes that do not ask for the wind, as radial profiles.

use crate::fire::FireballField;
use crate::provenance::InvalidInput;
use crate::risk::{RadialOutcome, RadialProfile};
use crate::vulnerability::{
    Exposure, FLAME_LETHAL_FLUX_W_M2, LETHAL_OVERPRESSURE_PA, THRESHOLD_OVERPRESSURE_PA, overpressure_lethality_prob,
};
use std::sync::Arc;

/// Lethality below this is taken as none.
const LEAST_LETHALITY_PROB: f64 = 1e-3;
/// Points from the edge of certain death outwards.
const POINTS: usize = 24;

/// A fireball: who is outdoors all the time, who is outdoors and clothed, who is indoors.
pub(super) fn fireball_outcome(
    field: &FireballField,
    event: usize,
    frequency_per_year: f64,
) -> Result<RadialOutcome, InvalidInput> {
    let profile = |exposure| fireball_profile(field, exposure).map(Arc::new);
    Ok(RadialOutcome {
        event,
        frequency_per_year,
        profile: profile(Exposure::OutdoorIndividual)?,
        outdoor: profile(Exposure::OutdoorSocietal)?,
        indoor: profile(Exposure::IndoorSocietal)?,
    })
}

/// Lethality of a fireball, with its step at 37.5 kW/m2.
fn fireball_profile(field: &FireballField, exposure: Exposure) -> Result<RadialProfile, InvalidInput> {
    let lethality = |distance_m: f64| field.lethality_prob(distance_m, exposure).clamp(0.0, 1.0);
    let certain_m = field.distance_to_flux_m(FLAME_LETHAL_FLUX_W_M2).unwrap_or(0.0);
    let end_m = field.distance_to_lethality_m(LEAST_LETHALITY_PROB, exposure).unwrap_or(certain_m).max(certain_m);
    let mut distance_m = vec![0.0];
    let mut lethality_prob = vec![lethality(0.0)];
    if certain_m > 0.0 {
        distance_m.push(certain_m);
        lethality_prob.push(1.0);
    }
    for point in 0..=POINTS {
        let distance = certain_m + (end_m - certain_m) * point as f64 / POINTS as f64;
        distance_m.push(distance);
        lethality_prob.push(lethality(distance.max(certain_m * (1.0 + 1e-9))));
    }
    RadialProfile::new(distance_m, lethality_prob)
}

/// A blast: everybody dies up to `lethal_m` (30 kPa); indoors some die by falling parts up to `threshold_m` (10 kPa).
pub(super) fn blast_outcome(
    (lethal_m, threshold_m): (f64, f64),
    event: usize,
    frequency_per_year: f64,
) -> Result<RadialOutcome, InvalidInput> {
    let outdoor = Arc::new(RadialProfile::new(vec![0.0, lethal_m], vec![1.0, 1.0])?);
    let between_pa = 0.5 * (LETHAL_OVERPRESSURE_PA + THRESHOLD_OVERPRESSURE_PA);
    let hurt = overpressure_lethality_prob(between_pa, Exposure::IndoorSocietal);
    let distances_m = vec![0.0, lethal_m, lethal_m, threshold_m.max(lethal_m)];
    let indoor = Arc::new(RadialProfile::new(distances_m, vec![1.0, 1.0, hurt, hurt])?);
    Ok(RadialOutcome { event, frequency_per_year, profile: Arc::clone(&outdoor), outdoor, indoor })
}
