//! The integration of a steady plume: steps, changes of regime, and what is left behind.

use super::mixture::Near;
use super::plume::{
    CENTRE, COUNT, CROSS, EXCESS, FLAT, FLUX, Guess, HEAT, MOST_STEPS, Plume, PlumeEnd, RISE, Reach, Regime, Section,
    Start, State, TIME, WIDTH,
};
use super::runge_kutta::{next_step, propose};
use super::station::DenseStation;
use crate::math::pow;
use std::cell::Cell;

/// Tolerated relative error of one step.
const TOLERANCE: f64 = 1e-3;
/// Longest step, as a share of the distance travelled.
const LONGEST_STEP: f64 = 0.2;
/// Longest step over a pool, in its half-widths.
const LONGEST_OVER_POOL: f64 = 0.2;
/// Share of its height by which a cloud may pass the ground before it counts as lying on it.
const TOUCHDOWN_SHARE: f64 = 0.005;
/// Share of the release time within which the change to a puff is hit.
const CHANGE_SHARE: f64 = 1e-3;

/// The integration under way.
pub(super) struct Walk<'a> {
    plume: Plume<'a>,
    x_m: f64,
    start_m: f64,
    scale_m: f64,
    step_m: f64,
    /// Section and place before the last step.
    before: (Section, f64),
    state: State,
    regime: Regime,
    section: Section,
    blocking: f64,
    stations: Vec<DenseStation>,
}

/// `ratio^exponent` for an exponent within 0 to 1: near 1 by the binomial series, within 1e-8.
fn power_near_one(ratio: f64, exponent: f64) -> f64 {
    let excess = ratio - 1.0;
    if excess.abs() > 0.02 {
        return pow(ratio, exponent);
    }
    let third = 1.0 + (exponent - 2.0) * excess / 3.0;
    let second = 1.0 + 0.5 * (exponent - 1.0) * excess * third;
    1.0 + exponent * excess * second
}

impl<'a> Walk<'a> {
    /// A walk at its start, which is recorded.
    pub(super) fn new(plume: Plume<'a>, start: Start) -> Self {
        let guess = Guess { speed_m_s: start.speed_m_s, near: Near::at(start.temperature_k), speed_slope: 0.0 };
        let section = plume.section(start.x_m, &start.state, start.regime, guess);
        let mut walk = Self {
            plume,
            x_m: start.x_m,
            start_m: start.x_m,
            scale_m: start.scale_m,
            step_m: 0.02 * start.scale_m,
            before: (section, start.x_m),
            state: start.state,
            regime: start.regime,
            section,
            blocking: section.blocking,
            stations: Vec::with_capacity(192),
        };
        walk.settle(section);
        walk.record();
        walk
    }

    /// Goes on, recording each step, to the end of a reach or until the steps shrink to nothing.
    pub(super) fn follow(&mut self, reach: Reach) {
        for _ in 0..MOST_STEPS {
            if self.is_done(reach) || !self.advance(reach) {
                break;
            }
            self.record();
        }
    }

