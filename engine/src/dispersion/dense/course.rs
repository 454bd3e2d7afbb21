//! A dense cloud moment by moment, its mass kept: what `docs/models/dense-gas.md` calls frames.
//!
//! The field of [`DenseField`] tells a passing cloud place by place: the section at x, and how long it takes to pass there.
//! Read at one moment, such sections do not add up to the mass released where the cloud stretches on its way. Here a moment is
//! made of the same sections with a line density along the wind that adds up whatever the cloud does.

use super::field::{Between, DenseField, Measure, Passage, Slice};
use super::release::{DenseGas, DenseSource, FIRST_SHARE};
use super::station::DenseStation;
use crate::math::{ln, quick_erf, quick_erf_integral};
use std::borrow::Cow;
use std::f64::consts::SQRT_2;

/// Shares of a pool's vapour at which it is cut into pieces along the wind: finer upwind, where little has come in.
const PIECE_SHARES: [f64; PIECES + 1] = [0.0, 0.01, 0.03, 0.08, 0.18, 0.33, 0.53, 0.76, 1.0];
const PIECES: usize = 8;
/// Parts of the way from a station to the next in which travel time is counted, and steps of Simpson's rule in each.
const PARTS: usize = 3;
/// Deviations beyond which an edge has passed whole.
const WHOLE_DEVIATIONS: f64 = 8.0;
/// Share of the release by which the first station of a pool has passed the upwind edge at least.
const LEAST_ENTERED_FRAC: f64 = 1e-3;

/// How much is released until when.
#[derive(Debug, Clone, Copy)]
enum Supply {
    /// At once, kg.
    Mass(f64),
    /// Rate, kg/s, and until when, s; infinite for a lasting release.
    Rate(f64, f64),
}

/// Length of a cloud whose release has ended, in travel time.
#[derive(Debug, Clone, Copy)]
struct Length {
    time_s: f64,
    half_s: f64,
    smear_s: f64,
    /// Half-length of the box.
    box_s: f64,
}

/// Where the cloud is when, worked out once for a field and its release.
#[derive(Debug, Clone, Default)]
pub struct DenseClocks {
    /// Travel time from the middle of the source to each station and to [`PARTS`] places on the way to the next, s; none for a
    /// puff.
    travel_s: Vec<f64>,
    /// Mass upwind of the same places over the rate of the release, s, counted from the middle of the source: the travel time
    /// while the cloud is a plume, less where it has stretched.
    held_s: Vec<f64>,
    /// Passing time of each station over the duration of the release.
    stretch_ratio: Vec<f64>,
    /// Travel times from the middle of the source at which the pieces of a pool begin and end, s; zeros for a jet.
    pieces_s: [f64; PIECES + 1],
    lengths: Vec<Length>,
    /// What a puff that is fed from a pool lags behind the clock of the release, s (it starts with a share in it).
    lag_s: f64,
}

/// A dense cloud from the start of its release on.
#[derive(Debug, Clone)]
pub struct DenseCourse<'a> {
    field: &'a DenseField,
    supply: Supply,
    clocks: Cow<'a, DenseClocks>,
}

/// The cloud at one moment: total, pure, allocation-free evaluation.
#[derive(Debug, Clone, Copy)]
pub struct DenseMoment<'a> {
    course: &'a DenseCourse<'a>,
    time_s: f64,
    now: Now,
}

#[derive(Debug, Clone, Copy)]
enum Now {
    Nothing,
    Edges(Edges),
    /// The puff, and the mass released over the one between whose stations it lies.
    Puff(Slice, f64),
}

/// The first and the last of a release, and what lies between.
#[derive(Debug, Clone, Copy)]
struct Edges {
    /// Travel times of the two and how smeared they are, s.
    travel_s: (f64, f64, f64),
    /// The same on the clock of the mass, s.
    held_s: (f64, f64, f64),
    /// Mass released over what lies between the edges.
    density_ratio: f64,
}

