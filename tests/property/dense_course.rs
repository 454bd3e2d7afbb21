//! A dense cloud moment by moment: its mass, its zones, what is breathed.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseField, DenseGas, DenseLevel, DenseSource, ZonePart, confidence_ring};
use cordon_engine::math::pow;
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Farthest downwind of a cloud whose mass is held to 2 %, m: it is followed to 50 km.
const FARTHEST_M: f64 = 4.5e4;

/// A number between two powers of ten.
fn decades(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from..to).prop_map(|exponent| pow(10.0, exponent))
}

fn sources() -> impl Strategy<Value = DenseSource> {
    let durations = || proptest::option::of(decades(0.5, 4.0));
    prop_oneof![
        (decades(-2.0, 2.5), decades(-1.0, 0.5), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::Jet {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(-2.0, 2.5), decades(-0.3, 2.0), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::Pool {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(-2.0, 2.5), decades(-1.0, 0.5), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::VerticalJet {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(0.0, 5.0), decades(0.0, 2.0))
            .prop_map(|(mass_kg, source_diameter_m)| DenseSource::Instantaneous { mass_kg, source_diameter_m }),
    ]
}

fn airs() -> impl Strategy<Value = Atmosphere> {
    let classes = proptest::sample::select(&StabilityClass::ALL[..]);
    (classes, 1.0..16.0_f64, decades(-3.0, 0.0)).prop_map(|(stability, wind_m_s, roughness_length_m)| Atmosphere {
        roughness_length_m,
        ..Atmosphere::new(stability, wind_m_s, 10.0, Terrain::Rural)
    })
}

fn names() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["chlorine", "ammonia", "methane", "propane", "hydrogen", "hydrogen fluoride"])
}

/// A release, its cloud and the air; none where the release is refused.
fn solved(
    (name, source, air): (&str, DenseSource, &Atmosphere),
    (mist, height_m, averaging_time_s): (f64, f64, f64),
) -> Option<(DenseGas, DenseField)> {
    let gas = DenseGas {
        source,
        temperature_k: None,
        liquid_frac: mist,
        release_height_m: height_m,
        averaging_time_s,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    };
    let substance = substances::library().find(name).expect("in the library");
    gas.solve(substance, air).ok().map(|solved| (gas, solved.field))
}

/// A time that a release knows: a share of its duration, or of some minutes.
fn time_s(source: DenseSource, share: f64) -> f64 {
    match source {
        DenseSource::Jet { duration_s, .. }
        | DenseSource::VerticalJet { duration_s, .. }
        | DenseSource::Pool { duration_s, .. } => share * duration_s.unwrap_or(300.0),
        DenseSource::Instantaneous { .. } => share * 300.0,
    }
}

/// How far the masses of the frames of a release are off: its frames within reach, each with what was released.
fn departures(
    name: &str,
    source: DenseSource,
    air: &Atmosphere,
    more: (f64, f64, f64),
    shares: &[f64],
) -> Vec<(f64, f64)> {
    let Some((gas, field)) = solved((name, source, air), more) else { return Vec::new() };
    let course = gas.course(&field);
    // a cloud aloft is not seen at the ground: how far it has gone is told by its stations too
    let far_s = field.stations().iter().find(|station| station.x_m > FARTHEST_M).map(|station| station.time_s);
    let times_s = shares.iter().map(|share| time_s(source, *share)).filter(|t_s| *t_s > 1.0);
    let inside = |t_s: &f64| {
        let zone = course.at(*t_s).frame().zone(DenseLevel::MassConcentration { concentration_kg_m3: 1e-15 }, 0.0);
        let seen_far = zone.last().is_some_and(|part| part.reach_m() > FARTHEST_M);
        !seen_far && far_s.is_none_or(|far_s| *t_s <= 0.7 * far_s)
    };
    let ratio = |t_s: f64| course.at(t_s).frame().airborne_mass_kg() / course.released_mass_kg(t_s);
    times_s.filter(inside).map(|t_s| (t_s, ratio(t_s) - 1.0)).collect()
}

/// A survey of the same releases in each run: every frame holds the mass released within 2 %.
#[test]
fn frames_hold_the_mass_released() {
    let mut runner = TestRunner::deterministic();
    let mists = prop_oneof![Just(0.0), 0.0..0.8_f64];
    let heights = prop_oneof![Just(0.0), 0.0..10.0_f64];
    let shares = proptest::collection::vec(decades(-1.3, 1.3), 6);
    let releases = (names(), sources(), airs(), (mists, heights, decades(0.0, 3.5)), shares);
    let mut found = Vec::new();
    for _ in 0..1000 {
        let (name, source, air, more, shares) = releases.new_tree(&mut runner).expect("a value").current();
        for (t_s, departure) in departures(name, source, &air, more, &shares) {
            found.push((departure.abs(), format!("{name} {source:?} {air:?} {more:?} {t_s} s: {departure}")));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worst: Vec<&String> = found.iter().take(4).map(|(_, told)| told).collect();
    println!("{} frames; worst: {worst:#?}", found.len());
    assert!(found.len() > 3000, "{}", found.len());
    assert!(found[0].0 <= 0.02, "{worst:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn moments_are_finite_and_not_negative(
        name in names(), source in sources(), air in airs(), height_m in 0.0..10.0_f64,
        places in proptest::collection::vec((-1e3..2e4_f64, -2e3..2e3_f64, -1.0..100.0_f64, -10.0..1e5_f64), 12),
    ) {
        let Some((gas, field)) = solved((name, source, &air), (0.0, height_m, 60.0)) else { return Ok(()) };
        let course = gas.course(&field);
        for (x_m, y_m, z_m, t_s) in places {
            let value = course.at(t_s).concentration_kg_m3(x_m, y_m, z_m);
            prop_assert!(value.is_finite() && value >= 0.0, "{value} at {x_m} {y_m} {z_m} {t_s}");
            let mole_frac = course.at(t_s).mole_frac(x_m, y_m, z_m);
            prop_assert!((0.0..=1.0).contains(&mole_frac), "{mole_frac}");
        }
        for point in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            prop_assert!(!course.at(point).concentration_kg_m3(10.0, 0.0, 0.0).is_nan());
            prop_assert!(!course.at(10.0).concentration_kg_m3(point, 0.0, 0.0).is_nan());
        }
    }

    #[test]
    fn zones_shrink_with_the_threshold_and_lie_in_their_envelope(
        name in names(), source in sources(), air in airs(), share in 0.1..3.0_f64, level in decades(-5.0, -2.0),
        factor in 1.2..10.0_f64, angle in 0.05..1.0_f64,
    ) {
        let Some((gas, field)) = solved((name, source, &air), (0.0, 0.0, 60.0)) else { return Ok(()) };
        let course = gas.course(&field);
        let moment = course.at(time_s(source, share));
        let area_m2 = |parts: &[ZonePart]| parts.iter().map(ZonePart::area_m2).sum::<f64>();
        let of = |concentration_kg_m3| DenseLevel::MassConcentration { concentration_kg_m3 };
        let (wide, narrow) = (moment.frame().zone(of(level), 1.0), moment.frame().zone(of(factor * level), 1.0));
        prop_assert!(area_m2(&narrow) <= area_m2(&wide) * (1.0 + 1e-9));
        let (wide, narrow) = (field.zone_over_time(of(level), 1.0), field.zone_over_time(of(factor * level), 1.0));
        prop_assert!(area_m2(&narrow) <= area_m2(&wide) * 1.05 + 1e-9, "{} {}", area_m2(&narrow), area_m2(&wide));
        let ring = confidence_ring(&wide, angle);
        // its 96 radii cut corners of a zone much longer than wide
        let inside_m2: f64 = 0.5 * ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>();
        prop_assert!(inside_m2 >= 0.9 * area_m2(&wide), "{inside_m2} {}", area_m2(&wide));
    }

    #[test]
    fn the_load_grows_with_the_duration(
        rate_kg_s in decades(-1.0, 2.0), duration_s in decades(1.0, 3.0), factor in 1.3..4.0_f64, air in airs(),
        x_m in 50.0..3000.0_f64,
    ) {
        let load = |duration_s: f64| {
            // a jet: a pool may change from plume to puff between two durations, and with it what spreads against the wind
            let source =
                DenseSource::Jet { release_rate_kg_s: rate_kg_s, source_diameter_m: 0.5, duration_s: Some(duration_s) };
            // the averaging time is cut to the duration: the same one for both
            let (gas, field) = solved(("chlorine", source, &air), (0.0, 0.0, 10.0))?;
            Some(gas.course(&field).passage((x_m, 0.0, 1.0), 1800.0).toxic_load(1.0).value())
        };
        if let (Some(short), Some(long)) = (load(duration_s), load(factor * duration_s)) {
            prop_assert!(long >= short * 0.98, "{short} {long}");
        }
    }
}
