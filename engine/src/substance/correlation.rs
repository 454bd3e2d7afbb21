//! Published forms of property correlations, each with its range and source.

use super::{PropertyError, PropertyName};
use crate::math::{exp, ln, pow};
use crate::provenance::Origin;
use crate::units::GAS_CONSTANT_J_MOL_K;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Pascal in a bar (exact).
const PA_PER_BAR: f64 = 1.0e5;

/// The closed set of equation forms in which the figures of the library are published.
///
/// T is the temperature in kelvin, Tr = T/Tc, tau = 1 - Tr, R the molar gas constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "form", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Equation {
    /// Antoine: log10(P / bar) = A - B/(T + C); gives Pa. Poling, Prausnitz & O'Connell, The
    /// Properties of Gases and Liquids, 5th ed. (2001), eq. 7-3.1 and app. A.
    Antoine {
        /// A, B (K), C (K).
        coefficients: [f64; 3],
    },
    /// DIPPR 101: ln Y = C1 + C2/T + C3 ln T + C4 T^C5. Perry's 8th ed., table 2-8 (Y in Pa).
    Dippr101 {
        /// C1 to C5.
        coefficients: [f64; 5],
    },
    /// Wagner: ln(P/Pc) = (A tau + B tau^1.5 + C tau^2.5 + D tau^5)/Tr; gives Pa. Poling et al.
    /// 5th ed., eq. 7-3.3.
    Wagner25 {
        /// A to D.
        coefficients: [f64; 4],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
        /// Pc used in the fit, Pa.
        critical_pressure_pa: f64,
    },
    /// Wagner with the older exponents: ln(P/Pc) = (A tau + B tau^1.5 + C tau^3 + D tau^6)/Tr;
    /// gives Pa. McGarry, Ind. Eng. Chem. Process Des. Dev. 22 (1983) 313.
    Wagner36 {
        /// A to D.
        coefficients: [f64; 4],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
        /// Pc used in the fit, Pa.
        critical_pressure_pa: f64,
    },
    /// DIPPR 100: Y = C1 + C2 T + C3 T^2 + C4 T^3 + C5 T^4. Perry's 8th ed., table 2-153.
    Dippr100 {
        /// C1 to C5.
        coefficients: [f64; 5],
    },
    /// DIPPR 105: Y = C1 / C2^(1 + (1 - T/C3)^C4). Perry's 8th ed., table 2-32.
    Dippr105 {
        /// C1 to C4.
        coefficients: [f64; 4],
    },
    /// DIPPR 106: Y = C1 (1 - Tr)^(C2 + C3 Tr + C4 Tr^2). Perry's 8th ed., table 2-150.
    Dippr106 {
        /// C1 to C4.
        coefficients: [f64; 4],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
    },
    /// DIPPR 114: Y = C1^2/tau + C2 - 2 C1 C3 tau - C1 C4 tau^2 - C3^2 tau^3/3 - C3 C4 tau^4/2
    /// - C4^2 tau^5/5. Perry's 8th ed., table 2-153, note on its second equation.
    Dippr114 {
        /// C1 to C4.
        coefficients: [f64; 4],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
    },
    /// DIPPR 116: Y = C0 + C1 tau^0.35 + C2 tau^(2/3) + C3 tau + C4 tau^(4/3). VDI Heat Atlas,
    /// 2nd ed. (2010), sec. D3.1, table 3 (saturated liquid density).
    Dippr116 {
        /// C0 (critical value) and C1 to C4.
        coefficients: [f64; 5],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
    },
    /// PPDS 12: Y = R Tc (A tau^(1/3) + B tau^(2/3) + C tau + D tau^2 + E tau^6), J/mol. VDI Heat
    /// Atlas, 2nd ed. (2010), sec. D3.1, table 4 (enthalpy of vaporisation).
    Ppds12 {
        /// A to E.
        coefficients: [f64; 5],
        /// Tc used in the fit, K.
        critical_temperature_k: f64,
    },
    /// Ideal-gas heat capacity: Y = R (A0 + A1 T + A2 T^2 + A3 T^3 + A4 T^4). Poling et al. 5th
    /// ed., app. A section C.
    PolynomialTimesR {
        /// A0 to A4.
        coefficients: [f64; 5],
    },
    /// Ideal-gas heat capacity of the Thermodynamics Research Center: with y = (T - A7)/(T + A6),
    /// Y = R (A0 + A1/T^2 exp(-A2/T) + A3 y^2 + (A4 - A5/(T - A7)^2) y^8), y = 0 for T <= A7.
    /// Kabo & Frenkel, Thermodynamics of Organic Compounds in the Gas State (1994).
    Trc {
        /// A0 to A7.
        coefficients: [f64; 8],
    },
    /// ChemSep 16: Y = A + exp(B/T + C + D T + E T^2). ChemSep 8 documentation, equation 16 (heat
    /// capacities).
    Chemsep16 {
        /// A to E.
        coefficients: [f64; 5],
    },
    /// One measured value, held only over the stated range (for example a density at 20 C).
    Constant {
        /// The value.
        coefficients: [f64; 1],
    },
    /// Equations of the components of a mixture, put together: see `substance/mixture.rs`.
    Mixture {
        /// How.
        rule: MixingRule,
        /// Components.
        terms: Vec<MixtureTerm>,
    },
}

