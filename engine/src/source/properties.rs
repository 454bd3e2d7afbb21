//! What outflow needs to know, read from a substance.

use super::{GasOrifice, GasProperties, GasRelease, LiquidOrifice, LiquidRelease};
use crate::provenance::{FieldProblem, InvalidInput, Solved};
use crate::substance::{PropertyError, Substance};

/// A property that cannot be had, as a problem of the field that asked for it.
fn refused(field: &str, error: &PropertyError) -> InvalidInput {
    let problem = match error {
        PropertyError::OutOfRange { value, unit, allowed, property, .. } => {
            FieldProblem::new(field, value, format!("{allowed} {unit}, where {property} is published"), "out_of_range")
        }
        other => {
            FieldProblem::new("substance", other, "a substance whose figures the library has", "property_not_known")
        }
    };
    InvalidInput { problems: vec![problem] }
}

impl GasProperties {
    /// Molar mass and ratio of heat capacities at a temperature.
    ///
    /// # Errors
    /// When the heat capacity is not known or the temperature lies outside its published range.
    pub fn of(substance: &Substance, temperature_k: f64) -> Result<Self, InvalidInput> {
        let heat_capacity_ratio =
            substance.heat_capacity_ratio(temperature_k).map_err(|error| refused("temperature_k", &error))?;
        Ok(Self { molar_mass_kg_mol: substance.molar_mass_kg_mol, heat_capacity_ratio })
    }
}

impl GasOrifice {
    /// Outflow of a substance as an ideal gas.
    ///
    /// # Errors
    /// As [`GasOrifice::release_with`], and when the heat capacity cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<GasRelease>, InvalidInput> {
        self.release_with(GasProperties::of(substance, self.temperature_k)?)
    }
}

impl LiquidOrifice {
    /// Outflow of a substance as a saturated liquid.
    ///
    /// # Errors
    /// As [`LiquidOrifice::release_with`], and when the density cannot be had.
    pub fn release(&self, substance: &Substance) -> Result<Solved<LiquidRelease>, InvalidInput> {
        let density_kg_m3 =
            substance.liquid_density_kg_m3(self.temperature_k).map_err(|error| refused("temperature_k", &error))?;
        self.release_with(density_kg_m3)
    }
}
