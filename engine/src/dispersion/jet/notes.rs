//! What to tell the user beside the numbers of a jet.

use super::{GAS_JET, GasJet, GasJetField, JetEnd, JetSource};
use crate::dispersion::DenseLevel;
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::Substance;

/// Below this the oxygen of the air condenses at the jet, K (boiling point of oxygen at 101 325 Pa).
const OXYGEN_BOILS_K: f64 = 90.2;
/// Departure of the compressibility factor from 1 from which on it is told.
const REAL_GAS: f64 = 0.05;
/// Density over that of the air from which on a jet counts as heavy.
const HEAVY_RATIO: f64 = 1.05;
/// Diameters of the notional nozzle from which on a jet is like itself (Papanikolaou et al. 2012: x/d > 30).
const SELF_SIMILAR: f64 = 30.0;

fn note(code: CaveatCode, message_en: impl Into<String>, message_zh: impl Into<String>) -> Caveat {
    Caveat::new(code, GAS_JET.id, message_en, message_zh)
}

/// Caveats of any jet.
pub(super) fn of_jet(field: &GasJetField) -> Vec<Caveat> {
    let mut caveats = vec![
        note(
            CaveatCode::NotModelled,
            "still air without obstacles or ground: wind, walls and jets along the ground, which reach farther, are left out",
            "按静止空气、无障碍、不触地计算:未计风、墙体阻挡及贴地射流(贴地时影响更远)",
        ),
        note(
            CaveatCode::NotModelled,
            "values are means over time: on the axis they fluctuate by some 23 % of the mean (Ruggles and Ekoto 2012), at the edges by more",
            "结果为时间平均值:轴线上脉动约为平均值的 23%(Ruggles 与 Ekoto 2012),边缘更大",
        ),
        note(
            CaveatCode::WeakValidation,
            "compared with hydrogen on the axis only: 27 of 30 values lie within a factor of 2, 1.45 times too high on average (0.6 to 2.4); \
             off the axis and for other gases there was no trial to compare with",
            "仅与氢气射流轴线数据对比:30 个值中 27 个在两倍以内,平均偏高 1.45 倍(0.6 至 2.4);轴线以外及其他气体尚无试验对比",
        ),
    ];
    let ratio = field.origin.density_kg_m3 / field.mixing.air_kg_m3;
    if ratio > HEAVY_RATIO {
        caveats.push(note(
            CaveatCode::OutsideValidity,
            format!("the gas is {ratio:.1} times as dense as the air: the model was made for light gases, heavy ones that have slowed down belong to dense_gas"),
            format!("气体密度为空气的 {ratio:.1} 倍:本模型面向轻气体,减速后的重气应采用 dense_gas"),
        ));
    }
    let cold_k = field.origin.temperature_k;
    if cold_k < OXYGEN_BOILS_K {
        caveats.push(note(
            CaveatCode::OutsideValidity,
            format!("the jet starts at {cold_k:.0} K, where oxygen of the air condenses: that is left out, as is the change of heat capacity"),
            format!("射流起始温度 {cold_k:.0} K,空气中的氧会冷凝:未计入,亦未计热容变化"),
        ));
    }
    caveats.extend(end_of(field));
    caveats
}

fn end_of(field: &GasJetField) -> Option<Caveat> {
    let length_m = field.length_m();
    let (en, zh) = match field.end {
        JetEnd::Thin | JetEnd::Long => return None,
        JetEnd::Ground => (
            format!("the axis meets the ground after {length_m:.1} m: beyond it nothing is computed"),
            format!("射流轴线在 {length_m:.1} m 处触地:此后不再计算"),
        ),
        JetEnd::Stopped => (
            format!("buoyancy stops the jet after {length_m:.1} m: beyond it nothing is computed"),
            format!("射流在 {length_m:.1} m 处被浮力阻停:此后不再计算"),
        ),
    };
    Some(note(CaveatCode::NotModelled, en, zh))
}

/// Caveats of a substance: a real gas, one that condenses.
pub(super) fn of_substance(jet: &GasJet, substance: &Substance, field: &GasJetField) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let cold_k = field.origin.temperature_k;
    if cold_k < substance.boiling_point_k {
        let boiling_k = substance.boiling_point_k;
        caveats.push(note(
            CaveatCode::NotModelled,
            format!("the expanding gas would be at {cold_k:.0} K, below its boiling point of {boiling_k:.0} K: mist is left out"),
            format!("气体膨胀后温度为 {cold_k:.0} K,低于沸点 {boiling_k:.0} K:未计冷凝"),
        ));
    }
    let hydrogen = substance.cas == "1333-74-0";
    if let JetSource::Vessel { pressure_pa, temperature_k, .. } = jet.source
        && !hydrogen
    {
        let factor = compressibility(substance, pressure_pa, temperature_k);
        if (factor - 1.0).abs() > REAL_GAS {
            caveats.push(note(
                CaveatCode::OutsideValidity,
                format!("at {pressure_pa:.0} Pa the gas is not ideal (compressibility about {factor:.2}): the flow is off by about half of that"),
                format!("压力 {pressure_pa:.0} Pa 时气体偏离理想(压缩因子约 {factor:.2}):流量误差约为其一半"),
            ));
        }
    }
    caveats
}

/// Compressibility by the simple-fluid part of the second virial coefficient, `1 + (0.083 - 0.422 Tr^-1.6) Pr/Tr` (Smith,
/// Van Ness and Abbott, eqs. 3.61 to 3.65): an estimate, to tell real gases from ideal ones.
fn compressibility(substance: &Substance, pressure_pa: f64, temperature_k: f64) -> f64 {
    let reduced = temperature_k / substance.critical_temperature_k;
    let b0 = 0.083 - 0.422 / crate::math::pow(reduced, 1.6);
    1.0 + b0 * pressure_pa / substance.critical_pressure_pa / reduced
}

impl GasJetField {
    /// The caveats of asking for a level: it is reached at the ground, or too near the hole for the profiles.
    #[must_use]
    pub fn level_caveats(&self, level: DenseLevel) -> Vec<Caveat> {
        let Some(zone) = self.zone(level) else { return Vec::new() };
        let mut caveats = Vec::new();
        if zone.lowest_m <= 0.0 {
            caveats.push(note(
                CaveatCode::OutsideValidity,
                "a level asked for is reached at the ground: the jet then clings to it and reaches farther than computed",
                "所求浓度在地面处达到:射流将贴地,影响距离大于计算值",
            ));
        }
        caveats.extend(self.near_caveat(zone.axis_distance_m));
        caveats
    }

    /// The caveat of a distance nearer than some 30 diameters; none farther away.
    #[must_use]
    pub fn near_caveat(&self, distance_m: f64) -> Option<Caveat> {
        let near_m = (SELF_SIMILAR * self.origin.diameter_m).max(self.establishment_m());
        (distance_m < near_m).then(|| {
            note(
                CaveatCode::OutsideValidity,
                format!(
                    "nearer than {near_m:.2} m the jet is not established: values there are interpolated or too high"
                ),
                format!("距孔口不足 {near_m:.2} m 处射流尚未充分发展:该处为插值,偏高"),
            )
        })
    }
}
