//! How long a vessel stands in the heat of a neighbouring fire.

use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Time to failure of a heated vessel.
pub const VESSEL_HEATING: ModelCard = ModelCard {
    id: "vessel_heating",
    version: 1,
    title_en: "Vessel heated by a fire: time to failure",
    title_zh: "火灾加热容器的失效时间",
    citation: "G. Landucci, G. Gubinelli, G. Antonioni, V. Cozzani (2009), Accid. Anal. Prev. 41, 1206-1215: ln t = -1.128 ln I - 2.667e-5 V + \
               9.877 (atmospheric), ln t = -0.947 ln I + 8.835 V^0.032 (pressurised, recalled); thresholds 15 kW/m2 and 45 kW/m2 (recalled), \
               V. Cozzani et al. (2006), J. Hazard. Mater. (recalled)",
    domain: "unprotected steel vessels without water spray, steady heat from a distance (no flame contact): atmospheric 25 to 17 500 m3, \
             pressurised 5 to 250 m3 (recalled); t in s, I in kW/m2, V in m3",
    verification: "unit tests, hand-worked",
    origin: Origin::Source,
};

/// Kind of vessel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeatedVessel {
    /// At the pressure of the air: tank.
    Atmospheric,
    /// Under pressure: bullet, sphere.
    Pressurised,
}

impl HeatedVessel {
    /// Heat flux below which no escalation is taken for credible, W/m2.
    #[must_use]
    pub fn threshold_w_m2(self) -> f64 {
        match self {
            Self::Atmospheric => 15_000.0,
            Self::Pressurised => 45_000.0,
        }
    }

    /// Volumes of the vessels behind the correlation, m3.
    fn volumes_m3(self) -> [f64; 2] {
        match self {
            Self::Atmospheric => [25.0, 17_500.0],
            Self::Pressurised => [5.0, 250.0],
        }
    }
}

/// A vessel in the heat of a fire.
///
/// # Example
/// ```
/// use cordon_engine::fire::{HeatedVessel, VesselHeating};
/// let tank = VesselHeating { vessel: HeatedVessel::Atmospheric, volume_m3: 31.0, heat_load_w_m2: 15_000.0 };
/// let minutes = tank.solve().unwrap().field / 60.0;
/// assert!((minutes - 15.3).abs() < 0.1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselHeating {
    /// Kind.
    pub vessel: HeatedVessel,
    /// Volume, m3.
    pub volume_m3: f64,
    /// Heat flux on it, W/m2.
    pub heat_load_w_m2: f64,
}

impl VesselHeating {
    /// Time to failure, s.
    ///
    /// # Errors
    /// Quantities not finite or out of range.
    pub fn solve(&self) -> Result<Solved<f64>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "volume_m3", self.volume_m3, 0.1, 2e5, "m3");
        FieldProblem::check_range(&mut problems, "heat_load_w_m2", self.heat_load_w_m2, 1000.0, 5e5, "W/m2");
        InvalidInput::check(problems)?;
        let ln_load = math::ln(1e-3 * self.heat_load_w_m2);
        let ln_time = match self.vessel {
            HeatedVessel::Atmospheric => 9.877 - 1.128 * ln_load - 2.667e-5 * self.volume_m3,
            HeatedVessel::Pressurised => 8.835 * math::pow(self.volume_m3, 0.032) - 0.947 * ln_load,
        };
        Ok(Solved { field: math::exp(ln_time), caveats: self.caveats() })
    }

    fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let [least_m3, greatest_m3] = self.vessel.volumes_m3();
        let caveat = |code, en: String, zh: String| Caveat::new(code, VESSEL_HEATING.id, en, zh);
        if !(least_m3..=greatest_m3).contains(&self.volume_m3) {
            caveats.push(caveat(
                CaveatCode::OutsideValidity,
                format!("volume of {} m3: the correlation rests on {least_m3} to {greatest_m3} m3", self.volume_m3),
                format!("容积 {} m3 超出关联式依据的范围({least_m3} 至 {greatest_m3} m3)", self.volume_m3),
            ));
        }
        let (en, zh) = match self.vessel {
            HeatedVessel::Atmospheric => ("volume range of the correlation", "关联式容积范围"),
            HeatedVessel::Pressurised => {
                ("constants, volume range and threshold of pressurised vessels", "压力容器的常数、容积范围与阈值")
            }
        };
        caveats.push(caveat(
            CaveatCode::MemoryFigure,
            format!("{en}: recalled, not checked in the source"),
            format!("{zh}:按记忆引用,未经原文核对"),
        ));
        caveats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time_s(vessel: HeatedVessel, volume_m3: f64, heat_load_w_m2: f64) -> f64 {
        VesselHeating { vessel, volume_m3, heat_load_w_m2 }.solve().unwrap().field
    }

    #[test]
    fn by_hand() {
        // 100 m3 tank, 20 kW/m2: 9.877 - 1.128 * 2.995732 - 0.002667 = 6.495147; exp = 661.9 s
        assert!((time_s(HeatedVessel::Atmospheric, 100.0, 2e4) - 661.9).abs() < 0.1);
        // 50 m3 sphere, 60 kW/m2: 50^0.032 = 1.133353; 8.835 * 1.133353 = 10.013174; - 0.947 * 4.094345 = 6.135829; exp = 462.1
        assert!((time_s(HeatedVessel::Pressurised, 50.0, 6e4) - 462.1).abs() < 0.3);
    }

    #[test]
    fn more_heat_less_time() {
        for vessel in [HeatedVessel::Atmospheric, HeatedVessel::Pressurised] {
            assert!(time_s(vessel, 100.0, 3e4) < time_s(vessel, 100.0, 2e4));
        }
    }

    #[test]
    fn bad_vessels_are_refused_and_odd_ones_told() {
        let bad = VesselHeating { vessel: HeatedVessel::Atmospheric, volume_m3: 0.0, heat_load_w_m2: f64::NAN };
        assert_eq!(bad.solve().unwrap_err().problems.len(), 2);
        let odd = VesselHeating { vessel: HeatedVessel::Pressurised, volume_m3: 1000.0, heat_load_w_m2: 2e4 };
        assert!(odd.solve().unwrap().caveats.iter().any(|caveat| caveat.code == CaveatCode::OutsideValidity));
    }
}
