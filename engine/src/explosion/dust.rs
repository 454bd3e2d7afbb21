//! Screening of dust explosions in vented vessels: vent area, reduced pressure, flame and pressure outside.

use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Vented dust explosion.
pub const DUST_EXPLOSION: ModelCard = ModelCard {
    id: "dust_explosion",
    version: 1,
    title_en: "Vented dust explosion (screening)",
    title_zh: "粉尘爆炸泄爆(筛查)",
    citation: "vent area: EN 14491:2006 and VDI 3673:2002 (Bartknecht), read in four public codes that name them: \
               A = B (1 + C lg(L/D)), B = [3.264e-5 pmax KSt pred^-0.569 + 0.27 (pstat - 0.1) pred^-0.5] V^0.753, C = 0.758 - 4.305 lg pred \
               (0 from 1.5 bar on), bar and m; flame 10 V^(1/3) (upward 8), at most 30 m, pressure outside 0.2 pred A^0.1 V^0.18 at a quarter \
               of the flame, falling with r^-1.5: same standard, recalled; classes St 1 to 3 at 200 and 300 bar m/s: recalled",
    domain: "V 0.1 to 1e4 m3, L/D 1 to 20, KSt 10 to 800 bar m/s, pmax 5 to 10 bar (12 above 300 bar m/s), pstat 0.1 to 1 bar, pred pstat to 2 \
             bar; a homogeneous cloud at its worst concentration, vent without duct; outside: V to 250 m3, pred to 1 bar, KSt to 200 bar m/s",
    verification: "tests/verification/explosion.rs: worked by hand; the pressure of a vent is the inverse of its area",
    origin: Origin::Source,
};

/// Pa in a bar, the unit of the formulas.
const PA_PER_BAR: f64 = 1e5;
/// Least activation pressure that counts, bar.
const LEAST_ACTIVATION_BAR: f64 = 0.1;
/// Reduced overpressure from which on slenderness has no part, bar.
const SLENDER_BAR: f64 = 1.5;
/// Greatest reduced overpressure of the formula, bar.
const GREATEST_REDUCED_BAR: f64 = 2.0;
/// Upper bounds of the classes St 1 and St 2, Pa m/s.
const CLASS_BOUNDS_PA_M_S: [f64; 2] = [2e7, 3e7];
/// Halvings of the search for a pressure.
const HALVINGS: u32 = 60;
/// Longest flame, m.
const LONGEST_FLAME_M: f64 = 30.0;

/// How violently a dust explodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DustClass {
    /// Up to 200 bar m/s.
    St1,
    /// Above 200 up to 300 bar m/s.
    St2,
    /// Above 300 bar m/s.
    St3,
}

/// A dust in a vessel. Pressures are over that of the air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DustExplosion {
    /// Volume of the vessel, m3, 0.1 to 1e4.
    pub volume_m3: f64,
    /// Length over diameter, 1 to 20.
    pub slenderness_ratio: f64,
    /// Dust constant KSt, Pa m/s, 1e6 to 8e7.
    pub kst_pa_m_s: f64,
    /// Greatest overpressure of the dust in a closed vessel, Pa, 5e5 to 1.2e6.
    pub max_overpressure_pa: f64,
    /// Overpressure at which the vent opens, Pa, 1e3 to 1e5.
    pub activation_overpressure_pa: f64,
}

/// What a vented explosion does outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DustOutside {
    /// Reach of the flame from the vent, m.
    pub flame_length_m: f64,
    /// Greatest overpressure outside, Pa.
    pub overpressure_pa: f64,
    /// Where it is, m from the vent.
    pub distance_m: f64,
}

impl DustClass {
    /// The class of a dust constant.
    #[must_use]
    pub fn of(kst_pa_m_s: f64) -> Self {
        match kst_pa_m_s {
            _ if kst_pa_m_s <= CLASS_BOUNDS_PA_M_S[0] => Self::St1,
            _ if kst_pa_m_s <= CLASS_BOUNDS_PA_M_S[1] => Self::St2,
            _ => Self::St3,
        }
    }
}

