//! Checks of records against their layer.

use super::definition::{FieldDefinition, FieldKind, LayerDefinition};
use super::value::{FieldValue, Properties};
use cordon_engine::provenance::FieldProblem;

impl LayerDefinition {
    /// All problems of the fields of one record: missing, unknown, of a wrong type, out of range.
    #[must_use]
    pub fn check(&self, properties: &Properties) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for field in self.fields {
            match properties.get(field.name) {
                Some(value) => problems.extend(field.check(value)),
                None if field.required => {
                    problems.push(FieldProblem::new(field.name, "", field.allowed(), "missing"));
                }
                None => {}
            }
        }
        for (name, value) in properties.iter().filter(|(name, _)| self.field(name).is_none()) {
            problems.push(FieldProblem::new(*name, value, format!("a field of layer {}", self.name), "unknown_field"));
        }
        problems
    }
}

impl FieldDefinition {
    /// What is allowed, in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        match self.kind {
            FieldKind::Text if self.required => "a text that is not empty".into(),
            FieldKind::Text => "a text".into(),
            FieldKind::Real { unit, range } => format!("{} to {} {}", range.0, range.1, unit.symbol()),
            FieldKind::Integer { range } => format!("a whole number, {} to {}", range.0, range.1),
            FieldKind::Bool => "true or false".into(),
            FieldKind::Choice { choices } => {
                let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                format!("one of {}", words.join(", "))
            }
        }
    }

    /// The problem of a value, if it has one.
    #[must_use]
    pub fn check(&self, value: &FieldValue) -> Option<FieldProblem> {
        let code = match (self.kind, value) {
            (FieldKind::Text, FieldValue::Text(text)) => (self.required && text.trim().is_empty()).then_some("missing"),
            (FieldKind::Real { range, .. }, FieldValue::Real(_) | FieldValue::Integer(_)) => {
                check_real(value.as_real().unwrap_or(f64::NAN), range)
            }
            (FieldKind::Integer { range }, FieldValue::Integer(number)) => {
                (!(range.0..=range.1).contains(number)).then_some("out_of_range")
            }
            (FieldKind::Bool, FieldValue::Bool(_)) => None,
            (FieldKind::Choice { choices }, FieldValue::Text(text)) => {
                choices.iter().all(|choice| choice.value != text).then_some("not_allowed")
            }
            _ => Some("wrong_type"),
        };
        code.map(|code| FieldProblem::new(self.name, value, self.allowed(), code))
    }
}

fn check_real(value: f64, range: (f64, f64)) -> Option<&'static str> {
    if !value.is_finite() { Some("not_finite") } else { (value < range.0 || value > range.1).then_some("out_of_range") }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn all_problems_of_a_record_at_once() {
        let unit = find("hazard_unit").unwrap();
        let properties = Properties::from([
            ("quantity_kg", FieldValue::Real(-5.0)),
            ("temperature_k", FieldValue::Real(f64::NAN)),
            ("storage_state", FieldValue::from("boiling")),
            ("pressure_pa", FieldValue::from("high")),
            ("colour", FieldValue::from("red")),
        ]);
        let mut codes: Vec<(String, String)> = unit.check(&properties).into_iter().map(|p| (p.field, p.code)).collect();
        codes.sort();
        let expected = [
            ("colour", "unknown_field"),
            ("facility_id", "missing"),
            ("pressure_pa", "wrong_type"),
            ("quantity_kg", "out_of_range"),
            ("storage_state", "not_allowed"),
            ("substance", "missing"),
            ("temperature_k", "not_finite"),
        ];
        assert_eq!(codes, expected.map(|(field, code)| (field.to_string(), code.to_string())));
    }
}
