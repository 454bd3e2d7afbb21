//! Process `thermal_lethality`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::vulnerability::{Exposure, ThermalDose, ThermalProbit, VULNERABILITY_RULES, thermal_lethality_prob};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Death by heat.
pub(super) struct ThermalLethality;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Heat flux, W/m2.
    #[schemars(range(min = 0.0, max = 1e7))]
    incident_flux_w_m2: f64,
    /// Exposure, s.
    #[schemars(range(min = 0.0, max = 1e5))]
    exposure_s: f64,
    /// Probit by its handbook name.
    #[serde(default)]
    probit: ThermalProbit,
    /// Whose risk: used for the probability by the rules.
    #[serde(default = "outdoor_individual")]
    exposure: Exposure,
}

fn outdoor_individual() -> Exposure {
    Exposure::OutdoorIndividual
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Thermal dose, (W/m2)^(4/3) s, over the whole exposure.
    thermal_dose: ThermalDose,
    /// The same in (kW/m2)^(4/3) s.
    thermal_dose_tdu: f64,
    /// Probability of death by the chosen probit, exposure uncut.
    lethality_prob: f64,
    /// Probability of death by the rules of AQ/T 3046: exposure cut at 20 s, certain from 37.5 kW/m2 on.
    rule_lethality_prob: f64,
}

impl Model for ThermalLethality {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: "thermal_lethality",
        title: Title { zh: "热辐射致死概率", en: "Lethality of heat radiation" },
        description: Title {
            zh: "按命名的概率函数及 AQ/T 3046 规则计算热辐射致死概率。",
            en: "Probability of death by heat radiation, by a named probit and by the rules of AQ/T 3046.",
        },
        cards: &[&VULNERABILITY_RULES],
        example: r#"{"incident_flux_w_m2": 12500, "exposure_s": 20}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let dose = ThermalDose::from_flux(input.incident_flux_w_m2, input.exposure_s);
        Ok(Answer::new(Output {
            thermal_dose: dose,
            thermal_dose_tdu: dose.tdu(),
            lethality_prob: input.probit.lethality_prob(dose),
            rule_lethality_prob: thermal_lethality_prob(input.incident_flux_w_m2, input.exposure_s, input.exposure),
        }))
    }
}
