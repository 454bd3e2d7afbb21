//! Process `gas_jet`.

use super::fields::{self, SUBSTANCES, condensed_caveat, find_substance, standard_atmosphere_pa};
use super::points::PlumePoint;
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::dispersion::{Atmosphere, DenseLevel, GAS_JET, GasJet, GasJetField, JetSource, NotionalNozzle};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, FieldProblem, push_caveat};
use crate::source::DEFAULT_GAS_DISCHARGE_COEFFICIENT;
use crate::substance::Substance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Turbulent gas jet.
pub(super) struct GasJetProcess;

/// Points evaluated between two looks at the progress token.
const POINTS_PER_CHECK: usize = 1024;
/// Places of the axis that are given when none is asked for.
const DEFAULT_PLACES: usize = 24;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Pressure in the vessel, Pa absolute; the flow follows from it. Give this or `release_rate_kg_s`.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 1e9))]
    pressure_pa: Option<f64>,
    /// Flow of a vent that is slower than sound and at the pressure of the air, kg/s. Give this or `pressure_pa`.
    #[serde(default)]
    #[schemars(range(min = 1e-9, max = 1e5))]
    release_rate_kg_s: Option<f64>,
    /// Temperature in the vessel, or at the mouth of a vent, K.
    #[schemars(range(min = 10.0, max = 3000.0))]
    temperature_k: f64,
    /// Diameter of the hole or mouth, m.
    #[schemars(range(min = 1e-5, max = 10.0))]
    orifice_diameter_m: f64,
    /// Discharge coefficient of a hole; 1.0 is taken when not given, with a caveat.
    #[serde(default)]
    #[schemars(range(min = 0.01, max = 1.0))]
    discharge_coefficient: Option<f64>,
    /// What stands for the shocks of an underexpanded jet.
    #[serde(default)]
    nozzle_model: NotionalNozzle,
    /// Direction above the horizontal, degrees: 0 level, 90 up, -90 down.
    #[serde(default)]
    #[schemars(range(min = -90.0, max = 90.0))]
    elevation_deg: f64,
    /// Height of the hole above ground, m.
    #[schemars(range(min = 0.01, max = 1000.0))]
    release_height_m: f64,
    /// Temperature of the air, K.
    #[serde(default = "air_k")]
    #[schemars(range(min = 200.0, max = 350.0))]
    air_temperature_k: f64,
    /// Pressure of the air, Pa absolute.
    #[serde(default = "standard_atmosphere_pa")]
    #[schemars(range(min = 5e4, max = 1.2e5))]
    air_pressure_pa: f64,
    /// Distances along the axis at which the jet is asked for; some 24 up to the end of the zones when not given.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    axis: Vec<AxisPoint>,
    /// Where the concentration is asked for: x along the release, y across, z above ground.
    #[serde(default)]
    #[schemars(length(max = 100_000))]
    points: Vec<PlumePoint>,
    /// Mole fractions for which zones are asked for, beside the flammable limits.
    #[serde(default)]
    #[schemars(length(max = 16))]
    thresholds: Vec<Threshold>,
}

fn air_k() -> f64 {
    Atmosphere::DEFAULT_TEMPERATURE_K
}

/// A distance along the axis.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AxisPoint {
    /// Distance from the hole along the axis, m.
    #[schemars(range(min = 0.0, max = 2e4))]
    distance_m: f64,
}

/// A mole fraction for which a zone is asked for.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Threshold {
    /// Mole fraction.
    #[schemars(range(min = 1e-4, max = 1.0))]
    mole_frac: f64,
}

/// The jet at one distance along its axis.
#[derive(Debug, Serialize, JsonSchema)]
struct Place {
    /// Distance from the hole along the axis, m.
    distance_m: f64,
    /// Horizontal distance from the hole, m.
    x_m: f64,
    /// Height above ground, m.
    z_m: f64,
    /// Mole fraction on the axis; 0 beyond the end of the axis.
    mole_frac: f64,
    /// Mass fraction on the axis.
    mass_frac: f64,
    /// Velocity on the axis, m/s: where it is no more than that of the wind, the wind decides.
    velocity_m_s: f64,
    /// Temperature on the axis, K.
    temperature_k: f64,
    /// Radius at which the concentration is 1/e of that on the axis, m.
    half_width_m: f64,
    /// Mole fraction on the axis by the similarity law, a check that knows no buoyancy.
    similarity_mole_frac: f64,
}

