//! Failure frequencies and event trees.
