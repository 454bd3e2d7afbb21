//! GB 36894-2018 危险化学品生产装置和储存设施风险基准: individual and societal risk.

use super::{rows_of, sourced};
use cordon_engine::compliance::IndividualRiskCriterion;
use cordon_engine::provenance::Origin;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Which line of the F-N diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SocietalRiskLine {
    /// Above it the risk is not acceptable.
    UpperUnacceptable,
    /// Below it the risk is acceptable; between the lines it is reduced as far as practicable.
    LowerAcceptable,
}

/// A point of a line of the F-N diagram (slope -1 in double logarithm).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SocietalRiskPoint {
    /// The line.
    pub line: SocietalRiskLine,
    /// Chinese name of the line.
    pub name_zh: String,
    /// N, deaths.
    pub fatalities: u32,
    /// F, cumulative frequency of N or more deaths, per year.
    pub frequency_per_year: f64,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

sourced!(IndividualRiskCriterion, SocietalRiskPoint);

/// Limits of individual risk, as the engine takes them; a test validates each.
#[must_use]
pub fn gb36894_2018_individual_risk() -> &'static [IndividualRiskCriterion] {
    static ROWS: OnceLock<Vec<IndividualRiskCriterion>> = OnceLock::new();
    rows_of(&ROWS, "gb36894_2018_individual_risk")
}

/// Lines of the F-N diagram.
#[must_use]
pub fn gb36894_2018_societal_risk() -> &'static [SocietalRiskPoint] {
    static ROWS: OnceLock<Vec<SocietalRiskPoint>> = OnceLock::new();
    rows_of(&ROWS, "gb36894_2018_societal_risk")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_engine::compliance::ProtectionClass;

    #[test]
    fn every_class_has_one_sound_criterion() {
        let classes: Vec<ProtectionClass> = gb36894_2018_individual_risk().iter().map(|limit| limit.class).collect();
        assert_eq!(classes, ProtectionClass::ALL);
        assert!(gb36894_2018_individual_risk().iter().all(|limit| limit.validate().is_ok()));
    }

    #[test]
    fn stricter_for_new_installations_and_for_the_more_sensitive() {
        let limits = gb36894_2018_individual_risk();
        assert!(limits.iter().all(|limit| limit.new_max_per_year < limit.in_service_max_per_year));
        let of = |class| limits.iter().find(|limit| limit.class == class).unwrap();
        assert_eq!(of(ProtectionClass::HighSensitivity).new_max_per_year, 3e-7);
        assert_eq!(of(ProtectionClass::HighSensitivity).in_service_max_per_year, 3e-6);
        assert_eq!(of(ProtectionClass::GeneralClass2).new_max_per_year, 3e-6);
        assert_eq!(of(ProtectionClass::GeneralClass2).in_service_max_per_year, 1e-5);
        assert_eq!(of(ProtectionClass::GeneralClass3).new_max_per_year, 1e-5);
        assert_eq!(of(ProtectionClass::GeneralClass3).in_service_max_per_year, 3e-5);
    }

    #[test]
    fn societal_lines_have_slope_minus_one() {
        for point in gb36894_2018_societal_risk() {
            let at_one_per_year = match point.line {
                SocietalRiskLine::UpperUnacceptable => 1e-3,
                SocietalRiskLine::LowerAcceptable => 1e-5,
            };
            let product_per_year = point.frequency_per_year * f64::from(point.fatalities);
            assert!((product_per_year / at_one_per_year - 1.0).abs() < 1e-12);
        }
    }
}
