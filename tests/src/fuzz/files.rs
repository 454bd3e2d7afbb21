//! Targets of parsers that open a file by its path.

use super::check;
use cordon_api::basemap::Basemap;
use cordon_api::tile::TileId;
use cordon_datasets::import::bounds::CityBounds;
use cordon_datasets::import::crs::Placer;
use cordon_datasets::import::judge::{Judge, Verdict};
use cordon_datasets::import::mapping::{MappingWishes, Plan};
use cordon_datasets::import::source::{self, OpenOptions};
use cordon_datasets::layers::LAYERS;
use cordon_datasets::substances::built_in;
use cordon_datasets::validation::{self, STUDIES, ValidationError};
use cordon_engine::units::LonLatBox;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Tables to import; the first byte chooses the layer.
pub const TABLES: [&str; 5] = [
    "\u{f}id,name,lon,lat,status\nf-1,安澜氯碱,114.31,30.61,active\nf-2,Works,\"114°18'30\"\"E\",30.6N,closed\n",
    "\u{10}重大危险源台账,,,,,\n编号,企业编号,物质,CAS号,数量（吨）,压力（MPa）\nu-1,f-1,液氯,7782-50-5,12.5,0.8\n",
    "\u{10}id;facility_id;substance;cas;quantity_kg;temperature_k;lon;lat\nu-1;f-1;ammonia;7664-41-7;1,234.5;293;114.3;30.6\n",
    "\u{4}id\tname\tkind\tx\ty\tpeople\np-1\tSchool\tschool\t114.3\t30.6\t500\n",
    "\u{13}id,name_en,lon,lat\n722435,Hobby,-95.28,29.65\n",
];

/// Folders of `cordon validate`: files behind lines that name them. All figures are made up.
pub const FOLDERS: [&str; 5] = [
    "===dispersion_prairie_grass_runs.csv\nrun,release_rate_kg_s,release_height_m,averaging_time_s,wind_speed_2m_m_s,\
monin_obukhov_length_m,friction_velocity_m_s,mixing_height_m,wind_direction_std_deg,roughness_m,provenance\n\
7,0.09,0.46,600,4.2,-10,0.3,1000,10,0.006,source\n===dispersion_prairie_grass_arcs.csv\n\
run,distance_m,sampler_height_m,arcmax_corrected_kg_m3,max_at_arc_edge,provenance\n7,50,1.5,0.0002,0,source\n",
    "===source_blowdown.csv\nexperiment,fuel,tank_volume_m3,initial_pressure_Pa,initial_temperature_K,\
orifice_diameter_m,discharge_coefficient,time_s,quantity,value,provenance\n\
Own,hydrogen,0.004,1.3e7,297,0.0035,0.75,0.1,mass_flow_kg_s,0.04,source\n\
Own,hydrogen,0.004,1.3e7,297,0.0035,0.75,0.2,pressure_Pa,9e6,memory\n",
    "===worked_examples.csv\ncase,quantity,value,unit,role,provenance\nOwn,hole_diameter,0.01,m,input,source\n\
Own,mass_flow,about 0.2,kg/s,expected,source\n",
    "===blast_kb_coefficients.csv\nburst,parameter,segment,scaled_distance_min_m_kg13,scaled_distance_max_m_kg13,kind,\
order,coefficient,unit,provenance\nfree_air,arrival_time,1,0.05,40,K,0,-0.25,ms/kg^(1/3),source\n",
    "===dispersion_trials.csv\nexperiment,trial,mean_rate_kg_s,duration_s,nozzle_diameter_m,pool_diameter_assumed_m,\
release_height_m,wind_speed_m_s,wind_height_m,stability_class,monin_obukhov_length_m,friction_velocity_m_s,roughness_m,\
air_temperature_K,relative_humidity_pct,pressure_Pa,provenance\nBurro,3,90,160,,25,0,5.5,2,C,-9,0.25,0.0002,307,5,94800,\
source\n===dispersion_arcs.csv\nexperiment,trial,distance_m,sensor_height_m,observed_value,unit,provenance\n\
Burro,3,57,1,28,mole_percent,source\n",
];
/// Words of such folders.
pub const FOLDER_WORDS: [&str; 14] =
    ["1e-300", "1e300", "0", "-1", "nan", "5e-324", "memory", "C", "F", "hydrogen", "\"", "1 to 2", "about", ",,"];

