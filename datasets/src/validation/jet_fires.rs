//! Jet fires: lengths and heat of natural gas and hydrogen flames. Inputs: docs/validation-protocol.md.

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use crate::substances;
use cordon_engine::fire::{HumidAir, JetFire, JetFireField, JetFireModel, JetFireSource};
use cordon_engine::provenance::InvalidInput;
use cordon_engine::substance::Substance;
use std::f64::consts::FRAC_PI_2;

const TRIALS: &str = "fire_jet_trials.csv";
const RADIOMETERS: &str = "fire_jet_radiometers.csv";
const FLOW_AND_LENGTH: &str = "fire_jet_hydrogen_flow_and_length.csv";
const PROUST: &str = "fire_jet_hydrogen_length_proust.csv";
const SCHEFER: &str = "fire_jet_hydrogen_flux_schefer.csv";

/// Readings below this are left out, kW/m2.
const LEAST_FLUX_KW_M2: f64 = 1.0;
/// Height of the hole, m: no part in the answer, it keeps the radiometers above ground.
const HOLE_M: f64 = 5.0;
/// Temperature of gas and air where the source has none, K: natural gas lengths, hydrogen.
const GAS_K: f64 = 288.15;
const HYDROGEN_K: f64 = 293.15;

const SOLID: &str = "jet_fire solid_flame";
const BENT: &str = "jet_fire weighted_sources";
/// The same with the radiated share by the time in the flame, as HyRAM+ has it: shown beside it, not judged.
const BENT_BY_TIME: &str = "jet_fire weighted_sources, share by time";
const POINTS: &str = "jet_fire multi_source";

struct Trial {
    experiment: String,
    fuel: String,
    rate_kg_s: f64,
    diameter_m: f64,
    pressure_pa: Option<f64>,
    temperature_k: Option<f64>,
    length_m: Option<f64>,
    wind_m_s: f64,
    wind_to_release_deg: Option<f64>,
    air_k: Option<f64>,
    humidity_pct: Option<f64>,
    recalled: bool,
}

fn trial(cells: &mut Cells) -> Trial {
    Trial {
        experiment: cells.text("experiment"),
        fuel: cells.text("fuel"),
        rate_kg_s: cells.positive("mass_flow_kg_s"),
        diameter_m: cells.positive("orifice_diameter_m"),
        pressure_pa: cells.positive_or_blank("stagnation_pressure_Pa"),
        temperature_k: cells.positive_or_blank("stagnation_temperature_K"),
        length_m: cells.positive_or_blank("flame_length_m"),
        wind_m_s: cells.not_negative("wind_speed_m_s"),
        wind_to_release_deg: cells.number_or_blank("wind_to_release_deg"),
        air_k: cells.positive_or_blank("air_temperature_K"),
        humidity_pct: cells.positive_or_blank("relative_humidity_pct"),
        recalled: cells.recalled(),
    }
}

struct Reading {
    experiment: String,
    place_m: [f64; 3],
    flux_kw_m2: f64,
    recalled: bool,
}

fn reading(cells: &mut Cells) -> Reading {
    Reading {
        experiment: cells.text("experiment"),
        place_m: [cells.number("x_m"), cells.number("y_m"), HOLE_M + cells.number("z_m")],
        flux_kw_m2: cells.not_negative("heat_flux_kW_m2"),
        recalled: cells.recalled(),
    }
}

fn substance(name: &str) -> &'static Substance {
    substances::built_in().find(name).expect("methane and hydrogen are in the built-in library")
}

impl Trial {
    /// Natural gas is run as methane: its composition is not in the table.
    fn substance(&self) -> &'static Substance {
        substance(if self.fuel == "hydrogen" { "hydrogen" } else { "methane" })
    }

    /// What of the conditions of a heat reading is blank.
    fn lacking(&self) -> Vec<&'static str> {
        let conditions = [
            ("stagnation_pressure_Pa", self.pressure_pa),
            ("stagnation_temperature_K", self.temperature_k),
            ("wind_to_release_deg", self.wind_to_release_deg),
            ("air_temperature_K", self.air_k),
            ("relative_humidity_pct", self.humidity_pct),
        ];
        conditions.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect()
    }

    fn field(&self, model: JetFireModel, radiative_frac: Option<f64>) -> Result<JetFireField, InvalidInput> {
        let source = JetFireSource {
            release_rate_kg_s: Some(self.rate_kg_s),
            pressure_pa: self.pressure_pa,
            temperature_k: self.temperature_k.unwrap_or(GAS_K),
            orifice_diameter_m: self.diameter_m,
            discharge_coefficient: 1.0,
        };
        let air = HumidAir {
            temperature_k: self.air_k.unwrap_or(GAS_K),
            relative_humidity_frac: self.humidity_pct.map_or(0.5, |percent| 0.01 * percent),
        };
        let fire = JetFire {
            release_height_m: HOLE_M,
            wind_speed_m_s: self.wind_m_s,
            wind_to_release_rad: self.wind_to_release_deg.unwrap_or(0.0).to_radians(),
            air,
            radiative_frac,
            ..JetFire::level(source, model)
        };
        Ok(fire.solve(self.substance())?.field)
    }

    /// The flames whose heat is compared, in the order of the runs.
    fn fields(&self) -> Result<[JetFireField; 3], InvalidInput> {
        let bent = self.field(JetFireModel::WeightedSources, None)?;
        let by_time = bent.bent_flame().map(|flame| flame.residence_radiative_frac);
        let by_time = self.field(JetFireModel::WeightedSources, by_time)?;
        Ok([self.field(JetFireModel::SolidFlame, None)?, bent, by_time])
    }
}

