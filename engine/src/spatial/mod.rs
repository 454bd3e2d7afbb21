//! Local metric frames, grids, contours of rasters, safety-distance buffers, a spatial index.
//!
//! Places are kept as longitude and latitude ([`crate::units::LonLat`]); all computing is in metres
//! in a [`LocalFrame`]. Nothing planar ever runs on degrees: [`buffer_lon_lat`] and [`distance_m`]
//! take and give degrees and work in local frames inside.
//!
//! # References
//! - C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", Journal of Geodesy
//!   85 (2011) 475-485, doi:10.1007/s00190-011-0445-3.
//! - L. Krueger, "Konforme Abbildung des Erdellipsoids in der Ebene", 1912.
//! - RFC 7946, section 3.1.1: a line between two positions is straight in longitude and latitude.

mod buffer;
mod contour;
mod densify;
mod distance;
mod frame;
mod grid;
mod index;
mod nearby;
mod rings;
mod stroke;
mod transverse_mercator;

pub use buffer::{MAX_BUFFER_M, MIN_BUFFER_M, buffer_lon_lat};
pub use contour::{Interpolation, Isoband, Isoline, isobands, isolines};
pub use distance::{distance_between_m, distance_m};
pub use frame::{FrameSpec, LocalFrame, LocalPoint};
pub use grid::GridSpec;
pub use index::SpatialIndex;
pub use nearby::NearbyMap;
pub use transverse_mercator::Ellipsoid;