/// How the equations of a mixture's components are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MixingRule {
    /// Y = sum of w Y_i.
    Sum,
    /// 1/Y = sum of w/Y_i.
    InverseSum,
}

/// One component of an equation of a mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixtureTerm {
    /// w, with the conversion from mole to mass where the component counts by mole.
    pub weight_factor: f64,
    /// Y_i.
    pub equation: Equation,
}

impl Equation {
    /// The value at `temperature_k`, in the unit that the property and [`Basis`] ask for. Does not
    /// check the range: use [`Correlation::evaluate`].
    #[must_use]
    pub fn value_at(&self, temperature_k: f64) -> f64 {
        let t = temperature_k;
        match *self {
            Self::Antoine { coefficients: [a, b, c] } => PA_PER_BAR * pow(10.0, a - b / (t + c)),
            Self::Dippr101 { coefficients: [c1, c2, c3, c4, c5] } => exp(c1 + c2 / t + c3 * ln(t) + c4 * pow(t, c5)),
            Self::Wagner25 { coefficients, critical_temperature_k, critical_pressure_pa } => {
                wagner(coefficients, [2.5, 5.0], t / critical_temperature_k, critical_pressure_pa)
            }
            Self::Wagner36 { coefficients, critical_temperature_k, critical_pressure_pa } => {
                wagner(coefficients, [3.0, 6.0], t / critical_temperature_k, critical_pressure_pa)
            }
            Self::Dippr100 { coefficients } => polynomial(&coefficients, t),
            Self::Dippr105 { coefficients: [c1, c2, c3, c4] } => c1 / pow(c2, 1.0 + pow(1.0 - t / c3, c4)),
            Self::Dippr106 { coefficients: [c1, c2, c3, c4], critical_temperature_k } => {
                let tr = t / critical_temperature_k;
                c1 * pow(1.0 - tr, c2 + c3 * tr + c4 * tr * tr)
            }
            Self::Dippr114 { coefficients, critical_temperature_k } => {
                dippr_114(coefficients, 1.0 - t / critical_temperature_k)
            }
            Self::Dippr116 { coefficients: [c0, c1, c2, c3, c4], critical_temperature_k } => {
                let tau = 1.0 - t / critical_temperature_k;
                c0 + c1 * pow(tau, 0.35) + c2 * pow(tau, 2.0 / 3.0) + c3 * tau + c4 * pow(tau, 4.0 / 3.0)
            }
            Self::Ppds12 { coefficients, critical_temperature_k } => {
                let tau = 1.0 - t / critical_temperature_k;
                GAS_CONSTANT_J_MOL_K * critical_temperature_k * ppds_12(coefficients, tau)
            }
            Self::PolynomialTimesR { coefficients } => GAS_CONSTANT_J_MOL_K * polynomial(&coefficients, t),
            Self::Trc { coefficients } => GAS_CONSTANT_J_MOL_K * trc(coefficients, t),
            Self::Chemsep16 { coefficients: [a, b, c, d, e] } => a + exp(b / t + c + d * t + e * t * t),
            Self::Constant { coefficients: [value] } => value,
            Self::Mixture { rule, ref terms } => mixture(rule, terms, t),
        }
    }
}

/// A mixture's equation; the recursion ends because no component is a mixture itself.
fn mixture(rule: MixingRule, terms: &[MixtureTerm], t: f64) -> f64 {
    let weighted = |term: &MixtureTerm| {
        let value = term.equation.value_at(t);
        if rule == MixingRule::Sum { term.weight_factor * value } else { term.weight_factor / value }
    };
    let sum: f64 = terms.iter().map(weighted).sum();
    if rule == MixingRule::Sum { sum } else { 1.0 / sum }
}

