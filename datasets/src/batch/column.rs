//! Which figures of a result become columns.
//!
//! A path into a result is written like a JSON Pointer, `/clouds/*/zones/level=aegl_3/reach_m`: a name steps into an object, a
//! number into a place of a list, `name=value` into the items of a list whose field has that value, `*` into all of them. Where
//! several numbers are found the greatest counts, of anything else the first.

use super::cell::{Cell, Kind};
use cordon_engine::provenance::FieldProblem;
use serde_json::Value;

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Field(String),
    Place(usize),
    Every,
    Where(String, String),
}

/// A column of the output.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Path into the result, as written.
    pub path: String,
    /// What it holds.
    pub kind: Kind,
    steps: Vec<Step>,
}

impl Column {
    /// Its cell for a result.
    #[must_use]
    pub fn cell(&self, result: &Value) -> Cell {
        let mut best = Cell::Empty;
        visit(result, &self.steps, &mut |value| {
            let found = self.kind.cell(value);
            best = greater(std::mem::replace(&mut best, Cell::Empty), found);
        });
        best
    }
}

/// The greater of two numbers, else the first that is not empty.
fn greater(best: Cell, next: Cell) -> Cell {
    match (&best, &next) {
        (Cell::Empty, _) => next,
        (Cell::Number(one), Cell::Number(other)) if other > one => next,
        (Cell::Integer(one), Cell::Integer(other)) if other > one => next,
        _ => best,
    }
}

/// Every value that a path finds, in order.
fn visit(value: &Value, steps: &[Step], take: &mut impl FnMut(&Value)) {
    let Some((step, rest)) = steps.split_first() else { return take(value) };
    let items = || value.as_array().map(Vec::as_slice).unwrap_or_default();
    match step {
        Step::Field(name) => value.get(name).into_iter().for_each(|inner| visit(inner, rest, take)),
        Step::Place(place) => items().get(*place).into_iter().for_each(|inner| visit(inner, rest, take)),
        Step::Every => items().iter().for_each(|inner| visit(inner, rest, take)),
        Step::Where(name, wanted) => {
            let is_it = |item: &&Value| item.get(name).is_some_and(|field| is_written(field, wanted));
            items().iter().filter(is_it).for_each(|inner| visit(inner, rest, take));
        }
    }
}

fn is_written(field: &Value, wanted: &str) -> bool {
    let written;
    let text = match field.as_str() {
        Some(text) => text,
        None => {
            written = field.to_string();
            &written
        }
    };
    text == wanted
}

fn step(word: &str) -> Step {
    match word.split_once('=') {
        _ if word == "*" => Step::Every,
        Some((name, value)) => Step::Where(unescape(name), unescape(value)),
        None => word.parse().map_or_else(|_| Step::Field(unescape(word)), Step::Place),
    }
}

/// `~1` is a slash and `~0` a tilde, as in RFC 6901.
fn unescape(word: &str) -> String {
    word.replace("~1", "/").replace("~0", "~")
}

fn escape(word: &str) -> String {
    word.replace('~', "~0").replace('/', "~1")
}

/// A column from `name=/path` (or `/path` alone, which names it too), its kind from the schema of the output.
///
/// # Errors
/// A path that does not begin with a slash or that the schema does not know.
pub fn selection(text: &str, output_schema: &Value) -> Result<Column, FieldProblem> {
    let problem = |allowed: &str| FieldProblem::new("--select", text, allowed, "unknown_path");
    let (name, path) = if text.starts_with('/') {
        (text, text)
    } else {
        text.split_once('=').ok_or_else(|| problem("name=/path/into/the/result"))?
    };
    if !path.starts_with('/') || name.is_empty() {
        return Err(problem("name=/path/into/the/result"));
    }
    let steps: Vec<Step> = path[1..].split('/').map(step).collect();
    let mut nodes = vec![&output_schema["properties"]["result"]];
    for step in &steps {
        nodes = nodes.into_iter().flat_map(|node| inner(node, step)).collect();
    }
    if nodes.is_empty() {
        return Err(problem("a path that the model's output has (cordon calc --schema MODEL)"));
    }
    let name = name.trim_start_matches('/').replace('/', ".");
    Ok(Column { name, path: path.into(), kind: kind_of(&nodes).unwrap_or(Kind::Text), steps })
}

/// Every figure of a result that stands outside lists, in the order of the schema; their names are paths with points.
#[must_use]
pub fn columns_of(output_schema: &Value) -> Vec<Column> {
    let mut columns = Vec::new();
    leaves(&output_schema["properties"]["result"], &mut Vec::new(), &mut columns);
    columns
}

