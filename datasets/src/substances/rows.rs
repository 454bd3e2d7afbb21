//! Rows of the substance tables, turned into the engine's types.

use super::SubstanceTableError;
use cordon_engine::provenance::Origin;
use cordon_engine::substance::{
    Basis, BilingualName, Correlation, CriticalQuantity, DangerousToxicLoad, Equation, Mixture, MixtureComponent,
    MixtureVapour, PropertyName, Provenance, Reactivity, StorageState, Substance, ToxicEndpoint, ToxicLimit,
    ToxicLoadLevel, ToxicProbitConstants, UnassessedSubstance,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

type Outcome<T> = Result<T, SubstanceTableError>;

#[derive(Deserialize)]
struct IdentityRow {
    id: String,
    cas: String,
    un_number: Option<u32>,
    un_origin: Option<Origin>,
    name_en: String,
    name_zh: String,
    name_zh_origin: Origin,
    aliases: String,
    surrogate: Option<String>,
    reactivity: Option<Reactivity>,
    stated_storage: Option<StorageState>,
    acutely_toxic: u8,
    note_en: String,
    note_zh: String,
}

#[derive(Deserialize)]
struct ConstantRow {
    substance: String,
    property: String,
    value: f64,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct CorrelationRow {
    substance: String,
    property: PropertyName,
    form: String,
    basis: Basis,
    c1: Option<f64>,
    c2: Option<f64>,
    c3: Option<f64>,
    c4: Option<f64>,
    c5: Option<f64>,
    c6: Option<f64>,
    c7: Option<f64>,
    c8: Option<f64>,
    critical_temperature_k: Option<f64>,
    critical_pressure_pa: Option<f64>,
    temperature_min_k: f64,
    temperature_max_k: f64,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct ProbitRow {
    substance: String,
    k1: f64,
    k2: f64,
    n: f64,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct EndpointRow {
    substance: String,
    limit: ToxicLimit,
    level: u8,
    duration_s: f64,
    concentration_mole_frac: f64,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct LoadRow {
    substance: String,
    load: ToxicLoadLevel,
    n: f64,
    value_ppm_n_min: f64,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct QuantityRow {
    substance: String,
    quantity_kg: f64,
    entry: String,
    beta: Option<f64>,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct MixtureRow {
    mixture: String,
    component: String,
    component_mole_frac: f64,
    vapour: MixtureVapour,
    source: String,
    origin: Origin,
}

#[derive(Deserialize)]
struct UnassessedRow {
    id: String,
    code: String,
    name_en: String,
    name_zh: String,
    aliases: String,
    reason_en: String,
    reason_zh: String,
}

fn read<T: DeserializeOwned>(table: &'static str, text: &str) -> Outcome<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| SubstanceTableError::Row { table, source })
}

fn content(table: &'static str, substance: &str, problem: impl Into<String>) -> SubstanceTableError {
    SubstanceTableError::Content { table, substance: substance.into(), problem: problem.into() }
}

fn find<'a>(table: &'static str, substances: &'a mut [Substance], id: &str) -> Outcome<&'a mut Substance> {
    substances
        .iter_mut()
        .find(|substance| substance.id == id)
        .ok_or_else(|| content(table, id, "is not in substances.csv"))
}

fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|name| !name.is_empty()).map(String::from).collect()
}

/// Identities; a constant that no row gives stays infinite (a solid that decomposes) or unknown.
pub(super) fn identities(text: &str) -> Outcome<Vec<Substance>> {
    Ok(read("substances", text)?.into_iter().map(from_identity).collect())
}

/// Sources of what stands in `substances.csv` itself.
fn identity_provenance(row: &IdentityRow) -> BTreeMap<String, Provenance> {
    let entries = [
        ("name_zh", "GB 18218-2018 table 1; otherwise common usage", Some(row.name_zh_origin)),
        ("un_number", "49 CFR 172.101 hazardous materials table", row.un_origin),
        ("reactivity", "TNO Purple Book CPR 18E (1999), ch. 4", row.reactivity.map(|_| Origin::Memory)),
        ("stated_storage", "custom of the trade", row.stated_storage.map(|_| Origin::Assumed)),
        ("acutely_toxic", "40 CFR 68.130 list of toxic substances; GB 18218-2018 table 3", Some(Origin::Memory)),
    ];
    let known = entries.into_iter().filter_map(|(field, source, origin)| Some((field, source, origin?)));
    known.map(|(field, source, origin)| (field.into(), Provenance { source: source.into(), origin })).collect()
}

fn from_identity(row: IdentityRow) -> Substance {
    let provenance = identity_provenance(&row);
    Substance {
        id: row.id,
        cas: row.cas,
        un_number: row.un_number,
        name: BilingualName { zh: row.name_zh, en: row.name_en },
        aliases: list(&row.aliases),
        surrogate: row.surrogate,
        mixture: None,
        note: BilingualName { zh: row.note_zh, en: row.note_en },
        molar_mass_kg_mol: f64::NAN,
        boiling_point_k: f64::INFINITY,
        critical_temperature_k: f64::INFINITY,
        critical_pressure_pa: f64::INFINITY,
        melting_point_k: None,
        flash_point_k: None,
        lfl_mole_frac: None,
        ufl_mole_frac: None,
        heat_of_combustion_j_kg: None,
        acutely_toxic: row.acutely_toxic != 0,
        toxic_probit: None,
        toxic_endpoints: Vec::new(),
        toxic_loads: Vec::new(),
        reactivity: row.reactivity,
        tnt_equivalence: None,
        stated_storage: row.stated_storage,
        critical_quantity: None,
        correlations: BTreeMap::new(),
        provenance,
    }
}

pub(super) fn constants(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    const TABLE: &str = "constants";
    for row in read::<ConstantRow>(TABLE, text)? {
        let substance = find(TABLE, substances, &row.substance)?;
        if !set_constant(substance, &row.property, row.value) {
            return Err(content(TABLE, &row.substance, format!("property {} does not exist", row.property)));
        }
        let provenance = Provenance { source: row.source, origin: row.origin };
        if substance.provenance.insert(row.property.clone(), provenance).is_some() {
            return Err(content(TABLE, &row.substance, format!("{} is given twice", row.property)));
        }
    }
    Ok(())
}

fn set_constant(substance: &mut Substance, property: &str, value: f64) -> bool {
    match property {
        "molar_mass_kg_mol" => substance.molar_mass_kg_mol = value,
        "boiling_point_k" => substance.boiling_point_k = value,
        "critical_temperature_k" => substance.critical_temperature_k = value,
        "critical_pressure_pa" => substance.critical_pressure_pa = value,
        "melting_point_k" => substance.melting_point_k = Some(value),
        "flash_point_k" => substance.flash_point_k = Some(value),
        "lfl_mole_frac" => substance.lfl_mole_frac = Some(value),
        "ufl_mole_frac" => substance.ufl_mole_frac = Some(value),
        "heat_of_combustion_j_kg" => substance.heat_of_combustion_j_kg = Some(value),
        "tnt_equivalence" => substance.tnt_equivalence = Some(value),
        _ => return false,
    }
    true
}

pub(super) fn correlations(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    const TABLE: &str = "correlations";
    for row in read::<CorrelationRow>(TABLE, text)? {
        let substance = find(TABLE, substances, &row.substance)?;
        let equation = equation(&row).ok_or_else(|| {
            content(TABLE, &row.substance, format!("form {} with these coefficients does not exist", row.form))
        })?;
        let correlation = Correlation {
            equation,
            basis: row.basis,
            temperature_min_k: row.temperature_min_k,
            temperature_max_k: row.temperature_max_k,
            source: row.source,
            origin: row.origin,
        };
        if substance.correlations.insert(row.property, correlation).is_some() {
            return Err(content(TABLE, &row.substance, format!("{} is given twice", row.property)));
        }
    }
    Ok(())
}

/// The equation of a row; `None` when the form is unknown or has another number of coefficients.
fn equation(row: &CorrelationRow) -> Option<Equation> {
    let cells = [row.c1, row.c2, row.c3, row.c4, row.c5, row.c6, row.c7, row.c8];
    let given: Vec<f64> = cells.iter().copied().take_while(Option::is_some).flatten().collect();
    let critical = (row.critical_temperature_k, row.critical_pressure_pa);
    match (row.form.as_str(), critical) {
        ("antoine", _) => Some(Equation::Antoine { coefficients: exactly(&given)? }),
        ("dippr_100", _) => Some(Equation::Dippr100 { coefficients: exactly(&given)? }),
        ("dippr_101", _) => Some(Equation::Dippr101 { coefficients: exactly(&given)? }),
        ("dippr_105", _) => Some(Equation::Dippr105 { coefficients: exactly(&given)? }),
        ("polynomial_times_r", _) => Some(Equation::PolynomialTimesR { coefficients: exactly(&given)? }),
        ("trc", _) => Some(Equation::Trc { coefficients: exactly(&given)? }),
        ("chemsep_16", _) => Some(Equation::Chemsep16 { coefficients: exactly(&given)? }),
        ("constant", _) => Some(Equation::Constant { coefficients: exactly(&given)? }),
        ("dippr_106", (Some(critical_temperature_k), _)) => {
            Some(Equation::Dippr106 { coefficients: exactly(&given)?, critical_temperature_k })
        }
        ("dippr_114", (Some(critical_temperature_k), _)) => {
            Some(Equation::Dippr114 { coefficients: exactly(&given)?, critical_temperature_k })
        }
        ("dippr_116", (Some(critical_temperature_k), _)) => {
            Some(Equation::Dippr116 { coefficients: exactly(&given)?, critical_temperature_k })
        }
        ("ppds_12", (Some(critical_temperature_k), _)) => {
            Some(Equation::Ppds12 { coefficients: exactly(&given)?, critical_temperature_k })
        }
        ("wagner_25", (Some(critical_temperature_k), Some(critical_pressure_pa))) => {
            Some(Equation::Wagner25 { coefficients: exactly(&given)?, critical_temperature_k, critical_pressure_pa })
        }
        ("wagner_36", (Some(critical_temperature_k), Some(critical_pressure_pa))) => {
            Some(Equation::Wagner36 { coefficients: exactly(&given)?, critical_temperature_k, critical_pressure_pa })
        }
        _ => None,
    }
}

fn exactly<const N: usize>(given: &[f64]) -> Option<[f64; N]> {
    given.try_into().ok()
}

pub(super) fn probits(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    for row in read::<ProbitRow>("toxic_probits", text)? {
        let ProbitRow { substance, k1, k2, n, source, origin } = row;
        let holder = find("toxic_probits", substances, &substance)?;
        holder.toxic_probit = Some(ToxicProbitConstants { k1, k2, n, source, origin });
    }
    Ok(())
}

pub(super) fn endpoints(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    for row in read::<EndpointRow>("toxic_endpoints", text)? {
        let EndpointRow { substance, limit, level, duration_s, concentration_mole_frac, source, origin } = row;
        let holder = find("toxic_endpoints", substances, &substance)?;
        let endpoint = ToxicEndpoint { limit, level, duration_s, concentration_mole_frac, source, origin };
        holder.toxic_endpoints.push(endpoint);
    }
    Ok(())
}

pub(super) fn loads(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    for row in read::<LoadRow>("toxic_loads", text)? {
        let LoadRow { substance, load, n, value_ppm_n_min, source, origin } = row;
        let holder = find("toxic_loads", substances, &substance)?;
        holder.toxic_loads.push(DangerousToxicLoad::from_ppm_n_min(load, n, value_ppm_n_min, source, origin));
    }
    Ok(())
}

pub(super) fn quantities(text: &str, substances: &mut [Substance]) -> Outcome<()> {
    for row in read::<QuantityRow>("critical_quantities", text)? {
        let QuantityRow { substance, quantity_kg, entry, beta, source, origin } = row;
        let holder = find("critical_quantities", substances, &substance)?;
        holder.critical_quantity =
            Some(CriticalQuantity { quantity_kg, entry, beta_coefficient: beta, source, origin });
    }
    Ok(())
}

/// Compositions by mixture; the rows of one say the same of vapour and source.
pub(super) fn mixtures(text: &str) -> Outcome<BTreeMap<String, Mixture>> {
    const TABLE: &str = "mixtures";
    let mut found: BTreeMap<String, Mixture> = BTreeMap::new();
    for row in read::<MixtureRow>(TABLE, text)? {
        let MixtureRow { mixture: id, component, component_mole_frac, vapour, source, origin } = row;
        let fresh = || Mixture { components: Vec::new(), vapour, source: source.clone(), origin };
        let mixture = found.entry(id.clone()).or_insert_with(fresh);
        if mixture.vapour != vapour || mixture.source != source || mixture.origin != origin {
            return Err(content(TABLE, &id, "has rows that differ in vapour, source or origin"));
        }
        mixture.components.push(MixtureComponent { substance: component, component_mole_frac });
    }
    Ok(found)
}

/// Gives each mixture the figures of its composition; components may also come from `others`.
pub(super) fn apply_mixtures(
    mixtures: BTreeMap<String, Mixture>,
    substances: &mut [Substance],
    others: &[Substance],
) -> Outcome<()> {
    for (id, mixture) in mixtures {
        let mut identity = find("mixtures", substances, &id)?.clone();
        let component = |key: &str| substances.iter().chain(others).find(|substance| substance.id == key);
        mixture.apply(&mut identity, component)?;
        *find("mixtures", substances, &id)? = identity;
    }
    Ok(())
}

pub(super) fn unassessed(text: &str) -> Outcome<Vec<UnassessedSubstance>> {
    Ok(read::<UnassessedRow>("unassessed", text)?.into_iter().map(from_unassessed).collect())
}

fn from_unassessed(row: UnassessedRow) -> UnassessedSubstance {
    UnassessedSubstance {
        id: row.id,
        code: row.code,
        name: BilingualName { zh: row.name_zh, en: row.name_en },
        aliases: list(&row.aliases),
        reason: BilingualName { zh: row.reason_zh, en: row.reason_en },
    }
}
