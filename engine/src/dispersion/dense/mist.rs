//! Temperature of a cloud together with the composition of its mist of ammonia and water: Newton's method in both, from what a
//! place near by had.

use super::mixture::{CloudState, Mixture, Near, Split};
use super::solution::{Excess, Moles};
use crate::units::GAS_CONSTANT_J_MOL_K;

/// Steps after which the slow search takes over.
const MOST_STEPS: u32 = 12;
/// Step from which the next would not be seen: K, and share of the composition.
const LAST_STEP: (f64, f64) = (2e-2, 1e-3);
/// Longest step of the temperature, K.
const LONGEST_STEP_K: f64 = 15.0;

/// A quantity and its slopes over temperature and composition.
#[derive(Debug, Clone, Copy)]
struct Sloped {
    value: f64,
    per_k: f64,
    per_x: f64,
}

impl Sloped {
    fn after(self, step_k: f64, step_x: f64) -> f64 {
        self.value + step_k * self.per_k + step_x * self.per_x
    }
}

/// Vapour beside a mist: moles of substance and water, and the balance of the mist's composition.
struct Beside {
    own: Sloped,
    water: Sloped,
    balance: Sloped,
}

/// What the gas holds beside a mist; none where it could hold all.
fn beside(moles: &Moles, slopes_k: (f64, f64), excess: &Excess, (temperature_k, x_frac): (f64, f64)) -> Option<Beside> {
    let rest = 1.0 - x_frac;
    let (own_per_x, water_per_rest) = moles.volatilities(excess, x_frac);
    let bend = x_frac * rest * excess.slope(x_frac);
    let (own_heat_j_mol, water_heat_j_mol) = excess.partial_heats_j_mol(x_frac);
    let warmth =
        |slope_k: f64, heat_j_mol: f64| (slope_k - heat_j_mol / GAS_CONSTANT_J_MOL_K) / (temperature_k * temperature_k);
    let (own, water) = (x_frac * own_per_x, rest * water_per_rest);
    let (own_per_k, water_per_k) =
        (own * warmth(slopes_k.0, own_heat_j_mol), water * warmth(slopes_k.1, water_heat_j_mol));
    let (own_slope, water_slope) = (own_per_x * (1.0 + bend), -water_per_rest * (1.0 + bend));
    let dry = 1.0 - own - water;
    if dry <= 0.0 {
        return None;
    }
    let gas = moles.dry / dry;
    let (per_k, per_x) = ((own_per_k + water_per_k) / dry, (own_slope + water_slope) / dry);
    let held = |frac: f64, frac_per_k: f64, frac_per_x: f64| Sloped {
        value: gas * frac,
        per_k: gas * (frac_per_k + frac * per_k),
        per_x: gas * (frac_per_x + frac * per_x),
    };
    let (own, water) = (held(own, own_per_k, own_slope), held(water, water_per_k, water_slope));
    let balance = Sloped {
        value: (moles.own - own.value) * rest - (moles.water - water.value) * x_frac,
        per_k: water.per_k * x_frac - own.per_k * rest,
        per_x: water.per_x * x_frac - own.per_x * rest - (moles.own - own.value) - (moles.water - water.value),
    };
    Some(Beside { own, water, balance })
}

impl Mixture {
    /// State with mist at an enthalpy, J/kg; none where the steps do not settle.
    pub(super) fn near_mist(&self, mass_frac: f64, enthalpy_j_kg: f64, near: Near) -> Option<CloudState> {
        let (mut temperature_k, mut x_frac) = (near.temperature_k, near.mist_frac);
        for _ in 0..MOST_STEPS {
            let moles = self.moles(mass_frac, temperature_k);
            let excess = Excess::at(temperature_k);
            let slopes_k = (self.saturation.b_k, self.water_saturation.b_k);
            let Beside { own, water, balance } = beside(&moles, slopes_k, &excess, (temperature_k, x_frac))?;
            let heat = self.mist_enthalpy(mass_frac, (temperature_k, x_frac), &moles, &excess, (own, water));
            let short_j_kg = enthalpy_j_kg - heat.value;
            let determinant = heat.per_k * balance.per_x - heat.per_x * balance.per_k;
            let step_k = (short_j_kg * balance.per_x + balance.value * heat.per_x) / determinant;
            let step_x = -(short_j_kg * balance.per_k + balance.value * heat.per_k) / determinant;
            let (low_x, high_x) = (-0.7 * x_frac, 0.7 * (1.0 - x_frac));
            let is_whole = step_k.abs() < LONGEST_STEP_K && step_x > low_x && step_x < high_x;
            if is_whole && step_k.abs() < LAST_STEP.0 && step_x.abs() < LAST_STEP.1 * x_frac.min(1.0 - x_frac) {
                let vapours = (own.after(step_k, step_x), water.after(step_k, step_x));
                return self.misty(mass_frac, temperature_k + step_k, vapours, x_frac + step_x);
            }
            temperature_k += step_k.clamp(-LONGEST_STEP_K, LONGEST_STEP_K);
            x_frac += step_x.clamp(low_x, high_x);
        }
        None
    }

