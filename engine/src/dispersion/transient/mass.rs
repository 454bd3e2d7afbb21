//! Mass in the cloud of one moment: all of it, and the part between two concentrations.

use super::field::TransientField;
use super::history::Step;
use crate::dispersion::zones::over_height;
use crate::math::{erf, ln};

/// Reach of an edge on both sides, in sigma-x: what lies beyond is below 1e-9 of the step.
const EDGE_DEVIATIONS: f64 = 6.0;
/// How a walk goes: first stride, m, which is its share of the whole length when the cloud is shorter than a metre; longest stride as a share
/// of the distance; longest stride within the reach of an edge, in its sigma-x.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    first_m: f64,
    stride_ratio: f64,
    edge_deviations: f64,
}

impl Pace {
    /// For sums.
    pub(super) const FINE: Self = Self { first_m: 0.01, stride_ratio: 0.03, edge_deviations: 0.25 };
    /// For outlines: their ends are sought between the strides.
    pub(super) const DRAWING: Self = Self { first_m: 0.05, stride_ratio: 0.045, edge_deviations: 0.25 };
    /// For outlines of clouds with many edges, each of which is a small change.
    pub(super) const SMOOTH: Self = Self { edge_deviations: 0.35, ..Self::DRAWING };
}

/// Farthest distance that is looked at, m.
pub(super) const FARTHEST_M: f64 = 1e5;
/// What an image beyond the ground or the lid adds is below 1e-7 when the part that counts ends so many sigma-z short of it: the exponent
/// is at least twice this times the deviations from the centre to the mirror, which are more.
const CLEAR_DEVIATIONS: f64 = 3.0;
/// Rates below this share of the greatest count as nothing in the sums.
const NEGLIGIBLE_RATIO: f64 = 1e-12;
/// Times at which the flammable mass is looked at before the best is refined.
const SEARCH_TIMES: u32 = 40;
/// Steps of the rate at which it is looked at, at most, beside the one that ends the greatest rate.
const MOST_STEPS: usize = 16;
/// Steps of the golden section: 0.618^12 is 3e-3 of a stretch of two search times.
const REFINEMENTS: u32 = 12;
/// Nearest distance of the sketch that weighs moments, as a share of the reach; its stride in sigma-x at the reach, and least as a share of
/// the distance.
const NEAREST_SKETCHED: f64 = 1e-3;
const SKETCH_STRIDE_DEVIATIONS: f64 = 0.5;
const LEAST_SKETCH_STRIDE_RATIO: f64 = 0.02;
/// Golden section.
const GOLDEN_RATIO: f64 = 0.618_033_988_749_895;

/// The flammable part of a cloud at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlammableMoment {
    /// Time, s.
    pub time_s: f64,
    /// Mass within the limits, kg.
    pub mass_kg: f64,
}

/// A stretch of cloud: its middle and length along the wind, and the rate that the middle sees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub middle_m: f64,
    pub length_m: f64,
    pub rate_kg_s: f64,
}

impl TransientField {
    /// Mass in the air at a time, kg: the integral of the field over all space, numerically along the wind (exactly across
    /// it and in height). Equal to [`Self::released_mass_kg`] within 1e-3; what lies beyond 100 km does not count.
    #[must_use]
    pub fn airborne_mass_kg(&self, t_s: f64) -> f64 {
        let mut rate_length_kg_m_s = 0.0;
        self.walk((t_s, FARTHEST_M), Pace::FINE, |stretch| rate_length_kg_m_s += stretch.rate_kg_s * stretch.length_m);
        rate_length_kg_m_s / self.wind_speed_m_s()
    }

    /// Mass in the air between two concentrations (LFL and UFL) at a time, kg, within 5e-3 (tests: closed forms).
    ///
    /// At each height the crosswind bell between the limits holds `erf(sqrt(ln(c_axis / lower))) - erf(sqrt(ln(c_axis /
    /// upper)))` of the crosswind integral; height and distance are integrated by the midpoint rule.
    #[must_use]
    pub fn mass_between_kg(&self, t_s: f64, lower_kg_m3: f64, upper_kg_m3: f64) -> f64 {
        self.mass_up_to_kg(t_s, FARTHEST_M, lower_kg_m3, upper_kg_m3)
    }

