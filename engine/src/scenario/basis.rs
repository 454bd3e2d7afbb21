//! What is taken as the content of a unit: the record, and stated defaults where it is silent.

use super::reason::NotAssessedReason;
use super::settings::AssessmentSettings;
use crate::city::{self, HazardUnit};
use crate::provenance::{Caveat, CaveatCode, Origin, push_caveat};
use crate::substance::{Resolution, StorageState, Substance, SubstanceLibrary};

/// Pressure taken for a compressed gas whose own is not known, Pa absolute (assumed; it only decides
/// how fast a 10 mm hole leaks).
const ASSUMED_GAS_PRESSURE_PA: f64 = 2.0e6;

/// What decides the consequences of a unit: units with equal content share one solution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Content<'a> {
    pub substance: &'a Substance,
    pub quantity_kg: f64,
    pub state: StorageState,
    pub temperature_k: f64,
    pub pressure_pa: f64,
}

/// Identity of a content, by its bits.
pub(super) type ContentKey = (String, u64, StorageState, u64, u64);

impl Content<'_> {
    pub fn key(&self) -> ContentKey {
        let bits = f64::to_bits;
        let id = self.substance.id.clone();
        (id, bits(self.quantity_kg), self.state, bits(self.temperature_k), bits(self.pressure_pa))
    }
}

/// Content of a unit with the caveats of what was assumed.
pub(super) struct Basis<'a> {
    pub content: Content<'a>,
    pub caveats: Vec<Caveat>,
}

/// Resolves a record.
pub(super) fn basis<'a>(
    unit: &HazardUnit,
    library: &'a SubstanceLibrary,
    settings: &AssessmentSettings,
) -> Result<Basis<'a>, NotAssessedReason> {
    let substance = find_substance(unit, library)?;
    let quantity_kg = unit.quantity_kg.ok_or(NotAssessedReason::UnknownQuantity)?;
    if !(quantity_kg.is_finite() && quantity_kg > 0.0) {
        let detail = format!("quantity_kg = {quantity_kg}: allowed is more than 0");
        return Err(NotAssessedReason::RefusedInput { detail });
    }
    let mut caveats = Vec::new();
    note_quantity(unit, &mut caveats);
    let state = state_of(unit, substance, settings, &mut caveats);
    let temperature_k = temperature_of(unit, substance, state, settings, &mut caveats);
    let pressure_pa = pressure_of(unit, substance, state, temperature_k, &mut caveats)?;
    Ok(Basis { content: Content { substance, quantity_kg, state, temperature_k, pressure_pa }, caveats })
}

fn find_substance<'a>(unit: &HazardUnit, library: &'a SubstanceLibrary) -> Result<&'a Substance, NotAssessedReason> {
    let known = unit.substance_id.as_deref().and_then(|id| library.get(id));
    known.ok_or_else(|| match library.resolve(&unit.cas, &unit.substance_name) {
        Resolution::NotAssessable(found) => {
            NotAssessedReason::NotAssessable { en: found.reason.en.clone(), zh: found.reason.zh.clone() }
        }
        Resolution::SolutionOf(substance) => NotAssessedReason::NotAssessable {
            en: format!("a solution of {}: the figures of the pure substance do not hold", substance.name.en),
            zh: format!("{}的溶液:纯物质数据不适用", substance.name.zh),
        },
        Resolution::Known(_) | Resolution::Unknown => {
            NotAssessedReason::UnknownSubstance { substance_name: unit.substance_name.clone() }
        }
    })
}

fn note_quantity(unit: &HazardUnit, caveats: &mut Vec<Caveat>) {
    if unit.quantity_origin == Origin::Assumed {
        push_caveat(
            caveats,
            Caveat::new(
                CaveatCode::StandInQuantity,
                "quantity",
                "the quantity is a stand-in (the legal threshold), not an inventory: the risk may be far higher",
                "数量为替代值(法定临界量),并非实际存量:实际风险可能高得多",
            ),
        );
    }
}

