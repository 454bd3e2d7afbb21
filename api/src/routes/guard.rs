//! Who may ask, and what browsers are told about the answers.

use super::{AppSettings, landing};
use crate::basemap::Basemap;
use crate::error::ApiError;
use crate::web;
use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::{DefaultHeaders, Next};
use actix_web::web::Data;
use sha2::{Digest, Sha256};

/// What browsers are told about scripts and addresses: all comes from this server; images and tiles
/// also from the one origin of a base map that the operator named. WebAssembly is SQLite, which reads
/// an MBTiles file of the user's inside the browser.
#[must_use]
pub fn content_security_policy(basemap_origin: Option<&str>) -> String {
    let origin = basemap_origin.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{origin}; connect-src 'self'{origin}; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

/// Headers against sniffing, framing and leaking addresses.
#[must_use]
pub fn security_headers(settings: &AppSettings) -> DefaultHeaders {
    let origin = settings.basemap.as_deref().and_then(Basemap::origin);
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"))
        .add(("Content-Security-Policy", content_security_policy(origin)))
}

/// Lets a request pass when no token is asked for or it carries the right one. Open to all are
/// `/health` and the files of the page, which hold no data: the page then asks its user for the token.
///
/// # Errors
/// Those of the handlers behind it.
pub async fn check_token<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let wanted = request.app_data::<Data<AppSettings>>().and_then(|settings| settings.token_hash);
    let sent = sent_hash(&request);
    if wanted.is_none_or(|wanted| sent == Some(wanted)) || is_open(&request) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let refusal = ApiError::Unauthorized { sent: sent.is_some() }.error_response();
    Ok(request.into_response(refusal).map_into_right_body())
}

fn is_open(request: &ServiceRequest) -> bool {
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    match request.path() {
        "/health" => true,
        "/" => is_read && landing::wants_page(request.request()),
        path => is_read && web::file(path.trim_start_matches('/')).is_some(),
    }
}

/// Hashes are compared, not tokens, so that the time taken says nothing about the token.
fn sent_hash(request: &ServiceRequest) -> Option<[u8; 32]> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token_hash(token.trim()))
}

/// SHA-256 of a token.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
