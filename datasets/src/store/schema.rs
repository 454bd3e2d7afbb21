//! Tables of a city: those of the GeoPackage standard, one for each layer, three of our own.

use super::header::APPLICATION_ID;
use crate::layers::{FieldDefinition, FieldKind, LAYERS, LayerDefinition, PROVENANCE_FIELDS};
use rusqlite::{Connection, Result, params};
use std::collections::BTreeSet;

/// Version of our own part of the schema.
pub(super) const SCHEMA_VERSION: i64 = 1;
/// `user_version` of GeoPackage 1.3.0.
const GEOPACKAGE_VERSION: i64 = 10_300;

/// Tables of the standard (OGC 12-128r18, tables 1, 3, 6, 15, 37, 39).
const STANDARD_TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata',
   'read-write');
";

/// Tables of our own: words about the city, state of each layer, joint frequency tables.
const OWN_TABLES: &str = "
CREATE TABLE cordon_city (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);
CREATE TABLE cordon_layer (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, layer TEXT NOT NULL UNIQUE, record_count INTEGER NOT NULL,
  edition TEXT NOT NULL, last_change TEXT NOT NULL);
CREATE TABLE joint_frequency (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, station TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
  document TEXT NOT NULL);
";

/// Reference systems that every GeoPackage has, and CGCS2000.
const SPATIAL_REF_SYS: [(&str, i64, &str, i64, &str, &str); 4] = [
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    (
        "WGS 84 geodetic",
        4326,
        "EPSG",
        4326,
        r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#,
        "longitude and latitude in degrees on the WGS 84 ellipsoid",
    ),
    (
        "China Geodetic Coordinate System 2000",
        4490,
        "EPSG",
        4490,
        r#"GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4490"]]"#,
        "longitude and latitude in degrees on the CGCS2000 ellipsoid",
    ),
];

/// Creates the tables of the standard in an empty database.
pub(super) fn create_standard(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)?;
    connection.execute_batch(STANDARD_TABLES)?;
    for row in SPATIAL_REF_SYS {
        connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", row)?;
    }
    Ok(())
}

/// Creates all tables of a city in an empty database, in the open transaction.
pub(super) fn create(connection: &Connection, srs_id: i32) -> Result<()> {
    create_standard(connection)?;
    connection.execute_batch(OWN_TABLES)?;
    for (table, description) in [
        ("cordon_city", "City: name, extent, edition"),
        ("cordon_layer", "Count and edition of each layer"),
        ("joint_frequency", "Joint frequency tables of wind and stability"),
    ] {
        let sql =
            "INSERT INTO gpkg_contents(table_name, data_type, identifier, description) VALUES (?1,'attributes',?1,?2)";
        connection.execute(sql, params![table, description])?;
    }
    LAYERS.iter().try_for_each(|layer| create_layer(connection, layer, srs_id))
}

/// Creates the table of a layer with its spatial index, and enters it.
pub(super) fn create_layer(connection: &Connection, layer: &LayerDefinition, srs_id: i32) -> Result<()> {
    connection.execute_batch(&layer_table_sql(layer))?;
    connection.execute(
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, description, srs_id) VALUES (?1,'features',?1,?2,?3)",
        params![layer.name, format!("{} {}", layer.title.zh, layer.title.en), srs_id],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        params![layer.name, layer.geometry.geopackage_name(), srs_id],
    )?;
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')",
        [layer.name],
    )?;
    connection.execute_batch(&rtree_sql(layer.name))
}

/// Fields of layers that their tables do not have: those that came after the city was written, layer by layer.
pub(super) fn missing_fields(
    connection: &Connection,
) -> Result<Vec<(&'static LayerDefinition, &'static FieldDefinition)>> {
    let mut missing = Vec::new();
    for &layer in LAYERS {
        let mut columns = connection.prepare_cached("SELECT name FROM pragma_table_info(?)")?;
        let known: BTreeSet<String> = columns.query_map([layer.name], |row| row.get(0))?.collect::<Result<_>>()?;
        missing.extend(layer.fields.iter().filter(|field| !known.contains(field.name)).map(|field| (layer, field)));
    }
    Ok(missing)
}

/// Adds the column of a field to the table of its layer, empty, in the open transaction.
pub(super) fn add_field(connection: &Connection, layer: &LayerDefinition, field: &FieldDefinition) -> Result<()> {
    connection.execute_batch(&format!(
        "ALTER TABLE \"{}\" ADD COLUMN \"{}\" {}",
        layer.name,
        field.name,
        column_type(field)
    ))
}

