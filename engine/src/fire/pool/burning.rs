//! How fast a pool burns, and by which rule its flame shines.

use crate::fire::heat_of_combustion_j_kg;
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput};
use crate::substance::{PropertyError, Substance};
use schemars::JsonSchema;
use serde::Serialize;

/// Where the burning rate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BurningRateBasis {
    /// Given by the user.
    Given,
    /// Table of large pools: m_inf (1 - exp(-k beta D)).
    Table,
    /// From the heats of combustion and vaporisation.
    Heats,
}

/// What is published about the brightness of a fuel's flame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shine {
    /// Soot and smoke by diameter (Mudan & Croce).
    Smoky,
    /// Bright: `greatest_w_m2 (1 - exp(-growth_per_m D))`.
    Bright { greatest_w_m2: f64, growth_per_m: f64 },
    /// Without much soot: by the share of the heat that is radiated, where one is published.
    Clear { radiative_frac: Option<f64> },
}

/// A row of the table: library ids, m_inf in kg/m2/s, k beta in 1/m (none: no matter how wide), shine.
struct Fuel {
    ids: &'static [&'static str],
    greatest_kg_m2_s: f64,
    growth_per_m: Option<f64>,
    shine: Shine,
}

const fn fuel(ids: &'static [&'static str], greatest_kg_m2_s: f64, growth_per_m: Option<f64>, shine: Shine) -> Fuel {
    Fuel { ids, greatest_kg_m2_s, growth_per_m, shine }
}

/// Bright flames of liquefied natural gas after P. J. Rew, W. G. Hulbert and D. M. Deaves (1997), Process Saf. Environ.
/// Prot. 75, 81-89 (recalled, not checked there).
const NATURAL_GAS: Shine = Shine::Bright { greatest_w_m2: 265_000.0, growth_per_m: 0.149 };
const CLEAR: Shine = Shine::Clear { radiative_frac: None };

/// V. Babrauskas (1983), Fire Technology 19, 251-261, as the TNO Yellow Book prints it in table 6.5. Radiated shares:
/// NIST pools of methanol (1 m) 0.21 and ethanol (0.3 m) 0.26.
const FUELS: [Fuel; 11] = [
    fuel(&["methane", "natural-gas"], 0.078, Some(1.1), NATURAL_GAS),
    fuel(&["hydrogen"], 0.169, Some(6.1), CLEAR),
    fuel(&["lpg", "propane"], 0.099, Some(1.4), Shine::Smoky),
    fuel(&["n-butane", "isobutane"], 0.078, Some(2.7), Shine::Smoky),
    fuel(&["n-hexane"], 0.074, Some(1.9), Shine::Smoky),
    fuel(&["n-heptane"], 0.101, Some(1.1), Shine::Smoky),
    fuel(&["benzene"], 0.085, Some(2.7), Shine::Smoky),
    fuel(&["o-xylene", "m-xylene", "p-xylene", "xylene-mixed"], 0.090, Some(1.4), Shine::Smoky),
    fuel(&["gasoline"], 0.055, Some(2.1), Shine::Smoky),
    fuel(&["methanol"], 0.015, None, Shine::Clear { radiative_frac: Some(0.21) }),
    fuel(&["ethanol"], 0.015, None, Shine::Clear { radiative_frac: Some(0.26) }),
];

/// Fuels whose flames carry no soot, or of another kind than those behind the smoke formula: for them the user gives the
/// radiated share.
const NOT_SOOTY: [&str; 14] = [
    "carbon-monoxide",
    "ammonia",
    "hydrogen-sulfide",
    "hydrogen-cyanide",
    "carbon-disulfide",
    "carbonyl-sulfide",
    "phosphine",
    "arsine",
    "stibine",
    "hydrogen-selenide",
    "hydrazine",
    "pentaborane",
    "formaldehyde",
    "methyl-bromide",
];

fn known(substance: &Substance) -> Option<&'static Fuel> {
    FUELS.iter().find(|fuel| fuel.ids.contains(&substance.id.as_str()))
}

/// Rule for the brightness of a fuel.
pub(super) fn shine(substance: &Substance) -> Shine {
    let unlisted = if NOT_SOOTY.contains(&substance.id.as_str()) { CLEAR } else { Shine::Smoky };
    known(substance).map_or(unlisted, |fuel| fuel.shine)
}

/// Burning rate of a pool, kg/m2/s, and where it comes from: the table, else the heats.
pub(super) fn burning_rate_kg_m2_s(
    substance: &Substance,
    diameter_m: f64,
    air_temperature_k: f64,
) -> Result<(f64, BurningRateBasis), InvalidInput> {
    if let Some(fuel) = known(substance) {
        let reached = fuel.growth_per_m.map_or(1.0, |growth_per_m| 1.0 - math::exp(-growth_per_m * diameter_m));
        return Ok((fuel.greatest_kg_m2_s * reached, BurningRateBasis::Table));
    }
    let rate_kg_m2_s = by_heats_kg_m2_s(substance, air_temperature_k)?;
    Ok((rate_kg_m2_s, BurningRateBasis::Heats))
}

/// `0.001 Hc / (Hv + Cp (Tb - Ta))`, Burgess & Hertzberg (1974), TNO Yellow Book eq. 6.67; a liquid that boils below
/// the temperature of the air needs no warming up.
fn by_heats_kg_m2_s(substance: &Substance, air_temperature_k: f64) -> Result<f64, InvalidInput> {
    let boiling_k = substance.boiling_point_k;
    let combustion_j_kg = heat_of_combustion_j_kg(substance)?;
    let latent_j_kg = substance.latent_heat_j_kg(boiling_k).map_err(|reason| unknown(substance, &reason))?;
    let warming_k = (boiling_k - air_temperature_k).max(0.0);
    let sensible_j_kg = if warming_k > 0.0 {
        let middle_k = boiling_k - 0.5 * warming_k;
        let capacity = substance.liquid_heat_capacity_j_kg_k(middle_k);
        warming_k * capacity.map_err(|reason| unknown(substance, &reason))?
    } else {
        0.0
    };
    Ok(1e-3 * combustion_j_kg / (latent_j_kg + sensible_j_kg))
}

fn unknown(substance: &Substance, reason: &PropertyError) -> InvalidInput {
    let allowed = format!("burning_rate_kg_m2_s, or a substance with the heats it follows from: {reason}");
    refused("burning_rate_kg_m2_s", &format!("not given for {}", substance.id), &allowed)
}

/// One problem of a figure that is not known.
pub(super) fn refused(field: &str, value: &str, allowed: &str) -> InvalidInput {
    InvalidInput { problems: vec![FieldProblem::new(field, value, allowed, "property_not_known")] }
}
