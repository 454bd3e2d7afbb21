//! The surface layer as the dense-gas model sees it: stability, wind profile, friction velocity, lid.

use crate::dispersion::Atmosphere;
use crate::math::{exp, ln, pow};
use crate::weather::StabilityClass;

/// Von Karman's constant as the model was fitted with it (UCRL-MA-105607 eq. 32).
pub(super) const VON_KARMAN: f64 = 0.41;
/// Lid of the neutral layer, m: H = 130 * 2^(7-s) with s = 4 for class D (section 2.5.1).
const LID_SCALE_M: f64 = 130.0;
/// The profile is logarithmic from this many roughness lengths up (Euler's number, eq. 34c).
const LOG_FROM_ROUGHNESS: f64 = std::f64::consts::E;
/// Slope of the stable gradient function (eq. 33a).
pub(super) const STABLE_SLOPE: f64 = 5.0;
/// Coefficient of the unstable gradient function (eq. 33b).
pub(super) const UNSTABLE_SLOPE: f64 = 16.0;
/// Height at which the entrainment law takes its reference wind, m (eq. 35a).
const ENTRAINMENT_REFERENCE_M: f64 = 4.0;
/// Height of the wind that enters the stability correction of lateral mixing, m (eq. 36a).
const LATERAL_REFERENCE_M: f64 = 2.0;
/// Friction velocity over wind of the reference surface, C10 in eq. 36a.
const REFERENCE_DRAG: f64 = 0.086;
/// Obukhov length that scales the stability correction of lateral mixing, m (eq. 36a).
const LATERAL_OBUKHOV_M: f64 = 10.0;
/// Lowest height of the wind table, in heights where the logarithm takes over.
const TABLE_FLOOR_RATIO: f64 = 1e-2;
/// Bits of a height below those that name its sixteenth of an octave: pieces of the wind table.
const PIECE_SHIFT: u32 = 48;

/// Fit of Golder's curves between Pasquill class and Obukhov length (section 2.5.1).
struct StabilityFit {
    first_per_m: f64,
    second_per_m: f64,
    third_per_m: f64,
    greatest_per_m: f64,
    exponent: f64,
    exponent_base: f64,
    exponent_step: f64,
}

impl StabilityFit {
    fn new(roughness_m: f64) -> Self {
        let first_per_m = 0.0081 / pow(roughness_m, 0.3044);
        let (second_per_m, third_per_m) = if roughness_m > 0.0111 {
            (0.0385 / pow(roughness_m, 0.1715), 0.0875 / pow(roughness_m, 0.1028))
        } else {
            let second_per_m = first_per_m + 0.0137 / pow(roughness_m, 0.1715) + 0.0218;
            (second_per_m, second_per_m + 0.0557)
        };
        let exponent = ln(second_per_m / first_per_m) / ln(2.0);
        let exponent_three = ln(third_per_m / first_per_m) / ln(3.0);
        let exponent_base = 2.0 * exponent_three - exponent;
        let exponent_step = exponent - exponent_base;
        let greatest_per_m = first_per_m * pow(3.5, exponent_base + exponent_step / 3.25);
        Self { first_per_m, second_per_m, third_per_m, greatest_per_m, exponent, exponent_base, exponent_step }
    }

    /// 1/L from the class number less 4 (A -3 ... D 0 ... F 2).
    fn inverse_obukhov_per_m(&self, offset: f64) -> f64 {
        let size = offset.abs();
        let value = if size == 0.0 {
            0.0
        } else if size < 2.0 {
            self.first_per_m * pow(size, self.exponent)
        } else if size < 3.5 {
            let from_two = size - 2.0;
            let exponent = self.exponent_base + self.exponent_step / (1.0 + from_two * from_two);
            self.first_per_m * pow(size, exponent)
        } else {
            self.greatest_per_m
        };
        if offset < 0.0 { -value } else { value }
    }

    /// Class number less 4 from 1/L.
    fn offset(&self, inverse_obukhov_per_m: f64) -> f64 {
        let size = inverse_obukhov_per_m.abs();
        let value = if size < self.second_per_m {
            pow(size / self.first_per_m, 1.0 / self.exponent)
        } else if size < self.greatest_per_m {
            let along = (size - self.second_per_m) / (self.third_per_m - self.second_per_m);
            let exponent = self.exponent_base + self.exponent_step / (1.0 + along * along);
            pow(size / self.first_per_m, 1.0 / exponent)
        } else {
            3.5
        };
        if inverse_obukhov_per_m < 0.0 { -value } else { value }
    }
}

