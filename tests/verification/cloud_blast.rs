//! Cloud explosions against the published tables, the digitised points and independent power laws.

use super::process::{answer, number, pairs, problems};
use super::support::{assert_close, rows};
use cordon_engine::explosion::{
    BakerStrehlowTang, BlastDistance, Burst, Congestion, Expansion, FlameReactivity, IgnitionEnergy, MultiEnergy,
    ObstacleRegion, Obstruction, OverpressureTable, flame_mach_ratio, kinsella,
};
use cordon_engine::provenance::CaveatCode;
use serde_json::json;

const P0_PA: f64 = 101_325.0;

/// A cloud whose scaling length is 1 m times the given one.
fn multi_energy(strength_factor: f64, length_m: f64) -> cordon_engine::explosion::MultiEnergyBlast {
    let energy_j = P0_PA * length_m * length_m * length_m;
    MultiEnergy { energy_j, strength_factor, ambient_pressure_pa: P0_PA }.solve().unwrap().field
}

#[test]
fn multi_energy_has_the_greatest_overpressure_of_each_class() {
    // van den Berg 1985, as in table 4.1 of MSB B06-105: 1, 2, 5, 10, 20, 50, 100, 200, 500 kPa (in units of ambient pressure).
    for (class, ratio) in [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0].into_iter().enumerate() {
        let blast = multi_energy(class as f64 + 1.0, 10.0);
        assert_close(
            &format!("class {}", class + 1),
            blast.side_on_overpressure_pa(2.4).unwrap() / P0_PA,
            ratio,
            1e-12,
        );
    }
    // Class 9 leaves its plateau inside the cloud, class 10 is a detonation above ten times ambient at the edge.
    assert!(multi_energy(10.0, 10.0).side_on_overpressure_pa(2.4).unwrap() > 10.0 * P0_PA);
}

#[test]
#[allow(clippy::approx_constant, reason = "0.318 is a published factor, not 1/pi")]
fn multi_energy_agrees_with_the_power_laws_of_alonso() {
    // Alonso et al. (2006) J. Hazard. Mater. A137, 734-741: dp/p0 = a R^b, in two independent public transcriptions; fitted to
    // the chart apart from the tables here. R^2 > 0.98 over the range is claimed for them, so 20 % at a point. Left out: class
    // 3, whose 0.0605 does not meet its own plateau of 0.05 (MSB names errors in some classes), and class 10.
    let fits: [(f64, f64, f64, f64, f64); 9] = [
        (1.0, 0.0064, -0.97, 0.8, 6.0),
        (2.0, 0.0132, -0.98, 0.8, 10.0),
        (4.0, 0.0644, -0.99, 0.8, 40.0),
        (5.0, 0.117, -0.99, 0.8, 60.0),
        (6.0, 0.301, -1.11, 0.8, 60.0),
        (7.0, 0.406, -1.20, 0.8, 20.0),
        (8.0, 0.467, -1.58, 1.0, 2.0),
        (8.0, 0.318, -1.13, 2.0, 100.0),
        (9.0, 0.318, -1.13, 2.0, 100.0),
    ];
    for (class, a, b, near, far) in fits {
        let blast = multi_energy(class, 1.0);
        for step in 0..=10 {
            let ratio = near * f64::powf(far / near, f64::from(step) / 10.0);
            let Some(ours_pa) = blast.side_on_overpressure_pa(ratio) else { continue };
            assert_close(&format!("class {class} at {ratio:.2}"), ours_pa / P0_PA, a * f64::powf(ratio, b), 0.20);
        }
    }
}

#[test]
fn multi_energy_fits_of_the_shared_table() {
    let Some(table) = rows("validation/blast_tno_multi_energy_fit.csv") else { return };
    for row in table {
        let cell = |name: &str| row[name].parse::<f64>().unwrap();
        let blast = multi_energy(cell("strength_class"), 1.0);
        let ratio = (cell("scaled_distance_min") * cell("scaled_distance_max")).sqrt();
        let expected = cell("coefficient_a") * f64::powf(ratio, cell("exponent_b"));
        let ours = blast.side_on_overpressure_pa(ratio).unwrap() / P0_PA;
        assert_close(&format!("class {} at {ratio:.2}", row["strength_class"]), ours, expected, 0.12);
    }
}

