//! OGC API Features: collections and their items.

use super::paging::Page;
use super::{State, base_url, query_pairs};
use crate::error::{ApiError, Problem};
use crate::layer::Layer;
use crate::layer::query::ItemsQuery;
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value, json};

/// Media type of GeoJSON.
pub const GEOJSON: &str = "application/geo+json";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// All layers.
///
/// # Errors
/// None of its own.
#[utoipa::path(get, path = "/collections", tag = "features",
    responses((status = 200, description = "the layers of the city", body = Object)))]
pub async fn collections(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let base = base_url(&request);
    let collections: Vec<Value> = state.layers.iter().map(|layer| describe(&state, layer, &base)).collect();
    let links = json!([link(&format!("{base}/collections"), "self", "application/json", "this document")]);
    Ok(HttpResponse::Ok().json(json!({"links": links, "collections": collections})))
}

/// One layer.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/collections/{collection}", tag = "features",
    params(("collection" = String, Path, description = "layer")),
    responses((status = 200, description = "the layer", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn collection(state: State, id: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(describe(&state, state.layer(&id)?, &base_url(&request))))
}

/// Features of a layer: `bbox`, `limit`, `offset`, and `property=value` for every property.
///
/// # Errors
/// All refused parameters, unknown layer.
#[utoipa::path(get, path = "/collections/{collection}/items", tag = "features",
    params(("collection" = String, Path, description = "layer"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees"),
        ("limit" = Option<u32>, Query, description = "1 or more, 100 when absent; at most 10000 are sent at once"),
        ("offset" = Option<u32>, Query, description = "features to pass over"),
        ("{property}" = Option<String>, Query, description = "value that a property of the layer must have")),
    responses((status = 200, description = "a GeoJSON feature collection", body = Object, content_type = "application/geo+json"),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn items(state: State, id: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let pairs = query_pairs(&request)?;
    let base = format!("{}/collections/{id}", base_url(&request));
    let query = ItemsQuery::parse(&pairs, &state.layer(&id)?.columns)?;
    let text = state.run(move |state| Ok(page_text(state, state.layer(&id)?, &query, &pairs, &base))).await?;
    Ok(HttpResponse::Ok().content_type(GEOJSON).body(text))
}

/// One feature by its key.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/collections/{collection}/items/{feature}", tag = "features",
    params(("collection" = String, Path, description = "layer"), ("feature" = String, Path, description = "key")),
    responses((status = 200, description = "a GeoJSON feature", body = Object, content_type = "application/geo+json"),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn item(
    state: State,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let (id, key) = path.into_inner();
    let layer = state.layer(&id)?;
    let row = layer.row_of(&key).ok_or_else(|| ApiError::Unknown { kind: "feature", id: key.clone() })?;
    let collection = format!("{}/collections/{id}", base_url(&request));
    let mut feature = layer.feature(row, state.city.demonstration);
    feature["links"] = json!([
        link(&format!("{collection}/items/{key}"), "self", GEOJSON, "this feature"),
        link(&collection, "collection", "application/json", &layer.title.en),
    ]);
    Ok(HttpResponse::Ok().content_type(GEOJSON).body(feature.to_string()))
}

fn page_text(state: &AppState, layer: &Layer, query: &ItemsQuery, pairs: &[(String, String)], base: &str) -> String {
    let page = layer.select(query);
    let at = Page { offset: query.offset, limit: query.limit };
    let mut links = at.links(&format!("{base}/items"), GEOJSON, pairs, page.matched);
    links.push(link(base, "collection", "application/json", "the collection"));
    let features: Vec<Value> = page.rows.iter().map(|&row| layer.feature(row, state.city.demonstration)).collect();
    let mut collection = json!({
        "type": "FeatureCollection",
        "numberMatched": page.matched,
        "numberReturned": features.len(),
        "features": features,
        "links": links,
    });
    if state.city.demonstration {
        collection["demonstration"] = json!(true);
    }
    collection.to_string()
}

fn describe(state: &AppState, layer: &Layer, base: &str) -> Value {
    let here = format!("{base}/collections/{}", layer.id);
    let extent = layer.extent().unwrap_or(state.city.extent);
    let properties: Map<String, Value> =
        layer.columns.iter().map(|column| (column.name.clone(), json!({"type": column.json_type}))).collect();
    json!({
        "id": layer.id,
        "title": layer.title.en,
        "titles": layer.title,
        "description": description(state, layer),
        "itemType": "feature",
        "geometryType": layer.geometry_type,
        "numberOfFeatures": layer.len(),
        "properties": properties,
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": {"spatial": {
            "bbox": [[extent.west_deg, extent.south_deg, extent.east_deg, extent.north_deg]], "crs": CRS84}},
        "links": [
            link(&here, "self", "application/json", "this collection"),
            link(&format!("{here}/items"), "items", GEOJSON, "its features"),
            link(&format!("{here}/tiles"), "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                "application/json", "its vector tiles"),
        ],
    })
}

fn description(state: &AppState, layer: &Layer) -> String {
    let mark = if state.city.demonstration { crate::DEMONSTRATION_MARK_EN } else { "" };
    format!("{} / {}. {mark}", layer.title.en, layer.title.zh).trim_end().to_owned()
}

/// A link of an OGC answer.
pub(super) fn link(href: &str, rel: &str, media_type: &str, title: &str) -> Value {
    json!({"href": href, "rel": rel, "type": media_type, "title": title})
}
