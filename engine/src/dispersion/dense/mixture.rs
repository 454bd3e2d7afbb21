//! Thermodynamics of the cloud: released substance, dry air and water in local equilibrium.

use super::clusters::{Latent, PureVapour};
use super::solution::MIDDLE_FRAC;
use crate::math::{exp, ln};
use crate::substance::{Association, MOLAR_MASS_AIR_KG_MOL};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};

/// Heat capacity of dry air, J/(kg K) (UCRL-MA-105607 section 2.5.4).
const AIR_HEAT_CAPACITY: f64 = 1005.87;
/// Molar mass of water, kg/mol.
pub(super) const WATER_MOLAR_MASS: f64 = 0.018_02;
/// Heat capacity of water vapour, J/(kg K).
const VAPOUR_HEAT_CAPACITY: f64 = 1846.0;
/// Heat capacity of liquid water, J/(kg K).
const WATER_HEAT_CAPACITY: f64 = 4178.0;
/// Heat of vaporisation of water at 298.15 K, J/kg.
const WATER_LATENT_HEAT: f64 = 2.441e6;
/// Temperature of [`WATER_LATENT_HEAT`], K.
const WATER_LATENT_AT_K: f64 = 298.15;
/// Density of liquid water, kg/m3.
const WATER_DENSITY: f64 = 1000.0;
/// Saturation of water: p/p0 = exp(15.08 - 5514/T) (eq. 43a).
const WATER_SATURATION: (f64, f64) = (15.08, 5514.0);
/// Temperatures looked for lie between these, K.
pub(super) const TEMPERATURE_BOUNDS_K: (f64, f64) = (4.0, 3000.0);

/// Distance from the enthalpy looked for from which one more step of Newton's is the last, J/kg: about 2 mK.
pub(super) const NEAR_J_KG: f64 = 2.0;

/// A pure release is worked out with this mass fraction: a trace of air gives its mist a gas to saturate.
const PUREST: f64 = 1.0 - 1e-5;

/// What the model needs to know of a substance: constants, read once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Constants {
    pub(super) molar_mass_kg_mol: f64,
    pub(super) gas_heat_capacity_j_kg_k: f64,
    pub(super) liquid_heat_capacity_j_kg_k: f64,
    pub(super) latent_heat_j_kg: f64,
    pub(super) boiling_point_k: f64,
    pub(super) liquid_density_kg_m3: f64,
    /// Whether mist can form (liquid figures known).
    pub(super) condenses: bool,
    /// Clusters of the vapour, where they form.
    pub(super) association: Option<Association>,
    /// Whether its mist dissolves the air's water.
    pub(super) dissolves: bool,
}

/// Saturation curve over ambient pressure: exp(a - b/T), Clausius and Clapeyron for the substance (eq. 43a
/// with C = 0). Of a vapour with clusters it is the partial pressure of single molecules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saturation {
    pub(super) a: f64,
    pub(super) b_k: f64,
}

impl Saturation {
    pub(super) fn mole_frac(self, temperature_k: f64) -> f64 {
        exp(self.ln_mole_frac(temperature_k))
    }

    pub(super) fn ln_mole_frac(self, temperature_k: f64) -> f64 {
        (self.a - self.b_k / temperature_k).min(50.0)
    }
}

/// Moist air and a substance at one pressure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixture {
    pub(super) constants: Constants,
    pub(super) pressure_pa: f64,
    air_temperature_k: f64,
    /// Mass fraction of water in the ambient air.
    pub(super) water_frac: f64,
    air_molar_mass_kg_mol: f64,
    air_heat_capacity: f64,
    air_density_kg_m3: f64,
    /// Latent heats carried to 0 K: L(T) = latent0 + (cp_gas - cp_liquid) T.
    latent0_j_kg: f64,
    water_latent0_j_kg: f64,
    pub(super) saturation: Saturation,
    pub(super) water_saturation: Saturation,
    /// Enthalpy of the released substance as released, J/kg.
    source_enthalpy_j_kg: f64,
    source_temperature_k: f64,
    source_density_kg_m3: f64,
}

/// State of the cloud at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CloudState {
    pub(super) temperature_k: f64,
    pub(super) density_kg_m3: f64,
    pub(super) heat_capacity_j_kg_k: f64,
    /// Vapour of the substance, mass fraction of the mixture.
    pub(super) vapour_frac: f64,
    /// Mole fraction of the substance in a mist that dissolves the air's water; half where there is none.
    pub(super) mist_frac: f64,
}