/// What the threshold of a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ZoneKind {
    /// One of `thresholds`.
    Threshold,
    /// Upper flammable limit.
    UpperFlammableLimit,
    /// Lower flammable limit.
    LowerFlammableLimit,
    /// Half the lower flammable limit.
    HalfLowerFlammableLimit,
}

/// Where a mole fraction is reached. All lengths are none where it is reached nowhere.
#[derive(Debug, Serialize, JsonSchema)]
struct Zone {
    /// What the threshold is.
    kind: ZoneKind,
    /// Threshold, mole fraction.
    threshold_mole_frac: f64,
    /// Farthest distance along the axis, m.
    axis_distance_m: Option<f64>,
    /// Greatest horizontal distance, m.
    reach_m: Option<f64>,
    /// Greatest height above ground, m.
    highest_m: Option<f64>,
    /// Least height above ground, m; at most 0 where the zone meets the ground.
    lowest_m: Option<f64>,
    /// Greatest half-width across, m.
    half_width_m: Option<f64>,
    /// Velocity on the axis where the zone ends, m/s.
    end_velocity_m_s: Option<f64>,
    /// Outline in the vertical plane of the axis: horizontal distance and height, m, closed.
    vertical: Vec<[f64; 2]>,
    /// Outline seen from above: along and across the direction of the release, m, closed.
    plan: Vec<[f64; 2]>,
}

/// The jet behind the shocks, at the pressure of the air.
#[derive(Debug, Serialize, JsonSchema)]
struct NotionalState {
    /// Diameter, m.
    diameter_m: f64,
    /// Velocity, m/s.
    velocity_m_s: f64,
    /// Temperature, K.
    temperature_k: f64,
    /// Density, kg/m3.
    density_kg_m3: f64,
    /// Densimetric Froude number there.
    froude_ratio: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Mass flow, kg/s.
    release_rate_kg_s: f64,
    /// Whether the flow is choked; none for a vent.
    choked: Option<bool>,
    /// The jet behind the shocks.
    notional: NotionalState,
    /// Distance up to which momentum rules, m; farther on buoyancy bends and thins the jet.
    momentum_controlled_m: f64,
    /// The jet along its axis.
    axis: Vec<Place>,
    /// Mole fraction at each point, in order.
    mole_frac: Vec<f64>,
    /// Concentration at each point, kg/m3.
    concentration_kg_m3: Vec<f64>,
    /// Zones: the flammable limits of a flammable substance, then the thresholds.
    zones: Vec<Zone>,
    /// Mass between the flammable limits, kg; none for a substance without limits.
    flammable_mass_kg: Option<f64>,
}

impl Input {
    fn source(&self, discharge_coefficient: f64) -> Result<JetSource, ProcessError> {
        let (temperature_k, orifice_diameter_m) = (self.temperature_k, self.orifice_diameter_m);
        match (self.pressure_pa, self.release_rate_kg_s) {
            (Some(pressure_pa), None) => {
                Ok(JetSource::Vessel { pressure_pa, temperature_k, orifice_diameter_m, discharge_coefficient })
            }
            (None, Some(release_rate_kg_s)) => {
                Ok(JetSource::Vent { release_rate_kg_s, temperature_k, diameter_m: orifice_diameter_m })
            }
            (Some(_), Some(rate_kg_s)) => Err(ProcessError::one(FieldProblem::new(
                "release_rate_kg_s",
                rate_kg_s,
                "nothing beside pressure_pa: the flow follows from the pressure",
                "not_allowed",
            ))),
            (None, None) => Err(ProcessError::one(FieldProblem::new(
                "pressure_pa",
                "",
                "a pressure in the vessel, or release_rate_kg_s for a vent",
                "missing",
            ))),
        }
    }

