//! Heat of fires at places:
//!
//! | bench | what is timed | limit |
//! |---|---|---|
//! | `jet_fire_1000_receptors` | flux of a solved jet flame at 1,000 places, one core: frustum of natural gas, hydrogen points; side by side and one by one | 0.2 ms |
//! | `pool_fire_receptor` | flux of a solved pool fire at a place, and at 1,000 side by side | 20 µs a place |
//! | `fireball_at_distance` | flux of the static ball; greatest flux and dose of the time-varying one, and the dose by the plain sum | 1 µs |
//! | `flux_grid_1000x1000` | flux on 10^6 cells of 2 m, wind at 30 degrees to the rows, on all threads and on one; the evaluator in each cell | 200 M cells/s on two cores |
//!
//! `make bench BENCHES="--bench fire"`.

use cordon_datasets::substances::library;
use cordon_engine::dispersion::Placement;
use cordon_engine::fire::{
    FireFlux, Fireball, FireballCourse, JetFire, JetFireField, JetFireModel, JetFireSource, PoolFire, PoolFireField,
};
use cordon_engine::math;
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::{Bearing, LonLat};
use cordon_engine::vulnerability::ThermalDose;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const RECEPTORS: usize = 1000;
const SIDE: usize = 1000;

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

fn pool() -> PoolFireField {
    let fuel = library().find("n-hexane").expect("in the library");
    PoolFire::new(20.0, 5.0).light(fuel).expect("inputs in range").field
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
        let (flux, mut out) = (FireFlux::from(&field), vec![0.0; RECEPTORS]);
        group.bench_function(name, |bencher| bencher.iter(|| flux.fill_places(black_box(&places), &mut out)));
        group.bench_function(format!("{name}_one_by_one"), |bencher| {
            bencher.iter(|| black_box(&places).iter().map(|&place_m| field.incident_flux_w_m2(place_m)).sum::<f64>());
        });
    }
    group.finish();
}

fn pool_fire(criterion: &mut Criterion) {
    let (field, places, mut out) = (pool(), places(), vec![0.0; RECEPTORS]);
    let flux = FireFlux::from(&field);
    let mut group = criterion.benchmark_group("pool_fire_receptor");
    group.bench_function("flux", |bencher| {
        bencher.iter(|| field.incident_flux_w_m2(black_box([40.0, 12.0, 1.5])));
    });
    group.bench_function("flux_facing", |bencher| {
        bencher.iter(|| field.incident_flux_facing_w_m2(black_box([40.0, 12.0, 1.5]), [-1.0, 0.0, 0.0]));
    });
    group.throughput(Throughput::Elements(RECEPTORS as u64));
    group.bench_function("1000_side_by_side", |bencher| {
        bencher.iter(|| flux.fill_places(black_box(&places), &mut out));
    });
    group.finish();
}

/// The dose of the ball by the midpoints of 17 steps, one by one: the naive way at the same number of moments.
fn plain_dose(ball: &FireballCourse, distance_m: f64) -> f64 {
    let step_s = ball.duration_s() / 17.0;
    let of_step = |i: u32| {
        let flux_w_m2 = ball.incident_flux_w_m2(distance_m, step_s * (f64::from(i) + 0.5));
        ThermalDose::from_flux(flux_w_m2, step_s).value()
    };
    (0..17).map(of_step).sum()
}

fn fireball(criterion: &mut Criterion) {
    let ball = Fireball::new(12_000.0, 46.35e6);
    let (fixed, course) =
        (ball.solve().expect("inputs in range").field, ball.solve_course().expect("inputs in range").field);
    let mut group = criterion.benchmark_group("fireball_at_distance");
    group.bench_function("static_flux", |bencher| bencher.iter(|| fixed.incident_flux_w_m2(black_box(200.0))));
    group.bench_function("greatest_flux", |bencher| bencher.iter(|| course.greatest_flux_w_m2(black_box(200.0))));
    group.bench_function("dose", |bencher| bencher.iter(|| course.thermal_dose(black_box(200.0))));
    group.bench_function("dose_one_by_one", |bencher| bencher.iter(|| plain_dose(&course, black_box(200.0))));
    group.finish();
}

fn flux_grid(criterion: &mut Criterion) {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    let grid = GridSpec { frame, origin_x_m: -1000.0, origin_y_m: -1000.0, cell_m: 2.0, columns: SIDE, rows: SIDE };
    let placement = Placement::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, Bearing::from_wind_to_deg(30.0));
    let (progress, mut out) = (ProgressToken::new(), vec![0.0; grid.len()]);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    let mut group = criterion.benchmark_group("flux_grid_1000x1000");
    group.throughput(Throughput::Elements(grid.len() as u64)).sample_size(20);
    let ball = Fireball::new(12_000.0, 46.35e6).solve_course().expect("inputs in range").field;
    let (frustum, points) = (field("methane", JetFireModel::SolidFlame), field("hydrogen", JetFireModel::MultiSource));
    for (name, flux) in [
        ("frustum", FireFlux::from(&frustum)),
        ("hydrogen_points", FireFlux::from(&points)),
        ("pool_fire", FireFlux::from(&pool())),
        ("fireball", FireFlux::from(&ball)),
    ] {
        let mut fill = || flux.fill_grid(&grid, &placement, 1.5, &progress, black_box(&mut out));
        group.bench_function(name, |bencher| bencher.iter(&mut fill));
        group.bench_function(format!("{name}_one_thread"), |bencher| bencher.iter(|| one.install(&mut fill)));
    }
    group.sample_size(10);
    group.bench_function("frustum_evaluator_in_each_cell", |bencher| {
        bencher.iter(|| {
            for (index, value) in out.iter_mut().enumerate() {
                let (x_m, y_m) = (grid.column_x_m(index % SIDE), grid.row_y_m(index / SIDE));
                let (along_m, aside_m) = placement.plume_coordinates(LocalPoint { x_m, y_m });
                *value = frustum.incident_flux_w_m2(black_box([along_m, aside_m, 1.5]));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, jet_fire, pool_fire, fireball, flux_grid);
criterion_main!(benches);
