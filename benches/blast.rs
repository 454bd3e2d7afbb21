//! Blast on a map grid of 10^6 cells, and at single points.

use cordon_engine::explosion::{Burst, KingeryBulmash, MultiEnergy, OverpressureTable};
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::LonLat;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const SIDE: usize = 1000;

fn charge() -> KingeryBulmash {
    KingeryBulmash::new(1e5, Burst::Hemispherical).expect("inputs in range").field
}

fn grid() -> GridSpec {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    GridSpec { frame, origin_x_m: -1000.0, origin_y_m: -1000.0, cell_m: 2.0, columns: SIDE, rows: SIDE }
}

fn table(charge: &KingeryBulmash) -> OverpressureTable {
    OverpressureTable::new(charge.range_m(), |r_m| charge.side_on_overpressure_pa(r_m).unwrap_or_default())
}

fn blast_grid(criterion: &mut Criterion) {
    let (charge, grid, progress) = (charge(), grid(), ProgressToken::new());
    let (table, centre) = (table(&charge), LocalPoint { x_m: 0.0, y_m: 0.0 });
    let mut out = vec![0.0; grid.len()];
    let mut group = criterion.benchmark_group("blast_grid_1000x1000");
    group.throughput(Throughput::Elements(grid.len() as u64)).sample_size(30);
    group.bench_function("table", |bencher| {
        bencher.iter(|| table.fill(&grid, centre, &progress, black_box(&mut out)));
    });
    group.bench_function("rows_on_one_core", |bencher| {
        bencher.iter(|| {
            for (row, cells) in out.chunks_exact_mut(SIDE).enumerate() {
                table.overpressure_row(grid.row_y_m(row), grid.column_x_m(0), grid.cell_m, black_box(cells));
            }
        });
    });
    group.bench_function("polynomial_in_each_cell", |bencher| {
        bencher.iter(|| {
            for (row, cells) in out.chunks_exact_mut(SIDE).enumerate() {
                for (column, value) in cells.iter_mut().enumerate() {
                    let (x_m, y_m) = (grid.column_x_m(column), grid.row_y_m(row));
                    let r_m = (x_m * x_m + y_m * y_m).sqrt();
                    *value = charge.side_on_overpressure_pa(black_box(r_m)).unwrap_or_default();
                }
            }
        });
    });
    group.finish();
}

fn blast_point(criterion: &mut Criterion) {
    let charge = charge();
    let cloud = MultiEnergy { energy_j: 3.5e9, strength_factor: 7.0, ambient_pressure_pa: 101_325.0 };
    let cloud = cloud.solve().expect("inputs in range").field;
    let mut group = criterion.benchmark_group("blast_point");
    group.bench_function("kingery_bulmash_all_quantities", |bencher| bencher.iter(|| charge.at(black_box(300.0))));
    group.bench_function("multi_energy_all_quantities", |bencher| bencher.iter(|| cloud.at(black_box(100.0))));
    group.bench_function("prepare_table", |bencher| bencher.iter(|| table(black_box(&charge))));
    group.finish();
}

criterion_group!(benches, blast_grid, blast_point);
criterion_main!(benches);
