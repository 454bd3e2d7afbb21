//! Overpressure in open air by the formula of the Chinese blasting rules.

use crate::math;
use crate::provenance::{FieldProblem, InvalidInput, ModelCard, Origin};

/// GB 6722-2014 overpressure formula.
pub const GB6722_OVERPRESSURE: ModelCard = ModelCard {
    id: "gb6722_overpressure",
    version: 1,
    title_en: "Blast overpressure by GB 6722 (also the consequence method of GB/T 37243)",
    title_zh: "GB 6722 空气冲击波超压(GB/T 37243 事故后果法亦用)",
    citation: "GB 6722-2014 clause 13.3.2 (form and units read at jianbiaoku.com; coefficients from memory): \
               dP = 14 Q/R^3 + 4.3 Q^(2/3)/R^2 + 1.1 Q^(1/3)/R, in 1e5 Pa, Q in kg TNT, R in m",
    domain: "charge in the open; depends on R/Q^(1/3) only; no range is stated in what was read",
    verification: "tests/verification/explosion.rs against the distances of shared/standards.md 2.2",
    origin: Origin::Memory,
};

/// Pa in the unit of the formula.
const PA_PER_UNIT: f64 = 1e5;

/// Blast of a charge by GB 6722.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gb6722Blast {
    cube_root_mass_kg13: f64,
}

impl Gb6722Blast {
    /// A charge of a mass of TNT.
    ///
    /// # Errors
    /// When the mass is not finite or outside 1e-6 to 1e9 kg.
    pub fn new(tnt_mass_kg: f64) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "tnt_mass_kg", tnt_mass_kg, 1e-6, 1e9, "kg");
        InvalidInput::check(problems)?;
        Ok(Self { cube_root_mass_kg13: math::cbrt(tnt_mass_kg) })
    }

    /// Overpressure at a distance, Pa.
    #[inline]
    #[must_use]
    pub fn overpressure_pa(&self, distance_m: f64) -> f64 {
        let s = self.cube_root_mass_kg13 / distance_m;
        PA_PER_UNIT * s * (1.1 + s * (4.3 + s * 14.0))
    }

    /// Distance at which the overpressure falls to a level, m: the one positive root of the cubic
    /// in `Q^(1/3)/R`, by Newton's method from above, where it converges without a step back.
    ///
    /// # Errors
    /// When the level is not finite or outside 1 to 1e9 Pa.
    pub fn distance_to_overpressure_m(&self, overpressure_pa: f64) -> Result<f64, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "overpressure_pa", overpressure_pa, 1.0, 1e9, "Pa");
        InvalidInput::check(problems)?;
        let target = overpressure_pa / PA_PER_UNIT;
        // The linear term alone gives a value at or above the root.
        let mut s = target / 1.1;
        for _ in 0..100 {
            let excess = s * (1.1 + s * (4.3 + s * 14.0)) - target;
            let next = s - excess / (1.1 + s * (8.6 + s * 42.0));
            if next >= s {
                break;
            }
            s = next;
        }
        Ok(self.cube_root_mass_kg13 / s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kilogram_at_one_metre_by_hand() {
        // 14 + 4.3 + 1.1 = 19.4 bar
        assert!((Gb6722Blast::new(1.0).unwrap().overpressure_pa(1.0) - 1.94e6).abs() < 1e-6);
    }

    #[test]
    fn the_inverse_agrees_with_the_formula() {
        let blast = Gb6722Blast::new(750.0).unwrap();
        for level_pa in [500.0, 2_000.0, 1e5, 1e7] {
            let distance_m = blast.distance_to_overpressure_m(level_pa).unwrap();
            assert!((blast.overpressure_pa(distance_m) / level_pa - 1.0).abs() < 1e-12);
        }
        assert!(blast.distance_to_overpressure_m(f64::INFINITY).is_err());
    }
}
