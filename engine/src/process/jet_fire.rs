//! Process `jet_fire`.

use super::fields::{SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::fire::{
    BentFlame, BurningJet, FlareShape, HumidAir, HydrogenFlame, JET_FIRE, JET_FIRE_AQT3046, JET_FIRE_MULTI_SOURCE,
    JET_FIRE_WEIGHTED_SOURCES, JetFire, JetFireField, JetFireModel, JetFireSource, SOLID_FLAME_VIEW_FACTOR,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, ModelCard};
use crate::substance::Substance;
use crate::vulnerability::{Exposure, HarmLevel, MAX_THERMAL_EXPOSURE_S, ThermalDose, VULNERABILITY_RULES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Jet fire of a substance.
pub(super) struct JetFireProcess;

/// Receptors evaluated between two looks at the progress token.
const RECEPTORS_PER_CHECK: usize = 1024;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Mass flow, kg/s; not given: that of the orifice at `pressure_pa`.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e4))]
    release_rate_kg_s: Option<f64>,
    /// Diameter of the hole, m.
    #[schemars(range(min = 1e-4, max = 2.0))]
    orifice_diameter_m: f64,
    /// Pressure before the hole, Pa absolute; not given: that which drives the flow through the hole.
    #[serde(default)]
    #[schemars(range(min = 5e4, max = 1e8))]
    pressure_pa: Option<f64>,
    /// Temperature before the hole, K; not given: that of the air.
    #[serde(default)]
    #[schemars(range(min = 30.0, max = 1500.0))]
    temperature_k: Option<f64>,
    /// Discharge coefficient of the hole.
    #[serde(default = "one")]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: f64,
    /// Direction of the release above the horizontal, degrees: 0 level, 90 up.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 90.0))]
    elevation_deg: f64,
    /// Height of the hole above ground, m.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 500.0))]
    release_height_m: f64,
    /// Wind speed, m/s.
    #[schemars(range(min = 0.0, max = 40.0))]
    wind_speed_m_s: f64,
    /// Where the wind blows to, degrees anticlockwise from the horizontal direction of the release: 0 along it, 180 against it.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    wind_to_release_deg: f64,
    /// Model of the flame; not given: `multi_source` for hydrogen, `weighted_sources` for a paraffin below 45 degrees, `solid_flame` for
    /// all others.
    #[serde(default)]
    model: Option<JetFireModel>,
    /// Share of the heat that is radiated; not given: that of the model.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 0.6))]
    radiative_frac: Option<f64>,
    /// Air temperature, K.
    #[serde(default = "air_temperature_k")]
    #[schemars(range(min = 220.0, max = 330.0))]
    air_temperature_k: f64,
    /// Relative humidity, 0 to 1.
    #[serde(default = "relative_humidity_frac")]
    #[schemars(range(min = 0.0, max = 1.0))]
    relative_humidity_frac: f64,
    /// Pressure of the air, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    air_pressure_pa: f64,
    /// Where the heat is asked for.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    receptors: Vec<Receptor>,
    /// How long people are exposed, s.
    #[serde(default = "exposure_s")]
    #[schemars(range(min = 1.0, max = 3600.0))]
    exposure_s: f64,
    /// Height of the receivers of the distances, m above ground.
    #[serde(default = "receiver_height_m")]
    #[schemars(range(min = 0.0, max = 500.0))]
    receiver_height_m: f64,
}

/// A place: x along the release (of a vertical one: an axis from which the wind is counted), y to the left of it.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Receptor {
    /// Along the release, m.
    #[schemars(range(min = -1e5, max = 1e5))]
    x_m: f64,
    /// To the left of it, m.
    #[serde(default)]
    #[schemars(range(min = -1e5, max = 1e5))]
    y_m: f64,
    /// Above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e4))]
    z_m: f64,
}

fn one() -> f64 {
    1.0
}
fn exposure_s() -> f64 {
    MAX_THERMAL_EXPOSURE_S
}
fn receiver_height_m() -> f64 {
    1.5
}
fn air_temperature_k() -> f64 {
    HumidAir::default().temperature_k
}
fn relative_humidity_frac() -> f64 {
    HumidAir::default().relative_humidity_frac
}

