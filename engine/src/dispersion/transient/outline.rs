//! Outlines of what a concentration reaches at one moment or over all time, in plume coordinates.

use super::field::TransientField;
use super::mass::{FARTHEST_M, Stretch};
use crate::math::ln;

/// Halvings of an end of a zone: 2^-40 of a stretch.
const HALVINGS: u32 = 40;
/// Neighbouring distances of the coarse search for a reach (64 a decade).
const SEARCH_RATIO: f64 = 1.036_632_928_437_698;

/// A connected part of a zone, symmetric about the axis of the cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct ZonePart {
    /// Distance downwind and half-width there, m, in rising distance; the first and the last are the ends of the part.
    pub stations: Vec<ZoneStation>,
}

/// Half-width of a zone at a distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneStation {
    /// Distance downwind, m.
    pub x_m: f64,
    /// Half-width, m.
    pub half_width_m: f64,
}

impl ZonePart {
    /// Closed ring, (downwind, left) in m, anticlockwise: the right side downwind, the left side back.
    #[must_use]
    pub fn ring(&self) -> Vec<[f64; 2]> {
        let right = self.stations.iter().map(|station| [station.x_m, -station.half_width_m]);
        let left = self.stations.iter().rev().map(|station| [station.x_m, station.half_width_m]);
        let mut ring: Vec<[f64; 2]> = right.chain(left).collect();
        ring.dedup();
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        ring
    }

    /// Farthest distance downwind, m.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.stations.last().map_or(0.0, |station| station.x_m)
    }

    /// Greatest half-width, m.
    #[must_use]
    pub fn half_width_m(&self) -> f64 {
        self.stations.iter().map(|station| station.half_width_m).fold(0.0, f64::max)
    }

    /// Area, m2, by the trapezium rule on the stations.
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        let slice_m2 =
            |pair: &[ZoneStation]| (pair[1].x_m - pair[0].x_m) * (pair[0].half_width_m + pair[1].half_width_m);
        self.stations.windows(2).map(slice_m2).sum()
    }
}

impl TransientField {
    /// Half the crosswind width over which a concentration is reached at a distance, height and time, m; 0 where it is not.
    ///
    /// `y = sigma_y sqrt(2 ln(c_axis / c))`.
    #[must_use]
    pub fn half_width_m(&self, x_m: f64, z_m: f64, t_s: f64, concentration_kg_m3: f64) -> f64 {
        self.width_of_rate_m(x_m, z_m, self.effective_rate_kg_s(x_m, t_s), concentration_kg_m3)
    }

    pub(super) fn width_of_rate_m(&self, x_m: f64, z_m: f64, rate_kg_s: f64, concentration_kg_m3: f64) -> f64 {
        if x_m <= 0.0 || rate_kg_s <= 0.0 {
            return 0.0;
        }
        let ratio = rate_kg_s * self.unit_axis_kg_m3(x_m, z_m) / concentration_kg_m3;
        if ratio > 1.0 { self.sigma_y_m(x_m) * (2.0 * ln(ratio)).sqrt() } else { 0.0 }
    }

    /// What a concentration reaches at a height and a time: none, one or several parts (a release in bursts). Beyond 100 km
    /// nothing is drawn.
    #[must_use]
    pub fn zone(&self, z_m: f64, t_s: f64, concentration_kg_m3: f64) -> Vec<ZonePart> {
        let width_m = |x_m: f64| self.half_width_m(x_m, z_m, t_s, concentration_kg_m3);
        let mut drawing = Drawing::default();
        self.walk(t_s, FARTHEST_M, |stretch: Stretch| {
            let half_width_m = self.width_of_rate_m(stretch.middle_m, z_m, stretch.rate_kg_s, concentration_kg_m3);
            drawing.add(ZoneStation { x_m: stretch.middle_m, half_width_m }, width_m);
        });
        drawing.finish()
    }

    /// Farthest distance at which a concentration can be reached at a height at any time, m: that of the steady plume of the
    /// greatest rate, which no moment exceeds. None when it is reached nowhere beyond 1 m.
    #[must_use]
    pub fn farthest_reach_m(&self, concentration_kg_m3: f64, z_m: f64) -> Option<f64> {
        let rate_kg_s = self.greatest_rate_kg_s();
        let reached = |x_m: f64| rate_kg_s * self.unit_axis_kg_m3(x_m, z_m) >= concentration_kg_m3;
        let mut x_m = FARTHEST_M;
        while x_m >= 1.0 {
            if reached(x_m) {
                return Some((x_m * SEARCH_RATIO).min(FARTHEST_M));
            }
            x_m /= SEARCH_RATIO;
        }
        None
    }
}

/// Parts as they are found on a walk downwind.
#[derive(Debug, Default)]
pub(in crate::dispersion) struct Drawing {
    parts: Vec<ZonePart>,
    stations: Vec<ZoneStation>,
    last: Option<ZoneStation>,
}

