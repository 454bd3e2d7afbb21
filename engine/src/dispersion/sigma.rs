//! Dispersion coefficients: named, swappable correlation sets.

use crate::math::{exp, ln, pow};
use crate::weather::{StabilityClass, Terrain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A correlation set of plume coefficients for an averaging time of 10 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlumeSigmaSet {
    /// Briggs 1973, open country (ATDL 79, doi 10.2172/5118833), as tabulated by Griffiths 1994
    /// (doi 10.1016/1352-2310(94)90086-8) and in AQ/T 3046-2013 table E.7. 100 m to 10 km.
    BriggsRural,
    /// Briggs 1973, urban: the same sources. 100 m to 10 km.
    BriggsUrban,
    /// sigma-y of Spicer and Havens 1989 (DEGADIS 2.1, EPA-450/4-89-019, pp. 45-46), sigma-z of Seinfeld
    /// 1986: the default set of GasDispersion.jl and that of its CCPS 1999 worked example.
    SpicerHavensSeinfeld,
}

/// Form sigma = a x (1 + b x)^p that all Briggs curves share.
#[derive(Debug, Clone, Copy)]
struct Briggs {
    slope: f64,
    curvature_per_m: f64,
    power: BriggsPower,
}

#[derive(Debug, Clone, Copy)]
enum BriggsPower {
    Zero,
    Half,
    MinusHalf,
    MinusOne,
}

const fn briggs(slope: f64, curvature_per_m: f64, power: BriggsPower) -> Briggs {
    Briggs { slope, curvature_per_m, power }
}

impl Briggs {
    #[inline]
    fn at_m(self, x_m: f64) -> f64 {
        let growth = 1.0 + self.curvature_per_m * x_m;
        let straight_m = self.slope * x_m;
        match self.power {
            BriggsPower::Zero => straight_m,
            BriggsPower::Half => straight_m * growth.sqrt(),
            BriggsPower::MinusHalf => straight_m / growth.sqrt(),
            BriggsPower::MinusOne => straight_m / growth,
        }
    }
}

use BriggsPower::{Half, MinusHalf, MinusOne, Zero};

/// Slopes of sigma-y, rural A to F; all are a x (1 + 1e-4 x)^-1/2.
const RURAL_Y: [f64; 6] = [0.22, 0.16, 0.11, 0.08, 0.06, 0.04];
/// Slopes of sigma-y, urban A to F; all are a x (1 + 4e-4 x)^-1/2.
const URBAN_Y: [f64; 6] = [0.32, 0.32, 0.22, 0.16, 0.11, 0.11];
const RURAL_Z: [Briggs; 6] = [
    briggs(0.20, 0.0, Zero),
    briggs(0.12, 0.0, Zero),
    briggs(0.08, 2e-4, MinusHalf),
    briggs(0.06, 1.5e-3, MinusHalf),
    briggs(0.03, 3e-4, MinusOne),
    briggs(0.016, 3e-4, MinusOne),
];
/// For A and B the growth constant is 1e-3 per metre as in Briggs 1973 (our transcription of AQ/T 3046
/// table E.7 prints 1e-4 there, taken for a misprint; see docs/models/dispersion.md).
const URBAN_Z: [Briggs; 6] = [
    briggs(0.24, 1e-3, Half),
    briggs(0.24, 1e-3, Half),
    briggs(0.20, 0.0, Zero),
    briggs(0.14, 3e-4, MinusHalf),
    briggs(0.08, 1.5e-3, MinusHalf),
    briggs(0.08, 1.5e-3, MinusHalf),
];

/// sigma-y = a x^0.9, A to F (Spicer and Havens 1989).
const SPICER_HAVENS_Y: [f64; 6] = [0.423, 0.313, 0.210, 0.136, 0.102, 0.0674];
/// sigma-z = a x^b exp(c ln^2 x), A to F (Seinfeld 1986).
const SEINFELD_Z: [(f64, f64, f64); 6] = [
    (107.7, -1.7172, 0.2770),
    (0.1355, 0.8752, 0.0136),
    (0.09623, 0.9477, -0.0020),
    (0.04134, 1.1737, -0.0316),
    (0.02275, 1.3010, -0.0450),
    (0.01122, 1.4024, -0.0540),
];

impl PlumeSigmaSet {
    /// The set taken for a terrain when none is named.
    #[must_use]
    pub fn for_terrain(terrain: Terrain) -> Self {
        match terrain {
            Terrain::Rural => Self::BriggsRural,
            Terrain::Urban => Self::BriggsUrban,
        }
    }

    /// Name with source, for caveats and manifests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BriggsRural => "Briggs 1973 rural",
            Self::BriggsUrban => "Briggs 1973 urban",
            Self::SpicerHavensSeinfeld => "Spicer-Havens 1989 / Seinfeld 1986",
        }
    }

    /// Distances for which the curves were published, m.
    #[must_use]
    pub fn validity_m(self) -> (f64, f64) {
        (100.0, 1e4)
    }

    /// Crosswind standard deviation for a 10-minute average, m; `x_m` > 0.
    #[inline]
    #[must_use]
    pub fn sigma_y_m(self, stability: StabilityClass, x_m: f64) -> f64 {
        let class = stability.index();
        match self {
            Self::BriggsRural => briggs(RURAL_Y[class], 1e-4, MinusHalf).at_m(x_m),
            Self::BriggsUrban => briggs(URBAN_Y[class], 4e-4, MinusHalf).at_m(x_m),
            Self::SpicerHavensSeinfeld => SPICER_HAVENS_Y[class] * pow(x_m, 0.9),
        }
    }

    /// Vertical standard deviation, m; `x_m` > 0.
    #[inline]
    #[must_use]
    pub fn sigma_z_m(self, stability: StabilityClass, x_m: f64) -> f64 {
        let class = stability.index();
        match self {
            Self::BriggsRural => RURAL_Z[class].at_m(x_m),
            Self::BriggsUrban => URBAN_Z[class].at_m(x_m),
            Self::SpicerHavensSeinfeld => {
                let (scale, power, curvature) = SEINFELD_Z[class];
                let log_x = ln(x_m);
                scale * exp(power * log_x + curvature * log_x * log_x)
            }
        }
    }
}

