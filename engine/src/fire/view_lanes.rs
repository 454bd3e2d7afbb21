//! The view factor of a solid flame at eight places side by side.
//!
//! The same contour integral as in [`super::outline`] without branches. Its cases are one here: where no generator is on
//! the outline, the facing part of the discs turns by nothing or all the way, and the two edges run along each other and
//! cancel. The ways round the outline differ in sign only, which the length of the vector does not see.
//!
//! Each step is a short loop over the lanes: in one long loop the compiler puts the branches back.

#![allow(clippy::needless_range_loop, reason = "over iterators the lanes are not vectorised")]

use super::TwoDiscFlame;
use super::outline::{SERIES_RATIO, length};
use crate::math::{atan2_lane, ln_lane};
use std::f64::consts::TAU;

/// Places treated at once: eight doubles fill one AVX-512 register or two AVX2 registers.
pub(super) const LANES: usize = 8;
/// A number for each lane.
pub(super) type Lanes = [f64; LANES];
/// Least divisor.
const TINY: f64 = f64::MIN_POSITIVE;

/// A direction in the plane of the discs for each lane.
#[derive(Clone, Copy)]
struct Turns {
    cos: Lanes,
    sin: Lanes,
}

/// A part of the turn of a disc for each lane.
#[derive(Clone, Copy)]
struct Parts {
    from: Turns,
    to: Turns,
    sweep_rad: Lanes,
}

/// The outline: where it leaves the discs, and half the angle of their facing sides.
struct Rim {
    left: Turns,
    right: Turns,
    half_rad: Lanes,
    within: Lanes,
}

#[inline(always)]
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// A number for each lane.
#[inline(always)]
fn each(value: impl Fn(usize) -> f64) -> Lanes {
    let mut lanes = [0.0; LANES];
    for lane in 0..LANES {
        lanes[lane] = value(lane);
    }
    lanes
}

impl TwoDiscFlame {
    /// As [`TwoDiscFlame::greatest_view_factor`], of places in the frame of the flame; within 1e-9 of it, and 1e-13
    /// where that is more (tested).
    #[inline(always)]
    pub(super) fn greatest_view_factor_lanes(&self, p: &[Lanes; 3]) -> Lanes {
        let [dx, dy, height] = self.top_m;
        let (base_r, top_r) = (self.base_radius_m, self.top_radius_m);
        let rim = self.rim_lanes(p);
        let below = each(
            #[inline(always)]
            |i| if p[2][i] < 0.0 { 1.0 } else { 0.0 },
        );
        let above = each(
            #[inline(always)]
            |i| if p[2][i] > height { 1.0 } else { 0.0 },
        );
        let base_m = [0, 1, 2].map(
            #[inline(always)]
            |k| {
                each(
                    #[inline(always)]
                    |i| -p[k][i],
                )
            },
        );
        let top_m = [(0, dx), (1, dy), (2, height)].map(
            #[inline(always)]
            |(k, to)| {
                each(
                    #[inline(always)]
                    |i| to - p[k][i],
                )
            },
        );
        let base = arc_lanes(&base_m, base_r, &rim.part(&below));
        let top = arc_lanes(&top_m, top_r, &rim.part(&above));
        let left = edge_lanes((&base_m, base_r), (&top_m, top_r), &rim.left);
        let right = edge_lanes((&base_m, base_r), (&top_m, top_r), &rim.right);
        let mut shares = [0.0; LANES];
        for i in 0..LANES {
            let top_sense = larger(below[i], above[i]) * 2.0 - 1.0;
            let edge_sense = 1.0 - 2.0 * below[i];
            let x = base[0][i] + top_sense * top[0][i] + edge_sense * (left[0][i] - right[0][i]);
            let y = base[1][i] + top_sense * top[1][i] + edge_sense * (left[1][i] - right[1][i]);
            let z = base[2][i] + top_sense * top[2][i] + edge_sense * (left[2][i] - right[2][i]);
            let share = smaller((x * x + y * y + z * z).sqrt() * (1.0 / TAU), 1.0);
            shares[i] = if rim.within[i] > larger(below[i], above[i]) { 1.0 } else { share };
        }
        shares
    }

