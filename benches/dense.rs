//! Dense gas: solving a release, and evaluating the field.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseField, DenseGas, DenseSource};
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn release(source: DenseSource, liquid_frac: f64) -> DenseGas {
    DenseGas {
        source,
        temperature_k: None,
        liquid_frac,
        release_height_m: 1.0,
        averaging_time_s: 60.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    }
}

fn air(wind_m_s: f64) -> Atmosphere {
    Atmosphere::new(StabilityClass::D, wind_m_s, 10.0, Terrain::Rural)
}

fn solve(gas: &DenseGas, substance: &str, wind_m_s: f64) -> DenseField {
    let substance = substances::library().find(substance).expect("in the library");
    gas.solve(substance, &air(wind_m_s)).expect("inputs in range").field
}

fn cases() -> [(&'static str, DenseGas, &'static str, f64); 5] {
    let pool = |duration_s| DenseSource::Pool { release_rate_kg_s: 20.0, source_diameter_m: 20.0, duration_s };
    let jet = |duration_s| DenseSource::Jet { release_rate_kg_s: 20.0, source_diameter_m: 0.4, duration_s };
    let cloud = DenseSource::Instantaneous { mass_kg: 10_000.0, source_diameter_m: 20.0 };
    [
        ("pool_steady", release(pool(None), 0.0), "chlorine", 5.0),
        ("pool_blocked_in_light_wind", release(pool(None), 0.0), "chlorine", 1.5),
        ("jet_steady_with_mist", release(jet(None), 0.8), "ammonia", 5.0),
        ("jet_of_ten_minutes", release(jet(Some(600.0)), 0.8), "ammonia", 5.0),
        ("instantaneous", release(cloud, 0.0), "chlorine", 5.0),
    ]
}

fn solving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dense_gas_solve");
    for (name, gas, substance, wind_m_s) in cases() {
        group.bench_function(name, |bencher| bencher.iter(|| solve(black_box(&gas), substance, wind_m_s)));
    }
    group.finish();
}

fn evaluating(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dense_gas_point");
    for (name, gas, substance, wind_m_s) in cases() {
        let field = solve(&gas, substance, wind_m_s);
        group.bench_function(name, |bencher| {
            bencher.iter(|| field.concentration_kg_m3(black_box(500.0), black_box(20.0), 1.0, black_box(200.0)));
        });
    }
    group.finish();
}

criterion_group!(benches, solving, evaluating);
criterion_main!(benches);