/// The jet at the pressure of the air.
#[derive(Debug, Serialize, JsonSchema)]
struct JetAnswer {
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Pressure before the hole, Pa absolute.
    pressure_pa: f64,
    /// Whether the flow is choked in the hole.
    choked: bool,
    /// Velocity, m/s.
    velocity_m_s: f64,
    /// Temperature, K.
    temperature_k: f64,
    /// Diameter of the effective source, m.
    source_diameter_m: f64,
}

/// Shape of the solid flame.
#[derive(Debug, Serialize, JsonSchema)]
struct Frustum {
    /// Distance from the hole to the base of the frustum, along the axis of the hole, m.
    lift_off_m: f64,
    /// Angle from the axis of the hole to that of the frustum, towards where the wind blows to, degrees.
    tilt_deg: f64,
    /// Length of the frustum, m.
    frustum_length_m: f64,
    /// Diameter at the base, m.
    base_diameter_m: f64,
    /// Diameter at the tip, m.
    tip_diameter_m: f64,
    /// Length of a vertical flame in still air, m.
    still_air_length_m: f64,
    /// Richardson number of that flame.
    richardson_ratio: f64,
}

/// The hydrogen flame.
#[derive(Debug, Serialize, JsonSchema)]
struct HydrogenAnswer {
    /// Width, m.
    width_m: f64,
    /// Time that the gas stays in the flame, s.
    residence_s: f64,
    /// Froude number of the flame: below 5 buoyancy has a part in its length.
    froude_ratio: f64,
    /// Share of the length that runs straight; the rest of a level flame goes up.
    straight_frac: f64,
}

/// The flame that buoyancy and wind bend.
#[derive(Debug, Serialize, JsonSchema)]
struct BentAnswer {
    /// Width, m.
    width_m: f64,
    /// Height of the tip above the hole, m.
    rise_m: f64,
    /// Time that the gas stays in the flame, s.
    residence_s: f64,
    /// Froude number of the flame: below 5 buoyancy has a part in its length.
    froude_ratio: f64,
    /// Temperature of complete combustion without dissociation, K.
    flame_temperature_k: f64,
    /// Radiated share by the time in the flame, shown beside `radiative_frac`, not used.
    residence_radiative_frac: f64,
}

/// Heat at a place.
#[derive(Debug, Serialize, JsonSchema)]
struct Heat {
    /// Heat flux on a receiver that faces the flame, W/m2.
    incident_flux_w_m2: f64,
    /// Whether the place is in the flame.
    in_flame: bool,
    /// Thermal dose of the exposure, (W/m2)^(4/3) s.
    thermal_dose: ThermalDose,
    /// The same in thermal dose units, (kW/m2)^(4/3) s.
    thermal_dose_tdu: f64,
    /// Probability of death of an unprotected person outdoors (AQ/T 3046).
    lethality_prob: f64,
}

/// Reach of a level of heat, m from the hole; null where it is nowhere reached.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// Level, W/m2.
    incident_flux_w_m2: f64,
    /// Along the release.
    ahead_m: Option<f64>,
    /// Across it, on the farther side, beside the middle of the flame.
    aside_m: Option<f64>,
    /// Against it.
    behind_m: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Model of the flame.
    model: JetFireModel,
    /// Length of the flame from the hole to its tip, m.
    flame_length_m: f64,
    /// Where the visible flame begins: x, y, z, m.
    base_m: [f64; 3],
    /// Where it ends: x, y, z, m.
    tip_m: [f64; 3],
    /// Radiated heat over the surface of the flame, W/m2; null for the point source, which has none.
    surface_emissive_power_w_m2: Option<f64>,
    /// Share of the heat of combustion that is radiated.
    radiative_frac: f64,
    /// Radiated heat, W.
    radiated_w: f64,
    /// The jet at the pressure of the air.
    jet: JetAnswer,
    /// Shape of the solid flame; null for the other models.
    frustum: Option<Frustum>,
    /// The hydrogen flame; null for the other models.
    hydrogen_flame: Option<HydrogenAnswer>,
    /// The flame that buoyancy and wind bend; null for the other models.
    bent_flame: Option<BentAnswer>,
    /// Heat at each receptor, in order.
    receptors: Vec<Heat>,
    /// Reach of 37.5, 12.5 and 4 kW/m2.
    zones: Vec<Zone>,
}