/// Shape of the wind: u(z) = u*/k * shape(z), the closed integral of eq. 32.
#[derive(Debug, Clone, Copy)]
struct Profile {
    roughness_m: f64,
    lid_m: f64,
    /// 1/L in the gradient function, 1/m.
    effective_per_m: f64,
    /// Height above which stability stops growing, m.
    limit_m: f64,
    unstable_floor: f64,
    unstable_per_m: f64,
    log_from_m: f64,
    linear_per_m: f64,
    quadratic_per_m2: f64,
}

impl Profile {
    fn new(roughness_m: f64, lid_m: f64, effective_per_m: f64, limit_m: f64) -> Self {
        let (unstable_floor, unstable_per_m) = if effective_per_m < -1e-9 {
            let floor = 1.0 / (1.0 - UNSTABLE_SLOPE * limit_m * effective_per_m).sqrt().sqrt();
            (floor, -8.0 * effective_per_m / (1.0 - floor))
        } else {
            (1.0, 0.0)
        };
        let log_from_m = (LOG_FROM_ROUGHNESS * roughness_m).min(0.5 * lid_m);
        let mut profile = Self {
            roughness_m,
            lid_m,
            effective_per_m: if effective_per_m.abs() < 1e-9 { 0.0 } else { effective_per_m },
            limit_m,
            unstable_floor,
            unstable_per_m,
            log_from_m,
            linear_per_m: 0.0,
            quadratic_per_m2: 0.0,
        };
        let value = profile.integral(log_from_m);
        let rise = profile.gradient(log_from_m) * (1.0 - log_from_m / lid_m);
        profile.linear_per_m = (2.0 * value - rise) / log_from_m;
        profile.quadratic_per_m2 = (rise - value) / (log_from_m * log_from_m);
        profile
    }

    /// Gradient function (eq. 33a stable, 33b unstable).
    fn gradient(&self, z_m: f64) -> f64 {
        if self.effective_per_m < 0.0 {
            self.unstable_floor + (1.0 - self.unstable_floor) / (1.0 + self.unstable_per_m * z_m).sqrt()
        } else {
            1.0 + STABLE_SLOPE * self.effective_per_m * z_m / (1.0 + z_m / self.limit_m)
        }
    }

    /// Integral of gradient(z)/z * (1 - z/H) from the roughness length up (eq. 34a stable, 34b unstable).
    fn integral(&self, z_m: f64) -> f64 {
        let (above_m, lid_m) = (z_m - self.roughness_m, self.lid_m);
        let logarithm = ln(z_m / self.roughness_m);
        if self.effective_per_m == 0.0 {
            logarithm - above_m / lid_m
        } else if self.effective_per_m < 0.0 {
            let root = (1.0 + self.unstable_per_m * z_m).sqrt();
            let root_floor = (1.0 + self.unstable_per_m * self.roughness_m).sqrt();
            let bend = ln((1.0 + root) / (1.0 + root_floor)) + (root - root_floor) / (self.unstable_per_m * lid_m);
            logarithm - self.unstable_floor * above_m / lid_m - 2.0 * (1.0 - self.unstable_floor) * bend
        } else {
            let limit_m = self.limit_m;
            let bend = (1.0 + limit_m / lid_m) * ln((z_m + limit_m) / (self.roughness_m + limit_m)) - above_m / lid_m;
            logarithm - above_m / lid_m + STABLE_SLOPE * self.effective_per_m * limit_m * bend
        }
    }

    fn shape(&self, z_m: f64) -> f64 {
        let z_m = z_m.clamp(0.0, self.lid_m);
        if z_m < self.log_from_m { z_m * (self.linear_per_m + self.quadratic_per_m2 * z_m) } else { self.integral(z_m) }
    }
}

/// Wind at a height and its mean from the ground to that height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wind {
    /// u(z) over its value at 4 m.
    pub(super) over_reference: f64,
    /// Mean of u from the ground up, m/s.
    pub(super) mean_m_s: f64,
}

/// Everything about the ambient flow that the equations ask for, worked out once.
#[derive(Debug, Clone)]
pub(super) struct SurfaceLayer {
    pub(super) friction_velocity_m_s: f64,
    pub(super) lid_m: f64,
    /// S(La) of eq. 36a.
    pub(super) lateral_stability: f64,
    /// Friction velocity over the wind at 2 m.
    pub(super) drag_two_metres: f64,
    /// Shape of the wind at 4 m.
    pub(super) entrainment_shape: f64,
    profile: Profile,
    table_floor_m: f64,
    table: Vec<WindPiece>,
}

/// A sixteenth of an octave of height, over which the wind is taken as linear.
#[derive(Debug, Clone, Copy)]
struct WindPiece {
    from_m: f64,
    per_m: f64,
    low: Wind,
    rise: Wind,
}

