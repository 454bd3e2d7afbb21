//! Hydrogen vessels that empty through a hole: mass flow (Ekoto 2012), pressure (Proust 2011).
//!
//! Inputs: docs/validation-protocol.md. Only the part of the release in which the model has let go of up to 80 % of the
//! content is compared.

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use crate::substances;
use cordon_engine::provenance::InvalidInput;
use cordon_engine::source::{BlowdownField, DEFAULT_GAS_DISCHARGE_COEFFICIENT, Expansion, GasBlowdown};

const FILE: &str = "source_blowdown.csv";
/// Share of the content whose release is compared.
const JUDGED_SHARE: f64 = 0.8;
/// The valve is taken to open at the last reading of pressure that is at least this share of the first.
const CLOSED_SHARE: f64 = 0.99;
const PA_PER_BAR: f64 = 1e5;

/// The models: courses of one model.
const MODELS: [(&str, Expansion); 2] =
    [("gas_blowdown adiabatic", Expansion::Adiabatic), ("gas_blowdown isothermal", Expansion::Isothermal)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    MassFlow,
    Pressure,
}

struct Reading {
    experiment: String,
    volume_m3: f64,
    pressure_pa: f64,
    temperature_k: f64,
    orifice_diameter_m: f64,
    discharge_coefficient: Option<f64>,
    time_s: f64,
    quantity: Option<Quantity>,
    observed: f64,
    recalled: bool,
}

fn reading(cells: &mut Cells) -> Reading {
    cells.word("fuel", &[("hydrogen", ())]);
    let words = [("mass_flow_kg_s", Quantity::MassFlow), ("pressure_bar", Quantity::Pressure)];
    let quantity = cells.word("quantity", &words);
    let factor = if quantity == Some(Quantity::Pressure) { PA_PER_BAR } else { 1.0 };
    Reading {
        experiment: cells.text("experiment"),
        volume_m3: cells.positive("tank_volume_m3"),
        pressure_pa: cells.positive("initial_pressure_Pa"),
        temperature_k: cells.positive("initial_temperature_K"),
        orifice_diameter_m: cells.positive("orifice_diameter_m"),
        discharge_coefficient: cells.positive_or_blank("discharge_coefficient"),
        time_s: cells.not_negative("time_s"),
        quantity,
        observed: factor * cells.positive("value"),
        recalled: cells.recalled(),
    }
}

pub(super) fn run_flow(reader: &mut Reader) -> Outcome {
    run(reader, Quantity::MassFlow)
}

pub(super) fn run_pressure(reader: &mut Reader) -> Outcome {
    run(reader, Quantity::Pressure)
}

fn run(reader: &mut Reader, quantity: Quantity) -> Outcome {
    let mut readings = reader.rows(FILE, reading);
    readings.retain(|reading| reading.quantity == Some(quantity));
    if readings.is_empty() {
        return Outcome::NoData { missing: format!("rows of this quantity in {FILE}") };
    }
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    let mut left_out = Vec::new();
    let runs = MODELS.map(|model| run_model(model, &readings, quantity, reader, &mut left_out));
    Outcome::Run { runs: runs.into(), left_out }
}

fn run_model(
    (name, expansion): (&str, Expansion),
    readings: &[Reading],
    quantity: Quantity,
    reader: &mut Reader,
    left_out: &mut Vec<LeftOut>,
) -> Run {
    let mut pairs = Vec::new();
    for own in readings.chunk_by(|a, b| a.experiment == b.experiment) {
        let experiment = &own[0].experiment;
        match field(&own[0], expansion) {
            Ok(field) => {
                let opening_s = if quantity == Quantity::Pressure { opening_s(own) } else { None };
                let open: Vec<&Reading> = own.iter().filter(|row| opening_s.is_none_or(|s| row.time_s > s)).collect();
                let compared = open.iter().filter_map(|row| pair(row, &field, quantity, opening_s.unwrap_or(0.0)));
                let before = pairs.len();
                pairs.extend(compared);
                note(left_out, &format!("{experiment}, {name}"), [own.len(), open.len(), pairs.len() - before]);
            }
            Err(refused) => reader.refuse_trial(FILE, experiment, refused),
        }
    }
    Run { model: name.into(), pairs }
}

fn note(left_out: &mut Vec<LeftOut>, what: &str, [all, open, compared]: [usize; 3]) {
    let reasons = [
        (all - open, "before the valve opens"),
        (open - compared, "after 80 % of the content: heat from the wall decides"),
    ];
    for (rows, reason) in reasons.into_iter().filter(|(rows, _)| *rows > 0) {
        left_out.push(LeftOut { what: what.into(), rows, reason: reason.into() });
    }
}

fn field(vessel: &Reading, expansion: Expansion) -> Result<BlowdownField, InvalidInput> {
    let vessel = GasBlowdown {
        discharge_coefficient: vessel.discharge_coefficient.unwrap_or(DEFAULT_GAS_DISCHARGE_COEFFICIENT),
        expansion,
        ..GasBlowdown::to_atmosphere(
            vessel.volume_m3,
            vessel.pressure_pa,
            vessel.temperature_k,
            vessel.orifice_diameter_m,
        )
    };
    let hydrogen = substances::built_in().find("hydrogen").expect("hydrogen is in the built-in library");
    Ok(vessel.release(hydrogen)?.field)
}

/// When the valve opens, s: the last reading near the first pressure.
fn opening_s(readings: &[Reading]) -> Option<f64> {
    let closed = |reading: &&Reading| reading.observed >= CLOSED_SHARE * readings[0].observed;
    readings.iter().rev().find(closed).map(|reading| reading.time_s)
}

fn pair(row: &Reading, field: &BlowdownField, quantity: Quantity, opening_s: f64) -> Option<Pair> {
    let state = field.at(row.time_s - opening_s);
    let predicted = match quantity {
        Quantity::MassFlow => state.release_rate_kg_s,
        Quantity::Pressure => state.pressure_pa,
    };
    (state.released_mass_kg <= JUDGED_SHARE * field.content_kg()).then(|| Pair {
        trial: row.experiment.clone(),
        group: row.experiment.clone(),
        also_in: Vec::new(),
        along: row.time_s - opening_s,
        observed: row.observed,
        predicted,
        recalled: row.recalled,
    })
}