impl DenseGas {
    /// The course in time of a field that this release has given.
    #[must_use]
    pub fn course<'a>(&self, field: &'a DenseField) -> DenseCourse<'a> {
        DenseCourse { field, supply: self.supply(), clocks: Cow::Owned(self.clocks(field)) }
    }

    /// The same with clocks that [`Self::clocks`] has given, for one who asks often.
    #[must_use]
    pub fn course_by<'a>(&self, field: &'a DenseField, clocks: &'a DenseClocks) -> DenseCourse<'a> {
        DenseCourse { field, supply: self.supply(), clocks: Cow::Borrowed(clocks) }
    }

    /// The clocks of a field that this release has given.
    #[must_use]
    pub fn clocks(&self, field: &DenseField) -> DenseClocks {
        let mut clocks = DenseClocks::default();
        match (field.passage_kind(), self.supply()) {
            (Passage::Puff, Supply::Rate(_, until_s)) => clocks.lag_s = FIRST_SHARE * until_s,
            (Passage::Puff, Supply::Mass(_)) => {}
            (_, Supply::Rate(rate_kg_s, until_s)) => {
                clocks.trace(field, (rate_kg_s, until_s), matches!(self.source, DenseSource::Pool { .. }));
            }
            (_, Supply::Mass(_)) => {}
        }
        clocks
    }

    fn supply(&self) -> Supply {
        match self.source {
            DenseSource::Instantaneous { mass_kg, .. } => Supply::Mass(mass_kg),
            DenseSource::Jet { release_rate_kg_s, duration_s, .. }
            | DenseSource::VerticalJet { release_rate_kg_s, duration_s, .. }
            | DenseSource::Pool { release_rate_kg_s, duration_s, .. } => {
                Supply::Rate(release_rate_kg_s, duration_s.unwrap_or(f64::INFINITY))
            }
        }
    }
}

impl DenseClocks {
    /// Travel times, passing times and lengths from the stations of a plume and the puff it becomes.
    fn trace(&mut self, field: &DenseField, (rate_kg_s, until_s): (f64, f64), is_pool: bool) {
        let stations = field.stations();
        let passing_s = |half_m: f64, speed_m_s: f64| half_m / speed_m_s.max(1e-9);
        let stretch = |half_m: f64, speed_m_s: f64| {
            if half_m > 0.0 { passing_s(half_m, speed_m_s) / (0.5 * until_s) } else { 1.0 }
        };
        self.stretch_ratio = stations.iter().map(|station| stretch(station.half_length_m, station.speed_m_s)).collect();
        let puff = stations.iter().filter(|station| station.half_length_m > 0.0);
        self.lengths = puff
            .map(|station| Length {
                time_s: station.time_s,
                half_s: passing_s(station.flat_half_length_m, station.speed_m_s),
                smear_s: passing_s(station.edge_along_m(), station.speed_m_s),
                box_s: passing_s(station.half_length_m, station.speed_m_s),
            })
            .collect();
        if !self.lengths.is_empty() {
            self.lengths
                .insert(0, Length { time_s: until_s, half_s: 0.5 * until_s, smear_s: 0.0, box_s: 0.5 * until_s });
        }
        self.trace_travel(field, rate_kg_s, is_pool);
    }

