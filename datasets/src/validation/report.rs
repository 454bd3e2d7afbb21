//! The report as Markdown: docs/validation.md is its output, to the letter.

use super::result::{Check, LeftOut, Series, Statistics};
use super::{Judged, Outcome, Report, Standing, StudyResult, Verdict};

const HEAD: &str = "# Validation

Written by `cordon validate DIR --docs docs/validation.md`; a test compares this page with the command's output. Do not
edit it. The inputs of every run, the gates and what a miss means are in [validation-protocol.md](validation-protocol.md);
no constant is tuned to these trials. A missed gate stands here with its figure.

## Measures

With o observed and p predicted, after J. C. Chang and S. R. Hanna (2004), Meteorology and Atmospheric Physics 87, 167-196,
doi 10.1007/s00703-003-0070-7:

| measure | formula | perfect |
|---|---|---|
| FAC2 | fraction with 0.5 <= p / o <= 2 | 1 |
| MG | exp(mean ln o - mean ln p); above 1 is underprediction | 1 |
| VG | exp(mean (ln o - ln p)^2) | 1 |
| FB | 2 (mean o - mean p) / (mean o + mean p); above 0 is underprediction | 0 |
| NMSE | mean (o - p)^2 / (mean o * mean p) | 0 |
| worst p/o | p / o of the pair with the greatest size of ln(p / o) | 1 |
| greatest departure | greatest size of p / o - 1 of a pair | 0 |
| mean departure | mean of the sizes of p / o - 1 | 0 |

`without memory`: without the pairs that rest on a row marked `memory` (recalled by the collector of the data, not found
in a readable source). Groups without such rows have one line.
";

/// A figure for readers: three decimals, fewer for large ones.
pub(super) fn figure(x: f64) -> String {
    match x.abs() {
        size if size.is_infinite() => "infinite".into(),
        size if size >= 1e4 => format!("{x:.2e}"),
        size if size >= 100.0 => format!("{x:.0}"),
        size if size >= 10.0 => format!("{x:.1}"),
        _ => format!("{x:.3}"),
    }
}

/// A table of Markdown; bars within cells are escaped.
fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| {
        format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}\n", "---|".repeat(header.len()));
    let head = line(header.iter().map(|&name| name.to_owned()).collect());
    let body: String = rows.map(line).collect();
    format!("\n{head}{rule}{body}")
}

/// The whole report as Markdown. The same report gives the same text.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut text = HEAD.to_owned();
    text += &gates(report);
    report.studies.iter().for_each(|study| text += &section(study));
    text += "\n## Files\n\nContent hashes of the files that were read, and the version of Cordon that read them: ";
    text += report.cordon_version;
    text += ".\n";
    let files = report.editions.iter().map(|(file, edition)| vec![format!("`{file}`"), edition.clone()]);
    text += &table(&["file", "edition"], files);
    text
}

fn gates(report: &Report) -> String {
    let requirements = || report.gates.iter().filter(|judged| judged.gate.standing != Standing::Floor);
    let count = |verdict| requirements().filter(|judged| judged.verdict == verdict).count();
    let open = count(Verdict::NoData) + count(Verdict::NoModel);
    let broken = report.broken().len();
    let mut text = format!(
        "\n## Gates\n\n{} of {} gates are met, {} missed, {open} not judged (no data or no model). `held` gates were met when they were \
         fixed: a miss is a regression. `published` ones are not met or not held yet: a miss is shown. A `floor` is no requirement \
         but the level reached where one is missed. Regressions: {}.\n",
        count(Verdict::Met),
        requirements().count(),
        count(Verdict::Missed),
        if broken == 0 { "none".into() } else { broken.to_string() },
    );
    let header = ["study", "model", "group", "n", "measure", "limit", "value", "verdict", "standing"];
    text += &table(&header, report.gates.iter().map(gate_row));
    text
}

