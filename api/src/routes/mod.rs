//! HTTP: one module per family of addresses. [`app`] is the whole application; tests run the same.

pub mod basemap;
pub mod city;
pub mod features;
pub mod guard;
pub mod harm_levels;
pub mod landing;
pub mod not_assessed;
mod paging;
pub mod processes;
pub mod risk;
pub mod societal;
pub mod substances;
pub mod tilejson;
pub mod tiles;

use crate::basemap::Basemap;
use crate::error::ApiError;
use crate::state::AppState;
use crate::web;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, PayloadConfig, ServiceConfig, post, resource, route};
use actix_web::{App, Error, HttpRequest, HttpResponse, Route, guard as ask};
use std::sync::Arc;

/// Longest request body, bytes.
pub const MAX_BODY_BYTES: usize = 2 << 20;

/// What the application is told at start beside its state.
#[derive(Debug, Clone, Default)]
pub struct AppSettings {
    /// SHA-256 of the token that clients must send; `None` on loopback without a token file.
    pub token_hash: Option<[u8; 32]>,
    /// A base map in place of the city's own.
    pub basemap: Option<Arc<Basemap>>,
}

/// The state as handlers take it.
pub type State = Data<Arc<AppState>>;

/// The whole application.
pub fn app(
    state: Arc<AppState>,
    settings: AppSettings,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let headers = guard::security_headers(&settings);
    App::new()
        .app_data(Data::new(state))
        .app_data(Data::new(settings))
        .app_data(PayloadConfig::new(MAX_BODY_BYTES))
        .wrap(from_fn(guard::check_token))
        .wrap(headers)
        .wrap(Compress::default())
        .configure(addresses)
        .default_service(route().to(page_or_nothing))
}

fn addresses(config: &mut ServiceConfig) {
    let at = |path: &str| resource(path).default_service(route().to(wrong_method));
    config
        // first, because it is asked most: addresses are tried in this order
        .service(at("/tiles/{layer}/{z}/{x}/{name}").route(read().to(tiles::xyz_tile)))
        .service(at("/").route(read().to(landing::landing)))
        .service(at("/health").route(read().to(landing::health)))
        .service(at("/conformance").route(read().to(landing::conformance)))
        .service(at("/api").route(read().to(landing::api)))
        .service(at("/city").route(read().to(city::city)))
        .service(at("/harm-levels").route(read().to(harm_levels::harm_levels)))
        .service(at("/not-assessed").route(read().to(not_assessed::units)))
        .service(at("/not-assessed/facilities").route(read().to(not_assessed::facilities)))
        .service(at("/facilities/{id}").route(read().to(city::facility)))
        .service(at("/risk").route(read().to(risk::risk_at)))
        .service(at("/societal-risk").route(read().to(societal::societal_risk)))
        .service(at("/societal-risk/facilities").route(read().to(societal::ranking)))
        .service(at("/collections").route(read().to(features::collections)))
        .service(at("/collections/{collection}").route(read().to(features::collection)))
        .service(at("/collections/{collection}/items").route(read().to(features::items)))
        .service(at("/collections/{collection}/items/{feature}").route(read().to(features::item)))
        .service(at("/collections/{collection}/tiles").route(read().to(tilejson::tile_sets)))
        .service(at("/collections/{collection}/tiles/{set}").route(read().to(tilejson::tile_set)))
        .service(at("/collections/{collection}/tiles/{set}/{z}/{y}/{x}").route(read().to(tiles::ogc_tile)))
        .service(at("/tileMatrixSets").route(read().to(tilejson::matrix_sets)))
        .service(at("/tileMatrixSets/{set}").route(read().to(tilejson::matrix_set)))
        .service(at("/tiles/{name}").route(read().to(tilejson::tilejson)))
        .service(at("/basemap/archive.pmtiles").route(read().to(basemap::archive)))
        .service(at("/basemap/tiles/{z}/{x}/{y}").route(read().to(basemap::tile)))
        .service(at("/substances").route(read().to(substances::substances)))
        .service(at("/processes").route(read().to(processes::list)))
        .service(at("/processes/{id}").route(read().to(processes::describe)))
        .service(at("/processes/{id}/execution").route(post().to(processes::execute)));
}

/// GET, and HEAD as it is defined: the same without the body.
fn read() -> Route {
    route().guard(ask::Any(ask::Get()).or(ask::Head()))
}

async fn wrong_method(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::MethodNotAllowed { method: request.method().to_string() })
}

/// A file of the front end, or a problem.
async fn page_or_nothing(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return wrong_method(request).await;
    }
    let path = request.path().trim_start_matches('/');
    web::answer(path, request.headers()).ok_or_else(|| ApiError::Unknown { kind: "page", id: request.path().into() })
}

/// Address of this server as the client sees it, without a slash at the end.
fn base_url(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    format!("{}://{}", connection.scheme(), connection.host())
}

/// The pairs of the query string, decoded.
fn query_pairs(request: &HttpRequest) -> Result<Vec<(String, String)>, ApiError> {
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    pairs.map(actix_web::web::Query::into_inner).map_err(|error| {
        let allowed = format!("name=value pairs ({error})");
        ApiError::parameter(cordon_engine::provenance::FieldProblem::new(
            "query",
            request.query_string(),
            allowed,
            "malformed",
        ))
    })
}
