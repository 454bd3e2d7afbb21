//! Process `vessel_heating`.

use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::fire::{HeatedVessel, VESSEL_HEATING, VesselHeating};
use crate::progress::ProgressToken;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Vessel in the heat of a fire.
pub(super) struct VesselHeatingProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Kind of vessel.
    vessel: HeatedVessel,
    /// Volume of the vessel, m3.
    #[schemars(range(min = 0.1, max = 200_000.0))]
    volume_m3: f64,
    /// Heat flux on the vessel, W/m2.
    #[schemars(range(min = 1000.0, max = 500_000.0))]
    heat_load_w_m2: f64,
    /// How long the fire lasts, or until it is fought, s.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e6))]
    fire_duration_s: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Time until the vessel fails, s.
    time_to_failure_s: f64,
    /// Heat flux below which no escalation is taken for credible, W/m2.
    threshold_w_m2: f64,
    /// Whether the heat load is at or above the threshold.
    above_threshold: bool,
    /// Whether the fire, of a duration, is above the threshold and outlasts the vessel; null without a duration.
    escalates: Option<bool>,
}

impl Model for VesselHeatingProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: VESSEL_HEATING.id,
        title: Title { zh: VESSEL_HEATING.title_zh, en: VESSEL_HEATING.title_en },
        description: Title {
            zh: "邻近火灾热辐射作用下储罐或压力容器的失效时间,以及是否达到多米诺效应阈值。",
            en: "How long a tank or pressure vessel stands in the heat of a neighbouring fire, and whether escalation is credible.",
        },
        cards: &[&VESSEL_HEATING],
        example: r#"{"vessel": "atmospheric", "volume_m3": 1000, "heat_load_w_m2": 20000, "fire_duration_s": 3600}"#,
    };

    fn run(input: Input, _: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let Input { vessel, volume_m3, heat_load_w_m2, fire_duration_s } = input;
        let solved = VesselHeating { vessel, volume_m3, heat_load_w_m2 }.solve()?;
        let above_threshold = heat_load_w_m2 >= vessel.threshold_w_m2();
        Ok(Answer::new(Output {
            time_to_failure_s: solved.field,
            threshold_w_m2: vessel.threshold_w_m2(),
            above_threshold,
            escalates: fire_duration_s.map(|duration_s| above_threshold && duration_s >= solved.field),
        })
        .with_caveats(solved.caveats))
    }
}
