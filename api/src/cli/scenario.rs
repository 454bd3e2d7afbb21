//! `cordon scenario`: one release from a file to zones, calculation sheet and picture.

use super::output::say;
use super::{CliError, calc, file};
use crate::scenario::{
    Language, Solved, branch_name, effect_name, feature_collection, level_name, picture_svg, sheet_markdown,
    short_label,
};
use clap::Args;
use cordon_engine::provenance::FieldProblem;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Solve one release: source, flash and pool, cloud, zones, time line, calculation sheet.
///
/// The file is the input of the model `scenario` (`cordon calc --schema scenario`): what fails, substance, weather, receptors,
/// and figures of your own in the place of computed ones, each with its reason.
#[derive(Debug, Args)]
pub struct Scenario {
    /// Scenario as JSON, or `-` for standard input.
    file: String,
    /// Zones, frames and receptors as GeoJSON; needs `place` and `weather.wind_from_deg`.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Calculation sheet as Markdown.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// Plan of the zones as SVG.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Language of sheet and picture.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

impl Scenario {
    pub(super) fn run(self, json: bool) -> Result<(), CliError> {
        let input = match self.file.as_str() {
            "-" => calc::parse_input("-")?,
            path => calc::parse_input(&format!("@{path}"))?,
        };
        self.check(&input)?;
        let answer = calc::execute("scenario", input.clone())?;
        let (caveats, manifest) = (json!(answer.caveats), json!(answer.manifest));
        let solved = Solved { input: &input, result: &answer.result, caveats: &caveats, manifest: &manifest };
        self.write(&solved)?;
        if json {
            let whole = json!({"result": answer.result, "caveats": caveats, "manifest": manifest, "scenario": input});
            return say!("{whole}");
        }
        print(&solved)
    }

    /// Finds out before the work what would keep a file from being written.
    fn check(&self, input: &Value) -> Result<(), CliError> {
        let mut problems = Vec::new();
        if self.output.is_some() {
            if !input["place"].is_object() {
                let allowed = "longitude and latitude of the source, for GeoJSON";
                problems.push(FieldProblem::new("place", "", allowed, "missing"));
            }
            if !input["weather"]["wind_from_deg"].is_number() {
                let allowed = "the direction the wind comes from, for GeoJSON";
                problems.push(FieldProblem::new("weather.wind_from_deg", "", allowed, "missing"));
            }
        }
        let endings = [
            ("--output", &self.output, &["geojson", "json"][..]),
            ("--sheet", &self.sheet, &["md"]),
            ("--picture", &self.picture, &["svg"]),
        ];
        for (option, path, allowed) in endings {
            let Some(path) = path else { continue };
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
            if !allowed.contains(&ending.as_str()) {
                let allowed = format!("a file ending in .{}", allowed.join(" or ."));
                problems.push(FieldProblem::new(option, path.display(), allowed, "unknown_format"));
            }
            problems.extend(file::unwritable(option, path));
        }
        if problems.is_empty() { Ok(()) } else { Err(CliError::Refused { problems }) }
    }

    fn write(&self, solved: &Solved<'_>) -> Result<(), CliError> {
        if let (Some(path), Some(collection)) = (&self.output, feature_collection(solved)) {
            file::text(path, &format!("{collection}\n"))?;
        }
        if let Some(path) = &self.sheet {
            file::text(path, &sheet_markdown(solved, self.language))?;
        }
        if let Some(path) = &self.picture {
            file::text(path, &picture_svg(solved, self.language))?;
        }
        Ok(())
    }
}

/// The zones, the time line and the caveats for a reader at the terminal.
fn print(solved: &Solved<'_>) -> Result<(), CliError> {
    let result = solved.result;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    say!("{} ({})", text(&result["title"]), text(&result["substance"]["en"]))?;
    say!(
        "released {:.4} kg, into the air {:.4} kg",
        result["released_mass_kg"].as_f64().unwrap_or(0.0),
        result["airborne_mass_kg"].as_f64().unwrap_or(0.0)
    )?;
    for cloud in list(&result["clouds"]) {
        say!("\ncloud: {}, by {}", text(&cloud["origin"]), text(&cloud["model"]))?;
        for zone in list(&cloud["zones"]) {
            let name = level_name(&text(&zone["level"]), zone["exposure_s"].as_f64(), Language::En);
            let reach =
                zone["reach_m"].as_f64().map_or_else(|| "not reached".into(), |reach_m| format!("{reach_m:.0} m"));
            say!("  {name:<34} {:>12.3e} kg/m3 {reach:>14}", zone["threshold_kg_m3"].as_f64().unwrap_or(0.0))?;
        }
    }
    say!("\nevent tree")?;
    for branch in list(&result["tree"]["branches"]) {
        say!("  {:>6.3}  {}", branch["conditional_prob"].as_f64().unwrap_or(0.0), branch_name(&branch, Language::En))?;
    }
    for effect in list(&result["effects"]).iter().filter(|effect| effect["zones"][0].is_object()) {
        say!("\n{}, by {}", effect_name(effect, Language::En), text(&effect["model"]))?;
        for zone in list(&effect["zones"]) {
            let reach =
                zone["reach_m"].as_f64().map_or_else(|| "not reached".into(), |reach_m| format!("{reach_m:.0} m"));
            say!("  {:<34} {reach:>31}", short_label(&zone, Language::En))?;
        }
    }
    for receptor in list(&result["receptors"]) {
        let exposure = &receptor["exposure"];
        let number = |value: &Value| value.as_f64().map_or_else(|| "-".into(), |value| format!("{value:.3e}"));
        say!(
            "\n{}: arrives {} s, peak {} kg/m3, lethality outdoors {}, indoors {}",
            text(&receptor["name"]),
            number(&exposure["arrival_s"]),
            number(&exposure["peak_kg_m3"]),
            number(&exposure["lethality_prob"]),
            number(&exposure["indoors"]["lethality_prob"])
        )?;
    }
    say!("\ntime line")?;
    for moment in list(&result["timeline"]) {
        say!("  {:>8.0} s  {}", moment["time_s"].as_f64().unwrap_or(0.0), text(&moment["text_en"]))?;
    }
    say!("\ncaveats")?;
    let caveats = list(solved.caveats);
    caveats.iter().try_for_each(|caveat| say!("  {}: {}", text(&caveat["code"]), text(&caveat["message_en"])))
}
