//! Worked examples of handbooks that our models can run: verification, to the digits printed.

use super::read::{Cells, Reader};
use super::result::{Check, LeftOut, Outcome};
use cordon_engine::dispersion::{
    Atmosphere, BritterMcQuaid, BritterMcQuaidRelease, GaussianPlume, PlumeOptions, PlumeSigmaSet,
};
use cordon_engine::math::pow;
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use cordon_engine::source::{GasOrifice, GasProperties, LiquidOrifice, flash_frac};
use cordon_engine::units::GAS_CONSTANT_J_MOL_K;
use cordon_engine::weather::{StabilityClass, Terrain};

const FILE: &str = "worked_examples.csv";

/// A row: a given or a printed figure of an example.
struct Row {
    case: String,
    quantity: String,
    text: String,
    unit: String,
    is_input: bool,
}

fn row(cells: &mut Cells) -> Row {
    let is_input = cells.word("role", &[("input", true), ("expected", false)]).unwrap_or_default();
    cells.recalled();
    let text = cells.text("value");
    if is_input {
        cells.number("value");
    } else {
        cells.printed("value");
    }
    Row {
        case: cells.text("case"),
        quantity: cells.text("quantity"),
        text,
        unit: cells.blank_or_text("unit"),
        is_input,
    }
}

/// The rows of one example; notes which given figures are not there.
struct Example<'a> {
    rows: Vec<&'a Row>,
    missing: Vec<&'static str>,
}

impl Example<'_> {
    fn given(&mut self, quantity: &'static str) -> f64 {
        let found = self.rows.iter().find(|row| row.is_input && row.quantity == quantity);
        found.and_then(|row| row.text.parse().ok()).unwrap_or_else(|| {
            self.missing.push(quantity);
            f64::NAN
        })
    }
}

/// Our figure for a printed one, and the relative tolerance that is held.
struct Ours {
    quantity: String,
    model: &'static str,
    value: f64,
    held_frac: f64,
    remark: &'static str,
}

fn ours(quantity: &str, model: &'static str, value: f64, held_frac: f64, remark: &'static str) -> Ours {
    Ours { quantity: quantity.into(), model, value, held_frac, remark }
}

type Runner = fn(&mut Example) -> Result<Vec<Ours>, InvalidInput>;

/// The examples that can be run.
const RUNNERS: [(&str, Runner); 4] = [
    ("CCPS 1999 p.47 choked gas jet", gas_jet),
    ("CCPS 1999 p.97 Gaussian plume, ground, class F", plume),
    ("CCPS 1999 p.122 Britter-McQuaid plume (Burro-like LNG)", workbook),
    ("Butane sphere leak (screening)", butane),
];

/// The example gives the density upstream; the ideal-gas law turns it into a molar mass.
fn gas_jet(example: &mut Example) -> Result<Vec<Ours>, InvalidInput> {
    let temperature_k = example.given("stagnation_temperature");
    let pressure_pa = example.given("stagnation_pressure");
    let hole = GasOrifice {
        discharge_coefficient: example.given("discharge_coefficient"),
        ..GasOrifice::to_atmosphere(pressure_pa, temperature_k, example.given("hole_diameter"))
    };
    let molar_mass_kg_mol = example.given("gas_density_upstream") * GAS_CONSTANT_J_MOL_K * temperature_k / pressure_pa;
    let gas = GasProperties { molar_mass_kg_mol, heat_capacity_ratio: example.given("heat_capacity_ratio") };
    let release = hole.release_with(gas)?.field;
    let mean_m_s = hole.discharge_coefficient * release.throat_velocity_m_s;
    Ok(vec![
        ours("mass_flow", "gas_orifice", release.release_rate_kg_s, 1e-6, "printed by a program, 10 digits"),
        ours(
            "throat_velocity",
            "gas_orifice",
            mean_m_s,
            5e-6,
            "mean over the hole: ours times the discharge coefficient",
        ),
        ours("throat_pressure", "gas_orifice", release.throat_pressure_pa, 5e-6, ""),
        ours("throat_temperature", "gas_orifice", release.throat_temperature_k, 5e-6, ""),
    ])
}

fn plume(example: &mut Example) -> Result<Vec<Ours>, InvalidInput> {
    let (wind_m_s, height_m) = (example.given("wind_speed"), example.given("wind_height"));
    let air = Atmosphere::new(StabilityClass::F, wind_m_s, height_m, Terrain::Rural);
    let release =
        GaussianPlume { release_rate_kg_s: example.given("rate"), release_height_m: 0.0, averaging_time_s: 600.0 };
    let options = PlumeOptions { sigma_set: Some(PlumeSigmaSet::SpicerHavensSeinfeld), ..PlumeOptions::default() };
    let field = release.solve_with(&air, options)?.field;
    let value_kg_m3 = field.concentration_kg_m3(example.given("x"), 0.0, 0.0);
    Ok(vec![ours("concentration_centreline_z0", "gaussian_plume", value_kg_m3, 1e-7, "")])
}

