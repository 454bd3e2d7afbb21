//! A dense cloud moment by moment against hand integrals, closed forms and the passive model.

use super::process::{answer, pairs, problems};
use super::support::assert_close;
use cordon_datasets::substances;
use cordon_engine::dispersion::{
    Atmosphere, DenseField, DenseGas, DenseSource, Indoors, ReleasePeriod, TransientOptions, TransientPlume,
};
use cordon_engine::math::exp;
use cordon_engine::substance::Substance;
use cordon_engine::weather::{StabilityClass, Terrain};
use serde_json::{Value, json};

fn air(wind_m_s: f64) -> Atmosphere {
    Atmosphere { roughness_length_m: 0.1, ..Atmosphere::new(StabilityClass::D, wind_m_s, 10.0, Terrain::Rural) }
}

fn gas(source: DenseSource, averaging_time_s: f64) -> DenseGas {
    DenseGas {
        source,
        temperature_k: None,
        liquid_frac: 0.0,
        release_height_m: 0.0,
        averaging_time_s,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    }
}

fn chlorine() -> &'static Substance {
    substances::library().find("chlorine").expect("in the library")
}

fn pool(duration_s: Option<f64>) -> (DenseGas, DenseField) {
    let gas = gas(DenseSource::Pool { release_rate_kg_s: 20.0, source_diameter_m: 15.0, duration_s }, 60.0);
    let field = gas.solve(chlorine(), &air(4.0)).expect("in range").field;
    (gas, field)
}

#[test]
fn a_lasting_plume_up_to_its_front_holds_rate_times_travel_time() {
    let (gas, field) = pool(None);
    let course = gas.course(&field);
    for station in field.stations().iter().filter(|station| (100.0..5000.0).contains(&station.x_m)) {
        let moment = course.at(station.time_s);
        // the front has come as far as the travel time of the station: the pool smears it over the time across the pool
        assert!(moment.concentration_kg_m3(0.9 * station.x_m, 0.0, 0.5) > 0.0, "{} m", station.x_m);
        assert_eq!(moment.concentration_kg_m3(1.15 * station.x_m + 20.0, 0.0, 0.5), 0.0, "{} m", station.x_m);
        assert_close("airborne", moment.frame().airborne_mass_kg(), 20.0 * station.time_s, 0.01);
        // behind the front, the steady plume itself
        let (now, ever) = (
            moment.concentration_kg_m3(0.5 * station.x_m, 3.0, 0.5),
            field.concentration_kg_m3(0.5 * station.x_m, 3.0, 0.5, 0.0),
        );
        assert_close("steady", now, ever, 0.01);
    }
}

#[test]
fn after_the_release_all_of_it_is_in_the_air_and_none_before() {
    let (gas, field) = pool(Some(300.0));
    let course = gas.course(&field);
    assert_eq!((course.released_mass_kg(-1.0), course.released_mass_kg(1e9)), (0.0, 6000.0));
    for (t_s, released_kg) in [(30.0, 600.0), (150.0, 3000.0), (299.0, 5980.0), (301.0, 6000.0), (900.0, 6000.0)] {
        assert_close("airborne", course.at(t_s).frame().airborne_mass_kg(), released_kg, 0.01);
    }
    // what has the source behind it is clean again
    assert!(
        course.at(900.0).concentration_kg_m3(10.0, 0.0, 0.5)
            < 1e-6 * course.at(200.0).concentration_kg_m3(10.0, 0.0, 0.5)
    );
}

#[test]
fn a_steady_plume_indoors_is_the_closed_form_of_a_step() {
    // Ci = C (1 - e^-kT) at the end of T; n = 2: load C^2 T [1 - (1 - e^-kT) / kT] for who never leaves, C^2 T outdoors
    let gas = gas(DenseSource::Jet { release_rate_kg_s: 5.0, source_diameter_m: 0.5, duration_s: None }, 60.0);
    let field = gas.solve(chlorine(), &air(4.0)).expect("in range").field;
    let (course, exposure_s, k) = (gas.course(&field), 1200.0, 2.0 / 3600.0);
    let outdoors = course.passage((400.0, 0.0, 1.0), exposure_s);
    let plateau_kg_m3 = field.concentration_kg_m3(400.0, 0.0, 1.0, 0.0);
    let plateau_mg_m3 = 1e6 * plateau_kg_m3;
    let outside = plateau_mg_m3 * plateau_mg_m3 * exposure_s / 60.0;
    assert_close("load outdoors", outdoors.toxic_load(2.0).value(), outside, 1e-6);
    let indoors = Indoors::sheltered(k).breathe(&outdoors, 2.0).expect("in range");
    let share = (1.0 - exp(-k * exposure_s)) / (k * exposure_s);
    assert_close("load indoors", indoors.toxic_load.value(), outside * (1.0 - share), 1e-5);
    assert_close("peak indoors", indoors.peak().0, plateau_kg_m3 * (1.0 - exp(-k * exposure_s)), 1e-6);
}

