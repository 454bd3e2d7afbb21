//! Against independent sources.

mod consequence;
mod dense_course;
mod dense_gas;
mod dense_gas_vertical;
mod discharge;
mod dispersion;
mod droplets;
mod explosion;
mod fire;
mod frequency;
mod major_hazard;
mod mixtures;
mod outflow;
mod pool;
mod process;
mod risk_reference;
mod scenario;
mod source;
mod spatial;
mod substances;
mod support;
mod surface_layer;
mod toxic_limits;
mod transient;
mod user_substances;
mod vulnerability;
