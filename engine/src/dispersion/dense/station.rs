//! What the integration leaves behind: the averaged cloud at a series of places.

use super::entrainment::{Form, sigma_m};
use super::mixture::CloudState;

/// The spatially averaged cloud at one place (plume) or moment (puff).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DenseStation {
    /// Place of the section, or of the puff's centre, m downwind.
    pub x_m: f64,
    /// Travel time from the source (plume) or time since the release began (puff), s.
    pub time_s: f64,
    /// Height of the box, m.
    pub height_m: f64,
    /// Half-width of the box, m.
    pub half_width_m: f64,
    /// Half-width of the flat part of the crosswind profile (b), m.
    pub flat_half_width_m: f64,
    /// Half-length of the box, m; 0 in a plume.
    pub half_length_m: f64,
    /// Half-length of the flat part of the profile along the wind, m; 0 in a plume.
    pub flat_half_length_m: f64,
    /// Height of the centre, m; near 0 when the cloud lies on the ground.
    pub centre_height_m: f64,
    /// Speed of the cloud, m/s.
    pub speed_m_s: f64,
    /// Mean wind over the cloud, m/s.
    pub wind_speed_m_s: f64,
    /// Mean mass fraction of the released substance.
    pub mass_frac: f64,
    /// Mean mole fraction of the released substance.
    pub mole_frac: f64,
    /// Mean density, kg/m3.
    pub density_kg_m3: f64,
    /// Mean temperature, K.
    pub temperature_k: f64,
}

impl DenseStation {
    pub(super) fn new((x_m, time_s): (f64, f64), form: &Form, flat: (f64, f64), cloud: &CloudState) -> Self {
        Self {
            x_m,
            time_s,
            height_m: form.height_m,
            half_width_m: form.half_width_m,
            flat_half_width_m: flat.0,
            half_length_m: form.half_length_m.unwrap_or(0.0),
            flat_half_length_m: flat.1,
            centre_height_m: form.centre_height_m,
            speed_m_s: form.speed_m_s,
            wind_speed_m_s: 0.0,
            mass_frac: 0.0,
            mole_frac: 0.0,
            density_kg_m3: cloud.density_kg_m3,
            temperature_k: cloud.temperature_k,
        }
    }

    /// Mass of the substance in the mean cubic metre of cloud, kg/m3.
    #[must_use]
    pub fn mean_concentration_kg_m3(&self) -> f64 {
        self.density_kg_m3 * self.mass_frac
    }

    /// Standard deviation of the vertical profile, m (UCRL-MA-105607 eq. 13).
    #[must_use]
    pub fn sigma_z_m(&self) -> f64 {
        sigma_m(self.centre_height_m, self.height_m)
    }

    /// Standard deviation of the edges of the crosswind profile, m: B^2 = b^2 + 3 beta^2 (eq. 13).
    #[must_use]
    pub fn edge_m(&self) -> f64 {
        edge_m(self.half_width_m, self.flat_half_width_m)
    }

    /// The same along the wind, m (eq. 31b).
    #[must_use]
    pub fn edge_along_m(&self) -> f64 {
        edge_m(self.half_length_m, self.flat_half_length_m)
    }
}

fn edge_m(half_m: f64, flat_m: f64) -> f64 {
    ((half_m * half_m - flat_m * flat_m).max(0.0) / 3.0).sqrt()
}
