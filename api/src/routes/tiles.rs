//! Tiles by address: vector, GeoJSON and image.

use super::{AppSettings, State, query_pairs};
use crate::error::ApiError;
use crate::risk;
use crate::state::AppState;
use crate::tile::build;
use crate::tile::cache::{Encoding, RenderedTile, TileFormat, TileKey};
use crate::tile::encode::{TileContent, mvt};
use crate::tile::geojson::geojson;
use crate::tile::{MAX_ZOOM, TileId};
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use cordon_engine::provenance::FieldProblem;
use std::sync::Arc;

/// Name of the layer of risk isobands.
pub const RISK_BANDS: &str = "risk_bands";
/// Name of the image layer of risk.
pub const RISK_IMAGE: &str = "risk";
/// The one tile matrix set.
pub const MATRIX_SET: &str = "WebMercatorQuad";

/// A tile by the shortcut address, column before row.
///
/// # Errors
/// Bad address, unknown layer, risk not ready.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}.{format}", tag = "tiles",
    params(("layer" = String, Path, description = "layer, or risk_bands, or risk (png only)"),
        ("z" = u32, Path, description = "zoom, 0 to 22"), ("x" = u32, Path, description = "column from the west"),
        ("y" = u32, Path, description = "row from the north"),
        ("format" = String, Path, description = "mvt, geojson or png")),
    responses((status = 200, description = "the tile"), (status = 204, description = "nothing in this tile"),
        (status = 304, description = "not changed"),
        (status = 400, description = "refused input", body = crate::error::Problem, content_type = "application/problem+json")))]
pub async fn xyz_tile(
    state: State,
    path: web::Path<(String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (layer, z, x, name) = path.into_inner();
    let (y, ending) = name.split_once('.').unwrap_or((&name, "mvt"));
    let format = format_of("format", ending)?;
    answer(&state, layer, tile_of(&z, &x, y)?, format, &request).await
}

/// A tile by the address of OGC API Tiles, row before column; `f` chooses the format.
///
/// # Errors
/// As [`xyz_tile`].
#[utoipa::path(get, path = "/collections/{collection}/tiles/{set}/{z}/{y}/{x}", tag = "tiles",
    params(("collection" = String, Path, description = "layer"), ("set" = String, Path, description = "WebMercatorQuad"),
        ("z" = u32, Path, description = "zoom"), ("y" = u32, Path, description = "row"),
        ("x" = u32, Path, description = "column"), ("f" = Option<String>, Query, description = "mvt or geojson")),
    responses((status = 200, description = "the tile"), (status = 204, description = "nothing in this tile"),
        (status = 400, description = "refused input", body = crate::error::Problem, content_type = "application/problem+json")))]
pub async fn ogc_tile(
    state: State,
    path: web::Path<(String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (layer, set, z, y, x) = path.into_inner();
    check_matrix_set(&set)?;
    let pairs = query_pairs(&request)?;
    let asked = pairs.iter().find(|(name, _)| name == "f").map(|(_, value)| value.as_str());
    // some clients put the format behind the column
    let (x, ending) = x.split_once('.').unwrap_or((&x, "mvt"));
    answer(&state, layer, tile_of(&z, x, &y)?, format_of("f", asked.unwrap_or(ending))?, &request).await
}

/// Refuses tile matrix sets that are not served.
pub(super) fn check_matrix_set(set: &str) -> Result<(), ApiError> {
    if set == MATRIX_SET { Ok(()) } else { Err(ApiError::Unknown { kind: "tile matrix set", id: set.into() }) }
}

fn format_of(field: &str, name: &str) -> Result<TileFormat, ApiError> {
    TileFormat::from_name(name)
        .ok_or_else(|| ApiError::parameter(FieldProblem::new(field, name, "mvt, geojson or png", "unknown_value")))
}

/// The address as numbers, or every number of it that is refused with what would be allowed.
pub(super) fn tile_of(z: &str, x: &str, y: &str) -> Result<TileId, ApiError> {
    // numbers of any length are numbers: too large is another mistake than not a number
    let whole = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| text.parse::<u32>().unwrap_or(u32::MAX))
    };
    let (zoom, column, row) = (whole(z), whole(x), whole(y));
    if let (Some(zoom), Some(column), Some(row)) = (zoom, column, row) {
        return Ok(TileId::new(zoom, column, row)?);
    }
    let last = zoom.filter(|&zoom| zoom <= MAX_ZOOM).map_or("2^z - 1".into(), |zoom| ((1_u32 << zoom) - 1).to_string());
    let fields = [("z", z, zoom, MAX_ZOOM.to_string()), ("x", x, column, last.clone()), ("y", y, row, last)];
    let not_whole = fields.into_iter().filter(|(_, _, number, _)| number.is_none());
    let problems = not_whole.map(|(name, text, _, last)| {
        FieldProblem::new(name, text, format!("a whole number, 0 to {last}"), "wrong_type")
    });
    Err(problems.collect::<Vec<_>>().into())
}

