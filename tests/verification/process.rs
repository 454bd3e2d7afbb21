//! The process registry: contracts of names, validation, worked answers.

use super::support::assert_close;
use cordon_datasets::substances;
use cordon_datasets::tables::standard_tables;
use cordon_engine::process::{Context, ProcessError, ProcessOutput, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::CaveatCode;
use serde_json::{Value, json};

fn run(id: &str, input: Value) -> Result<ProcessOutput, ProcessError> {
    let context = Context { library: substances::library(), tables: standard_tables(), city: None };
    Registry::standard().execute(id, &context, input, &ProgressToken::new())
}

pub(super) fn answer(id: &str, input: Value) -> ProcessOutput {
    run(id, input).unwrap_or_else(|error| panic!("{id}: {error}"))
}

pub(super) fn number(output: &ProcessOutput, field: &str) -> f64 {
    output.result[field].as_f64().unwrap_or_else(|| panic!("no {field} in {}", output.result))
}

/// Fields of process, field and code of every problem, sorted.
pub(super) fn problems(id: &str, input: Value) -> Vec<(String, String)> {
    let error = run(id, input).expect_err("refused");
    let mut found: Vec<(String, String)> =
        error.problems().iter().map(|problem| (problem.field.clone(), problem.code.clone())).collect();
    found.sort();
    found
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

/// Names that scripts of others rely on (DESIGN section 4).
const CONTRACT: [(&str, &[&str], &[&str]); 23] = [
    (
        "incident",
        &[
            "title",
            "unit",
            "place",
            "substance",
            "release",
            "event",
            "release_height_m",
            "ground",
            "weather",
            "overrides",
        ],
        &[
            "unit",
            "source",
            "weather",
            "branches",
            "zones",
            "places",
            "places_total",
            "domino",
            "not_known",
            "timeline",
            "sheet",
        ],
    ),
    (
        "scenario",
        &[
            "title",
            "substance",
            "release",
            "release_height_m",
            "ground",
            "weather",
            "place",
            "model",
            "thresholds",
            "times_s",
            "receptors",
            "overrides",
        ],
        &["released_mass_kg", "airborne_mass_kg", "clouds", "receptors", "timeline", "sheet"],
    ),
    (
        "gas_orifice",
        &["substance", "pressure_pa", "temperature_k", "orifice_diameter_m", "discharge_coefficient"],
        &["release_rate_kg_s", "choked"],
    ),
    (
        "liquid_orifice",
        &["substance", "density_kg_m3", "pressure_pa", "liquid_head_m", "orifice_diameter_m", "discharge_coefficient"],
        &["release_rate_kg_s"],
    ),
    (
        "gas_blowdown",
        &[
            "substance",
            "volume_m3",
            "pressure_pa",
            "temperature_k",
            "orifice_diameter_m",
            "isolation_time_s",
            "moments",
        ],
        &["initial_rate_kg_s", "content_kg", "released_mass_kg", "duration_s", "course"],
    ),
    (
        "vessel_discharge",
        &[
            "substance",
            "shape",
            "diameter_m",
            "length_m",
            "fill_frac",
            "temperature_k",
            "headspace",
            "pressure_pa",
            "hole_height_m",
            "orifice_diameter_m",
            "path_length_m",
            "isolation_time_s",
            "closing_time_s",
            "moments",
        ],
        &["initial_rate_kg_s", "content_kg", "released_mass_kg", "kept_mass_kg", "duration_s", "phases", "course"],
    ),
    (
        "droplet_rainout",
        &["substance", "temperature_k", "pressure_pa", "release_height_m", "wind_speed_m_s"],
        &["drop_diameter_m", "settling_speed_m_s", "rainout_release_frac", "rainout_purple_book_frac"],
    ),
    (
        "instantaneous_release",
        &["substance", "mass_kg", "temperature_k", "mist_rule"],
        &["airborne_mass_kg", "liquid_frac", "temperature_k", "source_diameter_m", "pool_mass_kg"],
    ),
    (
        "pipeline_release",
        &[
            "substance",
            "pipe_diameter_m",
            "length_m",
            "other_length_m",
            "hole_diameter_m",
            "pressure_pa",
            "temperature_k",
            "isolation_time_s",
        ],
        &["initial_rate_kg_s", "feed_rate_kg_s", "content_kg", "duration_s", "course"],
    ),
    (
        "two_phase_orifice",
        &["substance", "pressure_pa", "temperature_k", "vapour_mass_frac", "orifice_diameter_m", "path_length_m"],
        &["release_rate_kg_s", "phase", "equilibrium_rate_kg_s", "unflashed_rate_kg_s"],
    ),
    (
        "gaussian_plume",
        &[
            "release_rate_kg_s",
            "release_height_m",
            "wind_speed_m_s",
            "wind_reference_height_m",
            "stability",
            "terrain",
            "averaging_time_s",
            "points",
        ],
        &["concentration_kg_m3"],
    ),
    (
        "gaussian_puff",
        &[
            "mass_kg",
            "release_height_m",
            "wind_speed_m_s",
            "wind_reference_height_m",
            "stability",
            "terrain",
            "averaging_time_s",
            "points",
        ],
        &["concentration_kg_m3"],
    ),
    (
        "dense_gas",
        &[
            "substance",
            "release",
            "release_rate_kg_s",
            "mass_kg",
            "source_diameter_m",
            "temperature_k",
            "duration_s",
            "wind_speed_m_s",
            "wind_reference_height_m",
            "stability",
            "terrain",
            "averaging_time_s",
            "points",
        ],
        &["concentration_kg_m3", "zones"],
    ),
    (
        "transient_plume",
        &[
            "periods",
            "release_rate_kg_s",
            "duration_s",
            "release_height_m",
            "wind_speed_m_s",
            "wind_reference_height_m",
            "stability",
            "terrain",
            "averaging_time_s",
            "coefficients",
            "frames",
            "thresholds",
            "receptors",
            "place",
            "wind_from_deg",
        ],
        &["released_mass_kg", "frames", "greatest_flammable_mass", "receptors"],
    ),
    (
        "kingery_bulmash",
        &["tnt_mass_kg", "distance_m", "burst"],
        &[
            "side_on_overpressure_pa",
            "reflected_overpressure_pa",
            "side_on_impulse_pa_s",
            "reflected_impulse_pa_s",
            "arrival_time_s",
            "positive_duration_s",
        ],
    ),
    (
        "fireball",
        &["substance", "mass_kg", "distance_m"],
        &["diameter_m", "duration_s", "height_m", "incident_flux_w_m2", "thermal_dose"],
    ),
    (
        "jet_fire",
        &["substance", "release_rate_kg_s", "orifice_diameter_m", "wind_speed_m_s", "receptors", "model"],
        &["flame_length_m", "surface_emissive_power_w_m2", "radiative_frac", "frustum", "receptors", "zones"],
    ),
    ("gb18218_grade", &["items", "residents_within_500_m"], &["s", "r", "major_hazard", "grade"]),
    ("gb6722_overpressure", &["tnt_mass_kg", "distance_m"], &["overpressure_pa"]),
    ("pipeline_hca_radius", &["outer_diameter_m", "pressure_pa"], &["radius_m"]),
    (
        "pool_evaporation",
        &[
            "substance",
            "release_rate_kg_s",
            "duration_s",
            "mass_kg",
            "surface",
            "bund_area_m2",
            "temperature_k",
            "wind_speed_m_s",
            "wind_reference_height_m",
            "stability",
            "terrain",
            "averaging_time_s",
        ],
        &["evaporation_rate_kg_s", "duration_s", "pool_diameter_m", "steps"],
    ),
    (
        "pool_fire",
        &["substance", "pool_diameter_m", "wind_speed_m_s", "receptors", "surface", "burning_rate_kg_m2_s", "escape"],
        &["flame_length_m", "surface_emissive_power_w_m2", "incident_flux_w_m2", "receptors", "zones"],
    ),
    (
        "vessel_heating",
        &["vessel", "volume_m3", "heat_load_w_m2", "fire_duration_s"],
        &["time_to_failure_s", "threshold_w_m2", "above_threshold", "escalates"],
    ),
];

#[test]
fn names_others_rely_on_are_in_the_schemas() {
    let registry = Registry::standard();
    for (id, inputs, outputs) in CONTRACT {
        let process = registry.get(id).unwrap_or_else(|| panic!("no process {id}"));
        let (input, output) = (process.input_schema(), process.output_schema());
        for field in inputs {
            assert!(input["properties"].get(*field).is_some(), "{id}: input {field}");
        }
        for field in outputs {
            assert!(output["properties"]["result"]["properties"].get(*field).is_some(), "{id}: output {field}");
        }
        for part in ["result", "caveats", "manifest"] {
            assert!(output["properties"].get(part).is_some(), "{id}: {part}");
        }
    }
}

/// Every number of a schema has a range, every field a description.
fn check_fields(id: &str, path: &str, schema: &Value) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        let is_tag = field.get("const").is_some();
        let described = is_tag || field.get("description").is_some() || field.get("oneOf").is_some();
        assert!(described, "{id}: {path} has no description");
        let kinds = field["type"].to_string();
        if kinds.contains("number") || kinds.contains("integer") {
            assert!(field.get("minimum").is_some() && field.get("maximum").is_some(), "{id}: {path} has no range");
        }
        check_fields(id, &path, field);
        variants(field).for_each(|variant| check_fields(id, &path, variant));
        let item = &field["items"];
        for object in variants(item).chain((item["type"] == "object").then_some(item)) {
            assert!(object["additionalProperties"] == json!(false), "{id}: items of {path} are open");
            check_fields(id, &path, object);
        }
    }
}

