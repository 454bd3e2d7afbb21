//! Harm falls with distance and grows with what is released, for any release.

use cordon_engine::explosion::{Burst, Gb6722Blast, KingeryBulmash};
use cordon_engine::fire::Fireball;
use cordon_engine::frequency::EventTree;
use cordon_engine::source::{GasOrifice, GasProperties, LiquidOrifice, airborne_frac};
use cordon_engine::vulnerability::{
    Exposure, ThermalDose, ThermalProbit, ToxicProbit, overpressure_lethality_prob, thermal_lethality_prob,
};
use proptest::prelude::*;

fn burst() -> impl Strategy<Value = Burst> {
    prop_oneof![Just(Burst::Hemispherical), Just(Burst::FreeAir)]
}

proptest! {
    #[test]
    fn blast_falls_with_distance_and_grows_with_the_charge(
        mass_kg in 1e-3..1e6_f64, z in 0.07..38.0_f64, farther in 1.0001..1.05_f64, burst in burst(),
    ) {
        let blast = KingeryBulmash::new(mass_kg, burst).unwrap().field;
        let heavier = KingeryBulmash::new(mass_kg * farther, burst).unwrap().field;
        let distance_m = z * mass_kg.cbrt();
        let near = blast.at(distance_m).unwrap();
        let far = blast.at(distance_m * farther).unwrap();
        prop_assert!(far.side_on_overpressure_pa < near.side_on_overpressure_pa);
        prop_assert!(far.reflected_overpressure_pa < near.reflected_overpressure_pa);
        prop_assert!(far.arrival_time_s > near.arrival_time_s);
        prop_assert!(near.reflected_overpressure_pa >= 1.99 * near.side_on_overpressure_pa);
        if let Some(more_pa) = heavier.side_on_overpressure_pa(distance_m) {
            prop_assert!(more_pa > near.side_on_overpressure_pa);
        }
        let [low, high] = [far, near].map(|at| {
            overpressure_lethality_prob(at.side_on_overpressure_pa, Exposure::IndoorSocietal)
        });
        prop_assert!(low <= high);
    }

    #[test]
    fn legal_blast_falls_with_distance(mass_kg in 1e-3..1e6_f64, distance_m in 0.1..1e4_f64, farther in 1.0001..3.0_f64) {
        let blast = Gb6722Blast::new(mass_kg).unwrap();
        prop_assert!(blast.overpressure_pa(distance_m * farther) < blast.overpressure_pa(distance_m));
    }

    #[test]
    fn fireball_heat_falls_with_distance_and_grows_with_the_fuel(
        mass_kg in 1.0..25_000.0_f64, distance_m in 0.0..3000.0_f64, farther in 1.0..500.0_f64, more in 1.01..1.19_f64,
    ) {
        let ball = Fireball::new(mass_kg, 46e6).solve().unwrap().field;
        let bigger = Fireball::new(mass_kg * more, 46e6).solve().unwrap().field;
        let (near_w_m2, far_w_m2) = (ball.incident_flux_w_m2(distance_m), ball.incident_flux_w_m2(distance_m + farther));
        prop_assert!(far_w_m2 < near_w_m2);
        prop_assert!(ball.lethality_prob(distance_m + farther, Exposure::OutdoorIndividual)
            <= ball.lethality_prob(distance_m, Exposure::OutdoorIndividual));
        // Beyond the ball itself more fuel means more heat, in flux and in dose.
        let outside_m = 2.0 * bigger.diameter_m() + distance_m;
        prop_assert!(bigger.thermal_dose(outside_m) > ball.thermal_dose(outside_m));
    }

    #[test]
    fn probabilities_are_probabilities_and_monotone(
        flux_w_m2 in 0.0..1e5_f64, time_s in 0.0..100.0_f64, more in 1.0..3.0_f64,
    ) {
        for exposure in Exposure::ALL {
            let (low, high) = (
                thermal_lethality_prob(flux_w_m2, time_s, exposure),
                thermal_lethality_prob(flux_w_m2 * more, time_s, exposure),
            );
            prop_assert!((0.0..=1.0).contains(&low) && low <= high && high <= 1.0);
        }
        for probit in ThermalProbit::ALL {
            let (low, high) = (
                probit.lethality_prob(ThermalDose::from_flux(flux_w_m2, time_s)),
                probit.lethality_prob(ThermalDose::from_flux(flux_w_m2, time_s * more)),
            );
            prop_assert!((0.0..=1.0).contains(&low) && low <= high);
        }
    }

    #[test]
    fn toxic_harm_grows_with_concentration_and_time(
        concentration_kg_m3 in 0.0..0.1_f64, time_s in 0.0..3600.0_f64, more in 1.0..3.0_f64, n in 0.5..4.0_f64,
    ) {
        let probit = ToxicProbit::new(-10.0, 1.0, n).unwrap();
        let base = probit.lethality_prob(concentration_kg_m3, time_s);
        prop_assert!((0.0..=1.0).contains(&base));
        prop_assert!(probit.lethality_prob(concentration_kg_m3 * more, time_s) >= base);
        prop_assert!(probit.lethality_prob(concentration_kg_m3, time_s * more) >= base);
    }

    #[test]
    fn outflow_grows_with_pressure_and_hole(
        pressure_pa in 1.02e5..5e6_f64, hole_m in 1e-3..0.5_f64, more in 1.001..2.0_f64, ratio in 1.05..1.66_f64,
    ) {
        let gas = GasProperties { molar_mass_kg_mol: 0.03, heat_capacity_ratio: ratio };
        let rate = |pressure_pa, hole_m| {
            GasOrifice::to_atmosphere(pressure_pa, 290.0, hole_m).release_with(gas).unwrap().field.release_rate_kg_s
        };
        prop_assert!(rate(pressure_pa * more, hole_m) > rate(pressure_pa, hole_m));
        prop_assert!(rate(pressure_pa, hole_m * more) > rate(pressure_pa, hole_m));
        let liquid = |pressure_pa| {
            LiquidOrifice::to_atmosphere(pressure_pa, 290.0, 1.0, hole_m).release_with(700.0).unwrap().field.release_rate_kg_s
        };
        prop_assert!(liquid(pressure_pa * more) > liquid(pressure_pa));
    }

    #[test]
    fn event_trees_sum_to_one(immediate in 0.0..=1.0_f64, delayed in 0.0..=1.0_f64) {
        for tree in [
            EventTree::instantaneous_pressurised(immediate, delayed),
            EventTree::continuous_gas(immediate, delayed),
            EventTree::liquid_pool(immediate, delayed),
        ] {
            let sum: f64 = tree.unwrap().branches().iter().map(|branch| branch.conditional_prob).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn more_flash_keeps_more_in_the_air(flash in 0.0..1.0_f64, more in 0.0..0.5_f64) {
        let (low, high) = (airborne_frac(flash), airborne_frac((flash + more).min(1.0)));
        prop_assert!(flash <= low + 1e-12 && low <= high + 1e-12 && high <= 1.0);
    }
}
