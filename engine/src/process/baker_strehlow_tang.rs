//! Process `baker_strehlow_tang`.

use super::cloud_energy::{CloudBlastOutput, CloudEnergy, level_distances};
use super::fields::{SUBSTANCES, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{
    BAKER_STREHLOW_TANG, BakerStrehlowTang, Burst, Congestion, Expansion, FlameReactivity, flame_mach_ratio,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem};
use schemars::JsonSchema;
use serde::Deserialize;

/// Vapour cloud explosion by the curves of Baker, Strehlow and Tang.
pub(super) struct BakerStrehlowTangProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Heat of combustion of what burns in the congested part, J, not doubled; or give the volume, or the fuel.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e15))]
    energy_j: Option<f64>,
    /// Volume of the congested part filled with stoichiometric mixture, m3 (3.5 MJ/m3).
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1e8))]
    volume_m3: Option<f64>,
    /// Fuel: CAS number, name in Chinese or English, or UN number; with `fuel_mass_kg`.
    #[serde(default)]
    substance: Option<String>,
    /// Mass of the fuel that burns in the congested part, kg; with `substance`.
    #[serde(default)]
    #[schemars(range(min = 1e-3, max = 1e7))]
    fuel_mass_kg: Option<f64>,
    /// Flame speed over the speed of sound; or give reactivity, congestion and expansion.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 5.2))]
    flame_mach: Option<f64>,
    /// Reactivity of the fuel.
    #[serde(default)]
    reactivity: Option<FlameReactivity>,
    /// Obstacles.
    #[serde(default)]
    congestion: Option<Congestion>,
    /// Directions in which the flame can expand.
    #[serde(default)]
    expansion: Option<Expansion>,
    /// On the ground (energy counts twice) or in free air.
    #[serde(default)]
    burst: Burst,
    /// Distance from the centre of the exploding part, m.
    #[schemars(range(min = 0.01, max = 1e6))]
    distance_m: f64,
    /// Overpressures whose distances are wanted, Pa.
    #[serde(default)]
    #[schemars(length(max = 20), inner(range(min = 10.0, max = 1e7)))]
    levels_pa: Vec<f64>,
    /// Pressure of the air, Pa.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    ambient_pressure_pa: f64,
}

/// Flame Mach number, and the caveat of a detonation by the table.
fn flame_of(input: &Input) -> Result<(f64, Option<Caveat>), ProcessError> {
    match (input.flame_mach, input.reactivity, input.congestion, input.expansion) {
        (Some(mach), None, None, None) => Ok((mach, None)),
        (None, Some(reactivity), Some(congestion), Some(expansion)) => {
            let (mach, detonates) = flame_mach_ratio(reactivity, congestion, expansion);
            Ok((mach, detonates.then(detonation)))
        }
        (given, ..) => {
            let code = if given.is_some() { "not_allowed" } else { "missing" };
            let value = given.map_or_else(|| "none".into(), |mach| mach.to_string());
            let allowed = "either flame_mach, or all of reactivity, congestion and expansion";
            Err(ProcessError::one(FieldProblem::new("flame_mach", value, allowed, code)))
        }
    }
}

fn detonation() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        BAKER_STREHLOW_TANG.id,
        "the table of flame speeds takes the flame to turn into a detonation here: flame Mach number 5.2",
        "火焰速度表认为此处由爆燃转为爆轰:火焰马赫数取 5.2",
    )
}

impl Model for BakerStrehlowTangProcess {
    type Input = Input;
    type Output = CloudBlastOutput;
    const METADATA: Metadata = Metadata {
        id: BAKER_STREHLOW_TANG.id,
        title: Title { zh: BAKER_STREHLOW_TANG.title_zh, en: BAKER_STREHLOW_TANG.title_en },
        description: Title {
            zh: "按 Baker-Strehlow-Tang 曲线由火焰马赫数计算蒸气云爆炸在某一距离的超压、冲量和持续时间。",
            en: "Overpressure, impulse and duration of a vapour cloud explosion at a distance by its flame speed.",
        },
        cards: &[&BAKER_STREHLOW_TANG],
        example: r#"{"substance": "propane", "fuel_mass_kg": 100, "reactivity": "medium", "congestion": "medium",
            "expansion": "3d", "distance_m": 80, "levels_pa": [10000]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<CloudBlastOutput>, ProcessError> {
        let (flame_mach_ratio, detonation) = flame_of(&input)?;
        let energy = CloudEnergy {
            energy_j: input.energy_j,
            volume_m3: input.volume_m3,
            substance: input.substance.as_deref(),
            fuel_mass_kg: input.fuel_mass_kg,
        };
        let (energy_j, by_fuel) = energy.solve(context)?;
        let (burst, ambient_pressure_pa) = (input.burst, input.ambient_pressure_pa);
        let solved = BakerStrehlowTang { energy_j, flame_mach_ratio, burst, ambient_pressure_pa }.solve()?;
        let blast = solved.field;
        let levels = level_distances(&input.levels_pa, |level_pa| blast.distance_to_overpressure(level_pa));
        let output = CloudBlastOutput::new(energy_j, blast.at(input.distance_m), levels);
        let caveats = solved.caveats.into_iter().chain(detonation).chain(blast.outside_range(input.distance_m));
        let answer = Answer::new(output).with_caveats(caveats);
        Ok(if by_fuel { answer.with_data(SUBSTANCES, context.library.edition()) } else { answer })
    }
}
