//! `cordon batch`, the real binary: tables of three formats, refused rows, kills, threads.

use super::binary::{cordon, run, text};
use parquet::file::reader::{FileReader, SerializedFileReader};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Runs a batch and gives its answer.
fn batch(table: &Path, output: &Path, more: &[&str]) -> Value {
    let mut arguments = vec!["--json", "batch", table.to_str().unwrap(), "-o", output.to_str().unwrap()];
    arguments.extend(more);
    let done = run(&arguments);
    assert_eq!(done.status.code(), Some(0), "{} {}", text(&done.stdout), text(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// The problems with which a batch is refused, as `field code`.
fn refused(table: &Path, output: &Path, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["--json", "batch", table.to_str().unwrap(), "-o", output.to_str().unwrap()];
    arguments.extend(more);
    let done = run(&arguments);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stdout));
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    let problem = |one: &Value| format!("{} {}", one["field"].as_str().unwrap(), one["code"].as_str().unwrap());
    told["problems"].as_array().unwrap().iter().map(problem).collect()
}

fn rows(path: &Path) -> Vec<Value> {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_json_value()).collect()
}

fn calc(model: &str, input: &Value) -> Value {
    let done = run(&["calc", model, &input.to_string()]);
    serde_json::from_slice::<Value>(&done.stdout).unwrap()["result"].take()
}

const BLASTS: &str = "id,tnt_mass_kg,distance_m,burst\nsmall,10,50,hemispherical\nlarge,1e3,200,free_air\n";

#[test]
fn a_table_gives_the_figures_of_single_runs() {
    let folder = Folder::new();
    let (table, output) = (folder.write("blasts.csv", BLASTS), folder.path("blasts.parquet"));
    let answer = batch(&table, &output, &["--model", "kingery_bulmash"]);
    assert_eq!((&answer["rows"], &answer["rejected"], &answer["rejected_file"]), (&json!(2), &json!(0), &Value::Null));
    let found = rows(&output);
    for (row, input) in found.iter().zip([
        json!({"tnt_mass_kg": 10, "distance_m": 50, "burst": "hemispherical"}),
        json!({"tnt_mass_kg": 1000, "distance_m": 200, "burst": "free_air"}),
    ]) {
        for (name, value) in calc("kingery_bulmash", &input).as_object().unwrap() {
            assert_eq!(&row[name], value, "{name}");
        }
    }
    assert_eq!((&found[0]["row"], &found[0]["id"], &found[1]["id"]), (&json!(1), &json!("small"), &json!("large")));
    assert_eq!(folder.names(), ["blasts.csv", "blasts.parquet"]);
}

/// A scenario table with fields within fields, and a column picked from the lists of the answer.
const LEAKS: &str = "\
id,substance,release.kind,release.release_rate_kg_s,release.duration_s,weather.wind_speed_m_s,weather.stability,weather.terrain
a,chlorine,known_rate,1,600,3,D,rural
b,methane,known_rate,5,600,5,D,urban
";

#[test]
fn a_scenario_row_tells_how_far_each_level_reaches() {
    let folder = Folder::new();
    let (table, output) = (folder.write("leaks.csv", LEAKS), folder.path("leaks.parquet"));
    batch(
        &table,
        &output,
        &["--select", "model=/clouds/0/model", "--select", "first_zone_m2=/clouds/*/zones/0/area_m2"],
    );
    let found = rows(&output);
    let input = json!({"substance": "chlorine", "release": {"kind": "known_rate", "release_rate_kg_s": 1, "duration_s": 600},
        "weather": {"wind_speed_m_s": 3, "stability": "D", "terrain": "rural"}});
    let single = calc("scenario", &input);
    let zones = single["clouds"][0]["zones"].as_array().unwrap();
    for zone in zones {
        let column = format!("{}_reach_m", zone["level"].as_str().unwrap());
        assert_eq!(found[0][&column], zone["reach_m"], "{column}");
    }
    assert_eq!(found[0]["model"], single["clouds"][0]["model"]);
    assert_eq!(found[0]["first_zone_m2"], zones[0]["area_m2"]);
    assert!(found[0]["lower_flammable_limit_reach_m"].is_null() && found[1]["aegl_3_reach_m"].is_null());
    assert!(found[1]["lower_flammable_limit_reach_m"].as_f64().unwrap() > 1.0);
    assert!(found[0]["caveats"].as_str().unwrap().contains("memory_figure:"), "{}", found[0]);
}

