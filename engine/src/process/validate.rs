//! Validation of input against its schema: every problem at once, in the words of the user's fields.

use crate::provenance::{FieldProblem, InvalidInput};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

/// Name of the input as a whole.
pub(super) const WHOLE: &str = "input";
/// Longest piece of a refused value that is quoted back.
const QUOTED_CHARS: usize = 80;

/// A compiled input schema.
#[derive(Debug)]
pub(super) struct InputValidator {
    schema: Value,
    validator: Validator,
}

impl InputValidator {
    /// Compiles a schema.
    pub(super) fn new(schema: Value) -> Result<Self, String> {
        let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
        Ok(Self { schema, validator })
    }

    /// Every problem of an input.
    pub(super) fn check(&self, input: &Value) -> Result<(), InvalidInput> {
        // the yes or no is an order of magnitude cheaper than the account of what is wrong, and most inputs are right
        if self.validator.is_valid(input) {
            return Ok(());
        }
        let problems = self.validator.iter_errors(input).flat_map(|error| self.problems_of(&error)).collect();
        InvalidInput::check(problems)
    }

    fn problems_of(&self, error: &ValidationError<'_>) -> Vec<FieldProblem> {
        let field = field_name(error.instance_path().as_str());
        let instance = error.instance().as_ref();
        let schema = self.parent_schema(error.schema_path().as_str());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                unexpected.iter().map(|name| unknown(&field, name, instance, schema)).collect()
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let allowed = describe(schema.pointer(&format!("/properties/{name}")).unwrap_or(&Value::Null));
                vec![FieldProblem::new(join(&field, name), "", allowed, "missing")]
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                if let Some(problem) = untold(&field, instance, schema) {
                    return vec![problem];
                }
                match meant(schema, instance).and_then(|place| context.get(place)) {
                    Some(errors) => errors.iter().flat_map(|error| self.problems_of(error)).collect(),
                    None => vec![plain(&field, error.kind(), instance, schema)],
                }
            }
            kind => vec![plain(&field, kind, instance, schema)],
        }
    }

    /// The schema node that holds the keyword which failed.
    fn parent_schema(&self, schema_path: &str) -> &Value {
        let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.schema.pointer(parent).unwrap_or(&self.schema)
    }
}

/// Field by which the variants of an input are told apart.
const TAG: &str = "kind";

/// The word that a variant is told by.
fn tag_of(variant: &Value) -> Option<&str> {
    variant["properties"][TAG]["const"].as_str()
}

/// The problem of an object among tagged variants whose tag is missing or names none.
fn untold(field: &str, instance: &Value, schema: &Value) -> Option<FieldProblem> {
    let variants = schema["oneOf"].as_array().filter(|_| instance.is_object())?;
    let tags: Vec<&str> = variants.iter().map(tag_of).collect::<Option<_>>()?;
    let allowed = || format!("one of {}", tags.join(", "));
    match instance.get(TAG) {
        None => Some(FieldProblem::new(join(field, TAG), "", allowed(), "missing")),
        Some(tag) if !tags.iter().any(|known| tag == known) => {
            Some(FieldProblem::new(join(field, TAG), quote(tag), allowed(), "not_allowed"))
        }
        Some(_) => None,
    }
}

fn plain(field: &str, kind: &ValidationErrorKind, instance: &Value, schema: &Value) -> FieldProblem {
    FieldProblem::new(join(field, ""), quote(instance), describe(schema), code_of(kind, instance, schema))
}

/// The one alternative that an object is meant to be, told by its tag: its problems are those of the user's fields.
fn meant(schema: &Value, instance: &Value) -> Option<usize> {
    let alternatives = ["oneOf", "anyOf"].iter().find_map(|keyword| schema[*keyword].as_array())?;
    if let Some(place) = optional(alternatives, instance) {
        return Some(place);
    }
    let is_meant = |alternative: &Value| {
        let tags = alternative["properties"].as_object().into_iter().flatten();
        alternative["type"] == "object"
            && tags.filter_map(|(name, one)| Some((name, one.get("const")?))).all(|(name, tag)| instance[name] == *tag)
    };
    let mut found = alternatives.iter().enumerate().filter(|(_, one)| instance.is_object() && is_meant(one));
    let (place, _) = found.next()?;
    found.next().is_none().then_some(place)
}

/// Of alternatives of which one is null, the other: what an optional field holds when it holds something. Told for variants only,
/// whose own alternatives know more than "an object".
fn optional(alternatives: &[Value], instance: &Value) -> Option<usize> {
    let [one, other] = alternatives else { return None };
    let is_null = |alternative: &Value| alternative["type"] == "null";
    let place = match (is_null(one), is_null(other)) {
        (true, false) => 1,
        (false, true) => 0,
        _ => return None,
    };
    (instance.is_object() && alternatives[place]["oneOf"].is_array()).then_some(place)
}

