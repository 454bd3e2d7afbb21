//! Units that registers write, and their way to SI.

use cordon_engine::units::{STANDARD_ATMOSPHERE_PA, ZERO_CELSIUS_K};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Mass, kg.
    Mass,
    /// Length, m.
    Length,
    /// Area, m2.
    Area,
    /// Volume, m3.
    Volume,
    /// Temperature, K.
    Temperature,
    /// Absolute pressure, Pa.
    Pressure,
    /// Speed, m/s.
    Speed,
    /// Angle, degrees.
    Angle,
    /// Density, kg/m3.
    Density,
    /// Fraction, 0 to 1.
    Fraction,
    /// Time, s.
    Time,
}

/// A unit: `SI value = scale * value + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Name as written after the colon of `--map field=column:unit`.
    pub name: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    scale: f64,
    offset: f64,
    /// For a pressure: neither gauge nor absolute was said.
    pub unsaid_gauge: bool,
}

impl Unit {
    /// The value in SI.
    #[must_use]
    pub fn to_si(&self, value: f64) -> f64 {
        value * self.scale + self.offset
    }
}

/// Every spelling that is understood, with its scale to SI. Exact by definition unless said.
///
/// International pound 0.45359237 kg, inch 0.0254 m (1959); US survey foot 1200/3937 m; US gallon 231
/// cubic inches, petroleum barrel 42 of them; mu (亩) 2000/3 m2; psi = lbf/in2; mmHg 133.322387415 Pa.
const SCALES: &[(Dimension, f64, &[&str])] = &[
    (Dimension::Mass, 1.0, &["kg", "千克", "公斤"]),
    (Dimension::Mass, 1e-3, &["g", "克"]),
    (Dimension::Mass, 1e3, &["t", "tonne", "tonnes", "吨", "Mg", "metric_ton"]),
    (Dimension::Mass, 1e6, &["kt", "千吨"]),
    (Dimension::Mass, 1e7, &["万吨", "10kt"]),
    (Dimension::Mass, 0.453_592_37, &["lb", "lbs", "pound", "pounds", "磅"]),
    (Dimension::Mass, 907.184_74, &["ton_us", "short_ton"]),
    (Dimension::Mass, 1016.046_908_8, &["ton_uk", "long_ton"]),
    (Dimension::Length, 1.0, &["m", "米"]),
    (Dimension::Length, 1e3, &["km", "公里", "千米"]),
    (Dimension::Length, 1e-2, &["cm", "厘米"]),
    (Dimension::Length, 1e-3, &["mm", "毫米"]),
    (Dimension::Length, 0.3048, &["ft", "feet"]),
    (Dimension::Length, 1200.0 / 3937.0, &["ft_us"]),
    (Dimension::Length, 0.0254, &["in", "inch", "英寸"]),
    (Dimension::Length, 1609.344, &["mi", "mile", "miles"]),
    (Dimension::Area, 1.0, &["m2", "m²", "㎡", "平方米"]),
    (Dimension::Area, 1e6, &["km2", "km²", "平方公里"]),
    (Dimension::Area, 1e4, &["ha", "公顷"]),
    (Dimension::Area, 2000.0 / 3.0, &["mu", "亩"]),
    (Dimension::Area, 0.092_903_04, &["ft2"]),
    (Dimension::Area, 2_589_988.110_336, &["sqmi", "mi2"]),
    (Dimension::Volume, 1.0, &["m3", "m³", "立方米", "方"]),
    (Dimension::Volume, 1e-3, &["L", "l", "升"]),
    (Dimension::Volume, 1e4, &["万立方米", "万m3", "万m³", "万方"]),
    (Dimension::Volume, 0.003_785_411_784, &["gal", "gal_us"]),
    (Dimension::Volume, 0.158_987_294_928, &["bbl"]),
    (Dimension::Volume, 0.028_316_846_592, &["ft3"]),
    (Dimension::Speed, 1.0, &["m_s", "m/s"]),
    (Dimension::Speed, 1.0 / 3.6, &["km_h", "km/h"]),
    (Dimension::Speed, 1852.0 / 3600.0, &["knot", "knots", "kn", "kt_wind"]),
    (Dimension::Speed, 0.447_04, &["mph"]),
    (Dimension::Angle, 1.0, &["deg", "°", "度"]),
    (Dimension::Density, 1.0, &["kg_m3", "kg/m3", "kg/m³"]),
    (Dimension::Density, 1e3, &["t_m3", "t/m3", "g/cm3", "kg/L"]),
    (Dimension::Fraction, 1.0, &["frac", "fraction"]),
    (Dimension::Fraction, 1e-2, &["percent", "pct", "%", "%"]),
    (Dimension::Time, 1.0, &["s", "秒"]),
    (Dimension::Time, 60.0, &["min", "分钟"]),
    (Dimension::Time, 3600.0, &["h", "小时"]),
];

