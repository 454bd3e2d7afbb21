//! Steady plume from near the ground in a surface layer of known u*, L and z0.

use super::averaging::AveragingTime;
use super::surface_layer::SurfaceLayer;
use super::surface_layer_course::Course;
use super::{golder, surface_layer_notes as notes};
use crate::math::{exp, pow};
use crate::provenance::{Caveat, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use std::f64::consts::PI;

/// Card of [`SurfaceLayerPlume`].
pub const SURFACE_LAYER_PLUME: ModelCard = ModelCard {
    id: "surface_layer_plume",
    version: 1,
    title_en: "Plume near the ground by surface-layer similarity",
    title_zh: "近地面源近地层相似理论烟羽",
    citation: "A. P. van Ulden (1978), Simple estimates for vertical diffusion from sources near the ground, Atmospheric \
               Environment 12, 2125-2129, as T. W. Horst and J. C. Weil state it: Boundary-Layer Meteorology 59 (1992) \
               279-296 and J. Atmos. Oceanic Technol. 11 (1994) 1018-1025 eqs 8, A4, A10, corrigendum 12 (1995) 447, \
               shape exponent by Finn et al. (1996), read in the OzFlux footprint procedures; crosswind turbulence of \
               US EPA's AERMOD (REFSVM, REFSVC), read in its code; growth with time by J. S. Irwin (1983), J. Climate \
               Appl. Meteorol. 22, 92-114, read in EPISODE-CityChem; averaging time by Spicer and Havens (1989)",
    domain: "passive gas, release up to 10 m high over flat, even ground; mean plume height at least twice the release \
             height and within the lowest tenth of the mixed layer, p z/L from -2 to 1 (limits recalled), up to 10 km; \
             10 minutes' mean. Van Ulden compared the theory with Prairie Grass, so agreement there is no fully \
             independent test; none of the constants was fitted to its maxima, as far as the sources read tell",
    verification: "tests: verification/surface_layer (closed form of Horst and Weil, diffusion equation solved \
                   numerically), validation/surface_layer (Prairie Grass 1956)",
    origin: Origin::Source,
};

/// Greatest release height, m: a source near the ground.
const GREATEST_RELEASE_HEIGHT_M: f64 = 10.0;
/// Constants of the growth of s_y, f = 1 / (1 + 0.9 sqrt(t / 1000 s)) (Irwin 1983).
const GROWTH_FACTOR: f64 = 0.9;
const GROWTH_TIME_S: f64 = 1000.0;
/// Least s_y, m: keeps the concentration finite at the source.
const LEAST_SIGMA_M: f64 = 1e-6;

/// A steady release near the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurfaceLayerPlume {
    /// Release rate, kg/s, 1e-12 to 1e6.
    pub release_rate_kg_s: f64,
    /// Height of the release above ground, m, 0 to 10; the theory puts it on the ground.
    pub release_height_m: f64,
    /// Averaging time, s, 1 to 86 400.
    pub averaging_time_s: f64,
    /// Duration of the release, s, 1 to 1e9; lasting when `None`.
    pub release_duration_s: Option<f64>,
}

impl SurfaceLayerPlume {
    /// Checks everything and solves the course of the plume.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range, of the release and of the layer.
    pub fn solve(&self, layer: &SurfaceLayer) -> Result<Solved<SurfaceLayerField>, InvalidInput> {
        InvalidInput::check(self.problems(layer))?;
        let field = self.field(layer);
        Ok(Solved { caveats: self.caveats(layer, &field), field })
    }

    /// Every value out of its range, of the release and of the layer.
    #[must_use]
    pub fn problems(&self, layer: &SurfaceLayer) -> Vec<FieldProblem> {
        let mut problems = layer.problems();
        let mut check = |field, value, min, max, unit| {
            FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        };
        check("release_rate_kg_s", self.release_rate_kg_s, 1e-12, 1e6, "kg/s");
        check("release_height_m", self.release_height_m, 0.0, GREATEST_RELEASE_HEIGHT_M, "m");
        check("averaging_time_s", self.averaging_time_s, 1.0, 86_400.0, "s");
        if let Some(duration_s) = self.release_duration_s {
            check("release_duration_s", duration_s, 1.0, 1e9, "s");
        }
        problems
    }

    fn averaging(&self) -> AveragingTime {
        AveragingTime::new(self.averaging_time_s, self.release_duration_s)
    }

