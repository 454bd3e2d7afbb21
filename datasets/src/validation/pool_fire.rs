//! Fires of liquefied natural gas: heat flux, length and tilt of the flame. Inputs: docs/validation-protocol.md.

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use crate::substances;
use cordon_engine::fire::{FireSurface, HumidAir, PoolFire, PoolFireField};
use cordon_engine::math;
use cordon_engine::provenance::InvalidInput;

const TRIALS: &str = "fire_pool_trials.csv";
const FLUXES: &str = "fire_pool_lng_flux.csv";
const SANDIA: &str = "fire_pool_sandia_flames.csv";
const MODEL: &str = "pool_fire";
/// Least reading that is compared, W/m2.
const LEAST_W_M2: f64 = 1000.0;

struct Trial {
    name: String,
    fuel: String,
    surface: FireSurface,
    diameter_m: f64,
    burning_rate_kg_m2_s: Option<f64>,
    length_m: Option<f64>,
    tilt_deg: Option<f64>,
    wind_m_s: Option<f64>,
    wind_from_deg: Option<f64>,
    air_k: Option<f64>,
    humidity_pct: Option<f64>,
    pressure_pa: Option<f64>,
    recalled: bool,
}

fn trial(cells: &mut Cells) -> Trial {
    let water = cells.text("surface").starts_with("water");
    Trial {
        name: cells.text("experiment"),
        fuel: cells.text("fuel"),
        surface: if water { FireSurface::Water } else { FireSurface::Land },
        diameter_m: cells.positive("pool_diameter_m"),
        burning_rate_kg_m2_s: cells.positive_or_blank("burn_rate_kg_m2_s"),
        length_m: cells.positive_or_blank("flame_length_m"),
        tilt_deg: cells.number_or_blank("flame_tilt_deg"),
        wind_m_s: cells.number_or_blank("wind_speed_m_s"),
        wind_from_deg: cells.number_or_blank("wind_from_deg"),
        air_k: cells.positive_or_blank("air_temperature_K"),
        humidity_pct: cells.positive_or_blank("relative_humidity_pct"),
        pressure_pa: cells.positive_or_blank("pressure_Pa"),
        recalled: cells.recalled(),
    }
}

impl Trial {
    /// What the table does not say, in words; none when the conditions are complete.
    fn lacks(&self) -> Option<String> {
        let needed = [
            ("a fuel with a model here", self.fuel == "LNG"),
            ("burning rate", self.burning_rate_kg_m2_s.is_some()),
            ("wind speed", self.wind_m_s.is_some()),
            ("wind direction", self.wind_from_deg.is_some()),
            ("air temperature", self.air_k.is_some()),
            ("humidity", self.humidity_pct.is_some()),
            ("pressure", self.pressure_pa.is_some()),
        ];
        let missing: Vec<&str> = needed.into_iter().filter(|(_, known)| !known).map(|(what, _)| what).collect();
        (!missing.is_empty()).then(|| format!("the table has no {}", missing.join(", ")))
    }

    /// Called only with complete conditions.
    fn field(&self) -> Result<PoolFireField, InvalidInput> {
        let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let relative_humidity_frac = 0.01 * known(self.humidity_pct);
        let fire = PoolFire {
            surface: self.surface,
            air: HumidAir { temperature_k: known(self.air_k), relative_humidity_frac },
            air_pressure_pa: known(self.pressure_pa),
            burning_rate_kg_m2_s: self.burning_rate_kg_m2_s,
            ..PoolFire::new(self.diameter_m, known(self.wind_m_s))
        };
        let methane = substances::built_in().find("methane").expect("methane is in the built-in library");
        Ok(fire.light(methane)?.field)
    }

    /// Name of the experiment without its number and period.
    fn group(&self) -> String {
        self.name.chars().take_while(char::is_ascii_alphabetic).collect()
    }

    fn pair(&self, along: f64, observed: f64, predicted: f64) -> Pair {
        let (trial, group) = (self.name.clone(), self.group());
        Pair { trial, group, also_in: Vec::new(), along, observed, predicted, recalled: self.recalled }
    }
}

struct Reading {
    experiment: String,
    period: String,
    azimuth_deg: f64,
    distance_m: f64,
    observed_w_m2: f64,
    recalled: bool,
}

