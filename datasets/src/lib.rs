//! Data of Cordon: layers, importers, stores, reference tables, demonstration and synthetic cities.

#[cfg(feature = "batch")]
pub mod batch;
pub mod cities;
pub mod hash;
#[cfg(feature = "import")]
pub mod import;
pub mod layers;
#[cfg(feature = "store")]
pub mod store;
pub mod substances;
pub mod svg;
pub mod tables;
pub mod validation;
pub mod weather;
