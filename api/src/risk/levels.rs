//! The levels at which risk is drawn.

use cordon_engine::city::BilingualName;
use cordon_engine::provenance::Origin;
use serde::Serialize;
use utoipa::ToSchema;

/// One level of individual risk with what it means and how it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RiskLevel {
    /// Individual risk, per year; the band reaches from here to the next level.
    pub per_year: f64,
    /// What the level means.
    #[schema(value_type = Object)]
    pub label: BilingualName,
    /// Colour of the band above the level, `#rrggbb`.
    pub colour: &'static str,
    /// Source of the level.
    pub provenance: &'static str,
    /// Mark of origin of what the level means.
    #[schema(value_type = String)]
    pub origin: Origin,
}

const GB_36894: &str = "figures: SAWS notice 13/2014 as reported by chemical.chemlinked.com; \
    that GB 36894-2018 gives them to these classes is recalled, not checked in its text";
const DRAWN_ONLY: &str = "drawn for orientation; not a legal level";

/// The levels in rising order: those of GB 36894-2018 for new and in-service installations, and one
/// decade on either side for orientation.
#[must_use]
pub fn standard_levels() -> Vec<RiskLevel> {
    let level = |per_year, zh: &str, en: &str, colour, provenance| RiskLevel {
        per_year,
        label: BilingualName { zh: zh.into(), en: en.into() },
        colour,
        provenance,
        origin: if provenance == GB_36894 { Origin::Memory } else { Origin::Assumed },
    };
    vec![
        level(1e-8, "参考线（非法定）", "for orientation, not a legal level", "#fbf3c4", DRAWN_ONLY),
        level(
            3e-7,
            "新建：高敏感、重要防护目标及一般防护目标一类限值",
            "limit for highly sensitive, important and class-1 objects, new installations",
            "#fde725",
            GB_36894,
        ),
        level(
            3e-6,
            "新建：一般防护目标二类限值；在役：高敏感、重要及一类限值",
            "limit for class-2 objects (new); for highly sensitive, important and class-1 objects (in service)",
            "#fca50a",
            GB_36894,
        ),
        level(
            1e-5,
            "新建：一般防护目标三类限值；在役：二类限值",
            "limit for class-3 objects (new); for class-2 objects (in service)",
            "#dd513a",
            GB_36894,
        ),
        level(3e-5, "在役：一般防护目标三类限值", "limit for class-3 objects, in service", "#932667", GB_36894),
        level(1e-4, "参考线（非法定）", "for orientation, not a legal level", "#420a68", DRAWN_ONLY),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise() {
        assert!(standard_levels().windows(2).all(|pair| pair[0].per_year < pair[1].per_year));
    }
}
