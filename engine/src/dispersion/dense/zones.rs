//! What others ask of a dense cloud: how far, how wide, how much of it burns.

use super::field::{DenseField, Measure, Passage};
use super::station::DenseStation;
use super::sweep::Sweep;
use crate::dispersion::transient::crossing;

/// Halvings of the searches.
const HALVINGS: u32 = 40;
/// Farthest place looked at, m.
const FARTHEST_M: f64 = 1e5;
/// Slices along, across and up in the burning mass.
const ALONG: u32 = 120;
const ACROSS: usize = 24;
const UP: usize = 32;

/// A threshold: by mass or by mole fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DenseLevel {
    /// Concentration, kg/m3.
    MassConcentration {
        /// Threshold, kg/m3.
        concentration_kg_m3: f64,
    },
    /// Mole fraction (volume fraction).
    MoleFraction {
        /// Threshold, 0 to 1.
        mole_frac: f64,
    },
}

impl DenseLevel {
    pub(super) fn parts(self) -> (Measure, f64) {
        match self {
            Self::MassConcentration { concentration_kg_m3 } => (Measure::Mass, concentration_kg_m3),
            Self::MoleFraction { mole_frac } => (Measure::Mole, mole_frac),
        }
    }
}

/// Last value in `[inside, outside]` for which a test holds, when it holds at `inside`.
fn last_true(mut inside: f64, mut outside: f64, test: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (inside + outside);
        if test(middle) { inside = middle } else { outside = middle }
    }
    inside
}

/// Farthest distance from the axis at which a test holds, m; 0 when it does not hold on the axis.
fn widest_m(holds: impl Fn(f64) -> bool) -> f64 {
    if !holds(0.0) {
        return 0.0;
    }
    let mut outside_m = 1.0;
    while holds(outside_m) && outside_m < FARTHEST_M {
        outside_m *= 2.0;
    }
    last_true(0.0, outside_m, holds)
}

impl DenseField {
    /// Farthest downwind distance at which a level is reached at a height at any time, m; `None` when it is
    /// reached nowhere. 100 km is the end of the search.
    #[must_use]
    pub fn reach_m(&self, level: DenseLevel, z_m: f64) -> Option<f64> {
        let (measure, threshold) = level.parts();
        let sweep = (self.passage_kind() == Passage::Puff).then(|| Sweep::new(self, (measure, threshold), z_m));
        let excess = |x_m: f64| match &sweep {
            Some(sweep) => sweep.excess(x_m),
            None => self.value(measure, (x_m, 0.0, z_m), None) - threshold,
        };
        let places = self.search_places();
        let farthest_m = self.farthest_possible_m(measure, threshold);
        let index = places.iter().rposition(|&x_m| x_m <= farthest_m && excess(x_m) >= 0.0)?;
        Some(places.get(index + 1).map_or(places[index], |&next_m| crossing(places[index], next_m, excess)))
    }

