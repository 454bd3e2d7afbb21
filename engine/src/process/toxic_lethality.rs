//! Process `toxic_lethality`.

use super::fields::{SUBSTANCES, find_substance};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, Origin};
use crate::vulnerability::{MAX_TOXIC_EXPOSURE_S, TOXIC_PROBIT, ToxicLoad, ToxicProbit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Death by toxic exposure.
pub(super) struct ToxicLethality;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number; or give the constants.
    #[serde(default)]
    substance: Option<String>,
    /// Constants for mg/m3 and minutes; or give the substance.
    #[serde(default)]
    constants: Option<Constants>,
    /// Concentration, kg/m3.
    #[schemars(range(min = 0.0, max = 10.0))]
    concentration_kg_m3: f64,
    /// Exposure, s; what goes beyond 30 min does not count.
    #[schemars(range(min = 0.0, max = 1e6))]
    exposure_s: f64,
}

/// Constants of `Pr = k1 + k2 ln(C^n t)`, C in mg/m3, t in minutes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Constants {
    /// Intercept.
    #[schemars(range(min = -200.0, max = 200.0))]
    k1: f64,
    /// Slope.
    #[schemars(range(min = 1e-6, max = 100.0))]
    k2: f64,
    /// Exponent of the concentration.
    #[schemars(range(min = 0.1, max = 10.0))]
    n: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Toxic load, (mg/m3)^n min.
    toxic_load: ToxicLoad,
    /// Probit value; null without any load.
    probit: Option<f64>,
    /// Probability of death outdoors, 0 to 1.
    lethality_prob: f64,
    /// Concentration that kills half in this exposure, kg/m3; null without exposure.
    median_lethal_concentration_kg_m3: Option<f64>,
}

/// Constants with the caveats they carry.
fn constants_of(input: &Input, context: &Context<'_>) -> Result<(ToxicProbit, Option<Caveat>), ProcessError> {
    if let Some(given) = &input.constants {
        return Ok((ToxicProbit::new(given.k1, given.k2, given.n)?, None));
    }
    let Some(name) = &input.substance else {
        let allowed = "a substance, or constants in its place";
        return Err(ProcessError::one(FieldProblem::new("substance", "", allowed, "missing")));
    };
    let substance = find_substance(context, name).map_err(ProcessError::one)?;
    let Some(known) = &substance.toxic_probit else {
        let allowed = "a substance with a published toxic probit, or constants in its place";
        return Err(ProcessError::one(FieldProblem::new("substance", name, allowed, "property_not_known")));
    };
    let caveat = (known.origin == Origin::Memory).then(|| {
        Caveat::new(
            CaveatCode::MemoryFigure,
            &substance.id,
            format!("toxic probit constants of {} are recalled, not checked in their source", substance.name.en),
            format!("{}的毒性概率函数常数系按记忆取值,未经原文核对", substance.name.zh),
        )
    });
    Ok((ToxicProbit::new(known.k1, known.k2, known.n)?, caveat))
}

fn cut(exposure_s: f64) -> Option<Caveat> {
    (exposure_s > MAX_TOXIC_EXPOSURE_S).then(|| {
        Caveat::new(
            CaveatCode::AssumedValue,
            TOXIC_PROBIT.id,
            format!("exposure of {exposure_s} s counted as {MAX_TOXIC_EXPOSURE_S} s (AQ/T 3046)"),
            format!("暴露时间 {exposure_s} s 按 {MAX_TOXIC_EXPOSURE_S} s 计(AQ/T 3046)"),
        )
    })
}

impl Model for ToxicLethality {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: TOXIC_PROBIT.id,
        title: Title { zh: TOXIC_PROBIT.title_zh, en: TOXIC_PROBIT.title_en },
        description: Title {
            zh: "恒定浓度下吸入暴露的毒性负荷与致死概率(暴露时间最多计 30 分钟)。",
            en: "Toxic load and probability of death of breathing a constant concentration (30 min count at most).",
        },
        cards: &[&TOXIC_PROBIT],
        example: r#"{"substance": "chlorine", "concentration_kg_m3": 0.001, "exposure_s": 1800}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let (constants, caveat) = constants_of(&input, context)?;
        let load = constants.load(input.concentration_kg_m3, input.exposure_s);
        let probit = constants.value(load);
        let output = Output {
            toxic_load: load,
            probit: probit.is_finite().then_some(probit),
            lethality_prob: constants.lethality_of_load_prob(load),
            median_lethal_concentration_kg_m3: (input.exposure_s > 0.0)
                .then(|| constants.concentration_for_kg_m3(5.0, input.exposure_s)),
        };
        let answer = Answer::new(output).with_caveats(caveat.into_iter().chain(cut(input.exposure_s)));
        Ok(answer.with_data(SUBSTANCES, context.library.edition()))
    }
}
