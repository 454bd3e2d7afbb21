//! What to tell the user beside a jet fire.

use super::jet_fire::{JetFire, JetFireModel, JetFuel};
use super::jet_fire_field::JetFireField;
use crate::math;
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::Substance;
use std::f64::consts::FRAC_PI_4;

/// Paraffins by CAS number, pure and as commercial blends: the stoichiometry of the frustum is theirs.
const PARAFFIN_CAS: [&str; 12] = [
    "74-82-8",
    "74-84-0",
    "74-98-6",
    "106-97-8",
    "75-28-5",
    "109-66-0",
    "78-78-4",
    "110-54-3",
    "142-82-5",
    "8006-14-2",
    "68476-85-7",
    "68410-63-9",
];
/// Hole below which a choked flame of a hydrocarbon may not hold, m (recalled).
const STABLE_HOLE_M: f64 = 0.03;
/// Flow per flow of the orifice at the given pressure beyond which the two figures do not fit.
const FITTING_RATIO: [f64; 2] = [0.5, 1.1];

fn caveat(code: CaveatCode, model: JetFireModel, en: impl Into<String>, zh: impl Into<String>) -> Caveat {
    Caveat::new(code, model.card().id, en, zh)
}

/// Whether a substance is a paraffin.
pub(super) fn is_paraffin(substance: &Substance) -> bool {
    PARAFFIN_CAS.contains(&substance.cas.as_str())
}

/// Caveats that follow from the figures.
pub(super) fn of_fire(fire: &JetFire, fuel: JetFuel, field: &JetFireField) -> Vec<Caveat> {
    let model = fire.model;
    let own = match model {
        JetFireModel::SolidFlame => solid(fire, fuel),
        JetFireModel::MultiSource => points(fire),
        JetFireModel::PointSource => point(fire),
        JetFireModel::WeightedSources => bent(fire, field),
    };
    own.into_iter().chain(stability(fire, fuel, field)).chain(ground(model, field)).chain(flow(fire, fuel)).collect()
}

fn solid(fire: &JetFire, fuel: JetFuel) -> Vec<Caveat> {
    let model = fire.model;
    let mut caveats = Vec::new();
    if fire.elevation_rad < FRAC_PI_4 - 1e-9 {
        caveats.push(caveat(
            CaveatCode::OutsideValidity,
            model,
            format!(
                "the release is {:.0} degrees above the horizontal; the flame was measured on flares from 45 to 90 degrees, and a level flame \
                 that bends upward is not in the model",
                fire.elevation_rad.to_degrees()
            ),
            format!(
                "释放方向仰角 {:.0}°;该火焰形状由 45° 至 90° 的火炬实测得到,水平火焰在浮力下上弯未计入",
                fire.elevation_rad.to_degrees()
            ),
        ));
    }
    if fire.elevation_rad < FRAC_PI_4 - 1e-9 {
        caveats.push(caveat(
            CaveatCode::WeakValidation,
            model,
            "level flames in trials: mean departure of the heat 11 % with a wind along the jet (8 readings), 120 % in a calm (9 readings, 3 to 6 \
             times too high ahead of the tip, 0.6 to 0.9 beside)",
            "水平火焰试验对比:顺风时热通量平均偏差 11%(8 个读数),静风时 120%(9 个读数,火焰尖端前方偏高 3 至 6 倍,侧向为实测的 0.6 至 0.9 倍)",
        ));
    }
    if fuel.hydrogen && fire.radiative_frac.is_none() {
        caveats.push(caveat(
            CaveatCode::OutsideValidity,
            model,
            "the radiated share is that of natural gas; hydrogen radiates less, see the model multi_source",
            "辐射分数取自天然气;氢气辐射较弱,宜用多点源模型",
        ));
    }
    caveats
}

fn points(fire: &JetFire) -> Vec<Caveat> {
    let mut caveats = vec![caveat(
        CaveatCode::MemoryFigure,
        fire.model,
        "flame temperature of hydrogen, 2526 K without dissociation, is recalled and not checked in a source",
        "氢火焰温度 2526 K(不计离解)为记忆值,未经原文核对",
    )];
    if fire.wind_speed_m_s > 0.0 {
        caveats.push(caveat(
            CaveatCode::NotModelled,
            fire.model,
            format!("a wind of {} m/s has no part in the hydrogen flame", fire.wind_speed_m_s),
            format!("{} m/s 的风未计入氢火焰模型", fire.wind_speed_m_s),
        ));
    }
    caveats
}

fn bent(fire: &JetFire, field: &JetFireField) -> Vec<Caveat> {
    const CALM_M_S: f64 = 0.1;
    let model = fire.model;
    let mut caveats = Vec::new();
    if fire.radiative_frac.is_none()
        && let Some(flame) = field.bent_flame()
    {
        let (taken, other) = (field.radiative_frac(), flame.residence_radiative_frac);
        caveats.push(caveat(
            CaveatCode::AssumedValue,
            model,
            format!(
                "radiated share not given: {taken:.2}, measured on natural gas flares (Chamberlain); by the time in the flame, fitted to \
                 hydrogen and small flames, it would be {other:.2}"
            ),
            format!("未给出辐射分数:取天然气火炬实测式(Chamberlain){taken:.2};按火焰停留时间式(氢气及小火焰拟合)为 {other:.2}"),
        ));
    }
    if fire.wind_speed_m_s * math::sin(fire.wind_to_release_rad).abs() > CALM_M_S {
        caveats.push(caveat(
            CaveatCode::AssumedValue,
            model,
            "the wind across the release bends the flame by the air drawn in alone; the public code has the wind along it only",
            "横风仅按卷吸空气的动量使火焰偏转;公开程序只计顺风分量",
        ));
    }
    let half_width_m = field.bent_flame().map_or(0.0, |flame| 0.5 * flame.width_m);
    if fire.release_height_m < half_width_m && fire.elevation_rad < FRAC_PI_4 {
        caveats.push(caveat(
            CaveatCode::NotModelled,
            model,
            format!("the hole is lower than half the width of the flame, {half_width_m:.1} m: what the ground does to it is not modelled"),
            format!("孔口高度低于火焰半宽 {half_width_m:.1} m:地面对火焰的影响未计入"),
        ));
    }
    caveats
}

