//! Importers: foreign files to checked records of the city.

pub mod angle_text;
pub mod bounds;
pub mod china_offset;
pub mod crs;
pub mod error;
pub mod judge;
pub mod mapping;
pub mod raster;
pub mod refused;
pub mod report;
pub mod row;
pub mod run;
pub mod shape;
pub mod source;
pub mod text_encoding;
pub mod units;

pub use error::ImportError;
pub use report::ImportReport;
pub use run::{ImportOptions, import};
