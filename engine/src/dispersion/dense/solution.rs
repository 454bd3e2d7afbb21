//! Mist of ammonia and the air's water: one liquid in which both dissolve, and the heat that sets free.
//!
//! Each component has the partial pressure `x gamma p_sat`; the activity coefficients and the heat of mixing come from one
//! expression for the excess Gibbs energy (Ziegler and Trepp 1984, with the coefficients of Ibrahim and Klein 1993):
//!
//! ```text
//! G/(R T_B) = x (1-x) [F1 + F2 (2x-1) + F3 (2x-1)^2],   T_B = 100 K,  x mole fraction of ammonia,  t = T/T_B
//! F1 = E1 + E3 t + E5/t + E6/t^2,  F2 = E7 + E9 t + E11/t + E12/t^2,  F3 = E13 + E15/t + E16/t^2
//! ```
//!
//! The terms with pressure, 1e-3 of these at 1 atm, are left out. Published for 230 to 600 K.

use super::mixture::{CloudState, Mixture, Near, Split, TEMPERATURE_BOUNDS_K, WATER_MOLAR_MASS};
use super::phases::Phases;
use crate::math::exp;
use crate::substance::MOLAR_MASS_AIR_KG_MOL;
use crate::units::GAS_CONSTANT_J_MOL_K;
use std::cell::Cell;

/// Ammonia.
pub(super) const AMMONIA: &str = "7664-41-7";
/// Temperature that scales the expression, K.
const SCALE_K: f64 = 100.0;
/// Below this temperature the expression stays as it is there, K: no cloud is as cold.
const COLDEST_K: f64 = 150.0;
/// Coefficients of 1, t, 1/t and 1/t^2 in F1, F2 and F3.
const EXCESS: [[f64; 4]; 3] = [
    [-41.733_398, 6.702_285, 63.608_967, -62.490_768],
    [1.761_064, 0.387_983, -4.648_107, 0.836_376],
    [-3.553_627, 0.0, 24.361_723, -20.736_547],
];
/// Steps of the search for the composition of the mist at most.
const MOST_STEPS: u32 = 60;
/// Distance of the bracket's ends at which the search ends, and the share of the composition.
const CLOSE: f64 = 1e-12;
/// Composition from which a search starts that knows nothing.
pub(super) const MIDDLE_FRAC: f64 = 0.5;

/// The expression at one temperature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Excess {
    /// F1 to F3 over t: ln gamma.
    free: [f64; 3],
    /// The same of the enthalpy, J/mol.
    heat_j_mol: [f64; 3],
}

impl Excess {
    pub(super) fn at(temperature_k: f64) -> Self {
        let inverse = SCALE_K / temperature_k.max(COLDEST_K);
        let free = |row: &[f64; 4]| row[1] + inverse * (row[0] + inverse * (row[2] + inverse * row[3]));
        // H = G - T dG/dT: the term in t has none, 1/t counts twice, 1/t^2 three times
        let heat = |row: &[f64; 4]| {
            GAS_CONSTANT_J_MOL_K * SCALE_K * (row[0] + inverse * (2.0 * row[2] + inverse * 3.0 * row[3]))
        };
        Self { free: EXCESS.each_ref().map(free), heat_j_mol: EXCESS.each_ref().map(heat) }
    }

    /// Logarithms of the activity coefficients of ammonia and water over a liquid of a mole fraction of ammonia.
    pub(super) fn ln_activities(&self, x_frac: f64) -> (f64, f64) {
        let (rest, whole, steep) = terms(self.free, x_frac);
        (rest * rest * (whole + x_frac * steep), x_frac * x_frac * (whole - rest * steep))
    }

    /// Slope over x of the logarithm of ammonia's activity coefficient, over `1 - x`; that of water's is `-x` times it
    /// (Gibbs and Duhem).
    pub(super) fn slope(&self, x_frac: f64) -> f64 {
        let (rest, whole, steep) = terms(self.free, x_frac);
        2.0 * (rest * (steep + 4.0 * x_frac * self.free[2]) - whole - x_frac * steep)
    }

