//! A row as a file gives it, before any meaning is read into it.

use geo_types::Geometry;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Empty or null.
    Empty,
    /// Text, trimmed.
    Text(String),
    /// A number of a typed format.
    Number(f64),
}

impl Cell {
    /// A text cell; empty when there is nothing but space, or the ideographic blank.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if trimmed.is_empty() { Self::Empty } else { Self::Text(trimmed.to_owned()) }
    }

    /// The cell as text, as a user would see it; empty for an empty cell.
    #[must_use]
    pub fn as_text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(value) => value.to_string(),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The cell as a number: `None` when empty, the text back when it is none.
    ///
    /// Thousands commas (`1,234.5`), full-width digits and a leading or trailing blank are understood.
    ///
    /// # Errors
    /// The text, when it is not a number.
    pub fn as_number(&self) -> Result<Option<f64>, String> {
        match self {
            Self::Empty => Ok(None),
            Self::Number(value) => Ok(Some(*value)),
            Self::Text(text) => parse_number(text).map(Some).ok_or_else(|| text.clone()),
        }
    }
}

fn parse_number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .map(
            |c| if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(c as u32 - 0xfee0).unwrap_or(c) } else { c },
        )
        .collect();
    let plain = plain.trim();
    plain.parse().ok().or_else(|| without_thousands(plain)?.parse().ok())
}

/// The number without its thousands commas, when they stand where they should.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, _) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first_ok = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let mut rest = 0;
    let rest_ok = groups.all(|group| {
        rest += 1;
        group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit())
    });
    (first_ok && rest_ok && rest > 0).then(|| text.replace(',', ""))
}

/// A row with its number as a spreadsheet shows it (the first header row is row 1; for formats without
/// header rows the first feature is row 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Number of the row.
    pub number: u64,
    /// Cells, as many as the source has columns.
    pub cells: Vec<Cell>,
    /// Geometry in the CRS of the source, for formats that have one.
    pub geometry: Option<Geometry<f64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_ways_people_write_them() {
        for (text, value) in [("12.5", 12.5), ("1,234.5", 1234.5), ("-95", -95.0), ("１２", 12.0), ("1e3", 1000.0)] {
            assert_eq!(Cell::from_text(text).as_number(), Ok(Some(value)), "{text}");
        }
        assert_eq!(Cell::from_text("  ").as_number(), Ok(None));
        for text in ["12,5", "n/a", "1,23,456", "约500"] {
            assert!(Cell::from_text(text).as_number().is_err(), "{text}");
        }
        assert!(Cell::from_text("NaN").as_number().is_ok_and(|v| v.is_some_and(f64::is_nan)));
    }
}
