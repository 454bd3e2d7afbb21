//! Emptying of a gas vessel through a hole, from the first moment until the pressure outside is reached.

use super::abel_noble::{AbelNobleGas, Throat};
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use crate::units::STANDARD_ATMOSPHERE_PA;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blowdown of a gas vessel.
pub const GAS_BLOWDOWN: ModelCard = ModelCard {
    id: "gas_blowdown",
    version: 1,
    title_en: "Blowdown of a gas vessel through a hole",
    title_zh: "气体容器经孔口泄放过程",
    citation: "mass balance of the vessel with the isentropic throat flow of gas_orifice (CCPS 1999; AQ/T 3046-2013 E.13 to E.17); content \
               expands isentropically or isothermally; Abel-Noble gas with b = 7.691e-3 m3/kg for hydrogen (Molkov 2012, Fundamentals of \
               hydrogen safety engineering, read in public code that cites it)",
    domain: "gas alone, well mixed, no heat from the wall (adiabatic) or all of it (isothermal): a real vessel lies between; heat capacities \
             constant; hydrogen to 90 MPa, other gases while close to ideal; feed holds the pressure until isolation",
    verification: "tests/verification/outflow.rs: closed forms of choked blowdown within 1e-6, hydrogen density and flux by the reference \
                   equation of state; cordon validate: Ekoto 2012, Proust 2011 (docs/validation.md)",
    origin: Origin::Source,
};

/// Pressure up to which the co-volume of hydrogen was compared with the reference equation, Pa.
const CO_VOLUME_PRESSURE_PA: f64 = 9e7;

/// Steps of the table of times. The variable of the table is chosen so that 128 steps hold closed forms to 1e-7.
const STEPS: usize = 128;

/// How the content left in the vessel expands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expansion {
    /// No heat from the wall: the content cools on its isentrope.
    Adiabatic,
    /// The wall keeps the content at its first temperature.
    Isothermal,
}

/// A gas vessel with a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GasBlowdown {
    /// Volume of the vessel, m3.
    pub volume_m3: f64,
    /// Pressure at the start, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature at the start, K.
    pub temperature_k: f64,
    /// Diameter of the hole, m.
    pub orifice_diameter_m: f64,
    /// Discharge coefficient, 0 to 1.
    pub discharge_coefficient: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
    /// How the content expands.
    pub expansion: Expansion,
    /// Time from the start until the feed is shut off, s: detection and closing. Until then the feed holds the pressure.
    pub isolation_time_s: f64,
}

/// The release at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlowdownState {
    /// Mass flow, kg/s.
    pub release_rate_kg_s: f64,
    /// Whether the flow is choked.
    pub choked: bool,
    /// Pressure in the vessel, Pa absolute.
    pub pressure_pa: f64,
    /// Temperature in the vessel, K.
    pub temperature_k: f64,
    /// Mass left in the vessel, kg.
    pub mass_kg: f64,
    /// Mass released so far, what the feed brought included, kg.
    pub released_mass_kg: f64,
}

/// A solved blowdown: evaluate it at any time.
///
/// The pressure is written `p = p0 cosh^2 y` with the pressure outside p0: near the end, where the flow falls with the
/// root of the difference of pressures, time is smooth in y. Times are tabled over equal steps of y.
#[derive(Debug, Clone, PartialEq)]
pub struct BlowdownField {
    inputs: GasBlowdown,
    gas: AbelNobleGas,
    area_m2: f64,
    start: f64,
    /// Time since isolation at node i, where y = start (1 - i/STEPS), s.
    times_s: [f64; STEPS + 1],
    /// Its slope against -y there, s.
    slopes_s: [f64; STEPS + 1],
}

impl GasBlowdown {
    /// A vessel that empties adiabatically to the standard atmosphere through a hole without contraction, no feed.
    #[must_use]
    pub fn to_atmosphere(volume_m3: f64, pressure_pa: f64, temperature_k: f64, orifice_diameter_m: f64) -> Self {
        Self {
            volume_m3,
            pressure_pa,
            temperature_k,
            orifice_diameter_m,
            discharge_coefficient: super::DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            ambient_pressure_pa: STANDARD_ATMOSPHERE_PA,
            expansion: Expansion::Adiabatic,
            isolation_time_s: 0.0,
        }
    }

