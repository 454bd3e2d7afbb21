//! Source terms: what comes out of a vessel.

mod flash;
mod gas;
mod liquid;
mod properties;
mod vessel;

pub use flash::{FLASH, airborne_frac, flash_frac};
pub use gas::{DEFAULT_GAS_DISCHARGE_COEFFICIENT, GAS_ORIFICE, GasOrifice, GasProperties, GasRelease};
pub use liquid::{DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, LIQUID_ORIFICE, LiquidOrifice, LiquidRelease};
pub use vessel::{
    ContentProperties, ContentState, SMALL_HOLE_DIAMETER_M, TEN_MINUTES_S, VESSEL_RELEASE, VesselContent, VesselRelease,
};
