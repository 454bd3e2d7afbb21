//! The steady plume: conservation equations averaged across the wind (UCRL-MA-105607 eq. 1 to 10).
//!
//! Integrated along x, per half-width: mass flux R = rho U B h, half-widths B and b, crosswind, vertical and
//! downwind momentum, heat from the ground, centre height and travel time. Concentration, temperature, density,
//! speed and height follow from them by algebra at each stage, so that what is conserved stays conserved.

use super::entrainment::{Form, Rates, rates, top_m};
use super::mixture::{CloudState, Mixture, Near};
use super::station::DenseStation;
use super::walk::Walk;
use super::wind::SurfaceLayer;
use crate::math::exp;
use crate::units::STANDARD_GRAVITY_M_S2 as GRAVITY;

/// Pressure coefficient of gravity flow (eq. 4).
const GRAVITY_FLOW: f64 = 0.25;
/// Coefficient of crosswind gravity flow (eq. 5).
pub(super) const CROSSWIND_GRAVITY: f64 = 0.75;
/// Relative distance from the settled speed at which the algebra of a section is done: what comes out of it is nearer
/// than what went in by its slope.
const SPEED_TOLERANCE: f64 = 1e-4;
/// Greatest change that is taken for likely from one section to the next: share of the speed or of a mist's composition.
const LONGEST_LEAP: f64 = 0.2;
/// The same of the temperature, K.
const LONGEST_LEAP_K: f64 = 5.0;
/// Steps after which the integration gives up and keeps what it has.
pub(super) const MOST_STEPS: usize = 800;

/// After this many of its fading lengths nothing is left of the speed of rising vapour.
const GONE: f64 = 40.0;

/// Places of the integrated quantities.
pub(super) const FLUX: usize = 0;
pub(super) const WIDTH: usize = 1;
pub(super) const FLAT: usize = 2;
pub(super) const CROSS: usize = 3;
pub(super) const HEAT: usize = 4;
pub(super) const EXCESS: usize = 5;
pub(super) const RISE: usize = 6;
pub(super) const CENTRE: usize = 7;
pub(super) const TIME: usize = 8;
pub(super) const COUNT: usize = 9;
pub(super) type State = [f64; COUNT];

/// Whether gravity presses the cloud flat on the ground, or buoyancy moves it freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Regime {
    /// On the ground and denser than air: gravity flow.
    Grounded,
    /// Above the ground, or lighter than air: vertical momentum.
    Free,
}

impl Regime {
    pub(super) fn of(form: &Form, density: f64, air_density: f64) -> Self {
        if form.is_aloft() || density <= air_density { Self::Free } else { Self::Grounded }
    }
}

/// Vapour that enters over the length of a pool.
#[derive(Debug, Clone, Copy)]
pub(super) struct PoolInflow {
    /// Half-length over which it enters, m (the pool's own, or wider when its gravity flow is blocked).
    pub(super) half_width_m: f64,
    /// Upward speed of the vapour over the pool itself, m/s.
    pub(super) vapour_speed_m_s: f64,
}

/// A steady release in its surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plume<'a> {
    pub(super) layer: &'a SurfaceLayer,
    pub(super) mixture: &'a Mixture,
    pub(super) release_rate_kg_s: f64,
    pub(super) pool: Option<PoolInflow>,
}

/// The cloud made whole from the integrated quantities.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub(super) form: Form,
    pub(super) cloud: CloudState,
    pub(super) mass_frac: f64,
    pub(super) wind_m_s: f64,
    /// (27/4) U_g^3 / U_e^3: above 1 gravity flow is blocked (eq. 4d).
    pub(super) blocking: f64,
    /// How the speed that the algebra gives changes with the speed put in.
    speed_slope: f64,
}

impl Section {
    /// What a section near by may start its algebra from.
    pub(super) fn guess(&self) -> Guess {
        Guess { speed_m_s: self.form.speed_m_s, near: self.cloud.near(), speed_slope: self.speed_slope }
    }

