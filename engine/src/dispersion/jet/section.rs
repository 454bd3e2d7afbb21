//! A cross-section of the jet: from its fluxes to velocity, width, density and composition on the axis.
//!
//! Profiles of Houf and Schefer 2008, as Sandia's code has them: velocity `V exp(-r^2/B^2)`, excess of density and partial
//! density of the gas `exp(-r^2/(lambda B)^2)`. With `a = l/(1 + l)`, `b = l/(1 + 2 l)`, `e = l/(1 + 3 l)`, `l = lambda^2`,
//! `D` the excess of density on the axis and `W = pi B^2 V`, the integrals over the section are
//!
//! - mass `M = W (rho_a + a D)`, momentum `J = W V (rho_a/2 + b D)`, gas `Q = a W c`,
//! - kinetic energy `W V^2 (rho_a/3 + e D)/2`,
//! - enthalpy above that of the air, `integral of V (p Mw cp/R - rho cp T_a)`: one integral over `u = exp(-r^2/B^2)`.
//!
//! M and J give V and W for a given D; the balance of energy gives D.

use super::nozzle::JetOrigin;
use crate::math::pow;
use crate::substance::MOLAR_MASS_AIR_KG_MOL;
use crate::units::GAS_CONSTANT_J_MOL_K;
use std::f64::consts::PI;

/// Width of the concentration over that of the velocity (Houf and Schefer 2008; read in Sandia's code, `lam`).
pub const SPREADING_RATIO: f64 = 1.16;
/// Its square.
const SQUARE: f64 = SPREADING_RATIO * SPREADING_RATIO;
const SHARE_MASS: f64 = SQUARE / (1.0 + SQUARE);
const SHARE_MOMENTUM: f64 = SQUARE / (1.0 + 2.0 * SQUARE);
const SHARE_KINETIC: f64 = SQUARE / (1.0 + 3.0 * SQUARE);

/// Gauss-Legendre nodes and weights of the unit interval, 8 points.
const NODES: [(f64, f64); 8] = [
    (0.019_855_071_751_231_884, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_63, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_64),
    (0.408_282_678_752_175_1, 0.181_341_891_689_180_99),
    (0.591_717_321_247_824_9, 0.181_341_891_689_180_99),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_64),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

/// What does not change along the jet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixing {
    pub(super) air_kg_m3: f64,
    pub(super) air_k: f64,
    pub(super) pressure_pa: f64,
    pub(super) gas_kg_mol: f64,
    /// Heat capacities, J/(kg K).
    gas_j_kg_k: f64,
    air_j_kg_k: f64,
    /// Flow of the gas, kg/s, and of its enthalpy above that of the air with its kinetic energy, W.
    pub(super) gas_kg_s: f64,
    power_w: f64,
    /// u^(1/lambda^2) at the nodes.
    steeper: [f64; 8],
}

/// One cross-section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Section {
    pub(super) mass_kg_s: f64,
    pub(super) velocity_m_s: f64,
    pub(super) width_m: f64,
    /// Density on the axis less that of the air, kg/m3.
    pub(super) excess_kg_m3: f64,
    /// Partial density of the gas on the axis, kg/m3.
    pub(super) gas_kg_m3: f64,
}

