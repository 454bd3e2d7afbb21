//! Blast of a vapour cloud by the multi-energy method.

use super::BlastDistance;
use super::cloud_blast::{CloudBlastPoint, farthest, outside_curves, sachs_length_m};
use super::me_curves::{DURATION, OVERPRESSURE, Piece};
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};

/// Multi-energy method.
pub const MULTI_ENERGY: ModelCard = ModelCard {
    id: "multi_energy",
    version: 1,
    title_en: "Vapour cloud explosion (TNO multi-energy method)",
    title_zh: "蒸气云爆炸(TNO 多能法)",
    citation: "van den Berg A.C. (1985) The multi-energy method, J. Hazardous Materials 12, 1-10 (curves); in the power laws of M. Johansson \
               (2017) Gasexplosion i det fria, MSB document B06-105, eqs. 4.1 to 4.9, tables 4.1 to 4.3; impulse of a triangular pulse \
               (eq. 4.7); dynamic pressure by the shock relations of air",
    domain: "energy of the confined or congested part of a cloud on flat ground, distance from its centre; scaled distance 0.23 (edge of the \
             cloud) to where the overpressure is 0.001 of ambient; classes 1 to 10, fractions between them are interpolated in \
             logarithms; no negative phase, no reflections by buildings",
    verification: "tests/verification/cloud_blast.rs: maxima of the classes, power laws of Alonso et al. (2006) for classes 1 to 9 read in \
                   two independent transcriptions, joints of the pieces; tests/property/cloud_blast.rs",
    origin: Origin::Source,
};

/// Energy of a stoichiometric mixture of a hydrocarbon with air, J per m3 of mixture (van den Berg 1985, 3.5 MJ/m3).
pub const STOICHIOMETRIC_ENERGY_J_M3: f64 = 3.5e6;
/// Speed of sound of the tables, m/s (15 degrees Celsius).
const SPEED_OF_SOUND_M_S: f64 = 340.3;
/// Scaled distance of the edge of the hemispherical cloud: nearer is inside the flame. `(3.5e6 (2/3) pi / 101325)^(-1/3)` = 0.24,
/// and 0.23 where Alonso et al. begin.
const NEAREST_RATIO: f64 = 0.23;
/// Overpressure over ambient pressure at which the power laws end.
const LEAST_RATIO: f64 = 1e-3;

/// An exploding part of a cloud.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MultiEnergy {
    /// Heat of combustion of what burns in the confined or congested part, J, 1 to 1e15.
    pub energy_j: f64,
    /// Strength class, 1 (weak) to 10 (detonation).
    pub strength_factor: f64,
    /// Pressure of the air, Pa, 5e4 to 1.2e5.
    pub ambient_pressure_pa: f64,
}

/// A solved explosion: evaluate it anywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MultiEnergyBlast {
    length_m: f64,
    ambient_pressure_pa: f64,
    lower: usize,
    share: f64,
}

/// Energy of a volume of stoichiometric mixture, J.
#[inline]
#[must_use]
pub fn mixture_energy_j(volume_m3: f64) -> f64 {
    STOICHIOMETRIC_ENERGY_J_M3 * volume_m3
}

/// Greatest overpressure of the classes, Pa (table 4.1; class 10: above 1000 kPa).
pub const CLASS_OVERPRESSURE_PA: [f64; 10] = [1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6];

impl MultiEnergy {
    /// The blast; a class between two whole ones is interpolated, which a caveat says.
    ///
    /// # Errors
    /// Every value out of range.
    ///
    /// # Example
    /// ```
    /// use cordon_engine::explosion::MultiEnergy;
    /// let cloud = MultiEnergy { energy_j: 3.5e9, strength_factor: 7.0, ambient_pressure_pa: 101_325.0 };
    /// let at_100_m = cloud.solve().unwrap().field.at(100.0).unwrap();
    /// assert!((at_100_m.side_on_overpressure_pa / 1e3 - 10.0).abs() < 1.5); // 0.32 R'^-1.13, R' = 3.07
    /// ```
    pub fn solve(&self) -> Result<Solved<MultiEnergyBlast>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "energy_j", self.energy_j, 1.0, 1e15, "J");
        FieldProblem::check_range(&mut problems, "strength_class", self.strength_factor, 1.0, 10.0, "");
        FieldProblem::check_range(&mut problems, "ambient_pressure_pa", self.ambient_pressure_pa, 5e4, 1.2e5, "Pa");
        InvalidInput::check(problems)?;
        // class 10 is the upper end of the last pair
        let lower = (self.strength_factor as usize - 1).min(8);
        let share = self.strength_factor - (lower + 1) as f64;
        let length_m = sachs_length_m(self.energy_j, self.ambient_pressure_pa);
        let field = MultiEnergyBlast { length_m, ambient_pressure_pa: self.ambient_pressure_pa, lower, share };
        let between = share > 0.0 && share < 1.0;
        Ok(Solved { field, caveats: between.then(|| interpolated(self.strength_factor)).into_iter().collect() })
    }
}

#[inline]
fn value(pieces: &[Piece], ratio: f64) -> f64 {
    let piece = pieces.iter().find(|piece| ratio <= piece.to_ratio).unwrap_or(&pieces[pieces.len() - 1]);
    piece.coefficient * math::pow(ratio, piece.exponent)
}

