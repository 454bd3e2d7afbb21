//! Vessels with liquid, drops, fed pipes: what must fall falls, no mass is lost, nothing is infinite, for any vessel.

use cordon_datasets::substances;
use cordon_engine::source::{
    DischargeField, DropLiquid, GasProperties, Headspace, LiquidJet, PipelineRelease, Vessel, VesselDischarge,
    VesselShape,
};
use proptest::prelude::*;

fn vessel() -> impl Strategy<Value = Vessel> {
    let shape = prop_oneof![
        Just(VesselShape::VerticalCylinder),
        Just(VesselShape::HorizontalCylinder),
        Just(VesselShape::Sphere)
    ];
    (shape, 0.3..12.0_f64, 0.3..20.0_f64).prop_map(|(shape, diameter_m, length_m)| Vessel {
        shape,
        diameter_m,
        length_m,
    })
}

fn liquefied() -> impl Strategy<Value = (VesselDischarge, &'static str)> {
    let name = prop_oneof![Just("propane"), Just("ammonia"), Just("chlorine"), Just("butane"), Just("sulfur dioxide")];
    let path = prop_oneof![Just(0.0), Just(0.5)];
    (vessel(), 0.02..0.98_f64, 276.0..318.0_f64, 0.0..1.0_f64, 0.002..0.05_f64, path, name).prop_map(
        |(vessel, fill_frac, temperature_k, height, hole, path_length_m, name)| {
            let widest_m = vessel.height_m().min(vessel.diameter_m);
            let discharge = VesselDischarge {
                hole_height_m: height * vessel.height_m(),
                path_length_m,
                ..VesselDischarge::to_atmosphere(
                    vessel,
                    fill_frac,
                    temperature_k,
                    Headspace::OwnVapour,
                    hole * widest_m,
                )
            };
            (discharge, name)
        },
    )
}

fn solve(discharge: VesselDischarge, name: &str) -> DischargeField {
    let known = substances::library().find(name).expect("in the library");
    discharge.release(known).unwrap_or_else(|error| panic!("{name}: {error}")).field
}

