//! Event trees: from a release to its outcomes, with probabilities that sum to one.

use crate::provenance::{FieldProblem, InvalidInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a release ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Fireball of an instantaneous release.
    Fireball,
    /// Burning jet.
    JetFire,
    /// Burning pool.
    PoolFire,
    /// The cloud burns through without blast.
    FlashFire,
    /// The cloud explodes.
    Explosion,
    /// No ignition: the cloud drifts away, toxic or harmless.
    Dispersion,
}

/// One branch of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Branch {
    /// Where it ends.
    pub outcome: Outcome,
    /// Ignited at the release itself (true), later or never (false).
    pub immediate: bool,
    /// Probability of the branch given the release, 0 to 1.
    pub conditional_prob: f64,
}

/// The branches of a release; their probabilities sum to one within 1e-12.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventTree {
    branches: Vec<Branch>,
}

/// Share of immediate ignitions of an instantaneous pressurised release that give a fireball; the rest
/// explode and flash (recalled, Purple Book 4.6 and 4.7).
const FIREBALL_FRAC: f64 = 0.7;
/// Share of ignited clouds that explode; the rest flash (recalled, Purple Book 4.6 and 4.7).
const EXPLOSION_FRAC: f64 = 0.4;

impl EventTree {
    /// The sum of the branches may differ from one by this much.
    pub const SUM_TOLERANCE: f64 = 1e-12;

    /// A tree of given branches; those of zero probability are dropped.
    ///
    /// # Errors
    /// All problems: a probability outside 0 to 1, a sum that is not one.
    pub fn new(branches: Vec<Branch>) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let field = format!("branches[{index}].conditional_prob");
            FieldProblem::check_range(&mut problems, &field, branch.conditional_prob, 0.0, 1.0, "");
        }
        let sum: f64 = branches.iter().map(|branch| branch.conditional_prob).sum();
        if problems.is_empty() && (sum - 1.0).abs() > Self::SUM_TOLERANCE {
            problems.push(FieldProblem::new("branches", format!("sum {sum}"), "a sum of 1", "does_not_sum_to_one"));
        }
        InvalidInput::check(problems)?;
        Ok(Self { branches: branches.into_iter().filter(|branch| branch.conditional_prob > 0.0).collect() })
    }

    /// Instantaneous release under pressure: fireball or explosion and flash fire when lit at once, explosion or
    /// flash fire when lit later, else dispersion.
    ///
    /// # Errors
    /// When a probability is not finite or outside 0 to 1.
    pub fn instantaneous_pressurised(
        immediate_ignition_prob: f64,
        delayed_ignition_prob: f64,
    ) -> Result<Self, InvalidInput> {
        let at_once = immediate_ignition_prob;
        let unlit_first = at_once * (1.0 - FIREBALL_FRAC);
        Self::with_delayed(
            &[
                (Outcome::Fireball, at_once * FIREBALL_FRAC),
                (Outcome::Explosion, unlit_first * EXPLOSION_FRAC),
                (Outcome::FlashFire, unlit_first * (1.0 - EXPLOSION_FRAC)),
            ],
            at_once,
            delayed_ignition_prob,
        )
    }

    /// Continuous release of gas or two phases: jet fire when lit at once.
    ///
    /// # Errors
    /// When a probability is not finite or outside 0 to 1.
    pub fn continuous_gas(immediate_ignition_prob: f64, delayed_ignition_prob: f64) -> Result<Self, InvalidInput> {
        let first = [(Outcome::JetFire, immediate_ignition_prob)];
        Self::with_delayed(&first, immediate_ignition_prob, delayed_ignition_prob)
    }

    /// Release of liquid that forms a pool: pool fire when lit at once.
    ///
    /// # Errors
    /// When a probability is not finite or outside 0 to 1.
    pub fn liquid_pool(immediate_ignition_prob: f64, delayed_ignition_prob: f64) -> Result<Self, InvalidInput> {
        let first = [(Outcome::PoolFire, immediate_ignition_prob)];
        Self::with_delayed(&first, immediate_ignition_prob, delayed_ignition_prob)
    }

    fn with_delayed(
        first: &[(Outcome, f64)],
        immediate_ignition_prob: f64,
        delayed_ignition_prob: f64,
    ) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        let mut check = |field, value| FieldProblem::check_range(&mut problems, field, value, 0.0, 1.0, "");
        check("immediate_ignition_prob", immediate_ignition_prob);
        check("delayed_ignition_prob", delayed_ignition_prob);
        InvalidInput::check(problems)?;
        let later = (1.0 - immediate_ignition_prob) * delayed_ignition_prob;
        let never = (1.0 - immediate_ignition_prob) * (1.0 - delayed_ignition_prob);
        let immediate =
            first.iter().map(|&(outcome, conditional_prob)| Branch { outcome, immediate: true, conditional_prob });
        let delayed = [
            (Outcome::Explosion, later * EXPLOSION_FRAC),
            (Outcome::FlashFire, later * (1.0 - EXPLOSION_FRAC)),
            (Outcome::Dispersion, never),
        ]
        .map(|(outcome, conditional_prob)| Branch { outcome, immediate: false, conditional_prob });
        Self::new(immediate.chain(delayed).collect())
    }

    /// The branches, none of zero probability.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Probability of an outcome over all branches, 0 to 1.
    #[must_use]
    pub fn outcome_prob(&self, outcome: Outcome) -> f64 {
        self.branches.iter().filter(|branch| branch.outcome == outcome).map(|branch| branch.conditional_prob).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unlit_release_only_disperses() {
        let tree = EventTree::continuous_gas(0.0, 0.0).unwrap();
        assert_eq!(tree.branches().len(), 1);
        assert_eq!(tree.outcome_prob(Outcome::Dispersion), 1.0);
    }

    #[test]
    fn a_sphere_by_hand() {
        // 0.7 lit at once: 0.49 fireball, 0.21 cloud (0.084 explosion, 0.126 flash);
        // 0.3 left, half of it lit later: 0.06 explosion, 0.09 flash, 0.15 dispersion.
        let tree = EventTree::instantaneous_pressurised(0.7, 0.5).unwrap();
        for (outcome, expected) in [
            (Outcome::Fireball, 0.49),
            (Outcome::Explosion, 0.144),
            (Outcome::FlashFire, 0.216),
            (Outcome::Dispersion, 0.15),
        ] {
            assert!((tree.outcome_prob(outcome) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_tree_must_sum_to_one() {
        let half = Branch { outcome: Outcome::FlashFire, immediate: false, conditional_prob: 0.5 };
        assert_eq!(EventTree::new(vec![half]).unwrap_err().problems[0].code, "does_not_sum_to_one");
        assert!(EventTree::new(vec![half, half]).is_ok());
        assert_eq!(EventTree::liquid_pool(f64::NAN, 2.0).unwrap_err().problems.len(), 2);
    }
}
