//! Clusters of hydrogen fluoride vapour against what other measurements say of them.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseGas, DenseSource};
use cordon_engine::math::exp;
use cordon_engine::substance::{Association, Substance};
use cordon_engine::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use cordon_engine::weather::{StabilityClass, Terrain};

fn hydrogen_fluoride() -> &'static Substance {
    substances::library().find("hydrogen fluoride").expect("in the library")
}

/// Molecules in a cluster of saturated vapour by Clausius and Clapeyron, from the latent heat, the slope of the vapour pressure
/// and the density of the liquid (all Perry's Handbook): `v = L/(T dp/dT) + v_liquid`, ratio = RT/(p v).
fn ratio_by_clapeyron(substance: &Substance, temperature_k: f64) -> f64 {
    let pressure_pa = substance.vapour_pressure_pa(temperature_k).unwrap();
    let step_k = 0.01;
    let (low_pa, high_pa) = (
        substance.vapour_pressure_pa(temperature_k - step_k).unwrap(),
        substance.vapour_pressure_pa(temperature_k + step_k).unwrap(),
    );
    let latent_j_mol = substance.latent_heat_j_kg(temperature_k).unwrap() * substance.molar_mass_kg_mol;
    let liquid_m3_mol = substance.molar_mass_kg_mol / substance.liquid_density_kg_m3(temperature_k).unwrap();
    let vapour_m3_mol = latent_j_mol / (temperature_k * (high_pa - low_pa) / (2.0 * step_k)) + liquid_m3_mol;
    GAS_CONSTANT_J_MOL_K * temperature_k / (pressure_pa * vapour_m3_mol)
}

#[test]
fn saturated_vapour_is_as_heavy_as_its_latent_heat_says() {
    let substance = hydrogen_fluoride();
    for (temperature_k, allowed) in
        [(280.0, 0.11), (292.7, 0.06), (300.0, 0.03), (313.0, 0.04), (330.0, 0.10), (345.0, 0.14)]
    {
        let pressure_pa = substance.vapour_pressure_pa(temperature_k).unwrap();
        let (found, expected) =
            (substance.association_ratio(temperature_k, pressure_pa), ratio_by_clapeyron(substance, temperature_k));
        println!("{temperature_k} K: {found:.3} molecules in a cluster, by Clausius and Clapeyron {expected:.3}");
        assert!((found / expected - 1.0).abs() < allowed, "{temperature_k}: {found} {expected}");
    }
}

/// From the boiling point the partial pressure of single molecules follows its own heat of vaporisation (latent heat and links);
/// with their clusters it must give the vapour pressure that was measured.
#[test]
fn vapour_pressure_follows_from_latent_heat_and_links() {
    let substance = hydrogen_fluoride();
    let association = Association::of(substance).expect("it clings");
    let boiling_k = substance.saturation_temperature_k(STANDARD_ATMOSPHERE_PA).unwrap();
    let pure = association.at(boiling_k, STANDARD_ATMOSPHERE_PA).of(1.0, 0.0);
    let heat_j_mol = substance.latent_heat_j_kg(boiling_k).unwrap() * substance.molar_mass_kg_mol
        + pure.links_mol * association.link_heat_j_mol();
    for (temperature_k, allowed) in
        [(250.0, 0.06), (260.0, 0.03), (270.0, 0.03), (280.0, 0.03), (300.0, 0.03), (310.0, 0.05), (320.0, 0.08)]
    {
        let single_pa = pure.single_frac
            * STANDARD_ATMOSPHERE_PA
            * exp(heat_j_mol / GAS_CONSTANT_J_MOL_K * (1.0 / boiling_k - 1.0 / temperature_k));
        let clusters = association.at(temperature_k, STANDARD_ATMOSPHERE_PA);
        let found_pa =
            clusters.sums(single_pa / STANDARD_ATMOSPHERE_PA).unwrap().clusters_frac * STANDARD_ATMOSPHERE_PA;
        let measured_pa = substance.vapour_pressure_pa(temperature_k).unwrap();
        println!("{temperature_k} K: {found_pa:.0} Pa, measured {measured_pa:.0} Pa");
        assert!((found_pa / measured_pa - 1.0).abs() < allowed, "{temperature_k}: {found_pa} {measured_pa}");
    }
}

/// The boiling point under lower pressure by the curve of Perry's Handbook, to a degree; without clusters it would lie 7 K lower.
#[test]
fn the_boiling_point_of_a_mountain_town() {
    let substance = hydrogen_fluoride();
    let (found_k, curve_k) = (substance.boiling_point_at_k(9e4), substance.saturation_temperature_k(9e4).unwrap());
    assert!((found_k - curve_k).abs() < 1.0, "{found_k} {curve_k}");
}

#[test]
fn other_vapours_are_single_molecules() {
    for name in ["chlorine", "ammonia", "water", "hydrogen chloride"] {
        if let Some(substance) = substances::library().find(name) {
            assert_eq!(substance.association_ratio(280.0, 1e5), 1.0);
            assert_eq!(substance.vapour_density_kg_m3(280.0, 1e5), substance.gas_density_kg_m3(280.0, 1e5));
        }
    }
}

/// A jet of pure vapour at its boiling point in dry air as warm: clusters part as air comes in, which cools the cloud below both;
/// the far cloud is air again. As single molecules the gas would be lighter than the air all the way.
#[test]
fn a_cloud_cools_as_its_clusters_part() {
    let substance = hydrogen_fluoride();
    let air = Atmosphere { temperature_k: 293.15, ..Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural) };
    let gas = DenseGas {
        source: DenseSource::Jet { release_rate_kg_s: 5.0, source_diameter_m: 0.5, duration_s: None },
        temperature_k: Some(293.15),
        liquid_frac: 0.0,
        release_height_m: 2.0,
        averaging_time_s: 60.0,
        relative_humidity_frac: 0.0,
        inverse_obukhov_per_m: None,
    };
    let field = gas.solve(substance, &air).unwrap().field;
    let stations = field.stations();
    let coldest_k = stations.iter().map(|station| station.temperature_k).fold(f64::INFINITY, f64::min);
    println!("coldest {coldest_k:.1} K");
    assert!((230.0..275.0).contains(&coldest_k), "{coldest_k}");
    let (first, last) = (stations[0], stations[stations.len() - 1]);
    let alone = substance.gas_density_kg_m3(293.15, air.pressure_pa);
    assert!(alone < 1.0 && first.density_kg_m3 > 2.5, "{alone} {}", first.density_kg_m3);
    assert!((last.temperature_k - 293.15).abs() < 0.5 && last.mole_frac < 1e-3);
    for station in stations.iter().filter(|station| station.mole_frac > 0.02) {
        assert!(station.density_kg_m3 > 1.2, "{station:?}");
    }
}