/// Sum of c_i x^i by Horner's rule.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Wagner's equation with the last two exponents given.
fn wagner([a, b, c, d]: [f64; 4], exponents: [f64; 2], tr: f64, critical_pressure_pa: f64) -> f64 {
    let tau = 1.0 - tr;
    let sum = a * tau + b * tau * tau.sqrt() + c * pow(tau, exponents[0]) + d * pow(tau, exponents[1]);
    critical_pressure_pa * exp(sum / tr)
}

/// DIPPR 114 in tau.
fn dippr_114([c1, c2, c3, c4]: [f64; 4], tau: f64) -> f64 {
    let terms = [c2, -2.0 * c1 * c3, -c1 * c4, -c3 * c3 / 3.0, -c3 * c4 / 2.0, -c4 * c4 / 5.0];
    c1 * c1 / tau + polynomial(&terms, tau)
}

/// PPDS 12 over R Tc.
fn ppds_12([a, b, c, d, e]: [f64; 5], tau: f64) -> f64 {
    let third = pow(tau, 1.0 / 3.0);
    let tau_2 = tau * tau;
    a * third + b * third * third + c * tau + d * tau_2 + e * tau_2 * tau_2 * tau_2
}

/// Heat capacity over R by the form of the Thermodynamics Research Center.
fn trc([a0, a1, a2, a3, a4, a5, a6, a7]: [f64; 8], t: f64) -> f64 {
    let low = a0 + a1 / (t * t) * exp(-a2 / t);
    if t <= a7 {
        return low;
    }
    let above = t - a7;
    let y_2 = (above / (t + a6)) * (above / (t + a6));
    let y_8 = y_2 * y_2 * y_2 * y_2;
    low + a3 * y_2 + (a4 - a5 / (above * above)) * y_8
}

/// Whether a correlation counts by mole, by mass, or neither (a pressure).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Neither: a pressure, Pa.
    Absolute,
    /// Per mole: mol/m3, J/mol, J/(mol K).
    Molar,
    /// Per kilogram: kg/m3, J/kg, J/(kg K).
    Mass,
}

/// A correlation with its range, source and origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlation {
    /// Form and coefficients.
    pub equation: Equation,
    /// What the result counts by.
    pub basis: Basis,
    /// Lowest temperature of the published range, K.
    pub temperature_min_k: f64,
    /// Highest temperature of the published range, K.
    pub temperature_max_k: f64,
    /// Publication with table.
    pub source: String,
    /// How the coefficients came to us.
    pub origin: Origin,
}

