//! From the store to what is served.

use crate::cli::CliError;
use crate::layer::{Column, Layer, RawFeature};
use crate::state::AppState;
use cordon_datasets::layers::{FieldDefinition, FieldKind, LayerDefinition, PROVENANCE_FIELDS};
use cordon_datasets::store::Store;
use cordon_engine::city::BilingualName;
use std::path::Path;

/// Columns of a layer: its fields, then where the record comes from.
#[must_use]
pub fn columns(definition: &LayerDefinition) -> Vec<Column> {
    let key = Column { name: "id".into(), json_type: "string" };
    let fields = definition.fields.iter().chain(PROVENANCE_FIELDS);
    std::iter::once(key).chain(fields.map(column)).collect()
}

fn column(field: &FieldDefinition) -> Column {
    let json_type = match field.kind {
        FieldKind::Real { .. } => "number",
        FieldKind::Integer { .. } => "integer",
        FieldKind::Bool => "boolean",
        _ => "string",
    };
    Column { name: field.name.into(), json_type }
}
