//! The front end, embedded in the binary.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use sha2::{Digest, Sha256};

include!(concat!(env!("OUT_DIR"), "/web_files.rs"));

/// An embedded file; `None` when there is none of that name.
#[must_use]
pub fn file(path: &str) -> Option<(&'static str, &'static [u8])> {
    FILES.iter().find(|(name, _)| *name == path).copied()
}

/// Answers with an embedded file, or `None` when there is none of that name.
#[must_use]
pub fn answer(path: &str, headers: &HeaderMap) -> Option<HttpResponse> {
    let (name, bytes) = file(path)?;
    let tag = format!("W/\"{}\"", hash(bytes));
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        return Some(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, content_type(name))).insert_header((ETAG, tag));
    answer.insert_header((CACHE_CONTROL, caching(name)));
    Some(answer.body(bytes))
}

/// Media type by file ending. Browsers load modules only as a JavaScript type.
#[must_use]
pub fn content_type(name: &str) -> String {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8".into(),
        Some("html") => "text/html; charset=utf-8".into(),
        Some("css") => "text/css; charset=utf-8".into(),
        Some("json" | "map") => "application/json".into(),
        Some("pbf") => "application/x-protobuf".into(),
        _ => mime_guess::from_path(name).first_or_octet_stream().to_string(),
    }
}

/// Files under `assets/` carry a hash in their name (Vite) and never change.
fn caching(name: &str) -> &'static str {
    if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_page() {
        assert!(file("index.html").is_some());
    }

    #[test]
    fn modules_are_javascript() {
        assert_eq!(content_type("assets/maplibre-gl.mjs"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("a.svg"), "image/svg+xml");
        assert_eq!(content_type("a.woff2"), "font/woff2");
    }
}
