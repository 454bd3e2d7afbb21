//! What passes a place while a dense cloud goes by.

use super::course::DenseCourse;
use crate::dispersion::transient::{ARRIVAL_RATIO, CLOSE_TIME_RATIO, PassageHistory, Passing, crossing_within, summit};

/// Even knots over a passage before it is refined.
const EVEN_KNOTS: u32 = 32;
/// Knots at most.
const MOST_KNOTS: usize = 600;
/// Error of a straight line that is let pass, as a share of the peak.
const LINE_RATIO: f64 = 5e-4;
/// Shortest stretch that is halved, as a share of the whole.
const SHORTEST_RATIO: f64 = 1e-6;
/// Share of the peak below which the ends of a passage are cut off.
const NOTHING_RATIO: f64 = 1e-6;
/// Deviations of an edge before which nothing has come.
const EDGE_DEVIATIONS: f64 = 6.0;
/// Latest time looked at, s.
const LATEST_S: f64 = 1e8;
/// Halvings of the searches in time.
const HALVINGS: u32 = 60;

impl DenseCourse<'_> {
    /// Concentration at a place over the passage of the cloud, as knots joined by straight lines that leave less than 1e-3 of
    /// the peak. A lasting release is followed for `exposure_s` from when it begins to arrive; other clouds until they have
    /// gone.
    #[must_use]
    pub fn passage(&self, (x_m, y_m, z_m): (f64, f64, f64), exposure_s: f64) -> PassageHistory {
        let value = |t_s: f64| self.at(t_s).concentration_kg_m3(x_m, y_m, z_m);
        let times_s = self.knots_s(x_m, exposure_s);
        let knots: Vec<(f64, f64)> = times_s.into_iter().map(|t_s| (t_s, value(t_s))).collect();
        let peak_kg_m3 = knots.iter().map(|knot| knot.1).fold(0.0, f64::max);
        if peak_kg_m3.is_nan() || peak_kg_m3 <= f64::MIN_POSITIVE {
            return PassageHistory { times_s: Vec::new(), concentrations_kg_m3: Vec::new() };
        }
        let knots = trimmed(refined(knots, peak_kg_m3, value), NOTHING_RATIO * peak_kg_m3);
        let (times_s, concentrations_kg_m3) = knots.into_iter().unzip();
        PassageHistory { times_s, concentrations_kg_m3 }
    }

    /// What [`Self::passage`] comes to, without its lines: the greatest concentration with the first and last time at a hundredth of
    /// it; none where nothing passes.
    #[must_use]
    pub fn passing(&self, (x_m, y_m, z_m): (f64, f64, f64), exposure_s: f64) -> Option<Passing> {
        let value = |t_s: f64| self.at(t_s).concentration_kg_m3(x_m, y_m, z_m);
        let times_s = self.knots_s(x_m, exposure_s);
        let values: Vec<f64> = times_s.iter().map(|&t_s| value(t_s)).collect();
        let peak_kg_m3 = greatest(&times_s, &values, value).filter(|peak| *peak > f64::MIN_POSITIVE)?;
        let excess = |t_s: f64| value(t_s) - ARRIVAL_RATIO * peak_kg_m3;
        let there = |value: &f64| *value >= ARRIVAL_RATIO * peak_kg_m3;
        let (first, final_one) = (values.iter().position(there)?, values.iter().rposition(there)?);
        let border_s = |inside_s, outside_s| crossing_within(CLOSE_TIME_RATIO, (inside_s, outside_s), excess);
        let before = first.checked_sub(1).map(|before| border_s(times_s[first], times_s[before]));
        let after = times_s.get(final_one + 1).map(|&after_s| border_s(times_s[final_one], after_s));
        let (arrival_s, departure_s) = (before.unwrap_or(times_s[first]), after.unwrap_or(times_s[final_one]));
        Some(Passing { peak_kg_m3, arrival_s, departure_s })
    }

    /// The greatest concentration at a place over the passage, kg/m3; 0 where nothing passes.
    #[must_use]
    pub fn peak_kg_m3(&self, (x_m, y_m, z_m): (f64, f64, f64), exposure_s: f64) -> f64 {
        let value = |t_s: f64| self.at(t_s).concentration_kg_m3(x_m, y_m, z_m);
        let times_s = self.knots_s(x_m, exposure_s);
        let values: Vec<f64> = times_s.iter().map(|&t_s| value(t_s)).collect();
        greatest(&times_s, &values, value).unwrap_or(0.0)
    }

    fn knots_s(&self, x_m: f64, exposure_s: f64) -> Vec<f64> {
        match self.until_s() {
            None => self.puff_knots_s(x_m),
            Some(until_s) => self.edge_knots_s(x_m, until_s, exposure_s),
        }
    }

    /// Times at which a puff is looked at from a place, s: those of its stations, and finer ones as its middle goes by.
    fn puff_knots_s(&self, x_m: f64) -> Vec<f64> {
        let stations = self.field().stations();
        let mut knots_s: Vec<f64> = stations.iter().map(|station| station.time_s + self.lag_s()).collect();
        knots_s.extend((0..8).map(|part| self.lag_s() * f64::from(part) / 8.0));
        let after = stations.partition_point(|station| station.x_m < x_m).clamp(1, stations.len() - 1);
        let (from, to) = (&stations[after - 1], &stations[after]);
        let share = ((x_m - from.x_m) / (to.x_m - from.x_m).max(1e-9)).clamp(0.0, 1.0);
        let middle_s = from.time_s + share * (to.time_s - from.time_s) + self.lag_s();
        let half_s = (to.flat_half_length_m + EDGE_DEVIATIONS * to.edge_along_m()) / to.speed_m_s.max(1e-3);
        knots_s.extend(even(middle_s - half_s, middle_s + half_s).filter(|t_s| *t_s >= 0.0));
        sorted(knots_s)
    }

    /// Times between arrival and departure of a cloud told by its edges, s; none upwind of the source.
    fn edge_knots_s(&self, x_m: f64, until_s: f64, exposure_s: f64) -> Vec<f64> {
        let Some(travel_s) = self.field().between(x_m).and_then(|between| self.travel_s(&between)) else {
            return Vec::new();
        };
        let half_source_s = self.half_source_s() * 2.0;
        let edges = |t_s: f64| self.at(t_s).edges_s().unwrap_or((0.0, 0.0, 0.0));
        let come = |t_s: f64| {
            let (front_s, _, smear_s) = edges(t_s);
            front_s + EDGE_DEVIATIONS * smear_s + half_source_s >= travel_s
        };
        if until_s.is_infinite() {
            let arrival_s = (travel_s - half_source_s).max(0.0);
            return sorted(even(arrival_s, arrival_s + exposure_s).chain([travel_s.max(0.0)]).collect());
        }
        let gone = |t_s: f64| {
            let (_, tail_s, smear_s) = edges(t_s);
            t_s > until_s && tail_s - EDGE_DEVIATIONS * smear_s - half_source_s >= travel_s
        };
        let arrival_s = first_s(come);
        let departure_s = first_s(gone).max(arrival_s);
        let plateau_s = [until_s, travel_s, travel_s + until_s, until_s * (1.0 + 1e-9)];
        let inside = |t_s: &f64| (arrival_s..=departure_s).contains(t_s);
        sorted(even(arrival_s, departure_s).chain(plateau_s.into_iter().filter(inside)).collect())
    }
}

