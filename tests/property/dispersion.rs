//! Properties of the exponential kernel and of the passive cloud.

use cordon_engine::dispersion::{Atmosphere, GaussianPlume, PlumeField, PlumeOptions, PlumeSigmaSet};
use cordon_engine::math::{exp, exp_lane};
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;

fn classes() -> impl Strategy<Value = StabilityClass> {
    proptest::sample::select(&StabilityClass::ALL[..])
}

fn sets() -> impl Strategy<Value = PlumeSigmaSet> {
    use PlumeSigmaSet::{BriggsRural, BriggsUrban, SpicerHavensSeinfeld};
    proptest::sample::select(vec![BriggsRural, BriggsUrban, SpicerHavensSeinfeld])
}

fn field(stability: StabilityClass, set: PlumeSigmaSet, release_rate_kg_s: f64, height_m: f64) -> PlumeField {
    let air = Atmosphere { mixing_height_m: Some(600.0), ..Atmosphere::new(stability, 3.0, 10.0, Terrain::Rural) };
    let plume = GaussianPlume { release_rate_kg_s, release_height_m: height_m, averaging_time_s: 600.0 };
    plume.solve_with(&air, PlumeOptions { sigma_set: Some(set), ..PlumeOptions::default() }).unwrap().field
}

proptest! {
    #[test]
    fn exp_lane_is_within_one_unit_of_libm(x in -708.39..709.78_f64) {
        prop_assert!(exp_lane(x).to_bits().abs_diff(exp(x).to_bits()) <= 1);
    }

    #[test]
    fn exp_lane_is_never_nan_for_a_number(bits in any::<u64>()) {
        let x = f64::from_bits(bits);
        let value = exp_lane(x);
        prop_assert_eq!(value.is_nan(), x.is_nan());
        prop_assert!(x.is_nan() || value >= 0.0);
    }

    #[test]
    fn concentration_is_finite_even_in_y_and_proportional_to_the_release(
        stability in classes(), set in sets(), height_m in 0.0..500.0_f64,
        x_m in -1e5..1e5_f64, y_m in -1e4..1e4_f64, z_m in -10.0..700.0_f64,
    ) {
        let (one, two) = (field(stability, set, 1.0, height_m), field(stability, set, 2.0, height_m));
        let value = one.concentration_kg_m3(x_m, y_m, z_m);
        prop_assert!(value.is_finite() && value >= 0.0);
        prop_assert_eq!(value, one.concentration_kg_m3(x_m, -y_m, z_m));
        prop_assume!(value == 0.0 || value > 1e-300);
        prop_assert_eq!(2.0 * value, two.concentration_kg_m3(x_m, y_m, z_m));
    }

    #[test]
    fn concentration_falls_away_from_the_axis(
        stability in classes(), set in sets(), x_m in 1.0..5e4_f64, y_m in 0.0..1e4_f64, further_m in 0.1..1e3_f64,
    ) {
        let field = field(stability, set, 1.0, 10.0);
        let near = field.concentration_kg_m3(x_m, y_m, 1.5);
        prop_assert!(field.concentration_kg_m3(x_m, y_m + further_m, 1.5) <= near);
    }

    #[test]
    fn the_crosswind_integral_does_not_depend_on_the_averaging_time(
        stability in classes(), x_m in 100.0..1e4_f64, averaging_time_s in 1.0..3600.0_f64,
    ) {
        let air = Atmosphere::new(stability, 3.0, 10.0, Terrain::Urban);
        let at = |averaging_time_s| {
            GaussianPlume { release_rate_kg_s: 1.0, release_height_m: 5.0, averaging_time_s }.solve(&air).unwrap().field
        };
        let (ten_minutes, other) = (at(600.0), at(averaging_time_s));
        prop_assert_eq!(ten_minutes.crosswind_integral_kg_m2(x_m, 1.5), other.crosswind_integral_kg_m2(x_m, 1.5));
    }

    #[test]
    fn beyond_the_distance_found_the_axis_stays_below(
        stability in classes(), set in sets(), exponent in -9.0..-2.0_f64, beyond in 1.001..3.0_f64,
    ) {
        let field = field(stability, set, 1.0, 0.0);
        let threshold = cordon_engine::math::pow(10.0, exponent);
        if let Some(x_m) = field.distance_to_concentration_m(threshold, 0.0) {
            prop_assume!(x_m < 1e5);
            prop_assert!(field.centreline_kg_m3(x_m, 0.0) >= threshold);
            prop_assert!(field.centreline_kg_m3(beyond * x_m, 0.0) < threshold);
        }
    }
}
