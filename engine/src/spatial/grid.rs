//! Regular rasters in a local frame.

use super::frame::{LocalFrame, LocalPoint};
use crate::provenance::{FieldProblem, InvalidInput};
use crate::units::{LonLat, LonLatBox};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A regular raster of square cells: row 0 in the south, column 0 in the west; values of a raster
/// are row-major and belong to cell centres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GridSpec {
    /// Frame of the coordinates.
    pub frame: LocalFrame,
    /// Western edge of the raster, m.
    pub origin_x_m: f64,
    /// Southern edge of the raster, m.
    pub origin_y_m: f64,
    /// Side of a cell, m.
    pub cell_m: f64,
    /// Number of columns.
    pub columns: usize,
    /// Number of rows.
    pub rows: usize,
}

impl GridSpec {
    /// The smallest raster aligned to multiples of `cell_m` that covers a box and a margin around it.
    ///
    /// # Errors
    /// [`InvalidInput`] when the cell size is not in 0.1 m to 100 km, the margin is not in 0 to
    /// 1,000 km, or there would be more than 2^31 cells.
    pub fn covering(frame: LocalFrame, bounds: &LonLatBox, margin_m: f64, cell_m: f64) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "cell_m", cell_m, 0.1, 100_000.0, "m");
        FieldProblem::check_range(&mut problems, "margin_m", margin_m, 0.0, 1_000_000.0, "m");
        InvalidInput::check(problems)?;
        let (min, max) = outline(&frame, bounds);
        let start = |low_m: f64| ((low_m - margin_m) / cell_m).floor();
        let end = |high_m: f64| ((high_m + margin_m) / cell_m).ceil();
        let (columns, rows) = (end(max.x_m) - start(min.x_m), end(max.y_m) - start(min.y_m));
        let cells = columns * rows;
        if cells.is_nan() || cells > 2_147_483_648.0 {
            let problem = FieldProblem::new("cell_m", cell_m, "at most 2^31 cells over the box", "out_of_range");
            return Err(InvalidInput { problems: vec![problem] });
        }
        Ok(Self {
            frame,
            origin_x_m: start(min.x_m) * cell_m,
            origin_y_m: start(min.y_m) * cell_m,
            cell_m,
            columns: (columns as usize).max(1),
            rows: (rows as usize).max(1),
        })
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Easting of the centres of a column, m.
    #[must_use]
    pub fn column_x_m(&self, column: usize) -> f64 {
        self.origin_x_m + (column as f64 + 0.5) * self.cell_m
    }

    /// Northing of the centres of a row, m.
    #[must_use]
    pub fn row_y_m(&self, row: usize) -> f64 {
        self.origin_y_m + (row as f64 + 0.5) * self.cell_m
    }

    /// Centre of a cell.
    #[must_use]
    pub fn cell_centre(&self, column: usize, row: usize) -> LocalPoint {
        LocalPoint { x_m: self.column_x_m(column), y_m: self.row_y_m(row) }
    }

    /// Position of a cell in a row-major raster.
    #[must_use]
    pub fn index(&self, column: usize, row: usize) -> usize {
        row * self.columns + column
    }

    /// Column and row of the cell that holds a local point; `None` outside.
    #[must_use]
    pub fn cell_at(&self, point: LocalPoint) -> Option<(usize, usize)> {
        let column = ((point.x_m - self.origin_x_m) / self.cell_m).floor();
        let row = ((point.y_m - self.origin_y_m) / self.cell_m).floor();
        let inside = column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        inside.then_some((column as usize, row as usize))
    }

    /// Bounds in degrees.
    #[must_use]
    pub fn lon_lat_box(&self) -> LonLatBox {
        let (width_m, height_m) = (self.columns as f64 * self.cell_m, self.rows as f64 * self.cell_m);
        let mut bounds: Option<LonLatBox> = None;
        for step in 0..=8 {
            let part = f64::from(step) / 8.0;
            for (x, y) in [(part, 0.0), (part, 1.0), (0.0, part), (1.0, part)] {
                let place = self
                    .frame
                    .to_lon_lat(LocalPoint { x_m: self.origin_x_m + x * width_m, y_m: self.origin_y_m + y * height_m });
                bounds = Some(extend(bounds, place));
            }
        }
        bounds.unwrap_or(LonLatBox { west_deg: 0.0, south_deg: 0.0, east_deg: 0.0, north_deg: 0.0 })
    }
}

