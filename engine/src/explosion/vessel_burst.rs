//! Blast of a bursting vessel with gas.

use super::cloud_blast::{CloudBlastPoint, farthest, outside_curves, sachs_length_m};
use super::curves::Between;
use super::vessel_curves::{IMPULSE, OVERPRESSURE};
use super::{BlastDistance, Burst};
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};

/// Blast of a bursting gas vessel.
pub const VESSEL_BURST_BLAST: ModelCard = ModelCard {
    id: "vessel_burst_blast",
    version: 1,
    title_en: "Blast of a bursting gas vessel",
    title_zh: "气体压力容器爆裂冲击波",
    citation: "curves of CCPS (2010) Guidelines for vapor cloud explosion, pressure vessel burst, BLEVE and flash fire hazards, 2nd ed., as \
               digitised by S. K. McNeill (National Center for Explosives Training and Research, public data of the Girard Point \
               analysis, 2019); energies: Crowl D.A. (2003) Understanding explosions, appendix B (Brode eq. B-1 read; isentropic, \
               isothermal and availability worked out from their definitions for an ideal gas); overpressure at the vessel by the \
               shock-tube relation of ideal gases (Liepmann and Roshko 1957)",
    domain: "sphere of ideal gas on flat ground or in free air, burst pressure 5 to 1000 times ambient; scaled distance from outside the \
             vessel to 10.04; no fragments (their energy is not taken off), no jets by the way the vessel opens; the curves take \
             Brode's energy, doubled on the ground (recalled)",
    verification: "tests/verification/vessel_blast.rs: energies by hand, the shock tube of Sod, far field against TNT in free air; \
                   tests/property/cloud_blast.rs",
    origin: Origin::Memory,
};

/// Speed of sound in the scaling of the impulse, m/s.
const SPEED_OF_SOUND_M_S: f64 = 340.0;
/// Heat capacity ratio of air.
const AIR_RATIO: f64 = 1.4;
/// Gas constant of air over its molar mass, J/(kg K).
const AIR_J_KG_K: f64 = 287.05;

/// A vessel of gas about to burst.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselBurst {
    /// Volume of the gas, m3, 1e-4 to 1e6.
    pub volume_m3: f64,
    /// Pressure at burst, Pa absolute, above ambient, to 2e8.
    pub burst_pressure_pa: f64,
    /// Temperature of the gas, K, 50 to 3000.
    pub temperature_k: f64,
    /// Molar mass of the gas, kg/mol, 0.001 to 0.5.
    pub molar_mass_kg_mol: f64,
    /// Heat capacity ratio of the gas, 1.01 to 1.67.
    pub heat_capacity_ratio: f64,
    /// On the ground (energy counts twice) or in free air.
    pub burst: Burst,
    /// Pressure of the air, Pa, 5e4 to 1.2e5.
    pub ambient_pressure_pa: f64,
    /// Temperature of the air, K, 200 to 350.
    pub ambient_temperature_k: f64,
}

/// Mechanical energy of the gas by four definitions, J.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpansionEnergies {
    /// Heating at constant volume from ambient to burst pressure (Brode).
    pub brode_j: f64,
    /// Work of an isentropic expansion to ambient pressure.
    pub isentropic_j: f64,
    /// Work of an isothermal expansion to ambient pressure.
    pub isothermal_j: f64,
    /// The most that the surroundings can gain from it (thermodynamic availability of a gas at their temperature).
    pub availability_j: f64,
}

/// Mechanical energies of an ideal gas (Crowl 2003, appendix B).
#[must_use]
pub fn expansion_energies(
    volume_m3: f64,
    burst_pressure_pa: f64,
    heat_capacity_ratio: f64,
    ambient_pressure_pa: f64,
) -> ExpansionEnergies {
    let (pv_j, over) = (burst_pressure_pa * volume_m3, burst_pressure_pa / ambient_pressure_pa);
    let less_one = heat_capacity_ratio - 1.0;
    ExpansionEnergies {
        brode_j: (burst_pressure_pa - ambient_pressure_pa) * volume_m3 / less_one,
        isentropic_j: pv_j / less_one * (1.0 - math::pow(over, -less_one / heat_capacity_ratio)),
        isothermal_j: pv_j * math::ln(over),
        availability_j: pv_j * (math::ln(over) - 1.0 + 1.0 / over),
    }
}

