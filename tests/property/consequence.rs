//! Properties of the chain of one release.

use cordon_datasets::substances::library;
use cordon_engine::consequence::{
    Accident, ExplosionChoice, GasVessel, Ground, JetDirection, LiquidVessel, ModelChoice, ReleaseEvent, Rupture,
    Spill, Threshold,
};
use cordon_engine::dispersion::{Atmosphere, ZonePart};
use cordon_engine::source::Expansion;
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;

fn events() -> impl Strategy<Value = (&'static str, ReleaseEvent)> {
    let gas = (
        proptest::sample::select(vec!["methane", "hydrogen", "carbon monoxide"]),
        0.1..50.0_f64,
        2e5..1e7_f64,
        2e-3..0.1_f64,
    )
        .prop_map(|(substance, volume_m3, pressure_pa, hole_diameter_m)| {
            let event = ReleaseEvent::GasVessel(GasVessel {
                volume_m3,
                pressure_pa,
                temperature_k: 290.0,
                hole_diameter_m,
                discharge_coefficient: Some(0.85),
                expansion: Expansion::Isothermal,
                isolation_time_s: 0.0,
            });
            (substance, event)
        });
    let liquids = ["chlorine", "ammonia", "propane", "benzene", "methanol"];
    let liquid = (proptest::sample::select(liquids.to_vec()), 10.0..1e5_f64, 1e-3..0.05_f64, 0.0..0.3_f64).prop_map(
        |(substance, mass_kg, hole_diameter_m, path_length_m)| {
            let event = ReleaseEvent::LiquidVessel(LiquidVessel {
                mass_kg,
                temperature_k: 293.15,
                pressure_pa: None,
                liquid_head_m: 2.0,
                hole_diameter_m,
                path_length_m,
                discharge_coefficient: None,
                isolation_time_s: Some(900.0),
            });
            (substance, event)
        },
    );
    let burst = (proptest::sample::select(liquids.to_vec()), 1.0..5e4_f64).prop_map(|(substance, mass_kg)| {
        (
            substance,
            ReleaseEvent::Rupture(Rupture {
                mass_kg,
                temperature_k: 293.15,
                is_gas: false,
                pressure_pa: None,
                fill_frac: None,
            }),
        )
    });
    let spill =
        (proptest::sample::select(vec!["benzene", "methanol"]), 1.0..1e4_f64).prop_map(|(substance, mass_kg)| {
            (substance, ReleaseEvent::Spill(Spill { mass_kg, duration_s: Some(60.0), temperature_k: None }))
        });
    prop_oneof![gas, liquid, burst, spill]
}

fn accident(event: ReleaseEvent, wind_speed_m_s: f64, stability: StabilityClass) -> Accident {
    let level = |concentration_kg_m3| Threshold::Concentration { concentration_kg_m3 };
    Accident {
        event,
        ground: Ground::default(),
        air: Atmosphere::new(stability, wind_speed_m_s, 10.0, Terrain::Rural),
        relative_humidity_frac: 0.5,
        release_height_m: 1.0,
        choice: ModelChoice::Auto,
        jet: JetDirection::Downwind,
        explosion: ExplosionChoice::TntEquivalence,
        congested: vec![],
        thresholds: vec![level(1e-3), level(1e-4)],
        overrides: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// No more gets into the air than was released; what is drawn is finite; a lower level reaches farther.
    #[test]
    fn mass_is_kept_and_zones_are_nested(
        (substance, event) in events(),
        wind_speed_m_s in 1.5..15.0_f64,
        stability in proptest::sample::select(&StabilityClass::ALL[..]),
    ) {
        let substance = library().find(substance).unwrap();
        // a hole may be larger than a small vessel: then the release is refused, by name
        let solved = match accident(event, wind_speed_m_s, stability).solve(substance) {
            Ok(solved) => solved,
            Err(refused) => {
                prop_assert!(refused.problems.iter().all(|problem| problem.field == "release.hole_diameter_m"), "{refused}");
                return Ok(());
            }
        };
        prop_assert!(solved.airborne_mass_kg <= solved.released_mass_kg * (1.0 + 1e-6));
        prop_assert!(solved.sheet.entries.iter().all(|entry| entry.value.is_finite()));
        for cloud in &solved.clouds {
            let periods = cloud.course.periods();
            let mass_kg: f64 = periods.iter().map(|period| period.rate_kg_s * period.duration_s).sum();
            prop_assert!((mass_kg / cloud.course.total_kg() - 1.0).abs() < 1e-6, "{mass_kg}");
            for (_, averaging_s, field) in &cloud.solutions {
                prop_assert!(*averaging_s > 0.0);
                let reach = |level| field.zone_over_time(level, 1.0).last().map_or(0.0, ZonePart::reach_m);
                let (near_m, far_m) = (reach(&solved.levels[0]), reach(&solved.levels[1]));
                prop_assert!(near_m.is_finite() && far_m >= near_m, "{near_m} {far_m}");
                for x_m in [1.0, 100.0, 3000.0] {
                    let passage = field.passage(x_m, 3.0, 1.0);
                    let sound = |value: &f64| value.is_finite() && *value >= 0.0;
                    prop_assert!(passage.concentrations_kg_m3.iter().all(sound), "{x_m}");
                }
            }
        }
    }

    /// Branches sum to one and name effects that are there; a stronger level lies within a weaker one.
    #[test]
    fn the_tree_sums_to_one_and_harm_falls_outward(
        (substance, event) in events(),
        wind_speed_m_s in 0.5..15.0_f64,
        stability in proptest::sample::select(&StabilityClass::ALL[..]),
    ) {
        let substance = library().find(substance).unwrap();
        let Ok(solved) = accident(event, wind_speed_m_s, stability).solve(substance) else { return Ok(()) };
        let tree = &solved.tree;
        let sum: f64 = tree.branches.iter().map(|branch| branch.conditional_prob).sum();
        prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        prop_assert!(tree.branches.iter().flat_map(|branch| &branch.effects).all(|&effect| effect < tree.effects.len()));
        for effect in &tree.effects {
            let reached: Vec<Option<f64>> =
                effect.levels().iter().map(|level| effect.zone(level, 1.5).reach_m()).collect();
            for pair in reached.windows(2) {
                let (strong_m, weak_m) = (pair[0].unwrap_or(0.0), pair[1].unwrap_or(0.0));
                prop_assert!(strong_m.is_finite() && strong_m <= weak_m * (1.0 + 1e-4), "{:?} {strong_m} {weak_m}", effect.kind);
            }
        }
    }
}
