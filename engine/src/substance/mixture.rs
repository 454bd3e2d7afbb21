//! Mixtures of known composition: figures of the components put together by published rules.
//!
//! The result is a [`Substance`] like any other, so that nothing downstream knows mixtures. Rules:
//!
//! | figure | rule | reference |
//! |---|---|---|
//! | vapour pressure | sum of x P (bubble point of an ideal solution) | Raoult; Poling et al., 5th ed. (2001), eq. 8-2.6 with unit activity |
//! | liquid density | 1/rho = sum of w/rho (additive volumes) | Amagat; Perry's 8th ed. (2008), sec. 4 |
//! | latent heat, heat capacities | sum of w Y (ideal mixing) | Perry's 8th ed. (2008), sec. 4 |
//! | critical temperature and pressure | sum of x Tc, sum of x Pc | Kay, Ind. Eng. Chem. 28 (1936) 1014 |
//! | flammable limits | 1/L = sum of y/L | Le Chatelier, Ann. Mines 19 (1891) 388 |
//! | heat of combustion | sum of w dHc | additive by mass |
//!
//! x are mole fractions of the liquid, w its mass fractions, y mole fractions of the vapour.

use super::{Basis, Correlation, Equation, MixingRule, MixtureTerm, PropertyName, Provenance, Substance};
use crate::provenance::{FieldProblem, InvalidInput, Origin};
use crate::units::STANDARD_ATMOSPHERE_PA;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Temperature at which the vapour over a liquid mixture is taken, K (20 C).
pub const MIXTURE_VAPOUR_TEMPERATURE_K: f64 = 293.15;
/// How far the fractions may miss one.
const SUM_TOLERANCE: f64 = 1e-3;

/// What the vapour of a mixture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MixtureVapour {
    /// All of it turns to vapour together: gases, and gases liquefied by pressure.
    Whole,
    /// The vapour in equilibrium with the liquid at 20 C (Raoult): liquids that evaporate from a pool.
    Equilibrium,
}

/// Share of one component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixtureComponent {
    /// Key of the substance.
    pub substance: String,
    /// Mole fraction in the liquid, or in the gas of a mixture that is all vapour.
    pub component_mole_frac: f64,
}

/// Representative composition of a mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mixture {
    /// Components.
    pub components: Vec<MixtureComponent>,
    /// What its vapour is.
    pub vapour: MixtureVapour,
    /// Where the composition is from.
    pub source: String,
    /// How the composition came to us.
    pub origin: Origin,
}

/// One component with its shares.
struct Part<'a> {
    substance: &'a Substance,
    liquid_mole_frac: f64,
    vapour_mole_frac: f64,
    liquid_mass_frac: f64,
    vapour_mass_frac: f64,
}

