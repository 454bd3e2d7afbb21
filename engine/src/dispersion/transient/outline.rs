//! Outlines of what a concentration reaches at one moment or over all time, in plume coordinates.

use super::field::TransientField;
use super::mass::{FARTHEST_M, Pace, Stretch};
use crate::math::{hypot, ln};

/// Rounds of the search for a border: a third of them halve, which alone leaves 2^-40 of a stretch.
const ROUNDS: u32 = 120;
/// How close a border is found, as a share of the way to it or of its place.
const CLOSE_RATIO: f64 = 1e-12;
/// Neighbouring distances of the search for a reach (64 a decade), and of the coarse one before it (8 a decade).
const SEARCH_RATIO: f64 = 1.036_632_928_437_698;
const COARSE_RATIO: f64 = 1.333_521_432_163_324;
/// Edges from which on an outline is drawn in longer strides.
const MANY_EDGES: usize = 8;

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

    /// The same part with fewer stations: those are left out that lie within a share of its half-width of the line between those that are
    /// kept. Its ends stay; so does its half-width within that share.
    #[must_use]
    pub fn thinned(&self, share_frac: f64) -> Self {
        let places_m: Vec<[f64; 2]> = self.stations.iter().map(|station| [station.x_m, station.half_width_m]).collect();
        let kept = thinned_line(&places_m, share_frac * self.half_width_m());
        Self { stations: kept.into_iter().map(|[x_m, half_width_m]| ZoneStation { x_m, half_width_m }).collect() }
    }

    /// Farthest distance downwind, m.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.stations.last().map_or(0.0, |station| station.x_m)
    }

    /// Farthest distance of its outline from the source in any direction, m.
    #[must_use]
    pub fn farthest_m(&self) -> f64 {
        self.stations.iter().map(|station| hypot(station.x_m, station.half_width_m)).fold(0.0, f64::max)
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
        let column = self.column(x_m);
        half_width_m(column.sigma_y_m, rate_kg_s * column.axis_kg_m3(z_m) / concentration_kg_m3)
    }

    /// What a concentration reaches at a height and a time: none, one or several parts (a release in bursts). Beyond 100 km
    /// nothing is drawn.
    #[must_use]
    pub fn zone(&self, z_m: f64, t_s: f64, concentration_kg_m3: f64) -> Vec<ZonePart> {
        self.zones(z_m, t_s, &[concentration_kg_m3]).pop().unwrap_or_default()
    }

    /// The same for several concentrations, in their order, on one walk.
    #[must_use]
    pub fn zones(&self, z_m: f64, t_s: f64, concentrations_kg_m3: &[f64]) -> Vec<Vec<ZonePart>> {
        let mut drawings: Vec<(f64, Drawing)> =
            concentrations_kg_m3.iter().map(|&kg_m3| (kg_m3, Drawing::default())).collect();
        let pace = if self.steps().len() > MANY_EDGES { Pace::SMOOTH } else { Pace::DRAWING };
        self.walk((t_s, FARTHEST_M), pace, |Stretch { middle_m, rate_kg_s, .. }| {
            let column = self.column(middle_m);
            let axis_kg_m3 = rate_kg_s * column.axis_kg_m3(z_m);
            for (kg_m3, drawing) in &mut drawings {
                let half_width_m = half_width_m(column.sigma_y_m, axis_kg_m3 / *kg_m3);
                let excess = |x_m: f64| ln(self.sound_rate_kg_s(x_m, t_s) * self.unit_axis_kg_m3(x_m, z_m) / *kg_m3);
                drawing.add(ZoneStation { x_m: middle_m, half_width_m }, excess);
            }
        });
        drawings.into_iter().map(|(_, drawing)| drawing.finish()).collect()
    }

    /// Farthest distance at which a concentration can be reached at a height at any time, m: that of the steady plume of the
    /// greatest rate, which no moment exceeds. None when it is reached nowhere beyond 1 m.
    #[must_use]
    pub fn farthest_reach_m(&self, concentration_kg_m3: f64, z_m: f64) -> Option<f64> {
        let rate_kg_s = self.greatest_rate_kg_s();
        let reached = |x_m: f64| rate_kg_s * self.unit_axis_kg_m3(x_m, z_m) >= concentration_kg_m3;
        let first_inside_m = |from_m: f64, ratio: f64| {
            let mut inwards_m = std::iter::successors(Some(from_m), |x_m| Some(x_m / ratio));
            inwards_m.find(|&x_m| x_m < 1.0 || reached(x_m)).filter(|&x_m| x_m >= 1.0)
        };
        // a reach between two coarse places is found on the fine search from the farther one on
        let coarse_m = first_inside_m(FARTHEST_M, COARSE_RATIO);
        let from_m = coarse_m.map_or(FARTHEST_M, |x_m| (x_m * COARSE_RATIO).min(FARTHEST_M));
        first_inside_m(from_m, SEARCH_RATIO).map(|x_m| (x_m * SEARCH_RATIO).min(FARTHEST_M))
    }
}