impl Correlation {
    /// The value at `temperature_k`, refused outside the published range.
    ///
    /// # Errors
    /// [`PropertyError::OutOfRange`], also for a temperature that is not finite.
    pub fn evaluate(&self, substance: &str, property: PropertyName, temperature_k: f64) -> Result<f64, PropertyError> {
        if (self.temperature_min_k..=self.temperature_max_k).contains(&temperature_k) {
            return Ok(self.equation.value_at(temperature_k));
        }
        Err(PropertyError::OutOfRange {
            substance: substance.into(),
            property,
            value: temperature_k,
            unit: "K",
            allowed: format!("{} to {}", self.temperature_min_k, self.temperature_max_k),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64, relative: f64) {
        assert!((value / expected - 1.0).abs() <= relative, "{value} against {expected}");
    }

    #[test]
    fn antoine_by_hand() {
        // log10 P = 4 - 1000/(300 + 200) = 2, so P = 100 bar = 1e7 Pa.
        close(Equation::Antoine { coefficients: [4.0, 1000.0, 200.0] }.value_at(300.0), 1.0e7, 1e-12);
    }

    #[test]
    fn wagner_at_half_the_critical_temperature_by_hand() {
        // tau = 1/2, Tr = 1/2, only A = -2: ln(P/Pc) = -2 * 0.5 / 0.5 = -2.
        let equation = Equation::Wagner25 {
            coefficients: [-2.0, 0.0, 0.0, 0.0],
            critical_temperature_k: 400.0,
            critical_pressure_pa: 1.0e6,
        };
        close(equation.value_at(200.0), 135_335.283_236_6, 1e-12);
    }

    #[test]
    fn wagner_exponents_by_hand() {
        // tau = 1/4, Tr = 3/4; terms 0.25 a, 0.125 b, then 2^-5 or 2^-6 of c, 2^-10 or 2^-12 of d.
        let last_two = |equation: Equation| ln(equation.value_at(300.0)) * 0.75;
        let (coefficients, critical_temperature_k, critical_pressure_pa) = ([0.0, 1.0, 32.0, 1024.0], 400.0, 1.0);
        let w25 = Equation::Wagner25 { coefficients, critical_temperature_k, critical_pressure_pa };
        let w36 = Equation::Wagner36 { coefficients, critical_temperature_k, critical_pressure_pa };
        close(last_two(w25), 0.125 + 1.0 + 1.0, 1e-12);
        close(last_two(w36), 0.125 + 0.5 + 0.25, 1e-12);
    }

    #[test]
    fn dippr_forms_by_hand() {
        // 105 at T = C3: the inner power is 0, so Y = C1/C2.
        close(Equation::Dippr105 { coefficients: [2.0, 0.25, 400.0, 0.3] }.value_at(400.0), 8.0, 1e-12);
        // 106 with Tr = 1/2: 8 * 0.5^(1 + 2*0.5 + 4*0.25) = 8 * 0.5^3 = 1.
        let e106 = Equation::Dippr106 { coefficients: [8.0, 1.0, 2.0, 4.0], critical_temperature_k: 400.0 };
        close(e106.value_at(200.0), 1.0, 1e-12);
        // 100 at T = 2: 1 + 2 + 4 + 8 + 16 = 31.
        close(Equation::Dippr100 { coefficients: [1.0; 5] }.value_at(2.0), 31.0, 1e-12);
        // 114 with tau = 1/2, C = (1, 2, 3, 4): 2 + 2 - 3 - 1 - 9/24 - 6/16 - 16/160 = -0.85.
        let e114 = Equation::Dippr114 { coefficients: [1.0, 2.0, 3.0, 4.0], critical_temperature_k: 400.0 };
        close(e114.value_at(200.0), -0.85, 1e-12);
        // 116 with tau = 1 (T = 0): the plain sum.
        let e116 = Equation::Dippr116 { coefficients: [1.0, 2.0, 3.0, 4.0, 5.0], critical_temperature_k: 400.0 };
        close(e116.value_at(0.0), 15.0, 1e-12);
        // 101 with C3 = C4 = 0: exp(1 + 300/300) = e^2.
        let e101 = Equation::Dippr101 { coefficients: [1.0, 300.0, 0.0, 0.0, 1.0] };
        close(e101.value_at(300.0), 7.389_056_098_930_65, 1e-12);
    }

    #[test]
    fn heat_forms_by_hand() {
        // PPDS 12 with tau = 1/8: 0.5 A + 0.25 B + 0.125 C + D/64 + E/262144.
        let e12 = Equation::Ppds12 { coefficients: [2.0, 4.0, 8.0, 64.0, 262_144.0], critical_temperature_k: 400.0 };
        close(e12.value_at(350.0), GAS_CONSTANT_J_MOL_K * 400.0 * 5.0, 1e-12);
        // Below A7 only the first two terms: R (4 + 9e4/9e4 * exp(0)) = 5 R.
        let trc = |t| Equation::Trc { coefficients: [4.0, 9.0e4, 0.0, 8.0, 256.0, 0.0, 200.0, 300.0] }.value_at(t);
        close(trc(300.0), 5.0 * GAS_CONSTANT_J_MOL_K, 1e-12);
        // T = 800: y = 500/1000; 4 + 9e4/64e4 + 8/4 + 256/256 = 7.140625.
        close(trc(800.0), 7.140_625 * GAS_CONSTANT_J_MOL_K, 1e-12);
        // ChemSep 16 at 2 K: 1 + exp(4/2 - 5 + 0.5*2 + 0.5*4) = 1 + e^0 = 2.
        close(Equation::Chemsep16 { coefficients: [1.0, 4.0, -5.0, 0.5, 0.5] }.value_at(2.0), 2.0, 1e-12);
        let cp = Equation::PolynomialTimesR { coefficients: [2.5, 0.0, 0.0, 0.0, 0.0] };
        close(cp.value_at(300.0), 2.5 * GAS_CONSTANT_J_MOL_K, 1e-12);
    }

    #[test]
    fn the_range_is_enforced_at_both_ends_and_for_nan() {
        let correlation = Correlation {
            equation: Equation::Constant { coefficients: [1.0] },
            basis: Basis::Absolute,
            temperature_min_k: 200.0,
            temperature_max_k: 300.0,
            source: "by hand".into(),
            origin: Origin::Computed,
        };
        let at = |t| correlation.evaluate("x", PropertyName::VapourPressure, t);
        assert_eq!(at(200.0), Ok(1.0));
        assert_eq!(at(300.0), Ok(1.0));
        for t in [199.999, 300.001, f64::NAN, f64::INFINITY, -1.0] {
            assert!(matches!(at(t), Err(PropertyError::OutOfRange { .. })), "{t}");
        }
    }
}
