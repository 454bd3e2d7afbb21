//! Process `transient_plume`.

use super::exposure::{Exposures, Receptor, ReceptorAnswer, exponent_assumed, probit_caveats};
use super::fields::{SUBSTANCES, dense_gas_caveat, find_substance, reference_averaging_time_s, ten_metres};
use super::moments::{Asked, times_s};
use super::points::downwind_range_m;
use super::transient_answer::{Drawing, Frame, Levels, Zone};
use super::zone_outline::{Pen, Place};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{
    Atmosphere, INDOOR_INFILTRATION, PlumeSource, ReleasePeriod, Spread, TRANSIENT_PLUME, TransientField,
    TransientOptions, TransientPlume, confidence_angle_rad, confidence_caveat,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem, Solved};
use crate::substance::Substance;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Plume of a release that varies in time.
pub(super) struct TransientPlumeProcess;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The release rate as periods of constant rate in time; or give `release_rate_kg_s` and `duration_s`.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    periods: Vec<ReleasePeriod>,
    /// Release rate of a constant release from 0 s on, kg/s.
    #[serde(default)]
    #[schemars(range(min = 1e-12, max = 1e6))]
    release_rate_kg_s: Option<f64>,
    /// Duration of a constant release, s.
    #[serde(default)]
    #[schemars(range(min = 1e-3, max = 1e7))]
    duration_s: Option<f64>,
    /// Height of the release above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    release_height_m: f64,
    /// Mean wind speed at the reference height, m/s.
    #[schemars(range(min = 0.1, max = 60.0))]
    wind_speed_m_s: f64,
    /// Height of the wind reading, m.
    #[serde(default = "ten_metres")]
    #[schemars(range(min = 0.5, max = 200.0))]
    wind_reference_height_m: f64,
    /// Pasquill class.
    stability: StabilityClass,
    /// Surroundings.
    terrain: Terrain,
    /// Averaging time of the crosswind spread, s; never longer than the release.
    #[serde(default = "reference_averaging_time_s")]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    averaging_time_s: f64,
    /// Coefficients: those of the plume, or of the puff for releases of seconds.
    #[serde(default)]
    coefficients: Spread,
    /// Diameter of a round source on the ground (a pool), m; a point when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    source_diameter_m: f64,
    /// Mixing height, m; a default by stability is taken when not given.
    #[serde(default)]
    #[schemars(range(min = 20.0, max = 1e4))]
    mixing_height_m: Option<f64>,
    /// Substance: its flammable limits become zones, its toxic probit gives loads and lethality.
    #[serde(default)]
    substance: Option<String>,
    /// Exponent n of the toxic load; that of the substance when not given, else 1 (the dose).
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 10.0))]
    toxic_load_exponent: Option<f64>,
    /// Moments for which the cloud is drawn.
    #[serde(default)]
    #[schemars(length(max = 200))]
    frames: Vec<Asked>,
    /// Concentrations for which zones are drawn.
    #[serde(default)]
    #[schemars(length(max = 8))]
    thresholds: Vec<Threshold>,
    /// Height above ground at which zones are drawn, m.
    #[serde(default = "one_metre")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    zone_height_m: f64,
    /// Places whose exposure is asked for.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    receptors: Vec<Receptor>,
    /// Where the source is; with `wind_from_deg` the zones come as GeoJSON in longitude and latitude too.
    #[serde(default)]
    place: Option<Place>,
    /// Direction the wind comes from, degrees clockwise from north.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 360.0))]
    wind_from_deg: Option<f64>,
}

/// A concentration for which zones are asked for.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Threshold {
    /// Concentration, kg/m3.
    #[schemars(range(min = 1e-12, max = 1e4))]
    concentration_kg_m3: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass released in all, kg.
    released_mass_kg: f64,
    /// Averaging time in force, s: never longer than the release; none with puff coefficients.
    averaging_time_s: Option<f64>,
    /// Exponent of the toxic loads.
    toxic_load_exponent: f64,
    /// The cloud at each moment asked for, in order.
    frames: Vec<Frame<Zone>>,
    /// Greatest mass between the flammable limits over all time; none for a substance without limits.
    greatest_flammable_mass: Option<Flammable>,
    /// Exposure at each receptor, in order.
    receptors: Vec<ReceptorAnswer>,
}

/// The greatest flammable mass.
#[derive(Debug, Serialize, JsonSchema)]
struct Flammable {
    /// When, s.
    time_s: f64,
    /// Mass, kg.
    mass_kg: f64,
}

fn one_metre() -> f64 {
    1.0
}

impl Input {
    fn release_periods(&self) -> Result<Vec<ReleasePeriod>, ProcessError> {
        let missing = |field: &str, allowed: &str| ProcessError::one(FieldProblem::new(field, "", allowed, "missing"));
        match (self.periods.is_empty(), self.release_rate_kg_s, self.duration_s) {
            (false, None, None) => Ok(self.periods.clone()),
            (false, _, _) => {
                let allowed = "either periods or release_rate_kg_s with duration_s, not both";
                Err(ProcessError::one(FieldProblem::new("periods", self.periods.len(), allowed, "not_allowed")))
            }
            (true, Some(rate_kg_s), Some(duration_s)) => {
                Ok(vec![ReleasePeriod { start_s: 0.0, duration_s, rate_kg_s }])
            }
            (true, None, _) => Err(missing("periods", "periods, or release_rate_kg_s with duration_s")),
            (true, _, None) => Err(missing("duration_s", "a duration for a constant release")),
        }
    }

