//! OGC API Features.

use super::support::{get_json, send, small_state};
use actix_web::http::header::{ACCEPT, CONTENT_TYPE};
use actix_web::test::{TestRequest, read_body};
use serde_json::{Value, json};

fn ids(collection: &Value) -> Vec<&str> {
    collection["features"].as_array().unwrap().iter().filter_map(|feature| feature["id"].as_str()).collect()
}

#[actix_web::test]
async fn a_program_gets_the_landing_page_and_a_browser_the_map() {
    let state = small_state();
    let (status, landing) = get_json(&state, "/").await;
    assert_eq!(status, 200);
    assert!(landing["links"].as_array().unwrap().iter().any(|link| link["rel"] == "conformance"));
    assert!(landing["description"].as_str().unwrap().contains("not a real place"));
    let page = send(&state, TestRequest::get().uri("/").insert_header((ACCEPT, "text/html,*/*"))).await;
    assert_eq!(page.headers().get(CONTENT_TYPE).unwrap(), "text/html; charset=utf-8");
    assert!(page.headers().contains_key("content-security-policy"));
    assert_eq!(page.headers().get("x-content-type-options").unwrap(), "nosniff");
    assert!(String::from_utf8_lossy(&read_body(page).await).contains("<!doctype html>"));
}

#[actix_web::test]
async fn health_names_the_city_and_marks_it() {
    let (_, health) = get_json(&small_state(), "/health").await;
    assert_eq!(health["status"], "ok");
    assert_eq!(health["city"]["en"], "Smalltown");
    assert_eq!((&health["demonstration"], &health["risk_ready"]), (&json!(true), &json!(false)));
}

#[actix_web::test]
async fn every_layer_is_a_collection() {
    let (_, answer) = get_json(&small_state(), "/collections").await;
    let collections = answer["collections"].as_array().unwrap();
    assert_eq!(collections.len(), 3);
    let facility = &collections[2];
    assert_eq!(facility["geometryType"], "Point");
    assert_eq!(facility["extent"]["spatial"]["bbox"][0], json!([114.30, 30.55, 114.40, 30.65]));
    assert_eq!(facility["properties"]["quantity_kg"]["type"], "number");
}

#[actix_web::test]
async fn bounds_and_properties_select_features() {
    let state = small_state();
    let (_, all) = get_json(&state, "/collections/facility/items").await;
    assert_eq!(ids(&all), ["f-1", "f-2", "f-3", "f-4"]);
    assert_eq!((&all["numberMatched"], &all["demonstration"]), (&json!(4), &json!(true)));
    let (_, near) = get_json(&state, "/collections/facility/items?bbox=114.29,30.59,114.32,30.62").await;
    assert_eq!(ids(&near), ["f-1", "f-2"]);
    let (_, active) = get_json(&state, "/collections/facility/items?status=active&bbox=114.305,30.5,114.5,30.7").await;
    assert_eq!(ids(&active), ["f-2", "f-4"]);
    let (_, chinese) = get_json(&state, "/collections/facility/items?name_zh=%E5%B7%A5%E5%8E%82%20f-3").await;
    assert_eq!(ids(&chinese), ["f-3"]);
    let (_, number) = get_json(&state, "/collections/facility/items?quantity_kg=1000.50").await;
    assert_eq!(ids(&number), ["f-2"]);
}

#[actix_web::test]
async fn pages_follow_each_other_by_their_links() {
    let state = small_state();
    let mut address = "/collections/facility/items?limit=3&status=active".to_owned();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (_, page) = get_json(&state, &address).await;
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let next = page["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").cloned();
        let Some(next) = next else { break };
        address = next["href"].as_str().unwrap().split_once("localhost:8080").unwrap().1.to_owned();
    }
    assert_eq!(seen, ["f-1", "f-2", "f-4"]);
    let (_, first) = get_json(&state, "/collections/facility/items?limit=2").await;
    let next = first["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").unwrap();
    assert!(next["href"].as_str().unwrap().ends_with("limit=2&offset=2"));
}

#[actix_web::test]
async fn one_feature_by_key_is_geojson() {
    let answer = send(&small_state(), TestRequest::get().uri("/collections/facility/items/f-3")).await;
    assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), "application/geo+json");
    let feature: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [114.35, 30.65]}));
    assert_eq!(feature["properties"]["status"], "closed");
    assert_eq!(feature["properties"]["demonstration"], true);
}