/// The greatest of some values and of those about it; none of none.
fn greatest(times_s: &[f64], values: &[f64], value: impl Fn(f64) -> f64) -> Option<f64> {
    let best = (0..values.len()).fold(0, |best, index| if values[index] > values[best] { index } else { best });
    let last = values.len().checked_sub(1)?;
    let about_s = (times_s[best.saturating_sub(1)], times_s[(best + 1).min(last)]);
    Some(values[best].max(value(summit(about_s, (times_s[best], values[best]), &value))))
}

fn even(from_s: f64, to_s: f64) -> impl Iterator<Item = f64> {
    (0..=EVEN_KNOTS).map(move |knot| from_s + (to_s - from_s) * f64::from(knot) / f64::from(EVEN_KNOTS))
}

fn sorted(mut times_s: Vec<f64>) -> Vec<f64> {
    times_s.sort_by(f64::total_cmp);
    times_s.dedup();
    times_s
}

/// First time at which something that stays true becomes true, s.
fn first_s(test: impl Fn(f64) -> bool) -> f64 {
    let (mut before_s, mut after_s) = (0.0, 1.0);
    if test(before_s) {
        return before_s;
    }
    while !test(after_s) && after_s < LATEST_S {
        (before_s, after_s) = (after_s, 2.0 * after_s);
    }
    for _ in 0..HALVINGS {
        let middle_s = 0.5 * (before_s + after_s);
        if test(middle_s) {
            after_s = middle_s
        } else {
            before_s = middle_s
        }
        if after_s - before_s < 1e-9 * after_s {
            break;
        }
    }
    before_s
}

