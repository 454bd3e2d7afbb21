//! The course of the jet: where it is established, and the integration along its axis.
//!
//! `dM/ds = rho_a E`, `dJz/ds = pi (lambda B)^2 g (rho_a - rho)`, the horizontal momentum, the gas and the energy do not change
//! (Houf and Schefer 2008). The entrainment E is that of momentum, `beta sqrt(J_0/rho_a)`, and that of buoyancy,
//! `alpha_2 / Fr_L 2 pi B V sin(theta)`, together at most `alpha 2 pi B V`.

use super::nozzle::JetOrigin;
use super::section::{Mixing, SPREADING_RATIO, Section};
use crate::units::STANDARD_GRAVITY_M_S2;
use std::f64::consts::PI;

/// Entrainment by momentum: `E = beta sqrt(J_0/rho_a)` (read in Sandia's code, `betaA`; Ricou and Spalding 1961 as
/// 0.32 diameters of equal density).
pub const MOMENTUM_ENTRAINMENT_COEFFICIENT: f64 = 0.28;
/// Greatest entrainment over `2 pi B V`, that of a pure plume (read in Sandia's code, `alpha`).
pub const PLUME_ENTRAINMENT_COEFFICIENT: f64 = 0.082;
/// Mole fraction on the axis at which the integration ends.
pub(super) const LEAST_MOLE_FRAC: f64 = 1e-4;
/// Longest axis, m.
pub(super) const LONGEST_M: f64 = 2e4;
/// Share of the first momentum below which buoyancy has stopped the jet.
const STOPPED: f64 = 0.1;
/// Step over the distance along the axis, and greatest change of the upward momentum in a step, as a share of all of it: a
/// jet against its buoyancy stops within a finite length, and no step may leap over that.
const STEP: f64 = 0.08;

/// Why the integration ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JetEnd {
    /// The gas on the axis is thinner than 100 ppm.
    Thin,
    /// The axis reached the ground.
    Ground,
    /// Buoyancy, against the jet, took nine tenths of its momentum.
    Stopped,
    /// The axis is 20 km long.
    Long,
}

/// The jet at one place of its axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JetStation {
    /// Distance along the axis from the hole, m.
    pub distance_m: f64,
    /// Horizontal distance from the hole, m.
    pub x_m: f64,
    /// Height above ground, m.
    pub z_m: f64,
    /// Cosine and sine of the angle above the horizontal.
    pub(super) direction: (f64, f64),
    /// Velocity on the axis, m/s.
    pub velocity_m_s: f64,
    /// Radius at which the velocity is 1/e of that on the axis, m.
    pub width_m: f64,
    /// Density on the axis, kg/m3.
    pub density_kg_m3: f64,
    /// Partial density of the gas on the axis, kg/m3.
    pub concentration_kg_m3: f64,
    /// Flow of mass, air included, kg/s.
    pub mass_flow_kg_s: f64,
}

/// Densimetric Froude number `V / sqrt(g d |rho_a - rho| / rho)`.
pub(super) fn froude_ratio(origin: &JetOrigin, air_kg_m3: f64) -> f64 {
    let buoyancy = (air_kg_m3 - origin.density_kg_m3).abs().max(1e-9 * air_kg_m3) / origin.density_kg_m3;
    origin.velocity_m_s / (STANDARD_GRAVITY_M_S2 * origin.diameter_m * buoyancy).sqrt()
}

/// Constant of the entrainment by buoyancy (Houf and Schefer 2008; read in Sandia's code).
pub(super) fn buoyancy_coefficient(froude: f64) -> f64 {
    if froude < 268.0 { 17.313 - 0.11665 * froude + 2.0771e-4 * froude * froude } else { 0.97 }
}

/// Length of the zone of flow establishment in diameters (Abraham 1963 in Sandia's code, method `establish`).
pub(super) fn establishment_ratio(froude: f64) -> f64 {
    let square = froude * froude;
    match square {
        square if square >= 40.0 => 6.2,
        square if square >= 5.0 => 3.9 + 0.057 * square,
        square if square >= 1.0 => 2.075 + 0.425 * square,
        _ => 0.0,
    }
}

/// Flow of mass, upward momentum and place.
type State = [f64; 4];

/// The jet under way.
pub(super) struct Walk<'a> {
    mixing: &'a Mixing,
    /// Entrainment by momentum, m2/s.
    steady_m2_s: f64,
    buoyancy_coefficient: f64,
    level_n: f64,
    first_n: f64,
    distance_m: f64,
    state: State,
    section: Section,
    pub(super) stations: Vec<JetStation>,
}

impl<'a> Walk<'a> {
    /// A jet at the end of the zone of flow establishment: mass as entrained by momentum over its length (Ricou and
    /// Spalding 1961, counted from the hole), or longer, until the gas on the axis is no more than pure.
    pub(super) fn new(mixing: &'a Mixing, origin: &JetOrigin, (height_m, direction): (f64, (f64, f64))) -> Self {
        let first_n = origin.momentum_n();
        let steady_m2_s = MOMENTUM_ENTRAINMENT_COEFFICIENT * (first_n / mixing.air_kg_m3).sqrt();
        let froude = froude_ratio(origin, mixing.air_kg_m3);
        let published_m = establishment_ratio(froude) * origin.diameter_m;
        let published_kg_s = mixing.air_kg_m3 * steady_m2_s * published_m;
        let section = first_section(mixing, origin, published_kg_s.max(1.001 * origin.release_rate_kg_s));
        let distance_m = section.mass_kg_s / (mixing.air_kg_m3 * steady_m2_s);
        let state =
            [section.mass_kg_s, first_n * direction.1, distance_m * direction.0, height_m + distance_m * direction.1];
        let mut walk = Self {
            mixing,
            steady_m2_s,
            buoyancy_coefficient: buoyancy_coefficient(froude),
            level_n: first_n * direction.0,
            first_n,
            distance_m,
            state,
            section,
            stations: Vec::with_capacity(192),
        };
        walk.record();
        walk
    }

