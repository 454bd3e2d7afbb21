//! Drafts: a file grows beside its place and takes it only when it is whole.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What can stand behind the process number in the names of a draft and of the files that SQLite and
/// GDAL keep beside it.
const ENDINGS: [&str; 8] = [
    "draft",
    "draft-wal",
    "draft-shm",
    "draft-journal",
    "draft.new",
    "draft.new-journal",
    "draft.ovr.tmp",
    "draft.msk.ovr.tmp",
];

/// A file on its way: `city.<process>.draft` for `city.gpkg`. Dropped before it takes its place, it is
/// removed.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    place: PathBuf,
}

impl Draft {
    /// Begins a draft for a place; drafts that dead processes left there are removed first.
    #[must_use]
    pub fn begin(place: &Path) -> Self {
        remove_abandoned(place);
        let path = place.with_extension(format!("{}.draft", std::process::id()));
        remove(&path);
        Self { path, place: place.into() }
    }

    /// Where the draft is written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes its place, instead of the file that is there.
    ///
    /// # Errors
    /// Those of the file system; the file that was there stays.
    pub fn put(self) -> std::io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        std::fs::rename(&self.path, &self.place)?;
        sync_folder(&self.place);
        Ok(())
    }

    /// Takes its place unless a file has appeared there.
    ///
    /// # Errors
    /// Those of the file system, among them that the place is taken.
    pub fn put_new(self) -> std::io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        // A hard link does not overwrite what appeared meanwhile; not every file system has them.
        match std::fs::hard_link(&self.path, &self.place) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => std::fs::rename(&self.path, &self.place)?,
            linked => linked?,
        }
        sync_folder(&self.place);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removes drafts beside a place whose processes are dead: what a killed import or export leaves.
///
/// Best effort: what cannot be read or removed stays. A draft that any process writes stays, too, even
/// when its process is not to be seen from here (another container on the same volume).
pub(super) fn remove_abandoned(place: &Path) {
    let folder = folder_of(place);
    let (Some(stem), Ok(entries)) = (place.file_stem().and_then(OsStr::to_str), std::fs::read_dir(folder)) else {
        return;
    };
    let drafts: BTreeSet<u32> =
        entries.flatten().filter_map(|entry| owner(entry.file_name().to_str()?, stem)).collect();
    for process in drafts {
        let draft = place.with_extension(format!("{process}.draft"));
        if !may_live(process) && !is_written(&draft) {
            remove(&draft);
        }
    }
}

/// Removes a draft and what stands beside it; most of that is not there.
fn remove(draft: &Path) {
    for ending in ENDINGS {
        let _ = std::fs::remove_file(draft.with_extension(ending));
    }
}

/// The process in the name of a draft of this stem.
fn owner(name: &str, stem: &str) -> Option<u32> {
    let (process, ending) = name.strip_prefix(stem)?.strip_prefix('.')?.split_once('.')?;
    let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && ENDINGS.contains(&ending) { process.parse().ok() } else { None }
}

/// Whether a process may live; where the system does not tell, every one may.
fn may_live(process: u32) -> bool {
    let processes = Path::new("/proc");
    !processes.join("self").exists() || processes.join(process.to_string()).exists()
}

/// Whether some process writes the database, by SQLite's own locks. Who writes keeps a write-ahead log;
/// leaving that and locking the file whole are possible only for the one process that has it open.
fn is_written(database: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(connection) = Connection::open_with_flags(database, flags) else { return false };
    let locked =
        connection.execute_batch("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; ROLLBACK");
    locked.is_err_and(|error| super::open::is_busy(&error))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a rename or link last: the folder is written, too. Not every file system can.
pub(super) fn sync_folder(path: &Path) {
    File::open(folder_of(path)).and_then(|folder| folder.sync_all()).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drafts_of_the_stem_have_an_owner() {
        assert_eq!(owner("city.123.draft", "city"), Some(123));
        assert_eq!(owner("city.123.draft-wal", "city"), Some(123));
        assert_eq!(owner("city.v2.77.draft", "city.v2"), Some(77));
        for other in
            ["city.gpkg", "city.12a.draft", "city..draft", "city.123.drafts", "town.123.draft", "city.123.draft.gpkg"]
        {
            assert_eq!(owner(other, "city"), None, "{other}");
        }
    }

    #[test]
    fn this_process_lives() {
        assert!(may_live(std::process::id()));
    }
}
