//! Values that a JSON Schema allows, out of bytes, with a liking for its limits.

use super::draw::Draw;
use cordon_engine::math::{exp, ln};
use serde_json::{Map, Value, json};

/// Objects within objects that are made at most; deeper ones are null.
const MAX_DEPTH: usize = 6;
/// Items of a list that are made at most: the work must stay small.
const MAX_ITEMS: usize = 3;
/// Magnitude of a number whose schema states no limits.
const UNBOUNDED: f64 = 1e9;
/// Least magnitude that is drawn evenly by its logarithm.
const SMALL: f64 = 1e-9;
/// Texts that people and programs send.
const TEXTS: [&str; 9] = ["", " ", "a", "乙烯", "7782-50-5", "a\"b<c>&d|e", "\u{0}", "\u{202e}x", "0"];

/// What a generator knows beside the schema.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Substances that exist.
    pub substances: &'a [String],
}

/// A value that the schema allows, mostly; `name` is that of its field.
pub fn value(schema: &Value, name: &str, words: Words<'_>, draw: &mut Draw<'_>, depth: usize) -> Value {
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(choices) = schema["enum"].as_array().filter(|choices| !choices.is_empty()) {
        return draw.pick(choices).clone();
    }
    let alternatives = alternatives(schema);
    if !alternatives.is_empty() && schema.get("properties").is_none() {
        return value(draw.pick(alternatives), name, words, draw, depth);
    }
    match kind(schema, draw) {
        "number" => json!(number(schema, None, draw)),
        "integer" => integer(schema, draw),
        "string" => json!(text(name, words, draw)),
        "boolean" => json!(draw.one_in(2)),
        "array" if depth < MAX_DEPTH => {
            let least = schema["minItems"].as_u64().map_or(0, |least| (least as usize).min(MAX_ITEMS));
            let count = least + draw.below(MAX_ITEMS + 1 - least);
            (0..count).map(|_| value(&schema["items"], name, words, draw, depth + 1)).collect()
        }
        "object" if depth < MAX_DEPTH => object(schema, words, draw, depth),
        _ => Value::Null,
    }
}

/// Alternatives of a schema, under either keyword.
#[must_use]
pub fn alternatives(schema: &Value) -> &[Value] {
    ["oneOf", "anyOf"].iter().find_map(|keyword| schema[*keyword].as_array()).map_or(&[], Vec::as_slice)
}

/// Names of the fields that must be there.
pub fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn kind<'s>(schema: &'s Value, draw: &mut Draw<'_>) -> &'s str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) if !kinds.is_empty() => draw.pick(kinds).as_str().unwrap_or_default(),
        _ => "",
    }
}

fn object(schema: &Value, words: Words<'_>, draw: &mut Draw<'_>, depth: usize) -> Value {
    let mut fields = Map::new();
    let needed: Vec<&str> = required(schema).collect();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if needed.contains(&name.as_str()) || draw.one_in(2) {
            fields.insert(name.clone(), value(property, name, words, draw, depth + 1));
        }
    }
    // the fields of an alternative stand beside those that all have
    let alternatives = alternatives(schema);
    if !alternatives.is_empty()
        && let Value::Object(own) = value(draw.pick(alternatives), "", words, draw, depth + 1)
    {
        fields.extend(own);
    }
    Value::Object(fields)
}

/// A number within the limits of its schema; near the one that stands there, when there is one.
pub fn number(schema: &Value, current: Option<f64>, draw: &mut Draw<'_>) -> f64 {
    let limit = |names: [&str; 2]| names.iter().find_map(|name| schema[*name].as_f64());
    let min = limit(["minimum", "exclusiveMinimum"]).unwrap_or(-UNBOUNDED);
    let max = limit(["maximum", "exclusiveMaximum"]).unwrap_or(UNBOUNDED);
    let near = current.unwrap_or(0.5 * min + 0.5 * max);
    let (least, most) = (min.max(SMALL), max.max(SMALL));
    let drawn = match draw.below(12) {
        0 => min,
        1 => max,
        2 => *draw.pick(&[0.0, -0.0, 5e-324, f64::MIN_POSITIVE, 1e-300, 1.0, -1.0]),
        3 => min.next_up(),
        4 => max.next_down(),
        5 => near * draw.pick(&[0.5, 2.0, 0.1, 10.0, 1.0 + f64::EPSILON, 1e-3, 1e3]),
        6 => near + draw.pick(&[1.0, -1.0, 1e-9, 273.15, -273.15]),
        7 => min + (max - min) * draw.fraction(),
        8 => -exp(ln(SMALL) + (ln((-min).max(SMALL)) - ln(SMALL)) * draw.fraction()),
        _ => exp(ln(least) + (ln(most) - ln(least)) * draw.fraction()),
    };
    drawn.clamp(min, max.max(min))
}

fn integer(schema: &Value, draw: &mut Draw<'_>) -> Value {
    let min = schema["minimum"].as_i64().unwrap_or(i64::MIN);
    let max = schema["maximum"].as_i64().unwrap_or(i64::MAX);
    let drawn = match draw.below(5) {
        0 => min,
        1 => max,
        // a whole number to the schema, and not to every reader
        2 => return json!(f64::from(draw.byte()).clamp(min as f64, max as f64)),
        _ => i64::from(draw.byte()),
    };
    json!(drawn.clamp(min, max.max(min)))
}

fn text(name: &str, words: Words<'_>, draw: &mut Draw<'_>) -> String {
    if name.contains("substance") && !draw.one_in(8) && !words.substances.is_empty() {
        return draw.pick(words.substances).clone();
    }
    match draw.below(TEXTS.len() + 1) {
        index if index < TEXTS.len() => TEXTS[index].into(),
        _ => "长".repeat(5000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_within_their_limits() {
        let schema = json!({"type": "number", "minimum": -2.0, "maximum": 40.0});
        for first in 0..=255 {
            let number = number(&schema, Some(3.0), &mut Draw::new(&[first, 99, 3]));
            assert!((-2.0..=40.0).contains(&number), "{number}");
        }
    }

    #[test]
    fn objects_have_what_they_must_have() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}},
            "oneOf": [{"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}}}]});
        let words = Words { substances: &[] };
        assert_eq!(value(&schema, "", words, &mut Draw::new(&[]), 0), json!({"a": false, "kind": "b"}));
    }
}
