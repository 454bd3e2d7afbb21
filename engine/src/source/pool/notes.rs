//! What to tell the user beside a pool.

use super::field::PoolField;
use super::liquid::PoolLiquid;
use super::release::{POOL_EVAPORATION, PoolAir, PoolRelease};
use super::surface::PoolSurface;
use crate::provenance::{Caveat, CaveatCode};

/// Below this wind the correlation goes to zero with the wind and understates, m/s.
const LOW_WIND_M_S: f64 = 1.0;

/// All caveats of a solved pool.
pub(super) fn notes(release: &PoolRelease, liquid: &PoolLiquid, air: &PoolAir, field: &PoolField) -> Vec<Caveat> {
    let coldest_k = field.steps().iter().map(|step| step.temperature_k).fold(f64::INFINITY, f64::min);
    let found = [
        (air.wind_speed_10m_m_s < LOW_WIND_M_S).then(|| low_wind(air.wind_speed_10m_m_s)),
        liquid.is_superheated.then(|| superheated(liquid)),
        liquid.heat_capacity_range_k.map(|range_k| heat_capacity_held(liquid, range_k)),
        (coldest_k < liquid.known_from_k).then(|| beyond_range(liquid, coldest_k)),
        liquid.melting_point_k.filter(|melting_k| coldest_k < *melting_k).map(|k| freezes(liquid, coldest_k, k)),
        (release.surface == PoolSurface::Water).then(water_recalled),
    ];
    found.into_iter().flatten().collect()
}

fn caveat(code: CaveatCode, message_en: String, message_zh: String) -> Caveat {
    Caveat::new(code, POOL_EVAPORATION.id, message_en, message_zh)
}

fn low_wind(wind_m_s: f64) -> Caveat {
    caveat(
        CaveatCode::LowWind,
        format!(
            "wind of {wind_m_s:.2} m/s is below 1 m/s: the transfer to the wind, and with it evaporation, is understated"
        ),
        format!("风速 {wind_m_s:.2} m/s 低于 1 m/s:传质关系趋于零,蒸发量偏低"),
    )
}

fn superheated(liquid: &PoolLiquid) -> Caveat {
    let boiling_k = liquid.boiling_point_k;
    caveat(
        CaveatCode::NotModelled,
        format!(
            "the liquid is hotter than its boiling point of {boiling_k:.1} K: it was taken at that, without what flashes"
        ),
        format!("液体温度高于沸点 {boiling_k:.1} K:按沸点计算,未计闪蒸部分"),
    )
}

fn heat_capacity_held(liquid: &PoolLiquid, (from_k, to_k): (f64, f64)) -> Caveat {
    caveat(
        CaveatCode::AssumedValue,
        format!(
            "{}: the heat capacity of the liquid is published from {from_k:.0} to {to_k:.0} K and was held at the end of that range",
            liquid.name_en
        ),
        format!("{}:液体比热数据仅 {from_k:.0}~{to_k:.0} K,超出部分取端点值", liquid.name_zh),
    )
}

fn beyond_range(liquid: &PoolLiquid, coldest_k: f64) -> Caveat {
    let known_k = liquid.known_from_k;
    caveat(
        CaveatCode::OutsideValidity,
        format!(
            "{}: the pool cools to {coldest_k:.0} K, vapour pressure and latent heat are published from {known_k:.0} K; they were \
             carried on by Clausius-Clapeyron",
            liquid.name_en
        ),
        format!(
            "{}:液池降至 {coldest_k:.0} K,低于物性数据下限 {known_k:.0} K,按克劳修斯-克拉佩龙方程外推",
            liquid.name_zh
        ),
    )
}

fn freezes(liquid: &PoolLiquid, coldest_k: f64, melting_k: f64) -> Caveat {
    caveat(
        CaveatCode::OutsideValidity,
        format!(
            "{}: the pool cools to {coldest_k:.0} K, below its melting point of {melting_k:.0} K; freezing is not modelled",
            liquid.name_en
        ),
        format!("{}:液池降至 {coldest_k:.0} K,低于熔点 {melting_k:.0} K,未考虑凝固", liquid.name_zh),
    )
}

fn water_recalled() -> Caveat {
    caveat(
        CaveatCode::MemoryFigure,
        "the heat transfer from water to a pool, 500 W/(m2 K), is recalled, not checked in its source".into(),
        "水面向液池的传热系数 500 W/(m2·K) 为记忆值,未经原文核对".into(),
    )
}
