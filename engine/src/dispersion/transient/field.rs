//! The solved transient plume: concentration at any place and time.

use super::history::{self, Extremes, Step};
use super::outline::crossing;
use crate::dispersion::vertical::{SQRT_TWO_PI, density_per_m};
use crate::dispersion::{PlumeField, PuffField, PuffSigmaSet};
use crate::math::{erfc, exp};
use crate::provenance::Caveat;
use crate::weather::StabilityClass;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// Growth of sigma-x with the path, a pure number (TNO Yellow Book chapter 4, through GasDispersion.jl `tno.jl`).
const TNO_ALONG_RATIO: f64 = 0.13;
/// Paths below this are taken as this, m: an edge at the source has no width.
const SMALLEST_PATH_M: f64 = 1e-3;
/// Paths above this are taken as this, m: infinite times stay numbers.
const LONGEST_PATH_M: f64 = 1e100;
/// An edge this many deviations past a point has passed it whole: erfc leaves less than rounding.
pub(super) const WHOLE_DEVIATIONS: f64 = 8.3;
/// Of an edge this many deviations past a point 3e-13 is to come. Where sigma-x is 0.13 of the path, no edge is farther past than 7.7.
const NEARLY_WHOLE_DEVIATIONS: f64 = 7.2;
/// An edge this many deviations short of a point has not begun to reach it in double precision.
const NOTHING_DEVIATIONS: f64 = -38.0;

/// Spread of the edges of a release along the wind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AlongWind {
    /// 0.13 of the path.
    Tno,
    /// As the puff across the wind.
    Puff(PuffSigmaSet, StabilityClass),
}

impl AlongWind {
    /// Standard deviation along the wind after a path, m.
    #[inline]
    pub(super) fn sigma_x_m(self, path_m: f64) -> f64 {
        let path_m = path_m.max(SMALLEST_PATH_M);
        match self {
            Self::Tno => TNO_ALONG_RATIO * path_m,
            Self::Puff(set, stability) => set.sigma_y_m(stability, path_m),
        }
    }

    /// Path from which on an edge has passed a place to 3e-13; infinite where that is not known in closed form.
    #[inline]
    pub(super) fn whole_path_m(self, x_m: f64) -> f64 {
        match self {
            Self::Tno => (x_m / (1.0 - TNO_ALONG_RATIO * NEARLY_WHOLE_DEVIATIONS)).max(SMALLEST_PATH_M),
            Self::Puff(..) => f64::INFINITY,
        }
    }

    /// Path of an edge that is some deviations past a place: the solution of `X - w sigma_x(X) = x`, X up to `farthest_m`.
    pub(super) fn path_m(self, x_m: f64, deviations: f64, farthest_m: f64) -> f64 {
        if self == Self::Tno {
            let path_m = x_m / (1.0 - TNO_ALONG_RATIO * deviations);
            let short_m = (x_m + TNO_ALONG_RATIO * deviations * SMALLEST_PATH_M).clamp(0.0, farthest_m);
            return if path_m >= SMALLEST_PATH_M { path_m.min(farthest_m) } else { short_m };
        }
        let short_m = |path_m: f64| x_m - path_m + deviations * self.sigma_x_m(path_m);
        let mut far_m = (2.0 * x_m).clamp(SMALLEST_PATH_M, farthest_m);
        while far_m < farthest_m && short_m(far_m) > 0.0 {
            far_m *= 2.0;
        }
        crossing(0.0, far_m, short_m)
    }
}

/// The steady cross section of a unit release.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CrossSection {
    /// Plume of 1 kg/s.
    Plume(PlumeField),
    /// Puff of 1 kg, whose sigma-y and sigma-z are read at the distance.
    Puff(PuffField),
}

/// How much of an edge has passed a place, and how much is to come; both are kept so that neither loses its digits.
#[derive(Debug, Clone, Copy)]
struct Passage {
    past_frac: f64,
    ahead_frac: f64,
}

impl Passage {
    const NONE: Self = Self { past_frac: 0.0, ahead_frac: 1.0 };

    /// The normal distribution at a number of deviations.
    #[inline]
    fn at(deviations: f64) -> Self {
        if deviations <= NOTHING_DEVIATIONS {
            return Self::NONE;
        }
        if deviations >= WHOLE_DEVIATIONS {
            return Self { past_frac: 1.0, ahead_frac: 0.0 };
        }
        let tail_frac = 0.5 * erfc(deviations.abs() * FRAC_1_SQRT_2);
        if deviations > 0.0 {
            Self { past_frac: 1.0 - tail_frac, ahead_frac: tail_frac }
        } else {
            Self { past_frac: tail_frac, ahead_frac: 1.0 - tail_frac }
        }
    }

