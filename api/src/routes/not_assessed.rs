//! What is in no risk figure, page by page: a large city has thousands of such units.

use super::city::reason_of;
use super::paging::Page;
use super::{State, base_url, query_pairs};
use crate::error::{ApiError, Problem};
use crate::state::CityRisk;
use actix_web::{HttpRequest, HttpResponse};
use cordon_engine::city::{BilingualName, City};
use cordon_engine::scenario::NotAssessedUnit;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Units that are in no risk figure, each with its reason.
///
/// # Errors
/// Risk not ready, refused page.
#[utoipa::path(get, path = "/not-assessed", tag = "city",
    params(("limit" = Option<u32>, Query, description = "1 or more, 100 when absent; at most 10000 are sent at once"),
        ("offset" = Option<u32>, Query, description = "units to pass over")),
    responses((status = 200, description = "units with reasons, numberMatched, links to further pages", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "risk not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn units(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let describe = |city: &City, risk: &CityRisk, page: Page| {
        let all = risk.assessment.not_assessed();
        (units_of(city, page.of(all)), all.len())
    };
    page_of(state, &request, "not-assessed", "units", describe).await
}

/// Keys of the facilities of which no unit is in the risk.
///
/// # Errors
/// Risk not ready, refused page.
#[utoipa::path(get, path = "/not-assessed/facilities", tag = "city",
    params(("limit" = Option<u32>, Query, description = "1 or more, 100 when absent; at most 10000 are sent at once"),
        ("offset" = Option<u32>, Query, description = "facilities to pass over")),
    responses((status = 200, description = "keys, numberMatched, links to further pages", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "risk not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn facilities(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let describe = |_: &City, risk: &CityRisk, page: Page| {
        let all = &risk.assessed.facilities_without;
        (json!(page.of(all)), all.len())
    };
    page_of(state, &request, "not-assessed/facilities", "facilities", describe).await
}

/// One page of a list: `describe` gives its items and how many there are in all.
async fn page_of(
    state: State,
    request: &HttpRequest,
    path: &str,
    name: &'static str,
    describe: impl Fn(&City, &CityRisk, Page) -> (Value, usize) + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let pairs = query_pairs(request)?;
    let page = Page::parse(&pairs)?;
    let address = format!("{}/{path}", base_url(request));
    let answer = state.run(move |state| {
        let (items, matched) = describe(&state.city, state.risk()?, page);
        Ok(json!({
            "numberMatched": matched,
            "numberReturned": items.as_array().map_or(0, Vec::len),
            name: items,
            "links": page.links(&address, "application/json", &pairs, matched),
        }))
    });
    Ok(HttpResponse::Ok().json(answer.await?))
}

fn units_of(city: &City, units: &[NotAssessedUnit]) -> Value {
    let wanted: HashSet<&str> = units.iter().map(|unit| unit.facility_id.as_str()).collect();
    let owners = city.facilities.iter().filter(|facility| wanted.contains(facility.id.as_str()));
    let names: HashMap<&str, &BilingualName> = owners.map(|owner| (owner.id.as_str(), &owner.name)).collect();
    let described = units.iter().map(|unit| {
        json!({"unit_id": unit.unit_id, "facility_id": unit.facility_id,
            "facility_name": names.get(unit.facility_id.as_str()), "substance_name": unit.substance_name,
            "reason": reason_of(&unit.reason)})
    });
    described.collect()
}
