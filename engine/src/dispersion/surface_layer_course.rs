//! The course of a plume from the ground: mean height, vertical shape and travel time over distance.
//!
//! Solved once on nodes that are even in the logarithm of the mean height; between them the height is a monotone cubic.

use super::surface_layer::{SurfaceLayer, VON_KARMAN};
use crate::math::{exp, gamma, ln, pow};

/// Fraction p of the mean height at which the diffusivity over wind is taken: 1.55, exact for s = 1.5
/// (van Ulden 1978; Horst and Weil 1992).
const DIFFUSIVITY_HEIGHT: f64 = 1.55;
/// Fraction c of the mean height at which the wind equals the plume's speed: 0.63 for s = 1.5 (Horst and Weil 1994).
const WIND_HEIGHT: f64 = 0.63;
/// Nodes of the course.
const NODE_COUNT: usize = 192;
/// Distance to which the course is solved, m, unless the plume is deeper than [`DEEPEST_M`] before.
const FARTHEST_M: f64 = 1e5;
/// Greatest mean height of a node, m: a hundred times a lid, and far beyond any surface layer.
const DEEPEST_M: f64 = 1e5;
/// Panels of the vertical quadrature, each with [`GAUSS`] points.
const PANELS: usize = 16;
/// (z/h)^s at which the vertical shape is nothing (e^-36).
const SHAPE_END: f64 = 36.0;
/// Nodes and weights of the four-point Gauss-Legendre rule on (0, 1).
const GAUSS: [(f64, f64); 4] = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
    (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
];

/// What is known at a node; logarithms of the value in SI units.
#[derive(Debug, Clone, Copy)]
struct Node {
    ln_distance: f64,
    /// d ln z / d ln x, limited so that the cubic is monotone.
    growth: f64,
    ln_height: f64,
    exponent: f64,
    /// Scale h of the shape exp(-(z/h)^s).
    ln_scale: f64,
    /// Integral of u exp(-(z/h)^s) over the layer, m2/s.
    ln_flux: f64,
    ln_time: f64,
}

/// Vertical state of the plume at a distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub(super) mean_height_m: f64,
    pub(super) shape_exponent: f64,
    pub(super) scale_m: f64,
    pub(super) flux_m2_s: f64,
    pub(super) travel_time_s: f64,
}

/// The solved course.
#[derive(Debug, Clone)]
pub(super) struct Course {
    nodes: Vec<Node>,
    lid_m: f64,
    /// Speed of the plume at the last node, m/s.
    last_speed_m_s: f64,
}

/// Integral of `value` from `from` to `to` by the four-point rule.
fn gauss(from: f64, to: f64, value: impl Fn(f64) -> f64) -> f64 {
    let width = to - from;
    width * GAUSS.iter().map(|(at, weight)| weight * value(from + at * width)).sum::<f64>()
}

/// dz/dx = k^2 / ([ln(p z/z0) - psi(p z/L)] phi_h(p z/L)), van Ulden 1978 as Horst and Weil 1994 eq. 8.
fn slope(layer: &SurfaceLayer, mean_height_m: f64) -> f64 {
    let height_m = DIFFUSIVITY_HEIGHT * mean_height_m;
    VON_KARMAN * VON_KARMAN / (layer.wind_shape(height_m) * layer.heat_gradient(height_m))
}

/// Exponent s and scale h = b z of the shape, b = gamma(1/s) / gamma(2/s).
fn shape(layer: &SurfaceLayer, mean_height_m: f64) -> (f64, f64) {
    let exponent = layer.shape_exponent(WIND_HEIGHT * mean_height_m);
    (exponent, mean_height_m * gamma(1.0 / exponent) / gamma(2.0 / exponent))
}

/// Integrals over the layer of u exp(-(z/h)^s), m2/s, and of exp(-(z/h)^s), m.
fn integrals(layer: &SurfaceLayer, lid_m: f64, (exponent, scale_m): (f64, f64)) -> (f64, f64) {
    let ln_bottom = ln(layer.roughness_length_m);
    let ln_top = ln(lid_m.min(scale_m * pow(SHAPE_END, 1.0 / exponent)));
    let step = (ln_top - ln_bottom) / PANELS as f64;
    let speed_m_s = layer.friction_velocity_m_s() / VON_KARMAN;
    let (mut flux, mut content) = (0.0, layer.roughness_length_m);
    for panel in 0..PANELS {
        for (at, weight) in GAUSS {
            let height_m = exp(ln_bottom + (panel as f64 + at) * step);
            let share = weight * step * height_m * exp(-pow(height_m / scale_m, exponent));
            content += share;
            flux += share * speed_m_s * layer.wind_shape(height_m);
        }
    }
    (flux, content)
}

/// Mean height at which the nodes end: where the plume is [`FARTHEST_M`] away, or [`DEEPEST_M`].
fn top_m(layer: &SurfaceLayer) -> f64 {
    let (mut height_m, mut distance_m) = (2.0 * layer.roughness_length_m, 0.0);
    while distance_m < FARTHEST_M && height_m < DEEPEST_M {
        let next_m = 1.1 * height_m;
        distance_m += (next_m - height_m) / slope(layer, next_m);
        height_m = next_m;
    }
    height_m
}

