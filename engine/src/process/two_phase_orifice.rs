//! Process `two_phase_orifice`.

use super::fields::{self, SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode};
use crate::source::{
    DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT, EQUILIBRIUM_PATH_M, OutflowPhase,
    TWO_PHASE_ORIFICE, TwoPhaseOrifice,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Flashing outflow.
pub(super) struct TwoPhaseOrificeProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Temperature of the content, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Pressure at the hole on the inside, pad gas and head of liquid included, Pa absolute; the vapour pressure when not given.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: Option<f64>,
    /// Mass fraction of vapour in the content at the hole; 0 is liquid alone.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 0.999))]
    vapour_mass_frac: f64,
    /// Diameter of the hole or pipe, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Path from the vessel to the outer edge, m: thickness of the wall or length of the pipe. Below 0.1 m a liquid does not
    /// come to equilibrium and the flow of the liquid is given. 0, a hole in a thin wall, when not given, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    path_length_m: Option<f64>,
    /// Discharge coefficient; 0.61 for a liquid on a path below 0.1 m and 0.85 otherwise when not given, with a caveat.
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
    /// Form in which it passes the outer edge of the hole.
    phase: OutflowPhase,
    /// Whether the flow is choked.
    choked: bool,
    /// Pressure at the narrowest place, Pa absolute.
    throat_pressure_pa: f64,
    /// Velocity there without friction, m/s.
    throat_velocity_m_s: f64,
    /// Mass flow with liquid and vapour in equilibrium, kg/s: the lower bound.
    equilibrium_rate_kg_s: f64,
    /// Mass flow of a liquid that flashes only outside, kg/s: the upper bound.
    unflashed_rate_kg_s: f64,
    /// Compressibility of the flashing mixture (omega).
    omega_ratio: f64,
}

fn thin_wall_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "path_length_m",
        "path not given: a hole in a thin wall was taken, through which the content passes as a liquid; the flow is an upper bound",
        "未给出流程长度:按薄壁孔口、液体未闪蒸通过计算,流量为上限值",
    )
}

impl Model for TwoPhaseOrificeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: TWO_PHASE_ORIFICE.id,
        title: Title { zh: TWO_PHASE_ORIFICE.title_zh, en: TWO_PHASE_ORIFICE.title_en },
        description: Title {
            zh: "饱和或过冷的液化气体、或气液混合物经孔口或短管的泄漏流量:均相平衡 ω 法,临界或亚临界;流程不足 0.1 m 时按液体计。",
            en: "Flow of a saturated or subcooled liquefied gas, or of its mixture with vapour, through a hole or short pipe: homogeneous \
                 equilibrium by the omega method, choked or not; as a liquid where the path is shorter than 0.1 m.",
        },
        cards: &[&TWO_PHASE_ORIFICE],
        example: r#"{"substance": "propane", "temperature_k": 298.15, "orifice_diameter_m": 0.05, "path_length_m": 0.5, "discharge_coefficient": 0.85}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let path_length_m = input.path_length_m.unwrap_or(0.0);
        let stays_liquid = path_length_m < EQUILIBRIUM_PATH_M && input.vapour_mass_frac == 0.0;
        let default = match stays_liquid {
            true => DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            false => DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT,
        };
        let (discharge_coefficient, assumed) =
            fields::discharge_coefficient(input.discharge_coefficient, default, &TWO_PHASE_ORIFICE, false);
        let saturated = TwoPhaseOrifice::saturated(substance, input.temperature_k, input.orifice_diameter_m)?;
        let hole = TwoPhaseOrifice {
            pressure_pa: input.pressure_pa.unwrap_or(saturated.pressure_pa),
            vapour_mass_frac: input.vapour_mass_frac,
            path_length_m,
            discharge_coefficient,
            ambient_pressure_pa: input.ambient_pressure_pa,
            ..saturated
        };
        let solved = hole.release(substance)?;
        let release = solved.field;
        let output = Output {
            release_rate_kg_s: release.release_rate_kg_s,
            phase: release.phase,
            choked: release.choked,
            throat_pressure_pa: release.throat_pressure_pa,
            throat_velocity_m_s: release.throat_velocity_m_s,
            equilibrium_rate_kg_s: release.equilibrium_rate_kg_s,
            unflashed_rate_kg_s: release.unflashed_rate_kg_s,
            omega_ratio: release.omega_ratio,
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(assumed)
            .with_caveats((input.path_length_m.is_none() && stays_liquid).then(thin_wall_assumed))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
