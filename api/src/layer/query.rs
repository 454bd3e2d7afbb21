//! Questions to a layer: bounds, property filters and pages, parsed from a query string.

use super::{Column, Layer};
use crate::tile::to_world;
use cordon_engine::provenance::FieldProblem;
use cordon_engine::units::{LonLat, LonLatBox};
use serde_json::Value;

/// Features on a page when the client does not say.
pub const DEFAULT_LIMIT: usize = 100;
/// Features on a page at most.
pub const MAX_LIMIT: usize = 10_000;
/// Parameters that are not filters of properties.
const OWN_PARAMETERS: [&str; 8] = ["bbox", "limit", "offset", "f", "crs", "bbox-crs", "v", "datetime"];
/// Identifiers of WGS 84 longitude, latitude that clients send.
const CRS84: [&str; 2] = ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", "CRS84"];

/// A checked question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemsQuery {
    /// Bounds that the feature's bounds must meet.
    pub bbox: Option<LonLatBox>,
    /// Features to pass over.
    pub offset: usize,
    /// Features to return at most.
    pub limit: usize,
    /// Column number and the text its value must have.
    pub filters: Vec<(usize, String)>,
}

impl ItemsQuery {
    /// Parses the pairs of a query string against the columns of a layer.
    ///
    /// # Errors
    /// Every unknown parameter and every value that is not allowed.
    pub fn parse(pairs: &[(String, String)], columns: &[Column]) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = repeated(pairs);
        let mut query = Self { limit: DEFAULT_LIMIT, ..Self::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "bbox" => query.bbox = keep(&mut problems, parse_bbox("bbox", value)),
                "limit" => query.limit = keep(&mut problems, parse_limit(name, value)).unwrap_or(1),
                "offset" => {
                    query.offset = keep(&mut problems, parse_count(name, value, 0, usize::MAX / 2)).unwrap_or(0);
                }
                "crs" | "bbox-crs" => check_crs(&mut problems, name, value),
                "f" => check_format(&mut problems, value),
                "v" | "datetime" => {}
                _ => match columns.iter().position(|column| column.name == *name) {
                    Some(column) => query.filters.push((column, value.clone())),
                    None => problems.push(unknown_parameter(name, value, columns)),
                },
            }
        }
        if problems.is_empty() { Ok(query) } else { Err(problems) }
    }
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rows on the page.
    pub rows: Vec<usize>,
    /// Rows that match in all.
    pub matched: usize,
}

impl Layer {
    /// The rows that match, ascending, and the page of them that is asked for.
    #[must_use]
    pub fn select(&self, query: &ItemsQuery) -> Page {
        let accepted: Vec<(usize, Vec<bool>)> = query
            .filters
            .iter()
            .map(|(column, wanted)| (*column, self.table.matching(|value| has_text(value, wanted))))
            .collect();
        let passes = |row: usize| {
            let cells = self.table.cells_of(row);
            accepted.iter().all(|(column, accepted)| accepted[cells[*column] as usize])
        };
        let matching: Vec<usize> = match query.bbox {
            None => (0..self.len()).filter(|&row| passes(row)).collect(),
            Some(bbox) => self.rows_meeting(bbox).into_iter().filter(|&row| passes(row)).collect(),
        };
        let rows = matching.iter().copied().skip(query.offset).take(query.limit).collect();
        Page { rows, matched: matching.len() }
    }

    fn rows_meeting(&self, bbox: LonLatBox) -> Vec<usize> {
        let [west, north] = to_world(LonLat { lon_deg: bbox.west_deg, lat_deg: bbox.north_deg });
        let [east, south] = to_world(LonLat { lon_deg: bbox.east_deg, lat_deg: bbox.south_deg });
        let mut rows: Vec<usize> = self
            .index
            .rows_within([west, north, east, south])
            .map(|row| row as usize)
            .filter(|&row| self.box_of(row).is_some_and(|own| own.intersects(&bbox)))
            .collect();
        rows.sort_unstable();
        rows
    }
}

/// Whether a value, as text, is what was asked for; numbers match by value (`1` and `1.0`).
fn has_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Bool(flag) => wanted.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
        Value::Number(number) => wanted.parse::<f64>().is_ok_and(|wanted| number.as_f64() == Some(wanted)),
        Value::Null => wanted.is_empty(),
        Value::Array(_) | Value::Object(_) => false, // no field of a layer holds one
    }
}

/// A problem for every parameter that is given more than once: which one counts would be a guess.
#[must_use]
pub fn repeated(pairs: &[(String, String)]) -> Vec<FieldProblem> {
    let again =
        pairs.iter().enumerate().filter(|(index, (name, _))| pairs[..*index].iter().any(|(known, _)| known == name));
    again.map(|(_, (name, value))| FieldProblem::new(name, value, "given once", "repeated")).collect()
}

