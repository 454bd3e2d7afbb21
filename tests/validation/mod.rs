//! Against field trials.

mod prairie_grass;
