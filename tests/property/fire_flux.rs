//! Fires at many places and on grids: the same heat as the evaluators, wherever the places lie.

use cordon_datasets::substances;
use cordon_engine::dispersion::Placement;
use cordon_engine::fire::{
    FireFlux, HumidAir, JetFire, JetFireField, JetFireModel, JetFireSource, PoolFire, PoolFireField,
};
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::{Bearing, LonLat};
use proptest::prelude::*;
use std::f64::consts::{FRAC_PI_2, PI};

fn airs() -> impl Strategy<Value = HumidAir> {
    (250.0..320.0_f64, prop_oneof![Just(0.0), 0.0..1.0_f64])
        .prop_map(|(temperature_k, relative_humidity_frac)| HumidAir { temperature_k, relative_humidity_frac })
}

fn jets() -> impl Strategy<Value = JetFireField> {
    let model =
        prop_oneof![Just(JetFireModel::SolidFlame), Just(JetFireModel::MultiSource), Just(JetFireModel::PointSource)];
    let elevation = prop_oneof![Just(0.0), Just(FRAC_PI_2), 0.0..FRAC_PI_2];
    (model, (1.5e5..1e7_f64, 0.005..0.15_f64), elevation, (0.0..15.0_f64, -PI..PI), airs()).prop_map(
        |(model, (pressure_pa, orifice_diameter_m), elevation_rad, (wind_speed_m_s, wind_to_release_rad), air)| {
            let source = JetFireSource {
                release_rate_kg_s: None,
                pressure_pa: Some(pressure_pa),
                temperature_k: 288.15,
                orifice_diameter_m,
                discharge_coefficient: 0.9,
            };
            let level = JetFire::level(source, model);
            let fire = JetFire { elevation_rad, wind_speed_m_s, wind_to_release_rad, air, ..level };
            let name = if model == JetFireModel::MultiSource { "hydrogen" } else { "methane" };
            fire.solve(substances::built_in().find(name).expect("a substance")).expect("a fire").field
        },
    )
}

fn pools() -> impl Strategy<Value = PoolFireField> {
    (prop::sample::select(vec!["methane", "benzene", "methanol"]), 0.5..80.0_f64, 0.0..20.0_f64, airs()).prop_map(
        |(name, diameter_m, wind_m_s, air)| {
            let fire = PoolFire { air, ..PoolFire::new(diameter_m, wind_m_s) };
            fire.light(substances::built_in().find(name).expect("a substance")).expect("a fire").field
        },
    )
}

/// Shares of a size: within and beside the flame, behind, above, and far away; half of them on the ground.
fn shares() -> impl Strategy<Value = Vec<[f64; 3]>> {
    let reach = prop::sample::select(vec![0.2, 1.0, 5.0, 60.0]);
    let place = (reach, -1.0..1.0_f64, -1.0..1.0_f64, prop_oneof![Just(0.0), 0.0..1.0_f64])
        .prop_map(|(reach, x, y, z)| [reach * x, reach * y, reach * z]);
    prop::collection::vec(place, 1..60)
}

fn are_the_evaluator(
    flux: &FireFlux,
    places_m: &[[f64; 3]],
    exact: impl Fn([f64; 3]) -> f64,
) -> Result<(), TestCaseError> {
    let mut out = vec![f64::NAN; places_m.len()];
    flux.fill_places(places_m, &mut out);
    for (&place_m, found) in places_m.iter().zip(out) {
        let expected = exact(place_m);
        prop_assert!((found - expected).abs() <= 1e-8 * expected + 1e-7, "{place_m:?}: {found} {expected}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn jets_at_many_places(field in jets(), shares in shares()) {
        let size_m = field.flame_length_m();
        let places_m: Vec<_> = shares.iter().map(|share| share.map(|part| part * size_m)).collect();
        are_the_evaluator(&FireFlux::from(&field), &places_m, |place_m| field.incident_flux_w_m2(place_m))?;
    }

    #[test]
    fn pools_at_many_places(field in pools(), shares in shares()) {
        let size_m = field.flame_length_m().max(field.diameter_m());
        let places_m: Vec<_> = shares.iter().map(|share| share.map(|part| part * size_m)).collect();
        are_the_evaluator(&FireFlux::from(&field), &places_m, |place_m| field.incident_flux_w_m2(place_m))?;
    }

    #[test]
    fn pools_on_a_grid(field in pools(), cell in 0.02..0.6_f64, wind_deg in 0.0..360.0_f64, height_m in 0.0..15.0_f64) {
        let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.5 });
        let cell_m = cell * field.flame_length_m().max(field.diameter_m());
        let (columns, rows) = (131, 67);
        let grid = GridSpec { frame, origin_x_m: -50.0 * cell_m, origin_y_m: -21.0 * cell_m, cell_m, columns, rows };
        let placement = Placement::new(LocalPoint { x_m: 0.3, y_m: -0.7 }, Bearing::from_wind_to_deg(wind_deg));
        let mut out = vec![f64::NAN; grid.len()];
        FireFlux::from(&field).fill_grid(&grid, &placement, height_m, &ProgressToken::new(), &mut out).unwrap();
        for (index, found) in out.into_iter().enumerate() {
            let centre = LocalPoint { x_m: grid.column_x_m(index % columns), y_m: grid.row_y_m(index / columns) };
            let (x_m, y_m) = placement.plume_coordinates(centre);
            let expected = field.incident_flux_w_m2([x_m, y_m, height_m]);
            prop_assert!((found - expected).abs() <= 1e-4 * expected.max(1.0), "{x_m} {y_m}: {found} {expected}");
        }
    }
}
