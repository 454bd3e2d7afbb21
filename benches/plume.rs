//! Benchmarks: plume.

fn main() {}
