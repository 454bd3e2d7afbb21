//! Outflow over time: what must fall falls, what must rise rises, no mass is lost, for any vessel.

use cordon_engine::source::{
    AbelNobleGas, Expansion, FlashingFluid, GasBlowdown, GasProperties, PipelineRelease, TwoPhaseOrifice,
};
use proptest::prelude::*;

fn gas() -> impl Strategy<Value = AbelNobleGas> {
    (0.002..0.1_f64, 1.05..1.66_f64, prop_oneof![Just(0.0), 1e-4..8e-3_f64]).prop_map(
        |(molar_mass_kg_mol, heat_capacity_ratio, co_volume_m3_kg)| AbelNobleGas {
            gas: GasProperties { molar_mass_kg_mol, heat_capacity_ratio },
            co_volume_m3_kg,
        },
    )
}

fn vessel() -> impl Strategy<Value = GasBlowdown> {
    let expansion = prop_oneof![Just(Expansion::Adiabatic), Just(Expansion::Isothermal)];
    (1e-3..1e4_f64, 1.02e5..9e7_f64, 200.0..400.0_f64, 1e-4..0.3_f64, expansion).prop_map(
        |(volume_m3, pressure_pa, temperature_k, orifice_diameter_m, expansion)| GasBlowdown {
            expansion,
            ..GasBlowdown::to_atmosphere(volume_m3, pressure_pa, temperature_k, orifice_diameter_m)
        },
    )
}

proptest! {
    #[test]
    fn a_vessel_only_empties(
        vessel in vessel(), gas in gas(), early in 0.0..1.2_f64, later in 1e-6..0.5_f64,
    ) {
        let field = vessel.solve_with(gas).unwrap().field;
        let end_s = field.duration_s();
        prop_assert!(end_s.is_finite() && end_s > 0.0);
        let (before, after) = (field.at(early * end_s), field.at((early + later) * end_s));
        prop_assert!(after.pressure_pa <= before.pressure_pa && after.temperature_k <= before.temperature_k);
        prop_assert!(after.mass_kg <= before.mass_kg && after.release_rate_kg_s <= before.release_rate_kg_s);
        prop_assert!((after.mass_kg + after.released_mass_kg - field.content_kg()).abs() <= 1e-12 * field.content_kg());
        prop_assert!(after.pressure_pa >= 101_325.0 * (1.0 - 1e-12));
    }

    #[test]
    fn a_larger_hole_empties_faster_and_a_larger_vessel_more_slowly(
        vessel in vessel(), gas in gas(), more in 1.01..2.0_f64,
    ) {
        let end_s = |vessel: GasBlowdown| vessel.solve_with(gas).unwrap().field.duration_s();
        let base_s = end_s(vessel);
        let hole = GasBlowdown { orifice_diameter_m: vessel.orifice_diameter_m * more, ..vessel };
        let volume = GasBlowdown { volume_m3: vessel.volume_m3 * more, ..vessel };
        // Time scales with the volume and with the inverse area, whatever the gas.
        prop_assert!((end_s(hole) * more * more / base_s - 1.0).abs() < 1e-9);
        prop_assert!((end_s(volume) / more / base_s - 1.0).abs() < 1e-9);
    }

    #[test]
    fn flashing_outflow_lies_between_its_bounds_and_rises_with_what_drives_it(
        saturation_pressure_pa in 1.1e5..4e6_f64, over in 1.0..3.0_f64, omega in 0.05..200.0_f64, density_kg_m3 in 400.0..1500.0_f64,
        outside in 0.0..0.99_f64, more in 1.001..1.5_f64,
    ) {
        let fluid = |omega: f64| FlashingFluid {
            saturation_pressure_pa,
            density_kg_m3,
            expanded_density_kg_m3: density_kg_m3 / (1.0 + omega / 9.0),
        };
        let pressure_pa = over * saturation_pressure_pa;
        let hole = TwoPhaseOrifice {
            ambient_pressure_pa: (outside * pressure_pa).max(1e4),
            ..TwoPhaseOrifice::to_atmosphere(pressure_pa, 300.0, 0.1)
        };
        let rate = |hole: TwoPhaseOrifice, omega| hole.release_with(fluid(omega)).unwrap().field;
        let base = rate(hole, omega);
        prop_assert!(base.release_rate_kg_s.is_finite() && base.release_rate_kg_s > 0.0);
        prop_assert!(base.equilibrium_rate_kg_s <= base.unflashed_rate_kg_s * (1.0 + 1e-12));
        prop_assert!(base.throat_pressure_pa >= hole.ambient_pressure_pa * (1.0 - 1e-12));
        prop_assert!(base.throat_pressure_pa <= pressure_pa);
        // More pressure drives more, more vapour formed carries less.
        let pressed = TwoPhaseOrifice { pressure_pa: pressure_pa * more, ..hole };
        prop_assert!(rate(pressed, omega).release_rate_kg_s > base.release_rate_kg_s);
        prop_assert!(rate(hole, omega * more).release_rate_kg_s <= base.release_rate_kg_s * (1.0 + 1e-12));
    }

    #[test]
    fn a_broken_pipe_only_empties(
        diameter_m in 0.02..1.5_f64, length_m in 10.0..1e5_f64, bore in 0.01..=1.0_f64, friction in 0.005..0.05_f64,
        pressure_pa in 2.5e5..1e7_f64, early in 0.0..0.9_f64, later in 1e-6..0.5_f64,
    ) {
        let gas = GasProperties { molar_mass_kg_mol: 0.016, heat_capacity_ratio: 1.31 };
        let pipe = PipelineRelease {
            hole_diameter_m: bore * diameter_m,
            ..PipelineRelease::full_bore(diameter_m, length_m, friction, pressure_pa, 288.15)
        };
        let field = pipe.solve_with(gas).unwrap().field;
        let end_s = field.duration_s();
        prop_assert!(end_s.is_finite() && end_s > 0.0);
        let (before_s, after_s) = (early * end_s, (early + later) * end_s);
        prop_assert!(field.release_rate_kg_s(after_s) <= field.release_rate_kg_s(before_s));
        prop_assert!(field.released_mass_kg(after_s) >= field.released_mass_kg(before_s));
        prop_assert!(field.released_mass_kg(after_s) <= field.content_kg());
        let smoother = PipelineRelease { darcy_friction_factor: 0.9 * friction, ..pipe };
        prop_assert!(smoother.solve_with(gas).unwrap().field.duration_s() <= end_s * (1.0 + 1e-9));
    }
}
