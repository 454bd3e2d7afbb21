//! A vessel with liquid that empties through a hole, over time.
//!
//! Theory, figures and checks: `docs/models/outflow.md`.
//!
//! A discharge is a chain of regimes: liquid at one temperature under a pad, liquid that boils under its own vapour,
//! vapour over boiling liquid, vapour alone. Each is walked once in a variable of its own, in which time is smooth, and read
//! at any time from a table. The course of the state does not depend on the hole; the hole sets only how fast it is run.

mod field;
mod liquid;
mod notes;
mod opening;
mod release;
mod saturation;
mod shape;
mod vapour;
mod walk;

pub use field::{DischargeChange, DischargeEnd, DischargeField, DischargePhase, DischargeState};
pub use shape::{Vessel, VesselShape};

use super::{DEFAULT_GAS_DISCHARGE_COEFFICIENT, DEFAULT_LIQUID_DISCHARGE_COEFFICIENT};
use crate::provenance::{Caveat, CaveatCode, ModelCard, Origin};
use crate::substance::Substance;
use crate::units::STANDARD_ATMOSPHERE_PA;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Discharge of a vessel with liquid.
pub const VESSEL_DISCHARGE: ModelCard = ModelCard {
    id: "vessel_discharge",
    version: 1,
    title_en: "Discharge of a vessel with liquid over time",
    title_zh: "盛液容器泄放过程",
    citation: "mass and energy balance of the vessel with the flows of liquid_orifice (CCPS 1996 eq. 4-10; TNO Yellow Book CPR 14E eq. 2.194, \
               read in public code that cites it), two_phase_orifice (API 520 annex C) and gas_orifice with the density of the saturated \
               vapour (Yellow Book eq. 2.22, likewise); volume of evaporation by Clapeyron (Smith, Van Ness & Abbott); pad isothermal",
    domain: "one substance below its critical temperature; hole small against the vessel; liquid and vapour in equilibrium, no heat from wall \
             or fire; no swelling of the level by bubbles; vapour a perfect gas through its saturated state",
    verification: "tests/verification/discharge.rs: closed forms of tanks under head, held and sealed pad within 1e-6; energy of the content \
                   within 2e-6; course of propane, ammonia, chlorine and butane vessels by reference equations of state within 3 %; no trial",
    origin: Origin::Source,
};

/// What is above the liquid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Headspace {
    /// The vapour of the liquid and nothing else: gas liquefied by pressure, which boils as it empties.
    OwnVapour,
    /// Air that comes in freely: the pressure outside.
    Vented,
    /// Gas at a pressure that a supply holds.
    Held,
    /// A pad of gas shut in, which expands as the liquid sinks.
    Sealed,
}

impl Headspace {
    /// What is above the liquid, with a caveat when nobody said: its own vapour where it boils at the pressure outside, else gas
    /// held at a pressure that was given, else the open air.
    #[must_use]
    pub fn in_force(
        given: Option<Self>,
        substance: &Substance,
        temperature_k: f64,
        pressure_pa: Option<f64>,
        ambient_pressure_pa: f64,
    ) -> (Self, Option<Caveat>) {
        if let Some(given) = given {
            return (given, None);
        }
        let boils = substance.vapour_pressure_pa(temperature_k).is_ok_and(|vapour_pa| vapour_pa > ambient_pressure_pa);
        let (taken, en, zh) = match (boils, pressure_pa) {
            (true, _) => {
                (Self::OwnVapour, "its own vapour, as it boils at the pressure outside", "自身蒸气(常压下沸腾)")
            }
            (false, Some(_)) => (Self::Held, "gas held at the pressure given", "恒压气体(按给定压力)"),
            (false, None) => (Self::Vented, "air that comes in freely", "自由进入的空气"),
        };
        let caveat = Caveat::new(
            CaveatCode::AssumedValue,
            VESSEL_DISCHARGE.id,
            format!("headspace not given: {en} was taken"),
            format!("未给出气相空间类型:取{zh}"),
        );
        (taken, Some(caveat))
    }
}

/// A vessel with liquid and a hole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VesselDischarge {
    /// The vessel.
    pub vessel: Vessel,
    /// Part of its volume that is liquid at the start, 0 to 1.
    pub fill_frac: f64,
    /// Temperature of the content at the start, K.
    pub temperature_k: f64,
    /// What is above the liquid.
    pub headspace: Headspace,
    /// Pressure above the liquid at the start, Pa absolute: asked for of a held or sealed headspace; of the others it follows.
    pub pressure_pa: Option<f64>,
    /// Height of the middle of the hole above the lowest point of the vessel, m.
    pub hole_height_m: f64,
    /// Diameter of the hole, m.
    pub orifice_diameter_m: f64,
    /// Path of the flow from the vessel to the outer edge, m: from 0.1 m on a boiling liquid leaves in equilibrium with its vapour.
    pub path_length_m: f64,
    /// Discharge coefficient of liquid, or of liquid with vapour, 0 to 1.
    pub liquid_discharge_coefficient: f64,
    /// Discharge coefficient of vapour, 0 to 1.
    pub vapour_discharge_coefficient: f64,
    /// Pressure outside, Pa absolute.
    pub ambient_pressure_pa: f64,
    /// Time from the start until the feed is shut off, s; until then it holds level and pressure. 0: no feed.
    pub isolation_time_s: f64,
    /// Time from the start at which the hole is closed, s; never when not given.
    pub closing_time_s: Option<f64>,
}

impl VesselDischarge {
    /// A hole in a thin wall at the lowest point, to the standard atmosphere, no feed, never closed.
    #[must_use]
    pub fn to_atmosphere(
        vessel: Vessel,
        fill_frac: f64,
        temperature_k: f64,
        headspace: Headspace,
        orifice_diameter_m: f64,
    ) -> Self {
        Self {
            vessel,
            fill_frac,
            temperature_k,
            headspace,
            pressure_pa: None,
            hole_height_m: 0.0,
            orifice_diameter_m,
            path_length_m: 0.0,
            liquid_discharge_coefficient: DEFAULT_LIQUID_DISCHARGE_COEFFICIENT,
            vapour_discharge_coefficient: DEFAULT_GAS_DISCHARGE_COEFFICIENT,
            ambient_pressure_pa: STANDARD_ATMOSPHERE_PA,
            isolation_time_s: 0.0,
            closing_time_s: None,
        }
    }
}