fn state_of(
    unit: &HazardUnit,
    substance: &Substance,
    settings: &AssessmentSettings,
    caveats: &mut Vec<Caveat>,
) -> StorageState {
    if let Some(state) = unit.storage_state {
        return engine_state(state);
    }
    let choice = crate::substance::StorageChoice::default();
    let state = substance.default_storage_at(settings.ambient_temperature_k, choice);
    let (en, zh) = state_words(state);
    let message_en = format!("storage state not known: {en} was assumed for {}", substance.name.en);
    let message_zh = format!("储存状态未知:{}按{zh}考虑", substance.name.zh);
    push_caveat(caveats, Caveat::new(CaveatCode::AssumedValue, "storage_state", message_en, message_zh));
    state
}

fn engine_state(state: city::StorageState) -> StorageState {
    match state {
        city::StorageState::PressurisedLiquefiedGas => StorageState::PressurisedLiquefiedGas,
        city::StorageState::RefrigeratedLiquefiedGas => StorageState::RefrigeratedLiquefiedGas,
        city::StorageState::CompressedGas => StorageState::CompressedGas,
        city::StorageState::AtmosphericLiquid => StorageState::AtmosphericLiquid,
        city::StorageState::Solid => StorageState::Solid,
        city::StorageState::CondensedExplosive => StorageState::CondensedExplosive,
    }
}

/// Words for a storage state, English and Chinese.
pub(super) fn state_words(state: StorageState) -> (&'static str, &'static str) {
    match state {
        StorageState::PressurisedLiquefiedGas => ("gas liquefied under pressure", "加压液化气体"),
        StorageState::RefrigeratedLiquefiedGas => ("refrigerated liquefied gas", "冷冻液化气体"),
        StorageState::CompressedGas => ("compressed gas", "压缩气体"),
        StorageState::AtmosphericLiquid => ("liquid at atmospheric pressure", "常压液体"),
        StorageState::Solid => ("solid", "固体"),
        StorageState::CondensedExplosive => ("condensed explosive", "凝聚相爆炸品"),
    }
}

fn temperature_of(
    unit: &HazardUnit,
    substance: &Substance,
    state: StorageState,
    settings: &AssessmentSettings,
    caveats: &mut Vec<Caveat>,
) -> f64 {
    if let Some(temperature_k) = unit.temperature_k {
        return temperature_k;
    }
    let refrigerated = state == StorageState::RefrigeratedLiquefiedGas;
    let assumed_k = if refrigerated { substance.boiling_point_k } else { settings.ambient_temperature_k };
    if state != StorageState::CondensedExplosive {
        let message_en = format!("storage temperature not known: {assumed_k:.1} K was assumed");
        let message_zh = format!("储存温度未知:按 {assumed_k:.1} K 考虑");
        push_caveat(caveats, Caveat::new(CaveatCode::AssumedValue, "temperature_k", message_en, message_zh));
    }
    assumed_k
}

fn pressure_of(
    unit: &HazardUnit,
    substance: &Substance,
    state: StorageState,
    temperature_k: f64,
    caveats: &mut Vec<Caveat>,
) -> Result<f64, NotAssessedReason> {
    if let Some(pressure_pa) = unit.pressure_pa {
        return Ok(pressure_pa);
    }
    match state {
        StorageState::PressurisedLiquefiedGas => substance
            .vapour_pressure_pa(temperature_k)
            .map_err(|error| NotAssessedReason::PropertyMissing { detail: error.to_string() }),
        StorageState::CompressedGas => {
            push_caveat(
                caveats,
                Caveat::new(
                    CaveatCode::AssumedValue,
                    "pressure_pa",
                    format!("storage pressure not known: {ASSUMED_GAS_PRESSURE_PA} Pa was assumed"),
                    format!("储存压力未知:按 {ASSUMED_GAS_PRESSURE_PA} Pa 考虑"),
                ),
            );
            Ok(ASSUMED_GAS_PRESSURE_PA)
        }
        _ => Ok(crate::units::STANDARD_ATMOSPHERE_PA),
    }
}