/// Variants of a tagged object; none where the schema is no alternative of objects.
fn variants(schema: &Value) -> impl Iterator<Item = &Value> {
    let list = schema["oneOf"].as_array().into_iter().flatten();
    list.filter(|variant| variant["type"] == "object")
}

#[test]
fn inputs_are_closed_described_and_bounded() {
    for process in Registry::standard().iter() {
        let schema = process.input_schema();
        assert_eq!(schema["additionalProperties"], json!(false), "{}", process.id());
        if process.id() != "safety_distance" {
            check_fields(process.id(), "", &schema);
        }
    }
}

#[test]
fn every_example_runs_twice_alike_and_fits_its_schema() {
    for process in Registry::standard().iter() {
        let id = process.id();
        let first = answer(id, process.example().unwrap());
        let second = answer(id, process.example().unwrap());
        assert_eq!(first, second, "{id}");
        let whole = serde_json::to_value(&first).unwrap();
        let validator = jsonschema::validator_for(&process.output_schema()).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&whole).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{id}: {faults:?}");
        let cards: Vec<&str> = process.metadata().cards.iter().map(|card| card.id).collect();
        let models: Vec<&str> = first.manifest.models.iter().map(|model| model.id.as_str()).collect();
        if ["fireball", "incident", "jet_fire", "scenario"].contains(&id) {
            // chooses among its models: those that took part, the chain first
            assert!(models[0] == cards[0] && models.iter().all(|model| cards.contains(model)), "{models:?}");
        } else {
            assert_eq!(models, cards, "{id}");
        }
    }
}

