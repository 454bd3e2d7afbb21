//! A plume on a map grid, with the wind at any angle.

use super::octaves::{Cells, LANES, OctaveTable};
use super::placement::Placement;
use super::plume::PlumeField;
use super::sigma::PlumeSigmaSet;
use crate::math::{SimdLevel, decay_lane};
use crate::progress::{Cancelled, ProgressToken};
use crate::spatial::{GridSpec, LocalPoint};

/// Work between two looks at the progress token, cells: about a millisecond.
pub(super) const CELLS_PER_CHECK: usize = 1 << 17;

/// A plume at one height, prepared for any number of grids and wind directions.
///
/// Equal to [`PlumeField::concentration_kg_m3`] within 1e-9 relative wherever that is 1e-30 kg/m3 or more
/// (less than a molecule in 10 000 m3 of any gas); smaller values stay smaller. The bits are the same at
/// every [`SimdLevel`].
#[derive(Debug, Clone)]
pub struct PlumeGrid {
    field: PlumeField,
    z_m: f64,
    reach_m: f64,
    table: Table,
}

#[derive(Debug, Clone)]
enum Table {
    /// (x / sigma_y)^2 is linear in x: the Briggs sets, from a point.
    Linear(OctaveTable<2>),
    Curved(OctaveTable<7>),
}

/// How the wind lies to the rows.
enum Alignment {
    Along(Hoisted),
    Across,
    Slanted,
}

/// What is worked out once for a grid and a wind direction.
struct Sweep {
    columns: Columns,
    alignment: Alignment,
}

/// Coordinates of the columns, split so that a cell costs one addition each.
pub(super) struct Columns {
    pub(super) x_along_m: Vec<f64>,
    pub(super) y_along_m: Vec<f64>,
}

impl PlumeGrid {
    /// Prepares a plume at height `z_m` for cells up to `reach_m` downwind; about 0.2 ms.
    #[must_use]
    pub fn new(field: &PlumeField, z_m: f64, reach_m: f64) -> Self {
        let table = match field.sigma_set() {
            PlumeSigmaSet::BriggsRural | PlumeSigmaSet::BriggsUrban if field.is_narrow_at_source() => {
                Table::Linear(OctaveTable::new(field, z_m, reach_m))
            }
            _ => Table::Curved(OctaveTable::new(field, z_m, reach_m)),
        };
        Self { field: *field, z_m, reach_m, table }
    }

    /// Concentration at every cell centre, kg/m3, row-major from the south-west as in [`GridSpec`].
    ///
    /// # Errors
    /// [`Cancelled`] once the owner of the token cancels; `out` is then half filled.
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill(
        &self,
        grid: &GridSpec,
        placement: &Placement,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        self.fill_at(SimdLevel::best(), grid, placement, progress, out)
    }

    /// [`Self::fill`] at a named instruction set, for tests and benchmarks.
    ///
    /// # Errors
    /// [`Cancelled`] as [`Self::fill`].
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill_at(
        &self,
        level: SimdLevel,
        grid: &GridSpec,
        placement: &Placement,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        assert_eq!(out.len(), grid.len(), "one place for each cell");
        if farthest_m(grid, placement) > self.reach_m {
            let wider = Self::new(&self.field, self.z_m, farthest_m(grid, placement));
            return wider.fill_at(level, grid, placement, progress, out);
        }
        let sweep = Sweep::new(self, grid, placement);
        let rows_per_check = (CELLS_PER_CHECK / grid.columns.max(1)).max(1);
        for (block, rows) in out.chunks_mut(rows_per_check * grid.columns.max(1)).enumerate() {
            progress.check()?;
            let norths = (block * rows_per_check..).map(|row| grid.row_y_m(row) - placement.source.y_m);
            self.fill_rows(level, placement, &sweep, norths.zip(rows.chunks_exact_mut(grid.columns)));
        }
        Ok(())
    }

