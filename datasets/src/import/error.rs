//! What ends an import before its rows can be judged.

/// The file, the store or the wish cannot be worked with; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not there or cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The file holds nothing.
    #[error("{path} is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file is damaged: it ends too early or contradicts itself.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: String,
        /// What the reader met.
        reason: String,
    },
    /// A coordinate reference system that is not known.
    #[error("unknown coordinate reference system {crs}: allowed are EPSG:<code>, gcj02, bd09, a PROJ or WKT text")]
    UnknownCrs {
        /// What was asked for.
        crs: String,
    },
    /// The coordinates cannot be in the CRS that was given or declared.
    #[error("the coordinates of {path} do not fit {crs}: {reason}")]
    WrongCrs {
        /// The file.
        path: String,
        /// The CRS.
        crs: String,
        /// What does not fit.
        reason: String,
    },
    /// The file gives no CRS and its coordinates are not degrees.
    #[error(
        "{path} has coordinates that are not degrees and names no CRS ({example}): say which with --crs EPSG:<code>"
    )]
    MissingCrs {
        /// The file.
        path: String,
        /// A coordinate pair of it.
        example: String,
    },
    /// A file with several layers, of which none was chosen.
    #[error("{path} holds the layers {layers}: choose one with --source-layer NAME")]
    ChooseLayer {
        /// The file.
        path: String,
        /// Names of its layers.
        layers: String,
    },
    /// A `--map` that does not fit file or layer.
    #[error("--map {mapping}: {reason}")]
    Mapping {
        /// The mapping as written.
        mapping: String,
        /// What is wrong, and what is allowed.
        reason: String,
    },
    /// No column could be found for a required field.
    #[error("{path} has no column for {field}: its columns are {columns}; say which with --map {field}=COLUMN")]
    NoColumn {
        /// The file.
        path: String,
        /// The required field.
        field: String,
        /// Columns of the file.
        columns: String,
    },
    /// A layer that does not exist.
    #[error("unknown layer {layer}: allowed are {allowed}")]
    UnknownLayer {
        /// What was asked for.
        layer: String,
        /// What there is.
        allowed: String,
    },
    /// A weather file that is none, or has no usable hours.
    #[error("{reason}")]
    Weather {
        /// Why.
        reason: String,
    },
    /// The store said no.
    #[error("store {path}: {reason}")]
    Store {
        /// The store.
        path: String,
        /// Why.
        reason: String,
    },
    /// The file of refused rows could not be written.
    #[error("cannot write {path}: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl ImportError {
    /// Stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable_file",
            Self::Empty { .. } => "empty_file",
            Self::Damaged { .. } => "damaged_file",
            Self::UnknownCrs { .. } => "unknown_crs",
            Self::WrongCrs { .. } => "wrong_crs",
            Self::MissingCrs { .. } => "missing_crs",
            Self::ChooseLayer { .. } => "choose_layer",
            Self::Mapping { .. } => "bad_mapping",
            Self::NoColumn { .. } => "missing_column",
            Self::UnknownLayer { .. } => "unknown_layer",
            Self::Weather { .. } => "bad_weather_file",
            Self::Store { .. } => "store_error",
            Self::Unwritable { .. } => "unwritable_file",
        }
    }
}
