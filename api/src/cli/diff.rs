//! `cordon diff`: what changed between two runs of a scenario, and why.

use super::output::say;
use super::{CliError, calc};
use crate::scenario::{Change, Difference, Language, difference};
use clap::Args;
use cordon_engine::provenance::FieldProblem;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Tell what changed between two runs of a scenario, and why.
///
/// Each file is what `cordon scenario` wrote (GeoJSON of `-o`, or the output of `--json`), or a scenario that has not been run: it is
/// run now. With one file its scenario is run again by this program and compared with what the file says: what does a newer version
/// change?
#[derive(Debug, Args)]
pub struct Diff {
    /// First run.
    before: PathBuf,
    /// Second run; when not given the scenario of the first, run now.
    after: Option<PathBuf>,
    /// Language.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

impl Diff {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let before = read("BEFORE", &self.before)?;
        let after = match &self.after {
            Some(path) => read("AFTER", path)?,
            None => solved(before["scenario"].clone())?,
        };
        let found = difference(&before, &after);
        if json {
            return say!("{}", json!(found));
        }
        print(&found, self.language)
    }
}

/// A run from a file: as it was written, or run now.
fn read(argument: &str, path: &Path) -> Result<Value, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    let refused = |value: String, code| {
        let allowed = "the GeoJSON or JSON that `cordon scenario` wrote, or a scenario";
        CliError::Refused { problems: vec![FieldProblem::new(argument, value, allowed, code)] }
    };
    let file: Value = serde_json::from_str(&text).map_err(|error| refused(error.to_string(), "malformed"))?;
    if file["type"] == "FeatureCollection" && file["scenario"].is_object() {
        return of_collection(&file);
    }
    if file["result"].is_object() && file["scenario"].is_object() {
        return Ok(file);
    }
    if file["substance"].is_string() && file["release"].is_object() {
        return solved(file);
    }
    Err(refused(path.display().to_string(), "unknown_format"))
}

/// A GeoJSON file has its zones as features; its numbers are compared with those of a run in the same form.
fn of_collection(file: &Value) -> Result<Value, CliError> {
    let mut run = json!({
        "scenario": file["scenario"], "caveats": file["caveats"], "manifest": file["manifest"],
        "result": {"sheet": file["sheet"], "timeline": file["timeline"], "tree": file["tree"]},
    });
    let zones: Vec<&Value> = features(file).filter(|feature| feature["properties"]["kind"] == "zone").collect();
    run["result"]["clouds"] =
        grouped(zones.iter().filter(|zone| zone["properties"]["cloud"].is_string()), "cloud", "origin");
    run["result"]["effects"] =
        grouped(zones.iter().filter(|zone| !zone["properties"]["cloud"].is_string()), "effect", "kind");
    let receptors = features(file).map(|feature| &feature["properties"]).filter(|own| own["kind"] == "receptor");
    let exposed = |own: &Value| {
        json!({"name": own["name"], "exposure": {
            "arrival_s": own["arrival_s"], "peak_kg_m3": own["peak_kg_m3"], "lethality_prob": own["lethality_prob"],
            "indoors": {"lethality_prob": own["indoors_lethality_prob"]},
        }})
    };
    run["result"]["receptors"] = receptors.map(exposed).collect::<Vec<_>>().into();
    Ok(run)
}

fn features(file: &Value) -> impl Iterator<Item = &Value> {
    file["features"].as_array().into_iter().flatten()
}

fn grouped<'a>(zones: impl Iterator<Item = &'a &'a Value>, by: &str, name: &str) -> Value {
    let mut groups: Vec<Value> = Vec::new();
    for zone in zones {
        let zone = &zone["properties"];
        let same = |group: &&mut Value| group[name] == zone[by] && group["begin_s"] == zone["begin_s"];
        match groups.iter_mut().find(same) {
            Some(group) => {
                if let Some(list) = group["zones"].as_array_mut() {
                    list.push(zone.clone());
                }
            }
            None => groups.push(json!({
                name: zone[by], "begin_s": zone["begin_s"], "title_en": zone["title_en"], "title_zh": zone["title_zh"],
                "zones": [zone],
            })),
        }
    }
    groups.into()
}

fn solved(scenario: Value) -> Result<Value, CliError> {
    let answer = calc::execute("scenario", scenario.clone())?;
    Ok(json!({"result": answer.result, "caveats": answer.caveats, "manifest": answer.manifest, "scenario": scenario}))
}

fn print(found: &Difference, language: Language) -> Result<(), CliError> {
    say!("{}", language.of(&found.why_en, &found.why_zh))?;
    let parts = [
        ("inputs", "输入", &found.inputs),
        ("program and data", "程序与数据", &found.program),
        ("figures on the way", "中间计算值", &found.figures),
        ("event tree", "事件树", &found.branches),
        ("zones: farthest reach, m", "影响区最远距离,m", &found.zones),
        ("receptors", "受体", &found.receptors),
        ("caveats", "假定与提示", &found.caveats),
    ];
    for (en, zh, list) in parts.into_iter().filter(|(.., list)| !list.is_empty()) {
        say!("\n{}", language.of(en, zh))?;
        for change in list {
            say!("  {}", line(change, language))?;
        }
    }
    Ok(())
}

fn line(change: &Change, language: Language) -> String {
    let title = language.of(&change.title_en, &change.title_zh);
    let value = |value: &Option<Value>| match value {
        None => language.of("not there", "无").to_owned(),
        Some(Value::Null) => language.of("not reached", "未达到").to_owned(),
        Some(Value::Number(number)) => format!("{:.6}", number.as_f64().unwrap_or(0.0)),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match (&change.before, &change.after) {
        (None, Some(Value::Bool(true))) => format!("+ {title}"),
        (Some(Value::Bool(true)), None) => format!("- {title}"),
        (before, after) => {
            let percent = change.ratio.map_or_else(String::new, |ratio| format!("  ({:+.3} %)", 100.0 * (ratio - 1.0)));
            format!("{title}: {} -> {}{percent}", value(before), value(after))
        }
    }
}