/// Heat of the natural gas flames.
pub(super) fn run_flux(reader: &mut Reader) -> Outcome {
    let trials = reader.rows(TRIALS, trial);
    let readings = reader.rows(RADIOMETERS, reading);
    let mut left_out = Vec::new();
    let mut runs = [SOLID, BENT, BENT_BY_TIME].map(|model| Run { model: model.into(), pairs: Vec::new() });
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out };
    }
    for trial in &trials {
        let rows: Vec<&Reading> = readings.iter().filter(|row| row.experiment == trial.experiment).collect();
        let lacking = trial.lacking();
        if rows.is_empty() || !lacking.is_empty() {
            let nothing = if rows.is_empty() { "no radiometer".to_owned() } else { String::new() };
            let blank = if lacking.is_empty() { String::new() } else { format!("blank: {}", lacking.join(", ")) };
            let reason = [nothing, blank].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
            left_out.push(LeftOut { what: trial.experiment.clone(), rows: rows.len(), reason });
            continue;
        }
        match trial.fields() {
            Ok(fields) => {
                for (run, field) in runs.iter_mut().zip(&fields) {
                    let strong = rows.iter().filter(|row| is_strong(row));
                    run.pairs.extend(strong.map(|row| flux_pair(trial, row, field)));
                }
            }
            Err(refused) => reader.refuse_trial(TRIALS, &trial.experiment, refused),
        }
        left_out.extend(weak(&trial.experiment, rows.iter().filter(|row| !is_strong(row)).count()));
    }
    Outcome::Run { runs: runs.into(), left_out }
}

fn is_strong(row: &Reading) -> bool {
    row.flux_kw_m2 >= LEAST_FLUX_KW_M2
}

fn weak(what: &str, rows: usize) -> Option<LeftOut> {
    (rows > 0).then(|| LeftOut { what: what.into(), rows, reason: "readings below 1 kW/m2".into() })
}

fn flux_pair(trial: &Trial, row: &Reading, field: &JetFireField) -> Pair {
    let [x_m, y_m, _] = row.place_m;
    Pair {
        trial: trial.experiment.clone(),
        group: trial.experiment.clone(),
        also_in: vec![],
        along: (x_m * x_m + y_m * y_m).sqrt(),
        observed: row.flux_kw_m2,
        predicted: 1e-3 * field.incident_flux_w_m2(row.place_m),
        recalled: row.recalled || trial.recalled,
    }
}

/// A hydrogen jet: name, its group, the hole, and what was measured.
struct Hydrogen {
    experiment: String,
    group: &'static str,
    source: JetFireSource,
    along: f64,
    measured: f64,
    recalled: bool,
}

impl Hydrogen {
    fn field(&self, elevation_rad: f64) -> Result<JetFireField, InvalidInput> {
        let air = HumidAir { temperature_k: HYDROGEN_K, ..HumidAir::default() };
        let fire = JetFire {
            elevation_rad,
            release_height_m: HOLE_M,
            air,
            ..JetFire::level(self.source, JetFireModel::MultiSource)
        };
        Ok(fire.solve(substance("hydrogen"))?.field)
    }

    fn pair(&self, predicted: f64) -> Pair {
        Pair {
            trial: self.experiment.clone(),
            group: self.group.into(),
            also_in: vec![],
            along: self.along,
            observed: self.measured,
            predicted,
            recalled: self.recalled,
        }
    }
}

fn hole(
    release_rate_kg_s: Option<f64>,
    pressure_pa: Option<f64>,
    temperature_k: f64,
    diameter_m: f64,
) -> JetFireSource {
    JetFireSource {
        release_rate_kg_s,
        pressure_pa,
        temperature_k,
        orifice_diameter_m: diameter_m,
        discharge_coefficient: 1.0,
    }
}

