//! How much of a superheated liquid flashes to vapour, and how much stays in the air.

use crate::provenance::{ModelCard, Origin};

/// Isenthalpic flash.
pub const FLASH: ModelCard = ModelCard {
    id: "flash",
    version: 1,
    title_en: "Isenthalpic flash of a superheated liquid",
    title_zh: "过热液体等焓闪蒸",
    citation: "f = cp (T - Tb)/L: CCPS (1996) Guidelines for use of vapor cloud dispersion models, 2nd ed., p. 31 eq. 4-14; airborne share \
               after TNO Purple Book CPR 18E (recalled)",
    domain: "liquid above its boiling point at ambient pressure; cp and latent heat constant over the step",
    verification: "tests/verification/source.rs: butane worked example; Desert Tortoise ammonia",
    origin: Origin::Source,
};

/// Mass fraction of a superheated liquid that flashes at once: `cp (T - Tb) / L`, 0 below the boiling
/// point, 1 at most.
#[inline]
#[must_use]
pub fn flash_frac(
    liquid_heat_capacity_j_kg_k: f64,
    temperature_k: f64,
    boiling_point_k: f64,
    latent_heat_j_kg: f64,
) -> f64 {
    (liquid_heat_capacity_j_kg_k * (temperature_k - boiling_point_k) / latent_heat_j_kg).clamp(0.0, 1.0)
}

/// Mass fraction that stays in the air as vapour and mist after a flash: twice the flash below 0.1,
/// then rising on a line to all of it at 0.36.
///
/// Recalled from the Purple Book (chapter 4, instantaneous release of a pressurised liquefied gas), not
/// checked in a source: results built on it carry the memory caveat.
#[inline]
#[must_use]
pub fn airborne_frac(flash_frac: f64) -> f64 {
    if flash_frac < 0.1 {
        2.0 * flash_frac
    } else if flash_frac < 0.36 {
        (0.8 * flash_frac - 0.028) / 0.26
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_liquid_does_not_flash() {
        assert_eq!(flash_frac(2000.0, 280.0, 300.0, 4e5), 0.0);
        assert_eq!(flash_frac(2000.0, 320.0, 300.0, 4e5), 0.1);
        assert_eq!(flash_frac(5000.0, 500.0, 300.0, 4e5), 1.0);
    }

    #[test]
    fn the_airborne_share_is_continuous() {
        // 0.8 * 0.1 - 0.028 = 0.052 over 0.26 is 0.2; 0.8 * 0.36 - 0.028 = 0.26.
        assert!((airborne_frac(0.1) - 0.2).abs() < 1e-12);
        assert!((airborne_frac(0.36 - 1e-12) - 1.0).abs() < 1e-9);
    }
}