/// A line with fewer corners: those left out lie within a distance of the line that is left (Douglas and Peucker 1973, The Canadian
/// Cartographer 10(2), 112-122). Its ends stay.
#[must_use]
pub fn thinned_line(line_m: &[[f64; 2]], tolerance_m: f64) -> Vec<[f64; 2]> {
    let Some(last) = line_m.len().checked_sub(1).filter(|last| *last > 1) else { return line_m.to_vec() };
    let mut is_kept = vec![false; line_m.len()];
    (is_kept[0], is_kept[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        if let Some((middle, away_m)) = farthest_between(line_m, (from, to))
            && away_m > tolerance_m
        {
            is_kept[middle] = true;
            open.extend([(from, middle), (middle, to)]);
        }
    }
    line_m.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(place, _)| *place).collect()
}

/// The corner between two that is farthest from the straight line between them, and its distance, m.
fn farthest_between(line_m: &[[f64; 2]], (from, to): (usize, usize)) -> Option<(usize, f64)> {
    let ([x_m, y_m], [end_x_m, end_y_m]) = (line_m[from], line_m[to]);
    let (along_x_m, along_y_m) = (end_x_m - x_m, end_y_m - y_m);
    let length2_m2 = along_x_m * along_x_m + along_y_m * along_y_m;
    let away2_m2 = |place: &[f64; 2]| {
        let (dx_m, dy_m) = (place[0] - x_m, place[1] - y_m);
        let share = ((dx_m * along_x_m + dy_m * along_y_m) / length2_m2.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        let (rest_x_m, rest_y_m) = (dx_m - share * along_x_m, dy_m - share * along_y_m);
        rest_x_m * rest_x_m + rest_y_m * rest_y_m
    };
    let inner = (from + 1..to).map(|index| (index, away2_m2(&line_m[index])));
    let farthest = inner.reduce(|best, next| if next.1 > best.1 { next } else { best });
    farthest.map(|(index, away2_m2)| (index, away2_m2.sqrt()))
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

    /// Goes on to a station; `excess` is above 0 inside the zone and falls through 0 at its border.
    pub(in crate::dispersion) fn add(&mut self, station: ZoneStation, excess: impl Fn(f64) -> f64) {
        let before = self.last.unwrap_or(ZoneStation { x_m: 0.0, half_width_m: 0.0 });
        let (was_inside, is_inside) = (before.half_width_m > 0.0, station.half_width_m > 0.0);
        if is_inside && !was_inside {
            let x_m = crossing(station.x_m, before.x_m, excess);
            self.stations.push(ZoneStation { x_m, half_width_m: 0.0 });
        } else if was_inside && !is_inside {
            let x_m = crossing(before.x_m, station.x_m, excess);
            self.close(Some(x_m));
        }
        if is_inside {
            self.stations.push(station);
        }
        self.last = Some(station);
    }

    /// Ends the walk at a place where a part is known to end.
    pub(in crate::dispersion) fn finish_at(mut self, end_m: f64) -> Vec<ZonePart> {
        self.close(Some(end_m));
        self.parts
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

/// Half the width of a bell over which a concentration is reached: `sigma_y sqrt(2 ln(c_axis / c))`, m.
fn half_width_m(sigma_y_m: f64, ratio: f64) -> f64 {
    if ratio > 1.0 { sigma_y_m * (2.0 * ln(ratio)).sqrt() } else { 0.0 }
}

/// The last place inside on the way from a place inside, where something is above 0, to one outside: by lines between the two (the
/// Illinois rule), every third time by halves, to 1e-12 of the way or of the place.
pub(in crate::dispersion) fn crossing(inside: f64, outside: f64, excess: impl Fn(f64) -> f64) -> f64 {
    crossing_within(CLOSE_RATIO, (inside, outside), excess)
}

/// The same to another share of the way or of the place.
pub(in crate::dispersion) fn crossing_within(
    close_ratio: f64,
    (mut inside, mut outside): (f64, f64),
    excess: impl Fn(f64) -> f64,
) -> f64 {
    let (mut gain, mut lack) = (excess(inside), excess(outside));
    let close = close_ratio * (outside - inside).abs().min(inside.abs().max(outside.abs()));
    let mut last_was_inside = None;
    for round in 0..ROUNDS {
        let share = gain / (gain - lack);
        let is_sure = share > 0.0 && share < 1.0 && round % 3 != 2;
        let place = inside + (outside - inside) * if is_sure { share } else { 0.5 };
        let value = excess(place);
        let is_inside = value > 0.0;
        let again = last_was_inside == Some(is_inside);
        if is_inside {
            (inside, gain) = (place, value);
            lack *= if again { 0.5 } else { 1.0 };
        } else {
            (outside, lack) = (place, value);
            gain *= if again { 0.5 } else { 1.0 };
        }
        last_was_inside = Some(is_inside);
        if (outside - inside).abs() <= close {
            break;
        }
    }
    inside
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
    fn a_thinned_part_is_the_part_within_its_share() {
        // half an ellipse of 1000 m by 100 m: its area is pi/4 * 1000 * 200 m2
        let stations: Vec<ZoneStation> = (0..=200)
            .map(|index| {
                let angle = std::f64::consts::PI * f64::from(index) / 200.0;
                ZoneStation {
                    x_m: 500.0 * (1.0 - crate::math::cos(angle)),
                    half_width_m: 100.0 * crate::math::sin(angle),
                }
            })
            .collect();
        let part = ZonePart { stations };
        let thin = part.thinned(1e-3);
        // chords of an ellipse that leave 0.1 m: the integral of sqrt(curvature / 0.8 m) over the line is 46.9; halving may take twice as many
        assert!(thin.stations.len() <= 94, "{}", thin.stations.len());
        assert_eq!((thin.stations.first(), thin.stations.last()), (part.stations.first(), part.stations.last()));
        assert!((thin.half_width_m() / 100.0 - 1.0).abs() < 1e-3);
        assert!((thin.area_m2() / part.area_m2() - 1.0).abs() < 2e-3);
        // every corner left out lies within 0.1 m of the line that is left, looked for on all of its pieces
        let away_m = |place: &ZoneStation| {
            let line: Vec<[f64; 2]> = thin.stations.iter().map(|one| [one.x_m, one.half_width_m]).collect();
            let pieces = line.windows(2).filter_map(|piece| {
                let corners = [piece[0], [place.x_m, place.half_width_m], piece[1]];
                farthest_between(&corners, (0, 2)).map(|(_, away_m)| away_m)
            });
            pieces.fold(f64::INFINITY, f64::min)
        };
        assert!(part.stations.iter().all(|place| away_m(place) <= 0.1 + 1e-9));
        assert_eq!(part.thinned(0.0), part);
        assert_eq!(thinned_line(&[[1.0, 2.0]], 1.0), [[1.0, 2.0]]);
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
