//! Writing a Mapbox vector tile 2.1 (protocol buffers, by hand: the messages are few and flat).

use super::EXTENT;
use super::TileId;
use super::build::{TileFeature, TileGeometry};
use super::rings::TilePoint;
use super::values::{ENCODED_TOGETHER, TileValues};
use crate::layer::table::Table;
use rayon::prelude::*;
use serde_json::Value;

/// Property that says how many features a feature of a thinned tile stands for.
pub const COUNT_PROPERTY: &str = "feature_count";
/// Property of every feature of a fictitious city.
pub const DEMONSTRATION_PROPERTY: &str = "demonstration";
/// Property that says whether the risk holds a thing that could cause some.
pub const ASSESSED_PROPERTY: &str = "assessed";

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
    /// Columns of the table that the tile carries.
    pub columns: &'a [usize],
    /// Row number in the store by row of the layer.
    pub fid: &'a (dyn Fn(usize) -> u64 + Sync),
    /// Whether the risk holds each row; `None` where there is nothing to say.
    pub assessed: Option<&'a [bool]>,
    /// Mark every feature as belonging to a fictitious city.
    pub demonstration: bool,
}

const COMMAND_MOVE: u32 = 1;
const COMMAND_LINE: u32 = 2;
const COMMAND_CLOSE: u32 = 7;
const WIRE_BYTES: u32 = 2;
const WIRE_VARINT: u32 = 0;
const WIRE_DOUBLE: u32 = 1;
/// Bytes that a feature takes, about: tags, geometry and its values.
const FEATURE_BYTES: usize = 96;

impl TileContent<'_> {
    /// Whether the risk holds a feature; `None` where there is nothing to say.
    pub(super) fn assessed_flag(&self, feature: &TileFeature) -> Option<bool> {
        self.assessed.and_then(|rows| rows.get(feature.row)).copied()
    }
}

/// The Mapbox vector tile of a content; empty bytes for a tile without features.
#[must_use]
pub fn mvt(content: &TileContent<'_>) -> Vec<u8> {
    if content.features.is_empty() {
        return Vec::new();
    }
    let values = TileValues::of(content);
    let runs: Vec<Run> = (content.features.par_chunks(ENCODED_TOGETHER).enumerate())
        .map(|(run, features)| Run::of(content, features, &values, values.first_own(run)))
        .collect();
    let mut head = Vec::new();
    put_key(&mut head, 15, WIRE_VARINT);
    put_varint(&mut head, 2);
    put_bytes(&mut head, 1, content.layer.as_bytes());
    let mut names = Vec::new();
    for name in key_names(content) {
        put_bytes(&mut names, 3, name.as_bytes());
    }
    let mut tail = Vec::new();
    put_key(&mut tail, 5, WIRE_VARINT);
    put_varint(&mut tail, EXTENT as u64);
    let features = runs.iter().map(|run| &run.features);
    let own = runs.iter().map(|run| &run.values);
    let pieces = || std::iter::once(&head).chain(features.clone()).chain([&names, &values.bytes]).chain(own.clone());
    let length = pieces().map(Vec::len).sum::<usize>() + tail.len();
    let mut tile = Vec::with_capacity(length + 8);
    put_key(&mut tile, 3, WIRE_BYTES);
    put_varint(&mut tile, length as u64);
    pieces().chain([&tail]).for_each(|piece| tile.extend_from_slice(piece));
    tile
}

/// Keys in the order of their numbers: the columns, then what the server adds.
fn key_names<'a>(content: &TileContent<'a>) -> impl Iterator<Item = &'a str> {
    let names = content.table.names();
    let columns = content.columns.iter().map(|&column| names[column].as_str());
    columns.chain([COUNT_PROPERTY, DEMONSTRATION_PROPERTY, ASSESSED_PROPERTY])
}

/// A run of features, and the values that stand in one of its cells only.
struct Run {
    features: Vec<u8>,
    values: Vec<u8>,
}

impl Run {
    fn of(content: &TileContent<'_>, features: &[TileFeature], values: &TileValues, first_own: u32) -> Self {
        let mut run = Self { features: Vec::with_capacity(features.len() * FEATURE_BYTES), values: Vec::new() };
        let (mut message, mut part) = (Vec::new(), Vec::new());
        let mut own = first_own..;
        for feature in features {
            message.clear();
            put_key(&mut message, 1, WIRE_VARINT);
            put_varint(&mut message, (content.fid)(feature.row));
            part.clear();
            run.put_tags(&mut part, content, feature, values, &mut own);
            put_bytes(&mut message, 2, &part);
            put_key(&mut message, 3, WIRE_VARINT);
            part.clear();
            put_varint(&mut message, put_geometry(&mut part, &feature.geometry));
            put_bytes(&mut message, 4, &part);
            put_bytes(&mut run.features, 2, &message);
        }
        run
    }

    /// Keys and values of a feature; what most features share comes first, so that it packs well.
    fn put_tags(
        &mut self,
        out: &mut Vec<u8>,
        content: &TileContent<'_>,
        feature: &TileFeature,
        values: &TileValues,
        own: &mut impl Iterator<Item = u32>,
    ) {
        let extra = content.columns.len() as u64;
        let mut put_tag = |key: u64, number: u32| {
            put_varint(out, key);
            put_varint(out, u64::from(number));
        };
        if content.demonstration {
            put_tag(extra + 1, values.of_flag(true));
        }
        if let Some(assessed) = content.assessed_flag(feature) {
            put_tag(extra + 2, values.of_flag(assessed));
        }
        let cells = content.table.cells_of(feature.row);
        for (key, &column) in content.columns.iter().enumerate() {
            let cell = cells[column];
            if cell == 0 {
                continue;
            }
            let number = values.of_shared(cell).unwrap_or_else(|| {
                self.values.extend_from_slice(content.table.encoded(cell));
                own.next().unwrap_or_default()
            });
            put_tag(key as u64, number);
        }
        if feature.count > 1 {
            put_tag(extra, values.of_count(feature.count));
        }
    }
}

/// Writes a JSON value as a value of a layer; lists and objects as their JSON text.
pub(crate) fn put_value(out: &mut Vec<u8>, value: &Value) {
    let mut message = Vec::new();
    match value {
        Value::Bool(flag) => {
            put_key(&mut message, 7, WIRE_VARINT);
            put_varint(&mut message, u64::from(*flag));
        }
        Value::Number(number) => put_number(&mut message, number),
        Value::String(text) => put_bytes(&mut message, 1, text.as_bytes()),
        other => put_bytes(&mut message, 1, other.to_string().as_bytes()),
    }
    put_bytes(out, 4, &message);
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
        TileGeometry::Point(point) => {
            put_command(out, COMMAND_MOVE, 1);
            put_step(out, &mut pen, *point);
            1
        }
        TileGeometry::Points(points) => {
            put_command(out, COMMAND_MOVE, points.len());
            points.iter().for_each(|&point| put_step(out, &mut pen, point));
            1
        }
        TileGeometry::Lines(lines) => {
            lines.iter().for_each(|line| put_path(out, &mut pen, line));
            2
        }
        TileGeometry::Polygon(ring) => {
            put_ring(out, &mut pen, ring);
            3
        }
        TileGeometry::Polygons(polygons) => {
            polygons.iter().flatten().for_each(|ring| put_ring(out, &mut pen, ring));
            3
        }
    }
}

fn put_ring(out: &mut Vec<u8>, pen: &mut TilePoint, ring: &[TilePoint]) {
    put_path(out, pen, ring);
    put_command(out, COMMAND_CLOSE, 1);
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
