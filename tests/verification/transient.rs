//! Releases that vary in time against an independent code, closed forms and limits.

use super::process::{answer, number, problems};
use super::support::assert_close;
use cordon_engine::dispersion::{
    Atmosphere, CalmField, CalmRelease, GaussianPlume, GaussianPuff, Indoors, PassageHistory, PlumeOptions,
    ReleasePeriod, Spread, TransientField, TransientOptions, TransientPlume,
};
use cordon_engine::math::{erf, exp};
use cordon_engine::weather::StabilityClass::{self, D, F};
use cordon_engine::weather::Terrain::Rural;
use serde_json::json;

fn field(air: &Atmosphere, height_m: f64, spread: Spread, periods: &[(f64, f64, f64)]) -> TransientField {
    let periods = periods
        .iter()
        .map(|&(start_s, duration_s, rate_kg_s)| ReleasePeriod { start_s, duration_s, rate_kg_s })
        .collect();
    let release = TransientPlume { periods, release_height_m: height_m, averaging_time_s: 600.0 };
    release.solve(air, TransientOptions { spread, ..TransientOptions::default() }).unwrap().field
}

fn air(stability: StabilityClass, wind_speed_m_s: f64) -> Atmosphere {
    Atmosphere { mixing_height_m: Some(1e4), ..Atmosphere::new(stability, wind_speed_m_s, 10.0, Rural) }
}

#[test]
fn integrated_puff_of_gas_dispersion_jl() {
    // test/models/intpuff_tests.jl and palazzi_tests.jl: 0.1 kg/s for 10 s from 10 m, class F, 2 m/s, at 500 m, 250 s and
    // 10 m height: 0.00035586710616021256 kg/m3, by CCPS 1999 puff coefficients
    let air = Atmosphere::new(F, 2.0, 10.0, Rural);
    let field = field(&air, 10.0, Spread::Puff, &[(0.0, 10.0, 0.1)]);
    let value = field.concentration_kg_m3(500.0, 0.0, 10.0, 250.0);
    assert_close("integrated puff", value, 0.000_355_867_106_160_212_56, 1e-12);
    assert_eq!(field.concentration_kg_m3(500.0, 0.0, 10.0, -250.0), 0.0);
}

#[test]
fn palazzi_by_hand_with_the_growth_of_the_yellow_book() {
    // class D, 5 m/s, ground; 2 kg/s from 0 to 60 s, at 200 m after 70 s: edges at 350 m and 50 m with sigma-x 0.13 of that,
    // w = 150 / 45.5 = 3.296703 and -150 / 6.5 = -23.08: share P(3.296703) = 0.999510866
    // sigma-y 0.08 * 200 / sqrt(1.02) * (60 / 600)^0.2 = 15.842356 * 0.630957344 = 9.995854
    // sigma-z 0.06 * 200 / sqrt(1.3) = 10.524696; c = 2 * share / (pi * 5 * 9.995854 * 10.524696) = 1.2096735e-3
    let field = field(&air(D, 5.0), 0.0, Spread::Plume, &[(0.0, 60.0, 2.0)]);
    let share = 0.5 * (1.0 + erf(3.296_703_296_7 / std::f64::consts::SQRT_2));
    assert_close("share", field.effective_rate_kg_s(200.0, 70.0), 2.0 * share, 1e-10);
    assert_close("concentration", field.concentration_kg_m3(200.0, 0.0, 0.0, 70.0), 1.209_673_5e-3, 1e-7);
}

#[test]
fn a_long_release_is_the_steady_plume_once_the_front_has_gone_by() {
    for stability in StabilityClass::ALL {
        let (field, steady) = (field(&air(stability, 3.0), 5.0, Spread::Plume, &[(0.0, 36_000.0, 2.0)]), {
            let plume = GaussianPlume { release_rate_kg_s: 2.0, release_height_m: 5.0, averaging_time_s: 600.0 };
            plume.solve_with(&air(stability, 3.0), PlumeOptions::default()).unwrap().field
        });
        for x_m in [50.0, 500.0, 5000.0] {
            let expected = steady.concentration_kg_m3(x_m, 3.0, 1.5);
            // at 30 000 s the front is at 90 km, 6 deviations or more past each of these
            assert_close("steady", field.concentration_kg_m3(x_m, 3.0, 1.5, 30_000.0), expected, 1e-9);
        }
    }
}

