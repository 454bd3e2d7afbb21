//! Fireball of a flammable liquid or gas released at once and lit.

use super::HumidAir;
use super::atmosphere::transmissivity_frac;
use super::flux_lanes::BallShine;
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::vulnerability::{
    Exposure, FLAME_LETHAL_FLUX_W_M2, ThermalDose, farthest_distance_m, thermal_lethality_prob,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Static solid-flame fireball.
pub const FIREBALL: ModelCard = ModelCard {
    id: "fireball",
    version: 1,
    title_en: "Fireball (static solid flame)",
    title_zh: "火球(静态固体火焰模型)",
    citation: "diameter and duration: CCPS (1994/1999) after Roberts (1981), D = 5.8 M^(1/3), t = 0.45 M^(1/3) below 30 t, 2.6 M^(1/6) above \
               (or TNO Yellow Book, 6.48 M^0.325 and 0.852 M^0.26); radiated share 0.00325 p^0.32 (Yellow Book; Assael & Kakosimos 2010 \
               eq. C-2.41); view factor (D/2)^2/L^2 (C-2.44); transmissivity 2.02 (p_w x)^-0.09 (C-2.47); centre height 0.75 D (CCPS, \
               recalled)",
    domain: "0.1 kg to 5000 t of fuel; whole mass burns in the ball; full size and constant for its whole life; receiver on flat \
             ground turned towards it; radiated share measured as 0.2 to 0.4",
    verification: "tests/verification/fire.rs: CCPS worked example (12 t propane), hand-worked flux",
    origin: Origin::Source,
};

/// Share of the heat that is radiated when the pressure at rupture is not known (vessel that fails
/// below its relief pressure; Hymes as quoted for CCPS).
pub const DEFAULT_RADIATIVE_FRAC: f64 = 0.3;
/// Span of the radiated share that was measured.
const MEASURED_RADIATIVE_FRAC: [f64; 2] = [0.2, 0.4];
/// Mass at which the CCPS duration changes its form, kg.
const LARGE_FIREBALL_KG: f64 = 30_000.0;

/// Which handbook gives size and duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FireballCorrelation {
    /// CCPS after Roberts; AQ/T 3046 is recalled to use the same.
    #[default]
    Ccps,
    /// TNO Yellow Book.
    YellowBook,
}

impl FireballCorrelation {
    fn diameter_m(self, mass_kg: f64) -> f64 {
        match self {
            Self::Ccps => 5.8 * math::cbrt(mass_kg),
            Self::YellowBook => 6.48 * math::pow(mass_kg, 0.325),
        }
    }

    fn duration_s(self, mass_kg: f64) -> f64 {
        match self {
            Self::Ccps if mass_kg < LARGE_FIREBALL_KG => 0.45 * math::cbrt(mass_kg),
            Self::Ccps => 2.6 * math::cbrt(mass_kg).sqrt(),
            Self::YellowBook => 0.852 * math::pow(mass_kg, 0.26),
        }
    }

    /// Height of the centre over the diameter: CCPS recalled; the Yellow Book user (fireSIM after
    /// Assael & Kakosimos) lets the ball touch the ground.
    fn height_ratio(self) -> f64 {
        match self {
            Self::Ccps => 0.75,
            Self::YellowBook => 0.5,
        }
    }
}

/// A mass of fuel that burns as a fireball.
///
/// # Example
/// ```
/// use cordon_engine::fire::Fireball;
/// let solved = Fireball::new(11_957.7, 46.35e6).solve().unwrap();
/// assert!((solved.field.diameter_m() - 132.6).abs() < 0.1); // CCPS worked example: 132.6 m
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fireball {
    /// Fuel in the ball, kg.
    pub mass_kg: f64,
    /// Heat of combustion (lower), J/kg.
    pub heat_of_combustion_j_kg: f64,
    /// Vapour pressure in the vessel when it fails, Pa; `None` takes [`DEFAULT_RADIATIVE_FRAC`].
    pub burst_pressure_pa: Option<f64>,
    /// Air on the way.
    pub air: HumidAir,
    /// Handbook for size and duration.
    pub correlation: FireballCorrelation,
}

/// A solved fireball: evaluate at any distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FireballField {
    diameter_m: f64,
    duration_s: f64,
    height_m: f64,
    surface_emissive_power_w_m2: f64,
    radiative_frac: f64,
    water_vapour_pressure_pa: f64,
}

