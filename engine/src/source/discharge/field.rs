//! A solved discharge: evaluate it at any time.

use super::walk::{Moment, Walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// In what form the content leaves the hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DischargePhase {
    /// As a liquid; it flashes outside, or not at all.
    Liquid,
    /// As a liquid with its vapour.
    TwoPhase,
    /// As a vapour.
    Vapour,
}

/// Why a discharge ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DischargeEnd {
    /// The hole was closed.
    HoleClosed,
    /// The liquid sank to the hole, and nothing presses more out.
    LevelAtHole,
    /// The vessel came down to the pressure outside.
    PressureOutside,
}

/// The vessel and its outflow at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DischargeState {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Form in which the content leaves the hole; after the end the last one.
    pub phase: DischargePhase,
    /// Vapour in the release once it is at the pressure outside, by mass, 0 to 1.
    pub vapour_frac: f64,
    /// Pressure above the liquid, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature of the content, K.
    pub temperature_k: f64,
    /// Level of the liquid above the lowest point, m.
    pub liquid_level_m: f64,
    /// Mass in the vessel, kg.
    pub mass_kg: f64,
    /// Mass released so far, what the feed brought included, kg.
    pub released_mass_kg: f64,
}

/// When a form of outflow begins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DischargeChange {
    /// Time since the start, s.
    pub time_s: f64,
    /// The form from then on.
    pub phase: DischargePhase,
}

/// One regime.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    walked: Walked,
    is_vapour: bool,
}

impl Part {
    pub(super) fn liquid(walked: Walked) -> Self {
        Self { walked, is_vapour: false }
    }
    pub(super) fn vapour(walked: Walked) -> Self {
        Self { walked, is_vapour: true }
    }
    fn phase(&self, moment: &Moment) -> DischargePhase {
        match (self.is_vapour, moment.two_phase) {
            (true, _) => DischargePhase::Vapour,
            (false, true) => DischargePhase::TwoPhase,
            (false, false) => DischargePhase::Liquid,
        }
    }
}

/// A solved discharge: evaluate it at any time.
#[derive(Debug, Clone, PartialEq)]
pub struct DischargeField {
    parts: Vec<Part>,
    /// Time since isolation at which each part begins, s.
    begins_s: Vec<f64>,
    isolation_s: f64,
    end_s: f64,
    is_closed: bool,
    first: Moment,
}

impl DischargeField {
    pub(super) fn new(parts: Vec<Part>, isolation_s: f64, closing_s: Option<f64>) -> Self {
        let begin = |sum: &mut f64, part: &Part| {
            let from_s = *sum;
            *sum += part.walked.duration_s();
            Some(from_s)
        };
        let begins_s: Vec<f64> = parts.iter().scan(0.0, begin).collect();
        let own_s = parts.iter().map(|part| part.walked.duration_s()).sum::<f64>();
        let natural_s = isolation_s + own_s;
        let end_s = closing_s.map_or(natural_s, |closing_s| closing_s.min(natural_s));
        let first = parts[0].walked.at(0.0);
        Self { parts, begins_s, isolation_s, end_s, is_closed: end_s < natural_s, first }
    }

    fn part_at(&self, own_s: f64) -> (&Part, Moment) {
        let index = self.begins_s.partition_point(|&begin_s| begin_s <= own_s).max(1) - 1;
        let part = &self.parts[index];
        (part, part.walked.at(own_s - self.begins_s[index]))
    }

    /// The release at a time since the start, s. Before the start as at the start, after the end without flow.
    #[must_use]
    pub fn at(&self, time_s: f64) -> DischargeState {
        let run_s = time_s.clamp(0.0, self.end_s);
        let (part, moment) = self.part_at((run_s - self.isolation_s).max(0.0));
        let fed_kg = self.first.rate_kg_s * run_s.min(self.isolation_s);
        DischargeState {
            release_rate_kg_s: if time_s < self.end_s { moment.rate_kg_s.max(0.0) } else { 0.0 },
            phase: part.phase(&moment),
            vapour_frac: moment.vapour_frac.clamp(0.0, 1.0),
            pressure_pa: moment.pressure_pa,
            temperature_k: moment.temperature_k,
            liquid_level_m: moment.level_m.max(0.0),
            mass_kg: moment.mass_kg,
            released_mass_kg: fed_kg + self.first.mass_kg - moment.mass_kg,
        }
    }

    /// Content at the start, kg.
    #[must_use]
    pub fn content_kg(&self) -> f64 {
        self.first.mass_kg
    }

    /// Mass flow at the start, kg/s.
    #[must_use]
    pub fn first_rate_kg_s(&self) -> f64 {
        self.first.rate_kg_s
    }

    /// Time from the start to the end of the outflow, s.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.end_s
    }

    /// Why the outflow ends.
    #[must_use]
    pub fn end(&self) -> DischargeEnd {
        match self.parts.last() {
            _ if self.is_closed => DischargeEnd::HoleClosed,
            Some(last) if last.is_vapour => DischargeEnd::PressureOutside,
            _ => DischargeEnd::LevelAtHole,
        }
    }

    /// When each form of outflow begins; the first at the start.
    #[must_use]
    pub fn changes(&self) -> Vec<DischargeChange> {
        let mut changes: Vec<DischargeChange> = Vec::new();
        for (part, begin_s) in self.parts.iter().zip(&self.begins_s) {
            for (at_s, two_phase) in part.walked.forms() {
                let time_s = if begin_s + at_s > 0.0 { self.isolation_s + begin_s + at_s } else { 0.0 };
                let phase = match (part.is_vapour, two_phase) {
                    (true, _) => DischargePhase::Vapour,
                    (false, true) => DischargePhase::TwoPhase,
                    (false, false) => DischargePhase::Liquid,
                };
                let is_new = changes.last().is_none_or(|last| last.phase != phase);
                if is_new && time_s <= self.end_s {
                    changes.push(DischargeChange { time_s, phase });
                }
            }
        }
        changes
    }

    /// Whether vapour leaves over liquid.
    pub(super) fn vents_over_liquid(&self) -> bool {
        self.parts.iter().any(|part| part.is_vapour && part.walked.at(0.0).level_m > 0.0)
    }

    /// Whether vapour leaves with no liquid left.
    pub(super) fn empties_of_vapour(&self) -> bool {
        self.parts.last().is_some_and(|part| part.is_vapour && part.walked.at(0.0).level_m == 0.0)
    }

    /// Whether liquid stays in the vessel at the end.
    pub(super) fn keeps_liquid(&self) -> bool {
        self.at(self.end_s).liquid_level_m > 0.0
    }
}
