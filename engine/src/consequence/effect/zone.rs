//! What a level of an effect reaches.

use super::BlastSource;
use super::contour::disc_at;
use crate::dispersion::{ZonePart, confidence_ring};
use crate::math::hypot;
use crate::vulnerability::HarmLevel;

/// A disc anywhere about the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc {
    /// Middle, m downwind of the source.
    pub x_m: f64,
    /// Middle, m to the left of the wind.
    pub y_m: f64,
    /// Radius, m.
    pub radius_m: f64,
}

impl Disc {
    /// Its outline: a closed ring, (downwind, left) in m from the source, anticlockwise.
    #[must_use]
    pub fn ring(&self) -> Vec<[f64; 2]> {
        let about_source = disc_at(0.0, self.radius_m).ring();
        about_source.into_iter().map(|[x_m, y_m]| [x_m + self.x_m, y_m + self.y_m]).collect()
    }

    /// What it sweeps when it turns about the source by up to an angle on either side, as
    /// [`confidence_ring`] draws it.
    #[must_use]
    pub fn swept_ring(&self, angle_rad: f64) -> Vec<[f64; 2]> {
        let away_m = hypot(self.x_m, self.y_m);
        let (along, aside) = if away_m > 0.0 { (self.x_m / away_m, self.y_m / away_m) } else { (1.0, 0.0) };
        let on_axis = confidence_ring(&[disc_at(away_m, self.radius_m)], angle_rad);
        on_axis.into_iter().map(|[x_m, y_m]| [x_m * along - y_m * aside, x_m * aside + y_m * along]).collect()
    }
}

/// The area of a level.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectZone {
    /// Symmetric about the wind: one part, or none.
    Axial(Vec<ZonePart>),
    /// Discs, which may overlap: what any of them holds.
    Discs(Vec<Disc>),
}

impl EffectZone {
    pub(super) fn of_blasts(sources: &[BlastSource], level: &HarmLevel) -> Self {
        let disc = |source: &BlastSource| {
            let [x_m, y_m] = source.middle_m;
            source.reach_m(level).map(|radius_m| Disc { x_m, y_m, radius_m })
        };
        Self::Discs(sources.iter().filter_map(disc).collect())
    }

    /// Farthest distance from the source in any direction, m; none where the level is reached nowhere.
    #[must_use]
    pub fn reach_m(&self) -> Option<f64> {
        match self {
            Self::Axial(parts) => parts.iter().map(ZonePart::farthest_m).reduce(f64::max),
            Self::Discs(discs) => discs.iter().map(|disc| hypot(disc.x_m, disc.y_m) + disc.radius_m).reduce(f64::max),
        }
    }

    /// Half of its greatest width across the wind, m.
    #[must_use]
    pub fn half_width_m(&self) -> f64 {
        match self {
            Self::Axial(parts) => parts.iter().map(ZonePart::half_width_m).fold(0.0, f64::max),
            Self::Discs(discs) => {
                let left_m = discs.iter().map(|disc| disc.y_m + disc.radius_m).reduce(f64::max);
                let right_m = discs.iter().map(|disc| disc.y_m - disc.radius_m).reduce(f64::min);
                left_m.zip(right_m).map_or(0.0, |(left_m, right_m)| 0.5 * (left_m - right_m))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::FRAC_PI_2;

    #[test]
    fn a_disc_beside_the_wind_is_round_and_sweeps_about_the_source() {
        // 3-4-5: the middle is 50 m away, the disc of 10 m reaches from 40 to 60 m
        let disc = Disc { x_m: 30.0, y_m: 40.0, radius_m: 10.0 };
        assert!(disc.ring().iter().all(|[x, y]| (hypot(x - 30.0, y - 40.0) - 10.0).abs() < 1e-9));
        let zone = EffectZone::Discs(vec![disc, Disc { x_m: 0.0, y_m: -20.0, radius_m: 5.0 }]);
        assert_eq!((zone.reach_m(), zone.half_width_m()), (Some(60.0), 37.5));
        let swept = disc.swept_ring(FRAC_PI_2);
        assert!((swept.iter().map(|[x, y]| hypot(*x, *y)).fold(0.0, f64::max) - 60.0).abs() < 1e-6);
        // turned by a quarter to the left its middle lies at (-40, 30): inside what it sweeps
        let inside = |[x, y]: [f64; 2]| {
            let crossed = swept.windows(2).filter(|pair| {
                let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
                (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
            });
            crossed.count() % 2 == 1
        };
        assert!(inside([-40.0, 30.0]) && inside([40.0, -30.0]) && inside([30.0, 40.0]));
        assert!(!inside([-30.0, -40.0]));
    }
}