/// Pressure units: scale to Pa, spellings that leave gauge or absolute unsaid.
const PRESSURES: &[(f64, &[&str])] = &[
    (1.0, &["Pa", "帕"]),
    (1e3, &["kPa", "千帕"]),
    (1e6, &["MPa", "兆帕"]),
    (1e2, &["hPa", "mbar"]),
    (1e5, &["bar", "巴"]),
    (98_066.5, &["kgf_cm2", "kgf/cm2", "公斤力"]),
    (6894.757_293_168_361, &["psi"]),
    (101_325.0, &["atm"]),
    (133.322_387_415, &["mmHg"]),
];

/// Finds a unit by name. Letter case counts where it changes the meaning (`Mg`, `m`), else it does not.
#[must_use]
pub fn find(name: &str) -> Option<Unit> {
    let name = name.trim();
    temperature(name).or_else(|| pressure(name)).or_else(|| linear(name))
}

fn linear(name: &str) -> Option<Unit> {
    let matching = |same: &dyn Fn(&str) -> bool| {
        SCALES.iter().find_map(|&(dimension, scale, spellings)| {
            let found = spellings.iter().find(|spelling| same(spelling))?;
            Some(Unit { name: found, dimension, scale, offset: 0.0, unsaid_gauge: false })
        })
    };
    matching(&|spelling| spelling == name).or_else(|| matching(&|spelling| spelling.eq_ignore_ascii_case(name)))
}

fn temperature(name: &str) -> Option<Unit> {
    let of = |name, scale, offset| {
        Some(Unit { name, dimension: Dimension::Temperature, scale, offset, unsaid_gauge: false })
    };
    match name {
        "K" | "k" | "kelvin" => of("K", 1.0, 0.0),
        "degC" | "degc" | "°C" | "℃" | "C" | "摄氏度" | "celsius" => of("degC", 1.0, ZERO_CELSIUS_K),
        "degF" | "degf" | "°F" | "℉" | "F" => of("degF", 5.0 / 9.0, ZERO_CELSIUS_K - 32.0 * 5.0 / 9.0),
        _ => None,
    }
}

fn pressure(name: &str) -> Option<Unit> {
    let (base, gauge) = split_gauge(name);
    PRESSURES.iter().find_map(|&(scale, spellings)| {
        let found = spellings.iter().find(|spelling| spelling.eq_ignore_ascii_case(base))?;
        let offset = if gauge == Some(true) { STANDARD_ATMOSPHERE_PA } else { 0.0 };
        let unsaid_gauge = gauge.is_none() && *found != "atm";
        Some(Unit { name: found, dimension: Dimension::Pressure, scale, offset, unsaid_gauge })
    })
}

/// Splits the word that says gauge (`Some(true)`) or absolute (`Some(false)`) off a pressure unit.
fn split_gauge(name: &str) -> (&str, Option<bool>) {
    match name.to_ascii_lowercase().as_str() {
        "psig" => return ("psi", Some(true)),
        "psia" => return ("psi", Some(false)),
        "barg" => return ("bar", Some(true)),
        "bara" => return ("bar", Some(false)),
        _ => {}
    }
    for (ending, gauge) in [
        ("_gauge", true),
        ("_g", true),
        ("(g)", true),
        ("表压", true),
        ("_abs", false),
        ("_a", false),
        ("(a)", false),
        ("绝压", false),
    ] {
        if let Some(base) = name.strip_suffix(ending) {
            return (base.trim(), Some(gauge));
        }
    }
    (name, None)
}

