//! How often vessels lose their content.

use crate::provenance::{ModelCard, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Vessel failure frequencies.
pub const LEAK_FREQUENCIES: ModelCard = ModelCard {
    id: "leak_frequencies",
    version: 1,
    title_en: "Failure frequencies of vessels (Purple Book)",
    title_zh: "容器失效频率(紫皮书)",
    citation: "TNO Purple Book CPR 18E (1999) chapter 3 / BEVI reference manual, recalled (shared/validation/failure_frequencies.csv, \
               provenance memory)",
    domain: "stationary vessels in ordinary service, no allowance for site management; per vessel and year",
    verification: "tests/verification/frequency.rs against shared/validation/failure_frequencies.csv",
    origin: Origin::Memory,
};

/// Kind of vessel, as the Purple Book sorts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VesselKind {
    /// Storage vessel under pressure.
    PressureVessel,
    /// Vessel in which the physical state changes (column, separator).
    ProcessVessel,
    /// Vessel in which a reaction runs.
    ReactorVessel,
    /// Atmospheric tank with one containment.
    AtmosphericTank,
}

impl VesselKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::PressureVessel, Self::ProcessVessel, Self::ReactorVessel, Self::AtmosphericTank];
}

/// A way of losing the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LossOfContainment {
    /// The whole content at once.
    Instantaneous,
    /// The whole content within 10 minutes.
    WithinTenMinutes,
    /// A hole of 10 mm.
    TenMillimetreHole,
}

impl LossOfContainment {
    /// All three, worst first.
    pub const ALL: [Self; 3] = [Self::Instantaneous, Self::WithinTenMinutes, Self::TenMillimetreHole];

    /// English title.
    #[must_use]
    pub fn title_en(self) -> &'static str {
        match self {
            Self::Instantaneous => "whole content at once",
            Self::WithinTenMinutes => "whole content within 10 minutes",
            Self::TenMillimetreHole => "10 mm hole",
        }
    }

    /// Chinese title.
    #[must_use]
    pub fn title_zh(self) -> &'static str {
        match self {
            Self::Instantaneous => "瞬时全部泄漏",
            Self::WithinTenMinutes => "10 分钟内全部泄漏",
            Self::TenMillimetreHole => "10 mm 孔泄漏",
        }
    }
}

/// A frequency with its origin, which goes with it to the user.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LeakFrequency {
    /// What happens.
    pub event: LossOfContainment,
    /// How often, per vessel and year.
    pub frequency_per_year: f64,
    /// Where the figure comes from.
    pub source: &'static str,
    /// Mark of origin.
    pub origin: Origin,
}

const SOURCE: &str = "TNO Purple Book CPR 18E (1999) chapter 3, recalled";

const fn recalled(event: LossOfContainment, frequency_per_year: f64) -> LeakFrequency {
    LeakFrequency { event, frequency_per_year, source: SOURCE, origin: Origin::Memory }
}

const fn set(catastrophic_per_year: f64, hole_per_year: f64) -> [LeakFrequency; 3] {
    [
        recalled(LossOfContainment::Instantaneous, catastrophic_per_year),
        recalled(LossOfContainment::WithinTenMinutes, catastrophic_per_year),
        recalled(LossOfContainment::TenMillimetreHole, hole_per_year),
    ]
}

/// The three events of a vessel with their frequencies.
///
/// # Example
/// ```
/// use cordon_engine::frequency::{VesselKind, vessel_frequencies};
/// let total: f64 = vessel_frequencies(VesselKind::PressureVessel).iter().map(|leak| leak.frequency_per_year).sum();
/// assert!((total - 1.1e-5).abs() < 1e-12);
/// ```
#[must_use]
pub const fn vessel_frequencies(kind: VesselKind) -> [LeakFrequency; 3] {
    match kind {
        VesselKind::PressureVessel => set(5e-7, 1e-5),
        VesselKind::ProcessVessel | VesselKind::ReactorVessel | VesselKind::AtmosphericTank => set(5e-6, 1e-4),
    }
}