/// Molar mass of methane and density of the air are not in the example.
fn workbook(example: &mut Example) -> Result<Vec<Ours>, InvalidInput> {
    let release = BritterMcQuaid {
        release: BritterMcQuaidRelease::Continuous {
            release_rate_kg_s: example.given("liquid_rate") * example.given("liquid_density"),
        },
        molar_mass_kg_mol: 0.016_043,
        source_density_kg_m3: example.given("vapour_density_at_boiling"),
        temperature_k: example.given("source_temperature"),
        wind_speed_m_s: example.given("wind_speed_10m"),
        air_density_kg_m3: 1.1845,
        air_temperature_k: example.given("ambient_temperature"),
    };
    let field = release.solve()?.field;
    let mut found = Vec::new();
    for row in &example.rows {
        let distance = row.quantity.strip_prefix("concentration_at_").and_then(|rest| rest.strip_suffix("_m"));
        let Some(x_m) = distance.and_then(|text| text.parse::<f64>().ok()) else { continue };
        let remark = "density of the air (1.1845 kg/m3) and molar mass are ours: the example prints neither";
        found.push(ours(&row.quantity, "britter_mcquaid", field.mole_frac(x_m), 1e-3, remark));
    }
    Ok(found)
}

/// Saturated n-butane by the equations of Perry (8th ed.) that the example states; it boils at 272.55 K.
fn butane(example: &mut Example) -> Result<Vec<Ours>, InvalidInput> {
    let ambient_pa = 14.7 * 6894.757_293_168;
    let t = example.given("temperature");
    let hole = LiquidOrifice {
        discharge_coefficient: example.given("discharge_coefficient"),
        ambient_pressure_pa: ambient_pa,
        ..LiquidOrifice::to_atmosphere(
            example.given("vessel_gauge_pressure") + ambient_pa,
            t,
            example.given("liquid_head_used"),
            example.given("hole_diameter"),
        )
    };
    let reduced = t / 425.12;
    let density_kg_m3 = 58.122 * 1.0677 / pow(0.27188, 1.0 + pow(1.0 - reduced, 0.28688));
    let capacity_j_kg_k =
        (191_030.0 - 1675.0 * t + 12.5 * t * t - 0.03874 * pow(t, 3.0) + 4.6121e-5 * pow(t, 4.0)) / 58.122;
    let exponent = 0.8337 - 0.82274 * reduced + 0.39613 * reduced * reduced;
    let latent_j_kg = 3.6238e7 * pow(1.0 - reduced, exponent) / 58.122;
    let rate_kg_s = hole.release_with(density_kg_m3)?.field.release_rate_kg_s;
    let flashed_frac = flash_frac(capacity_j_kg_k, t, 272.55, latent_j_kg);
    Ok(vec![
        ours("liquid_discharge", "liquid_orifice", rate_kg_s, 1e-5, "the example takes 9.81 m/s2, we 9.80665"),
        ours(
            "flash_fraction",
            "two_phase_orifice",
            flashed_frac,
            1e-6,
            "boiling point of butane from the example's page",
        ),
    ])
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(FILE, row);
    let (mut checks, mut left_out) = (Vec::new(), Vec::new());
    if reader.is_clean() {
        for own in rows.chunk_by(|a, b| a.case == b.case) {
            run_case(own, reader, &mut checks, &mut left_out);
        }
    }
    Outcome::Checked { checks, left_out }
}

fn run_case(rows: &[Row], reader: &mut Reader, checks: &mut Vec<Check>, left_out: &mut Vec<LeftOut>) {
    let case = &rows[0].case;
    let runner = RUNNERS.iter().find(|(name, _)| name == case).map(|(_, runner)| runner);
    let mut example = Example { rows: rows.iter().collect(), missing: Vec::new() };
    let solved = runner.map_or(Ok(Vec::new()), |runner| runner(&mut example));
    for quantity in &example.missing {
        let place = format!("{FILE}, {case}, quantity");
        reader.refuse(FieldProblem::new(place, "no such row", format!("`{quantity}` with the role input"), "missing"));
    }
    match solved {
        _ if !example.missing.is_empty() => {}
        Err(refused) => reader.refuse_trial(FILE, case, refused),
        Ok(found) => compare(rows, &found, checks, left_out),
    }
}

fn compare(rows: &[Row], found: &[Ours], checks: &mut Vec<Check>, left_out: &mut Vec<LeftOut>) {
    for row in rows.iter().filter(|row| !row.is_input) {
        let our = found.iter().find(|our| our.quantity == row.quantity);
        match our.zip(row.text.parse::<f64>().ok()) {
            Some((our, printed)) => checks.push(check(row, our, printed)),
            None => left_out.push(LeftOut {
                what: format!("{}, {}", row.case, row.quantity),
                rows: 1,
                reason: "no model of ours gives it, or the example lacks an input".into(),
            }),
        }
    }
}

fn check(row: &Row, our: &Ours, printed: f64) -> Check {
    let (decimals, exponent) = digits(&row.text);
    let computed =
        if row.text.contains('e') { format!("{:.decimals$e}", our.value) } else { format!("{:.decimals$}", our.value) };
    Check {
        case: row.case.clone(),
        quantity: row.quantity.clone(),
        model: our.model,
        expected: format!("{} {}", row.text, row.unit).trim_end_matches([' ', '-']).to_owned(),
        computed,
        difference_frac: (our.value / printed - 1.0).abs(),
        limit_frac: Some(0.5 * pow(10.0, f64::from(exponent) - decimals as f64) / printed.abs()),
        held_frac: Some(our.held_frac),
        remark: our.remark,
    }
}

/// Decimals of the mantissa and the exponent of a printed number.
pub(super) fn digits(text: &str) -> (usize, i32) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    (decimals, exponent.parse().unwrap_or(0))
}
