//! Tokens, headers and files of the front end.

use super::support::small_state;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::{TestRequest, call_service, init_service};
use cordon_api::routes::guard::token_hash;
use cordon_api::routes::{AppSettings, app};

const TOKEN: &str = "a-token-of-some-length";

#[actix_web::test]
async fn a_server_with_a_token_asks_for_it() {
    let settings = AppSettings { token_hash: Some(token_hash(TOKEN)) };
    let service = init_service(app(small_state(), settings)).await;
    let status = async |address: &str, header: Option<String>| {
        let request = TestRequest::get().uri(address);
        let request = match header {
            Some(value) => request.insert_header((AUTHORIZATION, value)),
            None => request,
        };
        call_service(&service, request.to_request()).await.status().as_u16()
    };
    assert_eq!(status("/collections", None).await, 401);
    assert_eq!(status("/collections", Some("Bearer wrong-token-of-length".into())).await, 401);
    assert_eq!(status("/collections", Some(format!("Basic {TOKEN}"))).await, 401);
    assert_eq!(status("/collections", Some(format!("Bearer {TOKEN}"))).await, 200);
    assert_eq!(status("/health", None).await, 200);
}