#[test]
fn in_the_passive_limit_it_passes_as_the_transient_plume() {
    // 10 g/s of a gas of the density of air for a minute, class D. The two models differ in the wind that carries the cloud
    // (that over its height; that at the release) and in the spread along it (mixing at the ends; 0.13 of the path): near the
    // source the front of the passive model comes much earlier
    let mut neutral = substances::library().find("carbon monoxide").expect("in the library").clone();
    (neutral.molar_mass_kg_mol, neutral.lfl_mole_frac) = (0.028_964_4, None);
    let source = DenseSource::Pool { release_rate_kg_s: 0.01, source_diameter_m: 2.0, duration_s: Some(60.0) };
    let release = DenseGas { temperature_k: Some(293.15), relative_humidity_frac: 0.0, ..gas(source, 600.0) };
    let air = Atmosphere { temperature_k: 293.15, ..air(5.0) };
    let field = release.solve(&neutral, &air).expect("in range").field;
    let course = release.course(&field);
    let periods = vec![ReleasePeriod { start_s: 0.0, duration_s: 60.0, rate_kg_s: 0.01 }];
    let passive = TransientPlume { periods, release_height_m: 0.0, averaging_time_s: 600.0 };
    let passive = passive.solve(&air, TransientOptions::default()).expect("in range").field;
    for (x_m, arrival, peak_time, dose) in
        [(200.0, 1.0, 0.15, 0.35), (500.0, 0.3, 0.15, 0.35), (1000.0, 0.15, 0.15, 0.35), (2000.0, 0.15, 0.15, 0.35)]
    {
        let (dense, thin) = (course.passage((x_m, 0.0, 1.5), 1800.0), passive.passage(x_m, 0.0, 1.5));
        let spans_s =
            (dense.arrival_and_departure_s().expect("passes"), thin.arrival_and_departure_s().expect("passes"));
        let (peak, passive_peak) = (dense.peak().expect("passes"), thin.peak().expect("passes"));
        assert_close(&format!("arrival at {x_m} m"), spans_s.0.0, spans_s.1.0, arrival);
        assert_close(&format!("departure at {x_m} m"), spans_s.0.1, spans_s.1.1, 0.35);
        assert_close(&format!("time of the peak at {x_m} m"), peak.time_s, passive_peak.time_s, peak_time);
        assert_close(&format!("peak at {x_m} m"), peak.concentration_kg_m3, passive_peak.concentration_kg_m3, 0.4);
        assert_close(&format!("dose at {x_m} m"), dense.toxic_load(1.0).value(), thin.toxic_load(1.0).value(), dose);
    }
}

