//! The event tree of one release: each effect against its own process and by hand.

use super::process::{answer as execute, number, pairs, problems};
use cordon_engine::process::ProcessOutput;
use serde_json::{Value, json};

fn scenario(substance: &str, release: Value) -> Value {
    json!({"substance": substance, "release": release, "release_height_m": 1,
        "weather": {"wind_speed_m_s": 5, "stability": "D", "terrain": "rural"}})
}

fn with(mut scenario: Value, more: Value) -> Value {
    more.as_object().unwrap().iter().for_each(|(name, value)| scenario[name] = value.clone());
    scenario
}

fn effect<'a>(output: &'a ProcessOutput, kind: &str) -> &'a Value {
    let effects = output.result["effects"].as_array().unwrap();
    effects.iter().find(|effect| effect["kind"] == kind).unwrap_or_else(|| panic!("{kind} in {effects:?}"))
}

fn figure(effect: &Value, name: &str) -> f64 {
    let figures = effect["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["name"] == name).unwrap()["value"].as_f64().unwrap()
}

fn reach(effect: &Value, level: &str) -> f64 {
    let zones = effect["zones"].as_array().unwrap();
    zones.iter().find(|zone| zone["level"] == level).unwrap()["reach_m"].as_f64().unwrap()
}

fn probabilities(output: &ProcessOutput) -> Vec<(String, bool, f64)> {
    let branch = |branch: &Value| {
        let outcome = branch["outcome"].as_str().unwrap().to_owned();
        (outcome, branch["immediate"].as_bool().unwrap(), branch["conditional_prob"].as_f64().unwrap())
    };
    output.result["tree"]["branches"].as_array().unwrap().iter().map(branch).collect()
}

fn close(found: f64, expected: f64, within: f64) {
    assert!((found / expected - 1.0).abs() < within, "{found} for {expected}");
}

fn propane_leak() -> Value {
    scenario("propane", json!({"kind": "known_rate", "release_rate_kg_s": 3, "duration_s": 600}))
}

#[test]
fn the_tree_of_a_continuous_release_by_hand() {
    // Purple Book (recalled): below 10 kg/s of average reactivity 0.2; what is left burns later, 0.4 of it with blast
    let output = execute("scenario", propane_leak());
    let expected = [("jet_fire", true, 0.2), ("explosion", false, 0.32), ("flash_fire", false, 0.48)];
    let found = probabilities(&output);
    assert_eq!(found.len(), 3, "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!((found.0.as_str(), found.1), (expected.0, expected.1));
        assert!((found.2 - expected.2).abs() < 1e-12, "{found:?}");
    }
    assert!(output.caveats.iter().any(|caveat| caveat.subject == "ignition_probability"));
    // with the user's own probabilities nothing of the cloud is left to drift but what is not lit
    let own = json!({"overrides": [
        {"quantity": "immediate_ignition_prob", "value": 0.5, "reason": "flare beside it"},
        {"quantity": "delayed_ignition_prob", "value": 0.1, "reason": "zone free of sources"}]});
    let drifts = probabilities(&execute("scenario", with(propane_leak(), own)));
    let last = drifts.last().unwrap();
    assert_eq!(last.0, "dispersion");
    assert!((last.2 - 0.45).abs() < 1e-12);
}

#[test]
fn a_jet_of_gas_burns_as_in_its_own_process() {
    let vessel = json!({"kind": "gas_vessel", "volume_m3": 1000, "pressure_pa": 5e6, "temperature_k": 288.15,
        "hole_diameter_m": 0.05, "discharge_coefficient": 1.0, "expansion": "isothermal"});
    let output = execute("scenario", scenario("methane", vessel));
    let jet = effect(&output, "jet_fire");
    let rate = figure(jet, "release_rate_kg_s");
    let own = execute(
        "jet_fire",
        json!({"substance": "methane", "release_rate_kg_s": rate, "orifice_diameter_m": 0.05,
        "temperature_k": 288.15, "release_height_m": 1, "wind_speed_m_s": 5, "air_temperature_k": 288.15,
        "relative_humidity_frac": 0.5}),
    );
    // the chain takes the wind at 10 m and the temperature of its air, which are those above but for the default temperature
    close(figure(jet, "flame_length_m"), own.result["flame_length_m"].as_f64().unwrap(), 0.01);
    // the large vessel holds its pressure in the 20 s for which people are exposed: within 4 % the flow of the orifice
    let orifice = execute(
        "gas_orifice",
        json!({"substance": "methane", "pressure_pa": 5e6, "temperature_k": 288.15,
        "orifice_diameter_m": 0.05, "discharge_coefficient": 1.0}),
    );
    close(rate, orifice.result["release_rate_kg_s"].as_f64().unwrap(), 0.04);
    let ahead = own.result["zones"][1]["ahead_m"].as_f64().unwrap();
    close(reach(jet, "heat_12_5_kw_m2"), ahead, 0.02);
    assert!(
        output
            .caveats
            .iter()
            .any(|caveat| caveat.subject == "jet_fire" && caveat.message_en.contains("points where it will"))
    );
}

#[test]
fn a_burst_of_propane_is_a_fireball_with_the_blast_of_its_vessel() {
    let burst = json!({"kind": "rupture", "mass_kg": 10_000, "temperature_k": 300, "fill_frac": 0.8});
    let output = execute("scenario", scenario("propane", burst));
    // 10 t and more: 0.7 of the bursts are lit at once (1 to 10 t: 0.5), 0.7 of those are fireballs
    let found = probabilities(&output);
    let ball = found.iter().find(|(outcome, ..)| outcome == "fireball").unwrap();
    assert!((ball.2 - 0.5 * 0.7).abs() < 1e-12, "{found:?}");
    let fireball = effect(&output, "fireball");
    let own =
        json!({"substance": "propane", "volume_m3": 25, "fill_frac": 0.8, "temperature_k": 300, "distance_m": 100});
    let bleve = execute("bleve_blast", own);
    let pressure_pa = number(&bleve, "burst_pressure_pa");
    // three times the flash is more than all: the whole content is in the ball, 5.8 M^(1/3) wide
    assert_eq!(figure(fireball, "fuel_kg"), 10_000.0);
    close(figure(fireball, "diameter_m"), 5.8 * 21.544_347, 1e-6);
    let own = execute(
        "fireball",
        json!({"substance": "propane", "mass_kg": 10_000, "distance_m": 200, "burst_pressure_pa": pressure_pa}),
    );
    close(reach(fireball, "heat_12_5_kw_m2"), own.result["zones"][1]["distance_m"].as_f64().unwrap(), 0.02);
    let vessel = effect(&output, "vessel_burst");
    let tnt_kg = figure(vessel, "tnt_mass_kg");
    // blast energy goes with the content: 25 m3 hold another mass than 10 t
    let content_kg = number(&bleve, "liquid_mass_kg");
    close(tnt_kg / 10_000.0, number(&bleve, "tnt_mass_kg") / content_kg, 0.03);
    let blast = execute("kingery_bulmash", json!({"tnt_mass_kg": tnt_kg, "distance_m": reach(vessel, "blast_10_kpa")}));
    close(blast.result["side_on_overpressure_pa"].as_f64().unwrap(), 10_000.0, 1e-6);
    // lit or not, the vessel bursts: every branch has its blast
    let place =
        output.result["effects"].as_array().unwrap().iter().position(|one| one["kind"] == "vessel_burst").unwrap();
    for branch in output.result["tree"]["branches"].as_array().unwrap() {
        assert!(branch["effects"].as_array().unwrap().contains(&json!(place)), "{branch}");
    }
}

#[test]
fn a_fed_pool_burns_as_wide_as_it_is_fed() {
    // hexane burns 0.074 kg/m2/s where the pool is wide (Babrauskas, Yellow Book table 6.5), less where it is narrow:
    // pi/4 D2 m" = q
    let spill = json!({"kind": "spill", "mass_kg": 3000, "duration_s": 600});
    let output = execute("scenario", scenario("hexane", spill));
    let fire = effect(&output, "pool_fire");
    let diameter_m = figure(fire, "pool_diameter_m");
    let own = execute(
        "pool_fire",
        json!({"substance": "hexane", "pool_diameter_m": diameter_m, "wind_speed_m_s": 5,
        "receptors": [{"x_m": 20, "y_m": 0, "z_m": 0}]}),
    );
    let rate = own.result["burning_rate_kg_m2_s"].as_f64().unwrap();
    close(std::f64::consts::FRAC_PI_4 * diameter_m * diameter_m * rate, 5.0, 0.01);
    assert_eq!(fire["end_s"].as_f64().unwrap(), 600.0);
    // in a bund that is smaller than that the pool fills the bund and burns longer
    let bund = json!({"ground": {"bund_area_m2": 20}});
    let small = execute(
        "scenario",
        with(scenario("hexane", json!({"kind": "spill", "mass_kg": 3000, "duration_s": 600})), bund),
    );
    let fire = effect(&small, "pool_fire");
    close(figure(fire, "pool_diameter_m"), (20.0 / std::f64::consts::FRAC_PI_4).sqrt(), 1e-3);
    assert!(fire["end_s"].as_f64().unwrap() > 1000.0);
}

#[test]
fn a_cloud_explodes_as_tnt_or_in_its_congested_part() {
    let output = execute("scenario", propane_leak());
    let blast = effect(&output, "explosion");
    let mass_kg = figure(blast, "flammable_mass_kg");
    // a tenth of the heat of 46.35 MJ/kg over 4.68 MJ/kg: 0.99 kg of TNT for each kg
    close(figure(blast, "tnt_mass_kg") / mass_kg, 0.1 * 46.35 / 4.68, 0.01);
    let middle_m = figure(blast, "middle_m");
    assert!(middle_m > 0.0);
    let own =
        json!({"tnt_mass_kg": figure(blast, "tnt_mass_kg"), "distance_m": reach(blast, "blast_10_kpa") - middle_m});
    close(execute("kingery_bulmash", own).result["side_on_overpressure_pa"].as_f64().unwrap(), 10_000.0, 1e-6);
    // 20 m3 of congestion hold less than the cloud: 3.5 MJ/m3 (van den Berg)
    let congested = json!({"explosion": {"kind": "multi_energy", "strength_class": 6, "congested_volume_m3": 20}});
    let other = execute("scenario", with(propane_leak(), congested));
    let blast = effect(&other, "explosion");
    assert_eq!((blast["model"].as_str(), figure(blast, "energy_j")), (Some("multi_energy"), 7e7));
    let own = json!({"energy_j": 7e7, "strength_class": 6, "distance_m": reach(blast, "blast_10_kpa") - figure(blast, "middle_m")});
    close(execute("multi_energy", own).result["side_on_overpressure_pa"].as_f64().unwrap(), 10_000.0, 1e-6);
}

#[test]
fn what_does_not_burn_only_drifts_and_what_is_not_modelled_is_told() {
    let leak = json!({"kind": "known_rate", "release_rate_kg_s": 1, "duration_s": 600});
    let chlorine = execute("scenario", scenario("chlorine", leak));
    assert_eq!(probabilities(&chlorine), [("dispersion".to_owned(), false, 1.0)]);
    assert_eq!(chlorine.result["effects"].as_array().unwrap().len(), 1);
    let refused =
        json!({"overrides": [{"quantity": "immediate_ignition_prob", "value": 0.5, "reason": "no part in it"}]});
    let leak = json!({"kind": "known_rate", "release_rate_kg_s": 1, "duration_s": 600});
    let problems = problems("scenario", with(scenario("chlorine", leak), refused));
    assert_eq!(problems, pairs(&[("overrides[0].quantity", "no_part")]));
    // the blast of a vessel of gas hangs on its pressure, which nobody gave
    let burst = json!({"kind": "rupture", "mass_kg": 100, "temperature_k": 290, "is_gas": true});
    let gas = execute("scenario", scenario("methane", burst.clone()));
    let told =
        |output: &ProcessOutput| output.caveats.iter().any(|caveat| caveat.message_en.contains("release.pressure_pa"));
    assert!(told(&gas));
    let known = execute("scenario", scenario("methane", with(burst, json!({"pressure_pa": 2e7}))));
    assert!(!told(&known) && reach(effect(&known, "vessel_burst"), "blast_10_kpa") > 5.0);
}
