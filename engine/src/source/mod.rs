//! Source terms: what comes out of a vessel, and what evaporates from the pool that it leaves.

mod abel_noble;
mod blowdown;
mod discharge;
mod droplets;
mod flash;
mod gas;
mod liquid;
mod pipeline;
mod pool;
mod properties;
mod rupture;
mod two_phase;
mod vessel;

pub use abel_noble::{AbelNobleGas, HYDROGEN_CO_VOLUME_M3_KG};
pub use blowdown::{BlowdownField, BlowdownState, Expansion, GAS_BLOWDOWN, GasBlowdown};
pub use discharge::{
    DischargeChange, DischargeEnd, DischargeField, DischargePhase, DischargeState, Headspace, VESSEL_DISCHARGE, Vessel,
    VesselDischarge, VesselShape,
};
pub use droplets::{
    DROPLET_RAINOUT, DropLiquid, DropRainout, LiquidJet, aerosol_frac, brock_bird_surface_tension_n_m,
    flashing_diameter_m, weber_diameter_m,
};
pub use flash::{FLASH, FlashFigures, airborne_frac, burst_diameter_m, flash_frac};
pub use gas::{DEFAULT_GAS_DISCHARGE_COEFFICIENT, GAS_ORIFICE, GasOrifice, GasProperties, GasRelease};
pub use liquid::{DEFAULT_LIQUID_DISCHARGE_COEFFICIENT, LIQUID_ORIFICE, LiquidOrifice, LiquidRelease};
pub use pipeline::{PIPELINE_RELEASE, PipelineField, PipelineRelease};
pub use pool::{
    MINIMUM_POOL_DEPTH_M, POOL_EVAPORATION, PoolAir, PoolField, PoolLiquid, PoolRelease, PoolStep, PoolSupply,
    PoolSurface, PoolTransfer, PoolVapour, schmidt_ratio, volatility_ratio,
};
pub use rupture::{INSTANTANEOUS_RELEASE, MistRule, RuptureCloud, VesselRupture};
pub use two_phase::{
    DEFAULT_TWO_PHASE_DISCHARGE_COEFFICIENT, EQUILIBRIUM_PATH_M, FlashingFluid, FlashingRelease, OutflowPhase,
    TWO_PHASE_ORIFICE, TwoPhaseOrifice,
};
pub use vessel::{
    ContentProperties, ContentState, SMALL_HOLE_DIAMETER_M, TEN_MINUTES_S, VESSEL_RELEASE, VesselContent, VesselRelease,
};
