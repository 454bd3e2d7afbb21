//! A cloud in a calm: discs about the source, as the wind has no sure direction.

use super::zone::Level;
use crate::dispersion::{CalmField, PassageHistory};

/// Farthest distance at which anything is looked for, m.
const FARTHEST_M: f64 = 1e5;
/// Neighbouring distances of the search for a radius.
const SEARCH_RATIO: f64 = 1.1;
/// Zones smaller than this are none, m.
const SMALLEST_M: f64 = 0.5;
/// Halvings of the search.
const HALVINGS: u32 = 40;
/// Moments after the release at which a place is looked at for its greatest concentration.
const MOMENTS: u32 = 24;
/// Moments of a passage.
const PASSAGE_MOMENTS: u32 = 240;
/// How slowly a cloud is taken to grow to a place at the least, s/m: puffs grow by 0.05 m/s and more.
const SLOWEST_S_M: f64 = 20.0;
/// Longest time after the release that is looked at, s.
const LONGEST_S: f64 = 1e5;
/// How long a passage is followed after the release, s, beside twice the release.
const FOLLOWED_S: f64 = 1800.0;
/// Part of the greatest concentration below which a passage has not begun or is over.
const NOTHING_RATIO: f64 = 1e-6;

/// A solved cloud in a calm.
#[derive(Debug, Clone)]
pub struct CalmCloud {
    /// Solution.
    pub field: CalmField,
    /// End of the release, s.
    pub end_s: f64,
    /// Density of what enters the air, above which no concentration lies, kg/m3.
    pub densest_kg_m3: f64,
}

impl CalmCloud {
    /// Concentration at a distance from the source, a height and a time, kg/m3.
    #[must_use]
    pub fn concentration_kg_m3(&self, distance_m: f64, z_m: f64, t_s: f64) -> f64 {
        self.field.concentration_kg_m3(distance_m, 0.0, z_m, t_s).min(self.densest_kg_m3)
    }

    /// Farthest distance at which a level is reached, at a time or (without one) at any time, m; none where it is nowhere.
    pub(super) fn radius_m(&self, level: &Level, z_m: f64, t_s: Option<f64>) -> Option<f64> {
        let threshold = level.concentration_kg_m3();
        let reached = |x_m: f64| match t_s {
            Some(t_s) => self.concentration_kg_m3(x_m, z_m, t_s) >= threshold,
            None => self.greatest_times_s(x_m).any(|t_s| self.concentration_kg_m3(x_m, z_m, t_s) >= threshold),
        };
        let mut inside_m = FARTHEST_M;
        while inside_m > SMALLEST_M && !reached(inside_m) {
            inside_m /= SEARCH_RATIO;
        }
        if inside_m <= SMALLEST_M {
            return None;
        }
        let mut outside_m = inside_m * SEARCH_RATIO;
        for _ in 0..HALVINGS {
            let middle_m = 0.5 * (inside_m + outside_m);
            if reached(middle_m) { inside_m = middle_m } else { outside_m = middle_m }
        }
        Some(inside_m)
    }

    /// A place sees its greatest as the release ends, or later by the time in which the cloud grows to it.
    fn greatest_times_s(&self, x_m: f64) -> impl Iterator<Item = f64> {
        let (end_s, later_s) = (self.end_s, (SLOWEST_S_M * x_m).min(LONGEST_S));
        (0..=MOMENTS).map(move |moment| {
            let share = f64::from(moment) / f64::from(MOMENTS);
            end_s + later_s * share * share
        })
    }

    /// The passage at a distance and height: even moments, then finer ones where something passes.
    pub(super) fn passage(&self, distance_m: f64, z_m: f64) -> PassageHistory {
        let at = |t_s: f64| self.concentration_kg_m3(distance_m, z_m, t_s);
        let grid = |from_s: f64, to_s: f64| -> Vec<f64> {
            let part = |moment: u32| from_s + (to_s - from_s) * f64::from(moment) / f64::from(PASSAGE_MOMENTS);
            (0..=PASSAGE_MOMENTS).map(part).collect()
        };
        let times_s = grid(0.0, 3.0 * self.end_s + FOLLOWED_S);
        let values: Vec<f64> = times_s.iter().map(|&t_s| at(t_s)).collect();
        let least_kg_m3 = NOTHING_RATIO * values.iter().copied().fold(0.0, f64::max);
        let there = |value: &f64| *value > least_kg_m3;
        let (Some(first), Some(last)) = (values.iter().position(there), values.iter().rposition(there)) else {
            return PassageHistory { times_s: Vec::new(), concentrations_kg_m3: Vec::new() };
        };
        let times_s = grid(times_s[first.saturating_sub(1)], times_s[(last + 1).min(times_s.len() - 1)]);
        let concentrations_kg_m3 = times_s.iter().map(|&t_s| at(t_s)).collect();
        PassageHistory { times_s, concentrations_kg_m3 }
    }
}
