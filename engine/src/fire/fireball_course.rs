//! Fireball that grows, rises and fades.

use super::atmosphere::{log_transmissivity_lane, transmissivity_frac};
use super::fireball::{FIREBALL, Fireball, FireballCorrelation};
use super::flux_lanes::BallShine;
use crate::math::{self, SimdLevel, decay_lane, ln_lane};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::vulnerability::{
    Exposure, FLAME_LETHAL_FLUX_W_M2, MAX_THERMAL_EXPOSURE_S, ThermalDose, farthest_distance_m, thermal_lethality_prob,
};
use std::f64::consts::PI;

/// Time-varying fireball.
pub const FIREBALL_COURSE: ModelCard = ModelCard {
    id: "fireball_course",
    version: 1,
    title_en: "Fireball that grows, rises and fades",
    title_zh: "随时间增长、上升、衰减的火球",
    citation: "W. E. Martinsen, J. D. Marx, An improved model for the prediction of radiant heat from fireballs, CCPS conference, San \
               Francisco 1999: D = 8.664 M^(1/4) t^(1/3) up to a third of t_d = 0.9 M^(1/4), then 5.8 M^(1/3); centre at D/2 while it \
               grows, then at 3 D t/(2 t_d); emissive power constant while it grows, then falling on a line to nothing at t_d \
               (recalled; the forms join at a third of t_d). The greatest emissive power follows here from the radiated share of \
               the heat, not from the coefficient of the authors",
    domain: "0.1 kg to 5000 t of a superheated liquid or gas released at once; receiver on flat ground turned towards the ball",
    verification: "tests/verification/jet_fire.rs: joints and radiated heat worked by hand; docs/validation.md: LNG fireball of Shell",
    origin: Origin::Memory,
};

/// Share of the duration in which the ball grows.
const GROWTH_FRAC: f64 = 1.0 / 3.0;
/// Integral of `D^2 E` over the duration, over that of a ball of full size and power: 1/5 of growth and 1/3 of decay.
const RADIATING_FRAC: f64 = 8.0 / 15.0;
/// Nodes and weights of Gauss-Legendre quadrature with 8 points on 0 to 1.
const GAUSS: [(f64, f64); 8] = [
    (0.019_855_071_751_231_9, 0.050_614_268_145_188_1),
    (0.101_666_761_293_186_6, 0.111_190_517_226_687_2),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_6),
    (0.408_282_678_752_175_1, 0.181_341_891_689_180_9),
    (0.591_717_321_247_824_9, 0.181_341_891_689_180_9),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_6),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_2),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_1),
];
/// Moments held for the dose: 8 of growth and 8 of decay.
const MOMENTS: usize = 2 * GAUSS.len();

/// Share of a vessel's liquid that goes into the ball: three times what flashes, all of it from a third on (Roberts 1981,
/// recalled: results built on it carry the memory caveat).
#[must_use]
pub fn released_mass_frac(flash_frac: f64) -> f64 {
    (3.0 * flash_frac).clamp(0.0, 1.0)
}

/// What to tell where [`released_mass_frac`] was taken.
#[must_use]
pub fn released_mass_caveat(share_frac: f64) -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        FIREBALL.id,
        format!("{share_frac:.3} of the content goes into the ball: three times what flashes (Roberts, recalled)"),
        format!("容器内 {share_frac:.3} 的物料进入火球:取闪蒸分数的 3 倍(Roberts,记忆值)"),
    )
}

/// The ball at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FireballMoment {
    /// Time after the release, s.
    pub time_s: f64,
    /// Diameter, m.
    pub diameter_m: f64,
    /// Height of the centre, m.
    pub height_m: f64,
    /// Heat given off by the surface, W/m2.
    pub surface_emissive_power_w_m2: f64,
}