/// Beginnings of base maps.
pub const BASEMAPS: [&str; 3] =
    ["PMTiles\u{3}\0\0\0\0\0\0\0\0\0", "SQLite format 3\0", "SQLite format 3\0\u{10}\0\u{1}\u{1}\0"];

/// Rows of a delimited file against the fields of a layer.
///
/// # Panics
/// When a refusal does not say which field, or an accepted record lies nowhere.
pub fn import_table(data: &[u8]) {
    let (first, text) = data.split_first().unwrap_or((&0, &[]));
    let layer = LAYERS[usize::from(*first) % LAYERS.len()];
    in_file("table.csv", text, |path| {
        let Ok(mut source) = source::open(path, &OpenOptions::default()) else { return };
        let Ok(plan) = Plan::new(layer, &source.info().columns, &MappingWishes::default()) else { return };
        let bounds =
            CityBounds::of_box(LonLatBox { west_deg: 114.0, south_deg: 30.0, east_deg: 115.0, north_deg: 31.0 });
        let mut judge = Judge {
            layer,
            plan: &plan,
            placer: &Placer::degrees(),
            bounds: (first % 2 == 0).then_some(&bounds),
            parents: layer.parent.map(|_| HashSet::from(["f-1".to_owned()])),
            library: built_in(),
            stand_in: (first % 3 == 0).then(String::new),
            seen: HashMap::new(),
        };
        while let Ok(Some(row)) = source.next_row() {
            let judged = judge.judge(&row);
            match judged.verdict {
                Verdict::Refused(problems) => check::refusal(&problems),
                Verdict::Accepted(record) => assert!(record.geometry.is_some() || !layer.geometry_required),
                Verdict::Repeated => {}
            }
            if !judged.warnings.is_empty() {
                check::refusal(&judged.warnings);
            }
        }
    });
}

/// A folder of trials: files behind lines of three equals signs and their names.
///
/// # Panics
/// When a refusal does not say which field, or a report cannot be written.
pub fn validation_folder(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let known: Vec<&str> = STUDIES.iter().flat_map(|study| study.files).copied().collect();
    let mut written = false;
    for part in split(data, b"===") {
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..end]).into_owned();
        if known.contains(&name.as_str()) {
            std::fs::write(folder.path().join(name), part.get(end + 1..).unwrap_or(&[])).expect("a temporary file");
            written = true;
        }
    }
    if !written {
        return;
    }
    match validation::run(folder.path()) {
        Ok(report) => {
            let _ = (validation::markdown(&report), validation::pairs_csv(&report));
        }
        Err(ValidationError::Refused(refused)) => check::refusal(&refused.problems),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn split<'d>(data: &'d [u8], mark: &[u8]) -> Vec<&'d [u8]> {
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(at) = data[start..].windows(mark.len()).position(|window| window == mark) {
        parts.push(&data[start..start + at]);
        start += at + mark.len();
    }
    parts.push(&data[start..]);
    parts
}

/// A file that an operator names as base map.
///
/// # Panics
/// When a refusal does not say why, or a range reaches beyond the file.
pub fn basemap_file(data: &[u8]) {
    in_file("map.pmtiles", data, |path| match Basemap::open(path.to_str().unwrap_or_default()) {
        Ok(Basemap::Archive(archive)) => {
            let header = format!("bytes={}", String::from_utf8_lossy(data.get(8..).unwrap_or(&[])));
            for header in [header.as_str(), "bytes=0-", "bytes=-1", "bytes=5-18446744073709551615"] {
                if let Some((first, last)) = archive.range(header) {
                    assert!(first <= last && last < archive.length, "{header}: {first} to {last}");
                    assert!(archive.read(first, last).is_ok());
                }
            }
        }
        Ok(Basemap::Mbtiles(tiles)) => drop(tiles.tile(TileId { z: 0, x: 0, y: 0 })),
        Ok(Basemap::Remote(_)) => unreachable!("a path is no address"),
        Err(problem) => check::refusal(&[problem]),
    });
}

fn in_file(name: &str, bytes: &[u8], open: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    open(&path);
}
