//! `cordon incident`: what if it leaked now, from a file to zones, people and places.

use super::output::say;
use super::{CliError, calc, file};
use crate::exposed::Surroundings;
use crate::load;
use clap::Args;
use cordon_engine::process::Context;
use cordon_engine::provenance::FieldProblem;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Places that are printed; the answer itself has up to 500.
const PRINTED_PLACES: usize = 20;

/// Ask what happens if it leaks now: zones with their confidence lines, people and named places inside, units within reach.
///
/// The file is the input of the model `incident` (`cordon calc --schema incident`): a unit of the city with an event, or a place,
/// a substance and a release; and the wind.
#[derive(Debug, Args)]
pub struct Incident {
    /// Incident as JSON, or `-` for standard input.
    file: String,
    /// Store of the city; without it nobody is counted.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Zones with their confidence lines, and the places, as GeoJSON.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Incident {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let input = match self.file.as_str() {
            "-" => calc::parse_input("-")?,
            path => calc::parse_input(&format!("@{path}"))?,
        };
        self.check()?;
        let loaded = self.data.as_deref().map(load::city_and_layers).transpose()?;
        let surroundings = loaded.as_ref().map(|(city, layers)| Surroundings::new(city, layers));
        let view = loaded.as_ref().zip(surroundings.as_ref()).map(|((city, _), own)| own.view(city));
        let answer = calc::execute_in(&Context { city: view, ..calc::context() }, "incident", input)?;
        let (caveats, manifest) = (json!(answer.caveats), json!(answer.manifest));
        if let Some(path) = &self.output {
            file::text(path, &format!("{}\n", feature_collection(&answer.result, &caveats, &manifest)))?;
        }
        if json {
            return say!("{}", json!({"result": answer.result, "caveats": caveats, "manifest": manifest}));
        }
        if loaded.is_some_and(|(city, _)| city.demonstration) {
            say!("{}", crate::DEMONSTRATION_MARK)?;
        }
        print(&answer.result, &caveats)
    }

    /// Finds out before the work what would keep the file from being written.
    fn check(&self) -> Result<(), CliError> {
        let Some(path) = &self.output else { return Ok(()) };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let mut problems = Vec::new();
        if !["geojson", "json"].contains(&ending.as_str()) {
            let allowed = "a file ending in .geojson or .json";
            problems.push(FieldProblem::new("--output", path.display(), allowed, "unknown_format"));
        }
        problems.extend(file::unwritable("--output", path));
        if problems.is_empty() { Ok(()) } else { Err(CliError::Refused { problems }) }
    }
}

