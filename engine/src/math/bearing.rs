//! Bearing of a vector for table look-ups: fast, branch-light, the same bits everywhere.

/// Coefficients of `atan(t)/t` in even powers of `t` on 0..=1, error at most 2e-8
/// (Abramowitz and Stegun 1964, eq. 4.4.49; recalled, and checked against `atan2` by test).
const ATAN_EVEN: [f64; 9] = [
    1.0,
    -0.333_331_452_8,
    0.199_935_508_5,
    -0.142_088_994_4,
    0.106_562_639_3,
    -0.075_289_640_0,
    0.042_909_613_8,
    -0.016_165_736_7,
    0.002_866_225_7,
];

/// Bearing of the vector (east, north), clockwise from north, in turns: 0 to 1, within 1e-8.
///
/// For interpolated look-ups; use [`super::atan2`] where the angle itself is the result. The zero
/// vector gives some bearing.
#[inline(always)]
#[must_use]
pub fn bearing_turns(east: f64, north: f64) -> f64 {
    let (a, b) = (east.abs(), north.abs());
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let t = if large > 0.0 { small / large } else { 0.0 };
    let t2 = t * t;
    let mut series = ATAN_EVEN[8];
    for &coefficient in ATAN_EVEN[..8].iter().rev() {
        series = series * t2 + coefficient;
    }
    let eighth = t * series * (0.5 / std::f64::consts::PI);
    let quarter = if a < b { eighth } else { 0.25 - eighth };
    let half = if north < 0.0 { 0.5 - quarter } else { quarter };
    let turns = if east < 0.0 { 1.0 - half } else { half };
    if turns >= 1.0 { 0.0 } else { turns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_atan2_all_around() {
        for step in 0..10_000 {
            let angle = step as f64 * std::f64::consts::TAU / 10_000.0;
            let (east, north) = (3.0 * super::super::sin(angle), 3.0 * super::super::cos(angle));
            let exact = super::super::atan2(east, north).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU;
            let difference = (bearing_turns(east, north) - exact).abs();
            assert!(difference.min(1.0 - difference) < 1e-8, "step {step}: {difference}");
        }
    }

    #[test]
    fn the_four_winds() {
        assert_eq!(bearing_turns(0.0, 1.0), 0.0);
        assert_eq!(bearing_turns(1.0, 0.0), 0.25);
        assert_eq!(bearing_turns(0.0, -1.0), 0.5);
        assert_eq!(bearing_turns(-1.0, 0.0), 0.75);
        assert!(bearing_turns(0.0, 0.0).is_finite());
    }
}