/// State near by, from which a search starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub(super) temperature_k: f64,
    pub(super) mist_frac: f64,
}

impl Near {
    /// Whether there is a mist that dissolves the air's water.
    pub(super) fn has_mist(&self) -> bool {
        self.mist_frac != MIDDLE_FRAC
    }

    /// Where nothing but a temperature is known.
    pub(super) fn at(temperature_k: f64) -> Self {
        Self { temperature_k, mist_frac: MIDDLE_FRAC }
    }
}

impl CloudState {
    /// As a start for a state near by.
    pub(super) fn near(&self) -> Near {
        Near { temperature_k: self.temperature_k, mist_frac: self.mist_frac }
    }
}

/// Split into gas and liquid at a temperature: mass fractions of the mixture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub(super) vapour_frac: f64,
    pub(super) water_vapour_frac: f64,
}

impl Mixture {
    /// Moist air of a temperature, pressure and relative humidity with a release of `liquid_frac` mist at
    /// `source_temperature_k` (the boiling point at ambient pressure when there is mist).
    pub(super) fn new(
        constants: Constants,
        (air_temperature_k, pressure_pa, humidity_frac): (f64, f64, f64),
        (source_temperature_k, liquid_frac): (f64, f64),
    ) -> Self {
        let over_standard = ln(pressure_pa / STANDARD_ATMOSPHERE_PA);
        let latent = Latent::of(&constants);
        let slope_k = latent.to_single_j_kg * constants.molar_mass_kg_mol / GAS_CONSTANT_J_MOL_K;
        let at_boiling = slope_k / constants.boiling_point_k + ln(latent.single_frac);
        let saturation = Saturation { a: at_boiling - over_standard, b_k: slope_k };
        let water_saturation = Saturation { a: WATER_SATURATION.0 - over_standard, b_k: WATER_SATURATION.1 };
        let moles = (humidity_frac * water_saturation.mole_frac(air_temperature_k)).clamp(0.0, 0.9);
        let air_molar_mass_kg_mol = MOLAR_MASS_AIR_KG_MOL + moles * (WATER_MOLAR_MASS - MOLAR_MASS_AIR_KG_MOL);
        let water_frac = moles * WATER_MOLAR_MASS / air_molar_mass_kg_mol;
        let (gas, liquid) = (constants.gas_heat_capacity_j_kg_k, constants.liquid_heat_capacity_j_kg_k);
        let latent0_j_kg = latent.to_single_j_kg - (gas - liquid) * constants.boiling_point_k;
        let pure = PureVapour::of(&constants, source_temperature_k, pressure_pa);
        let mut mixture = Self {
            constants,
            pressure_pa,
            air_temperature_k,
            water_frac,
            air_molar_mass_kg_mol,
            air_heat_capacity: (1.0 - water_frac) * AIR_HEAT_CAPACITY + water_frac * VAPOUR_HEAT_CAPACITY,
            air_density_kg_m3: pressure_pa * air_molar_mass_kg_mol / (GAS_CONSTANT_J_MOL_K * air_temperature_k),
            latent0_j_kg,
            water_latent0_j_kg: WATER_LATENT_HEAT - (VAPOUR_HEAT_CAPACITY - WATER_HEAT_CAPACITY) * WATER_LATENT_AT_K,
            saturation,
            water_saturation,
            source_enthalpy_j_kg: (1.0 - liquid_frac) * (gas * source_temperature_k - pure.link_heat_j_kg)
                + liquid_frac * (liquid * source_temperature_k - latent0_j_kg),
            source_temperature_k,
            source_density_kg_m3: 0.0,
        };
        let gas_m3_kg = (1.0 - liquid_frac) * GAS_CONSTANT_J_MOL_K * source_temperature_k
            / (pressure_pa * constants.molar_mass_kg_mol * pure.association_ratio);
        mixture.source_density_kg_m3 = 1.0 / (gas_m3_kg + liquid_frac / constants.liquid_density_kg_m3);
        mixture
    }

    pub(super) fn air_temperature_k(&self) -> f64 {
        self.air_temperature_k
    }

    pub(super) fn air_density_kg_m3(&self) -> f64 {
        self.air_density_kg_m3
    }

