//! The vocabulary of harm levels, for the page and for whoever draws zones.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CacheControl, CacheDirective};
use cordon_engine::vulnerability::{Family, HARM_LEVELS, HarmLevel, LFL_SHARE_PREFIX, LevelEntry, RANKS};
use serde_json::{Value, json};

/// It changes with the program only.
const MAX_AGE_S: u32 = 300;

/// Every level of harm with names, meaning, threshold, rank, source and colours, and what ranks and families are called.
///
/// Ids that begin with `share_prefix` and end in another number are shares of the lower flammable limit, drawn as half of it is.
#[utoipa::path(get, path = "/harm-levels", tag = "common",
    responses((status = 200, description = "levels, ranks and families", body = Object)))]
pub async fn harm_levels() -> HttpResponse {
    let mut families: Vec<Family> = HARM_LEVELS.iter().map(|level| level.family).collect();
    families.dedup();
    let cache = CacheControl(vec![CacheDirective::MaxAge(MAX_AGE_S)]);
    HttpResponse::Ok().insert_header((CACHE_CONTROL, cache.to_string())).json(json!({
        "levels": HARM_LEVELS.iter().map(level).collect::<Vec<_>>(),
        "share_prefix": LFL_SHARE_PREFIX,
        "ranks": RANKS.iter().zip(1..).map(|(&(en, zh), rank)| json!({"rank": rank, "name": {"en": en, "zh": zh}})).collect::<Vec<_>>(),
        "families": families.into_iter().map(family).collect::<Vec<_>>(),
    }))
}

fn level(entry: &LevelEntry) -> Value {
    json!({
        "id": entry.id,
        "family": entry.family,
        "quantity": entry.effect,
        "unit": entry.effect.unit(),
        "value": entry.value,
        "holds": entry.holds,
        "rank": entry.rank,
        "name": {"en": entry.name_en, "zh": entry.name_zh},
        "meaning": {"en": entry.meaning_en, "zh": entry.meaning_zh},
        "source": entry.source,
        "origin": entry.origin,
        "colour": {"day": entry.colour_day, "night": entry.colour_night},
        "is_share": entry.id == HarmLevel::HALF_LFL.id,
    })
}

fn family(family: Family) -> Value {
    let (en, zh) = family.names();
    json!({"id": family, "name": {"en": en, "zh": zh}})
}
