//! The chain of one release: each step against its own process and by hand.

use super::process::{answer, number, pairs, problems};
use super::support::assert_close;
use cordon_engine::process::ProcessOutput;
use cordon_engine::provenance::CaveatCode;
use serde_json::{Value, json};

/// A scenario of the substance and release, in 3 m/s, class D.
fn scenario(substance: &str, release: Value) -> Value {
    json!({
        "substance": substance, "release": release, "release_height_m": 1.0,
        "weather": {"wind_speed_m_s": 3.0, "stability": "D", "terrain": "rural"},
    })
}

/// The scenario with further fields.
fn with(mut scenario: Value, more: Value) -> Value {
    let (fields, more) = (scenario.as_object_mut().unwrap(), more.as_object().unwrap().clone());
    fields.extend(more);
    scenario
}

fn chlorine() -> Value {
    let release = json!({"kind": "liquid_vessel", "mass_kg": 6000, "temperature_k": 293.15, "hole_diameter_m": 0.01,
        "isolation_time_s": 600});
    scenario("chlorine", release)
}

/// A figure of the sheet.
fn entry<'a>(output: &'a ProcessOutput, quantity: &str) -> &'a Value {
    let sheet = output.result["sheet"].as_array().unwrap();
    sheet.iter().find(|entry| entry["quantity"] == quantity).unwrap_or_else(|| panic!("no {quantity}"))
}

fn figure(output: &ProcessOutput, quantity: &str) -> f64 {
    entry(output, quantity)["value"].as_f64().unwrap()
}

fn reach(cloud: &Value, level: &str) -> f64 {
    let zone = cloud["zones"].as_array().unwrap().iter().find(|zone| zone["level"] == level);
    zone.unwrap_or_else(|| panic!("no {level}"))["reach_m"].as_f64().unwrap()
}

#[test]
fn a_flashing_leak_step_by_step() {
    let output = answer("scenario", chlorine());
    // the hole by its own process
    let hole = answer(
        "two_phase_orifice",
        json!({"substance": "chlorine", "temperature_k": 293.15, "orifice_diameter_m": 0.01, "path_length_m": 0.0}),
    );
    let rate_kg_s = number(&hole, "release_rate_kg_s");
    assert_close("release rate", figure(&output, "release_rate_kg_s"), rate_kg_s, 1e-12);
    assert_close("released", number(&output, "released_mass_kg"), 600.0 * rate_kg_s, 1e-9);
    // flash cp (T - Tb) / L, airborne (0.8 f - 0.028) / 0.26 between 0.1 and 0.36, mist the rest of the airborne share
    let (capacity, latent) = (figure(&output, "liquid_heat_capacity_j_kg_k"), figure(&output, "latent_heat_j_kg"));
    let boiling_k = figure(&output, "cloud_temperature_k");
    let flash = capacity * (293.15 - boiling_k) / latent;
    assert_close("flash", figure(&output, "flash_frac"), flash, 1e-12);
    let airborne = (0.8 * flash - 0.028) / 0.26;
    assert_close("airborne", figure(&output, "airborne_frac"), airborne, 1e-12);
    assert_close("mist", figure(&output, "mist_frac"), (airborne - flash) / airborne, 1e-12);
    // a liquid that does not flash before the edge has no pressure left there: the jet keeps its speed
    assert_close("jet", figure(&output, "jet_speed_m_s"), number(&hole, "throat_velocity_m_s"), 1e-12);
    // what falls to the ground, by its own process
    let pool = answer(
        "pool_evaporation",
        json!({"substance": "chlorine", "release_rate_kg_s": (1.0 - airborne) * rate_kg_s, "duration_s": 600,
            "temperature_k": boiling_k, "surface": "concrete", "wind_speed_m_s": 3.0, "wind_reference_height_m": 10,
            "stability": "D", "terrain": "rural", "end_time_s": 3600}),
    );
    let evaporated_kg = number(&pool, "evaporated_mass_kg");
    let expected_kg = airborne * 600.0 * rate_kg_s + evaporated_kg;
    assert_close("airborne mass", number(&output, "airborne_mass_kg"), expected_kg, 1e-6);
}

