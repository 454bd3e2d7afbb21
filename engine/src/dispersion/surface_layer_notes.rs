//! What to tell beside numbers of the surface-layer plume.

use super::atmosphere::{LOW_WIND_M_S, low_wind};
use super::surface_layer::{SurfaceLayer, SurfaceWind};
use super::surface_layer_plume::SURFACE_LAYER_PLUME;
use crate::provenance::{Caveat, CaveatCode};

/// Height at which a light wind is looked for, m.
const WIND_HEIGHT_M: f64 = 10.0;
/// Height over L, at 1.55 times the mean height, within which the gradient functions were measured (recalled).
const LEAST_ZETA: f64 = -2.0;
const GREATEST_ZETA: f64 = 1.0;
const DIFFUSIVITY_HEIGHT: f64 = 1.55;
/// Part of the mixed layer that counts as surface layer.
const SURFACE_LAYER_FRAC: f64 = 0.1;
/// Mean height over release height from which the release counts as on the ground (ours: a Gaussian plume of
/// that depth is then 8 % below one from the ground).
const LEAST_DEPTH_RATIO: f64 = 2.0;
/// Part above the lid from which the lid is told of (ours).
const LID_SHARE_FRAC: f64 = 0.01;
/// Farthest distance for one steady wind, m, as for the Gaussian plume.
const FARTHEST_M: f64 = 1e4;

fn note(code: CaveatCode, en: String, zh: String) -> Caveat {
    Caveat::new(code, SURFACE_LAYER_PLUME.id, en, zh)
}

fn outside(en: String, zh: String) -> Caveat {
    note(CaveatCode::OutsideValidity, en, zh)
}

/// Flat ground, and a light wind where there is one.
pub(super) fn of_layer(layer: &SurfaceLayer) -> Vec<Caveat> {
    let mut caveats = vec![note(
        CaveatCode::FlatTerrain,
        "flat, even ground without obstacles was assumed".into(),
        "按平坦、均匀、无障碍地面计算".into(),
    )];
    let wind_speed_m_s = layer.wind_speed_at_m_s(WIND_HEIGHT_M);
    if wind_speed_m_s < LOW_WIND_M_S {
        caveats.push(low_wind(SURFACE_LAYER_PLUME.id, wind_speed_m_s));
    }
    if let SurfaceWind::Reading { height_m, .. } = layer.wind {
        caveats.extend(reading_outside(height_m * layer.inverse_obukhov_per_m));
    }
    caveats
}

/// How far the trial bears the model out, with and without a measurement of the crosswind turbulence.
pub(super) fn trial(measured: bool) -> Caveat {
    let (en, zh) = if measured {
        (
            "of 135 arcs of Prairie Grass nine in ten lie within a factor of 2, 1.2 times too low on average, where the \
             crosswind turbulence was measured; far arcs hold because two errors cancel",
            "有横风向湍流实测时,Prairie Grass 试验 135 条弧线约九成在两倍以内,平均低估 1.2 倍;远处的吻合来自两种误差相互抵消",
        )
    } else {
        (
            "crosswind turbulence by theory spreads the plume too wide in stable air: of 135 arcs of Prairie Grass seven in ten lie \
             within a factor of 2, 1.5 times too low on average (class F 3 times); give a measurement if there is one",
            "理论横风向湍流在稳定条件下使烟羽过宽:Prairie Grass 试验 135 条弧线七成在两倍以内,平均低估 1.5 倍(F 类约 3 倍);如有实测值请给出",
        )
    };
    note(CaveatCode::WeakValidation, en.into(), zh.into())
}

/// The reading was taken higher than the wind profile holds.
fn reading_outside(zeta: f64) -> Option<Caveat> {
    (!(LEAST_ZETA..=GREATEST_ZETA).contains(&zeta)).then(|| {
        outside(
            format!(
                "z/L of {zeta:.1} at the wind reading leaves the {LEAST_ZETA} to {GREATEST_ZETA} of the wind profile (limits \
                 recalled): the friction velocity is uncertain"
            ),
            format!("测风高度处 z/L = {zeta:.1} 超出风廓线适用范围 {LEAST_ZETA}~{GREATEST_ZETA}(界限为记忆值):摩擦速度不确定"),
        )
    })
}