fn jet_answer(jet: &BurningJet) -> JetAnswer {
    JetAnswer {
        release_rate_kg_s: jet.release_rate_kg_s,
        pressure_pa: jet.pressure_pa,
        choked: jet.choked,
        velocity_m_s: jet.velocity_m_s,
        temperature_k: jet.temperature_k,
        source_diameter_m: jet.source_diameter_m,
    }
}

fn frustum(shape: &FlareShape) -> Frustum {
    Frustum {
        lift_off_m: shape.lift_off_m,
        tilt_deg: shape.tilt_rad.to_degrees(),
        frustum_length_m: shape.frustum_length_m,
        base_diameter_m: shape.base_diameter_m,
        tip_diameter_m: shape.tip_diameter_m,
        still_air_length_m: shape.still_air_length_m,
        richardson_ratio: shape.richardson_ratio,
    }
}

fn hydrogen(flame: &HydrogenFlame) -> HydrogenAnswer {
    HydrogenAnswer {
        width_m: flame.width_m,
        residence_s: flame.residence_s,
        froude_ratio: flame.froude_ratio,
        straight_frac: flame.straight_frac,
    }
}

fn bent(flame: &BentFlame) -> BentAnswer {
    BentAnswer {
        width_m: flame.width_m,
        rise_m: flame.rise_m,
        residence_s: flame.residence_s,
        froude_ratio: flame.froude_ratio,
        flame_temperature_k: flame.flame_temperature_k,
        residence_radiative_frac: flame.residence_radiative_frac,
    }
}

fn heat(field: &JetFireField, place_m: [f64; 3], exposure_s: f64) -> Heat {
    let dose = field.thermal_dose(place_m, exposure_s);
    Heat {
        incident_flux_w_m2: field.incident_flux_w_m2(place_m),
        in_flame: field.is_in_flame(place_m),
        thermal_dose: dose,
        thermal_dose_tdu: dose.tdu(),
        lethality_prob: field.lethality_prob(place_m, exposure_s, Exposure::OutdoorIndividual),
    }
}

fn zone(field: &JetFireField, level_w_m2: f64, height_m: f64) -> Zone {
    let reach = field.reach(level_w_m2, height_m);
    Zone { incident_flux_w_m2: level_w_m2, ahead_m: reach.ahead_m, aside_m: reach.aside_m, behind_m: reach.behind_m }
}

impl Input {
    fn fire(&self, substance: &Substance) -> JetFire {
        let elevation_rad = self.elevation_deg.to_radians();
        JetFire {
            source: JetFireSource {
                release_rate_kg_s: self.release_rate_kg_s,
                pressure_pa: self.pressure_pa,
                temperature_k: self.temperature_k.unwrap_or(self.air_temperature_k),
                orifice_diameter_m: self.orifice_diameter_m,
                discharge_coefficient: self.discharge_coefficient,
            },
            model: self.model.unwrap_or_else(|| JetFireModel::by_range(substance, elevation_rad)),
            elevation_rad,
            release_height_m: self.release_height_m,
            wind_speed_m_s: self.wind_speed_m_s,
            wind_to_release_rad: self.wind_to_release_deg.to_radians(),
            air: HumidAir {
                temperature_k: self.air_temperature_k,
                relative_humidity_frac: self.relative_humidity_frac,
            },
            air_pressure_pa: self.air_pressure_pa,
            radiative_frac: self.radiative_frac,
        }
    }

