//! What a pool fire has to tell beside its figures.

use super::burning::{Shine, shine};
use super::{
    BurningRateBasis, FireSurface, FlameBrightness, FlameLength, FlameTilt, POOL_FIRE, PoolFire, PoolFireField,
};
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::Substance;

/// Diameters that the burning rates and the brightness were measured at, m: above 0.2 (Babrauskas 1983) to the 80 m of
/// the largest fires in Mudan (1984).
const MEASURED_DIAMETER_M: [f64; 2] = [0.2, 80.0];
/// Diameter from which on the smoke formula is meant, m (Assael & Kakosimos 2010, p. 90).
const SMOKE_FROM_M: f64 = 15.0;
/// Strongest wind of the fires compared with, m/s.
const COMPARED_WIND_M_S: f64 = 10.0;

fn outside(message_en: String, message_zh: String) -> Caveat {
    Caveat::new(CaveatCode::OutsideValidity, POOL_FIRE.id, message_en, message_zh)
}

fn recalled(what_en: &str, what_zh: &str) -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        POOL_FIRE.id,
        format!("{what_en}: recalled, not checked in the source"),
        format!("{what_zh}:按记忆引用,未经原文核对"),
    )
}

impl PoolFire {
    pub(super) fn caveats(&self, substance: &Substance, field: &PoolFireField) -> Vec<Caveat> {
        let rule = (self.brightness == FlameBrightness::ByFuel).then(|| shine(substance));
        let mut caveats = self.range_caveats(rule);
        caveats.extend(self.memory_caveats(rule, field));
        let boils_cold = substance.boiling_point_k < self.air.temperature_k;
        let by_table = field.burning_rate_basis() != BurningRateBasis::Given;
        if self.surface == FireSurface::Water && boils_cold && by_table {
            caveats.push(Caveat::new(
                CaveatCode::NotModelled,
                POOL_FIRE.id,
                "the burning rate is that of a pool on land: on water the heat of the water makes a boiling liquid burn faster; give \
                 burning_rate_kg_m2_s where it is known",
                "燃烧速率取陆上值:水面上沸腾液体因水体供热燃烧更快;若已知请给出 burning_rate_kg_m2_s",
            ));
        }
        caveats
    }

    fn range_caveats(&self, rule: Option<Shine>) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let (diameter_m, wind_m_s) = (self.diameter_m, self.wind_speed_m_s);
        let [least_m, greatest_m] = MEASURED_DIAMETER_M;
        if !(least_m..=greatest_m).contains(&diameter_m) {
            caveats.push(outside(
                format!("pool of {diameter_m} m: the correlations rest on pools of {least_m} to {greatest_m} m"),
                format!("池径 {diameter_m} m 超出关联式依据的范围({least_m} 至 {greatest_m} m)"),
            ));
        }
        if rule == Some(Shine::Smoky) && diameter_m < SMOKE_FROM_M {
            caveats.push(outside(
                format!("pool of {diameter_m} m: the smoke formula is meant for pools above {SMOKE_FROM_M} m"),
                format!("池径 {diameter_m} m:烟炱公式适用于 {SMOKE_FROM_M} m 以上的液池"),
            ));
        }
        if wind_m_s > COMPARED_WIND_M_S {
            caveats.push(outside(
                format!(
                    "wind of {wind_m_s} m/s: length and tilt were compared with fires up to {COMPARED_WIND_M_S} m/s"
                ),
                format!("风速 {wind_m_s} m/s:火焰长度与倾角仅与 {COMPARED_WIND_M_S} m/s 以下的火灾试验比较过"),
            ));
        }
        if self.flame_length == FlameLength::Heskestad && wind_m_s > 0.0 {
            caveats.push(outside(
                "Heskestad's flame length is that of still air".into(),
                "Heskestad 火焰长度公式仅适用于静风".into(),
            ));
        }
        caveats
    }

    fn memory_caveats(&self, rule: Option<Shine>, field: &PoolFireField) -> Vec<Caveat> {
        let bright = matches!(rule, Some(Shine::Bright { .. }));
        let notes = [
            (
                field.drag_ratio() > 1.0,
                "drag of the flame by the wind (Moorhouse 1982)",
                "风致火焰拖曳(Moorhouse 1982)",
            ),
            (bright, "brightness of burning natural gas (Rew et al. 1997)", "天然气火焰表面热辐射(Rew 等 1997)"),
            (self.flame_length == FlameLength::Moorhouse, "flame length (Moorhouse 1982)", "火焰长度(Moorhouse 1982)"),
            (self.flame_tilt == FlameTilt::Aga, "tilt of the flame (AGA 1974)", "火焰倾角(AGA 1974)"),
        ];
        notes.into_iter().filter(|(applies, _, _)| *applies).map(|(_, en, zh)| recalled(en, zh)).collect()
    }
}
