//! A PMTiles file, handed out in the ranges that browsers ask for (RFC 9110, section 14).

use super::refused;
use cordon_engine::provenance::FieldProblem;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Longest range that is sent at once: directories and tiles are far smaller.
pub const MAX_RANGE_BYTES: u64 = 16 << 20;

/// The file.
#[derive(Debug)]
pub struct Archive {
    file: File,
    /// Bytes in it.
    pub length: u64,
    /// Entity tag, quoted: a hash of its length and its time of change.
    pub tag: String,
}

impl Archive {
    /// Opens the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Self, FieldProblem> {
        let unreadable = |error: io::Error| refused(path.display(), &error.to_string(), "unreadable");
        let file = File::open(path).map_err(unreadable)?;
        let facts = file.metadata().map_err(unreadable)?;
        let hash = Sha256::digest(format!("{} {:?}", facts.len(), facts.modified().ok()));
        let tag = format!("\"{}\"", hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>());
        Ok(Self { file, length: facts.len(), tag })
    }

    /// The bytes of a range, both ends included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self, first: u64, last: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(last + 1 - first).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, first)?;
        Ok(bytes)
    }

    /// First and last byte of a `Range` header of one range, cut to the file and to what is sent at
    /// once; `None` when it names nothing in the file.
    #[must_use]
    pub fn range(&self, header: &str) -> Option<(u64, u64)> {
        let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
        let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) => (first, last),
            (Ok(first), Err(_)) if last.is_empty() => (first, u64::MAX),
            (Err(_), Ok(suffix)) if first.is_empty() && suffix > 0 => (self.length.saturating_sub(suffix), u64::MAX),
            _ => return None,
        };
        let last = last.min(self.length.checked_sub(1)?).min(first.saturating_add(MAX_RANGE_BYTES - 1));
        (first <= last).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file() {
        let path = std::env::temp_dir().join(format!("cordon-archive-{}", std::process::id()));
        std::fs::write(&path, b"0123456789").unwrap();
        let archive = Archive::open(&path).unwrap();
        assert_eq!(archive.range("bytes=2-4"), Some((2, 4)));
        assert_eq!(archive.range("bytes=0-16383"), Some((0, 9)));
        assert_eq!(archive.range("bytes=7-"), Some((7, 9)));
        assert_eq!(archive.range("bytes=-3"), Some((7, 9)));
        for none in ["bytes=10-12", "bytes=4-2", "bytes=-0", "bytes=a-b", "lines=1-2", "bytes=1-2,4-5", "bytes=-"] {
            assert_eq!(archive.range(none), None, "{none}");
        }
        assert_eq!(archive.read(2, 4).unwrap(), b"234");
        std::fs::remove_file(path).unwrap();
    }
}
