//! OGC API Processes: every model by name, executed at once.

use super::features::link;
use super::{State, base_url};
use crate::error::{ApiError, Problem};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use cordon_engine::process::{Process, ProcessError};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::FieldProblem;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Body of an execution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Execution {
    /// Input of the process by its schema.
    #[schema(value_type = Object)]
    pub inputs: Value,
}

/// All processes.
#[utoipa::path(get, path = "/processes", tag = "processes",
    responses((status = 200, description = "the processes", body = Object)))]
pub async fn list(state: State, request: HttpRequest) -> HttpResponse {
    let base = base_url(&request);
    let processes: Vec<Value> = state.registry.iter().map(|process| summary(process, &base)).collect();
    let links = json!([link(&format!("{base}/processes"), "self", "application/json", "this document")]);
    HttpResponse::Ok().json(json!({"processes": processes, "links": links}))
}

/// One process with the JSON Schemas of its input and output.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/processes/{id}", tag = "processes",
    params(("id" = String, Path, description = "process")),
    responses((status = 200, description = "the process", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn describe(state: State, id: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let process = find(&state, &id)?;
    let (input, output) = (process.input_schema(), process.output_schema());
    let mut description = summary(process, &base_url(&request));
    description["inputs"] = inputs(&input);
    description["outputs"] = json!({"result": {"title": "result", "schema": output}});
    description["inputSchema"] = input;
    description["example"] = process.example().unwrap_or(Value::Null);
    Ok(HttpResponse::Ok().json(description))
}

/// Executes a process and answers with result, caveats and manifest.
///
/// # Errors
/// All refused inputs; malformed or too large body; unknown process.
#[utoipa::path(post, path = "/processes/{id}/execution", tag = "processes", request_body = Execution,
    params(("id" = String, Path, description = "process")),
    responses((status = 200, description = "result, caveats and manifest", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "body too large", body = Problem, content_type = "application/problem+json")))]
pub async fn execute(
    state: State,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    find(&state, &id)?;
    check_content_type(&request)?;
    check_length(&request)?;
    let body = read_body(payload).await?;
    let execution = parse_execution(&body)?;
    let id = id.into_inner();
    let answer = state.run(move |state| {
        let context = state.context();
        let output = find(state, &id)?.execute(&context, execution.inputs, &ProgressToken::new()).map_err(refusal)?;
        Ok(json!({"result": output.result, "caveats": output.caveats, "manifest": output.manifest}))
    });
    Ok(HttpResponse::Ok().json(answer.await?))
}

fn find<'a>(state: &'a crate::state::AppState, id: &str) -> Result<&'a dyn Process, ApiError> {
    state.registry.get(id).ok_or_else(|| ApiError::Unknown { kind: "process", id: id.into() })
}

fn refusal(error: ProcessError) -> ApiError {
    match error {
        ProcessError::InvalidInput(refused) => refused.into(),
        other => ApiError::internal(other),
    }
}

fn check_content_type(request: &HttpRequest) -> Result<(), ApiError> {
    let declared =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    let essence = declared.split(';').next().unwrap_or("").trim();
    let is_json = essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json");
    if is_json { Ok(()) } else { Err(ApiError::UnsupportedMediaType) }
}

/// A body that says it is too long is refused before a byte of it is read.
fn check_length(request: &HttpRequest) -> Result<(), ApiError> {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = declared.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let too_large = length > super::MAX_BODY_BYTES as u64;
    if too_large { Err(ApiError::BodyTooLarge { limit_bytes: super::MAX_BODY_BYTES }) } else { Ok(()) }
}

async fn read_body(payload: web::Payload) -> Result<web::Bytes, ApiError> {
    let read = payload.to_bytes_limited(super::MAX_BODY_BYTES).await;
    let too_large = || ApiError::BodyTooLarge { limit_bytes: super::MAX_BODY_BYTES };
    let broken = |error: actix_web::Error| ApiError::MalformedJson { reason: format!("the body broke off: {error}") };
    read.map_err(|_| too_large())?.map_err(broken)
}

fn parse_execution(body: &[u8]) -> Result<Execution, ApiError> {
    let malformed = |error: serde_json::Error| ApiError::MalformedJson { reason: error.to_string() };
    let value: Value = serde_json::from_slice(body).map_err(malformed)?;
    let Value::Object(fields) = value else {
        return Err(ApiError::parameter(FieldProblem::new(
            "body",
            kind_of(&value),
            "an object with 'inputs'",
            "wrong_type",
        )));
    };
    // OGC clients may say how they want the answer; it is always the whole document, at once
    let known = ["inputs", "outputs", "response", "subscriber", "mode"];
    let mut problems: Vec<FieldProblem> = fields
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, value)| FieldProblem::new(name, value, "no such field; allowed: inputs", "unknown_field"))
        .collect();
    let inputs = fields.get("inputs").cloned();
    if inputs.is_none() {
        problems.push(FieldProblem::new("inputs", "nothing", "an object by the schema of the process", "missing"));
    }
    match inputs {
        Some(inputs) if problems.is_empty() => Ok(Execution { inputs }),
        _ => Err(problems.into()),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn summary(process: &dyn Process, base: &str) -> Value {
    let here = format!("{base}/processes/{}", process.id());
    json!({
        "id": process.id(),
        "title": process.metadata().title.en,
        "description": process.metadata().description.en,
        "titles": process.metadata().title,
        "descriptions": process.metadata().description,
        "version": env!("CARGO_PKG_VERSION"),
        "jobControlOptions": ["sync-execute"],
        "outputTransmission": ["value"],
        "links": [
            link(&here, "self", "application/json", "description"),
            link(&format!("{here}/execution"), "http://www.opengis.net/def/rel/ogc/1.0/execute", "application/json", "execute"),
        ],
    })
}

/// Inputs as OGC API Processes lists them: each property of the schema with its own schema.
fn inputs(schema: &Value) -> Value {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let described = properties.iter().map(|(name, own)| {
        let least = usize::from(required.contains(&name.as_str()));
        let input = json!({"title": name, "description": own["description"], "schema": own, "minOccurs": least, "maxOccurs": 1});
        (name.clone(), input)
    });
    Value::Object(described.collect())
}