impl Mixing {
    /// Air of the given temperature and pressure; a gas of molar mass and heat capacity by mole.
    pub(super) fn new(
        (air_k, pressure_pa): (f64, f64),
        (gas_kg_mol, gas_j_mol_k): (f64, f64),
        origin: &JetOrigin,
    ) -> Self {
        let gas_j_kg_k = gas_j_mol_k / gas_kg_mol;
        // dry air, seven halves of the gas constant
        let air_j_kg_k = 3.5 * GAS_CONSTANT_J_MOL_K / MOLAR_MASS_AIR_KG_MOL;
        let kinetic_j_kg = 0.5 * origin.velocity_m_s * origin.velocity_m_s;
        Self {
            air_kg_m3: pressure_pa * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * air_k),
            air_k,
            pressure_pa,
            gas_kg_mol,
            gas_j_kg_k,
            air_j_kg_k,
            gas_kg_s: origin.release_rate_kg_s,
            power_w: origin.release_rate_kg_s * (gas_j_kg_k * (origin.temperature_k - air_k) + kinetic_j_kg),
            steeper: NODES.map(|(u, _)| pow(u, 1.0 / SQUARE)),
        }
    }

    /// `W = pi B^2 V` and V for an excess of density.
    fn stream(&self, (mass_kg_s, momentum_n): (f64, f64), excess_kg_m3: f64) -> (f64, f64) {
        let volume_m3_s = mass_kg_s / (self.air_kg_m3 + SHARE_MASS * excess_kg_m3);
        (volume_m3_s, momentum_n / (volume_m3_s * (0.5 * self.air_kg_m3 + SHARE_MOMENTUM * excess_kg_m3)))
    }

    /// Energy carried less energy released, W.
    fn surplus_w(&self, flux: (f64, f64), excess_kg_m3: f64) -> f64 {
        let (volume_m3_s, velocity_m_s) = self.stream(flux, excess_kg_m3);
        let gas_kg_m3 = self.gas_kg_s / (SHARE_MASS * volume_m3_s);
        let (moles, slope) = self.moles(gas_kg_m3, excess_kg_m3);
        let integral: f64 =
            NODES.iter().zip(&self.steeper).map(|((_, weight), g)| weight * g / (moles + slope * g)).sum();
        let molar_j_mol_k = self.gas_j_kg_k * self.gas_kg_mol - self.air_j_kg_k * MOLAR_MASS_AIR_KG_MOL;
        let warm_w = self.pressure_pa / GAS_CONSTANT_J_MOL_K * molar_j_mol_k / self.gas_kg_mol * self.gas_kg_s
            / SHARE_MASS
            * integral;
        let cold_w = self.air_k
            * (self.air_j_kg_k * SHARE_MASS * volume_m3_s * excess_kg_m3
                + (self.gas_j_kg_k - self.air_j_kg_k) * self.gas_kg_s);
        let inertia_kg_m3 = self.air_kg_m3 / 3.0 + SHARE_KINETIC * excess_kg_m3;
        warm_w - cold_w + 0.5 * volume_m3_s * velocity_m_s * velocity_m_s * inertia_kg_m3 - self.power_w
    }

    /// Amount of substance in a volume, `moles + slope g`, mol/m3, where the profile is g.
    fn moles(&self, gas_kg_m3: f64, excess_kg_m3: f64) -> (f64, f64) {
        let lighter = 1.0 / self.gas_kg_mol - 1.0 / MOLAR_MASS_AIR_KG_MOL;
        (self.air_kg_m3 / MOLAR_MASS_AIR_KG_MOL, gas_kg_m3 * lighter + excess_kg_m3 / MOLAR_MASS_AIR_KG_MOL)
    }

    /// The section with the given fluxes of mass and momentum; `near_kg_m3` is a guess of its excess of density.
    pub(super) fn section(&self, flux: (f64, f64), near_kg_m3: f64) -> Section {
        const STEPS: usize = 40;
        let lightest = -0.999 * self.air_kg_m3;
        let (mut before, mut now) = (near_kg_m3 * 0.999 + 1e-7 * self.air_kg_m3, near_kg_m3);
        let mut surplus_before = self.surplus_w(flux, before);
        for _ in 0..STEPS {
            let surplus = self.surplus_w(flux, now);
            let rise = surplus - surplus_before;
            if rise == 0.0 {
                break;
            }
            let step = -surplus * (now - before) / rise;
            (before, surplus_before) = (now, surplus);
            now = (now + step).max(0.5 * (now + lightest));
            if (now - before).abs() <= 1e-12 * self.air_kg_m3 + 1e-10 * now.abs() {
                break;
            }
        }
        let (volume_m3_s, velocity_m_s) = self.stream(flux, now);
        Section {
            mass_kg_s: flux.0,
            velocity_m_s,
            width_m: (volume_m3_s / (PI * velocity_m_s)).sqrt(),
            excess_kg_m3: now,
            gas_kg_m3: self.gas_kg_s / (SHARE_MASS * volume_m3_s),
        }
    }

    /// Mole fraction of the gas where the profile is g.
    pub(super) fn mole_frac(&self, (gas_kg_m3, excess_kg_m3): (f64, f64), g: f64) -> f64 {
        let (moles, slope) = self.moles(gas_kg_m3, excess_kg_m3);
        (gas_kg_m3 * g / self.gas_kg_mol / (moles + slope * g)).clamp(0.0, 1.0)
    }

    /// Value of the profile where the mole fraction is reached; above 1 where it is nowhere.
    pub(super) fn profile_of_mole_frac(&self, (gas_kg_m3, excess_kg_m3): (f64, f64), mole_frac: f64) -> f64 {
        let (moles, slope) = self.moles(gas_kg_m3, excess_kg_m3);
        let gain = gas_kg_m3 / self.gas_kg_mol - mole_frac * slope;
        if gain > 0.0 { mole_frac * moles / gain } else { f64::INFINITY }
    }

    /// Mole fraction of a mass fraction.
    pub(super) fn mole_of_mass_frac(&self, mass_frac: f64) -> f64 {
        let gas = mass_frac / self.gas_kg_mol;
        gas / (gas + (1.0 - mass_frac) / MOLAR_MASS_AIR_KG_MOL)
    }

    /// Temperature on the axis, K.
    pub(super) fn temperature_k(&self, (gas_kg_m3, excess_kg_m3): (f64, f64)) -> f64 {
        let (moles, slope) = self.moles(gas_kg_m3, excess_kg_m3);
        self.pressure_pa / (GAS_CONSTANT_J_MOL_K * (moles + slope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    fn hydrogen() -> (Mixing, JetOrigin) {
        let origin = JetOrigin {
            release_rate_kg_s: 1e-3,
            velocity_m_s: 1900.0,
            temperature_k: 170.0,
            density_kg_m3: 0.1445,
            diameter_m: 0.002_154,
        };
        (Mixing::new((293.15, 101_325.0), (2.015_88e-3, 28.8), &origin), origin)
    }

    /// The fluxes again, by summing over rings.
    fn sums(mixing: &Mixing, section: &Section) -> [f64; 4] {
        let step = 5.0 * section.width_m / 20_000.0;
        let mut sums = [0.0; 4];
        for i in 0..20_000 {
            let r = (f64::from(i) + 0.5) * step;
            let velocity = section.velocity_m_s * exp(-r * r / (section.width_m * section.width_m));
            let g = exp(-r * r / (SQUARE * section.width_m * section.width_m));
            let density = mixing.air_kg_m3 + section.excess_kg_m3 * g;
            let gas_frac = section.gas_kg_m3 * g / density;
            let moles = gas_frac / mixing.gas_kg_mol + (1.0 - gas_frac) / MOLAR_MASS_AIR_KG_MOL;
            let temperature = mixing.pressure_pa / (GAS_CONSTANT_J_MOL_K * density * moles);
            let capacity = gas_frac * mixing.gas_j_kg_k + (1.0 - gas_frac) * mixing.air_j_kg_k;
            let energy = capacity * (temperature - mixing.air_k) + 0.5 * velocity * velocity;
            let ring = 2.0 * PI * r * step * density * velocity;
            sums[0] += ring;
            sums[1] += ring * velocity;
            sums[2] += ring * gas_frac;
            sums[3] += ring * energy;
        }
        sums
    }

    #[test]
    fn the_profiles_carry_the_fluxes_they_were_made_of() {
        let (mixing, origin) = hydrogen();
        for dilution in [15.0, 40.0, 300.0, 5000.0] {
            let flux = (dilution * origin.release_rate_kg_s, origin.momentum_n());
            let section = mixing.section(flux, -0.1);
            let found = sums(&mixing, &section);
            let expected = [flux.0, flux.1, origin.release_rate_kg_s, mixing.power_w];
            // the energy is the small difference of speed and cold: measured by the speed
            let kinetic_w = 0.5 * origin.release_rate_kg_s * origin.velocity_m_s * origin.velocity_m_s;
            let scales = [flux.0, flux.1, origin.release_rate_kg_s, kinetic_w];
            for ((value, wanted), scale) in found.iter().zip(expected).zip(scales) {
                assert!((value - wanted).abs() < 1e-5 * scale, "{dilution}: {found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn the_profile_of_a_mole_fraction_is_its_inverse() {
        let (mixing, origin) = hydrogen();
        let section = mixing.section((0.05, origin.momentum_n()), -0.3);
        let axis = (section.gas_kg_m3, section.excess_kg_m3);
        for g in [1e-4, 0.01, 0.3, 0.9] {
            let back = mixing.profile_of_mole_frac(axis, mixing.mole_frac(axis, g));
            assert!((back / g - 1.0).abs() < 1e-12);
        }
        assert!(mixing.profile_of_mole_frac(axis, 0.9999) > 1.0);
    }
}
