//! Process `substance_sheet`.

use super::fields::{SUBSTANCES, find_substance};
use super::{Answer, Context, Metadata, Model, ProcessError, Title};
use crate::progress::ProgressToken;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, Origin};
use crate::substance::{
    BilingualName, DangerousToxicLoad, PropertyName, Substance, TOXIC_LIMITS, ToxicEndpoint, ToxicLimit, ToxicLoadLevel,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything the library holds of one substance, with sources.
pub(super) struct SubstanceSheet;

/// Exposures for which a toxic load is turned into a concentration, s.
const LOAD_EXPOSURES_S: [f64; 3] = [600.0, 1800.0, 3600.0];
const PPM_PER_ONE: f64 = 1e6;
const MG_PER_KG: f64 = 1e6;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Substance: CAS number, name in Chinese or English, or UN number.
    substance: String,
    /// Temperature for the properties, K.
    #[serde(default = "ambient_k")]
    #[schemars(range(min = 1.0, max = 2000.0))]
    temperature_k: f64,
    /// Only this published limit; refused when it is not known. Nothing is interpolated.
    #[serde(default)]
    limit: Option<WantedLimit>,
}

fn ambient_k() -> f64 {
    293.15
}

/// A limit by programme, level and exposure.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WantedLimit {
    /// Programme.
    kind: ToxicLimit,
    /// Level.
    #[schemars(range(min = 1, max = 3))]
    level: u8,
    /// Exposure, s.
    #[schemars(range(min = 1.0, max = 1e5))]
    duration_s: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    /// Key.
    id: String,
    /// CAS number.
    cas: String,
    /// UN number.
    un_number: Option<u32>,
    /// Name.
    name: BilingualName,
    /// What to know of it; empty when there is nothing.
    note: BilingualName,
    /// Constants.
    constants: Vec<Figure>,
    /// Properties at the temperature asked for.
    properties: Vec<Property>,
    /// Published limits of the concentration in air.
    limits: Vec<Limit>,
    /// Dangerous toxic loads C^n t.
    loads: Vec<Load>,
}

/// A constant.
#[derive(Debug, Serialize, JsonSchema)]
struct Figure {
    /// Name with unit.
    name: String,
    /// Value; null when not known.
    value: Option<f64>,
    /// Publication.
    source: String,
    /// How it came to us.
    origin: Option<Origin>,
}

/// A property at a temperature.
#[derive(Debug, Serialize, JsonSchema)]
struct Property {
    /// Property.
    name: PropertyName,
    /// Unit.
    unit: String,
    /// Value; null outside the published range.
    value: Option<f64>,
    /// Why there is no value.
    refused: Option<String>,
    /// Publication.
    source: String,
}

/// A limit in all units in which it is read.
#[derive(Debug, Serialize, JsonSchema)]
struct Limit {
    /// Programme.
    kind: ToxicLimit,
    /// Level.
    level: u8,
    /// Exposure for which it holds, s.
    duration_s: f64,
    /// ppm by volume.
    concentration_ppm: f64,
    /// mg/m3 at 25 C and 1 atm.
    concentration_mg_m3: f64,
    /// The same, kg/m3.
    concentration_kg_m3: f64,
    /// Publication.
    source: String,
    /// How it came to us.
    origin: Origin,
}

/// A toxic load with the concentrations that make it up.
#[derive(Debug, Serialize, JsonSchema)]
struct Load {
    /// Which harm.
    level: ToxicLoadLevel,
    /// Exponent.
    n: f64,
    /// The load, ppm^n min.
    load_ppm_n_min: f64,
    /// Concentrations by C^n t for usual exposures.
    concentrations: Vec<LoadConcentration>,
    /// Publication.
    source: String,
    /// How it came to us.
    origin: Origin,
}

