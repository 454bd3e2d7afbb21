//! Reference tables: figures of standards and handbooks as typed rows.
//!
//! Each row carries its source and [`Origin`]: figures that were recalled and not read in a source
//! are `memory`, and an answer that rests on one says so. The tables are compiled in (`data/standards`),
//! read once at first use, and need no feature of this crate. Editions are part of the names: a new
//! edition of a standard is a new table beside the old one.

mod consequence;
mod frequency;
mod gb18218;
mod gb36894;
mod standards;

pub use consequence::{
    DamageLevel, Effect, OverpressureLimit, ToxicProbitRow, VulnerabilityRule, gb6722_2014_damage_levels,
    gbt37243_2019_overpressure_limits, toxic_probits, vulnerability_rules,
};
pub use frequency::{
    FailureFrequency, FrequencyBasis, FrequencySet, IgnitionBasis, IgnitionKind, IgnitionProbability, ReleaseSize,
    failure_frequencies, ignition_probabilities,
};
pub use gb18218::{
    AlphaRow, BetaRow, CriticalQuantityRow, GradeRow, alpha_for_residents, gb18218_2018_alpha, gb18218_2018_beta,
    gb18218_2018_critical_quantities, gb18218_2018_grades, grade_for_r,
};
pub use gb36894::{SocietalRiskLine, SocietalRiskPoint, gb36894_2018_individual_risk, gb36894_2018_societal_risk};
pub use standards::standard_tables;

use crate::hash::edition_of;
use cordon_engine::provenance::Origin;
use serde::de::DeserializeOwned;
use std::sync::OnceLock;

/// A row that says where it comes from.
pub trait Sourced {
    /// Publication with edition and table.
    fn source(&self) -> &str;
    /// Whether its figures were read, computed or recalled.
    fn origin(&self) -> Origin;
}

macro_rules! sourced {
    ($($row:ty),+ $(,)?) => {$(
        impl $crate::tables::Sourced for $row {
            fn source(&self) -> &str {
                &self.source
            }
            fn origin(&self) -> cordon_engine::provenance::Origin {
                self.origin
            }
        }
    )+};
}
use sourced;

/// All compiled-in files, by name.
const FILES: [(&str, &str); 12] = [
    ("gb18218_2018_critical_quantities", include_str!("../../data/standards/gb18218_2018_critical_quantities.csv")),
    ("gb18218_2018_beta", include_str!("../../data/standards/gb18218_2018_beta.csv")),
    ("gb18218_2018_alpha", include_str!("../../data/standards/gb18218_2018_alpha.csv")),
    ("gb18218_2018_grades", include_str!("../../data/standards/gb18218_2018_grades.csv")),
    ("gb36894_2018_individual_risk", include_str!("../../data/standards/gb36894_2018_individual_risk.csv")),
    ("gb36894_2018_societal_risk", include_str!("../../data/standards/gb36894_2018_societal_risk.csv")),
    ("failure_frequencies", include_str!("../../data/standards/failure_frequencies.csv")),
    ("ignition_probabilities", include_str!("../../data/standards/ignition_probabilities.csv")),
    ("toxic_probits", include_str!("../../data/standards/toxic_probits.csv")),
    ("gbt37243_2019_overpressure_limits", include_str!("../../data/standards/gbt37243_2019_overpressure_limits.csv")),
    ("aqt3046_2013_vulnerability_rules", include_str!("../../data/standards/aqt3046_2013_vulnerability_rules.csv")),
    ("gb6722_2014_damage_levels", include_str!("../../data/standards/gb6722_2014_damage_levels.csv")),
];

/// Edition of the reference tables: content hash of all files.
#[must_use]
pub fn edition() -> &'static str {
    static EDITION: OnceLock<String> = OnceLock::new();
    EDITION.get_or_init(|| edition_of(&FILES.map(|(_, text)| text)))
}

/// Rows of a compiled-in file, read at first use.
///
/// # Panics
/// When the file does not fit its row type: a fault of the project that the tests of this module find.
fn rows_of<T: DeserializeOwned>(cell: &'static OnceLock<Vec<T>>, name: &str) -> &'static [T] {
    cell.get_or_init(|| match parse(name) {
        Ok(rows) => rows,
        Err(error) => panic!("the compiled-in table {name} is faulty: {error}"),
    })
}

fn parse<T: DeserializeOwned>(name: &str) -> Result<Vec<T>, csv::Error> {
    let text = FILES.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text);
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Sourced>(name: &str, rows: &[T], expected: usize) {
        assert_eq!(rows.len(), expected, "{name}");
        for (index, row) in rows.iter().enumerate() {
            assert!(row.source().len() > 5, "{name}, row {}", index + 1);
        }
    }

    #[test]
    fn every_table_parses_and_every_row_has_its_source() {
        check("critical quantities", gb18218_2018_critical_quantities(), 109);
        check("beta", gb18218_2018_beta(), 38);
        check("alpha", gb18218_2018_alpha(), 5);
        check("grades", gb18218_2018_grades(), 4);
        check("individual risk", gb36894_2018_individual_risk(), 5);
        check("societal risk", gb36894_2018_societal_risk(), 8);
        check("failure frequencies", failure_frequencies(), 123);
        check("ignition", ignition_probabilities(), 35);
        check("probits", toxic_probits(), 22);
        check("overpressure", gbt37243_2019_overpressure_limits(), 5);
        check("vulnerability", vulnerability_rules(), 8);
        check("damage", gb6722_2014_damage_levels(), 7);
        assert_eq!(edition().len(), 16);
    }

    #[test]
    fn recalled_figures_are_marked() {
        let all_memory = |origins: Vec<Origin>| origins.iter().all(|origin| *origin == Origin::Memory);
        assert!(all_memory(failure_frequencies().iter().map(Sourced::origin).collect()));
        assert!(all_memory(ignition_probabilities().iter().map(Sourced::origin).collect()));
        assert!(all_memory(toxic_probits().iter().map(Sourced::origin).collect()));
        assert!(all_memory(gb36894_2018_individual_risk().iter().map(Sourced::origin).collect()));
        assert!(gb18218_2018_critical_quantities().iter().all(|row| row.origin() == Origin::Source));
    }
}
