//! The cloud of a vapour whose molecules cling together (hydrogen fluoride): heavier than its formula when cold and rich, and
//! cooled as air parts its clusters.
//!
//! The equations of the mixture with two things more: the moles of gas that the vapour makes, and the heat of its links.

use super::mixture::{Constants, Mixture, Split, WATER_MOLAR_MASS, saturated};
use super::phases::Phases;
use crate::substance::{Association, Clustered, MOLAR_MASS_AIR_KG_MOL};
use crate::units::STANDARD_ATMOSPHERE_PA;

/// Vaporisation to single molecules at the boiling point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latent {
    /// Latent heat and the heat of the links in the saturated vapour, J/kg.
    pub(super) to_single_j_kg: f64,
    /// Partial pressure of single molecules in the saturated vapour over the total.
    pub(super) single_frac: f64,
}

impl Latent {
    pub(super) fn of(constants: &Constants) -> Self {
        let pure = PureVapour::of(constants, constants.boiling_point_k, STANDARD_ATMOSPHERE_PA);
        Self { to_single_j_kg: constants.latent_heat_j_kg + pure.link_heat_j_kg, single_frac: pure.single_frac }
    }
}

/// Vapour without air.
#[derive(Debug, Clone, Copy)]
pub(super) struct PureVapour {
    /// Molecules in a cluster.
    pub(super) association_ratio: f64,
    /// Heat that the links have set free, J/kg.
    pub(super) link_heat_j_kg: f64,
    single_frac: f64,
}

impl PureVapour {
    pub(super) fn of(constants: &Constants, temperature_k: f64, pressure_pa: f64) -> Self {
        let Some(association) = constants.association else {
            return Self { association_ratio: 1.0, link_heat_j_kg: 0.0, single_frac: 1.0 };
        };
        let clustered = association.at(temperature_k, pressure_pa).of(1.0, 0.0);
        Self {
            association_ratio: 1.0 / clustered.clusters_mol,
            link_heat_j_kg: clustered.links_mol * association.link_heat_j_mol() / constants.molar_mass_kg_mol,
            single_frac: clustered.single_frac,
        }
    }
}

impl Mixture {
    /// Gas and mist at a temperature, for each kilogram.
    pub(super) fn clustered_phases(&self, association: Association, mass_frac: f64, temperature_k: f64) -> Phases {
        let (split, clustered) = self.clustered_split(association, mass_frac, temperature_k);
        let bound_j_kg = -clustered.links_mol * association.link_heat_j_mol();
        Phases { split, own_gas_mol: clustered.clusters_mol, bound_j_kg }
    }

    /// Split into gas and liquid at a temperature, and the clusters of the gas, for each kilogram: single molecules have at most
    /// their own saturation, water its own.
    fn clustered_split(&self, association: Association, mass_frac: f64, temperature_k: f64) -> (Split, Clustered) {
        let own_mass = self.constants.molar_mass_kg_mol;
        let own = mass_frac / own_mass;
        let water = (1.0 - mass_frac) * self.water_frac / WATER_MOLAR_MASS;
        let dry = (1.0 - mass_frac) * (1.0 - self.water_frac) / MOLAR_MASS_AIR_KG_MOL;
        let clusters = association.at(temperature_k, self.pressure_pa);
        let water_limit = self.water_saturation.mole_frac(temperature_k);
        // molecules in the gas for each mole of other gas at saturation; none where all may be gas
        let most_beside = self.constants.condenses.then(|| clusters.sums(self.saturation.mole_frac(temperature_k)));
        let most_beside = most_beside.flatten().filter(|sums| sums.clusters_frac < 1.0);
        let most_beside = most_beside.map(|sums| sums.molecules_frac / (1.0 - sums.clusters_frac));
        let (mut own_gas, mut water_gas) = (own, water);
        let mut clustered = clusters.of(own, dry + water);
        for _ in 0..3 {
            let other = dry + water_gas;
            own_gas = most_beside.map_or(own, |beside| own.min(beside * other));
            clustered = clusters.of(own_gas, other);
            water_gas = saturated(water, water_limit, dry + clustered.clusters_mol);
        }
        let split = Split { vapour_frac: own_gas * own_mass, water_vapour_frac: water_gas * WATER_MOLAR_MASS };
        (split, clustered)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mixture::Near;
    use super::*;
    use crate::substance::Substance;

    fn mixture(liquid_frac: f64) -> (Mixture, Association, f64) {
        let hydrogen_fluoride = Substance { cas: "7664-39-3".into(), ..super::super::sample::propane() };
        let association = Association::of(&hydrogen_fluoride).unwrap();
        let constants = Constants {
            molar_mass_kg_mol: 0.020_006,
            gas_heat_capacity_j_kg_k: 1456.0,
            liquid_heat_capacity_j_kg_k: 2500.0,
            latent_heat_j_kg: 376e3,
            boiling_point_k: 292.7,
            liquid_density_kg_m3: 960.0,
            condenses: true,
            association: Some(association),
            dissolves: false,
        };
        let mixture = Mixture::new(constants, (300.0, STANDARD_ATMOSPHERE_PA, 0.3), (292.7, liquid_frac));
        let pure = PureVapour::of(&constants, 292.7, STANDARD_ATMOSPHERE_PA);
        let source_j_kg = (1.0 - liquid_frac) * (1456.0 * 292.7 - pure.link_heat_j_kg)
            + liquid_frac * (2500.0 * 292.7 - (376e3 + pure.link_heat_j_kg - (1456.0 - 2500.0) * 292.7));
        (mixture, association, source_j_kg)
    }

    #[test]
    fn energy_is_kept_and_density_falls_to_that_of_the_air() {
        for liquid_frac in [0.0, 0.8] {
            let (mixture, association, source_j_kg) = mixture(liquid_frac);
            let air_j_kg = mixture.equilibrium(0.0, 0.0, Near::at(300.0)).heat_capacity_j_kg_k * 300.0;
            let mut before = f64::INFINITY;
            for i in (0..100).rev() {
                let mass_frac = f64::from(i) / 100.0;
                let state = mixture.equilibrium(mass_frac, 0.0, Near::at(280.0));
                let (split, clustered) = mixture.clustered_split(association, mass_frac, state.temperature_k);
                let found = mixture.enthalpy_j_kg(mass_frac, state.temperature_k, &split)
                    - clustered.links_mol * association.link_heat_j_mol();
                let expected = (1.0 - mass_frac) * air_j_kg + mass_frac * source_j_kg;
                assert!((found - expected).abs() < 3.0, "{mass_frac}: {found} {expected}");
                assert!(state.density_kg_m3 < before && state.temperature_k > 200.0, "{mass_frac}: {state:?}");
                before = state.density_kg_m3;
            }
            assert!((before / mixture.air_density_kg_m3() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn the_search_does_not_hang_on_where_it_starts() {
        let (mixture, ..) = mixture(0.5);
        for mass_frac in [1.0, 0.9, 0.5, 0.2, 0.05, 0.001] {
            let from = |guess_k| mixture.equilibrium(mass_frac, 0.0, Near::at(guess_k));
            for guess_k in [10.0, 150.0, 260.0, 500.0, 2900.0] {
                let (one, other) = (from(guess_k), from(290.0));
                assert!((one.temperature_k - other.temperature_k).abs() < 2e-3, "{mass_frac} {guess_k}: {one:?}");
            }
        }
    }
}
