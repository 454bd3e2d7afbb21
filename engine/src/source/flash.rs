//! How much of a superheated liquid flashes to vapour, and how much stays in the air.

use crate::provenance::{Caveat, CaveatCode, ModelCard, Origin};
use crate::substance::{PropertyError, PropertyName, Substance};

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

/// What decides the flash of a liquid that is let down to its boiling point outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlashFigures {
    /// Temperature before, K.
    pub temperature_k: f64,
    /// Boiling point at the pressure outside, K.
    pub boiling_point_k: f64,
    /// Heat capacity of the liquid half way between, J/(kg K).
    pub liquid_heat_capacity_j_kg_k: f64,
    /// Latent heat at the boiling point, J/kg.
    pub latent_heat_j_kg: f64,
    /// Where the heat capacity was read, K: half way, or the end of its published range nearest to that.
    read_at_k: f64,
}

impl FlashFigures {
    /// Reads a substance; the heat capacity half way between must be published.
    ///
    /// # Errors
    /// When a property is not known or half way lies outside its published range.
    pub fn of(substance: &Substance, temperature_k: f64, boiling_point_k: f64) -> Result<Self, PropertyError> {
        Self::read(substance, (temperature_k, boiling_point_k), 0.5 * (temperature_k + boiling_point_k))
    }

    /// The same with the heat capacity at the end of its published range where that ends before; [`Self::caveat`] tells it.
    ///
    /// # Errors
    /// When a property is not known, or the latent heat is not published at the boiling point.
    pub fn held_to_range(
        substance: &Substance,
        temperature_k: f64,
        boiling_point_k: f64,
    ) -> Result<Self, PropertyError> {
        let known = substance.correlation(PropertyName::LiquidHeatCapacity)?;
        let middle_k = 0.5 * (temperature_k + boiling_point_k);
        let read_at_k = middle_k.clamp(known.temperature_min_k, known.temperature_max_k);
        Self::read(substance, (temperature_k, boiling_point_k), read_at_k)
    }

    fn read(
        substance: &Substance,
        (temperature_k, boiling_point_k): (f64, f64),
        read_at_k: f64,
    ) -> Result<Self, PropertyError> {
        Ok(Self {
            temperature_k,
            boiling_point_k,
            liquid_heat_capacity_j_kg_k: substance.liquid_heat_capacity_j_kg_k(read_at_k)?,
            latent_heat_j_kg: substance.latent_heat_j_kg(boiling_point_k)?,
            read_at_k,
        })
    }

    /// Share that flashes, 0 to 1: [`flash_frac`] of these figures.
    #[must_use]
    pub fn flash_frac(&self) -> f64 {
        flash_frac(self.liquid_heat_capacity_j_kg_k, self.temperature_k, self.boiling_point_k, self.latent_heat_j_kg)
    }

    /// Tells a heat capacity that was read at the end of its published range.
    #[must_use]
    pub fn caveat(&self) -> Option<Caveat> {
        let (wanted_k, read_at_k) = (0.5 * (self.temperature_k + self.boiling_point_k), self.read_at_k);
        (read_at_k != wanted_k).then(|| {
            Caveat::new(
                CaveatCode::AssumedValue,
                "liquid_heat_capacity",
                format!("the heat capacity of the liquid is published up to {read_at_k:.1} K; that value was taken at {wanted_k:.1} K"),
                format!("液体比热数据仅至 {read_at_k:.1} K;{wanted_k:.1} K 处沿用该值"),
            )
        })
    }
}

/// Diameter of a cloud that stands at once as an upright cylinder as high as its radius, m: `2 (V/pi)^(1/3)`.
#[must_use]
pub fn burst_diameter_m(volume_m3: f64) -> f64 {
    2.0 * crate::math::cbrt(volume_m3 / std::f64::consts::PI)
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
