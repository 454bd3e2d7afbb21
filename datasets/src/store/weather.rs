//! Joint frequency tables.

use super::error::StoreError;
use super::open::Store;
use cordon_engine::provenance::{FieldProblem, InvalidInput};
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

/// All tables in the order of their keys.
pub(super) fn load_all(connection: &Connection) -> Result<Vec<JointFrequencyTable>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT station, document FROM joint_frequency ORDER BY station")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let documents = rows.collect::<Result<Vec<_>, _>>()?;
    documents.iter().map(|(station, document)| parse(station, document)).collect()
}

impl Store {
    /// Keys of the joint frequency tables.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn joint_frequency_stations(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT station FROM joint_frequency ORDER BY station")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The joint frequency table of a station.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], [`StoreError::Weather`].
    pub fn joint_frequency(&self, station: &str) -> Result<Option<JointFrequencyTable>, StoreError> {
        self.read(|connection| {
            let sql = "SELECT document FROM joint_frequency WHERE station = ?";
            let document: Option<String> = connection.query_row(sql, [station], |row| row.get(0)).optional()?;
            document.map(|document| parse(station, &document)).transpose()
        })
    }
}
