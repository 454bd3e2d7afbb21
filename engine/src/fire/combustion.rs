//! What burning gives off.

use crate::provenance::{FieldProblem, InvalidInput};
use crate::substance::Substance;

/// Lower heat of combustion of a substance, J/kg, as the library has it.
///
/// # Errors
/// Names the substance where it is not known.
pub fn heat_of_combustion_j_kg(substance: &Substance) -> Result<f64, InvalidInput> {
    substance.heat_of_combustion_j_kg.ok_or_else(|| {
        let allowed = "a flammable substance with a known heat of combustion";
        InvalidInput { problems: vec![FieldProblem::new("substance", &substance.id, allowed, "property_not_known")] }
    })
}
