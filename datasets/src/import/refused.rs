//! The refused rows, kept for correction: the same columns, and why.

use super::error::ImportError;
use super::row::Row;
use cordon_engine::provenance::FieldProblem;
use geo_types::Geometry;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Writes refused rows to a file beside its final name; [`Self::finish`] puts it in place.
pub struct RefusedFile {
    writer: csv::Writer<File>,
    path: PathBuf,
    unfinished: PathBuf,
    columns: usize,
    geometry: bool,
    rows: u64,
}

impl RefusedFile {
    /// Starts a file with the columns of the source, `geometry` when it has one, and `refused_because`.
    ///
    /// # Errors
    /// [`ImportError::Unwritable`].
    pub fn create(path: &Path, columns: &[String], geometry: bool) -> Result<Self, ImportError> {
        let unfinished = path.with_extension(format!("{}.part", std::process::id()));
        let mut file = File::create(&unfinished).map_err(|error| unwritable(path, &error.to_string()))?;
        // With the mark, spreadsheet programs read the text as UTF-8.
        std::io::Write::write_all(&mut file, b"\xef\xbb\xbf").map_err(|error| unwritable(path, &error.to_string()))?;
        let mut writer = csv::Writer::from_writer(file);
        let extra = geometry.then_some("geometry").into_iter().chain(["refused_because"]);
        writer
            .write_record(columns.iter().map(String::as_str).chain(extra))
            .map_err(|error| unwritable(path, &error.to_string()))?;
        Ok(Self { writer, path: path.to_owned(), unfinished, columns: columns.len(), geometry, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`ImportError::Unwritable`].
    pub fn add(&mut self, row: &Row, problems: &[FieldProblem]) -> Result<(), ImportError> {
        let mut cells: Vec<String> = row.cells.iter().take(self.columns).map(super::row::Cell::as_text).collect();
        cells.resize(self.columns, String::new());
        if self.geometry {
            cells.push(row.geometry.as_ref().map(well_known_text).unwrap_or_default());
        }
        cells.push(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
        self.rows += 1;
        self.writer.write_record(&cells).map_err(|error| unwritable(&self.path, &error.to_string()))
    }

    /// Puts the file in place, or removes it when it has no rows; gives its path.
    ///
    /// # Errors
    /// [`ImportError::Unwritable`].
    pub fn finish(mut self) -> Result<Option<PathBuf>, ImportError> {
        let path = self.path.clone();
        let failed = |error: std::io::Error| unwritable(&path, &error.to_string());
        self.writer.flush().map_err(failed)?;
        if self.rows == 0 {
            std::fs::remove_file(&self.unfinished).map_err(failed)?;
            return Ok(None);
        }
        std::fs::rename(&self.unfinished, &self.path).map_err(failed)?;
        Ok(Some(path))
    }

    /// Removes what was written.
    pub fn abandon(self) {
        let _ = std::fs::remove_file(&self.unfinished);
    }
}

fn unwritable(path: &Path, reason: &str) -> ImportError {
    ImportError::Unwritable { path: path.display().to_string(), reason: reason.into() }
}

/// The geometry as text, in the file's own coordinates.
fn well_known_text(geometry: &Geometry<f64>) -> String {
    let ring = |line: &geo_types::LineString<f64>| {
        let pairs: Vec<String> = line.0.iter().map(|c| format!("{} {}", c.x, c.y)).collect();
        format!("({})", pairs.join(", "))
    };
    let polygon = |polygon: &geo_types::Polygon<f64>| {
        let rings: Vec<String> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect();
        format!("({})", rings.join(", "))
    };
    match geometry {
        Geometry::Point(point) => format!("POINT ({} {})", point.x(), point.y()),
        Geometry::LineString(line) => format!("LINESTRING {}", ring(line)),
        Geometry::MultiLineString(lines) => {
            format!("MULTILINESTRING ({})", lines.0.iter().map(ring).collect::<Vec<_>>().join(", "))
        }
        Geometry::Polygon(one) => format!("POLYGON {}", polygon(one)),
        Geometry::MultiPolygon(many) => {
            format!("MULTIPOLYGON ({})", many.0.iter().map(polygon).collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    #[test]
    fn geometry_as_text() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.5)];
        assert_eq!(well_known_text(&Geometry::Polygon(square)), "POLYGON ((0 0, 1 0, 1 1.5, 0 0))");
    }
}
