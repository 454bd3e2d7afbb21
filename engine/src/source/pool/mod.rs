//! Pools of liquid: how they spread, warm, cool and evaporate.
//!
//! Theory, coefficients, a worked example and the reference list: `docs/models/pool.md`.
//!
//! A pool is flat, round and of one temperature. It is fed at a rate for a time, or poured out at once. Four
//! parts are solved together in time: spreading by gravity, mass transfer to the wind, heat from the ground
//! (every ring with its own time of contact), heat from air and sky. Nothing is lost: what was released is
//! vapour or liquid.

mod conduction;
mod field;
mod liquid;
mod notes;
mod release;
mod spread;
mod surface;
mod transfer;
mod walk;

pub use field::{PoolField, PoolStep, PoolVapour};
pub use liquid::PoolLiquid;
pub use release::{MINIMUM_POOL_DEPTH_M, POOL_EVAPORATION, PoolAir, PoolRelease, PoolSupply};
pub use surface::PoolSurface;
pub use transfer::{PoolTransfer, schmidt_ratio, volatility_ratio};