impl Mixture {
    /// Gives `identity` the figures of this mixture; `find` looks components up by key.
    ///
    /// # Errors
    /// [`InvalidInput`] with every problem: a component that is not known or lacks a figure, fractions that do not add
    /// up to one, no common range of temperature.
    pub fn apply<'a>(
        self,
        identity: &mut Substance,
        find: impl Fn(&str) -> Option<&'a Substance>,
    ) -> Result<(), InvalidInput> {
        let parts = self.parts(&identity.id, find)?;
        self.set_constants(identity, &parts);
        let mut problems = Vec::new();
        for property in PropertyName::ALL {
            match self.correlation(property, &parts) {
                Some(correlation) => {
                    identity.correlations.insert(property, correlation);
                }
                None => problems.push(FieldProblem::new(
                    format!("{}.{}", identity.id, property.key()),
                    "",
                    "components that all know it over a common range",
                    "property_not_known",
                )),
            }
        }
        InvalidInput::check(problems)?;
        let boiling_k = identity.saturation_temperature_k(STANDARD_ATMOSPHERE_PA).map_err(|error| {
            let field = format!("{}.boiling_point_k", identity.id);
            InvalidInput { problems: vec![FieldProblem::new(field, "", error.to_string(), "property_not_known")] }
        })?;
        self.set(identity, "boiling_point_k", "bubble point by Raoult's law");
        identity.boiling_point_k = boiling_k;
        identity.mixture = Some(self);
        Ok(())
    }

    /// Components with their shares, checked.
    fn parts<'a>(&self, id: &str, find: impl Fn(&str) -> Option<&'a Substance>) -> Result<Vec<Part<'a>>, InvalidInput> {
        let mut problems = Vec::new();
        let mut found = Vec::new();
        for (index, component) in self.components.iter().enumerate() {
            let field = format!("{id}.components[{index}]");
            let fraction = component.component_mole_frac;
            FieldProblem::check_range(&mut problems, &field, fraction, 1e-9, 1.0, "mole fraction");
            match find(&component.substance) {
                Some(substance) if substance.mixture.is_none() && substance.molar_mass_kg_mol.is_finite() => {
                    found.push((substance, fraction));
                }
                _ => problems.push(FieldProblem::new(
                    field,
                    &component.substance,
                    "a pure substance of the library",
                    "unknown_substance",
                )),
            }
        }
        let sum: f64 = self.components.iter().map(|component| component.component_mole_frac).sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE || sum.is_nan() {
            let allowed = format!("1 within {SUM_TOLERANCE}");
            problems.push(FieldProblem::new(format!("{id}.component_mole_frac"), sum, allowed, "out_of_range"));
        }
        InvalidInput::check(problems)?;
        Ok(shares(&found, self.vapour, sum))
    }

    /// Where a value put together by a rule is from.
    fn provenance(&self, rule: &str) -> Provenance {
        let origin = if self.origin == Origin::Source { Origin::Computed } else { self.origin };
        Provenance { source: format!("{rule} on: {}", self.source), origin }
    }

    fn set(&self, identity: &mut Substance, field: &str, rule: &str) {
        identity.provenance.insert(field.into(), self.provenance(rule));
    }

    fn set_constants(&self, identity: &mut Substance, parts: &[Part<'_>]) {
        let sum = |term: &dyn Fn(&Part<'_>) -> f64| parts.iter().map(term).sum::<f64>();
        identity.molar_mass_kg_mol = sum(&|part| part.vapour_mole_frac * part.substance.molar_mass_kg_mol);
        self.set(identity, "molar_mass_kg_mol", "mean of the vapour");
        identity.critical_temperature_k = sum(&|part| part.liquid_mole_frac * part.substance.critical_temperature_k);
        self.set(identity, "critical_temperature_k", "Kay's rule");
        identity.critical_pressure_pa = sum(&|part| part.liquid_mole_frac * part.substance.critical_pressure_pa);
        self.set(identity, "critical_pressure_pa", "Kay's rule");
        let limit = |of: &dyn Fn(&Substance) -> Option<f64>| {
            let terms: Option<Vec<f64>> =
                parts.iter().map(|part| of(part.substance).map(|limit| part.vapour_mole_frac / limit)).collect();
            terms.map(|terms| 1.0 / terms.iter().sum::<f64>())
        };
        let limits = (limit(&|substance| substance.lfl_mole_frac), limit(&|substance| substance.ufl_mole_frac));
        if let (Some(lfl_mole_frac), Some(ufl_mole_frac)) = limits {
            (identity.lfl_mole_frac, identity.ufl_mole_frac) = (Some(lfl_mole_frac), Some(ufl_mole_frac));
            self.set(identity, "lfl_mole_frac", "Le Chatelier's rule for the vapour");
            self.set(identity, "ufl_mole_frac", "Le Chatelier's rule for the vapour");
        }
        let heats: Option<Vec<f64>> = parts
            .iter()
            .map(|part| part.substance.heat_of_combustion_j_kg.map(|heat| part.liquid_mass_frac * heat))
            .collect();
        if let Some(heats) = heats {
            identity.heat_of_combustion_j_kg = Some(heats.iter().sum());
            self.set(identity, "heat_of_combustion_j_kg", "mean by mass");
        }
    }

    /// The correlation of a property; `None` when a component lacks it or the ranges do not meet.
    fn correlation(&self, property: PropertyName, parts: &[Part<'_>]) -> Option<Correlation> {
        let mut terms = Vec::new();
        let (mut low_k, mut high_k) = (0.0_f64, f64::INFINITY);
        for part in parts {
            let known = part.substance.correlations.get(&property)?;
            (low_k, high_k) = (low_k.max(known.temperature_min_k), high_k.min(known.temperature_max_k));
            let weight_factor = weight(property, part, known.basis);
            terms.push(MixtureTerm { weight_factor, equation: known.equation.clone() });
        }
        let (rule, basis, words) = match property {
            PropertyName::VapourPressure => (MixingRule::Sum, Basis::Absolute, "Raoult's law"),
            PropertyName::LiquidDensity => (MixingRule::InverseSum, Basis::Mass, "additive volumes"),
            PropertyName::LatentHeat => (MixingRule::Sum, Basis::Mass, "mean by mass of the vapour"),
            PropertyName::GasHeatCapacity => (MixingRule::Sum, Basis::Mass, "mean by mass of the vapour"),
            PropertyName::LiquidHeatCapacity => (MixingRule::Sum, Basis::Mass, "mean by mass"),
        };
        let Provenance { source, origin } = self.provenance(words);
        (low_k < high_k).then_some(Correlation {
            equation: Equation::Mixture { rule, terms },
            basis,
            temperature_min_k: low_k,
            temperature_max_k: high_k,
            source,
            origin,
        })
    }
}

/// Weight of a component's equation in the rule of a property; a figure by mole is turned into one by mass.
fn weight(property: PropertyName, part: &Part<'_>, basis: Basis) -> f64 {
    let share = match property {
        PropertyName::VapourPressure => return part.liquid_mole_frac,
        PropertyName::LiquidDensity | PropertyName::LiquidHeatCapacity => part.liquid_mass_frac,
        PropertyName::LatentHeat | PropertyName::GasHeatCapacity => part.vapour_mass_frac,
    };
    // w/(rho M) for a density and w Y/M for an energy: the same factor stands inside the inverse sum and the sum
    if basis == Basis::Molar { share / part.substance.molar_mass_kg_mol } else { share }
}

/// Shares by mole and mass, in liquid and vapour.
fn shares<'a>(found: &[(&'a Substance, f64)], vapour: MixtureVapour, sum: f64) -> Vec<Part<'a>> {
    let liquid: Vec<f64> = found.iter().map(|(_, fraction)| fraction / sum).collect();
    let pressure = |substance: &Substance| match substance.correlations.get(&PropertyName::VapourPressure) {
        Some(known) => known.equation.value_at(MIXTURE_VAPOUR_TEMPERATURE_K),
        None => 0.0,
    };
    let over: Vec<f64> = match vapour {
        MixtureVapour::Whole => liquid.clone(),
        MixtureVapour::Equilibrium => {
            normalised(found.iter().zip(&liquid).map(|((substance, _), x)| x * pressure(substance)).collect())
        }
    };
    let by_mass = |fractions: &[f64]| {
        let masses = fractions.iter().zip(found).map(|(x, (substance, _))| x * substance.molar_mass_kg_mol);
        normalised(masses.collect())
    };
    let (liquid_mass, vapour_mass) = (by_mass(&liquid), by_mass(&over));
    let mut parts = Vec::with_capacity(found.len());
    let shares = liquid.into_iter().zip(over).zip(liquid_mass.into_iter().zip(vapour_mass));
    for ((substance, _), ((liquid_mole_frac, vapour_mole_frac), (liquid_mass_frac, vapour_mass_frac))) in
        found.iter().zip(shares)
    {
        parts.push(Part { substance, liquid_mole_frac, vapour_mole_frac, liquid_mass_frac, vapour_mass_frac });
    }
    parts
}

fn normalised(values: Vec<f64>) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    values.into_iter().map(|value| value / sum).collect()
}
