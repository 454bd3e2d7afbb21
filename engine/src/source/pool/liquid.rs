//! A liquid as a pool sees it: properties read once, tabulated over the temperatures that it can have.

use super::transfer::volatility_ratio;
use crate::math::exp;
use crate::provenance::{FieldProblem, InvalidInput};
use crate::substance::{Correlation, PropertyError, PropertyName, Substance};
use crate::units::GAS_CONSTANT_J_MOL_K;

/// Points of the table.
const POINTS: usize = 193;
/// How far below the coldest of liquid, air and boiling point the table goes, K: more than evaporation cools any pool.
const BELOW_K: f64 = 80.0;
/// But not below this part of that temperature.
const LOWEST_FRAC: f64 = 0.4;

/// Properties of a liquid in a pool, at one pressure of the air.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolLiquid {
    /// Name in English, for caveats.
    pub(super) name_en: String,
    /// Name in Chinese.
    pub(super) name_zh: String,
    pub(super) molar_mass_kg_mol: f64,
    pub(super) density_kg_m3: f64,
    pub(super) heat_capacity_j_kg_k: f64,
    /// Temperature of the liquid that arrives, K: never above the boiling point.
    pub(super) temperature_k: f64,
    /// Boiling point at the pressure of the air, K.
    pub(super) boiling_point_k: f64,
    pub(super) melting_point_k: Option<f64>,
    pub(super) pressure_pa: f64,
    /// The liquid was hotter than its boiling point.
    pub(super) is_superheated: bool,
    /// Lowest temperature at which vapour pressure and latent heat are both published, K.
    pub(super) known_from_k: f64,
    /// Range of the heat capacity when the temperature leaves it, K.
    pub(super) heat_capacity_range_k: Option<(f64, f64)>,
    low_k: f64,
    per_k: f64,
    /// Vapour that a transfer coefficient of 1 m/s carries off, kg/m3, and latent heat, J/kg.
    table: Vec<(f64, f64)>,
}

fn refused(error: &PropertyError) -> InvalidInput {
    let allowed = "a substance whose liquid is published: vapour pressure, density, latent heat, heat capacity";
    InvalidInput { problems: vec![FieldProblem::new("substance", error, allowed, "property_not_known")] }
}

/// Value of a property with the temperature brought into its published range, in J and kg.
fn held(substance: &Substance, property: PropertyName, temperature_k: f64) -> Result<f64, PropertyError> {
    let known = substance.correlation(property)?;
    let inside_k = temperature_k.clamp(known.temperature_min_k, known.temperature_max_k);
    match property {
        PropertyName::LiquidDensity => substance.liquid_density_kg_m3(inside_k),
        PropertyName::LiquidHeatCapacity => substance.liquid_heat_capacity_j_kg_k(inside_k),
        _ => substance.latent_heat_j_kg(inside_k),
    }
}

impl PoolLiquid {
    /// Reads a liquid of a temperature, K, under air of a pressure, Pa, and temperature, K.
    ///
    /// Density and heat capacity are those of the arriving liquid. Vapour pressure and latent heat are tabulated from
    /// 80 K below the coldest of liquid, air and boiling point up to the boiling point. Below the published range the
    /// vapour pressure follows Clausius and Clapeyron; a pool that gets there says so.
    ///
    /// # Errors
    /// [`InvalidInput`] when a property is not in the library.
    pub fn new(
        substance: &Substance,
        temperature_k: f64,
        air_temperature_k: f64,
        pressure_pa: f64,
    ) -> Result<Self, InvalidInput> {
        Self::read(substance, temperature_k, air_temperature_k, pressure_pa).map_err(|error| refused(&error))
    }

