//! Creating, opening, checking and closing.

use super::city::{self, CityInfo};
use super::draft::{remove_abandoned, sync_folder};
use super::error::StoreError;
use super::{beside, edition, functions, header, schema};
use crate::layers::LAYERS;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A statement waits this long for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// An open city. It can be shared between threads: one writes at a time, any number read.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Always there until the store is dropped.
    writer: Mutex<Connection>,
    /// Connections for reading that are free.
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Creates a city with all its layers, empty.
    ///
    /// The file appears under its name only when it is complete.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`], [`StoreError::Io`], [`StoreError::Sqlite`].
    pub fn create(path: &Path, info: &CityInfo) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::AlreadyExists { path: path.into() });
        }
        let draft = beside(path, ".new");
        let io = |source| StoreError::Io { path: draft.clone(), source };
        if draft.exists() {
            std::fs::remove_file(&draft).map_err(io)?;
        }
        // Owned by SQLite from its first byte, so that an unwritable folder is a plain I/O error.
        File::create_new(&draft).map_err(io)?;
        write_new(&draft, info)?;
        // A hard link refuses to overwrite a file that appeared meanwhile.
        let linked = std::fs::hard_link(&draft, path).or_else(|_| std::fs::rename(&draft, path));
        std::fs::remove_file(&draft).ok();
        linked.map_err(io)?;
        sync_folder(path);
        Self::open(path)
    }

    /// Opens a city and checks it. Drafts that killed processes left beside it are removed.
    ///
    /// # Errors
    /// [`StoreError`] with what is wrong: the file is missing, empty, truncated, damaged, not a
    /// GeoPackage, not a city, or of a newer schema. The file is not changed then.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        remove_abandoned(path);
        header::check(path)?;
        let connection = connect(path, true)?;
        check_city(path, &connection).map_err(|error| as_damage(path, error))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        take_in_new_fields(path, &connection)?;
        take_in_edits(&connection)?;
        Ok(Self { path: path.into(), writer: Mutex::new(connection), readers: Mutex::default() })
    }

    /// Opens a city; creates it when there is no file yet.
    ///
    /// # Errors
    /// As [`Self::open`] and [`Self::create`].
    pub fn open_or_create(path: &Path, info: &CityInfo) -> Result<Self, StoreError> {
        if path.exists() { Self::open(path) } else { Self::create(path, info) }
    }

    /// Path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes the store; one file stays behind. Dropping does the same, without telling of errors.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`] when the log could not be folded in: the data are safe in it, and the
    /// next open folds it in.
    pub fn close(self) -> Result<(), StoreError> {
        self.fold_log_in().map_err(StoreError::from)
    }

    fn fold_log_in(&self) -> rusqlite::Result<()> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let writer = self.writer();
        // Leaving WAL folds the log in and removes it. While another process has the file open this
        // cannot be; the last one to close does it.
        wait_at_most(&writer, Duration::ZERO)?;
        match writer.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())) {
            Err(error) if is_busy(&error) => Ok(()),
            other => other,
        }
    }

    /// The connection that writes.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a read on a consistent view of the last commit.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let free = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match free {
            Some(connection) => connection,
            None => connect(&self.path, false)?,
        };
        connection.execute_batch("BEGIN")?;
        let result = work(&connection);
        connection.execute_batch("COMMIT")?;
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        result
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.fold_log_in().ok();
    }
}

pub(super) fn connect(path: &Path, write: bool) -> Result<Connection, StoreError> {
    let access = if write { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    wait_at_most(&connection, BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    functions::register(&connection)?;
    Ok(connection)
}

/// Sets the busy timeout by its pragma: rusqlite's own call needs SQLite 3.44, Debian 12 has 3.40.
fn wait_at_most(connection: &Connection, limit: Duration) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "busy_timeout", limit.as_millis() as i64, |_| Ok(()))
}

/// Writes go through a log, so that readers are never in the way. A store that is only read is not turned to it:
/// not one of its bytes changes, and it may lie on a medium that cannot be written.
pub(super) fn turn_to_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
}