#[test]
fn a_short_release_is_the_puff() {
    // at the centre exactly, on the flanks within the growth of the puff over one deviation: sigma-x' = 0.92 sigma / x
    for stability in StabilityClass::ALL {
        let field = field(&air(stability, 3.0), 0.0, Spread::Puff, &[(0.0, 0.001, 1000.0)]);
        let puff = GaussianPuff { mass_kg: 1.0, release_height_m: 0.0 }.solve(&air(stability, 3.0)).unwrap().field;
        for x_m in [200.0, 1000.0, 3000.0] {
            let passing_s = x_m / 3.0;
            let (found, expected) = (
                field.concentration_kg_m3(x_m, 0.0, 0.0, passing_s + 5e-4),
                puff.passing_concentration_kg_m3(x_m, 0.0, 0.0),
            );
            assert_close("centre", found, expected, 1e-5);
            let sigma_m = puff.sigma_y_m(x_m);
            let growth = 3.0 * sigma_m / x_m;
            for side in [-1.0, 1.0] {
                let t_s = (x_m + side * sigma_m) / 3.0;
                let ratio =
                    field.concentration_kg_m3(x_m, 0.0, 0.0, t_s) / puff.concentration_kg_m3(x_m, 0.0, 0.0, t_s);
                assert!((ratio - 1.0).abs() < growth, "{stability:?} {x_m} {side}: {ratio} within {growth}");
            }
        }
    }
}

/// 1 g/m3 for half an hour with flanks of a microsecond.
fn step_cloud() -> PassageHistory {
    PassageHistory { times_s: vec![0.0, 1e-6, 1800.0, 1800.000_001], concentrations_kg_m3: vec![0.0, 1e-3, 1e-3, 0.0] }
}

#[test]
fn a_step_cloud_indoors_is_its_closed_form() {
    // dCi/dt = k (Co - Ci): Ci = C (1 - e^-kt), then C (1 - e^-kT) e^-k(t - T).
    // n = 1: all of the dose, C T = 1000 mg/m3 * 30 min. n = 2: C^2 T [1 - (1 - e^-kT) / kT]
    for changes_per_h in [0.1, 1.0, 6.0] {
        let (k, duration_s) = (changes_per_h / 3600.0, 1800.0);
        let indoors = Indoors::sheltered(k);
        let dose = indoors.breathe(&step_cloud(), 1.0).unwrap().toxic_load.value();
        assert_close("dose", dose, 30_000.0, 1e-6);
        let load = indoors.breathe(&step_cloud(), 2.0).unwrap();
        let share = (1.0 - exp(-k * duration_s)) / (k * duration_s);
        assert_close("load", load.toxic_load.value(), 1e6 * 30.0 * (1.0 - share), 1e-6);
        assert_close("peak", load.peak().0, 1e-3 * (1.0 - exp(-k * duration_s)), 1e-8);
    }
}

#[test]
fn leaving_when_the_cloud_has_gone_is_the_first_part_of_the_closed_form() {
    // n = 2 until T: C^2 [T - 2 (1 - E) / k + (1 - E^2) / 2k], E = e^-kT; k = 1/3600, T = 1800: E = 0.60653066
    // 1800 - 2832.979 + 1137.817 = 104.838... in s: 1e6 * 104.838 / 60
    let k = 1.0 / 3600.0;
    let decay = exp(-0.5);
    let expected_s = 1800.0 - 2.0 * (1.0 - decay) / k + (1.0 - decay * decay) / (2.0 * k);
    let indoors = Indoors { leave_s: Some(1800.0), ..Indoors::sheltered(k) };
    let load = indoors.breathe(&step_cloud(), 2.0).unwrap().toxic_load.value();
    assert_close("load", load, 1e6 * expected_s / 60.0, 1e-5);
}

#[test]
fn the_process_answers_frames_receptors_and_zones_on_the_map() {
    let output = answer(
        "transient_plume",
        json!({
            "release_rate_kg_s": 2, "duration_s": 60, "wind_speed_m_s": 5, "stability": "D", "terrain": "rural",
            "mixing_height_m": 10000, "frames": [{"time_s": 70}], "thresholds": [{"concentration_kg_m3": 0.001}],
            "receptors": [{"x_m": 200, "air_changes_per_h": 1}, {"x_m": -10}], "substance": "ammonia",
            "place": {"lon_deg": 114.3, "lat_deg": 30.6}, "wind_from_deg": 270
        }),
    );
    assert_close("released", number(&output, "released_mass_kg"), 120.0, 1e-12);
    let frame = &output.result["frames"][0];
    let balance = frame["mass_balance_ratio"].as_f64().unwrap();
    assert!((balance - 1.0).abs() < 0.001, "{balance}");
    let zones = frame["zones"].as_array().unwrap();
    assert_eq!(zones.len(), 3, "two limits and a threshold");
    let zone = &zones[2];
    let reach_m = zone["reach_m"].as_f64().unwrap();
    assert!(reach_m > 150.0 && reach_m < 350.0, "{reach_m}");
    // a wind from the west carries to the east: the farthest longitude is that of the reach, 95.9 km a degree at 30.6 north
    let rings = zone["geometry"]["coordinates"].as_array().unwrap();
    let longitudes =
        rings.iter().flat_map(|rings| rings[0].as_array().unwrap()).map(|place| place[0].as_f64().unwrap());
    let east_m = (longitudes.fold(-180.0, f64::max) - 114.3) * 95_901.0;
    assert!((east_m / reach_m - 1.0).abs() < 2e-3, "{east_m} {reach_m}");
    let peak = output.result["receptors"][0]["peak_kg_m3"].as_f64().unwrap();
    assert!(peak > 1.19e-3 && peak < 1.22e-3, "{peak}");
    assert_eq!(output.result["receptors"][1]["peak_kg_m3"], 0.0);
    assert!(output.result["receptors"][0]["indoors"]["peak_kg_m3"].as_f64().unwrap() < 0.05 * peak);
}

