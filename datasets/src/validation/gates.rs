//! The gates: limits on a measure of a model on a group, and how they are judged.

use super::{Outcome, StudyResult};
use cordon_engine::math::Agreement;
use serde::Serialize;
use std::fmt;

/// What a gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Fraction within a factor of two.
    Fac2,
    /// Geometric mean bias.
    Mg,
    /// Geometric variance.
    Vg,
    /// Size of the fractional bias.
    AbsFb,
    /// Normalised mean square error.
    Nmse,
    /// Greatest departure of a single pair, |p/o - 1|.
    Departure,
    /// Mean departure, mean |p - o| / o.
    MeanDeparture,
}

impl Measure {
    fn of(self, found: &Agreement) -> f64 {
        match self {
            Self::Fac2 => found.fac2_frac,
            Self::Mg => found.mg_ratio,
            Self::Vg => found.vg_ratio,
            Self::AbsFb => found.fb_ratio.abs(),
            Self::Nmse => found.nmse_ratio,
            Self::Departure => found.departure_frac,
            Self::MeanDeparture => found.mean_departure_frac,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fac2 => "FAC2",
            Self::Mg => "MG",
            Self::Vg => "VG",
            Self::AbsFb => "size of FB",
            Self::Nmse => "NMSE",
            Self::Departure => "greatest departure",
            Self::MeanDeparture => "mean departure",
        }
    }
}

/// Least and greatest value that pass.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limit {
    /// Least.
    pub min: Option<f64>,
    /// Greatest.
    pub max: Option<f64>,
}

impl Limit {
    const fn least(min: f64) -> Self {
        Self { min: Some(min), max: None }
    }
    const fn most(max: f64) -> Self {
        Self { min: None, max: Some(max) }
    }
    const fn between(min: f64, max: f64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }
    fn passes(self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, ">= {min}"),
            (None, Some(max)) => write!(f, "<= {max}"),
            (None, None) => write!(f, "none"),
        }
    }
}

/// What a miss means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A requirement that was met when it was fixed: a miss is a regression.
    Held,
    /// A requirement that is not met yet, or not held: a miss is published.
    Published,
    /// No requirement: the level reached where a requirement is missed. Below it is a regression.
    Floor,
}

impl Standing {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Published => "published",
            Self::Floor => "floor",
        }
    }
}

/// A limit on one measure of one model on one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gate {
    /// [`super::Study::id`].
    pub study: &'static str,
    /// Name of the model.
    pub model: &'static str,
    /// The group.
    pub group: &'static str,
    /// What is looked at.
    pub measure: Measure,
    /// What passes.
    pub limit: Limit,
    /// What a miss means.
    pub standing: Standing,
}

/// How a gate was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Met,
    /// Not within it.
    Missed,
    /// There are no measurements of the group in the folder.
    NoData,
    /// There is no model of ours for the group.
    NoModel,
}

impl Verdict {
    /// As printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NoData => "no data",
            Self::NoModel => "no model",
        }
    }
}

/// A gate with its statistic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judged {
    /// The gate.
    #[serde(flatten)]
    pub gate: Gate,
    /// Number of pairs behind the value.
    pub count: usize,
    /// The statistic; none without pairs.
    pub value: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Judged {
    /// Whether this is a regression.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.verdict == Verdict::Missed && self.gate.standing != Standing::Published
    }

    /// The value as printed.
    #[must_use]
    pub fn value_text(&self) -> String {
        self.value.map_or("-".into(), super::report::figure)
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}: {} {}", self.study, self.model, self.group, self.measure.name(), self.limit)
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}, {}", self.gate, self.gate.standing.name(), self.verdict.name(), self.value_text())
    }
}

/// Judges every gate.
pub(super) fn judge(studies: &[StudyResult]) -> Vec<Judged> {
    GATES.iter().map(|gate| judge_one(gate, studies.iter().find(|study| study.id == gate.study))).collect()
}

