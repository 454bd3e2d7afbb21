//! Process `dense_gas`.

use super::dense_answer::{DenseDrawing, DenseLevels, Flammable, Zone, exposure_assumed, imbalance};
use super::exposure::{Exposures, Receptor, ReceptorAnswer, exponent_assumed, probit_caveats};
use super::fields::{SUBSTANCES, find_substance, standard_atmosphere_pa, ten_metres};
use super::moments::{Asked, times_s};
use super::transient_answer::Frame;
use super::zone_outline::{Pen, Place};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{
    Atmosphere, DENSE_GAS, DenseCourse, DenseField, DenseGas, DenseSource, INDOOR_INFILTRATION, confidence_angle_rad,
    confidence_caveat,
};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem};
use crate::substance::{Substance, ToxicProbitConstants};
use crate::vulnerability::MAX_TOXIC_EXPOSURE_S;
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Dense-gas plume, jet and puff.
pub(super) struct DenseGasProcess;

/// Points evaluated between two looks at the progress token: the greatest value over the life of a puff takes tens
/// of microseconds a point.
const POINTS_PER_CHECK: usize = 64;

/// How the substance comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReleaseKind {
    /// Horizontal jet downwind.
    Jet,
    /// Jet straight up of gas denser than the air.
    VerticalJet,
    /// Vapour from a pool on the ground.
    Pool,
    /// A cloud that is there at once.
    Instantaneous,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance of the library: CAS number, name or UN number.
    substance: String,
    /// How it comes out: jet, `vertical_jet`, pool or instantaneous.
    release: ReleaseKind,
    /// Release rate of a jet or pool, kg/s.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e5))]
    release_rate_kg_s: Option<f64>,
    /// Mass of an instantaneous release, kg.
    #[serde(default)]
    #[schemars(range(min = 1e-6, max = 1e8))]
    mass_kg: Option<f64>,
    /// Diameter of the pool, of the cloud, or of the jet after expansion to ambient pressure, m.
    #[schemars(range(min = 1e-3, max = 1000.0))]
    source_diameter_m: f64,
    /// Temperature as released, K; the lower of boiling point and air when not given.
    #[serde(default)]
    #[schemars(range(min = 50.0, max = 1500.0))]
    temperature_k: Option<f64>,
    /// Duration of a jet or pool, s; lasting when not given.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    duration_s: Option<f64>,
    /// Mass fraction of mist in the release.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 0.99))]
    liquid_frac: f64,
    /// Height of the middle of a jet or cloud above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 200.0))]
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
    /// Roughness length, m; by terrain when not given.
    #[serde(default)]
    #[schemars(range(min = 1e-5, max = 3.0))]
    roughness_length_m: Option<f64>,
    /// Inverse Obukhov length, 1/m, where it is known; by class and roughness when not given.
    #[serde(default)]
    #[schemars(range(min = -1.0, max = 1.0))]
    inverse_obukhov_per_m: Option<f64>,
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
    /// Averaging time, s.
    #[serde(default = "ten_minutes_s")]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    averaging_time_s: f64,
    /// Where, and for a passing cloud when, the concentration is asked for.
    #[schemars(length(min = 1, max = 100_000))]
    points: Vec<Point>,
    /// Concentrations for which zones are asked for.
    #[serde(default)]
    #[schemars(length(max = 16))]
    thresholds: Vec<Threshold>,
    /// Height above ground at which zones are drawn, m.
    #[serde(default = "one_metre")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    zone_height_m: f64,
    /// Moments for which the cloud is drawn, not averaged over its passage.
    #[serde(default)]
    #[schemars(length(max = 200))]
    frames: Vec<Asked>,
    /// Places whose exposure is asked for.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    receptors: Vec<Receptor>,
    /// Exponent n of the toxic load; that of the substance when not given, else 1 (the dose).
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 10.0))]
    toxic_load_exponent: Option<f64>,
    /// How long receptors breathe the cloud of a lasting release from its arrival, s; 1800 s is assumed, and told, when not given.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e6))]
    lasting_exposure_s: Option<f64>,
    /// Where the source is; with `wind_from_deg` the zones come as GeoJSON in longitude and latitude too.
    #[serde(default)]
    place: Option<Place>,
    /// Direction the wind comes from, degrees clockwise from north.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 360.0))]
    wind_from_deg: Option<f64>,
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}
fn half() -> f64 {
    0.5
}
fn ten_minutes_s() -> f64 {
    600.0
}
fn one_metre() -> f64 {
    1.0
}

/// A place and a time: x downwind, y across, z up.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Point {
    /// Downwind of the middle of the source, m.
    #[schemars(range(min = -1e6, max = 1e6))]
    x_m: f64,
    /// Across the wind, m.
    #[serde(default)]
    #[schemars(range(min = -1e6, max = 1e6))]
    y_m: f64,
    /// Above ground, m.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e4))]
    z_m: f64,
    /// Time after the release began, s; the greatest over all times when not given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e7))]
    t_s: Option<f64>,
}

