//! Equilibrium of a cloud at an enthalpy where clusters or solutions bind heat.

use super::mixture::{CloudState, Mixture, NEAR_J_KG, Split, TEMPERATURE_BOUNDS_K};

/// Most steps of the search for a temperature.
const MOST_STEPS: u32 = 80;
/// First step of the search, K.
const FIRST_STEP_K: f64 = 0.05;
/// Step from which one more is the last, K.
const LAST_STEP_K: f64 = 1e-3;

/// Gas and liquid at a temperature, for each kilogram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phases {
    pub(super) split: Split,
    /// Moles of gas that the substance makes.
    pub(super) own_gas_mol: f64,
    /// Enthalpy of what is bound, J/kg: below 0 where heat was set free.
    pub(super) bound_j_kg: f64,
}

impl Mixture {
    /// State at an enthalpy, J/kg: secants kept inside a bracket, as enthalpy rises with temperature.
    pub(super) fn at_enthalpy(
        &self,
        (mass_frac, enthalpy_j_kg, guess_k): (f64, f64, f64),
        phases_at: impl Fn(f64) -> Phases,
    ) -> CloudState {
        let excess_at = |temperature_k: f64| {
            let phases = phases_at(temperature_k);
            self.enthalpy_j_kg(mass_frac, temperature_k, &phases.split) + phases.bound_j_kg - enthalpy_j_kg
        };
        let (mut low_k, mut high_k) = TEMPERATURE_BOUNDS_K;
        let mut here_k = guess_k.clamp(low_k + 1.0, high_k - 1.0);
        let mut here = excess_at(here_k);
        let mut next_k = here_k - FIRST_STEP_K.copysign(here);
        for _ in 0..MOST_STEPS {
            if here > 0.0 {
                high_k = here_k
            } else {
                low_k = here_k
            }
            if !(next_k > low_k && next_k < high_k) {
                next_k = 0.5 * (low_k + high_k);
            }
            let (before_k, before) = (here_k, here);
            here_k = next_k;
            here = excess_at(here_k);
            let step_k = here * (here_k - before_k) / (here - before);
            next_k = here_k - step_k;
            let is_near = here.abs() < NEAR_J_KG && step_k.abs() < LAST_STEP_K;
            if is_near || (here_k - before_k).abs() < 1e-9 * here_k {
                break;
            }
        }
        let temperature_k = if next_k > low_k && next_k < high_k { next_k } else { here_k };
        let phases = phases_at(temperature_k);
        self.state(mass_frac, temperature_k, &phases.split, phases.own_gas_mol)
    }
}
