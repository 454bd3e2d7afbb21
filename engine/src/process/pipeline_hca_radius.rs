//! Process `pipeline_hca_radius`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{ModelCard, Origin};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Potential impact radius of a gas pipeline.
pub(super) const PIPELINE_HCA_RADIUS: ModelCard = ModelCard {
    id: "pipeline_hca_radius",
    version: 1,
    title_en: "Potential impact radius of a gas pipeline",
    title_zh: "输气管道潜在影响半径",
    citation: "GB 32167-2015, r = 0.099 sqrt(d^2 p), r in m, d outer diameter in mm, p MAOP in MPa; constant from memory (the use of formula (1) \
               for high-consequence areas is sourced); same physics as ASME B31.8S",
    domain: "natural gas transmission; flux criterion behind the constant is that of lean natural gas",
    verification: "tests/verification/process.rs against shared/standards.md 6.1",
    origin: Origin::Memory,
};

/// Radius of the area that a burst and lit gas pipeline endangers.
pub(super) struct PipelineHcaRadius;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Outer diameter, m.
    #[schemars(range(min = 0.01, max = 3.0))]
    outer_diameter_m: f64,
    /// Maximum allowable operating pressure, Pa, as the standard counts it (gauge).
    #[schemars(range(min = 1e4, max = 3e7))]
    pressure_pa: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Potential impact radius, m.
    radius_m: f64,
}

impl Model for PipelineHcaRadius {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: PIPELINE_HCA_RADIUS.id,
        title: Title { zh: PIPELINE_HCA_RADIUS.title_zh, en: PIPELINE_HCA_RADIUS.title_en },
        description: Title {
            zh: "GB 32167 高后果区识别所用的输气管道潜在影响半径。",
            en: "Potential impact radius by which GB 32167 finds high-consequence areas of gas pipelines.",
        },
        cards: &[&PIPELINE_HCA_RADIUS],
        example: r#"{"outer_diameter_m": 0.508, "pressure_pa": 4000000}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let diameter_mm = 1e3 * input.outer_diameter_m;
        let pressure_mpa = 1e-6 * input.pressure_pa;
        Ok(Answer::new(Output { radius_m: 0.099 * (diameter_mm * diameter_mm * pressure_mpa).sqrt() }))
    }
}
