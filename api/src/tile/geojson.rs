//! Writing a tile as GeoJSON (RFC 7946: degrees, right-handed rings, first vertex repeated).
//!
//! Written as text at once: a tree of values for five thousand features would take longer than the
//! rest of the tile.

use super::build::{TileFeature, TileGeometry};
use super::encode::{ASSESSED_PROPERTY, COUNT_PROPERTY, DEMONSTRATION_PROPERTY, TileContent};
use super::rings::{TilePoint, TileRing};
use super::{TileId, to_lon_lat};
use crate::layer::round_degrees;
use rayon::prelude::*;
use serde::Serialize;

/// Bytes that a feature takes, about.
const FEATURE_BYTES: usize = 400;
/// Features that are written in one go: fewer would not be worth another thread.
const WRITTEN_TOGETHER: usize = 256;

/// The GeoJSON of a content.
#[must_use]
pub fn geojson(content: &TileContent<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",");
    if content.demonstration {
        put_member(&mut out, DEMONSTRATION_PROPERTY, &true);
        out.push(b',');
    }
    out.extend_from_slice(b"\"features\":");
    let written: Vec<Vec<u8>> =
        content.features.par_chunks(WRITTEN_TOGETHER).map(|some| put_features(content, some)).collect();
    out.push(b'[');
    out.extend_from_slice(&written.join(&b','));
    out.extend_from_slice(b"]}");
    out
}

/// Features with commas between them.
fn put_features(content: &TileContent<'_>, features: &[TileFeature]) -> Vec<u8> {
    let mut out = Vec::with_capacity(features.len() * FEATURE_BYTES);
    for feature in features {
        put_comma(&mut out, 0);
        put_feature(&mut out, content, feature);
    }
    out
}

fn put_feature(out: &mut Vec<u8>, content: &TileContent<'_>, feature: &TileFeature) {
    out.extend_from_slice(b"{\"type\":\"Feature\",");
    put_member(out, "id", &(content.fid)(feature.row));
    out.extend_from_slice(b",\"properties\":{");
    put_properties(out, content, feature);
    out.extend_from_slice(b"},\"geometry\":{");
    put_geometry(out, content.tile, &feature.geometry);
    out.extend_from_slice(b"}}");
}

fn put_properties(out: &mut Vec<u8>, content: &TileContent<'_>, feature: &TileFeature) {
    let start = out.len();
    let names = content.table.names();
    for &column in content.columns {
        let value = content.table.value(feature.row, column);
        if !value.is_null() {
            put_comma(out, start);
            put_member(out, &names[column], value);
        }
    }
    if feature.count > 1 {
        put_comma(out, start);
        put_member(out, COUNT_PROPERTY, &feature.count);
    }
    if content.demonstration {
        put_comma(out, start);
        put_member(out, DEMONSTRATION_PROPERTY, &true);
    }
    if let Some(assessed) = content.assessed.and_then(|rows| rows.get(feature.row)) {
        put_comma(out, start);
        put_member(out, ASSESSED_PROPERTY, assessed);
    }
}

fn put_comma(out: &mut Vec<u8>, start: usize) {
    if out.len() > start {
        out.push(b',');
    }
}

fn put_member(out: &mut Vec<u8>, name: &str, value: &(impl Serialize + ?Sized)) {
    put_json(out, name);
    out.push(b':');
    put_json(out, value);
}

fn put_json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let before = out.len();
    // writing to memory cannot fail, and no value of a layer refuses to be written
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

fn put_list<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, put: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        put(out, item);
    }
    out.push(b']');
}

fn put_geometry(out: &mut Vec<u8>, tile: TileId, geometry: &TileGeometry) {
    let point = |out: &mut Vec<u8>, point: &TilePoint| put_point(out, tile, *point);
    let line = |out: &mut Vec<u8>, points: &Vec<TilePoint>| put_list(out, points, point);
    match geometry {
        TileGeometry::Point(only) => {
            put_kind(out, "Point");
            point(out, only);
        }
        TileGeometry::Points(points) => {
            put_kind(out, "MultiPoint");
            put_list(out, points, point);
        }
        TileGeometry::Lines(lines) if lines.len() == 1 => {
            put_kind(out, "LineString");
            line(out, &lines[0]);
        }
        TileGeometry::Lines(lines) => {
            put_kind(out, "MultiLineString");
            put_list(out, lines, line);
        }
        TileGeometry::Polygon(ring) => {
            put_kind(out, "Polygon");
            put_rings(out, tile, std::slice::from_ref(ring));
        }
        TileGeometry::Polygons(polygons) => {
            put_kind(out, "MultiPolygon");
            put_list(out, polygons, |out, rings| put_rings(out, tile, rings));
        }
    }
}

fn put_kind(out: &mut Vec<u8>, kind: &str) {
    put_member(out, "type", kind);
    out.extend_from_slice(b",\"coordinates\":");
}

/// A tile ring is clockwise on the screen: the other way round is RFC 7946's right hand.
fn put_rings(out: &mut Vec<u8>, tile: TileId, rings: &[TileRing]) {
    put_list(out, rings, |out, ring| {
        put_list(out, ring.iter().rev().chain(ring.last()), |out, &point| put_point(out, tile, point));
    });
}

fn put_point(out: &mut Vec<u8>, tile: TileId, [x, y]: TilePoint) {
    let place = to_lon_lat(tile.world([f64::from(x), f64::from(y)]));
    put_json(out, &[round_degrees(place.lon_deg), round_degrees(place.lat_deg)]);
}
