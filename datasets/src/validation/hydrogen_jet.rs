//! Unignited hydrogen jets: mole fraction on the axis. There is no jet model yet.

use super::read::Reader;
use super::result::Outcome;

const JETS: &str = "dispersion_h2_jet_centreline.csv";

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(JETS, |cells| {
        cells.text("experiment");
        for column in ["temperature_K", "nozzle_diameter_m", "nozzle_density_kg_m3", "distance_m", "mole_fraction"] {
            cells.positive(column);
        }
        cells.recalled();
    });
    Outcome::NoModel { rows: rows.len(), reason: "Cordon has no model of a buoyant or momentum jet yet".into() }
}