/// Overpressure of the shock that leaves a burst diaphragm, Pa: the root of the shock-tube relation, by bisection.
/// `(ratio, sound_m_s)` are heat capacity ratio and speed of sound of the gas, then of the air.
#[must_use]
pub fn burst_shock_pa(burst_pressure_pa: f64, gas: (f64, f64), air: (f64, f64), ambient_pressure_pa: f64) -> f64 {
    let ((ratio, sound_m_s), (air_ratio, air_sound_m_s)) = (gas, air);
    // Pressure before the burst that would give a shock of `over` times ambient, over ambient.
    let driving = |over: f64| {
        let rise = over - 1.0;
        let wind = (ratio - 1.0) * (air_sound_m_s / sound_m_s) * rise
            / (2.0 * air_ratio * (2.0 * air_ratio + (air_ratio + 1.0) * rise)).sqrt();
        if wind >= 1.0 { f64::INFINITY } else { over * math::pow(1.0 - wind, -2.0 * ratio / (ratio - 1.0)) }
    };
    let wanted = burst_pressure_pa / ambient_pressure_pa;
    let (mut low, mut high) = (1.0, wanted);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if driving(middle) < wanted { low = middle } else { high = middle }
    }
    (low - 1.0) * ambient_pressure_pa
}

/// A solved burst: evaluate it anywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselBurstBlast {
    energies: ExpansionEnergies,
    shock_pa: f64,
    length_m: f64,
    ambient_pressure_pa: f64,
    overpressure: Between,
    impulse: Between,
}

impl VesselBurst {
    /// The blast. Outside 5 to 1000 times ambient the end curve is used, which a caveat says.
    ///
    /// # Errors
    /// Every value out of range, and a burst pressure not above ambient.
    pub fn solve(&self) -> Result<Solved<VesselBurstBlast>, InvalidInput> {
        InvalidInput::check(self.problems())?;
        let p0 = self.ambient_pressure_pa;
        let energies = expansion_energies(self.volume_m3, self.burst_pressure_pa, self.heat_capacity_ratio, p0);
        let gas_j_kg_k = crate::units::GAS_CONSTANT_J_MOL_K / self.molar_mass_kg_mol;
        let sound_m_s = |ratio: f64, constant: f64, at_k: f64| (ratio * constant * at_k).sqrt();
        let gas = (self.heat_capacity_ratio, sound_m_s(self.heat_capacity_ratio, gas_j_kg_k, self.temperature_k));
        let air = (AIR_RATIO, sound_m_s(AIR_RATIO, AIR_J_KG_K, self.ambient_temperature_k));
        let ground = if self.burst == Burst::Hemispherical { 2.0 } else { 1.0 };
        let over = self.burst_pressure_pa / p0;
        let field = VesselBurstBlast {
            energies,
            shock_pa: burst_shock_pa(self.burst_pressure_pa, gas, air, p0),
            length_m: sachs_length_m(ground * energies.brode_j, p0),
            ambient_pressure_pa: p0,
            overpressure: Between::new(&OVERPRESSURE, over),
            impulse: Between::new(&IMPULSE, over),
        };
        let beyond = !(5.0..=1000.0).contains(&over);
        Ok(Solved { field, caveats: beyond.then(|| outside_pressures(over)).into_iter().collect() })
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check =
            |field, value, min, max, unit| FieldProblem::check_range(&mut problems, field, value, min, max, unit);
        check("volume_m3", self.volume_m3, 1e-4, 1e6, "m3");
        check("burst_pressure_pa", self.burst_pressure_pa, 1.0, 2e8, "Pa");
        check("temperature_k", self.temperature_k, 50.0, 3000.0, "K");
        check("molar_mass_kg_mol", self.molar_mass_kg_mol, 1e-3, 0.5, "kg/mol");
        check("heat_capacity_ratio", self.heat_capacity_ratio, 1.01, 1.67, "");
        check("ambient_pressure_pa", self.ambient_pressure_pa, 5e4, 1.2e5, "Pa");
        check("ambient_temperature_k", self.ambient_temperature_k, 200.0, 350.0, "K");
        if problems.is_empty() && self.burst_pressure_pa < 1.01 * self.ambient_pressure_pa {
            let allowed =
                format!("more than a hundredth above the ambient pressure of {} Pa", self.ambient_pressure_pa);
            problems.push(FieldProblem::new("burst_pressure_pa", self.burst_pressure_pa, allowed, "out_of_range"));
        }
        problems
    }
}

impl VesselBurstBlast {
    /// Mechanical energy of the gas by four definitions; the curves take that of Brode.
    #[must_use]
    pub fn energies(&self) -> ExpansionEnergies {
        self.energies
    }

    /// Overpressure of the shock at the vessel, Pa: no blast outside is stronger.
    #[must_use]
    pub fn shock_overpressure_pa(&self) -> f64 {
        self.shock_pa
    }

