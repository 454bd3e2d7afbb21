//! Blast of a vapour cloud by the curves of Baker, Strehlow and Tang.

use super::bst_impulse::IMPULSE;
use super::bst_overpressure::OVERPRESSURE;
use super::cloud_blast::{CloudBlastPoint, farthest, outside_curves, sachs_length_m};
use super::curves::Between;
use super::{BlastDistance, Burst};
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};

/// Baker-Strehlow-Tang method.
pub const BAKER_STREHLOW_TANG: ModelCard = ModelCard {
    id: "baker_strehlow_tang",
    version: 1,
    title_en: "Vapour cloud explosion (Baker-Strehlow-Tang)",
    title_zh: "蒸气云爆炸(Baker-Strehlow-Tang 法)",
    citation: "Tang M.J., Baker Q.A. (1999) A new set of blast curves from vapor cloud explosion, Process Safety Progress 18(3), 235-240, \
               in CCPS (2010) Guidelines, 2nd ed.; curves as digitised in the public data of HyRAM+ (Sandia); flame speeds of \
               Pierorazio A.J., Thomas J.K., Baker Q.A., Ketchum D.E. (2005), Process Safety Progress 24(1), 59-65, read in a public \
               transcription; energy doubled on the ground",
    domain: "energy of the congested part of a cloud, distance from its centre; flame Mach number 0.2 to 5.2 relative to the air at rest \
             (slower flames are run as 0.2); scaled distance 0.103 to 9.58; between the curves interpolated in logarithms; duration is \
             that of a triangular pulse",
    verification: "tests/verification/cloud_blast.rs: the digitised points within 2 %; tests/property/cloud_blast.rs; cordon validate: \
                   hydrogen_jet_blast",
    origin: Origin::Source,
};

/// Speed of sound in the scaling of the impulse, m/s (HyRAM+).
const SPEED_OF_SOUND_M_S: f64 = 340.0;
/// Slowest and fastest flame with a curve, Mach.
pub const FLAME_MACH_RANGE: [f64; 2] = [0.2, 5.2];

/// An exploding part of a cloud.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BakerStrehlowTang {
    /// Heat of combustion of what burns in the congested part, J, 1 to 1e15; not doubled.
    pub energy_j: f64,
    /// Flame speed over the speed of sound, 0.01 to 5.2.
    pub flame_mach_ratio: f64,
    /// On the ground (energy counts twice) or in free air.
    pub burst: Burst,
    /// Pressure of the air, Pa, 5e4 to 1.2e5.
    pub ambient_pressure_pa: f64,
}

/// A solved explosion: evaluate it anywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BakerStrehlowTangBlast {
    length_m: f64,
    ambient_pressure_pa: f64,
    impulse_unit_pa_s: f64,
    flame: Between,
}

impl BakerStrehlowTang {
    /// The blast. A flame slower than Mach 0.2 is run as one of 0.2, an upper bound, which a caveat says.
    ///
    /// # Errors
    /// Every value out of range.
    ///
    /// # Example
    /// ```
    /// use cordon_engine::explosion::{BakerStrehlowTang, Burst};
    /// let cloud = BakerStrehlowTang {
    ///     energy_j: 1e9, flame_mach_ratio: 0.7, burst: Burst::Hemispherical, ambient_pressure_pa: 101_325.0 };
    /// assert!(cloud.solve().unwrap().field.at(100.0).unwrap().side_on_overpressure_pa > 5e3);
    /// ```
    pub fn solve(&self) -> Result<Solved<BakerStrehlowTangBlast>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "energy_j", self.energy_j, 1.0, 1e15, "J");
        FieldProblem::check_range(&mut problems, "flame_mach", self.flame_mach_ratio, 0.01, 5.2, "");
        FieldProblem::check_range(&mut problems, "ambient_pressure_pa", self.ambient_pressure_pa, 5e4, 1.2e5, "Pa");
        InvalidInput::check(problems)?;
        let mach = self.flame_mach_ratio.max(FLAME_MACH_RANGE[0]);
        let ground = if self.burst == Burst::Hemispherical { 2.0 } else { 1.0 };
        let length_m = sachs_length_m(ground * self.energy_j, self.ambient_pressure_pa);
        let field = BakerStrehlowTangBlast {
            length_m,
            ambient_pressure_pa: self.ambient_pressure_pa,
            // E^(1/3) p0^(2/3) / a0
            impulse_unit_pa_s: length_m * self.ambient_pressure_pa / SPEED_OF_SOUND_M_S,
            flame: Between::new(&OVERPRESSURE, mach),
        };
        let slow_flame = self.flame_mach_ratio < FLAME_MACH_RANGE[0];
        Ok(Solved { field, caveats: slow_flame.then(|| below_curves(self.flame_mach_ratio)).into_iter().collect() })
    }
}

