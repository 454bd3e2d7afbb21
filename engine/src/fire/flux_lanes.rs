//! Heat flux at many places: neighbouring places are worked out side by side.

#![allow(clippy::needless_range_loop, reason = "over iterators the lanes are not vectorised")]

use super::atmosphere::log_transmissivity_lane;
use super::fireball_course::FireballCourse;
use super::jet_fire_field::{JetFireField, Points, Radiator};
use super::view_lanes::{LANES, Lanes, larger, smaller};
use super::{FireballField, PoolFireField, TwoDiscFlame};
use crate::math::{SimdLevel, decay_lane, ln_lane};
use std::f64::consts::PI;

/// Least way to the flame from the middle of a tile that is taken from a polynomial, in half sides of the tile.
///
/// Nearer singularities than the flame there are none, so that Chebyshev's polynomial of degree 7 has an error near
/// rho^-8 = 8e-7, rho = 3 + sqrt(3^2 - 1).
const LEAST_WAY: f64 = 3.0;

/// A fire, made ready for many places or a map grid.
///
/// Made from a solved fire by `From` at no cost: nothing is tabulated. At places it is the evaluator of that fire, worked
/// out for eight places side by side, within 1e-8 of it (and 1e-7 W/m2 where that is more); on a grid see
/// [`FireFlux::fill_grid`]. The bits are the same at every [`SimdLevel`] and for any number of threads.
///
/// # Example
/// ```
/// use cordon_engine::fire::{FireFlux, Fireball};
/// let ball = Fireball::new(12_000.0, 46.35e6).solve().unwrap().field;
/// let mut flux_w_m2 = [0.0; 2];
/// FireFlux::from(&ball).fill_places(&[[100.0, 0.0, 0.0], [0.0, 300.0, 0.0]], &mut flux_w_m2);
/// assert!((flux_w_m2[1] / ball.incident_flux_w_m2(300.0) - 1.0).abs() < 1e-8);
/// ```
#[derive(Debug, Clone)]
pub struct FireFlux(pub(super) Shine);

/// What radiates, and how.
#[derive(Debug, Clone)]
pub(super) enum Shine {
    Solid(SolidShine),
    Points(Box<PointsShine>),
    Point(PointShine),
    Ball(BallShine),
}

/// A solid flame of even brightness.
#[derive(Debug, Clone, Copy)]
pub(super) struct SolidShine {
    pub(super) flame: TwoDiscFlame,
    pub(super) emissive_w_m2: f64,
    pub(super) water_vapour_pressure_pa: f64,
    /// One over the squared distance between the centres of the discs.
    pub(super) inverse_square_per_m2: f64,
}

/// Weighted points.
#[derive(Debug, Clone)]
pub(super) struct PointsShine {
    pub(super) points: Points,
    pub(super) radiated_w: f64,
    pub(super) water_vapour_pressure_pa: f64,
}

/// One point with the air of AQ/T 3046.
#[derive(Debug, Clone, Copy)]
pub(super) struct PointShine {
    place_m: [f64; 3],
    radiated_w: f64,
}

/// A ball over the origin, for receivers on the ground.
#[derive(Debug, Clone, Copy)]
pub(super) struct BallShine {
    pub(super) radius_m: f64,
    pub(super) height_m: f64,
    pub(super) emissive_w_m2: f64,
    pub(super) water_vapour_pressure_pa: f64,
}

/// Flux at a place in two steps: a part that is smooth away from the flame and costs much, and the rest.
pub(super) trait Shining {
    /// The costly part at eight places, given by their x, y and z.
    fn parts(&self, axes_m: &[Lanes; 3]) -> Lanes;
    /// Flux from the costly part, W/m2.
    fn flux_w_m2(&self, part: f64, place_m: [f64; 3]) -> f64;
    /// Whether the costly part is smooth on a level square about a place, well beyond its half side.
    fn is_smooth(&self, middle_m: [f64; 3], half_m: f64) -> bool;
}

