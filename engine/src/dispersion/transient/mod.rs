//! A release whose rate varies in time: the cloud at any moment, what passes a place, what is breathed indoors.
//!
//! Theory, formulae, a worked example and the references: `docs/models/transient.md`.

mod calm;
mod edge;
mod envelope;
mod field;
mod history;
mod indoor;
mod mass;
mod outline;
mod passage;
mod release;
mod swept;

pub use calm::{CALM_RELEASE, CalmField, CalmRelease};
pub use envelope::{confidence_angle_rad, confidence_caveat, confidence_ring};
pub use field::TransientField;
pub use history::ReleasePeriod;
pub use indoor::{ASSUMED_AIR_CHANGES_PER_S, INDOOR_INFILTRATION, IndoorHistory, Indoors};
pub use mass::FlammableMoment;
pub(super) use outline::{Drawing, crossing, crossing_within};
pub use outline::{ZonePart, ZoneStation, thinned_line};
pub(super) use passage::{ARRIVAL_RATIO, CLOSE_TIME_RATIO};
pub use passage::{PassageHistory, Passing, Peak};
pub use release::{Spread, TRANSIENT_PLUME, TransientOptions, TransientPlume};
pub(super) use swept::summit;
