//! What a cloud reaches at any time: the greatest rate that a distance ever sees.

use super::field::TransientField;
use super::history::Step;
use super::outline::{Drawing, ZonePart, ZoneStation, crossing_within};
use crate::math::{cos, ln};
use std::f64::consts::PI;

/// Distances at which the width of a zone is measured.
const STATIONS: u32 = 72;
/// Ratio of the distances at which the end of a zone is sought (beyond its greatest, the concentration over the axis falls), and the nearest as
/// a share of the upper bound.
const INWARD_RATIO: f64 = 1.2;
const NEAREST_RATIO: f64 = 1e-3;
/// How close that end is found, as a share of the last stretch.
const CLOSE_END_RATIO: f64 = 1e-8;
/// What passes a distance at a moment was released within so many deviations of an edge, but for a share of two tails.
const WINDOW_DEVIATIONS: f64 = 3.5;
const OUTSIDE_FRAC: f64 = 4.7e-4;
/// Moments closer than this share of the passing time of an edge are one.
const THINNED_DEVIATIONS: f64 = 0.5;
/// Steps up to which every moment is looked at.
const FEW_STEPS: usize = 4;

/// Golden section.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// Rounds of the refinement about the best moment, at most.
const ROUNDS: u32 = 24;
/// Rounds before a short step is trusted.
const LEAST_ROUNDS: u32 = 4;
/// A step of the refinement below this share of the stretch ends it: the value is then within the square of this.
const CLOSE_RATIO: f64 = 1e-4;
/// A rate from here on is the greatest of the release.
const WHOLE_RATIO: f64 = 1.0 - 1e-11;

impl TransientField {
    /// Greatest rate that a distance sees at any time, kg/s, of [`Self::effective_rate_kg_s`]: the best of the moments at which each
    /// period and each edge passes, then parabolas about it. Never more than the greatest rate of the release.
    ///
    /// Moments that cannot be the best are not looked at: none sees more than the greatest rate of what is released within
    /// [`WINDOW_DEVIATIONS`] of it, and the share of the rest.
    #[must_use]
    pub fn greatest_effective_rate_kg_s(&self, x_m: f64) -> f64 {
        if x_m <= 0.0 || x_m.is_nan() {
            return 0.0;
        }
        let (best, sigma_s) = (self.best_moment(x_m), self.sigma_x_m(x_m) / self.wind_speed_m_s());
        if best.1 >= WHOLE_RATIO * self.greatest_rate_kg_s() {
            return self.sound_rate_kg_s(x_m, best.0);
        }
        let reach_s = self.extremes().shortest_s.max(sigma_s);
        let at = |time_s: f64| self.quick_rate_kg_s(x_m, time_s);
        self.sound_rate_kg_s(x_m, summit((best.0 - reach_s, best.0 + reach_s), best, at))
    }

    /// The best of the moments at which each period and each edge passes a distance, and its rate, kg/s: the greatest period first.
    fn best_moment(&self, x_m: f64) -> (f64, f64) {
        let steps = self.steps();
        let travel_s = x_m / self.wind_speed_m_s();
        let middle_s = |period: usize| {
            let end_s = steps.get(period + 1).map_or(steps[period].time_s, |next| next.time_s);
            0.5 * (steps[period].time_s + end_s) + travel_s
        };
        let least_apart_s = THINNED_DEVIATIONS * self.sigma_x_m(x_m) / self.wind_speed_m_s();
        let mut window = (steps.len() > FEW_STEPS).then(|| {
            let age_s = |deviations: f64| self.path_m(x_m, deviations) / self.wind_speed_m_s();
            Window { ages_s: (age_s(-WINDOW_DEVIATIONS), age_s(WINDOW_DEVIATIONS)), first: 0, end: 0 }
        });
        let first_s = middle_s(self.extremes().greatest);
        let mut best = (first_s, self.quick_rate_kg_s(x_m, first_s));
        let mut last_s = f64::NEG_INFINITY;
        let moments_s = (0..steps.len()).flat_map(|index| [steps[index].time_s + travel_s, middle_s(index)]);
        for time_s in moments_s {
            if best.1 >= WHOLE_RATIO * self.greatest_rate_kg_s() {
                break;
            }
            if time_s - last_s < least_apart_s {
                continue;
            }
            if let Some(window) = &mut window {
                window.move_to(time_s, steps);
                if self.with_outside_kg_s(self.extremes().greatest_from_kg_s(window.first)) <= best.1 {
                    break;
                }
                if self.with_outside_kg_s(self.extremes().greatest_between_kg_s(window.first, window.end)) <= best.1 {
                    continue;
                }
            }
            last_s = time_s;
            let rate_kg_s = self.quick_rate_kg_s(x_m, time_s);
            if rate_kg_s > best.1 {
                best = (time_s, rate_kg_s);
            }
        }
        best
    }