#[test]
fn the_cloud_is_that_of_its_own_process() {
    let given = with(
        chlorine(),
        json!({"overrides": [
        {"quantity": "airborne_frac", "value": 1.0, "reason": "no rainout in this comparison"}]}),
    );
    let output = answer("scenario", given);
    let cloud = &output.result["clouds"][0];
    assert_eq!((&cloud["origin"], &cloud["model"]), (&json!("containment"), &json!("dense_gas")));
    let dense = answer(
        "dense_gas",
        json!({"substance": "chlorine", "release": "jet", "release_rate_kg_s": figure(&output, "cloud_rate_kg_s"),
            "duration_s": figure(&output, "cloud_duration_s"), "source_diameter_m": figure(&output, "cloud_diameter_m"),
            "liquid_frac": figure(&output, "mist_frac"), "temperature_k": figure(&output, "cloud_temperature_k"),
            "release_height_m": 1.0, "wind_speed_m_s": 3.0, "stability": "D", "terrain": "rural", "averaging_time_s": 600,
            "zone_height_m": 1.5, "points": [{"x_m": 100}],
            "thresholds": [{"concentration_kg_m3": cloud["zones"][0]["threshold_kg_m3"]}]}),
    );
    let expected_m = dense.result["zones"][0]["reach_m"].as_f64().unwrap();
    assert_close("reach", reach(cloud, cloud["zones"][0]["level"].as_str().unwrap()), expected_m, 1e-6);
    // diameter of the jet: 4 q / (pi rho u) of the first rate
    let (q, rho, u) = (
        figure(&output, "release_rate_kg_s"),
        figure(&output, "cloud_density_kg_m3"),
        figure(&output, "jet_speed_m_s"),
    );
    let diameter_m = (4.0 * q / (std::f64::consts::PI * rho * u)).sqrt();
    assert_close("diameter", figure(&output, "cloud_diameter_m"), diameter_m, 1e-12);
}

#[test]
fn a_choked_jet_expands_by_the_momentum_balance() {
    // methane at 2 MPa and 288.15 K: throat by isentropic flow, u = u_t + (p_t - p_a) / (rho_t u_t)
    let release = json!({"kind": "gas_vessel", "volume_m3": 10.0, "pressure_pa": 2e6, "temperature_k": 288.15,
        "hole_diameter_m": 0.02, "discharge_coefficient": 0.85, "expansion": "isothermal"});
    let output = answer("scenario", scenario("methane", release.clone()));
    let (g, gas_constant) = (figure(&output, "heat_capacity_ratio"), 8.314_462_618 / 0.016_042_5);
    let ratio = (2.0 / (g + 1.0)).powf(g / (g - 1.0));
    let (throat_pa, throat_k) = (2e6 * ratio, 288.15 * 2.0 / (g + 1.0));
    let (speed, density) = ((g * gas_constant * throat_k).sqrt(), throat_pa / (gas_constant * throat_k));
    let expected = speed + (throat_pa - 101_325.0) / (density * speed);
    assert_close("jet speed", figure(&output, "jet_speed_m_s"), expected, 1e-4);
    // the vessel by its own process: all of the mass, the first period within the 4 % that it holds
    let mut vessel = release;
    let fields = vessel.as_object_mut().unwrap();
    fields.remove("kind");
    let hole = fields.remove("hole_diameter_m").unwrap();
    fields.extend([("orifice_diameter_m".to_owned(), hole), ("substance".to_owned(), json!("methane"))]);
    let blowdown = answer("gas_blowdown", vessel);
    assert_close("mass", number(&output, "released_mass_kg"), number(&blowdown, "released_mass_kg"), 1e-9);
    assert_close("duration", figure(&output, "release_duration_s"), number(&blowdown, "duration_s"), 1e-9);
    let first = figure(&output, "release_rate_kg_s") / number(&blowdown, "initial_rate_kg_s");
    assert!(first > 0.97 && first < 1.0, "{first}");
}

#[test]
fn a_vessel_that_empties_is_that_of_its_own_process_and_its_late_vapour_stays_in_the_air() {
    let vessel = json!({"shape": "horizontal_cylinder", "diameter_m": 1.5, "length_m": 4.0, "fill_frac": 0.8,
        "temperature_k": 293.15, "hole_height_m": 0.5, "closing_time_s": 5000});
    let release = with(vessel.clone(), json!({"kind": "emptying_vessel", "hole_diameter_m": 0.05}));
    let output = answer("scenario", scenario("propane", release));
    let course = |moments: Value| {
        let more = json!({"substance": "propane", "orifice_diameter_m": 0.05, "moments": moments});
        answer("vessel_discharge", with(vessel.clone(), more))
    };
    let own = course(json!([{"time_s": 0}]));
    assert_close("released", number(&output, "released_mass_kg"), number(&own, "released_mass_kg"), 1e-9);
    let phases = own.result["phases"].as_array().unwrap();
    let vapour_s = phases.iter().find(|change| change["phase"] == "vapour").unwrap()["time_s"].as_f64().unwrap();
    let wet_kg = course(json!([{"time_s": vapour_s}])).result["course"][0]["released_mass_kg"].as_f64().unwrap();
    let late_kg = number(&own, "released_mass_kg") - wet_kg;
    assert!(vapour_s > 30.0 && late_kg > 10.0, "{vapour_s} {late_kg}");
    // the pool of propane boils away whole, so that everything gets into the air but what is left after an hour
    let airborne_kg = figure(&output, "airborne_frac") * wet_kg + late_kg;
    assert!(number(&output, "airborne_mass_kg") >= airborne_kg * (1.0 - 2e-3));
    assert!(number(&output, "airborne_mass_kg") <= number(&output, "released_mass_kg") * (1.0 + 1e-6));
    let rate = figure(&output, "release_rate_kg_s") / number(&own, "initial_rate_kg_s");
    assert!(rate > 0.95 && rate <= 1.0 + 1e-9, "{rate}");
}

