//! What is said about the city as a whole, and the city in memory.

use super::error::StoreError;
use super::feature::{Feature, Query};
use super::open::Store;
use super::{congested, edition, read, schema, weather};
use crate::layers::find;
use cordon_engine::city::{BilingualName, City, Facility, HazardUnit, StorageState};
use cordon_engine::math::{atan2, cos, hypot, sin};
use cordon_engine::provenance::Origin;
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::Terrain;
use geo::Centroid;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Coordinate system in which a city is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StorageCrs {
    /// WGS 84, EPSG:4326.
    #[default]
    Wgs84,
    /// CGCS2000, EPSG:4490.
    Cgcs2000,
}

impl StorageCrs {
    /// EPSG code, also `srs_id` in the file.
    #[must_use]
    pub fn srs_id(self) -> i32 {
        match self {
            Self::Wgs84 => 4326,
            Self::Cgcs2000 => 4490,
        }
    }
}

/// What is said about a city as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct CityInfo {
    /// Name.
    pub name: BilingualName,
    /// A fictitious city: every page, tile and answer says so.
    pub demonstration: bool,
    /// Bounds within which things are plausible; `None`: the bounds of the data.
    pub extent: Option<LonLatBox>,
    /// Surroundings for the dispersion coefficients.
    pub terrain: Terrain,
    /// Coordinate system of the file; fixed when it is created.
    pub crs: StorageCrs,
}

impl CityInfo {
    /// A real city in WGS 84 with urban surroundings, its extent taken from the data.
    #[must_use]
    pub fn named(zh: &str, en: &str) -> Self {
        Self {
            name: BilingualName { zh: zh.into(), en: en.into() },
            demonstration: false,
            extent: None,
            terrain: Terrain::Urban,
            crs: StorageCrs::Wgs84,
        }
    }
}

/// Writes the words about the city, in the open transaction.
pub(super) fn write(connection: &Connection, info: &CityInfo) -> Result<(), StoreError> {
    let extent =
        info.extent.map_or(String::new(), |b| format!("{} {} {} {}", b.west_deg, b.south_deg, b.east_deg, b.north_deg));
    let terrain = if info.terrain == Terrain::Urban { "urban" } else { "rural" };
    for (key, value) in [
        ("schema_version", schema::SCHEMA_VERSION.to_string()),
        ("name_zh", info.name.zh.clone()),
        ("name_en", info.name.en.clone()),
        ("demonstration", info.demonstration.to_string()),
        ("terrain", terrain.into()),
        ("crs", format!("EPSG:{}", info.crs.srs_id())),
        ("extent", extent),
    ] {
        set(connection, key, &value)?;
    }
    Ok(())
}

pub(super) fn set(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    let changed = connection.execute("UPDATE cordon_city SET value = ?2 WHERE key = ?1", [key, value])?;
    if changed == 0 {
        connection.execute("INSERT INTO cordon_city(key, value) VALUES (?, ?)", [key, value])?;
    }
    Ok(())
}

/// All words about the city.
pub(super) fn words(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM cordon_city")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn info(connection: &Connection) -> Result<CityInfo, StoreError> {
    let words = words(connection)?;
    let word = |key: &str| words.get(key).map(String::as_str).unwrap_or_default();
    let numbers: Vec<f64> = word("extent").split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let extent = match numbers[..] {
        [west_deg, south_deg, east_deg, north_deg] => Some(LonLatBox { west_deg, south_deg, east_deg, north_deg }),
        _ => None,
    };
    Ok(CityInfo {
        name: BilingualName { zh: word("name_zh").into(), en: word("name_en").into() },
        demonstration: word("demonstration") == "true",
        extent,
        terrain: if word("terrain") == "rural" { Terrain::Rural } else { Terrain::Urban },
        crs: if word("crs") == "EPSG:4490" { StorageCrs::Cgcs2000 } else { StorageCrs::Wgs84 },
    })
}

