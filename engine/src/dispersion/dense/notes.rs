//! What to tell the user beside the numbers of a dense cloud.

use super::field::DenseField;
use super::release::{DENSE_GAS, DenseGas, DenseSource};
use super::station::DenseStation;
use crate::dispersion::{Atmosphere, LOW_WIND_M_S};
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::{Association, Substance};

/// Longest averaging time for which the averaging law is used elsewhere in this library, s.
const LONGEST_AVERAGE_S: f64 = 3600.0;
/// Farthest distance of the card's domain, m.
const FARTHEST_M: f64 = 1e4;

fn note(code: CaveatCode, message_en: impl Into<String>, message_zh: impl Into<String>) -> Caveat {
    Caveat::new(code, DENSE_GAS.id, message_en, message_zh)
}

/// Caveats of a release: `lid_m` and `release_k` are those in force.
pub(super) fn caveats(
    gas: &DenseGas,
    substance: &Substance,
    air: &Atmosphere,
    (lid_m, release_k): (f64, f64),
) -> Vec<Caveat> {
    let mut caveats =
        vec![note(CaveatCode::FlatTerrain, "flat ground without obstacles was assumed", "按平坦无障碍地形计算")];
    caveats.push(trials_missed(gas.source));
    caveats.extend(low_wind(air));
    if air.mixing_height_m.is_none() {
        caveats.push(note(
            CaveatCode::AssumedValue,
            format!("mixing height not given: {lid_m:.0} m taken (130 m * 2^(7-s), s from A = 1 to F = 6)"),
            format!("未给出混合层高度:按 130 m × 2^(7-s)(s:A=1…F=6)取 {lid_m:.0} m"),
        ));
    }
    caveats.extend(averaging(gas));
    caveats.extend(temperature(gas, substance, air, release_k));
    if Association::of(substance).is_some() {
        caveats.push(note(
            CaveatCode::NotModelled,
            "clusters of hydrogen fluoride molecules are counted; their mist with the water of humid air, which warms the cloud, is left out",
            "已计入氟化氢分子缔合;未计入其与空气中水汽形成的酸雾(会使云团变暖)",
        ));
    }
    caveats
}

impl DenseField {
    /// The caveat of evaluating farther away than the model was made for; none within.
    #[must_use]
    pub fn distance_caveat(&self, farthest_m: f64) -> Option<Caveat> {
        (farthest_m > FARTHEST_M).then(|| {
            note(
                CaveatCode::OutsideValidity,
                format!("{farthest_m:.0} m is beyond the {FARTHEST_M:.0} m to which the model is used"),
                format!("距离 {farthest_m:.0} m 超出模型适用的 {FARTHEST_M:.0} m"),
            )
        })
    }
}

/// How far the field trials of this kind of source bear the model out (docs/validation-protocol.md).
fn trials_missed(source: DenseSource) -> Caveat {
    let (en, zh) = match source {
        DenseSource::Pool { .. } => (
            "of 26 arcs of LNG pool trials half lie within a factor of 2 (from 8 times too high to 10 times too low)",
            "在 26 个 LNG 液池试验弧线中仅半数在两倍以内(高估达 8 倍,低估达 10 倍)",
        ),
        DenseSource::Jet { .. } => (
            "of 10 arcs of ammonia and hydrogen fluoride jet trials two lie within a factor of 2 (ammonia up to 3 times too high, \
             hydrogen fluoride up to 4 times too low)",
            "在 10 个氨、氟化氢射流试验弧线中仅 2 个在两倍以内(氨高估达 3 倍,氟化氢低估达 4 倍)",
        ),
        DenseSource::VerticalJet { .. } => (
            "not compared with any trial of a vertical jet; its rise is that of dense plumes in a wind tunnel, whose range of speeds and \
             densities was not at hand",
            "尚未与垂直射流试验对比;抬升高度按风洞重烟羽经验式计算,其适用的速度与密度范围未能查到",
        ),
        DenseSource::Instantaneous { .. } => {
            ("not compared with any trial of an instantaneous release", "尚未与瞬时释放试验对比")
        }
    };
    note(CaveatCode::WeakValidation, en, zh)
}

