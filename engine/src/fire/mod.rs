//! Fireball and thermal radiation.