    /// The same for a section that lies further on: on the line from another one through this one, `ratio` of their
    /// distance beyond it.
    pub(super) fn guess_beyond(&self, other: &Self, ratio: f64) -> Guess {
        let on = |here: f64, there: f64, most: f64| here + (ratio * (here - there)).clamp(-most, most);
        let (here, there) = (self.cloud.near(), other.cloud.near());
        let mist_frac = if here.has_mist() && there.has_mist() {
            on(here.mist_frac, there.mist_frac, LONGEST_LEAP * here.mist_frac.min(1.0 - here.mist_frac))
        } else {
            here.mist_frac
        };
        let speed_m_s = self.form.speed_m_s;
        Guess {
            speed_m_s: on(speed_m_s, other.form.speed_m_s, LONGEST_LEAP * speed_m_s),
            near: Near { temperature_k: on(here.temperature_k, there.temperature_k, LONGEST_LEAP_K), mist_frac },
            speed_slope: self.speed_slope,
        }
    }
}

/// Values near by, from which the algebra of a section starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) speed_m_s: f64,
    pub(super) near: Near,
    /// See [`Section::guess`]; 0 when nothing is known.
    pub(super) speed_slope: f64,
}

/// Where the integration ended.
pub(super) struct PlumeEnd {
    pub(super) stations: Vec<DenseStation>,
    /// Crosswind gravity flow at the last station, m/s.
    pub(super) crosswind_m_s: f64,
    pub(super) rise_m_s: f64,
    /// Heat gained per kilogram of cloud at the last station, J/kg.
    pub(super) heat_j_kg: f64,
    /// Whether the release was shut off before the cloud had left the source.
    pub(super) within_source: bool,
}

/// Until where a plume is followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) end_m: f64,
    /// Half the release time, s: there the cloud becomes a puff (eq. 29). None for a lasting release.
    pub(super) half_duration_s: Option<f64>,
    /// Blocking over the source beyond which nothing is asked any more.
    pub(super) most_blocking: Option<f64>,
}

/// A starting point of the integration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) x_m: f64,
    pub(super) state: State,
    pub(super) speed_m_s: f64,
    pub(super) temperature_k: f64,
    /// Length that sets the first steps, m.
    pub(super) scale_m: f64,
    pub(super) regime: Regime,
}

