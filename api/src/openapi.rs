//! The OpenAPI 3.1 description, from the handlers themselves.
//!
//! `openapi.json` in the root is the committed copy (`make openapi` writes it); a test
//! fails when the two differ.

use crate::routes::{
    basemap, city, features, harm_levels, landing, not_assessed, processes, risk, societal, substances, tilejson, tiles,
};
use utoipa::OpenApi;

/// Media type of the description.
pub const MEDIA_TYPE: &str = "application/vnd.oai.openapi+json;version=3.1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cordon",
        description = "Open urban-risk one map: layers, tiles, risk and models of a city. \
            Errors are RFC 9457 problem details with a stable code and every refused value.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "common", description = "landing page, health, conformance"),
        (name = "city", description = "the city, its facilities and its risk"),
        (name = "features", description = "OGC API Features"),
        (name = "tiles", description = "OGC API Tiles, TileJSON and short tile addresses"),
        (name = "processes", description = "OGC API Processes: every model by name")
    ),
    paths(
        landing::landing, landing::health, landing::conformance, landing::api, harm_levels::harm_levels,
        city::city, city::facility, risk::risk_at, societal::societal_risk, societal::ranking,
        not_assessed::units, not_assessed::facilities,
        features::collections, features::collection, features::items, features::item,
        tiles::xyz_tile, tiles::ogc_tile, basemap::archive, basemap::tile,
        tilejson::tilejson, tilejson::tile_sets, tilejson::tile_set, tilejson::matrix_sets, tilejson::matrix_set,
        substances::substances, processes::list, processes::describe, processes::execute
    ),
    components(schemas(crate::error::Problem, landing::Health, processes::Execution))
)]
struct Document;

/// The description as text, indented, with a newline at the end.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document_text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&Document::openapi())? + "\n")
}