/// As [`super::atmosphere::transmissivity_frac`].
#[inline(always)]
fn transmissivity_lane(water_vapour_pressure_pa: f64, path_m: f64) -> f64 {
    decay_lane(log_transmissivity_lane(water_vapour_pressure_pa, path_m))
}

impl Shining for SolidShine {
    /// View factor.
    #[inline(always)]
    fn parts(&self, axes_m: &[Lanes; 3]) -> Lanes {
        let mut own_m = [[0.0; LANES]; 3];
        for lane in 0..LANES {
            let [x, y, z] = self.flame.in_own_frame([axes_m[0][lane], axes_m[1][lane], axes_m[2][lane]]);
            (own_m[0][lane], own_m[1][lane], own_m[2][lane]) = (x, y, z);
        }
        self.flame.greatest_view_factor_lanes(&own_m)
    }
    #[inline(always)]
    fn flux_w_m2(&self, part: f64, place_m: [f64; 3]) -> f64 {
        let own_m = self.flame.in_own_frame(place_m);
        let path_m = larger(self.flame.distance_to_axis_lane(own_m, self.inverse_square_per_m2), 0.0);
        self.emissive_w_m2 * part * transmissivity_lane(self.water_vapour_pressure_pa, path_m)
    }
    fn is_smooth(&self, middle_m: [f64; 3], half_m: f64) -> bool {
        self.flame.is_smooth_about(middle_m, half_m, LEAST_WAY)
    }
}

impl Shining for PointsShine {
    /// Sum of the weights over the squares of their distances, 1/m2; two points share a division.
    #[inline(always)]
    fn parts(&self, axes_m: &[Lanes; 3]) -> Lanes {
        let least_m2 = self.points.radius_m * self.points.radius_m;
        let mut sums_per_m2 = [0.0; LANES];
        for (&[one_m, other_m], [one, other]) in self.points.pairs() {
            for lane in 0..LANES {
                let place_m = [axes_m[0][lane], axes_m[1][lane], axes_m[2][lane]];
                let (a_m2, b_m2) = (square_m2(one_m, place_m, least_m2), square_m2(other_m, place_m, least_m2));
                sums_per_m2[lane] += (one * b_m2 + other * a_m2) / (a_m2 * b_m2);
            }
        }
        sums_per_m2
    }
    #[inline(always)]
    fn flux_w_m2(&self, part: f64, _: [f64; 3]) -> f64 {
        let passed = transmissivity_lane(self.water_vapour_pressure_pa, (1.0 / part).sqrt());
        self.radiated_w * passed * part / (4.0 * PI)
    }
    fn is_smooth(&self, middle_m: [f64; 3], half_m: f64) -> bool {
        let least_m = (LEAST_WAY * half_m).max(self.points.radius_m + 1.5 * half_m);
        self.points.places_m.iter().all(|&point_m| square_m2(point_m, middle_m, 0.0) >= least_m * least_m)
    }
}

#[inline(always)]
fn square_m2(point_m: [f64; 3], place_m: [f64; 3], least_m2: f64) -> f64 {
    let [x, y, z] = [point_m[0] - place_m[0], point_m[1] - place_m[1], point_m[2] - place_m[2]];
    larger(x * x + y * y + z * z, least_m2)
}

impl Shining for PointShine {
    #[inline(always)]
    fn parts(&self, _: &[Lanes; 3]) -> Lanes {
        [0.0; LANES]
    }
    #[inline(always)]
    fn flux_w_m2(&self, _: f64, place_m: [f64; 3]) -> f64 {
        let squared_m2 = square_m2(self.place_m, place_m, 1.0);
        let passed = larger(smaller(1.0 - 0.0565 * 0.5 * ln_lane(squared_m2), 1.0), 0.0);
        self.radiated_w * passed / (4.0 * PI * squared_m2)
    }
    fn is_smooth(&self, _: [f64; 3], _: f64) -> bool {
        true
    }
}

