//! Properties that must hold for any input.

mod dispersion;
mod harm;
