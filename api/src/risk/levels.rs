//! The levels at which risk is drawn: the limits of the law, from the tables of standards.

use cordon_datasets::tables::gb36894_2018_individual_risk;
use cordon_engine::city::BilingualName;
use cordon_engine::compliance::{self, IndividualRiskCriterion, ProtectionClass, risk_levels};
use cordon_engine::provenance::Origin;
use serde::Serialize;
use std::collections::BTreeSet;
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
    pub provenance: String,
    /// Mark of origin of what the level means.
    #[schema(value_type = String)]
    pub origin: Origin,
}

/// Levels drawn for orientation, about a decade below and above those of the law, per year.
const ORIENTATION_PER_YEAR: [f64; 2] = [1e-8, 1e-4];
const DRAWN_ONLY: &str = "drawn for orientation; not a legal level";
/// Colours of the bands, lowest level first.
const COLOURS: [&str; 6] = ["#fbf3c4", "#fde725", "#fca50a", "#dd513a", "#932667", "#420a68"];

/// The levels in rising order: those of GB 36894-2018 for new and in-service installations, and one
/// decade on either side for orientation.
#[must_use]
pub fn standard_levels() -> Vec<RiskLevel> {
    levels_of(gb36894_2018_individual_risk())
}

fn levels_of(criteria: &[IndividualRiskCriterion]) -> Vec<RiskLevel> {
    let levels = risk_levels(criteria, &ORIENTATION_PER_YEAR);
    let count = levels.len();
    let drawn = levels.into_iter().enumerate().map(|(index, level)| RiskLevel {
        per_year: level.per_year,
        label: label(&level),
        colour: colour(index, count),
        provenance: provenance(criteria, &level),
        origin: level.origin,
    });
    drawn.collect()
}

/// Colours spread over the levels, the first for the lowest and the last for the highest.
fn colour(index: usize, count: usize) -> &'static str {
    COLOURS[index * (COLOURS.len() - 1) / count.saturating_sub(1).max(1)]
}

fn label(level: &compliance::RiskLevel) -> BilingualName {
    if level.new_limit_of.is_empty() && level.in_service_limit_of.is_empty() {
        return BilingualName {
            zh: "参考线（非法定）".into(), en: "for orientation, not a legal level".into()
        };
    }
    let list = |classes: &[ProtectionClass], name: fn(ProtectionClass) -> &'static str, comma: &str| {
        classes.iter().map(|class| name(*class)).collect::<Vec<_>>().join(comma)
    };
    let installations =
        [("新建", "new installations", &level.new_limit_of), ("在役", "in service", &level.in_service_limit_of)];
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (stage_zh, stage_en, classes) in installations.into_iter().filter(|(_, _, classes)| !classes.is_empty()) {
        zh.push(format!("{stage_zh}：{}限值", list(classes, ProtectionClass::name_zh, "、")));
        en.push(format!("limit for {} ({stage_en})", list(classes, ProtectionClass::name_en, " / ")));
    }
    BilingualName { zh: zh.join("；"), en: en.join("; ") }
}

/// Sources of the limits that a level stands for, each once.
fn provenance(criteria: &[IndividualRiskCriterion], level: &compliance::RiskLevel) -> String {
    let classes = || level.new_limit_of.iter().chain(&level.in_service_limit_of);
    let involved = criteria.iter().filter(|criterion| classes().any(|class| *class == criterion.class));
    let sources: BTreeSet<&str> = involved.map(|criterion| criterion.source.as_str()).collect();
    if sources.is_empty() {
        return DRAWN_ONLY.into();
    }
    format!("GB 36894-2018: {}", sources.into_iter().collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_are_those_of_the_law_and_two_for_orientation() {
        let levels = standard_levels();
        let values: Vec<f64> = levels.iter().map(|level| level.per_year).collect();
        assert_eq!(values, [1e-8, 3e-7, 3e-6, 1e-5, 3e-5, 1e-4]);
        let origins: Vec<Origin> = levels.iter().map(|level| level.origin).collect();
        use Origin::{Assumed, Memory};
        assert_eq!(origins, [Assumed, Memory, Memory, Memory, Memory, Assumed]);
        assert_eq!(levels.iter().map(|level| level.colour).collect::<Vec<_>>(), COLOURS);
        assert_eq!(levels[0].provenance, DRAWN_ONLY);
        assert!(levels[1].provenance.contains("recalled"), "{}", levels[1].provenance);
    }

    #[test]
    fn a_label_names_the_classes_in_both_languages() {
        let levels = standard_levels();
        assert_eq!(
            levels[3].label.zh,
            "新建：一般防护目标中的三类防护目标限值；在役：一般防护目标中的二类防护目标限值"
        );
        assert_eq!(
            levels[3].label.en,
            "limit for general object, class 3 (new installations); limit for general object, class 2 (in service)"
        );
        assert!(levels[1].label.zh.starts_with("新建：高敏感防护目标、重要防护目标、"));
        assert!(levels[4].label.zh.starts_with("在役："));
    }

    #[test]
    fn any_number_of_levels_has_its_colours() {
        assert_eq!([colour(0, 1), colour(0, 2), colour(1, 2)], [COLOURS[0], COLOURS[0], COLOURS[5]]);
        assert_eq!(colour(11, 12), COLOURS[5]);
    }
}