    #[inline(always)]
    fn rim_lanes(&self, p: &[Lanes; 3]) -> Rim {
        let [dx, dy, height] = self.top_m;
        let (base_r, growth) = (self.base_radius_m, self.top_radius_m - self.base_radius_m);
        let (mut left, mut right) =
            (Turns { cos: [0.0; LANES], sin: [0.0; LANES] }, Turns { cos: [0.0; LANES], sin: [0.0; LANES] });
        let (mut cosines, mut sines, mut within) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for i in 0..LANES {
            let (a, b) = (height * p[0][i] - p[2][i] * dx, height * p[1][i] - p[2][i] * dy);
            let c = base_r * height + p[2][i] * growth;
            let reach = (a * a + b * b).sqrt();
            let inverse = 1.0 / larger(reach, TINY);
            let cosine = smaller(larger(c * inverse, -1.0), 1.0);
            let sine = ((1.0 - cosine) * (1.0 + cosine)).sqrt();
            let (along, aside) = (a * inverse, b * inverse);
            right.cos[i] = along * cosine + aside * sine;
            right.sin[i] = aside * cosine - along * sine;
            left.cos[i] = along * cosine - aside * sine;
            left.sin[i] = aside * cosine + along * sine;
            cosines[i] = cosine;
            sines[i] = sine;
            within[i] = if reach <= c.abs() { 1.0 } else { 0.0 };
        }
        let half_rad = each(
            #[inline(always)]
            |i| atan2_lane(sines[i], cosines[i]),
        );
        Rim { left, right, half_rad, within }
    }

    /// A place of the caller's frame in that of the flame.
    #[inline(always)]
    pub(super) fn in_own_frame(&self, place_m: [f64; 3]) -> [f64; 3] {
        let [u, v, w] = self.axes;
        let [x, y, z] = [place_m[0] - self.base_m[0], place_m[1] - self.base_m[1], place_m[2] - self.base_m[2]];
        [u[0] * x + u[1] * y + u[2] * z, v[0] * x + v[1] * y + v[2] * z, w[0] * x + w[1] * y + w[2] * z]
    }

    /// As [`TwoDiscFlame::distance_to_axis_m`], of a place in the frame of the flame.
    #[inline(always)]
    pub(super) fn distance_to_axis_lane(&self, p: [f64; 3], inverse_square_per_m2: f64) -> f64 {
        let [dx, dy, height] = self.top_m;
        let along = (p[0] * dx + p[1] * dy + p[2] * height) * inverse_square_per_m2;
        let share = smaller(larger(along, 0.0), 1.0);
        let radius_m = self.base_radius_m + share * (self.top_radius_m - self.base_radius_m);
        let (x, y, z) = (p[0] - share * dx, p[1] - share * dy, p[2] - share * height);
        (x * x + y * y + z * z).sqrt() - radius_m
    }
}

