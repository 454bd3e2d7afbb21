//! Fireballs: heat of the LNG vapour balls of Shell. Inputs: docs/validation-protocol.md.

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use crate::substances;
use cordon_engine::fire::{Fireball, FireballCourse, FireballField};
use cordon_engine::provenance::InvalidInput;

const TRIALS: &str = "fire_fireball_trials.csv";
const FLUXES: &str = "fire_fireball_shell_flux.csv";
/// Readings below this are left out, kW/m2.
const LEAST_FLUX_KW_M2: f64 = 1.0;

struct Trial {
    experiment: String,
    fuel_kg: f64,
    recalled: bool,
}

fn trial(cells: &mut Cells) -> Trial {
    Trial { experiment: cells.text("experiment"), fuel_kg: cells.positive("fuel_mass_kg"), recalled: cells.recalled() }
}

struct Reading {
    experiment: String,
    time_s: f64,
    distance_m: f64,
    flux_kw_m2: f64,
    recalled: bool,
}

fn reading(cells: &mut Cells) -> Reading {
    Reading {
        experiment: cells.text("experiment"),
        time_s: cells.not_negative("time_s"),
        distance_m: cells.positive("distance_m"),
        flux_kw_m2: cells.number("heat_flux_kW_m2"),
        recalled: cells.recalled(),
    }
}

/// Both models of one ball.
struct Balls {
    fixed: FireballField,
    course: FireballCourse,
}

impl Balls {
    /// LNG vapour as methane, the share of radiation that is taken without a pressure, default air.
    fn of(trial: &Trial) -> Result<Self, InvalidInput> {
        let methane = substances::built_in().find("methane").expect("methane is in the built-in library");
        let ball = Fireball::new(trial.fuel_kg, methane.heat_of_combustion_j_kg.unwrap_or(f64::NAN));
        Ok(Self { fixed: ball.solve()?.field, course: ball.solve_course()?.field })
    }
}

fn pair(row: &Reading, recalled: bool, predicted_w_m2: f64) -> Pair {
    Pair {
        trial: row.experiment.clone(),
        group: row.experiment.clone(),
        also_in: vec![],
        along: row.time_s,
        observed: row.flux_kw_m2,
        predicted: 1e-3 * predicted_w_m2,
        recalled: recalled || row.recalled,
    }
}

/// The greatest reading at each distance.
fn greatest<'a>(rows: &[&'a Reading]) -> Vec<&'a Reading> {
    let mut found: Vec<&Reading> = Vec::new();
    for row in rows {
        match found.iter_mut().find(|other| other.distance_m == row.distance_m) {
            Some(other) if other.flux_kw_m2 < row.flux_kw_m2 => *other = row,
            Some(_) => {}
            None => found.push(row),
        }
    }
    found
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let trials = reader.rows(TRIALS, trial);
    let readings = reader.rows(FLUXES, reading);
    let mut left_out = Vec::new();
    let mut runs = ["fireball time_varying", "fireball time_varying greatest", "fireball static greatest"]
        .map(|model| Run { model: model.into(), pairs: Vec::new() });
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out };
    }
    let [at_times, peaks, fixed] = &mut runs;
    for trial in &trials {
        let rows: Vec<&Reading> = readings.iter().filter(|row| row.experiment == trial.experiment).collect();
        let strong: Vec<&Reading> = rows.iter().copied().filter(|row| row.flux_kw_m2 >= LEAST_FLUX_KW_M2).collect();
        if strong.len() < rows.len() {
            let reason = "readings below 1 kW/m2".into();
            left_out.push(LeftOut { what: trial.experiment.clone(), rows: rows.len() - strong.len(), reason });
        }
        match Balls::of(trial) {
            Ok(balls) => {
                let at_time = |row: &Reading| balls.course.incident_flux_w_m2(row.distance_m, row.time_s);
                at_times.pairs.extend(strong.iter().map(|row| pair(row, trial.recalled, at_time(row))));
                for row in greatest(&strong) {
                    let greatest_w_m2 = balls.course.greatest_flux_w_m2(row.distance_m);
                    peaks.pairs.push(pair(row, trial.recalled, greatest_w_m2));
                    let fixed_w_m2 = balls.fixed.incident_flux_w_m2(row.distance_m);
                    fixed.pairs.push(pair(row, trial.recalled, fixed_w_m2));
                }
            }
            Err(refused) => reader.refuse_trial(TRIALS, &trial.experiment, refused),
        }
    }
    left_out.extend(without_mass(&trials, &readings));
    Outcome::Run { runs: runs.into(), left_out }
}

/// Readings of balls whose mass no row gives.
fn without_mass(trials: &[Trial], readings: &[Reading]) -> Vec<LeftOut> {
    let mut found: Vec<LeftOut> = Vec::new();
    for row in readings.iter().filter(|row| trials.iter().all(|trial| trial.experiment != row.experiment)) {
        match found.iter_mut().find(|entry| entry.what == row.experiment) {
            Some(entry) => entry.rows += 1,
            None => {
                let reason = format!("no row in {TRIALS}: the mass of fuel is not known");
                found.push(LeftOut { what: row.experiment.clone(), rows: 1, reason });
            }
        }
    }
    found
}
