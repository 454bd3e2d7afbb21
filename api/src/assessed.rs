//! Which things of the hazard layers are in the risk: what tiles say of each, so that a map draws what
//! is not assessed as not assessed without reading long lists.

use crate::layer::Layer;
use cordon_engine::city::City;
use cordon_engine::scenario::NotAssessedUnit;
use std::collections::HashSet;

/// Layers of which every thing is in the risk or not, and whether its key is that of a facility.
const LAYERS: [(&str, bool); 3] = [("facility", true), ("hazard_unit", false), ("explosive_store", false)];

/// Whether the risk holds each thing of the hazard layers.
#[derive(Debug, Default)]
pub struct Assessed {
    layers: Vec<(String, Box<[bool]>)>,
    /// Keys of the facilities of which no unit is in the risk, in the order of the city.
    pub facilities_without: Vec<String>,
}

impl Assessed {
    /// From the units that the assessment left out.
    #[must_use]
    pub fn new(city: &City, left_out: &[NotAssessedUnit], layers: &[Layer]) -> Self {
        let left_out: HashSet<&str> = left_out.iter().map(|unit| unit.unit_id.as_str()).collect();
        let in_risk = || city.hazard_units.iter().filter(|unit| unit.active && !left_out.contains(unit.id.as_str()));
        let units: HashSet<&str> = in_risk().map(|unit| unit.id.as_str()).collect();
        let facilities: HashSet<&str> = in_risk().map(|unit| unit.facility_id.as_str()).collect();
        let told = layers.iter().filter_map(|layer| {
            let &(_, by_facility) = LAYERS.iter().find(|(name, _)| *name == layer.id)?;
            let keys = if by_facility { &facilities } else { &units };
            Some((layer.id.clone(), (0..layer.len()).map(|row| keys.contains(layer.id_of(row))).collect()))
        });
        let all = city.facilities.iter().map(|facility| facility.id.as_str());
        let facilities_without = all.filter(|id| !facilities.contains(id)).map(str::to_owned).collect();
        Self { layers: told.collect(), facilities_without }
    }

    /// By row of a layer; `None` for layers that cause no risk.
    #[must_use]
    pub fn of_layer(&self, layer: &str) -> Option<&[bool]> {
        self.layers.iter().find(|(name, _)| name == layer).map(|(_, rows)| &**rows)
    }
}

/// Whether tiles of a layer say of each thing if the risk holds it.
#[must_use]
pub fn is_told(layer: &str) -> bool {
    LAYERS.iter().any(|(name, _)| *name == layer)
}
