//! A solved pool fire: heat at any place.

use super::BurningRateBasis;
use crate::fire::TwoDiscFlame;
use crate::fire::atmosphere::transmissivity_frac;
use crate::vulnerability::farthest_distance_m;

/// A solved pool fire: x downwind, y to the left of the wind, z up, from the middle of the pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoolFireField {
    pub(super) flame: TwoDiscFlame,
    pub(super) flame_length_m: f64,
    pub(super) tilt_rad: f64,
    pub(super) drag_ratio: f64,
    pub(super) diameter_m: f64,
    pub(super) burning_rate_kg_m2_s: f64,
    pub(super) burning_rate_basis: BurningRateBasis,
    pub(super) heat_of_combustion_j_kg: f64,
    pub(super) surface_emissive_power_w_m2: f64,
    pub(in crate::fire) water_vapour_pressure_pa: f64,
}

/// How far a level of heat reaches on the ground from the middle of the pool, m; none where it is nowhere reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// With the wind, m.
    pub downwind_m: Option<f64>,
    /// Across the wind, to either side, m.
    pub crosswind_m: Option<f64>,
    /// Against the wind, m.
    pub upwind_m: Option<f64>,
}

impl PoolFireField {
    /// Farthest distance searched for a level, in diameters.
    const SEARCH_DIAMETERS: f64 = 200.0;

    /// The flame.
    #[must_use]
    pub fn flame(&self) -> &TwoDiscFlame {
        &self.flame
    }
    /// Diameter of the pool, m.
    #[must_use]
    pub fn diameter_m(&self) -> f64 {
        self.diameter_m
    }
    /// Length of the flame along its axis, m.
    #[must_use]
    pub fn flame_length_m(&self) -> f64 {
        self.flame_length_m
    }
    /// Tilt from the vertical, rad.
    #[must_use]
    pub fn tilt_rad(&self) -> f64 {
        self.tilt_rad
    }
    /// Length of the base of the flame along the wind over the diameter of the pool.
    #[must_use]
    pub fn drag_ratio(&self) -> f64 {
        self.drag_ratio
    }
    /// Burning rate, kg/m2/s.
    #[must_use]
    pub fn burning_rate_kg_m2_s(&self) -> f64 {
        self.burning_rate_kg_m2_s
    }
    /// Where the burning rate comes from.
    #[must_use]
    pub fn burning_rate_basis(&self) -> BurningRateBasis {
        self.burning_rate_basis
    }
    /// Mass burnt in all, kg/s.
    #[must_use]
    pub fn burning_kg_s(&self) -> f64 {
        std::f64::consts::FRAC_PI_4 * self.diameter_m * self.diameter_m * self.burning_rate_kg_m2_s
    }
    /// Heat given off by the surface of the flame, W/m2.
    #[must_use]
    pub fn surface_emissive_power_w_m2(&self) -> f64 {
        self.surface_emissive_power_w_m2
    }
    /// Share of the heat of combustion that the flame radiates from side and top.
    #[must_use]
    pub fn radiated_frac(&self) -> f64 {
        let base_m2 = std::f64::consts::FRAC_PI_4 * self.diameter_m * self.diameter_m * self.drag_ratio;
        let shining_m2 = self.flame.surface_m2() - base_m2;
        self.surface_emissive_power_w_m2 * shining_m2 / (self.burning_kg_s() * self.heat_of_combustion_j_kg)
    }

    /// Way from a place to the surface of the flame, m: to its axis, less its radius.
    #[inline]
    #[must_use]
    pub fn path_m(&self, place_m: [f64; 3]) -> f64 {
        self.flame.distance_to_axis_m(place_m).max(0.0)
    }

    /// Partial pressure of water times the way to the flame, Pa m: the range of the transmissivity is 1e4 to 1e5.
    #[must_use]
    pub fn water_path_pa_m(&self, place_m: [f64; 3]) -> f64 {
        self.water_vapour_pressure_pa * self.path_m(place_m)
    }

    /// Share of the heat that the air lets through.
    #[inline]
    #[must_use]
    pub fn transmissivity_frac(&self, place_m: [f64; 3]) -> f64 {
        transmissivity_frac(self.water_vapour_pressure_pa, self.path_m(place_m))
    }

    /// Heat flux on a receiver that is turned to the flame, W/m2; in the flame that of its surface.
    #[inline]
    #[must_use]
    pub fn incident_flux_w_m2(&self, place_m: [f64; 3]) -> f64 {
        self.surface_emissive_power_w_m2 * self.flame.greatest_view_factor(place_m) * self.transmissivity_frac(place_m)
    }

    /// Heat flux on a receiver that faces `normal`, W/m2.
    #[must_use]
    pub fn incident_flux_facing_w_m2(&self, place_m: [f64; 3], normal: [f64; 3]) -> f64 {
        let view_factor = self.flame.view_factor(place_m, normal);
        self.surface_emissive_power_w_m2 * view_factor * self.transmissivity_frac(place_m)
    }

    /// How far a level of heat reaches on the ground, for receivers turned to the flame.
    #[must_use]
    pub fn reach(&self, incident_flux_w_m2: f64) -> Reach {
        let far_m = Self::SEARCH_DIAMETERS * self.diameter_m;
        let along = |x: f64, y: f64| {
            farthest_distance_m(incident_flux_w_m2, 1e-3 * self.diameter_m, far_m, |distance_m| {
                self.incident_flux_w_m2([x * distance_m, y * distance_m, 0.0])
            })
        };
        Reach { downwind_m: along(1.0, 0.0), crosswind_m: along(0.0, 1.0), upwind_m: along(-1.0, 0.0) }
    }
}
