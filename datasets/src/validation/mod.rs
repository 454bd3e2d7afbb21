//! Cordon's models against trials: a folder of measurements goes in, pairs, statistics and judged gates come out.
//!
//! The inputs of each run are those of docs/validation-protocol.md; nothing is tuned here. `cordon validate` and the
//! tests of `tests/validation` are two faces of [`run`].
//!
//! To add a kind of trials, write a file with a `run` function and add a row to [`STUDIES`]. To run a model more on
//! trials that are here already, add a row to the `MODELS` of its file; limits are rows of [`GATES`].

mod blast;
mod blowdown;
mod dense_inputs;
mod dense_trials;
mod export;
mod fireballs;
mod gates;
mod groups;
mod hydrogen_blast;
mod hydrogen_jet;
mod jet_fires;
mod pool_fire;
mod prairie_grass;
mod read;
mod report;
mod reported_trials;
mod result;
mod scatter;
mod worked;

pub use export::{gates_csv, pairs_csv, statistics_csv};
pub use gates::{GATES, Gate, Judged, Limit, Measure, Standing, Verdict, gates_table};
pub use groups::{GroupRow, group_rows};
pub use report::markdown;
pub use result::{Check, LeftOut, Outcome, Pair, Report, Run, Series, Statistics, StudyResult};
pub use scatter::scatter_svg;

use cordon_engine::provenance::InvalidInput;
use read::Reader;
use std::path::{Path, PathBuf};

/// Why a folder could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidationError {
    /// The folder cannot be read, or holds nothing of the layout.
    #[error("{}: {reason}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Files or values are refused, all of them listed.
    #[error(transparent)]
    Refused(#[from] InvalidInput),
}

/// Trials of one kind, in one quantity, run by one or more models.
pub struct Study {
    /// Short name, part of file names.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// What is compared.
    pub quantity: &'static str,
    /// Its unit, as printed.
    pub unit: &'static str,
    /// What the points lie along, with unit.
    pub along: &'static str,
    /// Files it needs.
    pub files: &'static [&'static str],
    /// What stands under its title in the report: for trials that are not judged, why; else empty.
    pub remark: &'static str,
    run: fn(&mut Reader) -> Outcome,
}

