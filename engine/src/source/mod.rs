//! Source terms: what comes out of a vessel.
