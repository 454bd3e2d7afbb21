//! The surface layer by Monin-Obukhov similarity: wind, diffusivity, crosswind turbulence, lid.

use crate::dispersion::Atmosphere;
use crate::math::{atan2, cbrt, ln};
use crate::provenance::{FieldProblem, InvalidInput};
use std::f64::consts::{E, FRAC_PI_2};

/// Von Karman's constant.
pub(super) const VON_KARMAN: f64 = 0.4;
/// Slope of the stable gradient functions, 1 + 5 z/L (Dyer 1974; Horst and Weil 1992, appendix).
const STABLE_SLOPE: f64 = 5.0;
/// Coefficient of the unstable gradient functions, (1 - 16 z/L)^(-1/4) and ^(-1/2) (the same).
const UNSTABLE_SLOPE: f64 = 16.0;
/// Mechanical part of the crosswind variance over u*^2 at the ground (AERMOD, routine REFSVM).
const MECHANICAL_VARIANCE: f64 = 3.6;
/// Convective part of the crosswind variance over w*^2 (AERMOD, routine REFSVC).
const CONVECTIVE_VARIANCE: f64 = 0.35;

/// How the strength of the wind is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SurfaceWind {
    /// Friction velocity, measured or of a weather model.
    Friction {
        /// u*, m/s, 0.001 to 3.
        friction_velocity_m_s: f64,
    },
    /// A reading at a height; u* follows from the profile.
    Reading {
        /// Mean wind speed, m/s, 0.1 to 60.
        wind_speed_m_s: f64,
        /// Height of the reading, m, 0.5 to 200, at least twice the roughness length.
        height_m: f64,
    },
}

/// The lowest tenth of the boundary layer as similarity theory sees it.
///
/// With zeta = z/L: `u(z) = u*/k [ln(z/z0) - psi(z/L) + psi(z0/L)]`, `K(z) = k u* z / phi_h`, k = 0.4;
/// stable `phi_m = phi_h = 1 + 5 zeta`, `psi = -5 zeta`; unstable `phi_m = (1 - 16 zeta)^(-1/4)`,
/// `phi_h = (1 - 16 zeta)^(-1/2)`, psi after Paulson 1970.
///
/// Source: Dyer 1974, Boundary-Layer Meteorology 7, 363-372, as used by Horst and Weil 1992, 1994.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurfaceLayer {
    /// Strength of the wind.
    pub wind: SurfaceWind,
    /// Inverse Obukhov length 1/L, 1/m, -1 to 1; 0 is neutral.
    pub inverse_obukhov_per_m: f64,
    /// Aerodynamic roughness length z0, m, 1e-5 to 3.
    pub roughness_length_m: f64,
    /// Mixing height, m, 20 to 10 000; `None` takes [`Self::effective_mixing_height_m`].
    pub mixing_height_m: Option<f64>,
    /// Deviation of the crosswind component near the ground, m/s, 0.01 to 10, where it was measured.
    pub crosswind_turbulence_m_s: Option<f64>,
}

