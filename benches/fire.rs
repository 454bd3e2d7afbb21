//! Heat of fires at places:
//!
//! | bench | what is timed | limit |
//! |---|---|---|
//! | `jet_fire_1000_receptors` | flux of a solved jet flame at 1,000 places, one core: frustum of natural gas, hydrogen points | 0.2 ms |
//! | `fireball_at_distance` | flux of the static ball; greatest flux and dose of the time-varying one | 1 µs |
//!
//! `make bench BENCHES="--bench fire"`.

use cordon_datasets::substances::library;
use cordon_engine::fire::{Fireball, JetFire, JetFireField, JetFireModel, JetFireSource};
use cordon_engine::math;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const RECEPTORS: usize = 1000;

fn field(substance: &str, model: JetFireModel) -> JetFireField {
    let source = JetFireSource {
        release_rate_kg_s: None,
        pressure_pa: Some(4e6),
        temperature_k: 288.15,
        orifice_diameter_m: 0.05,
        discharge_coefficient: 1.0,
    };
    let fire = JetFire { wind_speed_m_s: 5.0, ..JetFire::level(source, model) };
    fire.solve(library().find(substance).expect("in the library")).expect("inputs in range").field
}

/// Places on a spiral around the flame.
fn places() -> Vec<[f64; 3]> {
    let place = |i: usize| {
        let (turn, away_m) = (0.1 * i as f64, 5.0 + 0.3 * i as f64);
        [away_m * math::cos(turn), away_m * math::sin(turn), 1.5]
    };
    (0..RECEPTORS).map(place).collect()
}

fn jet_fire(criterion: &mut Criterion) {
    let places = places();
    let mut group = criterion.benchmark_group("jet_fire_1000_receptors");
    group.throughput(Throughput::Elements(RECEPTORS as u64));
    for (name, field) in [
        ("frustum", field("methane", JetFireModel::SolidFlame)),
        ("hydrogen_points", field("hydrogen", JetFireModel::MultiSource)),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(&places).iter().map(|&place_m| field.incident_flux_w_m2(place_m)).sum::<f64>());
        });
    }
    group.finish();
}

fn fireball(criterion: &mut Criterion) {
    let ball = Fireball::new(12_000.0, 46.35e6);
    let (fixed, course) =
        (ball.solve().expect("inputs in range").field, ball.solve_course().expect("inputs in range").field);
    let mut group = criterion.benchmark_group("fireball_at_distance");
    group.bench_function("static_flux", |bencher| bencher.iter(|| fixed.incident_flux_w_m2(black_box(200.0))));
    group.bench_function("greatest_flux", |bencher| bencher.iter(|| course.greatest_flux_w_m2(black_box(200.0))));
    group.bench_function("dose", |bencher| bencher.iter(|| course.thermal_dose(black_box(200.0))));
    group.finish();
}

criterion_group!(benches, jet_fire, fireball);
criterion_main!(benches);
