//! The Kingery-Bulmash polynomials: our coefficients against a second transcription of the report. Verification.

use super::read::{Cells, Reader};
use super::result::{Check, LeftOut, Outcome};
use cordon_engine::explosion::{BlastPoint, Burst, KINGERY_BULMASH, KingeryBulmash};
use cordon_engine::math::{log10, pow};
use cordon_engine::provenance::FieldProblem;

const FILE: &str = "blast_kb_coefficients.csv";
/// Scaled distances at which a segment is compared.
const POINTS: u32 = 40;
/// Tolerance that is held: both sides are the same polynomial in other order of operations.
const HELD_FRAC: f64 = 1e-9;

struct Row {
    burst: Option<Burst>,
    parameter: String,
    segment: String,
    range_m_kg13: [f64; 2],
    is_slope: bool,
    order: usize,
    coefficient: f64,
}

fn row(cells: &mut Cells) -> Row {
    let bursts = [("free_air", Burst::FreeAir), ("hemispherical", Burst::Hemispherical)];
    let orders: Vec<(String, usize)> = (0..16).map(|order| (order.to_string(), order)).collect();
    let orders: Vec<(&str, usize)> = orders.iter().map(|(text, order)| (text.as_str(), *order)).collect();
    cells.recalled();
    Row {
        burst: cells.word("burst", &bursts),
        parameter: cells.text("parameter"),
        segment: cells.text("segment"),
        range_m_kg13: [cells.positive("scaled_distance_min_m_kg13"), cells.positive("scaled_distance_max_m_kg13")],
        is_slope: cells.word("kind", &[("K", true), ("C", false)]).unwrap_or_default(),
        order: cells.word("order", &orders).unwrap_or_default(),
        coefficient: cells.number("coefficient"),
    }
}

/// A fit of ours for a parameter of the table (kPa, kPa ms = Pa s, ms), for a charge of 1 kg.
type Fit = fn(&BlastPoint) -> Option<f64>;

const FITS: [(&str, Fit); 6] = [
    ("arrival_time", |point| Some(1e3 * point.arrival_time_s)),
    ("incident_pressure", |point| Some(1e-3 * point.side_on_overpressure_pa)),
    ("incident_impulse", |point| Some(point.side_on_impulse_pa_s)),
    ("reflected_pressure", |point| Some(1e-3 * point.reflected_overpressure_pa)),
    ("reflected_impulse", |point| Some(point.reflected_impulse_pa_s)),
    ("positive_phase_duration", |point| Some(1e3 * point.positive_duration_s?)),
];

/// Segments whose figures we replaced, with reasons in docs/models/explosion.md.
const CORRECTED: [(Burst, &str, &str); 4] = [
    (Burst::FreeAir, "incident_pressure", "1"),
    (Burst::FreeAir, "incident_impulse", "1"),
    (Burst::FreeAir, "reflected_pressure", "1"),
    (Burst::Hemispherical, "incident_impulse", "2"),
];

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let rows = reader.rows(FILE, row);
    let (mut checks, mut left_out) = (Vec::new(), Vec::new());
    if reader.is_clean() {
        let same = |a: &Row, b: &Row| (a.burst, &a.parameter, &a.segment) == (b.burst, &b.parameter, &b.segment);
        for segment in rows.chunk_by(same) {
            match FITS.iter().find(|(parameter, _)| *parameter == segment[0].parameter) {
                Some((_, fit)) => checks.extend(compare(segment, *fit, reader)),
                None => note(&segment[0].parameter, &mut left_out),
            }
        }
    }
    Outcome::Checked { checks, left_out }
}

fn note(parameter: &str, left_out: &mut Vec<LeftOut>) {
    match left_out.iter_mut().find(|entry| entry.what == parameter) {
        Some(entry) => entry.rows += 1,
        None => {
            left_out.push(LeftOut { what: parameter.into(), rows: 1, reason: "Cordon does not compute it".into() });
        }
    }
}

fn compare(rows: &[Row], fit: Fit, reader: &mut Reader) -> Option<Check> {
    let first = &rows[0];
    let name = format!("{}, segment {}", first.parameter, first.segment);
    let Ok(blast) = KingeryBulmash::new(1.0, first.burst?) else { return None };
    let [near, far] = first.range_m_kg13;
    if near >= far {
        let allowed = format!("more than the least, {near}");
        let place = format!("{FILE}, {name}, scaled_distance_max_m_kg13");
        reader.refuse(FieldProblem::new(place, far, allowed, "out_of_range"));
        return None;
    }
    let mut difference_frac = 0.0_f64;
    for step in 0..POINTS {
        let z = near * pow(far / near, (f64::from(step) + 0.5) / f64::from(POINTS));
        let Some(ours) = blast.field.at(z).as_ref().and_then(fit) else { continue };
        difference_frac = difference_frac.max((ours / polynomial(rows, z) - 1.0).abs());
    }
    let is_corrected = CORRECTED.contains(&(first.burst?, &first.parameter, &first.segment));
    let limit_frac = (!is_corrected).then_some(HELD_FRAC);
    Some(Check {
        case: if first.burst? == Burst::FreeAir { "free air".into() } else { "hemispherical".into() },
        quantity: name,
        model: KINGERY_BULMASH.id,
        expected: format!("Z {near} to {far} m/kg^(1/3)"),
        computed: format!("{difference_frac:.1e}"),
        difference_frac,
        limit_frac,
        held_frac: limit_frac,
        remark: if is_corrected { "corrected by us: docs/models/explosion.md says what and why" } else { "" },
    })
}

/// The value of the table's own polynomial.
fn polynomial(rows: &[Row], z_m_kg13: f64) -> f64 {
    let of = |is_slope: bool| rows.iter().filter(move |row| row.is_slope == is_slope);
    let log10_z = log10(z_m_kg13);
    let u: f64 = of(true).map(|row| row.coefficient * if row.order == 0 { 1.0 } else { log10_z }).sum();
    pow(10.0, of(false).map(|row| row.coefficient * pow(u, row.order as f64)).sum())
}
