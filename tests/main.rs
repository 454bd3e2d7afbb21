//! The one integration-test binary: a folder per kind of test.

#![allow(clippy::disallowed_methods, reason = "a reference must not share the engine's own functions")]

mod api;
mod browser;
mod fuzz;
mod golden;
mod import;
mod property;
mod style;
mod validation;
mod verification;
