//! From cut rings to the integer polygons of a tile: rounded, without degenerate parts, simple, and
//! wound as the vector tile specification (2.1, section 4.3.4.4) asks: exterior rings have a
//! positive area by the surveyor's formula with y pointing south, holes a negative one.

use super::build::round_unit;
use super::clip::{Units, Window};
use geo::{BooleanOps, OpType};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, Rect};

/// A point of a tile.
pub type TilePoint = [i32; 2];
/// A ring without the repeated first vertex.
pub type TileRing = Vec<TilePoint>;
/// Exterior ring, then holes.
pub type TilePolygon = Vec<TileRing>;

/// Rounding makes new crossings now and then; repairing them rounds again. Two rounds settle all
/// but freak shapes, and a third is cheap.
const REPAIR_ROUNDS: usize = 3;
/// Room that is made for a ring before its corners are counted.
const USUAL_CORNERS: usize = 16;
/// Up to this many corners every pair of edges is looked at: faster than sorting them.
const FEW_CORNERS: usize = 24;

/// Cuts a polygon (rings without repeated vertex) to the window and makes it valid.
#[must_use]
pub fn tile_polygons(rings: Vec<Vec<Units>>, window: Window) -> Vec<TilePolygon> {
    if rings.iter().flatten().all(|&point| window.contains(point)) {
        return valid_polygons(vec![rings]);
    }
    if let [ring] = &rings[..]
        && let Some(whole) = cut_in_one_piece(ring, window)
    {
        return whole;
    }
    // Cut to a wider window first, in linear time; the exact cut removes the seams this leaves.
    let wide = window.widened(8.0);
    let rings: Vec<_> = rings.into_iter().map(|ring| wide.clip_ring(ring)).filter(|ring| ring.len() > 2).collect();
    if rings.is_empty() {
        return Vec::new();
    }
    let (min, max) = window.limits();
    let square = Rect::new(Coord { x: min, y: min }, Coord { x: max, y: max }).to_polygon();
    let cut = to_geo(&[rings]).boolean_op(&square, OpType::Intersection);
    valid_polygons(from_geo(&cut))
}

/// A ring that the window cuts to one simple ring, or to nothing; `None` where the cut leaves seams
/// along the edge (they lie on one another, so the ring is not simple) or rounding makes crossings.
fn cut_in_one_piece(ring: &[Units], window: Window) -> Option<Vec<TilePolygon>> {
    let Some(rounded) = round_ring(window.clip_ring(ring.to_vec()).into_iter()) else { return Some(Vec::new()) };
    let mut polygon = vec![rounded];
    is_simple(&polygon).then(|| {
        wind(&mut polygon);
        vec![polygon]
    })
}

/// A ring that lies in the window and repeats its first vertex; `None` when it does not stay simple by
/// rounding. That is not looked at where the caller knows that it does.
#[must_use]
pub fn whole_ring(ring: impl Iterator<Item = Units>, stays_simple: bool) -> Option<TileRing> {
    let mut rounded = round_ring(ring)?;
    let valid = stays_simple || is_simple(std::slice::from_ref(&rounded));
    valid.then(|| {
        if twice_area(&rounded) < 0 {
            rounded.reverse();
        }
        rounded
    })
}

/// Makes a polygon that lies in the window valid; its rings repeat their first vertex.
#[must_use]
pub fn whole_polygon<R: Iterator<Item = Units>>(rings: impl Iterator<Item = R>) -> Vec<TilePolygon> {
    let mut rounded = rings.map(round_ring);
    let Some(Some(exterior)) = rounded.next() else { return Vec::new() };
    made_valid(vec![std::iter::once(exterior).chain(rounded.flatten()).collect()])
}

fn valid_polygons(polygons: Vec<Vec<Vec<Units>>>) -> Vec<TilePolygon> {
    made_valid(polygons.iter().filter_map(|rings| round_polygon(rings)).collect())
}

