//! What `scenario` answers of its event tree: branches, and the zones of fires and blasts.

use super::blast_answer::{BlastSourceAnswer, blast_sources};
use super::zone_outline::{Outline, Pen};
use crate::consequence::{Effect, EffectField, EffectKind, Figure, ReleaseTree, TreeBranch, Turning};
use crate::provenance::Origin;
use crate::vulnerability::{Effect as HarmUnit, HarmLevel};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::f64::consts::PI;

/// The event tree.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TreeAnswer {
    /// Probability that the release is lit at once.
    immediate_ignition_prob: f64,
    /// Probability that it is lit later, given that it was not at once.
    delayed_ignition_prob: f64,
    /// Branches; their probabilities sum to one.
    branches: Vec<TreeBranch>,
}

impl TreeAnswer {
    pub(super) fn of(tree: &ReleaseTree) -> Self {
        Self {
            immediate_ignition_prob: tree.immediate_ignition_prob,
            delayed_ignition_prob: tree.delayed_ignition_prob,
            branches: tree.branches.clone(),
        }
    }
}

/// What a branch does.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EffectAnswer {
    /// What harms.
    kind: EffectKind,
    /// Name in English.
    title_en: String,
    /// The same in Chinese.
    title_zh: String,
    /// Model behind it.
    model: String,
    /// When it begins at the earliest, s after the release began.
    begin_s: f64,
    /// When it is over, s; none for blasts and clouds.
    end_s: Option<f64>,
    /// Clouds whose zones are those of this effect, by their places in `clouds`; empty for fires and blasts.
    clouds: Vec<usize>,
    /// What describes it.
    figures: Vec<Figure>,
    /// Where blasts begin: one, or one for each congested region and one for the rest of the cloud; empty for others.
    blast_sources: Vec<BlastSourceAnswer>,
    /// What each level of harm reaches; empty for clouds, whose zones stand with them.
    zones: Vec<HarmZone>,
}

/// What a level of heat or blast reaches.
#[derive(Debug, Serialize, JsonSchema)]
struct HarmZone {
    /// Level: `heat_12_5_kw_m2`, `blast_10_kpa` ...
    level: String,
    /// Kind of harm.
    effect: HarmUnit,
    /// Label of the level, English.
    label_en: String,
    /// Label of the level, Chinese.
    label_zh: String,
    /// Value of the level.
    threshold: f64,
    /// Its unit.
    unit: String,
    /// Where the level comes from.
    source: String,
    /// How its figure came to us.
    origin: Origin,
    /// Farthest distance from the source in any direction, m; none where it is reached nowhere.
    reach_m: Option<f64>,
    /// Greatest half-width, m.
    half_width_m: f64,
    /// Its outline.
    #[serde(flatten)]
    outline: Outline,
}

/// The effects with their zones at a height above ground.
pub(super) fn effects(tree: &ReleaseTree, height_m: f64, pen: &Pen) -> Vec<EffectAnswer> {
    let answer = |effect: &Effect| {
        let pen = &turned(pen, effect.turning());
        let (title_en, title_zh) = effect.kind.titles();
        EffectAnswer {
            kind: effect.kind,
            title_en: title_en.into(),
            title_zh: title_zh.into(),
            model: effect.model.into(),
            begin_s: effect.begin_s,
            end_s: effect.end_s,
            clouds: match &effect.field {
                EffectField::Clouds(clouds) => clouds.clone(),
                _ => Vec::new(),
            },
            figures: effect.figures.clone(),
            blast_sources: blast_sources(effect, pen),
            zones: effect.levels().par_iter().map(|level| zone(effect, level, height_m, pen)).collect(),
        }
    };
    tree.effects.par_iter().map(answer).collect()
}

fn zone(effect: &Effect, level: &HarmLevel, height_m: f64, pen: &Pen) -> HarmZone {
    let reached = effect.zone(level, height_m);
    HarmZone {
        level: level.id.into(),
        effect: level.effect,
        label_en: level.label_en.into(),
        label_zh: level.label_zh.into(),
        threshold: level.value,
        unit: level.effect.unit().into(),
        source: level.source.into(),
        origin: level.origin,
        reach_m: reached.reach_m(),
        half_width_m: reached.half_width_m(),
        outline: pen.outline_of(&reached),
    }
}

/// The pen that draws the line of confidence of zones that may lie otherwise.
pub(super) fn turned(pen: &Pen, turning: Turning) -> Pen {
    match turning {
        Turning::AllRound => pen.still(),
        Turning::WithWind => pen.within(pen.angle),
        Turning::Anywhere => pen.within(PI),
    }
}
