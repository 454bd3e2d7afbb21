//! Gaussian puff: an instantaneous release of a passive gas, carried by the wind.

use super::atmosphere::Atmosphere;
use super::plume::{check_release_height, distance_caveat};
use super::sigma::PuffSigmaSet;
use super::vertical::density_per_m;
use crate::math::{cbrt, exp, pow};
use crate::provenance::{Caveat, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::weather::StabilityClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{PI, TAU};

/// Card of [`GaussianPuff`].
pub const GAUSSIAN_PUFF: ModelCard = ModelCard {
    id: "gaussian_puff",
    version: 2,
    title_en: "Gaussian puff",
    title_zh: "高斯烟团",
    citation: "CCPS 1999, Guidelines for Consequence Analysis of Chemical Releases, p. 101; coefficients: Slade 1968 \
               (TID-24190, pp. 163-175); lid: Turner 1970; source of finite size by virtual distances: ISC3 user's \
               guide vol. II (EPA-454/B-95-003b; section 1.1.5.2, recalled)",
    domain: "passive gas, instantaneous release, flat ground, wind of 1 m/s or more, 100 m to 4 km",
    verification: "tests: verification/dispersion (CCPS 1999 p. 101, mass balance, toxic load by quadrature)",
    origin: Origin::Source,
};

/// Path of the centre below which its coefficients are held, m: the formula has a pole at the release.
const SMALLEST_TRAVEL_M: f64 = 1e-3;
/// Half-width of the passage that is integrated, in sigma-x at the receptor.
const PASSAGE_DEVIATIONS: f64 = 10.0;
/// Steps of the passage integral; the trapezium rule converges exponentially on a bell.
const PASSAGE_STEPS: u32 = 120;

/// An instantaneous release of a passive gas from a point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GaussianPuff {
    /// Mass released, kg, more than 0, up to 1e9.
    pub mass_kg: f64,
    /// Release height above ground, m, 0 to 1000, below the lid.
    pub release_height_m: f64,
}

/// Size of a puff when it is released.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PuffSource {
    /// Horizontal standard deviation at the release, m, 0 to 1000; 0 is a point.
    pub sigma_y_m: f64,
    /// Vertical standard deviation at the release, m, 0 to 1000; 0 is a point.
    pub sigma_z_m: f64,
}

impl PuffSource {
    /// The smallest cloud on the ground that the mass fits into: its centre holds the undiluted vapour.
    ///
    /// From `c0 = 2 m / ((2 pi)^1.5 sigma^3) = rho`. No air is mixed in by the burst, which errs to higher
    /// concentrations; a point source would start above the density of the vapour itself. Both in kg and kg/m3, > 0.
    #[must_use]
    pub fn undiluted(mass_kg: f64, vapour_density_kg_m3: f64) -> Self {
        let sigma_m = cbrt(2.0 * mass_kg / (vapour_density_kg_m3 * TAU * TAU.sqrt()));
        Self { sigma_y_m: sigma_m, sigma_z_m: sigma_m }
    }
}

