//! Geometries made ready for tiles once, at load: world coordinates and a weight per vertex.
//!
//! The weight of a vertex is its distance from the chord that replaces it in the Douglas-Peucker
//! reduction, so that simplifying for any zoom is one pass that keeps the vertices above a limit.

use super::{World, to_world};
use cordon_engine::units::LonLat;
use geo_types::{Coord, Geometry, LineString, Polygon};

/// Rings of up to this many corners know how far apart their edges are.
const CLEARED_CORNERS: usize = 32;

/// A vertex and its weight, side by side: a tile reads the paths of thousands of features.
#[derive(Debug, Clone, Copy)]
struct Vertex {
    world: World,
    weight: f32,
}

/// A line or ring with the weight of each vertex. Rings repeat their first vertex at the end.
#[derive(Debug, Clone)]
pub struct Path {
    vertices: Box<[Vertex]>,
    clearance: f32,
}

impl Path {
    fn new(line: &LineString<f64>) -> Self {
        let world: Box<[World]> = line.0.iter().map(|&coord| world_of(coord)).collect();
        let weighted = world.iter().zip(weights(&world));
        let vertices = weighted.map(|(&world, weight)| Vertex { world, weight }).collect();
        Self { vertices, clearance: clearance(&world) as f32 }
    }

    fn each_vertex(&self, then: impl FnMut(&World)) {
        self.vertices.iter().map(|vertex| &vertex.world).for_each(then);
    }

    /// Vertices that differ from their chord by more than `tolerance` (world units), ends included.
    pub fn simplified(&self, tolerance: f64) -> impl Iterator<Item = World> + '_ {
        self.vertices.iter().filter(move |vertex| f64::from(vertex.weight) >= tolerance).map(|vertex| vertex.world)
    }

    /// Distance in world units that edges of a ring without a common corner keep from each other;
    /// 0 where it was not looked for.
    #[must_use]
    pub fn clearance(&self) -> f64 {
        f64::from(self.clearance)
    }
}

/// Kind and parts of a prepared geometry.
#[derive(Debug, Clone)]
pub enum Shape {
    /// One point, kept in place: most layers are of points, and a tile reads thousands.
    Point(World),
    /// Several points.
    Points(Box<[World]>),
    /// One or more lines.
    Lines(Box<[Path]>),
    /// One polygon without holes.
    Polygon(Path),
    /// Polygons, each its exterior ring and then its holes.
    Polygons(Box<[Box<[Path]>]>),
}

/// A geometry ready to be cut into tiles.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Kind and parts.
    pub shape: Shape,
    /// World bounds `[west, north, east, south]`.
    pub bounds: [f64; 4],
}

impl Prepared {
    /// Prepares a geometry in degrees; `None` when it has no coordinates.
    #[must_use]
    pub fn new(geometry: &Geometry<f64>) -> Option<Self> {
        let mut parts = Parts::default();
        parts.add(geometry);
        let shape = parts.into_shape()?;
        let bounds = bounds_of(&shape)?;
        Some(Self { shape, bounds })
    }

    /// Longer side of the bounds, world units: what decides whether a feature shows at a zoom.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.bounds[2] - self.bounds[0]).max(self.bounds[3] - self.bounds[1])
    }

    /// Middle of the bounds.
    #[must_use]
    pub fn middle(&self) -> World {
        [0.5 * (self.bounds[0] + self.bounds[2]), 0.5 * (self.bounds[1] + self.bounds[3])]
    }
}

#[derive(Default)]
struct Parts {
    points: Vec<World>,
    lines: Vec<Path>,
    polygons: Vec<Box<[Path]>>,
}

impl Parts {
    fn add(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Point(point) => self.points.push(world_of(point.0)),
            Geometry::MultiPoint(points) => self.points.extend(points.iter().map(|point| world_of(point.0))),
            Geometry::Line(line) => self.lines.push(Path::new(&LineString(vec![line.start, line.end]))),
            Geometry::LineString(line) => self.add_line(line),
            Geometry::MultiLineString(lines) => lines.iter().for_each(|line| self.add_line(line)),
            Geometry::Polygon(polygon) => self.add_polygon(polygon),
            Geometry::MultiPolygon(polygons) => polygons.iter().for_each(|polygon| self.add_polygon(polygon)),
            Geometry::Rect(rect) => self.add_polygon(&rect.to_polygon()),
            Geometry::Triangle(triangle) => self.add_polygon(&triangle.to_polygon()),
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.add(part)),
        }
    }

    fn add_line(&mut self, line: &LineString<f64>) {
        if line.0.len() > 1 {
            self.lines.push(Path::new(line));
        }
    }

    fn add_polygon(&mut self, polygon: &Polygon<f64>) {
        if polygon.exterior().0.len() > 3 {
            let holes = polygon.interiors().iter().filter(|ring| ring.0.len() > 3);
            self.polygons.push(std::iter::once(polygon.exterior()).chain(holes).map(Path::new).collect());
        }
    }

    /// The parts of highest dimension: a vector tile feature is of one kind.
    fn into_shape(mut self) -> Option<Shape> {
        if let [rings] = &mut self.polygons[..]
            && rings.len() == 1
        {
            std::mem::take(rings).into_iter().next().map(Shape::Polygon)
        } else if !self.polygons.is_empty() {
            Some(Shape::Polygons(self.polygons.into()))
        } else if !self.lines.is_empty() {
            Some(Shape::Lines(self.lines.into()))
        } else if let [point] = self.points[..] {
            Some(Shape::Point(point))
        } else if !self.points.is_empty() {
            Some(Shape::Points(self.points.into()))
        } else {
            None
        }
    }
}

