//! What a tile holds: the features of a layer cut to it, in whole tile units.

use super::clip::{Units, Window};
use super::index::Drawn;
use super::prepare::{Path, Prepared, Shape};
use super::rings::{TilePoint, TilePolygon, TileRing, tile_polygons, whole_polygon, whole_ring};
use super::{BUFFER, EXTENT, Projection, TileId, World};
use crate::layer::Layer;
use rayon::prelude::*;

/// Vertices nearer to their chord than this are left out, tile units: half a pixel of a 512-pixel tile.
const SIMPLIFY_UNITS: f64 = 4.0;
/// From this zoom on nothing is simplified but what rounding to tile units removes.
const FULL_DETAIL_ZOOM: u32 = 14;
/// Side of the square that stands for a polygon too small to draw in a thinned tile, tile units.
const STAND_IN_UNITS: i32 = 16;

/// Features that are cut in one go: fewer would not be worth another thread.
const CUT_TOGETHER: usize = 256;

/// Geometry in tile units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileGeometry {
    /// One point.
    Point(TilePoint),
    /// Several points, or none.
    Points(Vec<TilePoint>),
    /// Lines.
    Lines(Vec<Vec<TilePoint>>),
    /// One polygon without holes, valid and wound as the specification asks: what most areas are.
    Polygon(TileRing),
    /// Polygons, or none, with the same promise.
    Polygons(Vec<TilePolygon>),
}

