//! Data of Cordon: layers, importers, stores, reference tables, demonstration and synthetic cities.

#[cfg(feature = "import")]
pub mod import;
pub mod layers;
pub mod weather;