fn made_valid(mut polygons: Vec<TilePolygon>) -> Vec<TilePolygon> {
    for _ in 0..REPAIR_ROUNDS {
        if polygons.iter().all(|polygon| is_simple(polygon)) {
            polygons.iter_mut().for_each(wind);
            return polygons;
        }
        polygons = polygons.into_iter().flat_map(repair).collect();
    }
    polygons.retain(|polygon| is_simple(polygon));
    polygons.iter_mut().for_each(wind);
    polygons
}

fn repair(polygon: TilePolygon) -> Vec<TilePolygon> {
    if is_simple(&polygon) {
        return vec![polygon];
    }
    let rings = polygon.iter().map(|ring| ring.iter().map(|&[x, y]| [f64::from(x), f64::from(y)]).collect()).collect();
    let nothing = MultiPolygon(Vec::<Polygon<f64>>::new());
    let repaired = to_geo(&[rings]).boolean_op(&nothing, OpType::Union);
    from_geo(&repaired).iter().filter_map(|rings| round_polygon(rings)).collect()
}

fn round_polygon(rings: &[Vec<Units>]) -> Option<TilePolygon> {
    let mut rounded = rings.iter().map(|ring| round_ring(ring.iter().copied()));
    let exterior = rounded.next()??;
    Some(std::iter::once(exterior).chain(rounded.flatten()).collect())
}

/// Rounds, drops repeated vertices and spikes; `None` when nothing but points or lines is left.
fn round_ring(ring: impl Iterator<Item = Units>) -> Option<TileRing> {
    let most = ring.size_hint().1.unwrap_or(0);
    let mut kept: TileRing = Vec::with_capacity(most.min(USUAL_CORNERS));
    for point in ring.map(|[x, y]| [round_unit(x), round_unit(y)]) {
        push_without_spikes(&mut kept, point);
    }
    while kept.len() > 2
        && (kept.first() == kept.last() || is_spike(kept[kept.len() - 2], kept[kept.len() - 1], kept[0]))
    {
        kept.pop();
    }
    while kept.len() > 2 && is_spike(kept[kept.len() - 1], kept[0], kept[1]) {
        kept.remove(0);
        while kept.len() > 2 && kept.first() == kept.last() {
            kept.pop();
        }
    }
    (kept.len() > 2).then_some(kept)
}

fn push_without_spikes(kept: &mut TileRing, point: TilePoint) {
    while let Some(&last) = kept.last() {
        if last == point {
            return;
        }
        if kept.len() < 2 || !is_spike(kept[kept.len() - 2], last, point) {
            break;
        }
        kept.pop();
    }
    kept.push(point);
}

/// Whether `middle` lies on a straight line with its neighbours (needlessly, or as a spike).
fn is_spike(before: TilePoint, middle: TilePoint, after: TilePoint) -> bool {
    turn(before, middle, after) == 0
}

/// Twice the signed area, y south: positive for exterior rings of a vector tile.
#[must_use]
pub fn twice_area(ring: &[TilePoint]) -> i64 {
    edges(ring).map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])).sum()
}

fn edges(ring: &[TilePoint]) -> impl Iterator<Item = (TilePoint, TilePoint)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

fn wind(polygon: &mut TilePolygon) {
    for (index, ring) in polygon.iter_mut().enumerate() {
        if (twice_area(ring) > 0) != (index == 0) {
            ring.reverse();
        }
    }
}

fn turn(a: TilePoint, b: TilePoint, c: TilePoint) -> i64 {
    let (ux, uy) = (i64::from(b[0]) - i64::from(a[0]), i64::from(b[1]) - i64::from(a[1]));
    let (vx, vy) = (i64::from(c[0]) - i64::from(a[0]), i64::from(c[1]) - i64::from(a[1]));
    ux * vy - uy * vx
}

struct Edge {
    from: TilePoint,
    to: TilePoint,
    ring: usize,
}

impl Edge {
    fn min_x(&self) -> i32 {
        self.from[0].min(self.to[0])
    }
    fn max_x(&self) -> i32 {
        self.from[0].max(self.to[0])
    }
    fn spans_y_of(&self, other: &Self) -> bool {
        self.from[1].min(self.to[1]) <= other.from[1].max(other.to[1])
            && other.from[1].min(other.to[1]) <= self.from[1].max(self.to[1])
    }
    fn neighbours(&self, other: &Self) -> bool {
        self.ring == other.ring && (self.to == other.from || other.to == self.from)
    }
}

