//! Names of parts of a scenario in both languages; levels are called and coloured as the engine's vocabulary says.

use clap::ValueEnum;
use cordon_engine::vulnerability::{LevelEntry, level_names};

/// Grey, for what is no level.
const NO_LEVEL: &str = "#636363";

/// Language of a sheet or picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// The one of two texts.
    #[must_use]
    pub fn of<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// Name of a level with its exposure, out of the vocabulary of the engine.
#[must_use]
pub fn level_name(key: &str, exposure_s: Option<f64>, language: Language) -> String {
    let (en, zh) = level_names(key, exposure_s);
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// Colour of a level on paper; what is no level of the vocabulary is grey.
pub(super) fn level_colour(key: &str) -> &'static str {
    LevelEntry::find(key).map_or(NO_LEVEL, |entry| entry.colour_day)
}

/// Where the gas of a cloud comes from.
pub(super) fn origin_name(origin: &str, language: Language) -> &str {
    match origin {
        "containment" => language.of("cloud from the containment", "容器泄漏云团"),
        "pool" => language.of("cloud from the pool", "液池蒸发云团"),
        "both" => language.of("cloud from containment and pool", "泄漏与液池合成云团"),
        other => other,
    }
}

/// Step of the sheet.
pub(super) fn step_name(step: &str, language: Language) -> &str {
    match step {
        "content" => language.of("content", "内容物"),
        "outflow" => language.of("outflow", "泄漏源"),
        "let_down" => language.of("let-down to the air", "出口状态"),
        "pool" => language.of("pool", "液池"),
        "cloud" => language.of("cloud", "云团源"),
        "dispersion" => language.of("dispersion and harm", "扩散与危害"),
        "ignition" => language.of("ignition", "点火"),
        "effects" => language.of("fires and blasts", "火灾与爆炸"),
        other => other,
    }
}

/// How a figure came about.
pub(super) fn basis_name(basis: &str, language: Language) -> &str {
    match basis {
        "library" => language.of("substance library", "物性库"),
        "computed" => language.of("computed", "计算"),
        "assumed" => language.of("assumed", "假定"),
        "overridden" => language.of("OVERRIDDEN", "用户替换"),
        other => other,
    }
}