/// Concentration that makes up a load.
#[derive(Debug, Serialize, JsonSchema)]
struct LoadConcentration {
    /// Exposure, s.
    duration_s: f64,
    /// ppm by volume.
    concentration_ppm: f64,
    /// mg/m3 at 25 C and 1 atm.
    concentration_mg_m3: f64,
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn constants(substance: &Substance) -> Vec<Figure> {
    let known = [
        ("molar_mass_kg_mol", finite(substance.molar_mass_kg_mol)),
        ("boiling_point_k", finite(substance.boiling_point_k)),
        ("critical_temperature_k", finite(substance.critical_temperature_k)),
        ("critical_pressure_pa", finite(substance.critical_pressure_pa)),
        ("melting_point_k", substance.melting_point_k),
        ("flash_point_k", substance.flash_point_k),
        ("lfl_mole_frac", substance.lfl_mole_frac),
        ("ufl_mole_frac", substance.ufl_mole_frac),
        ("heat_of_combustion_j_kg", substance.heat_of_combustion_j_kg),
        ("tnt_equivalence", substance.tnt_equivalence),
    ];
    let figure = |(name, value): (&str, Option<f64>)| {
        let provenance = substance.provenance.get(name);
        let source = provenance.map(|provenance| provenance.source.clone()).unwrap_or_default();
        Figure { name: name.into(), value, source, origin: provenance.map(|provenance| provenance.origin) }
    };
    known.into_iter().map(figure).collect()
}

fn properties(substance: &Substance, temperature_k: f64) -> Vec<Property> {
    let at = |name: PropertyName| match name {
        PropertyName::VapourPressure => ("Pa", substance.vapour_pressure_pa(temperature_k)),
        PropertyName::LiquidDensity => ("kg/m3", substance.liquid_density_kg_m3(temperature_k)),
        PropertyName::LatentHeat => ("J/kg", substance.latent_heat_j_kg(temperature_k)),
        PropertyName::GasHeatCapacity => ("J/(kg K)", substance.gas_heat_capacity_j_kg_k(temperature_k)),
        PropertyName::LiquidHeatCapacity => ("J/(kg K)", substance.liquid_heat_capacity_j_kg_k(temperature_k)),
    };
    let property = |name: PropertyName| {
        let (unit, value) = at(name);
        let source = substance.correlations.get(&name).map(|found| found.source.clone()).unwrap_or_default();
        let refused = value.as_ref().err().map(ToString::to_string);
        Property { name, unit: unit.into(), value: value.ok(), refused, source }
    };
    PropertyName::ALL.into_iter().map(property).collect()
}

fn limit(substance: &Substance, endpoint: &ToxicEndpoint) -> Limit {
    let concentration_kg_m3 = substance.limit_concentration_kg_m3(endpoint.concentration_mole_frac);
    Limit {
        kind: endpoint.limit,
        level: endpoint.level,
        duration_s: endpoint.duration_s,
        concentration_ppm: endpoint.concentration_mole_frac * PPM_PER_ONE,
        concentration_mg_m3: concentration_kg_m3 * MG_PER_KG,
        concentration_kg_m3,
        source: endpoint.source.clone(),
        origin: endpoint.origin,
    }
}

fn load(substance: &Substance, load: &DangerousToxicLoad) -> Load {
    let at = |duration_s: f64| {
        let mole_frac = load.concentration_mole_frac(duration_s).ok()?;
        let concentration_mg_m3 = substance.limit_concentration_kg_m3(mole_frac) * MG_PER_KG;
        Some(LoadConcentration { duration_s, concentration_ppm: mole_frac * PPM_PER_ONE, concentration_mg_m3 })
    };
    Load {
        level: load.level,
        n: load.n,
        load_ppm_n_min: load.value(),
        concentrations: LOAD_EXPOSURES_S.into_iter().filter_map(at).collect(),
        source: load.source.clone(),
        origin: load.origin,
    }
}

/// The limits asked for, or all.
fn limits(substance: &Substance, wanted: Option<&WantedLimit>) -> Result<Vec<Limit>, ProcessError> {
    let Some(wanted) = wanted else {
        return Ok(substance.toxic_endpoints.iter().map(|endpoint| limit(substance, endpoint)).collect());
    };
    let found = substance.toxic_endpoint(wanted.kind, wanted.level, wanted.duration_s).map_err(|error| {
        let value = format!("{} {} {} s", wanted.kind.key(), wanted.level, wanted.duration_s);
        ProcessError::one(FieldProblem::new("limit", value, error.to_string(), "property_not_known"))
    })?;
    Ok(vec![limit(substance, found)])
}

/// One caveat for all limits and loads of the sheet that nobody checked in their source.
fn recalled(substance: &Substance, limits: &[Limit], loads: &[Load]) -> Option<Caveat> {
    let origins = limits.iter().map(|limit| limit.origin).chain(loads.iter().map(|load| load.origin));
    let count = origins.filter(|origin| *origin == Origin::Memory).count();
    (count > 0).then(|| {
        Caveat::new(
            CaveatCode::MemoryFigure,
            &substance.id,
            format!("{count} toxic limits of {} are recalled, not checked in their source", substance.name.en),
            format!("{}的{count}项毒性限值系按记忆取值,未经原文核对", substance.name.zh),
        )
    })
}

impl Model for SubstanceSheet {
    type Input = Input;
    type Output = Output;
    const METADATA: Metadata = Metadata {
        id: TOXIC_LIMITS.id,
        title: Title { zh: TOXIC_LIMITS.title_zh, en: TOXIC_LIMITS.title_en },
        description: Title {
            zh: "一种物质的常数、给定温度下的物性、公布的毒性限值(ppm 与 mg/m3)及其来源。",
            en: "Constants of a substance, its properties at a temperature, published toxic limits (ppm and mg/m3), with sources.",
        },
        cards: &[&TOXIC_LIMITS],
        example: r#"{"substance": "chlorine", "limit": {"kind": "aegl", "level": 2, "duration_s": 3600}}"#,
    };

    fn run(input: Input, context: &Context<'_>, _: &ProgressToken) -> Result<Answer<Output>, ProcessError> {
        let substance = find_substance(context, &input.substance).map_err(ProcessError::one)?;
        let limits = limits(substance, input.limit.as_ref())?;
        let loads: Vec<Load> = substance.toxic_loads.iter().map(|known| load(substance, known)).collect();
        let caveat = recalled(substance, &limits, &loads);
        let output = Output {
            id: substance.id.clone(),
            cas: substance.cas.clone(),
            un_number: substance.un_number,
            name: substance.name.clone(),
            note: substance.note.clone(),
            constants: constants(substance),
            properties: properties(substance, input.temperature_k),
            limits,
            loads,
        };
        Ok(Answer::new(output).with_caveats(caveat).with_data(SUBSTANCES, context.library.edition()))
    }
}
