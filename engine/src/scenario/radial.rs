//! Outcomes that do not ask for the wind, as radial profiles.

use crate::fire::FireballField;
use crate::provenance::InvalidInput;
use crate::risk::RadialProfile;
use crate::vulnerability::{Exposure, FLAME_LETHAL_FLUX_W_M2};

/// Lethality below this is taken as none.
const LEAST_LETHALITY_PROB: f64 = 1e-3;
/// Points from the edge of certain death outwards.
const POINTS: usize = 24;

/// Lethality of a fireball to a person outdoors, with its step at 37.5 kW/m2.
pub(super) fn fireball_profile(field: &FireballField) -> Result<RadialProfile, InvalidInput> {
    let lethality = |distance_m: f64| field.lethality_prob(distance_m, Exposure::OutdoorIndividual).clamp(0.0, 1.0);
    let certain_m = field.distance_to_flux_m(FLAME_LETHAL_FLUX_W_M2).unwrap_or(0.0);
    let end_m = field.distance_to_lethality_m(LEAST_LETHALITY_PROB, Exposure::OutdoorIndividual).unwrap_or(certain_m);
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

/// Everybody dies up to a distance, nobody beyond.
pub(super) fn step_profile(distance_m: f64) -> Result<RadialProfile, InvalidInput> {
    RadialProfile::new(vec![0.0, distance_m], vec![1.0, 1.0])
}
