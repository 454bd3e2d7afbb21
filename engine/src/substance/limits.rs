//! Published limits of what may be breathed: AEGL, ERPG, PAC, IDLH, and the toxic loads SLOT and SLOD.
//!
//! A limit holds for its own exposure. Between the exposures that a programme publishes nothing is interpolated; only a
//! toxic load `C^n t = constant` gives a concentration for other times, because that is how it is defined.

use super::Substance;
use crate::math::pow;
use crate::provenance::{FieldProblem, ModelCard, Origin};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Temperature at which limits in ppm and in mg/m3 are turned into each other, K: 25 C, 24.45 L/mol at 1 atm (NIOSH
/// Pocket Guide to Chemical Hazards, introduction, conversion factors).
pub const LIMIT_TEMPERATURE_K: f64 = 298.15;
/// Parts per million in one.
const PPM: f64 = 1e-6;
/// Seconds in a minute.
const S_PER_MIN: f64 = 60.0;
/// Shortest and longest exposure to which a toxic load is applied here, s: 1 min to 2 h. HSE's page works its examples
/// from 5 to 30 min; this wider range is ours.
const LOAD_EXPOSURE_S: (f64, f64) = (60.0, 7200.0);

/// The card of published limits.
pub const TOXIC_LIMITS: ModelCard = ModelCard {
    id: "substance_sheet",
    version: 1,
    title_en: "Figures of a substance with its published toxic limits",
    title_zh: "物质数据与公布的毒性限值",
    citation: "US EPA / NRC, Acute Exposure Guideline Levels; AIHA, Emergency Response Planning Guidelines; US DOE, Protective \
               Action Criteria; NIOSH, Immediately Dangerous to Life or Health; HSE, Assessment of the dangerous toxic load \
               for specified level of toxicity and significant likelihood of death (SLOT, SLOD): C^n t = constant",
    domain: "limits: the published exposure only, never interpolated; toxic loads: 1 min to 2 h; ppm and mg/m3 at 25 C, 1 atm",
    verification: "tests/verification/toxic_limits.rs against HSE's worked examples and NIOSH's conversion factors",
    origin: Origin::Source,
};

/// The programme that sets a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToxicLimit {
    /// Acute Exposure Guideline Level (US EPA, NRC), levels 1 to 3, 10 min to 8 h.
    Aegl,
    /// Emergency Response Planning Guideline (AIHA), levels 1 to 3, 60 min.
    Erpg,
    /// Protective Action Criterion (US DOE), levels 1 to 3, 60 min.
    Pac,
    /// Immediately Dangerous to Life or Health (NIOSH), one level, 30 min.
    Idlh,
}

impl ToxicLimit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Aegl, Self::Erpg, Self::Pac, Self::Idlh];

    /// The name used in files (`aegl`).
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Aegl => "aegl",
            Self::Erpg => "erpg",
            Self::Pac => "pac",
            Self::Idlh => "idlh",
        }
    }
    /// Id of one of its levels in the vocabulary of harm levels (`aegl_2`, `idlh`).
    #[must_use]
    pub fn level_id(self, level: u8) -> String {
        if self.levels() == 1 { self.key().into() } else { format!("{}_{level}", self.key()) }
    }
    /// Highest level.
    #[must_use]
    pub fn levels(self) -> u8 {
        if self == Self::Idlh { 1 } else { 3 }
    }
    /// Exposures for which the programme publishes limits, s.
    #[must_use]
    pub fn durations_s(self) -> &'static [f64] {
        match self {
            Self::Aegl => &[600.0, 1800.0, 3600.0, 14_400.0, 28_800.0],
            Self::Erpg | Self::Pac => &[3600.0],
            Self::Idlh => &[1800.0],
        }
    }
}

/// A published airborne concentration limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ToxicEndpoint {
    /// Programme.
    pub limit: ToxicLimit,
    /// Level, 1 to 3; 1 for a programme with one.
    pub level: u8,
    /// Exposure for which it holds, s.
    pub duration_s: f64,
    /// Mole fraction in air (1e-6 of the ppm figure).
    pub concentration_mole_frac: f64,
    /// Publication.
    pub source: String,
    /// How it came to us.
    pub origin: Origin,
}

impl ToxicEndpoint {
    /// What is wrong with it: level, exposure and concentration must be such as the programme publishes.
    fn check(&self, field: &str, problems: &mut Vec<FieldProblem>) {
        if !(1..=self.limit.levels()).contains(&self.level) {
            let allowed = format!("1 to {}", self.limit.levels());
            problems.push(FieldProblem::new(format!("{field}.level"), self.level, allowed, "out_of_range"));
        }
        if !self.limit.durations_s().contains(&self.duration_s) {
            let allowed = format!("one of {:?} s", self.limit.durations_s());
            problems.push(FieldProblem::new(format!("{field}.duration_s"), self.duration_s, allowed, "out_of_range"));
        }
        let name = format!("{field}.concentration_mole_frac");
        FieldProblem::check_range(problems, &name, self.concentration_mole_frac, 1e-12, 1.0, "mole fraction");
    }
}