fn point(fire: &JetFire) -> Vec<Caveat> {
    let mut caveats = vec![caveat(
        CaveatCode::AssumedValue,
        fire.model,
        "the point of the rule is set in the middle of the flame; near the flame the flux is not meaningful",
        "点源取于火焰中部;火焰附近的热通量无意义",
    )];
    if fire.radiative_frac.is_none() {
        caveats.push(caveat(
            CaveatCode::AssumedValue,
            fire.model,
            "radiated share not given: that of Chamberlain by the velocity of the jet is taken",
            "未给出辐射分数:按射流速度取 Chamberlain 值",
        ));
    }
    caveats
}

/// A small choked flame may blow itself out.
fn stability(fire: &JetFire, fuel: JetFuel, field: &JetFireField) -> Option<Caveat> {
    let hole_m = fire.source.orifice_diameter_m;
    (!fuel.hydrogen && field.jet().choked && hole_m < STABLE_HOLE_M).then(|| {
        caveat(
            CaveatCode::MemoryFigure,
            fire.model,
            format!(
                "a free flame of a choked jet from a hole of {hole_m} m (below about {STABLE_HOLE_M} m, recalled) may blow out: it is \
                 computed as if it held, and the unlit cloud has to be looked at too"
            ),
            format!(
                "孔径 {hole_m} m 的临界射流(约 {STABLE_HOLE_M} m 以下,记忆值)自由火焰可能吹熄:此处按持续燃烧计算,并应另行评估未点燃气云"
            ),
        )
    })
}

/// A flame that meets the ground.
fn ground(model: JetFireModel, field: &JetFireField) -> Option<Caveat> {
    let frustum = field.frustum()?;
    let along = (field.tip_m()[2] - field.base_m()[2]) / frustum.frustum_length_m;
    let level = (1.0 - along * along).max(0.0).sqrt();
    let lowest = |z_m: f64, diameter_m: f64| z_m - 0.5 * level * diameter_m;
    let lowest_m =
        lowest(field.base_m()[2], frustum.base_diameter_m).min(lowest(field.tip_m()[2], frustum.tip_diameter_m));
    (lowest_m < 0.0).then(|| {
        caveat(
            CaveatCode::NotModelled,
            model,
            format!(
                "the flame reaches {:.1} m below the ground: what the ground does to it is not modelled",
                -lowest_m
            ),
            format!("火焰轮廓低于地面 {:.1} m:地面对火焰的影响未计入", -lowest_m),
        )
    })
}

/// A flow and a pressure, both given, that do not fit.
fn flow(fire: &JetFire, fuel: JetFuel) -> Option<Caveat> {
    let (rate_kg_s, _) = fire.source.release_rate_kg_s.zip(fire.source.pressure_pa)?;
    let orifice_kg_s = fire.source.orifice_rate_kg_s(fuel.gas.gas, fire.air_pressure_pa);
    let [low, high] = FITTING_RATIO;
    (!(low..=high).contains(&(rate_kg_s / orifice_kg_s))).then(|| {
        caveat(
            CaveatCode::AssumedValue,
            fire.model,
            format!("the pressure drives {orifice_kg_s:.3} kg/s through the hole, {rate_kg_s} kg/s are given: the velocity is that of the pressure"),
            format!("该压力对应孔口流量 {orifice_kg_s:.3} kg/s,而给定流量为 {rate_kg_s} kg/s:射流速度按压力计算"),
        )
    })
}

/// Caveats that need the substance.
pub(super) fn of_substance(fire: &JetFire, substance: &Substance) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let own_stoichiometry = JetFireModel::is_for_hydrogen(substance);
    let paraffin = is_paraffin(substance);
    if fire.model == JetFireModel::SolidFlame && !paraffin && !own_stoichiometry {
        caveats.push(caveat(
            CaveatCode::OutsideValidity,
            fire.model,
            format!("the air that {} needs to burn is taken by the formula for paraffins", substance.name.en),
            format!("{}的化学计量空气量按烷烃公式取值", substance.name.zh),
        ));
    }
    caveats.extend(soot(fire, substance));
    caveats
}

/// Heavier fuels radiate more than the natural gas of the trials.
fn soot(fire: &JetFire, substance: &Substance) -> Option<Caveat> {
    const NATURAL_GAS_KG_MOL: f64 = 0.021;
    let heavy = substance.molar_mass_kg_mol > NATURAL_GAS_KG_MOL;
    (fire.model != JetFireModel::MultiSource && fire.radiative_frac.is_none() && heavy).then(|| {
        caveat(
            CaveatCode::OutsideValidity,
            fire.model,
            format!(
                "the radiated share is that of natural gas flares; {} ({:.0} g/mol) burns with more soot and may radiate more",
                substance.name.en,
                1000.0 * substance.molar_mass_kg_mol
            ),
            format!(
                "辐射分数取自天然气火炬;{}({:.0} g/mol)燃烧烟炱较多,辐射可能更强",
                substance.name.zh,
                1000.0 * substance.molar_mass_kg_mol
            ),
        )
    })
}