/// Farthest virtual source, m: a deviation that a curve does not reach by then counts as reached there.
const FARTHEST_VIRTUAL_M: f64 = 1e6;
/// Halvings of a virtual distance: 2^-60 of the range.
const VIRTUAL_HALVINGS: usize = 60;

/// Distance at which a rising curve of deviations has a value, m; 0 for 0.
fn distance_of_m(deviation_m: f64, curve: impl Fn(f64) -> f64) -> f64 {
    if deviation_m <= 0.0 {
        return 0.0;
    }
    let (mut near_m, mut far_m) = (0.0, FARTHEST_VIRTUAL_M);
    for _ in 0..VIRTUAL_HALVINGS {
        let middle_m = 0.5 * (near_m + far_m);
        if curve(middle_m) < deviation_m { near_m = middle_m } else { far_m = middle_m }
    }
    far_m
}

impl PlumeSigmaSet {
    /// Path after which a point source has a crosswind deviation (10-minute average): the virtual distance of a source of
    /// that size, m, at most 1000 km. By bisection, since the curves are not all power laws.
    #[must_use]
    pub fn virtual_distance_y_m(self, stability: StabilityClass, sigma_y_m: f64) -> f64 {
        distance_of_m(sigma_y_m, |x_m| self.sigma_y_m(stability, x_m))
    }

    /// Path after which a point source has a vertical deviation, as [`Self::virtual_distance_y_m`], m.
    #[must_use]
    pub fn virtual_distance_z_m(self, stability: StabilityClass, sigma_z_m: f64) -> f64 {
        distance_of_m(sigma_z_m, |x_m| self.sigma_z_m(stability, x_m))
    }
}

/// A correlation set of puff coefficients (instantaneous release).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PuffSigmaSet {
    /// Slade 1968 (*Meteorology and Atomic Energy*, TID-24190, pp. 163-175), as power laws in CCPS 1999;
    /// sigma-x = sigma-y. One set for all terrain.
    #[default]
    Slade,
}

/// sigma-y = a x^b, A to F (CCPS 1999 after Slade 1968).
const SLADE_Y: [(f64, f64); 6] = [(0.18, 0.92), (0.14, 0.92), (0.10, 0.92), (0.06, 0.92), (0.04, 0.92), (0.02, 0.89)];
/// sigma-z = a x^b, A to F (CCPS 1999 after Slade 1968).
const SLADE_Z: [(f64, f64); 6] = [(0.60, 0.75), (0.53, 0.73), (0.34, 0.71), (0.15, 0.70), (0.10, 0.65), (0.05, 0.61)];

