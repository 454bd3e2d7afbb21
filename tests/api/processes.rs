//! OGC API Processes, and the same models on the command line.

use super::support::{assert_refused, get_json, send, small_state};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::test::{TestRequest, read_body};
use serde_json::{Value, json};

const BLAST: &str = "/processes/kingery_bulmash/execution";

fn post(address: &str, body: impl Into<String>) -> TestRequest {
    TestRequest::post().uri(address).insert_header((CONTENT_TYPE, "application/json")).set_payload(body.into())
}

#[actix_web::test]
async fn every_process_is_listed_and_described_by_schemas() {
    let state = small_state();
    let (_, list) = get_json(&state, "/processes").await;
    let processes = list["processes"].as_array().unwrap();
    for name in ["gas_orifice", "liquid_orifice", "gaussian_plume", "kingery_bulmash", "fireball"] {
        assert!(processes.iter().any(|process| process["id"] == name), "{name}");
    }
    for process in processes {
        let (status, described) = get_json(&state, &format!("/processes/{}", process["id"].as_str().unwrap())).await;
        assert_eq!(status, 200);
        assert!(described["inputSchema"]["properties"].is_object(), "{described}");
        assert_eq!(described["inputSchema"]["additionalProperties"], false);
    }
}

#[actix_web::test]
async fn a_process_answers_with_result_caveats_and_manifest() {
    let state = small_state();
    let (_, described) = get_json(&state, "/processes/kingery_bulmash").await;
    let body = json!({"inputs": described["example"]}).to_string();
    let answer = send(&state, post(BLAST, body)).await;
    assert_eq!(answer.status().as_u16(), 200);
    let answer: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert!(answer["result"]["side_on_overpressure_pa"].as_f64().unwrap() > 0.0);
    assert!(answer["caveats"].is_array());
    assert_eq!(answer["manifest"]["models"][0]["id"], "kingery_bulmash");
}

#[actix_web::test]
async fn all_refused_inputs_come_in_one_answer() {
    let state = small_state();
    let body = json!({"inputs": {"tnt_mass_kg": -1.0, "distance_m": 10.0, "burst": "sideways", "colour": "red"}});
    for field in ["tnt_mass_kg", "burst", "colour"] {
        assert_refused(&state, post(BLAST, body.to_string()), 400, "invalid_parameter", Some(field)).await;
    }
}

#[actix_web::test]
async fn bodies_that_are_no_execution_are_refused() {
    let state = small_state();
    assert_refused(&state, post(BLAST, "{\"inputs\": "), 400, "malformed_json", None).await;
    assert_refused(&state, post(BLAST, ""), 400, "malformed_json", None).await;
    assert_refused(&state, post(BLAST, "[1, 2]"), 400, "invalid_parameter", Some("body")).await;
    assert_refused(&state, post(BLAST, "{}"), 400, "invalid_parameter", Some("inputs")).await;
    assert_refused(&state, post(BLAST, "{\"inputs\": {}, \"extra\": 1}"), 400, "invalid_parameter", Some("extra"))
        .await;
    assert_refused(&state, post(BLAST, "{\"inputs\": {\"tnt_mass_kg\": NaN}}"), 400, "malformed_json", None).await;
    assert_refused(&state, post("/processes/no_such/execution", "{}"), 404, "not_found", None).await;
    assert_refused(&state, TestRequest::get().uri(BLAST), 405, "method_not_allowed", None).await;
    let text = TestRequest::post().uri(BLAST).insert_header((CONTENT_TYPE, "text/plain")).set_payload("{}");
    assert_refused(&state, text, 415, "unsupported_media_type", None).await;
    let large = format!("{{\"inputs\": {{\"note\": \"{}\"}}}}", "x".repeat(3 << 20));
    assert_refused(&state, post(BLAST, large), 413, "body_too_large", None).await;
    let announced = post(BLAST, "{}").insert_header((CONTENT_LENGTH, "200000000"));
    assert_refused(&state, announced, 413, "body_too_large", None).await;
}
