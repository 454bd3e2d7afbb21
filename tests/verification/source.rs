//! Outflow against handbook examples.

use super::support::{assert_close, rows};
use cordon_engine::source::{GasOrifice, GasProperties, LiquidOrifice, flash_frac};
use cordon_engine::units::GAS_CONSTANT_J_MOL_K;

const GAS_JET: &str = "CCPS 1999 p.47 choked gas jet";
const BUTANE: &str = "Butane sphere leak (screening)";

/// A figure of a worked example; the fallback where the shared folder is absent is not taken: the test skips.
struct Example(Vec<(String, f64)>);

impl Example {
    fn read(case: &str) -> Option<Self> {
        let table = rows("validation/worked_examples.csv")?;
        let figures = table
            .iter()
            .filter(|row| row["case"] == case)
            .filter_map(|row| Some((row["quantity"].clone(), row["value"].parse().ok()?)))
            .collect();
        Some(Self(figures))
    }
    fn get(&self, quantity: &str) -> f64 {
        self.0.iter().find(|(name, _)| name == quantity).unwrap_or_else(|| panic!("no {quantity}")).1
    }
}

#[test]
fn choked_gas_jet_of_ccps() {
    let Some(example) = Example::read(GAS_JET) else { return };
    let temperature_k = example.get("stagnation_temperature");
    let pressure_pa = example.get("stagnation_pressure");
    let hole = GasOrifice {
        discharge_coefficient: example.get("discharge_coefficient"),
        ..GasOrifice::to_atmosphere(pressure_pa, temperature_k, example.get("hole_diameter"))
    };
    // The example gives the density upstream; the ideal-gas law turns it into a molar mass.
    let molar_mass_kg_mol = example.get("gas_density_upstream") * GAS_CONSTANT_J_MOL_K * temperature_k / pressure_pa;
    let gas = GasProperties { molar_mass_kg_mol, heat_capacity_ratio: example.get("heat_capacity_ratio") };
    let release = hole.release_with(gas).unwrap().field;
    assert!(release.choked);
    // Printed with 6 digits.
    assert_close("mass flow", release.release_rate_kg_s, example.get("mass_flow"), 1e-6);
    assert_close("throat pressure", release.throat_pressure_pa, example.get("throat_pressure"), 5e-6);
    assert_close("throat temperature", release.throat_temperature_k, example.get("throat_temperature"), 5e-6);
    // The example prints the mean velocity over the hole: that of the throat times the discharge coefficient.
    let mean_velocity_m_s = hole.discharge_coefficient * release.throat_velocity_m_s;
    assert_close("velocity", mean_velocity_m_s, example.get("throat_velocity"), 5e-6);
}

/// Saturated n-butane at 298.15 K and its boiling point by the equations (Perry, 8th ed.) that the
/// example states.
struct Butane;

impl Butane {
    const TEMPERATURE_K: f64 = 298.15;
    const BOILING_POINT_K: f64 = 272.55;

    fn density_kg_m3() -> f64 {
        58.122 * 1.0677 / 0.27188_f64.powf(1.0 + (1.0 - Self::TEMPERATURE_K / 425.12).powf(0.28688))
    }
    fn heat_capacity_j_kg_k() -> f64 {
        let t = Self::TEMPERATURE_K;
        (191_030.0 - 1675.0 * t + 12.5 * t.powi(2) - 0.03874 * t.powi(3) + 4.6121e-5 * t.powi(4)) / 58.122
    }
    fn latent_heat_j_kg() -> f64 {
        let r = Self::TEMPERATURE_K / 425.12;
        3.6238e7 * (1.0 - r).powf(0.8337 - 0.82274 * r + 0.39613 * r * r) / 58.122
    }
}

#[test]
fn butane_sphere_leak() {
    let Some(example) = Example::read(BUTANE) else { return };
    let ambient_pa = 14.7 * 6894.757_293_168;
    let hole = LiquidOrifice {
        discharge_coefficient: example.get("discharge_coefficient"),
        ambient_pressure_pa: ambient_pa,
        ..LiquidOrifice::to_atmosphere(
            example.get("vessel_gauge_pressure") + ambient_pa,
            Butane::TEMPERATURE_K,
            example.get("liquid_head_used"),
            example.get("hole_diameter"),
        )
    };
    let release = hole.release_with(Butane::density_kg_m3()).unwrap().field;
    // The example takes 9.81 m/s2, we the standard 9.80665: 2e-5 of the head's share.
    assert_close("liquid discharge", release.release_rate_kg_s, example.get("liquid_discharge"), 1e-5);
}

#[test]
fn butane_flash() {
    let Some(example) = Example::read(BUTANE) else { return };
    let fraction = flash_frac(
        Butane::heat_capacity_j_kg_k(),
        Butane::TEMPERATURE_K,
        Butane::BOILING_POINT_K,
        Butane::latent_heat_j_kg(),
    );
    assert_close("flash fraction", fraction, example.get("flash_fraction"), 1e-6);
}

#[test]
fn ammonia_of_desert_tortoise_flashes_as_reported() {
    let Some(example) = Example::read("Desert Tortoise two-phase endpoint (HSE, JRIII v1.2)") else { return };
    // Stored near 293 to 297 K (Desert Tortoise 4, 24.1 C); reported quality 0.18 to 0.20 after the flash.
    for temperature_k in [293.0, 297.3] {
        let fraction = flash_frac(
            example.get("cp_liquid"),
            temperature_k,
            example.get("flash_temperature"),
            example.get("latent_heat"),
        );
        assert!((0.18..=0.205).contains(&fraction), "{fraction} at {temperature_k} K");
    }
}