impl Fireball {
    /// A fireball of a mass of fuel with all defaults.
    #[must_use]
    pub fn new(mass_kg: f64, heat_of_combustion_j_kg: f64) -> Self {
        Self {
            mass_kg,
            heat_of_combustion_j_kg,
            burst_pressure_pa: None,
            air: HumidAir::default(),
            correlation: FireballCorrelation::default(),
        }
    }

    /// Size, duration and radiation.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range.
    pub fn solve(&self) -> Result<Solved<FireballField>, InvalidInput> {
        InvalidInput::check(self.problems())?;
        let radiative_frac = match self.burst_pressure_pa {
            Some(pressure_pa) => 0.00325 * math::pow(pressure_pa, 0.32),
            None => DEFAULT_RADIATIVE_FRAC,
        };
        let diameter_m = self.correlation.diameter_m(self.mass_kg);
        let duration_s = self.correlation.duration_s(self.mass_kg);
        let surface_m2 = std::f64::consts::PI * diameter_m * diameter_m;
        let field = FireballField {
            diameter_m,
            duration_s,
            height_m: self.correlation.height_ratio() * diameter_m,
            surface_emissive_power_w_m2: radiative_frac * self.mass_kg * self.heat_of_combustion_j_kg
                / (surface_m2 * duration_s),
            radiative_frac,
            water_vapour_pressure_pa: self.air.water_vapour_pressure_pa()?,
        };
        Ok(Solved { caveats: self.caveats(&field), field })
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let heat_j_kg = self.heat_of_combustion_j_kg;
        FieldProblem::check_range(&mut problems, "mass_kg", self.mass_kg, 0.1, 5e6, "kg");
        FieldProblem::check_range(&mut problems, "heat_of_combustion_j_kg", heat_j_kg, 1e6, 1.5e8, "J/kg");
        if let Some(pressure_pa) = self.burst_pressure_pa {
            FieldProblem::check_range(&mut problems, "burst_pressure_pa", pressure_pa, 5e4, 2e7, "Pa");
        }
        self.air.check(&mut problems);
        problems
    }

    fn caveats(&self, field: &FireballField) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if self.correlation == FireballCorrelation::Ccps {
            caveats.push(Caveat::new(
                CaveatCode::MemoryFigure,
                FIREBALL.id,
                "the height of the centre, 0.75 diameters, is recalled from CCPS and not checked in it",
                "火球中心高度取 0.75 倍直径,系按记忆引用 CCPS,未经原文核对",
            ));
        }
        let [low, high] = MEASURED_RADIATIVE_FRAC;
        if !(low..=high).contains(&field.radiative_frac) {
            caveats.push(Caveat::new(
                CaveatCode::OutsideValidity,
                FIREBALL.id,
                format!("radiated share {:.3} lies outside what was measured, {low} to {high}", field.radiative_frac),
                format!("辐射分数 {:.3} 超出实测范围({low} 至 {high})", field.radiative_frac),
            ));
        }
        if self.burst_pressure_pa.is_none() {
            caveats.push(Caveat::new(
                CaveatCode::AssumedValue,
                FIREBALL.id,
                format!("pressure at rupture not given: radiated share taken as {DEFAULT_RADIATIVE_FRAC}"),
                format!("未给出破裂压力:辐射分数取 {DEFAULT_RADIATIVE_FRAC}"),
            ));
        }
        caveats
    }
}

impl FireballField {
    /// Farthest distance searched for a level, in diameters.
    const SEARCH_DIAMETERS: f64 = 200.0;

