//! The polar method against a direct sum over scenario, weather and direction, and against cases
//! that can be worked by hand.
//!
//! The direct sum shares nothing with the method but the footprint and the density of the rose: it
//! walks 1,440 directions of 0.25 degree, weighs each with the density at its middle, and asks the
//! footprint for the lethality at the angle that is left. A direction in which the lethality jumps
//! is divided 64 times, density and all.

use cordon_engine::progress::ProgressToken;
use cordon_engine::risk::{
    DirectionDensity, Footprint, HazardSet, LsirGrid, PolarTable, RadialOutcome, RadialProfile, RiskSource,
    RoseDensity, WindOutcome, WindRoses, contributions_at,
};
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::LonLat;
use proptest::prelude::*;
use std::f64::consts::TAU;
use std::sync::Arc;

const DIRECTIONS: usize = 1440;
/// Agreement asked for.
const TOLERANCE: f64 = 0.01;
/// Cells with less risk than this are not compared, per year.
const FLOOR_PER_YEAR: f64 = 1e-9;

/// Integral of the density times the lethality over one step of directions: the product at the middle, or at 64 middles
/// where the lethality jumps. The density is divided as well: where it falls to nothing in the middle of a sector the part
/// of a step that a narrow cloud covers may weigh much less than the whole, 1 % of the sum.
fn weighed_step(outcome: &WindOutcome, density: &DirectionDensity, place: (f64, f64), wind_to: f64, step: f64) -> f64 {
    let (distance_m, bearing) = place;
    let lethality = |wind_to: f64| {
        let angle = (bearing - wind_to + 0.5 * TAU).rem_euclid(TAU) - 0.5 * TAU;
        outcome.footprint.lethality_prob(distance_m, angle)
    };
    let jumps = (lethality(wind_to - 0.5 * step) - lethality(wind_to + 0.5 * step)).abs() >= 0.02;
    let parts = if jumps { 64 } else { 1 };
    let middle = |part: usize| wind_to + step * ((part as f64 + 0.5) / parts as f64 - 0.5);
    let product = |part: usize| lethality(middle(part)) * density.density_per_rad(middle(part));
    (0..parts).map(product).sum::<f64>() * step / parts as f64
}

fn direct_wind_risk(outcome: &WindOutcome, roses: &WindRoses, east_m: f64, north_m: f64) -> f64 {
    let distance_m = (east_m * east_m + north_m * north_m).sqrt();
    if distance_m > outcome.footprint.reach_m() {
        return 0.0;
    }
    let place = (distance_m, libm::atan2(east_m, north_m));
    let density = &roses.classes()[outcome.class];
    let step = TAU / DIRECTIONS as f64;
    let over = |direction: usize| weighed_step(outcome, density, place, (direction as f64 + 0.5) * step, step);
    outcome.frequency_per_year * (0..DIRECTIONS).map(over).sum::<f64>()
}

fn direct_risk(sources: &[RiskSource], roses: &WindRoses, at: LocalPoint) -> f64 {
    let one = |source: &RiskSource| {
        let (east_m, north_m) = (at.x_m - source.place.x_m, at.y_m - source.place.y_m);
        let distance_m = (east_m * east_m + north_m * north_m).sqrt();
        let wind: f64 = source.hazards.wind.iter().map(|o| direct_wind_risk(o, roses, east_m, north_m)).sum();
        let radial = source.hazards.radial.iter().map(|o| o.frequency_per_year * o.profile.lethality_prob(distance_m));
        wind + radial.sum::<f64>()
    };
    sources.iter().map(one).sum()
}

/// Distances at which a source's lethality jumps along a ray: an end that is not closed.
fn step_distances(source: &RiskSource) -> Vec<f64> {
    let doubled = |d: &[f64]| d.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect::<Vec<_>>();
    let wind = source.hazards.wind.iter().flat_map(|o| {
        let mut steps = doubled(o.footprint.ring_distances_m());
        steps.push(o.footprint.reach_m());
        steps
    });
    let radial = source.hazards.radial.iter().flat_map(|o| {
        let mut steps = doubled(o.profile.distances_m());
        steps.push(o.profile.reach_m());
        steps
    });
    wind.chain(radial).collect()
}