    pub(super) fn source_density_kg_m3(&self) -> f64 {
        self.source_density_kg_m3
    }

    pub(super) fn source_temperature_k(&self) -> f64 {
        self.source_temperature_k
    }

    /// Mole fraction from mass fraction, all of the substance counted as vapour (eq. 12).
    pub(super) fn mole_frac(&self, mass_frac: f64) -> f64 {
        let (air, own) = (self.air_molar_mass_kg_mol, self.constants.molar_mass_kg_mol);
        air * mass_frac / (own + (air - own) * mass_frac)
    }

    /// Mass fraction from mole fraction: the way back.
    pub(super) fn mass_frac(&self, mole_frac: f64) -> f64 {
        let (air, own) = (self.air_molar_mass_kg_mol, self.constants.molar_mass_kg_mol);
        own * mole_frac / (air + (own - air) * mole_frac)
    }

    /// Equilibrium of a mixture that holds `mass_frac` of the substance and has gained `heat_j_kg` since release
    /// (eq. 40 to 43); `near` starts the search.
    pub(super) fn equilibrium(&self, mass_frac: f64, heat_j_kg: f64, near: Near) -> CloudState {
        let mass_frac = mass_frac.min(PUREST);
        let air_frac = 1.0 - mass_frac;
        let enthalpy = self.enthalpy_of_mix_j_kg(mass_frac, heat_j_kg);
        if let Some(association) = self.constants.association {
            let phases_at = |temperature_k| self.clustered_phases(association, mass_frac, temperature_k);
            return self.at_enthalpy((mass_frac, enthalpy, near.temperature_k), phases_at);
        }
        let gas_capacity = air_frac * self.air_heat_capacity + mass_frac * self.constants.gas_heat_capacity_j_kg_k;
        let all_gas_k = enthalpy / gas_capacity;
        if self.dissolves() {
            return self.dissolved((mass_frac, enthalpy, all_gas_k), near);
        }
        if self.is_all_gas(mass_frac, all_gas_k) {
            return self.all_gas(mass_frac, all_gas_k);
        }
        let temperature_k = self.find_temperature_k(mass_frac, enthalpy, all_gas_k, near.temperature_k);
        let (split, _) = self.split(mass_frac, temperature_k);
        self.state(mass_frac, temperature_k, &split, split.vapour_frac / self.constants.molar_mass_kg_mol)
    }

    /// Enthalpy of what was mixed and the heat gained, J/kg.
    pub(super) fn enthalpy_of_mix_j_kg(&self, mass_frac: f64, heat_j_kg: f64) -> f64 {
        (1.0 - mass_frac) * self.air_heat_capacity * self.air_temperature_k
            + mass_frac * self.source_enthalpy_j_kg
            + heat_j_kg
    }

    /// State without mist.
    pub(super) fn all_gas(&self, mass_frac: f64, temperature_k: f64) -> CloudState {
        let water_vapour_frac = (1.0 - mass_frac) * self.water_frac;
        let split = Split { vapour_frac: mass_frac, water_vapour_frac };
        self.state(
            mass_frac,
            temperature_k.min(TEMPERATURE_BOUNDS_K.1),
            &split,
            mass_frac / self.constants.molar_mass_kg_mol,
        )
    }

    fn is_all_gas(&self, mass_frac: f64, temperature_k: f64) -> bool {
        if temperature_k < TEMPERATURE_BOUNDS_K.0 {
            return false;
        }
        let substance_moles = mass_frac / self.constants.molar_mass_kg_mol;
        let moles = (1.0 - mass_frac) / self.air_molar_mass_kg_mol + substance_moles;
        let substance_dry = !self.constants.condenses
            || temperature_k >= self.constants.boiling_point_k.max(self.source_temperature_k)
            || substance_moles <= moles * self.saturation.mole_frac(temperature_k);
        let water_moles = (1.0 - mass_frac) * self.water_frac / WATER_MOLAR_MASS;
        let water_dry = temperature_k >= self.air_temperature_k
            || water_moles <= moles * self.water_saturation.mole_frac(temperature_k);
        substance_dry && water_dry
    }

