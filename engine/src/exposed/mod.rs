//! Who and what lies inside an area: people, named places, hazard units.
//!
//! Everything is projected once into the metric frame of the city ([`Exposed::new`]); an area is projected when it is asked about
//! ([`Exposed::area`]). A thing that is a point is inside or not. A thing with an extent, and a cell of a population grid, is stood
//! for by points spread evenly over it and counts by the share of them that is inside. Rules and figures: `docs/models/incident.md`.

mod area;
mod city;
mod people;
mod presence;
mod sample;

pub use area::Area;
pub use city::{CELL_POINTS, Exposed, GridCell, Inside, InsideThing, Kind, PeopleBasis, PeopleInside, Thing};
pub use people::{PeopleSquare, Residents};
pub use presence::{PRESENCE, Presence};
pub use sample::middle_of_line;