    /// Levels for which zones are given.
    fn levels(&self, substance: &Substance) -> Vec<(ZoneKind, f64)> {
        let limits = [
            (ZoneKind::UpperFlammableLimit, substance.ufl_mole_frac),
            (ZoneKind::LowerFlammableLimit, substance.lfl_mole_frac),
            (ZoneKind::HalfLowerFlammableLimit, substance.lfl_mole_frac.map(|limit| 0.5 * limit)),
        ];
        let flammable = limits.into_iter().filter_map(|(kind, limit)| limit.map(|limit| (kind, limit)));
        flammable.chain(self.thresholds.iter().map(|asked| (ZoneKind::Threshold, asked.mole_frac))).collect()
    }
}

fn place(field: &GasJetField, distance_m: f64) -> Place {
    let (x_m, z_m) = field.axis_place_m(distance_m);
    Place {
        distance_m,
        x_m,
        z_m,
        mole_frac: field.axis_mole_frac(distance_m),
        mass_frac: field.axis_mass_frac(distance_m),
        velocity_m_s: field.axis_velocity_m_s(distance_m),
        temperature_k: field.axis_temperature_k(distance_m),
        half_width_m: field.axis_width_m(distance_m),
        similarity_mole_frac: field.similarity_mole_frac(distance_m),
    }
}

fn zone(field: &GasJetField, (kind, mole_frac): (ZoneKind, f64)) -> Zone {
    let found = field.zone(DenseLevel::MoleFraction { mole_frac });
    let length = |of: fn(&crate::dispersion::JetZone) -> f64| found.as_ref().map(of);
    Zone {
        kind,
        threshold_mole_frac: mole_frac,
        axis_distance_m: length(|zone| zone.axis_distance_m),
        reach_m: length(|zone| zone.reach_m),
        highest_m: length(|zone| zone.highest_m),
        lowest_m: length(|zone| zone.lowest_m),
        half_width_m: length(|zone| zone.half_width_m),
        end_velocity_m_s: found.as_ref().map(|zone| field.axis_velocity_m_s(zone.axis_distance_m)),
        vertical: found.as_ref().map_or_else(Vec::new, |zone| zone.vertical.clone()),
        plan: found.map_or_else(Vec::new, |zone| zone.plan),
    }
}

/// Distances along the axis that were asked for, or a row of equal ratios to the end of the farthest zone.
fn axis_distances_m(input: &Input, field: &GasJetField, zones: &[Zone]) -> Vec<f64> {
    if !input.axis.is_empty() {
        return input.axis.iter().map(|asked| asked.distance_m).collect();
    }
    let farthest_m = zones.iter().filter_map(|zone| zone.axis_distance_m).fold(0.0, f64::max);
    let end_m = if farthest_m > 0.0 { farthest_m } else { field.length_m() };
    let start_m = field.establishment_m().min(0.5 * end_m);
    let ratio = end_m / start_m;
    let share = |i: usize| i as f64 / (DEFAULT_PLACES - 1) as f64;
    (0..DEFAULT_PLACES).map(|i| (start_m * crate::math::pow(ratio, share(i))).min(end_m)).collect()
}

fn evaluate(
    field: &GasJetField,
    points: &[PlumePoint],
    progress: &ProgressToken,
) -> Result<(Vec<f64>, Vec<f64>), ProcessError> {
    progress.set_total(points.len() as u64);
    let (mut moles, mut masses) = (Vec::with_capacity(points.len()), Vec::with_capacity(points.len()));
    for chunk in points.chunks(POINTS_PER_CHECK) {
        progress.check()?;
        for &PlumePoint { x_m, y_m, z_m } in chunk {
            moles.push(field.mole_frac(x_m, y_m, z_m));
            masses.push(field.concentration_kg_m3(x_m, y_m, z_m));
        }
        progress.advance(chunk.len() as u64);
    }
    Ok((moles, masses))
}

