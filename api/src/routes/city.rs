//! The city in figures, and what one facility holds and can do.

use super::tiles::{RISK_BANDS, RISK_IMAGE};
use super::{AppSettings, State, base_url};
use crate::error::{ApiError, Problem};
use crate::state::AppState;
use crate::tile::ADVERTISED_MAX_ZOOM;
use actix_web::{HttpRequest, HttpResponse, web};
use cordon_engine::city::{Facility, HazardUnit};
use cordon_engine::provenance::{Caveat, CaveatCode};
use cordon_engine::scenario::{EventDescription, NotAssessedReason, UnitHazards, unit_hazards};
use serde_json::{Value, json};

/// The city: extent, counts of assessed and not assessed, layers, levels of risk, caveats.
///
/// # Errors
/// None of its own.
#[utoipa::path(get, path = "/city", tag = "city",
    responses((status = 200, description = "the city in figures", body = Object)))]
pub async fn city(
    state: State,
    settings: web::Data<AppSettings>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let base = base_url(&request);
    let mut answer = city_of(&state, &base);
    answer["basemap"] = settings.basemap.as_ref().map_or(Value::Null, |basemap| basemap.describe(&base));
    Ok(HttpResponse::Ok().json(answer))
}

fn city_of(state: &AppState, base: &str) -> Value {
    let city = &state.city;
    let risk = state.risk();
    let layers: Vec<Value> = state
        .layers
        .iter()
        .map(|layer| {
            json!({"id": layer.id, "title": layer.title, "geometry": layer.geometry_type, "count": layer.len(),
                "minzoom": 0, "maxzoom": ADVERTISED_MAX_ZOOM, "extent": layer.extent(),
                "tilejson": format!("{base}/tiles/{}.json", layer.id)})
        })
        .collect();
    let failure = match &risk {
        Err(ApiError::NoRisk { reason }) => Some(reason.clone()),
        _ => None,
    };
    json!({
        "name": city.name,
        "demonstration": city.demonstration,
        "extent": city.extent,
        "centre": city.extent.centre(),
        "edition": &*state.edition,
        "counts": counts(state),
        "layers": layers,
        "risk": {
            "levels": state.levels,
            "ready": risk.is_ok(),
            "failure": failure,
            "max_per_year": risk.as_ref().ok().map(|risk| risk.field.max_per_year()),
            "elapsed_s": risk.as_ref().ok().map(|risk| risk.elapsed_s),
            "bands": format!("{base}/tiles/{RISK_BANDS}.json"),
            "image": format!("{base}/tiles/{RISK_IMAGE}.json"),
        },
        "weather": city.weather.as_ref().map(|table| json!({"station": table.station, "source": table.source,
            "origin": table.origin, "hours": table.hours, "hours_missing": table.hours_missing,
            "calm_frac": table.calm_frac})),
        "caveats": caveats(state),
    })
}

/// Facilities, units, assessed, not assessed, inactive. What is not known yet is null.
pub(super) fn counts(state: &AppState) -> Value {
    match state.risk() {
        Ok(risk) => json!(risk.assessment.counts()),
        Err(_) => json!({
            "facilities": state.city.facilities.len(),
            "units": state.city.hazard_units.len(),
            "assessed": null,
            "not_assessed": null,
            "inactive": state.city.hazard_units.iter().filter(|unit| !unit.active).count(),
        }),
    }
}

/// Caveats of every answer about the city; the assessment's own carry the mark of demonstration.
pub(super) fn caveats(state: &AppState) -> Vec<Caveat> {
    if let Ok(risk) = state.risk() {
        return risk.assessment.caveats().to_vec();
    }
    let mut caveats = Vec::new();
    if state.city.demonstration {
        caveats.push(Caveat::new(
            CaveatCode::Demonstration,
            "city",
            crate::DEMONSTRATION_MARK_EN,
            crate::DEMONSTRATION_MARK_ZH,
        ));
    }
    caveats.extend(state.city.caveats.iter().cloned());
    caveats
}

/// A reason with its sentences.
pub(super) fn reason_of(reason: &NotAssessedReason) -> Value {
    let mut words = json!(reason);
    words["zh"] = json!(reason.message_zh());
    words["en"] = json!(reason.message_en());
    words
}

/// What a facility holds and what it can do.
///
/// # Errors
/// [`ApiError::Unknown`].
#[utoipa::path(get, path = "/facilities/{id}", tag = "city",
    params(("id" = String, Path, description = "key of the facility")),
    responses((status = 200, description = "the facility, its units, their events and zones", body = Object),
        (status = 404, description = "no such thing", body = Problem, content_type = "application/problem+json")))]
pub async fn facility(state: State, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let answer = state.run(move |state| {
        let found = state.city.facilities.iter().find(|facility| facility.id == id);
        let facility = found.ok_or_else(|| ApiError::Unknown { kind: "facility", id: id.clone() })?;
        Ok(facility_of(state, facility))
    });
    Ok(HttpResponse::Ok().json(answer.await?))
}

fn facility_of(state: &AppState, facility: &Facility) -> Value {
    let units = state.city.hazard_units.iter().filter(|unit| unit.facility_id == facility.id);
    let units: Vec<Value> = units.map(|unit| unit_of(state, unit)).collect();
    json!({"facility": facility, "units": units, "caveats": caveats(state)})
}

fn unit_of(state: &AppState, unit: &HazardUnit) -> Value {
    let mut answer = json!(unit);
    answer["unit_id"] = json!(unit.id);
    match unit_hazards(&state.city, state.library, unit) {
        Ok(hazards) => add_hazards(&mut answer, &hazards),
        Err(error) => {
            answer["assessed"] = json!(false);
            answer["reason_not_assessed"] =
                json!({"code": "no_assessment", "zh": error.to_string(), "en": error.to_string()});
            answer["events"] = json!([]);
        }
    }
    if !unit.active {
        answer["assessed"] = json!(false);
    }
    answer
}

/// Adds what was computed; what the record itself does not know stays null, what was taken instead
/// stands beside it.
fn add_hazards(answer: &mut Value, hazards: &UnitHazards) {
    answer["assessed"] = json!(hazards.assessed);
    answer["reason_not_assessed"] = hazards.reason_not_assessed.as_ref().map_or(Value::Null, reason_of);
    answer["substance"] = json!(hazards.substance);
    answer["assumed_storage"] = json!({"state": hazards.storage, "temperature_k": hazards.temperature_k,
        "pressure_pa": hazards.pressure_pa});
    answer["events"] = hazards.events.iter().map(event_of).collect();
    answer["caveats"] = json!(hazards.caveats);
}

fn event_of(event: &EventDescription) -> Value {
    let mut answer = json!(event);
    answer["zones"] = event
        .zones
        .iter()
        .map(|zone| {
            json!({"effect": zone.effect, "level": zone.level, "label": {"zh": zone.label_zh, "en": zone.label_en},
                "weather": zone.weather, "distance_m": zone.distance_m, "is_at_least": zone.is_at_least,
                "origin": zone.origin})
        })
        .collect();
    answer
}
