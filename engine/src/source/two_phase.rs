//! Flashing liquid from a hole or a short pipe: homogeneous equilibrium by the omega method.

use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::STANDARD_ATMOSPHERE_PA;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Outflow of a flashing liquid.
pub const TWO_PHASE_ORIFICE: ModelCard = ModelCard {
    id: "two_phase_orifice",
    version: 1,
    title_en: "Flashing two-phase outflow (omega method)",
    title_zh: "闪蒸两相泄漏(ω 法)",
    citation: "omega method of Leung (1986, AIChE J. 32:1743) and Leung & Grolmes (1988), as in API Standard 520 part I, 10th ed. (2020), \
               annex C.2.2 and C.2.3 with omega from the density at nine tenths of the saturation pressure (read in public code that \
               follows the annex); path of 0.1 m to equilibrium: Fauske (1985, restated by Fauske & Associates)",
    domain: "one substance, liquid, subcooled or saturated, or mixed with its vapour, at rest upstream; away from the critical point \
             (Tr below 0.9); no friction: a nozzle or a path of some diameters. Shorter than 0.1 m the liquid flow is given, an upper bound",
    verification: "tests/verification/outflow.rs: examples of API 520 annex C within 1 %; homogeneous expansion by reference equations of \
                   state, 14 states of 4 substances within 1.5 %, sulfur dioxide within 5 %",
    origin: Origin::Source,
};

/// Discharge coefficient of a nozzle or short pipe with two-phase flow when none is given (API 520 annex C, preliminary sizing).
pub const DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT: f64 = 0.85;

/// Path from the vessel to the outer edge on which a liquid reaches equilibrium with its vapour, m (Fauske).
pub const EQUILIBRIUM_PATH_M: f64 = 0.1;

/// Part of the saturation pressure at which omega is taken (API 520 annex C).
pub(super) const OMEGA_PRESSURE_FRAC: f64 = 0.9;

/// A hole below a flashing liquid, or a short pipe behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoPhaseOrifice {
    /// Pressure at the hole on the inside, with pad gas and head of liquid, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature of the content, K.
    pub temperature_k: f64,
    /// Mass fraction of vapour in the content at the hole, 0 to 1 (0: liquid only).
    pub vapour_mass_frac: f64,
    /// Diameter of the hole or pipe, m.
    pub orifice_diameter_m: f64,
    /// Path of the flow from the vessel to the outer edge, m: thickness of the wall or length of the pipe.
    pub path_length_m: f64,
    /// Discharge coefficient, 0 to 1.
    pub discharge_coefficient: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
}

/// What the outflow needs to know of the fluid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlashingFluid {
    /// Vapour pressure at the temperature of the content, Pa absolute.
    pub saturation_pressure_pa: f64,
    /// Density of the content, liquid with its vapour, kg/m3.
    pub density_kg_m3: f64,
    /// Its density after an isentropic expansion to nine tenths of the saturation pressure, kg/m3.
    pub expanded_density_kg_m3: f64,
}

/// In what form the fluid leaves the hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutflowPhase {
    /// As a liquid that flashes outside, or not at all.
    Liquid,
    /// As a mixture of liquid and vapour.
    TwoPhase,
}

/// Outflow of a flashing liquid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlashingRelease {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Form in which it passes the outer edge.
    pub phase: OutflowPhase,
    /// Whether the pressure outside has no part in the flow.
    pub choked: bool,
    /// Pressure at the narrowest place, Pa absolute.
    pub throat_pressure_pa: f64,
    /// Velocity there without friction, m/s.
    pub throat_velocity_m_s: f64,
    /// Mass flow were liquid and vapour in equilibrium in the hole, kg/s: the lower bound.
    pub equilibrium_rate_kg_s: f64,
    /// Mass flow were the content to stay as it is until the outer edge, kg/s: the upper bound; for a content with vapour
    /// the equilibrium flow.
    pub unflashed_rate_kg_s: f64,
    /// Compressibility of the flashing mixture, the omega of the method.
    pub omega_ratio: f64,
}

/// Flow without friction through the narrowest place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Flow {
    mass_flux_kg_m2_s: f64,
    pressure_pa: f64,
    velocity_m_s: f64,
    phase: OutflowPhase,
    choked: bool,
}

impl TwoPhaseOrifice {
    /// A pipe of 0.1 m or more to the standard atmosphere, liquid upstream.
    #[must_use]
    pub fn to_atmosphere(pressure_pa: f64, temperature_k: f64, orifice_diameter_m: f64) -> Self {
        Self {
            pressure_pa,
            temperature_k,
            vapour_mass_frac: 0.0,
            orifice_diameter_m,
            path_length_m: EQUILIBRIUM_PATH_M,
            discharge_coefficient: DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT,
            ambient_pressure_pa: STANDARD_ATMOSPHERE_PA,
        }
    }

