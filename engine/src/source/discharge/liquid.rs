//! Liquid leaves below its surface: at one temperature under a pad, or boiling under its own vapour.

use super::Vessel;
use super::opening::{LiquidAtHole, Opening};
use super::saturation::{Saturated, SaturationTable};
use super::walk::{Moment, Slopes, Stretch};
use crate::math;
use crate::units::STANDARD_GRAVITY_M_S2;
use std::f64::consts::{FRAC_PI_2, PI};

/// The level over a stretch: `h = h1 + (h0 - h1) cos^2(pi s / 2)`. Where the head vanishes at the end, flow falls with its
/// root and time is smooth in s; where a sphere or lying cylinder is full to the top, its surface likewise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fall {
    pub from_m: f64,
    pub to_m: f64,
    pub hole_m: f64,
}

impl Fall {
    /// Level, head above the hole (m) and slope of the level against s.
    fn at(&self, s: f64) -> (f64, f64, f64) {
        let cos = math::cos(FRAC_PI_2 * s.min(1.0));
        let drop_m = self.from_m - self.to_m;
        let left_m = drop_m * cos * cos;
        (self.to_m + left_m, (self.to_m - self.hole_m) + left_m, -FRAC_PI_2 * drop_m * math::sin(PI * s.min(1.0)))
    }
}

/// What presses on the liquid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cushion {
    /// A pressure that stays, Pa.
    Constant(f64),
    /// A pad of gas that expands at one temperature over the vapour of the liquid.
    Sealed { vapour_pa: f64, pad_pa: f64, gas_volume_m3: f64 },
}

impl Cushion {
    /// Pressure above the liquid when the gas has a given volume, Pa.
    pub(super) fn pressure_pa(self, volume_m3: f64) -> f64 {
        match self {
            Self::Constant(pressure_pa) => pressure_pa,
            Self::Sealed { vapour_pa, pad_pa, gas_volume_m3 } => vapour_pa + pad_pa * gas_volume_m3 / volume_m3,
        }
    }
}

/// A liquid at one temperature; the state has no unknown beside the level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draining {
    pub vessel: Vessel,
    pub opening: Opening,
    pub fall: Fall,
    pub cushion: Cushion,
    pub density_kg_m3: f64,
    pub saturation_pa: f64,
    pub(super) omega: f64,
    pub temperature_k: f64,
    pub flash_frac: f64,
    /// Vapour above the liquid that counts to the content, kg.
    pub vapour_kg: f64,
}

impl Draining {
    fn flow(&self, level_m: f64, head_m: f64) -> (f64, f64, bool) {
        let gas_m3 = self.vessel.volume_m3() - self.vessel.volume_below_m3(level_m);
        let pressure_pa = self.cushion.pressure_pa(gas_m3);
        let liquid = LiquidAtHole {
            pressure_pa: pressure_pa + self.density_kg_m3 * STANDARD_GRAVITY_M_S2 * head_m,
            density_kg_m3: self.density_kg_m3,
            saturation_pa: self.saturation_pa,
            omega: self.omega,
        };
        let (rate_kg_s, two_phase) = self.opening.liquid_kg_s(liquid);
        (pressure_pa, rate_kg_s, two_phase)
    }
}

impl Stretch for Draining {
    fn slopes(&self, s: f64, _: f64) -> Slopes {
        let (level_m, head_m, slope_m) = self.fall.at(s);
        let mass_kg = self.density_kg_m3 * self.vessel.surface_m2(level_m) * slope_m;
        Slopes { unknown: 0.0, mass_kg, rate_kg_s: self.flow(level_m, head_m).1 }
    }

    fn moment(&self, s: f64, _: f64) -> Moment {
        let (level_m, head_m, _) = self.fall.at(s);
        let (pressure_pa, rate_kg_s, two_phase) = self.flow(level_m, head_m);
        Moment {
            mass_kg: self.vapour_kg + self.density_kg_m3 * self.vessel.volume_below_m3(level_m),
            rate_kg_s,
            temperature_k: self.temperature_k,
            pressure_pa,
            level_m,
            vapour_frac: self.flash_frac,
            two_phase,
        }
    }

