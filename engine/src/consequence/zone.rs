//! Zones of a cloud: which concentrations are drawn, and what they reach.

use super::cloud::Purpose;
use crate::dispersion::{Atmosphere, ZonePart, ZoneStation};
use crate::fire::lfl_concentration_kg_m3;
use crate::math::{cos, sin};
use crate::provenance::{FieldProblem, Origin};
use crate::substance::{Substance, ToxicLimit};
use crate::vulnerability::{LevelEntry, lfl_share_id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// Corners of a disc.
const CORNERS: u32 = 72;
/// Exposure of the limits that are drawn when nobody asks for others, s.
const DEFAULT_EXPOSURE_S: f64 = 3600.0;

/// A concentration for which a zone is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Threshold {
    /// A published limit of the substance.
    Limit {
        /// Programme.
        limit: ToxicLimit,
        /// Level, 1 to 3.
        #[schemars(range(min = 1, max = 3))]
        level: u8,
        /// Exposure for which it is published, s.
        #[schemars(range(min = 1.0, max = 1e5))]
        exposure_s: f64,
    },
    /// A share of the lower flammable limit.
    LowerFlammableLimit {
        /// Share: 1 the limit, 0.5 half of it.
        #[serde(default = "whole")]
        #[schemars(range(min = 0.01, max = 1.0))]
        share_frac: f64,
    },
    /// The upper flammable limit.
    UpperFlammableLimit,
    /// A concentration of the user's, averaged as toxic levels are.
    Concentration {
        /// Concentration, kg/m3.
        #[schemars(range(min = 1e-12, max = 1e4))]
        concentration_kg_m3: f64,
    },
}

fn whole() -> f64 {
    1.0
}

/// How a level is compared with a cloud.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LevelValue {
    /// By mass.
    Concentration {
        /// Concentration, kg/m3.
        kg_m3: f64,
    },
    /// By mole fraction; as a mass of gas at the temperature of the air where a model knows only that.
    MoleFrac {
        /// Mole fraction.
        mole_frac: f64,
        /// The same in air, kg/m3.
        kg_m3: f64,
    },
}

/// A concentration that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// What it is: `aegl_2`, `lower_flammable_limit`, `concentration`.
    pub key: String,
    /// Exposure for which a limit is published, s.
    pub exposure_s: Option<f64>,
    /// Its value.
    pub value: LevelValue,
    /// To which harm it belongs.
    pub purpose: Purpose,
    /// How the figure came to us.
    pub origin: Origin,
    /// Its source.
    pub source: String,
}

impl Level {
    /// As a mass concentration, kg/m3.
    #[must_use]
    pub fn concentration_kg_m3(&self) -> f64 {
        match self.value {
            LevelValue::Concentration { kg_m3 } | LevelValue::MoleFrac { kg_m3, .. } => kg_m3,
        }
    }
}

/// The levels that are drawn when nobody asks for others: flammable limits; the three levels for an hour of the first programme
/// that has any for the substance, AEGL before ERPG before PAC; IDLH.
#[must_use]
pub fn default_thresholds(substance: &Substance) -> Vec<Threshold> {
    let mut wanted = Vec::new();
    if substance.lfl_mole_frac.is_some() {
        wanted.extend(substance.ufl_mole_frac.map(|_| Threshold::UpperFlammableLimit));
        wanted.extend([1.0, 0.5].map(|share_frac| Threshold::LowerFlammableLimit { share_frac }));
    }
    let published = |limit: ToxicLimit, level, exposure_s| substance.toxic_endpoint(limit, level, exposure_s).is_ok();
    let limits = |limit: ToxicLimit| {
        let levels = (1..=3).rev().filter(move |&level| published(limit, level, DEFAULT_EXPOSURE_S));
        levels.map(move |level| Threshold::Limit { limit, level, exposure_s: DEFAULT_EXPOSURE_S })
    };
    let programmes = [ToxicLimit::Aegl, ToxicLimit::Erpg, ToxicLimit::Pac];
    let first = programmes.into_iter().map(|limit| limits(limit).collect::<Vec<_>>()).find(|found| !found.is_empty());
    wanted.extend(first.into_iter().flatten());
    let idlh_s = ToxicLimit::Idlh.durations_s()[0];
    let idlh = Threshold::Limit { limit: ToxicLimit::Idlh, level: 1, exposure_s: idlh_s };
    wanted.extend(published(ToxicLimit::Idlh, 1, idlh_s).then_some(idlh));
    wanted
}

