//! The answer of the process `scenario` as files: GeoJSON, calculation sheet, picture.
//!
//! Nothing is computed here: the process has the numbers, these are its faces.

mod diff;
mod effects;
mod geojson;
mod picture;
mod sheet;
mod words;

pub use diff::{Change, Difference, Run, difference};
pub use effects::{branch_name, effect_name, short_label};
pub use geojson::feature_collection;
pub use picture::picture_svg;
pub use sheet::sheet_markdown;
pub use words::{Language, level_name};

use serde_json::Value;

/// A scenario with its answer: the input as it was given, and result, caveats and manifest.
#[derive(Debug, Clone, Copy)]
pub struct Solved<'a> {
    /// The input.
    pub input: &'a Value,
    /// `result` of the process.
    pub result: &'a Value,
    /// `caveats`.
    pub caveats: &'a Value,
    /// `manifest`.
    pub manifest: &'a Value,
}

/// Items of a list; none where it is no list.
fn items(value: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text; empty where it is none.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A number with four figures, as people write it.
fn figure(value: f64) -> String {
    let size = value.abs();
    match value {
        _ if value == 0.0 => "0".into(),
        _ if !(1e-3..1e6).contains(&size) => format!("{value:.3e}"),
        _ if size >= 1000.0 => format!("{value:.0}"),
        _ if size >= 100.0 => format!("{value:.1}"),
        _ if size >= 10.0 => format!("{value:.2}"),
        _ if size >= 1.0 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    }
}

/// A number of the answer as people write it; a dash where there is none.
fn number(value: &Value) -> String {
    value.as_f64().map_or_else(|| "-".into(), figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_short() {
        let written: Vec<_> =
            [0.0, 1234567.0, 1234.4, 123.44, 12.344, 1.2344, 0.12344, 1.2344e-5, -3.0].map(figure).into();
        assert_eq!(written, ["0", "1.235e6", "1234", "123.4", "12.34", "1.234", "0.1234", "1.234e-5", "-3.000"]);
        assert_eq!(number(&Value::Null), "-");
    }
}