/// Adds the columns that layers have gained since the city was written, empty, so that an older city stays in use; all of them or none.
/// A city that has every column is not written to.
fn take_in_new_fields(path: &Path, connection: &Connection) -> Result<(), StoreError> {
    if schema::missing_fields(connection)?.is_empty() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // asked again inside: another process may have added them meanwhile
    let missing = schema::missing_fields(connection)?;
    for (layer, field) in &missing {
        if field.required {
            let detail = format!("column {} of table {} is missing", field.name, layer.name);
            return Err(StoreError::Damaged { path: path.into(), detail });
        }
        schema::add_field(connection, layer, field)?;
    }
    let info = city::info(connection)?;
    let mut layers: Vec<_> = missing.iter().map(|(layer, _)| *layer).collect();
    layers.dedup_by_key(|layer| layer.name);
    layers.iter().try_for_each(|layer| edition::update_layer(connection, layer, &info))?;
    edition::update_city(connection)?;
    Ok(connection.execute_batch("COMMIT")?)
}

/// Computes anew the editions of layers that QGIS or another program has edited while the file was
/// closed.
fn take_in_edits(connection: &Connection) -> Result<(), StoreError> {
    let mut edited = Vec::new();
    for layer in LAYERS {
        if edition::is_stale(connection, layer)? {
            edited.push(layer);
        }
    }
    if edited.is_empty() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let info = city::info(connection)?;
    edited.iter().try_for_each(|layer| edition::update_layer(connection, layer, &info))?;
    edition::update_city(connection)?;
    Ok(connection.execute_batch("COMMIT")?)
}

fn write_new(path: &Path, info: &CityInfo) -> Result<(), StoreError> {
    let connection = connect(path, true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    schema::create(&connection, info.crs.srs_id())?;
    city::write(&connection, info)?;
    for layer in LAYERS {
        edition::update_layer(&connection, layer, info)?;
    }
    edition::update_city(&connection)?;
    connection.execute_batch("COMMIT")?;
    connection.close().map_err(|(_, error)| error.into())
}

pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// SQLite's own words for damage become ours.
fn as_damage(path: &Path, error: StoreError) -> StoreError {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match &error {
        StoreError::Sqlite(cause) if matches!(cause.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase)) => {
            StoreError::Damaged { path: path.into(), detail: cause.to_string() }
        }
        _ => error,
    }
}

/// A city of a schema we know, whole, with its spatial indexes in step.
fn check_city(path: &Path, connection: &Connection) -> Result<(), StoreError> {
    let found = schema_version(connection)?.ok_or_else(|| StoreError::NotACity { path: path.into() })?;
    if found > schema::SCHEMA_VERSION {
        return Err(StoreError::NewerSchema { path: path.into(), found, supported: schema::SCHEMA_VERSION });
    }
    let damaged = |detail: String| StoreError::Damaged { path: path.into(), detail };
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    for layer in LAYERS.iter().map(|layer| layer.name) {
        let missing = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)";
        if connection.query_row(missing, [layer], |row| row.get(0))? {
            return Err(damaged(format!("table {layer} is missing")));
        }
        let sql = format!(
            "SELECT (SELECT count(*) FROM \"{layer}\" WHERE geom NOT NULL AND NOT ST_IsEmpty(geom)) - \
             (SELECT count(*) FROM \"rtree_{layer}_geom\")"
        );
        let difference: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
        if difference != 0 {
            return Err(damaged(format!("the spatial index of {layer} is {difference} records behind")));
        }
    }
    Ok(())
}

/// Version of our tables; `None` when they are not there.
fn schema_version(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let table = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'cordon_city')";
    if !connection.query_row(table, [], |row| row.get::<_, bool>(0))? {
        return Ok(None);
    }
    let sql = "SELECT CAST(value AS INTEGER) FROM cordon_city WHERE key = 'schema_version'";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}
