//! An input of a process out of bytes: its own example, changed here and there.

use super::draw::Draw;
use super::generate::{self, Words};
use serde_json::{Map, Value, json};

/// Places that are changed at most.
const MAX_CHANGES: usize = 5;
/// Items of a list that are looked at, and that a list may have: the work must stay small.
const MAX_ITEMS: usize = 6;

/// A place in a value and what the schema allows there.
struct Node<'s> {
    pointer: String,
    schema: &'s Value,
}

/// An input of a process.
///
/// The first byte decides: JSON read from the bytes themselves, wild changes that a schema should refuse, or changes
/// within the schema, which reach the model.
#[must_use]
pub fn input(example: &Value, schema: &Value, words: Words<'_>, data: &[u8]) -> Value {
    let mut draw = Draw::new(data);
    let style = draw.below(16);
    if style == 15 {
        return raw(draw.rest());
    }
    let mut input = if style == 14 { generate::value(schema, "", words, &mut draw, 0) } else { example.clone() };
    for _ in 0..=draw.below(MAX_CHANGES) {
        let mut nodes = Vec::new();
        collect(&input, schema, String::new(), &mut nodes);
        let Node { pointer, schema } = draw.pick(&nodes);
        let Some(place) = input.pointer_mut(pointer) else { continue };
        if style < 3 {
            wild(place, &mut draw);
        } else {
            within(place, schema, pointer.rsplit('/').next().unwrap_or_default(), words, &mut draw);
        }
    }
    input
}

/// What JSON the bytes are, or a text of them.
fn raw(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)))
}

fn collect<'s>(value: &Value, schema: &'s Value, pointer: String, nodes: &mut Vec<Node<'s>>) {
    let schema = fitting(schema, value);
    match value {
        Value::Object(fields) => {
            for (name, child) in fields {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                collect(child, property(schema, name), format!("{pointer}/{escaped}"), nodes);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(MAX_ITEMS) {
                collect(item, &schema["items"], format!("{pointer}/{index}"), nodes);
            }
        }
        _ => {}
    }
    nodes.push(Node { pointer, schema });
}

/// The alternative that a value is of; the schema itself where there are none.
fn fitting<'s>(schema: &'s Value, value: &Value) -> &'s Value {
    if schema.get("properties").is_some() {
        return schema;
    }
    let fits = |alternative: &&Value| {
        let constants = alternative["properties"].as_object().into_iter().flatten();
        let mut constants = constants.filter_map(|(name, property)| Some((name, property.get("const")?)));
        (alternative["type"] == "object") == value.is_object()
            && generate::required(alternative).all(|name| value.get(name).is_some())
            && constants.all(|(name, constant)| &value[name.as_str()] == constant)
    };
    let found = generate::alternatives(schema).iter().find(fits);
    // a choice of plain values stays whole, so that another one can be chosen
    found.filter(|_| value.is_object()).unwrap_or(schema)
}

fn property<'s>(schema: &'s Value, name: &str) -> &'s Value {
    let own = &schema["properties"][name];
    let beside = || generate::alternatives(schema).iter().map(|one| &one["properties"][name]);
    if own.is_null() { beside().find(|found| !found.is_null()).unwrap_or(&Value::Null) } else { own }
}

/// A change after which the schema may still hold.
fn within(place: &mut Value, schema: &Value, name: &str, words: Words<'_>, draw: &mut Draw<'_>) {
    match place {
        Value::Number(number) if schema["type"] != "integer" => {
            *place = json!(generate::number(schema, number.as_f64(), draw));
        }
        Value::Array(items) => change_list(items, schema, name, words, draw),
        Value::Object(fields) if !draw.one_in(4) => change_fields(fields, schema, words, draw),
        _ => *place = generate::value(schema, name, words, draw, 0),
    }
}

fn change_list(items: &mut Vec<Value>, schema: &Value, name: &str, words: Words<'_>, draw: &mut Draw<'_>) {
    match draw.below(4) {
        0 => items.clear(),
        1 if !items.is_empty() => {
            items.remove(draw.below(items.len()));
        }
        2 if !items.is_empty() => items.push(items[draw.below(items.len())].clone()),
        _ => items.push(generate::value(&schema["items"], name, words, draw, 1)),
    }
    items.truncate(MAX_ITEMS);
}

fn change_fields(fields: &mut Map<String, Value>, schema: &Value, words: Words<'_>, draw: &mut Draw<'_>) {
    let needed: Vec<&str> = generate::required(schema).collect();
    let optional: Vec<String> = fields.keys().filter(|name| !needed.contains(&name.as_str())).cloned().collect();
    if draw.one_in(3) && !optional.is_empty() {
        fields.remove(draw.pick(&optional));
        return;
    }
    let properties: Vec<&String> = schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
    if !properties.is_empty() {
        let name = *draw.pick(&properties);
        fields.insert(name.clone(), generate::value(&schema["properties"][name.as_str()], name, words, draw, 1));
    }
}

/// A change that a schema should refuse.
fn wild(place: &mut Value, draw: &mut Draw<'_>) {
    let odd = [
        json!(0),
        json!(-0.0),
        json!(5e-324),
        json!(-1e-320),
        json!(1e300),
        json!(f64::MAX),
        json!(f64::MIN),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(true),
        json!(null),
        json!([]),
        json!({}),
        json!(""),
        json!("1.5"),
        json!("\u{feff}\u{0}'; --"),
        json!("x".repeat(20_000)),
        json!([[[[[]]]]]),
        json!({"": {"": []}}),
        json!(0.1),
    ];
    match place {
        Value::Object(fields) => match draw.below(4) {
            0 if !fields.is_empty() => {
                let names: Vec<String> = fields.keys().cloned().collect();
                fields.remove(draw.pick(&names));
            }
            1 => {
                fields.insert((*draw.pick(&["", "extra", "a/b~c", "x_m ", "长"])).into(), draw.pick(&odd).clone());
            }
            2 => fields.values_mut().for_each(|value| *value = draw.pick(&odd).clone()),
            _ => *place = draw.pick(&odd).clone(),
        },
        Value::Array(items) if draw.one_in(2) => items.push(draw.pick(&odd).clone()),
        _ => *place = draw.pick(&odd).clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_choose_leaves_and_values() {
        let schema = json!({"type": "object", "properties": {"a_m": {"type": "number", "minimum": 1, "maximum": 2}}});
        let (example, words) = (json!({"a_m": 1.5}), Words { substances: &[] });
        assert_eq!(input(&example, &schema, words, &[3, 0, 0, 1]), json!({"a_m": 2.0}));
        assert_eq!(input(&example, &schema, words, b"\x0f[1]"), json!([1]));
        assert_eq!(input(&example, &schema, words, &[0, 0, 0, 11]), json!({"a_m": null}));
    }
}
