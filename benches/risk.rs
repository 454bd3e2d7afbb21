//! Houston individual risk: all active facilities and chemicals, six weather classes, 100 m cells over
//! the area in reach. Twice: with the published threshold quantities as stand-in, and with seeded
//! inventories so that no two units share a footprint.
//!
//! `make bench BENCHES="--bench risk"`. Prints wall time of each of three runs, the counts and
//! the peak memory of the process. Needs the reference material (`CORDON_SHARED`); says so otherwise.

use cordon_datasets::substances::library;
use cordon_datasets::weather::{TableSettings, joint_frequency_table, read_hourly};
use cordon_engine::city::{BilingualName, City, Facility, HazardUnit};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::Origin;
use cordon_engine::scenario::{Assessment, AssessmentSettings, assess};
use cordon_engine::substance::Resolution;
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::{JointFrequencyTable, Terrain};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

const RUNS: usize = 3;

fn main() {
    let Some(houston) = houston_dir() else {
        eprintln!("skipped: reference material not found (set CORDON_SHARED)");
        return;
    };
    let published = city(&houston, false);
    let distinct = city(&houston, true);
    measure("as published", &published, 2.0);
    measure("seeded inventories, all distinct", &distinct, 10.0);
}

fn houston_dir() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let shared = std::env::var_os("CORDON_SHARED").map(PathBuf::from);
    let candidates = [shared, Some(root.join("../shared")), Some(root.join("../../shared"))];
    candidates.into_iter().flatten().map(|dir| dir.join("data/houston")).find(|dir| dir.is_dir())
}

fn measure(name: &str, city: &City, target_s: f64) {
    reset_peak_memory();
    for run in 1..=RUNS {
        let start = Instant::now();
        let assessment = assess(city, library(), &AssessmentSettings::default(), &ProgressToken::new())
            .expect("the bench city is valid");
        let seconds = start.elapsed().as_secs_f64();
        println!("{name}, run {run}: {seconds:.3} s (target {target_s} s)");
        if run == RUNS {
            report(&assessment);
        }
    }
    println!("{name}: peak memory {:.0} MB", peak_memory_mb());
}

fn report(assessment: &Assessment) {
    let (counts, cost, spec) = (assessment.counts(), assessment.cost(), assessment.grid().spec());
    println!("  {counts:?}");
    println!(
        "  {} x {} cells, {} look-ups, tables {:.1} MB, greatest risk {:.2e} per year",
        spec.columns,
        spec.rows,
        cost.look_ups,
        assessment.table_bytes() as f64 / 1e6,
        assessment.grid().max_per_year()
    );
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for unit in assessment.not_assessed() {
        *reasons.entry(unit.reason.message_en()).or_default() += 1;
    }
    for (reason, units) in reasons {
        println!("  not assessed, {units} units: {reason}");
    }
}

/// Peak resident memory of the process since the last reset, MB (Linux).
fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

fn reset_peak_memory() {
    // Best effort: without it the peak is that of the whole process.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn weather(houston: &Path) -> JointFrequencyTable {
    let path = houston.join("weather_hobby_tmy3.csv");
    let (_, series) = read_hourly(&path).expect("the weather of the reference material is readable");
    let settings = TableSettings {
        sectors: 36,
        place: Some(cordon_datasets::weather::StationPlace { lon_deg: -95.283, lat_deg: 29.65, utc_offset_h: -6.0 }),
        source: "weather_hobby_tmy3.csv".into(),
    };
    joint_frequency_table(&series, &settings).expect("the hours of the reference material are complete")
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("the reference material is readable");
    reader.deserialize().map(|row| row.expect("the reference material is well formed")).collect()
}

/// The city as its files have it: facilities inside the counties, their distinct chemicals.
fn city(houston: &Path, distinct: bool) -> City {
    let facilities: Vec<Facility> = rows(&houston.join("facilities.csv")).iter().filter_map(facility).collect();
    let by_id: BTreeMap<&str, &Facility> = facilities.iter().map(|f| (f.id.as_str(), f)).collect();
    let mut seen = BTreeSet::new();
    let mut hazard_units = Vec::new();
    for row in rows(&houston.join("facility_chemicals.csv")) {
        let Some(facility) = by_id.get(row["epa_facility_id"].as_str()) else { continue };
        if seen.insert((row["epa_facility_id"].clone(), row["cas"].clone(), row["chemical"].clone())) {
            let factor = if distinct { 1.0 + 9.0 * uniform(hazard_units.len() as u64) } else { 1.0 };
            hazard_units.push(unit(&row, facility, factor, seen.len()));
        }
    }
    City {
        congested_regions: vec![],
        name: BilingualName { zh: "休斯敦".into(), en: "Houston".into() },
        demonstration: false,
        extent: LonLatBox { west_deg: -96.1, south_deg: 28.8, east_deg: -94.3, north_deg: 30.7 },
        terrain: Terrain::Rural,
        facilities,
        hazard_units,
        weather: Some(weather(houston)),
        edition: "bench".into(),
        caveats: vec![],
    }
}

fn facility(row: &BTreeMap<String, String>) -> Option<Facility> {
    // The seven places that lie outside the counties are the importer's to report.
    let inside = !row["county_at_point"].is_empty();
    let place = LonLat { lon_deg: row["lon"].trim().parse().ok()?, lat_deg: row["lat"].trim().parse().ok()? };
    let name = BilingualName { zh: String::new(), en: row["name"].clone() };
    let active = row["status"] == "Active";
    inside.then(|| Facility { id: row["epa_facility_id"].clone(), name, place, active, status: row["status"].clone() })
}

fn unit(row: &BTreeMap<String, String>, facility: &Facility, factor: f64, number: usize) -> HazardUnit {
    let (chemical, cas) = (&row["chemical"], &row["cas"]);
    let substance_id = match library().resolve(cas, chemical) {
        Resolution::Known(substance) => Some(substance.id.clone()),
        _ => None,
    };
    HazardUnit {
        id: format!("{}-{number}", facility.id),
        facility_id: facility.id.clone(),
        name: chemical.clone(),
        substance_name: chemical.clone(),
        cas: cas.clone(),
        substance_id,
        quantity_kg: row["threshold_quantity_kg"].parse::<f64>().ok().map(|threshold_kg| threshold_kg * factor),
        quantity_origin: Origin::Assumed,
        quantity_note: "threshold quantity as stand-in".into(),
        temperature_k: None,
        pressure_pa: None,
        storage_state: None,
        place: facility.place,
        active: facility.active,
    }
}

/// A number in 0..1 for each index, always the same (SplitMix64, Steele and others 2014).
fn uniform(index: u64) -> f64 {
    let mut z = (index + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
