//! Process `explosion_strength`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{
    Congestion, EXPLOSION_STRENGTH, Expansion, FlameReactivity, IgnitionEnergy, ObstacleRegion, Obstruction,
    StrengthGuide, flame_mach_ratio, kinsella,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Strength of a cloud explosion by what stands in the cloud.
pub(super) struct ExplosionStrengthProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// How the cloud is lit.
    ignition: IgnitionEnergy,
    /// How much of the region obstacles fill.
    obstruction: Obstruction,
    /// Whether planes (decks, the ground and vehicles) confine the flame.
    between_planes: bool,
    /// Figures of the obstacles for the GAME correlation.
    #[serde(default)]
    obstacles: Option<Obstacles>,
    /// Reactivity, congestion and expansion for the flame speed of Baker-Strehlow-Tang.
    #[serde(default)]
    flame: Option<Flame>,
}

/// Obstacles for the GAME correlation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Obstacles {
    /// Share of the volume that obstacles fill.
    #[schemars(range(min = 0.001, max = 0.9))]
    volume_blockage_frac: f64,
    /// Way of the flame through the obstacles, m: half the width, half the length or the height, whichever is least.
    #[schemars(range(min = 0.1, max = 200.0))]
    flame_path_m: f64,
    /// Mean diameter of the obstacles, m.
    #[schemars(range(min = 0.001, max = 5.0))]
    obstacle_diameter_m: f64,
    /// Laminar burning velocity of the fuel, m/s (methane 0.45, propane 0.46, hydrogen 3.25).
    #[schemars(range(min = 0.05, max = 5.0))]
    laminar_burning_velocity_m_s: f64,
}

/// Flame of Baker-Strehlow-Tang.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Flame {
    /// Reactivity of the fuel.
    reactivity: FlameReactivity,
    /// Obstacles.
    congestion: Congestion,
    /// Directions in which the flame can expand.
    expansion: Expansion,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Strength classes by Kinsella.
    kinsella: StrengthGuide,
    /// Overpressure in the cloud by GAME, Pa.
    game_overpressure_pa: Option<f64>,
    /// Strength class of that overpressure.
    game_strength_class: Option<f64>,
    /// Flame Mach number.
    flame_mach: Option<f64>,
    /// Whether the table takes the flame to turn into a detonation.
    detonates: Option<bool>,
}

fn reconstructed() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        EXPLOSION_STRENGTH.id,
        "which case each class of the Kinsella table belongs to was put back by the order of two tables and recollection",
        "Kinsella 表中各等级对应的工况系按两表次序并凭记忆还原",
    )
}

impl Model for ExplosionStrengthProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: EXPLOSION_STRENGTH.id,
        title: Title { zh: EXPLOSION_STRENGTH.title_zh, en: EXPLOSION_STRENGTH.title_en },
        description: Title {
            zh: "由点火、阻塞和约束情况给出多能法强度等级及 BST 火焰马赫数。",
            en: "Strength class of the multi-energy method and flame Mach number of Baker-Strehlow-Tang from ignition, obstacles and \
                 confinement.",
        },
        cards: &[&EXPLOSION_STRENGTH],
        example: r#"{"ignition": "low", "obstruction": "high", "between_planes": false,
            "obstacles": {"volume_blockage_frac": 0.1, "flame_path_m": 4, "obstacle_diameter_m": 0.08,
                "laminar_burning_velocity_m_s": 0.46},
            "flame": {"reactivity": "medium", "congestion": "high", "expansion": "3d"}}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let game = input.obstacles.map(|obstacles| {
            let region = ObstacleRegion {
                volume_blockage_frac: obstacles.volume_blockage_frac,
                flame_path_m: obstacles.flame_path_m,
                obstacle_diameter_m: obstacles.obstacle_diameter_m,
                laminar_burning_velocity_m_s: obstacles.laminar_burning_velocity_m_s,
                between_planes: input.between_planes,
            };
            region.solve()
        });
        let game = game.transpose()?;
        let flame = input.flame.map(|flame| flame_mach_ratio(flame.reactivity, flame.congestion, flame.expansion));
        let output = Output {
            kinsella: kinsella(input.ignition, input.obstruction, input.between_planes),
            game_overpressure_pa: game.as_ref().map(|game| game.field.overpressure_pa),
            game_strength_class: game.as_ref().map(|game| game.field.strength_factor),
            flame_mach: flame.map(|(mach, _)| mach),
            detonates: flame.map(|(_, detonates)| detonates),
        };
        let caveats = game.into_iter().flat_map(|game| game.caveats).chain([reconstructed()]);
        Ok(Answer::new(output).with_caveats(caveats))
    }
}
