//! One release from what fails to its answer:
//!
//! | bench | what is timed | limit |
//! |---|---|---|
//! | `scenario_chain` | `Accident::solve` (outflow, clouds, branches with their effects, time line, sheet), then every zone over all time: of each level in each cloud, and of each fire and blast | 5 ms |
//! | `scenario_process` | the process `scenario`: the chain, zones, frames, table, and JSON on both sides | 5 ms |
//! | `scenario_on_map` | the same with a place and a wind direction: rings in longitude and latitude too | 5 ms |
//!
//! Passive flammable, dense, pool, burst, pipeline. On all cores; on one with `RAYON_NUM_THREADS=1`. `make bench BENCHES="--bench scenario"`.

use cordon_datasets::substances::library;
use cordon_engine::consequence::{
    Accident, Cloud, Consequence, Effect, EffectZone, ExplosionChoice, Ground, JetDirection, Level, ModelChoice,
    ReleaseEvent,
};
use cordon_engine::dispersion::Atmosphere;
use cordon_engine::process::{Context, Registry, StandardTables};
use cordon_engine::progress::ProgressToken;
use cordon_engine::vulnerability::HarmLevel;
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use std::hint::black_box;

/// Height at which zones are drawn, m.
const ZONE_HEIGHT_M: f64 = 1.5;

/// Name, substance, release, model.
fn cases() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let rate = json!({"kind": "known_rate", "release_rate_kg_s": 2.0, "duration_s": 600.0});
    let vessel = |mass_kg: f64, hole_diameter_m: f64| {
        json!({"kind": "liquid_vessel", "mass_kg": mass_kg, "temperature_k": 293.15, "liquid_head_m": 1.0,
               "hole_diameter_m": hole_diameter_m, "isolation_time_s": 600.0})
    };
    let burst = json!({"kind": "rupture", "mass_kg": 5_000.0, "temperature_k": 293.15});
    let gas = json!({"kind": "gas_vessel", "volume_m3": 100.0, "pressure_pa": 5e6, "temperature_k": 288.15, "hole_diameter_m": 0.05});
    let main = json!({"kind": "pipeline", "pipe_diameter_m": 0.5, "length_m": 5000.0, "other_length_m": 5000.0,
                      "darcy_friction_factor": 0.012, "pressure_pa": 4e6, "temperature_k": 288.15});
    vec![
        ("methane_passive", "methane", rate.clone(), "passive"),
        ("propane_passive", "propane", rate.clone(), "passive"),
        ("propane_dense", "propane", rate, "dense_gas"),
        ("chlorine_vessel_dense", "chlorine", vessel(6000.0, 0.01), "auto"),
        ("propane_vessel_dense", "propane", vessel(20_000.0, 0.02), "auto"),
        ("methane_vessel", "methane", gas, "auto"),
        ("benzene_pool", "benzene", vessel(50_000.0, 0.05), "auto"),
        ("propane_rupture_dense", "propane", burst.clone(), "auto"),
        ("propane_rupture_passive", "propane", burst, "passive"),
        ("gas_main", "methane", main, "auto"),
    ]
}

fn accident(release: &Value, model: &str) -> Accident {
    Accident {
        event: serde_json::from_value::<ReleaseEvent>(release.clone()).expect("a release"),
        ground: Ground::default(),
        air: Atmosphere::new(StabilityClass::D, 4.0, 10.0, Terrain::Rural),
        relative_humidity_frac: 0.5,
        release_height_m: 0.0,
        choice: serde_json::from_value::<ModelChoice>(json!(model)).expect("a model"),
        jet: JetDirection::default(),
        explosion: ExplosionChoice::TntEquivalence,
        congested: vec![],
        thresholds: Vec::new(),
        overrides: Vec::new(),
    }
}

/// Every zone over all time, at the height of breathing.
fn zones(solved: &Consequence) -> Vec<EffectZone> {
    let of_cloud = |cloud: &Cloud| {
        let zone = |level: &Level| {
            let (_, _, field) = cloud.solution(level.purpose)?;
            Some(EffectZone::Axial(field.zone_over_time(level, ZONE_HEIGHT_M)))
        };
        solved.levels.iter().filter_map(zone).collect::<Vec<_>>()
    };
    let of_effect = |effect: &Effect| {
        let zone = |level: &HarmLevel| effect.zone(level, ZONE_HEIGHT_M);
        effect.levels().iter().map(zone).collect::<Vec<_>>()
    };
    let effects = solved.tree.effects.iter().flat_map(of_effect);
    solved.clouds.iter().flat_map(of_cloud).chain(effects).collect()
}

fn chain(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario_chain");
    for (name, substance, release, model) in cases() {
        let (accident, substance) = (accident(&release, model), library().find(substance).expect("in the library"));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let solved = black_box(&accident).solve(substance).expect("solved");
                (zones(&solved), solved)
            });
        });
    }
    group.finish();
}

fn process(criterion: &mut Criterion) {
    executed(criterion, "scenario_process", json!({"wind_speed_m_s": 4.0, "stability": "D", "terrain": "rural"}), None);
}

fn on_map(criterion: &mut Criterion) {
    let weather = json!({"wind_speed_m_s": 4.0, "wind_from_deg": 225.0, "stability": "D", "terrain": "rural"});
    executed(criterion, "scenario_on_map", weather, Some(json!({"lon_deg": 114.3, "lat_deg": 30.6})));
}

fn executed(criterion: &mut Criterion, group: &str, weather: Value, place: Option<Value>) {
    let (registry, tables) = (Registry::standard(), StandardTables::default());
    let context = Context { library: library(), tables: &tables, city: None };
    let mut group = criterion.benchmark_group(group);
    for (name, substance, release, model) in cases() {
        let mut input = json!({"substance": substance, "release": release, "model": model, "weather": weather});
        if let Some(place) = &place {
            input["place"] = place.clone();
        }
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let input = black_box(&input).clone();
                registry.execute("scenario", &context, input, &ProgressToken::new()).expect("solved")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, chain, process, on_map);
criterion_main!(benches);