    /// Outflow of a given fluid.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range, a pressure below that of saturation or outside.
    pub fn release_with(&self, fluid: FlashingFluid) -> Result<Solved<FlashingRelease>, InvalidInput> {
        InvalidInput::check(self.problems(fluid))?;
        let omega = (fluid.density_kg_m3 / fluid.expanded_density_kg_m3 - 1.0) / (1.0 / OMEGA_PRESSURE_FRAC - 1.0);
        let equilibrium = self.equilibrium_flow(fluid, omega);
        let unflashed =
            if self.vapour_mass_frac > 0.0 { equilibrium } else { self.liquid_flow(fluid, self.ambient_pressure_pa) };
        let short = self.path_length_m < EQUILIBRIUM_PATH_M;
        let taken = if short { unflashed } else { equilibrium };
        let area_m2 = std::f64::consts::FRAC_PI_4 * self.orifice_diameter_m * self.orifice_diameter_m;
        let rate_kg_s = |flow: Flow| self.discharge_coefficient * area_m2 * flow.mass_flux_kg_m2_s;
        let field = FlashingRelease {
            release_rate_kg_s: rate_kg_s(taken),
            phase: taken.phase,
            choked: taken.choked,
            throat_pressure_pa: taken.pressure_pa,
            throat_velocity_m_s: taken.velocity_m_s,
            equilibrium_rate_kg_s: rate_kg_s(equilibrium),
            unflashed_rate_kg_s: rate_kg_s(unflashed),
            omega_ratio: omega,
        };
        let between = short && self.path_length_m > 0.0 && unflashed != equilibrium;
        Ok(Solved { field, caveats: between.then(|| short_path(self.path_length_m, &field)).into_iter().collect() })
    }

    /// Incompressible flow of the content down to a pressure: `G = sqrt(2 rho (p0 - p))`.
    fn liquid_flow(&self, fluid: FlashingFluid, down_to_pa: f64) -> Flow {
        let velocity_m_s = (2.0 * (self.pressure_pa - down_to_pa) / fluid.density_kg_m3).sqrt();
        Flow {
            mass_flux_kg_m2_s: fluid.density_kg_m3 * velocity_m_s,
            pressure_pa: down_to_pa,
            velocity_m_s,
            phase: OutflowPhase::Liquid,
            choked: down_to_pa > self.ambient_pressure_pa,
        }
    }

    /// Homogeneous equilibrium flow (annex C.2.2 and C.2.3). Where the subcooling is high, at a saturation pressure below
    /// `2 w / (1 + 2 w)` of the pressure inside, the liquid reaches the throat unflashed and chokes at the saturation pressure.
    fn equilibrium_flow(&self, fluid: FlashingFluid, omega: f64) -> Flow {
        let saturation = (fluid.saturation_pressure_pa / self.pressure_pa).min(1.0);
        if saturation < 2.0 * omega / (1.0 + 2.0 * omega) || self.ambient_pressure_pa >= fluid.saturation_pressure_pa {
            return self.liquid_flow(fluid, self.ambient_pressure_pa.max(fluid.saturation_pressure_pa));
        }
        let critical = critical_pressure_ratio(omega, saturation);
        let outside = self.ambient_pressure_pa / self.pressure_pa;
        let choked = outside <= critical;
        let ratio = if choked { critical } else { outside };
        let swelling = omega * (saturation / ratio - 1.0) + 1.0;
        let drop =
            1.0 - saturation + omega * saturation * math::ln(saturation / ratio) - (omega - 1.0) * (saturation - ratio);
        let mass_flux_kg_m2_s = (2.0 * drop.max(0.0) * self.pressure_pa * fluid.density_kg_m3).sqrt() / swelling;
        Flow {
            mass_flux_kg_m2_s,
            pressure_pa: ratio * self.pressure_pa,
            velocity_m_s: mass_flux_kg_m2_s * swelling / fluid.density_kg_m3,
            phase: OutflowPhase::TwoPhase,
            choked,
        }
    }

    /// Equilibrium flow of a liquid at a pressure: mass flux without friction, kg/(m2 s), and its form. For callers that have
    /// checked their state.
    pub(super) fn equilibrium_flux(
        pressure_pa: f64,
        ambient_pressure_pa: f64,
        fluid: FlashingFluid,
        omega: f64,
    ) -> (f64, OutflowPhase) {
        let hole = Self { ambient_pressure_pa, ..Self::to_atmosphere(pressure_pa, 300.0, 0.1) };
        let flow = hole.equilibrium_flow(fluid, omega);
        (flow.mass_flux_kg_m2_s, flow.phase)
    }

