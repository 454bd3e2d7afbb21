//! The store: one GeoPackage for a city, which QGIS and GDAL open as it is.
//!
//! # Rules
//! - Only this module opens the live file, through the system's SQLite: write-ahead log,
//!   `synchronous=FULL`, foreign keys on. A commit that returned survives kill -9 and power loss.
//! - All changes of one piece of work are one [`WriteTransaction`]; dropping it leaves the store as
//!   it was. Readers see the last commit, also while one is being written.
//! - Every commit recomputes the editions: SHA-256 of the content of each changed layer, and of the
//!   whole city. The time of import is not content: the same input gives the same edition.
//! - A clean close leaves one file.
//!
//! # Example
//! ```no_run
//! use cordon_datasets::layers::{FieldValue, Properties};
//! use cordon_datasets::store::{CityInfo, Feature, Query, RecordSource, Store};
//! let store = Store::create("city.gpkg".as_ref(), &CityInfo::named("安澜市", "Anlan City"))?;
//! let mut write = store.write()?;
//! write.insert("facility", &[Feature {
//!     id: "AL-H01".into(),
//!     geometry: Some(geo_types::Point::new(104.138737, 39.534255).into()),
//!     properties: Properties::from([("name_zh", FieldValue::from("安澜氯碱"))]),
//!     source: RecordSource::of("facility.csv", "EPSG:4490"),
//! }])?;
//! let edition = write.commit()?;
//! assert_eq!(store.features("facility", &Query::default())?.len(), 1);
//! # Ok::<(), cordon_datasets::store::StoreError>(())
//! ```

mod blob;
mod city;
mod congested;
mod draft;
mod edition;
mod error;
mod export;
mod feature;
mod functions;
mod header;
mod open;
mod read;
mod schema;
mod weather;
mod wkb;
mod write;

pub use city::{CityInfo, StorageCrs};
pub use draft::Draft;
pub use error::StoreError;
pub use export::ExportLayer;
pub use feature::{Feature, LayerSummary, Query, RecordSource};
pub use open::Store;
pub use write::WriteTransaction;

use crate::layers::{LAYERS, LayerDefinition, find};
use std::path::{Path, PathBuf};

/// The geometry of a GeoPackage geometry blob, as the layers hold it.
///
/// # Errors
/// Why the bytes are none.
pub fn geometry_of_blob(bytes: &[u8]) -> Result<geo_types::Geometry, &'static str> {
    blob::envelope(bytes)?;
    blob::decode(bytes)
}

/// The path with something appended to the file name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The layer of a name, or the error that lists what there is.
fn layer_of(name: &str) -> Result<&'static LayerDefinition, StoreError> {
    find(name).ok_or_else(|| StoreError::UnknownLayer {
        layer: name.into(),
        allowed: LAYERS.iter().map(|layer| layer.name).collect::<Vec<_>>().join(", "),
    })
}
