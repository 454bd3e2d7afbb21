//! What others ask of a cloud: how far, how wide, how much of it burns, what dose it leaves.

use super::plume::PlumeField;
use super::puff::{Exposure, PuffField};
use crate::math::{erf, ln};

/// Searches start here, m from the source.
const NEAREST_M: f64 = 1.0;
/// Searches end here, m.
const FARTHEST_M: f64 = 1e5;
/// Ratio of two neighbouring distances of the coarse search (64 a decade).
const SEARCH_RATIO: f64 = 1.036_632_928_437_698;
/// Halvings of the fine search: 2^-40 of a coarse step.
const HALVINGS: u32 = 40;
/// Levels of height in the flammable mass.
const HEIGHT_STEPS: u32 = 64;
/// Height of the cloud that is looked at, in sigma-z above the release.
const HEIGHT_DEVIATIONS: f64 = 6.0;

/// Farthest distance in `[NEAREST_M, FARTHEST_M]` where a function of distance is at least `threshold`.
fn farthest_m(threshold: f64, function: impl Fn(f64) -> f64) -> Option<f64> {
    let mut outside_m = FARTHEST_M;
    if function(outside_m) >= threshold {
        return Some(outside_m);
    }
    let mut inside_m = outside_m / SEARCH_RATIO;
    while function(inside_m) < threshold {
        outside_m = inside_m;
        inside_m = outside_m / SEARCH_RATIO;
        if inside_m < NEAREST_M {
            return None;
        }
    }
    for _ in 0..HALVINGS {
        let middle_m = 0.5 * (inside_m + outside_m);
        if function(middle_m) >= threshold { inside_m = middle_m } else { outside_m = middle_m }
    }
    Some(inside_m)
}

impl PlumeField {
    /// Farthest downwind distance at which the axis reaches a concentration at a height, m.
    ///
    /// `None` when it is not reached beyond 1 m; 100 km is the end of the search. An elevated plume may
    /// stay below the threshold nearer to the source.
    #[must_use]
    pub fn distance_to_concentration_m(&self, concentration_kg_m3: f64, z_m: f64) -> Option<f64> {
        farthest_m(concentration_kg_m3, |x_m| self.centreline_kg_m3(x_m, z_m))
    }

    /// Half the crosswind width over which a concentration is reached at a distance and height, m; 0 where it is not.
    ///
    /// `y = sigma_y sqrt(2 ln(c_axis / c))`.
    #[must_use]
    pub fn half_width_m(&self, x_m: f64, z_m: f64, concentration_kg_m3: f64) -> f64 {
        half_width_m(self.sigma_y_m(x_m), self.centreline_kg_m3(x_m, z_m), concentration_kg_m3)
    }

    /// Exposure at a point from a release of finite duration: the concentration, and the release duration
    /// counted from the arrival of the cloud, cut to `exposure_cap_s`.
    ///
    /// The cloud arrives at x / u and passes unchanged (spreading along the wind is left out). Zero upwind.
    #[must_use]
    pub fn exposure(&self, x_m: f64, y_m: f64, z_m: f64, exposure_cap_s: f64) -> Exposure {
        let concentration_kg_m3 = self.concentration_kg_m3(x_m, y_m, z_m);
        let duration_s = if concentration_kg_m3 > 0.0 { self.release_duration_s().min(exposure_cap_s) } else { 0.0 };
        Exposure { concentration_kg_m3, duration_s }
    }

    /// Time after the start of the release at which the cloud reaches a distance, x / u, s; 0 upwind.
    #[must_use]
    pub fn arrival_time_s(&self, x_m: f64) -> f64 {
        x_m.max(0.0) / self.wind_speed_m_s()
    }

    /// Mass in the steady plume between two concentrations (LFL and UFL), kg, beyond 1 m from the source.
    ///
    /// At each height the crosswind bell is cut where it falls below the threshold, which leaves the
    /// fraction erf(sqrt(ln(c_axis / c))); height and distance are integrated numerically. A release shorter
    /// than the travel to the threshold fills only its own length of plume, as far as `u * duration`.
    #[must_use]
    pub fn mass_between_kg(&self, lower_kg_m3: f64, upper_kg_m3: f64) -> f64 {
        (self.mass_above_kg(lower_kg_m3) - self.mass_above_kg(upper_kg_m3)).max(0.0)
    }

    /// Mass in the steady plume where a concentration is exceeded, kg; see [`Self::mass_between_kg`].
    #[must_use]
    pub fn mass_above_kg(&self, concentration_kg_m3: f64) -> f64 {
        let length_m = self.wind_speed_m_s() * self.release_duration_s();
        let (mut mass_kg, mut near_m) = (0.0, NEAREST_M);
        while near_m < FARTHEST_M.min(length_m) {
            let far_m = (near_m * SEARCH_RATIO).min(length_m);
            let middle_m = (near_m * far_m).sqrt();
            mass_kg += (far_m - near_m) * self.mass_above_kg_m(middle_m, concentration_kg_m3);
            near_m = far_m;
        }
        mass_kg
    }

