//! Mixtures against an equation of state for mixtures, and against published limits.

use cordon_datasets::substances::library;
use cordon_engine::provenance::{CaveatCode, Origin};
use cordon_engine::substance::{
    Equation, Mixture, MixtureComponent, MixtureVapour, PropertyName, StorageState, Substance,
};
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;

fn get(id: &str) -> &'static Substance {
    library().get(id).unwrap_or_else(|| panic!("{id}"))
}

fn close(what: &str, value: f64, expected: f64, within: f64) {
    assert!((value / expected - 1.0).abs() < within, "{what}: {value}, expected {expected}");
}

#[test]
fn bubble_point_and_density_agree_with_an_equation_of_state() {
    // CoolProp 8.0, multi-fluid Helmholtz mixtures (GERG form), bubble point at 101,325 Pa, for the compositions of
    // mixtures.csv: temperature K, saturated liquid density kg/m3.
    for (id, bubble_k, density_kg_m3) in
        [("lpg", 244.285, 601.845), ("natural-gas", 111.954, 429.825), ("gasoline", 312.719, 667.168)]
    {
        let mixture = get(id);
        close(id, mixture.boiling_point_k, bubble_k, 0.006);
        close(id, mixture.liquid_density_kg_m3(mixture.boiling_point_k).unwrap(), density_kg_m3, 0.01);
        close(id, mixture.vapour_pressure_pa(mixture.boiling_point_k).unwrap(), STANDARD_ATMOSPHERE_PA, 1e-9);
    }
    // The same at 293.15 K: vapour pressure Pa (Raoult's law neglects 4 to 8 %), density.
    for (id, pressure_pa, within, density_kg_m3) in
        [("lpg", 505_723.0, 0.04, 544.608), ("gasoline", 55_694.0, 0.08, 684.014)]
    {
        close(id, get(id).vapour_pressure_pa(293.15).unwrap(), pressure_pa, within);
        close(id, get(id).liquid_density_kg_m3(293.15).unwrap(), density_kg_m3, 0.01);
    }
}

#[test]
fn molar_masses_and_limits_are_those_of_the_vapour() {
    // Molar mass of the whole: CoolProp, 0.051109 and 0.016431 kg/mol.
    close("lpg", get("lpg").molar_mass_kg_mol, 0.051_108_91, 1e-5);
    close("natural gas", get("natural-gas").molar_mass_kg_mol, 0.016_431_5, 1e-4);
    // Vapour of gasoline: 62 to 68 g/mol by its Reid vapour pressure (US EPA AP-42, table 7.1-2, memory).
    assert!((0.062..0.068).contains(&get("gasoline").molar_mass_kg_mol));
    // Le Chatelier by hand on IEC 60079-20-1, half propane (1.7 to 10.9 %), half n-butane (1.4 to 9.3 %).
    close("LFL", get("lpg").lfl_mole_frac.unwrap(), 1.0 / (0.5 / 0.017 + 0.5 / 0.014), 1e-9);
    close("UFL", get("lpg").ufl_mole_frac.unwrap(), 1.0 / (0.5 / 0.109 + 0.5 / 0.093), 1e-9);
    // Gasoline: 1.4 % (CAMEO Chemicals, memory); the rule gives less because it holds for the light vapour alone.
    close("LFL of gasoline", get("gasoline").lfl_mole_frac.unwrap(), 0.014, 0.15);
    // Reid vapour pressure at 37.8 C of a winter grade: 60 to 100 kPa (EN 228 classes C to F, memory).
    assert!((60.0e3..100.0e3).contains(&get("gasoline").vapour_pressure_pa(310.95).unwrap()));
}

#[test]
fn nothing_downstream_needs_to_know_a_mixture() {
    for (id, state) in [
        ("lpg", StorageState::PressurisedLiquefiedGas),
        ("natural-gas", StorageState::CompressedGas),
        ("gasoline", StorageState::AtmosphericLiquid),
    ] {
        let mixture = get(id);
        assert_eq!(mixture.default_storage(), state, "{id}");
        assert!(mixture.is_flammable() && mixture.surrogate.is_none() && mixture.mixture.is_some(), "{id}");
        close(id, mixture.heat_of_combustion_j_kg.unwrap(), 46.5e6, 0.08);
        for property in PropertyName::ALL {
            let correlation = mixture.correlation(property).unwrap();
            assert!(matches!(correlation.equation, Equation::Mixture { .. }), "{id}");
            assert_ne!(correlation.origin, Origin::Source, "{id}: a rule computes it");
        }
    }
    assert_eq!(get("gasoline").correlations[&PropertyName::VapourPressure].origin, Origin::Memory);
    assert_eq!(get("lpg").correlations[&PropertyName::VapourPressure].origin, Origin::Assumed);
}

#[test]
fn a_mixture_of_one_is_that_one() {
    let propane = get("propane");
    let mut same = propane.clone();
    same.correlations.clear();
    let components = vec![MixtureComponent { substance: "propane".into(), component_mole_frac: 1.0 }];
    for vapour in [MixtureVapour::Whole, MixtureVapour::Equilibrium] {
        let mixture =
            Mixture { components: components.clone(), vapour, source: "by hand".into(), origin: Origin::Computed };
        mixture.apply(&mut same, |id| library().get(id)).unwrap();
        close("molar mass", same.molar_mass_kg_mol, propane.molar_mass_kg_mol, 1e-12);
        close(
            "density",
            same.liquid_density_kg_m3(250.0).unwrap(),
            propane.liquid_density_kg_m3(250.0).unwrap(),
            1e-12,
        );
        close("latent heat", same.latent_heat_j_kg(250.0).unwrap(), propane.latent_heat_j_kg(250.0).unwrap(), 1e-12);
        close("pressure", same.vapour_pressure_pa(250.0).unwrap(), propane.vapour_pressure_pa(250.0).unwrap(), 1e-12);
        close("boiling", same.boiling_point_k, propane.saturation_temperature_k(101_325.0).unwrap(), 1e-9);
    }
}

#[test]
fn compositions_that_cannot_be_are_refused_whole() {
    let component = |id: &str, component_mole_frac| MixtureComponent { substance: id.into(), component_mole_frac };
    let components = vec![component("propane", 0.7), component("unobtainium", 0.7), component("lpg", -0.1)];
    let (source, origin) = (String::from("by hand"), Origin::Computed);
    let mixture = Mixture { components, vapour: MixtureVapour::Whole, source, origin };
    let refused = mixture.apply(&mut get("propane").clone(), |id| library().get(id)).unwrap_err();
    let codes: Vec<&str> = refused.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["unknown_substance", "out_of_range", "unknown_substance", "out_of_range"]);
}

#[test]
fn an_unsure_composition_is_told_beside_the_result() {
    let codes = |substance: &str| {
        let input = serde_json::json!({"substance": substance});
        super::process::answer("substance_sheet", input)
            .caveats
            .into_iter()
            .map(|caveat| caveat.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("gasoline"), [CaveatCode::MemoryFigure]);
    assert_eq!(codes("lpg"), [CaveatCode::AssumedValue]);
    assert!(codes("natural gas").is_empty() && codes("n-octane").is_empty());
}
