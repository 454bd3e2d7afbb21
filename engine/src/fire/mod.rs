//! Fireball, pool fire, solid flames between two discs, vessels heated by fires, thermal radiation
//! through air, flash fire.

mod atmosphere;
mod fireball;
mod flash_fire;
mod outline;
mod pool;
mod two_disc_flame;
mod vessel_heating;

pub use atmosphere::{HumidAir, saturated_water_pressure_pa};
pub use fireball::{DEFAULT_RADIATIVE_FRAC, FIREBALL, Fireball, FireballCorrelation, FireballField};
pub use flash_fire::{FLASH_FIRE, flash_fire_extent_m, lfl_concentration_kg_m3};
pub use pool::{
    BurningRateBasis, FireSurface, FlameBrightness, FlameLength, FlameTilt, POOL_FIRE, PoolFire, PoolFireField, Reach,
};
pub use two_disc_flame::{SOLID_FLAME_VIEW_FACTOR, TwoDiscFlame};
pub use vessel_heating::{HeatedVessel, VESSEL_HEATING, VesselHeating};
