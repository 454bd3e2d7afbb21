//! Process `gb6722_overpressure`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::explosion::{GB6722_OVERPRESSURE, Gb6722Blast};
use crate::progress::ProgressToken;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Overpressure by GB 6722.
pub(super) struct Gb6722Process;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Charge, kg TNT.
    #[schemars(range(min = 1e-6, max = 1e9))]
    tnt_mass_kg: f64,
    /// Distance from the charge, m.
    #[schemars(range(min = 0.01, max = 1e6))]
    distance_m: f64,
}

/// Distance at which the overpressure falls to a limit.
#[derive(Debug, Serialize, JsonSchema)]
struct LimitDistance {
    /// Limit, Pa.
    overpressure_pa: f64,
    /// Distance, m.
    distance_m: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Overpressure, Pa.
    overpressure_pa: f64,
    /// Distances of the limits of GB/T 37243 (2000, 5000 and 9000 Pa, recalled).
    limits: Vec<LimitDistance>,
}

/// Limits of GB/T 37243 by class of protected object, Pa (recalled).
const LIMITS_PA: [f64; 3] = [2000.0, 5000.0, 9000.0];

impl Model for Gb6722Process {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GB6722_OVERPRESSURE.id,
        title: Title { zh: GB6722_OVERPRESSURE.title_zh, en: GB6722_OVERPRESSURE.title_en },
        description: Title {
            zh: "按 GB 6722 公式计算露天爆炸的空气冲击波超压及各限值的距离。",
            en: "Overpressure of an explosion in the open by the formula of GB 6722, and the distances of the legal limits.",
        },
        cards: &[&GB6722_OVERPRESSURE],
        example: r#"{"tnt_mass_kg": 1000, "distance_m": 588.55}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let blast = Gb6722Blast::new(input.tnt_mass_kg)?;
        let limits = LIMITS_PA
            .into_iter()
            .map(|overpressure_pa| {
                Ok(LimitDistance { overpressure_pa, distance_m: blast.distance_to_overpressure_m(overpressure_pa)? })
            })
            .collect::<Result<Vec<_>, ProcessError>>()?;
        Ok(Answer::new(Output { overpressure_pa: blast.overpressure_pa(input.distance_m), limits }))
    }
}
