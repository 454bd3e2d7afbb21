//! The layers of a city: what each holds, what its fields mean, what is allowed in them.
//!
//! One description drives the checks of the importer, the tables of the store and the API. Field
//! names carry their SI unit, like everything else in Cordon.

mod check;
mod computed;
mod definition;
mod hazards;
mod operations;
mod people;
mod setting;
mod value;

pub use computed::INDIVIDUAL_RISK;
pub use definition::{
    Choice, FieldDefinition, FieldKind, GeometryKind, LayerDefinition, PROVENANCE_FIELDS, Parent, Participation, Title,
    Unit,
};
pub use value::{FieldValue, Properties};

/// All layers, in the order in which they are drawn and listed.
pub const LAYERS: &[&LayerDefinition] = &[
    &setting::BOUNDARY,
    &setting::WATER,
    &setting::ROAD,
    &people::POPULATION_GRID,
    &people::POPULATED_PLACE,
    &people::PROTECTED_OBJECT,
    &setting::CORRIDOR,
    &setting::CONGESTED_REGION,
    &setting::IGNITION_SOURCE,
    &hazards::SITE_BOUNDARY,
    &hazards::PIPELINE,
    &hazards::ROUTE,
    &hazards::TAILINGS_POND,
    &hazards::MINE,
    &hazards::EXPLOSIVE_STORE,
    &hazards::FACILITY,
    &hazards::HAZARD_UNIT,
    &operations::EMERGENCY_RESOURCE,
    &operations::SENSOR,
    &operations::WEATHER_STATION,
    &operations::FINDING,
];

/// The layer of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static LayerDefinition> {
    LAYERS.iter().copied().find(|layer| layer.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_usable_as_sql_identifiers() {
        let identifier = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let mut layers = BTreeSet::new();
        for layer in LAYERS {
            assert!(layers.insert(layer.name) && identifier(layer.name), "{}", layer.name);
            let mut fields: BTreeSet<&str> = ["fid", "id", "geom"].into();
            for field in layer.fields.iter().chain(PROVENANCE_FIELDS) {
                assert!(fields.insert(field.name) && identifier(field.name), "{}.{}", layer.name, field.name);
                assert!(!field.title.en.is_empty() && !field.title.zh.is_empty());
            }
        }
    }

    #[test]
    fn parents_and_name_fields_exist() {
        for layer in LAYERS {
            assert!(layer.parent.is_none_or(|p| find(p.layer).is_some() && layer.field(p.field).is_some()));
            assert!(!layer.named || (layer.field("name_zh").is_some() && layer.field("name_en").is_some()));
            assert!(layer.participation.is_none_or(|p| layer.field(p.status_field).is_some()));
            assert_eq!(layer.participation.is_some(), layer.field("active").is_some(), "{}", layer.name);
        }
    }

    #[test]
    fn real_fields_end_with_their_unit() {
        for field in LAYERS.iter().flat_map(|layer| layer.fields) {
            if let FieldKind::Real { unit, .. } = field.kind {
                assert!(field.name.ends_with(unit.suffix()), "{}", field.name);
            }
        }
    }
}
