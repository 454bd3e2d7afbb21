//! Where people are by day and night: at home or away, indoors or outdoors.

use crate::provenance::{FieldProblem, ModelCard, Origin};
use crate::weather::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The presence of people as a model.
pub const PRESENCE: ModelCard = ModelCard {
    id: "presence",
    version: 1,
    title_en: "Presence of people by day and night, indoors and outdoors",
    title_zh: "昼夜及室内外人员在场比例",
    citation: "TNO Purple Book CPR 18E (1999), chapter 5: of residents 0.93 are indoors by day and 0.99 by night, 0.7 of them are at home by \
               day (recalled, not checked in it)",
    domain: "residential population; schools, workplaces and crowds follow their own hours",
    verification: "tests/verification/societal.rs by hand",
    origin: Origin::Memory,
};

/// Shares of the residents that are there, and indoors.
///
/// By day everybody is taken to be at home (`day_present_frac` = 1): where those who are away work and learn is not
/// counted elsewhere, and to leave them out would make a city safer than it is. The Purple Book's 0.7 can be set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Presence {
    /// Share of the residents at home by day, 0 to 1.
    pub day_present_frac: f64,
    /// Share of the residents at home by night, 0 to 1.
    pub night_present_frac: f64,
    /// Share of those at home who are indoors by day, 0 to 1.
    pub day_indoor_frac: f64,
    /// Share of those at home who are indoors by night, 0 to 1.
    pub night_indoor_frac: f64,
}

impl Default for Presence {
    fn default() -> Self {
        Self { day_present_frac: 1.0, night_present_frac: 1.0, day_indoor_frac: 0.93, night_indoor_frac: 0.99 }
    }
}

impl Presence {
    /// Adds every share that is not between 0 and 1 to the problems.
    pub fn check(&self, problems: &mut Vec<FieldProblem>) {
        let shares = [
            ("presence.day_present_frac", self.day_present_frac),
            ("presence.night_present_frac", self.night_present_frac),
            ("presence.day_indoor_frac", self.day_indoor_frac),
            ("presence.night_indoor_frac", self.night_indoor_frac),
        ];
        for (field, share) in shares {
            FieldProblem::check_range(problems, field, share, 0.0, 1.0, "");
        }
    }

    /// Shares of the residents that are outdoors and indoors at home.
    #[must_use]
    pub fn outdoor_and_indoor_frac(&self, period: Period) -> (f64, f64) {
        let (present, indoor) = match period {
            Period::Day => (self.day_present_frac, self.day_indoor_frac),
            Period::Night => (self.night_present_frac, self.night_indoor_frac),
        };
        (present * (1.0 - indoor), present * indoor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_those_present() {
        let presence = Presence { day_present_frac: 0.7, ..Presence::default() };
        let (outdoor, indoor) = presence.outdoor_and_indoor_frac(Period::Day);
        assert!((outdoor - 0.049).abs() < 1e-15 && (indoor - 0.651).abs() < 1e-15);
        assert_eq!(Presence::default().outdoor_and_indoor_frac(Period::Night).1, 0.99);
    }

    #[test]
    fn every_bad_share_is_named() {
        let mut problems = Vec::new();
        Presence { day_present_frac: 1.2, night_indoor_frac: f64::NAN, ..Presence::default() }.check(&mut problems);
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["presence.day_present_frac", "presence.night_indoor_frac"]);
    }
}
