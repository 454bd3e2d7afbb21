//! `cordon scenario`, the real binary: files written whole, refusals, what GDAL reads.

use super::binary::{cordon, run, text};
use super::support::ogrinfo;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

fn leak() -> Value {
    json!({
        "title": "Tank <7> & line | 10 mm", "substance": "chlorine",
        "release": {"kind": "liquid_vessel", "mass_kg": 6000, "temperature_k": 293.15, "hole_diameter_m": 0.01,
            "isolation_time_s": 600},
        "release_height_m": 1, "place": {"lon_deg": 114.3, "lat_deg": 30.6},
        "weather": {"wind_speed_m_s": 3, "wind_from_deg": 270, "stability": "D", "terrain": "rural"},
        "times_s": [120], "receptors": [{"name": "学校", "lon_deg": 114.305, "lat_deg": 30.6}],
        "overrides": [{"quantity": "airborne_frac", "value": 0.6, "reason": "seen | <by> camera"}],
    })
}

fn write(folder: &Path, scenario: &Value) -> String {
    let path = folder.join("scenario.json");
    std::fs::write(&path, scenario.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn one_file_gives_zones_sheet_and_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (input, zones, sheet, picture) =
        (write(folder.path(), &leak()), path("zones.geojson"), path("sheet.md"), path("plan.svg"));
    let done = run(&["scenario", &input, "-o", &zones, "--sheet", &sheet, "--picture", &picture, "--language", "zh"]);
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    assert!(text(&done.stdout).contains("AEGL-2 (60 min)"), "{}", text(&done.stdout));
    let collection: Value = serde_json::from_str(&std::fs::read_to_string(&zones).unwrap()).unwrap();
    let features = collection["features"].as_array().unwrap();
    let of = |kind: &str, level: &str| {
        let same = |feature: &&Value| feature["properties"]["kind"] == kind && feature["properties"]["level"] == level;
        features.iter().find(same).unwrap_or_else(|| panic!("{kind} {level}"))
    };
    let zone = of("zone", "aegl_2");
    let reach_m = zone["properties"]["reach_m"].as_f64().unwrap();
    // the wind is from the west: the eastern end lies the reach away, 95.9 km to a degree at 30.6 north (within 1 %)
    let ring: Vec<Value> = zone["geometry"]["coordinates"][0][0].as_array().unwrap().clone();
    let east = ring.iter().map(|place| place[0].as_f64().unwrap()).fold(f64::MIN, f64::max);
    assert!(((east - 114.3) * 95_900.0 / reach_m - 1.0).abs() < 0.01, "{east} for {reach_m} m");
    assert_eq!(of("confidence", "aegl_2")["geometry"]["type"], "MultiPolygon");
    assert_eq!(of("frame", "aegl_3")["properties"]["time_s"], 120.0);
    let school = features.iter().find(|feature| feature["properties"]["kind"] == "receptor").unwrap();
    assert_eq!(school["properties"]["name"], "学校");
    assert!((school["geometry"]["coordinates"][0].as_f64().unwrap() - 114.305).abs() < 1e-9);
    for part in ["caveats", "sheet", "timeline", "manifest", "scenario"] {
        assert!(!collection[part].is_null(), "{part}");
    }
    let page = std::fs::read_to_string(&sheet).unwrap();
    for part in
        ["# 计算书", "release_rate_kg_s", "用户替换", "0.4446", "seen \\| &lt;by> camera", "时间线", "TNO Purple Book"]
    {
        assert!(page.contains(part), "{part} in\n{page}");
    }
    let plan = std::fs::read_to_string(&picture).unwrap();
    assert!(plan.contains("Tank &lt;7&gt; &amp; line") && plan.contains("AEGL-2 (60 分钟)") && !plan.contains("NaN"));
}

#[test]
fn gdal_reads_the_zones() {
    let folder = tempfile::tempdir().unwrap();
    let zones = folder.path().join("zones.geojson");
    let done = run(&["scenario", &write(folder.path(), &leak()), "-o", zones.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0));
    let Some(read) = ogrinfo(&["-ro", "-al", "-where", "kind = 'zone'", zones.to_str().unwrap()]) else { return };
    assert!(read.contains("Feature Count: 4") && read.contains("MULTIPOLYGON") && read.contains("name_zh"), "{read}");
}

#[test]
fn a_refused_scenario_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let zones = folder.path().join("zones.geojson");
    std::fs::write(&zones, "old").unwrap();
    let (mut bad, mut lost) = (leak(), leak());
    bad["substance"] = json!("unobtainium");
    bad["release"]["hole_diameter_m"] = json!(-1);
    for field in ["place", "receptors"] {
        lost.as_object_mut().unwrap().remove(field);
    }
    lost["weather"].as_object_mut().unwrap().remove("wind_from_deg");
    let problems = |scenario: &Value, more: &[&str]| {
        let input = write(folder.path(), scenario);
        let arguments = [&["--json", "scenario", &input, "-o", zones.to_str().unwrap()], more].concat();
        let done = run(&arguments);
        assert_eq!(done.status.code(), Some(1), "{}", text(&done.stdout));
        let refusal: Value = serde_json::from_slice(&done.stdout).unwrap();
        let fields = refusal["problems"].as_array().unwrap().iter();
        fields.map(|problem| problem["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(problems(&bad, &[]), ["release.hole_diameter_m"]);
    assert_eq!(problems(&lost, &["--sheet", "sheet.doc"]), ["place", "weather.wind_from_deg", "--sheet"]);
    assert_eq!(problems(&leak(), &["--picture", "/no/such/folder/plan.svg"]), ["--picture"]);
    assert_eq!(std::fs::read_to_string(&zones).unwrap(), "old");
}

#[test]
fn a_scenario_comes_by_standard_input_and_goes_as_json() {
    let mut child = cordon()
        .args(["--json", "scenario", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(leak().to_string().as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(answer["result"]["clouds"][0]["model"], "dense_gas");
    let models = answer["manifest"]["models"].as_array().unwrap();
    assert!(models.iter().all(|model| model["id"] != "transient_plume"), "only models that took part: {models:?}");
}

#[test]
fn the_examples_of_the_docs_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/scenarios");
    let out = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let example = entry.unwrap().path();
        let zones = out.path().join("zones.geojson");
        let done = run(&["scenario", example.to_str().unwrap(), "-o", zones.to_str().unwrap()]);
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()), "{}", example.display());
        assert!(std::fs::read_to_string(&zones).unwrap().contains("\"kind\":\"zone\""), "{}", example.display());
        seen += 1;
    }
    assert!(seen >= 3);
}
