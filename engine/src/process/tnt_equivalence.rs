//! Process `tnt_equivalence`.

use super::fields::{SUBSTANCES, find_substance};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{DEFAULT_YIELD_FRAC, TNT_EQUIVALENCE, TntEquivalence};
use crate::progress::ProgressToken;
use crate::provenance::FieldProblem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Mass of TNT with the blast of a cloud or an explosive.
pub(super) struct TntEquivalenceProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number; or give the heat of combustion.
    #[serde(default)]
    substance: Option<String>,
    /// Heat of combustion (lower), J/kg; or give the substance.
    #[serde(default)]
    #[schemars(range(min = 1e5, max = 2e8))]
    heat_of_combustion_j_kg: Option<f64>,
    /// Mass in the cloud between the flammable limits, or of the explosive, kg.
    #[schemars(range(min = 0.0, max = 1e9))]
    mass_kg: f64,
    /// Share of the heat that goes into the blast; not used for explosives.
    #[serde(default = "yield_frac")]
    #[schemars(range(min = 0.001, max = 1.0))]
    yield_frac: f64,
}

fn yield_frac() -> f64 {
    DEFAULT_YIELD_FRAC
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass of TNT with the same blast energy, kg.
    tnt_mass_kg: f64,
}

fn no_energy(name: &str) -> ProcessError {
    ProcessError::one(FieldProblem::new(
        "substance",
        name,
        "a flammable or explosive substance with a known energy, or heat_of_combustion_j_kg in its place",
        "property_not_known",
    ))
}

impl Model for TntEquivalenceProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: TNT_EQUIVALENCE.id,
        title: Title { zh: TNT_EQUIVALENCE.title_zh, en: TNT_EQUIVALENCE.title_en },
        description: Title {
            zh: "可燃气云或爆炸品的 TNT 当量。",
            en: "Mass of TNT with the blast energy of a flammable cloud or of an explosive.",
        },
        cards: &[&TNT_EQUIVALENCE],
        example: r#"{"substance": "propane", "mass_kg": 1000, "yield_frac": 0.1}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = match (&input.substance, input.heat_of_combustion_j_kg) {
            (Some(name), None) => Some(find_substance(context, name).map_err(ProcessError::one)?),
            _ => None,
        };
        if let Some(equivalence) = substance.and_then(|substance| substance.tnt_equivalence) {
            let answer = Answer::new(Output { tnt_mass_kg: equivalence * input.mass_kg });
            return Ok(answer.with_data(SUBSTANCES, context.library.edition()));
        }
        let heat_of_combustion_j_kg = input
            .heat_of_combustion_j_kg
            .or_else(|| substance.and_then(|substance| substance.heat_of_combustion_j_kg))
            .ok_or_else(|| no_energy(input.substance.as_deref().unwrap_or_default()))?;
        let cloud =
            TntEquivalence { flammable_mass_kg: input.mass_kg, heat_of_combustion_j_kg, yield_frac: input.yield_frac };
        let solved = cloud.solve()?;
        let answer = Answer::new(Output { tnt_mass_kg: solved.field }).with_caveats(solved.caveats);
        Ok(answer.with_data(SUBSTANCES, context.library.edition()))
    }
}
