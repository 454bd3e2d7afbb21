//! Benchmarks: risk.

fn main() {}
