//! Caveats of a discharge.

use super::{Headspace, VESSEL_DISCHARGE};
use crate::provenance::{Caveat, CaveatCode};
use crate::source::two_phase::EQUILIBRIUM_PATH_M;
use crate::substance::Substance;

/// Part of the height of the vessel up to which a hole is taken as a point without a word.
pub(super) const POINT_HOLE_FRAC: f64 = 0.1;

fn note(code: CaveatCode, en: impl Into<String>, zh: impl Into<String>) -> Caveat {
    Caveat::new(code, VESSEL_DISCHARGE.id, en, zh)
}

pub(super) fn no_trial() -> Caveat {
    note(
        CaveatCode::WeakValidation,
        "checked against closed forms and a reference equation of state, not against a trial",
        "已与解析解及参考状态方程核对,未与实测比对",
    )
}

pub(super) fn equilibrium() -> Caveat {
    note(
        CaveatCode::NotModelled,
        "liquid and vapour are taken in equilibrium at one temperature without heat from wall or surroundings; heat would keep pressure \
         and flow higher",
        "假定气液处于同一温度的平衡状态,不计器壁与环境传热;传热会使压力与流量偏高",
    )
}

pub(super) fn swelling() -> Caveat {
    note(
        CaveatCode::NotModelled,
        "vapour leaves over a boiling liquid: that bubbles raise the level to the hole, and liquid leaves with the vapour, is not \
         modelled; a hole that is large for the vessel then releases more",
        "蒸气自沸腾液面上方泄出:气泡使液面膨胀、带液泄出未建模;孔口相对容器较大时实际泄放量更大",
    )
}

pub(super) fn condenses(end_k: f64, boiling_k: f64) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!(
            "the last vapour, taken as a perfect gas, would cool to {end_k:.0} K, below the boiling point of {boiling_k:.0} K: \
             condensation in the vessel is not modelled"
        ),
        format!("末段蒸气按理想气体将冷至 {end_k:.0} K,低于沸点 {boiling_k:.0} K:容器内凝结未建模"),
    )
}

pub(super) fn cold_rest(mass_kg: f64) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!(
            "{mass_kg:.3} kg stay in the vessel, liquid that does not reach the hole among them; what heat from outside boils off later is \
             not counted"
        ),
        format!("容器内留存 {mass_kg:.3} kg(含低于孔口的液体);其后受热汽化的部分未计入"),
    )
}

pub(super) fn padded(headspace: Headspace) -> Caveat {
    let (en, zh) = match headspace {
        Headspace::Held => ("held", "恒压"),
        _ => ("sealed", "封闭"),
    };
    note(
        CaveatCode::NotModelled,
        format!(
            "a {en} headspace over a liquid that boils outside: the liquid is kept at its first temperature, and what leaves once the level \
             is at the hole (pad gas, vapour, what boils on) is not counted"
        ),
        format!("{zh}气相下的过热液体:液体按初温计算;液面降至孔口后泄出的垫气、蒸气及继续汽化部分未计入"),
    )
}

pub(super) fn sealed(boils: bool) -> Caveat {
    let (en, zh) = if boils {
        ("", "")
    } else {
        (
            "; once it is down to the pressure outside air is taken to come in freely, an upper bound",
            ";降至外界压力后假定空气自由进入(上限)",
        )
    };
    note(
        CaveatCode::AssumedValue,
        format!("the pad gas expands at one temperature and none of it dissolves{en}"),
        format!("垫气按等温膨胀、不溶解{zh}"),
    )
}

pub(super) fn short_path(path_m: f64) -> Caveat {
    note(
        CaveatCode::OutsideValidity,
        format!(
            "on a path of {path_m} m, shorter than {EQUILIBRIUM_PATH_M} m, the liquid flashes in part: the flow of the liquid is given, an \
             upper bound"
        ),
        format!("流程 {path_m} m 短于 {EQUILIBRIUM_PATH_M} m,液体仅部分闪蒸:按液体流量给出(上限)"),
    )
}

pub(super) fn large_hole(hole_m: f64, height_m: f64) -> Caveat {
    note(
        CaveatCode::OutsideValidity,
        format!(
            "a hole of {hole_m} m is large for a vessel {height_m} m high: it is taken as a point at its middle height, and the liquid as at \
             rest behind it"
        ),
        format!("孔径 {hole_m} m 相对容器高度 {height_m} m 较大:按位于其中心高度的点孔、孔后液体静止计算"),
    )
}

pub(super) fn fed(isolation_s: f64) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!(
            "until isolation at {isolation_s} s the feed is taken to hold level and pressure: an upper bound for a feed that is limited"
        ),
        format!("切断前({isolation_s} s)假定补给维持液位与压力:对补给有限者为上限"),
    )
}

pub(super) fn mixture(substance: &Substance) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!("{} boils off as one substance: that its light part leaves first is not modelled", substance.name.en),
        format!("{}按单一物质汽化:轻组分先行逸出未建模", substance.name.zh),
    )
}
