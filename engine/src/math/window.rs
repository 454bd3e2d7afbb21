//! The fullest window of something that adds up.

/// Where a window of a width holds most of a quantity that adds up along straight lines between knots, and how much: (begin, amount).
///
/// The amount within a window of a broken line is greatest where the window begins or ends at a knot, or at the ends of the
/// stretch `0..end`, which must be at least as long as the window. Of equals the first is taken.
pub fn fullest_window(
    knots: impl IntoIterator<Item = f64>,
    (end, width): (f64, f64),
    added_up: impl Fn(f64) -> f64,
) -> (f64, f64) {
    let last = end - width;
    let within = |begin: f64| added_up(begin + width) - added_up(begin);
    let begins = knots.into_iter().flat_map(|knot| [knot, knot - width]);
    let mut fullest = (0.0, within(0.0));
    for begin in begins.filter(|begin| (0.0..=last).contains(begin)).chain([last.max(0.0)]) {
        let amount = within(begin);
        if amount > fullest.1 {
            fullest = (begin, amount);
        }
    }
    fullest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_covers_the_steepest_stretch() {
        // 1 a unit to 10, 5 a unit to 14, nothing to 20
        let added_up = |x: f64| x.min(10.0) + 5.0 * (x.clamp(10.0, 14.0) - 10.0);
        let knots = [0.0, 10.0, 14.0, 20.0];
        assert_eq!(fullest_window(knots, (20.0, 4.0), added_up), (10.0, 20.0));
        assert_eq!(fullest_window(knots, (20.0, 2.0), added_up), (10.0, 10.0));
        assert_eq!(fullest_window(knots, (20.0, 6.0), added_up), (8.0, 22.0));
        assert_eq!(fullest_window(knots, (20.0, 20.0), added_up), (0.0, 30.0));
    }
}
