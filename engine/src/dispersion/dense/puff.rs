//! The transient puff: conservation equations averaged over the volume (UCRL-MA-105607 eq. 15 to 26).
//!
//! Integrated in time, per quarter of the cloud: mass R = rho Bx B h, place of the centre, half-widths and
//! half-lengths, momenta, heat and centre height.

use super::entrainment::{Form, rates, top_m};
use super::mixture::{CloudState, Mixture, Near};
use super::plume::{CROSSWIND_GRAVITY, MOST_STEPS, Regime};
use super::runge_kutta::{next_step, propose};
use super::station::DenseStation;
use super::wind::SurfaceLayer;
use crate::math::pow;
use crate::units::STANDARD_GRAVITY_M_S2 as GRAVITY;

/// Tolerated relative error of one step.
const TOLERANCE: f64 = 1e-3;
/// Longest step, as a share of the time that has passed.
const LONGEST_STEP: f64 = 0.15;
/// Flat share of the length of a cloud that comes from a plume.
const FLAT_LENGTH: f64 = 0.9999;

const MASS: usize = 0;
const PLACE: usize = 1;
const WIDTH: usize = 2;
const FLAT: usize = 3;
const LENGTH: usize = 4;
const FLAT_LENGTH_AT: usize = 5;
const CROSS: usize = 6;
const ALONG: usize = 7;
const HEAT: usize = 8;
const EXCESS: usize = 9;
const RISE: usize = 10;
const CENTRE: usize = 11;
const COUNT: usize = 12;
type State = [f64; COUNT];

/// What has been released up to a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Supply {
    /// Mass present at the start, kg.
    pub(super) mass_kg: f64,
    /// Rate at which more comes from the ground, kg/s.
    pub(super) rate_kg_s: f64,
    /// Until when, s.
    pub(super) until_s: f64,
    /// Upward speed of that vapour, m/s.
    pub(super) vapour_speed_m_s: f64,
}

impl Supply {
    fn is_open(&self, time_s: f64) -> bool {
        self.rate_kg_s > 0.0 && time_s < self.until_s * (1.0 - 1e-9)
    }
    fn released_kg(&self, time_s: f64) -> f64 {
        self.mass_kg + self.rate_kg_s * time_s.clamp(0.0, self.until_s)
    }
}

/// A puff in its surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Puff<'a> {
    pub(super) layer: &'a SurfaceLayer,
    pub(super) mixture: &'a Mixture,
    pub(super) supply: Supply,
}

/// A starting point of the integration.
#[derive(Debug, Clone, Copy)]
pub(super) struct PuffStart {
    time_s: f64,
    scale_s: f64,
    state: State,
    temperature_k: f64,
    regime: Regime,
}

/// Motion that a plume hands on to the puff it becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handover {
    pub(super) time_s: f64,
    pub(super) duration_s: f64,
    pub(super) crosswind_m_s: f64,
    pub(super) rise_m_s: f64,
    pub(super) heat_j_kg: f64,
}

#[derive(Debug, Clone, Copy)]
struct Cloud {
    form: Form,
    state: CloudState,
    mass_frac: f64,
    wind_m_s: f64,
}