    fn fill_rows<'a>(
        &self,
        level: SimdLevel,
        placement: &Placement,
        sweep: &Sweep,
        rows: impl Iterator<Item = (f64, &'a mut [f64])>,
    ) {
        let (to_x, to_y) = (placement.north_ratio, placement.east_ratio);
        level.run(
            #[inline(always)]
            || match (&sweep.alignment, &self.table) {
                (Alignment::Along(hoisted), _) => {
                    for (north_m, row) in rows {
                        hoisted.fill(north_m * to_y, row);
                    }
                }
                (Alignment::Across, _) => {
                    for (north_m, row) in rows {
                        self.fill_across(&sweep.columns, north_m * to_x, row);
                    }
                }
                (Alignment::Slanted, Table::Linear(table)) => {
                    for (north_m, row) in rows {
                        fill_row(table, &sweep.columns, north_m * to_x, north_m * to_y, row);
                    }
                }
                (Alignment::Slanted, Table::Curved(table)) => {
                    for (north_m, row) in rows {
                        fill_row(table, &sweep.columns, north_m * to_x, north_m * to_y, row);
                    }
                }
            },
        );
    }

    /// Wind along the rows: peak and spread belong to the column.
    fn hoist(&self, columns: &Columns) -> Hoisted {
        let peak = |&x_m: &f64| self.field.centreline_kg_m3(x_m, self.z_m);
        let spread = |&x_m: &f64| self.spread_per_m2(x_m);
        Hoisted {
            peak_kg_m3: columns.x_along_m.iter().map(peak).collect(),
            spread_per_m2: columns.x_along_m.iter().map(spread).collect(),
        }
    }

    /// Wind across the rows: peak and spread belong to the row.
    #[inline(always)]
    fn fill_across(&self, columns: &Columns, x_m: f64, row: &mut [f64]) {
        let (peak_kg_m3, spread_per_m2) = (self.field.centreline_kg_m3(x_m, self.z_m), self.spread_per_m2(x_m));
        for (value, &y_m) in row.iter_mut().zip(&columns.y_along_m) {
            *value = peak_kg_m3 * decay_lane(-(y_m * y_m * spread_per_m2));
        }
    }

    /// 1 / (2 sigma_y^2), 1/m2.
    fn spread_per_m2(&self, x_m: f64) -> f64 {
        let sigma_m = self.field.sigma_y_m(x_m);
        0.5 / (sigma_m * sigma_m)
    }
}

impl Sweep {
    fn new(plume: &PlumeGrid, grid: &GridSpec, placement: &Placement) -> Self {
        let columns = Columns::new(grid, placement);
        let alignment = if placement.north_ratio == 0.0 {
            Alignment::Along(plume.hoist(&columns))
        } else if placement.east_ratio == 0.0 {
            Alignment::Across
        } else {
            Alignment::Slanted
        };
        Self { columns, alignment }
    }
}

impl Columns {
    pub(super) fn new(grid: &GridSpec, placement: &Placement) -> Self {
        let easts = || (0..grid.columns).map(|column| grid.column_x_m(column) - placement.source.x_m);
        Self {
            x_along_m: easts().map(|east_m| east_m * placement.east_ratio).collect(),
            y_along_m: easts().map(|east_m| east_m * placement.north_ratio).collect(),
        }
    }
}

struct Hoisted {
    peak_kg_m3: Vec<f64>,
    spread_per_m2: Vec<f64>,
}

impl Hoisted {
    #[inline(always)]
    fn fill(&self, y_m: f64, row: &mut [f64]) {
        let minus_square_m2 = -(y_m * y_m);
        for ((value, peak), spread) in row.iter_mut().zip(&self.peak_kg_m3).zip(&self.spread_per_m2) {
            *value = peak * decay_lane(minus_square_m2 * spread);
        }
    }
}

/// One row with slanted wind. The last cells are reached by a block that overlaps the one before.
#[inline(always)]
fn fill_row<const SPREAD: usize>(
    table: &OctaveTable<SPREAD>,
    columns: &Columns,
    x_row_m: f64,
    y_row_m: f64,
    row: &mut [f64],
) {
    let count = row.len();
    let mut start = 0;
    while start + LANES <= count {
        fill_block(table, columns, (x_row_m, y_row_m), start, row);
        start += LANES;
    }
    if start < count && count >= LANES {
        fill_block(table, columns, (x_row_m, y_row_m), count - LANES, row);
    } else if start < count {
        fill_short_row(table, columns, (x_row_m, y_row_m), row);
    }
}

