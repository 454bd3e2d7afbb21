//! A solid flame between two parallel discs, and how much of its brightness a receiver gets.

use super::outline::{
    Arc, Clipped, Piece, Turn, Vector, add, cross, dot, edge_contour, half_angle_rad, length, scaled,
};
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin};
use std::f64::consts::{PI, TAU};

/// View factor of a solid flame.
pub const SOLID_FLAME_VIEW_FACTOR: ModelCard = ModelCard {
    id: "solid_flame_view_factor",
    version: 1,
    title_en: "View factor of a solid flame between two discs",
    title_zh: "双圆盘间固体火焰的视角系数",
    citation: "contour integral of the visible outline (Lambert; E. M. Sparrow 1963, J. Heat Transfer 85, 81-88), exact for the hull \
               of two parallel discs: tilted cylinder (pool fire), frustum of a cone (jet flame)",
    domain: "flame of even brightness, opaque; receiver outside it; nothing between them",
    verification: "tests/verification/view_factor.rs: closed forms of the upright cylinder and the disc, surface integrals; \
                   tests/property/view_factor.rs: what leaves the flame arrives",
    origin: Origin::Source,
};

/// Largest size and distance that is taken, m.
const FARTHEST_M: f64 = 1e6;

/// The hull of two parallel discs: a sheared cylinder with horizontal ends for a pool fire in wind, a frustum with ends
/// across its axis for a jet flame.
///
/// The frame is the caller's; positions are `[x, y, z]` in m.
///
/// # Example
/// ```
/// use cordon_engine::fire::TwoDiscFlame;
/// let flame = TwoDiscFlame::new([0.0; 3], 1.0, [0.0, 0.0, 2.0], 1.0, [0.0, 0.0, 1.0]).unwrap();
/// let facing = flame.view_factor([3.0, 0.0, 0.0], [-1.0, 0.0, 0.0]);
/// assert!(facing < flame.greatest_view_factor([3.0, 0.0, 0.0]) && facing > 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoDiscFlame {
    /// Centre of the first disc, m.
    pub(super) base_m: Vector,
    /// Two directions in the plane of the discs and their normal, from the first disc to the second.
    pub(super) axes: [Vector; 3],
    pub(super) base_radius_m: f64,
    pub(super) top_radius_m: f64,
    /// Centre of the second disc, along the axes, m.
    pub(super) top_m: Vector,
}

/// An outline in the frame of the flame.
enum Outline {
    /// The receiver is in the flame.
    Within,
    /// One of the discs hides all the rest; `sense` is that of the contour integral.
    Disc { arc: Arc, sense: f64 },
    /// An arc of the first disc run forward, one of the second, and the edges between them.
    Hull { base: Arc, top: Arc, top_forward: bool, sense: f64 },
}

impl TwoDiscFlame {
    /// A flame from the first disc (centre, radius) to the second, both across `normal`.
    ///
    /// # Errors
    /// All problems: a figure that is not finite or above 1e6 m, a negative radius, no disc of any size, a normal
    /// without length, a second disc that lies in the plane of the first.
    pub fn new(
        base_m: [f64; 3],
        base_radius_m: f64,
        top_m: [f64; 3],
        top_radius_m: f64,
        normal: [f64; 3],
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        for (field, place_m) in [("base_m", base_m), ("top_m", top_m)] {
            for value in place_m {
                FieldProblem::check_range(&mut problems, field, value, -FARTHEST_M, FARTHEST_M, "m");
            }
        }
        FieldProblem::check_range(&mut problems, "base_radius_m", base_radius_m, 0.0, FARTHEST_M, "m");
        FieldProblem::check_range(&mut problems, "top_radius_m", top_radius_m, 0.0, FARTHEST_M, "m");
        InvalidInput::check(problems)?;
        let between_m = add(top_m, scaled(base_m, -1.0));
        let (size, widest_m) = (length(normal), base_radius_m.max(top_radius_m));
        let height_m = dot(between_m, normal) / size;
        let enough = size.is_finite() && size > 0.0 && height_m.abs() > 1e-9 * widest_m && widest_m > 1e-9;
        if !enough {
            let allowed = "two discs apart from each other along their normal, at least one of them with a radius";
            return Err(InvalidInput { problems: vec![FieldProblem::new("flame", height_m, allowed, "no_volume")] });
        }
        let axes = frame_of(scaled(normal, height_m.signum() / size));
        Ok(Self { base_m, axes, base_radius_m, top_radius_m, top_m: in_frame(&axes, between_m) })
    }

