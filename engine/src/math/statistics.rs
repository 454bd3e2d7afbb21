//! Agreement of predicted with observed values, as customary for dispersion models.

use super::{exp, ln};

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Number of pairs.
    pub count: usize,
    /// FAC2.
    pub fac2_frac: f64,
    /// MG, geometric mean bias.
    pub mg_ratio: f64,
    /// VG, geometric variance.
    pub vg_ratio: f64,
    /// FB, fractional bias.
    pub fb_ratio: f64,
    /// NMSE, normalised mean square error.
    pub nmse_ratio: f64,
}

impl Agreement {
    /// The measures of pairs (observed, predicted); `None` without pairs or when a value is not above zero
    /// (MG and VG take logarithms: thresholds for small values are the caller's to apply).
    #[must_use]
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let usable = |&(observed, predicted): &(f64, f64)| observed > 0.0 && predicted > 0.0;
        if pairs.is_empty() || !pairs.iter().all(usable) {
            return None;
        }
        let count = pairs.len() as f64;
        let mean = |term: fn(f64, f64) -> f64| pairs.iter().map(|&(o, p)| term(o, p)).sum::<f64>() / count;
        let (mean_observed, mean_predicted) = (mean(|o, _| o), mean(|_, p| p));
        Some(Self {
            count: pairs.len(),
            fac2_frac: mean(|o, p| if (0.5..=2.0).contains(&(p / o)) { 1.0 } else { 0.0 }),
            mg_ratio: exp(mean(|o, p| ln(o / p))),
            vg_ratio: exp(mean(|o, p| ln(o / p) * ln(o / p))),
            fb_ratio: 2.0 * (mean_observed - mean_predicted) / (mean_observed + mean_predicted),
            nmse_ratio: mean(|o, p| (o - p) * (o - p)) / (mean_observed * mean_predicted),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pairs_by_hand() {
        // (1, 2) and (4, 1): FAC2 1/2; MG exp((ln 1/2 + ln 4) / 2) = sqrt 2; VG exp((ln^2 2 + ln^2 4) / 2);
        // FB 2 (2.5 - 1.5) / 4 = 0.5; NMSE ((1 + 9) / 2) / 3.75 = 4/3
        let found = Agreement::of(&[(1.0, 2.0), (4.0, 1.0)]).unwrap();
        assert_eq!((found.count, found.fac2_frac, found.fb_ratio), (2, 0.5, 0.5));
        assert!((found.mg_ratio - std::f64::consts::SQRT_2).abs() < 1e-14);
        assert!((found.vg_ratio - 3.323_879).abs() < 1e-6);
        assert!((found.nmse_ratio - 4.0 / 3.0).abs() < 1e-14);
    }

    #[test]
    fn perfect_agreement_and_no_agreement_to_speak_of() {
        let perfect = Agreement::of(&[(2.0, 2.0), (5.0, 5.0)]).unwrap();
        assert_eq!((perfect.fac2_frac, perfect.mg_ratio, perfect.vg_ratio, perfect.nmse_ratio), (1.0, 1.0, 1.0, 0.0));
        assert_eq!(Agreement::of(&[]), None);
        assert_eq!(Agreement::of(&[(1.0, 0.0)]), None);
    }
}
