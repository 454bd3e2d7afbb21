//! The vocabulary of harm levels over HTTP.

use super::support::{get_json, small_state};
use serde_json::{Value, json};

/// The page is tested against a server that makes its answers up; its vocabulary is the one that is served.
#[actix_web::test]
async fn the_vocabulary_is_served_and_the_page_is_tested_with_it() {
    let (status, served) = get_json(&small_state(), "/harm-levels").await;
    assert_eq!(status, 200);
    let path = cordon_tests::project_dir().join("api/web/tests/support/harm-levels.json");
    let written: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for (one, other) in served["levels"].as_array().unwrap().iter().zip(written["levels"].as_array().unwrap()) {
        assert_eq!(one, other);
    }
    assert_eq!(served, written);
}

#[actix_web::test]
async fn a_level_says_what_it_means_and_whose_figure_it_is() {
    let (_, served) = get_json(&small_state(), "/harm-levels").await;
    let level = |id: &str| served["levels"].as_array().unwrap().iter().find(|level| level["id"] == id).unwrap();
    let blast = level("blast_10_kpa");
    assert_eq!((&blast["value"], &blast["unit"], &blast["holds"]), (&json!(1e4), &json!("Pa"), &json!("indoors")));
    assert_eq!(blast["name"], json!({"en": "10 kPa", "zh": "10 kPa"}));
    // recalled figures say so, those of a substance have none of their own
    assert_eq!(level("heat_12_5_kw_m2")["origin"], "memory");
    assert!(level("aegl_2")["value"].is_null() && level("aegl_2")["meaning"]["zh"].as_str().unwrap().contains("逃生"));
    assert_eq!(served["ranks"].as_array().unwrap().len(), 5);
}