impl Store {
    /// What is said about the city.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn info(&self) -> Result<CityInfo, StoreError> {
        self.read(info)
    }

    /// Edition of the whole city: SHA-256 of its content, hexadecimal.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn edition(&self) -> Result<String, StoreError> {
        self.read(edition::of_city)
    }

    /// The stated extent of the city, or the bounds of all its data; `None` when there are neither.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn extent(&self) -> Result<Option<LonLatBox>, StoreError> {
        self.read(extent)
    }

    /// The city as the engine takes it: facilities, hazard units, explosives stores, congested regions, weather.
    ///
    /// An explosives store is a hazard unit of TNT; one without a facility is a facility of its own
    /// under the same key. A unit without a place stands at its facility. Of several weather
    /// stations the one nearest to the middle of the units that take part counts, and a caveat says so.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn load_city(&self) -> Result<City, StoreError> {
        self.read(|connection| {
            let info = info(connection)?;
            let mut facilities = facilities(connection)?;
            let places = facilities.iter().map(|f| (f.id.clone(), (f.place, f.active))).collect();
            let mut hazard_units = hazard_units(connection, &places)?;
            add_explosive_stores(connection, &places, &mut facilities, &mut hazard_units)?;
            let nowhere = LonLatBox { west_deg: 0.0, south_deg: 0.0, east_deg: 0.0, north_deg: 0.0 };
            let extent = extent(connection)?.unwrap_or(nowhere);
            let (weather, choice) = weather::choose(connection, middle(&hazard_units, extent))?;
            Ok(City {
                name: info.name,
                demonstration: info.demonstration,
                extent,
                terrain: info.terrain,
                facilities,
                hazard_units,
                congested_regions: congested::regions(connection)?,
                weather,
                edition: edition::of_city(connection)?,
                caveats: choice.into_iter().collect(),
            })
        })
    }
}

fn extent(connection: &Connection) -> Result<Option<LonLatBox>, StoreError> {
    if let Some(stated) = info(connection)?.extent {
        return Ok(Some(stated));
    }
    let boxes = read::summaries(connection)?.into_iter().filter_map(|summary| summary.extent);
    Ok(boxes.reduce(|a, b| LonLatBox {
        west_deg: a.west_deg.min(b.west_deg),
        south_deg: a.south_deg.min(b.south_deg),
        east_deg: a.east_deg.max(b.east_deg),
        north_deg: a.north_deg.max(b.north_deg),
    }))
}

/// Middle of the units that take part, of all units when none does, of the extent when there are none:
/// the mean of their directions from the middle of the Earth, which also holds across 180 degrees.
fn middle(units: &[HazardUnit], extent: LonLatBox) -> LonLat {
    let active: Vec<LonLat> = units.iter().filter(|unit| unit.active).map(|unit| unit.place).collect();
    let places = if active.is_empty() { units.iter().map(|unit| unit.place).collect() } else { active };
    let sum = places.iter().fold([0.0; 3], |sum, place| {
        let (lon_rad, lat_rad) = (place.lon_deg.to_radians(), place.lat_deg.to_radians());
        let [x, y, z] = [cos(lat_rad) * cos(lon_rad), cos(lat_rad) * sin(lon_rad), sin(lat_rad)];
        [sum[0] + x, sum[1] + y, sum[2] + z]
    });
    if places.is_empty() {
        return extent.centre();
    }
    LonLat { lon_deg: atan2(sum[1], sum[0]).to_degrees(), lat_deg: atan2(sum[2], hypot(sum[0], sum[1])).to_degrees() }
}

/// Place and participation of each facility.
type Places = BTreeMap<String, (LonLat, bool)>;

pub(super) fn records(connection: &Connection, layer: &'static str) -> Result<Vec<Feature>, StoreError> {
    read::features(connection, super::layer_of(layer)?, &Query::default())
}

fn takes_part(feature: &Feature, layer: &str) -> bool {
    find(layer).is_none_or(|definition| feature.takes_part(definition))
}

pub(super) fn place_of(feature: &Feature) -> Option<LonLat> {
    let point = feature.geometry.as_ref()?.centroid()?;
    Some(LonLat { lon_deg: point.x(), lat_deg: point.y() })
}

pub(super) fn name_of(feature: &Feature) -> BilingualName {
    BilingualName { zh: feature.text("name_zh").into(), en: feature.text("name_en").into() }
}