#[test]
fn refused_rows_are_set_aside_with_their_reasons_and_stop_nobody() {
    let folder = Folder::new();
    let mut bytes = b"id,tnt_mass_kg,distance_m,burst\n".to_vec();
    bytes.extend(b"good,10,50,hemispherical\nnegative,-1,0,hemispherical\nshort,10\nempty,,50,hemispherical\n");
    bytes.extend(b"latin,10,50,\xe4\nword,ten,50,free_air\nlast,20,50,free_air\n");
    let (table, output) = (folder.write("t.csv", bytes), folder.path("t.parquet"));
    let answer = batch(&table, &output, &["--model", "kingery_bulmash", "--block-rows", "3"]);
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(5)));
    let ids: Vec<Value> = rows(&output).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [json!("good"), json!("last")]);
    let told = std::fs::read_to_string(folder.path("t.parquet.rejected.jsonl")).unwrap();
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |number: usize| {
        let row = told.iter().find(|row| row["row"] == json!(number)).unwrap();
        let fields = row["problems"].as_array().unwrap().iter();
        fields.map(|one| one["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(2), ["distance_m", "tnt_mass_kg"]);
    assert_eq!(of(3), ["row"]);
    assert_eq!(of(4), ["tnt_mass_kg"]);
    assert_eq!(of(5), ["burst"]);
    assert_eq!(of(6), ["tnt_mass_kg"]);
    assert_eq!(told[0]["input"]["tnt_mass_kg"], json!(-1));
}

#[test]
fn json_lines_and_parquet_say_the_same_as_csv() {
    let folder = Folder::new();
    let lines = "\n{\"id\": \"small\", \"tnt_mass_kg\": 10, \"distance_m\": 50, \"burst\": \"hemispherical\"}\r\n\
                 {\"tnt_mass_kg\": 1000, \"distance_m\": 200.0, \"burst\": \"free_air\", \"id\": \"large\"}\n[1]\n{\n";
    let output = |name: &str| folder.path(name);
    let model = ["--model", "kingery_bulmash"];
    batch(&folder.write("a.csv", BLASTS), &output("a.parquet"), &model);
    let answer = batch(&folder.write("b.jsonl", lines), &output("b.parquet"), &model);
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(2)));
    parquet_table(&output("c-table.parquet"));
    let answer = batch(&output("c-table.parquet"), &output("c.parquet"), &model);
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(1)));
    let expected = rows(&output("a.parquet"));
    assert_eq!(rows(&output("b.parquet")), expected);
    assert_eq!(rows(&output("c.parquet")), expected);
}

