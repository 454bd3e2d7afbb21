//! Jet fires: heat falls with distance, grows with the flow, and is a number for whatever is taken.

use cordon_engine::fire::{JetFire, JetFireField, JetFireModel, JetFireSource, JetFuel};
use cordon_engine::source::{AbelNobleGas, GasProperties};
use proptest::prelude::*;
use std::f64::consts::{FRAC_PI_2, PI};

fn fuel(hydrogen: bool) -> JetFuel {
    let (molar_mass_kg_mol, heat_capacity_ratio) = if hydrogen { (2.016e-3, 1.405) } else { (0.016_04, 1.31) };
    JetFuel {
        gas: AbelNobleGas {
            gas: GasProperties { molar_mass_kg_mol, heat_capacity_ratio },
            co_volume_m3_kg: if hydrogen { 7.691e-3 } else { 0.0 },
        },
        heat_of_combustion_j_kg: if hydrogen { 1.2e8 } else { 5e7 },
        stoichiometric_mass_frac: if hydrogen { 0.0285 } else { 0.0547 },
        hydrogen,
    }
}

fn fire() -> impl Strategy<Value = (JetFire, JetFuel)> {
    let model = prop_oneof![
        Just(JetFireModel::SolidFlame),
        Just(JetFireModel::MultiSource),
        Just(JetFireModel::PointSource),
        Just(JetFireModel::WeightedSources)
    ];
    let hole = (1.3e5..2e7_f64, 0.005..0.2_f64, 250.0..320.0_f64);
    (model, hole, 0.0..FRAC_PI_2, 0.0..15.0_f64, -PI..PI).prop_map(
        |(
            model,
            (pressure_pa, orifice_diameter_m, temperature_k),
            elevation_rad,
            wind_speed_m_s,
            wind_to_release_rad,
        )| {
            let source = JetFireSource {
                release_rate_kg_s: None,
                pressure_pa: Some(pressure_pa),
                temperature_k,
                orifice_diameter_m,
                discharge_coefficient: 0.9,
            };
            let level = JetFire::level(source, model);
            let fire = JetFire { elevation_rad, wind_speed_m_s, wind_to_release_rad, ..level };
            (fire, fuel(model == JetFireModel::MultiSource))
        },
    )
}

fn solved((fire, fuel): (JetFire, JetFuel)) -> JetFireField {
    fire.solve_with(fuel).unwrap().field
}

proptest! {
    #[test]
    fn heat_is_a_number_everywhere(jet in fire(), x in -300.0..300.0_f64, y in -300.0..300.0_f64, z in 0.0..200.0_f64) {
        let field = solved(jet);
        let flux_w_m2 = field.incident_flux_w_m2([x, y, z]);
        prop_assert!(flux_w_m2.is_finite() && flux_w_m2 >= 0.0);
        let length_m = field.flame_length_m();
        prop_assert!(length_m.is_finite() && length_m > 0.0);
        prop_assert!((0.0..=1.0).contains(&field.radiative_frac()));
        if field.frustum().is_some() {
            prop_assert!(flux_w_m2 <= field.surface_emissive_power_w_m2() * (1.0 + 1e-9));
        }
    }

    #[test]
    fn heat_falls_with_distance_beyond_the_flame(jet in fire(), turn in -PI..PI) {
        let field = solved(jet);
        let length_m = field.flame_length_m();
        let mut last_w_m2 = f64::INFINITY;
        for step in 0..12 {
            let away_m = length_m * 1.8 * 1.3_f64.powi(step);
            let flux_w_m2 = field.incident_flux_w_m2([away_m * turn.cos(), away_m * turn.sin(), 1.5]);
            prop_assert!(flux_w_m2 <= last_w_m2 * (1.0 + 1e-9), "{away_m}: {flux_w_m2} {last_w_m2}");
            last_w_m2 = flux_w_m2;
        }
    }

    #[test]
    fn more_gas_makes_a_longer_flame_and_more_heat_far_away(jet in fire(), times in 1.1..3.0_f64) {
        let (fire, fuel) = jet;
        let wide = JetFireSource { orifice_diameter_m: times * fire.source.orifice_diameter_m, ..fire.source };
        let (small, large) = (solved((fire, fuel)), solved((JetFire { source: wide, ..fire }, fuel)));
        prop_assert!(large.flame_length_m() > small.flame_length_m());
        prop_assert!(large.radiated_w() > small.radiated_w());
        let far_m = 6.0 * large.flame_length_m();
        for place_m in [[far_m, 0.0, 1.5], [0.0, far_m, 1.5], [-far_m, 0.0, 1.5]] {
            prop_assert!(large.incident_flux_w_m2(place_m) > small.incident_flux_w_m2(place_m));
        }
    }

    #[test]
    fn a_level_reaches_as_far_as_it_says(jet in fire(), level_w_m2 in 2e3..2e4_f64) {
        let field = solved(jet);
        if let Some(ahead_m) = field.reach(level_w_m2, 1.5).ahead_m {
            prop_assert!(field.incident_flux_w_m2([ahead_m * 1.0001, 0.0, 1.5]) <= level_w_m2 * (1.0 + 1e-6));
        }
    }
}