impl MultiEnergyBlast {
    #[inline]
    fn between(&self, curves: &[&[Piece]; 10], ratio: f64) -> f64 {
        let low = value(curves[self.lower], ratio);
        if self.share == 0.0 {
            return low;
        }
        let high = value(curves[self.lower + 1], ratio);
        if self.share == 1.0 { high } else { low * math::pow(high / low, self.share) }
    }

    /// Nearest and farthest distance of the power laws, m.
    #[must_use]
    pub fn range_m(&self) -> [f64; 2] {
        let class = if self.share == 1.0 { self.lower + 1 } else { self.lower };
        let pieces = OVERPRESSURE[class];
        let last = pieces[pieces.len() - 1];
        let far_ratio = math::pow(LEAST_RATIO / last.coefficient, 1.0 / last.exponent);
        [NEAREST_RATIO * self.length_m, far_ratio * self.length_m]
    }

    fn contains(&self, distance_m: f64) -> bool {
        let [near_m, far_m] = self.range_m();
        (near_m..=far_m).contains(&distance_m)
    }

    /// Peak side-on overpressure, Pa; none inside the cloud or beyond the power laws.
    #[inline]
    #[must_use]
    pub fn side_on_overpressure_pa(&self, distance_m: f64) -> Option<f64> {
        self.contains(distance_m).then(|| self.overpressure_unchecked_pa(distance_m))
    }

    #[inline]
    fn overpressure_unchecked_pa(&self, distance_m: f64) -> f64 {
        self.ambient_pressure_pa * self.between(&OVERPRESSURE, distance_m / self.length_m)
    }

    /// Blast at a distance; none inside the cloud or beyond the power laws (see [`Self::outside_range`]).
    #[must_use]
    pub fn at(&self, distance_m: f64) -> Option<CloudBlastPoint> {
        let side_on_overpressure_pa = self.side_on_overpressure_pa(distance_m)?;
        let ratio = distance_m / self.length_m;
        let positive_duration_s = self.between(&DURATION, ratio) * self.length_m / SPEED_OF_SOUND_M_S;
        let pulse = (0.5 * side_on_overpressure_pa * positive_duration_s, positive_duration_s);
        Some(CloudBlastPoint::new(ratio, side_on_overpressure_pa, pulse, self.ambient_pressure_pa))
    }

    /// The farthest distance at which the side-on overpressure reaches a level.
    #[must_use]
    pub fn distance_to_overpressure(&self, overpressure_pa: f64) -> BlastDistance {
        farthest(self.range_m(), overpressure_pa, |distance_m| self.overpressure_unchecked_pa(distance_m))
    }

    /// The caveat for a distance outside the curves; none inside.
    #[must_use]
    pub fn outside_range(&self, distance_m: f64) -> Option<Caveat> {
        outside_curves(
            MULTI_ENERGY.id,
            distance_m,
            self.range_m(),
            ("this cloud (from its edge on)", "该云团(自边缘起)"),
        )
    }
}

fn interpolated(strength: f64) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        MULTI_ENERGY.id,
        format!("strength class {strength} lies between two published curves: interpolated in logarithms"),
        format!("爆源强度等级 {strength} 介于两条已发布曲线之间:按对数插值"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_within_the_rounding_of_their_figures() {
        for pieces in OVERPRESSURE.iter().chain(&DURATION) {
            for pair in pieces.windows(2) {
                let at = |piece: &Piece| piece.coefficient * math::pow(pair[0].to_ratio, piece.exponent);
                let step = at(&pair[0]) / at(&pair[1]) - 1.0;
                assert!(step.abs() < 0.015, "step of {step} at {}", pair[0].to_ratio);
            }
        }
    }

    #[test]
    fn a_whole_class_has_no_caveat_and_a_fraction_lies_between() {
        let at = |strength_factor| {
            let solved = MultiEnergy { energy_j: 1e9, strength_factor, ambient_pressure_pa: 1e5 }.solve().unwrap();
            (solved.field.side_on_overpressure_pa(30.0).unwrap(), solved.caveats.len())
        };
        let (five, six, between) = (at(5.0), at(6.0), at(5.5));
        assert_eq!((five.1, six.1, between.1), (0, 0, 1));
        assert!((between.0 * between.0 / (five.0 * six.0) - 1.0).abs() < 1e-12);
        assert_eq!(at(10.0).1, 0);
    }

    #[test]
    fn three_problems_come_together() {
        let cloud = MultiEnergy { energy_j: 0.0, strength_factor: 11.0, ambient_pressure_pa: f64::NAN };
        assert_eq!(cloud.solve().unwrap_err().problems.len(), 3);
    }

    #[test]
    fn inside_the_cloud_and_far_away_there_is_no_number_but_a_caveat() {
        let blast =
            MultiEnergy { energy_j: 1e9, strength_factor: 4.0, ambient_pressure_pa: 1e5 }.solve().unwrap().field;
        assert!(blast.at(4.0).is_none() && blast.outside_range(4.0).is_some());
        assert!(blast.at(2e4).is_none() && blast.outside_range(50.0).is_none());
    }
}