fn input(more: &Value) -> Value {
    let mut input = json!({"substance": "chlorine", "release": "pool", "release_rate_kg_s": 20, "source_diameter_m": 15,
        "wind_speed_m_s": 4, "stability": "D", "terrain": "rural", "averaging_time_s": 60,
        "points": [{"x_m": 200, "z_m": 1}], "thresholds": [{"concentration_kg_m3": 1e-4}]});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

#[test]
fn the_process_answers_frames_receptors_and_zones_on_the_map() {
    let plain = answer("dense_gas", input(&json!({"duration_s": 300})));
    let output = answer(
        "dense_gas",
        input(
            &json!({"duration_s": 300, "frames": [{"time_s": 60}, {"time_s": 600}], "receptors": [{"x_m": 300, "z_m": 1,
            "air_changes_per_h": 1}, {"x_m": -500}], "place": {"lon_deg": 114.3, "lat_deg": 30.6}, "wind_from_deg": 270}),
        ),
    );
    // what was asked before is answered as before
    for field in ["concentration_kg_m3", "mole_frac", "averaging_time_s", "flammable_mass_kg"] {
        assert_eq!(plain.result[field], output.result[field], "{field}");
    }
    assert_eq!(output.result["released_mass_kg"], 6000.0);
    let frames = output.result["frames"].as_array().unwrap();
    for frame in frames {
        let balance = frame["mass_balance_ratio"].as_f64().unwrap();
        assert!((balance - 1.0).abs() < 0.02, "{balance}");
        assert_eq!(frame["zones"].as_array().unwrap().len(), 1);
    }
    let zone = &output.result["zones"][0];
    let reach_m = zone["reach_m"].as_f64().unwrap();
    // a wind from the west carries to the east, 95.9 km a degree at 30.6 north; the pool's cloud lies upwind of its middle too
    let rings = zone["geometry"]["coordinates"].as_array().unwrap();
    let longitudes: Vec<f64> =
        rings.iter().flat_map(|rings| rings[0].as_array().unwrap()).map(|place| place[0].as_f64().unwrap()).collect();
    let east_m = (longitudes.iter().copied().fold(-180.0, f64::max) - 114.3) * 95_901.0;
    assert!((east_m / reach_m - 1.0).abs() < 3e-3, "{east_m} {reach_m}");
    assert!(longitudes.iter().copied().fold(180.0, f64::min) < 114.3 - 3.0 / 95_901.0);
    let near = &output.result["receptors"][0];
    let peak = near["peak_kg_m3"].as_f64().unwrap();
    assert!(peak > 0.0 && near["indoors"]["peak_kg_m3"].as_f64().unwrap() < peak);
    assert!(near["departure_s"].as_f64().unwrap() > near["arrival_s"].as_f64().unwrap() + 250.0);
    assert!(near["lethality_prob"].as_f64().unwrap() >= near["indoors"]["lethality_prob"].as_f64().unwrap());
    assert_eq!(output.result["receptors"][1]["peak_kg_m3"], 0.0);
}

#[test]
fn the_process_gives_flammable_mass_over_time_for_every_kind_of_release() {
    let kinds = [
        json!({"release": "jet", "source_diameter_m": 0.5, "duration_s": 60}),
        json!({"release": "jet", "source_diameter_m": 0.5, "receptors": [{"x_m": 100}]}),
        json!({"release": "pool", "duration_s": 120}),
        json!({"release": "pool", "wind_speed_m_s": 1.2, "duration_s": 10}),
        json!({"release": "instantaneous", "mass_kg": 3000, "source_diameter_m": 20}),
    ];
    for kind in kinds {
        let mut asked = input(&kind);
        asked["substance"] = json!("propane");
        asked["frames"] = json!([{"time_s": 20}, {"time_s": 100}]);
        let output = answer("dense_gas", asked);
        let greatest_kg = output.result["greatest_flammable_mass"]["mass_kg"].as_f64().unwrap();
        assert!(greatest_kg > 0.0, "{kind}");
        let course = output.result["flammable_course"].as_array().unwrap();
        assert!(course.iter().all(|moment| moment["mass_kg"].as_f64().unwrap() <= greatest_kg), "{kind}");
        for frame in output.result["frames"].as_array().unwrap() {
            let balance = frame["mass_balance_ratio"].as_f64().unwrap();
            assert!((balance - 1.0).abs() < 0.02, "{kind}: {balance}");
            assert!(frame["flammable_mass_kg"].as_f64().unwrap() <= 1.03 * greatest_kg, "{kind}");
        }
        for receptor in output.result["receptors"].as_array().unwrap() {
            // a lasting release: half an hour from its arrival, and no departure
            assert!(receptor["departure_s"].is_null() && receptor["peak_kg_m3"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn the_process_refuses_what_does_not_fit() {
    let receptor = json!({"x_m": 100, "ventilate_from_s": 60});
    assert_eq!(
        problems("dense_gas", input(&json!({"receptors": [receptor]}))),
        pairs(&[("receptors[0].ventilated_air_changes_per_h", "missing")])
    );
    let bad = json!({"frames": [{"time_s": -1}], "lasting_exposure_s": 0, "wind_from_deg": 400, "toxic_load_exponent": 0,
        "place": {"lon_deg": 200, "lat_deg": 0}});
    assert_eq!(
        problems("dense_gas", input(&bad)),
        pairs(&[
            ("frames[0].time_s", "out_of_range"),
            ("lasting_exposure_s", "out_of_range"),
            ("place.lon_deg", "out_of_range"),
            ("toxic_load_exponent", "out_of_range"),
            ("wind_from_deg", "out_of_range"),
        ])
    );
}
