//! A jet of dense gas straight up: its rise (UCRL-MA-105607 eq. 45 to 47), from whose top the plume equations go on.
//!
//! The report does not integrate the rise but bridges it: height and distance of the top and the dilution there
//! from correlations of plumes in a wind tunnel, and smooth curves from the orifice to the top.

use super::entrainment::{Form, top_m};
use super::mixture::Near;
use super::plume::{CENTRE, COUNT, EXCESS, FLAT, FLUX, Plume, Regime, Start, TIME, WIDTH};
use super::station::DenseStation;
use crate::math::{cbrt, pow};
use crate::units::STANDARD_GRAVITY_M_S2 as GRAVITY;
use std::f64::consts::{FRAC_PI_6, PI};

/// Lowest height at which the wind that bends the jet is taken, m.
const LOWEST_WIND_M: f64 = 1.0;
/// Slowest wind that bends the jet, m/s.
const SLOWEST_WIND_M_S: f64 = 1e-3;
/// Momentum rise: 1.0363 W B / (beta sqrt(u u*)), beta = 0.4 + 1.2 u/W (eq. 46b).
const MOMENTUM: f64 = 1.0363;
/// Exponent of the momentum rise where the wind grows with height (eq. 46b).
const MOMENTUM_EXPONENT: f64 = 6.0 / 7.0;
/// Greatest rise of a dense jet over its diameter (Hoot, Meroney and Peterka 1973, in eq. 46).
const DENSE_RISE: f64 = 1.32;
/// Distance of the top (the same).
const DISTANCE: f64 = 0.435;
/// Axis mole fraction at the top: 1.69 (W/u) (D/rise)^1.85 (the same), and the greatest taken.
const PEAK: (f64, f64, f64) = (1.69, 1.85, 0.99);
/// Share of the axis value that is the mean of the section, when the axis value is small: pi/6 (printed as 0.5236).
const MEAN_OVER_PEAK: f64 = FRAC_PI_6;
/// Drag coefficient at the edge of the cloud (eq. 35e).
const EDGE_DRAG: f64 = 0.02;
/// Stations along the rise.
const RISE_STATIONS: u32 = 12;
/// A rise over a shorter way is left without stations, m.
const SHORTEST_WAY_M: f64 = 1e-6;
/// Flat share of the width at the orifice and of the undiluted core at the top.
const FLAT_SHARE: f64 = 0.9;

/// The jet where it leaves the orifice.
#[derive(Debug, Clone, Copy)]
struct Orifice {
    half_width_m: f64,
    height_m: f64,
    speed_m_s: f64,
}

/// Top of the rise.
#[derive(Debug, Clone, Copy)]
struct Top {
    rise_m: f64,
    distance_m: f64,
    mole_frac: f64,
}

/// The cloud at the top of the rise, made whole.
#[derive(Debug, Clone, Copy)]
struct Risen {
    form: Form,
    flat_m: f64,
    mass_frac: f64,
}

/// Momentum rise with the wind growing as a power of height: h = h_0^(6/7) (z + h)^(1/7), by Newton's method.
fn momentum_rise_m(orifice: &Orifice, wind_m_s: f64, friction_m_s: f64) -> f64 {
    let bending = 0.4 + 1.2 * wind_m_s / orifice.speed_m_s;
    let free_m = MOMENTUM * orifice.speed_m_s * orifice.half_width_m / (bending * (wind_m_s * friction_m_s).sqrt());
    let (power, rest) = (pow(free_m.max(1e-9), MOMENTUM_EXPONENT), 1.0 - MOMENTUM_EXPONENT);
    let mut rise_m = free_m.max(1e-9);
    for _ in 0..6 {
        let sum_m = orifice.height_m + rise_m;
        let given_m = power * pow(sum_m, rest);
        rise_m = (orifice.height_m + MOMENTUM_EXPONENT * rise_m) * given_m / (sum_m - rest * given_m);
    }
    rise_m
}

/// Height, distance and dilution of the top: momentum and density limit the rise together (eq. 46a).
fn top(orifice: &Orifice, (wind_m_s, friction_m_s): (f64, f64), density_ratio: f64, room_m: f64) -> Top {
    let diameter_m = 4.0 * orifice.half_width_m / PI.sqrt();
    let speed_ratio = orifice.speed_m_s / wind_m_s;
    let froude_squared = orifice.speed_m_s * orifice.speed_m_s / (GRAVITY * diameter_m * (density_ratio - 1.0));
    let dense_m = DENSE_RISE * diameter_m * cbrt(speed_ratio * density_ratio * froude_squared);
    let momentum_m = momentum_rise_m(orifice, wind_m_s, friction_m_s);
    let both_m = 1.0 / (1.0 / (momentum_m * momentum_m) + 1.0 / (dense_m * dense_m)).sqrt();
    let rise_m = both_m.min(room_m).max(1e-9);
    let over_m2 = speed_ratio * speed_ratio * density_ratio * diameter_m * diameter_m;
    let peak = (PEAK.0 * speed_ratio * pow(diameter_m / rise_m, PEAK.1)).min(PEAK.2);
    Top {
        rise_m,
        distance_m: DISTANCE * rise_m * rise_m * rise_m / over_m2,
        mole_frac: (MEAN_OVER_PEAK * (1.0 - peak) + peak) * peak,
    }
}

