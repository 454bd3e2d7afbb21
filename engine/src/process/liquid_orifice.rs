//! Process `liquid_orifice`.

use super::fields::{self, SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::FieldProblem;
use crate::source::{DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, LIQUID_ORIFICE, LiquidOrifice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Liquid from a hole.
pub(super) struct LiquidOrificeProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance, whose density at the temperature is taken; or give the density.
    #[serde(default)]
    substance: Option<String>,
    /// Density of the liquid, kg/m3; or give the substance.
    #[serde(default)]
    #[schemars(range(min = 10.0, max = 25_000.0))]
    density_kg_m3: Option<f64>,
    /// Temperature of the liquid, K; used with a substance.
    #[serde(default = "temperature_k")]
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Pressure above the liquid, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: f64,
    /// Height of the liquid above the hole, m.
    #[schemars(range(min = 0.0, max = 1000.0))]
    liquid_head_m: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Discharge coefficient; 0.61 is taken when not given, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: Option<f64>,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 1.0, max = 1e8))]
    ambient_pressure_pa: f64,
}

fn temperature_k() -> f64 {
    293.15
}
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Velocity of the jet, m/s.
    velocity_m_s: f64,
}

impl Model for LiquidOrificeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: LIQUID_ORIFICE.id,
        title: Title { zh: LIQUID_ORIFICE.title_zh, en: LIQUID_ORIFICE.title_en },
        description: Title {
            zh: "在压力和液位作用下经孔口的液体质量流量。",
            en: "Mass flow of a liquid through a hole, driven by pressure and head.",
        },
        cards: &[&LIQUID_ORIFICE],
        example: r#"{"density_kg_m3": 998.2, "pressure_pa": 101325, "liquid_head_m": 5.0, "orifice_diameter_m": 0.1, "discharge_coefficient": 0.61}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let (discharge_coefficient, assumed) = fields::discharge_coefficient(
            input.discharge_coefficient,
            DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            &LIQUID_ORIFICE,
            false,
        );
        let hole = LiquidOrifice {
            pressure_pa: input.pressure_pa,
            temperature_k: input.temperature_k,
            liquid_head_m: input.liquid_head_m,
            orifice_diameter_m: input.orifice_diameter_m,
            discharge_coefficient,
            ambient_pressure_pa: input.ambient_pressure_pa,
        };
        let answer = |release: crate::source::LiquidRelease| {
            Answer::new(Output { release_rate_kg_s: release.release_rate_kg_s, velocity_m_s: release.velocity_m_s })
                .with_caveats(assumed.clone())
        };
        match (input.substance, input.density_kg_m3) {
            (_, Some(density_kg_m3)) => Ok(answer(hole.release_with(density_kg_m3)?.field)),
            (Some(name), None) => {
                let substance = find_substance(context, &name).map_err(ProcessError::one)?;
                Ok(answer(hole.release(substance)?.field).with_data(SUBSTANCES, context.library.edition()))
            }
            (None, None) => Err(ProcessError::one(FieldProblem::new(
                "substance",
                "",
                "a substance, or density_kg_m3 in its place",
                "missing",
            ))),
        }
    }
}
