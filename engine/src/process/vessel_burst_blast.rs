//! Process `vessel_burst_blast`.

use super::cloud_energy::{LevelDistance, level_distances};
use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{Burst, VESSEL_BURST_BLAST, VesselBurst};
use crate::progress::ProgressToken;
use crate::provenance::FieldProblem;
use crate::substance::Substance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blast of a bursting gas vessel.
pub(super) struct VesselBurstBlastProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Gas: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Volume of the gas, m3.
    #[schemars(range(min = 1e-4, max = 1e6))]
    volume_m3: f64,
    /// Pressure at burst, Pa absolute.
    #[schemars(range(min = 5e4, max = 2e8))]
    burst_pressure_pa: f64,
    /// Temperature of the gas, K.
    #[schemars(range(min = 50.0, max = 3000.0))]
    temperature_k: f64,
    /// On the ground (energy counts twice) or in free air.
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
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    ambient_temperature_k: f64,
}

fn air_k() -> f64 {
    293.15
}

/// Values at the distance are null, with a caveat, outside the curves.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Energy by Brode, J: the one the curves take.
    brode_energy_j: f64,
    /// Work of an isentropic expansion, J.
    isentropic_energy_j: f64,
    /// Work of an isothermal expansion, J.
    isothermal_energy_j: f64,
    /// Thermodynamic availability, J.
    availability_j: f64,
    /// Overpressure of the shock at the vessel, Pa.
    shock_overpressure_pa: f64,
    /// Distance over `(E/p0)^(1/3)`.
    scaled_distance_ratio: Option<f64>,
    /// Peak side-on overpressure, Pa.
    side_on_overpressure_pa: Option<f64>,
    /// Side-on impulse of the positive phase, Pa s.
    side_on_impulse_pa_s: Option<f64>,
    /// Duration of the positive phase of a triangular pulse, s.
    positive_duration_s: Option<f64>,
    /// Distances of the levels that were asked for.
    levels: Vec<LevelDistance>,
}

/// Heat capacity ratio of the gas at its temperature.
fn ratio_of(substance: &Substance, temperature_k: f64) -> Result<f64, ProcessError> {
    substance.heat_capacity_ratio(temperature_k).map_err(|error| {
        let allowed = format!("a temperature at which the heat capacity of the gas is published ({error})");
        ProcessError::one(FieldProblem::new("temperature_k", temperature_k, allowed, "property_not_known"))
    })
}

impl Model for VesselBurstBlastProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: VESSEL_BURST_BLAST.id,
        title: Title { zh: VESSEL_BURST_BLAST.title_zh, en: VESSEL_BURST_BLAST.title_en },
        description: Title {
            zh: "气体压力容器爆裂的机械能(四种定义)以及某一距离的超压、冲量和持续时间。",
            en: "Mechanical energy of a bursting gas vessel by four definitions, and its overpressure, impulse and duration at a distance.",
        },
        cards: &[&VESSEL_BURST_BLAST],
        example: r#"{"substance": "nitrogen", "volume_m3": 10, "burst_pressure_pa": 5e6, "temperature_k": 293.15, "distance_m": 50}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let vessel = VesselBurst {
            volume_m3: input.volume_m3,
            burst_pressure_pa: input.burst_pressure_pa,
            temperature_k: input.temperature_k,
            molar_mass_kg_mol: substance.molar_mass_kg_mol,
            heat_capacity_ratio: ratio_of(substance, input.temperature_k)?,
            burst: input.burst,
            ambient_pressure_pa: input.ambient_pressure_pa,
            ambient_temperature_k: input.ambient_temperature_k,
        };
        let solved = vessel.solve()?;
        let (blast, energies) = (solved.field, solved.field.energies());
        let at = blast.at(input.distance_m);
        let output = Output {
            brode_energy_j: energies.brode_j,
            isentropic_energy_j: energies.isentropic_j,
            isothermal_energy_j: energies.isothermal_j,
            availability_j: energies.availability_j,
            shock_overpressure_pa: blast.shock_overpressure_pa(),
            scaled_distance_ratio: at.map(|at| at.scaled_distance_ratio),
            side_on_overpressure_pa: at.map(|at| at.side_on_overpressure_pa),
            side_on_impulse_pa_s: at.map(|at| at.side_on_impulse_pa_s),
            positive_duration_s: at.map(|at| at.positive_duration_s),
            levels: level_distances(&input.levels_pa, |level_pa| blast.distance_to_overpressure(level_pa)),
        };
        let caveats = solved.caveats.into_iter().chain(blast.outside_range(input.distance_m));
        Ok(Answer::new(output).with_caveats(caveats).with_data(SUBSTANCES, context.library.edition()))
    }
}
