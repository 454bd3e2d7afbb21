//! Choices of an assessment.

use crate::provenance::{FieldProblem, InvalidInput};
use crate::risk::RoseDensity;
use crate::units::LonLatBox;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What may be chosen for an assessment; the default is what the map shows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AssessmentSettings {
    /// Side of a cell, m, 5 to 5000.
    pub cell_m: f64,
    /// Area of the raster; `None` takes the area in reach of the units.
    pub area: Option<LonLatBox>,
    /// How the probability of a wind sector is spread over its directions.
    pub rose_density: RoseDensity,
    /// Temperature of air and of contents whose own is not known, K, 230 to 330.
    pub ambient_temperature_k: f64,
}

impl Default for AssessmentSettings {
    fn default() -> Self {
        Self { cell_m: 100.0, area: None, rose_density: RoseDensity::default(), ambient_temperature_k: 293.15 }
    }
}

impl AssessmentSettings {
    /// Checks all values.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn validate(&self) -> Result<(), InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "cell_m", self.cell_m, 5.0, 5000.0, "m");
        let temperature_k = self.ambient_temperature_k;
        FieldProblem::check_range(&mut problems, "ambient_temperature_k", temperature_k, 230.0, 330.0, "K");
        if let Some(area) = self.area {
            check_area(&mut problems, &area);
        }
        InvalidInput::check(problems)
    }
}

fn check_area(problems: &mut Vec<FieldProblem>, area: &LonLatBox) {
    FieldProblem::check_range(problems, "area.west_deg", area.west_deg, -180.0, 180.0, "degrees");
    FieldProblem::check_range(problems, "area.east_deg", area.east_deg, -180.0, 180.0, "degrees");
    FieldProblem::check_range(problems, "area.south_deg", area.south_deg, -89.0, 89.0, "degrees");
    FieldProblem::check_range(problems, "area.north_deg", area.north_deg, -89.0, 89.0, "degrees");
    if area.west_deg >= area.east_deg {
        let allowed = format!("west of area.east_deg = {}", area.east_deg);
        problems.push(FieldProblem::new("area.west_deg", area.west_deg, allowed, "out_of_range"));
    }
    if area.south_deg >= area.north_deg {
        let allowed = format!("south of area.north_deg = {}", area.north_deg);
        problems.push(FieldProblem::new("area.south_deg", area.south_deg, allowed, "out_of_range"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_cell_and_a_bad_area_are_both_named() {
        let area = LonLatBox { west_deg: 10.0, south_deg: 5.0, east_deg: 9.0, north_deg: 6.0 };
        let settings = AssessmentSettings { cell_m: f64::NAN, area: Some(area), ..AssessmentSettings::default() };
        let fields: Vec<_> = settings.validate().unwrap_err().problems.into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["cell_m", "area.west_deg"]);
        assert!(AssessmentSettings::default().validate().is_ok());
    }
}
