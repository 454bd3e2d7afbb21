//! The solved cloud: concentration at a point and a time (UCRL-MA-105607 section 2.6).

use super::meander::meander_widening;
use super::station::DenseStation;
use crate::math::{exp, ln, quick_erf, quick_erf_integral};
use std::f64::consts::{PI, SQRT_2};

/// Mean concentrations below this are not told from nothing, kg/m3.
const NOTHING: f64 = 1e-290;

/// What is asked of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenseMeasure {
    /// Mass concentration, kg/m3.
    Mass,
    /// Mole fraction, mist counted as vapour.
    Mole,
}
pub(super) use DenseMeasure as Measure;

/// How the cloud passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Passage {
    /// A lasting release: the same at all times.
    Steady,
    /// A release of finite duration, told by place.
    Passing,
    /// An instantaneous release, told by time.
    Puff,
}

/// One line of the table that the evaluator reads: everything interpolated in the logarithm of place or time.
#[derive(Debug, Clone, Copy)]
struct Row {
    key: f64,
    ln_mass: f64,
    ln_mole: f64,
    flat_m: f64,
    edge_m: f64,
    centre_m: f64,
    sigma_m: f64,
    /// Middle of the passage, s; place of the centre for a puff, m.
    middle: f64,
    /// Half the passage, s; half-length of the flat part for a puff, m.
    half: f64,
    /// Edge of the passage, s; of the profile along the wind for a puff, m.
    smear: f64,
    /// Ratio of box to flat part along the wind.
    gain: f64,
    /// Averaging window in the unit of the passage.
    window: f64,
}

/// A release in the terms of the field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Release {
    pub(super) passage: Passage,
    pub(super) duration_s: f64,
    pub(super) averaging_time_s: f64,
    /// S(La) of eq. 36a.
    pub(super) lateral_stability: f64,
    pub(super) air_density_kg_m3: f64,
    /// Momentum flux per area of a jet at its source, kg/(m s); none for other sources.
    pub(super) jet_density_speed: Option<f64>,
    pub(super) source_density_kg_m3: f64,
    pub(super) lid_m: f64,
}

/// A solved dense cloud: total, pure, allocation-free evaluation.
#[derive(Debug, Clone)]
pub struct DenseField {
    release: Release,
    offset: f64,
    scale: f64,
    rows: Vec<Row>,
    stations: Vec<DenseStation>,
}

/// Longest passage up to each place: never shorter farther away nor than the release (section 2.6.2).
fn passage_times_s(stations: &[DenseStation], duration_s: f64) -> Vec<f64> {
    let mut least_s = f64::INFINITY;
    let mut times: Vec<f64> = stations
        .iter()
        .rev()
        .map(|station| {
            let own_s = 2.0 * station.half_length_m / station.speed_m_s.max(1e-9);
            least_s = if station.half_length_m > 0.0 { least_s.min(own_s) } else { duration_s };
            least_s.max(duration_s)
        })
        .collect();
    times.reverse();
    times
}

impl DenseField {
    pub(super) fn new(stations: Vec<DenseStation>, release: Release) -> Self {
        let along = |station: &DenseStation| match release.passage {
            Passage::Puff => station.time_s,
            Passage::Steady | Passage::Passing => station.x_m,
        };
        let offset = stations.first().map_or(0.0, along);
        let scale = stations.get(1).map_or(1.0, |second| (along(second) - offset).max(1e-9));
        let start_m = stations.first().map_or(0.0, |first| first.x_m);
        let passages = passage_times_s(&stations, release.duration_s);
        let (mut averaged_s, mut widening) = (f64::NAN, 0.0);
        let row = |(station, passage_s): (&DenseStation, &f64)| {
            // most stations are averaged over the same time
            let over_s = release.averaging_time_s.min(*passage_s);
            if over_s != averaged_s {
                (averaged_s, widening) = (over_s, meander_widening(over_s));
            }
            let meander_m = widening * release.meander_m(station, (station.x_m - start_m).max(0.0));
            Row { key: ln(along(station) - offset + scale), ..release.row(station, meander_m) }
        };
        let rows = stations.iter().zip(&passages).map(row).collect();
        Self { release, offset, scale, rows, stations }
    }