#[test]
fn the_process_refuses_what_does_not_fit_together() {
    let base = |more: serde_json::Value| {
        let mut input = json!({"wind_speed_m_s": 5, "stability": "D", "terrain": "rural"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let first = |more| problems("transient_plume", base(more))[0].clone();
    let pair = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    assert_eq!(first(json!({})), pair("periods", "missing"));
    assert_eq!(first(json!({"release_rate_kg_s": 1})), pair("duration_s", "missing"));
    let period = json!({"start_s": 0, "duration_s": 10, "rate_kg_s": 1});
    assert_eq!(first(json!({"periods": [period], "duration_s": 5})), pair("periods", "not_allowed"));
    assert_eq!(first(json!({"periods": [period, period]})), pair("periods[1].start_s", "overlapping"));
    let receptor = json!({"x_m": 100, "ventilate_from_s": 60});
    assert_eq!(
        first(json!({"periods": [period], "receptors": [receptor]})),
        pair("receptors[0].ventilated_air_changes_per_h", "missing")
    );
}

fn calm(stability: StabilityClass, wind_speed_m_s: f64, periods: &[(f64, f64, f64)]) -> CalmField {
    let periods = periods
        .iter()
        .map(|&(start_s, duration_s, rate_kg_s)| ReleasePeriod { start_s, duration_s, rate_kg_s })
        .collect();
    CalmRelease { periods, release_height_m: 3.0 }.solve(&air(stability, wind_speed_m_s)).unwrap().field
}

#[test]
fn a_calm_release_is_the_sum_of_its_puffs() {
    // each puff as written in the puff formula, summed over the release by the midpoint rule in small steps
    for (wind_m_s, drift_m_s) in [(0.3, 0.0), (0.8, 0.8)] {
        let field = calm(D, wind_m_s, &[(0.0, 100.0, 2.0), (150.0, 50.0, 5.0)]);
        assert_eq!(field.drift_m_s(), drift_m_s);
        for (x_m, y_m, z_m, t_s) in [(30.0, 10.0, 1.0, 60.0), (80.0, -20.0, 2.0, 210.0), (-40.0, 5.0, 0.0, 400.0)] {
            let puff = |born_s: f64| {
                let age_s: f64 = t_s - born_s;
                let (sy, sz) = (field.sigma_y_m(age_s), field.sigma_z_m(age_s));
                let bell = |offset: f64, sigma: f64| exp(-0.5 * (offset / sigma) * (offset / sigma));
                let height = bell(z_m - 3.0, sz) + bell(z_m + 3.0, sz);
                bell(x_m - drift_m_s * age_s, sy) * bell(y_m, sy) * height / (15.749_609_945_722_419 * sy * sy * sz)
            };
            let sum = |from_s: f64, to_s: f64| {
                let (steps, end_s) = (200_000, f64::min(to_s, t_s));
                let step_s = (end_s - from_s).max(0.0) / f64::from(steps);
                (0..steps).map(|i| step_s * puff(from_s + (f64::from(i) + 0.5) * step_s)).sum::<f64>()
            };
            let expected = 2.0 * sum(0.0, 100.0) + 5.0 * sum(150.0, 200.0);
            assert_close("sum of puffs", field.concentration_kg_m3(x_m, y_m, z_m, t_s), expected, 1e-7);
        }
    }
}

#[test]
fn calm_growth_is_that_of_the_table() {
    // saecanet.com page 534: alpha, gamma of class A 0.948, 1.569; D 0.470, 0.113; F 0.439, 0.048 m/s
    for (stability, alpha_m_s, gamma_m_s) in [(StabilityClass::A, 0.948, 1.569), (D, 0.470, 0.113), (F, 0.439, 0.048)] {
        let field = calm(stability, 0.2, &[(0.0, 1.0, 1.0)]);
        assert_close("alpha", field.sigma_y_m(1.0), alpha_m_s, 1e-12);
        assert_close("gamma", field.sigma_z_m(1.0), gamma_m_s, 1e-12);
    }
    let refused = problems(
        "calm_release",
        json!({"periods": [{"start_s": 0, "duration_s": 1, "rate_kg_s": 1}], "wind_speed_m_s": 2, "stability": "F",
            "terrain": "rural", "points": [{"x_m": 10, "t_s": 10}]}),
    );
    assert_eq!(refused, [("wind_speed_m_s".to_owned(), "out_of_range".to_owned())]);
}
