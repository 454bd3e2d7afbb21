//! Pieces of the outline of a flame as a point sees it: circular arcs and straight edges, each with its exact part of
//! the contour integral of the view factor.
//!
//! A receiver that sees a flame of even brightness gets the share `F = (1/2 pi) |contour integral of r x dr / r^2 . n|`
//! of it, with r from the receiver to the outline and n its normal (Lambert; E. M. Sparrow 1963, J. Heat Transfer 85,
//! 81-88). For an edge the integral is the angle it is seen under times the normal of its plane with the receiver; for
//! an arc it is elementary too and is written out below, so that no chords stand for the circle.

use crate::math;
use std::f64::consts::{PI, TAU};

/// A vector: three components in one frame.
pub(super) type Vector = [f64; 3];

/// Below this ratio the arc is taken by the first terms of its series: the closed form divides by it.
pub(super) const SERIES_RATIO: f64 = 1e-5;

#[inline]
pub(super) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline]
pub(super) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[inline]
pub(super) fn add(a: Vector, b: Vector) -> Vector {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

#[inline]
pub(super) fn scaled(a: Vector, by: f64) -> Vector {
    [by * a[0], by * a[1], by * a[2]]
}

#[inline]
pub(super) fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

/// A direction in the plane of the discs, as cosine and sine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) cos: f64,
    pub(super) sin: f64,
}

impl Turn {
    const NONE: Self = Self { cos: 1.0, sin: 0.0 };

    fn of(angle_rad: f64) -> Self {
        Self { cos: math::cos(angle_rad), sin: math::sin(angle_rad) }
    }
    #[inline]
    pub(super) fn plus(self, other: Self) -> Self {
        Self { cos: self.cos * other.cos - self.sin * other.sin, sin: self.sin * other.cos + self.cos * other.sin }
    }
    #[inline]
    pub(super) fn minus(self, other: Self) -> Self {
        Self { cos: self.cos * other.cos + self.sin * other.sin, sin: self.sin * other.cos - self.cos * other.sin }
    }
}

/// An arc of a circle in a plane z = const, run through in the sense of growing angle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Centre, seen from the receiver, m.
    pub(super) centre_m: Vector,
    /// Radius, m.
    pub(super) radius_m: f64,
    /// Where it begins.
    pub(super) from: Turn,
    /// Where it ends.
    pub(super) to: Turn,
    /// How far it turns, 0 to 2 pi.
    pub(super) sweep_rad: f64,
}

impl Arc {
    pub(super) fn full(centre_m: Vector, radius_m: f64) -> Self {
        Self { centre_m, radius_m, from: Turn::NONE, to: Turn::NONE, sweep_rad: TAU }
    }

    #[inline]
    pub(super) fn point_m(&self, at: Turn) -> Vector {
        add(self.centre_m, [self.radius_m * at.cos, self.radius_m * at.sin, 0.0])
    }

    /// Integral of r x dr / r^2 along the arc.
    ///
    /// With the centre at (q, 0, z) and `r^2 = a + b cos t`, `a = q^2 + z^2 + R^2`, `b = 2 q R`, it is
    /// `(-R z Ic, -R z Is, sweep/2 - (q^2 + z^2 - R^2)/2 I0)`, where I0, Ic, Is are the integrals of 1, cos t and
    /// sin t over r^2.
    #[inline]
    pub(super) fn contour(&self) -> Vector {
        let [x, y, z] = self.centre_m;
        let (radius, flat2) = (self.radius_m, x * x + y * y);
        if radius <= 0.0 {
            return [0.0; 3];
        }
        let q = flat2.sqrt();
        let axis = if q > 0.0 { Turn { cos: x / q, sin: y / q } } else { Turn::NONE };
        let (from, to) = (self.from.minus(axis), self.to.minus(axis));
        let (a, b) = (flat2 + z * z + radius * radius, 2.0 * q * radius);
        let nearest2 = (q - radius) * (q - radius) + z * z;
        let root = (nearest2 * ((q + radius) * (q + radius) + z * z)).sqrt();
        if root <= 0.0 {
            return [0.0; 3]; // on the circle itself
        }
        let plain = self.mapped_rad(b / (a + root), from, to) / root;
        let (cosine, sine) = if b > SERIES_RATIO * a {
            let ratio = (a + b * to.cos) / (a + b * from.cos);
            ((self.sweep_rad - a * plain) / b, -math::ln(ratio) / b)
        } else {
            self.series(b / a, from, to, a)
        };
        let (along, across) = (-radius * z * cosine, -radius * z * sine);
        let up = 0.5 * (self.sweep_rad - (flat2 + z * z - radius * radius) * plain);
        [axis.cos * along - axis.sin * across, axis.sin * along + axis.cos * across, up]
    }

