//! What becomes of the outflow in the open: flash, mist, the jet at the pressure of the air, liquid on the ground.

use super::course::Course;
use super::outflow::{Exit, Form, Outflow, Phase};
use super::problems::missing;
use super::quantity::Quantity;
use super::sheet::{Basis, Sheet, Step};
use crate::dispersion::Atmosphere;
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::{FLASH, FlashFigures, airborne_frac};
use crate::substance::{PropertyName, Substance};

/// What enters the air directly, and what falls to the ground.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LetDown {
    /// Into the air: all at once, or over time.
    pub airborne: Option<Form>,
    /// Share of mist in it.
    pub mist_frac: f64,
    /// Share of a superheated liquid that flashes; 0 for others.
    pub flash_frac: f64,
    /// To the ground, as a liquid.
    pub liquid: Option<Form>,
    /// Temperature as it enters the air, K.
    pub cloud_k: f64,
    /// Density as it enters the air, mist included, kg/m3.
    pub density_kg_m3: f64,
    /// Speed of the jet at the pressure of the air, m/s; none without a hole.
    pub jet_m_s: Option<f64>,
    /// Temperature of the liquid on the ground, K.
    pub liquid_k: f64,
}

/// The outflow at the pressure of the air.
///
/// # Errors
/// Figures that the library does not have.
pub(super) fn let_down(
    outflow: &Outflow,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Result<LetDown, InvalidInput> {
    let boiling_k = substance.boiling_point_at_k(air.pressure_pa);
    let flash = match outflow.phase {
        Phase::Superheated => flashed((outflow.stored_k, boiling_k), substance, sheet)?,
        _ => 0.0,
    };
    let by_rule = match outflow.phase {
        Phase::Gas => 1.0,
        Phase::Superheated => airborne_frac(flash),
        Phase::Liquid => 0.0,
    };
    let airborne = match outflow.phase {
        Phase::Superheated => {
            sheet.tell([rule_recalled()]);
            sheet.computed(Step::LetDown, Quantity::AirborneFrac, by_rule, &FLASH)
        }
        _ => by_rule,
    };
    let mist_frac = match outflow.phase {
        Phase::Superheated if airborne > 0.0 => {
            let mist = ((airborne - flash) / airborne).clamp(0.0, 0.99);
            sheet.computed(Step::LetDown, Quantity::MistFrac, mist, &FLASH)
        }
        _ => 0.0,
    };
    let cloud_k = if outflow.phase == Phase::Gas { outflow.stored_k } else { boiling_k };
    let (cloud_k, density_kg_m3) = if airborne > 0.0 {
        let cloud_k = sheet.enter(Step::LetDown, Quantity::CloudTemperatureK, cloud_k, Basis::Computed, "let_down");
        (cloud_k, density_kg_m3(substance, air, cloud_k, mist_frac, sheet)?)
    } else {
        (cloud_k, substance.vapour_density_kg_m3(cloud_k, air.pressure_pa))
    };
    Ok(LetDown {
        airborne: with_late_vapour(outflow, airborne),
        mist_frac,
        flash_frac: flash,
        liquid: part(&wet(outflow), 1.0 - airborne),
        cloud_k,
        density_kg_m3,
        jet_m_s: outflow.exit.filter(|_| airborne > 0.0).map(|exit| jet_speed_m_s(exit, air, sheet)),
        liquid_k: outflow.stored_k.min(boiling_k),
    })
}

/// What comes out before nothing but vapour does.
fn wet(outflow: &Outflow) -> Form {
    match (&outflow.form, outflow.vapour_from_s) {
        (Form::Flow(course), Some(from_s)) => Form::Flow(course.until(from_s)),
        (form, _) => form.clone(),
    }
}

/// The airborne share of what comes out wet, and all of the vapour that comes after it.
fn with_late_vapour(outflow: &Outflow, airborne: f64) -> Option<Form> {
    let early = part(&wet(outflow), airborne);
    let (Form::Flow(course), Some(from_s)) = (&outflow.form, outflow.vapour_from_s) else { return early };
    let late = course.after(from_s);
    match early {
        Some(Form::Flow(early)) => Some(Form::Flow(early.plus(&late))),
        _ => Some(Form::Flow(late)),
    }
}

fn part(form: &Form, frac: f64) -> Option<Form> {
    (frac > 1e-9).then(|| match form {
        Form::Burst { mass_kg } => Form::Burst { mass_kg: frac * mass_kg },
        Form::Flow(course) => Form::Flow(Course::share(course, frac)),
    })
}

/// Share that flashes, `cp (T - Tb) / L`, with the figures of the library or the user's.
fn flashed((stored_k, boiling_k): (f64, f64), substance: &Substance, sheet: &mut Sheet) -> Result<f64, InvalidInput> {
    let known = FlashFigures::held_to_range(substance, stored_k, boiling_k).map_err(|error| missing(&error))?;
    sheet.tell(known.caveat());
    let mut read = |quantity, value| sheet.enter(Step::LetDown, quantity, value, Basis::Library, "substances");
    let mut figures = known;
    figures.liquid_heat_capacity_j_kg_k = read(Quantity::LiquidHeatCapacityJKgK, known.liquid_heat_capacity_j_kg_k);
    figures.latent_heat_j_kg = read(Quantity::LatentHeatJKg, known.latent_heat_j_kg);
    Ok(sheet.computed(Step::LetDown, Quantity::FlashFrac, figures.flash_frac(), &FLASH))
}

/// Density of vapour and mist at one temperature: volumes add.
fn density_kg_m3(
    substance: &Substance,
    air: &Atmosphere,
    cloud_k: f64,
    mist_frac: f64,
    sheet: &mut Sheet,
) -> Result<f64, InvalidInput> {
    let vapour_m3_kg = (1.0 - mist_frac) / substance.vapour_density_kg_m3(cloud_k, air.pressure_pa);
    let mist_m3_kg = match mist_frac > 0.0 {
        true => {
            let known = substance.correlation(PropertyName::LiquidDensity).map_err(|error| missing(&error))?;
            let inside_k = cloud_k.clamp(known.temperature_min_k, known.temperature_max_k);
            mist_frac / substance.liquid_density_kg_m3(inside_k).map_err(|error| missing(&error))?
        }
        false => 0.0,
    };
    let density = 1.0 / (vapour_m3_kg + mist_m3_kg);
    Ok(sheet.enter(Step::LetDown, Quantity::CloudDensityKgM3, density, Basis::Computed, "let_down"))
}

/// Speed after the expansion from the narrowest place to the pressure of the air, by the momentum balance of the stretch between,
/// in which nothing is mixed in: `u = u_t + (p_t - p_a) / (rho_t u_t)`.
fn jet_speed_m_s(exit: Exit, air: &Atmosphere, sheet: &mut Sheet) -> f64 {
    let excess_pa = (exit.pressure_pa - air.pressure_pa).max(0.0);
    let speed = exit.velocity_m_s + excess_pa / (exit.density_kg_m3 * exit.velocity_m_s);
    sheet.enter(Step::LetDown, Quantity::JetSpeedMS, speed, Basis::Computed, "let_down")
}

fn rule_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        FLASH.id,
        "the share of a flashing liquid that stays in the air follows a rule recalled from the Purple Book, not checked in it",
        "闪蒸液体留在空气中的比例按记忆中的紫皮书规则取值,未经原文核对",
    )
}
