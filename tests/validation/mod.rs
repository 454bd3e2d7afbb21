//! Against field trials.