    /// Share of what lies between this edge and a later one that is at the place.
    #[inline]
    fn until(self, later: Self) -> f64 {
        let share =
            if later.past_frac > 0.5 { later.ahead_frac - self.ahead_frac } else { self.past_frac - later.past_frac };
        share.max(0.0)
    }
}

/// A solved transient plume: total and pure; evaluation does not allocate.
#[derive(Debug, Clone, PartialEq)]
pub struct TransientField {
    steps: Box<[Step]>,
    section: CrossSection,
    along: AlongWind,
    wind_speed_m_s: f64,
    greatest_rate_kg_s: f64,
    extremes: Extremes,
}

/// The steady cross section at one distance, its deviations looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) sigma_y_m: f64,
    pub(super) sigma_z_m: f64,
    height_m: f64,
    lid_m: f64,
    wind_speed_m_s: f64,
}

impl Column {
    /// Crosswind integral of the concentration of 1 kg/s at a height, kg/m2.
    #[inline]
    pub(super) fn crosswind_kg_m2(&self, z_m: f64) -> f64 {
        density_per_m(z_m, self.height_m, self.sigma_z_m, self.lid_m) / self.wind_speed_m_s
    }

    /// Concentration of 1 kg/s above the axis, kg/m3.
    #[inline]
    pub(super) fn axis_kg_m3(&self, z_m: f64) -> f64 {
        self.crosswind_kg_m2(z_m) / (SQRT_TWO_PI * self.sigma_y_m)
    }
}

impl TransientField {
    pub(super) fn new(steps: Box<[Step]>, section: CrossSection, along: AlongWind) -> Self {
        let wind_speed_m_s = match &section {
            CrossSection::Plume(plume) => plume.wind_speed_m_s(),
            CrossSection::Puff(puff) => puff.wind_speed_m_s(),
        };
        let greatest_rate_kg_s = steps.iter().map(|step| step.rate_kg_s).fold(0.0, f64::max);
        let extremes = Extremes::of(&steps);
        Self { steps, section, along, wind_speed_m_s, greatest_rate_kg_s, extremes }
    }

    pub(super) fn greatest_rate_kg_s(&self) -> f64 {
        self.greatest_rate_kg_s
    }

    /// The cross section at a distance.
    #[inline]
    pub(super) fn column(&self, x_m: f64) -> Column {
        Column {
            sigma_y_m: self.sigma_y_m(x_m),
            sigma_z_m: self.sigma_z_m(x_m),
            height_m: self.release_height_m(),
            lid_m: self.mixing_height_m(),
            wind_speed_m_s: self.wind_speed_m_s,
        }
    }