    fn mass_up_to_kg(&self, t_s: f64, reach_m: f64, lower_kg_m3: f64, upper_kg_m3: f64) -> f64 {
        let negligible_kg_s = NEGLIGIBLE_RATIO * self.greatest_rate_kg_s();
        let mut mass_kg = 0.0;
        self.walk((t_s, reach_m), Pace::FINE, |stretch| {
            if stretch.rate_kg_s > negligible_kg_s {
                mass_kg += stretch.length_m * self.slice_kg_m(stretch, lower_kg_m3, upper_kg_m3);
            }
        });
        mass_kg
    }

    /// Greatest mass between two concentrations over all time, kg, and the first moment with nearly all of it
    /// ([`FlammableMoment::NEARLY_ALL_FRAC`]): a cloud that is fed steadily keeps it.
    ///
    /// Looked for at the steps of the rate and at even times until the farthest distance at which the lower limit can be
    /// reached is left behind, then by golden sections about the best. The steps count because a burst before a long weak
    /// leak would fall between even times. The search weighs moments by [`Sketch`]; the mass told is [`Self::mass_between_kg`].
    #[must_use]
    pub fn greatest_mass_between(&self, lower_kg_m3: f64, upper_kg_m3: f64) -> FlammableMoment {
        let (first_s, last_s) = self.release_span_s();
        let reach_m = |z_m: f64| self.farthest_reach_m(lower_kg_m3, z_m).unwrap_or(1.0);
        let reach_m = reach_m(self.release_height_m()).max(reach_m(0.0)).max(1.0);
        // the trailing edge leaves the last reach behind when it has gone as much again
        let end_s = last_s + 2.0 * reach_m / self.wind_speed_m_s();
        let sketch = Sketch::new(self, reach_m, (lower_kg_m3, upper_kg_m3));
        let stride_s = (end_s - first_s) / f64::from(SEARCH_TIMES);
        let even_s = (1..SEARCH_TIMES).map(|index| first_s + f64::from(index) * stride_s);
        let every = self.steps().len().div_ceil(MOST_STEPS);
        let strongest = self.steps().get(self.extremes().greatest + 1);
        let steps_s = self.steps().iter().rev().step_by(every).chain(strongest).map(|step| step.time_s);
        let nothing = FlammableMoment { time_s: last_s, mass_kg: 0.0 };
        let weighed = |time_s: f64| FlammableMoment { time_s, mass_kg: sketch.mass_kg(time_s) };
        let moments: Vec<FlammableMoment> = steps_s.chain(even_s).map(weighed).collect();
        let best = moments.iter().fold(nothing, |best, one| best.or_greater(one.time_s, one.mass_kg));
        let fine = best.refined(stride_s, |time_s| sketch.mass_kg(time_s));
        let told = |best: FlammableMoment, time_s: f64| {
            best.or_greater(time_s, self.mass_up_to_kg(time_s, reach_m, lower_kg_m3, upper_kg_m3))
        };
        let greatest = [best.time_s, fine.time_s].into_iter().fold(nothing, told);
        let nearly = |one: &&FlammableMoment| one.mass_kg >= FlammableMoment::NEARLY_ALL_FRAC * fine.mass_kg;
        let first_s = moments.iter().filter(nearly).map(|one| one.time_s).fold(greatest.time_s, f64::min);
        FlammableMoment { time_s: first_s, ..greatest }
    }

    /// Mass between two concentrations in a metre of a stretch, kg/m.
    ///
    /// Of half a bell on the ground with the axis `c0`, and of a whole one aloft, the part above `c` holds `1 - c / c0`, exactly, as long as
    /// that part ends short of the ground (the lid) by [`CLEAR_DEVIATIONS`]; elsewhere by sums over the height.
    fn slice_kg_m(&self, stretch: Stretch, lower_kg_m3: f64, upper_kg_m3: f64) -> f64 {
        let Stretch { middle_m, rate_kg_s, .. } = stretch;
        let column = self.column(middle_m);
        let height_m = self.release_height_m();
        let centre_kg_m3 = rate_kg_s * column.axis_kg_m3(height_m);
        let reach_m = column.sigma_z_m * (2.0 * ln((centre_kg_m3 / lower_kg_m3).max(1.0))).sqrt();
        let clear_m = reach_m + CLEAR_DEVIATIONS * column.sigma_z_m;
        if (height_m == 0.0 || height_m > clear_m) && self.mixing_height_m() > height_m + clear_m {
            let above = |limit_kg_m3: f64| (1.0 - limit_kg_m3 / centre_kg_m3).max(0.0);
            return rate_kg_s / self.wind_speed_m_s() * (above(lower_kg_m3) - above(upper_kg_m3)).max(0.0);
        }
        over_height(height_m, column.sigma_z_m, self.mixing_height_m(), |z_m| {
            let axis_kg_m3 = rate_kg_s * column.axis_kg_m3(z_m);
            let share = above_frac(axis_kg_m3, lower_kg_m3) - above_frac(axis_kg_m3, upper_kg_m3);
            if share > 0.0 { rate_kg_s * column.crosswind_kg_m2(z_m) * share } else { 0.0 }
        })
    }

