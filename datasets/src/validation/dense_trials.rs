//! Heavier-than-air clouds over flat ground: Burro, Coyote, Maplin Sands (LNG on water), Desert Tortoise (ammonia),
//! Goldfish (HF). Inputs: docs/validation-protocol.md.

use super::dense_inputs::{EXPERIMENTS, Experiment, NOT_RUN, TRIALS, UNKNOWN, air, check, flashed, substance, trial};
use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use cordon_engine::dispersion::{BritterMcQuaid, BritterMcQuaidRelease, DenseField, DenseGas, DenseSource};
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use cordon_engine::units::GAS_CONSTANT_J_MOL_K;
use cordon_engine::weather::StabilityClass;

pub(super) const ARCS: &str = "dispersion_arcs.csv";
/// Sensor height where the source has none, m.
const SENSOR_HEIGHT_M: f64 = 1.0;
/// Relative humidity where the source has none.
const HUMIDITY_FRAC: f64 = 0.5;
/// Molar mass of dry air, kg/mol.
const AIR_KG_MOL: f64 = 0.028_964_4;

/// A row of the trials.
#[derive(Clone)]
pub(super) struct Trial {
    pub experiment: String,
    pub number: String,
    pub mean_rate_kg_s: f64,
    pub duration_s: f64,
    pub nozzle_diameter_m: Option<f64>,
    pub pool_diameter_m: Option<f64>,
    pub release_height_m: f64,
    pub wind_m_s: Option<f64>,
    pub wind_height_m: Option<f64>,
    pub stability: Option<StabilityClass>,
    pub obukhov_m: Option<f64>,
    pub friction_m_s: Option<f64>,
    pub roughness_m: f64,
    pub air_temperature_k: f64,
    pub relative_humidity_pct: Option<f64>,
    pub pressure_pa: Option<f64>,
    pub recalled: bool,
}

/// A row of the arcs.
pub(super) struct Arc {
    experiment: String,
    trial: String,
    pub distance_m: f64,
    pub sensor_height_m: Option<f64>,
    observed: f64,
    unit: Option<Unit>,
    pub recalled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    MolePercent,
    Ppm,
    KgM3,
    /// Units of trials that are not run.
    Other,
}

/// Greatest mole fraction over all times on the axis, at a distance and a height, m.
type Peak = Box<dyn Fn(f64, f64) -> f64>;
/// A model for one trial; none where the model does not apply to the release.
type Model = fn(&Trial, &Experiment) -> Result<Option<Peak>, InvalidInput>;

/// The models that are run on these trials.
const MODELS: &[(&str, Model)] = &[("dense_gas", dense_gas), ("britter_mcquaid", britter_mcquaid)];

fn dense_gas(trial: &Trial, experiment: &Experiment) -> Result<Option<Peak>, InvalidInput> {
    let field = dense_field(trial, experiment)?;
    Ok(field.map(|field| -> Peak { Box::new(move |x_m, z_m| field.peak_mole_frac(x_m, 0.0, z_m)) }))
}

/// The cloud of a trial; none where an input is missing.
pub(super) fn dense_field(trial: &Trial, experiment: &Experiment) -> Result<Option<DenseField>, InvalidInput> {
    let Some(air) = air(trial) else { return Ok(None) };
    let (release_rate_kg_s, duration_s) = (trial.mean_rate_kg_s, Some(trial.duration_s));
    let (source, liquid_frac) = if experiment.is_pool {
        let Some(source_diameter_m) = trial.pool_diameter_m else { return Ok(None) };
        (DenseSource::Pool { release_rate_kg_s, source_diameter_m, duration_s }, 0.0)
    } else {
        let Some(nozzle_diameter_m) = trial.nozzle_diameter_m else { return Ok(None) };
        let (liquid_frac, source_diameter_m) = flashed(experiment, nozzle_diameter_m, air.pressure_pa);
        (DenseSource::Jet { release_rate_kg_s, source_diameter_m, duration_s }, liquid_frac)
    };
    let gas = DenseGas {
        source,
        temperature_k: None,
        liquid_frac,
        release_height_m: trial.release_height_m,
        averaging_time_s: experiment.averaging_time_s,
        relative_humidity_frac: trial.relative_humidity_pct.map_or(HUMIDITY_FRAC, |percent| 0.01 * percent),
        inverse_obukhov_per_m: trial.obukhov_m.map(|length_m| 1.0 / length_m),
    };
    Ok(Some(gas.solve(substance(experiment), &air)?.field))
}

/// The workbook; only the pools, whose density needs no mist.
fn britter_mcquaid(trial: &Trial, experiment: &Experiment) -> Result<Option<Peak>, InvalidInput> {
    let Some(air) = air(trial).filter(|_| experiment.is_pool) else { return Ok(None) };
    let substance = substance(experiment);
    let temperature_k = substance.boiling_point_k;
    let release = BritterMcQuaid {
        release: BritterMcQuaidRelease::Continuous { release_rate_kg_s: trial.mean_rate_kg_s },
        molar_mass_kg_mol: substance.molar_mass_kg_mol,
        source_density_kg_m3: substance.gas_density_kg_m3(temperature_k, air.pressure_pa),
        temperature_k,
        wind_speed_m_s: air.wind_speed_at_m_s(10.0),
        air_density_kg_m3: air.pressure_pa * AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * air.temperature_k),
        air_temperature_k: air.temperature_k,
    };
    let field = release.solve()?.field;
    Ok(Some(Box::new(move |x_m, _| field.mole_frac(x_m))))
}

