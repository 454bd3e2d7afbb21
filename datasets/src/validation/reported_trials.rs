//! Trials that are reported and never judged: Falcon (vapour fence), Jack Rabbit I (pit), Spadeadam (solid carbon dioxide),
//! and distances to the lower flammable limit. Inputs: docs/validation-protocol.md.

use super::dense_inputs::{EXPERIMENTS, Experiment, TRIALS, pool, substance, trial};
use super::dense_trials::{ARCS, Arc, Trial, arc, dense_field};
use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use cordon_engine::dispersion::{DenseField, DenseLevel};
use cordon_engine::math::ln;
use cordon_engine::provenance::InvalidInput;
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;

const LIMITS: &str = "dispersion_lfl_distances.csv";
const MODEL: &str = "dense_gas";
/// Height of the wind that is worked out from u* and L, m: above it z/L of Falcon 1 leaves the profile.
const WIND_HEIGHT_M: f64 = 2.0;
/// Width of the depression of Jack Rabbit I, m.
const DEPRESSION_M: f64 = 50.0;
/// Height at which a distance to a limit is taken, m.
const LIMIT_HEIGHT_M: f64 = 1.0;
/// Where the sensors stood when the source does not say, m.
const SENSOR_HEIGHT_M: f64 = 1.0;

/// The experiments that are reported.
const REPORTED: [Experiment; 2] =
    [pool("Falcon", "Falcon", "methane", 10.0), pool("JackRabbitI", "Jack Rabbit I", "chlorine", 10.0)];
/// Those that cannot be run, and why.
const NOT_RUN: [(&str, &str); 1] = [(
    "SpadeadamCO2",
    "carbon dioxide is not in the substance library: no model takes the solid in the jet, and its share has no value in the source",
)];

/// The trial as it is run; none where it lacks what the protocol needs.
fn prepared(trial: &Trial) -> Option<Trial> {
    let mut run = trial.clone();
    if trial.experiment == "Falcon" {
        // four spills as one pool of their area
        run.pool_diameter_m = Some(2.0 * trial.pool_diameter_m?);
        let (friction_m_s, obukhov_m) = (trial.friction_m_s?, trial.obukhov_m.filter(|length_m| *length_m > 0.0)?);
        let shear = ln(WIND_HEIGHT_M / trial.roughness_m) + 5.0 * WIND_HEIGHT_M / obukhov_m;
        (run.wind_m_s, run.wind_height_m) = (Some(friction_m_s / 0.41 * shear), Some(WIND_HEIGHT_M));
    } else {
        run.pool_diameter_m = Some(DEPRESSION_M);
    }
    Some(run)
}

/// The observed value as a mole fraction.
fn mole_frac(arc: &Arc, trial: &Trial, experiment: &Experiment) -> Option<f64> {
    arc.mole_frac().or_else(|| {
        let pressure_pa = trial.pressure_pa.unwrap_or(STANDARD_ATMOSPHERE_PA);
        let density_kg_m3 = substance(experiment).gas_density_kg_m3(trial.air_temperature_k, pressure_pa);
        Some(arc.mass_kg_m3()? / density_kg_m3)
    })
}

fn experiment_of(trial: &Trial) -> Option<&'static Experiment> {
    REPORTED.iter().find(|experiment| experiment.name == trial.experiment)
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let (trials, arcs) = (reader.rows(TRIALS, trial), reader.rows(ARCS, arc));
    let (mut pairs, mut left_out) = (Vec::new(), Vec::new());
    if reader.is_clean() {
        for trial in &trials {
            let own: Vec<&Arc> = arcs.iter().filter(|arc| arc.is_of(trial)).collect();
            match experiment_of(trial) {
                Some(experiment) => compare(trial, experiment, &own, reader, (&mut pairs, &mut left_out)),
                None => left_out.extend(not_run(trial, own.len())),
            }
        }
    }
    Outcome::Run { runs: vec![Run { model: MODEL.into(), pairs }], left_out }
}

fn not_run(trial: &Trial, rows: usize) -> Option<LeftOut> {
    let (_, reason) = NOT_RUN.iter().find(|(name, _)| *name == trial.experiment)?;
    Some(LeftOut { what: format!("{} {}", trial.experiment, trial.number), rows, reason: (*reason).into() })
}

