//! What a run of the trials gives: pairs, statistics by group, checks, and what was left out.

use super::{Judged, Study};
use cordon_engine::math::Agreement;
use serde::Serialize;
use std::collections::BTreeMap;

/// Observed and predicted value at one place or time of a trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The trial.
    pub trial: String,
    /// The trial group: a row of the statistics, a mark in the plot.
    pub group: String,
    /// Further groups it counts in.
    pub also_in: Vec<String>,
    /// Distance in m or time in s, as the study says.
    pub along: f64,
    /// Observed value, in the unit of the study.
    pub observed: f64,
    /// Predicted value, in the same unit.
    pub predicted: f64,
    /// Whether a row it rests on is marked `memory`.
    pub recalled: bool,
}

/// One model on the trials of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Name of the model, with its option where it was run with more than one.
    pub model: String,
    /// The pairs, in the order of the files.
    pub pairs: Vec<Pair>,
}

/// Rows that were not compared, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Which.
    pub what: String,
    /// How many measured values.
    pub rows: usize,
    /// Why.
    pub reason: String,
}

/// A figure of a published example or table against ours.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The example.
    pub case: String,
    /// The quantity.
    pub quantity: String,
    /// Name of the model.
    pub model: &'static str,
    /// The published figure, as printed, with its unit.
    pub expected: String,
    /// Ours.
    pub computed: String,
    /// Relative difference.
    pub difference_frac: f64,
    /// The requirement: half a unit of the last printed digit; none where the figures are not meant to agree.
    pub limit_frac: Option<f64>,
    /// The tolerance that is held: a greater difference is a regression.
    pub held_frac: Option<f64>,
    /// What to know about it.
    pub remark: &'static str,
}

impl Check {
    /// Whether the requirement is met; none without one.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        self.limit_frac.map(|limit_frac| self.difference_frac <= limit_frac)
    }

    /// Whether a held tolerance is broken.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.held_frac.is_some_and(|held_frac| self.difference_frac.is_nan() || self.difference_frac > held_frac)
    }
}

/// What became of a study.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Outcome {
    /// Models were run on trials.
    Run {
        /// One for each model.
        runs: Vec<Run>,
        /// What was not compared.
        left_out: Vec<LeftOut>,
    },
    /// Published figures were reproduced, or not.
    Checked {
        /// One for each figure.
        checks: Vec<Check>,
        /// What was not compared.
        left_out: Vec<LeftOut>,
    },
    /// A file is not there.
    NoData {
        /// Which.
        missing: String,
    },
    /// There are measurements but no model of ours for them.
    NoModel {
        /// How many measured values.
        rows: usize,
        /// What is missing.
        reason: String,
    },
}

/// Which rows a statistic counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// All.
    All,
    /// Those not marked `memory`.
    WithoutMemory,
}

/// Agreement of one model with one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// Name of the model.
    pub model: String,
    /// The group.
    pub group: String,
    /// The rows counted.
    pub rows: Series,
    /// The measures; none when no row is left.
    pub agreement: Option<Agreement>,
    /// Trial and place of the worst pair.
    pub worst_at: String,
}

/// Name of the group of all pairs of a run.
pub(super) const ALL: &str = "all";

/// A study with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyResult {
    /// [`Study::id`].
    pub id: &'static str,
    /// [`Study::title`].
    pub title: &'static str,
    /// [`Study::quantity`].
    pub quantity: &'static str,
    /// [`Study::unit`].
    pub unit: &'static str,
    /// [`Study::along`].
    pub along: &'static str,
    /// [`Study::remark`].
    pub remark: &'static str,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Statistics by model and group.
    pub statistics: Vec<Statistics>,
}

impl StudyResult {
    pub(super) fn new(study: &Study, outcome: Outcome) -> Self {
        let Study { id, title, quantity, unit, along, remark, .. } = *study;
        let mut result = Self { id, title, quantity, unit, along, remark, outcome, statistics: Vec::new() };
        result.statistics = result.runs().iter().flat_map(|run| result.statistics_of(run)).collect();
        result
    }

