//! Pool fires: heat falls away from the flame, the wind carries it along, the levels are where they are said to be.

use cordon_datasets::substances;
use cordon_engine::fire::{PoolFire, PoolFireField};
use cordon_engine::vulnerability::{Escape, ThermalDose};
use proptest::prelude::*;
use std::f64::consts::TAU;

fn lit(name: &str, diameter_m: f64, wind_m_s: f64) -> PoolFireField {
    let substance = substances::built_in().find(name).expect("a substance");
    PoolFire::new(diameter_m, wind_m_s).light(substance).expect("a fire").field
}

fn fires() -> impl Strategy<Value = (&'static str, f64, f64)> {
    let names =
        prop::sample::select(vec!["methane", "propane", "gasoline", "benzene", "methanol", "toluene", "acetone"]);
    (names, 0.5..120.0_f64, 0.0..25.0_f64)
}

proptest! {
    #[test]
    fn heat_falls_with_distance_and_never_exceeds_the_flame((name, diameter_m, wind_m_s) in fires(), turn in 0.0..TAU) {
        let fire = lit(name, diameter_m, wind_m_s);
        let far_m = diameter_m + 2.0 * fire.flame_length_m();
        let mut last_w_m2 = fire.surface_emissive_power_w_m2();
        for step in 0..8 {
            let distance_m = far_m * f64::from(1 << step);
            let flux_w_m2 = fire.incident_flux_w_m2([distance_m * libm::cos(turn), distance_m * libm::sin(turn), 0.0]);
            prop_assert!(flux_w_m2 > 0.0 && flux_w_m2 < last_w_m2, "{flux_w_m2} at {distance_m} m");
            last_w_m2 = flux_w_m2;
        }
    }

    #[test]
    fn downwind_gets_more_than_upwind((name, diameter_m, wind_m_s) in fires()) {
        let fire = lit(name, diameter_m, wind_m_s);
        let far_m = 2.0 * diameter_m + 3.0 * fire.flame_length_m();
        let (down, up) = (fire.incident_flux_w_m2([far_m, 0.0, 0.0]), fire.incident_flux_w_m2([-far_m, 0.0, 0.0]));
        prop_assert!(down >= up * (1.0 - 1e-12));
    }

    #[test]
    fn levels_are_where_they_are_said_to_be((name, diameter_m, wind_m_s) in fires(), share in 0.005..0.3_f64) {
        let fire = lit(name, diameter_m, wind_m_s);
        let level_w_m2 = share * fire.surface_emissive_power_w_m2();
        let reach = fire.reach(level_w_m2);
        for (place, x, y) in [(reach.downwind_m, 1.0, 0.0), (reach.crosswind_m, 0.0, 1.0), (reach.upwind_m, -1.0, 0.0)] {
            let Some(distance_m) = place else { continue };
            let beyond = fire.incident_flux_w_m2([1.001 * x * distance_m, 1.001 * y * distance_m, 0.0]);
            prop_assert!(beyond <= level_w_m2 * (1.0 + 1e-9));
        }
        prop_assert!(reach.downwind_m.is_some());
    }

    #[test]
    fn who_runs_gets_no_more_than_who_stays(flux_w_m2 in 500.0..50_000.0_f64, near_m in 5.0..200.0_f64, speed_m_s in 0.5..6.0_f64) {
        let escape = Escape { speed_m_s, ..Escape::default() };
        let runs = escape.dose(60.0, |run_m| flux_w_m2 * near_m / (near_m + run_m));
        prop_assert!(runs.dose <= ThermalDose::from_flux(flux_w_m2, 60.0 * (1.0 + 1e-12)));
        prop_assert!(runs.exposed_s <= 60.0 && runs.exposed_s >= 5.0);
    }
}