fn unknown(field: &str, name: &str, instance: &Value, schema: &Value) -> FieldProblem {
    let known: Vec<&str> = schema["properties"]
        .as_object()
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    FieldProblem::new(
        join(field, if name.is_empty() { "\"\"" } else { name }),
        quote(&instance[name]),
        format!("one of {}", known.join(", ")),
        "unknown_field",
    )
}

fn code_of(kind: &ValidationErrorKind, instance: &Value, schema: &Value) -> &'static str {
    match kind {
        ValidationErrorKind::Type { .. } if is_number(schema) && is_not_finite(instance) => "not_finite",
        ValidationErrorKind::Type { .. } => "wrong_type",
        ValidationErrorKind::Minimum { .. }
        | ValidationErrorKind::Maximum { .. }
        | ValidationErrorKind::ExclusiveMinimum { .. }
        | ValidationErrorKind::ExclusiveMaximum { .. } => "out_of_range",
        ValidationErrorKind::MinItems { .. }
        | ValidationErrorKind::MaxItems { .. }
        | ValidationErrorKind::MinLength { .. }
        | ValidationErrorKind::MaxLength { .. } => "wrong_length",
        _ => "not_allowed",
    }
}

fn is_number(schema: &Value) -> bool {
    types(schema).contains(&"number")
}

