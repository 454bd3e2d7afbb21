//! Steady Gaussian plume of a passive gas.

use super::atmosphere::Atmosphere;
use super::averaging::AveragingTime;
use super::sigma::PlumeSigmaSet;
use super::vertical::{SQRT_TWO_PI, density_per_m};
use crate::math::exp;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::weather::StabilityClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Card of [`GaussianPlume`].
pub const GAUSSIAN_PLUME: ModelCard = ModelCard {
    id: "gaussian_plume",
    version: 1,
    title_en: "Gaussian plume",
    title_zh: "高斯烟羽",
    citation: "Pasquill 1961 and Gifford 1961; sigma sets: Briggs 1973 (doi 10.2172/5118833), Griffiths 1994 \
               (doi 10.1016/1352-2310(94)90086-8); AQ/T 3046-2013 E.33 and table E.7; averaging time: Spicer and \
               Havens 1989 (EPA-450/4-89-019); lid: Turner 1970; wind: ISC3 (EPA-454/B-95-003b); area source: virtual source, \
               sigma-y0 = width / 4.3 (Turner 1970, recalled)",
    domain: "passive gas, steady release, flat ground, wind of 1 m/s or more, 100 m to 10 km, averaging time up to 1 h",
    verification: "tests: verification/dispersion (CCPS 1999 p. 97, AQ/T 3046 table E.7, mass balance), \
                   cordon validate (Prairie Grass; docs/validation.md)",
    origin: Origin::Source,
};

/// Distances below this are taken as this, m: the formula has a pole at the source.
const SMALLEST_DISTANCE_M: f64 = 1e-3;

/// A steady release of a passive gas from a point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GaussianPlume {
    /// Release rate, kg/s, more than 0, up to 1e6.
    pub release_rate_kg_s: f64,
    /// Release height above ground, m, 0 to 1000, below the lid.
    pub release_height_m: f64,
    /// Averaging time of the concentration asked for, s, 1 to 86 400.
    pub averaging_time_s: f64,
}

/// What may be chosen beside the release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlumeOptions {
    /// Correlation set; `None` takes [`PlumeSigmaSet::for_terrain`].
    pub sigma_set: Option<PlumeSigmaSet>,
    /// Duration of the release, s: the averaging time never exceeds it. `None` is a lasting release.
    pub release_duration_s: Option<f64>,
    /// Size of the source; a point by default.
    #[serde(default)]
    pub source: PlumeSource,
}

/// Size of the source of a plume.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlumeSource {
    /// Crosswind standard deviation at the source, m, 0 to 1000; 0 is a point.
    pub sigma_y_m: f64,
    /// Vertical standard deviation at the source, m, 0 to 1000; 0 is a point.
    pub sigma_z_m: f64,
}

/// Widths of a square area source to one crosswind deviation at it (Turner 1970; recalled).
const WIDTHS_PER_SIGMA: f64 = 4.3;

impl PlumeSource {
    /// A square area on the ground, of a width in m: `sigma_y0 = width / 4.3`, no height.
    ///
    /// Turner 1970 (*Workbook of Atmospheric Dispersion Estimates*, area sources; recalled): the plume grows as if it came
    /// from a point upwind, at which its crosswind deviation over the middle of the area is that.
    #[must_use]
    pub fn square(width_m: f64) -> Self {
        Self { sigma_y_m: width_m / WIDTHS_PER_SIGMA, sigma_z_m: 0.0 }
    }

    /// A round area on the ground, of a diameter in m: the square of the same area.
    #[must_use]
    pub fn round(diameter_m: f64) -> Self {
        Self::square(diameter_m * (std::f64::consts::FRAC_PI_4).sqrt())
    }
}