impl PuffSigmaSet {
    /// Name with source.
    #[must_use]
    pub fn name(self) -> &'static str {
        "Slade 1968 (CCPS 1999)"
    }

    /// Name in English and Chinese for a caveat about the range, which is recalled and says so.
    #[must_use]
    pub(super) fn name_and_range_mark(self) -> (&'static str, &'static str) {
        ("Slade 1968 (CCPS 1999; range recalled)", "Slade 1968(CCPS 1999;范围为记忆值)")
    }

    /// Distances for which the estimates were given, m (memory: Slade tabulates 100 m and 4 km).
    #[must_use]
    pub fn validity_m(self) -> (f64, f64) {
        (100.0, 4e3)
    }

    /// Horizontal standard deviation (along and across the wind), m; `travel_m` is the path of the centre, > 0.
    #[inline]
    #[must_use]
    pub fn sigma_y_m(self, stability: StabilityClass, travel_m: f64) -> f64 {
        let (scale, power) = SLADE_Y[stability.index()];
        scale * pow(travel_m, power)
    }

    /// Vertical standard deviation, m; `travel_m` is the path of the centre, > 0.
    #[inline]
    #[must_use]
    pub fn sigma_z_m(self, stability: StabilityClass, travel_m: f64) -> f64 {
        let (scale, power) = SLADE_Z[stability.index()];
        scale * pow(travel_m, power)
    }

    /// Path after which a point release has a horizontal deviation: the virtual distance of a source of that
    /// size, `x = (sigma / a)^(1/b)`, m.
    #[must_use]
    pub fn virtual_distance_y_m(self, stability: StabilityClass, sigma_y_m: f64) -> f64 {
        let (scale, power) = SLADE_Y[stability.index()];
        pow(sigma_y_m / scale, 1.0 / power)
    }

    /// Path after which a point release has a vertical deviation, as [`Self::virtual_distance_y_m`], m.
    #[must_use]
    pub fn virtual_distance_z_m(self, stability: StabilityClass, sigma_z_m: f64) -> f64 {
        let (scale, power) = SLADE_Z[stability.index()];
        pow(sigma_z_m / scale, 1.0 / power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StabilityClass::{A, B, C, D, E, F};

    fn close(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 1e-5, "{value} against {expected}");
    }

    #[test]
    fn briggs_rural_at_one_kilometre() {
        // hand-worked: D sigma-y 80 / sqrt(1.1), sigma-z 60 / sqrt(2.5); F sigma-z 16 / 1.3
        let set = PlumeSigmaSet::BriggsRural;
        close(set.sigma_y_m(D, 1000.0), 76.2770);
        close(set.sigma_z_m(D, 1000.0), 37.9473);
        close(set.sigma_z_m(F, 1000.0), 12.3077);
        close(set.sigma_z_m(A, 1000.0), 200.0);
        close(set.sigma_z_m(E, 1000.0), 30.0 / 1.3);
    }

    #[test]
    fn briggs_urban_at_one_kilometre() {
        // A and B sigma-z 240 sqrt(2); D sigma-y 160 / sqrt(1.4); E = F
        let set = PlumeSigmaSet::BriggsUrban;
        close(set.sigma_z_m(B, 1000.0), 339.411);
        close(set.sigma_y_m(D, 1000.0), 135.225);
        assert_eq!(set.sigma_y_m(E, 700.0), set.sigma_y_m(F, 700.0));
    }

    #[test]
    fn spicer_havens_seinfeld_at_half_a_kilometre() {
        // class F, 500 m: 0.0674 * 500^0.9 = 18.1022; 0.01122 * exp(1.4024 L - 0.054 L^2), L = ln 500 -> 8.497363
        let set = PlumeSigmaSet::SpicerHavensSeinfeld;
        close(set.sigma_y_m(F, 500.0), 18.1022);
        close(set.sigma_z_m(F, 500.0), 8.497_363);
    }

    #[test]
    fn slade_puff_class_f() {
        // worked in GasDispersion.jl's puff test (CCPS 1999 p. 101): 500 m, F: 5.047930, 2.214837 m
        let set = PuffSigmaSet::Slade;
        close(set.sigma_y_m(F, 500.0), 5.047_930);
        close(set.sigma_z_m(F, 500.0), 2.214_837);
        assert!(set.sigma_y_m(C, 500.0) > set.sigma_y_m(D, 500.0));
    }

    #[test]
    fn virtual_distances_of_plumes_give_the_size_back() {
        // class D rural: 0.08 x / sqrt(1 + 1e-4 x) = 10: x^2 = 15625 (1 + 1e-4 x), x = 125.7837 m
        close(PlumeSigmaSet::BriggsRural.virtual_distance_y_m(D, 10.0), 125.7837);
        for set in [PlumeSigmaSet::BriggsRural, PlumeSigmaSet::BriggsUrban, PlumeSigmaSet::SpicerHavensSeinfeld] {
            for class in [B, D, E, F] {
                close(set.sigma_y_m(class, set.virtual_distance_y_m(class, 25.0)), 25.0);
                close(set.sigma_z_m(class, set.virtual_distance_z_m(class, 4.0)), 4.0);
            }
        }
        assert_eq!(PlumeSigmaSet::BriggsRural.virtual_distance_y_m(F, 0.0), 0.0);
        // the curve of class F ends at 0.016 / 3e-4 = 53 m
        assert_eq!(PlumeSigmaSet::BriggsRural.virtual_distance_z_m(F, 60.0), 1e6);
    }

    #[test]
    fn virtual_distances_give_the_size_back() {
        // class D: (6 / 0.06)^(1/0.92) = 100^1.0869565 = 149.2496 m; (3 / 0.15)^(1/0.7) = 20^1.4285714 = 72.2128 m
        let set = PuffSigmaSet::Slade;
        close(set.virtual_distance_y_m(D, 6.0), 149.2496);
        close(set.virtual_distance_z_m(D, 3.0), 72.2128);
        assert_eq!(set.virtual_distance_y_m(F, 0.0), 0.0);
    }
}
