//! Process `vessel_discharge`.

use super::fields::{self, SUBSTANCES, find_substance, standard_atmosphere_pa};
use super::moments::{Asked, times_s};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::Caveat;
use crate::source::{
    DEFAULT_GAS_DISCHARGE_COEFFICIENT, DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT,
    DischargeChange, DischargeEnd, DischargeField, DischargePhase, EQUILIBRIUM_PATH_M, Headspace, VESSEL_DISCHARGE,
    Vessel, VesselDischarge, VesselShape,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Discharge of a vessel with liquid.
pub(super) struct VesselDischargeProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Form of the vessel.
    shape: VesselShape,
    /// Inner diameter, m.
    #[schemars(range(min = 0.01, max = 200.0))]
    diameter_m: f64,
    /// Inner height of an upright cylinder, length of a lying one, m; not for a sphere.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 500.0))]
    length_m: Option<f64>,
    /// Part of the volume that is liquid at the start.
    #[schemars(range(min = 1e-3, max = 1.0))]
    fill_frac: f64,
    /// Temperature of the content at the start, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// What is above the liquid: own_vapour (gas liquefied by pressure, boils as it empties), vented (open to the air), held
    /// (gas at a pressure that a supply keeps), sealed (gas shut in). When not given own_vapour for a liquid that boils at the
    /// pressure outside, held or vented for others, by whether a pressure is given.
    #[serde(default)]
    headspace: Option<Headspace>,
    /// Pressure above the liquid at the start, Pa absolute: asked for of a held or sealed headspace.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: Option<f64>,
    /// Height of the middle of the hole above the lowest point of the vessel, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 500.0))]
    hole_height_m: f64,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Path from the vessel to the outer edge, m: thickness of the wall or length of a short pipe. From 0.1 m on a boiling
    /// liquid leaves in equilibrium with its vapour.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    path_length_m: f64,
    /// Discharge coefficient of liquid and vapour alike; when not given 0.61 for liquid, 0.85 for liquid with its vapour, 1 for
    /// vapour, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: Option<f64>,
    /// Pressure outside, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 1.0, max = 1e8))]
    ambient_pressure_pa: f64,
    /// Time until the feed is shut off (detection and closing), s; until then it holds level and pressure. 0: no feed.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    isolation_time_s: f64,
    /// Time at which the hole itself is closed, s; never when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e9))]
    closing_time_s: Option<f64>,
    /// Moments at which the release is asked for; 21 of them, denser at the start, when not given.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    moments: Vec<Asked>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow at the start, kg/s.
    initial_rate_kg_s: f64,
    /// Content at the start, kg.
    content_kg: f64,
    /// Mass released until the end, what the feed brought included, kg.
    released_mass_kg: f64,
    /// Mass that stays in the vessel, kg.
    kept_mass_kg: f64,
    /// Time until the end, s.
    duration_s: f64,
    /// Why it ends.
    end: DischargeEnd,
    /// What was above the liquid.
    headspace: Headspace,
    /// When each form of outflow begins.
    phases: Vec<DischargeChange>,
    /// The release at the times asked for, in order.
    course: Vec<Moment>,
}

/// The release at one time.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// Time since the start, s.
    time_s: f64,
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Form in which the content leaves the hole; after the end the last one.
    phase: DischargePhase,
    /// Vapour in the release once it is at the pressure outside, by mass.
    vapour_frac: f64,
    /// Pressure above the liquid, Pa absolute.
    pressure_pa: f64,
    /// Temperature of the content, K.
    temperature_k: f64,
    /// Level of the liquid above the lowest point, m.
    liquid_level_m: f64,
    /// Mass left in the vessel, kg.
    mass_kg: f64,
    /// Mass released so far, kg.
    released_mass_kg: f64,
}

fn moment(field: &DischargeField, time_s: f64) -> Moment {
    let state = field.at(time_s);
    Moment {
        time_s,
        release_rate_kg_s: state.release_rate_kg_s,
        phase: state.phase,
        vapour_frac: state.vapour_frac,
        pressure_pa: state.pressure_pa,
        temperature_k: state.temperature_k,
        liquid_level_m: state.liquid_level_m,
        mass_kg: state.mass_kg,
        released_mass_kg: state.released_mass_kg,
    }
}

impl Input {
    fn coefficients(&self) -> (f64, f64, Vec<Caveat>) {
        let liquid_default = match self.path_length_m < EQUILIBRIUM_PATH_M {
            true => DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            false => DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT,
        };
        let pick = |default, recalled| {
            fields::discharge_coefficient(self.discharge_coefficient, default, &VESSEL_DISCHARGE, recalled)
        };
        let (liquid, liquid_note) = pick(liquid_default, false);
        let (vapour, vapour_note) = pick(DEFAULT_GAS_DISCHARGE_COEFFICIENT, true);
        (liquid, vapour, liquid_note.into_iter().chain(vapour_note).collect())
    }
}

impl Model for VesselDischargeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: VESSEL_DISCHARGE.id,
        title: Title { zh: VESSEL_DISCHARGE.title_zh, en: VESSEL_DISCHARGE.title_en },
        description: Title {
            zh: "盛有液体的容器经孔口泄放全过程:常压、恒压或封闭垫气下的液体,或边泄边沸腾的液化气(液体、两相、蒸气依次泄出);流量、\
                 液位、压力、温度随时间变化,可计入切断与封堵时间。",
            en: "A vessel with liquid that empties through a hole: liquid under air, a held pressure or a sealed pad, or liquefied gas that \
                 boils as it empties (liquid, liquid with vapour, vapour in turn); flow, level, pressure and temperature over time, with \
                 isolation of the feed and closing of the hole.",
        },
        cards: &[&VESSEL_DISCHARGE],
        example: r#"{"substance": "propane", "shape": "horizontal_cylinder", "diameter_m": 2.0, "length_m": 6.0, "fill_frac": 0.8, "temperature_k": 293.15, "hole_height_m": 0.5, "orifice_diameter_m": 0.05, "discharge_coefficient": 0.61, "moments": [{"time_s": 0}, {"time_s": 60}, {"time_s": 300}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let (headspace, assumed) = Headspace::in_force(
            input.headspace,
            substance,
            input.temperature_k,
            input.pressure_pa,
            input.ambient_pressure_pa,
        );
        let (liquid_discharge_coefficient, vapour_discharge_coefficient, defaults) = input.coefficients();
        let discharge = VesselDischarge {
            vessel: Vessel::of(input.shape, input.diameter_m, input.length_m)?,
            fill_frac: input.fill_frac,
            temperature_k: input.temperature_k,
            headspace,
            pressure_pa: input.pressure_pa,
            hole_height_m: input.hole_height_m,
            orifice_diameter_m: input.orifice_diameter_m,
            path_length_m: input.path_length_m,
            liquid_discharge_coefficient,
            vapour_discharge_coefficient,
            ambient_pressure_pa: input.ambient_pressure_pa,
            isolation_time_s: input.isolation_time_s,
            closing_time_s: input.closing_time_s,
        };
        let solved = discharge.release(substance)?;
        let field = &solved.field;
        let end = field.at(field.duration_s());
        let output = Output {
            initial_rate_kg_s: field.first_rate_kg_s(),
            content_kg: field.content_kg(),
            released_mass_kg: end.released_mass_kg,
            kept_mass_kg: end.mass_kg,
            duration_s: field.duration_s(),
            end: field.end(),
            headspace,
            phases: field.changes(),
            course: times_s(&input.moments, field.duration_s())
                .into_iter()
                .map(|time_s| moment(field, time_s))
                .collect(),
        };
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(assumed)
            .with_caveats(defaults)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
