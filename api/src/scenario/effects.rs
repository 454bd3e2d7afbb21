//! The event tree and its effects in words and as zones, for sheet, plan, GeoJSON and terminal.

use super::words::{Language, level_name};
use super::{items, text};
use serde_json::Value;

/// Name of an outcome of the tree.
pub(super) fn outcome_name(outcome: &str, language: Language) -> &str {
    match outcome {
        "fireball" => language.of("fireball", "火球"),
        "jet_fire" => language.of("jet fire", "喷射火"),
        "pool_fire" => language.of("pool fire", "池火"),
        "flash_fire" => language.of("flash fire", "闪火"),
        "explosion" => language.of("vapour-cloud explosion", "蒸气云爆炸"),
        "dispersion" => language.of("no ignition, the cloud drifts away", "未点燃,云团扩散"),
        other => other,
    }
}

/// Name of an effect, with the time at which it begins where it does not begin at once.
#[must_use]
pub fn effect_name(effect: &Value, language: Language) -> String {
    let title = text(&effect[language.of("title_en", "title_zh")]);
    match effect["begin_s"].as_f64() {
        Some(begin_s) if begin_s > 0.0 => match language {
            Language::En => format!("{title} after {begin_s:.0} s"),
            Language::Zh => format!("{title}({begin_s:.0} s 后)"),
        },
        _ => title.into(),
    }
}

/// A branch in words: how it is lit and what it ends in.
#[must_use]
pub fn branch_name(branch: &Value, language: Language) -> String {
    let outcome = text(&branch["outcome"]);
    let name = outcome_name(outcome, language);
    match (outcome, branch["immediate"].as_bool()) {
        ("dispersion", _) => name.into(),
        (_, Some(true)) => format!("{}: {name}", language.of("lit at once", "立即点燃")),
        _ => format!("{}: {name}", language.of("lit later", "延迟点燃")),
    }
}

/// Names of the effects of a branch.
pub(super) fn effects_of(branch: &Value, effects: &Value, language: Language) -> String {
    let names = items(&branch["effects"]).filter_map(Value::as_u64).filter_map(|index| effects.get(index as usize));
    names.map(|effect| effect_name(effect, language)).collect::<Vec<_>>().join(language.of(", ", "、"))
}

/// Name of the level of a zone of fire or blast.
#[must_use]
pub fn short_label(zone: &Value, language: Language) -> String {
    level_name(text(&zone["level"]), None, language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn branches_and_effects_are_told_in_words() {
        let later = json!({"outcome": "explosion", "immediate": false, "effects": [1, 0]});
        let effects = json!([
            {"title_en": "flash fire", "title_zh": "闪火", "begin_s": 0.0},
            {"title_en": "vapour-cloud explosion", "title_zh": "蒸气云爆炸", "begin_s": 48.6},
        ]);
        assert_eq!(branch_name(&later, Language::En), "lit later: vapour-cloud explosion");
        assert_eq!(effects_of(&later, &effects, Language::Zh), "蒸气云爆炸(49 s 后)、闪火");
        let drifting = json!({"outcome": "dispersion", "immediate": false});
        assert_eq!(branch_name(&drifting, Language::Zh), "未点燃,云团扩散");
        let zone = json!({"level": "heat_12_5_kw_m2"});
        assert_eq!(short_label(&zone, Language::Zh), "12.5 kW/m2");
    }
}