/// Halves the stretches whose middle lies off their line, until the line holds or the knots are used up.
fn refined(knots: Vec<(f64, f64)>, peak_kg_m3: f64, value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (knots.first().copied(), knots.last().copied()) else { return knots };
    let shortest_s = SHORTEST_RATIO * (last.0 - first.0);
    let mut done = vec![first];
    let mut ahead: Vec<(f64, f64)> = knots.into_iter().skip(1).rev().collect();
    while let (Some(&to), Some(&from)) = (ahead.last(), done.last()) {
        let middle_s = 0.5 * (from.0 + to.0);
        let room = done.len() + ahead.len() < MOST_KNOTS && to.0 - from.0 > shortest_s;
        let middle = (middle_s, if room { value(middle_s) } else { 0.5 * (from.1 + to.1) });
        if room && (middle.1 - 0.5 * (from.1 + to.1)).abs() > LINE_RATIO * peak_kg_m3 {
            ahead.push(middle);
        } else {
            done.push(to);
            ahead.pop();
        }
    }
    done
}

/// Without the ends at which there is nothing, but one knot on either side.
fn trimmed(knots: Vec<(f64, f64)>, nothing_kg_m3: f64) -> Vec<(f64, f64)> {
    let there = |knot: &(f64, f64)| knot.1 > nothing_kg_m3;
    let first = knots.iter().position(there).unwrap_or(0).saturating_sub(1);
    let last = (knots.iter().rposition(there).unwrap_or(0) + 1).min(knots.len() - 1);
    knots[first..=last].to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{air, chlorine_pool, propane_cloud, propane_jet};

    #[test]
    fn the_lines_follow_the_cloud() {
        for (gas, substance) in [chlorine_pool(Some(300.0)), propane_jet(Some(60.0)), propane_cloud()] {
            let field = gas.solve(&substance, &air()).unwrap().field;
            let course = gas.course(&field);
            let passage = course.passage((150.0, 4.0, 1.0), 1800.0);
            let peak_kg_m3 = passage.peak().unwrap().concentration_kg_m3;
            let mut off = 0;
            for index in 0..2000 {
                let t_s = 0.37 * f64::from(index);
                let exact = course.at(t_s).concentration_kg_m3(150.0, 4.0, 1.0);
                off += i32::from((passage.concentration_kg_m3(t_s) - exact).abs() > 2e-3 * peak_kg_m3);
            }
            // a sharp edge may fall between two knots
            assert!(off <= 2, "{:?}: {off}", gas.source);
            let (arrival_s, departure_s) = passage.arrival_and_departure_s().unwrap();
            let passing = course.passing((150.0, 4.0, 1.0), 1800.0).unwrap();
            assert!((passing.peak_kg_m3 / peak_kg_m3 - 1.0).abs() < 2e-3, "{passing:?} {peak_kg_m3}");
            let off_s = (passing.arrival_s - arrival_s).abs() + (passing.departure_s - departure_s).abs();
            assert!(off_s < 0.02 * (departure_s - arrival_s), "{passing:?}: {arrival_s} {departure_s}");
            assert!(arrival_s > 5.0 && departure_s > arrival_s + 20.0, "{arrival_s} {departure_s}");
        }
    }

    #[test]
    fn a_lasting_release_is_breathed_as_long_as_asked() {
        let (gas, substance) = propane_jet(None);
        let field = gas.solve(&substance, &air()).unwrap().field;
        let course = gas.course(&field);
        let passage = course.passage((200.0, 0.0, 1.0), 900.0);
        let plateau_kg_m3 = field.concentration_kg_m3(200.0, 0.0, 1.0, 0.0);
        // from a sharp front on: the plateau for 900 s
        let dose = passage.toxic_load(1.0).value();
        assert!((dose / (1e6 * plateau_kg_m3 * 15.0) - 1.0).abs() < 1e-6, "{dose}");
        assert!(course.passage((-50.0, 0.0, 1.0), 900.0).peak().is_none());
    }
}
