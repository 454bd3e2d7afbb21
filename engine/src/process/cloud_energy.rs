//! What the processes of cloud explosions share: the energy that burns, the answer at a distance, the distances of levels.

use super::fields::find_substance;
use super::{Context, ProcessError};
use crate::explosion::{BlastDistance, CloudBlastPoint, mixture_energy_j};
use crate::provenance::{FieldProblem, InvalidInput};
use schemars::JsonSchema;
use serde::Serialize;

/// The energy fields of an input: one way of the three is taken.
pub(super) struct CloudEnergy<'a> {
    pub energy_j: Option<f64>,
    pub volume_m3: Option<f64>,
    pub substance: Option<&'a str>,
    pub fuel_mass_kg: Option<f64>,
}

const ONE_WAY: &str = "exactly one of energy_j, volume_m3 (stoichiometric mixture), or substance with fuel_mass_kg";

impl CloudEnergy<'_> {
    /// Heat of combustion of what burns, J, and whether the substance library took part.
    pub(super) fn solve(&self, context: &Context<'_>) -> Result<(f64, bool), ProcessError> {
        let ways = usize::from(self.energy_j.is_some())
            + usize::from(self.volume_m3.is_some())
            + usize::from(self.substance.is_some() || self.fuel_mass_kg.is_some());
        if ways != 1 {
            let (value, code) = if ways == 0 { ("none", "missing") } else { ("several", "not_allowed") };
            return Err(ProcessError::one(FieldProblem::new("energy_j", value, ONE_WAY, code)));
        }
        match (self.energy_j, self.volume_m3) {
            (Some(energy_j), _) => Ok((energy_j, false)),
            (_, Some(volume_m3)) => Ok((mixture_energy_j(volume_m3), false)),
            _ => Ok((self.of_fuel_j(context)?, true)),
        }
    }

    fn of_fuel_j(&self, context: &Context<'_>) -> Result<f64, ProcessError> {
        let mut problems = Vec::new();
        for (field, given) in [("substance", self.substance.is_some()), ("fuel_mass_kg", self.fuel_mass_kg.is_some())] {
            if !given {
                problems.push(FieldProblem::new(field, "none", ONE_WAY, "missing"));
            }
        }
        InvalidInput::check(problems)?;
        let name = self.substance.unwrap_or_default();
        let substance = find_substance(context, name).map_err(ProcessError::one)?;
        let heat_j_kg = substance.heat_of_combustion_j_kg.ok_or_else(|| {
            let allowed = "a flammable substance with a known heat of combustion, or energy_j in its place";
            ProcessError::one(FieldProblem::new("substance", name, allowed, "property_not_known"))
        })?;
        Ok(heat_j_kg * self.fuel_mass_kg.unwrap_or_default())
    }
}

/// Where a level of overpressure is reached.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LevelDistance {
    /// Level, Pa.
    overpressure_pa: f64,
    /// The farthest distance at which it is reached.
    reached: BlastDistance,
}

/// The distances of the levels that were asked for.
pub(super) fn level_distances(levels_pa: &[f64], distance: impl Fn(f64) -> BlastDistance) -> Vec<LevelDistance> {
    levels_pa
        .iter()
        .map(|&overpressure_pa| LevelDistance { overpressure_pa, reached: distance(overpressure_pa) })
        .collect()
}

/// Blast of an explosion; values at the distance are null, with a caveat, outside the curves.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CloudBlastOutput {
    /// Energy that was taken, J; not doubled for the ground.
    pub energy_j: f64,
    /// Distance over `(E/p0)^(1/3)`.
    pub scaled_distance_ratio: Option<f64>,
    /// Peak side-on overpressure, Pa.
    pub side_on_overpressure_pa: Option<f64>,
    /// Side-on impulse of the positive phase, Pa s.
    pub side_on_impulse_pa_s: Option<f64>,
    /// Duration of the positive phase of a triangular pulse, s.
    pub positive_duration_s: Option<f64>,
    /// Peak dynamic pressure, Pa.
    pub dynamic_pressure_pa: Option<f64>,
    /// Peak overpressure on a wall facing the explosion, Pa; null above 1 MPa side-on.
    pub reflected_overpressure_pa: Option<f64>,
    /// Shape of the pulse behind the duration.
    pub pulse_shape: PulseShape,
    /// Distances of the levels that were asked for.
    pub levels: Vec<LevelDistance>,
}

/// Course of the pressure over time.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PulseShape {
    /// Rises at once and falls on a line: the severe case, also where the wave would rise slowly.
    TriangularShock,
}

impl CloudBlastOutput {
    pub(super) fn new(energy_j: f64, at: Option<CloudBlastPoint>, levels: Vec<LevelDistance>) -> Self {
        Self {
            energy_j,
            scaled_distance_ratio: at.map(|at| at.scaled_distance_ratio),
            side_on_overpressure_pa: at.map(|at| at.side_on_overpressure_pa),
            side_on_impulse_pa_s: at.map(|at| at.side_on_impulse_pa_s),
            positive_duration_s: at.map(|at| at.positive_duration_s),
            dynamic_pressure_pa: at.map(|at| at.dynamic_pressure_pa),
            reflected_overpressure_pa: at.and_then(|at| at.reflected_overpressure_pa),
            pulse_shape: PulseShape::TriangularShock,
            levels,
        }
    }
}
