//! One face for the solved clouds of the passive, the dense-gas and the calm model.

use super::calm::CalmCloud;
use super::zone::{Level, LevelValue, disc};
use crate::dispersion::{
    DenseClocks, DenseField, DenseGas, DenseLevel, FlammableMoment, PassageHistory, Passing, TransientField, ZonePart,
};
use crate::math::hypot;
use std::cell::OnceCell;

/// How much longer than its travel a cloud takes to be past a place.
const PAST_RATIO: f64 = 1.3;
/// A part of a zone with fewer stations is drawn again with all slices of the cloud.
const FEW_STATIONS: usize = 32;
/// Slowest wind that carries a cloud beyond its last station, m/s.
const SLOWEST_M_S: f64 = 0.1;

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
        /// Its clocks.
        clocks: Box<DenseClocks>,
    },
    /// Passive, in a calm.
    Calm(Box<CalmCloud>),
}

impl CloudField {
    /// Whether the zones of the cloud are discs about the source.
    #[must_use]
    pub fn is_disc(&self) -> bool {
        matches!(self, Self::Calm(_))
    }

    /// What a level reaches at a height at any time: parts symmetric about the axis, in rising distance.
    #[must_use]
    pub fn zone_over_time(&self, level: &Level, z_m: f64) -> Vec<ZonePart> {
        match self {
            Self::Passive { densest_kg_m3, .. } if level.concentration_kg_m3() > *densest_kg_m3 => Vec::new(),
            Self::Passive { field, .. } => field.zone_over_time(z_m, level.concentration_kg_m3()),
            Self::Dense { field, .. } => field.zone_over_time(dense_level(level), z_m),
            Self::Calm(cloud) => cloud.radius_m(level, z_m, None).map(disc).into_iter().collect(),
        }
    }

    /// What each of some levels reaches at a height and a time, in their order.
    #[must_use]
    pub fn zones_at(&self, levels: &[&Level], z_m: f64, t_s: f64) -> Vec<Vec<ZonePart>> {
        match self {
            Self::Passive { field, densest_kg_m3 } => {
                let thresholds: Vec<f64> = levels.iter().map(|level| level.concentration_kg_m3()).collect();
                let zones = field.zones(z_m, t_s, &thresholds).into_iter().zip(&thresholds);
                zones.map(|(zone, kg_m3)| if kg_m3 > densest_kg_m3 { Vec::new() } else { zone }).collect()
            }
            Self::Dense { field, gas, clocks, .. } => {
                let course = gas.course_by(field, clocks);
                let moment = course.at(t_s);
                let (coarse, fine) = (moment.drawing(), OnceCell::new());
                let zone = |level: &&Level| {
                    let (level, is_small) = (dense_level(level), |part: &ZonePart| part.stations.len() < FEW_STATIONS);
                    let parts = coarse.zone(level, z_m);
                    let is_fine =
                        if parts.is_empty() { !coarse.nearly_reaches(level) } else { !parts.iter().any(is_small) };
                    if is_fine { parts } else { fine.get_or_init(|| moment.frame()).zone(level, z_m) }
                };
                levels.iter().map(zone).collect()
            }
            Self::Calm(cloud) => {
                let zone = |level: &&Level| cloud.radius_m(level, z_m, Some(t_s)).map(disc).into_iter().collect();
                levels.iter().map(zone).collect()
            }
        }
    }

    /// The whole passage at a place: downwind, to the left, up, m. In a calm a place sees what one at its distance straight downwind
    /// sees.
    #[must_use]
    pub fn passage(&self, x_m: f64, y_m: f64, z_m: f64) -> PassageHistory {
        match self {
            Self::Passive { field, densest_kg_m3 } => {
                let mut history = field.passage(x_m, y_m, z_m);
                history.concentrations_kg_m3.iter_mut().for_each(|value| *value = value.min(*densest_kg_m3));
                history
            }
            Self::Dense { field, gas, duration_s, clocks } => {
                gas.course_by(field, clocks).passage((x_m, y_m, z_m), *duration_s)
            }
            Self::Calm(cloud) => cloud.passage(hypot(x_m, y_m), z_m),
        }
    }

