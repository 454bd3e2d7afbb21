//! GB 18218-2018 危险化学品重大危险源辨识: critical quantities, factors alpha and beta, grades.

use super::{rows_of, sourced};
use cordon_engine::provenance::Origin;
use serde::Deserialize;
use std::sync::OnceLock;

/// A critical quantity (临界量).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CriticalQuantityRow {
    /// 1: by name; 2: by hazard class.
    pub table: u8,
    /// Number in table 1.
    pub number: Option<u16>,
    /// Symbol in table 2 (`W5.1`); empty in table 1.
    pub symbol: String,
    /// Chinese name or class.
    pub name_zh: String,
    /// Other Chinese names, separated by `;`.
    pub aliases_zh: String,
    /// English name or class.
    pub name_en: String,
    /// CAS numbers, separated by `;`; empty for classes.
    pub cas: String,
    /// Critical quantity, kg.
    pub quantity_kg: f64,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

/// A correction factor beta (校正系数β).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct BetaRow {
    /// 3: the fourteen named toxic gases; 4: by symbol.
    pub table: u8,
    /// Symbol in table 4; empty in table 3.
    pub symbol: String,
    /// Chinese name or class.
    pub name_zh: String,
    /// English name or class.
    pub name_en: String,
    /// CAS number in table 3.
    pub cas: String,
    /// Factor beta, a pure number.
    #[serde(rename = "beta")]
    pub beta_coefficient: f64,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

/// A correction factor alpha (校正系数α) by permanent residents within 500 m of the boundary.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AlphaRow {
    /// Fewest residents of the band.
    pub residents_min: u32,
    /// Most residents of the band; `None` when open.
    pub residents_max: Option<u32>,
    /// Factor alpha, a pure number.
    #[serde(rename = "alpha")]
    pub alpha_coefficient: f64,
    /// The band as the standard words it.
    pub label_zh: String,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

/// A grade of major hazard installations by R.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GradeRow {
    /// 1 (worst) to 4.
    pub grade: u8,
    /// Chinese name of the grade.
    pub name_zh: String,
    /// Least R of the grade, inclusive; `None` when open.
    #[serde(rename = "r_min")]
    pub r_min_ratio: Option<f64>,
    /// R from which the next worse grade begins; `None` when open.
    #[serde(rename = "r_max")]
    pub r_max_ratio: Option<f64>,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

sourced!(CriticalQuantityRow, BetaRow, AlphaRow, GradeRow);

/// Tables 1 and 2: critical quantities.
#[must_use]
pub fn gb18218_2018_critical_quantities() -> &'static [CriticalQuantityRow] {
    static ROWS: OnceLock<Vec<CriticalQuantityRow>> = OnceLock::new();
    rows_of(&ROWS, "gb18218_2018_critical_quantities")
}

/// Tables 3 and 4: beta.
#[must_use]
pub fn gb18218_2018_beta() -> &'static [BetaRow] {
    static ROWS: OnceLock<Vec<BetaRow>> = OnceLock::new();
    rows_of(&ROWS, "gb18218_2018_beta")
}

/// Alpha by residents within 500 m.
#[must_use]
pub fn gb18218_2018_alpha() -> &'static [AlphaRow] {
    static ROWS: OnceLock<Vec<AlphaRow>> = OnceLock::new();
    rows_of(&ROWS, "gb18218_2018_alpha")
}

/// Grades by R.
#[must_use]
pub fn gb18218_2018_grades() -> &'static [GradeRow] {
    static ROWS: OnceLock<Vec<GradeRow>> = OnceLock::new();
    rows_of(&ROWS, "gb18218_2018_grades")
}

/// Alpha for a number of permanent residents within 500 m of the plant boundary.
#[must_use]
pub fn alpha_for_residents(residents: u32) -> Option<&'static AlphaRow> {
    gb18218_2018_alpha()
        .iter()
        .find(|row| row.residents_min <= residents && row.residents_max.is_none_or(|most| residents <= most))
}

/// Grade for R (only for an installation with S of at least 1); `None` when R is not a number >= 0.
#[must_use]
pub fn grade_for_r(r_ratio: f64) -> Option<&'static GradeRow> {
    let fits = |row: &&GradeRow| {
        row.r_min_ratio.is_none_or(|least| least <= r_ratio) && row.r_max_ratio.is_none_or(|end| r_ratio < end)
    };
    if r_ratio >= 0.0 { gb18218_2018_grades().iter().find(fits) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_engine::substance::CasNumber;

    #[test]
    fn bands_meet_at_their_bounds() {
        for (residents, alpha) in
            [(0, 0.5), (1, 1.0), (29, 1.0), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2.0), (100_000, 2.0)]
        {
            assert_eq!(alpha_for_residents(residents).unwrap().alpha_coefficient, alpha, "{residents}");
        }
        for (r, grade) in [(0.0, 4), (9.99, 4), (10.0, 3), (49.9, 3), (50.0, 2), (99.9, 2), (100.0, 1), (1e6, 1)] {
            assert_eq!(grade_for_r(r).unwrap().grade, grade, "{r}");
        }
        assert!(grade_for_r(f64::NAN).is_none());
        assert!(grade_for_r(-1.0).is_none());
    }

    #[test]
    fn the_example_of_the_fact_sheet() {
        // 20 t ammonia (Q 10 t, beta 2) and 10 t chlorine (Q 5 t, beta 4), 60 residents (alpha 1.5):
        // S = 2 + 2 = 4, R = 1.5 (2*2 + 4*2) = 18, grade 3.
        let quantity =
            |cas: &str| gb18218_2018_critical_quantities().iter().find(|row| row.cas == cas).unwrap().quantity_kg;
        let beta = |cas: &str| gb18218_2018_beta().iter().find(|row| row.cas == cas).unwrap().beta_coefficient;
        let shares = [("7664-41-7", 20_000.0), ("7782-50-5", 10_000.0)];
        let s: f64 = shares.iter().map(|(cas, kg)| kg / quantity(cas)).sum();
        let weighted: f64 = shares.iter().map(|(cas, kg)| beta(cas) * kg / quantity(cas)).sum();
        let r = alpha_for_residents(60).unwrap().alpha_coefficient * weighted;
        assert_eq!((s, r, grade_for_r(r).unwrap().grade), (4.0, 18.0, 3));
    }

    #[test]
    fn cas_numbers_have_right_check_digits() {
        for row in gb18218_2018_critical_quantities() {
            for cas in row.cas.split(';').filter(|cas| !cas.is_empty()) {
                assert!(CasNumber::parse(cas).is_ok(), "{cas}");
            }
        }
        assert_eq!(gb18218_2018_critical_quantities().iter().filter(|row| row.table == 1).count(), 85);
        assert_eq!(gb18218_2018_beta().iter().filter(|row| row.table == 3).count(), 14);
    }
}