    fn field(&self, layer: &SurfaceLayer) -> SurfaceLayerField {
        let stability = golder::stability_from_obukhov(layer.inverse_obukhov_per_m, layer.roughness_length_m);
        SurfaceLayerField {
            release_rate_kg_s: self.release_rate_kg_s,
            release_height_m: self.release_height_m,
            inverse_obukhov_per_m: layer.inverse_obukhov_per_m,
            crosswind_turbulence_m_s: layer.effective_crosswind_turbulence_m_s(),
            sigma_y_ratio: self.averaging().sigma_y_ratio(stability),
            course: Course::new(layer, layer.effective_mixing_height_m()),
        }
    }

    fn caveats(&self, layer: &SurfaceLayer, field: &SurfaceLayerField) -> Vec<Caveat> {
        let mut caveats = notes::of_layer(layer);
        caveats.push(notes::trial(layer.crosswind_turbulence_m_s.is_some()));
        let averaging = self.averaging();
        if averaging.cut_by_duration {
            caveats.push(notes::averaging_cut(self.averaging_time_s, averaging.averaging_time_s));
        }
        if averaging.beyond_validity() {
            caveats.push(notes::averaging_too_long(averaging.averaging_time_s));
        }
        if layer.mixing_height_m.is_none() && field.mixing_height_m().is_finite() {
            caveats.push(notes::assumed_mixing_height(field.mixing_height_m()));
        }
        caveats
    }
}

/// A solved plume: total, pure, allocation-free evaluation.
#[derive(Debug, Clone)]
pub struct SurfaceLayerField {
    release_rate_kg_s: f64,
    release_height_m: f64,
    inverse_obukhov_per_m: f64,
    crosswind_turbulence_m_s: f64,
    sigma_y_ratio: f64,
    course: Course,
}