/// Mole fraction below which nobody cares where a cloud goes.
const NEGLIGIBLE_MOLE_FRAC: f64 = 1e-6;

/// Where a cloud that lay on the ground has become lighter than the air and leaves it: what is told of the ground beyond hangs on it.
pub(super) fn lift_off(stations: &[DenseStation]) -> Option<Caveat> {
    let is_aloft = |station: &DenseStation| station.centre_height_m > 0.5 * station.height_m;
    let grounded = stations.iter().position(|station| !is_aloft(station))?;
    let left = stations[grounded..].iter().find(|station| is_aloft(station))?;
    (left.mole_frac > NEGLIGIBLE_MOLE_FRAC).then(|| {
        let x_m = left.x_m;
        note(
            CaveatCode::WeakValidation,
            format!(
                "from about {x_m:.0} m on the cloud, warmed by the ground and the air, is lighter than the air and leaves the ground, so that                  values there fall steeply: no trial bears out where, and roofs, trees or a cold ground may keep it down; do not take                  the ground beyond for safe"
            ),
            format!(
                "约 {x_m:.0} m 以远云团因受热轻于空气而离地,地面浓度骤降:离地位置未经试验验证,建筑、树木或冷地面可能使云团贴地;不得据此认为更远处安全"
            ),
        )
    })
}

fn low_wind(air: &Atmosphere) -> Option<Caveat> {
    let wind_m_s = air.wind_speed_m_s;
    (wind_m_s < LOW_WIND_M_S).then(|| {
        note(
            CaveatCode::LowWind,
            format!("wind of {wind_m_s:.2} m/s is below 1 m/s: values are indicative"),
            format!("风速 {wind_m_s:.2} m/s 低于 1 m/s:结果仅供参考"),
        )
    })
}

fn averaging(gas: &DenseGas) -> Option<Caveat> {
    let asked_s = gas.averaging_time_s;
    match gas.source.duration_s() {
        Some(duration_s) if duration_s < asked_s => Some(note(
            CaveatCode::AssumedValue,
            format!("averaging time cut from {asked_s} s to the release duration of {duration_s} s"),
            format!("平均时间由 {asked_s} s 缩短为泄漏持续时间 {duration_s} s"),
        )),
        _ if asked_s > LONGEST_AVERAGE_S => Some(note(
            CaveatCode::OutsideValidity,
            format!(
                "averaging time {asked_s} s is beyond 3600 s, up to which the exponent 0.2 is supported (limit recalled)"
            ),
            format!("平均时间 {asked_s} s 超出指数 0.2 适用的 3600 s(界限为记忆值)"),
        )),
        _ => None,
    }
}

/// Whether the temperature given was not the one taken, or lies below boiling without mist.
fn temperature(gas: &DenseGas, substance: &Substance, air: &Atmosphere, release_k: f64) -> Option<Caveat> {
    if gas.liquid_frac > 0.0 {
        let given_k = gas.temperature_k.filter(|given_k| (given_k - release_k).abs() > 1.0)?;
        return Some(note(
            CaveatCode::AssumedValue,
            format!("a release with mist is at its boiling point: {release_k:.1} K taken in place of {given_k} K"),
            format!("含液滴的释放处于沸点:取 {release_k:.1} K 而非 {given_k} K"),
        ));
    }
    let boiling_k = substance.boiling_point_at_k(air.pressure_pa);
    let is_pool = matches!(gas.source, DenseSource::Pool { .. });
    (release_k < boiling_k - 1.0).then(|| {
        let (en, zh) = if is_pool { ("pool", "液池") } else { ("release", "释放物") };
        note(
            CaveatCode::OutsideValidity,
            format!("the {en} at {release_k:.1} K is below its boiling point of {boiling_k:.1} K: pure vapour was taken over it"),
            format!("{zh}温度 {release_k:.1} K 低于沸点 {boiling_k:.1} K:其上方按纯蒸气计"),
        )
    })
}
