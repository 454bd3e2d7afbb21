//! The dense cloud over its whole valid range: finite, never negative, falling off the axis.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseField, DenseGas, DenseSource};
use cordon_engine::math::pow;
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;

/// A number between two powers of ten.
fn decades(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from..to).prop_map(|exponent| pow(10.0, exponent))
}

fn sources() -> impl Strategy<Value = DenseSource> {
    let durations = || proptest::option::of(decades(0.0, 5.0));
    prop_oneof![
        (decades(-3.0, 4.0), decades(-2.0, 1.0), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::Jet {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(-3.0, 4.0), decades(-2.0, 1.0), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::VerticalJet {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(-3.0, 4.0), decades(-1.0, 2.5), durations()).prop_map(
            |(release_rate_kg_s, source_diameter_m, duration_s)| DenseSource::Pool {
                release_rate_kg_s,
                source_diameter_m,
                duration_s,
            }
        ),
        (decades(-2.0, 6.0), decades(0.0, 2.5))
            .prop_map(|(mass_kg, source_diameter_m)| { DenseSource::Instantaneous { mass_kg, source_diameter_m } }),
    ]
}

fn airs() -> impl Strategy<Value = Atmosphere> {
    let classes = proptest::sample::select(&StabilityClass::ALL[..]);
    (classes, 0.1..30.0_f64, 0.5..50.0_f64, decades(-4.0, 0.4), 230.0..330.0_f64, 6e4..1.1e5_f64).prop_map(
        |(stability, wind_m_s, height_m, roughness_length_m, temperature_k, pressure_pa)| Atmosphere {
            roughness_length_m,
            temperature_k,
            pressure_pa,
            ..Atmosphere::new(stability, wind_m_s, height_m, Terrain::Rural)
        },
    )
}

fn names() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "chlorine",
        "ammonia",
        "methane",
        "propane",
        "hydrogen",
        "carbon monoxide",
        "7664-39-3",
        "benzene",
    ])
}

fn check(field: &DenseField, (x_m, y_m, z_m, t_s): (f64, f64, f64, f64)) -> Result<(), TestCaseError> {
    let value = field.concentration_kg_m3(x_m, y_m, z_m, t_s);
    prop_assert!(value.is_finite() && value >= 0.0, "{value} at {x_m} {y_m} {z_m} {t_s}");
    let mole_frac = field.mole_frac(x_m, y_m, z_m, t_s);
    prop_assert!((0.0..=1.0).contains(&mole_frac), "{mole_frac}");
    prop_assert_eq!(value, field.concentration_kg_m3(x_m, -y_m, z_m, t_s));
    prop_assert!(field.concentration_kg_m3(x_m, 1.5 * y_m, z_m, t_s) <= value * (1.0 + 1e-9) + 1e-300);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn finite_and_falling_off_the_axis_for_every_valid_release(
        name in names(), source in sources(), air in airs(), mist in 0.0..0.95_f64, wet in any::<bool>(),
        height_m in 0.0..20.0_f64, humidity in 0.0..1.0_f64, averaging_time_s in decades(0.0, 4.0),
        places in proptest::collection::vec((-1e3..2e4_f64, 0.0..2e3_f64, 0.0..100.0_f64, 0.0..5e3_f64), 12),
    ) {
        let gas = DenseGas {
            source,
            temperature_k: None,
            liquid_frac: if wet { mist } else { 0.0 },
            release_height_m: height_m,
            averaging_time_s,
            relative_humidity_frac: humidity,
            inverse_obukhov_per_m: None,
        };
        let substance = substances::library().find(name).expect("in the library");
        // a cloud may stand above the lid, and a substance may lack liquid figures: refused, never wrong
        if let Ok(solved) = gas.solve(substance, &air) {
            prop_assert!(solved.field.stations().len() >= 2);
            for station in solved.field.stations() {
                prop_assert!(station.density_kg_m3.is_finite() && station.density_kg_m3 > 0.0, "{station:?}");
                prop_assert!(station.height_m.is_finite() && station.height_m > 0.0, "{station:?}");
                prop_assert!(station.temperature_k > 4.0 && station.temperature_k < 3000.0, "{station:?}");
            }
            for place in places {
                check(&solved.field, place)?;
            }
            for point in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                prop_assert!(!solved.field.concentration_kg_m3(point, 0.0, 0.0, 10.0).is_nan());
                prop_assert!(!solved.field.concentration_kg_m3(10.0, point, 0.0, 10.0).is_nan());
                prop_assert!(!solved.field.concentration_kg_m3(10.0, 0.0, point, 10.0).is_nan());
                prop_assert!(!solved.field.concentration_kg_m3(10.0, 0.0, 0.0, point).is_nan());
            }
        }
    }
}