#[test]
fn a_lasting_light_gas_reaches_as_far_as_the_steady_plume() {
    let release = json!({"kind": "known_rate", "release_rate_kg_s": 0.5, "duration_s": 100_000});
    let given = with(
        scenario("carbon monoxide", release),
        json!({"zone_height_m": 0.0, "release_height_m": 0.0,
        "thresholds": [{"kind": "concentration", "concentration_kg_m3": 1e-3}]}),
    );
    let output = answer("scenario", given);
    let cloud = &output.result["clouds"][0];
    assert_eq!(cloud["model"], "transient_plume");
    let reach_m = reach(cloud, "concentration");
    let plume = answer(
        "gaussian_plume",
        json!({"release_rate_kg_s": 0.5, "release_height_m": 0, "wind_speed_m_s": 3.0, "wind_reference_height_m": 10,
            "stability": "D", "terrain": "rural", "averaging_time_s": 600, "points": [{"x_m": reach_m}]}),
    );
    assert_close("at the reach", plume.result["concentration_kg_m3"][0].as_f64().unwrap(), 1e-3, 1e-6);
}

#[test]
fn a_spill_gives_the_cloud_what_its_pool_evaporates() {
    let given = with(
        scenario("benzene", json!({"kind": "spill", "mass_kg": 500, "temperature_k": 293.15})),
        json!({"ground": {"surface": "soil", "bund_area_m2": 60}, "release_height_m": 0.0}),
    );
    let output = answer("scenario", given);
    let pool = answer(
        "pool_evaporation",
        json!({"substance": "benzene", "mass_kg": 500, "temperature_k": 293.15, "surface": "soil", "bund_area_m2": 60,
            "wind_speed_m_s": 3.0, "wind_reference_height_m": 10, "stability": "D", "terrain": "rural", "end_time_s": 3600}),
    );
    assert_close("vapour", number(&output, "airborne_mass_kg"), number(&pool, "evaporated_mass_kg"), 1e-9);
    assert_eq!(output.result["clouds"][0]["origin"], "pool");
    assert!(output.result["sheet"].as_array().unwrap().iter().all(|entry| entry["quantity"] != "flash_frac"));
}

#[test]
fn an_override_runs_through_the_chain_and_stands_on_every_face() {
    let given = with(
        chlorine(),
        json!({"overrides": [
        {"quantity": "flash_frac", "value": 0.3, "reason": "calorimeter"},
        {"quantity": "release_rate_kg_s", "value": 1.0, "reason": "flow meter FT-101"}]}),
    );
    let output = answer("scenario", given);
    let flash = entry(&output, "flash_frac");
    assert_eq!((&flash["basis"], &flash["reason"]), (&json!("overridden"), &json!("calorimeter")));
    assert!((flash["computed_value"].as_f64().unwrap() - 0.1795).abs() < 1e-3, "{flash}");
    // (0.8 * 0.3 - 0.028) / 0.26
    assert_close("airborne", figure(&output, "airborne_frac"), 0.815_384_615_4, 1e-9);
    // the mass of the computed release at the rate given: 600 s * 1.934 kg/s
    let plain = answer("scenario", chlorine());
    assert_close("mass", number(&output, "released_mass_kg"), number(&plain, "released_mass_kg"), 1e-9);
    let told: Vec<_> = output.caveats.iter().filter(|caveat| caveat.code == CaveatCode::UserFigure).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|caveat| caveat.message_en.contains("by the user") && caveat.message_zh.contains("用户")));
}

