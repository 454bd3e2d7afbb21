//! Importers: foreign files to checked records of the city.

pub mod angle_text;
pub mod china_offset;
pub mod error;
pub mod report;
pub mod row;
pub mod text_encoding;
pub mod units;

pub use error::ImportError;
pub use report::ImportReport;