    /// Beyond what no puff that holds a level goes, m: a bound that spares the search; infinite for other clouds.
    fn farthest_possible_m(&self, measure: Measure, threshold: f64) -> f64 {
        if self.passage_kind() != Passage::Puff {
            return f64::INFINITY;
        }
        let reach_m = |station: &DenseStation| {
            let section = self.whole(self.between(station.time_s)?);
            let most = section.with_passage(section.along_gain());
            let (middle_m, half_m, smear_m) = section.along_m();
            // half the threshold: a puff may hold more between two stations than at either
            most.reaches(measure, 0.5 * threshold).then_some(middle_m + 2.0 * half_m + 8.0 * smear_m)
        };
        self.stations().iter().filter_map(reach_m).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Places at which the searches look: those of the integration, and on to 100 km.
    fn search_places(&self) -> Vec<f64> {
        let mut places: Vec<f64> = self.stations().iter().map(|station| station.x_m + station.half_length_m).collect();
        let mut next_m = places.last().copied().unwrap_or(1.0).max(1.0) * 1.1;
        while next_m < FARTHEST_M {
            places.push(next_m);
            next_m *= 1.1;
        }
        places.sort_by(f64::total_cmp);
        places
    }

    /// Half the crosswind width over which a level is reached at a distance and height at any time, m; 0 where
    /// it is not.
    #[must_use]
    pub fn half_width_m(&self, level: DenseLevel, x_m: f64, z_m: f64) -> f64 {
        let (measure, threshold) = level.parts();
        widest_m(|y_m| self.peak(measure, (x_m, y_m, z_m)) >= threshold)
    }

    /// Greatest half-width of a level over all distances, m.
    #[must_use]
    pub fn greatest_half_width_m(&self, level: DenseLevel, z_m: f64) -> f64 {
        let (measure, threshold) = level.parts();
        let is_puff = self.passage_kind() == Passage::Puff;
        let width_m = |station: &DenseStation| {
            let time_s = is_puff.then_some(station.time_s);
            let Some(slice) = self.slice(station.x_m, time_s) else { return 0.0 };
            let up = slice.upward(z_m);
            widest_m(|y_m| slice.value(measure, slice.across(y_m) * up) >= threshold)
        };
        self.stations().iter().map(width_m).fold(0.0, f64::max)
    }

    /// Mass of the substance where its mole fraction lies between two limits (LFL and UFL) at a time, kg.
    ///
    /// Summed over slices along, across and up. A lasting release gives the same at all times.
    #[must_use]
    pub fn mass_between_kg(&self, lower_mole_frac: f64, upper_mole_frac: f64, t_s: f64) -> f64 {
        self.mass_up_to_kg(self.burning_reach_m(lower_mole_frac), (lower_mole_frac, upper_mole_frac), t_s)
    }

    /// [`Self::mass_between_kg`] with its reach, which does not depend on the time, given.
    fn mass_up_to_kg(&self, reach_m: f64, limits: (f64, f64), t_s: f64) -> f64 {
        let Some((from_m, to_m)) = self.extent_m(reach_m, t_s) else { return 0.0 };
        let slices = f64::from(ALONG);
        let offset_m = 0.02 * (to_m - from_m) + 1e-6;
        let ratio = crate::math::pow((to_m - from_m + offset_m) / offset_m, 1.0 / slices);
        let (mut mass_kg, mut near_m) = (0.0, offset_m);
        for _ in 0..ALONG {
            let far_m = near_m * ratio;
            let x_m = from_m - offset_m + 0.5 * (near_m + far_m);
            mass_kg += (far_m - near_m) * self.slice_kg_m(x_m, limits, t_s);
            near_m = far_m;
        }
        mass_kg
    }

    /// Farthest place at which a mole fraction may be reached at any time, on the ground or aloft, m.
    fn burning_reach_m(&self, mole_frac: f64) -> f64 {
        let reach_m = self.reach_m(DenseLevel::MoleFraction { mole_frac }, 0.0);
        let aloft_m =
            self.stations().iter().filter(|station| station.mole_frac >= mole_frac).map(|one| one.x_m).next_back();
        reach_m.into_iter().chain(aloft_m).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Where along the wind there may be something to burn at a time, up to the reach over all times.
    fn extent_m(&self, far_m: f64, t_s: f64) -> Option<(f64, f64)> {
        let first_m = self.stations().first().map_or(0.0, |first| first.x_m);
        let near_m = match self.passage_kind() {
            Passage::Puff => {
                let now = self.stations().iter().rfind(|station| station.time_s <= t_s)?;
                now.x_m - 3.0 * now.half_length_m
            }
            Passage::Steady | Passage::Passing => first_m,
        };
        (far_m > near_m).then_some((near_m, far_m))
    }

    /// Mass between the limits in a slice of one metre, kg/m.
    fn slice_kg_m(&self, x_m: f64, limits: (f64, f64), t_s: f64) -> f64 {
        let Some(slice) = self.slice(x_m, Some(t_s)) else { return 0.0 };
        let (top_m, side_m) = slice.extent_m();
        let (dy_m, dz_m) = (side_m / ACROSS as f64, top_m / UP as f64);
        let sides: [f64; ACROSS] = std::array::from_fn(|i| slice.across((i as f64 + 0.5) * dy_m) * slice.passage());
        let heights: [f64; UP] = std::array::from_fn(|i| slice.upward((i as f64 + 0.5) * dz_m));
        let (moles, masses) = (slice.amplitude(Measure::Mole), slice.amplitude(Measure::Mass));
        let mut sum = 0.0;
        for up in heights {
            for across in sides {
                let mole_frac = slice.capped(Measure::Mole, moles * up * across);
                if mole_frac < limits.0 {
                    break;
                }
                if mole_frac <= limits.1 {
                    sum += slice.capped(Measure::Mass, masses * up * across);
                }
            }
        }
        2.0 * sum * dy_m * dz_m
    }

    /// Greatest mass between two limits over the life of the cloud, kg.
    #[must_use]
    pub fn greatest_mass_between_kg(&self, lower_mole_frac: f64, upper_mole_frac: f64) -> f64 {
        let reach_m = self.burning_reach_m(lower_mole_frac);
        let at = |t_s: f64| self.mass_up_to_kg(reach_m, (lower_mole_frac, upper_mole_frac), t_s);
        match self.passage_kind() {
            Passage::Steady => at(0.0),
            Passage::Passing => {
                [1.0, 1.25, 1.5, 2.0].map(|share| at(share * self.duration_s())).into_iter().fold(0.0, f64::max)
            }
            Passage::Puff => {
                let times = self.stations().iter().step_by(3).map(|station| station.time_s);
                times.map(at).fold(0.0, f64::max)
            }
        }
    }
}
