//! Data of Cordon: layers, importers, stores, reference tables, demonstration and synthetic cities.
