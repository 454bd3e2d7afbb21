//! The substance library against independent figures.
//!
//! `tests/data/substance_reference.csv` holds liquid density and heat of vaporisation near the normal
//! boiling point from other sources than the coefficients of the library (each row names its own).

use cordon_datasets::substances::library;
use cordon_engine::provenance::Origin;
use cordon_engine::substance::{CasNumber, PropertyError, PropertyName, Resolution, StorageState, Substance};
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    substance: String,
    property: PropertyName,
    temperature_k: f64,
    value_si: f64,
    source: String,
}

fn references() -> Vec<Reference> {
    let path = cordon_tests::project_dir().join("tests/data/substance_reference.csv");
    csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

/// Substances that boil: all but the explosives.
fn fluids() -> impl Iterator<Item = &'static Substance> {
    library().iter().filter(|substance| substance.boiling_point_k.is_finite())
}

fn found(query: &str) -> Option<&'static str> {
    library().find(query).map(|substance| substance.id.as_str())
}

#[test]
fn vapour_pressure_at_the_normal_boiling_point_is_one_atmosphere() {
    for substance in fluids() {
        let (temperature_k, expected_pa) = match substance.id.as_str() {
            // Acetylene sublimes at 1 atm; its liquid begins at the triple point, 192.4 K and
            // 1.282 bar (CRC Handbook, 95th ed., sec. 15, vapour pressure and triple points).
            "acetylene" => (192.4, 1.282e5),
            _ => (substance.boiling_point_k, STANDARD_ATMOSPHERE_PA),
        };
        let ratio = substance.vapour_pressure_pa(temperature_k).unwrap() / expected_pa;
        assert!((ratio - 1.0).abs() < 0.02, "{}: {ratio} of the expected pressure", substance.id);
    }
}

#[test]
fn density_and_latent_heat_agree_with_independent_sources() {
    let mut worst = 0.0_f64;
    for reference in references() {
        let substance = library().get(&reference.substance).expect(&reference.substance);
        let value = match reference.property {
            PropertyName::LiquidDensity => substance.liquid_density_kg_m3(reference.temperature_k),
            PropertyName::LatentHeat => substance.latent_heat_j_kg(reference.temperature_k),
            other => panic!("no reference for {other} is foreseen"),
        };
        let deviation = (value.unwrap() / reference.value_si - 1.0).abs();
        worst = worst.max(deviation);
        let Reference { substance, property, source, .. } = &reference;
        assert!(deviation < 0.05, "{property} of {substance} is off by {deviation} against {source}");
    }
    println!("{} values, largest deviation {:.1} %", references().len(), worst * 100.0);
}

#[test]
fn every_pure_fluid_has_both_references_and_none_of_its_own_source() {
    let references = references();
    for substance in fluids().filter(|substance| substance.surrogate.is_none() && substance.mixture.is_none()) {
        for property in [PropertyName::LiquidDensity, PropertyName::LatentHeat] {
            let reference = references
                .iter()
                .find(|row| row.substance == substance.id && row.property == property)
                .unwrap_or_else(|| panic!("{property} of {} has no reference", substance.id));
            let own = &substance.correlation(property).unwrap().source;
            assert_ne!(&reference.source, own, "{property} of {}", substance.id);
            // Near the boiling point, or for what boils far above the ambient at the temperature of its tank.
            let at_rest = (293.15..=298.15).contains(&reference.temperature_k) && substance.boiling_point_k > 298.15;
            let near = (reference.temperature_k - substance.boiling_point_k).abs() < 60.0;
            assert!(near || at_rest, "{}", substance.id);
        }
    }
}

