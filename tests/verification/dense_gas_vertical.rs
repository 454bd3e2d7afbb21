//! Jets of dense gas straight up: against the printed example 4 of SLAB, by balance, and in the limit of no speed.

use super::dense_gas::{air, diameter_m, methane, with_constants};
use super::support::assert_close;
use cordon_datasets::substances;
use cordon_engine::dispersion::{DenseField, DenseGas, DenseSource, DenseStation};

/// SLAB's example 4: chlorine with mist straight up from 1 m; its print starts 1 m before the orifice.
fn stack_example(duration_s: Option<f64>) -> DenseField {
    let chlorine = with_constants("chlorine", 0.070_906, 239.1, [498.1, 926.3, 287_840.0, 1574.0]);
    let source = DenseSource::VerticalJet { release_rate_kg_s: 3.33, source_diameter_m: diameter_m(0.02), duration_s };
    let gas = DenseGas {
        source,
        temperature_k: None,
        liquid_frac: 0.88,
        release_height_m: 1.0,
        averaging_time_s: 1.0,
        relative_humidity_frac: 0.3,
        inverse_obukhov_per_m: None,
    };
    gas.solve(&chlorine, &air(1.0, 10.0, 0.1, 276.0)).expect("inputs of the example").field
}

/// Output of the program of 1990 for example 4 (vertical jet): distance, greatest mole fraction over height, 1 s average.
const STACK_PRINT: [(f64, f64); 12] = [
    (1.31, 0.560),
    (1.49, 0.491),
    (1.77, 0.314),
    (3.69, 0.0977),
    (9.87, 0.0421),
    (17.0, 0.0269),
    (29.8, 0.0158),
    (93.8, 0.004_04),
    (217.0, 0.001_10),
    (438.0, 0.000_320),
    (905.0, 8.55e-5),
    (1860.0, 2.19e-5),
];

#[test]
fn slab_example_4_vertical_jet_at_the_top_of_its_rise() {
    let field = stack_example(Some(300.0));
    let higher = |a: &&DenseStation, b: &&DenseStation| a.centre_height_m.total_cmp(&b.centre_height_m);
    let top = field.stations().iter().max_by(higher).expect("stations");
    // as printed, with three digits
    for (name, value, printed) in [
        ("centre height, m", top.centre_height_m, 2.24),
        ("height, m", top.height_m, 2.42),
        ("half-width, m", top.half_width_m, 1.21),
        ("flat half-width, m", top.flat_half_width_m, 0.790),
        ("mole fraction", top.mole_frac, 0.311),
        ("mass fraction", top.mass_frac, 0.526),
        ("density, kg/m3", top.density_kg_m3, 3.03),
        ("temperature, K", top.temperature_k, 205.0),
        ("speed, m/s", top.speed_m_s, 0.357),
    ] {
        assert_close(name, value, printed, 0.01);
    }
}

#[test]
fn slab_example_4_vertical_jet_on_its_way() {
    let field = stack_example(Some(300.0));
    for (x_m, expected) in STACK_PRINT {
        let greatest =
            (0..60).map(|step| field.peak_mole_frac(x_m - 1.0, 0.0, 0.05 * f64::from(step))).fold(0.0, f64::max);
        // the cloud lands blocked in a wind of 0.5 m/s: the program widens it there, here it goes on at the critical speed
        assert_close(&format!("vertical jet at {x_m} m"), greatest, expected, 0.2);
    }
}

#[test]
fn a_vertical_jet_carries_the_release_rate_from_its_top_on() {
    let field = stack_example(None);
    let top_m = field.stations().iter().map(|one| one.centre_height_m).fold(0.0, f64::max);
    let risen = field.stations().iter().skip_while(|one| one.centre_height_m < top_m);
    for station in risen.take_while(|one| one.x_m < 5000.0) {
        let box_kg_s =
            2.0 * station.mean_concentration_kg_m3() * station.speed_m_s * station.half_width_m * station.height_m;
        assert_close(&format!("box at {:.3} m", station.x_m), box_kg_s, 3.33, 1e-5);
    }
}

/// 3 kg/s of chlorine gas at 1 m in 5 m/s, by source.
fn gentle(source: DenseSource) -> DenseField {
    let gas = DenseGas {
        source,
        temperature_k: Some(290.0),
        liquid_frac: 0.0,
        release_height_m: 1.0,
        averaging_time_s: 10.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    };
    let chlorine = substances::library().find("chlorine").expect("in the library");
    gas.solve(chlorine, &air(5.0, 10.0, 0.1, 293.15)).expect("in range").field
}

#[test]
fn a_vertical_jet_without_speed_neither_rises_nor_differs_from_a_horizontal_one() {
    let up = |source_diameter_m| {
        gentle(DenseSource::VerticalJet { release_rate_kg_s: 3.0, source_diameter_m, duration_s: None })
    };
    let top_m = |field: &DenseField| field.stations().iter().map(|one| one.centre_height_m).fold(0.0, f64::max);
    let tops = [0.1, 0.2, 0.4, 0.8, 1.6].map(|diameter_m| top_m(&up(diameter_m)));
    assert!(tops.windows(2).all(|pair| pair[1] < pair[0]), "slower is lower: {tops:?}");
    assert!(tops[0] > 5.0 && tops[4] < 1.1, "{tops:?}");
    let (slow, along) =
        (up(1.6), gentle(DenseSource::Jet { release_rate_kg_s: 3.0, source_diameter_m: 1.6, duration_s: None }));
    for x_m in [100.0, 300.0, 1000.0] {
        let (a, b) = (slow.concentration_kg_m3(x_m, 0.0, 1.0, 0.0), along.concentration_kg_m3(x_m, 0.0, 1.0, 0.0));
        assert_close(&format!("at {x_m} m"), a, b, 0.1);
    }
}

#[test]
fn a_vertical_jet_lighter_than_air_is_refused() {
    let source = DenseSource::VerticalJet { release_rate_kg_s: 1.0, source_diameter_m: 0.2, duration_s: None };
    let gas = DenseGas {
        source,
        temperature_k: Some(293.15),
        liquid_frac: 0.0,
        release_height_m: 3.0,
        averaging_time_s: 60.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    };
    let refused = gas.solve(&methane(), &air(5.0, 10.0, 0.1, 293.15)).expect_err("refused");
    assert_eq!(refused.problems[0].code, "lighter_than_air", "{refused}");
}