fn reading(cells: &mut Cells) -> Reading {
    Reading {
        experiment: cells.text("experiment"),
        period: cells.text("period"),
        azimuth_deg: cells.number("azimuth_deg"),
        distance_m: cells.positive("distance_m"),
        observed_w_m2: 1000.0 * cells.number("heat_flux_kW_m2"),
        recalled: cells.recalled(),
    }
}

impl Reading {
    fn is_of(&self, trial: &Trial) -> bool {
        trial.name == self.experiment || trial.name == format!("{} {}", self.experiment, self.period)
    }

    /// Where the radiometer stands: x downwind, y to the left of the wind.
    fn place_m(&self, wind_from_deg: f64) -> [f64; 3] {
        let right_rad = (self.azimuth_deg - wind_from_deg - 180.0).to_radians();
        [self.distance_m * math::cos(right_rad), -self.distance_m * math::sin(right_rad), 0.0]
    }
}

fn finished(pairs: Vec<Pair>, left_out: Vec<LeftOut>) -> Outcome {
    Outcome::Run { runs: vec![Run { model: MODEL.into(), pairs }], left_out }
}

pub(super) fn run_flux(reader: &mut Reader) -> Outcome {
    let (trials, readings) = (reader.rows(TRIALS, trial), reader.rows(FLUXES, reading));
    let (mut pairs, mut left_out) = (Vec::new(), Vec::new());
    if !reader.is_clean() {
        return finished(pairs, left_out);
    }
    for trial in &trials {
        let own: Vec<&Reading> = readings.iter().filter(|reading| reading.is_of(trial)).collect();
        if own.is_empty() {
            continue;
        }
        let mut leave = |rows: usize, reason: String| {
            if rows > 0 {
                left_out.push(LeftOut { what: trial.name.clone(), rows, reason });
            }
        };
        if let Some(reason) = trial.lacks() {
            leave(own.len(), reason);
            continue;
        }
        let strong: Vec<&&Reading> = own.iter().filter(|reading| reading.observed_w_m2 >= LEAST_W_M2).collect();
        leave(own.len() - strong.len(), "below 1 kW/m2".into());
        match trial.field() {
            Ok(field) => pairs.extend(strong.into_iter().map(|reading| flux_pair(trial, reading, &field))),
            Err(refused) => reader.refuse_trial(TRIALS, &trial.name, refused),
        }
    }
    finished(pairs, left_out)
}

fn flux_pair(trial: &Trial, reading: &Reading, field: &PoolFireField) -> Pair {
    let place_m = reading.place_m(trial.wind_from_deg.unwrap_or_default());
    let sector = if place_m[0] > 0.5 * reading.distance_m {
        "downwind"
    } else if place_m[0] < -0.5 * reading.distance_m {
        "upwind"
    } else {
        "crosswind"
    };
    let predicted = field.incident_flux_w_m2(place_m);
    let mut pair = trial.pair(reading.distance_m, reading.observed_w_m2, predicted);
    pair.also_in = vec![sector.into()];
    pair.recalled |= reading.recalled;
    pair
}

pub(super) fn run_length(reader: &mut Reader) -> Outcome {
    run_flame(reader, |trial| trial.length_m, PoolFireField::flame_length_m)
}

pub(super) fn run_tilt(reader: &mut Reader) -> Outcome {
    run_flame(reader, |trial| trial.tilt_deg, |field| field.tilt_rad().to_degrees())
}

fn run_flame(
    reader: &mut Reader,
    observed: fn(&Trial) -> Option<f64>,
    predicted: fn(&PoolFireField) -> f64,
) -> Outcome {
    let trials = reader.rows(TRIALS, trial);
    let (mut pairs, mut left_out) = (Vec::new(), Vec::new());
    if !reader.is_clean() {
        return finished(pairs, left_out);
    }
    for trial in &trials {
        let Some(observed) = observed(trial) else { continue };
        if let Some(reason) = trial.lacks() {
            left_out.push(LeftOut { what: trial.name.clone(), rows: 1, reason });
            continue;
        }
        match trial.field() {
            Ok(field) => pairs.push(trial.pair(trial.diameter_m, observed, predicted(&field))),
            Err(refused) => reader.refuse_trial(TRIALS, &trial.name, refused),
        }
    }
    finished(pairs, left_out)
}

pub(super) fn run_sandia(reader: &mut Reader) -> Outcome {
    let fuels = reader.rows(SANDIA, |cells| cells.text("fuel"));
    let reason = "the table has no pool size, wind or burning rate of these fires, so none can be run".into();
    Outcome::NoModel { rows: fuels.len(), reason }
}
