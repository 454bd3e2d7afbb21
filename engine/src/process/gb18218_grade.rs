//! Process `gb18218_grade`: is it a major hazard installation, and of which grade?

use super::fields::SUBSTANCES;
use super::gb18218_row::{Query, Row};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin};
use crate::substance::BilingualName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Grading of major hazard installations.
pub(super) const GB18218_GRADE: ModelCard = ModelCard {
    id: "gb18218_grade",
    version: 2,
    title_en: "Grade of a major hazard installation (GB 18218)",
    title_zh: "危险化学品重大危险源辨识与分级(GB 18218)",
    citation: "GB 18218-2018: S = sum q/Q, R = alpha sum beta q/Q; tables 1 to 4, alpha by residents within 500 m",
    domain: "one production or storage unit; quantities are design maxima; permanent residents within 500 m of the plant boundary",
    verification: "tests/verification/major_hazard.rs against the test vector of shared/standards.md section 3 and every boundary of alpha",
    origin: Origin::Source,
};

/// Major hazard grade.
pub(super) struct Gb18218Grade;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// What the unit holds.
    #[schemars(length(min = 1, max = 1000))]
    items: Vec<Item>,
    /// Permanent residents within 500 m of the plant boundary.
    #[schemars(range(min = 0, max = 100_000_000))]
    residents_within_500_m: u64,
}

/// A substance or a hazard class with its quantity.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    /// Named substance: CAS number, UN number, name in Chinese or English, or its row (`table 1 no. 12`);
    /// or give the category.
    #[serde(default)]
    pub substance: Option<String>,
    /// Symbol of the hazard class of table 2 (`J1` to `W11`). With a substance of table 1 it settles which beta
    /// counts where table 3 does not; for any other substance the class decides.
    #[serde(default)]
    pub category: Option<String>,
    /// Design maximum quantity, t.
    #[schemars(range(min = 0.0, max = 1e8))]
    pub quantity_t: f64,
}

/// What an item adds.
#[derive(Debug, Serialize, JsonSchema)]
struct Contribution {
    /// Row of the standard that gave the critical quantity: `table 1 no. 12`, or the class.
    entry: String,
    /// What that row covers, as the standard words it, and in English.
    name: BilingualName,
    /// Critical quantity Q, t.
    critical_quantity_t: f64,
    /// Correction factor.
    beta: f64,
    /// q/Q.
    s: f64,
    /// alpha beta q/Q.
    r: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// S, sum of q/Q.
    s: f64,
    /// R, sum of beta q/Q times alpha.
    r: f64,
    /// alpha by residents.
    alpha: f64,
    /// Whether S is at least 1.
    major_hazard: bool,
    /// Grade 1 (worst) to 4; null when it is no major hazard installation.
    grade: Option<u8>,
    /// What each item adds, in order.
    items: Vec<Contribution>,
}

/// alpha by permanent residents within 500 m; 100 people are in the class of 2.0.
fn alpha(residents: u64) -> f64 {
    match residents {
        0 => 0.5,
        1..=29 => 1.0,
        30..=49 => 1.2,
        50..=99 => 1.5,
        _ => 2.0,
    }
}

/// Grade by R: from 100 on the first, from 50 the second, from 10 the third.
fn grade(r: f64) -> u8 {
    match r {
        r if r >= 100.0 => 1,
        r if r >= 50.0 => 2,
        r if r >= 10.0 => 3,
        _ => 4,
    }
}

impl Model for Gb18218Grade {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GB18218_GRADE.id,
        title: Title { zh: GB18218_GRADE.title_zh, en: GB18218_GRADE.title_en },
        description: Title {
            zh: "计算 S 与 R,判定是否构成重大危险源及其级别。",
            en: "Computes S and R and tells whether a unit is a major hazard installation, and of which grade.",
        },
        cards: &[&GB18218_GRADE],
        example: r#"{"items": [{"substance": "ammonia", "quantity_t": 20}, {"substance": "chlorine", "quantity_t": 10}], "residents_within_500_m": 60}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let rows: Vec<Result<Row, FieldProblem>> =
            input.items.iter().enumerate().map(|(index, item)| Query { context, index }.row(item)).collect();
        let problems: Vec<FieldProblem> = rows.iter().filter_map(|row| row.as_ref().err().cloned()).collect();
        InvalidInput::check(problems)?;
        let rows: Vec<Row> = rows.into_iter().flatten().collect();
        let alpha = alpha(input.residents_within_500_m);
        let items: Vec<Contribution> =
            rows.iter().zip(&input.items).map(|(row, item)| contribution(row, item, alpha)).collect();
        let s = items.iter().map(|item| item.s).sum();
        let r = items.iter().map(|item| item.r).sum();
        let major_hazard = s >= 1.0;
        let output = Output { s, r, alpha, major_hazard, grade: major_hazard.then(|| grade(r)), items };
        Ok(Answer::new(output)
            .with_caveats(rows.into_iter().flat_map(|row| row.caveats))
            .with_data(SUBSTANCES, context.library.edition())
            .with_data("standards", &context.tables.edition))
    }
}

fn contribution(row: &Row, item: &Item, alpha: f64) -> Contribution {
    let s = item.quantity_t / row.critical_quantity_t;
    Contribution {
        entry: row.entry.clone(),
        name: row.name.clone(),
        critical_quantity_t: row.critical_quantity_t,
        beta: row.beta_coefficient,
        s,
        r: alpha * row.beta_coefficient * s,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_has_its_boundaries() {
        let classes =
            [(0, 0.5), (1, 1.0), (29, 1.0), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2.0), (101, 2.0)];
        for (residents, expected) in classes {
            assert_eq!(alpha(residents), expected, "{residents} residents");
        }
    }

    #[test]
    fn grades_include_their_lower_limit() {
        assert_eq!([100.0, 99.999, 50.0, 49.999, 10.0, 9.999].map(grade), [1, 2, 2, 3, 3, 4]);
    }
}
