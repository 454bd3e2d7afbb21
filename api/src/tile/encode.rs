//! Writing a tile: Mapbox vector tile 2.1 (protocol buffers, by hand: the messages are few and
//! flat) and GeoJSON.

use super::build::{TileFeature, TileGeometry};
use super::rings::TilePoint;
use super::{EXTENT, TileId, to_lon_lat};
use crate::layer::round_degrees;
use crate::layer::table::Table;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Property that says how many features a feature of a thinned tile stands for.
pub const COUNT_PROPERTY: &str = "feature_count";
/// Property of every feature of a fictitious city.
pub const DEMONSTRATION_PROPERTY: &str = "demonstration";

/// What a tile is made of.
#[derive(Clone, Copy)]
pub struct TileContent<'a> {
    /// Name of the layer.
    pub layer: &'a str,
    /// Address.
    pub tile: TileId,
    /// Features.
    pub features: &'a [TileFeature],
    /// Values by row of the layer.
    pub table: &'a Table,
    /// Row number in the store by row of the layer.
    pub fid: &'a (dyn Fn(usize) -> u64 + Sync),
    /// Mark every feature as belonging to a fictitious city.
    pub demonstration: bool,
}

const COMMAND_MOVE: u32 = 1;
const COMMAND_LINE: u32 = 2;
const COMMAND_CLOSE: u32 = 7;
const WIRE_BYTES: u32 = 2;
const WIRE_VARINT: u32 = 0;
const WIRE_DOUBLE: u32 = 1;

/// The Mapbox vector tile of a content; empty bytes for a tile without features.
#[must_use]
pub fn mvt(content: &TileContent<'_>) -> Vec<u8> {
    if content.features.is_empty() {
        return Vec::new();
    }
    let mut layer = Vec::with_capacity(content.features.len() * 48);
    put_key(&mut layer, 15, WIRE_VARINT);
    put_varint(&mut layer, 2);
    put_bytes(&mut layer, 1, content.layer.as_bytes());
    let mut values = TileValues::new(content);
    let (mut feature_bytes, mut scratch) = (Vec::new(), Vec::new());
    for feature in content.features {
        feature_bytes.clear();
        put_feature(&mut feature_bytes, &mut scratch, content, feature, &mut values);
        put_bytes(&mut layer, 2, &feature_bytes);
    }
    let extra = [COUNT_PROPERTY, DEMONSTRATION_PROPERTY];
    for name in content.table.names().iter().map(String::as_str).chain(extra) {
        put_bytes(&mut layer, 3, name.as_bytes());
    }
    layer.extend_from_slice(&values.bytes);
    put_key(&mut layer, 5, WIRE_VARINT);
    put_varint(&mut layer, EXTENT as u64);
    let mut tile = Vec::with_capacity(layer.len() + 8);
    put_bytes(&mut tile, 3, &layer);
    tile
}

fn put_feature(
    out: &mut Vec<u8>,
    scratch: &mut Vec<u8>,
    content: &TileContent<'_>,
    feature: &TileFeature,
    values: &mut TileValues<'_>,
) {
    put_key(out, 1, WIRE_VARINT);
    put_varint(out, (content.fid)(feature.row));
    scratch.clear();
    let columns = content.table.names().len();
    for (column, &cell) in content.table.cells_of(feature.row).iter().enumerate().filter(|&(_, &cell)| cell != 0) {
        put_varint(scratch, column as u64);
        put_varint(scratch, values.of_cell(cell));
    }
    if feature.count > 1 {
        put_varint(scratch, columns as u64);
        put_varint(scratch, values.of_extra(&json!(feature.count)));
    }
    if content.demonstration {
        put_varint(scratch, columns as u64 + 1);
        put_varint(scratch, values.of_extra(&Value::Bool(true)));
    }
    put_bytes(out, 2, scratch);
    put_key(out, 3, WIRE_VARINT);
    scratch.clear();
    put_varint(out, put_geometry(scratch, &feature.geometry));
    put_bytes(out, 4, scratch);
}

/// Values of one tile, each written once, numbered in the order of first use.
struct TileValues<'a> {
    table: &'a Table,
    of_cell: HashMap<u32, u64, CellHasher>,
    of_extra: HashMap<String, u64>,
    bytes: Vec<u8>,
    next: u64,
}

impl<'a> TileValues<'a> {
    fn new(content: &TileContent<'a>) -> Self {
        Self { table: content.table, of_cell: HashMap::default(), of_extra: HashMap::new(), bytes: Vec::new(), next: 0 }
    }

    fn of_cell(&mut self, cell: u32) -> u64 {
        let Self { table, of_cell, bytes, next, .. } = self;
        *of_cell.entry(cell).or_insert_with(|| append_value(bytes, next, table.encoded(cell)))
    }

    fn of_extra(&mut self, value: &Value) -> u64 {
        let Self { of_extra, bytes, next, .. } = self;
        *of_extra.entry(value.to_string()).or_insert_with(|| append_value(bytes, next, &tile_value(value)))
    }
}

fn append_value(bytes: &mut Vec<u8>, next: &mut u64, encoded: &[u8]) -> u64 {
    put_bytes(bytes, 4, encoded);
    *next += 1;
    *next - 1
}

/// Fibonacci hashing of a dictionary number: SipHash would be a third of the time of a tile.
#[derive(Default, Clone, Copy)]
struct CellHasher;
struct CellHash(u64);

impl std::hash::BuildHasher for CellHasher {
    type Hasher = CellHash;
    fn build_hasher(&self) -> CellHash {
        CellHash(0)
    }
}

impl std::hash::Hasher for CellHash {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }
}

