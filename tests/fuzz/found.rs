//! What the fuzz targets found, as tests of their own.

use cordon_datasets::substances::built_in;
use cordon_datasets::tables::standard_tables;
use cordon_engine::process::{Context, ProcessError, ProcessOutput, Registry};
use cordon_engine::progress::ProgressToken;
use serde_json::{Value, json};

fn run(id: &str, changes: &[(&str, Value)]) -> Result<ProcessOutput, ProcessError> {
    let registry = Registry::standard();
    let mut input = registry.get(id).unwrap().example().unwrap();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        input.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    let context = Context { library: built_in(), tables: standard_tables(), city: None };
    registry.execute(id, &context, input, &ProgressToken::new())
}

fn refused_fields(id: &str, changes: &[(&str, Value)]) -> Vec<String> {
    run(id, changes).unwrap_err().problems().iter().map(|problem| problem.field.clone()).collect()
}

#[test]
fn a_liquid_that_nothing_drives_out_was_released_as_nan() {
    let vessel = json!({"kind": "liquid_vessel", "mass_kg": 0.001, "temperature_k": 293.15, "hole_diameter_m": 0.01});
    let changes = [("/substance", json!("isoprene")), ("/release", vessel), ("/overrides", json!([]))];
    assert_eq!(refused_fields("scenario", &changes), ["release.liquid_head_m"]);
}

#[test]
fn a_stub_of_pipe_of_no_length_gave_a_rate_of_nan() {
    let stub = ("/other_length_m", json!(5e-324));
    let changes =
        [stub, ("/hole_diameter_m", Value::Null), ("/length_m", json!(1.0)), ("/pipe_diameter_m", json!(1.0))];
    assert_eq!(refused_fields("pipeline_release", &changes), ["other_length_m"]);
}

#[test]
fn an_edge_around_the_earth_took_all_memory() {
    let edge = |east: f64| json!({"type": "LineString", "coordinates": [[0.0, 0.0], [east, 1.0]]});
    for geometry in [edge(484_153_505.0), edge(359.0)] {
        let changes = [("/geometry", geometry), ("/distance_m", json!(0.01))];
        assert_eq!(refused_fields("safety_distance", &changes), ["geometry"]);
    }
    run("safety_distance", &[("/geometry", edge(2.0)), ("/distance_m", json!(100.0))]).unwrap();
}

#[test]
fn a_mistake_within_a_release_was_refused_without_its_name() {
    assert_eq!(refused_fields("scenario", &[("/release/mass_kg", json!([]))]), ["release.mass_kg"]);
}

#[test]
fn a_whole_number_with_a_point_was_refused_without_a_field() {
    run("gb18218_grade", &[("/residents_within_500_m", json!(133.0))]).unwrap();
    assert_eq!(refused_fields("gb18218_grade", &[("/residents_within_500_m", json!(0.5))]), ["residents_within_500_m"]);
}

#[test]
fn an_input_that_is_no_object_and_a_field_without_a_name_were_refused_without_a_field() {
    let registry = Registry::standard();
    let context = Context { library: built_in(), tables: standard_tables(), city: None };
    let refused = registry.execute("fireball", &context, json!([1]), &ProgressToken::new()).unwrap_err();
    assert_eq!(refused.problems()[0].field, "input");
    assert_eq!(refused_fields("fireball", &[("/", json!(1))]), ["\"\""]);
}

#[test]
fn a_jet_through_a_hole_of_almost_no_coefficient_came_out_below_absolute_zero() {
    assert_eq!(refused_fields("gas_jet", &[("/discharge_coefficient", json!(0.01))]), ["discharge_coefficient"]);
    run("gas_jet", &[("/discharge_coefficient", json!(0.6))]).unwrap();
}