    /// Walks the cloud of a time downwind from the source in stretches short enough for every edge in their reach.
    pub(super) fn walk(&self, (t_s, farthest_m): (f64, f64), pace: Pace, mut visit: impl FnMut(Stretch)) {
        let front_m = self.front_m(t_s).min(farthest_m);
        let first_m = pace.first_m * front_m.min(1.0);
        let edges = self.edges(t_s, pace.edge_deviations);
        let mut near_m = self.tail_m(t_s);
        while near_m < front_m {
            let longest_m = (pace.stride_ratio * near_m).max(first_m);
            let stride_m = edges.iter().fold(longest_m, |stride_m, edge| stride_m.min(edge.longest_m(near_m)));
            let far_m = (near_m + stride_m).min(front_m);
            let middle_m = 0.5 * (near_m + far_m);
            visit(Stretch { middle_m, length_m: far_m - near_m, rate_kg_s: self.sound_rate_kg_s(middle_m, t_s) });
            near_m = far_m;
        }
    }

    /// Distance beyond which nothing has come yet, m.
    fn front_m(&self, t_s: f64) -> f64 {
        let path_m = self.wind_speed_m_s() * (t_s - self.release_span_s().0);
        if path_m > 0.0 { path_m + EDGE_DEVIATIONS * self.sigma_x_m(path_m) } else { 0.0 }
    }

    /// Distance up to which all has gone by, m; 0 while something is released.
    fn tail_m(&self, t_s: f64) -> f64 {
        let path_m = self.wind_speed_m_s() * (t_s - self.release_span_s().1);
        if path_m > 0.0 { (path_m - EDGE_DEVIATIONS * self.sigma_x_m(path_m)).max(0.0) } else { 0.0 }
    }

    /// The edges that are on their way at a time, with the longest strides in their reach, in sigma-x.
    fn edges(&self, t_s: f64, stride_deviations: f64) -> Vec<Edge> {
        let path_m = |step: &Step| self.wind_speed_m_s() * (t_s - step.time_s);
        let edge = |path_m: f64| {
            let sigma_m = self.sigma_x_m(path_m);
            let reach_m = EDGE_DEVIATIONS * sigma_m;
            Edge { from_m: path_m - reach_m, to_m: path_m + reach_m, stride_m: stride_deviations * sigma_m }
        };
        self.steps().iter().map(path_m).take_while(|path_m| *path_m > 0.0).map(edge).collect()
    }
}

/// Where an edge has its reach, and the longest stride there, m.
struct Edge {
    from_m: f64,
    to_m: f64,
    stride_m: f64,
}

impl Edge {
    /// The longest stride from a place on, m.
    fn longest_m(&self, near_m: f64) -> f64 {
        if near_m < self.to_m { (self.from_m - near_m).max(self.stride_m) } else { f64::INFINITY }
    }
}

/// A stretch of the sketch: middle and length along the wind, and the greatest concentration over it for 1 kg/s.
struct SketchedStretch {
    middle_m: f64,
    length_m: f64,
    unit_axis_kg_m3: f64,
}

/// The flammable mass as if every section were half a Gauss bell on the ground: of a bell with the axis `c0` the part above
/// `c` holds `1 - c / c0` of the mass, exactly. One look-up of the section serves all moments.
struct Sketch<'a> {
    field: &'a TransientField,
    stretches: Vec<SketchedStretch>,
    limits_kg_m3: (f64, f64),
}

impl<'a> Sketch<'a> {
    fn new(field: &'a TransientField, reach_m: f64, limits_kg_m3: (f64, f64)) -> Self {
        let mut stretches = Vec::new();
        let mut near_m = NEAREST_SKETCHED * reach_m;
        let stride_ratio =
            (SKETCH_STRIDE_DEVIATIONS * field.sigma_x_m(reach_m) / reach_m).max(LEAST_SKETCH_STRIDE_RATIO);
        while near_m < reach_m {
            let middle_m = near_m * (1.0 + 0.5 * stride_ratio);
            let length_m = near_m * stride_ratio;
            let column = field.column(middle_m);
            let unit_axis_kg_m3 = column.axis_kg_m3(field.release_height_m()).max(column.axis_kg_m3(0.0));
            stretches.push(SketchedStretch { middle_m, length_m, unit_axis_kg_m3 });
            near_m += length_m;
        }
        Self { field, stretches, limits_kg_m3 }
    }