/// The same blasts as Parquet, compressed as others do, with a row whose mass is null.
fn parquet_table(path: &Path) {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
    let schema = "message table { optional binary id (UTF8); optional double tnt_mass_kg; required double distance_m; \
                  required binary burst (UTF8); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::ZSTD(parquet::basic::ZstdLevel::default()))
        .build();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(file, schema.into(), properties.into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let texts = |words: [&str; 3]| words.map(ByteArray::from);
    let mut column = group.next_column().unwrap().unwrap();
    let ids = texts(["small", "large", "none"]);
    column.typed::<ByteArrayType>().write_batch(&ids, Some(&[1, 1, 1]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[10.0, 1000.0], Some(&[1, 1, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[50.0, 200.0, 100.0], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let bursts = texts(["hemispherical", "free_air", "free_air"]);
    column.typed::<ByteArrayType>().write_batch(&bursts, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

/// The concentration at the one point of [`plumes`].
const FAR: [&str; 2] = ["--select", "kg_m3=/concentration_kg_m3/0"];
/// The model of [`plumes`].
const DENSE: [&str; 2] = ["--model", "dense_gas"];

/// A table of pools of chlorine, every hundredth row refused.
fn plumes(count: usize) -> String {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let mut table =
        String::from("substance,release,release_rate_kg_s,source_diameter_m,averaging_time_s,wind_speed_m_s,");
    table.push_str("wind_reference_height_m,stability,terrain,points\n");
    for row in 0..count {
        let rate = if row % 100 == 99 { -1.0 } else { random.random_range(1.0..20.0) };
        let class = ["C", "D", "E"][random.random_range(0..3)];
        let wind_m_s = random.random_range(3.0..8.0);
        let points = "\"[{\"\"x_m\"\": 200, \"\"y_m\"\": 0, \"\"z_m\"\": 1}]\"";
        table.push_str(&format!("chlorine,pool,{rate},10,600,{wind_m_s},10,{class},rural,{points}\n"));
    }
    table
}

#[test]
fn the_file_has_the_same_bytes_at_any_number_of_threads() {
    let folder = Folder::new();
    let table = folder.write("plumes.csv", plumes(120));
    let bytes = ["1", "2", "8"].map(|threads| {
        let output = folder.path(&format!("{threads}.parquet"));
        batch(&table, &output, &[&DENSE[..], &["--threads", threads, "--block-rows", "50"], &FAR].concat());
        std::fs::read(output).unwrap()
    });
    assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2]);
    let found = rows(&folder.path("2.parquet"));
    assert_eq!(found.len(), 119);
    assert!(found.iter().all(|row| row["kg_m3"].as_f64().unwrap() > 0.0), "{}", found[0]);
}

#[test]
fn a_run_killed_again_and_again_ends_as_if_it_had_not_been() {
    let folder = Folder::new();
    let table = folder.write("plumes.csv", plumes(300));
    let whole = folder.path("whole.parquet");
    let started = Instant::now();
    let more = [&DENSE[..], &["--block-rows", "20"]].concat();
    batch(&table, &whole, &more);
    let took = started.elapsed();
    let output = folder.path("killed.parquet");
    let mut random = ChaCha8Rng::seed_from_u64(20_261_123);
    let (mut kills, mut resumed) = (0, 0);
    for _ in 0..25 {
        let mut child = cordon()
            .args(["--json", "batch", "-o"])
            .args([&output, &table])
            .args(&more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(took.mul_f64(random.random_range(0.0..0.5)).min(Duration::from_secs(10)));
        child.kill().ok();
        if child.wait().unwrap().success() {
            break;
        }
        kills += 1;
        resumed += usize::from(folder.path("killed.parquet.parts").is_dir());
    }
    assert!(kills >= 2 && resumed >= 1, "{kills} kills, {resumed} with blocks left");
    batch(&table, &output, &more);
    assert!(std::fs::read(&output).unwrap() == std::fs::read(&whole).unwrap(), "other bytes after {kills} kills");
    let aside = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert!(aside("killed.parquet.rejected.jsonl") == aside("whole.parquet.rejected.jsonl"));
    let expected = [
        "killed.parquet",
        "killed.parquet.rejected.jsonl",
        "plumes.csv",
        "whole.parquet",
        "whole.parquet.rejected.jsonl",
    ];
    assert_eq!(folder.names(), expected);
}

#[test]
fn what_cannot_be_done_is_told_at_once_and_nothing_is_written() {
    let folder = Folder::new();
    let output = folder.path("o.parquet");
    let table = folder.write("t.csv", "id,colour,tnt_mass_kg,tnt_mass_kg\n1,red,1,1\n");
    let model = ["--model", "kingery_bulmash"];
    assert_eq!(refused(&table, &output, &model), ["column unknown_field", "column twice"]);
    let all = refused(&folder.path("t.xlsx"), &folder.path("nowhere/o.csv"), &["--select", "x=/deep"]);
    assert_eq!(all, ["TABLE unknown_format", "--output unknown_format", "--output no_folder", "--select unknown_path"]);
    let table = folder.write("t.parquet", b"PAR1 not really");
    assert!(refused(&table, &output, &model).is_empty(), "a file that is no Parquet fails with its name");
    assert_eq!(refused(&table, &table, &model), ["--output same_file"]);
    assert_eq!(folder.names(), ["t.csv", "t.parquet"]);
}

#[test]
fn blocks_of_another_run_are_not_mixed_in() {
    let folder = Folder::new();
    let (table, output) = (folder.write("blasts.csv", BLASTS), folder.path("o.parquet"));
    std::fs::create_dir(folder.path("o.parquet.parts")).unwrap();
    std::fs::write(folder.path("o.parquet.parts/plan.json"), r#"{"process": "fireball"}"#).unwrap();
    let done = run(&["batch", table.to_str().unwrap(), "-o", output.to_str().unwrap(), "--model", "kingery_bulmash"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("blocks of a run with another table"), "{}", text(&done.stderr));
    assert!(!output.exists());
}

#[test]
fn memory_does_not_grow_with_the_table() {
    let folder = Folder::new();
    let table = |rows: usize| {
        let mut text = String::from("tnt_mass_kg,distance_m,burst\n");
        (0..rows).for_each(|row| text.push_str(&format!("{},{},free_air\n", 1 + row % 900, 20 + row % 77)));
        folder.write(&format!("{rows}.csv"), text)
    };
    let peak = |rows: usize| {
        let answer =
            batch(&table(rows), &folder.path("o.parquet"), &["--model", "kingery_bulmash", "--block-rows", "500"]);
        assert_eq!(answer["accepted"], json!(rows));
        answer["peak_memory_bytes"].as_u64().unwrap() as f64 / 1e6
    };
    let (short_mb, long_mb) = (peak(1_500), peak(30_000));
    assert!(long_mb < short_mb + 12.0, "{short_mb} MB for 1,500 rows, {long_mb} MB for 30,000");
}