    /// A flame round the line between two points, with its ends across that line: a cylinder, a cone, a frustum.
    ///
    /// # Errors
    /// As [`TwoDiscFlame::new`].
    pub fn along_axis(
        base_m: [f64; 3],
        base_radius_m: f64,
        top_m: [f64; 3],
        top_radius_m: f64,
    ) -> Result<Self, InvalidInput> {
        let between_m = add(top_m, scaled(base_m, -1.0));
        Self::new(base_m, base_radius_m, top_m, top_radius_m, between_m)
    }

    /// Area of the whole surface with both ends, m2.
    #[must_use]
    pub fn surface_m2(&self) -> f64 {
        let squares_m2 = self.base_radius_m * self.base_radius_m + self.top_radius_m * self.top_radius_m;
        PI * squares_m2 + self.side_m2()
    }

    /// Area of the side, m2: the integral of `|tangent x generator|` over the turn, by 64 midpoints (a smooth periodic
    /// function: exact to rounding for ends across the axis, better than 1e-9 for shears up to 75 degrees).
    #[must_use]
    pub fn side_m2(&self) -> f64 {
        const STEPS: u32 = 64;
        let [dx, dy, height] = self.top_m;
        let growth = self.top_radius_m - self.base_radius_m;
        let strip = |step: u32| {
            let angle = TAU * (f64::from(step) + 0.5) / f64::from(STEPS);
            let (cos, sin) = (math::cos(angle), math::sin(angle));
            let outward = dx * cos + dy * sin + growth;
            (height * height + outward * outward).sqrt()
        };
        let mean = (0..STEPS).map(strip).sum::<f64>() / f64::from(STEPS);
        PI * (self.base_radius_m + self.top_radius_m) * mean
    }

    /// Way from a point to the side of the flame, m: to the nearest point of the line between the centres, less the
    /// radius there; below 0 within. Short of the true way by a sheared flame's slant, enough for the air on the way.
    #[inline]
    #[must_use]
    pub fn distance_to_axis_m(&self, receiver_m: [f64; 3]) -> f64 {
        let p = in_frame(&self.axes, add(receiver_m, scaled(self.base_m, -1.0)));
        let share = (dot(p, self.top_m) / dot(self.top_m, self.top_m)).clamp(0.0, 1.0);
        let radius_m = self.base_radius_m + share * (self.top_radius_m - self.base_radius_m);
        length(add(p, scaled(self.top_m, -share))) - radius_m
    }

    /// Whether a point lies in the flame or on its surface.
    #[must_use]
    pub fn contains(&self, receiver_m: [f64; 3]) -> bool {
        matches!(self.outline(receiver_m), Outline::Within)
    }

    /// Vector view factor: its part along the normal of a receiver is the view factor of that receiver as long as the
    /// whole flame is in front of it, its length is the greatest over all normals, it points to the flame.
    ///
    /// In the flame it is zero: there is no side to look to.
    #[inline]
    #[must_use]
    pub fn view_vector(&self, receiver_m: [f64; 3]) -> [f64; 3] {
        self.local_vector(receiver_m).map_or([0.0; 3], |local| self.to_caller(local))
    }

    /// Greatest view factor over all directions a receiver can face: the length of [`TwoDiscFlame::view_vector`]; 1 in
    /// the flame.
    ///
    /// It is exact while the flame is in front of a receiver that faces it best. Close to the flame a part of it can lie
    /// behind; the length then stays a little below the greatest value and never above.
    #[inline]
    #[must_use]
    pub fn greatest_view_factor(&self, receiver_m: [f64; 3]) -> f64 {
        self.local_vector(receiver_m).map_or(1.0, |local| length(local).min(1.0))
    }

    /// The vector in the frame of the flame; none in the flame.
    #[inline]
    fn local_vector(&self, receiver_m: Vector) -> Option<Vector> {
        match self.outline(receiver_m) {
            Outline::Within => None,
            Outline::Disc { arc, sense } => Some(scaled(arc.contour(), sense / TAU)),
            Outline::Hull { base, top, top_forward, sense } => {
                let mut sum = add(base.contour(), scaled(top.contour(), if top_forward { 1.0 } else { -1.0 }));
                for (from_m, to_m) in edges(&base, &top, top_forward) {
                    sum = add(sum, edge_contour(from_m, to_m));
                }
                Some(scaled(sum, sense / TAU))
            }
        }
    }

