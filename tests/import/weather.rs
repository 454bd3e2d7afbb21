//! Hourly weather to joint frequency tables, on real stations.

use super::store_fixture::{facility, small_city, unit};
use super::support::{options, run};
use cordon_datasets::layers::{FieldValue, Properties};
use cordon_datasets::store::{Feature, RecordSource, Store};
use cordon_datasets::weather::{HourlySeries, TableSettings, joint_frequency_table, read_hourly};
use cordon_engine::city::City;
use cordon_engine::provenance::Origin;
use cordon_engine::weather::{JointFrequencyTable, Period, StabilityClass, WeatherClass};
use cordon_tests::shared_dir;
use geo_types::Point;
use geographiclib_rs::{Geodesic, InverseGeodesic};
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

fn even_table(station: &str) -> JointFrequencyTable {
    let class = WeatherClass { stability: StabilityClass::D, wind_speed_m_s: 5.0, includes_calm: false };
    JointFrequencyTable {
        station: station.into(),
        source: "even".into(),
        origin: Origin::Assumed,
        sectors: 16,
        classes: vec![class],
        calm_frac: 0.0,
        hours: 8760,
        hours_missing: 0,
        probability: vec![1.0 / 32.0; 32],
    }
}

/// Key, name, and longitude and latitude where they are known.
type Station<'a> = (&'a str, &'a str, Option<(f64, f64)>);

/// A city with one unit that takes part, one far away that does not, and stations.
fn city_with(stations: &[Station<'_>]) -> City {
    let folder = tempfile::tempdir().unwrap();
    let store = small_city(folder.path());
    let mut write = store.write().unwrap();
    write.replace("facility", &[facility(1, -95.2, 29.7, "active"), facility(2, -94.8, 29.3, "closed")]).unwrap();
    write.replace("hazard_unit", &[unit(1, "F00001"), unit(2, "F00002")]).unwrap();
    for (key, name, place) in stations {
        let station = Feature {
            id: (*key).into(),
            geometry: place.map(|(lon_deg, lat_deg)| Point::new(lon_deg, lat_deg).into()),
            properties: Properties::from([("name_en", FieldValue::from(*name))]),
            source: RecordSource::default(),
        };
        write.insert("weather_station", &[station]).unwrap();
        write.save_joint_frequency(key, &even_table(key)).unwrap();
    }
    write.commit().unwrap();
    store.load_city().unwrap()
}

/// Galveston comes first by its key and lies beside the closed unit; Hobby is nearer to what takes part.
#[test]
fn of_several_stations_the_nearest_to_the_units_counts_and_is_named() {
    let galveston = ("722420", "Galveston Scholes", Some((-94.864, 29.27)));
    let hobby = ("722435", "Houston Hobby", Some((-95.283, 29.65)));
    let city = city_with(&[galveston, hobby, ("722000", "", None)]);
    assert_eq!(city.weather.unwrap().station, "722435");
    let distance_m: f64 = Geodesic::wgs84().inverse(29.7, -95.2, 29.65, -95.283);
    let expected = format!("{:.1} km", distance_m / 1e3);
    assert_eq!(expected, "9.8 km");
    let [caveat] = &city.caveats[..] else { panic!("{:?}", city.caveats) };
    for message in [&caveat.message_en, &caveat.message_zh] {
        assert!(message.contains("Houston Hobby (722435)") && message.contains(&expected), "{message}");
    }
}

#[test]
fn stations_without_a_place_come_last_and_by_their_key() {
    let city = city_with(&[("b", "", None), ("a", "Alpha", None)]);
    assert_eq!(city.weather.unwrap().station, "a");
    assert!(city.caveats[0].message_en.contains("Alpha (a)"), "{:?}", city.caveats);
    let far = city_with(&[("a", "Alpha", None), ("b", "", Some((-90.0, 29.0)))]);
    assert_eq!(far.weather.unwrap().station, "b");
}
