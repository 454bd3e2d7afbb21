//! Tiles of a layer of 100,000 features (points, and polygons of twelve corners):
//!
//! | group | what is timed | limit |
//! |---|---|---|
//! | `tile_cold` | the fullest tile of every zoom: cut, encode, compress, hash | 50 ms |
//! | `tile_of_up_to_5000` | the fullest tile of those with all their features and fields | 5 ms |
//! | `tile_cached` | a request through the whole application, answered from the cache, and a 304 | 0.05 ms |
//!
//! Over the wire: `cordon serve --data big.gpkg` (from `cordon synth`), then
//! `wrk -t1 -c8 -d10s -H 'Accept-Encoding: gzip' http://127.0.0.1:8080/tiles/facility/10/837/420.mvt`.

use actix_web::test::{TestRequest, call_service, init_service};
use cordon_api::layer::{Column, Layer, RawFeature};
use cordon_api::routes::tiles::render;
use cordon_api::routes::{AppSettings, app};
use cordon_api::state::AppState;
use cordon_api::tile::cache::{Encoding, RenderedTile, TileFormat, TileKey};
use cordon_api::tile::index::FEATURE_BUDGET;
use cordon_api::tile::{ADVERTISED_MAX_ZOOM, TileId, to_world};
use cordon_engine::city::{BilingualName, City};
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::Terrain;
use criterion::{Criterion, criterion_group, criterion_main};
use geo_types::{Geometry, LineString, Point, Polygon};
use serde_json::json;
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

/// Features of each layer.
const FEATURES: u64 = 100_000;
/// Side of the city, degrees; most of the features crowd in its middle.
const SIDE_DEG: f64 = 0.6;

/// A place of a low-discrepancy sequence (golden ratio), crowded towards the middle.
fn place(index: u64) -> LonLat {
    let part = |ratio: f64| (index as f64 * ratio).fract() * 2.0 - 1.0;
    let (u, v) = (part(0.754_877_666_246_693), part(0.569_840_290_998_053_3));
    let crowd = |value: f64| 0.5 * SIDE_DEG * value * value.abs();
    LonLat { lon_deg: 114.3 + crowd(u), lat_deg: 30.6 + crowd(v) }
}

/// A ring of twelve corners of about 100 m.
fn block(middle: LonLat) -> Geometry<f64> {
    let corner = |step: u32| {
        let angle_rad = f64::from(step) * std::f64::consts::TAU / 12.0;
        let radius_deg = 0.000_4 + 0.000_2 * f64::from(step % 3);
        (
            middle.lon_deg + radius_deg * cordon_engine::math::cos(angle_rad),
            middle.lat_deg + radius_deg * cordon_engine::math::sin(angle_rad),
        )
    };
    Polygon::new(LineString::from_iter((0..12).map(corner)), vec![]).into()
}

fn layer(name: &str, geometry: impl Fn(LonLat) -> Geometry<f64>) -> Layer {
    let columns = ["id", "name_zh", "status", "kind"].map(|name| Column { name: name.into(), json_type: "string" });
    let numbers = ["quantity_kg", "temperature_k"].map(|name| Column { name: name.into(), json_type: "number" });
    let features = (0..FEATURES).map(|index| RawFeature {
        fid: index,
        id: format!("f-{index}"),
        geometry: Some(geometry(place(index))),
        values: vec![
            json!(format!("f-{index}")),
            json!(format!("企业 {index}")),
            json!(if index % 7 == 0 { "closed" } else { "active" }),
            json!(format!("kind {}", index % 12)),
            json!(index as f64 * 0.37),
            json!(293.15),
        ],
    });
    let columns = columns.into_iter().chain(numbers).collect();
    Layer::new(name, BilingualName::default(), columns, features.collect())
}

