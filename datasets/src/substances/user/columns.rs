//! Columns of a user's file, and what each may hold.

/// What a cell may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A CAS number with its check digit.
    Cas,
    /// A number.
    Number { min: f64, max: f64, unit: &'static str },
    /// A whole number.
    Whole { min: u32, max: u32 },
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Kind {
    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Cas => "a CAS number (7782-50-5)".into(),
            Self::Number { max, .. } if max >= 1e30 => "a number".into(),
            Self::Number { min, max, unit } => format!("a number, {min} to {max} {unit}").trim_end().into(),
            Self::Whole { min, max } => format!("a whole number, {min} to {max}"),
            Self::OneOf(words) => format!("one of: {}", words.join(", ")),
        }
    }
}

/// One column.
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

const fn needed(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true }
}

const fn may(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false }
}

const fn number(min: f64, max: f64, unit: &'static str) -> Kind {
    Kind::Number { min, max, unit }
}

/// A coefficient or constant of any size.
const ANY: Kind = number(-1e30, 1e30, "");
const KELVIN: Kind = number(1.0, 5000.0, "K");
const SOURCE: Column = may("source", Kind::Text);
/// The mark is always the user's; a file may say so.
const ORIGIN: Column = may("origin", Kind::OneOf(&["user"]));
const SUBSTANCE: Column = needed("substance", Kind::Text);

const STATES: Kind = Kind::OneOf(&[
    "pressurised_liquefied_gas",
    "refrigerated_liquefied_gas",
    "compressed_gas",
    "atmospheric_liquid",
    "solid",
    "condensed_explosive",
]);
const CONSTANTS: Kind = Kind::OneOf(&[
    "molar_mass_kg_mol",
    "boiling_point_k",
    "critical_temperature_k",
    "critical_pressure_pa",
    "melting_point_k",
    "flash_point_k",
    "lfl_mole_frac",
    "ufl_mole_frac",
    "heat_of_combustion_j_kg",
    "tnt_equivalence",
]);
const PROPERTIES: Kind =
    Kind::OneOf(&["vapour_pressure", "liquid_density", "latent_heat", "gas_heat_capacity", "liquid_heat_capacity"]);
const FORM_NAMES: Kind = Kind::OneOf(&[
    "antoine",
    "dippr_100",
    "dippr_101",
    "dippr_105",
    "dippr_106",
    "dippr_114",
    "dippr_116",
    "ppds_12",
    "polynomial_times_r",
    "trc",
    "chemsep_16",
    "wagner_25",
    "wagner_36",
    "constant",
]);

const TC: &str = "critical_temperature_k";
const PC: &str = "critical_pressure_pa";

/// Number of coefficients of a form, and what else it asks for.
pub(super) const FORMS: [(&str, usize, &[&str]); 14] = [
    ("antoine", 3, &[]),
    ("dippr_100", 5, &[]),
    ("dippr_101", 5, &[]),
    ("dippr_105", 4, &[]),
    ("dippr_106", 4, &[TC]),
    ("dippr_114", 4, &[TC]),
    ("dippr_116", 5, &[TC]),
    ("ppds_12", 5, &[TC]),
    ("polynomial_times_r", 5, &[]),
    ("trc", 8, &[]),
    ("chemsep_16", 5, &[]),
    ("wagner_25", 4, &[TC, PC]),
    ("wagner_36", 4, &[TC, PC]),
    ("constant", 1, &[]),
];

/// The tables with their columns, in the order of the built-in files.
pub(super) const SPECIFICATION: [(&str, &[Column]); 7] = [
    (
        "substances",
        &[
            needed("id", Kind::Text),
            needed("cas", Kind::Cas),
            may("un_number", Kind::Whole { min: 1, max: 9999 }),
            may("un_origin", Kind::OneOf(&["user"])),
            needed("name_en", Kind::Text),
            needed("name_zh", Kind::Text),
            may("name_zh_origin", Kind::OneOf(&["user"])),
            may("aliases", Kind::Text),
            may("surrogate", Kind::Text),
            may("reactivity", Kind::OneOf(&["low", "average", "high"])),
            may("stated_storage", STATES),
            may("acutely_toxic", Kind::Whole { min: 0, max: 1 }),
            may("note_en", Kind::Text),
            may("note_zh", Kind::Text),
        ],
    ),
    ("constants", &[SUBSTANCE, needed("property", CONSTANTS), needed("value", ANY), SOURCE, ORIGIN]),
    (
        "correlations",
        &[
            SUBSTANCE,
            needed("property", PROPERTIES),
            needed("form", FORM_NAMES),
            needed("basis", Kind::OneOf(&["absolute", "molar", "mass"])),
            may("c1", ANY),
            may("c2", ANY),
            may("c3", ANY),
            may("c4", ANY),
            may("c5", ANY),
            may("c6", ANY),
            may("c7", ANY),
            may("c8", ANY),
            may(TC, KELVIN),
            may(PC, number(1e3, 1e9, "Pa")),
            needed("temperature_min_k", KELVIN),
            needed("temperature_max_k", KELVIN),
            SOURCE,
            ORIGIN,
        ],
    ),
    (
        "toxic_probits",
        &[
            SUBSTANCE,
            needed("k1", number(-200.0, 200.0, "")),
            needed("k2", number(1e-6, 100.0, "")),
            needed("n", number(0.1, 10.0, "")),
            SOURCE,
            ORIGIN,
        ],
    ),
    (
        "toxic_endpoints",
        &[
            SUBSTANCE,
            needed("limit", Kind::OneOf(&["aegl", "erpg", "pac", "idlh"])),
            needed("level", Kind::Whole { min: 1, max: 3 }),
            needed("duration_s", number(60.0, 1e5, "s")),
            needed("concentration_mole_frac", number(1e-12, 1.0, "mole fraction")),
            SOURCE,
            ORIGIN,
        ],
    ),
    (
        "toxic_loads",
        &[
            SUBSTANCE,
            needed("load", Kind::OneOf(&["slot", "slod"])),
            needed("n", number(0.1, 10.0, "")),
            needed("value_ppm_n_min", number(1e-6, 1e60, "ppm^n min")),
            SOURCE,
            ORIGIN,
        ],
    ),
    (
        "mixtures",
        &[
            needed("mixture", Kind::Text),
            needed("component", Kind::Text),
            needed("component_mole_frac", number(1e-9, 1.0, "mole fraction")),
            needed("vapour", Kind::OneOf(&["whole", "equilibrium"])),
            SOURCE,
            ORIGIN,
        ],
    ),
];
