//! Atmosphere, passive plume and puff.
