//! What outflow needs to know, read from a substance.

use super::{
    ContentProperties, ContentState, GasOrifice, GasProperties, GasRelease, LiquidOrifice, LiquidRelease,
    VesselContent, VesselRelease, flash_frac,
};
use crate::frequency::LossOfContainment;
use crate::provenance::{FieldProblem, InvalidInput, Solved};
use crate::substance::{PropertyError, StorageState, Substance};

/// Stands where a state gives a property no part. Outflow refuses it, should it ever get one.
const NO_PART: f64 = f64::NAN;

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

impl ContentState {
    /// How a storage state flows out; none for solids and explosives.
    #[must_use]
    pub fn of(storage: StorageState) -> Option<Self> {
        match storage {
            StorageState::PressurisedLiquefiedGas => Some(Self::PressurisedLiquefiedGas),
            StorageState::CompressedGas => Some(Self::CompressedGas),
            StorageState::RefrigeratedLiquefiedGas | StorageState::AtmosphericLiquid => Some(Self::Liquid),
            StorageState::Solid | StorageState::CondensedExplosive => None,
        }
    }
}

impl ContentProperties {
    /// Properties of a substance in a state at a temperature.
    ///
    /// # Errors
    /// When a property that the state needs cannot be had.
    pub fn of(substance: &Substance, state: ContentState, temperature_k: f64) -> Result<Self, InvalidInput> {
        if state == ContentState::CompressedGas {
            let gas = GasProperties::of(substance, temperature_k)?;
            return Ok(Self { gas, liquid_density_kg_m3: NO_PART, flash_frac: 1.0 });
        }
        let get = |value: Result<f64, PropertyError>| value.map_err(|error| refused("temperature_k", &error));
        let superheated = temperature_k > substance.boiling_point_k;
        let flash = if superheated {
            flash_frac(
                get(substance.liquid_heat_capacity_j_kg_k(temperature_k))?,
                temperature_k,
                substance.boiling_point_k,
                get(substance.latent_heat_j_kg(temperature_k))?,
            )
        } else {
            0.0
        };
        let density_kg_m3 = get(substance.liquid_density_kg_m3(temperature_k))?;
        let gas = GasProperties { molar_mass_kg_mol: substance.molar_mass_kg_mol, heat_capacity_ratio: NO_PART };
        Ok(Self { gas, liquid_density_kg_m3: density_kg_m3, flash_frac: flash })
    }
}

impl VesselContent {
    /// What one event releases of a substance.
    ///
    /// # Errors
    /// As [`VesselContent::release_with`], and when a property cannot be had.
    pub fn release(
        &self,
        event: LossOfContainment,
        substance: &Substance,
    ) -> Result<Solved<VesselRelease>, InvalidInput> {
        self.release_with(event, ContentProperties::of(substance, self.state, self.temperature_k)?)
    }
}
