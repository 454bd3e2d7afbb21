//! The zones of an incident, all effects alike: those of its clouds, then those of the fires and blasts of its event tree.

use super::geometry::GeoJson;
use super::scenario_effects::turned;
use super::zone_outline::{Outline, Pen};
use crate::consequence::{
    Cloud, CloudOrigin, Consequence, Effect, EffectField, EffectKind, Level, LevelValue, Purpose, TreeBranch,
};
use crate::dispersion::ZonePart;
use crate::provenance::Origin;
use crate::vulnerability::{HarmLevel, LevelEntry, level_labels};
use geo_types::{Geometry, MultiPolygon};
use rayon::prelude::*;

/// A zone before anybody is counted in it.
pub(super) struct Drawn {
    pub(super) id: String,
    pub(super) effect: EffectKind,
    /// The effect of the event tree that it belongs to; none where no branch does it.
    of_effect: Vec<usize>,
    pub(super) level: String,
    pub(super) exposure_s: Option<f64>,
    pub(super) label: (String, String),
    pub(super) threshold: f64,
    pub(super) unit: &'static str,
    pub(super) origin: Origin,
    pub(super) conditional_prob: Option<f64>,
    pub(super) reach_m: Option<f64>,
    pub(super) half_width_m: f64,
    pub(super) outline: Outline,
    /// How bad it is to be inside, by the vocabulary of harm levels: 5 the worst.
    pub(super) rank: u8,
}

impl Drawn {
    /// Every zone of a release, at a height above ground: those of each cloud in turn, then those of each fire and blast.
    pub(super) fn all(consequence: &Consequence, pen: &Pen, height_m: f64) -> Vec<Self> {
        let several = consequence.clouds.len() > 1;
        let mut found = Vec::new();
        for (index, cloud) in consequence.clouds.iter().enumerate() {
            let upper = LevelEntry::UPPER_FLAMMABLE_LIMIT.id;
            let levels = consequence.levels.par_iter().filter(|level| level.key != upper);
            let drawn = levels.filter_map(|level| Self::of_cloud(cloud, level, pen, height_m, several));
            found.extend(drawn.collect::<Vec<_>>().into_iter().map(|drawn| (Some(index), drawn)));
        }
        let tree = &consequence.tree;
        for (index, effect) in tree.effects.iter().enumerate() {
            let pen = &turned(pen, effect.turning());
            let levels = effect.levels();
            let drawn = levels.par_iter().map(|level| Self::of_effect(index, effect, level, pen, height_m));
            found.extend(drawn.collect::<Vec<_>>().into_iter().map(|drawn| (None, drawn)));
        }
        let does = |cloud: usize, kind: EffectKind, effect: &Effect| {
            effect.kind == kind && matches!(&effect.field, EffectField::Clouds(clouds) if clouds.contains(&cloud))
        };
        let finish = |(cloud, mut drawn): (Option<usize>, Self)| {
            if let Some(cloud) = cloud {
                let of = |&index: &usize| does(cloud, drawn.effect, &tree.effects[index]);
                drawn.of_effect = (0..tree.effects.len()).filter(of).collect();
            }
            let mine = tree.branches.iter().filter(|branch| drawn.is_of(branch));
            drawn.conditional_prob = Some(mine.fold(0.0, |sum, branch| sum + branch.conditional_prob).min(1.0));
            drawn
        };
        let mut zones: Vec<Self> = found.into_iter().map(finish).collect();
        number_twins(&mut zones);
        zones
    }

    /// Whether a branch of the tree does it.
    pub(super) fn is_of(&self, branch: &TreeBranch) -> bool {
        self.of_effect.iter().any(|effect| branch.effects.contains(effect))
    }

