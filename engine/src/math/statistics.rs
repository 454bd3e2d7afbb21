//! Agreement of predicted with observed values, as customary for dispersion models.

use super::{exp, ln};
use serde::Serialize;

/// Agreement measures of pairs of observed and predicted values.
///
/// J. C. Chang and S. R. Hanna (2004), *Air quality model performance evaluation*, Meteorology and Atmospheric
/// Physics 87, 167-196 (doi 10.1007/s00703-003-0070-7), equations 1 to 5. With o observed, p predicted:
///
/// | measure | formula | perfect |
/// |---|---|---|
/// | FAC2 | fraction with 0.5 <= p / o <= 2 | 1 |
/// | MG | exp(mean ln o - mean ln p): below 1 is overprediction | 1 |
/// | VG | exp(mean (ln o - ln p)^2) | 1 |
/// | FB | 2 (mean o - mean p) / (mean o + mean p): negative is overprediction | 0 |
/// | NMSE | mean (o - p)^2 / (mean o * mean p) | 0 |
///
/// Beside them, ours: the worst case, p / o of the pair with the greatest |ln(p / o)|, and the greatest
/// departure, max |p / o - 1|, with the mean departure, mean |p - o| / o.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// Number of pairs.
    pub count: usize,
    /// FAC2.
    pub fac2_frac: f64,
    /// MG, geometric mean bias; infinite when a prediction is zero.
    pub mg_ratio: f64,
    /// VG, geometric variance; infinite when a prediction is zero.
    pub vg_ratio: f64,
    /// FB, fractional bias.
    pub fb_ratio: f64,
    /// NMSE, normalised mean square error; infinite when every prediction is zero.
    pub nmse_ratio: f64,
    /// Predicted over observed of the worst pair.
    pub worst_ratio: f64,
    /// Place of the worst pair in the list (the first of equals).
    pub worst_index: usize,
    /// Greatest departure of a pair, |p / o - 1|.
    pub departure_frac: f64,
    /// Mean departure, mean |p - o| / o.
    pub mean_departure_frac: f64,
}

impl Agreement {
    /// The measures of pairs (observed, predicted); `None` without pairs, or when an observed value is not finite and
    /// above zero or a predicted one not finite and at least zero (MG and VG take logarithms: thresholds for small
    /// observed values are the caller's to apply).
    #[must_use]
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let usable = |&(o, p): &(f64, f64)| o > 0.0 && o.is_finite() && p >= 0.0 && p.is_finite();
        if pairs.is_empty() || !pairs.iter().all(usable) {
            return None;
        }
        let count = pairs.len() as f64;
        let mean = |term: fn(f64, f64) -> f64| pairs.iter().map(|&(o, p)| term(o, p)).sum::<f64>() / count;
        let (mean_observed, mean_predicted) = (mean(|o, _| o), mean(|_, p| p));
        let worst_index = worst(pairs);
        Some(Self {
            count: pairs.len(),
            fac2_frac: mean(|o, p| if (0.5..=2.0).contains(&(p / o)) { 1.0 } else { 0.0 }),
            mg_ratio: exp(mean(|o, p| ln(o / p))),
            vg_ratio: exp(mean(|o, p| ln(o / p) * ln(o / p))),
            fb_ratio: 2.0 * (mean_observed - mean_predicted) / (mean_observed + mean_predicted),
            nmse_ratio: mean(|o, p| (o - p) * (o - p)) / (mean_observed * mean_predicted),
            worst_ratio: pairs[worst_index].1 / pairs[worst_index].0,
            worst_index,
            departure_frac: pairs.iter().map(|&(o, p)| (p / o - 1.0).abs()).fold(0.0, f64::max),
            mean_departure_frac: mean(|o, p| (p - o).abs() / o),
        })
    }
}

/// Place of the pair with the greatest |ln(p / o)|.
fn worst(pairs: &[(f64, f64)]) -> usize {
    let error = |index: usize| ln(pairs[index].1 / pairs[index].0).abs();
    (1..pairs.len()).fold(0, |worst, index| if error(index) > error(worst) { index } else { worst })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pairs_by_hand() {
        // (1, 2) and (4, 1): FAC2 1/2; MG exp((ln 1/2 + ln 4) / 2) = sqrt 2; VG exp((ln^2 2 + ln^2 4) / 2);
        // FB 2 (2.5 - 1.5) / 4 = 0.5; NMSE ((1 + 9) / 2) / 3.75 = 4/3; worst 1/4; departure |2 - 1| = 1, mean (1 + 3/4) / 2
        let found = Agreement::of(&[(1.0, 2.0), (4.0, 1.0)]).unwrap();
        assert_eq!((found.count, found.fac2_frac, found.fb_ratio), (2, 0.5, 0.5));
        assert!((found.mg_ratio - std::f64::consts::SQRT_2).abs() < 1e-14);
        assert!((found.vg_ratio - 3.323_879).abs() < 1e-6);
        assert!((found.nmse_ratio - 4.0 / 3.0).abs() < 1e-14);
        assert_eq!((found.worst_index, found.worst_ratio, found.departure_frac), (1, 0.25, 1.0));
        assert_eq!(found.mean_departure_frac, 0.875);
    }

    #[test]
    fn perfect_agreement_and_no_agreement_to_speak_of() {
        let perfect = Agreement::of(&[(2.0, 2.0), (5.0, 5.0)]).unwrap();
        assert_eq!((perfect.fac2_frac, perfect.mg_ratio, perfect.vg_ratio, perfect.nmse_ratio), (1.0, 1.0, 1.0, 0.0));
        assert_eq!((perfect.worst_ratio, perfect.departure_frac), (1.0, 0.0));
        assert_eq!(Agreement::of(&[]), None);
        for pair in [(0.0, 1.0), (-1.0, 1.0), (f64::NAN, 1.0), (1.0, -1.0), (1.0, f64::NAN), (1.0, f64::INFINITY)] {
            assert_eq!(Agreement::of(&[pair]), None, "{pair:?}");
        }
    }

    #[test]
    fn a_prediction_of_zero_is_the_worst_and_is_not_hidden() {
        // (1, 0) and (1, 1): half within a factor of two; the logarithms have no end; FB 2 (1 - 0.5) / 1.5 = 2/3
        let found = Agreement::of(&[(1.0, 1.0), (1.0, 0.0)]).unwrap();
        assert_eq!((found.fac2_frac, found.mg_ratio, found.vg_ratio), (0.5, f64::INFINITY, f64::INFINITY));
        assert!((found.fb_ratio - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!((found.nmse_ratio, found.worst_ratio, found.worst_index), (1.0, 0.0, 1));
    }
}
