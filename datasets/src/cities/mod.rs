//! Cities that come with Cordon: the demonstration city and synthetic cities of any size.
//!
//! Both are made as plain features (layer, geometry, properties), checked by the layer definitions
//! like any other data, and written to a store in one transaction.

mod demo;
mod synth;
#[cfg(feature = "store")]
mod write;

pub use demo::{DemoError, demo_city};
pub use synth::{SynthOptions, synthetic_city};
#[cfg(feature = "store")]
pub use write::write_city;

use crate::layers::{FieldValue, LayerDefinition, Properties};
use cordon_engine::city::BilingualName;
use cordon_engine::units::LonLatBox;
use cordon_engine::weather::{JointFrequencyTable, Terrain};
use geo_types::Geometry;

/// A feature on its way into a store.
#[derive(Debug, Clone, PartialEq)]
pub struct CityFeature {
    /// Its layer.
    pub layer: &'static LayerDefinition,
    /// Key, unique in the layer.
    pub id: String,
    /// Geometry in longitude and latitude, degrees.
    pub geometry: Geometry<f64>,
    /// Fields by name, as the layer defines them.
    pub properties: Properties,
}

/// A whole city on its way into a store.
#[derive(Debug, Clone)]
pub struct CityBundle {
    /// Name.
    pub name: BilingualName,
    /// Whether it is fictitious. Always true for what is made here.
    pub demonstration: bool,
    /// Bounds.
    pub extent: LonLatBox,
    /// Surroundings for the dispersion coefficients.
    pub terrain: Terrain,
    /// Where the records come from, kept with each.
    pub source: String,
    /// All features, layer by layer.
    pub features: Vec<CityFeature>,
    /// Weather.
    pub weather: JointFrequencyTable,
}

/// The library's key of a substance named by CAS number or name, as a property.
fn known_substance(query: &str) -> impl Iterator<Item = (&'static str, FieldValue)> + use<> {
    let found = crate::substances::library().find(query);
    found.map(|substance| ("substance_id", FieldValue::from(substance.id.as_str()))).into_iter()
}