#[test]
fn every_fluid_has_all_correlations_and_they_cover_its_default_storage() {
    for substance in fluids() {
        for property in PropertyName::ALL {
            let correlation = substance.correlation(property).unwrap();
            assert!(!correlation.source.is_empty(), "{}", substance.id);
        }
        if substance.default_storage() == StorageState::PressurisedLiquefiedGas {
            // A vessel at 20 C that flashes to the boiling point; half way between where 20 C is so near
            // the critical point (ethane, 305.3 K) that no heat capacity is published.
            let near_critical = 293.15 > 0.95 * substance.critical_temperature_k;
            let warm_k = if near_critical { 0.5 * (293.15 + substance.boiling_point_k) } else { 293.15 };
            for temperature_k in [warm_k, substance.boiling_point_k] {
                for value in [
                    substance.vapour_pressure_pa(temperature_k),
                    substance.liquid_density_kg_m3(temperature_k),
                    substance.latent_heat_j_kg(temperature_k),
                    substance.liquid_heat_capacity_j_kg_k(temperature_k),
                ] {
                    assert!(value.unwrap_or_else(|error| panic!("{error}")) > 0.0);
                }
            }
        }
    }
}

#[test]
fn ranges_are_enforced_for_every_correlation() {
    for substance in fluids() {
        for property in PropertyName::ALL {
            let call = |temperature_k| match property {
                PropertyName::VapourPressure => substance.vapour_pressure_pa(temperature_k),
                PropertyName::LiquidDensity => substance.liquid_density_kg_m3(temperature_k),
                PropertyName::LatentHeat => substance.latent_heat_j_kg(temperature_k),
                PropertyName::GasHeatCapacity => substance.gas_heat_capacity_j_kg_k(temperature_k),
                PropertyName::LiquidHeatCapacity => substance.liquid_heat_capacity_j_kg_k(temperature_k),
            };
            let correlation = substance.correlation(property).unwrap();
            let (low_k, high_k) = (correlation.temperature_min_k, correlation.temperature_max_k);
            for inside_k in [low_k, 0.5 * (low_k + high_k)] {
                let value = call(inside_k).unwrap();
                assert!(value.is_finite() && value > 0.0, "{property} of {} at {inside_k} K: {value}", substance.id);
            }
            for outside_k in [low_k - 0.01, high_k + 0.01, f64::NAN, 0.0] {
                assert!(
                    matches!(call(outside_k), Err(PropertyError::OutOfRange { .. })),
                    "{property} of {}",
                    substance.id
                );
            }
        }
    }
}

#[test]
fn vapour_pressure_rises_and_density_and_latent_heat_fall_with_temperature() {
    for substance in fluids() {
        for (property, sign) in
            [(PropertyName::VapourPressure, 1.0), (PropertyName::LiquidDensity, -1.0), (PropertyName::LatentHeat, -1.0)]
        {
            let correlation = substance.correlation(property).unwrap();
            let low_k = correlation.temperature_min_k.max(0.55 * substance.critical_temperature_k);
            let high_k = correlation.temperature_max_k.min(0.97 * substance.critical_temperature_k);
            let value = |step: u32| correlation.equation.value_at(low_k + (high_k - low_k) * f64::from(step) / 50.0);
            // Hydrogen fluoride is the known exception: its vapour associates, so its latent heat rises.
            if substance.id == "hydrogen-fluoride" && property == PropertyName::LatentHeat {
                continue;
            }
            for step in 0..50 {
                assert!(sign * (value(step + 1) - value(step)) > 0.0, "{property} of {} at step {step}", substance.id);
            }
        }
    }
}

#[test]
fn saturation_temperature_inverts_the_vapour_pressure() {
    for substance in fluids().filter(|substance| substance.id != "acetylene") {
        let pressure_pa = substance.vapour_pressure_pa(substance.boiling_point_k).unwrap();
        let temperature_k = substance.saturation_temperature_k(pressure_pa).unwrap();
        assert!((temperature_k - substance.boiling_point_k).abs() < 1e-6, "{}", substance.id);
        assert!(substance.saturation_temperature_k(1.0e12).is_err());
    }
}