impl Puff<'_> {
    /// Start from a mass on an area of ground, at rest, or hanging at a height (section 2.6.4).
    pub(super) fn start_at_rest(&self, area_m2: f64, centre_height_m: f64) -> PuffStart {
        let half_m = 0.5 * area_m2.sqrt();
        let density = self.mixture.source_density_kg_m3();
        let mass = 0.25 * self.supply.mass_kg;
        let height_m = mass / (density * half_m * half_m);
        let mut state = [0.0; COUNT];
        (state[MASS], state[WIDTH], state[LENGTH]) = (mass, half_m, half_m);
        (state[FLAT], state[FLAT_LENGTH_AT]) = (0.9 * half_m, 0.9 * half_m);
        state[CENTRE] = centre_height_m;
        let aloft = centre_height_m > 0.5 * height_m;
        let denser = density > self.mixture.air_density_kg_m3();
        PuffStart {
            time_s: 0.0,
            scale_s: half_m / self.layer.wind(10.0_f64.min(self.layer.lid_m)).mean_m_s.max(0.3),
            state,
            temperature_k: self.mixture.source_temperature_k(),
            regime: if denser && !aloft { Regime::Grounded } else { Regime::Free },
        }
    }

    /// Start from the section of a plume at the end of its release (section 2.3.3, eq. 30).
    pub(super) fn start_from_plume(&self, last: &DenseStation, handover: Handover) -> PuffStart {
        let half_length_m = 0.5 * last.speed_m_s * handover.duration_s;
        let mass = last.density_kg_m3 * last.height_m * last.half_width_m * half_length_m;
        let mut state = [0.0; COUNT];
        (state[MASS], state[PLACE], state[CENTRE]) = (mass, last.x_m, last.centre_height_m);
        (state[WIDTH], state[FLAT]) = (last.half_width_m, last.flat_half_width_m);
        (state[LENGTH], state[FLAT_LENGTH_AT]) = (half_length_m, FLAT_LENGTH * half_length_m);
        state[CROSS] = mass * handover.crosswind_m_s;
        state[ALONG] = mass * handover.crosswind_m_s * last.half_width_m / half_length_m;
        state[HEAT] = mass * handover.heat_j_kg;
        state[EXCESS] = mass * (last.speed_m_s - (1.0 - last.mass_frac) * last.wind_speed_m_s);
        state[RISE] = mass * handover.rise_m_s;
        let aloft = last.centre_height_m > 0.5 * last.height_m;
        let denser = last.density_kg_m3 > self.mixture.air_density_kg_m3();
        PuffStart {
            time_s: handover.time_s,
            scale_s: 0.0,
            state,
            temperature_k: last.temperature_k,
            regime: if denser && !aloft { Regime::Grounded } else { Regime::Free },
        }
    }

    fn cloud(&self, time_s: f64, state: &State, regime: Regime, near: Near) -> Cloud {
        let mass = state[MASS].max(1e-12);
        let mass_frac = (0.25 * self.supply.released_kg(time_s) / mass).clamp(0.0, 1.0);
        let mixed = self.mixture.equilibrium(mass_frac, state[HEAT] / mass, near);
        let (width_m, length_m) = (state[WIDTH].max(1e-6), state[LENGTH].max(1e-6));
        let free_m = mass / (mixed.density_kg_m3 * width_m * length_m);
        let (height_m, widening) = if free_m > self.layer.lid_m {
            (self.layer.lid_m, (free_m / self.layer.lid_m).sqrt())
        } else {
            (free_m, 1.0)
        };
        let centre_m = state[CENTRE].clamp(0.0, (self.layer.lid_m - 0.5 * height_m).max(0.0));
        let wind_m_s = self.layer.wind(top_m(centre_m, height_m).min(self.layer.lid_m)).mean_m_s;
        let mut form = Form {
            height_m,
            half_width_m: width_m * widening,
            half_length_m: Some(length_m * widening),
            centre_height_m: centre_m,
            speed_m_s: (1.0 - mass_frac) * wind_m_s + state[EXCESS] / mass,
            crosswind_m_s: 0.0,
            alongwind_m_s: 0.0,
            rise_m_s: 0.0,
            pool_speed_m_s: if self.supply.is_open(time_s) { self.supply.vapour_speed_m_s } else { 0.0 },
        };
        match regime {
            Regime::Grounded => {
                form.crosswind_m_s = (state[CROSS] / mass).max(0.0);
                form.alongwind_m_s = (state[ALONG] / mass).max(0.0);
                form.centre_height_m = centre_m.min(0.5 * height_m);
                form.rise_m_s = -(form.crosswind_m_s / width_m + form.alongwind_m_s / length_m) * form.centre_height_m;
            }
            Regime::Free => form.rise_m_s = state[RISE] / mass,
        }
        Cloud { form, state: mixed, mass_frac, wind_m_s }
    }

    fn slopes(&self, time_s: f64, state: &State, regime: Regime, cloud: &Cloud) -> State {
        let (form, mixed) = (&cloud.form, &cloud.state);
        let (air_density, air_k) = (self.mixture.air_density_kg_m3(), self.mixture.air_temperature_k());
        let rates = rates(self.layer, (air_density, air_k), form, mixed);
        let (width_m, height_m) = (form.half_width_m, form.height_m);
        let length_m = form.half_length_m.unwrap_or(1.0);
        let inflow = if self.supply.is_open(time_s) { 0.25 * self.supply.rate_kg_s } else { 0.0 };
        let excess = mixed.density_kg_m3 - air_density;
        let density_ratio = air_density / mixed.density_kg_m3;
        let sides = rates.alongwind_m_s * width_m + rates.crosswind_m_s * length_m;
        let mut slope = [0.0; COUNT];
        slope[MASS] = air_density * (sides * height_m + rates.vertical_m_s * width_m * length_m) + inflow;
        slope[PLACE] = form.speed_m_s - inflow / state[MASS].max(1e-12) * state[PLACE];
        slope[WIDTH] = density_ratio * rates.crosswind_m_s + form.crosswind_m_s;
        slope[FLAT] = form.crosswind_m_s * state[FLAT] / width_m;
        slope[LENGTH] = density_ratio * rates.alongwind_m_s + form.alongwind_m_s;
        slope[FLAT_LENGTH_AT] = form.alongwind_m_s * state[FLAT_LENGTH_AT] / length_m;
        slope[HEAT] = rates.heat * length_m;
        slope[EXCESS] = rates.drag * length_m;
        slope[CENTRE] = form.rise_m_s;
        match regime {
            Regime::Grounded => {
                let pressure = CROSSWIND_GRAVITY * GRAVITY * excess * height_m * height_m;
                slope[CROSS] = pressure * length_m + rates.crosswind_drag * length_m;
                slope[ALONG] = pressure * width_m + rates.alongwind_drag * length_m;
            }
            Regime::Free => {
                slope[RISE] = -GRAVITY * excess * width_m * length_m * height_m + rates.vertical_drag * length_m;
            }
        }
        slope
    }

    /// Follows the puff until its centre has gone `end_m` or `end_s` have passed.
    pub(super) fn integrate(&self, start: PuffStart, (end_m, end_s): (f64, f64)) -> Vec<DenseStation> {
        let mut walk = Walk::new(self, start);
        walk.record();
        for _ in 0..MOST_STEPS {
            if walk.state[PLACE] >= end_m || walk.time_s >= end_s || !walk.advance() {
                break;
            }
            walk.record();
        }
        walk.stations
    }
}

