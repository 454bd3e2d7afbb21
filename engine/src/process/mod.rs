//! The process registry: every model by name, with JSON Schemas.
//!
//! A [`Process`] takes JSON and gives JSON. The command line (`cordon calc`), HTTP, Python and the
//! web forms are faces of this one [`Registry`]; none of them knows physics.
//!
//! # A process is one small file
//! It implements [`Model`]: an input type and an output type (serde and schemars, unknown fields
//! denied, ranges in the schema) and a function from one to the other. The registry adds what all
//! share: schemas, validation that reports every problem at once, caveats, the run manifest.
//!
//! # Units
//! Fields carry their unit in the name (`pressure_pa`); values are SI.

mod baker_strehlow_tang;
mod blast_answer;
mod blast_damage;
mod bleve_blast;
mod britter_mcquaid;
mod calm_release;
mod cloud_energy;
mod congested_input;
mod context;
mod dense_answer;
mod dense_gas;
mod droplet_rainout;
mod dust_explosion;
mod error;
mod explosion_strength;
mod exposure;
mod fields;
mod fireball;
mod fragment_throw;
mod gas_blowdown;
mod gas_jet;
mod gas_orifice;
mod gaussian_plume;
mod gaussian_puff;
mod gb18218_grade;
mod gb18218_row;
mod gb6722_overpressure;
mod geometry;
mod incident;
mod incident_answer;
mod incident_domino;
mod incident_places;
mod incident_source;
mod incident_unit;
mod incident_weather;
mod incident_zones;
mod instantaneous_release;
mod jet_fire;
mod kingery_bulmash;
mod liquid_orifice;
mod model;
mod moments;
mod multi_energy;
mod pipeline_hca_radius;
mod pipeline_release;
mod points;
mod pool_evaporation;
mod pool_fire;
mod pool_fire_answer;
mod registry;
mod safety_distance;
mod scenario;
mod scenario_answer;
mod scenario_effects;
mod substance_sheet;
mod surface_layer_plume;
mod thermal_lethality;
mod tnt_equivalence;
mod toxic_lethality;
mod transient_answer;
mod transient_plume;
mod two_phase_orifice;
mod validate;
mod vessel_burst_blast;
mod vessel_discharge;
mod vessel_heating;
mod zone_outline;

pub use context::{CityView, Context, Gb18218Entry, StandardTables};
pub use error::ProcessError;
pub use model::{Answer, Metadata, Model, ProcessResult, Title, Typed};
pub use registry::{Process, ProcessOutput, Registry};