    /// The blowdown of a given gas.
    ///
    /// # Errors
    /// All problems: quantities not finite or out of range, a vessel not above the pressure outside.
    pub fn solve_with(&self, gas: AbelNobleGas) -> Result<Solved<BlowdownField>, InvalidInput> {
        InvalidInput::check(self.problems(gas))?;
        let mut caveats = Vec::new();
        if gas.co_volume_m3_kg > 0.0 && self.pressure_pa > CO_VOLUME_PRESSURE_PA {
            caveats.push(beyond_co_volume(self.pressure_pa));
        }
        Ok(Solved { field: BlowdownField::new(*self, gas), caveats })
    }

    fn problems(&self, gas: AbelNobleGas) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("volume_m3", self.volume_m3, 1e-6, 1e7, "m3");
        check("pressure_pa", self.pressure_pa, 1.0, 1e9, "Pa");
        check("temperature_k", self.temperature_k, 10.0, 3000.0, "K");
        check("orifice_diameter_m", self.orifice_diameter_m, 1e-5, 10.0, "m");
        check("discharge_coefficient", self.discharge_coefficient, 0.01, 1.0, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 1.0, 1e8, "Pa");
        check("isolation_time_s", self.isolation_time_s, 0.0, 1e7, "s");
        check("molar_mass_kg_mol", gas.gas.molar_mass_kg_mol, 1e-3, 2.0, "kg/mol");
        check("heat_capacity_ratio", gas.gas.heat_capacity_ratio, 1.01, 1.7, "");
        check("co_volume_m3_kg", gas.co_volume_m3_kg, 0.0, 0.1, "m3/kg");
        if problems.is_empty() && self.pressure_pa <= self.ambient_pressure_pa {
            problems.push(FieldProblem::new(
                "pressure_pa",
                self.pressure_pa,
                format!("above the ambient pressure of {} Pa", self.ambient_pressure_pa),
                "out_of_range",
            ));
        }
        problems
    }
}

impl BlowdownField {
    fn new(inputs: GasBlowdown, gas: AbelNobleGas) -> Self {
        let start = math::asinh((inputs.pressure_pa / inputs.ambient_pressure_pa - 1.0).sqrt());
        let area_m2 = std::f64::consts::FRAC_PI_4 * inputs.orifice_diameter_m * inputs.orifice_diameter_m;
        let (times_s, slopes_s) = ([0.0; STEPS + 1], [0.0; STEPS + 1]);
        let mut field = Self { inputs, gas, area_m2, start, times_s, slopes_s };
        field.table();
        field
    }

    /// Fills the table: `dt/dy = V (d rho/dy) / m`, integrated by Gauss-Legendre with two points a step.
    fn table(&mut self) {
        // Half the distance of the two points, 1 / (2 sqrt 3).
        const GAUSS: f64 = 0.288_675_134_594_812_9;
        let step = self.start / STEPS as f64;
        self.slopes_s[0] = self.seconds_per_y(self.start);
        for node in 1..=STEPS {
            let middle = self.start - step * (node as f64 - 0.5);
            let mean = 0.5 * (self.seconds_per_y(middle - GAUSS * step) + self.seconds_per_y(middle + GAUSS * step));
            self.times_s[node] = self.times_s[node - 1] + step * mean;
            // The slope is a 0/0 at the very end; its limit is approached as y^2.
            self.slopes_s[node] = self.seconds_per_y((self.start - step * node as f64).max(1e-3 * step));
        }
    }

