//! The user's own base map, as far as it lies on this server.

use super::{AppSettings, State};
use crate::basemap::Basemap;
use crate::basemap::archive::Archive;
use crate::basemap::mbtiles::Mbtiles;
use crate::error::{ApiError, Problem};
use crate::tile::TileId;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, web};
use cordon_engine::provenance::FieldProblem;
use std::sync::Arc;

/// First bytes of a gzip stream: vector tiles of MBTiles are stored so.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

type Settings = web::Data<AppSettings>;

/// A range of the PMTiles file named by `--basemap`.
///
/// # Errors
/// No such base map, no range, a range outside the file.
#[utoipa::path(get, path = "/basemap/archive.pmtiles", tag = "tiles",
    responses((status = 206, description = "the bytes of the range"),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn archive(state: State, settings: Settings, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let basemap = basemap_of(&settings, "archive.pmtiles")?;
    let Basemap::Archive(archive) = &*basemap else { return Err(unknown("archive.pmtiles")) };
    let asked = request.headers().get(RANGE).and_then(|value| value.to_str().ok()).unwrap_or("nothing");
    let (first, last) = archive.range(asked).ok_or_else(|| bad_range(asked, archive))?;
    let (length, tag) = (archive.length, archive.tag.clone());
    let bytes = state.run(move |_| match &*basemap {
        Basemap::Archive(archive) => archive.read(first, last).map_err(ApiError::internal),
        _ => Err(unknown("archive.pmtiles")),
    });
    let mut answer = HttpResponse::build(StatusCode::PARTIAL_CONTENT);
    answer.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{length}")));
    // said to be identity, so that nothing on the way packs a piece of a file
    answer.insert_header((CONTENT_ENCODING, "identity")).insert_header((CONTENT_TYPE, "application/octet-stream"));
    answer
        .insert_header((ETAG, tag))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CACHE_CONTROL, "no-cache"));
    Ok(answer.body(bytes.await?))
}

fn bad_range(asked: &str, archive: &Archive) -> ApiError {
    let allowed = format!("bytes=first-last, from 0 to {}", archive.length.saturating_sub(1));
    ApiError::parameter(FieldProblem::new("Range", asked, allowed, "out_of_range"))
}

/// A tile of the MBTiles file named by `--basemap`.
///
/// # Errors
/// No such base map, bad address.
#[utoipa::path(get, path = "/basemap/tiles/{z}/{x}/{y}", tag = "tiles",
    params(("z" = u32, Path, description = "zoom, 0 to 22"), ("x" = u32, Path, description = "column from the west"),
        ("y" = u32, Path, description = "row from the north")),
    responses((status = 200, description = "the tile as it is in the file"),
        (status = 204, description = "nothing in this tile"),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn tile(
    state: State,
    settings: Settings,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let basemap = basemap_of(&settings, "tiles")?;
    let (z, x, y) = path.into_inner();
    let tile = super::tiles::tile_of(&z, &x, &y)?;
    let found = state.run(move |_| match &*basemap {
        Basemap::Mbtiles(tiles) => Ok((read(tiles, tile)?, tiles.media_type())),
        _ => Err(unknown("tiles")),
    });
    let (bytes, media_type) = found.await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "private, max-age=3600"));
    let Some(bytes) = bytes else { return Ok(answer.status(StatusCode::NO_CONTENT).finish()) };
    let coding = if bytes.starts_with(&GZIP_MAGIC) { "gzip" } else { "identity" };
    Ok(answer.insert_header((CONTENT_TYPE, media_type)).insert_header((CONTENT_ENCODING, coding)).body(bytes))
}

fn read(tiles: &Mbtiles, tile: TileId) -> Result<Option<Vec<u8>>, ApiError> {
    tiles.tile(tile).map_err(ApiError::internal)
}

fn basemap_of(settings: &AppSettings, what: &str) -> Result<Arc<Basemap>, ApiError> {
    settings.basemap.clone().ok_or_else(|| unknown(what))
}

fn unknown(what: &str) -> ApiError {
    ApiError::Unknown { kind: "page", id: format!("/basemap/{what}") }
}
