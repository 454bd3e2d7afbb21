//! A turbulent jet of gas into still air: underexpanded or subsonic, with momentum and buoyancy.
//!
//! Theory, coefficients, an example and the reference list: `docs/models/jet.md`. [`GasJet::release`] checks, finds the
//! state behind the shocks (`nozzle`), and integrates along the axis (`section`, `walk`); the [`GasJetField`] is evaluated
//! at points (`field`) and gives outlines and mass (`outline`).

mod field;
mod notes;
mod nozzle;
mod outline;
mod section;
mod walk;

pub use field::GasJetField;
pub use nozzle::{JetOrigin, JetThroat, NotionalNozzle};
pub use outline::JetZone;
pub use section::SPREADING_RATIO;
pub use walk::{JetEnd, JetStation, MOMENTUM_ENTRAINMENT_COEFFICIENT, PLUME_ENTRAINMENT_COEFFICIENT};

use crate::math::{cos, sin};
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::source::{AbelNobleGas, GasProperties};
use crate::substance::Substance;
use crate::units::GAS_CONSTANT_J_MOL_K;
use section::Mixing;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
use walk::Walk;

/// Card of [`GasJet`].
pub const GAS_JET: ModelCard = ModelCard {
    id: "gas_jet",
    version: 1,
    title_en: "Turbulent gas jet (momentum and buoyancy)",
    title_zh: "湍流气体射流(动量与浮力)",
    citation: "W. G. Houf and R. W. Schefer (2008), Int. J. Hydrogen Energy 33, 1435-1444 (integral model: balances of mass, momentum, \
               gas and energy, Gaussian profiles, entrainment by momentum and buoyancy), constants read in Sandia's public code of \
               HyRAM+; notional nozzle of K. B. Yuceil and M. V. Otugen (2002), Phys. Fluids 14, 4206-4215, or Birch et al. (1984, \
               1987), Ewan and Moodie (1986); entrainment up to the established flow after F. P. Ricou and D. B. Spalding (1961), J. \
               Fluid Mech. 11, 21-32; reach of momentum after Chen and Rodi (1980) and decay laws as quoted by Papanikolaou et al. \
               (2012), Int. J. Hydrogen Energy 37, 18563-18574, eqs. 4 to 6",
    domain: "steady release from a round hole into still air without obstacles or ground; gas alone; profiles hold beyond some 30 \
             diameters of the notional nozzle; hydrogen to 90 MPa, other gases while close to ideal; means over time, peaks are higher",
    verification: "tests/verification/jet.rs: notional nozzles of Ruggles and Ekoto 2012 and Papanikolaou et al. 2012, decay and width of \
                   Richards and Pitts 1993, velocity of Chen and Rodi 1980; tests/property/jet.rs; cordon validate: hydrogen_jet",
    origin: Origin::Source,
};

/// Constant of the similarity law of the mass fraction on the axis (Molkov 2012; 5.4 read in Papanikolaou et al. 2012).
pub const SIMILARITY_COEFFICIENT: f64 = 5.4;

/// Mass fraction on the axis by the similarity law, `5.4 sqrt(rho_N/rho_a) D/x`, at most 1: momentum alone, density and
/// diameter of the hole itself. An independent check of the integral model.
#[must_use]
pub fn similarity_mass_frac(density_ratio: f64, diameter_m: f64, distance_m: f64) -> f64 {
    (SIMILARITY_COEFFICIENT * density_ratio.sqrt() * diameter_m / distance_m.max(1e-12)).min(1.0)
}

/// Where the jet comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum JetSource {
    /// A hole in a vessel or pipe with gas at rest.
    Vessel {
        /// Pressure, Pa absolute, above that of the air, to 1e9.
        pressure_pa: f64,
        /// Temperature, K, 10 to 3000.
        temperature_k: f64,
        /// Diameter of the hole, m, 1e-5 to 10.
        orifice_diameter_m: f64,
        /// Discharge coefficient, 0.01 to 1.
        discharge_coefficient: f64,
    },
    /// A vent with a known flow that is slower than sound, at the pressure of the air.
    Vent {
        /// Mass flow, kg/s, 1e-9 to 1e5.
        release_rate_kg_s: f64,
        /// Temperature, K, 10 to 3000.
        temperature_k: f64,
        /// Diameter of the mouth, m, 1e-5 to 10.
        diameter_m: f64,
    },
}

