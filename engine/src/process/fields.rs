//! What several processes share: looking a substance up, defaults of fields.

use super::Context;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, ModelCard};
use crate::substance::Substance;
use crate::units::STANDARD_ATMOSPHERE_PA;

/// Name under which the edition of the substance library stands in a manifest.
pub(super) const SUBSTANCES: &str = "substances";

/// The substance of a field, by key, CAS number, UN number or name in either language.
pub(super) fn find_substance<'a>(context: &Context<'a>, query: &str) -> Result<&'a Substance, FieldProblem> {
    context.library.find(query).ok_or_else(|| {
        FieldProblem::new(
            "substance",
            query,
            format!(
                "one of {} substances of the library, by CAS number, name (Chinese or English) or UN number",
                context.library.iter().len()
            ),
            "unknown_substance",
        )
    })
}

/// Serde default: one standard atmosphere.
pub(super) fn standard_atmosphere_pa() -> f64 {
    STANDARD_ATMOSPHERE_PA
}

/// Serde default: the usual height of a wind reading, m.
pub(super) fn ten_metres() -> f64 {
    10.0
}

/// The caveat of a gas heavier than air in a passive model; none for a light one.
pub(super) fn dense_gas_caveat(substance: &Substance, card: &ModelCard, air_temperature_k: f64) -> Option<Caveat> {
    let cloud_temperature_k = substance.boiling_point_k.min(air_temperature_k);
    substance.is_denser_than_air(cloud_temperature_k, air_temperature_k).then(|| {
        Caveat::new(
            CaveatCode::DenseGasByPassiveModel,
            card.id,
            format!(
                "{} is released heavier than air; the passive model spreads it as a neutral gas",
                substance.name.en
            ),
            format!("{}释放时重于空气,而本模型按中性气体扩散计算", substance.name.zh),
        )
    })
}