fn flow_and_length(cells: &mut Cells) -> Hydrogen {
    const ATMOSPHERE_PA: f64 = 101_325.0;
    let experiment = cells.text("experiment");
    let group = if experiment.starts_with("Imamura") { "Imamura 2008" } else { "Sandia cryogenic" };
    let rate_kg_s = cells.positive("mass_flow_kg_s");
    let pressure_pa = Some(ATMOSPHERE_PA + cells.positive("stagnation_gauge_pressure_Pa"));
    let temperature_k = cells.positive("stagnation_temperature_K");
    let diameter_m = cells.positive("orifice_diameter_m");
    Hydrogen {
        experiment,
        group,
        source: hole(Some(rate_kg_s), pressure_pa, temperature_k, diameter_m),
        along: 1e3 * rate_kg_s,
        measured: cells.positive("flame_length_m"),
        recalled: cells.recalled(),
    }
}

fn proust(cells: &mut Cells) -> Hydrogen {
    let (diameter_m, pressure_pa) = (cells.positive("orifice_diameter_m"), cells.positive("pressure_Pa"));
    Hydrogen {
        experiment: cells.text("experiment"),
        group: "Proust 2011",
        source: hole(None, Some(pressure_pa), HYDROGEN_K, diameter_m),
        along: 1e-6 * pressure_pa,
        measured: cells.positive("flame_length_m"),
        recalled: cells.recalled(),
    }
}

/// Lengths: natural gas by the frustum and by the flame that bends, hydrogen by its own correlation.
pub(super) fn run_length(reader: &mut Reader) -> Outcome {
    let trials = reader.rows(TRIALS, trial);
    let mut hydrogen = reader.rows(FLOW_AND_LENGTH, flow_and_length);
    hydrogen.extend(reader.rows(PROUST, proust));
    let mut left_out = Vec::new();
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out };
    }
    let solid = Run { model: SOLID.into(), pairs: lengths(&trials, JetFireModel::SolidFlame, reader, &mut left_out) };
    let bent = lengths(&trials, JetFireModel::WeightedSources, reader, &mut Vec::new());
    let bent = Run { model: BENT.into(), pairs: bent };
    let mut pairs = Vec::new();
    for row in &hydrogen {
        match row.field(0.0) {
            Ok(field) => pairs.push(row.pair(field.flame_length_m())),
            Err(refused) => {
                left_out.push(LeftOut { what: row.experiment.clone(), rows: 1, reason: refused.to_string() })
            }
        }
    }
    Outcome::Run { runs: vec![solid, bent, Run { model: POINTS.into(), pairs }], left_out }
}

fn lengths(trials: &[Trial], model: JetFireModel, reader: &mut Reader, left_out: &mut Vec<LeftOut>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for trial in trials {
        let Some(length_m) = trial.length_m else {
            let reason = "blank: flame_length_m".into();
            left_out.push(LeftOut { what: trial.experiment.clone(), rows: 0, reason });
            continue;
        };
        match trial.field(model, None) {
            Ok(field) => pairs.push(Pair {
                trial: trial.experiment.clone(),
                group: "DNV GL".into(),
                also_in: vec![],
                along: 1e3 * trial.rate_kg_s,
                observed: length_m,
                predicted: field.flame_length_m(),
                recalled: trial.recalled,
            }),
            Err(refused) => reader.refuse_trial(TRIALS, &trial.experiment, refused),
        }
    }
    pairs
}

/// A reading beside the vertical flames of Schefer: the jet, distance from the axis, and place along it over the length.
fn schefer(cells: &mut Cells) -> (Hydrogen, f64) {
    let rate_kg_s = Some(cells.positive("mass_flow_kg_s"));
    let time_s = cells.not_negative("time_s");
    let jet = Hydrogen {
        experiment: format!("{}, {time_s} s", cells.text("experiment")),
        group: if time_s < 10.0 { "Schefer 2006, 5 s" } else { "Schefer 2006, later" },
        source: hole(rate_kg_s, None, HYDROGEN_K, cells.positive("orifice_diameter_m")),
        along: cells.not_negative("axial_distance_over_flame_length"),
        measured: cells.not_negative("heat_flux_kW_m2"),
        recalled: cells.recalled(),
    };
    (jet, cells.positive("radial_distance_m"))
}

/// Heat of the hydrogen flames.
pub(super) fn run_hydrogen_flux(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(SCHEFER, schefer);
    let (mut pairs, mut weak_rows) = (Vec::new(), 0);
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    for (jet, radial_m) in &rows {
        if jet.measured < LEAST_FLUX_KW_M2 {
            weak_rows += 1;
            continue;
        }
        match jet.field(FRAC_PI_2) {
            Ok(field) => {
                let z_m = HOLE_M + jet.along * field.flame_length_m();
                pairs.push(jet.pair(1e-3 * field.incident_flux_w_m2([*radial_m, 0.0, z_m])));
            }
            Err(refused) => reader.refuse_trial(SCHEFER, &jet.experiment, refused),
        }
    }
    let left_out = weak("Schefer 2006", weak_rows).into_iter().collect();
    Outcome::Run { runs: vec![Run { model: POINTS.into(), pairs }], left_out }
}
