//! Columns of a flat table as fields of an input: `weather.wind_speed_m_s` is a field within a field.

use super::column::{alternatives, types_of};
use serde_json::{Map, Number, Value};

/// The schema of a process's input, asked by the names of columns.
#[derive(Debug, Clone)]
pub struct InputSchema {
    schema: Value,
}

impl InputSchema {
    /// Of a process.
    #[must_use]
    pub fn new(schema: Value) -> Self {
        Self { schema }
    }

    /// Whether the input has a field of this name, with points between the names of fields within fields and numbers for
    /// places of lists.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        !self.nodes(column).is_empty()
    }

    fn nodes(&self, column: &str) -> Vec<&Value> {
        column.split('.').fold(vec![&self.schema], |nodes, name| step(nodes, name))
    }

    /// What the cells of a column may mean.
    #[must_use]
    pub fn cells_of(&self, column: &str) -> CellReader {
        let nodes = self.nodes(column);
        let types: Vec<&str> = nodes.iter().flat_map(|node| types_of(node)).collect();
        let takes = |names: [&str; 2]| names.iter().any(|name| types.contains(name));
        CellReader {
            numbers: takes(["number", "integer"]),
            truths: takes(["boolean", "boolean"]),
            structures: takes(["object", "array"]),
        }
    }
}

/// Reads the cells of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellReader {
    numbers: bool,
    truths: bool,
    structures: bool,
}

impl CellReader {
    /// The value that a text means: a number or a truth value where the field takes one, JSON where it takes lists or
    /// objects, else the text; none where it is empty.
    #[must_use]
    pub fn value(self, text: &str) -> Option<Value> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let number = || {
            let whole = text.parse::<i64>().ok().map(Number::from);
            whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64)).map(Value::Number)
        };
        let structure =
            || serde_json::from_str(text).ok().filter(|value: &Value| value.is_object() || value.is_array());
        let found = self.numbers.then(number).flatten();
        let found = found.or_else(|| self.truths.then(|| text.parse().ok().map(Value::Bool)).flatten());
        let found = found.or_else(|| self.structures.then(structure).flatten());
        Some(found.unwrap_or_else(|| Value::String(text.into())))
    }
}

/// Schemas of a field or, for a number, of the items of lists.
fn step<'a>(nodes: Vec<&'a Value>, name: &str) -> Vec<&'a Value> {
    let is_place = name.parse::<usize>().is_ok();
    let parts = nodes.into_iter().flat_map(alternatives);
    parts.filter_map(|one| if is_place { one.get("items") } else { one["properties"].get(name) }).collect()
}

/// Puts a value at its place among the fields, making the objects and lists on the way.
pub(super) fn put(input: &mut Map<String, Value>, column: &str, value: Value) {
    let mut names = column.split('.');
    let Some(first) = names.next() else { return };
    let mut place = input.entry(first).or_insert(Value::Null);
    for name in names {
        place = match name.parse::<usize>() {
            Ok(index) if index < MOST_ITEMS => {
                if !place.is_array() {
                    *place = Value::Array(Vec::new());
                }
                let Value::Array(items) = place else { return };
                while items.len() <= index {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
            _ => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                let Value::Object(fields) = place else { return };
                fields.entry(name).or_insert(Value::Null)
            }
        };
    }
    *place = value;
}

/// Places of a list that columns may name.
const MOST_ITEMS: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> InputSchema {
        InputSchema::new(json!({"properties": {
            "substance": {"type": "string"},
            "mass_kg": {"type": "number"},
            "is_gas": {"type": "boolean"},
            "release": {"oneOf": [
                {"properties": {"kind": {"const": "rupture"}, "mass_kg": {"type": "number"}}},
                {"properties": {"kind": {"const": "spill"}, "duration_s": {"type": ["number", "null"]}}}]},
            "receptors": {"type": "array", "items": {"type": "object", "properties": {"x_m": {"type": "number"}}}}
        }}))
    }

    #[test]
    fn a_text_means_what_its_field_takes() {
        let schema = schema();
        assert_eq!(schema.cells_of("substance").value("1017"), Some(json!("1017")));
        assert_eq!(schema.cells_of("mass_kg").value(" 1e3 "), Some(json!(1000.0)));
        assert_eq!(schema.cells_of("mass_kg").value("12"), Some(json!(12)));
        assert_eq!(schema.cells_of("mass_kg").value("much"), Some(json!("much")));
        assert_eq!(schema.cells_of("mass_kg").value("  "), None);
        assert_eq!(schema.cells_of("mass_kg").value("NaN"), Some(json!("NaN")));
        assert_eq!(schema.cells_of("is_gas").value("true"), Some(json!(true)));
        assert_eq!(schema.cells_of("release.duration_s").value("60"), Some(json!(60)));
        assert_eq!(schema.cells_of("receptors").value(r#"[{"x_m": 5}]"#), Some(json!([{"x_m": 5}])));
        assert!(schema.has("receptors.3.x_m") && schema.has("release.kind"));
        assert!(!schema.has("release.colour") && !schema.has("id"));
    }

    #[test]
    fn columns_make_fields_within_fields() {
        let mut input = Map::new();
        for (column, value) in [
            ("release.kind", json!("spill")),
            ("substance", json!("benzene")),
            ("release.mass_kg", json!(5)),
            ("receptors.1.x_m", json!(2)),
        ] {
            put(&mut input, column, value);
        }
        let expected = json!({"release": {"kind": "spill", "mass_kg": 5}, "substance": "benzene",
            "receptors": [null, {"x_m": 2}]});
        assert_eq!(Value::Object(input), expected);
    }
}