/// A solved fireball in time.
#[derive(Debug, Clone, PartialEq)]
pub struct FireballCourse {
    diameter_m: f64,
    duration_s: f64,
    surface_emissive_power_w_m2: f64,
    radiative_frac: f64,
    water_vapour_pressure_pa: f64,
    /// The ball at the end of its growth.
    full: FireballMoment,
    moments: Moments,
}

/// What the dose takes of each moment of the quadrature.
#[derive(Debug, Clone, PartialEq)]
struct Moments {
    radius_m: [f64; MOMENTS],
    squared_height_m2: [f64; MOMENTS],
    /// Logarithm of the emissive power times the squared radius, W.
    log_power: [f64; MOMENTS],
    /// Time that the moment stands for.
    lasting_s: [f64; MOMENTS],
}

impl Fireball {
    /// The ball in time; size and duration are those of the model.
    ///
    /// # Errors
    /// As [`Fireball::solve`], and when a handbook other than the default is asked for.
    pub fn solve_course(&self) -> Result<Solved<FireballCourse>, InvalidInput> {
        let fixed = self.solve()?;
        if self.correlation != FireballCorrelation::default() {
            let allowed = "not given: the time-varying ball has its own size and duration";
            let problem = FieldProblem::new("correlation", "yellow_book", allowed, "not_allowed");
            return Err(InvalidInput { problems: vec![problem] });
        }
        let diameter_m = 5.8 * math::cbrt(self.mass_kg);
        let duration_s = 0.9 * self.mass_kg.sqrt().sqrt();
        let radiative_frac = fixed.field.radiative_frac();
        let radiated_j = radiative_frac * self.mass_kg * self.heat_of_combustion_j_kg;
        let mut field = FireballCourse {
            diameter_m,
            duration_s,
            surface_emissive_power_w_m2: radiated_j / (RADIATING_FRAC * PI * diameter_m * diameter_m * duration_s),
            radiative_frac,
            water_vapour_pressure_pa: self.air.water_vapour_pressure_pa()?,
            full: FireballMoment::default(),
            moments: Moments {
                radius_m: [0.0; MOMENTS],
                squared_height_m2: [0.0; MOMENTS],
                log_power: [0.0; MOMENTS],
                lasting_s: [0.0; MOMENTS],
            },
        };
        field.fill();
        let mut caveats: Vec<Caveat> =
            fixed.caveats.into_iter().filter(|caveat| caveat.code != CaveatCode::MemoryFigure).collect();
        caveats.push(Caveat::new(
            CaveatCode::AssumedValue,
            FIREBALL_COURSE.id,
            "the greatest emissive power is set so that the radiated share of the heat is given off",
            "最大表面热辐射强度按辐射分数对应的总热量守恒取值",
        ));
        caveats.push(Caveat::new(
            CaveatCode::WeakValidation,
            FIREBALL_COURSE.id,
            "against one LNG vapour ball: greatest fluxes within 15 to 56 %, the course in time a second early and too short",
            "与一次 LNG 蒸气火球试验对比:最大热通量偏差 15% 至 56%,时间过程偏早约 1 秒且偏短",
        ));
        Ok(Solved { caveats, field })
    }
}

impl FireballCourse {
    /// Farthest distance searched for a level, in diameters.
    const SEARCH_DIAMETERS: f64 = 200.0;

    /// Moments of the quadrature: while the ball grows in the cube root of time, which makes the integrand smooth.
    fn fill(&mut self) {
        let growth_s = GROWTH_FRAC * self.duration_s;
        let decay_s = self.duration_s - growth_s;
        for (i, &(share, weight)) in GAUSS.iter().enumerate() {
            let grown = share * share * share * growth_s;
            self.hold(i, self.at(grown), 3.0 * share * share * weight * growth_s);
            self.hold(GAUSS.len() + i, self.at(growth_s + share * decay_s), weight * decay_s);
        }
        self.full = self.at(growth_s);
    }

