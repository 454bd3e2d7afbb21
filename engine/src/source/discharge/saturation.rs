//! A liquid in equilibrium with its vapour, tabulated over the temperatures that a discharge runs through.

use crate::source::FlashFigures;
use crate::source::two_phase::{FlashingFluid, OMEGA_PRESSURE_FRAC};
use crate::substance::{PropertyError, Substance};

/// Points of the table. Over 60 K they lie a kelvin apart, where cubic interpolation holds a vapour pressure to 1e-8.
const POINTS: usize = 65;

/// Half the step of slopes against temperature, K.
const SLOPE_STEP_K: f64 = 0.02;

/// Quantities in a row of the table.
const COLUMNS: usize = 10;

/// Liquid and vapour in equilibrium at one temperature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Saturated {
    /// Vapour pressure, Pa.
    pub pressure_pa: f64,
    /// Its slope, Pa/K.
    pub slope_pa_k: f64,
    /// Its second derivative, Pa/K2.
    pub(super) curvature: f64,
    /// Volume of the liquid, m3/kg, and its slope.
    pub liquid_m3_kg: f64,
    pub(super) liquid_slope: f64,
    /// Volume of the vapour, m3/kg, and its slope.
    pub vapour_m3_kg: f64,
    pub(super) vapour_slope: f64,
    /// Heat capacity of the liquid, J/(kg K).
    pub capacity_j_kg_k: f64,
    /// Omega of the flashing liquid.
    pub(super) omega: f64,
    /// Share that flashes when let down to the pressure outside.
    pub flash_frac: f64,
}

/// The table, between the boiling point at the pressure outside and the first temperature.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SaturationTable {
    low_k: f64,
    per_k: f64,
    rows: Vec<[f64; COLUMNS]>,
}

impl SaturationTable {
    /// Reads a substance between its boiling point at the pressure outside and a higher temperature.
    pub(super) fn new(substance: &Substance, boiling_k: f64, high_k: f64) -> Result<Self, PropertyError> {
        let per_k = (POINTS - 1) as f64 / (high_k - boiling_k);
        let row = |point: usize| row(substance, boiling_k + point as f64 / per_k, boiling_k);
        let rows = (0..POINTS).map(row).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { low_k: boiling_k, per_k, rows })
    }

    /// The state at a temperature, by cubics through four points.
    pub(super) fn at(&self, temperature_k: f64) -> Saturated {
        let place = ((temperature_k - self.low_k) * self.per_k).clamp(-1.0, POINTS as f64);
        let first = (place - 1.0).clamp(0.0, (POINTS - 4) as f64) as usize;
        let weights = cubic_weights(place - first as f64);
        let mut sum = [0.0; COLUMNS];
        for (row, weight) in self.rows[first..first + 4].iter().zip(weights) {
            sum.iter_mut().zip(row).for_each(|(total, value)| *total += weight * value);
        }
        let [
            pressure_pa,
            slope_pa_k,
            curvature,
            liquid_m3_kg,
            liquid_slope,
            vapour_m3_kg,
            vapour_slope,
            capacity_j_kg_k,
            omega,
            flash_frac,
        ] = sum;
        Saturated {
            pressure_pa,
            slope_pa_k,
            curvature,
            liquid_m3_kg,
            liquid_slope,
            vapour_m3_kg,
            vapour_slope,
            capacity_j_kg_k,
            omega,
            flash_frac,
        }
    }

    /// Boiling point at the pressure outside, K: where the table begins.
    pub(super) fn boiling_k(&self) -> f64 {
        self.low_k
    }
}

/// Weights of four points at 0, 1, 2, 3 for a cubic through them at x (Lagrange).
pub(super) fn cubic_weights(x: f64) -> [f64; 4] {
    let (a, b, c, d) = (x, x - 1.0, x - 2.0, x - 3.0);
    [-b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0]
}

fn row(substance: &Substance, at_k: f64, boiling_k: f64) -> Result<[f64; COLUMNS], PropertyError> {
    let around = |read: &dyn Fn(f64) -> Result<f64, PropertyError>| -> Result<(f64, f64, f64), PropertyError> {
        let (below, middle, above) = (read(at_k - SLOPE_STEP_K)?, read(at_k)?, read(at_k + SLOPE_STEP_K)?);
        let slope = (above - below) / (2.0 * SLOPE_STEP_K);
        Ok((middle, slope, (above - 2.0 * middle + below) / (SLOPE_STEP_K * SLOPE_STEP_K)))
    };
    let (pressure_pa, slope_pa_k, curvature) = around(&|t_k| substance.vapour_pressure_pa(t_k))?;
    let (liquid_m3_kg, liquid_slope, _) = around(&|t_k| Ok(1.0 / substance.liquid_density_kg_m3(t_k)?))?;
    let (latent_j_kg, latent_slope, _) = around(&|t_k| substance.latent_heat_j_kg(t_k))?;
    // Clapeyron: the volume of evaporation is L / (T dp/dT).
    let evaporation_m3_kg = latent_j_kg / (at_k * slope_pa_k);
    let evaporation_slope = evaporation_m3_kg * (latent_slope / latent_j_kg - 1.0 / at_k - curvature / slope_pa_k);
    let fluid = FlashingFluid::of(substance, at_k, 0.0)?;
    let omega = (fluid.density_kg_m3 / fluid.expanded_density_kg_m3 - 1.0) / (1.0 / OMEGA_PRESSURE_FRAC - 1.0);
    Ok([
        pressure_pa,
        slope_pa_k,
        curvature,
        liquid_m3_kg,
        liquid_slope,
        liquid_m3_kg + evaporation_m3_kg,
        liquid_slope + evaporation_slope,
        substance.liquid_heat_capacity_j_kg_k(at_k)?,
        omega,
        FlashFigures::of(substance, at_k, boiling_k)?.flash_frac(),
    ])
}
