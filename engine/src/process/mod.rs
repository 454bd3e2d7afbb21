//! The process registry: every model by name, with JSON Schemas.