/// A concentration for which a zone is asked for.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Threshold {
    /// Concentration, kg/m3.
    #[schemars(range(min = 1e-12, max = 1e4))]
    concentration_kg_m3: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Concentration at each point, in order, kg/m3.
    concentration_kg_m3: Vec<f64>,
    /// Mole fraction at each point, mist counted as vapour.
    mole_frac: Vec<f64>,
    /// Zones over all time: the flammable limits of a flammable substance, then the thresholds. Averaged over the averaging time.
    zones: Vec<Zone>,
    /// Greatest mass between the flammable limits of the cloud averaged over the averaging time, kg; none for a substance
    /// without limits.
    flammable_mass_kg: Option<f64>,
    /// Averaging time in force, s: never longer than the release.
    averaging_time_s: f64,
    /// Mass released in all, kg; none for a lasting release.
    released_mass_kg: Option<f64>,
    /// Exponent of the toxic loads.
    toxic_load_exponent: f64,
    /// The cloud at each moment asked for, in order.
    frames: Vec<Frame<Zone>>,
    /// Mass between the flammable limits over the life of the cloud; empty without frames, or for a substance without limits.
    flammable_course: Vec<Flammable>,
    /// The greatest of it; none likewise.
    greatest_flammable_mass: Option<Flammable>,
    /// Exposure at each receptor, in order.
    receptors: Vec<ReceptorAnswer>,
}

impl Input {
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

    fn source(&self) -> Result<DenseSource, ProcessError> {
        let (source_diameter_m, duration_s) = (self.source_diameter_m, self.duration_s);
        let missing = |field: &str, allowed: &str| ProcessError::one(FieldProblem::new(field, "", allowed, "missing"));
        match (self.release, self.release_rate_kg_s, self.mass_kg) {
            (ReleaseKind::Jet, Some(release_rate_kg_s), _) => {
                Ok(DenseSource::Jet { release_rate_kg_s, source_diameter_m, duration_s })
            }
            (ReleaseKind::VerticalJet, Some(release_rate_kg_s), _) => {
                Ok(DenseSource::VerticalJet { release_rate_kg_s, source_diameter_m, duration_s })
            }
            (ReleaseKind::Pool, Some(release_rate_kg_s), _) => {
                Ok(DenseSource::Pool { release_rate_kg_s, source_diameter_m, duration_s })
            }
            (ReleaseKind::Instantaneous, _, Some(mass_kg)) => {
                Ok(DenseSource::Instantaneous { mass_kg, source_diameter_m })
            }
            (ReleaseKind::Instantaneous, _, None) => Err(missing("mass_kg", "a mass for an instantaneous release")),
            (_, None, _) => Err(missing("release_rate_kg_s", "a release rate for a jet or a pool")),
        }
    }

    fn release(&self) -> Result<DenseGas, ProcessError> {
        Ok(DenseGas {
            source: self.source()?,
            temperature_k: self.temperature_k,
            liquid_frac: self.liquid_frac,
            release_height_m: self.release_height_m,
            averaging_time_s: self.averaging_time_s,
            relative_humidity_frac: self.relative_humidity_frac,
            inverse_obukhov_per_m: self.inverse_obukhov_per_m,
        })
    }
}

/// Concentration and mole fraction at each point.
fn evaluate(
    field: &DenseField,
    points: &[Point],
    progress: &ProgressToken,
) -> Result<(Vec<f64>, Vec<f64>), ProcessError> {
    progress.set_total(points.len() as u64);
    let (mut masses, mut moles) = (Vec::with_capacity(points.len()), Vec::with_capacity(points.len()));
    for chunk in points.chunks(POINTS_PER_CHECK) {
        progress.check()?;
        for &Point { x_m, y_m, z_m, t_s } in chunk {
            let (mass_kg_m3, mole_frac) = match t_s {
                Some(t_s) => (field.concentration_kg_m3(x_m, y_m, z_m, t_s), field.mole_frac(x_m, y_m, z_m, t_s)),
                None => (field.peak_concentration_kg_m3(x_m, y_m, z_m), field.peak_mole_frac(x_m, y_m, z_m)),
            };
            masses.push(mass_kg_m3);
            moles.push(mole_frac);
        }
        progress.advance(chunk.len() as u64);
    }
    Ok((masses, moles))
}

impl Input {
    fn levels(&self, substance: &Substance) -> DenseLevels {
        DenseLevels::new(substance, self.thresholds.iter().map(|threshold| threshold.concentration_kg_m3))
    }

    fn frame_times_s(&self) -> Vec<f64> {
        if self.frames.is_empty() { Vec::new() } else { times_s(&self.frames, 0.0) }
    }

    fn is_lasting(&self) -> bool {
        self.release != ReleaseKind::Instantaneous && self.duration_s.is_none()
    }