#[test]
fn pipeline_radii_of_the_fact_sheet() {
    // shared/standards.md 6.1: outer diameter mm, pressure MPa, radius m, printed to 0.1 m.
    for (mm, mpa, radius_m) in [
        (273.0, 1.6, 34.2),
        (508.0, 4.0, 100.6),
        (762.0, 6.9, 198.2),
        (1016.0, 10.0, 318.1),
        (1219.0, 10.0, 381.6),
        (1422.0, 12.0, 487.7),
    ] {
        let output = answer("pipeline_hca_radius", json!({"outer_diameter_m": mm / 1e3, "pressure_pa": mpa * 1e6}));
        assert!((number(&output, "radius_m") - radius_m).abs() <= 0.05 + 1e-9, "{mm} mm: {}", output.result);
        assert!(output.caveats.iter().any(|caveat| caveat.code == CaveatCode::MemoryFigure));
    }
}

#[test]
fn blast_at_a_distance_and_beyond() {
    // Swisdak 1994 at 10 m/kg^(1/3): 14.89 kPa side-on, 31.54 kPa reflected.
    let output = answer("kingery_bulmash", json!({"tnt_mass_kg": 1000, "distance_m": 100, "burst": "hemispherical"}));
    assert_close("side-on", number(&output, "side_on_overpressure_pa"), 14_890.0, 0.02);
    assert_close("reflected", number(&output, "reflected_overpressure_pa"), 31_540.0, 0.02);
    assert!(output.caveats.is_empty());
    let far = answer("kingery_bulmash", json!({"tnt_mass_kg": 1000, "distance_m": 401}));
    assert_eq!(far.result["side_on_overpressure_pa"], json!(null));
    assert_eq!(far.caveats[0].code, CaveatCode::OutsideValidity);
}

