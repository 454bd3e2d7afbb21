//! What a pool did, step by step, and the steady source that stands for it.

use crate::math::fullest_window;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// A pool at the end of a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoolStep {
    /// Time since the release began, s.
    pub time_s: f64,
    /// Radius, m.
    pub radius_m: f64,
    /// Temperature of the liquid, K.
    pub temperature_k: f64,
    /// Liquid on the ground, kg.
    pub liquid_mass_kg: f64,
    /// Vapour since the release began, kg.
    pub evaporated_mass_kg: f64,
    /// Mean evaporation rate over the step that ends here, kg/s.
    pub evaporation_rate_kg_s: f64,
    /// The liquid boils.
    pub is_boiling: bool,
}

/// A steady source of vapour that stands for a pool.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoolVapour {
    /// Highest mean evaporation rate over the averaging time, kg/s.
    pub evaporation_rate_kg_s: f64,
    /// Time for which that rate gives all vapour of the time that was followed, s.
    pub duration_s: f64,
    /// Diameter of the pool at the end of that averaging time, m.
    pub diameter_m: f64,
    /// Highest temperature of the liquid in that averaging time, K.
    pub temperature_k: f64,
    /// When that averaging time begins, s.
    pub from_time_s: f64,
}

/// A solved pool.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolField {
    /// From time 0 on; never empty.
    steps: Vec<PoolStep>,
    released_mass_kg: f64,
}

impl PoolField {
    pub(super) fn new(steps: Vec<PoolStep>, released_mass_kg: f64) -> Self {
        debug_assert!(!steps.is_empty());
        Self { steps, released_mass_kg }
    }

    /// The pool over time, from its first moment to the last that was followed.
    #[must_use]
    pub fn steps(&self) -> &[PoolStep] {
        &self.steps
    }

    /// What the pool got until the last moment that was followed, kg: vapour and liquid together.
    #[must_use]
    pub fn released_mass_kg(&self) -> f64 {
        self.released_mass_kg
    }

    /// Vapour until the last moment that was followed, kg.
    #[must_use]
    pub fn evaporated_mass_kg(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.evaporated_mass_kg)
    }

    /// Liquid at the last moment that was followed, kg.
    #[must_use]
    pub fn liquid_mass_kg(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.liquid_mass_kg)
    }

    /// Last moment that was followed, s: the end asked for, or when the pool was dry.
    #[must_use]
    pub fn end_time_s(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time_s)
    }

    /// Vapour until a time, kg: straight lines between the steps.
    #[must_use]
    pub fn evaporated_until_kg(&self, time_s: f64) -> f64 {
        let after = self.steps.partition_point(|step| step.time_s <= time_s);
        let Some(end) = self.steps.get(after) else { return self.evaporated_mass_kg() };
        let Some(begin) = after.checked_sub(1).and_then(|index| self.steps.get(index)) else { return 0.0 };
        begin.evaporated_mass_kg + (time_s - begin.time_s) * end.evaporation_rate_kg_s
    }

    /// The steady source for an averaging time, s.
    ///
    /// Rate: the highest mean over any stretch of that length (as ALOHA's *maximum average sustained release rate*,
    /// which takes a minute); over the whole life of a pool that lives for less. Duration: all vapour over that
    /// rate, so that no mass is made or lost. `None` when nothing evaporates.
    #[must_use]
    pub fn vapour(&self, averaging_time_s: f64) -> Option<PoolVapour> {
        let window_s = averaging_time_s.min(self.end_time_s());
        let total_kg = self.evaporated_mass_kg();
        if !(window_s > 0.0 && total_kg > 0.0) {
            return None;
        }
        let knots_s = self.steps.iter().map(|step| step.time_s);
        let (from_s, most_kg) =
            fullest_window(knots_s, (self.end_time_s(), window_s), |time_s| self.evaporated_until_kg(time_s));
        let inside = |step: &&PoolStep| step.time_s >= from_s - 1e-9 && step.time_s <= from_s + window_s + 1e-9;
        let warmest_k = self.steps.iter().filter(inside).map(|step| step.temperature_k).fold(0.0, f64::max);
        let end = self.steps.partition_point(|step| step.time_s < from_s + window_s - 1e-9);
        let rate_kg_s = most_kg / window_s;
        Some(PoolVapour {
            evaporation_rate_kg_s: rate_kg_s,
            duration_s: total_kg / rate_kg_s,
            diameter_m: 2.0 * self.steps[end.min(self.steps.len() - 1)].radius_m,
            temperature_k: warmest_k,
            from_time_s: from_s,
        })
    }
}

/// Radius of a round pool, m.
pub(super) fn radius_m(area_m2: f64) -> f64 {
    (area_m2 / PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(time_s: f64, evaporated_mass_kg: f64, evaporation_rate_kg_s: f64) -> PoolStep {
        PoolStep {
            time_s,
            radius_m: time_s,
            temperature_k: 300.0 - time_s / 100.0,
            liquid_mass_kg: 0.0,
            evaporated_mass_kg,
            evaporation_rate_kg_s,
            is_boiling: false,
        }
    }

    /// 1 kg/s for 100 s, 3 kg/s for 100 s, 0.5 kg/s for 200 s.
    fn field() -> PoolField {
        let steps =
            vec![step(0.0, 0.0, 0.0), step(100.0, 100.0, 1.0), step(200.0, 400.0, 3.0), step(400.0, 500.0, 0.5)];
        PoolField::new(steps, 500.0)
    }

    #[test]
    fn the_richest_stretch_by_hand() {
        let field = field();
        assert_eq!(field.evaporated_until_kg(150.0), 250.0);
        assert_eq!((field.evaporated_until_kg(-1.0), field.evaporated_until_kg(1e4)), (0.0, 500.0));
        // 100 s: all at 3 kg/s; 200 s: (100 + 300) / 200 = 2; the whole life: 500 / 400
        for (window_s, rate, from_s) in [(100.0, 3.0, 100.0), (200.0, 2.0, 0.0), (1e5, 1.25, 0.0)] {
            let vapour = field.vapour(window_s).unwrap();
            assert!((vapour.evaporation_rate_kg_s - rate).abs() < 1e-12, "{window_s}: {vapour:?}");
            assert_eq!(vapour.from_time_s, from_s);
            assert!((vapour.duration_s * rate - 500.0).abs() < 1e-9);
        }
        assert_eq!(field.vapour(100.0).unwrap().diameter_m, 400.0);
        assert_eq!(field.vapour(100.0).unwrap().temperature_k, 299.0);
    }

    #[test]
    fn nothing_evaporates_from_nothing() {
        assert_eq!(PoolField::new(vec![step(0.0, 0.0, 0.0)], 0.0).vapour(60.0), None);
    }
}