    /// Heats of mixing that a mole more of ammonia and of water bring, J/mol.
    pub(super) fn partial_heats_j_mol(&self, x_frac: f64) -> (f64, f64) {
        let (rest, whole, steep) = terms(self.heat_j_mol, x_frac);
        (rest * rest * (whole + x_frac * steep), x_frac * x_frac * (whole - rest * steep))
    }

    /// Heat of mixing for each mole of liquid (negative: set free), with its slopes.
    pub(super) fn mixing(&self, temperature_k: f64, x_frac: f64) -> Mixing {
        let (rest, whole, steep) = terms(self.heat_j_mol, x_frac);
        let inverse = SCALE_K / temperature_k.max(COLDEST_K);
        let per_k =
            |row: &[f64; 4]| -GAS_CONSTANT_J_MOL_K * inverse * inverse * (2.0 * row[2] + inverse * 6.0 * row[3]);
        let lean = 2.0 * x_frac - 1.0;
        let [one, two, three] = EXCESS.each_ref().map(per_k);
        Mixing {
            j_mol: x_frac * rest * whole,
            per_k: x_frac * rest * (one + lean * (two + lean * three)),
            per_x: (rest - x_frac) * whole + x_frac * rest * steep,
        }
    }
}

/// Heat of mixing, J/mol, and its slopes over temperature and composition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixing {
    pub(super) j_mol: f64,
    pub(super) per_k: f64,
    pub(super) per_x: f64,
}

/// `1 - x`, the bracket of the expression and its slope over x.
fn terms([one, two, three]: [f64; 3], x_frac: f64) -> (f64, f64, f64) {
    let lean = 2.0 * x_frac - 1.0;
    (1.0 - x_frac, one + lean * (two + lean * three), 2.0 * two + 4.0 * lean * three)
}

/// What there is to share out, mol, and the logarithms of the saturation of the pure liquids over the pressure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moles {
    pub(super) own: f64,
    pub(super) water: f64,
    pub(super) dry: f64,
    pub(super) ln_limits: (f64, f64),
}

impl Moles {
    /// Mole fractions in the gas over a liquid, each over its own in the liquid.
    pub(super) fn volatilities(&self, excess: &Excess, x_frac: f64) -> (f64, f64) {
        let (own, water) = excess.ln_activities(x_frac);
        (exp(own + self.ln_limits.0), exp(water + self.ln_limits.1))
    }

    /// Whether what the gas over a mist does not hold is richer in ammonia than the mist (above 0), and the slope over x:
    /// `D [n (1-x) - w x] - dry [y1 (1-x) - y2 x]`, D the share of dry air.
    fn balance(&self, excess: &Excess, x_frac: f64) -> (f64, f64) {
        let (own_per_x, water_per_rest) = self.volatilities(excess, x_frac);
        let (rest, bend) = (1.0 - x_frac, excess.slope(x_frac));
        let (own_frac, water_frac) = (x_frac * own_per_x, rest * water_per_rest);
        let own_slope = own_per_x * (1.0 + x_frac * rest * bend);
        let water_slope = -water_per_rest * (1.0 + rest * x_frac * bend);
        let dry_frac = 1.0 - own_frac - water_frac;
        let amounts = self.own * rest - self.water * x_frac;
        let vapours = own_frac * rest - water_frac * x_frac;
        let vapours_slope = own_slope * rest - own_frac - water_slope * x_frac - water_frac;
        let balance = if dry_frac > 0.0 { dry_frac * amounts - self.dry * vapours } else { f64::NEG_INFINITY };
        let amounts_slope = -(own_slope + water_slope) * amounts - dry_frac * (self.own + self.water);
        (balance, amounts_slope - self.dry * vapours_slope)
    }