fn near_a_step(sources: &[RiskSource], at: LocalPoint, cell_m: f64) -> bool {
    sources.iter().any(|source| {
        let distance_m = libm::hypot(at.x_m - source.place.x_m, at.y_m - source.place.y_m);
        step_distances(source).iter().any(|step_m| (distance_m - step_m).abs() <= cell_m)
    })
}

fn source(place: (f64, f64), hazards: HazardSet, roses: &WindRoses) -> RiskSource {
    turned_source(place, 0.0, hazards, roses)
}

fn turned_source(place: (f64, f64), north_rad: f64, hazards: HazardSet, roses: &WindRoses) -> RiskSource {
    let table = PolarTable::build(&hazards, roses, &ProgressToken::new()).unwrap();
    assert!(table.size_bytes() <= PolarTable::MAX_BYTES, "{} bytes", table.size_bytes());
    let place = LocalPoint { x_m: place.0, y_m: place.1 };
    RiskSource::new(place, north_rad, Arc::new(hazards), Arc::new(table))
}

fn grid_spec(half_width_m: f64, cells: usize) -> GridSpec {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.0 });
    let cell_m = 2.0 * half_width_m / cells as f64;
    GridSpec { frame, origin_x_m: -half_width_m, origin_y_m: -half_width_m, cell_m, columns: cells, rows: cells }
}

/// Worst relative difference over the cells that count, with their number.
fn compare(sources: &[RiskSource], roses: &WindRoses, spec: GridSpec) -> (f64, usize) {
    let grid = LsirGrid::compute(spec, sources, &ProgressToken::new()).unwrap();
    let (mut worst, mut compared) = (0.0_f64, 0);
    for row in 0..spec.rows {
        for column in 0..spec.columns {
            let at = spec.cell_centre(column, row);
            let expected = direct_risk(sources, roses, at);
            if expected < FLOOR_PER_YEAR || near_a_step(sources, at, spec.cell_m) {
                continue;
            }
            let difference = (grid.risk_per_year(column, row) / expected - 1.0).abs();
            if difference > TOLERANCE {
                eprintln!("({:.0}, {:.0}): {} for {expected}", at.x_m, at.y_m, grid.risk_per_year(column, row));
            }
            worst = worst.max(difference);
            compared += 1;
        }
    }
    (worst, compared)
}

fn one_class(sector_prob: &[f64], kind: RoseDensity) -> WindRoses {
    WindRoses::new(vec![DirectionDensity::from_sectors(sector_prob, kind).unwrap()]).unwrap()
}

fn wedge(reach_m: f64, half_angle_rad: f64) -> Footprint {
    Footprint::new(vec![0.0, reach_m], vec![half_angle_rad; 2], 1, vec![1.0; 2]).unwrap()
}

/// A plume that widens as a power of the distance, its lethality falling across and along it; or,
/// with one sample, a closed flash-fire cloud.
fn plume(reach_m: f64, width: f64, samples: usize) -> Footprint {
    let rings = 60;
    let distance = |i: usize| reach_m * libm::pow(1000.0, i as f64 / (rings - 1) as f64 - 1.0);
    let distance_m: Vec<f64> = (0..rings).map(distance).collect();
    let tip = |d: f64| (1.0 - d / reach_m).max(0.0).sqrt();
    let closing = |d: f64| if samples == 1 { tip(d) } else { 1.0 };
    let half_angle_rad = distance_m.iter().map(|&d| width * libm::pow(d / reach_m, -0.1) * closing(d)).collect();
    let mut lethality_prob = Vec::new();
    for &d in &distance_m {
        let axis = 1.0 / (1.0 + libm::pow(d / (0.4 * reach_m), 4.0)) * tip(d);
        for sample in 0..samples {
            let s = sample as f64 / (samples.max(2) - 1) as f64;
            lethality_prob.push(if samples == 1 { 1.0 } else { axis * (1.0 - s * s) });
        }
    }
    Footprint::new(distance_m, half_angle_rad, samples, lethality_prob).unwrap()
}

