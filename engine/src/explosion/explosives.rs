//! Condensed explosives as masses of TNT, by overpressure and by impulse.

use crate::provenance::{Caveat, CaveatCode, ModelCard, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// TNT equivalents of condensed explosives.
pub const TNT_EQUIVALENTS: ModelCard = ModelCard {
    id: "tnt_equivalents",
    version: 1,
    title_en: "TNT equivalents of condensed explosives",
    title_zh: "凝聚炸药 TNT 当量",
    citation: "DDESB Technical Paper 20 (2018) Blast Effects Computer - Open, version 1, open storage (C-4, H-6, PETN, pentolite, tritonal), \
               read in a public transcription; UFC 3-340-02 (2008) (composition B, RDX, ANFO), two public transcriptions that agree",
    domain: "means over distance of bare charges: single trials differ by 20 to 30 %, close by and far away more",
    verification: "tests/verification/explosion.rs: the transcriptions",
    origin: Origin::Source,
};

/// A condensed explosive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Explosive {
    /// TNT.
    #[default]
    Tnt,
    /// ANFO, ammonium nitrate with fuel oil.
    Anfo,
    /// Composition B.
    CompositionB,
    /// Composition C-4.
    C4,
    /// H-6.
    H6,
    /// Pentolite.
    Pentolite,
    /// PETN.
    Petn,
    /// RDX.
    Rdx,
    /// Tritonal.
    Tritonal,
}

impl Explosive {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Tnt,
        Self::Anfo,
        Self::CompositionB,
        Self::C4,
        Self::H6,
        Self::Pentolite,
        Self::Petn,
        Self::Rdx,
        Self::Tritonal,
    ];

    /// Mass of TNT with the same overpressure, over the mass.
    #[must_use]
    pub fn pressure_ratio(self) -> f64 {
        match self {
            Self::Tnt => 1.0,
            Self::Anfo => 0.82,
            Self::CompositionB => 1.11,
            Self::C4 => 1.37,
            Self::H6 | Self::Pentolite => 1.38,
            Self::Petn => 1.27,
            Self::Rdx => 1.14,
            Self::Tritonal => 1.07,
        }
    }

    /// Mass of TNT with the same impulse, over the mass; none where transcriptions disagree (ANFO: 0.82, 0.89).
    #[must_use]
    pub fn impulse_ratio(self) -> Option<f64> {
        Some(match self {
            Self::Tnt => 1.0,
            Self::Anfo => return None,
            Self::CompositionB => 0.98,
            Self::C4 => 1.19,
            Self::H6 => 1.15,
            Self::Pentolite => 1.14,
            Self::Petn => 1.27,
            Self::Rdx => 1.09,
            Self::Tritonal => 0.96,
        })
    }

    /// What to tell beside an answer; none where nothing is unsure.
    #[must_use]
    pub fn caveat(self) -> Option<Caveat> {
        self.impulse_ratio().is_none().then(|| {
            let ratio = self.pressure_ratio();
            Caveat::new(
                CaveatCode::AssumedValue,
                TNT_EQUIVALENTS.id,
                format!(
                    "no TNT equivalent by impulse that two sources agree on: that by overpressure, {ratio}, was taken"
                ),
                format!("冲量 TNT 当量各来源不一致:取超压当量 {ratio}"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tnt_is_tnt_and_the_others_are_near() {
        assert_eq!((Explosive::Tnt.pressure_ratio(), Explosive::Tnt.impulse_ratio()), (1.0, Some(1.0)));
        for explosive in Explosive::ALL {
            assert!((0.8..1.4).contains(&explosive.pressure_ratio()));
            assert_eq!(explosive.caveat().is_some(), explosive == Explosive::Anfo);
        }
    }
}