#[test]
fn chlorine_kills_as_the_probit_says() {
    // 300 mg/m3 for 30 min: ln(300^2.75 * 30) = 15.68546 + 3.40120 = 19.08666; -6.35 + 0.5 * 19.08666 = 3.19333.
    let output =
        answer("toxic_lethality", json!({"substance": "7782-50-5", "concentration_kg_m3": 3e-4, "exposure_s": 1800}));
    assert!((number(&output, "probit") - 3.193_33).abs() < 1e-4, "{}", output.result);
    assert!(output.caveats.iter().any(|caveat| caveat.code == CaveatCode::MemoryFigure));
    let long =
        answer("toxic_lethality", json!({"substance": "chlorine", "concentration_kg_m3": 3e-4, "exposure_s": 7200}));
    assert_eq!(long.result["lethality_prob"], output.result["lethality_prob"]);
}

#[test]
fn all_problems_of_an_input_come_together() {
    let input = json!({"substance": "chlorine", "pressure_pa": -5, "temperature_k": "warm", "orifice_diameter_m": null,
        "colour": "green"});
    let expected = [
        ("colour", "unknown_field"),
        ("orifice_diameter_m", "not_finite"),
        ("pressure_pa", "out_of_range"),
        ("temperature_k", "wrong_type"),
    ];
    assert_eq!(problems("gas_orifice", input), pairs(&expected));
    let expected = [("pressure_pa", "missing"), ("substance", "missing"), ("temperature_k", "missing")];
    assert_eq!(problems("gas_orifice", json!({"orifice_diameter_m": 0.01})), pairs(&expected));
    let point = json!({"release_rate_kg_s": 1, "wind_speed_m_s": 3, "stability": "G", "terrain": "rural",
        "points": [{"x_m": 1}, {"x_m": 2, "depth_m": 3}]});
    let expected = [("points[1].depth_m", "unknown_field"), ("stability", "not_allowed")];
    assert_eq!(problems("gaussian_plume", point), pairs(&expected));
}

#[test]
fn what_cannot_be_answered_is_said() {
    let gas = |substance: &str, temperature_k: f64| json!({"substance": substance, "pressure_pa": 6e5, "temperature_k": temperature_k, "orifice_diameter_m": 0.01});
    assert_eq!(problems("gas_orifice", gas("unobtainium", 293.0)), pairs(&[("substance", "unknown_substance")]));
    assert_eq!(problems("gas_orifice", gas("chlorine", 2999.0)), pairs(&[("temperature_k", "out_of_range")]));
    let fire = json!({"substance": "chlorine", "mass_kg": 1000, "distance_m": 100});
    assert_eq!(problems("fireball", fire), pairs(&[("substance", "property_not_known")]));
    let no_liquid = json!({"pressure_pa": 101325, "liquid_head_m": 1, "orifice_diameter_m": 0.1});
    assert_eq!(problems("liquid_orifice", no_liquid), pairs(&[("substance", "missing")]));
    let below = json!({"substance": "methane", "release_rate_kg_s": 1, "orifice_diameter_m": 0.05, "wind_speed_m_s": 2, "elevation_deg": -5,
        "receptors": [{"x_m": 1, "z_m": -1}]});
    let expected = [("elevation_deg", "out_of_range"), ("receptors[0].z_m", "out_of_range")];
    assert_eq!(problems("jet_fire", below), pairs(&expected));
    let points = json!({"substance": "methane", "release_rate_kg_s": 1, "orifice_diameter_m": 0.05, "wind_speed_m_s": 2, "model": "multi_source"});
    assert_eq!(problems("jet_fire", points), pairs(&[("model", "not_allowed")]));
    assert!(matches!(run("no_such_fire", json!({})), Err(ProcessError::UnknownProcess { .. })));
}

