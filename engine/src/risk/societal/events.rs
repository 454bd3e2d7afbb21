//! The events of one source, counted by the people they kill.

use super::crowd::{Crowd, PolarPeople};
use super::histogram::FnHistogram;
use crate::exposed::Area;
use crate::provenance::InvalidInput;
use crate::risk::footprint::RingArc;
use crate::risk::hazard::{RadialOutcome, WindOutcome};
use crate::risk::rose::{DirectionDensity, RoseDensity, WindRoses};
use crate::risk::source::RiskSource;
use crate::weather::{JointFrequencyTable, Period};
use std::f64::consts::TAU;

const PERIODS: usize = Period::ALL.len();
/// Directions of the wind, at least: steps of a quarter of a degree.
const DIRECTIONS: usize = 1440;

/// Joint probabilities of part of the day, class of weather and direction the wind blows to.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRoses {
    /// By class and part of the day: probability of each bin of direction, the first from north on.
    bin_prob: Vec<[Vec<f64>; PERIODS]>,
    period_prob: [f64; PERIODS],
    bins: usize,
}

impl PeriodRoses {
    /// From a joint frequency table.
    ///
    /// # Errors
    /// All problems of the table.
    pub fn from_table(table: &JointFrequencyTable, kind: RoseDensity) -> Result<Self, InvalidInput> {
        let roses =
            [WindRoses::of_period(table, Period::Day, kind)?, WindRoses::of_period(table, Period::Night, kind)?];
        // every knot of the densities is a border of two bins, so that the probability of a bin is exact
        let knots = 2 * table.sectors;
        let bins = DIRECTIONS.div_ceil(knots) * knots;
        let of_class = |class: usize| [0, 1].map(|period: usize| roses[period].classes()[class].bin_prob(bins));
        Ok(Self {
            bin_prob: (0..table.classes.len()).map(of_class).collect(),
            period_prob: Period::ALL
                .map(|period| roses[period as usize].classes().iter().map(DirectionDensity::total_prob).sum()),
            bins,
        })
    }
}

/// Room that is used again from source to source.
#[derive(Debug, Default)]
pub struct SocietalScratch {
    deaths: Vec<[f64; PERIODS]>,
    arc: RingArc,
}

/// Counts the events of one source: how often how many of the residents die. `site` is the boundary of its own site: who is inside
/// is not the public.
#[must_use]
pub fn societal_risk(
    source: &RiskSource,
    roses: &PeriodRoses,
    crowd: &Crowd,
    site: &[Area],
    scratch: &mut SocietalScratch,
) -> FnHistogram {
    let mut counted = FnHistogram::default();
    let people = crowd.around(source, source.hazards.societal_reach_m(), site);
    if people.is_empty() {
        return counted;
    }
    for outcome in &source.hazards.radial {
        count_radial(outcome, roses, within(&people, outcome.societal_reach_m()), &mut counted);
    }
    for outcome in &source.hazards.wind {
        count_wind(outcome, roses, within(&people, outcome.footprint.reach_m()), scratch, &mut counted);
    }
    counted
}

/// Those of the people, nearest first, that are within a distance.
fn within(people: &[PolarPeople], reach_m: f64) -> &[PolarPeople] {
    &people[..people.partition_point(|group| group.distance_m <= reach_m)]
}

fn count_radial(outcome: &RadialOutcome, roses: &PeriodRoses, people: &[PolarPeople], counted: &mut FnHistogram) {
    let mut deaths = [0.0; PERIODS];
    for group in people {
        let outdoor = outcome.outdoor.lethality_prob(group.distance_m);
        let indoor = outcome.indoor.lethality_prob(group.distance_m);
        for (period, deaths) in deaths.iter_mut().enumerate() {
            *deaths += group.outdoor_people[period] * outdoor + group.indoor_people[period] * indoor;
        }
    }
    for period in Period::ALL {
        counted.add(deaths[period as usize], outcome.frequency_per_year * roses.period_prob[period as usize]);
    }
}