/// Parses `west,south,east,north` in degrees, all finite and in order.
///
/// # Errors
/// Every problem: not four numbers, not finite, out of range, west of east, south of north.
pub fn parse_bbox(field: &str, text: &str) -> Result<LonLatBox, Vec<FieldProblem>> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let numbers: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let allowed = "four numbers west,south,east,north in degrees";
    let &[west_deg, south_deg, east_deg, north_deg] = numbers.as_slice() else {
        return Err(vec![FieldProblem::new(field, text, allowed, "wrong_length")]);
    };
    if parts.len() != 4 {
        return Err(vec![FieldProblem::new(field, text, allowed, "wrong_type")]);
    }
    let mut problems = Vec::new();
    for (name, value, limit) in
        [("west", west_deg, 180.0), ("south", south_deg, 90.0), ("east", east_deg, 180.0), ("north", north_deg, 90.0)]
    {
        FieldProblem::check_range(&mut problems, &format!("{field}.{name}"), value, -limit, limit, "degrees");
    }
    if west_deg > east_deg || south_deg > north_deg {
        problems.push(FieldProblem::new(
            field,
            text,
            "west <= east and south <= north; a box over the date line is asked for in two parts",
            "wrong_order",
        ));
    }
    if problems.is_empty() { Ok(LonLatBox { west_deg, south_deg, east_deg, north_deg }) } else { Err(problems) }
}

/// Parses a whole number in a range.
///
/// # Errors
/// The one problem.
pub fn parse_count(field: &str, text: &str, min: usize, max: usize) -> Result<usize, Vec<FieldProblem>> {
    let allowed = if max < usize::MAX / 2 { format!("{min} to {max}") } else { format!("{min} or more") };
    match text.parse::<usize>() {
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        Ok(_) => Err(vec![FieldProblem::new(field, text, allowed, "out_of_range")]),
        Err(_) => Err(vec![FieldProblem::new(field, text, format!("a whole number, {allowed}"), "wrong_type")]),
    }
}

/// A `limit`: 1 or more; above [`MAX_LIMIT`] that many are sent, with a link to the next (OGC API
/// Features: asking for more is no error).
///
/// # Errors
/// The one problem.
pub fn parse_limit(field: &str, text: &str) -> Result<usize, Vec<FieldProblem>> {
    parse_count(field, text, 1, usize::MAX / 2).map(|limit| limit.min(MAX_LIMIT))
}

fn keep<T>(problems: &mut Vec<FieldProblem>, parsed: Result<T, Vec<FieldProblem>>) -> Option<T> {
    parsed.map_err(|found| problems.extend(found)).ok()
}

fn check_crs(problems: &mut Vec<FieldProblem>, name: &str, value: &str) {
    if !CRS84.contains(&value) {
        problems.push(FieldProblem::new(name, value, CRS84[0], "unknown_crs"));
    }
}

fn check_format(problems: &mut Vec<FieldProblem>, value: &str) {
    if !matches!(value, "json" | "geojson") {
        problems.push(FieldProblem::new("f", value, "json or geojson", "unknown_value"));
    }
}

fn unknown_parameter(name: &str, value: &str, columns: &[Column]) -> FieldProblem {
    let known: Vec<&str> =
        OWN_PARAMETERS[..3].iter().copied().chain(columns.iter().map(|column| column.name.as_str())).collect();
    FieldProblem::new(name, value, format!("one of: {}", known.join(", ")), "unknown_field")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![Column { name: "status".into(), json_type: "string" }]
    }

    fn parse(pairs: &[(&str, &str)]) -> Result<ItemsQuery, Vec<FieldProblem>> {
        let pairs: Vec<_> = pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect();
        ItemsQuery::parse(&pairs, &columns())
    }

    #[test]
    fn every_bad_parameter_is_reported() {
        let problems = parse(&[("bbox", "1,2,3"), ("limit", "0"), ("colour", "red"), ("offset", "-1")]).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["wrong_length", "out_of_range", "unknown_field", "wrong_type"]);
        assert_eq!(parse(&[("limit", "1"), ("limit", "2")]).unwrap_err()[0].code, "repeated");
    }

    #[test]
    fn a_limit_above_the_greatest_is_taken_as_the_greatest() {
        assert_eq!(parse(&[("limit", "99999999")]).unwrap().limit, MAX_LIMIT);
        assert_eq!(parse(&[("limit", "7")]).unwrap().limit, 7);
    }

    #[test]
    fn bounds_must_be_finite_and_in_order() {
        assert_eq!(parse_bbox("bbox", "NaN,0,1,inf").unwrap_err().len(), 2);
        assert_eq!(parse_bbox("bbox", "2,0,1,1").unwrap_err()[0].code, "wrong_order");
        assert_eq!(parse_bbox("bbox", "1,a,3,4").unwrap_err().len(), 1);
        assert!(parse_bbox("bbox", "-96, 29, -95, 30").is_ok());
    }

    #[test]
    fn a_known_column_is_a_filter() {
        assert_eq!(parse(&[("status", "active")]).unwrap().filters, vec![(0, "active".to_owned())]);
    }
}
