//! Properties of the surface-layer plume.

use cordon_engine::dispersion::{SurfaceLayer, SurfaceLayerField, SurfaceLayerPlume, SurfaceWind};
use proptest::prelude::*;

fn layers() -> impl Strategy<Value = SurfaceLayer> {
    let heights = prop_oneof![Just(None), (50.0..2000.0_f64).prop_map(Some)];
    (0.05..1.0_f64, -0.3..0.3_f64, -4.0..0.0_f64, heights).prop_map(|(friction, inverse, exponent, mixing_height_m)| {
        SurfaceLayer {
            wind: SurfaceWind::Friction { friction_velocity_m_s: friction },
            inverse_obukhov_per_m: inverse,
            roughness_length_m: libm::pow(10.0, exponent),
            mixing_height_m,
            crosswind_turbulence_m_s: None,
        }
    })
}

fn field(layer: &SurfaceLayer) -> SurfaceLayerField {
    let plume = SurfaceLayerPlume {
        release_rate_kg_s: 2.5,
        release_height_m: 0.0,
        averaging_time_s: 600.0,
        release_duration_s: None,
    };
    plume.solve(layer).unwrap().field
}

/// Flux of mass through the section at a distance, by the trapezium rule over y and over ln z.
fn flux(layer: &SurfaceLayer, field: &SurfaceLayerField, x_m: f64) -> f64 {
    const LEVELS: usize = 1500;
    let top_m = field.mixing_height_m().min(5000.0 * field.mean_plume_height_m(x_m));
    let step = libm::log(top_m / layer.roughness_length_m) / LEVELS as f64;
    let sigma_m = field.sigma_y_m(x_m);
    let across = (-60..=60).map(|index| 0.1 * f64::from(index) * sigma_m);
    let share: f64 = across.map(|y_m| field.concentration_kg_m3(x_m, y_m, 0.0)).sum::<f64>() * 0.1 * sigma_m
        / field.crosswind_integral_kg_m2(x_m, 0.0);
    let at = |index: usize| {
        let z_m = layer.roughness_length_m * libm::exp((index as f64 + 0.5) * step);
        z_m * step * layer.wind_speed_at_m_s(z_m) * field.crosswind_integral_kg_m2(x_m, z_m)
    };
    share * (0..LEVELS).map(at).sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_flux_through_any_section_is_the_release(layer in layers(), x_m in 5.0..2e4_f64) {
        let found = flux(&layer, &field(&layer), x_m);
        prop_assert!((found / 2.5 - 1.0).abs() < 5e-3, "{}", found);
    }

    #[test]
    fn the_plume_widens_deepens_and_ages_with_distance(layer in layers(), x_m in 1.0..2e4_f64, ratio in 1.01..3.0_f64) {
        let field = field(&layer);
        let farther_m = ratio * x_m;
        prop_assert!(field.mean_plume_height_m(farther_m) >= field.mean_plume_height_m(x_m));
        prop_assert!(field.travel_time_s(farther_m) > field.travel_time_s(x_m));
        prop_assert!(field.sigma_y_m(farther_m) > field.sigma_y_m(x_m));
        prop_assert!(field.crosswind_integral_kg_m2(farther_m, 0.0) <= field.crosswind_integral_kg_m2(x_m, 0.0));
    }

    #[test]
    fn concentration_is_finite_even_in_y_and_falls_with_height(
        layer in layers(), x_m in -1e3..1e5_f64, y_m in -1e3..1e3_f64, z_m in -10.0..3000.0_f64,
    ) {
        let field = field(&layer);
        let value = field.concentration_kg_m3(x_m, y_m, z_m);
        prop_assert!(value.is_finite() && value >= 0.0);
        prop_assert_eq!(value, field.concentration_kg_m3(x_m, -y_m, z_m));
        prop_assert!(z_m < 0.0 || field.concentration_kg_m3(x_m, y_m, z_m + 1.0) <= value);
    }
}
