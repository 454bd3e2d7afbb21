//! Shape of a gas flame in wind after Chamberlain (1987), as the TNO Yellow Book states it: a frustum of a cone.
//!
//! The equations were read in two public codes, one after Assael and Kakosimos (2010) pp. 108 to 117, one after the Yellow
//! Book. Where they differ: the constant 134 of the tilt is printed 1.334 with a coefficient 1.726 in one and 143 in the
//! other; only 134 joins the two forms at a ratio of 0.05. In the lift-off 0.185 (the Yellow Book code) is taken, not 0.187: it gives the
//! stated 0.2 in still air. In the base width the Richardson number stands to the power C' R (the Yellow Book code), not
//! times it.

use super::jet_state::BurningJet;
use crate::math;
use std::f64::consts::FRAC_PI_2;

/// Standard gravity, m/s2.
const GRAVITY_M_S2: f64 = 9.806_65;
/// Wind to jet velocity at which the tilt changes its form.
const FAST_WIND_RATIO: f64 = 0.05;
/// Tilt below which the lift-off takes its limit, rad.
const SMALL_TILT_RAD: f64 = 1e-6;

/// What the shape is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlareInput {
    /// The jet at the pressure of the air.
    pub(super) jet: BurningJet,
    /// Mass of fuel in a mass of stoichiometric mixture with air.
    pub(super) stoichiometric_mass_frac: f64,
    /// Density of the air over that of the jet.
    pub(super) air_density_ratio: f64,
    /// Wind speed, m/s.
    pub(super) wind_speed_m_s: f64,
    /// Angle between the axis of the hole and where the wind blows to, rad, 0 to pi.
    pub(super) axis_to_wind_rad: f64,
}

/// A flame: lengths along the axis of the hole and across the axis of the frustum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlareShape {
    /// Distance from the hole to the tip, m.
    pub length_m: f64,
    /// The same in still air for a vertical jet, m.
    pub still_air_length_m: f64,
    /// Distance from the hole to the base of the frustum along the axis of the hole, m.
    pub lift_off_m: f64,
    /// Angle from the axis of the hole to that of the frustum, towards the wind's goal, rad.
    pub tilt_rad: f64,
    /// Length of the frustum, m.
    pub frustum_length_m: f64,
    /// Diameter at its base, m.
    pub base_diameter_m: f64,
    /// Diameter at its tip, m.
    pub tip_diameter_m: f64,
    /// Richardson number of the flame in still air.
    pub richardson_ratio: f64,
}

/// Mass share of fuel in a stoichiometric mixture with air of a paraffin: `M/(15.816 M + 0.0395)`, M in kg/mol (Assael and
/// Kakosimos 2010 p. 110).
pub(super) fn paraffin_mass_frac(molar_mass_kg_mol: f64) -> f64 {
    molar_mass_kg_mol / (15.816 * molar_mass_kg_mol + 0.0395)
}

/// Share of the heat that is radiated: `0.21 exp(-0.00323 uj) + 0.11` (Assael and Kakosimos 2010 p. 117).
pub(super) fn radiated_frac(velocity_m_s: f64) -> f64 {
    0.21 * math::exp(-0.00323 * velocity_m_s) + 0.11
}

impl FlareInput {
    /// `(g / (Ds^2 uj^2))^(1/3)`, 1/m: times a length it is its Richardson number.
    fn richardson_per_m(&self) -> f64 {
        let flux = self.jet.source_diameter_m * self.jet.velocity_m_s;
        math::cbrt(GRAVITY_M_S2 / (flux * flux))
    }