    /// The averaged cloud at the places (plume) or moments (puff) of the integration.
    #[must_use]
    pub fn stations(&self) -> &[DenseStation] {
        &self.stations
    }

    /// Averaging time in force, s.
    #[must_use]
    pub fn averaging_time_s(&self) -> f64 {
        self.release.averaging_time_s
    }

    /// Mean concentration at a point and a time after the release began, kg/m3.
    ///
    /// `c = c_box 2 B h C1(y) C2(z) T(t)` with `C1 = [erf((y+b)/(sqrt2 beta)) - erf((y-b)/(sqrt2 beta))] / 4b`,
    /// `C2 = [exp(-(z-zc)^2/2 sigma^2) + exp(-(z+zc)^2/2 sigma^2)] / (sqrt(2 pi) sigma)` (eq. 13) and T the passage
    /// averaged over the averaging time (eq. 55). A lasting release is the same at all times. Zero upwind of
    /// the source, below ground and above the lid; never more than the density of the release.
    #[must_use]
    pub fn concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        self.value(Measure::Mass, (x_m, y_m, z_m), Some(t_s))
    }

    /// Mean mole fraction of the substance, mist counted as vapour, at a point and a time; see
    /// [`Self::concentration_kg_m3`].
    #[must_use]
    pub fn mole_frac(&self, x_m: f64, y_m: f64, z_m: f64, t_s: f64) -> f64 {
        self.value(Measure::Mole, (x_m, y_m, z_m), Some(t_s))
    }

    /// Greatest concentration over all times at a point, kg/m3.
    #[must_use]
    pub fn peak_concentration_kg_m3(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        self.peak(Measure::Mass, (x_m, y_m, z_m))
    }

    /// Greatest mole fraction over all times at a point.
    #[must_use]
    pub fn peak_mole_frac(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        self.peak(Measure::Mole, (x_m, y_m, z_m))
    }

    pub(super) fn peak(&self, measure: Measure, place: (f64, f64, f64)) -> f64 {
        if self.release.passage != Passage::Puff {
            return self.value(measure, place, None);
        }
        let at = |time_s: f64| self.value(measure, place, Some(time_s));
        let mut best = (0, 0.0);
        for (index, station) in self.stations.iter().enumerate() {
            let value = at(station.time_s);
            if value > best.1 {
                best = (index, value);
            }
        }
        let low = best.0.saturating_sub(1);
        let high = (best.0 + 1).min(self.stations.len() - 1);
        let (mut from_s, mut to_s) = (self.stations[low].time_s, self.stations[high].time_s);
        for _ in 0..30 {
            let third_s = (to_s - from_s) / 3.0;
            if at(from_s + third_s) < at(to_s - third_s) { from_s += third_s } else { to_s -= third_s }
        }
        best.1.max(at(0.5 * (from_s + to_s)))
    }

    /// Value at a place; without a time in the middle of the passage.
    pub(super) fn value(&self, measure: Measure, (x_m, y_m, z_m): (f64, f64, f64), t_s: Option<f64>) -> f64 {
        let Some(slice) = self.slice(x_m, t_s) else { return 0.0 };
        slice.value(measure, slice.across(y_m) * slice.upward(z_m))
    }

    /// The cloud across and up at a place along the wind.
    pub(super) fn slice(&self, x_m: f64, t_s: Option<f64>) -> Option<Slice> {
        let along = if self.release.passage == Passage::Puff { t_s.unwrap_or(0.0) } else { x_m };
        let row = self.row_at(along)?;
        let passage = match (self.release.passage, t_s) {
            (Passage::Steady, _) => 1.0,
            (Passage::Passing, Some(time_s)) => row.passage(time_s - row.middle),
            (Passage::Passing, None) => row.passage(0.0),
            (Passage::Puff, _) => row.passage(x_m - row.middle),
        };
        Some(Slice { row, passage, lid_m: self.release.lid_m, densest_kg_m3: self.release.source_density_kg_m3 })
    }

    /// Interpolated row at a place (or a time, for a puff); none before the first.
    fn row_at(&self, along: f64) -> Option<Row> {
        let Between { low, share, key } = self.between(along)?;
        Some(self.rows[low].towards(&self.rows[low + 1], share, key))
    }

    /// The stations on both sides of a place (or a time, for a puff); none before the first.
    pub(super) fn between(&self, along: f64) -> Option<Between> {
        if along.is_nan() || along < self.offset || self.rows.len() < 2 {
            return None;
        }
        let key = ln(along - self.offset + self.scale);
        let low = self.rows.partition_point(|row| row.key <= key).clamp(1, self.rows.len() - 1) - 1;
        let (from, to) = (self.rows[low].key, self.rows[low + 1].key);
        Some(Between { low, share: (key - from) / (to - from).max(1e-12), key })
    }

    /// The way back: the place (or time) at a share of the way from a station to the next.
    pub(super) fn along(&self, low: usize, share: f64) -> f64 {
        let (from, to) = (self.rows[low].key, self.rows[low + 1].key);
        exp(from + share * (to - from)) - self.scale + self.offset
    }

    /// The cloud across and up as if nothing of it were still to come or gone: the passage is left to the caller.
    pub(super) fn whole(&self, Between { low, share, key }: Between) -> Slice {
        let row = self.rows[low].towards(&self.rows[low + 1], share, key);
        Slice { row, passage: 1.0, lid_m: self.release.lid_m, densest_kg_m3: self.release.source_density_kg_m3 }
    }

    /// Where the table begins along the wind, and the length that its logarithm counts from, m (not for a puff).
    pub(super) fn along_scale_m(&self) -> (f64, f64) {
        (self.offset, self.scale)
    }

    /// Centre and half-length of a puff at a time, with its edges and the averaging window, m.
    pub(super) fn extent_along_m(&self, t_s: f64, edges: f64) -> (f64, f64) {
        let Some(row) = self.row_at(t_s) else { return (0.0, 1.0) };
        (row.middle, row.half + 0.5 * row.window + edges * row.smear)
    }

    /// Greatest value that is ever given: the density of the release, or pure substance.
    pub(super) fn greatest(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Mass => self.release.source_density_kg_m3,
            Measure::Mole => 1.0,
        }
    }

    pub(super) fn passage_kind(&self) -> Passage {
        self.release.passage
    }

    pub(super) fn duration_s(&self) -> f64 {
        self.release.duration_s
    }
}

