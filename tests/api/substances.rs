//! Suggestions of substances over HTTP.

use super::support::{assert_refused, get_json, small_state};
use actix_web::test::TestRequest;

async fn found(query: &str) -> Vec<String> {
    let (status, answer) = get_json(&small_state(), &format!("/substances?{query}")).await;
    assert_eq!(status, 200, "{answer}");
    let substances = answer["substances"].as_array().unwrap();
    substances.iter().map(|substance| substance["id"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_substance_is_found_by_name_in_two_languages_cas_and_un_number() {
    for query in ["q=Chlor", "q=chlorine", "q=%E6%B0%AF", "q=7782-50-5", "q=UN%201017", "q=77825"] {
        let ids = found(query).await;
        assert!(ids.iter().any(|id| id == "chlorine"), "{query}: {ids:?}");
    }
    // what is called so stands before what begins so and what only holds it
    assert_eq!(found("q=chlorine").await[0], "chlorine");
    assert_eq!(found("q=%E6%B0%AF&limit=1").await, ["chlorine"]);
    assert!(found("q=no-such-thing").await.is_empty());
}

#[actix_web::test]
async fn without_a_text_all_of_them_come_and_a_bad_question_is_refused() {
    let (_, answer) = get_json(&small_state(), "/substances?limit=3").await;
    assert_eq!(answer["substances"].as_array().unwrap().len(), 3);
    assert!(answer["numberMatched"].as_u64().unwrap() > 100);
    assert!(answer["substances"][0]["name"]["zh"].is_string() && answer["substances"][0]["cas"].is_string());
    let state = small_state();
    for (query, field) in [("q=a&q=b", "q"), ("limit=0", "limit"), ("colour=red", "colour")] {
        let request = TestRequest::get().uri(&format!("/substances?{query}"));
        assert_refused(&state, request, 400, "invalid_parameter", Some(field)).await;
    }
    let long = format!("/substances?q={}", "a".repeat(201));
    assert_refused(&state, TestRequest::get().uri(&long), 400, "invalid_parameter", Some("q")).await;
}