    /// Counts both clocks along the stations: what a metre holds over what passes in a second, so that the mass of a plume
    /// between two places is the rate times the time between them. Over a pool only the share released upwind passes; time counts
    /// from the middle of what is released, and the pool is cut into pieces.
    fn trace_travel(&mut self, field: &DenseField, rate_kg_s: f64, is_pool: bool) {
        let stations = field.stations();
        // a jet is whole at its hole; the rise of a vertical one is drawn by correlations whose flow is not its rate
        let entered_of = |one: &DenseStation| if is_pool { entered_frac(one, rate_kg_s) } else { 1.0 };
        let entered: Vec<f64> = stations.iter().map(entered_of).collect();
        let source_end = entered.iter().position(|share| *share > 1.0 - 1e-6).unwrap_or(0);
        let share_at = |low: usize, share: f64| {
            if low >= source_end { 1.0 } else { entered[low] + share * (entered[low + 1] - entered[low]) }
        };
        let holding = |low: usize, share: f64, x_m: f64| {
            let held_kg_m = field.between(x_m).map_or(0.0, |between| field.whole(between).line_kg_m());
            held_kg_m / (rate_kg_s * share_at(low, share).max(LEAST_ENTERED_FRAC))
        };
        let stretch = |low: usize, share: f64| {
            self.stretch_ratio[low] + share * (self.stretch_ratio[low + 1] - self.stretch_ratio[low])
        };
        let mut clocks = Vec::with_capacity(PARTS * stations.len());
        let (mut knots, mut travel_s, mut held_s) = (Vec::new(), 0.0, 0.0);
        for low in 0..stations.len().saturating_sub(1) {
            for part in 0..PARTS {
                let way = |parts: f64| (part as f64 + parts) / PARTS as f64;
                let place_m = |parts: f64| field.along(low, way(parts));
                let at = |parts: f64| holding(low, way(parts), place_m(parts));
                let step_s = (place_m(1.0) - place_m(0.0)) / 6.0 * (at(0.0) + 4.0 * at(0.5) + at(1.0));
                if clocks.is_empty() && source_end > 0 {
                    // clean air up to the first station, at the pace of the first step
                    travel_s = step_s * entered[0] / (share_at(0, way(1.0)) - entered[0]).max(1e-9);
                    held_s = travel_s;
                    knots.push((0.0, 0.0));
                }
                clocks.push((travel_s, held_s));
                knots.push((share_at(low, way(0.0)), travel_s));
                (travel_s, held_s) = (travel_s + step_s * stretch(low, way(0.5)).max(0.0), held_s + step_s);
            }
        }
        clocks.push((travel_s, held_s));
        (self.travel_s, self.held_s) = clocks.into_iter().unzip();
        if source_end > 0 {
            self.cut_source(&knots[..=PARTS * source_end + 1]);
        }
    }

    /// Cuts a pool into pieces, from the share released upwind at rising travel times, and sets the clock to the middle of
    /// them.
    fn cut_source(&mut self, knots: &[(f64, f64)]) {
        let piece_s = PIECE_SHARES.map(|share| interpolated(knots, share));
        let middle_s: f64 = (0..PIECES)
            .map(|piece| 0.5 * (piece_s[piece] + piece_s[piece + 1]) * (PIECE_SHARES[piece + 1] - PIECE_SHARES[piece]))
            .sum();
        self.pieces_s = piece_s.map(|border_s| border_s - middle_s);
        self.travel_s.iter_mut().chain(&mut self.held_s).for_each(|clock_s| *clock_s -= middle_s);
    }
}

impl<'a> DenseCourse<'a> {
    /// Mass released until a time, kg.
    #[must_use]
    pub fn released_mass_kg(&self, t_s: f64) -> f64 {
        match self.supply {
            _ if t_s.is_nan() || t_s < 0.0 => 0.0,
            Supply::Mass(mass_kg) => mass_kg,
            Supply::Rate(rate_kg_s, until_s) => rate_kg_s * t_s.min(until_s),
        }
    }

    /// End of the release, s: 0 for an instantaneous one, infinite for a lasting one.
    #[must_use]
    pub fn release_end_s(&self) -> f64 {
        match self.supply {
            Supply::Mass(_) => 0.0,
            Supply::Rate(_, until_s) => until_s,
        }
    }