impl DustExplosion {
    /// Checks every value.
    ///
    /// # Errors
    /// All problems: values not finite or out of range, a greatest overpressure above the 10 bar for which weaker dusts were tested.
    pub fn check(&self) -> Result<(), InvalidInput> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("volume_m3", self.volume_m3, 0.1, 1e4, "m3");
        check("slenderness_ratio", self.slenderness_ratio, 1.0, 20.0, "");
        check("kst_pa_m_s", self.kst_pa_m_s, 1e6, 8e7, "Pa m/s");
        let greatest_pa = if self.kst_pa_m_s <= CLASS_BOUNDS_PA_M_S[1] { 1e6 } else { 1.2e6 };
        check("max_overpressure_pa", self.max_overpressure_pa, 5e5, greatest_pa, "Pa");
        check("activation_overpressure_pa", self.activation_overpressure_pa, 1e3, 1e5, "Pa");
        InvalidInput::check(problems)
    }

    /// Overpressures between which the formula holds, Pa.
    fn reduced_range_pa(&self) -> [f64; 2] {
        [self.activation_bar() * PA_PER_BAR, GREATEST_REDUCED_BAR * PA_PER_BAR]
    }

    fn activation_bar(&self) -> f64 {
        (self.activation_overpressure_pa / PA_PER_BAR).max(LEAST_ACTIVATION_BAR)
    }

    /// Area of the vent that holds the explosion to a reduced overpressure, m2.
    ///
    /// # Errors
    /// As [`Self::check`], and a reduced overpressure below that of activation or above 2 bar.
    pub fn vent_area_m2(&self, reduced_overpressure_pa: f64) -> Result<f64, InvalidInput> {
        self.check()?;
        let mut problems = Vec::new();
        let [least, greatest] = self.reduced_range_pa();
        FieldProblem::check_range(
            &mut problems,
            "reduced_overpressure_pa",
            reduced_overpressure_pa,
            least,
            greatest,
            "Pa",
        );
        InvalidInput::check(problems)?;
        Ok(self.area_m2(reduced_overpressure_pa / PA_PER_BAR))
    }

    fn area_m2(&self, reduced_bar: f64) -> f64 {
        let (max_bar, kst_bar_m_s) = (self.max_overpressure_pa / PA_PER_BAR, self.kst_pa_m_s / PA_PER_BAR);
        let burning = 3.264e-5 * max_bar * kst_bar_m_s * math::pow(reduced_bar, -0.569);
        let opening = 0.27 * (self.activation_bar() - LEAST_ACTIVATION_BAR) / reduced_bar.sqrt();
        // the published constants cross zero a little before 1.5 bar
        let slender = if reduced_bar < SLENDER_BAR { (0.758 - 4.305 * math::log10(reduced_bar)).max(0.0) } else { 0.0 };
        let compact_m2 = (burning + opening) * math::pow(self.volume_m3, 0.753);
        compact_m2 * (1.0 + slender * math::log10(self.slenderness_ratio))
    }

    /// Overpressure to which a vent holds the explosion, Pa: that of activation where it is larger than need be; none, where it is too
    /// small for 2 bar.
    ///
    /// # Errors
    /// As [`Self::check`], and an area that is not finite or outside 1e-4 to 1e4 m2.
    pub fn reduced_overpressure_pa(&self, vent_area_m2: f64) -> Result<Option<f64>, InvalidInput> {
        self.check()?;
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "vent_area_m2", vent_area_m2, 1e-4, 1e4, "m2");
        InvalidInput::check(problems)?;
        let (mut low_bar, mut high_bar) = (self.activation_bar(), GREATEST_REDUCED_BAR);
        if self.area_m2(high_bar) > vent_area_m2 {
            return Ok(None);
        }
        if self.area_m2(low_bar) <= vent_area_m2 {
            return Ok(Some(low_bar * PA_PER_BAR));
        }
        for _ in 0..HALVINGS {
            let middle_bar = 0.5 * (low_bar + high_bar);
            if self.area_m2(middle_bar) > vent_area_m2 { low_bar = middle_bar } else { high_bar = middle_bar }
        }
        Ok(Some(high_bar * PA_PER_BAR))
    }

    /// Flame and pressure outside a vent (recalled, which a caveat says, as it does where a value is outside the tests).
    #[must_use]
    pub fn outside(&self, vent_area_m2: f64, reduced_overpressure_pa: f64, is_upward: bool) -> Solved<DustOutside> {
        let lengths = if is_upward { 8.0 } else { 10.0 };
        let flame_length_m = (lengths * math::cbrt(self.volume_m3)).min(LONGEST_FLAME_M);
        let shape = math::pow(vent_area_m2, 0.1) * math::pow(self.volume_m3, 0.18);
        let field = DustOutside {
            flame_length_m,
            overpressure_pa: 0.2 * reduced_overpressure_pa * shape,
            distance_m: 0.25 * flame_length_m,
        };
        let is_tested = self.volume_m3 <= 250.0
            && reduced_overpressure_pa <= PA_PER_BAR
            && self.kst_pa_m_s <= CLASS_BOUNDS_PA_M_S[0]
            && self.max_overpressure_pa <= 9e5;
        Solved { field, caveats: [outside_recalled()].into_iter().chain((!is_tested).then(outside_tests)).collect() }
    }
}