    fn problems(&self, fluid: FlashingFluid) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("pressure_pa", self.pressure_pa, 1.0, 1e9, "Pa");
        check("temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        check("vapour_mass_frac", self.vapour_mass_frac, 0.0, 0.999, "");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-5, 10.0, "m");
        check("path_length_m", self.path_length_m, 0.0, 100.0, "m");
        check("discharge_coefficient", self.discharge_coefficient, 0.01, 1.0, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 1.0, 1e8, "Pa");
        check("saturation_pressure_pa", fluid.saturation_pressure_pa, 1e-6, 1e9, "Pa");
        check("density_kg_m3", fluid.density_kg_m3, 1e-3, 25_000.0, "kg/m3");
        check("expanded_density_kg_m3", fluid.expanded_density_kg_m3, 1e-4, 25_000.0, "kg/m3");
        if !problems.is_empty() {
            return problems;
        }
        let mut refuse = |field: &str, value: f64, allowed: String| {
            problems.push(FieldProblem::new(field, value, allowed, "out_of_range"));
        };
        if self.pressure_pa <= self.ambient_pressure_pa {
            let allowed = format!("above the ambient pressure of {} Pa", self.ambient_pressure_pa);
            refuse("pressure_pa", self.pressure_pa, allowed);
        }
        let saturation_pa = fluid.saturation_pressure_pa;
        if self.pressure_pa < (1.0 - SATURATION_TOLERANCE) * saturation_pa {
            let allowed =
                format!("at least the vapour pressure of {saturation_pa:.0} Pa (a superheated vapour leaves as a gas)");
            refuse("pressure_pa", self.pressure_pa, allowed);
        }
        if self.vapour_mass_frac > 0.0 && self.pressure_pa > (1.0 + SATURATION_TOLERANCE) * saturation_pa {
            let allowed = format!("the vapour pressure of {saturation_pa:.0} Pa when there is vapour in the content");
            refuse("pressure_pa", self.pressure_pa, allowed);
        }
        if fluid.expanded_density_kg_m3 >= fluid.density_kg_m3 {
            refuse("expanded_density_kg_m3", fluid.expanded_density_kg_m3, "below the density of the content".into());
        }
        problems
    }
}

/// Departure from the vapour pressure that correlations cannot tell from none.
const SATURATION_TOLERANCE: f64 = 0.02;

/// Ratio of the pressure at the choke to that inside, for saturation ratio s: the ratio n with the greatest flux. With
/// `G^2 ~ f(n) / g(n)^2`, `f = 2 (1 - s) + 2 (w s ln(s/n) - (w - 1)(s - n))` and `g = w (s/n - 1) + 1` that is the root of
/// `(w s + (1 - w) n)^2 - w s f(n)`, which rises with n: Newton, kept between bounds by halving.
fn critical_pressure_ratio(omega: f64, saturation: f64) -> f64 {
    const STEPS: usize = 60;
    let (mut low, mut high) = (0.0, saturation);
    let mut ratio = 0.8 * saturation;
    for _ in 0..STEPS {
        let spread = omega * saturation + (1.0 - omega) * ratio;
        let drop = 2.0 * (1.0 - saturation)
            + 2.0 * (omega * saturation * math::ln(saturation / ratio) - (omega - 1.0) * (saturation - ratio));
        let excess = spread * spread - omega * saturation * drop;
        if excess > 0.0 {
            high = ratio;
        } else {
            low = ratio;
        }
        let newton = ratio - excess * ratio / (2.0 * spread * spread);
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        let settled = (next - ratio).abs() <= 1e-15 * saturation;
        ratio = next;
        if settled {
            break;
        }
    }
    ratio
}

