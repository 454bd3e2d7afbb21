//! Why a unit is not assessed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a unit is not assessed. It is kept, drawn as such and counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "code")]
#[non_exhaustive]
pub enum NotAssessedReason {
    /// The substance is not in the library.
    UnknownSubstance {
        /// Substance as the source names it.
        substance_name: String,
    },
    /// The library knows the substance and why it cannot be assessed.
    NotAssessable {
        /// Why, English.
        en: String,
        /// Why, Chinese.
        zh: String,
    },
    /// The quantity is not known.
    UnknownQuantity,
    /// Solids have no outflow that is modelled.
    Solid,
    /// An explosive without a TNT equivalence.
    NoTntEquivalence,
    /// The substance neither burns nor has a toxic probit in the library.
    NoHazardFigures,
    /// A property that the release needs is not known at the storage condition.
    PropertyMissing {
        /// What is missing, with the range that is known.
        detail: String,
    },
    /// A figure of the record is refused by a model.
    RefusedInput {
        /// Every problem.
        detail: String,
    },
}

impl NotAssessedReason {
    /// English sentence.
    #[must_use]
    pub fn message_en(&self) -> String {
        match self {
            Self::UnknownSubstance { substance_name } => {
                format!("the substance \"{substance_name}\" is not in the library")
            }
            Self::NotAssessable { en, .. } => en.clone(),
            Self::UnknownQuantity => "the quantity is not known".into(),
            Self::Solid => "solids are not modelled".into(),
            Self::NoTntEquivalence => "no TNT equivalence of this explosive is at hand".into(),
            Self::NoHazardFigures => {
                "the library has neither flammable limits nor a toxic probit of this substance".into()
            }
            Self::PropertyMissing { detail } => format!("a property is missing: {detail}"),
            Self::RefusedInput { detail } => format!("the record is refused by a model: {detail}"),
        }
    }

    /// Chinese sentence.
    #[must_use]
    pub fn message_zh(&self) -> String {
        match self {
            Self::UnknownSubstance { substance_name } => format!("物质“{substance_name}”不在物质库中"),
            Self::NotAssessable { zh, .. } => zh.clone(),
            Self::UnknownQuantity => "数量未知".into(),
            Self::Solid => "固体暂无模型".into(),
            Self::NoTntEquivalence => "该爆炸品没有 TNT 当量数据".into(),
            Self::NoHazardFigures => "物质库中既无燃爆极限也无毒性概率函数".into(),
            Self::PropertyMissing { detail } => format!("缺少物性:{detail}"),
            Self::RefusedInput { detail } => format!("模型拒绝该记录:{detail}"),
        }
    }
}
