//! Pasquill class from the Monin-Obukhov length.

use super::dense::class_obukhov_per_m;
use crate::math::ln;
use crate::weather::StabilityClass;

/// Pasquill class from 1/L and the roughness length, after Golder 1972.
///
/// Golder, D. (1972), *Relations among stability parameters in the surface layer*, Boundary-Layer
/// Meteorology 3, 47-58, in the fitted form of EPA's CTDMPLUS (routine LSTAB, also in CALPUFF and
/// MMIF): each boundary is L = a / (ln z0 - b). The roughness is held to the 0.01-0.5 m of the fit.
///
/// `inverse_obukhov_per_m` is 1/L, 1/m; 0 is neutral.
#[must_use]
pub fn stability_from_obukhov(inverse_obukhov_per_m: f64, roughness_length_m: f64) -> StabilityClass {
    use StabilityClass::{A, B, C, D, E, F};
    let log_roughness = ln(roughness_length_m.clamp(0.01, 0.5));
    let boundary_per_m = |scale_m: f64, offset: f64| (log_roughness - offset) / scale_m;
    if inverse_obukhov_per_m <= boundary_per_m(70.0, 4.350) {
        A
    } else if inverse_obukhov_per_m <= boundary_per_m(85.2, 0.502) {
        B
    } else if inverse_obukhov_per_m <= boundary_per_m(245.0, 0.050) {
        C
    } else if inverse_obukhov_per_m <= boundary_per_m(-327.0, 0.627) {
        D
    } else if inverse_obukhov_per_m <= boundary_per_m(-70.0, 0.295) {
        E
    } else {
        F
    }
}

/// 1/L in the middle of a Pasquill class over a roughness length, 1/m; 0 for class D.
///
/// Golder's curves in the fit of SLAB (UCRL-MA-105607, section 2.5.1). A class is a wide band: its edges lie a factor of
/// two and more from the middle.
#[must_use]
pub fn class_inverse_obukhov_per_m(stability: StabilityClass, roughness_length_m: f64) -> f64 {
    class_obukhov_per_m(stability, roughness_length_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_class_is_in_the_class() {
        for roughness_m in [0.01, 0.03, 0.1, 0.3, 0.5] {
            for stability in StabilityClass::ALL {
                let middle_per_m = class_inverse_obukhov_per_m(stability, roughness_m);
                assert_eq!(stability_from_obukhov(middle_per_m, roughness_m), stability, "{roughness_m}");
            }
        }
    }
    use StabilityClass::{A, B, C, D, E, F};

    #[test]
    fn boundaries_at_one_centimetre() {
        // ln 0.01 = -4.60517: L = -7.82 (A|B), -16.68 (B|C), -52.63 (C|D), 62.50 (D|E), 14.28 (E|F)
        let class = |obukhov_m: f64| stability_from_obukhov(1.0 / obukhov_m, 0.01);
        let found = [-7.8, -7.9, -16.6, -16.8, -52.5, -52.8, 62.6, 62.4, 14.4, 14.2].map(class);
        assert_eq!(found, [A, B, B, C, C, D, D, E, E, F]);
    }

    #[test]
    fn neutral_is_d_at_any_roughness() {
        for roughness_m in [1e-3, 0.03, 0.5, 2.0] {
            assert_eq!(stability_from_obukhov(0.0, roughness_m), D);
        }
    }
}
