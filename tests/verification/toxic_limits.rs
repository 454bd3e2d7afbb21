//! Toxic limits against figures printed by the programmes that set them.

use cordon_datasets::substances::library;
use cordon_engine::provenance::Origin;
use cordon_engine::substance::{LimitError, Substance, ToxicLimit, ToxicLoadLevel, limit_molar_volume_m3_mol};

fn get(id: &str) -> &'static Substance {
    library().get(id).unwrap_or_else(|| panic!("{id}"))
}

fn ppm(id: &str, limit: ToxicLimit, level: u8, minutes: f64) -> f64 {
    get(id).toxic_endpoint(limit, level, minutes * 60.0).unwrap().concentration_mole_frac * 1e6
}

#[test]
fn the_loads_give_the_concentrations_that_hse_prints() {
    // HSE, Assessment of the dangerous toxic load: methyl isocyanate 750 ppm min is 150 ppm for 5 min and 25 ppm for
    // 30 min; sulfur dioxide 4.6e6 ppm2 min is 965^2 x 5, or 395^2 x 30 (as the page prints them, rounded to 5 ppm:
    // 395^2 x 30 = 4.68e6, so 1 %).
    for (id, minutes, expected_ppm, within) in [
        ("methyl-isocyanate", 5.0, 150.0, 1e-9),
        ("methyl-isocyanate", 30.0, 25.0, 1e-9),
        ("sulfur-dioxide", 5.0, 965.0, 0.01),
        ("sulfur-dioxide", 30.0, 395.0, 0.01),
    ] {
        let load = get(id).toxic_load(ToxicLoadLevel::Slot).unwrap();
        let value_ppm = load.concentration_mole_frac(minutes * 60.0).unwrap() * 1e6;
        assert!((value_ppm / expected_ppm - 1.0).abs() < within, "{id}, {minutes} min: {value_ppm} ppm");
    }
}

#[test]
fn ppm_turn_into_mass_as_niosh_prints_it() {
    // NIOSH Pocket Guide: 24.45 L/mol at 25 C; 1 ppm arsine = 3.19 mg/m3. US EPA: 1 ppm chlorine = 2.9 mg/m3.
    // MassDEP: 1 ppb ammonia = 0.6965 ug/m3 at 25 C.
    assert!((limit_molar_volume_m3_mol() / 0.024_45 - 1.0).abs() < 1e-3);
    for (id, expected_mg_m3, within) in [("arsine", 3.19, 2e-3), ("chlorine", 2.9, 2e-2), ("ammonia", 0.6965, 1e-3)] {
        let value_mg_m3 = get(id).limit_concentration_kg_m3(1e-6) * 1e6;
        assert!((value_mg_m3 / expected_mg_m3 - 1.0).abs() < within, "{id}: {value_mg_m3} mg/m3");
    }
}

#[test]
fn limits_are_found_by_programme_level_and_exposure() {
    // Limits as quoted by the US EPA (AEGL), the Chlorine Institute (ERPG, IDLH of chlorine) and NIOSH (IDLH of arsine).
    for (id, limit, level, minutes, expected_ppm) in [
        ("ammonia", ToxicLimit::Aegl, 3, 10.0, 2700.0),
        ("ammonia", ToxicLimit::Aegl, 2, 480.0, 110.0),
        ("chlorine", ToxicLimit::Aegl, 3, 30.0, 28.0),
        ("phosgene", ToxicLimit::Aegl, 3, 240.0, 0.20),
        ("hydrogen-fluoride", ToxicLimit::Aegl, 2, 10.0, 95.0),
        ("chlorine", ToxicLimit::Erpg, 2, 60.0, 3.0),
        ("chlorine", ToxicLimit::Idlh, 1, 30.0, 10.0),
        ("arsine", ToxicLimit::Idlh, 1, 30.0, 3.0),
    ] {
        let value_ppm = ppm(id, limit, level, minutes);
        assert!((value_ppm / expected_ppm - 1.0).abs() < 1e-9, "{id}: {value_ppm}");
    }
}

#[test]
fn nothing_is_interpolated_or_guessed() {
    let chlorine = get("chlorine");
    for (limit, level, duration_s) in [
        (ToxicLimit::Aegl, 2, 1200.0),
        (ToxicLimit::Aegl, 4, 3600.0),
        (ToxicLimit::Erpg, 2, 1800.0),
        (ToxicLimit::Pac, 1, 3600.0),
        (ToxicLimit::Aegl, 2, f64::NAN),
    ] {
        let error = chlorine.toxic_endpoint(limit, level, duration_s).unwrap_err();
        assert!(matches!(error, LimitError::NotKnown { .. }), "{error}");
    }
    assert!(chlorine.toxic_endpoint(ToxicLimit::Aegl, 2, 1200.0).unwrap_err().to_string().contains("AEGL-2 (10 min)"));
    assert!(get("methane").toxic_load(ToxicLoadLevel::Slod).is_err());
}

#[test]
fn every_limit_has_its_source_and_erpgs_stay_marked_as_recalled() {
    let endpoints = library().iter().flat_map(|substance| &substance.toxic_endpoints);
    let (mut all, mut read) = (0, 0);
    for endpoint in endpoints {
        assert!(!endpoint.source.is_empty());
        assert!(endpoint.limit != ToxicLimit::Erpg || endpoint.origin == Origin::Memory);
        all += 1;
        read += usize::from(endpoint.origin == Origin::Source);
    }
    assert!(all > 400 && read > 250, "{read} of {all} limits were read in a source");
    for load in library().iter().flat_map(|substance| &substance.toxic_loads) {
        assert!(!load.source.is_empty());
    }
}