#[test]
fn heat_capacity_ratios_are_physical() {
    // 1 < gamma <= 5/3; the handbook value of air-like diatomic chlorine is 1.33 at 298 K.
    for substance in fluids() {
        let correlation = substance.correlation(PropertyName::GasHeatCapacity).unwrap();
        let temperature_k = correlation.temperature_min_k.max(298.15);
        let ratio = substance.heat_capacity_ratio(temperature_k).unwrap();
        assert!((1.03..1.67).contains(&ratio), "{}: {ratio}", substance.id);
    }
    // cp of ideal gases at 298.15 K, J/(mol K): CRC Handbook, 95th ed., Standard Thermodynamic Properties.
    for (id, expected_j_mol_k) in [
        ("chlorine", 33.9),
        ("ammonia", 35.1),
        ("sulfur-dioxide", 39.9),
        ("hydrogen-sulfide", 34.2),
        ("carbon-monoxide", 29.1),
        ("nitrogen-dioxide", 37.2),
        ("phosgene", 57.7),
        ("phosphine", 37.1),
        ("hydrogen-cyanide", 35.9),
        ("methane", 35.7),
        ("ethylene", 42.9),
        ("hydrogen", 28.8),
    ] {
        let substance = library().get(id).unwrap();
        let molar = substance.gas_heat_capacity_j_kg_k(298.15).unwrap() * substance.molar_mass_kg_mol;
        assert!((molar / expected_j_mol_k - 1.0).abs() < 0.02, "{id}: {molar}");
    }
}

#[test]
fn heats_of_combustion_agree_with_the_handbook() {
    // Net heat of combustion, MJ/kg: SFPE Handbook, 3rd ed., app. C (recalled; the values are common).
    for (id, expected_mj_kg) in [
        ("methane", 50.0),
        ("propane", 46.3),
        ("ethylene", 47.2),
        ("hydrogen", 120.0),
        ("ammonia", 18.6),
        ("methanol", 21.1),
    ] {
        let value = library().get(id).unwrap().heat_of_combustion_j_kg.unwrap() / 1.0e6;
        assert!((value / expected_mj_kg - 1.0).abs() < 0.01, "{id}: {value}");
    }
}

#[test]
fn flammable_limits_are_in_order_and_fuels_have_a_heat_of_combustion() {
    for substance in library().iter() {
        assert_eq!(substance.lfl_mole_frac.is_some(), substance.ufl_mole_frac.is_some(), "{}", substance.id);
        let (Some(lfl), Some(ufl)) = (substance.lfl_mole_frac, substance.ufl_mole_frac) else { continue };
        assert!(0.0 < lfl && lfl < ufl && ufl <= 1.0, "{}", substance.id);
        assert!(substance.heat_of_combustion_j_kg.is_some(), "{}", substance.id);
    }
}

