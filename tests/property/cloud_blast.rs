//! Blast of clouds and vessels falls with distance and grows with energy and strength.

use cordon_engine::explosion::{
    BakerStrehlowTang, BlastDistance, Bleve, Burst, KingeryBulmash, MultiEnergy, OverpressureTable, VesselBurst,
};
use proptest::prelude::*;

const P0_PA: f64 = 101_325.0;

proptest! {
    #[test]
    fn multi_energy_falls_with_distance_and_grows_with_energy_and_class(
        log_energy in 4.0..14.0_f64, class in 1.0..9.0_f64, z in 0.25..6.0_f64, more in 1.05..2.0_f64,
    ) {
        let energy_j = f64::powf(10.0, log_energy);
        let at = |energy_j: f64, strength_factor: f64, distance_m: f64| {
            let cloud = MultiEnergy { energy_j, strength_factor, ambient_pressure_pa: P0_PA };
            cloud.solve().unwrap().field.at(distance_m)
        };
        let distance_m = z * f64::cbrt(energy_j / P0_PA);
        let near = at(energy_j, class, distance_m).unwrap();
        // pieces of a curve meet within 1.5 %
        if let Some(far) = at(energy_j, class, distance_m * more) {
            prop_assert!(far.side_on_overpressure_pa <= 1.015 * near.side_on_overpressure_pa);
        }
        if let Some(bigger) = at(energy_j * more, class, distance_m) {
            prop_assert!(bigger.side_on_overpressure_pa >= 0.985 * near.side_on_overpressure_pa);
        }
        let stronger = at(energy_j, class + 1.0, distance_m).unwrap();
        prop_assert!(stronger.side_on_overpressure_pa >= 0.985 * near.side_on_overpressure_pa);
        prop_assert!(near.side_on_impulse_pa_s > 0.0 && near.positive_duration_s > 0.0);
        prop_assert!(near.reflected_overpressure_pa.is_none_or(|reflected| reflected >= 2.0 * near.side_on_overpressure_pa));
    }

    #[test]
    fn flames_that_are_faster_blow_harder(mach in 0.2..2.5_f64, more in 1.1..2.0_f64, z in 0.4..3.0_f64) {
        let at = |flame_mach_ratio: f64, distance_m: f64| {
            let cloud = BakerStrehlowTang { energy_j: P0_PA, flame_mach_ratio, burst: Burst::FreeAir, ambient_pressure_pa: P0_PA };
            cloud.solve().unwrap().field.side_on_overpressure_pa(distance_m).unwrap()
        };
        // digitised curves waver by some per cent
        prop_assert!(at(mach * more, z) > 0.9 * at(mach, z));
        prop_assert!(at(mach, z * 1.2) < at(mach, z));
    }

    #[test]
    fn vessels_blow_harder_with_volume_and_pressure(
        volume_m3 in 0.01..1e3_f64, over in 6.0..400.0_f64, z in 0.5..8.0_f64, more in 1.2..2.0_f64,
    ) {
        let vessel = VesselBurst {
            volume_m3, burst_pressure_pa: over * P0_PA, temperature_k: 293.15, molar_mass_kg_mol: 0.028, heat_capacity_ratio: 1.4,
            burst: Burst::Hemispherical, ambient_pressure_pa: P0_PA, ambient_temperature_k: 288.15,
        };
        let solve = |vessel: VesselBurst| vessel.solve().unwrap().field;
        let blast = solve(vessel);
        let distance_m = z * f64::cbrt(2.0 * blast.energies().brode_j / P0_PA);
        let here = blast.side_on_overpressure_pa(distance_m).unwrap();
        let bigger = solve(VesselBurst { volume_m3: volume_m3 * more, ..vessel });
        prop_assert!(bigger.side_on_overpressure_pa(distance_m).unwrap() > here);
        let energies = blast.energies();
        prop_assert!(energies.availability_j < energies.isothermal_j && energies.isentropic_j < energies.brode_j);
        prop_assert!(here <= blast.shock_overpressure_pa());
    }

    #[test]
    fn bleves_give_no_more_than_an_isentropic_expansion(fill_frac in 0.05..0.95_f64, temperature_k in 270.0..340.0_f64) {
        let propane = cordon_datasets::substances::library().find("propane").unwrap();
        let vessel = Bleve { volume_m3: 50.0, fill_frac, temperature_k, ambient_pressure_pa: P0_PA };
        let cold = vessel.solve(propane).unwrap();
        prop_assert!(0.0 < cold.irreversible_j && cold.irreversible_j < cold.isentropic_j);
        let hot = Bleve { temperature_k: temperature_k + 10.0, ..vessel }.solve(propane).unwrap();
        prop_assert!(hot.isentropic_j > cold.isentropic_j && hot.burst_pressure_pa > cold.burst_pressure_pa);
    }

    #[test]
    fn a_table_of_any_charge_is_the_charge(mass_kg in 1.0..1e5_f64, z in 0.1..39.0_f64, level_pa in 1e3..1e6_f64) {
        let blast = KingeryBulmash::new(mass_kg, Burst::Hemispherical).unwrap().field;
        let table = OverpressureTable::new(blast.range_m(), |r_m| blast.side_on_overpressure_pa(r_m).unwrap_or_default());
        let r_m = z * mass_kg.cbrt();
        let ratio = table.at_square_pa(r_m * r_m) / blast.side_on_overpressure_pa(r_m).unwrap();
        prop_assert!((ratio - 1.0).abs() < 2e-4, "{ratio}");
        if let BlastDistance::At { distance_m } = blast.distance_to_overpressure(level_pa) {
            prop_assert!((table.at_square_pa(distance_m * distance_m) / level_pa - 1.0).abs() < 2e-4);
        }
    }
}