/// A jet of gas into still air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GasJet {
    /// Where it comes from.
    pub source: JetSource,
    /// What stands for the shocks.
    pub nozzle: NotionalNozzle,
    /// Direction above the horizontal, rad, -pi/2 to pi/2.
    pub elevation_rad: f64,
    /// Height of the hole above ground, m, 0.01 to 1000.
    pub release_height_m: f64,
    /// Temperature of the air, K, 200 to 350.
    pub air_temperature_k: f64,
    /// Pressure of the air, Pa absolute, 5e4 to 1.2e5.
    pub air_pressure_pa: f64,
}

/// Below this temperature a notional nozzle has run out of energy, K: hydrogen boils there, and all other gases but helium above.
const LEAST_EXPANDED_K: f64 = 20.3;

impl GasJet {
    /// The jet of a substance: hydrogen as an Abel-Noble gas, others as ideal ones.
    ///
    /// # Errors
    /// As [`GasJet::solve_with`], and when the heat capacity cannot be had at the temperature of the release or the air.
    pub fn release(&self, substance: &Substance) -> Result<Solved<GasJetField>, InvalidInput> {
        let gas = AbelNobleGas::of(substance, self.source_temperature_k())?;
        let ratio = GasProperties::of(substance, self.air_temperature_k)?.heat_capacity_ratio;
        let mut solved = self.solve_with(gas, GAS_CONSTANT_J_MOL_K * ratio / (ratio - 1.0))?;
        solved.caveats.extend(notes::of_substance(self, substance, &solved.field));
        Ok(solved)
    }

    /// Checks everything and integrates; `heat_capacity_j_mol_k` is that of the gas at the temperature of the air.
    ///
    /// # Errors
    /// [`InvalidInput`] with every value out of range, a vessel not above the pressure of the air, a vent faster than sound.
    pub fn solve_with(
        &self,
        gas: AbelNobleGas,
        heat_capacity_j_mol_k: f64,
    ) -> Result<Solved<GasJetField>, InvalidInput> {
        InvalidInput::check(self.problems(gas, heat_capacity_j_mol_k))?;
        let (origin, throat, hole) = self.origin(gas);
        let air = (self.air_temperature_k, self.air_pressure_pa);
        let mixing = Mixing::new(air, (gas.gas.molar_mass_kg_mol, heat_capacity_j_mol_k), &origin);
        let direction = (cos(self.elevation_rad), sin(self.elevation_rad));
        let mut walk = Walk::new(&mixing, &origin, (self.release_height_m, direction));
        let end = walk.run();
        let stations = walk.stations;
        let froude = walk::froude_ratio(&origin, mixing.air_kg_m3);
        let height_m = self.release_height_m;
        let field = GasJetField { origin, throat, hole, mixing, height_m, direction, stations, end, froude };
        Ok(Solved { caveats: notes::of_jet(&field), field })
    }

    /// The jet at the pressure of the air and its throat (none for a vent), without integrating it.
    ///
    /// # Errors
    /// As [`GasJet::solve_with`].
    pub fn origin_with(&self, gas: AbelNobleGas) -> Result<(JetOrigin, Option<JetThroat>), InvalidInput> {
        let ratio = gas.gas.heat_capacity_ratio;
        InvalidInput::check(self.problems(gas, GAS_CONSTANT_J_MOL_K * ratio / (ratio - 1.0)))?;
        let (origin, throat, _) = self.origin(gas);
        Ok((origin, throat))
    }

    fn source_temperature_k(&self) -> f64 {
        match self.source {
            JetSource::Vessel { temperature_k, .. } | JetSource::Vent { temperature_k, .. } => temperature_k,
        }
    }

    /// The jet at the pressure of the air, the throat, and density and diameter of the hole.
    fn origin(&self, gas: AbelNobleGas) -> (JetOrigin, Option<JetThroat>, (f64, f64)) {
        let air_pa = self.air_pressure_pa;
        match self.source {
            JetSource::Vessel { pressure_pa, temperature_k, orifice_diameter_m, discharge_coefficient } => {
                let rest = (pressure_pa, temperature_k);
                let throat = nozzle::throat(gas, rest, air_pa);
                let area_m2 = discharge_coefficient * FRAC_PI_4 * orifice_diameter_m * orifice_diameter_m;
                let origin = self.nozzle.origin(gas, rest, &throat, (area_m2, discharge_coefficient), air_pa);
                let hole = (throat.density_kg_m3, orifice_diameter_m * discharge_coefficient.sqrt());
                (origin, Some(throat), hole)
            }
            JetSource::Vent { release_rate_kg_s, temperature_k, diameter_m } => {
                let velocity_m_s = vent_velocity_m_s(gas, release_rate_kg_s, (temperature_k, diameter_m), air_pa);
                let origin = JetOrigin::new(gas, release_rate_kg_s, (velocity_m_s, temperature_k), air_pa);
                (origin, None, (origin.density_kg_m3, diameter_m))
            }
        }
    }

