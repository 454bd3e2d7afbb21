//! The landing page, health, conformance and the description of the interface.

use super::features::link;
use super::{State, base_url, query_pairs};
use crate::error::ApiError;
use crate::openapi;
use crate::web;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Classes of conformance that are served.
const CONFORMANCE: [&str; 14] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/ogc-process-description",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/json",
];

/// State of the server.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`: a server that answers serves.
    pub status: &'static str,
    /// Version of Cordon.
    pub version: &'static str,
    /// Name of the city.
    #[schema(value_type = Object)]
    pub city: cordon_engine::city::BilingualName,
    /// Edition of its data.
    pub edition: String,
    /// A fictitious city.
    pub demonstration: bool,
    /// Whether the risk is computed.
    pub risk_ready: bool,
}

/// The map for browsers, the OGC landing page for programs (`f=json` or `Accept: application/json`).
///
/// # Errors
/// Malformed query.
#[utoipa::path(get, path = "/", tag = "common",
    params(("f" = Option<String>, Query, description = "json or html")),
    responses((status = 200, description = "landing page", body = Object)))]
pub async fn landing(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    query_pairs(&request)?;
    if wants_page(&request)
        && let Some(page) = web::answer("index.html", request.headers())
    {
        return Ok(page);
    }
    let base = base_url(&request);
    let mark = if state.city.demonstration { crate::DEMONSTRATION_MARK } else { "" };
    Ok(HttpResponse::Ok().json(json!({
        "title": format!("Cordon: {} {}", state.city.name.zh, state.city.name.en),
        "description": format!("Urban risk on one map. {mark}").trim_end(),
        "demonstration": state.city.demonstration,
        "links": [
            link(&format!("{base}/?f=json"), "self", "application/json", "this document"),
            link(&format!("{base}/?f=html"), "alternate", "text/html", "the map"),
            link(&format!("{base}/api"), "service-desc", openapi::MEDIA_TYPE, "the interface"),
            link(&format!("{base}/conformance"), "conformance", "application/json", "conformance classes"),
            link(&format!("{base}/collections"), "data", "application/json", "the layers"),
            link(&format!("{base}/processes"), "http://www.opengis.net/def/rel/ogc/1.0/processes",
                "application/json", "the models"),
            link(&format!("{base}/tileMatrixSets"), "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                "application/json", "tile matrix sets"),
            link(&format!("{base}/city"), "describedby", "application/json", "the city in figures"),
        ],
    })))
}

/// Whether a request for `/` is that of a browser: `f` decides, else what it accepts.
pub(super) fn wants_page(request: &HttpRequest) -> bool {
    let pairs = query_pairs(request).unwrap_or_default();
    match pairs.iter().find(|(name, _)| name == "f") {
        Some((_, format)) => format == "html",
        None => request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("").contains("text/html"),
    }
}

/// Whether the server serves, and what.
#[utoipa::path(get, path = "/health", tag = "common",
    responses((status = 200, description = "the server serves", body = Health)))]
pub async fn health(state: State) -> HttpResponse {
    HttpResponse::Ok().json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        city: state.city.name.clone(),
        edition: state.edition.to_string(),
        demonstration: state.city.demonstration,
        risk_ready: state.risk().is_ok(),
    })
}

/// OGC conformance classes.
#[utoipa::path(get, path = "/conformance", tag = "common",
    responses((status = 200, description = "conformance classes", body = Object)))]
pub async fn conformance() -> HttpResponse {
    HttpResponse::Ok().json(json!({"conformsTo": CONFORMANCE}))
}

/// This description.
///
/// # Errors
/// An internal fault when it cannot be written.
#[utoipa::path(get, path = "/api", tag = "common",
    responses((status = 200, description = "OpenAPI 3.1", body = Object,
        content_type = "application/vnd.oai.openapi+json;version=3.1")))]
pub async fn api() -> Result<HttpResponse, ApiError> {
    let text = openapi::document_text().map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, openapi::MEDIA_TYPE)).body(text))
}
