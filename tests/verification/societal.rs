//! Societal risk against a direct sum over every event, and against cases worked by hand.
//!
//! The direct sum shares nothing with the method but the footprints, the densities of the rose and the points where people are: it
//! walks part of the day, class and 1,440 directions one by one, asks the footprint for the lethality of each group of people at
//! the angle that is left, and keeps the plain list of events.

use cordon_engine::exposed::{Exposed, GridCell, Kind, PeopleSquare, Presence, Thing};
use cordon_engine::progress::ProgressToken;
use cordon_engine::provenance::Origin;
use cordon_engine::risk::{
    Crowd, DirectionDensity, FnHistogram, Footprint, HazardSet, PeriodRoses, PolarTable, RadialOutcome, RadialProfile,
    RiskSource, RoseDensity, SocietalScratch, WindOutcome, WindRoses, societal_risk,
};
use cordon_engine::spatial::LocalPoint;
use cordon_engine::units::{LonLat, LonLatBox};
use cordon_engine::weather::{JointFrequencyTable, Period, StabilityClass, WeatherClass};
use proptest::prelude::*;
use std::f64::consts::TAU;
use std::sync::Arc;

const DIRECTIONS: usize = 1440;
/// Parts of a step of direction over which the density is integrated.
const PARTS: usize = 16;

fn weather(sectors: usize, classes: usize, seed: f64) -> JointFrequencyTable {
    let raw: Vec<f64> = (0..2 * classes * sectors).map(|i| 1.0 + 0.9 * libm::sin(i as f64 * 0.7 + seed)).collect();
    let sum: f64 = raw.iter().sum();
    let class = WeatherClass { stability: StabilityClass::D, wind_speed_m_s: 5.0, includes_calm: false };
    JointFrequencyTable {
        station: String::new(),
        source: String::new(),
        origin: Origin::Assumed,
        sectors,
        classes: vec![class; classes],
        calm_frac: 0.0,
        hours: 8760,
        hours_missing: 0,
        probability: raw.into_iter().map(|value| value / sum).collect(),
    }
}

/// A plume that narrows outwards, its lethality falling along and across it; with one sample a flash fire.
fn plume(reach_m: f64, width: f64, samples: usize) -> Footprint {
    let rings = 30;
    let distance_m: Vec<f64> = (0..rings).map(|i| reach_m * (i as f64 + 1.0) / rings as f64).collect();
    let tip = |d: f64| (1.0 - d / reach_m).max(0.0).sqrt();
    let half_angle_rad = distance_m.iter().map(|&d| width * if samples == 1 { tip(d) } else { 1.0 }).collect();
    let across = |s: usize| 1.0 - libm::pow(s as f64 / (samples.max(2) - 1) as f64, 2.0);
    let value = |d: f64, s: usize| if samples == 1 { 1.0 } else { tip(d) * across(s) };
    let lethality = distance_m.iter().flat_map(|&d| (0..samples).map(move |s| value(d, s))).collect();
    Footprint::new(distance_m, half_angle_rad, samples, lethality).unwrap()
}

fn source(place: (f64, f64), hazards: HazardSet, table: &JointFrequencyTable) -> RiskSource {
    let roses = WindRoses::from_table(table, RoseDensity::Linear).unwrap();
    let polar = Arc::new(PolarTable::build(&hazards, &roses, &ProgressToken::new()).unwrap());
    RiskSource::new(LocalPoint { x_m: place.0, y_m: place.1 }, 0.0, Arc::new(hazards), polar)
}

/// People outdoors and indoors at one place and time.
struct Group {
    distance_m: f64,
    bearing_rad: f64,
    outdoor_people: f64,
    indoor_people: f64,
}

