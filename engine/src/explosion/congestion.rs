//! How strong an explosion a congested region gives: guides to the strength class and to the flame speed.

use super::multi_energy::CLASS_OVERPRESSURE_PA;
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Guides to the strength of a cloud explosion.
pub const EXPLOSION_STRENGTH: ModelCard = ModelCard {
    id: "explosion_strength",
    version: 1,
    title_en: "Strength of a vapour cloud explosion by congestion",
    title_zh: "蒸气云爆炸强度(按阻塞与约束程度)",
    citation: "Kinsella K.G. (1993) A rapid assessment methodology for the prediction of vapour cloud explosion overpressure, as tabled with \
               raised classes in M. Johansson (2017) MSB document B06-105, tables 5.4 and 5.10 (which mark each row belongs to was lost in \
               the text that was read and is put back by the order of both tables and the rules beside them); Eggen J.B.M.M. (1998) GAME, \
               eqs. 5.1 and 5.2 there; Pierorazio et al. (2005) Process Safety Progress 24(1), 59-65, flame Mach numbers read in a public \
               transcription",
    domain: "screening; Kinsella underrates large regions of many small obstacles (Eggen 1998); GAME: ignition by a weak source, uniform \
             obstacles, result cut at the strongest class",
    verification: "tests/verification/cloud_blast.rs: tables row by row, GAME by hand",
    origin: Origin::Source,
};

/// How the cloud is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IgnitionEnergy {
    /// A jet of flame from a vented room, an explosive.
    High,
    /// A spark, an open flame, a hot surface.
    Low,
}

/// How much of the region obstacles fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Obstruction {
    /// Closely packed: more than some 30 % of the volume, or less than 3 m between them.
    High,
    /// Some.
    Low,
    /// None.
    None,
}

/// Reactivity of the fuel in the method of Baker, Strehlow and Tang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlameReactivity {
    /// Methane, carbon monoxide.
    Low,
    /// All others.
    Medium,
    /// Hydrogen, acetylene, ethylene oxide, propylene oxide.
    High,
}

/// Obstacles in the method of Baker, Strehlow and Tang, by share of area and volume blocked (Pierorazio 2005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Congestion {
    /// About 13 % of the area and 1.5 % of the volume, 7.6 diameters apart.
    Low,
    /// About 23 % of the area and 4.3 % of the volume, 4.3 diameters apart.
    Medium,
    /// About 23 % of the area and 5.7 % of the volume, 3.1 diameters apart.
    High,
}

/// Directions in which the flame can expand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expansion {
    /// Between two planes, as under a solid deck.
    #[serde(rename = "2d")]
    TwoD,
    /// A frail panel, or a pipe rack so dense that it acts as a plane.
    #[serde(rename = "2.5d")]
    TwoAndAHalfD,
    /// Free.
    #[serde(rename = "3d")]
    ThreeD,
}

/// Strength classes by Kinsella: least and greatest of the guide, and the one MSB recommends after trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StrengthGuide {
    /// Least class of the guide.
    pub least: u8,
    /// Greatest class of the guide.
    pub greatest: u8,
    /// Class to use: the greatest, at least 7 where obstruction is high, at least 3 otherwise.
    pub recommended: u8,
}

/// Strength class by ignition, obstruction and planes that confine.
#[must_use]
pub fn kinsella(ignition: IgnitionEnergy, obstruction: Obstruction, between_planes: bool) -> StrengthGuide {
    use {IgnitionEnergy as I, Obstruction as O};
    let (least, greatest, recommended) = match (ignition, obstruction, between_planes) {
        (I::High, O::High, _) => (7, 10, 10),
        (I::High, O::Low, true) => (5, 7, 7),
        (I::High, O::Low, false) | (I::High, O::None, true) => (4, 6, 6),
        (I::High, O::None, false) => (4, 5, 5),
        (I::Low, O::High, true) => (5, 7, 7),
        (I::Low, O::High, false) => (4, 5, 7),
        (I::Low, O::Low, true) => (3, 5, 5),
        (I::Low, O::Low, false) => (2, 3, 3),
        (I::Low, O::None, true) => (1, 2, 3),
        (I::Low, O::None, false) => (1, 1, 3),
    };
    StrengthGuide { least, greatest, recommended }
}

/// Flame Mach number of a detonation in the table.
const DETONATION: f64 = 5.2;

/// Flame Mach number, and whether the flame is taken to turn into a detonation.
#[must_use]
pub fn flame_mach_ratio(reactivity: FlameReactivity, congestion: Congestion, expansion: Expansion) -> (f64, bool) {
    let column = congestion as usize;
    let row: [f64; 3] = match (expansion, reactivity) {
        (Expansion::TwoD, FlameReactivity::High) => [0.59, DETONATION, DETONATION],
        (Expansion::TwoD, FlameReactivity::Medium) => [0.47, 0.66, 1.6],
        (Expansion::TwoD, FlameReactivity::Low) => [0.079, 0.47, 0.66],
        (Expansion::TwoAndAHalfD, FlameReactivity::High) => [0.47, DETONATION, DETONATION],
        (Expansion::TwoAndAHalfD, FlameReactivity::Medium) => [0.29, 0.55, 1.0],
        (Expansion::TwoAndAHalfD, FlameReactivity::Low) => [0.053, 0.35, 0.50],
        (Expansion::ThreeD, FlameReactivity::High) => [0.36, DETONATION, DETONATION],
        (Expansion::ThreeD, FlameReactivity::Medium) => [0.11, 0.44, 0.50],
        (Expansion::ThreeD, FlameReactivity::Low) => [0.026, 0.23, 0.34],
    };
    (row[column], row[column] == DETONATION)
}

