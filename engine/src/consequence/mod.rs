//! One release from its containment to its zones: source, let-down, pool, cloud, levels,
//! fires and blasts of its event tree, with a calculation sheet.
//!
//! Every figure on the way stands on the sheet ([`Entry`]) with where it came from, and any that is not an input can be overridden
//! with a reason ([`Override`]). What is assumed is told. Theory and rules of choice: `docs/models/scenario.md`.

mod calm;
mod chain;
mod cloud;
mod congested;
mod course;
mod effect;
mod event;
mod field;
mod ground;
mod in_force;
mod letdown;
mod outflow;
mod problems;
mod quantity;
mod sheet;
mod timeline;
mod tree;
mod vessel;
mod zone;

pub use calm::CalmCloud;
pub use chain::{Accident, CHAIN_MODELS, CONSEQUENCE_CHAIN, Consequence};
pub use cloud::{Cloud, CloudOrigin, JetDirection, ModelChoice, Purpose};
pub use congested::CongestedRegion;
pub use course::{Course, SteadyEquivalent};
pub use effect::{
    BlastRegion, BlastSource, Disc, Effect, EffectField, EffectKind, EffectZone, ExplosionChoice, Figure, Turning,
};
pub use event::{EmptyingVessel, GasVessel, Ground, KnownRate, LiquidVessel, Pipeline, ReleaseEvent, Rupture, Spill};
pub use field::CloudField;
pub use quantity::Quantity;
pub use sheet::{Basis, Entry, FinishedSheet, Override, Step};
pub use timeline::{Moment, Timeline};
pub use tree::{ReleaseTree, TreeBranch};
pub use zone::{Level, LevelValue, Threshold, default_thresholds, levels};
