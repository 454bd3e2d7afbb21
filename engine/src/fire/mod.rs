//! Fireball, jet fire, pool fire, solid flames between two discs, vessels heated by fires, thermal radiation
//! through air, flash fire, how readily a release is lit.

mod atmosphere;
mod bent_flame;
mod burnt_gas;
mod chamberlain;
mod combustion;
mod fireball;
mod fireball_course;
mod flash_fire;
mod flux_grid;
mod flux_lanes;
mod hydrogen_flame;
mod ignitability;
mod jet_fire;
mod jet_fire_cards;
mod jet_fire_field;
mod jet_fire_notes;
mod jet_state;
mod outline;
mod pool;
mod two_disc_flame;
mod vessel_heating;
mod view_lanes;

pub use atmosphere::{HumidAir, saturated_water_pressure_pa};
pub use bent_flame::BentFlame;
pub use chamberlain::FlareShape;
pub use combustion::heat_of_combustion_j_kg;
pub use fireball::{DEFAULT_RADIATIVE_FRAC, FIREBALL, Fireball, FireballCorrelation, FireballField};
pub use fireball_course::{FIREBALL_COURSE, FireballCourse, FireballMoment, released_mass_caveat, released_mass_frac};
pub use flash_fire::{FLASH_FIRE, flash_fire_extent_m, lfl_concentration_kg_m3};
pub use flux_lanes::FireFlux;
pub use hydrogen_flame::HydrogenFlame;
pub use ignitability::Ignitability;
pub use jet_fire::{JetFire, JetFireModel, JetFuel};
pub use jet_fire_cards::{JET_FIRE, JET_FIRE_AQT3046, JET_FIRE_MULTI_SOURCE, JET_FIRE_WEIGHTED_SOURCES};
pub use jet_fire_field::{JetFireField, JetFireReach};
pub use jet_state::{BurningJet, JetFireSource};
pub use pool::{
    BurningRateBasis, FireSurface, FlameBrightness, FlameLength, FlameTilt, POOL_FIRE, PoolFire, PoolFireField, Reach,
};
pub use two_disc_flame::{SOLID_FLAME_VIEW_FACTOR, TwoDiscFlame};
pub use vessel_heating::{HeatedVessel, VESSEL_HEATING, VesselHeating};
