//! What changed between two runs of a scenario, and why: inputs, program and data, figures on the way, zones, caveats.
//!
//! Runs are deterministic, so that figures are compared as they are: what is the same is the same to the bit.

use super::sheet::flatten;
use super::{items, text};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A value in one run and the other; none where a run does not have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What it is: path of an input, name of a model, key of a figure or zone.
    pub what: String,
    /// What it is called, in English.
    pub title_en: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// Before.
    pub before: Option<Value>,
    /// After.
    pub after: Option<Value>,
    /// After over before, for numbers.
    pub ratio: Option<f64>,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Inputs by their paths.
    pub inputs: Vec<Change>,
    /// Version of the program, models that took part and their versions, editions of data.
    pub program: Vec<Change>,
    /// Figures of the calculation sheet, in the order of the chain: the first is where the runs part.
    pub figures: Vec<Change>,
    /// Probabilities of the branches.
    pub branches: Vec<Change>,
    /// Reach of the zones, m.
    pub zones: Vec<Change>,
    /// Exposure of the receptors.
    pub receptors: Vec<Change>,
    /// Caveats that came or went.
    pub caveats: Vec<Change>,
    /// Why, in English.
    pub why_en: String,
    /// The same in Chinese.
    pub why_zh: String,
}

/// A run: `result`, `caveats`, `manifest` and `scenario` (its input).
pub type Run = Value;

/// A named value of a run: key, titles, value.
struct Named {
    key: String,
    titles: (String, String),
    value: Value,
}

impl Named {
    fn plain(key: impl Into<String>, value: Value) -> Self {
        let key = key.into();
        Self { titles: (key.clone(), key.clone()), key, value }
    }
}

/// Compares two runs.
#[must_use]
pub fn difference(before: &Run, after: &Run) -> Difference {
    let changed = |list: fn(&Run) -> Vec<Named>| changes(list(before), list(after));
    let mut found = Difference {
        inputs: changed(inputs),
        program: changed(program),
        figures: changed(figures),
        branches: changed(branches),
        zones: changed(zones),
        receptors: changed(receptors),
        caveats: changed(caveats),
        why_en: String::new(),
        why_zh: String::new(),
    };
    (found.why_en, found.why_zh) = why(&found);
    found
}

impl Difference {
    /// Whether nothing at all changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.program.is_empty() && !self.changes_results()
    }

    fn changes_results(&self) -> bool {
        let results = [&self.figures, &self.branches, &self.zones, &self.receptors, &self.caveats];
        results.iter().any(|list| !list.is_empty())
    }
}

/// What differs, in the order of the first run; what only the second has comes last.
fn changes(before: Vec<Named>, after: Vec<Named>) -> Vec<Change> {
    let mut new: BTreeMap<String, Named> = BTreeMap::new();
    let order: Vec<String> = after.iter().map(|named| named.key.clone()).collect();
    after.into_iter().for_each(|named| drop(new.insert(named.key.clone(), named)));
    let mut found = Vec::new();
    for old in before {
        let now = new.remove(&old.key);
        // a zone that is nowhere reached is left out of a GeoJSON file: nothing and not there are the same
        let value = now.as_ref().map_or(&Value::Null, |now| &now.value);
        if *value != old.value {
            found.push(change(Some(old), now));
        }
    }
    let left = order.into_iter().filter_map(|key| new.remove(&key)).filter(|now| !now.value.is_null());
    found.extend(left.map(|now| change(None, Some(now))));
    found
}

fn change(before: Option<Named>, after: Option<Named>) -> Change {
    let (key, titles) =
        after.as_ref().or(before.as_ref()).map(|named| (named.key.clone(), named.titles.clone())).unwrap_or_default();
    let (before, after) = (before.map(|named| named.value), after.map(|named| named.value));
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_f64);
    let ratio = number(&before).zip(number(&after)).filter(|(old, _)| *old != 0.0).map(|(old, new)| new / old);
    Change { what: key, title_en: titles.0, title_zh: titles.1, before, after, ratio }
}

