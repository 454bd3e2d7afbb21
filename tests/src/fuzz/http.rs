//! Targets of the HTTP interface: addresses with their query strings, and bodies of executions.

use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::Uri;
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use cordon_api::layer::{Column, Layer, RawFeature};
use cordon_api::routes::{AppSettings, app};
use cordon_api::state::AppState;
use cordon_engine::city::{BilingualName, City};
use cordon_engine::units::LonLatBox;
use cordon_engine::weather::Terrain;
use geo_types::Point;
use serde_json::{Value, json};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Addresses that are served.
pub const ADDRESSES: [&str; 12] = [
    "/collections/facility/items?bbox=114,30,115,31&limit=2&offset=1&f=json",
    "/collections/facility/items?status=active&quantity_kg=1000.5",
    "/collections/facility/items/f-1",
    "/tiles/facility/9/418/209.mvt",
    "/tiles/facility/0/0/0.geojson",
    "/collections/facility/tiles/WebMercatorQuad/9/209/418?f=geojson",
    "/risk?lon=114.3&lat=30.6",
    "/not-assessed?limit=10&offset=0",
    "/not-assessed/facilities?limit=1",
    "/facilities/f-1",
    "/tiles/facility.json",
    "/processes/fireball",
];

/// Bodies of executions.
pub const BODIES: [&str; 4] = [
    r#"{"inputs": {"substance": "propane", "mass_kg": 1000.0}, "response": "document"}"#,
    r#"{"inputs": null, "outputs": {}}"#,
    r#"[{"inputs": {}}]"#,
    r#"{"inputs": {"mass_kg": 1e308}, "x": 1}"#,
];

/// Words of addresses and bodies.
pub const WORDS: [&str; 24] = [
    "%FF",
    "%00",
    "&",
    "=",
    ",",
    "-1",
    "NaN",
    "inf",
    "1e999",
    "18446744073709551616",
    "bbox=",
    "-180,-90,180,90",
    "limit=0",
    "offset=9223372036854775808",
    "crs=",
    "..",
    "%2F",
    "+",
    "png",
    "risk_bands",
    "22/4194303/4194303",
    "\"",
    "null",
    "[[[[",
];

type Answer = (u16, Vec<u8>);
type Asked = Pin<Box<dyn Future<Output = Answer>>>;

/// The application of a small city, ready to be asked, and what drives it.
struct Server {
    system: actix_web::rt::SystemRunner,
    ask: Box<dyn Fn(TestRequest) -> Asked>,
}

thread_local! {
    // never dropped: what drives it must not be taken down while the thread ends
    static SERVER: &'static Server = Box::leak(Box::new(Server::start()));
}

impl Server {
    fn start() -> Self {
        let system = System::new();
        let state = Arc::new(AppState::new(city(), vec![facilities()]).expect("threads"));
        let service = system.block_on(init_service(app(state, AppSettings::default())));
        let service = std::rc::Rc::new(service);
        let ask = move |request: TestRequest| -> Asked {
            let service = std::rc::Rc::clone(&service);
            Box::pin(async move {
                match service.call(request.to_request()).await {
                    Ok(answer) => {
                        let status = answer.status().as_u16();
                        (status, to_bytes(answer.into_body()).await.unwrap_or_default().to_vec())
                    }
                    Err(error) => {
                        let answer = error.error_response();
                        (answer.status().as_u16(), to_bytes(answer.into_body()).await.unwrap_or_default().to_vec())
                    }
                }
            })
        };
        Self { system, ask: Box::new(ask) }
    }
}

fn ask(request: TestRequest) -> Answer {
    SERVER.with(|server| server.system.block_on((server.ask)(request)))
}

fn city() -> City {
    City {
        congested_regions: vec![],
        name: BilingualName { zh: "小城".into(), en: "Smalltown".into() },
        demonstration: true,
        extent: LonLatBox { west_deg: 114.2, south_deg: 30.5, east_deg: 114.5, north_deg: 30.7 },
        terrain: Terrain::Urban,
        facilities: vec![],
        hazard_units: vec![],
        weather: None,
        edition: "fuzz".into(),
        caveats: vec![],
    }
}

fn facilities() -> Layer {
    let column = |(name, json_type): (&str, _)| Column { name: name.into(), json_type };
    let columns =
        [("id", "string"), ("name_zh", "string"), ("status", "string"), ("quantity_kg", "number")].map(column);
    let features = (1..=4_u64).map(|fid| RawFeature {
        fid,
        id: format!("f-{fid}"),
        geometry: (fid < 4).then(|| Point::new(114.3 + 0.01 * fid as f64, 30.6).into()),
        values: vec![json!(format!("f-{fid}")), json!("工厂"), json!("active"), json!(1000.5)],
    });
    let title = BilingualName { zh: "企业".into(), en: "facilities".into() };
    Layer::new("facility", title, columns.into(), features.collect())
}

/// An address with its query string.
///
/// # Panics
/// When the server answers with a fault of its own, or refuses without naming the parameter.
pub fn http_address(data: &[u8]) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?&=%,:@!$'()*+;".contains(&byte);
    let path: String = data
        .iter()
        .map(|&byte| if allowed(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let address = format!("/{}", path.trim_start_matches('/'));
    if Uri::try_from(address.as_str()).is_ok() {
        check(&address, &ask(TestRequest::get().uri(&address)));
    }
}

/// The body of an execution, of a process that is quickly done.
///
/// # Panics
/// As [`http_address`].
pub fn http_execution(data: &[u8]) {
    let request = TestRequest::post().uri("/processes/fireball/execution");
    let request = request.insert_header(("content-type", "application/json")).set_payload(data.to_vec());
    check("execution", &ask(request));
}

fn check(address: &str, (status, body): &Answer) {
    // 503: the risk of the small city is not computed
    assert!(*status < 500 || *status == 503, "{address}: {status}");
    if *status < 400 {
        return;
    }
    let problem: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{address}: {status}: {error}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert_eq!(problem["status"], *status, "{address}");
    assert!(!text(&problem["code"]).is_empty() && !text(&problem["detail"]).is_empty(), "{address}: {problem}");
    let refused = problem["problems"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(problem["code"] != "invalid_parameter" || !refused.is_empty(), "{address}: {problem}");
    for one in refused {
        let named = ["field", "allowed", "code"].iter().all(|name| !text(&one[*name]).is_empty());
        assert!(named, "{address}: {one}");
    }
}
