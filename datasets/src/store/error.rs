//! What can go wrong with a store.

use cordon_engine::provenance::{FieldProblem, InvalidInput};
use std::path::PathBuf;

/// Why a store refused to open, read or write. The file is unchanged in every case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("{} does not exist", path.display())]
    NotFound {
        /// Path.
        path: PathBuf,
    },
    /// A file of no bytes.
    #[error("{} is empty", path.display())]
    EmptyFile {
        /// Path.
        path: PathBuf,
    },
    /// Not an SQLite file, or one without the mark of a GeoPackage.
    #[error("{} is not a GeoPackage: {reason}", path.display())]
    NotGeoPackage {
        /// Path.
        path: PathBuf,
        /// What was found instead.
        reason: &'static str,
    },
    /// Shorter than its own header says.
    #[error("{} is truncated: it has {actual_bytes} bytes, its header says {expected_bytes}", path.display())]
    Truncated {
        /// Path.
        path: PathBuf,
        /// Bytes by the header.
        expected_bytes: u64,
        /// Bytes of the file.
        actual_bytes: u64,
    },
    /// SQLite's check found damage, or a table is missing.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// Path.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A GeoPackage of something else.
    #[error("{} is a GeoPackage, but not a city of Cordon: import it into one", path.display())]
    NotACity {
        /// Path.
        path: PathBuf,
    },
    /// Written by a newer Cordon.
    #[error("{} has schema version {found}; this Cordon reads up to {supported}", path.display())]
    NewerSchema {
        /// Path.
        path: PathBuf,
        /// Version of the file.
        found: i64,
        /// Newest version known here.
        supported: i64,
    },
    /// Creating over an existing file.
    #[error("{} exists already", path.display())]
    AlreadyExists {
        /// Path.
        path: PathBuf,
    },
    /// No layer of that name.
    #[error("unknown layer {layer}: allowed are {allowed}")]
    UnknownLayer {
        /// Name asked for.
        layer: String,
        /// Names there are.
        allowed: String,
    },
    /// Records or filters that the layer does not allow.
    #[error("refused {subject}: {}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused {
        /// Layer and key of the record, or the filter.
        subject: String,
        /// All problems.
        problems: Vec<FieldProblem>,
    },
    /// A key that is there already.
    #[error("layer {layer} has a record {id} already")]
    DuplicateKey {
        /// Layer.
        layer: &'static str,
        /// Key.
        id: String,
    },
    /// Records whose owner is not there; found when a transaction is committed.
    #[error("{count} records of layer {layer} name a {parent} that does not exist, for example {example}")]
    MissingParent {
        /// Layer of the records.
        layer: &'static str,
        /// Layer of the owners.
        parent: &'static str,
        /// Number of records.
        count: u64,
        /// One of them: its key and the key of its owner.
        example: String,
    },
    /// A stored geometry that cannot be read.
    #[error("geometry of {layer} {id}: {reason}")]
    Geometry {
        /// Layer.
        layer: &'static str,
        /// Key.
        id: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A joint frequency table that does not hold together.
    #[error(transparent)]
    Weather(#[from] InvalidInput),
    /// The database.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file system.
    #[error("{}: {source}", path.display())]
    Io {
        /// Path.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "store_not_found",
            Self::EmptyFile { .. } => "store_empty_file",
            Self::NotGeoPackage { .. } => "store_not_a_geopackage",
            Self::Truncated { .. } => "store_truncated",
            Self::Damaged { .. } => "store_damaged",
            Self::NotACity { .. } => "store_not_a_city",
            Self::NewerSchema { .. } => "store_newer_schema",
            Self::AlreadyExists { .. } => "store_already_exists",
            Self::UnknownLayer { .. } => "unknown_layer",
            Self::Refused { .. } => "refused_record",
            Self::DuplicateKey { .. } => "duplicate_key",
            Self::MissingParent { .. } => "missing_parent",
            Self::Geometry { .. } => "bad_geometry",
            Self::Weather(_) => "bad_weather_table",
            Self::Sqlite(_) => "store_database",
            Self::Io { .. } => "store_io",
        }
    }

    /// The problems of refused input, when the error has any.
    #[must_use]
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Self::Refused { problems, .. } => problems,
            Self::Weather(invalid) => &invalid.problems,
            _ => &[],
        }
    }
}