/// Whether no two edges cross, overlap, or touch within a ring other than as neighbours. Rings may
/// touch each other in points.
#[must_use]
pub fn is_simple(polygon: &[TileRing]) -> bool {
    match polygon {
        [ring] if is_convex(ring) => true,
        [ring] if ring.len() <= FEW_CORNERS => is_simple_by_pairs(ring),
        _ => is_simple_by_sweep(polygon),
    }
}

/// Whether a ring turns one way only and goes round once: then it is simple.
fn is_convex(ring: &[TilePoint]) -> bool {
    let corner = |index: usize| ring[index % ring.len()];
    let rises = |from: TilePoint, to: TilePoint| to > from;
    let (mut sign, mut reversals) = (0, 0);
    for index in 0..ring.len() {
        let (a, b, c) = (corner(index), corner(index + 1), corner(index + 2));
        let turns = turn(a, b, c).signum();
        if turns == 0 || turns == -sign {
            return false;
        }
        sign = turns;
        reversals += usize::from(rises(a, b) != rises(b, c));
    }
    reversals == 2
}

fn is_simple_by_pairs(ring: &[TilePoint]) -> bool {
    let edge = |index: usize| Edge { from: ring[index], to: ring[(index + 1) % ring.len()], ring: 0 };
    let mut boxes = [[0; 4]; FEW_CORNERS];
    for (index, bounds) in boxes[..ring.len()].iter_mut().enumerate() {
        let Edge { from, to, .. } = edge(index);
        *bounds = [from[0].min(to[0]), from[1].min(to[1]), from[0].max(to[0]), from[1].max(to[1])];
    }
    let meet = |a: &[i32; 4], b: &[i32; 4]| a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
    (0..ring.len()).all(|index| {
        let others = boxes[..ring.len()].iter().enumerate().skip(index + 1);
        let mut near = others.filter(|(_, bounds)| meet(&boxes[index], bounds));
        near.all(|(other, _)| !clashes(&edge(index), &edge(other)))
    })
}

fn is_simple_by_sweep(polygon: &[TileRing]) -> bool {
    let mut all: Vec<Edge> = polygon
        .iter()
        .enumerate()
        .flat_map(|(ring, points)| edges(points).map(move |(from, to)| Edge { from, to, ring }))
        .collect();
    all.sort_unstable_by_key(Edge::min_x);
    for (index, edge) in all.iter().enumerate() {
        let right = edge.max_x();
        let clash = all[index + 1..]
            .iter()
            .take_while(|other| other.min_x() <= right)
            .any(|other| edge.spans_y_of(other) && clashes(edge, other));
        if clash {
            return false;
        }
    }
    true
}

fn clashes(a: &Edge, b: &Edge) -> bool {
    let (b_from, b_to) = (turn(a.from, a.to, b.from), turn(a.from, a.to, b.to));
    if b_from.signum() * b_to.signum() > 0 {
        return false;
    }
    let (a_from, a_to) = (turn(b.from, b.to, a.from), turn(b.from, b.to, a.to));
    if [a_from, a_to, b_from, b_to] == [0; 4] {
        return overlap(a, b);
    }
    let crosses = b_from.signum() * b_to.signum() < 0 && a_from.signum() * a_to.signum() < 0;
    let meets = b_from.signum() * b_to.signum() <= 0 && a_from.signum() * a_to.signum() <= 0;
    crosses || (meets && a.ring == b.ring && !a.neighbours(b))
}

/// Whether two edges on one line share more than a point.
fn overlap(a: &Edge, b: &Edge) -> bool {
    let axis = usize::from(a.from[0] == a.to[0]);
    let low = a.from[axis].min(a.to[axis]).max(b.from[axis].min(b.to[axis]));
    let high = a.from[axis].max(a.to[axis]).min(b.from[axis].max(b.to[axis]));
    high > low || (high == low && a.ring == b.ring && !a.neighbours(b))
}

