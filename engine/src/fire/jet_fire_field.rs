//! A solved jet fire: heat at any place.

use super::TwoDiscFlame;
use super::atmosphere::transmissivity_frac;
use super::bent_flame::BentFlame;
use super::chamberlain::FlareShape;
use super::hydrogen_flame::{HydrogenFlame, POINTS};
use super::jet_state::BurningJet;
use crate::math;
use crate::vulnerability::{
    Exposure, FLAME_LETHAL_FLUX_W_M2, ThermalDose, farthest_distance_m, thermal_lethality_prob,
};
use std::f64::consts::PI;

/// Points on the flame that its heat comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Points {
    pub(super) places_m: [[f64; 3]; POINTS],
    pub(super) weights: [f64; POINTS],
    pub(super) radius_m: f64,
}

impl Points {
    /// Places and weights, two points together.
    #[inline(always)]
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&[[f64; 3]; 2], &[f64; 2])> {
        self.places_m.as_chunks::<2>().0.iter().zip(self.weights.as_chunks::<2>().0)
    }

    /// Sum of the weights over the squares of their distances, 1/m2; two points share a division.
    #[inline]
    fn weight_per_m2(&self, place_m: [f64; 3]) -> f64 {
        let least_m2 = self.radius_m * self.radius_m;
        let square_m2 = |point_m: [f64; 3]| squared_distance_m2(point_m, place_m).max(least_m2);
        let mut sum_per_m2 = 0.0;
        for (&[one_m, other_m], [one, other]) in self.pairs() {
            let (a_m2, b_m2) = (square_m2(one_m), square_m2(other_m));
            sum_per_m2 += (one * b_m2 + other * a_m2) / (a_m2 * b_m2);
        }
        sum_per_m2
    }
}

/// What radiates.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Radiator {
    /// A frustum of even brightness.
    Solid { flame: TwoDiscFlame, shape: FlareShape },
    /// Weighted points along the flame.
    Points { points: Box<Points>, flame: HydrogenFlame },
    /// Weighted points along a flame that bends.
    Bent { points: Box<Points>, flame: BentFlame },
    /// One point in the middle of the flame, of AQ/T 3046.
    Point { place_m: [f64; 3], length_m: f64 },
}

/// A solved jet fire. Places are `[x, y, z]` in m: x along the release (of a vertical one: where the wind blows to), y to the
/// left of it, z above ground; the hole is at x = y = 0.
#[derive(Debug, Clone, PartialEq)]
pub struct JetFireField {
    pub(super) jet: BurningJet,
    pub(super) radiator: Radiator,
    pub(super) base_m: [f64; 3],
    pub(super) tip_m: [f64; 3],
    pub(super) radiative_frac: f64,
    pub(super) radiated_w: f64,
    pub(super) surface_emissive_power_w_m2: f64,
    pub(super) water_vapour_pressure_pa: f64,
}

/// How far a level of heat reaches from the hole, m; none where it is nowhere reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetFireReach {
    /// Along the release.
    pub ahead_m: Option<f64>,
    /// Across, on the farther side, beside the middle of the flame.
    pub aside_m: Option<f64>,
    /// Against the release.
    pub behind_m: Option<f64>,
}

#[inline]
fn squared_distance_m2(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}

impl JetFireField {
    /// Distance searched for a level, in flame lengths.
    const SEARCH_LENGTHS: f64 = 100.0;

    /// The jet at the pressure of the air.
    #[must_use]
    pub fn jet(&self) -> &BurningJet {
        &self.jet
    }
    /// Shape of the frustum; none for the models of points.
    #[must_use]
    pub fn frustum(&self) -> Option<&FlareShape> {
        match &self.radiator {
            Radiator::Solid { shape, .. } => Some(shape),
            _ => None,
        }
    }
    /// The hydrogen flame; none for the other models.
    #[must_use]
    pub fn hydrogen_flame(&self) -> Option<&HydrogenFlame> {
        match &self.radiator {
            Radiator::Points { flame, .. } => Some(flame),
            _ => None,
        }
    }
    /// The flame that bends; none for the other models.
    #[must_use]
    pub fn bent_flame(&self) -> Option<&BentFlame> {
        match &self.radiator {
            Radiator::Bent { flame, .. } => Some(flame),
            _ => None,
        }
    }
    /// Length of the flame from the hole to the tip, m.
    #[must_use]
    pub fn flame_length_m(&self) -> f64 {
        match &self.radiator {
            Radiator::Solid { shape, .. } => shape.length_m,
            Radiator::Points { flame, .. } => flame.length_m,
            Radiator::Bent { flame, .. } => flame.length_m,
            Radiator::Point { length_m, .. } => *length_m,
        }
    }
    /// Where the visible flame begins, m.
    #[must_use]
    pub fn base_m(&self) -> [f64; 3] {
        self.base_m
    }
    /// Where it ends, m.
    #[must_use]
    pub fn tip_m(&self) -> [f64; 3] {
        self.tip_m
    }
    /// Share of the heat of combustion that is radiated, 0 to 1.
    #[must_use]
    pub fn radiative_frac(&self) -> f64 {
        self.radiative_frac
    }
    /// Heat that is radiated, W.
    #[must_use]
    pub fn radiated_w(&self) -> f64 {
        self.radiated_w
    }
    /// Radiated heat over the surface of the flame, W/m2; 0 for a single point, which has none.
    #[must_use]
    pub fn surface_emissive_power_w_m2(&self) -> f64 {
        self.surface_emissive_power_w_m2
    }