fn state() -> Arc<AppState> {
    let city = City {
        congested_regions: vec![],
        name: BilingualName { zh: "测速".into(), en: "bench".into() },
        demonstration: true,
        extent: LonLatBox { west_deg: 114.0, south_deg: 30.3, east_deg: 114.6, north_deg: 30.9 },
        terrain: Terrain::Urban,
        facilities: vec![],
        hazard_units: vec![],
        weather: None,
        edition: "bench".into(),
        caveats: vec![],
    };
    let point = |place: LonLat| Point::new(place.lon_deg, place.lat_deg).into();
    Arc::new(AppState::new(city, vec![layer("points", point), layer("blocks", block)]).unwrap())
}

/// The tile of a zoom with the most features, and how many.
fn fullest(z: u32) -> (TileId, usize) {
    let scale = f64::from(1_u32 << z);
    let mut counts: HashMap<(u32, u32), usize> = HashMap::new();
    for [x, y] in (0..FEATURES).map(|index| to_world(place(index))) {
        *counts.entry(((x * scale) as u32, (y * scale) as u32)).or_default() += 1;
    }
    let (&(x, y), &count) = counts.iter().max_by_key(|(tile, count)| (**count, **tile)).unwrap();
    (TileId { z, x, y }, count)
}

fn key(layer: &str, tile: TileId) -> TileKey {
    TileKey { layer: layer.into(), tile, format: TileFormat::Mvt, edition: "bench".into() }
}

/// The fullest tile that holds no more features than are all drawn, and how many.
fn fullest_within_budget() -> (TileId, usize) {
    let tiles = (0..=ADVERTISED_MAX_ZOOM).map(fullest).filter(|&(_, count)| count <= FEATURE_BUDGET);
    tiles.max_by_key(|&(_, count)| count).unwrap()
}

/// All the work for the first asker of a tile; the length of what is sent.
fn render_and_pack(state: &AppState, layer: &str, tile: TileId, format: TileFormat) -> usize {
    let key = TileKey { format, ..key(layer, tile) };
    let bytes = render(state, black_box(&key)).unwrap();
    RenderedTile::new(bytes, format).body(Encoding::Gzip).bytes.len()
}

fn cold(c: &mut Criterion) {
    let state = state();
    let mut group = c.benchmark_group("tile_cold");
    group.sample_size(10).measurement_time(std::time::Duration::from_secs(1));
    group.warm_up_time(std::time::Duration::from_millis(200));
    for layer in ["points", "blocks"] {
        for z in 0..=ADVERTISED_MAX_ZOOM {
            let (tile, count) = fullest(z);
            let id = format!("{layer}/z{z}/{count}_features");
            group.bench_function(id, |b| b.iter(|| render_and_pack(&state, layer, tile, TileFormat::Mvt)));
        }
    }
    group.finish();
    let (tile, count) = fullest_within_budget();
    let mut group = c.benchmark_group("tile_of_up_to_5000");
    for layer in ["points", "blocks"] {
        for (name, format) in [("mvt", TileFormat::Mvt), ("geojson", TileFormat::GeoJson)] {
            let id = format!("{layer}/{name}/z{}/{count}_features", tile.z);
            group.bench_function(id, |b| b.iter(|| render_and_pack(&state, layer, tile, format)));
        }
    }
    group.finish();
}

fn cached(c: &mut Criterion) {
    let state = state();
    let system = actix_web::rt::System::new();
    let service = system.block_on(init_service(app(state, AppSettings::default())));
    let (tile, _) = fullest_within_budget();
    let address = format!("/tiles/points/{}/{}/{}.mvt", tile.z, tile.x, tile.y);
    let ask = || TestRequest::get().uri(&address).insert_header(("accept-encoding", "gzip"));
    let first = system.block_on(call_service(&service, ask().to_request()));
    let tag = first.headers().get("etag").unwrap().clone();
    let mut group = c.benchmark_group("tile_cached");
    group.bench_function("whole", |b| {
        b.iter(|| assert_eq!(system.block_on(call_service(&service, ask().to_request())).status().as_u16(), 200));
    });
    group.bench_function("not_modified", |b| {
        let known = || ask().insert_header(("if-none-match", tag.clone())).to_request();
        b.iter(|| assert_eq!(system.block_on(call_service(&service, known())).status().as_u16(), 304));
    });
    group.finish();
}

criterion_group!(benches, cold, cached);
criterion_main!(benches);