/// The integration under way.
struct Walk<'a> {
    puff: &'a Puff<'a>,
    time_s: f64,
    scale_s: f64,
    step_s: f64,
    state: State,
    regime: Regime,
    cloud: Cloud,
    stations: Vec<DenseStation>,
}

impl<'a> Walk<'a> {
    fn new(puff: &'a Puff<'a>, start: PuffStart) -> Self {
        let cloud = puff.cloud(start.time_s, &start.state, start.regime, Near::at(start.temperature_k));
        Self {
            puff,
            time_s: start.time_s,
            scale_s: start.scale_s,
            step_s: 0.02 * (start.scale_s + start.time_s),
            state: start.state,
            regime: start.regime,
            cloud,
            stations: Vec::with_capacity(128),
        }
    }

    fn advance(&mut self) -> bool {
        let (puff, regime, near) = (self.puff, self.regime, self.cloud.state.near());
        let mut slope = |time_s: f64, state: &State| {
            let cloud = puff.cloud(time_s, state, regime, near);
            puff.slopes(time_s, state, regime, &cloud)
        };
        let first = puff.slopes(self.time_s, &self.state, regime, &self.cloud);
        let floor = self.floor();
        for _ in 0..60 {
            let mut step_s = self.step_s.min(LONGEST_STEP * (self.time_s + self.scale_s));
            if puff.supply.is_open(self.time_s) {
                step_s = step_s.min(puff.supply.until_s - self.time_s);
            }
            let proposal = propose(&mut slope, (self.time_s, step_s), &self.state, &first, (&floor, TOLERANCE));
            self.step_s = next_step(step_s, proposal.error_ratio);
            if proposal.error_ratio <= 1.0 {
                self.accept(self.time_s + step_s, proposal.state);
                return true;
            }
        }
        false
    }

