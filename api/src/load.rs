//! From the store to what is served.

use crate::cli::CliError;
use crate::layer::{Column, Layer, RawFeature};
use crate::state::AppState;
use cordon_datasets::layers::{FieldDefinition, FieldKind, FieldValue, LAYERS, LayerDefinition, PROVENANCE_FIELDS};
use cordon_datasets::store::{Feature, Query, Store, StoreError};
use cordon_datasets::substances::{library, note_user_figures};
use cordon_engine::city::{BilingualName, City};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

/// The state of a server of a store; the risk is not computed yet.
///
/// # Errors
/// What is wrong with the store.
pub fn state(path: &Path) -> Result<AppState, CliError> {
    let (city, layers) = city_and_layers(path)?;
    AppState::new(city, layers).map_err(|error| CliError::failed("threads", error))
}

/// The city of a store, as the engine takes it.
///
/// # Errors
/// What is wrong with the store.
pub fn city(path: &Path) -> Result<City, CliError> {
    loaded(&store(path)?)
}

/// The city of an open store, with a caveat for each substance of the user's own.
///
/// # Errors
/// What is wrong with the store.
pub fn loaded(store: &Store) -> Result<City, CliError> {
    let mut city = store.load_city()?;
    note_user_figures(&mut city, library());
    Ok(city)
}

/// The city of a store and all its layers, ready to serve.
///
/// # Errors
/// What is wrong with the store.
pub fn city_and_layers(path: &Path) -> Result<(City, Vec<Layer>), CliError> {
    let store = store(path)?;
    let layers: Result<Vec<Layer>, StoreError> = LAYERS.par_iter().map(|layer| read_layer(&store, layer)).collect();
    Ok((loaded(&store)?, layers?))
}

/// The store itself.
///
/// # Errors
/// What is wrong with it.
pub fn store(path: &Path) -> Result<Store, CliError> {
    Ok(Store::open(path)?)
}

fn read_layer(store: &Store, definition: &LayerDefinition) -> Result<Layer, StoreError> {
    let features = store.features(definition.name, &Query::default())?;
    let rows = features.into_iter().enumerate().map(|(row, feature)| raw_feature(definition, row, feature));
    let title = BilingualName { zh: definition.title.zh.into(), en: definition.title.en.into() };
    Ok(Layer::new(definition.name, title, columns(definition), rows.collect()))
}

/// Columns of a layer: its key, its fields, then where the record comes from.
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

fn raw_feature(definition: &LayerDefinition, row: usize, feature: Feature) -> RawFeature {
    let own = definition.fields.iter().map(|field| feature.properties.get(field.name).map_or(Value::Null, json_value));
    let source = &feature.source;
    let source = [&source.source, &source.source_crs, &source.edition, &source.imported_at].map(|text| match &**text {
        "" => Value::Null,
        text => json!(text),
    });
    let values = std::iter::once(json!(feature.id)).chain(own).chain(source).collect();
    RawFeature { fid: row as u64 + 1, id: feature.id, geometry: feature.geometry, values }
}

fn json_value(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => json!(text),
        FieldValue::Real(number) => json!(number),
        FieldValue::Integer(number) => json!(number),
        FieldValue::Bool(flag) => json!(flag),
    }
}