impl SurfaceLayerField {
    /// Concentration at a point, kg/m3: `C(x, z) exp(-y^2 / 2 s_y^2) / (sqrt(2 pi) s_y)` with C of
    /// [`Self::crosswind_integral_kg_m2`]; 0 upwind, below ground and above the lid.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        let integral = self.crosswind_integral_kg_m2(x_m, z_m);
        if integral <= 0.0 {
            return 0.0;
        }
        let sigma_m = self.sigma_y_m(x_m).max(LEAST_SIGMA_M);
        let across = y_m / sigma_m;
        integral * exp(-0.5 * across * across) / ((2.0 * PI).sqrt() * sigma_m)
    }

    /// Concentration integrated across the wind, kg/m2: `q exp(-(z/h)^s) / integral of u exp(-(z/h)^s) dz`, so that
    /// the flux through any section is q. The integral ends at the lid: what would be above it is held below.
    #[must_use]
    pub fn crosswind_integral_kg_m2(&self, x_m: f64, z_m: f64) -> f64 {
        let inside = x_m > 0.0 && (0.0..=self.course.lid_m()).contains(&z_m);
        if !inside {
            return 0.0;
        }
        let section = self.course.at(x_m);
        self.release_rate_kg_s * exp(-pow(z_m / section.scale_m, section.shape_exponent)) / section.flux_m2_s
    }

    /// Crosswind deviation, m: `s_v t / (1 + 0.9 sqrt(t / 1000 s))` with the travel time t, times the factor of the
    /// averaging time; 0 upwind.
    #[must_use]
    pub fn sigma_y_m(&self, x_m: f64) -> f64 {
        let time_s = self.travel_time_s(x_m);
        let growth = 1.0 + GROWTH_FACTOR * (time_s / GROWTH_TIME_S).sqrt();
        self.crosswind_turbulence_m_s * time_s / growth * self.sigma_y_ratio
    }

    /// Time the middle of the plume takes to a distance, the integral of dx over the mean speed of the matter, s;
    /// 0 upwind.
    #[must_use]
    pub fn travel_time_s(&self, x_m: f64) -> f64 {
        if x_m > 0.0 { self.course.at(x_m).travel_time_s } else { 0.0 }
    }

    /// Mean height of the matter without a lid, m; 0 upwind.
    #[must_use]
    pub fn mean_plume_height_m(&self, x_m: f64) -> f64 {
        if x_m > 0.0 { self.course.at(x_m).mean_height_m } else { 0.0 }
    }

    /// Exponent s of the vertical shape exp(-(z/h)^s), a pure number.
    #[must_use]
    pub fn shape_exponent(&self, x_m: f64) -> f64 {
        self.course.at(x_m.max(f64::MIN_POSITIVE)).shape_exponent
    }

    /// Deviation of the crosswind wind component in use, m/s.
    #[must_use]
    pub fn crosswind_turbulence_m_s(&self) -> f64 {
        self.crosswind_turbulence_m_s
    }

    /// The lid in use, m; infinite where there is none.
    #[must_use]
    pub fn mixing_height_m(&self) -> f64 {
        self.course.lid_m()
    }

    /// Caveats of evaluating between two downwind distances.
    #[must_use]
    pub fn distance_caveats(&self, nearest_m: f64, farthest_m: f64) -> Vec<Caveat> {
        let near_m = self.mean_plume_height_m(nearest_m);
        let far = self.course.at(farthest_m.max(f64::MIN_POSITIVE));
        let above_lid = exp(-pow(self.course.lid_m() / far.scale_m, far.shape_exponent));
        [
            notes::near_source(near_m, self.release_height_m),
            notes::beyond_gradients(far.mean_height_m, self.inverse_obukhov_per_m),
            notes::beyond_surface_layer(far.mean_height_m, self.course.lid_m()),
            notes::held_below_lid(above_lid, self.course.lid_m()),
            notes::far_away(farthest_m),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::SurfaceWind;
    use crate::provenance::CaveatCode;

    fn layer(inverse_obukhov_per_m: f64) -> SurfaceLayer {
        SurfaceLayer {
            wind: SurfaceWind::Friction { friction_velocity_m_s: 0.4 },
            inverse_obukhov_per_m,
            roughness_length_m: 0.01,
            mixing_height_m: Some(1000.0),
            crosswind_turbulence_m_s: None,
        }
    }

    fn plume() -> SurfaceLayerPlume {
        SurfaceLayerPlume {
            release_rate_kg_s: 1.0,
            release_height_m: 0.0,
            averaging_time_s: 600.0,
            release_duration_s: None,
        }
    }

    #[test]
    fn nothing_upwind_and_finite_everywhere() {
        for inverse_obukhov_per_m in [-1.0, -0.01, 0.0, 0.01, 1.0] {
            let field = plume().solve(&layer(inverse_obukhov_per_m)).unwrap().field;
            assert_eq!(field.concentration_kg_m3(-1.0, 0.0, 0.0), 0.0);
            assert_eq!(field.concentration_kg_m3(0.0, 0.0, 0.0), 0.0);
            assert_eq!(field.concentration_kg_m3(100.0, 0.0, -1.0), 0.0);
            assert_eq!(field.concentration_kg_m3(100.0, 0.0, 1001.0), 0.0);
            for x_m in [f64::MIN_POSITIVE, 1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9] {
                let value = field.concentration_kg_m3(x_m, 0.0, 0.0);
                assert!(value.is_finite() && value > 0.0, "{inverse_obukhov_per_m} {x_m}: {value}");
            }
        }
    }

    #[test]
    fn crosswind_growth_by_hand() {
        // t = 250 s: 1 + 0.9 * 0.5 = 1.45, f = 0.689655
        let field = plume().solve(&layer(0.0)).unwrap().field;
        let x_m =
            (1..100_000).map(|step| 0.1 * f64::from(step)).find(|x_m| field.travel_time_s(*x_m) >= 250.0).unwrap();
        let time_s = field.travel_time_s(x_m);
        let expected = 0.689_655 * 0.758_947 * time_s;
        assert!((field.sigma_y_m(x_m) / expected - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_plume_under_a_lid_is_even_far_away() {
        let low_lid = SurfaceLayer { mixing_height_m: Some(50.0), ..layer(-0.05) };
        let field = plume().solve(&low_lid).unwrap().field;
        let (ground, lid) = (field.crosswind_integral_kg_m2(5e4, 0.0), field.crosswind_integral_kg_m2(5e4, 50.0));
        assert!(lid > 0.9 * ground, "{ground} {lid}");
    }

    #[test]
    fn what_leaves_the_theory_is_told() {
        let unstable = plume().solve(&layer(-0.2)).unwrap().field;
        assert!(unstable.distance_caveats(20.0, 30.0).is_empty());
        let far = unstable.distance_caveats(20.0, 2000.0);
        assert!(far.iter().filter(|note| note.code == CaveatCode::OutsideValidity).count() >= 2, "{far:?}");
        let raised = SurfaceLayerPlume { release_height_m: 5.0, ..plume() }.solve(&layer(0.0)).unwrap().field;
        assert_eq!(raised.distance_caveats(20.0, 500.0).len(), 1);
        assert!(raised.distance_caveats(400.0, 500.0).is_empty());
    }

    #[test]
    fn all_problems_come_at_once() {
        let bad = SurfaceLayerPlume { release_rate_kg_s: f64::NAN, release_height_m: 11.0, ..plume() };
        let refused = bad.solve(&SurfaceLayer { roughness_length_m: 0.0, ..layer(0.0) }).unwrap_err();
        let fields: Vec<_> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["roughness_length_m", "release_rate_kg_s", "release_height_m"]);
    }
}
