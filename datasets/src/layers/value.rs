//! Values of fields.

use super::definition::{FieldDefinition, FieldKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// A value of a field. What is not known is left out of [`Properties`], it is never zero or "".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// Text, also of choices.
    Text(String),
    /// Number.
    Real(f64),
    /// Whole number.
    Integer(i64),
    /// Yes or no.
    Bool(bool),
}

/// Fields of a record by name, without those that are not known.
pub type Properties = BTreeMap<&'static str, FieldValue>;

impl FieldValue {
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_real(&self) -> Option<f64> {
        match self {
            Self::Real(value) => Some(*value),
            Self::Integer(value) => Some(*value as f64),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// Yes or no, if it is that.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// Reads a text as a value of the field; `None` when it is not of that type. Choices are
    /// found by value or by title, whatever the case.
    #[must_use]
    pub fn parse(field: &FieldDefinition, text: &str) -> Option<Self> {
        let text = text.trim();
        match field.kind {
            FieldKind::Text => Some(Self::Text(text.into())),
            FieldKind::Real { .. } => text.parse().ok().map(Self::Real),
            FieldKind::Integer { .. } => parse_integer(text).map(Self::Integer),
            FieldKind::Bool => parse_bool(text).map(Self::Bool),
            FieldKind::Choice { choices } => choices
                .iter()
                .find(|c| [c.value, c.title.en, c.title.zh].iter().any(|word| word.eq_ignore_ascii_case(text)))
                .map(|choice| Self::Text(choice.value.into())),
        }
    }
}

/// A whole number, also written as 12.0 as spreadsheets do.
fn parse_integer(text: &str) -> Option<i64> {
    let whole = |value: f64| (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64);
    text.parse().ok().or_else(|| text.parse().ok().and_then(whole))
}

fn parse_bool(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "是" => Some(true),
        "false" | "no" | "n" | "0" | "否" => Some(false),
        _ => None,
    }
}

impl std::fmt::Display for FieldValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Real(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Bool(value) => write!(f, "{value}"),
        }
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for FieldValue {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<i64> for FieldValue {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for FieldValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn texts_become_values_of_their_fields() {
        let parse =
            |layer: &str, field: &str, text: &str| FieldValue::parse(find(layer).unwrap().field(field).unwrap(), text);
        assert_eq!(parse("populated_place", "population", "1957.0"), Some(FieldValue::Integer(1957)));
        assert_eq!(parse("populated_place", "population", "12.5"), None);
        assert_eq!(parse("facility", "active", "是"), Some(FieldValue::Bool(true)));
        assert_eq!(parse("hazard_unit", "storage_state", "Compressed gas"), Some("compressed_gas".into()));
        assert_eq!(parse("hazard_unit", "quantity_kg", "1e3"), Some(FieldValue::Real(1000.0)));
        assert_eq!(parse("hazard_unit", "quantity_kg", "a lot"), None);
    }
}