#[inline(always)]
fn fill_block<const SPREAD: usize>(
    table: &OctaveTable<SPREAD>,
    columns: &Columns,
    (x_row_m, y_row_m): (f64, f64),
    start: usize,
    row: &mut [f64],
) {
    let take = start..start + LANES;
    let (Some(x_along_m), Some(y_along_m), Some(out)) = (
        columns.x_along_m[take.clone()].first_chunk(),
        columns.y_along_m[take.clone()].first_chunk(),
        row[take].first_chunk_mut(),
    ) else {
        return;
    };
    table.fill(&Cells { x_along_m, y_along_m, x_row_m, y_row_m }, out);
}

/// A row of fewer cells than a block: the last cell stands in for the missing ones.
fn fill_short_row<const SPREAD: usize>(
    table: &OctaveTable<SPREAD>,
    columns: &Columns,
    (x_row_m, y_row_m): (f64, f64),
    row: &mut [f64],
) {
    let last = row.len() - 1;
    let x_along_m = std::array::from_fn(|lane| columns.x_along_m[lane.min(last)]);
    let y_along_m = std::array::from_fn(|lane| columns.y_along_m[lane.min(last)]);
    let mut block = [0.0; LANES];
    table.fill(&Cells { x_along_m: &x_along_m, y_along_m: &y_along_m, x_row_m, y_row_m }, &mut block);
    row.copy_from_slice(&block[..=last]);
}

/// Largest downwind distance of a cell centre, m.
pub(super) fn farthest_m(grid: &GridSpec, placement: &Placement) -> f64 {
    let mut farthest = 0.0_f64;
    for x_m in [grid.origin_x_m, grid.column_x_m(grid.columns)] {
        for y_m in [grid.origin_y_m, grid.row_y_m(grid.rows)] {
            farthest = farthest.max(placement.plume_coordinates(LocalPoint { x_m, y_m }).0);
        }
    }
    farthest
}

impl PlumeField {
    /// Concentration on a map grid at height `z_m`, kg/m3; see [`PlumeGrid`] for accuracy. Use [`PlumeGrid`]
    /// itself to place one plume many times.
    ///
    /// # Errors
    /// [`Cancelled`] once the owner of the token cancels.
    ///
    /// # Panics
    /// When `out` has not one place for each cell.
    pub fn fill_grid(
        &self,
        grid: &GridSpec,
        placement: &Placement,
        z_m: f64,
        progress: &ProgressToken,
        out: &mut [f64],
    ) -> Result<(), Cancelled> {
        PlumeGrid::new(self, z_m, farthest_m(grid, placement)).fill(grid, placement, progress, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::{Atmosphere, GaussianPlume, PlumeOptions, PlumeSource};
    use crate::spatial::LocalFrame;
    use crate::units::{Bearing, LonLat};
    use crate::weather::{StabilityClass, Terrain};

    fn field(stability: StabilityClass, set: PlumeSigmaSet, height_m: f64) -> PlumeField {
        let air = Atmosphere { mixing_height_m: Some(400.0), ..Atmosphere::new(stability, 3.0, 10.0, Terrain::Rural) };
        let options = PlumeOptions { sigma_set: Some(set), ..PlumeOptions::default() };
        let plume = GaussianPlume { release_rate_kg_s: 2.0, release_height_m: height_m, averaging_time_s: 300.0 };
        plume.solve_with(&air, options).unwrap().field
    }

    fn grid(cell_m: f64, columns: usize, rows: usize) -> GridSpec {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.5 });
        GridSpec { frame, origin_x_m: -20.0 * cell_m, origin_y_m: -15.0 * cell_m, cell_m, columns, rows }
    }

    fn filled(level: SimdLevel, plume: &PlumeGrid, grid: &GridSpec, placement: &Placement) -> Vec<f64> {
        let mut out = vec![f64::NAN; grid.len()];
        plume.fill_at(level, grid, placement, &ProgressToken::new(), &mut out).unwrap();
        out
    }