impl Shining for BallShine {
    #[inline(always)]
    fn parts(&self, _: &[Lanes; 3]) -> Lanes {
        [0.0; LANES]
    }
    #[inline(always)]
    fn flux_w_m2(&self, _: f64, place_m: [f64; 3]) -> f64 {
        let squared_m2 = place_m[0] * place_m[0] + place_m[1] * place_m[1] + self.height_m * self.height_m;
        let view_factor = smaller(self.radius_m * self.radius_m / squared_m2, 1.0);
        let path_m = squared_m2.sqrt() - self.radius_m;
        self.emissive_w_m2 * view_factor * transmissivity_lane(self.water_vapour_pressure_pa, path_m)
    }
    fn is_smooth(&self, _: [f64; 3], _: f64) -> bool {
        true
    }
}

impl SolidShine {
    pub(super) fn new(flame: &TwoDiscFlame, emissive_w_m2: f64, water_vapour_pressure_pa: f64) -> Self {
        let [x, y, z] = flame.top_m;
        let inverse_square_per_m2 = 1.0 / (x * x + y * y + z * z);
        Self { flame: *flame, emissive_w_m2, water_vapour_pressure_pa, inverse_square_per_m2 }
    }
}

impl From<&JetFireField> for FireFlux {
    fn from(field: &JetFireField) -> Self {
        let water_vapour_pressure_pa = field.water_vapour_pressure_pa;
        Self(match &field.radiator {
            Radiator::Solid { flame, .. } => {
                Shine::Solid(SolidShine::new(flame, field.surface_emissive_power_w_m2, water_vapour_pressure_pa))
            }
            Radiator::Points { points, .. } | Radiator::Bent { points, .. } => {
                let points = **points;
                Shine::Points(Box::new(PointsShine { points, radiated_w: field.radiated_w, water_vapour_pressure_pa }))
            }
            Radiator::Point { place_m, .. } => {
                Shine::Point(PointShine { place_m: *place_m, radiated_w: field.radiated_w })
            }
        })
    }
}

impl From<&PoolFireField> for FireFlux {
    fn from(field: &PoolFireField) -> Self {
        let flame = field.flame();
        Self(Shine::Solid(SolidShine::new(flame, field.surface_emissive_power_w_m2(), field.water_vapour_pressure_pa)))
    }
}

/// Flux on the ground: the height of the places is not looked at.
impl From<&FireballField> for FireFlux {
    fn from(field: &FireballField) -> Self {
        Self(Shine::Ball(field.shine()))
    }
}

/// The greatest flux of the life of the ball, on the ground: the height of the places is not looked at.
impl From<&FireballCourse> for FireFlux {
    fn from(field: &FireballCourse) -> Self {
        Self(Shine::Ball(field.shine()))
    }
}

impl FireFlux {
    /// Heat flux at places `[x, y, z]` in the frame of the fire on receivers that face it, W/m2.
    ///
    /// # Panics
    /// When `out` has not one value for each place.
    pub fn fill_places(&self, places_m: &[[f64; 3]], out: &mut [f64]) {
        self.fill_places_at(SimdLevel::best(), places_m, out);
    }

    /// [`Self::fill_places`] at a named instruction set, for tests and benchmarks.
    ///
    /// # Panics
    /// When `out` has not one value for each place.
    pub fn fill_places_at(&self, level: SimdLevel, places_m: &[[f64; 3]], out: &mut [f64]) {
        assert_eq!(places_m.len(), out.len(), "one value for each place");
        match &self.0 {
            Shine::Solid(shine) => fill_places(level, shine, places_m, out),
            Shine::Points(shine) => fill_places(level, &**shine, places_m, out),
            Shine::Point(shine) => fill_places(level, shine, places_m, out),
            Shine::Ball(shine) => fill_places(level, shine, places_m, out),
        }
    }
}

