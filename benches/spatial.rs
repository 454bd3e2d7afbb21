//! Frames, buffers and contours.

use cordon_engine::spatial::{GridSpec, Interpolation, LocalFrame, buffer_lon_lat, isobands};
use cordon_engine::units::LonLat;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geo_types::{LineString, Point};
use std::hint::black_box;

fn frames(criterion: &mut Criterion) {
    let frame = LocalFrame::cgcs2000_3deg(114.3);
    let places: Vec<LonLat> = (0..1_000)
        .map(|i| LonLat { lon_deg: 114.0 + 0.000_3 * f64::from(i), lat_deg: 30.0 + 0.000_7 * f64::from(i) })
        .collect();
    let mut group = criterion.benchmark_group("frame");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("to_local", |b| b.iter(|| places.iter().map(|&p| frame.to_local(p).x_m).sum::<f64>()));
    let points: Vec<_> = places.iter().map(|&place| frame.to_local(place)).collect();
    group.bench_function("to_lon_lat", |b| b.iter(|| points.iter().map(|&p| frame.to_lon_lat(p).lon_deg).sum::<f64>()));
    group.finish();
}

/// A winding line of 20,000 vertices, 60 km long.
fn winding() -> LineString {
    (0..20_000)
        .map(|i| {
            let along = f64::from(i) / 20_000.0;
            (114.0 + 0.6 * along, 30.6 + 0.01 * cordon_engine::math::sin(60.0 * along))
        })
        .collect()
}

fn buffers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("buffer");
    group.sample_size(10);
    let point = Point::new(114.3, 30.6).into();
    group.bench_function("point_500_m", |b| b.iter(|| buffer_lon_lat(black_box(&point), 500.0)));
    let line = winding().into();
    group.bench_function("line_20000_vertices_300_m", |b| b.iter(|| buffer_lon_lat(black_box(&line), 300.0)));
    group.finish();
}

fn contours(criterion: &mut Criterion) {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.3, lat_deg: 30.6 });
    let grid =
        GridSpec { frame, origin_x_m: -50_000.0, origin_y_m: -50_000.0, cell_m: 100.0, columns: 1_000, rows: 1_000 };
    let value = |x: f64, y: f64| {
        let spokes = 1.0 + 0.5 * cordon_engine::math::sin(16.0 * cordon_engine::math::atan2(y, x));
        1e-3 * spokes / (1.0 + (x * x + y * y) / 1e5)
    };
    let values: Vec<f64> =
        (0..grid.len()).map(|i| value(grid.column_x_m(i % 1_000), grid.row_y_m(i / 1_000))).collect();
    let mut group = criterion.benchmark_group("contour");
    group.sample_size(10);
    group.throughput(Throughput::Elements(grid.len() as u64));
    group.bench_function("isobands_4_levels", |b| {
        b.iter(|| isobands(&grid, black_box(&values), &[3e-7, 3e-6, 1e-5, 3e-5], Interpolation::Logarithmic));
    });
    group.finish();
}

criterion_group!(benches, frames, buffers, contours);
criterion_main!(benches);
