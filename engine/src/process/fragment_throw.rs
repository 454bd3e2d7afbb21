//! Process `fragment_throw`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{FRAGMENT_THROW, FragmentThrow, VesselFailure, launch_velocity_m_s};
use crate::progress::ProgressToken;
use crate::provenance::FieldProblem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Throw of fragments of a burst vessel.
pub(super) struct FragmentThrowProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Mass of the fragment, kg.
    #[schemars(range(min = 1e-4, max = 1e6))]
    fragment_mass_kg: f64,
    /// Area of the fragment across its flight, m2.
    #[schemars(range(min = 0.0, max = 1000.0))]
    area_m2: f64,
    /// Drag coefficient (a tumbling plate is near 1.2, a sphere near 0.5).
    #[schemars(range(min = 0.0, max = 5.0))]
    drag_coefficient: f64,
    /// Launch speed, m/s; or give the energy and the mass of the vessel.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 2000.0))]
    velocity_m_s: Option<f64>,
    /// Expansion energy of the content, J (processes `bleve_blast`, `vessel_burst_blast`).
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e15))]
    energy_j: Option<f64>,
    /// Mass of the whole vessel, kg.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1e8))]
    vessel_mass_kg: Option<f64>,
    /// How the vessel comes apart.
    #[serde(default)]
    failure: VesselFailure,
    /// Height of launch, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 200.0))]
    height_m: f64,
    /// Density of the air, kg/m3.
    #[serde(default = "air_kg_m3")]
    #[schemars(range(min = 0.5, max = 2.0))]
    air_density_kg_m3: f64,
}

fn air_kg_m3() -> f64 {
    1.225
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Launch speed, m/s.
    velocity_m_s: f64,
    /// Greatest range over all launch angles, m.
    range_m: f64,
    /// Launch angle of it above the horizontal, rad.
    elevation_rad: f64,
    /// Greatest height of that flight, m.
    height_m: f64,
    /// Speed on landing, m/s.
    impact_velocity_m_s: f64,
    /// Kinetic energy on landing, J.
    impact_energy_j: f64,
    /// Greatest range without air, m: an upper bound.
    vacuum_range_m: f64,
}

fn velocity_of(input: &Input) -> Result<f64, ProcessError> {
    match (input.velocity_m_s, input.energy_j, input.vessel_mass_kg) {
        (Some(velocity_m_s), None, None) => Ok(velocity_m_s),
        (None, Some(energy_j), Some(mass_kg)) => Ok(launch_velocity_m_s(energy_j, input.failure, mass_kg)),
        (given, ..) => {
            let code = if given.is_some() { "not_allowed" } else { "missing" };
            let value = given.map_or_else(|| "none".into(), |velocity| velocity.to_string());
            let allowed = "either velocity_m_s, or both energy_j and vessel_mass_kg";
            Err(ProcessError::one(FieldProblem::new("velocity_m_s", value, allowed, code)))
        }
    }
}

impl Model for FragmentThrowProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: FRAGMENT_THROW.id,
        title: Title { zh: FRAGMENT_THROW.title_zh, en: FRAGMENT_THROW.title_en },
        description: Title {
            zh: "容器爆裂碎片的初速度、计入空气阻力的最大射程和落地动能。",
            en: "Launch speed of a fragment of a burst vessel, its greatest range with drag, and its energy on landing.",
        },
        cards: &[&FRAGMENT_THROW],
        example: r#"{"fragment_mass_kg": 500, "area_m2": 2, "drag_coefficient": 1.2, "energy_j": 1e8, "vessel_mass_kg": 10000}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let throw = FragmentThrow {
            mass_kg: input.fragment_mass_kg,
            velocity_m_s: velocity_of(&input)?,
            drag_coefficient: input.drag_coefficient,
            area_m2: input.area_m2,
            height_m: input.height_m,
            air_density_kg_m3: input.air_density_kg_m3,
        };
        let flight = throw.farthest()?;
        Ok(Answer::new(Output {
            velocity_m_s: throw.velocity_m_s,
            range_m: flight.range_m,
            elevation_rad: flight.elevation_rad,
            height_m: flight.height_m,
            impact_velocity_m_s: flight.impact_velocity_m_s,
            impact_energy_j: 0.5 * throw.mass_kg * flight.impact_velocity_m_s * flight.impact_velocity_m_s,
            vacuum_range_m: throw.vacuum_range_m(),
        }))
    }
}
