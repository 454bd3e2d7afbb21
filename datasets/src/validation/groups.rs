//! The report as flat rows, one a group: what `cordon validate --json` promises to others.

use super::result::{ALL, Series, Statistics};
use super::{Judged, Report, Standing, StudyResult, Verdict};
use serde::Serialize;

/// Statistics of a model on a group, with what was asked of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupRow {
    /// Study and, of a part of it, the group: `flat_trials`, `flat_trials, Burro`.
    pub group: String,
    /// What is compared, with its unit.
    pub quantity: String,
    /// Name of the model.
    pub model: String,
    /// The rows counted.
    pub rows: Series,
    /// Number of pairs.
    pub n: usize,
    /// Fraction within a factor of two.
    pub fac2: Option<f64>,
    /// Geometric mean bias.
    pub mg: Option<f64>,
    /// Geometric variance.
    pub vg: Option<f64>,
    /// Fractional bias.
    pub fb: Option<f64>,
    /// Normalised mean square error.
    pub nmse: Option<f64>,
    /// The requirements in words; none where there are none.
    pub gate: Option<String>,
    /// Whether all of them are met; none where there are none.
    pub pass: Option<bool>,
}

/// All groups of a report. Requirements are asked of all rows of a group; floors are no requirements.
#[must_use]
pub fn group_rows(report: &Report) -> Vec<GroupRow> {
    let of_study = |study| move |row| group_row(report, study, row);
    report.studies.iter().flat_map(|study| study.statistics.iter().map(of_study(study))).collect()
}

fn group_row(report: &Report, study: &StudyResult, row: &Statistics) -> GroupRow {
    let asked: Vec<&Judged> = report
        .gates
        .iter()
        .filter(|judged| row.rows == Series::All && judged.gate.standing != Standing::Floor)
        .filter(|Judged { gate, .. }| (gate.study, gate.model, gate.group) == (study.id, &row.model, &row.group))
        .collect();
    let words: Vec<String> =
        asked.iter().map(|judged| format!("{} {}", judged.gate.measure.name(), judged.gate.limit)).collect();
    let found = row.agreement.as_ref();
    GroupRow {
        group: if row.group == ALL { study.id.into() } else { format!("{}, {}", study.id, row.group) },
        quantity: format!("{}, {}", study.quantity, study.unit),
        model: row.model.clone(),
        rows: row.rows,
        n: found.map_or(0, |found| found.count),
        fac2: found.map(|found| found.fac2_frac),
        mg: found.map(|found| found.mg_ratio),
        vg: found.map(|found| found.vg_ratio),
        fb: found.map(|found| found.fb_ratio),
        nmse: found.map(|found| found.nmse_ratio),
        gate: (!words.is_empty()).then(|| words.join("; ")),
        pass: (!asked.is_empty()).then(|| asked.iter().all(|judged| judged.verdict == Verdict::Met)),
    }
}