    fn atmosphere(&self) -> Atmosphere {
        let air = Atmosphere::new(self.stability, self.wind_speed_m_s, self.wind_reference_height_m, self.terrain);
        Atmosphere { mixing_height_m: self.mixing_height_m, ..air }
    }

    fn solve(&self) -> Result<Solved<TransientField>, ProcessError> {
        let release = TransientPlume {
            periods: self.release_periods()?,
            release_height_m: self.release_height_m,
            averaging_time_s: self.averaging_time_s,
        };
        let source = PlumeSource::round(self.source_diameter_m);
        let options = TransientOptions { spread: self.coefficients, source, ..TransientOptions::default() };
        Ok(release.solve(&self.atmosphere(), options)?)
    }

    /// The cloud at each moment asked for.
    fn frames(
        &self,
        field: &TransientField,
        levels: &Levels,
        progress: &ProgressToken,
    ) -> Result<Vec<Frame<Zone>>, ProcessError> {
        let times_s = if self.frames.is_empty() { Vec::new() } else { times_s(&self.frames, 0.0) };
        let pen = Pen::new(confidence_angle_rad(self.stability), self.place, self.wind_from_deg);
        Drawing { field, levels, height_m: self.zone_height_m, pen }.frames(&times_s, progress)
    }

    /// What to tell beside what was asked for: distances, confidence lines, the exponent.
    fn told(&self, field: &TransientField, frames: &[Frame<Zone>], exponent: Option<f64>) -> Vec<Caveat> {
        let distances = distances_m(&self.receptors, frames);
        let mut told = distances.map_or_else(Vec::new, |(near_m, far_m)| field.distance_caveats(near_m, far_m));
        let lines = frames.iter().any(Frame::has_zones);
        told.extend(lines.then(|| confidence_caveat(TRANSIENT_PLUME.id, self.stability)));
        told.extend((exponent.is_none() && !self.receptors.is_empty()).then(|| exponent_assumed(&TRANSIENT_PLUME)));
        told
    }

    fn levels(&self, substance: Option<&Substance>) -> Levels {
        let asked = self.thresholds.iter().map(|threshold| threshold.concentration_kg_m3).collect();
        Levels::new(asked, substance, &self.atmosphere())
    }
}

/// Nearest and farthest downwind distance of anything asked for.
fn distances_m(receptors: &[Receptor], frames: &[Frame<Zone>]) -> Option<(f64, f64)> {
    let reaches = frames.iter().flat_map(Frame::reaches_m);
    downwind_range_m(receptors.iter().map(|receptor| receptor.x_m).chain(reaches))
}

impl Model for TransientPlumeProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: TRANSIENT_PLUME.id,
        title: Title { zh: TRANSIENT_PLUME.title_zh, en: TRANSIENT_PLUME.title_en },
        description: Title {
            zh: "泄漏速率随时间变化的非重气云:各时刻的影响区与可燃质量,受体处的浓度过程、毒性负荷及室内浓度。",
            en: "Cloud of a passive gas released at a rate that varies in time: zones and flammable mass at any moment, passage, toxic load and indoor air at receptors.",
        },
        cards: &[&TRANSIENT_PLUME, &INDOOR_INFILTRATION],
        example: r#"{"periods": [{"start_s": 0, "duration_s": 60, "rate_kg_s": 5}, {"start_s": 60, "duration_s": 240, "rate_kg_s": 1}], "wind_speed_m_s": 3, "wind_reference_height_m": 10, "stability": "D", "terrain": "rural", "frames": [{"time_s": 120}], "thresholds": [{"concentration_kg_m3": 0.001}], "receptors": [{"x_m": 300, "air_changes_per_h": 1}], "place": {"lon_deg": 114.3, "lat_deg": 30.6}, "wind_from_deg": 270}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = input.substance.as_deref().map(|name| find_substance(context, name)).transpose();
        let substance = substance.map_err(ProcessError::one)?;
        let Solved { field, caveats } = input.solve()?;
        let levels = input.levels(substance);
        let probit = substance.and_then(|substance| substance.toxic_probit.as_ref());
        let exponent = input.toxic_load_exponent.or(probit.map(|known| known.n));
        progress.set_total((input.frames.len() + input.receptors.len()) as u64);
        let frames = input.frames(&field, &levels, progress)?;
        let passage = |(x_m, y_m, z_m)| field.passage(x_m, y_m, z_m);
        let exposure = Exposures { passage: &passage, lasting: false, n: exponent.unwrap_or(1.0), probit };
        let (receptors, assumed) = exposure.of(&input.receptors, progress)?;
        let greatest = levels.flammable_kg_m3().map(|(lower, upper)| field.greatest_mass_between(lower, upper));
        let told = input.told(&field, &frames, exponent);
        let output = Output {
            released_mass_kg: field.released_mass_kg(f64::INFINITY),
            averaging_time_s: field.averaging_time_s(),
            toxic_load_exponent: exposure.n,
            greatest_flammable_mass: greatest
                .map(|moment| Flammable { time_s: moment.time_s, mass_kg: moment.mass_kg }),
            frames,
            receptors,
        };
        let answer = Answer::new(output).with_caveats(caveats).with_caveats(told).with_caveats(assumed);
        Ok(match substance {
            Some(substance) => answer
                .with_caveats(dense_gas_caveat(substance, &TRANSIENT_PLUME, input.atmosphere().temperature_k))
                .with_caveats(probit_caveats(substance, exponent.is_some()))
                .with_data(SUBSTANCES, context.library.edition()),
            None => answer,
        })
    }
}
