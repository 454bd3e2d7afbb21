//! The risk at a place and who causes it.

use super::city::{caveats, counts};
use super::{State, query_pairs};
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use actix_web::{HttpRequest, HttpResponse};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::LonLat;
use serde_json::{Value, json};

/// Individual risk at a place; the contributions add up to it.
///
/// # Errors
/// Refused coordinates, risk not ready.
#[utoipa::path(get, path = "/risk", tag = "city",
    params(("lon" = f64, Query, description = "degrees east"), ("lat" = f64, Query, description = "degrees north")),
    responses((status = 200, description = "risk and contributions", body = Object),
        (status = 400, description = "refused input", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "risk not ready", body = Problem, content_type = "application/problem+json")))]
pub async fn risk_at(state: State, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let place = parse_place(&query_pairs(&request)?)?;
    let answer = state.run(move |state| answer(state, place)).await?;
    Ok(HttpResponse::Ok().json(answer))
}

fn answer(state: &AppState, place: LonLat) -> Result<Value, ApiError> {
    let assessment = &state.risk()?.assessment;
    let risk = assessment.risk_at(place);
    Ok(json!({
        "lon_deg": place.lon_deg,
        "lat_deg": place.lat_deg,
        "risk_per_year": risk.risk_per_year,
        "contributions": risk.contributions,
        "counts": counts(state),
        "caveats": caveats(state),
        "manifest": assessment.manifest(),
    }))
}

fn parse_place(pairs: &[(String, String)]) -> Result<LonLat, ApiError> {
    let mut problems = Vec::new();
    let mut coordinate = |name: &str| {
        let text = pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let value = text.and_then(|text| text.parse::<f64>().ok());
        if value.is_none() {
            let code = if text.is_none() { "missing" } else { "wrong_type" };
            problems.push(FieldProblem::new(name, text.unwrap_or("nothing"), "a number, degrees", code));
        }
        value.unwrap_or(0.0)
    };
    let (lon_deg, lat_deg) = (coordinate("lon"), coordinate("lat"));
    for (name, value) in pairs.iter().filter(|(name, _)| !matches!(name.as_str(), "lon" | "lat" | "f")) {
        problems.push(FieldProblem::new(name, value, "one of: lon, lat", "unknown_field"));
    }
    match LonLat::from_degrees(lon_deg, lat_deg) {
        Ok(place) if problems.is_empty() => Ok(place),
        Ok(_) => Err(problems.into()),
        Err(found) => {
            problems.extend(found);
            Err(problems.into())
        }
    }
}
