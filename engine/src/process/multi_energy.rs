//! Process `multi_energy`.

use super::cloud_energy::{CloudBlastOutput, CloudEnergy, level_distances};
use super::fields::{SUBSTANCES, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{MULTI_ENERGY, MultiEnergy};
use crate::progress::ProgressToken;
use schemars::JsonSchema;
use serde::Deserialize;

/// Vapour cloud explosion by the multi-energy method.
pub(super) struct MultiEnergyProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Heat of combustion of what burns in the confined or congested part, J; or give the volume, or the fuel.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e15))]
    energy_j: Option<f64>,
    /// Volume of the confined or congested part filled with stoichiometric mixture, m3 (3.5 MJ/m3).
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1e8))]
    volume_m3: Option<f64>,
    /// Fuel: CAS number, name in Chinese or English, or UN number; with `fuel_mass_kg`.
    #[serde(default)]
    substance: Option<String>,
    /// Mass of the fuel that burns in the confined or congested part, kg; with `substance`.
    #[serde(default)]
    #[schemars(range(min = 1e-3, max = 1e7))]
    fuel_mass_kg: Option<f64>,
    /// Strength class, 1 (weak) to 10 (detonation); process `explosion_strength` helps to choose.
    #[schemars(range(min = 1.0, max = 10.0))]
    strength_class: f64,
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

impl Model for MultiEnergyProcess {
    type Input = Input;
    type Output = CloudBlastOutput;
    const METADATA: Metadata = Metadata {
        id: MULTI_ENERGY.id,
        title: Title { zh: MULTI_ENERGY.title_zh, en: MULTI_ENERGY.title_en },
        description: Title {
            zh: "按 TNO 多能法计算蒸气云爆炸在某一距离的超压、冲量、持续时间和动压,以及给定超压的距离。",
            en: "Overpressure, impulse, duration and dynamic pressure of a vapour cloud explosion at a distance, and the distances of given \
                 overpressures, by the multi-energy method.",
        },
        cards: &[&MULTI_ENERGY],
        example: r#"{"volume_m3": 1000, "strength_class": 7, "distance_m": 100, "levels_pa": [5000, 30000]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<CloudBlastOutput>, ProcessError> {
        let energy = CloudEnergy {
            energy_j: input.energy_j,
            volume_m3: input.volume_m3,
            substance: input.substance.as_deref(),
            fuel_mass_kg: input.fuel_mass_kg,
        };
        let (energy_j, by_fuel) = energy.solve(context)?;
        let cloud = MultiEnergy {
            energy_j,
            strength_factor: input.strength_class,
            ambient_pressure_pa: input.ambient_pressure_pa,
        };
        let solved = cloud.solve()?;
        let blast = solved.field;
        let levels = level_distances(&input.levels_pa, |level_pa| blast.distance_to_overpressure(level_pa));
        let output = CloudBlastOutput::new(energy_j, blast.at(input.distance_m), levels);
        let caveats = solved.caveats.into_iter().chain(blast.outside_range(input.distance_m));
        let answer = Answer::new(output).with_caveats(caveats);
        Ok(if by_fuel { answer.with_data(SUBSTANCES, context.library.edition()) } else { answer })
    }
}
