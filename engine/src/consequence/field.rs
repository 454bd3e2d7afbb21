//! One face for the solved clouds of the passive, the dense-gas and the calm model.

use super::zone::{Level, LevelValue, disc};
use crate::dispersion::{CalmField, DenseField, DenseGas, DenseLevel, PassageHistory, TransientField, ZonePart};

/// Farthest distance at which anything is looked for, m.
pub(super) const FARTHEST_M: f64 = 1e5;
/// Halvings of the searches.
const HALVINGS: u32 = 40;
/// Moments at which the passage of a dense or calm cloud is looked at.
const PASSAGE_MOMENTS: u32 = 240;
/// Moments of the search for the greatest concentration of a calm cloud.
const CALM_MOMENTS: u32 = 24;
/// Longest life of a cloud that is looked at after its release, s.
const LONGEST_LIFE_S: f64 = 1e5;

/// A solved cloud.
#[derive(Debug, Clone)]
pub enum CloudField {
    /// Passive, in wind.
    Passive {
        /// Solution.
        field: Box<TransientField>,
        /// Density of what enters the air, above which no concentration lies, kg/m3.
        densest_kg_m3: f64,
    },
    /// Heavier than air.
    Dense {
        /// Solution.
        field: Box<DenseField>,
        /// What was released.
        gas: Box<DenseGas>,
        /// Duration of the release, s; 0 for a burst.
        duration_s: f64,
    },
    /// Passive, in a calm.
    Calm {
        /// Solution.
        field: Box<CalmField>,
        /// End of the release, s.
        end_s: f64,
        /// As for the passive cloud.
        densest_kg_m3: f64,
    },
}

/// Last value in `[inside, outside]` for which a test holds, when it holds at `inside`.
fn last_true(mut inside: f64, mut outside: f64, test: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (inside + outside);
        if test(middle) { inside = middle } else { outside = middle }
    }
    inside
}

impl CloudField {
    /// Whether the zones of the cloud are discs about the source.
    #[must_use]
    pub fn is_disc(&self) -> bool {
        matches!(self, Self::Calm { .. })
    }

