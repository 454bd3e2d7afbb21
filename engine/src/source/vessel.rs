//! What a vessel releases in each of its three events of loss of containment.

use super::{GasOrifice, GasProperties, LiquidOrifice, airborne_frac};
use crate::frequency::LossOfContainment;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::STANDARD_ATMOSPHERE_PA;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Releases of the three vessel events.
pub const VESSEL_RELEASE: ModelCard = ModelCard {
    id: "vessel_release",
    version: 1,
    title_en: "Release of a vessel in its three events",
    title_zh: "容器三类失效事件的释放量",
    citation: "TNO Purple Book CPR 18E (1999) chapter 3, events G.1 to G.3 (recalled): instantaneous, whole content in 10 min, 10 mm hole; \
               outflow by gas_orifice and liquid_orifice; airborne share by flash",
    domain: "one vessel, full at the start, no isolation; the hole leaks at its first rate until the vessel is empty or 30 min have passed",
    verification: "unit tests, hand-worked",
    origin: Origin::Memory,
};

/// Time in which the continuous event empties the vessel, s.
pub const TEN_MINUTES_S: f64 = 600.0;
/// Diameter of the small hole, m.
pub const SMALL_HOLE_DIAMETER_M: f64 = 0.010;
/// Longest release that counts, s (30 min, AQ/T 3046).
const MAX_RELEASE_S: f64 = 1800.0;

/// State of the content, as far as outflow cares. Solids and explosives have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentState {
    /// Gas liquefied by pressure: flashes, and much of the rest stays in the air as mist.
    PressurisedLiquefiedGas,
    /// Gas, no liquid.
    CompressedGas,
    /// Liquid at or near ambient pressure, also a gas liquefied by cold.
    Liquid,
}

/// What is in the vessel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselContent {
    /// Content, kg.
    pub mass_kg: f64,
    /// State.
    pub state: ContentState,
    /// Temperature, K.
    pub temperature_k: f64,
    /// Pressure, Pa absolute.
    pub pressure_pa: f64,
    /// Height of the liquid above the hole, m; without meaning for a gas.
    pub liquid_head_m: f64,
}

/// What the releases need to know of the content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContentProperties {
    /// The gas; has a part for a compressed gas only.
    pub gas: GasProperties,
    /// Density of the liquid, kg/m3; has a part for a liquid only.
    pub liquid_density_kg_m3: f64,
    /// Mass fraction that flashes on release, 0 to 1; 1 for a compressed gas, 0 for a cold liquid.
    pub flash_frac: f64,
}

/// What leaves the vessel, and how much of it stays in the air at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum VesselRelease {
    /// All at once.
    Instantaneous {
        /// Released mass, kg.
        mass_kg: f64,
        /// Of that, vapour and mist in the air at once, kg; the rest is a liquid pool.
        airborne_mass_kg: f64,
    },
    /// At a constant rate.
    Continuous {
        /// Release rate, kg/s.
        release_rate_kg_s: f64,
        /// Of that, vapour and mist, kg/s; the rest feeds a pool.
        airborne_rate_kg_s: f64,
        /// Duration, s.
        duration_s: f64,
    },
}

impl VesselContent {
    /// What one event releases.
    ///
    /// # Errors
    /// All problems: quantities out of range.
    pub fn release_with(
        &self,
        event: LossOfContainment,
        properties: ContentProperties,
    ) -> Result<Solved<VesselRelease>, InvalidInput> {
        InvalidInput::check(self.problems(properties))?;
        let mut caveats = Vec::new();
        let airborne = self.airborne_share(properties);
        if self.state == ContentState::PressurisedLiquefiedGas {
            caveats.push(airborne_recalled());
        }
        let field = match event {
            LossOfContainment::Instantaneous => {
                VesselRelease::Instantaneous { mass_kg: self.mass_kg, airborne_mass_kg: airborne * self.mass_kg }
            }
            LossOfContainment::WithinTenMinutes => self.continuous(self.mass_kg / TEN_MINUTES_S, airborne),
            LossOfContainment::TenMillimetreHole => {
                let hole = self.hole_rate_kg_s(properties)?;
                caveats.extend(hole.caveats);
                self.continuous(hole.field, airborne)
            }
        };
        Ok(Solved { field, caveats })
    }

    fn continuous(&self, release_rate_kg_s: f64, airborne: f64) -> VesselRelease {
        let emptying_s = if release_rate_kg_s > 0.0 { self.mass_kg / release_rate_kg_s } else { MAX_RELEASE_S };
        VesselRelease::Continuous {
            release_rate_kg_s,
            airborne_rate_kg_s: airborne * release_rate_kg_s,
            duration_s: emptying_s.min(MAX_RELEASE_S),
        }
    }