impl Plume<'_> {
    /// Share of the release that has entered upwind of x.
    pub(super) fn entered_frac(&self, x_m: f64) -> f64 {
        match self.pool {
            Some(pool) => ((x_m + pool.half_width_m) / (2.0 * pool.half_width_m)).clamp(0.0, 1.0),
            None => 1.0,
        }
    }

    pub(super) fn is_in_source(&self, x_m: f64) -> bool {
        self.pool.is_some_and(|pool| x_m < pool.half_width_m * (1.0 - 1e-9))
    }

    /// Start at the upwind edge of a pool: clean air that has passed 1 % of it (section 2.6.1).
    pub(super) fn start_at_pool(&self, pool: PoolInflow) -> Start {
        let step_m = 0.01 * pool.half_width_m;
        let air_height_m = first_height_m(self.layer, step_m);
        let wind_m_s = self.layer.wind(air_height_m).mean_m_s;
        let air_flux = self.mixture.air_density_kg_m3() * wind_m_s * pool.half_width_m * air_height_m;
        let x_m = step_m - pool.half_width_m;
        let mut state = [0.0; COUNT];
        state[FLUX] = air_flux + 0.5 * self.release_rate_kg_s * self.entered_frac(x_m);
        (state[WIDTH], state[FLAT]) = (pool.half_width_m, 0.9 * pool.half_width_m);
        state[TIME] = step_m / wind_m_s * self.entered_frac(x_m);
        Start {
            x_m,
            state,
            speed_m_s: wind_m_s,
            temperature_k: self.mixture.source_temperature_k(),
            scale_m: pool.half_width_m,
            regime: Regime::Grounded,
        }
    }

    /// Start at a horizontal jet of a given area and height: pure substance (section 2.6.2).
    pub(super) fn start_at_jet(&self, area_m2: f64, release_height_m: f64) -> Start {
        let density = self.mixture.source_density_kg_m3();
        let speed_m_s = self.release_rate_kg_s / (density * area_m2);
        let side_m = area_m2.sqrt();
        let (half_width_m, height_m) = if release_height_m <= 0.5 * side_m {
            let half_width_m = 0.5 * ((release_height_m * release_height_m + 2.0 * area_m2).sqrt() - release_height_m);
            (half_width_m, half_width_m + release_height_m)
        } else {
            (0.5 * side_m, side_m)
        };
        let aloft = release_height_m > 0.5 * height_m;
        let regime = if aloft || density <= self.mixture.air_density_kg_m3() { Regime::Free } else { Regime::Grounded };
        let flux = density * speed_m_s * half_width_m * height_m;
        let mut state = [0.0; COUNT];
        (state[FLUX], state[WIDTH], state[FLAT]) = (flux, half_width_m, 0.9 * half_width_m);
        state[EXCESS] = flux * speed_m_s + self.pressure(regime, density, half_width_m, height_m);
        state[CENTRE] = release_height_m.min(self.layer.lid_m - 0.5 * height_m);
        Start {
            x_m: 0.0,
            state,
            speed_m_s,
            temperature_k: self.mixture.source_temperature_k(),
            scale_m: 4.0 * half_width_m,
            regime,
        }
    }

    /// Pressure of a gravity current in the downwind balance (eq. 4).
    pub(super) fn pressure(&self, regime: Regime, density: f64, half_width_m: f64, height_m: f64) -> f64 {
        match regime {
            Regime::Grounded => {
                let excess = density - self.mixture.air_density_kg_m3();
                0.5 * GRAVITY_FLOW * GRAVITY * excess * half_width_m * height_m * height_m
            }
            Regime::Free => 0.0,
        }
    }

    /// The cloud from the integrated quantities.
    pub(super) fn section(&self, x_m: f64, state: &State, regime: Regime, guess: Guess) -> Section {
        let flux = state[FLUX].max(1e-12);
        let mass_frac = (0.5 * self.release_rate_kg_s * self.entered_frac(x_m) / flux).clamp(0.0, 1.0);
        let cloud = self.mixture.equilibrium(mass_frac, state[HEAT] / flux, guess.near);
        self.section_of(x_m, state, regime, guess, (mass_frac, cloud))
    }

    /// The same where dilution and heat, and with them the state of the mixture, are known.
    pub(super) fn section_of(
        &self,
        x_m: f64,
        state: &State,
        regime: Regime,
        guess: Guess,
        (mass_frac, cloud): (f64, CloudState),
    ) -> Section {
        let flux = state[FLUX].max(1e-12);
        let pool_speed_m_s = self.pool.map_or(0.0, |pool| self.pool_speed_m_s(pool, x_m));
        let mut form = Form {
            height_m: 0.0,
            half_width_m: state[WIDTH].max(1e-6),
            half_length_m: None,
            centre_height_m: state[CENTRE].clamp(0.0, self.layer.lid_m),
            speed_m_s: guess.speed_m_s,
            crosswind_m_s: 0.0,
            alongwind_m_s: 0.0,
            rise_m_s: 0.0,
            pool_speed_m_s,
        };
        let solved = self.solve_speed(&mut form, &cloud, state, mass_frac, regime, guess.speed_slope);
        match regime {
            Regime::Grounded => {
                form.crosswind_m_s = (state[CROSS] / flux).max(0.0);
                form.centre_height_m = form.centre_height_m.min(0.5 * form.height_m);
                form.rise_m_s = -form.crosswind_m_s * form.centre_height_m / form.half_width_m;
            }
            Regime::Free => {
                let highest_m = (self.layer.lid_m - 0.5 * form.height_m).max(0.5 * form.height_m);
                form.centre_height_m = form.centre_height_m.min(highest_m);
                form.rise_m_s = state[RISE] / flux;
            }
        }
        let ((wind_m_s, blocking), speed_slope) = solved;
        Section { form, cloud, mass_frac, wind_m_s, blocking, speed_slope }
    }

    /// Speed of rising vapour, fading out behind the pool over the height it stirred.
    fn pool_speed_m_s(&self, pool: PoolInflow, x_m: f64) -> f64 {
        let behind_m = (x_m - pool.half_width_m).max(0.0);
        let fading_m = 0.1 * pool.half_width_m / self.layer.drag_two_metres;
        let fadings = behind_m / fading_m;
        if fadings > GONE { 0.0 } else { pool.vapour_speed_m_s * exp(-fadings) }
    }

    /// Speed, height and width that agree with each other and with the wind over the height (eq. 2b, 4b to 4e), by
    /// secants; the first takes its slope from the section before, where it was nearly the same. Returns the mean wind
    /// and the blocking, and the slope.
    fn solve_speed(
        &self,
        form: &mut Form,
        cloud: &CloudState,
        state: &State,
        mass_frac: f64,
        regime: Regime,
        mut slope: f64,
    ) -> ((f64, f64), f64) {
        let integrated_m = form.half_width_m;
        let mut speed_m_s = form.speed_m_s.max(1e-6);
        let mut before: Option<(f64, f64)> = None;
        let mut last = (0.0, 0.0);
        for _ in 0..16 {
            form.half_width_m = integrated_m;
            last = self.speed_once(form, cloud, state, mass_frac, regime, speed_m_s);
            let given_m_s = form.speed_m_s;
            if let Some((put_in, came_out)) = before
                && (speed_m_s - put_in).abs() > 1e-7 * speed_m_s
            {
                slope = (given_m_s - came_out) / (speed_m_s - put_in);
            }
            let leap = speed_m_s + (given_m_s - speed_m_s) / (1.0 - slope);
            let distance_m_s = (given_m_s - speed_m_s).abs().max((leap - speed_m_s).abs());
            if distance_m_s <= SPEED_TOLERANCE * given_m_s {
                break;
            }
            before = Some((speed_m_s, given_m_s));
            speed_m_s = if leap > 0.3 * given_m_s && leap < 3.0 * given_m_s { leap } else { given_m_s };
        }
        (last, slope)
    }

    fn speed_once(
        &self,
        form: &mut Form,
        cloud: &CloudState,
        state: &State,
        mass_frac: f64,
        regime: Regime,
        speed_m_s: f64,
    ) -> (f64, f64) {
        let flux = state[FLUX].max(1e-12);
        let section_m2 = flux / (cloud.density_kg_m3 * speed_m_s);
        form.half_width_m = form.half_width_m.max((0.5 * section_m2).sqrt()).max(section_m2 / self.layer.lid_m);
        let top = top_m(form.centre_height_m, section_m2 / form.half_width_m);
        let wind_m_s = self.layer.wind(top.min(self.layer.lid_m)).mean_m_s;
        let floor_m_s = 1e-3 * wind_m_s;
        let equilibrium_m_s = ((1.0 - mass_frac) * wind_m_s + state[EXCESS] / flux).max(floor_m_s);
        let mut blocking = 0.0;
        form.speed_m_s = equilibrium_m_s;
        if regime == Regime::Grounded {
            let excess = (cloud.density_kg_m3 - self.mixture.air_density_kg_m3()).max(0.0);
            let squared = cloud.density_kg_m3 * cloud.density_kg_m3;
            let gravity = 0.5 * GRAVITY_FLOW * GRAVITY * excess * flux / (form.half_width_m * squared);
            let cube = equilibrium_m_s * equilibrium_m_s * equilibrium_m_s;
            blocking = 6.75 * gravity / cube;
            form.speed_m_s = largest_root(equilibrium_m_s, gravity);
        }
        form.height_m = flux / (cloud.density_kg_m3 * form.speed_m_s * form.half_width_m);
        (wind_m_s, blocking)
    }

    pub(super) fn slopes(&self, x_m: f64, state: &State, regime: Regime, section: &Section) -> State {
        let (form, cloud) = (&section.form, &section.cloud);
        let air = (self.mixture.air_density_kg_m3(), self.mixture.air_temperature_k());
        let rates: Rates = rates(self.layer, air, form, cloud);
        let excess = cloud.density_kg_m3 - air.0;
        let mut slope = [0.0; COUNT];
        let inflow = match self.pool {
            Some(pool) if self.is_in_source(x_m) => 0.25 * self.release_rate_kg_s / pool.half_width_m,
            _ => 0.0,
        };
        slope[FLUX] = air.0 * (rates.crosswind_m_s * form.height_m + rates.vertical_m_s * form.half_width_m) + inflow;
        slope[WIDTH] = (air.0 / cloud.density_kg_m3 * rates.crosswind_m_s + form.crosswind_m_s) / form.speed_m_s;
        slope[FLAT] = form.crosswind_m_s * state[FLAT] / (form.half_width_m * form.speed_m_s);
        slope[HEAT] = rates.heat;
        slope[EXCESS] = rates.drag;
        slope[TIME] = self.entered_frac(x_m) / form.speed_m_s;
        slope[CENTRE] = form.rise_m_s / form.speed_m_s;
        match regime {
            Regime::Grounded => {
                slope[CROSS] =
                    CROSSWIND_GRAVITY * GRAVITY * excess * form.height_m * form.height_m + rates.crosswind_drag;
            }
            Regime::Free => {
                slope[RISE] = -GRAVITY * excess * form.half_width_m * form.height_m + rates.vertical_drag;
            }
        }
        slope
    }

    /// Follows the plume from its start.
    pub(super) fn integrate(&self, start: Start, reach: Reach) -> PlumeEnd {
        let mut walk = Walk::new(*self, start);
        walk.follow(reach);
        walk.end()
    }
}