/// A region of obstacles for the GAME correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObstacleRegion {
    /// Share of the volume that obstacles fill, 0.001 to 0.9.
    pub volume_blockage_frac: f64,
    /// Way of the flame through the obstacles, m, 0.1 to 200.
    pub flame_path_m: f64,
    /// Mean diameter of the obstacles, m, 0.001 to 5.
    pub obstacle_diameter_m: f64,
    /// Laminar burning velocity of the fuel, m/s, 0.05 to 5.
    pub laminar_burning_velocity_m_s: f64,
    /// Between two planes, or free on all sides.
    pub between_planes: bool,
}

/// Source overpressure of a region with the strength class that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SourceStrength {
    /// Overpressure in the cloud, Pa.
    pub overpressure_pa: f64,
    /// Strength class, 1 to 10, between the whole ones by the logarithm of the overpressure.
    pub strength_factor: f64,
}

impl ObstacleRegion {
    /// GAME: `84 kPa (VBR L/d)^2.75 S^2.7 d^0.7` free, `338 kPa (VBR L/d)^2.25 S^2.7 d^0.7` between planes.
    ///
    /// # Errors
    /// Every value out of range.
    pub fn solve(&self) -> Result<Solved<SourceStrength>, InvalidInput> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("volume_blockage_frac", self.volume_blockage_frac, 0.001, 0.9, "");
        check("flame_path_m", self.flame_path_m, 0.1, 200.0, "m");
        check("obstacle_diameter_m", self.obstacle_diameter_m, 0.001, 5.0, "m");
        check("laminar_burning_velocity_m_s", self.laminar_burning_velocity_m_s, 0.05, 5.0, "m/s");
        InvalidInput::check(problems)?;
        let (coefficient_pa, exponent) = if self.between_planes { (338e3, 2.25) } else { (84e3, 2.75) };
        let crowding = self.volume_blockage_frac * self.flame_path_m / self.obstacle_diameter_m;
        let overpressure_pa = coefficient_pa
            * math::pow(crowding, exponent)
            * math::pow(self.laminar_burning_velocity_m_s, 2.7)
            * math::pow(self.obstacle_diameter_m, 0.7);
        let field = SourceStrength { overpressure_pa, strength_factor: strength_factor(overpressure_pa) };
        let strongest = overpressure_pa > CLASS_OVERPRESSURE_PA[9];
        Ok(Solved { field, caveats: strongest.then(|| cut(overpressure_pa)).into_iter().collect() })
    }
}

/// Strength class whose greatest overpressure is a given one, 1 to 10; between whole classes by logarithms.
#[must_use]
pub fn strength_factor(overpressure_pa: f64) -> f64 {
    let upper = CLASS_OVERPRESSURE_PA.partition_point(|&level_pa| level_pa < overpressure_pa).clamp(1, 9);
    let [low_pa, high_pa] = [CLASS_OVERPRESSURE_PA[upper - 1], CLASS_OVERPRESSURE_PA[upper]];
    upper as f64 + math::ln(overpressure_pa.clamp(low_pa, high_pa) / low_pa) / math::ln(high_pa / low_pa)
}

fn cut(overpressure_pa: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        EXPLOSION_STRENGTH.id,
        format!(
            "the correlation gives {overpressure_pa:.2e} Pa, more than its trials: taken as a detonation, class 10"
        ),
        format!("经验式给出 {overpressure_pa:.2e} Pa,超出其试验范围:按爆轰(10 级)处理"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_their_own_overpressures() {
        for (place, &level_pa) in CLASS_OVERPRESSURE_PA.iter().enumerate() {
            assert!((strength_factor(level_pa) - (place + 1) as f64).abs() < 1e-12);
        }
        assert_eq!((strength_factor(1.0), strength_factor(1e9)), (1.0, 10.0));
    }

    #[test]
    fn a_recommended_class_is_never_below_the_guide() {
        for ignition in [IgnitionEnergy::High, IgnitionEnergy::Low] {
            for obstruction in [Obstruction::High, Obstruction::Low, Obstruction::None] {
                for between_planes in [true, false] {
                    let guide = kinsella(ignition, obstruction, between_planes);
                    assert!(guide.least <= guide.greatest && guide.greatest <= guide.recommended);
                    assert!(obstruction != Obstruction::High || guide.recommended >= 7);
                }
            }
        }
    }

    #[test]
    fn flames_speed_up_with_obstacles_planes_and_reactivity() {
        use {Congestion as C, Expansion as E, FlameReactivity as R};
        for (slow, fast) in [
            ((R::Medium, C::Low, E::ThreeD), (R::Medium, C::High, E::ThreeD)),
            ((R::Medium, C::Low, E::ThreeD), (R::Medium, C::Low, E::TwoD)),
            ((R::Low, C::Medium, E::ThreeD), (R::High, C::Medium, E::ThreeD)),
        ] {
            let mach = |(reactivity, congestion, expansion)| flame_mach_ratio(reactivity, congestion, expansion).0;
            assert!(mach(slow) < mach(fast));
        }
    }

    #[test]
    fn four_problems_come_together() {
        let region = ObstacleRegion {
            volume_blockage_frac: 2.0,
            flame_path_m: -1.0,
            obstacle_diameter_m: f64::NAN,
            laminar_burning_velocity_m_s: 50.0,
            between_planes: true,
        };
        assert_eq!(region.solve().unwrap_err().problems.len(), 4);
    }
}