fn facility(feature: &Feature, layer: &str, place: LonLat) -> Facility {
    let status = [feature.text("status_text"), feature.text("status")].into_iter().find(|text| !text.is_empty());
    Facility {
        id: feature.id.clone(),
        name: name_of(feature),
        place,
        active: takes_part(feature, layer),
        status: status.unwrap_or_default().into(),
    }
}

fn facilities(connection: &Connection) -> Result<Vec<Facility>, StoreError> {
    let placed = |feature: Feature| Some(facility(&feature, "facility", place_of(&feature)?));
    Ok(records(connection, "facility")?.into_iter().filter_map(placed).collect())
}

fn hazard_units(connection: &Connection, places: &Places) -> Result<Vec<HazardUnit>, StoreError> {
    let unit = |feature: Feature| {
        let facility_id = feature.text("facility_id").to_owned();
        let (facility_place, facility_active) = *places.get(&facility_id)?;
        Some(HazardUnit {
            name: feature.text("name").into(),
            substance_name: feature.text("substance").into(),
            cas: feature.text("cas").into(),
            substance_id: Some(feature.text("substance_id").to_owned()).filter(|id| !id.is_empty()),
            quantity_kg: feature.real("quantity_kg"),
            quantity_origin: origin(feature.text("quantity_origin")),
            quantity_note: feature.text("quantity_note").into(),
            temperature_k: feature.real("temperature_k"),
            pressure_pa: feature.real("pressure_pa"),
            storage_state: storage_state(feature.text("storage_state")),
            place: place_of(&feature).unwrap_or(facility_place),
            active: facility_active && takes_part(&feature, "hazard_unit"),
            id: feature.id,
            facility_id,
        })
    };
    Ok(records(connection, "hazard_unit")?.into_iter().filter_map(unit).collect())
}

fn add_explosive_stores(
    connection: &Connection,
    places: &Places,
    facilities: &mut Vec<Facility>,
    units: &mut Vec<HazardUnit>,
) -> Result<(), StoreError> {
    for feature in records(connection, "explosive_store")? {
        let Some(place) = place_of(&feature) else { continue };
        let owner = places.get(feature.text("facility_id"));
        if owner.is_none() && !places.contains_key(&feature.id) {
            facilities.push(facility(&feature, "explosive_store", place));
        }
        let facility_id = if owner.is_some() { feature.text("facility_id").into() } else { feature.id.clone() };
        units.push(explosive_unit(&feature, facility_id, place, owner.is_none_or(|(_, active)| *active)));
    }
    Ok(())
}

fn explosive_unit(feature: &Feature, facility_id: String, place: LonLat, owner_active: bool) -> HazardUnit {
    let name = name_of(feature);
    HazardUnit {
        id: feature.id.clone(),
        facility_id,
        name: if name.zh.is_empty() { name.en } else { name.zh },
        substance_name: "TNT".into(),
        cas: "118-96-7".into(),
        substance_id: Some("tnt".into()),
        quantity_kg: feature.real("tnt_equivalent_kg"),
        quantity_origin: Origin::Source,
        quantity_note: "TNT equivalent".into(),
        temperature_k: None,
        pressure_pa: None,
        storage_state: Some(StorageState::CondensedExplosive),
        place,
        active: owner_active && takes_part(feature, "explosive_store"),
    }
}

/// An origin that is not stated is the register itself.
fn origin(word: &str) -> Origin {
    match word {
        "computed" => Origin::Computed,
        "memory" => Origin::Memory,
        "assumed" => Origin::Assumed,
        _ => Origin::Source,
    }
}

fn storage_state(word: &str) -> Option<StorageState> {
    match word {
        "pressurised_liquefied_gas" => Some(StorageState::PressurisedLiquefiedGas),
        "refrigerated_liquefied_gas" => Some(StorageState::RefrigeratedLiquefiedGas),
        "compressed_gas" => Some(StorageState::CompressedGas),
        "atmospheric_liquid" => Some(StorageState::AtmosphericLiquid),
        "solid" => Some(StorageState::Solid),
        "condensed_explosive" => Some(StorageState::CondensedExplosive),
        _ => None,
    }
}