#[test]
fn jet_fires_and_balls_by_model() {
    let hydrogen = json!({"substance": "hydrogen", "pressure_pa": 1e7, "temperature_k": 288.15, "orifice_diameter_m": 0.003, "wind_speed_m_s": 0,
        "receptors": [{"x_m": 3, "y_m": 3, "z_m": 1.5}]});
    let output = answer("jet_fire", hydrogen);
    assert_eq!(output.result["model"], json!("multi_source"));
    assert_eq!(output.manifest.models[0].id, "jet_fire_multi_source");
    let rule = json!({"substance": "methane", "release_rate_kg_s": 1, "orifice_diameter_m": 0.05, "wind_speed_m_s": 2, "model": "point_source"});
    assert_eq!(answer("jet_fire", rule).result["surface_emissive_power_w_m2"], json!(null));
    // propane at 298 K: three times what flashes is all of it
    let ball = |model: &str| json!({"substance": "propane", "mass_kg": 10000, "distance_m": 150, "vessel_temperature_k": 298.15, "model": model});
    let (fixed, course) = (answer("fireball", ball("static")), answer("fireball", ball("time_varying")));
    assert_eq!((number(&fixed, "fuel_kg"), number(&course, "fuel_kg")), (10_000.0, 10_000.0));
    assert_eq!(course.result["course"].as_array().map(Vec::len), Some(25));
    assert!(course.caveats.iter().any(|caveat| caveat.code == CaveatCode::MemoryFigure));
}

#[test]
fn a_heavy_gas_in_a_passive_model_says_so() {
    let mut input = Registry::standard().get("gaussian_plume").unwrap().example().unwrap();
    assert!(
        answer("gaussian_plume", input.clone()).caveats.iter().all(|c| c.code != CaveatCode::DenseGasByPassiveModel)
    );
    input["substance"] = json!("chlorine");
    assert!(answer("gaussian_plume", input).caveats.iter().any(|c| c.code == CaveatCode::DenseGasByPassiveModel));
}

#[test]
fn a_cancelled_token_stops_every_process() {
    let context = Context { library: substances::library(), tables: standard_tables(), city: None };
    let progress = ProgressToken::new();
    progress.cancel();
    for process in Registry::standard().iter() {
        let stopped = process.execute(&context, process.example().unwrap(), &progress);
        assert!(matches!(stopped, Err(ProcessError::Cancelled(_))), "{}", process.id());
    }
}

#[test]
fn a_substance_sheet_gives_limits_in_ppm_and_mass() {
    // AEGL-2 of chlorine, 60 min: 2.0 ppm (US EPA); 1 ppm of chlorine is 2.90 mg/m3 at 25 C.
    let wanted = json!({"kind": "aegl", "level": 2, "duration_s": 3600});
    let output = answer("substance_sheet", json!({"substance": "液氯", "limit": wanted}));
    let limit = &output.result["limits"][0];
    assert_close("concentration_ppm", limit["concentration_ppm"].as_f64().unwrap(), 2.0, 1e-9);
    assert_close("concentration_mg_m3", limit["concentration_mg_m3"].as_f64().unwrap(), 5.80, 2e-3);
    assert_close("concentration_kg_m3", limit["concentration_kg_m3"].as_f64().unwrap(), 5.80e-6, 2e-3);
    assert!(output.result["properties"][0]["value"].as_f64().unwrap() > 6e5, "{}", output.result);
    let unknown = json!({"kind": "aegl", "level": 2, "duration_s": 1200});
    let refused = problems("substance_sheet", json!({"substance": "chlorine", "limit": unknown}));
    assert_eq!(refused, pairs(&[("limit", "property_not_known")]));
    // SLOT of methyl isocyanate: 750 ppm min, 25 ppm for 30 min (HSE).
    let output = answer("substance_sheet", json!({"substance": "624-83-9"}));
    let half_hour = &output.result["loads"][0]["concentrations"][1]["concentration_ppm"];
    assert_close("SLOT in 30 min", half_hour.as_f64().unwrap(), 25.0, 1e-9);
}
