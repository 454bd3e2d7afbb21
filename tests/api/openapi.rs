//! The committed description of the interface.

use super::support::{get_json, small_state};

#[test]
fn the_committed_description_is_the_one_of_the_code() {
    let path = cordon_tests::project_dir().join("openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap();
    let current = cordon_api::openapi::document_text().unwrap();
    assert!(committed == current, "openapi.json has drifted: run `make openapi`");
}

#[actix_web::test]
async fn the_server_describes_itself() {
    let (status, document) = get_json(&small_state(), "/api").await;
    assert_eq!(status, 200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/collections/{collection}/items", "/tiles/{layer}/{z}/{x}/{y}.{format}"] {
        assert!(document["paths"][path]["get"]["responses"]["400"].is_object(), "{path}");
    }
}