    fn mass_kg(&self, t_s: f64) -> f64 {
        let (lower_kg_m3, upper_kg_m3) = self.limits_kg_m3;
        let held = |stretch: &SketchedStretch| {
            let rate_kg_s = self.field.quick_rate_kg_s(stretch.middle_m, t_s);
            let axis_kg_m3 = rate_kg_s * stretch.unit_axis_kg_m3;
            if axis_kg_m3 <= lower_kg_m3 {
                return 0.0;
            }
            let above = |limit_kg_m3: f64| (1.0 - limit_kg_m3 / axis_kg_m3).max(0.0);
            rate_kg_s * stretch.length_m * (above(lower_kg_m3) - above(upper_kg_m3))
        };
        let (tail_m, front_m) = (self.field.tail_m(t_s), self.field.front_m(t_s));
        let gone = self.stretches.partition_point(|stretch| stretch.middle_m < tail_m);
        let there = self.stretches[gone..].iter().take_while(|stretch| stretch.middle_m <= front_m);
        there.map(held).sum::<f64>() / self.field.wind_speed_m_s()
    }
}

impl FlammableMoment {
    /// Share of the greatest mass at which a cloud has nearly all of it that can burn: what the sketches that weigh moments err by (2 %) is
    /// well within the rest.
    pub const NEARLY_ALL_FRAC: f64 = 0.95;

    fn or_greater(self, time_s: f64, mass_kg: f64) -> Self {
        if mass_kg > self.mass_kg { Self { time_s, mass_kg } } else { self }
    }

    /// The greatest found by a golden section within a stretch on both sides.
    fn refined(self, stretch_s: f64, mass_kg: impl Fn(f64) -> f64) -> Self {
        let (mut from_s, mut to_s) = (self.time_s - stretch_s, self.time_s + stretch_s);
        let mut best = self;
        let place_s = |from_s: f64, to_s: f64| from_s + GOLDEN_RATIO * (to_s - from_s);
        let (mut left_s, mut right_s) = (place_s(to_s, from_s), place_s(from_s, to_s));
        let (mut left_kg, mut right_kg) = (mass_kg(left_s), mass_kg(right_s));
        for _ in 0..REFINEMENTS {
            best = best.or_greater(left_s, left_kg).or_greater(right_s, right_kg);
            if left_kg < right_kg {
                (from_s, left_s, left_kg) = (left_s, right_s, right_kg);
                right_s = place_s(from_s, to_s);
                right_kg = mass_kg(right_s);
            } else {
                (to_s, right_s, right_kg) = (right_s, left_s, left_kg);
                left_s = place_s(to_s, from_s);
                left_kg = mass_kg(left_s);
            }
        }
        best
    }
}