    /// Whether the gas is surely above any solution: richer than `xm = y1 / (g1 s1)`, with ammonia's least activity, no mist can be,
    /// and over a mist as rich as that water would not condense either.
    fn is_surely_gas(&self, excess: &Excess) -> bool {
        let gas = self.own + self.water + self.dry;
        let (least_activity_ln, _) = excess.ln_activities(0.0);
        let richest = self.own / (gas * exp(least_activity_ln + self.ln_limits.0));
        if richest >= 1.0 {
            return false;
        }
        let (_, water_activity_ln) = excess.ln_activities(richest);
        richest + self.water / (gas * exp(water_activity_ln + self.ln_limits.1)) < 1.0
    }

    /// Moles of vapour of substance and water, and the composition of the mist beside them; none where all is gas.
    ///
    /// The composition of the mist is a root of a falling function: Newton's method from `guess_frac`, kept inside a bracket.
    pub(super) fn share(&self, excess: &Excess, guess_frac: f64) -> Option<(f64, f64, f64)> {
        if self.is_surely_gas(excess) {
            return None;
        }
        let (mut low, mut high, mut found) = (0.0, 1.0, 0.0);
        let mut x_frac = guess_frac.clamp(1e-9, 1.0 - 1e-9);
        for _ in 0..MOST_STEPS {
            let (balance, slope) = self.balance(excess, x_frac);
            if balance > 0.0 {
                low = x_frac
            } else {
                high = x_frac
            }
            let step = balance / slope;
            let newton = x_frac - step;
            let is_inside = newton > low && newton < high && step.is_finite();
            if balance.is_finite() {
                found = if is_inside { newton } else { x_frac };
            }
            if high - low < CLOSE || (is_inside && step.abs() < CLOSE * x_frac) {
                break;
            }
            x_frac = if is_inside { newton } else { 0.5 * (low + high) };
        }
        self.vapours(excess, found)
    }

    fn vapours(&self, excess: &Excess, x_frac: f64) -> Option<(f64, f64, f64)> {
        let (own_per_x, water_per_rest) = self.volatilities(excess, x_frac);
        let (own_frac, water_frac) = (x_frac * own_per_x, (1.0 - x_frac) * water_per_rest);
        let gas = self.dry / (1.0 - own_frac - water_frac);
        let (own, water) = (own_frac * gas, water_frac * gas);
        let liquid = self.own - own + self.water - water;
        (liquid > 0.0 && liquid.is_finite()).then_some((own.min(self.own), water.min(self.water), x_frac))
    }
}

impl Mixture {
    /// Whether mist is a solution with the air's water: dry air has none.
    pub(super) fn dissolves(&self) -> bool {
        self.constants.dissolves && self.constants.condenses && self.water_frac > 0.0
    }

    /// State at an enthalpy, J/kg, that would give `all_gas_k` without mist.
    pub(super) fn dissolved(&self, (mass_frac, enthalpy_j_kg, all_gas_k): (f64, f64, f64), near: Near) -> CloudState {
        // where there is mist near by there is mostly mist here, and the equilibrium is one: no other need be ruled out
        if near.has_mist()
            && let Some(state) = self.near_mist(mass_frac, enthalpy_j_kg, near)
        {
            return state;
        }
        let can_be_gas = all_gas_k > TEMPERATURE_BOUNDS_K.0;
        let (moles, excess) = (self.moles(mass_frac, all_gas_k), Excess::at(all_gas_k.max(TEMPERATURE_BOUNDS_K.0)));
        if can_be_gas && moles.is_surely_gas(&excess) {
            return self.all_gas(mass_frac, all_gas_k);
        }
        if !near.has_mist()
            && let Some(state) = self.near_mist(mass_frac, enthalpy_j_kg, near)
        {
            return state;
        }
        if can_be_gas && moles.share(&excess, MIDDLE_FRAC).is_none() {
            return self.all_gas(mass_frac, all_gas_k);
        }
        let mist_frac = Cell::new(near.mist_frac);
        let phases_at = |temperature_k| self.solution_phases(mass_frac, temperature_k, &mist_frac);
        let state = self.at_enthalpy((mass_frac, enthalpy_j_kg, near.temperature_k), phases_at);
        CloudState { mist_frac: mist_frac.get(), ..state }
    }

