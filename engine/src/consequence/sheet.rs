//! The calculation sheet: every figure on the way, where it came from, and what a user put in its place.

use super::quantity::Quantity;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Solved, push_caveat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure that the user puts in the place of a computed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Which figure.
    pub quantity: Quantity,
    /// Its value, in the unit that the name states; each figure has a narrower range of its own.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub value: f64,
    /// Why: a measurement, a certificate, a decision. Stands beside the figure in every result.
    #[schemars(length(min = 3, max = 500))]
    pub reason: String,
}

/// Step of the chain to which a figure belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// What is in the containment.
    Content,
    /// What leaves it.
    Outflow,
    /// What becomes of it outside: flash, mist, liquid on the ground.
    LetDown,
    /// The pool.
    Pool,
    /// What the cloud starts as.
    Cloud,
    /// Dispersion and harm.
    Dispersion,
    /// Whether it is lit.
    Ignition,
    /// Fires and blasts.
    Effects,
}

/// How a figure of the sheet came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Read from the substance library.
    Library,
    /// Computed by the model named beside it.
    Computed,
    /// Not known: a stated default.
    Assumed,
    /// Given by the user in the place of a computed figure.
    Overridden,
}

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Step.
    pub step: Step,
    /// Which figure.
    pub quantity: Quantity,
    /// What it is, in English.
    pub title_en: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// Value in force.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// How it came about.
    pub basis: Basis,
    /// Model or formula behind the computed figure.
    pub model: String,
    /// The computed figure in the place of which an overridden one stands.
    pub computed_value: Option<f64>,
    /// Why it was overridden.
    pub reason: Option<String>,
}

/// The sheet as it is filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    entries: Vec<Entry>,
    overrides: Vec<Override>,
    used: Vec<bool>,
    caveats: Vec<Caveat>,
    cards: Vec<&'static ModelCard>,
}

impl Sheet {
    /// An empty sheet with the figures that the user puts in.
    ///
    /// # Errors
    /// Every override that is not finite, out of range, given twice or without a reason.
    pub(super) fn new(overrides: Vec<Override>) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        for (index, given) in overrides.iter().enumerate() {
            let about = given.quantity.about();
            let field = format!("overrides[{index}].value");
            FieldProblem::check_range(&mut problems, &field, given.value, about.allowed.0, about.allowed.1, about.unit);
            if given.reason.trim().is_empty() {
                let field = format!("overrides[{index}].reason");
                problems.push(FieldProblem::new(field, "", "a reason in words", "missing"));
            }
            if overrides[..index].iter().any(|earlier| earlier.quantity == given.quantity) {
                let field = format!("overrides[{index}].quantity");
                problems.push(FieldProblem::new(field, given.quantity.key(), "each figure once", "repeated"));
            }
        }
        InvalidInput::check(problems)?;
        Ok(Self { used: vec![false; overrides.len()], overrides, ..Self::default() })
    }

    /// Enters a figure and gives back the one in force: the user's where there is one.
    pub(super) fn enter(&mut self, step: Step, quantity: Quantity, value: f64, basis: Basis, model: &str) -> f64 {
        let about = quantity.about();
        let given = self.overrides.iter().position(|given| given.quantity == quantity);
        if let Some(index) = given {
            self.used[index] = true;
        }
        let given = given.map(|index| self.overrides[index].clone());
        let in_force = given.as_ref().map_or(value, |given| given.value);
        self.entries.push(Entry {
            step,
            quantity,
            title_en: about.title_en.into(),
            title_zh: about.title_zh.into(),
            value: in_force,
            unit: about.unit.into(),
            basis: if given.is_some() { Basis::Overridden } else { basis },
            model: model.into(),
            computed_value: given.as_ref().map(|_| value),
            reason: given.map(|given| given.reason),
        });
        in_force
    }

    /// Enters a figure that a model computed.
    pub(super) fn computed(&mut self, step: Step, quantity: Quantity, value: f64, model: &'static ModelCard) -> f64 {
        self.uses(model);
        self.enter(step, quantity, value, Basis::Computed, model.id)
    }

    /// Whether the user put a figure in the place of this one.
    pub(super) fn is_overridden(&self, quantity: Quantity) -> bool {
        self.overrides.iter().any(|given| given.quantity == quantity)
    }

    /// Records that a model took part.
    pub(super) fn uses(&mut self, model: &'static ModelCard) {
        if !self.cards.iter().any(|known| known.id == model.id) {
            self.cards.push(model);
        }
    }

    /// Takes the caveats of a solved model and gives back its field.
    pub(super) fn take<T>(&mut self, solved: Solved<T>) -> T {
        self.tell(solved.caveats);
        solved.field
    }

    /// Adds caveats.
    pub(super) fn tell(&mut self, caveats: impl IntoIterator<Item = Caveat>) {
        caveats.into_iter().for_each(|caveat| push_caveat(&mut self.caveats, caveat));
    }

    /// The finished sheet.
    ///
    /// # Errors
    /// Overrides of figures that have no part in this chain: what the user wanted to change would stay as it is.
    pub(super) fn finish(mut self) -> Result<FinishedSheet, InvalidInput> {
        let known: Vec<String> = self.entries.iter().map(|entry| entry.quantity.key()).collect();
        let idle = self.used.iter().enumerate().filter(|(_, used)| !**used);
        let problems = idle
            .map(|(index, _)| {
                let field = format!("overrides[{index}].quantity");
                let allowed = format!("a figure of this chain: {}", known.join(", "));
                FieldProblem::new(field, self.overrides[index].quantity.key(), allowed, "no_part")
            })
            .collect();
        InvalidInput::check(problems)?;
        let told: Vec<Caveat> = self.entries.iter().filter_map(overridden).collect();
        self.tell(told);
        Ok(FinishedSheet { entries: self.entries, caveats: self.caveats, cards: self.cards })
    }
}

