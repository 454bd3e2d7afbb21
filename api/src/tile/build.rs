//! What a tile holds: the features of a layer cut to it, in whole tile units.

use super::clip::{Units, Window};
use super::prepare::{Path, Prepared, Shape};
use super::rings::{TilePoint, TilePolygon, tile_polygons};
use super::{BUFFER, EXTENT, TileId, World};
use crate::layer::Layer;

/// Vertices nearer to their chord than this are left out, tile units: half a pixel of a 512-pixel tile.
const SIMPLIFY_UNITS: f64 = 4.0;
/// From this zoom on nothing is simplified but what rounding to tile units removes.
const FULL_DETAIL_ZOOM: u32 = 14;
/// Side of the square that stands for a polygon too small to draw in a thinned tile, tile units.
const STAND_IN_UNITS: i32 = 16;

/// Geometry in tile units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileGeometry {
    /// Points.
    Points(Vec<TilePoint>),
    /// Lines.
    Lines(Vec<Vec<TilePoint>>),
    /// Polygons, valid and wound as the specification asks.
    Polygons(Vec<TilePolygon>),
}

impl TileGeometry {
    fn is_empty(&self) -> bool {
        match self {
            Self::Points(points) => points.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Polygons(polygons) => polygons.is_empty(),
        }
    }
}

/// A feature of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileFeature {
    /// Row in the layer.
    pub row: usize,
    /// Features it stands for, itself included; more than one only in a thinned tile.
    pub count: u32,
    /// Geometry.
    pub geometry: TileGeometry,
}

/// The features of a layer in a tile, in the order of their rows.
#[must_use]
pub fn features(layer: &Layer, tile: TileId) -> Vec<TileFeature> {
    let thinned = layer.index.is_thinned(tile.z);
    let drawn = layer.index.drawn(tile, f64::from(BUFFER));
    let mut features = Vec::with_capacity(drawn.len());
    for drawn in drawn {
        let row = drawn.row as usize;
        let Some(prepared) = &layer.prepared[row] else { continue };
        let mut geometry = cut(prepared, tile);
        if thinned && geometry.is_empty() {
            geometry = stand_in(prepared, tile);
        }
        if !geometry.is_empty() {
            features.push(TileFeature { row, count: drawn.count, geometry });
        }
    }
    features
}

/// One prepared geometry, simplified for the zoom and cut to the tile with its buffer.
#[must_use]
pub fn cut(prepared: &Prepared, tile: TileId) -> TileGeometry {
    let window = Window::tile();
    match &prepared.shape {
        Shape::Points(points) => TileGeometry::Points(cut_points(points, tile, window)),
        Shape::Lines(lines) => {
            TileGeometry::Lines(lines.iter().flat_map(|line| cut_line(line, tile, window)).collect())
        }
        Shape::Polygons(polygons) => {
            TileGeometry::Polygons(polygons.iter().flat_map(|rings| cut_polygon(rings, tile, window)).collect())
        }
    }
}

fn tolerance(tile: TileId) -> f64 {
    let units = if tile.z < FULL_DETAIL_ZOOM { SIMPLIFY_UNITS } else { 0.25 };
    units * tile.side() / f64::from(EXTENT)
}

fn cut_points(points: &[World], tile: TileId, window: Window) -> Vec<TilePoint> {
    points.iter().map(|&point| tile.units(point)).filter(|&point| window.contains(point)).map(round).collect()
}

fn cut_line(line: &Path, tile: TileId, window: Window) -> Vec<Vec<TilePoint>> {
    let units: Vec<Units> = line.simplified(tolerance(tile)).map(|point| tile.units(point)).collect();
    let rounded = window.clip_line(&units).into_iter().map(|piece| {
        let mut piece: Vec<TilePoint> = piece.into_iter().map(round).collect();
        piece.dedup();
        piece
    });
    rounded.filter(|piece| piece.len() > 1).collect()
}

fn cut_polygon(rings: &[Path], tile: TileId, window: Window) -> Vec<TilePolygon> {
    let tolerance = tolerance(tile);
    let rings = rings.iter().map(|ring| {
        let mut units: Vec<Units> = ring.simplified(tolerance).map(|point| tile.units(point)).collect();
        units.pop();
        units
    });
    let rings: Vec<_> =
        rings.enumerate().filter(|(index, ring)| *index == 0 || ring.len() > 2).map(|(_, ring)| ring).collect();
    if rings[0].len() < 3 { Vec::new() } else { tile_polygons(rings, window) }
}

/// What is drawn for a feature that vanished by rounding but stands for others: a small square for
/// a polygon, a short dash for a line.
fn stand_in(prepared: &Prepared, tile: TileId) -> TileGeometry {
    let middle = tile.units(prepared.middle());
    let empty = TileGeometry::Points(Vec::new());
    if !Window::tile().contains(middle) {
        return empty;
    }
    let [x, y] = round(middle);
    let half = STAND_IN_UNITS / 2;
    match prepared.shape {
        Shape::Points(_) => empty,
        Shape::Lines(_) => TileGeometry::Lines(vec![vec![[x - half, y], [x + half, y]]]),
        Shape::Polygons(_) => {
            let (west, east, north, south) = (x - half, x + half, y - half, y + half);
            TileGeometry::Polygons(vec![vec![vec![[west, north], [east, north], [east, south], [west, south]]]])
        }
    }
}

fn round(point: Units) -> TilePoint {
    [point[0].round() as i32, point[1].round() as i32]
}
