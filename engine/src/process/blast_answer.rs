//! Where the blasts of a release begin.

use super::geometry::GeoJson;
use super::zone_outline::Pen;
use crate::consequence::{BlastRegion, BlastSource, Effect, EffectField, EffectKind};
use schemars::JsonSchema;
use serde::Serialize;

/// A blast.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BlastSourceAnswer {
    /// What explodes: `explosion` the cloud, `vessel_burst` the vessel.
    effect: EffectKind,
    /// Its middle, m downwind of the source.
    x_m: f64,
    /// Its middle, m to the left of the wind.
    y_m: f64,
    /// Its middle on the map; none without a place and a wind direction.
    place: Option<GeoJson>,
    /// Energy, J; none where the model takes another figure.
    energy_j: Option<f64>,
    /// Class of the multi-energy method, 1 to 10; none for other models.
    strength_class: Option<f64>,
    /// Congested regions that explode, more than one where they are too near to each other; none for the cloud as a whole, what of it
    /// is in no region, or a vessel.
    regions: Vec<BlastRegion>,
}

/// The blasts of an effect; none of a fire or a cloud.
pub(super) fn blast_sources(effect: &Effect, pen: &Pen) -> Vec<BlastSourceAnswer> {
    let EffectField::Blast { sources } = &effect.field else { return Vec::new() };
    let answer = |source: &BlastSource| {
        let [x_m, y_m] = source.middle_m;
        BlastSourceAnswer {
            effect: effect.kind,
            x_m,
            y_m,
            place: pen.point(x_m, y_m),
            energy_j: source.energy_j,
            strength_class: source.strength_factor,
            regions: source.regions.clone(),
        }
    };
    sources.iter().map(answer).collect()
}
