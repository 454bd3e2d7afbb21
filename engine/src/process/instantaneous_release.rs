//! Process `instantaneous_release`.

use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::source::{INSTANTANEOUS_RELEASE, MistRule, VesselRupture};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cloud of a burst vessel.
pub(super) struct InstantaneousReleaseProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Liquid in the vessel, kg.
    #[schemars(range(min = 1e-3, max = 1e8))]
    mass_kg: f64,
    /// Its temperature, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// How much of the liquid that does not flash stays as mist.
    #[serde(default)]
    mist_rule: MistRule,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    ambient_pressure_pa: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Share that flashes to vapour.
    flash_frac: f64,
    /// In the air at once, vapour and mist, kg: mass_kg of an instantaneous dense_gas.
    airborne_mass_kg: f64,
    /// Mist in it by mass: liquid_frac of dense_gas.
    liquid_frac: f64,
    /// Temperature of cloud and pool, K: temperature_k of dense_gas.
    temperature_k: f64,
    /// Volume of the cloud without air, m3.
    volume_m3: f64,
    /// Diameter of a cylinder of that volume as high as its radius, m: source_diameter_m of dense_gas.
    source_diameter_m: f64,
    /// Liquid that is left for a pool, kg: mass_kg of pool_evaporation.
    pool_mass_kg: f64,
}

impl Model for InstantaneousReleaseProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: INSTANTANEOUS_RELEASE.id,
        title: Title { zh: INSTANTANEOUS_RELEASE.title_zh, en: INSTANTANEOUS_RELEASE.title_en },
        description: Title {
            zh: "液化气容器瞬时破裂:闪蒸份额、雾滴份额,以及作为重气瞬时云团输入的质量、温度与直径。",
            en: "A vessel of liquefied gas that bursts: share that flashes, mist, and mass, temperature and diameter of the cloud as the input of \
                 an instantaneous dense-gas release.",
        },
        cards: &[&INSTANTANEOUS_RELEASE],
        example: r#"{"substance": "chlorine", "mass_kg": 1000, "temperature_k": 293.15, "mist_rule": "equal_to_flash"}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let rupture = VesselRupture {
            mass_kg: input.mass_kg,
            temperature_k: input.temperature_k,
            ambient_pressure_pa: input.ambient_pressure_pa,
            mist_rule: input.mist_rule,
        };
        let solved = rupture.cloud(substance)?;
        let cloud = solved.field;
        let output = Output {
            flash_frac: cloud.flash_frac,
            airborne_mass_kg: cloud.vapour_mass_kg + cloud.mist_mass_kg,
            liquid_frac: cloud.liquid_frac,
            temperature_k: cloud.temperature_k,
            volume_m3: cloud.volume_m3,
            source_diameter_m: cloud.source_diameter_m,
            pool_mass_kg: cloud.pool_mass_kg,
        };
        Ok(Answer::new(output).with_caveats(solved.caveats).with_data(SUBSTANCES, context.library.edition()))
    }
}