impl GaussianPlume {
    /// Solves with the default options.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve(&self, atmosphere: &Atmosphere) -> Result<Solved<PlumeField>, InvalidInput> {
        self.solve_with(atmosphere, PlumeOptions::default())
    }

    /// Checks everything once and returns a field that can be evaluated as often as needed.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve_with(
        &self,
        atmosphere: &Atmosphere,
        options: PlumeOptions,
    ) -> Result<Solved<PlumeField>, InvalidInput> {
        InvalidInput::check(self.problems(atmosphere, options))?;
        let field = self.field(atmosphere, options);
        Ok(Solved { caveats: self.caveats(atmosphere, options, &field), field })
    }

    fn problems(&self, atmosphere: &Atmosphere, options: PlumeOptions) -> Vec<FieldProblem> {
        let mut problems = atmosphere.problems();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        };
        check("release_rate_kg_s", self.release_rate_kg_s, f64::MIN_POSITIVE, 1e6, "kg/s");
        check("averaging_time_s", self.averaging_time_s, 1.0, 86_400.0, "s");
        if let Some(duration_s) = options.release_duration_s {
            check("release_duration_s", duration_s, 1.0, 1e9, "s");
        }
        check("initial_sigma_y_m", options.source.sigma_y_m, 0.0, 1e3, "m");
        check("initial_sigma_z_m", options.source.sigma_z_m, 0.0, 1e3, "m");
        check_release_height(&mut problems, self.release_height_m, atmosphere);
        problems
    }

    fn field(&self, atmosphere: &Atmosphere, options: PlumeOptions) -> PlumeField {
        let averaging = AveragingTime::new(self.averaging_time_s, options.release_duration_s);
        let sigma_set = options.sigma_set.unwrap_or(PlumeSigmaSet::for_terrain(atmosphere.terrain));
        let sigma_y_ratio = averaging.sigma_y_ratio(atmosphere.stability);
        let source = options.source;
        PlumeField {
            release_rate_kg_s: self.release_rate_kg_s,
            release_height_m: self.release_height_m,
            wind_speed_m_s: atmosphere.transport_wind_speed_m_s(self.release_height_m),
            stability: atmosphere.stability,
            sigma_set,
            sigma_y_ratio,
            virtual_y_m: sigma_set.virtual_distance_y_m(atmosphere.stability, source.sigma_y_m / sigma_y_ratio),
            virtual_z_m: sigma_set.virtual_distance_z_m(atmosphere.stability, source.sigma_z_m),
            averaging_time_s: averaging.averaging_time_s,
            release_duration_s: options.release_duration_s.unwrap_or(f64::INFINITY),
            lid_m: atmosphere.effective_mixing_height_m(),
        }
    }

    fn caveats(&self, atmosphere: &Atmosphere, options: PlumeOptions, field: &PlumeField) -> Vec<Caveat> {
        let mut caveats = atmosphere.caveats(GAUSSIAN_PLUME.id, field.wind_speed_m_s);
        let averaging = AveragingTime::new(self.averaging_time_s, options.release_duration_s);
        if averaging.cut_by_duration {
            caveats.push(averaging_cut(self.averaging_time_s, averaging.averaging_time_s));
        }
        if averaging.beyond_validity() {
            caveats.push(averaging_too_long(averaging.averaging_time_s));
        }
        if options.source.sigma_y_m > 0.0 {
            caveats.push(source_size_recalled());
        }
        caveats
    }
}

/// Records a release height that is out of range or not below the lid.
pub(super) fn check_release_height(problems: &mut Vec<FieldProblem>, height_m: f64, atmosphere: &Atmosphere) {
    FieldProblem::check_range(problems, "release_height_m", height_m, 0.0, 1000.0, "m");
    if problems.is_empty() && height_m >= atmosphere.effective_mixing_height_m() {
        let lid_m = atmosphere.effective_mixing_height_m();
        problems.push(FieldProblem::new(
            "release_height_m",
            height_m,
            format!("below the mixing height of {lid_m:.1} m"),
            "above_mixing_height",
        ));
    }
}

fn averaging_cut(asked_s: f64, taken_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        GAUSSIAN_PLUME.id,
        format!("averaging time cut from {asked_s} s to the release duration of {taken_s:.0} s"),
        format!("平均时间由 {asked_s} s 缩短为泄漏持续时间 {taken_s:.0} s"),
    )
}

fn averaging_too_long(averaging_time_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        GAUSSIAN_PLUME.id,
        format!(
            "averaging time {averaging_time_s} s is beyond 3600 s, up to which the exponent 0.2 is supported (limit recalled)"
        ),
        format!("平均时间 {averaging_time_s} s 超出指数 0.2 适用的 3600 s(界限为记忆值)"),
    )
}

fn source_size_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        "source_diameter_m",
        "the width of an area source counts as 4.3 crosswind deviations (Turner 1970), recalled, not checked in its source",
        "面源宽度按 4.3 倍横风向扩散参数折算(Turner 1970),为记忆值,未经原文核对",
    )
}

/// A caveat for distances outside the published range of a sigma set.
pub(super) fn distance_caveat(
    subject: &str,
    (set_en, set_zh): (&str, &str),
    validity_m: (f64, f64),
    nearest_m: f64,
    farthest_m: f64,
) -> Option<Caveat> {
    let (from_m, to_m) = validity_m;
    (nearest_m < from_m || farthest_m > to_m).then(|| {
        Caveat::new(
            CaveatCode::OutsideValidity,
            subject,
            format!("distances {nearest_m:.0} to {farthest_m:.0} m leave the {from_m:.0} to {to_m:.0} m of {set_en}"),
            format!("距离 {nearest_m:.0}~{farthest_m:.0} m 超出 {set_zh} 的适用范围 {from_m:.0}~{to_m:.0} m"),
        )
    })
}

