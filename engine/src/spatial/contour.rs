//! Isobands and isolines of a raster by marching squares.
//!
//! # Algorithm
//! 1. A cell of the contour mesh has four neighbouring raster centres as its corners; a corner is
//!    inside a level when its value is at least the level. Outside the raster everything is below
//!    every level, so regions end at the border of the raster.
//! 2. The boundary crosses each edge between an inside and an outside corner once, at the place
//!    where the interpolated value equals the level; in a saddle the two inside corners stay apart.
//! 3. Crossings are kept strictly between the corners and in the order of the levels. Hence every
//!    ring is simple, rings of all levels never touch, and their nesting is exact.
//!
//! # References
//! W. E. Lorensen, H. E. Cline, "Marching cubes", Computer Graphics 21 (1987) 163-169 (here in two
//! dimensions).

use super::grid::GridSpec;
use super::rings::polygons_from_rings;
use crate::math;
use crate::provenance::{FieldProblem, InvalidInput};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon};

/// How a value is interpolated between two cell centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// Linear in the value.
    Linear,
    /// Linear in the logarithm of the value, for quantities that fall by decades (risk,
    /// concentration). Values at or below zero count as a thousandth of the lowest level.
    Logarithmic,
}

/// The area between one level and the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoband {
    /// Index of the lower level in `levels`; the band reaches to the next level, the last one to infinity.
    pub level: usize,
    /// The area, local metres; valid polygons with counter-clockwise outer rings.
    pub area: MultiPolygon,
}

/// The line along which the raster has the value of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoline {
    /// Index of the level in `levels`.
    pub level: usize,
    /// Lines in local metres, higher values on their left; open where they meet the border.
    pub lines: MultiLineString,
}

/// Areas between consecutive levels, one for each level, in local metres.
///
/// `values` is row-major as [`GridSpec`] says; what is not a number is outside every level.
///
/// # Errors
/// [`InvalidInput`] when the raster has another length than the grid, or the levels are not finite,
/// rising, or (logarithmic) above zero.
pub fn isobands(
    grid: &GridSpec,
    values: &[f64],
    levels: &[f64],
    interpolation: Interpolation,
) -> Result<Vec<Isoband>, InvalidInput> {
    let mesh = Mesh::new(grid, values, levels, interpolation)?;
    let rings: Vec<Vec<Vec<Coord>>> = (0..levels.len()).map(|level| mesh.rings(level)).collect();
    Ok((0..levels.len())
        .map(|level| {
            let mut all = rings[level].clone();
            let upper = rings.get(level + 1).map(Vec::as_slice).unwrap_or_default();
            all.extend(upper.iter().map(|ring| ring.iter().rev().copied().collect()));
            Isoband { level, area: polygons_from_rings(all) }
        })
        .collect())
}

/// Lines of equal value, one entry for each level, in local metres.
///
/// # Errors
/// As [`isobands`].
pub fn isolines(
    grid: &GridSpec,
    values: &[f64],
    levels: &[f64],
    interpolation: Interpolation,
) -> Result<Vec<Isoline>, InvalidInput> {
    let mesh = Mesh::new(grid, values, levels, interpolation)?;
    Ok((0..levels.len()).map(|level| Isoline { level, lines: MultiLineString(mesh.lines(level)) }).collect())
}

/// Crossings keep this part of an edge away from its ends, times the rank of the level.
const EDGE_GAP: f64 = 1e-6;

/// The raster with transformed values and levels.
struct Mesh<'a> {
    grid: &'a GridSpec,
    values: Vec<f64>,
    levels: Vec<f64>,
}

/// An edge of the mesh: corner index (with one corner of padding all round) times two, plus one
/// for the vertical edge above the corner.
type EdgeKey = u64;

