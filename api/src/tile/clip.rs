//! Cutting points, lines and rings at the edge of a tile, in tile units.

use super::{BUFFER, EXTENT};

/// A point in tile units, before rounding.
pub type Units = [f64; 2];

/// The window that a tile keeps: its square and the buffer around it.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    min: f64,
    max: f64,
}

impl Window {
    /// The tile with its buffer.
    #[must_use]
    pub fn tile() -> Self {
        Self { min: -f64::from(BUFFER), max: f64::from(EXTENT + BUFFER) }
    }

    /// The same window, wider by `units` on each side.
    #[must_use]
    pub fn widened(self, units: f64) -> Self {
        Self { min: self.min - units, max: self.max + units }
    }

    /// Lower and upper bound, the same on both axes.
    #[must_use]
    pub fn limits(self) -> (f64, f64) {
        (self.min, self.max)
    }

    /// Whether the point is inside or on the edge.
    #[must_use]
    pub fn contains(self, point: Units) -> bool {
        point.iter().all(|&value| (self.min..=self.max).contains(&value))
    }

    /// The pieces of a line inside the window (Liang and Barsky 1984, segment by segment).
    #[must_use]
    pub fn clip_line(self, line: &[Units]) -> Vec<Vec<Units>> {
        let mut pieces: Vec<Vec<Units>> = Vec::new();
        let mut open = false;
        for ends in line.windows(2) {
            let Some((start, end, leaves)) = self.clip_segment(ends[0], ends[1]) else {
                open = false;
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if open && piece.last() == Some(&start) => piece.push(end),
                _ => pieces.push(vec![start, end]),
            }
            open = !leaves;
        }
        pieces
    }

    /// Start and end of the part inside, and whether the segment leaves the window.
    fn clip_segment(self, from: Units, to: Units) -> Option<(Units, Units, bool)> {
        let delta = [to[0] - from[0], to[1] - from[1]];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            for (p, q) in [(-delta[axis], from[axis] - self.min), (delta[axis], self.max - from[axis])] {
                if p == 0.0 {
                    if q < 0.0 {
                        return None;
                    }
                } else if p < 0.0 {
                    enter = enter.max(q / p);
                } else {
                    leave = leave.min(q / p);
                }
            }
        }
        if enter > leave {
            return None;
        }
        let at = |t: f64| [from[0] + t * delta[0], from[1] + t * delta[1]];
        let start = if enter == 0.0 { from } else { at(enter) };
        let end = if leave == 1.0 { to } else { at(leave) };
        Some((start, end, leave < 1.0))
    }

    /// A ring cut edge by edge (Sutherland and Hodgman 1974); concave rings come out joined along the edge.
    #[must_use]
    pub fn clip_ring(self, ring: Vec<Units>) -> Vec<Units> {
        if ring.iter().all(|&point| self.contains(point)) {
            return ring;
        }
        let mut ring = ring;
        for axis in 0..2 {
            ring = clip_half(&ring, axis, self.min, 1.0);
            ring = clip_half(&ring, axis, self.max, -1.0);
        }
        ring
    }
}

/// Keeps the side of `limit` on which `sign * (value - limit)` is not negative.
fn clip_half(ring: &[Units], axis: usize, limit: f64, sign: f64) -> Vec<Units> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(mut previous) = ring.last().copied() else { return kept };
    let inside = |point: Units| sign * (point[axis] - limit) >= 0.0;
    for &point in ring {
        if inside(point) != inside(previous) {
            kept.push(crossing(previous, point, axis, limit));
        }
        if inside(point) {
            kept.push(point);
        }
        previous = point;
    }
    kept
}

fn crossing(from: Units, to: Units, axis: usize, limit: f64) -> Units {
    let t = (limit - from[axis]) / (to[axis] - from[axis]);
    let mut point = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    point[axis] = limit;
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { min: 0.0, max: 10.0 };

    #[test]
    fn a_line_through_the_window_is_cut_at_both_edges() {
        assert_eq!(WINDOW.clip_line(&[[-5.0, 5.0], [15.0, 5.0]]), vec![vec![[0.0, 5.0], [10.0, 5.0]]]);
    }

    #[test]
    fn a_line_that_comes_back_gives_two_pieces() {
        let pieces = WINDOW.clip_line(&[[5.0, 5.0], [15.0, 5.0], [15.0, 6.0], [5.0, 6.0]]);
        assert_eq!(pieces, vec![vec![[5.0, 5.0], [10.0, 5.0]], vec![[10.0, 6.0], [5.0, 6.0]]]);
    }

    #[test]
    fn a_line_outside_gives_nothing() {
        assert!(WINDOW.clip_line(&[[-1.0, -1.0], [-1.0, 20.0]]).is_empty());
    }

    #[test]
    fn a_ring_around_the_window_becomes_the_window() {
        let ring = WINDOW.clip_ring(vec![[-5.0, -5.0], [15.0, -5.0], [15.0, 15.0], [-5.0, 15.0]]);
        let area: f64 = (0..ring.len())
            .map(|i| {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                0.5 * (a[0] * b[1] - b[0] * a[1])
            })
            .sum();
        assert_eq!(area, 100.0);
    }
}
