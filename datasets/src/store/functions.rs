//! The SQL functions that the triggers of the GeoPackage R-tree extension call.

use super::blob;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

/// Registers `ST_MinX`, `ST_MaxX`, `ST_MinY`, `ST_MaxY` and `ST_IsEmpty` on a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (index, name) in ["ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"].into_iter().enumerate() {
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(envelope(context)?.flatten().map(|bounds| bounds[index]))
        })?;
    }
    connection
        .create_scalar_function("ST_IsEmpty", 1, flags, |context| Ok(envelope(context)?.map(|bounds| bounds.is_none())))
}

/// Bounds of the argument: `None` for NULL, `Some(None)` for an empty geometry.
fn envelope(context: &Context<'_>) -> Result<Option<Option<blob::Envelope>>> {
    match context.get_raw(0) {
        ValueRef::Null => Ok(None),
        ValueRef::Blob(bytes) => {
            blob::envelope(bytes).map(Some).map_err(|reason| Error::UserFunctionError(reason.into()))
        }
        _ => Err(Error::UserFunctionError("not a geometry".into())),
    }
}
