//! An MBTiles 1.3 file: tiles in SQLite, rows counted from the south.

use super::refused;
use crate::tile::TileId;
use cordon_engine::provenance::FieldProblem;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The file, opened for reading only.
#[derive(Debug)]
pub struct Mbtiles {
    connection: Mutex<Connection>,
    format: String,
    /// Shallowest zoom in it.
    pub min_zoom: u32,
    /// Deepest zoom in it.
    pub max_zoom: u32,
    /// Names of the layers of its vector tiles.
    pub vector_layers: Vec<String>,
    /// Whom to name beside the map.
    pub attribution: Option<String>,
}

impl Mbtiles {
    /// Opens the file and reads what it says of itself.
    ///
    /// # Errors
    /// When it holds no tiles.
    pub fn open(path: &Path) -> Result<Self, FieldProblem> {
        Self::read(path).map_err(|error| refused(path.display(), &error.to_string(), "unreadable"))
    }

    fn read(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let zooms = "SELECT min(zoom_level), max(zoom_level) FROM tiles";
        let (min_zoom, max_zoom) = connection.query_row(zooms, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let metadata = metadata(&connection)?;
        let listed: Value = metadata.get("json").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let layers = listed["vector_layers"].as_array().into_iter().flatten();
        Ok(Self {
            min_zoom,
            max_zoom,
            vector_layers: layers.filter_map(|layer| Some(layer["id"].as_str()?.to_owned())).collect(),
            format: metadata.get("format").cloned().unwrap_or_default(),
            attribution: metadata.get("attribution").cloned(),
            connection: Mutex::new(connection),
        })
    }

    /// `vector` or `raster`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.format == "pbf" { "vector" } else { "raster" }
    }

    /// Media type of its tiles.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match self.format.as_str() {
            "pbf" => "application/vnd.mapbox-vector-tile",
            "jpg" | "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            _ => "image/png",
        }
    }

    /// The bytes of a tile; `None` when there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tile(&self, tile: TileId) -> rusqlite::Result<Option<Vec<u8>>> {
        let sql = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?";
        let row = (1_u32 << tile.z) - 1 - tile.y;
        // a reader that panicked left nothing half-done in a file that is only read
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.prepare_cached(sql)?;
        statement.query_row([tile.z, tile.x, row], |row| row.get(0)).optional()
    }
}

fn metadata(connection: &Connection) -> rusqlite::Result<HashMap<String, String>> {
    let mut statement = connection.prepare("SELECT name, value FROM metadata")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_from_the_south() {
        let path = std::env::temp_dir().join(format!("cordon-{}.mbtiles", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Connection::open(&path)
            .unwrap()
            .execute_batch(
                "CREATE TABLE metadata (name text, value text);
                 CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
                 INSERT INTO metadata VALUES ('format', 'pbf'), ('json', '{\"vector_layers\": [{\"id\": \"water\"}]}');
                 INSERT INTO tiles VALUES (1, 0, 1, x'0102');",
            )
            .unwrap();
        let tiles = Mbtiles::open(&path).unwrap();
        assert_eq!((tiles.kind(), tiles.min_zoom, tiles.max_zoom), ("vector", 1, 1));
        assert_eq!(tiles.vector_layers, ["water"]);
        assert_eq!(tiles.tile(TileId { z: 1, x: 0, y: 0 }).unwrap(), Some(vec![1, 2]));
        assert_eq!(tiles.tile(TileId { z: 1, x: 0, y: 1 }).unwrap(), None);
        std::fs::remove_file(path).unwrap();
    }
}
