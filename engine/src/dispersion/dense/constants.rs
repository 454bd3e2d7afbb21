//! Property calls: the constants of a substance, read once before anything is integrated.

use super::mixture::Constants;
use super::solution::AMMONIA;
use crate::provenance::FieldProblem;
use crate::substance::{Association, PropertyError, PropertyName, Substance};

/// A property at a temperature held to its published range.
fn within_range(
    substance: &Substance,
    property: PropertyName,
    temperature_k: f64,
    value: impl Fn(&Substance, f64) -> Result<f64, PropertyError>,
) -> Result<f64, PropertyError> {
    let correlation = substance.correlation(property)?;
    value(substance, temperature_k.clamp(correlation.temperature_min_k, correlation.temperature_max_k))
}

fn not_known(error: &PropertyError) -> FieldProblem {
    FieldProblem::new("substance", error, "a substance whose figures the library has", "property_not_known")
}

/// Constants of a substance: gas heat capacity half way between the release and the air, the rest at the boiling
/// point; each temperature is held to the published range of its correlation.
///
/// # Errors
/// When the substance does not boil, its gas heat capacity is not known, or mist is released and its liquid
/// figures are not known.
pub(super) fn read(
    substance: &Substance,
    (release_k, air_k): (f64, f64),
    needs_liquid: bool,
) -> Result<Constants, FieldProblem> {
    let boiling_point_k = substance.boiling_point_k;
    if !boiling_point_k.is_finite() {
        let allowed = "a substance that boils";
        return Err(FieldProblem::new("substance", &substance.id, allowed, "does_not_boil"));
    }
    let gas = within_range(substance, PropertyName::GasHeatCapacity, 0.5 * (release_k + air_k), |one, at_k| {
        one.gas_heat_capacity_j_kg_k(at_k)
    })
    .map_err(|error| not_known(&error))?;
    let latent =
        within_range(substance, PropertyName::LatentHeat, boiling_point_k, |one, at_k| one.latent_heat_j_kg(at_k));
    let liquid = within_range(substance, PropertyName::LiquidHeatCapacity, boiling_point_k, |one, at_k| {
        one.liquid_heat_capacity_j_kg_k(at_k)
    });
    let density = within_range(substance, PropertyName::LiquidDensity, boiling_point_k, |one, at_k| {
        one.liquid_density_kg_m3(at_k)
    });
    let dry = Constants {
        molar_mass_kg_mol: substance.molar_mass_kg_mol,
        gas_heat_capacity_j_kg_k: gas,
        liquid_heat_capacity_j_kg_k: gas,
        latent_heat_j_kg: 0.0,
        boiling_point_k,
        liquid_density_kg_m3: 1000.0,
        condenses: false,
        association: Association::of(substance),
        dissolves: substance.cas == AMMONIA,
    };
    match (latent, liquid, density) {
        (Ok(latent_heat_j_kg), Ok(liquid_heat_capacity_j_kg_k), Ok(liquid_density_kg_m3)) => Ok(Constants {
            liquid_heat_capacity_j_kg_k,
            latent_heat_j_kg,
            liquid_density_kg_m3,
            condenses: true,
            ..dry
        }),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) if needs_liquid => Err(not_known(&error)),
        _ => Ok(dry),
    }
}