    /// The same in three figures: the greatest concentration, and when it begins and ceases to be reached to a hundredth.
    #[must_use]
    pub fn passing(&self, x_m: f64, y_m: f64, z_m: f64) -> Option<Passing> {
        match self {
            Self::Passive { field, densest_kg_m3 } => field.passing(x_m, y_m, z_m, *densest_kg_m3),
            Self::Dense { field, gas, duration_s, clocks } => {
                gas.course_by(field, clocks).passing((x_m, y_m, z_m), *duration_s)
            }
            Self::Calm(_) => {
                let passage = self.passage(x_m, y_m, z_m);
                let (arrival_s, departure_s) = passage.arrival_and_departure_s()?;
                Some(Passing { peak_kg_m3: passage.peak()?.concentration_kg_m3, arrival_s, departure_s })
            }
        }
    }

    /// The greatest concentration alone, kg/m3.
    #[must_use]
    pub fn peak_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        match self {
            Self::Passive { field, densest_kg_m3 } => field.peak_kg_m3(x_m, y_m, z_m).min(*densest_kg_m3),
            Self::Dense { field, gas, duration_s, clocks } => {
                gas.course_by(field, clocks).peak_kg_m3((x_m, y_m, z_m), *duration_s)
            }
            Self::Calm(_) => self.passing(x_m, y_m, z_m).map_or(0.0, |passing| passing.peak_kg_m3),
        }
    }

    /// The greatest mass between two levels and when it is first nearly there; none in a calm, and for levels that are no mole fractions in a
    /// dense cloud.
    pub(super) fn greatest_mass_between(&self, lower: &Level, upper: &Level) -> Option<FlammableMoment> {
        match (self, lower.value, upper.value) {
            (Self::Passive { field, .. }, ..) => {
                Some(field.greatest_mass_between(lower.concentration_kg_m3(), upper.concentration_kg_m3()))
            }
            (
                Self::Dense { field, gas, clocks, .. },
                LevelValue::MoleFrac { mole_frac: lower, .. },
                LevelValue::MoleFrac { mole_frac: upper, .. },
            ) => Some(gas.course_by(field, clocks).greatest_mass_between(lower, upper)),
            _ => None,
        }
    }

    /// The mass between two levels at a time, kg; none as for the greatest.
    pub(super) fn mass_between_kg(&self, lower: &Level, upper: &Level, t_s: f64) -> Option<f64> {
        match (self, lower.value, upper.value) {
            (Self::Passive { field, .. }, ..) => {
                Some(field.mass_between_kg(t_s, lower.concentration_kg_m3(), upper.concentration_kg_m3()))
            }
            (
                Self::Dense { field, gas, clocks, .. },
                LevelValue::MoleFrac { mole_frac: lower, .. },
                LevelValue::MoleFrac { mole_frac: upper, .. },
            ) => Some(gas.course_by(field, clocks).at(t_s).frame().mass_between_kg(lower, upper)),
            _ => None,
        }
    }

    /// When the cloud has gone beyond a distance, s.
    #[must_use]
    pub fn life_s(&self, reach_m: f64) -> f64 {
        match self {
            Self::Passive { field, .. } => field.release_span_s().1 + PAST_RATIO * reach_m / field.wind_speed_m_s(),
            Self::Dense { field, duration_s, .. } => duration_s + PAST_RATIO * dense_travel_s(field, reach_m),
            Self::Calm(cloud) => 2.0 * cloud.end_s,
        }
    }
}

fn dense_level(level: &Level) -> DenseLevel {
    match level.value {
        LevelValue::MoleFrac { mole_frac, .. } => DenseLevel::MoleFraction { mole_frac },
        LevelValue::Concentration { kg_m3 } => DenseLevel::MassConcentration { concentration_kg_m3: kg_m3 },
    }
}

/// Time of the first station of a dense cloud beyond a distance, s; beyond the last one it goes on with its speed.
fn dense_travel_s(field: &DenseField, x_m: f64) -> f64 {
    let stations = field.stations();
    let beyond = stations.partition_point(|station| station.x_m - station.half_length_m < x_m).min(stations.len() - 1);
    let station = &stations[beyond];
    station.time_s + (x_m - station.x_m).max(0.0) / station.speed_m_s.max(SLOWEST_M_S)
}