#[test]
fn multi_energy_by_hand() {
    // 1000 m3 of mixture: E = 3.5 GJ, (E/p0)^(1/3) = 32.567 m. Class 7 at 100 m: r' = 3.0706, 0.47 r'^-1.46 = 0.09136,
    // 9.257 kPa; t' = 0.32 r'^0.15 = 0.37864, t = t' 32.567/340.3 = 36.24 ms; impulse half of the product, 167.7 Pa s.
    let input = json!({"volume_m3": 1000, "strength_class": 7, "distance_m": 100, "levels_pa": [30000, 1e7]});
    let output = answer("multi_energy", input);
    assert_close("energy", number(&output, "energy_j"), 3.5e9, 1e-12);
    assert_close("scaled distance", number(&output, "scaled_distance_ratio"), 3.0706, 1e-4);
    assert_close("overpressure", number(&output, "side_on_overpressure_pa"), 9257.0, 1e-3);
    assert_close("duration", number(&output, "positive_duration_s"), 0.036_24, 1e-3);
    assert_close("impulse", number(&output, "side_on_impulse_pa_s"), 167.7, 2e-3);
    assert!(output.caveats.is_empty(), "{:?}", output.caveats);
    // 30 kPa: 0.29608 = 0.47 r'^-1.46, r' = 1.3723, 44.69 m.
    let reached = &output.result["levels"][0]["reached"];
    assert_close("30 kPa", reached["distance_m"].as_f64().unwrap(), 44.69, 1e-3);
    assert_eq!(output.result["levels"][1]["reached"]["kind"], "nearer_than");
    let inside = answer("multi_energy", json!({"volume_m3": 1000, "strength_class": 7, "distance_m": 5}));
    assert_eq!(inside.result["side_on_overpressure_pa"], json!(null));
    assert_eq!(inside.caveats[0].code, CaveatCode::OutsideValidity);
}

#[test]
fn the_digitised_curves_come_back_within_two_per_cent() {
    for (file, column) in [
        ("validation/blast_bst_overpressure_curves.csv", "scaled_overpressure_dp_over_p0"),
        ("validation/blast_bst_impulse_curves.csv", "scaled_impulse_i_a0_over_(E13_p0_23)"),
    ] {
        let Some(table) = rows(file) else { return };
        let (mut worst, mut compared) = (0.0_f64, 0);
        for row in &table {
            let cell = |name: &str| row[name].parse::<f64>().unwrap();
            let (energy_j, burst) = (P0_PA * 1e6, Burst::FreeAir);
            let cloud =
                BakerStrehlowTang { energy_j, flame_mach_ratio: cell("flame_mach"), burst, ambient_pressure_pa: P0_PA };
            // the scaling length is 100 m
            let Some(at) = cloud.solve().unwrap().field.at(100.0 * cell("scaled_distance_R_over_(E/p0)13")) else {
                continue;
            };
            let ours = match column.starts_with("scaled_o") {
                true => at.side_on_overpressure_pa / P0_PA,
                false => at.side_on_impulse_pa_s * 340.0 / (100.0 * P0_PA),
            };
            worst = worst.max((ours / cell(column) - 1.0).abs());
            compared += 1;
        }
        eprintln!("{column}: {compared} points, worst {worst:.4}");
        assert!(compared > 500, "{compared} of {} points", table.len());
        assert!(worst < 0.02, "{column}: {worst}");
    }
}

#[test]
fn strong_clouds_of_both_methods_agree_far_away() {
    // Independent publications: class 10 on the ground against a detonation (Mach 5.2) with doubled energy, which is the
    // stronger of the two from 25 m on.
    let energy_j = 1e9;
    let tno = MultiEnergy { energy_j, strength_factor: 10.0, ambient_pressure_pa: P0_PA }.solve().unwrap().field;
    let burst = Burst::Hemispherical;
    let bst = BakerStrehlowTang { energy_j, flame_mach_ratio: 5.2, burst, ambient_pressure_pa: P0_PA };
    let bst = bst.solve().unwrap().field;
    for distance_m in [25.0, 50.0, 100.0, 200.0] {
        let ratio = tno.side_on_overpressure_pa(distance_m).unwrap() / bst.side_on_overpressure_pa(distance_m).unwrap();
        assert!((0.62..1.0).contains(&ratio), "{ratio} at {distance_m} m");
    }
}

#[test]
fn kinsella_and_flame_speeds_row_by_row() {
    use {Congestion as C, Expansion as E, FlameReactivity as R, IgnitionEnergy as I, Obstruction as O};
    // MSB B06-105, table 5.10: guide and class after trials, in its order.
    for (ignition, obstruction, planes, guide, recommended) in [
        (I::High, O::High, true, (7, 10), 10),
        (I::High, O::High, false, (7, 10), 10),
        (I::High, O::Low, true, (5, 7), 7),
        (I::High, O::Low, false, (4, 6), 6),
        (I::High, O::None, true, (4, 6), 6),
        (I::High, O::None, false, (4, 5), 5),
        (I::Low, O::High, true, (5, 7), 7),
        (I::Low, O::High, false, (4, 5), 7),
        (I::Low, O::Low, true, (3, 5), 5),
        (I::Low, O::Low, false, (2, 3), 3),
        (I::Low, O::None, true, (1, 2), 3),
        (I::Low, O::None, false, (1, 1), 3),
    ] {
        let found = kinsella(ignition, obstruction, planes);
        assert_eq!(((found.least, found.greatest), found.recommended), (guide, recommended));
    }
    // Pierorazio et al. 2005: high, medium, low congestion.
    for (expansion, reactivity, machs) in [
        (E::TwoD, R::High, [5.2, 5.2, 0.59]),
        (E::TwoD, R::Medium, [1.6, 0.66, 0.47]),
        (E::TwoD, R::Low, [0.66, 0.47, 0.079]),
        (E::TwoAndAHalfD, R::High, [5.2, 5.2, 0.47]),
        (E::TwoAndAHalfD, R::Medium, [1.0, 0.55, 0.29]),
        (E::TwoAndAHalfD, R::Low, [0.50, 0.35, 0.053]),
        (E::ThreeD, R::High, [5.2, 5.2, 0.36]),
        (E::ThreeD, R::Medium, [0.50, 0.44, 0.11]),
        (E::ThreeD, R::Low, [0.34, 0.23, 0.026]),
    ] {
        let found =
            [C::High, C::Medium, C::Low].map(|congestion| flame_mach_ratio(reactivity, congestion, expansion).0);
        assert_eq!(found, machs);
    }
}