    /// How far the angle v with `tan(v/2) = sqrt((a-b)/(a+b)) tan(t/2)` turns on the way: that of the integral of
    /// 1/(a + b cos t), in the form without a jump, `v = t + 2 arg(1 + beta exp(-i t))`.
    #[inline]
    fn mapped_rad(&self, beta: f64, from: Turn, to: Turn) -> f64 {
        let start = Turn { cos: 1.0 + beta * from.cos, sin: -beta * from.sin };
        let end = Turn { cos: 1.0 + beta * to.cos, sin: -beta * to.sin };
        let between = end.minus(start);
        self.sweep_rad + 2.0 * math::atan2(between.sin, between.cos)
    }

    /// Ic and Is to the second order of b/a.
    fn series(&self, ratio: f64, from: Turn, to: Turn, a: f64) -> (f64, f64) {
        let squares = 0.5 * (self.sweep_rad + to.sin * to.cos - from.sin * from.cos);
        let cosine = to.sin - from.sin - ratio * squares;
        let sine = from.cos - to.cos - 0.5 * ratio * (to.sin * to.sin - from.sin * from.sin);
        (cosine / a, sine / a)
    }

    /// The part between two shares of the sweep, 0 to 1.
    fn part(&self, begin: f64, end: f64) -> Self {
        let at = |share: f64| self.from.plus(Turn::of(share * self.sweep_rad));
        Self { from: at(begin), to: at(end), sweep_rad: (end - begin) * self.sweep_rad, ..*self }
    }

    /// Shares of the sweep at which it meets the plane through the receiver with this normal: at most two, in order.
    fn crossings(&self, normal: Vector) -> [f64; 2] {
        let level = dot(normal, self.centre_m);
        let (x, y) = (self.radius_m * normal[0], self.radius_m * normal[1]);
        let reach = math::hypot(x, y);
        if self.sweep_rad <= 0.0 || reach <= level.abs() {
            return [0.0; 2];
        }
        let half = math::atan2((reach * reach - level * level).sqrt(), -level);
        let (peak, begin) = (math::atan2(y, x), math::atan2(self.from.sin, self.from.cos));
        let share = |angle: f64| ((angle - begin) / TAU - ((angle - begin) / TAU).floor()) * TAU / self.sweep_rad;
        let [one, two] = [share(peak - half).min(1.0), share(peak + half).min(1.0)];
        [one.min(two), one.max(two)]
    }
}

/// Integral of r x dr / r^2 along a straight edge: the angle it is seen under, times the unit normal of its plane.
#[inline]
pub(super) fn edge_contour(from_m: Vector, to_m: Vector) -> Vector {
    let normal = cross(from_m, to_m);
    let sine = length(normal);
    if sine <= 0.0 { [0.0; 3] } else { scaled(normal, math::atan2(sine, dot(from_m, to_m)) / sine) }
}

/// A piece of an outline.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    /// An arc, with the sense in which the outline runs along it.
    Arc { arc: Arc, forward: bool },
    /// A straight edge.
    Edge { from_m: Vector, to_m: Vector },
}

impl Piece {
    pub(super) fn contour(&self) -> Vector {
        match self {
            Self::Arc { arc, forward } => scaled(arc.contour(), if *forward { 1.0 } else { -1.0 }),
            Self::Edge { from_m, to_m } => edge_contour(*from_m, *to_m),
        }
    }