    fn assumed_temperature(&self) -> Option<Caveat> {
        self.temperature_k.is_none().then(|| {
            Caveat::new(
                CaveatCode::AssumedValue,
                JET_FIRE.id,
                format!("temperature before the hole not given: that of the air, {} K", self.air_temperature_k),
                format!("未给出孔口上游温度:取空气温度 {} K", self.air_temperature_k),
            )
        })
    }
}

fn cards(model: JetFireModel) -> Vec<&'static ModelCard> {
    let view_factor = (model == JetFireModel::SolidFlame).then_some(&SOLID_FLAME_VIEW_FACTOR);
    [model.card()].into_iter().chain(view_factor).chain([&VULNERABILITY_RULES]).collect()
}

fn receptors(input: &Input, field: &JetFireField, progress: &ProgressToken) -> Result<Vec<Heat>, ProcessError> {
    progress.set_total(input.receptors.len() as u64);
    let mut found = Vec::with_capacity(input.receptors.len());
    for chunk in input.receptors.chunks(RECEPTORS_PER_CHECK) {
        progress.check()?;
        found.extend(chunk.iter().map(|at| heat(field, [at.x_m, at.y_m, at.z_m], input.exposure_s)));
        progress.advance(chunk.len() as u64);
    }
    Ok(found)
}

impl Model for JetFireProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: JET_FIRE.id,
        title: Title { zh: "喷射火", en: "Jet fire" },
        description: Title {
            zh: "可燃气体由孔口喷出燃烧的火焰:长度、抬升、倾角、锥台尺寸、表面热辐射强度,任意点热通量、热剂量与死亡概率,各热辐射限值的影响距离。45° 以下的烷烃射流采用受浮力与风弯曲的火焰,氢气采用加权多点源模型,另有 AQ/T 3046 点源模型。",
            en: "Flame of a flammable gas from a hole: length, lift-off, tilt, frustum, emissive power; heat flux, dose and probability of death at \
                 places; reach of the levels of heat. Paraffins below 45 degrees by a flame that buoyancy and wind bend, hydrogen by \
                 weighted points; the point source of AQ/T 3046 by name.",
        },
        cards: &[
            &JET_FIRE_WEIGHTED_SOURCES,
            &JET_FIRE,
            &JET_FIRE_MULTI_SOURCE,
            &JET_FIRE_AQT3046,
            &SOLID_FLAME_VIEW_FACTOR,
            &VULNERABILITY_RULES,
        ],
        example: r#"{"substance": "methane", "release_rate_kg_s": 7.9, "orifice_diameter_m": 0.075, "pressure_pa": 1211325, "temperature_k": 279, "release_height_m": 3, "wind_speed_m_s": 3.9, "receptors": [{"x_m": 15, "y_m": 24.3, "z_m": 1}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let fire = input.fire(substance);
        let solved = fire.solve(substance)?;
        let field = &solved.field;
        let emissive_w_m2 = field.surface_emissive_power_w_m2();
        let output = Output {
            model: fire.model,
            flame_length_m: field.flame_length_m(),
            base_m: field.base_m(),
            tip_m: field.tip_m(),
            surface_emissive_power_w_m2: (emissive_w_m2 > 0.0).then_some(emissive_w_m2),
            radiative_frac: field.radiative_frac(),
            radiated_w: field.radiated_w(),
            jet: jet_answer(field.jet()),
            frustum: field.frustum().map(frustum),
            hydrogen_flame: field.hydrogen_flame().map(hydrogen),
            bent_flame: field.bent_flame().map(bent),
            receptors: receptors(&input, field, progress)?,
            zones: HarmLevel::HEAT.into_iter().map(|level| zone(field, level.value, input.receiver_height_m)).collect(),
        };
        let condensed = condensed_caveat(substance, field.jet().pressure_pa, fire.source.temperature_k, &JET_FIRE);
        Ok(Answer::new(output)
            .with_models(cards(fire.model))
            .with_caveats(solved.caveats)
            .with_caveats(input.assumed_temperature())
            .with_caveats(condensed)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