fn short_path(path_length_m: f64, release: &FlashingRelease) -> Caveat {
    let (low, high) = (release.equilibrium_rate_kg_s, release.unflashed_rate_kg_s);
    Caveat::new(
        CaveatCode::OutsideValidity,
        TWO_PHASE_ORIFICE.id,
        format!(
            "on a path of {path_length_m} m, shorter than {EQUILIBRIUM_PATH_M} m, the liquid flashes in part: the flow lies between \
             {low:.3} kg/s (equilibrium) and {high:.3} kg/s (no flashing); the higher is given"
        ),
        format!(
            "流程 {path_length_m} m 短于 {EQUILIBRIUM_PATH_M} m,液体仅部分闪蒸:流量介于 {low:.3} kg/s(平衡)与 \
             {high:.3} kg/s(不闪蒸)之间,结果取较大者"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hole() -> TwoPhaseOrifice {
        TwoPhaseOrifice { discharge_coefficient: 1.0, ..TwoPhaseOrifice::to_atmosphere(1e6, 298.15, 0.1) }
    }

    /// A fluid with a given omega: 9 (rho0/rho9 - 1).
    fn fluid(omega: f64, saturation_pressure_pa: f64) -> FlashingFluid {
        FlashingFluid {
            saturation_pressure_pa,
            density_kg_m3: 500.0,
            expanded_density_kg_m3: 500.0 / (1.0 + omega / 9.0),
        }
    }

    #[test]
    fn an_omega_of_one_is_an_isothermal_gas() {
        // v ~ 1/p: G = p0 sqrt(rho0/p0) e^(-1/2), choked at e^(-1/2) of the pressure.
        let release = hole().release_with(fluid(1.0, 1e6)).unwrap().field;
        let ratio = 0.606_530_659_712_633_4;
        assert!((release.throat_pressure_pa / 1e6 - ratio).abs() < 1e-12);
        let flux = release.release_rate_kg_s / (std::f64::consts::FRAC_PI_4 * 0.01);
        assert!((flux / ((1e6 * 500.0_f64).sqrt() * ratio) - 1.0).abs() < 1e-12);
        assert!(release.choked && (release.omega_ratio - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_two_regimes_of_subcooling_meet() {
        // Transition at 2w/(1+2w) = 16/17 for w = 8: G = sqrt(2 rho (p0 - ps)) on both sides.
        let rate = |saturation: f64| hole().release_with(fluid(8.0, 1e6 * saturation)).unwrap().field.release_rate_kg_s;
        let (high, low) = (rate(16.0 / 17.0 - 1e-9), rate(16.0 / 17.0 + 1e-9));
        assert!((high / low - 1.0).abs() < 1e-7);
        let liquid = std::f64::consts::FRAC_PI_4 * 0.01 * (2.0 * 500.0 * 1e6 / 17.0_f64).sqrt();
        assert!((low / liquid - 1.0).abs() < 1e-7);
    }

    #[test]
    fn the_choke_carries_the_greatest_flux() {
        for (omega, saturation) in [(0.3, 0.9), (3.0, 1.0), (12.0, 0.98), (60.0, 1.0)] {
            let flux = |outside_pa: f64| {
                let hole = TwoPhaseOrifice { ambient_pressure_pa: outside_pa, ..hole() };
                hole.release_with(fluid(omega, 1e6 * saturation)).unwrap().field.release_rate_kg_s
            };
            let greatest = (1..9999).map(|step| flux(100.0 * f64::from(step))).fold(0.0, f64::max);
            assert!((flux(100.0) / greatest - 1.0).abs() < 1e-9, "{omega}");
        }
    }

    #[test]
    fn a_short_path_gives_the_liquid_flow_and_the_bounds() {
        let at = |path_length_m| TwoPhaseOrifice { path_length_m, ..hole() }.release_with(fluid(8.0, 1e6)).unwrap();
        let (edge, wall, pipe) = (at(0.0), at(0.02), at(0.1));
        assert_eq!((edge.field.phase, pipe.field.phase), (OutflowPhase::Liquid, OutflowPhase::TwoPhase));
        assert_eq!((edge.caveats.len(), wall.caveats.len(), pipe.caveats.len()), (0, 1, 0));
        assert_eq!(wall.field.release_rate_kg_s, edge.field.release_rate_kg_s);
        assert_eq!(edge.field.equilibrium_rate_kg_s, pipe.field.release_rate_kg_s);
        assert!(pipe.field.release_rate_kg_s < 0.3 * edge.field.release_rate_kg_s);
    }

    #[test]
    fn a_vapour_is_refused_and_so_is_a_pressure_that_cannot_be() {
        let fields = |hole: TwoPhaseOrifice| -> Vec<String> {
            let refused = hole.release_with(fluid(8.0, 1e6)).unwrap_err();
            refused.problems.into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(TwoPhaseOrifice { pressure_pa: 9e5, ..hole() }), ["pressure_pa"]);
        assert_eq!(fields(TwoPhaseOrifice { pressure_pa: 1.2e6, vapour_mass_frac: 0.1, ..hole() }), ["pressure_pa"]);
        assert_eq!(fields(TwoPhaseOrifice { ambient_pressure_pa: 2e6, ..hole() }), ["pressure_pa"]);
        let bad = TwoPhaseOrifice { path_length_m: -1.0, orifice_diameter_m: f64::NAN, ..hole() };
        assert_eq!(fields(bad), ["orifice_diameter_m", "path_length_m"]);
    }
}