impl Drawing {
    /// A walk that starts elsewhere than at the source.
    pub(in crate::dispersion) fn starting_at(x_m: f64) -> Self {
        Self { last: Some(ZoneStation { x_m, half_width_m: 0.0 }), ..Self::default() }
    }

    pub(in crate::dispersion) fn add(&mut self, station: ZoneStation, width_m: impl Fn(f64) -> f64) {
        let before = self.last.unwrap_or(ZoneStation { x_m: 0.0, half_width_m: 0.0 });
        let (was_inside, is_inside) = (before.half_width_m > 0.0, station.half_width_m > 0.0);
        if is_inside && !was_inside {
            let x_m = border_m(station.x_m, before.x_m, width_m);
            self.stations.push(ZoneStation { x_m, half_width_m: 0.0 });
        } else if was_inside && !is_inside {
            let x_m = border_m(before.x_m, station.x_m, width_m);
            self.close(Some(x_m));
        }
        if is_inside {
            self.stations.push(station);
        }
        self.last = Some(station);
    }

    fn close(&mut self, end_m: Option<f64>) {
        self.stations.extend(end_m.map(|x_m| ZoneStation { x_m, half_width_m: 0.0 }));
        if self.stations.len() > 2 {
            self.parts.push(ZonePart { stations: std::mem::take(&mut self.stations) });
        }
        self.stations.clear();
    }

    pub(in crate::dispersion) fn finish(mut self) -> Vec<ZonePart> {
        self.close(None);
        self.parts
    }
}

/// The end of a zone between a distance inside and one outside, m.
fn border_m(mut inside_m: f64, mut outside_m: f64, width_m: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle_m = 0.5 * (inside_m + outside_m);
        if width_m(middle_m) > 0.0 { inside_m = middle_m } else { outside_m = middle_m }
    }
    inside_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::transient::{ReleasePeriod, TransientOptions, TransientPlume};
    use crate::dispersion::{Atmosphere, GaussianPlume};
    use crate::weather::{StabilityClass, Terrain};

    fn air() -> Atmosphere {
        Atmosphere::new(StabilityClass::D, 4.0, 10.0, Terrain::Rural)
    }

    fn field(periods: &[(f64, f64, f64)]) -> TransientField {
        let periods = periods
            .iter()
            .map(|&(start_s, duration_s, rate_kg_s)| ReleasePeriod { start_s, duration_s, rate_kg_s })
            .collect();
        let release = TransientPlume { periods, release_height_m: 0.0, averaging_time_s: 600.0 };
        release.solve(&air(), TransientOptions::default()).unwrap().field
    }

    #[test]
    fn the_edge_of_a_zone_has_the_concentration_asked_for() {
        let field = field(&[(0.0, 3000.0, 1.0)]);
        let parts = field.zone(1.0, 200.0, 1e-4);
        assert_eq!(parts.len(), 1);
        for station in &parts[0].stations[2..parts[0].stations.len() - 1] {
            let value = field.concentration_kg_m3(station.x_m, station.half_width_m, 1.0, 200.0);
            assert!((value / 1e-4 - 1.0).abs() < 1e-9, "{station:?}: {value}");
        }
    }

    #[test]
    fn a_lasting_release_reaches_as_far_as_the_steady_plume() {
        let plume = GaussianPlume { release_rate_kg_s: 1.0, release_height_m: 0.0, averaging_time_s: 600.0 };
        let reach_m = plume.solve(&air()).unwrap().field.distance_to_concentration_m(1e-4, 1.0).unwrap();
        let field = field(&[(0.0, 1e6, 1.0)]);
        let found_m = field.zone(1.0, 9e5, 1e-4)[0].reach_m();
        assert!((found_m / reach_m - 1.0).abs() < 1e-6, "{found_m} {reach_m}");
        let bound_m = field.farthest_reach_m(1e-4, 1.0).unwrap();
        assert!(bound_m >= found_m && bound_m < 1.08 * found_m);
    }

    #[test]
    fn two_bursts_are_two_parts_and_their_rings_are_closed() {
        let field = field(&[(0.0, 10.0, 50.0), (200.0, 10.0, 50.0)]);
        let parts = field.zone(1.0, 240.0, 1e-4);
        assert_eq!(parts.len(), 2, "{parts:?}");
        for part in &parts {
            let ring = part.ring();
            assert_eq!(ring.first(), ring.last());
            let twice_m2: f64 = ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum();
            assert!((0.5 * twice_m2 / part.area_m2() - 1.0).abs() < 1e-9, "anticlockwise, same area");
        }
        assert!(field.zone(1.0, 240.0, 1e3).is_empty() && field.zone(1.0, 0.0, 1e-9).is_empty());
    }
}
