//! Properties of a release that varies in time.

use cordon_engine::dispersion::{
    Atmosphere, CalmRelease, Indoors, ReleasePeriod, Spread, TransientField, TransientOptions, TransientPlume,
    confidence_ring,
};
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;

fn classes() -> impl Strategy<Value = StabilityClass> {
    proptest::sample::select(&StabilityClass::ALL[..])
}

fn spreads() -> impl Strategy<Value = Spread> {
    proptest::sample::select(vec![Spread::Plume, Spread::Puff])
}

/// Periods one after the other, some with a pause before them.
fn histories() -> impl Strategy<Value = Vec<ReleasePeriod>> {
    let period = (prop_oneof![Just(0.0), 0.0..100.0_f64], 0.5..300.0_f64, 0.0..10.0_f64);
    proptest::collection::vec(period, 1..6).prop_map(|list| {
        let mut start_s = 0.0;
        let mut periods = Vec::new();
        for (pause_s, duration_s, rate_kg_s) in list {
            start_s += pause_s;
            periods.push(ReleasePeriod { start_s, duration_s, rate_kg_s: rate_kg_s + 1e-3 });
            start_s += duration_s;
        }
        periods
    })
}

fn solve(periods: Vec<ReleasePeriod>, stability: StabilityClass, spread: Spread, height_m: f64) -> TransientField {
    let air = Atmosphere { mixing_height_m: Some(600.0), ..Atmosphere::new(stability, 3.0, 10.0, Terrain::Rural) };
    let release = TransientPlume { periods, release_height_m: height_m, averaging_time_s: 600.0 };
    release.solve(&air, TransientOptions { spread, ..TransientOptions::default() }).unwrap().field
}