impl TwoDiscFlame {
    /// Whether the view factor is smooth on a level square about a place, in the caller's frame: the flame is `least_way`
    /// half sides away at least, no end of it comes into view, and its side stays in view or out of it.
    pub(super) fn is_smooth_about(&self, middle_m: [f64; 3], half_m: f64, least_way: f64) -> bool {
        let p = self.in_own_frame(middle_m);
        let [dx, dy, height] = self.top_m;
        let (base_r, growth) = (self.base_radius_m, self.top_radius_m - self.base_radius_m);
        let square_m2 = dx * dx + dy * dy + height * height;
        let share = ((p[0] * dx + p[1] * dy + p[2] * height) / square_m2).clamp(0.0, 1.0);
        let to_m = [p[0] - share * dx, p[1] - share * dy, p[2] - share * height];
        let way_m = length(to_m) - base_r.max(self.top_radius_m);
        // how fast the height over the first disc changes along the ground
        let [u, v, w] = self.axes;
        let slope = (w[0] * w[0] + w[1] * w[1]).sqrt();
        let span_m = std::f64::consts::SQRT_2 * slope * half_m;
        let sees_an_end_change = p[2].abs() < span_m || (p[2] - height).abs() < span_m;
        // and how fast the two sides of the rule for the generators do
        let (a, b) = (height * p[0] - p[2] * dx, height * p[1] - p[2] * dy);
        let c = base_r * height + p[2] * growth;
        let steep = [(u, dx), (v, dy)].map(|(axis, lean)| {
            let (x, y) = (height * axis[0] - lean * w[0], height * axis[1] - lean * w[1]);
            x * x + y * y
        });
        let margin = ((steep[0] + steep[1]).sqrt() + growth.abs() * slope) * least_way * half_m;
        let gap = (a * a + b * b).sqrt() - c.abs();
        way_m >= least_way * half_m && !sees_an_end_change && gap.abs() >= margin
    }
}

impl Rim {
    /// The facing part of a disc; the other part where `turned` is 1.
    #[inline(always)]
    fn part(&self, turned: &Lanes) -> Parts {
        let sweep_rad = each(
            #[inline(always)]
            |i| if turned[i] > 0.5 { TAU - 2.0 * self.half_rad[i] } else { 2.0 * self.half_rad[i] },
        );
        let from = pick(turned, &self.left, &self.right);
        Parts { from, to: pick(turned, &self.right, &self.left), sweep_rad }
    }
}

/// The one where `first` is 1, else the other.
#[inline(always)]
fn pick(first: &Lanes, one: &Turns, other: &Turns) -> Turns {
    let mut turns = *other;
    for i in 0..LANES {
        turns.cos[i] = if first[i] > 0.5 { one.cos[i] } else { other.cos[i] };
        turns.sin[i] = if first[i] > 0.5 { one.sin[i] } else { other.sin[i] };
    }
    turns
}

