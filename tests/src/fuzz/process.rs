//! The target of every process of the registry.

use super::check;
use super::generate::Words;
use super::mutate;
use cordon_api::scenario::{Language, Solved, feature_collection, picture_svg, sheet_markdown};
use cordon_datasets::substances::built_in;
use cordon_datasets::tables::standard_tables;
use cordon_engine::process::{Context, Process, ProcessError, ProcessOutput, Registry};
use cordon_engine::progress::ProgressToken;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What is prepared once for a process.
struct Subject {
    example: Value,
    input_schema: Value,
    answers: Validator,
}

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(Registry::standard)
}

/// Names of all processes: the list of targets.
pub fn ids() -> impl Iterator<Item = &'static str> {
    registry().iter().map(Process::id)
}

fn subject(id: &str) -> &'static Subject {
    static SUBJECTS: OnceLock<BTreeMap<&'static str, Subject>> = OnceLock::new();
    let subjects = SUBJECTS.get_or_init(|| registry().iter().map(|process| (process.id(), prepare(process))).collect());
    subjects.get(id).unwrap_or_else(|| panic!("no process {id}"))
}

fn prepare(process: &dyn Process) -> Subject {
    Subject {
        example: process.example().expect("an example that is JSON"),
        input_schema: process.input_schema(),
        answers: jsonschema::validator_for(&process.output_schema()).expect("a schema of answers"),
    }
}

/// The input that the bytes stand for.
///
/// # Panics
/// When there is no process of that name.
#[must_use]
pub fn input_of(id: &str, data: &[u8]) -> Value {
    static SUBSTANCES: OnceLock<Vec<String>> = OnceLock::new();
    let substances = SUBSTANCES.get_or_init(|| built_in().iter().map(|substance| substance.id.clone()).collect());
    let subject = subject(id);
    mutate::input(&subject.example, &subject.input_schema, Words { substances }, data)
}

/// Runs a process on the input of the bytes and judges what it says.
///
/// # Panics
/// When the process does, when a refusal does not name its field, when an answer does not fit its own schema (NaN is
/// null in JSON), when a caveat lacks a language.
pub fn process(id: &str, data: &[u8]) {
    let input = input_of(id, data);
    let context = Context { library: built_in(), tables: standard_tables(), city: None };
    match registry().execute(id, &context, input.clone(), &ProgressToken::new()) {
        Ok(answer) => check_answer(id, &input, &answer),
        Err(ProcessError::InvalidInput(refused)) => check::refusal(&refused.problems),
        Err(other) => panic!("{other}"),
    }
}

fn check_answer(id: &str, input: &Value, answer: &ProcessOutput) {
    let whole = json!(answer);
    let problems: Vec<String> = subject(id)
        .answers
        .iter_errors(&whole)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .take(5)
        .collect();
    assert!(problems.is_empty(), "an answer against its own schema: {}; the input was {input}", problems.join("; "));
    check::caveats(&answer.caveats);
    let user_says_so = check::speaks_of_nan(input);
    if !user_says_so {
        check::texts(&whole);
    }
    if id == "scenario" {
        check_faces(input, &whole, user_says_so);
    }
}

/// The files that are written of the answer of a scenario.
fn check_faces(input: &Value, whole: &Value, user_says_so: bool) {
    let solved = Solved { input, result: &whole["result"], caveats: &whole["caveats"], manifest: &whole["manifest"] };
    for language in [Language::En, Language::Zh] {
        let (sheet, picture) = (sheet_markdown(&solved, language), picture_svg(&solved, language));
        assert!(sheet.len() > 100 && picture.ends_with("</svg>\n"), "{picture}");
        if !user_says_so {
            check::figures(&sheet);
            check::figures(&picture);
        }
    }
    if let Some(collection) = feature_collection(&solved) {
        assert_eq!(collection["type"], "FeatureCollection");
    }
}
