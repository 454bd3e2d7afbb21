//! Toxic probits, overpressure limits, vulnerability rules, damage levels.

use super::{rows_of, sourced};
use cordon_engine::compliance::ProtectionClass;
use cordon_engine::provenance::Origin;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::OnceLock;

/// Constants of Pr = k1 + k2 ln(C^n t), C in mg/m3, t in minutes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ToxicProbitRow {
    /// English name.
    pub name_en: String,
    /// Chinese name.
    pub name_zh: String,
    /// CAS number.
    pub cas: String,
    /// Intercept.
    pub k1: f64,
    /// Slope.
    pub k2: f64,
    /// Exponent of the concentration.
    pub n: f64,
    /// Publication.
    pub source: String,
    /// How the figures came to us.
    pub origin: Origin,
}

/// Overpressure limit of GB/T 37243-2019 for a class of protected objects (accident-consequence method).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct OverpressureLimit {
    /// Class of the protected object.
    pub class: ProtectionClass,
    /// Chinese name of the class, or of the group of classes with this limit.
    pub name_zh: String,
    /// Most side-on overpressure, Pa.
    pub overpressure_pa: f64,
    /// Publication.
    pub source: String,
    /// How the figure came to us.
    pub origin: Origin,
}

/// Effects on people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Heat radiation of pool fires, jet fires and fireballs.
    ThermalRadiation,
    /// Fire through a flammable cloud.
    FlashFire,
    /// Explosion of a flammable cloud.
    VapourCloudExplosion,
    /// Inhalation.
    Toxic,
}

/// How likely people die under an effect: a factor, times the lethality of the probit where the
/// `_of_probit` mark is set (AQ/T 3046-2013).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct VulnerabilityRule {
    /// The effect.
    pub effect: Effect,
    /// Where the rule holds.
    pub condition_en: String,
    /// Where the rule holds, Chinese.
    pub condition_zh: String,
    /// Factor for individual risk, outdoors.
    pub outdoor_individual_prob: f64,
    /// Whether that factor multiplies the probit's lethality.
    #[serde(deserialize_with = "flag")]
    pub outdoor_individual_of_probit: bool,
    /// Factor for societal risk, outdoors.
    pub outdoor_societal_prob: f64,
    /// Whether that factor multiplies the probit's lethality.
    #[serde(deserialize_with = "flag")]
    pub outdoor_societal_of_probit: bool,
    /// Factor for societal risk, indoors.
    pub indoor_societal_prob: f64,
    /// Whether that factor multiplies the probit's lethality.
    #[serde(deserialize_with = "flag")]
    pub indoor_societal_of_probit: bool,
    /// Publication.
    pub source: String,
    /// How the figures came to us.
    pub origin: Origin,
}

/// Damage to buildings by overpressure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct DamageLevel {
    /// 1 (none) to 7 (complete).
    pub grade: u8,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Overpressure from which the grade begins, Pa.
    pub overpressure_min_pa: f64,
    /// Overpressure at which it ends, Pa; `None` when open.
    pub overpressure_max_pa: Option<f64>,
    /// Publication.
    pub source: String,
    /// How the figures came to us.
    pub origin: Origin,
}

sourced!(ToxicProbitRow, OverpressureLimit, VulnerabilityRule, DamageLevel);

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(u8::deserialize(deserializer)? != 0)
}

/// Toxic probits of the Purple Book, table 5.2.
#[must_use]
pub fn toxic_probits() -> &'static [ToxicProbitRow] {
    static ROWS: OnceLock<Vec<ToxicProbitRow>> = OnceLock::new();
    rows_of(&ROWS, "toxic_probits")
}

/// Overpressure limits of GB/T 37243-2019.
#[must_use]
pub fn gbt37243_2019_overpressure_limits() -> &'static [OverpressureLimit] {
    static ROWS: OnceLock<Vec<OverpressureLimit>> = OnceLock::new();
    rows_of(&ROWS, "gbt37243_2019_overpressure_limits")
}

/// Vulnerability rules of AQ/T 3046-2013.
#[must_use]
pub fn vulnerability_rules() -> &'static [VulnerabilityRule] {
    static ROWS: OnceLock<Vec<VulnerabilityRule>> = OnceLock::new();
    rows_of(&ROWS, "aqt3046_2013_vulnerability_rules")
}

/// Damage levels of GB 6722-2014.
#[must_use]
pub fn gb6722_2014_damage_levels() -> &'static [DamageLevel] {
    static ROWS: OnceLock<Vec<DamageLevel>> = OnceLock::new();
    rows_of(&ROWS, "gb6722_2014_damage_levels")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_engine::substance::CasNumber;

    #[test]
    fn damage_levels_meet() {
        for pair in gb6722_2014_damage_levels().windows(2) {
            assert_eq!(pair[0].overpressure_max_pa, Some(pair[1].overpressure_min_pa));
        }
        assert_eq!(gb6722_2014_damage_levels()[1].overpressure_min_pa, 2000.0);
    }

    #[test]
    fn probits_carry_valid_cas_numbers_and_agree_with_the_library() {
        for row in toxic_probits() {
            assert!(CasNumber::parse(&row.cas).is_ok(), "{}", row.cas);
            let Some(substance) = crate::substances::library().find(&row.cas) else { continue };
            let probit = substance.toxic_probit.as_ref().unwrap();
            assert_eq!((probit.k1, probit.k2, probit.n), (row.k1, row.k2, row.n), "{}", row.cas);
        }
    }

    #[test]
    fn the_more_sensitive_the_lower_the_overpressure() {
        let limit =
            |class| gbt37243_2019_overpressure_limits().iter().find(|row| row.class == class).unwrap().overpressure_pa;
        assert_eq!(limit(ProtectionClass::HighSensitivity), 2000.0);
        assert_eq!(limit(ProtectionClass::GeneralClass2), 5000.0);
        assert_eq!(limit(ProtectionClass::GeneralClass3), 9000.0);
    }

    #[test]
    fn indoors_is_never_worse_than_outdoors_but_for_explosions() {
        for rule in vulnerability_rules().iter().filter(|rule| rule.effect != Effect::VapourCloudExplosion) {
            assert!(rule.indoor_societal_prob <= rule.outdoor_societal_prob, "{}", rule.condition_en);
        }
    }
}
