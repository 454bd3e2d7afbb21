//! What a pool lies on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ground or water under a pool.
///
/// Conductivity and diffusivity of the grounds: NOAA, *ALOHA Technical Documentation* (TM NOS OR&R 43, 2013),
/// table 9, after Briscoe and Shaw (1980). They are effective values: the documentation carries a correction,
/// found by comparing with boiling pools, that makes ground as good a conductor as nine times the measured one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PoolSurface {
    /// Concrete, paving, the floor of most bunds.
    #[default]
    Concrete,
    /// Average soil.
    Soil,
    /// Dry sandy soil.
    DrySand,
    /// Moist sandy soil.
    MoistSand,
    /// Open water; only for liquids lighter than it.
    Water,
}

/// Heat from below a pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Below {
    /// A solid of endless depth.
    Solid {
        /// Conductivity, W/(m K).
        conductivity_w_m_k: f64,
        /// Diffusivity, m2/s.
        diffusivity_m2_s: f64,
    },
    /// Stirred water, by a coefficient.
    Water {
        /// Heat transfer coefficient, W/(m2 K).
        coefficient_w_m2_k: f64,
    },
}

/// Density of water, kg/m3: what a pool must be lighter than to float.
pub(super) const WATER_DENSITY_KG_M3: f64 = 998.2;
/// Heat transfer coefficient from water to a pool on it, W/(m2 K) (recalled: Webber's figure in the ALOHA
/// documentation and in the Yellow Book). For LNG it gives 0.17 kg/(m2 s), the order that Burgess measured.
const WATER_COEFFICIENT_W_M2_K: f64 = 500.0;

impl PoolSurface {
    pub(super) fn below(self) -> Below {
        let solid = |conductivity_w_m_k, diffusivity_m2_s| Below::Solid { conductivity_w_m_k, diffusivity_m2_s };
        match self {
            Self::Concrete => solid(8.28, 3.74e-6),
            Self::Soil => solid(8.64, 4.13e-6),
            Self::DrySand => solid(2.34, 1.74e-6),
            Self::MoistSand => solid(5.31, 3.02e-6),
            Self::Water => Below::Water { coefficient_w_m2_k: WATER_COEFFICIENT_W_M2_K },
        }
    }
}
