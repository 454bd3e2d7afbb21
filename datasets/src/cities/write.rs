//! A whole city into a new store.

use super::{CityBundle, CityFeature};
use crate::layers::{FieldValue, Properties};
use crate::store::{CityInfo, Feature, RecordSource, StorageCrs, Store, StoreError};
use std::path::{Path, PathBuf};

/// Writes the city to a new GeoPackage and gives its edition.
///
/// The file appears under its name only when it is complete.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when there is a file of that name, and whatever the store refuses.
pub fn write_city(path: &Path, city: &CityBundle) -> Result<String, StoreError> {
    if path.exists() {
        return Err(StoreError::AlreadyExists { path: path.into() });
    }
    let partial = partial_path(path);
    match std::fs::remove_file(&partial) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::Io { path: partial, source: error }),
    }
    let store = Store::create(&partial, &info(city))?;
    let edition = fill(&store, city)?;
    store.close()?;
    std::fs::rename(&partial, path).map_err(|error| StoreError::Io { path: path.into(), source: error })?;
    Ok(edition)
}

fn partial_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

fn info(city: &CityBundle) -> CityInfo {
    CityInfo {
        name: city.name.clone(),
        demonstration: city.demonstration,
        extent: Some(city.extent),
        terrain: city.terrain,
        crs: StorageCrs::Cgcs2000,
    }
}

fn fill(store: &Store, city: &CityBundle) -> Result<String, StoreError> {
    let source = RecordSource::of(city.source.clone(), "EPSG:4490");
    let mut write = store.write()?;
    for features in city.features.chunk_by(|a, b| a.layer.name == b.layer.name) {
        let records: Vec<Feature> = features.iter().map(|feature| to_record(feature, &source)).collect();
        write.insert(features[0].layer.name, &records)?;
    }
    write.insert("weather_station", &[station(city, &source)])?;
    write.save_joint_frequency(STATION_ID, &city.weather)?;
    write.commit()
}

fn to_record(feature: &CityFeature, source: &RecordSource) -> Feature {
    Feature {
        id: feature.id.clone(),
        geometry: Some(feature.geometry.clone()),
        properties: feature.properties.clone(),
        source: source.clone(),
    }
}

/// Key of the one station.
const STATION_ID: &str = "station-1";

fn station(city: &CityBundle, source: &RecordSource) -> Feature {
    let properties = Properties::from([
        ("name_zh", FieldValue::from(format!("{}气象站", city.name.zh))),
        ("name_en", FieldValue::from(format!("{} weather station", city.name.en))),
        ("anemometer_height_m", FieldValue::Real(10.0)),
    ]);
    Feature { id: STATION_ID.into(), geometry: None, properties, source: source.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::{demo_city, write_city};
    use crate::store::{Query, Store, StoreError};

    #[test]
    fn the_demonstration_city_goes_into_a_store_and_comes_back() {
        let folder = std::env::temp_dir().join(format!("cordon-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("anlan.gpkg");
        let city = demo_city().unwrap();
        let edition = write_city(&path, &city).unwrap();

        let store = Store::open(&path).unwrap();
        assert_eq!(store.edition().unwrap(), edition);
        let loaded = store.load_city().unwrap();
        assert!(loaded.demonstration);
        assert_eq!(loaded.name.zh, "安澜市");
        assert_eq!(loaded.weather.unwrap().probability, city.weather.probability);
        assert_eq!(loaded.facilities.iter().filter(|facility| !facility.active).count(), 1);
        let features = city.features.iter().filter(|feature| feature.layer.name == "road").count();
        assert_eq!(store.count("road", &Query::default()).unwrap(), features as u64);
        assert!(matches!(write_city(&path, &city), Err(StoreError::AlreadyExists { .. })));
        drop(store);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
