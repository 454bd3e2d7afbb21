//! `cordon validate`, the real binary: a made-up folder worked by hand, refusals, and the shared data.

use super::binary::{run, text};
use serde_json::Value;
use std::path::Path;

const BLOWDOWN_HEAD: &str = "experiment,fuel,tank_volume_m3,initial_pressure_Pa,initial_temperature_K,orifice_diameter_m,\
                             discharge_coefficient,time_s,quantity,value,provenance\n";
const EXAMPLE_HEAD: &str = "case,quantity,value,unit,role,provenance\n";

fn write(folder: &Path, name: &str, content: &str) {
    std::fs::write(folder.join(name), content).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn validate(data: &Path, output: &Path, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["validate", data.to_str().unwrap(), "--output", output.to_str().unwrap()];
    arguments.extend(more);
    run(&arguments)
}

/// A vessel of 1 m3 at 10 bar with two readings at time zero: the given flow, and four times it, recalled.
fn vessel(folder: &Path, first_kg_s: f64) {
    let row = |factor: f64, mark: &str| {
        format!("Test A,hydrogen,1,1e6,300,0.001,0.75,0,mass_flow_kg_s,{},{mark}\n", factor * first_kg_s)
    };
    write(folder, "source_blowdown.csv", &(BLOWDOWN_HEAD.to_owned() + &row(1.0, "source") + &row(4.0, "memory")));
}

#[test]
fn a_made_up_folder_gives_the_statistics_worked_by_hand() {
    let root = tempfile::tempdir().unwrap();
    let (data, output) = (root.path().join("data"), root.path().join("out"));
    std::fs::create_dir(&data).unwrap();
    // a first run tells the model's flow at time zero, which must be that of choked flow; the second has it as reading
    vessel(&data, 1.0);
    assert_eq!(validate(&data, &output, &[]).status.code(), Some(0));
    let report = || -> Value {
        serde_json::from_str(&std::fs::read_to_string(output.join("validation.json")).unwrap()).unwrap()
    };
    let study = |report: &Value, id: &str| {
        report["studies"].as_array().unwrap().iter().find(|study| study["id"] == id).unwrap().clone()
    };
    let first_kg_s = study(&report(), "blowdown_flow")["runs"][0]["pairs"][0]["predicted"].as_f64().unwrap();
    // choked flow of a perfect gas by hand: Cd A p sqrt(k M / R T) (2 / (k + 1))^((k + 1) / (2 (k - 1))), k 1.41, within 2 %
    let by_hand = 0.75 * 7.853_98e-7 * 1e6 * (1.41 * 0.002_016 / (8.314 * 300.0_f64)).sqrt() * 0.5780;
    assert!((first_kg_s / by_hand - 1.0).abs() < 0.02, "{first_kg_s}, by hand {by_hand}");
    vessel(&data, first_kg_s);
    let done = validate(&data, &output, &["--docs", root.path().join("page.md").to_str().unwrap()]);
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    // (o, p) = (1, 1) and (4, 1): FAC2 1/2, MG exp(ln 4 / 2) = 2, VG exp(ln^2 4 / 2) = 2.6140, FB 2 (2.5 - 1) / 3.5 = 6/7,
    // NMSE (9 / 2) / 2.5 = 1.8, worst 1/4; without the recalled row: one perfect pair
    let flow = study(&report(), "blowdown_flow");
    let near = |value: &Value, expected: f64| (value.as_f64().unwrap() - expected).abs() < 1e-4;
    let all = &flow["statistics"][0]["agreement"];
    assert!(all["count"] == 2 && near(&all["fac2_frac"], 0.5) && near(&all["mg_ratio"], 2.0), "{all}");
    assert!(
        near(&all["vg_ratio"], 2.6140) && near(&all["fb_ratio"], 0.857_14) && near(&all["nmse_ratio"], 1.8),
        "{all}"
    );
    assert!(near(&all["worst_ratio"], 0.25) && near(&all["departure_frac"], 0.75), "{all}");
    let sourced = &flow["statistics"][1];
    assert!(sourced["rows"] == "without_memory" && sourced["agreement"]["count"] == 1, "{sourced}");
    assert!(near(&sourced["agreement"]["mg_ratio"], 1.0));
    assert_eq!(study(&report(), "prairie_grass")["status"], "no_data");
    assert_eq!(study(&report(), "blowdown_pressure")["status"], "no_data");
    let files = names(&output);
    let plots = ["blowdown_flow-gas_blowdown-adiabatic.svg", "blowdown_flow-gas_blowdown-isothermal.svg"];
    let tables = ["gates.csv", "pairs.csv", "statistics.csv", "validation.json", "validation.md"];
    assert_eq!(files, plots.into_iter().chain(tables).collect::<Vec<_>>());
    let done = validate(&data, &output, &["--json"]);
    let groups = serde_json::from_slice::<Value>(&done.stdout).unwrap()["groups"].take();
    let group = |model: &str| groups.as_array().unwrap().iter().find(|row| row["model"] == model).unwrap().clone();
    let row = group("gas_blowdown adiabatic");
    assert!(row["group"].as_str().unwrap().starts_with("blowdown_flow") && row["n"] == 2 && near(&row["mg"], 2.0));
    assert!(near(&row["fac2"], 0.5) && near(&row["vg"], 2.6140) && row["gate"].is_null() && row["pass"].is_null());
    let page = std::fs::read_to_string(root.path().join("page.md")).unwrap();
    assert_eq!(page, std::fs::read_to_string(output.join("validation.md")).unwrap());
    assert!(
        page.contains("| gas_blowdown adiabatic | Test A | all | 2 | 0.500 | 2.000 | 2.614 | 0.857 | 1.800 | 0.250 |"),
        "{page}"
    );
    assert_eq!(names(root.path()), ["data", "out", "page.md"], "nothing is left beside the report");
}

#[test]
fn a_held_tolerance_that_breaks_is_exit_code_3_and_the_report_is_there() {
    let root = tempfile::tempdir().unwrap();
    let row = |quantity: &str, value: &str, role: &str| {
        format!("\"CCPS 1999 p.97 Gaussian plume, ground, class F\",{quantity},{value},,{role},source\n")
    };
    let given = [("rate", "0.1"), ("wind_speed", "2"), ("wind_height", "1"), ("x", "500")];
    let table = |printed: &str| -> String {
        let inputs: String = given.iter().map(|(quantity, value)| row(quantity, value, "input")).collect();
        EXAMPLE_HEAD.to_owned() + &inputs + &row("concentration_centreline_z0", printed, "expected")
    };
    let output = root.path().join("out");
    for (printed, code) in [("0.00010346728", 0), ("0.00010346", 3)] {
        write(root.path(), "worked_examples.csv", &table(printed));
        let done = validate(root.path(), &output, &[]);
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        assert!(output.join("validation.md").exists());
        assert_eq!(text(&done.stderr).contains("concentration_centreline_z0: off by"), code == 3);
    }
}

#[test]
fn bad_folders_and_values_are_refused_whole_and_nothing_is_written() {
    let root = tempfile::tempdir().unwrap();
    let output = root.path().join("out");
    let refused = |data: &Path, words: &[&str]| {
        let done = validate(data, &output, &[]);
        let errors = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{errors}");
        for word in words {
            assert!(errors.contains(word), "no {word} in {errors}");
        }
        assert!(!errors.contains("panicked") && !output.exists(), "{errors}");
    };
    refused(&root.path().join("nowhere"), &["nowhere"]);
    let data = root.path().join("data");
    std::fs::create_dir(&data).unwrap();
    refused(&data, &["none of the files", "dispersion_arcs.csv"]);
    // two files with five faults between them: letters, NaN, a negative length, a wrong column, an unknown mark
    let row = "Test A,hydrogen,12x,NaN,300,-0.001,0.75,0,mass_flow_kg_s,1,hearsay\n";
    write(&data, "source_blowdown.csv", &(BLOWDOWN_HEAD.to_owned() + row));
    write(&data, "worked_examples.csv", &(EXAMPLE_HEAD.replace("quantity", "kwantity") + "a,b,1,,input,source\n"));
    refused(
        &data,
        &[
            "source_blowdown.csv, line 2, tank_volume_m3 = 12x: allowed is a number above 0",
            "source_blowdown.csv, line 2, initial_pressure_Pa = NaN",
            "source_blowdown.csv, line 2, orifice_diameter_m = -0.001",
            "source_blowdown.csv, line 2, provenance = hearsay: allowed is one of: source, memory",
            "worked_examples.csv, header",
            "a column `quantity`",
        ],
    );
    let done = validate(&data, &output, &["--json"]);
    let refusal: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(refusal["problems"].as_array().unwrap().len(), 5, "{refusal}");
    write(&data, "worked_examples.csv", &format!("{EXAMPLE_HEAD}a,b,1,,input\n"));
    write(&data, "source_blowdown.csv", BLOWDOWN_HEAD);
    refused(&data, &["worked_examples.csv, line 2 = 5 cells", "source_blowdown.csv = no rows"]);
    std::fs::write(data.join("source_blowdown.csv"), b"\xff\xfe\x00").unwrap();
    refused(&data, &["not_utf8"]);
    refused(&data.join("source_blowdown.csv"), &["a folder"]);
    // the data themselves are never taken for an earlier report
    let done = validate(&data, &data, &[]);
    assert!(done.status.code() == Some(1) && text(&done.stderr).contains("not_ours"));
    assert_eq!(names(&data), ["source_blowdown.csv", "worked_examples.csv"]);
}

#[test]
fn the_shared_data_give_the_committed_page_and_no_regression() {
    let Some(shared) = cordon_tests::shared_dir() else { return };
    let root = tempfile::tempdir().unwrap();
    let (output, page) = (root.path().join("out"), root.path().join("page.md"));
    let done = validate(&shared.join("validation"), &output, &["--docs", page.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let committed = cordon_tests::project_dir().join("docs/validation.md");
    let (page, committed) = (std::fs::read_to_string(page).unwrap(), std::fs::read_to_string(committed).unwrap());
    assert!(page == committed, "docs/validation.md differs from what the command writes");
    let plots = names(&output).into_iter().filter(|name| name.ends_with(".svg")).count();
    assert_eq!(plots, 29, "{:?}", names(&output));
}
