//! The hole: what it passes of a liquid, a flashing liquid and a vapour.

use crate::source::GasProperties;
use crate::source::abel_noble::AbelNobleGas;
use crate::source::two_phase::{EQUILIBRIUM_PATH_M, FlashingFluid, OMEGA_PRESSURE_FRAC, OutflowPhase, TwoPhaseOrifice};
use crate::units::GAS_CONSTANT_J_MOL_K;

/// A hole with its coefficients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Opening {
    pub diameter_m: f64,
    pub path_m: f64,
    pub liquid_coefficient: f64,
    pub vapour_coefficient: f64,
    pub ambient_pa: f64,
}

/// A liquid in front of the hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LiquidAtHole {
    pub pressure_pa: f64,
    pub density_kg_m3: f64,
    pub saturation_pa: f64,
    /// Omega of the flashing liquid; without a part where it does not boil outside.
    pub(super) omega: f64,
}

impl Opening {
    fn area_m2(&self) -> f64 {
        std::f64::consts::FRAC_PI_4 * self.diameter_m * self.diameter_m
    }

    /// Flow of a liquid, kg/s, and whether vapour leaves with it. On a path shorter than that to equilibrium, or with a
    /// vapour pressure below the pressure outside, `Cd A sqrt(2 rho (p - p0))`; the omega method otherwise.
    pub(super) fn liquid_kg_s(&self, liquid: LiquidAtHole) -> (f64, bool) {
        let part = self.liquid_coefficient * self.area_m2();
        if self.path_m < EQUILIBRIUM_PATH_M || liquid.saturation_pa <= self.ambient_pa {
            let excess_pa = (liquid.pressure_pa - self.ambient_pa).max(0.0);
            return (part * (2.0 * liquid.density_kg_m3 * excess_pa).sqrt(), false);
        }
        let fluid = FlashingFluid {
            saturation_pressure_pa: liquid.saturation_pa,
            density_kg_m3: liquid.density_kg_m3,
            expanded_density_kg_m3: liquid.density_kg_m3 / (1.0 + liquid.omega * (1.0 / OMEGA_PRESSURE_FRAC - 1.0)),
        };
        let (flux_kg_m2_s, phase) =
            TwoPhaseOrifice::equilibrium_flux(liquid.pressure_pa, self.ambient_pa, fluid, liquid.omega);
        (part * flux_kg_m2_s, phase == OutflowPhase::TwoPhase)
    }

    /// Flow of a vapour of a given pressure and volume, kg/s: the ideal gas that has that volume at that pressure.
    pub(super) fn vapour_kg_s(&self, pressure_pa: f64, volume_m3_kg: f64, heat_capacity_ratio: f64) -> f64 {
        // Any temperature serves: flow depends on pressure and density alone.
        const TEMPERATURE_K: f64 = 300.0;
        let molar_mass_kg_mol = GAS_CONSTANT_J_MOL_K * TEMPERATURE_K / (pressure_pa * volume_m3_kg);
        let gas = AbelNobleGas { gas: GasProperties { molar_mass_kg_mol, heat_capacity_ratio }, co_volume_m3_kg: 0.0 };
        let throat = gas.throat(pressure_pa, TEMPERATURE_K, self.ambient_pa);
        self.vapour_coefficient * self.area_m2() * throat.mass_flux_kg_m2_s
    }
}
