//! The societal risk of a small city, from the assessment to the answers of server and command line.

use super::risk::{assessed, risky_city};
use super::support::{assert_refused, get_json, small_layers};
use actix_web::test::TestRequest;
use cordon_api::layer::{Column, Layer, RawFeature};
use cordon_api::state::AppState;
use cordon_engine::city::BilingualName;
use geo_types::{Geometry, Point, polygon};
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};

/// A village 150 m east of the vessel, a hamlet nobody has counted, the ground of the works with a house on it.
fn layers() -> Vec<Layer> {
    let column = |name: &str, json_type| Column { name: name.into(), json_type };
    let place = |id: &str, lon: f64, lat: f64, population: Value| RawFeature {
        fid: 1,
        id: id.into(),
        geometry: Some(Point::new(lon, lat).into()),
        values: vec![json!(id), population],
    };
    let people = vec![
        place("village", 114.3016, 30.6, json!(400)),
        place("hamlet", 114.31, 30.6, Value::Null),
        place("house", 114.3001, 30.6, json!(7)),
    ];
    let ground = polygon![(x: 114.2996, y: 30.5996), (x: 114.3004, y: 30.5996), (x: 114.3004, y: 30.6004), (x: 114.2996, y: 30.6004)];
    let site = RawFeature {
        fid: 1,
        id: "s-1".into(),
        geometry: Some(Geometry::Polygon(ground)),
        values: vec![json!("s-1"), json!("f-1")],
    };
    let title = BilingualName::default;
    let mut layers = small_layers();
    let columns = vec![column("id", "string"), column("population", "integer")];
    layers.push(Layer::new("populated_place", title(), columns, people));
    let columns = vec![column("id", "string"), column("facility_id", "string")];
    layers.push(Layer::new("site_boundary", title(), columns, vec![site]));
    layers
}

fn state() -> Arc<AppState> {
    static STATE: OnceLock<Arc<AppState>> = OnceLock::new();
    Arc::clone(STATE.get_or_init(|| assessed(layers())))
}

#[actix_web::test]
async fn the_curve_of_the_city_stands_beside_the_lines_of_the_standard() {
    let (status, risk) = get_json(&state(), "/societal-risk").await;
    assert_eq!(status, 200, "{risk}");
    assert!(risk["pll_per_year"].as_f64().unwrap() > 0.0, "{risk}");
    // the house stands on the ground of the works, the hamlet has no number
    assert_eq!(risk["total_people"], 407.0);
    let curve: Vec<(f64, f64)> = risk["curve"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| (point["n"].as_f64().unwrap(), point["f_per_year"].as_f64().unwrap()))
        .collect();
    assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1), "{curve:?}");
    let bin = libm::pow(10.0, 1.0 / 64.0);
    assert!(curve.last().unwrap().0 <= 400.0 * bin, "nobody on the site counts: {curve:?}");
    // three events of the vessel, Purple Book: 5e-7 + 5e-7 + 1e-5 per year
    assert!(curve[0].1 <= 1.1e-5, "{curve:?}");
    assert_eq!(risk["criteria"]["points"].as_array().unwrap().len(), 8);
    assert_eq!(risk["counts"]["assessed"], 1);
    let said: Vec<&str> =
        risk["caveats"].as_array().unwrap().iter().map(|caveat| caveat["subject"].as_str().unwrap()).collect();
    assert_eq!(said, ["presence", "populated_place"]);
    let models = risk["manifest"]["models"].as_array().unwrap();
    assert!(
        models.iter().any(|model| model["id"] == "societal_risk")
            && models.iter().any(|model| model["id"] == "gaussian_plume")
    );
}

#[actix_web::test]
async fn the_parts_of_the_facilities_add_up() {
    let (_, city) = get_json(&state(), "/societal-risk").await;
    let (status, page) = get_json(&state(), "/societal-risk/facilities?limit=5").await;
    assert_eq!((status, &page["numberMatched"]), (200, &json!(1)), "{page}");
    assert_eq!(page["facilities"][0]["pll_per_year"], city["pll_per_year"]);
    assert_eq!(page["facilities"][0]["facility_name"]["zh"], "一厂");
    assert_eq!(page["facilities"][0]["share_frac"], 1.0);
    let (status, works) = get_json(&state(), "/societal-risk?facility=f-1").await;
    assert_eq!((status, &works["curve"]), (200, &city["curve"]));
}

#[actix_web::test]
async fn wrong_questions_and_a_city_without_people_are_refused_with_reasons() {
    let get = |address: &str| TestRequest::get().uri(address);
    assert_refused(&state(), get("/societal-risk?facility=nobody"), 404, "not_found", None).await;
    assert_refused(&state(), get("/societal-risk?who=f-1"), 400, "invalid_parameter", Some("who")).await;
    assert_refused(&state(), get("/societal-risk/facilities?limit=0"), 400, "invalid_parameter", Some("limit")).await;
    let empty = Arc::new(AppState::new(risky_city(), small_layers()).unwrap());
    assert_refused(&empty, get("/societal-risk"), 503, "risk_not_ready", None).await;
    empty.compute_risk();
    let (status, problem) = get_json(&empty, "/societal-risk").await;
    assert_eq!((status, &problem["code"]), (404, &json!("no_risk")));
    assert!(problem["detail"].as_str().unwrap().contains("people"), "{problem}");
}