fn world_of(coord: Coord<f64>) -> World {
    to_world(LonLat { lon_deg: coord.x, lat_deg: coord.y })
}

fn bounds_of(shape: &Shape) -> Option<[f64; 4]> {
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut grow = |point: &World| {
        bounds = [bounds[0].min(point[0]), bounds[1].min(point[1]), bounds[2].max(point[0]), bounds[3].max(point[1])];
    };
    match shape {
        Shape::Point(point) => grow(point),
        Shape::Points(points) => points.iter().for_each(&mut grow),
        Shape::Lines(lines) => lines.iter().for_each(|line| line.each_vertex(&mut grow)),
        Shape::Polygon(ring) => ring.each_vertex(grow),
        Shape::Polygons(polygons) => polygons.iter().for_each(|rings| rings[0].each_vertex(&mut grow)),
    }
    bounds.iter().all(|value| value.is_finite()).then_some(bounds)
}

/// Douglas-Peucker distances: the vertex farthest from its chord splits it, and so on.
///
/// A child never weighs more than its parent, so that a kept vertex keeps the ones above it.
fn weights(vertices: &[World]) -> Box<[f32]> {
    let mut weights = vec![0.0_f32; vertices.len()].into_boxed_slice();
    let Some(last) = vertices.len().checked_sub(1) else { return weights };
    (weights[0], weights[last]) = (f32::INFINITY, f32::INFINITY);
    let mut pending = vec![(0, last, f64::INFINITY)];
    while let Some((first, last, limit)) = pending.pop() {
        let farthest = (first + 1..last)
            .map(|middle| (middle, distance_to_chord(vertices[middle], vertices[first], vertices[last])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((middle, distance)) = farthest {
            let weight = distance.min(limit);
            weights[middle] = weight as f32;
            pending.push((first, middle, weight));
            pending.push((middle, last, weight));
        }
    }
    weights
}

/// Least distance between edges of a ring without a common corner, 0 where any two cross. Of long
/// rings it is not worth looking for: every pair of edges is looked at.
fn clearance(ring: &[World]) -> f64 {
    let edges: Vec<[World; 2]> = ring.windows(2).map(|ends| [ends[0], ends[1]]).collect();
    if edges.len() < 3 || edges.len() > CLEARED_CORNERS {
        return 0.0;
    }
    let last = edges.len() - 1;
    let apart = |first: usize| (first + 2..=last).filter(move |&second| first > 0 || second < last);
    let pairs = (0..=last).flat_map(|first| apart(first).map(move |second| (first, second)));
    pairs.map(|(first, second)| edge_distance(edges[first], edges[second])).fold(f64::INFINITY, f64::min)
}

fn edge_distance([a, b]: [World; 2], [c, d]: [World; 2]) -> f64 {
    let side = |from: World, to: World, of: World| {
        (to[0] - from[0]) * (of[1] - from[1]) - (to[1] - from[1]) * (of[0] - from[0])
    };
    // a corner so near the other edge that rounding decides its side has no distance from it either
    if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
        return 0.0;
    }
    let ends = [(a, c, d), (b, c, d), (c, a, b), (d, a, b)];
    ends.into_iter().map(|(point, start, end)| distance_to_chord(point, start, end)).fold(f64::INFINITY, f64::min)
}

fn distance_to_chord(point: World, start: World, end: World) -> f64 {
    let (dx, dy) = (end[0] - start[0], end[1] - start[1]);
    let (px, py) = (point[0] - start[0], point[1] - start[1]);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (px - along * dx, py - along * dy);
    (ex * ex + ey * ey).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertex_weighs_its_distance_from_the_chord() {
        let weights = weights(&[[0.0, 0.0], [0.5, 0.25], [1.0, 0.0]]);
        assert_eq!(&*weights, &[f32::INFINITY, 0.25, f32::INFINITY]);
    }

    #[test]
    fn collinear_vertices_go_first() {
        let world = [[0.0, 0.0], [0.25, 0.0], [0.5, 0.5], [1.0, 0.0]];
        let weighted = world.into_iter().zip(weights(&world));
        let vertices = weighted.map(|(world, weight)| Vertex { world, weight }).collect();
        let path = Path { vertices, clearance: 0.0 };
        assert_eq!(path.simplified(0.3).count(), 3);
        assert_eq!(path.simplified(0.0).count(), 4);
    }

    #[test]
    fn edges_keep_the_distance_of_the_narrowest_place() {
        // a U of which the legs are 1 apart and 3 wide
        let u = [
            [0.0, 0.0],
            [7.0, 0.0],
            [7.0, 9.0],
            [4.0, 9.0],
            [4.0, 3.0],
            [3.0, 3.0],
            [3.0, 9.0],
            [0.0, 9.0],
            [0.0, 0.0],
        ];
        assert_eq!(clearance(&u), 1.0);
        let bow_tie = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]];
        assert_eq!(clearance(&bow_tie), 0.0);
        assert_eq!(clearance(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), f64::INFINITY);
    }

    #[test]
    fn nothing_comes_of_an_empty_geometry() {
        assert!(Prepared::new(&Geometry::MultiPolygon(geo_types::MultiPolygon(vec![]))).is_none());
    }
}