    fn hold(&mut self, i: usize, ball: FireballMoment, lasting_s: f64) {
        let radius_m = 0.5 * ball.diameter_m;
        self.moments.radius_m[i] = radius_m;
        self.moments.squared_height_m2[i] = ball.height_m * ball.height_m;
        self.moments.log_power[i] = math::ln(ball.surface_emissive_power_w_m2 * radius_m * radius_m);
        self.moments.lasting_s[i] = lasting_s;
    }

    /// The ball when it gives most.
    pub(super) fn shine(&self) -> BallShine {
        BallShine {
            radius_m: 0.5 * self.full.diameter_m,
            height_m: self.full.height_m,
            emissive_w_m2: self.full.surface_emissive_power_w_m2,
            water_vapour_pressure_pa: self.water_vapour_pressure_pa,
        }
    }

    /// Greatest diameter, m.
    #[must_use]
    pub fn diameter_m(&self) -> f64 {
        self.diameter_m
    }
    /// Duration, s.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.duration_s
    }
    /// Greatest heat given off by the surface, W/m2.
    #[must_use]
    pub fn surface_emissive_power_w_m2(&self) -> f64 {
        self.surface_emissive_power_w_m2
    }
    /// Share of the heat of combustion that is radiated, 0 to 1.
    #[must_use]
    pub fn radiative_frac(&self) -> f64 {
        self.radiative_frac
    }

    /// The ball at a moment; before the release and after its end nothing of it is there.
    #[must_use]
    pub fn at(&self, time_s: f64) -> FireballMoment {
        let share = time_s / self.duration_s;
        if !(0.0..1.0).contains(&share) {
            return FireballMoment { time_s, ..FireballMoment::default() };
        }
        let grown = share / GROWTH_FRAC;
        if grown <= 1.0 {
            let diameter_m = self.diameter_m * math::cbrt(grown);
            return FireballMoment {
                time_s,
                diameter_m,
                height_m: 0.5 * diameter_m,
                surface_emissive_power_w_m2: self.surface_emissive_power_w_m2,
            };
        }
        FireballMoment {
            time_s,
            diameter_m: self.diameter_m,
            height_m: 0.5 * grown * self.diameter_m,
            surface_emissive_power_w_m2: 1.5 * (1.0 - share) * self.surface_emissive_power_w_m2,
        }
    }

    /// Heat flux of a moment on a receiver on the ground that faces the ball, W/m2.
    #[inline]
    fn flux_of(&self, ball: &FireballMoment, distance_m: f64) -> f64 {
        let radius_m = 0.5 * ball.diameter_m;
        let squared_m2 = distance_m * distance_m + ball.height_m * ball.height_m;
        let view_factor = if squared_m2 > 0.0 { (radius_m * radius_m / squared_m2).min(1.0) } else { 1.0 };
        let path_m = (squared_m2.sqrt() - radius_m).max(0.0);
        ball.surface_emissive_power_w_m2 * view_factor * transmissivity_frac(self.water_vapour_pressure_pa, path_m)
    }

    /// Heat flux at a time on a receiver on the ground that faces the ball, W/m2.
    #[must_use]
    pub fn incident_flux_w_m2(&self, distance_m: f64, time_s: f64) -> f64 {
        let ball = self.at(time_s);
        if ball.diameter_m > 0.0 { self.flux_of(&ball, distance_m) } else { 0.0 }
    }

    /// Greatest heat flux of the whole life of the ball, W/m2: everywhere that of the end of its growth. Until then the
    /// power stays, the ball comes nearer and its share of what is seen, `R^2/(d^2 + R^2)`, rises; from then on the power
    /// falls and the ball goes away.
    #[inline]
    #[must_use]
    pub fn greatest_flux_w_m2(&self, distance_m: f64) -> f64 {
        self.flux_of(&self.full, distance_m)
    }

    /// Thermal dose over the whole life of the ball, by Gauss-Legendre quadrature in time.
    #[must_use]
    pub fn thermal_dose(&self, distance_m: f64) -> ThermalDose {
        self.thermal_dose_at(SimdLevel::best(), distance_m)
    }

    /// [`Self::thermal_dose`] at a named instruction set, for tests; the bits are the same at each.
    #[must_use]
    pub fn thermal_dose_at(&self, level: SimdLevel, distance_m: f64) -> ThermalDose {
        let doses = level.run(
            #[inline(always)]
            || self.dose_of_moments(distance_m * distance_m),
        );
        ThermalDose::from_si(doses.iter().sum())
    }

    /// `q^(4/3) t` of each moment. The flux q goes by its logarithm, `ln(E R^2) - ln(d^2 + h^2) + ln(transmissivity)`: the
    /// centre is never lower than the radius, so that the view factor needs no limit of 1.
    #[allow(clippy::needless_range_loop, reason = "over an iterator the moments are not vectorised")]
    #[inline(always)]
    fn dose_of_moments(&self, distance2_m2: f64) -> [f64; MOMENTS] {
        let moments = &self.moments;
        let mut doses = [0.0; MOMENTS];
        for i in 0..MOMENTS {
            let squared_m2 = distance2_m2 + moments.squared_height_m2[i];
            let path_m = squared_m2.sqrt() - moments.radius_m[i];
            let log_passed = log_transmissivity_lane(self.water_vapour_pressure_pa, path_m);
            let log_flux = moments.log_power[i] - ln_lane(squared_m2) + log_passed;
            doses[i] = decay_lane(4.0 / 3.0 * log_flux) * moments.lasting_s[i];
        }
        doses
    }

    /// Probability of death by the rules of AQ/T 3046 at the constant flux that gives the same dose over the same time (20 s
    /// at most); 1 within the greatest radius.
    #[must_use]
    pub fn lethality_prob(&self, distance_m: f64, exposure: Exposure) -> f64 {
        let exposed_s = self.duration_s.min(MAX_THERMAL_EXPOSURE_S);
        let root = math::cbrt(self.thermal_dose(distance_m).value() / self.duration_s);
        // dose = q^(4/3) t, so that q = (dose / t)^(3/4) = root^(9/4)
        let steady_w_m2 = root * root * root.sqrt().sqrt();
        let inside = distance_m <= 0.5 * self.diameter_m;
        let felt_w_m2 = if inside { steady_w_m2.max(FLAME_LETHAL_FLUX_W_M2) } else { steady_w_m2 };
        thermal_lethality_prob(felt_w_m2, exposed_s, exposure)
    }

    /// Farthest distance at which the greatest flux is at least a level, m; none when it is nowhere so strong.
    #[must_use]
    pub fn distance_to_flux_m(&self, incident_flux_w_m2: f64) -> Option<f64> {
        let (near_m, far_m) = (1e-3 * self.diameter_m, Self::SEARCH_DIAMETERS * self.diameter_m);
        farthest_distance_m(incident_flux_w_m2, near_m, far_m, |distance_m| self.greatest_flux_w_m2(distance_m))
    }
}

