//! What the protocol fixes for the heavier-than-air trials: weather, mist, jets, averaging times.

use super::dense_trials::Trial;
use super::read::{Cells, Reader};
use crate::substances;
use cordon_engine::dispersion::{Atmosphere, stability_from_obukhov};
use cordon_engine::math::{atan2, ln, pow};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::source::flash_frac;
use cordon_engine::substance::Substance;
use cordon_engine::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use cordon_engine::weather::{StabilityClass, Terrain};
use std::f64::consts::PI;

pub(super) const TRIALS: &str = "dispersion_trials.csv";

/// An experiment of the protocol.
pub(super) struct Experiment {
    /// As in the files.
    pub name: &'static str,
    /// As in the report.
    pub title: &'static str,
    pub substance: &'static str,
    /// Whether it is a pool that gives off vapour (LNG on water in all that are judged).
    pub is_pool: bool,
    /// Temperature of the stored liquid of a jet, K: the middle of the range in the note of the trial.
    pub stored_k: f64,
    pub averaging_time_s: f64,
}

pub(super) const fn pool(
    name: &'static str,
    title: &'static str,
    substance: &'static str,
    averaging_time_s: f64,
) -> Experiment {
    Experiment { name, title, substance, is_pool: true, stored_k: 0.0, averaging_time_s }
}

const fn jet(
    name: &'static str,
    title: &'static str,
    substance: &'static str,
    stored_k: f64,
    averaging_time_s: f64,
) -> Experiment {
    Experiment { name, title, substance, is_pool: false, stored_k, averaging_time_s }
}

/// The experiments that are run.
pub(super) const EXPERIMENTS: [Experiment; 5] = [
    pool("Burro", "Burro", "methane", 10.0),
    pool("Coyote", "Coyote", "methane", 10.0),
    pool("MaplinSands", "Maplin Sands", "methane", 10.0),
    jet("DesertTortoise", "Desert Tortoise", "ammonia", 295.5, 80.0),
    jet("Goldfish", "Goldfish", "7664-39-3", 312.0, 88.0),
];

/// Those that are not, and why.
pub(super) const NOT_RUN: [(&str, &str); 3] = [
    ("Falcon", "reported only, in `reported_trials`: the pool lay inside a vapour fence"),
    ("JackRabbitI", "reported only, in `reported_trials`: chlorine collected in a depression and left it slowly"),
    ("SpadeadamCO2", "not run (`reported_trials` says why): solid carbon dioxide in the jet"),
];

/// Reasons for what no protocol covers.
pub(super) const UNKNOWN: &str = "the protocol fixes no inputs for this experiment";

/// The words for a Pasquill class, blank included.
const CLASSES: [(&str, Option<StabilityClass>); 7] = [
    ("A", Some(StabilityClass::A)),
    ("B", Some(StabilityClass::B)),
    ("C", Some(StabilityClass::C)),
    ("D", Some(StabilityClass::D)),
    ("E", Some(StabilityClass::E)),
    ("F", Some(StabilityClass::F)),
    ("", None),
];

pub(super) fn trial(cells: &mut Cells) -> Trial {
    Trial {
        experiment: cells.text("experiment"),
        number: cells.text("trial"),
        mean_rate_kg_s: cells.positive("mean_rate_kg_s"),
        duration_s: cells.positive("duration_s"),
        nozzle_diameter_m: cells.positive_or_blank("nozzle_diameter_m"),
        pool_diameter_m: cells.positive_or_blank("pool_diameter_assumed_m"),
        release_height_m: cells.not_negative("release_height_m"),
        wind_m_s: cells.positive_or_blank("wind_speed_m_s"),
        wind_height_m: cells.positive_or_blank("wind_height_m"),
        stability: cells.word("stability_class", &CLASSES).flatten(),
        obukhov_m: cells.number_or_blank("monin_obukhov_length_m"),
        friction_m_s: cells.positive_or_blank("friction_velocity_m_s"),
        roughness_m: cells.positive("roughness_m"),
        air_temperature_k: cells.positive("air_temperature_K"),
        relative_humidity_pct: cells.positive_or_blank("relative_humidity_pct"),
        pressure_pa: cells.positive_or_blank("pressure_Pa"),
        recalled: cells.recalled(),
    }
}

