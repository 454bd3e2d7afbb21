//! Against independent sources.

mod dense_gas;
mod dispersion;
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