fn groups(source: &RiskSource, people: &[PeopleSquare], presence: &Presence, period: Period) -> Vec<Group> {
    let (present, indoor) = match period {
        Period::Day => (presence.day_present_frac, presence.day_indoor_frac),
        Period::Night => (presence.night_present_frac, presence.night_indoor_frac),
    };
    let group = |square: &PeopleSquare| {
        let (x, y) = (square.centre.x_m - source.place.x_m, square.centre.y_m - source.place.y_m);
        Group {
            distance_m: libm::hypot(x, y),
            bearing_rad: libm::atan2(x, y),
            outdoor_people: square.inside_people * present * (1.0 - indoor),
            indoor_people: square.inside_people * present * indoor,
        }
    };
    people.iter().map(group).collect()
}

/// Every event of a source as its deaths and its frequency.
fn direct_events(
    source: &RiskSource,
    people: &[PeopleSquare],
    presence: &Presence,
    table: &JointFrequencyTable,
) -> Vec<(f64, f64)> {
    let mut events = Vec::new();
    for period in Period::ALL {
        let groups = groups(source, people, presence, period);
        let period_prob: f64 = (0..table.classes.len()).map(|class| table.class_prob(period, class)).sum();
        for outcome in &source.hazards.radial {
            let dead = |g: &Group| {
                g.outdoor_people * outcome.outdoor.lethality_prob(g.distance_m)
                    + g.indoor_people * outcome.indoor.lethality_prob(g.distance_m)
            };
            events.push((groups.iter().map(dead).sum(), outcome.frequency_per_year * period_prob));
        }
        for outcome in &source.hazards.wind {
            let sectors: Vec<f64> =
                (0..table.sectors).map(|sector| table.joint_prob(period, outcome.class, sector)).collect();
            let density = DirectionDensity::from_sectors(&sectors, RoseDensity::Linear).unwrap();
            let step = TAU / DIRECTIONS as f64;
            for direction in 0..DIRECTIONS {
                let part = |part: usize| {
                    density.density_per_rad((direction as f64 + (part as f64 + 0.5) / PARTS as f64) * step)
                };
                let prob = (0..PARTS).map(part).sum::<f64>() * step / PARTS as f64;
                let wind_to = (direction as f64 + 0.5) * step;
                let dead = |g: &Group| {
                    let angle = (g.bearing_rad - wind_to + 0.5 * TAU).rem_euclid(TAU) - 0.5 * TAU;
                    (g.outdoor_people + outcome.indoor_frac * g.indoor_people)
                        * outcome.footprint.lethality_prob(g.distance_m, angle)
                };
                events.push((groups.iter().map(dead).sum(), outcome.frequency_per_year * prob));
            }
        }
    }
    events
}

fn direct_frequency_per_year(events: &[(f64, f64)], deaths: f64) -> f64 {
    events.iter().filter(|(dead, _)| *dead >= deaths).map(|(_, frequency)| frequency).sum()
}

fn counted(
    sources: &[RiskSource],
    people: &[PeopleSquare],
    presence: &Presence,
    table: &JointFrequencyTable,
) -> FnHistogram {
    let roses = PeriodRoses::from_table(table, RoseDensity::Linear).unwrap();
    let crowd = Crowd::new(people.to_vec(), presence);
    let mut scratch = SocietalScratch::default();
    let mut all = FnHistogram::default();
    sources.iter().for_each(|source| all.merge(&societal_risk(source, &roses, &crowd, &[], &mut scratch)));
    all
}

/// At every N the frequency lies between those of the direct sum one bin above and below; the deaths a year agree within 0.1 %.
fn assert_agrees(found: &FnHistogram, events: &[(f64, f64)]) {
    let bin = libm::pow(10.0, 1.0 / 64.0);
    // rounding to multiples of 2^-60, once for each event
    let slack = 1e-15;
    for step in 0..64 * 6 {
        let deaths = libm::pow(bin, f64::from(step) + 0.31);
        let found = found.frequency_per_year(deaths);
        let high = direct_frequency_per_year(events, deaths / bin / (1.0 + 1e-9));
        let low = direct_frequency_per_year(events, deaths * bin);
        assert!(found >= low * (1.0 - 1e-3) - slack, "N {deaths}: {found} below {low}");
        assert!(found <= high * (1.0 + 1e-3) + slack, "N {deaths}: {found} above {high}");
    }
    let expected: f64 = events.iter().map(|(dead, frequency)| dead * frequency).sum();
    let ratio = found.deaths_per_year() / expected;
    assert!((ratio - 1.0).abs() < 1e-3, "{} deaths a year for {expected}", found.deaths_per_year());
}