fn gate_row(judged: &Judged) -> Vec<String> {
    let gate = &judged.gate;
    let verdict = if judged.verdict == Verdict::Missed { "**missed**" } else { judged.verdict.name() };
    let cells =
        [gate.study, gate.model, gate.group, &judged.count.to_string(), gate.measure.name(), &gate.limit.to_string()];
    let rest = [&judged.value_text(), verdict, gate.standing.name()];
    cells.into_iter().chain(rest).map(str::to_owned).collect()
}

fn section(study: &StudyResult) -> String {
    let mut text = format!("\n## {}\n\n", study.title);
    if !study.remark.is_empty() {
        text += &format!("{}\n\n", study.remark);
    }
    match &study.outcome {
        Outcome::Run { runs, .. } => {
            let pairs = runs.iter().map(|run| format!("`{}` {}", run.model, run.pairs.len())).collect::<Vec<_>>();
            text +=
                &format!("Study `{}`: {}, {}. Pairs: {}.\n", study.id, study.quantity, study.unit, pairs.join(", "));
            text += &statistics(study);
        }
        Outcome::Checked { checks, .. } => text += &checked(study, checks),
        Outcome::NoData { missing } => text += &format!("Study `{}`: no data ({missing}).\n", study.id),
        Outcome::NoModel { rows, reason } => {
            text += &format!("Study `{}`: no model. {rows} measured values wait: {reason}.\n", study.id);
        }
    }
    text += &left_out(study.left_out());
    text
}

fn statistics(study: &StudyResult) -> String {
    let header = ["model", "group", "rows", "n", "FAC2", "MG", "VG", "FB", "NMSE", "worst p/o", "worst at"];
    table(&header, study.statistics.iter().map(statistics_row))
}

fn statistics_row(row: &Statistics) -> Vec<String> {
    let rows = if row.rows == Series::All { "all" } else { "without memory" };
    let mut cells = vec![row.model.clone(), row.group.clone(), rows.into()];
    match &row.agreement {
        Some(a) => {
            cells.push(a.count.to_string());
            cells.extend([a.fac2_frac, a.mg_ratio, a.vg_ratio, a.fb_ratio, a.nmse_ratio, a.worst_ratio].map(figure));
        }
        None => cells.extend(["0", "-", "-", "-", "-", "-", "-"].map(str::to_owned)),
    }
    cells.push(row.worst_at.clone());
    cells
}

fn checked(study: &StudyResult, checks: &[Check]) -> String {
    let met = checks.iter().filter(|check| check.is_met() == Some(true)).count();
    let judged = checks.iter().filter(|check| check.limit_frac.is_some()).count();
    let head = format!(
        "Study `{}`: verification, not validation: no measurement stands behind it. {met} of {judged} figures agree within the \
         limit (half a unit of the last printed digit, or the rounding of the same polynomial). `held within` guards against getting \
         worse.\n",
        study.id
    );
    let header =
        ["case", "quantity", "model", "published", "ours", "difference", "limit", "verdict", "held within", "remark"];
    head + &table(&header, checks.iter().map(check_row))
}

fn check_row(check: &Check) -> Vec<String> {
    let fraction = |frac: Option<f64>| frac.map_or("-".into(), |frac| format!("{frac:.1e}"));
    let verdict = match check.is_met() {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "not judged",
    };
    let broken = if check.is_broken() { " **broken**" } else { "" };
    vec![
        check.case.clone(),
        check.quantity.clone(),
        check.model.into(),
        check.expected.clone(),
        check.computed.clone(),
        format!("{:.1e}", check.difference_frac),
        fraction(check.limit_frac),
        verdict.into(),
        fraction(check.held_frac) + broken,
        check.remark.into(),
    ]
}

fn left_out(entries: &[LeftOut]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let rows = entries.iter().map(|entry| vec![entry.what.clone(), entry.rows.to_string(), entry.reason.clone()]);
    format!("\nNot compared:\n{}", table(&["what", "values", "why"], rows))
}
