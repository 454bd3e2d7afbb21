//! Hours to the joint frequency table, by the wind rules.
//!
//! # Rules
//! - A reading that is a multiple of 10 degrees, in a series where nearly all are, was rounded to 10:
//!   it is spread evenly over +-5 degrees and shared among the sectors by overlap. Any other reading is
//!   taken as rounded to 1 degree and spread over +-0.5.
//! - A calm has no direction. It is spread by the light-wind rose of its part of the day: the directions
//!   of all hours with a wind of 0.5 to 2.5 m/s. Direction 0 is the formats' word for "none", north is
//!   360: a wind with direction 0 keeps its speed and is spread by the rose of its own class.
//! - Directions are turned by 180 degrees: files say where the wind comes from, the table where it goes.

use super::classes::{CALM_BELOW_M_S, CLASSES_ORIGIN, LOW_WIND_BELOW_M_S, class_of, weather_classes};
use super::hourly::{Hour, HourlySeries, StationPlace};
use super::solar::solar_elevation_deg;
use super::stability::{Sun, turner_class};
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use cordon_engine::weather::{JointFrequencyTable, Period};

const CLASSES: usize = 6;
/// From this share of multiples of ten on, a series counts as rounded to 10 degrees.
const ROUNDED_SHARE: f64 = 0.9;
/// Day and night.
const PERIODS: usize = 2;

/// What the table is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSettings {
    /// Number of direction sectors: 16 or 36 are usual, 8 to 360 allowed.
    pub sectors: usize,
    /// Place and clock of the station, if they are to override the file's.
    pub place: Option<StationPlace>,
    /// What the hours were read from, for the record.
    pub source: String,
}

/// Builds the table.
///
/// # Errors
/// [`InvalidInput`] when the place is known from neither side, the sectors are out of range, or no hour
/// is usable.
pub fn joint_frequency_table(
    series: &HourlySeries,
    settings: &TableSettings,
) -> Result<JointFrequencyTable, InvalidInput> {
    let place = checked_place(series, settings)?;
    let usable: Vec<Usable> = series.hours.iter().filter_map(|hour| Usable::from_hour(hour, place)).collect();
    if usable.is_empty() {
        let read = format!("{} hours, none with speed, direction and cloud", series.hours.len());
        let problem = FieldProblem::new("hours", read, "at least one complete hour", "no_usable_hours");
        return Err(InvalidInput { problems: vec![problem] });
    }
    let counts = Counts::of(&usable, settings.sectors);
    let table = JointFrequencyTable {
        station: series.station.clone(),
        source: settings.source.clone(),
        origin: CLASSES_ORIGIN,
        sectors: settings.sectors,
        classes: weather_classes(counts.calm_in_class()),
        calm_frac: counts.calms() / usable.len() as f64,
        hours: (series.hours.len() + series.unreadable.len()) as u64,
        hours_missing: (series.hours.len() - usable.len() + series.unreadable.len()) as u64,
        probability: counts.probability(),
    };
    table.validate()?;
    Ok(table)
}

fn checked_place(series: &HourlySeries, settings: &TableSettings) -> Result<StationPlace, InvalidInput> {
    let mut problems = Vec::new();
    let place = settings.place.or(series.place);
    if !(8..=360).contains(&settings.sectors) {
        problems.push(FieldProblem::new("sectors", settings.sectors, "8 to 360, usually 16 or 36", "out_of_range"));
    }
    match place {
        None => problems.push(FieldProblem::new(
            "station_place",
            "not in the file",
            "longitude, latitude and UTC offset of the station",
            "missing",
        )),
        Some(place) => {
            FieldProblem::check_range(&mut problems, "lon", place.lon_deg, -180.0, 180.0, "degrees");
            FieldProblem::check_range(&mut problems, "lat", place.lat_deg, -90.0, 90.0, "degrees");
            FieldProblem::check_range(&mut problems, "utc_offset", place.utc_offset_h, -12.0, 14.0, "hours");
        }
    }
    match place {
        Some(place) if problems.is_empty() => Ok(place),
        _ => Err(InvalidInput { problems }),
    }
}

/// Direction of an hour, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    From(f64),
    /// There is wind, its direction was not recorded.
    Unknown,
    Calm,
}

/// An hour that takes part.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Usable {
    period: Period,
    class: usize,
    light: bool,
    direction: Direction,
}