impl WindPiece {
    fn between((from_m, low): (f64, Wind), (to_m, high): (f64, Wind)) -> Self {
        let rise =
            Wind { over_reference: high.over_reference - low.over_reference, mean_m_s: high.mean_m_s - low.mean_m_s };
        Self { from_m, per_m: 1.0 / (to_m - from_m), low, rise }
    }

    fn at(&self, z_m: f64) -> Wind {
        let share = (z_m - self.from_m) * self.per_m;
        Wind {
            over_reference: self.low.over_reference + share * self.rise.over_reference,
            mean_m_s: self.low.mean_m_s + share * self.rise.mean_m_s,
        }
    }
}

/// Pasquill class number less that of D.
fn class_offset(stability: StabilityClass) -> f64 {
    stability.index() as f64 - 3.0
}

/// 1/L in the middle of a Pasquill class over a roughness length, 1/m (section 2.5.1).
pub(in crate::dispersion) fn class_obukhov_per_m(stability: StabilityClass, roughness_m: f64) -> f64 {
    StabilityFit::new(roughness_m).inverse_obukhov_per_m(class_offset(stability))
}

impl SurfaceLayer {
    /// From an atmosphere and, where it is known, the inverse Obukhov length in place of the class.
    pub(super) fn new(air: &Atmosphere, inverse_obukhov_per_m: Option<f64>) -> Self {
        let roughness_m = air.roughness_length_m;
        let fit = StabilityFit::new(roughness_m);
        let offset = inverse_obukhov_per_m.map_or(class_offset(air.stability), |value| fit.offset(value));
        let inverse_per_m = inverse_obukhov_per_m.unwrap_or_else(|| fit.inverse_obukhov_per_m(offset));
        let limit_m = if offset < 0.0 { exp(-0.8 * offset) } else { 1.0 + 0.8 * offset };
        let lid_m = air.mixing_height_m.unwrap_or(LID_SCALE_M * pow(2.0, 3.0 - offset));
        let effective_per_m = inverse_per_m * (1.0 + air.wind_reference_height_m.max(3.0) / limit_m);
        let profile = Profile::new(roughness_m, lid_m, effective_per_m, limit_m);
        let reference_shape = profile.shape(air.wind_reference_height_m).max(1e-6);
        let friction_velocity_m_s = VON_KARMAN * air.wind_speed_m_s / reference_shape;
        let drag_two_metres = VON_KARMAN / profile.shape(LATERAL_REFERENCE_M).max(1e-6);
        let damping = (drag_two_metres / REFERENCE_DRAG).sqrt() * LATERAL_OBUKHOV_M * inverse_per_m;
        let lateral_stability = if inverse_per_m < 0.0 { 1.0 - damping } else { 1.0 / (1.0 + damping) };
        Self {
            friction_velocity_m_s,
            lid_m,
            lateral_stability,
            drag_two_metres,
            entrainment_shape: profile.shape(ENTRAINMENT_REFERENCE_M).max(1e-6),
            profile,
            table_floor_m: 0.0,
            table: Vec::new(),
        }
        .with_table()
    }

    /// Tabulates the wind and its running mean on sixteenths of octaves of height (Simpson's rule over each).
    fn with_table(mut self) -> Self {
        let speed = self.friction_velocity_m_s / VON_KARMAN;
        let reference = self.entrainment_shape;
        let first = (TABLE_FLOOR_RATIO * self.profile.log_from_m).to_bits() >> PIECE_SHIFT;
        let last = self.lid_m.to_bits() >> PIECE_SHIFT;
        let place_m = |name: u64| f64::from_bits(name << PIECE_SHIFT);
        self.table_floor_m = place_m(first);
        let (mut z_m, mut shape) = (self.table_floor_m, self.profile.shape(self.table_floor_m));
        let mut integral = 0.5 * z_m * shape;
        let wind = |z_m: f64, shape: f64, integral: f64| Wind {
            over_reference: shape / reference,
            mean_m_s: speed * integral / z_m,
        };
        let mut low = (z_m, wind(z_m, shape, integral));
        self.table = (first..=last.max(first))
            .map(|name| {
                let next_m = place_m(name + 1);
                let next_shape = self.profile.shape(next_m);
                let middle = self.profile.shape(0.5 * (z_m + next_m));
                integral += (next_m - z_m) * (shape + 4.0 * middle + next_shape) / 6.0;
                (z_m, shape) = (next_m, next_shape);
                let high = (z_m, wind(z_m, shape, integral));
                WindPiece::between(std::mem::replace(&mut low, high), high)
            })
            .collect();
        self
    }

