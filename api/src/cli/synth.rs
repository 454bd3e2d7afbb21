//! `cordon synth`: the demonstration city, or a synthetic one of any size.

use super::CliError;
use super::output::say;
use clap::Args;
use cordon_datasets::cities::{SynthOptions, demo_city, synthetic_city, write_city};
use cordon_engine::provenance::FieldProblem;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Largest city that can be asked for.
const MAX_FACILITIES: usize = 200_000;
const MAX_PLACES: usize = 5_000_000;

/// Write a city that does not exist.
#[derive(Debug, Args)]
pub struct Synth {
    /// GeoPackage to write; must not exist.
    #[arg(short, long)]
    output: PathBuf,
    /// The demonstration city Anlan (fictitious) instead of a synthetic one.
    #[arg(long, conflicts_with_all = ["facilities", "places", "seed"])]
    demo: bool,
    /// Number of facilities, 1 to 200,000.
    #[arg(long, default_value_t = 100)]
    facilities: usize,
    /// Number of populated places, up to 5,000,000.
    #[arg(long, default_value_t = 1_000)]
    places: usize,
    /// Seed: the same numbers give the same city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Synth {
    /// Makes and writes the city.
    ///
    /// # Errors
    /// [`CliError`] for sizes out of range and for a file that exists or cannot be written.
    pub fn run(self, json: bool) -> Result<(), CliError> {
        self.check()?;
        let demo = demo_city().map_err(|error| CliError::failed("demonstration city", error))?;
        let options = SynthOptions { facilities: self.facilities, places: self.places, seed: self.seed };
        let city = if self.demo { demo } else { synthetic_city(options, demo.weather) };
        let edition = write_city(&self.output, &city)?;
        let mut counts = BTreeMap::new();
        for feature in &city.features {
            *counts.entry(feature.layer.name).or_insert(0_u64) += 1;
        }
        if json {
            return say!("{}", json!({"city": city.name, "edition": edition, "counts": counts, "output": self.output}));
        }
        say!("{} {} -> {}", city.name.zh, city.name.en, self.output.display())?;
        counts.iter().try_for_each(|(layer, count)| say!("  {count:>8} {layer}"))
    }

    fn check(&self) -> Result<(), CliError> {
        let mut problems = Vec::new();
        if !(1..=MAX_FACILITIES).contains(&self.facilities) {
            let allowed = format!("1 to {MAX_FACILITIES}");
            problems.push(FieldProblem::new("facilities", self.facilities, allowed, "out_of_range"));
        }
        if self.places > MAX_PLACES {
            problems.push(FieldProblem::new("places", self.places, format!("0 to {MAX_PLACES}"), "out_of_range"));
        }
        if problems.is_empty() { Ok(()) } else { Err(CliError::Refused { problems }) }
    }
}
