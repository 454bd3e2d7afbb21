//! Caveats, model cards and edition of a whole assessment.

use super::settings::AssessmentSettings;
use crate::city::City;
use crate::provenance::{Caveat, CaveatCode, ModelCard, Origin};
use crate::substance::SubstanceLibrary;
use std::collections::BTreeMap;

/// The assessment itself as a model.
pub const INDIVIDUAL_RISK: ModelCard = ModelCard {
    id: "individual_risk",
    version: 1,
    title_en: "Location-specific individual risk",
    title_zh: "个人风险(定点)",
    citation: "sum over events, weather and directions after TNO Purple Book CPR 18E (1999) chapter 6 and AQ/T 3046-2013; polar method \
               and its accuracy: docs/models/risk.md",
    domain: "flat ground, a person always outdoors and unprotected, units as point sources, weather independent of the event",
    verification: "tests/verification/risk_reference.rs: direct sum over 1,440 directions, hand-worked circles and wedges",
    origin: Origin::Source,
};

/// Cards of the models that an assessment may call.
pub(super) fn cards() -> Vec<&'static ModelCard> {
    vec![
        &INDIVIDUAL_RISK,
        &crate::frequency::LEAK_FREQUENCIES,
        &crate::frequency::IGNITION,
        &crate::source::VESSEL_RELEASE,
        &crate::source::FLASH,
        &crate::source::GAS_ORIFICE,
        &crate::source::LIQUID_ORIFICE,
        &crate::source::POOL_EVAPORATION,
        &crate::dispersion::GAUSSIAN_PLUME,
        &crate::dispersion::GAUSSIAN_PUFF,
        &crate::fire::FIREBALL,
        &crate::fire::FLASH_FIRE,
        &crate::explosion::KINGERY_BULMASH,
        &crate::vulnerability::TOXIC_PROBIT,
        &crate::vulnerability::VULNERABILITY_RULES,
    ]
}

/// Hash of everything that decides the numbers: data editions, settings, models.
pub(super) fn edition(city: &City, library: &SubstanceLibrary, settings: &AssessmentSettings) -> String {
    let mut text = format!("{}|{}|{settings:?}|{}", city.edition, library.edition(), env!("CARGO_PKG_VERSION"));
    for card in cards() {
        text.push_str(&format!("|{}.{}", card.id, card.version));
    }
    let hash = |start: u64| {
        text.bytes().fold(start, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    format!("{:016x}{:016x}", hash(0xcbf2_9ce4_8422_2325), hash(0x6c62_272e_07bb_0142))
}

/// Caveats of many units: one a code and subject, with the number of units.
#[derive(Default)]
pub(super) struct CaveatSummary {
    found: BTreeMap<(CaveatCode, String), Group>,
}

/// Caveats of one code and subject.
struct Group {
    /// The first one.
    caveat: Caveat,
    units: usize,
    /// Whether others say it in other words: of another substance, with another figure.
    varied: bool,
}

impl Group {
    fn line(self) -> Caveat {
        let (units, like_en, like_zh) = match self.varied {
            true => (self.units, "and the like: ", "同类共 "),
            false => (self.units, "", ""),
        };
        Caveat {
            message_en: format!("{} ({like_en}{units} units)", self.caveat.message_en),
            message_zh: format!("{}({like_zh}{units} 个单元)", self.caveat.message_zh),
            ..self.caveat
        }
    }
}

impl CaveatSummary {
    /// Counts the caveats of one unit, each code and subject once.
    pub fn add_unit<'a>(&mut self, caveats: impl Iterator<Item = &'a Caveat>) {
        let mut seen: Vec<(CaveatCode, &str)> = Vec::new();
        for caveat in caveats {
            if seen.contains(&(caveat.code, caveat.subject.as_str())) {
                continue;
            }
            seen.push((caveat.code, caveat.subject.as_str()));
            let entry = self.found.entry((caveat.code, caveat.subject.clone()));
            let group = entry.or_insert_with(|| Group { caveat: caveat.clone(), units: 0, varied: false });
            group.units += 1;
            group.varied |= group.caveat.message_en != caveat.message_en;
        }
    }

    /// The list: demonstration and not-assessed first, then those of the city, then one line a caveat
    /// with its units.
    pub fn finish(self, city: &City, not_assessed: usize, taking_part: usize) -> Vec<Caveat> {
        let mut list = Vec::new();
        if city.demonstration {
            list.push(Caveat::new(
                CaveatCode::Demonstration,
                "city",
                "a fictitious city for demonstration, not a real place",
                "演示用虚构城市,并非真实地点",
            ));
        }
        if not_assessed > 0 {
            list.push(Caveat::new(
                CaveatCode::NotAssessed,
                "assessment",
                format!("{not_assessed} of {taking_part} units could not be assessed and are not in the risk"),
                format!("{taking_part} 个单元中有 {not_assessed} 个无法评估,未计入风险"),
            ));
        }
        list.extend(city.caveats.iter().cloned());
        for line in self.found.into_values().map(Group::line) {
            // plume and puff say the same of the air: once is enough
            if list.iter().all(|said| said.message_en != line.message_en) {
                list.push(line);
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caveat(subject: &str, message: &str) -> Caveat {
        Caveat::new(CaveatCode::AssumedValue, subject, message, message)
    }

    #[test]
    fn a_line_stands_for_others_and_is_said_once() {
        let mut summary = CaveatSummary::default();
        // two units: the lid twice (plume and puff, in the same words), two temperatures that differ
        for kelvin in ["293 K", "303 K"] {
            let of_unit = [caveat("plume", "lid"), caveat("puff", "lid"), caveat("temperature", kelvin)];
            summary.add_unit(of_unit.iter());
        }
        let city = City {
            congested_regions: vec![],
            name: crate::city::BilingualName { zh: String::new(), en: String::new() },
            demonstration: false,
            extent: crate::units::LonLatBox { west_deg: 0.0, south_deg: 0.0, east_deg: 1.0, north_deg: 1.0 },
            terrain: crate::weather::Terrain::Rural,
            facilities: vec![],
            hazard_units: vec![],
            weather: None,
            caveats: vec![],
            edition: String::new(),
        };
        let lines: Vec<String> = summary.finish(&city, 0, 2).into_iter().map(|line| line.message_en).collect();
        assert_eq!(lines, ["lid (2 units)", "293 K (and the like: 2 units)"]);
    }
}
