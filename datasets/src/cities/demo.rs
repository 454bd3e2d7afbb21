//! The demonstration city Anlan 安澜: fictitious, shipped inside the program.
//!
//! The registers lie as plain files in `datasets/data/anlan`, so that they can be read, imported with
//! `cordon import` like anyone's own, and changed.

use super::{CityBundle, CityFeature, known_substance};
use crate::layers::{self, FieldDefinition, FieldValue, LayerDefinition, Properties};
use crate::weather::{StationPlace, TableSettings, joint_frequency_table, parse_hourly};
use cordon_engine::city::BilingualName;
use cordon_engine::units::LonLatBox;
use cordon_engine::weather::{JointFrequencyTable, Terrain};
use geo::BoundingRect;
use geo_types::{Geometry, Point};

/// A register of the demonstration city that cannot be read: a fault of the build.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// A CSV register does not parse.
    #[error("demonstration register {layer}: {source}")]
    Csv {
        /// Layer.
        layer: &'static str,
        /// Cause.
        source: csv::Error,
    },
    /// A record does not fit its layer.
    #[error("demonstration register {layer}: {message}")]
    Record {
        /// Layer.
        layer: &'static str,
        /// Cause.
        message: String,
    },
    /// The weather does not give a frequency table.
    #[error("demonstration weather: {0}")]
    Weather(String),
}

macro_rules! register {
    ($name:literal) => {
        include_str!(concat!("../../data/anlan/", $name))
    };
}

/// Point registers: layer and CSV text with `lon` and `lat` columns.
const POINTS: [(&str, &str); 8] = [
    ("facility", register!("facility.csv")),
    ("hazard_unit", register!("hazard_unit.csv")),
    ("explosive_store", register!("explosive_store.csv")),
    ("mine", register!("mine.csv")),
    ("tailings_pond", register!("tailings_pond.csv")),
    ("populated_place", register!("populated_place.csv")),
    ("protected_object", register!("protected_object.csv")),
    ("emergency_resource", register!("emergency_resource.csv")),
];

/// Registers with lines and polygons.
const SHAPES: [(&str, &str); 8] = [
    ("boundary", register!("boundary.geojson")),
    ("water", register!("water.geojson")),
    ("road", register!("road.geojson")),
    ("corridor", register!("corridor.geojson")),
    ("pipeline", register!("pipeline.geojson")),
    ("route", register!("route.geojson")),
    ("site_boundary", register!("site_boundary.geojson")),
    ("congested_region", register!("congested_region.geojson")),
];

const WEATHER: &str = register!("weather.csv");

/// Source text kept with every record.
const SOURCE: &str = "Anlan demonstration registers (fictitious), edition 2026-11-22";

/// The demonstration city.
///
/// # Errors
/// [`DemoError`] when a shipped register does not parse; a test keeps that from being released.
pub fn demo_city() -> Result<CityBundle, DemoError> {
    let mut features = Vec::new();
    for (layer, text) in SHAPES {
        features.extend(shapes(layer, text)?);
    }
    for (layer, text) in POINTS {
        features.extend(points(layer, text)?);
    }
    let extent = city_extent(&features)
        .ok_or(DemoError::Record { layer: "boundary", message: "no boundary of kind city".into() })?;
    Ok(CityBundle {
        name: BilingualName { zh: "安澜市".into(), en: "Anlan".into() },
        demonstration: true,
        extent,
        terrain: Terrain::Urban,
        source: SOURCE.into(),
        features,
        weather: weather()?,
    })
}

/// The station stands in the middle of the city and keeps China Standard Time.
const STATION: StationPlace = StationPlace { lon_deg: 104.0, lat_deg: 39.6, utc_offset_h: 8.0 };
const SECTORS: usize = 36;

fn weather() -> Result<JointFrequencyTable, DemoError> {
    let (_, series) = parse_hourly(WEATHER).ok_or_else(|| DemoError::Weather("unknown format".into()))?;
    let settings = TableSettings { sectors: SECTORS, place: Some(STATION), source: SOURCE.into() };
    joint_frequency_table(&series, &settings).map_err(|error| DemoError::Weather(error.to_string()))
}

