//! The named figures of a calculation sheet: what each is, its unit, and what a user may put in its place.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure on the way from the vessel to the zone. Every one that is not an input can be overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Ratio of the heat capacities of the gas.
    HeatCapacityRatio,
    /// Vapour pressure of the content.
    VapourPressurePa,
    /// Density of the liquid content.
    LiquidDensityKgM3,
    /// Density of the content after an isentropic expansion to nine tenths of its vapour pressure.
    ExpandedDensityKgM3,
    /// Heat capacity of the liquid between storage and boiling point.
    LiquidHeatCapacityJKgK,
    /// Latent heat at the boiling point.
    LatentHeatJKg,
    /// Mass flow out of the containment at the start.
    ReleaseRateKgS,
    /// How long the containment releases.
    ReleaseDurationS,
    /// Mass that leaves the containment.
    ReleasedMassKg,
    /// Share of the released liquid that flashes to vapour.
    FlashFrac,
    /// Share of what is released that stays in the air as vapour and mist.
    AirborneFrac,
    /// Share of mist in what stays in the air.
    MistFrac,
    /// Speed of the jet after its expansion to the pressure of the air.
    JetSpeedMS,
    /// Rate at which liquid reaches the ground.
    PoolSupplyRateKgS,
    /// Diameter of the pool.
    PoolDiameterM,
    /// Greatest mean evaporation rate of the pool over ten minutes.
    EvaporationRateKgS,
    /// Time for which that rate gives all the vapour of the pool.
    EvaporationDurationS,
    /// Temperature at which the gas enters the air.
    CloudTemperatureK,
    /// Density of what enters the air, mist included.
    CloudDensityKgM3,
    /// Diameter of the source of the cloud.
    CloudDiameterM,
    /// Mass in the air at once.
    BurstMassKg,
    /// Steady rate that stands for a varying one in a model that takes only a steady one.
    CloudRateKgS,
    /// Its duration: all the mass at that rate.
    CloudDurationS,
    /// Britter and McQuaid's measure of density at the source, over the value from which on a cloud is dense.
    DensityCriterionRatio,
    /// Averaging time of toxic concentrations.
    ToxicAveragingTimeS,
    /// Averaging time of flammable concentrations.
    FlammableAveragingTimeS,
    /// Exponent n of the toxic load.
    ToxicLoadExponent,
    /// Probability that the release is lit at once.
    ImmediateIgnitionProb,
    /// Probability that it is lit later, given that it was not at once.
    DelayedIgnitionProb,
    /// Greatest mass of a cloud between its flammable limits.
    FlammableMassKg,
    /// Share of its heat that goes into a blast.
    ExplosionYieldFrac,
    /// Rate that burns as a jet.
    JetFireRateKgS,
    /// Diameter of the burning pool.
    PoolFireDiameterM,
    /// Fuel in a fireball.
    FireballMassKg,
}

/// What is said of a quantity.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub unit: &'static str,
    pub title_en: &'static str,
    pub title_zh: &'static str,
    /// Least and greatest value that may be put in its place.
    pub allowed: (f64, f64),
}