    fn problems(&self, gas: AbelNobleGas, heat_capacity_j_mol_k: f64) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        match self.source {
            JetSource::Vessel { pressure_pa, temperature_k, orifice_diameter_m, discharge_coefficient } => {
                check("pressure_pa", pressure_pa, 1.0, 1e9, "Pa");
                check("temperature_k", temperature_k, 10.0, 3000.0, "K");
                check("orifice_diameter_m", orifice_diameter_m, 1e-5, 10.0, "m");
                check("discharge_coefficient", discharge_coefficient, 0.01, 1.0, "");
            }
            JetSource::Vent { release_rate_kg_s, temperature_k, diameter_m } => {
                check("release_rate_kg_s", release_rate_kg_s, 1e-9, 1e5, "kg/s");
                check("temperature_k", temperature_k, 10.0, 3000.0, "K");
                check("orifice_diameter_m", diameter_m, 1e-5, 10.0, "m");
            }
        }
        check("elevation_rad", self.elevation_rad, -FRAC_PI_2, FRAC_PI_2, "rad");
        check("release_height_m", self.release_height_m, 0.01, 1000.0, "m");
        check("air_temperature_k", self.air_temperature_k, 200.0, 350.0, "K");
        check("air_pressure_pa", self.air_pressure_pa, 5e4, 1.2e5, "Pa");
        check("molar_mass_kg_mol", gas.gas.molar_mass_kg_mol, 1e-3, 1.0, "kg/mol");
        check("heat_capacity_ratio", gas.gas.heat_capacity_ratio, 1.01, 1.7, "");
        check("co_volume_m3_kg", gas.co_volume_m3_kg, 0.0, 0.1, "m3/kg");
        check("heat_capacity_j_mol_k", heat_capacity_j_mol_k, 20.0, 2000.0, "J/(mol K)");
        if problems.is_empty() {
            problems.extend(self.flow_problem(gas));
        }
        problems
    }

    /// A vessel that nothing leaves, or a vent that would be choked.
    fn flow_problem(&self, gas: AbelNobleGas) -> Option<FieldProblem> {
        let air_pa = self.air_pressure_pa;
        match self.source {
            JetSource::Vessel { pressure_pa, .. } if pressure_pa <= 1.0001 * air_pa => {
                let allowed =
                    format!("above the pressure of the air of {air_pa} Pa by more than a part in ten thousand");
                Some(FieldProblem::new("pressure_pa", pressure_pa, allowed, "out_of_range"))
            }
            JetSource::Vessel { discharge_coefficient, .. } => {
                // the thrust counts by 1/Cd: a small coefficient asks for more energy than the gas has
                let expanded_k = self.origin(gas).0.temperature_k;
                (expanded_k.is_nan() || expanded_k < LEAST_EXPANDED_K).then(|| {
                    let allowed = format!(
                        "so large that the expanded jet is at {LEAST_EXPANDED_K} K or more (here {expanded_k:.0} K); another nozzle_model \
                         has no such limit"
                    );
                    FieldProblem::new("discharge_coefficient", discharge_coefficient, allowed, "out_of_range")
                })
            }
            JetSource::Vent { release_rate_kg_s, temperature_k, diameter_m } => {
                let mouth = (temperature_k, diameter_m);
                let sonic_m_s = (gas.gas.heat_capacity_ratio * gas.gas_constant_j_kg_k() * temperature_k).sqrt();
                let velocity_m_s = vent_velocity_m_s(gas, release_rate_kg_s, mouth, air_pa);
                (velocity_m_s > sonic_m_s * (1.0 + 1e-9)).then(|| {
                    let most_kg_s = release_rate_kg_s * sonic_m_s / velocity_m_s;
                    let allowed = format!(
                        "at most {most_kg_s:.4e} kg/s, the speed of sound at the mouth: give the pressure instead"
                    );
                    FieldProblem::new("release_rate_kg_s", release_rate_kg_s, allowed, "out_of_range")
                })
            }
        }
    }
}

fn vent_velocity_m_s(gas: AbelNobleGas, rate_kg_s: f64, (at_k, diameter_m): (f64, f64), air_pa: f64) -> f64 {
    let density_kg_m3 = air_pa / (gas.gas_constant_j_kg_k() * at_k);
    rate_kg_s / (density_kg_m3 * FRAC_PI_4 * diameter_m * diameter_m)
}
