//! Who and what stands in the layers of a city, for the process `incident`.

use crate::layer::Layer;
use cordon_engine::city::{BilingualName, City, PipelineRecord};
use cordon_engine::exposed::{Exposed, GridCell, Kind, Thing, middle_of_line};
use cordon_engine::process::CityView;
use cordon_engine::units::LonLat;
use geo_types::{Geometry, MultiPolygon, Point};
use serde_json::Value;
use std::collections::HashMap;

/// What is indexed of a city, once, when it is loaded.
#[derive(Debug)]
pub struct Surroundings {
    exposed: Exposed,
    pipelines: Vec<PipelineRecord>,
}

impl Surroundings {
    /// From the city and its layers. Records that take no part (closed, demolished) are left out.
    #[must_use]
    pub fn new(city: &City, layers: &[Layer]) -> Self {
        let of = |id: &str| layers.iter().find(|layer| layer.id == id).map(Rows::of);
        let kinds = [
            (Kind::PopulatedPlace, "populated_place", "kind", Some("population")),
            (Kind::ProtectedObject, "protected_object", "use", Some("people")),
            (Kind::EmergencyResource, "emergency_resource", "kind", None),
        ];
        let mut things = Vec::new();
        for (kind, layer, class, people) in kinds {
            let Some(rows) = of(layer) else { continue };
            things.extend((0..rows.layer.len()).filter_map(|row| rows.thing(row, kind, class, people)));
        }
        things.extend(units(city));
        let cells = of("population_grid").map(|rows| (0..rows.layer.len()).filter_map(|row| rows.cell(row)).collect());
        let pipelines = of("pipeline").map(|rows| (0..rows.layer.len()).filter_map(|row| rows.pipeline(row)).collect());
        let sites: Vec<(String, MultiPolygon)> = of("site_boundary")
            .map(|rows| (0..rows.layer.len()).filter_map(|row| rows.site(row)).collect())
            .unwrap_or_default();
        Self {
            exposed: Exposed::new(&city.extent, things, cells.unwrap_or_default()).with_sites(sites),
            pipelines: pipelines.unwrap_or_default(),
        }
    }

    /// The people and things of the city.
    #[must_use]
    pub fn exposed(&self) -> &Exposed {
        &self.exposed
    }

    /// The city with what is indexed of it.
    #[must_use]
    pub fn view<'a>(&'a self, city: &'a City) -> CityView<'a> {
        CityView { city, exposed: &self.exposed, pipelines: &self.pipelines }
    }
}

/// The units that take part, as things; the class is the key of the facility.
fn units(city: &City) -> impl Iterator<Item = Thing> {
    let owners: HashMap<&str, &BilingualName> =
        city.facilities.iter().map(|facility| (facility.id.as_str(), &facility.name)).collect();
    city.hazard_units.iter().filter(|unit| unit.active).map(move |unit| {
        let owner = || owners.get(unit.facility_id.as_str()).map(|&name| name.clone());
        let own = BilingualName { zh: unit.name.clone(), en: unit.name.clone() };
        Thing {
            kind: Kind::HazardUnit,
            id: unit.id.clone(),
            name: if unit.name.is_empty() { owner().unwrap_or_default() } else { own },
            class: unit.facility_id.clone(),
            on_record_people: None,
            geometry: Point::new(unit.place.lon_deg, unit.place.lat_deg).into(),
        }
    })
}

/// The rows of a layer by the names of their columns.
struct Rows<'a> {
    layer: &'a Layer,
}

impl<'a> Rows<'a> {
    fn of(layer: &'a Layer) -> Self {
        Self { layer }
    }

    fn value(&self, row: usize, column: &str) -> Option<&Value> {
        let place = self.layer.columns.iter().position(|known| known.name == column)?;
        Some(self.layer.table.value(row, place)).filter(|value| !value.is_null())
    }

    fn text(&self, row: usize, column: &str) -> String {
        self.value(row, column).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn number(&self, row: usize, column: &str) -> Option<f64> {
        self.value(row, column).and_then(Value::as_f64)
    }

    fn name(&self, row: usize) -> BilingualName {
        BilingualName { zh: self.text(row, "name_zh"), en: self.text(row, "name_en") }
    }

    fn takes_part(&self, row: usize) -> bool {
        self.value(row, "active").and_then(Value::as_bool).unwrap_or(true)
    }

    fn thing(&self, row: usize, kind: Kind, class: &str, people: Option<&str>) -> Option<Thing> {
        if !self.takes_part(row) {
            return None;
        }
        Some(Thing {
            kind,
            id: self.layer.id_of(row).to_owned(),
            name: self.name(row),
            class: [class, "protection_class"]
                .map(|column| self.text(row, column))
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
            on_record_people: people.and_then(|column| self.number(row, column)),
            geometry: self.layer.geometry_of(row)?.clone(),
        })
    }

    fn cell(&self, row: usize) -> Option<GridCell> {
        let Geometry::Point(centre) = self.layer.geometry_of(row)? else { return None };
        Some(GridCell {
            centre: LonLat { lon_deg: centre.x(), lat_deg: centre.y() },
            side_m: self.number(row, "cell_m").unwrap_or(0.0),
            inside_people: self.number(row, "population")?,
        })
    }

    /// The ground of a facility.
    fn site(&self, row: usize) -> Option<(String, MultiPolygon)> {
        let boundary = match self.layer.geometry_of(row)? {
            Geometry::Polygon(polygon) => MultiPolygon(vec![polygon.clone()]),
            Geometry::MultiPolygon(polygons) => polygons.clone(),
            _ => return None,
        };
        Some((self.text(row, "facility_id"), boundary))
    }

    fn pipeline(&self, row: usize) -> Option<PipelineRecord> {
        Some(PipelineRecord {
            id: self.layer.id_of(row).to_owned(),
            name: self.name(row),
            substance_name: self.text(row, "substance"),
            cas: self.text(row, "cas"),
            substance_id: Some(self.text(row, "substance_id")).filter(|id| !id.is_empty()),
            outer_diameter_m: self.number(row, "outer_diameter_m"),
            wall_thickness_m: self.number(row, "wall_thickness_m"),
            pressure_pa: self.number(row, "pressure_pa"),
            middle: middle_of_line(self.layer.geometry_of(row)?)?,
        })
    }
}