/// All kinds of trials, in the order of the report.
pub const STUDIES: [Study; 18] = [
    Study {
        id: "prairie_grass",
        title: "Prairie Grass 1956: passive plumes over flat grass",
        quantity: "concentration, arc maximum",
        unit: "kg/m3",
        along: "distance, m",
        files: &["dispersion_prairie_grass_runs.csv", "dispersion_prairie_grass_arcs.csv"],
        remark: "",
        run: prairie_grass::run,
    },
    Study {
        id: "flat_trials",
        title: "Unobstructed flat trials: heavier-than-air clouds",
        quantity: "mole fraction, arc maximum",
        unit: "mol/mol",
        along: "distance, m",
        files: &["dispersion_trials.csv", "dispersion_arcs.csv"],
        remark: "",
        run: dense_trials::run,
    },
    Study {
        id: "reported_trials",
        title: "Reported only: clouds behind a fence, in a pit, with solid carbon dioxide",
        quantity: "mole fraction, arc maximum",
        unit: "mol/mol",
        along: "distance, m",
        files: &["dispersion_trials.csv", "dispersion_arcs.csv"],
        remark: "No gates, and no part in the pooled rows of the flat trials. `dense_gas` is not expected to match: at Falcon a fence \
                 round the pool held the vapour back and lifted it, and the wind is worked out from u* and L; at Jack Rabbit I the chlorine \
                 lay in a depression 2 m deep and was drawn off by the wind; the jets of Spadeadam carry solid carbon dioxide. None of \
                 that is in the model.",
        run: reported_trials::run,
    },
    Study {
        id: "lfl_distance",
        title: "Reported only: distances to the lower flammable limit",
        quantity: "farthest distance at which the limit is reached",
        unit: "m",
        along: "limit, mole percent",
        files: &["dispersion_trials.csv", "dispersion_lfl_distances.csv"],
        remark: "No gates: one trial, for which two authors give distances that differ by 1.4.",
        run: reported_trials::run_distances,
    },
    Study {
        id: "blowdown_flow",
        title: "Hydrogen vessels emptying: mass flow",
        quantity: "mass flow",
        unit: "kg/s",
        along: "time, s",
        files: &["source_blowdown.csv"],
        remark: "",
        run: blowdown::run_flow,
    },
    Study {
        id: "blowdown_pressure",
        title: "Hydrogen vessels emptying: pressure",
        quantity: "pressure in the vessel",
        unit: "Pa",
        along: "time, s",
        files: &["source_blowdown.csv"],
        remark: "",
        run: blowdown::run_pressure,
    },
    Study {
        id: "hydrogen_jet",
        title: "Hydrogen jets: centreline",
        quantity: "mole fraction on the axis",
        unit: "mol/mol",
        along: "distance, m",
        files: &["dispersion_h2_jet_centreline.csv"],
        remark: "",
        run: hydrogen_jet::run,
    },
    Study {
        id: "hydrogen_jet_blast",
        title: "Hydrogen jets lit late: overpressure",
        quantity: "peak side-on overpressure",
        unit: "Pa",
        along: "distance from the nozzle, m",
        files: &["blast_h2_jet_delayed_ignition.csv"],
        remark: "",
        run: hydrogen_blast::run,
    },
    Study {
        id: "pool_fire_flux",
        title: "Fires of liquefied natural gas on land and water: heat flux",
        quantity: "heat flux on radiometers turned to the fire",
        unit: "W/m2",
        along: "distance from the middle of the pool, m",
        files: &["fire_pool_trials.csv", "fire_pool_lng_flux.csv"],
        remark: "",
        run: pool_fire::run_flux,
    },
    Study {
        id: "pool_fire_length",
        title: "Reported only: length of pool flames",
        quantity: "flame length",
        unit: "m",
        along: "pool diameter, m",
        files: &["fire_pool_trials.csv"],
        remark: "No gates: three fires.",
        run: pool_fire::run_length,
    },
    Study {
        id: "pool_fire_tilt",
        title: "Reported only: tilt of pool flames",
        quantity: "tilt from the vertical",
        unit: "degrees",
        along: "pool diameter, m",
        files: &["fire_pool_trials.csv"],
        remark: "No gates: three fires.",
        run: pool_fire::run_tilt,
    },
    Study {
        id: "pool_fire_sandia",
        title: "Reported only: ethane and propane pools of Sandia",
        quantity: "emissive power, length and tilt",
        unit: "as printed",
        along: "",
        files: &["fire_pool_sandia_flames.csv"],
        remark: "",
        run: pool_fire::run_sandia,
    },
    Study {
        id: "jet_fire_flux",
        title: "Natural gas jet fires: heat flux",
        quantity: "heat flux on a receiver that faces the flame",
        unit: "kW/m2",
        along: "distance from the hole, m",
        files: &["fire_jet_trials.csv", "fire_jet_radiometers.csv"],
        remark: "",
        run: jet_fires::run_flux,
    },
    Study {
        id: "jet_fire_length",
        title: "Jet fires: length of the flame",
        quantity: "visible length",
        unit: "m",
        along: "mass flow or pressure, g/s or MPa",
        files: &["fire_jet_trials.csv", "fire_jet_hydrogen_flow_and_length.csv", "fire_jet_hydrogen_length_proust.csv"],
        remark: "",
        run: jet_fires::run_length,
    },
    Study {
        id: "jet_fire_hydrogen_flux",
        title: "Hydrogen jet fires: heat flux",
        quantity: "heat flux on a receiver that faces the flame",
        unit: "kW/m2",
        along: "place along the flame, flame lengths",
        files: &["fire_jet_hydrogen_flux_schefer.csv"],
        remark: "",
        run: jet_fires::run_hydrogen_flux,
    },
    Study {
        id: "fireball_flux",
        title: "Fireballs of LNG vapour: heat flux",
        quantity: "heat flux on a receiver that faces the ball",
        unit: "kW/m2",
        along: "time, s",
        files: &["fire_fireball_trials.csv", "fire_fireball_shell_flux.csv"],
        remark: "",
        run: fireballs::run,
    },
    Study {
        id: "worked_examples",
        title: "Worked examples of handbooks (verification)",
        quantity: "as printed",
        unit: "as printed",
        along: "",
        files: &["worked_examples.csv"],
        remark: "",
        run: worked::run,
    },
    Study {
        id: "kingery_bulmash",
        title: "Kingery-Bulmash polynomials (verification: our coefficients against a second transcription)",
        quantity: "greatest relative difference over the range",
        unit: "1",
        along: "",
        files: &["blast_kb_coefficients.csv"],
        remark: "",
        run: blast::run,
    },
];

/// Runs every study whose files are in a folder laid out as docs/validation-protocol.md says.
///
/// # Errors
/// [`ValidationError::Folder`] when the folder is missing or holds none of the files, [`ValidationError::Refused`]
/// with every refused file, column and value at once.
pub fn run(folder: &Path) -> Result<Report, ValidationError> {
    let mut reader = Reader::open(folder)?;
    if !STUDIES.iter().flat_map(|study| study.files).any(|file| reader.has(file)) {
        let wanted: Vec<&str> = STUDIES.iter().flat_map(|study| study.files).copied().collect();
        let reason =
            format!("none of the files of the layout is there; it needs at least one of {}", wanted.join(", "));
        return Err(ValidationError::Folder { folder: folder.into(), reason });
    }
    let studies: Vec<StudyResult> = STUDIES.iter().map(|study| run_study(study, &mut reader)).collect();
    let editions = reader.finish()?;
    let gates = gates::judge(&studies);
    Ok(Report { cordon_version: env!("CARGO_PKG_VERSION"), editions, studies, gates })
}

fn run_study(study: &Study, reader: &mut Reader) -> StudyResult {
    let missing: Vec<&str> = study.files.iter().copied().filter(|file| !reader.has(file)).collect();
    let outcome =
        if missing.is_empty() { (study.run)(reader) } else { Outcome::NoData { missing: missing.join(", ") } };
    StudyResult::new(study, outcome)
}

#[cfg(test)]
mod tests;
