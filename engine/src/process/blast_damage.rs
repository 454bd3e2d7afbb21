//! Process `blast_damage`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::vulnerability::{
    BLAST_DAMAGE, DamageLevel, Exposure, OverpressureProbit, damage_reached, overpressure_lethality_prob,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Damage and lethality of a blast.
pub(super) struct BlastDamageProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Peak side-on overpressure, Pa.
    #[schemars(range(min = 0.0, max = 1e8))]
    side_on_overpressure_pa: f64,
    /// Side-on impulse, Pa s; without it the probits that take it are null.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    side_on_impulse_pa_s: Option<f64>,
}

/// A row of the table of damage.
#[derive(Debug, Serialize, JsonSchema)]
struct Damage {
    /// Overpressure from which it is seen, Pa.
    overpressure_pa: f64,
    /// What is seen, English.
    label_en: &'static str,
    /// What is seen, Chinese.
    label_zh: &'static str,
}

impl From<&DamageLevel> for Damage {
    fn from(level: &DamageLevel) -> Self {
        Self { overpressure_pa: level.overpressure_pa, label_en: level.label_en, label_zh: level.label_zh }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// What buildings suffer after Clancey 1972, weakest first.
    damage: Vec<Damage>,
    /// Death outdoors, individual risk (AQ/T 3046), 0 to 1.
    outdoor_individual_prob: f64,
    /// Death outdoors, societal risk, 0 to 1.
    outdoor_societal_prob: f64,
    /// Death indoors, societal risk, 0 to 1.
    indoor_societal_prob: f64,
    /// Death by lung haemorrhage (Eisenberg), 0 to 1.
    eisenberg_lung_prob: f64,
    /// Death by lung damage (HSE), 0 to 1.
    hse_lung_prob: f64,
    /// Death by impact of the head (TNO), 0 to 1.
    tno_head_impact_prob: Option<f64>,
    /// Collapse of a building (TNO), 0 to 1.
    tno_structural_collapse_prob: Option<f64>,
}

impl Model for BlastDamageProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: BLAST_DAMAGE.id,
        title: Title { zh: BLAST_DAMAGE.title_zh, en: BLAST_DAMAGE.title_en },
        description: Title {
            zh: "某一超压(及冲量)下的建筑物破坏、室内外致死概率和各概率函数结果。",
            en: "Damage to buildings, probability of death outdoors and indoors, and probits for a side-on overpressure and impulse.",
        },
        cards: &[&BLAST_DAMAGE],
        example: r#"{"side_on_overpressure_pa": 20000, "side_on_impulse_pa_s": 500}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let pressure_pa = input.side_on_overpressure_pa;
        let alone = |probit: OverpressureProbit| probit.harm_prob(pressure_pa, 0.0);
        let pulse = |probit: OverpressureProbit| {
            input.side_on_impulse_pa_s.map(|impulse_pa_s| probit.harm_prob(pressure_pa, impulse_pa_s))
        };
        let death = |exposure| overpressure_lethality_prob(pressure_pa, exposure);
        Ok(Answer::new(Output {
            damage: damage_reached(pressure_pa).iter().map(Damage::from).collect(),
            outdoor_individual_prob: death(Exposure::OutdoorIndividual),
            outdoor_societal_prob: death(Exposure::OutdoorSocietal),
            indoor_societal_prob: death(Exposure::IndoorSocietal),
            eisenberg_lung_prob: alone(OverpressureProbit::EisenbergLung),
            hse_lung_prob: alone(OverpressureProbit::HseLung),
            tno_head_impact_prob: pulse(OverpressureProbit::TnoHeadImpact),
            tno_structural_collapse_prob: pulse(OverpressureProbit::TnoStructuralCollapse),
        }))
    }
}
