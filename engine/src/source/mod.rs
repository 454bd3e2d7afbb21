//! Source terms: what comes out of a vessel, and what evaporates from the pool that it leaves.

mod flash;
mod gas;
mod liquid;
mod pool;
mod properties;
mod vessel;

pub use flash::{FLASH, airborne_frac, flash_frac};
pub use gas::{DEFAULT_GAS_DISCHARGE_COEFFICIENT, GAS_ORIFICE, GasOrifice, GasProperties, GasRelease};
pub use liquid::{DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, LIQUID_ORIFICE, LiquidOrifice, LiquidRelease};
pub use pool::{
    MINIMUM_POOL_DEPTH_M, POOL_EVAPORATION, PoolAir, PoolField, PoolLiquid, PoolRelease, PoolStep, PoolSupply,
    PoolSurface, PoolTransfer, PoolVapour, schmidt_ratio, volatility_ratio,
};
pub use vessel::{
    ContentProperties, ContentState, SMALL_HOLE_DIAMETER_M, TEN_MINUTES_S, VESSEL_RELEASE, VesselContent, VesselRelease,
};
