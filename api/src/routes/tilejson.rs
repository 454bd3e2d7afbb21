//! What tiles there are: TileJSON 3.0, tile sets and the matrix set of OGC API Tiles.

use super::features::link;
use super::tiles::{MATRIX_SET, RISK_BANDS, RISK_IMAGE, check_matrix_set};
use super::{State, base_url};
use crate::assessed;
use crate::error::{ApiError, Problem};
use crate::layer::{Layer, SYMBOL_COLUMNS};
use crate::risk::bands;
use crate::state::AppState;
use crate::tile::encode::{ASSESSED_PROPERTY, COUNT_PROPERTY, DEMONSTRATION_PROPERTY};
use crate::tile::{ADVERTISED_MAX_ZOOM, MAX_ZOOM};
use actix_web::{HttpRequest, HttpResponse, web};
use cordon_engine::units::LonLatBox;
use serde_json::{Map, Value, json};

/// Address of the matrix set in the OGC register.
const MATRIX_SET_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
/// Half the side of the web-mercator square, m: pi times 6,378,137 m.
const HALF_SQUARE_M: f64 = 20_037_508.342_789_244;
/// A pixel of 0.28 mm (OGC 06-042, WMS 1.3).
const PIXEL_M: f64 = 0.000_28;

/// TileJSON of a layer.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/tiles/{layer}.json", tag = "tiles",
    params(("layer" = String, Path, description = "layer, risk_bands or risk")),
    responses((status = 200, description = "TileJSON 3.0", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn tilejson(state: State, name: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let unknown = || ApiError::Unknown { kind: "page", id: format!("/tiles/{name}") };
    let layer = name.strip_suffix(".json").ok_or_else(unknown)?;
    let base = base_url(&request);
    Ok(HttpResponse::Ok().json(tilejson_of(&state, layer, &base)?))
}

fn tilejson_of(state: &AppState, id: &str, base: &str) -> Result<Value, ApiError> {
    let (title, extent, fields, ending) = match id {
        RISK_BANDS => ("individual risk, bands / 个人风险等值带".to_owned(), state.city.extent, band_fields(), "mvt"),
        RISK_IMAGE => ("individual risk / 个人风险".to_owned(), state.city.extent, Map::new(), "png"),
        _ => {
            let layer = state.layer(id)?;
            let fields = layer_fields(layer);
            let title = format!("{} / {}", layer.title.en, layer.title.zh);
            (title, layer.extent().unwrap_or(state.city.extent), fields, "mvt")
        }
    };
    let mark = if state.city.demonstration { crate::DEMONSTRATION_MARK } else { "" };
    let mut answer = json!({
        "tilejson": "3.0.0",
        "name": id,
        "description": format!("{title}. {mark}").trim_end(),
        "attribution": format!("Cordon {mark}").trim_end(),
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [format!("{base}/tiles/{id}/{{z}}/{{x}}/{{y}}.{ending}?v={}", state.edition_of(id))],
        "minzoom": 0,
        "maxzoom": ADVERTISED_MAX_ZOOM,
        "bounds": bounds(&extent),
        "center": [extent.centre().lon_deg, extent.centre().lat_deg, 10],
        "edition": &**state.edition_of(id),
        "demonstration": state.city.demonstration,
    });
    if ending == "mvt" {
        answer["vector_layers"] = json!([{"id": id, "description": title, "fields": fields,
            "minzoom": 0, "maxzoom": ADVERTISED_MAX_ZOOM}]);
    }
    if let Ok(layer) = state.layer(id) {
        // to this zoom one feature may stand for several, says so in feature_count, and carries few fields
        answer["thinned_to_zoom"] = json!(layer.index.deepest_thinned());
        let kept = layer.columns.iter().map(|column| column.name.as_str()).filter(|name| SYMBOL_COLUMNS.contains(name));
        answer["thinned_fields"] = kept.chain(added_fields(layer).map(|(name, _)| name)).collect();
    }
    Ok(answer)
}

/// Fields of the tiles of a layer: its columns and what the server adds.
fn layer_fields(layer: &Layer) -> Map<String, Value> {
    let own = layer.columns.iter().map(|column| (column.name.clone(), json!(column.json_type)));
    own.chain(added_fields(layer).map(|(name, kind)| (name.to_owned(), json!(kind)))).collect()
}

fn added_fields(layer: &Layer) -> impl Iterator<Item = (&'static str, &'static str)> {
    let told = assessed::is_told(&layer.id).then_some((ASSESSED_PROPERTY, "boolean"));
    [(COUNT_PROPERTY, "number"), (DEMONSTRATION_PROPERTY, "boolean")].into_iter().chain(told)
}

fn band_fields() -> Map<String, Value> {
    bands::COLUMNS
        .iter()
        .map(|&name| (name.to_owned(), json!(if name == "colour" { "string" } else { "number" })))
        .collect()
}

fn bounds(extent: &LonLatBox) -> [f64; 4] {
    [extent.west_deg, extent.south_deg, extent.east_deg, extent.north_deg]
}

/// Tile sets of a layer.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/collections/{collection}/tiles", tag = "tiles",
    params(("collection" = String, Path, description = "layer")),
    responses((status = 200, description = "its tile sets", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn tile_sets(state: State, id: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let layer = state.layer(&id)?;
    let here = format!("{}/collections/{}/tiles", base_url(&request), layer.id);
    let set = json!({
        "title": layer.title.en, "dataType": "vector", "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": MATRIX_SET_URI, "tileMatrixSetId": MATRIX_SET,
        "links": [link(&format!("{here}/{MATRIX_SET}"), "self", "application/json", "this tile set")],
    });
    let links = json!([link(&here, "self", "application/json", "this document")]);
    Ok(HttpResponse::Ok().json(json!({"links": links, "tilesets": [set]})))
}

/// The tile set of a layer.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/collections/{collection}/tiles/{set}", tag = "tiles",
    params(("collection" = String, Path, description = "layer"), ("set" = String, Path, description = "WebMercatorQuad")),
    responses((status = 200, description = "the tile set", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn tile_set(
    state: State,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (id, set) = path.into_inner();
    check_matrix_set(&set)?;
    let layer = state.layer(&id)?;
    let base = base_url(&request);
    let here = format!("{base}/collections/{id}/tiles/{set}");
    let extent = layer.extent().unwrap_or(state.city.extent);
    let tile = |format: &str, media_type: &str| {
        let mut item = link(
            &format!("{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f={format}&v={}", state.edition_of(&id)),
            "item",
            media_type,
            format,
        );
        item["templated"] = json!(true);
        item
    };
    Ok(HttpResponse::Ok().json(json!({
        "title": layer.title.en, "dataType": "vector", "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": MATRIX_SET_URI, "tileMatrixSetId": MATRIX_SET,
        "boundingBox": {"lowerLeft": [extent.west_deg, extent.south_deg],
            "upperRight": [extent.east_deg, extent.north_deg], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
        "links": [
            link(&here, "self", "application/json", "this tile set"),
            link(&format!("{base}/tileMatrixSets/{MATRIX_SET}"),
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "application/json", "tile matrix set"),
            tile("mvt", "application/vnd.mapbox-vector-tile"),
            tile("geojson", "application/geo+json"),
        ],
    })))
}

/// The tile matrix sets.
#[utoipa::path(get, path = "/tileMatrixSets", tag = "tiles",
    responses((status = 200, description = "the tile matrix sets", body = Object)))]
pub async fn matrix_sets(request: HttpRequest) -> HttpResponse {
    let here = format!("{}/tileMatrixSets/{MATRIX_SET}", base_url(&request));
    HttpResponse::Ok().json(json!({"tileMatrixSets": [{"id": MATRIX_SET, "uri": MATRIX_SET_URI,
        "links": [link(&here, "self", "application/json", MATRIX_SET)]}]}))
}

/// The web-mercator square.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/tileMatrixSets/{set}", tag = "tiles",
    params(("set" = String, Path, description = "WebMercatorQuad")),
    responses((status = 200, description = "the tile matrix set", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn matrix_set(set: web::Path<String>) -> Result<HttpResponse, ApiError> {
    check_matrix_set(&set)?;
    let matrices: Vec<Value> = (0..=MAX_ZOOM)
        .map(|z| {
            let tiles = 1_u64 << z;
            let cell_m = 2.0 * HALF_SQUARE_M / (tiles as f64 * 256.0);
            json!({"id": z.to_string(), "scaleDenominator": cell_m / PIXEL_M, "cellSize": cell_m,
                "cornerOfOrigin": "topLeft", "pointOfOrigin": [-HALF_SQUARE_M, HALF_SQUARE_M],
                "tileWidth": 256, "tileHeight": 256, "matrixWidth": tiles, "matrixHeight": tiles})
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({"id": MATRIX_SET, "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI, "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "orderedAxes": ["X", "Y"], "tileMatrices": matrices})))
}
