//! Bad input of every kind: a clear problem, never a crash, never a silent default.

use super::support::{assert_refused, small_state};
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
    refused(&items("limit=10000000"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("limit=0"), 400, "invalid_parameter", Some("limit")).await;
    refused(&items("offset=-5"), 400, "invalid_parameter", Some("offset")).await;
    refused(&items("colour=red"), 400, "invalid_parameter", Some("colour")).await;
    refused(&items("crs=EPSG:3857"), 400, "invalid_parameter", Some("crs")).await;
    refused("/collections/no_such/items", 404, "not_found", None).await;
    refused("/collections/facility/items/no_such", 404, "not_found", None).await;
}

#[actix_web::test]
async fn pages_and_methods_that_do_not_exist() {
    refused("/no/such/page", 404, "not_found", None).await;
    refused("/../../etc/passwd", 404, "not_found", None).await;
    assert_refused(&small_state(), TestRequest::delete().uri("/collections"), 405, "method_not_allowed", None).await;
    assert_refused(&small_state(), TestRequest::post().uri("/nowhere"), 405, "method_not_allowed", None).await;
}
