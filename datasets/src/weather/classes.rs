//! The six weather classes and the rule that puts every hour into one of them.
//!
//! # Rule
//! | stability | below 2.5 m/s | 2.5 to 6 m/s | above 6 m/s |
//! |---|---|---|---|
//! | A, B | B medium | B medium | B medium |
//! | C, D | D low | D medium | D high |
//! | E, F | F low | E medium | D high |
//!
//! Representative speeds: B 3, D 1.5, D 5, D 9, E 5 and F 1.5 m/s.
//!
//! # Source
//! CPR 18E (Purple Book, 1999) section 4.8 and appendix 4.A: classes and limits recalled, not checked
//! in the book ([`CLASSES_ORIGIN`]). AQ/T 3046 asks for classes of the same kind.

use cordon_engine::provenance::Origin;
use cordon_engine::weather::{StabilityClass, WeatherClass};

/// Mark of the grouping and of the representative speeds.
pub const CLASSES_ORIGIN: Origin = Origin::Memory;
/// Winds below this are low, m/s.
pub const LOW_WIND_BELOW_M_S: f64 = 2.5;
/// Winds above this are high, m/s.
pub const HIGH_WIND_ABOVE_M_S: f64 = 6.0;
/// Speeds below this are calms: below the threshold of a cup anemometer.
pub const CALM_BELOW_M_S: f64 = 0.5;

/// Stability and representative speed of the six classes, in table order.
pub const REPRESENTATIVE: [(StabilityClass, f64); 6] = [
    (StabilityClass::B, 3.0),
    (StabilityClass::D, 1.5),
    (StabilityClass::D, 5.0),
    (StabilityClass::D, 9.0),
    (StabilityClass::E, 5.0),
    (StabilityClass::F, 1.5),
];

/// Index into [`REPRESENTATIVE`] of an hour.
#[must_use]
pub fn class_of(stability: StabilityClass, wind_speed_m_s: f64) -> usize {
    use StabilityClass::{A, B, C, D, E, F};
    let low = wind_speed_m_s < LOW_WIND_BELOW_M_S;
    let high = wind_speed_m_s > HIGH_WIND_ABOVE_M_S;
    match stability {
        A | B => 0,
        C | D if low => 1,
        E | F if low => 5,
        C | D | E | F if high => 3,
        C | D => 2,
        E | F => 4,
    }
}

/// The classes as the engine takes them; `calm[k]` says whether calms went into class `k`.
#[must_use]
pub fn weather_classes(calm: [bool; 6]) -> Vec<WeatherClass> {
    REPRESENTATIVE
        .iter()
        .zip(calm)
        .map(|(&(stability, wind_speed_m_s), includes_calm)| WeatherClass { stability, wind_speed_m_s, includes_calm })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use StabilityClass::{A, C, D, E, F};

    #[test]
    fn every_hour_has_a_class() {
        assert_eq!(class_of(A, 1.0), 0);
        assert_eq!(class_of(C, 2.0), 1);
        assert_eq!(class_of(D, 2.5), 2);
        assert_eq!(class_of(D, 6.0), 2);
        assert_eq!(class_of(D, 6.1), 3);
        assert_eq!(class_of(E, 3.0), 4);
        assert_eq!(class_of(F, 3.0), 4);
        assert_eq!(class_of(F, 1.0), 5);
    }
}