/// As [`super::outline::Arc::contour`]: both ways to the integrals of cosine and sine are gone, one is taken.
#[inline(always)]
fn arc_lanes([x, y, z]: &[Lanes; 3], radius_m: f64, part: &Parts) -> [Lanes; 3] {
    let mut axis = Turns { cos: [0.0; LANES], sin: [0.0; LANES] };
    let (mut from, mut to) = (axis, axis);
    let (mut flat2, mut root, mut a, mut b) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for i in 0..LANES {
        flat2[i] = x[i] * x[i] + y[i] * y[i];
        let q = flat2[i].sqrt();
        let inverse_q = 1.0 / larger(q, TINY);
        let (cos, sin) = (if q > 0.0 { x[i] * inverse_q } else { 1.0 }, y[i] * inverse_q);
        (axis.cos[i], axis.sin[i]) = (cos, sin);
        from.cos[i] = part.from.cos[i] * cos + part.from.sin[i] * sin;
        from.sin[i] = part.from.sin[i] * cos - part.from.cos[i] * sin;
        to.cos[i] = part.to.cos[i] * cos + part.to.sin[i] * sin;
        to.sin[i] = part.to.sin[i] * cos - part.to.cos[i] * sin;
        let high2 = z[i] * z[i];
        a[i] = flat2[i] + high2 + radius_m * radius_m;
        b[i] = 2.0 * q * radius_m;
        let (near_m, far_m) = (q - radius_m, q + radius_m);
        root[i] = ((near_m * near_m + high2) * (far_m * far_m + high2)).sqrt();
    }
    let (mut across, mut along, mut ratio) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for i in 0..LANES {
        let beta = b[i] / (a[i] + root[i]);
        let (start_cos, start_sin) = (1.0 + beta * from.cos[i], -beta * from.sin[i]);
        let (end_cos, end_sin) = (1.0 + beta * to.cos[i], -beta * to.sin[i]);
        across[i] = end_sin * start_cos - end_cos * start_sin;
        along[i] = end_cos * start_cos + end_sin * start_sin;
        ratio[i] = (a[i] + b[i] * to.cos[i]) / larger(a[i] + b[i] * from.cos[i], TINY);
    }
    let between = each(
        #[inline(always)]
        |i| atan2_lane(across[i], along[i]),
    );
    let logarithm = each(
        #[inline(always)]
        |i| ln_lane(ratio[i]),
    );
    let mut contour = [[0.0; LANES]; 3];
    for i in 0..LANES {
        let sweep_rad = part.sweep_rad[i];
        let plain = (sweep_rad + 2.0 * between[i]) / larger(root[i], TINY);
        let inverse_b = 1.0 / larger(b[i], TINY);
        let closed_cos = (sweep_rad - a[i] * plain) * inverse_b;
        let closed_sin = -logarithm[i] * inverse_b;
        let inverse_a = 1.0 / larger(a[i], TINY);
        let ratio = b[i] * inverse_a;
        let squares = 0.5 * (sweep_rad + to.sin[i] * to.cos[i] - from.sin[i] * from.cos[i]);
        let series_cos = (to.sin[i] - from.sin[i] - ratio * squares) * inverse_a;
        let rise = to.sin[i] * to.sin[i] - from.sin[i] * from.sin[i];
        let series_sin = (from.cos[i] - to.cos[i] - 0.5 * ratio * rise) * inverse_a;
        let is_closed = b[i] > SERIES_RATIO * a[i];
        let cosine = if is_closed { closed_cos } else { series_cos };
        let sine = if is_closed { closed_sin } else { series_sin };
        let lever = if root[i] > 0.0 { -radius_m * z[i] } else { 0.0 };
        let (along, across) = (lever * cosine, lever * sine);
        let up = 0.5 * (sweep_rad - (flat2[i] + z[i] * z[i] - radius_m * radius_m) * plain);
        contour[0][i] = axis.cos[i] * along - axis.sin[i] * across;
        contour[1][i] = axis.sin[i] * along + axis.cos[i] * across;
        contour[2][i] = if root[i] > 0.0 { up } else { 0.0 };
    }
    contour
}

/// As [`super::outline::edge_contour`], from the first disc to the second where the outline leaves them.
#[inline(always)]
fn edge_lanes(
    (base_m, base_radius_m): (&[Lanes; 3], f64),
    (top_m, top_radius_m): (&[Lanes; 3], f64),
    at: &Turns,
) -> [Lanes; 3] {
    let mut normal = [[0.0; LANES]; 3];
    let (mut sine, mut cosine) = ([0.0; LANES], [0.0; LANES]);
    for i in 0..LANES {
        let from = [base_m[0][i] + base_radius_m * at.cos[i], base_m[1][i] + base_radius_m * at.sin[i], base_m[2][i]];
        let to = [top_m[0][i] + top_radius_m * at.cos[i], top_m[1][i] + top_radius_m * at.sin[i], top_m[2][i]];
        let x = from[1] * to[2] - from[2] * to[1];
        let y = from[2] * to[0] - from[0] * to[2];
        let z = from[0] * to[1] - from[1] * to[0];
        sine[i] = (x * x + y * y + z * z).sqrt();
        cosine[i] = from[0] * to[0] + from[1] * to[1] + from[2] * to[2];
        (normal[0][i], normal[1][i], normal[2][i]) = (x, y, z);
    }
    let angle_rad = each(
        #[inline(always)]
        |i| atan2_lane(sine[i], cosine[i]),
    );
    for i in 0..LANES {
        let by = angle_rad[i] / larger(sine[i], TINY);
        normal[0][i] *= by;
        normal[1][i] *= by;
        normal[2][i] *= by;
    }
    normal
}