    fn read(
        substance: &Substance,
        given_k: f64,
        air_temperature_k: f64,
        pressure_pa: f64,
    ) -> Result<Self, PropertyError> {
        let vapour = substance.correlation(PropertyName::VapourPressure)?;
        let latent = substance.correlation(PropertyName::LatentHeat)?;
        let boiling_point_k = substance.saturation_temperature_k(pressure_pa).unwrap_or(substance.boiling_point_k);
        let temperature_k = given_k.min(boiling_point_k);
        let coldest_k = temperature_k.min(air_temperature_k);
        let low_k = (coldest_k - BELOW_K).max(LOWEST_FRAC * coldest_k);
        let heat = substance.correlation(PropertyName::LiquidHeatCapacity)?;
        let heat_range_k = (heat.temperature_min_k, heat.temperature_max_k);
        let heat_known = (heat_range_k.0..=heat_range_k.1).contains(&temperature_k);
        let mut liquid = Self {
            name_en: substance.name.en.clone(),
            name_zh: substance.name.zh.clone(),
            molar_mass_kg_mol: substance.molar_mass_kg_mol,
            density_kg_m3: held(substance, PropertyName::LiquidDensity, temperature_k)?,
            heat_capacity_j_kg_k: held(substance, PropertyName::LiquidHeatCapacity, temperature_k)?,
            temperature_k,
            boiling_point_k,
            melting_point_k: substance.melting_point_k,
            pressure_pa,
            is_superheated: given_k > boiling_point_k + 0.5,
            known_from_k: vapour.temperature_min_k.max(latent.temperature_min_k),
            heat_capacity_range_k: (!heat_known).then_some(heat_range_k),
            low_k,
            per_k: (POINTS - 1) as f64 / (boiling_point_k - low_k),
            table: Vec::with_capacity(POINTS),
        };
        liquid.fill(substance, vapour)?;
        Ok(liquid)
    }

    fn fill(&mut self, substance: &Substance, vapour: &Correlation) -> Result<(), PropertyError> {
        let (from_k, to_k) = (vapour.temperature_min_k, vapour.temperature_max_k);
        for point in 0..POINTS {
            let at_k = self.low_k + point as f64 / self.per_k;
            let latent_j_kg = held(substance, PropertyName::LatentHeat, at_k)?;
            let inside_k = at_k.clamp(from_k, to_k);
            let clustered = substance.association_ratio(inside_k, substance.vapour_pressure_pa(inside_k)?);
            let steepness_k = clustered * latent_j_kg * self.molar_mass_kg_mol / GAS_CONSTANT_J_MOL_K;
            let beyond = exp(steepness_k * (1.0 / inside_k - 1.0 / at_k));
            let vapour_pressure_pa = substance.vapour_pressure_pa(inside_k)? * beyond;
            self.table.push((self.carried_kg_m3(substance, vapour_pressure_pa, at_k), latent_j_kg));
        }
        Ok(())
    }

    /// Saturated vapour times its volatility, kg/m3.
    fn carried_kg_m3(&self, substance: &Substance, vapour_pressure_pa: f64, temperature_k: f64) -> f64 {
        let saturated_pa = vapour_pressure_pa.min(self.pressure_pa);
        let saturated_kg_m3 = substance.vapour_density_kg_m3(temperature_k, saturated_pa);
        saturated_kg_m3 * volatility_ratio(saturated_pa / self.pressure_pa)
    }

    /// Vapour that a transfer coefficient of 1 m/s carries off, kg/m3, and latent heat, J/kg, by straight lines
    /// between points half a kelvin or so apart.
    #[inline]
    pub(super) fn at(&self, temperature_k: f64) -> (f64, f64) {
        let place = ((temperature_k - self.low_k) * self.per_k).clamp(0.0, (POINTS - 1) as f64);
        let index = (place as usize).min(POINTS - 2);
        let part = place - index as f64;
        let ((c0, l0), (c1, l1)) = (self.table[index], self.table[index + 1]);
        (c0 + part * (c1 - c0), l0 + part * (l1 - l0))
    }

    /// Coldest temperature of the table, K.
    pub(super) fn low_k(&self) -> f64 {
        self.low_k
    }

    /// Boiling point at the pressure of the air, K.
    #[must_use]
    pub fn boiling_point_k(&self) -> f64 {
        self.boiling_point_k
    }
}
