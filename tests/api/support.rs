//! A small city and a server of it.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use cordon_api::layer::{Column, Layer, RawFeature};
use cordon_api::routes::{AppSettings, app};
use cordon_api::state::AppState;
use cordon_engine::city::{BilingualName, City};
use cordon_engine::units::LonLatBox;
use cordon_engine::weather::Terrain;
use geo_types::{Geometry, LineString, Point, Polygon, polygon};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Arc;

/// Facilities of the small city: key, longitude, latitude, status.
pub const FACILITIES: [(&str, f64, f64, &str); 4] = [
    ("f-1", 114.30, 30.60, "active"),
    ("f-2", 114.31, 30.61, "active"),
    ("f-3", 114.35, 30.65, "closed"),
    ("f-4", 114.40, 30.55, "active"),
];

/// A fictitious city of four facilities, a lake with an island, and a road.
pub fn small_city() -> City {
    City {
        congested_regions: vec![],
        name: BilingualName { zh: "小城".into(), en: "Smalltown".into() },
        demonstration: true,
        extent: LonLatBox { west_deg: 114.2, south_deg: 30.5, east_deg: 114.5, north_deg: 30.7 },
        terrain: Terrain::Urban,
        facilities: vec![],
        hazard_units: vec![],
        weather: None,
        edition: "edition-1".into(),
        caveats: vec![],
    }
}

/// The layers of the small city.
pub fn small_layers() -> Vec<Layer> {
    let facilities = FACILITIES.iter().enumerate().map(|(index, &(id, lon, lat, status))| RawFeature {
        fid: index as u64 + 1,
        id: id.into(),
        geometry: Some(Point::new(lon, lat).into()),
        values: vec![json!(id), json!(format!("工厂 {id}")), json!(status), json!(1000.5 * index as f64)],
    });
    let columns = ["id", "name_zh", "status"].map(text_column).into_iter();
    let columns = columns.chain([Column { name: "quantity_kg".into(), json_type: "number" }]).collect();
    vec![
        Layer::new("water", title("水系", "water"), vec![text_column("id")], vec![raw("lake", lake().into())]),
        Layer::new("road", title("道路", "road"), vec![text_column("id")], vec![raw("r-1", road().into())]),
        Layer::new("facility", title("企业", "facilities"), columns, facilities.collect()),
    ]
}

/// A lake of 0.1 by 0.05 degrees with an island in it.
pub fn lake() -> Polygon<f64> {
    polygon!(
        exterior: [(x: 114.25, y: 30.55), (x: 114.35, y: 30.55), (x: 114.35, y: 30.60), (x: 114.25, y: 30.60)],
        interiors: [[(x: 114.28, y: 30.56), (x: 114.32, y: 30.56), (x: 114.32, y: 30.58), (x: 114.28, y: 30.58)]],
    )
}

fn road() -> LineString<f64> {
    LineString::from(vec![(114.2, 30.52), (114.3, 30.6), (114.45, 30.68)])
}

fn raw(id: &str, geometry: Geometry<f64>) -> RawFeature {
    RawFeature { fid: 1, id: id.into(), geometry: Some(geometry), values: vec![json!(id)] }
}

fn text_column(name: &str) -> Column {
    Column { name: name.into(), json_type: "string" }
}

fn title(zh: &str, en: &str) -> BilingualName {
    BilingualName { zh: zh.into(), en: en.into() }
}

/// State of the small city, risk not computed.
pub fn small_state() -> Arc<AppState> {
    Arc::new(AppState::new(small_city(), small_layers()).unwrap())
}

/// Sends a request to a fresh application of the state.
pub async fn send(state: &Arc<AppState>, request: TestRequest) -> ServiceResponse {
    let service = init_service(app(Arc::clone(state), AppSettings::default())).await;
    call_service(&service, request.to_request()).await.map_into_boxed_body()
}

/// Status and JSON body of a GET.
pub async fn get_json(state: &Arc<AppState>, address: &str) -> (u16, Value) {
    let answer = send(state, TestRequest::get().uri(address)).await;
    let status = answer.status().as_u16();
    let body = read_body(answer).await;
    (status, serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{address}: {error}: {body:?}")))
}

/// Asserts that a request is refused with a status, a code and a problem in a field.
pub async fn assert_refused(state: &Arc<AppState>, request: TestRequest, status: u16, code: &str, field: Option<&str>) {
    let answer = send(state, request).await;
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), "application/problem+json");
    let problem: Value = serde_json::from_slice(&read_body(answer).await).unwrap();
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:cordon:problem:{code}"));
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    if let Some(field) = field {
        let fields: Vec<_> = problem["problems"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
        assert!(fields.contains(&json!(field)), "{problem}");
    }
}

/// Output of `ogrinfo`; `None`, and a line on standard error, where GDAL's tools are not installed.
pub fn ogrinfo(arguments: &[&str]) -> Option<String> {
    gdal_tool("ogrinfo", arguments)
}

/// Output of `gdalinfo`; `None` as [`ogrinfo`].
pub fn gdalinfo(arguments: &[&str]) -> Option<String> {
    gdal_tool("gdalinfo", arguments)
}

fn gdal_tool(tool: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(tool).args(arguments).output() else {
        eprintln!("skipped: {tool} is not installed");
        return None;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {text}");
    Some(text)
}