/// Field of a column, by name or alias.
fn field_of(layer: &'static LayerDefinition, column: &str) -> Option<&'static FieldDefinition> {
    let mut fields = layer.fields.iter();
    fields.find(|field| field.name == column || field.aliases.contains(&column))
}

/// Splits the columns of a record into key and fields, checked by the layer.
fn record(
    layer: &'static LayerDefinition,
    cells: impl Iterator<Item = (String, String)>,
) -> Result<(String, Properties), DemoError> {
    let failed = |message: String| DemoError::Record { layer: layer.name, message };
    let (mut id, mut properties) = (None, Properties::new());
    for (column, text) in cells.filter(|(_, text)| !text.is_empty()) {
        if id.is_none() && layer.key_aliases.contains(&column.as_str()) {
            id = Some(text);
            continue;
        }
        let field = field_of(layer, &column).ok_or_else(|| failed(format!("no field for column {column}")))?;
        let value = FieldValue::parse(field, &text).ok_or_else(|| failed(format!("{column} = {text}")))?;
        properties.insert(field.name, value);
    }
    complete(layer, &mut properties);
    let problems = layer.check(&properties);
    match (id, problems.is_empty()) {
        (Some(id), true) => Ok((id, properties)),
        (None, _) => Err(failed("no key".into())),
        (Some(id), false) => Err(failed(format!("{id}: {problems:?}"))),
    }
}

/// Fields that follow from others: who takes part, which substance it is.
fn complete(layer: &LayerDefinition, properties: &mut Properties) {
    if let Some(participation) = layer.participation {
        let status = properties.get(participation.status_field).and_then(FieldValue::as_text).unwrap_or("");
        let active = participation.takes_part(status);
        properties.insert("active", active.into());
    }
    if layer.field("quantity_origin").is_some() && properties.contains_key("quantity_kg") {
        properties.insert("quantity_origin", "source".into());
    }
    if layer.field("substance_id").is_some() {
        let texts =
            ["cas", "substance"].map(|name| properties.get(name).and_then(FieldValue::as_text).map(str::to_owned));
        let found: Vec<_> = texts.iter().flatten().filter_map(|text| known_substance(text).next()).take(1).collect();
        properties.extend(found);
    }
}

fn layer_of(name: &'static str) -> Result<&'static LayerDefinition, DemoError> {
    layers::find(name).ok_or_else(|| DemoError::Record { layer: name, message: "no such layer".into() })
}

fn points(name: &'static str, text: &str) -> Result<Vec<CityFeature>, DemoError> {
    let layer = layer_of(name)?;
    let csv_error = |source| DemoError::Csv { layer: name, source };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(csv_error)?.clone();
    let mut features = Vec::new();
    for row in reader.records() {
        let row = row.map_err(csv_error)?;
        let coordinate = |column: &str| {
            let index = header.iter().position(|name| name == column);
            let number = index.and_then(|index| row.get(index)).and_then(|text| text.parse::<f64>().ok());
            number.ok_or_else(|| DemoError::Record { layer: name, message: format!("no {column} in {row:?}") })
        };
        let geometry = Geometry::Point(Point::new(coordinate("lon")?, coordinate("lat")?));
        let cells = header.iter().zip(row.iter()).filter(|(column, _)| *column != "lon" && *column != "lat");
        let (id, properties) = record(layer, cells.map(|(column, text)| (column.to_owned(), text.to_owned())))?;
        features.push(CityFeature { layer, id, geometry, properties });
    }
    Ok(features)
}

/// A JSON value as the text of a cell.
fn text_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn shapes(name: &'static str, text: &str) -> Result<Vec<CityFeature>, DemoError> {
    let layer = layer_of(name)?;
    let failed = |message: String| DemoError::Record { layer: name, message };
    let collection: geojson::FeatureCollection =
        text.parse().map_err(|error: geojson::Error| failed(error.to_string()))?;
    let shape = |feature: geojson::Feature| {
        let geometry = feature.geometry.ok_or_else(|| failed("a feature without geometry".into()))?;
        let geometry = Geometry::try_from(geometry).map_err(|error| failed(error.to_string()))?;
        let properties = feature.properties.unwrap_or_default();
        let (id, properties) = record(layer, properties.iter().map(|(name, value)| (name.clone(), text_of(value))))?;
        Ok(CityFeature { layer, id, geometry, properties })
    };
    collection.features.into_iter().map(shape).collect()
}

fn city_extent(features: &[CityFeature]) -> Option<LonLatBox> {
    let city = features.iter().find(|f| {
        f.layer.name == "boundary" && f.properties.get("kind").and_then(FieldValue::as_text) == Some("city")
    })?;
    let bounds = city.geometry.bounding_rect()?;
    Some(LonLatBox {
        west_deg: bounds.min().x,
        south_deg: bounds.min().y,
        east_deg: bounds.max().x,
        north_deg: bounds.max().y,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(city: &CityBundle, layer: &str, kind: Option<&str>) -> usize {
        let of_kind = |feature: &&CityFeature| {
            kind.is_none_or(|kind| feature.properties.get("kind").and_then(FieldValue::as_text) == Some(kind))
        };
        city.features.iter().filter(|feature| feature.layer.name == layer).filter(of_kind).count()
    }

    #[test]
    fn the_city_has_what_its_description_says() {
        let city = demo_city().unwrap();
        assert_eq!(count(&city, "facility", Some("hazardous_chemical_producer")), 27, "26 and a closed one");
        assert_eq!(count(&city, "facility", Some("oil_depot")), 3);
        assert_eq!(count(&city, "mine", None) + count(&city, "tailings_pond", None), 57);
        assert_eq!(count(&city, "boundary", Some("street")), 9);
        assert_eq!(city.weather.hours, 8_760);
        assert!(city.demonstration);
    }

    #[test]
    fn keys_are_unique_and_units_have_facilities() {
        let city = demo_city().unwrap();
        let mut keys = std::collections::BTreeSet::new();
        for feature in &city.features {
            assert!(keys.insert((feature.layer.name, feature.id.clone())), "{} {}", feature.layer.name, feature.id);
        }
        for unit in city.features.iter().filter(|feature| feature.layer.name == "hazard_unit") {
            let facility = unit.properties["facility_id"].as_text().unwrap().to_owned();
            assert!(keys.contains(&("facility", facility)), "{}", unit.id);
        }
    }

    #[test]
    fn most_substances_are_known_and_some_are_not() {
        let city = demo_city().unwrap();
        let units: Vec<_> = city.features.iter().filter(|f| f.layer.name == "hazard_unit").collect();
        let unknown: Vec<_> = units.iter().filter(|unit| !unit.properties.contains_key("substance_id")).collect();
        assert!(!unknown.is_empty() && unknown.len() * 4 < units.len(), "{} of {}", unknown.len(), units.len());
    }
}
