//! Substances from the user's own file: taken, marked, and refused with every problem at once.

use super::process::pairs;
use cordon_datasets::substances::{built_in, library_with, read_user_file};
use cordon_datasets::tables::standard_tables;
use cordon_engine::process::{Context, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::{CaveatCode, InvalidInput, Origin};
use cordon_engine::substance::SubstanceLibrary;
use serde_json::{Value, json};

/// A made-up fluid: Antoine with log10(P/bar) = 4 - 1000/T, one bar at 250 K.
fn fluid() -> Value {
    let row = |property: &str, value: f64| json!({"substance": "testane", "property": property, "value": value});
    json!({
        "substances": [{"id": "testane", "cas": "7732-18-5", "name_en": "Testane", "name_zh": "试烷", "aliases": "X1;X2"}],
        "constants": [row("molar_mass_kg_mol", 0.05), row("boiling_point_k", 250.25), row("critical_temperature_k", 420.0),
            row("critical_pressure_pa", 4e6), row("lfl_mole_frac", 0.02), row("ufl_mole_frac", 0.1)],
        "correlations": [
            {"substance": "testane", "property": "vapour_pressure", "form": "antoine", "basis": "absolute",
             "c1": 4.0, "c2": 1000.0, "c3": 0.0, "temperature_min_k": 200, "temperature_max_k": 400},
            {"substance": "testane", "property": "gas_heat_capacity", "form": "constant", "basis": "molar",
             "c1": 80.0, "temperature_min_k": 200, "temperature_max_k": 400}],
        "toxic_endpoints": [{"substance": "testane", "limit": "idlh", "level": 1, "duration_s": 1800,
            "concentration_mole_frac": 1e-4, "source": "own laboratory"}]
    })
}

fn taken(document: &Value) -> SubstanceLibrary {
    library_with(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn problems(refused: Result<SubstanceLibrary, InvalidInput>) -> Vec<(String, String)> {
    let found = refused.expect_err("refused").problems;
    let mut found: Vec<_> = found.into_iter().map(|problem| (problem.field, problem.code)).collect();
    found.sort();
    found
}

#[test]
fn a_substance_of_the_users_own_is_found_beside_the_built_in_ones_and_marked() {
    let library = taken(&fluid());
    assert_eq!(library.len(), built_in().len() + 1);
    assert_ne!(library.edition(), built_in().edition());
    for handle in ["testane", "7732-18-5", "试烷", "x2"] {
        assert_eq!(library.find(handle).map(|found| found.id.as_str()), Some("testane"), "{handle}");
    }
    let testane = library.get("testane").unwrap();
    assert!(testane.is_from_user() && !library.get("chlorine").unwrap().is_from_user());
    assert!(testane.provenance.values().all(|known| known.origin == Origin::User));
    assert!(testane.correlations.values().all(|known| known.origin == Origin::User));
    assert_eq!(testane.toxic_endpoints[0].origin, Origin::User);
    assert_eq!(testane.toxic_endpoints[0].source, "own laboratory");
    assert!((testane.vapour_pressure_pa(250.0).unwrap() - 1e5).abs() < 1e-6);
}

#[test]
fn results_say_that_the_figures_are_the_users() {
    let library = taken(&fluid());
    let context = Context { library: &library, tables: standard_tables(), city: None };
    let caveats = |substance: &str| {
        let input =
            json!({"substance": substance, "pressure_pa": 1e6, "temperature_k": 300, "orifice_diameter_m": 0.01});
        let output = Registry::standard().execute("gas_orifice", &context, input, &ProgressToken::new()).unwrap();
        output.caveats.into_iter().filter(|caveat| caveat.code == CaveatCode::UserFigure).count()
    };
    assert_eq!((caveats("testane"), caveats("propane")), (1, 0));
}

#[test]
fn csv_says_the_same_as_json() {
    let text = "table,id,cas,name_en,name_zh,aliases,substance,property,value,form,basis,c1,c2,c3,temperature_min_k,temperature_max_k\n\
        substances,testane,7732-18-5,Testane,试烷,X1;X2\n\
        constants,,,,,,testane,molar_mass_kg_mol,0.05\n\
        constants,,,,,,testane,boiling_point_k,250.25\n\
        constants,,,,,,testane,critical_temperature_k,420\n\
        constants,,,,,,testane,critical_pressure_pa,4e6\n\
        correlations,,,,,,testane,vapour_pressure,,antoine,absolute,4,1000,0,200,400\n";
    let header = text.lines().next().unwrap().split(',').count();
    // every row as long as the header, as a spreadsheet writes it
    let padded = |line: &str| format!("{line}{}", ",".repeat(header - line.split(',').count()));
    let text: Vec<String> = text.lines().map(|line| padded(line.trim())).collect();
    let library = library_with(&text.join("\n")).unwrap_or_else(|error| panic!("{error}"));
    let (one, other) = (library.get("testane").unwrap(), taken(&fluid()));
    assert_eq!(one.vapour_pressure_pa(300.0), other.get("testane").unwrap().vapour_pressure_pa(300.0));
    assert_eq!(one.aliases, ["X1", "X2"]);
}

#[test]
fn a_users_mixture_may_take_built_in_components() {
    let document = json!({
        "substances": [{"id": "my-blend", "cas": "7732-18-5", "name_en": "My blend", "name_zh": "自配混合物"}],
        "mixtures": [
            {"mixture": "my-blend", "component": "propane", "component_mole_frac": 0.9, "vapour": "whole"},
            {"mixture": "my-blend", "component": "propylene", "component_mole_frac": 0.1, "vapour": "whole"}]
    });
    let library = taken(&document);
    let blend = library.get("my-blend").unwrap();
    assert!(blend.is_from_user() && blend.is_flammable());
    assert!((225.0..232.0).contains(&blend.boiling_point_k), "{}", blend.boiling_point_k);
}

#[test]
fn every_bad_cell_is_told_at_once() {
    let mut document = fluid();
    document["substances"][0]["cas"] = json!("7732-18-4");
    document["substances"][0]["colour"] = json!("blue");
    document["constants"][0]["value"] = json!("heavy");
    document["constants"][1]["property"] = json!("boiling_point_c");
    document["constants"][2]["substance"] = json!("testan");
    document["correlations"][0]["c3"] = json!(null);
    document["correlations"][0]["temperature_max_k"] = json!(-5);
    document["toxic_endpoints"][0]["limit"] = json!("tlv");
    let found = problems(library_with(&document.to_string()));
    let expected = pairs(&[
        ("constants[0].value", "wrong_type"),
        ("constants[1].property", "not_allowed"),
        ("constants[2].substance", "unknown_substance"),
        ("correlations[0].form", "wrong_length"),
        ("correlations[0].temperature_max_k", "out_of_range"),
        ("substances[0].cas", "bad_cas"),
        ("substances[0].colour", "unknown_field"),
        ("testane.boiling_point_k", "missing"),
        ("testane.critical_temperature_k", "missing"),
        ("toxic_endpoints[0].limit", "not_allowed"),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn figures_that_contradict_each_other_or_the_library_are_refused() {
    let mut document = fluid();
    document["substances"][0]["name_en"] = json!("Chlorine");
    document["constants"][1]["value"] = json!(300.0);
    document["constants"][4]["value"] = json!(0.2);
    document["toxic_endpoints"][0]["duration_s"] = json!(600);
    let found = problems(library_with(&document.to_string()));
    let codes: Vec<&str> = found.iter().map(|(_, code)| code.as_str()).collect();
    for code in ["duplicate", "inconsistent", "out_of_range"] {
        assert!(codes.contains(&code), "{code} in {found:?}");
    }
    assert_eq!(codes.len(), 4, "{found:?}");
}

#[test]
fn files_that_are_no_tables_are_refused_in_plain_words() {
    for (text, code) in [
        ("{", "malformed_json"),
        ("{}", "missing"),
        ("{\"substances\": 3}", "wrong_type"),
        ("{\"molecules\": []}", "unknown_field"),
        ("", "missing"),
        ("id,cas\nx,y\n", "missing"),
        ("table,id\nmolecules,x\n", "not_allowed"),
    ] {
        let found = problems(library_with(text));
        assert_eq!(found[0].1, code, "{text:?}: {found:?}");
    }
    assert!(read_user_file(std::path::Path::new("/no/such/file.json")).is_err());
}