/// Removes a layer with its index and entries, when it is there, in the open transaction.
pub(super) fn drop_layer(connection: &Connection, layer: &str) -> Result<()> {
    connection.execute_batch(&format!(
        "DELETE FROM gpkg_metadata WHERE id IN (SELECT md_file_id FROM gpkg_metadata_reference WHERE table_name = '{layer}');
DELETE FROM gpkg_metadata_reference WHERE table_name = '{layer}';
DELETE FROM gpkg_extensions WHERE table_name = '{layer}';
DELETE FROM gpkg_geometry_columns WHERE table_name = '{layer}';
DELETE FROM gpkg_contents WHERE table_name = '{layer}';
DROP TABLE IF EXISTS \"{layer}\";
DROP TABLE IF EXISTS \"rtree_{layer}_geom\";"
    ))
}

/// Column type by GeoPackage table 1.
fn column_type(field: &FieldDefinition) -> &'static str {
    match field.kind {
        FieldKind::Text | FieldKind::Choice { .. } => "TEXT",
        FieldKind::Real { .. } => "DOUBLE",
        FieldKind::Integer { .. } => "INTEGER",
        FieldKind::Bool => "BOOLEAN",
    }
}

fn layer_table_sql(layer: &LayerDefinition) -> String {
    let mut columns = format!(
        "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {}, id TEXT NOT NULL UNIQUE",
        layer.geometry.geopackage_name()
    );
    for field in layer.fields.iter().chain(PROVENANCE_FIELDS) {
        let not_null = if field.required { " NOT NULL" } else { "" };
        columns.push_str(&format!(", \"{}\" {}{not_null}", field.name, column_type(field)));
    }
    let mut sql = String::new();
    if let Some(parent) = layer.parent {
        // Deferred: within a transaction owners and owned may come in any order.
        columns.push_str(&format!(
            ", FOREIGN KEY (\"{}\") REFERENCES \"{}\"(id) DEFERRABLE INITIALLY DEFERRED",
            parent.field, parent.layer
        ));
        sql = format!("CREATE INDEX \"{0}_{1}\" ON \"{0}\"(\"{1}\");", layer.name, parent.field);
    }
    format!("CREATE TABLE \"{}\" ({columns});{sql}", layer.name)
}

/// The R-tree and its triggers (OGC 12-128r18, annex F.3).
fn rtree_sql(table: &str) -> String {
    let rtree = format!("rtree_{table}_geom");
    let bounds = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)";
    let filled = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))";
    let empty = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    format!(
        "CREATE VIRTUAL TABLE \"{rtree}\" USING rtree(id, minx, maxx, miny, maxy);
CREATE TRIGGER \"{rtree}_insert\" AFTER INSERT ON \"{table}\" WHEN {filled}
BEGIN INSERT OR REPLACE INTO \"{rtree}\" VALUES (NEW.fid, {bounds}); END;
CREATE TRIGGER \"{rtree}_update1\" AFTER UPDATE OF geom ON \"{table}\" WHEN OLD.fid = NEW.fid AND {filled}
BEGIN INSERT OR REPLACE INTO \"{rtree}\" VALUES (NEW.fid, {bounds}); END;
CREATE TRIGGER \"{rtree}_update2\" AFTER UPDATE OF geom ON \"{table}\" WHEN OLD.fid = NEW.fid AND {empty}
BEGIN DELETE FROM \"{rtree}\" WHERE id = OLD.fid; END;
CREATE TRIGGER \"{rtree}_update3\" AFTER UPDATE ON \"{table}\" WHEN OLD.fid != NEW.fid AND {filled}
BEGIN DELETE FROM \"{rtree}\" WHERE id = OLD.fid; INSERT OR REPLACE INTO \"{rtree}\" VALUES (NEW.fid, {bounds}); END;
CREATE TRIGGER \"{rtree}_update4\" AFTER UPDATE ON \"{table}\" WHEN OLD.fid != NEW.fid AND {empty}
BEGIN DELETE FROM \"{rtree}\" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER \"{rtree}_delete\" AFTER DELETE ON \"{table}\" WHEN OLD.geom NOT NULL
BEGIN DELETE FROM \"{rtree}\" WHERE id = OLD.fid; END;"
    )
}