/// Source, zones with their confidence lines, places; beside them what else the answer says.
fn feature_collection(result: &Value, caveats: &Value, manifest: &Value) -> Value {
    let feature = |geometry: &Value, properties: Value| json!({"type": "Feature", "geometry": geometry, "properties": properties});
    let mut features = vec![feature(&result["source"], json!({"kind": "source", "title": result["title"]}))];
    for zone in items(&result["zones"]).filter(|zone| zone["reach_m"].is_number()) {
        for (kind, field) in [("confidence", "confidence_geometry"), ("zone", "geometry")] {
            let mut properties = zone.clone();
            if let Some(own) = properties.as_object_mut() {
                own.retain(|name, _| !name.ends_with("geometry"));
                own.insert("kind".into(), kind.into());
            }
            features.push(feature(&zone[field], properties));
        }
    }
    for place in items(&result["places"]) {
        let mut properties = place.clone();
        properties["kind"] = "place".into();
        features
            .push(feature(&json!({"type": "Point", "coordinates": [place["lon_deg"], place["lat_deg"]]}), properties));
    }
    json!({
        "type": "FeatureCollection", "features": features, "title": result["title"], "substance": result["substance"],
        "weather": result["weather"], "branches": result["branches"], "domino": result["domino"],
        "not_known": result["not_known"], "timeline": result["timeline"], "sheet": result["sheet"], "caveats": caveats,
        "manifest": manifest,
    })
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number without decimals, a dash where there is none.
fn whole(value: &Value) -> String {
    value.as_f64().map_or_else(|| "-".into(), |value| format!("{value:.0}"))
}

/// A name in the language that the record has.
fn name(value: &Value) -> String {
    let (zh, en) = (text(&value["zh"]), text(&value["en"]));
    match (zh.is_empty(), en.is_empty() || en == zh) {
        (false, false) => format!("{zh} / {en}"),
        (true, _) => en.into(),
        (false, true) => zh.into(),
    }
}

/// Zones, people, places, units and what was assumed, for a reader at the terminal.
fn print(result: &Value, caveats: &Value) -> Result<(), CliError> {
    let (weather, unit) = (&result["weather"], &result["unit"]);
    say!("{}", text(&result["title"]))?;
    if unit.is_object() {
        say!("{} ({})", name(&unit["name"]), text(&unit["id"]))?;
    }
    say!(
        "{}: {} kg out, {} kg into the air",
        name(&result["substance"]),
        whole(&result["released_mass_kg"]),
        whole(&result["airborne_mass_kg"])
    )?;
    say!(
        "wind from {} degrees, {} m/s, class {} ({})",
        whole(&weather["wind_from_deg"]),
        weather["wind_speed_m_s"],
        text(&weather["stability"]),
        text(&weather["basis"])
    )?;
    for branch in items(&result["branches"]) {
        let when = if branch["immediate"] == json!(true) { "at once" } else { "later or never lit" };
        let percent = 100.0 * branch["conditional_prob"].as_f64().unwrap_or(0.0);
        say!("  {percent:>5.1} %  {} ({when})", text(&branch["outcome"]))?;
    }
    zones(result)?;
    places(result)?;
    let units: Vec<&Value> = items(&result["domino"]).collect();
    say!("\nunits within domino reach: {}", units.len())?;
    for unit in units {
        say!(
            "  {:>6} m  {} ({}), {}",
            whole(&unit["distance_m"]),
            name(&unit["name"]),
            text(&unit["id"]),
            text(&unit["zone"])
        )?;
    }
    say!("\nnot known")?;
    items(&result["not_known"]).try_for_each(|note| say!("  {}", text(&note["en"])))?;
    say!("\ncaveats")?;
    items(caveats).try_for_each(|caveat| say!("  {}: {}", text(&caveat["code"]), text(&caveat["message_en"])))
}

fn zones(result: &Value) -> Result<(), CliError> {
    say!("\nzones: reach, people inside (within the confidence line), vulnerable places inside")?;
    for zone in items(&result["zones"]) {
        if !zone["reach_m"].is_number() {
            say!("  not reached   {}", text(&zone["label_en"]))?;
            continue;
        }
        let people = |count: &Value| match count["places_without_number"].as_u64() {
            None => "not counted".to_owned(),
            Some(0) => whole(&count["known"]),
            Some(silent) => format!("{} and {silent} places without a number", whole(&count["known"])),
        };
        say!(
            "  {:>6} m  {} people ({}), {} vulnerable: {}",
            whole(&zone["reach_m"]),
            people(&zone["people_inside"]),
            people(&zone["people_inside_confidence"]),
            zone["vulnerable_inside"],
            text(&zone["label_en"])
        )?;
    }
    Ok(())
}

fn places(result: &Value) -> Result<(), CliError> {
    say!("\nplaces inside a zone or its confidence line: {}, the worst first", result["places_total"])?;
    for place in items(&result["places"]).take(PRINTED_PLACES) {
        let worst = &place["worst"];
        let line = if worst["only_confidence"] == json!(true) { " (confidence line only)" } else { "" };
        say!(
            "  {:>6} m, arrives {:>6} s, {:>6} people  {}: {}{line}",
            whole(&place["distance_m"]),
            whole(&place["arrival_s"]),
            whole(&place["people"]),
            name(&place["name"]),
            text(&worst["zone"])
        )?;
    }
    Ok(())
}