    pub(super) fn plume(&self) -> &Plume<'a> {
        &self.plume
    }

    /// Greatest blocking over the source so far.
    pub(super) fn blocking(&self) -> f64 {
        self.blocking
    }

    /// Whether the end of a reach is passed, or what it asks for is known.
    pub(super) fn is_done(&self, reach: Reach) -> bool {
        let changed = reach.half_duration_s.is_some_and(|half_s| self.state[TIME] >= half_s * (1.0 - CHANGE_SHARE));
        let blocked = reach.most_blocking.is_some_and(|most| self.blocking > most);
        self.x_m >= reach.end_m || changed || blocked
    }

    /// One accepted step; false when the step has shrunk to nothing.
    fn advance(&mut self, reach: Reach) -> bool {
        let (plume, regime) = (self.plume, self.regime);
        let start = (self.section, self.x_m);
        let (latest, other) = (Cell::new(start), Cell::new(self.before));
        let mut slope = |x_m: f64, state: &State| {
            let (here, here_m) = latest.get();
            let (there, there_m) = other.get();
            let ratio = if here_m > there_m { (x_m - here_m) / (here_m - there_m) } else { 0.0 };
            let section = plume.section(x_m, state, regime, here.guess_beyond(&there, ratio));
            latest.set((section, x_m));
            other.set(start);
            plume.slopes(x_m, state, regime, &section)
        };
        let first = plume.slopes(self.x_m, &self.state, regime, &self.section);
        let floor = self.floor();
        for _ in 0..60 {
            let step_m = self.allowed_step_m(reach);
            let proposal = propose(&mut slope, (self.x_m, step_m), &self.state, &first, (&floor, TOLERANCE));
            self.step_m = next_step(step_m, proposal.error_ratio);
            if proposal.error_ratio <= 1.0
                && let Some(share) = self.share_to_touchdown(&latest.get().0)
            {
                self.step_m = share * step_m;
            } else if proposal.error_ratio <= 1.0 {
                // the last stage of the pair is the end of the step: its section is already worked out
                self.before = start;
                self.accept(self.x_m + step_m, proposal.state, latest.get().0);
                return true;
            }
        }
        false
    }

    /// Share of a step at which a cloud aloft meets the ground, when the end of the step lies well beyond: the
    /// change of regime turns the fall of that moment into spreading, so the moment must not hang on the step.
    fn share_to_touchdown(&self, end: &Section) -> Option<f64> {
        let gap_m = |section: &Section| section.form.centre_height_m - 0.5 * section.form.height_m;
        let (before_m, after_m) = (gap_m(&self.section), gap_m(end));
        let is_overshot = before_m > 0.0 && after_m < -TOUCHDOWN_SHARE * end.form.height_m;
        is_overshot.then(|| (before_m / (before_m - after_m)).clamp(0.02, 0.98))
    }

    fn allowed_step_m(&self, reach: Reach) -> f64 {
        let mut step_m = self.step_m.min(LONGEST_STEP * (self.x_m - self.start_m + self.scale_m));
        if let Some(pool) = self.plume.pool
            && self.plume.is_in_source(self.x_m)
        {
            step_m = step_m.min(LONGEST_OVER_POOL * pool.half_width_m).min(pool.half_width_m - self.x_m);
        }
        if let Some(half_s) = reach.half_duration_s {
            let left_s = half_s * (1.0 - 0.5 * CHANGE_SHARE) - self.state[TIME];
            let pace = self.plume.entered_frac(self.x_m).max(0.05) / self.section.form.speed_m_s;
            step_m = step_m.min((left_s / pace).max(1e-6 * self.scale_m));
        }
        step_m
    }

    /// Sizes below which an error does not count.
    fn floor(&self) -> State {
        let form = &self.section.form;
        let flux = self.state[FLUX];
        let mut floor = [0.0; COUNT];
        (floor[FLUX], floor[WIDTH], floor[FLAT]) = (1e-9, 1e-3, 1e-3);
        floor[CROSS] = 0.05 * flux * form.speed_m_s;
        floor[RISE] = 0.05 * flux * form.speed_m_s;
        floor[EXCESS] = 0.05 * flux * form.speed_m_s;
        floor[HEAT] = 1000.0 * flux;
        floor[CENTRE] = 0.1 * form.height_m + 1e-3;
        floor[TIME] = 0.1;
        floor
    }

    fn accept(&mut self, x_m: f64, state: State, section: Section) {
        self.x_m = x_m;
        self.state = state;
        self.stretch(&section);
        // what the stretch changed is not what the mixture hangs on
        let mixed = (section.mass_frac, section.cloud);
        let section = self.plume.section_of(x_m, &self.state, self.regime, section.guess(), mixed);
        self.settle(section);
    }

    /// Shares the change of volume by heating, cooling and slowing between width and height.
    fn stretch(&mut self, now: &Section) {
        let before = &self.section;
        let share = before.form.height_m / (before.form.height_m + 2.0 * before.form.half_width_m);
        let mut ratio = before.cloud.density_kg_m3 / now.cloud.density_kg_m3;
        if before.form.speed_m_s > before.wind_m_s {
            ratio *= before.form.speed_m_s / now.form.speed_m_s;
        }
        let factor = power_near_one(ratio, share);
        self.state[WIDTH] *= factor;
        self.state[FLAT] *= factor;
    }

    /// Takes over what the algebra decided, and changes regime where the cloud touches down or lifts off.
    fn settle(&mut self, section: Section) {
        let (form, flux) = (&section.form, self.state[FLUX]);
        self.state[WIDTH] = form.half_width_m;
        self.state[FLAT] = self.state[FLAT].min(0.999 * form.half_width_m);
        self.state[CENTRE] = form.centre_height_m;
        if self.plume.is_in_source(self.x_m) {
            self.blocking = self.blocking.max(section.blocking);
        }
        self.section = section;
        let air_density = self.plume.mixture.air_density_kg_m3();
        let regime = Regime::of(&self.section.form, self.section.cloud.density_kg_m3, air_density);
        if regime != self.regime {
            self.change_regime(regime, flux);
        }
    }

    /// A cloud that touches down turns its fall into spreading: V_g = -2 W_c B/h.
    fn change_regime(&mut self, regime: Regime, flux: f64) {
        let Section { form, cloud, mass_frac, wind_m_s, .. } = self.section;
        let free_m_s = form.speed_m_s - (1.0 - mass_frac) * wind_m_s;
        let pressure = self.plume.pressure(regime, cloud.density_kg_m3, form.half_width_m, form.height_m);
        // slower than the critical speed its gravity flow is blocked: at 2/3 U_e, which must be the speed it lands with
        let critical = flux * (free_m_s + 0.5 * form.speed_m_s);
        self.state[EXCESS] = (flux * free_m_s + pressure).min(critical);
        if regime == Regime::Grounded {
            let spreading = -2.0 * form.rise_m_s * form.half_width_m / form.height_m;
            self.state[CROSS] = flux * spreading.max(0.0);
            self.state[RISE] = 0.0;
        } else {
            self.state[RISE] = flux * form.rise_m_s.max(0.0);
            self.state[CROSS] = 0.0;
        }
        self.regime = regime;
        let (guess, mixed) = (self.section.guess(), (mass_frac, cloud));
        self.section = self.plume.section_of(self.x_m, &self.state, regime, guess, mixed);
    }

    fn record(&mut self) {
        let section = &self.section;
        let place = (self.x_m, self.state[TIME]);
        self.stations.push(DenseStation {
            mass_frac: section.mass_frac,
            mole_frac: self.plume.mixture.mole_frac(section.mass_frac),
            wind_speed_m_s: section.wind_m_s,
            ..DenseStation::new(place, &section.form, (self.state[FLAT], 0.0), &section.cloud)
        });
    }

    pub(super) fn end(self) -> PlumeEnd {
        PlumeEnd {
            crosswind_m_s: self.section.form.crosswind_m_s,
            rise_m_s: self.section.form.rise_m_s,
            heat_j_kg: self.state[HEAT] / self.state[FLUX],
            within_source: self.plume.is_in_source(self.x_m),
            stations: self.stations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_near_one_are_powers() {
        for step in -30..=30 {
            let ratio = 1.0 + 0.001 * f64::from(step);
            for exponent in [0.0, 0.1, 0.5, 0.9, 1.0] {
                assert!((power_near_one(ratio, exponent) / pow(ratio, exponent) - 1.0).abs() < 1e-8, "{ratio}");
            }
        }
    }
}