    /// Pressure and temperature in the vessel at y, and the density with its slope against pressure.
    fn content(&self, y: f64) -> (f64, f64, f64, f64) {
        let cosh = math::cosh(y);
        let pressure_pa = self.inputs.ambient_pressure_pa * cosh * cosh;
        let ratio = pressure_pa / self.inputs.pressure_pa;
        let (temperature_k, exponent) = match self.inputs.expansion {
            Expansion::Adiabatic => {
                (self.gas.isentropic_temperature_k(self.inputs.temperature_k, ratio), self.gas.gas.heat_capacity_ratio)
            }
            Expansion::Isothermal => (self.inputs.temperature_k, 1.0),
        };
        let free_m3_kg = self.gas.gas_constant_j_kg_k() * temperature_k / pressure_pa;
        let density_kg_m3 = 1.0 / (free_m3_kg + self.gas.co_volume_m3_kg);
        let per_pa = density_kg_m3 * density_kg_m3 * free_m3_kg / (exponent * pressure_pa);
        (pressure_pa, temperature_k, density_kg_m3, per_pa)
    }

    fn throat(&self, pressure_pa: f64, temperature_k: f64) -> Throat {
        self.gas.throat(pressure_pa, temperature_k, self.inputs.ambient_pressure_pa)
    }

    fn rate_kg_s(&self, throat: Throat) -> f64 {
        self.inputs.discharge_coefficient * self.area_m2 * throat.mass_flux_kg_m2_s
    }

    fn seconds_per_y(&self, y: f64) -> f64 {
        let (pressure_pa, temperature_k, _, per_pa) = self.content(y);
        let pa_per_y = 2.0 * self.inputs.ambient_pressure_pa * math::cosh(y) * math::sinh(y);
        self.inputs.volume_m3 * per_pa * pa_per_y / self.rate_kg_s(self.throat(pressure_pa, temperature_k))
    }

    /// y at a time since isolation: cubic Hermite of time over y, inverted within its step by Newton.
    fn y_at(&self, since_isolation_s: f64) -> f64 {
        let node = self.times_s.partition_point(|&time_s| time_s <= since_isolation_s);
        if node > STEPS {
            return 0.0;
        }
        if node == 0 {
            return self.start;
        }
        let step = self.start / STEPS as f64;
        let (from_s, to_s) = (self.times_s[node - 1], self.times_s[node]);
        let (slope_from_s, slope_to_s) = (step * self.slopes_s[node - 1], step * self.slopes_s[node]);
        let rise_s = to_s - from_s;
        let (a, b) = (slope_from_s + slope_to_s - 2.0 * rise_s, 3.0 * rise_s - 2.0 * slope_from_s - slope_to_s);
        let target_s = since_isolation_s - from_s;
        let mut share = target_s / rise_s;
        for _ in 0..4 {
            let excess_s = ((a * share + b) * share + slope_from_s) * share - target_s;
            let slope_s = (3.0 * a * share + 2.0 * b) * share + slope_from_s;
            share = (share - excess_s / slope_s).clamp(0.0, 1.0);
        }
        self.start - step * (node as f64 - 1.0 + share)
    }

    /// The release at a time since the start, s. Before the start as at the start, after the end without flow.
    #[must_use]
    pub fn at(&self, time_s: f64) -> BlowdownState {
        let y = self.y_at(time_s - self.inputs.isolation_time_s);
        let (pressure_pa, temperature_k, density_kg_m3, _) = self.content(y);
        let throat = self.throat(pressure_pa, temperature_k);
        let fed_kg = self.first_rate_kg_s() * time_s.clamp(0.0, self.inputs.isolation_time_s);
        let mass_kg = self.inputs.volume_m3 * density_kg_m3;
        BlowdownState {
            release_rate_kg_s: if y > 0.0 { self.rate_kg_s(throat) } else { 0.0 },
            choked: y > 0.0 && throat.choked,
            pressure_pa,
            temperature_k,
            mass_kg,
            released_mass_kg: fed_kg + self.content_kg() - mass_kg,
        }
    }

    /// Mass flow at the start, kg/s.
    #[must_use]
    pub fn first_rate_kg_s(&self) -> f64 {
        self.rate_kg_s(self.throat(self.inputs.pressure_pa, self.inputs.temperature_k))
    }