pub(super) fn arc(cells: &mut Cells) -> Arc {
    let units = [
        ("mole_percent", Unit::MolePercent),
        ("ppm", Unit::Ppm),
        ("kg_m3", Unit::KgM3),
        ("mass_fraction", Unit::Other),
    ];
    Arc {
        experiment: cells.text("experiment"),
        trial: cells.text("trial"),
        distance_m: cells.positive("distance_m"),
        sensor_height_m: cells.positive_or_blank("sensor_height_m"),
        observed: cells.positive("observed_value"),
        unit: cells.word("unit", &units),
        recalled: cells.recalled(),
    }
}

impl Arc {
    pub(super) fn is_of(&self, trial: &Trial) -> bool {
        self.experiment == trial.experiment && self.trial == trial.number
    }

    /// The value where it was read as a share of the moles.
    pub(super) fn mole_frac(&self) -> Option<f64> {
        match self.unit? {
            Unit::MolePercent => Some(0.01 * self.observed),
            Unit::Ppm => Some(1e-6 * self.observed),
            Unit::KgM3 | Unit::Other => None,
        }
    }

    /// The value where it was read as a mass in a volume.
    pub(super) fn mass_kg_m3(&self) -> Option<f64> {
        (self.unit == Some(Unit::KgM3)).then_some(self.observed)
    }
}

fn experiment(name: &str) -> Option<&'static Experiment> {
    EXPERIMENTS.iter().find(|experiment| experiment.name == name)
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let (trials, arcs) = (reader.rows(TRIALS, trial), reader.rows(ARCS, arc));
    if reader.is_clean() {
        check_arcs(&trials, &arcs, reader);
        trials.iter().filter(|trial| experiment(&trial.experiment).is_some()).for_each(|trial| check(trial, reader));
    }
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    let runs = MODELS.iter().map(|model| run_model(model, &trials, &arcs, reader)).collect();
    Outcome::Run { runs, left_out: left_out(&arcs) }
}

fn check_arcs(trials: &[Trial], arcs: &[Arc], reader: &mut Reader) {
    for arc in arcs {
        let name = format!("{} {}", arc.experiment, arc.trial);
        if !trials.iter().any(|trial| arc.is_of(trial)) {
            reader.refuse(FieldProblem::new(
                format!("{ARCS}, trial"),
                &name,
                format!("a row of {TRIALS}"),
                "unknown_trial",
            ));
        }
        if experiment(&arc.experiment).is_some() && arc.mole_frac().is_none() {
            let place = format!("{ARCS}, {name}, unit");
            reader.refuse(FieldProblem::new(place, "a mass", "mole_percent or ppm", "unknown_unit"));
        }
    }
}

fn run_model((name, solve): &(&str, Model), trials: &[Trial], arcs: &[Arc], reader: &mut Reader) -> Run {
    let mut pairs = Vec::new();
    for trial in trials {
        let Some(experiment) = experiment(&trial.experiment) else { continue };
        let label = format!("{} {}", experiment.title, trial.number);
        match solve(trial, experiment) {
            Ok(None) => {}
            Ok(Some(peak)) => {
                let own = arcs.iter().filter(|arc| arc.is_of(trial));
                pairs.extend(own.filter_map(|arc| pair(trial, experiment, &label, arc, &peak)));
            }
            Err(refused) => reader.refuse_trial(TRIALS, &label, refused),
        }
    }
    Run { model: (*name).into(), pairs }
}

fn pair(trial: &Trial, experiment: &Experiment, label: &str, arc: &Arc, peak: &Peak) -> Option<Pair> {
    Some(Pair {
        trial: label.into(),
        group: experiment.title.into(),
        also_in: if experiment.is_pool { vec!["LNG pools".into()] } else { Vec::new() },
        along: arc.distance_m,
        observed: arc.mole_frac()?,
        predicted: peak(arc.distance_m, arc.sensor_height_m.unwrap_or(SENSOR_HEIGHT_M)),
        recalled: trial.recalled || arc.recalled,
    })
}

fn left_out(arcs: &[Arc]) -> Vec<LeftOut> {
    let mut entries: Vec<LeftOut> = Vec::new();
    for arc in arcs.iter().filter(|arc| experiment(&arc.experiment).is_none()) {
        let reason = NOT_RUN.iter().find(|(name, _)| *name == arc.experiment).map_or(UNKNOWN, |(_, reason)| reason);
        match entries.iter_mut().find(|entry| entry.what == arc.experiment) {
            Some(entry) => entry.rows += 1,
            None => entries.push(LeftOut { what: arc.experiment.clone(), rows: 1, reason: reason.into() }),
        }
    }
    entries
}
