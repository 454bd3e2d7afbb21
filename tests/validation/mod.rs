//! Against field trials.

mod dense_gas;
mod prairie_grass;