    /// Integrates to the end.
    pub(super) fn run(&mut self) -> JetEnd {
        loop {
            if self.mixing.mole_frac((self.section.gas_kg_m3, self.section.excess_kg_m3), 1.0) < LEAST_MOLE_FRAC {
                return JetEnd::Thin;
            }
            if self.state[3] <= 0.0 {
                return JetEnd::Ground;
            }
            if self.momentum_n(&self.state) < STOPPED * self.first_n {
                return JetEnd::Stopped;
            }
            if self.distance_m > LONGEST_M {
                return JetEnd::Long;
            }
            self.advance();
            self.record();
        }
    }

    fn momentum_n(&self, state: &State) -> f64 {
        (self.level_n * self.level_n + state[1] * state[1]).sqrt()
    }

    fn slopes(&self, state: &State) -> State {
        let momentum_n = self.momentum_n(state);
        let section = self.mixing.section((state[0], momentum_n), self.section.excess_kg_m3);
        let (cosine, sine) = (self.level_n / momentum_n, state[1] / momentum_n);
        let wide_m = SPREADING_RATIO * section.width_m;
        let lift_n_m = -PI * wide_m * wide_m * STANDARD_GRAVITY_M_S2 * section.excess_kg_m3;
        [self.mixing.air_kg_m3 * self.entrainment_m2_s(&section, sine), lift_n_m, cosine, sine]
    }

    /// Buoyancy adds where it drives the jet on; against the jet the published form would take entrainment away, which is
    /// not followed.
    fn entrainment_m2_s(&self, section: &Section, sine: f64) -> f64 {
        let around_m2_s = 2.0 * PI * section.width_m * section.velocity_m_s;
        let density = self.mixing.air_kg_m3 + section.excess_kg_m3;
        let driven = (-sine * section.excess_kg_m3).max(0.0);
        let inverse_froude =
            STANDARD_GRAVITY_M_S2 * section.width_m / (section.velocity_m_s * section.velocity_m_s * density);
        let buoyant_m2_s = self.buoyancy_coefficient * inverse_froude * driven * around_m2_s;
        (self.steady_m2_s + buoyant_m2_s).min(PLUME_ENTRAINMENT_COEFFICIENT * around_m2_s)
    }

    /// One step of the classical Runge-Kutta method of fourth order.
    fn advance(&mut self) {
        let first = self.slopes(&self.state);
        let turning_m = self.momentum_n(&self.state) / first[1].abs().max(1e-300);
        let step_m = STEP * self.distance_m.min(turning_m);
        let moved = |state: &State, slope: &State, share: f64| -> State {
            std::array::from_fn(|i| state[i] + share * step_m * slope[i])
        };
        let second = self.slopes(&moved(&self.state, &first, 0.5));
        let third = self.slopes(&moved(&self.state, &second, 0.5));
        let fourth = self.slopes(&moved(&self.state, &third, 1.0));
        for i in 0..self.state.len() {
            self.state[i] += step_m / 6.0 * (first[i] + 2.0 * second[i] + 2.0 * third[i] + fourth[i]);
        }
        self.distance_m += step_m;
        let momentum_n = self.momentum_n(&self.state);
        self.section = self.mixing.section((self.state[0], momentum_n), self.section.excess_kg_m3);
    }

    fn record(&mut self) {
        let momentum_n = self.momentum_n(&self.state);
        let section = &self.section;
        self.stations.push(JetStation {
            distance_m: self.distance_m,
            x_m: self.state[2],
            z_m: self.state[3],
            direction: (self.level_n / momentum_n, self.state[1] / momentum_n),
            velocity_m_s: section.velocity_m_s,
            width_m: section.width_m,
            density_kg_m3: self.mixing.air_kg_m3 + section.excess_kg_m3,
            concentration_kg_m3: section.gas_kg_m3,
            mass_flow_kg_s: section.mass_kg_s,
        });
    }
}

/// The first section whose gas on the axis is no denser than the mixture there, from a given flow of mass on.
fn first_section(mixing: &Mixing, origin: &JetOrigin, least_kg_s: f64) -> Section {
    const HALVINGS: usize = 48;
    let guess_kg_m3 = origin.density_kg_m3 - mixing.air_kg_m3;
    let at = |mass_kg_s: f64| mixing.section((mass_kg_s, origin.momentum_n()), 0.5 * guess_kg_m3);
    let possible = |section: &Section| section.gas_kg_m3 <= mixing.air_kg_m3 + section.excess_kg_m3;
    let section = at(least_kg_s);
    if possible(&section) {
        return section;
    }
    let (mut low_kg_s, mut high_kg_s) = (least_kg_s, 1e3 * least_kg_s);
    for _ in 0..HALVINGS {
        let middle_kg_s = (low_kg_s * high_kg_s).sqrt();
        if possible(&at(middle_kg_s)) {
            high_kg_s = middle_kg_s;
        } else {
            low_kg_s = middle_kg_s;
        }
    }
    at(high_kg_s)
}