    fn is_over(&self, _: f64, _: f64) -> bool {
        false
    }
}

/// A liquid that boils under its own vapour as it sinks; the unknown is its temperature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Boiling<'a> {
    pub vessel: Vessel,
    pub opening: Opening,
    pub fall: Fall,
    pub table: &'a SaturationTable,
}

/// Content of a vessel with a volume of liquid, kg.
pub(super) fn content_kg(state: &Saturated, liquid_m3: f64, vessel_m3: f64) -> f64 {
    liquid_m3 / state.liquid_m3_kg + (vessel_m3 - liquid_m3) / state.vapour_m3_kg
}

/// What a kelvin less sets free for evaporation, at constant mass and volume, over T: `M c/T + p'' (V - M v) - p' M v'`
/// with v the volume of the liquid. It is the slope of the entropy `M s + p' (V - M v)` of the content, which the outflow
/// takes along at its own entropy; that is the energy balance of the vessel.
pub(super) fn readiness(state: &Saturated, temperature_k: f64, mass_kg: f64, vessel_m3: f64) -> f64 {
    mass_kg * state.capacity_j_kg_k / temperature_k + state.curvature * (vessel_m3 - mass_kg * state.liquid_m3_kg)
        - state.slope_pa_k * mass_kg * state.liquid_slope
}

impl Boiling<'_> {
    fn flow(&self, state: &Saturated, head_m: f64) -> (f64, bool) {
        let density_kg_m3 = 1.0 / state.liquid_m3_kg;
        self.opening.liquid_kg_s(LiquidAtHole {
            pressure_pa: state.pressure_pa + density_kg_m3 * STANDARD_GRAVITY_M_S2 * head_m,
            density_kg_m3,
            saturation_pa: state.pressure_pa,
            omega: state.omega,
        })
    }
}

impl Stretch for Boiling<'_> {
    /// With B the readiness, `B dT = p' v dM` (v of the liquid that leaves) and
    /// `dM = (1/v - 1/w) dV_l + (dM/dT) dT` at constant volume of the vessel, w of the vapour.
    fn slopes(&self, s: f64, temperature_k: f64) -> Slopes {
        let (level_m, head_m, slope_m) = self.fall.at(s);
        let state = self.table.at(temperature_k);
        let (vessel_m3, liquid_m3) = (self.vessel.volume_m3(), self.vessel.volume_below_m3(level_m));
        let (v, w) = (state.liquid_m3_kg, state.vapour_m3_kg);
        let mass_kg = content_kg(&state, liquid_m3, vessel_m3);
        let displaced_kg = (1.0 / v - 1.0 / w) * self.vessel.surface_m2(level_m) * slope_m;
        let warmed_kg_k =
            -liquid_m3 * state.liquid_slope / (v * v) - (vessel_m3 - liquid_m3) * state.vapour_slope / (w * w);
        let carried = state.slope_pa_k * v;
        let kelvin =
            carried * displaced_kg / (readiness(&state, temperature_k, mass_kg, vessel_m3) - carried * warmed_kg_k);
        Slopes { unknown: kelvin, mass_kg: displaced_kg + warmed_kg_k * kelvin, rate_kg_s: self.flow(&state, head_m).0 }
    }

    fn moment(&self, s: f64, temperature_k: f64) -> Moment {
        let (level_m, head_m, _) = self.fall.at(s);
        let state = self.table.at(temperature_k);
        let (rate_kg_s, two_phase) = self.flow(&state, head_m);
        Moment {
            mass_kg: content_kg(&state, self.vessel.volume_below_m3(level_m), self.vessel.volume_m3()),
            rate_kg_s,
            temperature_k,
            pressure_pa: state.pressure_pa,
            level_m,
            vapour_frac: state.flash_frac,
            two_phase,
        }
    }

    fn is_over(&self, _: f64, temperature_k: f64) -> bool {
        temperature_k <= self.table.boiling_k()
    }
}