#[test]
fn every_substance_is_found_by_each_of_its_handles() {
    for substance in library().iter() {
        assert!(CasNumber::parse(&substance.cas).is_ok(), "{}", substance.id);
        assert!(!substance.name.zh.is_empty() && !substance.name.en.is_empty(), "{}", substance.id);
        let names = [&substance.id, &substance.cas, &substance.name.en, &substance.name.zh];
        for handle in names.into_iter().chain(&substance.aliases) {
            assert_eq!(found(handle), Some(substance.id.as_str()), "{handle}");
            assert_eq!(found(&handle.to_uppercase()), Some(substance.id.as_str()), "{handle}");
        }
        if let Some(un_number) = substance.un_number {
            assert!(library().find_by_un(un_number).any(|other| other.id == substance.id));
            assert_eq!(library().find(&format!("UN {un_number:04}")).unwrap().un_number, Some(un_number));
        }
    }
    for unknown in ["", "unobtainium", "不存在", "UN9999", "50-32-8", "7782-50-4"] {
        assert!(library().find(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn known_handles() {
    assert_eq!(found("7782-50-5"), Some("chlorine"));
    assert_eq!(found("液氯"), Some("chlorine"));
    assert_eq!(found("UN1005"), Some("ammonia"));
    assert_eq!(found("2-Methylpropene"), Some("isobutylene"));
    assert_eq!(found("2-Butene-trans"), Some("trans-2-butene"));
    assert_eq!(found("un 209"), None);
    assert_eq!(found("0209"), Some("tnt"));
}

#[test]
fn what_is_not_a_substance_stays_not_assessed() {
    let library = library();
    assert!(library.find("00-11-11").is_none());
    let reason = |cas, name| match library.resolve(cas, name) {
        Resolution::NotAssessable(entry) => entry.id.as_str(),
        _ => "assessable",
    };
    assert_eq!(reason("00-11-11", "Flammable Mixture"), "flammable-mixture");
    assert_eq!(reason("7664-41-7", "Ammonia (conc 20% or greater)"), "ammonia-aqueous");
    assert_eq!(reason("7664-41-7", "Ammonia (anhydrous)"), "assessable");
    assert_eq!(reason("50-00-0", "Formaldehyde (solution)"), "formaldehyde-solution");
    assert!(matches!(library.resolve("50-00-0", "甲醛水溶液"), Resolution::SolutionOf(_)));
    assert_eq!(library.resolve("50-32-8", "benzo[a]pyrene"), Resolution::Unknown);
    for entry in library.iter_unassessed() {
        assert!(!entry.reason.zh.is_empty() && !entry.reason.en.is_empty(), "{}", entry.id);
    }
}

#[test]
fn every_constant_has_its_source() {
    for substance in library().iter() {
        let known = [
            ("molar_mass_kg_mol", substance.molar_mass_kg_mol.is_finite()),
            ("boiling_point_k", substance.boiling_point_k.is_finite()),
            ("critical_temperature_k", substance.critical_temperature_k.is_finite()),
            ("critical_pressure_pa", substance.critical_pressure_pa.is_finite()),
            ("melting_point_k", substance.melting_point_k.is_some()),
            ("flash_point_k", substance.flash_point_k.is_some()),
            ("lfl_mole_frac", substance.lfl_mole_frac.is_some()),
            ("ufl_mole_frac", substance.ufl_mole_frac.is_some()),
            ("heat_of_combustion_j_kg", substance.heat_of_combustion_j_kg.is_some()),
            ("tnt_equivalence", substance.tnt_equivalence.is_some()),
            ("un_number", substance.un_number.is_some()),
            ("reactivity", substance.reactivity.is_some()),
            ("stated_storage", substance.stated_storage.is_some()),
            ("name_zh", true),
        ];
        for (field, is_known) in known {
            let provenance = substance.provenance.get(field);
            assert_eq!(provenance.is_some(), is_known, "{field} of {}", substance.id);
            assert!(provenance.is_none_or(|provenance| !provenance.source.is_empty()), "{field} of {}", substance.id);
        }
        if substance.surrogate.is_some() {
            assert_eq!(substance.provenance["boiling_point_k"].origin, Origin::Assumed, "{}", substance.id);
            assert!(!substance.note.en.is_empty() && !substance.note.zh.is_empty(), "{}", substance.id);
        }
    }
}

#[test]
fn every_gas_of_gb_18218_table_1_is_in_the_library_or_explained() {
    assert!(library().len() >= 95, "{} substances", library().len());
    for zh in [
        "氨",
        "二氟化氧",
        "二氧化氮",
        "二氧化硫",
        "氟",
        "碳酰氯",
        "环氧乙烷",
        "甲醛",
        "磷化氢",
        "硫化氢",
        "氯化氢",
        "氯",
        "砷化氢",
        "锑化氢",
        "硒化氢",
        "溴甲烷",
        "氟化氢",
        "三氧化硫",
        "环氧氯丙烷",
        "1,3-丁二烯",
        "二甲醚",
        "甲烷",
        "氯乙烯",
        "氢",
        "液化石油气",
        "一甲胺",
        "乙炔",
        "乙烯",
        "氧",
    ] {
        let substance = library().find(zh).unwrap_or_else(|| panic!("{zh}"));
        let quantity = substance.critical_quantity.as_ref().unwrap_or_else(|| panic!("{zh}"));
        assert!(quantity.entry.starts_with("table 1"), "{zh}: {}", quantity.entry);
    }
    assert!(matches!(library().resolve("", "煤气"), Resolution::NotAssessable(_)));
}

#[test]
fn six_liquids_of_gb_18218_table_1_are_in_the_library_or_explained() {
    for (zh, cas, quantity_kg) in
        [("烯丙胺", "107-11-9", 20_000.0), ("氯化硫", "10025-67-9", 1000.0), ("五硼烷", "19624-22-7", 1000.0)]
    {
        let substance = library().find(zh).unwrap_or_else(|| panic!("{zh}"));
        assert_eq!(substance.cas, cas);
        assert!(substance.acutely_toxic && substance.toxicity_not_assessed(), "{zh}");
        assert_eq!(substance.default_storage(), StorageState::AtmosphericLiquid, "{zh}");
        assert_eq!(substance.critical_quantity.as_ref().map(|known| known.quantity_kg), Some(quantity_kg), "{zh}");
    }
    for (cas, name) in [("75-86-5", "丙酮氰醇"), ("3132-64-7", "表溴醇"), ("79-21-0", "过氧乙酸")] {
        assert!(matches!(library().resolve(cas, name), Resolution::NotAssessable(_)), "{name}");
    }
}

#[test]
fn vapour_pressures_at_20_celsius_by_other_sources() {
    // Pa. Allylamine: Antoine equation of Landolt-Boernstein IV/20. Sulfur monochloride 7 mmHg and pentaborane 171 mmHg: NIOSH
    // Pocket Guide, recalled.
    for (id, expected_pa, within) in
        [("allylamine", 25_840.0, 0.04), ("sulfur-monochloride", 933.0, 0.08), ("pentaborane", 22_800.0, 0.04)]
    {
        let value_pa = library().get(id).unwrap().vapour_pressure_pa(293.15).unwrap();
        assert!((value_pa / expected_pa - 1.0).abs() < within, "{id}: {value_pa}");
    }
}

#[test]
fn the_fourteen_gases_of_gb_18218_table_3_are_complete() {
    for (zh, beta) in [
        ("一氧化碳", 2.0),
        ("二氧化硫", 2.0),
        ("氨", 2.0),
        ("环氧乙烷", 2.0),
        ("氯化氢", 3.0),
        ("溴甲烷", 3.0),
        ("氯", 4.0),
        ("硫化氢", 5.0),
        ("氟化氢", 5.0),
        ("二氧化氮", 10.0),
        ("氰化氢", 10.0),
        ("碳酰氯", 20.0),
        ("磷化氢", 20.0),
        ("异氰酸甲酯", 20.0),
    ] {
        let substance = library().find(zh).unwrap();
        assert!(substance.is_toxic() && substance.acutely_toxic, "{zh}");
        assert_eq!(substance.critical_quantity.as_ref().unwrap().beta_coefficient, Some(beta), "{zh}");
        assert_eq!(substance.toxic_probit.as_ref().unwrap().origin, Origin::Memory, "{zh}");
    }
}

#[test]
fn default_storage_of_common_substances() {
    for (id, expected) in [
        ("chlorine", StorageState::PressurisedLiquefiedGas),
        ("ammonia", StorageState::PressurisedLiquefiedGas),
        ("propane", StorageState::PressurisedLiquefiedGas),
        ("methane", StorageState::CompressedGas),
        ("hydrogen", StorageState::CompressedGas),
        ("ethylene", StorageState::CompressedGas),
        ("acetylene", StorageState::CompressedGas),
        ("benzene", StorageState::AtmosphericLiquid),
        ("hydrogen-cyanide", StorageState::AtmosphericLiquid),
        ("tnt", StorageState::CondensedExplosive),
    ] {
        assert_eq!(library().get(id).unwrap().default_storage(), expected, "{id}");
    }
}

#[test]
fn the_substances_that_houston_names_most_are_known() {
    let Some(shared) = cordon_tests::shared_dir() else { return };
    let mut reader = csv::Reader::from_path(shared.join("data/houston/facility_chemicals.csv")).unwrap();
    let (mut known, mut explained, mut unknown) = (0_u32, 0_u32, 0_u32);
    for row in reader.deserialize::<std::collections::BTreeMap<String, String>>() {
        let row = row.unwrap();
        match library().resolve(&row["cas"], &row["chemical"]) {
            Resolution::Known(_) => known += 1,
            Resolution::SolutionOf(_) | Resolution::NotAssessable(_) => explained += 1,
            Resolution::Unknown => unknown += 1,
        }
    }
    println!("Houston rows: {known} known, {explained} not assessable with a reason, {unknown} unknown");
    let total = f64::from(known + explained + unknown);
    assert!(f64::from(known) / total > 0.75, "{known} of {total}");
    assert!(f64::from(unknown) / total < 0.15, "{unknown} of {total}");
}