    /// Newton's method kept inside a bracket: enthalpy rises with temperature.
    fn find_temperature_k(&self, mass_frac: f64, enthalpy: f64, all_gas_k: f64, guess_k: f64) -> f64 {
        let (mut low_k, mut high_k) = (all_gas_k.max(TEMPERATURE_BOUNDS_K.0), TEMPERATURE_BOUNDS_K.1);
        let mut temperature_k = guess_k.clamp(low_k, high_k);
        for _ in 0..60 {
            let (split, slope_j_kg_k) = self.split(mass_frac, temperature_k);
            let excess = self.enthalpy_j_kg(mass_frac, temperature_k, &split) - enthalpy;
            if excess > 0.0 {
                high_k = temperature_k
            } else {
                low_k = temperature_k
            }
            let newton_k = temperature_k - excess / slope_j_kg_k;
            let is_inside = newton_k > low_k && newton_k < high_k;
            let next_k = if is_inside { newton_k } else { 0.5 * (low_k + high_k) };
            let change_k = (next_k - temperature_k).abs();
            temperature_k = next_k;
            // each step of Newton's squares the error: after one from this near, or this small, it is at rounding
            if change_k < 1e-7 * temperature_k || (is_inside && excess.abs() < NEAR_J_KG) {
                break;
            }
        }
        temperature_k
    }

    pub(super) fn enthalpy_j_kg(&self, mass_frac: f64, temperature_k: f64, split: &Split) -> f64 {
        let liquid_frac = mass_frac - split.vapour_frac;
        let water_liquid_frac = (1.0 - mass_frac) * self.water_frac - split.water_vapour_frac;
        self.capacity_j_kg_k(mass_frac, split.vapour_frac, split.water_vapour_frac) * temperature_k
            - liquid_frac * self.latent0_j_kg
            - water_liquid_frac * self.water_latent0_j_kg
    }

    pub(super) fn capacity_j_kg_k(&self, mass_frac: f64, vapour_frac: f64, water_vapour_frac: f64) -> f64 {
        let air_frac = 1.0 - mass_frac;
        let water_liquid_frac = air_frac * self.water_frac - water_vapour_frac;
        air_frac * (1.0 - self.water_frac) * AIR_HEAT_CAPACITY
            + water_vapour_frac * VAPOUR_HEAT_CAPACITY
            + water_liquid_frac * WATER_HEAT_CAPACITY
            + vapour_frac * self.constants.gas_heat_capacity_j_kg_k
            + (mass_frac - vapour_frac) * self.constants.liquid_heat_capacity_j_kg_k
    }

    /// Latent heats of substance and water, J/kg.
    pub(super) fn latent_heats_j_kg(&self, temperature_k: f64) -> (f64, f64) {
        let (gas, liquid) = (self.constants.gas_heat_capacity_j_kg_k, self.constants.liquid_heat_capacity_j_kg_k);
        let water = self.water_latent0_j_kg + (VAPOUR_HEAT_CAPACITY - WATER_HEAT_CAPACITY) * temperature_k;
        (self.latent0_j_kg + (gas - liquid) * temperature_k, water)
    }

    /// Raoult's law for two liquids that do not mix: each vapour at most at its own saturation (eq. 43); with the slope of
    /// enthalpy over temperature, J/(kg K).
    fn split(&self, mass_frac: f64, temperature_k: f64) -> (Split, f64) {
        let own_mass = self.constants.molar_mass_kg_mol;
        let own = mass_frac / own_mass;
        let water = (1.0 - mass_frac) * self.water_frac / WATER_MOLAR_MASS;
        let dry = (1.0 - mass_frac) * (1.0 - self.water_frac) / MOLAR_MASS_AIR_KG_MOL;
        let own_limit = if self.constants.condenses { self.saturation.mole_frac(temperature_k) } else { 2.0 };
        let water_limit = self.water_saturation.mole_frac(temperature_k);
        let (mut own_gas, mut water_gas) = (own, water);
        for _ in 0..3 {
            own_gas = saturated(own, own_limit, dry + water_gas);
            water_gas = saturated(water, water_limit, dry + own_gas);
        }
        let rise = |gas: f64, all: f64, limit: f64, slope_k: f64, mass: f64, latent: f64| {
            if gas < all {
                gas * mass * latent * slope_k / (temperature_k * temperature_k * (1.0 - limit))
            } else {
                0.0
            }
        };
        let (latent, water_latent) = self.latent_heats_j_kg(temperature_k);
        let vapour_frac = own_gas * own_mass;
        let water_vapour_frac = water_gas * WATER_MOLAR_MASS;
        let slope_j_kg_k = self.capacity_j_kg_k(mass_frac, vapour_frac, water_vapour_frac)
            + rise(own_gas, own, own_limit, self.saturation.b_k, own_mass, latent)
            + rise(water_gas, water, water_limit, self.water_saturation.b_k, WATER_MOLAR_MASS, water_latent);
        (Split { vapour_frac, water_vapour_frac }, slope_j_kg_k)
    }

