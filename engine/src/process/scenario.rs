//! Process `scenario`: one release from what fails to its zones.

use super::congested_input::{RegionInput, of_input};
use super::fields::{SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa, ten_metres};
use super::scenario_answer::{Drawing, Output, Site};
use super::zone_outline::{Pen, Place};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::consequence::{
    Accident, CHAIN_MODELS, CONSEQUENCE_CHAIN, CongestedRegion, Consequence, ExplosionChoice, Ground, JetDirection,
    ModelChoice, Override, ReleaseEvent, Threshold,
};
use crate::dispersion::{Atmosphere, INDOOR_INFILTRATION, confidence_angle_rad, confidence_caveat};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem, InvalidInput};
use crate::source::{GAS_BLOWDOWN, PIPELINE_RELEASE};
use crate::substance::Substance;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::Deserialize;

/// One release, whole.
pub(super) struct ScenarioProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// What the scenario is called; stands on every result.
    #[serde(default)]
    #[schemars(length(max = 200))]
    title: String,
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// What fails, and how.
    release: ReleaseEvent,
    /// Height of the release above ground, m; a pool lies on the ground.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 200.0))]
    release_height_m: f64,
    /// What liquid runs out on.
    #[serde(default)]
    ground: Ground,
    /// Weather.
    weather: Weather,
    /// Where the source is; with `weather.wind_from_deg` zones come as GeoJSON too.
    #[serde(default)]
    place: Option<Place>,
    /// Model of dispersion: chosen by the criterion of density unless it is given.
    #[serde(default)]
    model: ModelChoice,
    /// Where a jet points; has a part in a dense cloud only.
    #[serde(default)]
    jet: JetDirection,
    /// How the blast of a burning cloud is worked out: in `congested_regions` where the cloud covers one, else as TNT; in them alone; as
    /// TNT; or by the multi-energy method with one congested volume on the axis.
    #[serde(default = "automatic")]
    explosion: ExplosionChoice,
    /// Places full of obstacles about the release: each that the cloud covers is a blast of its own.
    #[serde(default)]
    #[schemars(length(max = 200))]
    congested_regions: Vec<RegionInput>,
    /// Levels of the cloud that are drawn; the substance's flammable and toxic limits when not given.
    #[serde(default)]
    #[schemars(length(max = 16))]
    thresholds: Vec<Threshold>,
    /// Moments for which the cloud is drawn, s; six over its life when not given.
    #[serde(default)]
    #[schemars(length(max = 100), inner(range(min = 0.0, max = 1e7)))]
    times_s: Vec<f64>,
    /// Height above ground at which zones are drawn, m: that of breathing.
    #[serde(default = "breathing_m")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    zone_height_m: f64,
    /// Places whose exposure is asked for.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    receptors: Vec<Site>,
    /// Figures of the user's in the place of computed ones, each with its reason.
    #[serde(default)]
    #[schemars(length(max = 40))]
    overrides: Vec<Override>,
}

fn automatic() -> ExplosionChoice {
    ExplosionChoice::Auto
}

fn breathing_m() -> f64 {
    1.5
}

/// Weather at the time of the release.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Weather {
    /// Mean wind speed at the reference height, m/s.
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: f64,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Direction the wind comes from, degrees clockwise from north.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 360.0))]
    wind_from_deg: Option<f64>,
    /// Pasquill class.
    stability: StabilityClass,
    /// Surroundings.
    terrain: Terrain,
    /// Roughness length, m; by terrain when not given.
    #[serde(default)]
    #[schemars(range(min = 1e-5, max = 3.0))]
    roughness_length_m: Option<f64>,
    /// Mixing height, m; by stability when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    air_temperature_k: f64,
    /// Pressure of the air, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    pressure_pa: f64,
    /// Relative humidity of the air.
    #[serde(default = "half")]
    #[schemars(range(min = 0.0, max = 1.0))]
    relative_humidity_frac: f64,
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}

fn half() -> f64 {
    0.5
}

impl Weather {
    fn atmosphere(&self) -> Atmosphere {
        let air = Atmosphere::new(self.stability, self.wind_speed_m_s, self.wind_reference_height_m, self.terrain);
        Atmosphere {
            roughness_length_m: self.roughness_length_m.unwrap_or(air.roughness_length_m),
            mixing_height_m: self.mixing_height_m,
            temperature_k: self.air_temperature_k,
            pressure_pa: self.pressure_pa,
            ..air
        }
    }
}

