//! A stretch of a discharge: one regime from its begin to its end, walked once and then read at any time.

use super::saturation::cubic_weights;

/// Steps of a stretch. With the variables chosen, closed forms hold to 1e-7 or better.
pub(super) const STEPS: usize = 256;

/// How far from the very end, as a part of the stretch, slopes are taken: at it flow and change are both nothing.
const END_GAP: f64 = 1e-5;

/// Columns of a node that are interpolated.
const COLUMNS: usize = 6;

/// The vessel and its outflow at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    pub mass_kg: f64,
    pub rate_kg_s: f64,
    pub temperature_k: f64,
    pub pressure_pa: f64,
    pub level_m: f64,
    /// Vapour in the release once it is at the pressure outside, by mass.
    pub vapour_frac: f64,
    /// Vapour leaves the hole with liquid.
    pub two_phase: bool,
}

impl Moment {
    fn row(&self) -> [f64; COLUMNS] {
        [self.mass_kg, self.rate_kg_s, self.temperature_k, self.pressure_pa, self.level_m, self.vapour_frac]
    }
}

/// One regime. Its own variable s runs from 0 to 1 and is chosen so that time is smooth in s to both ends.
pub(super) trait Stretch {
    /// Slopes against s of the one unknown of the state and of the mass in the vessel, kg, and the flow, kg/s.
    fn slopes(&self, s: f64, unknown: f64) -> Slopes;
    /// The state.
    fn moment(&self, s: f64, unknown: f64) -> Moment;
    /// Whether the regime has ended before s = 1.
    fn is_over(&self, s: f64, unknown: f64) -> bool;
}

/// See [`Stretch::slopes`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slopes {
    pub(super) unknown: f64,
    pub mass_kg: f64,
    pub rate_kg_s: f64,
}

/// A stretch that was walked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Walked {
    /// Time since its begin at each node, s.
    times_s: Vec<f64>,
    /// Slope of that time from node to node, s.
    slopes_s: Vec<f64>,
    rows: Vec<[f64; COLUMNS]>,
    two_phase: Vec<bool>,
    /// The unknown at its end.
    pub(super) last_unknown: f64,
}

/// Walks a stretch by the classical Runge-Kutta rule of fourth order; where its regime is over before s = 1, once more in
/// steps that end there.
pub(super) fn walk(stretch: &impl Stretch, unknown: f64) -> Walked {
    let step = 1.0 / STEPS as f64;
    let (walked, over) = walk_to(stretch, unknown, step, true);
    match over {
        None => walked,
        Some(node) => {
            let s = step * node as f64;
            let end = s + over_within(stretch, s, walked.last_unknown, step);
            walk_to(stretch, unknown, end / STEPS as f64, false).0
        }
    }
}

/// Nodes at equal steps; when watched, the walk stops where the regime is over, and the last node before that comes with it.
fn walk_to(stretch: &impl Stretch, unknown: f64, step: f64, watched: bool) -> (Walked, Option<usize>) {
    let mut walked = Walked {
        times_s: Vec::with_capacity(STEPS + 1),
        slopes_s: Vec::with_capacity(STEPS + 1),
        rows: Vec::with_capacity(STEPS + 1),
        two_phase: Vec::with_capacity(STEPS + 1),
        last_unknown: unknown,
    };
    let mut time_s = 0.0;
    for node in 0..=STEPS {
        let (s, at) = (step * node as f64, walked.last_unknown);
        walked.times_s.push(time_s);
        walked.slopes_s.push(step * slopes(stretch, s, at).1);
        let moment = stretch.moment(s, at);
        walked.rows.push(moment.row());
        walked.two_phase.push(moment.two_phase);
        if node < STEPS {
            let (next, passed_s) = advance(stretch, s, at, step);
            if watched && stretch.is_over(s + step, next) {
                return (walked, Some(node));
            }
            walked.last_unknown = next;
            time_s += passed_s;
        }
    }
    (walked, None)
}

