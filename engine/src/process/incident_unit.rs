//! Which record an incident starts from, and what its event releases.

use super::CityView;
use crate::city::{BilingualName, HazardUnit, PipelineRecord};
use crate::consequence::{GasVessel, KnownRate, LiquidVessel, Pipeline, ReleaseEvent, Rupture};
use crate::frequency::LossOfContainment;
use crate::math::log10;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, push_caveat};
use crate::scenario::{AssessmentSettings, UnitRelease, unit_release};
use crate::source::{AbelNobleGas, Expansion, VesselRelease};
use crate::substance::{Resolution, StorageState, Substance, SubstanceLibrary};
use crate::units::LonLat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hole of the small leak of the assessment, m.
const SMALL_HOLE_M: f64 = 0.01;
/// Time in which the whole content leaves in the event between burst and leak, s.
const TEN_MINUTES_S: f64 = 600.0;
/// Pipe on either side of the break, m: the middle of 16 km between valves (recalled: what GB 50251 allows in class 3 areas).
const ASSUMED_SIDE_M: f64 = 8000.0;
/// Roughness of the inside of a steel pipe, m (usual figure for commercial steel, Moody 1944; recalled).
const PIPE_ROUGHNESS_M: f64 = 4.5e-5;
/// Wall of a pipe whose own is not known, as a share of its diameter (assumed).
const ASSUMED_WALL_RATIO: f64 = 0.02;
/// Hole of a leak in a pipeline: a tenth of its diameter, 50 mm at most (Purple Book CPR 18E table 3.7, recalled).
const PIPE_HOLE_RATIO: f64 = 0.1;
const PIPE_HOLE_GREATEST_M: f64 = 0.05;

/// What fails at a unit or a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum EventChoice {
    /// A unit bursts: all of its content at once.
    Instantaneous,
    /// The whole content of a unit within ten minutes.
    WithinTenMinutes,
    /// A hole of 10 mm in a unit.
    TenMillimetreHole,
    /// A gas pipeline breaks.
    FullBore,
    /// A hole in a gas pipeline, of a tenth of its diameter, 50 mm at most.
    Hole,
}

impl EventChoice {
    fn of_unit(self) -> Option<LossOfContainment> {
        match self {
            Self::Instantaneous => Some(LossOfContainment::Instantaneous),
            Self::WithinTenMinutes => Some(LossOfContainment::WithinTenMinutes),
            Self::TenMillimetreHole => Some(LossOfContainment::TenMillimetreHole),
            Self::FullBore | Self::Hole => None,
        }
    }
}

/// The record that an incident names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Record<'a> {
    Unit(&'a HazardUnit),
    /// A facility: its place alone.
    Facility {
        id: &'a str,
        name: &'a BilingualName,
        place: LonLat,
        units: usize,
    },
    Pipeline(&'a PipelineRecord),
}

/// The record of an incident.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct UnitAnswer {
    /// Key.
    id: String,
    /// Name; that of the facility where the unit has none.
    name: BilingualName,
    /// Key of its facility; none for a pipeline.
    facility_id: Option<String>,
}

impl UnitAnswer {
    pub(super) fn key(&self) -> &str {
        &self.id
    }
}

impl<'a> Record<'a> {
    /// A hazard unit, a facility or a pipeline by its key, in this order. A facility with one unit that takes part is that unit.
    pub(super) fn find(view: CityView<'a>, id: &str) -> Result<Self, FieldProblem> {
        let city = view.city;
        if let Some(unit) = city.hazard_units.iter().find(|unit| unit.id == id) {
            return Ok(Self::Unit(unit));
        }
        if let Some(facility) = city.facilities.iter().find(|facility| facility.id == id) {
            let mut own = city.hazard_units.iter().filter(|unit| unit.facility_id == id && unit.active);
            return Ok(match (own.next(), own.count()) {
                (Some(only), 0) => Self::Unit(only),
                (first, more) => {
                    let units = usize::from(first.is_some()) + more;
                    Self::Facility { id: &facility.id, name: &facility.name, place: facility.place, units }
                }
            });
        }
        if let Some(pipeline) = view.pipelines.iter().find(|pipeline| pipeline.id == id) {
            return Ok(Self::Pipeline(pipeline));
        }
        let allowed = format!(
            "the id of one of {} hazard units, {} facilities and {} pipelines of the city",
            city.hazard_units.len(),
            city.facilities.len(),
            view.pipelines.len()
        );
        Err(FieldProblem::new("unit", id, allowed, "unknown_unit"))
    }

    pub(super) fn place(&self) -> LonLat {
        match self {
            Self::Unit(unit) => unit.place,
            Self::Facility { place, .. } => *place,
            Self::Pipeline(pipeline) => pipeline.middle,
        }
    }

