//! Records of layers, and what can be asked for.

use crate::layers::{LayerDefinition, Properties};
use cordon_engine::units::LonLatBox;
use geo_types::Geometry;
use serde::Serialize;

/// Where a record comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordSource {
    /// File or register.
    pub source: String,
    /// Coordinate system of the source.
    pub source_crs: String,
    /// Edition of the source: its date, or the hash of the file.
    pub edition: String,
    /// Time of import, RFC 3339, UTC; not part of the content.
    pub imported_at: String,
}

impl RecordSource {
    /// A source without edition and time.
    pub fn of(source: impl Into<String>, source_crs: impl Into<String>) -> Self {
        Self { source: source.into(), source_crs: source_crs.into(), ..Self::default() }
    }
}

/// One record of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Key, unique in the layer.
    pub id: String,
    /// Geometry in longitude and latitude; lines and areas are stored as their multi types.
    pub geometry: Option<Geometry>,
    /// Fields that are known.
    pub properties: Properties,
    /// Where it comes from.
    pub source: RecordSource,
}

impl Feature {
    /// A text field; empty when not known.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.properties.get(field).and_then(|value| value.as_text()).unwrap_or_default()
    }

    /// A number field.
    #[must_use]
    pub fn real(&self, field: &str) -> Option<f64> {
        self.properties.get(field)?.as_real()
    }

    /// Whether the record takes part in assessments: its field `active`, else its status.
    #[must_use]
    pub fn takes_part(&self, layer: &LayerDefinition) -> bool {
        let Some(rule) = layer.participation else { return true };
        let stated = self.properties.get("active").and_then(|value| value.as_bool());
        stated.unwrap_or_else(|| rule.takes_part(self.text(rule.status_field)))
    }
}

/// Which records of a layer to read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Only records whose bounds reach into this box.
    pub bbox: Option<LonLatBox>,
    /// Only records whose fields equal these values, given as text (`id` and the fields of
    /// provenance are fields too).
    pub filters: Vec<(String, String)>,
    /// At most this many; all when `None`.
    pub limit: Option<u64>,
    /// After leaving out this many.
    pub offset: u64,
}

impl Query {
    /// All records in a box.
    #[must_use]
    pub fn in_box(bbox: LonLatBox) -> Self {
        Self { bbox: Some(bbox), ..Self::default() }
    }

    /// The same with one more filter.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.push((field.into(), value.into()));
        self
    }
}

/// A layer as it stands in a store.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerSummary {
    /// What it is.
    pub definition: &'static LayerDefinition,
    /// Number of records.
    pub count: u64,
    /// Bounds of its geometries; `None` when it has none.
    pub extent: Option<LonLatBox>,
    /// Content hash.
    pub edition: String,
}