impl BakerStrehlowTangBlast {
    /// Nearest and farthest distance of the curves, m.
    #[must_use]
    pub fn range_m(&self) -> [f64; 2] {
        self.flame.range(&OVERPRESSURE).map(|ratio| ratio * self.length_m)
    }

    fn contains(&self, distance_m: f64) -> bool {
        let [near_m, far_m] = self.range_m();
        (near_m..=far_m).contains(&distance_m)
    }

    /// Peak side-on overpressure, Pa; none outside the curves.
    #[inline]
    #[must_use]
    pub fn side_on_overpressure_pa(&self, distance_m: f64) -> Option<f64> {
        self.contains(distance_m).then(|| self.overpressure_unchecked_pa(distance_m))
    }

    #[inline]
    fn overpressure_unchecked_pa(&self, distance_m: f64) -> f64 {
        self.ambient_pressure_pa * self.flame.at(&OVERPRESSURE, distance_m / self.length_m)
    }

    /// Blast at a distance; none outside the curves (see [`Self::outside_range`]).
    #[must_use]
    pub fn at(&self, distance_m: f64) -> Option<CloudBlastPoint> {
        let side_on_overpressure_pa = self.side_on_overpressure_pa(distance_m)?;
        let ratio = distance_m / self.length_m;
        let side_on_impulse_pa_s = self.impulse_unit_pa_s * self.flame.at(&IMPULSE, ratio);
        let (p0, duration_s) = (self.ambient_pressure_pa, 2.0 * side_on_impulse_pa_s / side_on_overpressure_pa);
        Some(CloudBlastPoint::new(ratio, side_on_overpressure_pa, (side_on_impulse_pa_s, duration_s), p0))
    }

    /// The farthest distance at which the side-on overpressure reaches a level.
    #[must_use]
    pub fn distance_to_overpressure(&self, overpressure_pa: f64) -> BlastDistance {
        farthest(self.range_m(), overpressure_pa, |distance_m| self.overpressure_unchecked_pa(distance_m))
    }

    /// The caveat for a distance outside the curves; none inside.
    #[must_use]
    pub fn outside_range(&self, distance_m: f64) -> Option<Caveat> {
        outside_curves(BAKER_STREHLOW_TANG.id, distance_m, self.range_m(), ("this energy", "该能量"))
    }
}

fn below_curves(flame_mach: f64) -> Caveat {
    let slowest = FLAME_MACH_RANGE[0];
    Caveat::new(
        CaveatCode::OutsideValidity,
        BAKER_STREHLOW_TANG.id,
        format!("flame Mach number {flame_mach} lies below the slowest curve: run as {slowest}, an upper bound"),
        format!("火焰马赫数 {flame_mach} 低于最慢曲线:按 {slowest} 计算,结果为上限"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::curves::assert_sound;
    use super::*;

    fn cloud(flame_mach_ratio: f64) -> BakerStrehlowTang {
        let burst = Burst::FreeAir;
        BakerStrehlowTang { energy_j: 1e9, flame_mach_ratio, burst, ambient_pressure_pa: 1e5 }
    }

    #[test]
    fn both_tables_have_the_same_flames_and_are_sound() {
        for (pressure, impulse) in OVERPRESSURE.iter().zip(&IMPULSE) {
            assert_eq!(pressure.parameter_ratio, impulse.parameter_ratio);
        }
        assert_sound(&OVERPRESSURE);
        assert_sound(&IMPULSE);
    }

    #[test]
    fn a_flame_between_two_curves_lies_between() {
        let at = |mach| cloud(mach).solve().unwrap().field.side_on_overpressure_pa(40.0).unwrap();
        assert!(at(0.35) < at(0.5) && at(0.5) < at(0.7));
    }

    #[test]
    fn a_slow_flame_is_bounded_and_said() {
        let slow = cloud(0.026).solve().unwrap();
        assert_eq!(slow.caveats.len(), 1);
        let least = cloud(0.2).solve().unwrap();
        assert!(least.caveats.is_empty());
        assert_eq!(slow.field.at(50.0), least.field.at(50.0));
    }

    #[test]
    fn the_ground_doubles_the_energy() {
        let ground = BakerStrehlowTang { burst: Burst::Hemispherical, ..cloud(1.0) }.solve().unwrap().field;
        let air = BakerStrehlowTang { energy_j: 2e9, ..cloud(1.0) }.solve().unwrap().field;
        assert_eq!(ground.at(60.0), air.at(60.0));
    }

    #[test]
    fn bad_input_comes_whole() {
        let bad = BakerStrehlowTang {
            energy_j: f64::NAN,
            flame_mach_ratio: 6.0,
            burst: Burst::FreeAir,
            ambient_pressure_pa: 0.0,
        };
        assert_eq!(bad.solve().unwrap_err().problems.len(), 3);
    }
}