fn judge_one(gate: &Gate, study: Option<&StudyResult>) -> Judged {
    let found = study.and_then(|study| study.find(gate.model, gate.group));
    let value = found.map(|found| gate.measure.of(found));
    let no_model = study.is_some_and(|study| matches!(study.outcome, Outcome::NoModel { .. }));
    let verdict = match value {
        Some(value) if gate.limit.passes(value) => Verdict::Met,
        Some(_) => Verdict::Missed,
        None if no_model => Verdict::NoModel,
        None => Verdict::NoData,
    };
    Judged { gate: *gate, count: found.map_or(0, |found| found.count), value, verdict }
}

/// The gates as a table of Markdown, as it stands in docs/validation-protocol.md.
#[must_use]
pub fn gates_table() -> String {
    let mut table = "| study | model | group | measure | limit | standing |\n|---|---|---|---|---|---|\n".to_owned();
    for Gate { study, model, group, measure, limit, standing } in GATES {
        let row = [study, model, group, measure.name(), &limit.to_string(), standing.name()].join(" | ");
        table += &format!("| {row} |\n");
    }
    table
}

/// The gates of one kind on one group: shortens the table below.
struct On(&'static str, &'static str, &'static str);

impl On {
    const fn gate(&self, measure: Measure, limit: Limit, standing: Standing) -> Gate {
        Gate { study: self.0, model: self.1, group: self.2, measure, limit, standing }
    }
    const fn fac2(&self, min: f64, standing: Standing) -> Gate {
        self.gate(Measure::Fac2, Limit::least(min), standing)
    }
    const fn mg(&self, min: f64, max: f64, standing: Standing) -> Gate {
        self.gate(Measure::Mg, Limit::between(min, max), standing)
    }
    const fn vg(&self, max: f64, standing: Standing) -> Gate {
        self.gate(Measure::Vg, Limit::most(max), standing)
    }
}

const fn layer(group: &'static str) -> On {
    On("prairie_grass", "surface_layer_plume", group)
}

const fn plume(group: &'static str) -> On {
    On("prairie_grass", "gaussian_plume", group)
}

const fn dense(group: &'static str) -> On {
    On("flat_trials", "dense_gas", group)
}

const WORKBOOK: On = On("flat_trials", "britter_mcquaid", "LNG pools");
const EKOTO: On = On("blowdown_flow", "gas_blowdown adiabatic", "Ekoto 2012");
const PROUST: On = On("blowdown_pressure", "gas_blowdown adiabatic", "Proust 2011");
const PROUST_WARM: On = On("blowdown_pressure", "gas_blowdown isothermal", "Proust 2011");
const LNG_FIRES: On = On("pool_fire_flux", "pool_fire", "all");

const FRUSTUM_HEAT: On = On("jet_fire_flux", "jet_fire solid_flame", "all");
const JOHNSON_1033: On = On("jet_fire_flux", "jet_fire solid_flame", "Johnson 1033");
const BENT_HEAT: On = On("jet_fire_flux", "jet_fire weighted_sources", "all");
const BENT_LENGTH: On = On("jet_fire_length", "jet_fire weighted_sources", "DNV GL");
const FRUSTUM_LENGTH: On = On("jet_fire_length", "jet_fire solid_flame", "DNV GL");
const HYDROGEN_LENGTH: On = On("jet_fire_length", "jet_fire multi_source", "all");
const HYDROGEN_HEAT: On = On("jet_fire_hydrogen_flux", "jet_fire multi_source", "Schefer 2006, 5 s");
const LNG_BALL: On = On("fireball_flux", "fireball time_varying", "Shell LNG fireball 4");

use Standing::{Floor, Held, Published};

/// All gates. Their reasons are in docs/validation-protocol.md, which a test compares with this table.
pub const GATES: &[Gate] = &[
    plume("all").fac2(0.8, Held),
    plume("all").mg(0.8, 1.25, Held),
    plume("all").vg(1.5, Held),
    plume("all").gate(Measure::AbsFb, Limit::most(0.3), Held),
    plume("all").gate(Measure::Nmse, Limit::most(1.5), Held),
    plume("arc 50 m").fac2(0.6, Held),
    plume("arc 100 m").fac2(0.6, Held),
    plume("arc 200 m").fac2(0.6, Held),
    plume("arc 400 m").fac2(0.6, Held),
    plume("arc 800 m").fac2(0.6, Published),
    plume("arc 800 m").fac2(0.5, Floor),
    layer("all").fac2(0.8, Published),
    layer("all").fac2(0.65, Floor),
    layer("all").mg(0.8, 1.25, Published),
    layer("all").mg(0.8, 1.6, Floor),
    layer("all").vg(1.5, Held),
    layer("arc 50 m").fac2(0.6, Published),
    layer("arc 50 m").fac2(0.5, Floor),
    layer("arc 100 m").fac2(0.6, Held),
    layer("arc 200 m").fac2(0.6, Held),
    layer("arc 400 m").fac2(0.6, Held),
    layer("arc 800 m").fac2(0.6, Held),
    dense("Burro").fac2(0.7, Held),
    dense("Burro").mg(0.67, 1.5, Held),
    dense("Burro").vg(2.0, Held),
    dense("Coyote").fac2(0.7, Published),
    dense("Coyote").mg(0.67, 1.5, Published),
    dense("Coyote").vg(2.0, Published),
    dense("Coyote").fac2(0.5, Floor),
    dense("Coyote").mg(0.5, 1.5, Floor),
    dense("Coyote").vg(3.5, Floor),
    dense("Maplin Sands").fac2(0.7, Published),
    dense("Maplin Sands").mg(0.67, 1.5, Published),
    dense("Maplin Sands").vg(2.0, Published),
    dense("Maplin Sands").mg(0.67, 5.5, Floor),
    dense("Maplin Sands").vg(17.0, Floor),
    dense("Desert Tortoise").fac2(0.7, Published),
    dense("Desert Tortoise").mg(0.67, 1.5, Published),
    dense("Desert Tortoise").vg(2.0, Held),
    dense("Desert Tortoise").fac2(0.4, Floor),
    dense("Desert Tortoise").mg(0.48, 1.5, Floor),
    dense("Goldfish").fac2(0.7, Published),
    dense("Goldfish").mg(0.67, 1.5, Published),
    dense("Goldfish").vg(2.0, Published),
    dense("Goldfish").mg(0.67, 3.5, Floor),
    dense("Goldfish").vg(4.5, Floor),
    dense("all").fac2(0.7, Published),
    dense("all").mg(0.67, 1.5, Published),
    dense("all").vg(2.0, Published),
    WORKBOOK.fac2(0.7, Published),
    WORKBOOK.mg(0.67, 1.5, Published),
    WORKBOOK.vg(2.0, Published),
    EKOTO.gate(Measure::Departure, Limit::most(0.15), Held),
    PROUST.gate(Measure::Departure, Limit::most(0.15), Published),
    PROUST.fac2(0.9, Floor),
    PROUST_WARM.fac2(1.0, Floor),
    PROUST_WARM.mg(0.85, 1.15, Floor),
    On("hydrogen_jet", "gas_jet", "all").fac2(0.9, Held),
    On("hydrogen_jet_blast", "baker_strehlow_tang", "all").fac2(1.0, Published),
    On("hydrogen_jet_blast", "baker_strehlow_tang", "all").fac2(0.87, Floor),
    LNG_FIRES.gate(Measure::MeanDeparture, Limit::most(0.3), Published),
    LNG_FIRES.gate(Measure::MeanDeparture, Limit::most(0.4), Floor),
    FRUSTUM_HEAT.gate(Measure::MeanDeparture, Limit::most(0.3), Published),
    FRUSTUM_HEAT.gate(Measure::MeanDeparture, Limit::most(0.7), Floor),
    JOHNSON_1033.gate(Measure::MeanDeparture, Limit::most(0.15), Floor),
    BENT_HEAT.gate(Measure::MeanDeparture, Limit::most(0.3), Held),
    FRUSTUM_LENGTH.gate(Measure::MeanDeparture, Limit::most(0.2), Held),
    BENT_LENGTH.gate(Measure::MeanDeparture, Limit::most(0.2), Published),
    HYDROGEN_LENGTH.gate(Measure::MeanDeparture, Limit::most(0.2), Held),
    HYDROGEN_HEAT.gate(Measure::MeanDeparture, Limit::most(0.35), Held),
    LNG_BALL.gate(Measure::MeanDeparture, Limit::most(0.3), Published),
    LNG_BALL.gate(Measure::MeanDeparture, Limit::most(1.3), Floor),
];