/// Share of a bell where it is above a threshold: `erf(sqrt(ln(c_axis / c)))`.
fn above_frac(axis_kg_m3: f64, threshold_kg_m3: f64) -> f64 {
    let ratio = axis_kg_m3 / threshold_kg_m3;
    if ratio > 1.0 { erf(ln(ratio).sqrt()) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispersion::transient::{ReleasePeriod, Spread, TransientOptions, TransientPlume};
    use crate::dispersion::{Atmosphere, GaussianPlume, PlumeOptions};
    use crate::weather::{StabilityClass, Terrain};

    fn field(duration_s: f64, spread: Spread) -> TransientField {
        let air = Atmosphere::new(StabilityClass::F, 2.0, 10.0, Terrain::Rural);
        let periods = vec![
            ReleasePeriod { start_s: 0.0, duration_s: 0.5 * duration_s, rate_kg_s: 4.0 },
            ReleasePeriod { start_s: 0.5 * duration_s, duration_s: 0.5 * duration_s, rate_kg_s: 1.0 },
        ];
        let release = TransientPlume { periods, release_height_m: 0.0, averaging_time_s: 600.0 };
        release.solve(&air, TransientOptions { spread, ..TransientOptions::default() }).unwrap().field
    }

    #[test]
    fn what_was_released_is_in_the_air() {
        for spread in [Spread::Plume, Spread::Puff] {
            for duration_s in [1.0, 60.0, 1800.0] {
                let field = field(duration_s, spread);
                for t_s in [0.01 * duration_s, 0.6 * duration_s, duration_s, 3.0 * duration_s + 500.0] {
                    let (there_kg, released_kg) = (field.airborne_mass_kg(t_s), field.released_mass_kg(t_s));
                    assert!((there_kg / released_kg - 1.0).abs() < 1e-3, "{spread:?} {duration_s} {t_s}: {there_kg}");
                }
            }
        }
        assert_eq!(field(60.0, Spread::Plume).airborne_mass_kg(-5.0), 0.0);
    }

    #[test]
    fn a_lasting_release_burns_as_the_steady_plume() {
        let air = Atmosphere::new(StabilityClass::F, 2.0, 10.0, Terrain::Rural);
        let periods = vec![ReleasePeriod { start_s: 0.0, duration_s: 1e6, rate_kg_s: 3.0 }];
        let release = TransientPlume { periods, release_height_m: 2.0, averaging_time_s: 600.0 };
        let transient = release.solve(&air, TransientOptions::default()).unwrap().field;
        let plume = GaussianPlume { release_rate_kg_s: 3.0, release_height_m: 2.0, averaging_time_s: 600.0 };
        let steady = plume.solve_with(&air, PlumeOptions::default()).unwrap().field;
        let (now_kg, ever_kg) = (transient.mass_between_kg(1e5, 0.03, 0.15), steady.mass_between_kg(0.03, 0.15));
        assert!((now_kg / ever_kg - 1.0).abs() < 5e-3, "{now_kg} {ever_kg}");
    }

    #[test]
    fn the_closed_form_is_the_sum_over_the_height() {
        // 1 cm above the ground the bell is nowhere whole nor half: there the sum is taken
        let release = |height_m: f64| {
            let periods = vec![ReleasePeriod { start_s: 0.0, duration_s: 600.0, rate_kg_s: 3.0 }];
            let air = Atmosphere::new(StabilityClass::D, 4.0, 10.0, Terrain::Rural);
            let release = TransientPlume { periods, release_height_m: height_m, averaging_time_s: 20.0 };
            release.solve(&air, TransientOptions::default()).unwrap().field
        };
        let (ground, above) = (release(0.0), release(0.01));
        for (lower_kg_m3, upper_kg_m3) in [(0.03, 0.15), (1e-3, 1.0), (1e-4, 2e-4)] {
            for t_s in [20.0, 300.0, 650.0] {
                let masses_kg = [&ground, &above].map(|field| field.mass_between_kg(t_s, lower_kg_m3, upper_kg_m3));
                let difference_kg = (masses_kg[0] - masses_kg[1]).abs();
                assert!(difference_kg <= 0.01 * masses_kg[1], "{t_s} {lower_kg_m3}: {masses_kg:?}");
            }
        }
    }

    #[test]
    fn low_limits_hold_the_whole_cloud() {
        let field = field(60.0, Spread::Plume);
        for t_s in [30.0, 60.0, 300.0] {
            let share = field.mass_between_kg(t_s, 1e-15, 1e15) / field.released_mass_kg(t_s);
            assert!((share - 1.0).abs() < 5e-3, "{t_s}: {share}");
        }
    }

    #[test]
    fn a_burst_before_a_long_leak_is_not_missed() {
        let air = Atmosphere::new(StabilityClass::D, 5.0, 10.0, Terrain::Rural);
        let periods = vec![
            ReleasePeriod { start_s: 0.0, duration_s: 5.0, rate_kg_s: 100.0 },
            ReleasePeriod { start_s: 5.0, duration_s: 36_000.0, rate_kg_s: 0.01 },
        ];
        let release = TransientPlume { periods, release_height_m: 0.0, averaging_time_s: 600.0 };
        let field = release.solve(&air, TransientOptions::default()).unwrap().field;
        let greatest = field.greatest_mass_between(0.03, 0.15);
        assert!(greatest.time_s < 60.0 && greatest.mass_kg > 20.0, "{greatest:?}");
        assert!(greatest.mass_kg >= field.mass_between_kg(5.0, 0.03, 0.15));
    }

    #[test]
    fn the_greatest_flammable_mass_is_not_below_any_other() {
        let field = field(120.0, Spread::Plume);
        let greatest = field.greatest_mass_between(0.03, 0.15);
        assert!(greatest.mass_kg > 0.0 && greatest.mass_kg < 300.0);
        for index in 1..100 {
            let mass_kg = field.mass_between_kg(3.0 * f64::from(index), 0.03, 0.15);
            assert!(mass_kg <= 1.01 * greatest.mass_kg, "{index}: {mass_kg} {greatest:?}");
        }
    }
}
