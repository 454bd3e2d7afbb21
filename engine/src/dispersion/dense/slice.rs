//! A slice of a dense cloud one metre long: what it holds, how wide a level reaches in it.

use super::field::{Measure, Slice};
use crate::math::{erf, exp};
use std::f64::consts::{PI, SQRT_2};

/// Cells across and up in the mass of a slice.
const ACROSS: usize = 20;
const UP: usize = 24;
/// Relative excess over the greatest concentration that is let pass.
const EXCESS_RATIO: f64 = 1e-6;
/// Steps of the search for the saturated slice: Newton's method comes from below without overshoot.
const STEPS: u32 = 20;
/// Steps of the search for a half-width, at most.
const WIDTH_STEPS: u32 = 30;
/// Edges beyond the flat part within which a half-width is looked for: erf leaves 1e-22 outside.
const OUTER_EDGES: f64 = 10.0;

/// The mass of a slice, kg/m.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SliceMass {
    pub(super) airborne_kg_m: f64,
    pub(super) between_kg_m: f64,
}

/// Cells across and up in the search for saturation: a factor is wanted there, no mass.
const COARSE: usize = 12;

/// Cells across and up in the sketch that weighs moments.
const SKETCHED: usize = 8;

/// Values of the profiles at the middles of the cells, and the area of a cell of both sides.
struct Cells<const SIDES: usize, const HEIGHTS: usize> {
    sides: [f64; SIDES],
    heights: [f64; HEIGHTS],
    area_m2: f64,
}

impl Slice {
    /// The slice that holds a share `passage` of its station's mass whatever bounds it: what the bell has above the lid lies
    /// below it, and what the profile has above the density of the release (near the source, where the average is nearly
    /// pure) fills the slice from the middle outwards: the least k with `integral of min(k c, c_max) = integral of c`.
    pub(super) fn conserving(self, passage: f64) -> Self {
        let slice = self.with_passage(passage / self.below_lid_frac());
        let (_, densest_kg_m3) = slice.limits();
        let peak_kg_m3 = slice.amplitude(Measure::Mass) * slice.passage() * slice.peak_shape();
        if !peak_kg_m3.is_finite() || peak_kg_m3 <= densest_kg_m3 * (1.0 + EXCESS_RATIO) {
            return slice;
        }
        slice.with_passage(slice.passage() * slice.saturation(densest_kg_m3))
    }

    /// Factor on the profile that makes up for what a greatest concentration cuts off, by Newton's method.
    fn saturation(&self, densest_kg_m3: f64) -> f64 {
        let cells: Cells<COARSE, COARSE> = self.cells();
        let unit = self.amplitude(Measure::Mass) * self.passage();
        let whole: f64 = unit * cells.sides.iter().sum::<f64>() * cells.heights.iter().sum::<f64>();
        let mut factor = 1.0;
        for _ in 0..STEPS {
            let (mut held, mut slope) = (0.0, 0.0);
            for up in cells.heights {
                for across in cells.sides {
                    let value = unit * up * across;
                    if factor * value < densest_kg_m3 {
                        (held, slope) = (held + factor * value, slope + value);
                    } else {
                        held += densest_kg_m3;
                    }
                }
            }
            let missing = whole - held;
            if missing < 1e-5 * whole || slope <= 0.0 {
                break;
            }
            factor += missing / slope;
        }
        factor
    }

    /// What a metre along the wind holds, kg/m, without lid and greatest concentration: the integral of the profiles is
    /// `4 b sqrt(2 pi) sigma`.
    pub(super) fn line_kg_m(&self) -> f64 {
        let ((flat_m, _), (_, sigma_m)) = self.form_m();
        self.amplitude(Measure::Mass) * self.passage() * 4.0 * flat_m * sigma_m * (2.0 * PI).sqrt()
    }

    /// What a puff holds, kg.
    pub(super) fn puff_kg(&self) -> f64 {
        let (_, half_m, _) = self.along_m();
        self.line_kg_m() * 2.0 * half_m * self.along_gain()
    }

    /// Share of the bell that lies below the lid.
    fn below_lid_frac(&self) -> f64 {
        let ((_, _), (centre_m, sigma_m)) = self.form_m();
        let (lid_m, _) = self.limits();
        if lid_m > centre_m + 8.0 * sigma_m {
            return 1.0;
        }
        let scale_m = SQRT_2 * sigma_m;
        (0.5 * (erf((lid_m - centre_m) / scale_m) + erf((lid_m + centre_m) / scale_m))).max(1e-6)
    }

    fn peak_shape(&self) -> f64 {
        let (_, (centre_m, _)) = self.form_m();
        self.across(0.0) * self.upward(0.0).max(self.upward(centre_m))
    }

    /// Value above the axis at a height.
    pub(super) fn above_axis(&self, measure: Measure, z_m: f64) -> f64 {
        self.value(measure, self.across(0.0) * self.upward(z_m))
    }

