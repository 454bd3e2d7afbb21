//! Societal risk: every event at a time, with the people it kills.
//!
//! An event is a release point, an outcome (event and branch), a class of weather, a direction of the wind and a part of the day.
//! Its N is the sum of the residents around it times their lethality, outdoors and indoors; its frequency is that of the outcome
//! times the joint probability of class, direction and part of the day. Events are never made from tables of individual risk,
//! which have lost who dies together. See `docs/models/risk.md`.

mod crowd;
mod events;
mod histogram;

pub use crowd::Crowd;
pub use events::{PeriodRoses, SocietalScratch, societal_risk};
pub use histogram::{FnHistogram, FnPoint};
