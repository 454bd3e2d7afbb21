//! Weather: hourly files (our CSV columns, EPW, TMY3) to a joint frequency table.
//!
//! # Algorithm
//! 1. Read every hour; an hour that lacks speed, direction (unless calm) or cloud is counted missing.
//! 2. Part of the day by the solar elevation at the middle of the hour ([`solar`]).
//! 3. Pasquill class by Turner's method ([`stability`]).
//! 4. One of six weather classes by stability and speed ([`classes`]).
//! 5. Direction: a reading rounded to 10 degrees is spread evenly over +-5 degrees before binning; a
//!    calm, and a reading without direction, is spread by the light-wind rose ([`frequency`]).

pub mod classes;
pub mod frequency;
pub mod hourly;
pub mod read;
pub mod solar;
pub mod stability;

pub use frequency::{TableSettings, joint_frequency_table};
pub use hourly::{Hour, HourlySeries, StationPlace};
pub use read::{WeatherFileError, WeatherFormat, parse_hourly, read_hourly};
