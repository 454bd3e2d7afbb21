//! A plume on a map grid of 10^6 cells, one core, against the scalar evaluator, cell by cell.
//!
//! The source stands at the upwind corner, so that every cell lies downwind: none is skipped.

use cordon_engine::dispersion::{Atmosphere, GaussianPlume, Placement, PlumeField, PlumeGrid};
use cordon_engine::math::{SimdLevel, exp, exp_slice_at};
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::{Bearing, LonLat};
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const SIDE: usize = 1000;
const RECEPTOR_M: f64 = 1.5;

fn field() -> PlumeField {
    let air =
        Atmosphere { mixing_height_m: Some(800.0), ..Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural) };
    let plume = GaussianPlume { release_rate_kg_s: 1.0, release_height_m: 10.0, averaging_time_s: 600.0 };
    plume.solve(&air).expect("inputs in range").field
}

fn grid() -> GridSpec {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    GridSpec { frame, origin_x_m: 0.0, origin_y_m: 0.0, cell_m: 10.0, columns: SIDE, rows: SIDE }
}

/// `angle_deg` between the wind and the rows, downwind towards the north-east.
fn placement(angle_deg: f64) -> Placement {
    Placement::new(LocalPoint { x_m: 0.0, y_m: 0.0 }, Bearing::from_wind_to_deg(90.0 - angle_deg))
}

fn scalar(field: &PlumeField, grid: &GridSpec, placement: &Placement, out: &mut [f64]) {
    for (row, cells) in out.chunks_exact_mut(grid.columns).enumerate() {
        for (column, value) in cells.iter_mut().enumerate() {
            let centre = LocalPoint { x_m: grid.column_x_m(column), y_m: grid.row_y_m(row) };
            let (x_m, y_m) = placement.plume_coordinates(centre);
            *value = field.concentration_kg_m3(x_m, y_m, RECEPTOR_M);
        }
    }
}

fn plume_grid(criterion: &mut Criterion) {
    let (field, grid, progress) = (field(), grid(), ProgressToken::new());
    let mut out = vec![0.0; grid.len()];
    let mut group = criterion.benchmark_group("plume_grid_1000x1000");
    group.throughput(Throughput::Elements(grid.len() as u64)).sample_size(30);
    for (name, angle_deg) in [("30_degrees", 30.0), ("80_degrees", 80.0), ("along_rows", 0.0), ("along_columns", 90.0)]
    {
        let placement = placement(angle_deg);
        for level in SimdLevel::available() {
            let prepared = PlumeGrid::new(&field, RECEPTOR_M, 1.5e4);
            group.bench_function(format!("{name}/{}", level.name()), |bencher| {
                bencher.iter(|| prepared.fill_at(level, &grid, &placement, &progress, black_box(&mut out)));
            });
        }
    }
    let placement = placement(30.0);
    group.bench_function("30_degrees/with_preparation", |bencher| {
        bencher.iter(|| field.fill_grid(&grid, &placement, RECEPTOR_M, &progress, black_box(&mut out)));
    });
    group.sample_size(10);
    group.bench_function("30_degrees/naive_scalar_loop", |bencher| {
        bencher.iter(|| scalar(&field, &grid, &placement, black_box(&mut out)));
    });
    group.bench_function("null_fill", |bencher| bencher.iter(|| black_box(&mut out).fill(1.0)));
    group.finish();
}

fn exponential(criterion: &mut Criterion) {
    let x: Vec<f64> = (0..4096).map(|i| -20.0 + f64::from(i) * (20.0 / 4096.0)).collect();
    let mut out = vec![0.0; x.len()];
    let mut group = criterion.benchmark_group("exp_4096");
    group.throughput(Throughput::Elements(x.len() as u64));
    for level in SimdLevel::available() {
        group.bench_function(level.name(), |bencher| bencher.iter(|| exp_slice_at(level, &x, black_box(&mut out))));
    }
    group.bench_function("libm", |bencher| {
        bencher.iter(|| out.iter_mut().zip(&x).for_each(|(value, &argument)| *value = exp(black_box(argument))));
    });
    group.finish();
}

criterion_group!(benches, plume_grid, exponential);
criterion_main!(benches);
