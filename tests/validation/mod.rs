//! Against field trials.

mod blowdown;
mod dense_gas;
mod prairie_grass;
mod surface_layer;