/// A JSON value as the bytes of a vector-tile value; lists and objects as their JSON text.
#[must_use]
pub fn tile_value(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    match value {
        Value::Bool(flag) => {
            put_key(&mut out, 7, WIRE_VARINT);
            put_varint(&mut out, u64::from(*flag));
        }
        Value::Number(number) => put_number(&mut out, number),
        Value::String(text) => put_bytes(&mut out, 1, text.as_bytes()),
        other => put_bytes(&mut out, 1, other.to_string().as_bytes()),
    }
    out
}

fn put_number(out: &mut Vec<u8>, number: &serde_json::Number) {
    if let Some(whole) = number.as_u64() {
        put_key(out, 5, WIRE_VARINT);
        put_varint(out, whole);
    } else if let Some(whole) = number.as_i64() {
        put_key(out, 6, WIRE_VARINT);
        put_varint(out, ((whole << 1) ^ (whole >> 63)) as u64);
    } else {
        put_key(out, 3, WIRE_DOUBLE);
        out.extend_from_slice(&number.as_f64().unwrap_or(f64::NAN).to_le_bytes());
    }
}

/// Writes the drawing commands and says the type: 1 point, 2 line, 3 polygon.
fn put_geometry(out: &mut Vec<u8>, geometry: &TileGeometry) -> u64 {
    let mut pen = [0, 0];
    match geometry {
        TileGeometry::Points(points) => {
            put_command(out, COMMAND_MOVE, points.len());
            points.iter().for_each(|&point| put_step(out, &mut pen, point));
            1
        }
        TileGeometry::Lines(lines) => {
            lines.iter().for_each(|line| put_path(out, &mut pen, line));
            2
        }
        TileGeometry::Polygons(polygons) => {
            for ring in polygons.iter().flatten() {
                put_path(out, &mut pen, ring);
                put_command(out, COMMAND_CLOSE, 1);
            }
            3
        }
    }
}

fn put_path(out: &mut Vec<u8>, pen: &mut TilePoint, path: &[TilePoint]) {
    let Some((&first, rest)) = path.split_first() else { return };
    put_command(out, COMMAND_MOVE, 1);
    put_step(out, pen, first);
    put_command(out, COMMAND_LINE, rest.len());
    rest.iter().for_each(|&point| put_step(out, pen, point));
}

fn put_command(out: &mut Vec<u8>, command: u32, count: usize) {
    put_varint(out, u64::from(command) | ((count as u64) << 3));
}

fn put_step(out: &mut Vec<u8>, pen: &mut TilePoint, to: TilePoint) {
    for axis in 0..2 {
        let step = to[axis] - pen[axis];
        put_varint(out, u64::from(((step << 1) ^ (step >> 31)) as u32));
    }
    *pen = to;
}

fn put_key(out: &mut Vec<u8>, field: u32, wire: u32) {
    put_varint(out, u64::from((field << 3) | wire));
}

fn put_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    put_key(out, field, WIRE_BYTES);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The GeoJSON of a content (RFC 7946: degrees, right-handed rings, first vertex repeated).
#[must_use]
pub fn geojson(content: &TileContent<'_>) -> Vec<u8> {
    let features: Vec<Value> = content.features.iter().map(|feature| geojson_feature(content, feature)).collect();
    let mut collection = json!({"type": "FeatureCollection", "features": features});
    if content.demonstration {
        collection["demonstration"] = Value::Bool(true);
    }
    collection.to_string().into_bytes()
}

fn geojson_feature(content: &TileContent<'_>, feature: &TileFeature) -> Value {
    let names = content.table.names().iter().cloned();
    let mut properties: Map<String, Value> =
        names.zip(content.table.row(feature.row).cloned()).filter(|(_, value)| !value.is_null()).collect();
    if feature.count > 1 {
        properties.insert(COUNT_PROPERTY.into(), json!(feature.count));
    }
    if content.demonstration {
        properties.insert(DEMONSTRATION_PROPERTY.into(), Value::Bool(true));
    }
    let geometry = geojson_geometry(content.tile, &feature.geometry);
    json!({"type": "Feature", "id": (content.fid)(feature.row), "geometry": geometry, "properties": properties})
}

fn geojson_geometry(tile: TileId, geometry: &TileGeometry) -> Value {
    let point = |&[x, y]: &TilePoint| {
        let place = to_lon_lat(tile.world([f64::from(x), f64::from(y)]));
        json!([round_degrees(place.lon_deg), round_degrees(place.lat_deg)])
    };
    let line = |points: &Vec<TilePoint>| points.iter().map(point).collect::<Value>();
    // a tile ring is clockwise on the screen: the other way round is RFC 7946's right hand
    let ring = |points: &Vec<TilePoint>| points.iter().rev().chain(points.last()).map(point).collect::<Value>();
    match geometry {
        TileGeometry::Points(points) if points.len() == 1 => {
            json!({"type": "Point", "coordinates": point(&points[0])})
        }
        TileGeometry::Points(points) => json!({"type": "MultiPoint", "coordinates": line(points)}),
        TileGeometry::Lines(lines) if lines.len() == 1 => {
            json!({"type": "LineString", "coordinates": line(&lines[0])})
        }
        TileGeometry::Lines(lines) => {
            json!({"type": "MultiLineString", "coordinates": lines.iter().map(line).collect::<Value>()})
        }
        TileGeometry::Polygons(polygons) => {
            let rings = polygons.iter().map(|rings| rings.iter().map(ring).collect::<Value>());
            json!({"type": "MultiPolygon", "coordinates": rings.collect::<Value>()})
        }
    }
}