/// Falling and mass-keeping of a discharge between two moments, given as parts of its duration. Where a vessel is nearly all
/// vapour, what stays in it condenses as it expands: the level may rise by a hundredth of the height.
fn check_falls(field: &DischargeField, height_m: f64, early: f64, later: f64) -> Result<(), TestCaseError> {
    let end_s = field.duration_s();
    prop_assert!(end_s.is_finite() && end_s > 0.0, "{end_s}");
    let (before, after) = (field.at(early * end_s), field.at((early + later) * end_s));
    let slack = 1e-6 * field.content_kg();
    for state in [before, after] {
        prop_assert!(state.release_rate_kg_s.is_finite() && state.release_rate_kg_s >= 0.0, "{state:?}");
        prop_assert!((0.0..=1.0).contains(&state.vapour_frac) && state.temperature_k > 0.0, "{state:?}");
        prop_assert!((state.mass_kg + state.released_mass_kg - field.content_kg()).abs() <= 1e-9 * field.content_kg());
        prop_assert!(state.mass_kg >= -slack && state.liquid_level_m >= 0.0, "{state:?}");
    }
    prop_assert!(after.mass_kg <= before.mass_kg + slack, "{before:?} {after:?}");
    prop_assert!(after.temperature_k <= before.temperature_k + 1e-6, "{before:?} {after:?}");
    prop_assert!(after.pressure_pa <= before.pressure_pa * (1.0 + 1e-6), "{before:?} {after:?}");
    prop_assert!(after.liquid_level_m <= before.liquid_level_m + 0.01 * height_m, "{before:?} {after:?}");
    prop_assert!(field.at(1.5 * end_s).release_rate_kg_s == 0.0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_boiling_vessel_only_empties((discharge, name) in liquefied(), early in 0.0..0.99_f64, later in 1e-6..0.5_f64) {
        let field = solve(discharge, name);
        check_falls(&field, discharge.vessel.height_m(), early, later)?;
        // The state goes over from one regime to the next without a step; only the rate may change at once.
        for change in field.changes().into_iter().skip(1) {
            let (left, right) = (field.at(change.time_s * (1.0 - 1e-9)), field.at(change.time_s * (1.0 + 1e-9)));
            prop_assert!((left.mass_kg - right.mass_kg).abs() <= 1e-5 * field.content_kg(), "{left:?} {right:?}");
            prop_assert!((left.temperature_k - right.temperature_k).abs() < 1e-2, "{left:?} {right:?}");
        }
    }

    #[test]
    fn a_larger_hole_runs_the_same_course_faster((discharge, name) in liquefied(), more in 1.05..1.4_f64) {
        let base = solve(discharge, name);
        let wider = solve(VesselDischarge { orifice_diameter_m: discharge.orifice_diameter_m * more, ..discharge }, name);
        prop_assert!((wider.duration_s() * more * more / base.duration_s() - 1.0).abs() < 1e-9);
        let end_kg = |field: &DischargeField| field.at(field.duration_s()).mass_kg;
        prop_assert!((end_kg(&wider) - end_kg(&base)).abs() <= 1e-9 * base.content_kg());
    }

    #[test]
    fn a_tank_only_drains(
        vessel in vessel(), fill_frac in 0.05..0.99_f64, hole in 0.0..0.9_f64, over in 1.0..20.0_f64,
        early in 0.0..0.99_f64, later in 1e-6..0.5_f64,
    ) {
        let level_m = vessel.level_m(fill_frac * vessel.volume_m3());
        let mut released_kg = Vec::new();
        for (headspace, pressure_pa) in [
            (Headspace::Vented, None),
            (Headspace::Sealed, Some(over * 101_325.0)),
            (Headspace::Held, Some(over * 101_325.0)),
        ] {
            let discharge = VesselDischarge {
                hole_height_m: hole * level_m,
                pressure_pa,
                ..VesselDischarge::to_atmosphere(vessel, fill_frac, 293.15, headspace, 0.02 * vessel.diameter_m.min(vessel.height_m()))
            };
            let field = solve(discharge, "toluene");
            check_falls(&field, vessel.height_m(), early, later)?;
            released_kg.push((field.duration_s(), field.at(field.duration_s()).released_mass_kg));
        }
        // More pressure is no slower; all of them let out what stands above the hole.
        prop_assert!(released_kg[2].0 <= released_kg[1].0 * (1.0 + 1e-6) && released_kg[1].0 <= released_kg[0].0 * (1.0 + 1e-6));
        for pair in released_kg.windows(2) {
            prop_assert!((pair[0].1 / pair[1].1 - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn drops_are_finite_and_shares_are_shares(
        superheat_k in -80.0..120.0_f64, pressure_pa in 1.02e5..2e7_f64, tension in 0.002..0.08_f64, density in 300.0..1800.0_f64,
        flash in 0.0..0.9_f64, height in 0.0..50.0_f64, wind in 0.0..20.0_f64,
    ) {
        let jet = LiquidJet {
            temperature_k: 300.0 + superheat_k,
            pressure_pa,
            release_height_m: height,
            wind_speed_m_s: wind,
            air_temperature_k: 293.15,
            ambient_pressure_pa: 101_325.0,
        };
        let liquid = DropLiquid {
            boiling_point_k: 300.0,
            density_kg_m3: density,
            drop_density_kg_m3: density,
            surface_tension_n_m: tension,
            flash_frac: if superheat_k > 0.0 { flash } else { 0.0 },
        };
        let drops = jet.rainout_with(liquid).unwrap().field;
        for share in [
            drops.rainout_release_frac,
            drops.rainout_equal_mist_frac,
            drops.rainout_double_mist_frac,
            drops.rainout_purple_book_frac,
        ] {
            prop_assert!((0.0..=1.0).contains(&share), "{drops:?}");
        }
        prop_assert!(drops.drop_diameter_m > 0.0 && drops.settling_speed_m_s > 0.0 && drops.settling_distance_m.is_finite());
        prop_assert!(drops.rainout_double_mist_frac <= drops.rainout_equal_mist_frac);
        // More pressure breaks smaller drops, and no more of them rain out.
        let harder = LiquidJet { pressure_pa: 1.5 * pressure_pa, ..jet }.rainout_with(liquid).unwrap().field;
        prop_assert!(harder.drop_diameter_m <= drops.drop_diameter_m && harder.settling_speed_m_s <= drops.settling_speed_m_s);
        prop_assert!(harder.rainout_release_frac <= drops.rainout_release_frac + 1e-12);
    }

    #[test]
    fn a_fed_pipe_releases_what_the_feed_brings(
        diameter_m in 0.05..1.2_f64, length_m in 10.0..1e5_f64, bore in 0.02..=1.0_f64, pressure_pa in 3e5..1e7_f64,
        isolation_time_s in 1.0..3600.0_f64, part in 0.0..1.0_f64,
    ) {
        let gas = GasProperties { molar_mass_kg_mol: 0.016, heat_capacity_ratio: 1.31 };
        let alone = PipelineRelease {
            hole_diameter_m: bore * diameter_m,
            ..PipelineRelease::full_bore(diameter_m, length_m, 0.015, pressure_pa, 288.15)
        };
        let fed = PipelineRelease { isolation_time_s, ..alone }.solve_with(gas).unwrap().field;
        let alone = alone.solve_with(gas).unwrap().field;
        let feed_kg_s = fed.feed_rate_kg_s();
        prop_assert!(feed_kg_s > 0.0 && feed_kg_s <= alone.release_rate_kg_s(0.0) * (1.0 + 1e-9));
        let time_s = part * isolation_time_s.min(alone.duration_s());
        let extra_kg = fed.released_mass_kg(time_s) - alone.released_mass_kg(time_s);
        prop_assert!((extra_kg - feed_kg_s * time_s).abs() <= 1e-9 * fed.released_mass_kg(time_s).max(1e-9));
    }
}
