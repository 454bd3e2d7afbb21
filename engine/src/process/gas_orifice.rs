//! Process `gas_orifice`.

use super::fields::{self, SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::source::{DEFAULT_GAS_DISCHARGE_COEFFICIENT, GAS_ORIFICE, GasOrifice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Gas from a hole.
pub(super) struct GasOrificeProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Pressure in the vessel, Pa absolute.
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: f64,
    /// Temperature in the vessel, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Discharge coefficient; 1.0 is taken when not given, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: Option<f64>,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 1.0, max = 1e8))]
    ambient_pressure_pa: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Whether the flow is choked.
    choked: bool,
    /// Pressure in the throat, Pa absolute.
    throat_pressure_pa: f64,
    /// Temperature in the throat, K.
    throat_temperature_k: f64,
    /// Velocity in the throat, m/s.
    throat_velocity_m_s: f64,
}

impl Model for GasOrificeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GAS_ORIFICE.id,
        title: Title { zh: GAS_ORIFICE.title_zh, en: GAS_ORIFICE.title_en },
        description: Title {
            zh: "容器壁孔口的气体质量流量:临界或亚临界流动,理想气体。",
            en: "Mass flow of a gas through a hole in a vessel, choked or subsonic, as an ideal gas.",
        },
        cards: &[&GAS_ORIFICE],
        example: r#"{"substance": "chlorine", "pressure_pa": 600000, "temperature_k": 293.15, "orifice_diameter_m": 0.01, "discharge_coefficient": 0.85}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let (discharge_coefficient, assumed) = fields::discharge_coefficient(
            input.discharge_coefficient,
            DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            &GAS_ORIFICE,
            true,
        );
        let hole = GasOrifice {
            pressure_pa: input.pressure_pa,
            temperature_k: input.temperature_k,
            orifice_diameter_m: input.orifice_diameter_m,
            discharge_coefficient,
            ambient_pressure_pa: input.ambient_pressure_pa,
        };
        let solved = hole.release(substance)?;
        let output = Output {
            release_rate_kg_s: solved.field.release_rate_kg_s,
            choked: solved.field.choked,
            throat_pressure_pa: solved.field.throat_pressure_pa,
            throat_temperature_k: solved.field.throat_temperature_k,
            throat_velocity_m_s: solved.field.throat_velocity_m_s,
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(assumed)
            .with_caveats(condensed_caveat(substance, hole.pressure_pa, hole.temperature_k, &GAS_ORIFICE))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