fn point(x_m: f64, y_m: f64, inside_people: f64) -> PeopleSquare {
    PeopleSquare { centre: LocalPoint { x_m, y_m }, side_m: 0.0, inside_people }
}

/// A town of points in no order.
fn town(count: usize, spread_m: f64, seed: f64) -> Vec<PeopleSquare> {
    let of = |i: usize| {
        let k = i as f64 + seed;
        let (x, y) = (libm::sin(k * 12.9898) * spread_m, libm::sin(k * 78.233 + 1.0) * spread_m);
        point(x, y, 1.0 + 40.0 * libm::fabs(libm::sin(k * 3.7)))
    };
    (0..count).map(of).collect()
}

fn wind(class: usize, frequency_per_year: f64, footprint: Footprint, indoor_frac: f64) -> WindOutcome {
    WindOutcome { event: 0, class, frequency_per_year, footprint: Arc::new(footprint), indoor_frac }
}

#[test]
fn a_plume_a_flash_fire_and_a_fireball_agree_with_the_direct_sum() {
    let table = weather(16, 3, 0.0);
    let step = |reach_m: f64| Arc::new(RadialProfile::new(vec![0.0, reach_m], vec![1.0, 1.0]).unwrap());
    let ball = RadialOutcome {
        event: 2,
        frequency_per_year: 5e-7,
        profile: step(600.0),
        outdoor: Arc::new(RadialProfile::new(vec![0.0, 300.0, 300.0, 600.0], vec![1.0, 1.0, 0.14, 0.0]).unwrap()),
        indoor: step(300.0),
    };
    let hazards = HazardSet {
        wind: vec![wind(0, 1e-5, plume(3000.0, 0.15, 9), 0.1), wind(2, 4e-6, plume(800.0, 0.4, 1), 1.0)],
        radial: vec![ball],
    };
    let source = source((100.0, -50.0), hazards, &table);
    let (people, presence) = (town(400, 3000.0, 0.5), Presence::default());
    let found = counted(std::slice::from_ref(&source), &people, &presence, &table);
    assert_agrees(&found, &direct_events(&source, &people, &presence, &table));
}

#[test]
fn one_scenario_on_one_village_is_a_step() {
    // 1,000 people by night outdoors in a cloud that is all around: one N
    let table = weather(8, 1, 1.0);
    let all_around = Footprint::new(vec![0.0, 900.0], vec![0.5 * TAU; 2], 1, vec![1.0; 2]).unwrap();
    let hazards = HazardSet { wind: vec![wind(0, 1e-6, all_around, 1.0)], radial: vec![] };
    let source = source((0.0, 0.0), hazards, &table);
    let found = counted(&[source], &[point(300.0, 400.0, 1000.0)], &Presence::default(), &table);
    assert_eq!(found.curve().len(), 1);
    assert_eq!(found.curve()[0].dead_people, 1000.0);
    assert!((found.curve()[0].frequency_per_year / 1e-6 - 1.0).abs() < 1e-6, "{:?}", found.curve());
    assert!((found.deaths_per_year() / 1e-3 - 1.0).abs() < 1e-6);
}

#[test]
fn deaths_a_year_are_the_individual_risk_times_the_people() {
    // all outdoors and always there: the sum over the people of their individual risk, by another way of calculating
    let table = weather(16, 2, 2.0);
    let presence =
        Presence { day_present_frac: 1.0, night_present_frac: 1.0, day_indoor_frac: 0.0, night_indoor_frac: 0.0 };
    let hazards = HazardSet {
        wind: vec![wind(0, 1e-5, plume(2500.0, 0.2, 9), 0.1), wind(1, 1e-5, plume(2000.0, 0.3, 9), 0.1)],
        radial: vec![],
    };
    let source = source((0.0, 0.0), hazards, &table);
    let people = town(300, 2000.0, 0.1);
    let found = counted(std::slice::from_ref(&source), &people, &presence, &table);
    let expected: f64 = people.iter().map(|square| square.inside_people * source.risk_per_year(square.centre)).sum();
    let ratio = found.deaths_per_year() / expected;
    // the table errs by up to 1 %, and the two parts of the day are spread over directions one by one
    assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
}

