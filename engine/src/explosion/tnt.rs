//! TNT equivalence of a flammable cloud.

use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};

/// TNT equivalence of a cloud.
pub const TNT_EQUIVALENCE: ModelCard = ModelCard {
    id: "tnt_equivalence",
    version: 1,
    title_en: "TNT equivalence of a flammable cloud",
    title_zh: "蒸气云 TNT 当量",
    citation: "US EPA (1999) Risk management program guidance for offsite consequence analysis, EPA 550-B-99-009, appendix C: \
               W = yield x mass x heat of combustion / 4680 kJ/kg, yield 10 %; same form in CCPS (1994)",
    domain: "flammable mass between the limits; the yield stands for everything the method leaves out (confinement, congestion): it \
             overrates the near field and says nothing of cloud shape; 1 to 20 % is the usual span",
    verification: "tests/verification/explosion.rs, hand-worked",
    origin: Origin::Memory,
};

/// Heat of explosion of TNT in the method, J/kg. The handbook span is 4437 to 4765 kJ/kg.
pub const HEAT_OF_TNT_J_KG: f64 = 4.68e6;
/// Share of the heat of combustion that goes into the blast, as the EPA worst case takes it.
pub const DEFAULT_YIELD_FRAC: f64 = 0.10;

/// A flammable mass about to explode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TntEquivalence {
    /// Flammable mass in the cloud, kg.
    pub flammable_mass_kg: f64,
    /// Heat of combustion (lower), J/kg.
    pub heat_of_combustion_j_kg: f64,
    /// Share of the heat that goes into the blast, 0 to 1.
    pub yield_frac: f64,
}

impl TntEquivalence {
    /// Mass of TNT with the same blast energy, kg.
    ///
    /// # Errors
    /// All problems: mass 0 to 1e9 kg, heat 1e5 to 2e8 J/kg, yield 0.001 to 1.
    pub fn solve(&self) -> Result<Solved<f64>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "flammable_mass_kg", self.flammable_mass_kg, 0.0, 1e9, "kg");
        FieldProblem::check_range(
            &mut problems,
            "heat_of_combustion_j_kg",
            self.heat_of_combustion_j_kg,
            1e5,
            2e8,
            "J/kg",
        );
        FieldProblem::check_range(&mut problems, "yield_frac", self.yield_frac, 0.001, 1.0, "");
        InvalidInput::check(problems)?;
        let mut caveats = Vec::new();
        if !(0.01..=0.20).contains(&self.yield_frac) {
            caveats.push(Caveat::new(
                CaveatCode::OutsideValidity,
                TNT_EQUIVALENCE.id,
                format!("yield {} lies outside the usual span of the method, 0.01 to 0.20", self.yield_frac),
                format!("当量系数 {} 超出该方法的常用范围 0.01 至 0.20", self.yield_frac),
            ));
        }
        let mass_kg = tnt_equivalent_mass_kg(self.flammable_mass_kg, self.heat_of_combustion_j_kg, self.yield_frac);
        Ok(Solved { field: mass_kg, caveats })
    }
}

/// `yield x mass x heat of combustion / 4.68 MJ/kg`, unchecked.
#[inline]
#[must_use]
pub fn tnt_equivalent_mass_kg(flammable_mass_kg: f64, heat_of_combustion_j_kg: f64, yield_frac: f64) -> f64 {
    yield_frac * flammable_mass_kg * heat_of_combustion_j_kg / HEAT_OF_TNT_J_KG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tonne_at_ten_times_the_heat_of_tnt() {
        let cloud = TntEquivalence { flammable_mass_kg: 1000.0, heat_of_combustion_j_kg: 46.8e6, yield_frac: 0.1 };
        assert!((cloud.solve().unwrap().field - 1000.0).abs() < 1e-9);
    }

    #[test]
    fn three_problems_come_together() {
        let cloud = TntEquivalence { flammable_mass_kg: -1.0, heat_of_combustion_j_kg: f64::NAN, yield_frac: 2.0 };
        assert_eq!(cloud.solve().unwrap_err().problems.len(), 3);
    }
}
