//! Calm and light wind: puffs that grow with time wherever they drift.

use super::history::{self, ReleasePeriod, Step};
use crate::dispersion::{Atmosphere, LOW_WIND_M_S};
use crate::math::{erfc, exp};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::weather::StabilityClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// Card of [`CalmRelease`].
pub const CALM_RELEASE: ModelCard = ModelCard {
    id: "calm_release",
    version: 1,
    title_en: "Release in calm and light wind",
    title_zh: "静风与微风条件下的泄漏",
    citation: "puffs with sigma-y = alpha t, sigma-z = gamma t, integrated over the release; puff formula in place of the plume \
               below 1 m/s and calm below 0.5 m/s: Ministry of the Environment of Japan, technical sheet air quality 4 (2000); \
               alpha and gamma of the calm by Pasquill class: Japanese puff formula as tabulated by saecanet.com (page 534)",
    domain: "passive gas, flat ground, no lid, wind of 0.1 to 1 m/s; below 0.5 m/s without drift; one class throughout",
    verification: "tests: verification/transient (quadrature of single puffs, steady closed form), property/transient (volume \
                   integral)",
    origin: Origin::Source,
};

/// Growth of sigma-y in a calm by class A to F, m/s (saecanet.com page 534).
const CALM_ALPHA_M_S: [f64; 6] = [0.948, 0.781, 0.635, 0.470, 0.439, 0.439];
/// Growth of sigma-y from 0.5 m/s on, m/s (memory: the light-wind table of the Japanese manual for nitrogen oxides).
const LIGHT_ALPHA_M_S: [f64; 6] = [0.748, 0.581, 0.435, 0.270, 0.239, 0.239];
/// Growth of sigma-z by class A to F, m/s (saecanet.com page 534).
const GAMMA_M_S: [f64; 6] = [1.569, 0.474, 0.208, 0.113, 0.067, 0.048];
/// Below this wind the air is calm and puffs do not drift, m/s.
const CALM_M_S: f64 = 0.5;
/// Distances from the source below this are taken as this, m: the formula has a pole there.
const SMALLEST_DISTANCE_M: f64 = 0.1;

/// A release of a passive gas in calm or light wind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalmRelease {
    /// Periods of constant rate in time, 1 to 1000, not overlapping.
    pub periods: Vec<ReleasePeriod>,
    /// Release height above ground, m, 0 to 1000.
    pub release_height_m: f64,
}

/// A solved calm release: total, pure, evaluation without allocation.
#[derive(Debug, Clone, PartialEq)]
pub struct CalmField {
    steps: Box<[Step]>,
    release_height_m: f64,
    drift_m_s: f64,
    alpha_m_s: f64,
    gamma_m_s: f64,
}

impl CalmRelease {
    /// Checks everything once and returns a field.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range; a wind of 1 m/s or more belongs to the plume.
    pub fn solve(&self, atmosphere: &Atmosphere) -> Result<Solved<CalmField>, InvalidInput> {
        let mut problems = history::problems(&self.periods);
        problems.extend(atmosphere.problems());
        FieldProblem::check_range(&mut problems, "release_height_m", self.release_height_m, 0.0, 1000.0, "m");
        let wind_m_s = atmosphere.transport_wind_speed_m_s(self.release_height_m);
        if wind_m_s >= LOW_WIND_M_S {
            let allowed = format!("a wind below {LOW_WIND_M_S} m/s at the release; transient_plume from there on");
            problems.push(FieldProblem::new("wind_speed_m_s", wind_m_s, allowed, "out_of_range"));
        }
        InvalidInput::check(problems)?;
        let calm = wind_m_s < CALM_M_S;
        let class = atmosphere.stability.index();
        let field = CalmField {
            steps: history::steps(&self.periods),
            release_height_m: self.release_height_m,
            drift_m_s: if calm { 0.0 } else { wind_m_s },
            alpha_m_s: if calm { CALM_ALPHA_M_S[class] } else { LIGHT_ALPHA_M_S[class] },
            gamma_m_s: GAMMA_M_S[class],
        };
        Ok(Solved { field, caveats: caveats(atmosphere.stability, calm) })
    }
}

