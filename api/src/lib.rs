//! The `cordon` service and command line; knows no physics.
//!
//! - [`layer`]: layers of a city in memory, with the questions that can be put to them.
//! - [`tile`]: vector tiles of a layer; [`risk`]: risk as bands and images.
//! - [`exposed`]: who and what stands in the layers; [`assessed`]: what the risk holds; [`basemap`]: a base map of the user's own.
//! - [`state`]: what a running server holds; [`routes`]: its addresses; [`error`]: its refusals.
//! - [`scenario`]: the answer of one release as GeoJSON, sheet and picture.
//! - [`cli`]: the commands.

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod assessed;
pub mod basemap;
pub mod cli;
pub mod error;
pub mod exposed;
pub mod layer;
pub mod load;
pub mod openapi;
pub mod risk;
pub mod routes;
pub mod scenario;
pub mod state;
pub mod tile;
pub mod web;

/// The mark of a fictitious city, English.
pub const DEMONSTRATION_MARK_EN: &str = "Demonstration, not a real place.";
/// The mark of a fictitious city, Chinese.
pub const DEMONSTRATION_MARK_ZH: &str = "演示数据，并非真实地点。";
/// The mark of a fictitious city, both languages.
pub const DEMONSTRATION_MARK: &str = "Demonstration, not a real place. 演示数据，并非真实地点。";
