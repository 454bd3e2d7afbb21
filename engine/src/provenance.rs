//! Where numbers come from and how far they hold: model cards, caveats, marks of origin, manifests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a figure came to us. Shown to the user wherever the figure has a part in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Read in a named source.
    Source,
    /// Computed from sourced figures by a named formula.
    Computed,
    /// Recalled, not checked in a source: provisional.
    Memory,
    /// Assumed in the absence of data, for example a stand-in inventory.
    Assumed,
    /// Given by the user in a file of their own; nobody else checked it.
    User,
}

/// A published model as data: what it is, who says so, where it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelCard {
    /// Stable identifier, the name of its process (`gaussian_plume`).
    pub id: &'static str,
    /// Version of our implementation of it; rises when its numbers change.
    pub version: u32,
    /// English title.
    pub title_en: &'static str,
    /// Chinese title.
    pub title_zh: &'static str,
    /// Full citation with equation, table and page numbers where known.
    pub citation: &'static str,
    /// Where the model holds, in words with figures and units.
    pub domain: &'static str,
    /// How it was verified or validated, and where that can be run.
    pub verification: &'static str,
    /// Whether the constants were read in a source or recalled.
    pub origin: Origin,
}

/// A stable, machine-readable reason why a result is less sure than it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CaveatCode {
    /// An input lies outside the range for which the model was published.
    OutsideValidity,
    /// A heavier-than-air cloud was run by a passive (neutral-gas) model.
    DenseGasByPassiveModel,
    /// Field trials bear the model out only in part, or none was compared with.
    WeakValidation,
    /// The wind is below 1 m/s; the steady plume does not hold.
    LowWind,
    /// A figure marked `memory` has a part in the result.
    MemoryFigure,
    /// A figure from the user's own file has a part in the result.
    UserFigure,
    /// A quantity is a stand-in (for example the legal threshold), not an inventory.
    StandInQuantity,
    /// A value was missing and a stated default was taken.
    AssumedValue,
    /// Flat ground was assumed.
    FlatTerrain,
    /// A part of the release cannot be modelled yet and is left out.
    NotModelled,
    /// Something could not be assessed at all.
    NotAssessed,
    /// The figures belong to a fictitious city.
    Demonstration,
}

/// A caveat of a result: part of the answer, never only a log line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Caveat {
    /// Stable code.
    pub code: CaveatCode,
    /// Model or record that raises it.
    pub subject: String,
    /// English sentence with the value and the range.
    pub message_en: String,
    /// The same in Chinese.
    pub message_zh: String,
}

impl Caveat {
    /// A caveat with its two sentences.
    pub fn new(
        code: CaveatCode,
        subject: impl Into<String>,
        message_en: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> Self {
        Self { code, subject: subject.into(), message_en: message_en.into(), message_zh: message_zh.into() }
    }
}

/// Adds a caveat unless the same one is already there.
pub fn push_caveat(caveats: &mut Vec<Caveat>, caveat: Caveat) {
    if !caveats.contains(&caveat) {
        caveats.push(caveat);
    }
}

/// A model that took part in a result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ModelUse {
    /// [`ModelCard::id`].
    pub id: String,
    /// [`ModelCard::version`].
    pub version: u32,
    /// [`ModelCard::citation`].
    pub citation: String,
}

impl From<&ModelCard> for ModelUse {
    fn from(card: &ModelCard) -> Self {
        Self { id: card.id.into(), version: card.version, citation: card.citation.into() }
    }
}

/// What it takes to get the same numbers again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunManifest {
    /// Version of Cordon.
    pub cordon_version: String,
    /// Models that took part.
    pub models: Vec<ModelUse>,
    /// Editions (content hashes) of the data that took part, by name.
    pub data_editions: std::collections::BTreeMap<String, String>,
    /// Seed of random numbers, where any were drawn.
    pub seed: Option<u64>,
}

impl RunManifest {
    /// A manifest for the given models, with no data yet.
    #[must_use]
    pub fn new(cards: &[&ModelCard]) -> Self {
        Self {
            cordon_version: env!("CARGO_PKG_VERSION").into(),
            models: cards.iter().map(|card| ModelUse::from(*card)).collect(),
            data_editions: std::collections::BTreeMap::new(),
            seed: None,
        }
    }
}

/// A solved model together with the caveats that solving it raised.
#[derive(Debug, Clone)]
pub struct Solved<T> {
    /// The solution: evaluate it as often as needed.
    pub field: T,
    /// What to tell the user beside any number from it.
    pub caveats: Vec<Caveat>,
}

/// One refused input value. Constructors and processes report every problem at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldProblem {
    /// Name of the field, as the user wrote it (`points[3].x_m`).
    pub field: String,
    /// The value that was given, as text.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
    /// Stable code (`out_of_range`, `unknown_field`, `missing`, `wrong_type`, `not_finite`, `unknown_substance` ...).
    pub code: String,
}

impl FieldProblem {
    /// A problem with field, value and what is allowed.
    pub fn new(
        field: impl Into<String>,
        value: impl std::fmt::Display,
        allowed: impl Into<String>,
        code: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), value: value.to_string(), allowed: allowed.into(), code: code.into() }
    }

    /// Checks that `value` is finite and within `[min, max]`; records a problem otherwise.
    pub fn check_range(problems: &mut Vec<Self>, field: &str, value: f64, min: f64, max: f64, unit: &str) {
        if !value.is_finite() {
            problems.push(Self::new(field, value, format!("a finite number, {min} to {max} {unit}"), "not_finite"));
        } else if value < min || value > max {
            problems.push(Self::new(field, value, format!("{min} to {max} {unit}"), "out_of_range"));
        }
    }
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = {}: allowed is {} [{}]", self.field, self.value, self.allowed, self.code)
    }
}

/// Input that a model refuses, with every problem found.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("refused input: {}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct InvalidInput {
    /// All problems, never empty.
    pub problems: Vec<FieldProblem>,
}

impl InvalidInput {
    /// `Ok` when there are no problems, the error with all of them otherwise.
    ///
    /// # Errors
    /// [`InvalidInput`] when `problems` is not empty.
    pub fn check(problems: Vec<FieldProblem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems }) }
    }
}