async fn answer(
    state: &State,
    layer: String,
    tile: TileId,
    format: TileFormat,
    request: &HttpRequest,
) -> Result<HttpResponse, ApiError> {
    check_layer(state, &layer, format)?;
    let edition = Arc::clone(state.edition_of(&layer));
    let key = TileKey { layer, tile, format, edition };
    let wanted = Encoding::negotiate(header(request, ACCEPT_ENCODING));
    if let Some(found) = state.tiles.get(&key).filter(|found| found.is_ready(found.usable(wanted))) {
        return Ok(respond(&found, wanted, &key.edition, request));
    }
    let edition = Arc::clone(&key.edition);
    let rendered = state.run(move |state| {
        let rendered = rendered(state, key)?;
        // compressed and hashed here, not on the worker that answers
        let _ = rendered.body(rendered.usable(wanted));
        Ok(rendered)
    });
    Ok(respond(&*rendered.await?, wanted, &edition, request))
}

fn check_layer(state: &AppState, layer: &str, format: TileFormat) -> Result<(), ApiError> {
    let is_image = format == TileFormat::Png;
    match layer {
        RISK_IMAGE if is_image => state.risk().map(drop),
        RISK_BANDS if !is_image => state.risk().map(drop),
        _ if is_image || layer == RISK_IMAGE => {
            let allowed = "png for 'risk', mvt or geojson for every other layer";
            Err(ApiError::parameter(FieldProblem::new("format", layer, allowed, "unknown_value")))
        }
        _ => state.layer(layer).map(drop),
    }
}

/// The tile from the cache, or rendered now.
///
/// # Errors
/// Unknown layer, risk not ready, internal fault.
pub fn rendered(state: &AppState, key: TileKey) -> Result<Arc<RenderedTile>, ApiError> {
    if let Some(found) = state.tiles.get(&key) {
        return Ok(found);
    }
    let tile = RenderedTile::new(render(state, &key)?, key.format);
    Ok(state.tiles.keep(key, tile))
}

/// Renders a tile without the cache.
///
/// # Errors
/// Unknown layer, risk not ready, internal fault.
pub fn render(state: &AppState, key: &TileKey) -> Result<Vec<u8>, ApiError> {
    let (tile, demonstration) = (key.tile, state.city.demonstration);
    match key.layer.as_str() {
        RISK_IMAGE => risk::image::png(&state.risk()?.field, &state.levels, tile).map_err(ApiError::internal),
        RISK_BANDS => {
            let (features, table) = risk::bands::features(&state.risk()?.field, &state.levels, tile);
            Ok(encoded(
                &TileContent {
                    layer: RISK_BANDS,
                    tile,
                    features: &features,
                    table: &table,
                    columns: &std::array::from_fn::<usize, { risk::bands::COLUMNS.len() }, _>(|column| column),
                    fid: &|row| row as u64,
                    assessed: None,
                    demonstration,
                },
                key.format,
            ))
        }
        name => {
            let layer = state.layer(name)?;
            Ok(encoded(
                &TileContent {
                    layer: name,
                    tile,
                    features: &build::features(layer, tile),
                    table: &layer.table,
                    columns: layer.tile_columns(tile.z),
                    fid: &|row| layer.fid_of(row),
                    assessed: state.risk().ok().and_then(|risk| risk.assessed.of_layer(name)),
                    demonstration,
                },
                key.format,
            ))
        }
    }
}

