//! Tiles by address: vector, GeoJSON and image.

use super::{State, query_pairs};
use crate::error::ApiError;
use crate::risk;
use crate::state::AppState;
use crate::tile::build;
use crate::tile::cache::{Encoding, RenderedTile, TileFormat, TileKey};
use crate::tile::encode::{self, TileContent};
use crate::tile::{MAX_ZOOM, TileId};
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
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

fn tile_of(z: &str, x: &str, y: &str) -> Result<TileId, ApiError> {
    let mut problems = Vec::new();
    let mut number = |field: &str, text: &str| {
        text.parse::<u32>().unwrap_or_else(|_| {
            let allowed = format!("a whole number; zoom 0 to {MAX_ZOOM}");
            problems.push(FieldProblem::new(field, text, allowed, "wrong_type"));
            0
        })
    };
    let (z, x, y) = (number("z", z), number("x", x), number("y", y));
    if problems.is_empty() { Ok(TileId::new(z, x, y)?) } else { Err(problems.into()) }
}

async fn answer(
    state: &State,
    layer: String,
    tile: TileId,
    format: TileFormat,
    request: &HttpRequest,
) -> Result<HttpResponse, ApiError> {
    check_layer(state, &layer, format)?;
    let key = TileKey { layer, tile, format, edition: Arc::clone(&state.edition) };
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let wanted = Encoding::negotiate(accepted);
    if let Some(found) = state.tiles.get(&key).filter(|found| found.is_ready(found.usable(wanted))) {
        return Ok(respond(&found, wanted, request));
    }
    let rendered = state.run(move |state| {
        let rendered = rendered(state, key)?;
        // compressed here, not on the worker that answers
        let _ = rendered.body(rendered.usable(wanted));
        Ok(rendered)
    });
    Ok(respond(&*rendered.await?, wanted, request))
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
    let bytes = render(state, &key)?;
    let format = key.format;
    Ok(state.tiles.get_or_render(key, || RenderedTile::new(bytes, format)))
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
            let fid = |row: usize| row as u64;
            let (features, table) = (features.as_slice(), &table);
            let content = TileContent { layer: RISK_BANDS, tile, features, table, fid: &fid, demonstration };
            Ok(encoded(&content, key.format))
        }
        name => {
            let layer = state.layer(name)?;
            let features = &build::features(layer, tile);
            let fid = |row: usize| layer.fid_of(row);
            let content = TileContent { layer: name, tile, features, table: &layer.table, fid: &fid, demonstration };
            Ok(encoded(&content, key.format))
        }
    }
}

fn encoded(content: &TileContent<'_>, format: TileFormat) -> Vec<u8> {
    if format == TileFormat::GeoJson { encode::geojson(content) } else { encode::mvt(content) }
}

fn respond(tile: &RenderedTile, wanted: Encoding, request: &HttpRequest) -> HttpResponse {
    let encoding = tile.usable(wanted);
    let tag = tile.etag(encoding);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    let unchanged = known.split(',').map(str::trim).any(|known| known == tag || known == "*");
    let mut answer = match (unchanged, tile.is_empty()) {
        (true, _) => HttpResponse::NotModified(),
        (false, true) => HttpResponse::NoContent(),
        (false, false) => HttpResponse::Ok(),
    };
    // the address carries the edition only when the client took it from the TileJSON
    let versioned = request.query_string().contains("v=");
    let caching = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, caching)).insert_header((VARY, "Accept-Encoding"));
    if unchanged || tile.is_empty() {
        return answer.finish();
    }
    let coding = match encoding {
        Encoding::Identity => "identity",
        Encoding::Gzip => "gzip",
        Encoding::Brotli => "br",
    };
    answer.insert_header((CONTENT_TYPE, tile.media_type())).insert_header((CONTENT_ENCODING, coding));
    answer.body(tile.body(encoding))
}