/// Slopes of the unknown and of time: `dt/ds = -(dM/ds) / m`.
fn slopes(stretch: &impl Stretch, s: f64, unknown: f64) -> (f64, f64) {
    let slopes = stretch.slopes(s.min(1.0 - END_GAP), unknown);
    let seconds = if slopes.rate_kg_s > 0.0 { (-slopes.mass_kg / slopes.rate_kg_s).max(0.0) } else { 0.0 };
    (slopes.unknown, seconds)
}

/// The unknown after a step, and the time that passes.
fn advance(stretch: &impl Stretch, s: f64, unknown: f64, step: f64) -> (f64, f64) {
    let half = 0.5 * step;
    let first = slopes(stretch, s, unknown);
    let second = slopes(stretch, s + half, unknown + half * first.0);
    let third = slopes(stretch, s + half, unknown + half * second.0);
    let fourth = slopes(stretch, s + step, unknown + step * third.0);
    let mean = |a: f64, b: f64, c: f64, d: f64| (a + 2.0 * (b + c) + d) / 6.0;
    (unknown + step * mean(first.0, second.0, third.0, fourth.0), step * mean(first.1, second.1, third.1, fourth.1))
}

/// The part of a step after which a regime is over, by halving.
fn over_within(stretch: &impl Stretch, s: f64, unknown: f64, step: f64) -> f64 {
    const HALVINGS: usize = 50;
    let (mut low, mut high) = (0.0, step);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if stretch.is_over(s + middle, advance(stretch, s, unknown, middle).0) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

impl Walked {
    /// Its duration, s.
    pub(super) fn duration_s(&self) -> f64 {
        self.times_s[STEPS]
    }

    /// Times at which vapour begins or ceases to leave with liquid, s, the begin first, each with whether it does.
    pub(super) fn forms(&self) -> impl Iterator<Item = (f64, bool)> + '_ {
        let is_new = |node: &usize| *node == 0 || self.two_phase[*node] != self.two_phase[*node - 1];
        (0..STEPS).filter(is_new).map(|node| (self.times_s[node], self.two_phase[node]))
    }

    /// The state at a time since its begin.
    pub(super) fn at(&self, time_s: f64) -> Moment {
        let place = self.place(time_s);
        let first = (place - 1.0).clamp(0.0, (STEPS - 3) as f64) as usize;
        let weights = cubic_weights(place - first as f64);
        let mut sum = [0.0; COLUMNS];
        for (row, weight) in self.rows[first..first + 4].iter().zip(weights) {
            sum.iter_mut().zip(row).for_each(|(total, value)| *total += weight * value);
        }
        let [mass_kg, rate_kg_s, temperature_k, pressure_pa, level_m, vapour_frac] = sum;
        let two_phase = self.two_phase[(place + 0.5) as usize];
        Moment { mass_kg, rate_kg_s, temperature_k, pressure_pa, level_m, vapour_frac, two_phase }
    }

    /// Node and part of a step at a time: cubic Hermite of time over nodes, inverted within its step by Newton kept
    /// between bounds.
    fn place(&self, time_s: f64) -> f64 {
        let node = self.times_s.partition_point(|&at_s| at_s <= time_s);
        if node == 0 {
            return 0.0;
        }
        if node > STEPS {
            return STEPS as f64;
        }
        let (slope_s, slope_to_s) = (self.slopes_s[node - 1], self.slopes_s[node]);
        let rise_s = self.times_s[node] - self.times_s[node - 1];
        let (a, b) = (slope_s + slope_to_s - 2.0 * rise_s, 3.0 * rise_s - 2.0 * slope_s - slope_to_s);
        let target_s = time_s - self.times_s[node - 1];
        let (mut low, mut high, mut share) = (0.0, 1.0, (target_s / rise_s).clamp(0.0, 1.0));
        for _ in 0..40 {
            let excess_s = ((a * share + b) * share + slope_s) * share - target_s;
            if excess_s > 0.0 {
                high = share;
            } else {
                low = share;
            }
            let newton = share - excess_s / ((3.0 * a * share + 2.0 * b) * share + slope_s);
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if (next - share).abs() < 1e-15 {
                break;
            }
            share = next;
        }
        (node - 1) as f64 + share
    }
}
