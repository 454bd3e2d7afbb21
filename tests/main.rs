//! The one integration-test binary: a folder per kind of test.

mod api;
mod browser;
mod golden;
mod import;
mod property;
mod style;
mod validation;
mod verification;
