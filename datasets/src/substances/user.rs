//! The user's own substances, from one file in the layout of the built-in tables.
//!
//! JSON: an object with the tables as lists of rows, `{"substances": [{"id": ...}], "constants": [...]}`. CSV: the rows of
//! all tables in one file; the first column, `table`, says which. Columns are those of `data/substances`. Everything is
//! checked before anything is taken, and all problems come at once. Each figure is marked as the user's.

mod columns;
mod file;

use super::{FILES, SubstanceTableError, built_in, rows};
use crate::hash::edition_of;
use columns::{Column, FORMS, Kind, SPECIFICATION};
use cordon_engine::city::City;
use cordon_engine::provenance::{FieldProblem, InvalidInput, Origin, push_caveat};
use cordon_engine::substance::{CasNumber, Provenance, Resolution, Substance, SubstanceLibrary};
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;
use file::{Row, Tables};
use std::path::Path;

/// How far the vapour pressure at the boiling point may miss one atmosphere before the file contradicts itself.
const BOILING_TOLERANCE: f64 = 0.05;
/// Constants that every fluid needs.
const NEEDED: [&str; 4] = ["molar_mass_kg_mol", "boiling_point_k", "critical_temperature_k", "critical_pressure_pa"];

/// Why a file of substances was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UserFileError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file says what is not allowed.
    #[error(transparent)]
    Refused(#[from] InvalidInput),
}

/// The built-in library with the substances of a file.
///
/// # Errors
/// [`UserFileError`] with every problem of the file.
pub fn read_user_file(path: &Path) -> Result<SubstanceLibrary, UserFileError> {
    let unreadable = |source| UserFileError::Unreadable { path: path.display().to_string(), source };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Ok(library_with(&text)?)
}

/// The built-in library with the substances of a text (JSON when it begins with `{`, CSV otherwise).
///
/// # Errors
/// [`InvalidInput`] with every problem: field, value, what is allowed.
pub fn library_with(text: &str) -> Result<SubstanceLibrary, InvalidInput> {
    let tables = file::read(text)?;
    let mut problems = Vec::new();
    check_cells(&tables, &mut problems);
    check_references(&tables, &mut problems);
    InvalidInput::check(problems)?;
    let built_in = built_in();
    let users = build(&tables, built_in).map_err(refusal)?;
    let mut problems = Vec::new();
    users.iter().for_each(|substance| check_figures(substance, &mut problems));
    let mut texts = FILES.to_vec();
    texts.push(text);
    let all = built_in.iter().cloned().chain(users).collect();
    let unassessed = built_in.iter_unassessed().cloned().collect();
    match SubstanceLibrary::new(edition_of(&texts), all, unassessed) {
        Ok(library) if problems.is_empty() => Ok(library),
        Ok(_) => Err(InvalidInput { problems }),
        Err(refused) => {
            problems.extend(refused.problems);
            Err(InvalidInput { problems })
        }
    }
}

/// Tells beside every result of a city which of its units rest on substances of the user's file, or on mixtures of a
/// recalled or assumed composition.
pub fn note_user_figures(city: &mut City, library: &SubstanceLibrary) {
    for unit in &city.hazard_units {
        let by_key = unit.substance_id.as_deref().and_then(|id| library.get(id));
        let known = by_key.or_else(|| match library.resolve(&unit.cas, &unit.substance_name) {
            Resolution::Known(substance) => Some(substance),
            _ => None,
        });
        if let Some(caveat) = known.and_then(Substance::figure_caveat) {
            push_caveat(&mut city.caveats, caveat);
        }
    }
}

fn refusal(error: SubstanceTableError) -> InvalidInput {
    match error {
        SubstanceTableError::Refused(refused) => refused,
        other => {
            let problem = FieldProblem::new("file", other, "rows as the built-in tables have them", "bad_row");
            InvalidInput { problems: vec![problem] }
        }
    }
}

/// Each cell by itself.
fn check_cells(tables: &Tables, problems: &mut Vec<FieldProblem>) {
    for (table, columns) in SPECIFICATION {
        for row in tables.rows(table) {
            for name in row.cells.keys().filter(|name| columns.iter().all(|column| column.name != name.as_str())) {
                let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
                let allowed = format!("one of: {}", names.join(", "));
                problems.push(FieldProblem::new(row.field(name), row.cell(name), allowed, "unknown_field"));
            }
            columns.iter().for_each(|column| check_cell(row, column, problems));
        }
    }
    if tables.rows("substances").is_empty() {
        problems.push(FieldProblem::new("substances", "", "at least one row", "missing"));
    }
}

fn check_cell(row: &Row, column: &Column, problems: &mut Vec<FieldProblem>) {
    let (value, field) = (row.cell(column.name), row.field(column.name));
    if value.is_empty() {
        if column.required {
            problems.push(FieldProblem::new(field, "", column.kind.allowed(), "missing"));
        }
        return;
    }
    match column.kind {
        Kind::Text => {}
        Kind::Cas => {
            if let Err(error) = CasNumber::parse(value) {
                problems.push(FieldProblem::new(field, value, error.to_string(), "bad_cas"));
            }
        }
        Kind::Number { min, max, unit } => match value.parse::<f64>() {
            Ok(number) => FieldProblem::check_range(problems, &field, number, min, max, unit),
            Err(_) => problems.push(FieldProblem::new(field, value, column.kind.allowed(), "wrong_type")),
        },
        Kind::Whole { min, max } => match value.parse::<u32>() {
            Ok(number) if (min..=max).contains(&number) => {}
            Ok(_) => problems.push(FieldProblem::new(field, value, column.kind.allowed(), "out_of_range")),
            Err(_) => problems.push(FieldProblem::new(field, value, column.kind.allowed(), "wrong_type")),
        },
        Kind::OneOf(words) if !words.contains(&value) => {
            problems.push(FieldProblem::new(field, value, column.kind.allowed(), "not_allowed"));
        }
        Kind::OneOf(_) => {}
    }
}