impl TileGeometry {
    fn is_empty(&self) -> bool {
        match self {
            Self::Point(_) | Self::Polygon(_) => false,
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
    let cutter = Cutter::new(tile);
    let drawn = layer.index.drawn(tile, f64::from(BUFFER));
    let feature = |drawn: &Drawn| {
        let row = drawn.row as usize;
        let prepared = layer.prepared[row].as_ref()?;
        let mut geometry = cutter.cut(prepared);
        if thinned && geometry.is_empty() {
            geometry = cutter.stand_in(prepared);
        }
        (!geometry.is_empty()).then_some(TileFeature { row, count: drawn.count, geometry })
    };
    // one place for each, then without the gaps: parts of unknown length would be copied together again and again
    let mut cut = Vec::new();
    drawn.par_iter().with_min_len(CUT_TOGETHER).map(feature).collect_into_vec(&mut cut);
    cut.into_iter().flatten().collect()
}

/// What all features of a tile are cut by.
struct Cutter {
    projection: Projection,
    window: Window,
    tolerance_units: f64,
    /// The same in world units.
    tolerance: f64,
}

impl Cutter {
    fn new(tile: TileId) -> Self {
        let tolerance_units = if tile.z < FULL_DETAIL_ZOOM { SIMPLIFY_UNITS } else { 0.25 };
        let tolerance = tolerance_units * tile.side() / f64::from(EXTENT);
        Self { projection: tile.projection(), window: Window::tile(), tolerance_units, tolerance }
    }

    fn units(&self, world: World) -> Units {
        self.projection.units(world)
    }

    /// One prepared geometry, simplified for the zoom and cut to the tile with its buffer.
    fn cut(&self, prepared: &Prepared) -> TileGeometry {
        match &prepared.shape {
            Shape::Point(point) => {
                let units = self.units(*point);
                if self.window.contains(units) {
                    TileGeometry::Point(round(units))
                } else {
                    TileGeometry::Points(Vec::new())
                }
            }
            Shape::Points(points) => TileGeometry::Points(self.cut_points(points)),
            Shape::Lines(lines) => TileGeometry::Lines(lines.iter().flat_map(|line| self.cut_line(line)).collect()),
            Shape::Polygon(ring) => self.cut_ring(ring, self.holds(prepared.bounds)),
            Shape::Polygons(polygons) => {
                let inside = self.holds(prepared.bounds);
                TileGeometry::Polygons(polygons.iter().flat_map(|rings| self.cut_polygon(rings, inside)).collect())
            }
        }
    }

    /// A polygon without holes.
    fn cut_ring(&self, ring: &Path, inside: bool) -> TileGeometry {
        if inside && let Some(whole) = whole_ring(self.simplified(ring), self.stays_simple(ring)) {
            return TileGeometry::Polygon(whole);
        }
        TileGeometry::Polygons(self.cut_polygon(std::slice::from_ref(ring), inside))
    }

    /// Whether simplifying and rounding leave a ring simple: each edge then lies within the tolerance
    /// and half the diagonal of a unit square of where it was, so edges that were twice as far apart
    /// do not meet. (Edges with a common corner meet elsewhere only as spikes, which rounding drops.)
    fn stays_simple(&self, ring: &Path) -> bool {
        self.projection.length(ring.clearance()) > 2.0 * self.tolerance_units + std::f64::consts::SQRT_2
    }

    /// Whether world bounds lie in the window, edges included.
    fn holds(&self, [west, north, east, south]: [f64; 4]) -> bool {
        self.window.contains(self.units([west, north])) && self.window.contains(self.units([east, south]))
    }

    fn cut_points(&self, points: &[World]) -> Vec<TilePoint> {
        let units = points.iter().map(|&point| self.units(point));
        units.filter(|&point| self.window.contains(point)).map(round).collect()
    }

    fn simplified<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = Units> + 'a {
        path.simplified(self.tolerance).map(|point| self.units(point))
    }

    fn cut_line(&self, line: &Path) -> Vec<Vec<TilePoint>> {
        let units: Vec<Units> = self.simplified(line).collect();
        let rounded = self.window.clip_line(&units).into_iter().map(|piece| {
            let mut piece: Vec<TilePoint> = piece.into_iter().map(round).collect();
            piece.dedup();
            piece
        });
        rounded.filter(|piece| piece.len() > 1).collect()
    }

    /// A polygon that lies in the window needs no cut: its rings are rounded as they are read.
    fn cut_polygon(&self, rings: &[Path], inside: bool) -> Vec<TilePolygon> {
        if inside {
            return whole_polygon(rings.iter().map(|ring| self.simplified(ring)));
        }
        let rings = rings.iter().map(|ring| {
            let mut units: Vec<Units> = self.simplified(ring).collect();
            units.pop();
            units
        });
        let rings: Vec<_> =
            rings.enumerate().filter(|(index, ring)| *index == 0 || ring.len() > 2).map(|(_, ring)| ring).collect();
        if rings[0].len() < 3 { Vec::new() } else { tile_polygons(rings, self.window) }
    }

    /// What is drawn for a feature that vanished by rounding but stands for others: a small square for
    /// a polygon, a short dash for a line.
    fn stand_in(&self, prepared: &Prepared) -> TileGeometry {
        let middle = self.units(prepared.middle());
        let empty = TileGeometry::Points(Vec::new());
        if !self.window.contains(middle) {
            return empty;
        }
        let [x, y] = round(middle);
        let half = STAND_IN_UNITS / 2;
        match prepared.shape {
            Shape::Point(_) | Shape::Points(_) => empty,
            Shape::Lines(_) => TileGeometry::Lines(vec![vec![[x - half, y], [x + half, y]]]),
            Shape::Polygon(_) | Shape::Polygons(_) => {
                let (west, east, north, south) = (x - half, x + half, y - half, y + half);
                TileGeometry::Polygons(vec![vec![vec![[west, north], [east, north], [east, south], [west, south]]]])
            }
        }
    }
}

fn round(point: Units) -> TilePoint {
    [round_unit(point[0]), round_unit(point[1])]
}

/// The nearest whole number, halves away from zero, as [`f64::round`] but without its library call.
/// Values of a window are far inside what an `i32` holds.
pub(super) fn round_unit(value: f64) -> i32 {
    (value + 0.5_f64.copysign(value)) as i32
}
