//! Isobands of risk in a tile, contoured from the cells of the tile and one cell around it.

use super::levels::RiskLevel;
use super::{RiskField, Scale};
use crate::layer::table::{Table, TableBuilder};
use crate::tile::build::{TileFeature, TileGeometry};
use crate::tile::clip::Window;
use crate::tile::rings::{TilePolygon, tile_polygons};
use crate::tile::{BUFFER, TileId, to_world};
use cordon_engine::spatial::{GridSpec, Interpolation, LocalPoint, isobands};
use geo_types::{Coord, LineString, Polygon};
use serde_json::json;

/// Columns of the layer `risk_bands`.
pub const COLUMNS: [&str; 5] = ["level", "lower_per_year", "upper_per_year", "colour", "cell_m"];
/// A tile is contoured from about this many cells a side at most.
const CELLS_ACROSS: f64 = 256.0;

/// The bands in a tile, lowest first, and their properties by row.
#[must_use]
pub fn features(field: &RiskField, levels: &[RiskLevel], tile: TileId) -> (Vec<TileFeature>, Table) {
    let scale = scale_for(field, tile);
    let bounds = field.finest().grid.lon_lat_box();
    if !tile.lon_lat_box().intersects(&bounds) {
        return (Vec::new(), table(levels, scale.grid.cell_m));
    }
    let bands =
        window_of(scale, tile).map(|(grid, values)| cut_bands(&grid, &values, levels, tile)).unwrap_or_default();
    (bands, table(levels, scale.grid.cell_m))
}

fn table(levels: &[RiskLevel], cell_m: f64) -> Table {
    let mut table = TableBuilder::new(COLUMNS.map(str::to_owned).to_vec());
    for (index, level) in levels.iter().enumerate() {
        let upper = levels.get(index + 1).map(|above| above.per_year);
        table.push(vec![json!(index), json!(level.per_year), json!(upper), json!(level.colour), json!(cell_m)]);
    }
    table.finish()
}

fn scale_for(field: &RiskField, tile: TileId) -> &Scale {
    let coarsest_m = field.finest().grid.cell_m * 64.0;
    field.at_cell_size((super::tile_side_m(field, tile) / CELLS_ACROSS).min(coarsest_m))
}

/// The cells under the tile and its buffer, one more all round.
fn window_of(scale: &Scale, tile: TileId) -> Option<(GridSpec, Vec<f64>)> {
    let grid = &scale.grid;
    let outline = tile_outline(grid, tile);
    let limit = |low: f64, origin: f64, cells: usize| {
        (((low - origin) / grid.cell_m).floor()).clamp(0.0, cells as f64) as usize
    };
    let (mut min, mut max) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for point in outline {
        min = [min[0].min(point.x_m), min[1].min(point.y_m)];
        max = [max[0].max(point.x_m), max[1].max(point.y_m)];
    }
    let first_column = limit(min[0] - grid.cell_m, grid.origin_x_m, grid.columns);
    let first_row = limit(min[1] - grid.cell_m, grid.origin_y_m, grid.rows);
    let end_column = limit(max[0] + 2.0 * grid.cell_m, grid.origin_x_m, grid.columns);
    let end_row = limit(max[1] + 2.0 * grid.cell_m, grid.origin_y_m, grid.rows);
    if first_column >= end_column || first_row >= end_row {
        return None;
    }
    let part = GridSpec {
        origin_x_m: grid.origin_x_m + first_column as f64 * grid.cell_m,
        origin_y_m: grid.origin_y_m + first_row as f64 * grid.cell_m,
        columns: end_column - first_column,
        rows: end_row - first_row,
        ..*grid
    };
    let rows = (first_row..end_row).map(|row| grid.index(first_column, row));
    Some((part, rows.flat_map(|start| &scale.risk_per_year[start..start + part.columns]).copied().collect()))
}

/// The buffered tile in local metres, its edges followed in steps. At small scales the tile reaches
/// far beyond any frame: it then stands for the whole raster.
fn tile_outline(grid: &GridSpec, tile: TileId) -> Vec<LocalPoint> {
    let corner = |column: usize, row: usize| LocalPoint {
        x_m: grid.origin_x_m + column as f64 * grid.cell_m,
        y_m: grid.origin_y_m + row as f64 * grid.cell_m,
    };
    if tile.z < 6 {
        return vec![corner(0, 0), corner(grid.columns, grid.rows)];
    }
    let [west, north, east, south] = tile.bounds_with_margin(f64::from(BUFFER));
    (0..=8)
        .map(|step| f64::from(step) / 8.0)
        .flat_map(|t| [[t, 0.0], [t, 1.0], [0.0, t], [1.0, t]])
        .map(|[x, y]| crate::tile::to_lon_lat([west + x * (east - west), north + y * (south - north)]))
        .map(|place| grid.frame.to_local(place))
        .collect()
}

fn cut_bands(grid: &GridSpec, values: &[f64], levels: &[RiskLevel], tile: TileId) -> Vec<TileFeature> {
    let limits: Vec<f64> = levels.iter().map(|level| level.per_year).collect();
    // the levels are our own and rising, the window has the length of its grid: nothing to refuse
    let bands = isobands(grid, values, &limits, Interpolation::Logarithmic).unwrap_or_default();
    let features = bands.into_iter().map(|band| {
        let polygons = band.area.iter().flat_map(|polygon| cut_polygon(grid, polygon, tile)).collect();
        TileFeature { row: band.level, count: 1, geometry: TileGeometry::Polygons(polygons) }
    });
    features.filter(|feature| feature.geometry != TileGeometry::Polygons(Vec::new())).collect()
}

fn cut_polygon(grid: &GridSpec, polygon: &Polygon<f64>, tile: TileId) -> Vec<TilePolygon> {
    let units =
        |coord: &Coord<f64>| tile.units(to_world(grid.frame.to_lon_lat(LocalPoint { x_m: coord.x, y_m: coord.y })));
    let open = |line: &LineString<f64>| line.0[..line.0.len().saturating_sub(1)].iter().map(units).collect();
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open).collect();
    tile_polygons(rings, Window::tile())
}

#[cfg(test)]
mod tests {
    use super::super::levels::standard_levels;
    use super::super::tests::hill;
    use super::*;
    use crate::tile::rings::twice_area;

    /// The tile of zoom 12 that holds 114.3 E, 30.6 N.
    fn tile() -> TileId {
        TileId::new(12, 3348, 1682).unwrap()
    }

    #[test]
    fn the_bands_of_a_hill_are_rings_of_known_width() {
        let (features, table) = features(&hill(), &standard_levels(), tile());
        let lowest = *table.value(0, 1) == json!(standard_levels()[0].per_year);
        assert!(lowest && !features.is_empty());
        for feature in &features {
            let TileGeometry::Polygons(polygons) = &feature.geometry else { panic!("bands are areas") };
            assert!(polygons.iter().all(|rings| twice_area(&rings[0]) > 0));
        }
    }

    #[test]
    fn a_tile_elsewhere_is_empty() {
        assert!(features(&hill(), &standard_levels(), TileId::new(12, 0, 0).unwrap()).0.is_empty());
    }

    #[test]
    fn the_whole_world_still_has_its_bands_or_nothing() {
        let (features, _) = features(&hill(), &standard_levels(), TileId::new(0, 0, 0).unwrap());
        assert!(features.len() <= standard_levels().len());
    }
}