/// Thresholds as levels of a substance in its air.
///
/// # Errors
/// Every threshold that the substance does not have.
pub fn levels(
    thresholds: &[Threshold],
    substance: &Substance,
    air: &Atmosphere,
) -> Result<Vec<Level>, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut found = Vec::with_capacity(thresholds.len());
    for (index, threshold) in thresholds.iter().enumerate() {
        match level(threshold, substance, air) {
            Ok(level) => found.push(level),
            Err((value, allowed)) => {
                let field = format!("thresholds[{index}]");
                problems.push(FieldProblem::new(field, value, allowed, "not_known"));
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn level(threshold: &Threshold, substance: &Substance, air: &Atmosphere) -> Result<Level, (String, String)> {
    let flammable = |key: &str, limit: Option<f64>, share_frac: f64| {
        let limit = limit.ok_or_else(|| (key.to_owned(), format!("a limit that {} has", substance.name.en)))?;
        let mole_frac = share_frac * limit;
        let kg_m3 = lfl_concentration_kg_m3(mole_frac, substance.molar_mass_kg_mol, air.temperature_k, air.pressure_pa);
        let value = LevelValue::MoleFrac { mole_frac, kg_m3 };
        let (purpose, origin, source) = (Purpose::Flammable, Origin::Source, "substances".into());
        Ok(Level { key: key.into(), exposure_s: None, value, purpose, origin, source })
    };
    match *threshold {
        Threshold::UpperFlammableLimit => flammable(LevelEntry::UPPER_FLAMMABLE_LIMIT.id, substance.ufl_mole_frac, 1.0),
        Threshold::LowerFlammableLimit { share_frac } => {
            flammable(&lfl_share_id(share_frac), substance.lfl_mole_frac, share_frac.min(1.0))
        }
        Threshold::Limit { limit, level, exposure_s } => {
            let endpoint = substance.toxic_endpoint(limit, level, exposure_s);
            let endpoint = endpoint.map_err(|error| (format!("{}-{level}", limit.key()), error.to_string()))?;
            let kg_m3 = substance.limit_concentration_kg_m3(endpoint.concentration_mole_frac);
            Ok(Level {
                key: limit.level_id(level),
                exposure_s: Some(exposure_s),
                value: LevelValue::Concentration { kg_m3 },
                purpose: Purpose::Toxic,
                origin: endpoint.origin,
                source: endpoint.source.clone(),
            })
        }
        Threshold::Concentration { concentration_kg_m3 } => Ok(Level {
            key: LevelEntry::CONCENTRATION.id.into(),
            exposure_s: None,
            value: LevelValue::Concentration { kg_m3: concentration_kg_m3 },
            purpose: Purpose::Toxic,
            origin: Origin::User,
            source: "input".into(),
        }),
    }
}

/// A disc as a part: its half-width at distances that are even in angle.
pub(super) fn disc(radius_m: f64) -> ZonePart {
    let angle = |corner: u32| TAU * f64::from(corner) / f64::from(CORNERS);
    let station = |corner: u32| ZoneStation {
        x_m: -radius_m * cos(angle(corner)),
        half_width_m: (radius_m * sin(angle(corner))).max(0.0),
    };
    ZonePart { stations: (0..=CORNERS / 2).map(station).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_is_a_closed_circle() {
        let circle = disc(50.0);
        assert!((circle.reach_m() - 50.0).abs() < 1e-9 && (circle.half_width_m() - 50.0).abs() < 1e-9);
        assert!((circle.area_m2() / (2500.0 * std::f64::consts::PI) - 1.0).abs() < 2e-3);
    }
}
