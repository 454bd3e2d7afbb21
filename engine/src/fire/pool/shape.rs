//! Length, tilt and drag of the flame over a pool.

use crate::math;
use crate::units::STANDARD_GRAVITY_M_S2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Correlation for the length of the flame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlameLength {
    /// Thomas (1963): 42 m*^0.61 without wind, 55 m*^0.67 u*^-0.21 with it (TNO Yellow Book eq. 6.12 to 6.14).
    #[default]
    Thomas,
    /// Moorhouse (1982), for liquefied natural gas: 6.2 m*^0.254 u*^-0.044 (recalled).
    Moorhouse,
    /// Heskestad (1983), without wind: 0.235 Q^0.4 - 1.02 D, Q in kW.
    Heskestad,
}

/// Correlation for the tilt of the flame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlameTilt {
    /// tan t / cos t = 0.666 Fr^0.333 Re^0.117 (TNO Yellow Book eq. 6.16).
    #[default]
    YellowBook,
    /// American Gas Association (1974): cos t = u*^-0.5 with the density of the vapour in u* (recalled).
    Aga,
}

/// What the correlations look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burning {
    pub(super) diameter_m: f64,
    pub(super) rate_kg_m2_s: f64,
    pub(super) heat_of_combustion_j_kg: f64,
    pub(super) wind_speed_m_s: f64,
    pub(super) air_density_kg_m3: f64,
    pub(super) air_viscosity_m2_s: f64,
    pub(super) vapour_density_kg_m3: f64,
}

/// Kinematic viscosity of air, m2/s: Sutherland's law of the U.S. Standard Atmosphere 1976,
/// `1.458e-6 T^1.5 / (T + 110.4)` over the density.
pub(super) fn air_viscosity_m2_s(temperature_k: f64, density_kg_m3: f64) -> f64 {
    1.458e-6 * temperature_k * temperature_k.sqrt() / (temperature_k + 110.4) / density_kg_m3
}

impl Burning {
    /// `m* = m / (rho sqrt(g D))`.
    fn scaled_rate(&self) -> f64 {
        self.rate_kg_m2_s / (self.air_density_kg_m3 * (STANDARD_GRAVITY_M_S2 * self.diameter_m).sqrt())
    }

    /// `u* = u / (g m D / rho)^(1/3)`, at least 1.
    fn scaled_wind(&self, density_kg_m3: f64) -> f64 {
        let own_m_s = math::cbrt(STANDARD_GRAVITY_M_S2 * self.rate_kg_m2_s * self.diameter_m / density_kg_m3);
        (self.wind_speed_m_s / own_m_s).max(1.0)
    }

    fn froude(&self) -> f64 {
        self.wind_speed_m_s * self.wind_speed_m_s / (STANDARD_GRAVITY_M_S2 * self.diameter_m)
    }

    /// Length of the flame along its axis, m.
    pub(super) fn length_m(&self, by: FlameLength) -> f64 {
        let (rate, wind) = (self.scaled_rate(), self.scaled_wind(self.air_density_kg_m3));
        match by {
            FlameLength::Thomas if self.wind_speed_m_s == 0.0 => 42.0 * math::pow(rate, 0.61) * self.diameter_m,
            FlameLength::Thomas => 55.0 * math::pow(rate, 0.67) * math::pow(wind, -0.21) * self.diameter_m,
            FlameLength::Moorhouse => 6.2 * math::pow(rate, 0.254) * math::pow(wind, -0.044) * self.diameter_m,
            FlameLength::Heskestad => {
                let area_m2 = std::f64::consts::FRAC_PI_4 * self.diameter_m * self.diameter_m;
                let heat_kw = 1e-3 * self.rate_kg_m2_s * area_m2 * self.heat_of_combustion_j_kg;
                0.235 * math::pow(heat_kw, 0.4) - 1.02 * self.diameter_m
            }
        }
    }

    /// Tilt from the vertical, radians.
    pub(super) fn tilt_rad(&self, by: FlameTilt) -> f64 {
        if self.wind_speed_m_s == 0.0 {
            return 0.0;
        }
        match by {
            FlameTilt::YellowBook => {
                let reynolds = self.wind_speed_m_s * self.diameter_m / self.air_viscosity_m2_s;
                let c = 0.666 * math::pow(self.froude(), 0.333) * math::pow(reynolds, 0.117);
                math::asin(((4.0 * c * c + 1.0).sqrt() - 1.0) / (2.0 * c))
            }
            FlameTilt::Aga => {
                let cosine = 1.0 / self.scaled_wind(self.vapour_density_kg_m3).sqrt();
                math::atan2(((1.0 - cosine) * (1.0 + cosine)).max(0.0).sqrt(), cosine)
            }
        }
    }

    /// Length of the base along the wind over the diameter: 1.5 Fr^0.069, at least 1 (Moorhouse 1982, recalled).
    pub(super) fn drag_ratio(&self) -> f64 {
        if self.wind_speed_m_s == 0.0 { 1.0 } else { (1.5 * math::pow(self.froude(), 0.069)).max(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, printed: f64, relative: f64) {
        assert!((found / printed - 1.0).abs() < relative, "{found}, printed {printed}");
    }

    /// TNO Yellow Book, worked example 6.6.3: benzene, 42.445 m, 5 m/s, air 1.2243 kg/m3 and 7.5133e-6 m2/s.
    fn yellow_book() -> Burning {
        Burning {
            diameter_m: 42.4457,
            rate_kg_m2_s: 0.085,
            heat_of_combustion_j_kg: 4.015e7,
            wind_speed_m_s: 5.0,
            air_density_kg_m3: 1.2243,
            air_viscosity_m2_s: 7.5133e-6,
            vapour_density_kg_m3: 2.7,
        }
    }

    #[test]
    fn length_and_tilt_of_the_yellow_book() {
        close(yellow_book().length_m(FlameLength::Thomas), 46.7725, 1e-4);
        close(yellow_book().scaled_wind(1.2243), 1.62937, 1e-4);
        close(yellow_book().tilt_rad(FlameTilt::YellowBook).to_degrees(), 50.8286, 1e-5);
    }

    #[test]
    fn still_air_by_hand() {
        // m* = 0.085 / (1.2243 sqrt(9.80665 * 42.4457)) = 3.402937e-3; 42 m*^0.61 = 1.311234
        let still = Burning { wind_speed_m_s: 0.0, ..yellow_book() };
        close(still.length_m(FlameLength::Thomas) / 42.4457, 1.311234, 1e-6);
        assert_eq!(
            (still.tilt_rad(FlameTilt::YellowBook), still.tilt_rad(FlameTilt::Aga), still.drag_ratio()),
            (0.0, 0.0, 1.0)
        );
    }

    #[test]
    fn air_of_the_standard_atmosphere() {
        // U.S. Standard Atmosphere 1976 at sea level: 1.7894e-5 Pa s over 1.2250 kg/m3
        close(air_viscosity_m2_s(288.15, 1.225), 1.7894e-5 / 1.225, 1e-4);
    }

    #[test]
    fn a_stronger_wind_tilts_more_and_drags_more() {
        let mut last = (0.0, 0.0);
        for wind_speed_m_s in [1.0, 4.0, 10.0, 20.0] {
            let fire = Burning { wind_speed_m_s, ..yellow_book() };
            let found = (fire.tilt_rad(FlameTilt::YellowBook), fire.drag_ratio());
            assert!(found.0 > last.0 && found.1 >= last.1 && found.0 < std::f64::consts::FRAC_PI_2);
            last = found;
        }
    }
}
