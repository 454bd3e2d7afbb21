//! Against independent sources.

mod explosion;
mod fire;
mod frequency;
mod source;
mod support;
mod vulnerability;