    /// Vapour as mass fractions.
    pub(super) fn split_of(&self, own_mol: f64, water_mol: f64) -> Split {
        Split {
            vapour_frac: own_mol * self.constants.molar_mass_kg_mol,
            water_vapour_frac: water_mol * WATER_MOLAR_MASS,
        }
    }

    /// Heat of vaporisation of substance and water, J/mol.
    pub(super) fn vaporisation_j_mol(&self, temperature_k: f64) -> (f64, f64) {
        let (own_j_kg, water_j_kg) = self.latent_heats_j_kg(temperature_k);
        (own_j_kg * self.constants.molar_mass_kg_mol, water_j_kg * WATER_MOLAR_MASS)
    }

    pub(super) fn moles(&self, mass_frac: f64, temperature_k: f64) -> Moles {
        Moles {
            own: mass_frac / self.constants.molar_mass_kg_mol,
            water: (1.0 - mass_frac) * self.water_frac / WATER_MOLAR_MASS,
            dry: (1.0 - mass_frac) * (1.0 - self.water_frac) / MOLAR_MASS_AIR_KG_MOL,
            ln_limits: (self.saturation.ln_mole_frac(temperature_k), self.water_saturation.ln_mole_frac(temperature_k)),
        }
    }

    /// Gas and mist at a temperature, for each kilogram.
    ///
    /// `mist_frac` is the composition from which the search starts, and the one that it finds.
    pub(super) fn solution_phases(&self, mass_frac: f64, temperature_k: f64, mist_frac: &Cell<f64>) -> Phases {
        let moles = self.moles(mass_frac, temperature_k);
        let excess = Excess::at(temperature_k);
        let (own_gas, water_gas, mixing_j_kg) = match moles.share(&excess, mist_frac.get()) {
            Some((own, water, x_frac)) => {
                mist_frac.set(x_frac);
                let liquid = moles.own - own + moles.water - water;
                (own, water, liquid * excess.mixing(temperature_k, x_frac).j_mol)
            }
            None => (moles.own, moles.water, 0.0),
        };
        let split = self.split_of(own_gas, water_gas);
        Phases { split, own_gas_mol: own_gas, bound_j_kg: mixing_j_kg }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::ln;

    #[test]
    fn the_coefficients_by_hand() {
        // t = 3: F1 = -41.733398 + 20.106855 + 21.202989 - 6.943419 = -7.366973; F2 = 1.761064 + 1.163949 - 1.549369 + 0.092931
        // = 1.468575; F3 = -3.553627 + 8.120574 - 2.304061 = 2.262886; a trace of ammonia: (F1 - F2 + F3)/3 = -2.190887
        let excess = Excess::at(300.0);
        assert!((excess.ln_activities(0.0).0 + 2.190_887).abs() < 1e-6);
        assert_eq!(excess.ln_activities(0.0).1, 0.0);
        assert_eq!(excess.ln_activities(1.0).0, 0.0);
        assert_eq!(excess.mixing(300.0, 0.0).j_mol, 0.0);
    }

    #[test]
    fn activities_obey_gibbs_and_duhem() {
        for temperature_k in [210.0, 250.0, 320.0] {
            let excess = Excess::at(temperature_k);
            for i in 1..20 {
                let (x_frac, step) = (0.05 * f64::from(i), 1e-5);
                let (before, after) = (excess.ln_activities(x_frac - step), excess.ln_activities(x_frac + step));
                let sum = x_frac * (after.0 - before.0) + (1.0 - x_frac) * (after.1 - before.1);
                assert!(sum.abs() < 1e-8, "{temperature_k} {x_frac}: {sum}");
            }
        }
    }

    #[test]
    fn what_is_shared_out_is_in_equilibrium_and_nothing_is_lost() {
        let excess = Excess::at(240.0);
        for (own, water) in [(20.0, 0.3), (1.0, 0.3), (0.01, 0.3), (1e-9, 0.3), (5.0, 0.05), (0.0, 0.3)] {
            let moles = Moles { own, water, dry: 30.0, ln_limits: (ln(1.01), ln(3.6e-4)) };
            let (own_gas, water_gas, x_frac) = moles.share(&excess, MIDDLE_FRAC).expect("mist");
            let gas = moles.dry + own_gas + water_gas;
            let (own_ln, water_ln) = excess.ln_activities(x_frac);
            let (own_activity, water_activity) = (exp(own_ln), exp(water_ln));
            assert!((own_gas / gas - x_frac * own_activity * 1.01).abs() < 1e-8, "{own} {water}");
            assert!((water_gas / gas - (1.0 - x_frac) * water_activity * 3.6e-4).abs() < 1e-8, "{own} {water}");
            let (own_liquid, water_liquid) = (own - own_gas, water - water_gas);
            let found = own_liquid / (own_liquid + water_liquid);
            assert!((found - x_frac).abs() < 1e-6, "{own} {water}: {found} {x_frac}");
        }
        let warm = Moles { own: 1.0, water: 0.3, dry: 30.0, ln_limits: (ln(9.0), ln(0.03)) };
        assert!(warm.share(&Excess::at(297.0), MIDDLE_FRAC).is_none());
    }

    /// Bubble points of Patek and Klomfar (1995), Int. J. Refrigeration 18(4), 228-234: T = 100 K sum a (1-x)^m ln(2 MPa/p)^n.
    fn patek_klomfar_k(pressure_pa: f64, x_frac: f64) -> f64 {
        const TERMS: [(i32, i32, f64); 14] = [
            (0, 0, 3.223_02),
            (0, 1, -0.384_206),
            (0, 2, 0.046_096_5),
            (0, 3, -0.003_789_45),
            (0, 4, 0.000_135_610),
            (1, 0, 0.487_775),
            (1, 1, -0.120_108),
            (1, 2, 0.010_615_4),
            (2, 3, -0.000_533_589),
            (4, 0, 7.850_41),
            (5, 0, -11.594_1),
            (5, 1, -0.052_315_0),
            (6, 0, 4.895_96),
            (13, 1, 0.042_105_9),
        ];
        let power = |x: f64, n: i32| (0..n).fold(1.0, |product, _| product * x);
        let (water, depth) = (1.0 - x_frac, ln(2e6 / pressure_pa));
        100.0 * TERMS.iter().map(|(m, n, a)| a * power(water, *m) * power(depth, *n)).sum::<f64>()
    }

    #[test]
    fn pressures_over_the_liquid_are_those_of_patek_and_klomfar() {
        // vapour pressures of the pure liquids, Pa: Perry's Handbook, 8th ed., table 2-8
        let ammonia_pa = |t: f64| exp(90.483 - 4669.7 / t - 11.607 * ln(t) + 1.7194e-2 * t);
        let water_pa = |t: f64| exp(73.649 - 7258.2 / t - 7.3037 * ln(t) + 4.1653e-6 * t * t);
        for pressure_pa in [2e4, 5e4, 101_325.0] {
            for x_frac in [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.97] {
                let at_k = patek_klomfar_k(pressure_pa, x_frac);
                let (own_ln, water_ln) = Excess::at(at_k).ln_activities(x_frac);
                let found_pa =
                    x_frac * exp(own_ln) * ammonia_pa(at_k) + (1.0 - x_frac) * exp(water_ln) * water_pa(at_k);
                assert!((found_pa / pressure_pa - 1.0).abs() < 0.09, "{pressure_pa} Pa, x {x_frac}: {found_pa}");
            }
        }
    }
}