fn inputs(run: &Run) -> Vec<Named> {
    let mut rows = Vec::new();
    flatten("", &run["scenario"], &mut rows);
    let value = |text: String| text.parse::<f64>().map_or(Value::String(text), Value::from);
    rows.into_iter().map(|(path, text)| Named::plain(path, value(text))).collect()
}

fn program(run: &Run) -> Vec<Named> {
    let manifest = &run["manifest"];
    let mut found = vec![Named::plain("cordon_version", manifest["cordon_version"].clone())];
    for model in items(&manifest["models"]) {
        found.push(Named::plain(format!("model {}", text(&model["id"])), model["version"].clone()));
    }
    for (name, edition) in manifest["data_editions"].as_object().into_iter().flatten() {
        found.push(Named::plain(format!("data {name}"), edition.clone()));
    }
    found
}

/// Keys of a list made unique: the second of a kind is `key (2)`.
fn unique(seen: &mut BTreeMap<String, u32>, key: String) -> String {
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    if *count == 1 { key } else { format!("{key} ({count})") }
}

fn figures(run: &Run) -> Vec<Named> {
    let mut seen = BTreeMap::new();
    let named = |entry: &Value| Named {
        key: unique(&mut seen, text(&entry["quantity"]).to_owned()),
        titles: (text(&entry["title_en"]).into(), text(&entry["title_zh"]).into()),
        value: entry["value"].clone(),
    };
    items(&run["result"]["sheet"]).map(named).collect()
}

fn branches(run: &Run) -> Vec<Named> {
    let named = |branch: &Value| {
        let name = |language| super::branch_name(branch, language);
        let lit = if branch["immediate"] == true { "immediate" } else { "delayed" };
        Named {
            key: format!("{} {lit}", text(&branch["outcome"])),
            titles: (name(super::Language::En), name(super::Language::Zh)),
            value: branch["conditional_prob"].clone(),
        }
    };
    items(&run["result"]["tree"]["branches"]).map(named).collect()
}

fn zones(run: &Run) -> Vec<Named> {
    let (mut seen, mut found) = (BTreeMap::new(), Vec::new());
    let result = &run["result"];
    for cloud in items(&result["clouds"]) {
        for zone in items(&cloud["zones"]) {
            let name = |language| super::level_name(text(&zone["level"]), zone["exposure_s"].as_f64(), language);
            let origin = text(&cloud["origin"]);
            found.push(Named {
                key: unique(&mut seen, format!("cloud {origin} {}", name(super::Language::En))),
                titles: (name(super::Language::En), name(super::Language::Zh)),
                value: zone["reach_m"].clone(),
            });
        }
    }
    for effect in items(&result["effects"]) {
        for zone in items(&effect["zones"]) {
            let name =
                |language| format!("{}: {}", super::effect_name(effect, language), super::short_label(zone, language));
            found.push(Named {
                key: unique(&mut seen, format!("{} {}", text(&effect["kind"]), text(&zone["level"]))),
                titles: (name(super::Language::En), name(super::Language::Zh)),
                value: zone["reach_m"].clone(),
            });
        }
    }
    found
}

fn receptors(run: &Run) -> Vec<Named> {
    let mut found = Vec::new();
    for (index, receptor) in items(&run["result"]["receptors"]).enumerate() {
        let exposure = &receptor["exposure"];
        let figures = [
            ("arrival_s", "arrives, s", "到达,s", &exposure["arrival_s"]),
            ("peak_kg_m3", "peak, kg/m3", "峰值浓度,kg/m3", &exposure["peak_kg_m3"]),
            ("lethality_prob", "lethality outdoors", "室外致死概率", &exposure["lethality_prob"]),
            ("indoors.lethality_prob", "lethality indoors", "室内致死概率", &exposure["indoors"]["lethality_prob"]),
        ];
        for (key, en, zh, value) in figures {
            let name = text(&receptor["name"]);
            found.push(Named {
                key: format!("receptors[{index}].{key}"),
                titles: (format!("{name}: {en}"), format!("{name}:{zh}")),
                value: value.clone(),
            });
        }
    }
    found
}