    /// No less than the rate that who sees little outside his window sees, kg/s, with the greatest rate within it.
    fn with_outside_kg_s(&self, within_kg_s: f64) -> f64 {
        within_kg_s + OUTSIDE_FRAC * (self.greatest_rate_kg_s() - within_kg_s)
    }

    /// Half the crosswind width over which a concentration is reached at a distance and height at any time, m; 0 where it is not.
    #[must_use]
    pub fn greatest_half_width_m(&self, x_m: f64, z_m: f64, concentration_kg_m3: f64) -> f64 {
        self.width_of_rate_m(x_m, z_m, self.greatest_effective_rate_kg_s(x_m), concentration_kg_m3)
    }

    /// What a concentration reaches at a height at any time: none, one or several parts.
    #[must_use]
    pub fn zone_over_time(&self, z_m: f64, concentration_kg_m3: f64) -> Vec<ZonePart> {
        let Some(bound_m) = self.farthest_reach_m(concentration_kg_m3, z_m) else { return Vec::new() };
        let excess = |x_m: f64| self.swept_excess(x_m, z_m, concentration_kg_m3);
        match self.swept_reach_m(bound_m, excess) {
            Some(reach_m) => self.drawing((STATIONS - 1, reach_m), z_m, concentration_kg_m3).finish_at(reach_m),
            None => self.drawing((STATIONS, bound_m), z_m, concentration_kg_m3).finish(),
        }
    }

    /// Logarithm of the greatest concentration over the axis at any time over one asked for.
    fn swept_excess(&self, x_m: f64, z_m: f64, concentration_kg_m3: f64) -> f64 {
        ln(self.greatest_effective_rate_kg_s(x_m) * self.unit_axis_kg_m3(x_m, z_m) / concentration_kg_m3)
    }

    /// The end of the farthest part, m, sought from a bound inwards; none where the bound is inside or no place of the search is.
    fn swept_reach_m(&self, bound_m: f64, excess: impl Fn(f64) -> f64) -> Option<f64> {
        let (mut outside_m, nearest_m) = (bound_m, NEAREST_RATIO * bound_m);
        if excess(bound_m) > 0.0 {
            return None;
        }
        while outside_m > nearest_m {
            let inside_m = outside_m / INWARD_RATIO;
            if excess(inside_m) > 0.0 {
                return Some(crossing_within(CLOSE_END_RATIO, (inside_m, outside_m), excess));
            }
            outside_m = inside_m;
        }
        None
    }

    /// Half-widths at distances that are close at both ends of a way: the cosine of even angles, up to the last that is asked for.
    fn drawing(&self, (last, far_m): (u32, f64), z_m: f64, concentration_kg_m3: f64) -> Drawing {
        let excess = |x_m: f64| self.swept_excess(x_m, z_m, concentration_kg_m3);
        let mut drawing = Drawing::starting_at(0.0);
        for index in 1..=last {
            let x_m = 0.5 * far_m * (1.0 - cos(PI * f64::from(index) / f64::from(STATIONS)));
            let half_width_m = self.greatest_half_width_m(x_m, z_m, concentration_kg_m3);
            drawing.add(ZoneStation { x_m, half_width_m }, excess);
        }
        drawing
    }
}

/// The periods of which a moment sees more than a little: from `first` to before `end`, released between two ages ago.
struct Window {
    ages_s: (f64, f64),
    first: usize,
    end: usize,
}

impl Window {
    /// To a later moment.
    fn move_to(&mut self, time_s: f64, steps: &[Step]) {
        let (youngest_s, oldest_s) = self.ages_s;
        while self.end < steps.len() && steps[self.end].time_s < time_s - youngest_s {
            self.end += 1;
        }
        while self.first + 1 < steps.len() && steps[self.first + 1].time_s <= time_s - oldest_s {
            self.first += 1;
        }
    }
}

