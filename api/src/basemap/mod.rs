//! A base map of the user's own in place of the city's: a PMTiles or MBTiles file that this server
//! hands out (nothing leaves the house), or tiles of another server by XYZ or WMTS address.
//!
//! Browsers may fetch from another server only when the operator named it here: its origin, and no
//! other, is listed in the content security policy.

pub mod archive;
pub mod mbtiles;
pub mod remote;

use archive::Archive;
use cordon_engine::provenance::FieldProblem;
use mbtiles::Mbtiles;
use remote::Remote;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;

/// Address of a PMTiles file on this server.
pub const ARCHIVE_PATH: &str = "/basemap/archive.pmtiles";
/// Address of the tiles of an MBTiles file on this server.
pub const TILES_PATH: &str = "/basemap/tiles/{z}/{x}/{y}";
/// What may be named as a base map.
const ALLOWED: &str = "a PMTiles (version 3) or MBTiles file, or an http(s) address: \
    of a .pmtiles file, or of tiles with {z} {x} {y} or {TileMatrix} {TileCol} {TileRow}";

/// A base map.
#[derive(Debug)]
pub enum Basemap {
    /// A PMTiles file, read in ranges by the browser.
    Archive(Archive),
    /// An MBTiles file, read here tile by tile.
    Mbtiles(Mbtiles),
    /// Tiles of another server.
    Remote(Remote),
}

impl Basemap {
    /// Opens what the operator named.
    ///
    /// # Errors
    /// The one problem with it.
    pub fn open(source: &str) -> Result<Self, FieldProblem> {
        if source.starts_with("http://") || source.starts_with("https://") {
            return Remote::parse(source).map(Self::Remote);
        }
        let path = Path::new(source);
        let mut start = [0_u8; 16];
        let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut start));
        let length = read.map_err(|error| refused(source, &error.to_string(), "unreadable"))?;
        match &start[..length] {
            [b'P', b'M', b'T', b'i', b'l', b'e', b's', 3, ..] => Archive::open(path).map(Self::Archive),
            b"SQLite format 3\0" => Mbtiles::open(path).map(Self::Mbtiles),
            _ => Err(refused(source, "neither of these", "unknown_format")),
        }
    }

    /// Origin of another server that the page has to reach; `None` when all comes from this one.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        match self {
            Self::Remote(remote) => Some(&remote.origin),
            Self::Archive(_) | Self::Mbtiles(_) => None,
        }
    }

    /// What the page has to know; `base` is the address of this server. `host` is who learns which
    /// places are looked at, null when nobody does.
    #[must_use]
    pub fn describe(&self, base: &str) -> Value {
        match self {
            Self::Archive(_) => json!({"kind": "pmtiles", "address": format!("{base}{ARCHIVE_PATH}"), "host": null}),
            Self::Mbtiles(tiles) => json!({"kind": tiles.kind(), "address": format!("{base}{TILES_PATH}"),
                "minzoom": tiles.min_zoom, "maxzoom": tiles.max_zoom, "vector_layers": tiles.vector_layers,
                "attribution": tiles.attribution, "host": null}),
            Self::Remote(remote) => json!({"kind": if remote.is_archive { "pmtiles" } else { "raster" },
                "address": remote.address, "host": remote.host()}),
        }
    }
}

fn refused(source: impl std::fmt::Display, why: &str, code: &str) -> FieldProblem {
    FieldProblem::new("--basemap", format!("{source} ({why})"), ALLOWED, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_base_map_is_refused() {
        assert_eq!(Basemap::open("/no/such/file.pmtiles").unwrap_err().code, "unreadable");
        let folder = std::env::temp_dir().join(format!("cordon-basemap-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("text.pmtiles");
        std::fs::write(&path, "nothing of the kind").unwrap();
        assert_eq!(Basemap::open(path.to_str().unwrap()).unwrap_err().code, "unknown_format");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