    /// Enthalpy of gas, mist and mixing, J/kg.
    fn mist_enthalpy(
        &self,
        mass_frac: f64,
        (temperature_k, x_frac): (f64, f64),
        moles: &Moles,
        excess: &Excess,
        (own, water): (Sloped, Sloped),
    ) -> Sloped {
        let split = self.split_of(own.value, water.value);
        let mixing = excess.mixing(temperature_k, x_frac);
        let liquid_mol = moles.own - own.value + moles.water - water.value;
        let (own_j_mol, water_j_mol) = self.vaporisation_j_mol(temperature_k);
        let capacity = self.capacity_j_kg_k(mass_frac, split.vapour_frac, split.water_vapour_frac);
        let (own_j_mol, water_j_mol) = (own_j_mol - mixing.j_mol, water_j_mol - mixing.j_mol);
        Sloped {
            value: self.enthalpy_j_kg(mass_frac, temperature_k, &split) + liquid_mol * mixing.j_mol,
            per_k: capacity + own_j_mol * own.per_k + water_j_mol * water.per_k + liquid_mol * mixing.per_k,
            per_x: own_j_mol * own.per_x + water_j_mol * water.per_x + liquid_mol * mixing.per_x,
        }
    }

    /// The cloud with its mist; none where the mist would be negative: all is gas.
    fn misty(&self, mass_frac: f64, temperature_k: f64, (own, water): (f64, f64), x_frac: f64) -> Option<CloudState> {
        let moles = self.moles(mass_frac, temperature_k);
        let is_mist = own <= moles.own && water <= moles.water && own >= 0.0 && water >= 0.0;
        let split: Split = self.split_of(own, water);
        is_mist.then(|| CloudState { mist_frac: x_frac, ..self.state(mass_frac, temperature_k, &split, own) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::ammonia;
    use super::*;

    /// Newton's method from a bad start must find what the nested search finds, or say that it does not know.
    #[test]
    fn both_searches_find_the_same_state() {
        let mut found = 0;
        for humidity_frac in [0.05, 0.5, 1.0] {
            let mixture = ammonia(humidity_frac, 0.81, true);
            for mass_frac in [0.99, 0.8, 0.4, 0.15, 0.08, 0.03, 0.01] {
                let slow = mixture.equilibrium(mass_frac, 0.0, Near { temperature_k: 900.0, mist_frac: 0.5 });
                for (temperature_k, mist_frac) in [(230.0, 0.5), (205.0, 0.9), (260.0, 0.3), (290.0, 0.05)] {
                    let quick = mixture.equilibrium(mass_frac, 0.0, Near { temperature_k, mist_frac });
                    let told = format!("{humidity_frac} {mass_frac}: {quick:?} {slow:?}");
                    assert!((quick.temperature_k - slow.temperature_k).abs() < 2e-3, "{told}");
                    assert!((quick.vapour_frac - slow.vapour_frac).abs() < 1e-6, "{told}");
                    let enthalpy = mixture.enthalpy_of_mix_j_kg(mass_frac, 0.0);
                    found += u32::from(mixture.near_mist(mass_frac, enthalpy, slow.near()).is_some());
                }
            }
        }
        assert!(found > 40, "{found}");
    }

    #[test]
    fn slopes_are_those_of_the_values() {
        let mixture = ammonia(0.5, 0.81, true);
        let (mass_frac, at_k, x_frac) = (0.2, 232.0, 0.6);
        let whole = |temperature_k: f64, x_frac: f64| {
            let (moles, excess) = (mixture.moles(mass_frac, temperature_k), Excess::at(temperature_k));
            let slopes_k = (mixture.saturation.b_k, mixture.water_saturation.b_k);
            let beside = beside(&moles, slopes_k, &excess, (temperature_k, x_frac)).unwrap();
            let heat =
                mixture.mist_enthalpy(mass_frac, (temperature_k, x_frac), &moles, &excess, (beside.own, beside.water));
            [beside.own, beside.water, beside.balance, heat]
        };
        let here = whole(at_k, x_frac);
        let step = 1e-4;
        let (warmer, cooler) = (whole(at_k + step, x_frac), whole(at_k - step, x_frac));
        let (richer, leaner) = (whole(at_k, x_frac + step), whole(at_k, x_frac - step));
        for i in 0..4 {
            let per_k = (warmer[i].value - cooler[i].value) / (2.0 * step);
            let per_x = (richer[i].value - leaner[i].value) / (2.0 * step);
            assert!((here[i].per_k / per_k - 1.0).abs() < 1e-5, "{i}: {:?} {per_k}", here[i]);
            assert!((here[i].per_x / per_x - 1.0).abs() < 1e-5, "{i}: {:?} {per_x}", here[i]);
        }
    }
}