/// Largest root of U^3 - U_e U^2 + g = 0 (eq. 4e); the critical 2/3 U_e where blocked gravity flow leaves no root
/// (g above 4/27 U_e^3).
///
/// With U = U_e (2/3 + s) it reads s^2 (1 + s) = 4/27 - g / U_e^3 = d^2: no double root is near. s = d / sqrt(1 + s), and
/// one step of Halley's from a fit of that root to 2e-5 leaves rounding.
fn largest_root(equilibrium_m_s: f64, gravity: f64) -> f64 {
    if gravity <= 0.0 {
        return equilibrium_m_s;
    }
    let ratio = gravity / (equilibrium_m_s * equilibrium_m_s * equilibrium_m_s);
    let square = 4.0 / 27.0 - ratio;
    if square.is_nan() || square <= 0.0 {
        return equilibrium_m_s * (2.0 / 3.0);
    }
    let d = square.sqrt();
    let s = d / (1.0 + d * (0.499_92 + d * (-0.368_19 + d * (0.400_88 - 0.275_6 * d))));
    let (excess, slope, half_bend) = (s * s * (1.0 + s) - square, s * (2.0 + 3.0 * s), 1.0 + 3.0 * s);
    let step = excess * slope / (slope * slope - excess * half_bend);
    equilibrium_m_s * (2.0 / 3.0 + s - step)
}