/// What is left when the chain is done.
#[derive(Debug, Clone)]
pub struct FinishedSheet {
    /// Figures in the order in which they were needed.
    pub entries: Vec<Entry>,
    /// What to tell the user.
    pub caveats: Vec<Caveat>,
    /// Models that took part.
    pub cards: Vec<&'static ModelCard>,
}

fn overridden(entry: &Entry) -> Option<Caveat> {
    let (computed, reason) = (entry.computed_value?, entry.reason.as_deref()?);
    let Entry { title_en, title_zh, value, unit, .. } = entry;
    Some(Caveat::new(
        CaveatCode::UserFigure,
        entry.quantity.key(),
        format!("{title_en}: {value} {unit} by the user in the place of {computed:.4} {unit} ({reason})"),
        format!("{title_zh}:采用用户给定值 {value} {unit},替代计算值 {computed:.4} {unit}({reason})"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FLASH;

    fn given(quantity: Quantity, value: f64) -> Override {
        Override { quantity, value, reason: "measured".into() }
    }

    #[test]
    fn a_figure_of_the_user_stands_in_the_place_of_the_computed_one_and_is_told() {
        let mut sheet = Sheet::new(vec![given(Quantity::FlashFrac, 0.3)]).unwrap();
        assert_eq!(sheet.computed(Step::LetDown, Quantity::FlashFrac, 0.2, &FLASH), 0.3);
        assert_eq!(sheet.computed(Step::LetDown, Quantity::AirborneFrac, 0.5, &FLASH), 0.5);
        let finished = sheet.finish().unwrap();
        assert_eq!(finished.entries[0].basis, Basis::Overridden);
        assert_eq!(finished.entries[0].computed_value, Some(0.2));
        assert_eq!(finished.entries[1].basis, Basis::Computed);
        assert_eq!(finished.caveats[0].code, CaveatCode::UserFigure);
        assert!(finished.caveats[0].message_en.contains("measured"));
        assert_eq!(finished.cards.len(), 1);
    }

    #[test]
    fn overrides_that_cannot_be_used_are_all_named() {
        let bad = vec![
            given(Quantity::FlashFrac, 2.0),
            given(Quantity::ReleaseRateKgS, f64::NAN),
            Override { quantity: Quantity::ReleaseRateKgS, value: 1.0, reason: " ".into() },
        ];
        let problems = Sheet::new(bad).unwrap_err().problems;
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["out_of_range", "not_finite", "missing", "repeated"]);
        let mut idle = Sheet::new(vec![given(Quantity::PoolDiameterM, 3.0)]).unwrap();
        idle.computed(Step::LetDown, Quantity::FlashFrac, 0.2, &FLASH);
        let problem = &idle.finish().unwrap_err().problems[0];
        assert_eq!((problem.code.as_str(), problem.value.as_str()), ("no_part", "pool_diameter_m"));
        assert!(problem.allowed.contains("flash_frac"));
    }
}