fn count_wind(
    outcome: &WindOutcome,
    roses: &PeriodRoses,
    people: &[PolarPeople],
    scratch: &mut SocietalScratch,
    counted: &mut FnHistogram,
) {
    scratch.deaths.clear();
    scratch.deaths.resize(roses.bins, [0.0; PERIODS]);
    for group in people {
        sweep(outcome, group, scratch);
    }
    let prob = &roses.bin_prob[outcome.class];
    for (bin, deaths) in scratch.deaths.iter().enumerate() {
        for (period, &deaths) in deaths.iter().enumerate().filter(|(_, deaths)| **deaths > 0.0) {
            counted.add(deaths, outcome.frequency_per_year * prob[period][bin]);
        }
    }
}

/// Adds the dead of one group for the winds towards the middle of each bin.
fn sweep(outcome: &WindOutcome, group: &PolarPeople, scratch: &mut SocietalScratch) {
    let bins = scratch.deaths.len();
    let arc = &mut scratch.arc;
    if !outcome.footprint.arc_at(group.distance_m, arc) {
        return;
    }
    let people: [f64; PERIODS] =
        std::array::from_fn(|p| group.outdoor_people[p] + outcome.indoor_frac * group.indoor_people[p]);
    let step_rad = TAU / bins as f64;
    // in steps of direction: the bearing, and the half-angle about it
    let middle = group.bearing_frac * bins as f64 - 0.5;
    let half = arc.half_angle_rad / step_rad;
    // a cloud all around covers each direction once
    let (first, last) = if 2.0 * half >= bins as f64 {
        (0, bins as i64 - 1)
    } else {
        ((middle - half).ceil() as i64, (middle + half).floor() as i64)
    };
    let whole_turn = bins as i64;
    for bin in first..=last {
        let off = (bin as f64 - middle).abs();
        let off = off.min(bins as f64 - off).max(0.0);
        let lethality = arc.lethality_prob_at(if half > 0.0 { off / half } else { 0.0 });
        let deaths = &mut scratch.deaths[bin.rem_euclid(whole_turn) as usize];
        for (deaths, people) in deaths.iter_mut().zip(people) {
            *deaths += people * lethality;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposed::{PeopleSquare, Presence};
    use crate::progress::ProgressToken;
    use crate::provenance::Origin;
    use crate::risk::{Footprint, HazardSet, PolarTable, RadialProfile};
    use crate::spatial::LocalPoint;
    use crate::weather::{StabilityClass, WeatherClass};
    use std::sync::Arc;

    const ALL_OUTDOORS: Presence =
        Presence { day_present_frac: 1.0, night_present_frac: 1.0, day_indoor_frac: 0.0, night_indoor_frac: 0.0 };

    fn table(probability: Vec<f64>) -> JointFrequencyTable {
        let class = WeatherClass { stability: StabilityClass::D, wind_speed_m_s: 5.0, includes_calm: false };
        JointFrequencyTable {
            station: String::new(),
            source: String::new(),
            origin: Origin::Assumed,
            sectors: 8,
            classes: vec![class],
            calm_frac: 0.0,
            hours: 1,
            hours_missing: 0,
            probability,
        }
    }

    fn source(hazards: HazardSet, table: &JointFrequencyTable) -> RiskSource {
        let roses = WindRoses::from_table(table, RoseDensity::Linear).unwrap();
        let polar = Arc::new(PolarTable::build(&hazards, &roses, &ProgressToken::new()).unwrap());
        RiskSource::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, 0.0, Arc::new(hazards), polar)
    }

    fn point(x_m: f64, y_m: f64, inside_people: f64) -> PeopleSquare {
        PeopleSquare { centre: LocalPoint { x_m, y_m }, side_m: 0.0, inside_people }
    }

    fn step(reach_m: f64) -> Arc<RadialProfile> {
        Arc::new(RadialProfile::new(vec![0.0, reach_m], vec![1.0, 1.0]).unwrap())
    }

    /// A ball once in a million years that kills up to 100 m outdoors and so far indoors.
    fn ball(indoor_m: f64, weather: &JointFrequencyTable) -> RiskSource {
        let outcome = RadialOutcome {
            event: 0,
            frequency_per_year: 1e-6,
            profile: step(100.0),
            outdoor: step(100.0),
            indoor: step(indoor_m),
        };
        source(HazardSet { wind: vec![], radial: vec![outcome] }, weather)
    }

    #[test]
    fn a_fireball_is_one_event_by_day_and_one_by_night() {
        let weather = table(vec![1.0 / 16.0; 16]);
        let roses = PeriodRoses::from_table(&weather, RoseDensity::Linear).unwrap();
        let source = ball(50.0, &weather);
        let crowd = |presence: &Presence| Crowd::new(vec![point(40.0, 0.0, 10.0), point(0.0, -80.0, 100.0)], presence);
        let mut scratch = SocietalScratch::default();
        let all = societal_risk(&source, &roses, &crowd(&ALL_OUTDOORS), &[], &mut scratch);
        assert_eq!(all.curve().len(), 1);
        assert!((all.deaths_per_year() - 110e-6).abs() < 1e-12);
        // indoors at 80 m nobody dies: by day 10 + 0.07 * 100, by night 10 + 0.01 * 100
        let sheltered = societal_risk(&source, &roses, &crowd(&Presence::default()), &[], &mut scratch);
        assert!((sheltered.deaths_per_year() - 0.5e-6 * (17.0 + 11.0)).abs() < 1e-12);
        assert!((sheltered.frequency_per_year(11.0) - 1e-6).abs() < 1e-12);
        assert!((sheltered.frequency_per_year(13.0) - 0.5e-6).abs() < 1e-12);
    }

    #[test]
    fn a_wedge_hits_those_it_blows_to() {
        // only winds towards the sector about north, only by night
        let mut probability = vec![0.0; 16];
        probability[8] = 1.0;
        let weather = table(probability);
        let roses = PeriodRoses::from_table(&weather, RoseDensity::Constant).unwrap();
        let footprint = Arc::new(Footprint::new(vec![0.0, 1000.0], vec![0.1, 0.1], 1, vec![1.0, 1.0]).unwrap());
        let outcome = WindOutcome { event: 0, class: 0, frequency_per_year: 1e-5, footprint, indoor_frac: 0.1 };
        let source = source(HazardSet { wind: vec![outcome], radial: vec![] }, &weather);
        let crowd = Crowd::new(vec![point(0.0, 500.0, 50.0), point(0.0, -500.0, 1e4)], &ALL_OUTDOORS);
        let counted = societal_risk(&source, &roses, &crowd, &[], &mut SocietalScratch::default());
        // a sector of 45 degrees, of which 0.2 rad blow to the village
        let expected = 1e-5 * 0.2 / (TAU / 8.0);
        assert!((counted.frequency_per_year(50.0) / expected - 1.0).abs() < 0.02, "{counted:?}");
        assert_eq!(counted.frequency_per_year(60.0), 0.0);
    }

    #[test]
    fn who_is_on_the_site_is_not_counted() {
        let weather = table(vec![1.0 / 16.0; 16]);
        let roses = PeriodRoses::from_table(&weather, RoseDensity::Linear).unwrap();
        let source = ball(100.0, &weather);
        let extent = crate::units::LonLatBox { west_deg: 113.9, south_deg: 30.5, east_deg: 114.1, north_deg: 30.7 };
        let city = crate::exposed::Exposed::new(&extent, vec![], vec![]);
        let place = |x: f64, y: f64| Coord { x: 114.0 + x, y: 30.6 + y };
        let ring =
            vec![place(-0.01, -0.01), place(0.01, -0.01), place(0.01, 0.01), place(-0.01, 0.01), place(-0.01, -0.01)];
        let site = city.area(&geo_types::MultiPolygon(vec![geo_types::Polygon::new(ring.into(), vec![])]));
        let here = crate::spatial::LocalFrame::for_city(extent.centre()).to_local(extent.centre());
        let moved = RiskSource::new(here, 0.0, source.hazards, source.table);
        let crowd = Crowd::new(vec![PeopleSquare { centre: here, side_m: 0.0, inside_people: 30.0 }], &ALL_OUTDOORS);
        let mut scratch = SocietalScratch::default();
        assert!(societal_risk(&moved, &roses, &crowd, &[], &mut scratch).deaths_per_year() > 0.0);
        assert_eq!(societal_risk(&moved, &roses, &crowd, &[site], &mut scratch), FnHistogram::default());
    }

    use geo_types::Coord;
}
