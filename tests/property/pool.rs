//! Pools over their whole valid range: nothing is lost, nothing is made, nothing breaks.

use cordon_datasets::substances;
use cordon_engine::math::pow;
use cordon_engine::source::{PoolAir, PoolRelease, PoolSupply, PoolSurface};
use proptest::prelude::*;

/// A number between two powers of ten.
fn decades(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from..to).prop_map(|exponent| pow(10.0, exponent))
}

fn supplies() -> impl Strategy<Value = PoolSupply> {
    prop_oneof![
        (decades(-6.0, 5.0), decades(0.0, 5.0))
            .prop_map(|(release_rate_kg_s, duration_s)| PoolSupply::Continuous { release_rate_kg_s, duration_s }),
        decades(-3.0, 9.0).prop_map(|mass_kg| PoolSupply::Instantaneous { mass_kg }),
    ]
}

fn releases() -> impl Strategy<Value = PoolRelease> {
    let surfaces = vec![PoolSurface::Concrete, PoolSurface::Soil, PoolSurface::DrySand, PoolSurface::MoistSand];
    let grounds = proptest::option::of(230.0..330.0_f64);
    let bunds = proptest::option::of(decades(-2.0, 7.0));
    (supplies(), proptest::sample::select(surfaces), bunds, grounds, 0.0..1000.0_f64, decades(1.0, 5.0)).prop_map(
        |(supply, surface, bund_area_m2, ground_temperature_k, solar_flux_w_m2, end_time_s)| PoolRelease {
            bund_area_m2,
            ground_temperature_k,
            solar_flux_w_m2,
            ..PoolRelease::new(supply, surface, end_time_s)
        },
    )
}

fn airs() -> impl Strategy<Value = PoolAir> {
    (0.1..40.0_f64, 230.0..330.0_f64, 6e4..1.1e5_f64).prop_map(|(wind_speed_10m_m_s, temperature_k, pressure_pa)| {
        PoolAir { wind_speed_10m_m_s, temperature_k, pressure_pa }
    })
}

fn names() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "chlorine",
        "ammonia",
        "methane",
        "propane",
        "hydrogen",
        "benzene",
        "toluene",
        "methanol",
        "7664-39-3",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn vapour_and_liquid_are_what_was_released(
        name in names(), release in releases(), air in airs(), liquid_k in 100.0..330.0_f64, averaging_s in decades(0.0, 4.0),
    ) {
        let substance = substances::library().find(name).unwrap();
        let field = release.solve(substance, liquid_k, &air).unwrap().field;
        let (vapour_kg, liquid_kg) = (field.evaporated_mass_kg(), field.liquid_mass_kg());
        prop_assert!(((vapour_kg + liquid_kg) / field.released_mass_kg() - 1.0).abs() < 1e-9, "{vapour_kg} {liquid_kg}");
        let asked_kg = match release.supply {
            PoolSupply::Instantaneous { mass_kg } => mass_kg,
            PoolSupply::Continuous { release_rate_kg_s, duration_s } => release_rate_kg_s * duration_s.min(field.end_time_s()),
        };
        prop_assert!((field.released_mass_kg() / asked_kg - 1.0).abs() < 1e-9);
        let mut sum_kg = 0.0;
        for pair in field.steps().windows(2) {
            let (before, after) = (pair[0], pair[1]);
            prop_assert!(after.time_s > before.time_s && after.radius_m >= before.radius_m);
            prop_assert!(after.evaporation_rate_kg_s >= 0.0 && after.liquid_mass_kg >= 0.0);
            prop_assert!(after.temperature_k.is_finite() && after.temperature_k > 0.0);
            sum_kg += after.evaporation_rate_kg_s * (after.time_s - before.time_s);
        }
        prop_assert!((sum_kg - vapour_kg).abs() <= 1e-9 * vapour_kg, "{sum_kg} {vapour_kg}");
        if let Some(steady) = field.vapour(averaging_s) {
            prop_assert!((steady.evaporation_rate_kg_s * steady.duration_s / vapour_kg - 1.0).abs() < 1e-9);
            // stretches laid end to end cover the pool's life, so that the richest holds its part at least
            let window_s = averaging_s.min(field.end_time_s());
            let longest_s = window_s * (field.end_time_s() / window_s - 1e-9).ceil();
            prop_assert!(steady.duration_s <= longest_s * (1.0 + 1e-6));
        }
    }

    #[test]
    fn more_wind_and_more_bund_give_no_less_vapour_at_first(
        wind in 1.0..20.0_f64, more in 1.05..3.0_f64, area_m2 in decades(1.0, 4.0), air_k in 260.0..320.0_f64,
    ) {
        let benzene = substances::library().find("benzene").unwrap();
        let first_kg = |wind_speed_10m_m_s: f64, area_m2: f64| {
            let supply = PoolSupply::Instantaneous { mass_kg: 2000.0 * area_m2 };
            let release = PoolRelease {
                bund_area_m2: Some(area_m2),
                ..PoolRelease::new(supply, PoolSurface::Concrete, 120.0)
            };
            let air = PoolAir { wind_speed_10m_m_s, temperature_k: air_k, pressure_pa: 101_325.0 };
            release.solve(benzene, air_k, &air).unwrap().field.evaporated_mass_kg()
        };
        prop_assert!(first_kg(wind * more, area_m2) > first_kg(wind, area_m2));
        prop_assert!(first_kg(wind, area_m2 * more) > first_kg(wind, area_m2));
    }
}
