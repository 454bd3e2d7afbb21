//! Process `bleve_blast`.

use super::cloud_energy::{LevelDistance, level_distances};
use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{BLEVE_BLAST, Bleve, BleveExpansion, Burst, KINGERY_BULMASH, VesselFailure};
use crate::progress::ProgressToken;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blast of a BLEVE.
pub(super) struct BleveBlastProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Content: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Volume of the vessel, m3.
    #[schemars(range(min = 1e-3, max = 1e6))]
    volume_m3: f64,
    /// Share of it that is liquid.
    #[schemars(range(min = 0.01, max = 0.99))]
    fill_frac: f64,
    /// Temperature at failure, K.
    #[schemars(range(min = 50.0, max = 2000.0))]
    temperature_k: f64,
    /// How the content expands.
    #[serde(default)]
    expansion: BleveExpansion,
    /// How the vessel comes apart.
    #[serde(default)]
    failure: VesselFailure,
    /// On the ground or in free air.
    #[serde(default)]
    burst: Burst,
    /// Distance from the vessel, m.
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

/// Values at the distance are null, with a caveat, outside the fits.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Vapour pressure at failure, Pa.
    burst_pressure_pa: f64,
    /// Mass of the liquid, kg.
    liquid_mass_kg: f64,
    /// Mass of the vapour above it, kg.
    vapour_mass_kg: f64,
    /// Share of the whole mass that is vapour after an irreversible expansion.
    flashed_frac: f64,
    /// Work of the irreversible expansion, J.
    irreversible_energy_j: f64,
    /// Work of the isentropic expansion, J.
    isentropic_energy_j: f64,
    /// Mass of TNT with the blast, kg.
    tnt_mass_kg: f64,
    /// Peak side-on overpressure, Pa.
    side_on_overpressure_pa: Option<f64>,
    /// Side-on impulse, Pa s.
    side_on_impulse_pa_s: Option<f64>,
    /// Peak overpressure on a wall facing the vessel, Pa.
    reflected_overpressure_pa: Option<f64>,
    /// Distances of the levels that were asked for.
    levels: Vec<LevelDistance>,
}

impl Model for BleveBlastProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: BLEVE_BLAST.id,
        title: Title { zh: BLEVE_BLAST.title_zh, en: BLEVE_BLAST.title_en },
        description: Title {
            zh: "过热液体容器爆裂(BLEVE)的膨胀能、TNT 当量以及某一距离的超压和冲量。",
            en: "Expansion energy of a bursting vessel with a superheated liquid, its TNT equivalent, and overpressure and impulse at a \
                 distance.",
        },
        cards: &[&BLEVE_BLAST, &KINGERY_BULMASH],
        example: r#"{"substance": "propane", "volume_m3": 250, "fill_frac": 0.9128, "temperature_k": 328.15, "distance_m": 150,
            "levels_pa": [5000, 10000]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let vessel = Bleve {
            volume_m3: input.volume_m3,
            fill_frac: input.fill_frac,
            temperature_k: input.temperature_k,
            ambient_pressure_pa: input.ambient_pressure_pa,
        };
        let energy = vessel.solve(substance)?;
        let solved = energy.blast(input.expansion, input.failure, input.burst)?;
        let (blast, at) = (solved.field, solved.field.at(input.distance_m));
        let output = Output {
            burst_pressure_pa: energy.burst_pressure_pa,
            liquid_mass_kg: energy.liquid_mass_kg,
            vapour_mass_kg: energy.vapour_mass_kg,
            flashed_frac: energy.flashed_frac,
            irreversible_energy_j: energy.irreversible_j,
            isentropic_energy_j: energy.isentropic_j,
            tnt_mass_kg: energy.tnt_mass_kg(input.expansion, input.failure),
            side_on_overpressure_pa: at.map(|at| at.side_on_overpressure_pa),
            side_on_impulse_pa_s: at.map(|at| at.side_on_impulse_pa_s),
            reflected_overpressure_pa: at.map(|at| at.reflected_overpressure_pa),
            levels: level_distances(&input.levels_pa, |level_pa| blast.distance_to_overpressure(level_pa)),
        };
        let caveats = solved.caveats.into_iter().chain(blast.outside_range(input.distance_m));
        Ok(Answer::new(output).with_caveats(caveats).with_data(SUBSTANCES, context.library.edition()))
    }
}