impl GaussianPuff {
    /// Checks everything once and returns a field that can be evaluated as often as needed. The source is a point.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve(&self, atmosphere: &Atmosphere) -> Result<Solved<PuffField>, InvalidInput> {
        self.solve_with(atmosphere, PuffSource::default())
    }

    /// The same for a source of finite size: the puff grows as if it came from a point upwind, the virtual
    /// distances along the wind and in height each taken from the deviation at the release.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range.
    pub fn solve_with(&self, atmosphere: &Atmosphere, source: PuffSource) -> Result<Solved<PuffField>, InvalidInput> {
        let mut problems = atmosphere.problems();
        FieldProblem::check_range(&mut problems, "mass_kg", self.mass_kg, f64::MIN_POSITIVE, 1e9, "kg");
        FieldProblem::check_range(&mut problems, "initial_sigma_y_m", source.sigma_y_m, 0.0, 1e3, "m");
        FieldProblem::check_range(&mut problems, "initial_sigma_z_m", source.sigma_z_m, 0.0, 1e3, "m");
        check_release_height(&mut problems, self.release_height_m, atmosphere);
        InvalidInput::check(problems)?;
        let sigma_set = PuffSigmaSet::default();
        let field = PuffField {
            mass_kg: self.mass_kg,
            release_height_m: self.release_height_m,
            wind_speed_m_s: atmosphere.transport_wind_speed_m_s(self.release_height_m),
            stability: atmosphere.stability,
            sigma_set,
            virtual_y_m: sigma_set.virtual_distance_y_m(atmosphere.stability, source.sigma_y_m),
            virtual_z_m: sigma_set.virtual_distance_z_m(atmosphere.stability, source.sigma_z_m),
            lid_m: atmosphere.effective_mixing_height_m(),
        };
        Ok(Solved { caveats: atmosphere.caveats(GAUSSIAN_PUFF.id, field.wind_speed_m_s), field })
    }
}

/// A constant concentration and the time for which it gives the same toxic load, C^n t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Concentration, kg/m3.
    pub concentration_kg_m3: f64,
    /// Time at that concentration, s.
    pub duration_s: f64,
}

/// A solved puff: total, pure, allocation-free evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PuffField {
    mass_kg: f64,
    release_height_m: f64,
    wind_speed_m_s: f64,
    stability: StabilityClass,
    sigma_set: PuffSigmaSet,
    virtual_y_m: f64,
    virtual_z_m: f64,
    lid_m: f64,
}

