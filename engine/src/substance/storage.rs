//! How a substance is stored when nobody says so.

use super::Substance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ambient temperature by which the default storage is chosen, K (20 C).
pub const STORAGE_AMBIENT_TEMPERATURE_K: f64 = 293.15;

/// How the content of a vessel is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StorageState {
    /// Gas liquefied by pressure at ambient temperature.
    PressurisedLiquefiedGas,
    /// Gas liquefied by cold at ambient pressure.
    RefrigeratedLiquefiedGas,
    /// Gas compressed, no liquid.
    CompressedGas,
    /// Liquid at or near ambient pressure, below its boiling point.
    AtmosphericLiquid,
    /// Solid.
    Solid,
    /// Condensed explosive.
    CondensedExplosive,
}

/// Which of two customs to take for a gas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StorageChoice {
    /// At ambient temperature, under pressure where needed.
    #[default]
    Ambient,
    /// Gases liquid at their boiling point, in insulated tanks.
    Refrigerated,
}

impl Substance {
    /// Storage state at [`STORAGE_AMBIENT_TEMPERATURE_K`], taken when a record has none.
    #[must_use]
    pub fn default_storage(&self) -> StorageState {
        self.default_storage_at(STORAGE_AMBIENT_TEMPERATURE_K, StorageChoice::Ambient)
    }

    /// Storage state by boiling point and critical temperature relative to the ambient.
    ///
    /// 1. The state that the library states for this substance, if any (acetylene is kept dissolved
    ///    under pressure, explosives are solids).
    /// 2. Boiling point at or above the ambient: liquid at atmospheric pressure.
    /// 3. Refrigerated when asked for.
    /// 4. Critical temperature at or below the ambient: compressed gas, it cannot be liquefied.
    /// 5. Otherwise a gas liquefied by its own vapour pressure.
    #[must_use]
    pub fn default_storage_at(&self, ambient_temperature_k: f64, choice: StorageChoice) -> StorageState {
        if let Some(stated) = self.stated_storage {
            return stated;
        }
        if self.boiling_point_k >= ambient_temperature_k {
            StorageState::AtmosphericLiquid
        } else if choice == StorageChoice::Refrigerated {
            StorageState::RefrigeratedLiquefiedGas
        } else if self.critical_temperature_k <= ambient_temperature_k {
            StorageState::CompressedGas
        } else {
            StorageState::PressurisedLiquefiedGas
        }
    }
}
