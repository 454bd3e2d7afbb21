//! The liquid of a release on the ground: its pool and the vapour that it gives off.

use super::course::Course;
use super::event::Ground;
use super::letdown::LetDown;
use super::outflow::Form;
use super::quantity::Quantity;
use super::sheet::{Basis, Sheet, Step};
use crate::dispersion::Atmosphere;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput};
use crate::source::{MINIMUM_POOL_DEPTH_M, POOL_EVAPORATION, PoolAir, PoolField, PoolRelease, PoolSupply};
use crate::substance::Substance;

/// Less liquid than this leaves no pool, kg and kg/s: a splash, and the least that the model takes.
const LEAST_AT_ONCE_KG: f64 = 1e-3;
const LEAST_RATE_KG_S: f64 = 1e-6;
/// How long a pool is followed, s: an hour, or the spill and half an hour more.
const FOLLOWED_S: f64 = 3600.0;
const FOLLOWED_AFTER_S: f64 = 1800.0;
/// Window of the rate on the sheet, s.
const SHEET_WINDOW_S: f64 = 600.0;
/// Height of the wind that the pool takes, m.
const WIND_HEIGHT_M: f64 = 10.0;

/// The vapour of a pool.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pool {
    pub vapour: Course,
    pub diameter_m: f64,
    /// Temperature of the liquid when it gives off most, K.
    pub temperature_k: f64,
    /// Pool over time: s, radius m, liquid kg, vapour so far kg, boils. Empty where the user put in the evaporation.
    pub field: Option<PoolField>,
}

/// The pool of what falls to the ground; none for a splash.
///
/// # Errors
/// What the pool model refuses.
pub(super) fn pool(
    let_down: &LetDown,
    ground: &Ground,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Result<Option<Pool>, InvalidInput> {
    let Some(supply) = let_down.liquid.as_ref().and_then(|liquid| supply(liquid, sheet)) else { return Ok(None) };
    if ground.bund_area_m2.is_none() {
        sheet.tell([no_bund()]);
    }
    let supplied_s = match supply {
        PoolSupply::Continuous { duration_s, .. } => duration_s,
        PoolSupply::Instantaneous { .. } => 0.0,
    };
    let end_s = FOLLOWED_S.max(supplied_s + FOLLOWED_AFTER_S);
    let release = PoolRelease {
        bund_area_m2: ground.bund_area_m2,
        ground_temperature_k: ground.temperature_k,
        solar_flux_w_m2: ground.solar_flux_w_m2,
        ..PoolRelease::new(supply, ground.surface, end_s)
    };
    let over = PoolAir {
        wind_speed_10m_m_s: air.wind_speed_at_m_s(WIND_HEIGHT_M),
        temperature_k: air.temperature_k,
        pressure_pa: air.pressure_pa,
    };
    sheet.uses(&POOL_EVAPORATION);
    let field = sheet.take(release.solve(substance, let_down.liquid_k, &over).map_err(of_ground)?);
    Ok(evaporated(field, sheet))
}

/// Liquid that reaches the ground, as the pool model takes it: the mean rate of a course.
fn supply(liquid: &Form, sheet: &mut Sheet) -> Option<PoolSupply> {
    match liquid {
        Form::Burst { mass_kg } => {
            (*mass_kg >= LEAST_AT_ONCE_KG).then_some(PoolSupply::Instantaneous { mass_kg: *mass_kg })
        }
        Form::Flow(course) => {
            let duration_s = course.end_s().max(1.0);
            let rate = course.total_kg() / duration_s;
            let release_rate_kg_s =
                sheet.enter(Step::Pool, Quantity::PoolSupplyRateKgS, rate, Basis::Computed, "let_down");
            (release_rate_kg_s >= LEAST_RATE_KG_S).then_some(PoolSupply::Continuous { release_rate_kg_s, duration_s })
        }
    }
}

/// The vapour in force: that of the pool, or a steady one where the user put in rate or duration.
fn evaporated(field: PoolField, sheet: &mut Sheet) -> Option<Pool> {
    let found = field.vapour(SHEET_WINDOW_S)?;
    let mut enter = |quantity, value| sheet.computed(Step::Pool, quantity, value, &POOL_EVAPORATION);
    let rate_kg_s = enter(Quantity::EvaporationRateKgS, found.evaporation_rate_kg_s);
    let duration_s = enter(Quantity::EvaporationDurationS, found.duration_s);
    let diameter_m = enter(Quantity::PoolDiameterM, found.diameter_m);
    let is_given =
        sheet.is_overridden(Quantity::EvaporationRateKgS) || sheet.is_overridden(Quantity::EvaporationDurationS);
    let vapour = match is_given {
        true => Course::constant(rate_kg_s, duration_s),
        false => Course::sampled(field.end_time_s(), |time_s| field.evaporated_until_kg(time_s)),
    };
    if field.liquid_mass_kg() > 0.01 * field.released_mass_kg() {
        sheet.tell([still_liquid(field.end_time_s(), field.liquid_mass_kg())]);
    }
    Some(Pool { vapour, diameter_m, temperature_k: found.temperature_k, field: (!is_given).then_some(field) })
}

/// Problems of the pool model under the names that they have in the scenario.
fn of_ground(refused: InvalidInput) -> InvalidInput {
    let renamed = |mut problem: FieldProblem| {
        problem.field = match problem.field.as_str() {
            "bund_area_m2" | "surface" | "solar_flux_w_m2" => format!("ground.{}", problem.field),
            "ground_temperature_k" => "ground.temperature_k".into(),
            "wind_speed_m_s" => "weather.wind_speed_m_s".into(),
            "temperature_k" => "release.temperature_k".into(),
            _ => problem.field,
        };
        problem
    };
    InvalidInput { problems: refused.problems.into_iter().map(renamed).collect() }
}

fn no_bund() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "ground.bund_area_m2",
        format!("no bund given: the liquid was taken to run out to a depth of {} mm", 1e3 * MINIMUM_POOL_DEPTH_M),
        format!("未给出围堰面积:液体按扩展至 {} mm 厚计算", 1e3 * MINIMUM_POOL_DEPTH_M),
    )
}

fn still_liquid(time_s: f64, mass_kg: f64) -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        POOL_EVAPORATION.id,
        format!(
            "the pool was followed for {time_s:.0} s; the {mass_kg:.0} kg of liquid left then are not in the cloud"
        ),
        format!("液池只计算至 {time_s:.0} s;此时剩余液体 {mass_kg:.0} kg 未计入云团"),
    )
}
