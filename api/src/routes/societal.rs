//! How often how many people die: the F-N curve of the city or of a facility, and the facilities by what they make of it.

use super::paging::Page;
use super::{State, base_url, query_pairs};
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse};
use cordon_datasets::tables::gb36894_2018_societal_risk;
use cordon_engine::provenance::FieldProblem;
use serde_json::{Value, json};

/// Societal risk: F-N curve, deaths a year, the lines of GB 36894-2018 beside it.
///
/// # Errors
/// Refused input, no such facility, societal risk not ready or not possible.
#[utoipa::path(get, path = "/societal-risk", tag = "city",
    params(("facility" = Option<String>, Query, description = "key of a facility; the whole city when absent")),
    responses((status = 200, description = "curve, deaths per year, criteria, caveats", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such facility, or nobody on record", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "risk not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn societal_risk(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let facility = wanted_facility(&query_pairs(&request)?)?;
    let answer = state.run(move |state| answer(state, facility.as_deref())).await?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Facilities by the deaths a year they make, most first: the order in which to inspect them.
///
/// # Errors
/// Refused page, societal risk not ready or not possible.
#[utoipa::path(get, path = "/societal-risk/facilities", tag = "city",
    params(("limit" = Option<u32>, Query, description = "1 or more, 100 when absent; at most 10000 are sent at once"),
        ("offset" = Option<u32>, Query, description = "facilities to pass over")),
    responses((status = 200, description = "facilities with deaths per year, numberMatched, links", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "nobody on record", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "risk not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn ranking(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let pairs = query_pairs(&request)?;
    let page = Page::parse(&pairs)?;
    let address = format!("{}/societal-risk/facilities", base_url(&request));
    let answer = state.run(move |state| {
        let societal = state.societal()?;
        let all = societal.ranking();
        let items = page.of(&all);
        Ok(json!({
            "numberMatched": all.len(),
            "numberReturned": items.len(),
            "facilities": items,
            "links": page.links(&address, "application/json", &pairs, all.len()),
            "caveats": societal.caveats(),
            "manifest": societal.manifest(),
        }))
    });
    Ok(HttpResponse::Ok().json(answer.await?))
}

fn answer(state: &AppState, facility: Option<&str>) -> Result<Value, ApiError> {
    let societal = state.societal()?;
    let unknown = |id: &str| ApiError::Unknown { kind: "facility in the assessment", id: id.into() };
    let summary = match facility {
        Some(id) => societal.facility(id).ok_or_else(|| unknown(id))?,
        None => societal.city(),
    };
    let mut answer = json!(summary);
    answer["facility"] = json!(facility);
    answer["criteria"] = criteria();
    answer["counts"] = super::city::counts(state);
    answer["manifest"] = json!(societal.manifest());
    answer["assessment_caveats"] = json!(super::city::caveats(state));
    Ok(answer)
}

/// The two lines of the standard's diagram, point by point, with source and mark of origin.
pub(crate) fn criteria() -> Value {
    let points: Vec<Value> = gb36894_2018_societal_risk()
        .iter()
        .map(|point| {
            json!({"line": point.line, "name_zh": point.name_zh, "n": point.fatalities,
                "f_per_year": point.frequency_per_year, "source": point.source, "origin": point.origin})
        })
        .collect();
    json!({
        "standard": "GB 36894-2018",
        "applies_zh": "适用于危险化学品生产装置和储存设施;城市总曲线仅供参考",
        "applies_en": "for production and storage installations of hazardous chemicals; beside a city's curve for orientation only",
        "points": points,
    })
}

fn wanted_facility(pairs: &[(String, String)]) -> Result<Option<String>, ApiError> {
    let unknown = pairs.iter().filter(|(name, _)| !matches!(name.as_str(), "facility" | "f"));
    let problems: Vec<FieldProblem> =
        unknown.map(|(name, value)| FieldProblem::new(name, value, "one of: facility", "unknown_field")).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    Ok(pairs.iter().find(|(name, _)| name == "facility").map(|(_, value)| value.clone()))
}
