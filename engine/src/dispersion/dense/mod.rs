//! Dense gas: the integral model of plume, horizontal jet and puff of Ermak's SLAB.
//!
//! Theory, formulae, coefficients, a worked example and the references: `docs/models/dense-gas.md`. Equation numbers in this
//! module are those of UCRL-MA-105607 (Ermak 1990).
//!
//! # Coordinates
//! As in [`crate::dispersion`]: `x_m` downwind from the middle of the source, `y_m` across, `z_m` up.

mod blanket;
mod clusters;
mod constants;
mod course;
mod entrainment;
mod field;
mod grid;
mod mass;
mod meander;
mod mist;
mod mixture;
mod notes;
mod outline;
mod passage;
mod phases;
mod plume;
mod puff;
mod release;
mod runge_kutta;
#[cfg(test)]
mod sample;
mod slice;
mod solution;
mod station;
mod sweep;
mod table;
mod vertical;
mod walk;
mod wind;
mod zones;

pub use course::{DenseClocks, DenseCourse, DenseMoment};
pub use field::{DenseField, DenseMeasure};
pub use grid::DenseGrid;
pub use mass::{DenseFrame, FlammableCourse};
pub use release::{DENSE_GAS, DenseGas, DenseSource};
pub use station::DenseStation;
pub(super) use wind::class_obukhov_per_m;
pub use zones::DenseLevel;
