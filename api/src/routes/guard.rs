//! Who may ask, and what browsers are told about the answers.

use super::AppSettings;
use crate::error::ApiError;
use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::{DefaultHeaders, Next};
use actix_web::web::Data;
use sha2::{Digest, Sha256};

/// What every answer carries. The page runs its own scripts only; images and tiles may come from
/// elsewhere (also by plain http inside an office) because a user may set a base map of their own, and
/// an MBTiles file is read in the browser by SQLite as WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: http: https:; \
     connect-src 'self' data: blob: http: https:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'";

/// Headers against sniffing, framing and leaking addresses.
#[must_use]
pub fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"))
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
}

/// Lets a request pass when no token is asked for or it carries the right one. `/health` is open.
///
/// # Errors
/// Those of the handlers behind it.
pub async fn check_token<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let wanted = request.app_data::<Data<AppSettings>>().and_then(|settings| settings.token_hash);
    if wanted.is_none_or(|wanted| request.path() == "/health" || sent_hash(&request) == Some(wanted)) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let refusal = ApiError::Unauthorized.error_response();
    Ok(request.into_response(refusal).map_into_right_body())
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
