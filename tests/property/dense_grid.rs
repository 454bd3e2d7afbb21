//! The dense cloud on a map grid against the evaluator, cell by cell.

use cordon_datasets::substances;
use cordon_engine::dispersion::{Atmosphere, DenseField, DenseGas, DenseGrid, DenseMeasure, DenseSource, Placement};
use cordon_engine::math::{SimdLevel, pow};
use cordon_engine::progress::ProgressToken;
use cordon_engine::spatial::{GridSpec, LocalFrame, LocalPoint};
use cordon_engine::units::{Bearing, LonLat};
use cordon_engine::weather::{StabilityClass, Terrain};
use proptest::prelude::*;

/// A number between two powers of ten.
fn decades(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from..to).prop_map(|exponent| pow(10.0, exponent))
}

fn sources() -> impl Strategy<Value = DenseSource> {
    (0..4, decades(-1.0, 3.0), decades(1.0, 4.0), any::<bool>()).prop_map(|(kind, release_rate_kg_s, time_s, lasts)| {
        let duration_s = (!lasts).then_some(time_s);
        // about 40 m/s of a gas of 2 kg/m3, and a pool that gives off 0.05 kg/(m2 s)
        let (jet_m, pool_m) = ((release_rate_kg_s / 60.0).sqrt(), (release_rate_kg_s / 0.04).sqrt());
        match kind {
            0 => DenseSource::Jet { release_rate_kg_s, source_diameter_m: jet_m, duration_s },
            1 => DenseSource::VerticalJet { release_rate_kg_s, source_diameter_m: jet_m, duration_s },
            2 => DenseSource::Pool { release_rate_kg_s, source_diameter_m: pool_m, duration_s },
            _ => DenseSource::Instantaneous { mass_kg: 100.0 * release_rate_kg_s, source_diameter_m: pool_m },
        }
    })
}

fn airs() -> impl Strategy<Value = Atmosphere> {
    let classes = proptest::sample::select(&StabilityClass::ALL[..]);
    (classes, 1.0..15.0_f64, decades(-3.0, 0.0)).prop_map(|(stability, wind_m_s, roughness_length_m)| Atmosphere {
        roughness_length_m,
        ..Atmosphere::new(stability, wind_m_s, 10.0, Terrain::Rural)
    })
}

fn solved(source: DenseSource, air: &Atmosphere, height_m: f64) -> Option<DenseField> {
    let gas = DenseGas {
        source,
        temperature_k: None,
        liquid_frac: 0.0,
        release_height_m: height_m,
        averaging_time_s: 60.0,
        relative_humidity_frac: 0.5,
        inverse_obukhov_per_m: None,
    };
    let substance = substances::library().find("chlorine").expect("in the library");
    gas.solve(substance, air).ok().map(|solved| solved.field)
}

fn grid(cell_m: f64) -> GridSpec {
    let frame = LocalFrame::centred_on(LonLat { lon_deg: 114.0, lat_deg: 30.5 });
    GridSpec { frame, origin_x_m: -20.0 * cell_m, origin_y_m: -15.0 * cell_m, cell_m, columns: 67, rows: 31 }
}

fn filled(prepared: &DenseGrid, level: SimdLevel, grid: &GridSpec, placement: &Placement) -> Vec<f64> {
    let mut out = vec![f64::NAN; grid.len()];
    prepared.fill_at(level, grid, placement, &ProgressToken::new(), &mut out).expect("not cancelled");
    out
}

