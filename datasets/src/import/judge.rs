//! From a row to a record, or to the reasons why not.

use super::angle_text::parse_coordinate_deg;
use super::bounds::CityBounds;
use super::crs::Placer;
use super::mapping::{Bound, Plan, Target};
use super::row::{Cell, Row};
use super::shape;
use crate::hash::edition_of;
use crate::layers::{FieldDefinition, FieldKind, FieldValue, LayerDefinition, Properties};
use cordon_engine::provenance::FieldProblem;
use cordon_engine::substance::{Resolution, SubstanceLibrary};
use cordon_engine::units::LonLat;
use geo::{BoundingRect, InteriorPoint};
use geo_types::{Geometry, Point};
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

/// A record as it goes into the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Key.
    pub id: String,
    /// Fields that are known.
    pub properties: Properties,
    /// Geometry in longitude and latitude.
    pub geometry: Option<Geometry<f64>>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Taken.
    Accepted(Box<Record>),
    /// The same as an earlier row in every imported field.
    Repeated,
    /// Not taken, for all of these reasons.
    Refused(Vec<FieldProblem>),
}

/// A verdict with what is worth a look.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What became of the row.
    pub verdict: Verdict,
    /// Warnings.
    pub warnings: Vec<FieldProblem>,
}

/// Texts that registers write where they know nothing.
const UNKNOWN_WORDS: [&str; 11] =
    ["n/a", "na", "-", "--", "/", "null", "none", "unknown", "not available", "未知", "不详"];
/// Layers that may reach beyond the city, or define it.
const NOT_BOUND_TO_THE_CITY: [&str; 4] = ["boundary", "water", "road", "weather_station"];

/// Layers of things that the city answers for: they must stand within its boundary. People and help
/// just beyond it are in reach of its accidents, and are taken with a warning.
const WITHIN_THE_BOUNDARY: [&str; 5] = ["facility", "hazard_unit", "explosive_store", "tailings_pond", "mine"];

/// Judges row after row.
pub struct Judge<'a> {
    /// Layer of the city.
    pub layer: &'static LayerDefinition,
    /// Which column fills what.
    pub plan: &'a Plan,
    /// From the file's coordinates to degrees.
    pub placer: &'a Placer,
    /// Where the city is, when that is known.
    pub bounds: Option<&'a CityBounds>,
    /// Keys of the owning layer, when this layer has an owner.
    pub parents: Option<HashSet<String>>,
    /// The substances.
    pub library: &'a SubstanceLibrary,
    /// The words on a stand-in quantity, when `--stand-in` was given.
    pub stand_in: Option<String>,
    /// Keys seen so far: the row and a hash of the content.
    pub seen: HashMap<String, (u64, u64)>,
}