fn leaves(node: &Value, names: &mut Vec<String>, columns: &mut Vec<Column>) {
    if let Some(kind) = kind_of(&[node]) {
        let path = names.iter().map(|name| format!("/{}", escape(name))).collect();
        let steps = names.iter().cloned().map(Step::Field).collect();
        columns.push(Column { name: names.join("."), path, kind, steps });
        return;
    }
    for alternative in alternatives(node) {
        let fields = alternative["properties"].as_object().into_iter().flatten();
        for (name, field) in fields {
            names.push(name.clone());
            if !columns.iter().any(|column| column.name == names.join(".")) {
                leaves(field, names, columns);
            }
            names.pop();
        }
    }
}

/// The schema itself and what it is put together from.
pub(super) fn alternatives(node: &Value) -> Vec<&Value> {
    let keywords = ["anyOf", "oneOf", "allOf"];
    let parts = keywords.iter().filter_map(|keyword| node[*keyword].as_array()).flatten();
    std::iter::once(node).chain(parts.flat_map(alternatives)).collect()
}

fn inner<'a>(node: &'a Value, step: &Step) -> Vec<&'a Value> {
    let alternatives = alternatives(node).into_iter();
    match step {
        Step::Field(name) => alternatives.filter_map(|one| one["properties"].get(name)).collect(),
        _ => alternatives.filter_map(|one| one.get("items").or_else(|| one["prefixItems"].get(0))).collect(),
    }
}

/// The names of the types that a schema allows.
pub(super) fn types_of(node: &Value) -> Vec<&str> {
    let mut types = Vec::new();
    for one in alternatives(node) {
        match &one["type"] {
            Value::String(name) => types.push(name.as_str()),
            Value::Array(names) => types.extend(names.iter().filter_map(Value::as_str)),
            _ if one.get("enum").is_some() || one["const"].is_string() => types.push("string"),
            _ => {}
        }
    }
    types
}

/// The kind of a leaf; none for objects and lists.
fn kind_of(nodes: &[&Value]) -> Option<Kind> {
    let types: Vec<&str> = nodes.iter().flat_map(|node| types_of(node)).filter(|name| *name != "null").collect();
    let all = |allowed: &[&str]| !types.is_empty() && types.iter().all(|name| allowed.contains(name));
    if all(&["integer"]) {
        Some(Kind::Integer)
    } else if all(&["number", "integer"]) {
        Some(Kind::Number)
    } else if all(&["boolean"]) {
        Some(Kind::Boolean)
    } else if all(&["string"]) {
        Some(Kind::Text)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({"properties": {"result": {"type": "object", "properties": {
            "mass_kg": {"type": "number"},
            "choked": {"type": "boolean"},
            "name": {"type": ["string", "null"]},
            "place": {"anyOf": [{"type": "object", "properties": {"x_m": {"type": "number"}}}, {"type": "null"}]},
            "zones": {"type": "array", "items": {"type": "object", "properties": {
                "level": {"type": "string"}, "reach_m": {"type": ["number", "null"]}, "corners": {"type": "integer"}}}}
        }}}})
    }

    fn result() -> Value {
        json!({"mass_kg": 2.5, "choked": true, "name": null, "place": {"x_m": 4.0}, "zones": [
            {"level": "lfl", "reach_m": 20.0, "corners": 3}, {"level": "aegl_3", "reach_m": 50.0, "corners": 4},
            {"level": "aegl_3", "reach_m": 90.0, "corners": 5}, {"level": "aegl_2", "reach_m": null, "corners": 0}]})
    }

    #[test]
    fn figures_outside_lists_are_columns() {
        let columns = columns_of(&schema());
        let told: Vec<(&str, Kind)> = columns.iter().map(|column| (column.name.as_str(), column.kind)).collect();
        assert_eq!(
            told,
            [("choked", Kind::Boolean), ("mass_kg", Kind::Number), ("name", Kind::Text), ("place.x_m", Kind::Number)]
        );
        let cells: Vec<Cell> = columns.iter().map(|column| column.cell(&result())).collect();
        assert_eq!(cells, [Cell::Boolean(true), Cell::Number(2.5), Cell::Empty, Cell::Number(4.0)]);
    }

    #[test]
    fn a_selection_reaches_into_lists() {
        let cell = |text: &str| selection(text, &schema()).unwrap().cell(&result());
        assert_eq!(cell("deadly=/zones/level=aegl_3/reach_m"), Cell::Number(90.0));
        assert_eq!(cell("/zones/0/reach_m"), Cell::Number(20.0));
        assert_eq!(cell("/zones/*/corners"), Cell::Integer(5));
        assert_eq!(cell("/zones/level=aegl_2/reach_m"), Cell::Empty);
        assert_eq!(cell("/zones/level=idlh/reach_m"), Cell::Empty);
        assert_eq!(cell("/zones/level=lfl/level"), Cell::Text("lfl".into()));
        assert_eq!(selection("/zones/*/corners", &schema()).unwrap().name, "zones.*.corners");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_refused() {
        for text in ["reach", "reach=zones", "/zones/*/depth_m", "=/mass_kg", "/mass_kg/deeper"] {
            assert_eq!(selection(text, &schema()).unwrap_err().field, "--select", "{text}");
        }
    }
}