    /// Mass above a threshold in a slice of one metre of plume, kg/m.
    fn mass_above_kg_m(&self, x_m: f64, concentration_kg_m3: f64) -> f64 {
        over_height(self.release_height_m(), self.sigma_z_m(x_m), self.mixing_height_m(), |z_m| {
            let ratio = self.centreline_kg_m3(x_m, z_m) / concentration_kg_m3;
            if ratio > 1.0 { self.crosswind_integral_kg_m2(x_m, z_m) * erf(ln(ratio).sqrt()) } else { 0.0 }
        })
    }
}

impl PuffField {
    /// Farthest distance at which the passing centre of the puff reaches a concentration at a height, m.
    ///
    /// `None` when it is not reached beyond 1 m; 100 km is the end of the search.
    #[must_use]
    pub fn distance_to_concentration_m(&self, concentration_kg_m3: f64, z_m: f64) -> Option<f64> {
        farthest_m(concentration_kg_m3, |travel_m| self.column_kg_m3(travel_m, z_m))
    }

    /// Radius around the centre of the puff over which a concentration is reached after a path, m; 0 where it is not.
    #[must_use]
    pub fn half_width_m(&self, travel_m: f64, z_m: f64, concentration_kg_m3: f64) -> f64 {
        half_width_m(self.sigma_y_m(travel_m), self.column_kg_m3(travel_m, z_m), concentration_kg_m3)
    }

    /// Mass in the puff between two concentrations (LFL and UFL) after a path of its centre, kg.
    #[must_use]
    pub fn mass_between_kg(&self, travel_m: f64, lower_kg_m3: f64, upper_kg_m3: f64) -> f64 {
        (self.mass_above_kg(travel_m, lower_kg_m3) - self.mass_above_kg(travel_m, upper_kg_m3)).max(0.0)
    }

    /// Mass in the puff where a concentration is exceeded, kg.
    ///
    /// At each height the round bell is cut where it falls below the threshold, which leaves the fraction
    /// 1 - c / c_axis; height is integrated numerically.
    #[must_use]
    pub fn mass_above_kg(&self, travel_m: f64, concentration_kg_m3: f64) -> f64 {
        let sigma_m = self.sigma_y_m(travel_m);
        let round_m2 = 2.0 * std::f64::consts::PI * sigma_m * sigma_m;
        over_height(self.release_height_m(), self.sigma_z_m(travel_m), self.mixing_height_m(), |z_m| {
            (self.column_kg_m3(travel_m, z_m) - concentration_kg_m3).max(0.0) * round_m2
        })
    }

    /// Largest mass between two concentrations over the life of the puff, kg, and the path at which it occurs, m.
    #[must_use]
    pub fn largest_mass_between(&self, lower_kg_m3: f64, upper_kg_m3: f64) -> FlammablePuff {
        let mut largest = FlammablePuff { travel_m: 0.0, mass_kg: 0.0 };
        let mut travel_m = NEAREST_M;
        while travel_m < FARTHEST_M {
            let mass_kg = self.mass_between_kg(travel_m, lower_kg_m3, upper_kg_m3);
            if mass_kg > largest.mass_kg {
                largest = FlammablePuff { travel_m, mass_kg };
            }
            travel_m *= SEARCH_RATIO;
        }
        largest
    }
}

/// The flammable part of a puff at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlammablePuff {
    /// Path of the centre, m.
    pub travel_m: f64,
    /// Mass within the limits, kg.
    pub mass_kg: f64,
}

fn half_width_m(sigma_y_m: f64, axis_kg_m3: f64, concentration_kg_m3: f64) -> f64 {
    let ratio = axis_kg_m3 / concentration_kg_m3;
    if ratio > 1.0 { sigma_y_m * (2.0 * ln(ratio)).sqrt() } else { 0.0 }
}

