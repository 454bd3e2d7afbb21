//! Tiles, decoded by an independent reader of the vector-tile format.

use super::support::{FACILITIES, get_json, lake, send, small_state};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::test::{TestRequest, read_body};
use cordon_api::layer::{Layer, RawFeature};
use cordon_api::tile::build::{TileGeometry, features};
use cordon_api::tile::clip::Window;
use cordon_api::tile::rings::{is_simple, tile_polygons, twice_area};
use cordon_api::tile::{BUFFER, EXTENT, TileId};
use cordon_engine::city::BilingualName;
use geo::Area;
use geozero::mvt::{Message, Tile};
use proptest::prelude::*;
use serde_json::json;
use std::io::Read;

/// Tile 10/837/420 covers 114.258 to 114.609 E, 30.449 to 30.751 N: most of the small city.
const HOME: &str = "10/837/420";

async fn tile(address: &str, encoding: &str) -> ServiceResponse {
    let request = TestRequest::get().uri(address).insert_header((ACCEPT_ENCODING, encoding));
    send(&small_state(), request).await
}

async fn decoded(layer: &str, address: &str) -> geozero::mvt::tile::Layer {
    let answer = tile(&format!("/tiles/{layer}/{address}.mvt"), "identity").await;
    assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), "application/vnd.mapbox-vector-tile");
    let tile = Tile::decode(&read_body(answer).await[..]).unwrap();
    tile.layers.into_iter().next().unwrap()
}

#[actix_web::test]
async fn a_vector_tile_holds_the_features_and_their_properties() {
    let layer = decoded("facility", HOME).await;
    assert_eq!((layer.name.as_str(), layer.version, layer.extent), ("facility", 2, Some(4096)));
    assert_eq!(layer.features.len(), FACILITIES.len());
    let first = &layer.features[0];
    let tags: Vec<_> =
        first.tags.chunks(2).map(|tag| (&layer.keys[tag[0] as usize], &layer.values[tag[1] as usize])).collect();
    let text = |name: &str| tags.iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.string_value.clone());
    assert_eq!(text("id").as_deref(), Some("f-1"));
    assert_eq!(text("name_zh").as_deref(), Some("工厂 f-1"));
    assert!(tags.iter().any(|(key, value)| *key == "demonstration" && value.bool_value == Some(true)));
    assert_eq!(first.id, Some(1));
}

#[actix_web::test]
async fn a_point_lies_where_the_mercator_formula_puts_it() {
    let layer = decoded("facility", HOME).await;
    // x = (114.30 + 180) / 360 * 1024 - 837 of 4096; y by asinh(tan(lat)), worked in Python.
    let zigzag = |value: u32| ((value >> 1) as i32) ^ -((value & 1) as i32);
    let point = [zigzag(layer.features[0].geometry[1]), zigzag(layer.features[0].geometry[2])];
    assert_eq!(point, [492, 2049]);
}

#[actix_web::test]
async fn rings_are_wound_as_the_specification_asks() {
    let layer = decoded("water", "12/3348/1682").await;
    assert!(!layer.features.is_empty());
    let [fixture] = &features_of(lake().into(), TileId::new(10, 836, 420).unwrap())[..] else { panic!("one feature") };
    let TileGeometry::Polygons(polygons) = &fixture.geometry else { panic!("polygons") };
    assert!(twice_area(&polygons[0][0]) > 0 && polygons[0][1..].iter().all(|hole| twice_area(hole) < 0));
}

#[actix_web::test]
async fn a_geojson_tile_agrees_with_the_vector_tile() {
    let state = small_state();
    let (_, collection) = get_json(&state, &format!("/tiles/facility/{HOME}.geojson")).await;
    let places = collection["features"].as_array().unwrap();
    assert_eq!(places.len(), FACILITIES.len());
    for (feature, (_, lon, lat, _)) in places.iter().zip(FACILITIES) {
        let position = &feature["geometry"]["coordinates"];
        // a unit of the tile is 0.352 / 4096 = 8.6e-5 degrees of longitude
        assert!((position[0].as_f64().unwrap() - lon).abs() < 5e-5, "{feature}");
        assert!((position[1].as_f64().unwrap() - lat).abs() < 5e-5, "{feature}");
    }
    assert_eq!(collection["demonstration"], true);
}

