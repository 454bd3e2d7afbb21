//! The real city in shared/data/houston, as it lies there.

use super::support::{codes, maps, options, records, run};
use cordon_datasets::import::ImportOptions;
use cordon_datasets::store::Store;
use cordon_tests::shared_dir;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn houston() -> Option<PathBuf> {
    Some(shared_dir()?.join("data/houston"))
}

/// Options for a file of Houston.
fn of(folder: &Path, data: &Path, layer: &str, file: &str, map: &[&str]) -> ImportOptions {
    let mut options = options(folder, layer, &data.join(file));
    options.mapping.maps = maps(map);
    options
}

fn boundaries(folder: &Path, data: &Path) -> ImportOptions {
    of(folder, data, "boundary", "counties.geojson", &["name=county_name", "population=pop_2010"])
}

/// README of the data: six longitudes without their minus sign, one place just outside the counties.
#[test]
fn the_seven_badly_placed_facilities_are_reported() {
    let Some(data) = houston() else { return };
    let folder = tempfile::tempdir().unwrap();
    let counties = run(&boundaries(folder.path(), &data)).unwrap();
    assert_eq!((counties.accepted, counties.refused, counties.committed), (7, 0, true));
    let before = Store::open(&folder.path().join("city.gpkg")).unwrap().edition().unwrap();

    let mut facilities = of(folder.path(), &data, "facility", "facilities.csv", &[]);
    let report = run(&facilities).unwrap();
    assert_eq!((report.accepted, report.refused, report.committed), (473, 7, false));
    let found = codes(&report);
    assert_eq!(found.iter().filter(|code| **code == "missing_minus_sign").count(), 6);
    assert_eq!(found.iter().filter(|code| **code == "outside_city").count(), 1);
    let first = &report.problems.listed()[0];
    assert_eq!((first.problem.field.as_str(), first.problem.value.as_str()), ("lon", "95.334556"));
    assert!(first.problem.allowed.contains("-95.334556"), "{}", first.problem.allowed);
    assert_eq!(Store::open(&folder.path().join("city.gpkg")).unwrap().edition().unwrap(), before);

    facilities.accept_valid = true;
    let report = run(&facilities).unwrap();
    assert!(report.committed);
    let kept = records(folder.path(), "facility");
    assert_eq!(kept.len(), 473);
    // 145 are deregistered, all seven misplaced ones among them.
    let inactive = kept.iter().filter(|f| f.properties.get("active").and_then(|v| v.as_bool()) == Some(false));
    assert_eq!(inactive.count(), 138);
    let refused = std::fs::read_to_string(report.refused_file.unwrap()).unwrap();
    assert!(refused.starts_with("\u{feff}epa_facility_id,name,city,"));
    assert_eq!(refused.lines().count(), 8);
    assert!(refused.lines().all(|line| line.contains("refused_because") || line.contains("[")));
}

/// 2,018 rows repeat a chemical once per program level: 1,947 are distinct (counted with Python's csv).
#[test]
fn chemicals_are_joined_merged_and_marked_as_stand_in() {
    let Some(data) = houston() else { return };
    let folder = tempfile::tempdir().unwrap();
    run(&boundaries(folder.path(), &data)).unwrap();
    let mut facilities = of(folder.path(), &data, "facility", "facilities.csv", &[]);
    facilities.accept_valid = true;
    run(&facilities).unwrap();

    let mut units =
        of(folder.path(), &data, "hazard_unit", "facility_chemicals.csv", &["quantity_kg=threshold_quantity_kg"]);
    units.mapping.parent_key = Some("epa_facility_id".into());
    units.stand_in = Some(String::new());
    let report = run(&units).unwrap();
    assert!(!report.committed, "the chemicals of the seven refused facilities have no owner");
    assert!(codes(&report).iter().all(|code| *code == "unknown_parent"));
    units.accept_valid = true;
    let report = run(&units).unwrap();
    assert_eq!(report.accepted + report.repeated + report.refused, 2018);
    assert_eq!(report.accepted, distinct_chemicals(&data));
    let city = Store::open(&folder.path().join("city.gpkg")).unwrap().load_city().unwrap();
    assert_eq!(city.hazard_units.len() as u64, report.accepted);
    let stand_ins = city.hazard_units.iter().all(|unit| {
        unit.quantity_origin == cordon_engine::provenance::Origin::Assumed && unit.quantity_note.contains("stand-in")
    });
    assert!(stand_ins);
    let known = city.hazard_units.iter().filter(|unit| unit.substance_id.is_some()).count();
    assert!(known > 500, "{known} units of known substances");
    // "Flammable Mixture" under EPA's code 00-11-11 stays without substance, and is warned of.
    assert!(city.hazard_units.iter().any(|unit| unit.cas == "00-11-11" && unit.substance_id.is_none()));
    assert!(report.warnings.listed().iter().any(|warning| warning.problem.code == "unknown_substance"));
}

