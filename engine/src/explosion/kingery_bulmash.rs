//! Blast of a TNT charge by the fits of Kingery and Bulmash.

use super::kb_coefficients::{self as kb, Segment};
use crate::math;
use crate::provenance::{Caveat, CaveatCode, FieldProblem, InvalidInput, ModelCard, Origin, Solved};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kingery-Bulmash blast parameters.
pub const KINGERY_BULMASH: ModelCard = ModelCard {
    id: "kingery_bulmash",
    version: 1,
    title_en: "Blast of a TNT charge (Kingery-Bulmash)",
    title_zh: "TNT 爆炸冲击波(Kingery-Bulmash)",
    citation: "Kingery C.N., Bulmash G. (1984) Airblast parameters from TNT spherical air burst and hemispherical surface burst, \
               ARBRL-TR-02555, US Army Ballistic Research Laboratory",
    domain: "scaled distance 0.0674 to 40 m/kg^(1/3) (hemispherical), 0.0531 to 40 (free air); duration from 0.178 and 0.147; charges of \
             1 to 400 000 kg TNT at sea level, flat ground, no shielding",
    verification: "tests/verification/explosion.rs: Swisdak's independent fit within 2.5 %, segment joints, digitised TNT curve of HyRAM+",
    origin: Origin::Source,
};

/// Charges the tests behind the fits cover, kg TNT (Swisdak 1994 states less than 1 kg to over 400 000 kg).
const TESTED_MASS_KG: [f64; 2] = [1.0, 400_000.0];

/// Place of the charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Burst {
    /// Half sphere on the ground, which reflects the blast.
    #[default]
    Hemispherical,
    /// Sphere in free air, before any reflection.
    FreeAir,
}

/// Blast at one distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlastPoint {
    /// Scaled distance, m/kg^(1/3).
    pub scaled_distance_m_kg13: f64,
    /// Peak side-on (incident) overpressure, Pa.
    pub side_on_overpressure_pa: f64,
    /// Peak overpressure on a wall facing the charge, Pa.
    pub reflected_overpressure_pa: f64,
    /// Side-on impulse of the positive phase, Pa s.
    pub side_on_impulse_pa_s: f64,
    /// Impulse on a wall facing the charge, Pa s.
    pub reflected_impulse_pa_s: f64,
    /// Time from detonation to arrival, s.
    pub arrival_time_s: f64,
    /// Duration of the positive phase, s; none nearer than its fit reaches.
    pub positive_duration_s: Option<f64>,
}

/// Where a level of overpressure is reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum BlastDistance {
    /// At this distance.
    At {
        /// Distance from the charge, m.
        distance_m: f64,
    },
    /// Nearer than the fits reach: the level is higher than any they give.
    NearerThan {
        /// Nearest distance of the fits, m.
        distance_m: f64,
    },
    /// Farther than the fits reach: the level is lower than any they give.
    FartherThan {
        /// Farthest distance of the fits, m.
        distance_m: f64,
    },
}

struct Fits {
    side_on_overpressure: &'static [Segment],
    reflected_overpressure: &'static [Segment],
    side_on_impulse: &'static [Segment],
    reflected_impulse: &'static [Segment],
    arrival_time: &'static [Segment],
    positive_duration: &'static [Segment],
}

static HEMISPHERICAL: Fits = Fits {
    side_on_overpressure: kb::HEMISPHERICAL_SIDE_ON_OVERPRESSURE,
    reflected_overpressure: kb::HEMISPHERICAL_REFLECTED_OVERPRESSURE,
    side_on_impulse: kb::HEMISPHERICAL_SIDE_ON_IMPULSE,
    reflected_impulse: kb::HEMISPHERICAL_REFLECTED_IMPULSE,
    arrival_time: kb::HEMISPHERICAL_ARRIVAL_TIME,
    positive_duration: kb::HEMISPHERICAL_POSITIVE_DURATION,
};

static FREE_AIR: Fits = Fits {
    side_on_overpressure: kb::FREE_AIR_SIDE_ON_OVERPRESSURE,
    reflected_overpressure: kb::FREE_AIR_REFLECTED_OVERPRESSURE,
    side_on_impulse: kb::FREE_AIR_SIDE_ON_IMPULSE,
    reflected_impulse: kb::FREE_AIR_REFLECTED_IMPULSE,
    arrival_time: kb::FREE_AIR_ARRIVAL_TIME,
    positive_duration: kb::FREE_AIR_POSITIVE_DURATION,
};

/// Pa in a kPa; also Pa s/kg^(1/3) in kPa ms/kg^(1/3) times 1 (kPa ms = Pa s).
const PA_PER_KPA: f64 = 1e3;
/// Seconds in a millisecond.
const S_PER_MS: f64 = 1e-3;