fn wind(event: usize, class: usize, frequency_per_year: f64, footprint: Footprint) -> WindOutcome {
    WindOutcome { event, class, frequency_per_year, footprint: Arc::new(footprint), indoor_frac: 0.1 }
}

fn radial(event: usize, frequency_per_year: f64, profile: RadialProfile) -> RadialOutcome {
    let profile = Arc::new(profile);
    let (outdoor, indoor) = (Arc::clone(&profile), Arc::clone(&profile));
    RadialOutcome { event, frequency_per_year, profile, outdoor, indoor }
}

#[test]
fn a_circle_is_its_frequency_inside_and_nothing_outside() {
    let roses = one_class(&[1.0 / 16.0; 16], RoseDensity::Linear);
    let circle = RadialProfile::new(vec![0.0, 500.0], vec![1.0, 1.0]).unwrap();
    let hazards = HazardSet { wind: vec![], radial: vec![radial(0, 2e-6, circle)] };
    let sources = [source((0.0, 0.0), hazards, &roses)];
    for (x_m, y_m, expected) in [(0.0, 0.0, 2e-6), (300.0, -390.0, 2e-6), (-499.0, 0.0, 2e-6), (0.0, 501.0, 0.0)] {
        let risk = sources[0].risk_per_year(LocalPoint { x_m, y_m });
        assert!((risk - expected).abs() <= 1e-12 * 2e-6, "{risk} at {x_m}, {y_m}");
    }
}

#[test]
fn a_uniform_rose_is_constant_in_angle_to_1e_9() {
    for kind in [RoseDensity::Linear, RoseDensity::Constant] {
        let roses = one_class(&[1.0 / 36.0; 36], kind);
        let hazards = HazardSet { wind: vec![wind(0, 0, 1e-5, plume(3000.0, 0.05, 9))], radial: vec![] };
        let source = source((0.0, 0.0), hazards, &roses);
        for distance_m in [20.0, 333.0, 1500.0, 2800.0] {
            let at =
                |angle: f64| source.table.risk_per_year(distance_m * libm::sin(angle), distance_m * libm::cos(angle));
            let first = at(0.0);
            assert!(first > 0.0);
            for step in 0..3600 {
                let ratio = at(step as f64 * TAU / 3600.0) / first;
                assert!((ratio - 1.0).abs() < 1e-9, "{ratio} at {distance_m} m");
            }
        }
    }
}

#[test]
fn a_wedge_under_a_uniform_rose_is_its_share_of_the_circle() {
    // Half-angle 0.1 rad of the full circle: 0.2 / 2 pi of 1e-4 per year.
    let roses = one_class(&[1.0 / 8.0; 8], RoseDensity::Linear);
    let hazards = HazardSet { wind: vec![wind(0, 0, 1e-4, wedge(1000.0, 0.1))], radial: vec![] };
    let source = source((0.0, 0.0), hazards, &roses);
    let expected = 1e-4 * 0.2 / TAU;
    let risk = source.risk_per_year(LocalPoint { x_m: 400.0, y_m: 300.0 });
    assert!((risk / expected - 1.0).abs() < 6e-4, "{risk} for {expected}");
}

#[test]
fn one_sector_is_a_moving_window() {
    // All wind to the sector -11.25..11.25 degrees, constant; half-angle 3 degrees:
    // 6/22.5 in the middle, 3/22.5 on its edge, nothing beyond 14.25 degrees.
    let mut sectors = [0.0; 16];
    sectors[0] = 1.0;
    let roses = one_class(&sectors, RoseDensity::Constant);
    let hazards = HazardSet { wind: vec![wind(0, 0, 1e-5, wedge(1000.0, 3.0_f64.to_radians()))], radial: vec![] };
    let source = source((0.0, 0.0), hazards, &roses);
    let at = |degrees: f64| {
        let angle = degrees.to_radians();
        source.table.risk_per_year(500.0 * libm::sin(angle), 500.0 * libm::cos(angle)) / 1e-5
    };
    assert!((at(0.0) / (6.0 / 22.5) - 1.0).abs() < 1e-3, "{}", at(0.0));
    assert!((at(-11.25) / (3.0 / 22.5) - 1.0).abs() < 1e-2, "{}", at(-11.25));
    assert!(at(15.0) < 1e-6, "{}", at(15.0));
}