/// Each cell against the exact value, by what is promised: 1e-3, or what lies beside the cell where the cloud changes
/// abruptly.
fn check(
    out: &[f64],
    grid: &GridSpec,
    placement: &Placement,
    exact: impl Fn(f64, f64) -> f64,
) -> Result<(), TestCaseError> {
    for (index, &value) in out.iter().enumerate() {
        let centre = LocalPoint { x_m: grid.column_x_m(index % grid.columns), y_m: grid.row_y_m(index / grid.columns) };
        let (x_m, y_m) = placement.plume_coordinates(centre);
        let (expected, axis) = (exact(x_m, y_m), exact(x_m, 0.0));
        prop_assert!(value.is_finite() && value >= 0.0, "{value} at {x_m} {y_m}");
        let slack = (1.1e-6 * axis).max(1.1e-12);
        if (value - expected).abs() <= 1e-3 * expected || value.max(expected) <= slack {
            continue;
        }
        let beside_m = 0.004 * x_m.abs() + 0.05;
        let near: Vec<f64> = (-4..=4).map(|step| exact(x_m + 0.25 * f64::from(step) * beside_m, y_m)).collect();
        let (least, most) = near.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), &one| (a.min(one), b.max(one)));
        prop_assert!(
            most > 1.002 * least && value >= 0.999 * least - slack && value <= 1.001 * most + slack,
            "{value} for {expected}, outside {least} to {most}, at {x_m} {y_m}, axis {axis}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_grid_is_the_evaluator_at_any_angle_with_the_same_bits_at_every_level(
        source in sources(), air in airs(), height_m in 0.0..10.0_f64, z_m in 0.0..5.0_f64,
        degrees in 0.0..360.0_f64, square in any::<bool>(), cell_m in decades(0.0, 2.3), t_s in decades(1.0, 3.5),
    ) {
        let Some(field) = solved(source, &air, height_m) else { return Ok(()) };
        let degrees = if square { 90.0 * (degrees / 90.0_f64).floor() } else { degrees };
        let placement = Placement::new(LocalPoint { x_m: 1.7, y_m: -4.2 }, Bearing::from_wind_to_deg(degrees));
        let grid = grid(cell_m);
        let lasting = !matches!(source, DenseSource::Instantaneous { .. });
        let moment = DenseGrid::at_time(&field, DenseMeasure::Mole, z_m, t_s, 1e4);
        let out = filled(&moment, SimdLevel::scalar(), &grid, &placement);
        let exact = |x_m: f64, y_m: f64| field.mole_frac(x_m, y_m, z_m, t_s);
        check(&out, &grid, &placement, exact)?;
        for level in SimdLevel::available() {
            let other = filled(&moment, level, &grid, &placement);
            prop_assert!(other.iter().zip(&out).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", level.name());
        }
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let other = alone.install(|| filled(&moment, SimdLevel::scalar(), &grid, &placement));
        prop_assert!(other.iter().zip(&out).all(|(a, b)| a.to_bits() == b.to_bits()), "one thread");
        // a release over before its first vapour has crossed the pool is told by time, as an instantaneous one
        let peak = DenseGrid::peak(&field, DenseMeasure::Mass, z_m, 1e4);
        prop_assert!(peak.is_none() || lasting);
        if let Some(peak) = peak {
            let out = filled(&peak, SimdLevel::best(), &grid, &placement);
            check(&out, &grid, &placement, |x_m, y_m| field.peak_concentration_kg_m3(x_m, y_m, z_m))?;
        }
    }
}

#[test]
fn a_typical_map_is_within_a_thousandth_everywhere() {
    let air = Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural);
    let (release_rate_kg_s, duration_s) = (20.0, None);
    for source in [
        DenseSource::Pool { release_rate_kg_s, source_diameter_m: 20.0, duration_s },
        DenseSource::Jet { release_rate_kg_s, source_diameter_m: 0.4, duration_s },
        DenseSource::VerticalJet { release_rate_kg_s, source_diameter_m: 0.4, duration_s },
    ] {
        let field = solved(source, &air, 1.0).expect("in range");
        let grid = GridSpec { columns: 211, rows: 173, ..grid(40.0) };
        let peak = DenseGrid::peak(&field, DenseMeasure::Mass, 1.5, 1e4).expect("no puff");
        for degrees in [0.0, 30.0, 211.0] {
            let placement = Placement::new(LocalPoint { x_m: 1.7, y_m: -4.2 }, Bearing::from_wind_to_deg(degrees));
            let out = filled(&peak, SimdLevel::best(), &grid, &placement);
            for (index, &value) in out.iter().enumerate() {
                let centre =
                    LocalPoint { x_m: grid.column_x_m(index % grid.columns), y_m: grid.row_y_m(index / grid.columns) };
                let (x_m, y_m) = placement.plume_coordinates(centre);
                let exact = |y_m: f64| field.peak_concentration_kg_m3(x_m, y_m, 1.5);
                let (expected, axis) = (exact(y_m), exact(0.0));
                if expected >= 1e-12 && expected >= 1e-6 * axis {
                    assert!((value / expected - 1.0).abs() < 1e-3, "{value} for {expected} at {x_m} {y_m}");
                } else {
                    assert!(value <= (1.1e-6 * axis).max(1.1e-12), "{value} for {expected} at {x_m} {y_m}");
                }
            }
        }
    }
}