/// Distinct (facility, chemical, CAS) of the facilities that are not misplaced.
fn distinct_chemicals(data: &Path) -> u64 {
    let misplaced: Vec<String> = csv::Reader::from_path(data.join("facilities.csv"))
        .unwrap()
        .records()
        .map(Result::unwrap)
        .filter(|row| row[5].is_empty())
        .map(|row| row[0].to_owned())
        .collect();
    let mut distinct = std::collections::BTreeSet::new();
    for row in csv::Reader::from_path(data.join("facility_chemicals.csv")).unwrap().records() {
        let row = row.unwrap();
        if !misplaced.contains(&row[0].to_owned()) {
            distinct.insert((row[0].to_owned(), row[1].to_owned(), row[2].to_owned()));
        }
    }
    distinct.len() as u64
}

#[test]
fn tracts_hospitals_pipelines_shelters_and_counties_in_their_own_crs() {
    let Some(data) = houston() else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let counties = of(at, &data, "boundary", "counties_epsg2278_shp.zip", &["name=county"]);
    assert_eq!(run(&counties).unwrap().source_crs, "EPSG:2278");

    let tracts = run(&of(at, &data, "populated_place", "census_tracts_2010.csv", &[])).unwrap();
    assert_eq!((tracts.accepted, tracts.refused), (1060, 0));
    // Nine internal points lie in bays and the Gulf: in reach of the city, outside its outline.
    assert_eq!(tracts.warnings.total(), 9);
    let mut polygons = of(at, &data, "populated_place", "harris_tracts_epsg32615.gpkg", &["name=namelsad"]);
    polygons.replace = true;
    let polygons = run(&polygons).unwrap();
    assert_eq!((polygons.accepted, polygons.refused, polygons.source_crs.as_str()), (786, 0, "EPSG:32615"));

    let hospitals = run(&of(at, &data, "emergency_resource", "hospitals_epsg32615_shp.zip", &[])).unwrap();
    assert_eq!((hospitals.accepted, hospitals.refused), (139, 0));
    let kept = records(at, "emergency_resource");
    let open = kept.iter().filter(|f| f.properties["active"].as_bool() == Some(true)).count();
    assert_eq!((open, kept.len() - open), (128, 11));
    assert_close_to_the_csv(&data, &kept);

    let pipelines = run(&of(at, &data, "pipeline", "pipelines_epsg2278.gpkg", &[])).unwrap();
    assert_eq!((pipelines.accepted, pipelines.refused, pipelines.source_crs.as_str()), (988, 0, "EPSG:2278"));

    let mut shelters = of(at, &data, "emergency_resource", "shelters_2017.csv", &[]);
    shelters.mapping.constants = maps(&["kind=shelter"]);
    let shelters = run(&shelters).unwrap();
    assert_eq!((shelters.accepted + shelters.repeated, shelters.refused), (178, 0));
}

/// The Shapefile in UTM and the CSV in degrees are the same hospitals: within a metre.
fn assert_close_to_the_csv(data: &Path, hospitals: &[cordon_datasets::store::Feature]) {
    for row in csv::Reader::from_path(data.join("hospitals.csv")).unwrap().records() {
        let row = row.unwrap();
        let found = hospitals.iter().find(|hospital| hospital.id == row[0]).unwrap();
        let (lon, lat) = super::support::place(found);
        let off = (lon - row[13].parse::<f64>().unwrap()).abs() + (lat - row[12].parse::<f64>().unwrap()).abs();
        assert!(off < 1e-5, "{} is {off} degrees off", &row[0]);
    }
}

/// README of the data: the raster sums to 4,094,206 people.
#[test]
fn the_population_raster_keeps_its_people() {
    let Some(data) = houston() else { return };
    let folder = tempfile::tempdir().unwrap();
    let raster = of(folder.path(), &data, "population_grid", "derived_harris_population_500m_epsg32615.tif", &[]);
    let report = run(&raster).unwrap();
    assert_eq!(report.source_crs, "EPSG:32615");
    let cells = records(folder.path(), "population_grid");
    let people: f64 = cells.iter().filter_map(|cell| cell.real("population")).sum();
    assert!((people - 4_094_206.0).abs() < 1.0, "{people}");
    assert!(cells.iter().all(|cell| cell.real("cell_m") == Some(500.0)));
}

/// Count and density of the same raster differ by the area of the cell only. GPW takes the land area,
/// we the whole cell: inland, where most cells are, they agree; along the coast density gives more.
#[test]
fn a_raster_in_degrees_gives_the_same_people_from_density() {
    use cordon_datasets::import::raster::CellMeaning::{People, PeoplePerKm2};
    let Some(data) = shared_dir().map(|dir| dir.join("data/sao_miguel_raster")) else { return };
    let cells = |name: &str, cells| {
        let folder = tempfile::tempdir().unwrap();
        let mut raster = of(folder.path(), &data, "population_grid", name, &[]);
        raster.cells = cells;
        run(&raster).unwrap();
        let people = |cell: cordon_datasets::store::Feature| (cell.id.clone(), cell.real("population").unwrap());
        records(folder.path(), "population_grid").into_iter().map(people).collect::<BTreeMap<_, _>>()
    };
    let by_count = cells("gpw_v411_2020_count_2020.tif", People);
    let by_density = cells("gpw_v411_2020_density_2020.tif", PeoplePerKm2);
    let mut ratios: Vec<f64> = by_count.iter().filter_map(|(id, people)| Some(by_density.get(id)? / people)).collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    assert!(ratios.len() > 100 && (median - 1.0).abs() < 0.01, "{} cells, median {median}", ratios.len());
}