/// A solved plume: total, pure, allocation-free evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlumeField {
    release_rate_kg_s: f64,
    release_height_m: f64,
    wind_speed_m_s: f64,
    stability: StabilityClass,
    sigma_set: PlumeSigmaSet,
    sigma_y_ratio: f64,
    virtual_y_m: f64,
    virtual_z_m: f64,
    averaging_time_s: f64,
    release_duration_s: f64,
    lid_m: f64,
}

impl PlumeField {
    /// Mean concentration, kg/m3; 0 upwind of the source, below ground and above the lid.
    ///
    /// `c = q / u * exp(-y^2 / 2 sigma_y^2) / (sqrt(2 pi) sigma_y) * v(z)`, with v the vertical density of
    /// AQ/T 3046 E.33 (source and ground image) or, under a lid, of all its images. Within 1 mm of the
    /// source the value at 1 mm stands for the pole of the formula.
    #[inline]
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() {
            return 0.0;
        }
        let deviations = y_m / self.sigma_y_m(x_m);
        self.centreline_kg_m3(x_m, z_m) * exp(-0.5 * deviations * deviations)
    }

    /// Mean concentration above the plume axis (y = 0), kg/m3; 0 upwind.
    #[inline]
    #[must_use]
    pub fn centreline_kg_m3(&self, x_m: f64, z_m: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() {
            return 0.0;
        }
        self.crosswind_integral_kg_m2(x_m, z_m) / (SQRT_TWO_PI * self.sigma_y_m(x_m))
    }

    /// Concentration integrated across the wind at a height, kg/m2; 0 upwind.
    #[inline]
    #[must_use]
    pub fn crosswind_integral_kg_m2(&self, x_m: f64, z_m: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() {
            return 0.0;
        }
        let vertical_per_m = density_per_m(z_m, self.release_height_m, self.sigma_z_m(x_m), self.lid_m);
        self.release_rate_kg_s / self.wind_speed_m_s * vertical_per_m
    }

    /// Crosswind standard deviation for the averaging time in force, m.
    #[inline]
    #[must_use]
    pub fn sigma_y_m(&self, x_m: f64) -> f64 {
        self.sigma_y_ratio * self.sigma_set.sigma_y_m(self.stability, x_m.max(SMALLEST_DISTANCE_M) + self.virtual_y_m)
    }

    /// Vertical standard deviation, m.
    #[inline]
    #[must_use]
    pub fn sigma_z_m(&self, x_m: f64) -> f64 {
        self.sigma_set.sigma_z_m(self.stability, x_m.max(SMALLEST_DISTANCE_M) + self.virtual_z_m)
    }

    /// Release rate, kg/s.
    #[must_use]
    pub fn release_rate_kg_s(&self) -> f64 {
        self.release_rate_kg_s
    }

    /// Release height, m.
    #[must_use]
    pub fn release_height_m(&self) -> f64 {
        self.release_height_m
    }

    /// Wind speed that carries the plume, m/s.
    #[must_use]
    pub fn wind_speed_m_s(&self) -> f64 {
        self.wind_speed_m_s
    }

    /// Averaging time in force, s (never longer than the release).
    #[must_use]
    pub fn averaging_time_s(&self) -> f64 {
        self.averaging_time_s
    }

    /// Duration of the release, s; infinite for a lasting one.
    #[must_use]
    pub fn release_duration_s(&self) -> f64 {
        self.release_duration_s
    }

    /// Lid, m; infinite when there is none.
    #[must_use]
    pub fn mixing_height_m(&self) -> f64 {
        self.lid_m
    }

    /// Whether the crosswind curve starts at the source, as that of a point does.
    #[must_use]
    pub(super) fn is_narrow_at_source(&self) -> bool {
        self.virtual_y_m == 0.0
    }

    /// Correlation set in use.
    #[must_use]
    pub fn sigma_set(&self) -> PlumeSigmaSet {
        self.sigma_set
    }

    /// Caveats of evaluating between two downwind distances.
    #[must_use]
    pub fn distance_caveats(&self, nearest_m: f64, farthest_m: f64) -> Vec<Caveat> {
        let (name, validity_m) = (self.sigma_set.name(), self.sigma_set.validity_m());
        distance_caveat(GAUSSIAN_PLUME.id, (name, name), validity_m, nearest_m, farthest_m).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weather::Terrain;

    fn class_d() -> Atmosphere {
        Atmosphere { mixing_height_m: Some(1e4), ..Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural) }
    }

    fn plume() -> GaussianPlume {
        GaussianPlume { release_rate_kg_s: 1.0, release_height_m: 0.0, averaging_time_s: 600.0 }
    }

    #[test]
    fn ground_centreline_at_one_kilometre() {
        // q / (pi u sy sz) = 1 / (pi * 5 * 76.27701 * 37.94733) = 2.199405e-5 kg/m3
        let field = plume().solve(&class_d()).unwrap().field;
        let value = field.concentration_kg_m3(1000.0, 0.0, 0.0);
        assert!((value / 2.199_405e-5 - 1.0).abs() < 1e-6, "{value:e}");
        // one sigma off the axis: exp(-1/2) = 0.6065307
        let off = field.concentration_kg_m3(1000.0, 76.277_01, 0.0);
        assert!((off / value - 0.606_530_7).abs() < 1e-6);
    }

    #[test]
    fn nothing_upwind_and_finite_at_the_source() {
        let field = plume().solve(&class_d()).unwrap().field;
        assert_eq!(field.concentration_kg_m3(-1.0, 0.0, 0.0), 0.0);
        assert_eq!(field.concentration_kg_m3(0.0, 0.0, 0.0), 0.0);
        assert_eq!(field.concentration_kg_m3(f64::NAN, 0.0, 0.0), 0.0);
        assert!(field.concentration_kg_m3(1e-300, 0.0, 0.0).is_finite());
    }

    #[test]
    fn averaging_time_is_cut_by_the_release_and_said() {
        let options = PlumeOptions { release_duration_s: Some(60.0), ..PlumeOptions::default() };
        let solved = plume().solve_with(&class_d(), options).unwrap();
        assert_eq!(solved.field.averaging_time_s(), 60.0);
        assert!(solved.caveats.iter().any(|caveat| caveat.message_en.contains("averaging time cut")));
    }

    #[test]
    fn an_area_source_starts_wide_and_is_forgotten_far_away() {
        // 43 m square: sigma-y 10 m over its middle, whatever the averaging time; a round one of the same area likewise
        let solve = |source, averaging_time_s| {
            let options = PlumeOptions { source, ..PlumeOptions::default() };
            GaussianPlume { averaging_time_s, ..plume() }.solve_with(&class_d(), options).unwrap().field
        };
        let point = solve(PlumeSource::default(), 600.0);
        for averaging_time_s in [20.0, 600.0] {
            assert!((solve(PlumeSource::square(43.0), averaging_time_s).sigma_y_m(0.0) - 10.0).abs() < 2e-3);
        }
        let wide = solve(PlumeSource::square(43.0), 600.0);
        let round = solve(PlumeSource::round(43.0 * (4.0 / std::f64::consts::PI).sqrt()), 600.0);
        assert!((round.sigma_y_m(100.0) / wide.sigma_y_m(100.0) - 1.0).abs() < 1e-12);
        assert_eq!(wide.sigma_z_m(300.0), point.sigma_z_m(300.0));
        // at 100 m sigma-y is that of 225.8 m, not of 100 m: 0.08 * 225.8 / sqrt(1.02258) = 17.863 against 7.960
        let ratio = wide.centreline_kg_m3(100.0, 0.0) / point.centreline_kg_m3(100.0, 0.0);
        assert!((ratio - 7.960 / 17.863).abs() < 1e-3, "{ratio}");
        assert!(wide.centreline_kg_m3(1e4, 0.0) / point.centreline_kg_m3(1e4, 0.0) > 0.98);
    }

    #[test]
    fn all_problems_come_at_once() {
        let bad = GaussianPlume { release_rate_kg_s: -1.0, release_height_m: f64::INFINITY, averaging_time_s: 0.0 };
        let refused = bad.solve(&Atmosphere { wind_speed_m_s: 0.0, ..class_d() }).unwrap_err();
        assert_eq!(refused.problems.len(), 4);
        let high = GaussianPlume { release_height_m: 500.0, ..plume() };
        let refused = high.solve(&Atmosphere { mixing_height_m: Some(300.0), ..class_d() }).unwrap_err();
        assert_eq!(refused.problems[0].code, "above_mixing_height");
    }

    #[test]
    fn distances_outside_the_curves_are_told() {
        let field = plume().solve(&class_d()).unwrap().field;
        assert!(field.distance_caveats(100.0, 1e4).is_empty());
        assert_eq!(field.distance_caveats(50.0, 200.0)[0].code, CaveatCode::OutsideValidity);
    }
}
