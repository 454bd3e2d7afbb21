//! The zones of an incident, all effects alike. A further effect joins in [`Drawn::all`].

use super::geometry::GeoJson;
use super::zone_outline::{Outline, Pen};
use crate::consequence::{Cloud, CloudOrigin, Consequence, Level, LevelValue, Purpose};
use crate::dispersion::ZonePart;
use crate::provenance::Origin;
use geo_types::{Geometry, MultiPolygon};
use schemars::JsonSchema;
use serde::Serialize;

/// What does the harm in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Effect {
    /// Breathing the gas.
    ToxicCloud,
    /// Being in the cloud when it burns.
    FlashFire,
}

/// A zone before anybody is counted in it.
pub(super) struct Drawn {
    pub(super) id: String,
    pub(super) effect: Effect,
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
    /// How bad it is to be inside: 3 lethal, 2 lasting harm, 1 felt.
    pub(super) severity: u8,
}

impl Drawn {
    /// Every zone of a release, at a height above ground: those of each cloud in turn.
    pub(super) fn all(consequence: &Consequence, pen: &Pen, height_m: f64) -> Vec<Self> {
        let several = consequence.clouds.len() > 1;
        let of_cloud = |cloud| {
            let levels = consequence.levels.iter().filter(|level| level.key != "upper_flammable_limit");
            levels.filter_map(move |level| Self::of_cloud(cloud, level, pen, height_m, several))
        };
        consequence.clouds.iter().flat_map(of_cloud).collect()
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
            Purpose::Toxic => Effect::ToxicCloud,
            Purpose::Flammable => Effect::FlashFire,
        };
        let (origin_id, origin_en, origin_zh) = origin_words(cloud.origin);
        let (mut en, mut zh) = label(level);
        if several {
            en.push_str(&format!(", {origin_en}"));
            zh.push_str(&format!("({origin_zh})"));
        }
        let exposure = level.exposure_s.map_or_else(String::new, |exposure_s| format!("-{exposure_s:.0}s"));
        Some(Self {
            id: format!("{origin_id}-{}{exposure}", level.key),
            effect,
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
            severity: severity(&level.key),
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

fn origin_words(origin: CloudOrigin) -> (&'static str, &'static str, &'static str) {
    match origin {
        CloudOrigin::Containment => ("containment", "cloud from the containment", "容器泄漏云团"),
        CloudOrigin::Pool => ("pool", "cloud from the pool", "液池蒸发云团"),
        CloudOrigin::Both => ("both", "cloud from containment and pool", "泄漏与液池合成云团"),
    }
}

/// How bad it is to be inside. IDLH, from which one must be able to escape, stands with the levels of lasting harm.
fn severity(key: &str) -> u8 {
    match key {
        "aegl_3" | "erpg_3" | "pac_3" | "lower_flammable_limit" => 3,
        "aegl_1" | "erpg_1" | "pac_1" => 1,
        _ => 2,
    }
}

/// What a level is and means, English and Chinese.
fn label(level: &Level) -> (String, String) {
    let minutes = level.exposure_s.map(|exposure_s| exposure_s / 60.0);
    let (min_en, min_zh) = minutes
        .map_or_else(Default::default, |minutes| (format!(" ({minutes:.0} min)"), format!("({minutes:.0} 分钟)")));
    let toxic = |name: &str, number: &str| {
        let (en, zh) = match number {
            "3" => ("life-threatening", "危及生命"),
            "2" => ("lasting harm, escape impaired", "不可逆伤害、逃生能力受损"),
            _ => ("discomfort, passing", "可逆不适"),
        };
        (format!("{name}-{number}{min_en}: {en}"), format!("{name}-{number}{min_zh}:{zh}"))
    };
    match level.key.split_once('_') {
        Some(("aegl", number)) => return toxic("AEGL", number),
        Some(("erpg", number)) => return toxic("ERPG", number),
        Some(("pac", number)) => return toxic("PAC", number),
        _ => {}
    }
    let share = level.key.strip_prefix("lower_flammable_limit_").and_then(|share| share.parse::<f64>().ok());
    match (level.key.as_str(), share) {
        ("idlh", _) => {
            (format!("IDLH{min_en}: dangerous to life or health at once"), format!("IDLH{min_zh}:立即威胁生命或健康"))
        }
        ("lower_flammable_limit", _) => {
            ("lower flammable limit: the cloud can burn here".into(), "爆炸下限:云团在此可被点燃".into())
        }
        (_, Some(share)) => {
            let percent = 100.0 * share;
            (
                format!("{percent:.0} % of the lower flammable limit: pockets can burn"),
                format!("{percent:.0}% 爆炸下限:局部可能被点燃"),
            )
        }
        _ => ("given concentration".into(), "给定浓度".into()),
    }
}
