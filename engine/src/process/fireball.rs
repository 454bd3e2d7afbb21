//! Process `fireball`.

use super::fields::{SUBSTANCES, find_substance};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::fire::{
    FIREBALL, FIREBALL_COURSE, Fireball, FireballCorrelation, FireballCourse, FireballField, HumidAir,
    heat_of_combustion_j_kg, released_mass_caveat, released_mass_frac,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem, InvalidInput, ModelCard};
use crate::source::FlashFigures;
use crate::substance::Substance;
use crate::vulnerability::{Exposure, HarmLevel, ThermalDose, VULNERABILITY_RULES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fireball of a substance.
pub(super) struct FireballProcess;

/// Steps of the course that is given.
const COURSE_STEPS: usize = 24;

/// How the ball is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FireballModel {
    /// Full size, place and power for the whole duration.
    #[default]
    Static,
    /// The ball grows, rises and fades (Martinsen and Marx 1999, recalled).
    TimeVarying,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Fuel in the fireball, kg; with `vessel_temperature_k` the content of the vessel.
    #[schemars(range(min = 0.1, max = 5e6))]
    mass_kg: f64,
    /// Temperature of the liquid in the vessel when it fails, K: three times the share that flashes then goes into the ball, all of it at
    /// most (Roberts). Not given: all of `mass_kg`.
    #[serde(default)]
    #[schemars(range(min = 100.0, max = 700.0))]
    vessel_temperature_k: Option<f64>,
    /// Distance along the ground from the point below the ball, m.
    #[schemars(range(min = 0.0, max = 1e5))]
    distance_m: f64,
    /// Vapour pressure in the vessel when it fails, Pa absolute; decides the radiated share.
    #[serde(default)]
    #[schemars(range(min = 5e4, max = 2e7))]
    burst_pressure_pa: Option<f64>,
    /// Air temperature, K.
    #[serde(default = "air_temperature_k")]
    #[schemars(range(min = 220.0, max = 330.0))]
    air_temperature_k: f64,
    /// Relative humidity, 0 to 1.
    #[serde(default = "relative_humidity_frac")]
    #[schemars(range(min = 0.0, max = 1.0))]
    relative_humidity_frac: f64,
    /// Handbook for size and duration of the static ball.
    #[serde(default)]
    correlation: FireballCorrelation,
    /// How the ball is modelled.
    #[serde(default)]
    model: FireballModel,
}

fn air_temperature_k() -> f64 {
    HumidAir::default().temperature_k
}
fn relative_humidity_frac() -> f64 {
    HumidAir::default().relative_humidity_frac
}

/// Reach of a level of heat.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// Level, W/m2.
    incident_flux_w_m2: f64,
    /// Farthest distance at which it is reached, m; null when nowhere.
    distance_m: Option<f64>,
}

/// The time-varying ball at a moment.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// Time after the failure, s.
    time_s: f64,
    /// Diameter, m.
    diameter_m: f64,
    /// Height of the centre, m.
    height_m: f64,
    /// Heat given off by the surface, W/m2.
    surface_emissive_power_w_m2: f64,
    /// Heat flux at the distance, W/m2.
    incident_flux_w_m2: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// How the ball is modelled.
    model: FireballModel,
    /// Fuel in the ball, kg.
    fuel_kg: f64,
    /// Diameter, m (time-varying: the greatest).
    diameter_m: f64,
    /// Duration, s.
    duration_s: f64,
    /// Height of the centre, m (time-varying: when the ball has grown up).
    height_m: f64,
    /// Heat given off by the surface, W/m2 (time-varying: the greatest).
    surface_emissive_power_w_m2: f64,
    /// Share of the heat that is radiated.
    radiative_frac: f64,
    /// Heat flux at the distance on a receiver that faces the ball, W/m2 (time-varying: the greatest).
    incident_flux_w_m2: f64,
    /// Thermal dose at the distance, (W/m2)^(4/3) s.
    thermal_dose: ThermalDose,
    /// The same in thermal dose units, (kW/m2)^(4/3) s.
    thermal_dose_tdu: f64,
    /// Probability of death of an unprotected person outdoors at the distance (AQ/T 3046).
    lethality_prob: f64,
    /// Reach of 37.5, 12.5 and 4 kW/m2.
    zones: Vec<Zone>,
    /// The time-varying ball from its begin to its end; empty for the static one.
    course: Vec<Moment>,
}

fn zones(reach: impl Fn(f64) -> Option<f64>) -> Vec<Zone> {
    let zone = |level: HarmLevel| Zone { incident_flux_w_m2: level.value, distance_m: reach(level.value) };
    HarmLevel::HEAT.into_iter().map(zone).collect()
}