impl Judge<'_> {
    /// The verdict on a row.
    pub fn judge(&mut self, row: &Row) -> Judged {
        let mut notes = Notes::default();
        let mut properties = self.properties(row, &mut notes);
        let geometry = self.geometry(row, &mut notes);
        self.complete(&mut properties, &mut notes);
        notes.problems_of_layer(self.layer.check(&properties));
        self.check_parent(&properties, &mut notes);
        let id = self.id(row, &properties, geometry.as_ref(), &mut notes);
        let Notes { problems, warnings } = notes;
        let verdict = match id {
            Some(id) if problems.is_empty() => self.unless_seen(row.number, Record { id, properties, geometry }),
            _ => Verdict::Refused(problems),
        };
        Judged { verdict, warnings }
    }

    fn properties(&self, row: &Row, notes: &mut Notes) -> Properties {
        let mut properties = Properties::new();
        for bound in &self.plan.bound {
            let cell = row.cells.get(bound.column).unwrap_or(&Cell::Empty);
            self.set(&mut properties, bound, cell, notes);
        }
        for (target, text) in &self.plan.constants {
            let bound = Bound { target: *target, column: usize::MAX, unit: None, density_kg_m3: None };
            self.set(&mut properties, &bound, &Cell::from_text(text), notes);
        }
        properties
    }

    fn set(&self, properties: &mut Properties, bound: &Bound, cell: &Cell, notes: &mut Notes) {
        if cell.is_empty() {
            return;
        }
        match bound.target {
            Target::Id | Target::X | Target::Y => {}
            Target::Name => {
                let text = cell.as_text();
                let name = if text.chars().any(is_chinese) { "name_zh" } else { "name_en" };
                properties.insert(name, FieldValue::Text(text));
            }
            Target::Field(field) => match field_value(field, bound, cell) {
                Ok(Some(value)) => {
                    properties.insert(field.name, value);
                }
                Ok(None) => {}
                Err(problem) => notes.problems.push(problem),
            },
        }
    }

    /// Geometry of the row: its own, or a point from its coordinate columns.
    fn geometry(&self, row: &Row, notes: &mut Notes) -> Option<Geometry<f64>> {
        let read = match &row.geometry {
            Some(geometry) => self.own_geometry(geometry),
            None => self.point(row),
        };
        let geometry = match read {
            Ok(Some(geometry)) => geometry,
            Ok(None) if self.layer.geometry_required => {
                let allowed = "coordinates of the record (longitude and latitude, or x and y)";
                notes.problems.push(FieldProblem::new("lon, lat", "", allowed, "missing_coordinates"));
                return None;
            }
            Ok(None) => return None,
            Err(problem) => {
                notes.problems.push(problem);
                return None;
            }
        };
        self.check_bounds(&geometry, notes);
        match shape::fit(geometry, self.layer.geometry) {
            Ok(fitted) => {
                if fitted.reduced {
                    let allowed = "a point: one inside the shape was taken";
                    notes.warnings.push(FieldProblem::new("geometry", "a line or area", allowed, "reduced_to_point"));
                }
                Some(fitted.geometry)
            }
            Err(problem) => {
                notes.problems.push(problem);
                None
            }
        }
    }

    fn check_bounds(&self, geometry: &Geometry<f64>, notes: &mut Notes) {
        let bound_to_city = !NOT_BOUND_TO_THE_CITY.contains(&self.layer.name);
        let Some(bounds) = self.bounds.filter(|_| bound_to_city) else { return };
        let Some(problem) = bounds.check_geometry(geometry) else { return };
        let near = match geometry {
            Geometry::Point(point) => bounds.is_near(LonLat { lon_deg: point.x(), lat_deg: point.y() }),
            _ => false,
        };
        if near && !WITHIN_THE_BOUNDARY.contains(&self.layer.name) {
            notes.warnings.push(FieldProblem { code: "outside_boundary".into(), ..problem });
        } else {
            notes.problems.push(problem);
        }
    }

    fn own_geometry(&self, geometry: &Geometry<f64>) -> Result<Option<Geometry<f64>>, FieldProblem> {
        let value = || geometry.bounding_rect().map_or_else(String::new, |r| format!("{}, {}", r.min().x, r.min().y));
        let placed = self.placer.geometry(geometry.clone());
        placed.map(Some).ok_or_else(|| {
            FieldProblem::new("geometry", value(), format!("coordinates in {}", self.placer.name), "outside_crs")
        })
    }

    fn point(&self, row: &Row) -> Result<Option<Geometry<f64>>, FieldProblem> {
        let x = self.coordinate(row, "lon")?;
        let y = self.coordinate(row, "lat")?;
        let (x, y) = match (x, y) {
            (None, None) => return Ok(None),
            (Some(x), Some(y)) => (x, y),
            (None, Some(_)) => return Err(FieldProblem::new("lon", "", "a longitude beside the latitude", "missing")),
            (Some(_), None) => return Err(FieldProblem::new("lat", "", "a latitude beside the longitude", "missing")),
        };
        let place = self.placer.place(x, y).ok_or_else(|| {
            FieldProblem::new(
                "lon, lat",
                format!("{x}, {y}"),
                format!("coordinates in {}", self.placer.name),
                "outside_crs",
            )
        })?;
        if let Some(problem) = self.degrees_problem(place) {
            return Err(problem);
        }
        Ok(Some(Geometry::Point(Point::new(place.lon_deg, place.lat_deg))))
    }

    /// Longitudes up to 360 and exchanged axes are for the city check to explain; beyond that no degrees.
    fn degrees_problem(&self, place: LonLat) -> Option<FieldProblem> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "lon", place.lon_deg, -360.0, 360.0, "degrees");
        FieldProblem::check_range(&mut problems, "lat", place.lat_deg, -360.0, 360.0, "degrees");
        problems.into_iter().next()
    }

    fn coordinate(&self, row: &Row, target: &str) -> Result<Option<f64>, FieldProblem> {
        let Some(bound) = self.plan.column_of(target) else { return Ok(None) };
        let cell = row.cells.get(bound.column).unwrap_or(&Cell::Empty);
        let value = coordinate_of(cell, self.placer.is_degrees())
            .map_err(|text| FieldProblem::new(target, text, coordinate_allowed(self.placer), "not_a_coordinate"))?;
        match value {
            Some(value) if !value.is_finite() => {
                Err(FieldProblem::new(target, value, coordinate_allowed(self.placer), "not_finite"))
            }
            value => Ok(value),
        }
    }

    /// Fills what follows from other fields: participation, substance, origin of the quantity.
    fn complete(&self, properties: &mut Properties, notes: &mut Notes) {
        if let Some(rule) = self.layer.participation {
            let status = properties.get(rule.status_field).and_then(FieldValue::as_text).unwrap_or("");
            let active = rule.takes_part(status);
            properties.entry("active").or_insert(FieldValue::Bool(active));
        }
        if self.layer.field("substance_id").is_some() {
            self.resolve_substance(properties, notes);
        }
        if properties.contains_key("quantity_kg") && self.layer.field("quantity_origin").is_some() {
            let origin = if self.stand_in.is_some() { "assumed" } else { "source" };
            properties.entry("quantity_origin").or_insert_with(|| origin.into());
            if let Some(words) = &self.stand_in {
                properties.entry("quantity_note").or_insert_with(|| words.as_str().into());
            }
        }
    }

    fn resolve_substance(&self, properties: &mut Properties, notes: &mut Notes) {
        let text = |field| properties.get(field).and_then(FieldValue::as_text).unwrap_or("").to_owned();
        let (cas, name) = (text("cas"), text("substance"));
        if (cas.is_empty() && name.is_empty()) || properties.contains_key("substance_id") {
            return;
        }
        let reason = match self.library.resolve(&cas, &name) {
            Resolution::Known(substance) => {
                properties.insert("substance_id", substance.id.as_str().into());
                return;
            }
            Resolution::SolutionOf(substance) => {
                format!("imported, not assessed: a solution of {}, whose own figures do not hold", substance.name.en)
            }
            Resolution::NotAssessable(entry) => format!("imported, not assessed: {}", entry.reason.en),
            Resolution::Unknown => "imported, not assessed: not in the substance library".into(),
        };
        let value = [name, cas].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        notes.warnings.push(FieldProblem::new("substance", value, reason, "unknown_substance"));
    }

    fn check_parent(&self, properties: &Properties, notes: &mut Notes) {
        let (Some(parent), Some(known)) = (self.layer.parent, &self.parents) else { return };
        if let Some(key) = properties.get(parent.field).and_then(FieldValue::as_text)
            && !known.contains(key)
        {
            let allowed = format!("the key of a record in layer {}", parent.layer);
            notes.problems.push(FieldProblem::new(parent.field, key, allowed, "unknown_parent"));
        }
    }

    /// The key: of the file; else of owner and substance; else of the content.
    fn id(
        &self,
        row: &Row,
        properties: &Properties,
        geometry: Option<&Geometry<f64>>,
        notes: &mut Notes,
    ) -> Option<String> {
        if let Some(bound) = self.plan.column_of("id") {
            let text = row.cells.get(bound.column).map(Cell::as_text).unwrap_or_default();
            if text.is_empty() {
                notes.problems.push(FieldProblem::new("id", "", "a key that is not empty", "missing"));
                return None;
            }
            return Some(text);
        }
        let text = |field| properties.get(field).and_then(FieldValue::as_text);
        match self.layer.parent.and_then(|parent| text(parent.field)) {
            Some(owner) => {
                let what = text("name").or_else(|| text("substance")).unwrap_or(self.layer.name);
                Some(format!("{owner}-{}", slug(what)))
            }
            None => Some(self.content_id(properties, geometry)),
        }
    }

    /// A key from name and place, the same whenever the same file is imported again.
    fn content_id(&self, properties: &Properties, geometry: Option<&Geometry<f64>>) -> String {
        let names: Vec<String> = ["name_zh", "name_en", "name"]
            .iter()
            .filter_map(|name| properties.get(name))
            .map(ToString::to_string)
            .collect();
        let place = geometry
            .and_then(InteriorPoint::interior_point)
            .map_or_else(String::new, |point| format!("{:.6} {:.6}", point.x(), point.y()));
        let digest = edition_of(&[self.layer.name, &names.join("|"), &place]);
        format!("{}-{}", self.layer.name, digest.get(..12).unwrap_or(&digest))
    }

    /// Keys are unique. A row that says the same once more is merged; where the key is ours, one that
    /// says something else gets a key of its own; where it is the file's, it is refused.
    fn unless_seen(&mut self, row: u64, mut record: Record) -> Verdict {
        let content = content_hash(&record);
        let keyed_by_file = self.plan.column_of("id").is_some();
        let base = record.id.clone();
        for copy in 2.. {
            match self.seen.get(&record.id) {
                None => break,
                Some(&(_, same)) if same == content => return Verdict::Repeated,
                Some(&(first, _)) if keyed_by_file => {
                    let allowed = format!("a key that no other row has (row {first} has it)");
                    return Verdict::Refused(vec![FieldProblem::new("id", record.id, allowed, "duplicate_id")]);
                }
                Some(_) => record.id = format!("{base}-{copy}"),
            }
        }
        self.seen.insert(record.id.clone(), (row, content));
        Verdict::Accepted(Box::new(record))
    }
}

