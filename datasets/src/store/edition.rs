//! Editions: hashes of the content.

use super::city::{self, CityInfo};
use super::error::StoreError;
use crate::layers::LayerDefinition;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

/// Words about the city that are not content.
const NOT_CONTENT: [&str; 2] = ["edition", "schema_version"];

/// Adds a value with its type and length, so that no two rows run together.
fn add(hash: &mut Sha256, value: ValueRef<'_>) {
    let (tag, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => return add_number(hash, 1, number.to_le_bytes()),
        ValueRef::Real(number) => return add_number(hash, 2, number.to_le_bytes()),
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    hash.update([tag]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn add_number(hash: &mut Sha256, tag: u8, bytes: [u8; 8]) {
    hash.update([tag]);
    hash.update(bytes);
}

fn finish(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hash of all rows of a query.
fn of_rows(connection: &Connection, sql: &str) -> Result<String, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut hash = Sha256::new();
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            add(&mut hash, row.get_ref(column)?);
        }
    }
    Ok(finish(hash))
}

/// Hash of a layer, in the order of its keys; row numbers and times of import are left out.
fn of_layer(connection: &Connection, layer: &LayerDefinition) -> Result<String, StoreError> {
    let fields: String = layer.fields.iter().map(|field| format!("\"{}\", ", field.name)).collect();
    let sql = format!("SELECT id, geom, {fields} source, source_crs, edition FROM \"{}\" ORDER BY id", layer.name);
    of_rows(connection, &sql)
}

/// Brings count, bounds, edition and metadata of a layer up to date, in the open transaction.
pub(super) fn update_layer(
    connection: &Connection,
    layer: &LayerDefinition,
    info: &CityInfo,
) -> Result<(), StoreError> {
    let edition = of_layer(connection, layer)?;
    update_bounds(connection, layer.name)?;
    connection.execute("DELETE FROM cordon_layer WHERE layer = ?", [layer.name])?;
    let sql = format!(
        "INSERT INTO cordon_layer(layer, record_count, edition, last_change) \
         SELECT ?1, (SELECT count(*) FROM \"{0}\"), ?2, last_change FROM gpkg_contents WHERE table_name = ?1",
        layer.name
    );
    connection.execute(&sql, params![layer.name, edition])?;
    update_metadata(connection, layer, &edition, info)
}

/// Brings bounds and metadata of a layer up to date that is in an export only, in the open transaction.
pub(super) fn describe_layer(
    connection: &Connection,
    layer: &LayerDefinition,
    info: &CityInfo,
) -> Result<(), StoreError> {
    let edition = of_layer(connection, layer)?;
    update_bounds(connection, layer.name)?;
    update_metadata(connection, layer, &edition, info)
}

/// Whether another program has edited a layer since its edition was computed: programs that follow
/// the standard set `last_change` of what they edit.
pub(super) fn is_stale(connection: &Connection, layer: &LayerDefinition) -> Result<bool, StoreError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM cordon_layer JOIN gpkg_contents ON table_name = layer \
               WHERE layer = ? AND cordon_layer.last_change = gpkg_contents.last_change)";
    Ok(connection.query_row(sql, [layer.name], |row| row.get(0))?)
}

/// Bounds from the geometries themselves: the R-tree rounds to single precision.
fn update_bounds(connection: &Connection, layer: &str) -> Result<(), StoreError> {
    let bounds = format!(
        "(SELECT min(ST_MinX(geom)) AS a, min(ST_MinY(geom)) AS b, max(ST_MaxX(geom)) AS c, max(ST_MaxY(geom)) AS d FROM \"{layer}\")"
    );
    connection.execute(
        &format!(
            "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = (SELECT a, b, c, d FROM {bounds}), \
             last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?"
        ),
        [layer],
    )?;
    Ok(())
}

/// One metadata entry a layer: its sources, edition and the city, as JSON.
fn update_metadata(
    connection: &Connection,
    layer: &LayerDefinition,
    edition: &str,
    info: &CityInfo,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(&format!(
        "SELECT source, source_crs, edition, count(*) FROM \"{}\" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        layer.name
    ))?;
    let sources = statement
        .query_map([], |row| {
            let text = |column| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
            Ok(serde_json::json!({
                "source": text(0)?, "source_crs": text(1)?, "edition": text(2)?, "records": row.get::<_, i64>(3)?,
            }))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let document = serde_json::json!({
        "city": {"zh": info.name.zh, "en": info.name.en},
        "demonstration": info.demonstration,
        "title": {"zh": layer.title.zh, "en": layer.title.en},
        "edition": edition,
        "sources": sources,
    });
    replace_metadata(connection, layer.name, &document.to_string())
}

fn replace_metadata(connection: &Connection, table: &str, document: &str) -> Result<(), StoreError> {
    let old: Vec<i64> = connection
        .prepare_cached("SELECT md_file_id FROM gpkg_metadata_reference WHERE table_name = ?")?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    connection.execute("DELETE FROM gpkg_metadata_reference WHERE table_name = ?", [table])?;
    for id in old {
        connection.execute("DELETE FROM gpkg_metadata WHERE id = ?", [id])?;
    }
    connection.execute(
        "INSERT INTO gpkg_metadata(md_scope, md_standard_uri, mime_type, metadata) \
         VALUES ('dataset', 'https://www.rfc-editor.org/rfc/rfc8259', 'application/json', ?)",
        [document],
    )?;
    connection.execute(
        "INSERT INTO gpkg_metadata_reference(reference_scope, table_name, md_file_id) VALUES ('table', ?, ?)",
        params![table, connection.last_insert_rowid()],
    )?;
    Ok(())
}

/// Brings the edition of the city up to date: words, layers and weather.
pub(super) fn update_city(connection: &Connection) -> Result<String, StoreError> {
    let words = NOT_CONTENT.map(|key| format!("'{key}'")).join(",");
    let parts = [
        of_rows(connection, &format!("SELECT key, value FROM cordon_city WHERE key NOT IN ({words}) ORDER BY key"))?,
        of_rows(connection, "SELECT layer, edition FROM cordon_layer ORDER BY layer")?,
        of_rows(connection, "SELECT station, source, document FROM joint_frequency ORDER BY station")?,
    ];
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let edition = finish(hash);
    city::set(connection, "edition", &edition)?;
    Ok(edition)
}

/// The edition of the city as last computed.
pub(super) fn of_city(connection: &Connection) -> Result<String, StoreError> {
    let sql = "SELECT value FROM cordon_city WHERE key = 'edition'";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}
