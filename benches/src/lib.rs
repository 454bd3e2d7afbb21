//! Holds the benches; see docs/performance.md.
