//! Cordon's engine: pure computation of consequences, risk and legal distances.
//!
//! No network, no files, no async. Modules form a tower; a module uses only the levels below it
//! (a test in the `tests` crate guards this):
//!
//! | level | modules |
//! |---|---|
//! | 0 | [`math`], [`units`], [`provenance`], [`progress`] |
//! | 1 | [`substance`], [`spatial`], [`weather`], [`vulnerability`], [`frequency`] |
//! | 2 | [`source`], [`city`], [`exposed`] |
//! | 3 | [`dispersion`] |
//! | 4 | [`fire`], [`explosion`] |
//! | 5 | [`risk`] |
//! | 6 | [`compliance`] |
//! | 7 | [`consequence`], [`scenario`] |
//! | 8 | [`process`] |
//!
//! # Units
//! Everything inside is SI and `f64`; the unit is part of every name (`release_rate_kg_s`).
//! Newtypes of [`units`] stand at the edges, where two readings of a number are plausible.
//!
//! # Determinism
//! Same input, same bits on any x86-64 machine, thread count and instruction set: elementary
//! functions come from [`math`] only, and risk is summed in order-free fixed point.

pub mod city;
pub mod compliance;
pub mod consequence;
pub mod dispersion;
pub mod explosion;
pub mod exposed;
pub mod fire;
pub mod frequency;
pub mod math;
pub mod process;
pub mod progress;
pub mod provenance;
pub mod risk;
pub mod scenario;
pub mod source;
pub mod spatial;
pub mod substance;
pub mod units;
pub mod vulnerability;
pub mod weather;
