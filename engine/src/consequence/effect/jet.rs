//! The burning jet of a leak.

use super::super::quantity::Quantity;
use super::super::sheet::{Basis, Sheet, Step};
use super::{Effect, EffectField, EffectKind, Figure, left_out};
use crate::dispersion::Atmosphere;
use crate::fire::{HumidAir, JET_FIRE, JetFire, JetFireModel, JetFireSource};
use crate::provenance::{Caveat, CaveatCode};
use crate::source::GasProperties;
use crate::substance::Substance;
use crate::units::GAS_CONSTANT_J_MOL_K;
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// Height of the wind that fires take, m.
pub(super) const FIRE_WIND_HEIGHT_M: f64 = 10.0;

/// What burns as a jet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Jet {
    /// Greatest mean rate over the time in which heat harms, kg/s.
    pub rate_kg_s: f64,
    /// How long it burns, s.
    pub duration_s: f64,
    /// Temperature before the hole of a gas; of the vapour of a flashing liquid, K.
    pub temperature_k: f64,
    /// Diameter of the hole where a gas leaves through one, m.
    pub gas_hole_m: Option<f64>,
    /// Speed at the pressure of the air where a liquid flashes on its way out, m/s.
    pub flashing_m_s: Option<f64>,
    /// Height of the hole, m.
    pub height_m: f64,
    /// Straight up; else along the ground with the wind.
    pub is_upward: bool,
}

/// The jet fire; none, and told, where its model refuses.
pub(in super::super) fn jet_fire(
    jet: &Jet,
    substance: &Substance,
    (air, humid): (&Atmosphere, HumidAir),
    sheet: &mut Sheet,
) -> Option<Effect> {
    let elevation_rad = if jet.is_upward { FRAC_PI_2 } else { 0.0 };
    let model = JetFireModel::by_range(substance, elevation_rad);
    let card = model.card();
    let rate_kg_s =
        sheet.enter(Step::Effects, Quantity::JetFireRateKgS, jet.rate_kg_s, Basis::Computed, "course of the release");
    let (orifice_diameter_m, assumed) = orifice_m(jet, rate_kg_s, substance, air);
    let fire = JetFire {
        source: JetFireSource {
            release_rate_kg_s: Some(rate_kg_s),
            pressure_pa: None,
            temperature_k: jet.temperature_k,
            orifice_diameter_m,
            discharge_coefficient: 1.0,
        },
        model,
        elevation_rad,
        release_height_m: jet.height_m,
        wind_speed_m_s: air.wind_speed_at_m_s(FIRE_WIND_HEIGHT_M),
        wind_to_release_rad: 0.0,
        air: humid,
        air_pressure_pa: air.pressure_pa,
        radiative_frac: None,
    };
    match fire.solve(substance) {
        Ok(solved) => {
            sheet.uses(card);
            sheet.tell(assumed.into_iter().chain((!jet.is_upward).then(any_direction)));
            let field = sheet.take(solved);
            let figures = vec![
                Figure::new("release_rate_kg_s", ("burning rate", "燃烧速率"), rate_kg_s, "kg/s"),
                Figure::new("flame_length_m", ("length of the flame", "火焰长度"), field.flame_length_m(), "m"),
                Figure::new("radiative_frac", ("radiated share", "辐射分数"), field.radiative_frac(), ""),
            ];
            Some(Effect {
                kind: EffectKind::JetFire,
                model: card.id,
                begin_s: 0.0,
                end_s: Some(jet.duration_s),
                figures,
                field: EffectField::Jet(Box::new(field)),
            })
        }
        Err(refused) => {
            sheet.tell([left_out(EffectKind::JetFire, card.id, &refused)]);
            None
        }
    }
}

/// Diameter through which the model drives its gas, m. A flashing liquid has the speed and rate of its expansion, as vapour at the
/// pressure of the air; a known rate is taken to leave at about the speed of sound.
fn orifice_m(jet: &Jet, rate_kg_s: f64, substance: &Substance, air: &Atmosphere) -> (f64, Option<Caveat>) {
    if let Some(hole_m) = jet.gas_hole_m {
        return (hole_m, None);
    }
    let density_kg_m3 = substance.vapour_density_kg_m3(jet.temperature_k, air.pressure_pa);
    let (speed_m_s, caveat) = match jet.flashing_m_s {
        Some(speed_m_s) => (speed_m_s, two_phase(speed_m_s)),
        None => (sound_m_s(substance, jet.temperature_k), hole_assumed()),
    };
    ((rate_kg_s / (density_kg_m3 * speed_m_s * FRAC_PI_4)).sqrt(), Some(caveat))
}

/// Speed of sound in the gas, `sqrt(gamma R T / M)`, m/s; with a ratio of 1.3 where that is not known.
fn sound_m_s(substance: &Substance, temperature_k: f64) -> f64 {
    const USUAL_RATIO: f64 = 1.3;
    let ratio = GasProperties::of(substance, temperature_k).map_or(USUAL_RATIO, |gas| gas.heat_capacity_ratio);
    (ratio * GAS_CONSTANT_J_MOL_K * temperature_k / substance.molar_mass_kg_mol).sqrt()
}

fn hole_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        JET_FIRE.id,
        "no hole is known of this release: its jet fire was taken to leave at the speed of sound at the pressure of the air",
        "未给出泄漏孔:喷射火按大气压下以声速喷出计算",
    )
}

fn two_phase(speed_m_s: f64) -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        JET_FIRE.id,
        format!(
            "the jet is vapour and mist; its fire is that of as much vapour at the speed of its expansion, {speed_m_s:.0} m/s: no \
             published flame of two phases is in it, and no trial of one bears it out"
        ),
        format!(
            "射流为气液两相;其火焰按同等质量、以膨胀后速度 {speed_m_s:.0} m/s 喷出的蒸气计算,未采用两相火焰模型,亦无试验验证"
        ),
    )
}

fn any_direction() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        JET_FIRE.id,
        "the burning jet is drawn level with the wind; a leak points where it will, so its line of confidence lies all around",
        "喷射火按水平顺风绘制;实际喷射方向未知,故置信线取四周",
    )
}