fn to_geo(polygons: &[Vec<Vec<Units>>]) -> MultiPolygon<f64> {
    let line = |ring: &Vec<Units>| LineString(ring.iter().map(|&[x, y]| Coord { x, y }).collect());
    polygons
        .iter()
        .filter(|rings| !rings.is_empty())
        .map(|rings| Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect()))
        .collect::<Vec<_>>()
        .into()
}

fn from_geo(polygons: &MultiPolygon<f64>) -> Vec<Vec<Vec<Units>>> {
    let open = |line: &LineString<f64>| {
        let points: Vec<Units> = line.0.iter().map(|coord| [coord.x, coord.y]).collect();
        points[..points.len().saturating_sub(1)].to_vec()
    };
    polygons
        .iter()
        .map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[[i32; 2]]) -> Vec<Units> {
        points.iter().map(|&[x, y]| [f64::from(x), f64::from(y)]).collect()
    }

    #[test]
    fn a_square_is_wound_as_the_specification_asks() {
        for square in [[[0, 0], [0, 10], [10, 10], [10, 0]], [[0, 0], [10, 0], [10, 10], [0, 10]]] {
            let polygons = tile_polygons(vec![ring(&square), ring(&[[2, 2], [4, 2], [4, 4], [2, 4]])], Window::tile());
            assert_eq!(twice_area(&polygons[0][0]), 200);
            assert_eq!(twice_area(&polygons[0][1]), -8);
        }
    }

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let polygons = tile_polygons(vec![ring(&[[0, 0], [10, 10], [10, 0], [0, 10]])], Window::tile());
        assert_eq!(polygons.len(), 2);
        // each triangle has a base of 10 and a height of 5
        assert!(polygons.iter().all(|polygon| twice_area(&polygon[0]) == 50));
    }

    #[test]
    fn the_quick_answers_about_rings_agree_with_the_sweep() {
        let rings: [&[TilePoint]; 6] = [
            &[[0, 0], [10, 0], [10, 10], [0, 10]],
            &[[0, 0], [10, 10], [10, 0], [0, 10]],
            // twice round a square: every turn to the same side, yet not simple
            &[[0, 0], [10, 0], [10, 10], [0, 10], [1, 1], [9, 1], [9, 9], [1, 9]],
            &[[0, 0], [10, 0], [5, 3], [10, 10], [0, 10]],
            &[[0, 0], [4, 0], [4, 4], [4, 0], [8, 0], [8, 8]],
            &[[0, 0], [6, 1], [3, 9]],
        ];
        for ring in rings {
            let sweep = is_simple_by_sweep(&[ring.to_vec()]);
            assert_eq!(is_simple_by_pairs(ring), sweep, "{ring:?}");
            assert_eq!(is_simple(&[ring.to_vec()]), sweep, "{ring:?}");
        }
    }

    #[test]
    fn slivers_and_spikes_go() {
        assert!(tile_polygons(vec![vec![[0.1, 0.1], [0.2, 0.4], [0.3, 0.2]]], Window::tile()).is_empty());
        let spiked = ring(&[[0, 0], [10, 0], [10, 10], [10, 30], [10, 10], [0, 10]]);
        assert_eq!(tile_polygons(vec![spiked], Window::tile()), vec![vec![vec![[0, 0], [10, 0], [10, 10], [0, 10]]]]);
    }

    #[test]
    fn a_comb_cut_at_the_edge_has_no_seams() {
        // teeth reach far west of the tile; the cut leaves three separate teeth east of the buffer
        let comb = ring(&[
            [-900, 0],
            [100, 0],
            [100, 10],
            [-800, 10],
            [-800, 20],
            [100, 20],
            [100, 30],
            [-800, 30],
            [-800, 40],
            [100, 40],
            [100, 50],
            [-900, 50],
        ]);
        let polygons = tile_polygons(vec![comb], Window::tile());
        assert_eq!(polygons.len(), 3);
        assert!(polygons.iter().all(|polygon| is_simple(polygon) && twice_area(&polygon[0]) == 2 * 180 * 10));
    }
}