#[cfg(test)]
mod tests {
    use super::super::HumidAir;
    use super::*;

    fn course() -> FireballCourse {
        let dry = HumidAir { temperature_k: 288.15, relative_humidity_frac: 0.0 };
        Fireball { air: dry, ..Fireball::new(10_000.0, 50e6) }.solve_course().unwrap().field
    }

    #[test]
    fn the_forms_of_the_authors_join() {
        // 8.664 * 10 * 3^(1/3) = 124.96 m against 5.8 * 10000^(1/3) = 124.96 m; t_d 9 s.
        let ball = course();
        assert!((ball.duration_s() - 9.0).abs() < 1e-12);
        assert!((8.664 * 10.0 * math::cbrt(3.0) / ball.diameter_m() - 1.0).abs() < 1e-4);
        let (before, after) = (ball.at(3.0 - 1e-9), ball.at(3.0 + 1e-9));
        assert!((before.diameter_m - after.diameter_m).abs() < 1e-6 && (before.height_m - after.height_m).abs() < 1e-6);
        assert!((before.surface_emissive_power_w_m2 / after.surface_emissive_power_w_m2 - 1.0).abs() < 1e-8);
        assert_eq!(ball.at(9.5).surface_emissive_power_w_m2, 0.0);
    }

    #[test]
    fn the_radiated_heat_is_the_share() {
        let ball = course();
        let steps = 200_000;
        let dt = 9.0 / f64::from(steps);
        let radiated_j: f64 = (0..steps)
            .map(|i| ball.at((f64::from(i) + 0.5) * dt))
            .map(|now| PI * now.diameter_m * now.diameter_m * now.surface_emissive_power_w_m2 * dt)
            .sum();
        assert!((radiated_j / (0.3 * 1e4 * 50e6) - 1.0).abs() < 1e-6, "{radiated_j}");
    }