fn output(
    input: &Input,
    substance: &Substance,
    field: &GasJetField,
    progress: &ProgressToken,
) -> Result<Output, ProcessError> {
    let (mole_frac, concentration_kg_m3) = evaluate(field, &input.points, progress)?;
    let zones: Vec<Zone> = input.levels(substance).into_iter().map(|level| zone(field, level)).collect();
    let origin = field.origin();
    let limits = substance.lfl_mole_frac.zip(substance.ufl_mole_frac);
    Ok(Output {
        release_rate_kg_s: origin.release_rate_kg_s,
        choked: field.throat().map(|throat| throat.choked),
        notional: NotionalState {
            diameter_m: origin.diameter_m,
            velocity_m_s: origin.velocity_m_s,
            temperature_k: origin.temperature_k,
            density_kg_m3: origin.density_kg_m3,
            froude_ratio: field.froude_ratio(),
        },
        momentum_controlled_m: field.momentum_controlled_m(),
        axis: axis_distances_m(input, field, &zones).into_iter().map(|distance_m| place(field, distance_m)).collect(),
        mole_frac,
        concentration_kg_m3,
        zones,
        flammable_mass_kg: limits.map(|(lower, upper)| field.mass_between_kg(lower, upper)),
    })
}

/// Caveats of what was asked for: zones at the ground, distances too near the hole.
fn asked_caveats(input: &Input, substance: &Substance, field: &GasJetField) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let levels = input.levels(substance).into_iter().filter(|(kind, _)| *kind != ZoneKind::UpperFlammableLimit);
    for (_, mole_frac) in levels {
        for caveat in field.level_caveats(DenseLevel::MoleFraction { mole_frac }) {
            push_caveat(&mut caveats, caveat);
        }
    }
    let nearest_m = input.axis.iter().map(|asked| asked.distance_m).fold(f64::INFINITY, f64::min);
    if let Some(caveat) = field.near_caveat(nearest_m) {
        push_caveat(&mut caveats, caveat);
    }
    caveats
}

impl Model for GasJetProcess {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: GAS_JET.id,
        title: Title { zh: GAS_JET.title_zh, en: GAS_JET.title_en },
        description: Title {
            zh: "气体(首先是氢气)由孔口或放空口射入静止空气形成的射流:轴线浓度、速度、宽度、温度,任意点浓度,可燃区轮廓与可燃质量。",
            en: "Jet of a gas, hydrogen above all, from a hole or vent into still air: concentration, velocity, width and temperature on the axis, \
                 concentration at points, outlines of the flammable limits, flammable mass.",
        },
        cards: &[&GAS_JET],
        example: r#"{"substance": "hydrogen", "pressure_pa": 10000000, "temperature_k": 288.15, "orifice_diameter_m": 0.003, "discharge_coefficient": 1.0, "release_height_m": 1.5, "axis": [{"distance_m": 5}, {"distance_m": 11}], "points": [{"x_m": 5, "y_m": 0, "z_m": 1.5}]}"#,
    };

    fn run(input: Input, context: &Context<'_>, progress: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let is_vent = input.release_rate_kg_s.is_some();
        let (discharge_coefficient, assumed) = fields::discharge_coefficient(
            input.discharge_coefficient,
            DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            &GAS_JET,
            true,
        );
        let jet = GasJet {
            source: input.source(discharge_coefficient)?,
            nozzle: input.nozzle_model,
            elevation_rad: input.elevation_deg.to_radians(),
            release_height_m: input.release_height_m,
            air_temperature_k: input.air_temperature_k,
            air_pressure_pa: input.air_pressure_pa,
        };
        let solved = jet.release(substance)?;
        let output = output(&input, substance, &solved.field, progress)?;
        let upstream_pa = input.pressure_pa.unwrap_or(input.air_pressure_pa);
        Ok(Answer::new(output)
            .with_caveats(solved.caveats)
            .with_caveats(assumed.filter(|_| !is_vent))
            .with_caveats(condensed_caveat(substance, upstream_pa, input.temperature_k, &GAS_JET))
            .with_caveats(asked_caveats(&input, substance, &solved.field))
            .with_data(SUBSTANCES, context.library.edition()))
    }
}
