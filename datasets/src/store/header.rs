//! What the first bytes of a file say, before SQLite touches it.

use super::error::StoreError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// `application_id` of a GeoPackage: "GPKG" in ASCII.
pub(super) const APPLICATION_ID: u32 = 0x4750_4B47;

/// Refuses files that are missing, empty, not a GeoPackage or shorter than they say they are.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound { path: path.into() },
        _ => StoreError::Io { path: path.into(), source },
    };
    let mut file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let refuse = |reason| Err(StoreError::NotGeoPackage { path: path.into(), reason });
    if metadata.is_dir() {
        return refuse("it is a folder");
    }
    if metadata.len() == 0 {
        return Err(StoreError::EmptyFile { path: path.into() });
    }
    let mut head = [0; 100];
    if file.read_exact(&mut head).is_err() || &head[..16] != b"SQLite format 3\0" {
        return refuse("it is not an SQLite file");
    }
    if number(&head, 68) != APPLICATION_ID {
        return refuse("it is an SQLite file without the mark of a GeoPackage");
    }
    check_length(path, &head, metadata.len())
}

/// Page size times page count (SQLite file format, offsets 16 and 28), where the count is valid:
/// the change counter at 24 equals the one at 92. With a write-ahead log beside it, the log decides.
fn check_length(path: &Path, head: &[u8; 100], actual_bytes: u64) -> Result<(), StoreError> {
    let page_bytes = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let expected_bytes = page_bytes * u64::from(number(head, 28));
    let count_is_valid = number(head, 24) == number(head, 92) && expected_bytes > 0;
    if count_is_valid && actual_bytes < expected_bytes && !super::beside(path, "-wal").exists() {
        return Err(StoreError::Truncated { path: path.into(), expected_bytes, actual_bytes });
    }
    Ok(())
}

fn number(head: &[u8; 100], offset: usize) -> u32 {
    u32::from_be_bytes([head[offset], head[offset + 1], head[offset + 2], head[offset + 3]])
}
