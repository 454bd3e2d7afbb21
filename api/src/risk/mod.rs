//! The risk of a city as the service shows it: a raster that is drawn as bands and as an image.

pub mod bands;
pub mod export;
pub mod image;
pub mod levels;

use crate::tile::TileId;
use cordon_engine::spatial::{GridSpec, LocalPoint};

/// A raster of individual risk with coarser copies for small scales.
///
/// Every coarser copy takes the **highest** of four cells: a small map may widen a zone by a cell,
/// but never loses one.
#[derive(Debug)]
pub struct RiskField {
    scales: Vec<Scale>,
}

/// The raster at one cell size.
#[derive(Debug)]
pub struct Scale {
    /// Geometry of the raster.
    pub grid: GridSpec,
    /// Location-specific individual risk per cell, per year, row 0 in the south.
    pub risk_per_year: Vec<f64>,
}

impl RiskField {
    /// Takes the raster and makes the coarser ones.
    #[must_use]
    pub fn new(grid: GridSpec, risk_per_year: Vec<f64>) -> Self {
        let mut scales = vec![Scale { grid, risk_per_year }];
        while let Some(coarser) = scales.last().filter(|last| last.grid.columns.max(last.grid.rows) > 8).map(coarsen) {
            scales.push(coarser);
        }
        Self { scales }
    }

    /// The raster as computed.
    #[must_use]
    pub fn finest(&self) -> &Scale {
        &self.scales[0]
    }

    /// The coarsest raster whose cells are not larger than `cell_m`, or the finest.
    #[must_use]
    pub fn at_cell_size(&self, cell_m: f64) -> &Scale {
        self.scales.iter().rev().find(|scale| scale.grid.cell_m <= cell_m).unwrap_or(&self.scales[0])
    }

    /// Highest risk of any cell, per year.
    #[must_use]
    pub fn max_per_year(&self) -> f64 {
        self.scales[0].risk_per_year.iter().copied().fold(0.0, f64::max)
    }
}

impl Scale {
    /// Risk of the cell that holds the point, per year; 0 outside the raster.
    #[must_use]
    pub fn risk_at_per_year(&self, point: LocalPoint) -> f64 {
        self.grid.cell_at(point).map_or(0.0, |(column, row)| self.risk_per_year[self.grid.index(column, row)])
    }
}

/// Side of a tile on the ground in the middle of the raster, m: the equator's share of it, shortened
/// by the cosine of the latitude.
fn tile_side_m(field: &RiskField, tile: TileId) -> f64 {
    const EQUATOR_M: f64 = 40_075_016.685_578_49;
    let lat_deg = field.finest().grid.lon_lat_box().centre().lat_deg;
    EQUATOR_M * tile.side() * cordon_engine::math::cos(lat_deg.to_radians())
}

fn coarsen(fine: &Scale) -> Scale {
    let grid = GridSpec {
        cell_m: 2.0 * fine.grid.cell_m,
        columns: fine.grid.columns.div_ceil(2),
        rows: fine.grid.rows.div_ceil(2),
        ..fine.grid
    };
    let mut risk_per_year = vec![0.0; grid.columns * grid.rows];
    for row in 0..fine.grid.rows {
        for column in 0..fine.grid.columns {
            let coarse = &mut risk_per_year[grid.index(column / 2, row / 2)];
            *coarse = f64::max(*coarse, fine.risk_per_year[fine.grid.index(column, row)]);
        }
    }
    Scale { grid, risk_per_year }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use cordon_engine::spatial::LocalFrame;
    use cordon_engine::units::LonLat;

    /// A hill of risk around 114.3 E, 30.6 N that falls tenfold with each kilometre from 1e-4.
    pub(crate) fn hill() -> RiskField {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
        let grid =
            GridSpec { frame, origin_x_m: -5_000.0, origin_y_m: -5_000.0, cell_m: 100.0, columns: 100, rows: 100 };
        let risk = (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| (column, row)));
        let risk = risk.map(|(column, row)| {
            let centre = grid.cell_centre(column, row);
            let distance_m = (centre.x_m * centre.x_m + centre.y_m * centre.y_m).sqrt();
            cordon_engine::math::pow(10.0, -4.0 - distance_m / 1_000.0)
        });
        RiskField::new(grid, risk.collect())
    }

    #[test]
    fn no_coarser_raster_loses_the_peak() {
        let field = hill();
        for scale in &field.scales {
            assert_eq!(scale.risk_per_year.iter().copied().fold(0.0, f64::max), field.max_per_year());
        }
        assert_eq!(field.at_cell_size(450.0).grid.cell_m, 400.0);
        assert_eq!(field.at_cell_size(1.0).grid.cell_m, 100.0);
    }
}
