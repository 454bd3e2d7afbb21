//! Dense gas: solving a release, evaluating the field at a point and on a map grid of 10^6 cells, against the loop over
//! the evaluator.
//!
//! The source stands at the upwind corner of the grid, so that every cell lies downwind.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseField, DenseGas, DenseGrid, DenseMeasure, DenseSource, Placement};
use cordon_engine::math::SimdLevel;
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::{Bearing, LonLat};
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
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

const SIDE: usize = 1000;
const RECEPTOR_M: f64 = 1.5;

fn grid() -> GridSpec {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    GridSpec { frame, origin_x_m: 0.0, origin_y_m: 0.0, cell_m: 10.0, columns: SIDE, rows: SIDE }
}

fn cell_by_cell(field: &DenseField, grid: &GridSpec, placement: &Placement, out: &mut [f64]) {
    for (row, cells) in out.chunks_exact_mut(grid.columns).enumerate() {
        for (column, value) in cells.iter_mut().enumerate() {
            let centre = LocalPoint { x_m: grid.column_x_m(column), y_m: grid.row_y_m(row) };
            let (x_m, y_m) = placement.plume_coordinates(centre);
            *value = field.concentration_kg_m3(x_m, y_m, RECEPTOR_M, 300.0);
        }
    }
}

/// The map at 300 s, wind at 30 degrees to the rows: threads of the pool at hand, one thread, and the naive loop.
fn mapping(criterion: &mut Criterion) {
    let (grid, progress) = (grid(), ProgressToken::new());
    let placement = Placement::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, Bearing::from_wind_to_deg(60.0));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut out = vec![0.0; grid.len()];
    let mut group = criterion.benchmark_group("dense_gas_grid_1000x1000");
    group.throughput(Throughput::Elements(grid.len() as u64)).sample_size(20);
    for (name, gas, substance, wind_m_s) in cases() {
        let field = solve(&gas, substance, wind_m_s);
        let prepare = || DenseGrid::at_time(&field, DenseMeasure::Mass, RECEPTOR_M, 300.0, 1.5e4);
        group.bench_function(format!("{name}/prepare"), |bencher| bencher.iter(prepare));
        let prepared = prepare();
        group.bench_function(format!("{name}/all_threads"), |bencher| {
            bencher.iter(|| prepared.fill(&grid, &placement, &progress, black_box(&mut out)));
        });
        for level in SimdLevel::available() {
            group.bench_function(format!("{name}/one_thread_{}", level.name()), |bencher| {
                bencher.iter(|| {
                    alone.install(|| prepared.fill_at(level, &grid, &placement, &progress, black_box(&mut out)))
                });
            });
        }
        group.bench_function(format!("{name}/naive_loop"), |bencher| {
            bencher.iter(|| cell_by_cell(&field, &grid, &placement, black_box(&mut out)));
        });
    }
    group.finish();
}

criterion_group!(benches, solving, evaluating, mapping);
criterion_main!(benches);
