//! Exports: GeoPackages of their own, for other programs and for safe keeping.

use super::city::CityInfo;
use super::draft::Draft;
use super::error::StoreError;
use super::feature::Feature;
use super::open::{Store, connect};
use super::{edition, schema, write};
use crate::layers::LayerDefinition;
use cordon_engine::provenance::FieldProblem;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// A layer on its way into an export: kept in the store, or computed for the export.
#[derive(Debug, Clone, Copy)]
pub struct ExportLayer<'a> {
    /// What it is.
    pub definition: &'a LayerDefinition,
    /// Its records.
    pub features: &'a [Feature],
}

impl Store {
    /// Writes the whole city as it stands after the last commit, which Cordon can open again, and
    /// `computed` layers beside it.
    ///
    /// The live file is never copied: SQLite writes the snapshot (`VACUUM INTO`) from one consistent
    /// view, also while another process writes. The file appears under its name when it is whole and on
    /// the disk; what was there is replaced only then.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the place is the store itself, [`StoreError::Sqlite`],
    /// [`StoreError::Io`].
    pub fn export_city(&self, place: &Path, computed: &[ExportLayer<'_>]) -> Result<(), StoreError> {
        self.export(place, computed, |path| {
            let text = path.to_str().ok_or_else(|| refused(place, "a path that is UTF-8", "bad_path"))?;
            connect(self.path(), false)?.execute("VACUUM main INTO ?1", [text])?;
            connect(path, true)
        })
    }

    /// Writes a GeoPackage of the given layers alone.
    ///
    /// # Errors
    /// As [`Self::export_city`].
    pub fn export_layers(&self, place: &Path, layers: &[ExportLayer<'_>]) -> Result<(), StoreError> {
        self.export(place, layers, |path| {
            std::fs::File::create_new(path).map_err(|source| StoreError::Io { path: path.into(), source })?;
            let connection = connect(path, true)?;
            schema::create_standard(&connection)?;
            Ok(connection)
        })
    }

    fn export(
        &self,
        place: &Path,
        layers: &[ExportLayer<'_>],
        begin: impl FnOnce(&Path) -> Result<Connection, StoreError>,
    ) -> Result<(), StoreError> {
        if let (Ok(own), Ok(other)) = (self.path().canonicalize(), place.canonicalize())
            && own == other
        {
            return Err(refused(place, "another file than the city's own", "own_store"));
        }
        let info = self.info()?;
        let draft = Draft::begin(place);
        let connection = begin(draft.path())?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        layers.iter().try_for_each(|layer| add_layer(&connection, layer, &info))?;
        connection.execute_batch("COMMIT")?;
        connection.close().map_err(|(_, error)| error)?;
        draft.put().map_err(|source| StoreError::Io { path: place.into(), source })
    }
}

fn refused(place: &Path, allowed: &str, code: &str) -> StoreError {
    let problem = FieldProblem::new("--output", place.display(), allowed, code);
    StoreError::Refused { subject: "export".into(), problems: vec![problem] }
}

fn add_layer(connection: &Connection, layer: &ExportLayer<'_>, info: &CityInfo) -> Result<(), StoreError> {
    // The owners are not in the file: a reference to them would keep other programs from editing it.
    let definition = &LayerDefinition { parent: None, ..*layer.definition };
    // An export that became a city again may hold a computed layer of its time.
    schema::drop_layer(connection, definition.name)?;
    schema::create_layer(connection, definition, info.crs.srs_id())?;
    let mut statement = connection.prepare(&write::insert_sql(definition))?;
    for feature in layer.features {
        statement.execute(params_from_iter(write::row_values(definition, feature, info.crs.srs_id())))?;
    }
    edition::describe_layer(connection, definition, info)
}
