//! Curves of the multi-energy method as pieces of power laws.
//!
//! Tables 4.2 and 4.3 of MSB document B06-105 (M. Johansson, 2017, Gasexplosion i det fria), fitted there to the curves of van den
//! Berg 1985 within a few per cent. The pieces meet within 1.2 %, which a wrong digit would break (unit test of
//! `multi_energy`).

/// `coefficient x^exponent` up to a scaled distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    /// Scaled distance at which it ends.
    pub to_ratio: f64,
    /// Factor.
    pub coefficient: f64,
    /// Exponent of the scaled distance.
    pub exponent: f64,
}

const fn p(to: f64, coefficient: f64, exponent: f64) -> Piece {
    Piece { to_ratio: to, coefficient, exponent }
}

/// Where the last piece of a curve ends: its far limit is that of the value.
const END: f64 = f64::INFINITY;
/// Strong blasts are one beyond here, and again beyond the next distance.
const SHARED: Piece = p(3.21, 0.47, -1.46);
const SHARED_FAR: Piece = p(END, 0.32, -1.13);

/// Side-on overpressure over ambient pressure, classes 1 to 10.
pub(super) const OVERPRESSURE: [&[Piece]; 10] = [
    &[p(0.69, 0.01, 0.0), p(END, 0.007, -0.98)],
    &[p(0.64, 0.02, 0.0), p(END, 0.013, -0.97)],
    &[p(0.61, 0.05, 0.0), p(END, 0.031, -0.96)],
    &[p(0.63, 0.1, 0.0), p(END, 0.064, -0.97)],
    &[p(0.60, 0.2, 0.0), p(END, 0.12, -1.00)],
    &[p(0.64, 0.5, 0.0), p(2.35, 0.32, -1.01), SHARED, SHARED_FAR],
    &[p(0.48, 1.0, 0.0), p(0.96, 0.48, -1.00), SHARED, SHARED_FAR],
    &[p(0.37, 2.0, 0.0), SHARED, SHARED_FAR],
    &[p(0.20, 5.0, 0.0), SHARED, SHARED_FAR],
    &[p(0.90, 0.43, -2.35), SHARED, SHARED_FAR],
];

const FAR_1: Piece = p(10.49, 0.29, 0.19);
const FAR_2: Piece = p(END, 0.35, 0.11);

/// Duration of the positive phase times `c0 (p0/E)^(1/3)`, classes 1 to 10.
pub(super) const DURATION: [&[Piece]; 10] = [
    &[p(0.50, 3.83, -0.34), p(END, 4.85, 0.0)],
    &[p(0.54, 2.44, -0.34), p(END, 3.0, 0.0)],
    &[p(0.52, 1.56, -0.38), p(END, 2.0, 0.0)],
    &[p(0.53, 1.02, -0.38), p(END, 1.3, 0.0)],
    &[p(0.51, 0.52, -0.44), p(END, 0.7, 0.0)],
    &[p(0.49, 0.26, -0.46), p(7.81, 0.38, 0.07), FAR_2],
    &[p(0.62, 0.21, -0.46), p(1.59, 0.30, 0.29), p(9.40, 0.32, 0.15), FAR_1, FAR_2],
    &[p(0.58, 0.17, -0.40), p(1.32, 0.27, 0.45), FAR_1, FAR_2],
    &[p(0.53, 0.13, -0.51), p(2.02, 0.24, 0.46), FAR_1, FAR_2],
    &[p(0.51, 0.13, -0.22), p(2.07, 0.22, 0.57), FAR_1, FAR_2],
];