impl Quantity {
    /// The name under which it stands in a file.
    #[must_use]
    pub fn key(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Unit, titles and range.
    pub(super) fn about(self) -> About {
        let about = |unit, title_en, title_zh, min, max| About { unit, title_en, title_zh, allowed: (min, max) };
        match self {
            Self::HeatCapacityRatio => about("", "ratio of heat capacities", "比热比", 1.01, 1.7),
            Self::VapourPressurePa => about("Pa", "vapour pressure of the content", "内容物蒸气压", 1.0, 1e8),
            Self::LiquidDensityKgM3 => about("kg/m3", "density of the liquid", "液体密度", 50.0, 5000.0),
            Self::ExpandedDensityKgM3 => {
                about("kg/m3", "density at nine tenths of the vapour pressure", "0.9 倍蒸气压下的混合密度", 1.0, 5000.0)
            }
            Self::LiquidHeatCapacityJKgK => about("J/(kg K)", "heat capacity of the liquid", "液体比热", 100.0, 2e4),
            Self::LatentHeatJKg => about("J/kg", "latent heat at the boiling point", "沸点汽化热", 1e4, 3e6),
            Self::ReleaseRateKgS => about("kg/s", "release rate at the start", "初始泄漏速率", 1e-6, 1e5),
            Self::ReleaseDurationS => about("s", "duration of the release", "泄漏持续时间", 1.0, 1e6),
            Self::ReleasedMassKg => about("kg", "released mass", "泄漏总量", 1e-3, 1e8),
            Self::FlashFrac => about("", "share that flashes", "闪蒸比例", 0.0, 1.0),
            Self::AirborneFrac => about("", "share that stays in the air", "留在空气中的比例", 0.0, 1.0),
            Self::MistFrac => about("", "share of mist in the air", "空中雾滴比例", 0.0, 0.99),
            Self::JetSpeedMS => {
                about("m/s", "speed of the jet at the pressure of the air", "射流膨胀后速度", 0.01, 1500.0)
            }
            Self::PoolSupplyRateKgS => about("kg/s", "liquid that reaches the ground", "落地液体速率", 0.0, 1e5),
            Self::PoolDiameterM => about("m", "diameter of the pool", "液池直径", 0.01, 1000.0),
            Self::EvaporationRateKgS => {
                about("kg/s", "greatest evaporation rate of the pool", "液池最大蒸发速率", 1e-9, 1e5)
            }
            Self::EvaporationDurationS => about("s", "duration of the evaporation", "蒸发持续时间", 1.0, 1e6),
            Self::CloudTemperatureK => about("K", "temperature as it enters the air", "进入大气时的温度", 50.0, 1500.0),
            Self::CloudDensityKgM3 => about("kg/m3", "density as it enters the air", "进入大气时的密度", 0.02, 1000.0),
            Self::CloudDiameterM => about("m", "diameter of the source of the cloud", "云团源直径", 1e-3, 1000.0),
            Self::BurstMassKg => about("kg", "mass in the air at once", "瞬间进入空气的质量", 1e-3, 1e8),
            Self::CloudRateKgS => about("kg/s", "steady rate of the cloud", "云团等效稳定速率", 1e-6, 1e5),
            Self::CloudDurationS => about("s", "duration at that rate", "等效持续时间", 1.0, 1e7),
            Self::DensityCriterionRatio => about(
                "",
                "density criterion over its limit (dense from 1 on)",
                "重气判据与界限之比(≥1 为重气)",
                0.0,
                1e6,
            ),
            Self::ToxicAveragingTimeS => about("s", "averaging time, toxic", "毒性平均时间", 1.0, 3600.0),
            Self::FlammableAveragingTimeS => about("s", "averaging time, flammable", "可燃平均时间", 1.0, 3600.0),
            Self::ToxicLoadExponent => about("", "exponent of the toxic load", "毒性负荷指数", 0.1, 10.0),
            Self::ImmediateIgnitionProb => about("", "probability of immediate ignition", "立即点火概率", 0.0, 1.0),
            Self::DelayedIgnitionProb => about("", "probability of delayed ignition", "延迟点火概率", 0.0, 1.0),
            Self::FlammableMassKg => about("kg", "mass between the flammable limits", "可燃范围内气体量", 0.0, 1e8),
            Self::ExplosionYieldFrac => about("", "share of the heat in the blast", "爆炸效率因子", 1e-3, 1.0),
            Self::JetFireRateKgS => about("kg/s", "rate that burns as a jet", "喷射火燃烧速率", 1e-6, 1e4),
            Self::PoolFireDiameterM => about("m", "diameter of the burning pool", "池火直径", 0.05, 500.0),
            Self::FireballMassKg => about("kg", "fuel in the fireball", "火球燃料质量", 0.1, 5e6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_files() {
        assert_eq!(Quantity::ReleaseRateKgS.key(), "release_rate_kg_s");
        assert_eq!(Quantity::LiquidHeatCapacityJKgK.key(), "liquid_heat_capacity_j_kg_k");
        assert_eq!(Quantity::CloudDensityKgM3.key(), "cloud_density_kg_m3");
        assert_eq!(Quantity::JetSpeedMS.key(), "jet_speed_m_s");
    }
}
