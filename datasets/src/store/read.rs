//! Reading layers.

use super::error::StoreError;
use super::feature::{Feature, LayerSummary, Query, RecordSource};
use super::open::Store;
use super::{blob, layer_of};
use crate::layers::{FieldDefinition, FieldKind, FieldValue, LAYERS, LayerDefinition, PROVENANCE_FIELDS, Properties};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::LonLatBox;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

impl Store {
    /// All layers with their counts, bounds and editions, in drawing order.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn layers(&self) -> Result<Vec<LayerSummary>, StoreError> {
        self.read(summaries)
    }

    /// Records of a layer in the order in which they were written.
    ///
    /// # Errors
    /// [`StoreError::UnknownLayer`]; [`StoreError::Refused`] for filters the layer does not allow.
    pub fn features(&self, layer: &str, query: &Query) -> Result<Vec<Feature>, StoreError> {
        let layer = layer_of(layer)?;
        self.read(|connection| features(connection, layer, query))
    }

    /// One record by its key.
    ///
    /// # Errors
    /// [`StoreError::UnknownLayer`], [`StoreError::Sqlite`].
    pub fn feature(&self, layer: &str, id: &str) -> Result<Option<Feature>, StoreError> {
        Ok(self.features(layer, &Query::default().with("id", id))?.into_iter().next())
    }

    /// Number of records of a query, its limit and offset left aside.
    ///
    /// # Errors
    /// As [`Self::features`].
    pub fn count(&self, layer: &str, query: &Query) -> Result<u64, StoreError> {
        let layer = layer_of(layer)?;
        let (conditions, values) = conditions(layer, query)?;
        self.read(|connection| {
            let sql = format!("SELECT count(*) FROM \"{}\" AS t{conditions}", layer.name);
            let count: i64 = connection.query_row(&sql, params_from_iter(values), |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
    }
}

pub(super) fn summaries(connection: &Connection) -> Result<Vec<LayerSummary>, StoreError> {
    let sql = "SELECT record_count, edition, min_x, min_y, max_x, max_y \
               FROM cordon_layer JOIN gpkg_contents ON table_name = layer WHERE layer = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let summary = |definition: &'static LayerDefinition| {
        let row = statement.query_row([definition.name], |row| {
            let bounds: [Option<f64>; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok(LayerSummary {
                definition,
                count: row.get::<_, i64>(0)?.unsigned_abs(),
                extent: extent(bounds),
                edition: row.get(1)?,
            })
        })?;
        Ok(row)
    };
    LAYERS.iter().copied().map(summary).collect()
}

fn extent(bounds: [Option<f64>; 4]) -> Option<LonLatBox> {
    let [west_deg, south_deg, east_deg, north_deg] = bounds;
    Some(LonLatBox { west_deg: west_deg?, south_deg: south_deg?, east_deg: east_deg?, north_deg: north_deg? })
}

/// Records of a query.
pub(super) fn features(
    connection: &Connection,
    layer: &'static LayerDefinition,
    query: &Query,
) -> Result<Vec<Feature>, StoreError> {
    let (conditions, mut values) = conditions(layer, query)?;
    let columns: String =
        layer.fields.iter().chain(PROVENANCE_FIELDS).map(|field| format!(", t.\"{}\"", field.name)).collect();
    let sql = format!(
        "SELECT t.id, t.geom{columns} FROM \"{}\" AS t{conditions} ORDER BY t.fid LIMIT ? OFFSET ?",
        layer.name
    );
    let bounded = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    values.push(query.limit.map_or(Value::Integer(-1), bounded));
    values.push(bounded(query.offset));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut features = Vec::new();
    while let Some(row) = rows.next()? {
        features.push(feature(layer, row)?);
    }
    Ok(features)
}

fn feature(layer: &'static LayerDefinition, row: &Row<'_>) -> Result<Feature, StoreError> {
    let id: String = row.get(0)?;
    let geometry = match row.get_ref(1)? {
        ValueRef::Blob(bytes) => Some(blob::decode(bytes)),
        _ => None,
    };
    let geometry =
        geometry.transpose().map_err(|reason| StoreError::Geometry { layer: layer.name, id: id.clone(), reason })?;
    let mut properties = Properties::new();
    for (index, field) in layer.fields.iter().enumerate() {
        if let Some(value) = value(field, row.get_ref(index + 2)?) {
            properties.insert(field.name, value);
        }
    }
    let first = layer.fields.len() + 2;
    let text = |column: usize| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let source = RecordSource {
        source: text(first)?,
        source_crs: text(first + 1)?,
        edition: text(first + 2)?,
        imported_at: text(first + 3)?,
    };
    Ok(Feature { id, geometry, properties, source })
}

/// A stored value by the type of its field; SQLite's own types are looser.
fn value(field: &FieldDefinition, stored: ValueRef<'_>) -> Option<FieldValue> {
    match (field.kind, stored) {
        (FieldKind::Real { .. }, ValueRef::Real(number)) => Some(FieldValue::Real(number)),
        (FieldKind::Real { .. }, ValueRef::Integer(number)) => Some(FieldValue::Real(number as f64)),
        (FieldKind::Bool, ValueRef::Integer(number)) => Some(FieldValue::Bool(number != 0)),
        (_, ValueRef::Integer(number)) => Some(FieldValue::Integer(number)),
        (_, ValueRef::Text(text)) => Some(FieldValue::Text(String::from_utf8_lossy(text).into_owned())),
        _ => None,
    }
}

/// The WHERE clause of a query and its values.
fn conditions(layer: &LayerDefinition, query: &Query) -> Result<(String, Vec<Value>), StoreError> {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    if let Some(bbox) = query.bbox {
        parts.push(format!(
            "t.fid IN (SELECT id FROM \"rtree_{}_geom\" WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?)",
            layer.name
        ));
        values.extend([bbox.east_deg, bbox.west_deg, bbox.north_deg, bbox.south_deg].map(Value::Real));
    }
    let mut problems = Vec::new();
    for (name, text) in &query.filters {
        match filter_value(layer, name, text) {
            Ok(value) => {
                parts.push(format!("t.\"{name}\" = ?"));
                values.push(value);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(StoreError::Refused { subject: format!("filter of layer {}", layer.name), problems });
    }
    let clause = if parts.is_empty() { String::new() } else { format!(" WHERE {}", parts.join(" AND ")) };
    Ok((clause, values))
}

/// The value a field must equal; only names of the layer's own definition get into SQL.
fn filter_value(layer: &LayerDefinition, name: &str, text: &str) -> Result<Value, FieldProblem> {
    if name == "id" || PROVENANCE_FIELDS.iter().any(|field| field.name == name) {
        return Ok(Value::Text(text.into()));
    }
    let Some(field) = layer.field(name) else {
        let allowed = format!("a field of layer {}", layer.name);
        return Err(FieldProblem::new(name, text, allowed, "unknown_field"));
    };
    match FieldValue::parse(field, text) {
        Some(value) => Ok(super::write::sql_value(&value)),
        None => Err(FieldProblem::new(name, text, field.allowed(), "wrong_type")),
    }
}
