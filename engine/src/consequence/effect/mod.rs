//! What the branches of an event tree do: fires and blasts beside the clouds, and how far their harm reaches.

mod blast;
mod congested;
mod contour;
mod fire;
mod jet;
mod zone;

pub(super) use blast::{Exploding, Explosions, Vessel, cloud_explosion, regions_missed, vessel_burst};
pub(super) use congested::congested_explosion;
pub(super) use fire::{Liquid, fireball, pool_fire};
pub(super) use jet::{Jet, jet_fire};

pub use blast::ExplosionChoice;
pub use zone::{Disc, EffectZone};

use crate::fire::{FireballField, JetFireField, PoolFireField};
use crate::provenance::{Caveat, CaveatCode, InvalidInput, Origin};
use crate::substance::BilingualName;
use crate::vulnerability::HarmLevel;
use contour::{disc_at, zone_of_flux};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What harms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// Breathing the cloud.
    ToxicCloud,
    /// The cloud burns through.
    FlashFire,
    /// Burning jet.
    JetFire,
    /// Burning pool.
    PoolFire,
    /// Burning ball of a burst.
    Fireball,
    /// Blast of the cloud.
    Explosion,
    /// Blast of the vessel itself, whether its content is lit or not.
    VesselBurst,
}

impl EffectKind {
    /// The name under which it stands in a file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ToxicCloud => "toxic_cloud",
            Self::FlashFire => "flash_fire",
            Self::JetFire => "jet_fire",
            Self::PoolFire => "pool_fire",
            Self::Fireball => "fireball",
            Self::Explosion => "explosion",
            Self::VesselBurst => "vessel_burst",
        }
    }

    /// Name in English and Chinese.
    #[must_use]
    pub fn titles(self) -> (&'static str, &'static str) {
        match self {
            Self::ToxicCloud => ("toxic cloud", "有毒云团"),
            Self::FlashFire => ("flash fire", "闪火"),
            Self::JetFire => ("jet fire", "喷射火"),
            Self::PoolFire => ("pool fire", "池火"),
            Self::Fireball => ("fireball", "火球"),
            Self::Explosion => ("vapour-cloud explosion", "蒸气云爆炸"),
            Self::VesselBurst => ("blast of the bursting vessel", "容器爆裂冲击波"),
        }
    }
}

/// A figure of an effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// Name with its unit, as in the model's own process.
    pub name: String,
    /// What it is, in English.
    pub title_en: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// Value.
    pub value: f64,
    /// Unit.
    pub unit: String,
}

impl Figure {
    pub(super) fn new(name: &str, (title_en, title_zh): (&str, &str), value: f64, unit: &str) -> Self {
        Self { name: name.into(), title_en: title_en.into(), title_zh: title_zh.into(), value, unit: unit.into() }
    }
}

/// How the harm of an effect is spread about the source.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectField {
    /// By clouds of the release, by their places in the list: their zones are drawn there.
    Clouds(Vec<usize>),
    /// A burning pool about the source.
    Pool(Box<PoolFireField>),
    /// A burning jet from the source.
    Jet(Box<JetFireField>),
    /// A ball above the source.
    Ball(FireballField),
    /// Blasts, which are not added: each place has that of the strongest there.
    Blast {
        /// Those of the cloud or of the vessel.
        sources: Vec<BlastSource>,
    },
}

/// A blast.
#[derive(Debug, Clone, PartialEq)]
pub struct BlastSource {
    /// Its middle, m from the source: downwind, to the left of the wind.
    pub middle_m: [f64; 2],
    /// Energy, J; none where the model takes another figure.
    pub energy_j: Option<f64>,
    /// Class of the multi-energy method; none for other models.
    pub strength_factor: Option<f64>,
    /// Congested regions that explode; none for the cloud as a whole, its rest, or a vessel.
    pub regions: Vec<BlastRegion>,
    /// Levels with the distance from the middle, m.
    pub reaches: Vec<(HarmLevel, f64)>,
}

/// What explodes of a congested region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlastRegion {
    /// Key of the region.
    pub id: String,
    /// Its name.
    pub name: BilingualName,
    /// Share of it in plan that the cloud covers, 0 to 1.
    pub covered_frac: f64,
    /// Stoichiometric mixture that explodes in it, m3.
    pub volume_m3: f64,
    /// Where the volume of the region comes from.
    pub volume_origin: Origin,
    /// Its own class.
    pub strength_factor: f64,
    /// Where that comes from.
    pub strength_origin: Origin,
}

