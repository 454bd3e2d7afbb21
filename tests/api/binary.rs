//! The real binary: exit codes and plain errors.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The binary that cargo built beside this test.
pub(super) fn cordon() -> Command {
    let built = std::env::current_exe().ok().and_then(|test| Some(test.parent()?.parent()?.join("cordon")));
    let path = std::env::var_os("CORDON_BIN").map(PathBuf::from).or(built).unwrap();
    assert!(path.exists(), "build the binary first: cargo build -p cordon ({})", path.display());
    Command::new(path)
}

pub(super) fn run(arguments: &[&str]) -> Output {
    cordon().args(arguments).output().unwrap()
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn wrong_usage_is_2_and_refused_input_is_1() {
    assert_eq!(run(&["no-such-command"]).status.code(), Some(2));
    assert_eq!(run(&["serve"]).status.code(), Some(2));
    assert_eq!(run(&["serve", "--data", "/no/such/city.gpkg"]).status.code(), Some(1));
    assert_eq!(run(&["--version"]).status.code(), Some(0));
}

#[test]
fn an_address_other_than_loopback_asks_for_a_token() {
    let output = run(&["--json", "serve", "--data", "city.gpkg", "--bind", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(1));
    let refusal: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(refusal["problems"][0]["code"], "token_required");
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    std::fs::write(&token, "short\n").unwrap();
    let output = run(&["serve", "--data", "city.gpkg", "--bind", "0.0.0.0:0", "--token-file", token.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("at least 16 characters"));
}

#[test]
fn files_that_are_no_city_are_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.gpkg");
    for content in [&b""[..], b"this is not a database", b"SQLite format 3\0 cut off"] {
        std::fs::write(&path, content).unwrap();
        let output = run(&["serve", "--data", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).starts_with("cordon: "), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("panicked"));
        assert_eq!(std::fs::read(&path).unwrap(), content, "the file was changed");
    }
}

#[test]
fn the_description_of_the_interface_can_be_written() {
    let output = run(&["openapi"]);
    assert_eq!(text(&output.stdout), cordon_api::openapi::document_text().unwrap());
}

/// `cordon calc --list | head -1`: the reader is gone before the writer is done.
#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let city = folder.path().join("city.gpkg");
    let synth = ["synth", "--facilities", "1", "--places", "1", "-o", city.to_str().unwrap()];
    let calc = [
        "calc",
        "gb18218_grade",
        r#"{"items":[{"substance":"chlorine","quantity_t":20}],"residents_within_500_m":60}"#,
    ];
    let commands: [&[&str]; 5] =
        [&["calc", "--list"], &["--json", "calc", "--list"], &["calc", "--schema", "fireball"], &["openapi"], &synth];
    for arguments in commands.into_iter().chain([&calc[..]]) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = cordon().args(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""), "{arguments:?}");
    }
    assert!(city.exists(), "the work itself was done");
}

#[test]
fn a_refusal_stays_a_refusal_when_nobody_reads_it() {
    for json in [&["--json"][..], &[]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = cordon();
        command.args(json).args(["calc", "no_such_model", "{}"]).stdout(writer.try_clone().unwrap()).stderr(writer);
        assert_eq!(command.status().unwrap().code(), Some(1));
    }
}

#[test]
fn calc_knows_the_named_substances_of_the_standard() {
    let input = r#"{"items":[{"substance":"液氯","quantity_t":20}],"residents_within_500_m":60}"#;
    let output = run(&["calc", "gb18218_grade", input]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((answer["result"]["r"].as_f64(), answer["result"]["grade"].as_u64()), (Some(24.0), Some(3)));
    assert_eq!(answer["manifest"]["data_editions"]["standards"], cordon_datasets::tables::edition());
}

#[test]
fn substances_of_the_users_own_work_in_calc_and_bad_ones_are_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.json");
    let row =
        |property: &str, value: f64| serde_json::json!({"substance": "testane", "property": property, "value": value});
    let mut document = serde_json::json!({
        "substances": [{"id": "testane", "cas": "7732-18-5", "name_en": "Testane", "name_zh": "试烷"}],
        "constants": [row("molar_mass_kg_mol", 0.05), row("boiling_point_k", 250.0), row("critical_temperature_k", 420.0),
            row("critical_pressure_pa", 4e6)],
    });
    let calc = |document: &Value| {
        std::fs::write(&file, document.to_string()).unwrap();
        run(&["--json", "calc", "--substances", file.to_str().unwrap(), "substance_sheet", r#"{"substance": "试烷"}"#])
    };
    let output = calc(&document);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["result"]["cas"], "7732-18-5");
    assert_eq!(answer["caveats"][0]["code"], "user_figure");
    document["constants"][0]["value"] = serde_json::json!("heavy");
    document["substances"][0]["cas"] = serde_json::json!("7732-18-4");
    let output = calc(&document);
    assert_eq!(output.status.code(), Some(1));
    let refusal: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(refusal["problems"].as_array().unwrap().len(), 2, "{refusal}");
}
