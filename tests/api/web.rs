//! Tokens, headers and files of the front end, and the user's own base map.

use super::support::{assert_refused, small_state};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_RANGE, RANGE, WWW_AUTHENTICATE};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use cordon_api::basemap::Basemap;
use cordon_api::routes::guard::token_hash;
use cordon_api::routes::{AppSettings, app};
use serde_json::{Value, json};
use std::sync::Arc;

const TOKEN: &str = "a-token-of-some-length";

async fn ask(settings: AppSettings, request: TestRequest) -> ServiceResponse {
    let service = init_service(app(small_state(), settings)).await;
    call_service(&service, request.to_request()).await.map_into_boxed_body()
}

fn guarded() -> AppSettings {
    AppSettings { token_hash: Some(token_hash(TOKEN)), ..AppSettings::default() }
}

fn with_basemap(source: &str) -> AppSettings {
    AppSettings { basemap: Some(Arc::new(Basemap::open(source).unwrap())), ..AppSettings::default() }
}

#[actix_web::test]
async fn a_server_with_a_token_asks_for_it() {
    let status = async |address: &str, header: Option<String>| {
        let request = TestRequest::get().uri(address);
        let request = match header {
            Some(value) => request.insert_header((AUTHORIZATION, value)),
            None => request,
        };
        ask(guarded(), request).await.status().as_u16()
    };
    for data in ["/", "/?f=json", "/city", "/collections", "/tiles/facility/10/837/420.mvt", "/api", "/no/such"] {
        assert_eq!(status(data, None).await, 401, "{data}");
        assert_eq!(status(data, Some("Bearer wrong-token-of-length".into())).await, 401, "{data}");
        assert_eq!(status(data, Some(format!("Basic {TOKEN}"))).await, 401, "{data}");
    }
    assert_eq!(status("/collections", Some(format!("Bearer {TOKEN}"))).await, 200);
    assert_eq!(status("/collections", Some(format!("bearer  {TOKEN}"))).await, 200);
}

#[actix_web::test]
async fn the_page_loads_without_the_token() {
    let page = TestRequest::get().uri("/").insert_header((ACCEPT, "text/html"));
    for open in [page, TestRequest::get().uri("/index.html"), TestRequest::get().uri("/health")] {
        assert_eq!(ask(guarded(), open).await.status().as_u16(), 200);
    }
    let post = TestRequest::post().uri("/index.html");
    assert_eq!(ask(guarded(), post).await.status().as_u16(), 401);
}

#[actix_web::test]
async fn a_wrong_token_is_told_from_none() {
    let answer = ask(guarded(), TestRequest::get().uri("/city")).await;
    assert_eq!(answer.headers().get(WWW_AUTHENTICATE).unwrap(), "Bearer");
    let wrong = TestRequest::get().uri("/city").insert_header((AUTHORIZATION, "Bearer wrong-token-of-length"));
    let answer = ask(guarded(), wrong).await;
    assert_eq!(answer.headers().get(WWW_AUTHENTICATE).unwrap(), "Bearer error=\"invalid_token\"");
    let problem: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert_eq!((&problem["code"], &problem["detail"]), (&json!("unauthorized"), &json!("the token is wrong")));
}

#[actix_web::test]
async fn answers_to_a_token_are_kept_by_one_client_only() {
    let bearer = (AUTHORIZATION, format!("Bearer {TOKEN}"));
    let tilejson = ask(guarded(), TestRequest::get().uri("/tiles/road.json").insert_header(bearer.clone())).await;
    let tilejson: Value = serde_json::from_slice(&read_body(tilejson).await).unwrap();
    let version = tilejson["tiles"][0].as_str().unwrap().split_once('?').unwrap().1.to_owned();
    let request = TestRequest::get().uri(&format!("/tiles/road/10/837/420.mvt?{version}")).insert_header(bearer);
    let caching = ask(guarded(), request).await.headers().get(CACHE_CONTROL).unwrap().to_str().unwrap().to_owned();
    assert!(caching.contains("private") && !caching.contains("public"), "{caching}");
}

#[actix_web::test]
async fn the_page_may_reach_one_other_server_when_the_operator_named_it() {
    let policy = async |settings: AppSettings| {
        let answer = ask(settings, TestRequest::get().uri("/health")).await;
        answer.headers().get("content-security-policy").unwrap().to_str().unwrap().to_owned()
    };
    let alone = policy(AppSettings::default()).await;
    assert!(!alone.contains("http") && alone.contains("connect-src 'self';"), "{alone}");
    let settings = with_basemap("https://tiles.example.org/{z}/{x}/{y}.png?key=secret");
    let one = policy(settings.clone()).await;
    assert!(one.contains("connect-src 'self' https://tiles.example.org;"), "{one}");
    assert!(one.contains("img-src 'self' data: blob: https://tiles.example.org;"), "{one}");
    assert_eq!(one.matches("http").count(), 2, "{one}");
    let city = ask(settings, TestRequest::get().uri("/city")).await;
    let city: Value = serde_json::from_slice(&read_body(city).await).unwrap();
    assert_eq!((&city["basemap"]["kind"], &city["basemap"]["host"]), (&json!("raster"), &json!("tiles.example.org")));
}

#[actix_web::test]
async fn a_pmtiles_file_is_handed_out_in_ranges() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.pmtiles");
    std::fs::write(&path, b"PMTiles\x03 and what follows").unwrap();
    let settings = with_basemap(path.to_str().unwrap());
    let range =
        |range: &str| TestRequest::get().uri("/basemap/archive.pmtiles").insert_header((RANGE, range.to_owned()));
    let answer = ask(settings.clone(), range("bytes=0-6")).await;
    assert_eq!(answer.status().as_u16(), 206);
    assert_eq!(answer.headers().get(CONTENT_RANGE).unwrap(), "bytes 0-6/25");
    assert_eq!(&read_body(answer).await[..], b"PMTiles");
    for (asked, status) in [("bytes=90-99", 400), ("bytes=x", 400)] {
        assert_eq!(ask(settings.clone(), range(asked)).await.status().as_u16(), status, "{asked}");
    }
    let whole = TestRequest::get().uri("/basemap/archive.pmtiles");
    assert_eq!(ask(settings.clone(), whole).await.status().as_u16(), 400);
    let tile = TestRequest::get().uri("/basemap/tiles/0/0/0");
    assert_eq!(ask(settings, tile).await.status().as_u16(), 404);
}

#[actix_web::test]
async fn without_a_base_map_there_is_none() {
    for address in ["/basemap/archive.pmtiles", "/basemap/tiles/0/0/0"] {
        assert_refused(&small_state(), TestRequest::get().uri(address), 404, "not_found", None).await;
    }
}
