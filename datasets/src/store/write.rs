//! Writing: everything of one piece of work in one transaction.

use super::city::{self, CityInfo};
use super::error::StoreError;
use super::feature::Feature;
use super::open::{Store, turn_to_log};
use super::{blob, edition, layer_of, weather};
use crate::layers::{FieldValue, GeometryKind, LAYERS, LayerDefinition, PROVENANCE_FIELDS, Participation};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::weather::JointFrequencyTable;
use geo::CoordsIter;
use geo_types::{Geometry, MultiLineString, MultiPolygon};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::BTreeSet;
use std::sync::MutexGuard;

/// A transaction: nothing is visible to others before [`Self::commit`]; dropping it undoes all.
#[derive(Debug)]
pub struct WriteTransaction<'a> {
    connection: MutexGuard<'a, Connection>,
    srs_id: i32,
    changed: BTreeSet<&'static str>,
    committed: bool,
}

impl Store {
    /// Begins a transaction; waits while another one is open.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`], for example when another process holds the file.
    pub fn write(&self) -> Result<WriteTransaction<'_>, StoreError> {
        let connection = self.writer();
        turn_to_log(&connection)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut write = WriteTransaction { connection, srs_id: 0, changed: BTreeSet::new(), committed: false };
        write.srs_id = write.info()?.crs.srs_id();
        Ok(write)
    }
}