impl Usable {
    fn from_hour(hour: &Hour, place: StationPlace) -> Option<Self> {
        let speed = hour.wind_speed_m_s?;
        let direction = direction_of(speed, hour.wind_from_deg)?;
        let middle = f64::from(hour.hour_ending) - 0.5;
        let elevation = |time| solar_elevation_deg(place, hour.month, hour.day, time);
        let sun = Sun {
            elevation_deg: elevation(middle),
            hour_before_deg: elevation(middle - 1.0),
            hour_after_deg: elevation(middle + 1.0),
        };
        let stability = turner_class(speed, sun, hour.total_cloud_frac?, hour.ceiling_m)?;
        let period = if sun.elevation_deg > 0.0 { Period::Day } else { Period::Night };
        let light = speed < LOW_WIND_BELOW_M_S;
        Some(Self { period, class: class_of(stability, speed), light, direction })
    }
}

fn direction_of(speed: f64, from_deg: Option<f64>) -> Option<Direction> {
    if speed < CALM_BELOW_M_S {
        return Some(Direction::Calm);
    }
    from_deg.map(|from| if from == 0.0 { Direction::Unknown } else { Direction::From(from) })
}

/// Hours by period, class and sector, with what has no direction counted apart.
struct Counts {
    sectors: usize,
    directed: Vec<f64>,
    light_rose: [Vec<f64>; PERIODS],
    unknown: [[f64; CLASSES]; PERIODS],
    calm: [[f64; CLASSES]; PERIODS],
}

impl Counts {
    fn of(hours: &[Usable], sectors: usize) -> Self {
        let rounded = is_rounded_to_ten(hours);
        let mut counts = Self {
            sectors,
            directed: vec![0.0; PERIODS * CLASSES * sectors],
            light_rose: [vec![0.0; sectors], vec![0.0; sectors]],
            unknown: [[0.0; CLASSES]; PERIODS],
            calm: [[0.0; CLASSES]; PERIODS],
        };
        for hour in hours {
            counts.add(hour, rounded);
        }
        counts
    }

    fn add(&mut self, hour: &Usable, rounded: bool) {
        let (period, class) = (hour.period as usize, hour.class);
        match hour.direction {
            Direction::Calm => self.calm[period][class] += 1.0,
            Direction::Unknown => self.unknown[period][class] += 1.0,
            Direction::From(from_deg) => {
                let half_width_deg = if rounded && from_deg % 10.0 == 0.0 { 5.0 } else { 0.5 };
                let base = (period * CLASSES + class) * self.sectors;
                for (sector, share) in sector_shares(from_deg + 180.0, half_width_deg, self.sectors) {
                    self.directed[base + sector] += share;
                    if hour.light {
                        self.light_rose[period][sector] += share;
                    }
                }
            }
        }
    }

    fn calms(&self) -> f64 {
        self.calm.iter().flatten().sum()
    }

    fn calm_in_class(&self) -> [bool; CLASSES] {
        std::array::from_fn(|class| self.calm.iter().any(|period| period[class] > 0.0))
    }

    /// Probabilities by period, class, sector; they sum to one.
    fn probability(&self) -> Vec<f64> {
        let mut hours = self.directed.clone();
        for period in 0..PERIODS {
            let light = self.light_wind_rose(period);
            for class in 0..CLASSES {
                let base = (period * CLASSES + class) * self.sectors;
                let own = normalised(&self.directed[base..base + self.sectors]).unwrap_or_else(|| light.clone());
                for sector in 0..self.sectors {
                    hours[base + sector] +=
                        self.unknown[period][class] * own[sector] + self.calm[period][class] * light[sector];
                }
            }
        }
        let total: f64 = hours.iter().sum();
        hours.iter().map(|h| h / total).collect()
    }

    /// Rose of the light winds of a period; of both periods, then uniform, when there are none.
    fn light_wind_rose(&self, period: usize) -> Vec<f64> {
        let both: Vec<f64> = self.light_rose[0].iter().zip(&self.light_rose[1]).map(|(a, b)| a + b).collect();
        normalised(&self.light_rose[period])
            .or_else(|| normalised(&both))
            .unwrap_or_else(|| vec![1.0 / self.sectors as f64; self.sectors])
    }
}

fn is_rounded_to_ten(hours: &[Usable]) -> bool {
    let directed = hours.iter().filter_map(|hour| match hour.direction {
        Direction::From(from_deg) => Some(from_deg),
        _ => None,
    });
    let (mut all, mut tens) = (0.0, 0.0);
    for from_deg in directed {
        all += 1.0;
        tens += f64::from(u8::from(from_deg % 10.0 == 0.0));
    }
    tens >= ROUNDED_SHARE * all
}

fn normalised(rose: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = rose.iter().sum();
    (sum > 0.0).then(|| rose.iter().map(|v| v / sum).collect())
}