/// Midpoint rule over the height of the cloud: once to see where there is anything, then over that part.
pub(super) fn over_height(height_m: f64, sigma_z_m: f64, lid_m: f64, function: impl Fn(f64) -> f64) -> f64 {
    let bottom_m = (height_m - HEIGHT_DEVIATIONS * sigma_z_m).max(0.0);
    let top_m = (height_m + HEIGHT_DEVIATIONS * sigma_z_m).min(lid_m);
    let step_m = (top_m - bottom_m) / f64::from(HEIGHT_STEPS);
    let middles = || (0..HEIGHT_STEPS).map(|i| bottom_m + (f64::from(i) + 0.5) * step_m);
    let Some(low_m) = middles().find(|&z_m| function(z_m) > 0.0) else { return 0.0 };
    let high_m = middles().rev().find(|&z_m| function(z_m) > 0.0).unwrap_or(low_m);
    let (from_m, to_m) = ((low_m - step_m).max(bottom_m), (high_m + step_m).min(top_m));
    let fine_m = (to_m - from_m) / f64::from(HEIGHT_STEPS);
    (0..HEIGHT_STEPS).map(|i| fine_m * function(from_m + (f64::from(i) + 0.5) * fine_m)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::{Atmosphere, GaussianPlume, GaussianPuff, PlumeOptions};
    use crate::math::exp;
    use crate::weather::{StabilityClass, Terrain};

    fn air() -> Atmosphere {
        Atmosphere::new(StabilityClass::F, 2.0, 10.0, Terrain::Rural)
    }

    fn plume(height_m: f64, duration_s: Option<f64>) -> PlumeField {
        let plume = GaussianPlume { release_rate_kg_s: 1.0, release_height_m: height_m, averaging_time_s: 600.0 };
        let options = PlumeOptions { release_duration_s: duration_s, ..PlumeOptions::default() };
        plume.solve_with(&air(), options).unwrap().field
    }

    fn puff() -> PuffField {
        GaussianPuff { mass_kg: 1000.0, release_height_m: 0.0 }.solve(&air()).unwrap().field
    }

    #[test]
    fn the_distance_found_has_the_concentration_asked_for() {
        for height_m in [0.0, 20.0] {
            let field = plume(height_m, None);
            let x_m = field.distance_to_concentration_m(1e-5, 0.0).unwrap();
            assert!((field.centreline_kg_m3(x_m, 0.0) / 1e-5 - 1.0).abs() < 1e-9);
            assert!(field.centreline_kg_m3(1.01 * x_m, 0.0) < 1e-5);
        }
        assert_eq!(plume(20.0, None).distance_to_concentration_m(10.0, 0.0), None);
    }

    #[test]
    fn the_edge_of_the_cloud_has_the_concentration_asked_for() {
        let field = plume(0.0, None);
        let y_m = field.half_width_m(800.0, 0.0, 1e-6);
        assert!((field.concentration_kg_m3(800.0, y_m, 0.0) / 1e-6 - 1.0).abs() < 1e-12);
        assert_eq!(field.half_width_m(800.0, 0.0, 1.0), 0.0);
    }

    #[test]
    fn burning_mass_of_a_ground_puff_is_the_incomplete_bell() {
        // half space around the ground: m [erf(s) - 2 s exp(-s^2) / sqrt(pi)], s^2 = ln(c0 / c)
        let field = puff();
        let axis = field.column_kg_m3(200.0, 0.0);
        for ratio in [1.5, 4.0, 50.0] {
            let s = ln(ratio).sqrt();
            let expected = 1000.0 * (erf(s) - 2.0 * s * exp(-s * s) / std::f64::consts::PI.sqrt());
            let found = field.mass_above_kg(200.0, axis / ratio);
            assert!((found / expected - 1.0).abs() < 2e-3, "{found} {expected}");
        }
    }

    #[test]
    fn burning_mass_of_a_ground_plume_is_one_minus_the_ratio() {
        // a slice of a half-round bell above c holds q / u (1 - c / c0)
        let field = plume(0.0, None);
        let axis = field.centreline_kg_m3(300.0, 0.0);
        for ratio in [1.2, 3.0, 100.0] {
            let found = field.mass_above_kg_m(300.0, axis / ratio);
            assert!((found / (0.5 * (1.0 - 1.0 / ratio)) - 1.0).abs() < 2e-3);
        }
    }

    #[test]
    fn a_short_release_holds_no_more_than_was_released() {
        let field = plume(0.0, Some(20.0));
        let mass_kg = field.mass_above_kg(1e-12);
        // the first metre next to the source is left out: u * 20 s = 40 m, 39/40 of 20 kg
        assert!((mass_kg - 19.5).abs() < 0.1, "{mass_kg}");
        assert!(field.mass_between_kg(1e-12, 1e-6) < mass_kg);
    }

    #[test]
    fn the_largest_burning_mass_is_below_the_release() {
        let largest = puff().largest_mass_between(0.03, 0.15);
        assert!(largest.mass_kg > 0.0 && largest.mass_kg < 1000.0 && largest.travel_m > 1.0);
    }

    #[test]
    fn exposure_is_cut_by_duration_and_cap() {
        assert_eq!(plume(0.0, Some(120.0)).exposure(500.0, 0.0, 0.0, 1800.0).duration_s, 120.0);
        assert_eq!(plume(0.0, None).exposure(500.0, 0.0, 0.0, 1800.0).duration_s, 1800.0);
        assert_eq!(plume(0.0, None).exposure(-5.0, 0.0, 0.0, 1800.0).duration_s, 0.0);
        assert_eq!(plume(0.0, None).arrival_time_s(500.0), 250.0);
    }
}