impl DustOutside {
    /// Overpressure at a distance from the vent, Pa: nearer than its greatest it is that.
    #[must_use]
    pub fn overpressure_at_pa(&self, distance_m: f64) -> f64 {
        self.overpressure_pa * math::pow((self.distance_m / distance_m).min(1.0), 1.5)
    }

    /// How far an overpressure reaches from the vent, m; none where it is nowhere reached.
    #[must_use]
    pub fn distance_to_overpressure_m(&self, overpressure_pa: f64) -> Option<f64> {
        let ratio = self.overpressure_pa / overpressure_pa;
        (ratio >= 1.0).then(|| self.distance_m * math::pow(ratio, 2.0 / 3.0))
    }
}

fn outside_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        DUST_EXPLOSION.id,
        "flame and pressure outside the vent, and the bounds of the classes, are recalled from EN 14491 and not checked in it",
        "泄爆口外火焰与压力及爆炸等级界限按记忆中的 EN 14491 取值,未经原文核对",
    )
}

fn outside_tests() -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        DUST_EXPLOSION.id,
        "flame and pressure outside the vent are for up to 250 m3, 1 bar of reduced pressure, KSt of 200 bar m/s and 9 bar in the closed vessel",
        "泄爆口外火焰与压力公式适用于容积不大于 250 m3、泄爆压力不大于 1 bar、KSt 不大于 200 bar·m/s、最大爆炸压力不大于 9 bar",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flour() -> DustExplosion {
        DustExplosion {
            volume_m3: 30.0,
            slenderness_ratio: 2.0,
            kst_pa_m_s: 1.5e7,
            max_overpressure_pa: 8e5,
            activation_overpressure_pa: 1e4,
        }
    }

    #[test]
    fn the_pressure_of_a_vent_is_the_inverse_of_its_area() {
        let vessel = flour();
        for reduced_pa in [2e4, 8e4, 1.5e5, 1.9e5] {
            let area_m2 = vessel.vent_area_m2(reduced_pa).unwrap();
            let back_pa = vessel.reduced_overpressure_pa(area_m2).unwrap().unwrap();
            assert!((back_pa / reduced_pa - 1.0).abs() < 1e-9, "{back_pa}");
        }
        assert_eq!(vessel.reduced_overpressure_pa(1e-3).unwrap(), None);
        assert_eq!(vessel.reduced_overpressure_pa(1e3).unwrap(), Some(1e4));
    }

    #[test]
    fn every_bad_value_is_named() {
        let bad = DustExplosion { volume_m3: 0.0, kst_pa_m_s: f64::NAN, slenderness_ratio: 50.0, ..flour() };
        let fields: Vec<_> = bad.check().unwrap_err().problems.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["volume_m3", "slenderness_ratio", "kst_pa_m_s"]);
        assert_eq!(flour().vent_area_m2(5e3).unwrap_err().problems[0].field, "reduced_overpressure_pa");
    }

    #[test]
    fn pressure_outside_falls_from_a_quarter_of_the_flame() {
        let outside = flour().outside(1.0, 5e4, false).field;
        assert_eq!(outside.overpressure_at_pa(1.0), outside.overpressure_pa);
        let far_m = outside.distance_to_overpressure_m(0.125 * outside.overpressure_pa).unwrap();
        assert!((far_m / (4.0 * outside.distance_m) - 1.0).abs() < 1e-12);
        assert_eq!(outside.distance_to_overpressure_m(2.0 * outside.overpressure_pa), None);
    }
}