    fn airborne_share(&self, properties: ContentProperties) -> f64 {
        match self.state {
            ContentState::CompressedGas => 1.0,
            ContentState::PressurisedLiquefiedGas => airborne_frac(properties.flash_frac),
            _ => properties.flash_frac,
        }
    }

    fn hole_rate_kg_s(&self, properties: ContentProperties) -> Result<Solved<f64>, InvalidInput> {
        if self.state == ContentState::CompressedGas {
            let hole = GasOrifice::to_atmosphere(self.pressure_pa, self.temperature_k, SMALL_HOLE_DIAMETER_M);
            let solved = hole.release_with(properties.gas)?;
            return Ok(Solved { field: solved.field.release_rate_kg_s, caveats: solved.caveats });
        }
        let pressure_pa = self.pressure_pa.max(STANDARD_ATMOSPHERE_PA);
        let hole =
            LiquidOrifice::to_atmosphere(pressure_pa, self.temperature_k, self.liquid_head_m, SMALL_HOLE_DIAMETER_M);
        let solved = hole.release_with(properties.liquid_density_kg_m3)?;
        Ok(Solved { field: solved.field.release_rate_kg_s, caveats: solved.caveats })
    }

    fn problems(&self, properties: ContentProperties) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "mass_kg", self.mass_kg, 1e-3, 1e10, "kg");
        FieldProblem::check_range(&mut problems, "temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        FieldProblem::check_range(&mut problems, "pressure_pa", self.pressure_pa, 1.0, 1e9, "Pa");
        FieldProblem::check_range(&mut problems, "flash_frac", properties.flash_frac, 0.0, 1.0, "");
        problems
    }
}

fn airborne_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        VESSEL_RELEASE.id,
        "the share of a flashing liquid that stays in the air follows a rule recalled from the Purple Book, not checked in it",
        "闪蒸液体留在空气中的比例按记忆中的紫皮书规则取值,未经原文核对",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROPERTIES: ContentProperties = ContentProperties {
        gas: GasProperties { molar_mass_kg_mol: 0.0709, heat_capacity_ratio: 1.33 },
        liquid_density_kg_m3: 1400.0,
        flash_frac: 0.2,
    };

    fn content(state: ContentState) -> VesselContent {
        VesselContent { mass_kg: 6000.0, state, temperature_k: 293.15, pressure_pa: 6.8e5, liquid_head_m: 0.0 }
    }

    #[test]
    fn ten_minutes_empty_the_vessel() {
        let solved =
            content(ContentState::CompressedGas).release_with(LossOfContainment::WithinTenMinutes, PROPERTIES).unwrap();
        let VesselRelease::Continuous { release_rate_kg_s, duration_s, airborne_rate_kg_s } = solved.field else {
            panic!("continuous expected")
        };
        assert_eq!((release_rate_kg_s, duration_s, airborne_rate_kg_s), (10.0, 600.0, 10.0));
    }

    #[test]
    fn a_liquefied_gas_keeps_its_mist_in_the_air_and_says_so() {
        let solved = content(ContentState::PressurisedLiquefiedGas)
            .release_with(LossOfContainment::Instantaneous, PROPERTIES)
            .unwrap();
        let VesselRelease::Instantaneous { airborne_mass_kg, .. } = solved.field else {
            panic!("instantaneous expected")
        };
        // (0.8 * 0.2 - 0.028) / 0.26 = 0.507692
        assert!((airborne_mass_kg - 6000.0 * 0.507_692_307_692).abs() < 1e-6);
        assert_eq!(solved.caveats[0].code, CaveatCode::MemoryFigure);
    }

    #[test]
    fn a_hole_in_a_liquid_space_by_hand() {
        let solved = content(ContentState::PressurisedLiquefiedGas)
            .release_with(LossOfContainment::TenMillimetreHole, PROPERTIES)
            .unwrap();
        let VesselRelease::Continuous { release_rate_kg_s, duration_s, .. } = solved.field else {
            panic!("continuous expected")
        };
        // 0.61 * 7.853982e-5 * sqrt(2 * 1400 * 578675) = 1.928484
        assert!((release_rate_kg_s - 1.928_484).abs() < 1e-5, "{release_rate_kg_s}");
        assert_eq!(duration_s, 1800.0);
    }
}