/// Speed at the top: momentum of the air taken in, and drag over the way,
/// (1-c) U^2 - (1 - m - 2c) u U - c u^2 = 0 with c = 3 (2 + x/B) 0.02.
fn bent_speed_m_s(wind_m_s: f64, mass_frac: f64, drag_ratio: f64) -> f64 {
    let air = 1.0 - mass_frac;
    let root = (air * air + 4.0 * mass_frac * drag_ratio).sqrt();
    wind_m_s * 2.0 * drag_ratio / (root - (air - 2.0 * drag_ratio))
}

impl Plume<'_> {
    /// Start at the top of the rise of a vertical jet of a given area, and the stations of the rise.
    pub(super) fn start_at_stack(&self, area_m2: f64, release_height_m: f64) -> (Start, Vec<DenseStation>) {
        let density = self.mixture.source_density_kg_m3();
        let orifice = Orifice {
            half_width_m: 0.5 * area_m2.sqrt(),
            height_m: release_height_m,
            speed_m_s: self.release_rate_kg_s / (density * area_m2),
        };
        let wind_m_s = self.layer.speed_m_s(release_height_m.max(LOWEST_WIND_M)).max(SLOWEST_WIND_M_S);
        let winds = (wind_m_s, self.layer.friction_velocity_m_s);
        let room_m = self.layer.lid_m - release_height_m;
        let top = top(&orifice, winds, density / self.mixture.air_density_kg_m3(), room_m);
        let risen = self.risen(&orifice, top);
        let stations = self.rise_stations(&orifice, top, &risen);
        (self.start_at_top(top, &risen), stations)
    }

    /// Section of the cloud at the top: it carries the release rate whatever its shape.
    fn risen(&self, orifice: &Orifice, top: Top) -> Risen {
        let mass_frac = self.mixture.mass_frac(top.mole_frac);
        let cloud = self.mixture.equilibrium(mass_frac, 0.0, Near::at(self.mixture.source_temperature_k()));
        let (lid_m, height_m) = (self.layer.lid_m, orifice.height_m + top.rise_m);
        let ways = top.distance_m / orifice.half_width_m;
        let wind_m_s = self.layer.speed_m_s(height_m.max(LOWEST_WIND_M)).max(SLOWEST_WIND_M_S);
        let speed_m_s = bent_speed_m_s(wind_m_s, mass_frac, 3.0 * (2.0 + ways) * EDGE_DRAG);
        let core_m2 = self.release_rate_kg_s / (cloud.density_kg_m3 * speed_m_s);
        let section_m2 = core_m2 / mass_frac;
        let slimness = 2.4 + 1.6 / (1.0 + 0.01 * ways * ways);
        let mut half_width_m = (section_m2 / slimness).sqrt().max(orifice.half_width_m);
        let mut flat_m = FLAT_SHARE * (core_m2 / slimness).sqrt().max(orifice.half_width_m);
        let free_m = 0.5 * section_m2 / half_width_m;
        // a cloud that reaches the ground lies on it; none is higher than the lid
        let thick_m = if 0.5 * free_m > height_m { height_m + 0.5 * free_m } else { free_m }.min(lid_m);
        half_width_m *= free_m / thick_m;
        flat_m *= free_m / thick_m;
        let form = Form {
            height_m: thick_m,
            half_width_m,
            half_length_m: None,
            centre_height_m: height_m.min(lid_m - 0.5 * thick_m),
            speed_m_s,
            crosswind_m_s: 0.0,
            alongwind_m_s: 0.0,
            rise_m_s: 0.0,
            pool_speed_m_s: 0.0,
        };
        Risen { form, flat_m: flat_m.min(0.999 * half_width_m), mass_frac }
    }

    fn start_at_top(&self, top: Top, risen: &Risen) -> Start {
        let Risen { form, flat_m, mass_frac } = risen;
        let cloud = self.mixture.equilibrium(*mass_frac, 0.0, Near::at(self.mixture.source_temperature_k()));
        let regime = Regime::of(form, cloud.density_kg_m3, self.mixture.air_density_kg_m3());
        let flux = cloud.density_kg_m3 * form.speed_m_s * form.half_width_m * form.height_m;
        let highest_m = top_m(form.centre_height_m, form.height_m).min(self.layer.lid_m);
        let slip_m_s = form.speed_m_s - (1.0 - mass_frac) * self.layer.wind(highest_m).mean_m_s;
        let mut state = [0.0; COUNT];
        (state[FLUX], state[WIDTH], state[FLAT]) = (flux, form.half_width_m, *flat_m);
        state[EXCESS] = flux * slip_m_s + self.pressure(regime, cloud.density_kg_m3, form.half_width_m, form.height_m);
        state[CENTRE] = form.centre_height_m;
        state[TIME] = 2.0 * top.distance_m / form.speed_m_s;
        Start {
            x_m: top.distance_m,
            state,
            speed_m_s: form.speed_m_s,
            temperature_k: cloud.temperature_k,
            scale_m: 4.0 * form.half_width_m,
            regime,
        }
    }

    /// The rise up to its top, without the top itself (eq. 47): with xi the share of the way, U ~ sqrt(xi),
    /// z = z_s + rise sqrt(1 - (1 - xi)^2), widths and height linear, 1/m = 1 + xi^2 (1/m_1 - 1).
    fn rise_stations(&self, orifice: &Orifice, top: Top, risen: &Risen) -> Vec<DenseStation> {
        if top.distance_m < SHORTEST_WAY_M {
            return Vec::new();
        }
        let Risen { form, flat_m, mass_frac } = risen;
        let first_m = 2.0 * orifice.half_width_m * (orifice.speed_m_s / form.speed_m_s).min(1.0);
        let station = |index: u32| {
            // even in time, as the speed begins from nothing
            let passed = f64::from(index) / f64::from(RISE_STATIONS);
            let share = passed * passed;
            let between = |from: f64, to: f64| from + share * (to - from);
            let here_frac = 1.0 / (1.0 + share * share * (1.0 / mass_frac - 1.0));
            let cloud = self.mixture.equilibrium(here_frac, 0.0, Near::at(self.mixture.source_temperature_k()));
            let height_m = between(first_m, form.height_m);
            let lifted_m = top.rise_m * (share * (2.0 - share)).sqrt();
            let here = Form {
                height_m,
                half_width_m: between(orifice.half_width_m, form.half_width_m),
                centre_height_m: (orifice.height_m + lifted_m).min(self.layer.lid_m - 0.5 * height_m).max(0.0),
                speed_m_s: form.speed_m_s * passed,
                ..*form
            };
            let flat_m = between(FLAT_SHARE * orifice.half_width_m, *flat_m).min(0.999 * here.half_width_m);
            let time_s = 2.0 * passed * top.distance_m / form.speed_m_s;
            DenseStation {
                mass_frac: here_frac,
                mole_frac: self.mixture.mole_frac(here_frac),
                wind_speed_m_s: self.layer.wind(here.top_m().min(self.layer.lid_m)).mean_m_s,
                ..DenseStation::new((share * top.distance_m, time_s), &here, (flat_m, 0.0), &cloud)
            }
        };
        (0..RISE_STATIONS).map(station).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rise_of_the_manual() {
        // example 4: chlorine with 0.88 of mist, 3.33 kg/s at 5.6215 m/s through 0.02 m2 from 1 m, in air of 1.2777 kg/m3, u*
        // 0.089215 m/s over 0.1 m under a lid of 1040 m; SLAB prints the top at 2.24 m and 0.01 m, mean mole fraction 0.311
        let orifice = Orifice { half_width_m: 0.070_711, height_m: 1.0, speed_m_s: 5.6215 };
        let density_ratio = 3.33 / (5.6215 * 0.02) / 1.2777;
        let wind_m_s = 0.089_215 / 0.41 * (crate::math::ln(10.0) - 0.9 / 1040.0);
        let top = top(&orifice, (wind_m_s, 0.089_215), density_ratio, 1000.0);
        assert!((top.rise_m - 1.24).abs() < 0.006, "{top:?}");
        assert!((top.distance_m - 0.01).abs() < 0.005, "{top:?}");
        assert!((top.mole_frac - 0.311).abs() < 0.001, "{top:?}");
    }

    #[test]
    fn the_speed_at_the_top_solves_its_balance() {
        for (mass_frac, drag_ratio) in [(0.5, 0.12), (0.9, 1.0), (0.1, 5.0), (1.0, 0.12)] {
            let speed_m_s = bent_speed_m_s(3.0, mass_frac, drag_ratio);
            let balance = (1.0 - drag_ratio) * speed_m_s * speed_m_s
                - (1.0 - mass_frac - 2.0 * drag_ratio) * 3.0 * speed_m_s
                - drag_ratio * 9.0;
            assert!(balance.abs() < 1e-12 && speed_m_s > 0.0, "{mass_frac} {drag_ratio}: {speed_m_s}");
        }
        // the print of example 4: wind 0.676 m/s, m 0.526, x/B 0.14: 0.357 m/s
        assert!((bent_speed_m_s(0.676, 0.526, 3.0 * 2.14 * 0.02) - 0.357).abs() < 0.003);
    }
}
