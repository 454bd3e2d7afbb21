//! Hydrogen jet flame: visible length, radiated share, course, and the points its heat comes from.

use super::jet_state::{BurningJet, source_diameter_m};
use crate::math;
use crate::units::GAS_CONSTANT_J_MOL_K;
use std::f64::consts::PI;

/// Standard gravity, m/s2.
const GRAVITY_M_S2: f64 = 9.806_65;
/// Mass share of hydrogen in its stoichiometric mixture with air of 1 O2 to 3.76 N2:
/// `2.016/(2.016 + 0.5 (31.999 + 3.76 * 28.014))`.
pub(super) const STOICHIOMETRIC_MASS_FRAC: f64 = 0.028_52;
/// Temperature of the complete combustion of that mixture from 298 K without dissociation, K: 241.83 kJ/mol are the
/// enthalpy of 1 H2O and 1.88 N2 at it (tables of JANAF, recalled).
const FLAME_TEMPERATURE_K: f64 = 2526.0;
/// Molar mass of what burns to, 1 H2O and 1.88 N2, kg/mol.
const PRODUCT_MOLAR_MASS_KG_MOL: f64 = 0.024_54;
/// Planck mean absorption coefficient of the flame, 1/m, as HyRAM+ takes it.
const ABSORPTION_PER_M: f64 = 0.23;
/// Width of the flame over its length (Schefer et al. 2006).
pub(super) const WIDTH_RATIO: f64 = 0.17;
/// Points that stand for the flame.
pub(super) const POINTS: usize = 50;
const _: () = assert!(POINTS.is_multiple_of(2), "points are taken in pairs");
/// Share of the length at which the flame is brightest (as HyRAM+).
const WAIST_FRAC: f64 = 0.75;

/// A hydrogen flame in still air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HydrogenFlame {
    /// Visible length, m.
    pub length_m: f64,
    /// Width, m.
    pub width_m: f64,
    /// Share of the heat that is radiated.
    pub radiative_frac: f64,
    /// Time that the gas stays in the flame, s.
    pub residence_s: f64,
    /// Froude number of the flame.
    pub froude_ratio: f64,
    /// Richardson number of the flame.
    pub richardson_ratio: f64,
    /// Share of its length that goes straight out of the hole, 0 to 1; the rest goes up.
    pub straight_frac: f64,
}

impl HydrogenFlame {
    /// The flame of a jet expanded with its momentum; `jet_kg_m3` is the density there.
    pub(super) fn of(jet: &BurningJet, jet_kg_m3: f64, air_kg_m3: f64, (air_k, air_pa): (f64, f64)) -> Self {
        let fs = STOICHIOMETRIC_MASS_FRAC;
        let effective_m = source_diameter_m(jet.release_rate_kg_s, jet.velocity_m_s, jet_kg_m3);
        let ratio = jet_kg_m3 / air_kg_m3;
        let buoyancy = (FLAME_TEMPERATURE_K - air_k) / air_k * GRAVITY_M_S2 * effective_m;
        let froude = jet.velocity_m_s * fs * fs.sqrt() / (ratio.sqrt().sqrt() * buoyancy.sqrt());
        let length_m = length_ratio(froude) * effective_m * ratio.sqrt() / fs;
        let width_m = WIDTH_RATIO * length_m;
        let hot_kg_m3 = air_pa * PRODUCT_MOLAR_MASS_KG_MOL / (GAS_CONSTANT_J_MOL_K * FLAME_TEMPERATURE_K);
        let residence_s = PI / 12.0 * hot_kg_m3 * width_m * width_m * length_m * fs / jet.release_rate_kg_s;
        let flux = jet.source_diameter_m * jet.velocity_m_s;
        let richardson = length_m * math::cbrt(GRAVITY_M_S2 / (flux * flux));
        Self {
            length_m,
            width_m,
            radiative_frac: radiated_frac(residence_s),
            residence_s,
            froude_ratio: froude,
            richardson_ratio: richardson,
            straight_frac: straight_frac(richardson),
        }
    }

    /// Places of the points, from the hole to the tip; x along the release, z up.
    pub(super) fn points_m(&self, hole_m: [f64; 3], elevation_rad: f64) -> [[f64; 3]; POINTS] {
        let straight_m = self.straight_frac * self.length_m;
        let mut points = [hole_m; POINTS];
        for (i, point) in points.iter_mut().enumerate() {
            let along_m = self.length_m * i as f64 / (POINTS - 1) as f64;
            let (first_m, second_m) = (along_m.min(straight_m), (along_m - straight_m).max(0.0));
            point[0] += first_m * math::cos(elevation_rad);
            point[2] += first_m * math::sin(elevation_rad) + second_m;
        }
        points
    }
}

/// Length over `d* / fs`: `13.5 Fr^0.4 / (1 + 0.07 Fr^2)^0.2`, 23 from Fr = 5 on (Delichatsios 1993 as Schefer et al. 2006
/// and Molina et al. 2007 use it).
pub(super) fn length_ratio(froude: f64) -> f64 {
    const MOMENTUM_FROUDE: f64 = 5.0;
    if froude >= MOMENTUM_FROUDE {
        return 23.0;
    }
    13.5 * math::pow(froude, 0.4) / math::pow(1.0 + 0.07 * froude * froude, 0.2)
}

/// Radiated share: `9.45e-9 (t a T^4)^0.47`, t in ms (Panda and Hecht 2017, as in HyRAM+).
fn radiated_frac(residence_s: f64) -> f64 {
    let fourth = FLAME_TEMPERATURE_K * FLAME_TEMPERATURE_K * FLAME_TEMPERATURE_K * FLAME_TEMPERATURE_K;
    9.45e-9 * math::pow(1000.0 * residence_s * ABSORPTION_PER_M * fourth, 0.47)
}

/// Share of a level flame that runs straight, by its Richardson number: `1.25 - 0.125 xi` (Miller 2017 eq. 20). His lift of
/// the tip, `0.125 xi - 0.25` of the length (eq. 21), is all of the rest: it goes up.
fn straight_frac(richardson: f64) -> f64 {
    (1.25 - 0.125 * richardson).clamp(0.0, 1.0)
}

/// Weights of the points: they rise by ones to the waist and fall on a line to one (Hankinson and Lowesmith 2012 as in
/// HyRAM+); their sum is one.
pub(super) fn weights() -> [f64; POINTS] {
    let waist = (WAIST_FRAC * POINTS as f64).floor();
    let slope = (waist - 1.0) / (POINTS as f64 - (waist + 1.0));
    let mut weights = [0.0; POINTS];
    for (i, weight) in weights.iter_mut().enumerate() {
        let j = i as f64 + 1.0;
        *weight = if j <= waist { j } else { waist - slope * (j - (waist + 1.0)) };
    }
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_form_nearly_meets_its_limit() {
        // 13.5 * 5^0.4 / 2.75^0.2 = 13.5 * 1.903654 / 1.224240 = 20.992.
        assert!((length_ratio(4.999_999_9) - 20.992).abs() < 1e-2, "{}", length_ratio(4.999_999_9));
        assert_eq!(length_ratio(5.0), 23.0);
    }

    #[test]
    fn the_weights_sum_to_one_and_peak_at_the_waist() {
        let weights = weights();
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let top = weights.iter().copied().fold(0.0, f64::max);
        assert_eq!(weights[36], top);
        assert!((weights[49] / weights[0] - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_course_by_hand() {
        assert_eq!(
            [straight_frac(1.0), straight_frac(2.0), straight_frac(6.0), straight_frac(11.0)],
            [1.0, 1.0, 0.5, 0.0]
        );
    }
}