/// Height that neutral entrainment reaches over a length of ground, m: (h + z0) F^2 - 2 (h + z0) F + 2 h = Z with
/// F = ln(1 + h/z0), the integral of the entrainment law over a logarithmic wind, by bisection.
fn first_height_m(layer: &SurfaceLayer, length_m: f64) -> f64 {
    let roughness_m = layer.roughness_m();
    let cube = super::wind::VON_KARMAN * super::wind::VON_KARMAN * super::wind::VON_KARMAN;
    let shape = layer.entrainment_shape;
    let target = super::entrainment::SQRT_THREE * 1.5 * cube * shape * length_m / layer.friction_velocity_m_s;
    let reached = |height_m: f64| {
        let (sum_m, factor) = (height_m + roughness_m, crate::math::ln(1.0 + height_m / roughness_m));
        sum_m * factor * factor - 2.0 * sum_m * factor + 2.0 * height_m
    };
    let (mut low_m, mut high_m) = (0.0, 1.0);
    while reached(high_m) < target && high_m < layer.lid_m {
        high_m *= 2.0;
    }
    for _ in 0..50 {
        let middle_m = 0.5 * (low_m + high_m);
        if reached(middle_m) < target { low_m = middle_m } else { high_m = middle_m }
    }
    high_m.min(0.1 * layer.lid_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_velocity_cubic_has_its_largest_root() {
        // U_e = 3: U^3 - 3 U^2 + g with g = 4 (the limit 4/27 * 27) has the double root 2; g = 0 gives 3
        assert!((largest_root(3.0, 4.0) - 2.0).abs() < 1e-3);
        assert_eq!(largest_root(3.0, 0.0), 3.0);
        // root 2.5 of U^3 - 3 U^2 + 3.125
        assert!((largest_root(3.0, 3.125) - 2.5).abs() < 1e-8);
        assert!((largest_root(3.0, 1e-12) - 3.0).abs() < 1e-8);
        assert_eq!(largest_root(3.0, 5.0), 2.0);
        for step in 1..400 {
            let gravity = 0.01 * f64::from(step);
            let root = largest_root(3.0, gravity);
            assert!((root * root * (root - 3.0) + gravity).abs() < 1e-7, "{gravity}: {root}");
        }
    }
}
