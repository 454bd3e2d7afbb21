//! The risk of a small city with one ammonia vessel, from the assessment to the answers.

use super::support::{assert_refused, get_json, send, small_city, small_layers, small_state};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::{TestRequest, read_body};
use cordon_api::layer::Layer;
use cordon_api::state::AppState;
use cordon_engine::city::{BilingualName, City, Facility, HazardUnit, StorageState};
use cordon_engine::provenance::Origin;
use cordon_engine::units::LonLat;
use cordon_engine::weather::{JointFrequencyTable, StabilityClass, WeatherClass};
use geozero::mvt::{Message, Tile};
use serde_json::json;
use std::sync::{Arc, OnceLock};

const PLACE: LonLat = LonLat { lon_deg: 114.30, lat_deg: 30.60 };

fn unit(id: &str, substance: &str, substance_id: Option<&str>) -> HazardUnit {
    HazardUnit {
        id: id.into(),
        facility_id: "f-1".into(),
        name: "vessel".into(),
        substance_name: substance.into(),
        cas: String::new(),
        substance_id: substance_id.map(str::to_owned),
        quantity_kg: Some(50_000.0),
        quantity_origin: Origin::Assumed,
        quantity_note: "test".into(),
        temperature_k: None,
        pressure_pa: None,
        storage_state: Some(StorageState::PressurisedLiquefiedGas),
        place: PLACE,
        active: true,
    }
}

fn even_weather() -> JointFrequencyTable {
    let classes = [(StabilityClass::D, 4.0), (StabilityClass::F, 2.0)]
        .map(|(stability, wind_speed_m_s)| WeatherClass { stability, wind_speed_m_s, includes_calm: false });
    JointFrequencyTable {
        station: "test".into(),
        source: "even in all directions".into(),
        origin: Origin::Assumed,
        sectors: 16,
        classes: classes.to_vec(),
        calm_frac: 0.0,
        hours: 8760,
        hours_missing: 0,
        probability: vec![1.0 / 64.0; 64],
    }
}

/// One ammonia vessel and two units of which nothing is known.
pub fn risky_city() -> City {
    let facility = Facility {
        id: "f-1".into(),
        name: BilingualName { zh: "一厂".into(), en: "Works One".into() },
        place: PLACE,
        active: true,
        status: "active".into(),
    };
    City {
        facilities: vec![facility.clone(), Facility { id: "f-2".into(), ..facility }],
        hazard_units: vec![
            unit("u-1", "ammonia", Some("ammonia")),
            unit("u-2", "unobtainium", None),
            HazardUnit { facility_id: "f-2".into(), ..unit("u-3", "unobtainium", None) },
        ],
        weather: Some(even_weather()),
        ..small_city()
    }
}

/// Assessed once for all tests.
fn state() -> Arc<AppState> {
    static STATE: OnceLock<Arc<AppState>> = OnceLock::new();
    Arc::clone(STATE.get_or_init(|| assessed(small_layers())))
}

/// The risky city with layers, its risk computed.
pub fn assessed(layers: Vec<Layer>) -> Arc<AppState> {
    let state = Arc::new(AppState::new(risky_city(), layers).unwrap());
    state.compute_risk();
    state
}

#[actix_web::test]
async fn the_parts_of_the_risk_add_up_to_the_shown_value() {
    let (status, risk) = get_json(&state(), "/risk?lon=114.301&lat=30.601").await;
    assert_eq!(status, 200, "{risk}");
    let total = risk["risk_per_year"].as_f64().unwrap();
    let parts: f64 =
        risk["contributions"].as_array().unwrap().iter().map(|part| part["risk_per_year"].as_f64().unwrap()).sum();
    assert!(total > 0.0 && (total - parts).abs() <= 1e-9 * total, "{risk}");
    assert_eq!(risk["contributions"][0]["facility_name"]["zh"], "一厂");
    assert_eq!((&risk["counts"]["assessed"], &risk["counts"]["not_assessed"]), (&json!(1), &json!(2)));
    let codes: Vec<_> = risk["caveats"].as_array().unwrap().iter().map(|caveat| caveat["code"].clone()).collect();
    assert!(codes.contains(&json!("demonstration")) && codes.contains(&json!("not_assessed")), "{codes:?}");
}

#[actix_web::test]
async fn far_away_the_risk_is_zero_and_nobody_causes_it() {
    let (status, risk) = get_json(&state(), "/risk?lon=10&lat=50").await;
    assert_eq!((status, risk["risk_per_year"].as_f64()), (200, Some(0.0)));
    assert_eq!(risk["contributions"], json!([]));
}

#[actix_web::test]
async fn coordinates_that_are_none_are_refused() {
    let state = state();
    let get = |query: &str| TestRequest::get().uri(&format!("/risk?{query}"));
    assert_refused(&state, get("lon=NaN&lat=30"), 400, "invalid_parameter", Some("lon")).await;
    assert_refused(&state, get("lon=181&lat=91"), 400, "invalid_parameter", Some("lat")).await;
    assert_refused(&state, get("lon=abc"), 400, "invalid_parameter", Some("lat")).await;
    assert_refused(&state, get("lon=1&lat=2&height=3"), 400, "invalid_parameter", Some("height")).await;
}