    /// The cloud at a time after the release began.
    #[must_use]
    pub fn at(&self, t_s: f64) -> DenseMoment<'_> {
        let now = if t_s.is_nan() || t_s < 0.0 { Now::Nothing } else { self.now(t_s) };
        DenseMoment { course: self, time_s: t_s, now }
    }

    fn now(&self, t_s: f64) -> Now {
        match (self.field.passage_kind(), self.supply) {
            (Passage::Puff, _) => {
                let puff_s = (t_s - self.clocks.lag_s).max(0.0);
                let section = self.field.between(puff_s).map(|between| self.field.whole(between));
                section.map_or(Now::Nothing, |section| {
                    Now::Puff(section, self.released_mass_kg(t_s) / section.puff_kg().max(f64::MIN_POSITIVE))
                })
            }
            (_, Supply::Rate(_, until_s)) => self.edges(t_s, until_s),
            (_, Supply::Mass(_)) => Now::Nothing,
        }
    }

    /// Where the edges of a release stand. What lies between them, less what their smear would put upwind of the source, is
    /// made up to the mass released.
    fn edges(&self, t_s: f64, until_s: f64) -> Now {
        if until_s.is_infinite() || t_s <= until_s {
            let edges_s = (self.held_of_s(t_s), 0.0, 0.0);
            let density_ratio = if edges_s.0 > 0.0 { t_s / edges_s.0 } else { 1.0 };
            return Now::Edges(Edges { travel_s: (t_s, 0.0, 0.0), held_s: edges_s, density_ratio });
        }
        let (half_s, smear_s, box_s) = self.length(t_s, until_s);
        let (front_s, tail_s) = (t_s - 0.5 * until_s + half_s, (t_s - 0.5 * until_s - half_s).max(0.0));
        let (front_held_s, tail_held_s) = (self.held_of_s(front_s), self.held_of_s(tail_s));
        let smear_held_s = smear_s * 0.5 * until_s / box_s.max(1e-9);
        let upwind = |edge_s: f64| ramp(self.clocks.pieces_s[0] - edge_s, smear_held_s);
        let between_s = front_held_s - tail_held_s - upwind(tail_held_s) + upwind(front_held_s);
        Now::Edges(Edges {
            travel_s: (front_s, tail_s, smear_s),
            held_s: (front_held_s, tail_held_s, smear_held_s),
            density_ratio: until_s / between_s.max(1e-9 * until_s),
        })
    }

    /// The clock of the mass at a travel time, s; beyond the last station as between the last two.
    fn held_of_s(&self, travel_s: f64) -> f64 {
        let last = self.clocks.travel_s.len() - 1;
        let index = self.clocks.travel_s.partition_point(|&one_s| one_s <= travel_s).clamp(1, last) - 1;
        let (from_s, to_s) = (self.clocks.travel_s[index], self.clocks.travel_s[index + 1]);
        let share = (travel_s - from_s) / (to_s - from_s).max(1e-12);
        if index == 0 && share < 0.0 {
            return self.clocks.held_s[0] + travel_s - from_s;
        }
        self.clocks.held_s[index] + share * (self.clocks.held_s[index + 1] - self.clocks.held_s[index])
    }

    /// Half-length of the flat part, smear of the edges and half-length of the box after the release, in travel time.
    fn length(&self, t_s: f64, until_s: f64) -> (f64, f64, f64) {
        if self.clocks.lengths.len() < 2 {
            return (0.5 * until_s, 0.0, 0.5 * until_s);
        }
        let high =
            self.clocks.lengths.partition_point(|length| length.time_s <= t_s).clamp(1, self.clocks.lengths.len() - 1);
        let (from, to) = (&self.clocks.lengths[high - 1], &self.clocks.lengths[high]);
        let share = ln(t_s / from.time_s) / ln(to.time_s / from.time_s).max(1e-12);
        let mix = |a: f64, b: f64| (a + share * (b - a)).max(0.0);
        (mix(from.half_s, to.half_s), mix(from.smear_s, to.smear_s), mix(from.box_s, to.box_s))
    }

    /// End of the release of a cloud that is told by travel time, s, infinite for a lasting one; none for a puff.
    pub(super) fn until_s(&self) -> Option<f64> {
        (self.field.passage_kind() != Passage::Puff).then(|| self.release_end_s())
    }

    /// When the cloud has left a station behind, s; for a lasting release, when it has come there.
    pub(super) fn left_behind_s(&self, station: usize, until_s: f64) -> f64 {
        let passing_s = if until_s.is_infinite() { 0.0 } else { until_s * self.clocks.stretch_ratio[station].max(1.0) };
        self.clocks.travel_s[PARTS * station] + self.half_source_s() + passing_s
    }

    pub(super) fn field(&self) -> &'a DenseField {
        self.field
    }

    /// Travel time from the middle of the source at a place, s; none upwind of it and in a puff.
    pub(super) fn travel_s(&self, between: &Between) -> Option<f64> {
        on_clock(&self.clocks.travel_s, between)
    }

    /// The place that has a travel time, m.
    pub(super) fn place_m(&self, travel_s: f64) -> f64 {
        let last = self.clocks.travel_s.len() - 1;
        let index = self.clocks.travel_s.partition_point(|&one_s| one_s <= travel_s).clamp(1, last) - 1;
        let (from_s, to_s) = (self.clocks.travel_s[index], self.clocks.travel_s[index + 1]);
        let part = (index % PARTS) as f64 + ((travel_s - from_s) / (to_s - from_s).max(1e-12)).max(0.0);
        self.field.along(index / PARTS, part / PARTS as f64)
    }

    /// Travel time across half the source, s; 0 for a jet.
    pub(super) fn half_source_s(&self) -> f64 {
        0.5 * (self.clocks.pieces_s[PIECES] - self.clocks.pieces_s[0])
    }

    /// What the clock of a fed puff lags behind, s.
    pub(super) fn lag_s(&self) -> f64 {
        self.clocks.lag_s
    }

    /// Share of what came out with an edge that has passed: `sum over pieces of e_k [R(v - v_k) - R(v - v_k+1)] / (v_k+1 - v_k)`,
    /// e_k their shares and R the ramp; the normal distribution for a jet.
    fn entered_frac(&self, past_s: f64, smear_s: f64) -> f64 {
        if self.clocks.pieces_s[PIECES] <= self.clocks.pieces_s[0] {
            return passed_frac(past_s, smear_s);
        }
        if past_s >= self.clocks.pieces_s[PIECES] + WHOLE_DEVIATIONS * smear_s {
            return 1.0;
        }
        let (mut sum, mut near_s) = (0.0, ramp(past_s - self.clocks.pieces_s[0], smear_s));
        for (border_s, share) in self.clocks.pieces_s.windows(2).zip(PIECE_SHARES.windows(2)) {
            let far_s = ramp(past_s - border_s[1], smear_s);
            let width_s = (border_s[1] - border_s[0]).max(1e-9);
            sum += (share[1] - share[0]) * (near_s - far_s) / width_s;
            near_s = far_s;
        }
        sum
    }
}