/// Which harm a toxic load stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToxicLoadLevel {
    /// Specified level of toxicity: severe distress to almost everyone, death of the highly susceptible.
    Slot,
    /// Significant likelihood of death: half of those exposed.
    Slod,
}

/// A dangerous toxic load of HSE: `C^n t = load`, C in ppm and t in minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DangerousToxicLoad {
    /// Which harm.
    pub level: ToxicLoadLevel,
    /// Exponent of the concentration.
    pub n: f64,
    /// The load, ppm^n min.
    value: f64,
    /// Publication.
    pub source: String,
    /// How it came to us.
    pub origin: Origin,
}

impl DangerousToxicLoad {
    /// From the published load in ppm^n min.
    #[must_use]
    pub fn from_ppm_n_min(level: ToxicLoadLevel, n: f64, value: f64, source: String, origin: Origin) -> Self {
        Self { level, n, value, source, origin }
    }
    /// The load, ppm^n min.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }
    /// Mole fraction that makes up the load in `duration_s`, `(load / t)^(1/n)`; the rule `C^n t` of HSE.
    ///
    /// # Errors
    /// [`LimitError::ExposureOutOfRange`] outside 1 min to 2 h.
    pub fn concentration_mole_frac(&self, duration_s: f64) -> Result<f64, LimitError> {
        let (low_s, high_s) = LOAD_EXPOSURE_S;
        if !(low_s..=high_s).contains(&duration_s) {
            return Err(LimitError::ExposureOutOfRange { duration_s, allowed: format!("{low_s} to {high_s}") });
        }
        Ok(PPM * pow(self.value / (duration_s / S_PER_MIN), 1.0 / self.n))
    }

    fn check(&self, field: &str, problems: &mut Vec<FieldProblem>) {
        FieldProblem::check_range(problems, &format!("{field}.n"), self.n, 0.1, 10.0, "");
        FieldProblem::check_range(problems, &format!("{field}.value"), self.value, 1e-6, 1e60, "ppm^n min");
    }
}

/// Why a limit cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// The substance has no such limit.
    #[error("{wanted} of {substance} is not known; known is: {known}")]
    NotKnown {
        /// Key of the substance.
        substance: String,
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// A toxic load asked for an exposure to which it is not applied.
    #[error("toxic load: exposure {duration_s} s is out of range, allowed is {allowed} s")]
    ExposureOutOfRange {
        /// The exposure as given, s.
        duration_s: f64,
        /// The range.
        allowed: String,
    },
}

impl Substance {
    /// The published limit of this kind, level and exposure, exactly; nothing is interpolated.
    ///
    /// # Errors
    /// [`LimitError::NotKnown`] with the limits of that kind that are known.
    pub fn toxic_endpoint(&self, limit: ToxicLimit, level: u8, duration_s: f64) -> Result<&ToxicEndpoint, LimitError> {
        let same = |endpoint: &&ToxicEndpoint| endpoint.limit == limit;
        let found = self.toxic_endpoints.iter().filter(same);
        let mut exact = found.clone().filter(|endpoint| endpoint.level == level);
        #[expect(clippy::float_cmp, reason = "the exposures are table entries, not results")]
        let exact = exact.find(|endpoint| endpoint.duration_s == duration_s);
        exact.ok_or_else(|| LimitError::NotKnown {
            substance: self.id.clone(),
            wanted: label(limit, level, duration_s),
            known: list(found.map(|endpoint| label(endpoint.limit, endpoint.level, endpoint.duration_s))),
        })
    }

    /// The dangerous toxic load of this level.
    ///
    /// # Errors
    /// [`LimitError::NotKnown`].
    pub fn toxic_load(&self, level: ToxicLoadLevel) -> Result<&DangerousToxicLoad, LimitError> {
        self.toxic_loads.iter().find(|load| load.level == level).ok_or_else(|| LimitError::NotKnown {
            substance: self.id.clone(),
            wanted: format!("{level:?}"),
            known: list(self.toxic_loads.iter().map(|load| format!("{:?}", load.level))),
        })
    }

    /// Mass concentration of a mole fraction in air at 25 C and 1 atm, kg/m3: y P M/(R T).
    #[must_use]
    pub fn limit_concentration_kg_m3(&self, concentration_mole_frac: f64) -> f64 {
        concentration_mole_frac * self.gas_density_kg_m3(LIMIT_TEMPERATURE_K, STANDARD_ATMOSPHERE_PA)
    }
}

/// Volume of a mole of ideal gas where limits are turned into mass, m3/mol (0.02447).
#[must_use]
pub fn limit_molar_volume_m3_mol() -> f64 {
    GAS_CONSTANT_J_MOL_K * LIMIT_TEMPERATURE_K / STANDARD_ATMOSPHERE_PA
}

fn label(limit: ToxicLimit, level: u8, duration_s: f64) -> String {
    format!("{}-{level} ({} min)", limit.key().to_uppercase(), duration_s / S_PER_MIN)
}