    /// Concentration at a place and a time, kg/m3: x downwind, y to the left, z up.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        match self {
            Self::Passive { field, densest_kg_m3 } => field.concentration_kg_m3(x_m, y_m, z_m, t_s).min(*densest_kg_m3),
            Self::Dense { field, gas, .. } => gas.course(field).at(t_s).concentration_kg_m3(x_m, y_m, z_m),
            Self::Calm { field, densest_kg_m3, .. } => {
                field.concentration_kg_m3(x_m, y_m, z_m, t_s).min(*densest_kg_m3)
            }
        }
    }

    /// What a level reaches at a height, at a time or (without one) at any time: parts symmetric about the axis, in rising distance.
    #[must_use]
    pub fn zone(&self, level: &Level, z_m: f64, t_s: Option<f64>) -> Vec<ZonePart> {
        let kg_m3 = level.concentration_kg_m3();
        match (self, t_s) {
            (Self::Passive { densest_kg_m3, .. } | Self::Calm { densest_kg_m3, .. }, _) if kg_m3 > *densest_kg_m3 => {
                Vec::new()
            }
            (Self::Passive { field, .. }, Some(t_s)) => field.zone(z_m, t_s, kg_m3),
            (Self::Passive { field, .. }, None) => field.zone_over_time(z_m, kg_m3),
            (Self::Dense { field, .. }, None) => field.zone_over_time(dense_level(level), z_m),
            (Self::Dense { field, gas, .. }, Some(t_s)) => {
                gas.course(field).at(t_s).frame().zone(dense_level(level), z_m)
            }
            (Self::Calm { .. }, _) => match self.disc_radius_m(level, z_m, t_s) {
                radius_m if radius_m > 0.0 => vec![disc(radius_m)],
                _ => Vec::new(),
            },
        }
    }

    /// Farthest distance from the source at which a calm cloud reaches a level, m.
    fn disc_radius_m(&self, level: &Level, z_m: f64, t_s: Option<f64>) -> f64 {
        let Self::Calm { end_s, .. } = self else { return 0.0 };
        let threshold = level.concentration_kg_m3();
        // a place sees its greatest about when the release ends, or later by the time in which the cloud grows to it
        let times_s = |x_m: f64| {
            let latest_s = *end_s + (20.0 * x_m).min(LONGEST_LIFE_S);
            (0..=CALM_MOMENTS).map(move |moment| {
                let share = f64::from(moment) / f64::from(CALM_MOMENTS);
                *end_s + (latest_s - *end_s) * share * share
            })
        };
        let reached = |x_m: f64| match t_s {
            Some(t_s) => self.concentration_kg_m3(x_m, 0.0, z_m, t_s) >= threshold,
            None => times_s(x_m).any(|time_s| self.concentration_kg_m3(x_m, 0.0, z_m, time_s) >= threshold),
        };
        let mut farthest_m = FARTHEST_M;
        while farthest_m > 0.5 && !reached(farthest_m) {
            farthest_m /= 1.1;
        }
        if farthest_m <= 0.5 { 0.0 } else { last_true(farthest_m, farthest_m * 1.1, reached) }
    }

    /// The whole passage at a place.
    #[must_use]
    pub fn passage(&self, x_m: f64, y_m: f64, z_m: f64) -> PassageHistory {
        match self {
            Self::Passive { field, densest_kg_m3 } => {
                let mut history = field.passage(x_m, y_m, z_m);
                history.concentrations_kg_m3.iter_mut().for_each(|value| *value = value.min(*densest_kg_m3));
                history
            }
            Self::Dense { field, gas, duration_s } => gas.course(field).passage((x_m, y_m, z_m), *duration_s),
            Self::Calm { end_s, .. } => self.sampled(x_m, y_m, z_m, 3.0 * end_s + LONGEST_LIFE_S.min(1800.0)),
        }
    }

    /// Even moments to a time, then finer ones where something passes.
    fn sampled(&self, x_m: f64, y_m: f64, z_m: f64, end_s: f64) -> PassageHistory {
        let at = |t_s: f64| self.concentration_kg_m3(x_m, y_m, z_m, t_s);
        let grid = |from_s: f64, to_s: f64| -> Vec<f64> {
            let part = |moment: u32| from_s + (to_s - from_s) * f64::from(moment) / f64::from(PASSAGE_MOMENTS);
            (0..=PASSAGE_MOMENTS).map(part).collect()
        };
        let coarse: Vec<(f64, f64)> = grid(0.0, end_s).into_iter().map(|t_s| (t_s, at(t_s))).collect();
        let greatest = coarse.iter().map(|&(_, value)| value).fold(0.0, f64::max);
        if greatest <= 0.0 {
            return PassageHistory { times_s: Vec::new(), concentrations_kg_m3: Vec::new() };
        }
        let inside = |&(_, value): &(f64, f64)| value > 1e-6 * greatest;
        let first = coarse.iter().position(inside).unwrap_or(0).saturating_sub(1);
        let last = (coarse.iter().rposition(inside).unwrap_or(0) + 1).min(coarse.len() - 1);
        let times_s = grid(coarse[first].0, coarse[last].0);
        let concentrations_kg_m3 = times_s.iter().map(|&t_s| at(t_s)).collect();
        PassageHistory { times_s, concentrations_kg_m3 }
    }

    /// Mass between two levels at a time, kg.
    pub(super) fn mass_between_kg(&self, lower: &Level, upper: &Level, t_s: f64) -> Option<f64> {
        match self {
            Self::Passive { field, .. } => {
                Some(field.mass_between_kg(t_s, lower.concentration_kg_m3(), upper.concentration_kg_m3()))
            }
            Self::Dense { field, gas, .. } => match (lower.value, upper.value) {
                (LevelValue::MoleFrac { mole_frac: lower, .. }, LevelValue::MoleFrac { mole_frac: upper, .. }) => {
                    Some(gas.course(field).at(t_s).frame().mass_between_kg(lower, upper))
                }
                _ => None,
            },
            Self::Calm { .. } => None,
        }
    }

    /// When the cloud has gone beyond a distance, s.
    #[must_use]
    pub fn life_s(&self, reach_m: f64) -> f64 {
        match self {
            Self::Passive { field, .. } => field.release_span_s().1 + 1.5 * reach_m / field.wind_speed_m_s(),
            Self::Dense { field, duration_s, .. } => dense_life_s(field, *duration_s, reach_m),
            Self::Calm { end_s, .. } => 2.0 * end_s,
        }
    }
}

fn dense_level(level: &Level) -> DenseLevel {
    match level.value {
        LevelValue::MoleFrac { mole_frac, .. } => DenseLevel::MoleFraction { mole_frac },
        LevelValue::Concentration { kg_m3 } => DenseLevel::MassConcentration { concentration_kg_m3: kg_m3 },
    }
}

/// When a dense cloud is past a distance, s: the end of its release, and the time of the first station beyond it with a margin.
fn dense_life_s(field: &DenseField, duration_s: f64, x_m: f64) -> f64 {
    let stations = field.stations();
    let beyond = stations.partition_point(|station| station.x_m - station.half_length_m < x_m).min(stations.len() - 1);
    let station = &stations[beyond];
    let late_s = match station.x_m < x_m {
        // beyond the last station the cloud goes on with the wind
        true => station.time_s + (x_m - station.x_m) / station.speed_m_s.max(0.1),
        false => station.time_s,
    };
    1.3 * late_s + duration_s
}
