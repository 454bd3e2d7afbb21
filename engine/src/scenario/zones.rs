//! Distances to levels of harm, as a click on a facility shows them.

use super::cloud::FARTHEST_M as CLOUD_END_M;
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
    /// The level reaches farther than the search for it went: `distance_m` is only where the search ended.
    pub is_at_least: bool,
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
            is_at_least: false,
            origin: level.origin,
        }
    }

    /// A zone of a cloud, which is followed to `CLOUD_END_M`.
    fn of_cloud(level: &HarmLevel, weather: String, distance_m: f64) -> Self {
        Self { is_at_least: distance_m >= CLOUD_END_M, ..Self::new(level, Some(weather), distance_m) }
    }
}

/// Reach of the lower flammable limit.
pub(super) fn flash_zone(footprint: &Footprint, weather: String) -> Zone {
    Zone::of_cloud(&HarmLevel::LFL, weather, footprint.reach_m())
}

/// Distances to half and to one percent lethality on the axis.
pub(super) fn lethality_zones(footprint: &Footprint, weather: String) -> Vec<Zone> {
    let zone = |level: &HarmLevel| {
        let distance_m = distance_to_lethality_m(footprint, level.value)?;
        Some(Zone::of_cloud(level, weather.clone(), distance_m))
    };
    HarmLevel::LETHALITY.iter().filter_map(zone).collect()
}

/// Farthest distance on the axis with at least this lethality; the last ring where the footprint is cut there.
fn distance_to_lethality_m(footprint: &Footprint, lethality_prob: f64) -> Option<f64> {
    let at = |distance_m: f64| footprint.lethality_prob(distance_m, 0.0);
    let rings = footprint.ring_distances_m();
    let inner = rings.iter().rposition(|&distance_m| at(distance_m) >= lethality_prob)?;
    let Some(&next_m) = rings.get(inner + 1) else { return Some(rings[inner]) };
    let (mut low_m, mut high_m) = (rings[inner], next_m);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn print(end_m: f64, end_lethality: f64) -> Footprint {
        Footprint::new(vec![1.0, end_m], vec![0.1, 0.1], 1, vec![1.0, end_lethality]).unwrap()
    }

    #[test]
    fn lethality_falls_to_its_levels_inside_the_footprint() {
        // from 1 at 1 m straight to 0 at 1001 m: 0.5 at 501 m, 0.01 at 991 m
        let zones = lethality_zones(&print(1001.0, 0.0), "D 5 m/s".into());
        let found = |level: f64| zones.iter().find(|zone| (zone.distance_m - level).abs() < 1e-6).unwrap();
        assert!(!found(501.0).is_at_least && !found(991.0).is_at_least);
    }

    #[test]
    fn a_cloud_cut_at_the_end_of_the_search_is_not_left_out() {
        let zones = lethality_zones(&print(CLOUD_END_M, 0.2), "F 1.5 m/s".into());
        let farthest = zones.iter().find(|zone| zone.is_at_least).unwrap();
        assert_eq!((zones.len(), farthest.distance_m), (2, CLOUD_END_M));
    }
}
