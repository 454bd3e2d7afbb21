//! Unignited hydrogen jets: mole fraction on the axis. Inputs: docs/validation-protocol.md.

use super::read::{Cells, Reader};
use super::result::{Outcome, Pair, Run};
use crate::substances;
use cordon_engine::dispersion::{GasJet, GasJetField, JetSource, NotionalNozzle, similarity_mass_frac};
use cordon_engine::provenance::InvalidInput;
use cordon_engine::source::GasProperties;
use cordon_engine::substance::{MOLAR_MASS_AIR_KG_MOL, Substance};
use cordon_engine::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

const FILE: &str = "dispersion_h2_jet_centreline.csv";
/// The air of all jets: not in the table.
const AIR_K: f64 = 293.15;

/// The models: name, and mole fraction on the axis.
type Model = fn(&Row) -> Result<f64, InvalidInput>;
const MODELS: [(&str, Model); 2] = [("gas_jet", integral), ("gas_jet similarity", similarity)];

struct Row {
    experiment: String,
    temperature_k: f64,
    diameter_m: f64,
    /// Blank (`nan`) for subsonic jets.
    pressure_pa: Option<f64>,
    density_kg_m3: f64,
    distance_m: f64,
    observed: f64,
    recalled: bool,
}

fn row(cells: &mut Cells) -> Row {
    let pressure = cells.text("pressure_MPa");
    let pressure_pa = if pressure == "nan" { None } else { Some(1e6 * cells.positive("pressure_MPa")) };
    Row {
        experiment: cells.text("experiment"),
        temperature_k: cells.positive("temperature_K"),
        diameter_m: cells.positive("nozzle_diameter_m"),
        pressure_pa,
        density_kg_m3: cells.positive("nozzle_density_kg_m3"),
        distance_m: cells.positive("distance_m"),
        observed: cells.positive("mole_fraction"),
        recalled: cells.recalled(),
    }
}

fn hydrogen() -> &'static Substance {
    substances::built_in().find("hydrogen").expect("hydrogen is in the built-in library")
}

/// The jet of a row: from its vessel, or at the speed of sound with its density where no pressure is given.
fn source(row: &Row) -> Result<JetSource, InvalidInput> {
    if let Some(pressure_pa) = row.pressure_pa {
        let (temperature_k, orifice_diameter_m) = (row.temperature_k, row.diameter_m);
        return Ok(JetSource::Vessel { pressure_pa, temperature_k, orifice_diameter_m, discharge_coefficient: 1.0 });
    }
    let specific_j_kg_k = GAS_CONSTANT_J_MOL_K / hydrogen().molar_mass_kg_mol;
    let temperature_k = STANDARD_ATMOSPHERE_PA / (specific_j_kg_k * row.density_kg_m3);
    let ratio = GasProperties::of(hydrogen(), temperature_k)?.heat_capacity_ratio;
    let sonic_m_s = (ratio * specific_j_kg_k * temperature_k).sqrt();
    let release_rate_kg_s = row.density_kg_m3 * sonic_m_s * FRAC_PI_4 * row.diameter_m * row.diameter_m;
    Ok(JetSource::Vent { release_rate_kg_s, temperature_k, diameter_m: row.diameter_m })
}

fn field(row: &Row) -> Result<GasJetField, InvalidInput> {
    let jet = GasJet {
        source: source(row)?,
        nozzle: NotionalNozzle::YuceilOtugen,
        elevation_rad: FRAC_PI_2,
        release_height_m: 1.0,
        air_temperature_k: AIR_K,
        air_pressure_pa: STANDARD_ATMOSPHERE_PA,
    };
    Ok(jet.release(hydrogen())?.field)
}

fn integral(row: &Row) -> Result<f64, InvalidInput> {
    Ok(field(row)?.axis_mole_frac(row.distance_m))
}

/// Molkov's law with the nozzle density of the table.
fn similarity(row: &Row) -> Result<f64, InvalidInput> {
    let air_kg_m3 = STANDARD_ATMOSPHERE_PA * MOLAR_MASS_AIR_KG_MOL / (GAS_CONSTANT_J_MOL_K * AIR_K);
    let mass_frac = similarity_mass_frac(row.density_kg_m3 / air_kg_m3, row.diameter_m, row.distance_m);
    let gas = mass_frac / hydrogen().molar_mass_kg_mol;
    Ok(gas / (gas + (1.0 - mass_frac) / MOLAR_MASS_AIR_KG_MOL))
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(FILE, row);
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    let runs = MODELS.iter().map(|model| run_model(model, &rows, reader)).collect();
    Outcome::Run { runs, left_out: Vec::new() }
}

fn run_model((name, model): &(&str, Model), rows: &[Row], reader: &mut Reader) -> Run {
    let mut pairs = Vec::new();
    for row in rows {
        match model(row) {
            Ok(predicted) => pairs.push(pair(row, predicted)),
            Err(refused) => reader.refuse_trial(FILE, &row.experiment, refused),
        }
    }
    Run { model: (*name).into(), pairs }
}

fn pair(row: &Row, predicted: f64) -> Pair {
    let known = if row.pressure_pa.is_some() { "pressure known" } else { "velocity not known" };
    Pair {
        trial: row.experiment.clone(),
        group: row.experiment.clone(),
        also_in: vec![known.into()],
        along: row.distance_m,
        observed: row.observed,
        predicted,
        recalled: row.recalled,
    }
}