#[test]
fn receptors_breathe_the_sum_of_the_clouds() {
    let receptors = json!({"receptors": [{"name": "a", "x_m": 400}], "model": "passive"});
    let release = |mass_kg: f64| json!({"kind": "rupture", "mass_kg": mass_kg, "temperature_k": 293.15});
    let output = answer("scenario", with(scenario("ammonia", release(2000.0)), receptors));
    assert_eq!(output.result["clouds"].as_array().unwrap().len(), 2, "a burst and its pool");
    let exposure = &output.result["receptors"][0]["exposure"];
    let table_peak = |cloud: &Value| {
        let rows = cloud["table"].as_array().unwrap();
        rows.iter().rfind(|row| row["x_m"].as_f64().unwrap() <= 400.0).unwrap()["peak_kg_m3"].as_f64().unwrap()
    };
    let peak = exposure["peak_kg_m3"].as_f64().unwrap();
    let peaks: Vec<f64> = output.result["clouds"].as_array().unwrap().iter().map(table_peak).collect();
    assert!(peak > 0.0 && peak <= peaks.iter().sum::<f64>(), "{peak} of {peaks:?}");
    assert!(exposure["arrival_s"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_calm_draws_discs_and_says_so() {
    let release = json!({"kind": "known_rate", "release_rate_kg_s": 0.5, "duration_s": 1800});
    let weather = json!({"weather": {"wind_speed_m_s": 0.4, "stability": "F", "terrain": "rural"},
        "receptors": [{"x_m": 0, "y_m": 200}, {"x_m": 200}]});
    let output = answer("scenario", with(scenario("hydrogen sulfide", release), weather));
    let cloud = &output.result["clouds"][0];
    assert_eq!(cloud["model"], "calm_release");
    let zone = &cloud["zones"].as_array().unwrap().iter().find(|zone| zone["level"] == "aegl_2").unwrap();
    let (reach_m, area_m2) = (zone["reach_m"].as_f64().unwrap(), zone["area_m2"].as_f64().unwrap());
    assert_close("disc", area_m2, std::f64::consts::PI * reach_m * reach_m, 3e-3);
    assert!(output.caveats.iter().any(|caveat| caveat.code == CaveatCode::LowWind));
    let peak = |index: usize| output.result["receptors"][index]["exposure"]["peak_kg_m3"].as_f64().unwrap();
    assert_close("any direction", peak(0), peak(1), 1e-12);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let bad = with(chlorine(), json!({"substance": "unobtainium", "receptors": [{"name": "nowhere"}]}));
    let expected = [("receptors[0].x_m", "missing"), ("substance", "unknown_substance")];
    assert_eq!(problems("scenario", bad), pairs(&expected));
    let leak = |more: Value| {
        let release =
            json!({"kind": "liquid_vessel", "mass_kg": 100, "temperature_k": 293.15, "hole_diameter_m": 0.01});
        scenario("chlorine", with(release, more))
    };
    // a hole as large as the vessel, a pressure below that of the vapour, a liquid above its critical temperature
    for (more, field, code) in [
        (json!({"hole_diameter_m": 1.0}), "release.hole_diameter_m", "out_of_range"),
        (json!({"pressure_pa": 3e5}), "release.pressure_pa", "out_of_range"),
        (json!({"temperature_k": 450.0}), "release.temperature_k", "out_of_range"),
    ] {
        assert_eq!(problems("scenario", leak(more)), pairs(&[(field, code)]));
    }
    let idle =
        with(chlorine(), json!({"overrides": [{"quantity": "heat_capacity_ratio", "value": 1.3, "reason": "known"}]}));
    assert_eq!(problems("scenario", idle), pairs(&[("overrides[0].quantity", "no_part")]));
    let map = with(chlorine(), json!({"receptors": [{"lon_deg": 114.3, "lat_deg": 30.6}]}));
    assert_eq!(problems("scenario", map), pairs(&[("receptors[0].lon_deg", "missing")]));
    let limit = with(chlorine(), json!({"thresholds": [{"kind": "lower_flammable_limit"}]}));
    assert_eq!(problems("scenario", limit), pairs(&[("thresholds[0]", "not_known")]));
    let zero = with(chlorine(), json!({"weather": {"wind_speed_m_s": 0.0, "stability": "D", "terrain": "rural"}}));
    assert_eq!(problems("scenario", zero), pairs(&[("weather.wind_speed_m_s", "out_of_range")]));
    // a leak of years is followed for a day, and says so
    let drip = json!({"kind": "liquid_vessel", "mass_kg": 1000, "temperature_k": 293.15, "hole_diameter_m": 1e-4, "liquid_head_m": 1.0});
    let output = answer("scenario", scenario("benzene", drip));
    assert!(number(&output, "released_mass_kg") < 100.0);
    assert!(output.caveats.iter().any(|caveat| caveat.message_en.contains("followed for a day")));
    // a release that lasts longer than its inventory
    let longer =
        with(chlorine(), json!({"overrides": [{"quantity": "release_duration_s", "value": 1e5, "reason": "test"}]}));
    let output = answer("scenario", longer);
    assert!(number(&output, "released_mass_kg") <= 6000.0);
}