#[test]
fn two_sources_add_and_a_removed_one_leaves_no_trace() {
    let roses = one_class(&[0.3, 0.1, 0.05, 0.15, 0.1, 0.1, 0.15, 0.05], RoseDensity::Linear);
    let hazards = |width: f64| HazardSet { wind: vec![wind(0, 0, 1e-5, plume(2000.0, width, 9))], radial: vec![] };
    let a = source((-300.0, 0.0), hazards(0.1), &roses);
    let b = source((500.0, 200.0), hazards(0.2), &roses);
    let spec = grid_spec(2000.0, 50);
    let token = ProgressToken::new();
    let alone_a = LsirGrid::compute(spec, std::slice::from_ref(&a), &token).unwrap();
    let alone_b = LsirGrid::compute(spec, std::slice::from_ref(&b), &token).unwrap();
    let mut both = LsirGrid::compute(spec, &[a.clone(), b.clone()], &token).unwrap();
    for ((&sum, &one), &other) in both.units().iter().zip(alone_a.units()).zip(alone_b.units()) {
        assert_eq!(sum, one + other);
    }
    both.remove(&[b], &token).unwrap();
    assert_eq!(both, alone_a);
}

#[test]
fn a_map_turned_from_true_north_shows_the_same_risk_in_true_directions() {
    // Wind blows to true north only; the map's y axis lies 0.3 rad east of it, so true north is at -0.3 rad.
    let mut sectors = [0.0; 16];
    sectors[0] = 1.0;
    let roses = one_class(&sectors, RoseDensity::Linear);
    let hazards = HazardSet { wind: vec![wind(0, 0, 1e-5, wedge(1000.0, 0.05))], radial: vec![] };
    let straight = source((0.0, 0.0), hazards.clone(), &roses);
    let turned = turned_source((0.0, 0.0), -0.3, hazards, &roses);
    let at = |bearing: f64| LocalPoint { x_m: 600.0 * libm::sin(bearing), y_m: 600.0 * libm::cos(bearing) };
    for bearing in [-0.2, -0.1, 0.0, 0.07, 0.2] {
        let (expected, found) = (straight.risk_per_year(at(bearing)), turned.risk_per_year(at(bearing - 0.3)));
        assert!((found - expected).abs() <= 1e-9 * 1e-5, "{found} for {expected} at {bearing}");
    }
    assert!(turned.risk_per_year(at(0.2)) < 1e-6 * straight.risk_per_year(at(0.2)));
    let spec = grid_spec(1000.0, 40);
    let grid = LsirGrid::compute(spec, std::slice::from_ref(&turned), &ProgressToken::new()).unwrap();
    let (column, row) = (17, 33);
    let of_point = turned.risk_per_year(spec.cell_centre(column, row));
    assert!(of_point > 0.0 && (grid.risk_per_year(column, row) - of_point).abs() < 1e-18);
}

#[test]
fn equal_units_at_one_place_count_each() {
    let roses = one_class(&[1.0 / 16.0; 16], RoseDensity::Linear);
    let hazards = HazardSet { wind: vec![wind(0, 0, 1e-5, plume(2000.0, 0.1, 9))], radial: vec![] };
    let one = source((10.0, -20.0), hazards, &roses);
    let spec = grid_spec(2000.0, 40);
    let token = ProgressToken::new();
    let single = LsirGrid::compute(spec, std::slice::from_ref(&one), &token).unwrap();
    let triple = LsirGrid::compute(spec, &[one.clone(), one.clone(), one], &token).unwrap();
    assert!(single.units().iter().zip(triple.units()).all(|(&a, &b)| 3 * a == b));
}

