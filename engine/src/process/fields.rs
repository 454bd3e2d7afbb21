//! What several processes share: looking a substance up, defaults of fields.

use super::Context;
use crate::dispersion::REFERENCE_AVERAGING_TIME_S;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, ModelCard};
use crate::substance::Substance;
use crate::units::STANDARD_ATMOSPHERE_PA;

/// Name under which the edition of the substance library stands in a manifest.
pub(super) const SUBSTANCES: &str = "substances";

/// Excess over the vapour pressure that correlations cannot tell from none.
const VAPOUR_PRESSURE_TOLERANCE: f64 = 0.02;

/// The substance of a field, by key, CAS number, UN number or name in either language.
pub(super) fn find_substance<'a>(context: &Context<'a>, query: &str) -> Result<&'a Substance, FieldProblem> {
    context.library.find(query).ok_or_else(|| {
        FieldProblem::new(
            "substance",
            query,
            format!(
                "one of {} substances of the library, by CAS number, name (Chinese or English) or UN number",
                context.library.iter().len()
            ),
            "unknown_substance",
        )
    })
}

/// Serde default: one standard atmosphere.
pub(super) fn standard_atmosphere_pa() -> f64 {
    STANDARD_ATMOSPHERE_PA
}

/// Serde default: the averaging time of the plume coefficients, s.
pub(super) fn reference_averaging_time_s() -> f64 {
    REFERENCE_AVERAGING_TIME_S
}

/// Serde default: the usual height of a wind reading, m.
pub(super) fn ten_metres() -> f64 {
    10.0
}

/// The discharge coefficient in force, with a caveat when it is the default; `recalled` marks a default that was
/// not checked in its source.
pub(super) fn discharge_coefficient(
    given: Option<f64>,
    default: f64,
    card: &ModelCard,
    recalled: bool,
) -> (f64, Option<Caveat>) {
    let caveat = || {
        let (code, note_en, note_zh) = match recalled {
            true => {
                (CaveatCode::MemoryFigure, ", a figure recalled and not checked in its source", "(记忆值,未经原文核对)")
            }
            false => (CaveatCode::AssumedValue, "", ""),
        };
        let message_en = format!("discharge coefficient not given: {default} taken{note_en}");
        Caveat::new(code, card.id, message_en, format!("未给出流量系数:取 {default}{note_zh}"))
    };
    (given.unwrap_or(default), given.is_none().then(caveat))
}

/// The caveat of a gas heavier than air in a passive model; none for a light one.
///
/// What can be a liquid at the temperature of the air is taken to boil off cold; what cannot (hydrogen, methane)
/// is taken as a gas at that temperature.
pub(super) fn dense_gas_caveat(substance: &Substance, card: &ModelCard, air_temperature_k: f64) -> Option<Caveat> {
    let permanent_gas = substance.critical_temperature_k <= air_temperature_k;
    let boiling_k = substance.boiling_point_k.min(air_temperature_k);
    let cloud_temperature_k = if permanent_gas { air_temperature_k } else { boiling_k };
    substance.is_denser_than_air(cloud_temperature_k, air_temperature_k).then(|| {
        Caveat::new(
            CaveatCode::DenseGasByPassiveModel,
            card.id,
            format!(
                "{} is released heavier than air; the passive model spreads it as a neutral gas",
                substance.name.en
            ),
            format!("{}释放时重于空气,而本模型按中性气体扩散计算", substance.name.zh),
        )
    })
}

/// Caveat of a content that is a liquid at the given pressure and temperature: a gas of that state does not exist.
pub(super) fn condensed_caveat(
    substance: &Substance,
    pressure_pa: f64,
    temperature_k: f64,
    card: &ModelCard,
) -> Option<Caveat> {
    let limit_pa = substance.vapour_pressure_pa(temperature_k).ok()?;
    (pressure_pa > limit_pa * (1.0 + VAPOUR_PRESSURE_TOLERANCE)).then(|| {
        Caveat::new(
            CaveatCode::OutsideValidity,
            card.id,
            format!(
                "at {temperature_k:.1} K and {pressure_pa:.0} Pa {} is a liquid (vapour pressure {limit_pa:.0} Pa): a leak below \
                 its surface is far stronger than this gas flow",
                substance.name.en
            ),
            format!(
                "{}在 {temperature_k:.1} K、{pressure_pa:.0} Pa 下为液体(蒸气压 {limit_pa:.0} Pa):液面以下泄漏远大于此气相流量",
                substance.name.zh
            ),
        )
    })
}
