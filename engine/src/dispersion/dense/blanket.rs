//! Where gravity flow over a pool is blocked: the wider blanket of vapour that spreads against the wind
//! (UCRL-MA-105607 section 2.6.1).

use super::plume::{Plume, PoolInflow, Reach};
use super::walk::Walk;
use crate::math::{exp, ln, pow};

/// Greatest growth of a pool whose gravity flow is blocked.
const GREATEST_WIDENING: f64 = 300.0;

/// Blocking from which on a source is too narrow by the greatest step or more: how much more need not be known.
const CLEARLY_BLOCKED: f64 = std::f64::consts::E;

/// A source of a width, with the walk over it.
struct Trial<'a> {
    half_width_m: f64,
    blocking_ln: f64,
    walk: Walk<'a>,
}

impl<'a> Trial<'a> {
    fn new(pool: PoolInflow, of_pool: &impl Fn(PoolInflow) -> Plume<'a>, most_blocking: Option<f64>) -> Self {
        let plume = of_pool(pool);
        let mut walk = Walk::new(plume, plume.start_at_pool(pool));
        walk.follow(Reach { end_m: pool.half_width_m, half_duration_s: None, most_blocking });
        Self { half_width_m: pool.half_width_m, blocking_ln: ln(walk.blocking().max(1e-3)), walk }
    }

    fn is_blocked(&self) -> bool {
        self.blocking_ln > 0.0
    }
}

/// The walk over the source whose gravity flow is not blocked: the pool's own, or the wider blanket that spreads
/// against the wind, to 2 %. False position on the logarithm of the blocking.
pub(super) fn walk_over_source<'a>(own: PoolInflow, of_pool: &impl Fn(PoolInflow) -> Plume<'a>) -> Walk<'a> {
    let whole = |half_width_m: f64, most| Trial::new(PoolInflow { half_width_m, ..own }, of_pool, most);
    let over = |half_width_m: f64| whole(half_width_m, Some(CLEARLY_BLOCKED));
    let mut high = over(own.half_width_m);
    let mut low = (high.half_width_m, high.blocking_ln);
    if !high.is_blocked() {
        return high.walk;
    }
    while high.is_blocked() && high.half_width_m < GREATEST_WIDENING * own.half_width_m {
        low = (high.half_width_m, high.blocking_ln);
        high = over(high.half_width_m * exp(high.blocking_ln.clamp(0.2, 1.0)));
    }
    for _ in 0..8 {
        if high.is_blocked() || high.half_width_m < 1.02 * low.0 || high.blocking_ln > -0.02 {
            break;
        }
        let share = (low.1 / (low.1 - high.blocking_ln)).clamp(0.1, 0.9);
        let middle = over(low.0 * pow(high.half_width_m / low.0, share));
        if middle.is_blocked() { low = (middle.half_width_m, middle.blocking_ln) } else { high = middle }
    }
    // no width would do: the walk goes over all of the widest
    if high.is_blocked() { whole(high.half_width_m, None).walk } else { high.walk }
}
