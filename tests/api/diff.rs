//! `cordon diff`, the real binary: an input followed to its zones, a run against itself, what cannot be compared.

use super::binary::{run, text};
use serde_json::{Value, json};
use std::path::Path;

fn leak(hole_diameter_m: f64) -> Value {
    json!({
        "substance": "propane", "place": {"lon_deg": 114.3, "lat_deg": 30.6},
        "release": {"kind": "liquid_vessel", "mass_kg": 5000, "temperature_k": 293.15, "hole_diameter_m": hole_diameter_m},
        "weather": {"wind_speed_m_s": 5, "wind_from_deg": 270, "stability": "D", "terrain": "rural"},
        "receptors": [{"name": "school", "x_m": 60}],
    })
}

fn write(folder: &Path, name: &str, value: &Value) -> String {
    let path = folder.join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_wider_hole_is_followed_to_the_flame_and_the_zones() {
    let folder = tempfile::tempdir().unwrap();
    let (narrow, wide) = (write(folder.path(), "a.json", &leak(0.01)), write(folder.path(), "b.json", &leak(0.02)));
    let done = run(&["--json", "diff", &narrow, &wide]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let found: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(found["inputs"][0]["what"], "release.hole_diameter_m");
    assert_eq!((found["inputs"].as_array().unwrap().len(), found["program"].as_array().unwrap().len()), (1, 0));
    // a hole of twice the diameter lets out four times as much
    let rate =
        found["figures"].as_array().unwrap().iter().find(|figure| figure["what"] == "release_rate_kg_s").unwrap();
    assert!((rate["ratio"].as_f64().unwrap() - 4.0).abs() < 1e-9, "{rate}");
    let zones = found["zones"].as_array().unwrap();
    let flame = zones.iter().find(|zone| zone["what"] == "jet_fire heat_12_5_kw_m2").unwrap();
    assert!(flame["ratio"].as_f64().unwrap() > 1.5, "{flame}");
    assert!(found["why_en"].as_str().unwrap().contains("release.hole_diameter_m"));
    let page = run(&["diff", &narrow, &wide, "--language", "zh"]);
    assert!(text(&page.stdout).contains("最先变化的量"), "{}", text(&page.stdout));
}

#[test]
fn a_file_compared_with_its_own_scenario_run_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let input = write(folder.path(), "a.json", &leak(0.01));
    let zones = folder.path().join("zones.geojson");
    let zones = zones.to_str().unwrap();
    let whole = run(&["--json", "scenario", &input, "-o", zones]);
    let whole = write(folder.path(), "whole.json", &serde_json::from_slice(&whole.stdout).unwrap());
    for arguments in
        [vec!["diff", zones], vec!["diff", &whole], vec!["diff", zones, &whole], vec!["diff", &input, zones]]
    {
        let done = run(&arguments);
        assert_eq!(text(&done.stdout).trim(), "the two runs are the same", "{arguments:?}");
    }
}

#[test]
fn what_is_no_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "a.json", &leak(0.01));
    let (other, broken) = (write(folder.path(), "b.json", &json!({"type": "Feature"})), folder.path().join("c.json"));
    std::fs::write(&broken, "{").unwrap();
    for (bad, code) in [(other.as_str(), "unknown_format"), (broken.to_str().unwrap(), "malformed")] {
        let done = run(&["--json", "diff", &good, bad]);
        let refusal: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!((done.status.code(), &refusal["problems"][0]["code"]), (Some(1), &json!(code)));
    }
    assert_eq!(run(&["diff", "no-such-file.json"]).status.code(), Some(1));
    // a scenario that a run refuses is refused here with the same problems
    let mut bad = leak(0.01);
    bad["weather"]["wind_speed_m_s"] = json!(-1);
    let done = run(&["--json", "diff", &write(folder.path(), "d.json", &bad)]);
    assert!(text(&done.stdout).contains("weather.wind_speed_m_s"), "{}", text(&done.stdout));
}
