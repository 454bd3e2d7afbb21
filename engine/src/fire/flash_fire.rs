//! Flash fire: the cloud burns inside its lower flammable limit.

use crate::provenance::{ModelCard, Origin};
use crate::units::GAS_CONSTANT_J_MOL_K;
use crate::vulnerability::farthest_distance_m;

/// Extent of a flash fire.
pub const FLASH_FIRE: ModelCard = ModelCard {
    id: "flash_fire",
    version: 1,
    title_en: "Extent of a flash fire",
    title_zh: "闪火范围",
    citation: "everybody inside the contour of the lower flammable limit dies, nobody outside: AQ/T 3046-2013, TNO Purple Book CPR 18E (1999)",
    domain: "unobstructed cloud; the contour is that of the time-mean concentration, pockets beyond it may burn",
    verification: "unit tests, hand-worked",
    origin: Origin::Source,
};

/// Mass concentration of vapour at the lower flammable limit in air, kg/m3: `y M p / (R T)`.
#[must_use]
pub fn lfl_concentration_kg_m3(
    lfl_mole_frac: f64,
    molar_mass_kg_mol: f64,
    air_temperature_k: f64,
    air_pressure_pa: f64,
) -> f64 {
    lfl_mole_frac * molar_mass_kg_mol * air_pressure_pa / (GAS_CONSTANT_J_MOL_K * air_temperature_k)
}

/// Farthest distance downwind at which the concentration reaches the limit, m; none when nowhere.
pub fn flash_fire_extent_m(
    lfl_concentration_kg_m3: f64,
    near_m: f64,
    far_m: f64,
    concentration_kg_m3: impl Fn(f64) -> f64,
) -> Option<f64> {
    farthest_distance_m(lfl_concentration_kg_m3, near_m, far_m, concentration_kg_m3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn propane_by_hand() {
        // 0.021 * 0.0441 kg/mol * 101325 / (8.314463 * 298.15) = 0.0378534 kg/m3
        let lfl = lfl_concentration_kg_m3(0.021, 0.0441, 298.15, 101_325.0);
        assert!((lfl - 0.037_853).abs() < 1e-6, "{lfl}");
    }
}