/// The value of a fit; none outside its segments. A joint belongs to the nearer segment.
#[inline]
fn evaluate(segments: &[Segment], z_m_kg13: f64, log10_z: f64) -> Option<f64> {
    let segment = segments.iter().find(|s| (s.min_m_kg13..=s.max_m_kg13).contains(&z_m_kg13))?;
    let u = segment.slope[0] + segment.slope[1] * log10_z;
    let log10_value = segment.coefficients.iter().rev().fold(0.0, |sum, c| sum * u + c);
    Some(math::exp(log10_value * std::f64::consts::LN_10))
}

/// Blast of one charge: solve once, evaluate anywhere.
///
/// # Example
/// ```
/// use cordon_engine::explosion::{Burst, KingeryBulmash};
/// let blast = KingeryBulmash::new(1000.0, Burst::Hemispherical).unwrap().field;
/// let at_100_m = blast.at(100.0).unwrap();
/// assert!((at_100_m.side_on_overpressure_pa / 14_890.0 - 1.0).abs() < 0.02); // Swisdak 1994: 14.89 kPa
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KingeryBulmash {
    cube_root_mass_kg13: f64,
    burst: Burst,
}

impl KingeryBulmash {
    /// Largest scaled distance of the fits, m/kg^(1/3).
    pub const MAX_SCALED_DISTANCE_M_KG13: f64 = 40.0;

    /// A charge of a mass of TNT. Outside 1 to 400 000 kg a caveat says so: cube-root scaling is
    /// then used beyond the tests.
    ///
    /// # Errors
    /// When the mass is not finite or outside 1e-6 to 1e9 kg.
    pub fn new(tnt_mass_kg: f64, burst: Burst) -> Result<Solved<Self>, InvalidInput> {
        let mut problems = Vec::new();
        FieldProblem::check_range(&mut problems, "tnt_mass_kg", tnt_mass_kg, 1e-6, 1e9, "kg");
        InvalidInput::check(problems)?;
        let mut caveats = Vec::new();
        if !(TESTED_MASS_KG[0]..=TESTED_MASS_KG[1]).contains(&tnt_mass_kg) {
            caveats.push(outside_tested_mass(tnt_mass_kg));
        }
        Ok(Solved { field: Self { cube_root_mass_kg13: math::cbrt(tnt_mass_kg), burst }, caveats })
    }

    /// Place of the charge.
    #[must_use]
    pub fn burst(&self) -> Burst {
        self.burst
    }

    fn fits(&self) -> &'static Fits {
        match self.burst {
            Burst::Hemispherical => &HEMISPHERICAL,
            Burst::FreeAir => &FREE_AIR,
        }
    }

    /// Smallest scaled distance of the fits, m/kg^(1/3).
    #[must_use]
    pub fn min_scaled_distance_m_kg13(&self) -> f64 {
        self.fits().side_on_overpressure[0].min_m_kg13
    }

    /// Nearest and farthest distance of the fits, m.
    #[must_use]
    pub fn range_m(&self) -> [f64; 2] {
        [
            self.min_scaled_distance_m_kg13() * self.cube_root_mass_kg13,
            Self::MAX_SCALED_DISTANCE_M_KG13 * self.cube_root_mass_kg13,
        ]
    }

    /// Blast at a distance; none outside the range of the fits (see [`Self::outside_range`]).
    #[must_use]
    pub fn at(&self, distance_m: f64) -> Option<BlastPoint> {
        let z_m_kg13 = distance_m / self.cube_root_mass_kg13;
        let log10_z = math::log10(z_m_kg13);
        let (fits, w) = (self.fits(), self.cube_root_mass_kg13);
        Some(BlastPoint {
            scaled_distance_m_kg13: z_m_kg13,
            side_on_overpressure_pa: PA_PER_KPA * evaluate(fits.side_on_overpressure, z_m_kg13, log10_z)?,
            reflected_overpressure_pa: PA_PER_KPA * evaluate(fits.reflected_overpressure, z_m_kg13, log10_z)?,
            side_on_impulse_pa_s: w * evaluate(fits.side_on_impulse, z_m_kg13, log10_z)?,
            reflected_impulse_pa_s: w * evaluate(fits.reflected_impulse, z_m_kg13, log10_z)?,
            arrival_time_s: S_PER_MS * w * evaluate(fits.arrival_time, z_m_kg13, log10_z)?,
            positive_duration_s: evaluate(fits.positive_duration, z_m_kg13, log10_z).map(|ms| S_PER_MS * w * ms),
        })
    }

    /// Peak side-on overpressure alone, Pa; none outside the range of the fits.
    #[inline]
    #[must_use]
    pub fn side_on_overpressure_pa(&self, distance_m: f64) -> Option<f64> {
        let z_m_kg13 = distance_m / self.cube_root_mass_kg13;
        Some(PA_PER_KPA * evaluate(self.fits().side_on_overpressure, z_m_kg13, math::log10(z_m_kg13))?)
    }

    /// Distance at which the side-on overpressure falls to a level, by bisection on the fit, which
    /// falls steadily over its whole range.
    #[must_use]
    pub fn distance_to_overpressure(&self, side_on_overpressure_pa: f64) -> BlastDistance {
        let [mut near_m, mut far_m] = self.range_m();
        // The ends themselves may fall outside by a rounding; step inside by less than a nanometre in a metre.
        near_m *= 1.0 + 1e-12;
        far_m *= 1.0 - 1e-12;
        let reached = |distance_m: f64| {
            self.side_on_overpressure_pa(distance_m)
                .is_some_and(|overpressure_pa| overpressure_pa >= side_on_overpressure_pa)
        };
        if !reached(near_m) {
            return BlastDistance::NearerThan { distance_m: near_m };
        }
        if reached(far_m) {
            return BlastDistance::FartherThan { distance_m: far_m };
        }
        for _ in 0..60 {
            let middle_m = 0.5 * (near_m + far_m);
            if reached(middle_m) { near_m = middle_m } else { far_m = middle_m }
        }
        BlastDistance::At { distance_m: near_m }
    }

    /// The caveat for a distance outside the fits; none inside.
    #[must_use]
    pub fn outside_range(&self, distance_m: f64) -> Option<Caveat> {
        let [near_m, far_m] = self.range_m();
        if (near_m..=far_m).contains(&distance_m) {
            return None;
        }
        Some(Caveat::new(
            CaveatCode::OutsideValidity,
            KINGERY_BULMASH.id,
            format!(
                "distance {distance_m} m lies outside the Kingery-Bulmash fits for this charge, {near_m:.3} to {far_m:.1} m"
            ),
            format!("距离 {distance_m} m 超出该装药量的 Kingery-Bulmash 拟合范围({near_m:.3} 至 {far_m:.1} m)"),
        ))
    }

    /// The fits whose figures differ from the first transcription, with the reason; for docs and review.
    #[must_use]
    pub fn corrected_rows() -> Vec<(Burst, &'static str)> {
        [(Burst::Hemispherical, &HEMISPHERICAL), (Burst::FreeAir, &FREE_AIR)]
            .into_iter()
            .flat_map(|(burst, fits)| {
                [
                    fits.side_on_overpressure,
                    fits.reflected_overpressure,
                    fits.side_on_impulse,
                    fits.reflected_impulse,
                    fits.arrival_time,
                    fits.positive_duration,
                ]
                .into_iter()
                .flatten()
                .filter(|segment| segment.corrected)
                .map(move |segment| (burst, segment.note))
            })
            .collect()
    }
}