    /// Length of a vertical flame in still air, m: root of `0.024 (g Ds/uj^2)^(1/3) Y^(5/3) + 0.2 Y^(2/3) = (2.85/W)^(2/3)`
    /// times Ds. The left side rises and bends upward in `Y^(1/3)`, so Newton's method from above
    /// comes down to the root.
    fn still_air_length_m(&self) -> f64 {
        let (d, u) = (self.jet.source_diameter_m, self.jet.velocity_m_s);
        let a = 0.024 * math::cbrt(GRAVITY_M_S2 * d / (u * u));
        let root = math::cbrt(2.85 / self.stoichiometric_mass_frac);
        let goal = root * root;
        let mut s = (goal / 0.2).sqrt();
        for _ in 0..40 {
            let (square, fourth) = (s * s, s * s * s * s);
            s -= (a * fourth * s + 0.2 * square - goal) / (5.0 * a * fourth + 0.4 * s);
        }
        s * s * s * d
    }

    /// Tilt, degrees, no further than the direction of the wind, nor than 150: against a strong wind the lift-off grows
    /// without end towards 180.
    fn tilt_deg(&self, speed_ratio: f64, richardson: f64) -> f64 {
        let from_upright_deg = self.axis_to_wind_rad.to_degrees() - 90.0;
        let bent = if speed_ratio <= FAST_WIND_RATIO {
            8000.0 * speed_ratio
        } else {
            134.0 + 1726.0 * (speed_ratio - 0.026).sqrt()
        };
        let tilt = from_upright_deg * (1.0 - math::exp(-25.6 * speed_ratio)) + bent / richardson;
        tilt.min(self.axis_to_wind_rad.to_degrees()).min(150.0)
    }

    /// Share of the flame length from the hole to the base: `sin(K a)/sin(a)`, `K = 0.185 exp(-20 R) + 0.015`;
    /// without tilt its limit K, 0.2 in still air.
    fn lift_off_ratio(speed_ratio: f64, tilt_rad: f64) -> f64 {
        let k = 0.185 * math::exp(-20.0 * speed_ratio) + 0.015;
        if tilt_rad.abs() < SMALL_TILT_RAD { k } else { math::sin(k * tilt_rad) / math::sin(tilt_rad) }
    }

    /// Diameter at the base, m.
    fn base_diameter_m(&self, speed_ratio: f64) -> f64 {
        let d = self.jet.source_diameter_m;
        let power = (1000.0 * math::exp(-100.0 * speed_ratio) + 0.8) * speed_ratio;
        let spread = math::exp(-70.0 * math::pow(self.richardson_per_m() * d, power));
        let narrow = 1.0 - self.air_density_ratio.sqrt() / 15.0;
        d * (13.5 * math::exp(-6.0 * speed_ratio) + 1.5) * (1.0 - narrow * spread)
    }

    /// The flame.
    pub(super) fn shape(&self) -> FlareShape {
        let r = self.wind_speed_m_s / self.jet.velocity_m_s;
        let still_air_length_m = self.still_air_length_m();
        let richardson = still_air_length_m * self.richardson_per_m();
        let wind = 0.51 * math::exp(-0.4 * self.wind_speed_m_s) + 0.49;
        let turned = 1.0 - 6.07e-3 * (self.axis_to_wind_rad.to_degrees() - 90.0);
        let length_m = still_air_length_m * wind * turned;
        let tilt_rad = self.tilt_deg(r, richardson).to_radians();
        let lift_off_m = length_m * Self::lift_off_ratio(r, tilt_rad);
        let across_m = lift_off_m * math::sin(tilt_rad);
        let tip = 0.18 * math::exp(-1.5 * r) + 0.31;
        FlareShape {
            length_m,
            still_air_length_m,
            lift_off_m,
            tilt_rad,
            frustum_length_m: (length_m * length_m - across_m * across_m).max(0.0).sqrt()
                - lift_off_m * math::cos(tilt_rad),
            base_diameter_m: self.base_diameter_m(r),
            tip_diameter_m: length_m * tip * (1.0 - 0.47 * math::exp(-25.0 * r)),
            richardson_ratio: richardson,
        }
    }
}