    /// Density from the gas law and the volume of the liquids (eq. 10); `own_mol_kg` are the moles of gas that the substance makes.
    pub(super) fn state(&self, mass_frac: f64, temperature_k: f64, split: &Split, own_mol_kg: f64) -> CloudState {
        let air_frac = 1.0 - mass_frac;
        let &Split { vapour_frac, water_vapour_frac } = split;
        let moles = air_frac * (1.0 - self.water_frac) / MOLAR_MASS_AIR_KG_MOL
            + water_vapour_frac / WATER_MOLAR_MASS
            + own_mol_kg;
        let volume_m3_kg = moles * GAS_CONSTANT_J_MOL_K * temperature_k / self.pressure_pa
            + (mass_frac - vapour_frac) / self.constants.liquid_density_kg_m3
            + (air_frac * self.water_frac - water_vapour_frac) / WATER_DENSITY;
        CloudState {
            temperature_k,
            density_kg_m3: 1.0 / volume_m3_kg,
            heat_capacity_j_kg_k: self.capacity_j_kg_k(mass_frac, vapour_frac, water_vapour_frac),
            vapour_frac,
            mist_frac: MIDDLE_FRAC,
        }
    }
}

/// Moles of a vapour whose mole fraction in the gas may not pass a limit, beside other gas.
pub(super) fn saturated(all: f64, limit: f64, other: f64) -> f64 {
    if limit >= 1.0 { all } else { all.min(limit * other / (1.0 - limit)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ammonia() -> Mixture {
        super::super::sample::ammonia(0.213, 0.81, false)
    }

    #[test]
    fn ambient_air_of_the_manual() {
        // SLAB prints density 1.1477 kg/m3 and molar mass 0.028835 kg/mol for 306.2 K and 21.3 %
        let mixture = ammonia();
        assert!((mixture.air_density_kg_m3() - 1.1477).abs() < 2e-4, "{}", mixture.air_density_kg_m3());
        let pure_air = mixture.equilibrium(0.0, 0.0, Near::at(300.0));
        assert!((pure_air.temperature_k - 306.2).abs() < 1e-6);
        assert!((pure_air.density_kg_m3 / mixture.air_density_kg_m3() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_source_of_the_manual() {
        // SLAB prints 4.53 kg/m3 at the source
        let mixture = ammonia();
        assert!((mixture.source_density_kg_m3() - 4.53).abs() < 0.01);
        let state = mixture.equilibrium(1.0, 0.0, Near::at(239.0));
        assert!((state.temperature_k - 239.57).abs() < 0.01, "{state:?}");
        assert!((state.vapour_frac - 0.19).abs() < 1e-3, "{state:?}");
    }

    #[test]
    fn mixing_with_air_cools_the_mist_as_in_the_manual() {
        // rows of SLAB's print before the ground heats the cloud: mass fraction, temperature, density. SLAB was
        // given a steeper vapour pressure (2976 K) than Clausius and Clapeyron make of its latent heat (2397 K).
        for (mass_frac, temperature_k, density_kg_m3) in
            [(0.931, 236.0, 3.74), (0.815, 231.0, 2.98), (0.696, 227.0, 2.50)]
        {
            let state = ammonia().equilibrium(mass_frac, 0.0, Near::at(230.0));
            assert!((state.temperature_k - temperature_k).abs() < 3.0, "{mass_frac} {state:?}");
            assert!((state.density_kg_m3 / density_kg_m3 - 1.0).abs() < 0.02, "{mass_frac} {state:?}");
        }
    }

    #[test]
    fn the_last_drop_of_desert_tortoise() {
        // HSE's end point of the two-phase mixture: 204 to 206 K, about 0.14 ammonia by mole, about 1.46 kg/m3
        let constants = Constants {
            gas_heat_capacity_j_kg_k: 2272.0,
            latent_heat_j_kg: 1.37e6,
            boiling_point_k: 237.7,
            ..ammonia().constants
        };
        let mixture = Mixture::new(constants, (306.0, 90_900.0, 0.13), (237.7, 0.81));
        let dry = (1..1000).rev().map(|i| f64::from(i) / 1000.0).find(|&mass_frac| {
            mixture.equilibrium(mass_frac, 0.0, Near::at(210.0)).vapour_frac >= mass_frac * (1.0 - 1e-9)
        });
        let mass_frac = dry.unwrap();
        let state = mixture.equilibrium(mass_frac, 0.0, Near::at(210.0));
        assert!((202.0..=208.0).contains(&state.temperature_k), "{state:?}");
        assert!((0.10..=0.18).contains(&mixture.mole_frac(mass_frac)), "{}", mixture.mole_frac(mass_frac));
        assert!((1.30..=1.60).contains(&state.density_kg_m3), "{state:?}");
    }

    /// The same with mist that dissolves the air's water.
    fn dissolving(humidity_frac: f64) -> Mixture {
        super::super::sample::ammonia(humidity_frac, 0.81, true)
    }

    #[test]
    fn nearly_dry_air_has_nearly_nothing_to_dissolve() {
        let apart = Mixture::new(ammonia().constants, (306.2, STANDARD_ATMOSPHERE_PA, 0.0), (239.57, 0.81));
        for mass_frac in [1.0, 0.9, 0.5, 0.2, 0.1, 0.01] {
            let (one, other) = (
                dissolving(0.0).equilibrium(mass_frac, 0.0, Near::at(230.0)),
                apart.equilibrium(mass_frac, 0.0, Near::at(230.0)),
            );
            assert!((one.temperature_k - other.temperature_k).abs() < 0.01, "{mass_frac}: {one:?} {other:?}");
            assert!((one.density_kg_m3 / other.density_kg_m3 - 1.0).abs() < 1e-4, "{mass_frac}: {one:?} {other:?}");
        }
    }

    #[test]
    fn dissolving_warms_a_humid_cloud_and_its_mist_lasts_longer() {
        let apart = Mixture::new(ammonia().constants, (306.2, STANDARD_ATMOSPHERE_PA, 0.9), (239.57, 0.81));
        let mist = |mixture: &Mixture, mass_frac: f64| {
            let state = mixture.equilibrium(mass_frac, 0.0, Near::at(230.0));
            (state.temperature_k, mass_frac - state.vapour_frac)
        };
        for mass_frac in [0.6, 0.3, 0.15, 0.1, 0.06, 0.03] {
            let (one, other) = (mist(&dissolving(0.9), mass_frac), mist(&apart, mass_frac));
            assert!(one.0 > other.0 - 1e-6 && one.0 < other.0 + 30.0, "{mass_frac}: {one:?} {other:?}");
        }
        assert!(mist(&apart, 0.06).1 < 1e-12);
        assert!(mist(&dissolving(0.9), 0.06).1 > 1e-4);
    }

    #[test]
    fn the_cloud_changes_without_a_jump_as_its_mist_goes() {
        for mixture in [ammonia(), dissolving(0.213), dissolving(0.9)] {
            let mut before = mixture.equilibrium(0.4, 0.0, Near::at(230.0));
            for step in 1..2000 {
                let state = mixture.equilibrium(0.4 - 2e-4 * f64::from(step), 0.0, before.near());
                assert!((state.temperature_k - before.temperature_k).abs() < 0.4, "{step}: {before:?} {state:?}");
                assert!((state.density_kg_m3 / before.density_kg_m3 - 1.0).abs() < 2e-3, "{step}");
                before = state;
            }
        }
    }

    #[test]
    fn energy_is_kept_whatever_condenses() {
        let mixture = ammonia();
        for i in 0..100 {
            let mass_frac = f64::from(i) / 100.0;
            let state = mixture.equilibrium(mass_frac, 500.0, Near::at(250.0));
            assert!(state.temperature_k > 150.0 && state.temperature_k < 320.0, "{mass_frac} {state:?}");
            let (split, _) = mixture.split(mass_frac, state.temperature_k);
            let expected = (1.0 - mass_frac) * mixture.air_heat_capacity * 306.2
                + mass_frac * mixture.source_enthalpy_j_kg
                + 500.0;
            let found = mixture.enthalpy_j_kg(mass_frac, state.temperature_k, &split);
            assert!((found - expected).abs() < 30.0, "{mass_frac}: {found} {expected}");
        }
    }
}