fn compare(
    trial: &Trial,
    experiment: &Experiment,
    arcs: &[&Arc],
    reader: &mut Reader,
    (pairs, left_out): (&mut Vec<Pair>, &mut Vec<LeftOut>),
) {
    let label = format!("{} {}", experiment.title, trial.number);
    let solved = prepared(trial).map_or(Ok(None), |run| dense_field(&run, experiment));
    match solved {
        Ok(Some(field)) => {
            let compared = arcs.iter().filter_map(|arc| pair(trial, experiment, &label, arc, &field));
            pairs.extend(compared);
        }
        Ok(None) => left_out.push(LeftOut {
            what: label,
            rows: arcs.len(),
            reason: "the source lacks an input that the protocol needs".into(),
        }),
        Err(refused) => reader.refuse_trial(TRIALS, &label, refused),
    }
}

fn pair(trial: &Trial, experiment: &Experiment, label: &str, arc: &Arc, field: &DenseField) -> Option<Pair> {
    Some(Pair {
        trial: label.into(),
        group: experiment.title.into(),
        also_in: Vec::new(),
        along: arc.distance_m,
        observed: mole_frac(arc, trial, experiment)?,
        predicted: field.peak_mole_frac(arc.distance_m, 0.0, arc.sensor_height_m.unwrap_or(SENSOR_HEIGHT_M)),
        recalled: trial.recalled || arc.recalled,
    })
}

/// A row of distances to a limit.
struct Distance {
    experiment: String,
    trial: String,
    limit_frac: f64,
    /// Distances by two authors, m.
    observed_m: [Option<f64>; 2],
    recalled: bool,
}

fn distance(cells: &mut Cells) -> Distance {
    Distance {
        experiment: cells.text("experiment"),
        trial: cells.text("trial"),
        limit_frac: 0.01 * cells.positive("lfl_mole_percent"),
        observed_m: [Some(cells.positive("observed_distance_m")), cells.positive_or_blank("alternative_distance_m")],
        recalled: cells.recalled(),
    }
}

pub(super) fn run_distances(reader: &mut Reader) -> Outcome {
    let (trials, rows) = (reader.rows(TRIALS, trial), reader.rows(LIMITS, distance));
    let (mut pairs, mut left_out) = (Vec::new(), Vec::new());
    if reader.is_clean() {
        for row in &rows {
            let label = format!("{} {}", row.experiment, row.trial);
            match predicted_m(row, &trials) {
                Ok(Some(predicted_m)) => pairs.extend(distance_pairs(row, &label, predicted_m)),
                Ok(None) => left_out.push(LeftOut {
                    what: label,
                    rows: row.observed_m.iter().flatten().count(),
                    reason: "not one of the trials that are run, or the limit is not reached".into(),
                }),
                Err(refused) => reader.refuse_trial(LIMITS, &label, refused),
            }
        }
    }
    Outcome::Run { runs: vec![Run { model: MODEL.into(), pairs }], left_out }
}

fn predicted_m(row: &Distance, trials: &[Trial]) -> Result<Option<f64>, InvalidInput> {
    let trial = trials.iter().find(|trial| trial.experiment == row.experiment && trial.number == row.trial);
    let experiment = EXPERIMENTS.iter().find(|experiment| experiment.name == row.experiment);
    let Some((trial, experiment)) = trial.zip(experiment) else { return Ok(None) };
    let level = DenseLevel::MoleFraction { mole_frac: row.limit_frac };
    Ok(dense_field(trial, experiment)?.and_then(|field| field.reach_m(level, LIMIT_HEIGHT_M)))
}

fn distance_pairs(row: &Distance, label: &str, predicted_m: f64) -> Vec<Pair> {
    let groups = ["first author", "second author"];
    let known = row.observed_m.iter().zip(groups).filter_map(|(observed_m, group)| Some(((*observed_m)?, group)));
    known
        .map(|(observed_m, group)| Pair {
            trial: label.into(),
            group: group.into(),
            also_in: Vec::new(),
            along: 100.0 * row.limit_frac,
            observed: observed_m,
            predicted: predicted_m,
            recalled: row.recalled,
        })
        .collect()
}
