//! Tables of inputs against bare loops over the same inputs, rows a second:
//!
//! | bench | what is timed |
//! |---|---|
//! | `engine` | the model alone, on inputs that are made up before: no JSON, no zones |
//! | `process` | the process, from JSON to JSON, in a loop |
//! | `threads_1`, `threads_2` | `batch::run` on JSON lines into Parquet, with its files |
//!
//! Limits: `threads_1` at least 0.9 of the loop, `threads_2` at least 1.8 of `threads_1`. For `chlorine_tank` the process is the
//! kernel: its zones, outlines and table are what a row asks for. `make bench BENCHES="--bench batch"`.

use cordon_datasets::batch::{InputFormat, Plan, columns_of, run};
use cordon_datasets::substances::library;
use cordon_datasets::tables::standard_tables;
use cordon_engine::consequence::{Accident, ExplosionChoice, Ground, JetDirection, ModelChoice, ReleaseEvent};
use cordon_engine::dispersion::{Atmosphere, DenseGas, DenseSource};
use cordon_engine::explosion::{Burst, KingeryBulmash};
use cordon_engine::process::{Context, Registry};
use cordon_engine::progress::ProgressToken;
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use serde_json::{Value, json};
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

/// Rows of a block, as the command takes them.
const BLOCK_ROWS: usize = 2_000;

fn context() -> Context<'static> {
    Context { library: library(), tables: standard_tables(), city: None }
}

/// Wind of a row, m/s: every row another, so that nothing can be kept from the row before.
fn wind_m_s(row: usize) -> f64 {
    2.0 + 0.001 * (row % 3_000) as f64
}

fn air(row: usize) -> Atmosphere {
    Atmosphere::new(StabilityClass::D, wind_m_s(row), 10.0, Terrain::Rural)
}

/// A folder that is gone with its bench.
struct Folder(PathBuf);

impl Folder {
    fn new(model: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cordon-bench-{model}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the table");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The process in a loop, then the same rows as a table on one thread and on two.
fn tables(group: &mut BenchmarkGroup<'_, WallTime>, model: &str, inputs: &[Value]) {
    let registry = Registry::standard();
    let process = registry.get(model).expect("a process");
    group.bench_function("process", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let answer = process.execute(&context(), input.clone(), &ProgressToken::new());
                black_box(answer.expect("an answer"));
            }
        });
    });
    let folder = Folder::new(model);
    let (table, output) = (folder.0.join("in.jsonl"), folder.0.join("out.parquet"));
    let lines: String = inputs.iter().map(|input| format!("{input}\n")).collect();
    fs::write(&table, lines).expect("a table");
    let columns = columns_of(&process.output_schema());
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        group.bench_function(format!("threads_{threads}"), |bencher| {
            bencher.iter(|| {
                let (format, columns) = (InputFormat::JsonLines, columns.clone());
                let plan = Plan {
                    input: &table,
                    format,
                    output: &output,
                    process,
                    context: context(),
                    columns,
                    block_rows: BLOCK_ROWS,
                };
                let done = pool.install(|| run(&plan, &ProgressToken::new(), &|_| ())).expect("a run");
                assert_eq!(done.accepted, inputs.len() as u64);
            });
        });
    }
}

fn scenario(criterion: &mut Criterion) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/scenarios/chlorine-tank.json");
    let tank: Value = serde_json::from_str(&fs::read_to_string(file).expect("the scenario")).expect("JSON");
    let rows = 64;
    let input = |row: usize| {
        let mut input = tank.clone();
        input["weather"]["wind_speed_m_s"] = json!(wind_m_s(row));
        input
    };
    let inputs: Vec<Value> = (0..rows).map(input).collect();
    let mut group = criterion.benchmark_group("batch_chlorine_tank");
    group.sample_size(10).throughput(Throughput::Elements(rows as u64));
    let event: ReleaseEvent = serde_json::from_value(tank["release"].clone()).expect("a release");
    let accident = |row: usize| Accident {
        event: event.clone(),
        ground: Ground::default(),
        air: air(row),
        relative_humidity_frac: 0.5,
        release_height_m: 1.0,
        choice: ModelChoice::default(),
        jet: JetDirection::default(),
        explosion: ExplosionChoice::TntEquivalence,
        congested: Vec::new(),
        thresholds: Vec::new(),
        overrides: Vec::new(),
    };
    let chlorine = library().find("chlorine").expect("in the library");
    let accidents: Vec<Accident> = (0..rows).map(accident).collect();
    group.bench_function("engine", |bencher| {
        bencher.iter(|| accidents.iter().for_each(|one| drop(black_box(one.solve(chlorine).expect("solved")))));
    });
    tables(&mut group, "scenario", &inputs);
    group.finish();
}

fn dense_gas(criterion: &mut Criterion) {
    let rows = 2_000;
    let input = |row: usize| {
        json!({"substance": "chlorine", "release": "pool", "release_rate_kg_s": 5, "source_diameter_m": 10,
               "wind_speed_m_s": wind_m_s(row), "wind_reference_height_m": 10, "stability": "D", "terrain": "rural",
               "averaging_time_s": 600, "points": [{"x_m": 200, "y_m": 0, "z_m": 1}]})
    };
    let inputs: Vec<Value> = (0..rows).map(input).collect();
    let mut group = criterion.benchmark_group("batch_dense_gas");
    group.sample_size(10).throughput(Throughput::Elements(rows as u64));
    let gas = DenseGas {
        source: DenseSource::Pool { release_rate_kg_s: 5.0, source_diameter_m: 10.0, duration_s: None },
        temperature_k: None,
        liquid_frac: 0.0,
        release_height_m: 0.0,
        averaging_time_s: 600.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    };
    let chlorine = library().find("chlorine").expect("in the library");
    group.bench_function("engine", |bencher| {
        bencher.iter(|| {
            for row in 0..rows {
                let field = black_box(&gas).solve(chlorine, &air(row)).expect("solved").field;
                black_box(field.concentration_kg_m3(200.0, 0.0, 1.0, 0.0));
            }
        });
    });
    tables(&mut group, "dense_gas", &inputs);
    group.finish();
}

fn kingery_bulmash(criterion: &mut Criterion) {
    let rows = 20_000;
    let distance_m = |row: usize| 20.0 + 0.01 * row as f64;
    let inputs: Vec<Value> = (0..rows)
        .map(|row| json!({"tnt_mass_kg": 100.0, "distance_m": distance_m(row), "burst": "hemispherical"}))
        .collect();
    let mut group = criterion.benchmark_group("batch_kingery_bulmash");
    group.sample_size(10).throughput(Throughput::Elements(rows as u64));
    group.bench_function("engine", |bencher| {
        bencher.iter(|| {
            for row in 0..rows {
                let blast = KingeryBulmash::new(black_box(100.0), Burst::Hemispherical).expect("a charge").field;
                black_box(blast.at(distance_m(row)));
            }
        });
    });
    tables(&mut group, "kingery_bulmash", &inputs);
    group.finish();
}

criterion_group!(benches, scenario, dense_gas, kingery_bulmash);
criterion_main!(benches);