/// Shares of the sectors in the window `bearing +- half_width`, all in degrees; they sum to one.
///
/// Sector `k` of `n` is centred on `k * 360 / n`.
fn sector_shares(bearing_deg: f64, half_width_deg: f64, sectors: usize) -> Vec<(usize, f64)> {
    let width_deg = 360.0 / sectors as f64;
    // In units of sectors, shifted by half a sector so that sector k covers [k, k + 1).
    let low = (bearing_deg - half_width_deg) / width_deg + 0.5;
    let high = (bearing_deg + half_width_deg) / width_deg + 0.5;
    let mut shares = Vec::new();
    let mut edge = low;
    while edge < high - 1e-9 {
        let next = (edge.floor() + 1.0).min(high);
        let sector = (edge.floor() as i64).rem_euclid(sectors as i64) as usize;
        if next - edge > 1e-9 {
            shares.push((sector, (next - edge) / (high - low)));
        }
        edge = next;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour_ending: u32, speed: f64, from_deg: f64) -> Hour {
        Hour {
            month: 6,
            day: 21,
            hour_ending,
            wind_speed_m_s: Some(speed),
            wind_from_deg: Some(from_deg),
            total_cloud_frac: Some(0.0),
            ceiling_m: Some(f64::INFINITY),
        }
    }

    fn table(hours: Vec<Hour>, sectors: usize) -> JointFrequencyTable {
        let place = StationPlace { lon_deg: 0.0, lat_deg: 30.0, utc_offset_h: 0.0 };
        let series = HourlySeries { station: "test".into(), place: Some(place), hours, unreadable: Vec::new() };
        let settings = TableSettings { sectors, place: None, source: "test".into() };
        joint_frequency_table(&series, &settings).unwrap()
    }

    /// One hour at night, wind 7 m/s from 90: D high (class 3), blows to 270; of 16 sectors the one on
    /// 270 covers 258.75 to 281.25, so the window 265-275 lies inside it.
    #[test]
    fn one_hour_fills_one_sector() {
        let table = table(vec![hour(1, 7.0, 90.0)], 16);
        assert_eq!(table.joint_prob(Period::Night, 3, 12), 1.0);
    }

    /// From 80 degrees: blows to 260, window 255-265. The edge between sectors 11 and 12 is 258.75:
    /// 3.75 of 10 degrees fall in sector 11, 6.25 in sector 12.
    #[test]
    fn a_rounded_reading_is_shared_by_overlap() {
        let table = table(vec![hour(1, 7.0, 80.0)], 16);
        assert!((table.joint_prob(Period::Night, 3, 11) - 0.375).abs() < 1e-12);
        assert!((table.joint_prob(Period::Night, 3, 12) - 0.625).abs() < 1e-12);
    }

    #[test]
    fn with_36_sectors_a_rounded_reading_is_its_own_sector() {
        let table = table(vec![hour(1, 7.0, 360.0)], 36);
        assert_eq!(table.joint_prob(Period::Night, 3, 18), 1.0);
    }

    /// Two light winds (from 90 and from 180) and two calms at night, all clear: class F low. The calms
    /// follow the light winds half and half; none of them goes to the sector north or south by itself.
    #[test]
    fn calms_follow_the_light_wind_rose() {
        let hours = vec![hour(1, 1.0, 90.0), hour(2, 1.0, 180.0), hour(3, 0.0, 0.0), hour(4, 0.0, 0.0)];
        let table = table(hours, 36);
        assert!((table.joint_prob(Period::Night, 5, 27) - 0.5).abs() < 1e-12); // to 270
        assert!((table.joint_prob(Period::Night, 5, 0) - 0.5).abs() < 1e-12); // to 0
        assert_eq!(table.joint_prob(Period::Night, 5, 18), 0.0); // to 180, a "north wind"
        assert_eq!(table.calm_frac, 0.5);
        assert!(table.classes[5].includes_calm && !table.classes[3].includes_calm);
    }

    #[test]
    fn a_wind_without_direction_keeps_its_class() {
        let table = table(vec![hour(1, 7.0, 90.0), hour(2, 7.0, 0.0)], 36);
        assert_eq!(table.joint_prob(Period::Night, 3, 27), 1.0);
        assert_eq!(table.calm_frac, 0.0);
    }

    #[test]
    fn day_and_night_are_kept_apart_and_missing_hours_counted() {
        let mut missing = hour(5, 7.0, 90.0);
        missing.total_cloud_frac = None;
        let table = table(vec![hour(1, 7.0, 90.0), hour(12, 7.0, 90.0), missing], 16);
        assert_eq!((table.hours, table.hours_missing), (3, 1));
        let day: f64 = (0..6).map(|class| table.class_prob(Period::Day, class)).sum();
        assert!((day - 0.5).abs() < 1e-12);
    }

    #[test]
    fn only_calms_give_a_uniform_rose() {
        let table = table(vec![hour(1, 0.0, 0.0)], 16);
        for sector in 0..16 {
            assert!((table.joint_prob(Period::Night, 5, sector) - 1.0 / 16.0).abs() < 1e-12);
        }
    }
}