/// The box with a place added.
fn extend(bounds: Option<LonLatBox>, place: LonLat) -> LonLatBox {
    let at = LonLatBox {
        west_deg: place.lon_deg,
        south_deg: place.lat_deg,
        east_deg: place.lon_deg,
        north_deg: place.lat_deg,
    };
    bounds.map_or(at, |b| LonLatBox {
        west_deg: b.west_deg.min(at.west_deg),
        south_deg: b.south_deg.min(at.south_deg),
        east_deg: b.east_deg.max(at.east_deg),
        north_deg: b.north_deg.max(at.north_deg),
    })
}

/// Local bounds of a lon/lat box, its edges followed in eight steps (they are curved in metres).
fn outline(frame: &LocalFrame, bounds: &LonLatBox) -> (LocalPoint, LocalPoint) {
    let mut min = LocalPoint { x_m: f64::INFINITY, y_m: f64::INFINITY };
    let mut max = LocalPoint { x_m: f64::NEG_INFINITY, y_m: f64::NEG_INFINITY };
    for step in 0..=8 {
        let part = f64::from(step) / 8.0;
        for (x, y) in [(part, 0.0), (part, 1.0), (0.0, part), (1.0, part)] {
            let point = frame.to_local(LonLat {
                lon_deg: bounds.west_deg + x * (bounds.east_deg - bounds.west_deg),
                lat_deg: bounds.south_deg + y * (bounds.north_deg - bounds.south_deg),
            });
            min = LocalPoint { x_m: min.x_m.min(point.x_m), y_m: min.y_m.min(point.y_m) };
            max = LocalPoint { x_m: max.x_m.max(point.x_m), y_m: max.y_m.max(point.y_m) };
        }
    }
    (min, max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> GridSpec {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.0 });
        GridSpec { frame, origin_x_m: -200.0, origin_y_m: -100.0, cell_m: 100.0, columns: 4, rows: 2 }
    }

    #[test]
    fn centres_and_cells_agree() {
        let grid = grid();
        assert_eq!(grid.cell_centre(0, 0), LocalPoint { x_m: -150.0, y_m: -50.0 });
        assert_eq!(grid.cell_at(grid.cell_centre(3, 1)), Some((3, 1)));
        assert_eq!(grid.index(3, 1), 7);
        assert_eq!(grid.cell_at(LocalPoint { x_m: 200.0, y_m: 0.0 }), None);
        assert_eq!(grid.cell_at(LocalPoint { x_m: -200.1, y_m: 0.0 }), None);
    }

    #[test]
    fn covers_the_box_with_its_margin() {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.0 });
        let bounds = LonLatBox { west_deg: 113.9, south_deg: 29.9, east_deg: 114.1, north_deg: 30.1 };
        let grid = GridSpec::covering(frame, &bounds, 500.0, 100.0).unwrap();
        let whole = grid.lon_lat_box();
        assert!(whole.west_deg < 113.9 && whole.east_deg > 114.1);
        assert!(whole.south_deg < 29.9 && whole.north_deg > 30.1);
        // 0.2 degrees of longitude at 29.9 N are 19,318 m on the ellipsoid, and 2 x 500 m.
        assert!((203..=206).contains(&grid.columns), "{}", grid.columns);
        assert!(GridSpec::covering(frame, &bounds, 0.0, f64::NAN).is_err());
        assert!(GridSpec::covering(frame, &bounds, 1e6, 0.1).is_err());
    }
}
