//! What a leak lets out and where it goes, one release at a time:
//!
//! | bench | what is timed | limit |
//! |---|---|---|
//! | `two_phase_orifice` | pressurised propane through a hole, properties read from the library | 20 µs |
//! | `pool_to_cloud` | a pool of benzene that spreads and evaporates for half an hour, and the plume of its vapour | 1 ms |
//! | `britter_mcquaid` | a plume of chlorine solved, and its distance to 20 ppm | 2 µs |
//!
//! `make bench BENCHES="--bench source"`.

use cordon_datasets::substances::library;
use cordon_engine::dispersion::{
    Atmosphere, BritterMcQuaid, BritterMcQuaidRelease, GaussianPlume, PlumeOptions, PlumeSource,
};
use cordon_engine::source::{PoolAir, PoolRelease, PoolSupply, PoolSurface, TwoPhaseOrifice};
use cordon_engine::substance::Substance;
use cordon_engine::units::STANDARD_ATMOSPHERE_PA;
use cordon_engine::weather::{StabilityClass, Terrain};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn substance(name: &str) -> &'static Substance {
    library().find(name).expect("in the library")
}

fn two_phase(criterion: &mut Criterion) {
    let propane = substance("propane");
    let hole = TwoPhaseOrifice::to_atmosphere(1.2e6, 298.15, 0.05);
    criterion.bench_function("two_phase_orifice", |bencher| {
        bencher.iter(|| black_box(&hole).release(propane).expect("inputs in range").field.release_rate_kg_s);
    });
}

/// Rate, width and concentration 500 m downwind of what a pool gives off in its worst ten minutes.
fn pool_to_cloud(release: &PoolRelease, benzene: &Substance, air: &Atmosphere) -> f64 {
    let over = PoolAir {
        wind_speed_10m_m_s: air.wind_speed_m_s,
        temperature_k: air.temperature_k,
        pressure_pa: STANDARD_ATMOSPHERE_PA,
    };
    let pool = release.solve(benzene, air.temperature_k, &over).expect("inputs in range").field;
    let vapour = pool.vapour(600.0).expect("benzene evaporates");
    let plume = GaussianPlume {
        release_rate_kg_s: vapour.evaporation_rate_kg_s,
        release_height_m: 0.0,
        averaging_time_s: 600.0,
    };
    let options = PlumeOptions { source: PlumeSource::round(vapour.diameter_m), ..PlumeOptions::default() };
    plume.solve_with(air, options).expect("inputs in range").field.concentration_kg_m3(500.0, 0.0, 1.5)
}

fn pool(criterion: &mut Criterion) {
    let benzene = substance("benzene");
    let air = Atmosphere::new(StabilityClass::D, 3.0, 10.0, Terrain::Rural);
    let supplies = [
        ("at_once", PoolSupply::Instantaneous { mass_kg: 20_000.0 }),
        ("for_ten_minutes", PoolSupply::Continuous { release_rate_kg_s: 20.0, duration_s: 600.0 }),
    ];
    let mut group = criterion.benchmark_group("pool_to_cloud");
    for (name, supply) in supplies {
        let release = PoolRelease::new(supply, PoolSurface::Concrete, 1800.0);
        group.bench_function(name, |bencher| bencher.iter(|| pool_to_cloud(black_box(&release), benzene, &air)));
    }
    group.finish();
}

fn britter_mcquaid(criterion: &mut Criterion) {
    let release = BritterMcQuaid {
        release: BritterMcQuaidRelease::Continuous { release_rate_kg_s: 20.0 },
        molar_mass_kg_mol: 0.070_906,
        source_density_kg_m3: 3.7,
        temperature_k: 239.1,
        wind_speed_m_s: 5.0,
        air_density_kg_m3: 1.2,
        air_temperature_k: 293.15,
    };
    criterion.bench_function("britter_mcquaid", |bencher| {
        bencher.iter(|| black_box(&release).solve().expect("inputs in range").field.distance_to_mole_frac_m(20e-6));
    });
}

criterion_group!(benches, two_phase, pool, britter_mcquaid);
criterion_main!(benches);
