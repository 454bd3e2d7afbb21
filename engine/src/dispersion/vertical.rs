//! Vertical distribution between the ground and the lid: reflections at both.

use crate::math::{cos, exp};
use std::f64::consts::PI;

/// sqrt(2 pi).
pub(super) const SQRT_TWO_PI: f64 = 2.506_628_274_631_000_5;
/// Below this sigma-z / lid the image sum converges faster than the Fourier sum.
const IMAGE_LIMIT_RATIO: f64 = 0.63;
/// A bell this many deviations away is zero in double precision.
const VANISHING_DEVIATIONS: f64 = 39.0;
/// Above this sigma-z / lid the cloud is well mixed to double precision.
const WELL_MIXED_RATIO: f64 = 3.0;

/// Fraction of the release per metre of height at `z_m`, 1/m.
///
/// Without a lid the source and its image below ground:
/// `[exp(-(z-h)^2 / 2 s^2) + exp(-(z+h)^2 / 2 s^2)] / (sqrt(2 pi) s)`. With a lid L, the images at
/// `2 n L +- h`; where sigma-z is no longer small against L the same sum in its Fourier form (Poisson
/// summation), whose leading term 1/L is the well-mixed layer. The two forms agree to rounding, so the change
/// from one to the other leaves no step. Images and well-mixed limit: Turner 1970, *Workbook of
/// Atmospheric Dispersion Estimates*.
///
/// The integral over `0 <= z <= L` is 1. Above the lid the density is 0. A release at or above the lid is
/// the caller's to refuse.
#[inline]
pub(super) fn density_per_m(z_m: f64, height_m: f64, sigma_z_m: f64, lid_m: f64) -> f64 {
    if z_m < 0.0 || z_m > lid_m {
        0.0
    } else if lid_m.is_infinite() {
        (bell(z_m - height_m, sigma_z_m) + bell(z_m + height_m, sigma_z_m)) / (SQRT_TWO_PI * sigma_z_m)
    } else if sigma_z_m < IMAGE_LIMIT_RATIO * lid_m {
        image_sum(z_m, height_m, sigma_z_m, lid_m)
    } else if sigma_z_m < WELL_MIXED_RATIO * lid_m {
        fourier_sum(z_m, height_m, sigma_z_m, lid_m)
    } else {
        1.0 / lid_m
    }
}

#[inline]
fn bell(offset_m: f64, sigma_m: f64) -> f64 {
    // a release on the ground seen from the ground, by far the commonest question
    if offset_m == 0.0 {
        return 1.0;
    }
    let deviations = offset_m / sigma_m;
    exp(-0.5 * deviations * deviations)
}

/// Fourteen images at most: the next is below 1e-19 of the sum at [`IMAGE_LIMIT_RATIO`]. Pairs that lie
/// beyond [`VANISHING_DEVIATIONS`] are left out.
fn image_sum(z_m: f64, height_m: f64, sigma_z_m: f64, lid_m: f64) -> f64 {
    let mut sum = bell(z_m - height_m, sigma_z_m) + bell(z_m + height_m, sigma_z_m);
    for order in [1.0, 2.0, 3.0] {
        let shift_m = 2.0 * order * lid_m;
        if shift_m - z_m - height_m > VANISHING_DEVIATIONS * sigma_z_m {
            break;
        }
        for image_m in [height_m, -height_m] {
            sum += bell(z_m - image_m - shift_m, sigma_z_m) + bell(z_m - image_m + shift_m, sigma_z_m);
        }
    }
    sum / (SQRT_TWO_PI * sigma_z_m)
}

/// Five harmonics: the sixth is below 1e-30 at [`IMAGE_LIMIT_RATIO`].
fn fourier_sum(z_m: f64, height_m: f64, sigma_z_m: f64, lid_m: f64) -> f64 {
    let decay = PI * sigma_z_m / lid_m;
    let (phase_z, phase_h) = (PI * z_m / lid_m, PI * height_m / lid_m);
    let mut sum = 1.0;
    for order in [1.0, 2.0, 3.0, 4.0, 5.0] {
        let damping = exp(-0.5 * order * order * decay * decay);
        sum += 2.0 * damping * cos(order * phase_z) * cos(order * phase_h);
    }
    sum / lid_m
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integral(height_m: f64, sigma_m: f64, lid_m: f64, top_m: f64) -> f64 {
        let steps = 4000;
        let step_m = top_m / f64::from(steps);
        (0..steps).map(|i| step_m * density_per_m((f64::from(i) + 0.5) * step_m, height_m, sigma_m, lid_m)).sum()
    }

    #[test]
    fn ground_release_is_twice_the_free_bell() {
        // 2 / (sqrt(2 pi) 10) = 0.0797885
        assert!((density_per_m(0.0, 0.0, 10.0, f64::INFINITY) - 0.079_788_5).abs() < 1e-7);
    }

    #[test]
    fn mass_is_conserved_with_and_without_lid() {
        assert!((integral(30.0, 20.0, f64::INFINITY, 300.0) - 1.0).abs() < 1e-9);
        for sigma_m in [5.0, 60.0, 125.0, 127.0, 300.0, 900.0] {
            let total = integral(30.0, sigma_m, 200.0, 200.0);
            assert!((total - 1.0).abs() < 1e-6, "sigma {sigma_m}: {total}");
        }
    }

    #[test]
    fn both_sums_agree_where_they_meet() {
        let (lid_m, sigma_m) = (400.0, IMAGE_LIMIT_RATIO * 400.0);
        for z_m in [0.0, 37.0, 200.0, 399.0] {
            let images = image_sum(z_m, 50.0, sigma_m, lid_m);
            let fourier = fourier_sum(z_m, 50.0, sigma_m, lid_m);
            assert!((images / fourier - 1.0).abs() < 1e-14, "{images} {fourier}");
        }
    }

    #[test]
    fn far_away_the_layer_is_well_mixed() {
        assert_eq!(density_per_m(1.0, 10.0, 4000.0, 500.0), 1.0 / 500.0);
        let nearly = density_per_m(1.0, 10.0, 2.99 * 500.0, 500.0);
        assert!((nearly * 500.0 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn nothing_passes_the_lid_or_the_ground() {
        assert_eq!(density_per_m(501.0, 10.0, 400.0, 500.0), 0.0);
        assert_eq!(density_per_m(-1.0, 10.0, 400.0, 500.0), 0.0);
    }
}
