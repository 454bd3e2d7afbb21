//! `cordon calc`: one model by name.

use super::CliError;
use super::output::say;
use clap::Args;
use cordon_engine::process::{Context, Process, ProcessError, ProcessOutput, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::FieldProblem;
use serde_json::{Value, json};
use std::io::Read;

/// Compute one model by name.
#[derive(Debug, Args)]
pub struct Calc {
    /// Name of the model (`cordon calc --list`).
    #[arg(required_unless_present_any = ["list", "schema"])]
    model: Option<String>,
    /// Input as JSON, `@file.json`, or `-` for standard input.
    #[arg(required_unless_present_any = ["list", "schema"])]
    input: Option<String>,
    /// List the models.
    #[arg(long, conflicts_with_all = ["model", "input", "schema"])]
    list: bool,
    /// Print the JSON Schemas of a model's input and output.
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["model", "input"])]
    schema: Option<String>,
}

impl Calc {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let registry = Registry::standard();
        if self.list {
            return list(&registry, json);
        }
        if let Some(name) = self.schema {
            let process = find(&registry, &name)?;
            return print(&json!({"id": process.id(), "title": process.metadata().title,
                "description": process.metadata().description, "example": process.example().unwrap_or(Value::Null),
                "input": process.input_schema(), "output": process.output_schema()}));
        }
        let input = parse_input(&self.input.unwrap_or_default())?;
        let output = execute(&self.model.unwrap_or_default(), input)?;
        print(&json!({"result": output.result, "caveats": output.caveats, "manifest": output.manifest}))
    }
}

/// Runs a model by name on an input.
pub(super) fn execute(name: &str, input: Value) -> Result<ProcessOutput, CliError> {
    execute_in(&context(), name, input)
}

/// Runs a model by name on an input, with what it may look up.
pub(super) fn execute_in(context: &Context<'_>, name: &str, input: Value) -> Result<ProcessOutput, CliError> {
    let registry = Registry::standard();
    let process = find(&registry, name)?;
    process.execute(context, input, &ProgressToken::new()).map_err(|error| match error {
        ProcessError::InvalidInput(refused) => refused.into(),
        other => CliError::failed(process.id(), other),
    })
}

/// What processes may look up.
pub(super) fn context() -> Context<'static> {
    Context {
        library: cordon_datasets::substances::library(),
        tables: cordon_datasets::tables::standard_tables(),
        city: None,
    }
}

fn list(registry: &Registry, json: bool) -> Result<(), CliError> {
    if json {
        let models: Vec<Value> =
            registry.iter().map(|process| json!({"id": process.id(), "title": process.metadata().title})).collect();
        return print(&json!({"models": models}));
    }
    registry.iter().try_for_each(|process| {
        let title = process.metadata().title;
        say!("{:24} {} / {}", process.id(), title.en, title.zh)
    })
}

pub(super) fn find<'a>(registry: &'a Registry, name: &str) -> Result<&'a dyn Process, CliError> {
    registry.get(name).ok_or_else(|| {
        let names: Vec<&str> = registry.iter().map(|process| process.id()).collect();
        let allowed = format!("one of: {}", names.join(", "));
        CliError::Refused { problems: vec![FieldProblem::new("MODEL", name, allowed, "unknown_model")] }
    })
}

/// JSON from the command line, a file or standard input.
pub(super) fn parse_input(argument: &str) -> Result<Value, CliError> {
    let text = match argument.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path).map_err(|error| CliError::failed(path, error))?,
        None if argument == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| CliError::failed("standard input", error))?;
            text
        }
        None => argument.to_owned(),
    };
    serde_json::from_str(&text).map_err(|error| CliError::Refused {
        problems: vec![FieldProblem::new("JSON", &text, format!("valid JSON ({error})"), "malformed_json")],
    })
}

fn print(value: &Value) -> Result<(), CliError> {
    say!("{value:#}")
}