fn output_at(ball: &FireballField, fuel_kg: f64, distance_m: f64) -> Output {
    let dose = ball.thermal_dose(distance_m);
    Output {
        model: FireballModel::Static,
        fuel_kg,
        diameter_m: ball.diameter_m(),
        duration_s: ball.duration_s(),
        height_m: ball.height_m(),
        surface_emissive_power_w_m2: ball.surface_emissive_power_w_m2(),
        radiative_frac: ball.radiative_frac(),
        incident_flux_w_m2: ball.incident_flux_w_m2(distance_m),
        thermal_dose: dose,
        thermal_dose_tdu: dose.tdu(),
        lethality_prob: ball.lethality_prob(distance_m, Exposure::OutdoorIndividual),
        zones: zones(|level_w_m2| ball.distance_to_flux_m(level_w_m2)),
        course: Vec::new(),
    }
}

fn course_at(ball: &FireballCourse, fuel_kg: f64, distance_m: f64) -> Output {
    let dose = ball.thermal_dose(distance_m);
    let moment = |step: usize| {
        let now = ball.at(ball.duration_s() * step as f64 / COURSE_STEPS as f64);
        Moment {
            time_s: now.time_s,
            diameter_m: now.diameter_m,
            height_m: now.height_m,
            surface_emissive_power_w_m2: now.surface_emissive_power_w_m2,
            incident_flux_w_m2: ball.incident_flux_w_m2(distance_m, now.time_s),
        }
    };
    Output {
        model: FireballModel::TimeVarying,
        fuel_kg,
        diameter_m: ball.diameter_m(),
        duration_s: ball.duration_s(),
        height_m: 0.5 * ball.diameter_m(),
        surface_emissive_power_w_m2: ball.surface_emissive_power_w_m2(),
        radiative_frac: ball.radiative_frac(),
        incident_flux_w_m2: ball.greatest_flux_w_m2(distance_m),
        thermal_dose: dose,
        thermal_dose_tdu: dose.tdu(),
        lethality_prob: ball.lethality_prob(distance_m, Exposure::OutdoorIndividual),
        zones: zones(|level_w_m2| ball.distance_to_flux_m(level_w_m2)),
        course: (0..=COURSE_STEPS).map(moment).collect(),
    }
}

/// Fuel in the ball, kg, with what to tell of it.
fn fuel(input: &Input, substance: &Substance) -> Result<(f64, Vec<Caveat>), ProcessError> {
    let Some(temperature_k) = input.vessel_temperature_k else { return Ok((input.mass_kg, Vec::new())) };
    let figures =
        FlashFigures::held_to_range(substance, temperature_k, substance.boiling_point_k).map_err(|error| {
            ProcessError::one(FieldProblem::new(
                "vessel_temperature_k",
                error,
                "a liquid whose heat capacity and latent heat are known",
                "property_not_known",
            ))
        })?;
    let share = released_mass_frac(figures.flash_frac());
    if share * input.mass_kg < 0.1 {
        return Err(ProcessError::one(FieldProblem::new(
            "vessel_temperature_k",
            temperature_k,
            format!(
                "above the boiling point of {:.1} K, so that fuel flashes into the ball",
                substance.boiling_point_k
            ),
            "out_of_range",
        )));
    }
    Ok((share * input.mass_kg, figures.caveat().into_iter().chain([released_mass_caveat(share)]).collect()))
}

fn answer(
    ball: &Fireball,
    model: FireballModel,
    distance_m: f64,
) -> Result<(Output, &'static ModelCard, Vec<Caveat>), InvalidInput> {
    Ok(match model {
        FireballModel::Static => {
            let solved = ball.solve()?;
            (output_at(&solved.field, ball.mass_kg, distance_m), &FIREBALL, solved.caveats)
        }
        FireballModel::TimeVarying => {
            let solved = ball.solve_course()?;
            (course_at(&solved.field, ball.mass_kg, distance_m), &FIREBALL_COURSE, solved.caveats)
        }
    })
}

impl Model for FireballProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: FIREBALL.id,
        title: Title { zh: FIREBALL.title_zh, en: FIREBALL.title_en },
        description: Title {
            zh: "火球的直径、持续时间、高度、表面热辐射强度,以及某一距离的热通量与热剂量;可选随时间增长、上升、衰减的火球。",
            en: "Diameter, duration, height and emissive power of a fireball, flux and dose at a distance; a ball that grows, rises and \
                 fades by choice.",
        },
        cards: &[&FIREBALL, &FIREBALL_COURSE, &VULNERABILITY_RULES],
        example: r#"{"substance": "propane", "mass_kg": 11957.7, "distance_m": 200, "burst_pressure_pa": 1500000}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let heat_of_combustion_j_kg = heat_of_combustion_j_kg(substance)?;
        let (fuel_kg, rule) = fuel(&input, substance)?;
        let ball = Fireball {
            mass_kg: fuel_kg,
            heat_of_combustion_j_kg,
            burst_pressure_pa: input.burst_pressure_pa,
            air: HumidAir {
                temperature_k: input.air_temperature_k,
                relative_humidity_frac: input.relative_humidity_frac,
            },
            correlation: input.correlation,
        };
        let (output, card, caveats) = answer(&ball, input.model, input.distance_m)?;
        Ok(Answer::new(output)
            .with_models(vec![card, &VULNERABILITY_RULES])
            .with_caveats(caveats)
            .with_caveats(rule)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
