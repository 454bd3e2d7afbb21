//! Bad input of every kind: a clear problem, never a crash, never a silent default.

use super::support::{assert_refused, get_json, small_state};
use actix_web::test::TestRequest;

async fn refused(address: &str, status: u16, code: &str, field: Option<&str>) {
    assert_refused(&small_state(), TestRequest::get().uri(address), status, code, field).await;
}

#[actix_web::test]
async fn tiles_that_do_not_exist() {
    refused("/tiles/facility/30/0/0.mvt", 400, "invalid_parameter", Some("z")).await;
    refused("/tiles/facility/3/8/0.mvt", 400, "invalid_parameter", Some("x")).await;
    refused("/tiles/facility/-1/0/0.mvt", 400, "invalid_parameter", Some("z")).await;
    refused("/tiles/facility/3/a/b.mvt", 400, "invalid_parameter", Some("y")).await;
    refused("/tiles/facility/3/0/99999999999999999999.mvt", 400, "invalid_parameter", Some("y")).await;
    refused("/tiles/facility/NaN/0/0.mvt", 400, "invalid_parameter", Some("z")).await;
    refused("/collections/facility/tiles/WebMercatorQuad/30/0/0", 400, "invalid_parameter", Some("z")).await;
    refused("/collections/facility/tiles/WebMercatorQuad/3/8/0", 400, "invalid_parameter", Some("y")).await;
    refused("/tiles/facility/3/1/1.gif", 400, "invalid_parameter", Some("format")).await;
    refused("/tiles/facility/3/1/1.png", 400, "invalid_parameter", Some("format")).await;
    refused("/tiles/no_such/3/1/1.mvt", 404, "not_found", None).await;
    refused("/tiles/no_such.json", 404, "not_found", None).await;
    refused("/collections/facility/tiles/WorldCRS84Quad/3/1/1", 404, "not_found", None).await;
}

#[actix_web::test]
async fn bounds_limits_and_filters() {
    let items = |query: &str| format!("/collections/facility/items?{query}");
    refused(&items("bbox=1,2,3"), 400, "invalid_parameter", Some("bbox")).await;
    refused(&items("bbox=NaN,30,115,31"), 400, "invalid_parameter", Some("bbox.west")).await;
    refused(&items("bbox=114,30,inf,31"), 400, "invalid_parameter", Some("bbox.east")).await;
    refused(&items("bbox=115,30,114,31"), 400, "invalid_parameter", Some("bbox")).await;
    refused(&items("bbox=114,30,0,115,31,9"), 400, "invalid_parameter", Some("bbox")).await;
    refused(&items("bbox=114,31,115,30"), 400, "invalid_parameter", Some("bbox")).await;
    refused(&items("bbox=-181,30,115,31"), 400, "invalid_parameter", Some("bbox.west")).await;
    refused(&items("bbox="), 400, "invalid_parameter", Some("bbox")).await;
    refused(&items("limit=-1"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("limit=1e3"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("limit=5&limit=6"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("limit=0"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("offset=-5"), 400, "invalid_parameter", Some("offset")).await;
    refused(&items("colour=red"), 400, "invalid_parameter", Some("colour")).await;
    refused(&items("crs=EPSG:3857"), 400, "invalid_parameter", Some("crs")).await;
    refused("/collections/no_such/items", 404, "not_found", None).await;
    refused("/collections/facility/items/no_such", 404, "not_found", None).await;
}

#[actix_web::test]
async fn a_tile_that_is_refused_is_told_what_would_be_allowed() {
    let allowed = async |address: &str| {
        let (status, problem) = get_json(&small_state(), address).await;
        assert_eq!(status, 400, "{problem}");
        problem["problems"][0]["allowed"].as_str().unwrap().to_owned()
    };
    assert_eq!(allowed("/tiles/facility/30/0/0.mvt").await, "0 to 22");
    assert_eq!(allowed("/tiles/facility/3/8/0.mvt").await, "0 to 7 at zoom 3");
    assert_eq!(allowed("/tiles/facility/3/0/-1.mvt").await, "0 to 7 at zoom 3");
}

#[actix_web::test]
async fn paths_that_are_no_text_are_refused_as_problems() {
    for address in ["/collections/%FF%FE/items", "/collections/facility/items/%C3%28", "/facilities/%80", "/%FF"] {
        refused(address, 404, "not_found", None).await;
    }
    refused("/tiles/facility/3/%FF/0.mvt", 400, "invalid_parameter", Some("x")).await;
    refused("/collections/facility/items?bbox=%FF", 400, "invalid_parameter", Some("bbox")).await;
}

#[actix_web::test]
async fn pages_and_methods_that_do_not_exist() {
    refused("/no/such/page", 404, "not_found", None).await;
    refused("/../../etc/passwd", 404, "not_found", None).await;
    assert_refused(&small_state(), TestRequest::delete().uri("/collections"), 405, "method_not_allowed", None).await;
    assert_refused(&small_state(), TestRequest::post().uri("/nowhere"), 405, "method_not_allowed", None).await;
}