    pub(super) fn answer(&self, view: CityView<'_>) -> UnitAnswer {
        match self {
            Self::Unit(unit) => {
                let facility = view.city.facilities.iter().find(|facility| facility.id == unit.facility_id);
                let own = BilingualName { zh: unit.name.clone(), en: unit.name.clone() };
                let name =
                    if unit.name.is_empty() { facility.map(|f| f.name.clone()).unwrap_or_default() } else { own };
                UnitAnswer { id: unit.id.clone(), name, facility_id: Some(unit.facility_id.clone()) }
            }
            Self::Facility { id, name, .. } => {
                UnitAnswer { id: (*id).into(), name: (*name).clone(), facility_id: Some((*id).into()) }
            }
            Self::Pipeline(pipeline) => {
                UnitAnswer { id: pipeline.id.clone(), name: pipeline.name.clone(), facility_id: None }
            }
        }
    }

    /// What the record holds, as far as the library knows it.
    pub(super) fn substance<'l>(&self, library: &'l SubstanceLibrary) -> Option<&'l Substance> {
        let (id, cas, name) = match self {
            Self::Unit(unit) => (&unit.substance_id, &unit.cas, &unit.substance_name),
            Self::Pipeline(pipeline) => (&pipeline.substance_id, &pipeline.cas, &pipeline.substance_name),
            Self::Facility { .. } => return None,
        };
        id.as_deref().and_then(|id| library.get(id)).or_else(|| match library.resolve(cas, name) {
            Resolution::Known(substance) => Some(substance),
            _ => None,
        })
    }

    /// What an event of the record releases, with what was assumed.
    pub(super) fn release(
        &self,
        event: EventChoice,
        library: &SubstanceLibrary,
    ) -> Result<(ReleaseEvent, Vec<Caveat>), FieldProblem> {
        match (self, event.of_unit()) {
            (Self::Unit(unit), Some(loss)) => of_unit(unit, loss, library),
            (Self::Unit(_), None) => {
                let allowed = "instantaneous, within_ten_minutes or ten_millimetre_hole for a hazard unit";
                Err(FieldProblem::new("event", format!("{event:?}"), allowed, "not_allowed"))
            }
            (Self::Pipeline(pipeline), None) => of_pipeline(pipeline, event, self.substance(library)),
            (Self::Pipeline(_), Some(_)) => {
                let allowed = "full_bore or hole for a pipeline";
                Err(FieldProblem::new("event", format!("{event:?}"), allowed, "not_allowed"))
            }
            (Self::Facility { id, units, .. }, _) => {
                let allowed = format!(
                    "the id of one unit: this facility has {units} that take part; or give substance and release"
                );
                Err(FieldProblem::new("unit", id, allowed, "ambiguous"))
            }
        }
    }
}

fn of_unit(
    unit: &HazardUnit,
    loss: LossOfContainment,
    library: &SubstanceLibrary,
) -> Result<(ReleaseEvent, Vec<Caveat>), FieldProblem> {
    let refused = |why: String| {
        let allowed = format!("a unit whose event can be computed ({why}); or give substance and release");
        FieldProblem::new("unit", &unit.id, allowed, "not_assessed")
    };
    let known =
        unit_release(unit, library, &AssessmentSettings::default(), loss).map_err(|why| refused(why.message_en()))?;
    let event = event_of(&known, loss).ok_or_else(|| refused("a property of its substance is missing".into()))?;
    let mut caveats = known.caveats;
    if !unit.active {
        let message_en = "the unit is on record as closed: it takes no part in the assessment of the city";
        let caveat =
            Caveat::new(CaveatCode::AssumedValue, unit.id.clone(), message_en, "该单元登记为停用,不参与城市评估");
        push_caveat(&mut caveats, caveat);
    }
    Ok((event, caveats))
}

/// The same release as that of the assessment, in the words of `scenario`.
///
/// Burst: the content at once. Ten minutes: a gas at the known rate; a liquid through that hole which empties it in ten minutes at
/// its first rate. 10 mm: the hole itself; a liquid for as long as the assessment follows it.
fn event_of(known: &UnitRelease<'_>, loss: LossOfContainment) -> Option<ReleaseEvent> {
    let (mass_kg, temperature_k) = (known.quantity_kg, known.temperature_k);
    let is_gas = known.state == StorageState::CompressedGas;
    let (release_rate_kg_s, duration_s) = match known.release {
        VesselRelease::Instantaneous { .. } => {
            return Some(ReleaseEvent::Rupture(Rupture {
                mass_kg,
                temperature_k,
                is_gas,
                pressure_pa: is_gas.then_some(known.pressure_pa),
                fill_frac: None,
            }));
        }
        VesselRelease::Continuous { release_rate_kg_s, duration_s, .. } => (release_rate_kg_s, duration_s),
    };
    if is_gas && loss == LossOfContainment::WithinTenMinutes {
        let temperature_k = Some(temperature_k);
        return Some(ReleaseEvent::KnownRate(KnownRate { release_rate_kg_s, duration_s, temperature_k }));
    }
    if is_gas {
        let gas = AbelNobleGas::of(known.substance, temperature_k).ok()?;
        return Some(ReleaseEvent::GasVessel(GasVessel {
            volume_m3: mass_kg / gas.density_kg_m3(known.pressure_pa, temperature_k),
            pressure_pa: known.pressure_pa,
            temperature_k,
            hole_diameter_m: SMALL_HOLE_M,
            discharge_coefficient: None,
            expansion: Expansion::Adiabatic,
            isolation_time_s: 0.0,
        }));
    }
    // a liquid's own vapour pressure is the least there can be above it
    let vapour_pa = known.substance.vapour_pressure_pa(temperature_k).unwrap_or(0.0);
    let boils = temperature_k > known.substance.boiling_point_k;
    let pressure_pa = if boils { known.pressure_pa.max(vapour_pa) } else { known.pressure_pa };
    let leak = LiquidVessel {
        mass_kg,
        temperature_k,
        pressure_pa: Some(pressure_pa),
        liquid_head_m: known.liquid_head_m,
        hole_diameter_m: SMALL_HOLE_M,
        path_length_m: 0.0,
        discharge_coefficient: None,
        isolation_time_s: Some(duration_s),
    };
    if loss == LossOfContainment::TenMillimetreHole {
        return Some(ReleaseEvent::LiquidVessel(leak));
    }
    let small_kg_s = known.ten_millimetre_kg_s.filter(|rate_kg_s| *rate_kg_s > 0.0)?;
    let hole_diameter_m = SMALL_HOLE_M * (mass_kg / TEN_MINUTES_S / small_kg_s).sqrt();
    Some(ReleaseEvent::LiquidVessel(LiquidVessel { hole_diameter_m, isolation_time_s: None, ..leak }))
}

