//! What a release cannot be, in the words of the scenario.

use crate::provenance::{FieldProblem, InvalidInput};
use crate::substance::PropertyError;
use std::f64::consts::PI;

/// A property that cannot be had, as a problem of the release.
pub(super) fn missing(error: &PropertyError) -> InvalidInput {
    let problem = match error {
        PropertyError::OutOfRange { value, unit, allowed, property, .. } => FieldProblem::new(
            "release.temperature_k",
            value,
            format!("{allowed} {unit}, where {property} is published"),
            "out_of_range",
        ),
        other => {
            FieldProblem::new("substance", other, "a substance whose figures the library has", "property_not_known")
        }
    };
    InvalidInput { problems: vec![problem] }
}

pub(super) fn refused(field: &str, value: f64, allowed: impl Into<String>) -> InvalidInput {
    InvalidInput { problems: vec![FieldProblem::new(field, value, allowed, "out_of_range")] }
}

/// Problems of a model under the names that the release has in the scenario.
pub(super) fn of_release(refused: InvalidInput) -> InvalidInput {
    let renamed = |mut problem: FieldProblem| {
        if problem.field == "orifice_diameter_m" {
            problem.field = "hole_diameter_m".into();
        }
        if problem.field != "substance" && !problem.field.contains('.') {
            problem.field = format!("release.{}", problem.field);
        }
        problem
    };
    InvalidInput { problems: refused.problems.into_iter().map(renamed).collect() }
}

/// A hole must be smaller than what it is in: at least than the sphere of the content.
pub(super) fn check_hole(hole_diameter_m: f64, volume_m3: f64) -> Result<(), InvalidInput> {
    let sphere_m = crate::math::cbrt(6.0 * volume_m3 / PI);
    if hole_diameter_m < sphere_m {
        return Ok(());
    }
    let allowed = format!(
        "below {sphere_m:.4} m, the diameter of a sphere of the vessel's {volume_m3:.6} m3; a vessel that opens wholly is a rupture"
    );
    Err(refused("hole_diameter_m", hole_diameter_m, allowed))
}