impl WriteTransaction<'_> {
    /// Adds records.
    ///
    /// A record without the field `active`, in a layer that has it, gets it by its status.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with all problems of the first bad record, [`StoreError::DuplicateKey`].
    /// Records before it stay in the transaction: drop it to undo them.
    pub fn insert(&mut self, layer: &str, features: &[Feature]) -> Result<(), StoreError> {
        let layer = self.touch(layer)?;
        features.iter().try_for_each(|feature| self.put(layer, feature, false))
    }

    /// Adds records, in place of those with the same keys.
    ///
    /// # Errors
    /// [`StoreError::Refused`] as [`Self::insert`].
    pub fn replace(&mut self, layer: &str, features: &[Feature]) -> Result<(), StoreError> {
        let layer = self.touch(layer)?;
        features.iter().try_for_each(|feature| self.put(layer, feature, true))
    }

    /// Deletes records; tells how many there were.
    ///
    /// # Errors
    /// [`StoreError::UnknownLayer`], [`StoreError::Sqlite`].
    pub fn delete<S: AsRef<str>>(&mut self, layer: &str, ids: &[S]) -> Result<u64, StoreError> {
        let layer = self.touch(layer)?;
        let mut statement = self.connection.prepare_cached(&format!("DELETE FROM \"{}\" WHERE id = ?", layer.name))?;
        ids.iter().try_fold(0, |sum, id| Ok(sum + statement.execute([id.as_ref()])? as u64))
    }

    /// Deletes all records of a layer; tells how many there were.
    ///
    /// # Errors
    /// [`StoreError::UnknownLayer`], [`StoreError::Sqlite`].
    pub fn clear(&mut self, layer: &str) -> Result<u64, StoreError> {
        let layer = self.touch(layer)?;
        Ok(self.connection.execute(&format!("DELETE FROM \"{}\"", layer.name), [])? as u64)
    }

    /// Whether a record is there, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::UnknownLayer`], [`StoreError::Sqlite`].
    pub fn contains(&self, layer: &str, id: &str) -> Result<bool, StoreError> {
        Ok(self.row_number(layer_of(layer)?, id)?.is_some())
    }

    /// What is said about the city, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn info(&self) -> Result<CityInfo, StoreError> {
        city::info(&self.connection)
    }

    /// Changes what is said about the city; its coordinate system stays.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn set_info(&mut self, info: &CityInfo) -> Result<(), StoreError> {
        let crs = self.info()?.crs;
        city::write(&self.connection, &CityInfo { crs, ..info.clone() })?;
        // The name of the city is in the metadata of every layer.
        self.changed.extend(LAYERS.iter().map(|layer| layer.name));
        Ok(())
    }

    /// Keeps the joint frequency table of a weather station, in place of an older one.
    ///
    /// # Errors
    /// [`StoreError::Weather`] when it does not hold together.
    pub fn save_joint_frequency(&mut self, station: &str, table: &JointFrequencyTable) -> Result<(), StoreError> {
        weather::save(&self.connection, station, table)
    }

    /// Makes everything visible and lasting; gives the new edition of the city.
    ///
    /// # Errors
    /// [`StoreError::MissingParent`] when records name an owner that is not there,
    /// [`StoreError::Sqlite`]; nothing has changed then.
    pub fn commit(mut self) -> Result<String, StoreError> {
        LAYERS.iter().try_for_each(|layer| self.check_parents(layer))?;
        let info = self.info()?;
        for layer in LAYERS.iter().filter(|layer| self.changed.contains(layer.name)) {
            edition::update_layer(&self.connection, layer, &info)?;
        }
        let edition = edition::update_city(&self.connection)?;
        self.connection.execute_batch("COMMIT")?;
        self.committed = true;
        Ok(edition)
    }

    fn touch(&mut self, layer: &str) -> Result<&'static LayerDefinition, StoreError> {
        let layer = layer_of(layer)?;
        self.changed.insert(layer.name);
        Ok(layer)
    }

    fn put(&self, layer: &'static LayerDefinition, feature: &Feature, replace: bool) -> Result<(), StoreError> {
        check(layer, feature)?;
        match self.row_number(layer, &feature.id)? {
            Some(_) if !replace => Err(StoreError::DuplicateKey { layer: layer.name, id: feature.id.clone() }),
            Some(number) => {
                let mut values = row_values(layer, feature, self.srs_id);
                values.push(Value::Integer(number));
                self.connection.prepare_cached(&update_sql(layer))?.execute(params_from_iter(values))?;
                Ok(())
            }
            None => {
                let values = row_values(layer, feature, self.srs_id);
                self.connection.prepare_cached(&insert_sql(layer))?.execute(params_from_iter(values))?;
                Ok(())
            }
        }
    }

    fn row_number(&self, layer: &LayerDefinition, id: &str) -> Result<Option<i64>, StoreError> {
        let sql = format!("SELECT fid FROM \"{}\" WHERE id = ?", layer.name);
        Ok(self.connection.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
    }

    /// Refuses records whose owner is not there, when they or the owners have changed.
    fn check_parents(&self, layer: &LayerDefinition) -> Result<(), StoreError> {
        let Some(parent) = layer.parent else { return Ok(()) };
        if !self.changed.contains(layer.name) && !self.changed.contains(parent.layer) {
            return Ok(());
        }
        let sql = format!(
            "SELECT count(*), min(id || ' of ' || \"{0}\") FROM \"{1}\" WHERE \"{0}\" NOT IN (SELECT id FROM \"{2}\")",
            parent.field, layer.name, parent.layer
        );
        let (count, example): (i64, Option<String>) =
            self.connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        match example {
            None => Ok(()),
            Some(example) => Err(StoreError::MissingParent {
                layer: layer.name,
                parent: parent.layer,
                count: count.unsigned_abs(),
                example,
            }),
        }
    }
}

impl Drop for WriteTransaction<'_> {
    fn drop(&mut self) {
        if !self.committed {
            // When it fails, the connection has no transaction any more, which is what we want.
            self.connection.execute_batch("ROLLBACK").ok();
        }
    }
}

/// All problems of a record: key, geometry, fields.
fn check(layer: &'static LayerDefinition, feature: &Feature) -> Result<(), StoreError> {
    let mut problems = layer.check(&feature.properties);
    if feature.id.trim().is_empty() {
        problems.push(FieldProblem::new("id", &feature.id, "a text that is not empty", "missing"));
    }
    match &feature.geometry {
        None if layer.geometry_required => {
            problems.push(FieldProblem::new("geometry", "", "a geometry", "missing"));
        }
        None => {}
        Some(geometry) => problems.extend(check_geometry(layer, geometry)),
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Refused { subject: format!("{} {}", layer.name, feature.id), problems })
}