    #[test]
    fn the_dose_is_that_of_a_fine_sum() {
        let ball = course();
        for distance_m in [10.0, 100.0, 300.0, 2000.0] {
            let steps = 90_000;
            let sum: f64 = (0..steps)
                .map(|i| ball.incident_flux_w_m2(distance_m, 1e-4 * (f64::from(i) + 0.5)))
                .map(|flux| ThermalDose::from_flux(flux, 1e-4).value())
                .sum();
            let ours = ball.thermal_dose(distance_m).value();
            assert!((ours / sum - 1.0).abs() < 2e-3, "{distance_m}: {ours} {sum}");
        }
    }

    #[test]
    fn the_dose_is_the_sum_over_the_moments_with_the_same_bits_at_every_level() {
        for (humidity, mass_kg) in [(0.0, 50.0), (0.5, 12_000.0), (1.0, 2e6)] {
            let air = HumidAir { temperature_k: 300.0, relative_humidity_frac: humidity };
            let ball = Fireball { air, ..Fireball::new(mass_kg, 46e6) }.solve_course().unwrap().field;
            let (growth_s, decay_s) = (ball.duration_s() / 3.0, ball.duration_s() * (2.0 / 3.0));
            for distance_m in [0.0, 1.0, 30.0, 100.0, 1000.0, 20_000.0] {
                let dose = |time_s: f64, lasting_s: f64| {
                    ThermalDose::from_flux(ball.incident_flux_w_m2(distance_m, time_s), lasting_s).value()
                };
                let at = |(share, weight): &(f64, f64)| {
                    let grown = dose(share * share * share * growth_s, 3.0 * share * share * weight * growth_s);
                    grown + dose(growth_s + share * decay_s, weight * decay_s)
                };
                let sum: f64 = GAUSS.iter().map(at).sum();
                let found = ball.thermal_dose(distance_m).value();
                assert!((found / sum - 1.0).abs() < 1e-11, "{distance_m}: {found} {sum}");
                for level in SimdLevel::available() {
                    assert_eq!(ball.thermal_dose_at(level, distance_m).value().to_bits(), found.to_bits());
                }
            }
        }
    }

    #[test]
    fn the_greatest_flux_is_that_of_the_end_of_growth() {
        for humidity in [0.0, 0.6] {
            let air = HumidAir { temperature_k: 300.0, relative_humidity_frac: humidity };
            let ball = Fireball { air, ..Fireball::new(5000.0, 46e6) }.solve_course().unwrap().field;
            for distance_m in [0.0, 5.0, 40.0, 90.0, 400.0, 5000.0] {
                let of_times =
                    (0..3000).map(|i| ball.incident_flux_w_m2(distance_m, ball.duration_s() * f64::from(i) / 3000.0));
                let greatest = of_times.fold(0.0, f64::max);
                let found = ball.greatest_flux_w_m2(distance_m);
                assert!(greatest <= found * (1.0 + 1e-12) && greatest >= found * (1.0 - 1e-3), "{found} {greatest}");
            }
        }
    }
}