    /// Content at the start, kg.
    #[must_use]
    pub fn content_kg(&self) -> f64 {
        self.inputs.volume_m3 * self.gas.density_kg_m3(self.inputs.pressure_pa, self.inputs.temperature_k)
    }

    /// Time from the start until the pressure outside is reached, s.
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.inputs.isolation_time_s + self.times_s[STEPS]
    }
}

fn beyond_co_volume(pressure_pa: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        GAS_BLOWDOWN.id,
        format!(
            "at {pressure_pa} Pa the co-volume of the gas was not compared with its reference equation (up to 9e7 Pa)"
        ),
        format!("压力 {pressure_pa} Pa 超出余容与参考状态方程比对的范围(9e7 Pa 以内)"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::GasProperties;
    use super::*;

    const AIR: AbelNobleGas = AbelNobleGas {
        gas: GasProperties { molar_mass_kg_mol: 0.028_964_4, heat_capacity_ratio: 1.4 },
        co_volume_m3_kg: 0.0,
    };

    fn vessel() -> GasBlowdown {
        GasBlowdown::to_atmosphere(1.0, 1e7, 300.0, 0.01)
    }

    #[test]
    fn what_leaves_the_hole_is_what_the_vessel_loses() {
        let field = vessel().solve_with(AIR).unwrap().field;
        let end_s = field.duration_s();
        // Simpson over the rate: its integral is the mass lost.
        let steps = 20_000;
        let h = end_s / f64::from(steps);
        let sum: f64 = (0..=steps)
            .map(|i| {
                let weight = if i == 0 || i == steps {
                    1.0
                } else if i % 2 == 1 {
                    4.0
                } else {
                    2.0
                };
                weight * field.at(h * f64::from(i)).release_rate_kg_s
            })
            .sum();
        let lost_kg = field.content_kg() - field.at(end_s).mass_kg;
        assert!((sum * h / 3.0 / lost_kg - 1.0).abs() < 1e-6, "{} {lost_kg}", sum * h / 3.0);
    }

    #[test]
    fn it_ends_at_the_pressure_outside_and_stays_there() {
        let field = vessel().solve_with(AIR).unwrap().field;
        let end = field.at(2.0 * field.duration_s());
        assert!((end.pressure_pa / 101_325.0 - 1.0).abs() < 1e-12);
        assert_eq!((end.release_rate_kg_s, end.choked), (0.0, false));
        // 300 K (101325/1e7)^(0.4/1.4) = 80.8
        assert!((end.temperature_k - 80.8).abs() < 0.1, "{}", end.temperature_k);
        assert!(field.at(0.0).choked && field.at(-1.0) == field.at(0.0));
    }

    #[test]
    fn a_feed_holds_the_pressure_until_it_is_shut() {
        let fed = GasBlowdown { isolation_time_s: 60.0, ..vessel() }.solve_with(AIR).unwrap().field;
        let alone = vessel().solve_with(AIR).unwrap().field;
        assert_eq!(fed.at(59.0).pressure_pa, fed.at(0.0).pressure_pa);
        assert_eq!(fed.at(100.0).pressure_pa, alone.at(40.0).pressure_pa);
        let fed_kg = 60.0 * alone.first_rate_kg_s();
        assert!((fed.at(100.0).released_mass_kg - alone.at(40.0).released_mass_kg - fed_kg).abs() < 1e-9 * fed_kg);
        assert_eq!(fed.duration_s(), 60.0 + alone.duration_s());
    }

    #[test]
    fn every_bad_field_is_named() {
        let bad = GasBlowdown { volume_m3: 0.0, isolation_time_s: f64::NAN, ..vessel() };
        let fields: Vec<String> =
            bad.solve_with(AIR).unwrap_err().problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["volume_m3", "isolation_time_s"]);
        assert!(GasBlowdown { pressure_pa: 1e5, ..vessel() }.solve_with(AIR).is_err());
    }
}