fn check_geometry(layer: &LayerDefinition, geometry: &Geometry) -> Option<FieldProblem> {
    let fits = match layer.geometry {
        GeometryKind::Point => matches!(geometry, Geometry::Point(_)),
        GeometryKind::Line => {
            matches!(geometry, Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_))
        }
        GeometryKind::Polygon => {
            matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_))
        }
        GeometryKind::Any => true,
    };
    if !fits {
        let allowed = layer.geometry.geopackage_name();
        return Some(FieldProblem::new("geometry", type_name(geometry), allowed, "wrong_geometry_type"));
    }
    let bad = geometry.coords_iter().find(|c| !((-180.0..=180.0).contains(&c.x) && (-90.0..=90.0).contains(&c.y)));
    let allowed = "longitude -180 to 180, latitude -90 to 90 degrees";
    bad.map(|c| FieldProblem::new("geometry", format!("({}, {})", c.x, c.y), allowed, "out_of_range"))
}

fn type_name(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "POINT",
        Geometry::Line(_) | Geometry::LineString(_) => "LINESTRING",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "POLYGON",
        Geometry::MultiPoint(_) => "MULTIPOINT",
        Geometry::MultiLineString(_) => "MULTILINESTRING",
        Geometry::MultiPolygon(_) => "MULTIPOLYGON",
        Geometry::GeometryCollection(_) => "GEOMETRYCOLLECTION",
    }
}

/// Lines and areas as their multi types, where the layer is of one type.
fn as_stored(kind: GeometryKind, geometry: &Geometry) -> Geometry {
    match (kind, geometry.clone()) {
        (GeometryKind::Line, Geometry::Line(line)) => MultiLineString(vec![line.into()]).into(),
        (GeometryKind::Line, Geometry::LineString(line)) => MultiLineString(vec![line]).into(),
        (GeometryKind::Polygon, Geometry::Polygon(area)) => MultiPolygon(vec![area]).into(),
        (GeometryKind::Polygon, Geometry::Rect(area)) => MultiPolygon(vec![area.to_polygon()]).into(),
        (_, geometry) => geometry,
    }
}

/// Names of the columns that are written, in the order of [`row_values`].
fn columns(layer: &LayerDefinition) -> impl Iterator<Item = &'static str> {
    ["id", "geom"].into_iter().chain(layer.fields.iter().chain(PROVENANCE_FIELDS).map(|field| field.name))
}

pub(super) fn insert_sql(layer: &LayerDefinition) -> String {
    let names: Vec<String> = columns(layer).map(|name| format!("\"{name}\"")).collect();
    let marks = vec!["?"; names.len()].join(",");
    format!("INSERT INTO \"{}\"({}) VALUES ({marks})", layer.name, names.join(","))
}

fn update_sql(layer: &LayerDefinition) -> String {
    let names: Vec<String> = columns(layer).map(|name| format!("\"{name}\" = ?")).collect();
    format!("UPDATE \"{}\" SET {} WHERE fid = ?", layer.name, names.join(","))
}

pub(super) fn row_values(layer: &LayerDefinition, feature: &Feature, srs_id: i32) -> Vec<Value> {
    let geometry = feature.geometry.as_ref().map(|g| blob::encode(&as_stored(layer.geometry, g), srs_id));
    let mut values = vec![Value::Text(feature.id.clone()), geometry.map_or(Value::Null, Value::Blob)];
    for field in layer.fields {
        values.push(match feature.properties.get(field.name) {
            Some(value) => sql_value(value),
            None if field.name == "active" => by_status(layer.participation, feature),
            None => Value::Null,
        });
    }
    let source = &feature.source;
    values.extend(
        [&source.source, &source.source_crs, &source.edition, &source.imported_at]
            .map(|text| if text.is_empty() { Value::Null } else { Value::Text(text.clone()) }),
    );
    values
}

fn by_status(rule: Option<Participation>, feature: &Feature) -> Value {
    rule.map_or(Value::Null, |rule| Value::Integer(rule.takes_part(feature.text(rule.status_field)).into()))
}

pub(super) fn sql_value(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => Value::Text(text.clone()),
        FieldValue::Real(number) => Value::Real(*number),
        FieldValue::Integer(number) => Value::Integer(*number),
        FieldValue::Bool(yes) => Value::Integer((*yes).into()),
    }
}