/// The place of the greatest value between two places about one whose value is known and good: by parabolas through three values, where
/// they lead nowhere by golden sections.
pub(in crate::dispersion) fn summit((from, to): (f64, f64), known: (f64, f64), at: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high, mut best) = ((from, at(from)), (to, at(to)), known);
    let close = CLOSE_RATIO * 0.5 * (to - from);
    for round in 0..ROUNDS {
        let wider = if high.0 - best.0 > best.0 - low.0 { high.0 - best.0 } else { low.0 - best.0 };
        let golden = best.0 + (1.0 - GOLDEN) * wider;
        let vertex = vertex(low, best, high).filter(|_| round % 4 != 3);
        let next = vertex.unwrap_or(golden);
        let step = (next - best.0).abs();
        let found = (next, at(next));
        if found.1 > best.1 {
            if found.0 < best.0 {
                high = best
            } else {
                low = best
            }
            best = found;
        } else if found.0 < best.0 {
            low = found;
        } else {
            high = found;
        }
        if round >= LEAST_ROUNDS && step < close {
            break;
        }
    }
    best.0
}

/// Where the parabola through three places and values is greatest, if that is between them and a hair away from the middle one.
fn vertex(low: (f64, f64), middle: (f64, f64), high: (f64, f64)) -> Option<f64> {
    let (before, after) = (middle.0 - low.0, high.0 - middle.0);
    let (rise, fall) = ((middle.1 - low.1) / before, (middle.1 - high.1) / after);
    let place = middle.0 + 0.5 * (rise * after - fall * before) / (rise + fall);
    (rise + fall > 0.0 && place > low.0 && place < high.0 && place != middle.0).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::Atmosphere;
    use crate::dispersion::transient::{ReleasePeriod, TransientOptions, TransientPlume};
    use crate::weather::{StabilityClass, Terrain};

    fn field(periods: &[(f64, f64, f64)]) -> TransientField {
        let period =
            |&(start_s, duration_s, rate_kg_s): &(f64, f64, f64)| ReleasePeriod { start_s, duration_s, rate_kg_s };
        let release = TransientPlume {
            periods: periods.iter().map(period).collect(),
            release_height_m: 0.0,
            averaging_time_s: 600.0,
        };
        let air = Atmosphere::new(StabilityClass::D, 4.0, 10.0, Terrain::Rural);
        release.solve(&air, TransientOptions::default()).unwrap().field
    }

    #[test]
    fn the_zone_over_time_holds_that_of_every_moment_and_ends_where_the_steady_plume_does() {
        let (burst, lasting) = (field(&[(0.0, 10.0, 5.0), (10.0, 600.0, 1.0)]), field(&[(0.0, 1e6, 1.0)]));
        let swept = burst.zone_over_time(1.0, 1e-4);
        let width_m = |x_m: f64| burst.greatest_half_width_m(x_m, 1.0, 1e-4);
        for t_s in [5.0, 60.0, 300.0, 620.0, 900.0] {
            for station in burst.zone(1.0, t_s, 1e-4).iter().flat_map(|part| &part.stations) {
                assert!(station.half_width_m <= width_m(station.x_m) * (1.0 + 1e-3) + 1e-6, "{t_s} {station:?}");
                assert!(station.x_m <= swept[0].reach_m() * 1.001);
            }
        }
        let steady_m = lasting.zone(1.0, 9e5, 1e-4)[0].reach_m();
        assert!((lasting.zone_over_time(1.0, 1e-4)[0].reach_m() / steady_m - 1.0).abs() < 1e-6);
        assert!(burst.zone_over_time(1.0, 1e3).is_empty());
    }

    #[test]
    fn no_moment_of_a_fine_scan_has_more() {
        let releases: [&[(f64, f64, f64)]; 4] = [
            &[(0.0, 60.0, 2.0)],
            &[(0.0, 10.0, 5.0), (10.0, 600.0, 1.0)],
            &[(0.0, 5.0, 9.0), (100.0, 50.0, 4.0), (150.0, 1.0, 30.0)],
            &[(0.0, 1.0, 100.0), (1.0, 5000.0, 0.5)],
        ];
        for periods in releases {
            let field = field(periods);
            for x_m in [5.0, 60.0, 400.0, 3000.0, 20_000.0] {
                let scan = (0..20_000).map(|index| field.effective_rate_kg_s(x_m, f64::from(index) * 0.5));
                let greatest = scan.fold(0.0, f64::max);
                let found = field.greatest_effective_rate_kg_s(x_m);
                assert!(found >= greatest * (1.0 - 2e-3), "{periods:?} at {x_m} m: {found} under {greatest}");
            }
        }
    }
}
