//! Hydrogen jets lit late: side-on overpressure. Inputs: docs/validation-protocol.md.

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use crate::substances;
use cordon_engine::dispersion::{GasJet, GasJetField, JetSource, NotionalNozzle};
use cordon_engine::explosion::{BakerStrehlowTang, Burst, KingeryBulmash, tnt_equivalent_mass_kg};
use cordon_engine::provenance::InvalidInput;
use cordon_engine::substance::Substance;
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;

const FILE: &str = "blast_h2_jet_delayed_ignition.csv";
/// The air and the vessels of the jets, as Sandia runs the same table: not in it.
const AIR_K: f64 = 297.0;
const VESSELS: [(&str, (f64, f64)); 2] =
    [("bauwens_2019", (6e6, 300.0)), ("jallais_2018", (6e6 + STANDARD_ATMOSPHERE_PA, 279.95))];
/// Speed of sound that makes a flame speed a Mach number, m/s.
const SOUND_M_S: f64 = 340.0;

struct Row {
    experiment: String,
    /// Pressure, Pa, and temperature, K, of the gas at rest; an unknown experiment is refused with the cell.
    vessel: (f64, f64),
    diameter_m: f64,
    distance_m: f64,
    observed_pa: f64,
    recalled: bool,
}

fn row(cells: &mut Cells) -> Row {
    Row {
        experiment: cells.text("experiment"),
        vessel: cells.word("experiment", &VESSELS).unwrap_or_default(),
        diameter_m: cells.positive("nozzle_diameter_m"),
        distance_m: cells.positive("distance_m"),
        observed_pa: 1e3 * cells.positive("overpressure_kPa"),
        recalled: cells.recalled(),
    }
}

/// A model: overpressure of a jet at a distance from its nozzle, Pa; none where its curves do not reach.
type Model = fn(&GasJetField, f64) -> Result<Option<f64>, InvalidInput>;
const MODELS: [(&str, Model); 3] = [
    ("baker_strehlow_tang", by_jallais),
    ("baker_strehlow_tang from LFL", by_limits),
    ("kingery_bulmash 3 percent", by_tnt),
];

fn hydrogen() -> &'static Substance {
    substances::built_in().find("hydrogen").expect("hydrogen is in the built-in library")
}

fn heat_j_kg() -> f64 {
    hydrogen().heat_of_combustion_j_kg.expect("hydrogen burns")
}

fn jet(row: &Row) -> Result<GasJetField, InvalidInput> {
    let (pressure_pa, temperature_k) = row.vessel;
    let jet = GasJet {
        source: JetSource::Vessel {
            pressure_pa,
            temperature_k,
            orifice_diameter_m: row.diameter_m,
            discharge_coefficient: 1.0,
        },
        nozzle: NotionalNozzle::YuceilOtugen,
        elevation_rad: 0.0,
        release_height_m: 1.5,
        air_temperature_k: AIR_K,
        air_pressure_pa: STANDARD_ATMOSPHERE_PA,
    };
    Ok(jet.release(hydrogen())?.field)
}

fn baker_strehlow_tang(
    jet: &GasJetField,
    least_mole_frac: f64,
    flame_mach_ratio: f64,
    distance_m: f64,
) -> Result<Option<f64>, InvalidInput> {
    let energy_j = jet.mass_between_kg(least_mole_frac, 0.75) * heat_j_kg();
    let (burst, ambient_pressure_pa) = (Burst::Hemispherical, STANDARD_ATMOSPHERE_PA);
    let blast = BakerStrehlowTang { energy_j, flame_mach_ratio, burst, ambient_pressure_pa }.solve()?.field;
    Ok(blast.side_on_overpressure_pa(distance_m))
}

/// Of three values the one for the flow: below 0.5 kg/s, below 1 kg/s, above.
fn by_flow(jet: &GasJetField, values: [f64; 3]) -> f64 {
    match jet.origin().release_rate_kg_s {
        rate if rate < 0.5 => values[0],
        rate if rate < 1.0 => values[1],
        _ => values[2],
    }
}

/// Jallais et al. 2018: mass between 10 and 75 %, flame of 100, 140 or 240 m/s by the flow.
fn by_jallais(jet: &GasJetField, distance_m: f64) -> Result<Option<f64>, InvalidInput> {
    let mach = by_flow(jet, [100.0, 140.0, 240.0]) / SOUND_M_S;
    baker_strehlow_tang(jet, 0.10, mach, distance_m)
}

/// Mass between the limits of flammability, the curves that Sandia takes for these flows.
fn by_limits(jet: &GasJetField, distance_m: f64) -> Result<Option<f64>, InvalidInput> {
    baker_strehlow_tang(jet, 0.04, by_flow(jet, [0.2, 0.35, 0.7]), distance_m)
}

/// Three per cent of the energy between the limits as TNT on the ground.
fn by_tnt(jet: &GasJetField, distance_m: f64) -> Result<Option<f64>, InvalidInput> {
    let tnt_kg = tnt_equivalent_mass_kg(jet.mass_between_kg(0.04, 0.75), heat_j_kg(), 0.03);
    Ok(KingeryBulmash::new(tnt_kg, Burst::Hemispherical)?.field.side_on_overpressure_pa(distance_m))
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(FILE, row);
    let mut jets = Vec::new();
    if reader.is_clean() {
        for row in &rows {
            match jet(row) {
                Ok(field) => jets.push(field),
                Err(refused) => reader.refuse_trial(FILE, &row.experiment, refused),
            }
        }
    }
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    let mut left_out = Vec::new();
    let runs = MODELS.iter().map(|model| run_model(model, &rows, &jets, reader, &mut left_out)).collect();
    Outcome::Run { runs, left_out }
}

fn run_model(
    (name, model): &(&str, Model),
    rows: &[Row],
    jets: &[GasJetField],
    reader: &mut Reader,
    left_out: &mut Vec<LeftOut>,
) -> Run {
    let (mut pairs, mut beyond) = (Vec::new(), 0);
    for (row, jet) in rows.iter().zip(jets) {
        match model(jet, row.distance_m) {
            Ok(Some(predicted_pa)) => pairs.push(pair(row, predicted_pa)),
            Ok(None) => beyond += 1,
            Err(refused) => reader.refuse_trial(FILE, &row.experiment, refused),
        }
    }
    if beyond > 0 {
        let reason = "nearer or farther than the curves reach".into();
        left_out.push(LeftOut { what: (*name).into(), rows: beyond, reason });
    }
    Run { model: (*name).into(), pairs }
}

fn pair(row: &Row, predicted: f64) -> Pair {
    Pair {
        trial: row.experiment.clone(),
        group: row.experiment.clone(),
        also_in: vec![format!("nozzle {:.0} mm", 1e3 * row.diameter_m)],
        along: row.distance_m,
        observed: row.observed_pa,
        predicted,
        recalled: row.recalled,
    }
}
