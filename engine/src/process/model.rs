//! The typed side of a process: what one model has to say of itself.

use super::registry::{Process, ProcessOutput};
use super::validate::{InputValidator, WHOLE};
use super::{Context, ProcessError};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, ModelCard, Origin, RunManifest, push_caveat};
use crate::substance::Substance;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::OnceLock;

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Title {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// What a process says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Metadata {
    /// Name of the process.
    pub id: &'static str,
    /// Title.
    pub title: Title,
    /// One or two sentences on what it computes.
    pub description: Title,
    /// Models that take part.
    pub cards: &'static [&'static ModelCard],
    /// An input that works, as JSON: for docs, forms and tests.
    pub example: &'static str,
}

/// Below this every whole number has a f64 of its own (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The one whole number that would lose its sign.
const MINUS_ZERO: u64 = 1 << 63;

/// A process as a typed function.
pub trait Model: Send + Sync + 'static {
    /// Input; its schema denies unknown fields and states every range.
    type Input: DeserializeOwned + JsonSchema;
    /// Output.
    type Output: Serialize + JsonSchema;
    /// What it says of itself.
    const METADATA: Metadata;

    /// From input to output.
    ///
    /// # Errors
    /// [`ProcessError::InvalidInput`] with every problem that the schema cannot see,
    /// [`ProcessError::Cancelled`] when the caller gave up.
    fn run(
        input: Self::Input,
        context: &Context<'_>,
        progress: &ProgressToken,
    ) -> Result<Answer<Self::Output>, ProcessError>;
}

/// Output of a model with what goes beside it.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    output: T,
    caveats: Vec<Caveat>,
    data_editions: BTreeMap<String, String>,
    /// Models that took part, where they are not simply those of the metadata.
    models: Option<Vec<&'static ModelCard>>,
}

impl<T> Answer<T> {
    /// An output with nothing beside it.
    pub fn new(output: T) -> Self {
        Self { output, caveats: Vec::new(), data_editions: BTreeMap::new(), models: None }
    }
    /// Adds caveats.
    #[must_use]
    pub fn with_caveats(mut self, caveats: impl IntoIterator<Item = Caveat>) -> Self {
        caveats.into_iter().for_each(|caveat| push_caveat(&mut self.caveats, caveat));
        self
    }
    /// Names the models that took part, for a process that chooses among those of its metadata.
    #[must_use]
    pub fn with_models(mut self, cards: Vec<&'static ModelCard>) -> Self {
        self.models = Some(cards);
        self
    }
    /// Records that data of an edition took part.
    #[must_use]
    pub fn with_data(mut self, name: &str, edition: &str) -> Self {
        self.data_editions.insert(name.into(), edition.into());
        self
    }
}

/// The whole answer of a process, for the schema of its output.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProcessResult<T> {
    /// What the process computes.
    pub result: T,
    /// What to tell the user beside it.
    pub caveats: Vec<Caveat>,
    /// What it takes to get the same numbers again.
    pub manifest: RunManifest,
}

/// A [`Model`] as a [`Process`].
pub struct Typed<M> {
    validator: OnceLock<Result<InputValidator, String>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Default for Typed<M> {
    fn default() -> Self {
        Self { validator: OnceLock::new(), model: PhantomData }
    }
}

impl<M: Model> Typed<M> {
    fn validator(&self) -> Result<&InputValidator, ProcessError> {
        self.validator
            .get_or_init(|| InputValidator::new(self.input_schema()))
            .as_ref()
            .map_err(|detail| ProcessError::Internal { id: M::METADATA.id, detail: detail.clone() })
    }
}

/// Schemas stand alone, without references, so that a form can be drawn from them as they are.
fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true)
}

/// Whole numbers written with a point, as such: JSON Schema takes 3.0 for an integer, serde does not.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let is_whole = |real: &f64| real.fract() == 0.0 && real.abs() < EXACT && real.to_bits() != MINUS_ZERO;
            if let Some(real) = number.as_f64().filter(is_whole) {
                *value = Value::from(real as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// A card whose constants are recalled puts that on every result.
fn recalled(card: &ModelCard) -> Option<Caveat> {
    (card.origin == Origin::Memory).then(|| {
        Caveat::new(
            CaveatCode::MemoryFigure,
            card.id,
            format!("constants of {} are recalled, not checked in the source it cites", card.title_en),
            format!("{}的常数系按记忆取值,未经所引原文核对", card.title_zh),
        )
    })
}

/// A caveat for each substance that the input names and whose figures are the user's own or of an unsure composition.
fn user_figures(context: &Context<'_>, input: &Value) -> Vec<Caveat> {
    let mut names = Vec::new();
    collect_substances(input, &mut names);
    let found = names.into_iter().filter_map(|name| context.library.find(name));
    found.filter_map(Substance::figure_caveat).collect()
}

/// Every text under a field `substance`, at any depth.
fn collect_substances<'a>(input: &'a Value, names: &mut Vec<&'a str>) {
    match input {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| match value.as_str() {
            Some(name) if field == "substance" => names.push(name),
            _ => collect_substances(value, names),
        }),
        Value::Array(items) => items.iter().for_each(|item| collect_substances(item, names)),
        _ => {}
    }
}

impl<M: Model> Process for Typed<M> {
    fn metadata(&self) -> &'static Metadata {
        &M::METADATA
    }

    fn input_schema(&self) -> Value {
        settings().for_deserialize().into_generator().into_root_schema_for::<M::Input>().to_value()
    }

    fn output_schema(&self) -> Value {
        settings().for_serialize().into_generator().into_root_schema_for::<ProcessResult<M::Output>>().to_value()
    }

    fn execute(
        &self,
        context: &Context<'_>,
        mut input: Value,
        progress: &ProgressToken,
    ) -> Result<ProcessOutput, ProcessError> {
        progress.check()?;
        self.validator()?.check(&input)?;
        let own = user_figures(context, &input);
        whole_numbers(&mut input);
        let input: M::Input = serde_json::from_value(input).map_err(|error| {
            ProcessError::one(FieldProblem::new(WHOLE, error, "input as its schema describes it", "wrong_type"))
        })?;
        let answer = M::run(input, context, progress)?;
        let result = serde_json::to_value(&answer.output)
            .map_err(|error| ProcessError::Internal { id: M::METADATA.id, detail: error.to_string() })?;
        let cards = answer.models.as_deref().unwrap_or(M::METADATA.cards);
        let mut manifest = RunManifest::new(cards);
        manifest.data_editions = answer.data_editions;
        let mut caveats = answer.caveats;
        for caveat in cards.iter().filter_map(|card| recalled(card)).chain(own) {
            push_caveat(&mut caveats, caveat);
        }
        Ok(ProcessOutput { result, caveats, manifest })
    }
}