    /// Diameter, m.
    #[must_use]
    pub fn diameter_m(&self) -> f64 {
        self.diameter_m
    }
    /// Duration, s.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.duration_s
    }
    /// Height of the centre above ground, m.
    #[must_use]
    pub fn height_m(&self) -> f64 {
        self.height_m
    }
    /// Heat given off by the surface, W/m2.
    #[must_use]
    pub fn surface_emissive_power_w_m2(&self) -> f64 {
        self.surface_emissive_power_w_m2
    }
    /// Share of the heat of combustion that is radiated, 0 to 1.
    #[must_use]
    pub fn radiative_frac(&self) -> f64 {
        self.radiative_frac
    }

    pub(super) fn shine(&self) -> BallShine {
        BallShine {
            radius_m: 0.5 * self.diameter_m,
            height_m: self.height_m,
            emissive_w_m2: self.surface_emissive_power_w_m2,
            water_vapour_pressure_pa: self.water_vapour_pressure_pa,
        }
    }

    /// Heat flux on a receiver on the ground that faces the ball, W/m2; `distance_m` is along the
    /// ground from the point below the centre.
    #[inline]
    #[must_use]
    pub fn incident_flux_w_m2(&self, distance_m: f64) -> f64 {
        let radius_m = 0.5 * self.diameter_m;
        let slant_m = (distance_m * distance_m + self.height_m * self.height_m).sqrt();
        let view_factor = (radius_m * radius_m / (slant_m * slant_m)).min(1.0);
        let path_m = slant_m - radius_m;
        self.surface_emissive_power_w_m2 * view_factor * transmissivity_frac(self.water_vapour_pressure_pa, path_m)
    }

    /// Thermal dose over the whole life of the ball.
    #[inline]
    #[must_use]
    pub fn thermal_dose(&self, distance_m: f64) -> ThermalDose {
        ThermalDose::from_flux(self.incident_flux_w_m2(distance_m), self.duration_s)
    }

    /// Probability of death by the rules of AQ/T 3046: 1 within the radius of the ball, then by flux
    /// and dose.
    #[inline]
    #[must_use]
    pub fn lethality_prob(&self, distance_m: f64, exposure: Exposure) -> f64 {
        let flux_w_m2 = if distance_m <= 0.5 * self.diameter_m {
            FLAME_LETHAL_FLUX_W_M2
        } else {
            self.incident_flux_w_m2(distance_m)
        };
        thermal_lethality_prob(flux_w_m2, self.duration_s, exposure)
    }

    /// Farthest distance at which the flux is at least a level, m; none when it is nowhere so strong.
    #[must_use]
    pub fn distance_to_flux_m(&self, incident_flux_w_m2: f64) -> Option<f64> {
        self.distance_to(incident_flux_w_m2, |distance_m| self.incident_flux_w_m2(distance_m))
    }

    /// Farthest distance at which the dose is at least a level, m; none when it is nowhere so high.
    #[must_use]
    pub fn distance_to_dose_m(&self, dose: ThermalDose) -> Option<f64> {
        self.distance_to(dose.value(), |distance_m| self.thermal_dose(distance_m).value())
    }

    /// Farthest distance at which the probability of death is at least a level, m.
    #[must_use]
    pub fn distance_to_lethality_m(&self, lethality_prob: f64, exposure: Exposure) -> Option<f64> {
        self.distance_to(lethality_prob, |distance_m| self.lethality_prob(distance_m, exposure))
    }

    fn distance_to(&self, level: f64, effect: impl Fn(f64) -> f64) -> Option<f64> {
        farthest_distance_m(level, 1e-3 * self.diameter_m, Self::SEARCH_DIAMETERS * self.diameter_m, effect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn propane() -> FireballField {
        Fireball::new(11_957.7, 46.35e6).solve().unwrap().field
    }

    #[test]
    fn flux_falls_with_distance_and_is_inverted() {
        let ball = propane();
        let mut last_w_m2 = f64::INFINITY;
        for distance_m in [0.0, 50.0, 100.0, 300.0, 1000.0] {
            let flux_w_m2 = ball.incident_flux_w_m2(distance_m);
            assert!(flux_w_m2 < last_w_m2);
            last_w_m2 = flux_w_m2;
        }
        let distance_m = ball.distance_to_flux_m(4000.0).unwrap();
        assert!((ball.incident_flux_w_m2(distance_m) / 4000.0 - 1.0).abs() < 1e-6);
        assert_eq!(ball.distance_to_flux_m(1e9), None);
    }

    #[test]
    fn the_radiated_heat_is_the_stated_share() {
        let ball = propane();
        let radiated_j = ball.surface_emissive_power_w_m2()
            * std::f64::consts::PI
            * ball.diameter_m()
            * ball.diameter_m()
            * ball.duration_s();
        assert!((radiated_j / (0.3 * 11_957.7 * 46.35e6) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn everybody_dies_below_the_ball_and_nobody_far_away() {
        let ball = propane();
        assert_eq!(ball.lethality_prob(10.0, Exposure::OutdoorIndividual), 1.0);
        assert!(ball.lethality_prob(5000.0, Exposure::OutdoorIndividual) < 1e-12);
    }

    #[test]
    fn all_problems_and_the_caveats() {
        let bad = Fireball { mass_kg: -1.0, heat_of_combustion_j_kg: f64::NAN, ..Fireball::new(1.0, 1.0) };
        assert_eq!(bad.solve().unwrap_err().problems.len(), 2);
        let hot = Fireball { burst_pressure_pa: Some(1.5e7), ..Fireball::new(1000.0, 46e6) };
        assert!(hot.solve().unwrap().caveats.iter().any(|caveat| caveat.code == CaveatCode::OutsideValidity));
    }
}