/// The dimension of a field, read from the unit suffix of its name (`quantity_kg` is a mass).
#[must_use]
pub fn dimension_of_field(field: &str) -> Option<Dimension> {
    const SUFFIXES: [(&str, Dimension); 12] = [
        ("_kg_m3", Dimension::Density),
        ("_m_s", Dimension::Speed),
        ("_kg", Dimension::Mass),
        ("_m2", Dimension::Area),
        ("_m3", Dimension::Volume),
        ("_m", Dimension::Length),
        ("_km", Dimension::Length),
        ("_k", Dimension::Temperature),
        ("_pa", Dimension::Pressure),
        ("_deg", Dimension::Angle),
        ("_frac", Dimension::Fraction),
        ("_s", Dimension::Time),
    ];
    SUFFIXES.iter().find(|(suffix, _)| field.ends_with(suffix)).map(|&(_, dimension)| dimension)
}

/// A unit that a column header carries: `存量（吨）`, `Quantity (t)`, `threshold_quantity_lb`.
#[must_use]
pub fn in_header(header: &str) -> Option<Unit> {
    let plain = header.replace('（', "(").replace('）', ")").replace('［', "[").replace('］', "]");
    let bracketed = |open, close| {
        let start = plain.rfind(open)?;
        let end = plain.rfind(close)?;
        plain.get(start + 1..end).and_then(find)
    };
    bracketed('(', ')')
        .or_else(|| bracketed('[', ']'))
        .or_else(|| plain.rsplit_once('/').and_then(|(_, unit)| find(unit)))
        .or_else(|| plain.rsplit_once('_').and_then(|(_, unit)| find(unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn si(unit: &str, value: f64) -> f64 {
        find(unit).unwrap_or_else(|| panic!("unit {unit} is not known")).to_si(value)
    }

    #[test]
    fn masses() {
        assert_eq!(si("t", 2.0), 2000.0);
        assert_eq!(si("吨", 2.0), 2000.0);
        assert!((si("lb", 2500.0) - 1133.980_925).abs() < 1e-9); // 2500 x 0.45359237
        assert_eq!(si("万吨", 1.0), 1e7);
    }

    #[test]
    fn gauge_pressure_adds_one_atmosphere() {
        assert_eq!(si("MPa_gauge", 1.6), 1_701_325.0);
        assert_eq!(si("MPa_abs", 1.6), 1_600_000.0);
        assert_eq!(si("barg", 0.0), 101_325.0);
        assert!(find("MPa").is_some_and(|unit| unit.unsaid_gauge));
        assert!((si("psi", 14.695_948_775_513_4) - 101_325.0).abs() < 1e-6);
    }

    #[test]
    fn temperatures() {
        assert_eq!(si("degC", -40.0), 233.149_999_999_999_98);
        assert!((si("degF", -40.0) - 233.15).abs() < 1e-9);
        assert!((si("degF", 212.0) - 373.15).abs() < 1e-9);
        assert_eq!(si("℃", 25.0), 298.15);
    }

    #[test]
    fn a_unit_in_the_header_is_found() {
        assert_eq!(in_header("存量（吨）").map(|u| u.name), Some("吨"));
        assert_eq!(in_header("Quantity (t)").map(|u| u.dimension), Some(Dimension::Mass));
        assert_eq!(in_header("threshold_quantity_lb").map(|u| u.name), Some("lb"));
        assert_eq!(in_header("储存温度(℃)").map(|u| u.dimension), Some(Dimension::Temperature));
        assert_eq!(in_header("name"), None);
    }

    #[test]
    fn field_suffixes_tell_the_dimension() {
        assert_eq!(dimension_of_field("quantity_kg"), Some(Dimension::Mass));
        assert_eq!(dimension_of_field("density_kg_m3"), Some(Dimension::Density));
        assert_eq!(dimension_of_field("name"), None);
    }
}