    /// Exposure of each receptor, with a caveat where an air change was assumed.
    fn exposures(
        &self,
        course: &DenseCourse<'_>,
        (n, probit): (f64, Option<&ToxicProbitConstants>),
        progress: &ProgressToken,
    ) -> Result<(Vec<ReceptorAnswer>, Option<Caveat>), ProcessError> {
        let exposure_s = self.lasting_exposure_s.unwrap_or(MAX_TOXIC_EXPOSURE_S);
        let passage = |place| course.passage(place, exposure_s);
        Exposures { passage: &passage, lasting: self.is_lasting(), n, probit }.of(&self.receptors, progress)
    }

    /// What to tell beside what was asked for: distances, confidence lines, the exponent, the end of exposure, the balance.
    fn told(&self, field: &DenseField, output: &Output, exponent: Option<f64>) -> Vec<Caveat> {
        let exposed = !self.receptors.is_empty();
        let framed = output.frames.iter().flat_map(|frame| &frame.zones);
        let reaches_m = output.zones.iter().chain(framed).filter_map(|zone| zone.reach_m);
        let places_m = self.points.iter().map(|point| point.x_m).chain(self.receptors.iter().map(|one| one.x_m));
        let farthest_m = places_m.chain(reaches_m).fold(0.0, f64::max);
        let drawn = output.zones.iter().any(|zone| zone.reach_m.is_some());
        let mut told: Vec<Caveat> = field.distance_caveat(farthest_m).into_iter().collect();
        told.extend(drawn.then(|| confidence_caveat(DENSE_GAS.id, self.stability)));
        told.extend((exposed && exponent.is_none()).then(|| exponent_assumed(&DENSE_GAS)));
        told.extend((exposed && self.is_lasting() && self.lasting_exposure_s.is_none()).then(exposure_assumed));
        told.extend(imbalance(&output.frames));
        told
    }
}

impl Model for DenseGasProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: DENSE_GAS.id,
        title: Title { zh: DENSE_GAS.title_zh, en: DENSE_GAS.title_en },
        description: Title {
            zh: "重于空气的气体(可含液滴)由液池、水平或垂直射流、瞬时释放形成的浓度、影响区和可燃质量;各时刻的云团,受体处的浓度过程、毒性负荷及室内浓度。",
            en: "Concentration, zones and flammable mass of a gas heavier than air, with or without mist, from a pool, a horizontal or vertical jet or an instantaneous release; the cloud at any moment, passage, toxic load and indoor air at receptors.",
        },
        cards: &[&DENSE_GAS, &INDOOR_INFILTRATION],
        example: r#"{"substance": "chlorine", "release": "pool", "release_rate_kg_s": 5, "source_diameter_m": 10, "wind_speed_m_s": 3, "wind_reference_height_m": 10, "stability": "D", "terrain": "rural", "averaging_time_s": 600, "points": [{"x_m": 200, "y_m": 0, "z_m": 1}], "thresholds": [{"concentration_kg_m3": 0.001}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let release = input.release()?;
        let solved = release.solve(substance, &input.atmosphere())?;
        let (field, levels) = (&solved.field, input.levels(substance));
        let course = release.course(field);
        let (concentration_kg_m3, mole_frac) = evaluate(field, &input.points, progress)?;
        let pen = Pen::new(confidence_angle_rad(input.stability), input.place, input.wind_from_deg);
        let drawing = DenseDrawing { field, course: &course, levels: &levels, height_m: input.zone_height_m, pen };
        let frames = drawing.frames(&input.frame_times_s(), progress)?;
        let flammable = if frames.is_empty() { None } else { drawing.flammable(progress)? };
        let probit = substance.toxic_probit.as_ref();
        let exponent = input.toxic_load_exponent.or(probit.map(|known| known.n));
        let (receptors, assumed) = input.exposures(&course, (exponent.unwrap_or(1.0), probit), progress)?;
        let greatest_flammable_mass = flammable.as_ref().map(|course| course.greatest.into());
        let output = Output {
            concentration_kg_m3,
            mole_frac,
            zones: drawing.zones(progress)?,
            flammable_mass_kg: levels.limits.map(|(lower, upper)| field.greatest_mass_between_kg(lower, upper)),
            averaging_time_s: field.averaging_time_s(),
            released_mass_kg: (!input.is_lasting()).then(|| course.released_mass_kg(f64::INFINITY)),
            toxic_load_exponent: exponent.unwrap_or(1.0),
            frames,
            flammable_course: flammable
                .map_or_else(Vec::new, |course| course.moments.into_iter().map(Into::into).collect()),
            greatest_flammable_mass,
            receptors,
        };
        let told = input.told(field, &output, exponent);
        let exposed = !input.receptors.is_empty();
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(told)
            .with_caveats(assumed)
            .with_caveats(probit_caveats(substance, exposed))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