/// Caveats by what they say: one whose figures changed goes and comes.
fn caveats(run: &Run) -> Vec<Named> {
    let said: BTreeSet<(String, String)> = items(&run["caveats"])
        .map(|caveat| (text(&caveat["message_en"]).to_owned(), text(&caveat["message_zh"]).to_owned()))
        .collect();
    said.into_iter().map(|titles| Named { key: titles.0.clone(), titles, value: Value::Bool(true) }).collect()
}

/// Causes, and where the chain first feels them.
fn why(found: &Difference) -> (String, String) {
    let names = |list: &[Change]| list.iter().map(|change| change.what.clone()).collect::<Vec<_>>().join(", ");
    let mut causes = (Vec::new(), Vec::new());
    if !found.inputs.is_empty() {
        causes.0.push(format!("other inputs ({})", names(&found.inputs)));
        causes.1.push(format!("输入不同({})", names(&found.inputs)));
    }
    if !found.program.is_empty() {
        causes.0.push(format!("another program, model or data ({})", names(&found.program)));
        causes.1.push(format!("程序、模型或数据不同({})", names(&found.program)));
    }
    if found.is_empty() {
        return ("the two runs are the same".into(), "两次计算完全相同".into());
    }
    if !found.changes_results() {
        let (en, zh) = (causes.0.join(" and "), causes.1.join(",且"));
        return (format!("{en}: no result changes"), format!("{zh}:结果无变化"));
    }
    if causes.0.is_empty() {
        causes.0.push(
            "same inputs, program version and data, yet other results: the program was built from other code".into(),
        );
        causes.1.push("输入、程序版本与数据均相同而结果不同:程序由不同代码构建".into());
    }
    let first = found.figures.first().map(|figure| {
        (format!("; the first figure to change is {}", figure.title_en), format!(";最先变化的量:{}", figure.title_zh))
    });
    let (first_en, first_zh) = first.unwrap_or_default();
    (causes.0.join(" and ") + &first_en, causes.1.join(",且") + &first_zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(rate: f64, reach: Value, version: &str) -> Run {
        json!({
            "scenario": {"substance": "chlorine", "weather": {"wind_speed_m_s": rate}},
            "manifest": {"cordon_version": version, "models": [{"id": "dense_gas", "version": 1}], "data_editions": {}},
            "result": {
                "sheet": [
                    {"quantity": "flash_frac", "title_en": "share that flashes", "title_zh": "闪蒸比例", "value": 0.2},
                    {"quantity": "release_rate_kg_s", "title_en": "release rate", "title_zh": "泄漏速率", "value": 2.0 * rate},
                ],
                "clouds": [{"origin": "containment", "zones": [{"level": "aegl_2", "exposure_s": 3600.0, "reach_m": reach}]}],
            },
            "caveats": [],
        })
    }

    #[test]
    fn the_same_run_has_no_difference() {
        let found = difference(&run(2.0, json!(100.0), "1"), &run(2.0, json!(100.0), "1"));
        assert!(found.is_empty() && found.why_en.contains("the same"), "{found:?}");
    }

    #[test]
    fn an_input_is_followed_to_the_zones() {
        let found = difference(&run(2.0, json!(100.0), "1"), &run(3.0, json!(150.0), "1"));
        assert_eq!(found.inputs[0].what, "weather.wind_speed_m_s");
        assert_eq!((found.figures.len(), found.figures[0].ratio), (1, Some(1.5)));
        assert_eq!((found.zones[0].title_zh.as_str(), found.zones[0].ratio), ("AEGL-2 (60 分钟)", Some(1.5)));
        assert!(found.why_en.contains("wind_speed") && found.why_en.contains("release rate"), "{}", found.why_en);
        assert!(found.program.is_empty());
    }

    #[test]
    fn a_version_and_a_lost_zone_are_told() {
        let found = difference(&run(2.0, json!(100.0), "1"), &run(2.0, Value::Null, "2"));
        assert_eq!((found.program[0].what.as_str(), found.zones[0].ratio), ("cordon_version", None));
        assert!(found.why_zh.contains("程序") && found.inputs.is_empty());
        let unexplained = difference(&run(2.0, json!(100.0), "1"), &run(2.0, json!(101.0), "1"));
        assert!(unexplained.why_en.contains("other code"), "{}", unexplained.why_en);
    }
}