    /// Whether a level is reached anywhere in the slice.
    pub(super) fn reaches(&self, measure: Measure, threshold: f64) -> bool {
        self.value(measure, self.peak_shape()) >= threshold
    }

    fn cells<const SIDES: usize, const HEIGHTS: usize>(&self) -> Cells<SIDES, HEIGHTS> {
        let (top_m, side_m) = self.extent_m();
        let (_, (centre_m, sigma_m)) = self.form_m();
        // a jet aloft fills little of the height between the ground and its top
        let bottom_m = (centre_m - 4.0 * sigma_m).clamp(0.0, top_m);
        let (dy_m, dz_m) = (side_m / SIDES as f64, (top_m - bottom_m) / HEIGHTS as f64);
        Cells {
            sides: std::array::from_fn(|i| self.across((i as f64 + 0.5) * dy_m)),
            heights: std::array::from_fn(|i| self.upward(bottom_m + (i as f64 + 0.5) * dz_m)),
            area_m2: 2.0 * dy_m * dz_m,
        }
    }

    /// Mass in the air and mass between two mole fractions in a metre of the slice, by midpoints across and up.
    pub(super) fn mass(&self, limits: Option<(f64, f64)>) -> SliceMass {
        if self.passage().is_nan() || self.passage() <= 0.0 {
            return SliceMass::default();
        }
        let cells: Cells<ACROSS, UP> = self.cells();
        let (_, densest_kg_m3) = self.limits();
        let masses = self.amplitude(Measure::Mass) * self.passage();
        let saturated = masses * self.peak_shape() > densest_kg_m3;
        let airborne_kg_m3 = if saturated {
            let sum =
                |up: &f64| cells.sides.iter().map(|across| (masses * up * across).min(densest_kg_m3)).sum::<f64>();
            cells.heights.iter().map(sum).sum::<f64>()
        } else {
            masses * cells.sides.iter().sum::<f64>() * cells.heights.iter().sum::<f64>()
        };
        let between_kg_m3 = limits
            .filter(|limits| self.reaches(Measure::Mole, limits.0))
            .map_or(0.0, |limits| self.between(&cells, limits, masses));
        SliceMass { airborne_kg_m: airborne_kg_m3 * cells.area_m2, between_kg_m: between_kg_m3 * cells.area_m2 }
    }

    /// Mass between two mole fractions in a metre of the slice on few cells: to weigh one moment against another.
    pub(super) fn sketched_between_kg_m(&self, limits: (f64, f64)) -> f64 {
        let cells: Cells<SKETCHED, SKETCHED> = self.cells();
        let masses = self.amplitude(Measure::Mass) * self.passage();
        cells.area_m2 * self.between(&cells, limits, masses)
    }

    fn between<const SIDES: usize, const HEIGHTS: usize>(
        &self,
        cells: &Cells<SIDES, HEIGHTS>,
        limits: (f64, f64),
        masses: f64,
    ) -> f64 {
        let moles = self.amplitude(Measure::Mole) * self.passage();
        let mut sum = 0.0;
        for up in cells.heights {
            for across in cells.sides {
                let mole_frac = self.capped(Measure::Mole, moles * up * across);
                if mole_frac < limits.0 {
                    break;
                }
                if mole_frac <= limits.1 {
                    sum += self.capped(Measure::Mass, masses * up * across);
                }
            }
        }
        sum
    }

    /// Half the width over which a level is reached at a height, m; 0 where it is not. Newton's method in a bracket: the
    /// profile falls off the axis.
    pub(super) fn half_width_m(&self, measure: Measure, threshold: f64, z_m: f64) -> f64 {
        let up = self.upward(z_m);
        let unit = self.amplitude(measure) * self.passage() * up;
        if unit.is_nan() || unit <= 0.0 || self.value(measure, up * self.across(0.0)) < threshold {
            return 0.0;
        }
        let wanted = threshold / unit;
        let ((flat_m, edge_m), _) = self.form_m();
        let scale_m = SQRT_2 * edge_m;
        let (mut inside_m, mut outside_m) = (0.0, flat_m + OUTER_EDGES * edge_m);
        let mut y_m = flat_m;
        for _ in 0..WIDTH_STEPS {
            let excess = self.across(y_m) - wanted;
            if excess >= 0.0 {
                inside_m = y_m
            } else {
                outside_m = y_m
            }
            let bell = |distance_m: f64| exp(-(distance_m / scale_m) * (distance_m / scale_m));
            let slope = 2.0 / (PI.sqrt() * scale_m) * (bell(y_m - flat_m) - bell(y_m + flat_m));
            let newton_m = y_m + excess / slope;
            let next_m =
                if newton_m > inside_m && newton_m < outside_m { newton_m } else { 0.5 * (inside_m + outside_m) };
            // Newton's error is of the order of the square of his step
            let is_close = (next_m - y_m).abs() < if next_m == newton_m { 1e-6 } else { 1e-10 } * (next_m + edge_m);
            y_m = next_m;
            if is_close {
                break;
            }
        }
        y_m
    }
}
