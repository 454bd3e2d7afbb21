//! What must hold of every answer and every refusal.

use cordon_engine::provenance::{Caveat, FieldProblem};
use serde_json::Value;

/// Words of a number that is none.
const NOT_FINITE: [&str; 4] = ["NaN", "inf", "Infinity", "-inf"];

/// A refusal names the field, what is allowed and a code.
///
/// # Panics
/// When it does not.
pub fn refusal(problems: &[FieldProblem]) {
    assert!(!problems.is_empty(), "a refusal without a reason");
    for problem in problems {
        let is_code = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
        assert!(!problem.field.is_empty(), "a refusal without a field: {problem:?}");
        assert!(!problem.allowed.trim().is_empty(), "a refusal that does not say what is allowed: {problem:?}");
        assert!(!problem.code.is_empty() && problem.code.bytes().all(is_code), "a refusal without a code: {problem:?}");
    }
}

/// Caveats speak both languages and name what raised them.
///
/// # Panics
/// When one does not.
pub fn caveats(caveats: &[Caveat]) {
    for caveat in caveats {
        let chinese = caveat.message_zh.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        assert!(chinese, "no Chinese: {caveat:?}");
        assert!(caveat.message_en.split_whitespace().count() > 1, "no English sentence: {caveat:?}");
        assert!(!caveat.subject.is_empty(), "no subject: {caveat:?}");
    }
}

/// A text for people holds no number that is none.
///
/// # Panics
/// When it does.
pub fn figures(text: &str) {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    for word in words {
        assert!(!NOT_FINITE.contains(&word), "`{word}` for a number in: {}", shortened(text, word));
    }
}

/// As [`figures`], of every text in a value.
///
/// # Panics
/// As [`figures`].
pub fn texts(value: &Value) {
    match value {
        Value::String(text) => figures(text),
        Value::Array(items) => items.iter().for_each(texts),
        Value::Object(fields) => fields.values().for_each(texts),
        _ => {}
    }
}

/// Whether a value holds the word of a number that is none, in a text or a name: then answers may repeat it.
#[must_use]
pub fn speaks_of_nan(value: &Value) -> bool {
    let text = value.to_string();
    NOT_FINITE.iter().any(|word| text.contains(word))
}

fn shortened<'t>(text: &'t str, word: &str) -> &'t str {
    let at = text.find(word).unwrap_or(0);
    let start = text[..at].char_indices().rev().nth(120).map_or(0, |(start, _)| start);
    let end = text[at..].char_indices().nth(60).map_or(text.len(), |(end, _)| at + end);
    &text[start..end]
}