#[test]
fn people_are_counted_once_and_from_one_basis() {
    let extent = LonLatBox { west_deg: 113.9, south_deg: 30.5, east_deg: 114.1, north_deg: 30.7 };
    let centre = LonLat { lon_deg: 114.0, lat_deg: 30.6 };
    let home = |id: &str, on_record_people: Option<f64>| Thing {
        kind: Kind::PopulatedPlace,
        id: id.into(),
        name: Default::default(),
        class: String::new(),
        on_record_people,
        geometry: geo_types::Rect::new((114.0, 30.6), (114.01, 30.61)).into(),
    };
    let things = vec![home("village", Some(640.0)), home("silent", None)];
    let places = Exposed::new(&extent, things.clone(), vec![]).residents();
    let sum = |squares: &[PeopleSquare]| squares.iter().map(|square| square.inside_people).sum::<f64>();
    assert!((sum(&places.squares) - 640.0).abs() < 1e-9 && places.squares.len() > 30);
    assert_eq!(places.places_without_number, 1);
    let cells = vec![GridCell { centre, side_m: 100.0, inside_people: 80.0 }];
    let grid = Exposed::new(&extent, things, cells).residents();
    assert_eq!((sum(&grid.squares), grid.places_without_number), (80.0, 0));
}

#[test]
fn a_square_counts_by_its_share() {
    // a circle of 100 m about the middle of the west edge of a square of 400 m: a quarter by a quarter of its points
    let table = weather(8, 1, 0.0);
    let step = Arc::new(RadialProfile::new(vec![0.0, 201.0], vec![1.0, 1.0]).unwrap());
    let outcome = RadialOutcome {
        event: 0,
        frequency_per_year: 1e-6,
        profile: Arc::clone(&step),
        outdoor: Arc::clone(&step),
        indoor: step,
    };
    let source = source((-200.0, 0.0), HazardSet { wind: vec![], radial: vec![outcome] }, &table);
    let square = PeopleSquare { centre: LocalPoint { x_m: 0.0, y_m: 0.0 }, side_m: 400.0, inside_people: 160.0 };
    let found = counted(&[source], &[square], &Presence::default(), &table);
    // of the 16 points, 50 and 150 m from the edges: (50, 50), (50, 150), (150, 50) in both halves lie within 201 m
    assert!((found.deaths_per_year() / 60e-6 - 1.0).abs() < 1e-9, "{}", found.deaths_per_year());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_towns_agree_with_the_direct_sum(
        seed in 0.0..100.0_f64,
        count in 1..120_usize,
        reach_m in 200.0..4000.0_f64,
        width in 0.02..0.8_f64,
        flash in any::<bool>(),
        sectors in prop::sample::select(vec![8_usize, 12, 16, 36]),
        indoor_frac in 0.0..1.0_f64,
    ) {
        let table = weather(sectors, 2, seed);
        let samples = if flash { 1 } else { 9 };
        let outcomes = vec![
            wind(0, 1e-5, plume(reach_m, width, samples), indoor_frac),
            wind(1, 3e-6, plume(0.6 * reach_m, 1.3 * width, 9), indoor_frac),
        ];
        let source = source((30.0, 40.0), HazardSet { wind: outcomes, radial: vec![] }, &table);
        let (people, presence) = (town(count, 2000.0, seed), Presence::default());
        let found = counted(std::slice::from_ref(&source), &people, &presence, &table);
        let events = direct_events(&source, &people, &presence, &table);
        if events.iter().any(|(dead, _)| *dead > 0.0) {
            assert_agrees(&found, &events);
        }
    }
}