impl<'a> Mesh<'a> {
    fn new(
        grid: &'a GridSpec,
        values: &[f64],
        levels: &[f64],
        interpolation: Interpolation,
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        if values.len() != grid.len() {
            problems.push(FieldProblem::new("values", values.len(), format!("{} values", grid.len()), "wrong_length"));
        }
        let positive = interpolation == Interpolation::Linear || levels.iter().all(|&level| level > 0.0);
        if !positive
            || levels.iter().any(|level| !level.is_finite())
            || levels.windows(2).any(|pair| pair[0] >= pair[1])
        {
            let allowed = "finite, rising, above zero when logarithmic";
            problems.push(FieldProblem::new("levels", format!("{levels:?}"), allowed, "out_of_range"));
        }
        InvalidInput::check(problems)?;
        let transform = transform_of(interpolation, levels);
        Ok(Self {
            grid,
            values: values.iter().map(|&value| transform(value)).collect(),
            levels: levels.iter().map(|&level| transform(level)).collect(),
        })
    }

    /// Corners in a padded row.
    fn stride(&self) -> u64 {
        self.grid.columns as u64 + 2
    }

    /// Transformed value at a padded corner; below everything outside the raster.
    fn value(&self, column: u64, row: u64) -> f64 {
        let (columns, rows) = (self.grid.columns as u64, self.grid.rows as u64);
        if (1..=columns).contains(&column) && (1..=rows).contains(&row) {
            self.values[((row - 1) * columns + column - 1) as usize]
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Directed segments (from edge, to edge) of a level, inside on the left, sorted by their start.
    fn segments(&self, level: f64) -> Vec<(EdgeKey, EdgeKey)> {
        let stride = self.stride();
        let mut segments = Vec::new();
        for row in 0..=self.grid.rows as u64 {
            let mut left = self.column_bits(0, row, level);
            for column in 0..=self.grid.columns as u64 {
                let right = self.column_bits(column + 1, row, level);
                // Bits: 1 bottom left, 2 bottom right, 4 top right, 8 top left.
                let case = (left & 1) | (right & 1) << 1 | (right & 2) << 1 | (left & 2) << 2;
                if case != 0 && case != 15 {
                    let corner = row * stride + column;
                    push_segments(case, corner, stride, &mut segments);
                }
                left = right;
            }
        }
        segments.sort_unstable();
        segments
    }

    /// Bit 1: the corner is inside; bit 2: the corner above it is.
    fn column_bits(&self, column: u64, row: u64, level: f64) -> u8 {
        u8::from(self.value(column, row) >= level) | u8::from(self.value(column, row + 1) >= level) << 1
    }

    /// Closed chains of edges of a level.
    fn chains(&self, level: f64) -> Vec<Vec<EdgeKey>> {
        let segments = self.segments(level);
        let mut used = vec![false; segments.len()];
        let mut chains = Vec::new();
        for first in 0..segments.len() {
            let mut chain = Vec::new();
            let mut at = first;
            while !used[at] {
                used[at] = true;
                chain.push(segments[at].0);
                // Every crossing starts exactly one segment and ends exactly one.
                at = segments.binary_search_by_key(&segments[at].1, |segment| segment.0).unwrap_or(first);
            }
            if !chain.is_empty() {
                chains.push(chain);
            }
        }
        chains
    }

    /// Closed rings of a level in local metres.
    fn rings(&self, level: usize) -> Vec<Vec<Coord>> {
        let close = |chain: Vec<EdgeKey>| {
            let mut ring: Vec<Coord> = chain.iter().map(|&edge| self.crossing(edge, level)).collect();
            ring.push(ring[0]);
            ring
        };
        self.chains(self.levels[level]).into_iter().map(close).collect()
    }

    /// Lines of a level: rings, opened where they run along the border of the raster.
    fn lines(&self, level: usize) -> Vec<LineString> {
        let mut lines = Vec::new();
        for mut chain in self.chains(self.levels[level]) {
            let Some(border) = chain.iter().position(|&edge| self.is_padding(edge)) else {
                chain.push(chain[0]);
                lines.push(chain.iter().map(|&edge| self.crossing(edge, level)).collect());
                continue;
            };
            chain.rotate_left(border);
            for part in chain.split(|&edge| self.is_padding(edge)).filter(|part| part.len() > 1) {
                lines.push(part.iter().map(|&edge| self.crossing(edge, level)).collect());
            }
        }
        lines
    }

    /// The two corners of an edge.
    fn corners(&self, edge: EdgeKey) -> [(u64, u64); 2] {
        let (corner, vertical) = (edge / 2, edge % 2);
        let (column, row) = (corner % self.stride(), corner / self.stride());
        [(column, row), (column + 1 - vertical, row + vertical)]
    }

    fn is_padding(&self, edge: EdgeKey) -> bool {
        self.corners(edge).iter().any(|&(column, row)| !self.value(column, row).is_finite())
    }

    /// Where the boundary of a level crosses an edge, local metres.
    fn crossing(&self, edge: EdgeKey, level: usize) -> Coord {
        let [a, b] = self.corners(edge);
        let (value_a, value_b) = (self.value(a.0, a.1), self.value(b.0, b.1));
        // Measured from the lower corner, so that higher levels lie farther along.
        let a_is_lower = value_b >= self.levels[level];
        let (low, high) = if a_is_lower { (value_a, value_b) } else { (value_b, value_a) };
        let part = self.ordered_part(low, high, level);
        let t = if a_is_lower { part } else { 1.0 - part };
        let place = |start: u64, end: u64| start as f64 - 0.5 + t * (end as f64 - start as f64);
        Coord {
            x: self.grid.origin_x_m + place(a.0, b.0) * self.grid.cell_m,
            y: self.grid.origin_y_m + place(a.1, b.1) * self.grid.cell_m,
        }
    }

    /// Part of the way from the lower to the higher corner: inside (0, 1), rising with the level.
    fn ordered_part(&self, low: f64, high: f64, level: usize) -> f64 {
        let finite = low.is_finite() && high.is_finite();
        let part = if finite { ((self.levels[level] - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        let count = self.levels.len() as f64 + 1.0;
        part * (1.0 - count * EDGE_GAP) + (level as f64 + 1.0) * EDGE_GAP
    }
}

/// The function that makes interpolation linear.
fn transform_of(interpolation: Interpolation, levels: &[f64]) -> impl Fn(f64) -> f64 {
    let floor = levels.first().map_or(f64::MIN_POSITIVE, |level| (level * 1e-3).max(f64::MIN_POSITIVE));
    move |value| match interpolation {
        Interpolation::Linear => value,
        Interpolation::Logarithmic if value.is_nan() => value,
        Interpolation::Logarithmic => math::ln(value.max(floor)),
    }
}

/// Segments of a marching-squares case in the cell whose bottom left corner is `corner`.
fn push_segments(case: u8, corner: u64, stride: u64, segments: &mut Vec<(EdgeKey, EdgeKey)>) {
    let bottom = corner * 2;
    let left = corner * 2 + 1;
    let right = (corner + 1) * 2 + 1;
    let top = (corner + stride) * 2;
    let mut push = |from, to| segments.push((from, to));
    match case {
        1 => push(bottom, left),
        2 => push(right, bottom),
        3 => push(right, left),
        4 => push(top, right),
        5 => {
            push(bottom, left);
            push(top, right);
        }
        6 => push(top, bottom),
        7 => push(top, left),
        8 => push(left, top),
        9 => push(bottom, top),
        10 => {
            push(right, bottom);
            push(left, top);
        }
        11 => push(right, top),
        12 => push(left, right),
        13 => push(bottom, right),
        14 => push(left, bottom),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::LocalFrame;
    use crate::units::LonLat;
    use geo::{Area, Contains, Validation};
    use geo_types::Point;

    fn grid(columns: usize, rows: usize, cell_m: f64) -> GridSpec {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.0 });
        let half = |n: usize| -0.5 * n as f64 * cell_m;
        GridSpec { frame, origin_x_m: half(columns), origin_y_m: half(rows), cell_m, columns, rows }
    }

    fn raster(grid: &GridSpec, f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let centres = (0..grid.rows).flat_map(|r| (0..grid.columns).map(move |c| (c, r)));
        centres.map(|(c, r)| f(grid.column_x_m(c), grid.row_y_m(r))).collect()
    }

    /// A cone of slope 1 falls to the level at a known radius: areas are those of circles.
    #[test]
    fn bands_of_a_cone_are_rings_of_known_area() {
        let grid = grid(200, 200, 10.0);
        let values = raster(&grid, |x, y| 1_000.0 - math::hypot(x, y));
        let bands = isobands(&grid, &values, &[300.0, 600.0, 900.0], Interpolation::Linear).unwrap();
        let pi = std::f64::consts::PI;
        let expected = [pi * (700.0 * 700.0 - 400.0 * 400.0), pi * (400.0 * 400.0 - 100.0 * 100.0), pi * 1e4];
        for (band, area_m2) in bands.iter().zip(expected) {
            assert!(band.area.is_valid());
            assert_eq!(band.area.0.len(), 1);
            let relative = band.area.unsigned_area() / area_m2 - 1.0;
            // Chords of 10 m in a circle of 100 m radius lose 0.2 % of its area.
            assert!(relative.abs() < 3e-3, "{relative}");
        }
        assert_eq!(bands[0].area.0[0].interiors().len(), 1);
        assert!(bands[2].area.contains(&Point::new(0.0, 0.0)));
    }

    /// An exponential fall crosses its level at a known place, which linear interpolation misses.
    #[test]
    fn logarithmic_interpolation_is_exact_for_exponentials() {
        let grid = grid(20, 20, 100.0);
        let values = raster(&grid, |x, _| math::pow(10.0, -(x + 1_000.0) / 250.0));
        let lines = isolines(&grid, &values, &[1e-4], Interpolation::Logarithmic).unwrap();
        for coord in &lines[0].lines.0[0].0 {
            assert!((coord.x - 0.0).abs() < 1e-3, "{coord:?}");
        }
    }

    /// Values equal to the level, saddles, flat patches, gaps: all rings stay valid.
    #[test]
    fn hard_rasters_give_valid_polygons() {
        let grid = grid(7, 6, 1.0);
        let mut state = 7_u32;
        for _ in 0..300 {
            let values: Vec<f64> = (0..42)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let digit = (state >> 24) % 6;
                    if digit == 5 { f64::NAN } else { f64::from(digit) }
                })
                .collect();
            let bands = isobands(&grid, &values, &[1.0, 2.0, 2.5, 4.0], Interpolation::Linear).unwrap();
            for band in &bands {
                assert!(band.area.is_valid(), "{values:?}");
            }
            // Bands and nothing between them: areas add up to the area above the lowest level.
            let whole = isobands(&grid, &values, &[1.0], Interpolation::Linear).unwrap();
            let sum: f64 = bands.iter().map(|band| band.area.unsigned_area()).sum();
            assert!((sum - whole[0].area.unsigned_area()).abs() < 1e-3 * whole[0].area.unsigned_area() + 1e-9);
        }
    }

    #[test]
    fn island_in_a_lake_is_a_polygon_of_its_own() {
        let grid = grid(5, 5, 1.0);
        let mut values = vec![1.0; 25];
        for (column, row) in [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (1, 3), (2, 3), (3, 3)] {
            values[row * 5 + column] = 0.0;
        }
        let bands = isobands(&grid, &values, &[0.5], Interpolation::Linear).unwrap();
        assert_eq!(bands[0].area.0.len(), 2);
        assert_eq!(bands[0].area.0[0].interiors().len(), 1);
        assert!(bands[0].area.is_valid());
        let lines = isolines(&grid, &values, &[0.5], Interpolation::Linear).unwrap();
        assert_eq!(lines[0].lines.0.len(), 2);
    }

    #[test]
    fn refuses_wrong_length_and_falling_levels_at_once() {
        let grid = grid(3, 3, 1.0);
        let error = isobands(&grid, &[0.0; 8], &[2.0, 1.0], Interpolation::Linear).unwrap_err();
        assert_eq!(error.problems.len(), 2);
        assert!(isolines(&grid, &[0.0; 9], &[0.0], Interpolation::Logarithmic).is_err());
    }
}