#[derive(Default)]
struct Notes {
    problems: Vec<FieldProblem>,
    warnings: Vec<FieldProblem>,
}

impl Notes {
    /// Adds the layer's findings, except on fields that already have one (a value that could not be read
    /// is missing only for that reason).
    fn problems_of_layer(&mut self, found: Vec<FieldProblem>) {
        let has = |problems: &[FieldProblem], field: &str| problems.iter().any(|problem| problem.field == field);
        let new: Vec<FieldProblem> = found.into_iter().filter(|p| !has(&self.problems, &p.field)).collect();
        self.problems.extend(new);
    }
}

/// The value of a field; `None` when the cell says that nothing is known.
fn field_value(
    field: &'static FieldDefinition,
    bound: &Bound,
    cell: &Cell,
) -> Result<Option<FieldValue>, FieldProblem> {
    let text = cell.as_text();
    if !matches!(field.kind, FieldKind::Text) && UNKNOWN_WORDS.contains(&text.to_lowercase().as_str()) {
        return Ok(None);
    }
    let FieldKind::Real { .. } = field.kind else {
        let parsed = FieldValue::parse(field, &text);
        return parsed.map(Some).ok_or_else(|| FieldProblem::new(field.name, text, field.allowed(), "wrong_type"));
    };
    let number = cell.as_number().map_err(|text| FieldProblem::new(field.name, text, field.allowed(), "wrong_type"))?;
    let Some(number) = number else { return Ok(None) };
    let in_unit = bound.unit.map_or(number, |unit| unit.to_si(number));
    let value = FieldValue::Real(bound.density_kg_m3.map_or(in_unit, |density| in_unit * density));
    match field.check(&value) {
        Some(problem) => {
            let shown = bound.unit.map_or(text.clone(), |unit| format!("{text} {}", unit.name));
            Err(FieldProblem { value: shown, ..problem })
        }
        None => Ok(Some(value)),
    }
}

/// A coordinate; degrees may be written as degrees, minutes and seconds.
pub fn coordinate_of(cell: &Cell, degrees: bool) -> Result<Option<f64>, String> {
    match (cell, degrees) {
        (Cell::Text(text), true) => parse_coordinate_deg(text).map(Some).ok_or_else(|| text.clone()),
        _ => cell.as_number(),
    }
}

fn coordinate_allowed(placer: &Placer) -> String {
    if placer.is_degrees() {
        "degrees, as 114.3051 or 114°18′18.4″".into()
    } else {
        format!("a finite number, coordinate in {}", placer.name)
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Letters and digits of a text, lower case, joined by hyphens.
fn slug(text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join("-")
}

fn content_hash(record: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (field, value) in &record.properties {
        (field, value.to_string()).hash(&mut hasher);
    }
    let place = record.geometry.as_ref().map(|geometry| format!("{geometry:?}"));
    place.hash(&mut hasher);
    hasher.finish()
}
