//! Vapour leaves: over a liquid that boils on, or alone.

use super::Vessel;
use super::liquid::readiness;
use super::opening::Opening;
use super::saturation::{Saturated, SaturationTable};
use super::walk::{Moment, Slopes, Stretch};
use crate::math;

/// Vapour over boiling liquid; the unknown is the mass in the vessel.
///
/// The temperature falls as `T = Tb + (T0 - Tb) (1 - s)^2`: the flow falls with the root of the pressure difference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Venting<'a> {
    pub vessel: Vessel,
    pub opening: Opening,
    pub table: &'a SaturationTable,
    pub from_k: f64,
    pub heat_capacity_ratio: f64,
}

impl Venting<'_> {
    fn temperature(&self, s: f64) -> (f64, f64) {
        let (boiling_k, left) = (self.table.boiling_k(), 1.0 - s.min(1.0));
        let excess_k = self.from_k - boiling_k;
        (boiling_k + excess_k * left * left, -2.0 * excess_k * left)
    }

    fn flow(&self, state: &Saturated) -> f64 {
        self.opening.vapour_kg_s(state.pressure_pa, state.vapour_m3_kg, self.heat_capacity_ratio)
    }

    /// Volume of the liquid, m3: what of the mass does not fit as vapour.
    fn liquid_m3(&self, state: &Saturated, mass_kg: f64) -> f64 {
        let dense = 1.0 / state.liquid_m3_kg - 1.0 / state.vapour_m3_kg;
        ((mass_kg - self.vessel.volume_m3() / state.vapour_m3_kg) / dense).max(0.0)
    }
}

impl Stretch for Venting<'_> {
    /// `p' w dM = B dT` with w the volume of the vapour that leaves and B the readiness.
    fn slopes(&self, s: f64, mass_kg: f64) -> Slopes {
        let (temperature_k, slope_k) = self.temperature(s);
        let state = self.table.at(temperature_k);
        let ready = readiness(&state, temperature_k, mass_kg, self.vessel.volume_m3());
        let slope_kg = ready * slope_k / (state.slope_pa_k * state.vapour_m3_kg);
        Slopes { unknown: slope_kg, mass_kg: slope_kg, rate_kg_s: self.flow(&state) }
    }

    fn moment(&self, s: f64, mass_kg: f64) -> Moment {
        let (temperature_k, _) = self.temperature(s);
        let state = self.table.at(temperature_k);
        Moment {
            mass_kg,
            rate_kg_s: if s < 1.0 { self.flow(&state) } else { 0.0 },
            temperature_k,
            pressure_pa: state.pressure_pa,
            level_m: self.vessel.level_m(self.liquid_m3(&state, mass_kg)),
            vapour_frac: 1.0,
            two_phase: false,
        }
    }

    fn is_over(&self, s: f64, mass_kg: f64) -> bool {
        let (temperature_k, _) = self.temperature(s);
        mass_kg * self.table.at(temperature_k).vapour_m3_kg <= self.vessel.volume_m3()
    }
}

/// Vapour alone, on its isentrope as a perfect gas through its state when the liquid ended; no unknown.
///
/// The pressure is `p0 cosh^2 y` as in `gas_blowdown`, y falling evenly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Emptying {
    pub opening: Opening,
    pub mass_kg: f64,
    pub volume_m3: f64,
    pub pressure_pa: f64,
    pub temperature_k: f64,
    pub heat_capacity_ratio: f64,
}

impl Emptying {
    fn pressure(&self, s: f64) -> (f64, f64) {
        let ambient_pa = self.opening.ambient_pa;
        let first = math::asinh((self.pressure_pa / ambient_pa - 1.0).max(0.0).sqrt());
        let y = first * (1.0 - s.min(1.0));
        (ambient_pa * math::cosh(y) * math::cosh(y), -2.0 * first * ambient_pa * math::cosh(y) * math::sinh(y))
    }

    fn state(&self, pressure_pa: f64) -> (f64, f64) {
        let mass_kg = self.mass_kg * math::pow(pressure_pa / self.pressure_pa, 1.0 / self.heat_capacity_ratio);
        (mass_kg, self.opening.vapour_kg_s(pressure_pa, self.volume_m3 / mass_kg, self.heat_capacity_ratio))
    }
}

impl Stretch for Emptying {
    fn slopes(&self, s: f64, _: f64) -> Slopes {
        let (pressure_pa, slope_pa) = self.pressure(s);
        let (mass_kg, rate_kg_s) = self.state(pressure_pa);
        Slopes { unknown: 0.0, mass_kg: mass_kg * slope_pa / (self.heat_capacity_ratio * pressure_pa), rate_kg_s }
    }

    fn moment(&self, s: f64, _: f64) -> Moment {
        let (pressure_pa, _) = self.pressure(s);
        let (mass_kg, rate_kg_s) = self.state(pressure_pa);
        Moment {
            mass_kg,
            rate_kg_s: if s < 1.0 { rate_kg_s } else { 0.0 },
            temperature_k: self.temperature_k * (pressure_pa / self.pressure_pa) * (self.mass_kg / mass_kg),
            pressure_pa,
            level_m: 0.0,
            vapour_frac: 1.0,
            two_phase: false,
        }
    }

    fn is_over(&self, _: f64, _: f64) -> bool {
        false
    }
}
