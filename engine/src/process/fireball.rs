//! Process `fireball`.

use super::fields::{SUBSTANCES, find_substance};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::fire::{FIREBALL, Fireball, FireballCorrelation, FireballField, HumidAir};
use crate::progress::ProgressToken;
use crate::provenance::FieldProblem;
use crate::vulnerability::{Exposure, HarmLevel, ThermalDose, VULNERABILITY_RULES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fireball of a substance.
pub(super) struct FireballProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Fuel in the fireball, kg.
    #[schemars(range(min = 0.1, max = 5e6))]
    mass_kg: f64,
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
    /// Handbook for size and duration.
    #[serde(default)]
    correlation: FireballCorrelation,
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

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Diameter, m.
    diameter_m: f64,
    /// Duration, s.
    duration_s: f64,
    /// Height of the centre, m.
    height_m: f64,
    /// Heat given off by the surface, W/m2.
    surface_emissive_power_w_m2: f64,
    /// Share of the heat that is radiated.
    radiative_frac: f64,
    /// Heat flux at the distance on a receiver that faces the ball, W/m2.
    incident_flux_w_m2: f64,
    /// Thermal dose at the distance, (W/m2)^(4/3) s.
    thermal_dose: ThermalDose,
    /// The same in thermal dose units, (kW/m2)^(4/3) s.
    thermal_dose_tdu: f64,
    /// Probability of death of an unprotected person outdoors at the distance (AQ/T 3046).
    lethality_prob: f64,
    /// Reach of 37.5, 12.5 and 4 kW/m2.
    zones: Vec<Zone>,
}

fn output_at(ball: &FireballField, distance_m: f64) -> Output {
    let dose = ball.thermal_dose(distance_m);
    Output {
        diameter_m: ball.diameter_m(),
        duration_s: ball.duration_s(),
        height_m: ball.height_m(),
        surface_emissive_power_w_m2: ball.surface_emissive_power_w_m2(),
        radiative_frac: ball.radiative_frac(),
        incident_flux_w_m2: ball.incident_flux_w_m2(distance_m),
        thermal_dose: dose,
        thermal_dose_tdu: dose.tdu(),
        lethality_prob: ball.lethality_prob(distance_m, Exposure::OutdoorIndividual),
        zones: HarmLevel::HEAT
            .into_iter()
            .map(|level| Zone { incident_flux_w_m2: level.value, distance_m: ball.distance_to_flux_m(level.value) })
            .collect(),
    }
}

impl Model for FireballProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: FIREBALL.id,
        title: Title { zh: FIREBALL.title_zh, en: FIREBALL.title_en },
        description: Title {
            zh: "火球的直径、持续时间、高度、表面热辐射强度,以及某一距离的热通量与热剂量。",
            en: "Diameter, duration, height and emissive power of a fireball, flux and dose at a distance.",
        },
        cards: &[&FIREBALL, &VULNERABILITY_RULES],
        example: r#"{"substance": "propane", "mass_kg": 11957.7, "distance_m": 200, "burst_pressure_pa": 1500000}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let heat_of_combustion_j_kg = substance.heat_of_combustion_j_kg.ok_or_else(|| {
            let allowed = "a flammable substance with a known heat of combustion";
            ProcessError::one(FieldProblem::new("substance", &input.substance, allowed, "property_not_known"))
        })?;
        let ball = Fireball {
            mass_kg: input.mass_kg,
            heat_of_combustion_j_kg,
            burst_pressure_pa: input.burst_pressure_pa,
            air: HumidAir {
                temperature_k: input.air_temperature_k,
                relative_humidity_frac: input.relative_humidity_frac,
            },
            correlation: input.correlation,
        };
        let solved = ball.solve()?;
        Ok(Answer::new(output_at(&solved.field, input.distance_m))
            .with_caveats(solved.caveats)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