/// JSON has no infinities: writers turn them into null or into a word.
fn is_not_finite(instance: &Value) -> bool {
    match instance {
        Value::Null => true,
        Value::String(text) => text.parse::<f64>().is_ok_and(|number| !number.is_finite()),
        _ => false,
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What a schema allows, in words.
fn describe(schema: &Value) -> String {
    let choices = choices(schema);
    if !choices.is_empty() {
        return format!("one of {}", choices.join(", "));
    }
    let names: Vec<&str> = types(schema).into_iter().filter(|name| *name != "null").collect();
    let kind = match names.as_slice() {
        ["number"] => "a finite number".to_owned(),
        ["integer"] => "a whole number".to_owned(),
        ["string"] => "a text".to_owned(),
        ["array"] => "a list".to_owned(),
        ["object"] => "an object".to_owned(),
        ["boolean"] => "true or false".to_owned(),
        [] => alternatives_in_words(schema),
        other => other.join(" or "),
    };
    let limit = |low: &str, high: &str| match (schema.get(low), schema.get(high)) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    match limit("minimum", "maximum")
        .or_else(|| limit("minItems", "maxItems").map(|range| format!("of length {range}")))
    {
        Some(range) => format!("{kind}, {range}"),
        None => kind,
    }
}

/// What alternatives without a tag allow, or that the schema has the answer.
fn alternatives_in_words(schema: &Value) -> String {
    let lists = ["oneOf", "anyOf"].iter().filter_map(|keyword| schema[*keyword].as_array());
    let words: Vec<String> = lists.flatten().filter(|one| one["type"] != "null").map(describe).collect();
    if words.is_empty() { "what the schema of the process says".into() } else { words.join(" or ") }
}

/// Values of an enumeration, whether written as `enum`, `const` or alternatives of them.
fn choices(schema: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Alternatives of objects (GeoJSON geometries, what fails) are told apart by a tag.
    let tag = || schema["properties"].as_object()?.values().find_map(|property| property.get("const"));
    if let Some(value) = schema.get("const").or_else(tag) {
        return vec![text(value)];
    }
    ["enum", "oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| schema[*keyword].as_array().map(|list| (*keyword, list)))
        .flat_map(|(keyword, list)| {
            list.iter().flat_map(move |item| if keyword == "enum" { vec![text(item)] } else { choices(item) })
        })
        .filter(|choice| choice != "null")
        .collect()
}

/// `/points/3/x_m` as the user writes it: `points[3].x_m`.
fn field_name(pointer: &str) -> String {
    pointer.split('/').filter(|segment| !segment.is_empty()).fold(String::new(), |field, segment| {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{field}[{segment}]")
        } else {
            join(&field, &segment)
        }
    })
}

/// Name of a field within another; what has no name at all is the input itself.
fn join(field: &str, name: &str) -> String {
    match (field, name) {
        ("", "") => WHOLE.to_owned(),
        ("", one) | (one, "") => one.to_owned(),
        (field, name) => format!("{field}.{name}"),
    }
}

fn quote(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn validator() -> InputValidator {
        InputValidator::new(json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["mass_kg", "burst"],
            "properties": {
                "mass_kg": {"type": "number", "minimum": 0.1, "maximum": 10.0},
                "burst": {"oneOf": [{"const": "free_air"}, {"const": "hemispherical"}]},
                "note": {"type": ["string", "null"]},
                "points": {"type": "array", "minItems": 1, "items": {"type": "object",
                    "properties": {"x_m": {"type": "number"}}}}
            }
        }))
        .unwrap()
    }

    fn problems(input: Value) -> Vec<(String, String)> {
        let refused = validator().check(&input).unwrap_err();
        let mut found: Vec<(String, String)> =
            refused.problems.into_iter().map(|problem| (problem.field, problem.code)).collect();
        found.sort();
        found
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let found = problems(json!({"mass_kg": 11, "burst": "up", "depth": 3, "note": 5, "points": [{"x_m": "far"}]}));
        let expected = [
            ("burst", "not_allowed"),
            ("depth", "unknown_field"),
            ("mass_kg", "out_of_range"),
            ("note", "wrong_type"),
            ("points[0].x_m", "wrong_type"),
        ];
        assert_eq!(found, pairs(&expected));
    }

    #[test]
    fn missing_and_not_finite() {
        assert_eq!(problems(json!({})), pairs(&[("burst", "missing"), ("mass_kg", "missing")]));
        for not_finite in [json!(null), json!("NaN"), json!("inf"), json!("-Infinity")] {
            let found = problems(json!({"mass_kg": not_finite, "burst": "free_air"}));
            assert_eq!(found, pairs(&[("mass_kg", "not_finite")]));
        }
        assert_eq!(problems(json!([1])), pairs(&[("input", "wrong_type")]));
    }

    #[test]
    fn what_is_wrong_within_an_alternative_is_named() {
        let validator = InputValidator::new(json!({"type": "object", "required": ["release"], "properties": {
            "release": {"oneOf": [
                {"type": "object", "required": ["kind", "mass_kg"], "properties":
                    {"kind": {"const": "spill"}, "mass_kg": {"type": "number", "maximum": 10.0}}},
                {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "burst"}}}]},
            "place": {"anyOf": [{"type": "object", "additionalProperties": false, "properties": {"x_m": {"type": "number"}}},
                {"type": "null"}]}}}))
        .unwrap();
        let problems = |input: Value| -> Vec<[String; 3]> {
            let refused = validator.check(&input).unwrap_err();
            refused.problems.into_iter().map(|one| [one.field, one.allowed, one.code]).collect()
        };
        let deep = problems(json!({"release": {"kind": "spill", "mass_kg": 11}, "place": {"": 1}}));
        assert!(deep.contains(&["release.mass_kg", "a finite number, at most 10.0", "out_of_range"].map(String::from)));
        assert!(deep.iter().any(|[field, _, code]| field == "place.\"\"" && code == "unknown_field"), "{deep:?}");
        let kinds = ["release.kind", "one of spill, burst", "not_allowed"].map(String::from);
        assert_eq!(problems(json!({"release": {"kind": "leak"}})), [kinds]);
        assert_eq!(problems(json!({})), [["release", "one of spill, burst", "missing"].map(String::from)]);
        let place = ["place", "an object", "not_allowed"].map(String::from);
        assert!(problems(json!({"release": {"kind": "burst"}, "place": 1})).contains(&place));
    }

    #[test]
    fn a_variant_is_told_by_its_tag_and_its_fields_by_name() {
        let variant = |kind: &str, field: &str| {
            json!({"type": "object", "additionalProperties": false, "required": ["kind", field],
                "properties": {"kind": {"const": kind}, field: {"type": "number", "minimum": 0.0}}})
        };
        let schema = json!({"type": "object", "properties": {"list": {"type": "array",
            "items": {"oneOf": [variant("hole", "diameter_m"), variant("burst", "mass_kg")]}}}});
        let validator = InputValidator::new(schema).unwrap();
        let input = json!({"list": [{"kind": "hole", "diameter_m": -1, "mass_kg": 2}, {"kind": "leak"}, {}, {"kind": "burst"}, 5]});
        let refused = validator.check(&input).unwrap_err();
        let mut found: Vec<(String, String)> =
            refused.problems.into_iter().map(|problem| (problem.field, problem.code)).collect();
        found.sort();
        let expected = [
            ("list[0].diameter_m", "out_of_range"),
            ("list[0].mass_kg", "unknown_field"),
            ("list[1].kind", "not_allowed"),
            ("list[2].kind", "missing"),
            ("list[3].mass_kg", "missing"),
            ("list[4]", "not_allowed"),
        ];
        assert_eq!(found, pairs(&expected));
    }

    #[test]
    fn what_is_allowed_is_said_in_words() {
        let refused = validator().check(&json!({"mass_kg": 11, "burst": "up", "points": []})).unwrap_err();
        let allowed: Vec<&str> = refused.problems.iter().map(|problem| problem.allowed.as_str()).collect();
        for words in ["a finite number, 0.1 to 10.0", "one of free_air, hemispherical", "a list, of length at least 1"]
        {
            assert!(allowed.contains(&words), "{words} not in {allowed:?}");
        }
    }
}