    /// Wind at a height, from the table; proportional to height below its floor, constant above the lid.
    #[inline]
    pub(super) fn wind(&self, z_m: f64) -> Wind {
        if z_m <= self.table_floor_m || z_m.is_nan() {
            let share = (z_m / self.table_floor_m).max(1e-9);
            let lowest = self.table[0].low;
            return Wind { over_reference: share * lowest.over_reference, mean_m_s: share * lowest.mean_m_s };
        }
        let z_m = z_m.min(self.lid_m).max(self.table_floor_m);
        // the leading bits of a height are the number of its piece: no logarithm
        let index = (z_m.to_bits() >> PIECE_SHIFT) - (self.table_floor_m.to_bits() >> PIECE_SHIFT);
        self.table[(index as usize).min(self.table.len() - 1)].at(z_m)
    }

    /// Wind at a height itself, m/s.
    pub(super) fn speed_m_s(&self, z_m: f64) -> f64 {
        self.friction_velocity_m_s / VON_KARMAN * self.profile.shape(z_m)
    }

    /// 1/L inside the cloud's top, before the cloud's own stratification, 1/m.
    pub(super) fn ambient_obukhov_per_m(&self, top_m: f64) -> f64 {
        self.profile.effective_per_m / (1.0 + top_m / self.profile.limit_m)
    }

    /// Gradient function of momentum at a height (eq. 33a, 33b).
    pub(super) fn gradient(&self, z_m: f64) -> f64 {
        self.profile.gradient(z_m)
    }

    pub(super) fn roughness_m(&self) -> f64 {
        self.profile.roughness_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weather::Terrain;

    fn air(wind_m_s: f64, height_m: f64, roughness_m: f64) -> Atmosphere {
        Atmosphere {
            roughness_length_m: roughness_m,
            ..Atmosphere::new(StabilityClass::D, wind_m_s, height_m, Terrain::Rural)
        }
    }

    #[test]
    fn friction_velocity_and_lid_of_the_manual() {
        // SLAB's own print of its examples 1 and 2: u* 0.070342 m/s and lid 712.44 m; 0.26632 m/s and 726.04 m
        let burro = SurfaceLayer::new(&air(1.92, 2.88, 0.0002), Some(0.0665));
        assert!((burro.friction_velocity_m_s / 0.070_342 - 1.0).abs() < 1e-4, "{}", burro.friction_velocity_m_s);
        assert!((burro.lid_m / 712.44 - 1.0).abs() < 1e-4, "{}", burro.lid_m);
        let tortoise = SurfaceLayer::new(&air(4.5, 2.0, 0.003), Some(0.0221));
        assert!((tortoise.friction_velocity_m_s / 0.266_32 - 1.0).abs() < 1e-4);
        assert!((tortoise.lid_m / 726.04 - 1.0).abs() < 1e-4);
        // example 4: class D, 1 m/s at 10 m, z0 0.1 m: u* 0.089215 m/s, lid 1040 m
        let chlorine = SurfaceLayer::new(&air(1.0, 10.0, 0.1), None);
        assert!((chlorine.friction_velocity_m_s / 0.089_215 - 1.0).abs() < 1e-4);
        assert!((chlorine.lid_m - 1040.0).abs() < 1e-9);
    }

    #[test]
    fn the_reading_is_met_at_its_height() {
        for class in StabilityClass::ALL {
            let layer = SurfaceLayer::new(&Atmosphere { stability: class, ..air(3.0, 10.0, 0.1) }, None);
            assert!((layer.speed_m_s(10.0) - 3.0).abs() < 1e-12);
            assert_eq!(layer.speed_m_s(0.0), 0.0);
        }
    }

    #[test]
    fn the_table_follows_the_integral() {
        for class in StabilityClass::ALL {
            let layer = SurfaceLayer::new(&Atmosphere { stability: class, ..air(3.0, 10.0, 0.03) }, None);
            for z_m in [0.01, 0.3, 2.0, 17.0, 90.0] {
                let steps = 20_000;
                let dz_m = z_m / f64::from(steps);
                let sum: f64 = (0..steps).map(|i| layer.speed_m_s((f64::from(i) + 0.5) * dz_m)).sum();
                let mean_m_s = sum / f64::from(steps);
                assert!((layer.wind(z_m).mean_m_s / mean_m_s - 1.0).abs() < 2e-3, "{class:?} {z_m}");
            }
        }
    }

    #[test]
    fn class_and_obukhov_length_are_inverse() {
        let fit = StabilityFit::new(0.03);
        for offset in [-2.0, -1.0, 1.0, 2.0] {
            assert!((fit.offset(fit.inverse_obukhov_per_m(offset)) - offset).abs() < 1e-9);
        }
        assert_eq!(fit.inverse_obukhov_per_m(0.0), 0.0);
    }
}
