//! Legal criteria as data: levels of individual risk.
//!
//! The figures themselves come from `datasets` with their source and mark of origin; this module
//! knows their shape and what follows from them.

use crate::provenance::{FieldProblem, InvalidInput, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Risks more of one map are told apart by at most this ratio; closer levels are one.
const SAME_LEVEL_RATIO: f64 = 1e-9;

/// Class of a protected object by GB 36894-2018, most protected first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectionClass {
    /// Highly sensitive: schools, hospitals, homes for the elderly (高敏感防护目标).
    HighSensitivity,
    /// Important (重要防护目标).
    Important,
    /// General, class 1 (一般防护目标中的一类).
    #[serde(rename = "general_class_1")]
    GeneralClass1,
    /// General, class 2 (一般防护目标中的二类).
    #[serde(rename = "general_class_2")]
    GeneralClass2,
    /// General, class 3 (一般防护目标中的三类).
    #[serde(rename = "general_class_3")]
    GeneralClass3,
}

impl ProtectionClass {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::HighSensitivity, Self::Important, Self::GeneralClass1, Self::GeneralClass2, Self::GeneralClass3];

    /// English name.
    #[must_use]
    pub fn name_en(self) -> &'static str {
        match self {
            Self::HighSensitivity => "highly sensitive object",
            Self::Important => "important object",
            Self::GeneralClass1 => "general object, class 1",
            Self::GeneralClass2 => "general object, class 2",
            Self::GeneralClass3 => "general object, class 3",
        }
    }

    /// Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::HighSensitivity => "高敏感防护目标",
            Self::Important => "重要防护目标",
            Self::GeneralClass1 => "一般防护目标中的一类防护目标",
            Self::GeneralClass2 => "一般防护目标中的二类防护目标",
            Self::GeneralClass3 => "一般防护目标中的三类防护目标",
        }
    }
}

/// Greatest individual risk that the law allows for a class of protected object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IndividualRiskCriterion {
    /// Class of the object.
    pub class: ProtectionClass,
    /// Limit beside new, rebuilt or extended installations, per year.
    pub new_max_per_year: f64,
    /// Limit beside installations in service, per year.
    pub in_service_max_per_year: f64,
    /// Standard and where the figure was read.
    pub source: String,
    /// Mark of origin of the figures.
    pub origin: Origin,
}

impl IndividualRiskCriterion {
    /// A checked criterion.
    ///
    /// # Errors
    /// Limits that are not between 1e-9 and 1e-2 per year, or a new limit above that in service.
    pub fn validate(&self) -> Result<(), InvalidInput> {
        let mut problems = Vec::new();
        let mut check = |field, value| FieldProblem::check_range(&mut problems, field, value, 1e-9, 1e-2, "per year");
        check("new_max_per_year", self.new_max_per_year);
        check("in_service_max_per_year", self.in_service_max_per_year);
        if self.new_max_per_year > self.in_service_max_per_year {
            let allowed = format!("at most {}", self.in_service_max_per_year);
            problems.push(FieldProblem::new("new_max_per_year", self.new_max_per_year, allowed, "out_of_range"));
        }
        InvalidInput::check(problems)
    }
}

/// A level of individual risk that a map draws, with the limits it stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskLevel {
    /// Risk, per year.
    pub per_year: f64,
    /// Classes for which it is the limit beside new installations.
    pub new_limit_of: Vec<ProtectionClass>,
    /// Classes for which it is the limit beside installations in service.
    pub in_service_limit_of: Vec<ProtectionClass>,
    /// Weakest mark of origin among the limits; `Assumed` for a level of orientation without a limit.
    pub origin: Origin,
}

/// The levels of a map, ascending: every limit of the criteria once, and levels of orientation.
#[must_use]
pub fn risk_levels(criteria: &[IndividualRiskCriterion], orientation_per_year: &[f64]) -> Vec<RiskLevel> {
    let limits = criteria.iter().flat_map(|c| [c.new_max_per_year, c.in_service_max_per_year]);
    let mut values: Vec<f64> = limits.chain(orientation_per_year.iter().copied()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| same(*a, *b));
    values.into_iter().map(|per_year| risk_level(criteria, per_year)).collect()
}

fn same(a_per_year: f64, b_per_year: f64) -> bool {
    (a_per_year - b_per_year).abs() <= SAME_LEVEL_RATIO * b_per_year
}

fn risk_level(criteria: &[IndividualRiskCriterion], per_year: f64) -> RiskLevel {
    let classes = |limit: fn(&IndividualRiskCriterion) -> f64| {
        let at_level = criteria.iter().filter(move |c| same(limit(c), per_year));
        at_level.map(|c| c.class).collect::<Vec<_>>()
    };
    let (new_limit_of, in_service_limit_of) = (classes(|c| c.new_max_per_year), classes(|c| c.in_service_max_per_year));
    let involved =
        criteria.iter().filter(|c| new_limit_of.contains(&c.class) || in_service_limit_of.contains(&c.class));
    let origin = involved.map(|c| c.origin).max().unwrap_or(Origin::Assumed);
    RiskLevel { per_year, new_limit_of, in_service_limit_of, origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criterion(class: ProtectionClass, new: f64, in_service: f64, origin: Origin) -> IndividualRiskCriterion {
        let source = "test".to_string();
        IndividualRiskCriterion { class, new_max_per_year: new, in_service_max_per_year: in_service, source, origin }
    }

    #[test]
    fn levels_are_the_distinct_limits_in_order() {
        let criteria = [
            criterion(ProtectionClass::HighSensitivity, 3e-7, 3e-6, Origin::Source),
            criterion(ProtectionClass::GeneralClass2, 3e-6, 1e-5, Origin::Memory),
        ];
        let levels = risk_levels(&criteria, &[1e-6]);
        let values: Vec<f64> = levels.iter().map(|level| level.per_year).collect();
        assert_eq!(values, [3e-7, 1e-6, 3e-6, 1e-5]);
        assert_eq!(levels[1].origin, Origin::Assumed);
        assert_eq!(levels[2].new_limit_of, [ProtectionClass::GeneralClass2]);
        assert_eq!(levels[2].in_service_limit_of, [ProtectionClass::HighSensitivity]);
        assert_eq!(levels[2].origin, Origin::Memory);
    }

    #[test]
    fn a_new_limit_above_the_old_is_refused() {
        let refused = criterion(ProtectionClass::Important, 1e-5, 1e-6, Origin::Source).validate().unwrap_err();
        assert_eq!(refused.problems.len(), 1);
        assert!(criterion(ProtectionClass::Important, f64::NAN, 1.0, Origin::Source).validate().is_err());
    }
}