/// Where a place or a time lies among the stations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) low: usize,
    /// Share of the way to the next; above 1 beyond the last.
    pub(super) share: f64,
    key: f64,
}

/// The cloud across and up at one place along the wind, at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    row: Row,
    passage: f64,
    lid_m: f64,
    densest_kg_m3: f64,
}

impl Slice {
    pub(super) fn across(&self, y_m: f64) -> f64 {
        self.row.across(y_m)
    }

    pub(super) fn upward(&self, z_m: f64) -> f64 {
        self.row.upward(z_m, self.lid_m)
    }

    /// Value where the product of [`Self::across`] and [`Self::upward`] is `shape`.
    pub(super) fn value(&self, measure: Measure, shape: f64) -> f64 {
        let shape = shape * self.passage;
        if shape.is_nan() || shape <= 0.0 {
            return 0.0;
        }
        self.capped(measure, self.amplitude(measure) * shape)
    }

    /// Value per unit of shape, the passage left out.
    pub(super) fn amplitude(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Mass => exp(self.row.ln_mass),
            Measure::Mole => exp(self.row.ln_mole),
        }
    }

    pub(super) fn passage(&self) -> f64 {
        self.passage
    }

    pub(super) fn capped(&self, measure: Measure, value: f64) -> f64 {
        match measure {
            Measure::Mass => value.min(self.densest_kg_m3),
            Measure::Mole => value.min(1.0),
        }
    }

    /// The same cloud with another share of it there.
    pub(super) fn with_passage(self, passage: f64) -> Self {
        Self { passage, ..self }
    }

    /// Profile of a puff along the wind at its moment, not averaged over time.
    pub(super) fn along_profile(&self, x_m: f64) -> f64 {
        self.row.gain * self.row.profile(x_m - self.row.middle)
    }

    /// The same averaged over the averaging time.
    pub(super) fn averaged_along(&self, x_m: f64) -> f64 {
        self.row.passage(x_m - self.row.middle)
    }

    /// No less than [`Self::averaged_along`], and cheaper.
    pub(super) fn most_along(&self, x_m: f64) -> f64 {
        self.row.most_passage(x_m - self.row.middle)
    }

    /// Ratio of the box of a puff to its flat part along the wind.
    pub(super) fn along_gain(&self) -> f64 {
        self.row.gain
    }

    /// Middle, half-length and edge of a puff along the wind, m.
    pub(super) fn along_m(&self) -> (f64, f64, f64) {
        (self.row.middle, self.row.half, self.row.smear)
    }

    /// Half-width of the flat part and its edge, height of the centre and its deviation, m.
    pub(super) fn form_m(&self) -> ((f64, f64), (f64, f64)) {
        ((self.row.flat_m, self.row.edge_m), (self.row.centre_m, self.row.sigma_m))
    }

    /// Lid, m, and the greatest concentration there can be, kg/m3.
    pub(super) fn limits(&self) -> (f64, f64) {
        (self.lid_m, self.densest_kg_m3)
    }

    /// Half-width of the flat part and standard deviation of the edges, m.
    pub(super) fn profile_m(&self) -> (f64, f64) {
        (self.row.flat_m, self.row.edge_m)
    }

    /// Height and half-width that hold the cloud, m.
    pub(super) fn extent_m(&self) -> (f64, f64) {
        let top_m = (self.row.centre_m + 4.0 * self.row.sigma_m).min(self.lid_m);
        (top_m, self.row.flat_m + 4.0 * self.row.edge_m)
    }
}

