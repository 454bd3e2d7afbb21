//! Opening a store and loading its city: 480 facilities as Houston has, and a synthetic city of 10,000.
//!
//! `make bench BENCHES="--bench load"`.

use cordon_datasets::cities::{SynthOptions, demo_city, synthetic_city, write_city};
use cordon_datasets::store::Store;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const SIZES: [usize; 2] = [480, 10_000];

fn load(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("cordon-bench-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let weather = demo_city().expect("the shipped registers are sound").weather;
    for facilities in SIZES {
        let path = folder.join(format!("{facilities}.gpkg"));
        let options = SynthOptions { facilities, places: 1_000, seed: 1 };
        write_city(&path, &synthetic_city(options, weather.clone())).expect("the city can be written");
        criterion.bench_function(&format!("open and load, {facilities} facilities"), |bencher| {
            bencher.iter(|| {
                let store = Store::open(&path).expect("the city is sound");
                black_box(store.load_city().expect("the city is sound"))
            });
        });
    }
    std::fs::remove_dir_all(&folder).ok();
}

criterion_group!(benches, load);
criterion_main!(benches);