/// Blocks of places; in the last the last place stands in for the missing ones.
fn fill_places(level: SimdLevel, shine: &impl Shining, places_m: &[[f64; 3]], out: &mut [f64]) {
    level.run(
        #[inline(always)]
        || {
            let mut start = 0;
            while start < places_m.len() {
                let mut axes_m = [[0.0; LANES]; 3];
                for lane in 0..LANES {
                    let place_m = places_m[(start + lane).min(places_m.len() - 1)];
                    (axes_m[0][lane], axes_m[1][lane], axes_m[2][lane]) = (place_m[0], place_m[1], place_m[2]);
                }
                let parts = shine.parts(&axes_m);
                let fluxes = flux_of_lanes(shine, &parts, &axes_m);
                let count = LANES.min(out.len() - start);
                out[start..start + count].copy_from_slice(&fluxes[..count]);
                start += LANES;
            }
        },
    );
}

/// The flux at eight places.
#[inline(always)]
pub(super) fn flux_of_lanes(shine: &impl Shining, parts: &Lanes, axes_m: &[Lanes; 3]) -> Lanes {
    let mut fluxes = [0.0; LANES];
    for lane in 0..LANES {
        fluxes[lane] = shine.flux_w_m2(parts[lane], [axes_m[0][lane], axes_m[1][lane], axes_m[2][lane]]);
    }
    fluxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fire::Fireball;

    /// Places in, on and about a flame: its axis, its ends, the ground, far away.
    fn places(flame: &TwoDiscFlame) -> Vec<[f64; 3]> {
        let mut places_m = Vec::new();
        for i in 0..40 {
            for (turn, away_m) in [(0.3, 0.05), (1.9, 1.0), (3.4, 3.0), (4.6, 11.0), (5.9, 300.0)] {
                let share = 0.1 * f64::from(i) - 1.5;
                let (x, y) = (away_m * crate::math::cos(turn + 0.2 * share), away_m * crate::math::sin(turn));
                let [dx, dy, height] = flame.top_m;
                let own_m = [share * dx + x, share * dy + y, share * height];
                let along = |k: usize| (0..3).map(|axis| flame.axes[axis][k] * own_m[axis]).sum::<f64>();
                places_m.push([0, 1, 2].map(|k| flame.base_m[k] + along(k)));
            }
        }
        places_m
    }

    #[test]
    fn view_factors_side_by_side_are_those_one_by_one() {
        for (base_r, top_m, top_r) in
            [(2.0, [3.0, 1.0, 9.0], 2.0), (0.0, [12.0, 0.0, 1.0], 3.0), (1.0, [0.0, 0.0, 0.5], 0.2)]
        {
            for upright in [true, false] {
                let flame = match upright {
                    true => TwoDiscFlame::new([1.0, 2.0, 0.0], base_r, top_m, top_r, [0.0, 0.0, 1.0]),
                    false => TwoDiscFlame::along_axis([1.0, 2.0, 0.0], base_r, top_m, top_r),
                }
                .unwrap();
                let (places_m, shine) = (places(&flame), SolidShine::new(&flame, 1.0, 0.0));
                let flux = FireFlux(Shine::Solid(shine));
                let mut out = vec![f64::NAN; places_m.len()];
                flux.fill_places(&places_m, &mut out);
                for (&place_m, &found) in places_m.iter().zip(&out) {
                    let exact = flame.greatest_view_factor(place_m);
                    assert!((found - exact).abs() <= 1e-9 * exact + 1e-13, "{place_m:?}: {found} {exact}");
                }
                for level in SimdLevel::available() {
                    let mut other = vec![f64::NAN; places_m.len()];
                    flux.fill_places_at(level, &places_m, &mut other);
                    assert!(other.iter().zip(&out).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", level.name());
                }
            }
        }
    }

    #[test]
    fn any_number_of_places_is_filled() {
        let ball = Fireball::new(1000.0, 46e6).solve().unwrap().field;
        for count in [0, 1, 7, 8, 9, 17] {
            let places_m: Vec<[f64; 3]> = (0..count).map(|i| [f64::from(i) * 9.0, 0.0, 0.0]).collect();
            let mut out = vec![f64::NAN; places_m.len()];
            FireFlux::from(&ball).fill_places(&places_m, &mut out);
            for (place_m, found) in places_m.iter().zip(out) {
                assert!((found / ball.incident_flux_w_m2(place_m[0]) - 1.0).abs() < 1e-8);
            }
        }
    }
}