    fn floor(&self) -> State {
        let (form, mass) = (&self.cloud.form, self.state[MASS]);
        let momentum = 0.05 * mass * (form.speed_m_s.abs() + form.crosswind_m_s + self.cloud.wind_m_s);
        let mut floor = [1e-3; COUNT];
        (floor[MASS], floor[PLACE]) = (1e-9, 0.1 * form.half_length_m.unwrap_or(1.0));
        for place in [CROSS, ALONG, EXCESS, RISE] {
            floor[place] = momentum;
        }
        floor[HEAT] = 1000.0 * mass;
        floor[CENTRE] = 0.1 * form.height_m + 1e-3;
        floor
    }

    fn accept(&mut self, time_s: f64, state: State) {
        let near = self.cloud.state.near();
        self.time_s = time_s;
        self.state = state;
        let now = self.puff.cloud(time_s, &state, self.regime, near);
        self.stretch(&now);
        self.settle(near);
    }

    /// Shares the change of volume by heating and cooling between width, length and height.
    fn stretch(&mut self, now: &Cloud) {
        let form = &self.cloud.form;
        let (width_m, height_m) = (form.half_width_m, form.height_m);
        let length_m = form.half_length_m.unwrap_or(1.0);
        let share = length_m * height_m / (height_m * (length_m + width_m) + 2.0 * width_m * length_m);
        let ratio = self.cloud.state.density_kg_m3 / now.state.density_kg_m3;
        let (across, along) = (pow(ratio, share), pow(ratio, share * width_m / length_m));
        self.state[WIDTH] *= across;
        self.state[FLAT] *= across;
        self.state[LENGTH] *= along;
        self.state[FLAT_LENGTH_AT] *= along;
    }

    fn settle(&mut self, near: Near) {
        let cloud = self.puff.cloud(self.time_s, &self.state, self.regime, near);
        let form = &cloud.form;
        self.state[WIDTH] = form.half_width_m;
        self.state[LENGTH] = form.half_length_m.unwrap_or(1.0);
        self.state[FLAT] = self.state[FLAT].min(0.9999 * self.state[WIDTH]);
        self.state[FLAT_LENGTH_AT] = self.state[FLAT_LENGTH_AT].min(FLAT_LENGTH * self.state[LENGTH]);
        self.state[CENTRE] = form.centre_height_m;
        let regime = Regime::of(form, cloud.state.density_kg_m3, self.puff.mixture.air_density_kg_m3());
        if regime != self.regime {
            self.change_regime(regime, &cloud);
        }
        self.cloud = self.puff.cloud(self.time_s, &self.state, self.regime, near);
    }

    /// A cloud that touches down turns its fall into spreading in both directions.
    fn change_regime(&mut self, regime: Regime, cloud: &Cloud) {
        let (form, mass) = (&cloud.form, self.state[MASS]);
        let (width_m, length_m) = (form.half_width_m, form.half_length_m.unwrap_or(1.0));
        if regime == Regime::Grounded {
            let share = width_m * length_m / (width_m * width_m + length_m * length_m);
            let pace = (-2.0 * share * form.rise_m_s / form.height_m).max(0.0);
            self.state[CROSS] = mass * pace * length_m;
            self.state[ALONG] = mass * pace * width_m;
            self.state[RISE] = 0.0;
        } else {
            self.state[RISE] = mass * form.rise_m_s.max(0.0);
            (self.state[CROSS], self.state[ALONG]) = (0.0, 0.0);
        }
        self.regime = regime;
    }

    fn record(&mut self) {
        let cloud = &self.cloud;
        let place = (self.state[PLACE], self.time_s);
        let flat = (self.state[FLAT], self.state[FLAT_LENGTH_AT]);
        self.stations.push(DenseStation {
            mass_frac: cloud.mass_frac,
            mole_frac: self.puff.mixture.mole_frac(cloud.mass_frac),
            wind_speed_m_s: cloud.wind_m_s,
            ..DenseStation::new(place, &cloud.form, flat, &cloud.state)
        });
    }
}