    /// Concentration at a place and a time after the clock of the history began, kg/m3; 0 upwind, below ground, above
    /// the lid and before the first release.
    ///
    /// `c = Q(x, t) / u * exp(-y^2 / 2 sigma_y^2) / (sqrt(2 pi) sigma_y) * v(z)` with the effective rate of
    /// [`Self::effective_rate_kg_s`]; the rest is the steady plume of 1 kg/s (or its section by puff coefficients).
    #[inline]
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        let rate_kg_s = self.effective_rate_kg_s(x_m, t_s);
        if rate_kg_s > 0.0 { rate_kg_s * self.unit_kg_m3(x_m, y_m, z_m) } else { 0.0 }
    }

    /// The release rate that a distance sees at a time, kg/s: each step of the rate, spread along the wind.
    ///
    /// `Q(x, t) = sum over periods of q_i [P(w_i) - P(w_i+1)]`, P the normal distribution,
    /// `w_i = (u (t - t_i) - x) / sigma_x(u (t - t_i))`. Neighbouring periods share an edge, so that a border counts
    /// once and one between equal rates not at all. The integral of Q / u over the line is the mass released so far,
    /// exactly: an error function about an edge takes as much from one side as it gives to the other.
    #[inline]
    #[must_use]
    pub fn effective_rate_kg_s(&self, x_m: f64, t_s: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() || t_s.is_nan() {
            return 0.0;
        }
        let (mut rate_kg_s, mut before, mut before_kg_s) = (0.0, Passage::NONE, 0.0);
        for step in &self.steps {
            let path_m = (self.wind_speed_m_s * (t_s - step.time_s)).min(LONGEST_PATH_M);
            let passage =
                if path_m > 0.0 { Passage::at((path_m - x_m) / self.along.sigma_x_m(path_m)) } else { Passage::NONE };
            rate_kg_s += before_kg_s * before.until(passage);
            (before, before_kg_s) = (passage, step.rate_kg_s);
            if passage.past_frac == 0.0 {
                break;
            }
        }
        rate_kg_s
    }

    /// Concentration of the steady plume of 1 kg/s, kg/m3.
    #[inline]
    #[must_use]
    pub fn unit_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        let deviations = y_m / self.sigma_y_m(x_m);
        self.unit_axis_kg_m3(x_m, z_m) * exp(-0.5 * deviations * deviations)
    }

    /// The same above the axis.
    #[inline]
    pub(super) fn unit_axis_kg_m3(&self, x_m: f64, z_m: f64) -> f64 {
        self.unit_crosswind_kg_m2(x_m, z_m) / (SQRT_TWO_PI * self.sigma_y_m(x_m))
    }

    /// The same integrated across the wind, kg/m2.
    #[inline]
    pub(super) fn unit_crosswind_kg_m2(&self, x_m: f64, z_m: f64) -> f64 {
        match &self.section {
            CrossSection::Plume(plume) => plume.crosswind_integral_kg_m2(x_m, z_m),
            CrossSection::Puff(puff) => {
                let sigma_m = puff.sigma_y_m(x_m);
                puff.column_kg_m3(x_m, z_m) * TAU * sigma_m * sigma_m / self.wind_speed_m_s
            }
        }
    }

    /// Crosswind standard deviation at a distance, m.
    #[inline]
    #[must_use]
    pub fn sigma_y_m(&self, x_m: f64) -> f64 {
        match &self.section {
            CrossSection::Plume(plume) => plume.sigma_y_m(x_m),
            CrossSection::Puff(puff) => puff.sigma_y_m(x_m),
        }
    }

    /// Vertical standard deviation at a distance, m.
    #[inline]
    #[must_use]
    pub fn sigma_z_m(&self, x_m: f64) -> f64 {
        match &self.section {
            CrossSection::Plume(plume) => plume.sigma_z_m(x_m),
            CrossSection::Puff(puff) => puff.sigma_z_m(x_m),
        }
    }

    /// Along-wind standard deviation of an edge after a path, m.
    #[inline]
    #[must_use]
    pub fn sigma_x_m(&self, path_m: f64) -> f64 {
        self.along.sigma_x_m(path_m)
    }

    /// Mass released until a time, kg: the integral of the history.
    #[must_use]
    pub fn released_mass_kg(&self, t_s: f64) -> f64 {
        history::released_mass_kg(&self.steps, t_s)
    }

    /// Wind speed that carries the cloud, m/s.
    #[must_use]
    pub fn wind_speed_m_s(&self) -> f64 {
        self.wind_speed_m_s
    }

    /// Release height, m.
    #[must_use]
    pub fn release_height_m(&self) -> f64 {
        match &self.section {
            CrossSection::Plume(plume) => plume.release_height_m(),
            CrossSection::Puff(puff) => puff.release_height_m(),
        }
    }

    /// Lid, m; infinite when there is none.
    #[must_use]
    pub fn mixing_height_m(&self) -> f64 {
        match &self.section {
            CrossSection::Plume(plume) => plume.mixing_height_m(),
            CrossSection::Puff(puff) => puff.mixing_height_m(),
        }
    }

    /// Averaging time in force, s (never longer than the release); none with puff coefficients.
    #[must_use]
    pub fn averaging_time_s(&self) -> Option<f64> {
        match &self.section {
            CrossSection::Plume(plume) => Some(plume.averaging_time_s()),
            CrossSection::Puff(_) => None,
        }
    }

    /// Start of the first release and end of the last, s.
    #[must_use]
    pub fn release_span_s(&self) -> (f64, f64) {
        let time_s = |step: Option<&Step>| step.map_or(0.0, |step| step.time_s);
        (time_s(self.steps.first()), time_s(self.steps.last()))
    }

    pub(super) fn along(&self) -> AlongWind {
        self.along
    }

    pub(super) fn extremes(&self) -> &Extremes {
        &self.extremes
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Caveats of evaluating between two downwind distances.
    #[must_use]
    pub fn distance_caveats(&self, nearest_m: f64, farthest_m: f64) -> Vec<Caveat> {
        let mut caveats = match &self.section {
            CrossSection::Plume(plume) => plume.distance_caveats(nearest_m, farthest_m),
            CrossSection::Puff(puff) => puff.distance_caveats(nearest_m, farthest_m),
        };
        for caveat in &mut caveats {
            caveat.subject = super::TRANSIENT_PLUME.id.into();
        }
        caveats
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::transient::{ReleasePeriod, Spread, TransientOptions, TransientPlume};
    use crate::dispersion::{Atmosphere, GaussianPlume, GaussianPuff, PlumeOptions};
    use crate::weather::Terrain;

    fn air(stability: StabilityClass) -> Atmosphere {
        Atmosphere::new(stability, 2.0, 10.0, Terrain::Rural)
    }

    fn field(periods: &[(f64, f64, f64)], stability: StabilityClass, spread: Spread) -> TransientField {
        let periods = periods
            .iter()
            .map(|&(start_s, duration_s, rate_kg_s)| ReleasePeriod { start_s, duration_s, rate_kg_s })
            .collect();
        let release = TransientPlume { periods, release_height_m: 2.0, averaging_time_s: 600.0 };
        release.solve(&air(stability), TransientOptions { spread, ..TransientOptions::default() }).unwrap().field
    }

    #[test]
    fn a_lasting_release_is_the_steady_plume() {
        let transient = field(&[(0.0, 1e6, 3.0)], StabilityClass::D, Spread::Plume);
        let plume = GaussianPlume { release_rate_kg_s: 3.0, release_height_m: 2.0, averaging_time_s: 600.0 };
        let options = PlumeOptions { release_duration_s: Some(1e6), ..PlumeOptions::default() };
        let steady = plume.solve_with(&air(StabilityClass::D), options).unwrap().field;
        for (x_m, y_m) in [(10.0, 0.0), (100.0, 5.0), (5000.0, 300.0)] {
            let (now, ever) =
                (transient.concentration_kg_m3(x_m, y_m, 1.0, 9e5), steady.concentration_kg_m3(x_m, y_m, 1.0));
            assert!((now / ever - 1.0).abs() < 1e-13, "{x_m}: {now} {ever}");
        }
    }

    #[test]
    fn a_burst_is_the_puff_as_its_centre_passes() {
        let burst = field(&[(0.0, 0.01, 100.0)], StabilityClass::F, Spread::Puff);
        let puff = GaussianPuff { mass_kg: 1.0, release_height_m: 2.0 }.solve(&air(StabilityClass::F)).unwrap().field;
        for x_m in [100.0, 500.0, 2000.0] {
            let t_s = x_m / 2.0 + 0.005;
            let value = burst.concentration_kg_m3(x_m, 1.0, 1.0, t_s);
            let expected = puff.passing_concentration_kg_m3(x_m, 1.0, 1.0);
            assert!((value / expected - 1.0).abs() < 1e-4, "{x_m}: {value} {expected}");
        }
    }

    #[test]
    fn a_border_between_equal_rates_does_not_count() {
        let whole = field(&[(0.0, 100.0, 2.0)], StabilityClass::D, Spread::Plume);
        let parts = field(&[(0.0, 30.0, 2.0), (30.0, 70.0, 2.0)], StabilityClass::D, Spread::Plume);
        assert_eq!(whole, parts);
        let uneven = field(&[(0.0, 30.0, 2.0), (30.0, 70.0, 2.000_000_001)], StabilityClass::D, Spread::Plume);
        for t_s in [1.0, 29.0, 31.0, 90.0, 400.0] {
            let (one, other) = (whole.effective_rate_kg_s(60.0, t_s), uneven.effective_rate_kg_s(60.0, t_s));
            assert!((one - other).abs() <= 1.1e-9, "{t_s}: {one} {other}");
        }
    }

    #[test]
    fn nothing_upwind_early_or_nowhere() {
        let field = field(&[(5.0, 100.0, 2.0)], StabilityClass::D, Spread::Plume);
        assert_eq!(field.concentration_kg_m3(-1.0, 0.0, 0.0, 50.0), 0.0);
        assert_eq!(field.concentration_kg_m3(10.0, 0.0, 0.0, 5.0), 0.0);
        assert_eq!(field.concentration_kg_m3(f64::NAN, 0.0, 0.0, 50.0), 0.0);
        assert_eq!(field.concentration_kg_m3(10.0, 0.0, 0.0, f64::NAN), 0.0);
        assert!(field.concentration_kg_m3(1e-300, 0.0, 2.0, 50.0).is_finite());
        assert!(field.concentration_kg_m3(10.0, 0.0, 0.0, f64::INFINITY).is_finite());
    }
}