    /// View factor of a receiver that faces `normal` (of any length above zero): the part of the flame behind its plane
    /// does not count. 1 in the flame.
    #[must_use]
    pub fn view_factor(&self, receiver_m: [f64; 3], normal: [f64; 3]) -> f64 {
        let size = length(normal);
        let local = scaled(in_frame(&self.axes, normal), if size > 0.0 { 1.0 / size } else { 0.0 });
        let mut clipped = Clipped::default();
        let sense = match self.outline(receiver_m) {
            Outline::Within => return 1.0,
            Outline::Disc { arc, sense } => {
                clipped.take(&Piece::Arc { arc, forward: true }, local);
                sense
            }
            Outline::Hull { base, top, top_forward, sense } => {
                let [first, second] = edges(&base, &top, top_forward);
                clipped.take(&Piece::Arc { arc: base, forward: true }, local);
                clipped.take(&Piece::Edge { from_m: first.0, to_m: first.1 }, local);
                clipped.take(&Piece::Arc { arc: top, forward: top_forward }, local);
                clipped.take(&Piece::Edge { from_m: second.0, to_m: second.1 }, local);
                sense
            }
        };
        clipped.view_factor(sense)
    }

    /// What a point sees. A plane that touches the side along the generator at angle t has the normal
    /// `(h cos t, h sin t, -(dx cos t + dy sin t + growth))`; it holds the point where `A cos t + B sin t = C`, and the
    /// side faces the point where the left is greater.
    #[inline]
    fn outline(&self, receiver_m: Vector) -> Outline {
        let p = in_frame(&self.axes, add(receiver_m, scaled(self.base_m, -1.0)));
        let [dx, dy, height] = self.top_m;
        let growth = self.top_radius_m - self.base_radius_m;
        let (a, b) = (height * p[0] - p[2] * dx, height * p[1] - p[2] * dy);
        let (c, reach) = (self.base_radius_m * height + p[2] * growth, (a * a + b * b).sqrt());
        let (base_m, top_m) = (scaled(p, -1.0), add(self.top_m, scaled(p, -1.0)));
        let (below, above) = (p[2] < 0.0, p[2] > height);
        if reach <= c.abs() {
            // No generator is on the outline: all of the side faces the point (c < 0) or none of it.
            let all_faces = c < 0.0;
            return match (below, above) {
                (true, _) => Outline::Disc { arc: self.ring(!all_faces, base_m, top_m), sense: 1.0 },
                (_, true) => Outline::Disc { arc: self.ring(all_faces, base_m, top_m), sense: -1.0 },
                _ => Outline::Within,
            };
        }
        let (half_rad, sine) = half_angle_rad(c / reach);
        let (middle, half) = (Turn { cos: a / reach, sin: b / reach }, Turn { cos: c / reach, sin: sine });
        let (right, left) = (middle.minus(half), middle.plus(half));
        let facing = |centre_m, radius_m| Arc { centre_m, radius_m, from: right, to: left, sweep_rad: 2.0 * half_rad };
        let turned =
            |centre_m, radius_m| Arc { centre_m, radius_m, from: left, to: right, sweep_rad: TAU - 2.0 * half_rad };
        let (base_r, top_r) = (self.base_radius_m, self.top_radius_m);
        let (base, top) = match (below, above) {
            (true, _) => (turned(base_m, base_r), facing(top_m, top_r)),
            (_, true) => (facing(base_m, base_r), turned(top_m, top_r)),
            _ => (facing(base_m, base_r), facing(top_m, top_r)),
        };
        let sense = if below { 1.0 } else { -1.0 };
        Outline::Hull { base, top, top_forward: below || above, sense }
    }

    #[inline]
    fn ring(&self, of_base: bool, base_m: Vector, top_m: Vector) -> Arc {
        if of_base { Arc::full(base_m, self.base_radius_m) } else { Arc::full(top_m, self.top_radius_m) }
    }

    #[inline]
    fn to_caller(self, local: Vector) -> Vector {
        let [u, v, w] = self.axes;
        add(add(scaled(u, local[0]), scaled(v, local[1])), scaled(w, local[2]))
    }
}

/// The two straight edges of the outline, each from its begin to its end.
#[inline]
fn edges(base: &Arc, top: &Arc, top_forward: bool) -> [(Vector, Vector); 2] {
    let (from_m, to_m) = (top.point_m(top.from), top.point_m(top.to));
    let (top_begin_m, top_end_m) = if top_forward { (from_m, to_m) } else { (to_m, from_m) };
    [(base.point_m(base.to), top_begin_m), (top_end_m, base.point_m(base.from))]
}

/// Three directions at right angles, the last the given one.
fn frame_of(normal: Vector) -> [Vector; 3] {
    let helper = if normal[2].abs() > 0.5 { [1.0, 0.0, 0.0] } else { [0.0, 0.0, 1.0] };
    let across = add(helper, scaled(normal, -dot(helper, normal)));
    let u = scaled(across, 1.0 / length(across));
    [u, cross(normal, u), normal]
}

#[inline]
fn in_frame(axes: &[Vector; 3], vector: Vector) -> Vector {
    [dot(axes[0], vector), dot(axes[1], vector), dot(axes[2], vector)]
}