/// A clock at a place between stations, s.
fn on_clock(clock_s: &[f64], between: &Between) -> Option<f64> {
    let way = between.share * PARTS as f64;
    let part = way.floor().clamp(0.0, (PARTS - 1) as f64);
    let index = between.low * PARTS + part as usize;
    let (from_s, to_s) = (clock_s.get(index)?, clock_s.get(index + 1)?);
    Some(from_s + (way - part) * (to_s - from_s))
}

/// Share of the release that passes a station: 1 but over a pool.
fn entered_frac(station: &DenseStation, rate_kg_s: f64) -> f64 {
    let section_m2 = 2.0 * station.half_width_m * station.height_m;
    let passes_kg_s = station.mean_concentration_kg_m3() * section_m2 * station.speed_m_s;
    if station.half_length_m > 0.0 { 1.0 } else { (passes_kg_s / rate_kg_s).min(1.0) }
}

/// Share of an edge that has passed a place behind it by some time: the normal distribution.
fn passed_frac(past_s: f64, smear_s: f64) -> f64 {
    if smear_s <= 0.0 || past_s.abs() >= WHOLE_DEVIATIONS * smear_s {
        return if past_s > 0.0 { 1.0 } else { 0.0 };
    }
    0.5 + 0.5 * quick_erf(past_s / (SQRT_2 * smear_s))
}

