//! Joint frequency tables, and which of them counts.

use super::city;
use super::error::StoreError;
use super::open::Store;
use cordon_engine::city::BilingualName;
use cordon_engine::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use cordon_engine::spatial::distance_between_m;
use cordon_engine::units::LonLat;
use cordon_engine::weather::JointFrequencyTable;
use rusqlite::{Connection, OptionalExtension};

/// Writes a table under a key, in the open transaction; replaces the one that is there.
pub(super) fn save(connection: &Connection, station: &str, table: &JointFrequencyTable) -> Result<(), StoreError> {
    table.validate()?;
    let document = serde_json::to_string(table).map_err(|error| unreadable(station, &error))?;
    connection.execute("DELETE FROM joint_frequency WHERE station = ?", [station])?;
    let row = [station, &table.source, &document];
    connection.execute("INSERT INTO joint_frequency(station, source, document) VALUES (?,?,?)", row)?;
    Ok(())
}

fn unreadable(station: &str, error: &serde_json::Error) -> StoreError {
    let problem =
        FieldProblem::new(format!("joint_frequency[{station}]"), error, "a joint frequency table", "wrong_type");
    StoreError::Weather(InvalidInput { problems: vec![problem] })
}

fn parse(station: &str, document: &str) -> Result<JointFrequencyTable, StoreError> {
    let table: JointFrequencyTable = serde_json::from_str(document).map_err(|error| unreadable(station, &error))?;
    table.validate()?;
    Ok(table)
}

/// A station with a table, and how far it is from the middle of the city.
struct Station {
    key: String,
    name: BilingualName,
    /// None when its place is not known.
    distance_m: Option<f64>,
}

/// The table that counts for a city around `middle`: that of the nearest station, of equal ones that with
/// the first key; stations without a place come last. With several stations a caveat says which it is.
pub(super) fn choose(
    connection: &Connection,
    middle: LonLat,
) -> Result<(Option<JointFrequencyTable>, Option<Caveat>), StoreError> {
    let mut stations = stations(connection, middle)?;
    let rank = |station: &Station| station.distance_m.unwrap_or(f64::INFINITY);
    stations.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then_with(|| a.key.cmp(&b.key)));
    let Some(chosen) = stations.first() else { return Ok((None, None)) };
    let caveat = (stations.len() > 1).then(|| chosen_of(chosen, stations.len()));
    Ok((load(connection, &chosen.key)?, caveat))
}

fn stations(connection: &Connection, middle: LonLat) -> Result<Vec<Station>, StoreError> {
    let records = city::records(connection, "weather_station")?;
    let station = |key: String| {
        let record = records.iter().find(|record| record.id == key);
        Station {
            name: record.map(city::name_of).unwrap_or_default(),
            distance_m: record.and_then(city::place_of).map(|place| distance_between_m(place, middle)),
            key,
        }
    };
    Ok(keys(connection)?.into_iter().map(station).collect())
}

fn chosen_of(station: &Station, count: usize) -> Caveat {
    let called = |first: &str, second: &str| {
        let name = [first, second].into_iter().find(|name| !name.is_empty());
        name.map_or_else(|| station.key.clone(), |name| format!("{name} ({})", station.key))
    };
    let (zh, en) = (called(&station.name.zh, &station.name.en), called(&station.name.en, &station.name.zh));
    let (message_en, message_zh) = match station.distance_m {
        Some(distance_m) => {
            let km = distance_m / 1e3;
            (
                format!(
                    "of {count} weather stations {en} was taken: {km:.1} km from the middle of the hazard units, the nearest"
                ),
                format!("共{count}个气象站，采用距危险单元中心最近的{zh}，距离{km:.1} km"),
            )
        }
        None => (
            format!("of {count} weather stations {en} was taken: the first by its key, as none has a place"),
            format!("共{count}个气象站，均无位置，按编号采用第一个：{zh}"),
        ),
    };
    Caveat::new(CaveatCode::AssumedValue, "weather", message_en, message_zh)
}

fn keys(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT station FROM joint_frequency ORDER BY station")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn load(connection: &Connection, station: &str) -> Result<Option<JointFrequencyTable>, StoreError> {
    let sql = "SELECT document FROM joint_frequency WHERE station = ?";
    let document: Option<String> = connection.query_row(sql, [station], |row| row.get(0)).optional()?;
    document.map(|document| parse(station, &document)).transpose()
}

impl Store {
    /// Keys of the joint frequency tables.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn joint_frequency_stations(&self) -> Result<Vec<String>, StoreError> {
        self.read(keys)
    }

    /// The joint frequency table of a station.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], [`StoreError::Weather`].
    pub fn joint_frequency(&self, station: &str) -> Result<Option<JointFrequencyTable>, StoreError> {
        self.read(|connection| load(connection, station))
    }
}