#[actix_web::test]
async fn both_addresses_give_the_same_tile() {
    let short = read_body(tile(&format!("/tiles/road/{HOME}.mvt"), "identity").await).await;
    let long = read_body(tile("/collections/road/tiles/WebMercatorQuad/10/420/837", "identity").await).await;
    assert!(!short.is_empty() && short == long);
    let geojson = tile("/collections/road/tiles/WebMercatorQuad/10/420/837?f=geojson", "identity").await;
    assert_eq!(geojson.headers().get(CONTENT_TYPE).unwrap(), "application/geo+json");
}

#[actix_web::test]
async fn an_unchanged_tile_is_not_sent_again() {
    let address = format!("/tiles/facility/{HOME}.mvt");
    let mut tags = Vec::new();
    for encoding in ["identity", "gzip"] {
        let first = tile(&address, encoding).await;
        assert_eq!(first.headers().get(CONTENT_ENCODING).unwrap(), encoding);
        let tag = first.headers().get(ETAG).unwrap().to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let request = TestRequest::get().uri(&address);
            let request = request.insert_header((ACCEPT_ENCODING, encoding)).insert_header((IF_NONE_MATCH, known));
            let again = send(&small_state(), request).await;
            assert_eq!(again.status().as_u16(), 304);
            assert_eq!(again.headers().get(ETAG).unwrap(), tag.as_str());
            assert!(read_body(again).await.is_empty());
        }
        tags.push(tag);
    }
    assert_ne!(tags[0], tags[1], "a strong tag belongs to one representation");
    let request = TestRequest::get().uri(&address).insert_header((IF_NONE_MATCH, "\"another\""));
    assert_eq!(send(&small_state(), request).await.status().as_u16(), 200);
}

#[actix_web::test]
async fn only_the_address_of_the_current_edition_may_be_kept_for_ever() {
    let (_, tilejson) = get_json(&small_state(), "/tiles/road.json").await;
    let address = tilejson["tiles"][0].as_str().unwrap();
    let version = address.split_once('?').unwrap().1;
    let caching = async |query: &str| {
        let answer = tile(&format!("/tiles/road/{HOME}.mvt{query}"), "identity").await;
        answer.headers().get(CACHE_CONTROL).unwrap().to_str().unwrap().to_owned()
    };
    assert!(caching(&format!("?{version}")).await.contains("immutable"));
    assert_eq!(caching("?v=edition-0").await, "no-cache");
    assert_eq!(caching("").await, "no-cache");
}

#[actix_web::test]
async fn a_compressed_tile_is_the_same_tile() {
    let address = format!("/tiles/facility/{HOME}.geojson");
    let plain = read_body(tile(&address, "identity").await).await;
    let gzip = read_body(tile(&address, "gzip").await).await;
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    assert!(gzip.len() < plain.len());
}

#[actix_web::test]
async fn nothing_there_is_no_content() {
    assert_eq!(tile("/tiles/facility/10/0/0.mvt", "identity").await.status().as_u16(), 204);
}

#[actix_web::test]
async fn the_tilejson_carries_edition_and_mark() {
    let (_, tilejson) = get_json(&small_state(), "/tiles/facility.json").await;
    assert_eq!(tilejson["tilejson"], "3.0.0");
    let address = tilejson["tiles"][0].as_str().unwrap();
    assert!(address.contains("/tiles/facility/{z}/{x}/{y}.mvt?v=edition-1-"), "{address}");
    assert!(tilejson["attribution"].as_str().unwrap().contains("演示"));
    assert!(tilejson["description"].as_str().unwrap().contains("not a real place"));
    let fields = &tilejson["vector_layers"][0]["fields"];
    assert_eq!((&fields["quantity_kg"], &fields["assessed"]), (&json!("number"), &json!("boolean")));
    assert_eq!(tilejson["thinned_to_zoom"], json!(null));
    let few = ["id", "name_zh", "feature_count", "demonstration", "assessed"];
    assert_eq!(tilejson["thinned_fields"], json!(few));
}

