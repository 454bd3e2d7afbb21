//! Whether and when a flammable release is lit.

use crate::math;
use crate::provenance::{ModelCard, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ignition probabilities.
pub const IGNITION: ModelCard = ModelCard {
    id: "ignition_probability",
    version: 1,
    title_en: "Ignition probabilities (Purple Book)",
    title_zh: "点火概率(紫皮书)",
    citation: "TNO Purple Book CPR 18E (1999) table 4.5 (immediate, stationary installations) and appendix 4.A (delayed), recalled \
               (shared/standards/ignition_probabilities.csv, provenance memory)",
    domain: "stationary installations; delayed ignition by sources that the cloud covers",
    verification: "tests/verification/frequency.rs against shared/validation/ignition_probabilities.csv",
    origin: Origin::Memory,
};

/// How readily a substance is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IgnitionClass {
    /// Flammable liquid of class K1 (flash point below 21 C).
    K1Liquid,
    /// Gas of low reactivity (methane, ammonia, carbon monoxide).
    LowReactivityGas,
    /// Gas of average or high reactivity.
    AverageOrHighReactivityGas,
}

/// Size of a release.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ReleaseSize {
    /// At a rate.
    Continuous {
        /// Release rate, kg/s.
        release_rate_kg_s: f64,
    },
    /// At once.
    Instantaneous {
        /// Released mass, kg.
        mass_kg: f64,
    },
}

impl ReleaseSize {
    /// 0 below 10 kg/s or 1 t, 1 up to 100 kg/s or 10 t, 2 above.
    fn band(self) -> usize {
        let (value, limits) = match self {
            Self::Continuous { release_rate_kg_s } => (release_rate_kg_s, [10.0, 100.0]),
            Self::Instantaneous { mass_kg } => (mass_kg, [1e3, 1e4]),
        };
        if value < limits[0] {
            0
        } else if value <= limits[1] {
            1
        } else {
            2
        }
    }
}

/// Probability of immediate ignition, 0 to 1 (recalled: [`IGNITION`]).
#[must_use]
pub fn immediate_ignition_prob(class: IgnitionClass, size: ReleaseSize) -> f64 {
    let by_band = match class {
        IgnitionClass::K1Liquid => [0.065; 3],
        IgnitionClass::LowReactivityGas => [0.02, 0.04, 0.09],
        IgnitionClass::AverageOrHighReactivityGas => [0.2, 0.5, 0.7],
    };
    by_band[size.band()]
}

/// Rate of ignition of a source from the probability `p` that it lights a cloud within a minute:
/// `-ln(1 - p) / 60`, per second. Infinite for `p` of 1 (a flare).
#[must_use]
pub fn ignition_rate_per_s(one_minute_prob: f64) -> f64 {
    if one_minute_prob >= 1.0 { f64::INFINITY } else { -math::ln(1.0 - one_minute_prob) / 60.0 }
}

/// Probability that a source present with `present_prob` lights the cloud within `covered_s` of being
/// covered: `P = present (1 - exp(-rate t))`.
#[must_use]
pub fn delayed_ignition_prob(present_prob: f64, rate_per_s: f64, covered_s: f64) -> f64 {
    if covered_s <= 0.0 { 0.0 } else { present_prob * (1.0 - math::exp(-rate_per_s * covered_s)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_returns_its_own_minute() {
        let rate_per_s = ignition_rate_per_s(0.4);
        assert!((delayed_ignition_prob(1.0, rate_per_s, 60.0) - 0.4).abs() < 1e-12);
        assert_eq!(delayed_ignition_prob(1.0, rate_per_s, 0.0), 0.0);
        assert_eq!(delayed_ignition_prob(0.5, ignition_rate_per_s(1.0), 1.0), 0.5);
    }

    #[test]
    fn bands_have_their_edges() {
        let class = IgnitionClass::AverageOrHighReactivityGas;
        let at = |release_rate_kg_s| immediate_ignition_prob(class, ReleaseSize::Continuous { release_rate_kg_s });
        assert_eq!([at(9.99), at(10.0), at(100.0), at(100.01)], [0.2, 0.5, 0.5, 0.7]);
        assert_eq!(immediate_ignition_prob(class, ReleaseSize::Instantaneous { mass_kg: 20_000.0 }), 0.7);
    }
}