impl BlastSource {
    /// A blast on the axis of the wind.
    fn on_axis(middle_m: f64, reaches: Vec<(HarmLevel, f64)>) -> Self {
        Self { middle_m: [middle_m, 0.0], energy_j: None, strength_factor: None, regions: Vec::new(), reaches }
    }

    fn reach_m(&self, level: &HarmLevel) -> Option<f64> {
        self.reaches.iter().find(|(known, _)| known.id == level.id).map(|(_, reach_m)| *reach_m)
    }
}

/// How a zone may lie in another direction than it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turning {
    /// It lies all around the source: no turn moves it.
    AllRound,
    /// As the wind turns.
    WithWind,
    /// Into any direction: a leak points where it will.
    Anywhere,
}

/// What a branch does.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What harms.
    pub kind: EffectKind,
    /// Model behind it.
    pub model: &'static str,
    /// When it begins at the earliest, s after the release began.
    pub begin_s: f64,
    /// When it is over, s; none for a blast, which is over at once, and for clouds, whose passages tell.
    pub end_s: Option<f64>,
    /// What describes it.
    pub figures: Vec<Figure>,
    /// Its harm.
    pub field: EffectField,
}

impl Effect {
    /// Levels for which it has zones, strongest first; none for clouds, whose levels are drawn with them.
    #[must_use]
    pub fn levels(&self) -> Vec<HarmLevel> {
        match &self.field {
            EffectField::Clouds(_) => Vec::new(),
            EffectField::Pool(_) | EffectField::Jet(_) | EffectField::Ball(_) => HarmLevel::HEAT.to_vec(),
            EffectField::Blast { sources } => {
                let drawn = |level: &HarmLevel| sources.iter().any(|source| source.reach_m(level).is_some());
                HarmLevel::BLAST.into_iter().filter(drawn).collect()
            }
        }
    }

    /// What a level reaches at a height above ground.
    #[must_use]
    pub fn zone(&self, level: &HarmLevel, height_m: f64) -> EffectZone {
        EffectZone::Axial(match &self.field {
            EffectField::Clouds(_) => Vec::new(),
            EffectField::Pool(fire) => {
                let size_m = fire.diameter_m().max(fire.flame_length_m());
                let flux = |x_m, y_m| fire.incident_flux_w_m2([x_m, y_m, height_m]);
                zone_of_flux(flux, level.value, [-0.5 * fire.diameter_m(), size_m], size_m)
            }
            EffectField::Jet(fire) => {
                let (base_m, tip_m) = (fire.base_m()[0], fire.tip_m()[0]);
                let flux = |x_m, y_m| fire.incident_flux_w_m2([x_m, y_m, height_m]);
                zone_of_flux(flux, level.value, [base_m, tip_m], fire.flame_length_m())
            }
            EffectField::Ball(ball) => {
                ball.distance_to_flux_m(level.value).map(|radius_m| disc_at(0.0, radius_m)).into_iter().collect()
            }
            EffectField::Blast { sources } => match &sources[..] {
                [only] if only.middle_m[1] == 0.0 => {
                    only.reach_m(level).map(|radius_m| disc_at(only.middle_m[0], radius_m)).into_iter().collect()
                }
                _ => return EffectZone::of_blasts(sources, level),
            },
        })
    }

    /// How its zones may lie otherwise.
    #[must_use]
    pub fn turning(&self) -> Turning {
        match &self.field {
            EffectField::Ball(_) => Turning::AllRound,
            EffectField::Blast { sources } if sources.iter().all(|source| source.middle_m == [0.0; 2]) => {
                Turning::AllRound
            }
            EffectField::Jet(_) => Turning::Anywhere,
            EffectField::Clouds(_) | EffectField::Pool(_) | EffectField::Blast { .. } => Turning::WithWind,
        }
    }
}

/// An effect that a model refuses is left out and told, with what the model wants; the rest of the release stands.
fn left_out(kind: EffectKind, model: &'static str, refused: &InvalidInput) -> Caveat {
    let (en, zh) = kind.titles();
    Caveat::new(CaveatCode::NotModelled, model, format!("{en} left out: {refused}"), format!("未计算{zh}:{refused}"))
}