fn of_pipeline(
    pipeline: &PipelineRecord,
    event: EventChoice,
    substance: Option<&Substance>,
) -> Result<(ReleaseEvent, Vec<Caveat>), FieldProblem> {
    let refused = |why: &str| {
        let allowed =
            format!("a gas pipeline with diameter and pressure on record ({why}); or give substance and release");
        FieldProblem::new("unit", &pipeline.id, allowed, "not_assessed")
    };
    let substance = substance.ok_or_else(|| refused("its substance is not in the library"))?;
    let outer_m = pipeline.outer_diameter_m.ok_or_else(|| refused("its diameter is not on record"))?;
    let pressure_pa = pipeline.pressure_pa.ok_or_else(|| refused("its pressure is not on record"))?;
    let temperature_k = AssessmentSettings::default().ambient_temperature_k;
    if substance.vapour_pressure_pa(temperature_k).is_ok_and(|vapour_pa| pressure_pa > vapour_pa) {
        return Err(refused("it carries a liquid"));
    }
    let wall_m = pipeline.wall_thickness_m.unwrap_or(ASSUMED_WALL_RATIO * outer_m);
    let pipe_diameter_m = outer_m - 2.0 * wall_m;
    if pipe_diameter_m <= 0.0 {
        return Err(refused("its wall is thicker than the pipe"));
    }
    let hole_m = (PIPE_HOLE_RATIO * pipe_diameter_m).min(PIPE_HOLE_GREATEST_M);
    // a full break empties each side by itself; to a hole both flow as one length of pipe
    let (length_m, other_length_m, hole_diameter_m) = match event {
        EventChoice::Hole => (2.0 * ASSUMED_SIDE_M, 0.0, Some(hole_m)),
        _ => (ASSUMED_SIDE_M, ASSUMED_SIDE_M, None),
    };
    let release = Pipeline {
        pipe_diameter_m,
        length_m,
        other_length_m,
        hole_diameter_m,
        darcy_friction_factor: rough_pipe_friction(pipe_diameter_m),
        pressure_pa,
        temperature_k,
        isolation_time_s: 0.0,
    };
    Ok((ReleaseEvent::Pipeline(release), vec![pipeline_assumed(pipeline.wall_thickness_m.is_none(), &release)]))
}

/// Darcy friction factor of a rough pipe at high Reynolds numbers (von Karman): `1 / sqrt(f) = 2 log10(3.7 d / k)`.
fn rough_pipe_friction(diameter_m: f64) -> f64 {
    let root = 2.0 * log10(3.7 * diameter_m / PIPE_ROUGHNESS_M);
    (1.0 / (root * root)).clamp(1e-3, 0.2)
}

fn pipeline_assumed(wall: bool, pipe: &Pipeline) -> Caveat {
    let (km, friction, kelvin) = (ASSUMED_SIDE_M / 1000.0, pipe.darcy_friction_factor, pipe.temperature_k);
    let (wall_en, wall_zh) =
        if wall { (", a wall of 2 % of its diameter", "、壁厚取外径的 2%") } else { ("", "") };
    Caveat::new(
        CaveatCode::AssumedValue,
        "pipeline",
        format!(
            "assumed of the pipeline: {km:.0} km of pipe on either side up to valves that shut at once (the middle of the spacing \
             that GB 50251 allows in class 3 areas, recalled), gas at {kelvin} K, friction factor {friction:.4}{wall_en}; a hole is a \
             tenth of the diameter, 50 mm at most (Purple Book, recalled)"
        ),
        format!(
            "管道假定值:泄漏点两侧各 {km:.0} km 至立即关闭的阀门(GB 50251 三级地区阀室间距之半,记忆值)、气温 {kelvin} K、摩阻系数 \
             {friction:.4}{wall_zh};孔口取管径十分之一且不大于 50 mm(紫皮书,记忆值)"
        ),
    )
}