/// Wind at 10 m from the friction velocity by the Businger-Dyer profile in Paulson's form (unstable).
fn wind_from_friction_m_s(friction_m_s: f64, obukhov_m: f64, roughness_m: f64) -> f64 {
    let height_m = 10.0;
    let x = pow(1.0 - 16.0 * height_m / obukhov_m, 0.25);
    let psi = 2.0 * ln(f64::midpoint(1.0, x)) + ln(f64::midpoint(1.0, x * x)) - 2.0 * atan2(x, 1.0) + PI / 2.0;
    friction_m_s / 0.41 * (ln(height_m / roughness_m) - psi)
}

/// Wind and its height: the reading, else from u* and L where it is unstable.
fn wind(trial: &Trial) -> Option<(f64, f64)> {
    let reading = trial.wind_m_s.zip(trial.wind_height_m);
    let derived = || {
        let obukhov_m = trial.obukhov_m.filter(|length_m| *length_m < 0.0)?;
        Some((wind_from_friction_m_s(trial.friction_m_s?, obukhov_m, trial.roughness_m), 10.0))
    };
    reading.or_else(derived)
}

/// The class: of the trial, else by Golder from L.
fn stability(trial: &Trial) -> Option<StabilityClass> {
    let golder = |obukhov_m: f64| stability_from_obukhov(1.0 / obukhov_m, trial.roughness_m);
    trial.stability.or(trial.obukhov_m.map(golder))
}

/// The air of a trial; none where [`problems`] has something to say.
pub(super) fn air(trial: &Trial) -> Option<Atmosphere> {
    let (wind_m_s, height_m) = wind(trial)?;
    Some(Atmosphere {
        roughness_length_m: trial.roughness_m,
        temperature_k: trial.air_temperature_k,
        pressure_pa: trial.pressure_pa.unwrap_or(STANDARD_ATMOSPHERE_PA),
        ..Atmosphere::new(stability(trial)?, wind_m_s, height_m, Terrain::Rural)
    })
}

/// What a trial that is run must have and does not.
pub(super) fn check(trial: &Trial, reader: &mut Reader) {
    let mut missing = |field: &str, allowed: &str| {
        let place = format!("{TRIALS}, {} {}, {field}", trial.experiment, trial.number);
        reader.refuse(FieldProblem::new(place, "blank", allowed, "missing"));
    };
    if wind(trial).is_none() {
        missing("wind_speed_m_s", "a wind reading with its height, or a friction velocity with an L below 0");
    }
    if stability(trial).is_none() {
        missing("stability_class", "a Pasquill class or a Monin-Obukhov length");
    }
    if trial.obukhov_m == Some(0.0) {
        missing("monin_obukhov_length_m", "a length other than 0 m, or blank");
    }
    match EXPERIMENTS.iter().find(|experiment| experiment.name == trial.experiment) {
        Some(experiment) if experiment.is_pool && trial.pool_diameter_m.is_none() => {
            missing("pool_diameter_assumed_m", "the diameter of the pool, m");
        }
        Some(experiment) if !experiment.is_pool && trial.nozzle_diameter_m.is_none() => {
            missing("nozzle_diameter_m", "the diameter of the nozzle, m");
        }
        _ => {}
    }
}

/// The substance of an experiment, from the built-in library: a user's own must not change the evidence.
pub(super) fn substance(experiment: &Experiment) -> &'static Substance {
    substances::built_in()
        .find(experiment.substance)
        .expect("the substances of the protocol are in the built-in library")
}

/// Mist after the flash, and diameter of the jet that keeps the speed of the liquid in the nozzle.
pub(super) fn flashed(experiment: &Experiment, nozzle_diameter_m: f64, pressure_pa: f64) -> (f64, f64) {
    let (substance, stored_k) = (substance(experiment), experiment.stored_k);
    let boiling_k = substance.boiling_point_k;
    let mean_k = (0.5 * (stored_k + boiling_k)).max(293.0_f64.min(stored_k));
    let known = "the built-in library knows the liquids of the protocol at their temperatures";
    let capacity_j_kg_k = substance.liquid_heat_capacity_j_kg_k(mean_k).expect(known);
    let latent_j_kg = substance.latent_heat_j_kg(boiling_k).expect(known);
    let liquid_frac = 1.0 - flash_frac(capacity_j_kg_k, stored_k, boiling_k, latent_j_kg);
    let liquid_kg_m3 = substance.liquid_density_kg_m3(stored_k).expect(known);
    let vapour_m3_kg = GAS_CONSTANT_J_MOL_K * boiling_k / (pressure_pa * substance.molar_mass_kg_mol);
    let expansion = liquid_kg_m3 * ((1.0 - liquid_frac) * vapour_m3_kg + liquid_frac / liquid_kg_m3);
    (liquid_frac, nozzle_diameter_m * expansion.sqrt())
}