    /// The runs; empty where there are none.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        match &self.outcome {
            Outcome::Run { runs, .. } => runs,
            _ => &[],
        }
    }

    /// The checks; empty where there are none.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        match &self.outcome {
            Outcome::Checked { checks, .. } => checks,
            _ => &[],
        }
    }

    /// What was not compared.
    #[must_use]
    pub fn left_out(&self) -> &[LeftOut] {
        match &self.outcome {
            Outcome::Run { left_out, .. } | Outcome::Checked { left_out, .. } => left_out,
            _ => &[],
        }
    }

    /// Statistics of a model on a group.
    #[must_use]
    pub fn find(&self, model: &str, group: &str) -> Option<&Agreement> {
        let fits = |row: &&Statistics| row.model == model && row.group == group && row.rows == Series::All;
        self.statistics.iter().find(fits)?.agreement.as_ref()
    }

    fn statistics_of(&self, run: &Run) -> Vec<Statistics> {
        run.groups()
            .into_iter()
            .flat_map(|group| {
                let all: Vec<&Pair> = run.pairs.iter().filter(|pair| pair.is_in(&group)).collect();
                let sourced: Vec<&Pair> = all.iter().copied().filter(|pair| !pair.recalled).collect();
                let differs = sourced.len() < all.len();
                let without = differs.then(|| self.statistics_row(run, &group, Series::WithoutMemory, &sourced));
                std::iter::once(self.statistics_row(run, &group, Series::All, &all)).chain(without)
            })
            .collect()
    }

    fn statistics_row(&self, run: &Run, group: &str, rows: Series, pairs: &[&Pair]) -> Statistics {
        let values: Vec<(f64, f64)> = pairs.iter().map(|pair| (pair.observed, pair.predicted)).collect();
        let agreement = Agreement::of(&values);
        let unit = self.along.rsplit(", ").next().unwrap_or_default();
        let worst = agreement.and_then(|found| pairs.get(found.worst_index));
        let worst_at = worst.map_or(String::new(), |pair| format!("{}, {} {unit}", pair.trial, short(pair.along)));
        Statistics { model: run.model.clone(), group: group.into(), rows, agreement, worst_at }
    }
}

/// A distance or time for readers, to a hundredth.
fn short(along: f64) -> f64 {
    (100.0 * along).round() / 100.0
}

impl Pair {
    fn is_in(&self, group: &str) -> bool {
        group == ALL || self.group == group || self.also_in.iter().any(|other| other == group)
    }
}

impl Run {
    /// The groups: trial groups as they come, then the further ones, then all together.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let mut groups: Vec<String> = self.trial_groups().into_iter().map(str::to_owned).collect();
        let mut also: Vec<String> = Vec::new();
        for name in self.pairs.iter().flat_map(|pair| &pair.also_in) {
            if !also.contains(name) {
                also.push(name.clone());
            }
        }
        also.sort();
        groups.extend(also);
        if groups.len() != 1 && !self.pairs.is_empty() {
            groups.push(ALL.into());
        }
        groups
    }

    /// The trial groups as they come.
    #[must_use]
    pub fn trial_groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for pair in &self.pairs {
            if !groups.contains(&pair.group.as_str()) {
                groups.push(&pair.group);
            }
        }
        groups
    }
}

/// All that came of a folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Version of Cordon.
    pub cordon_version: &'static str,
    /// Content hashes of the files that were read.
    pub editions: BTreeMap<&'static str, String>,
    /// The studies.
    pub studies: Vec<StudyResult>,
    /// The gates, judged.
    pub gates: Vec<Judged>,
}

impl Report {
    /// A study by its name.
    #[must_use]
    pub fn study(&self, id: &str) -> Option<&StudyResult> {
        self.studies.iter().find(|study| study.id == id)
    }

    /// What is held and does not hold: gates, floors and checks, each in one line.
    #[must_use]
    pub fn broken(&self) -> Vec<String> {
        let gates = self.gates.iter().filter(|judged| judged.is_broken()).map(ToString::to_string);
        let checks = self.studies.iter().flat_map(StudyResult::checks).filter(|check| check.is_broken());
        let lines = checks.map(|check| {
            let limit_frac = check.held_frac.unwrap_or_default();
            format!(
                "{}, {}: off by {:.1e}, held within {limit_frac:.1e}",
                check.case, check.quantity, check.difference_frac
            )
        });
        gates.chain(lines).collect()
    }
}