impl PuffField {
    /// Concentration at a time after the release, kg/m3; 0 before it, below ground and above the lid.
    ///
    /// `c = m / (2 pi sigma_x sigma_y) * exp(-(x - u t)^2 / 2 sigma_x^2 - y^2 / 2 sigma_y^2) * v(z)`, the
    /// coefficients taken at the path u t of the centre, v as in
    /// [`PlumeField`](super::PlumeField::concentration_kg_m3).
    #[inline]
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        if t_s <= 0.0 || t_s.is_nan() {
            return 0.0;
        }
        self.concentration_at_travel_kg_m3(x_m, y_m, z_m, self.wind_speed_m_s * t_s)
    }

    #[inline]
    fn concentration_at_travel_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, travel_m: f64) -> f64 {
        let sigma_m = self.sigma_y_m(travel_m);
        self.at_width_kg_m3(x_m - travel_m, y_m, z_m, (travel_m, sigma_m))
    }

    /// Concentration beside the centre after a path with the deviation there, which is costly and known to the caller.
    #[inline]
    fn at_width_kg_m3(&self, along_m: f64, across_m: f64, z_m: f64, (travel_m, sigma_m): (f64, f64)) -> f64 {
        let (along, across) = (along_m / sigma_m, across_m / sigma_m);
        self.column_of_width_kg_m3(travel_m, sigma_m, z_m) * exp(-0.5 * (along * along + across * across))
    }

    #[inline]
    fn column_of_width_kg_m3(&self, travel_m: f64, sigma_m: f64, z_m: f64) -> f64 {
        let vertical_per_m = density_per_m(z_m, self.release_height_m, self.sigma_z_m(travel_m), self.lid_m);
        self.mass_kg / (2.0 * PI * sigma_m * sigma_m) * vertical_per_m
    }

    /// Concentration above the centre of the puff after a path, kg/m3.
    #[inline]
    #[must_use]
    pub fn column_kg_m3(&self, travel_m: f64, z_m: f64) -> f64 {
        self.column_of_width_kg_m3(travel_m, self.sigma_y_m(travel_m), z_m)
    }

    /// Toxic load of the whole passage at a point, as the concentration when the centre passes and the time
    /// that gives the same integral of C^n dt.
    ///
    /// Trapezium rule over the passage, growth of the cloud included. `exponent_ratio` is n of the toxic
    /// load, 0.5 to 4. Upwind of the source the exposure is zero.
    #[must_use]
    pub fn passage_exposure(&self, x_m: f64, y_m: f64, z_m: f64, exponent_ratio: f64) -> Exposure {
        let concentration_kg_m3 = self.passing_concentration_kg_m3(x_m, y_m, z_m);
        if concentration_kg_m3 <= 0.0 {
            return Exposure { concentration_kg_m3: 0.0, duration_s: 0.0 };
        }
        let reach_m = PASSAGE_DEVIATIONS * self.sigma_y_m(x_m);
        let start_m = (x_m - reach_m).max(SMALLEST_TRAVEL_M);
        let step_m = (x_m + reach_m - start_m) / f64::from(PASSAGE_STEPS);
        let mut sum = 0.0;
        for index in 0..=PASSAGE_STEPS {
            let travel_m = start_m + f64::from(index) * step_m;
            let concentration = self.concentration_at_travel_kg_m3(x_m, y_m, z_m, travel_m);
            sum += pow(concentration / concentration_kg_m3, exponent_ratio);
        }
        Exposure { concentration_kg_m3, duration_s: sum * step_m / self.wind_speed_m_s }
    }

    /// The same in closed form for a cloud that does not grow while it passes:
    /// the integral of exp(-n s^2 / 2 sigma_x^2) ds / u is `sigma_x sqrt(2 pi / n) / u`.
    #[must_use]
    pub fn frozen_passage_exposure(&self, x_m: f64, y_m: f64, z_m: f64, exponent_ratio: f64) -> Exposure {
        if x_m <= 0.0 || x_m.is_nan() {
            return Exposure { concentration_kg_m3: 0.0, duration_s: 0.0 };
        }
        let sigma_m = self.sigma_y_m(x_m);
        let concentration_kg_m3 = self.at_width_kg_m3(0.0, y_m, z_m, (x_m, sigma_m));
        let duration_s = sigma_m * (2.0 * PI / exponent_ratio).sqrt() / self.wind_speed_m_s;
        Exposure { concentration_kg_m3, duration_s: if concentration_kg_m3 > 0.0 { duration_s } else { 0.0 } }
    }

    /// Concentration at a point when the centre of the puff is abreast of it, kg/m3; 0 upwind.
    #[inline]
    #[must_use]
    pub fn passing_concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() {
            return 0.0;
        }
        self.concentration_at_travel_kg_m3(x_m, y_m, z_m, x_m)
    }

    /// Time at which the centre of the puff passes a distance, s; 0 upwind.
    #[must_use]
    pub fn passing_time_s(&self, x_m: f64) -> f64 {
        x_m.max(0.0) / self.wind_speed_m_s
    }

    /// Horizontal standard deviation (along and across) after a path, m.
    #[inline]
    #[must_use]
    pub fn sigma_y_m(&self, travel_m: f64) -> f64 {
        self.sigma_set.sigma_y_m(self.stability, travel_m.max(SMALLEST_TRAVEL_M) + self.virtual_y_m)
    }

    /// Vertical standard deviation after a path, m.
    #[inline]
    #[must_use]
    pub fn sigma_z_m(&self, travel_m: f64) -> f64 {
        self.sigma_set.sigma_z_m(self.stability, travel_m.max(SMALLEST_TRAVEL_M) + self.virtual_z_m)
    }

    /// Mass released, kg.
    #[must_use]
    pub fn mass_kg(&self) -> f64 {
        self.mass_kg
    }

    /// Release height, m.
    #[must_use]
    pub fn release_height_m(&self) -> f64 {
        self.release_height_m
    }

    /// Wind speed that carries the puff, m/s.
    #[must_use]
    pub fn wind_speed_m_s(&self) -> f64 {
        self.wind_speed_m_s
    }

    /// Lid, m; infinite when there is none.
    #[must_use]
    pub fn mixing_height_m(&self) -> f64 {
        self.lid_m
    }

    /// Caveats of evaluating between two downwind distances.
    #[must_use]
    pub fn distance_caveats(&self, nearest_m: f64, farthest_m: f64) -> Vec<Caveat> {
        let (names, validity_m) = (self.sigma_set.name_and_range_mark(), self.sigma_set.validity_m());
        distance_caveat(GAUSSIAN_PUFF.id, names, validity_m, nearest_m, farthest_m).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weather::Terrain;

    fn field(stability: StabilityClass, mass_kg: f64) -> PuffField {
        let air = Atmosphere::new(stability, 2.0, 10.0, Terrain::Rural);
        GaussianPuff { mass_kg, release_height_m: 0.0 }.solve(&air).unwrap().field
    }

    #[test]
    fn ccps_page_101_with_the_coefficients_of_the_set() {
        // 1 kg, class F, 500 m after 250 s: 1 / (sqrt(2 pi) pi 5.047930^2 2.214837) = 2.250049e-3 kg/m3
        let value = field(StabilityClass::F, 1.0).concentration_kg_m3(500.0, 0.0, 0.0, 250.0);
        assert!((value / 2.250_049e-3 - 1.0).abs() < 1e-5, "{value:e}");
    }

    #[test]
    fn nothing_before_the_release() {
        let puff = field(StabilityClass::D, 1.0);
        assert_eq!(puff.concentration_kg_m3(0.0, 0.0, 0.0, 0.0), 0.0);
        assert_eq!(puff.concentration_kg_m3(0.0, 0.0, 0.0, -5.0), 0.0);
        assert!(puff.concentration_kg_m3(0.0, 0.0, 0.0, 1e-300).is_finite());
    }

    #[test]
    fn frozen_and_integrated_loads_agree_for_a_slender_cloud() {
        // class F: sigma_x / x = 1 %, so growth in passing changes the load by a fraction of a percent
        let puff = field(StabilityClass::F, 100.0);
        for exponent in [1.0, 2.0, 2.75] {
            let whole = puff.passage_exposure(500.0, 3.0, 0.0, exponent);
            let frozen = puff.frozen_passage_exposure(500.0, 3.0, 0.0, exponent);
            assert_eq!(whole.concentration_kg_m3, frozen.concentration_kg_m3);
            assert!((whole.duration_s / frozen.duration_s - 1.0).abs() < 5e-3);
        }
    }

    #[test]
    fn an_undiluted_source_starts_at_the_density_of_its_vapour() {
        let air = Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural);
        let puff = GaussianPuff { mass_kg: 20_000.0, release_height_m: 0.0 };
        let source = PuffSource::undiluted(20_000.0, 3.2);
        let field = puff.solve_with(&air, source).unwrap().field;
        assert!((field.column_kg_m3(0.0, 0.0) / 3.2 - 1.0).abs() < 1e-3, "{}", field.column_kg_m3(0.0, 0.0));
        // far away the size of the source is forgotten, near it dilutes
        let point = puff.solve(&air).unwrap().field;
        let ratio = |x_m: f64| field.column_kg_m3(x_m, 0.0) / point.column_kg_m3(x_m, 0.0);
        assert!(ratio(50.0) < 0.05 && ratio(500.0) < ratio(5000.0) && ratio(1e5) > 0.97 && ratio(1e5) < 1.0);
    }

    #[test]
    fn a_source_of_absurd_size_is_refused() {
        let air = Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural);
        let puff = GaussianPuff { mass_kg: 1.0, release_height_m: 0.0 };
        let refused = puff.solve_with(&air, PuffSource { sigma_y_m: -1.0, sigma_z_m: f64::NAN }).unwrap_err();
        let fields: Vec<_> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["initial_sigma_y_m", "initial_sigma_z_m"]);
    }

    #[test]
    fn no_load_upwind() {
        let exposure = field(StabilityClass::D, 10.0).passage_exposure(-10.0, 0.0, 0.0, 2.0);
        assert_eq!(exposure, Exposure { concentration_kg_m3: 0.0, duration_s: 0.0 });
    }
}
