//! The report as CSV: pairs, statistics, gates.

use super::result::Series;
use super::{Report, StudyResult};

/// A table of text cells as CSV.
fn csv_text(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Every pair of every run.
///
/// # Errors
/// Those of the CSV writer; none in memory.
pub fn pairs_csv(report: &Report) -> Result<String, csv::Error> {
    let rows = report.studies.iter().flat_map(pair_rows);
    csv_text(
        &[
            "study",
            "model",
            "trial",
            "group",
            "along",
            "along_unit",
            "observed",
            "predicted",
            "unit",
            "ratio",
            "provenance",
        ],
        rows,
    )
}

fn pair_rows(study: &StudyResult) -> Vec<Vec<String>> {
    let runs = study.runs().iter();
    let pairs = runs.flat_map(|run| run.pairs.iter().map(move |pair| (run, pair)));
    let row = |(run, pair): (&super::Run, &super::Pair)| {
        let provenance = if pair.recalled { "memory" } else { "source" };
        let [along, observed, predicted] = [pair.along, pair.observed, pair.predicted].map(|value| value.to_string());
        let ratio = (pair.predicted / pair.observed).to_string();
        let texts =
            [study.id, &run.model, &pair.trial, &pair.group, &along, study.along, &observed, &predicted, study.unit];
        texts.into_iter().chain([ratio.as_str(), provenance]).map(str::to_owned).collect()
    };
    pairs.map(row).collect()
}

/// The statistics of every model and group; infinite measures as `inf`, empty ones blank.
///
/// # Errors
/// Those of the CSV writer; none in memory.
pub fn statistics_csv(report: &Report) -> Result<String, csv::Error> {
    let header = [
        "study",
        "model",
        "group",
        "rows",
        "n",
        "fac2",
        "mg",
        "vg",
        "fb",
        "nmse",
        "worst_ratio",
        "worst_at",
        "greatest_departure",
        "mean_departure",
    ];
    csv_text(&header, report.studies.iter().flat_map(statistics_rows))
}

fn statistics_rows(study: &StudyResult) -> Vec<Vec<String>> {
    let row = |row: &super::Statistics| {
        let rows = if row.rows == Series::All { "all" } else { "without_memory" };
        let mut cells: Vec<String> = [study.id, &row.model, &row.group, rows].map(str::to_owned).into();
        cells.push(row.agreement.map_or(0, |found| found.count).to_string());
        let measures = row.agreement.map(|a| {
            [a.fac2_frac, a.mg_ratio, a.vg_ratio, a.fb_ratio, a.nmse_ratio, a.worst_ratio]
                .map(|value| value.to_string())
        });
        cells.extend(measures.unwrap_or_default());
        cells.push(row.worst_at.clone());
        let departures =
            row.agreement.map(|a| [a.departure_frac, a.mean_departure_frac].map(|value| value.to_string()));
        cells.extend(departures.unwrap_or_default());
        cells
    };
    study.statistics.iter().map(row).collect()
}

/// The gates, judged.
///
/// # Errors
/// Those of the CSV writer; none in memory.
pub fn gates_csv(report: &Report) -> Result<String, csv::Error> {
    let header = ["study", "model", "group", "n", "measure", "min", "max", "value", "verdict", "standing"];
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let rows = report.gates.iter().map(|judged| {
        let gate = &judged.gate;
        let texts = [gate.study, gate.model, gate.group].map(str::to_owned);
        let figures = [number(gate.limit.min), number(gate.limit.max), number(judged.value)];
        let counted = [judged.count.to_string(), gate.measure.name().to_owned()];
        let words = [judged.verdict.name(), gate.standing.name()].map(str::to_owned);
        texts.into_iter().chain(counted).chain(figures).chain(words).collect()
    });
    csv_text(&header, rows)
}
