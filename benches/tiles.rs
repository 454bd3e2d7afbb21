//! Benchmarks: tiles.

fn main() {}