#[actix_web::test]
async fn risk_asks_to_come_back_while_it_is_computed() {
    let answer = tile("/tiles/risk_bands/10/837/420.mvt", "identity").await;
    assert_eq!(answer.status().as_u16(), 503);
    assert!(answer.headers().contains_key("retry-after"));
}

fn features_of(geometry: geo_types::Geometry<f64>, tile: TileId) -> Vec<cordon_api::tile::build::TileFeature> {
    let feature = RawFeature { fid: 1, id: "one".into(), geometry: Some(geometry), values: vec![] };
    let layer = Layer::new("one", BilingualName::default(), vec![], vec![feature]);
    features(&layer, tile)
}

/// The unclipped, unsimplified area that a tile should hold, by geo's own overlay on plain units.
fn reference_area(ring: &[[f64; 2]]) -> f64 {
    use geo::{BooleanOps, OpType};
    let (min, max) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let square = geo_types::Rect::new((min, min), (max, max)).to_polygon();
    let line = ring.iter().map(|&[x, y]| (x, y)).collect();
    geo_types::Polygon::new(line, vec![]).boolean_op(&square, OpType::Intersection).unsigned_area()
}

/// Length of a ring, and of the edge of the tile that may become part of it.
fn outline(ring: &[[f64; 2]]) -> f64 {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    let own: f64 = ends.map(|(a, b)| libm::hypot(a[0] - b[0], a[1] - b[1])).sum();
    own + 4.0 * f64::from(EXTENT + 2 * BUFFER)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any star-shaped ring, cut to a tile: simple, well wound, inside, and of the right area.
    #[test]
    fn cut_polygons_are_valid_and_keep_their_area(
        radii in prop::collection::vec(200.0..6_000.0_f64, 5..40),
        middle in [-2_000.0..6_000.0_f64, -2_000.0..6_000.0_f64],
    ) {
        let ring: Vec<[f64; 2]> = radii.iter().enumerate().map(|(index, radius)| {
            let angle_rad = 2.0 * std::f64::consts::PI * index as f64 / radii.len() as f64;
            [middle[0] + radius * libm::cos(angle_rad), middle[1] + radius * libm::sin(angle_rad)]
        }).collect();
        let polygons = tile_polygons(vec![ring.clone()], Window::tile());
        let mut area = 0.0;
        for rings in &polygons {
            prop_assert!(is_simple(rings));
            prop_assert!(twice_area(&rings[0]) > 0);
            for &[x, y] in rings.iter().flatten() {
                prop_assert!((-BUFFER..=EXTENT + BUFFER).contains(&x) && (-BUFFER..=EXTENT + BUFFER).contains(&y));
            }
            area += rings.iter().map(|ring| 0.5 * twice_area(ring) as f64).sum::<f64>();
        }
        // rounding moves no corner by more than 0.71 units, so the area by less than that times the outline
        let reference = reference_area(&ring);
        prop_assert!((area - reference).abs() <= 0.71 * outline(&ring) + 1.0, "{} {}", area, reference);
    }

    /// A polygon that crosses itself still gives valid rings only.
    #[test]
    fn a_tangle_gives_valid_rings(points in prop::collection::vec([-500..4_600_i32, -500..4_600_i32], 4..16)) {
        let ring: Vec<[f64; 2]> = points.iter().map(|&[x, y]| [f64::from(x), f64::from(y)]).collect();
        for rings in tile_polygons(vec![ring], Window::tile()) {
            prop_assert!(is_simple(&rings) && twice_area(&rings[0]) > 0);
        }
    }
}

#[test]
fn a_thinned_tile_says_for_how_many_a_feature_stands() {
    let many = (0..20_000).map(|index| RawFeature {
        fid: index,
        id: format!("p-{index}"),
        geometry: Some(
            geo_types::Point::new(114.3 + (index % 200) as f64 * 1e-4, 30.6 + (index / 200) as f64 * 1e-4).into(),
        ),
        values: vec![json!(index)],
    });
    let column = cordon_api::layer::Column { name: "number".into(), json_type: "integer" };
    let layer = Layer::new("many", BilingualName::default(), vec![column], many.collect());
    let drawn = features(&layer, TileId::new(9, 418, 210).unwrap());
    assert!(drawn.len() < 20_000);
    assert_eq!(drawn.iter().map(|feature| feature.count).sum::<u32>(), 20_000);
}
