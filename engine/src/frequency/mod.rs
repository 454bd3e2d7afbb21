//! Failure frequencies, ignition probabilities, event trees.

mod event_tree;
mod ignition;
mod leak;

pub use event_tree::{Branch, EventTree, Outcome};
pub use ignition::{
    IGNITION, IgnitionClass, ReleaseSize, delayed_ignition_prob, ignition_rate_per_s, immediate_ignition_prob,
};
pub use leak::{LEAK_FREQUENCIES, LeakFrequency, LossOfContainment, VesselKind, vessel_frequencies};