#[test]
fn a_narrow_plume_under_a_real_looking_rose_agrees_with_the_direct_sum() {
    let sectors: Vec<f64> = (0..36).map(|k| 1.0 + 0.9 * libm::sin(k as f64 * 0.7) + f64::from(k % 5 == 0)).collect();
    let sum: f64 = sectors.iter().sum();
    let sectors: Vec<f64> = sectors.iter().map(|s| s / sum).collect();
    // Constant sectors make steps of the weight; a table smears them over one angular bin.
    for (kind, tolerance) in [(RoseDensity::Linear, TOLERANCE), (RoseDensity::Constant, 0.08)] {
        let roses = one_class(&sectors, kind);
        let hazards = HazardSet {
            wind: vec![wind(0, 0, 1e-5, plume(4000.0, 0.05, 9)), wind(1, 0, 1e-6, plume(2500.0, 0.06, 1))],
            radial: vec![radial(
                0,
                1e-6,
                RadialProfile::new(vec![0.0, 150.0, 150.0, 400.0], vec![1.0, 1.0, 0.6, 0.0]).unwrap(),
            )],
        };
        let (worst, compared) = compare(&[source((0.0, 0.0), hazards, &roses)], &roses, grid_spec(4000.0, 80));
        println!("{kind:?}: worst {worst:.4} over {compared} cells");
        assert!(compared > 2000 && worst <= tolerance, "{kind:?}: {worst} over {compared} cells");
    }
}

#[test]
fn contributions_add_up_and_are_ranked() {
    let roses = one_class(&[0.3, 0.1, 0.05, 0.15, 0.1, 0.1, 0.15, 0.05], RoseDensity::Linear);
    let make = |width: f64, frequency: f64| HazardSet {
        wind: vec![wind(0, 0, frequency, plume(2000.0, width, 9)), wind(2, 0, 0.1 * frequency, plume(900.0, 0.3, 1))],
        radial: vec![],
    };
    let sources: Vec<RiskSource> =
        (0..6).map(|i| source((100.0 * i as f64, 0.0), make(0.1, 1e-6 * (i + 1) as f64), &roses)).collect();
    let at = LocalPoint { x_m: 250.0, y_m: 333.0 };
    let parts = contributions_at(&sources, &roses, at);
    let total: f64 = parts.iter().map(|part| part.risk_per_year).sum();
    let looked_up: f64 = sources.iter().map(|source| source.risk_per_year(at)).sum();
    assert!((total / looked_up - 1.0).abs() < 1e-12);
    assert!(parts.windows(2).all(|w| w[0].risk_per_year >= w[1].risk_per_year));
    for part in &parts {
        let events: f64 = part.event_risk_per_year.iter().sum();
        assert!((events / part.risk_per_year - 1.0).abs() < 1e-12);
        assert_eq!(part.event_risk_per_year.len(), 3);
    }
}

#[test]
fn the_bits_do_not_depend_on_the_threads() {
    let roses = one_class(&[0.3, 0.1, 0.05, 0.15, 0.1, 0.1, 0.15, 0.05], RoseDensity::Linear);
    let sources: Vec<RiskSource> = (0..20)
        .map(|i| {
            let width = 0.05 + 0.01 * i as f64;
            let hazards = HazardSet { wind: vec![wind(0, 0, 1e-6, plume(1500.0, width, 9))], radial: vec![] };
            source((libm::sin(i as f64) * 2000.0, libm::cos(3.0 * i as f64) * 2000.0), hazards, &roses)
        })
        .collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| LsirGrid::compute(grid_spec(4000.0, 100), &sources, &ProgressToken::new()).unwrap())
    };
    let one = run(1);
    assert!(one.max_per_year() > 0.0);
    assert_eq!(one, run(2));
    assert_eq!(one, run(8));
}

#[test]
fn a_cancelled_grid_stops() {
    let roses = one_class(&[1.0 / 16.0; 16], RoseDensity::Linear);
    let hazards = HazardSet { wind: vec![wind(0, 0, 1e-5, plume(2000.0, 0.1, 9))], radial: vec![] };
    let one = source((0.0, 0.0), hazards.clone(), &roses);
    let token = ProgressToken::new();
    token.cancel();
    assert!(LsirGrid::compute(grid_spec(2000.0, 40), &[one], &token).is_err());
    assert!(PolarTable::build(&hazards, &roses, &token).is_err());
}