/// The integral of [`passed_frac`]: `v P(v/s) + s p(v/s)`.
fn ramp(past_s: f64, smear_s: f64) -> f64 {
    if smear_s <= 0.0 || past_s.abs() >= WHOLE_DEVIATIONS * smear_s {
        return past_s.max(0.0);
    }
    let scale_s = SQRT_2 * smear_s;
    0.5 * (past_s + scale_s * quick_erf_integral(past_s / scale_s)).max(0.0)
}

/// Value at a position among rising knots, by straight lines.
fn interpolated(knots: &[(f64, f64)], position: f64) -> f64 {
    let high = knots.partition_point(|knot| knot.0 < position).clamp(1, knots.len() - 1);
    let (from, to) = (knots[high - 1], knots[high]);
    let share = if to.0 > from.0 { ((position - from.0) / (to.0 - from.0)).clamp(0.0, 1.0) } else { 1.0 };
    from.1 + share * (to.1 - from.1)
}

impl<'a> DenseMoment<'a> {
    /// Concentration at a point, kg/m3: the section of the field there with the line density of the moment. Zero below ground,
    /// above the lid and where nothing is; never more than the density of the release.
    ///
    /// Not averaged over the passage; meander is that of the averaging time.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        self.value(Measure::Mass, (x_m, y_m, z_m))
    }

    /// Mole fraction of the substance, mist counted as vapour, at a point.
    #[must_use]
    pub fn mole_frac(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        self.value(Measure::Mole, (x_m, y_m, z_m))
    }

    /// The moment, s after the release began.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    pub(super) fn value(&self, measure: Measure, (x_m, y_m, z_m): (f64, f64, f64)) -> f64 {
        self.slice(x_m).map_or(0.0, |slice| slice.value(measure, slice.across(y_m) * slice.upward(z_m)))
    }

    pub(super) fn course(&self) -> &'a DenseCourse<'a> {
        self.course
    }

    /// The cloud across and up at a place.
    pub(super) fn slice(&self, x_m: f64) -> Option<Slice> {
        match self.now {
            Now::Nothing => None,
            Now::Puff(section, share) => {
                let along = share * section.along_profile(x_m);
                (along > 0.0).then(|| section.conserving(along))
            }
            Now::Edges(Edges { held_s: (front_s, tail_s, smear_s), density_ratio, .. }) => {
                let between = self.course.field.between(x_m)?;
                let held_s = on_clock(&self.course.clocks.held_s, &between)?;
                let entered = |past_s: f64| self.course.entered_frac(past_s, smear_s);
                let there = entered(held_s - tail_s) - entered(held_s - front_s);
                if there.is_nan() || there <= 0.0 {
                    return None;
                }
                let whole = self.course.entered_frac(held_s, 0.0).max(LEAST_ENTERED_FRAC);
                Some(self.course.field.whole(between).conserving(density_ratio * there / whole))
            }
        }
    }

    /// Travel times of the front and the tail and their smear, s; none for a puff.
    pub(super) fn edges_s(&self) -> Option<(f64, f64, f64)> {
        match self.now {
            Now::Edges(edges) => Some(edges.travel_s),
            Now::Nothing | Now::Puff(..) => None,
        }
    }

    /// The puff of the moment; none for other clouds.
    pub(super) fn puff(&self) -> Option<Slice> {
        match self.now {
            Now::Puff(section, _) => Some(section),
            Now::Nothing | Now::Edges(_) => None,
        }
    }
}