    fn of_effect(index: usize, effect: &Effect, level: &HarmLevel, pen: &Pen, height_m: f64) -> Self {
        let reached = effect.zone(level, height_m);
        let (title_en, title_zh) = effect.kind.titles();
        Self {
            id: format!("{}-{}", effect.kind.key(), level.id),
            effect: effect.kind,
            of_effect: vec![index],
            level: level.id.into(),
            exposure_s: None,
            label: (format!("{title_en}, {}", level.label_en), format!("{title_zh},{}", level.label_zh)),
            threshold: level.value,
            unit: level.effect.unit(),
            origin: level.origin,
            conditional_prob: None,
            reach_m: reached.reach_m(),
            half_width_m: reached.half_width_m(),
            outline: pen.outline_of(&reached),
            rank: rank(level.id),
        }
    }

    fn of_cloud(cloud: &Cloud, level: &Level, pen: &Pen, height_m: f64, several: bool) -> Option<Self> {
        let (_, _, field) = cloud.solutions.iter().find(|(purpose, ..)| *purpose == level.purpose)?;
        let parts = field.zone_over_time(level, height_m);
        let pen = if field.is_disc() { &pen.still() } else { pen };
        let (threshold, unit) = match level.value {
            LevelValue::MoleFrac { mole_frac, .. } => (mole_frac, "mol/mol"),
            LevelValue::Concentration { kg_m3 } => (kg_m3, "kg/m3"),
        };
        let effect = match level.purpose {
            Purpose::Toxic => EffectKind::ToxicCloud,
            Purpose::Flammable => EffectKind::FlashFire,
        };
        let (origin_id, origin_en, origin_zh) = origin_words(cloud.origin);
        let (mut en, mut zh) = level_labels(&level.key, level.exposure_s);
        if several {
            en.push_str(&format!(", {origin_en}"));
            zh.push_str(&format!("({origin_zh})"));
        }
        let exposure = level.exposure_s.map_or_else(String::new, |exposure_s| format!("-{exposure_s:.0}s"));
        Some(Self {
            id: format!("{origin_id}-{}{exposure}", level.key),
            effect,
            of_effect: Vec::new(),
            level: level.key.clone(),
            exposure_s: level.exposure_s,
            label: (en, zh),
            threshold,
            unit,
            origin: level.origin,
            conditional_prob: None,
            reach_m: parts.last().map(ZonePart::reach_m),
            half_width_m: parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            outline: pen.outline(&parts),
            rank: rank(&level.key),
        })
    }

    /// The zone and its confidence line as polygons in longitude and latitude.
    pub(super) fn polygons(&self) -> (MultiPolygon, MultiPolygon) {
        let of = |geometry: &Option<GeoJson>| match geometry.as_ref().map(GeoJson::to_geometry) {
            Some(Geometry::MultiPolygon(polygons)) => polygons,
            _ => MultiPolygon(Vec::new()),
        };
        (of(&self.outline.geometry), of(&self.outline.confidence_geometry))
    }
}

/// Zones of one name get numbers: two fires of one kind in a tree.
fn number_twins(zones: &mut [Drawn]) {
    for index in 1..zones.len() {
        let (before, rest) = zones.split_at_mut(index);
        let twins = before.iter().filter(|zone| zone.effect == rest[0].effect && zone.level == rest[0].level);
        let same = twins.filter(|zone| zone.id.starts_with(&rest[0].id)).count();
        if same > 0 {
            rest[0].id = format!("{}-{}", rest[0].id, same + 1);
        }
    }
}

fn origin_words(origin: CloudOrigin) -> (&'static str, &'static str, &'static str) {
    match origin {
        CloudOrigin::Containment => ("containment", "cloud from the containment", "容器泄漏云团"),
        CloudOrigin::Pool => ("pool", "cloud from the pool", "液池蒸发云团"),
        CloudOrigin::Both => ("both", "cloud from containment and pool", "泄漏与液池合成云团"),
    }
}

/// Rank of a level; none of ours is unknown to the vocabulary, a test sees to that.
fn rank(level: &str) -> u8 {
    LevelEntry::find(level).map_or(1, |entry| entry.rank)
}
