//! What the substances of the library are called: for fields in which one is typed.

use super::paging::Page;
use super::{State, base_url, query_pairs};
use crate::error::{ApiError, Problem};
use actix_web::{HttpRequest, HttpResponse};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::substance::Substance;
use serde_json::{Value, json};

/// Longest text that is looked for, characters.
const LONGEST: usize = 200;

/// Substances whose key, CAS or UN number, name or alias holds `q`, the nearest first; all without it.
///
/// # Errors
/// Refused page or text.
#[utoipa::path(get, path = "/substances", tag = "processes",
    params(("q" = Option<String>, Query, description = "part of a name in Chinese or English, of a CAS or a UN number"),
        ("limit" = Option<u32>, Query, description = "1 or more, 100 when absent; at most 10000 are sent at once"),
        ("offset" = Option<u32>, Query, description = "substances to pass over")),
    responses((status = 200, description = "substances, numberMatched, links to further pages", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json")))]
pub async fn substances(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let pairs = query_pairs(&request)?;
    let (texts, others): (Vec<_>, Vec<_>) = pairs.iter().cloned().partition(|(name, _)| name == "q");
    let typed = match texts.as_slice() {
        [] => "",
        [(_, text)] if text.chars().count() <= LONGEST => text,
        [_] => return Err(refused(&texts[0].1, "a text of at most 200 characters", "wrong_length")),
        _ => return Err(refused(&texts[1].1, "once", "repeated")),
    };
    let page = Page::parse(&others)?;
    let found = state.library.search(typed);
    let address = format!("{}/substances", base_url(&request));
    Ok(HttpResponse::Ok().json(json!({
        "substances": page.of(&found).iter().map(|substance| described(substance)).collect::<Vec<_>>(),
        "numberMatched": found.len(),
        "edition": state.library.edition(),
        "links": page.links(&address, "application/json", &pairs, found.len()),
    })))
}

fn refused(value: &str, allowed: &str, code: &str) -> ApiError {
    let shown: String = value.chars().take(80).collect();
    ApiError::parameter(FieldProblem::new("q", shown, allowed, code))
}

fn described(substance: &Substance) -> Value {
    json!({
        "id": substance.id,
        "cas": substance.cas,
        "un_number": substance.un_number,
        "name": substance.name,
        "acutely_toxic": substance.acutely_toxic,
        "flammable": substance.lfl_mole_frac.is_some(),
    })
}
