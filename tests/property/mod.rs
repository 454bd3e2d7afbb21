//! Properties that must hold for any input.

mod cloud_blast;
mod congested;
mod consequence;
mod dense_course;
mod dense_gas;
mod dense_grid;
mod discharge;
mod dispersion;
mod fire_flux;
mod harm;
mod incident;
mod jet;
mod jet_fire;
mod outflow;
mod pool;
mod pool_fire;
mod substances;
mod surface_layer;
mod tiles;
mod transient;
mod view_factor;
