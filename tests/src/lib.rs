//! Support for the integration tests: where the shared reference material lies; the fuzz targets.

pub mod fuzz;

use std::path::PathBuf;

/// Root of the project.
#[must_use]
pub fn project_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Folder of shared reference material: `$CORDON_SHARED`, or `shared` beside the project (or one
/// folder higher, for a worktree). `None`, and a line on standard error, when it is absent.
#[must_use]
pub fn shared_dir() -> Option<PathBuf> {
    let root = project_dir();
    let candidates = [
        std::env::var_os("CORDON_SHARED").map(PathBuf::from),
        Some(root.join("../shared")),
        Some(root.join("../../shared")),
    ];
    let found = candidates.into_iter().flatten().find(|dir| dir.is_dir());
    if found.is_none() {
        eprintln!("skipped: reference material not found (set CORDON_SHARED)");
    }
    found
}
