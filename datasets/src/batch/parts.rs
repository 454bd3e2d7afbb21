//! The blocks of a run beside its output: what is finished stays finished, whatever happens.

use super::run::BatchError;
use serde_json::Value;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder with the blocks of one run, held for this process alone.
pub(super) struct Parts {
    folder: PathBuf,
    /// Held while the run lasts: two runs into one output would mix.
    _lock: File,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file of refused rows of an output.
pub(super) fn rejected_path(output: &Path) -> PathBuf {
    beside(output, ".rejected.jsonl")
}

/// Writes a file beside its place, has it on the disk, and moves it there: it is whole or not there.
pub(super) fn place(path: &Path, write: impl FnOnce(File) -> Result<File, BatchError>) -> Result<(), BatchError> {
    let fault = |error: std::io::Error| BatchError::file(path, error);
    let draft = beside(path, ".draft");
    let file = write(File::create(&draft).map_err(fault)?)?;
    file.sync_all().map_err(fault)?;
    fs::rename(&draft, path).map_err(fault)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
}

fn text(path: &Path, bytes: &[u8]) -> Result<(), BatchError> {
    place(path, |mut file| file.write_all(bytes).map(|()| file).map_err(|error| BatchError::file(path, error)))
}

impl Parts {
    /// The folder of an output, new or of an earlier run with the same plan.
    pub fn open(output: &Path, plan: &Value) -> Result<Self, BatchError> {
        let folder = beside(output, ".parts");
        let fault = |error: std::io::Error| BatchError::file(&folder, error);
        let _ = fs::remove_dir_all(beside(&folder, ".done")); // of a run that was killed while it cleaned up
        fs::create_dir_all(&folder).map_err(fault)?;
        let lock = File::create(folder.join("lock")).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BatchError::Busy { folder }),
            Err(TryLockError::Error(error)) => return Err(fault(error)),
        }
        let place = folder.join("plan.json");
        match fs::read(&place) {
            Ok(found) if serde_json::from_slice::<Value>(&found).ok().as_ref() == Some(plan) => {}
            Ok(_) => return Err(BatchError::OtherRun { folder }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => text(&place, plan.to_string().as_bytes())?,
            Err(error) => return Err(fault(error)),
        }
        Ok(Self { folder, _lock: lock })
    }

    /// The file of a block.
    pub fn block(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:08}.parquet"))
    }

    fn rejected(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:08}.rejected.jsonl"))
    }

    /// How many blocks from the first on are finished.
    pub fn finished(&self) -> usize {
        (0..).take_while(|&number| self.block(number).is_file()).count()
    }

    /// Refused rows of a block.
    pub fn rejected_rows(&self, number: usize) -> Result<u64, BatchError> {
        let path = self.rejected(number);
        let bytes = fs::read(&path).map_err(|error| BatchError::file(&path, error))?;
        Ok(bytes.iter().filter(|&&byte| byte == b'\n').count() as u64)
    }

    /// Finishes a block: the refused rows first, since a block whose rows are there counts as finished.
    pub fn finish(
        &self,
        number: usize,
        rejected: &str,
        write: impl FnOnce(File) -> Result<File, BatchError>,
    ) -> Result<(), BatchError> {
        text(&self.rejected(number), rejected.as_bytes())?;
        place(&self.block(number), write)
    }

    /// Puts the refused rows of all blocks together.
    pub fn join_rejected(&self, blocks: usize, path: &Path) -> Result<(), BatchError> {
        place(path, |mut file| {
            for number in 0..blocks {
                let part = self.rejected(number);
                let copied = File::open(&part).and_then(|mut part| std::io::copy(&mut part, &mut file));
                copied.map_err(|error| BatchError::file(&part, error))?;
            }
            Ok(file)
        })
    }

    /// Removes the folder: the output is there. It is moved away first, since a folder of which a part is left would look
    /// like an unfinished run.
    pub fn remove(self) -> Result<(), BatchError> {
        let away = beside(&self.folder, ".done");
        let removed = fs::rename(&self.folder, &away).and_then(|()| fs::remove_dir_all(&away));
        removed.map_err(|error| BatchError::file(&self.folder, error))
    }
}