impl SurfaceLayer {
    /// Every value out of its range.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        };
        check("inverse_obukhov_per_m", self.inverse_obukhov_per_m, -1.0, 1.0, "1/m");
        check("roughness_length_m", self.roughness_length_m, 1e-5, 3.0, "m");
        match self.wind {
            SurfaceWind::Friction { friction_velocity_m_s } => {
                check("friction_velocity_m_s", friction_velocity_m_s, 1e-3, 3.0, "m/s");
            }
            SurfaceWind::Reading { wind_speed_m_s, height_m } => {
                check("wind_speed_m_s", wind_speed_m_s, 0.1, 60.0, "m/s");
                let least_m = (2.0 * self.roughness_length_m).clamp(0.5, 6.0);
                check("wind_reference_height_m", height_m, least_m, 200.0, "m");
            }
        }
        if let Some(height_m) = self.mixing_height_m {
            check("mixing_height_m", height_m, 20.0, 1e4, "m");
        }
        if let Some(deviation_m_s) = self.crosswind_turbulence_m_s {
            check("crosswind_turbulence_m_s", deviation_m_s, 0.01, 10.0, "m/s");
        }
        problems
    }

    /// Refuses what [`Self::problems`] finds.
    ///
    /// # Errors
    /// [`InvalidInput`] with all problems.
    pub fn validate(&self) -> Result<(), InvalidInput> {
        InvalidInput::check(self.problems())
    }

    /// Friction velocity u*, m/s.
    #[must_use]
    pub fn friction_velocity_m_s(&self) -> f64 {
        match self.wind {
            SurfaceWind::Friction { friction_velocity_m_s } => friction_velocity_m_s,
            SurfaceWind::Reading { wind_speed_m_s, height_m } => {
                VON_KARMAN * wind_speed_m_s / self.wind_shape(height_m)
            }
        }
    }

    /// Mean wind speed at a height, m/s; 0 below the roughness length.
    #[must_use]
    pub fn wind_speed_at_m_s(&self, height_m: f64) -> f64 {
        self.friction_velocity_m_s() / VON_KARMAN * self.wind_shape(height_m)
    }

    /// k u / u* at a height, a pure number; 0 below the roughness length.
    pub(super) fn wind_shape(&self, height_m: f64) -> f64 {
        if height_m <= self.roughness_length_m {
            return 0.0;
        }
        ln(height_m / self.roughness_length_m) - self.wind_correction(height_m)
            + self.wind_correction(self.roughness_length_m)
    }

    /// psi of the wind profile at z/L, a pure number (Paulson 1970).
    fn wind_correction(&self, height_m: f64) -> f64 {
        let zeta = height_m * self.inverse_obukhov_per_m;
        if zeta >= 0.0 {
            return -STABLE_SLOPE * zeta;
        }
        let x = (1.0 - UNSTABLE_SLOPE * zeta).sqrt().sqrt();
        2.0 * ln(0.5 * (1.0 + x)) + ln(0.5 * (1.0 + x * x)) - 2.0 * atan2(x, 1.0) + FRAC_PI_2
    }

    /// phi_m, gradient function of the wind at z/L, a pure number.
    fn wind_gradient(&self, height_m: f64) -> f64 {
        let zeta = height_m * self.inverse_obukhov_per_m;
        if zeta >= 0.0 { 1.0 + STABLE_SLOPE * zeta } else { 1.0 / (1.0 - UNSTABLE_SLOPE * zeta).sqrt().sqrt() }
    }

    /// phi_h, gradient function of heat and of matter at z/L, a pure number.
    pub(super) fn heat_gradient(&self, height_m: f64) -> f64 {
        let zeta = height_m * self.inverse_obukhov_per_m;
        if zeta >= 0.0 { 1.0 + STABLE_SLOPE * zeta } else { 1.0 / (1.0 - UNSTABLE_SLOPE * zeta).sqrt() }
    }

    /// Exponent s = 2 + m - n of the vertical shape at a height, from the local power laws u ~ z^m and K ~ z^n.
    ///
    /// m = phi_m / (k u / u*); 2 - n = (1 + 10 zeta) / (1 + 5 zeta) stable, (1 - 8 zeta) / (1 - 16 zeta) unstable.
    /// Below e z0 the value at e z0 is taken: the power law of a wind that is nought there means nothing.
    pub(super) fn shape_exponent(&self, height_m: f64) -> f64 {
        let height_m = height_m.max(E * self.roughness_length_m);
        let zeta = height_m * self.inverse_obukhov_per_m;
        let slope = if zeta >= 0.0 { STABLE_SLOPE } else { -UNSTABLE_SLOPE };
        let weight = if zeta >= 0.0 { 2.0 } else { 0.5 };
        let diffusivity = (1.0 + weight * slope * zeta) / (1.0 + slope * zeta);
        self.wind_gradient(height_m) / self.wind_shape(height_m) + diffusivity
    }

    /// The lid, m: the given mixing height; none (infinite) for a stable layer; else 0.3 u*/f as for a neutral
    /// [`Atmosphere`].
    #[must_use]
    pub fn effective_mixing_height_m(&self) -> f64 {
        match self.mixing_height_m {
            Some(height_m) => height_m,
            None if self.inverse_obukhov_per_m > 0.0 => f64::INFINITY,
            None => Atmosphere::mechanical_mixing_height_m(self.friction_velocity_m_s()),
        }
    }

    /// Convective velocity w* = u* (h / (k |L|))^(1/3), m/s; 0 unless unstable.
    #[must_use]
    pub fn convective_velocity_m_s(&self) -> f64 {
        if self.inverse_obukhov_per_m >= 0.0 {
            return 0.0;
        }
        let ratio = -self.effective_mixing_height_m() * self.inverse_obukhov_per_m / VON_KARMAN;
        self.friction_velocity_m_s() * cbrt(ratio)
    }

    /// Deviation of the crosswind wind component near the ground, m/s: as measured, or
    /// s_v^2 = 3.6 u*^2 + 0.35 w*^2 (AERMOD, routines REFSVM and REFSVC).
    #[must_use]
    pub fn effective_crosswind_turbulence_m_s(&self) -> f64 {
        let (friction, convective) = (self.friction_velocity_m_s(), self.convective_velocity_m_s());
        self.crosswind_turbulence_m_s.unwrap_or_else(|| {
            (MECHANICAL_VARIANCE * friction * friction + CONVECTIVE_VARIANCE * convective * convective).sqrt()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(inverse_obukhov_per_m: f64) -> SurfaceLayer {
        SurfaceLayer {
            wind: SurfaceWind::Friction { friction_velocity_m_s: 0.4 },
            inverse_obukhov_per_m,
            roughness_length_m: 0.01,
            mixing_height_m: Some(1000.0),
            crosswind_turbulence_m_s: None,
        }
    }

    #[test]
    fn neutral_wind_is_logarithmic() {
        // 0.4 / 0.4 ln(1000) = 6.907755
        assert!((layer(0.0).wind_speed_at_m_s(10.0) - 6.907_755).abs() < 1e-6);
        assert_eq!(layer(0.0).wind_speed_at_m_s(0.01), 0.0);
    }

    #[test]
    fn stable_and_unstable_wind_by_hand() {
        // L = 50: ln(1000) + 5 (10 - 0.01) / 50 = 6.907755 + 0.999
        assert!((layer(0.02).wind_speed_at_m_s(10.0) - 7.906_755).abs() < 1e-6);
        // L = -10: x = 17^(1/4) = 2.030543; psi = 2 ln 1.515272 + ln 2.561553 - 2 atan 2.030543 + pi/2
        //   = 0.831189 + 0.940614 - 2.226367 + 1.570796 = 1.116232
        // at z0: x = 1.016^(1/4), psi = 0.003980
        assert!((layer(-0.1).wind_speed_at_m_s(10.0) - (6.907_755 - 1.116_232 + 0.003_980)).abs() < 2e-6);
    }

    #[test]
    fn a_reading_gives_the_friction_velocity_back() {
        for inverse_obukhov_per_m in [-0.2, -0.01, 0.0, 0.01, 0.2] {
            let known = layer(inverse_obukhov_per_m);
            let wind = SurfaceWind::Reading { wind_speed_m_s: known.wind_speed_at_m_s(10.0), height_m: 10.0 };
            assert!((SurfaceLayer { wind, ..known }.friction_velocity_m_s() - 0.4).abs() < 1e-12);
        }
    }

    #[test]
    fn the_shape_exponent_is_that_of_the_local_power_laws() {
        for inverse_obukhov_per_m in [-0.2, -0.01, 0.0, 0.01, 0.2] {
            let layer = layer(inverse_obukhov_per_m);
            let slope = |value: &dyn Fn(f64) -> f64| ln(value(5.001) / value(4.999)) / ln(5.001 / 4.999);
            let wind = slope(&|z_m| layer.wind_shape(z_m));
            let diffusivity = slope(&|z_m| z_m / layer.heat_gradient(z_m));
            assert!((layer.shape_exponent(5.0) - (2.0 + wind - diffusivity)).abs() < 1e-5);
        }
    }

    #[test]
    fn turbulence_by_hand() {
        // w* = 0.4 (1000 * 0.1 / 0.4)^(1/3) = 2.519842; s_v = sqrt(3.6 * 0.16 + 0.35 * 6.349604) = 1.672830
        assert!((layer(-0.1).convective_velocity_m_s() - 2.519_842).abs() < 1e-6);
        assert!((layer(-0.1).effective_crosswind_turbulence_m_s() - 1.672_830).abs() < 1e-5);
        // sqrt(3.6) 0.4 = 0.758947
        assert!((layer(0.1).effective_crosswind_turbulence_m_s() - 0.758_947).abs() < 1e-6);
    }

    #[test]
    fn every_bad_value_is_reported() {
        let bad = SurfaceLayer {
            wind: SurfaceWind::Reading { wind_speed_m_s: 0.0, height_m: 0.1 },
            inverse_obukhov_per_m: f64::NAN,
            mixing_height_m: Some(1.0),
            ..layer(0.0)
        };
        let fields: Vec<_> = bad.problems().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["inverse_obukhov_per_m", "wind_speed_m_s", "wind_reference_height_m", "mixing_height_m"]);
    }
}