    fn worst_difference(field: &PlumeField, z_m: f64, grid: &GridSpec, placement: &Placement, out: &[f64]) -> f64 {
        let mut worst = 0.0_f64;
        for (index, &value) in out.iter().enumerate() {
            let (row, column) = (index / grid.columns, index % grid.columns);
            let centre = LocalPoint { x_m: grid.column_x_m(column), y_m: grid.row_y_m(row) };
            let (x_m, y_m) = placement.plume_coordinates(centre);
            let exact = field.concentration_kg_m3(x_m, y_m, z_m);
            let difference = if exact >= 1e-30 { (value / exact - 1.0).abs() } else { (value - exact).abs() * 1e21 };
            worst = if difference.is_nan() { f64::INFINITY } else { worst.max(difference) };
        }
        worst
    }

    #[test]
    fn equal_to_the_scalar_code_at_any_angle_with_the_same_bits_at_every_level() {
        let sets = [PlumeSigmaSet::BriggsRural, PlumeSigmaSet::BriggsUrban, PlumeSigmaSet::SpicerHavensSeinfeld];
        for (index, set) in sets.into_iter().enumerate() {
            for stability in StabilityClass::ALL {
                let height_m = [0.0, 10.0, 80.0][index];
                let field = field(stability, set, height_m);
                let grid = grid([3.0, 25.0, 100.0][stability.index() % 3], 83, 41);
                for degrees in [0.0, 30.0, 60.0, 90.0, 135.3, 180.0, 211.0, 270.0, 359.9] {
                    let source = LocalPoint { x_m: 1.7, y_m: -4.2 };
                    let placement = Placement::new(source, Bearing::from_wind_to_deg(degrees));
                    let plume = PlumeGrid::new(&field, 1.5, 1e4);
                    let out = filled(SimdLevel::scalar(), &plume, &grid, &placement);
                    let worst = worst_difference(&field, 1.5, &grid, &placement, &out);
                    assert!(worst < 1e-9, "{set:?} {stability:?} {degrees}: {worst:e}");
                    for level in SimdLevel::available() {
                        let other = filled(level, &plume, &grid, &placement);
                        assert!(other.iter().zip(&out).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", level.name());
                    }
                }
            }
        }
    }

    #[test]
    fn an_area_source_is_equal_to_the_scalar_code() {
        let air = Atmosphere::new(StabilityClass::F, 2.0, 10.0, Terrain::Urban);
        let options = PlumeOptions { source: PlumeSource::round(60.0), ..PlumeOptions::default() };
        let plume = GaussianPlume { release_rate_kg_s: 2.0, release_height_m: 0.0, averaging_time_s: 600.0 };
        let field = plume.solve_with(&air, options).unwrap().field;
        let (grid, source) = (grid(12.0, 91, 53), LocalPoint { x_m: 1.7, y_m: -4.2 });
        for degrees in [0.0, 33.0, 90.0, 271.0] {
            let placement = Placement::new(source, Bearing::from_wind_to_deg(degrees));
            let out = filled(SimdLevel::best(), &PlumeGrid::new(&field, 0.0, 1e4), &grid, &placement);
            let worst = worst_difference(&field, 0.0, &grid, &placement, &out);
            assert!(worst < 1e-9, "{degrees}: {worst:e}");
        }
    }

    #[test]
    fn grids_narrower_than_a_block_and_beyond_the_table_are_filled() {
        let field = field(StabilityClass::D, PlumeSigmaSet::BriggsRural, 0.0);
        let placement = Placement::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, Bearing::from_wind_to_deg(40.0));
        for columns in [1, 3, 7, 9] {
            let grid = grid(500.0, columns, 60);
            let plume = PlumeGrid::new(&field, 0.0, 100.0);
            let out = filled(SimdLevel::best(), &plume, &grid, &placement);
            assert!(worst_difference(&field, 0.0, &grid, &placement, &out) < 1e-9);
        }
    }

    #[test]
    fn a_cancelled_fill_stops() {
        let field = field(StabilityClass::D, PlumeSigmaSet::BriggsRural, 0.0);
        let placement = Placement::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, Bearing::from_wind_to_deg(40.0));
        let (progress, grid) = (ProgressToken::new(), grid(10.0, 8, 8));
        progress.cancel();
        let mut out = vec![0.0; grid.len()];
        assert_eq!(field.fill_grid(&grid, &placement, 0.0, &progress, &mut out), Err(Cancelled));
    }
}
