//! Distances to levels of harm, as a click on a facility shows them.

use crate::fire::FireballField;
use crate::provenance::Origin;
use crate::risk::Footprint;
use crate::vulnerability::{Effect, HarmLevel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Halvings of a distance to a level of lethality.
const HALVINGS: usize = 40;

/// How far a level of harm reaches downwind (clouds) or all around (fire, blast).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Zone {
    /// Kind of effect.
    pub effect: Effect,
    /// Key of the level.
    pub level: String,
    /// Label of the level, English.
    pub label_en: String,
    /// Label of the level, Chinese.
    pub label_zh: String,
    /// Weather (Pasquill class and wind speed); `None` where it does not matter.
    pub weather: Option<String>,
    /// Farthest distance from the release point, m.
    pub distance_m: f64,
    /// Mark of origin of the level.
    pub origin: Origin,
}

impl Zone {
    pub(super) fn new(level: &HarmLevel, weather: Option<String>, distance_m: f64) -> Self {
        Self {
            effect: level.effect,
            level: level.id.into(),
            label_en: level.label_en.into(),
            label_zh: level.label_zh.into(),
            weather,
            distance_m,
            origin: level.origin,
        }
    }
}

/// Reach of the lower flammable limit.
pub(super) fn flash_zone(footprint: &Footprint, weather: String) -> Zone {
    Zone::new(&HarmLevel::LFL, Some(weather), footprint.reach_m())
}

/// Distances to half and to one percent lethality on the axis.
pub(super) fn lethality_zones(footprint: &Footprint, weather: String) -> Vec<Zone> {
    let zone = |level: &HarmLevel| {
        let distance_m = distance_to_lethality_m(footprint, level.value)?;
        Some(Zone::new(level, Some(weather.clone()), distance_m))
    };
    HarmLevel::LETHALITY.iter().filter_map(zone).collect()
}

/// Farthest distance on the axis with at least this lethality.
fn distance_to_lethality_m(footprint: &Footprint, lethality_prob: f64) -> Option<f64> {
    let at = |distance_m: f64| footprint.lethality_prob(distance_m, 0.0);
    let rings = footprint.ring_distances_m();
    let inner = rings.iter().rposition(|&distance_m| at(distance_m) >= lethality_prob)?;
    let (mut low_m, mut high_m) = (rings[inner], *rings.get(inner + 1)?);
    for _ in 0..HALVINGS {
        let middle_m = 0.5 * (low_m + high_m);
        if at(middle_m) >= lethality_prob { low_m = middle_m } else { high_m = middle_m }
    }
    Some(low_m)
}

/// Distances to the heat levels of a fireball.
pub(super) fn fireball_zones(field: &FireballField) -> Vec<Zone> {
    let zone = |level: &HarmLevel| Some(Zone::new(level, None, field.distance_to_flux_m(level.value)?));
    HarmLevel::HEAT.iter().filter_map(zone).collect()
}