impl Input {
    fn accident(&self, congested: Vec<CongestedRegion>) -> Accident {
        Accident {
            event: self.release.clone(),
            ground: self.ground,
            air: self.weather.atmosphere(),
            relative_humidity_frac: self.weather.relative_humidity_frac,
            release_height_m: self.release_height_m,
            choice: self.model,
            jet: self.jet,
            explosion: self.explosion,
            congested,
            thresholds: self.thresholds.clone(),
            overrides: self.overrides.clone(),
        }
    }

    fn pen(&self) -> Pen {
        Pen::new(confidence_angle_rad(self.weather.stability), self.place, self.weather.wind_from_deg)
    }

    fn problems(&self) -> Vec<FieldProblem> {
        let located = self.place.is_some() && self.weather.wind_from_deg.is_some();
        self.receptors.iter().enumerate().filter_map(|(index, site)| site.problem(index, located)).collect()
    }
}

/// What the chain itself cannot know: a gas asked for in the state of a liquid.
pub(super) fn state_caveat(release: &ReleaseEvent, substance: &Substance) -> Option<Caveat> {
    let (pressure_pa, temperature_k, card) = match release {
        ReleaseEvent::GasVessel(vessel) => (vessel.pressure_pa, vessel.temperature_k, &GAS_BLOWDOWN),
        ReleaseEvent::Pipeline(pipeline) => (pipeline.pressure_pa, pipeline.temperature_k, &PIPELINE_RELEASE),
        _ => return None,
    };
    condensed_caveat(substance, pressure_pa, temperature_k, card)
}

impl Model for ScenarioProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: CONSEQUENCE_CHAIN.id,
        title: Title { zh: CONSEQUENCE_CHAIN.title_zh, en: CONSEQUENCE_CHAIN.title_en },
        description: Title {
            zh: "一次泄漏的全过程:源项、闪蒸与液池、云团、影响区、时间线、受体暴露和计算书;任一中间值可附理由替换。",
            en: "One release, whole: source, flash and pool, cloud, zones, time line, exposure of receptors and the calculation sheet; any figure on the way can be overridden with a reason.",
        },
        cards: &CHAIN_MODELS,
        example: r#"{"title": "Chlorine tank, 10 mm hole below the level", "substance": "chlorine", "release": {"kind": "liquid_vessel", "mass_kg": 6000, "temperature_k": 293.15, "hole_diameter_m": 0.01, "isolation_time_s": 600}, "release_height_m": 1, "weather": {"wind_speed_m_s": 3, "wind_from_deg": 225, "stability": "D", "terrain": "rural"}, "place": {"lon_deg": 114.3, "lat_deg": 30.6}, "receptors": [{"name": "school", "x_m": 500}], "overrides": [{"quantity": "airborne_frac", "value": 0.6, "reason": "spray observed to rain out in part"}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let mut problems = input.problems();
        let found = find_substance(context, &input.substance);
        let substance = match found {
            Ok(substance) => substance,
            Err(problem) => {
                problems.push(problem);
                return Err(InvalidInput { problems }.into());
            }
        };
        let congested = of_input(&input.congested_regions, &input.pen()).unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        let consequence = match input.accident(congested).solve(substance) {
            Ok(solved) if problems.is_empty() => solved,
            Ok(_) => return Err(InvalidInput { problems }.into()),
            Err(refused) => {
                problems.extend(refused.problems);
                return Err(InvalidInput { problems }.into());
            }
        };
        let Consequence { sheet, .. } = &consequence;
        let (cards, caveats) = (sheet.cards.clone(), sheet.caveats.clone());
        let drawing = Drawing { consequence: &consequence, substance, height_m: input.zone_height_m, pen: input.pen() };
        let (output, told) = drawing.output(&input.title, &input.times_s, &input.receptors, progress)?;
        let cards = cards.into_iter().chain((!input.receptors.is_empty()).then_some(&INDOOR_INFILTRATION)).collect();
        let lines = output.has_zones().then(|| confidence_caveat(CONSEQUENCE_CHAIN.id, input.weather.stability));
        Ok(Answer::new(output)
            .with_caveats(caveats)
            .with_caveats(state_caveat(&input.release, substance))
            .with_caveats(told)
            .with_caveats(lines)
            .with_models(cards)
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
