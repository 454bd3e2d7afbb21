//! Hourly weather to joint frequency tables, on real stations.

use super::support::{options, run};
use cordon_datasets::store::Store;
use cordon_datasets::weather::{HourlySeries, TableSettings, joint_frequency_table, read_hourly};
use cordon_engine::weather::{JointFrequencyTable, Period};
use cordon_tests::shared_dir;
use std::path::Path;

fn table(series: &HourlySeries, sectors: usize) -> JointFrequencyTable {
    let settings = TableSettings { sectors, place: None, source: "test".into() };
    joint_frequency_table(series, &settings).unwrap()
}

fn hobby(name: &str) -> Option<HourlySeries> {
    let path = shared_dir()?.join("data/houston").join(name);
    Some(read_hourly(Path::new(&path)).unwrap().1)
}

#[test]
fn the_csv_and_its_tmy3_original_give_the_same_table() {
    let (Some(csv), Some(tmy3)) = (hobby("weather_hobby_tmy3.csv"), hobby("TX-Houston_William_P_Hobby_Ap.tmy3")) else {
        return;
    };
    assert_eq!((csv.hours.len(), tmy3.hours.len()), (8760, 8760));
    for sectors in [16, 36] {
        let (a, b) = (table(&csv, sectors), table(&tmy3, sectors));
        assert_eq!(a.probability, b.probability);
        assert_eq!((a.hours, a.hours_missing, a.calm_frac), (b.hours, b.hours_missing, b.calm_frac));
        assert!((a.probability.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

/// 1,083 hours with speed 0 and 7 more below 0.5 m/s (counted with Python's csv).
#[test]
fn calms_are_counted_and_do_not_make_north_winds() {
    let Some(series) = hobby("weather_hobby_tmy3.csv") else { return };
    let with_calms = table(&series, 36);
    assert!((with_calms.calm_frac - 1090.0 / 8760.0).abs() < 1e-12, "{}", with_calms.calm_frac);
    let mut directed = series.clone();
    directed.hours.retain(|hour| hour.wind_speed_m_s.is_some_and(|speed| speed >= 0.5));
    let without = table(&directed, 36);
    // Calms counted as north would add 1,090 of 8,760 hours, 12 %, to the sector south (wind from north).
    let south = |table: &JointFrequencyTable| {
        (0..6).map(|class| Period::ALL.iter().map(|&p| table.joint_prob(p, class, 18)).sum::<f64>()).sum::<f64>()
    };
    assert!((south(&with_calms) - south(&without)).abs() < 0.02, "{} {}", south(&with_calms), south(&without));
}

/// At 29.65 degrees north the sun is up half the year within a percent (refraction left out).
#[test]
fn day_and_night_share_the_year() {
    let Some(series) = hobby("weather_hobby_tmy3.csv") else { return };
    let table = table(&series, 16);
    let day: f64 = (0..6).map(|class| table.class_prob(Period::Day, class)).sum();
    assert!((day - 0.5).abs() < 0.015, "{day}");
    // Very unstable hours are daytime, stable hours mostly night (Turner's night is an hour longer each side).
    assert_eq!(table.class_prob(Period::Night, 0), 0.0);
    assert!(table.class_prob(Period::Night, 5) > 5.0 * table.class_prob(Period::Day, 5));
}

#[test]
fn an_epw_file_and_a_station_without_place_are_imported() {
    let Some(data) = shared_dir().map(|dir| dir.join("data/houston")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let epw = options(folder.path(), "weather", &data.join("USA_TX_HOUSTON_TMY2_722430.epw"));
    let report = run(&epw).unwrap();
    assert_eq!((report.accepted, report.refused, report.committed), (8760, 0, true));
    let mut ellington = options(folder.path(), "weather", &data.join("weather_ellington_tmy3.csv"));
    ellington.sectors = 16;
    let report = run(&ellington);
    assert!(report.is_err(), "no boundary and no facilities: nothing tells where the station is");
    ellington.station =
        Some(cordon_datasets::weather::StationPlace { lon_deg: -95.17, lat_deg: 29.6, utc_offset_h: -6.0 });
    assert!(run(&ellington).unwrap().committed);
    let store = Store::open(&folder.path().join("city.gpkg")).unwrap();
    assert_eq!(store.joint_frequency_stations().unwrap().len(), 2);
    assert_eq!(store.joint_frequency("722436").unwrap().unwrap().sectors, 16);
}