#[test]
fn an_impossible_grid_is_refused_by_name() {
    let spec = GridSpec { cell_m: 0.1, columns: 100_000, rows: 100_000, ..grid_spec(2000.0, 40) };
    let refused = LsirGrid::check_cost(&spec, &[]).unwrap_err();
    assert_eq!(refused.problems[0].field, "cell_m");
    assert!(refused.problems[0].allowed.contains("250000000"));
}

/// A place, a reach, a width, a frequency and the number of samples across: a plume, and half as far a wedge.
type Unit = ((f64, f64), f64, f64, f64, usize);

fn city(units: &[Unit], roses: &WindRoses) -> Vec<RiskSource> {
    let unit = |&(place, reach_m, width, frequency, samples): &Unit| {
        let plume = wind(0, 0, frequency, plume(reach_m, width, samples));
        let wedge = wind(1, 0, 0.1 * frequency, wedge(0.5 * reach_m, width));
        source(place, HazardSet { wind: vec![plume, wedge], radial: vec![] }, roses)
    };
    units.iter().map(unit).collect()
}

/// Once 2.2 % off: 96 rings of 360 directions do not fit into a table, and all went down to 180 rather than any ring being
/// left out.
#[test]
fn a_narrow_plume_in_a_full_table_keeps_its_directions() {
    let prob = |sector: usize| if sector.is_multiple_of(3) { 1.0 } else { 0.3 } / (12.0 + 24.0 * 0.3);
    let roses = one_class(&(0..36).map(prob).collect::<Vec<_>>(), RoseDensity::Linear);
    let sources = city(&[((-1111.0, -373.0), 2870.0, 0.041, 1e-5, 9)], &roses);
    let (worst, compared) = compare(&sources, &roses, grid_spec(4000.0, 30));
    assert!(compared > 150 && worst <= 0.8 * TOLERANCE, "{worst} over {compared} cells");
}

/// Once 1 % off: its half-angle changed by more than half a sector between rings that were enough for the mean over the
/// directions.
#[test]
fn a_wide_cloud_that_narrows_shows_every_sector() {
    let prob = [
        0.0177, 0.0276, 0.0400, 0.0287, 0.0443, 0.0453, 0.0177, 0.0230, 0.0256, 0.0151, 0.0439, 0.0139, 0.0226, 0.0150,
        0.0226, 0.0242, 0.0401, 0.0182, 0.0159, 0.0250, 0.0428, 0.0153, 0.0263, 0.0437, 0.0315, 0.0416, 0.0157, 0.0370,
        0.0167, 0.0247, 0.0388, 0.0228, 0.0201, 0.0140, 0.0391, 0.0433,
    ];
    let roses = one_class(&prob, RoseDensity::Linear);
    let sources = city(&[((-1021.0, 1281.0), 2290.0, 0.5847, 5e-7, 1)], &roses);
    let (worst, compared) = compare(&sources, &roses, grid_spec(4000.0, 30));
    assert!(compared > 100 && worst <= 0.5 * TOLERANCE, "{worst} over {compared} cells");
}

/// Cities tried; the variable that the property tests share asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

fn rose_strategy() -> impl Strategy<Value = Vec<f64>> {
    (prop::sample::select(vec![8_usize, 16, 36]), prop::collection::vec(0.3_f64..1.0, 36)).prop_map(|(sectors, raw)| {
        let sum: f64 = raw[..sectors].iter().sum();
        raw[..sectors].iter().map(|value| value / sum).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn random_small_cities_agree_with_the_direct_sum(
        rose in rose_strategy(),
        units in prop::collection::vec(
            ((-1500.0_f64..1500.0, -1500.0_f64..1500.0), 600.0_f64..3000.0, 0.04_f64..0.6, 1e-7_f64..1e-4, prop::sample::select(vec![1_usize, 9])),
            1..4,
        ),
    ) {
        let roses = one_class(&rose, RoseDensity::Linear);
        let sources = city(&units, &roses);
        let (worst, _) = compare(&sources, &roses, grid_spec(4000.0, 30));
        prop_assert!(worst <= TOLERANCE, "worst {}", worst);
    }
}
