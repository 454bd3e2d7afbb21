//! The answer as a GeoJSON feature collection (RFC 7946): source, zones of clouds, fires and blasts, confidence rings, frames,
//! receptors.

use super::effects::{effect_name, short_label};
use super::words::{Language, level_colour, level_name};
use super::{Solved, items, text};
use serde_json::{Value, json};

/// Source, zones over all time with their confidence rings, zones of each frame, receptors; none where the scenario has no place
/// or no direction of the wind. The collection carries title, caveats, time line, sheet and manifest.
#[must_use]
pub fn feature_collection(solved: &Solved<'_>) -> Option<Value> {
    let result = solved.result;
    let source = result["source"].as_object()?;
    let mut features = vec![feature(source.clone().into(), json!({"kind": "source", "title": result["title"]}))];
    for cloud in items(&result["clouds"]) {
        for zone in items(&cloud["zones"]).filter(|zone| zone["reach_m"].is_number()) {
            features
                .push(feature(zone["confidence_geometry"].clone(), zone_properties("confidence", cloud, zone, None)));
            features.push(feature(zone["geometry"].clone(), zone_properties("zone", cloud, zone, None)));
        }
        for frame in items(&cloud["frames"]) {
            for zone in items(&frame["zones"]) {
                let properties = zone_properties("frame", cloud, zone, Some(&frame["time_s"]));
                features.push(feature(zone["geometry"].clone(), properties));
            }
        }
    }
    for effect in items(&result["effects"]) {
        for zone in items(&effect["zones"]).filter(|zone| zone["reach_m"].is_number()) {
            for (kind, geometry) in [("confidence", "confidence_geometry"), ("zone", "geometry")] {
                features.push(feature(zone[geometry].clone(), harm_properties(kind, effect, zone)));
            }
        }
    }
    for receptor in items(&result["receptors"]) {
        let exposure = &receptor["exposure"];
        let properties = json!({
            "kind": "receptor", "name": receptor["name"], "x_m": receptor["x_m"], "y_m": receptor["y_m"],
            "arrival_s": exposure["arrival_s"], "departure_s": exposure["departure_s"], "peak_kg_m3": exposure["peak_kg_m3"],
            "toxic_load": exposure["toxic_load"], "lethality_prob": exposure["lethality_prob"],
            "indoors_peak_kg_m3": exposure["indoors"]["peak_kg_m3"],
            "indoors_lethality_prob": exposure["indoors"]["lethality_prob"],
        });
        features.push(feature(receptor["place"].clone(), properties));
    }
    Some(json!({
        "type": "FeatureCollection", "title": result["title"], "substance": result["substance"], "features": features,
        "released_mass_kg": result["released_mass_kg"], "airborne_mass_kg": result["airborne_mass_kg"],
        "tree": result["tree"], "timeline": result["timeline"], "sheet": result["sheet"], "caveats": solved.caveats, "manifest": solved.manifest,
        "scenario": solved.input,
    }))
}

fn feature(geometry: Value, properties: Value) -> Value {
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn zone_properties(kind: &str, cloud: &Value, zone: &Value, time_s: Option<&Value>) -> Value {
    let key = text(&zone["level"]);
    let name = |language| level_name(key, zone["exposure_s"].as_f64(), language);
    json!({
        "kind": kind, "effect": if zone["purpose"] == "flammable" { "flash_fire" } else { "toxic_cloud" },
        "cloud": cloud["origin"], "model": cloud["model"], "level": key,
        "exposure_s": zone["exposure_s"], "time_s": time_s,
        "name_en": name(Language::En), "name_zh": name(Language::Zh), "colour": level_colour(key),
        "threshold_kg_m3": zone["threshold_kg_m3"], "threshold_mole_frac": zone["threshold_mole_frac"],
        "averaging_time_s": zone["averaging_time_s"], "origin": zone["origin"], "reach_m": zone["reach_m"],
        "half_width_m": zone["half_width_m"], "area_m2": zone["area_m2"],
    })
}

fn harm_properties(kind: &str, effect: &Value, zone: &Value) -> Value {
    json!({
        "kind": kind, "effect": effect["kind"], "model": effect["model"], "level": zone["level"],
        "title_en": effect_name(effect, Language::En), "title_zh": effect_name(effect, Language::Zh),
        "name_en": short_label(zone, Language::En), "name_zh": short_label(zone, Language::Zh),
        "label_en": zone["label_en"], "label_zh": zone["label_zh"], "colour": level_colour(text(&zone["level"])),
        "threshold": zone["threshold"], "unit": zone["unit"], "source": zone["source"], "origin": zone["origin"],
        "begin_s": effect["begin_s"], "end_s": effect["end_s"], "reach_m": zone["reach_m"],
        "half_width_m": zone["half_width_m"], "area_m2": zone["area_m2"],
    })
}