pub(super) fn assumed_mixing_height(height_m: f64) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!("mixing height not given: {height_m:.0} m taken (0.3 u*/f, neutral mechanical layer)"),
        format!("未给出混合层高度:按中性机械混合层 0.3 u*/f 取 {height_m:.0} m"),
    )
}

pub(super) fn averaging_cut(asked_s: f64, taken_s: f64) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!("averaging time cut from {asked_s} s to the release duration of {taken_s:.0} s"),
        format!("平均时间由 {asked_s} s 缩短为泄漏持续时间 {taken_s:.0} s"),
    )
}

pub(super) fn averaging_too_long(averaging_time_s: f64) -> Caveat {
    outside(
        format!(
            "averaging time {averaging_time_s} s is beyond 3600 s, up to which the exponent 0.2 is supported (limit recalled)"
        ),
        format!("平均时间 {averaging_time_s} s 超出指数 0.2 适用的 3600 s(界限为记忆值)"),
    )
}

/// The nearest point is so near that the height of the release matters.
pub(super) fn near_source(mean_height_m: f64, release_height_m: f64) -> Option<Caveat> {
    (mean_height_m < LEAST_DEPTH_RATIO * release_height_m).then(|| {
        outside(
            format!(
                "mean plume height of {mean_height_m:.1} m at the nearest point is less than twice the release height of \
                 {release_height_m} m: the release was put on the ground, which overstates there"
            ),
            format!("最近点平均烟羽高度 {mean_height_m:.1} m 不足释放高度 {release_height_m} m 的两倍:按地面源计算,近处结果偏高"),
        )
    })
}

/// The plume is deeper than the heights at which the gradient functions were measured.
pub(super) fn beyond_gradients(mean_height_m: f64, inverse_obukhov_per_m: f64) -> Option<Caveat> {
    let zeta = DIFFUSIVITY_HEIGHT * mean_height_m * inverse_obukhov_per_m;
    (!(LEAST_ZETA..=GREATEST_ZETA).contains(&zeta)).then(|| {
        outside(
            format!(
                "1.55 z/L of {zeta:.1} at the farthest point leaves the {LEAST_ZETA} to {GREATEST_ZETA} of the gradient \
                 functions (limits recalled)"
            ),
            format!(
                "最远点 1.55 z/L = {zeta:.1} 超出梯度函数的适用范围 {LEAST_ZETA}~{GREATEST_ZETA}(界限为记忆值)"
            ),
        )
    })
}

/// The plume is deeper than the surface layer.
pub(super) fn beyond_surface_layer(mean_height_m: f64, lid_m: f64) -> Option<Caveat> {
    let top_m = SURFACE_LAYER_FRAC * lid_m;
    (mean_height_m > top_m).then(|| {
        outside(
            format!(
                "mean plume height of {mean_height_m:.0} m at the farthest point is above the surface layer (a tenth of the mixing \
                 height, {top_m:.0} m)"
            ),
            format!("最远点平均烟羽高度 {mean_height_m:.0} m 超出近地层(混合层高度的十分之一,{top_m:.0} m)"),
        )
    })
}

/// The lid holds a part of the plume down: how is our assumption.
pub(super) fn held_below_lid(above_frac: f64, lid_m: f64) -> Option<Caveat> {
    (above_frac > LID_SHARE_FRAC).then(|| {
        note(
            CaveatCode::AssumedValue,
            format!("the plume reaches the lid at {lid_m:.0} m: what would pass it was spread over the plume below"),
            format!("烟羽触及混合层顶 {lid_m:.0} m:越过部分按剖面分摊于其下"),
        )
    })
}

/// Farther than one steady wind can be taken for.
pub(super) fn far_away(farthest_m: f64) -> Option<Caveat> {
    (farthest_m > FARTHEST_M).then(|| {
        outside(
            format!("{farthest_m:.0} m is beyond 10 km: one steady wind and even ground cannot be taken for granted"),
            format!("{farthest_m:.0} m 超出 10 km:稳定风与均匀下垫面假设不再可靠"),
        )
    })
}