#[test]
fn game_by_hand() {
    // 84 kPa (0.1 * 4 / 0.08)^2.75 0.46^2.7 0.08^0.7: 5^2.75 = 83.592, 0.46^2.7 = 0.12287, 0.08^0.7 = 0.17067: 147.2 kPa.
    let region = ObstacleRegion {
        volume_blockage_frac: 0.1,
        flame_path_m: 4.0,
        obstacle_diameter_m: 0.08,
        laminar_burning_velocity_m_s: 0.46,
        between_planes: false,
    };
    let found = region.solve().unwrap().field;
    assert_close("overpressure", found.overpressure_pa, 147.2e3, 2e-3);
    assert!((found.strength_factor - (7.0 + f64::ln(1.472) / f64::ln(2.0))).abs() < 0.01);
    // 338 kPa (5)^2.25 ...: 37.384 * 0.12287 * 0.17067 = 0.78394: 265.0 kPa.
    let planes = ObstacleRegion { between_planes: true, ..region }.solve().unwrap().field;
    assert_close("between planes", planes.overpressure_pa, 265.0e3, 2e-3);
}

#[test]
fn the_row_is_the_curve() {
    let blast = multi_energy(6.0, 20.0);
    let table = OverpressureTable::new(blast.range_m(), |r_m| blast.side_on_overpressure_pa(r_m).unwrap_or_default());
    let mut row = [0.0; 200];
    table.overpressure_row(7.0, -100.0, 1.0, &mut row);
    for (column, value) in row.iter().enumerate() {
        let r_m = f64::hypot(column as f64 - 100.0, 7.0);
        // pieces of the curve meet in small steps, which the table joins by a line
        assert_close("cell", *value, blast.side_on_overpressure_pa(r_m).unwrap(), 2e-3);
    }
}

#[test]
fn one_way_to_the_energy_and_one_to_the_flame() {
    let cloud = |energy: serde_json::Value| {
        let mut input = json!({"strength_class": 5, "distance_m": 50});
        input.as_object_mut().unwrap().extend(energy.as_object().unwrap().clone());
        problems("multi_energy", input)
    };
    assert_eq!(cloud(json!({})), pairs(&[("energy_j", "missing")]));
    assert_eq!(cloud(json!({"energy_j": 1e9, "volume_m3": 10})), pairs(&[("energy_j", "not_allowed")]));
    assert_eq!(cloud(json!({"substance": "propane"})), pairs(&[("fuel_mass_kg", "missing")]));
    assert_eq!(
        cloud(json!({"substance": "nitrogen", "fuel_mass_kg": 1})),
        pairs(&[("substance", "property_not_known")])
    );
    let wrong = json!({"energy_j": -1, "strength_class": 11, "distance_m": 0, "colour": "red"});
    let expected = [
        ("colour", "unknown_field"),
        ("distance_m", "out_of_range"),
        ("energy_j", "out_of_range"),
        ("strength_class", "out_of_range"),
    ];
    assert_eq!(problems("multi_energy", wrong), pairs(&expected));
    let flame = json!({"energy_j": 1e9, "distance_m": 50, "reactivity": "high"});
    assert_eq!(problems("baker_strehlow_tang", flame), pairs(&[("flame_mach", "missing")]));
    let both = json!({"energy_j": 1e9, "distance_m": 50, "reactivity": "high", "flame_mach": 1});
    assert_eq!(problems("baker_strehlow_tang", both), pairs(&[("flame_mach", "not_allowed")]));
}

#[test]
fn a_level_below_the_curves_is_farther_than_they_reach() {
    let blast = multi_energy(5.0, 10.0);
    assert!(matches!(blast.distance_to_overpressure(50.0), BlastDistance::FartherThan { .. }));
    let BlastDistance::At { distance_m } = blast.distance_to_overpressure(5_000.0) else { panic!("inside") };
    assert_close("level", blast.side_on_overpressure_pa(distance_m).unwrap(), 5_000.0, 1e-9);
}