    /// Whether a place is in the flame.
    #[inline]
    #[must_use]
    pub fn is_in_flame(&self, place_m: [f64; 3]) -> bool {
        match &self.radiator {
            Radiator::Solid { flame, .. } => flame.contains(place_m),
            Radiator::Points { points, .. } | Radiator::Bent { points, .. } => {
                let radius2_m2 = points.radius_m * points.radius_m;
                points.places_m.iter().any(|&point_m| squared_distance_m2(point_m, place_m) <= radius2_m2)
            }
            Radiator::Point { .. } => false,
        }
    }

    /// Heat flux on a receiver that faces the flame, W/m2. In a solid flame it is the emissive power; the models of points
    /// keep a distance of the radius of the flame (one point: 1 m).
    #[inline]
    #[must_use]
    pub fn incident_flux_w_m2(&self, place_m: [f64; 3]) -> f64 {
        match &self.radiator {
            Radiator::Solid { flame, shape } => {
                let path_m = self.path_to_surface_m(place_m, shape);
                let passed = transmissivity_frac(self.water_vapour_pressure_pa, path_m);
                self.surface_emissive_power_w_m2 * flame.greatest_view_factor(place_m) * passed
            }
            Radiator::Points { points, .. } | Radiator::Bent { points, .. } => {
                let sum_per_m2 = points.weight_per_m2(place_m);
                let path_m = (1.0 / sum_per_m2).sqrt();
                let passed = transmissivity_frac(self.water_vapour_pressure_pa, path_m);
                self.radiated_w * passed * sum_per_m2 / (4.0 * PI)
            }
            Radiator::Point { place_m: point_m, .. } => {
                let distance_m = squared_distance_m2(*point_m, place_m).sqrt().max(1.0);
                let passed = (1.0 - 0.0565 * math::ln(distance_m)).clamp(0.0, 1.0);
                self.radiated_w * passed / (4.0 * PI * distance_m * distance_m)
            }
        }
    }

    /// Way through air to the nearest part of the frustum, m: the distance to its axis less the radius there.
    #[inline]
    fn path_to_surface_m(&self, place_m: [f64; 3], shape: &FlareShape) -> f64 {
        let (base_m, tip_m) = (self.base_m, self.tip_m);
        let axis = [tip_m[0] - base_m[0], tip_m[1] - base_m[1], tip_m[2] - base_m[2]];
        let to = [place_m[0] - base_m[0], place_m[1] - base_m[1], place_m[2] - base_m[2]];
        let along = (to[0] * axis[0] + to[1] * axis[1] + to[2] * axis[2]) / squared_distance_m2(base_m, tip_m);
        let share = along.clamp(0.0, 1.0);
        let nearest_m = [base_m[0] + share * axis[0], base_m[1] + share * axis[1], base_m[2] + share * axis[2]];
        let radius_m = 0.5 * (shape.base_diameter_m + share * (shape.tip_diameter_m - shape.base_diameter_m));
        (squared_distance_m2(nearest_m, place_m).sqrt() - radius_m).max(0.0)
    }

    /// Thermal dose of an exposure.
    #[inline]
    #[must_use]
    pub fn thermal_dose(&self, place_m: [f64; 3], exposure_s: f64) -> ThermalDose {
        ThermalDose::from_flux(self.incident_flux_w_m2(place_m), exposure_s)
    }

    /// Probability of death by the rules of AQ/T 3046: 1 in the flame, else by flux and dose.
    #[inline]
    #[must_use]
    pub fn lethality_prob(&self, place_m: [f64; 3], exposure_s: f64, exposure: Exposure) -> f64 {
        let flux_w_m2 = self.incident_flux_w_m2(place_m);
        let felt_w_m2 = if self.is_in_flame(place_m) { flux_w_m2.max(FLAME_LETHAL_FLUX_W_M2) } else { flux_w_m2 };
        thermal_lethality_prob(felt_w_m2, exposure_s, exposure)
    }

    /// How far a level reaches for a receiver at a height above ground.
    #[must_use]
    pub fn reach(&self, incident_flux_w_m2: f64, height_m: f64) -> JetFireReach {
        let middle_x_m = 0.5 * (self.base_m[0] + self.tip_m[0]);
        let length_m = self.flame_length_m();
        let farthest = |place: &dyn Fn(f64) -> [f64; 3]| {
            farthest_distance_m(incident_flux_w_m2, 1e-3 * length_m, Self::SEARCH_LENGTHS * length_m, |distance_m| {
                self.incident_flux_w_m2(place(distance_m))
            })
        };
        let left_m = farthest(&|distance_m| [middle_x_m, distance_m, height_m]);
        let right_m = farthest(&|distance_m| [middle_x_m, -distance_m, height_m]);
        JetFireReach {
            ahead_m: farthest(&|distance_m| [distance_m, 0.0, height_m]),
            aside_m: left_m.into_iter().chain(right_m).reduce(f64::max),
            behind_m: farthest(&|distance_m| [-distance_m, 0.0, height_m]),
        }
    }
}
