//! Individual risk by the polar method, societal risk event by event.
//!
//! A footprint (lethality around a release point, in plume coordinates) does not depend on where
//! the wind blows to. It is solved once, convolved with the density of wind directions into a
//! compact polar table per unit ([`PolarTable`]), and every cell of a map needs one interpolated
//! look-up per unit in reach. This module never sees a plume: circles and wedges do for its tests.
//!
//! See `docs/models/risk.md` for theory, formulae and accuracy.

mod footprint;
mod grid;
mod hazard;
mod kernel;
mod lookup;
mod nodes;
mod phases;
mod rose;
mod rows;
mod societal;
mod source;
mod table;

pub use footprint::{Footprint, RadialProfile};
pub use grid::{GridCost, LsirGrid};
pub use hazard::{HazardSet, RadialOutcome, WindOutcome};
pub use rose::{DirectionDensity, RoseDensity, WindRoses};
pub use societal::{Crowd, FnHistogram, FnPoint, PeriodRoses, SocietalScratch, societal_risk};
pub use source::{RiskSource, SourceContribution, contributions_at, event_risks_per_year};
pub use table::PolarTable;
