//! Names of levels and of parts of a scenario in both languages, and the colours of levels.

use clap::ValueEnum;

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

/// Name of a level.
#[must_use]
pub fn level_name(key: &str, exposure_s: Option<f64>, language: Language) -> String {
    let exposure = exposure_s.map(|exposure_s| exposure_s / 60.0);
    let minutes = exposure.map_or_else(String::new, |min| format!(" ({min:.0} {})", language.of("min", "分钟")));
    let toxic = |programme: &str, level: &str| format!("{programme}-{level}{minutes}");
    match key.split_once('_') {
        Some(("aegl", level)) => toxic("AEGL", level),
        Some(("erpg", level)) => toxic("ERPG", level),
        Some(("pac", level)) => toxic("PAC", level),
        _ if key == "idlh" => format!("IDLH{minutes}"),
        _ if key == "upper_flammable_limit" => language.of("upper flammable limit", "爆炸上限").into(),
        _ if key == "lower_flammable_limit" => language.of("lower flammable limit", "爆炸下限").into(),
        _ => match key.strip_prefix("lower_flammable_limit_").and_then(|share| share.parse::<f64>().ok()) {
            Some(share) => {
                format!("{:.0} % {}", 100.0 * share, language.of("of the lower flammable limit", "爆炸下限"))
            }
            None => language.of("given concentration", "给定浓度").into(),
        },
    }
}

/// Colour of a level: warm for toxic ones, red the worst; blue for flammable ones, brown for heat, violet for blast; told apart by
/// colour-blind readers by lightness.
pub(super) fn level_colour(key: &str) -> &'static str {
    match key {
        "aegl_3" | "erpg_3" | "pac_3" => "#b2182b",
        "aegl_2" | "erpg_2" | "pac_2" => "#ef8a62",
        "aegl_1" | "erpg_1" | "pac_1" => "#fddb7b",
        "idlh" => "#762a83",
        "heat_37_5_kw_m2" => "#7f2704",
        "heat_12_5_kw_m2" => "#d94801",
        "heat_4_kw_m2" => "#fd8d3c",
        "blast_30_kpa" => "#3f007d",
        "blast_10_kpa" => "#6a51a3",
        "blast_9_kpa" => "#807dba",
        "blast_5_kpa" => "#9e9ac8",
        "blast_2_kpa" => "#bcbddc",
        "upper_flammable_limit" => "#08306b",
        "lower_flammable_limit" => "#2171b5",
        _ if key.starts_with("lower_flammable_limit") => "#9ecae1",
        _ => "#636363",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_names_in_both_languages() {
        assert_eq!(level_name("aegl_2", Some(3600.0), Language::En), "AEGL-2 (60 min)");
        assert_eq!(level_name("idlh", Some(1800.0), Language::Zh), "IDLH (30 分钟)");
        assert_eq!(level_name("lower_flammable_limit_0.5", None, Language::Zh), "50 % 爆炸下限");
        assert_eq!(level_name("concentration", None, Language::En), "given concentration");
    }
}