fn outside_tested_mass(tnt_mass_kg: f64) -> Caveat {
    let [low_kg, high_kg] = TESTED_MASS_KG;
    Caveat::new(
        CaveatCode::OutsideValidity,
        KINGERY_BULMASH.id,
        format!("charge {tnt_mass_kg} kg TNT lies outside the tests behind the fits, {low_kg} to {high_kg} kg"),
        format!("装药量 {tnt_mass_kg} kg TNT 超出拟合所依据的试验范围({low_kg} 至 {high_kg} kg)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_join_within_the_scatter_of_the_report() {
        // The duration of the report itself steps by 1.8 % at Z = 1.01; a wrong coefficient steps by far more.
        for fits in [&HEMISPHERICAL, &FREE_AIR] {
            for segments in [fits.side_on_impulse, fits.positive_duration] {
                for pair in segments.windows(2) {
                    let z = pair[0].max_m_kg13;
                    assert_eq!(z, pair[1].min_m_kg13);
                    let left = evaluate(&pair[..1], z, math::log10(z)).unwrap();
                    let right = evaluate(&pair[1..], z, math::log10(z)).unwrap();
                    assert!((left / right - 1.0).abs() < 0.02, "step of {left} to {right} at Z = {z}");
                }
            }
        }
    }

    #[test]
    fn outside_the_fits_there_is_no_number_but_a_caveat() {
        let blast = KingeryBulmash::new(1.0, Burst::FreeAir).unwrap().field;
        assert!(blast.at(41.0).is_none() && blast.outside_range(41.0).is_some());
        assert!(blast.at(0.05).is_none() && blast.outside_range(10.0).is_none());
        assert!(blast.at(0.1).unwrap().positive_duration_s.is_none());
    }

    #[test]
    fn bad_and_untested_masses() {
        assert_eq!(KingeryBulmash::new(f64::NAN, Burst::FreeAir).unwrap_err().problems[0].code, "not_finite");
        assert_eq!(KingeryBulmash::new(-1.0, Burst::FreeAir).unwrap_err().problems[0].code, "out_of_range");
        assert_eq!(KingeryBulmash::new(1e6, Burst::FreeAir).unwrap().caveats.len(), 1);
    }

    #[test]
    fn five_rows_were_corrected() {
        assert_eq!(KingeryBulmash::corrected_rows().len(), 5);
    }
}