/// Volume integral of a frame by the midpoint rule in all three directions; each has its own substitution, so that the cells
/// follow the growth of the cloud.
fn volume_integral_kg(field: &TransientField, t_s: f64) -> f64 {
    let (cells, across, up) = (1500, 60, 60);
    let (near, far) = (1e-3_f64, 1.8 * field.wind_speed_m_s() * t_s + 1.0);
    let ratio = far / near;
    let mut mass_kg = 0.0;
    for i in 0..cells {
        let at = |share: f64| near * cordon_engine::math::pow(ratio, share / f64::from(cells));
        let (from_m, to_m) = (at(f64::from(i)), at(f64::from(i) + 1.0));
        let x_m = 0.5 * (from_m + to_m);
        if field.effective_rate_kg_s(x_m, t_s) == 0.0 {
            continue;
        }
        let width_m = 6.0 * field.sigma_y_m(x_m);
        let bottom_m = (field.release_height_m() - 6.0 * field.sigma_z_m(x_m)).max(0.0);
        let top_m = (field.release_height_m() + 6.0 * field.sigma_z_m(x_m)).min(field.mixing_height_m());
        let (dy_m, dz_m) = (2.0 * width_m / f64::from(across), (top_m - bottom_m) / f64::from(up));
        let mut slice_kg_m = 0.0;
        for j in 0..across {
            let y_m = -width_m + (f64::from(j) + 0.5) * dy_m;
            for k in 0..up {
                let z_m = bottom_m + (f64::from(k) + 0.5) * dz_m;
                slice_kg_m += field.concentration_kg_m3(x_m, y_m, z_m, t_s);
            }
        }
        mass_kg += slice_kg_m * dy_m * dz_m * (to_m - from_m);
    }
    mass_kg
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn the_volume_integral_of_a_frame_is_what_was_released(
        periods in histories(), stability in classes(), spread in spreads(), height_m in 0.0..50.0_f64, t_s in 5.0..2000.0_f64,
    ) {
        let field = solve(periods, stability, spread, height_m);
        let (there_kg, released_kg) = (volume_integral_kg(&field, t_s), field.released_mass_kg(t_s));
        prop_assert!((there_kg - released_kg).abs() <= 0.02 * released_kg, "{there_kg} of {released_kg} kg");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_frame_holds_the_mass_released(
        periods in histories(), stability in classes(), spread in spreads(), t_s in 0.5..5000.0_f64,
    ) {
        let field = solve(periods, stability, spread, 0.0);
        let (there_kg, released_kg) = (field.airborne_mass_kg(t_s), field.released_mass_kg(t_s));
        prop_assert!((there_kg - released_kg).abs() <= 2e-3 * released_kg, "{there_kg} of {released_kg} kg");
    }

    #[test]
    fn flammable_mass_is_part_of_the_cloud_and_falls_with_the_limit(
        periods in histories(), stability in classes(), spread in spreads(), t_s in 1.0..2000.0_f64,
        lower in 1e-6..1e-2_f64, factor in 1.1..10.0_f64,
    ) {
        let field = solve(periods, stability, spread, 2.0);
        let wide_kg = field.mass_between_kg(t_s, lower, 1e3);
        let narrow_kg = field.mass_between_kg(t_s, factor * lower, 1e3);
        prop_assert!(wide_kg.is_finite() && wide_kg >= 0.0 && wide_kg <= 1.005 * field.released_mass_kg(t_s));
        prop_assert!(narrow_kg <= 1.005 * wide_kg);
    }

    #[test]
    fn indoors_never_exceeds_outdoors_and_the_whole_dose_is_the_same(
        periods in histories(), stability in classes(), spread in spreads(), x_m in 20.0..3000.0_f64, y_m in -50.0..50.0_f64,
        changes_per_h in 0.05..20.0_f64,
    ) {
        let field = solve(periods, stability, spread, 0.0);
        let outdoors = field.passage(x_m, y_m, 1.0);
        let indoors = Indoors::sheltered(changes_per_h / 3600.0);
        let dose = indoors.breathe(&outdoors, 1.0).unwrap();
        // next to the least normal number nothing keeps its digits
        if let Some(peak) = outdoors.peak().filter(|peak| peak.concentration_kg_m3 > 1e-290) {
            prop_assert!(dose.peak().0 <= peak.concentration_kg_m3 * (1.0 + 1e-12));
            let (inside, outside) = (dose.toxic_load.value(), outdoors.toxic_load(1.0).value());
            prop_assert!((inside - outside).abs() <= 1e-5 * outside, "{inside} {outside}");
            let (inside, outside) =
                (indoors.breathe(&outdoors, 2.5).unwrap().toxic_load.value(), outdoors.toxic_load(2.5).value());
            prop_assert!(inside <= outside * (1.0 + 1e-5));
        }
    }

    #[test]
    fn the_envelope_holds_the_zone(
        periods in histories(), stability in classes(), t_s in 10.0..1000.0_f64, angle in 0.05..1.0_f64,
    ) {
        let parts = solve(periods, stability, Spread::Plume, 0.0).zone(1.0, t_s, 1e-4);
        let ring = confidence_ring(&parts, angle);
        prop_assert_eq!(ring.is_empty(), parts.is_empty());
        prop_assert_eq!(ring.first(), ring.last());
        let area_m2: f64 = 0.5 * ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>();
        let zone_m2: f64 = parts.iter().map(|part| part.area_m2()).sum();
        prop_assert!(area_m2 >= 0.99 * zone_m2, "{area_m2} {zone_m2}");
    }
}

proptest! {
    #[test]
    fn concentration_is_finite_and_never_above_the_plume_of_the_greatest_rate(
        periods in histories(), stability in classes(), spread in spreads(), height_m in 0.0..500.0_f64,
        x_m in -1e3..1e5_f64, y_m in -1e4..1e4_f64, z_m in -10.0..700.0_f64, t_s in -10.0..1e5_f64,
    ) {
        let greatest_kg_s = periods.iter().map(|period| period.rate_kg_s).fold(0.0, f64::max);
        let field = solve(periods, stability, spread, height_m);
        let value = field.concentration_kg_m3(x_m, y_m, z_m, t_s);
        prop_assert!(value.is_finite() && value >= 0.0);
        if x_m > 0.0 {
            prop_assert!(value <= greatest_kg_s * field.unit_kg_m3(x_m, y_m, z_m) * (1.0 + 1e-12));
        }
    }

    #[test]
    fn concentration_is_continuous_in_time_and_space(
        periods in histories(), stability in classes(), spread in spreads(), x_m in 5.0..5e3_f64, t_s in 1.0..3000.0_f64,
    ) {
        let field = solve(periods, stability, spread, 0.0);
        let at = |x_m: f64, t_s: f64| field.concentration_kg_m3(x_m, 1.0, 1.0, t_s);
        // a hundred-thousandth of the distance is below a thousandth of sigma-x, over which an error function moves by 4e-4
        let plateau = 11.0 * field.unit_kg_m3(x_m, 1.0, 1.0);
        let moved = at(x_m * (1.0 + 1e-5), t_s) - at(x_m, t_s);
        let later = at(x_m, t_s + 1e-5 * x_m / field.wind_speed_m_s()) - at(x_m, t_s);
        prop_assert!(moved.abs() <= 5e-3 * plateau && later.abs() <= 5e-3 * plateau, "{moved} {later} {plateau}");
    }

    #[test]
    fn more_released_is_more_everywhere(
        periods in histories(), stability in classes(), x_m in 1.0..1e4_f64, t_s in 0.0..3000.0_f64, factor in 1.0..5.0_f64,
    ) {
        let double = periods.iter().map(|period| ReleasePeriod { rate_kg_s: factor * period.rate_kg_s, ..*period }).collect();
        let (one, more) =
            (solve(periods, stability, Spread::Plume, 0.0), solve(double, stability, Spread::Plume, 0.0));
        let (low, high) = (one.effective_rate_kg_s(x_m, t_s), more.effective_rate_kg_s(x_m, t_s));
        // the first trace of a cloud is below the least normal number, where products lose their digits
        prop_assert!((high - factor * low).abs() <= 1e-12 * high + f64::MIN_POSITIVE, "{high} {factor} {low}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn the_volume_integral_in_a_calm_is_what_was_released(
        stability in classes(), wind_m_s in 0.1..0.99_f64, duration_s in 1.0..60.0_f64, later_s in 30.0..300.0_f64,
    ) {
        // after the release, so that no puff is smaller than a cell: a box of 5 deviations of the oldest, cells of 0.5 of the youngest
        let air = Atmosphere::new(stability, wind_m_s, 10.0, Terrain::Rural);
        let periods = vec![ReleasePeriod { start_s: 0.0, duration_s, rate_kg_s: 2.0 }];
        let field = CalmRelease { periods, release_height_m: 0.0 }.solve(&air).unwrap().field;
        let (oldest_s, youngest_s) = (duration_s + later_s, later_s);
        let (reach_m, top_m) = (5.0 * field.sigma_y_m(oldest_s), 5.0 * field.sigma_z_m(oldest_s));
        let (step_m, rise_m) = (0.5 * field.sigma_y_m(youngest_s), 0.5 * field.sigma_z_m(youngest_s));
        let centre_m = field.drift_m_s() * 0.5 * (oldest_s + youngest_s);
        let half_m = reach_m + 0.5 * field.drift_m_s() * duration_s;
        let (along, across, up) = ((2.0 * half_m / step_m) as u32, (2.0 * reach_m / step_m) as u32, (top_m / rise_m) as u32);
        let mut sum = 0.0;
        for i in 0..=along {
            for j in 0..=across {
                for k in 0..=up {
                    let (x_m, y_m) = (centre_m - half_m + f64::from(i) * step_m, -reach_m + f64::from(j) * step_m);
                    sum += field.concentration_kg_m3(x_m, y_m, (f64::from(k) + 0.5) * rise_m, oldest_s);
                }
            }
        }
        let (there_kg, released_kg) = (sum * step_m * step_m * rise_m, field.released_mass_kg(oldest_s));
        prop_assert!((there_kg - released_kg).abs() <= 0.02 * released_kg, "{there_kg} of {released_kg} kg");
    }

    #[test]
    fn calm_concentrations_are_finite_and_not_negative(
        stability in classes(), wind_m_s in 0.1..0.99_f64, x_m in -1e4..1e4_f64, y_m in -1e4..1e4_f64, z_m in -1.0..1e3_f64,
        t_s in -10.0..1e6_f64,
    ) {
        let air = Atmosphere::new(stability, wind_m_s, 10.0, Terrain::Rural);
        let periods = vec![ReleasePeriod { start_s: 0.0, duration_s: 300.0, rate_kg_s: 2.0 }];
        let field = CalmRelease { periods, release_height_m: 2.0 }.solve(&air).unwrap().field;
        let value = field.concentration_kg_m3(x_m, y_m, z_m, t_s);
        prop_assert!(value.is_finite() && value >= 0.0);
    }
}