fn list(labels: impl Iterator<Item = String>) -> String {
    let labels: Vec<String> = labels.collect();
    if labels.is_empty() { "none".into() } else { labels.join(", ") }
}

/// All that is wrong with the limits of a substance: each by itself, doubles, and an order that cannot be (a level 2
/// below level 1, a limit that rises with the exposure).
pub(super) fn check_limits(substance: &Substance, problems: &mut Vec<FieldProblem>) {
    for (index, endpoint) in substance.toxic_endpoints.iter().enumerate() {
        let field = format!("{}.toxic_endpoints[{index}]", substance.id);
        endpoint.check(&field, problems);
        for earlier in substance.toxic_endpoints.iter().take(index).filter(|earlier| earlier.limit == endpoint.limit) {
            check_pair(earlier, endpoint, &field, problems);
        }
    }
    for (index, load) in substance.toxic_loads.iter().enumerate() {
        let field = format!("{}.toxic_loads[{index}]", substance.id);
        load.check(&field, problems);
        if substance.toxic_loads.iter().take(index).any(|earlier| earlier.level == load.level) {
            problems.push(FieldProblem::new(field, format!("{:?}", load.level), "each level once", "duplicate"));
        }
    }
}

fn check_pair(one: &ToxicEndpoint, other: &ToxicEndpoint, field: &str, problems: &mut Vec<FieldProblem>) {
    let place = |endpoint: &ToxicEndpoint| label(endpoint.limit, endpoint.level, endpoint.duration_s);
    let (time, level) = (one.duration_s.total_cmp(&other.duration_s), one.level.cmp(&other.level));
    if time.is_eq() && level.is_eq() {
        problems.push(FieldProblem::new(field, place(other), "each limit once", "duplicate"));
        return;
    }
    // a higher level at no longer an exposure cannot be lower
    let (low, high) = match (level, time.is_ge(), time.is_le()) {
        (std::cmp::Ordering::Less, true, _) => (one, other),
        (std::cmp::Ordering::Greater, _, true) => (other, one),
        (std::cmp::Ordering::Equal, _, true) => (other, one),
        (std::cmp::Ordering::Equal, true, _) => (one, other),
        _ => return,
    };
    if high.concentration_mole_frac < low.concentration_mole_frac {
        let allowed = format!("at least {} as of {}", low.concentration_mole_frac, place(low));
        let value = format!("{} of {}", high.concentration_mole_frac, place(high));
        problems.push(FieldProblem::new(field, value, allowed, "bad_order"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(n: f64, value: f64) -> DangerousToxicLoad {
        DangerousToxicLoad::from_ppm_n_min(ToxicLoadLevel::Slot, n, value, "by hand".into(), Origin::Computed)
    }

    fn endpoint(level: u8, duration_s: f64, concentration_mole_frac: f64) -> ToxicEndpoint {
        let (source, origin) = ("by hand".into(), Origin::Computed);
        ToxicEndpoint { limit: ToxicLimit::Aegl, level, duration_s, concentration_mole_frac, source, origin }
    }

    #[test]
    fn a_load_of_exponent_two_halves_the_concentration_in_four_times_the_time() {
        // 400 ppm2 min: 20 ppm in 1 min, 10 ppm in 4 min.
        let load = load(2.0, 400.0);
        assert!((load.concentration_mole_frac(60.0).unwrap() / 20e-6 - 1.0).abs() < 1e-12);
        assert!((load.concentration_mole_frac(240.0).unwrap() / 10e-6 - 1.0).abs() < 1e-12);
        for outside_s in [0.0, 59.0, 7201.0, f64::NAN, -1.0] {
            let refused = load.concentration_mole_frac(outside_s);
            assert!(matches!(refused, Err(LimitError::ExposureOutOfRange { .. })), "{outside_s}");
        }
    }

    #[test]
    fn pairs_in_an_order_that_cannot_be_are_found() {
        let codes = |one: ToxicEndpoint, other: ToxicEndpoint| {
            let mut problems = Vec::new();
            check_pair(&one, &other, "x", &mut problems);
            problems.iter().map(|problem| problem.code.clone()).collect::<Vec<_>>().join(",")
        };
        assert_eq!(codes(endpoint(1, 600.0, 1e-6), endpoint(2, 600.0, 2e-6)), "");
        assert_eq!(codes(endpoint(2, 600.0, 1e-6), endpoint(1, 600.0, 2e-6)), "bad_order");
        assert_eq!(codes(endpoint(1, 600.0, 1e-6), endpoint(1, 3600.0, 2e-6)), "bad_order");
        assert_eq!(codes(endpoint(1, 3600.0, 1e-6), endpoint(1, 600.0, 2e-6)), "");
        assert_eq!(codes(endpoint(1, 600.0, 3e-6), endpoint(2, 28_800.0, 2e-6)), "");
        assert_eq!(codes(endpoint(1, 600.0, 1e-6), endpoint(1, 600.0, 1e-6)), "duplicate");
    }

    #[test]
    fn what_no_programme_publishes_is_refused() {
        let mut problems = Vec::new();
        endpoint(4, 601.0, 0.0).check("x", &mut problems);
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