fn encoded(content: &TileContent<'_>, format: TileFormat) -> Vec<u8> {
    if format == TileFormat::GeoJson { geojson(content) } else { mvt(content) }
}

fn header(request: &HttpRequest, name: HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn respond(tile: &RenderedTile, wanted: Encoding, edition: &str, request: &HttpRequest) -> HttpResponse {
    let encoding = tile.usable(wanted);
    let body = tile.body(encoding);
    let unchanged = is_known(header(request, IF_NONE_MATCH), body.tag.as_bytes());
    let mut answer = match (unchanged, tile.is_empty()) {
        (true, _) => HttpResponse::NotModified(),
        (false, true) => HttpResponse::NoContent(),
        (false, false) => HttpResponse::Ok(),
    };
    answer.insert_header((ETAG, body.tag.clone())).insert_header((VARY, "Accept-Encoding"));
    answer.insert_header((CACHE_CONTROL, caching(request, edition)));
    if unchanged || tile.is_empty() {
        return answer.finish();
    }
    answer.insert_header((CONTENT_TYPE, tile.media_type())).insert_header((CONTENT_ENCODING, encoding.name()));
    answer.body(body.bytes.clone())
}

/// Whether a client has the content already. `If-None-Match` compares weakly (RFC 9110, 13.1.2).
fn is_known(known: &str, tag: &[u8]) -> bool {
    let known = known.split(',').map(str::trim);
    known.map(|known| known.strip_prefix("W/").unwrap_or(known)).any(|known| known.as_bytes() == tag || known == "*")
}

/// An address with the edition of what it holds, as the TileJSON gives it, never changes its content;
/// one without, or of an edition that is gone, is asked again each time. Answers to a token are for
/// one client only.
fn caching(request: &HttpRequest, edition: &str) -> &'static str {
    let is_current = |pair: &str| pair.strip_prefix("v=").is_some_and(|version| version == edition);
    let with_token = request.app_data::<web::Data<AppSettings>>().is_some_and(|settings| settings.token_hash.is_some());
    match (request.query_string().split('&').any(is_current), with_token) {
        (true, false) => "public, max-age=31536000, immutable",
        (true, true) => "private, max-age=31536000, immutable",
        (false, _) => "no-cache",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        for known in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(is_known(known, b"\"abc\""), "{known}");
        }
        for other in ["", "abc", "\"ab\"", "\"abcd\""] {
            assert!(!is_known(other, b"\"abc\""), "{other}");
        }
    }

    #[test]
    fn every_number_of_an_address_is_judged() {
        let fields = |z: &str, x: &str, y: &str| match tile_of(z, x, y) {
            Err(ApiError::InvalidParameter { problems }) => {
                problems.into_iter().map(|problem| (problem.field, problem.allowed)).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        assert_eq!(fields("30", "0", "0"), [("z".to_owned(), "0 to 22".to_owned())]);
        assert_eq!(fields("3", "8", "-1").len(), 2);
        assert_eq!(fields("3", "99999999999999999999", "0"), [("x".to_owned(), "0 to 7 at zoom 3".to_owned())]);
        assert_eq!(fields("3", "a", "1.5")[0], ("x".to_owned(), "a whole number, 0 to 7".to_owned()));
        assert_eq!(fields("", "0", "0")[0].0, "z");
    }
}