impl Course {
    /// Solves the course; `lid_m` may be infinite.
    pub(super) fn new(layer: &SurfaceLayer, lid_m: f64) -> Self {
        let bottom = ln(layer.roughness_length_m);
        let step = (ln(top_m(layer)) - bottom) / NODE_COUNT as f64;
        let mut nodes: Vec<Node> = Vec::with_capacity(NODE_COUNT);
        let (mut distance_m, mut time_s, mut slowness) = (0.0, 0.0, 0.0);
        for index in 1..=NODE_COUNT {
            let ln_height = bottom + index as f64 * step;
            let mean_height_m = exp(ln_height);
            let along_m = gauss(ln_height - step, ln_height, |ln_z| exp(ln_z) / slope(layer, exp(ln_z)));
            let (exponent, scale_m) = shape(layer, mean_height_m);
            let (flux, content) = integrals(layer, lid_m, (exponent, scale_m));
            let before = if index == 1 { content / flux } else { slowness };
            slowness = content / flux;
            distance_m += along_m;
            time_s += 0.5 * along_m * (before + slowness);
            nodes.push(Node {
                ln_distance: ln(distance_m),
                growth: distance_m * slope(layer, mean_height_m) / mean_height_m,
                ln_height,
                exponent,
                ln_scale: ln(scale_m),
                ln_flux: ln(flux),
                ln_time: ln(time_s),
            });
        }
        limit_growth(&mut nodes);
        Self { nodes, lid_m, last_speed_m_s: 1.0 / slowness }
    }

    /// The lid, m; infinite where there is none.
    pub(super) fn lid_m(&self) -> f64 {
        self.lid_m
    }

    /// State at a distance above 0, m; beyond the nodes the last shape stays and time runs on.
    pub(super) fn at(&self, distance_m: f64) -> Section {
        let ln_distance = ln(distance_m);
        let (first, last) = (&self.nodes[0], &self.nodes[self.nodes.len() - 1]);
        if ln_distance <= first.ln_distance {
            return first.section(exp(first.ln_time + ln_distance - first.ln_distance));
        }
        if ln_distance >= last.ln_distance {
            let beyond_m = distance_m - exp(last.ln_distance);
            return last.section(exp(last.ln_time) + beyond_m / self.last_speed_m_s);
        }
        let high = self.nodes.partition_point(|node| node.ln_distance <= ln_distance).clamp(1, self.nodes.len() - 1);
        between(&self.nodes[high - 1], &self.nodes[high], ln_distance)
    }
}

impl Node {
    fn section(&self, travel_time_s: f64) -> Section {
        Section {
            mean_height_m: exp(self.ln_height),
            shape_exponent: self.exponent,
            scale_m: exp(self.ln_scale),
            flux_m2_s: exp(self.ln_flux),
            travel_time_s,
        }
    }
}

/// Limits the growth at each node to three times the secants beside it, which keeps the cubic monotone
/// (Fritsch and Carlson 1980).
fn limit_growth(nodes: &mut [Node]) {
    for index in 1..nodes.len() {
        let run = nodes[index].ln_distance - nodes[index - 1].ln_distance;
        let greatest = 3.0 * (nodes[index].ln_height - nodes[index - 1].ln_height) / run;
        nodes[index].growth = nodes[index].growth.min(greatest);
        nodes[index - 1].growth = nodes[index - 1].growth.min(greatest);
    }
}

/// Height by the cubic of Hermite over ln x; shape and flux linear in ln z; time linear in logarithms.
fn between(low: &Node, high: &Node, ln_distance: f64) -> Section {
    let run = high.ln_distance - low.ln_distance;
    let t = (ln_distance - low.ln_distance) / run;
    let (near, far) = (t * (1.0 - t) * (1.0 - t) * run, t * t * (t - 1.0) * run);
    let turn = t * t * (3.0 - 2.0 * t);
    let ln_height = low.ln_height + turn * (high.ln_height - low.ln_height) + near * low.growth + far * high.growth;
    let along = (ln_height - low.ln_height) / (high.ln_height - low.ln_height);
    let mix = |from: f64, to: f64| from + along * (to - from);
    Section {
        mean_height_m: exp(ln_height),
        shape_exponent: mix(low.exponent, high.exponent),
        scale_m: exp(mix(low.ln_scale, high.ln_scale)),
        flux_m2_s: exp(mix(low.ln_flux, high.ln_flux)),
        travel_time_s: exp(low.ln_time + t * (high.ln_time - low.ln_time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_the_mean_height_follow_from_the_shape() {
        // s = 1.5, Roberts' solution: b = gamma(2/3)/gamma(4/3) = 1.516398; p = (s / b^s)^(1/(1-s))
        let b = gamma(1.0 / 1.5) / gamma(2.0 / 1.5);
        assert!((b - 1.516_398).abs() < 1e-5);
        assert!((pow(1.5 / pow(b, 1.5), 1.0 / (1.0 - 1.5)) - DIFFUSIVITY_HEIGHT).abs() < 5e-3);
        // c = b exp(digamma(2/3) / 1.5), digamma(2/3) = -1.318234
        assert!((b * exp(-1.318_234 / 1.5) - WIND_HEIGHT).abs() < 5e-3);
    }

    #[test]
    fn the_four_point_rule_is_exact_to_the_seventh_power() {
        assert!((gauss(0.0, 2.0, |x| pow(x, 7.0)) - 32.0).abs() < 1e-12);
    }
}
