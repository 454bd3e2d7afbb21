//! Releases for the tests of this folder, with round property figures.

use super::mixture::{Constants, Mixture};
use super::release::{DenseGas, DenseSource};
use crate::dispersion::Atmosphere;
use crate::provenance::Origin;
use crate::substance::{Basis, BilingualName, Correlation, Equation, PropertyName, Substance};
use crate::units::STANDARD_ATMOSPHERE_PA;
use crate::weather::{StabilityClass, Terrain};
use std::collections::BTreeMap;

/// Class D, 3 m/s at 10 m, open country.
pub(super) fn air() -> Atmosphere {
    Atmosphere::new(StabilityClass::D, 3.0, 10.0, Terrain::Rural)
}

fn substance(id: &str, molar_mass_kg_mol: f64, boiling_point_k: f64, values: [f64; 4]) -> Substance {
    let names = [
        PropertyName::GasHeatCapacity,
        PropertyName::LiquidHeatCapacity,
        PropertyName::LatentHeat,
        PropertyName::LiquidDensity,
    ];
    let constant = |value: f64| Correlation {
        equation: Equation::Constant { coefficients: [value] },
        basis: Basis::Mass,
        temperature_min_k: 1.0,
        temperature_max_k: 2000.0,
        source: "round figure of a test".into(),
        origin: Origin::Assumed,
    };
    Substance {
        id: id.into(),
        cas: "0-00-0".into(),
        un_number: None,
        name: BilingualName { zh: id.into(), en: id.into() },
        aliases: vec![],
        surrogate: None,
        mixture: None,
        note: BilingualName::default(),
        molar_mass_kg_mol,
        boiling_point_k,
        critical_temperature_k: 400.0,
        critical_pressure_pa: 5.0e6,
        melting_point_k: None,
        flash_point_k: None,
        lfl_mole_frac: None,
        ufl_mole_frac: None,
        heat_of_combustion_j_kg: None,
        acutely_toxic: false,
        toxic_probit: None,
        toxic_endpoints: vec![],
        toxic_loads: vec![],
        reactivity: None,
        tnt_equivalence: None,
        stated_storage: None,
        critical_quantity: None,
        correlations: names.into_iter().zip(values.map(constant)).collect(),
        provenance: BTreeMap::new(),
    }
}

fn gas(source: DenseSource, release_height_m: f64) -> DenseGas {
    DenseGas {
        source,
        temperature_k: None,
        liquid_frac: 0.0,
        release_height_m,
        averaging_time_s: 60.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    }
}

/// 20 kg/s of chlorine from a pool of 15 m.
pub(super) fn chlorine_pool(duration_s: Option<f64>) -> (DenseGas, Substance) {
    let source = DenseSource::Pool { release_rate_kg_s: 20.0, source_diameter_m: 15.0, duration_s };
    (gas(source, 0.0), substance("chlorine", 0.0709, 239.0, [480.0, 950.0, 288e3, 1560.0]))
}

pub(super) fn propane() -> Substance {
    substance("propane", 0.0441, 231.0, [1670.0, 2250.0, 426e3, 581.0])
}

/// 10 kg/s of propane from a jet of 0.5 m, 2 m above ground.
pub(super) fn propane_jet(duration_s: Option<f64>) -> (DenseGas, Substance) {
    let source = DenseSource::Jet { release_rate_kg_s: 10.0, source_diameter_m: 0.5, duration_s };
    (gas(source, 2.0), propane())
}

/// Five tonnes of propane at once, 20 m across.
pub(super) fn propane_cloud() -> (DenseGas, Substance) {
    (gas(DenseSource::Instantaneous { mass_kg: 5000.0, source_diameter_m: 20.0 }, 0.0), propane())
}

/// Ammonia as in SLAB's example 2, in air of 306.2 K; with mist that dissolves the air's water or not.
pub(super) fn ammonia(humidity_frac: f64, liquid_frac: f64, dissolves: bool) -> Mixture {
    let constants = Constants {
        molar_mass_kg_mol: 0.017_031,
        gas_heat_capacity_j_kg_k: 2045.9,
        liquid_heat_capacity_j_kg_k: 4611.8,
        latent_heat_j_kg: 1.17e6,
        boiling_point_k: 239.57,
        liquid_density_kg_m3: 603.0,
        condenses: true,
        association: None,
        dissolves,
    };
    Mixture::new(constants, (306.2, STANDARD_ATMOSPHERE_PA, humidity_frac), (239.57, liquid_frac))
}