impl Release {
    fn row(&self, station: &DenseStation, meander_m: f64) -> Row {
        let edge_m = station.edge_m();
        let flat_m = station.flat_half_width_m.max(1e-9);
        let sigma_m = station.sigma_z_m().max(1e-9);
        let area = 2.0 * station.half_width_m * station.height_m;
        let amplitude = area / (4.0 * flat_m * sigma_m * (2.0 * PI).sqrt());
        let speed_m_s = station.speed_m_s.max(0.0);
        let is_long = station.half_length_m > 0.0;
        let gain = if is_long { station.half_length_m / station.flat_half_length_m } else { 1.0 };
        let (middle, half, smear, window) = match self.passage {
            Passage::Puff => {
                (station.x_m, station.flat_half_length_m, station.edge_along_m(), speed_m_s * self.averaging_time_s)
            }
            Passage::Passing if is_long => (
                station.time_s,
                station.flat_half_length_m / speed_m_s.max(1e-9),
                station.edge_along_m() / speed_m_s.max(1e-9),
                self.averaging_time_s,
            ),
            _ => (station.time_s + 0.5 * self.duration_s, 0.5 * self.duration_s, 0.0, self.averaging_time_s),
        };
        Row {
            key: 0.0,
            ln_mass: ln((station.mean_concentration_kg_m3() * amplitude).max(NOTHING)),
            ln_mole: ln((station.mole_frac * amplitude).max(NOTHING)),
            flat_m,
            edge_m: (edge_m * edge_m + meander_m * meander_m).sqrt().max(1e-9),
            centre_m: station.centre_height_m,
            sigma_m,
            middle,
            half,
            smear,
            gain,
            window,
        }
    }
}