    /// Nearest and farthest distance of the curves, m.
    #[must_use]
    pub fn range_m(&self) -> [f64; 2] {
        let [pressure, impulse] = [self.overpressure.range(&OVERPRESSURE), self.impulse.range(&IMPULSE)];
        [pressure[0].max(impulse[0]) * self.length_m, pressure[1].min(impulse[1]) * self.length_m]
    }

    fn contains(&self, distance_m: f64) -> bool {
        let [near_m, far_m] = self.range_m();
        (near_m..=far_m).contains(&distance_m)
    }

    #[inline]
    fn overpressure_unchecked_pa(&self, distance_m: f64) -> f64 {
        let curve_pa = self.ambient_pressure_pa * self.overpressure.at(&OVERPRESSURE, distance_m / self.length_m);
        curve_pa.min(self.shock_pa)
    }

    /// Peak side-on overpressure, Pa; none outside the curves.
    #[inline]
    #[must_use]
    pub fn side_on_overpressure_pa(&self, distance_m: f64) -> Option<f64> {
        self.contains(distance_m).then(|| self.overpressure_unchecked_pa(distance_m))
    }

    /// Blast at a distance; none outside the curves (see [`Self::outside_range`]).
    #[must_use]
    pub fn at(&self, distance_m: f64) -> Option<CloudBlastPoint> {
        let side_on_overpressure_pa = self.side_on_overpressure_pa(distance_m)?;
        let (ratio, p0) = (distance_m / self.length_m, self.ambient_pressure_pa);
        let impulse_pa_s = self.length_m * p0 / SPEED_OF_SOUND_M_S * self.impulse.at(&IMPULSE, ratio);
        let pulse = (impulse_pa_s, 2.0 * impulse_pa_s / side_on_overpressure_pa);
        Some(CloudBlastPoint::new(ratio, side_on_overpressure_pa, pulse, p0))
    }

    /// The farthest distance at which the side-on overpressure reaches a level.
    #[must_use]
    pub fn distance_to_overpressure(&self, overpressure_pa: f64) -> BlastDistance {
        farthest(self.range_m(), overpressure_pa, |distance_m| self.overpressure_unchecked_pa(distance_m))
    }

    /// The caveat for a distance outside the curves; none inside.
    #[must_use]
    pub fn outside_range(&self, distance_m: f64) -> Option<Caveat> {
        outside_curves(VESSEL_BURST_BLAST.id, distance_m, self.range_m(), ("this vessel", "该容器"))
    }
}

fn outside_pressures(over: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        VESSEL_BURST_BLAST.id,
        format!("burst pressure of {over:.3} times ambient lies outside the curves, 5 to 1000: the nearest was used"),
        format!("爆裂压力为环境压力的 {over:.3} 倍,超出曲线范围(5 至 1000):取最近曲线"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::curves::assert_sound;
    use super::*;

    const AIR_BOTTLE: VesselBurst = VesselBurst {
        volume_m3: 1.0,
        burst_pressure_pa: 5e6,
        temperature_k: 293.15,
        molar_mass_kg_mol: 0.028_96,
        heat_capacity_ratio: 1.4,
        burst: Burst::FreeAir,
        ambient_pressure_pa: 101_325.0,
        ambient_temperature_k: 293.15,
    };

    #[test]
    fn tables_are_sound() {
        assert_sound(&OVERPRESSURE);
        assert_sound(&IMPULSE);
    }

    #[test]
    fn energies_stand_in_their_order() {
        let found = AIR_BOTTLE.solve().unwrap().field.energies();
        assert!(found.isentropic_j < found.brode_j && found.availability_j < found.isothermal_j);
        assert!(found.isentropic_j < found.availability_j);
    }

    #[test]
    fn no_blast_outside_is_stronger_than_the_shock_at_the_vessel() {
        let blast = VesselBurst { burst_pressure_pa: 6e5, ..AIR_BOTTLE }.solve().unwrap().field;
        let near_m = blast.range_m()[0];
        assert!(blast.at(near_m).unwrap().side_on_overpressure_pa <= blast.shock_overpressure_pa());
    }

    #[test]
    fn bad_input_comes_whole_and_a_flat_tyre_does_not_burst() {
        let bad = VesselBurst { volume_m3: -1.0, temperature_k: f64::NAN, heat_capacity_ratio: 1.0, ..AIR_BOTTLE };
        assert_eq!(bad.solve().unwrap_err().problems.len(), 3);
        let flat = VesselBurst { burst_pressure_pa: 101_400.0, ..AIR_BOTTLE };
        assert_eq!(flat.solve().unwrap_err().problems[0].field, "burst_pressure_pa");
        assert_eq!(VesselBurst { burst_pressure_pa: 3e5, ..AIR_BOTTLE }.solve().unwrap().caveats.len(), 1);
    }
}