    /// Point at a share of the piece in the sense of the outline.
    fn point_m(&self, share: f64) -> Vector {
        match self {
            Self::Arc { arc, forward } => {
                let along = if *forward { share } else { 1.0 - share };
                arc.point_m(arc.from.plus(Turn::of(along * arc.sweep_rad)))
            }
            Self::Edge { from_m, to_m } => add(scaled(*from_m, 1.0 - share), scaled(*to_m, share)),
        }
    }

    fn part(&self, begin: f64, end: f64) -> Self {
        match self {
            Self::Arc { arc, forward: true } => Self::Arc { arc: arc.part(begin, end), forward: true },
            Self::Arc { arc, forward: false } => Self::Arc { arc: arc.part(1.0 - end, 1.0 - begin), forward: false },
            Self::Edge { .. } => Self::Edge { from_m: self.point_m(begin), to_m: self.point_m(end) },
        }
    }

    fn crossings(&self, normal: Vector) -> [f64; 2] {
        match self {
            Self::Arc { arc, forward: true } => arc.crossings(normal),
            Self::Arc { arc, forward: false } => {
                let [one, two] = arc.crossings(normal);
                [1.0 - two, 1.0 - one]
            }
            Self::Edge { from_m, to_m } => {
                let (from, to) = (dot(normal, *from_m), dot(normal, *to_m));
                let share = if from * to < 0.0 { from / (from - to) } else { 0.0 };
                [share; 2]
            }
        }
    }
}

/// The part of an outline in front of a receiver, and where it goes behind and comes back.
#[derive(Debug, Default)]
pub(super) struct Clipped {
    /// Contour integral of the parts in front, along the normal.
    in_front: f64,
    /// Begin of the outline, and whether it is in front there.
    start: Option<(Vector, bool)>,
    /// Whether the last part was in front.
    was_in_front: bool,
    leaves_m: Option<Vector>,
    returns_m: Option<Vector>,
}

impl Clipped {
    /// Takes a piece; pieces come in the order of the outline.
    pub(super) fn take(&mut self, piece: &Piece, normal: Vector) {
        let [one, two] = piece.crossings(normal);
        for [begin, end] in [[0.0, one], [one, two], [two, 1.0]] {
            if end <= begin {
                continue;
            }
            let is_in_front = dot(normal, piece.point_m(0.5 * (begin + end))) > 0.0;
            self.pass(piece.point_m(begin), is_in_front);
            if is_in_front {
                let whole = begin == 0.0 && end == 1.0;
                let part = if whole { *piece } else { piece.part(begin, end) };
                self.in_front += dot(normal, part.contour());
            }
        }
    }

    /// A point from which on the outline is in front or behind.
    fn pass(&mut self, at_m: Vector, is_in_front: bool) {
        if self.start.is_none() {
            self.start = Some((at_m, is_in_front));
        } else if is_in_front != self.was_in_front {
            let crossing = if is_in_front { &mut self.returns_m } else { &mut self.leaves_m };
            *crossing = Some(at_m);
        }
        self.was_in_front = is_in_front;
    }

    /// View factor: the clipped outline is closed along the plane of the receiver, where the integral is the angle
    /// between the two points. `sense` is +1 for an outline whose contour integral points to the flame, -1 otherwise.
    pub(super) fn view_factor(mut self, sense: f64) -> f64 {
        if let Some((at_m, is_in_front)) = self.start {
            self.pass(at_m, is_in_front);
        }
        let closing_rad = match (self.leaves_m, self.returns_m) {
            (Some(from_m), Some(to_m)) => math::atan2(length(cross(from_m, to_m)), dot(from_m, to_m)),
            _ => 0.0,
        };
        ((sense * self.in_front + closing_rad) / TAU).clamp(0.0, 1.0)
    }
}

/// Half the angle under which the facing side of a round body is seen, from its cosine.
#[inline]
pub(super) fn half_angle_rad(cosine: f64) -> (f64, f64) {
    let sine = ((1.0 - cosine) * (1.0 + cosine)).max(0.0).sqrt();
    (math::atan2(sine, cosine).clamp(0.0, PI), sine)
}
