//! A figure of a result, as a column holds it.

use serde_json::Value;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Real numbers.
    Number,
    /// Whole numbers.
    Integer,
    /// True or false.
    Boolean,
    /// Text; anything that is none of the others as JSON.
    Text,
}

impl Kind {
    /// Name for the plan of a run.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Text => "text",
        }
    }

    /// The value as a cell of this kind; empty where it is null or of another kind.
    #[must_use]
    pub fn cell(self, value: &Value) -> Cell {
        let held = match self {
            Self::Number => value.as_f64().map(Cell::Number),
            Self::Integer => value.as_i64().map(Cell::Integer),
            Self::Boolean => value.as_bool().map(Cell::Boolean),
            Self::Text => match value {
                Value::Null => None,
                Value::String(text) => Some(Cell::Text(text.clone())),
                other => Some(Cell::Text(other.to_string())),
            },
        };
        held.unwrap_or(Cell::Empty)
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A real number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cell_is_of_its_column_or_empty() {
        assert_eq!(Kind::Number.cell(&json!(3)), Cell::Number(3.0));
        assert_eq!(Kind::Integer.cell(&json!(3.5)), Cell::Empty);
        assert_eq!(Kind::Number.cell(&json!("3")), Cell::Empty);
        assert_eq!(Kind::Boolean.cell(&json!(true)), Cell::Boolean(true));
        assert_eq!(Kind::Text.cell(&json!("D")), Cell::Text("D".into()));
        assert_eq!(Kind::Text.cell(&json!([1, 2])), Cell::Text("[1,2]".into()));
        assert_eq!(Kind::Text.cell(&Value::Null), Cell::Empty);
    }
}
