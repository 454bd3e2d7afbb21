//! Properties that must hold for any input.

mod dense_gas;
mod dispersion;
mod harm;
mod outflow;
mod pool;
mod substances;
mod surface_layer;
mod tiles;
mod transient;