fn caveats(stability: StabilityClass, calm: bool) -> Vec<Caveat> {
    let note = |code, en: String, zh: String| Caveat::new(code, CALM_RELEASE.id, en, zh);
    let mut caveats = vec![
        note(
            CaveatCode::FlatTerrain,
            "flat ground without obstacles was assumed; in a calm gas follows every slope".into(),
            "按平坦无障碍地形计算;静风时气体沿坡流动".into(),
        ),
        note(
            CaveatCode::NotModelled,
            "no lid: the cloud is diluted without bound above, which errs to lower concentrations late and far".into(),
            "未计混合层顶:远处与后期浓度偏低".into(),
        ),
        note(
            CaveatCode::WeakValidation,
            "no trial in a calm was compared with".into(),
            "未与静风条件下的现场试验比较".into(),
        ),
    ];
    if !calm {
        let alpha_m_s = LIGHT_ALPHA_M_S[stability.index()];
        caveats.push(note(
            CaveatCode::MemoryFigure,
            format!("growth of {alpha_m_s} m/s across a light wind is recalled, not checked in its source"),
            format!("微风横向扩散速度 {alpha_m_s} m/s 为记忆值,未经原文核对"),
        ));
    }
    caveats
}

impl CalmField {
    /// Concentration at a place and a time, kg/m3; 0 below ground and before the release. x runs along the drift.
    ///
    /// Each puff of age a has `sigma-y = alpha a`, `sigma-z = gamma a` and its centre at u a, with its image below ground. The
    /// integral over the ages of a period is exact: with v = 1 / a, `s = (x^2 + y^2) / alpha^2 + (z -+ h)^2 / gamma^2` and
    /// `m = u x / (alpha^2 s)`,
    /// `integral of v exp(-s (v - m)^2 / 2) dv` is `[-exp(-s (v - m)^2 / 2)] / s + m sqrt(2 pi / s) [P(sqrt(s) (v - m))]`,
    /// times `q exp(-(u^2 / 2 alpha^2) (1 - x^2 / (alpha^2 s))) / ((2 pi)^1.5 alpha^2 gamma)`.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        if z_m < 0.0 || !(x_m + y_m + z_m + t_s).is_finite() {
            return 0.0;
        }
        let scale = TAU * TAU.sqrt() * self.alpha_m_s * self.alpha_m_s * self.gamma_m_s;
        let source = self.sum_kg(x_m, y_m, z_m - self.release_height_m, t_s);
        (source + self.sum_kg(x_m, y_m, z_m + self.release_height_m, t_s)) / scale
    }

    /// Mass released until a time, kg: the mass in the air at that time, since every puff keeps its own.
    #[must_use]
    pub fn released_mass_kg(&self, t_s: f64) -> f64 {
        history::released_mass_kg(&self.steps, t_s)
    }

    /// Horizontal standard deviation of a puff of an age, m.
    #[must_use]
    pub fn sigma_y_m(&self, age_s: f64) -> f64 {
        self.alpha_m_s * age_s
    }

    /// Vertical standard deviation of a puff of an age, m.
    #[must_use]
    pub fn sigma_z_m(&self, age_s: f64) -> f64 {
        self.gamma_m_s * age_s
    }

    /// Speed at which puffs drift, m/s; 0 in a calm.
    #[must_use]
    pub fn drift_m_s(&self) -> f64 {
        self.drift_m_s
    }

    /// Rates times integrals over inverse ages for a source or its image.
    fn sum_kg(&self, x_m: f64, y_m: f64, rise_m: f64, t_s: f64) -> f64 {
        let alpha2 = self.alpha_m_s * self.alpha_m_s;
        let least = SMALLEST_DISTANCE_M * SMALLEST_DISTANCE_M / alpha2;
        let rise = rise_m / self.gamma_m_s;
        let s = ((x_m * x_m + y_m * y_m) / alpha2 + rise * rise).max(least);
        let middle = self.drift_m_s * x_m / (alpha2 * s);
        let drifted = exp(-0.5 * self.drift_m_s * (self.drift_m_s / alpha2 - middle * x_m / alpha2).max(0.0));
        let mut sum = 0.0;
        for pair in self.steps.windows(2) {
            let (oldest_s, youngest_s) = (t_s - pair[0].time_s, (t_s - pair[1].time_s).max(0.0));
            if oldest_s <= 0.0 {
                break;
            }
            sum += pair[0].rate_kg_s * integral(s, middle, 1.0 / oldest_s, 1.0 / youngest_s);
        }
        drifted * sum
    }
}