/// Direction of the frustum: the axis of the hole turned by the tilt towards where the wind blows to. Where the two lie
/// within 5 degrees of one line, the turn is in the vertical plane (along the wind a positive tilt lowers, against it lifts).
pub(super) fn flame_direction(axis: [f64; 3], wind_to: [f64; 3], tilt_rad: f64) -> [f64; 3] {
    const NEARLY_PARALLEL_SINE: f64 = 0.087;
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let along = dot(axis, wind_to);
    let across = |v: [f64; 3]| {
        let part = dot(v, axis);
        let rest = [v[0] - part * axis[0], v[1] - part * axis[1], v[2] - part * axis[2]];
        (rest, dot(rest, rest).sqrt())
    };
    let (mut side, mut size) = across(wind_to);
    if size < NEARLY_PARALLEL_SINE {
        (side, size) = across([0.0, 0.0, if along > 0.0 { -1.0 } else { 1.0 }]);
    }
    let (cos, sin) = (math::cos(tilt_rad), math::sin(tilt_rad) / size);
    [cos * axis[0] + sin * side[0], cos * axis[1] + sin * side[1], cos * axis[2] + sin * side[2]]
}

/// Angle between the axis of the hole and the wind, rad.
pub(super) fn axis_to_wind_rad(axis: [f64; 3], wind_to: [f64; 3]) -> f64 {
    let along = axis[0] * wind_to[0] + axis[1] * wind_to[1] + axis[2] * wind_to[2];
    FRAC_PI_2 - math::asin(along.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(wind_speed_m_s: f64, axis_to_wind_rad: f64) -> FlareInput {
        let jet = BurningJet {
            release_rate_kg_s: 10.0,
            pressure_pa: 1e6,
            choked: true,
            velocity_m_s: 500.0,
            temperature_k: 200.0,
            source_diameter_m: 0.15,
        };
        let stoichiometric_mass_frac = paraffin_mass_frac(0.016_043);
        FlareInput { jet, stoichiometric_mass_frac, air_density_ratio: 1.25, wind_speed_m_s, axis_to_wind_rad }
    }

    #[test]
    fn the_length_solves_its_equation() {
        let flare = input(0.0, FRAC_PI_2);
        let y = flare.shape().still_air_length_m / 0.15;
        let third = math::cbrt(y);
        let left = 0.024 * math::cbrt(GRAVITY_M_S2 * 0.15 / 2.5e5) * y * third * third + 0.2 * third * third;
        let right = math::pow(2.85 / flare.stoichiometric_mass_frac, 2.0 / 3.0);
        assert!((left / right - 1.0).abs() < 1e-12);
    }

    #[test]
    fn still_air_leaves_a_vertical_flame_straight() {
        let shape = input(0.0, FRAC_PI_2).shape();
        assert_eq!(shape.tilt_rad, 0.0);
        assert!((shape.length_m / shape.still_air_length_m - 1.0).abs() < 1e-12);
        assert!((shape.lift_off_m / shape.length_m - 0.2).abs() < 1e-12);
        assert!((shape.base_diameter_m - 15.0 * 0.15).abs() < 1e-9);
    }

    #[test]
    fn the_two_forms_of_the_tilt_nearly_meet() {
        // 8000 * 0.05 = 400 against 134 + 1726 sqrt(0.024) = 401.39: the check of the constant 134.
        let flare = input(0.0, FRAC_PI_2);
        let (below, above) = (flare.tilt_deg(0.05, 10.0), flare.tilt_deg(0.050_000_1, 10.0));
        assert!((above - below - 0.139).abs() < 1e-3, "{below} {above}");
    }

    #[test]
    fn a_vertical_flame_bends_with_the_wind_and_a_level_one_with_it_lifts() {
        let bent = flame_direction([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], 0.3);
        assert!((bent[0] - math::sin(0.3)).abs() < 1e-12 && (bent[2] - math::cos(0.3)).abs() < 1e-12);
        let lifted = flame_direction([1.0, 0.0, 0.0], [1.0, 0.0, 0.0], -0.1);
        assert!((lifted[2] - math::sin(0.1)).abs() < 1e-12);
    }
}