impl Row {
    fn towards(&self, other: &Self, share: f64, key: f64) -> Self {
        let mix = |a: f64, b: f64| a + share * (b - a);
        Self {
            key,
            ln_mass: mix(self.ln_mass, other.ln_mass),
            ln_mole: mix(self.ln_mole, other.ln_mole),
            flat_m: mix(self.flat_m, other.flat_m).max(1e-9),
            edge_m: mix(self.edge_m, other.edge_m).max(1e-9),
            centre_m: mix(self.centre_m, other.centre_m).max(0.0),
            sigma_m: mix(self.sigma_m, other.sigma_m).max(1e-9),
            middle: mix(self.middle, other.middle),
            half: mix(self.half, other.half).max(1e-9),
            smear: mix(self.smear, other.smear).max(0.0),
            gain: mix(self.gain, other.gain).max(1.0),
            window: mix(self.window, other.window).max(0.0),
        }
    }

    /// Difference of error functions across the wind.
    fn across(&self, y_m: f64) -> f64 {
        let scale_m = SQRT_2 * self.edge_m;
        quick_erf((y_m + self.flat_m) / scale_m) - quick_erf((y_m - self.flat_m) / scale_m)
    }

    /// Sum of the bell and its image in the ground; zero below ground and above the lid.
    fn upward(&self, z_m: f64, lid_m: f64) -> f64 {
        if !(0.0..=lid_m).contains(&z_m) {
            return 0.0;
        }
        let bell = |distance_m: f64| {
            let deviations = distance_m / self.sigma_m;
            exp(-0.5 * deviations * deviations)
        };
        bell(z_m - self.centre_m) + bell(z_m + self.centre_m)
    }

    /// No less than [`Self::passage`], and cheaper: the mean of a window is no more than the profile at its nearest place, which is no more
    /// than half the complementary error function of the way beyond the flat part, that is half of exp(-w^2); nor more than the share of
    /// the window that the whole profile fills.
    fn most_passage(&self, from_middle: f64) -> f64 {
        let beyond = from_middle.abs() - self.half - 0.5 * self.window;
        let tail = if beyond > 0.0 {
            let ratio = beyond / (SQRT_2 * self.smear.max(1e-12));
            0.5 * exp(-ratio * ratio)
        } else {
            1.0
        };
        let filled = if self.window > 2.0 * self.half { 2.0 * self.half / self.window } else { 1.0 };
        self.gain * tail.min(filled) * (1.0 + 1e-9)
    }

    /// Profile along the passage, averaged over the window (eq. 55b).
    fn passage(&self, from_middle: f64) -> f64 {
        if self.window < 0.05 * (self.smear + 0.1 * self.half) {
            return self.gain * self.profile(from_middle);
        }
        let (early, late) = (from_middle - 0.5 * self.window, from_middle + 0.5 * self.window);
        let sum = self.running(late + self.half) - self.running(early + self.half) - self.running(late - self.half)
            + self.running(early - self.half);
        (0.5 * self.gain * sum / self.window).max(0.0)
    }

    fn profile(&self, from_middle: f64) -> f64 {
        let scale = SQRT_2 * self.smear.max(1e-12);
        0.5 * (quick_erf((from_middle + self.half) / scale) - quick_erf((from_middle - self.half) / scale))
    }

    /// Integral of erf(u / (sqrt2 smear)).
    fn running(&self, u: f64) -> f64 {
        let scale = SQRT_2 * self.smear;
        if scale <= 1e-12 || u.abs() > 8.0 * scale {
            return u.abs();
        }
        scale * quick_erf_integral(u / scale)
    }
}