/// Rows against each other: every substance named stands in the file, nothing twice, the right number of coefficients.
fn check_references(tables: &Tables, problems: &mut Vec<FieldProblem>) {
    let ids: Vec<&str> = tables.rows("substances").iter().map(|row| row.cell("id")).collect();
    for (table, _) in SPECIFICATION.iter().filter(|(table, _)| *table != "substances") {
        let owner = if *table == "mixtures" { "mixture" } else { "substance" };
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for row in tables.rows(table) {
            let id = row.cell(owner);
            if !id.is_empty() && !ids.contains(&id) {
                let allowed = "an id of the table substances of this file";
                problems.push(FieldProblem::new(row.field(owner), id, allowed, "unknown_substance"));
            }
            let key = (id, row.cell("property"));
            if !key.1.is_empty() && seen.contains(&key) {
                let allowed = "each property of a substance once";
                problems.push(FieldProblem::new(row.field("property"), key.1, allowed, "duplicate"));
            }
            seen.push(key);
        }
    }
    tables.rows("correlations").iter().for_each(|row| check_form(row, problems));
    let mixed: Vec<&str> = tables.rows("mixtures").iter().map(|row| row.cell("mixture")).collect();
    for row in tables.rows("substances") {
        check_needed(row.cell("id"), tables, &mixed, problems);
    }
}

/// A form has its number of coefficients and the critical point it asks for.
fn check_form(row: &Row, problems: &mut Vec<FieldProblem>) {
    let Some((_, count, needs)) = FORMS.iter().find(|(form, ..)| *form == row.cell("form")) else { return };
    let given = (1..=8).take_while(|place| !row.cell(&format!("c{place}")).is_empty()).count();
    let all = (1..=8).filter(|place| !row.cell(&format!("c{place}")).is_empty()).count();
    if given != *count || all != *count {
        let allowed = format!("{count} coefficients, c1 to c{count}");
        problems.push(FieldProblem::new(row.field("form"), row.cell("form"), allowed, "wrong_length"));
    }
    for name in needs.iter().filter(|name| row.cell(name).is_empty()) {
        problems.push(FieldProblem::new(row.field(name), "", "the value of the fit, asked for by the form", "missing"));
    }
}

/// A fluid has the four constants; a condensed explosive its molar mass; a mixture takes them from its components.
fn check_needed(id: &str, tables: &Tables, mixed: &[&str], problems: &mut Vec<FieldProblem>) {
    if id.is_empty() || mixed.contains(&id) {
        return;
    }
    let has = |name: &str| {
        tables.rows("constants").iter().any(|row| row.cell("substance") == id && row.cell("property") == name)
    };
    let needed = if has("tnt_equivalence") { &NEEDED[..1] } else { &NEEDED[..] };
    for name in needed.iter().filter(|name| !has(name)) {
        problems.push(FieldProblem::new(format!("{id}.{name}"), "", "a row of the table constants", "missing"));
    }
}

/// Turns checked rows into substances, by the reader of the built-in tables.
fn build(tables: &Tables, built_in: &SubstanceLibrary) -> Result<Vec<Substance>, SubstanceTableError> {
    let text = |table: &str| tables.to_csv(table);
    let mut users = rows::identities(&text("substances"))?;
    for substance in &mut users {
        substance.provenance.values_mut().for_each(|known| *known = of_user(""));
    }
    rows::constants(&text("constants"), &mut users)?;
    rows::correlations(&text("correlations"), &mut users)?;
    rows::probits(&text("toxic_probits"), &mut users)?;
    rows::endpoints(&text("toxic_endpoints"), &mut users)?;
    rows::loads(&text("toxic_loads"), &mut users)?;
    let others: Vec<Substance> = built_in.iter().cloned().collect();
    rows::apply_mixtures(rows::mixtures(&text("mixtures"))?, &mut users, &others)?;
    Ok(users)
}

fn of_user(source: &str) -> Provenance {
    let source = if source.is_empty() { "file of the user" } else { source };
    Provenance { source: source.into(), origin: Origin::User }
}

/// Figures against each other: the vapour pressure at the boiling point is one atmosphere.
fn check_figures(substance: &Substance, problems: &mut Vec<FieldProblem>) {
    if !substance.boiling_point_k.is_finite() || substance.mixture.is_some() {
        return;
    }
    let Ok(pressure_pa) = substance.vapour_pressure_pa(substance.boiling_point_k) else { return };
    if (pressure_pa / STANDARD_ATMOSPHERE_PA - 1.0).abs() > BOILING_TOLERANCE || pressure_pa.is_nan() {
        let percent = 100.0 * BOILING_TOLERANCE;
        problems.push(FieldProblem::new(
            format!("{}.vapour_pressure", substance.id),
            format!("{pressure_pa} Pa at the boiling point"),
            format!("{STANDARD_ATMOSPHERE_PA} Pa within {percent} %"),
            "inconsistent",
        ));
    }
}