/// `integral of v exp(-s (v - m)^2 / 2) dv` from `low` to `high`, which may be infinite; s > 0.
fn integral(s: f64, m: f64, low: f64, high: f64) -> f64 {
    let bell = |v: f64| if v.is_finite() { exp(-0.5 * s * (v - m) * (v - m)) } else { 0.0 };
    let above = |v: f64| if v.is_finite() { 0.5 * erfc(s.sqrt() * (v - m) * FRAC_1_SQRT_2) } else { 0.0 };
    let drift = if m == 0.0 { 0.0 } else { m * (TAU / s).sqrt() * (above(low) - above(high)) };
    ((bell(low) - bell(high)) / s + drift).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weather::Terrain;

    fn field(wind_m_s: f64, periods: &[(f64, f64, f64)]) -> CalmField {
        let periods = periods
            .iter()
            .map(|&(start_s, duration_s, rate_kg_s)| ReleasePeriod { start_s, duration_s, rate_kg_s })
            .collect();
        let air = Atmosphere::new(StabilityClass::D, wind_m_s, 10.0, Terrain::Rural);
        CalmRelease { periods, release_height_m: 5.0 }.solve(&air).unwrap().field
    }

    #[test]
    fn steady_calm_by_hand() {
        // class D, 1 kg/s for ever at 5 m, 100 m away at the ground: 2 / ((2 pi)^1.5 gamma (R^2 + alpha^2/gamma^2 h^2))
        // = 2 / (15.749610 * 0.113 * (10000 + 17.29970 * 25)) = 1.0771933e-4
        let value = field(0.3, &[(0.0, 1e7, 1.0)]).concentration_kg_m3(60.0, 80.0, 0.0, 1e7);
        assert!((value / 1.077_193_3e-4 - 1.0).abs() < 1e-7, "{value:e}");
    }

    #[test]
    fn nothing_early_finite_at_the_source_and_same_all_round_in_a_calm() {
        let field = field(0.3, &[(10.0, 60.0, 1.0)]);
        assert_eq!(field.concentration_kg_m3(10.0, 0.0, 0.0, 10.0), 0.0);
        assert_eq!(field.concentration_kg_m3(f64::NAN, 0.0, 0.0, 50.0), 0.0);
        assert!(field.concentration_kg_m3(0.0, 0.0, 5.0, 50.0).is_finite());
        let (ahead, behind) =
            (field.concentration_kg_m3(20.0, 0.0, 0.0, 90.0), field.concentration_kg_m3(-20.0, 0.0, 0.0, 90.0));
        assert_eq!(ahead, behind);
    }

    #[test]
    fn a_light_wind_carries_and_says_what_is_recalled() {
        let light = field(0.8, &[(0.0, 60.0, 1.0)]);
        assert!(
            light.concentration_kg_m3(40.0, 0.0, 0.0, 90.0) > 5.0 * light.concentration_kg_m3(-40.0, 0.0, 0.0, 90.0)
        );
        let air = |wind_m_s| Atmosphere::new(StabilityClass::F, wind_m_s, 10.0, Terrain::Rural);
        let periods = vec![ReleasePeriod { start_s: 0.0, duration_s: 1.0, rate_kg_s: 1.0 }];
        let release = CalmRelease { periods, release_height_m: 0.0 };
        let codes = |wind_m_s| -> Vec<CaveatCode> {
            release.solve(&air(wind_m_s)).unwrap().caveats.iter().map(|caveat| caveat.code).collect()
        };
        assert!(codes(0.8).contains(&CaveatCode::MemoryFigure) && !codes(0.3).contains(&CaveatCode::MemoryFigure));
        assert_eq!(release.solve(&air(1.0)).unwrap_err().problems[0].field, "wind_speed_m_s");
    }
}
