//! From closed rings that never touch each other to polygons with holes.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Twice the signed area of a closed ring; positive when it runs counter-clockwise.
pub(super) fn twice_signed_area(ring: &[Coord]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    // Relative to the first vertex, so that large eastings cost no digits.
    ring.windows(2)
        .map(|pair| {
            let (a, b) = (pair[0] - *origin, pair[1] - *origin);
            a.x * b.y - b.x * a.y
        })
        .sum()
}

/// Whether a point lies inside a closed ring (even-odd rule, half-open edges).
pub(super) fn ring_contains(ring: &[Coord], point: Coord) -> bool {
    ring.windows(2)
        .filter(|pair| {
            let (a, b) = (pair[0], pair[1]);
            (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
        })
        .count()
        % 2
        == 1
}

/// A counter-clockwise ring with what is needed to find the holes inside it fast.
struct Shell {
    ring: Vec<Coord>,
    holes: Vec<LineString>,
    twice_area: f64,
    min: Coord,
    max: Coord,
}

impl Shell {
    fn new(ring: Vec<Coord>, twice_area: f64) -> Self {
        let fold = |pick: fn(f64, f64) -> f64| {
            ring.iter().copied().reduce(|a, b| Coord { x: pick(a.x, b.x), y: pick(a.y, b.y) }).unwrap_or_default()
        };
        Self { min: fold(f64::min), max: fold(f64::max), ring, holes: Vec::new(), twice_area }
    }

    fn contains(&self, point: Coord) -> bool {
        (self.min.x..=self.max.x).contains(&point.x)
            && (self.min.y..=self.max.y).contains(&point.y)
            && ring_contains(&self.ring, point)
    }
}

/// Polygons from rings with the inside on their left: counter-clockwise rings are outer rings,
/// clockwise ones are holes of the smallest outer ring around them. The rings must not touch.
pub(super) fn polygons_from_rings(rings: Vec<Vec<Coord>>) -> MultiPolygon {
    let mut shells = Vec::new();
    let mut holes = Vec::new();
    for ring in rings {
        let twice_area = twice_signed_area(&ring);
        if twice_area > 0.0 { shells.push(Shell::new(ring, twice_area)) } else { holes.push(ring) }
    }
    shells.sort_by(|a, b| a.twice_area.total_cmp(&b.twice_area));
    for hole in holes {
        if let Some(shell) = shells.iter_mut().find(|shell| shell.contains(hole[0])) {
            shell.holes.push(LineString(hole));
        }
    }
    shells.into_iter().rev().map(|shell| Polygon::new(LineString(shell.ring), shell.holes)).collect()
}