#[actix_web::test]
async fn a_facility_says_what_it_holds_and_what_it_can_do() {
    let (status, answer) = get_json(&state(), "/facilities/f-1").await;
    assert_eq!(status, 200);
    let units = answer["units"].as_array().unwrap();
    assert_eq!(units[0]["assessed"], true);
    assert_eq!(units[0]["events"].as_array().unwrap().len(), 3);
    assert!(units[0]["events"][0]["zones"][0]["label"]["zh"].is_string(), "{}", units[0]["events"][0]);
    assert_eq!(units[1]["assessed"], false);
    assert_eq!(units[1]["reason_not_assessed"]["code"], "unknown_substance");
    assert_refused(&state(), TestRequest::get().uri("/facilities/nobody"), 404, "not_found", None).await;
}

#[actix_web::test]
async fn the_city_counts_what_was_assessed() {
    let (_, city) = get_json(&state(), "/city").await;
    assert_eq!(city["risk"]["ready"], true);
    assert!(city["risk"]["max_per_year"].as_f64().unwrap() > 1e-9);
    assert_eq!(city["counts"]["units"], 3);
    let levels: Vec<f64> =
        city["risk"]["levels"].as_array().unwrap().iter().filter_map(|l| l["per_year"].as_f64()).collect();
    for legal in [3e-7, 3e-6, 1e-5, 3e-5] {
        assert!(levels.contains(&legal), "{legal}");
    }
    assert_eq!(city["layers"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn what_is_not_assessed_is_listed_page_by_page() {
    let (status, list) = get_json(&state(), "/not-assessed?limit=1").await;
    assert_eq!((status, &list["numberMatched"], &list["numberReturned"]), (200, &json!(2), &json!(1)));
    assert_eq!(list["units"][0]["unit_id"], "u-2");
    assert_eq!(list["units"][0]["reason"]["code"], "unknown_substance");
    let next = list["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").unwrap();
    let address = next["href"].as_str().unwrap().split_once("//localhost:8080").unwrap().1;
    let (_, list) = get_json(&state(), address).await;
    assert_eq!((&list["units"][0]["unit_id"], &list["numberMatched"]), (&json!("u-3"), &json!(2)));
    assert!(!list["links"].as_array().unwrap().iter().any(|link| link["rel"] == "next"));
    let (_, owners) = get_json(&state(), "/not-assessed/facilities").await;
    assert_eq!((&owners["facilities"], &owners["numberMatched"]), (&json!(["f-2"]), &json!(1)));
    for (query, field) in [("limit=0", "limit"), ("offset=-1", "offset"), ("substance=x", "substance")] {
        let request = TestRequest::get().uri(&format!("/not-assessed?{query}"));
        assert_refused(&state(), request, 400, "invalid_parameter", Some(field)).await;
    }
}

#[actix_web::test]
async fn tiles_tell_what_is_assessed_and_change_their_address_when_they_do() {
    let (_, before) = get_json(&small_state(), "/tiles/facility.json").await;
    let (_, after) = get_json(&state(), "/tiles/facility.json").await;
    assert_ne!(before["tiles"], after["tiles"]);
    let (_, tile) = get_json(&state(), "/tiles/facility/10/837/420.geojson").await;
    let told: Vec<_> = tile["features"].as_array().unwrap().iter().map(|f| &f["properties"]["assessed"]).collect();
    assert_eq!(told, [true, false, false, false]);
    let (_, tile) = get_json(&small_state(), "/tiles/facility/10/837/420.geojson").await;
    assert_eq!(tile["features"][0]["properties"].get("assessed"), None, "not known is not said");
}

#[actix_web::test]
async fn the_bands_lie_around_the_vessel() {
    let answer = send(&state(), TestRequest::get().uri("/tiles/risk_bands/12/3348/1682.mvt")).await;
    assert_eq!(answer.status().as_u16(), 200);
    let tile = Tile::decode(&read_body(answer).await[..]).unwrap();
    assert_eq!(tile.layers[0].name, "risk_bands");
    assert!(tile.layers[0].keys.iter().any(|key| key == "lower_per_year"));
    assert!(!tile.layers[0].features.is_empty());
    let image = send(&state(), TestRequest::get().uri("/tiles/risk/12/3348/1682.png")).await;
    assert_eq!(image.headers().get(CONTENT_TYPE).unwrap(), "image/png");
    assert!(read_body(image).await.starts_with(b"\x89PNG"));
}

#[actix_web::test]
async fn a_city_without_weather_says_why_it_has_no_risk() {
    let state = Arc::new(AppState::new(small_city(), small_layers()).unwrap());
    state.compute_risk();
    assert_refused(&state, TestRequest::get().uri("/risk?lon=114&lat=30"), 404, "no_risk", None).await;
    let (status, city) = get_json(&state, "/city").await;
    assert_eq!((status, &city["risk"]["ready"]), (200, &json!(false)));
    assert!(city["risk"]["failure"].as_str().unwrap().contains("weather"));
}
